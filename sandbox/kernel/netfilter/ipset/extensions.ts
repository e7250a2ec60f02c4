/** What members of any set may have: timeouts, counters, comments. ip_set_core.c's extensions. */
import type { Micros } from "../../../sim/scheduler.ts";
import type { Extensions, SetError, SetMember, SetOptions, SetQuery } from "./types.ts";

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
  const seconds = asked.timeout === undefined ? 0 : (member.timeout ?? asked.timeout);
  into.expires = seconds === 0 ? Infinity : now + seconds * 1_000_000;
  // ip_set_init_counter: what is not said stays.
  if (member.packets !== undefined) into.packets = member.packets;
  if (member.bytes !== undefined) into.bytes = member.bytes;
  into.comment = asked.comment === true ? (member.comment ?? null) : null;
}

/** Asks and leaves no trace: what `ipset test` is. */
export const QUIET: SetQuery = {
  returnNomatch: false,
  updateCounters: false,
  updateSubcounters: false,
  packets: null,
  bytes: null,
};
const QUIET_EXCEPTIONS: SetQuery = { ...QUIET, returnNomatch: true };
const COUNTING: SetQuery = { ...QUIET, updateCounters: true, updateSubcounters: true };
const COUNTING_EXCEPTIONS: SetQuery = { ...COUNTING, returnNomatch: true };

/** What a list asks of its sets: their counters are compared with nothing. list_set_ktest. */
export function queryOfSets(query: SetQuery): SetQuery {
  const counts = query.updateCounters && query.updateSubcounters;
  if (query.returnNomatch) return counts ? COUNTING_EXCEPTIONS : QUIET_EXCEPTIONS;
  return counts ? COUNTING : QUIET;
}

/**
 * ip_set_match_extensions: a packet of so many bytes came upon the member. It counts, and then the counters
 * are compared; a set without counters compares nothing.
 */
export function countsAndHolds(
  one: Extensions,
  asked: SetOptions,
  bytes: number,
  query: SetQuery,
): boolean {
  if (asked.counters !== true) return true;
  if (query.updateCounters) {
    one.packets++;
    one.bytes += bytes;
  }
  return holds(query.packets, one.packets) && holds(query.bytes, one.bytes);
}

/** ip_set_match_counter. */
function holds(asked: SetQuery["packets"], have: number): boolean {
  if (asked === null) return true;
  const { op, value } = asked;
  if (op === "eq") return have === value;
  if (op === "ne") return have !== value;
  return op === "lt" ? have < value : have > value;
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
