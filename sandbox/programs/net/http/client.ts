/** One HTTP/1.1 exchange over a stream socket, for curl and wget: RFC 9112. Left out: TLS, proxies, trailers. */
import type { Errno } from "../../../kernel/errno.ts";
import type { Process } from "../../../kernel/proc/process.ts";
import type { Proc } from "../../../kernel/proc/wait.ts";
import { readSome } from "../../../kernel/socket/stream.ts";
import type { StreamSocket } from "../../../kernel/socket/types.ts";
import { headEnd, joined, latin1 } from "./loop.ts";

export interface Url {
  readonly scheme: string;
  readonly user: string | null;
  readonly host: string;
  readonly port: number;
  /** Path and query, as they are sent. */
  readonly target: string;
}

/** Null: no URL. "http://" is put before what has no scheme. */
export function parseUrl(text: string): Url | null {
  const m = /^(?:([a-zA-Z][a-zA-Z0-9+.-]*):\/\/)?([^/?#]*)([^#]*)/.exec(text);
  if (m === null) return null;
  const scheme = (m[1] ?? "http").toLowerCase();
  const authority = m[2] as string;
  const at = authority.lastIndexOf("@");
  const user = at < 0 ? null : authority.slice(0, at);
  const hostPort = authority.slice(at + 1);
  const parts = /^(\[[^\]]*\]|[^:]*)(?::(\d*))?$/.exec(hostPort);
  if (parts === null || parts[1] === "") return null;
  const given = parts[2] ?? "";
  const port =
    given === "" ? (scheme === "https" ? 443 : scheme === "ftp" ? 21 : 80) : Number(given);
  if (port > 65_535) return null;
  const rest = m[3] as string;
  const target = rest === "" ? "/" : rest.startsWith("/") ? rest : `/${rest}`;
  return { scheme, user, host: (parts[1] as string).replace(/^\[|\]$/g, ""), port, target };
}

/** A Location header's value against the URL that it came for. */
export function follow(base: Url, location: string): string {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(location)) return location;
  const root = `${base.scheme}://${hostHeader(base)}`;
  if (location.startsWith("//")) return `${base.scheme}:${location}`;
  if (location.startsWith("/")) return root + location;
  const dir = base.target.replace(/\?.*$/, "").replace(/[^/]*$/, "");
  return `${root}${dir}${location}`;
}

/** The Host header: the port only when it is not the scheme's. */
export function hostHeader(url: Url): string {
  const host = url.host.includes(":") ? `[${url.host}]` : url.host;
  const usual = url.scheme === "https" ? 443 : 80;
  return url.port === usual ? host : `${host}:${url.port}`;
}

export interface Head {
  /** Each header line as it came, the status line first, without their ends. */
  readonly lines: readonly string[];
  readonly version: string;
  readonly status: number;
  readonly reason: string;
  readonly headers: ReadonlyMap<string, string>;
  /** Bytes of the head on the wire. */
  readonly size: number;
}

export class Reader {
  private held: Uint8Array = new Uint8Array(0);
  private readonly proc: Process;
  private readonly socket: StreamSocket;

  constructor(proc: Process, socket: StreamSocket) {
    this.proc = proc;
    this.socket = socket;
  }

  /** "empty": closed before a byte; "not-http"; "cut": closed within; "late": `until` passed. */
  *head(until: number): Proc<Head | Errno | "empty" | "not-http" | "cut" | "late"> {
    for (;;) {
      if (this.held.length >= 5 && latin1(this.held, 0, 5) !== "HTTP/") return "not-http";
      const end = headEnd(this.held);
      if (end >= 0) {
        const text = latin1(this.held, 0, end);
        this.held = this.held.slice(end);
        return parseHead(text);
      }
      const got = yield* readSome(this.proc, this.socket, 65_536, until);
      if (typeof got === "string") return got;
      if (got === null) return "late";
      if (got.length === 0)
        return this.held.length === 0
          ? "empty"
          : latin1(this.held, 0, 5) === "HTTP/"
            ? "cut"
            : "not-http";
      this.held = joined(this.held, got);
    }
  }

  /** Some bytes as they come, from what is held first; none at the end; null: `until` passed. */
  *some(until: number, max = 16_384): Proc<Uint8Array | null | Errno> {
    if (this.held.length === 0) {
      const got = yield* readSome(this.proc, this.socket, max, until);
      if (got === null || typeof got === "string") return got;
      return got;
    }
    const out = this.held.slice(0, max);
    this.held = this.held.slice(out.length);
    return out;
  }

  unread(bytes: Uint8Array): void {
    this.held = joined(bytes, this.held);
  }
}

function parseHead(text: string): Head {
  const lines = text.split(/\r?\n/).slice(0, -2);
  const m = /^HTTP\/(\d(?:\.\d)?) +(\d{3}) ?(.*)$/.exec(lines[0] ?? "");
  const headers = new Map<string, string>();
  for (const line of lines.slice(1)) {
    const colon = line.indexOf(":");
    if (colon > 0) headers.set(line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim());
  }
  return {
    lines,
    version: m?.[1] ?? "1.0",
    status: Number(m?.[2] ?? 0),
    reason: m?.[3] ?? "",
    headers,
    size: text.length,
  };
}

/** How a response's body ends. */
export type Framing =
  | { readonly kind: "none" }
  | { readonly kind: "length"; readonly length: number }
  | { readonly kind: "chunked" }
  | { readonly kind: "close" };

export function framingOf(head: Head, method: string): Framing {
  if (method === "HEAD" || head.status === 204 || head.status === 304 || head.status < 200)
    return { kind: "none" };
  if (/chunked/i.test(head.headers.get("transfer-encoding") ?? "")) return { kind: "chunked" };
  const length = head.headers.get("content-length");
  if (length !== undefined && /^\d+$/.test(length))
    return { kind: "length", length: Number(length) };
  return { kind: "close" };
}

/** Whether the connection can be used again after this response. */
export function keepsAlive(head: Head, framing: Framing): boolean {
  const word = (head.headers.get("connection") ?? "").toLowerCase();
  if (framing.kind === "close") return false;
  return head.version === "1.0" ? word === "keep-alive" : word !== "close";
}

export type BodyEnd = "done" | "late" | "cut" | Errno;

/** The body, piece by piece, into `put`. */
export function* readBody(
  reader: Reader,
  framing: Framing,
  until: number,
  put: (bytes: Uint8Array) => Proc<boolean>,
): Proc<BodyEnd> {
  if (framing.kind === "none") return "done";
  if (framing.kind === "chunked") return yield* readChunks(reader, until, put);
  let left = framing.kind === "length" ? framing.length : Infinity;
  while (left > 0) {
    const got = yield* reader.some(until, Math.min(left, 16_384));
    if (got === null) return "late";
    if (typeof got === "string") return got;
    if (got.length === 0) return framing.kind === "length" ? "cut" : "done";
    left -= got.length;
    if (!(yield* put(got))) return "EIO";
  }
  return "done";
}

function* readChunks(
  reader: Reader,
  until: number,
  put: (bytes: Uint8Array) => Proc<boolean>,
): Proc<BodyEnd> {
  let held = new Uint8Array(0);
  for (;;) {
    const eol = held.indexOf(10);
    const size = eol < 0 ? NaN : parseInt(latin1(held, 0, eol), 16);
    if (eol >= 0 && Number.isNaN(size)) return "cut";
    if (eol >= 0 && held.length >= eol + 1 + size + 2) {
      if (size === 0) {
        reader.unread(held.slice(eol + 3));
        return "done";
      }
      if (!(yield* put(held.slice(eol + 1, eol + 1 + size)))) return "EIO";
      held = held.slice(eol + 1 + size + 2);
      continue;
    }
    const got = yield* reader.some(until);
    if (got === null) return "late";
    if (typeof got === "string") return got;
    if (got.length === 0) return "cut";
    held = new Uint8Array(joined(held, got));
  }
}
