/**
 * One description, two outputs: every object is printed by one sequence of calls, which makes
 * iproute2's text or its JSON (plain or `-p`). Layout of the JSON: iproute2's json_writer, which
 * differs from every other in its blanks (`[ {`, `},{`, `[ ]`).
 */

/** Colour slots of iproute2, palette for a light background (its default). */
export type Color = "ifname" | "mac" | "inet" | "inet6" | "up" | "down";
const LIGHT: Readonly<Record<Color, string>> = {
  ifname: "\x1b[36m",
  mac: "\x1b[33m",
  inet: "\x1b[35m",
  inet6: "\x1b[34m",
  up: "\x1b[32m",
  down: "\x1b[31m",
};
/** COLORFGBG says the background is dark: bold variants. */
const DARK: Readonly<Record<Color, string>> = {
  ifname: "\x1b[1;36m",
  mac: "\x1b[1;33m",
  inet: "\x1b[1;35m",
  inet6: "\x1b[1;34m",
  up: "\x1b[1;32m",
  down: "\x1b[1;31m",
};

/** A JSON token that is written as it stands: fixed-point numbers. */
export interface Raw {
  readonly raw: string;
}
export type JsonValue = string | number | boolean | null | Raw;

export interface PrinterOptions {
  readonly json: boolean;
  readonly pretty: boolean;
  readonly color: boolean;
  readonly dark: boolean;
  readonly oneline: boolean;
}

export class Printer {
  readonly json: boolean;
  private readonly sink: (text: string) => void;
  private readonly pretty: boolean;
  private readonly oneline: boolean;
  private readonly palette: Readonly<Record<Color, string>> | null;
  private depth = 0;
  private separator = "";

  constructor(sink: (text: string) => void, options: PrinterOptions) {
    this.sink = sink;
    this.json = options.json;
    this.pretty = options.pretty;
    this.oneline = options.oneline;
    this.palette = options.color && !options.json ? (options.dark ? DARK : LIGHT) : null;
  }

  /** The array that holds a whole answer. */
  begin(): void {
    if (this.json) this.openArray(null, null);
  }
  end(): void {
    if (!this.json) return;
    this.closeArray(null);
    this.sink("\n");
    this.separator = "";
  }

  /** A field of both outputs. `text` is what the plain form shows for it, blanks included. */
  any(key: string, value: JsonValue, text: string, color: Color | null = null): void {
    if (this.json) this.member(key, value);
    else this.text(text, color);
  }
  /** Only in the plain form. */
  text(text: string, color: Color | null = null): void {
    if (this.json || text === "") return;
    this.sink(
      color === null || this.palette === null ? text : `${this.palette[color]}${text}\x1b[0m`,
    );
  }
  /** Only in JSON. */
  member(key: string, value: JsonValue): void {
    if (!this.json) return;
    this.name(key);
    this.value(value);
  }
  /** A bare element of a JSON array, or a word of the text. */
  element(value: JsonValue, text: string): void {
    if (!this.json) {
      this.text(text);
      return;
    }
    this.sink(this.separator);
    this.separator = "";
    this.value(value);
  }
  /** End of line within one object: a backslash with -o. */
  nl(): void {
    this.text(this.oneline ? "\\" : "\n");
  }

  openObject(key: string | null = null): void {
    if (!this.json) return;
    if (key !== null) this.name(key);
    this.open("{");
  }
  closeObject(): void {
    if (this.json) this.close("}");
  }
  openArray(key: string | null, text: string | null): void {
    if (!this.json) {
      if (text !== null) this.text(text);
      return;
    }
    if (key !== null) this.name(key);
    this.open("[");
    if (this.pretty) this.sink(" ");
  }
  closeArray(text: string | null): void {
    if (!this.json) {
      if (text !== null) this.text(text);
      return;
    }
    if (this.pretty && this.separator !== "") this.sink(" ");
    this.separator = "";
    this.close("]");
  }

  private name(key: string): void {
    this.sink(this.separator);
    this.eol();
    this.separator = "";
    this.sink(`${quote(key)}:${this.pretty ? " " : ""}`);
  }
  private value(value: JsonValue): void {
    if (typeof value === "string") this.sink(quote(value));
    else if (value !== null && typeof value === "object") this.sink(value.raw);
    else this.sink(String(value));
    this.separator = ",";
  }
  private open(bracket: string): void {
    this.sink(this.separator + bracket);
    this.depth++;
    this.separator = "";
  }
  private close(bracket: string): void {
    this.depth--;
    if (this.separator !== "") this.eol();
    this.sink(bracket);
    this.separator = ",";
  }
  private eol(): void {
    if (this.pretty) this.sink(`\n${"    ".repeat(this.depth)}`);
  }
}

function quote(text: string): string {
  let out = "";
  for (const char of text) {
    switch (char) {
      case "\t":
        out += "\\t";
        break;
      case "\n":
        out += "\\n";
        break;
      case "\r":
        out += "\\r";
        break;
      case "\f":
        out += "\\f";
        break;
      case "\b":
        out += "\\b";
        break;
      case "\\":
        out += "\\\\";
        break;
      case '"':
        out += '\\"';
        break;
      default:
        out += char;
    }
  }
  return `"${out}"`;
}
