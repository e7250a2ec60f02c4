/** column, paste, nl, tac, rev, fold, expand, join, comm, split: small text shapers. */
import { Out, readWhole, splitLines, openInput, closeInput, Lines, openOutput } from "./stdio.ts";
import type { Process } from "../../kernel/proc/process.ts";
import type { Proc } from "../../kernel/proc/wait.ts";
import { getopt, longs, quote, quoteName, shellQuote } from "./getopt.ts";
import { fail, tool, usage, why } from "./tool.ts";

/** Each named input's text; complaints in `complain`'s words. */
function* texts(
  proc: Process,
  paths: readonly string[],
  out: Out,
  complain: (path: string, why: string) => string,
): Proc<{ list: string[]; failed: boolean }> {
  const list: string[] = [];
  let failed = false;
  for (const path of paths.length === 0 ? ["-"] : paths) {
    const got = yield* readWhole(proc, path, "utf8");
    if (typeof got === "string") {
      yield* out.error(complain(path, why(got)));
      failed = true;
    } else list.push(got.text);
  }
  return { list, failed };
}

export const column = tool("column", "Columnate lists; -t makes a table.", function* (proc, argv) {
  const parsed = getopt(
    argv,
    "c:dJl:LN:o:R:r:s:txE:T:H:O:W:n:",
    longs(
      "table=t separator:=s output-separator:=o output-width:=c table-columns:=N table-right:=R fillrows=x table-noheadings=d json=J",
    ),
  );
  if (parsed.error !== null) return yield* usage(proc, "column", parsed.error);
  const flags = new Set(parsed.options.map((o) => o.name));
  const value = (flag: string): string | null =>
    parsed.options.findLast((o) => o.name === flag)?.value ?? null;
  if (flags.has("J") || flags.has("r"))
    return yield* fail(proc, "column", "underlay does not simulate --json and --tree");
  const out = new Out(proc);
  const { list, failed } = yield* texts(
    proc,
    parsed.args,
    out,
    (path, text) => `column: ${path}: ${text}\n`,
  );
  const lines = list.flatMap((t) => splitLines(t)).filter((l) => l.trim() !== "");
  if (flags.has("t")) {
    const separator = value("s");
    const glue = value("o") ?? "  ";
    const rows = lines.map((line) =>
      separator === null
        ? line
            .split(/[ \t]+/)
            .filter((w, i) => w !== "" || i > 0)
            .filter((w) => w !== "")
        : splitAny(line, separator),
    );
    const names = value("N");
    if (names !== null && !flags.has("d")) rows.unshift(names.split(","));
    const right = new Set(
      (value("R") ?? "")
        .split(",")
        .map((w) => (names === null ? Number(w) - 1 : names.split(",").indexOf(w))),
    );
    const widths: number[] = [];
    for (const row of rows)
      row.forEach((cell, i) => (widths[i] = Math.max(widths[i] ?? 0, [...cell].length)));
    for (const row of rows) {
      const cells = widths.map((width, i) => {
        const cell = row[i] ?? "";
        const room = " ".repeat(Math.max(0, width - [...cell].length));
        if (right.has(i)) return room + cell;
        return i === widths.length - 1 ? cell : cell + room;
      });
      yield* out.put(`${cells.join(glue)}\n`);
    }
    return yield* out.close("column", failed ? 1 : 0);
  }
  const width = value("c") === null ? (proc.columns(1) ?? 80) : Number(value("c"));
  const longest = Math.max(0, ...lines.map((l) => [...l].length));
  const cell = (Math.floor(longest / 8) + 1) * 8;
  const across = Math.max(1, Math.floor(width / cell));
  const rows = Math.ceil(lines.length / across);
  for (let r = 0; r < rows; r++) {
    let line = "";
    for (let c = 0; c < across; c++) {
      const item = lines[flags.has("x") ? r * across + c : c * rows + r];
      if (item === undefined) break;
      const isLast = flags.has("x")
        ? c + 1 >= across || r * across + c + 1 >= lines.length
        : c + 1 >= across || (c + 1) * rows + r >= lines.length;
      line += isLast ? item : item + "\t".repeat(Math.ceil((cell - [...item].length) / 8));
    }
    yield* out.put(`${line}\n`);
  }
  return yield* out.close("column", failed ? 1 : 0);
});

function splitAny(line: string, separators: string): string[] {
  const out: string[] = [""];
  for (const ch of line) {
    if (separators.includes(ch)) out.push("");
    else out[out.length - 1] += ch;
  }
  return out;
}

export const paste = tool("paste", "Merge lines of files.", function* (proc, argv) {
  const parsed = getopt(argv, "d:sz", longs("delimiters:=d serial=s zero-terminated=z"));
  if (parsed.error !== null) return yield* usage(proc, "paste", parsed.error);
  const serial = parsed.options.some((o) => o.name === "s");
  const spec = parsed.options.findLast((o) => o.name === "d")?.value ?? "\t";
  const delimiters = [
    ...spec.replace(/\\([nt0\\])/g, (_a, c: string) =>
      c === "n" ? "\n" : c === "t" ? "\t" : c === "0" ? "\0" : "\\",
    ),
  ].map((c) => (c === "\0" ? "" : c));
  const glue = (i: number): string => delimiters[i % Math.max(1, delimiters.length)] ?? "";
  const out = new Out(proc);
  const paths = parsed.args.length === 0 ? ["-"] : parsed.args;
  const readers = new Map<string, Lines>();
  const inputs: Lines[] = [];
  for (const path of paths) {
    let reader = path === "-" ? readers.get("-") : undefined;
    if (reader === undefined) {
      const fd = openInput(proc, path);
      if (typeof fd === "string")
        return yield* fail(proc, "paste", `${quoteName(path)}: ${why(fd)}`);
      reader = new Lines(proc, fd);
      readers.set(path, reader);
    }
    inputs.push(reader);
  }
  if (serial) {
    for (const input of inputs) {
      let line = "";
      for (let i = 0, got = yield* input.next(); got !== null; got = yield* input.next(), i++)
        line += (i === 0 ? "" : glue(i - 1)) + got;
      yield* out.put(`${line}\n`);
    }
    return yield* out.close("paste", 0);
  }
  for (;;) {
    let any = false;
    let line = "";
    for (const [i, input] of inputs.entries()) {
      const got = yield* input.next();
      if (got !== null) any = true;
      line += (i === 0 ? "" : glue(i - 1)) + (got ?? "");
    }
    if (!any) break;
    yield* out.put(`${line}\n`);
  }
  return yield* out.close("paste", 0);
});

export const nl = tool("nl", "Number lines of files.", function* (proc, argv) {
  const parsed = getopt(
    argv,
    "b:w:s:v:i:n:h:f:d:l:p",
    longs(
      "body-numbering:=b number-width:=w number-separator:=s starting-line-number:=v line-increment:=i number-format:=n",
    ),
  );
  if (parsed.error !== null) return yield* usage(proc, "nl", parsed.error);
  const value = (flag: string, other: string): string =>
    parsed.options.findLast((o) => o.name === flag)?.value ?? other;
  const style = value("b", "t");
  if (!["a", "t", "n"].includes(style))
    return yield* usage(proc, "nl", `invalid body numbering style: ${quote(style)}`);
  const width = Number(value("w", "6"));
  const format = value("n", "rn");
  let number = Number(value("v", "1"));
  const out = new Out(proc);
  const { list, failed } = yield* texts(
    proc,
    parsed.args,
    out,
    (path, text) => `nl: ${quoteName(path)}: ${text}\n`,
  );
  for (const line of list.flatMap((t) => splitLines(t))) {
    if (style === "a" || (style === "t" && line !== "")) {
      const n = String(number);
      const shown =
        format === "ln"
          ? n.padEnd(width)
          : format === "rz"
            ? n.padStart(width, "0")
            : n.padStart(width);
      yield* out.put(`${shown}${value("s", "\t")}${line}\n`);
      number += Number(value("i", "1"));
    } else yield* out.put(`${" ".repeat(width + value("s", "\t").length)}${line}\n`);
  }
  return yield* out.close("nl", failed ? 1 : 0);
});

export const tac = tool("tac", "Concatenate and print files in reverse.", function* (proc, argv) {
  const parsed = getopt(argv, "brs:", longs("before=b regex=r separator:=s"));
  if (parsed.error !== null) return yield* usage(proc, "tac", parsed.error);
  if (parsed.options.length > 0)
    return yield* fail(proc, "tac", "underlay does not simulate -b, -r and -s");
  const out = new Out(proc);
  let status = 0;
  for (const path of parsed.args.length === 0 ? ["-"] : parsed.args) {
    const got = yield* readWhole(proc, path, "utf8");
    if (typeof got === "string") {
      yield* out.error(
        got === "EISDIR"
          ? `tac: ${path}: read error: ${why(got)}\n`
          : `tac: failed to open ${shellQuote(path, true)} for reading: ${why(got)}\n`,
      );
      status = 1;
      continue;
    }
    const parts = got.text.split(/(?<=\n)/);
    yield* out.put(parts.reverse().join(""));
  }
  return yield* out.close("tac", status);
});

export const rev = tool("rev", "Reverse lines characterwise.", function* (proc, argv) {
  const out = new Out(proc);
  let status = 0;
  const paths = argv.slice(1);
  for (const path of paths.length === 0 ? ["-"] : paths) {
    const fd = openInput(proc, path);
    if (typeof fd === "string") {
      yield* proc.warn(`rev: cannot open ${path}: ${why(fd)}\n`);
      status = 1;
      continue;
    }
    const lines = new Lines(proc, fd);
    for (let line = yield* lines.next(); line !== null; line = yield* lines.next()) {
      yield* out.put([...line].reverse().join("") + (lines.unterminated ? "" : "\n"));
    }
    closeInput(proc, fd);
  }
  return yield* out.close("rev", status);
});

export const fold = tool("fold", "Wrap each line to fit a width.", function* (proc, argv) {
  const words = argv.map((w, i) => (i > 0 && /^-\d+$/.test(w) ? `-w${w.slice(1)}` : w));
  const parsed = getopt(words, "bsw:", longs("bytes=b spaces=s width:=w"));
  if (parsed.error !== null) return yield* usage(proc, "fold", parsed.error);
  const text = parsed.options.findLast((o) => o.name === "w")?.value ?? "80";
  if (!/^[1-9]\d*$/.test(text))
    return yield* fail(proc, "fold", `invalid number of columns: ${quote(text)}`);
  const width = Number(text);
  const spaces = parsed.options.some((o) => o.name === "s");
  const out = new Out(proc);
  const { list, failed } = yield* texts(
    proc,
    parsed.args,
    out,
    (path, words2) => `fold: ${quoteName(path)}: ${words2}\n`,
  );
  for (const whole of list) {
    const ends = whole.endsWith("\n");
    const lines = splitLines(whole);
    for (const [i, line] of lines.entries()) {
      let rest = line;
      while (rest.length > width) {
        let cut = width;
        if (spaces) {
          const at = rest.slice(0, width).search(/[ \t][^ \t]*$/);
          if (at >= 0) cut = at + 1;
        }
        yield* out.put(`${rest.slice(0, cut)}\n`);
        rest = rest.slice(cut);
      }
      yield* out.put(rest + (i === lines.length - 1 && !ends ? "" : "\n"));
    }
  }
  return yield* out.close("fold", failed ? 1 : 0);
});

export const expand = tool("expand", "Convert tabs to spaces.", function* (proc, argv) {
  const parsed = getopt(argv, "it:", longs("initial=i tabs:=t"));
  if (parsed.error !== null) return yield* usage(proc, "expand", parsed.error);
  const size = Number(parsed.options.findLast((o) => o.name === "t")?.value ?? "8");
  if (!(size > 0)) return yield* fail(proc, "expand", "tab size cannot be 0");
  const out = new Out(proc);
  const { list, failed } = yield* texts(
    proc,
    parsed.args,
    out,
    (path, text) => `expand: ${quoteName(path)}: ${text}\n`,
  );
  for (const text of list) {
    let shown = "";
    let at = 0;
    for (const ch of text) {
      if (ch === "\t") {
        const n = size - (at % size);
        shown += " ".repeat(n);
        at += n;
      } else {
        shown += ch;
        at = ch === "\n" ? 0 : at + 1;
      }
    }
    yield* out.put(shown);
  }
  return yield* out.close("expand", failed ? 1 : 0);
});

function* twoFiles(
  proc: Process,
  name: string,
  args: readonly string[],
  out: Out,
): Proc<[string[], string[]] | number> {
  if (args.length < 2)
    return yield* usage(
      proc,
      name,
      args.length === 0 ? "missing operand" : `missing operand after ${quote(args[0] as string)}`,
    );
  if (args.length > 2) return yield* usage(proc, name, `extra operand ${quote(args[2] as string)}`);
  const both: string[][] = [];
  for (const path of args) {
    const got = yield* readWhole(proc, path, "utf8");
    if (typeof got === "string") {
      yield* out.error(`${name}: ${quoteName(path)}: ${why(got)}\n`);
      return 1;
    }
    both.push(splitLines(got.text));
  }
  return both as [string[], string[]];
}

export const comm = tool("comm", "Compare two sorted files line by line.", function* (proc, argv) {
  const parsed = getopt(
    argv,
    "123z",
    longs("check-order nocheck-order output-delimiter: total zero-terminated=z"),
  );
  if (parsed.error !== null) return yield* usage(proc, "comm", parsed.error);
  const out = new Out(proc);
  const both = yield* twoFiles(proc, "comm", parsed.args, out);
  if (typeof both === "number") return both;
  const hide = new Set(parsed.options.map((o) => o.name));
  const tab = parsed.options.find((o) => o.name === "output-delimiter")?.value ?? "\t";
  const [a, b] = both;
  const one = hide.has("1") ? "" : tab;
  const two = one + (hide.has("2") ? "" : tab);
  for (let i = 0, j = 0; i < a.length || j < b.length;) {
    const x = a[i];
    const y = b[j];
    if (x !== undefined && (y === undefined || x < y)) {
      if (!hide.has("1")) yield* out.put(`${x}\n`);
      i++;
    } else if (x === undefined || (y as string) < x) {
      if (!hide.has("2")) yield* out.put(`${one}${y}\n`);
      j++;
    } else {
      if (!hide.has("3")) yield* out.put(`${two}${x}\n`);
      i++;
      j++;
    }
  }
  return yield* out.close("comm", 0);
});

export const join = tool(
  "join",
  "Join lines of two sorted files on a common field.",
  function* (proc, argv) {
    const parsed = getopt(
      argv,
      "a:e:i1:2:j:o:t:v:z",
      longs("ignore-case=i check-order nocheck-order header"),
    );
    if (parsed.error !== null) return yield* usage(proc, "join", parsed.error);
    const value = (flag: string): string | null =>
      parsed.options.findLast((o) => o.name === flag)?.value ?? null;
    if (value("o") !== null || value("e") !== null)
      return yield* fail(proc, "join", "underlay does not simulate -o and -e");
    const out = new Out(proc);
    const both = yield* twoFiles(proc, "join", parsed.args, out);
    if (typeof both === "number") return both;
    const t = value("t");
    const glue = t ?? " ";
    const keys = [
      Number(value("1") ?? value("j") ?? "1") - 1,
      Number(value("2") ?? value("j") ?? "1") - 1,
    ];
    const rows = both.map((lines) =>
      lines.map((l) => (t === null ? l.trim().split(/[ \t]+/) : l.split(t))),
    );
    const [a, b] = rows as [string[][], string[][]];
    const key = (row: string[], side: number): string => row[keys[side] as number] ?? "";
    const rest = (row: string[], side: number): string[] => row.filter((_w, i) => i !== keys[side]);
    const alone = new Set(
      parsed.options.filter((o) => o.name === "a" || o.name === "v").map((o) => o.value),
    );
    const only = value("v") !== null;
    const seen = new Set<string[]>();
    for (const row of a) {
      const found = b.filter((other) => key(other, 1) === key(row, 0));
      for (const other of found) {
        seen.add(other);
        if (!only)
          yield* out.put(`${[key(row, 0), ...rest(row, 0), ...rest(other, 1)].join(glue)}\n`);
      }
      if (found.length === 0 && alone.has("1"))
        yield* out.put(`${[key(row, 0), ...rest(row, 0)].join(glue)}\n`);
    }
    if (alone.has("2"))
      for (const row of b)
        if (!seen.has(row)) yield* out.put(`${[key(row, 1), ...rest(row, 1)].join(glue)}\n`);
    return yield* out.close("join", 0);
  },
);

export const split = tool(
  "split",
  "Split a file into pieces (by lines or bytes).",
  function* (proc, argv) {
    const parsed = getopt(
      argv,
      "l:b:a:d",
      longs("lines:=l bytes:=b suffix-length:=a numeric-suffixes=d"),
    );
    if (parsed.error !== null) return yield* usage(proc, "split", parsed.error);
    const value = (flag: string, other: string): string =>
      parsed.options.findLast((o) => o.name === flag)?.value ?? other;
    const got = yield* readWhole(proc, parsed.args[0] ?? "-", "bytes");
    if (typeof got === "string")
      return yield* fail(
        proc,
        "split",
        `cannot open ${shellQuote(parsed.args[0] ?? "-", true)} for reading: ${why(got)}`,
      );
    const bytes = Number(value("b", "0"));
    const perFile = Number(value("l", "1000"));
    const parts: string[] = [];
    if (bytes > 0)
      for (let i = 0; i < got.text.length; i += bytes) parts.push(got.text.slice(i, i + bytes));
    else {
      const lines = got.text.split(/(?<=\n)/).filter((l) => l !== "");
      for (let i = 0; i < lines.length; i += Math.max(1, perFile))
        parts.push(lines.slice(i, i + Math.max(1, perFile)).join(""));
    }
    const length = Number(value("a", "2"));
    const digits = parsed.options.some((o) => o.name === "d");
    for (const [i, part] of parts.entries()) {
      let suffix = "";
      for (let n = i, k = 0; k < length; k++, n = Math.floor(n / (digits ? 10 : 26)))
        suffix = (digits ? String(n % 10) : String.fromCharCode(97 + (n % 26))) + suffix;
      const path = `${parsed.args[1] ?? "x"}${suffix}`;
      const fd = openOutput(proc, path);
      if (typeof fd === "string") return yield* fail(proc, "split", `${path}: ${why(fd)}`);
      const out = new Out(proc, "bytes", fd);
      yield* out.put(part);
      yield* out.flush();
      proc.close(fd);
    }
    return 0;
  },
);
