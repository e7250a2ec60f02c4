/** An awk array. for-in visits it in an order of its own: see {@link AwkArray.keys}. */
import type { Value } from "./values.ts";

export class AwkArray {
  private readonly map = new Map<string, Value>();

  get size(): number {
    return this.map.size;
  }
  get(key: string): Value {
    return this.map.get(key);
  }
  has(key: string): boolean {
    return this.map.has(key);
  }
  set(key: string, value: Value): void {
    this.map.set(key, value);
  }
  setNumber(key: number, value: Value): void {
    this.map.set(String(key), value);
  }
  /** The element, made if it is not there. */
  make(key: string): Value {
    if (!this.map.has(key)) this.map.set(key, undefined);
    return this.map.get(key);
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
    return [...this.map.keys()];
  }
}
