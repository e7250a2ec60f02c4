/** jq's functions, as far as learners use them. */
import { perlMayExplode } from "../../../sim/regex-perl.ts";
import { byCodePoint, isObject, type Json, JsonReader, printJson } from "./json.ts";
import type { Filter } from "./parse.ts";
import {
  arithmetic,
  type At,
  compareJson,
  deletePaths,
  describe,
  type Env,
  getPath,
  index,
  iterate,
  type Jq,
  JqError,
  setPath,
  truthy,
  typeOf,
} from "./run.ts";

type Builtin = (jq: Jq, input: At, args: readonly Filter[], env: Env) => Generator<At, void>;

/** A function of the input and of every combination of its arguments' values. */
function pure(fn: (input: Json, ...args: Json[]) => Json): Builtin {
  return function* (jq, input, args, env) {
    const walk = function* (i: number, values: Json[]): Generator<At, void> {
      if (i === args.length) {
        yield { path: null, value: fn(input.value, ...values) };
        return;
      }
      for (const value of jq.run(args[i] as Filter, input.value, env))
        yield* walk(i + 1, [...values, value]);
    };
    yield* walk(0, []);
  };
}

const one = (value: Json): At => ({ path: null, value });
const fail = (text: string): never => {
  throw new JqError(text);
};
const array = (value: Json, what: string): readonly Json[] =>
  Array.isArray(value) ? (value as Json[]) : fail(`${describe(value)} ${what}`);
const text = (value: Json, what: string): string =>
  typeof value === "string" ? value : fail(what);

const textOf = (value: Json): string => (typeof value === "string" ? value : printJson(value));

/** Array elements with what `f` makes of each, sorted by it. */
function keyed(jq: Jq, input: Json, f: Filter, env: Env): { key: Json; value: Json }[] {
  return array(input, "cannot be sorted, as it is not an array")
    .map((value) => ({ key: [...jq.run(f, value, env)] as Json, value }))
    .sort((a, b) => compareJson(a.key, b.key));
}

function grouped(jq: Jq, input: Json, f: Filter, env: Env): Json[][] {
  const out: Json[][] = [];
  let last: Json | undefined;
  for (const { key, value } of keyed(jq, input, f, env)) {
    if (last === undefined || compareJson(last, key) !== 0) out.push([]);
    last = key;
    (out[out.length - 1] as Json[]).push(value);
  }
  return out;
}

function contains(a: Json, b: Json): boolean {
  if (isObject(a) && isObject(b))
    return [...b].every(([k, v]) => a.has(k) && contains(a.get(k) as Json, v));
  if (Array.isArray(a) && Array.isArray(b))
    return (b as Json[]).every((y) => (a as Json[]).some((x) => contains(x, y)));
  if (typeof a === "string" && typeof b === "string") return a.includes(b);
  if (typeOf(a) === typeOf(b)) return compareJson(a, b) === 0;
  return fail(`${describe(a)} and ${describe(b)} cannot have their containment checked`);
}

function sortedKeys(value: Json): Json {
  if (isObject(value)) return [...value.keys()].sort(byCodePoint);
  if (Array.isArray(value)) return (value as Json[]).map((_v, i) => i);
  return fail(`${describe(value)} has no keys`);
}

function length(value: Json): Json {
  if (value === null) return 0;
  if (typeof value === "boolean") return fail(`${describe(value)} has no length`);
  if (typeof value === "number") return Math.abs(value);
  if (typeof value === "string") return [...value].length;
  return isObject(value) ? value.size : value.length;
}

function toEntries(value: Json): Json {
  if (!isObject(value)) return fail(`${describe(value)} has no keys`);
  return [...value.keys()].sort(byCodePoint).map(
    (key) =>
      new Map<string, Json>([
        ["key", key],
        ["value", value.get(key) as Json],
      ]),
  );
}

function fromEntries(value: Json): Json {
  const out = new Map<string, Json>();
  for (const entry of array(value, "cannot be iterated over")) {
    const pick = (names: string[]): Json => {
      for (const name of names) {
        const found = isObject(entry) ? entry.get(name) : undefined;
        if (found !== undefined && found !== null && found !== false) return found;
      }
      return isObject(entry) && names[0] === "value" ? (entry.get("value") ?? null) : null;
    };
    const key = pick(["key", "k", "name", "Name", "K", "Key"]);
    out.set(typeof key === "string" ? key : printJson(key), pick(["value", "v", "Value", "V"]));
  }
  return out;
}

function toNumber(value: Json): Json {
  if (typeof value === "number") return value;
  if (typeof value === "string") {
    if (/^\s*[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?\s*$/.test(value)) return Number(value);
    return fail(
      /^\s*$/.test(value)
        ? "Invalid numeric literal at EOF at line 1, column 0 (while parsing '')"
        : `Invalid numeric literal at EOF at line 1, column ${value.length} (while parsing '${value}')`,
    );
  }
  return fail(`${describe(value)} cannot be parsed as a number`);
}

function regex(source: Json, flags: Json): { regex: RegExp; global: boolean } {
  const f = typeof flags === "string" ? flags : "";
  const pattern = text(source, `${describe(source)} cannot be matched, as it is not a string`);
  const js = `d${f.includes("i") ? "i" : ""}${f.includes("s") ? "s" : ""}gu`;
  try {
    return {
      regex: new RegExp(
        pattern.replace(
          /\[\[:(\w+):\]\]/g,
          (all, n: string) =>
            ({ digit: "[0-9]", alpha: "[A-Za-z]", alnum: "[A-Za-z0-9]", space: "\\s" })[n] ?? all,
        ),
        js,
      ),
      global: f.includes("g"),
    };
  } catch {
    return fail(`${pattern} (at offset 0) is not a valid regex`);
  }
}

/** Text longer than this is not matched against a pattern that might take exponential time. */
const RISKY_TEXT_MAX = 20;

function matches(input: Json, source: Json, flags: Json, all = false): RegExpExecArray[] {
  const whole = text(input, `${describe(input)} cannot be matched, as it is not a string`);
  const { regex: re, global } = regex(source, flags);
  const s = whole;
  if (s.length > RISKY_TEXT_MAX && perlMayExplode(re.source)) {
    fail(
      `underlay does not match ${re.source} against more than ${RISKY_TEXT_MAX} characters: it has too many loops`,
    );
  }
  const out: RegExpExecArray[] = [];
  for (let m = re.exec(s); m !== null; m = re.exec(s)) {
    out.push(m);
    if (m[0] === "") re.lastIndex++;
    if (!global && !all) break;
  }
  return out;
}

function matchObject(m: RegExpExecArray): Json {
  const names = Object.entries(m.groups ?? {});
  const captures = m.slice(1).map((s: string | undefined, i) => {
    const at = m.indices?.[i + 1]?.[0] ?? -1;
    const name = names.length > 0 ? (names[i]?.[0] ?? null) : null;
    return new Map<string, Json>([
      ["offset", s === undefined ? -1 : at],
      ["length", s === undefined ? 0 : s.length],
      ["string", s ?? null],
      ["name", name],
    ]);
  });
  return new Map<string, Json>([
    ["offset", m.index],
    ["length", m[0].length],
    ["string", m[0]],
    ["captures", captures],
  ]);
}

function captureObject(m: RegExpExecArray): Json {
  return new Map<string, Json>(
    Object.entries(m.groups ?? {}).map(([k, v]) => [k, (v as string | undefined) ?? null]),
  );
}

function substitute(global: boolean): Builtin {
  return function* (jq, input, args, env) {
    const s = text(
      input.value,
      `${describe(input.value)} cannot be matched, as it is not a string`,
    );
    for (const source of jq.run(args[0] as Filter, input.value, env)) {
      let out = "";
      let at = 0;
      const flags = args[2] === undefined ? "" : ([...jq.run(args[2], input.value, env)][0] ?? "");
      for (const m of matches(s, source, global ? `${textOf(flags)}g` : flags)) {
        let to = "";
        for (const value of jq.run(args[1] as Filter, captureObject(m), env))
          to = text(value, `${describe(captureObject(m))} cannot be added to a string`);
        out += s.slice(at, m.index) + to;
        at = m.index + m[0].length;
      }
      yield one(out + s.slice(at));
    }
  };
}

function extreme(sign: number): (input: Json) => Json {
  return (input) => {
    let best: Json = null;
    array(input, "cannot be iterated over").forEach((v, i) => {
      if (i === 0 || sign * compareJson(v, best) >= (sign > 0 ? 0 : 1)) best = v;
    });
    return best;
  };
}

function flatten(value: Json, depth: number): Json[] {
  const out: Json[] = [];
  for (const item of array(value, "cannot be flattened")) {
    if (Array.isArray(item) && depth > 0) out.push(...flatten(item, depth - 1));
    else out.push(item);
  }
  return out;
}

const select = (test: (v: Json) => boolean): Builtin =>
  function* (_jq, input) {
    if (test(input.value)) yield input;
  };

export const builtins: ReadonlyMap<string, Builtin> = new Map<string, Builtin>([
  ["length/0", pure(length)],
  [
    "utf8bytelength/0",
    pure(
      (v) =>
        encodeURIComponent(text(v, "only strings have UTF-8 byte length")).replace(/%../g, "x")
          .length,
    ),
  ],
  ["not/0", pure((v) => !truthy(v))],
  ["keys/0", pure(sortedKeys)],
  ["keys_unsorted/0", pure((v) => (isObject(v) ? [...v.keys()] : sortedKeys(v)))],
  ["true/0", pure(() => true)],
  ["false/0", pure(() => false)],
  ["null/0", pure(() => null)],
  ["type/0", pure(typeOf)],
  ["tostring/0", pure((v) => (typeof v === "string" ? v : printJson(v)))],
  ["tojson/0", pure((v) => printJson(v))],
  ["tonumber/0", pure(toNumber)],
  [
    "fromjson/0",
    pure((v) => {
      const reader = new JsonReader();
      reader.add(text(v, `${describe(v)} cannot be parsed as JSON`));
      reader.end();
      return reader.next()?.value ?? null;
    }),
  ],
  [
    "add/0",
    pure((v) =>
      (isObject(v) ? [...v.values()] : array(v, "cannot be iterated over")).reduce<Json>(
        (a, b) => arithmetic("+", a, b),
        null,
      ),
    ),
  ],
  ["any/0", pure((v) => array(v, "cannot be iterated over").some(truthy))],
  ["all/0", pure((v) => array(v, "cannot be iterated over").every(truthy))],
  [
    "any/1",
    function* (jq, input, args, env) {
      yield one(
        [...iterate(input)].some((at) =>
          [...jq.run(args[0] as Filter, at.value, env)].some(truthy),
        ),
      );
    },
  ],
  [
    "all/1",
    function* (jq, input, args, env) {
      yield one(
        [...iterate(input)].every((at) =>
          [...jq.run(args[0] as Filter, at.value, env)].every(truthy),
        ),
      );
    },
  ],
  [
    "any/2",
    function* (jq, input, args, env) {
      yield one(
        [...jq.run(args[0] as Filter, input.value, env)].some((v) =>
          [...jq.run(args[1] as Filter, v, env)].some(truthy),
        ),
      );
    },
  ],
  [
    "all/2",
    function* (jq, input, args, env) {
      yield one(
        [...jq.run(args[0] as Filter, input.value, env)].every((v) =>
          [...jq.run(args[1] as Filter, v, env)].every(truthy),
        ),
      );
    },
  ],
  [
    "sort/0",
    pure((v) => [...array(v, "cannot be sorted, as it is not an array")].sort(compareJson)),
  ],
  [
    "reverse/0",
    pure((v) =>
      typeof v === "string"
        ? [...v].reverse().join("")
        : v === null
          ? []
          : [...array(v, "cannot be reversed, as it is not an array")].reverse(),
    ),
  ],
  [
    "unique/0",
    pure((v) =>
      [...array(v, "cannot be sorted, as it is not an array")]
        .sort(compareJson)
        .filter((x, i, all) => i === 0 || compareJson(all[i - 1] as Json, x) !== 0),
    ),
  ],
  ["min/0", pure(extreme(-1))],
  ["max/0", pure(extreme(1))],
  ["flatten/0", pure((v) => flatten(v, 1e9))],
  ["flatten/1", pure((v, d) => flatten(v, d as number))],
  ["floor/0", pure((v) => Math.floor(v as number))],
  ["ceil/0", pure((v) => Math.ceil(v as number))],
  ["round/0", pure((v) => Math.sign(v as number) * Math.round(Math.abs(v as number)))],
  ["sqrt/0", pure((v) => Math.sqrt(v as number))],
  ["fabs/0", pure((v) => Math.abs(v as number))],
  ["infinite/0", pure(() => Infinity)],
  ["nan/0", pure(() => NaN)],
  ["to_entries/0", pure(toEntries)],
  ["from_entries/0", pure(fromEntries)],
  [
    "with_entries/1",
    function* (jq, input, args, env) {
      const out: Json[] = [];
      for (const entry of toEntries(input.value) as Json[])
        out.push(...jq.run(args[0] as Filter, entry, env));
      yield one(fromEntries(out));
    },
  ],
  [
    "has/1",
    pure((v, k) =>
      isObject(v)
        ? v.has(k as string)
        : Array.isArray(v)
          ? (k as number) >= 0 && (k as number) < v.length
          : fail(
              `Cannot check whether ${typeOf(v)} has a ${typeof k === "string" ? "string" : typeOf(k)} key`,
            ),
    ),
  ],
  [
    "in/1",
    pure((k, v) =>
      isObject(v) ? v.has(k as string) : Array.isArray(v) && (k as number) < v.length,
    ),
  ],
  ["contains/1", pure(contains)],
  ["inside/1", pure((a, b) => contains(b, a))],
  [
    "startswith/1",
    pure((v, s) =>
      text(v, "startswith() requires string inputs").startsWith(
        text(s, "startswith() requires string inputs"),
      ),
    ),
  ],
  [
    "endswith/1",
    pure((v, s) =>
      text(v, "endswith() requires string inputs").endsWith(
        text(s, "endswith() requires string inputs"),
      ),
    ),
  ],
  [
    "ltrimstr/1",
    pure((v, s) =>
      typeof v === "string" && typeof s === "string" && v.startsWith(s) ? v.slice(s.length) : v,
    ),
  ],
  [
    "rtrimstr/1",
    pure((v, s) =>
      typeof v === "string" && typeof s === "string" && s !== "" && v.endsWith(s)
        ? v.slice(0, -s.length)
        : v,
    ),
  ],
  [
    "split/1",
    pure((v, s) =>
      typeof v === "string" && typeof s === "string"
        ? v === ""
          ? []
          : v.split(s)
        : fail("split input and separator must be strings"),
    ),
  ],
  [
    "join/1",
    pure((v, s) =>
      array(v, "cannot be iterated over").reduce<string>((all, item, i) => {
        if (typeof item === "object" && item !== null)
          fail(
            `${describe(i === 0 ? "" : `${all}${textOf(s)}`)} and ${describe(item)} cannot be added`,
          );
        return `${all}${i === 0 ? "" : textOf(s)}${item === null ? "" : typeof item === "string" ? item : printJson(item)}`;
      }, ""),
    ),
  ],
  [
    "ascii_downcase/0",
    pure((v) =>
      text(v, "explode input must be a string").replace(/[A-Z]/g, (c) => c.toLowerCase()),
    ),
  ],
  [
    "ascii_upcase/0",
    pure((v) =>
      text(v, "explode input must be a string").replace(/[a-z]/g, (c) => c.toUpperCase()),
    ),
  ],
  [
    "explode/0",
    pure((v) =>
      [...text(v, `${describe(v)} cannot be exploded`)].map((c) => c.codePointAt(0) as number),
    ),
  ],
  ["implode/0", pure((v) => String.fromCodePoint(...(array(v, "cannot be imploded") as number[])))],
  [
    "test/1",
    pure(
      (v, s) =>
        matches(v, Array.isArray(s) ? (s[0] as Json) : s, Array.isArray(s) ? (s[1] as Json) : "")
          .length > 0,
    ),
  ],
  ["test/2", pure((v, s, f) => matches(v, s, f).length > 0)],
  [
    "match/1",
    function* (jq, input, args, env) {
      for (const s of jq.run(args[0] as Filter, input.value, env))
        for (const m of matches(input.value, s, "")) yield one(matchObject(m));
    },
  ],
  [
    "match/2",
    function* (jq, input, args, env) {
      for (const s of jq.run(args[0] as Filter, input.value, env))
        for (const f of jq.run(args[1] as Filter, input.value, env))
          for (const m of matches(input.value, s, f)) yield one(matchObject(m));
    },
  ],
  [
    "capture/1",
    function* (jq, input, args, env) {
      for (const s of jq.run(args[0] as Filter, input.value, env))
        for (const m of matches(input.value, s, "")) yield one(captureObject(m));
    },
  ],
  [
    "scan/1",
    function* (jq, input, args, env) {
      for (const s of jq.run(args[0] as Filter, input.value, env))
        for (const m of matches(input.value, s, "", true))
          yield one(m.length > 1 ? m.slice(1).map((x: string | undefined) => x ?? null) : m[0]);
    },
  ],
  [
    "splits/1",
    function* (jq, input, args, env) {
      for (const s of jq.run(args[0] as Filter, input.value, env)) {
        let at = 0;
        const whole = text(
          input.value,
          `${describe(input.value)} cannot be matched, as it is not a string`,
        );
        for (const m of matches(whole, s, "g")) {
          yield one(whole.slice(at, m.index));
          at = m.index + m[0].length;
        }
        yield one(whole.slice(at));
      }
    },
  ],
  ["sub/2", substitute(false)],
  ["sub/3", substitute(false)],
  ["gsub/2", substitute(true)],
  ["gsub/3", substitute(true)],
  [
    "index/1",
    pure((v, s) =>
      v === null
        ? null
        : typeof v === "string"
          ? v.includes(s as string)
            ? v.indexOf(s as string)
            : null
          : ((index(v, Array.isArray(s) ? s : [s]) as Json[])[0] ?? null),
    ),
  ],
  [
    "rindex/1",
    pure((v, s) =>
      v === null
        ? null
        : typeof v === "string"
          ? v.includes(s as string)
            ? v.lastIndexOf(s as string)
            : null
          : ((index(v, Array.isArray(s) ? s : [s]) as Json[]).at(-1) ?? null),
    ),
  ],
  ["empty/0", function* () {}],
  [
    "error/0",
    function* (_jq, input) {
      throw new JqError(input.value);
    },
  ],
  [
    "error/1",
    function* (jq, input, args, env) {
      for (const v of jq.run(args[0] as Filter, input.value, env)) throw new JqError(v);
    },
  ],
  [
    "map/1",
    function* (jq, input, args, env) {
      const out: Json[] = [];
      for (const at of iterate(input)) out.push(...jq.run(args[0] as Filter, at.value, env));
      yield one(out);
    },
  ],
  [
    "map_values/1",
    function* (jq, input, args, env) {
      if (isObject(input.value)) {
        const out = new Map<string, Json>();
        for (const [k, v] of input.value)
          for (const made of jq.run(args[0] as Filter, v, env)) {
            out.set(k, made);
            break;
          }
        yield one(out);
        return;
      }
      const out: Json[] = [];
      for (const at of iterate(input))
        for (const made of jq.run(args[0] as Filter, at.value, env)) {
          out.push(made);
          break;
        }
      yield one(out);
    },
  ],
  [
    "select/1",
    function* (jq, input, args, env) {
      for (const keep of jq.run(args[0] as Filter, input.value, env)) if (truthy(keep)) yield input;
    },
  ],
  [
    "recurse/0",
    function* (jq, input, _args, env) {
      yield* jq.at({ kind: "recurse" }, input, env);
    },
  ],
  [
    "recurse/1",
    function* (jq, input, args, env) {
      const walk = function* (at: At): Generator<At, void> {
        yield at;
        for (const next of jq.at(args[0] as Filter, at, env)) yield* walk(next);
      };
      yield* walk(input);
    },
  ],
  [
    "path/1",
    function* (jq, input, args, env) {
      for (const at of jq.at(args[0] as Filter, { path: [], value: input.value }, env))
        yield one(at.path ?? fail("Invalid path expression"));
    },
  ],
  [
    "paths/0",
    function* (jq, input, _args, env) {
      for (const at of jq.at({ kind: "recurse" }, { path: [], value: input.value }, env))
        if ((at.path ?? []).length > 0) yield one(at.path);
    },
  ],
  [
    "paths/1",
    function* (jq, input, args, env) {
      for (const at of jq.at({ kind: "recurse" }, { path: [], value: input.value }, env)) {
        if (
          (at.path ?? []).length > 0 &&
          [...jq.run(args[0] as Filter, at.value, env)].some(truthy)
        )
          yield one(at.path);
      }
    },
  ],
  [
    "leaf_paths/0",
    function* (jq, input, _args, env) {
      for (const at of jq.at({ kind: "recurse" }, { path: [], value: input.value }, env))
        if ((at.path ?? []).length > 0 && (at.value === null || typeof at.value !== "object"))
          yield one(at.path);
    },
  ],
  [
    "getpath/1",
    function* (jq, input, args, env) {
      for (const p of jq.run(args[0] as Filter, input.value, env))
        yield {
          path: input.path === null ? null : [...input.path, ...(p as Json[])],
          value: getPath(input.value, p as Json[]),
        };
    },
  ],
  ["setpath/2", pure((v, p, to) => setPath(v, p as Json[], to))],
  ["delpaths/1", pure((v, p) => deletePaths(v, p as Json[][]))],
  [
    "del/1",
    function* (jq, input, args, env) {
      const paths = [...jq.at(args[0] as Filter, { path: [], value: input.value }, env)].map(
        (at) => at.path ?? fail("Invalid path expression"),
      );
      yield one(deletePaths(input.value, paths));
    },
  ],
  [
    "sort_by/1",
    function* (jq, input, args, env) {
      yield one(keyed(jq, input.value, args[0] as Filter, env).map((k) => k.value));
    },
  ],
  [
    "group_by/1",
    function* (jq, input, args, env) {
      yield one(grouped(jq, input.value, args[0] as Filter, env));
    },
  ],
  [
    "unique_by/1",
    function* (jq, input, args, env) {
      yield one(grouped(jq, input.value, args[0] as Filter, env).map((g) => g[0] as Json));
    },
  ],
  [
    "min_by/1",
    function* (jq, input, args, env) {
      yield one(keyed(jq, input.value, args[0] as Filter, env)[0]?.value ?? null);
    },
  ],
  [
    "max_by/1",
    function* (jq, input, args, env) {
      yield one(keyed(jq, input.value, args[0] as Filter, env).at(-1)?.value ?? null);
    },
  ],
  ["first/0", pure((v) => index(v, 0))],
  ["last/0", pure((v) => index(v, -1))],
  ["nth/1", pure((v, n) => index(v, n))],
  [
    "first/1",
    function* (jq, input, args, env) {
      for (const at of jq.at(args[0] as Filter, input, env)) {
        yield at;
        return;
      }
    },
  ],
  [
    "last/1",
    function* (jq, input, args, env) {
      let last: At | null = null;
      for (const at of jq.at(args[0] as Filter, input, env)) last = at;
      if (last !== null) yield last;
    },
  ],
  [
    "limit/2",
    function* (jq, input, args, env) {
      for (const n of jq.run(args[0] as Filter, input.value, env)) {
        let left = n as number;
        if (left > 0)
          for (const at of jq.at(args[1] as Filter, input, env)) {
            yield at;
            if (--left <= 0) break;
          }
      }
    },
  ],
  [
    "until/2",
    function* (jq, input, args, env) {
      let v = input.value;
      while (![...jq.run(args[0] as Filter, v, env)].some(truthy))
        v = [...jq.run(args[1] as Filter, v, env)][0] ?? null;
      yield one(v);
    },
  ],
  [
    "range/1",
    function* (jq, input, args, env) {
      for (const to of jq.run(args[0] as Filter, input.value, env))
        for (let i = 0; i < (to as number); i++) {
          jq.steps++;
          yield one(i);
        }
    },
  ],
  [
    "range/2",
    function* (jq, input, args, env) {
      for (const from of jq.run(args[0] as Filter, input.value, env))
        for (const to of jq.run(args[1] as Filter, input.value, env))
          for (let i = from as number; i < (to as number); i++) yield one(i);
    },
  ],
  [
    "walk/1",
    function* (jq, input, args, env) {
      const walk = function* (v: Json): Generator<Json, void> {
        let made: Json = v;
        if (Array.isArray(v)) made = (v as Json[]).flatMap((x) => [...walk(x)]);
        else if (isObject(v))
          made = new Map(
            [...v]
              .sort((a, b) => byCodePoint(a[0], b[0]))
              .map(([k, x]) => [k, [...walk(x)][0] ?? null]),
          );
        yield* jq.run(args[0] as Filter, made, env);
      };
      for (const v of walk(input.value)) yield one(v);
    },
  ],
  [
    "transpose/0",
    pure((v) => {
      const rows = v as Json[][];
      return Array.from({ length: Math.max(0, ...rows.map((r) => r.length)) }, (_x, i) =>
        rows.map((r) => r[i] ?? null),
      );
    }),
  ],
  ["tojson/0", pure((v) => printJson(v))],
  ["ascii/0", pure((v) => String.fromCharCode(v as number))],
  ["numbers/0", select((v) => typeof v === "number")],
  ["strings/0", select((v) => typeof v === "string")],
  ["booleans/0", select((v) => typeof v === "boolean")],
  ["nulls/0", select((v) => v === null)],
  ["arrays/0", select((v) => Array.isArray(v))],
  ["objects/0", select(isObject)],
  ["iterables/0", select((v) => typeof v === "object" && v !== null)],
  ["scalars/0", select((v) => typeof v !== "object" || v === null)],
  ["values/0", select((v) => v !== null)],
  [
    "env/0",
    function* (_jq, _input, _args, env) {
      yield one(env.vars.get("ENV") ?? new Map());
    },
  ],
  [
    "now/0",
    function* (_jq, _input, _args, env) {
      yield one(env.vars.get("__now__") ?? 0);
    },
  ],
  ["input_line_number/0", pure(() => 1)],
]);
