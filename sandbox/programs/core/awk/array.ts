/**
 * An awk array in mawk's order: 64 buckets by the FNV-1a hash of the key, visited upwards, in each the
 * key used last first; the table doubles past 12 keys a bucket. (Inside a bucket, keys that were only
 * ever numbers are kept apart by mawk until a for-in; here they are not.)
 */
import type { Value } from "./values.ts";

interface Cell {
  value: Value;
  /** When it was used last. */
  used: number;
}

const BUCKETS = 64;
const KEYS_A_BUCKET = 12;

export class AwkArray {
  private readonly map = new Map<string, Cell>();
  private uses = 0;

  get size(): number {
    return this.map.size;
  }
  get(key: string): Value {
    const cell = this.map.get(key);
    if (cell === undefined) return undefined;
    cell.used = ++this.uses;
    return cell.value;
  }
  has(key: string): boolean {
    const cell = this.map.get(key);
    if (cell !== undefined) cell.used = ++this.uses;
    return cell !== undefined;
  }
  set(key: string, value: Value): void {
    const cell = this.map.get(key);
    if (cell === undefined) this.map.set(key, { value, used: ++this.uses });
    else {
      cell.value = value;
      cell.used = ++this.uses;
    }
  }
  setNumber(key: number, value: Value): void {
    this.set(String(key), value);
  }
  /** The element, made if it is not there. */
  make(key: string): Value {
    if (!this.map.has(key)) this.set(key, undefined);
    return this.get(key);
  }
  makeNumber(key: number): Value {
    return this.make(String(key));
  }
  delete(key: string): void {
    this.map.delete(key);
  }
  clear(): void {
    this.map.clear();
  }
  keys(): string[] {
    let buckets = BUCKETS;
    while (this.map.size > buckets * KEYS_A_BUCKET) buckets *= 2;
    return [...this.map]
      .map(([key, cell]) => ({ key, bucket: fnv1a(key) & (buckets - 1), used: cell.used }))
      .sort((a, b) => a.bucket - b.bucket || b.used - a.used)
      .map((entry) => entry.key);
  }
}

/** Keys are byte strings: one char a byte. */
function fnv1a(key: string): number {
  let hash = 0x811c9dc5 | 0;
  for (let i = 0; i < key.length; i++) hash = Math.imul(hash ^ key.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}
