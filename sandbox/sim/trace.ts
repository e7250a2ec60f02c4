/**
 * What observers see: the map's animation, tests, checks and `pwru`. Nothing in the model listens.
 * With no observer a trace costs one comparison.
 */
import type { Micros } from "./scheduler.ts";

/** A closed list: why a packet died. The reason is the lesson; every one has a test. */
export type DropReason =
  | "eth:not-for-us"
  | "eth:unknown-protocol"
  | "dev:down"
  | "dev:no-carrier"
  | "dev:too-long"
  | "dev:queue-full"
  | "dev:lost"
  | "bridge:port-down"
  | "bridge:no-forward"
  | "bridge:vlan"
  | "vxlan:no-destination"
  | "vxlan:no-vni"
  | "vxlan:malformed"
  | "vxlan:bad-source"
  | "tunnel:no-route"
  | "tunnel:too-big"
  | "tunnel:loop"
  | "tunnel:protocol"
  | "tunnel:ecn"
  | "neigh:failed"
  | "neigh:queue-full"
  | "arp:ignored"
  | "ip:malformed"
  | "ip:no-route"
  | "ip:blackhole"
  | "ip:unreachable"
  | "ip:prohibit"
  | "ip:rp-filter"
  | "ip:martian"
  | "ip:ttl-exceeded"
  | "ip:forwarding-off"
  | "ip:not-for-us"
  | "ip:too-big"
  | "ip:reassembly"
  | "ip:no-protocol"
  | "icmp:ignored"
  | "udp:no-listener"
  | "udp:bad-checksum"
  | "udp:queue-full"
  | "tcp:no-listener"
  | "tcp:backlog-full"
  | "tcp:out-of-window"
  | "tcp:min-ttl"
  | "nf:drop"
  | "nf:policy"
  | "nf:reject"
  | "ipv6:malformed"
  | "ipv6:not-for-us";

export type TraceEvent =
  /**
   * A frame leaves through (tx) or enters by (rx) a device; it is bytes[start, end). The buffer lives on:
   * an observer must copy what it keeps before it returns.
   */
  | {
      kind: "tx" | "rx";
      at: Micros;
      host: string;
      ns: string;
      dev: string;
      ifindex: number;
      journey: number;
      length: number;
      /** What the bytes begin with: an Ethernet header, or (tunl0) the IP header itself. */
      link: "ether" | "raw";
      bytes: Uint8Array;
      start: number;
      end: number;
    }
  | {
      kind: "drop";
      at: Micros;
      host: string;
      ns: string;
      reason: DropReason;
      detail: string;
      journey: number;
    }
  /** A rule that matched (from 1), or a base chain's policy (rule 0), at one of netfilter's hooks. */
  | {
      kind: "nf";
      at: Micros;
      host: string;
      ns: string;
      journey: number;
      family: "ip" | "ip6";
      hook: string;
      table: string;
      chain: string;
      rule: number;
      verdict: string;
    }
  /** What a table said of a packet: kernel/looks.ts has the words. */
  | {
      kind: "look";
      at: Micros;
      host: string;
      ns: string;
      journey: number;
      table: "route" | "neigh" | "tunnel" | "local";
      /** Index of the device that it concerns, or 0. */
      ifindex: number;
      detail: string;
      /** Its IP header on, as it is then, where it is known; as for tx and rx. */
      bytes: Uint8Array;
      start: number;
      end: number;
    }
  | { kind: "link"; at: Micros; host: string; ns: string; dev: string; what: string }
  | {
      kind: "neigh";
      at: Micros;
      host: string;
      ns: string;
      dev: string;
      address: string;
      state: string;
    }
  | {
      kind: "proc";
      at: Micros;
      host: string;
      pid: number;
      what: "spawn" | "exec" | "exit" | "signal";
      detail: string;
    };

export class Trace {
  /** Read before building an event: false when nobody listens. */
  active = false;
  private readonly observers = new Set<(event: TraceEvent) => void>();

  /** Returns the function that ends the observation. An observer must not touch the world. */
  observe(observer: (event: TraceEvent) => void): () => void {
    this.observers.add(observer);
    this.active = true;
    return () => {
      this.observers.delete(observer);
      this.active = this.observers.size > 0;
    };
  }

  emit(event: TraceEvent): void {
    for (const observer of this.observers) observer(event);
  }
}
