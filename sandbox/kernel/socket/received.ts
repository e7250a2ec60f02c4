/** One datagram in a socket's queue. */
import type { Ipv4Addr } from "../../wire/addr.ts";
import { IP_TOS, IP_TTL, ipDst, ipSrc } from "../../wire/ipv4.ts";
import { u8 } from "../../wire/bytes.ts";
import type { Packet } from "../packet.ts";
import type { Datagram } from "./types.ts";

const NOTHING = new Uint8Array(0);

/** In its packet until somebody reads it. */
export class Received implements Datagram {
  readonly src: Ipv4Addr;
  readonly dst: Ipv4Addr;
  readonly srcPort: number;
  readonly ttl: number;
  readonly tos: number;
  readonly at: number;
  readonly ifindex: number;
  bytes: Uint8Array = NOTHING;
  packet: Packet | null = null;
  next: Received | null = null;

  /** `ip`: where the IP header stands in `b`. */
  constructor(b: Uint8Array, ip: number, srcPort: number, at: number, ifindex: number) {
    this.src = ipSrc(b, ip);
    this.dst = ipDst(b, ip);
    this.srcPort = srcPort;
    this.ttl = u8(b, ip + IP_TTL);
    this.tos = u8(b, ip + IP_TOS);
    this.at = at;
    this.ifindex = ifindex;
  }
}
