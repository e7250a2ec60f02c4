/** ICMPv6, neighbour discovery, MLD: tcpdump 4.99.3 print-icmp6.c. */
import { readIpv6 } from "../addr.ts";
import { bits, cksum, hex, mappedForm, type Printer, shouldBe } from "./context.ts";
import { printName } from "./domain.ts";
import { unknownData } from "./hex.ts";
import { pseudo6 } from "./ip.ts";

const TYPES: ReadonlyMap<number, string> = new Map([
  [1, "destination unreachable"],
  [2, "packet too big"],
  [3, "time exceeded in-transit"],
  [4, "parameter problem"],
  [128, "echo request"],
  [129, "echo reply"],
  [130, "multicast listener query"],
  [131, "multicast listener report"],
  [132, "multicast listener done"],
  [133, "router solicitation"],
  [134, "router advertisement"],
  [135, "neighbor solicitation"],
  [136, "neighbor advertisement"],
  [137, "redirect"],
  [141, "inverse neighbor solicitation"],
  [142, "inverse neighbor advertisement"],
  [143, "multicast listener report v2"],
  [200, "mtrace response"],
  [201, "mtrace message"],
]);
/** tcpdump has a printer for these. */
const UNDECODED: ReadonlyMap<number, string> = new Map([
  [138, "router renumbering"],
  [139, "node information"],
  [140, "node information"],
  [144, "ha discovery"],
  [145, "ha discovery"],
  [146, "mobile prefix"],
  [147, "mobile prefix"],
  [155, "rpl"],
]);
const UNREACHABLE: ReadonlyMap<number, string> = new Map([
  [0, "unreachable route"],
  [1, " unreachable prohibited"],
  [2, "beyond scope"],
  [3, "unreachable address"],
  [4, "unreachable port"],
]);
const OPTIONS: ReadonlyMap<number, string> = new Map([
  [1, "source link-address"],
  [2, "destination link-address"],
  [3, "prefix info"],
  [4, "redirected header"],
  [5, "mtu"],
  [7, "advertisement interval"],
  [8, "homeagent information"],
  [24, "route info"],
  [25, "rdnss"],
  [31, "dnssl"],
]);
const RECORDS: ReadonlyMap<number, string> = new Map([
  [1, "is_in"],
  [2, "is_ex"],
  [3, "to_in"],
  [4, "to_ex"],
  [5, "allow"],
  [6, "block"],
]);

export function printIcmp6(
  p: Printer,
  at: number,
  length: number,
  header: number,
  fragmented: boolean,
): void {
  p.protocol = "icmp6";
  if (length === 0) {
    p.put("ICMP6, length 0");
    p.invalid();
    return;
  }
  const type = p.u8(at);
  const code = p.has(at + 1, 1) ? p.u8(at + 1) : -1;
  if (p.o.v > 0 && !fragmented && p.has(at, length)) {
    const sum = cksum(p.b, at, length, pseudo6(p, header, length, 58));
    const field = p.u16(at + 2);
    p.put(
      sum !== 0
        ? `[bad icmp6 cksum 0x${hex(field, 4)} -> 0x${hex(shouldBe(field, sum), 4)}!] `
        : "[icmp6 sum ok] ",
    );
  }
  if (UNDECODED.has(type)) {
    p.put("ICMP6, ");
    p.undecoded(UNDECODED.get(type) as string);
    return;
  }
  p.put(`ICMP6, ${TYPES.get(type) ?? `unknown icmp6 type (${type})`}`);
  if (p.o.v > 0 && type >= 133 && type <= 137) p.put(`, length ${length}`);
  switch (type) {
    case 1:
      if (!printUnreachable(p, at, code, length)) return;
      break;
    case 2:
      p.put(`, mtu ${p.u32(at + 4)}`);
      break;
    case 3:
      p.need(at + 8 + 24, 16);
      if (code === 0) p.put(` for ${p.ip6(at + 8 + 24)}`);
      else if (code === 1) p.put(" (reassembly)");
      else p.put(`, unknown code (${code})`);
      break;
    case 4: {
      p.need(at + 8 + 24, 16);
      const what = [
        "erroneous - octet",
        "next header - octet",
        "option - octet",
        "incomplete header chain - octet",
      ][code];
      if (what !== undefined) p.put(`, ${what} ${p.u32(at + 4)}`);
      else p.put(`, code-#${code}`);
      break;
    }
    case 128:
    case 129:
      p.put(`, id ${p.u16(at + 4)}, seq ${p.u16(at + 6)}`);
      break;
    case 130:
      if (length === 24) printMld1(p, at);
      else if (length >= 28) {
        p.put(" v2");
        printQuery2(p, at, length);
      } else p.put(` unknown-version (len ${length}) `);
      break;
    case 131:
    case 132:
      printMld1(p, at);
      break;
    case 143:
      printReport2(p, at, length);
      break;
    case 133:
      if (p.o.v > 0) printOptions(p, at + 8, length - 8);
      break;
    case 134:
      if (p.o.v > 0) printRouterAdvertisement(p, at, length);
      break;
    case 135:
      p.put(`, who has ${p.ip6(at + 8)}`);
      if (p.o.v > 0) printOptions(p, at + 24, length - 24);
      break;
    case 136:
      p.put(`, tgt is ${p.ip6(at + 8)}`);
      if (p.o.v > 0) {
        p.put(
          `, Flags [${bits(
            [
              [0x80000000 | 0, "router"],
              [0x40000000, "solicited"],
              [0x20000000, "override"],
            ],
            p.u32(at + 4) | 0,
            "none",
          )}]`,
        );
        printOptions(p, at + 24, length - 24);
      }
      break;
    case 137:
      p.put(`, ${p.ip6(at + 24)} to ${p.ip6(at + 8)}`);
      if (p.o.v > 0) printOptions(p, at + 40, length - 40);
      break;
    default:
      p.put(`, length ${length}`);
      if (p.o.v <= 1) unknownData(p, "\n\t", at, length);
      return;
  }
  if (p.o.v === 0) p.put(`, length ${length}`);
}

function printUnreachable(p: Printer, at: number, code: number, length: number): boolean {
  const inner = at + 8;
  p.put(`, ${UNREACHABLE.get(code) ?? `unknown unreach code (${code})`}`);
  if (code === 0 || code === 1 || code === 3) p.put(` ${p.ip6(inner + 24)}`);
  else if (code === 2) p.put(` ${p.ip6(inner + 24)}, source address ${p.ip6(inner + 8)}`);
  else if (code === 4) {
    const protocol = p.u8(inner + 6);
    const target = p.ip6(inner + 24);
    const port = p.u16(inner + 42);
    if (protocol === 6) p.put(`, ${target} tcp port ${p.tcpPort(port)}`);
    else if (protocol === 17) p.put(`, ${target} udp port ${p.udpPort(port)}`);
    else p.put(`, ${target} protocol ${protocol} port ${port} unreachable`);
  } else if (p.o.v <= 1) {
    unknownData(p, "\n\t", at, length);
    return false;
  }
  return true;
}

function printRouterAdvertisement(p: Printer, at: number, length: number): void {
  const flags = p.u8(at + 5);
  const names = bits(
    [
      [0x80, "managed"],
      [0x40, "other stateful"],
      [0x20, "home agent"],
    ],
    flags,
    "none",
  );
  const pref = ["medium", "high", "reserved", "low"][(flags >> 3) & 3] as string;
  p.put(
    `\n\thop limit ${p.u8(at + 4)}, Flags [${names}], pref ${pref}, router lifetime ${p.u16(at + 6)}s, reachable time ${p.u32(at + 8)}ms, retrans timer ${p.u32(at + 12)}ms`,
  );
  printOptions(p, at + 16, length - 16);
}

function printOptions(p: Printer, from: number, length: number): void {
  let at = from;
  const stop = from + length;
  while (at < stop && at < p.end) {
    p.need(at, 2);
    const type = p.u8(at);
    const size = p.u8(at + 1);
    p.need(at, size * 8);
    p.put(
      `\n\t  ${OPTIONS.get(type) ?? "unknown"} option (${type}), length ${size * 8} (${size}): `,
    );
    if (size === 0) return;
    if (type === 1 || type === 2) {
      let text = "";
      for (let i = 2; i < size * 8; i++) text += (i === 2 ? "" : ":") + hex(p.u8(at + i), 2);
      p.put(text);
    } else if (type === 3) {
      p.put(
        `${p.ip6(at + 16)}/${p.u8(at + 2)}${bad(size === 4)}, Flags [${bits(
          [
            [0x80, "onlink"],
            [0x40, "auto"],
            [0x20, "router"],
          ],
          p.u8(at + 3),
          "none",
        )}], valid time ${lifetime(p.u32(at + 4))}, pref. time ${lifetime(p.u32(at + 8))}`,
      );
    } else if (type === 5) p.put(` ${p.u32(at + 4)}${bad(size === 1)}`);
    else if (type === 7) p.put(` ${p.u32(at + 4)}ms`);
    else if (type === 8) p.put(` preference ${p.u16(at + 4)}, lifetime ${p.u16(at + 6)}`);
    else if (type === 25) {
      p.put(` lifetime ${p.u32(at + 4)}s,`);
      for (let i = 0; i < size >> 1 && i * 2 + 1 < size; i++)
        p.put(` addr: ${p.ip6(at + 8 + i * 16)}`);
    } else if (type === 31) {
      p.put(` lifetime ${p.u32(at + 4)}s, domain(s):`);
      printDomains(p, at + 8, at + size * 8);
    } else if (type === 24) printRoute(p, at, size);
    else {
      unknownData(p, p.o.v > 1 ? "\n\t    " : "\n\t  ", at + 2, size * 8 - 2);
      at += size * 8;
      continue;
    }
    if (p.o.v > 1) unknownData(p, "\n\t    ", at + 2, size * 8 - 2);
    at += size * 8;
  }
}

/** RFC 4191, 2.3: as much of the prefix as there is. */
function printRoute(p: Printer, at: number, size: number): void {
  const lasts = p.u32(at + 4);
  if (size > 3) p.truncated();
  const prefix = new Uint8Array(16);
  for (let i = 0; i < (size - 1) * 8; i++) prefix[i] = p.u8(at + 8 + i);
  const pref = ["medium", "high", "reserved", "low"][(p.u8(at + 3) >> 3) & 3] as string;
  const text = mappedForm(readIpv6(prefix, 0), prefix, 0);
  p.put(` ${text}/${p.u8(at + 2)}, pref=${pref}, lifetime=${lifetime(lasts)}`);
}

/** RFC 8106: names one after the other, zeros after the last. */
function printDomains(p: Printer, from: number, stop: number): void {
  for (let at: number | null = from; at !== null && at < stop && p.u8(at) !== 0;) {
    p.put(" ");
    at = printName(p, at, from);
    if (at === null) p.truncated();
  }
}

function bad(good: boolean): string {
  return good ? "" : ", (bad option length)";
}

function lifetime(seconds: number): string {
  return seconds === 0xffffffff ? "infinity" : `${seconds}s`;
}

function printMld1(p: Printer, at: number): void {
  p.put(`max resp delay: ${p.u16(at + 4)} addr: ${p.ip6(at + 8)}`);
}

function printQuery2(p: Printer, at: number, length: number): void {
  const code = p.u16(at + 4);
  const delay = code < 32768 ? code : ((code & 0x0fff) | 0x1000) << (((code & 0x7000) >> 12) + 3);
  if (p.o.v > 0) p.put(` [max resp delay=${delay}]`);
  p.put(` [gaddr ${p.ip6(at + 8)}`);
  if (p.o.v > 0) {
    const s = p.u8(at + 24);
    if ((s & 8) !== 0) p.put(" sflag");
    if ((s & 7) !== 0) p.put(` robustness=${s & 7}`);
    const q = p.u8(at + 25);
    p.put(` qqi=${q < 128 ? q : ((q & 0x0f) | 0x10) << (((q & 0x70) >> 4) + 3)}`);
  }
  const sources = p.u16(at + 26);
  if (sources > 0) {
    if (28 + sources * 16 > length) p.put(` [invalid number of sources ${sources}]`);
    else if (p.o.v > 1) {
      p.put(" {");
      for (let i = 0; i < sources; i++) p.put(` ${p.ip6(at + 28 + i * 16)}`);
      p.put(" }");
    } else p.put(`, ${sources} source(s)`);
  }
  p.put("]");
}

function printReport2(p: Printer, at: number, length: number): void {
  if (length < 8) {
    p.put(` [invalid length ${length}]`);
    return;
  }
  const groups = p.u16(at + 6);
  p.put(`, ${groups} group record(s)`);
  if (p.o.v === 0) return;
  let from = at + 8;
  for (let i = 0; i < groups; i++) {
    if (from + 20 > at + length) {
      p.put(" [invalid number of groups]");
      return;
    }
    p.put(` [gaddr ${p.ip6(from + 4)}`);
    const type = p.u8(from);
    p.put(` ${RECORDS.get(type) ?? ` [v2-report-#${type}]`}`);
    const sources = p.u16(from + 2);
    if (from + 20 + sources * 16 > at + length) {
      p.put(` [invalid number of sources ${sources}]`);
      return;
    }
    if (p.o.v > 1) {
      p.put(" {");
      for (let j = 0; j < sources; j++) p.put(` ${p.ip6(from + 20 + j * 16)}`);
      p.put(" }");
    } else p.put(`, ${sources} source(s)`);
    p.put("]");
    from += 20 + sources * 16;
  }
}
