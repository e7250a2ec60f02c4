/** History expansion: `!!`, `!$`, `!n`, `!-n`, `!text`, `^old^new`. bash(1) HISTORY EXPANSION. Left out: modifiers. */

export function expandHistory(
  line: string,
  history: readonly string[],
): { text: string; changed: boolean } | { problem: string } {
  if (!line.includes("!") && !line.startsWith("^")) return { text: line, changed: false };
  const last = history[history.length - 1];
  const quick = /^\^([^^]+)\^([^^]*)\^?(.*)$/s.exec(line);
  if (quick !== null) {
    if (last === undefined || !last.includes(quick[1] as string))
      return { problem: `${line}: substitution failed` };
    return {
      text: last.replace(quick[1] as string, () => quick[2] as string) + (quick[3] as string),
      changed: true,
    };
  }
  let out = "";
  let changed = false;
  let single = false;
  let double = false;
  for (let i = 0; i < line.length; i++) {
    const ch = line[i] as string;
    if (ch === "\\" && !single) {
      out += ch + (line[++i] ?? "");
      continue;
    }
    if (ch === "'" && !double) single = !single;
    if (ch === '"' && !single) double = !double;
    const next = line[i + 1];
    if (
      ch !== "!" ||
      single ||
      next === undefined ||
      /[\s=(]/.test(next) ||
      (double && next === '"') ||
      line[i - 1] === "$" ||
      line[i - 1] === "{" ||
      line[i - 1] === "["
    ) {
      out += ch;
      continue;
    }
    const found =
      /^!(?:(!)|(-?\d+)|([$^*])|\?([^?\n]+)\??|([^\s;&|()<>"'!$:]+))(?::?([$^*]|\d+))?/.exec(
        line.slice(i),
      );
    if (found === null) {
      out += ch;
      continue;
    }
    const [whole, bang, number, word, inside, prefix, part] = found as unknown as (
      string | undefined
    )[];
    let event: string | undefined;
    if (bang !== undefined || word !== undefined) event = last;
    else if (number !== undefined)
      event =
        Number(number) < 0 ? history[history.length + Number(number)] : history[Number(number) - 1];
    else
      event = [...history]
        .reverse()
        .find((one) =>
          inside !== undefined ? one.includes(inside) : one.startsWith(prefix ?? ""),
        );
    if (event === undefined) return { problem: `${whole ?? ""}: event not found` };
    out += choose(event, word ?? part);
    changed = true;
    i += (whole ?? "").length - 1;
  }
  return { text: out, changed };
}

function choose(event: string, which: string | undefined): string {
  if (which === undefined) return event;
  const words = event.trim().split(/\s+/);
  if (which === "$") return words[words.length - 1] ?? "";
  if (which === "^") return words[1] ?? "";
  if (which === "*") return words.slice(1).join(" ");
  return words[Number(which)] ?? "";
}
