/** What members of any set may have: timeouts, counters, comments. ip_set_core.c's extensions. */
import type { Micros } from "../../../sim/scheduler.ts";
import type { Extensions, SetError, SetMember, SetOptions } from "./types.ts";

/** When the garbage collector ran last: it comes by every third of the default timeout. IPSET_GC_PERIOD. */
export class Collector {
  private readonly began: Micros;
  private readonly periodUs: number;
  constructor(timeout: number | undefined, now: Micros) {
    const seconds = Math.floor((timeout ?? 0) / 3);
    this.periodUs = (seconds === 0 ? 1 : Math.min(seconds, 180)) * 1_000_000;
    this.began = now;
  }
  lastRun(now: Micros): Micros {
    return this.began + Math.floor((now - this.began) / this.periodUs) * this.periodUs;
  }
}

/** ip_set_elem_len: a member and its extensions, each where it may lie. */
export function strideOf(elemBytes: number, asked: SetOptions): number {
  let bytes = elemBytes;
  const room = (size: number): void => {
    bytes = Math.ceil(bytes / 8) * 8 + size;
  };
  if (asked.counters === true) room(16);
  if (asked.timeout !== undefined) room(8);
  if (asked.comment === true) room(8);
  return bytes;
}

/** What `add` says of a member besides its name. */
export function setExtensions(
  into: Extensions,
  member: SetMember,
  asked: SetOptions,
  now: Micros,
): void {
  const seconds = member.timeout ?? asked.timeout ?? 0;
  into.expires = seconds === 0 ? Infinity : now + seconds * 1_000_000;
  into.packets = member.packets ?? 0;
  into.bytes = member.bytes ?? 0;
  into.comment = asked.comment === true ? (member.comment ?? null) : null;
}

/** What a dump shows besides the name. */
export function extensionsOf(elem: Extensions, asked: SetOptions, now: Micros): SetMember {
  const left =
    elem.expires === Infinity ? 0 : Math.max(1, Math.floor((elem.expires - now) / 1_000_000));
  return {
    ...(asked.timeout === undefined ? {} : { timeout: left }),
    ...(asked.counters === true ? { packets: elem.packets, bytes: elem.bytes } : {}),
    ...(elem.comment === null ? {} : { comment: elem.comment }),
  };
}

/** May this set have what the member brings? */
export function refusesExtensions(member: SetMember, asked: SetOptions): SetError | null {
  if (member.timeout !== undefined && asked.timeout === undefined) return "TIMEOUT";
  if ((member.packets !== undefined || member.bytes !== undefined) && asked.counters !== true) {
    return "COUNTER";
  }
  return member.comment !== undefined && asked.comment !== true ? "COMMENT" : null;
}
