/** socket(2) for programs: each call installs a descriptor in the process, which closes with it. */
import { IPPROTO_ICMP, IPPROTO_UDP } from "../../wire/ipv4.ts";
import type { Errno } from "../errno.ts";
import type { Process } from "../proc/process.ts";
import { InetSocket } from "./inet.ts";
import { CaptureSocket, type PacketSocketOptions } from "./packet.ts";
import { TcpSock } from "./tcp/sock.ts";
import { Udp6Socket } from "./udp6.ts";

export function openUdpSocket(proc: Process): InetSocket {
  return install(proc, new InetSocket(proc.place.netns.stack, "udp", IPPROTO_UDP, proc.isRoot));
}

/** AF_INET6, SOCK_DGRAM. */
export function openUdp6Socket(proc: Process): Udp6Socket {
  return install(proc, new Udp6Socket(proc.place.netns.stack, proc.isRoot));
}

/** AF_INET (4) or AF_INET6 (6), SOCK_STREAM. */
export function openTcpSocket(proc: Process, family: 4 | 6 = 4): TcpSock {
  const { uid } = proc.credentials;
  return install(proc, new TcpSock(proc.place.netns.stack, family, proc.isRoot, uid));
}

/**
 * For ping: an ICMP datagram socket when net.ipv4.ping_group_range allows it, else a raw one as
 * root, else EACCES. `flavour` tells which: a raw one hands out packets from their IP header on and
 * hears everybody's ICMP; a ping one overwrites the echo id with `localPort`.
 */
export function openIcmpSocket(proc: Process): InetSocket | Errno {
  const stack = proc.place.netns.stack;
  const [low, high] = stack.ns.sysctl.pingGroupRange;
  const { gid } = proc.credentials;
  if (gid >= low && gid <= high) {
    return install(proc, new InetSocket(stack, "ping", IPPROTO_ICMP, proc.isRoot));
  }
  return proc.isRoot ? openRawSocket(proc, IPPROTO_ICMP) : "EACCES";
}

/** SOCK_RAW: EPERM unless root. */
export function openRawSocket(proc: Process, protocol: number): InetSocket | Errno {
  if (!proc.isRoot) return "EPERM";
  return install(proc, new InetSocket(proc.place.netns.stack, "raw", protocol, true));
}

/** AF_PACKET, SOCK_RAW: EPERM unless root, ENODEV for a device that is not there. */
export function openPacketSocket(
  proc: Process,
  options: PacketSocketOptions,
): CaptureSocket | Errno {
  if (!proc.isRoot) return "EPERM";
  const { netns } = proc.place;
  const dev = options.device === null ? null : netns.device(options.device);
  if (options.device !== null && dev === null) return "ENODEV";
  return install(proc, new CaptureSocket(netns, dev === null ? null : dev.index, options));
}

function install<S extends InetSocket | CaptureSocket | TcpSock | Udp6Socket>(
  proc: Process,
  socket: S,
): S {
  proc.install(socket);
  const { uid, gid } = proc.credentials;
  if (!(socket instanceof CaptureSocket) && (uid !== 0 || gid !== 0)) socket.owner = { uid, gid };
  return socket;
}
