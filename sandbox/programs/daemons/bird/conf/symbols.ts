/**
 * Names: scopes, what a name stands for, and the order in which `show symbols` lists them.
 * BIRD 1.6.8: conf/cf-lex.l (cf_find_symbol, cf_define_symbol, cf_default_name).
 */
import type { SourceAt } from "../types.ts";
import type { Value } from "./filter/value.ts";
import type { FunctionDef } from "./filter/ast.ts";
import type { FilterDef } from "./filter/filter.ts";
import type { ProtocolDraft } from "./draft.ts";
import type { Profile } from "./keywords.ts";

export interface Scope {
  readonly outer: Scope | null;
  active: boolean;
}

export type Meaning =
  | { readonly is: "void" }
  | { readonly is: "protocol" | "template"; readonly draft: ProtocolDraft }
  | { readonly is: "function"; readonly def: FunctionDef }
  | { readonly is: "filter"; readonly def: FilterDef | null }
  | { readonly is: "table" | "roa table" }
  | { readonly is: "constant"; readonly value: Value }
  /** `type`: as in filter/value.ts. */
  | { readonly is: "variable"; readonly type: string };

export interface Sym {
  readonly name: string;
  readonly scope: Scope;
  meaning: Meaning;
  /** Of a variable, while a filter runs (BIRD's are static as well). */
  value: Value | null;
  at: SourceAt | null;
}

const VOID: Meaning = { is: "void" };

export class Symbols {
  /** Whose words the text was read with. */
  readonly profile: Profile;
  scope: Scope = { outer: null, active: true };
  /** All of them, in the order they were met. */
  readonly made: Sym[] = [];
  /** By name, the newest first. */
  private readonly byName = new Map<string, Sym[]>();
  private readonly fallback: Symbols | null;

  /** `fallback`: the running configuration, for a command line. */
  constructor(fallback: Symbols | null = null, profile: Profile = fallback?.profile ?? "1.6.8") {
    this.fallback = fallback;
    this.profile = profile;
  }

  /** What the name means here; an unknown one is made, meaning nothing yet. */
  find(name: string): Sym {
    for (const sym of this.byName.get(name) ?? []) if (sym.scope.active) return sym;
    const known = this.fallback?.known(name);
    return known ?? this.make(name);
  }

  known(name: string): Sym | null {
    return (this.byName.get(name) ?? []).find((sym) => sym.scope.active) ?? null;
  }

  private make(name: string): Sym {
    const sym: Sym = { name, scope: this.scope, meaning: VOID, value: null, at: null };
    const list = this.byName.get(name);
    this.made.push(sym);
    if (list === undefined) this.byName.set(name, [sym]);
    else list.unshift(sym);
    return sym;
  }

  /** null: it already has a meaning in this scope. */
  define(sym: Sym, meaning: Meaning, at: SourceAt | null = null): Sym | null {
    let target = sym;
    if (sym.meaning.is !== "void") {
      if (sym.scope === this.scope) return null;
      target = this.make(sym.name);
    }
    target.meaning = meaning;
    target.at = at;
    return target;
  }

  push(): void {
    this.scope = { outer: this.scope, active: true };
  }

  pop(): void {
    this.scope.active = false;
    this.scope = this.scope.outer ?? this.scope;
  }
}
