/** What the parser makes of a filter's text: f_inst of BIRD 1.6.8's filter/filter.h, as values. */
import type { Sym } from "../symbols.ts";
import type { DynamicAttr, StaticAttr } from "./attributes.ts";
import type { MaskItem } from "./as-path.ts";
import type { SetItem } from "./set.ts";
import type { Value } from "./value.ts";

/** An item of `[= 1 * a =]`: a number that is known only when it runs, or one that is. */
export type MaskPart = MaskItem | { readonly term: Term };

export interface FunctionDef {
  readonly name: string;
  params: readonly Sym[];
  /** null while its own text is read: a function that calls itself does nothing there. */
  body: Block | null;
}

export interface Block {
  /** Cleared at the start. */
  readonly locals: readonly Sym[];
  readonly commands: readonly Cmd[];
}

interface At {
  /** For `filters, line N: ...`. */
  readonly line: number;
}

export type EmptyType = "path" | "clist" | "eclist" | "lclist";

export type Term = At &
  (
    | { readonly op: "const"; readonly value: Value }
    | { readonly op: "var"; readonly sym: Sym }
    | { readonly op: "mask-template"; readonly parts: readonly MaskPart[] }
    | { readonly op: "+" | "-" | "*" | "/"; readonly a: Term; readonly b: Term }
    | { readonly op: "&&" | "||"; readonly a: Term; readonly b: Term }
    | { readonly op: "=" | "!=" | "<" | "<="; readonly a: Term; readonly b: Term }
    | { readonly op: "~" | "!~"; readonly a: Term; readonly b: Term }
    | { readonly op: "!" | "defined"; readonly a: Term }
    | { readonly op: "pair"; readonly a: Term; readonly b: Term }
    | { readonly op: "ec"; readonly kind: number; readonly a: Term; readonly b: Term }
    | { readonly op: "lc"; readonly a: Term; readonly b: Term; readonly c: Term }
    | { readonly op: "static-attr"; readonly attr: StaticAttr }
    | { readonly op: "attr"; readonly attr: DynamicAttr }
    | { readonly op: "preference" }
    | {
        readonly op: "ip" | "len" | "first" | "last" | "last_nonaggregated";
        readonly a: Term;
      }
    | { readonly op: "mask"; readonly a: Term; readonly b: Term }
    | { readonly op: "empty"; readonly type: EmptyType }
    | { readonly op: "prepend" | "add" | "delete" | "filter"; readonly a: Term; readonly b: Term }
    | {
        readonly op: "roa";
        readonly table: string;
        readonly a: Term | null;
        readonly b: Term | null;
      }
    | Call
  );

export interface Call {
  readonly op: "call";
  readonly line: number;
  readonly name: string;
  readonly params: readonly Sym[];
  readonly body: Block | null;
  readonly args: readonly Term[];
}

export interface CaseArm {
  /** null: else. */
  readonly items: readonly SetItem[] | null;
  readonly body: readonly Cmd[];
}

export type BreakHow = "accept" | "reject" | "error" | "quitbird" | "print" | "printn";

export type Cmd = At &
  (
    | {
        readonly op: "if";
        readonly test: Term;
        readonly then: readonly Cmd[];
        readonly otherwise: readonly Cmd[] | null;
      }
    | { readonly op: "set"; readonly sym: Sym; readonly a: Term }
    | { readonly op: "return"; readonly a: Term }
    /** `a` null: unset(). */
    | { readonly op: "set-attr"; readonly attr: DynamicAttr; readonly a: Term | null }
    | { readonly op: "set-static"; readonly attr: StaticAttr; readonly a: Term }
    | { readonly op: "set-preference"; readonly a: Term }
    | { readonly op: "break"; readonly how: BreakHow; readonly prints: readonly Term[] }
    | { readonly op: "case"; readonly a: Term; readonly arms: readonly CaseArm[] }
    | Call
  );
