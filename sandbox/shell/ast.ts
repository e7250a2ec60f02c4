/** The shell's own syntax tree. `grammar.ts` makes it; the interpreter and the printer read it. */
import type { WordPart } from "./words.ts";

/** A word as written. Its parts are found when it is first expanded. */
export interface Word {
  readonly text: string;
  /** Filled by words.ts `partsOf`. */
  parts: readonly WordPart[] | null;
}

export interface Assignment {
  readonly name: string;
  /** Subscript text, or null. */
  readonly index: string | null;
  readonly append: boolean;
  readonly value: Word | readonly Word[];
}

export interface Redirect {
  readonly op: ">" | ">>" | "<" | "<>" | "<&" | ">&" | ">|" | "&>" | "&>>" | "<<<" | "<<" | "<<-";
  /** Descriptor number, variable name for `{name}>`, or null for the operator's own. */
  readonly fd: number | string | null;
  readonly target: Word | null;
  /** Here-document: body, and whether its delimiter was quoted. */
  readonly body: string;
  readonly quoted: boolean;
  readonly delimiter: string;
}

export interface Simple {
  readonly kind: "simple";
  readonly line: number;
  readonly text: string;
  readonly assigns: readonly Assignment[];
  readonly words: readonly (Word | Assignment)[];
  readonly redirects: readonly Redirect[];
  /** Its words, expanded by the parent before the fork. */
  readonly expanded?: readonly string[];
  /** `command NAME`: no function of that name. */
  readonly program?: boolean;
}
export interface Pipeline {
  readonly kind: "pipeline";
  readonly negated: boolean;
  readonly timed: "" | "time" | "posix";
  readonly stages: readonly Command[];
  /** Per `|`: also joins stderr (`|&`). */
  readonly both: readonly boolean[];
  readonly text: string;
}
export interface AndOr {
  readonly kind: "andor";
  readonly first: Command;
  readonly rest: readonly { readonly op: "&&" | "||"; readonly command: Command }[];
}
export interface Statement {
  readonly command: Command;
  readonly background: boolean;
  readonly text: string;
  readonly line: number;
}
export type List = readonly Statement[];
export interface If {
  readonly kind: "if";
  readonly line: number;
  readonly clauses: readonly { readonly test: List; readonly body: List }[];
  readonly otherwise: List | null;
}
export interface For {
  readonly kind: "for" | "select";
  readonly line: number;
  readonly name: string;
  readonly words: readonly Word[] | null;
  readonly body: List;
}
export interface CFor {
  readonly kind: "cfor";
  readonly line: number;
  readonly init: string;
  readonly test: string;
  readonly step: string;
  readonly body: List;
}
export interface While {
  readonly kind: "while" | "until";
  readonly line: number;
  readonly test: List;
  readonly body: List;
}
export interface Case {
  readonly kind: "case";
  readonly line: number;
  readonly word: Word;
  readonly items: readonly {
    readonly patterns: readonly Word[];
    readonly body: List;
    readonly end: ";;" | ";&" | ";;&";
  }[];
}
export interface Group {
  readonly kind: "group" | "subshell";
  readonly line: number;
  readonly body: List;
}
export interface Arith {
  readonly kind: "arith";
  readonly line: number;
  readonly text: string;
}
export type Test =
  | { readonly kind: "unary"; readonly op: string; readonly word: Word }
  | { readonly kind: "binary"; readonly op: string; readonly left: Word; readonly right: Word }
  | { readonly kind: "and" | "or"; readonly operands: readonly Test[] }
  | { readonly kind: "not"; readonly operand: Test };
export interface Cond {
  readonly kind: "cond";
  readonly line: number;
  readonly test: Test;
  readonly text: string;
}
export interface FunctionDef {
  readonly kind: "function";
  readonly line: number;
  readonly name: string;
  readonly body: Command;
}
export interface Redirected {
  readonly kind: "redirected";
  readonly line: number;
  readonly command: Command;
  readonly redirects: readonly Redirect[];
}
export interface Unsupported {
  readonly kind: "unsupported";
  readonly line: number;
  readonly what: string;
}
export type Command =
  | Simple
  | Pipeline
  | AndOr
  | If
  | For
  | CFor
  | While
  | Case
  | Group
  | Arith
  | Cond
  | FunctionDef
  | Redirected
  | Unsupported;

export function isAssignment(word: Word | Assignment): word is Assignment {
  return "append" in word;
}

export function wordOf(text: string): Word {
  return { text, parts: null };
}
