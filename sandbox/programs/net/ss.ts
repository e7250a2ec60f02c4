/**
 * ss(8), iproute2 6.1: TCP, UDP, raw and packet sockets of the namespace, with its columns stretched over
 * the terminal. UNIX tables are empty here; netlink's rows are the kernel's own. -K ends TCP only. Refused by name: -E, -D,
 * -b, -F, -N and the tables that nothing here has (SCTP, DCCP, MPTCP, TIPC, vsock, XDP).
 */
import type { Process, Program } from "../../kernel/proc/process.ts";
import type { Proc } from "../../kernel/proc/wait.ts";
import { abortSock } from "../../kernel/socket/tcp/close.ts";
import { TcpSock } from "../../kernel/socket/tcp/sock.ts";
import { TimeWait } from "../../kernel/socket/tcp/timewait.ts";
import type { TcpState } from "../../kernel/socket/types.ts";
import { getopt, type LongOption } from "../core/getopt.ts";
import { ALL_STATES, CONNECTED, parseFilter } from "./ss-filter.ts";
import { type Kind, KINDS, listRows, namedRows, type Row, type Wanted } from "./ss-rows.ts";
import { USAGE } from "./ss-usage.ts";

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
  { name: "kill", as: "K" },
  { name: "no-header", as: "H" },
  { name: "oneline", as: "O" },
  { name: "family", as: "f", arg: 1 },
  { name: "query", as: "A", arg: 1 },
  { name: "socket", as: "A", arg: 1 },
  { name: "version", as: "V" },
  { name: "help", as: "h" },
];
const KIND_OF: ReadonlyMap<string, Kind> = new Map([
  ["0", "p_raw"],
  ["w", "raw"],
  ["u", "udp"],
  ["t", "tcp"],
  ["x", "u_str"],
]);
const QUERY: ReadonlyMap<string, readonly Kind[]> = new Map<string, readonly Kind[]>([
  ["all", KINDS],
  ["inet", ["raw", "udp", "tcp"]],
  ["tcp", ["tcp"]],
  ["udp", ["udp"]],
  ["raw", ["raw"]],
  ["unix", ["u_str"]],
  ["unix_stream", ["u_str"]],
  ["u_str", ["u_str"]],
  ["packet", ["p_raw"]],
  ["packet_raw", ["p_raw"]],
  ["p_raw", ["p_raw"]],
  ["netlink", ["nl"]],
]);
const REFUSED = "EDbFNSdMTB";

interface Options extends Wanted {
  kinds: Set<Kind>;
  all: boolean;
  listening: boolean;
  header: boolean;
  /** Every table, for want of a choice. */
  everything: boolean;
  summary: boolean;
  /** -K: end what is shown; show what was ended. */
  kill: boolean;
  /** -r: names for addresses. */
  resolve: boolean;
  /** A table is asked for that the kernel of the recordings has no diagnostics for; ss says so. */
  vsock: boolean;
  /** What is shown. */
  states: ReadonlySet<TcpState>;
}

interface End {
  readonly text: string;
  readonly status: number;
  readonly toOut?: boolean;
}

function* main(proc: Process, argv: readonly string[]): Proc<number> {
  const parsed = getopt(
    ["ss", ...argv.slice(1)],
    "hHOalnreompiKbtuwxMN:0f:46sVEZzSdA:D:F:TB",
    LONG,
  );
  if (parsed.error !== null) {
    yield* proc.warn(`${parsed.error}\n${USAGE}`);
    return 255;
  }
  const o = noOptions();
  for (const { name, value } of parsed.options) {
    const end = option(o, name, value ?? "");
    if (end === null) continue;
    if (end.toOut === true) yield* proc.print(end.text);
    else yield* proc.warn(end.text);
    return end.status;
  }
  if (o.summary) {
    yield* proc.print(summary(proc));
    return 0;
  }
  const filter = parseFilter(parsed.args);
  if ("text" in filter) {
    yield* proc.warn(filter.text);
    return filter.status;
  }
  o.everything = o.kinds.size === 0;
  if (o.everything) {
    if (o.family !== 0) for (const kind of ["raw", "udp", "tcp"] as const) o.kinds.add(kind);
    else for (const kind of KINDS) o.kinds.add(kind);
    if (o.family === 0) o.vsock = true;
  }
  if (o.vsock) yield* proc.warn("RTNETLINK answers: Invalid argument\n");
  o.states = filter.states ?? defaultStates(o);
  const found = listRows(proc, o).filter((row) => o.states.has(row.state) && filter.matches(row));
  const shown = o.kill ? found.filter((row) => killRow(proc, row)) : found;
  const list = o.resolve ? yield* namedRows(proc, shown) : shown;
  if (o.extended) {
    const grouped = list.filter((row) => row.owner.includes(" cgroup:")).length;
    if (grouped > 0) yield* proc.warn("Failed to find cgroup2 mount\n".repeat(grouped + 1));
  }
  yield* proc.print(render(list, o, proc.isatty(1) ? (proc.columns(1) ?? 80) : null));
  return 0;
}

/** SOCK_DESTROY. False: this one cannot be ended so. */
function killRow(proc: Process, { socket }: Row): boolean {
  if (!proc.isRoot) return false;
  if (socket instanceof TcpSock) abortSock(socket);
  else if (socket instanceof TimeWait) socket.kill();
  else return false;
  return true;
}

function noOptions(): Options {
  return {
    kinds: new Set(),
    family: 0,
    numeric: false,
    resolve: false,
    processes: false,
    timers: false,
    extended: false,
    memory: false,
    info: false,
    oneLine: false,
    all: false,
    listening: false,
    header: true,
    everything: false,
    summary: false,
    kill: false,
    vsock: false,
    states: new Set(),
  };
}

/** Take one option in, or what to say before the end. */
function option(o: Options, name: string, value: string): End | null {
  const kind = KIND_OF.get(name);
  if (kind !== undefined) o.kinds.add(kind);
  else if (name === "a") o.all = true;
  else if (name === "l") o.listening = true;
  else if (name === "n") o.numeric = true;
  else if (name === "r") o.resolve = true;
  else if (name === "p") o.processes = true;
  else if (name === "o") o.timers = true;
  else if (name === "e") o.extended = o.timers = true;
  else if (name === "m") o.memory = true;
  else if (name === "i") o.info = true;
  else if (name === "H") o.header = false;
  else if (name === "O") o.oneLine = true;
  else if (name === "s") o.summary = true;
  else if (name === "K") o.kill = true;
  else if (name === "4") o.family = 4;
  else if (name === "6") o.family = 6;
  else if (name === "V") return { text: "ss utility, iproute2-6.1.0\n", status: 0, toOut: true };
  else if (name === "h") return { text: USAGE, status: 0, toOut: true };
  else if (name === "z" || name === "Z")
    return { text: "ss: SELinux is not enabled.\n", status: 1 };
  else if (name === "f") return family(o, value);
  else if (name === "A") return query(o, value);
  else if (REFUSED.includes(name))
    return { text: `ss: underlay does not simulate -${name}\n`, status: 2 };
  return null;
}

function family(o: Options, value: string): End | null {
  if (value === "inet") o.family = 4;
  else if (value === "inet6") o.family = 6;
  else if (value === "unix") o.kinds.add("u_str");
  else if (value === "link") o.kinds.add("p_raw");
  else if (value === "netlink") o.kinds.add("nl");
  else if (value === "help") return { text: USAGE, status: 0, toOut: true };
  else return { text: `ss: "${value}" is invalid family\n${USAGE}`, status: 255 };
  return null;
}

function query(o: Options, value: string): End | null {
  for (const word of value.split(",")) {
    const kinds = QUERY.get(word);
    if (kinds === undefined)
      return { text: `ss: "${word}" is illegal socket table id\n${USAGE}`, status: 255 };
    for (const kind of kinds) o.kinds.add(kind);
    if (word === "inet" || word === "all") o.vsock = true;
  }
  return null;
}

function defaultStates(o: Options): ReadonlySet<TcpState> {
  if (o.all) return new Set(ALL_STATES);
  if (o.listening) return new Set<TcpState>(["LISTEN", "UNCONN"]);
  // Datagram sockets have one state that counts as connected.
  return new Set(o.kinds.has("tcp") ? CONNECTED : (["ESTAB"] as const));
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
  // A filter for one state needs no column for it.
  if (o.states.size !== 1) columns.push(column("State", false, " ", (r) => r.state));
  columns.push(
    column("Recv-Q", false, " ", (r) => String(r.receiveQueue).padEnd(6)),
    column("Send-Q", false, " ", (r) => String(r.sendQueue).padEnd(6)),
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
  // A single row without a header: its last field has no width and is printed all the same.
  const unmeasured = columns.at(-1)?.width === 0 ? columns.at(-1) : undefined;
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
    out += unmeasured?.cells[i] ?? "";
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
  const { stack } = proc.place.netns;
  let udp = 0;
  let raw = 0;
  for (const socket of stack.sockets.all) {
    if (socket.flavour === "udp") udp++;
    else if (socket.flavour === "raw") raw++;
  }
  const table = stack.tcpIfAny;
  const count = { four: 0, six: 0, established: 0, hashed: 0 };
  for (const sock of table?.all ?? []) {
    if (sock.orphan || (!sock.listening && !sock.hashed)) continue;
    if (sock.family === 4) count.four++;
    else count.six++;
  }
  const waiting = table?.timewaits.size ?? 0;
  const tcp = count.four + count.six;
  const established = stack.snmp.tcp.CurrEstab;
  const orphans = table?.orphans ?? 0;
  const line = (label: string, four: number, six: number): string =>
    `${label}\t  ${String(four + six).padEnd(9)} ${String(four).padEnd(9)} ${String(six).padEnd(9)}\n`;
  return (
    `Total: ${udp + raw + tcp}\n` +
    `TCP:   ${tcp + waiting + orphans} (estab ${established}, closed ${waiting}, orphaned ${orphans}, timewait ${waiting})\n\n` +
    `Transport Total     IP        IPv6\n${line("RAW", raw, 0)}${line("UDP", udp, 0)}` +
    `${line("TCP", count.four, count.six)}${line("INET", udp + raw + count.four, count.six)}${line("FRAG", 0, 0)}\n`
  );
}
