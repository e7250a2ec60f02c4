/** What a lab is, what a session is, and what the page may see: plain data at every border. */
import type { WireOptions } from "../kernel/link/wire.ts";
import type { Micros } from "../sim/scheduler.ts";
import type { Problem, Topology } from "./topology-value.ts";

/** A lab as loaded: text in, nothing fetched afterwards. The worker and the CLI load the same. */
export interface LabSource {
  readonly name: string;
  /** topology.clab.yml, containerlab's format. */
  readonly topology: string;
  /** The same, read: by topology.ts, for the browser when the site is built. */
  readonly parsed: Topology | readonly Problem[];
  /** Other files of the lab's folder, by path relative to it: binds, set-up scripts, manifests. */
  readonly files: Readonly<Record<string, string>>;
  readonly meta: LabMeta;
}

/** lab.ts's default export: what containerlab cannot say. */
export interface LabMeta {
  readonly title: string;
  readonly terminals: readonly TerminalSpec[];
  /** Where things stand on the map, in grid units, by machine or "machine/netns". Absent: automatic. */
  readonly positions?: Readonly<Record<string, { readonly x: number; readonly y: number }>>;
  readonly captions?: Readonly<Record<string, string>>;
  /** Names for namespaces on the map and in exercises: place name -> machine and netns. */
  readonly places?: Readonly<Record<string, { readonly host: string; readonly netns?: string }>>;
  /**
   * What links are like, by one of their ends ("a:eth1"), the same both ways. Default: 100 µs one way, 100 Mbit/s,
   * no faults. For one direction alone there is `tc qdisc add ... netem` in the set-up.
   */
  readonly links?: Readonly<Record<string, LinkProperties>>;
  /** Links as containerlab makes them: up on both ends, MTU 9500 where the topology names none. */
  readonly asContainerlab?: boolean;
  /** Events that all of the set-up may take: of a topology from elsewhere. Absent: no bound. */
  readonly setupEventsMax?: number;
  /** Set-up, run before the learner arrives: shell text by place. */
  readonly setup?: readonly { readonly place: string; readonly script: string }[];
}

/** One-way delay, rate, and how many of 1000 frames suffer what (see kernel/link/wire.ts). */
export type LinkProperties = WireOptions;

export interface TerminalSpec {
  /** Shown on the tab. */
  readonly title: string;
  /** A machine's name, or a place of `places`. */
  readonly place: string;
  /** Default root. */
  readonly user?: string;
}

/** All that ever enters a world after its lab. Stamped in virtual µs, in order. */
export type Input =
  | { readonly at: Micros; readonly kind: "keys"; readonly terminal: number; readonly text: string }
  | {
      readonly at: Micros;
      readonly kind: "resize";
      readonly terminal: number;
      readonly cols: number;
      readonly rows: number;
    }
  /** The learner opened one more terminal at a place. */
  | {
      readonly at: Micros;
      readonly kind: "open";
      readonly place: string;
      readonly user: string;
      readonly cols: number;
      readonly rows: number;
    };

export interface SessionLog {
  readonly format: 1;
  readonly lab: string;
  /** Digest of the lab's source: topology, files, meta. */
  readonly labHash: string;
  readonly simVersion: number;
  readonly seed: number;
  readonly inputs: readonly Input[];
  /** Compared during replay: a mismatch means the sandbox changed since. */
  readonly milestones: readonly { readonly at: Micros; readonly digest: number }[];
  /** Virtual time reached. */
  readonly until: Micros;
}

// ── what the page sees (lab/inspect.ts makes it, at most ten times a second) ──────────────────────

export interface WorldView {
  readonly at: Micros;
  readonly hosts: readonly HostView[];
  /**
   * Pairs of device ids: two ends of one cable (veth or wire), or of a tunnel that at least one end would
   * send to the other through.
   */
  readonly links: readonly {
    readonly a: string;
    readonly b: string;
    readonly kind: "veth" | "wire" | "tunnel";
  }[];
  readonly sessions: readonly SessionView[];
}
/** A routing session as the daemon at one end of it sees it. */
export interface SessionView {
  readonly protocol: "BGP";
  readonly name: string;
  /** Namespace id of the daemon, and of whoever has the peer's address now (null: nobody here). */
  readonly from: string;
  readonly to: string | null;
  /** Device ids that carry the two addresses, where they are known. */
  readonly fromDevice: string | null;
  readonly toDevice: string | null;
  readonly peer: string;
  readonly localAs: number;
  readonly peerAs: number;
  /** RFC 4271 8.2.2: "Established", "Active", ... */
  readonly state: string;
}
export interface HostView {
  readonly name: string;
  readonly namespaces: readonly NamespaceView[];
}
export interface NamespaceView {
  /** "host" or "host/netns". */
  readonly id: string;
  /** "" for the machine's own. */
  readonly name: string;
  readonly devices: readonly DeviceView[];
  readonly routes: readonly string[];
  readonly neighbours: readonly string[];
}
export interface DeviceView {
  /** Stable for the device's life: "host/inode/ifindex". */
  readonly id: string;
  readonly name: string;
  readonly kind: string;
  readonly mac: string;
  readonly addresses: readonly string[];
  readonly up: boolean;
  readonly carrier: boolean;
  readonly operstate: string;
  readonly mtu: number;
  /** Id of the bridge it is a port of. */
  readonly master: string | null;
  readonly portState: string | null;
  /** What a device that wraps frames in packets is told of their outside, or null. */
  readonly tunnel: {
    readonly id: number | null;
    readonly local: string | null;
    readonly remotes: readonly string[];
  } | null;
  readonly rxPackets: number;
  readonly txPackets: number;
}

/** A frame on its way between two devices, for the map's animation. */
export interface HopView {
  readonly at: Micros;
  readonly from: string;
  readonly to: string;
  readonly journey: number;
  /** "ARP", "ICMP", ... and tcpdump's one-line summary. */
  readonly protocol: string;
  readonly summary: string;
}

/** One captured packet for the list. */
export interface PacketView {
  readonly number: number;
  readonly at: Micros;
  readonly device: string;
  readonly direction: "in" | "out";
  readonly length: number;
  readonly source: string;
  readonly destination: string;
  readonly protocol: string;
  readonly info: string;
  readonly journey: number;
}
/** One place where a packet was captured: the same packet at every device it passed, by its journey. */
export interface SightingView {
  readonly device: string;
  /** Its number in that device's list. */
  readonly number: number;
  readonly at: Micros;
  readonly direction: "in" | "out";
  /** Of frameFields: what the packet said there, by name ("eth.dst", "ip.ttl", "inner.ip.src"). */
  readonly fields: Readonly<Record<string, string>>;
}
/** One direction's bytes of a TCP or UDP conversation, in order, as runs. */
export interface StreamView {
  /** "10.0.0.1:40000", the one that was heard first, and the other. */
  readonly ends: readonly [string, string];
  readonly protocol: "TCP" | "UDP";
  readonly parts: readonly {
    /** Index into ends. */
    readonly from: 0 | 1;
    readonly at: Micros;
    readonly bytes: Uint8Array;
    /** Bytes of the stream that were not captured before this run. */
    readonly lost: number;
  }[];
}
/** The next timer of a kind that the world waits for. */
export interface TimerView {
  readonly kind: string;
  readonly at: Micros;
}
/** A table of one place as a tool prints it: the tool's line and what it said. */
export interface TableView {
  readonly name: string;
  readonly line: string;
  readonly lines: readonly string[];
}
/** A packet that can be asked for, in short. */
export interface JourneyLine {
  readonly journey: number;
  readonly at: Micros;
  /** Where it was seen first, and last. */
  readonly from: string;
  readonly to: string;
  readonly text: string;
  /** Why it died, or null. */
  readonly died: string | null;
}
/** A packet's whole way, with its number. */
export interface JourneyView {
  readonly journey: number;
  readonly steps: readonly WayView[];
}
/** A step of a packet's way: a device it passed, a rule of netfilter that spoke about it, or its end. */
export interface WayView {
  readonly at: Micros;
  /** As the learner names it: "gw", "node1", "pod-a". */
  readonly place: string;
  readonly what: "in" | "out" | "rule" | "drop" | "look";
  /** The device, the hook, or the table that was asked; "" for a drop. */
  readonly where: string;
  readonly text: string;
  /** Id of the device, while it is there. */
  readonly device: string | null;
}
/** Decoded layers of one packet: wire/dissect.ts. Offsets into its bytes. */
export interface LayerView {
  readonly title: string;
  readonly start: number;
  readonly length: number;
  readonly fields: readonly {
    readonly name: string;
    readonly value: string;
    readonly start: number;
    readonly length: number;
  }[];
}
