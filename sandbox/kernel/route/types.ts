/** What routing decides, and the words for it. Linux: include/uapi/linux/rtnetlink.h, net/ipv4/fib_*. */
import type { Ipv4Addr } from "../../wire/addr.ts";
import type { NetDevice } from "../device.ts";
import type { Errno } from "../errno.ts";
import type { FibNexthop } from "./table.ts";

/** RTN_*: by rtnetlink's numbers. */
export type RouteType =
  | "unicast"
  | "local"
  | "broadcast"
  | "anycast"
  | "multicast"
  | "blackhole"
  | "unreachable"
  | "prohibit"
  | "throw";

/** RT_SCOPE_*; a number because labs may use any, and narrower is larger. */
export const SCOPE_UNIVERSE = 0;
export const SCOPE_SITE = 200;
export const SCOPE_LINK = 253;
export const SCOPE_HOST = 254;
export const SCOPE_NOWHERE = 255;

export const TABLE_DEFAULT = 253;
export const TABLE_MAIN = 254;
export const TABLE_LOCAL = 255;

/** RTPROT_*: /etc/iproute2/rt_protos. */
export const PROTO_UNSPEC = 0;
export const PROTO_REDIRECT = 1;
export const PROTO_KERNEL = 2;
export const PROTO_BOOT = 3;
export const PROTO_STATIC = 4;
export const PROTO_RA = 9;
export const PROTO_BIRD = 12;

/** What a lookup asks. Addresses 0: not given. */
export interface FlowKey {
  readonly dst: Ipv4Addr;
  readonly src: Ipv4Addr;
  /** Device the packet came in by (or lo for our own), null: locally made. */
  readonly iif: NetDevice | null;
  /** Bound output device, or null. */
  readonly oif: NetDevice | null;
  readonly mark: number;
  readonly tos: number;
  /** For multipath: hash of the flow (RFC 2992 style), 0 when the caller does not care. */
  readonly flowHash: number;
  /** For rules on protocol, ports and user; absent: such rules do not match (uid: root). */
  readonly ipProto?: number;
  readonly sport?: number;
  readonly dport?: number;
  readonly uid?: number;
}

/** A routing decision. Shared and immutable: packets point to it. */
export interface RouteResult {
  readonly type: "unicast" | "local" | "broadcast" | "multicast";
  /** Where it leaves; `lo` for local. */
  readonly dev: NetDevice;
  /** Next hop, 0 when the destination itself is on the link. */
  readonly gateway: Ipv4Addr;
  /** Preferred source for packets made here (fib_result_prefsrc). */
  readonly src: Ipv4Addr;
  readonly table: number;
  readonly scope: number;
  readonly onlink: boolean;
  /** Locked or plain MTU metric of the route, 0: the device's. */
  readonly mtu: number;
  readonly mtuLocked: boolean;
  readonly advmss: number;
  /** Where exceptions hang: null when no table was asked. */
  readonly hop: FibNexthop | null;
}

/** Why there is no route, as an errno: ENETUNREACH (none, throw), EINVAL (blackhole), EHOSTUNREACH, EACCES (prohibit). */
export type RouteFailure = {
  readonly errno: Extract<Errno, "ENETUNREACH" | "EINVAL" | "EHOSTUNREACH" | "EACCES">;
};
