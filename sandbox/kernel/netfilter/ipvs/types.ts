/** IPVS at the configuration door: services, their real servers, connections. Values; <linux/ip_vs.h>. */
import type { Micros } from "../../../sim/scheduler.ts";
import type { NfAddr } from "../types.ts";

export type Forward = "masq" | "route" | "tunnel";
export type SchedulerName = "rr" | "wrr" | "lc" | "wlc" | "sh" | "sed" | "nq";

/** What names a service: protocol, address and port, or a firewall mark (protocol 0). */
export interface ServiceKey {
  readonly protocol: number;
  readonly addr: NfAddr;
  readonly port: number;
  readonly fwmark: number;
  readonly six: boolean;
}

export interface ServiceSpec {
  readonly scheduler: SchedulerName;
  /** Seconds; null: not persistent. */
  readonly persistent: number | null;
  /** IPv4: a mask; IPv6: a prefix length. */
  readonly netmask: number;
  readonly onePacket: boolean;
  readonly flags: readonly string[];
}

export interface DestSpec {
  readonly addr: NfAddr;
  readonly port: number;
  readonly forward: Forward;
  readonly weight: number;
  readonly upper: number;
  readonly lower: number;
}

export interface Counters {
  conns: number;
  inPkts: number;
  outPkts: number;
  inBytes: number;
  outBytes: number;
}

export interface DestDump extends DestSpec {
  readonly active: number;
  readonly inactive: number;
  readonly persistent: number;
  readonly stats: Counters;
  readonly rate: Counters;
}

export interface ServiceDump extends ServiceKey, ServiceSpec {
  readonly stats: Counters;
  readonly rate: Counters;
  /** Newest first, as the kernel keeps them. */
  readonly dests: readonly DestDump[];
}

export interface ConnDump {
  readonly protocol: number;
  readonly client: NfAddr;
  readonly clientPort: number;
  readonly virtual: NfAddr;
  readonly virtualPort: number;
  readonly dest: NfAddr;
  readonly destPort: number;
  readonly state: string;
  readonly expires: Micros;
}

export type IpvsError = "EEXIST" | "ESRCH" | "ENOENT" | "ENOENT_SCHEDULER";

/** IPVS's netlink family, one door a namespace (`ns.ipvs`). */
export interface IpvsDoor {
  services(): readonly ServiceDump[];
  addService(key: ServiceKey, spec: ServiceSpec): IpvsError | null;
  editService(key: ServiceKey, spec: ServiceSpec): IpvsError | null;
  deleteService(key: ServiceKey): IpvsError | null;
  addDest(key: ServiceKey, dest: DestSpec): IpvsError | null;
  editDest(key: ServiceKey, dest: DestSpec): IpvsError | null;
  deleteDest(key: ServiceKey, addr: NfAddr, port: number): IpvsError | null;
  flush(): void;
  zero(key: ServiceKey | null): IpvsError | null;
  connections(): readonly ConnDump[];
  /** Seconds: tcp, tcpfin, udp. */
  timeouts(): readonly [number, number, number];
  /** 0 leaves one as it is. */
  setTimeouts(tcp: number, tcpFin: number, udp: number): void;
}
