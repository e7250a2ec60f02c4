/**
 * /proc/net's tables of sockets: tcp, udp, raw, icmp, their IPv6 kin, packet and unix. Texts as Linux 6.18
 * writes them. Left out: sockets of IPv6 and packet sockets,
 * which show empty tables; requests in SYN-RECV.
 */
import type { NetNamespace } from "./netns.ts";
import { PROBE0_TIMER } from "./socket/tcp/sock.ts";
import type { Entry } from "./socket/tcp/table.ts";
import type { TcpState } from "./socket/types.ts";
import type { InetSocket } from "./socket/inet.ts";

const V4 =
  "sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode";
const V6 =
  "  sl  local_address                         remote_address                        " +
  "st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode";
const DATAGRAM = " ref pointer drops";

export const socketFiles: Readonly<Record<string, (ns: NetNamespace) => string>> = {
  tcp: (ns) => [`  ${V4}`, ...tcpRows(ns)].map((line) => `${line.padEnd(149)}\n`).join(""),
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
  sockstat,
  unix: () => "Num       RefCount Protocol Flags    Type St Inode Path\n",
};

function of(ns: NetNamespace, flavour: InetSocket["flavour"]): InetSocket[] {
  return [...ns.stack.sockets.all].filter((one) => one.flavour === flavour);
}

const STATE_NUMBERS: Readonly<Record<TcpState, number>> = {
  ESTAB: 1,
  "SYN-SENT": 2,
  "SYN-RECV": 3,
  "FIN-WAIT-1": 4,
  "FIN-WAIT-2": 5,
  "TIME-WAIT": 6,
  UNCONN: 7,
  "CLOSE-WAIT": 8,
  "LAST-ACK": 9,
  LISTEN: 10,
  CLOSING: 11,
};

/** get_tcp4_sock, get_timewait4_sock, get_openreq4. Times in ticks of 10 ms. */
function tcpRows(ns: NetNamespace): string[] {
  const table = ns.stack.tcpIfAny;
  if (table === null) return [];
  const hex = (value: number, digits: number): string =>
    Math.max(0, value).toString(16).toUpperCase().padStart(digits, "0");
  const ticks = (due: number): string => hex(Math.ceil((due - ns.stack.sched.now) / 10_000), 8);
  const out: string[] = [];
  const line = (e: Entry, state: TcpState, queues: string, rest: string): void => {
    const slot = `${String(out.length).padStart(4)}: `;
    const ends = `${little(e.laddr)}:${hex(e.lport, 4)} ${little(e.raddr)}:${hex(e.rport, 4)}`;
    out.push(`${slot}${ends} ${hex(STATE_NUMBERS[state], 2)} ${queues} ${rest}`);
  };
  for (const sock of table.all) {
    if (sock.family === 6 || (!sock.listening && !sock.hashed)) continue;
    const queues = `${hex(sock.listening ? 0 : sock.sendQueue, 8)}:${hex(sock.receiveQueue, 8)}`;
    const kind = !sock.xmit.armed
      ? sock.keep.armed
        ? 2
        : 0
      : sock.timerFor === PROBE0_TIMER
        ? 4
        : 1;
    const due = kind === 0 ? "00000000" : ticks(kind === 2 ? sock.keep.due : sock.xmit.due);
    const tail = sock.listening
      ? `100 0 0 10 0`
      : `${Math.max(20, Math.floor(sock.rtoUs / 10_000))} ${Math.floor(sock.atoUs / 10_000)} ${(sock.quick << 1) | (sock.pingpong > 0 ? 1 : 0)} ${sock.cong.cwnd} ${sock.cong.ssthresh >= 0x7fffffff ? -1 : sock.cong.ssthresh}`;
    line(
      sock,
      sock.state,
      `${queues} ${hex(kind, 2)}:${due}`,
      `${hex(sock.retransmits, 8)} ${String(sock.uid).padStart(5)} ${String(sock.probesOut).padStart(8)} ${sock.inode} 1 0000000000000000 ${tail}`,
    );
  }
  for (const tw of table.timewaits) {
    if (tw.family === 6) continue;
    line(
      tw,
      (tw as Entry & { state?: TcpState }).state ?? "TIME-WAIT",
      `00000000:00000000 03:${ticks(tw.timer.due)}`,
      `00000000     0        0 0 3 0000000000000000`,
    );
  }
  return out;
}

/** /proc/net/sockstat. Memory is in pages; what TCP holds of it is not counted. */
export function sockstat(ns: NetNamespace): string {
  const table = ns.stack.tcpIfAny;
  const inUse = [...(table?.all ?? [])].filter(
    (one) => !one.orphan && (one.listening || one.hashed),
  );
  const udp = of(ns, "udp").length;
  const raw = of(ns, "raw").length;
  return (
    `sockets: used ${inUse.length + udp + raw}\n` +
    `TCP: inuse ${inUse.filter((one) => one.family === 4).length} orphan ${table?.orphans ?? 0} tw ${table?.timewaits.size ?? 0} alloc ${inUse.length} mem 0\n` +
    `UDP: inuse ${udp} mem 0\nUDPLITE: inuse 0\nRAW: inuse ${raw}\nFRAG: inuse 0 memory 0\n`
  );
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
    `${String(slot).padStart(width)}: ${little(socket.localAddress)}:${hex(port, 4)} ${little(socket.remoteAddress)}:` +
    `${hex(connected ? socket.remotePort : 0, 4)} ${connected ? "01" : "07"} 00000000:00000000 00:00000000 00000000     0        0 ` +
    `${socket.localPort + 20_000} 2 0000000000000000 0`
  );
}

function little(addr: number): string {
  const bytes = [addr & 255, (addr >>> 8) & 255, (addr >>> 16) & 255, addr >>> 24];
  return bytes.map((byte) => byte.toString(16).toUpperCase().padStart(2, "0")).join("");
}
