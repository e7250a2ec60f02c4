/**
 * netplan's last look at all devices: two default routes of one family, table and metric are warned of.
 * Which of two is "first" follows GLib's hash table of names, as it is after inserting them in order.
 */
import type { NetplanState } from "./definition.ts";

/** The warning's text; null: nothing to say. */
export function defaultRouteConflict(state: NetplanState): string | null {
  const seen = new Map<string, string>();
  for (const name of hashOrder([...state.devices.keys()])) {
    const device = state.devices.get(name);
    if (device === undefined) continue;
    const found: [family: number, table: number | null, metric: number | null][] = [];
    if (device.gateway4 !== null) found.push([4, null, null]);
    if (device.gateway6 !== null) found.push([6, null, null]);
    for (const { to, via, table, metric } of device.routes) {
      const isDefault = to === "default" || to === "0.0.0.0/0" || to === "::/0";
      if (isDefault)
        found.push([(to === "default" ? via : to)?.includes(":") === true ? 6 : 4, table, metric]);
    }
    for (const [family, table, metric] of found) {
      const where = `IPv${family} (table: ${table === null || table === 254 ? "main" : table}, metric: ${metric ?? "default"})`;
      const first = seen.get(where);
      if (first !== undefined)
        return (
          "Problem encountered while validating default route consistency." +
          "Please set up multiple routing tables and use `routing-policy` instead.\n" +
          `Error: Conflicting default route declarations for ${where}, first declared in ${first} but also in ${name}`
        );
      seen.set(where, name);
    }
  }
  return null;
}

/** g_hash_table: the largest prime below the size, quadratic probing. */
const SIZES = [
  [8, 7],
  [16, 13],
  [32, 31],
  [64, 61],
  [128, 127],
] as const;

function hashOrder(names: readonly string[]): string[] {
  const [size, prime] = SIZES.find(([one]) => names.length < one) ?? SIZES[4];
  const slots: (string | undefined)[] = new Array<string | undefined>(size).fill(undefined);
  for (const name of names.slice(0, size - 1)) {
    let hash = 5381;
    for (let at = 0; at < name.length; at++) hash = (hash * 33 + name.charCodeAt(at)) >>> 0;
    let index = (Math.imul(hash, 11) >>> 0) % prime;
    for (let step = 1; slots[index] !== undefined; step++) index = (index + step) & (size - 1);
    slots[index] = name;
  }
  return slots.filter((name) => name !== undefined);
}
