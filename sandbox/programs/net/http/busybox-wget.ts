/** busybox 1.35's wget applet. Left out: FTP, TLS, proxies, posting. */
import { strerror } from "../../../kernel/errno.ts";
import type { OpenFile } from "../../../kernel/proc/file.ts";
import type { Process } from "../../../kernel/proc/process.ts";
import type { Proc } from "../../../kernel/proc/wait.ts";
import { openTcpSocket } from "../../../kernel/socket/open.ts";
import { closeStream, connectStream, writeAll } from "../../../kernel/socket/stream.ts";
import { formatIpv4 } from "../../../wire/addr.ts";
import { getopt, longs } from "../../core/getopt.ts";
import { resolve } from "../resolve.ts";
import { follow, framingOf, hostHeader, parseUrl, readBody, Reader, type Url } from "./client.ts";
import { bytesOf } from "./loop.ts";

const BAR = 72;

export function* busyboxWget(proc: Process, words: readonly string[]): Proc<number> {
  const parsed = getopt(
    words,
    "cqSO:o:P:Y:U:T:t:b",
    longs(
      "continue=c quiet=q server-response=S output-document:=O spider timeout:=T no-check-certificate user-agent:=U header: post-data:",
    ),
  );
  let quiet = false;
  let show = false;
  let spider = false;
  let output: string | null = null;
  let timeoutUs = 900_000_000;
  let agent = "Wget";
  const extra: string[] = [];
  for (const { name, value } of parsed.options) {
    if (name === "q") quiet = true;
    else if (name === "S") show = true;
    else if (name === "spider") spider = true;
    else if (name === "O") output = value;
    else if (name === "T") timeoutUs = Number(value) * 1_000_000;
    else if (name === "U") agent = value as string;
    else if (name === "header") extra.push(value as string);
    else if (name !== "no-check-certificate" && name !== "t") {
      yield* proc.warn(`wget: underlay does not simulate busybox's -${name}\n`);
      return 1;
    }
  }
  const given = parsed.args[0];
  if (given === undefined) {
    yield* proc.warn("wget: missing URL\n");
    return 1;
  }
  let url = parseUrl(given);
  for (let hops = 0; hops < 5; hops++) {
    if (url === null || url.scheme !== "http") {
      yield* proc.warn(`wget: not an http or ftp url: ${given}\n`);
      return 1;
    }
    const next: string | number = yield* download(proc, url, {
      quiet,
      show,
      spider,
      output,
      timeoutUs,
      agent,
      extra,
    });
    if (typeof next === "number") return next;
    url = parseUrl(next);
  }
  yield* proc.warn("wget: too many redirections\n");
  return 1;
}

interface Options {
  readonly quiet: boolean;
  readonly show: boolean;
  readonly spider: boolean;
  readonly output: string | null;
  readonly timeoutUs: number;
  readonly agent: string;
  readonly extra: readonly string[];
}

/** The status, or where it leads. */
function* download(proc: Process, url: Url, o: Options): Proc<number | string> {
  const fail = function* (text: string): Proc<number> {
    yield* proc.warn(`wget: ${text}\n`);
    return 1;
  };
  const found = yield* resolve(proc, url.host, 4);
  if ("error" in found || found.v4 === null) return yield* fail(`bad address '${url.host}'`);
  const ip = formatIpv4(found.v4);
  if (!o.quiet) yield* proc.warn(`Connecting to ${hostHeader(url)} (${ip}:${url.port})\n`);
  const socket = openTcpSocket(proc);
  try {
    const until = proc.now + o.timeoutUs;
    const refused = yield* connectStream(proc, socket, found.v4, url.port, until);
    if (refused !== null)
      return yield* fail(
        refused === "ETIMEDOUT" && proc.now >= until
          ? "download timed out"
          : `can't connect to remote host (${ip}): ${strerror(refused)}`,
      );
    const lines = [
      `${o.spider ? "HEAD" : "GET"} ${url.target} HTTP/1.1`,
      `Host: ${hostHeader(url)}`,
      `User-Agent: ${o.agent}`,
      ...o.extra,
      "Connection: close",
    ];
    yield* writeAll(proc, socket, bytesOf(`${lines.join("\r\n")}\r\n\r\n`), until);
    const reader = new Reader(proc, socket);
    const head = yield* reader.head(until);
    if (head === "late") return yield* fail("download timed out");
    if (typeof head === "string") return yield* fail("error getting response");
    if (o.show) for (const line of head.lines) yield* proc.warn(`  ${line}\n`);
    const location = head.headers.get("location");
    if (head.status >= 300 && head.status < 400 && location !== undefined)
      return follow(url, location);
    if (head.status !== 200 && head.status !== 206)
      return yield* fail(`server returned error: ${head.lines[0] ?? ""}`);
    if (o.spider) {
      if (!o.quiet) yield* proc.warn("remote file exists\n");
      return 0;
    }
    return yield* save(proc, url, o, reader, framingOf(head, "GET"), until);
  } finally {
    closeStream(proc, socket);
  }
}

function* save(
  proc: Process,
  url: Url,
  o: Options,
  reader: Reader,
  framing: ReturnType<typeof framingOf>,
  until: number,
): Proc<number> {
  const last = url.target.replace(/\?.*$/, "").replace(/^.*\//, "");
  const name = o.output ?? (last === "" ? "index.html" : last);
  let file: OpenFile | null = null;
  if (name !== "-") {
    const opened = proc.host.fs.open(name, proc, {
      write: true,
      create: true,
      ...(o.output === null ? { exclusive: true } : { truncate: true }),
    });
    if (typeof opened === "string") {
      yield* proc.warn(`wget: can't open '${name}': ${strerror(opened)}\n`);
      return 1;
    }
    file = opened;
  }
  if (!o.quiet) yield* proc.warn(name === "-" ? "writing to stdout\n" : `saving to '${name}'\n`);
  let size = 0;
  const ended = yield* readBody(reader, framing, until, function* (bytes) {
    size += bytes.length;
    if (file === null) yield* proc.print(bytes);
    else yield* file.write(proc, bytes);
    return true;
  });
  file?.release();
  if (ended !== "done") {
    yield* proc.warn(
      `wget: ${ended === "late" ? "download timed out" : "connection closed prematurely"}\n`,
    );
    return 1;
  }
  if (o.quiet) return 0;
  const shown = name.length > 20 ? name.slice(0, 20) : name.padEnd(20);
  const count =
    size < 100_000 ? String(size).padStart(6) : `${String(Math.floor(size / 1024)).padStart(5)}k`;
  yield* proc.warn(`\r${shown} 100% |${"*".repeat(BAR)}|${count}  0:00:00 ETA\n`);
  yield* proc.warn(name === "-" ? "written to stdout\n" : `'${name}' saved\n`);
  return 0;
}
