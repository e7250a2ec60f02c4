/** wget(1) 1.21.3 over HTTP. Left out: TLS, FTP, recursion, continuing, cookies, proxies. */
import { strerror } from "../../../kernel/errno.ts";
import type { OpenFile } from "../../../kernel/proc/file.ts";
import type { Process, Program } from "../../../kernel/proc/process.ts";
import type { Proc } from "../../../kernel/proc/wait.ts";
import { openTcpSocket } from "../../../kernel/socket/open.ts";
import { closeStream, connectStream, writeAll } from "../../../kernel/socket/stream.ts";
import { civilFromUnix, strftime } from "../../../sim/civil.ts";
import { parseIpv4, parseIpv6 } from "../../../wire/addr.ts";
import { getopt, longs } from "../../core/getopt.ts";
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
import { addressText, bytesOf } from "./loop.ts";

export const wget: Program = {
  name: "wget",
  paths: ["/usr/bin/wget"],
  summary: "wget - the non-interactive network downloader",
  main,
};

interface Options {
  quiet: boolean;
  brief: boolean;
  show: boolean;
  spider: boolean;
  output: string | null;
  prefix: string | null;
  tries: number;
  timeoutUs: number;
  headers: string[];
  agent: string;
  method: string | null;
  body: string | null;
  maxRedirects: number;
}

const LONG =
  "quiet=q no-verbose=! server-response=S spider output-document:=O directory-prefix:=P tries:=t timeout:=T connect-timeout:=T header: user-agent:=U post-data: method: body-data: max-redirect: version=V no-check-certificate no-proxy no-cache progress: no-clobber continue=c recursive=r dns-timeout: read-timeout: verbose=v inet4-only=4";

function* main(proc: Process, argv: readonly string[]): Proc<number> {
  const words = argv.slice(1).map((w) => (w === "-nv" ? "--no-verbose" : w));
  const parsed = getopt(["wget", ...words], "qSvO:P:t:T:U:Vcr46", longs(LONG));
  const o: Options = {
    quiet: false,
    brief: false,
    show: false,
    spider: false,
    output: null,
    prefix: null,
    tries: 20,
    timeoutUs: Infinity,
    headers: [],
    agent: "Wget/1.21.3",
    method: null,
    body: null,
    maxRedirects: 20,
  };
  for (const { name, value } of parsed.options) {
    if (name === "V") {
      yield* proc.print("GNU Wget 1.21.3 built on linux-gnu.\n");
      return 0;
    }
    if (name === "q") o.quiet = true;
    else if (name === "!") o.brief = true;
    else if (name === "S") o.show = true;
    else if (name === "spider") o.spider = true;
    else if (name === "O") o.output = value;
    else if (name === "P") o.prefix = value;
    else if (name === "t")
      o.tries = value === "inf" ? Infinity : Number(value) === 0 ? Infinity : Number(value);
    else if (name === "T") o.timeoutUs = Number(value) === 0 ? Infinity : Number(value) * 1_000_000;
    else if (name === "header") o.headers.push(value as string);
    else if (name === "U") o.agent = value as string;
    else if (name === "post-data") {
      o.method = "POST";
      o.body = value;
    } else if (name === "method") o.method = value;
    else if (name === "body-data") o.body = value;
    else if (name === "max-redirect") o.maxRedirects = Number(value);
    else if (!["v", "4", "no-check-certificate", "no-proxy", "no-cache"].includes(name)) {
      yield* proc.warn(`wget: underlay does not simulate ${name.length > 1 ? "--" : "-"}${name}\n`);
      return 2;
    }
  }
  if (parsed.error !== null) {
    yield* proc.warn(
      `${parsed.error}\nUsage: wget [OPTION]... [URL]...\n\nTry \`wget --help' for more options.\n`,
    );
    return 2;
  }
  if (parsed.args.length === 0) {
    yield* proc.warn(
      "wget: missing URL\nUsage: wget [OPTION]... [URL]...\n\nTry `wget --help' for more options.\n",
    );
    return 1;
  }
  if (o.spider && !o.quiet && !o.brief)
    yield* proc.warn("Spider mode enabled. Check if remote file exists.\n");
  let status = 0;
  for (const given of parsed.args) {
    const did = yield* new Download(proc, o).fetch(given);
    if (did !== 0) status = did;
  }
  return status;
}

class Download {
  private readonly proc: Process;
  private readonly o: Options;

  constructor(proc: Process, o: Options) {
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
    const found = yield* resolve(proc, url.host, 0);
    const first =
      "error" in found
        ? undefined
        : (found.addresses.find((a) => a.family === 4) ?? found.addresses[0]);
    if ("error" in found || first === undefined) {
      yield* this.log(`failed: ${"error" in found ? found.error : ""}.\n`);
      yield* this.tell(`wget: unable to resolve host address ‘${url.host}’\n`);
      return 4;
    }
    const ip = addressText(first.address);
    if (!numeric) yield* this.log(`${ip}\n`);
    const shownIp = ip.includes(":") ? `[${ip}]` : ip;
    const where = numeric
      ? `${shownIp}:${url.port}`
      : `${url.host} (${url.host})|${ip}|:${url.port}`;
    yield* this.log(`Connecting to ${where}... `);
    const socket = openTcpSocket(proc, first.family);
    try {
      const refused = yield* connectStream(
        proc,
        socket,
        first.address,
        url.port,
        proc.now + o.timeoutUs,
      );
      if (refused !== null) {
        yield* this.log(`failed: ${strerror(refused)}.\n`);
        // Refusals are final; the others may pass.
        return refused === "ECONNREFUSED" || refused === "ENETUNREACH" ? 4 : "retry";
      }
      yield* this.log("connected.\n");
      const method = o.method ?? (o.spider ? "HEAD" : "GET");
      const lines = [
        `${method} ${url.target} HTTP/1.1`,
        `Host: ${hostHeader(url)}`,
        `User-Agent: ${o.agent}`,
        "Accept: */*",
        "Accept-Encoding: identity",
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
    let file: OpenFile | null = null;
    if (name !== "-") {
      const opened = proc.host.fs.open(name, proc, { write: true, create: true, truncate: true });
      if (typeof opened === "string") {
        yield* this.tell(`${name}: ${strerror(opened)}\n`);
        return 3;
      }
      file = opened;
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
    file?.release();
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
    const count = length === null ? `[${size}]` : `[${size}/${length}]`;
    if (o.brief) yield* this.tell(`${this.stamp()} URL:${shown} ${count} -> "${name}" [1]\n`);
    else
      yield* this.log(
        `${this.stamp()} (${rate(size, tookUs)}) - ${name === "-" ? what : what} ${count}\n\n`,
      );
    return 0;
  }

  /** The URL's last part, index.html for none, with .1, .2 after it while there is one. */
  private fileName(url: Url): string {
    const { o, proc } = this;
    if (o.output !== null) return o.output;
    const last = url.target.replace(/^.*\/(?=[^/]*$)/, "").replace(/^\//, "");
    const base = `${o.prefix === null ? "" : `${o.prefix}/`}${last === "" ? "index.html" : last}`;
    for (let n = 0; ; n++) {
      const name = n === 0 ? base : `${base}.${n}`;
      if (typeof proc.host.fs.lookup(name, proc) === "string") return name;
    }
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

/** 1.5K, 3.0M: three digits. */
function short(n: number): string {
  if (n < 1024) return String(n);
  let value = n / 1024;
  for (const unit of ["K", "M", "G"]) {
    if (value < 1024)
      return value < 10 ? `${value.toFixed(1)}${unit}` : `${Math.round(value)}${unit}`;
    value /= 1024;
  }
  return `${Math.round(value)}T`;
}

function seconds(us: number): string {
  return us < 1000
    ? "0s"
    : us < 1_000_000
      ? `${(us / 1_000_000).toFixed(us < 10_000 ? 3 : 2).replace(/0+$/, "")}s`
      : `${(us / 1_000_000).toFixed(1)}s`;
}

function rate(size: number, us: number): string {
  let value = (size * 1_000_000) / us;
  for (const unit of ["B/s", "KB/s", "MB/s", "GB/s"]) {
    if (value < 1024 || unit === "GB/s") {
      const digits = value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2;
      return `${value.toFixed(digits)} ${unit}`;
    }
    value /= 1024;
  }
  return "";
}

/** The dotted progress of a log: 50 dots a line in groups of 10, each 1 KiB. */
function dots(size: number, length: number | null, us: number): string {
  const total = Math.max(size, 1);
  let out = "";
  for (let row = 0; row * 51_200 < total; row++) {
    const from = row * 51_200;
    const count = Math.min(50, Math.floor((size - from) / 1024));
    let text = `${String(from / 1024).padStart(6)}K`;
    for (let i = 0; i < 50; i++) {
      if (i % 10 === 0) text += " ";
      text += i < count ? "." : " ";
    }
    const done = Math.min(size, from + 51_200);
    const percent = length === null || length === 0 ? "" : `${Math.floor((done * 100) / length)}%`;
    const speed = rate(size, us)
      .replace(/ ?(.)?B\/s$/, "$1")
      .replace(" ", "");
    const last = done >= size;
    out += `${text} ${percent.padStart(length === null ? 0 : 3)} ${speed.padStart(4)}${last ? `=${seconds(us)}` : ""}\n`;
  }
  return out;
}
