/**
 * What the world waits for, by kind: the list behind "fast-forward to the next …". Read from the scheduler, and from the
 * tables whose entries age without a timer of their own.
 */
import { Bridge } from "../kernel/link/bridge.ts";
import { VxlanDevice } from "../kernel/link/vxlan.ts";
import type { Host } from "../kernel/host.ts";
import { type Micros, MS } from "../sim/scheduler.ts";
import type { TimerView } from "./types.ts";
import { hasEnded, type World } from "./world.ts";

/** Labels of events (sim/scheduler.ts) that a learner has heard of. */
const KINDS: ReadonlyMap<string, string> = new Map([
  ["neigh timer", "Neighbour state"],
  ["bridge stp", "Spanning tree"],
  ["bridge groups", "Multicast group expiry"],
  ["ipv4 address lifetime", "Address lifetime"],
  ["ipv6 address lifetime", "Address lifetime"],
  ["ipv6 dad", "Duplicate address detection"],
  ["ipv6 dad done", "Duplicate address detection"],
  ["ipv6 dad probe", "Duplicate address detection"],
  ["route exception expires", "Path MTU expiry"],
  ["ipv6 exception expires", "Path MTU expiry"],
  ["ip reassembly", "Fragment reassembly timeout"],
  ["ipv6 reassembly", "Fragment reassembly timeout"],
  ["igmp report", "IGMP or MLD report"],
  ["mld report", "IGMP or MLD report"],
  ["router solicitation", "Router solicitation"],
  ["tcp retransmit", "TCP retransmission"],
  ["tcp synack", "TCP retransmission"],
  ["tcp delayed ack", "TCP delayed ACK"],
  ["tcp keepalive", "TCP keepalive"],
  ["tcp time-wait", "TCP TIME-WAIT"],
]);

/** The next of each kind, soonest first; what is due now is not waited for. */
export function timersOf(world: World): TimerView[] {
  const { sched } = world.sim;
  const next = new Map<string, Micros>();
  const add = (kind: string, at: Micros): void => {
    if (at > sched.now && at < Infinity && at < (next.get(kind) ?? Infinity)) next.set(kind, at);
  };
  sched.forEachPending((label, at, owner) => {
    const kind = KINDS.get(label);
    if (kind !== undefined) add(kind, dueOf(owner) ?? at);
  });
  for (const host of world.hosts.values()) {
    tables(host, add);
    for (const proc of host.processes.values()) {
      if (proc.report === null || hasEnded(proc)) continue;
      for (const timer of proc.report().timers) add(timer.kind, timer.at);
    }
  }
  return [...next]
    .map(([kind, at]) => ({ kind, at }))
    .sort((a, b) => a.at - b.at || (a.kind < b.kind ? -1 : 1));
}

/** A timer that is moved later without touching the scheduler says itself when it is due; Infinity: not at all. */
function dueOf(owner: unknown): Micros | null {
  if (typeof owner !== "object" || owner === null || !("due" in owner)) return null;
  return typeof owner.due === "number" ? owner.due : null;
}

function tables(host: Host, add: (kind: string, at: Micros) => void): void {
  for (const netns of host.namespaces.values()) {
    const netfilter = netns.netfilterIfAny;
    if (netfilter !== null) add("Conntrack timeout", netfilter.tracking.nextTimeout() * MS);
    for (const dev of netns.devices.values()) {
      if (dev instanceof Bridge) add("Bridge FDB ageing", dev.fdb.nextAgeing());
      else if (dev instanceof VxlanDevice) add("VXLAN FDB ageing", dev.fdb.nextAgeing());
    }
  }
}
