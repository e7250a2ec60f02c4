/** Values of parameters and the operations of `${...}`. bash(1) Parameter Expansion. */
import {
  cased,
  indexedKeys,
  isName,
  keysOf,
  valuesOf,
  associativeKeys,
  type Variable,
} from "./vars.ts";
import type { Proc } from "../kernel/proc/wait.ts";
import { matches, matchPrefix, type Pattern } from "./glob.ts";
import { ArithError, evaluate, type ArithContext } from "./arith.ts";
import { Discard, ExitShell } from "./control.ts";
import type { Shell } from "./shell.ts";

/** What a parameter stands for: no value, one, or a list to be joined as `$@` or `$*` is. */
export interface Value {
  readonly list: readonly string[];
  readonly join: "" | "@" | "*";
  readonly unset: boolean;
}

export function scalar(value: string | null): Value {
  return { list: [value ?? ""], join: "", unset: value === null };
}

/** Substitution tries every place and length of a text. */
const PATTERN_TEXT_MAX = 20_000;

/** Thrown for a mistake in a word; expansion reports it and abandons the command. */
export class ExpansionError {
  readonly message: string;
  readonly status: number;
  readonly fatal: boolean;
  constructor(message: string, status = 1, fatal = false) {
    this.message = message;
    this.status = status;
    this.fatal = fatal;
  }
}

/** Report a mistake made while expanding, and leave as bash does: the shell, or this command line. */
export function* giveUp(sh: Shell, error: unknown): Proc<never> {
  if (error instanceof ArithError) {
    yield* sh.error(error.message);
    throw new Discard(1);
  }
  if (error instanceof ExpansionError) {
    yield* sh.error(error.message);
    // 127 from `bash -c`, 1 from a script or a subshell.
    if (error.fatal && !sh.interactive)
      throw new ExitShell(sh.commandString !== null && sh.subshellLevel === 0 ? error.status : 1);
    throw new Discard(1);
  }
  throw error;
}

/** The value of a parameter by name, without operation. */
export function valueOf(sh: Shell, name: string, index: string | null): Value {
  if (index !== null) return elementOf(sh, name, index);
  switch (name) {
    case "@":
    case "*":
      return { list: sh.params, join: name, unset: sh.params.length === 0 };
    case "#":
      return scalar(String(sh.params.length));
    case "?":
      return scalar(String(sh.status));
    case "$":
      return scalar(String(sh.mainPid));
    case "!":
      return scalar(sh.lastBackground === 0 ? null : String(sh.lastBackground));
    case "-":
      return scalar(sh.optionLetters);
    case "_":
      return scalar(sh.lastArgument);
    case "0":
      return scalar(sh.name);
    case "PIPESTATUS":
      return scalar(String(sh.pipeStatus[0] ?? 0));
    case "FUNCNAME":
      return scalar(sh.functionStack[sh.functionStack.length - 1] ?? null);
    case "BASH_SOURCE":
      return scalar(sh.sources[sh.sources.length - 1] ?? (sh.interactive ? null : sh.name));
    default:
      if (/^[0-9]+$/.test(name)) return scalar(sh.params[Number(name) - 1] ?? null);
      return scalar(sh.vars.get(name));
  }
}

function pseudoArray(sh: Shell, name: string): Variable | null {
  const list =
    name === "PIPESTATUS"
      ? sh.pipeStatus.map(String)
      : name === "FUNCNAME"
        ? [...sh.functionStack].reverse()
        : name === "DIRSTACK"
          ? [sh.proc.cwd, ...sh.directoryStack]
          : name === "BASH_SOURCE"
            ? [...sh.sources].reverse()
            : null;
  if (list === null) return null;
  return {
    value: null,
    indexed: new Map(list.map((text, i) => [i, text])),
    associative: null,
    exported: false,
    readonly: false,
    integer: false,
    case: "",
    reference: false,
  };
}

export function arrayOf(sh: Shell, name: string): Variable | null {
  return pseudoArray(sh, name) ?? sh.vars.find(name);
}

/** `index` is expanded text already. */
function elementOf(sh: Shell, name: string, index: string): Value {
  const v = arrayOf(sh, name);
  if (index === "@" || index === "*") {
    const list = v === null ? [] : valuesOf(v);
    return { list, join: index, unset: list.length === 0 };
  }
  if (v?.associative !== undefined && v?.associative !== null)
    return scalar(v.associative.get(index) ?? null);
  const special = sh.vars.special(name);
  const key = indexNumber(sh, index, v, name);
  if (special !== undefined) return scalar(key === 0 ? special.get() : null);
  if (v === null) return scalar(null);
  if (v.indexed !== null) return scalar(v.indexed.get(key) ?? null);
  return scalar(key === 0 ? v.value : null);
}

/** A subscript as a number; negative counts from the end. */
export function indexNumber(sh: Shell, index: string, v: Variable | null, name: string): number {
  let key = Number(evaluate(index, arithContext(sh)));
  if (key < 0) {
    const keys = v?.indexed === undefined || v.indexed === null ? [] : indexedKeys(v.indexed);
    key += (keys[keys.length - 1] ?? (v?.value != null ? 0 : -1)) + 1;
    if (key < 0) throw new ExpansionError(`${name}: bad array subscript`);
  }
  return key;
}

export function arithContext(sh: Shell): ArithContext {
  return {
    get: (name, index) => {
      const value = valueOf(sh, name, index);
      if (value.unset && sh.options.has("nounset"))
        throw new ExpansionError(`${name}: unbound variable`, 127, true);
      return value.list[0] ?? "";
    },
    set: (name, index, value) => assign(sh, name, index, value, false),
  };
}

/** Assign, with attributes; a readonly variable throws. `index` is expanded text. */
export function assign(
  sh: Shell,
  rawName: string,
  index: string | null,
  rawValue: string,
  append: boolean,
): void {
  const name = sh.vars.resolve(rawName);
  const v = sh.vars.find(name);
  if (v?.readonly === true) throw new ExpansionError(`${name}: readonly variable`, 1, false);
  if (/^(?:FUNCNAME|PIPESTATUS|BASH_SOURCE)$/.test(name)) return;
  let value = rawValue;
  if (v?.integer === true) {
    const old = append ? (valueOf(sh, name, index).list[0] ?? "0") : "0";
    value = String(
      evaluate(value, arithContext(sh)) + (append ? evaluate(old, arithContext(sh)) : 0n),
    );
  } else if (append) value = (valueOf(sh, name, index).list[0] ?? "") + value;
  if (index === null) {
    sh.vars.set(name, value);
    if (sh.options.has("allexport")) sh.vars.ensure(name).exported = true;
    if (name === "OPTIND") {
      sh.optionIndex = Number(value) || 1;
      sh.optionAt = 1;
    }
    if (name === "PATH") sh.hashed.clear();
    return;
  }
  const target = sh.vars.ensure(name);
  if (target.associative !== null) {
    target.associative.set(index, cased(target, value));
    return;
  }
  const key = indexNumber(sh, index, target, `${name}[${index}]`);
  if (target.indexed === null) {
    target.indexed = new Map();
    if (target.value !== null) target.indexed.set(0, target.value);
    target.value = null;
  }
  target.indexed.set(key, cased(target, value));
}

// ── operations ─────────────────────────────────────────────────────────────────────────────────

export function removePattern(text: string, op: string, pattern: Pattern): string {
  const chars = [...text];
  if (op.startsWith("#")) {
    const length = matchPrefix(pattern, chars, op === "##");
    return length === null ? text : chars.slice(length).join("");
  }
  const longest = op === "%%";
  for (let n = 0; n <= chars.length; n++) {
    const from = longest ? n : chars.length - n;
    if (matches(pattern, chars.slice(from).join(""))) return chars.slice(0, from).join("");
  }
  return text;
}

/** `to` holds `\0` where an unquoted `&` stands for the match. */
export function replacePattern(text: string, op: string, pattern: Pattern, to: string): string {
  if (!pattern.magic && (op === "/" || op === "//") && pattern.items.length > 0) {
    const plain = pattern.items.map((item) => (item.kind === "char" ? item.ch : "")).join("");
    const by = (): string => to.replaceAll("\0", plain);
    return op === "/" ? text.replace(plain, by) : text.replaceAll(plain, by);
  }
  const chars = [...text];
  if (chars.length > PATTERN_TEXT_MAX)
    throw new ExpansionError(
      `underlay does not substitute patterns in more than ${PATTERN_TEXT_MAX} characters`,
      1,
    );
  const put = (matched: readonly string[]): string => to.replaceAll("\0", matched.join(""));
  if (op === "/#") {
    const length = matchPrefix(pattern, chars, true);
    return length === null ? text : put(chars.slice(0, length)) + chars.slice(length).join("");
  }
  if (op === "/%") {
    for (let from = 0; from <= chars.length; from++) {
      if (matches(pattern, chars.slice(from).join("")))
        return chars.slice(0, from).join("") + put(chars.slice(from));
    }
    return text;
  }
  let out = "";
  for (let at = 0; at < chars.length;) {
    const length = matchPrefix(pattern, chars.slice(at), true);
    if (length === null || length === 0) {
      out += chars[at++] as string;
      continue;
    }
    out += put(chars.slice(at, at + length));
    at += length;
    if (op === "/") return out + chars.slice(at).join("");
  }
  return out;
}

export function changeCase(text: string, op: string, pattern: Pattern | null): string {
  const all = op.length === 2;
  return [...text]
    .map((ch, i) => {
      if ((!all && i > 0) || (pattern !== null && !matches(pattern, ch))) return ch;
      if (op.startsWith("^")) return ch.toUpperCase();
      if (op.startsWith(",")) return ch.toLowerCase();
      return ch === ch.toUpperCase() ? ch.toLowerCase() : ch.toUpperCase();
    })
    .join("");
}

/** `${x:offset:length}` of a text. */
export function sliceText(
  text: string,
  offset: number,
  length: number | null,
  shown: string,
): string {
  const chars = [...text];
  const start = offset < 0 ? chars.length + offset : offset;
  if (start < 0 || start > chars.length) return "";
  if (length === null) return chars.slice(start).join("");
  const end = length < 0 ? chars.length + length : start + length;
  if (end < start) throw new ExpansionError(`${shown}: substring expression < 0`);
  return chars.slice(start, end).join("");
}

/** `${@:offset:length}`, `${a[@]:offset:length}`. */
export function sliceList(
  sh: Shell,
  name: string,
  value: Value,
  offset: number,
  length: number | null,
  shown: string,
): readonly string[] {
  if (length !== null && length < 0) throw new ExpansionError(`${shown}: substring expression < 0`);
  if (name === "@" || name === "*") {
    const list = [sh.name, ...value.list];
    const start = offset < 0 ? list.length + offset : offset;
    if (start < 0) return [];
    if (start === 0 && length !== null) return list.slice(0, length);
    return list.slice(start, length === null ? undefined : start + length);
  }
  const v = arrayOf(sh, name);
  if (v !== null && v.indexed !== null) {
    const keys = indexedKeys(v.indexed);
    const top = (keys[keys.length - 1] ?? -1) + 1;
    const start = offset < 0 ? top + offset : offset;
    if (start < 0) return [];
    const kept = keys.filter((key) => key >= start);
    return (length === null ? kept : kept.slice(0, length)).map(
      (key) => v.indexed?.get(key) as string,
    );
  }
  const start = offset < 0 ? value.list.length + offset : offset;
  return start < 0 ? [] : value.list.slice(start, length === null ? undefined : start + length);
}

/** `${x@Q}` and its kin. */
export function transform(sh: Shell, name: string, text: string, op: string): string {
  switch (op) {
    case "@Q":
      return quoteAlways(text);
    case "@U":
      return text.toUpperCase();
    case "@L":
      return text.toLowerCase();
    case "@u":
      return changeCase(text, "^", null);
    case "@E":
      return text;
    case "@a":
      return attributes(sh, name);
    case "@A":
      return isName(name) ? declaration(sh, name) : text;
    default:
      return text;
  }
}

export function attributes(sh: Shell, name: string): string {
  const v = sh.vars.find(name);
  if (v === null) return "";
  return (
    (v.indexed !== null ? "a" : "") +
    (v.associative !== null ? "A" : "") +
    (v.integer ? "i" : "") +
    (v.case === "lower" ? "l" : "") +
    (v.reference ? "n" : "") +
    (v.readonly ? "r" : "") +
    (v.case === "upper" ? "u" : "") +
    (v.exported ? "x" : "")
  );
}

/** `name='value'` or `declare -x name='value'`: `${x@A}`. */
function declaration(sh: Shell, name: string): string {
  const flags = attributes(sh, name);
  const v = sh.vars.find(name);
  if (v === null) return "";
  const value = v.value === null ? "" : `=${quoteAlways(v.value)}`;
  return flags === "" ? `${name}${value}` : `declare -${flags} ${name}${value}`;
}

/** `declare -p` of one variable, without the newline. */
export function declareLine(name: string, v: Variable): string {
  const flags =
    (v.indexed !== null ? "a" : "") +
    (v.associative !== null ? "A" : "") +
    (v.integer ? "i" : "") +
    (v.case === "lower" ? "l" : "") +
    (v.reference ? "n" : "") +
    (v.readonly ? "r" : "") +
    (v.case === "upper" ? "u" : "") +
    (v.exported ? "x" : "");
  const head = `declare -${flags === "" ? "-" : flags} ${name}`;
  const { indexed, associative } = v;
  if (indexed !== null) {
    return `${head}=(${indexedKeys(indexed)
      .map((key) => `[${key}]=${quoteDouble(indexed.get(key) as string)}`)
      .join(" ")})`;
  }
  if (associative !== null) {
    const items = associativeKeys(associative).map(
      (key) => `[${quoteKey(key)}]=${quoteDouble(associative.get(key) as string)} `,
    );
    return `${head}=(${items.join("")})`;
  }
  return v.value === null ? head : `${head}=${quoteDouble(v.value)}`;
}

function quoteKey(key: string): string {
  return /^[A-Za-z0-9_.:/+-]+$/.test(key) ? key : quoteDouble(key);
}

export function quoteDouble(text: string): string {
  if (/[\x00-\x08\x0b-\x1f\x7f\n]/.test(text)) return quoteAnsi(text);
  return `"${text.replace(/[\\"$`]/g, "\\$&")}"`;
}

/** 'text', always in quotes: `${x@Q}`. */
export function quoteAlways(text: string): string {
  if (/[\x01-\x1f\x7f]/.test(text)) return quoteAnsi(text);
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** As `set` lists values: quoted only when need be. */
export function quoteIfNeeded(text: string): string {
  if (text === "") return "";

  if (/[\x01-\x1f\x7f]/.test(text) && text !== " \t\n") return quoteAnsi(text);
  if (/^[A-Za-z0-9_@%+=:,./#~^-]*$/.test(text) && !/^[#~]/.test(text)) return text;
  return quoteAlways(text);
}

/** As `set -x` lists words. */
export function quoteTraced(text: string): string {
  if (text === "") return "''";
  return /[\s'"\\|&;()<>!{}*[\]?^$`]|^[#~]|[=:]~/.test(text)
    ? `'${text.replaceAll("'", "'\\''")}'`
    : text;
}

export function quoteAnsi(text: string): string {
  let out = "$'";
  for (const ch of text) {
    const code = ch.codePointAt(0) as number;
    if (ch === "'" || ch === "\\") out += `\\${ch}`;
    else if (code >= 32 && code !== 127) out += ch;
    else {
      const letter = "abtnvfr"["\x07\b\t\n\v\f\r".indexOf(ch)];
      out +=
        ch === "\x1b"
          ? "\\E"
          : letter !== undefined
            ? `\\${letter}`
            : `\\${code.toString(8).padStart(3, "0")}`;
    }
  }
  return `${out}'`;
}

/** As `printf %q`: backslashes. */
export function quoteBackslash(text: string): string {
  if (text === "") return "''";

  if (/[\x01-\x1f\x7f]/.test(text)) return quoteAnsi(text);
  return text.replace(/[ \t!"#$&'()*,;<>?[\\\]^`{|}~]/g, (ch, at: number) =>
    (ch === "#" || ch === "~") && at > 0 ? ch : `\\${ch}`,
  );
}

export function listNames(sh: Shell, prefix: string): string[] {
  return sh.vars
    .names(prefix)
    .filter((name) => sh.vars.get(name) !== null || sh.vars.find(name)?.indexed != null);
}

export function listKeys(sh: Shell, name: string): string[] {
  const v = arrayOf(sh, name);
  return v === null ? [] : keysOf(v);
}
