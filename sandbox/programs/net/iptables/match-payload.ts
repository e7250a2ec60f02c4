/** The matches of bytes: string, u32. extensions/libxt_string.c, libxt_u32.c. */
import type { XtPayloadMatch } from "../../../kernel/netfilter/types.ts";
import { encode } from "../../core/text.ts";
import type { MatchExtension } from "./extension.ts";
import { hex, readUint, U32_MAX } from "./numbers.ts";
import type { Session } from "./session.ts";
import { inv } from "./view.ts";

type Of<N extends XtPayloadMatch["name"]> = Extract<XtPayloadMatch, { readonly name: N }>;
type Writable<T> = { -readonly [K in keyof T]: T[K] };

// ── string ─────────────────────────────────────────────────────────────────────────────────────

const PATTERN_MAX = 128;
const OFFSET_MAX = 65_535;
const isHexDigit = (byte: number | undefined): boolean =>
  byte !== undefined && /[0-9a-fA-F]/.test(String.fromCharCode(byte));

function tooLong(s: Session, text: string): never {
  return s.bad(`STRING too long "${text}"`);
}

/** parse_hex_string(): bytes as they are, and pairs of digits between bars. */
function parseHex(s: Session, text: string): number[] {
  const bytes = [...encode(text, "utf8")];
  if (bytes.length === 0) s.bad("STRING must contain at least one char");
  const out: number[] = [];
  const BAR = 0x7c;
  let inHex = false;
  for (let i = 0; i < bytes.length;) {
    let literal = false;
    if (bytes[i] === 0x5c && !inHex) literal = true;
    else if (bytes[i] === BAR) {
      inHex = !inHex;
      if (inHex) while (bytes[i + 1] === 0x20) i++;
      if (i + 1 >= bytes.length) break;
      i++;
    }
    if (literal) {
      if (i + 1 >= bytes.length) s.bad("Bad literal placement at end of string");
      out.push(bytes[i + 1] as number);
      i += 2;
    } else if (inHex) {
      if (i + 1 >= bytes.length) s.bad("Odd number of hex digits");
      if (i + 2 >= bytes.length) s.bad("Invalid hex block");
      for (const at of [i, i + 1])
        if (!isHexDigit(bytes[at]))
          s.bad(`Invalid hex char '${String.fromCharCode(bytes[at] as number)}'`);
      out.push(parseInt(String.fromCharCode(bytes[i] as number, bytes[i + 1] as number), 16));
      i += bytes[i + 2] === 0x20 ? 3 : 2;
    } else out.push(bytes[i++] as number);
    if (out.length > PATTERN_MAX) tooLong(s, text);
  }
  return out;
}

export const stringMatch: MatchExtension = {
  name: "string",
  entries: [
    { names: ["from"], type: "uint", max: OFFSET_MAX },
    { names: ["to"], type: "uint", max: OFFSET_MAX },
    { names: ["algo"], type: "string", must: true },
    { names: ["string"], type: "string", invert: true, excl: ["hex-string"] },
    { names: ["hex-string"], type: "string", invert: true, excl: ["string"] },
    { names: ["icase"], type: "none" },
  ],
  start({ s }) {
    const match: Writable<Of<"string">> = {
      name: "string",
      pattern: [],
      algo: "",
      from: 0,
      to: OFFSET_MAX,
      icase: false,
      invert: false,
    };
    return {
      parse({ name, arg, a, invert }) {
        if (name === "from") match.from = a;
        else if (name === "to") match.to = a;
        else if (name === "algo") match.algo = arg;
        else if (name === "icase") match.icase = true;
        else {
          match.pattern = name === "string" ? [...encode(arg, "utf8")] : parseHex(s, arg);
          if (match.pattern.length > PATTERN_MAX) tooLong(s, arg);
          match.invert = invert;
        }
      },
      finish(seen) {
        if (!seen.has("string") && !seen.has("hex-string"))
          s.bad("STRING match: You must specify `--string' or `--hex-string'");
        return match;
      },
    };
  },
};

/** is_hex_string(). */
function needsHex(pattern: readonly number[]): boolean {
  return pattern.at(-1) === 0x5c || pattern.some((byte) => byte < 0x20 || byte > 0x7e);
}

function patternText({ pattern }: Of<"string">): string {
  if (needsHex(pattern))
    return `"|${pattern.map((byte) => byte.toString(16).padStart(2, "0")).join("")}|"`;
  return `"${String.fromCharCode(...pattern).replace(/["\\]/g, "\\$&")}"`;
}

export function printString(match: Of<"string">): string {
  const { algo, from, to, icase, invert } = match;
  let text = ` STRING match ${invert ? "!" : ""} ${patternText(match)} ALGO name ${algo}`;
  if (from !== 0) text += ` FROM ${from}`;
  if (to !== OFFSET_MAX) text += ` TO ${to}`;
  return text + (icase ? " ICASE" : "");
}

export function saveStringMatch(match: Of<"string">): string {
  const { pattern, algo, from, to, icase, invert } = match;
  const option = needsHex(pattern) ? "hex-string" : "string";
  let text = ` ${inv(invert)}--${option} ${patternText(match)} --algo ${algo}`;
  if (from !== 0) text += ` --from ${from}`;
  if (to !== OFFSET_MAX) text += ` --to ${to}`;
  return text + (icase ? " --icase" : "");
}

// ── u32 ────────────────────────────────────────────────────────────────────────────────────────

type Test = Of<"u32">["tests"][number];
type Place = Test["places"][number];
const TESTS_MAX = 10;

class U32Reader {
  private at = 0;
  private readonly s: Session;
  private readonly text: string;

  constructor(s: Session, text: string) {
    this.s = s;
    this.text = text;
  }

  private blanks(): void {
    while (/\s/.test(this.text[this.at] ?? "x")) this.at++;
  }
  private starts(word: string): boolean {
    return this.text.startsWith(word, this.at);
  }
  private number(): number {
    const got = readUint(this.text.slice(this.at));
    if (got === null || got.value > U32_MAX)
      return this.s.bad(`u32: at char ${this.at}: not a number or out of range`);
    this.at = this.text.length - got.rest.length;
    return got.value;
  }

  tests(): Test[] {
    const out: Test[] = [];
    for (;;) {
      out.push({ places: this.places(), values: this.values() });
      if (this.at >= this.text.length) return out;
      this.at += 2;
      if (out.length >= TESTS_MAX) this.s.bad(`u32: at char ${this.at}: too many "&&"s`);
    }
  }

  private places(): Place[] {
    const places: Place[] = [];
    let op: Place["op"] = "@";
    for (;;) {
      this.blanks();
      places.push({ op, number: this.number() });
      this.blanks();
      const found = (["&", "<<", ">>", "@", "="] as const).find((one) => this.starts(one));
      if (found === undefined) {
        if (this.at >= this.text.length)
          this.s.bad("u32: abrupt end of input after location specifier");
        return this.s.bad(`u32: at char ${this.at}: operator expected`);
      }
      this.at += found.length;
      if (found === "=") return places;
      op = found;
    }
  }

  private values(): Test["values"] {
    const out: { from: number; to: number }[] = [];
    for (;;) {
      this.blanks();
      if (this.at >= this.text.length) this.s.bad("u32: test ended with no value specified");
      const from = this.number();
      this.blanks();
      let to = from;
      if (this.starts(":")) {
        this.at++;
        this.blanks();
        to = this.number();
        this.blanks();
      }
      out.push({ from, to });
      if (this.starts(",")) this.at++;
      else if (this.at >= this.text.length || this.starts("&&")) return out;
      else return this.s.bad(`u32: at char ${this.at}: "," or "&&" expected`);
    }
  }
}

export const u32Match: MatchExtension = {
  name: "u32",
  entries: [{ names: ["u32"], type: "string", invert: true, must: true }],
  start({ s }) {
    let match: Of<"u32"> | null = null;
    return {
      parse({ arg, invert }) {
        match = { name: "u32", tests: new U32Reader(s, arg).tests(), invert };
      },
      finish: () => match,
    };
  },
};

function u32Text({ tests }: Of<"u32">): string {
  const text = tests.map(({ places, values }) => {
    const where = places.map(({ op, number }, i) => `${i === 0 ? "" : op}${hex(number)}`);
    const what = values.map(({ from, to }) =>
      from === to ? hex(from) : `${hex(from)}:${hex(to)}`,
    );
    return `${where.join("")}=${what.join(",")}`;
  });
  return `"${text.join("&&")}"`;
}
export const printU32 = (match: Of<"u32">): string => ` u32 ${inv(match.invert)}${u32Text(match)}`;
export const saveU32 = (match: Of<"u32">): string => ` ${inv(match.invert)}--u32 ${u32Text(match)}`;
