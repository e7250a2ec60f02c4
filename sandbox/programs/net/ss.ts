/**
 * ss(8), iproute2 6.1: UDP, raw and packet sockets of the namespace, with its columns stretched over
 * the terminal. TCP and UNIX tables are empty here; netlink's rows are the kernel's own.
 */
import type { Process, Program } from "../../kernel/proc/process.ts";
import type { Proc } from "../../kernel/proc/wait.ts";
import { CaptureSocket } from "../../kernel/socket/packet.ts";
import { formatIpv4 } from "../../wire/addr.ts";
import { protocolName, serviceName } from "../../wire/print/names.ts";
import { getopt, type LongOption } from "../core/getopt.ts";

export const ss: Program = {
  name: "ss",
  paths: ["/usr/bin/ss"],
  summary: "ss - another utility to investigate sockets",
  main,
};

const LONG: readonly LongOption[] = [
  { name: "numeric", as: "n" },
  { name: "resolve", as: "r" },
  { name: "options", as: "o" },
  { name: "extended", as: "e" },
  { name: "memory", as: "m" },
  { name: "info", as: "i" },
  { name: "processes", as: "p" },
  { name: "tcp", as: "t" },
  { name: "udp", as: "u" },
  { name: "raw", as: "w" },
  { name: "unix", as: "x" },
  { name: "packet", as: "0" },
  { name: "all", as: "a" },
  { name: "listening", as: "l" },
  { name: "ipv4", as: "4" },
  { name: "ipv6", as: "6" },
  { name: "summary", as: "s" },
  { name: "no-header", as: "H" },
  { name: "oneline", as: "O" },
  { name: "version", as: "V" },
  { name: "help", as: "h" },
];
const KINDS = ["nl", "p_raw", "raw", "udp", "tcp", "u_str"] as const;
type Kind = (typeof KINDS)[number];
const KIND_OF: ReadonlyMap<string, Kind> = new Map([
  ["0", "p_raw"],
  ["w", "raw"],
  ["u", "udp"],
  ["t", "tcp"],
  ["x", "u_str"],
]);

interface Row {
  readonly kind: Kind;
  readonly state: "UNCONN" | "ESTAB";
  readonly receiveQueue: number;
  readonly local: readonly [string, string];
  readonly peer: readonly [string, string];
  readonly owner: string;
}

interface Options {
  kinds: Set<Kind>;
  all: boolean;
  listening: boolean;
  numeric: boolean;
  processes: boolean;
  header: boolean;
  six: boolean;
}

function* main(proc: Process, argv: readonly string[]): Proc<number> {
  const parsed = getopt(["ss", ...argv.slice(1)], "hHOalnreompiKbtuwx046sVEZzSd", LONG);
  if (parsed.error !== null) {
    yield* proc.warn(`${parsed.error}\nUsage: ss [ OPTIONS ]\n       ss [ OPTIONS ] [ FILTER ]\n`);
    return 255;
  }
  const o: Options = {
    kinds: new Set(),
    all: false,
    listening: false,
    numeric: false,
    processes: false,
    header: true,
    six: false,
  };
  for (const { name } of parsed.options) {
    const kind = KIND_OF.get(name);
    if (kind !== undefined) o.kinds.add(kind);
    else if (name === "a") o.all = true;
    else if (name === "l") o.listening = true;
    else if (name === "n") o.numeric = true;
    else if (name === "p") o.processes = true;
    else if (name === "H") o.header = false;
    else if (name === "6") o.six = true;
    else if (name === "V") {
      yield* proc.print("ss utility, iproute2-6.1.0\n");
      return 0;
    } else if (name === "s") {
      yield* proc.print(summary(proc));
      return 0;
    } else if (name === "z" || name === "Z") {
      yield* proc.warn("ss: SELinux is not enabled.\n");
      return 1;
    } else if (name === "K" || name === "E" || name === "S" || name === "d" || name === "b") {
      yield* proc.warn(`ss: underlay does not simulate -${name}\n`);
      return 2;
    }
  }
  if (parsed.args.length > 0) {
    yield* proc.warn("ss: underlay does not simulate state filters and expressions (use grep)\n");
    return 2;
  }
  const everything = o.kinds.size === 0;
  if (everything) {
    for (const kind of KINDS) o.kinds.add(kind);
    // The kernel of the recordings has no vsock diagnostics, and ss says so.
    yield* proc.warn("RTNETLINK answers: Invalid argument\n");
  }
  yield* proc.print(render(rows(proc, o), o, proc.isatty(1) ? (proc.columns(1) ?? 80) : null));
  return 0;
}

function rows(proc: Process, o: Options): Row[] {
  const out: Row[] = [];
  const unconnected = o.all || o.listening;
  const owner = (socket: object): string => (o.processes ? owners(proc, socket) : "");
  if (o.kinds.has("nl") && unconnected) out.push(...netlinkRows(proc, o));
  const { netns } = proc.place;
  if (o.kinds.has("p_raw") && unconnected) {
    for (const tap of netns.taps ?? []) {
      if (!(tap instanceof CaptureSocket)) continue;
      const device =
        tap.ifindex === null ? "*" : (netns.devices.get(tap.ifindex)?.name ?? `if${tap.ifindex}`);
      out.push({
        kind: "p_raw",
        state: "UNCONN",
        receiveQueue: 0,
        local: ["*:", device],
        peer: ["*", ""],
        owner: owner(tap),
      });
    }
  }
  for (const kind of ["raw", "udp"] as const) {
    if (!o.kinds.has(kind) || o.six) continue;
    for (const socket of netns.stack.sockets.all) {
      if (socket.flavour !== kind || (kind === "udp" && socket.localPort === 0)) continue;
      if (socket.connected ? o.listening && !o.all : !unconnected) continue;
      const device = socket.boundDevice === null ? "" : `%${socket.boundDevice.name}`;
      const port = (n: number): string =>
        n === 0
          ? "*"
          : kind === "raw"
            ? name(o, protocolName(n), n)
            : name(o, serviceName(n, "udp"), n);
      out.push({
        kind,
        state: socket.connected ? "ESTAB" : "UNCONN",
        receiveQueue: socket.receiveQueue,
        local: [
          `${formatIpv4(socket.localAddress)}${device}:`,
          port(kind === "raw" ? socket.protocol : socket.localPort),
        ],
        peer: [`${formatIpv4(socket.remoteAddress)}:`, port(socket.remotePort)],
        owner: owner(socket),
      });
    }
  }
  return out;
}

function name(o: Options, known: string | null, number: number): string {
  return o.numeric || known === null ? String(number) : known;
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

function netlinkRows(proc: Process, o: Options): Row[] {
  const out: Row[] = [];
  for (const [number, text, queue] of NETLINK) {
    const row = (peer: string, receiveQueue: number): Row => ({
      kind: "nl",
      state: "UNCONN",
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

interface Column {
  readonly right: boolean;
  readonly delimiter: string;
  readonly cells: string[];
  width: number;
}

/** render_calc_width and render of ss.c: spare room is dealt out, the rest to the right columns first. */
function render(list: readonly Row[], o: Options, screen: number | null): string {
  const column = (
    header: string,
    right: boolean,
    delimiter: string,
    cell: (row: Row) => string,
  ): Column => ({
    right,
    delimiter,
    cells: [...(o.header ? [header] : []), ...list.map(cell)],
    width: 0,
  });
  const columns: Column[] = [];
  // Packet and UNIX sockets are two and three tables to ss.
  if (o.kinds.size > 1 || o.kinds.has("p_raw") || o.kinds.has("u_str"))
    columns.push(column("Netid", false, "", (r) => r.kind));
  // UDP and raw sockets have one state by default: no column then.
  const oneState =
    !o.all &&
    !o.listening &&
    [...o.kinds].every((k) => k === "udp" || k === "raw" || k === "p_raw");
  if (!oneState) columns.push(column("State", false, " ", (r) => r.state));
  columns.push(
    column("Recv-Q", false, " ", (r) => String(r.receiveQueue)),
    column("Send-Q", false, " ", () => "0"),
    column("Local Address:", true, " ", (r) => r.local[0]),
    column("Port", false, "", (r) => r.local[1]),
    column("Peer Address:", true, " ", (r) => r.peer[0]),
    column("Port", false, "", (r) => r.peer[1]),
    column("Process", false, "", (r) => r.owner),
  );
  let first = true;
  for (const c of columns) {
    // ss measures a field when the next one begins: the very last one is not counted.
    const measured =
      c === columns.at(-1) && c.cells.length > (o.header ? 1 : 0) ? c.cells.slice(0, -1) : c.cells;
    const longest = Math.max(0, ...measured.map((cell) => cell.length));
    c.width = longest === 0 ? 0 : longest + (first ? 0 : c.delimiter.length);
    if (screen !== null) c.width = Math.min(c.width, screen);
    if (c.width > 0) first = false;
  }
  const shown = columns.filter((c) => c.width > 0);
  if (screen !== null) stretch(shown, screen);
  let out = "";
  const count = shown[0]?.cells.length ?? 0;
  for (let i = 0; i < count; i++) {
    shown.forEach((c, k) => {
      let text = k === 0 ? "" : c.delimiter;
      const cell = c.cells[i] as string;
      if (c.right) text += " ".repeat(Math.max(0, c.width - cell.length - text.length));
      text += cell;
      out += c.right ? text : text.padEnd(c.width);
    });
    out += "\n";
  }
  return out;
}

function stretch(columns: readonly Column[], screen: number): void {
  let lineStart = 0;
  let length = 0;
  for (let i = 0; i < columns.length; i++) {
    length += (columns[i] as Column).width;
    if (i < columns.length - 1 && length < screen) continue;
    if (length !== screen) {
      let last = i;
      if (length > screen && i > lineStart) {
        length -= (columns[i] as Column).width;
        last = --i;
      }
      const pad = Math.max(0, screen - length);
      const count = last - lineStart + 1;
      let spare = pad % count;
      for (let k = last; k >= lineStart; k--) {
        const c = columns[k] as Column;
        c.width += Math.floor(pad / count);
        if (spare > 0) {
          c.width++;
          spare--;
        }
      }
    }
    lineStart = i + 1;
    length = 0;
  }
}

function summary(proc: Process): string {
  let udp = 0;
  let raw = 0;
  for (const socket of proc.place.netns.stack.sockets.all) {
    if (socket.flavour === "udp") udp++;
    else if (socket.flavour === "raw") raw++;
  }
  const line = (label: string, n: number): string =>
    `${label}\t  ${String(n).padEnd(9)} ${String(n).padEnd(9)} ${"0".padEnd(9)}\n`;
  return `Total: ${udp + raw}\nTCP:   0 (estab 0, closed 0, orphaned 0, timewait 0)\n\nTransport Total     IP        IPv6\n${line("RAW", raw)}${line("UDP", udp)}${line("TCP", 0)}${line("INET", udp + raw)}${line("FRAG", 0)}\n`;
}
