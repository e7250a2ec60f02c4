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
import type { NetNamespace } from "../netns.ts";
import type { Packet } from "../packet.ts";
import type { HookName } from "./types.ts";
import type { DropReason } from "../../sim/trace.ts";

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

export interface HookEntry {
  readonly six: boolean;
  readonly hook: number;
  readonly priority: number;
  readonly name: string;
  run(state: HookState, packet: Packet): number;
}

export class NfHooks {
  private readonly ns: NetNamespace;
  /** By family and hook: 0-4 IPv4, 5-9 IPv6. */
  private readonly lists: HookEntry[][] = Array.from({ length: 10 }, () => []);
  /** One state a level: a REJECT inside a hook sends a packet that passes hooks itself. */
  private readonly states: HookState[] = [];
  private depth = 0;
  /** The last pass ended in DROP: who sent the packet hears EPERM. */
  dropped = false;
  /** Of the last pass: {@link HookState.moved}. */
  moved: HookState["moved"] = null;

  constructor(ns: NetNamespace) {
    this.ns = ns;
  }

  get empty(): boolean {
    return this.lists.every((list) => list.length === 0);
  }

  has(six: boolean, hook: number): boolean {
    return (this.lists[hook + (six ? 5 : 0)] as HookEntry[]).length > 0;
  }

  register(entry: HookEntry): void {
    const at = entry.hook + (entry.six ? 5 : 0);
    // A new array: a pass under way goes on with the old one.
    const list = [...(this.lists[at] as HookEntry[])];
    const before = list.findIndex((one) => one.priority >= entry.priority);
    list.splice(before < 0 ? list.length : before, 0, entry);
    this.lists[at] = list;
    this.ns.netfilter.hooksMoved();
  }

  unregister(entry: HookEntry): void {
    const at = entry.hook + (entry.six ? 5 : 0);
    this.lists[at] = (this.lists[at] as HookEntry[]).filter((one) => one !== entry);
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
    const list = this.lists[six ? hook + 5 : hook] as HookEntry[];
    if (list.length === 0) return packet;
    return this.walk(list, 0, six, hook, packet, input, output);
  }

  /** The entries after one: for who stole a packet there and lets it go on. */
  passAfter(
    entry: HookEntry,
    packet: Packet,
    input: NetDevice | null,
    output: NetDevice | null,
  ): Packet | null {
    const { six, hook } = entry;
    const list = this.lists[six ? hook + 5 : hook] as HookEntry[];
    return this.walk(list, list.indexOf(entry) + 1, six, hook, packet, input, output);
  }

  private walk(
    list: readonly HookEntry[],
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
      const entry = list[i] as HookEntry;
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
