/** How libxtables reads and writes numbers. libxtables/xtables.c, xtoptions.c. */

export const U32_MAX = 0xffffffff;

/** xtables_strtoul with base 0: the whole text, or null. Up to 2^53. */
export function parseUint(text: string, min = 0, max = U32_MAX): number | null {
  const n = readUint(text);
  return n === null || n.rest !== "" || n.value < min || n.value > max ? null : n.value;
}

/** strtoul(text, &end, 0) for a text that begins with a digit or blanks; null where nothing was read. */
export function readUint(text: string): { value: number; rest: string } | null {
  const m = /^[ \t\n\v\f\r]*\+?(0[xX][0-9a-fA-F]+|0[0-7]*|[1-9][0-9]*)/.exec(text);
  if (m === null) return null;
  const digits = m[1] as string;
  let value = Number(digits);
  if (/^0[0-7]+$/.test(digits)) value = parseInt(digits, 8);
  return { value, rest: text.slice(m[0].length) };
}

export function hex(value: number): string {
  return `0x${(value >>> 0).toString(16)}`;
}

export function hex2(value: number): string {
  return `0x${value.toString(16).padStart(2, "0")}`;
}

/** value, and the mask where it is not all ones. */
export function hexMask(value: number, mask: number): string {
  return mask >>> 0 === U32_MAX ? hex(value) : `${hex(value)}/${hex(mask)}`;
}

/** xtables_save_string(): in quotes where a shell or iptables-restore would need them. */
export function saveString(value: string): string {
  if (/^[-_0-9A-Za-z]+$/.test(value)) return value;
  return `"${value.replace(/["\\']/g, "\\$&")}"`;
}
