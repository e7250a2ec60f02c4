/**
 * Bash's grammar, from the `unbash` package. The only file that knows that package: it maps its tree
 * to ours (ast.ts) and its complaints to the words that bash prints.
 */
import {
  type Assignment as RawAssignment,
  type Command as RawSimple,
  type CompoundList,
  type ParsedScript,
  parse as unbash,
  type Redirection,
  type Statement as RawStatement,
  type TestExpression,
  type Word as RawWord,
} from "unbash";
import type { Assignment, Command, List, Redirect, Simple, Statement, Test, Word } from "./ast.ts";

/** What is wrong with a text. `incomplete`: more lines could mend it. */
export interface SyntaxProblem {
  readonly incomplete: boolean;
  /** Bash's message, without prefix; further lines follow as bash prints them. */
  readonly messages: readonly { readonly line: number; readonly text: string }[];
  /** A here-document that the text's end cut: bash only warns. */
  readonly hereDocument: { readonly line: number; readonly delimiter: string } | null;
  /** Number of the text's last line. */
  readonly endLine: number;
}
export interface Parsed {
  readonly list: List;
  readonly problem: SyntaxProblem | null;
}

/** Parse a whole text; lines are numbered from `firstLine`. */
export function parse(source: string, firstLine = 1): Parsed {
  const script = unbash(source);
  const mapper = new Mapper(source, firstLine);
  const problem = findProblem(source, script, mapper);
  if (problem !== null && problem.hereDocument === null) return { list: [], problem };
  return { list: mapper.statements(script.commands), problem };
}

/** Whether `source` is one or more complete commands: what `bash -n` accepts without a word. */
export function isComplete(source: string): "complete" | "incomplete" | "wrong" {
  const script = unbash(source);
  const problem = findProblem(source, script, new Mapper(source, 1));
  return problem === null ? "complete" : problem.incomplete ? "incomplete" : "wrong";
}

/** Where each simple command's name stands: for alias expansion, which replaces source text. */
export function commandNames(source: string): { start: number; end: number; text: string }[] {
  const names: { start: number; end: number; text: string }[] = [];
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) return node.forEach(visit);
    if (typeof node !== "object" || node === null) return;
    const record = node as {
      type?: string;
      name?: { pos: number; end: number; text: string };
      parts?: unknown;
    };
    if (record.type === "Word" || record.type === "Assignment") return;
    if (record.type === "Command" && record.name !== undefined) {
      names.push({ start: record.name.pos, end: record.name.end, text: record.name.text });
    }
    Object.values(record).forEach(visit);
  };
  visit(unbash(source).commands);
  return names.sort((a, b) => a.start - b.start);
}

class Mapper {
  private readonly source: string;
  private readonly starts: number[];
  private readonly firstLine: number;
  openHereDocument: { line: number; delimiter: string } | null = null;

  constructor(source: string, firstLine: number) {
    this.source = source;
    this.firstLine = firstLine;
    this.starts = [0];
    for (let i = source.indexOf("\n"); i >= 0; i = source.indexOf("\n", i + 1))
      this.starts.push(i + 1);
  }

  line(pos: number): number {
    let low = 0;
    let high = this.starts.length - 1;
    while (low < high) {
      const mid = (low + high + 1) >> 1;
      if ((this.starts[mid] as number) <= pos) low = mid;
      else high = mid - 1;
    }
    return low + this.firstLine;
  }
  lineText(line: number): string {
    const start = this.starts[line - this.firstLine] ?? this.source.length;
    const end = this.source.indexOf("\n", start);
    return this.source.slice(start, end < 0 ? this.source.length : end);
  }

  statements(list: readonly RawStatement[]): List {
    return list.map((raw): Statement => ({
      command: this.command(raw.command),
      background: raw.background === true,
      text: this.source.slice(raw.command.pos, raw.command.end).trim(),
      line: this.line(raw.pos),
    }));
  }
  private list(raw: CompoundList): List {
    return this.statements(raw.commands);
  }
  private word(raw: RawWord): Word {
    return { text: raw.text, parts: null };
  }

  private command(raw: RawStatement["command"]): Command {
    const line = this.line(raw.pos);
    switch (raw.type) {
      case "AndOr":
        return {
          kind: "andor",
          first: this.command(raw.commands[0] as RawStatement["command"]),
          rest: raw.operators.map((op, i) => ({
            op,
            command: this.command(raw.commands[i + 1] as RawStatement["command"]),
          })),
        };
      case "Pipeline": {
        const time = raw.prefixes.find((prefix) => prefix.type === "Time");
        return {
          kind: "pipeline",
          negated: raw.prefixes.filter((prefix) => prefix.type === "Negation").length % 2 === 1,
          timed: time === undefined ? "" : time.posix === undefined ? "time" : "posix",
          stages: raw.commands.map((stage) => this.command(stage)),
          both: raw.operators.map((op) => op === "|&"),
          text: this.source.slice(raw.pos, raw.end).trim(),
        };
      }
      case "Command":
        return this.simple(raw);
      case "Redirected":
        return {
          kind: "redirected",
          line,
          command: this.command(raw.command),
          redirects: raw.redirects.map((redirect) => this.redirect(redirect)),
        };
      case "If":
        return {
          kind: "if",
          line,
          clauses: [
            { test: this.list(raw.clause), body: this.list(raw.then) },
            ...raw.elif.map((elif) => ({
              test: this.list(elif.clause),
              body: this.list(elif.then),
            })),
          ],
          otherwise: raw.else === undefined ? null : this.list(raw.else),
        };
      case "For":
      case "Select":
        return {
          kind: raw.type === "For" ? "for" : "select",
          line,
          name: raw.name.text,
          words: raw.wordlist === undefined ? null : raw.wordlist.map((word) => this.word(word)),
          body: this.list(raw.body),
        };
      case "ArithmeticFor": {
        const [init, test, step] = this.forHeader(raw.pos);
        return { kind: "cfor", line, init, test, step, body: this.list(raw.body) };
      }
      case "While":
        return { kind: raw.kind, line, test: this.list(raw.clause), body: this.list(raw.body) };
      case "Case":
        return {
          kind: "case",
          line,
          word: this.word(raw.word),
          items: raw.items.map((item) => ({
            patterns: item.pattern.map((word) => this.word(word)),
            body: this.list(item.body),
            end: item.terminator ?? ";;",
          })),
        };
      case "Subshell":
      case "BraceGroup":
        return {
          kind: raw.type === "Subshell" ? "subshell" : "group",
          line,
          body: this.list(raw.body),
        };
      case "ArithmeticCommand":
        return { kind: "arith", line, text: raw.body };
      case "TestCommand":
        return {
          kind: "cond",
          line,
          test: this.test(raw.expression),
          text: this.source.slice(raw.pos, raw.end),
        };
      case "Function":
        if (raw.body.type === "CompoundList")
          return { kind: "unsupported", line, what: "this function" };
        return { kind: "function", line, name: raw.name.text, body: this.command(raw.body) };
      case "Coproc":
        return { kind: "unsupported", line, what: "coproc" };
    }
  }

  /** The three texts between `((` and `))` of a C-style for. */
  private forHeader(pos: number): [string, string, string] {
    let at = this.source.indexOf("((", pos) + 2;
    const parts: string[] = [];
    let depth = 0;
    let from = at;
    for (; at < this.source.length; at++) {
      const ch = this.source[at];
      if (ch === "(") depth++;
      else if (ch === ")" && depth === 0) break;
      else if (ch === ")") depth--;
      else if (ch === ";" && depth === 0) {
        parts.push(this.source.slice(from, at));
        from = at + 1;
      }
    }
    parts.push(this.source.slice(from, at));
    return [parts[0] ?? "", parts[1] ?? "", parts[2] ?? ""];
  }

  private simple(raw: RawSimple): Simple {
    const assigns: Assignment[] = [];
    const redirects: Redirect[] = [];
    const words: (Word | Assignment)[] = [];
    for (const item of raw.prefix) {
      if (item.type === "Assignment") assigns.push(this.assignment(item));
      else redirects.push(this.redirect(item));
    }
    if (raw.name !== undefined) words.push(this.word(raw.name));
    for (const item of raw.suffix) {
      if (item.type === "Word") words.push(this.word(item));
      else if (item.type !== "Assignment") redirects.push(this.redirect(item));
      else if (item.value.type === "ArrayValue") words.push(this.assignment(item));
      else words.push({ text: item.text, parts: null });
    }
    const text = this.source.slice(raw.pos, raw.end).trim();
    return { kind: "simple", line: this.line(raw.pos), text, assigns, words, redirects };
  }

  private assignment(raw: RawAssignment): Assignment {
    const value = raw.value;
    return {
      name: raw.name,
      index: raw.index?.text ?? null,
      append: raw.append === true,
      value:
        value.type === "ArrayValue"
          ? value.elements.map((word) => this.word(word))
          : this.word(value),
    };
  }

  private redirect(raw: Redirection): Redirect {
    const descriptor = raw.descriptor;
    const fd =
      descriptor === undefined
        ? null
        : descriptor.type === "FileDescriptor"
          ? descriptor.value
          : descriptor.name;
    if (raw.type === "HereDoc") {
      if (raw.closing === undefined) {
        this.openHereDocument ??= {
          line: this.line(raw.pos),
          delimiter: raw.delimiter?.value ?? "",
        };
      }
      return {
        op: raw.operator,
        fd,
        target: null,
        body:
          raw.closing === undefined && raw.body.text !== "" && !raw.body.text.endsWith("\n")
            ? `${raw.body.text}\n`
            : raw.body.text,
        quoted: raw.delimiter?.quoted === true,
        delimiter: raw.delimiter?.text ?? "",
      };
    }
    const target = raw.target === undefined ? null : this.word(raw.target);
    return { op: raw.operator, fd, target, body: "", quoted: false, delimiter: "" };
  }

  private test(raw: TestExpression): Test {
    switch (raw.type) {
      case "TestUnary":
        return { kind: "unary", op: raw.operator, word: this.word(raw.operand) };
      case "TestBinary":
        return {
          kind: "binary",
          op: raw.operator,
          left: this.word(raw.left),
          right: this.word(raw.right),
        };
      case "TestLogical":
        return {
          kind: raw.operator === "&&" ? "and" : "or",
          operands: raw.operands.map((one) => this.test(one)),
        };
      case "TestNot": {
        const operand = this.test(raw.operand);
        return raw.negations.length % 2 === 1 ? { kind: "not", operand } : operand;
      }
      case "TestGroup":
        return this.test(raw.expression);
    }
  }
}

function findProblem(source: string, script: ParsedScript, mapper: Mapper): SyntaxProblem | null {
  const found = diagnose(source, script, mapper);
  return found === null ? null : { ...found, endLine: mapper.line(Math.max(0, source.length - 1)) };
}

function diagnose(
  source: string,
  script: ParsedScript,
  mapper: Mapper,
): Omit<SyntaxProblem, "endLine"> | null {
  const first = script.errors?.[0];
  const lastLine = mapper.line(source.length) + (source.endsWith("\n") ? 0 : 1);
  if (first !== undefined) {
    const unterminated = /^unterminated (?:(single|double) quote|backtick|ansi|locale)/i.exec(
      first.message,
    );
    const open = mapper.line(first.pos);
    if (unterminated !== null) {
      const quote = /single|ansi/i.test(first.message)
        ? "'"
        : /backtick/.test(first.message)
          ? "`"
          : '"';
      return {
        incomplete: true,
        hereDocument: null,
        messages: [{ line: open, text: `unexpected EOF while looking for matching \`${quote}'` }],
      };
    }
    const missing =
      /^unterminated (parameter|command subst|arithmetic|process|array|extended glob)/i.exec(
        first.message,
      );
    if (missing !== null) {
      const closer = missing[1] === "parameter" ? "}" : ")";
      return {
        incomplete: true,
        hereDocument: null,
        messages: [{ line: open, text: `unexpected EOF while looking for matching \`${closer}'` }],
      };
    }
    const end = source.replace(/(?:\s|\\\n|(?<=\s)#[^\n]*)+$/, "").length;
    // Of a group without a command the library names where it opens; bash names what stands in the command's place.
    const at = /^expected command in (?:brace group|subshell)/.test(first.message)
      ? first.pos +
        (/^.(?:\s|\\\n|(?<=\s)#[^\n]*)*/s.exec(source.slice(first.pos))?.[0].length ?? 1)
      : first.pos;
    const needsWord = /(?:^|[;&|\s])(?:for|case|select)$/.test(source.slice(0, end));
    if (at >= end && !needsWord && !/redirect target/.test(first.message)) {
      return {
        incomplete: true,
        hereDocument: null,
        messages: [{ line: lastLine, text: "syntax error: unexpected end of file" }],
      };
    }
    const token = tokenAt(source, at, first.message);
    const line = mapper.line(Math.min(at, Math.max(0, source.length - 1)));
    return {
      incomplete: false,
      hereDocument: null,
      messages: [
        { line, text: `syntax error near unexpected token \`${token}'` },
        { line, text: `\`${mapper.lineText(line)}'` },
      ],
    };
  }
  // Two cuts that the library lets pass.
  const tail = source.trimEnd();
  if (tail.endsWith("${") && !tail.endsWith("\\${")) {
    const text = "unexpected EOF while looking for matching `}'";
    return {
      incomplete: true,
      hereDocument: null,
      messages: [{ line: mapper.line(tail.length), text }],
    };
  }
  if (/(?:^|[;&|]\s*|\n)[\w.-]+ +(?:[\w.-]+ +)*\($/.test(tail)) {
    const line = mapper.line(tail.length);
    return {
      incomplete: false,
      hereDocument: null,
      messages: [
        { line, text: "syntax error near unexpected token `newline'" },
        { line, text: `\`${mapper.lineText(line)}'` },
      ],
    };
  }
  if (source.includes("<<")) {
    mapper.statements(script.commands);
    if (mapper.openHereDocument !== null) {
      return { incomplete: true, messages: [], hereDocument: mapper.openHereDocument };
    }
  }
  if (/(?:^|[^\\])(?:\\\\)*\\\n?$/.test(source) && !/(^|\s)#[^\n]*$/.test(source.trimEnd())) {
    return {
      incomplete: true,
      messages: [{ line: lastLine, text: "syntax error: unexpected end of file" }],
      hereDocument: null,
    };
  }
  return null;
}

function tokenAt(source: string, pos: number, message: string): string {
  let at = pos;
  while (source[at] === " " || source[at] === "\t") at++;
  if (at >= source.length || source[at] === "\n") return "newline";
  if (/expected 'do'/.test(message)) {
    const back = /[;\n]\s*(\S+)\s*$/.exec(source.slice(0, at));
    if (back !== null) return back[1] as string;
  }
  const operator = /^(?:;;&|;;|;&|&&|\|\||\|&|&>>|&>|<<<|<<-|<<|>>|<&|>&|<>|>\||[;&|()<>])/.exec(
    source.slice(at),
  );
  if (operator !== null) return operator[0];
  const word = /^[^\s;&|()<>]+/.exec(source.slice(at, at + 200));
  return word === null ? (source[at] as string) : word[0];
}
