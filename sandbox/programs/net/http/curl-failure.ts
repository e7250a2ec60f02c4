/** curl's error numbers and texts, and the one protocol beside HTTP that needs no network: file. */
import { type Errno, strerror } from "../../../kernel/errno.ts";
import type { Process } from "../../../kernel/proc/process.ts";
import type { Proc } from "../../../kernel/proc/wait.ts";
import { encodeUtf8 } from "../../../sim/utf8.ts";
import type { CurlResult } from "./curl-report.ts";
import type { Sink } from "./curl-sink.ts";

export class Failure {
  readonly code: number;
  readonly text: string;
  constructor(code: number, text: string) {
    this.code = code;
    this.text = text;
  }
}

/** No head of an answer came. */
export function noHead(what: string, result: CurlResult, now: number, until: number): Failure {
  const ms = Math.ceil((now - result.beganAt) / 1000);
  if (what === "empty" || what === "cut") return new Failure(52, "Empty reply from server");
  if (what === "not-http") return new Failure(1, "Received HTTP/0.9 when not allowed");
  if (what === "late" || now >= until)
    return new Failure(28, `Operation timed out after ${ms} milliseconds with 0 bytes received`);
  return new Failure(56, `Recv failure: ${strerror(what as Errno)}`);
}

/** The body did not come to its end. */
export function badEnd(ended: Errno | "late" | "cut", result: CurlResult, now: number): Failure {
  const ms = Math.ceil((now - result.beganAt) / 1000);
  const of = result.total > 0 ? ` out of ${result.total}` : "";
  if (ended === "late")
    return new Failure(
      28,
      `Operation timed out after ${ms} milliseconds with ${result.bodyBytes}${of} bytes received`,
    );
  if (ended === "cut")
    return new Failure(
      18,
      result.total > 0
        ? `transfer closed with ${result.total - result.bodyBytes} bytes remaining to read`
        : "transfer closed with outstanding read data remaining",
    );
  if (ended === "EIO") return new Failure(23, "Failure writing output to destination");
  return new Failure(56, `Recv failure: ${strerror(ended)}`);
}

/** file:///PATH: its bytes. */
export function* fileUrl(
  proc: Process,
  url: string,
  sink: Sink,
  result: CurlResult,
): Proc<Failure | null> {
  const path = url.replace(/^file:\/\/(?:localhost|127\.0\.0\.1)?/i, "");
  const file = path.startsWith("/") ? proc.host.fs.readText(path, proc) : null;
  if (file === null) return new Failure(3, "URL using bad/illegal format or missing URL");
  if (typeof file === "string") return new Failure(37, `Couldn't open file ${path}`);
  const bytes = encodeUtf8(file.text);
  result.bodyBytes += bytes.length;
  result.total = bytes.length;
  yield* sink.write(bytes);
  return null;
}
