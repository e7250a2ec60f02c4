/** diff(1): normal, -u, -q, -r, -i -w -b -B; lines compared by Myers' algorithm, bounded. */
import type { Process } from "../../kernel/proc/process.ts";
import type { Proc } from "../../kernel/proc/wait.ts";
import { civilFromUnix, strftime } from "../../sim/civil.ts";
import { getopt, longs, shellQuote } from "./getopt.ts";
import { baseName, joinPath } from "./inode.ts";
import { Out, readWhole, splitLines } from "./stdio.ts";
import { tool, why } from "./tool.ts";

const LONG = longs(
  "unified::=U brief=q recursive=r report-identical-files=s ignore-case=i ignore-all-space=w ignore-space-change=b ignore-blank-lines=B new-file=N color:: label:=L text=a context::=C side-by-side=y normal",
);

interface Style {
  readonly flags: ReadonlySet<string>;
  /** Lines of context; null: the normal form. */
  readonly unified: number | null;
  readonly labels: readonly string[];
  readonly color: boolean;
  readonly command: string;
}

export const diff = tool("diff", "Compare files line by line.", function* (proc, argv) {
  const parsed = getopt(argv, "abBC:cd e i L:Nn:pqrstuU:wyW:x:", LONG);
  const complain = function* (text: string): Proc<number> {
    yield* proc.warn(`${text}\ndiff: Try 'diff --help' for more information.\n`);
    return 2;
  };
  if (parsed.error !== null) return yield* complain(parsed.error);
  const flags = new Set(parsed.options.map((o) => o.name));
  if (flags.has("c") || flags.has("C") || flags.has("y") || flags.has("e")) {
    yield* proc.warn("diff: underlay does not simulate -c, -y and -e (use -u)\n");
    return 2;
  }
  if (parsed.args.length < 2)
    return yield* complain(`diff: missing operand after '${parsed.args[0] ?? "diff"}'`);
  if (parsed.args.length > 2) return yield* complain(`diff: extra operand '${parsed.args[2]}'`);
  const context = parsed.options.findLast((o) => o.name === "U")?.value;
  const color = parsed.options.findLast((o) => o.name === "color");
  const style: Style = {
    flags,
    unified: flags.has("u") || flags.has("U") ? Number(context ?? 3) : null,
    labels: parsed.options.filter((o) => o.name === "L").map((o) => o.value as string),
    color:
      color !== undefined &&
      (color.value === "always" || (color.value !== "never" && proc.isatty(1))),
    command: ["diff", ...argv.slice(1).filter((a) => a.startsWith("-"))]
      .map((a) => shellQuote(a))
      .join(" "),
  };
  const out = new Out(proc);
  const status = yield* compare(
    proc,
    out,
    parsed.args[0] as string,
    parsed.args[1] as string,
    style,
    false,
  );
  return yield* out.close("diff", status, 2);
});

function* compare(
  proc: Process,
  out: Out,
  a: string,
  b: string,
  style: Style,
  inside: boolean,
): Proc<number> {
  const { fs } = proc.host;
  const isDir = (path: string): boolean => {
    const node = path === "-" ? "ENOENT" : fs.lookup(path, proc);
    return typeof node !== "string" && node.kind === "dir";
  };
  if (isDir(a) && isDir(b)) return yield* directories(proc, out, a, b, style);
  const left = isDir(a) ? joinPath(a, baseName(b)) : a;
  const right = isDir(b) ? joinPath(b, baseName(a)) : b;
  const texts: string[] = [];
  let failed = false;
  for (const path of [left, right]) {
    const got = yield* readWhole(proc, path, "utf8");
    if (typeof got === "string") {
      yield* out.error(`diff: ${path}: ${why(got)}\n`);
      failed = true;
    } else texts.push(got.text);
  }
  if (failed) return 2;
  const [x, y] = texts as [string, string];
  const from = splitLines(x);
  const to = splitLines(y);
  const edits = script(
    from.map((l) => normal(l, style.flags)),
    to.map((l) => normal(l, style.flags)),
    x.endsWith("\n") || x === "",
    y.endsWith("\n") || y === "",
  );
  yield* proc.spend(from.length + to.length);
  if (edits.length === 0) {
    if (style.flags.has("s")) yield* out.put(`Files ${left} and ${right} are identical\n`);
    return 0;
  }
  if (style.flags.has("q")) {
    yield* out.put(`Files ${left} and ${right} differ\n`);
    return 1;
  }
  if (inside) yield* out.put(`${style.command} ${shellQuote(left)} ${shellQuote(right)}\n`);
  const ends = { x: x.endsWith("\n") || x === "", y: y.endsWith("\n") || y === "" };
  if (style.unified === null) yield* out.put(normalForm(from, to, edits, ends, style.color));
  else {
    const head = (mark: string, path: string, i: number): string => {
      const node = path === "-" ? "ENOENT" : fs.lookup(path, proc);
      const mtime = typeof node === "string" ? proc.now : node.mtime;
      const label =
        style.labels[i] ??
        `${path}\t${strftime("%Y-%m-%d %H:%M:%S.%N %z", civilFromUnix(proc.host.sim.epochUs + mtime))}`;
      return paint(`${mark} ${label}`, "1", style.color);
    };
    yield* out.put(
      head("---", left, 0) +
        head("+++", right, 1) +
        unifiedForm(from, to, edits, ends, style.unified, style.color),
    );
  }
  return 1;
}

function* directories(proc: Process, out: Out, a: string, b: string, style: Style): Proc<number> {
  const { fs } = proc.host;
  const left = fs.readdir(a, proc);
  const right = fs.readdir(b, proc);
  if (typeof left === "string" || typeof right === "string") return 2;
  let status = 0;
  for (const name of [...new Set([...left, ...right])].sort((x, y) => (x < y ? -1 : 1))) {
    const x = joinPath(a, name);
    const y = joinPath(b, name);
    if (!left.includes(name) || !right.includes(name)) {
      yield* out.put(`Only in ${left.includes(name) ? a : b}: ${name}\n`);
      status = Math.max(status, 1);
      continue;
    }
    const nodes = [fs.lookup(x, proc), fs.lookup(y, proc)];
    const dirs = nodes.map((n) => typeof n !== "string" && n.kind === "dir");
    if (dirs[0] === true && dirs[1] === true) {
      if (style.flags.has("r"))
        status = Math.max(status, yield* directories(proc, out, x, y, style));
      else yield* out.put(`Common subdirectories: ${x} and ${y}\n`);
    } else if (dirs[0] !== dirs[1]) {
      yield* out.put(
        `File ${x} is a ${dirs[0] === true ? "directory" : "regular file"} while file ${y} is a ${dirs[1] === true ? "directory" : "regular file"}\n`,
      );
      status = Math.max(status, 1);
    } else status = Math.max(status, yield* compare(proc, out, x, y, style, true));
  }
  return status;
}

function normal(line: string, flags: ReadonlySet<string>): string {
  let text = line;
  if (flags.has("w")) text = text.replace(/\s+/g, "");
  else if (flags.has("b")) text = text.replace(/\s+/g, " ").trimEnd();
  return flags.has("i") ? text.toLowerCase() : text;
}

/** A change: lines [a0, a1) become [b0, b1). */
interface Edit {
  readonly a0: number;
  readonly a1: number;
  readonly b0: number;
  readonly b1: number;
}

/** More work than this and the middle is taken as one change. */
const EDITS_MAX = 2_000;

function script(
  a: readonly string[],
  b: readonly string[],
  aEnds: boolean,
  bEnds: boolean,
): Edit[] {
  const x = aEnds || a.length === 0 ? a : [...a.slice(0, -1), `${a[a.length - 1]}\0`];
  const y = bEnds || b.length === 0 ? b : [...b.slice(0, -1), `${b[b.length - 1]}\0`];
  let start = 0;
  while (start < x.length && start < y.length && x[start] === y[start]) start++;
  let endA = x.length;
  let endB = y.length;
  while (endA > start && endB > start && x[endA - 1] === y[endB - 1]) {
    endA--;
    endB--;
  }
  const keep = myers(x.slice(start, endA), y.slice(start, endB));
  const edits: Edit[] = [];
  let i = start;
  let j = start;
  for (const [p, q] of [
    ...keep.map(([m, n]) => [m + start, n + start] as const),
    [endA, endB] as const,
  ]) {
    if (p > i || q > j) edits.push({ a0: i, a1: p, b0: j, b1: q });
    i = p + 1;
    j = q + 1;
  }
  return edits;
}

/** Pairs of lines that stay. */
function myers(a: readonly string[], b: readonly string[]): [number, number][] {
  const n = a.length;
  const m = b.length;
  const max = Math.min(n + m, EDITS_MAX);
  const trace: Int32Array[] = [];
  const v = new Int32Array(2 * max + 2);
  for (let d = 0; d <= max; d++) {
    trace.push(v.slice());
    for (let k = -d; k <= d; k += 2) {
      const down = k === -d || (k !== d && (v[max + k - 1] ?? 0) < (v[max + k + 1] ?? 0));
      let x = down ? (v[max + k + 1] ?? 0) : (v[max + k - 1] ?? 0) + 1;
      let y = x - k;
      while (x < n && y < m && a[x] === b[y]) {
        x++;
        y++;
      }
      v[max + k] = x;
      if (x >= n && y >= m) return backtrack(trace, n, m, max);
    }
  }
  return [];
}

function backtrack(
  trace: readonly Int32Array[],
  n: number,
  m: number,
  max: number,
): [number, number][] {
  const pairs: [number, number][] = [];
  let x = n;
  let y = m;
  for (let d = trace.length - 1; d >= 0; d--) {
    const v = trace[d] as Int32Array;
    const k = x - y;
    const down = k === -d || (k !== d && (v[max + k - 1] ?? 0) < (v[max + k + 1] ?? 0));
    const before = down ? k + 1 : k - 1;
    const px = d === 0 ? 0 : (v[max + before] ?? 0);
    const py = d === 0 ? 0 : px - before;
    while (x > px && y > py && x > 0 && y > 0) {
      if (d > 0 && ((down && x === px && y === py + 1) || (!down && x === px + 1 && y === py)))
        break;
      x--;
      y--;
      pairs.push([x, y]);
    }
    x = px;
    y = py;
  }
  return pairs.reverse();
}

function paint(line: string, code: string, color: boolean): string {
  return color ? `\x1b[${code}m${line}\x1b[0m\n` : `${line}\n`;
}

const NO_NEWLINE = "\\ No newline at end of file\n";

function normalForm(
  a: readonly string[],
  b: readonly string[],
  edits: readonly Edit[],
  ends: { x: boolean; y: boolean },
  color: boolean,
): string {
  let out = "";
  const range = (from: number, to: number): string =>
    to - from <= 1 ? String(to === from ? from : from + 1) : `${from + 1},${to}`;
  for (const e of edits) {
    const kind = e.a0 === e.a1 ? "a" : e.b0 === e.b1 ? "d" : "c";
    out += paint(`${range(e.a0, e.a1)}${kind}${range(e.b0, e.b1)}`, "36", color);
    for (let i = e.a0; i < e.a1; i++)
      out += paint(`< ${a[i]}`, "31", color) + (i === a.length - 1 && !ends.x ? NO_NEWLINE : "");
    if (kind === "c") out += "---\n";
    for (let i = e.b0; i < e.b1; i++)
      out += paint(`> ${b[i]}`, "32", color) + (i === b.length - 1 && !ends.y ? NO_NEWLINE : "");
  }
  return out;
}

function unifiedForm(
  a: readonly string[],
  b: readonly string[],
  edits: readonly Edit[],
  ends: { x: boolean; y: boolean },
  context: number,
  color: boolean,
): string {
  let out = "";
  for (let i = 0; i < edits.length;) {
    let j = i;
    while (j + 1 < edits.length && (edits[j + 1] as Edit).a0 - (edits[j] as Edit).a1 <= 2 * context)
      j++;
    const first = edits[i] as Edit;
    const last = edits[j] as Edit;
    const a0 = Math.max(0, first.a0 - context);
    const a1 = Math.min(a.length, last.a1 + context);
    const b0 = first.b0 - (first.a0 - a0);
    const b1 = last.b1 + (a1 - last.a1);
    const range = (from: number, to: number): string =>
      to - from === 1 ? String(from + 1) : `${to === from ? from : from + 1},${to - from}`;
    out += paint(`@@ -${range(a0, a1)} +${range(b0, b1)} @@`, "36", color);
    let at = a0;
    const same = (to: number): void => {
      for (; at < to; at++) out += ` ${a[at]}\n${at === a.length - 1 && !ends.x ? NO_NEWLINE : ""}`;
    };
    for (const e of edits.slice(i, j + 1)) {
      same(e.a0);
      for (; at < e.a1; at++)
        out += paint(`-${a[at]}`, "31", color) + (at === a.length - 1 && !ends.x ? NO_NEWLINE : "");
      for (let k = e.b0; k < e.b1; k++)
        out += paint(`+${b[k]}`, "32", color) + (k === b.length - 1 && !ends.y ? NO_NEWLINE : "");
    }
    same(a1);
    i = j + 1;
  }
  return out;
}
