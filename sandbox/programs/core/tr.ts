/** tr(1): sets of bytes. Left out: case classes other than upper and lower as a pair. */
import { unescape } from "./echo.ts";
import { getopt, longs, quote } from "./getopt.ts";
import { Out } from "./stdio.ts";
import { decode, toByteString } from "./text.ts";
import { fail, tool, usage } from "./tool.ts";

const LONG = longs("complement=c delete=d squeeze-repeats=s truncate-set1=t");

const CLASSES = new Map<string, (c: number) => boolean>([
  ["alnum", (c) => isAlpha(c) || isDigit(c)],
  ["alpha", isAlpha],
  ["blank", (c) => c === 32 || c === 9],
  ["cntrl", (c) => c < 32 || c === 127],
  ["digit", isDigit],
  ["graph", (c) => c > 32 && c < 127],
  ["lower", (c) => c >= 97 && c <= 122],
  ["print", (c) => c >= 32 && c < 127],
  ["punct", (c) => c > 32 && c < 127 && !isAlpha(c) && !isDigit(c)],
  ["space", (c) => c === 32 || (c >= 9 && c <= 13)],
  ["upper", (c) => c >= 65 && c <= 90],
  ["xdigit", (c) => isDigit(c) || (c >= 65 && c <= 70) || (c >= 97 && c <= 102)],
]);

export const tr = tool("tr", "Translate or delete characters.", function* (proc, argv) {
  const parsed = getopt(argv, "+cCdst", LONG);
  if (parsed.error !== null) return yield* usage(proc, "tr", parsed.error);
  const flags = new Set(parsed.options.map((o) => o.name.toLowerCase()));
  const [one, two] = parsed.args;
  const del = flags.has("d");
  const squeeze = flags.has("s");
  const complaint = operands(parsed.args, del, squeeze);
  if (complaint !== null) return yield* usage(proc, "tr", complaint);
  const first = expand(toByteString(one as string));
  if (typeof first === "string") return yield* fail(proc, "tr", first);
  let set1 = first.codes;
  if (flags.has("c"))
    set1 = Array.from({ length: 256 }, (_, i) => i).filter((c) => !first.codes.includes(c));
  const second = two === undefined ? null : expand(toByteString(two), set1.length);
  if (typeof second === "string") return yield* fail(proc, "tr", second);
  const table = Array.from({ length: 256 }, (_, i) => i);
  const translate = !del && second !== null;
  if (translate) {
    const set2 = second.codes;
    if (set2.length === 0) {
      return yield* fail(proc, "tr", "when not truncating set1, string2 must be non-empty");
    }
    const length = flags.has("t") ? Math.min(set1.length, set2.length) : set1.length;
    for (let i = 0; i < length; i++) {
      table[set1[i] as number] = set2[Math.min(i, set2.length - 1)] as number;
    }
  }
  const drop = new Set(del ? set1 : []);
  const squeezed = new Set(!squeeze ? [] : second !== null ? second.codes : del ? [] : set1);
  const out = new Out(proc, "bytes");
  let last = -1;
  for (;;) {
    const chunk = yield* proc.read(0);
    if (chunk === null) break;
    yield* proc.spend(3);
    const kept = new Uint8Array(chunk.length);
    let n = 0;
    for (const byte of chunk) {
      if (drop.has(byte)) continue;
      const to = table[byte] as number;
      if (to === last && squeezed.has(to)) continue;
      last = to;
      kept[n++] = to;
    }
    yield* out.put(decode(kept.subarray(0, n), "bytes"));
  }
  return yield* out.close("tr", 0);
});

function operands(args: readonly string[], del: boolean, squeeze: boolean): string | null {
  const least = del === squeeze ? 2 : 1;
  const most = del && !squeeze ? 1 : 2;
  if (args.length < least) {
    if (args.length === 0) return "missing operand";
    const why = squeeze
      ? "Two strings must be given when both deleting and squeezing repeats."
      : "Two strings must be given when translating.";
    return `missing operand after ${quote(args[args.length - 1] as string)}\n${why}`;
  }
  if (args.length <= most) return null;
  const extra = `extra operand ${quote(args[most] as string)}`;
  return args.length === 2 && del && !squeeze
    ? `${extra}\nOnly one string may be given when deleting without squeezing repeats.`
    : extra;
}

/** A set's bytes, or tr's complaint. `fill`: how long [c*] makes it. */
function expand(spec: string, fill = 0): { codes: number[] } | string {
  const codes: number[] = [];
  let starAt = -1;
  let starCode = 0;
  let i = 0;
  const one = (): number => {
    if (spec[i] === "\\" && i + 1 < spec.length) {
      const oct = /^[0-7]{1,3}/.exec(spec.slice(i + 1, i + 4))?.[0];
      if (oct !== undefined) {
        i += 1 + oct.length;
        return Number.parseInt(oct, 8) & 255;
      }
      const two = spec.slice(i, i + 2);
      i += 2;
      if (two === "\\e" || two === "\\x" || two === "\\c" || two === "\\u" || two === "\\U")
        return two.charCodeAt(1);
      const plain = unescape(two, "echo").text;
      return plain.length === 1 ? plain.charCodeAt(0) : two.charCodeAt(1);
    }
    return spec.charCodeAt(i++);
  };
  while (i < spec.length) {
    const cls = /^\[:([^\]]*):\]/.exec(spec.slice(i));
    if (cls !== null) {
      const test = CLASSES.get(cls[1] as string);
      if (test === undefined) return `invalid character class ${quote(cls[1] as string)}`;
      for (let c = 0; c < 256; c++) if (test(c)) codes.push(c);
      i += cls[0].length;
      continue;
    }
    const equal = /^\[=(.)=\]/s.exec(spec.slice(i));
    if (equal !== null) {
      codes.push((equal[1] as string).charCodeAt(0));
      i += equal[0].length;
      continue;
    }
    const star = /^\[(\\[0-7]{1,3}|\\.|.)\*(\d*)\]/s.exec(spec.slice(i));
    if (star !== null) {
      const at = i + star[0].length;
      i += 1;
      const code = one();
      i = at;
      const n =
        star[2] === ""
          ? 0
          : Number.parseInt(star[2] as string, (star[2] as string).startsWith("0") ? 8 : 10);
      if (n === 0) {
        starAt = codes.length;
        starCode = code;
      } else for (let k = 0; k < Math.min(n, 256); k++) codes.push(code);
      continue;
    }
    const low = one();
    if (spec[i] === "-" && i + 1 < spec.length) {
      i++;
      const high = one();
      if (high < low) {
        const show = (c: number): string =>
          c > 32 && c < 127 ? String.fromCharCode(c) : `\\${c.toString(8).padStart(3, "0")}`;
        return `range-endpoints of '${show(low)}-${show(high)}' are in reverse collating sequence order`;
      }
      for (let c = low; c <= high; c++) codes.push(c);
    } else codes.push(low);
  }
  if (starAt >= 0) {
    const n = Math.max(0, fill - codes.length);
    codes.splice(starAt, 0, ...new Array<number>(n).fill(starCode));
  }
  return { codes };
}

function isAlpha(c: number): boolean {
  return (c >= 65 && c <= 90) || (c >= 97 && c <= 122);
}
function isDigit(c: number): boolean {
  return c >= 48 && c <= 57;
}
