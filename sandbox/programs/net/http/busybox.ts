/** busybox 1.35's httpd and wget applets; its other applets are the programs of the same names here. */
import { strerror } from "../../../kernel/errno.ts";
import type { Process, Program } from "../../../kernel/proc/process.ts";
import type { Proc } from "../../../kernel/proc/wait.ts";
import { type Ipv6Addr, parseIpv4 } from "../../../wire/addr.ts";
import { getopt } from "../../core/getopt.ts";
import { daemonize } from "../daemon.ts";
import {
  bytesOf,
  type Handler,
  HttpLoop,
  httpDate,
  listenOn,
  mediaType,
  type Request,
  type Response,
  targetOf,
  unescapeUrl,
  unixSeconds,
} from "./loop.ts";
import { busyboxWget } from "./busybox-wget.ts";

export const busybox: Program = {
  name: "busybox",
  paths: ["/usr/bin/busybox"],
  summary: "busybox - the applets httpd and wget, and programs that are here anyway",
  main,
};

const ANY6 = "::" as Ipv6Addr;
const BACKLOG = 9;
const VERSION = "BusyBox v1.35.0 (Debian 1:1.35.0-4+deb12u1+b1) multi-call binary";

function* main(proc: Process, argv: readonly string[]): Proc<number> {
  const called = (argv[0] ?? "").replace(/^.*\//, "");
  const words = called === "busybox" ? argv.slice(1) : argv;
  const applet = words[0];
  if (applet === undefined) {
    yield* proc.print(`${VERSION}.\n`);
    return 0;
  }
  if (applet === "httpd") return yield* httpd(proc, words);
  if (applet === "wget") return yield* busyboxWget(proc, words);
  const found = proc.host.resolveProgram(words, {
    env: new Map([["PATH", "/usr/bin:/usr/sbin:/bin:/sbin"]]),
    cwd: proc.cwd,
    credentials: proc.credentials,
    place: proc.place,
  });
  if (typeof found === "string" || applet.includes("/")) {
    yield* proc.warn(`${applet}: applet not found\n`);
    return 127;
  }
  return yield* found.program.main(proc, words);
}

const USAGE = `${VERSION}.

Usage: httpd [-ifv[v]] [-c CONFFILE] [-p [IP:]PORT] [-u USER[:GRP]] [-r REALM] [-h HOME]
or httpd -d/-e/-m STRING

Listen for incoming HTTP requests

	-i		Inetd mode
	-f		Run in foreground
	-v[v]		Verbose
	-p [IP:]PORT	Bind to IP:PORT (default *:80)
	-u USER[:GRP]	Set uid/gid after binding to port
	-r REALM	Authentication Realm for Basic Authentication
	-h HOME		Home directory (default .)
	-c FILE		Configuration file (default {/etc,HOME}/httpd.conf)
	-m STRING	MD5 crypt STRING
	-e STRING	HTML encode STRING
	-d STRING	URL decode STRING
`;

function* httpd(proc: Process, words: readonly string[]): Proc<number> {
  const parsed = getopt(words, "c:d:h:e:r:m:u:p:ifv");
  let port = 80;
  let address: string | null = null;
  let home = proc.cwd;
  let foreground = false;
  let verbose = 0;
  for (const { name, value } of parsed.options) {
    if (name === "p") {
      const at = (value as string).lastIndexOf(":");
      if (at >= 0) address = (value as string).slice(0, at);
      port = Number((value as string).slice(at + 1));
    } else if (name === "h") home = proc.host.fs.normalize(value as string, proc.cwd);
    else if (name === "f") foreground = true;
    else if (name === "v") verbose++;
    else {
      yield* proc.warn(`httpd: underlay does not simulate -${name}\n`);
      return 1;
    }
  }
  if (parsed.error !== null || parsed.args.length > 0) {
    yield* proc.warn(parsed.error === null ? USAGE : `${parsed.error}\n${USAGE}`);
    return 1;
  }
  const node = proc.host.fs.lookup(home, proc);
  if (typeof node === "string" || node.kind !== "dir") {
    yield* proc.warn(
      `httpd: can't change directory to '${home}': ${strerror(typeof node === "string" ? node : "ENOTDIR")}\n`,
    );
    return 1;
  }
  const v4 = address === null ? null : parseIpv4(address);
  const refusal = (probe: Process): ReturnType<typeof listenOn> =>
    v4 === null ? listenOn(probe, 6, ANY6, port, BACKLOG) : listenOn(probe, 4, v4, port, BACKLOG);
  const listener = refusal(proc);
  if (typeof listener === "string") {
    yield* proc.warn(`httpd: bind: ${strerror(listener)}\n`);
    return 1;
  }
  const serve = function* (self: Process): Proc<number> {
    self.cwd = home;
    yield* new HttpLoop(self, [listener], new BusyboxHandler(self, home, verbose)).run();
    return 0;
  };
  if (foreground) return yield* serve(proc);
  daemonize(proc, serve);
  return 0;
}

const ERRORS: Readonly<Record<number, readonly [string, string | null]>> = {
  400: ["Bad Request", "Unsupported method"],
  403: ["Forbidden", null],
  404: ["Not Found", "The requested URL was not found"],
  501: ["Not Implemented", "The requested method is not recognized"],
};

class BusyboxHandler implements Handler {
  /** HEADER_READ_TIMEOUT. */
  readonly idleUs = 60_000_000;
  private readonly proc: Process;
  private readonly home: string;
  private readonly verbose: number;

  constructor(proc: Process, home: string, verbose: number) {
    this.proc = proc;
    this.home = home;
    this.verbose = verbose;
  }

  *handle(r: Request): Proc<Response> {
    const { proc } = this;
    const at = r.target;
    if (at === "" || !at.startsWith("/")) return yield* this.error(r, 400);
    if (r.method !== "GET" && r.method !== "HEAD") return yield* this.error(r, 501);
    const asked = unescapeUrl(at.replace(/\?.*$/, ""));
    if (asked === null) return yield* this.error(r, 400);
    const path = proc.host.fs.normalize(`.${asked}`, this.home);
    if (!path.startsWith(this.home === "/" ? "/" : this.home)) return yield* this.error(r, 404);
    let target = targetOf(proc, path);
    if (target.kind === "dir") {
      if (!asked.endsWith("/")) {
        yield* this.log(r, 302);
        const query = /\?.*$/.exec(at)?.[0] ?? "";
        return this.head(r, "302 Found", "text/html", [`Location: ${asked}/${query}`], null);
      }
      target = targetOf(proc, `${path}/index.html`);
    }
    if (target.kind !== "file") return yield* this.error(r, 404);
    yield* this.log(r, 200);
    const type = mediaType(target.path) ?? "application/octet-stream";
    const tag = `"${unixSeconds(proc, target.mtime).toString(16)}-${target.bytes.length.toString(16)}"`;
    const range = /^bytes=(\d+)-(\d*)$/.exec(r.headers.get("range") ?? "");
    const size = target.bytes.length;
    let [from, to] = [0, size];
    let status = "200 OK";
    const first: string[] = [];
    if (range !== null && Number(range[1]) < size) {
      from = Number(range[1]);
      to = range[2] === "" ? size : Math.min(size, Number(range[2]) + 1);
      status = "206 Partial Content";
      first.push(`Content-Range: bytes ${from}-${to - 1}/${size}`);
    }
    return this.head(
      r,
      status,
      range === null ? type : "text/html",
      [
        ...first,
        "Accept-Ranges: bytes",
        `Last-Modified: ${httpDate(proc, target.mtime)}`,
        `ETag: ${tag}`,
        `Content-Length: ${to - from}`,
      ],
      target.bytes.slice(from, to),
    );
  }

  private head(
    r: Request,
    status: string,
    type: string,
    headers: readonly string[],
    body: Uint8Array | null,
    together = false,
  ): Response {
    const lines = [
      `HTTP/1.1 ${status}`,
      `Date: ${httpDate(this.proc, this.proc.now)}`,
      "Connection: close",
      `Content-type: ${type}`,
      ...headers,
    ];
    const text = `${lines.join("\r\n")}\r\n\r\n`;
    const whole = body === null || r.method === "HEAD" ? [] : [body];
    if (together && whole[0] !== undefined) {
      const both = bytesOf(text + String.fromCharCode(...whole[0]));
      return { writes: [both], close: true };
    }
    return { writes: [bytesOf(text), ...whole], close: true };
  }

  private *error(r: Request, code: number): Proc<Response> {
    const [reason, message] = ERRORS[code] ?? ["", null];
    yield* this.log(r, code);
    const title = `${code} ${reason}`;
    const body = `<HTML><HEAD><TITLE>${title}</TITLE></HEAD>\n<BODY><H1>${title}</H1>\n${message ?? ""}\n</BODY></HTML>\n`;
    return this.head(r, title, "text/html", [], bytesOf(body), true);
  }

  private *log(r: Request, code: number): Proc<void> {
    if (this.verbose === 0) return;
    const peer = `[::ffff:${r.client}]:${r.port}`;
    if (this.verbose > 1) yield* this.proc.warn(`${peer}: url:${r.target}\n`);
    yield* this.proc.warn(`${peer}: response:${code}\n`);
  }
}
