/**
 * netfilter of one namespace, made when something first asks for it: tables, hooks, connection tracking, NAT.
 * `ns.nf` is set to the hooks only while something is hooked. Base chains are hooked as they exist; the four NAT
 * hooks while a nat base chain does; tracking while something needs it.
 */
import type { Rng } from "../../sim/rng.ts";
import { put16 } from "../../wire/bytes.ts";
import { finish, pseudoSum, pseudoSum6, sumBytes } from "../../wire/checksum.ts";
import { IP_TOS, ipDst, ipSrc } from "../../wire/ipv4.ts";
import { IP6_SRC } from "../../wire/ipv6.ts";
import { u8 } from "../../wire/bytes.ts";
import type { NetNamespace } from "../netns.ts";
import type { Packet } from "../packet.ts";
import type { NfChain } from "./chain.ts";
import { ConntrackDoor } from "./ct-door.ts";
import { Conntrack } from "./conntrack.ts";
import { Evaluator, type NfTrace } from "./evaluate.ts";
import {
  ACCEPT,
  DROP,
  HOOK_NAMES,
  type HookEntry,
  HookState,
  NF_IN,
  NF_OUT,
  NF_POST,
  NF_PRE,
  NfHooks,
  PRIORITY,
} from "./hooks.ts";
import type { ForeignMatch } from "./match.ts";
import { destinationMoved, Nat } from "./nat.ts";
import { recentList } from "./recent.ts";
import { reroute } from "./reroute.ts";
import { Xtables } from "./store.ts";
import type { ForeignTarget } from "./target.ts";
import type { NfFamily, XtTableName } from "./types.ts";

const PRIORITY_OF: Readonly<Record<XtTableName, number>> = {
  raw: PRIORITY.RAW,
  mangle: PRIORITY.MANGLE,
  nat: PRIORITY.NAT_DST,
  filter: PRIORITY.FILTER,
  security: PRIORITY.SECURITY,
};

export class Netfilter {
  readonly ns: NetNamespace;
  readonly hooks: NfHooks;
  readonly xtables: Xtables;
  /** Flows; {@link conntrack} is the door to them. */
  readonly tracking: Conntrack;
  readonly conntrack: ConntrackDoor;
  readonly nat: Nat;
  readonly evaluator: Evaluator;
  /** Matches and targets of other subsystems, by name (compile.ts). */
  readonly matches = new Map<string, ForeignMatch>();
  readonly targets = new Map<string, ForeignTarget>();
  /** Who watches packets that TRACE marked. */
  readonly tracers = new Set<(event: NfTrace) => void>();
  private readonly memories = new Map<string, Map<string, unknown>>();
  private readonly chainHooks = new Map<NfChain, HookEntry>();
  private readonly natHooks: Readonly<Record<NfFamily, HookEntry[]>> = { ip: [], ip6: [] };
  private readonly tracked: Record<NfFamily, boolean> = { ip: false, ip6: false };
  private chance: Rng | null = null;

  constructor(ns: NetNamespace) {
    this.ns = ns;
    this.hooks = new NfHooks(ns);
    this.xtables = new Xtables(ns);
    this.tracking = new Conntrack(ns);
    this.conntrack = new ConntrackDoor(this.tracking);
    this.nat = new Nat(ns, this.tracking);
    this.evaluator = new Evaluator(this);
  }

  /** Virtual µs. */
  get now(): number {
    return this.ns.host.sim.sched.now;
  }
  get rng(): Rng {
    return (this.chance ??= this.ns.host.rng.fork(`netfilter:${this.ns.inode}`));
  }
  /** What matches of one kind remember, by the name that rules share (hashlimit tables, recent lists). */
  memory(kind: string): Map<string, unknown> {
    let found = this.memories.get(kind);
    if (found === undefined) this.memories.set(kind, (found = new Map<string, unknown>()));
    return found;
  }
  traced(event: NfTrace): void {
    for (const tracer of [...this.tracers]) tracer(event);
  }

  /** xt_recent's lists: a rule that names one makes it, the last one that goes takes it along. */
  private recentChanged(): void {
    const known = this.memories.get("recent");
    const named = new Set<string>();
    for (const family of ["ip", "ip6"] as const)
      for (const table of this.xtables.of(family).values()) {
        if (table.remembers === 0) continue;
        for (const { rules } of table.chains.values())
          for (const { source } of rules)
            for (const match of source.matches)
              if (match.name === "recent") {
                named.add(match.list);
                recentList(this, match);
              }
      }
    if (known === undefined) return;
    for (const name of [...known.keys()]) if (!named.has(name)) known.delete(name);
  }

  /** The tables changed: hook what is new, unhook what is gone. */
  tablesChanged(): void {
    const present = new Set<NfChain>();
    for (const family of ["ip", "ip6"] as const) {
      let nat = false;
      let trackers = 0;
      for (const table of this.xtables.of(family).values()) {
        trackers += table.trackers;
        for (const chain of table.chains.values()) {
          if (chain.hook === null) continue;
          if (table.name === "nat") {
            nat = true;
            continue;
          }
          present.add(chain);
          if (!this.chainHooks.has(chain)) this.hookChain(family === "ip6", chain);
        }
      }
      this.setNat(family, nat);
      this.setTracking(family, nat || trackers > 0);
    }
    for (const [chain, entry] of [...this.chainHooks]) {
      if (present.has(chain)) continue;
      this.chainHooks.delete(chain);
      this.hooks.unregister(entry);
    }
    this.recentChanged();
    this.ns.host.fast.changed();
  }

  private setTracking(family: NfFamily, on: boolean): void {
    if (this.tracked[family] === on) return;
    this.tracked[family] = on;
    if (on) this.tracking.use(family === "ip6");
    else this.tracking.release(family === "ip6");
  }

  private hookChain(six: boolean, chain: NfChain): void {
    const { table } = chain;
    const hook = HOOK_NAMES.indexOf(chain.hook ?? "INPUT");
    const reroutes = table.name === "mangle" && hook === NF_OUT;
    const entry: HookEntry = {
      six,
      hook,
      priority: PRIORITY_OF[table.name],
      name: `${table.name} ${chain.name}`,
      quick: { kind: "chain", chain },
      run: reroutes
        ? (state, packet) => this.mangleOutput(chain, state, packet)
        : (state, packet) => this.evaluator.run(chain, state, packet),
    };
    this.chainHooks.set(chain, entry);
    this.hooks.register(entry);
  }

  /** A chain of type route: what changes where the packet goes makes it be routed again. */
  private mangleOutput(chain: NfChain, state: HookState, packet: Packet): number {
    const { mark } = packet;
    const tos = state.six ? 0 : u8(packet.buf, packet.l3 + IP_TOS);
    const verdict = this.evaluator.run(chain, state, packet);
    if (verdict !== ACCEPT) return verdict;
    const same = packet.mark === mark && (state.six || u8(packet.buf, packet.l3 + IP_TOS) === tos);
    return same || reroute(state, packet) ? ACCEPT : DROP;
  }

  private setNat(family: NfFamily, on: boolean): void {
    const entries = this.natHooks[family];
    if (on === entries.length > 0) return;
    if (!on) {
      for (const entry of entries.splice(0)) this.hooks.unregister(entry);
      return;
    }
    const six = family === "ip6";
    for (const hook of [NF_PRE, NF_OUT, NF_IN, NF_POST]) {
      const source = hook === NF_IN || hook === NF_POST;
      const entry: HookEntry = {
        six,
        hook,
        priority: source ? PRIORITY.NAT_SRC : PRIORITY.NAT_DST,
        name: `nat ${HOOK_NAMES[hook] ?? ""}`,
        quick: { kind: "nat", tracking: this.tracking },
        run: (state, packet) => this.natPacket(family, state, packet),
      };
      entries.push(entry);
      this.hooks.register(entry);
    }
  }

  private natPacket(family: NfFamily, state: HookState, packet: Packet): number {
    const verdict = this.nat.packet(state, packet, () => {
      const chain = this.xtables
        .of(family)
        .get("nat")
        ?.chains.get(HOOK_NAMES[state.hook] ?? "");
      return chain === undefined ? ACCEPT : this.evaluator.run(chain, state, packet);
    });
    if (verdict !== ACCEPT || state.hook !== NF_OUT || !destinationMoved(packet)) return verdict;
    return reroute(state, packet) ? ACCEPT : DROP;
  }

  /** TCP's checksum from nothing. */
  sumTransport(packet: Packet, six: boolean): void {
    const { buf, l3, l4, end } = packet;
    put16(buf, l4 + 16, 0);
    const pseudo = six
      ? pseudoSum6(buf, l3 + IP6_SRC, 6, end - l4)
      : pseudoSum(ipSrc(buf, l3), ipDst(buf, l3), 6, end - l4);
    put16(buf, l4 + 16, finish(sumBytes(buf, l4, end, pseudo)));
  }

  hooksMoved(): void {
    this.ns.nf = this.hooks.empty ? null : this.hooks;
    this.ns.host.fast.changed();
  }

  /** The namespace dies. */
  close(): void {
    this.tracking.close();
  }
}
