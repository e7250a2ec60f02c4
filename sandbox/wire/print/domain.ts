/** DNS and mDNS: tcpdump 4.99.3 print-domain.c; the record types a learner meets, others by number. */
import { names } from "./bgp-names.ts";
import { hex, type Printer } from "./context.ts";
import { caret } from "./text.ts";

const TYPES = names(
  "1 A,2 NS,3 MD,4 MF,5 CNAME,6 SOA,7 MB,8 MG,9 MR,10 NULL,11 WKS,12 PTR,13 HINFO," +
    "14 MINFO,15 MX,16 TXT,17 RP,18 AFSDB,19 X25,20 ISDN,21 RT,22 NSAP,23 NSAP_PTR,24 SIG," +
    "25 KEY,26 PX,27 GPOS,28 AAAA,29 LOC,30 NXT,31 EID,32 NIMLOC,33 SRV,34 ATMA,35 NAPTR," +
    "36 KX,37 CERT,38 A6,39 DNAME,40 SINK,41 OPT,42 APL,43 DS,44 SSHFP,45 IPSECKEY,46 RRSIG," +
    "47 NSEC,48 DNSKEY,99 SPF,100 UINFO,101 UID,102 GID,103 UNSPEC,104 UNSPECA,249 TKEY," +
    "250 TSIG,251 IXFR,252 AXFR,253 MAILB,254 MAILA,255 ANY,256 URI",
);
const CLASSES: ReadonlyMap<number, string> = new Map([
  [1, "IN"],
  [3, "CHAOS"],
  [4, "HS"],
  [255, "ANY"],
]);
const RCODES: readonly string[] = [
  "",
  " FormErr",
  " ServFail",
  " NXDomain",
  " NotImp",
  " Refused",
  " YXDomain",
  " YXRRSet",
  " NXRRSet",
  " NotAuth",
  " NotZone",
  " Resp11",
  " Resp12",
  " Resp13",
  " Resp14",
  " NoChange",
  " BadVers",
  "Resp17",
  " Resp18",
  " Resp19",
  " Resp20",
  "Resp21",
  " Resp22",
  " BadCookie",
];
const OPCODES: readonly string[] = [
  "",
  " inv_q",
  " stat",
  " op3",
  " notify",
  " update",
  " op6",
  " op7",
  " op8",
  " updateA",
  " updateD",
  " updateDA",
  " updateM",
  " updateMA",
  " zoneInit",
  " zoneRef",
];

export function printDomain(
  p: Printer,
  from: number,
  given: number,
  overTcp: boolean,
  mdns: boolean,
): void {
  p.protocol = "domain";
  let at = from;
  let length = given;
  if (overTcp) {
    if (length < 2 || !p.has(at, 2)) {
      p.trunc();
      return;
    }
    const told = p.u16(at);
    at += 2;
    length -= 2;
    if (told < length) length = told;
    else if (told > length) {
      p.put(`[prefix length(${told}) != length(${length})] `);
      p.invalid();
      return;
    }
  }
  if (length < 12) {
    p.put(`domain [length ${length} < 12]`);
    p.invalid();
    return;
  }
  p.need(at, 12);
  const flags = p.u16(at + 2);
  const counts = [p.u16(at + 4), p.u16(at + 6), p.u16(at + 8), p.u16(at + 10)] as const;
  try {
    if ((flags & 0x8000) !== 0) printResponse(p, at, flags, counts, mdns);
    else printQuery(p, at, flags, counts, mdns);
  } catch (error) {
    if (!(error instanceof CutOff)) throw error;
    p.trunc();
    return;
  }
  p.put(` (${length})`);
}

/** The message itself is cut short or bad: unlike a read past the capture, the packet's line goes on. */
class CutOff {}
const CUT_OFF = new CutOff();
function cutOff(): never {
  throw CUT_OFF;
}

type Counts = readonly [number, number, number, number];

function printResponse(p: Printer, at: number, flags: number, counts: Counts, mdns: boolean): void {
  const opcode = (flags >> 11) & 15;
  const [qd, an, ns, ar] = counts;
  p.put(
    `${p.u16(at)}${OPCODES[opcode] as string}${rcodeName(p, at, flags, counts)}${(flags & 0x0400) !== 0 ? "*" : ""}${(flags & 0x0080) !== 0 ? "" : "-"}${(flags & 0x0200) !== 0 ? "|" : ""}${(flags & 0x0020) !== 0 ? "$" : ""}`,
  );
  if (qd !== 1) p.put(` [${qd}q]`);
  let cp: number | null = at + 12;
  for (let i = 0; i < qd && cp !== null; i++) {
    if (p.o.v > 1) {
      if (i === 0) p.put(" q:");
      else p.put(",");
      cp = printQuestion(p, cp, at, mdns);
    } else {
      if (i > 0) p.put(",");
      cp = skipName(p, cp);
      if (cp === null || !p.has(cp, 4)) cutOff();
      cp = cp + 4;
    }
  }
  p.put(` ${an}/${ns}/${ar}`);
  let left = an;
  if (left > 0 && cp !== null) {
    for (;;) {
      cp = printRecord(p, cp, at, mdns);
      left--;
      if (cp === null || left === 0 || cp >= p.end) break;
      p.put(",");
    }
  }
  if (left > 0) {
    cutOff();
  }
  if (p.o.v > 1) {
    for (const [count, name] of [
      [ns, "ns:"],
      [ar, "ar:"],
    ] as const) {
      cp = printSection(p, ` ${name}`, count, cp, at, mdns);
    }
  }
}

/** The header's four bits, and the eight that an OPT record adds (RFC 6891, 6.1.3). */
function rcodeName(p: Printer, at: number, flags: number, counts: Counts): string {
  const code = (flags & 15) | (extendedRcode(p, at, counts) << 4);
  return RCODES[code] ?? ` Resp${code}`;
}

function extendedRcode(p: Printer, base: number, [qd, an, ns, ar]: Counts): number {
  let at = base + 12;
  for (let i = 0; i < qd + an + ns + ar; i++) {
    const after = skipName(p, at);
    if (after === null) return 0;
    if (i < qd) {
      at = after + 4;
      if (at >= p.end) return 0;
      continue;
    }
    if (i >= qd + an + ns) {
      if (!p.has(after, 5)) return 0;
      if (p.u16(after) === 41) return p.u8(after + 4);
    }
    if (!p.has(after, 10)) return 0;
    at = after + 10 + p.u16(after + 8);
    if (at >= p.end) return 0;
  }
  return 0;
}

function printQuery(p: Printer, at: number, flags: number, counts: Counts, mdns: boolean): void {
  const [qd, an, ns, ar] = counts;
  const opcode = (flags >> 11) & 15;
  p.put(
    `${p.u16(at)}${OPCODES[opcode] as string}${RCODES[0] as string}${(flags & 0x0100) !== 0 ? "+" : ""}${(flags & 0x0010) !== 0 ? "%" : ""}`,
  );
  if ((flags & 0x06cf) !== 0) p.put(` [b2&3=0x${flags.toString(16)}]`);
  if (qd !== 1) p.put(` [${qd}q]`);
  if (an !== 0) p.put(` [${an}a]`);
  if (ns !== 0) p.put(` [${ns}n]`);
  if (ar !== 0) p.put(` [${ar}au]`);
  let cp: number | null = at + 12;
  for (let i = 0; i < qd && cp !== null; i++) cp = printQuestion(p, cp, at, mdns);
  if (cp === null) return;
  if (p.o.v > 1) {
    for (const [count, name] of [
      [an, " an:"],
      [ns, " ns:"],
      [ar, " ar:"],
    ] as const) {
      cp = printSection(p, name, count, cp, at, mdns);
    }
  }
}

/** A section's records; the message is cut off when there are fewer than it says. */
function printSection(
  p: Printer,
  name: string,
  count: number,
  from: number | null,
  base: number,
  mdns: boolean,
): number | null {
  if (count === 0 || from === null) return from;
  let cp: number | null = from;
  if (cp >= p.end) cutOff();
  p.put(name);
  for (let i = 0; i < count; i++) {
    if (i > 0) {
      if (cp >= p.end) cutOff();
      p.put(",");
    }
    cp = printRecord(p, cp, base, mdns);
    if (cp === null) cutOff();
  }
  return cp;
}

/** ns_qprint; where it ends, or null at a bad name. */
function printQuestion(p: Printer, from: number, base: number, mdns: boolean): number | null {
  const after = skipName(p, from);
  if (after === null || !p.has(after, 4)) cutOff();
  const type = p.u16(after);
  const klass = p.u16(after + 2);
  p.put(` ${TYPES.get(type) ?? `Type${type}`}`);
  if (mdns) p.put((klass & 0x8000) !== 0 ? " (QU)" : " (QM)");
  const plain = mdns ? klass & 0x7fff : klass;
  if (plain !== 1) p.put(` ${CLASSES.get(plain) ?? `(Class ${plain})`}`);
  p.put("? ");
  if (printName(p, from, base) === null) cutOff();
  return after + 4;
}

/** ns_rprint; where it ends, or null when it was cut off. */
function printRecord(p: Printer, from: number, base: number, mdns: boolean): number | null {
  let after: number | null;
  if (p.o.v > 0) {
    p.put(" ");
    after = printName(p, from, base);
    if (after === null) return null;
  } else after = skipName(p, from);
  if (after === null || !p.has(after, 10)) return p.end;
  const type = p.u16(after);
  const klass = p.u16(after + 2);
  const ttl = p.u32(after + 4);
  const size = p.u16(after + 8);
  const flush = mdns && (klass & 0x8000) !== 0;
  const plain = mdns ? klass & 0x7fff : klass;
  if (plain !== 1 && type !== 41) p.put(` ${CLASSES.get(plain) ?? `(Class ${plain})`}`);
  if (flush) p.put(" (Cache flush)");
  if (p.o.v > 2 && type !== 41) {
    p.put(` [${relativeTime(ttl)}]`);
  }
  p.put(" ");
  p.put(TYPES.get(type) ?? `Type${type}`);
  const data = after + 10;
  const stop = data + size;
  if (stop > p.end) return null;
  printData(p, type, data, size, base, klass, ttl);
  return stop;
}

function printData(
  p: Printer,
  type: number,
  at: number,
  size: number,
  base: number,
  klass: number,
  ttl: number,
): void {
  switch (type) {
    case 1:
      p.put(` ${p.ip4(at)}`);
      return;
    case 28:
      p.put(` ${p.ip6(at)}`);
      return;
    case 2:
    case 5:
    case 12:
      p.put(" ");
      printName(p, at, base);
      return;
    case 15:
      p.put(" ");
      printName(p, at + 2, base);
      p.put(` ${p.u16(at)}`);
      return;
    case 33:
      p.put(" ");
      printName(p, at + 6, base);
      p.put(`:${p.u16(at + 4)} ${p.u16(at)} ${p.u16(at + 2)}`);
      return;
    case 6: {
      if (p.o.v === 0) return;
      p.put(" ");
      let next = printName(p, at, base);
      if (next === null) return;
      p.put(" ");
      next = printName(p, next, base);
      if (next === null) return;
      for (let i = 0; i < 5; i++) p.put(` ${p.u32(next + i * 4)}`);
      return;
    }
    case 16: {
      let from = at;
      while (from < at + size) {
        p.put(" ");
        p.put('"');
        const length = p.u8(from++);
        for (let i = 0; i < length; i++) {
          const c = p.u8(from + i);
          p.put(c >= 32 && c < 127 ? String.fromCharCode(c) : "?");
        }
        p.put('"');
        from += length;
      }
      return;
    }
    case 256: {
      p.put(` ${p.u16(at)} ${p.u16(at + 2)} `);
      for (let i = 4; i < size; i++) {
        const c = p.u8(at + i);
        p.put(c >= 32 && c < 127 ? String.fromCharCode(c) : caret(c));
      }
      return;
    }
    case 41:
      p.put(` UDPsize=${klass}`);
      if ((ttl & 0x8000) !== 0) p.put(" DO");
      if (size > 0) printEdns(p, at, at + size);
      return;
    default:
  }
}

const EDNS = names(
  "1 LLQ,2 UL,3 NSID,5 DAU,6 DHU,7 N3U,8 ECS,9 EXPIRE,10 COOKIE,11 KEEPALIVE,12 PADDING,13 CHAIN," +
    "14 KEY-TAG,16 CLIENT-TAG,17 SERVER-TAG",
);

/** Options of an OPT record (RFC 6891); what they say is shown for the common ones. */
function printEdns(p: Printer, from: number, stop: number): void {
  p.put(" [");
  for (let at = from; at < stop;) {
    if (at > from) p.put(",");
    if (!p.has(at, 2)) cutOff();
    const option = p.u16(at);
    p.put(EDNS.get(option) ?? `Opt${option}`);
    if (!p.has(at + 2, 2)) cutOff();
    const size = p.u16(at + 2);
    at += 4;
    if (!p.has(at, size)) {
      p.trunc();
      cutOff();
    }
    if (size > 0) {
      p.put(" ");
      printEdnsData(p, option, at, size);
    }
    at += size;
  }
  p.put("]");
}

function printEdnsData(p: Printer, option: number, at: number, size: number): void {
  if (option === 8 || option === 5 || option === 6 || option === 7 || option === 13)
    return p.undecoded(EDNS.get(option) as string);
  if (option === 10) {
    if (size < 8 || (size > 8 && size < 16) || size > 40) return p.invalid();
    for (let i = 0; i < size; i++) p.put(`${i === 8 ? " " : ""}${hex(p.u8(at + i), 2)}`);
  } else if (option === 11) {
    if (size === 2) p.put(`${(p.u16(at) / 10).toFixed(1)} sec`);
    else p.invalid();
  } else if (option === 9) {
    if (size === 4) p.put(`${p.u32(at)} sec`);
    else p.invalid();
  } else if (option === 12) p.put(`(${size})`);
  else if (option === 14) {
    if (size % 2 !== 0) return p.invalid();
    for (let i = 0; i < size; i += 2) p.put(`${i > 0 ? " " : ""}${p.u16(at + i)}`);
  } else for (let i = 0; i < size; i++) p.put(hex(p.u8(at + i), 2));
}

function relativeTime(seconds: number): string {
  if (seconds === 0) return "0s";
  const units: readonly (readonly [number, string])[] = [
    [604800, "w"],
    [86400, "d"],
    [3600, "h"],
    [60, "m"],
    [1, "s"],
  ];
  let left = seconds;
  let text = "";
  for (const [size, unit] of units) {
    const n = Math.floor(left / size);
    if (n > 0) text += `${n}${unit}`;
    left -= n * size;
  }
  return text;
}

/** Past a name; null when it runs out of the capture. */
function skipName(p: Printer, from: number): number | null {
  let at = from;
  for (;;) {
    if (!p.has(at, 1)) return null;
    const n = p.u8(at++);
    if ((n & 0xc0) === 0xc0) return at + 1;
    if ((n & 0xc0) === 0x80) return null;
    if ((n & 0xc0) === 0x40) {
      if (n !== 0x41 || !p.has(at, 1)) return null;
      at += 1 + (((p.u8(at) || 256) + 7) >> 3);
      continue;
    }
    if (n === 0) return at;
    at += n;
    if (at >= p.end) return null;
  }
}

/** ns_nprint: prints a name, following pointers; returns what follows it. */
export function printName(p: Printer, from: number, base: number): number | null {
  let at = from;
  let result: number | null = null;
  let hops = 0;
  let n = p.u8(at++);
  if (n === 0) {
    p.put(".");
    return at;
  }
  let limit = from - base;
  while (n !== 0) {
    if ((n & 0xc0) === 0xc0) {
      result ??= at + 1;
      const offset = ((n & 0x3f) << 8) | p.u8(at);
      if (offset >= limit || ++hops > 64) {
        p.put("<BAD PTR>");
        return null;
      }
      limit = offset;
      at = base + offset;
      n = p.u8(at++);
      continue;
    }
    if ((n & 0xc0) === 0x40) {
      if (n === 0x41) p.undecoded("bit label");
      else p.put(`<ELT ${n & 0x3f}>`);
      return null;
    }
    if ((n & 0xc0) === 0x80) {
      p.put("<BAD LABEL TYPE>");
      return null;
    }
    for (let i = 0; i < n; i++) {
      if (!p.has(at + i, 1)) return null;
      const c = p.u8(at + i);
      p.put(c >= 32 && c < 127 ? String.fromCharCode(c) : caret(c));
    }
    at += n;
    p.put(".");
    if (!p.has(at, 1)) return null;
    n = p.u8(at++);
  }
  return result ?? at;
}
