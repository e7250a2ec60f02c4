/** Times as the daemon shows them. BIRD: lib/timer.c (tm_format_datetime). */
import { civilFromUnix, strftime } from "../../../sim/civil.ts";
import type { Io, TimeFormat } from "./types.ts";

/** `at`: seconds of `io.now`'s clock. */
export function formatTime(io: Io, format: TimeFormat, at: number): string {
  const delta = io.now - at;
  const isOld = format.limit > 0 && delta > format.limit && format.fmt2 !== null;
  const unix = io.nowReal - delta;
  const text = isOld ? (format.fmt2 ?? "") : format.fmt1;
  return strftime(fractions(io, text), civilFromUnix(Math.round(unix * 1_000_000)));
}

/** BIRD 2: `%3f` is thousandths of a second. */
export function fractions(io: Pick<Io, "profile">, format: string): string {
  return io.profile === "2.0.12"
    ? format.replace(/%(\d?)f/g, (_, n: string) => `%${n || 6}N`)
    : format;
}
