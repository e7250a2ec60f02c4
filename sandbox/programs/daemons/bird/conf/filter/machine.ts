/** A run of a filter: the route under its hands, what `print` has gathered, and how it ends. */
import type { FilterHost, Rta, Rte } from "../../types.ts";
import type { Run, Step } from "./compile.ts";
import type { Value } from "./value.ts";

/** How commands end early. `return` carries its value in the machine. */
export type Stop = "accept" | "reject" | "error" | "return";

/** A runtime error, or an end inside of a term, on its way out of the run. */
export class FilterStop {
  readonly stop: Stop;
  constructor(stop: Stop) {
    this.stop = stop;
  }
}

export class Machine {
  readonly rte: Rte | null;
  readonly host: FilterHost;
  attrs: Rta;
  pref: number;
  /** It wrote to the route itself, not to extended attributes: BIRD then works on a copy. */
  copied = false;
  returned: Value | null = null;
  private text = "";

  constructor(rte: Rte | null, host: FilterHost) {
    this.rte = rte;
    this.host = host;
    this.attrs = rte === null ? (null as unknown as Rta) : rte.attrs;
    this.pref = rte === null ? 0 : rte.pref;
  }

  /** runtime(): names the line and ends the run. */
  fail(line: number, message: string): never {
    this.host.log("error", `filters, line ${line}: ${message}`);
    throw new FilterStop("error");
  }

  print(text: string): void {
    this.text += text;
  }

  flush(): void {
    this.host.log("info", this.text);
    this.text = "";
  }

  /** Does the route pass? */
  outcome(run: Run, name: string): boolean {
    const stop = this.guarded(() => run(this));
    if (stop === "accept") return true;
    if (stop === "reject" || stop === "error") return false;
    this.host.log("error", `Filter ${name} did not return accept nor reject. Make up your mind`);
    return false;
  }

  value(step: Step): Value | null {
    let out: Value | null = null;
    const stop = this.guarded(() => {
      out = step(this);
      return null;
    });
    return stop === null ? out : null;
  }

  private guarded(run: () => Stop | null): Stop | null {
    try {
      return run();
    } catch (fault) {
      if (fault instanceof FilterStop) return fault.stop;
      throw fault;
    }
  }
}
