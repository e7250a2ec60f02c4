/** A filter as the daemon sees it: run a route through it, and is another one the same. BIRD 1.6.8: f_run, filter_same. */
import type { Filter, FilterHost, FilterOutcome, LogLevel, Rte } from "../../types.ts";
import type { Block, Term } from "./ast.ts";
import { compileBlock, compileTerm, type Run } from "./compile.ts";
import { Machine } from "./machine.ts";
import type { Value } from "./value.ts";

export const UNNAMED = "(unnamed)";

export interface FilterDef extends Filter {
  readonly body: Block;
}

class CompiledFilter implements FilterDef {
  readonly name: string;
  readonly body: Block;
  private code: Run | null = null;

  constructor(name: string, body: Block) {
    this.name = name;
    this.body = body;
  }

  run(rte: Rte, host: FilterHost): FilterOutcome {
    this.code ??= compileBlock(this.body);
    const machine = new Machine(rte, host);
    const accept = machine.outcome(this.code, this.name);
    return { accept, attrs: machine.attrs, pref: machine.pref, copied: machine.copied };
  }

  same(other: Filter): boolean {
    if (other === this) return true;
    return other instanceof CompiledFilter && sameTree(this.body, other.body);
  }
}

export function makeFilter(name: string, body: Block): FilterDef {
  return new CompiledFilter(name, body);
}

/** i_same(): the same instructions; lines do not matter, and a name is its name. */
function sameTree(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if ("scope" in a) return "scope" in b && "name" in a && "name" in b && a.name === b.name;
  const [left, right] = [Object.entries(a), new Map<string, unknown>(Object.entries(b))];
  if (left.length !== right.size) return false;
  return left.every(([key, value]) => key === "line" || sameTree(value, right.get(key)));
}

/** A term by itself: a constant's definition, `eval`. null: a runtime error, which was logged. */
export function evalTerm(term: Term, log: (level: LogLevel, text: string) => void): Value | null {
  const host: FilterHost = { log, table: () => null, routerId: 0 };
  return new Machine(null, host).value(compileTerm(term));
}
