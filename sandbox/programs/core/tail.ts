/**
 * tail(1). -f looks for growth ten times a virtual second where the real one is told by inotify;
 * -F follows by name. Left out: --pid, --retry without -F.
 */
import { type Errno, strerror } from "../../kernel/errno.ts";
import type { Process } from "../../kernel/proc/process.ts";
import type { Proc } from "../../kernel/proc/wait.ts";
import { getopt, longs, quote, shellQuote } from "./getopt.ts";
import { lineStart } from "./head.ts";
import { closeInput, openInput, Out } from "./stdio.ts";
import { decode } from "./text.ts";
import { fail, parseSize, tool, usage, why } from "./tool.ts";

const LONG = longs(
  "lines:=n bytes:=c follow::=f quiet=q silent=q verbose=v zero-terminated=z retry sleep-interval:=s",
);
const POLL_US = 100_000;

interface Want {
  count: number;
  fromStart: boolean;
  bytes: boolean;
  eol: string;
}

export const tail = tool("tail", "Output the last part of files.", function* (proc, argv) {
  const old = /^([-+])(\d+)([cl]?)(f?)$/.exec(argv[1] ?? "");
  let rest = argv;
  if (old !== null && argv.length <= 3) {
    const count = `${old[1] === "+" ? "+" : ""}${old[2] ?? "10"}`;
    rest = [
      "tail",
      old[3] === "c" ? "-c" : "-n",
      count,
      ...(old[4] === "f" ? ["-f"] : []),
      ...argv.slice(2),
    ];
  }
  const parsed = getopt(rest, "n:c:fFqvzs:", LONG);
  if (parsed.error !== null) {
    const digit = /invalid option -- '(\d)'/.exec(parsed.error);
    if (digit !== null)
      return yield* fail(proc, "tail", `option used in invalid context -- ${digit[1]}`);
    return yield* usage(proc, "tail", parsed.error);
  }
  const want: Want = { count: 10, fromStart: false, bytes: false, eol: "\n" };
  let names: boolean | null = null;
  let follow: "no" | "descriptor" | "name" = "no";
  for (const { name, value } of parsed.options) {
    if (name === "q") names = false;
    else if (name === "v") names = true;
    else if (name === "z") want.eol = "\0";
    else if (name === "f") follow = value === "name" ? "name" : "descriptor";
    else if (name === "F") follow = "name";
    else if (name === "n" || name === "c") {
      want.bytes = name === "c";
      want.fromStart = value?.startsWith("+") === true;
      const size = parseSize((value ?? "").replace(/^[-+]/, ""));
      if (size === null)
        return yield* fail(
          proc,
          "tail",
          `invalid number of ${want.bytes ? "bytes" : "lines"}: ${quote((value ?? "").replace(/^-/, ""))}`,
        );
      want.count = size;
    }
  }
  return yield* tailAll(proc, parsed.args.length === 0 ? ["-"] : parsed.args, want, names, follow);
});

function* tailAll(
  proc: Process,
  paths: readonly string[],
  want: Want,
  namesWanted: boolean | null,
  follow: "no" | "descriptor" | "name",
): Proc<number> {
  const names = namesWanted ?? paths.length > 1;
  const out = new Out(proc, "bytes");
  let status = 0;
  let shown = false;
  const followed: { path: string; fd: number }[] = [];
  for (const path of paths) {
    const pretty = path === "-" ? "standard input" : path;
    const fd = openInput(proc, path);
    if (typeof fd === "string") {
      yield* out.error(`tail: cannot open ${shellQuote(path, true)} for reading: ${why(fd)}\n`);
      status = 1;
      if (follow === "name") followed.push({ path, fd: -1 });
      continue;
    }
    if (names) yield* out.put(`${shown ? "\n" : ""}==> ${pretty} <==\n`);
    shown = true;
    const failed = yield* lastPart(proc, fd, out, want);
    if (failed !== null) {
      yield* out.error(`tail: error reading ${shellQuote(pretty, true)}: ${failed}\n`);
      status = 1;
    } else if (follow !== "no" && path !== "-") {
      followed.push({ path, fd });
      continue;
    }
    closeInput(proc, fd);
  }
  if (follow !== "no" && (followed.length > 0 || status === 1)) {
    yield* out.flush();
    if (followed.length === 0) return yield* fail(proc, "tail", "no files remaining");
    yield* followAll(proc, followed, names, follow === "name", paths[paths.length - 1] as string);
  }
  return yield* out.close("tail", status);
}

/** One line longer than this cannot be kept. */
const HELD_MAX = 4 << 20;

function* lastPart(proc: Process, fd: number, out: Out, want: Want): Proc<string | null> {
  let held = "";
  let skip = want.fromStart ? Math.max(0, want.count - 1) : 0;
  for (;;) {
    const chunk = yield* proc.readOrErrno(fd);
    if (typeof chunk === "string") return chunk === "EINTR" ? null : why(chunk);
    if (chunk === null) break;
    yield* proc.spend(2);
    let text = decode(chunk, "bytes");
    if (want.fromStart) {
      if (want.bytes) {
        const cut = Math.min(skip, text.length);
        skip -= cut;
        text = text.slice(cut);
      } else {
        let at = 0;
        while (skip > 0) {
          const nl = text.indexOf(want.eol, at);
          at = nl < 0 ? text.length : nl + 1;
          if (nl < 0) break;
          skip--;
        }
        text = text.slice(at);
      }
      yield* out.put(text);
      yield* out.flush();
      continue;
    }
    held += text;
    if (held.length > 1 << 16 || want.bytes) held = held.slice(partStart(held, want));
    if (held.length > HELD_MAX) return "Cannot allocate memory";
  }
  if (!want.fromStart) yield* out.put(held.slice(partStart(held, want)));
  return null;
}

function partStart(held: string, want: Want): number {
  return want.bytes ? Math.max(0, held.length - want.count) : lineStart(held, want.count, want.eol);
}

function* followAll(
  proc: Process,
  followed: { path: string; fd: number }[],
  names: boolean,
  byName: boolean,
  lastPath: string,
): Proc<void> {
  let current = lastPath;
  const nodes = followed.map(({ path }) => proc.host.fs.lookup(path, proc));
  const sizes = nodes.map((node) =>
    typeof node !== "string" && node.kind === "file" ? node.size : 0,
  );
  for (;;) {
    for (let i = 0; i < followed.length; i++) {
      const item = followed[i] as { path: string; fd: number };
      if (byName) yield* reopen(proc, item, nodes, i);
      if (item.fd < 0) continue;
      const node = nodes[i] as (typeof nodes)[number];
      if (typeof node !== "string" && node.kind === "file") {
        if (node.size < (sizes[i] as number)) {
          yield* proc.warn(`tail: ${item.path}: file truncated\n`);
          proc.close(item.fd);
          const fd = openNode(proc, item.path);
          if (typeof fd === "number") item.fd = fd;
        }
        sizes[i] = node.size;
      }
      for (;;) {
        const chunk = yield* proc.read(item.fd);
        if (chunk === null) break;
        if (names && current !== item.path) yield* proc.print(`\n==> ${item.path} <==\n`);
        current = item.path;
        yield* proc.print(chunk);
      }
    }
    yield* proc.wait("do_select", [], proc.now + POLL_US);
  }
}

function openNode(proc: Process, path: string): number | Errno {
  return openInput(proc, path);
}

function* reopen(
  proc: Process,
  item: { path: string; fd: number },
  nodes: ReturnType<Process["host"]["fs"]["lookup"]>[],
  i: number,
): Proc<void> {
  const node = proc.host.fs.lookup(item.path, proc);
  if (node === nodes[i]) return;
  const before = nodes[i];
  nodes[i] = node;
  if (typeof node === "string") {
    yield* proc.warn(
      `tail: ${shellQuote(item.path, true)} has become inaccessible: ${strerror(node)}\n`,
    );
    return;
  }
  const what =
    typeof before === "string"
      ? "has appeared;  following new file"
      : "has been replaced;  following new file";
  yield* proc.warn(`tail: ${shellQuote(item.path, true)} ${what}\n`);
  if (item.fd >= 0) proc.close(item.fd);
  const fd = openInput(proc, item.path);
  item.fd = typeof fd === "string" ? -1 : fd;
}
