/**
 * Conntrack at the configuration door: entries, filters, events, as ctnetlink carries them. Values only.
 * net/netfilter/nf_conntrack_netlink.c, conntrack(8).
 */
import type { Micros } from "../../sim/scheduler.ts";
import type { Errno } from "../errno.ts";
import type { NfAddr, NfFamily } from "./types.ts";

/** One direction of a flow. Ports are 0 where the protocol has none; ICMP has type, code and id instead. */
export interface CtTuple {
  readonly src: NfAddr;
  readonly dst: NfAddr;
  readonly sport: number;
  readonly dport: number;
  readonly icmpType: number;
  readonly icmpCode: number;
  readonly icmpId: number;
}

export type TcpCtState =
  | "NONE"
  | "SYN_SENT"
  | "SYN_RECV"
  | "ESTABLISHED"
  | "FIN_WAIT"
  | "CLOSE_WAIT"
  | "LAST_ACK"
  | "TIME_WAIT"
  | "CLOSE"
  | "SYN_SENT2";

/** A flow as ctnetlink shows it. */
export interface CtDump {
  readonly family: NfFamily;
  readonly protocol: number;
  readonly original: CtTuple;
  readonly reply: CtTuple;
  /** TCP only. */
  readonly tcpState: TcpCtState | null;
  /** Seconds that are left, rounded down; null: being deleted. */
  readonly timeout: number;
  readonly seenReply: boolean;
  readonly assured: boolean;
  readonly confirmed: boolean;
  readonly srcNat: boolean;
  readonly dstNat: boolean;
  readonly mark: number;
  readonly zone: number;
  readonly id: number;
  readonly use: number;
  /** With nf_conntrack_acct=1; null without. */
  readonly counters: {
    readonly original: { readonly packets: number; readonly bytes: number };
    readonly reply: { readonly packets: number; readonly bytes: number };
  } | null;
  /** With nf_conntrack_timestamp=1: when it began (virtual time); null without. */
  readonly start: Micros | null;
}

/** IPCTNL_MSG_CT_NEW (new, update) and _DELETE, as multicast. */
export interface CtEvent {
  readonly type: "new" | "update" | "destroy";
  readonly at: Micros;
  /** nlmsg_pid: the process that asked for it through the door (see CtDoor.portid); none: a packet or a timer did. */
  readonly portid?: number;
  /** IPCT_MARK: a NEW or UPDATE names the mark only when it is not 0 or when it was set. */
  readonly marked?: boolean;
  readonly flow: CtDump;
}

/** IPCTNL_MSG_CT_GET_STATS_CPU: the counters of `conntrack -S`, and of /proc/net/stat/nf_conntrack. */
export interface CtStats {
  found: number;
  invalid: number;
  insert: number;
  insertFailed: number;
  drop: number;
  earlyDrop: number;
  error: number;
  searchRestart: number;
  clashResolve: number;
  chainToolong: number;
}

/** What `conntrack -I` and `-U` ask for. */
export interface CtSpec {
  readonly family: NfFamily;
  readonly protocol: number;
  readonly original: CtTuple;
  readonly reply: CtTuple | null;
  readonly tcpState?: TcpCtState;
  /** Seconds. */
  readonly timeout?: number;
  readonly mark?: number;
  readonly zone?: number;
  readonly assured?: boolean;
  readonly seenReply?: boolean;
  /** `-n` and `-g`: the reply tuple differs because of NAT (IPS_SRC_NAT, IPS_DST_NAT). */
  readonly srcNat?: boolean;
  readonly dstNat?: boolean;
}

/** ctnetlink, one door per namespace (`ns.conntrack`). */
export interface CtDoor {
  /** In the kernel's dump order. */
  flows(): CtDump[];
  /** The same one by one, so that a long table is never held whole. `visit` must not change the table. */
  each(visit: (flow: CtDump) => void): void;
  count(): number;
  /** EEXIST, EINVAL. */
  create(spec: CtSpec): Errno | null;
  /** By id. ENOENT. */
  update(
    id: number,
    change: Omit<CtSpec, "family" | "protocol" | "original" | "reply">,
  ): Errno | null;
  delete(id: number): Errno | null;
  flush(): void;
  stats(): CtStats;
  /** Who calls: conntrack(8) sets it before a change and back to 0 after it, for the events' portid. */
  portid?: number;
  /** IPCTNL_MSG_CT_GET_CTRZERO: counters of all flows back to 0. */
  zero?(): void;
  /** Answers the function that ends the subscription. */
  subscribe(observer: (event: CtEvent) => void): () => void;
}
