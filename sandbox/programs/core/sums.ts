/** cksum(1), sum(1), sha1sum(1) and sha512sum(1) of coreutils 9.1. Left out, by name: cksum's other digests. */
import type { Process } from "../../kernel/proc/process.ts";
import type { Proc } from "../../kernel/proc/wait.ts";
import { checksum } from "./bytes.ts";
import { sha1, sha512 } from "./digest.ts";
import { getopt, longs, notSimulated } from "./getopt.ts";
import { Out, readWhole } from "./stdio.ts";
import { encode } from "./text.ts";
import { tool, usage, why } from "./tool.ts";

export const sha1sum = checksum("sha1sum", sha1);
export const sha512sum = checksum("sha512sum", sha512);

/** POSIX cksum: CRC-32 of polynomial 0x04c11db7, high bit first, over the bytes and then over their number. */
function crc(bytes: Uint8Array): number {
  let value = 0;
  const add = (byte: number): void => {
    value ^= byte << 24;
    for (let bit = 0; bit < 8; bit++) value = value < 0 ? (value << 1) ^ 0x04c1_1db7 : value << 1;
  };
  for (const byte of bytes) add(byte);
  for (let left = bytes.length; left > 0; left = Math.floor(left / 256)) add(left & 255);
  return ~value >>> 0;
}

/** sum -r: each step rotates 16 bits to the right and adds a byte. */
function bsd(bytes: Uint8Array): number {
  let value = 0;
  for (const byte of bytes) value = ((value >> 1) + ((value & 1) << 15) + byte) & 0xffff;
  return value;
}

/** sum -s: the bytes' sum, folded to 16 bits twice. */
function sysv(bytes: Uint8Array): number {
  let value = 0;
  for (const byte of bytes) value = (value + byte) >>> 0;
  const once = (value & 0xffff) + (value >>> 16);
  return (once & 0xffff) + (once >>> 16);
}

/** `line`: what is printed of a file, without its name. */
function* each(
  proc: Process,
  name: string,
  paths: readonly string[],
  line: (bytes: Uint8Array, many: boolean) => string,
): Proc<number> {
  const out = new Out(proc);
  let status = 0;
  for (const path of paths.length === 0 ? ["-"] : paths) {
    const got = yield* readWhole(proc, path, "bytes");
    if (typeof got === "string") {
      yield* out.error(`${name}: ${path}: ${why(got)}\n`);
      status = 1;
      continue;
    }
    const shown = paths.length === 0 ? "" : ` ${path}`;
    yield* out.put(`${line(encode(got.text, "bytes"), paths.length > 1)}${shown}\n`);
  }
  return yield* out.close(name, status);
}

export const cksum = tool("cksum", "Print CRC checksum and byte counts.", function* (proc, argv) {
  const parsed = getopt(
    argv,
    "a:cl:wz",
    longs("algorithm:=a check=c length:=l tag untagged zero=z"),
  );
  if (parsed.error !== null) return yield* usage(proc, "cksum", parsed.error);
  const asked = parsed.options.find(({ name, value }) => name !== "a" || value !== "crc");
  if (asked !== undefined) {
    const what = asked.name.length === 1 ? `-${asked.name}` : `--${asked.name}`;
    yield* proc.warn(notSimulated("cksum", what, "md5sum, sha1sum, sha256sum"));
    return 1;
  }
  return yield* each(proc, "cksum", parsed.args, (bytes) => `${crc(bytes)} ${bytes.length}`);
});

export const sum = tool("sum", "Checksum and count the blocks in a file.", function* (proc, argv) {
  const parsed = getopt(argv, "rs", longs("sysv=s"));
  if (parsed.error !== null) return yield* usage(proc, "sum", parsed.error);
  const system5 = parsed.options.at(-1)?.name === "s";
  return yield* each(proc, "sum", parsed.args, (bytes) =>
    system5
      ? `${sysv(bytes)} ${Math.ceil(bytes.length / 512)}`
      : `${String(bsd(bytes)).padStart(5, "0")} ${String(Math.ceil(bytes.length / 1024)).padStart(5)}`,
  );
});
