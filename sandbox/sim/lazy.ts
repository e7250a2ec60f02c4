/**
 * Collections that cost next to nothing while they are empty: a Map reserves some 180 bytes, and a
 * network namespace has thirty of them, most never used. Same order, same answers.
 */
const NO_MAP: ReadonlyMap<never, never> = new Map<never, never>();
const NO_SET: ReadonlySet<never> = new Set<never>();

export class LazyMap<K, V> {
  private map: Map<K, V> | null = null;

  get size(): number {
    return this.map === null ? 0 : this.map.size;
  }
  get(key: K): V | undefined {
    return this.map === null ? undefined : this.map.get(key);
  }
  has(key: K): boolean {
    return this.map !== null && this.map.has(key);
  }
  set(key: K, value: V): this {
    (this.map ??= new Map<K, V>()).set(key, value);
    return this;
  }
  delete(key: K): boolean {
    return this.map !== null && this.map.delete(key);
  }
  clear(): void {
    this.map?.clear();
  }
  keys(): IterableIterator<K> {
    return (this.map ?? NO_MAP).keys();
  }
  values(): IterableIterator<V> {
    return (this.map ?? NO_MAP).values();
  }
  entries(): IterableIterator<[K, V]> {
    return (this.map ?? NO_MAP).entries();
  }
  [Symbol.iterator](): IterableIterator<[K, V]> {
    return this.entries();
  }
}

export class LazySet<T> {
  private set: Set<T> | null = null;

  get size(): number {
    return this.set === null ? 0 : this.set.size;
  }
  has(value: T): boolean {
    return this.set !== null && this.set.has(value);
  }
  add(value: T): this {
    (this.set ??= new Set<T>()).add(value);
    return this;
  }
  delete(value: T): boolean {
    return this.set !== null && this.set.delete(value);
  }
  clear(): void {
    this.set?.clear();
  }
  [Symbol.iterator](): IterableIterator<T> {
    return (this.set ?? NO_SET).values();
  }
}
