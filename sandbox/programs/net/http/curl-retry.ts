/** curl's --retry: which failures are worth another try and how long to wait; and what --data and its like send. */
import { encodeUtf8 } from "../../../sim/utf8.ts";
import type { Process } from "../../../kernel/proc/process.ts";
import type { Proc } from "../../../kernel/proc/wait.ts";
import type { CurlOptions } from "./curl-options.ts";
import type { CurlResult } from "./curl-report.ts";

/** Microseconds. */
const FIRST_US = 1_000_000;
const LONGEST_US = 600_000_000;
/** Could not resolve host, timed out. */
const TIMEOUTS = [6, 28];
const REFUSED = 7;
const TRANSIENT = [408, 429, 500, 502, 503, 504];
/** A warning of this length and more is broken, "Warning: " not counted. */
const WIDTH = 70;

export class RetryPlan {
  private readonly o: CurlOptions;
  private readonly began: number;
  private left: number;
  private delayUs: number;

  constructor(o: CurlOptions, now: number) {
    this.o = o;
    this.began = now;
    this.left = o.retry;
    this.delayUs = o.retryDelayUs === 0 ? FIRST_US : o.retryDelayUs;
  }

  /** How long to wait and what to say, or null: that was the last try. */
  next(r: CurlResult, now: number): { readonly us: number; readonly warning: string } | null {
    const why = this.left > 0 ? this.reason(r) : null;
    if (why === null) return null;
    let us = this.delayUs;
    const after = why === ": HTTP error" ? Number(r.head?.headers.get("retry-after") ?? 0) : 0;
    if (after > 0) us = after * 1_000_000;
    else if (this.o.retryDelayUs === 0) this.delayUs = Math.min(this.delayUs * 2, LONGEST_US);
    if (this.o.retryMaxUs > 0 && now - this.began >= this.o.retryMaxUs) return null;
    const text = `Problem ${why}. Will retry in ${us / 1_000_000} seconds. ${this.left} retries left.`;
    this.left--;
    return { us, warning: wrapped(text) };
  }

  private reason(r: CurlResult): string | null {
    if (TIMEOUTS.includes(r.exit)) return ": timeout";
    if (r.exit === REFUSED && this.o.retryRefused) return ": connection refused";
    if ((r.exit === 0 || r.exit === 22) && TRANSIENT.includes(r.head?.status ?? 0))
      return ": HTTP error";
    return r.exit !== 0 && this.o.retryAll ? "(retrying all errors)" : null;
  }
}

/** A warning broken at the last blank that fits, the blank kept at the line's end. */
function wrapped(text: string): string {
  let out = "";
  let rest = text;
  while (rest.length >= WIDTH) {
    const cut = rest.lastIndexOf(" ", WIDTH - 1);
    const end = cut <= 0 ? WIDTH : cut + 1;
    out += `Warning: ${rest.slice(0, end)}\n`;
    rest = rest.slice(end);
  }
  return `${out}Warning: ${rest}\n`;
}

/** The body that -d, --data-raw and --data-binary ask for: @FILE is read, without its line ends for -d. */
export function* joinData(proc: Process, o: CurlOptions): Proc<string> {
  const parts: string[] = [];
  for (const { kind, value } of o.dataParts) {
    if (kind === "urlencode") {
      parts.push(urlEncoded(proc, value));
      continue;
    }
    if (kind === "raw" || !value.startsWith("@")) {
      parts.push(value);
      continue;
    }
    const name = value.slice(1);
    const file = proc.host.fs.readText(name, proc);
    if (typeof file === "string")
      yield* proc.warn(
        `Warning: Couldn't read data from file "${name}", this makes an empty POST.\n`,
      );
    if (typeof file === "string") parts.push("");
    else parts.push(kind === "ascii" ? file.text.replace(/[\r\n]/g, "") : file.text);
  }
  return parts.join("&");
}

/** --data-urlencode: CONTENT, =CONTENT, NAME=CONTENT, @FILE or NAME@FILE. */
function urlEncoded(proc: Process, value: string): string {
  const at = value.search(/[=@]/);
  const name = at <= 0 ? "" : `${value.slice(0, at)}=`;
  let content = at < 0 ? value : value.slice(at + 1);
  if (at >= 0 && value[at] === "@") {
    const file = proc.host.fs.readText(content, proc);
    content = typeof file === "string" ? "" : file.text;
  }
  let out = "";
  for (const byte of encodeUtf8(content)) {
    const c = String.fromCharCode(byte);
    if (/[A-Za-z0-9_.~-]/.test(c)) out += c;
    else if (c === " ") out += "+";
    else out += `%${byte.toString(16).padStart(2, "0")}`;
  }
  return name + out;
}
