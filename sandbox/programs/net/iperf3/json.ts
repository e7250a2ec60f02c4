/** cJSON 1.7.15's way to print a value. Numbers: 15 digits, 17 when those do not read back the same. */
export type Json = string | number | boolean | readonly Json[] | JsonObject;
/** Members in order; a name may stand twice. */
export class JsonObject {
  readonly members: [string, Json][] = [];
  add(name: string, value: Json): this {
    this.members.push([name, value]);
    return this;
  }
}

export function object(...members: readonly [string, Json][]): JsonObject {
  const out = new JsonObject();
  for (const [name, value] of members) out.add(name, value);
  return out;
}

/** With tabs and newlines. */
export function printJson(value: Json, depth = 0): string {
  if (typeof value === "string") return quoted(value);
  if (typeof value === "number") return number(value);
  if (typeof value === "boolean") return String(value);
  if (value instanceof JsonObject) {
    const inside = "\t".repeat(depth + 1);
    const lines = value.members.map(
      ([name, one]) => `${inside}${quoted(name)}:\t${printJson(one, depth + 1)}`,
    );
    return `{\n${lines.join(",\n")}${lines.length > 0 ? "\n" : ""}${"\t".repeat(depth)}}`;
  }
  return `[${value.map((one) => printJson(one, depth + 1)).join(", ")}]`;
}

/** In one line, as it goes over the control connection. */
export function packJson(value: Json): string {
  if (value instanceof JsonObject)
    return `{${value.members.map(([name, one]) => `${quoted(name)}:${packJson(one)}`).join(",")}}`;
  return Array.isArray(value) ? `[${value.map(packJson).join(",")}]` : printJson(value);
}

function quoted(text: string): string {
  let out = "";
  for (const ch of text) {
    const code = ch.charCodeAt(0);
    const known = '"\\\b\f\n\r\t'.indexOf(ch);
    if (known >= 0) out += `\\${'"\\bfnrt'[known] ?? ""}`;
    else out += code < 32 ? `\\u${code.toString(16).padStart(4, "0")}` : ch;
  }
  return `"${out}"`;
}

function number(value: number): string {
  if (!Number.isFinite(value)) return "null";
  const tiny = value !== 0 && Math.abs(value) < 1e-4;
  const short = tiny ? value.toExponential(14) : value.toPrecision(15);
  if (Number(short) === value) return general(short);
  return general(tiny ? value.toExponential(16) : value.toPrecision(17));
}

/** %g leaves trailing zeros out, and writes exponents with two digits. */
function general(digits: string): string {
  const [mantissa = "", exponent] = digits.split("e");
  const bare = mantissa.includes(".") ? mantissa.replace(/\.?0+$/, "") : mantissa;
  if (exponent === undefined) return bare;
  const sign = exponent.startsWith("-") ? "-" : "+";
  return `${bare}e${sign}${exponent.replace(/^[-+]/, "").padStart(2, "0")}`;
}
