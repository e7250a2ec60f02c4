/** nc(1), OpenBSD netcat 1.219, as far as UDP: `nc -u -l PORT` and `nc -u HOST PORT`. TCP comes later. */
import { strerror } from "../../kernel/errno.ts";
import type { Process, Program } from "../../kernel/proc/process.ts";
import type { Proc } from "../../kernel/proc/wait.ts";
import type { InetSocket } from "../../kernel/socket/inet.ts";
import { openUdpSocket } from "../../kernel/socket/open.ts";
import { IPV4_ANY, type Ipv4Addr } from "../../wire/addr.ts";
import { servicePort } from "../../wire/print/names.ts";
import { getopt } from "../core/getopt.ts";
import { resolve, resolveLocally } from "./resolve.ts";

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

interface Options {
  listen: boolean;
  keep: boolean;
  udp: boolean;
  noStdin: boolean;
  sourcePort: number;
  source: string | null;
  timeoutUs: number;
  quitUs: number;
}

function* main(proc: Process, argv: readonly string[]): Proc<number> {
  const parsed = getopt(
    ["nc", ...argv.slice(1)],
    "46CDdFhI:i:klM:m:NnO:P:p:q:rSs:T:tUuV:vW:w:X:x:Zz",
  );
  const o: Options = {
    listen: false,
    keep: false,
    udp: false,
    noStdin: false,
    sourcePort: 0,
    source: null,
    timeoutUs: 0,
    quitUs: -1,
  };
  for (const { name, value } of parsed.options) {
    if (name === "h") {
      yield* proc.warn(`OpenBSD netcat (Debian patchlevel 1.219-1)\n${USAGE}`);
      return 1;
    }
    if (name === "l") o.listen = true;
    else if (name === "k") o.keep = true;
    else if (name === "u") o.udp = true;
    else if (name === "d") o.noStdin = true;
    else if (name === "p") o.sourcePort = Number(value);
    else if (name === "s") o.source = value;
    else if (name === "w") o.timeoutUs = Number(value) * 1_000_000;
    else if (name === "q") o.quitUs = Number(value) * 1_000_000;
    else if (!"46nvN".includes(name)) {
      yield* proc.warn(`nc: underlay does not simulate -${name}\n`);
      return 1;
    }
  }
  if (parsed.error !== null || parsed.args.length === 0) {
    yield* proc.warn(parsed.error === null ? USAGE : `${parsed.error}\n${USAGE}`);
    return 1;
  }
  if (!o.udp) {
    yield* proc.warn("nc: underlay does not simulate TCP yet (nc -u is simulated)\n");
    return 1;
  }
  return yield* udp(proc, o, parsed.args);
}

function* udp(proc: Process, o: Options, args: readonly string[]): Proc<number> {
  const hostText = o.listen ? (args.length > 1 ? (args[0] as string) : null) : (args[0] as string);
  const portText = args.length > 1 ? (args[1] as string) : o.listen ? (args[0] as string) : "";
  const port = /^\d+$/.test(portText) ? Number(portText) : (servicePort(portText, "udp") ?? 0);
  if (!o.listen && portText === "") {
    yield* proc.warn("nc: missing port number\n");
    return 1;
  }
  if (port < 1 || port > 65_535) {
    yield* proc.warn(`nc: port number ${port > 65_535 ? "too large" : "invalid"}: ${portText}\n`);
    return 1;
  }
  let address = IPV4_ANY;
  if (hostText !== null) {
    const found = yield* resolve(proc, hostText, 4);
    if ("error" in found || found.v4 === null) {
      yield* proc.warn(
        `nc: getaddrinfo for host "${hostText}" port ${portText}: ${"error" in found ? found.error : ""}\n`,
      );
      return 1;
    }
    address = found.v4;
  }
  const socket = openUdpSocket(proc);
  const refused = o.listen
    ? socket.bind(address, port)
    : connectFrom(proc, o, socket, address, port);
  if (refused !== null) {
    yield* proc.warn(
      o.listen
        ? `nc: ${strerror(refused)}\n`
        : `nc: connect to ${hostText ?? ""} port ${portText} (udp) failed: ${strerror(refused)}\n`,
    );
    return 1;
  }
  return yield* relay(proc, o, socket);
}

function connectFrom(
  proc: Process,
  o: Options,
  socket: InetSocket,
  address: Ipv4Addr,
  port: number,
) {
  if (o.sourcePort > 0 || o.source !== null) {
    const from = o.source === null ? IPV4_ANY : (resolveLocally(proc, o.source, 4)?.v4 ?? null);
    const refused = from === null ? ("EADDRNOTAVAIL" as const) : socket.bind(from, o.sourcePort);
    if (refused !== null) return refused;
  }
  return socket.connect(address, port);
}

/** readwrite(): standard input to the network, the network to standard output. */
function* relay(proc: Process, o: Options, socket: InetSocket): Proc<number> {
  const stdin = proc.file(0);
  let inputOpen = !o.noStdin && stdin !== null;
  let idleSince = proc.now;
  let quitAt = Infinity;
  for (;;) {
    const error = socket.recvError();
    if (error !== null && error.errno === "ECONNREFUSED") return 0;
    const got = socket.recv();
    if (got !== null) {
      idleSince = proc.now;
      // The first datagram decides who the peer is.
      if (o.listen && !socket.connected && !o.keep) socket.connect(got.src, got.srcPort);
      yield* proc.print(got.bytes);
      continue;
    }
    if (
      inputOpen &&
      stdin !== null &&
      (stdin.ready?.() ?? true) &&
      (socket.connected || !o.listen)
    ) {
      const data = yield* proc.read(0, 16_384);
      if (data === null) {
        inputOpen = false;
        if (o.quitUs >= 0) quitAt = proc.now + o.quitUs;
      } else {
        idleSince = proc.now;
        socket.send(data, null);
      }
      continue;
    }
    const idleEnd = o.timeoutUs > 0 && !o.listen ? idleSince + o.timeoutUs : Infinity;
    if (proc.now >= quitAt || proc.now >= idleEnd) return 0;
    const queues = [socket.readable];
    if (inputOpen && stdin?.readable !== undefined && (socket.connected || !o.listen))
      queues.push(stdin.readable);
    yield* proc.wait("do_poll", queues, Math.min(quitAt, idleEnd));
  }
}
