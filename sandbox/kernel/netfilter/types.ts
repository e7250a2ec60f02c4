/**
 * netfilter's vocabulary at the configuration door: what iptables, ip6tables, nft, conntrack and the kernel's
 * own code mean by a rule. Values only; deciding belongs to the kernel, wording to the programs.
 * <linux/netfilter/x_tables.h>, the xt_*.h headers, iptables-extensions(8).
 */
import type { Ipv4Addr, Ipv6Addr, MacAddr } from "../../wire/addr.ts";
import type { Errno } from "../errno.ts";

/** NFPROTO_IPV4 and NFPROTO_IPV6, by nft's names. */
export type NfFamily = "ip" | "ip6";
export type XtTableName = "raw" | "mangle" | "nat" | "filter" | "security";
/** The built-in chains, by iptables' names. */
export type HookName = "PREROUTING" | "INPUT" | "FORWARD" | "OUTPUT" | "POSTROUTING";
export type Policy = "ACCEPT" | "DROP";

/** Which base chains a table has, in the order in which iptables lists them. */
export const TABLE_HOOKS: Readonly<Record<XtTableName, readonly HookName[]>> = {
  raw: ["PREROUTING", "OUTPUT"],
  mangle: ["PREROUTING", "INPUT", "FORWARD", "OUTPUT", "POSTROUTING"],
  nat: ["PREROUTING", "INPUT", "OUTPUT", "POSTROUTING"],
  filter: ["INPUT", "FORWARD", "OUTPUT"],
  security: ["INPUT", "FORWARD", "OUTPUT"],
};

/** An address of the family of the table. */
export type NfAddr = Ipv4Addr | Ipv6Addr;

/** An address and its mask, which need not be a prefix; null: any. */
export interface AddrMask {
  readonly addr: NfAddr;
  readonly mask: NfAddr;
  readonly invert: boolean;
}

/** A device's name; `eth+` matches all that begin so. */
export interface IfaceMatch {
  readonly name: string;
  readonly invert: boolean;
}

/** An inclusive range of numbers (ports, marks, ids) that may be turned round. */
export interface Range {
  readonly from: number;
  readonly to: number;
  readonly invert: boolean;
}

/** struct ipt_ip, struct ip6t_ip6. */
export interface IpPart {
  readonly src: AddrMask | null;
  readonly dst: AddrMask | null;
  readonly in: IfaceMatch | null;
  readonly out: IfaceMatch | null;
  /** IP protocol; 0: any. */
  readonly protocol: number;
  readonly protocolInvert: boolean;
  /** -f: second and later fragments only (`!`: first and whole ones only); null: any. */
  readonly fragment: "later" | "first" | null;
}

/** IPS_* and IP_CT_*: conntrack's states as `--ctstate` names them; a bit mask. */
export const CT_STATE = {
  INVALID: 1,
  NEW: 2,
  RELATED: 4,
  ESTABLISHED: 8,
  UNTRACKED: 16,
  SNAT: 32,
  DNAT: 64,
} as const;

/** `--ctstatus`; a bit mask. */
export const CT_STATUS = {
  NONE: 1,
  EXPECTED: 2,
  SEEN_REPLY: 4,
  ASSURED: 8,
  CONFIRMED: 16,
} as const;

/** xt_addrtype's types; a bit mask of 1 << RTN_*. */
export const ADDRTYPE = {
  UNSPEC: 1 << 0,
  UNICAST: 1 << 1,
  LOCAL: 1 << 2,
  BROADCAST: 1 << 3,
  ANYCAST: 1 << 4,
  MULTICAST: 1 << 5,
  BLACKHOLE: 1 << 6,
  UNREACHABLE: 1 << 7,
  PROHIBIT: 1 << 8,
  THROW: 1 << 9,
  NAT: 1 << 10,
  XRESOLVE: 1 << 11,
} as const;

/** TCP's flag bits, as in its header's byte 13. */
export interface TcpFlagsMatch {
  readonly mask: number;
  readonly set: number;
  readonly invert: boolean;
}

/** Rates are kept as iptables-save gives them back: so many per unit. */
export interface RateLimit {
  readonly amount: number;
  readonly unit: "sec" | "min" | "hour" | "day";
}

/** What a member's counter is compared with: `-m set --packets-gt 3`. */
export interface SetCount {
  readonly op: "eq" | "ne" | "lt" | "gt";
  readonly value: number;
}

/** A set and which side of a packet each of its dimensions takes. */
export interface SetOf {
  readonly set: string;
  readonly dirs: readonly ("src" | "dst")[];
}

/** Everything a rule may ask of a packet, in the order in which it was written. */
export type XtMatch =
  | {
      readonly name: "tcp" | "udp";
      readonly sport: Range | null;
      readonly dport: Range | null;
      readonly flags?: TcpFlagsMatch;
      readonly option?: { readonly kind: number; readonly invert: boolean };
    }
  | {
      readonly name: "icmp" | "icmp6";
      readonly type: number /* 255: any */;
      readonly codeFrom: number;
      readonly codeTo: number;
      readonly invert: boolean;
    }
  | {
      readonly name: "multiport";
      readonly which: "sports" | "dports" | "ports";
      readonly ports: readonly { readonly from: number; readonly to: number }[];
      readonly invert: boolean;
    }
  | { readonly name: "comment"; readonly text: string }
  | { readonly name: "state"; readonly states: number; readonly invert: boolean }
  | {
      readonly name: "conntrack";
      readonly states?: { readonly bits: number; readonly invert: boolean };
      readonly status?: { readonly bits: number; readonly invert: boolean };
      readonly protocol?: { readonly number: number; readonly invert: boolean };
      readonly origSrc?: AddrMask;
      readonly origDst?: AddrMask;
      readonly replSrc?: AddrMask;
      readonly replDst?: AddrMask;
      readonly origSrcPort?: Range;
      readonly origDstPort?: Range;
      readonly replSrcPort?: Range;
      readonly replDstPort?: Range;
      /** Seconds that are left. */
      readonly expire?: Range;
      readonly direction?: "ORIGINAL" | "REPLY";
    }
  | {
      readonly name: "addrtype";
      readonly src: { readonly types: number; readonly invert: boolean } | null;
      readonly dst: { readonly types: number; readonly invert: boolean } | null;
      readonly limitIfaceIn: boolean;
      readonly limitIfaceOut: boolean;
    }
  | {
      readonly name: "mark" | "connmark";
      readonly value: number;
      readonly mask: number;
      readonly invert: boolean;
    }
  | { readonly name: "limit"; readonly rate: RateLimit; readonly burst: number }
  | {
      readonly name: "hashlimit";
      readonly rate: RateLimit;
      /** `--hashlimit-upto` or, above it, `--hashlimit-above`. */
      readonly above: boolean;
      readonly burst: number;
      /** A bit mask of srcip 1, srcport 2, dstip 4, dstport 8. */
      readonly mode: number;
      readonly srcMask: number;
      readonly dstMask: number;
      readonly table: string;
      readonly htableSize: number | null;
      readonly htableMax: number | null;
      readonly htableExpire: number | null;
      readonly htableGcInterval: number | null;
    }
  | {
      readonly name: "recent";
      readonly op: "set" | "rcheck" | "update" | "remove";
      readonly list: string;
      readonly seconds: number | null;
      readonly reap: boolean;
      readonly hitcount: number | null;
      readonly rttl: boolean;
      readonly mask: NfAddr;
      readonly side: "source" | "dest";
      readonly invert: boolean;
    }
  | {
      readonly name: "set";
      readonly set: string;
      /** one word a dimension */ readonly dirs: readonly ("src" | "dst")[];
      readonly invert: boolean;
      /** --return-nomatch: exceptions match, the others do not. */
      readonly returnNomatch: boolean;
      readonly updateCounters: boolean;
      readonly updateSubcounters: boolean;
      readonly packets: SetCount | null;
      readonly bytes: SetCount | null;
    }
  | {
      readonly name: "statistic";
      readonly mode: "random";
      /** 0 to 2^31: as the kernel keeps it. */ readonly probability: number;
      readonly invert: boolean;
    }
  | {
      readonly name: "statistic";
      readonly mode: "nth";
      readonly every: number;
      readonly packet: number;
      readonly invert: boolean;
    }
  | {
      readonly name: "iprange";
      readonly src: { readonly from: NfAddr; readonly to: NfAddr; readonly invert: boolean } | null;
      readonly dst: { readonly from: NfAddr; readonly to: NfAddr; readonly invert: boolean } | null;
    }
  | { readonly name: "mac"; readonly source: MacAddr; readonly invert: boolean }
  | {
      readonly name: "owner";
      readonly uid: Range | null;
      readonly gid: Range | null;
      readonly socketExists: { readonly invert: boolean } | null;
    }
  | {
      readonly name: "physdev";
      readonly in: IfaceMatch | null;
      readonly out: IfaceMatch | null;
      readonly isIn: boolean | null;
      readonly isOut: boolean | null;
      readonly isBridged: boolean | null;
    }
  | {
      readonly name: "pkttype";
      readonly type: "unicast" | "broadcast" | "multicast";
      readonly invert: boolean;
    }
  | { readonly name: "length"; readonly range: Range }
  | { readonly name: "ttl"; readonly op: "eq" | "ne" | "lt" | "gt"; readonly value: number }
  | {
      readonly name: "tos" | "dscp";
      readonly value: number;
      readonly mask: number;
      readonly invert: boolean;
    }
  | { readonly name: "tcpmss"; readonly range: Range }
  | {
      readonly name: "rpfilter";
      readonly loose: boolean;
      readonly validmark: boolean;
      readonly acceptLocal: boolean;
      readonly invert: boolean;
    }
  | XtPayloadMatch
  | XtCountMatch;

/** Matches of bytes anywhere, of the clock, and of headers that are seldom met. */
export type XtPayloadMatch =
  | {
      readonly name: "string";
      readonly pattern: readonly number[];
      readonly algo: string;
      readonly from: number;
      readonly to: number;
      readonly icase: boolean;
      readonly invert: boolean;
    }
  | {
      readonly name: "time";
      /** Seconds of the day. */
      readonly dayStart: number;
      readonly dayStop: number;
      /** Bits 1 (Monday) to 7, and 1 to 31. */
      readonly weekdays: number;
      readonly monthdays: number;
      /** Seconds since 1970. */
      readonly dateStart: number;
      readonly dateStop: number;
      readonly contiguous: boolean;
      readonly kerneltz: boolean;
    }
  | {
      readonly name: "u32";
      readonly tests: readonly {
        /** How the number is found: each place, and what is done with what was found before. */
        readonly places: readonly {
          readonly op: "&" | "<<" | ">>" | "@";
          readonly number: number;
        }[];
        readonly values: readonly { readonly from: number; readonly to: number }[];
      }[];
      readonly invert: boolean;
    }
  | {
      readonly name: "ecn";
      readonly ece: { readonly invert: boolean } | null;
      readonly cwr: { readonly invert: boolean } | null;
      readonly ect: { readonly value: number; readonly invert: boolean } | null;
    }
  | { readonly name: "cpu"; readonly cpu: number; readonly invert: boolean }
  | {
      readonly name: "devgroup";
      readonly src: DevGroup | null;
      readonly dst: DevGroup | null;
    }
  | { readonly name: "esp" | "ah"; readonly spis: Range }
  | { readonly name: "sctp"; readonly sport: Range | null; readonly dport: Range | null };

export interface DevGroup {
  readonly group: number;
  readonly mask: number;
  readonly invert: boolean;
}

/** Matches that count, or ask what conntrack counted. */
export type XtCountMatch =
  | {
      readonly name: "quota";
      readonly bytes: bigint;
      readonly invert: boolean;
    }
  | {
      readonly name: "connlimit";
      readonly limit: number;
      readonly prefix: number;
      readonly side: "src" | "dst";
      readonly above: boolean;
    }
  | {
      readonly name: "connbytes";
      readonly from: number;
      /** null: no end. */
      readonly to: number | null;
      readonly mode: "packets" | "bytes" | "avgpkt";
      readonly direction: "original" | "reply" | "both";
      readonly invert: boolean;
    }
  | { readonly name: "helper"; readonly helper: string; readonly invert: boolean };

export type RejectWith =
  | "icmp-net-unreachable"
  | "icmp-host-unreachable"
  | "icmp-port-unreachable"
  | "icmp-proto-unreachable"
  | "icmp-net-prohibited"
  | "icmp-host-prohibited"
  | "icmp-admin-prohibited"
  | "tcp-reset"
  | "icmp6-no-route"
  | "icmp6-adm-prohibited"
  | "icmp6-addr-unreachable"
  | "icmp6-port-unreachable"
  | "icmp6-policy-fail"
  | "icmp6-reject-route";

/** struct nf_nat_range2: what NAT may choose from. */
export interface NatRange {
  readonly addrFrom: NfAddr | null;
  readonly addrTo: NfAddr | null;
  /** Ports or ICMP ids; null: keep if free. */
  readonly portFrom: number | null;
  readonly portTo: number | null;
  readonly random: boolean;
  readonly randomFully: boolean;
  readonly persistent: boolean;
}

/** What a rule does with a packet that matches. */
export type XtTarget =
  /** No target: count and go on. */
  | { readonly name: "" }
  | { readonly name: "ACCEPT" | "DROP" | "RETURN" | "TRACE" | "NOTRACK" }
  | { readonly name: "jump" | "goto"; readonly chain: string }
  | { readonly name: "REJECT"; readonly with: RejectWith }
  /** flags: <linux/netfilter/xt_LOG.h>: tcp-sequence 1, tcp-options 2, ip-options 4, uid 8, mac-decode 32. */
  | {
      readonly name: "LOG";
      readonly level: number;
      readonly prefix: string;
      readonly flags: number;
    }
  | { readonly name: "DNAT" | "SNAT"; readonly range: NatRange }
  | { readonly name: "MASQUERADE" | "REDIRECT"; readonly range: NatRange }
  /** mark = (mark & ~mask) ^ value. */
  | { readonly name: "MARK"; readonly value: number; readonly mask: number }
  | { readonly name: "CONNMARK"; readonly op: "set"; readonly value: number; readonly mask: number }
  | {
      readonly name: "CONNMARK";
      readonly op: "save" | "restore";
      readonly nfmask: number;
      readonly ctmask: number;
    }
  | { readonly name: "TCPMSS"; /** null: --clamp-mss-to-pmtu */ readonly mss: number | null }
  | {
      readonly name: "CT";
      readonly notrack: boolean;
      readonly zone: number | null;
      readonly zoneDir: "both" | "orig" | "reply";
    }
  | { readonly name: "TTL"; readonly op: "set" | "inc" | "dec"; readonly value: number }
  | { readonly name: "TOS"; readonly value: number; readonly mask: number }
  | {
      readonly name: "SET";
      readonly add: SetOf | null;
      readonly del: SetOf | null;
      /** Of what is added: seconds. */
      readonly exist: boolean;
      readonly timeout: number | null;
    }
  | {
      readonly name: "NFLOG";
      readonly group: number;
      readonly prefix: string;
      readonly size: number | null;
      readonly threshold: number;
    }
  | {
      readonly name: "NFQUEUE";
      readonly from: number;
      readonly to: number;
      readonly bypass: boolean;
      readonly fanout: boolean;
    }
  | { readonly name: "AUDIT"; readonly type: "accept" | "drop" | "reject" }
  | { readonly name: "CLASSIFY"; readonly priority: number }
  | { readonly name: "CHECKSUM" | "ECN" }
  | { readonly name: "DSCP"; readonly value: number }
  | { readonly name: "TCPOPTSTRIP"; readonly kinds: readonly number[] }
  | { readonly name: "NETMAP"; readonly to: NfAddr; readonly prefix: number };

/** A rule as it is asked for. */
export interface XtRule {
  readonly ip: IpPart;
  readonly matches: readonly XtMatch[];
  readonly target: XtTarget;
}

/** A rule as the kernel gives it back. Packets and bytes count what matched. */
export interface XtRuleDump extends XtRule {
  /** nft's handle: unique in its table, never used again. */
  readonly handle: number;
  readonly packets: number;
  readonly bytes: number;
}

export interface XtChainDump {
  readonly name: string;
  readonly handle: number;
  /** A base chain's hook and policy; null for a chain of the user's. */
  readonly hook: HookName | null;
  readonly policy: Policy | null;
  /** What reached the policy (base chains). */
  readonly packets: number;
  readonly bytes: number;
  /** How many rules jump here. */
  readonly references: number;
  readonly rules: readonly XtRuleDump[];
}

export interface XtTableDump {
  readonly family: NfFamily;
  readonly name: XtTableName;
  readonly handle: number;
  /** In order of creation; only base chains that exist (iptables-nft makes one when it is first needed). */
  readonly chains: readonly XtChainDump[];
}

/** One step of a transaction. Rules are named by place: 0 is the first. Errnos are nf_tables'. */
export type XtCommand =
  /** Make the table if it is not there. */
  | { readonly op: "table"; readonly table: XtTableName }
  /** Delete a table with everything in it. ENOENT. */
  | { readonly op: "delete-table"; readonly table: XtTableName }
  /** Make a base chain (with `hook`) if it is not there, and set its policy and counters where given. */
  | {
      readonly op: "base-chain";
      readonly table: XtTableName;
      readonly chain: HookName;
      readonly policy?: Policy;
      readonly packets?: number;
      readonly bytes?: number;
    }
  /** EEXIST. */
  | { readonly op: "new-chain"; readonly table: XtTableName; readonly chain: string }
  /** ENOENT; EBUSY: it is referred to or has rules. */
  | { readonly op: "delete-chain"; readonly table: XtTableName; readonly chain: string }
  | {
      readonly op: "rename-chain";
      readonly table: XtTableName;
      readonly chain: string;
      readonly to: string;
    }
  /** ENOENT, ELOOP and EINVAL for targets and matches that are not allowed there, EMLINK for loops of jumps. */
  | {
      readonly op: "insert";
      readonly table: XtTableName;
      readonly chain: string;
      /** before which; = length: append */ readonly at: number;
      readonly rule: XtRule;
      readonly packets?: number;
      readonly bytes?: number;
    }
  | {
      readonly op: "append";
      readonly table: XtTableName;
      readonly chain: string;
      readonly rule: XtRule;
      readonly packets?: number;
      readonly bytes?: number;
    }
  | {
      readonly op: "replace";
      readonly table: XtTableName;
      readonly chain: string;
      readonly at: number;
      readonly rule: XtRule;
      readonly packets?: number;
      readonly bytes?: number;
    }
  | {
      readonly op: "delete";
      readonly table: XtTableName;
      readonly chain: string;
      readonly at: number;
    }
  | { readonly op: "flush"; readonly table: XtTableName; readonly chain: string }
  /** Zero a chain's counters, or one rule's. */
  | {
      readonly op: "zero";
      readonly table: XtTableName;
      readonly chain: string;
      readonly at?: number;
    };

/** Which command of a transaction was refused, and why; nothing of the transaction was done. */
export interface XtFailure {
  readonly index: number;
  readonly errno: Errno;
}

/** nf_tables as iptables-nft uses it: one door per namespace (`ns.xtables`). */
export interface XtDoor {
  /** In order of creation. An empty list: nothing was ever made. */
  tables(family: NfFamily): readonly XtTableDump[];
  table(family: NfFamily, name: XtTableName): XtTableDump | null;
  /** All or nothing. null: done. */
  commit(family: NfFamily, commands: readonly XtCommand[]): XtFailure | null;
}
