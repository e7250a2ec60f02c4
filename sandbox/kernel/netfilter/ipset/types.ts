/**
 * IP sets at the configuration door: ip_set_core.c's commands as values. Sets are named; members are
 * described by what their type has. ipset(8), <linux/netfilter/ipset/ip_set.h>.
 */
import type { NfAddr, NfFamily, XtMatch } from "../types.ts";

export type SetTypeName =
  | "hash:ip"
  | "hash:net"
  | "hash:ip,port"
  | "hash:net,port"
  | "hash:ip,port,ip"
  | "hash:ip,port,net"
  | "bitmap:port"
  | "bitmap:ip"
  | "list:set";

/** What `create` asks for. Seconds, elements, buckets. */
export interface SetOptions {
  readonly family?: NfFamily;
  readonly hashsize?: number;
  readonly maxelem?: number;
  readonly netmask?: number;
  readonly bucketsize?: number;
  readonly initval?: number;
  readonly timeout?: number;
  readonly counters?: boolean;
  readonly comment?: boolean;
  readonly forceadd?: boolean;
  /** bitmap:*: the range, inclusive. */
  readonly from?: number;
  readonly to?: number;
  /** list:set. */
  readonly size?: number;
}

/** A member, or with the `...To` fields a range of them. */
export interface SetMember {
  readonly ip?: NfAddr;
  readonly ipTo?: NfAddr;
  readonly cidr?: number;
  readonly protocol?: number;
  /** A port, or ICMP type << 8 | code. */
  readonly port?: number;
  readonly portTo?: number;
  readonly ip2?: NfAddr;
  readonly ip2To?: NfAddr;
  readonly cidr2?: number;
  readonly nomatch?: boolean;
  /** list:set. */
  readonly set?: string;
  readonly before?: string;
  readonly after?: string;
  /** Seconds; in a dump those that are left (0: for ever). */
  readonly timeout?: number;
  readonly packets?: number;
  readonly bytes?: number;
  readonly comment?: string;
}

/** A set as a dump shows it. */
export interface SetDump {
  readonly name: string;
  readonly type: SetTypeName;
  readonly revision: number;
  readonly options: SetOptions;
  /** Bytes. */
  readonly memory: number;
  readonly references: number;
  /** What the kernel counts, which may be more than it shows. */
  readonly entries: number;
  readonly members: readonly SetMember[];
}

/** IPSET_ERR_* and the errnos that ipset(8) has words for. */
export type SetError =
  | "EXIST"
  | "ENOENT"
  | "EEXIST"
  | "BUSY"
  | "REFERENCED"
  | "EXIST_SETNAME2"
  | "TYPE_MISMATCH"
  | "INVALID_CIDR"
  | "TIMEOUT"
  | "COUNTER"
  | "COMMENT"
  | "HASH_FULL"
  | "HASH_RANGE"
  | "RANGE"
  | "RANGE_SIZE"
  | "BITMAP_RANGE"
  | "BITMAP_RANGE_SIZE"
  | "NAME"
  | "NAMEREF"
  | "LIST_FULL"
  | "REF_EXIST"
  | "LOOP"
  | "INVALID_FAMILY"
  | "MISSING_PROTO"
  | "INVALID_PROTO";

/** ip_set's netlink family, one door per namespace (`ns.ipset`). */
export interface IpsetDoor {
  /** In order of creation, lists of sets last. */
  names(): readonly string[];
  dump(name: string): SetDump | null;
  create(name: string, type: SetTypeName, options: SetOptions, exist: boolean): SetError | null;
  add(name: string, member: SetMember, exist: boolean): SetError | null;
  del(name: string, member: SetMember, exist: boolean): SetError | null;
  /** "EXIST": it is not in the set. */
  test(name: string, member: SetMember): SetError | null;
  /** null: all sets. */
  flush(name: string | null): SetError | null;
  destroy(name: string | null): SetError | null;
  rename(from: string, to: string): SetError | null;
  swap(from: string, to: string): SetError | null;
}

/** Members' extensions, and when they end. */
export interface Extensions {
  /** Virtual µs; Infinity: never. */
  expires: number;
  packets: number;
  bytes: number;
  comment: string | null;
}

/** What a packet is asked of: which side each dimension takes, "src" or "dst". */
export type Sides = readonly ("src" | "dst")[];

/** How a rule asks: iptables' `-m set` has these. */
export type SetQuery = Pick<
  Extract<XtMatch, { readonly name: "set" }>,
  "returnNomatch" | "updateCounters" | "updateSubcounters" | "packets" | "bytes"
>;

/** What every kind of set can do. Struct ip_set_type_variant. */
export interface SetBody {
  add(member: SetMember, exist: boolean): SetError | null;
  del(member: SetMember, exist: boolean): SetError | null;
  has(member: SetMember): SetError | boolean;
  flush(): void;
  members(): SetMember[];
  /** `Number of entries`: some kinds count what has timed out until it is collected. */
  count(): number;
  /** Bytes. */
  memory(): number;
  /** As they are now: a hash table grows. */
  options(): SetOptions;
}
