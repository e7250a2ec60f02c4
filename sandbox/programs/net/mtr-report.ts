/** mtr 0.95's ways to print what it found: report, CSV, JSON, XML. */
import type { Ipv4Addr } from "../../wire/addr.ts";
import type { MtrOptions } from "./mtr-options.ts";

/** Times in microseconds. */
export interface Hop {
  address: Ipv4Addr | null;
  failed: boolean;
  transit: boolean;
  sent: number;
  returned: number;
  last: number;
  best: number;
  worst: number;
  avg: number;
  variance: number;
  jitter: number;
  jitterAvg: number;
  jitterWorst: number;
  jitterInt: number;
}

export function newHop(): Hop {
  return {
    address: null,
    failed: false,
    transit: false,
    sent: 0,
    returned: 0,
    last: 0,
    best: 0,
    worst: 0,
    avg: 0,
    variance: 0,
    jitter: 0,
    jitterAvg: 0,
    jitterWorst: 0,
    jitterInt: 0,
  };
}

interface Field {
  readonly title: string;
  readonly width: number;
  /** Digits of the number within its column. */
  readonly digits: number;
  readonly kind: "percent" | "count" | "ms" | "space";
  readonly value: (hop: Hop) => number;
}

const ms = (title: string, value: (hop: Hop) => number, digits = 5): Field => ({
  title,
  width: digits + 1,
  digits,
  kind: "ms",
  value: (hop) => value(hop) / 1000,
});
const count = (title: string, digits: number, value: (hop: Hop) => number): Field => ({
  title,
  width: digits + 1,
  digits,
  kind: "count",
  value,
});

/** data_fields, but for the geometric mean (G). */
export const FIELDS: ReadonlyMap<string, Field> = new Map<string, Field>([
  [" ", { title: " ", width: 1, digits: 0, kind: "space", value: () => 0 }],
  ["L", { title: "Loss%", width: 6, digits: 4, kind: "percent", value: loss }],
  ["D", count("Drop", 4, (hop) => hop.sent - hop.returned - (hop.transit ? 1 : 0))],
  ["R", count("Rcv", 5, (hop) => hop.returned)],
  ["S", count("Snt", 5, (hop) => hop.sent)],
  ["N", ms("Last", (hop) => hop.last)],
  ["B", ms("Best", (hop) => hop.best)],
  ["A", ms("Avg", (hop) => hop.avg)],
  ["W", ms("Wrst", (hop) => hop.worst)],
  ["V", ms("StDev", deviation)],
  ["J", ms("Jttr", (hop) => hop.jitter, 4)],
  ["M", ms("Javg", (hop) => hop.jitterAvg, 4)],
  ["X", ms("Jmax", (hop) => hop.jitterWorst, 4)],
  ["I", ms("Jint", (hop) => hop.jitterInt, 4)],
]);

/** net_loss: of the probes that are not still on their way. */
function loss(hop: Hop): number {
  const over = hop.sent - (hop.transit ? 1 : 0);
  return over === 0 ? 0 : Math.trunc(1000 * (100 - (100 * hop.returned) / over)) / 1000;
}

function deviation(hop: Hop): number {
  return hop.returned > 1 ? Math.trunc(Math.sqrt(hop.variance / (hop.returned - 1))) : 0;
}

export interface About {
  readonly host: string;
  readonly target: string;
  /** When it began, of the epoch. */
  readonly seconds: number;
  /** Indices of hops: from, and before. */
  readonly first: number;
  readonly last: number;
}

export function report(
  o: MtrOptions,
  about: About,
  hops: readonly Hop[],
  names: readonly string[],
): string {
  const fields = [...o.fields].map((key) => FIELDS.get(key) as Field);
  switch (o.format) {
    case "csv":
      return csv(fields, about, hops, names);
    case "json":
      return json(o, fields, about, hops, names);
    case "xml":
      return xml(o, fields, about, hops, names);
    case "report":
      return table(o, fields, about, hops, names);
  }
}

function shown(field: Field, hop: Hop): string {
  const value = field.value(hop);
  if (field.kind === "space") return " ";
  if (field.kind === "count") return ` ${String(value).padStart(field.digits)}`;
  return ` ${value.toFixed(1).padStart(field.digits)}${field.kind === "percent" ? "%" : ""}`;
}

const COLUMN = 33;

/** Every column begins at its place, over whatever ran on from the one before. */
function table(
  o: MtrOptions,
  fields: readonly Field[],
  about: About,
  hops: readonly Hop[],
  names: readonly string[],
): string {
  let column = COLUMN;
  if (o.wide) {
    column = about.host.length;
    for (let i = about.first; i < about.last; i++) column = Math.max(column, names[i]?.length ?? 0);
  }
  const line = (head: string, cells: readonly string[]): string => {
    let at = o.wide ? head.length : column;
    let text = head;
    cells.forEach((cell, i) => {
      text = text.slice(0, at) + cell;
      at += fields[i]?.width ?? 0;
    });
    return `${text}\n`;
  };
  let text = line(
    `HOST: ${about.host.padEnd(column)}`,
    fields.map((f) => f.title.padStart(f.width)),
  );
  for (let i = about.first; i < about.last; i++) {
    const hop = hops[i] as Hop;
    text += line(
      ` ${String(i + 1).padStart(2)}.|-- ${(names[i] ?? "").padEnd(column)}`,
      fields.map((f) => shown(f, hop)),
    );
  }
  return text;
}

function csv(
  fields: readonly Field[],
  about: About,
  hops: readonly Hop[],
  names: readonly string[],
): string {
  let text = "";
  for (let i = about.first; i < about.last; i++) {
    if (i === about.first)
      text += `Mtr_Version,Start_Time,Status,Host,Hop,Ip,${fields.map((f) => `${f.title},`).join("")}\n`;
    const cells = fields.map((f) => {
      const value = f.value(hops[i] as Hop);
      return f.kind === "percent" || f.kind === "ms" ? value.toFixed(2) : String(value);
    });
    text += `MTR.0.95,${about.seconds},OK,${about.target},${i + 1},${names[i] ?? ""},${cells.join(",")}\n`;
  }
  return text;
}

/** A real number with five significant digits, as jansson is asked for. */
function real(value: number): string {
  const text = String(Number(value.toPrecision(5)));
  return text.includes(".") ? text : `${text}.0`;
}

function json(
  o: MtrOptions,
  fields: readonly Field[],
  about: About,
  hops: readonly Hop[],
  names: readonly string[],
): string {
  const quote = (text: string): string => JSON.stringify(text);
  const hubs: string[] = [];
  for (let i = about.first; i < about.last; i++) {
    const rows = [`"count": ${i + 1}`, `"host": ${quote(names[i] ?? "")}`];
    for (const field of fields) {
      if (field.kind === "space") continue;
      const value = field.value(hops[i] as Hop);
      rows.push(`"${field.title}": ${field.kind === "count" ? value : real(value)}`);
    }
    hubs.push(
      `            {\n${rows.map((row) => `                ${row}`).join(",\n")}\n            }`,
    );
  }
  const head = [
    `"src": ${quote(about.host)}`,
    `"dst": ${quote(about.target)}`,
    `"tos": ${o.tos}`,
    `"tests": ${o.cycles}`,
    `"psize": "${o.size}"`,
    `"bitpattern": "0x${hex2(o.pattern)}"`,
  ];
  const list = hubs.length === 0 ? "[]" : `[\n${hubs.join(",\n")}\n        ]`;
  return `{\n    "report": {\n        "mtr": {\n${head
    .map((row) => `            ${row}`)
    .join(",\n")}\n        },\n        "hubs": ${list}\n    }\n}\n`;
}

function xml(
  o: MtrOptions,
  fields: readonly Field[],
  about: About,
  hops: readonly Hop[],
  names: readonly string[],
): string {
  let text = `<?xml version="1.0"?>\n<MTR SRC="${about.host}" DST="${about.target}" TOS="0x${o.tos
    .toString(16)
    .toUpperCase()}" PSIZE="${o.size}" BITPATTERN="0x${hex2(o.pattern)}" TESTS="${o.cycles}">\n`;
  for (let i = about.first; i < about.last; i++) {
    text += `    <HUB COUNT="${i + 1}" HOST="${names[i] ?? ""}">\n`;
    for (const field of fields) {
      if (field.kind === "space") continue;
      const title = field.kind === "percent" ? "Loss" : field.title;
      text += `        <${title}>${shown(field, hops[i] as Hop)}</${title}>\n`;
    }
    text += "    </HUB>\n";
  }
  return `${text}</MTR>\n`;
}

function hex2(n: number): string {
  return n.toString(16).toUpperCase().padStart(2, "0");
}
