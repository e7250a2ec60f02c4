/** JSON as jq 1.6 reads and prints it: objects keep their order in Maps, numbers are doubles, colours on a terminal. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export type JsonObject = ReadonlyMap<string, Json>;

export class JsonError {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

export function isObject(value: Json): value is JsonObject {
  return value instanceof Map;
}

/** Reads values one after another from text that may still grow. */
export class JsonReader {
  private text = "";
  private at = 0;
  private line = 1;
  private lineStart = 0;
  private ended = false;

  add(text: string): void {
    this.text = this.text.slice(this.at) + text;
    this.lineStart -= this.at;
    this.at = 0;
  }

  end(): void {
    this.ended = true;
  }

  /** The next value, or null when more text is needed (or none is left). */
  next(): { value: Json } | null {
    this.blanks();
    if (this.at >= this.text.length) return null;
    const mark = { at: this.at, line: this.line, lineStart: this.lineStart };
    try {
      const value = this.value(0);
      // A number at the very end may go on.
      if (!this.ended && this.at >= this.text.length && typeof value === "number") throw MORE;
      return { value };
    } catch (error) {
      if (error !== MORE) throw error;
      if (this.ended) {
        const lines = this.text.split("\n");
        const literal = /[a-z0-9.+-]+\s*$/i.test(this.text) && !/["[\]{}:,]\s*$/.test(this.text);
        throw new JsonError(
          `${literal && /^[a-z]/i.test(this.text.slice(mark.at)) ? "Invalid literal" : "Unfinished JSON term"} at EOF at line ${mark.line + lines.length - 1 - (this.text.slice(0, mark.at).split("\n").length - 1)}, column ${(lines[lines.length - 1] as string).length}`.replace(
            "Invalid literal at EOF",
            "Invalid literal",
          ),
        );
      }
      this.at = mark.at;
      this.line = mark.line;
      this.lineStart = mark.lineStart;
      return null;
    }
  }

  private fail(what: string, at = this.at): never {
    throw new JsonError(`${what} at line ${this.line}, column ${at - this.lineStart}`);
  }

  private blanks(): void {
    for (; this.at < this.text.length; this.at++) {
      const ch = this.text[this.at];
      if (ch === "\n") {
        this.line++;
        this.lineStart = this.at + 1;
      } else if (ch !== " " && ch !== "\t" && ch !== "\r" && ch !== "\ufeff") return;
    }
  }

  private peek(): string {
    this.blanks();
    if (this.at >= this.text.length) throw MORE;
    return this.text[this.at] as string;
  }

  private value(depth: number): Json {
    if (depth > 256) this.fail("Exceeds depth limit for parsing");
    const ch = this.peek();
    if (ch === "{") return this.object(depth);
    if (ch === "[") return this.array(depth);
    if (ch === '"') return this.string();
    if (ch === "]" || ch === "}") this.fail(`Unmatched '${ch}'`, this.at + 1);
    if (ch === "," || ch === ":")
      this.fail(
        ch === "," ? "Expected value before ','" : "':' not as part of an object",
        this.at + 1,
      );
    const m = /^[^\s[\]{}:,"]+/.exec(this.text.slice(this.at, this.at + 400)) as RegExpExecArray;
    const word = m[0];
    if (!this.ended && this.at + word.length >= this.text.length) throw MORE;
    this.at += word.length;
    if (word === "true" || word === "false") return word === "true";
    if (word === "null" || word === "nan") return null;
    if (/^-?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$/.test(word)) return Number(word);
    const next =
      this.text[this.at] === "\n"
        ? { line: this.line + 1, column: 0 }
        : { line: this.line, column: this.at - this.lineStart + 1 };
    const what =
      /^[tfn]/.test(word) &&
      word.length <= 5 &&
      !/[^a-z]/.test(word) &&
      ["true", "false", "null", "nan"].some(
        (w) => w.startsWith(word[0] as string) && w.length !== 0,
      )
        ? ["t", "n"].includes(word[0] as string) && word.length === 4
          ? "Invalid literal"
          : word.length === 5 && word[0] === "f"
            ? "Invalid literal"
            : word.startsWith("t") || word.startsWith("n") || word.startsWith("f")
              ? "Invalid literal"
              : "Invalid numeric literal"
        : "Invalid numeric literal";
    throw new JsonError(`${what} at line ${next.line}, column ${next.column}`);
  }

  private array(depth: number): Json {
    this.at++;
    const out: Json[] = [];
    if (this.peek() === "]") {
      this.at++;
      return out;
    }
    for (;;) {
      if (this.peek() === "]") this.fail("Expected another array element", this.at + 1);
      out.push(this.value(depth + 1));
      const ch = this.peek();
      this.at++;
      if (ch === "]") return out;
      if (ch !== ",") this.fail("Expected separator between values");
    }
  }

  private object(depth: number): Json {
    this.at++;
    const out = new Map<string, Json>();
    if (this.peek() === "}") {
      this.at++;
      return out;
    }
    for (;;) {
      if (this.peek() === "}") this.fail("Objects must consist of key:value pairs", this.at + 1);
      if (this.peek() !== '"') {
        this.value(depth + 1);
        this.fail("Object keys must be strings", this.at + 1);
      }
      const key = this.string();
      if (this.peek() !== ":") this.fail("Objects must consist of key:value pairs", this.at + 1);
      this.at++;
      out.set(key, this.value(depth + 1));
      const ch = this.peek();
      this.at++;
      if (ch === "}") return out;
      if (ch !== ",") this.fail("Expected separator between values");
    }
  }

  private string(): string {
    let end = this.at + 1;
    while (end < this.text.length && this.text[end] !== '"') end += this.text[end] === "\\" ? 2 : 1;
    if (end >= this.text.length) throw MORE;
    const raw = this.text.slice(this.at + 1, end);
    this.at = end + 1;
    if (!raw.includes("\\")) return raw;
    return raw.replace(
      /\\(?:u([0-9a-fA-F]{4})|([^]))/g,
      (_all, hex: string | undefined, ch: string | undefined) => {
        if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16));
        const plain = (
          { n: "\n", t: "\t", r: "\r", b: "\b", f: "\f", '"': '"', "\\": "\\", "/": "/" } as Record<
            string,
            string
          >
        )[ch as string];
        return plain ?? this.fail("Invalid escape");
      },
    );
  }
}

const MORE = Symbol("more");

export interface PrintStyle {
  readonly color: boolean;
  /** null: on one line. */
  readonly indent: string | null;
  readonly sortKeys: boolean;
  readonly ascii: boolean;
}

const PLAIN: PrintStyle = { color: false, indent: null, sortKeys: false, ascii: false };

export function printJson(value: Json, style: PrintStyle = PLAIN, level = 0): string {
  const { color, indent } = style;
  const nl = (n: number): string => (indent === null ? "" : `\n${indent.repeat(n)}`);
  if (value === null || typeof value !== "object") {
    const text =
      typeof value === "string"
        ? quoteJson(value, style.ascii)
        : typeof value === "number"
          ? numberJson(value)
          : String(value);
    if (!color) return text;
    const code = value === null ? "1;30" : typeof value === "string" ? "0;32" : "0;39";
    return `\x1b[${code}m${text}\x1b[0m`;
  }
  const col = color ? "\x1b[1;39m" : "";
  const off = color ? "\x1b[0m" : "";
  if (isObject(value)) {
    if (value.size === 0) return `${col}{}${off}`;
    const keys = [...value.keys()];
    if (style.sortKeys) keys.sort(byCodePoint);
    const colon = indent === null ? ":" : ": ";
    const parts = keys.map((key) => {
      const name = quoteJson(key, style.ascii);
      const shown = color ? `\x1b[0m\x1b[34;1m${name}\x1b[0m` : name;
      return `${nl(level + 1)}${shown}${col}${colon}${off}${printJson(value.get(key) as Json, style, level + 1)}`;
    });
    return `${col}{${parts.join(`${col},`)}${col}${nl(level)}${col}}${off}`;
  }
  if (value.length === 0) return `${col}[]${off}`;
  const parts = value.map((item) => nl(level + 1) + printJson(item, style, level + 1));
  return `${col}[${parts.join(`${col},`)}${col}${nl(level)}${col}]${off}`;
}

export function byCodePoint(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

export function quoteJson(text: string, ascii = false): string {
  let out = '"';
  for (const ch of text) {
    const code = ch.codePointAt(0) as number;
    const known = ESCAPES.get(ch);
    if (known !== undefined) out += known;
    else if (code < 32 || code === 127) out += `\\u${code.toString(16).padStart(4, "0")}`;
    else if (ascii && code > 126)
      for (let i = 0; i < ch.length; i++)
        out += `\\u${ch.charCodeAt(i).toString(16).padStart(4, "0")}`;
    else out += ch;
  }
  return `${out}"`;
}

const ESCAPES = new Map([
  ['"', '\\"'],
  ["\\", "\\\\"],
  ["\n", "\\n"],
  ["\t", "\\t"],
  ["\r", "\\r"],
  ["\b", "\\b"],
  ["\f", "\\f"],
]);

/** David Gay's shortest form as jq writes it: 1e+20, 1e-07, 100000. */
export function numberJson(value: number): string {
  if (Number.isNaN(value)) return "null";
  if (!Number.isFinite(value))
    return value > 0 ? "1.7976931348623157e+308" : "-1.7976931348623157e+308";
  if (value === 0) return Object.is(value, -0) ? "-0" : "0";
  const [mantissa, power] = Math.abs(value).toExponential().split("e") as [string, string];
  const digits = mantissa.replace(".", "");
  const point = Number(power) + 1;
  const sign = value < 0 ? "-" : "";
  if (point <= -5 + 1 || point > digits.length + 15) {
    const e = Math.abs(point - 1);
    const tail = digits.length > 1 ? `.${digits.slice(1)}` : "";
    return `${sign}${digits[0]}${tail}e${point - 1 < 0 ? "-" : "+"}${String(e).padStart(2, "0")}`;
  }
  if (point <= 0) return `${sign}0.${"0".repeat(-point)}${digits}`;
  if (digits.length <= point) return sign + digits + "0".repeat(point - digits.length);
  return `${sign}${digits.slice(0, point)}.${digits.slice(point)}`;
}
