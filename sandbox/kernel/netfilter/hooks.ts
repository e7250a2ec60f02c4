/**
 * The five hooks of each family in one namespace: struct nf_hook_entries. A path asks `ns.nf` (null while
 * nothing is hooked: one comparison a packet) and goes on with the packet that `pass` answers, or not at all.
 *
 * How others hook in (IPVS, br_netfilter, a tracer): `ns.netfilter.hooks.register(entry)` with a priority from
 * PRIORITY, and `unregister` when no longer needed. An entry answers ACCEPT (go on), DROP (the caller drops the
 * packet), or STOLEN (the entry owns it now: it has freed, queued, sent or dropped it). What it changes in
 * the packet the caller reads again. Reading order at one priority: newest first, as the kernel sorts them.
 * How others add matches (`set` for ipset): `ns.netfilter.matches.set(name, tester)`, see compile.ts.
 */
import type { Ipv6Addr } from "../../wire/addr.ts";
import type { NetDevice } from "../device.ts";
import type { FastPath } from "../fast-path.ts";
import type { NetNamespace } from "../netns.ts";
import type { Packet } from "../packet.ts";
import type { HookName } from "./types.ts";
import type { DropReason, Trace } from "../../sim/trace.ts";
import type { NfChain } from "./chain.ts";
import type { Conntrack } from "./conntrack.ts";
import { isEstablished, isWhole4, TRACED } from "./flow.ts";

/** enum nf_inet_hooks. */
export const NF_PRE = 0;
export const NF_IN = 1;
export const NF_FWD = 2;
export const NF_OUT = 3;
export const NF_POST = 4;
export const HOOK_NAMES: readonly HookName[] = [
  "PREROUTING",
  "INPUT",
  "FORWARD",
  "OUTPUT",
  "POSTROUTING",
];

export const DROP = 0;
export const ACCEPT = 1;
export const STOLEN = 2;

/** enum nf_ip_hook_priorities. */
export const PRIORITY = {
  DEFRAG: -400,
  RAW: -300,
  CONNTRACK: -200,
  MANGLE: -150,
  NAT_DST: -100,
  FILTER: 0,
  SECURITY: 50,
  NAT_SRC: 100,
  CONFIRM: 2_147_483_647,
} as const;

/** Where a packet is: struct nf_hook_state. One object serves a whole pass. */
export class HookState {
  ns: NetNamespace;
  six = false;
  hook = 0;
  input: NetDevice | null = null;
  output: NetDevice | null = null;
  /** The packet that goes on, where an entry put another in its place (defragmentation). */
  replaced: Packet | null = null;
  /** With DROP: why. */
  reason: DropReason = "nf:drop";
  detail = "";
  /** IPv6: the way out, where the packet was routed again. */
  moved: { readonly dev: NetDevice; readonly nexthop: Ipv6Addr } | null = null;
  constructor(ns: NetNamespace) {
    this.ns = ns;
  }
}

/** Whose turn comes so often that it gets by without the ceremony: see {@link NfHooks.pass}. */
export type Quick =
  | { readonly kind: "chain"; readonly chain: NfChain }
  | { readonly kind: "defrag" | "track" | "confirm" | "nat"; readonly tracking: Conntrack };

export interface HookEntry {
  readonly six: boolean;
  readonly hook: number;
  readonly priority: number;
  readonly name: string;
  /** What it does to most packets, without a state; true: that was all, false: {@link run} must. */
  readonly quick?: Quick;
  run(state: HookState, packet: Packet): number;
}

/** Of {@link NfHooks.looks}: nobody may go by without a walk. */
export const BUSY = 2;

const PLAIN = 0;
const CHAIN = 1;
const DEFRAG = 2;
const TRACK = 3;
const CONFIRM = 4;
const NAT = 5;
const KINDS = {
  chain: CHAIN,
  defrag: DEFRAG,
  track: TRACK,
  confirm: CONFIRM,
  nat: NAT,
} as const;

/** An entry in its place: all of one shape, for the sake of speed. */
class Place {
  readonly kind: number;
  readonly chain: NfChain | null;
  readonly tracking: Conntrack | null;
  readonly entry: HookEntry;

  constructor(entry: HookEntry) {
    const { quick } = entry;
    this.kind = quick === undefined ? PLAIN : KINDS[quick.kind];
    this.chain = quick?.kind === "chain" ? quick.chain : null;
    this.tracking = quick === undefined || quick.kind === "chain" ? null : quick.tracking;
    this.entry = entry;
  }
}

export class NfHooks {
  private readonly ns: NetNamespace;
  private readonly trace: Trace;
  private readonly fast: FastPath;
  /** The epoch in which it was last found out, and what. */
  private looksEpoch = -1;
  private looksThen = BUSY;
  /** By family and hook: 0-4 IPv4, 5-9 IPv6. */
  private readonly lists: Place[][] = Array.from({ length: 10 }, () => []);
  /** One state a level: a REJECT inside a hook sends a packet that passes hooks itself. */
  private readonly states: HookState[] = [];
  private depth = 0;
  /** The last pass ended in DROP: who sent the packet hears EPERM. */
  dropped = false;
  /** Of the last pass: {@link HookState.moved}. */
  moved: HookState["moved"] = null;

  constructor(ns: NetNamespace) {
    this.ns = ns;
    this.trace = ns.host.sim.trace;
    this.fast = ns.host.fast;
  }

  get empty(): boolean {
    return this.lists.every((list) => list.length === 0);
  }

  has(six: boolean, hook: number): boolean {
    return (this.lists[hook + (six ? 5 : 0)] as Place[]).length > 0;
  }

  /**
   * What IPv4 packets meet. 0: chains that let everything pass, at most; 1: besides, conntrack and NAT, which an
   * established flow passes without a state; {@link BUSY}: more.
   */
  get looks(): number {
    const { epoch } = this.fast;
    if (this.looksEpoch !== epoch) {
      this.looksEpoch = epoch;
      this.looksThen = this.findLooks();
    }
    return this.looksThen;
  }

  private findLooks(): number {
    let looks = 0;
    for (let hook = 0; hook < 5; hook++)
      for (const { kind, chain } of this.lists[hook] as Place[]) {
        if (kind === PLAIN) return BUSY;
        if (chain === null) looks = 1;
        else if (chain.rules.length > 0 || chain.policy === "DROP") return BUSY;
      }
    return looks;
  }

  /** So many packets passed this hook of IPv4 while it was idle. */
  passed(hook: number, packets: number, bytes: number): void {
    for (const { chain } of this.lists[hook] as Place[]) {
      if (chain?.counting !== true) continue;
      chain.packets += packets;
      chain.bytes += bytes;
    }
  }

  register(entry: HookEntry): void {
    const at = entry.hook + (entry.six ? 5 : 0);
    // A new array: a pass under way goes on with the old one.
    const list = [...(this.lists[at] as Place[])];
    const before = list.findIndex((one) => one.entry.priority >= entry.priority);
    list.splice(before < 0 ? list.length : before, 0, new Place(entry));
    this.lists[at] = list;
    this.ns.netfilter.hooksMoved();
  }

  unregister(entry: HookEntry): void {
    const at = entry.hook + (entry.six ? 5 : 0);
    this.lists[at] = (this.lists[at] as Place[]).filter((one) => one.entry !== entry);
    this.ns.netfilter.hooksMoved();
  }

  /**
   * nf_hook: the packet (its network header at l3 and `start`) through all entries. null: it is gone; else what
   * goes on, which may be another packet than the one that came.
   */
  pass(
    six: boolean,
    hook: number,
    packet: Packet,
    input: NetDevice | null,
    output: NetDevice | null,
  ): Packet | null {
    const list = this.lists[six ? hook + 5 : hook] as Place[];
    const { length } = list;
    if (length === 0) {
      this.moved = null;
      return packet;
    }
    let at = 0;
    // A packet that nobody watches, as far as it needs no state: chains without rules, a known flow.
    if (!this.trace.active && (packet.ctInfo & TRACED) === 0)
      for (; at < length; at++) {
        const place = list[at] as Place;
        if (place.kind === CHAIN) {
          const chain = place.chain as NfChain;
          if (chain.rules.length > 0 || chain.policy === "DROP") break;
          if (!chain.counting) continue;
          chain.packets++;
          chain.bytes += packet.end - packet.l3;
        } else if (!passes(place, six, hook, packet, input)) break;
      }
    if (at < length) return this.walk(list, at, six, hook, packet, input, output);
    this.moved = null;
    return packet;
  }

  /** The entries after one: for who stole a packet there and lets it go on. */
  passAfter(
    entry: HookEntry,
    packet: Packet,
    input: NetDevice | null,
    output: NetDevice | null,
  ): Packet | null {
    const { six, hook } = entry;
    const list = this.lists[six ? hook + 5 : hook] as Place[];
    return this.walk(
      list,
      list.findIndex((one) => one.entry === entry) + 1,
      six,
      hook,
      packet,
      input,
      output,
    );
  }

  private walk(
    list: readonly Place[],
    from: number,
    six: boolean,
    hook: number,
    first: Packet,
    input: NetDevice | null,
    output: NetDevice | null,
  ): Packet | null {
    let state = this.states[this.depth];
    if (state === undefined) this.states.push((state = new HookState(this.ns)));
    this.depth++;
    state.six = six;
    state.hook = hook;
    state.input = input;
    state.output = output;
    state.replaced = null;
    state.moved = null;
    let packet: Packet | null = first;
    for (let i = from; i < list.length; i++) {
      const { entry } = list[i] as Place;
      state.reason = "nf:drop";
      state.detail = entry.name;
      const verdict: number = entry.run(state, packet);
      if (verdict === ACCEPT) {
        if (state.replaced === null) continue;
        packet = state.replaced;
        state.replaced = null;
        continue;
      }
      if (verdict === DROP) this.ns.drop(packet, state.reason, state.detail);
      this.dropped = verdict === DROP;
      packet = null;
      break;
    }
    this.depth--;
    this.moved = state.moved;
    return packet;
  }
}

/** Whether conntrack's hook was done without ceremony. */
function passes(
  place: Place,
  six: boolean,
  hook: number,
  packet: Packet,
  input: NetDevice | null,
): boolean {
  switch (place.kind) {
    case DEFRAG:
      return isWhole4(packet.buf, packet.l3);
    case TRACK:
      return (place.tracking as Conntrack).trackKnown(packet, six, hook, input);
    case CONFIRM: {
      const flow = packet.ct;
      return flow === null || flow.quiet;
    }
    case NAT: {
      const flow = packet.ct;
      return flow === null || (flow.untranslated && isEstablished(packet.ctInfo & 15));
    }
    default:
      return false;
  }
}
