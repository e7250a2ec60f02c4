/** AS_PATH: RFC 4271 sections 4.3 and 5.1.2, confederations as far as to know them (RFC 5065), RFC 6793 section 4.2. */
import { put16, put32, put8, u16, u32, u8 } from "./bytes.ts";
import { AS_TRANS } from "./bgp.ts";

export const AS_SET = 1;
export const AS_SEQUENCE = 2;
export const AS_CONFED_SEQUENCE = 3;
export const AS_CONFED_SET = 4;

export interface AsSegment {
  /** {@link AS_SET} or {@link AS_SEQUENCE}; the two of confederations only where a reader keeps them. */
  readonly type: number;
  /** At most 255. */
  readonly asns: readonly number[];
}

export type AsPath = readonly AsSegment[];

export const EMPTY_PATH: AsPath = [];

/** A path of [at, end) with AS numbers of `octets` (2 or 4). Null: it does not add up, or a segment of no known type. */
export function readPath(b: Uint8Array, at: number, end: number, octets: 2 | 4): AsPath | null {
  const out: AsSegment[] = [];
  for (let from = at; from < end;) {
    if (end - from < 2) return null;
    const type = u8(b, from);
    const count = u8(b, from + 1);
    if (type < AS_SET || type > AS_CONFED_SET || end - from < 2 + octets * count) return null;
    from += 2;
    const asns = new Array<number>(count);
    for (let i = 0; i < count; i++, from += octets)
      asns[i] = octets === 4 ? u32(b, from) : u16(b, from);
    out.push({ type, asns });
  }
  return out;
}

/** Octets that {@link writePath} needs. */
export function pathSize(path: AsPath, octets: 2 | 4): number {
  let size = 0;
  for (const segment of path) size += 2 + octets * segment.asns.length;
  return size;
}

/** Puts the path at `at`, numbers that do not fit as AS_TRANS; says where it ends. */
export function writePath(b: Uint8Array, at: number, path: AsPath, octets: 2 | 4): number {
  let to = at;
  for (const { type, asns } of path) {
    put8(b, to, type);
    put8(b, to + 1, asns.length);
    to += 2;
    for (const asn of asns) {
      if (octets === 4) put32(b, to, asn);
      else put16(b, to, asn > 0xffff ? AS_TRANS : asn);
      to += octets;
    }
  }
  return to;
}

/** Does two octets a number lose some of it? */
export function needsFourOctets(path: AsPath): boolean {
  return path.some((segment) => segment.asns.some((asn) => asn > 0xffff));
}

/** RFC 4271 section 9.1.2.2 a): a set counts one. Segments of confederations count nothing (RFC 5065 section 5.3). */
export function pathLength(path: AsPath): number {
  let length = 0;
  for (const { type, asns } of path)
    if (type === AS_SET) length++;
    else if (type === AS_SEQUENCE) length += asns.length;
  return length;
}

/** The neighbour AS: null when the path does not begin with a sequence. */
export function firstAs(path: AsPath): number | null {
  const first = path[0];
  return first === undefined || first.type !== AS_SEQUENCE ? null : (first.asns[0] ?? null);
}

/** The origin AS: the last of the last sequence; of a set its first. Null: there is none. */
export function lastAs(path: AsPath): number | null {
  let found: number | null = null;
  for (const { type, asns } of path) {
    const last = type === AS_SET ? asns[0] : asns[asns.length - 1];
    if (last !== undefined) found = last;
  }
  return found;
}

/** How often `asn` is in the path, sets included. */
export function countAs(path: AsPath, asn: number): number {
  let count = 0;
  for (const segment of path) for (const one of segment.asns) if (one === asn) count++;
  return count;
}

/** RFC 4271 section 5.1.2 b): in front of the first sequence, or as one of its own. */
export function prependAs(path: AsPath, asn: number): AsPath {
  const first = path[0];
  if (first?.type === AS_SEQUENCE && first.asns.length < 255)
    return [{ type: AS_SEQUENCE, asns: [asn, ...first.asns] }, ...path.slice(1)];
  return [{ type: AS_SEQUENCE, asns: [asn] }, ...path];
}

/** `65001 65002 {65003 65004}`, as BIRD writes it. */
export function formatPath(path: AsPath): string {
  return path
    .map(({ type, asns }) =>
      type === AS_SET || type === AS_CONFED_SET ? `{${asns.join(" ")}}` : asns.join(" "),
    )
    .join(" ");
}

/** The path without segments of confederations. */
export function withoutConfederations(path: AsPath): AsPath {
  return path.some((s) => s.type > AS_SEQUENCE) ? path.filter((s) => s.type <= AS_SEQUENCE) : path;
}

/**
 * RFC 6793 section 4.2.3: the path that a speaker of two octets handed on. As many numbers of `old` as `as4` lacks go in
 * front of it; an AS4_PATH that is longer than the path is not believed.
 */
export function mergePaths(old: AsPath, as4: AsPath | null): AsPath {
  if (as4 === null) return old;
  let wanted = pathLength(old) - pathLength(as4);
  if (pathLength(as4) === 0 || wanted < 0) return old;
  const out: AsSegment[] = [];
  for (const { type, asns } of old) {
    if (wanted === 0) break;
    if (type === AS_SET) {
      out.push({ type, asns });
      wanted--;
      continue;
    }
    const kept = asns.slice(0, wanted);
    out.push({ type, asns: kept });
    wanted -= kept.length;
  }
  return [...out, ...as4];
}
