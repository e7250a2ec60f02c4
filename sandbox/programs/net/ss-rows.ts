/** The sockets that `ss` lists, as rows: one kind of table after the other, in the kernel's order. */
import type { Process } from "../../kernel/proc/process.ts";
import type { Proc } from "../../kernel/proc/wait.ts";
import { CaptureSocket } from "../../kernel/socket/packet.ts";
import type { Request } from "../../kernel/socket/tcp/handshake.ts";
import type { TcpSock } from "../../kernel/socket/tcp/sock.ts";
import type { Entry } from "../../kernel/socket/tcp/table.ts";
import type { TimeWait } from "../../kernel/socket/tcp/timewait.ts";
import type { TcpState } from "../../kernel/socket/types.ts";
import { formatIpv4, type Ipv4Addr } from "../../wire/addr.ts";
import { protocolName, serviceName } from "../../wire/print/names.ts";
import { namesOf } from "./resolve.ts";
import { details } from "./ss-details.ts";

export const KINDS = ["nl", "p_raw", "raw", "udp", "tcp", "u_str"] as const;
export type Kind = (typeof KINDS)[number];

export interface Row {
  readonly kind: Kind;
  readonly state: TcpState;
  readonly receiveQueue: number;
  readonly sendQueue: number;
  readonly local: readonly [string, string];
  readonly peer: readonly [string, string];
  readonly owner: string;
  /** For filters: IPv4 addresses, null where they are something else; ports; the device. */
  readonly src: Ipv4Addr | null;
  readonly dst: Ipv4Addr | null;
  readonly sport: number;
  readonly dport: number;
  readonly dev: string;
  /** The socket itself, for who asks whose it is. */
  readonly socket: object | null;
}

export interface Wanted {
  kinds: ReadonlySet<Kind>;
  /** 0: both. */
  family: 0 | 4 | 6;
  numeric: boolean;
  processes: boolean;
  timers: boolean;
  extended: boolean;
  memory: boolean;
  info: boolean;
  oneLine: boolean;
}

export function listRows(proc: Process, o: Wanted): Row[] {
  const out: Row[] = [];
  if (o.kinds.has("nl")) out.push(...netlinkRows(proc, o));
  if (o.kinds.has("p_raw")) out.push(...packetRows(proc, o));
  for (const kind of ["raw", "udp"] as const)
    if (o.kinds.has(kind) && o.family !== 6) out.push(...datagramRows(proc, o, kind));
  if (o.kinds.has("udp") && o.family !== 4) out.push(...udp6Rows(proc, o));
  if (o.kinds.has("tcp")) {
    if (o.family !== 6) out.push(...tcpRows(proc, o, 4));
    if (o.family !== 4) out.push(...tcpRows(proc, o, 6));
  }
  return out;
}

function packetRows(proc: Process, o: Wanted): Row[] {
  const { netns } = proc.place;
  const out: Row[] = [];
  for (const tap of netns.taps ?? []) {
    if (!(tap instanceof CaptureSocket)) continue;
    const device =
      tap.ifindex === null ? "*" : (netns.devices.get(tap.ifindex)?.name ?? `if${tap.ifindex}`);
    out.push({
      ...NOWHERE,
      kind: "p_raw",
      local: ["*:", device],
      peer: ["*", ""],
      owner: o.processes ? owners(proc, tap) : "",
    });
  }
  return out;
}

const NOWHERE = {
  state: "UNCONN",
  receiveQueue: 0,
  sendQueue: 0,
  src: null,
  dst: null,
  sport: 0,
  dport: 0,
  dev: "",
  socket: null,
} as const;

function datagramRows(proc: Process, o: Wanted, kind: "raw" | "udp"): Row[] {
  const out: Row[] = [];
  for (const socket of proc.place.netns.stack.sockets.all) {
    if (socket.flavour !== kind || (kind === "udp" && socket.localPort === 0)) continue;
    const device = socket.boundDevice === null ? "" : `%${socket.boundDevice.name}`;
    const port = (n: number): string =>
      n === 0 ? "*" : named(o, kind === "raw" ? protocolName(n) : serviceName(n, "udp"), n);
    const sport = kind === "raw" ? socket.protocol : socket.localPort;
    out.push({
      kind,
      state: socket.connected ? "ESTAB" : "UNCONN",
      receiveQueue: socket.receiveQueue,
      sendQueue: 0,
      local: [`${host(socket.localAddress)}${device}:`, port(sport)],
      peer: [`${host(socket.remoteAddress)}:`, port(socket.remotePort)],
      owner:
        (o.processes ? owners(proc, socket) : "") +
        (o.extended
          ? ` ino:${socket.inode} sk:${hexCookie(socket.inode)} cgroup:unreachable:1 <->`
          : "") +
        (o.memory
          ? `${o.oneLine ? "" : "\n\t"} skmem:(r0,rb212992,t0,tb212992,f0,w0,o0,bl0,d0)`
          : ""),
      src: socket.localAddress,
      dst: socket.remoteAddress,
      sport,
      dport: socket.remotePort,
      dev: socket.boundDevice?.name ?? "",
      socket,
    });
  }
  return out;
}

function udp6Rows(proc: Process, o: Wanted): Row[] {
  const out: Row[] = [];
  for (const list of proc.place.netns.stack.ipv6.udp.values()) {
    for (const socket of list) {
      const device = socket.boundDevice === null ? "" : `%${socket.boundDevice.name}`;
      const any = socket.localAddress === "::" ? "*" : "[::]";
      const address = (text: string): string => (text === "::" ? any : `[${text}]`);
      const port = (n: number): string => (n === 0 ? "*" : named(o, serviceName(n, "udp"), n));
      out.push({
        ...NOWHERE,
        kind: "udp",
        state: socket.connected ? "ESTAB" : "UNCONN",
        receiveQueue: socket.receiveQueue,
        local: [`${address(socket.localAddress)}${device}:`, port(socket.localPort)],
        peer: [`${address(socket.remoteAddress)}:`, port(socket.remotePort)],
        owner:
          (o.processes ? owners(proc, socket) : "") +
          (o.extended
            ? ` ino:${socket.inode} sk:${hexCookie(socket.inode)} cgroup:unreachable:1${socket.localAddress === "::" ? " v6only:0" : ""} <->`
            : "") +
          (o.memory
            ? `${o.oneLine ? "" : "\n\t"} skmem:(r0,rb212992,t0,tb212992,f0,w0,o0,bl0,d0)`
            : ""),
        sport: socket.localPort,
        dport: socket.remotePort,
        dev: socket.boundDevice?.name ?? "",
        socket,
      });
    }
  }
  return out;
}

function host(address: Ipv4Addr): string {
  return formatIpv4(address);
}

/** -r: the same rows with names for addresses, each asked for once; only what is shown is asked. */
export function* namedRows(proc: Process, rows: readonly Row[]): Proc<Row[]> {
  const wanted: string[] = [];
  for (const row of rows) wanted.push(bare(row, row.local[0]), bare(row, row.peer[0]));
  const names = yield* namesOf(
    proc,
    wanted.filter((address) => address !== ""),
  );
  const put = (row: Row, [text, port]: readonly [string, string]): [string, string] => {
    const name = names.get(bare(row, text));
    return [name === undefined ? text : text.replace(ADDRESS, name), port];
  };
  return rows.map((row) => ({ ...row, local: put(row, row.local), peer: put(row, row.peer) }));
}

const ADDRESS = /^(?:\[([^\]]+)\]|([\d.]+))/;

/** The address at a column's beginning, "" when there is none to name. */
function bare(row: Row, text: string): string {
  if (row.kind !== "tcp" && row.kind !== "udp" && row.kind !== "raw") return "";
  const found = ADDRESS.exec(text);
  const address = found?.[1] ?? found?.[2] ?? "";
  return address === "0.0.0.0" || address === "::" ? "" : address;
}

export function hexCookie(inode: number): string {
  return inode.toString(16);
}

function named(o: Wanted, known: string | null, number: number): string {
  return o.numeric || known === null ? String(number) : known;
}

/** Listeners first, then connections: inet_diag walks its two tables so. */
function tcpRows(proc: Process, o: Wanted, family: 4 | 6): Row[] {
  const table = proc.place.netns.stack.tcpIfAny;
  if (table === null) return [];
  const out: Row[] = [];
  for (const sock of table.all) {
    if (sock.family === family && sock.listening) out.push(tcpRow(proc, o, sock, sock.state));
  }
  for (const entry of table.entries()) {
    if (entry.family !== family) continue;
    const state =
      entry.form === "sock"
        ? (entry as TcpSock).state
        : entry.form === "request"
          ? "SYN-RECV"
          : (entry as TimeWait).state;
    out.push(tcpRow(proc, o, entry, state));
  }
  return out;
}

function tcpRow(proc: Process, o: Wanted, entry: Entry, state: TcpState): Row {
  const sock = entry.form === "sock" ? (entry as TcpSock) : null;
  const device = entry.boundDevice === null ? "" : `%${entry.boundDevice.name}`;
  const port = (n: number): string => (n === 0 ? "*" : named(o, serviceName(n, "tcp"), n));
  // A socket bound to an IPv6 address takes no IPv4 (inet6_bind).
  const any6 = sock !== null && (sock.options.v6Only || entry.l6 !== "") ? "[::]" : "*";
  const address = (v4: Ipv4Addr, v6: string): string => {
    if (v6 !== "") return `[${v6}]`;
    if (entry.family === 4) return host(v4);
    return v4 === 0 ? any6 : `[::ffff:${formatIpv4(v4)}]`;
  };
  return {
    kind: "tcp",
    state,
    receiveQueue: sock?.receiveQueue ?? 0,
    sendQueue: sock?.sendQueue ?? 0,
    local: [`${address(entry.laddr, entry.l6)}${device}:`, port(entry.lport)],
    peer: [`${address(entry.raddr, entry.r6)}:`, port(entry.rport)],
    owner:
      (o.processes && sock !== null ? owners(proc, sock) : "") +
      details(o, entry as TcpSock | TimeWait | Request),
    src: entry.l6 === "" ? entry.laddr : null,
    dst: entry.r6 === "" ? entry.raddr : null,
    sport: entry.lport,
    dport: entry.rport,
    dev: entry.boundDevice?.name ?? "",
    socket: sock ?? entry,
  };
}

const NETLINK: readonly (readonly [number, string, number])[] = [
  [0, "rtnl", 0],
  [4, "tcpdiag", 832],
  [6, "xfrm", 0],
  [9, "audit", 0],
  [10, "fiblookup", 0],
  [12, "nft", 0],
  [15, "uevent", 0],
  [16, "genl", 0],
];

function netlinkRows(proc: Process, o: Wanted): Row[] {
  const out: Row[] = [];
  for (const [number, text, queue] of NETLINK) {
    const row = (peer: string, receiveQueue: number): Row => ({
      ...NOWHERE,
      kind: "nl",
      receiveQueue,
      local: [`${o.numeric ? number : text}:`, peer],
      peer: ["*", ""],
      owner: "",
    });
    out.push(row(o.numeric ? "0" : "kernel", queue));
    if (number === 4) out.push(row(o.numeric ? String(proc.pid) : `ss/${proc.pid}`, 4352));
  }
  return out;
}

/** `users:(("nc",pid=90,fd=3))` for all that hold the socket. */
function owners(proc: Process, socket: object): string {
  const found: string[] = [];
  for (const other of proc.host.processes.values()) {
    for (const [fd, descriptor] of other.fds) {
      if (descriptor.file === socket) found.push(`("${other.comm}",pid=${other.pid},fd=${fd})`);
    }
  }
  return found.length === 0 ? "" : ` users:(${found.join(",")})`;
}
