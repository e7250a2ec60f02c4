/**
 * jq(1), 1.6. Left out: modules, SQL, streaming forms, input/inputs, label and break, dates, @base64,
 * getpath forms beyond the usual; a filter of more than five million steps is stopped.
 */
import type { Process } from "../../../kernel/proc/process.ts";
import type { Proc } from "../../../kernel/proc/wait.ts";
import { closeInput, openInput, Out } from "../stdio.ts";
import { decode } from "../text.ts";
import { tool, why } from "../tool.ts";
import { builtins } from "./builtins.ts";
import { type Json, JsonError, JsonReader, printJson, type PrintStyle } from "./json.ts";
import { CompileError, type Filter, parseFilter } from "./parse.ts";
import { type Env, Jq, JqError } from "./run.ts";

interface Options {
  flags: Set<string>;
  indent: number;
  filter: string | null;
  fromFile: boolean;
  files: string[];
  vars: Map<string, Json>;
  named: Map<string, Json>;
  positional: Json[];
}

const SHORT = "csnrRSaCMjeh";
const LONGS = new Map([
  ["compact-output", "c"],
  ["slurp", "s"],
  ["null-input", "n"],
  ["raw-output", "r"],
  ["raw-input", "R"],
  ["sort-keys", "S"],
  ["ascii-output", "a"],
  ["color-output", "C"],
  ["monochrome-output", "M"],
  ["join-output", "j"],
  ["exit-status", "e"],
  ["help", "h"],
  ["tab", "T"],
  ["unbuffered", "u"],
]);
const USAGE =
  "Use jq --help for help with command-line options,\nor see the jq manpage, or online docs  at https://stedolan.github.io/jq\n";

export const jq = tool("jq", "Command-line JSON processor.", function* (proc, argv) {
  const options = readOptions(argv);
  if (typeof options === "string") {
    yield* proc.warn(options);
    return 2;
  }
  if (options.flags.has("h")) {
    yield* proc.warn("jq: underlay does not simulate --help (see: man jq)\n");
    return 2;
  }
  if (options.filter === null) {
    if (proc.isatty(0)) {
      yield* proc.warn(
        `jq - commandline JSON processor [version 1.6]\n\nUsage:\tjq [options] <jq filter> [file...]\n${USAGE}`,
      );
      return 2;
    }
    options.filter = ".";
  }
  const compiled = compile(options.filter, options);
  if (typeof compiled === "string") {
    yield* proc.warn(compiled);
    return 3;
  }
  return yield* run(proc, options, compiled);
});

function readOptions(argv: readonly string[]): Options | string {
  const o: Options = {
    flags: new Set(),
    indent: 2,
    filter: null,
    fromFile: false,
    files: [],
    vars: new Map(),
    named: new Map(),
    positional: [],
  };
  let rest: "files" | "args" | "jsonargs" = "files";
  let plain = false;
  for (let i = 1; i < argv.length; i++) {
    const arg = argv[i] as string;
    if (!plain && arg === "--") plain = true;
    else if (plain || !/^-[-A-Za-z]/.test(arg)) {
      if (o.filter === null) o.filter = arg;
      else if (rest === "files") o.files.push(arg);
      else o.positional.push(rest === "args" ? arg : parseOne(arg));
    } else if (arg === "--arg" || arg === "--argjson") {
      const [name, value] = [argv[i + 1], argv[i + 2]];
      if (name === undefined || value === undefined)
        return `jq: ${arg} takes two parameters (e.g. ${arg} varname ${arg === "--arg" ? "value" : "text"})\n${USAGE}`;
      i += 2;
      let json: Json = value;
      if (arg === "--argjson") {
        try {
          json = parseOne(value);
        } catch {
          return `jq: Invalid JSON text passed to --argjson\n${USAGE}`;
        }
      }
      o.vars.set(name, json);
      o.named.set(name, json);
    } else if (arg === "--args") rest = "args";
    else if (arg === "--jsonargs") rest = "jsonargs";
    else if (arg === "--indent") {
      const n = Number(argv[++i]);
      if (!(n >= 0 && n <= 7)) return `jq: Cannot indent more than 7 characters\n${USAGE}`;
      o.indent = n;
    } else if (arg.startsWith("--")) {
      const letter = LONGS.get(arg.slice(2));
      if (letter === undefined)
        return `jq: Unknown option ${arg}\n${USAGE}`.replace(
          "Unknown option",
          /^--(?:stream|seq|slurpfile|rawfile|from-file|argfile)/.test(arg)
            ? "underlay does not simulate"
            : "Unknown option",
        );
      o.flags.add(letter);
    } else {
      for (const ch of arg.slice(1)) {
        if (!SHORT.includes(ch)) return `jq: Unknown option ${arg}\n${USAGE}`;
        o.flags.add(ch);
      }
    }
  }
  o.vars.set(
    "ARGS",
    new Map<string, Json>([
      ["positional", o.positional],
      ["named", o.named],
    ]),
  );
  return o;
}

function parseOne(text: string): Json {
  const reader = new JsonReader();
  reader.add(text);
  reader.end();
  const got = reader.next();
  if (got === null) throw new JsonError("no value");
  return got.value;
}

function compile(source: string, options: Options): Filter | string {
  try {
    const filter = parseFilter(source);
    check(filter, new Set([...options.vars.keys(), "ENV", "__now__"]), new Set());
    return filter;
  } catch (error) {
    if (!(error instanceof CompileError)) throw error;
    const line = source.slice(0, error.at).split("\n").length;
    return `jq: error: ${error.text} at <top-level>, line ${line}:\n${source.split("\n")[line - 1]}${" ".repeat(error.at)}\njq: 1 compile error\n`;
  }
}

/** Names must be known before anything runs. */
function check(f: Filter, vars: ReadonlySet<string>, functions: ReadonlySet<string>): void {
  if (f.kind === "var" && !vars.has(f.name)) throw new CompileError(`$${f.name} is not defined`, 0);
  if (
    f.kind === "call" &&
    !functions.has(`${f.name}/${f.args.length}`) &&
    !builtins.has(`${f.name}/${f.args.length}`)
  ) {
    throw new CompileError(`${f.name}/${f.args.length} is not defined`, f.at);
  }
  let inner = vars;
  let known = functions;
  if (f.kind === "bind" || f.kind === "reduce" || f.kind === "foreach") {
    const names = new Set(vars);
    const walk = (p: typeof f.pattern): void => {
      if (p.kind === "var") names.add(p.name);
      else for (const item of p.items) walk("pattern" in item ? item.pattern : item);
    };
    walk(f.pattern);
    inner = names;
  }
  if (f.kind === "def") {
    known = new Set([...functions, `${f.name}/${f.params.length}`]);
    const params = f.params.map((p) => p.replace(/^\$/, ""));
    check(
      f.body,
      new Set([...vars, ...params]),
      new Set([...known, ...params.map((p) => `${p}/0`)]),
    );
    check(f.rest, vars, known);
    return;
  }
  for (const value of Object.values(f) as unknown[]) {
    for (const child of Array.isArray(value) ? (value as unknown[]) : [value]) {
      if (child === null || typeof child !== "object" || child instanceof Map) continue;
      if ("kind" in child && !("name" in child && f.kind === "bind" && child === f.pattern)) {
        if (
          (f.kind === "bind" || f.kind === "reduce" || f.kind === "foreach") &&
          child === f.pattern
        )
          continue;
        check(child as Filter, inner, known);
      } else if ("key" in child && "value" in child) {
        check((child as { key: Filter }).key, inner, known);
        check((child as { value: Filter }).value, inner, known);
      }
    }
  }
}

function* run(proc: Process, o: Options, filter: Filter): Proc<number> {
  const { flags } = o;
  const style: PrintStyle = {
    color: flags.has("C") || (proc.isatty(1) && !flags.has("M")),
    indent:
      flags.has("c") || (o.indent === 0 && !flags.has("T"))
        ? null
        : flags.has("T")
          ? "\t"
          : " ".repeat(o.indent),
    sortKeys: flags.has("S"),
    ascii: flags.has("a"),
  };
  const vars = new Map(o.vars);
  vars.set("ENV", new Map<string, Json>([...proc.env]));
  vars.set("__now__", (proc.host.sim.epochUs + proc.now) / 1e6);
  const env: Env = { vars, functions: new Map() };
  const out = new Out(proc);
  if (flags.has("u")) out.mode = "line";
  const state = { status: 0, last: undefined as Json | undefined, line: 0 };
  const feed = function* (input: Json, where: string): Proc<void> {
    const machine = new Jq();
    try {
      for (const value of machine.run(filter, input, env)) {
        state.last = value;
        const raw = (flags.has("r") || flags.has("j")) && typeof value === "string";
        if (out.add((raw ? value : printJson(value, style)) + (flags.has("j") ? "" : "\n")))
          yield* out.drain();
        if (machine.steps > 50_000) {
          yield* proc.spend(Math.floor(machine.steps / 100));
        }
      }
    } catch (error) {
      const tooDeep = error instanceof RangeError;
      if (!(error instanceof JqError) && !tooDeep) throw error;
      const value = tooDeep ? "underlay stopped this filter: recursion too deep" : error.value;
      const words =
        typeof value === "string"
          ? value
          : isTextless(value)
            ? `(not a string): ${printJson(value)}`
            : printJson(value);
      yield* out.error(
        `jq: error (at ${where})${typeof value === "string" ? "" : " "}${typeof value === "string" ? `: ${words}` : words}\n`,
      );
      state.status = 5;
    }
    yield* proc.spend(20);
  };
  if (flags.has("n")) yield* feed(null, "<unknown>");
  else if ((yield* readInputs(proc, o, out, state, feed)) === false) return 4;
  const { last } = state;
  let { status } = state;
  if (flags.has("e") && status === 0)
    status = last === undefined ? 4 : last === null || last === false ? 1 : 0;
  return yield* out.close("jq", status, 2);
}

function isTextless(value: Json): boolean {
  return typeof value !== "string";
}

function* readInputs(
  proc: Process,
  o: Options,
  out: Out,
  state: { status: number },
  feed: (input: Json, where: string) => Proc<void>,
): Proc<boolean> {
  const { flags } = o;
  const all: Json[] = [];
  let rawText = "";
  let lineCount = 0;
  const reader = new JsonReader();
  const take = function* (where: string): Proc<void> {
    for (let got = reader.next(); got !== null; got = reader.next()) {
      if (flags.has("s")) all.push(got.value);
      else yield* feed(got.value, where);
    }
  };
  const paths = o.files.length === 0 ? ["-"] : o.files;
  try {
    for (const path of paths) {
      const fd = path === "-" ? 0 : openInput(proc, path);
      if (typeof fd === "string") {
        yield* out.error(`jq: error: Could not open file ${path}: ${why(fd)}\n`);
        state.status = 2;
        continue;
      }
      for (;;) {
        const chunk = yield* proc.readOrErrno(fd);
        if (chunk === null || typeof chunk === "string") break;
        const text = decode(chunk, "utf8");
        lineCount += text.split("\n").length - 1;
        if (flags.has("R")) rawText += text;
        else reader.add(text);
        if (!flags.has("R")) yield* take(`${path === "-" ? "<stdin>" : path}:${lineCount}`);
      }
      closeInput(proc, fd);
    }
    if (flags.has("R")) {
      if (flags.has("s")) yield* feed(rawText, `<stdin>:${lineCount}`);
      else {
        const lines = rawText.split("\n");
        if (lines[lines.length - 1] === "") lines.pop();
        for (const line of lines) yield* feed(line, `<stdin>:${lineCount}`);
      }
      return true;
    }
    reader.end();
    yield* take(
      `${paths[paths.length - 1] === "-" ? "<stdin>" : paths[paths.length - 1]}:${lineCount}`,
    );
  } catch (error) {
    if (!(error instanceof JsonError)) throw error;
    yield* out.error(`parse error: ${error.text}\n`);
    return false;
  }
  if (flags.has("s")) yield* feed(all, `<stdin>:${lineCount}`);
  return true;
}
