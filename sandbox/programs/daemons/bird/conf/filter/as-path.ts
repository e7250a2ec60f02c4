/**
 * AS paths as filters see them: length, ends, prepending, filtering, masks. BIRD 1.6.8: nest/a-path.c.
 * A set counts as one; confederation segments count nothing.
 */
import type { AsPath, AsSegment } from "../../types.ts";

export type MaskItem =
  | { readonly kind: "asn"; readonly asn: number }
  | { readonly kind: "range"; readonly from: number; readonly to: number }
  | { readonly kind: "any" | "one" };

const SET = 1;
const SEQUENCE = 2;
const CONFED_SEQUENCE = 3;
const CONFED_SET = 4;

export function pathLength(path: AsPath): number {
  let out = 0;
  for (const seg of path) {
    if (seg.type === SET) out += 1;
    else if (seg.type === SEQUENCE) out += seg.asns.length;
  }
  return out;
}

/** The neighbour's; 0 when the path begins with a set or is empty. */
export function pathFirst(path: AsPath): number {
  const seg = path[0];
  return seg !== undefined && seg.type === SEQUENCE ? (seg.asns[0] ?? 0) : 0;
}

/** The origin's; 0 when it ends in a set. */
export function pathLast(path: AsPath): number {
  const seg = path[path.length - 1];
  return seg !== undefined && seg.type === SEQUENCE ? (seg.asns[seg.asns.length - 1] ?? 0) : 0;
}

/** The last before the first set. */
export function pathLastNonaggregated(path: AsPath): number {
  let out = 0;
  for (const seg of path) {
    if (seg.type === SET) break;
    if (seg.type === SEQUENCE) out = seg.asns[seg.asns.length - 1] ?? out;
  }
  return out;
}

export function pathPrepend(path: AsPath, asn: number): AsPath {
  const first = path[0];
  if (first !== undefined && first.type === SEQUENCE && first.asns.length < 255)
    return [{ type: SEQUENCE, asns: [asn, ...first.asns] }, ...path.slice(1)];
  return [{ type: SEQUENCE, asns: [asn] }, ...path];
}

export function pathContains(path: AsPath, test: (asn: number) => boolean): boolean {
  return path.some((seg) => seg.asns.some(test));
}

/** Keep those that pass; empty segments go. */
export function pathFilter(path: AsPath, keep: (asn: number) => boolean): AsPath {
  const out: AsSegment[] = [];
  for (const seg of path) {
    const asns = seg.asns.filter(keep);
    if (asns.length > 0) out.push(asns.length === seg.asns.length ? seg : { ...seg, asns });
  }
  return out;
}

export function formatPath(path: AsPath): string {
  const parts: string[] = [];
  for (const seg of path) {
    const text = seg.asns.join(" ");
    if (seg.type === SEQUENCE) parts.push(text);
    else if (seg.type === CONFED_SEQUENCE) parts.push(`( ${text} )`);
    else if (seg.type === CONFED_SET) parts.push(`({ ${text} })`);
    else parts.push(`{ ${text} }`);
  }
  return parts.join(" ");
}

export function formatPathMask(mask: readonly MaskItem[]): string {
  const parts = mask.map((item) => {
    if (item.kind === "asn") return `${item.asn}`;
    if (item.kind === "range") return `${item.from}..${item.to}`;
    return item.kind === "any" ? "*" : "?";
  });
  return `[= ${parts.map((part) => `${part} `).join("")}=]`;
}

/** Each position: one AS, or any of a set. */
type Position = readonly number[];

function positions(path: AsPath): Position[] {
  const out: Position[] = [];
  for (const seg of path) {
    if (seg.type === SET) out.push(seg.asns);
    else if (seg.type === SEQUENCE) for (const asn of seg.asns) out.push([asn]);
  }
  return out;
}

function fits(position: Position, item: MaskItem): boolean {
  if (item.kind === "asn") return position.includes(item.asn);
  if (item.kind === "range") return position.some((asn) => asn >= item.from && asn <= item.to);
  return true;
}

/** as_path_match(): the whole path; the states are the items that may come next. */
export function pathMatches(path: AsPath, mask: readonly MaskItem[]): boolean {
  const n = mask.length;
  let now = new Uint8Array(n + 1);
  const close = (set: Uint8Array): void => {
    for (let i = 0; i < n; i++) if (set[i] === 1 && mask[i]?.kind === "any") set[i + 1] = 1;
  };
  now[0] = 1;
  close(now);
  for (const position of positions(path)) {
    const next = new Uint8Array(n + 1);
    for (let i = 0; i < n; i++) {
      const item = mask[i] as MaskItem;
      if (now[i] !== 1) continue;
      if (item.kind === "any") next[i] = 1;
      else if (fits(position, item)) next[i + 1] = 1;
    }
    close(next);
    now = next;
  }
  return now[n] === 1;
}
