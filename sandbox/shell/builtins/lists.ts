/** Commands by name: alias, unalias, type, hash, help, enable, caller. */
import type { Proc } from "../../kernel/proc/wait.ts";
import { quoteAlways } from "../params.ts";
import { printFunction } from "../print.ts";
import type { HashedProgram, Shell } from "../shell.ts";
import { findProgram } from "../simple.ts";
import { associativeKeys, byCode } from "../vars.ts";
import { type Builtin, builtins } from "./index.ts";
import { parseOptions, say } from "./options.ts";

export const listBuiltins: readonly (readonly [string, Builtin])[] = [
  ["alias", alias],
  ["unalias", unalias],
  ["type", type],
  ["hash", hash],
  ["help", help],
  ["enable", enable],
  ["caller", caller],
];

export const KEYWORDS: ReadonlySet<string> = new Set([
  "if",
  "then",
  "else",
  "elif",
  "fi",
  "case",
  "esac",
  "for",
  "select",
  "while",
  "until",
  "do",
  "done",
  "in",
  "function",
  "time",
  "{",
  "}",
  "!",
  "[[",
  "]]",
  "coproc",
]);

function* alias(sh: Shell, args: readonly string[]): Proc<number> {
  const rest = args.slice(1).filter((arg, i) => !(i === 0 && arg === "-p"));
  const line = (name: string): string =>
    `alias ${name}=${quoteAlways(sh.aliases.get(name) as string)}\n`;
  if (rest.length === 0)
    return yield* say(sh, "alias", [...sh.aliases.keys()].sort(byCode).map(line).join(""));
  let status = 0;
  for (const arg of rest) {
    const at = arg.indexOf("=");
    if (at > 0) {
      const name = arg.slice(0, at);
      if (/[\s/$`='"\\<>;&|()]/.test(name)) {
        yield* sh.error(`alias: \`${name}': invalid alias name`);
        status = 1;
      } else sh.aliases.set(name, arg.slice(at + 1));
    } else if (sh.aliases.has(arg)) yield* say(sh, "alias", line(arg));
    else {
      yield* sh.error(`alias: ${arg}: not found`);
      status = 1;
    }
  }
  return status;
}

function* unalias(sh: Shell, args: readonly string[]): Proc<number> {
  const parsed = yield* parseOptions(sh, args, "a", "unalias [-a] name [name ...]");
  if (parsed === null) return 2;
  if (parsed.on.has("a")) {
    sh.aliases.clear();
    return 0;
  }
  if (parsed.rest.length === 0) {
    yield* sh.proc.warn("unalias: usage: unalias [-a] name [name ...]\n");
    return 2;
  }
  let status = 0;
  for (const name of parsed.rest) {
    if (sh.aliases.delete(name)) continue;
    yield* sh.error(`unalias: ${name}: not found`);
    status = 1;
  }
  return status;
}

/** `type` (long), `command -v` (short), `type -t` (kind): text with its newline, or null. */
export function describe(sh: Shell, name: string, form: "long" | "short" | "kind"): string | null {
  const pick = (long: string, short: string, kind: string): string =>
    `${form === "long" ? long : form === "short" ? short : kind}\n`;
  const value = sh.shopts.has("expand_aliases") ? sh.aliases.get(name) : undefined;
  if (value !== undefined)
    return pick(
      `${name} is aliased to \`${value}'`,
      `alias ${name}=${quoteAlways(value)}`,
      "alias",
    );
  if (KEYWORDS.has(name)) return pick(`${name} is a shell keyword`, name, "keyword");
  const body = sh.functions.get(name);
  if (body !== undefined)
    return form === "long"
      ? `${name} is a function\n${printFunction(body)}`
      : pick("", name, "function");
  if (builtins.has(name) && !sh.disabledBuiltins.has(name))
    return pick(`${name} is a shell builtin`, name, "builtin");
  const hashed = sh.hashed.get(name);
  if (hashed !== undefined) hashed.hits++;
  if (hashed !== undefined) return pick(`${name} is hashed (${hashed.path})`, hashed.path, "file");
  const path = findProgram(sh, name);
  return path === null ? null : pick(`${name} is ${path}`, path, "file");
}

function* type(sh: Shell, args: readonly string[]): Proc<number> {
  const parsed = yield* parseOptions(sh, args, "afptP", "type [-afptP] name [name ...]");
  if (parsed === null) return 2;
  const { on, rest } = parsed;
  let status = 0;
  for (const name of rest) {
    let text: string | null;
    if (on.has("P") || on.has("p")) {
      const builtin = on.has("p") && describe(sh, name, "kind") !== "file\n";
      const path = builtin ? null : findProgram(sh, name);
      text = path === null ? null : `${path}\n`;
      if (text === null) {
        if (!builtin || describe(sh, name, "kind") === null) status = 1;
        continue;
      }
    } else if (on.has("a")) text = describeAll(sh, name, on.has("t"));
    else text = describe(sh, name, on.has("t") ? "kind" : "long");
    if (text !== null) yield* say(sh, "type", text);
    else {
      if (!on.has("t")) yield* sh.error(`type: ${name}: not found`);
      status = 1;
    }
  }
  return status;
}

function describeAll(sh: Shell, name: string, kind: boolean): string | null {
  let out = "";
  if (KEYWORDS.has(name)) out += kind ? "keyword\n" : `${name} is a shell keyword\n`;
  const body = sh.functions.get(name);
  if (body !== undefined)
    out += kind ? "function\n" : `${name} is a function\n${printFunction(body)}`;
  if (builtins.has(name)) out += kind ? "builtin\n" : `${name} is a shell builtin\n`;
  for (const dir of (sh.vars.get("PATH") ?? "").split(":")) {
    const path = `${dir}/${name}`;
    const node = sh.proc.host.fs.lookup(path, sh.proc);
    if (typeof node !== "string" && node.kind !== "dir" && sh.proc.host.fs.may(node, sh.proc, "x"))
      out += kind ? "file\n" : `${name} is ${path}\n`;
  }
  return out === "" ? null : out;
}

function* hash(sh: Shell, args: readonly string[]): Proc<number> {
  const parsed = yield* parseOptions(
    sh,
    args,
    "lrp:dt",
    "hash [-lr] [-p pathname] [-dt] [name ...]",
  );
  if (parsed === null) return 2;
  const { on, rest } = parsed;
  if (on.has("r")) sh.hashed.clear();
  if (rest.length === 0) {
    if (on.has("r")) return 0;
    if (sh.hashed.size === 0) return yield* say(sh, "hash", "hash: hash table empty\n");
    // FILENAME_HASH_BUCKETS.
    const known = associativeKeys(sh.hashed, 256).map(
      (name) => [name, sh.hashed.get(name) as HashedProgram] as const,
    );
    if (on.has("l"))
      return yield* say(
        sh,
        "hash",
        known.map(([name, { path }]) => `builtin hash -p ${path} ${name}\n`).join(""),
      );
    return yield* say(
      sh,
      "hash",
      `hits\tcommand\n${known.map(([, one]) => `${String(one.hits).padStart(4)}\t${one.path}\n`).join("")}`,
    );
  }
  let status = 0;
  for (const name of rest) {
    const path = on.get("p") ?? findProgram(sh, name);
    if (on.has("t")) {
      const found = sh.hashed.get(name);
      const at = found?.path;
      if (found !== undefined) found.hits++;
      if (at === undefined) {
        yield* sh.error(`hash: ${name}: not found`);
        status = 1;
      } else yield* say(sh, "hash", rest.length > 1 ? `${name}\t${at}\n` : `${at}\n`);
    } else if (on.has("d")) {
      if (sh.hashed.delete(name)) continue;
      yield* sh.error(`hash: ${name}: not found`);
      status = 1;
    } else if (path === null) {
      yield* sh.error(`hash: ${name}: not found`);
      status = 1;
    } else if (!builtins.has(name)) sh.hashed.set(name, { path, hits: 0 });
  }
  return status;
}

function* help(sh: Shell, args: readonly string[]): Proc<number> {
  const names = args.slice(1).filter((arg) => !arg.startsWith("-"));
  if (names.length === 0) {
    const all = [...builtins.keys()].sort(byCode);
    return yield* say(
      sh,
      "help",
      `These shell commands are built in. Type \`man NAME' for a program, \`type NAME' to find out what a name is.\n\n${columns(all)}`,
    );
  }
  let status = 0;
  for (const name of names) {
    if (builtins.has(name))
      yield* say(
        sh,
        "help",
        `${name}: a shell builtin; see bash(1). underlay has no help text for it.\n`,
      );
    else {
      yield* sh.error(
        `help: no help topics match \`${name}'.  Try \`help help' or \`man -k ${name}' or \`info ${name}'.`,
      );
      status = 1;
    }
  }
  return status;
}
function columns(names: readonly string[]): string {
  let out = "";
  names.forEach(
    (name, i) => (out += i % 6 === 5 || i === names.length - 1 ? `${name}\n` : name.padEnd(12)),
  );
  return out;
}

function* enable(sh: Shell, args: readonly string[]): Proc<number> {
  const parsed = yield* parseOptions(
    sh,
    args,
    "anps",
    "enable [-a] [-dnps] [-f filename] [name ...]",
  );
  if (parsed === null) return 2;
  const { on, rest } = parsed;
  if (rest.length === 0) {
    const names = [...builtins.keys()]
      .sort(byCode)
      .filter((name) => sh.disabledBuiltins.has(name) === on.has("n"));
    return yield* say(
      sh,
      "enable",
      names.map((name) => `enable ${on.has("n") ? "-n " : ""}${name}\n`).join(""),
    );
  }
  let status = 0;
  for (const name of rest) {
    if (!builtins.has(name)) {
      yield* sh.error(`enable: ${name}: not a shell builtin`);
      status = 1;
    } else if (on.has("n")) sh.disabledBuiltins.add(name);
    else sh.disabledBuiltins.delete(name);
  }
  return status;
}

function* caller(sh: Shell): Proc<number> {
  if (sh.functionStack.length === 0 && sh.sources.length === 0) return 1;
  return yield* say(sh, "caller", `${sh.line} ${sh.sources[0] ?? "NULL"}\n`);
}
