/** Where text leaves a terminal's cursor: columns of characters and of the control sequences that move within a line. ECMA-48. */

/** Column (0 = left) after `text` was written from `column`. Left out: wrapping, which is for who knows the width. */
export function columnAfter(column: number, text: string): number {
  let col = column;
  const tail = text.slice(Math.max(text.lastIndexOf("\n"), text.lastIndexOf("\r")) + 1);
  if (tail.length < text.length) col = 0;
  for (const [piece, numbers = "", final] of tail.matchAll(PIECE)) {
    if (final !== undefined) col = moved(col, numbers, final);
    else if (piece === "\b") col = Math.max(0, col - 1);
    else if (piece === "\t") col += 8 - (col % 8);
    else if (piece >= " " && piece !== "\x7f") col += widthOf(piece);
  }
  return col;
}

/** A control sequence with its parameters and its final character, an operating system command, another escape, or a character. */
const PIECE = /\x1b\[([ -?]*)([@-~])|\x1b\][^\x07]*\x07|\x1b[ -/]*[^ -/[\]]|[^]/gu;

/** CUF, CUB, CHA and CUP; a number that is left out or 0 is 1. */
function moved(col: number, numbers: string, final: string): number {
  const [first = "", second = ""] = numbers.split(";");
  const count = Number(first) || 1;
  if (final === "C") return col + count;
  if (final === "D") return Math.max(0, col - count);
  if (final === "G") return count - 1;
  if (final === "H") return (Number(second) || 1) - 1;
  return col;
}

/** Columns of a character: 2 for East Asian wide and emoji, 0 for combining marks. */
export function widthOf(ch: string): number {
  const code = ch.codePointAt(0) as number;
  if (code < 0x300) return 1;
  if (/\p{Mn}|\p{Me}|\p{Cf}/u.test(ch)) return 0;
  const wide =
    (code >= 0x1100 && code <= 0x115f) ||
    (code >= 0x2e80 && code <= 0xa4cf) ||
    (code >= 0xac00 && code <= 0xd7a3) ||
    (code >= 0xf900 && code <= 0xfaff) ||
    (code >= 0xfe30 && code <= 0xfe6f) ||
    (code >= 0xff00 && code <= 0xff60) ||
    (code >= 0xffe0 && code <= 0xffe6) ||
    (code >= 0x1f300 && code <= 0x1faff) ||
    (code >= 0x20000 && code <= 0x3fffd);
  return wide ? 2 : 1;
}
