/** Type of Service by value, mask and name. extensions/tos_values.c. */
import { parseUint } from "./numbers.ts";
import type { Session } from "./session.ts";

const SYMBOLS: readonly (readonly [string, number])[] = [
  ["Minimize-Delay", 16],
  ["Maximize-Throughput", 8],
  ["Maximize-Reliability", 4],
  ["Minimize-Cost", 2],
  ["Normal-Service", 0],
];
/** A name leaves the precedence bits alone. */
const SYMBOL_MASK = 0x3f;

/** value[/mask] or a name; `ext` and `option` for the words of a bad one. */
export function parseTos(
  s: Session,
  ext: string,
  option: string,
  text: string,
): { value: number; mask: number } {
  const symbol = SYMBOLS.find(([name]) => name.toLowerCase() === text.toLowerCase());
  if (symbol !== undefined) return { value: symbol[1], mask: SYMBOL_MASK };
  const slash = text.indexOf("/");
  const value = parseUint(slash < 0 ? text : text.slice(0, slash), 0, 255);
  if (value === null) return s.bad(`Symbolic name "${text}" is unknown`);
  const mask = slash < 0 ? 255 : parseUint(text.slice(slash + 1), 0, 255);
  if (mask === null)
    return s.bad(`${ext}: bad integer value for option "--${option}", or out of range.\n`);
  return { value, mask };
}

export function tosName(value: number, mask: number): string | null {
  if (mask !== SYMBOL_MASK) return null;
  return SYMBOLS.find(([, number]) => number === value)?.[0] ?? null;
}
