/**
 * Sockets as programs use them. Each is an OpenFile too (so `ss -p` and `/proc/PID/fd` can find it),
 * made with `openSocket` functions in this folder. Receiving is: look at `recv()`, if null wait on `readable`.
 */
import type { Ipv4Addr, Ipv6Addr } from "../../wire/addr.ts";
import type { Errno } from "../errno.ts";
import type { OpenFile } from "../proc/file.ts";
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
  /** The port that the quoted datagram went to (UDP). */
  readonly port?: number;
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

/** An address of either family: IPv4 is a number, IPv6 its text. */
export type IpAddr = Ipv4Addr | Ipv6Addr;

/** sk_state, in the words of `ss`. */
export type TcpState =
  | "ESTAB"
  | "SYN-SENT"
  | "SYN-RECV"
  | "FIN-WAIT-1"
  | "FIN-WAIT-2"
  | "TIME-WAIT"
  | "UNCONN"
  | "CLOSE-WAIT"
  | "LAST-ACK"
  | "LISTEN"
  | "CLOSING";

/** What a program may set; names are those of tcp(7) and socket(7), times in seconds. */
export interface StreamOptions {
  /** SO_REUSEADDR: bind although connections of an earlier listener linger in TIME-WAIT. */
  reuseAddress: boolean;
  reusePort: boolean;
  /** TCP_NODELAY: no Nagle. */
  noDelay: boolean;
  keepAlive: boolean;
  /** TCP_KEEPIDLE, TCP_KEEPINTVL, TCP_KEEPCNT; 0: the namespace's sysctl. */
  keepIdle: number;
  keepInterval: number;
  keepCount: number;
  /** TCP_SYNCNT; 0: net.ipv4.tcp_syn_retries. */
  synCount: number;
  /** TCP_USER_TIMEOUT in ms; 0: none. */
  userTimeoutMs: number;
  /** SO_LINGER in seconds, null: off. 0 makes close() a reset. */
  linger: number | null;
  /** IPV6_V6ONLY. */
  v6Only: boolean;
  ttl: number | null;
  tos: number;
  /** IP_MINTTL: what comes with less is not heard (RFC 5082); 0: everything is. */
  minTtl: number;
}

/** TCP_INFO. Windows in segments (cwnd) and bytes, times in µs. */
export interface TcpInfo {
  /** Segments sent again since the start. */
  readonly totalRetransmits: number;
  readonly cwnd: number;
  /** Bytes of a segment (also TCP_MAXSEG). */
  readonly mss: number;
  /** What the peer offers. */
  readonly window: number;
  readonly rttUs: number;
  readonly rttvarUs: number;
  readonly pmtu: number;
}

/** A TCP socket. It never waits: `stream.ts` has the generators that do. */
export interface StreamSocket extends OpenFile {
  /** Data, end of file, an error, or a connection to accept. */
  readonly readable: WaitQueue;
  /** Room to send, connected, or an error. */
  readonly writable: WaitQueue;
  readonly family: 4 | 6;
  readonly state: TcpState;
  readonly localAddress: IpAddr;
  readonly localPort: number;
  readonly remoteAddress: IpAddr;
  readonly remotePort: number;
  readonly options: StreamOptions;
  /** EADDRINUSE, EADDRNOTAVAIL, EACCES (a port below 1024), EINVAL (twice). */
  bind(address: IpAddr, port: number): Errno | null;
  bindToDevice(name: string): Errno | null;
  listen(backlog: number): Errno | null;
  /** An established connection, or null: none is waiting (EAGAIN). The caller installs it. */
  accept(): StreamSocket | null;
  /** EINPROGRESS when the handshake is under way: wait on `writable`, then ask takeError(). */
  connect(address: IpAddr, port: number): Errno | null;
  /** SO_ERROR: the pending error, else what ICMP said lately; forgotten by asking. */
  takeError(): Errno | null;
  /** POLLERR. */
  readonly pollError: boolean;
  /** Up to `max` bytes; none of length 0: the peer has closed; null: nothing yet (EAGAIN). */
  recv(max: number): Uint8Array | null | Errno;
  /** As {@link recv} into `into` from `at` on: the bytes put there, 0 at the end, -1: nothing yet. */
  recvInto(into: Uint8Array, at: number, max: number): number | Errno;
  /** How many of bytes[from, to) were taken; 0: no room (EAGAIN). EPIPE, ENOTCONN, ECONNRESET... */
  send(bytes: Uint8Array, from?: number, to?: number): number | Errno;
  shutdown(how: "read" | "write" | "both"): Errno | null;
  /** SO_SNDBUF, SO_RCVBUF: doubled as the kernel does, and fixed from then on. */
  setBuffer(which: "send" | "receive", bytes: number): void;
  /** Bytes that a recv would return; of a listener, connections to accept. */
  readonly receiveQueue: number;
  /** Bytes not yet acknowledged; of a listener, its backlog. */
  readonly sendQueue: number;
  /** TCP_INFO, as of now. */
  readonly info: TcpInfo;
  /** Same as the last descriptor's close(2). */
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
