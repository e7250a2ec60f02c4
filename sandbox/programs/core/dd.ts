/**
 * dd(1), truncate(1), mkfifo(1), link(1), unlink(1), sync(1) of coreutils 9.1: files by bytes. Left out, and refused by name: dd's
 * conversions of text, iflag/oflag but `fullblock`, status=progress; truncate's sizes relative by anything but + and -.
 */
import type { Errno } from "../../kernel/errno.ts";
import type { Process } from "../../kernel/proc/process.ts";
import type { Proc } from "../../kernel/proc/wait.ts";
import { concat } from "../../wire/write.ts";
import { getopt, longs, quote } from "./getopt.ts";
import { fail, parseSize, tool, usage, why } from "./tool.ts";

/** A block copied costs a read and a write (µs), and so much a byte. */
const BLOCK_US = 2;
const BYTES_PER_US = 4_000;
const BLOCK_BYTES_MAX = 64 << 20;

interface DdOptions {
  input: string | null;
  output: string | null;
  ibs: number;
  obs: number;
  count: number;
  skip: number;
  seek: number;
  truncates: boolean;
  syncs: boolean;
  status: "all" | "noxfer" | "none";
}

/** A size as dd takes it: factors (`2x512`), c and w as units beside the usual ones; null: none. */
function ddNumber(text: string): number | null {
  let product = 1;
  for (const factor of text.split("x")) {
    const unit = /^(\d+)([cw])$/.exec(factor);
    const size = unit !== null ? Number(unit[1]) * (unit[2] === "w" ? 2 : 1) : parseSize(factor);
    if (size === null) return null;
    product *= size;
  }
  return product;
}

const SIZES = new Map<string, (o: DdOptions, n: number) => void>([
  ["bs", (o, n) => (o.ibs = o.obs = n)],
  ["ibs", (o, n) => (o.ibs = n)],
  ["obs", (o, n) => (o.obs = n)],
  ["count", (o, n) => (o.count = n)],
  ["skip", (o, n) => (o.skip = n)],
  ["iseek", (o, n) => (o.skip = n)],
  ["seek", (o, n) => (o.seek = n)],
  ["oseek", (o, n) => (o.seek = n)],
]);

/** One operand; what is wrong with it, or null. */
function takeOperand(o: DdOptions, arg: string): string | null {
  const at = arg.indexOf("=");
  const name = arg.slice(0, Math.max(0, at));
  const value = arg.slice(at + 1);
  const size = SIZES.get(name);
  if (size !== undefined) {
    const n = ddNumber(value);
    const least = name.endsWith("bs") ? 1 : 0;
    if (n === null || n < least) return `dd: invalid number: ${quote(value)}\n`;
    if (name.endsWith("bs") && n > BLOCK_BYTES_MAX)
      return `dd: memory exhausted by input buffer of size ${n} bytes\n`;
    size(o, n);
  } else if (name === "if") o.input = value;
  else if (name === "of") o.output = value;
  else if (name === "status") {
    if (value === "progress") return "dd: underlay does not simulate status=progress\n";
    if (value !== "none" && value !== "noxfer")
      return `dd: invalid status level: ${quote(value)}\nTry 'dd --help' for more information.\n`;
    o.status = value;
  } else if (name === "conv") {
    for (const word of value.split(",")) {
      if (word === "notrunc") o.truncates = false;
      else if (word === "sync") o.syncs = true;
      else if (word !== "fsync" && word !== "fdatasync" && word !== "noerror")
        return `dd: underlay does not simulate conv=${word}\n`;
    }
  } else if (name === "iflag" || name === "oflag") {
    if (value !== "fullblock") return `dd: underlay does not simulate ${arg}\n`;
  } else return `dd: unrecognized operand ${quote(arg)}\nTry 'dd --help' for more information.\n`;
  return null;
}

export const dd = tool("dd", "Convert and copy a file.", function* (proc, argv) {
  const o: DdOptions = {
    input: null,
    output: null,
    ibs: 512,
    obs: 512,
    count: Infinity,
    skip: 0,
    seek: 0,
    truncates: true,
    syncs: false,
    status: "all",
  };
  for (const arg of argv.slice(1)) {
    const wrong = takeOperand(o, arg);
    if (wrong === null) continue;
    yield* proc.warn(wrong);
    return 1;
  }
  const { fs } = proc.host;
  if (o.input !== null) {
    const file = fs.open(o.input, proc, { read: true });
    if (typeof file === "string")
      return yield* fail(proc, "dd", `failed to open '${o.input}': ${why(file)}`);
    proc.install(file, 0);
  }
  if (o.output !== null) {
    const file = fs.open(o.output, proc, {
      write: true,
      create: true,
      truncate: o.truncates && o.seek === 0,
    });
    if (typeof file === "string")
      return yield* fail(proc, "dd", `failed to open '${o.output}': ${why(file)}`);
    proc.install(file, 1);
    if (o.seek > 0) {
      // lseek(2) and ftruncate(2): what stands before is kept, or is a hole.
      const node = fs.lookup(o.output, proc);
      if (typeof node !== "string" && node.kind === "file") {
        const from = o.seek * o.obs;
        const kept = node.bytes().slice(0, from);
        const rest = o.truncates ? null : node.bytes().slice(from);
        node.truncate(0);
        yield* proc.write(1, kept);
        if (kept.length < from) yield* proc.write(1, new Uint8Array(from - kept.length));
        if (rest !== null) return yield* copied(proc, o, rest);
      }
    }
  }
  return yield* copied(proc, o, null);
});

interface Counts {
  full: number;
  part: number;
  bytes: number;
}

/** `behind`: what the file held beyond the place where the output begins, kept where it is not written over. */
function* copied(proc: Process, o: DdOptions, behind: Uint8Array | null): Proc<number> {
  const started = proc.now;
  const into: Counts = { full: 0, part: 0, bytes: 0 };
  const from: Counts = { full: 0, part: 0, bytes: 0 };
  let status = 0;
  const error = yield* copyBlocks(proc, o, into, from);
  if (error !== null) {
    yield* proc.warn(error);
    status = 1;
  }
  if (behind !== null && behind.length > from.bytes)
    yield* proc.write(1, behind.subarray(from.bytes));
  if (o.status === "none") return status;
  yield* proc.warn(`${into.full}+${into.part} records in\n${from.full}+${from.part} records out\n`);
  if (o.status === "all") yield* proc.warn(`${summary(from.bytes, (proc.now - started) / 1e6)}\n`);
  return status;
}

/** Copies until the end or `count`; the message of what failed. */
function* copyBlocks(proc: Process, o: DdOptions, into: Counts, from: Counts): Proc<string | null> {
  const name = o.input === null ? "standard input" : `'${o.input}'`;
  const target = o.output === null ? "standard output" : `'${o.output}'`;
  let held: Uint8Array[] = [];
  let size = 0;
  const flush = function* (all: boolean): Proc<Errno | null> {
    while (size >= o.obs || (all && size > 0)) {
      const bytes = held.length === 1 ? (held[0] as Uint8Array) : concat(held);
      const block = bytes.subarray(0, o.obs);
      const failed = yield* proc.write(1, block);
      if (failed !== null) return failed;
      if (block.length === o.obs) from.full++;
      else from.part++;
      from.bytes += block.length;
      held = bytes.length > block.length ? [bytes.subarray(block.length)] : [];
      size -= block.length;
    }
    return null;
  };
  for (let block = -o.skip; block < o.count; block++) {
    const got = yield* proc.readOrErrno(0, o.ibs);
    if (typeof got === "string") return `dd: error reading ${name}: ${why(got)}\n`;
    if (got === null) break;
    yield* proc.spend(BLOCK_US + Math.floor(got.length / BYTES_PER_US));
    if (block < 0) continue;
    if (got.length === o.ibs) into.full++;
    else into.part++;
    let bytes = got;
    if (o.syncs && got.length < o.ibs) {
      bytes = new Uint8Array(o.ibs);
      bytes.set(got);
    }
    held.push(bytes);
    size += bytes.length;
    // With bs= a short block goes out as it came.
    const failed = yield* flush(o.ibs === o.obs && bytes.length < o.ibs);
    if (failed !== null) return `dd: error writing ${target}: ${why(failed)}\n`;
  }
  const failed = yield* flush(true);
  return failed === null ? null : `dd: error writing ${target}: ${why(failed)}\n`;
}

/** human_readable() of gnulib, rounded to the nearest: below ten with a decimal. */
function human(bytes: number, base: 1000 | 1024): string {
  const units = base === 1000 ? ["B", "kB", "MB", "GB", "TB"] : ["B", "KiB", "MiB", "GiB", "TiB"];
  let value = bytes;
  let unit = 0;
  while (value >= base && unit < units.length - 1) {
    value /= base;
    unit++;
  }
  const tenths = Math.round(value * 10);
  const text =
    unit > 0 && tenths < 100
      ? `${Math.floor(tenths / 10)}.${tenths % 10}`
      : String(Math.round(value));
  return `${text} ${units[unit]}`;
}

function summary(bytes: number, seconds: number): string {
  const sizes = [
    ...(bytes >= 1000 ? [human(bytes, 1000)] : []),
    ...(bytes >= 1024 ? [human(bytes, 1024)] : []),
  ];
  const rate = seconds > 0 ? bytes / seconds : 0;
  const speed = rate < 1000 ? `${(rate / 1000).toFixed(1)} kB` : human(rate, 1000);
  return `${bytes} byte${bytes === 1 ? "" : "s"}${sizes.length > 0 ? ` (${sizes.join(", ")})` : ""} copied, ${Number(seconds.toPrecision(6))} s, ${speed}/s`;
}

export const truncate = tool(
  "truncate",
  "Shrink or extend the size of a file.",
  function* (proc, argv) {
    const parsed = getopt(argv, "cor:s:", longs("no-create=c io-blocks=o reference:=r size:=s"));
    if (parsed.error !== null) return yield* usage(proc, "truncate", parsed.error);
    const { fs } = proc.host;
    let size: number | null = null;
    let sign = "";
    for (const { name, value } of parsed.options) {
      if (name === "o") {
        yield* proc.warn("truncate: underlay does not simulate -o\n");
        return 1;
      }
      if (name === "r") {
        const node = fs.lookup(value as string, proc);
        if (typeof node === "string")
          return yield* fail(proc, "truncate", `cannot stat '${value}': ${why(node)}`);
        size ??= node.kind === "file" ? node.size : 0;
      }
      if (name !== "s") continue;
      const m = /^\s*([-+<>/%]?)(.*)$/.exec(value as string);
      sign = m?.[1] ?? "";
      size = parseSize(m?.[2] ?? "");
      if (size === null)
        return yield* fail(proc, "truncate", `Invalid number: ${quote(value as string)}`);
    }
    if (size === null)
      return yield* usage(proc, "truncate", "you must specify either ‘--size’ or ‘--reference’");
    if ("<>/%".includes(sign) && sign !== "") {
      yield* proc.warn(`truncate: underlay does not simulate sizes that begin with ${sign}\n`);
      return 1;
    }
    if (parsed.args.length === 0) return yield* usage(proc, "truncate", "missing file operand");
    const creates = !parsed.options.some((option) => option.name === "c");
    let status = 0;
    for (const path of parsed.args) {
      const file = fs.open(path, proc, { write: true, create: creates });
      if (file === "ENOENT" && !creates) continue;
      const node = fs.lookup(path, proc);
      if (typeof file === "string" || typeof node === "string" || node.kind !== "file") {
        const reason = typeof file === "string" ? why(file) : "Invalid argument";
        yield* proc.warn(`truncate: cannot open '${path}' for writing: ${reason}\n`);
        status = 1;
        continue;
      }
      const wanted = sign === "+" ? node.size + size : sign === "-" ? node.size - size : size;
      const now = node.size;
      if (wanted > now) {
        const refused = node.writeAt(
          now,
          new Uint8Array(Math.min(wanted - now, BLOCK_BYTES_MAX * 8)),
        );
        if (refused !== null)
          status = yield* fail(
            proc,
            "truncate",
            `failed to truncate '${path}' at ${wanted} bytes: File too large`,
          );
      } else node.truncate(Math.max(0, wanted));
      node.mtime = proc.now;
      file.release();
    }
    return status;
  },
);

export const mkfifo = tool("mkfifo", "Make named pipes.", function* (proc, argv) {
  const parsed = getopt(argv, "m:Z", longs("mode:=m"));
  if (parsed.error !== null) return yield* usage(proc, "mkfifo", parsed.error);
  if (parsed.args.length === 0) return yield* usage(proc, "mkfifo", "missing operand");
  const mode = parsed.options.find((option) => option.name === "m")?.value ?? "666";
  if (!/^[0-7]{1,4}$/.test(mode)) {
    yield* proc.warn(`mkfifo: underlay takes -m as an octal number\n`);
    return 1;
  }
  let status = 0;
  for (const path of parsed.args) {
    const refused = proc.host.fs.makeFifo(path, proc, Number.parseInt(mode, 8));
    if (refused !== null)
      status = yield* fail(proc, "mkfifo", `cannot create fifo '${path}': ${why(refused)}`);
  }
  return status;
});

export const unlink = tool("unlink", "Remove one file.", function* (proc, argv) {
  const parsed = getopt(argv, "", []);
  if (parsed.error !== null) return yield* usage(proc, "unlink", parsed.error);
  const [path, extra] = parsed.args;
  if (path === undefined) return yield* usage(proc, "unlink", "missing operand");
  if (extra !== undefined) return yield* usage(proc, "unlink", `extra operand ${quote(extra)}`);
  const refused = proc.host.fs.unlink(path, proc);
  return refused === null
    ? 0
    : yield* fail(proc, "unlink", `cannot unlink '${path}': ${why(refused)}`);
});

/** Nothing waits to be written here. */
export const sync = tool("sync", "Write cached data to disk.", function* () {
  return 0;
});
