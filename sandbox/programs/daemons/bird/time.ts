/** Times as the daemon shows them. BIRD: lib/timer.c (tm_format_datetime). */
import { civilFromUnix, strftime } from "../../../sim/civil.ts";
import type { Io, TimeFormat } from "./types.ts";

/** `at`: seconds of `io.now`'s clock. */
export function formatTime(io: Io, format: TimeFormat, at: number): string {
  const delta = io.now - at;
  const isOld = format.limit > 0 && delta > format.limit && format.fmt2 !== null;
  const unix = io.nowReal - delta;
  return strftime(isOld ? (format.fmt2 ?? "") : format.fmt1, civilFromUnix(unix * 1_000_000));
}
