/** echo(1): /usr/bin/echo, and the backslash escapes that echo -e, printf %b and tr share. */
import { Out } from "./stdio.ts";
import { toByteString } from "./text.ts";
import { tool } from "./tool.ts";

export const echo = tool("echo", "Display a line of text.", function* (proc, argv) {
  let at = 1;
  let newline = true;
  let escapes = false;
  for (; at < argv.length && /^-[neE]+$/.test(argv[at] as string); at++) {
    for (const ch of (argv[at] as string).slice(1)) {
      if (ch === "n") newline = false;
      else escapes = ch === "e";
    }
  }
  const out = new Out(proc, "bytes");
  let text = toByteString(argv.slice(at).join(" "));
  if (escapes) {
    const done = unescape(text, "echo");
    text = done.text;
    if (done.stop) newline = false;
  }
  yield* out.put(text + (newline ? "\n" : ""));
  return yield* out.close("echo", 0);
});

const SIMPLE = new Map([
  ["a", "\x07"],
  ["b", "\b"],
  ["e", "\x1b"],
  ["f", "\f"],
  ["n", "\n"],
  ["r", "\r"],
  ["t", "\t"],
  ["v", "\v"],
  ["\\", "\\"],
]);

/**
 * Expand backslash escapes in a byte string. `echo` and `%b` write octal as \0NNN (printf's format:
 * \NNN). `stop`: a \c was met.
 */
export function unescape(text: string, style: "echo" | "printf"): { text: string; stop: boolean } {
  if (!text.includes("\\")) return { text, stop: false };
  let out = "";
  for (let i = 0; i < text.length; i++) {
    const ch = text[i] as string;
    if (ch !== "\\" || i + 1 >= text.length) {
      out += ch;
      continue;
    }
    const next = text[++i] as string;
    const simple = SIMPLE.get(next);
    if (simple !== undefined) out += simple;
    else if (next === "c") return { text: out, stop: true };
    else if (next === "x") {
      const hex = /^[0-9a-fA-F]{1,2}/.exec(text.slice(i + 1, i + 3))?.[0];
      if (hex === undefined) out += "\\x";
      else {
        out += String.fromCharCode(Number.parseInt(hex, 16));
        i += hex.length;
      }
    } else if (next === "u" || next === "U") {
      const hex = (next === "u" ? /^[0-9a-fA-F]{1,4}/ : /^[0-9a-fA-F]{1,8}/).exec(
        text.slice(i + 1, i + 9),
      )?.[0];
      if (hex === undefined) out += `\\${next}`;
      else {
        out += toByteString(String.fromCodePoint(Math.min(0x10ffff, Number.parseInt(hex, 16))));
        i += hex.length;
      }
    } else if (next >= "0" && next <= "7" && (style === "printf" || next === "0")) {
      const start = style === "echo" && next === "0" ? i + 1 : i;
      const oct = /^[0-7]{0,3}/.exec(text.slice(start, start + 3))?.[0] ?? "";
      out += String.fromCharCode(oct === "" ? 0 : Number.parseInt(oct, 8) & 255);
      i = start + oct.length - 1;
    } else if (style === "echo" && next >= "1" && next <= "7") {
      const oct = /^[0-7]{1,3}/.exec(text.slice(i, i + 3))?.[0] as string;
      out += String.fromCharCode(Number.parseInt(oct, 8) & 255);
      i += oct.length - 1;
    } else if (next === '"' && style === "printf") out += '"';
    else out += `\\${next}`;
  }
  return { text: out, stop: false };
}
