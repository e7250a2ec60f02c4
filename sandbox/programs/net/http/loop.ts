/**
 * What HTTP servers have in common: listening, connections that are served side by side, requests cut out
 * of a byte stream. RFC 9112 as far as the servers of a lab need it. Left out: request bodies in chunks, TLS.
 */
import type { Errno } from "../../../kernel/errno.ts";
import type { Process } from "../../../kernel/proc/process.ts";
import type { Proc, WaitQueue } from "../../../kernel/proc/wait.ts";
import { openTcpSocket } from "../../../kernel/socket/open.ts";
import { closeStream } from "../../../kernel/socket/stream.ts";
import type { IpAddr, StreamSocket } from "../../../kernel/socket/types.ts";
import { civilFromUnix, strftime } from "../../../sim/civil.ts";
import { formatIpv4 } from "../../../wire/addr.ts";

export interface Request {
  /** The first line as it came, without its end. */
  readonly line: string;
  readonly method: string;
  readonly target: string;
  /** "HTTP/1.1", or "" when the line has none. */
  readonly version: string;
  /** Names in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  readonly client: string;
  /** As it stands on a socket of AF_INET6: an IPv4 one mapped. */
  readonly clientOf6: string;
  /** The peer's port. */
  readonly port: number;
}

export interface Response {
  /** Each is one write(2). */
  readonly writes: readonly Uint8Array[];
  readonly close: boolean;
}

export interface Handler {
  /** Answer one request; may print a log. */
  handle(request: Request): Proc<Response>;
  /** A connection sends no request for as long (µs); 0: no limit. */
  readonly idleUs: number;
}

interface Connection {
  readonly socket: StreamSocket;
  held: Uint8Array;
  /** Writes that are still to be done. */
  output: Uint8Array[];
  at: number;
  closing: boolean;
  lastAt: number;
  /** It was answered at least once. */
  isKept: boolean;
}

const HEAD_BYTES_MAX = 64 << 10;
const STEP_US = 30;
/** A process that serves has this many connections at most. */
const CONNECTIONS_MAX = 512;

/** An address as ::ffff:10.0.0.1 is shown by servers on a dual-stack socket: as IPv4. */
export function addressText(address: IpAddr): string {
  return typeof address === "number" ? formatIpv4(address) : address.replace(/^::ffff:/, "");
}

export function latin1(bytes: Uint8Array, from = 0, to = bytes.length): string {
  let out = "";
  for (let i = from; i < to; i++) out += String.fromCharCode(bytes[i] as number);
  return out;
}

export function bytesOf(text: string): Uint8Array {
  const out = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) out[i] = text.charCodeAt(i) & 0xff;
  return out;
}

/** RFC 9110's date: Sun, 06 Nov 1994 08:49:37 GMT. */
export function httpDate(proc: Process, at: number): string {
  return strftime("%a, %d %b %Y %H:%M:%S GMT", civilFromUnix(proc.host.sim.epochUs + at));
}

/** Where the head ends: after the empty line, or -1. */
export function headEnd(bytes: Uint8Array): number {
  for (let i = 0; i < bytes.length; i++) {
    if (bytes[i] !== 10) continue;
    if (bytes[i + 1] === 10) return i + 2;
    if (bytes[i + 1] === 13 && bytes[i + 2] === 10) return i + 3;
  }
  return -1;
}

export function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  if (a.length === 0) return b;
  const out = new Uint8Array(a.length + b.length);
  out.set(a);
  out.set(b, a.length);
  return out;
}

/** Bind and listen, or the errno. */
export function listenOn(
  proc: Process,
  family: 4 | 6,
  address: IpAddr,
  port: number,
  backlog: number,
  v6Only = false,
): StreamSocket | Errno {
  const socket = openTcpSocket(proc, family);
  socket.options.reuseAddress = true;
  socket.options.v6Only = v6Only;
  const refused = socket.bind(address, port) ?? socket.listen(backlog);
  if (refused === null) return socket;
  closeStream(proc, socket);
  return refused;
}

export class HttpLoop {
  private readonly proc: Process;
  private readonly listeners: readonly StreamSocket[];
  private readonly handler: Handler;
  private readonly connections = new Set<Connection>();

  constructor(proc: Process, listeners: readonly StreamSocket[], handler: Handler) {
    this.proc = proc;
    this.listeners = listeners;
    this.handler = handler;
  }

  /** Serve until `stopped` says so (asked after every wait) or a signal that kills. */
  *run(stopped: () => boolean = () => false): Proc<void> {
    const { proc } = this;
    while (!stopped()) {
      let busy = this.accept();
      for (const c of [...this.connections]) if (yield* this.serve(c)) busy = true;
      if (busy) continue;
      const queues: WaitQueue[] = this.listeners.map((l) => l.readable);
      const until = this.watch(queues);
      if (stopped()) return;
      yield* proc.wait("do_poll", queues, until);
    }
  }

  /** After `run`: take nobody new, hang up on who waits with nothing asked, answer the others. */
  *drain(): Proc<void> {
    const { proc } = this;
    for (const [fd, d] of proc.fds)
      if (this.listeners.includes(d.file as StreamSocket)) proc.close(fd);
    while (this.connections.size > 0) {
      let busy = false;
      for (const c of [...this.connections]) {
        const isIdle = c.isKept && c.held.length === 0 && c.output.length === 0;
        if (isIdle ? this.end(c) : yield* this.serve(c)) busy = true;
      }
      if (busy) continue;
      const queues: WaitQueue[] = [];
      yield* proc.wait("do_poll", queues, this.watch(queues));
    }
  }

  /** Add what the connections wait for; until when. */
  private watch(queues: WaitQueue[]): number {
    let until = Infinity;
    for (const c of this.connections) {
      queues.push(c.socket.readable);
      if (c.output.length > 0) queues.push(c.socket.writable);
      if (this.handler.idleUs > 0) until = Math.min(until, c.lastAt + this.handler.idleUs);
    }
    return until;
  }

  private accept(): boolean {
    for (const listener of this.listeners) {
      if (this.connections.size >= CONNECTIONS_MAX) return false;
      const socket = listener.accept();
      if (socket === null) continue;
      this.proc.install(socket);
      this.connections.add({
        socket,
        held: new Uint8Array(0),
        output: [],
        at: 0,
        closing: false,
        lastAt: this.proc.now,
        isKept: false,
      });
      return true;
    }
    return false;
  }

  /** One step of a connection. True: something was done. */
  private *serve(c: Connection): Proc<boolean> {
    if (c.output.length > 0) {
      const did = this.flush(c);
      // What lies between two calls: the answer to the first is back before the second.
      if (did) yield* this.proc.spend(STEP_US);
      return did;
    }
    if (c.closing) return this.end(c);
    const end = headEnd(c.held);
    const request = end < 0 ? null : this.parse(c, end);
    if (request !== null) {
      const length = Number(request.headers.get("content-length") ?? "0");
      const body = Number.isFinite(length) && length > 0 ? length : 0;
      if (c.held.length >= end + body) {
        c.held = c.held.slice(end + body);
        const response = yield* this.handler.handle(request);
        c.output = response.writes.filter((w) => w.length > 0);
        c.closing = response.close;
        c.lastAt = this.proc.now;
        c.isKept = true;
        return true;
      }
    }
    const got = c.socket.recv(65_536);
    if (got === null) {
      const { idleUs } = this.handler;
      return idleUs > 0 && this.proc.now >= c.lastAt + idleUs ? this.end(c) : false;
    }
    if (typeof got === "string" || got.length === 0) return this.end(c);
    c.held = joined(c.held, got);
    if (end < 0 && c.held.length > HEAD_BYTES_MAX) return this.end(c);
    return true;
  }

  private parse(c: Connection, end: number): Request {
    const [line = "", ...rest] = latin1(c.held, 0, end).split(/\r?\n/);
    const [method = "", target = "", version = ""] = line.split(" ");
    const headers = new Map<string, string>();
    for (const header of rest) {
      const colon = header.indexOf(":");
      if (colon > 0)
        headers.set(header.slice(0, colon).toLowerCase(), header.slice(colon + 1).trim());
    }
    const client = addressText(c.socket.remoteAddress);
    const mapped = c.socket.family === 6 && !client.includes(":");
    const clientOf6 = mapped ? `::ffff:${client}` : client;
    return { line, method, target, version, headers, client, clientOf6, port: c.socket.remotePort };
  }

  private flush(c: Connection): boolean {
    const piece = c.output[0] as Uint8Array;
    const took = c.socket.send(piece, c.at);
    if (typeof took === "string") return this.end(c);
    c.at += took;
    if (c.at < piece.length) return took > 0;
    c.output.shift();
    c.at = 0;
    return true;
  }

  private end(c: Connection): boolean {
    this.connections.delete(c);
    closeStream(this.proc, c.socket);
    return true;
  }
}

/** %XX undone; null for a bad escape. */
export function unescapeUrl(text: string): string | null {
  if (/%(?![0-9A-Fa-f]{2})/.test(text)) return null;
  return text.replace(/%([0-9A-Fa-f]{2})/g, (_, hex: string) =>
    String.fromCharCode(parseInt(hex, 16)),
  );
}

const TYPES: ReadonlyMap<string, string> = new Map(
  "html text/html,htm text/html,txt text/plain,css text/css,js text/javascript,json application/json,png image/png,jpg image/jpeg,jpeg image/jpeg,gif image/gif,svg image/svg+xml,ico image/vnd.microsoft.icon,pdf application/pdf,xml text/xml,sh application/x-sh,py text/x-python,gz application/gzip,tar application/x-tar,zip application/zip,log text/plain,c text/plain,h text/plain"
    .split(",")
    .map((pair) => pair.split(" ") as [string, string]),
);

/** The media type of a name by its ending, or null. */
export function mediaType(path: string): string | null {
  const dot = path.lastIndexOf(".");
  return dot < 0 ? null : (TYPES.get(path.slice(dot + 1).toLowerCase()) ?? null);
}

/** A file to be sent, a directory, or nothing of that name. */
export type Target =
  | {
      readonly kind: "file";
      readonly bytes: Uint8Array;
      readonly mtime: number;
      readonly path: string;
    }
  | { readonly kind: "dir"; readonly path: string }
  | { readonly kind: "none" | "forbidden" };

export function targetOf(proc: Process, path: string): Target {
  const node = proc.host.fs.lookup(path, proc);
  if (typeof node === "string") return { kind: node === "EACCES" ? "forbidden" : "none" };
  if (node.kind === "dir") return { kind: "dir", path };
  const bytes = proc.host.fs.readFile(path, proc);
  if (typeof bytes === "string") return { kind: "forbidden" };
  return { kind: "file", bytes, mtime: node.mtime, path };
}

/** Seconds since 1970 of a file's time. */
export function unixSeconds(proc: Process, mtime: number): number {
  return Math.floor((proc.host.sim.epochUs + mtime) / 1_000_000);
}

const MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";

/** An HTTP date (RFC 9110 5.6.7) in seconds since 1970, or null. */
export function httpSeconds(text: string): number | null {
  const m = /^[A-Z][a-z]{2}, (\d\d) ([A-Z][a-z]{2}) (\d{4}) (\d\d):(\d\d):(\d\d) GMT$/.exec(text);
  if (m === null) return null;
  const month = MONTHS.indexOf(m[2] as string) / 3 + 1;
  if (!Number.isInteger(month) || month < 1) return null;
  // Days from the civil calendar, years beginning in March.
  const year = Number(m[3]) - (month < 3 ? 1 : 0);
  const dayOfYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + Number(m[1]) - 1;
  const leaps = Math.floor(year / 4) - Math.floor(year / 100) + Math.floor(year / 400);
  const days = year * 365 + leaps + dayOfYear - 719_468;
  return days * 86_400 + Number(m[4]) * 3600 + Number(m[5]) * 60 + Number(m[6]);
}
