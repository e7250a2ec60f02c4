/** What curl tells of a transfer: its progress meter and the variables of --write-out. */
import type { Process } from "../../../kernel/proc/process.ts";
import type { Proc } from "../../../kernel/proc/wait.ts";
import type { StreamSocket } from "../../../kernel/socket/types.ts";
import type { Head } from "./client.ts";
import type { CurlOptions } from "./curl-options.ts";
import { addressText } from "./loop.ts";

export class CurlResult {
  url: string;
  filename = "";
  quiet = false;
  readonly beganAt: number;
  resolvedAt = 0;
  connectedAt = 0;
  startedAt = 0;
  endedAt = 0;
  head: Head | null = null;
  headerBytes = 0;
  requestBytes = 0;
  bodyBytes = 0;
  total = 0;
  redirects = 0;
  redirectUrl = "";
  connects = 0;
  remote = "";
  remotePort = 0;
  local = "";
  localPort = 0;
  exit = 0;
  error = "";
  method: string | null = null;

  constructor(url: string, now: number) {
    this.url = url;
    this.beganAt = now;
  }

  connected(now: number, socket: StreamSocket, remote: string): void {
    this.connects++;
    this.connectedAt = now;
    this.remote = remote;
    this.remotePort = socket.remotePort;
    this.local = addressText(socket.localAddress);
    this.localPort = socket.localPort;
  }
}

/** max5data: five places, with k, M, G. */
function five(n: number): string {
  if (n < 100_000) return String(Math.floor(n)).padStart(5);
  if (n < 10_000 * 1024) return `${String(Math.floor(n / 1024)).padStart(4)}k`;
  if (n < 100 * 1_048_576)
    return `${String(Math.floor(n / 1_048_576)).padStart(2)}.${Math.floor((n % 1_048_576) / 104_858)}M`;
  return `${String(Math.floor(n / 1_048_576)).padStart(4)}M`;
}

const HEADER =
  "  % Total    % Received % Xferd  Average Speed   Time    Time     Time  Current\n" +
  "                                 Dload  Upload   Total   Spent    Left  Speed\n";

/** The meter on standard error; shown when the body does not go to a terminal. */
export class Meter {
  private readonly proc: Process;
  private readonly o: CurlOptions;
  private readonly hidden: boolean;
  private readonly result: CurlResult;
  private begun = false;
  private readonly again: boolean;

  /** again: a retry; the meter's heading stands already. */
  constructor(
    proc: Process,
    o: CurlOptions,
    terminal: boolean,
    result: CurlResult,
    again: boolean,
  ) {
    this.again = again;
    this.proc = proc;
    this.o = o;
    this.hidden = o.silent || o.noProgress || terminal;
    this.result = result;
    result.quiet = o.silent;
  }

  *begin(): Proc<void> {
    if (this.hidden || this.begun) return;
    this.begun = true;
    if (!this.o.progressBar) yield* this.proc.warn(`${this.again ? "" : HEADER}${this.line(true)}`);
  }

  private line(first: boolean): string {
    const { result, proc } = this;
    const us = Math.max(1, proc.now - result.beganAt);
    const got = first ? 0 : result.bodyBytes;
    const total = first ? 0 : Math.max(result.total, got);
    const percent = total === 0 ? 0 : Math.floor((got * 100) / total);
    const speed = (got * 1_000_000) / us;
    const average = speed < 100_000 ? String(Math.floor(speed)).padStart(5) : five(speed);
    return `\r${String(percent).padStart(3)} ${five(total)}  ${String(percent).padStart(3)} ${five(got)}    0     0  ${average}      0 --:--:-- --:--:-- --:--:-- ${average}`;
  }

  *end(never = false): Proc<void> {
    if (this.hidden || never) return;
    if (this.o.progressBar) {
      if (this.result.bodyBytes > 0) yield* this.proc.warn(`\r${"#".repeat(72)} 100.0%\n`);
      return;
    }
    yield* this.begin();
    yield* this.proc.warn(`${this.line(false)}\n`);
  }
}

function time(from: number, at: number): string {
  const us = at <= from ? 0 : at - from;
  return `${Math.floor(us / 1_000_000)}.${String(us % 1_000_000).padStart(6, "0")}`;
}

const LATER = new Set(["ssl_verify_result", "proxy_ssl_verify_result", "http_connect"]);

/** A variable's value; null: curl does not know it. */
function variable(name: string, r: CurlResult): string | null {
  const since = (at: number): string => time(r.beganAt, at);
  const code = String(r.head?.status ?? 0).padStart(3, "0");
  const seconds = Math.max(1, r.endedAt - r.beganAt) / 1_000_000;
  const values: Readonly<Record<string, () => string>> = {
    http_code: () => code,
    response_code: () => code,
    http_version: () => (r.head === null ? "0" : r.head.version.replace(/\.0$/, "")),
    scheme: () => (r.head === null && r.connects === 0 ? "" : "HTTP"),
    method: () => r.method ?? "GET",
    url: () => r.url,
    url_effective: () => r.url,
    urlnum: () => "0",
    content_type: () => r.head?.headers.get("content-type") ?? "",
    size_download: () => String(r.bodyBytes),
    size_upload: () => "0",
    size_header: () => String(r.headerBytes),
    size_request: () => String(r.requestBytes),
    speed_download: () => String(Math.floor(r.bodyBytes / seconds)),
    speed_upload: () => "0",
    num_connects: () => String(r.connects),
    num_redirects: () => String(r.redirects),
    num_headers: () => String(Math.max(0, (r.head?.lines.length ?? 1) - 1)),
    redirect_url: () => r.redirectUrl,
    remote_ip: () => r.remote,
    remote_port: () => String(r.remotePort),
    local_ip: () => r.local,
    local_port: () => String(r.localPort),
    exitcode: () => String(r.exit),
    errormsg: () => r.error,
    filename_effective: () => r.filename,
    referer: () => "",
    time_namelookup: () => since(r.resolvedAt),
    time_connect: () => since(r.connectedAt),
    time_appconnect: () => "0.000000",
    time_pretransfer: () => since(r.connectedAt),
    time_starttransfer: () => since(r.startedAt),
    time_redirect: () => "0.000000",
    time_total: () => since(r.endedAt),
    onerror: () => "",
    stdout: () => "",
    stderr: () => "",
  };
  if (LATER.has(name)) return name === "http_connect" ? "000" : "0";
  return values[name]?.() ?? null;
}

export function* writeOut(proc: Process, format: string, r: CurlResult): Proc<void> {
  let text = format;
  if (format.startsWith("@")) {
    const file = proc.host.fs.readText(format.slice(1), proc);
    text = typeof file === "string" ? "" : file.text;
  }
  const unknown: string[] = [];
  const out = text.replace(
    /%%|%\{([^}]*)\}|%header\{([^}]*)\}|\\([nrt])|\\(.)/g,
    (whole, name: string | undefined, header: string | undefined, escape: string | undefined) => {
      if (whole === "%%") return "%";
      if (escape !== undefined) return { n: "\n", r: "\r", t: "\t" }[escape] ?? "";
      if (header !== undefined) return r.head?.headers.get(header.toLowerCase()) ?? "";
      if (name === undefined) return whole;
      const value = variable(name, r);
      if (value === null) unknown.push(name);
      return value ?? "";
    },
  );
  for (const name of unknown) yield* proc.warn(`curl: unknown --write-out variable: '${name}'\n`);
  yield* proc.print(out);
}
