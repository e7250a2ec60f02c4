/** export, declare, local, readonly, unset, set, shift, shopt, let, getopts. */
import type { Proc } from "../../kernel/proc/wait.ts";
import { ArithError, evaluate } from "../arith.ts";
import {
  arithContext,
  assign,
  declareLine,
  ExpansionError,
  giveUp,
  quoteDouble,
  quoteIfNeeded,
} from "../params.ts";
import { printFunction } from "../print.ts";
import { OPTION_LETTERS, type Shell } from "../shell.ts";
import { assignArray } from "../simple.ts";
import { byCode, cased, isName, type Variable } from "../vars.ts";
import type { Builtin, Invocation } from "./index.ts";
import { parseOptions, say } from "./options.ts";

export const variableBuiltins: readonly (readonly [string, Builtin])[] = [
  ["export", declare],
  ["declare", declare],
  ["typeset", declare],
  ["local", declare],
  ["readonly", declare],
  ["unset", unset],
  ["set", setOptions],
  ["shift", shift],
  ["shopt", shopt],
  ["let", letNumbers],
  ["getopts", getopts],
];

const USAGE = new Map([
  ["export", "export [-fn] [name[=value] ...] or export -p"],
  ["readonly", "readonly [-aAf] [name[=value] ...] or readonly -p"],
  [
    "declare",
    "declare [-aAfFgiIlnrtux] [name[=value] ...] or declare -p [-aAfFilnrtux] [name ...]",
  ],
  ["typeset", "typeset [-aAfFgiIlnrtux] name[=value] ... or typeset -p [-aAfFilnrtux] [name ...]"],
  ["local", "local [option] name[=value] ..."],
]);

/** Flags of a declaring builtin: set by `-x`, cleared by `+x`. */
function* readFlags(
  sh: Shell,
  args: readonly string[],
): Proc<{ on: Set<string>; off: Set<string>; at: number } | null> {
  const name = args[0] as string;
  const allowed = name === "export" ? "fnp" : name === "readonly" ? "aAfp" : "aAfFgiIlnprtux";
  const on = new Set<string>();
  const off = new Set<string>();
  let at = 1;
  for (; at < args.length; at++) {
    const arg = args[at] as string;
    if (arg === "--") {
      at++;
      break;
    }
    if (!/^[-+]./.test(arg) || (arg.startsWith("+") && allowed.length < 6)) break;
    for (const letter of arg.slice(1)) {
      if (!allowed.includes(letter)) {
        yield* sh.error(`${name}: ${arg[0] as string}${letter}: invalid option`);
        yield* sh.proc.warn(`${name}: usage: ${USAGE.get(name) ?? ""}\n`);
        return null;
      }
      (arg.startsWith("-") ? on : off).add(letter);
    }
  }
  return { on, off, at };
}

function* declare(sh: Shell, args: readonly string[], how: Invocation): Proc<number> {
  const name = args[0] as string;
  if (name === "local" && sh.functionStack.length === 0) {
    yield* sh.error("local: can only be used in a function");
    return 1;
  }
  const flags = yield* readFlags(sh, args);
  if (flags === null) return 2;
  const { on, off, at } = flags;
  if (name === "export" && !on.has("n")) on.add("x");
  if (name === "export" && on.has("n")) {
    on.delete("n");
    off.add("x");
  }
  if (name === "readonly") on.add("r");
  if (on.has("f") || on.has("F")) return yield* functions(sh, name, on, args.slice(at));
  if (args.length === at) return yield* listing(sh, name, on);
  if (on.has("p") && name !== "export" && name !== "readonly")
    return yield* printNamed(sh, name, args.slice(at));
  let status = 0;
  for (let i = at; i < args.length; i++) {
    const array = how.arrays.get(i);
    const found = /^([A-Za-z_]\w*)(?:\[(.*?)\])?(?:(\+?)=(.*))?$/s.exec(args[i] as string);
    if (found === null) {
      yield* sh.error(`${name}: \`${args[i] as string}': not a valid identifier`);
      status = 1;
      continue;
    }
    const variable = found[1] as string;
    const local =
      sh.functionStack.length > 0 && !on.has("g") && name !== "export" && name !== "readonly";
    const old = sh.vars.all.get(variable);
    if (old?.readonly === true && (array !== undefined || found[4] !== undefined || off.has("r"))) {
      yield* sh.error(
        `${name === "local" || name === "declare" || name === "typeset" ? `${name}: ` : ""}${variable}: readonly variable`,
      );
      status = 1;
      continue;
    }
    if (local && !sh.vars.isLocal(variable)) {
      const fresh = sh.vars.makeLocal(variable);
      if (on.has("I") && old !== undefined) Object.assign(fresh, { ...old });
    }
    try {
      yield* apply(
        sh,
        name,
        variable,
        on,
        off,
        array === undefined ? (found[4] ?? null) : array,
        found[2] ?? null,
        found[3] === "+",
      );
    } catch (error) {
      if (!(error instanceof ExpansionError)) yield* giveUp(sh, error);
      else {
        yield* sh.error(`${name}: ${error.message}`);
        status = 1;
      }
    }
  }
  return status;
}

function* apply(
  sh: Shell,
  builtin: string,
  name: string,
  on: ReadonlySet<string>,
  off: ReadonlySet<string>,
  value: string | null | { readonly value: unknown; readonly append: boolean },
  index: string | null,
  append: boolean,
): Proc<void> {
  const v = on.has("n") ? (sh.vars.all.get(name) ?? sh.vars.ensure(name)) : sh.vars.ensure(name);
  void builtin;
  if (on.has("a") && v.indexed === null) {
    if (v.associative !== null)
      throw new ExpansionError(`${name}: cannot convert associative to indexed array`);
    v.indexed = v.value === null ? new Map() : new Map([[0, v.value]]);
    v.value = null;
  }
  if (on.has("A") && v.associative === null) {
    if (v.indexed !== null)
      throw new ExpansionError(`${name}: cannot convert indexed to associative array`);
    v.associative = v.value === null ? new Map() : new Map([["0", v.value]]);
    v.value = null;
  }
  if (on.has("i")) v.integer = true;
  if (off.has("i")) v.integer = false;
  if (on.has("l")) v.case = "lower";
  if (on.has("u")) v.case = "upper";
  if (off.has("l") || off.has("u")) v.case = "";
  if (off.has("n")) v.reference = false;
  if (typeof value === "string") {
    if (on.has("n")) {
      v.reference = true;
      v.value = value;
    } else if (
      /^\(.*\)$/s.test(value) &&
      (v.indexed !== null || v.associative !== null) &&
      index === null
    ) {
      yield* assignArray(
        sh,
        name,
        value
          .slice(1, -1)
          .trim()
          .split(/\s+/)
          .filter((text) => text !== "")
          .map((text) => ({ text, parts: null })),
        append,
      );
    } else assign(sh, name, index, value, append);
  } else if (value !== null) {
    yield* assignArray(sh, name, value.value as Parameters<typeof assignArray>[2], value.append);
  } else if (on.has("n")) v.reference = true;
  if (on.has("x")) v.exported = true;
  if (off.has("x")) v.exported = false;
  if (on.has("r")) v.readonly = true;
  if (v.value !== null && v.case !== "") v.value = cased(v, v.value);
}

function* functions(
  sh: Shell,
  builtin: string,
  on: ReadonlySet<string>,
  names: readonly string[],
): Proc<number> {
  let status = 0;
  const chosen = names.length > 0 ? names : [...sh.functions.keys()].sort(byCode);
  if (builtin === "export" || builtin === "readonly") return 0;
  for (const name of chosen) {
    const found = sh.functions.get(name);
    if (found === undefined) status = 1;
    else if (on.has("F"))
      yield* say(sh, builtin, names.length > 0 ? `${name}\n` : `declare -f ${name}\n`);
    else yield* say(sh, builtin, printFunction(found));
  }
  return status;
}

function* listing(sh: Shell, name: string, on: ReadonlySet<string>): Proc<number> {
  const wanted = (v: Variable): boolean =>
    (!on.has("x") || v.exported) &&
    (!on.has("r") || v.readonly) &&
    (!on.has("a") || v.indexed !== null) &&
    (!on.has("A") || v.associative !== null) &&
    (!on.has("i") || v.integer);
  const flagged = name !== "local" && on.size > 0;
  const names = name === "local" ? sh.vars.localNames().sort(byCode) : sh.vars.names();
  let out = "";
  for (const one of names) {
    const v = sh.vars.all.get(one);
    if (v === undefined || !wanted(v)) continue;
    if (flagged) out += `${declareLine(one, v)}\n`;
    else if (v.value !== null || v.indexed !== null || v.associative !== null)
      out += `${plainLine(one, v)}\n`;
  }
  return yield* say(sh, name, out);
}
function plainLine(name: string, v: Variable): string {
  if (v.indexed !== null || v.associative !== null)
    return declareLine(name, v).replace(/^declare -\S+ /, "");
  return `${name}=${quoteIfNeeded(v.value ?? "")}`;
}

function* printNamed(sh: Shell, builtin: string, names: readonly string[]): Proc<number> {
  let status = 0;
  for (const name of names) {
    const v = sh.vars.all.get(name);
    const special = sh.vars.special(name);
    if (v !== undefined) yield* say(sh, builtin, `${declareLine(name, v)}\n`);
    else if (special !== undefined)
      yield* say(sh, builtin, `declare -i ${name}=${quoteDouble(special.get())}\n`);
    else {
      yield* sh.error(`${builtin}: ${name}: not found`);
      status = 1;
    }
  }
  return status;
}

function* unset(sh: Shell, args: readonly string[]): Proc<number> {
  const parsed = yield* parseOptions(sh, args, "fvn", "unset [-f] [-v] [-n] [name ...]");
  if (parsed === null) return 2;
  const { on, rest } = parsed;
  let status = 0;
  for (const text of rest) {
    if (on.has("f")) {
      sh.functions.delete(text);
      continue;
    }
    const element = /^([A-Za-z_]\w*)\[(.*)\]$/s.exec(text);
    const name = element?.[1] ?? text;
    if (!isName(name)) {
      yield* sh.error(`unset: \`${text}': not a valid identifier`);
      status = 1;
      continue;
    }
    if (on.has("n")) {
      sh.vars.all.delete(name);
      continue;
    }
    const v = sh.vars.find(name);
    if (v?.readonly === true) {
      yield* sh.error(`unset: ${name}: cannot unset: readonly variable`);
      status = 1;
    } else if (element !== null && v !== null && element[2] !== "@" && element[2] !== "*") {
      const key = element[2] as string;
      if (v.associative !== null) v.associative.delete(key.replace(/^(['"])(.*)\1$/s, "$2"));
      else if (v.indexed !== null) {
        let number = Number(evaluate(key, arithContext(sh)));
        if (number < 0) number += Math.max(-1, ...v.indexed.keys()) + 1;
        v.indexed.delete(number);
      }
    } else if (v === null && sh.vars.special(name) === undefined && !on.has("v"))
      sh.functions.delete(name);
    else sh.vars.unset(name);
  }
  return status;
}

const SET_USAGE = "set: usage: set [-abefhkmnptuvxBCEHPT] [-o option-name] [--] [-] [arg ...]\n";

function* setOptions(sh: Shell, args: readonly string[]): Proc<number> {
  if (args.length === 1) {
    let out = "";
    for (const name of sh.vars.names()) {
      const v = sh.vars.all.get(name);
      if (v === undefined || (v.value === null && v.indexed === null && v.associative === null))
        continue;
      out += `${plainLine(name, v)}\n`;
    }
    for (const name of [...sh.functions.keys()].sort(byCode))
      out += printFunction(sh.functions.get(name) as never);
    return yield* say(sh, "set", out);
  }
  let i = 1;
  for (; i < args.length; i++) {
    const arg = args[i] as string;
    if (arg === "--") {
      sh.params = args.slice(i + 1);
      return 0;
    }
    if (arg === "-") {
      sh.options.delete("xtrace");
      sh.options.delete("verbose");
      if (i + 1 < args.length) sh.params = args.slice(i + 1);
      return 0;
    }
    if (!/^[-+]./.test(arg)) break;
    const enable = arg.startsWith("-");
    for (const letter of arg.slice(1)) {
      if (letter === "o") {
        const name = args[i + 1];
        if (name === undefined) {
          yield* optionListing(sh, enable);
          return 0;
        }
        i++;
        if (!OPTION_LETTERS.has(name)) {
          yield* sh.error(`set: ${name}: invalid option name`);
          return 2;
        }
        toggle(sh, name, enable);
        continue;
      }
      const name = [...OPTION_LETTERS].find(([, one]) => one === letter)?.[0];
      if (name === undefined) {
        yield* sh.error(`set: ${arg[0] as string}${letter}: invalid option`);
        yield* sh.proc.warn(SET_USAGE);
        return 2;
      }
      toggle(sh, name, enable);
    }
  }
  if (i < args.length) sh.params = args.slice(i);
  return 0;
}

function toggle(sh: Shell, name: string, enable: boolean): void {
  if (enable) sh.options.add(name);
  else sh.options.delete(name);
}

export function* optionListing(sh: Shell, long: boolean): Proc<void> {
  let out = "";
  for (const name of [...OPTION_LETTERS.keys()].sort(byCode)) {
    const on = sh.options.has(name);
    out += long ? `${name.padEnd(15)}\t${on ? "on" : "off"}\n` : `set ${on ? "-" : "+"}o ${name}\n`;
  }
  yield* say(sh, "set", out);
}

function* shift(sh: Shell, args: readonly string[]): Proc<number> {
  const text = args[1] ?? "1";
  if (!/^[-+]?\d+$/.test(text)) {
    yield* sh.error(`shift: ${text}: numeric argument required`);
    return 1;
  }
  const n = Number(text);
  if (n < 0) {
    yield* sh.error(`shift: ${text}: shift count out of range`);
    return 1;
  }
  if (n > sh.params.length) return 1;
  sh.params = sh.params.slice(n);
  return 0;
}

const SHOPTS = [
  "autocd",
  "assoc_expand_once",
  "cdable_vars",
  "cdspell",
  "checkhash",
  "checkjobs",
  "checkwinsize",
  "cmdhist",
  "compat31",
  "compat32",
  "compat40",
  "compat41",
  "compat42",
  "compat43",
  "compat44",
  "complete_fullquote",
  "direxpand",
  "dirspell",
  "dotglob",
  "execfail",
  "expand_aliases",
  "extdebug",
  "extglob",
  "extquote",
  "failglob",
  "force_fignore",
  "globasciiranges",
  "globskipdots",
  "globstar",
  "gnu_errfmt",
  "histappend",
  "histreedit",
  "histverify",
  "hostcomplete",
  "huponexit",
  "inherit_errexit",
  "interactive_comments",
  "lastpipe",
  "lithist",
  "localvar_inherit",
  "localvar_unset",
  "login_shell",
  "mailwarn",
  "no_empty_cmd_completion",
  "nocaseglob",
  "nocasematch",
  "noexpand_translation",
  "nullglob",
  "patsub_replacement",
  "progcomp",
  "progcomp_alias",
  "promptvars",
  "restricted_shell",
  "shift_verbose",
  "sourcepath",
  "varredir_close",
  "xpg_echo",
];

function* shopt(sh: Shell, args: readonly string[]): Proc<number> {
  const parsed = yield* parseOptions(sh, args, "pqsuo", "shopt [-pqsu] [-o] [optname ...]");
  if (parsed === null) return 2;
  const { on, rest } = parsed;
  const names = on.has("o") ? [...OPTION_LETTERS.keys()].sort(byCode) : SHOPTS;
  const set = on.has("o") ? sh.options : sh.shopts;
  let status = 0;
  let out = "";
  const show = (name: string): void => {
    const yes = set.has(name);
    out += on.has("p")
      ? `shopt ${yes ? "-s" : "-u"} ${name}\n`
      : `${name.padEnd(15)}\t${yes ? "on" : "off"}\n`;
  };
  if (rest.length === 0) {
    for (const name of names)
      if ((!on.has("s") || set.has(name)) && (!on.has("u") || !set.has(name))) show(name);
    return on.has("q") ? 0 : yield* say(sh, "shopt", out);
  }
  for (const name of rest) {
    if (!names.includes(name)) {
      yield* sh.error(`shopt: ${name}: invalid ${on.has("o") ? "" : "shell "}option name`);
      status = 1;
    } else if (on.has("s")) set.add(name);
    else if (on.has("u")) set.delete(name);
    else {
      if (!set.has(name)) status = 1;
      if (!on.has("q")) show(name);
    }
  }
  yield* say(sh, "shopt", out);
  return status;
}

function* letNumbers(sh: Shell, args: readonly string[]): Proc<number> {
  const texts = args[1] === "--" ? args.slice(2) : args.slice(1);
  if (texts.length === 0) {
    yield* sh.error("let: expression expected");
    return 1;
  }
  let last = 0n;
  for (const text of texts) {
    try {
      last = evaluate(text, arithContext(sh));
    } catch (error) {
      if (!(error instanceof ArithError)) return yield* giveUp(sh, error);
      yield* sh.error(`let: ${error.message}`);
      return 1;
    }
  }
  return last === 0n ? 1 : 0;
}

function* getopts(sh: Shell, args: readonly string[]): Proc<number> {
  const spec = args[1];
  const name = args[2];
  if (spec === undefined || name === undefined) {
    yield* sh.proc.warn("getopts: usage: getopts optstring name [arg ...]\n");
    return 2;
  }
  const list = args.length > 3 ? args.slice(3) : sh.params;
  const silent = spec.startsWith(":");
  const quiet = silent || sh.vars.get("OPTERR") === "0";
  const finish = (letter: string, argument: string | null): void => {
    sh.vars.set(name, letter);
    if (argument === null) sh.vars.unset("OPTARG");
    else sh.vars.set("OPTARG", argument);
    sh.vars.set("OPTIND", String(sh.optionIndex));
  };
  // Another OPTIND than we left, as in a function that has a local one: from its start.
  if (sh.vars.get("OPTIND") !== String(sh.optionIndex)) {
    sh.optionIndex = Number(sh.vars.get("OPTIND")) || 1;
    sh.optionAt = 1;
  }
  const word = list[sh.optionIndex - 1];
  if (word === undefined || !/^-./.test(word) || word === "--") {
    if (word === "--") sh.optionIndex++;
    sh.optionAt = 1;
    finish("?", null);
    return 1;
  }
  const letter = word[sh.optionAt] as string;
  sh.optionAt++;
  const at = letter === ":" ? -1 : spec.indexOf(letter, silent ? 1 : 0);
  const more = sh.optionAt < word.length;
  if (at < 0) {
    if (!more) nextWord(sh);
    finish("?", silent ? letter : null);
    if (!quiet) yield* sh.proc.warn(`${sh.name}: illegal option -- ${letter}\n`);
    return 0;
  }
  if (spec[at + 1] !== ":") {
    if (!more) nextWord(sh);
    finish(letter, null);
    return 0;
  }
  if (more) {
    const argument = word.slice(sh.optionAt);
    nextWord(sh);
    finish(letter, argument);
    return 0;
  }
  nextWord(sh);
  const argument = list[sh.optionIndex - 1];
  if (argument === undefined) {
    finish(silent ? ":" : "?", silent ? letter : null);
    if (!quiet) yield* sh.proc.warn(`${sh.name}: option requires an argument -- ${letter}\n`);
    return 0;
  }
  sh.optionIndex++;
  finish(letter, argument);
  return 0;
}
function nextWord(sh: Shell): void {
  sh.optionIndex++;
  sh.optionAt = 1;
}
