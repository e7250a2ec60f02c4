/**
 * Words to arguments: braces, tilde, parameters, commands, arithmetic, splitting, file names, quotes
 * away - in bash's order. bash(1) EXPANSION.
 */
import { decodeUtf8 } from "../sim/utf8.ts";
import type { Proc } from "../kernel/proc/wait.ts";
import type { Word } from "./ast.ts";
import { evaluate } from "./arith.ts";
import { expandBraces } from "./braces.ts";
import { compilePattern, globPaths } from "./glob.ts";
import {
  arithContext,
  arrayOf,
  assign,
  changeCase,
  ExpansionError,
  giveUp,
  listKeys,
  listNames,
  removePattern,
  replacePattern,
  scalar,
  sliceList,
  sliceText,
  transform,
  type Value,
  valueOf,
} from "./params.ts";
import type { Shell } from "./shell.ts";
import { isName } from "./vars.ts";
import { type ParameterPart, parseParts, partsOf, scriptOf, type WordPart } from "./words.ts";

const PLAIN = /^[A-Za-z0-9_./:,=+%@-]+$/;
/** One command's arguments in all, as ARG_MAX bounds them. */
const ARGUMENT_BYTES_MAX = 8 << 20;
/** What a word of its own costs beside its characters. */
const FIELD_BYTES = 64;

interface Field {
  readonly text: string;
  readonly pattern: string;
  readonly magic: boolean;
}

/** Collects fields: each as text, and as a pattern in which quoted characters are escaped. */
class Fields {
  readonly done: Field[] = [];
  readonly split: boolean;
  private readonly ifs: string;
  private text = "";
  private pattern = "";
  private magic = false;
  private open = false;
  private closedBySpace = false;
  private bytes = 0;

  constructor(split: boolean, ifs: string) {
    this.split = split;
    this.ifs = ifs;
  }

  private count(n: number): void {
    this.bytes += n;
    if (this.bytes > ARGUMENT_BYTES_MAX * 4)
      throw new ExpansionError("xrealloc: cannot allocate memory", 2);
  }
  addQuoted(text: string): void {
    this.open = true;
    this.count(text.length);
    this.text += text;
    this.pattern += text.replace(/[*?[\]\\()|!@+^-]/g, "\\$&");
  }
  /** A literal of the source: not split. */
  addLiteral(text: string): void {
    if (text === "") return;
    this.open = true;
    this.count(text.length);
    this.text += text;
    this.pattern += text;
    if (/[*?[]|[+@!]\(/.test(text)) this.magic = true;
  }
  /** The result of an unquoted expansion. */
  addExpanded(text: string): void {
    if (!this.split || this.ifs === "") return this.addLiteral(text);
    let from = 0;
    for (let i = 0; i < text.length; i++) {
      const ch = text[i] as string;
      if (!this.ifs.includes(ch)) continue;
      if (i > from) this.addLiteral(text.slice(from, i));
      from = i + 1;
      if (ch === " " || ch === "\t" || ch === "\n") {
        if (this.open) {
          this.close();
          this.closedBySpace = true;
        }
      } else if (this.open) {
        this.close();
        this.closedBySpace = false;
      } else if (this.closedBySpace) this.closedBySpace = false;
      else {
        this.open = true;
        this.close();
      }
    }
    if (from < text.length) this.addLiteral(text.slice(from));
  }
  /** Let the next piece begin a field of its own. */
  break(): void {
    if (this.open) this.close();
    this.closedBySpace = false;
  }
  markOpen(): void {
    this.open = true;
  }
  private close(): void {
    this.count(FIELD_BYTES);
    this.done.push({ text: this.text, pattern: this.pattern, magic: this.magic });
    this.text = "";
    this.pattern = "";
    this.magic = false;
    this.open = false;
  }
  finish(): readonly Field[] {
    if (this.open) this.close();
    return this.done;
  }
  /** All as one, for contexts that do not split. */
  whole(): Field {
    return { text: this.text, pattern: this.pattern, magic: this.magic };
  }
}

function ifsOf(sh: Shell): string {
  return sh.vars.get("IFS") ?? " \t\n";
}

/** The arguments that `words` become. */
export function* expandWords(sh: Shell, words: readonly Word[]): Proc<string[]> {
  const out: string[] = [];
  for (const word of words) {
    if (PLAIN.test(word.text)) {
      out.push(word.text);
      continue;
    }
    try {
      yield* expandInto(sh, word, out);
    } catch (error) {
      yield* giveUp(sh, error);
    }
  }
  return out;
}

function* expandInto(sh: Shell, word: Word, out: string[]): Proc<void> {
  let words: readonly Word[] = [word];
  if (word.text.includes("{") && sh.options.has("braceexpand")) {
    const texts = expandBraces(word.text);
    if ("refused" in texts) throw new ExpansionError(texts.refused);
    if (texts.length !== 1 || texts[0] !== word.text)
      words = texts.map((text) => ({ text, parts: null }));
  }
  for (const one of words) {
    const fields = new Fields(true, ifsOf(sh));
    yield* addParts(sh, fields, withTilde(sh, partsOf(one), false), false);
    for (const field of fields.finish()) {
      if (!field.magic || sh.options.has("noglob")) {
        out.push(field.text);
        continue;
      }
      const found = globPaths(field.pattern, sh.proc.host.fs, sh.proc, {
        dotglob: sh.shopts.has("dotglob"),
        nocaseglob: sh.shopts.has("nocaseglob"),
        globstar: sh.shopts.has("globstar"),
      });
      if (found.length > 0) for (const path of found) out.push(path);
      else if (sh.shopts.has("failglob")) throw new ExpansionError(`no match: ${field.text}`);
      else if (!sh.shopts.has("nullglob")) out.push(field.text);
    }
  }
}

/** One text: no splitting, no file names. `assignment`: `~` after `:` expands too. */
export function* expandText(sh: Shell, word: Word, assignment = false): Proc<string> {
  if (PLAIN.test(word.text)) return word.text;
  try {
    return yield* textOf(sh, word, assignment);
  } catch (error) {
    return yield* giveUp(sh, error);
  }
}

function* textOf(sh: Shell, word: Word, assignment = false): Proc<string> {
  const fields = new Fields(false, ifsOf(sh));
  yield* addParts(sh, fields, withTilde(sh, partsOf(word), assignment), false);
  return fields.whole().text;
}

/** A pattern in which quoted characters stand for themselves. */
export function* expandPattern(sh: Shell, word: Word): Proc<string> {
  const fields = new Fields(false, ifsOf(sh));
  yield* addParts(sh, fields, withTilde(sh, partsOf(word), false), false);
  return fields.whole().pattern;
}

/** A regular expression: quoted characters escaped. */
export function* expandRegex(sh: Shell, word: Word): Proc<string> {
  let out = "";
  for (const part of partsOf(word)) {
    const fields = new Fields(false, ifsOf(sh));
    const quoted = part.kind === "quoted" || part.kind === "double";
    yield* addParts(sh, fields, [part], false);
    const text = fields.whole().text;
    out += quoted ? text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&") : text;
  }
  return out;
}

/** A here-document's body, or a prompt. */
export function* expandHereDocument(sh: Shell, body: string): Proc<string> {
  if (!/[$`\\]/.test(body)) return body;
  const fields = new Fields(false, ifsOf(sh));
  try {
    yield* addParts(sh, fields, parseParts(body, "heredoc"), true);
  } catch (error) {
    yield* giveUp(sh, error);
  }
  return fields.whole().text;
}

/** Arithmetic text with its `$` expanded, evaluated. Mistakes are thrown. */
export function* evaluateText(sh: Shell, text: string): Proc<bigint> {
  return evaluate(yield* arithText(sh, text), arithContext(sh));
}
function* arithText(sh: Shell, text: string): Proc<string> {
  if (!/[$`"\\']/.test(text)) return text;
  const fields = new Fields(false, ifsOf(sh));
  yield* addParts(sh, fields, parseParts(text, "arith"), true);
  return fields.whole().text;
}

/** A subscript: a key's text for associative arrays, arithmetic text otherwise. */
export function* expandIndex(sh: Shell, name: string, index: string): Proc<string> {
  if (index === "@" || index === "*") return index;
  const v = sh.vars.find(name);
  if (v?.associative != null) return yield* textOf(sh, { text: index, parts: null });
  return yield* arithText(sh, index);
}

function withTilde(
  sh: Shell,
  parts: readonly WordPart[],
  assignment: boolean,
): readonly WordPart[] {
  const first = parts[0];
  const leads = first?.kind === "literal" && first.text.startsWith("~");
  if (!leads && !assignment) return parts;
  const out: WordPart[] = [];
  parts.forEach((part, i) => {
    if (part.kind !== "literal") {
      out.push(part);
      return;
    }
    const pieces = assignment ? part.text.split(/(?<=:)/) : [part.text];
    pieces.forEach((piece, k) => {
      const starts = k > 0 || i === 0;
      const ends = k < pieces.length - 1 || i === parts.length - 1;
      const found = starts ? /^~([^/:]*)(.*)$/s.exec(piece) : null;
      const whole = found !== null && (found[2] !== "" || ends);
      const home = whole ? tilde(sh, found[1] as string) : null;
      if (home === null || found === null) out.push({ kind: "literal", text: piece });
      else {
        out.push({ kind: "quoted", text: home });
        if (found[2] !== "") out.push({ kind: "literal", text: found[2] as string });
      }
    });
  });
  return out;
}

function tilde(sh: Shell, who: string): string | null {
  if (who === "")
    return sh.vars.get("HOME") ?? sh.proc.host.users.get(sh.proc.credentials.user)?.home ?? "/";
  if (who === "+") return sh.vars.get("PWD");
  if (who === "-") return sh.vars.get("OLDPWD");
  return sh.proc.host.users.get(who)?.home ?? null;
}

function* addParts(
  sh: Shell,
  fields: Fields,
  parts: readonly WordPart[],
  quoted: boolean,
): Proc<void> {
  for (const part of parts) {
    switch (part.kind) {
      case "literal":
        if (quoted) fields.addQuoted(part.text);
        else fields.addLiteral(part.text);
        break;
      case "quoted":
        fields.addQuoted(part.text);
        break;
      case "double":
        // "$@" of nothing is nothing; any other "..." is at least an empty field.
        if (part.parts.length === 0 || !part.parts.every(isList)) fields.addQuoted("");
        yield* addParts(sh, fields, part.parts, true);
        break;
      case "param":
        yield* addParameter(sh, fields, part, quoted);
        break;
      case "command": {
        const text = yield* commandOutput(sh, part);
        if (quoted) fields.addQuoted(text);
        else fields.addExpanded(text);
        break;
      }
      case "arith": {
        const text = String(yield* evaluateText(sh, part.text));
        if (quoted) fields.addQuoted(text);
        else fields.addExpanded(text);
        break;
      }
      case "process":
        fields.addQuoted(
          yield* sh.interpreter.processSubstitution(sh, part.direction, part.source),
        );
        break;
    }
  }
}

function isList(part: WordPart): boolean {
  return (
    part.kind === "param" &&
    !part.length &&
    (part.name === "@" || part.index === "@" || part.op === "names@")
  );
}

function* commandOutput(sh: Shell, part: Extract<WordPart, { kind: "command" }>): Proc<string> {
  const script = scriptOf(part, sh.line);
  if (script.problem !== null && script.problem.hereDocument === null) {
    for (const message of script.problem.messages)
      yield* sh.error(`command substitution: ${message.text}`);
    sh.status = 2;
    return "";
  }
  const only = script.list[0];
  if (script.list.length === 1 && only?.command.kind === "simple") {
    const redirect = only.command.redirects[0];
    const bare = only.command.words.length === 0 && only.command.assigns.length === 0;
    if (
      bare &&
      only.command.redirects.length === 1 &&
      redirect?.op === "<" &&
      redirect.target !== null &&
      redirect.fd === null
    ) {
      return yield* fileContent(sh, redirect.target);
    }
  }
  const output = yield* sh.interpreter.capture(sh, script.list);
  return output.replaceAll("\0", "").replace(/\n+$/, "");
}

/** `$(< file)`. */
function* fileContent(sh: Shell, word: Word): Proc<string> {
  const path = yield* textOf(sh, word);
  const bytes = sh.proc.host.fs.readFile(path, sh.proc);
  if (typeof bytes === "string") {
    yield* sh.errno(path, bytes);
    sh.status = 1;
    return "";
  }
  sh.status = 0;
  return decodeUtf8(bytes).replaceAll("\0", "").replace(/\n+$/, "");
}

function addValue(sh: Shell, fields: Fields, value: Value, quoted: boolean): void {
  if (value.join === "") {
    const text = value.list[0] ?? "";
    if (quoted) fields.addQuoted(text);
    else fields.addExpanded(text);
    return;
  }
  const ifs = ifsOf(sh);
  if (quoted && value.join === "*") {
    fields.addQuoted(value.list.join(sh.vars.get("IFS") === null ? " " : (ifs[0] ?? "")));
    return;
  }
  if (!fields.split) {
    const text = value.list.join(value.join === "*" && ifs !== "" ? ifs[0] : " ");
    if (quoted) fields.addQuoted(text);
    else fields.addLiteral(text);
    return;
  }
  value.list.forEach((text, i) => {
    if (i > 0) fields.break();
    if (quoted) fields.addQuoted(text);
    else fields.addExpanded(text);
  });
}

function* addParameter(
  sh: Shell,
  fields: Fields,
  part: ParameterPart,
  quoted: boolean,
): Proc<void> {
  const { op } = part;
  if (op === "bad") throw new ExpansionError(`${part.text}: bad substitution`, 1, true);
  let name = part.name;
  let index = part.index === null ? null : yield* expandIndex(sh, name, part.index);
  if (op === "names@" || op === "names*") {
    addValue(
      sh,
      fields,
      { list: listNames(sh, name), join: op === "names@" ? "@" : "*", unset: false },
      quoted,
    );
    return;
  }
  if (part.indirect) {
    if (index === "@" || index === "*") {
      addValue(sh, fields, { list: listKeys(sh, name), join: index, unset: false }, quoted);
      return;
    }
    const reference = sh.vars.all.get(name);
    if (reference?.reference === true && index === null) {
      addValue(sh, fields, scalar(reference.value), quoted);
      return;
    }
    const target = valueOf(sh, name, index);
    const text = target.list.join(" ");
    if (target.unset) {
      if (op === "") throw new ExpansionError(`${name}: invalid indirect expansion`);
    }
    const found = /^([A-Za-z_][A-Za-z0-9_]*)(?:\[(.*)\])?$/s.exec(text);
    if (found === null && !/^(?:[0-9]+|[@*#?$!-])$/.test(text) && text !== "")
      throw new ExpansionError(`${text}: invalid variable name`);
    name = found?.[1] ?? text;
    index = found?.[2] === undefined ? null : yield* expandIndex(sh, name, found[2]);
  }
  const value = valueOf(sh, name, index);
  if (part.length) {
    const isWhole = value.join !== "";
    if (value.unset && !isWhole && sh.options.has("nounset"))
      throw new ExpansionError(`${name}: unbound variable`, 127, true);
    const count = isWhole ? value.list.length : [...(value.list[0] ?? "")].length;
    addValue(sh, fields, scalar(String(count)), quoted);
    return;
  }
  if (/^:?[-=?+]$/.test(op)) {
    yield* alternative(sh, fields, part, name, index, value, quoted);
    return;
  }
  if (value.unset && value.join === "" && sh.options.has("nounset")) {
    throw new ExpansionError(
      `${index === null ? name : `${name}[${part.index ?? ""}]`}: unbound variable`,
      127,
      true,
    );
  }
  addValue(sh, fields, op === "" ? value : yield* operate(sh, part, name, index, value), quoted);
}

function* alternative(
  sh: Shell,
  fields: Fields,
  part: ParameterPart,
  name: string,
  index: string | null,
  value: Value,
  quoted: boolean,
): Proc<void> {
  const { op } = part;
  const operand = part.first as Word;
  const empty =
    value.list.length === 0 ||
    (value.join === ""
      ? value.list[0] === ""
      : value.list.join("") === "" && value.list.length <= 1);
  const missing = value.unset || (op.startsWith(":") && empty);
  const kind = op[op.length - 1];
  if (kind === "+") {
    if (!missing) yield* addParts(sh, fields, operandParts(sh, operand, quoted), quoted);
    return;
  }
  if (!missing) {
    addValue(sh, fields, value, quoted);
    return;
  }
  if (kind === "-") {
    yield* addParts(sh, fields, operandParts(sh, operand, quoted), quoted);
    return;
  }
  const inner = new Fields(false, ifsOf(sh));
  yield* addParts(sh, inner, operandParts(sh, operand, quoted), quoted);
  const text = inner.whole().text;
  if (kind === "?") {
    const why =
      text !== "" ? text : op === ":?" ? "parameter null or not set" : "parameter not set";
    throw new ExpansionError(`${name}: ${why}`, 127, true);
  }
  if (!isName(name)) throw new ExpansionError(`$${name}: cannot assign in this way`);
  assign(sh, name, index, text, false);
  addValue(sh, fields, scalar(valueOf(sh, name, index).list[0] ?? ""), quoted);
}

function operandParts(sh: Shell, operand: Word, quoted: boolean): readonly WordPart[] {
  return quoted ? partsOf(operand) : withTilde(sh, partsOf(operand), false);
}

function* operate(
  sh: Shell,
  part: ParameterPart,
  name: string,
  index: string | null,
  value: Value,
): Proc<Value> {
  const { op } = part;
  const each = (change: (text: string) => string): Value =>
    value.unset ? value : { ...value, list: value.list.map(change) };
  if (op === "#" || op === "##" || op === "%" || op === "%%") {
    const pattern = compilePattern(yield* expandPattern(sh, part.first as Word));
    return each((text) => removePattern(text, op, pattern));
  }
  if (op.startsWith("/")) {
    const pattern = compilePattern(yield* expandPattern(sh, part.first as Word));
    const to = yield* replacement(sh, part.second as Word);
    return each((text) => replacePattern(text, op, pattern, to));
  }
  if (op === ":") {
    const offset = Number(yield* evaluateText(sh, (part.first as Word).text));
    const length = part.second === null ? null : Number(yield* evaluateText(sh, part.second.text));
    const shown = part.second === null ? part.text : part.second.text;
    if (value.join !== "")
      return { ...value, list: sliceList(sh, name, value, offset, length, shown) };
    return each((text) => sliceText(text, offset, length, shown));
  }
  if (op.startsWith("@")) {
    if (op === "@a") {
      const flagged = transform(sh, name, "", op);
      return value.join === ""
        ? scalar(flagged)
        : { ...value, list: value.list.map(() => flagged) };
    }
    if (op === "@K" || op === "@k") {
      const keys = arrayOf(sh, name) === null ? [] : listKeys(sh, name);
      return {
        ...value,
        list: [keys.map((key, i) => `${key} "${value.list[i] ?? ""}"`).join(" ")],
      };
    }
    if (op === "@P") {
      const done: string[] = [];
      for (const text of value.list) done.push(yield* expandHereDocument(sh, text));
      return { ...value, list: done };
    }
    return each((text) => transform(sh, index === null ? name : name, text, op));
  }
  const pattern = part.first === null ? null : compilePattern(yield* expandPattern(sh, part.first));
  return each((text) => changeCase(text, op, pattern));
}

/** The replacement of `${x/a/b}`: an unquoted `&` becomes "\0", which stands for the match. */
function* replacement(sh: Shell, word: Word): Proc<string> {
  let out = "";
  for (const part of withTilde(sh, partsOf(word), false)) {
    const fields = new Fields(false, ifsOf(sh));
    yield* addParts(sh, fields, [part], false);
    const text = fields.whole().text.replaceAll("\0", "");
    const plain = part.kind === "literal" || part.kind === "param" || part.kind === "command";
    out += plain ? text.replaceAll("&", "\0") : text;
  }
  return out;
}
