/** Records as BIND 9.18's tools print them: lib/dns/masterdump.c with dig's column style. */
import { formatIpv4 } from "../../../wire/addr.ts";
import { u16 } from "../../../wire/bytes.ts";
import {
  CLASS_CH,
  CLASS_IN,
  type DnsData,
  type DnsMessage,
  type DnsQuestion,
  type DnsRecord,
  dnsRcode,
  dnsTypeName,
  OPT_COOKIE,
  OPT_EDE,
  TYPE_OPT,
} from "../../../wire/dns.ts";

export interface RecordStyle {
  readonly multiline: boolean;
  readonly ttl: boolean;
  readonly klass: boolean;
  readonly units: boolean;
}
export const PLAIN_STYLE: RecordStyle = { multiline: false, ttl: true, klass: true, units: false };

const RCODES = [
  "NOERROR",
  "FORMERR",
  "SERVFAIL",
  "NXDOMAIN",
  "NOTIMP",
  "REFUSED",
  "YXDOMAIN",
  "YXRRSET",
  "NXRRSET",
  "NOTAUTH",
  "NOTZONE",
];
const OPCODES = ["QUERY", "IQUERY", "STATUS", "RESERVED3", "NOTIFY", "UPDATE"];
/** RFC 8914. */
const EDE = [
  "Other",
  "Unsupported DNSKEY Algorithm",
  "Unsupported DS Digest Type",
  "Stale Answer",
  "Forged Answer",
  "DNSSEC Indeterminate",
  "DNSSEC Bogus",
  "Signature Expired",
  "Signature Not Yet Valid",
  "DNSKEY Missing",
  "RRSIGs Missing",
  "No Zone Key Bit Set",
  "NSEC Missing",
  "Cached Error",
  "Not Ready",
  "Blocked",
  "Censored",
  "Filtered",
  "Prohibited",
  "Stale NXDOMAIN Answer",
  "Not Authoritative",
  "Not Supported",
  "No Reachable Authority",
  "Network Error",
  "Invalid Data",
];

export function rcodeName(rcode: number): string {
  return RCODES[rcode] ?? `RESERVED${rcode}`;
}

export function className(klass: number): string {
  return klass === CLASS_IN
    ? "IN"
    : klass === CLASS_CH
      ? "CH"
      : klass === 4
        ? "HS"
        : `CLASS${klass}`;
}

/** indent(): tabs as far as they go, then blanks; at least one place. */
class Line {
  text = "";
  private column = 0;
  put(text: string): this {
    this.text += text;
    this.column += text.length;
    return this;
  }
  to(column: number): this {
    const to = Math.max(column, this.column + 1);
    const tabs = Math.floor(to / 8) - Math.floor(this.column / 8);
    if (tabs > 0) {
      this.text += "\t".repeat(tabs);
      this.column = Math.floor(to / 8) * 8;
    }
    this.text += " ".repeat(to - this.column);
    this.column = to;
    return this;
  }
}

export function questionLine(q: DnsQuestion, style: RecordStyle): string {
  const line = new Line().put(`;${q.name}`);
  line.to(style.multiline ? 24 : 32).put(className(q.klass));
  return line.to(style.multiline ? 24 : 40).put(dnsTypeName(q.type)).text;
}

export function recordLine(r: DnsRecord, style: RecordStyle): string {
  const line = new Line().put(r.name);
  const { multiline } = style;
  if (style.ttl) line.to(24).put(style.units ? units(r.ttl) : String(r.ttl));
  if (style.klass) line.to(multiline || !style.ttl ? 24 : 32).put(className(r.klass));
  line.to(multiline || !style.ttl || !style.klass ? 24 : 40).put(dnsTypeName(r.type));
  const data = multiline && r.data.kind === "soa" ? soaLines(r.data) : dataText(r.data);
  return line.to(multiline || !style.ttl || !style.klass ? 32 : 48).put(data).text;
}

function units(seconds: number): string {
  let left = seconds;
  let out = "";
  for (const [size, unit] of [
    [604_800, "w"],
    [86_400, "d"],
    [3600, "h"],
    [60, "m"],
  ] as const) {
    const n = Math.floor(left / size);
    if (n > 0) out += `${n}${unit}`;
    left -= n * size;
  }
  return left > 0 || out === "" ? `${out}${left}s` : out;
}

function soaLines(d: DnsData & { kind: "soa" }): string {
  const names = ["serial", "refresh", "retry", "expire", "minimum"];
  const verbose = (n: number): string => {
    const parts: string[] = [];
    let left = n;
    for (const [size, unit] of [
      [604_800, "week"],
      [86_400, "day"],
      [3600, "hour"],
      [60, "minute"],
      [1, "second"],
    ] as const) {
      const count = Math.floor(left / size);
      if (count > 0) parts.push(`${count} ${unit}${count === 1 ? "" : "s"}`);
      left -= count * size;
    }
    return parts.length === 0 ? "0 seconds" : parts.join(" ");
  };
  const lines = d.numbers.map((n, i) => {
    const words = i === 0 ? "" : ` (${verbose(n)})`;
    return `\n\t\t\t\t${String(n).padEnd(10)} ; ${names[i] as string}${words}`;
  });
  return `${d.primary} ${d.mailbox} (${lines.join("")}\n\t\t\t\t)`;
}

/** A record's data in presentation form. */
export function dataText(d: DnsData): string {
  switch (d.kind) {
    case "a":
      return formatIpv4(d.address);
    case "aaaa":
      return d.address;
    case "name":
      return d.target;
    case "mx":
      return `${d.preference} ${d.target}`;
    case "srv":
      return `${d.priority} ${d.weight} ${d.port} ${d.target}`;
    case "soa":
      return `${d.primary} ${d.mailbox} ${d.numbers.join(" ")}`;
    case "txt":
      return d.strings.map(quoted).join(" ");
    case "opt":
      return "";
    default:
      return `\\# ${d.bytes.length}${d.bytes.length > 0 ? ` ${hex(d.bytes)}` : ""}`;
  }
}

function quoted(bytes: Uint8Array): string {
  let out = '"';
  for (const c of bytes) {
    if (c < 0x20 || c >= 0x7f) out += `\\${String(c).padStart(3, "0")}`;
    else if (c === 0x22 || c === 0x5c) out += `\\${String.fromCharCode(c)}`;
    else out += String.fromCharCode(c);
  }
  return `${out}"`;
}

function hex(bytes: Uint8Array): string {
  let out = "";
  for (const c of bytes) out += c.toString(16).padStart(2, "0").toUpperCase();
  return out;
}

/** The header's two comment lines. */
export function headerText(m: DnsMessage): string {
  const opcode = OPCODES[(m.flags >> 11) & 15] ?? "RESERVED";
  const flags = (
    [
      [0x8000, "qr"],
      [0x0400, "aa"],
      [0x0200, "tc"],
      [0x0100, "rd"],
      [0x0080, "ra"],
      [0x0020, "ad"],
      [0x0010, "cd"],
    ] as const
  )
    .filter(([bit]) => (m.flags & bit) !== 0)
    .map(([, name]) => ` ${name}`)
    .join("");
  return (
    `;; ->>HEADER<<- opcode: ${opcode}, status: ${rcodeName(dnsRcode(m))}, id: ${m.id}\n` +
    `;; flags:${flags}; QUERY: ${m.questions.length}, ANSWER: ${m.answers.length}, ` +
    `AUTHORITY: ${m.authority.length}, ADDITIONAL: ${m.additional.length}\n`
  );
}

/** The OPT record as a section of comments. */
export function optText(m: DnsMessage): string {
  const opt = m.additional.find((r) => r.type === TYPE_OPT);
  if (opt?.data.kind !== "opt") return "";
  const version = (opt.ttl >> 16) & 255;
  const flags = (opt.ttl & 0x8000) !== 0 ? " do" : "";
  let out = `;; OPT PSEUDOSECTION:\n; EDNS: version: ${version}, flags:${flags}; udp: ${opt.klass}\n`;
  for (const { code, data } of opt.data.options) {
    if (code === OPT_EDE && data.length >= 2) {
      const info = u16(data, 0);
      const name = EDE[info];
      const extra = data.length > 2 ? `: (${String.fromCharCode(...data.subarray(2))})` : "";
      out += `; EDE: ${info}${name === undefined ? "" : ` (${name})`}${extra}\n`;
    } else if (code === OPT_COOKIE)
      out += `; COOKIE: ${hex(data).toLowerCase()}${data.length > 8 ? " (good)" : ""}\n`;
    else out += `; OPT=${code}: ${hex(data).toLowerCase()}\n`;
  }
  return out;
}
