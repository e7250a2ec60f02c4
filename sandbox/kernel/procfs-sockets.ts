/**
 * /proc/net's tables of sockets: tcp, udp, raw, icmp, their IPv6 kin, packet and unix. Texts as Linux 6.18
 * writes them. Left out: sockets of IPv6 and packet sockets, which show empty tables.
 */
import type { NetNamespace } from "./netns.ts";
import type { InetSocket } from "./socket/inet.ts";

const V4 =
  "sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode";
const V6 =
  "  sl  local_address                         remote_address                        " +
  "st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode";
const DATAGRAM = " ref pointer drops";

export const socketFiles: Readonly<Record<string, (ns: NetNamespace) => string>> = {
  tcp: () => `${`  ${V4}`.padEnd(149)}\n`,
  tcp6: () => `${V6}\n`,
  udp: (ns) => udpTable(ns, "udp"),
  udp6: () => `${V6}${DATAGRAM}\n`,
  udplite: () => `${`   ${V4}${DATAGRAM}`.padEnd(127)}\n`,
  udplite6: () => `${V6}${DATAGRAM}\n`,
  raw: (ns) =>
    `  ${V4}${DATAGRAM}\n${of(ns, "raw")
      .map((one) => `${row(one, one.protocol, 4, one.protocol)}\n`)
      .join("")}`,
  raw6: () => `${V6}${DATAGRAM}\n`,
  icmp: (ns) =>
    `${[
      `  ${V4}${DATAGRAM}`,
      ...of(ns, "ping").map((one) => row(one, one.localPort, 5, one.localPort)),
    ]
      .map((line) => `${line.padEnd(127)}\n`)
      .join("")}`,
  icmp6: () => `${V6}${DATAGRAM}\n`,
  packet: () => "sk               RefCnt Type Proto  Iface R Rmem   User   Inode\n",
  unix: () => "Num       RefCount Protocol Flags    Type St Inode Path\n",
};

function of(ns: NetNamespace, flavour: InetSocket["flavour"]): InetSocket[] {
  return [...ns.stack.sockets.all].filter((one) => one.flavour === flavour);
}

function udpTable(ns: NetNamespace, flavour: InetSocket["flavour"]): string {
  const bound = of(ns, flavour).filter((one) => one.localPort !== 0);
  const lines = [
    `   ${V4}${DATAGRAM}`,
    ...bound.map((one) => row(one, one.localPort + HASH_OFFSET, 5, one.localPort)),
  ];
  return lines.map((line) => `${line.padEnd(127)}\n`).join("");
}

/** The bucket is a hash of namespace and port; any number stands for it. */
const HASH_OFFSET = 602;

function row(socket: InetSocket, slot: number, width: number, port: number): string {
  const hex = (value: number, digits: number): string =>
    (value >>> 0).toString(16).toUpperCase().padStart(digits, "0");
  const connected = socket.remoteAddress !== 0;
  return (
    `${String(slot).padStart(width - 1)}: ${little(socket.localAddress)}:${hex(port, 4)} ${little(socket.remoteAddress)}:` +
    `${hex(connected ? socket.remotePort : 0, 4)} ${connected ? "01" : "07"} 00000000:00000000 00:00000000 00000000     0        0 ` +
    `${socket.localPort + 20_000} 2 0000000000000000 0`
  );
}

function little(addr: number): string {
  const bytes = [addr & 255, (addr >>> 8) & 255, (addr >>> 16) & 255, addr >>> 24];
  return bytes.map((byte) => byte.toString(16).toUpperCase().padStart(2, "0")).join("");
}
