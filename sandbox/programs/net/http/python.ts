/**
 * python3 -m http.server of Python 3.11: Lib/http/server.py. Every other use of Python is refused by name.
 * Left out: --cgi, conditional requests.
 */
import { strerror } from "../../../kernel/errno.ts";
import type { Process, Program } from "../../../kernel/proc/process.ts";
import type { Proc } from "../../../kernel/proc/wait.ts";
import { civilFromUnix, strftime } from "../../../sim/civil.ts";
import { encodeUtf8 } from "../../../sim/utf8.ts";
import { IPV4_ANY } from "../../../wire/addr.ts";
import { resolve } from "../resolve.ts";
import {
  bytesOf,
  type Handler,
  HttpLoop,
  httpDate,
  httpSeconds,
  listenOn,
  mediaType,
  type Request,
  type Response,
  targetOf,
  unescapeUrl,
  unixSeconds,
} from "./loop.ts";

export const python3: Program = {
  name: "python3",
  paths: ["/usr/bin/python3", "/usr/bin/python3.11"],
  summary: "python3 - here only its HTTP server: python3 -m http.server",
  main,
};

const USAGE = "usage: server.py [-h] [--cgi] [-b ADDRESS] [-d DIRECTORY] [-p VERSION] [port]\n";
const HELP = `${USAGE}
positional arguments:
  port                  bind to this port (default: 8000)

options:
  -h, --help            show this help message and exit
  --cgi                 run as CGI server
  -b ADDRESS, --bind ADDRESS
                        bind to this address (default: all interfaces)
  -d DIRECTORY, --directory DIRECTORY
                        serve this directory (default: current directory)
  -p VERSION, --protocol VERSION
                        conform to this HTTP version (default: HTTP/1.0)
`;
const BACKLOG = 5;

interface Options {
  port: number;
  bind: string | null;
  directory: string;
  protocol: string;
}

function* main(proc: Process, argv: readonly string[]): Proc<number> {
  const words = argv.slice(1);
  while (/^-[uBbIsES]+$/.test(words[0] ?? "")) words.shift();
  if (words[0] === "-V" || words[0] === "--version") {
    yield* proc.print("Python 3.11.2\n");
    return 0;
  }
  const module =
    words[0] === "-m" ? words[1] : words[0]?.startsWith("-m") ? words[0].slice(2) : null;
  if (module !== "http.server") {
    const what =
      words[0] === undefined
        ? "Python"
        : module === null
          ? `Python ${words[0]}`
          : `-m ${module ?? ""}`;
    yield* proc.warn(
      `python3: underlay does not simulate ${what} (python3 -m http.server is simulated)\n`,
    );
    return 1;
  }
  const o = yield* parse(proc, words.slice(words[0] === "-m" ? 2 : 1));
  if (typeof o === "number") return o;
  const found = o.bind === null ? null : yield* resolve(proc, o.bind, 0);
  if (found !== null && "error" in found) {
    const code = found.error.startsWith("Temporary") ? -3 : -2;
    yield* proc.warn(
      `Traceback (most recent call last):\nsocket.gaierror: [Errno ${code}] ${found.error}\n`,
    );
    return 1;
  }
  const v4 = found === null ? IPV4_ANY : found.v4;
  const listener =
    v4 !== null
      ? listenOn(proc, 4, v4, o.port, BACKLOG)
      : listenOn(proc, 6, found?.v6 ?? IPV4_ANY, o.port, BACKLOG);
  if (typeof listener === "string") {
    const number = { EADDRINUSE: 98, EACCES: 13, EADDRNOTAVAIL: 99 }[listener as "EACCES"] ?? 22;
    yield* proc.warn(
      `Traceback (most recent call last):\n${number === 13 ? "PermissionError" : "OSError"}: [Errno ${number}] ${strerror(listener)}\n`,
    );
    return 1;
  }
  const shown = o.bind === null ? "0.0.0.0" : o.bind;
  const url = shown.includes(":") ? `[${shown}]` : shown;
  // Buffered unless standard output is a terminal: a server that is killed never says it.
  const serving = `Serving HTTP on ${shown} port ${o.port} (http://${url}:${o.port}/) ...\n`;
  if (proc.isatty(1)) yield* proc.print(serving);
  proc.trap("INT");
  let over = false;
  yield* new HttpLoop(proc, [listener], new FileHandler(proc, o)).run(() => {
    for (let signal = proc.takeSignal(); signal !== null; signal = proc.takeSignal()) over = true;
    return over;
  });
  yield* proc.print(`${proc.isatty(1) ? "" : serving}\nKeyboard interrupt received, exiting.\n`);
  return 0;
}

function* parse(proc: Process, words: readonly string[]): Proc<Options | number> {
  const o: Options = { port: 8000, bind: null, directory: proc.cwd, protocol: "HTTP/1.0" };
  const complain = function* (text: string): Proc<number> {
    yield* proc.warn(`${USAGE}server.py: error: ${text}\n`);
    return 2;
  };
  let port: string | null = null;
  for (let i = 0; i < words.length; i++) {
    const word = words[i] as string;
    const [name = "", attached] = word.startsWith("--") ? word.split("=") : [word];
    if (name === "-h" || name === "--help") {
      yield* proc.print(HELP);
      return 0;
    }
    if (name === "--cgi") {
      yield* proc.warn("python3: underlay does not simulate http.server --cgi\n");
      return 1;
    }
    const option = /^(-b|--bind)$/.test(name)
      ? "bind"
      : /^(-d|--directory)$/.test(name)
        ? "directory"
        : /^(-p|--protocol)$/.test(name)
          ? "protocol"
          : null;
    if (option !== null) {
      const value = attached ?? words[++i];
      if (value === undefined) {
        const full = { bind: "-b/--bind", directory: "-d/--directory", protocol: "-p/--protocol" }[
          option
        ];
        return yield* complain(`argument ${full}: expected one argument`);
      }
      if (option === "bind") o.bind = value;
      else if (option === "protocol") o.protocol = value;
      else o.directory = proc.host.fs.normalize(value, proc.cwd);
    } else if (word.startsWith("-") || port !== null)
      return yield* complain(`unrecognized arguments: ${word}`);
    else port = word;
  }
  if (port !== null && !/^\d+$/.test(port))
    return yield* complain(`argument port: invalid int value: '${port}'`);
  if (port !== null) o.port = Number(port);
  return o;
}

const EXPLAINED: Readonly<Record<number, readonly [string, string]>> = {
  400: ["Bad Request", "Bad request syntax or unsupported method"],
  404: ["Not Found", "Nothing matches the given URI"],
  501: ["Not Implemented", "Server does not support this operation"],
  505: ["HTTP Version Not Supported", "Cannot fulfill request"],
};

class FileHandler implements Handler {
  readonly idleUs = 0;
  private readonly proc: Process;
  private readonly o: Options;

  constructor(proc: Process, o: Options) {
    this.proc = proc;
    this.o = o;
  }

  *handle(r: Request): Proc<Response> {
    const words = r.line.split(/\s+/).filter((w) => w !== "");
    const bare = words.length === 2 && words[0] === "GET";
    if (words.length < 2 || words.length > 3 || (words.length === 2 && !bare))
      return yield* this.error(
        r,
        400,
        words.length === 2
          ? `Bad HTTP/0.9 request type ('${words[0] ?? ""}')`
          : `Bad request syntax ('${r.line}')`,
        false,
      );
    if (words.length === 3 && !/^HTTP\/\d+\.\d+$/.test(words[2] ?? ""))
      return yield* this.error(r, 400, `Bad request version ('${words[2] ?? ""}')`, false);
    const head = !bare;
    if (r.method !== "GET" && r.method !== "HEAD")
      return yield* this.error(r, 501, `Unsupported method ('${r.method}')`, head);
    const asked = r.target.replace(/[?#].*$/, "");
    const clean = unescapeUrl(asked) ?? asked;
    const path = this.proc.host.fs.normalize(`.${clean}`, this.o.directory);
    const inside = path.startsWith(this.o.directory === "/" ? "/" : this.o.directory)
      ? path
      : this.o.directory;
    let target = targetOf(this.proc, inside);
    if (target.kind === "dir") {
      if (!asked.endsWith("/")) {
        const query = /\?.*$/.exec(r.target)?.[0] ?? "";
        yield* this.log(r, 301);
        return this.reply(
          r,
          301,
          "Moved Permanently",
          [`Location: ${asked}/${query}`, "Content-Length: 0"],
          null,
        );
      }
      const index = ["index.html", "index.htm"]
        .map((n) => targetOf(this.proc, `${inside}/${n}`))
        .find((t) => t.kind === "file");
      if (index === undefined) return yield* this.listing(r, inside, clean);
      target = index;
    } else if (asked.endsWith("/")) target = { kind: "none" };
    if (target.kind !== "file") return yield* this.error(r, 404, "File not found", head);
    const since = httpSeconds(r.headers.get("if-modified-since") ?? "");
    const conditional = since !== null && !r.headers.has("if-none-match");
    if (conditional && unixSeconds(this.proc, target.mtime) <= since) {
      yield* this.log(r, 304);
      return this.reply(r, 304, "Not Modified", [], null, bare);
    }
    yield* this.log(r, 200);
    return this.reply(
      r,
      200,
      "OK",
      [
        `Content-type: ${mediaType(target.path) ?? "application/octet-stream"}`,
        `Content-Length: ${target.bytes.length}`,
        `Last-Modified: ${httpDate(this.proc, target.mtime)}`,
      ],
      target.bytes.slice(),
      bare,
    );
  }

  private reply(
    r: Request,
    code: number,
    reason: string,
    headers: readonly string[],
    body: Uint8Array | null,
    bare = false,
  ): Response {
    const lines = [
      `${this.o.protocol} ${code} ${reason}`,
      "Server: SimpleHTTP/0.6 Python/3.11.2",
      `Date: ${httpDate(this.proc, this.proc.now)}`,
      ...headers,
    ];
    const writes = bare ? [] : [bytesOf(`${lines.join("\r\n")}\r\n\r\n`)];
    if (body !== null && r.method !== "HEAD") writes.push(body);
    const wanted = (r.headers.get("connection") ?? "").toLowerCase();
    const kept =
      this.o.protocol !== "HTTP/1.0" &&
      r.version === "HTTP/1.1" &&
      wanted !== "close" &&
      code < 400;
    return { writes, close: !kept };
  }

  private *listing(r: Request, path: string, shown: string): Proc<Response> {
    const { proc } = this;
    const names = proc.host.fs.readdir(path, proc);
    if (typeof names === "string")
      return yield* this.error(r, 404, "No permission to list directory", true);
    yield* this.log(r, 200);
    const title = `Directory listing for ${escapeHtml(shown)}`;
    let out = `<!DOCTYPE HTML>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>${title}</title>\n</head>\n<body>\n<h1>${title}</h1>\n<hr>\n<ul>\n`;
    const sorted = [...names].sort((a, b) =>
      a.toLowerCase() < b.toLowerCase() ? -1 : a.toLowerCase() > b.toLowerCase() ? 1 : 0,
    );
    for (const name of sorted) {
      const link = proc.host.fs.lookup(`${path}/${name}`, proc, false);
      const node = proc.host.fs.lookup(`${path}/${name}`, proc);
      const isLink = typeof link !== "string" && link.kind === "symlink";
      const isDir = typeof node !== "string" && node.kind === "dir";
      const label = isLink ? `${name}@` : isDir ? `${name}/` : name;
      out += `<li><a href="${quoteUrl(isDir ? `${name}/` : name)}">${escapeHtml(label)}</a></li>\n`;
    }
    const body = encodeUtf8(`${out}</ul>\n<hr>\n</body>\n</html>\n`);
    return this.reply(
      r,
      200,
      "OK",
      ["Content-type: text/html; charset=utf-8", `Content-Length: ${body.length}`],
      body,
    );
  }

  private *error(r: Request, code: number, message: string, head: boolean): Proc<Response> {
    const [reason, explain] = EXPLAINED[code] ?? ["", ""];
    yield* this.proc.warn(`${this.stamp(r)} code ${code}, message ${message}\n`);
    yield* this.log(r, code);
    const body = encodeUtf8(
      `<!DOCTYPE HTML>\n<html lang="en">\n    <head>\n        <meta charset="utf-8">\n        <title>Error response</title>\n    </head>\n    <body>\n        <h1>Error response</h1>\n        <p>Error code: ${code}</p>\n        <p>Message: ${escapeHtml(message)}.</p>\n        <p>Error code explanation: ${code} - ${explain}.</p>\n    </body>\n</html>\n`,
    );
    const headers = [
      "Connection: close",
      "Content-Type: text/html;charset=utf-8",
      `Content-Length: ${body.length}`,
    ];
    return this.reply(r, code, message === "" ? reason : message, headers, body, !head);
  }

  private stamp(r: Request): string {
    const { proc } = this;
    const at = civilFromUnix(proc.host.sim.epochUs + proc.now);
    return `${r.clientOf6} - - [${strftime("%d/%b/%Y %H:%M:%S", at)}]`;
  }

  private *log(r: Request, code: number): Proc<void> {
    yield* this.proc.warn(`${this.stamp(r)} "${r.line}" ${code} -\n`);
  }
}

function escapeHtml(text: string): string {
  return text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
}

/** urllib.parse.quote. */
function quoteUrl(text: string): string {
  let out = "";
  for (const byte of encodeUtf8(text)) {
    const ch = String.fromCharCode(byte);
    out += /[A-Za-z0-9_.~/-]/.test(ch)
      ? ch
      : `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
  }
  return out;
}
