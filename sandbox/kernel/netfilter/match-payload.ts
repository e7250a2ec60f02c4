/**
 * Matches of bytes, of the clock and of headers that are seldom met: xt_string.c (the algorithm makes no
 * difference), xt_time.c (the machine's time zone is UTC), xt_u32.c, xt_ecn.c, xt_cpu.c, xt_devgroup.c, xt_esp.c,
 * ipt_ah.c, xt_sctp.c (ports only).
 */
import { u16, u32, u8 } from "../../wire/bytes.ts";
import { IP_TOS } from "../../wire/ipv4.ts";
import { TCP_FLAGS, TCP_HEADER } from "../../wire/tcp.ts";
import type { NetDevice } from "../device.ts";
import { inside } from "./match.ts";
import type { DevGroup, XtMatch, XtPayloadMatch } from "./types.ts";
import type { PacketView } from "./view.ts";

type Test = (v: PacketView) => boolean;
type Of<N extends XtPayloadMatch["name"]> = Extract<XtPayloadMatch, { name: N }>;

const ECE = 0x40;
const CWR = 0x80;

export function makePayloadMatch(match: XtMatch): Test | null {
  switch (match.name) {
    case "string":
      return stringMatch(match);
    case "time":
      return timeMatch(match);
    case "u32":
      return (v) => match.tests.every((test) => u32Fits(test, v)) !== match.invert;
    case "ecn":
      return ecnMatch(match);
    case "cpu":
      // The first of the machine's two does all that comes from wires.
      return () => (match.cpu === 0) !== match.invert;
    case "devgroup":
      return (v) => groupFits(match.src, v.state.input) && groupFits(match.dst, v.state.output);
    case "esp":
      return spiMatch(match, 0);
    case "ah":
      return spiMatch(match, 4);
    case "sctp":
      return (v) => {
        if (v.fragment !== 0) return false;
        if (!v.has(12)) {
          v.hotdrop = true;
          return false;
        }
        return (
          (match.sport === null || inside(match.sport, u16(v.b, v.l4))) &&
          (match.dport === null || inside(match.dport, u16(v.b, v.l4 + 2)))
        );
      };
    default:
      return null;
  }
}

/** skb_find_text: from one offset up to, but not into, the other. */
function stringMatch(match: Of<"string">): Test {
  const fold = (byte: number): number => (byte >= 65 && byte <= 90 ? byte + 32 : byte);
  const { icase, from, to, invert } = match;
  const pattern = Uint8Array.from(icase ? match.pattern.map(fold) : match.pattern);
  const { length } = pattern;
  return (v) => {
    const last = Math.min(v.length, to) - length;
    for (let i = from; i <= last; i++) {
      let k = 0;
      while (k < length) {
        const byte = u8(v.b, v.l3 + i + k);
        if ((icase ? fold(byte) : byte) !== pattern[k]) break;
        k++;
      }
      if (k === length) return !invert;
    }
    return invert;
  };
}

const DAY_S = 86_400;

function timeMatch(match: Of<"time">): Test {
  const { dayStart, dayStop, dateStart, dateStop, weekdays, monthdays, contiguous } = match;
  return (v) => {
    const { sim } = v.ns.host;
    let stamp = Math.floor((sim.epochUs + sim.sched.now) / 1_000_000);
    if (stamp < dateStart || stamp > dateStop) return false;
    const second = stamp % DAY_S;
    if (dayStart < dayStop) {
      if (second < dayStart || second > dayStop) return false;
    } else {
      if (second < dayStart && second > dayStop) return false;
      if (contiguous && second <= dayStop) stamp -= DAY_S;
    }
    const days = Math.floor(stamp / DAY_S);
    // 1970-01-01 was a Thursday.
    if ((weekdays & (1 << (((days + 3) % 7) + 1))) === 0) return false;
    return monthdays === ALL_MONTHDAYS || (monthdays & (1 << dayOfMonth(days))) !== 0;
  };
}

export const ALL_WEEKDAYS = 0xfe;
export const ALL_MONTHDAYS = 0xfffffffe;

/** The civil date of a day number. */
function dayOfMonth(days: number): number {
  const z = days + 719_468;
  const era = Math.floor(z / 146_097);
  const doe = z - era * 146_097;
  const yoe = Math.floor(
    (doe - Math.floor(doe / 1460) + Math.floor(doe / 36_524) - Math.floor(doe / 146_096)) / 365,
  );
  const doy = doe - (365 * yoe + Math.floor(yoe / 4) - Math.floor(yoe / 100));
  const month = Math.floor((5 * doy + 2) / 153);
  return doy - Math.floor((153 * month + 2) / 5) + 1;
}

function u32Fits(test: Of<"u32">["tests"][number], v: PacketView): boolean {
  let at = 0;
  let value = 0;
  for (const { op, number } of test.places) {
    if (op === "&") value = (value & number) >>> 0;
    else if (op === "<<") value = number > 31 ? 0 : (value << number) >>> 0;
    else if (op === ">>") value = number > 31 ? 0 : value >>> number;
    else {
      at += value;
      if (at + number + 4 > v.length) return false;
      value = u32(v.b, v.l3 + at + number);
    }
  }
  return test.values.some(({ from, to }) => value >= from && value <= to);
}

function ecnMatch(match: Of<"ecn">): Test {
  const { ece, cwr, ect } = match;
  return (v) => {
    if (ect !== null) {
      const tos = v.six ? (u16(v.b, v.l3) >>> 4) & 0xff : u8(v.b, v.l3 + IP_TOS);
      if (((tos & 3) === ect.value) === ect.invert) return false;
    }
    if (ece === null && cwr === null) return true;
    if (!v.has(TCP_HEADER)) return false;
    const flags = u8(v.b, v.l4 + TCP_FLAGS);
    if (ece !== null && ((flags & ECE) !== 0) === ece.invert) return false;
    return cwr === null || ((flags & CWR) !== 0) !== cwr.invert;
  };
}

function groupFits(wanted: DevGroup | null, device: NetDevice | null): boolean {
  if (wanted === null) return true;
  const group = device === null ? 0 : device.group;
  return ((group & wanted.mask) >>> 0 === wanted.group) !== wanted.invert;
}

function spiMatch(match: Of<"esp" | "ah">, at: number): Test {
  return (v) => {
    if (v.fragment !== 0) return false;
    if (!v.has(8)) {
      v.hotdrop = true;
      return false;
    }
    return inside(match.spis, u32(v.b, v.l4 + at));
  };
}
