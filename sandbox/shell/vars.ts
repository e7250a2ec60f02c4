/** Shell variables: scalars, indexed and associative arrays, attributes, dynamic scope. bash(1) PARAMETERS. */

export interface Variable {
  /** Scalar value; for arrays unused. Null: declared but unset. */
  value: string | null;
  indexed: Map<number, string> | null;
  associative: Map<string, string> | null;
  exported: boolean;
  readonly: boolean;
  integer: boolean;
  case: "" | "lower" | "upper";
  /** A name reference: `value` is the other name. */
  reference: boolean;
}

/** Computed on each use: RANDOM, SECONDS, LINENO. */
export interface Special {
  get(): string;
  set?(value: string): void;
}

export function newVariable(value: string | null = null): Variable {
  return {
    value,
    indexed: null,
    associative: null,
    exported: false,
    readonly: false,
    integer: false,
    case: "",
    reference: false,
  };
}

function copyVariable(v: Variable): Variable {
  return {
    ...v,
    indexed: v.indexed === null ? null : new Map(v.indexed),
    associative: v.associative === null ? null : new Map(v.associative),
  };
}

interface Store {
  readonly all: Map<string, Variable>;
  /** One a function call: what each local hid. */
  readonly scopes: Map<string, Variable | null>[];
}

function copyStore(from: Store): Store {
  const out: Store = { all: new Map(), scopes: [] };
  for (const [name, v] of from.all) out.all.set(name, copyVariable(v));
  for (const scope of from.scopes) {
    const saved = new Map<string, Variable | null>();
    for (const [name, v] of scope) saved.set(name, v === null ? null : copyVariable(v));
    out.scopes.push(saved);
  }
  return out;
}

/** What a shell lent to the subshells that it forked since it last touched a variable. */
interface Loan {
  store: Store;
}

const SPECIAL_NAMES: ReadonlySet<string> = new Set([
  "RANDOM",
  "SRANDOM",
  "SECONDS",
  "LINENO",
  "EPOCHSECONDS",
  "EPOCHREALTIME",
  "BASHPID",
  "BASH_SUBSHELL",
]);

/**
 * A subshell shares its parent's variables until one of the two touches them: most subshells become a
 * program at once. The parent keeps its own objects, so that what it holds of them stays good.
 */
export class Variables {
  private mine: Store | null = null;
  private loan: Loan | null = null;
  private lent: Loan | null = null;
  private readonly define: () => Map<string, Special>;
  private specialMap: Map<string, Special> | null = null;

  /** `define` makes the specials, all of {@link SPECIAL_NAMES}, when one is first asked for. */
  constructor(define: () => Map<string, Special>, from: Variables | null = null) {
    this.define = define;
    if (from === null) this.mine = { all: new Map(), scopes: [] };
    else if (from.mine === null) this.loan = from.loan;
    else this.loan = from.lent ??= { store: from.mine };
  }

  /** To look at only. */
  private get seen(): Store {
    return this.mine ?? (this.loan as Loan).store;
  }
  /** To change: nobody else sees it. */
  private get owned(): Store {
    if (this.mine === null) {
      this.mine = copyStore((this.loan as Loan).store);
      this.loan = null;
    } else if (this.lent !== null) {
      this.lent.store = copyStore(this.mine);
      this.lent = null;
    }
    return this.mine;
  }

  get all(): Map<string, Variable> {
    return this.owned.all;
  }
  private get scopes(): Map<string, Variable | null>[] {
    return this.owned.scopes;
  }

  get specials(): Map<string, Special> {
    return (this.specialMap ??= this.define());
  }
  special(name: string): Special | undefined {
    return SPECIAL_NAMES.has(name) ? this.specials.get(name) : undefined;
  }

  get depth(): number {
    return this.seen.scopes.length;
  }
  pushScope(): void {
    this.scopes.push(new Map());
  }
  popScope(): void {
    const scope = this.scopes.pop();
    if (scope === undefined) return;
    for (const [name, old] of scope) {
      if (old === null) this.all.delete(name);
      else this.all.set(name, old);
    }
  }
  /** Make `name` local to the running function: a fresh variable that hides the outer one. */
  makeLocal(name: string): Variable {
    const scope = this.scopes[this.scopes.length - 1];
    const old = this.all.get(name) ?? null;
    if (scope === undefined) return old ?? this.ensure(name);
    if (scope.has(name)) return this.ensure(name);
    scope.set(name, old);
    const fresh = newVariable();
    if (old !== null && old.exported) fresh.exported = true;
    this.all.set(name, fresh);
    return fresh;
  }
  isLocal(name: string): boolean {
    return this.seen.scopes.at(-1)?.has(name) === true;
  }
  localNames(): string[] {
    return [...(this.seen.scopes.at(-1)?.keys() ?? [])];
  }

  /** Follow name references (at most 16). */
  resolve(name: string): string {
    const { all } = this.seen;
    let at = name;
    for (let i = 0; i < 16; i++) {
      const v = all.get(at);
      if (v === undefined || !v.reference || v.value === null || v.value === "") return at;
      at = v.value;
    }
    return at;
  }
  find(name: string): Variable | null {
    return this.all.get(this.resolve(name)) ?? null;
  }
  ensure(name: string): Variable {
    const real = this.resolve(name);
    let v = this.all.get(real);
    if (v === undefined) {
      v = newVariable();
      this.all.set(real, v);
    }
    return v;
  }

  /** Scalar value, or null when unset. An array without subscript is its element 0. */
  get(name: string): string | null {
    const special = this.special(name);
    if (special !== undefined) return special.get();
    const v = this.seen.all.get(this.resolve(name));
    if (v === undefined) return null;
    if (v.indexed !== null) return v.indexed.get(0) ?? null;
    if (v.associative !== null) return v.associative.get("0") ?? null;
    return v.value;
  }

  /** False when the variable is readonly. */
  set(name: string, value: string): boolean {
    const special = this.special(name);
    if (special !== undefined) {
      special.set?.(value);
      return true;
    }
    const v = this.ensure(name);
    if (v.readonly) return false;
    const stored = cased(v, value);
    if (v.indexed !== null) v.indexed.set(0, stored);
    else if (v.associative !== null) v.associative.set("0", stored);
    else v.value = stored;
    return true;
  }

  /** "ok", or why not. */
  unset(name: string): "ok" | "readonly" {
    const real = this.resolve(name);
    const v = this.all.get(real);
    if (v?.readonly === true) return "readonly";
    this.all.delete(real);
    if (SPECIAL_NAMES.has(real)) this.specials.delete(real);
    return "ok";
  }

  /** Sorted names that begin with `prefix` and have a value. */
  names(prefix = ""): string[] {
    const { all } = this.seen;
    const out = [...all.keys()].filter((name) => name.startsWith(prefix));
    for (const name of this.specials.keys())
      if (name.startsWith(prefix) && !all.has(name)) out.push(name);
    return out.sort(byCode);
  }

  environment(): Map<string, string> {
    const out = new Map<string, string>();
    for (const [name, v] of this.seen.all) {
      if (v.exported && v.value !== null && v.indexed === null && v.associative === null)
        out.set(name, v.value);
    }
    return out;
  }
}

export function cased(v: Variable, value: string): string {
  return v.case === "lower"
    ? value.toLowerCase()
    : v.case === "upper"
      ? value.toUpperCase()
      : value;
}

export function byCode(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

export function indexedKeys(map: ReadonlyMap<number, string>): number[] {
  return [...map.keys()].sort((a, b) => a - b);
}

/** Keys in the order bash walks a hash table: so many buckets by FNV-1, newest first in each. */
export function associativeKeys(map: ReadonlyMap<string, unknown>, buckets = 1024): string[] {
  const keys = [...map.keys()];
  const order = new Map(keys.map((key, i) => [key, i]));
  const bucket = new Map(keys.map((key) => [key, hashOf(key) & (buckets - 1)]));
  return keys.sort(
    (a, b) =>
      (bucket.get(a) as number) - (bucket.get(b) as number) ||
      (order.get(b) as number) - (order.get(a) as number),
  );
}

function hashOf(key: string): number {
  let hash = 2166136261;
  for (let i = 0; i < key.length; i++) hash = Math.imul(hash, 16777619) ^ key.charCodeAt(i);
  return hash >>> 0;
}

export function isName(text: string): boolean {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(text);
}

/** Values of an array or scalar, in order. */
export function valuesOf(v: Variable): string[] {
  if (v.indexed !== null)
    return indexedKeys(v.indexed).map(
      (key) => (v.indexed as Map<number, string>).get(key) as string,
    );
  if (v.associative !== null)
    return associativeKeys(v.associative).map(
      (key) => (v.associative as Map<string, string>).get(key) as string,
    );
  return v.value === null ? [] : [v.value];
}

export function keysOf(v: Variable): string[] {
  if (v.indexed !== null) return indexedKeys(v.indexed).map(String);
  if (v.associative !== null) return associativeKeys(v.associative);
  return v.value === null ? [] : ["0"];
}
