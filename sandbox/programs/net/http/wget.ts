/** wget(1) 1.21.3 over HTTP. Left out: TLS, FTP, recursion, continuing, cookies, proxies. */
import { strerror } from "../../../kernel/errno.ts";
import type { OpenFile } from "../../../kernel/proc/file.ts";
import type { Process, Program } from "../../../kernel/proc/process.ts";
import type { Proc } from "../../../kernel/proc/wait.ts";
import { openTcpSocket } from "../../../kernel/socket/open.ts";
import { closeStream, connectStream, writeAll } from "../../../kernel/socket/stream.ts";
import { civilFromUnix, strftime } from "../../../sim/civil.ts";
import { parseIpv4, parseIpv6 } from "../../../wire/addr.ts";
import type { StreamSocket } from "../../../kernel/socket/types.ts";
import { resolve } from "../resolve.ts";
import {
  follow,
  framingOf,
  type Head,
  hostHeader,
  parseUrl,
  readBody,
  Reader,
  type Url,
} from "./client.ts";
import { base64 } from "./curl-request.ts";
import { addressText, bytesOf } from "./loop.ts";
import { parseWget, type WgetOptions } from "./wget-options.ts";
import { dots, rate, seconds, short } from "./wget-progress.ts";

export const wget: Program = {
  name: "wget",
  paths: ["/usr/bin/wget"],
  summary: "wget - the non-interactive network downloader",
  main,
};

function* main(proc: Process, argv: readonly string[]): Proc<number> {
  const o = yield* parseWget(proc, argv.slice(1));
  if (typeof o === "number") return o;
  const urls = [...o.urls];
  if (o.inputFile !== null) {
    const file = proc.host.fs.readText(o.inputFile, proc);
    if (typeof file === "string") {
      yield* proc.warn(`${o.inputFile}: ${strerror(file)}\n`);
      if (!o.quiet) yield* proc.warn(`No URLs found in ${o.inputFile}.\n`);
    } else urls.push(...file.text.split(/\s+/).filter((line) => line !== ""));
  }
  if (o.spider && !o.quiet && !o.brief)
    yield* proc.warn("Spider mode enabled. Check if remote file exists.\n");
  const began = proc.now;
  const download = new Download(proc, o);
  let status = 0;
  for (const given of urls) {
    const did = yield* download.fetch(given);
    if (did !== 0) status = did;
  }
  if ((urls.length > 1 || o.inputFile !== null) && download.files > 0)
    yield* download.summary(began);
  return status;
}

class Download {
  private readonly proc: Process;
  private readonly o: WgetOptions;
  /** -O: the one file that everything goes to, once it is open. */
  private document: OpenFile | null = null;
  files = 0;
  private bytes = 0;
  private spentUs = 0;

  constructor(proc: Process, o: WgetOptions) {
    this.proc = proc;
    this.o = o;
  }

  private *log(text: string): Proc<void> {
    if (!this.o.quiet && !this.o.brief) yield* this.proc.warn(text);
  }

  private *tell(text: string): Proc<void> {
    if (!this.o.quiet) yield* this.proc.warn(text);
  }

  private stamp(): string {
    const { proc } = this;
    return strftime("%Y-%m-%d %H:%M:%S", civilFromUnix(proc.host.sim.epochUs + proc.now));
  }

  *summary(began: number): Proc<void> {
    const us = Math.max(1, this.spentUs);
    yield* this.tell(
      `FINISHED --${this.stamp()}--\nTotal wall clock time: ${seconds(this.proc.now - began)}\n` +
        `Downloaded: ${this.files} files, ${short(this.bytes)} in ${seconds(us)} (${rate(this.bytes, us)})\n`,
    );
  }

  *fetch(given: string): Proc<number> {
    const { o } = this;
    let text = /^[a-z][a-z0-9+.-]*:\/\//i.test(given) ? given : `http://${given}`;
    let tried = 0;
    for (let hops = 0; ;) {
      const url = parseUrl(text);
      if (url === null || url.scheme !== "http") {
        yield* this.proc.warn(
          url?.scheme === "https" || url?.scheme === "ftp"
            ? `wget: underlay does not simulate ${url.scheme}\n`
            : `${given}: Invalid host name.\n`,
        );
        return url === null ? 1 : 5;
      }
      if (o.noClobber && o.output === null && tried === 0) {
        const name = this.wanted(url);
        if (typeof this.proc.host.fs.lookup(name, this.proc) !== "string") {
          yield* this.tell(`File ‘${name}’ already there; not retrieving.\n`);
          yield* this.log("\n");
          return 0;
        }
      }
      tried++;
      const shown = `${url.scheme}://${hostHeader(url)}${url.target}`;
      yield* this.log(
        `--${this.stamp()}--  ${tried > 1 ? `(try:${String(tried).padStart(2)})  ` : ""}${shown}\n`,
      );
      const did = yield* this.once(url, shown);
      if (typeof did === "number") return did;
      if (did === "retry") {
        if (tried >= o.tries) {
          yield* this.log("Giving up.\n\n");
          return 4;
        }
        yield* this.log("Retrying.\n\n");
        yield* this.proc.sleep(Math.min(tried, 10) * 1_000_000);
        continue;
      }
      if (++hops > o.maxRedirects) {
        yield* this.tell(`${o.maxRedirects} redirections exceeded.\n`);
        return 8;
      }
      tried = 0;
      text = did;
    }
  }

  /** The status, "retry", or the URL that it leads to. */
  private *once(url: Url, shown: string): Proc<number | string> {
    const { proc, o } = this;
    const numeric = parseIpv4(url.host) !== null || parseIpv6(url.host) !== null;
    if (!numeric) yield* this.log(`Resolving ${url.host} (${url.host})... `);
    const found = yield* resolve(proc, url.host, o.family);
    if ("error" in found || found.addresses.length === 0) {
      yield* this.log(`failed: ${"error" in found ? found.error : ""}.\n`);
      yield* this.tell(`wget: unable to resolve host address ‘${url.host}’\n`);
      return 4;
    }
    const addresses = [...found.addresses].sort((one, two) => one.family - two.family);
    const texts = addresses.map((one) => addressText(one.address));
    // host_lookup shows the first three.
    const more = texts.length > 3 ? ", ..." : "";
    if (!numeric) yield* this.log(`${texts.slice(0, 3).join(", ")}${more}\n`);
    let final: number | "retry" = "retry";
    for (const [i, { address, family }] of addresses.entries()) {
      const ip = texts[i] as string;
      const shownIp = ip.includes(":") ? `[${ip}]` : ip;
      const where = numeric
        ? `${shownIp}:${url.port}`
        : `${url.host} (${url.host})|${ip}|:${url.port}`;
      yield* this.log(`Connecting to ${where}... `);
      const socket = openTcpSocket(proc, family);
      const until = proc.now + o.timeoutUs;
      const refused = yield* connectStream(proc, socket, address, url.port, until);
      if (refused === null) {
        yield* this.log("connected.\n");
        return yield* this.ask(url, shown, socket);
      }
      closeStream(proc, socket);
      yield* this.tell(`failed: ${strerror(refused)}.\n`);
      // Refusals are final; the others may pass.
      final = refused === "ECONNREFUSED" || refused === "ENETUNREACH" ? 4 : "retry";
    }
    return final;
  }

  private *ask(url: Url, shown: string, socket: StreamSocket): Proc<number | string> {
    const { proc, o } = this;
    try {
      const method = o.method ?? (o.spider ? "HEAD" : "GET");
      const lines = [
        `${method} ${url.target} HTTP/1.1`,
        `Host: ${hostHeader(url)}`,
        `User-Agent: ${o.agent}`,
        "Accept: */*",
        "Accept-Encoding: identity",
        ...(o.user === null ? [] : [`Authorization: Basic ${base64(o.user)}`]),
        "Connection: Keep-Alive",
        ...(o.body === null
          ? []
          : [
              "Content-Type: application/x-www-form-urlencoded",
              `Content-Length: ${o.body.length}`,
            ]),
        ...o.headers,
      ];
      yield* writeAll(proc, socket, bytesOf(`${lines.join("\r\n")}\r\n\r\n${o.body ?? ""}`));
      yield* this.log(
        `${method === "HEAD" || method === "GET" ? "HTTP" : "HTTP"} request sent, awaiting response... `,
      );
      const reader = new Reader(proc, socket);
      const head = yield* reader.head(proc.now + o.timeoutUs);
      if (typeof head === "string") {
        yield* this.log(
          head === "empty" || head === "cut"
            ? "No data received.\n"
            : head === "late"
              ? "Read error (Connection timed out) in headers.\n"
              : head === "not-http"
                ? "200 No headers, assuming HTTP/0.9\n"
                : `Read error (${strerror(head)}) in headers.\n`,
        );
        return "retry";
      }
      return yield* this.answered(url, shown, method, head, reader);
    } finally {
      closeStream(proc, socket);
    }
  }

  private *answered(
    url: Url,
    shown: string,
    method: string,
    head: Head,
    reader: Reader,
  ): Proc<number | string> {
    const { o } = this;
    if (o.show) {
      yield* this.log("\n");
      for (const line of head.lines) yield* this.tell(`  ${line}\n`);
    } else yield* this.log(`${head.status} ${head.reason}\n`);
    const location = head.headers.get("location");
    if (head.status >= 300 && head.status < 400 && location !== undefined) {
      yield* this.log(`Location: ${location} [following]\n`);
      return follow(url, location);
    }
    if (head.status >= 400) {
      if (o.spider) {
        yield* this.tell("Remote file does not exist -- broken link!!!\n");
        yield* this.log("\n");
      } else {
        if (o.brief) yield* this.tell(`${shown}:\n`);
        yield* this.tell(`${this.stamp()} ERROR ${head.status}: ${head.reason}.\n`);
        yield* this.log("\n");
      }
      return 8;
    }
    const type = (head.headers.get("content-type") ?? "").replace(/;.*/, "");
    const framing = framingOf(head, "GET");
    const length = framing.kind === "length" ? framing.length : null;
    const human = length !== null && length >= 1024 ? ` (${short(length)})` : "";
    yield* this.log(
      `Length: ${length === null ? "unspecified" : length}${human}${type === "" ? "" : ` [${type}]`}\n`,
    );
    if (o.spider) {
      if (o.brief)
        yield* this.tell(`${this.stamp()} URL: ${shown} ${head.status} ${head.reason}\n`);
      else if (type === "text/html")
        yield* this.log(
          "Remote file exists and could contain further links,\nbut recursion is disabled -- not retrieving.\n\n",
        );
      else yield* this.log("Remote file exists.\n\n");
      return 0;
    }
    return yield* this.save(
      url,
      shown,
      length,
      method === "HEAD" ? { kind: "none" } : framing,
      reader,
    );
  }

  private *save(
    url: Url,
    shown: string,
    length: number | null,
    framing: ReturnType<typeof framingOf>,
    reader: Reader,
  ): Proc<number | string> {
    const { proc, o } = this;
    const name = this.fileName(url);
    let file: OpenFile | null = o.output === null ? null : this.document;
    if (name !== "-" && file === null) {
      if (!this.makeParents(name)) return 3;
      const opened = proc.host.fs.open(name, proc, { write: true, create: true, truncate: true });
      if (typeof opened === "string") {
        yield* this.tell(`${name}: ${strerror(opened)}\n`);
        return 3;
      }
      file = opened;
      if (o.output !== null) this.document = file;
    }
    yield* this.log(`Saving to: ‘${name === "-" ? "STDOUT" : name}’\n`);
    const started = proc.now;
    const bar = proc.isatty(2);
    const label = name.replace(/^.*\//, "");
    if (bar) yield* this.log(`\n${this.bar(label, 0, length, null)}`);
    let size = 0;
    const ended = yield* readBody(reader, framing, proc.now + o.timeoutUs, function* (bytes) {
      size += bytes.length;
      if (file === null) yield* proc.print(bytes);
      else yield* file.write(proc, bytes);
      return true;
    });
    if (o.output === null) file?.release();
    const tookUs = Math.max(1, proc.now - started);
    if (bar) yield* this.log(`\r${this.bar(label, size, length, tookUs)}\n\n`);
    else yield* this.log(`\n${dots(size, length, tookUs)}\n`);
    const what = name === "-" ? "written to stdout" : `‘${name}’ saved`;
    if (ended === "cut" || ended === "late") {
      yield* this.log(
        `${this.stamp()} (${rate(size, tookUs)}) - Connection closed at byte ${size}. `,
      );
      return "retry";
    }
    if (ended !== "done") {
      yield* this.log(
        `${this.stamp()} (${rate(size, tookUs)}) - Read error at byte ${size}${length === null ? "" : `/${length}`} (${strerror(ended)}). `,
      );
      return "retry";
    }
    this.files++;
    this.bytes += size;
    this.spentUs += tookUs;
    const count = length === null ? `[${size}]` : `[${size}/${length}]`;
    if (o.brief) yield* this.tell(`${this.stamp()} URL:${shown} ${count} -> "${name}" [1]\n`);
    else
      yield* this.log(
        `${this.stamp()} (${rate(size, tookUs)}) - ${name === "-" ? what : what} ${count}\n\n`,
      );
    return 0;
  }

  /** The URL's last part, index.html for none; -x, -nH and -P put directories before it. */
  private wanted(url: Url): string {
    const { o } = this;
    const path = url.target.replace(/^\//, "").split("/");
    const last = path.pop() ?? "";
    const host = url.port === 80 ? url.host : `${url.host}:${url.port}`;
    const dirs = o.directories ? [...(o.hostDirectory ? [host] : []), ...path] : [];
    return [
      ...(o.prefix === null ? [] : [o.prefix]),
      ...dirs,
      last === "" ? "index.html" : last,
    ].join("/");
  }

  /** With .1, .2 after it while there is one of that name; with -x it is written over. */
  private fileName(url: Url): string {
    const { o, proc } = this;
    if (o.output !== null) return o.output;
    const base = this.wanted(url);
    if (o.directories) return base;
    for (let n = 0; ; n++) {
      const name = n === 0 ? base : `${base}.${n}`;
      if (typeof proc.host.fs.lookup(name, proc) === "string") return name;
    }
  }

  private makeParents(name: string): boolean {
    if (this.o.output !== null) return true;
    const { fs } = this.proc.host;
    const parts = name.split("/").slice(0, -1);
    for (let n = 1; n <= parts.length; n++) {
      const dir = parts.slice(0, n).join("/");
      if (dir === "" || typeof fs.lookup(dir, this.proc) !== "string") continue;
      if (fs.mkdir(dir, this.proc) !== null) return false;
    }
    return true;
  }

  private bar(name: string, size: number, length: number | null, tookUs: number | null): string {
    const columns = this.proc.columns(2) ?? 80;
    const width = Math.max(4, columns - 1 - 55 - 15);
    const shown = name.length > 30 ? name.slice(0, 30) : name.padEnd(tookUs === null ? 30 : 28);
    const fraction = length === null || length === 0 ? 1 : size / length;
    const filled = Math.floor(width * fraction);
    const arrow = tookUs === null ? "" : `${"=".repeat(Math.max(0, filled - 1))}>`;
    const percent = `${Math.floor(fraction * 100)}%`.padStart(tookUs === null ? 3 : 6);
    const amount = short(size).padStart(8);
    return tookUs === null
      ? `${shown} ${"0%".padStart(3)}[${" ".repeat(width)}]${amount}  --.-KB/s               `
      : `${shown}${percent}[${arrow.padEnd(width)}]${amount}  --.-KB/s    in ${seconds(tookUs)}      `;
  }
}
