/** What traceroute and tracepath see of a UDP socket: one face for both families. */
import type { Errno } from "../../kernel/errno.ts";
import type { Process } from "../../kernel/proc/process.ts";
import type { WaitQueue } from "../../kernel/proc/wait.ts";
import { openUdp6Socket, openUdpSocket } from "../../kernel/socket/open.ts";
import type { IpAddr, SendOptions } from "../../kernel/socket/types.ts";
import type { Ipv6Addr } from "../../wire/addr.ts";

export interface TraceError {
  readonly errno: Errno;
  readonly origin: "local" | "icmp";
  readonly icmpType: number;
  readonly icmpCode: number;
  readonly offender: IpAddr;
  readonly info: number;
  readonly port?: number;
  readonly at: number;
  readonly ttl: number;
}

export interface TraceSocket {
  readonly readable: WaitQueue;
  readonly flavour: "udp" | "raw" | "ping";
  receiveErrors: boolean;
  tos: number;
  mark: number;
  bind(address: IpAddr, port: number): Errno | null;
  bindToDevice(name: string): Errno | null;
  connect(address: IpAddr, port: number): Errno | null;
  send(
    bytes: Uint8Array,
    to: { address: IpAddr; port: number } | null,
    options?: SendOptions,
  ): Errno | null;
  recv(): { readonly src: IpAddr; readonly at: number; readonly ttl: number } | null;
  recvError(): TraceError | null;
  ready(): boolean;
  close(): void;
}

export function openTraceSocket(proc: Process, family: 4 | 6): TraceSocket {
  return family === 4 ? openUdpSocket(proc) : new TraceSocket6(proc);
}

class TraceSocket6 implements TraceSocket {
  readonly flavour = "udp";
  readonly readable: WaitQueue;
  mark = 0;
  private readonly proc: Process;
  private readonly socket: ReturnType<typeof openUdp6Socket>;

  constructor(proc: Process) {
    this.proc = proc;
    this.socket = openUdp6Socket(proc);
    this.readable = this.socket.readable;
  }

  get receiveErrors(): boolean {
    return this.socket.receiveErrors;
  }
  set receiveErrors(on: boolean) {
    this.socket.receiveErrors = on;
  }
  get tos(): number {
    return this.socket.tclass;
  }
  set tos(value: number) {
    this.socket.tclass = value;
  }

  bind(address: IpAddr, port: number): Errno | null {
    return this.socket.bind(address, port);
  }
  bindToDevice(name: string): Errno | null {
    return this.socket.bindToDevice(name);
  }
  connect(address: IpAddr, port: number): Errno | null {
    return this.socket.connect(address as Ipv6Addr, port);
  }
  send(
    bytes: Uint8Array,
    to: { address: IpAddr; port: number } | null,
    options: SendOptions = {},
  ): Errno | null {
    const where = to === null ? null : { address: to.address as Ipv6Addr, port: to.port };
    return this.socket.send(bytes, where, {
      ...(options.ttl === undefined ? {} : { hopLimit: options.ttl }),
      dontFragment: options.pmtu === "do",
    });
  }
  recv(): { src: IpAddr; at: number; ttl: number } | null {
    const got = this.socket.recv();
    return got === null ? null : { src: got.src, at: got.at, ttl: got.hopLimit };
  }
  recvError(): TraceError | null {
    const e = this.socket.recvError();
    if (e === null) return null;
    const { errno, type, code, offender, info, port, at, hopLimit } = e;
    const origin = e.origin === "local" ? "local" : "icmp";
    return {
      errno,
      origin,
      icmpType: type,
      icmpCode: code,
      offender,
      info,
      port,
      at,
      ttl: hopLimit,
    };
  }
  ready(): boolean {
    return this.socket.ready();
  }
  close(): void {
    for (const [fd, descriptor] of this.proc.fds)
      if (descriptor.file === this.socket) this.proc.close(fd);
  }
}
