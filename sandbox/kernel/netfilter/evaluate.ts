/**
 * A packet through a base chain: rules in order, jumps, the policy; counters of what matched. nft_do_chain.
 *
 * A run of rules that all ask for one exact destination each (kube-proxy writes thousands) is entered through an index
 * by destination: rules in between could not have matched, and what does not match leaves no trace.
 */
import type { Packet } from "../packet.ts";
import type { NfChain, NfRule } from "./chain.ts";
import { type CompiledRule, compileRule } from "./compile.ts";
import { ACCEPT, DROP, HOOK_NAMES, HookState } from "./hooks.ts";
import type { Netfilter } from "./state.ts";
import { GOTO, JUMP, RETURN, TRACED, CONTINUE } from "./target.ts";
import { PacketView } from "./view.ts";

/** What `xtables-monitor --trace` and the lab panel show of one step. */
export interface NfTrace {
  readonly six: boolean;
  readonly hook: string;
  readonly table: string;
  readonly chain: string;
  /** From 1; 0: the policy, or the end of a chain of the user's. */
  readonly rule: number;
  readonly handle: number;
  readonly verdict: string;
  readonly packet: Packet;
  readonly state: HookState;
}

/** Shorter runs are walked. */
const MIN_RUN = 8;
const NONE: readonly number[] = [];

/** Consecutive rules with an exact destination: where those for one stand. */
interface Run {
  readonly end: number;
  readonly by: Map<number, number[]>;
}

class ChainIndex {
  readonly generation: number;
  readonly rules: CompiledRule[];
  /** By the place where a run begins or goes on; null: none there. */
  readonly runs: (Run | null)[];
  constructor(nf: Netfilter, chain: NfChain) {
    this.generation = chain.generation;
    this.rules = chain.rules.map((rule) => (rule.compiled ??= compileRule(nf, rule.source)));
    this.runs = findRuns(this.rules);
  }
}

function exact(rule: CompiledRule): boolean {
  return rule.dstMask === -1 && !rule.dstInvert && rule.six === null;
}

function findRuns(rules: readonly CompiledRule[]): (Run | null)[] {
  const runs = new Array<Run | null>(rules.length).fill(null);
  for (let from = 0; from < rules.length;) {
    let end = from;
    while (end < rules.length && exact(rules[end] as CompiledRule)) end++;
    if (end - from < MIN_RUN) {
      from = end + 1;
      continue;
    }
    const by = new Map<number, number[]>();
    for (let i = from; i < end; i++) {
      const { dst } = rules[i] as CompiledRule;
      const places = by.get(dst);
      if (places === undefined) by.set(dst, [i]);
      else places.push(i);
    }
    const run = { end, by };
    for (let i = from; i < end; i++) runs[i] = run;
    from = end;
  }
  return runs;
}

/** The first place in a run, from `at` on, whose rule may match. */
function skip(run: Run, dst: number, at: number): number {
  const places = run.by.get(dst) ?? NONE;
  for (let i = 0; i < places.length; i++)
    if ((places[i] as number) >= at) return places[i] as number;
  return run.end;
}

export class Evaluator {
  private readonly nf: Netfilter;
  /** Where to go on after a jump; shared by all levels, each has its base. */
  private readonly chains: NfChain[] = [];
  private readonly places: number[] = [];
  private readonly views: PacketView[] = [];
  private depth = 0;

  constructor(nf: Netfilter) {
    this.nf = nf;
  }

  /** The verdict of a base chain: ACCEPT, DROP (with its reason in `state`) or STOLEN. */
  run(base: NfChain, state: HookState, packet: Packet): number {
    if (base.rules.length === 0) return this.policy(base, state, packet);
    let view = this.views[this.depth];
    if (view === undefined) this.views.push((view = new PacketView(this.nf.ns)));
    this.depth++;
    const verdict = this.walk(base, state, view.fill(state, packet));
    this.depth--;
    return verdict;
  }

  private indexOf(chain: NfChain): ChainIndex {
    const known = chain.index as ChainIndex | null;
    if (known !== null && known.generation === chain.generation) return known;
    const made = new ChainIndex(this.nf, chain);
    chain.index = made;
    return made;
  }

  private walk(base: NfChain, state: HookState, v: PacketView): number {
    const { chains, places } = this;
    const bottom = chains.length;
    const watched = this.nf.ns.host.sim.trace.active;
    let chain = base;
    let index = this.indexOf(chain);
    let at = 0;
    for (;;) {
      if (at >= index.rules.length) {
        if (chains.length === bottom) return this.policy(base, state, v.packet);
        chain = chains.pop() as NfChain;
        at = places.pop() as number;
        index = this.indexOf(chain);
        continue;
      }
      const run = index.runs[at] as Run | null;
      if (run !== null && !v.six) {
        at = skip(run, v.dst, at);
        if (at === run.end) continue;
      }
      const here = at++;
      const compiled = index.rules[here] as CompiledRule;
      if (!compiled.matches(v)) {
        if (!v.hotdrop) continue;
        this.unwind(bottom);
        return DROP;
      }
      const rule = chain.rules[here] as NfRule;
      rule.packets++;
      rule.bytes += v.end - v.l3;
      const verdict = compiled.target === null ? compiled.verdict : compiled.target(v);
      if (watched || (v.packet.ctInfo & TRACED) !== 0)
        this.trace(state, chain, here, rule, verdict, v);
      if (verdict === CONTINUE) {
        if (compiled.target !== null) v.reread();
        continue;
      }
      if (verdict === JUMP || verdict === GOTO) {
        if (verdict === JUMP) {
          chains.push(chain);
          places.push(at);
        }
        chain = rule.to as NfChain;
        index = this.indexOf(chain);
        at = 0;
        continue;
      }
      if (verdict === RETURN) {
        at = index.rules.length;
        continue;
      }
      this.unwind(bottom);
      if (verdict === DROP && state.reason === "nf:drop")
        state.detail = `${base.table.name} ${chain.name} rule ${here + 1}`;
      return verdict;
    }
  }

  private unwind(bottom: number): void {
    this.chains.length = bottom;
    this.places.length = bottom;
  }

  private policy(base: NfChain, state: HookState, packet: Packet): number {
    if (base.counting) {
      base.packets++;
      base.bytes += packet.end - packet.l3;
    }
    const accept = base.policy !== "DROP";
    if (this.nf.ns.host.sim.trace.active || (packet.ctInfo & TRACED) !== 0) {
      const verdict = accept ? "ACCEPT" : "DROP";
      this.emit(state, base, base.name, 0, base.handle, verdict, packet);
    }
    if (accept) return ACCEPT;
    state.reason = "nf:policy";
    state.detail = `${base.table.name} ${base.name}`;
    return DROP;
  }

  private trace(
    state: HookState,
    chain: NfChain,
    here: number,
    rule: NfRule,
    verdict: number,
    v: PacketView,
  ): void {
    const { target } = rule.source;
    const jump = target.name === "jump" || target.name === "goto";
    const text = jump ? `${target.name} ${rule.to?.name ?? ""}` : verdictText(verdict, target.name);
    this.emit(state, chain, chain.name, here + 1, rule.handle, text, v.packet);
  }

  private emit(
    state: HookState,
    chain: NfChain,
    name: string,
    rule: number,
    handle: number,
    verdict: string,
    packet: Packet,
  ): void {
    const { host, name: ns } = this.nf.ns;
    const { sim } = host;
    const hook = HOOK_NAMES[state.hook] ?? "";
    const table = chain.table.name;
    const { six } = state;
    if ((packet.ctInfo & TRACED) !== 0)
      this.nf.traced({ six, hook, table, chain: name, rule, handle, verdict, packet, state });
    if (!sim.trace.active) return;
    sim.trace.emit({
      kind: "nf",
      at: sim.sched.now,
      host: host.name,
      ns,
      journey: packet.journey,
      family: six ? "ip6" : "ip",
      hook,
      table,
      chain: name,
      rule,
      verdict,
    });
  }
}

function verdictText(verdict: number, target: string): string {
  if (target !== "") return target;
  return verdict === CONTINUE ? "CONTINUE" : "RETURN";
}
