/**
 * tracepath(8) of iputils 20221126: UDP probes as long as the path MTU, which the kernel's error queue
 * tells.
 */
import type { Process, Program } from "../../kernel/proc/process.ts";
import type { Proc } from "../../kernel/proc/wait.ts";
import type { IpAddr } from "../../kernel/socket/types.ts";
import { formatIpv4 } from "../../wire/addr.ts";
import { getopt } from "../core/getopt.ts";
import { nameOf, resolve } from "./resolve.ts";
import { openTraceSocket, type TraceError, type TraceSocket } from "./trace-sockets.ts";

export const tracepath: Program = {
  name: "tracepath",
  paths: ["/usr/bin/tracepath"],
  summary: "tracepath - trace path to a network host discovering MTU along this path",
  main,
};

const USAGE = `
Usage
  tracepath [options] <destination>

Options:
  -4             use IPv4
  -6             use IPv6
  -b             print both name and ip
  -l <length>    use packet <length>
  -m <hops>      use maximum <hops>
  -n             no dns name resolution
  -p <port>      use destination <port>
  -V             print version and exit
  <destination>  dns name or ip address

For more details see tracepath(8).
`;
const VERSION =
  "tracepath from iputils 20221126\nlibcap: yes, IDN: yes, NLS: no, error.h: yes, getrandom(): yes, __fpending(): yes\n";
const OVERHEAD = 28;
const OVERHEAD_6 = 48;
const HISTORY = 64;
const HOST_COLUMN = 52;
const SECOND_US = 1_000_000;
const INT_MAX = 2_147_483_647;

interface Options {
  numeric: boolean;
  both: boolean;
  length: number;
  maxHops: number;
  port: number;
  family: 0 | 4 | 6;
}

function* main(proc: Process, argv: readonly string[]): Proc<number> {
  const parsed = getopt(["tracepath", ...argv.slice(1)], "46nbh?l:m:p:V");
  const o: Options = { numeric: false, both: false, length: 0, maxHops: 30, port: 0, family: 0 };
  for (const { name, value } of parsed.options) {
    if (name === "V") {
      yield* proc.print(VERSION);
      return 0;
    }
    if (name === "h" || name === "?") {
      yield* proc.warn(USAGE);
      return 255;
    }
    const wrong = apply(o, name, value ?? "");
    if (wrong !== null) {
      yield* proc.warn(`tracepath: ${wrong}\n`);
      return 1;
    }
  }
  const target = parsed.args[0];
  if (parsed.error !== null || target === undefined || parsed.args.length > 1) {
    yield* proc.warn(parsed.error === null ? USAGE : `${parsed.error}\n${USAGE}`);
    return 255;
  }
  // The old way to say a port: HOST/PORT.
  const [host = "", port] = target.split("/");
  if (port !== undefined && o.port === 0) o.port = Number(port) || 0;
  const found = yield* resolve(proc, host, o.family);
  if ("error" in found) {
    yield* proc.warn(`tracepath: ${host}: ${found.error}\n`);
    return 1;
  }
  if (o.port === 0) o.port = 44_444;
  const [to] = found.addresses;
  if (to === undefined) return 1;
  return yield* new PathTracer(proc, o, to.address).run();
}

function apply(o: Options, name: string, value: string): string | null {
  if (name === "n") o.numeric = true;
  else if (name === "b") o.both = true;
  else if (name === "4" || name === "6") o.family = name === "4" ? 4 : 6;
  else {
    if (!/^\s*[+-]?\d+$/.test(value)) return `invalid argument: '${value}'`;
    const n = Number(value);
    if (name === "l") {
      if (n <= OVERHEAD || n > INT_MAX)
        return `pktlen must be within: ${OVERHEAD} < value <= ${INT_MAX}`;
      o.length = n;
      return null;
    }
    const most = name === "m" ? 255 : 65_535;
    if (n < 0 || n > most)
      return `invalid argument: '${value}': out of range: 0 <= value <= ${most}`;
    if (name === "m") o.maxHops = n;
    else o.port = n;
  }
  return null;
}

class PathTracer {
  private readonly proc: Process;
  private readonly o: Options;
  private readonly to: IpAddr;
  private readonly overhead: number;
  private readonly socket: TraceSocket;
  /** Probes under way, by the port they went to. */
  private readonly sent: ({ ttl: number; at: number } | null)[] = [];
  private slot = 0;
  private mtu: number;
  private hopsTo = -1;
  private hopsBack = -1;
  private ttl = 1;

  constructor(proc: Process, o: Options, to: IpAddr) {
    this.proc = proc;
    this.o = o;
    this.to = to;
    const six = typeof to === "string";
    this.overhead = six ? OVERHEAD_6 : OVERHEAD;
    this.mtu = o.length > 0 ? o.length : six ? 128_000 : 65_535;
    this.socket = openTraceSocket(proc, six ? 6 : 4);
    this.socket.receiveErrors = true;
  }

  *run(): Proc<number> {
    const { proc } = this;
    const done = yield* this.hops();
    let text = done ? "" : `     Too many hops: pmtu ${this.mtu}\n`;
    text += `     Resume: pmtu ${this.mtu} `;
    if (this.hopsTo >= 0) text += `hops ${this.hopsTo} `;
    if (this.hopsBack >= 0) text += `back ${this.hopsBack} `;
    yield* proc.print(`${text}\n`);
    return 0;
  }

  /** True: the end was reached. */
  private *hops(): Proc<boolean> {
    for (this.ttl = 1; this.ttl <= this.o.maxHops; this.ttl++) {
      let result = -1;
      for (let i = 0; i < 3; i++) {
        const before = this.mtu;
        result = yield* this.probe();
        // Another MTU: the same hop once more, from the start.
        if (this.mtu !== before) i = -1;
        else if (result === 0) return true;
        else if (result > 0) break;
      }
      if (result < 0) yield* this.proc.print(`${pad2(this.ttl)}:  no reply\n`);
    }
    return false;
  }

  /** probe_ttl: 0 the end, > 0 something was heard, < 0 nothing. */
  private *probe(): Proc<number> {
    const { proc, o, socket } = this;
    let tries = 0;
    while (tries < 10) {
      this.sent[this.slot] = { ttl: this.ttl, at: proc.now };
      const port = (o.port + this.slot) & 0xffff;
      const six = this.overhead === OVERHEAD_6;
      const payload = new Uint8Array(Math.max(0, Math.min(65_527, this.mtu - this.overhead)));
      const oversize = !six && this.mtu > 65_535;
      const failed = oversize
        ? "EMSGSIZE"
        : socket.send(payload, { address: this.to, port }, { ttl: this.ttl, pmtu: "do" });
      if (failed === null) break;
      const heard = yield* this.errors();
      this.sent[this.slot] = null;
      if (heard === 0) return 0;
      // With news the ten tries begin again.
      tries = heard > 0 ? 0 : tries + 1;
    }
    this.slot = (this.slot + 1) % HISTORY;
    if (tries >= 10) {
      yield* proc.print(`${pad2(this.ttl)}:  send failed\n`);
      return 0;
    }
    if (!socket.ready()) yield* proc.wait("do_select", [socket.readable], proc.now + SECOND_US);
    if (socket.recv() !== null) {
      yield* proc.print(`${pad2(this.ttl)}?: reply received 8)\n`);
      return 0;
    }
    return yield* this.errors();
  }

  /** recverr: all that the error queue holds. */
  private *errors(): Proc<number> {
    let progress = -1;
    for (;;) {
      const error = this.socket.recvError();
      if (error === null) return progress;
      const { text, end } = yield* this.line(error);
      yield* this.proc.print(text);
      if (end) return 0;
      progress = this.mtu;
    }
  }

  private *line(error: TraceError): Proc<{ text: string; end: boolean }> {
    const slot = error.port === undefined ? -1 : error.port - this.o.port;
    const probe = slot >= 0 && slot < HISTORY - 1 ? (this.sent[slot] ?? null) : null;
    if (probe !== null) this.sent[slot] = null;
    let text =
      error.origin === "local"
        ? `${pad2(this.ttl)}?: ${"[LOCALHOST]".padEnd(32)} `
        : (probe === null ? `${pad2(this.ttl)}?: ` : `${pad2(probe.ttl)}:  `) +
          (yield* this.host(error.offender)).padEnd(HOST_COLUMN);
    if (probe !== null) {
      const us = this.proc.now - probe.at;
      text += `${String(Math.floor(us / 1000)).padStart(3)}.${String(us % 1000).padStart(3, "0")}ms `;
    }
    const back = hopsBack(error.ttl);
    switch (error.errno) {
      case "EMSGSIZE":
        this.mtu = error.info;
        return { text: `${text}pmtu ${error.info}\n`, end: false };
      case "ECONNREFUSED":
        this.hopsTo = probe?.ttl ?? this.ttl;
        this.hopsBack = back;
        return { text: `${text}reached\n`, end: true };
      case "ENETUNREACH":
        return { text: `${text}!N\n`, end: true };
      case "EACCES":
        return { text: `${text}!A\n`, end: true };
      case "EPROTO":
        return { text: `${text}!P\n`, end: true };
      case "EHOSTUNREACH":
        if (error.icmpType !== (this.overhead === OVERHEAD ? 11 : 3) || error.icmpCode !== 0)
          return { text: `${text}!H\n`, end: true };
        if (back !== (probe?.ttl ?? this.ttl)) text += `asymm ${pad2(back)} `;
        return { text: `${text}\n`, end: false };
      default:
        return { text: `${text}\nNET ERROR: ${error.errno}\n`, end: true };
    }
  }

  private *host(address: IpAddr): Proc<string> {
    const { o, proc } = this;
    const text = typeof address === "number" ? formatIpv4(address) : address;
    if (o.numeric && !o.both) return text;
    const name = (yield* nameOf(proc, text)) ?? "???";
    if (!o.both) return name;
    return o.numeric ? `${text} (${name})` : `${name} (${text})`;
  }
}

/** What is missing to the TTL that senders begin with: 64, 128 or 255. */
function hopsBack(ttl: number): number {
  if (ttl <= 64) return 65 - ttl;
  return ttl <= 128 ? 129 - ttl : 256 - ttl;
}

function pad2(n: number): string {
  return String(n).padStart(2);
}
