/**
 * Sockets as programs use them. Each is an OpenFile too (so `ss -p` and `/proc/PID/fd` can find it),
 * made with `openSocket` functions in this folder. Receiving is: look at `recv()`, if null wait on `readable`.
 */
import type { Ipv4Addr, Ipv6Addr } from "../../wire/addr.ts";
import type { Errno } from "../errno.ts";
import type { WaitQueue } from "../proc/wait.ts";

export interface Datagram {
  readonly src: Ipv4Addr;
  readonly dst: Ipv4Addr;
  readonly srcPort: number;
  readonly ttl: number;
  readonly tos: number;
  /** µs of virtual time at which the kernel received it. */
  readonly at: number;
  /** For raw sockets: from the IP header on. For UDP and ping sockets: the payload / ICMP message. */
  readonly bytes: Uint8Array;
  readonly ifindex: number;
}

/** From the error queue (IP_RECVERR): an ICMP error or a local one about something sent earlier. */
export interface SocketError {
  readonly errno: Errno;
  readonly origin: "local" | "icmp";
  readonly icmpType: number;
  readonly icmpCode: number;
  /** Who sent the ICMP error; 0 for local. */
  readonly offender: Ipv4Addr;
  /** Next-hop MTU for EMSGSIZE, else 0. */
  readonly info: number;
  /** The quoted packet, from its ICMP/UDP header on. */
  readonly quoted: Uint8Array;
  readonly at: number;
  readonly ttl: number;
}

export interface SendOptions {
  readonly ttl?: number;
  readonly tos?: number;
  /** IP_PMTUDISC_*: "do" sets DF and refuses, "dont" clears, "want" sets DF and fragments locally, "probe" sets DF and ignores the PMTU. */
  readonly pmtu?: "do" | "dont" | "want" | "probe";
  readonly src?: Ipv4Addr;
  readonly oif?: string;
  readonly dontRoute?: boolean;
}

/** ICMP over a raw socket (what ping uses as root) or a ping socket; UDP. */
export interface DatagramSocket {
  readonly readable: WaitQueue;
  /** Local address and port: 0 until bound. */
  readonly localAddress: Ipv4Addr;
  readonly localPort: number;
  bind(address: Ipv4Addr, port: number): Errno | null;
  bindToDevice(name: string): Errno | null;
  /** Sets the default destination and picks the source: ENETUNREACH, EACCES (broadcast), EINVAL... */
  connect(address: Ipv4Addr, port: number): Errno | null;
  send(
    bytes: Uint8Array,
    to: { address: Ipv4Addr; port: number } | null,
    options?: SendOptions,
  ): Errno | null;
  recv(): Datagram | null;
  recvError(): SocketError | null;
  setBroadcast(on: boolean): void;
  close(): void;
}

/** One captured frame. */
export interface CapturedFrame {
  readonly at: number;
  /** Bytes kept (snaplen). */
  readonly bytes: Uint8Array;
  /** Length on the wire. */
  readonly length: number;
  readonly ifindex: number;
  readonly devName: string;
  /** PACKET_* of packet.ts. */
  readonly packetType: number;
  /** EtherType, host order. */
  readonly protocol: number;
  /** ARPHRD_*: 1 Ethernet, 772 loopback, 768 tunnel. */
  readonly hatype: number;
  readonly journey: number;
}

/** AF_PACKET: tcpdump's tap and arping's sender. */
export interface PacketSocket {
  readonly readable: WaitQueue;
  recv(): CapturedFrame | null;
  /** Frames accepted by the filter / thrown away because the ring was full. */
  readonly received: number;
  readonly dropped: number;
  sendFrame(bytes: Uint8Array): Errno | null;
  close(): void;
}

export type { Ipv6Addr };
