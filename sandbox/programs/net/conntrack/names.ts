/** Protocols by the names that conntrack(8) and libnetfilter_conntrack use. */
import { protocolName, protocolNumber } from "../../../wire/print/names.ts";

const KNOWN: readonly (readonly [name: string, number: number])[] = [
  ["tcp", 6],
  ["udp", 17],
  ["udplite", 136],
  ["icmp", 1],
  ["icmpv6", 58],
  ["sctp", 132],
  ["dccp", 33],
  ["gre", 47],
];

const NAMES: ReadonlyMap<number, string> = new Map(KNOWN.map(([name, number]) => [number, name]));

/** `-p`: a name, or a number up to 255. null: conntrack knows none. */
export function protocolByName(text: string): { name: string; number: number } | null {
  const lower = text.toLowerCase();
  const known = KNOWN.find(([name, number]) => name === lower || String(number) === text);
  if (known !== undefined) return { name: known[0], number: known[1] };
  const number = /^\d{1,3}$/.test(text) ? Number(text) : protocolNumber(lower);
  if (number === null || number > 255) return null;
  return { name: protocolName(number) ?? "unknown", number };
}

/** proto2str[]: what a listing calls it. */
export function shownProtocol(number: number): string {
  return NAMES.get(number) ?? "unknown";
}
