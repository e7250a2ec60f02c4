/** uniq(1): streams; a group is printed when the next one begins. */
import { getopt, longs, quote, quoteName } from "./getopt.ts";
import { closeInput, Lines, openInput, openOutput, Out } from "./stdio.ts";
import { fail, tool, usage, why } from "./tool.ts";

const LONG = longs(
  "count=c repeated=d all-repeated::=D unique=u ignore-case=i skip-fields:=f skip-chars:=s check-chars:=w zero-terminated=z",
);

export const uniq = tool("uniq", "Report or omit repeated lines.", function* (proc, argv) {
  const parsed = getopt(argv, "cdDuif:s:w:z", LONG);
  if (parsed.error !== null) return yield* usage(proc, "uniq", parsed.error);
  const numbers = new Map<string, number>();
  const flags = new Set<string>();
  for (const { name, value } of parsed.options) {
    flags.add(name);
    if (!"fsw".includes(name)) continue;
    const what =
      name === "f" ? "fields to skip" : name === "s" ? "bytes to skip" : "bytes to compare";
    if (!/^\d+$/.test(value ?? ""))
      return yield* fail(proc, "uniq", `${value}: invalid number of ${what}`);
    numbers.set(name, Number(value));
  }
  if (parsed.args.length > 2)
    return yield* usage(proc, "uniq", `extra operand ${quote(parsed.args[2] as string)}`);
  const path = parsed.args[0] ?? "-";
  const fd = openInput(proc, path);
  if (typeof fd === "string") return yield* fail(proc, "uniq", `${quoteName(path)}: ${why(fd)}`);
  const target =
    parsed.args[1] === undefined || parsed.args[1] === "-" ? 1 : openOutput(proc, parsed.args[1]);
  if (typeof target === "string")
    return yield* fail(proc, "uniq", `${quoteName(parsed.args[1] as string)}: ${why(target)}`);
  const out = new Out(proc, "bytes", target);
  const eol = flags.has("z") ? "\0" : "\n";
  const key = (line: string): string => {
    let at = 0;
    for (let n = numbers.get("f") ?? 0; n > 0 && at < line.length; n--) {
      at += (/^[ \t]*[^ \t]*/.exec(line.slice(at)) as RegExpExecArray)[0].length;
    }
    at += numbers.get("s") ?? 0;
    const width = numbers.get("w");
    const text = width === undefined ? line.slice(at) : line.slice(at, at + width);
    return flags.has("i") ? text.toLowerCase() : text;
  };
  const wants = (count: number): boolean =>
    flags.has("d") && flags.has("u")
      ? false
      : flags.has("d")
        ? count > 1
        : flags.has("u")
          ? count === 1
          : true;
  const lines = new Lines(proc, fd, "bytes", eol.charCodeAt(0));
  let first: string | null = null;
  let firstKey = "";
  let count = 0;
  const show = (): string => {
    if (first === null || flags.has("D") || !wants(count)) return "";
    return `${flags.has("c") ? `${String(count).padStart(7)} ` : ""}${first}${eol}`;
  };
  for (;;) {
    const batch = yield* lines.batch();
    if (batch === null) break;
    for (const line of batch) {
      const lineKey = key(line);
      if (first !== null && lineKey === firstKey) {
        count++;
        if (flags.has("D")) yield* out.put((count === 2 ? first + eol : "") + line + eol);
        continue;
      }
      if (out.add(show())) yield* out.drain();
      first = line;
      firstKey = lineKey;
      count = 1;
    }
  }
  if (lines.failed !== null) return yield* fail(proc, "uniq", `error reading ${quote(path)}`);
  yield* out.put(show());
  closeInput(proc, fd);
  return yield* out.close("uniq", 0);
});
