/**
 * Traffic control as values: what RTM_*QDISC, RTM_*TCLASS and RTM_*TFILTER carry. Handles and class ids
 * are 32 bits, major * 65536 + minor. <linux/pkt_sched.h>.
 */

export const TC_H_ROOT = 0xffff_ffff;
export const TC_H_INGRESS = 0xffff_fff1;
export const INGRESS_HANDLE = 0xffff_0000;
/** A probability of 1: they are fractions of this. */
export const PERCENT_MAX = 0xffff_ffff;

export const majorOf = (handle: number): number => Math.floor(handle / 65_536) * 65_536;
export const minorOf = (handle: number): number => handle % 65_536;

/** Kinds that may carry a queue. */
export const QDISC_KINDS = [
  "netem",
  "tbf",
  "pfifo",
  "bfifo",
  "pfifo_fast",
  "fq_codel",
  "fq",
  "noqueue",
  "prio",
  "htb",
  "ingress",
  "clsact",
] as const;
export type QdiscKind = (typeof QDISC_KINDS)[number];

/** A chance (of 2^32 - 1) and how much it resembles the one before. */
export interface Chance {
  readonly probability: number;
  readonly correlation: number;
}

/** TCA_NETEM_*. What is left out keeps what it was, but for loss, duplicate, gap and the delay. */
export interface NetemSpec {
  readonly kind: "netem";
  readonly limit?: number;
  readonly latencyNs?: number;
  readonly jitterNs?: number;
  readonly loss?: number;
  readonly duplicate?: number;
  readonly gap?: number;
  /** TCA_NETEM_CORR: of delay, loss and duplication. */
  readonly correlations?: readonly [delay: number, loss: number, duplicate: number];
  readonly reorder?: Chance;
  readonly corrupt?: Chance;
  readonly rate?: NetemRate;
  readonly ecn?: boolean;
  readonly lossModel?: LossModel;
  /** Jitter spread as a bell. */
  readonly normal?: boolean;
}
export interface NetemRate {
  readonly bytesPerSecond: number;
  readonly packetOverhead: number;
  readonly cellSize: number;
  readonly cellOverhead: number;
}
export type LossModel =
  | {
      readonly model: "state";
      readonly p13: number;
      readonly p31: number;
      readonly p32: number;
      readonly p23: number;
      readonly p14: number;
    }
  | {
      readonly model: "gemodel";
      readonly p: number;
      readonly r: number;
      readonly h: number;
      readonly k1: number;
    };
export interface TbfSpec {
  readonly kind: "tbf";
  /** Bytes a second; bytes. */
  readonly rate: number;
  readonly burst: number;
  readonly limit: number;
  /** 0: none. */
  readonly peakRate: number;
  readonly mtu: number;
  readonly overhead: number;
  readonly mpu: number;
}
export interface FifoSpec {
  readonly kind: "pfifo" | "bfifo";
  readonly limit?: number;
}
export interface FqCodelSpec {
  readonly kind: "fq_codel";
  readonly limit?: number;
  readonly flows?: number;
  readonly targetUs?: number;
  readonly intervalUs?: number;
  readonly quantum?: number;
  readonly ecn?: boolean;
  readonly memory?: number;
  readonly dropBatch?: number;
}
export interface PrioSpec {
  readonly kind: "prio";
  readonly bands?: number;
  readonly priomap?: readonly number[];
}
export interface HtbSpec {
  readonly kind: "htb";
  readonly defaultClass?: number;
  readonly r2q?: number;
}
export interface PlainSpec {
  readonly kind: "pfifo_fast" | "fq" | "noqueue" | "ingress" | "clsact";
}
export type QdiscOptions =
  NetemSpec | TbfSpec | FifoSpec | FqCodelSpec | PrioSpec | HtbSpec | PlainSpec;

export interface QdiscSpec {
  readonly dev: string;
  /** 0: none given. */
  readonly parent: number;
  readonly handle: number;
  /** A name that the kernel may not know; null: none given. */
  readonly kind: string | null;
  /** null: the kind without options. */
  readonly options: QdiscOptions | null;
}
/** NLM_F_*: add = CREATE|EXCL, change = 0, replace = CREATE|REPLACE, link = REPLACE. */
export type QdiscMode = "add" | "change" | "replace" | "link";

export interface QueueStats {
  bytes: number;
  packets: number;
  drops: number;
  overlimits: number;
  requeues: number;
  backlog: number;
  qlen: number;
}

export interface NetemState {
  readonly kind: "netem";
  readonly limit: number;
  readonly latencyNs: number;
  readonly jitterNs: number;
  readonly loss: number;
  readonly duplicate: number;
  readonly gap: number;
  readonly correlations: readonly [number, number, number];
  readonly reorder: Chance;
  readonly corrupt: Chance;
  readonly rate: NetemRate;
  readonly ecn: boolean;
  readonly lossModel: LossModel | null;
}
export type QdiscState =
  | NetemState
  | (TbfSpec & { readonly bufferNs: number; readonly peakNs: number })
  | { readonly kind: "pfifo" | "bfifo"; readonly limit: number }
  | Required<FqCodelSpec>
  | { readonly kind: "fq"; readonly quantum: number }
  | {
      readonly kind: "prio" | "pfifo_fast";
      readonly bands: number;
      readonly priomap: readonly number[];
    }
  | {
      readonly kind: "htb";
      readonly defaultClass: number;
      readonly r2q: number;
      readonly directQlen: number;
      readonly directPackets: number;
    }
  | { readonly kind: "noqueue" | "ingress" | "clsact" };

export interface QdiscDump {
  readonly index: number;
  readonly handle: number;
  /** TC_H_ROOT, TC_H_INGRESS or a class. */
  readonly parent: number;
  readonly refcnt: number;
  readonly state: QdiscState;
  readonly stats: QueueStats;
}

export interface HtbClassSpec {
  /** Bytes a second, bytes. */
  readonly rate: number;
  readonly ceil: number;
  readonly burst: number;
  readonly cburst: number;
  readonly prio: number;
  /** 0: by r2q. */
  readonly quantum: number;
}
export interface ClassSpec {
  readonly dev: string;
  readonly parent: number;
  readonly handle: number;
  readonly kind: string | null;
  readonly htb: HtbClassSpec | null;
}
export interface ClassDump {
  readonly kind: string;
  readonly handle: number;
  readonly parent: number;
  /** Handle of the queue below, 0: none of its own. */
  readonly leaf: number;
  readonly htb: (HtbClassSpec & { readonly level: number }) | null;
  readonly stats: QueueStats | null;
  readonly htbStats: {
    readonly lends: number;
    readonly borrows: number;
    readonly tokens: number;
    readonly ctokens: number;
  } | null;
}

/** 32 bits at an offset behind the network header. */
export interface U32Key {
  readonly value: number;
  readonly mask: number;
  readonly at: number;
}
export interface FilterSpec {
  readonly dev: string;
  /** 0: the root's. */
  readonly parent: number;
  /** EtherType, 3: all. */
  readonly protocol: number;
  /** 0: chosen. */
  readonly prio: number;
  readonly handle: number;
  readonly kind: "u32" | "matchall" | "fw";
  readonly keys: readonly U32Key[];
  readonly flowid: number;
}
export interface FilterDump {
  readonly parent: number;
  readonly protocol: number;
  readonly prio: number;
  readonly kind: "u32" | "matchall" | "fw";
  readonly handle: number;
  readonly keys: readonly U32Key[];
  readonly flowid: number;
}
