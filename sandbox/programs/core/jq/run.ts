/** jq's evaluation: every filter is a generator of outputs; paths for assignment and del. */
import { type Filter, type Pattern } from "./parse.ts";
import { byCodePoint, isObject, type Json, printJson, quoteJson } from "./json.ts";
import { builtins } from "./builtins.ts";

export class JqError {
  readonly value: Json;
  constructor(value: Json) {
    this.value = value;
  }
}

export interface Closure {
  readonly params: readonly string[];
  readonly body: Filter;
  readonly env: Env;
}
export interface Env {
  readonly vars: ReadonlyMap<string, Json>;
  readonly functions: ReadonlyMap<string, Closure>;
}
export type Path = readonly Json[];
export interface At {
  readonly path: Path | null;
  readonly value: Json;
}

/** Steps after which a filter is taken for endless. */
const STEPS_MAX = 5_000_000;
const ARRAY_MAX = 500_000;
const DEPTH_MAX = 400;

export class Jq {
  steps = 0;
  private depth = 0;
  /** Filter outputs without paths. */
  *run(f: Filter, input: Json, env: Env): Generator<Json, void> {
    for (const at of this.at(f, { path: null, value: input }, env)) yield at.value;
  }

  private collect(f: Filter, value: Json, env: Env): Json[] {
    const out: Json[] = [];
    for (const one of this.run(f, value, env)) {
      if (out.push(one) > ARRAY_MAX)
        throw new JqError(`underlay stopped this filter at an array of ${ARRAY_MAX} values`);
    }
    return out;
  }

  /** Filter outputs, with the path to each when `input` has one. */
  *at(f: Filter, input: At, env: Env): Generator<At, void> {
    if (++this.steps > STEPS_MAX)
      throw new JqError("underlay stopped this filter after 5 million steps");
    const { value } = input;
    switch (f.kind) {
      case "identity":
        yield input;
        return;
      case "recurse":
        yield* this.recurse(input);
        return;
      case "const":
        yield { path: null, value: f.value };
        return;
      case "var": {
        const bound = env.vars.get(f.name);
        if (bound === undefined) throw new JqError(`$${f.name} is not defined`);
        yield { path: null, value: bound };
        return;
      }
      case "format":
        yield { path: null, value: format(f.name, value) };
        return;
      case "string":
        for (const text of this.interpolate(f.parts, 0, f.format, value, env))
          yield { path: null, value: text };
        return;
      case "index":
        for (const of of this.at(f.of, input, env)) {
          for (const key of this.run(f.key, value, env))
            yield { path: extend(of.path, key), value: index(of.value, key) };
        }
        return;
      case "slice":
        for (const of of this.at(f.of, input, env)) {
          for (const to of f.to === null ? [null] : this.run(f.to, value, env)) {
            for (const from of f.from === null ? [null] : this.run(f.from, value, env)) {
              const key = new Map<string, Json>([
                ["start", from],
                ["end", to],
              ]);
              yield { path: extend(of.path, key), value: index(of.value, key) };
            }
          }
        }
        return;
      case "iterate":
        for (const of of this.at(f.of, input, env)) yield* iterate(of);
        return;
      case "try":
        try {
          yield* this.at(f.body, input, env);
        } catch (error) {
          if (!(error instanceof JqError)) throw error;
          if (f.handler !== null)
            yield* this.at(f.handler, { path: null, value: error.value }, env);
        }
        return;
      case "pipe":
        for (const left of this.at(f.left, input, env)) yield* this.at(f.right, left, env);
        return;
      case "comma":
        yield* this.at(f.left, input, env);
        yield* this.at(f.right, input, env);
        return;
      case "and":
      case "or":
        for (const left of this.run(f.left, value, env)) {
          if (truthy(left) === (f.kind === "or")) yield { path: null, value: f.kind === "or" };
          else
            for (const right of this.run(f.right, value, env))
              yield { path: null, value: truthy(right) };
        }
        return;
      case "alternative": {
        let any = false;
        try {
          for (const left of this.at(f.left, input, env)) {
            if (!truthy(left.value)) continue;
            any = true;
            yield left;
          }
        } catch (error) {
          if (!(error instanceof JqError)) throw error;
        }
        if (!any) yield* this.at(f.right, input, env);
        return;
      }
      case "binary":
        for (const right of this.run(f.right, value, env)) {
          for (const left of this.run(f.left, value, env))
            yield { path: null, value: arithmetic(f.op, left, right) };
        }
        return;
      case "negate":
        for (const of of this.run(f.of, value, env)) {
          if (typeof of !== "number") throw new JqError(`${describe(of)} cannot be negated`);
          yield { path: null, value: -of };
        }
        return;
      case "array":
        yield { path: null, value: f.of === null ? [] : this.collect(f.of, value, env) };
        return;
      case "object":
        for (const made of this.objects(f.entries, 0, value, env))
          yield { path: null, value: made };
        return;
      case "if":
        for (const test of this.run(f.test, value, env))
          yield* this.at(truthy(test) ? f.yes : (f.no ?? { kind: "identity" }), input, env);
        return;
      case "bind":
        for (const source of this.run(f.source, value, env))
          yield* this.at(f.body, input, bind(f.pattern, source, env));
        return;
      case "reduce": {
        let state: Json = null;
        for (const init of this.run(f.init, value, env)) state = init;
        for (const item of this.run(f.source, value, env)) {
          let last: Json = null;
          for (const next of this.run(f.update, state, bind(f.pattern, item, env))) last = next;
          state = last;
        }
        yield { path: null, value: state };
        return;
      }
      case "foreach": {
        for (const init of this.run(f.init, value, env)) {
          let state = init;
          for (const item of this.run(f.source, value, env)) {
            const inner = bind(f.pattern, item, env);
            for (const next of this.run(f.update, state, inner)) {
              state = next;
              if (f.extract === null) yield { path: null, value: state };
              else
                for (const out of this.run(f.extract, state, inner))
                  yield { path: null, value: out };
            }
          }
        }
        return;
      }
      case "def": {
        const functions = new Map(env.functions);
        const inner: Env = { vars: env.vars, functions };
        functions.set(`${f.name}/${f.params.length}`, {
          params: f.params,
          body: f.body,
          env: inner,
        });
        yield* this.at(f.rest, input, inner);
        return;
      }
      case "call":
        yield* this.call(f, input, env);
        return;
      case "update":
        for (const made of this.update(f.op, f.left, f.right, value, env))
          yield { path: null, value: made };
        return;
      case "break":
        return;
    }
  }

  private *call(f: Extract<Filter, { kind: "call" }>, input: At, env: Env): Generator<At, void> {
    const closure = env.functions.get(`${f.name}/${f.args.length}`);
    if (closure === undefined) {
      const builtin = builtins.get(`${f.name}/${f.args.length}`);
      if (builtin === undefined) throw new JqError(`${f.name}/${f.args.length} is not defined`);
      yield* builtin(this, input, f.args, env);
      return;
    }
    if (++this.depth > DEPTH_MAX) {
      this.depth = 0;
      throw new JqError("underlay stopped this filter: recursion too deep");
    }
    const functions = new Map(closure.env.functions);
    let vars = closure.env.vars;
    for (const [i, param] of closure.params.entries()) {
      const arg = f.args[i] as Filter;
      const name = param.replace(/^\$/, "");
      functions.set(`${name}/0`, { params: [], body: arg, env });
      if (!param.startsWith("$")) continue;
      // A $parameter: the first value (jq would take them all in turn).
      for (const value of this.run(arg, input.value, env)) {
        vars = new Map(vars).set(name, value);
        break;
      }
    }
    yield* this.at(closure.body, input, { vars, functions });
    this.depth--;
  }

  private *recurse(input: At): Generator<At, void> {
    yield input;
    if (typeof input.value === "object" && input.value !== null)
      for (const child of iterate(input)) yield* this.recurse(child);
  }

  private *interpolate(
    parts: readonly (string | Filter)[],
    i: number,
    fmt: string,
    input: Json,
    env: Env,
  ): Generator<string, void> {
    if (i >= parts.length) {
      yield "";
      return;
    }
    const part = parts[i] as string | Filter;
    for (const rest of this.interpolate(parts, i + 1, fmt, input, env)) {
      if (typeof part === "string") yield part + rest;
      else
        for (const value of this.run(part, input, env))
          yield format(fmt === "" ? "@text" : fmt, value) + rest;
    }
  }

  private *objects(
    entries: readonly { key: Filter; value: Filter }[],
    i: number,
    input: Json,
    env: Env,
  ): Generator<Json, void> {
    if (i === entries.length) {
      yield new Map();
      return;
    }
    const entry = entries[entries.length - 1 - i] as { key: Filter; value: Filter };
    for (const rest of this.objects(entries, i + 1, input, env)) {
      for (const key of this.run(entry.key, input, env)) {
        if (typeof key !== "string") throw new JqError(`Object keys must be strings`);
        for (const value of this.run(entry.value, input, env))
          yield new Map(rest as ReadonlyMap<string, Json>).set(key, value);
      }
    }
  }

  private *update(
    op: string,
    left: Filter,
    right: Filter,
    input: Json,
    env: Env,
  ): Generator<Json, void> {
    const paths = (): Path[] =>
      [...this.at(left, { path: [], value: input }, env)].map(
        (at) => at.path ?? fail("Invalid path expression"),
      );
    if (op === "|=") {
      let out = input;
      for (const path of paths()) {
        let first: { value: Json } | null = null;
        for (const value of this.run(right, getPath(out, path), env)) {
          first = { value };
          break;
        }
        out = first === null ? deletePaths(out, [path]) : setPath(out, path, first.value);
      }
      yield out;
      return;
    }
    for (const value of this.run(right, input, env)) {
      let out = input;
      for (const path of paths()) {
        const old = op === "=" ? null : getPath(out, path);
        const made =
          op === "="
            ? value
            : op === "//="
              ? truthy(old)
                ? old
                : value
              : arithmetic(op.slice(0, -1), old, value);
        out = setPath(out, path, made);
      }
      yield out;
    }
  }
}

function fail(text: string): never {
  throw new JqError(text);
}

function extend(path: Path | null, key: Json): Path | null {
  return path === null ? null : [...path, key];
}

export function* iterate(of: At): Generator<At, void> {
  const { value } = of;
  if (Array.isArray(value))
    for (const [i, item] of value.entries())
      yield { path: extend(of.path, i), value: item as Json };
  else if (isObject(value))
    for (const [key, item] of value) yield { path: extend(of.path, key), value: item };
  else throw new JqError(`Cannot iterate over ${value === null ? "null" : describe(value)}`);
}

function bind(pattern: Pattern, value: Json, env: Env): Env {
  const vars = new Map(env.vars);
  const walk = (p: Pattern, v: Json): void => {
    if (p.kind === "var") vars.set(p.name, v);
    else if (p.kind === "array") p.items.forEach((item, i) => walk(item, index(v, i)));
    else for (const item of p.items) walk(item.pattern, index(v, item.key));
  };
  walk(pattern, value);
  return { vars, functions: env.functions };
}

export function truthy(value: Json): boolean {
  return value !== null && value !== false;
}

export function typeOf(value: Json): string {
  if (value === null) return "null";
  if (typeof value === "object") return isObject(value) ? "object" : "array";
  return typeof value;
}

/** "array ([1,2,3,4,5...)": how jq's complaints show a value. */
export function describe(value: Json): string {
  const text = printJson(value);
  return `${typeOf(value)} (${text.length > 14 ? `${text.slice(0, 11)}...` : text})`;
}

export function index(value: Json, key: Json): Json {
  if (isObject(value) && typeof key === "string") return value.get(key) ?? null;
  if (value === null && (typeof key === "string" || typeof key === "number" || isObject(key)))
    return null;
  if (Array.isArray(value) && typeof key === "number") {
    const i = Math.floor(key);
    return ((i < 0 ? value[value.length + i] : value[i]) as Json | undefined) ?? null;
  }
  if (isObject(key) && key.has("start") && (Array.isArray(value) || typeof value === "string")) {
    const items = typeof value === "string" ? [...value] : (value as Json[]);
    const [from, to] = bounds(key, items.length);
    const part = items.slice(from, to);
    return typeof value === "string" ? (part as string[]).join("") : part;
  }
  if (Array.isArray(value) && Array.isArray(key)) {
    const out: Json[] = [];
    value.forEach((_item, i) => {
      if (
        key.length > 0 &&
        key.every((k: Json, j: number) => compareJson(k, (value[i + j] ?? null) as Json) === 0)
      )
        out.push(i);
    });
    return out;
  }
  const what = typeof key === "string" ? `string "${key}"` : typeOf(key);
  throw new JqError(`Cannot index ${typeOf(value)} with ${what}`);
}

function bounds(key: ReadonlyMap<string, Json>, length: number): [number, number] {
  const start = key.get("start");
  const end = key.get("end");
  const norm = (n: number): number => (n < 0 ? Math.max(0, length + n) : Math.min(n, length));
  return [
    typeof start === "number" ? norm(Math.floor(start)) : 0,
    typeof end === "number" ? norm(Math.ceil(end)) : length,
  ];
}

export function getPath(value: Json, path: Path): Json {
  let at = value;
  for (const key of path) {
    if (at === null) return null;
    at = index(at, key);
  }
  return at;
}

export function setPath(value: Json, path: Path, to: Json): Json {
  if (path.length === 0) return to;
  const key = path[0] as Json;
  const rest = path.slice(1);
  if (typeof key === "string" && (value === null || isObject(value))) {
    const out = new Map(value ?? []);
    return out.set(key, setPath(out.get(key) ?? null, rest, to));
  }
  if (typeof key === "number" && (value === null || Array.isArray(value))) {
    const out = [...((value ?? []) as Json[])];
    const i = key < 0 ? out.length + key : key;
    if (i < 0) throw new JqError("Out of bounds negative array index");
    if (i > 1_000_000) throw new JqError("Array index too large");
    while (out.length < i) out.push(null);
    out[i] = setPath(out[i] ?? null, rest, to);
    return out;
  }
  if (isObject(key) && (value === null || Array.isArray(value))) {
    const out = [...((value ?? []) as Json[])];
    const [from, end] = bounds(key, out.length);
    const part = setPath(out.slice(from, end), rest, to);
    if (!Array.isArray(part))
      throw new JqError("A slice of an array can only be assigned another array");
    out.splice(from, end - from, ...(part as Json[]));
    return out;
  }
  index(value, key);
  throw new JqError(`Cannot update field at object index of ${typeOf(value)}`);
}

export function deletePaths(value: Json, paths: readonly Path[]): Json {
  let out = value;
  for (const path of [...paths].sort((a, b) => -compareJson(a, b))) out = deletePath(out, path);
  return out;
}

function deletePath(value: Json, path: Path): Json {
  if (value === null || path.length === 0) return null;
  const key = path[0] as Json;
  if (path.length > 1) {
    const child = index(value, key);
    return child === null ? value : setPath(value, [key], deletePath(child, path.slice(1)));
  }
  if (isObject(value) && typeof key === "string") {
    const out = new Map(value);
    out.delete(key);
    return out;
  }
  if (Array.isArray(value)) {
    const out = [...(value as Json[])];
    if (typeof key === "number") out.splice(key < 0 ? out.length + key : key, 1);
    else if (isObject(key)) {
      const [from, to] = bounds(key, out.length);
      out.splice(from, to - from);
    }
    return out;
  }
  throw new JqError(`Cannot delete field at object index of ${typeOf(value)}`);
}

const ORDER = ["null", "false", "true", "number", "string", "array", "object"];

export function compareJson(a: Json, b: Json): number {
  const rank = (v: Json): number => ORDER.indexOf(typeof v === "boolean" ? String(v) : typeOf(v));
  if (rank(a) !== rank(b)) return rank(a) - rank(b);
  if (typeof a === "number") return a < (b as number) ? -1 : a > (b as number) ? 1 : 0;
  if (typeof a === "string") return byCodePoint(a, b as string);
  if (Array.isArray(a)) {
    const other = b as readonly Json[];
    for (let i = 0; i < Math.min(a.length, other.length); i++) {
      const c = compareJson(a[i] as Json, other[i] as Json);
      if (c !== 0) return c;
    }
    return a.length - other.length;
  }
  if (isObject(a)) {
    const other = b as ReadonlyMap<string, Json>;
    const x = [...a.keys()].sort(byCodePoint);
    const y = [...other.keys()].sort(byCodePoint);
    const c = compareJson(x, y);
    if (c !== 0) return c;
    for (const key of x) {
      const d = compareJson(a.get(key) as Json, other.get(key) as Json);
      if (d !== 0) return d;
    }
  }
  return 0;
}

export function arithmetic(op: string, a: Json, b: Json): Json {
  switch (op) {
    case "==":
      return compareJson(a, b) === 0;
    case "!=":
      return compareJson(a, b) !== 0;
    case "<":
      return compareJson(a, b) < 0;
    case "<=":
      return compareJson(a, b) <= 0;
    case ">":
      return compareJson(a, b) > 0;
    case ">=":
      return compareJson(a, b) >= 0;
  }
  const numbers = typeof a === "number" && typeof b === "number";
  if (op === "+") {
    if (a === null) return b;
    if (b === null) return a;
    if (numbers) return a + b;
    if (typeof a === "string" && typeof b === "string") return a + b;
    if (Array.isArray(a) && Array.isArray(b)) return [...(a as Json[]), ...(b as Json[])];
    if (isObject(a) && isObject(b)) return new Map([...a, ...b]);
    throw new JqError(`${describe(a)} and ${describe(b)} cannot be added`);
  }
  if (op === "-") {
    if (numbers) return a - b;
    if (Array.isArray(a) && Array.isArray(b))
      return (a as Json[]).filter((x) => !(b as Json[]).some((y) => compareJson(x, y) === 0));
    throw new JqError(`${describe(a)} and ${describe(b)} cannot be subtracted`);
  }
  if (op === "*") {
    if (numbers) return a * b;
    const [text, count] = typeof a === "string" ? [a, b] : [b, a];
    if (typeof text === "string" && typeof count === "number")
      return count <= 0 ? null : text.repeat(Math.min(1e6, Math.max(1, Math.ceil(count))));
    if (isObject(a) && isObject(b)) return deepMerge(a, b);
    throw new JqError(`${describe(a)} and ${describe(b)} cannot be multiplied`);
  }
  if (op === "/") {
    if (typeof a === "string" && typeof b === "string") return a === "" ? [] : a.split(b);
    if (!numbers) throw new JqError(`${describe(a)} and ${describe(b)} cannot be divided`);
    if (b === 0)
      throw new JqError(
        `${describe(a)} and ${describe(b)} cannot be divided because the divisor is zero`,
      );
    return a / b;
  }
  if (!numbers) throw new JqError(`${describe(a)} and ${describe(b)} cannot be divided`);
  const divisor = Math.trunc(b);
  if (divisor === 0)
    throw new JqError(
      `${describe(a)} and ${describe(b)} cannot be divided because the divisor is zero`,
    );
  return Math.trunc(a) % Math.abs(divisor);
}

function deepMerge(a: ReadonlyMap<string, Json>, b: ReadonlyMap<string, Json>): Json {
  const out = new Map(a);
  for (const [key, value] of b) {
    const old = out.get(key) ?? null;
    out.set(key, isObject(old) && isObject(value) ? deepMerge(old, value) : value);
  }
  return out;
}

export function format(name: string, value: Json): string {
  const text = typeof value === "string" ? value : printJson(value);
  switch (name) {
    case "@text":
      return text;
    case "@json":
      return printJson(value);
    case "@html":
      return text.replace(
        /[<>&'"]/g,
        (ch) =>
          ({ "<": "&lt;", ">": "&gt;", "&": "&amp;", "'": "&#39;", '"': "&quot;" })[ch] as string,
      );
    case "@sh": {
      const one = (v: Json): string =>
        typeof v === "string"
          ? `'${v.replace(/'/g, "'\\''")}'`
          : typeof v === "object" && v !== null
            ? fail(`${describe(v)} can not be escaped for shell`)
            : printJson(v);
      return Array.isArray(value) ? (value as Json[]).map(one).join(" ") : one(value);
    }
    case "@csv":
    case "@tsv": {
      if (!Array.isArray(value))
        throw new JqError(
          `${describe(value)} cannot be ${name.slice(1)}-formatted, only an array can be`,
        );
      return (value as Json[]).map((v) => cell(v, name)).join(name === "@csv" ? "," : "\t");
    }
    case "@uri":
      return encodeURIComponent(text).replace(
        /[!'()*]/g,
        (ch) => `%${ch.charCodeAt(0).toString(16).toUpperCase()}`,
      );
    default:
      throw new JqError(`${name.slice(1)} is not a valid format`);
  }
}

function cell(value: Json, name: string): string {
  if (value === null) return "";
  if (typeof value === "object") throw new JqError(`${describe(value)} is not valid in a csv row`);
  if (typeof value !== "string") return printJson(value);
  if (name === "@csv") return `"${value.replace(/"/g, '""')}"`;
  return value.replace(
    /[\t\n\r\\]/g,
    (ch) => ({ "\t": "\\t", "\n": "\\n", "\r": "\\r", "\\": "\\\\" })[ch] as string,
  );
}

export { quoteJson };
