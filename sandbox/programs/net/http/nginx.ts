/**
 * nginx 1.22.1 with Debian's default site: /var/www/html on port 80, keep-alive, the access log. Left out: every
 * configuration but the default one (a file under /etc/nginx is refused by name), modules, TLS.
 * Two workers, as on a machine with two CPUs.
 */
import type { Process, Program } from "../../../kernel/proc/process.ts";
import type { Proc } from "../../../kernel/proc/wait.ts";
import { type Signal, SIGNAL_NUMBERS } from "../../../kernel/proc/signal.ts";
import { closeStream } from "../../../kernel/socket/stream.ts";
import type { StreamSocket } from "../../../kernel/socket/types.ts";
import { civilFromUnix, strftime } from "../../../sim/civil.ts";
import { IPV4_ANY, type Ipv6Addr } from "../../../wire/addr.ts";
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

export const nginx: Program = {
  name: "nginx",
  paths: ["/usr/sbin/nginx"],
  summary: "nginx - HTTP server, with Debian's default site",
  main,
};

const ROOT_DIR = "/var/www/html";
const PID_FILE = "/run/nginx.pid";
const BACKLOG = 511;
const ANY6 = "::" as Ipv6Addr;
const INDEXES = ["index.html", "index.htm", "index.nginx-debian.html"];

const HELP = `nginx version: nginx/1.22.1
Usage: nginx [-?hvVtTq] [-s signal] [-p prefix]
             [-e filename] [-c filename] [-g directives]

Options:
  -?,-h         : this help
  -v            : show version and exit
  -V            : show version and configure options then exit
  -t            : test configuration and exit
  -T            : test configuration, dump it and exit
  -q            : suppress non-error messages during configuration testing
  -s signal     : send signal to a master process: stop, quit, reopen, reload
  -p prefix     : set prefix path (default: /usr/share/nginx/)
  -e filename   : set error log file (default: stderr)
  -c filename   : set configuration file (default: /etc/nginx/nginx.conf)
  -g directives : set global directives out of configuration file

`;

function* main(proc: Process, argv: readonly string[]): Proc<number> {
  const parsed = getopt(["nginx", ...argv.slice(1)], "?hvVtTqs:p:e:c:g:");
  let test = false;
  let quiet = false;
  let signal: string | null = null;
  let foreground = false;
  for (const { name, value } of parsed.options) {
    if (name === "v") {
      yield* proc.warn("nginx version: nginx/1.22.1\n");
      return 0;
    }
    if (name === "h" || name === "?") {
      yield* proc.warn(HELP);
      return 0;
    }
    if (name === "t") test = true;
    else if (name === "s") signal = value;
    else if (name === "g") foreground = /daemon\s+off/.test(value ?? "");
    else if (name === "q") quiet = true;
    else {
      yield* proc.warn(`nginx: underlay does not simulate -${name}\n`);
      return 1;
    }
  }
  if (parsed.error !== null || parsed.args.length > 0) {
    const bad = parsed.args[0] ?? /'(.*)'/.exec(parsed.error ?? "")?.[1] ?? "";
    const needs = /requires an argument/.test(parsed.error ?? "");
    yield* proc.warn(
      needs ? `nginx: option "-${bad}" requires parameter\n` : `nginx: invalid option: "${bad}"\n`,
    );
    return 1;
  }
  const own = signal === null ? ownConfiguration(proc) : null;
  if (own !== null) {
    yield* proc.warn(`nginx: underlay does not simulate a configuration of one's own: ${own}\n`);
    return 1;
  }
  if (test) {
    if (quiet) return 0;
    yield* proc.warn(
      "nginx: the configuration file /etc/nginx/nginx.conf syntax is ok\nnginx: configuration file /etc/nginx/nginx.conf test is successful\n",
    );
    return 0;
  }
  if (signal !== null) return yield* sendSignal(proc, signal);
  return yield* start(proc, foreground);
}

/** A configuration file that is there: Debian's own are not in the tree, so the user made it. */
function ownConfiguration(proc: Process): string | null {
  const { fs } = proc.host;
  for (const dir of ["", "/sites-enabled", "/conf.d"]) {
    const names = fs.readdir(`/etc/nginx${dir}`, proc);
    if (typeof names === "string") continue;
    for (const name of names) {
      const path = `/etc/nginx${dir}/${name}`;
      if (typeof fs.readText(path, proc) !== "string") return path;
    }
  }
  return null;
}

function notice(proc: Process, level: string, text: string): string {
  const at = civilFromUnix(proc.host.sim.epochUs + proc.now);
  return `${strftime("%Y/%m/%d %H:%M:%S", at)} [${level}] ${proc.pid}#${proc.pid}: ${text}\n`;
}

function* sendSignal(proc: Process, word: string): Proc<number> {
  const names: Readonly<Record<string, "TERM" | "QUIT" | "HUP" | "USR1">> = {
    stop: "TERM",
    quit: "QUIT",
    reload: "HUP",
    reopen: "USR1",
  };
  const signal = names[word];
  if (signal === undefined) {
    yield* proc.warn(`nginx: invalid option: "-s ${word}"\n`);
    return 1;
  }
  yield* proc.warn(notice(proc, "notice", "signal process started"));
  const file = proc.host.fs.readText(PID_FILE, proc);
  if (typeof file === "string") {
    const text = `open() "${PID_FILE}" failed (2: No such file or directory)`;
    yield* proc.warn(notice(proc, "error", text));
    return 1;
  }
  const number = file.text.trim();
  if (!/^\d+$/.test(number)) {
    yield* proc.warn(notice(proc, "error", `invalid PID number "${number}" in "${PID_FILE}"`));
    return 1;
  }
  const target = proc.host.processes.get(Number(number));
  if (target === undefined) {
    const text = `kill(${number}, ${SIGNAL_NUMBERS[signal]}) failed (3: No such process)`;
    yield* proc.warn(notice(proc, "alert", text));
    return 1;
  }
  target.signal(signal);
  return 0;
}

function* start(proc: Process, foreground: boolean): Proc<number> {
  let listeners: StreamSocket[] = [];
  for (let attempt = 0; attempt < 5; attempt++) {
    const v4 = listenOn(proc, 4, IPV4_ANY, 80, BACKLOG);
    const v6 = listenOn(proc, 6, ANY6, 80, BACKLOG, true);
    listeners = [v4, v6].filter((l) => typeof l !== "string");
    const refused = [v4, v6].find((l) => typeof l === "string");
    if (refused === undefined) break;
    if (refused === "EACCES") {
      yield* proc.warn("nginx: [emerg] bind() to 0.0.0.0:80 failed (13: Permission denied)\n");
      return 1;
    }
    if (typeof v4 === "string")
      yield* proc.warn("nginx: [emerg] bind() to 0.0.0.0:80 failed (98: Address already in use)\n");
    if (typeof v6 === "string")
      yield* proc.warn("nginx: [emerg] bind() to [::]:80 failed (98: Address already in use)\n");
    if (attempt === 4) {
      yield* proc.warn("nginx: [emerg] still could not bind()\n");
      return 1;
    }
    for (const [fd, d] of proc.fds) if (listeners.includes(d.file as StreamSocket)) proc.close(fd);
    yield* proc.sleep(500_000);
  }
  const master = (self: Process): Proc<number> => supervise(self, listeners);
  if (foreground) return yield* master(proc);
  daemonize(proc, master);
  return 0;
}

/** The master, and its workers: the first serves. */
function* supervise(proc: Process, listeners: readonly StreamSocket[]): Proc<number> {
  // The title: the words it was started with stand behind it.
  proc.argv = [`nginx: master process ${proc.argv.join(" ")}`];
  proc.comm = "nginx";
  const pidFile = proc.host.fs.open(PID_FILE, proc, { write: true, create: true, truncate: true });
  if (typeof pidFile !== "string") {
    yield* pidFile.write(proc, bytesOf(`${proc.pid}\n`));
    pidFile.release();
  }
  for (const signal of ["TERM", "INT", "QUIT", "HUP", "USR1", "CHLD"] as const) proc.trap(signal);
  let workers = fork(proc, listeners);
  let last: Signal;
  for (;;) {
    const signal = proc.takeSignal();
    if (signal === "TERM" || signal === "INT" || signal === "QUIT") {
      last = signal;
      break;
    }
    if (signal === "HUP") {
      // The new ones first: at no time does nobody listen.
      const old = workers;
      workers = fork(proc, listeners);
      for (const worker of old) worker.signal("QUIT");
    }
    for (const child of [...proc.children]) if (child.state === "zombie") proc.host.reap(child);
    if (signal === null) yield* proc.wait("sigsuspend", []);
  }
  for (const worker of workers) worker.signal(last === "QUIT" ? "QUIT" : "TERM");
  for (const listener of listeners) closeStream(proc, listener);
  for (const worker of [...proc.children])
    while (worker.state !== "zombie" && worker.state !== "dead")
      yield* proc.wait("sigsuspend", [worker.exited]);
  proc.host.fs.unlink(PID_FILE, proc);
  return 0;
}

function fork(master: Process, listeners: readonly StreamSocket[]): Process[] {
  const workers: Process[] = [];
  for (const serves of [true, false]) {
    const worker = master.fork(["nginx: worker process"], (self) => work(self, listeners, serves));
    if (typeof worker === "string") continue;
    worker.comm = "nginx";
    workers.push(worker);
  }
  return workers;
}

/** QUIT: what was begun is finished, nobody new is taken. */
function* work(self: Process, listeners: readonly StreamSocket[], serves: boolean): Proc<number> {
  for (const signal of ["HUP", "USR1", "CHLD"] as const) self.ignore(signal);
  self.trap("QUIT");
  self.credentials = { uid: 33, gid: 33, user: "www-data" };
  if (!serves) {
    while (self.takeSignal() === null) yield* self.wait("ep_poll", []);
    return 0;
  }
  const handler = new NginxHandler(self);
  const loop = new HttpLoop(self, listeners, handler);
  yield* loop.run(() => self.takeSignal() === "QUIT");
  handler.isQuitting = true;
  self.argv = ["nginx: worker process is shutting down"];
  yield* loop.drain();
  return 0;
}

const REASONS: Readonly<Record<number, string>> = {
  301: "Moved Permanently",
  400: "Bad Request",
  403: "Forbidden",
  404: "Not Found",
  405: "Not Allowed",
};

class NginxHandler implements Handler {
  /** keepalive_timeout. */
  readonly idleUs = 65_000_000;
  /** No connection is kept any more. */
  isQuitting = false;
  private readonly proc: Process;

  constructor(proc: Process) {
    this.proc = proc;
  }

  *handle(r: Request): Proc<Response> {
    const { proc } = this;
    if (
      !/^HTTP\/1\.[01]$/.test(r.version) ||
      !r.target.startsWith("/") ||
      !/^[A-Z_-]+$/.test(r.method)
    )
      return yield* this.error(r, 400, true);
    if (r.version === "HTTP/1.1" && !r.headers.has("host")) return yield* this.error(r, 400, true);
    const asked = unescapeUrl(r.target.replace(/[?#].*$/, ""));
    if (asked === null) return yield* this.error(r, 400, true);
    const path = proc.host.fs.normalize(`.${asked}`, ROOT_DIR);
    let target = targetOf(proc, path);
    // try_files $uri $uri/ =404;
    if (target.kind === "dir") {
      if (!asked.endsWith("/")) {
        const location = `http://${r.headers.get("host") ?? "localhost"}${asked}/`;
        return yield* this.error(r, 301, false, [`Location: ${location}`]);
      }
      const index = INDEXES.map((n) => targetOf(proc, `${path}/${n}`)).find(
        (t) => t.kind === "file",
      );
      if (index === undefined) return yield* this.error(r, 403);
      target = index;
    } else if (target.kind === "file" && asked.endsWith("/")) return yield* this.error(r, 404);
    if (target.kind === "forbidden") return yield* this.error(r, 403);
    if (target.kind !== "file") return yield* this.error(r, 404);
    if (r.method !== "GET" && r.method !== "HEAD") return yield* this.error(r, 405);
    const size = target.bytes.length;
    const headers = [
      `Content-Type: ${mediaType(target.path) ?? "application/octet-stream"}`,
      `Content-Length: ${size}`,
      `Last-Modified: ${httpDate(proc, target.mtime)}`,
      this.connection(r),
      `ETag: "${unixSeconds(proc, target.mtime).toString(16)}-${size.toString(16)}"`,
      "Accept-Ranges: bytes",
    ];
    return yield* this.reply(r, "200 OK", headers, target.bytes.slice());
  }

  private kept(r: Request): boolean {
    if (this.isQuitting) return false;
    const word = (r.headers.get("connection") ?? "").toLowerCase();
    return r.version === "HTTP/1.1" ? word !== "close" : word === "keep-alive";
  }

  private connection(r: Request): string {
    return `Connection: ${this.kept(r) ? "keep-alive" : "close"}`;
  }

  private *error(
    r: Request,
    code: number,
    close = false,
    extra: readonly string[] = [],
  ): Proc<Response> {
    const title = `${code} ${REASONS[code] ?? ""}`;
    const body = bytesOf(
      `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n<hr><center>nginx/1.22.1</center>\r\n</body>\r\n</html>\r\n`,
    );
    const headers = [
      "Content-Type: text/html",
      `Content-Length: ${body.length}`,
      ...extra,
      close ? "Connection: close" : this.connection(r),
    ];
    return yield* this.reply(r, title, headers, body, close);
  }

  private *reply(
    r: Request,
    status: string,
    headers: readonly string[],
    body: Uint8Array,
    close = false,
  ): Proc<Response> {
    const { proc } = this;
    const lines = [
      `HTTP/1.1 ${status}`,
      "Server: nginx/1.22.1",
      `Date: ${httpDate(proc, proc.now)}`,
      ...headers,
    ];
    const head = bytesOf(`${lines.join("\r\n")}\r\n\r\n`);
    const sent = r.method === "HEAD" ? new Uint8Array(0) : body;
    const whole = new Uint8Array(head.length + sent.length);
    whole.set(head);
    whole.set(sent, head.length);
    const at = strftime("%d/%b/%Y:%H:%M:%S +0000", civilFromUnix(proc.host.sim.epochUs + proc.now));
    const agent = r.headers.get("user-agent") ?? "-";
    const line = `${r.client} - - [${at}] "${r.line}" ${status.slice(0, 3)} ${sent.length} "${r.headers.get("referer") ?? "-"}" "${agent}"\n`;
    const root = { ...proc.host.rootContext(), place: proc.place };
    const log = proc.host.fs.open("/var/log/nginx/access.log", root, {
      write: true,
      create: true,
      append: true,
    });
    if (typeof log !== "string") {
      yield* log.write(proc, bytesOf(line));
      log.release();
    }
    return { writes: [whole], close: close || !this.kept(r) };
  }
}
