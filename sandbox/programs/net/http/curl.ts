/**
 * curl(1) 7.88.1 over HTTP/1.x: what it prints, its variables and exit statuses. Left out: TLS and every other
 * protocol, HTTP/0.9, proxies, cookie jars, uploads of files, parallel transfers, rate limits.
 */
import { strerror } from "../../../kernel/errno.ts";
import type { Process, Program } from "../../../kernel/proc/process.ts";
import type { Proc } from "../../../kernel/proc/wait.ts";
import { openTcpSocket } from "../../../kernel/socket/open.ts";
import { closeStream, connectStream, writeAll } from "../../../kernel/socket/stream.ts";
import type { IpAddr, StreamSocket } from "../../../kernel/socket/types.ts";
import { IPV4_ANY, parseIpv4, parseIpv6 } from "../../../wire/addr.ts";
import { resolve, zoneOf } from "../resolve.ts";
import {
  follow,
  framingOf,
  type Head,
  keepsAlive,
  parseUrl,
  readBody,
  Reader,
  type Url,
} from "./client.ts";
import { type CurlOptions, parseCurl } from "./curl-options.ts";
import { badEnd, Failure, fileUrl, noHead } from "./curl-failure.ts";
import { globName, globUrls } from "./curl-glob.ts";
import { connectTo, effectiveUrl, requestText } from "./curl-request.ts";
import { joinData, RetryPlan } from "./curl-retry.ts";
import { CurlResult, Meter, writeOut } from "./curl-report.ts";
import { Sink } from "./curl-sink.ts";
import { addressText, bytesOf } from "./loop.ts";

export const curl: Program = {
  name: "curl",
  paths: ["/usr/bin/curl"],
  summary: "curl - transfer a URL",
  main,
};

const VERSION = `curl 7.88.1 (x86_64-pc-linux-gnu) libcurl/7.88.1 OpenSSL/3.0.19 zlib/1.2.13 brotli/1.0.9 zstd/1.5.4 libidn2/2.3.3 libpsl/0.21.2 (+libidn2/2.3.3) libssh2/1.10.0 nghttp2/1.52.0 librtmp/2.3 OpenLDAP/2.5.13
Release-Date: 2023-02-20, security patched: 7.88.1-10+deb12u15
`;
const CONNECT_US = 300_000_000;

function* main(proc: Process, argv: readonly string[]): Proc<number> {
  if (argv[1] === "-V" || argv[1] === "--version") {
    yield* proc.print(VERSION);
    return 0;
  }
  const o = parseCurl(argv.slice(1));
  if ("complaint" in o) {
    yield* proc.warn(o.complaint);
    return 2;
  }
  if (o.data !== null) o.data = yield* joinData(proc, o);
  const session = new Session(proc, o);
  let status = 0;
  for (const [i, given] of o.urls.entries()) {
    const output = o.outputs[i] ?? null;
    const urls = o.globOff ? [{ url: given, parts: [] }] : globUrls(given);
    if ("error" in urls) {
      if (!o.silent || o.showError) yield* proc.warn(`curl: (3) ${urls.error}\n`);
      status = 3;
      continue;
    }
    for (const { url, parts } of urls)
      status = yield* session.transfer(
        url,
        typeof output === "string" ? globName(output, parts) : output,
      );
  }
  session.end();
  return status;
}

/** What curl does between the last byte and close(2), in µs. */
const SERVER_CLOSES_US = 500;

/** A connection that may be used again. */
interface Kept {
  readonly socket: StreamSocket;
  readonly reader: Reader;
  readonly key: string;
  readonly number: number;
}

class Session {
  private readonly proc: Process;
  private readonly o: CurlOptions;
  private kept: Kept | null = null;
  private connections = 0;
  private readonly known = new Map<string, IpAddr>();
  private dataShown = false;
  /** The file of -D has been begun. */
  private dumped = false;
  /** A server that answered in HTTP/1.0 is asked in it from then on. */
  private old = false;

  constructor(proc: Process, o: CurlOptions) {
    this.proc = proc;
    this.o = o;
  }

  end(): void {
    if (this.kept !== null) closeStream(this.proc, this.kept.socket);
    this.kept = null;
  }

  private *say(text: string): Proc<void> {
    if (this.o.verbose) yield* this.proc.warn(`* ${text}\n`);
  }

  /** One URL of the command line, tried again as --retry says. */
  *transfer(given: string, output: string | { readonly remote: true } | null): Proc<number> {
    const { proc, o } = this;
    const began = proc.now;
    const plan = new RetryPlan(o, began);
    for (let again = false; ; again = true) {
      const result = yield* this.attempt(given, output, again);
      const wait = plan.next(result, proc.now);
      if (wait === null) {
        if (o.writeOut !== null) yield* writeOut(proc, o.writeOut, result);
        return result.exit;
      }
      if (!o.silent) yield* proc.warn(wait.warning);
      yield* proc.sleep(wait.us);
    }
  }

  private *attempt(
    given: string,
    output: string | { readonly remote: true } | null,
    again: boolean,
  ): Proc<CurlResult> {
    const { proc, o } = this;
    const result = new CurlResult(given, proc.now);
    const sink = new Sink(proc, output, result);
    const meter = new Meter(
      proc,
      o,
      sink.toTerminal && !o.head ? true : proc.isatty(1) && output === null,
      result,
      again,
    );
    let failure: Failure | null = null;
    this.old = false;
    let noName = false;
    const until = o.maxTimeUs === null ? Infinity : proc.now + o.maxTimeUs;
    let text = /^[a-z][a-z0-9+.-]*:\/\//i.test(given) ? given : `http://${given}`;
    for (const entry of o.resolves) yield* this.preload(entry);
    for (let hops = 0; ; hops++) {
      result.url = effectiveUrl(o, text);
      this.dataShown = false;
      const url = parseUrl(text);
      if (/^file:\/\//i.test(text)) failure = yield* fileUrl(proc, text, sink, result);
      else if (url === null)
        failure = new Failure(3, "URL using bad/illegal format or missing URL");
      else if (url.scheme !== "http" && url.scheme !== "https" && url.scheme !== "ftp")
        failure = new Failure(1, `Protocol "${url.scheme}" not supported or disabled in libcurl`);
      else if (
        typeof output === "object" &&
        output !== null &&
        /\/$/.test(url.target.replace(/\?.*/, ""))
      ) {
        noName = true;
        yield* proc.warn("curl: Remote file name has no length!\n");
        failure = new Failure(23, "Failed writing received data to disk/application");
      } else {
        sink.remoteName(url.target.replace(/\?.*$/, "").replace(/^.*\//, ""));
        const did = yield* this.once(url, sink, meter, result, until, hops);
        if (did instanceof Failure) failure = did;
        else if (did !== null) {
          if (hops < o.maxRedirects) {
            yield* this.say(`Issue another request to this URL: '${did}'`);
            result.redirects++;
            text = did;
            continue;
          }
          failure = new Failure(47, `Maximum (${o.maxRedirects}) redirects followed`);
        }
      }
      break;
    }
    result.endedAt = proc.now;
    if (failure === null || ![1, 3].includes(failure.code)) yield* meter.end(noName);
    sink.close();
    if (failure !== null) {
      result.exit = failure.code;
      result.error = failure.text;
      if (!o.silent || o.showError) yield* proc.warn(`curl: (${failure.code}) ${failure.text}\n`);
    }
    yield* sink.flush();
    return result;
  }

  private *preload(entry: string): Proc<void> {
    const m = /^\+?([^:]+):(\d+):\[?([^\]]+?)\]?$/.exec(entry);
    const address = m === null ? null : (parseIpv4(m[3] as string) ?? parseIpv6(m[3] as string));
    if (m === null || address === null || this.known.has(`${m[1]}:${m[2]}`)) return;
    this.known.set(`${m[1] as string}:${m[2] as string}`, address);
    yield* this.say(`Added ${m[1] as string}:${m[2] as string}:${m[3] as string} to DNS cache`);
  }

  /** One request: null when done, where it leads, or why it failed. */
  private *once(
    url: Url,
    sink: Sink,
    meter: Meter,
    result: CurlResult,
    until: number,
    hops: number,
  ): Proc<string | Failure | null> {
    const connected = yield* this.connect(url, result, until);
    if (connected instanceof Failure) return connected;
    const { proc, o } = this;
    const { socket, reader, number } = connected;
    const drop = function* (self: Session): Proc<void> {
      yield* self.say(`Closing connection ${number}`);
      closeStream(proc, socket);
      self.kept = null;
    };
    if (url.scheme !== "http") {
      yield* drop(this);
      return new Failure(
        35,
        `underlay does not simulate ${url.scheme === "https" ? "TLS" : "FTP"}`,
      );
    }
    const method = this.methodOf(hops);
    result.method = method;
    const request = requestText(o, url, method, hops, this.old);
    result.requestBytes += request.length;
    yield* meter.begin();
    const user = o.user ?? url.user;
    if (user !== null)
      yield* this.say(`Server auth using Basic with user '${user.replace(/:.*/s, "")}'`);
    if (o.verbose) {
      const head = request.slice(0, request.indexOf("\r\n\r\n") + 4);
      yield* proc.warn(
        head
          .replace(/\r\n$/, "")
          .split("\r\n")
          .map((line) => `> ${line}\r\n`)
          .join(""),
      );
      const sends = request.length - head.length;
      if (sends > 0 && !sink.toTerminal) yield* proc.warn(`} [${sends} bytes data]\n`);
    }
    const sent = yield* writeAll(proc, socket, bytesOf(request), until);
    if (sent !== null && sent !== "EAGAIN") {
      const text = `Send failure: ${strerror(sent)}`;
      yield* this.say(text);
      yield* drop(this);
      return new Failure(55, text);
    }
    let head = yield* reader.head(until);
    while (typeof head !== "string" && head.status >= 100 && head.status < 200)
      head = yield* reader.head(until);
    if (typeof head === "string") {
      const failure = noHead(head, result, proc.now, until);
      yield* this.say(failure.text);
      yield* drop(this);
      return failure;
    }
    result.startedAt = proc.now;
    result.head = head;
    this.old = head.version === "1.0";
    result.headerBytes += head.size;
    const framing = framingOf(head, method);
    const keep = keepsAlive(head, framing) && !o.http10;
    const location = head.headers.get("location");
    const redirect = head.status >= 300 && head.status < 400 && location !== undefined;
    result.redirectUrl = redirect && !o.location ? follow(url, location) : "";
    if (o.maxFileSize !== null && framing.kind === "length" && framing.length > o.maxFileSize) {
      yield* this.headers(url, head, false, sink);
      yield* this.say("Maximum file size exceeded");
      yield* drop(this);
      return new Failure(63, "Maximum file size exceeded");
    }
    if (head.version === "1.0" && !keep) yield* this.say("HTTP 1.0, assume close after body");
    const failing = o.fail && head.status >= 400;
    yield* this.headers(url, head, failing, sink);
    if (failing) {
      const text = `The requested URL returned error: ${head.status}`;
      yield* this.say(text);
      yield* drop(this);
      return new Failure(22, text);
    }
    const ignore = redirect && o.location;
    if (ignore && framing.kind !== "none" && !(framing.kind === "length" && framing.length === 0))
      yield* this.say("Ignoring the response-body");
    result.total =
      framing.kind === "length"
        ? framing.length
        : method === "HEAD"
          ? Number(head.headers.get("content-length") ?? 0)
          : 0;
    const ended = yield* readBody(reader, framing, until, (bytes) =>
      this.body(bytes, sink, result, ignore),
    );
    if (ended !== "done") {
      const failure = badEnd(ended, result, proc.now);
      yield* this.say(failure.text);
      yield* drop(this);
      return failure;
    }
    if (keep) yield* this.say(`Connection #${number} to host ${url.host} left intact`);
    else {
      // Mostly a server that closes after its answer is quicker, and keeps the TIME-WAIT: a race on a real host.
      yield* proc.sleep(SERVER_CLOSES_US);
      yield* drop(this);
    }
    if (o.failWithBody && head.status >= 400)
      return new Failure(22, `The requested URL returned error: ${head.status}`);
    return ignore ? follow(url, location) : null;
  }

  private *body(bytes: Uint8Array, sink: Sink, result: CurlResult, ignore: boolean): Proc<boolean> {
    if (ignore) return true;
    if (this.o.verbose && !this.dataShown && !sink.toTerminal) {
      this.dataShown = true;
      yield* this.proc.warn(`{ [${bytes.length} bytes data]\n`);
    }
    result.bodyBytes += bytes.length;
    return yield* sink.write(bytes);
  }

  private methodOf(hops: number): string {
    const { o } = this;
    if (o.method !== null) return o.method;
    if (o.head) return "HEAD";
    return o.data !== null && !o.get && hops === 0 ? "POST" : "GET";
  }

  /** -i and -I print the head, -v shows it; on a terminal names are bold and Location is a link. */
  private *headers(url: Url, head: Head, failing: boolean, sink: Sink): Proc<void> {
    const { o, proc } = this;
    for (const [i, line] of [...head.lines, ""].entries()) {
      const last = i === head.lines.length;
      if (o.verbose && !last) yield* proc.warn(`< ${line}\r\n`);
      if (o.dumpHeader !== null) yield* this.dump(`${line}\r\n`, sink);
      if ((!o.include && !o.head) || failing) {
        if (o.verbose && last) yield* proc.warn("< \r\n");
        continue;
      }
      const colon = line.indexOf(":");
      let shown = `${line}\r\n`;
      if (sink.toTerminal && i > 0 && colon > 0) {
        const [name, rest] = [line.slice(0, colon), line.slice(colon + 1)];
        const link = name.toLowerCase() === "location" ? follow(url, rest.trim()) : null;
        shown = `\x1b[1m${name}\x1b[0m:${link === null ? `${rest}\r\n` : `\x1b]8;;${link}\x1b\\${rest}\r\n\x1b]8;;\x1b\\`}`;
      }
      yield* sink.write(bytesOf(shown));
      if (o.verbose && last) yield* proc.warn("< \r\n");
    }
  }

  /** -D FILE, or - among the body. */
  private *dump(line: string, sink: Sink): Proc<void> {
    const name = this.o.dumpHeader as string;
    if (name === "-") {
      yield* sink.aside(bytesOf(line));
      return;
    }
    const options = { write: true, create: true, append: this.dumped, truncate: !this.dumped };
    const file = this.proc.host.fs.open(name, this.proc, options);
    if (typeof file === "string") return;
    this.dumped = true;
    yield* file.write(this.proc, bytesOf(line));
    file.release();
  }

  // ── connecting ─────────────────────────────────────────────────────────────────────────────

  private *connect(url: Url, result: CurlResult, until: number): Proc<Kept | Failure> {
    const { proc, o } = this;
    const key = `${url.host}:${url.port}`;
    const before = this.kept;
    if (before !== null && before.key === key && before.socket.state === "ESTAB") {
      yield* this.say("Found bundle for host: 0x5581d3c0a2f0 [serially]");
      yield* this.say("Can not multiplex, even if we wanted to");
      yield* this.say(`Re-using existing connection #${before.number} with host ${url.host}`);
      return before;
    }
    this.end();
    const to = connectTo(o, url);
    const elsewhere = to !== url;
    if (elsewhere) {
      if (to.host !== url.host) yield* this.say(`Connecting to hostname: ${to.host}`);
      yield* this.say(`Connecting to port: ${to.port}`);
    }
    const addresses = yield* this.addresses(to, `${to.host}:${to.port}`);
    result.resolvedAt = proc.now;
    const number = this.connections++;
    const otherFamily =
      o.family === 4 ? parseIpv6(url.host) : o.family === 6 ? parseIpv4(url.host) : null;
    if (addresses.length === 0 && otherFamily !== null) {
      yield* this.say(`Closing connection ${number}`);
      return new Failure(7, "Couldn't connect to server");
    }
    if (addresses.length === 0) {
      const text = `Could not resolve host: ${url.host}`;
      yield* this.say(text);
      yield* this.say(`Closing connection ${number}`);
      return new Failure(6, text);
    }
    const limit = Math.min(until, proc.now + (o.connectTimeoutUs ?? CONNECT_US));
    const started = proc.now;
    let late = false;
    for (const address of addresses) {
      const text = addressText(address);
      yield* this.say(`  Trying ${text.includes(":") ? `[${text}]` : text}:${to.port}...`);
      const socket = openTcpSocket(proc, typeof address === "number" ? 4 : 6);
      const zone = zoneOf(url.host.replace(/%25/, "%"));
      if (zone !== null) socket.bindToDevice(zone);
      const refused =
        this.bind(socket) ??
        (yield* connectStream(proc, socket, address, to.port, limit, "polled"));
      if (refused === null) {
        yield* this.say(
          `Connected to ${elsewhere ? "(nil)" : to.host} (${text}) port ${to.port} (#${number})`,
        );
        result.connected(proc.now, socket, text);
        this.kept = { socket, reader: new Reader(proc, socket), key, number };
        this.known.set(key, address);
        return this.kept;
      }
      closeStream(proc, socket);
      if (typeof refused === "object") {
        yield* this.say(`Closing connection ${number}`);
        return refused;
      }
      late = refused === "ETIMEDOUT" && proc.now >= limit;
      if (late) break;
      yield* this.say(
        refused === "ENETUNREACH"
          ? `Immediate connect fail for ${text}: ${strerror(refused)}`
          : `connect to ${text} port ${to.port} failed: ${strerror(refused)}`,
      );
    }
    const ms = Math.floor((proc.now - started) / 1000);
    const failure = !late
      ? new Failure(
          7,
          `Failed to connect to ${to.host} port ${to.port} after ${ms} ms: Couldn't connect to server`,
        )
      : proc.now >= until
        ? new Failure(28, `Connection timed out after ${ms + 1} milliseconds`)
        : new Failure(
            28,
            `Failed to connect to ${to.host} port ${to.port} after ${ms} ms: Timeout was reached`,
          );
    yield* this.say(failure.text);
    yield* this.say(`Closing connection ${number}`);
    return failure;
  }

  private *addresses(url: Pick<Url, "host">, key: string): Proc<readonly IpAddr[]> {
    const known = this.known.get(key);
    if (known !== undefined) {
      yield* this.say(`Hostname ${url.host} was found in DNS cache`);
      return [known];
    }
    const found = yield* resolve(this.proc, url.host.replace(/%.*$/, ""), this.o.family);
    return "error" in found ? [] : found.addresses.map((a) => a.address);
  }

  private bind(socket: StreamSocket): Failure | null {
    const { iface, localPort } = this.o;
    if (iface === null && localPort === null) return null;
    const bad = new Failure(45, `Couldn't bind to '${iface ?? ""}'`);
    let address: IpAddr = IPV4_ANY;
    if (iface !== null) {
      const given = parseIpv4(iface);
      if (given !== null) address = given;
      else if (this.proc.place.netns.device(iface) === null) return bad;
      else if (socket.bindToDevice(iface) !== null) return bad;
    }
    const refused = socket.bind(address, localPort ?? 0);
    if (refused === null) return null;
    return iface === null
      ? new Failure(45, `bind failed with errno 98: ${strerror(refused)}`)
      : bad;
  }
}
