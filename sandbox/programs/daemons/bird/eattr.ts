/** Extended attributes: find, set, unset. Lists are sorted by code and never changed. BIRD: nest/rt-attr.c. */
import type { Eattr, Eattrs } from "./types.ts";

export function findEattr(list: Eattrs, code: number): Eattr | null {
  for (const attr of list) if (attr.code === code) return attr;
  return null;
}

/** The number of an int, ip or router-id attribute, or null. */
export function eattrNumber(list: Eattrs, code: number): number | null {
  const attr = findEattr(list, code);
  if (attr === null) return null;
  return attr.kind === "int" || attr.kind === "ip" || attr.kind === "router-id" ? attr.value : null;
}

export function withEattr(list: Eattrs, attr: Eattr): Eattrs {
  const out: Eattr[] = [];
  let placed = false;
  for (const one of list) {
    if (!placed && one.code >= attr.code) {
      out.push(attr);
      placed = true;
    }
    if (one.code !== attr.code) out.push(one);
  }
  if (!placed) out.push(attr);
  return out;
}

export function withoutEattr(list: Eattrs, code: number): Eattrs {
  return findEattr(list, code) === null ? list : list.filter((a) => a.code !== code);
}

/** ea_same(): the same attributes with the same values. */
export function sameEattrs(a: Eattrs, b: Eattrs): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (!sameEattr(a[i] as Eattr, b[i] as Eattr)) return false;
  return true;
}

function sameEattr(a: Eattr, b: Eattr): boolean {
  if (a === b) return true;
  if (a.code !== b.code || a.flags !== b.flags || a.kind !== b.kind) return false;
  return sameValue(a.value, b.value);
}

type Deep =
  | number
  | string
  | Uint8Array
  | readonly Deep[]
  | { readonly type: number; readonly asns: readonly number[] };

function sameValue(a: Deep, b: Deep): boolean {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object") return false;
  if ("asns" in a) return "asns" in b && a.type === b.type && sameValue(a.asns, b.asns);
  if ("asns" in b || a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (!sameValue(a[i] as Deep, b[i] as Deep)) return false;
  return true;
}
