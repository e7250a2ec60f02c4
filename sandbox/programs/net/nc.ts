/**
 * nc(1): OpenBSD netcat 1.219 with Debian's patches: TCP and UDP clients, listeners and scans. Refused by
 * name: UNIX sockets (-U), proxies (-x, -X, -P), telnet answers (-t), routing tables (-V), -i, -I, -O, -M on
 * listeners, -m, -T, -D, -C, -F, -Z. IPv6 addresses are tried after IPv4 ones.
 */
import { type Errno, strerror } from "../../kernel/errno.ts";
import type { Process, Program } from "../../kernel/proc/process.ts";
import type { Proc } from "../../kernel/proc/wait.ts";
import { openTcpSocket, openUdp6Socket, openUdpSocket } from "../../kernel/socket/open.ts";
import { acceptOne, closeStream, connectStream } from "../../kernel/socket/stream.ts";
import type { IpAddr, StreamSocket } from "../../kernel/socket/types.ts";
import { formatIpv4, IPV4_ANY, type Ipv6Addr } from "../../wire/addr.ts";
import { serviceName, servicePort } from "../../wire/print/names.ts";
import { getopt } from "../core/getopt.ts";
import { type Datagrams, relay, relayDatagrams } from "./nc-relay.ts";
import { type Found, nameOf, NO_NAME, resolve, resolveLocally, zoneOf } from "./resolve.ts";

export const nc: Program = {
  name: "nc",
  paths: ["/usr/bin/nc"],
  summary: "nc - arbitrary TCP and UDP connections and listens",
  main,
};

const USAGE = `usage: nc [-46CDdFhklNnrStUuvZz] [-I length] [-i interval] [-M ttl]
\t  [-m minttl] [-O length] [-P proxy_username] [-p source_port]
\t  [-q seconds] [-s sourceaddr] [-T keyword] [-V rtable] [-W recvlimit]
\t  [-w timeout] [-X proxy_protocol] [-x proxy_address[:port]]
\t  [destination] [port]
`;
const HELP = `\tCommand Summary:
\t\t-4\t\tUse IPv4
\t\t-6\t\tUse IPv6
\t\t-b\t\tAllow broadcast
\t\t-C\t\tSend CRLF as line-ending
\t\t-D\t\tEnable the debug socket option
\t\t-d\t\tDetach from stdin
\t\t-F\t\tPass socket fd
\t\t-h\t\tThis help text
\t\t-I length\tTCP receive buffer length
\t\t-i interval\tDelay interval for lines sent, ports scanned
\t\t-k\t\tKeep inbound sockets open for multiple connects
\t\t-l\t\tListen mode, for inbound connects
\t\t-M ttl\t\tOutgoing TTL / Hop Limit
\t\t-m minttl\tMinimum incoming TTL / Hop Limit
\t\t-N\t\tShutdown the network socket after EOF on stdin
\t\t-n\t\tSuppress name/port resolutions
\t\t-O length\tTCP send buffer length
\t\t-P proxyuser\tUsername for proxy authentication
\t\t-p port\t\tSpecify local port for remote connects
\t\t-q secs\t\tquit after EOF on stdin and delay of secs
\t\t-r\t\tRandomize remote ports
\t\t-S\t\tEnable the TCP MD5 signature option
\t\t-s sourceaddr\tLocal source address
\t\t-T keyword\tTOS value
\t\t-t\t\tAnswer TELNET negotiation
\t\t-U\t\tUse UNIX domain socket
\t\t-u\t\tUDP mode
\t\t-V rtable\tSpecify alternate routing table
\t\t-v\t\tVerbose
\t\t-W recvlimit\tTerminate after receiving a number of packets
\t\t-w timeout\tTimeout for connects and final net reads
\t\t-X proto\tProxy protocol: "4", "5" (SOCKS) or "connect"
\t\t-x addr[:port]\tSpecify proxy address and port
\t\t-Z\t\tDCCP mode
\t\t-z\t\tZero-I/O mode [used for scanning]
\tPort numbers can be individual or ranges: lo-hi [inclusive]
`;

/** What lies between two calls; over veth pairs an error is back by then. */
const UDP_TEST_GAP_US = 100;
const UDP_TESTS = 5;

export interface NcOptions {
  listen: boolean;
  keep: boolean;
  udp: boolean;
  noStdin: boolean;
  numeric: boolean;
  verbose: boolean;
  zero: boolean;
  shutdown: boolean;
  random: boolean;
  family: 0 | 4 | 6;
  sourcePort: string | null;
  source: string | null;
  ttl: number | null;
  /** -1: no limit. */
  timeoutUs: number;
  quitUs: number;
  /** Datagrams to receive, -1: no limit. */
  receiveLimit: number;
}

function* main(proc: Process, argv: readonly string[]): Proc<number> {
  const parsed = getopt(
    ["nc", ...argv.slice(1)],
    "46bCDdFhI:i:klM:m:NnO:P:p:q:rSs:T:tUuV:vW:w:X:x:Zz",
  );
  const o = noOptions();
  for (const { name, value } of parsed.options) {
    const said = option(o, name, value ?? "");
    if (said !== null) {
      yield* proc.warn(said);
      return 1;
    }
  }
  if (parsed.error !== null) {
    yield* proc.warn(`${parsed.error}\n${USAGE}`);
    return 1;
  }
  const where = destination(o, parsed.args);
  if (typeof where === "string") {
    yield* proc.warn(where);
    return 1;
  }
  return o.listen ? yield* listen(proc, o, where) : yield* connect(proc, o, where);
}

function noOptions(): NcOptions {
  return {
    listen: false,
    keep: false,
    udp: false,
    noStdin: false,
    numeric: false,
    verbose: false,
    zero: false,
    shutdown: false,
    random: false,
    family: 0,
    sourcePort: null,
    source: null,
    ttl: null,
    timeoutUs: -1,
    quitUs: -1,
    receiveLimit: -1,
  };
}

/** Take one option in, or what to say before giving up. */
function option(o: NcOptions, name: string, value: string): string | null {
  const number = (what: string, most: number): number | string => {
    if (!/^-?\d+$/.test(value)) return `nc: ${what} invalid: ${value}\n`;
    const n = Number(value);
    if (n < 0) return `nc: ${what} too small: ${value}\n`;
    return n > most ? `nc: ${what} too large: ${value}\n` : n;
  };
  switch (name) {
    case "h":
      return `OpenBSD netcat (Debian patchlevel 1.219-1)\n${USAGE}${HELP}`;
    case "4":
      o.family = 4;
      return null;
    case "6":
      o.family = 6;
      return null;
    case "l":
      o.listen = true;
      return null;
    case "k":
      o.keep = true;
      return null;
    case "u":
      o.udp = true;
      return null;
    case "d":
      o.noStdin = true;
      return null;
    case "n":
      o.numeric = true;
      return null;
    case "v":
      o.verbose = true;
      return null;
    case "z":
      o.zero = true;
      return null;
    case "N":
      o.shutdown = true;
      return null;
    case "r":
      o.random = true;
      return null;
    case "b":
      return null;
    case "p":
      o.sourcePort = value;
      return null;
    case "s":
      o.source = value;
      return null;
    case "w":
    case "M":
    case "W":
    case "q":
      return numbers(o, name, value, number);
    case "Z":
      // Debian builds it without DCCP.
      return USAGE;
    default:
      return `nc: underlay does not simulate -${name}\n`;
  }
}

function numbers(
  o: NcOptions,
  name: string,
  value: string,
  number: (what: string, most: number) => number | string,
): string | null {
  if (name === "q") {
    // Debian's: a negative number is for ever, anything else implies -N.
    const seconds = Number.parseInt(value, 10);
    if (Number.isNaN(seconds)) return `nc: quit timer invalid: ${value}\n`;
    if (seconds >= 0) {
      o.quitUs = seconds * 1_000_000;
      o.shutdown = true;
    }
    return null;
  }
  const what = name === "w" ? "timeout" : name === "M" ? "ttl" : "receive limit";
  const n = number(what, name === "M" ? 255 : 2_147_483);
  if (typeof n === "string") return n;
  if (name === "w") o.timeoutUs = n * 1_000_000;
  else if (name === "M") o.ttl = n;
  else o.receiveLimit = n;
  return null;
}

interface Where {
  readonly host: string | null;
  readonly port: string | null;
}

/** The words after the options. */
function destination(o: NcOptions, args: readonly string[]): Where | string {
  const [first, second] = args;
  if (args.length > 2) return USAGE;
  if (first === undefined && !o.listen) return USAGE;
  let host = second !== undefined ? (first as string) : null;
  let port = second ?? null;
  // -p names a listener's port and -s its address: there is no word left to say.
  if (args.length === 1 && o.sourcePort !== null) return USAGE;
  if (args.length > 0 && o.listen && (o.sourcePort !== null || o.source !== null)) return USAGE;
  if (second === undefined && first !== undefined) {
    if (o.listen) port = first;
    else host = first;
  }
  if (o.listen) {
    host ??= o.source;
    port ??= o.sourcePort;
  }
  if (port === null) return "nc: missing port number\n";
  if (o.listen && o.zero) return "nc: cannot use -z and -l\n";
  if (!o.listen && o.keep) return "nc: must use -l with -k\n";
  return { host, port };
}

/** build_ports: one port, a service's, or a range. */
function ports(text: string, o: NcOptions): number[] | string {
  const one = (word: string): number | string => {
    if (!/^\d+$/.test(word)) return `nc: port number invalid: ${word}\n`;
    const n = Number(word);
    if (n < 1) return `nc: port number too small: ${word}\n`;
    return n > 65_535 ? `nc: port number too large: ${word}\n` : n;
  };
  // With -n too.
  const service = servicePort(text, o.udp ? "udp" : "tcp");
  if (service !== null) return [service];
  const dash = text.indexOf("-");
  if (dash < 0) {
    if (!/^\d/.test(text)) {
      return `nc: port number invalid: ${text}\n`;
    }
    const port = one(text);
    return typeof port === "string" ? port : [port];
  }
  if (dash === 0) return `nc: port number invalid: ${text}\n`;
  const low = one(text.slice(0, dash));
  const high = one(text.slice(dash + 1));
  if (typeof low === "string") return low;
  if (typeof high === "string") return high;
  const [from, to] = low < high ? [low, high] : [high, low];
  return Array.from({ length: to - from + 1 }, (_, i) => from + i);
}

function* addresses(
  proc: Process,
  host: string,
  family: 0 | 4 | 6,
  numeric: boolean,
): Proc<IpAddr[] | string> {
  const found = numeric ? number(proc, host, family) : yield* resolve(proc, host, family);
  if ("error" in found) return found.error;
  // IPv4 first: Debian's nc asks for it first when no family is named.
  const four = found.addresses.filter((one) => one.family === 4).map((one) => one.address);
  const six = found.addresses.filter((one) => one.family === 6).map((one) => one.address);
  return family === 6 || four.length === 0 ? six : four;
}

/** AI_NUMERICHOST: no names. */
function number(proc: Process, host: string, family: 0 | 4 | 6): Found | { error: string } {
  const found = resolveLocally(proc, host, family);
  return found !== null && found.numeric ? found : { error: NO_NAME };
}

function shown(address: IpAddr): string {
  return typeof address === "string" ? address : formatIpv4(address);
}

// ── client ───────────────────────────────────────────────────────────────────────────────────

function* connect(proc: Process, o: NcOptions, where: Where): Proc<number> {
  const list = ports(where.port ?? "", o);
  if (typeof list === "string") {
    yield* proc.warn(list);
    return 1;
  }
  const host = where.host ?? "";
  let status = 1;
  for (const port of list) {
    const found = yield* addresses(proc, host, o.family, o.numeric);
    if (typeof found === "string") {
      yield* proc.warn(`nc: getaddrinfo for host "${host}" port ${port}: ${found}\n`);
      return 1;
    }
    const named = found.every((address) => shown(address) !== host);
    const label = (address: IpAddr): string => (named ? `${host} (${shown(address)})` : host);
    const done = yield* connectPort(proc, o, found, port, label, host);
    if (done === "fatal") return 1;
    if (done !== "failed") status = 0;
  }
  return status;
}

function* connectPort(
  proc: Process,
  o: NcOptions,
  found: readonly IpAddr[],
  port: number,
  label: (address: IpAddr) => string,
  host: string,
): Proc<"ok" | "failed" | "fatal"> {
  for (const address of found) {
    if (o.udp) return yield* datagrams(proc, o, address, port, label(address), host);
    const socket = openTcpSocket(proc, typeof address === "string" ? 6 : 4);
    if (o.ttl !== null) socket.options.ttl = o.ttl;
    const zone = zoneOf(host);
    if (zone !== null) socket.bindToDevice(zone);
    const bound = yield* bindSource(proc, o, socket);
    if (bound !== null) {
      yield* proc.warn(bound);
      return "fatal";
    }
    const until = o.timeoutUs >= 0 ? proc.now + o.timeoutUs : Infinity;
    const refused = yield* connectStream(proc, socket, address, port, until, "polled");
    if (refused !== null) {
      const late = refused === "ETIMEDOUT" && proc.now >= until;
      if (o.verbose) {
        const what = late ? "timed out" : "failed";
        const why = strerror(late ? "EINPROGRESS" : refused);
        yield* proc.warn(`nc: connect to ${label(address)} port ${port} (tcp) ${what}: ${why}\n`);
      }
      closeStream(proc, socket);
      continue;
    }
    yield* succeeded(proc, o, label(address), port);
    if (!o.zero) yield* relay(proc, o, socket);
    closeStream(proc, socket);
    return "ok";
  }
  return "failed";
}

function* succeeded(proc: Process, o: NcOptions, label: string, port: number): Proc<void> {
  if (!o.verbose) return;
  const protocol = o.udp ? "udp" : "tcp";
  const service = o.numeric ? null : serviceName(port, protocol);
  yield* proc.warn(
    `Connection to ${label} ${port} port [${protocol}/${service ?? "*"}] succeeded!\n`,
  );
}

/** -s and -p of a client; what to say when they cannot be had. */
function* bindSource(
  proc: Process,
  o: NcOptions,
  socket: Pick<StreamSocket, "bind">,
): Proc<string | null> {
  if (o.source === null && o.sourcePort === null) return null;
  let from: IpAddr = IPV4_ANY;
  if (o.source !== null) {
    const found = yield* addresses(proc, o.source, o.family, o.numeric);
    if (typeof found === "string") return `nc: getaddrinfo: ${found}\n`;
    from = found[0] ?? IPV4_ANY;
  }
  let port = 0;
  if (o.sourcePort !== null) {
    const list = /^\d+$/.test(o.sourcePort) ? [Number(o.sourcePort)] : ports(o.sourcePort, o);
    if (typeof list === "string") return list;
    port = list[0] ?? 0;
  }
  const refused = socket.bind(from, port);
  return refused === null ? null : `nc: bind failed: ${strerror(refused)}\n`;
}

function* datagrams(
  proc: Process,
  o: NcOptions,
  address: IpAddr,
  port: number,
  label: string,
  host: string,
): Proc<"ok" | "failed" | "fatal"> {
  const socket = openDatagrams(proc, address);
  const zone = zoneOf(host);
  if (zone !== null) socket.bindToDevice(zone);
  const refused: Errno | string | null =
    (yield* bindSource(proc, o, socket)) ?? socket.connect(address, port);
  if (refused !== null) {
    const text = refused.startsWith("nc: ")
      ? refused
      : o.verbose
        ? `nc: connect to ${label} port ${port} (udp) failed: ${strerror(refused as Errno)}\n`
        : "";
    yield* proc.warn(text);
    socket.close();
    return refused.startsWith("nc: ") ? "fatal" : "failed";
  }
  if (o.verbose) {
    // udptest(): two bytes at once, then one a second: an answer of ICMP is noticed before the next.
    for (let i = 0; i < UDP_TESTS; i++) {
      if (socket.recvError() !== null || socket.send(new Uint8Array([88]), null) !== null) {
        socket.close();
        return "failed";
      }
      yield* proc.sleep(i === 0 ? UDP_TEST_GAP_US : i < UDP_TESTS - 1 ? 1_000_000 : 0);
    }
  }
  yield* succeeded(proc, o, label, port);
  if (!o.zero) yield* relayDatagrams(proc, o, socket);
  socket.close();
  return "ok";
}

function openDatagrams(proc: Process, address: IpAddr): Datagrams {
  const socket = typeof address === "string" ? openUdp6Socket(proc) : openUdpSocket(proc);
  socket.reuseAddress = true;
  return socket;
}

// ── listener ─────────────────────────────────────────────────────────────────────────────────

function* listen(proc: Process, o: NcOptions, where: Where): Proc<number> {
  const list = ports(where.port ?? "", o);
  if (typeof list === "string") {
    yield* proc.warn(list);
    return 1;
  }
  const port = list[0] ?? 0;
  let address: IpAddr = o.family === 6 ? ("::" as Ipv6Addr) : IPV4_ANY;
  if (where.host !== null) {
    const found = yield* addresses(proc, where.host, o.family, o.numeric);
    if (typeof found === "string" || found[0] === undefined) {
      yield* proc.warn(`nc: getaddrinfo: ${typeof found === "string" ? found : ""}\n`);
      return 1;
    }
    address = found[0];
  }
  if (o.udp) return yield* listenDatagrams(proc, o, address, port, where.host ?? "");
  const socket = openTcpSocket(proc, typeof address === "string" ? 6 : 4);
  socket.options.reuseAddress = true;
  socket.options.reusePort = true;
  const zone = zoneOf(where.host ?? "");
  if (zone !== null) socket.bindToDevice(zone);
  if (o.ttl !== null) socket.options.ttl = o.ttl;
  const refused = socket.bind(address, port) ?? socket.listen(1);
  if (refused !== null) {
    yield* proc.warn(`nc: ${strerror(refused)}\n`);
    return 1;
  }
  yield* report(proc, o, "Listening", address, port);
  for (;;) {
    const until = o.timeoutUs >= 0 ? proc.now + o.timeoutUs : Infinity;
    const got = yield* acceptOne(proc, socket, until);
    if (got === null) return 1;
    if (typeof got === "string") {
      yield* proc.warn(`nc: accept: ${strerror(got)}\n`);
      return 1;
    }
    yield* report(proc, o, "Connection received", got.remoteAddress, got.remotePort);
    // The listener stays open, and others may wait in its backlog for nothing.
    yield* relay(proc, o, got);
    closeStream(proc, got);
    if (o.keep) continue;
    closeStream(proc, socket);
    return 0;
  }
}

function* listenDatagrams(
  proc: Process,
  o: NcOptions,
  address: IpAddr,
  port: number,
  host: string,
): Proc<number> {
  const socket = openDatagrams(proc, address);
  const zone = zoneOf(host);
  if (zone !== null) socket.bindToDevice(zone);
  const refused = socket.bind(address, port);
  if (refused !== null) {
    yield* proc.warn(`nc: ${strerror(refused)}\n`);
    return 1;
  }
  yield* report(proc, o, "Bound", address, port);
  yield* relayDatagrams(proc, o, socket);
  return 0;
}

/** report_sock(). */
function* report(
  proc: Process,
  o: NcOptions,
  what: string,
  address: IpAddr,
  port: number,
): Proc<void> {
  if (!o.verbose) return;
  const name = o.numeric ? shown(address) : yield* nameOf(proc, shown(address));
  yield* proc.warn(
    name === null
      ? "nc: getnameinfo: Temporary failure in name resolution\n"
      : `${what} on ${name} ${port}\n`,
  );
}
