/** Bytes made visible: base64, md5sum, sha256sum, xxd, hexdump, od, strings, cmp. */
import type { Process, Program } from "../../kernel/proc/process.ts";
import type { Proc } from "../../kernel/proc/wait.ts";
import { md5, sha256 } from "./digest.ts";
import { getopt, longs, quoteName } from "./getopt.ts";
import { Out, readWhole, splitLines } from "./stdio.ts";
import { encode } from "./text.ts";
import { fail, tool, usage, why } from "./tool.ts";

const hex = (n: number, width: number): string => n.toString(16).padStart(width, "0");

function* whole(
  proc: Process,
  name: string,
  paths: readonly string[],
  words: (path: string, text: string) => string,
): Proc<string | null> {
  let all = "";
  for (const path of paths.length === 0 ? ["-"] : paths) {
    const got = yield* readWhole(proc, path, "bytes");
    if (typeof got === "string") {
      yield* proc.warn(`${name}: ${words(path, why(got))}\n`);
      return null;
    }
    all += got.text;
  }
  return all;
}

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

export const base64 = tool("base64", "Encode or decode base64.", function* (proc, argv) {
  const parsed = getopt(argv, "diw:", longs("decode=d ignore-garbage=i wrap:=w"));
  if (parsed.error !== null) return yield* usage(proc, "base64", parsed.error);
  const text = yield* whole(
    proc,
    "base64",
    parsed.args,
    (path, words) => `${quoteName(path)}: ${words}`,
  );
  if (text === null) return 1;
  const out = new Out(proc, "bytes");
  if (parsed.options.some((o) => o.name === "d")) {
    let bits = 0;
    let held = 0;
    let plain = "";
    for (const ch of text.replace(/\s/g, "")) {
      if (ch === "=") break;
      const n = ALPHABET.indexOf(ch);
      if (n < 0) {
        if (parsed.options.some((o) => o.name === "i")) continue;
        yield* out.put(plain);
        yield* out.error("base64: invalid input\n");
        return 1;
      }
      held = ((held << 6) | n) & 0xffffff;
      bits += 6;
      if (bits >= 8) {
        bits -= 8;
        plain += String.fromCharCode((held >> bits) & 255);
      }
    }
    yield* out.put(plain);
    return yield* out.close("base64", 0);
  }
  const wrap = Number(parsed.options.findLast((o) => o.name === "w")?.value ?? "76");
  let coded = "";
  for (let i = 0; i < text.length; i += 3) {
    const n =
      (text.charCodeAt(i) << 16) |
      ((text.charCodeAt(i + 1) || 0) << 8) |
      (text.charCodeAt(i + 2) || 0);
    for (let k = 0; k < 4; k++)
      coded += i + k > text.length ? "=" : (ALPHABET[(n >> (18 - 6 * k)) & 63] as string);
  }
  if (wrap > 0)
    for (let i = 0; i < coded.length; i += wrap) yield* out.put(`${coded.slice(i, i + wrap)}\n`);
  else yield* out.put(coded);
  return yield* out.close("base64", 0);
});

export function checksum(name: string, digest: (bytes: Uint8Array) => string): Program {
  return tool(
    name,
    `Compute and check ${name.replace("sum", "").toUpperCase()} message digests.`,
    function* (proc, argv) {
      const parsed = getopt(
        argv,
        "bctwz",
        longs("binary=b check=c text=t quiet status tag warn=w zero=z"),
      );
      if (parsed.error !== null) return yield* usage(proc, name, parsed.error);
      const out = new Out(proc);
      let status = 0;
      for (const path of parsed.args.length === 0 ? ["-"] : parsed.args) {
        const got = yield* readWhole(proc, path, "bytes");
        if (typeof got === "string") {
          yield* out.error(`${name}: ${quoteName(path)}: ${why(got)}\n`);
          status = 1;
          continue;
        }
        if (!parsed.options.some((o) => o.name === "c")) {
          yield* out.put(`${digest(encode(got.text, "bytes"))}  ${path}\n`);
          continue;
        }
        let good = 0;
        let bad = 0;
        for (const line of splitLines(got.text)) {
          const m = /^([0-9a-f]{32,64})[ ][ *](.+)$/.exec(line);
          if (m === null) continue;
          const file = yield* readWhole(proc, m[2] as string, "bytes");
          const same = typeof file !== "string" && digest(encode(file.text, "bytes")) === m[1];
          if (typeof file === "string") yield* out.error(`${name}: ${m[2]}: ${why(file)}\n`);
          if (same) good++;
          else bad++;
          yield* out.put(
            `${m[2]}: ${same ? "OK" : typeof file === "string" ? "FAILED open or read" : "FAILED"}\n`,
          );
        }
        if (good + bad === 0) {
          yield* out.error(`${name}: ${path}: no properly formatted checksum lines found\n`);
          status = 1;
        } else if (bad > 0) {
          yield* out.error(
            `${name}: WARNING: ${bad} computed checksum${bad === 1 ? "" : "s"} did NOT match\n`,
          );
          status = 1;
        }
      }
      return yield* out.close(name, status);
    },
  );
}

export const md5sum = checksum("md5sum", md5);
export const sha256sum = checksum("sha256sum", sha256);

function printable(text: string): string {
  return text.replace(/[^ -~]/g, ".");
}

export const xxd = tool("xxd", "Make a hexdump.", function* (proc, argv) {
  const parsed = getopt(argv, "bc:g:l:s:puri", []);
  if (parsed.error !== null || parsed.options.some((o) => "bri".includes(o.name))) {
    yield* proc.warn("xxd: underlay does not simulate this option (known: -c -g -l -s -p -u)\n");
    return 1;
  }
  const text0 = yield* whole(
    proc,
    "xxd",
    parsed.args.slice(0, 1),
    (path, words) => `${path}: ${words}`,
  );
  if (text0 === null) return 2;
  const value = (flag: string, other: number): number =>
    Number(parsed.options.findLast((o) => o.name === flag)?.value ?? other);
  const plain = parsed.options.some((o) => o.name === "p");
  const from = value("s", 0);
  const text = text0.slice(from, from + value("l", text0.length));
  const cols = value("c", plain ? 30 : 16);
  const group = value("g", 2);
  const upper = parsed.options.some((o) => o.name === "u");
  const out = new Out(proc);
  for (let i = 0; i < text.length; i += cols) {
    const row = text.slice(i, i + cols);
    let bytes = [...row].map((ch) => hex(ch.charCodeAt(0), 2)).join("");
    if (upper) bytes = bytes.toUpperCase();
    if (plain) {
      yield* out.put(`${bytes}\n`);
      continue;
    }
    let spaced = "";
    for (let k = 0; k < cols; k++)
      spaced +=
        (bytes.slice(2 * k, 2 * k + 2) || "  ") + (group > 0 && (k + 1) % group === 0 ? " " : "");
    yield* out.put(`${hex(from + i, 8)}: ${spaced} ${printable(row)}\n`);
  }
  return yield* out.close("xxd", 0);
});

/** Rows of 16 bytes; a run of equal rows is one "*". */
function* rows(text: string): Generator<{ at: number; row: string } | "*", void> {
  let previous: string | null = null;
  let starred = false;
  for (let at = 0; at < text.length; at += 16) {
    const row = text.slice(at, at + 16);
    if (row === previous && row.length === 16) {
      if (!starred) yield "*";
      starred = true;
      continue;
    }
    starred = false;
    previous = row;
    yield { at, row };
  }
}

function words(row: string, width: number, show: (n: number) => string): string[] {
  const out: string[] = [];
  for (let i = 0; i < row.length; i += width) {
    let n = 0;
    for (let k = width - 1; k >= 0; k--) n = n * 256 + (row.charCodeAt(i + k) || 0);
    out.push(show(n));
  }
  return out;
}

export const hexdump = tool(
  "hexdump",
  "Display file contents in hexadecimal (-C: with characters).",
  function* (proc, argv) {
    const parsed = getopt(argv, "Cvn:s:x", longs("canonical=C no-squeezing=v length:=n skip:=s"));
    if (parsed.error !== null) return yield* usage(proc, "hexdump", parsed.error);
    const text0 = yield* whole(proc, "hexdump", parsed.args, (path, w) => `${path}: ${w}`);
    if (text0 === null) return yield* fail(proc, "hexdump", "all input file arguments failed");
    const value = (flag: string, other: number): number =>
      Number(parsed.options.findLast((o) => o.name === flag)?.value ?? other);
    const skip = value("s", 0);
    const text = text0.slice(skip, skip + value("n", text0.length));
    const canonical = parsed.options.some((o) => o.name === "C");
    const out = new Out(proc);
    for (const item of rows(text)) {
      if (item === "*") {
        yield* out.put("*\n");
        continue;
      }
      const { at, row } = item;
      if (canonical) {
        const bytes = [...row].map((ch) => hex(ch.charCodeAt(0), 2));
        const left = bytes.slice(0, 8).join(" ").padEnd(23);
        yield* out.put(
          `${hex(skip + at, 8)}  ${left}  ${bytes.slice(8).join(" ").padEnd(23)}  |${printable(row)}|\n`,
        );
      } else {
        const cells = words(row, 2, (n) => hex(n, 4));
        const wide = parsed.options.some((o) => o.name === "x");
        yield* out.put(
          wide
            ? `${hex(skip + at, 7)}${cells
                .map((c) => `    ${c}`)
                .join("")
                .padEnd(64)}\n`
            : `${`${hex(skip + at, 7)} ${cells.join(" ")}`.padEnd(47)}\n`,
        );
      }
    }
    if (text.length > 0) yield* out.put(`${hex(skip + text.length, canonical ? 8 : 7)}\n`);
    return yield* out.close("hexdump", 0);
  },
);

export const od = tool("od", "Dump files in octal and other formats.", function* (proc, argv) {
  const parsed = getopt(
    argv,
    "A:t:N:j:vcxbdo",
    longs("address-radix:=A format:=t read-bytes:=N skip-bytes:=j output-duplicates=v"),
  );
  if (parsed.error !== null) return yield* usage(proc, "od", parsed.error);
  const text0 = yield* whole(proc, "od", parsed.args, (path, w) => `${quoteName(path)}: ${w}`);
  if (text0 === null) return 1;
  const value = (flag: string): string | null =>
    parsed.options.findLast((o) => o.name === flag)?.value ?? null;
  const skip = Number(value("j") ?? 0);
  const text = text0.slice(skip, skip + Number(value("N") ?? text0.length));
  let type = value("t") ?? "o2";
  for (const { name } of parsed.options)
    type = ({ c: "c", x: "x2", b: "o1", d: "u2", o: "o2" } as Record<string, string>)[name] ?? type;
  const m = /^([oxudc])([1248]?)(z?)$/.exec(type);
  if (m === null) return yield* fail(proc, "od", `underlay does not simulate the type '${type}'`);
  const size = Number(m[2] === "" ? (m[1] === "c" ? 1 : 4) : m[2]);
  const radix = value("A") ?? "o";
  const address = (n: number): string =>
    radix === "n"
      ? ""
      : radix === "x"
        ? hex(n, 6)
        : radix === "d"
          ? String(n).padStart(7, "0")
          : n.toString(8).padStart(7, "0");
  const widths: Record<string, number[]> = {
    o: [0, 3, 6, 0, 11],
    x: [0, 2, 4, 0, 8],
    u: [0, 3, 5, 0, 10],
    d: [0, 4, 6, 0, 11],
  };
  const out = new Out(proc);
  for (const item of rows(text)) {
    if (item === "*") {
      yield* out.put("*\n");
      continue;
    }
    const { at, row } = item;
    const kind = m[1] as string;
    const cells =
      kind === "c"
        ? [...row].map(charCell)
        : words(row, size, (n) => {
            const width = (widths[kind] as number[])[size] ?? 22;
            if (kind === "o") return ` ${n.toString(8).padStart(width, "0")}`;
            if (kind === "x") return ` ${hex(n, width)}`;
            const signed = kind === "d" && n >= 2 ** (8 * size - 1) ? n - 2 ** (8 * size) : n;
            return ` ${String(signed).padStart(width)}`;
          });
    yield* out.put(
      `${address(skip + at)}${cells.join("")}${m[3] === "z" ? `${"".padEnd((cells[0] ?? "").length * (16 / size - cells.length))}  >${printable(row)}<` : ""}\n`,
    );
  }
  if (radix !== "n") yield* out.put(`${address(skip + text.length)}\n`);
  return yield* out.close("od", 0);
});

function charCell(ch: string): string {
  const known: Record<string, string> = {
    "\0": "\\0",
    "\x07": "\\a",
    "\b": "\\b",
    "\t": "\\t",
    "\n": "\\n",
    "\v": "\\v",
    "\f": "\\f",
    "\r": "\\r",
  };
  const code = ch.charCodeAt(0);
  return (
    known[ch] ?? (code >= 32 && code < 127 ? ch : code.toString(8).padStart(3, "0"))
  ).padStart(4);
}

export const strings = tool(
  "strings",
  "Print sequences of printable characters.",
  function* (proc, argv) {
    const parsed = getopt(
      argv.map((w, i) => (i > 0 && /^-\d+$/.test(w) ? `-n${w.slice(1)}` : w)),
      "an:",
      longs("all=a bytes:=n"),
    );
    if (parsed.error !== null) return yield* usage(proc, "strings", parsed.error);
    const least = Number(parsed.options.findLast((o) => o.name === "n")?.value ?? "4");
    const out = new Out(proc);
    for (const path of parsed.args.length === 0 ? ["-"] : parsed.args) {
      const got = yield* readWhole(proc, path, "bytes");
      if (typeof got === "string") {
        yield* out.error(`strings: '${path}': No such file\n`);
        return 1;
      }
      for (const run of got.text.split(/[^\t -~]+/))
        if (run.length >= least) yield* out.put(`${run}\n`);
    }
    return yield* out.close("strings", 0);
  },
);

export const cmp = tool("cmp", "Compare two files byte by byte.", function* (proc, argv) {
  const parsed = getopt(
    argv,
    "bi:ln:s",
    longs("quiet=s silent=s verbose=l bytes:=n print-bytes=b"),
  );
  if (parsed.error !== null) return yield* usage(proc, "cmp", parsed.error, 2);
  if (parsed.args.length === 0) {
    yield* proc.warn(
      "cmp: missing operand after 'cmp'\ncmp: Try 'cmp --help' for more information.\n",
    );
    return 2;
  }
  const silent = parsed.options.some((o) => o.name === "s");
  const paths = [parsed.args[0] as string, parsed.args[1] ?? "-"];
  const both: string[] = [];
  for (const path of paths) {
    const got = yield* readWhole(proc, path, "bytes");
    if (typeof got === "string") {
      if (!silent) yield* proc.warn(`cmp: ${path}: ${why(got)}\n`);
      return 2;
    }
    both.push(got.text);
  }
  const [a, b] = both as [string, string];
  let line = 1;
  const shorter = Math.min(a.length, b.length);
  let differs = false;
  for (let i = 0; i < shorter; i++) {
    if (a[i] !== b[i]) {
      if (silent) return 1;
      if (!parsed.options.some((o) => o.name === "l")) {
        yield* proc.print(`${paths[0]} ${paths[1]} differ: byte ${i + 1}, line ${line}\n`);
        return 1;
      }
      differs = true;
      yield* proc.print(
        `${String(i + 1).padStart(String(shorter).length)} ${a.charCodeAt(i).toString(8).padStart(3)} ${b.charCodeAt(i).toString(8).padStart(3)}\n`,
      );
    }
    if (a[i] === "\n") line++;
  }
  if (a.length === b.length) return differs ? 1 : 0;
  const short = a.length < b.length ? (paths[0] as string) : (paths[1] as string);
  const end =
    shorter === 0
      ? " which is empty"
      : ` after byte ${shorter}, ${(a.length < b.length ? a : b).endsWith("\n") ? `line ${line - 1}` : `in line ${line}`}`;
  if (!silent) yield* proc.warn(`cmp: EOF on ${short}${end}\n`);
  return 1;
});
