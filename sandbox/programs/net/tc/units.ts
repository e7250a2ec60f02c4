/** Times, sizes, rates, shares and handles as tc reads and prints them. iproute2 6.1 tc/tc_util.c, lib/utils.c. */
import {
  majorOf,
  minorOf,
  PERCENT_MAX,
  TC_H_INGRESS,
  TC_H_ROOT,
} from "../../../kernel/sched/types.ts";

/** The kernel counts time for tc in 64 ns: so many of them a microsecond. */
const TICKS_PER_US = 15.625;

/** strtod, with what is left of the word; null: no number. */
function number(word: string): { value: number; rest: string } | null {
  const m = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?/i.exec(word);
  return m === null ? null : { value: Number(m[0]), rest: word.slice(m[0].length).toLowerCase() };
}

const TIMES: Readonly<Record<string, number>> = {
  "": 1,
  s: 1e6,
  sec: 1e6,
  secs: 1e6,
  ms: 1e3,
  msec: 1e3,
  msecs: 1e3,
  us: 1,
  usec: 1,
  usecs: 1,
};

/** µs, whole; null: no time. */
export function parseTime(word: string): number | null {
  const n = number(word);
  const unit = n === null ? undefined : TIMES[n.rest];
  return n === null || unit === undefined || n.value < 0 ? null : Math.floor(n.value * unit);
}

/** ns, with a unit of its own; null: no time. */
export function parseTimeNs(word: string): number | null {
  const n = number(word);
  if (n === null || n.value < 0) return null;
  if (/^n(s|sec|secs)$/.test(n.rest)) return Math.floor(n.value);
  const unit = TIMES[n.rest];
  return unit === undefined ? null : Math.floor(n.value * unit * 1000);
}

const SIZES: Readonly<Record<string, number>> = {
  "": 1,
  b: 1,
  k: 1024,
  kb: 1024,
  m: 1_048_576,
  mb: 1_048_576,
  g: 1_073_741_824,
  gb: 1_073_741_824,
  kbit: 128,
  mbit: 131_072,
  gbit: 134_217_728,
};

/** Bytes. */
export function parseSize(word: string): number | null {
  const n = number(word);
  const unit = n === null ? undefined : SIZES[n.rest];
  if (n === null || unit === undefined || n.value < 0) return null;
  const size = Math.floor(n.value * unit);
  return size > 0xffff_ffff ? null : size;
}

const RATES: Readonly<Record<string, number>> = {
  "": 1,
  bit: 1,
  kibit: 1024,
  kbit: 1e3,
  mibit: 1024 ** 2,
  mbit: 1e6,
  gibit: 1024 ** 3,
  gbit: 1e9,
  tibit: 1024 ** 4,
  tbit: 1e12,
  bps: 8,
  kibps: 8192,
  kbps: 8e3,
  mibps: 8 * 1024 ** 2,
  mbps: 8e6,
  gibps: 8 * 1024 ** 3,
  gbps: 8e9,
  tibps: 8 * 1024 ** 4,
  tbps: 8e12,
};

/** Bytes a second. */
export function parseRate(word: string): number | null {
  const n = number(word);
  const unit = n === null ? undefined : RATES[n.rest];
  if (n === null || unit === undefined || n.value < 0) return null;
  return Math.floor((n.value * unit) / 8);
}

/** A share of 2^32 - 1; null: none. */
export function parsePercent(word: string): number | null {
  const n = number(word);
  if (n === null || (n.rest !== "" && n.rest !== "%") || n.value > 100 || n.value < 0) return null;
  return Math.round((n.value / 100) * PERCENT_MAX);
}

/** printf's %.3g or %g. */
export function general(value: number, digits = 6): string {
  if (value === 0) return "0";
  return String(Number(value.toPrecision(digits)));
}

export function formatTime(us: number): string {
  if (us >= 1e6) return `${general(us / 1e6, 3)}s`;
  if (us >= 1e3) return `${general(us / 1e3, 3)}ms`;
  return `${Math.floor(us)}us`;
}

/** ns as the kernel hands them out, in ticks: µs. */
export function ticksOf(ns: number): number {
  return Math.floor(ns / 64);
}
export function ticksToUs(ticks: number): number {
  return Math.floor(ticks / TICKS_PER_US);
}

export function formatSize(bytes: number): string {
  const k = 1024;
  const m = k * k;
  if (bytes >= m && Math.abs(m * Math.round(bytes / m) - bytes) < 1024)
    return `${general(Math.round(bytes / m))}Mb`;
  if (bytes >= k && Math.abs(k * Math.round(bytes / k) - bytes) < 16)
    return `${general(Math.round(bytes / k))}Kb`;
  return `${bytes}b`;
}

/** From bytes a second. */
export function formatRate(bytesPerSecond: number, iec = false): string {
  const kilo = iec ? 1024 : 1000;
  const units = ["", "K", "M", "G", "T"];
  let rate = bytesPerSecond * 8;
  let i = 0;
  for (; i < units.length - 1; i++) {
    if (rate < kilo) break;
    if (rate % kilo !== 0 && rate < 1000 * kilo) break;
    rate = Math.floor(rate / kilo);
  }
  return `${rate}${units[i] as string}${iec && i > 0 ? "i" : ""}bit`;
}

export function formatPercent(share: number): string {
  return `${general((100 * share) / PERCENT_MAX)}%`;
}

const hex = (n: number): string => n.toString(16);

/** "1:", "8001:": a queue's. */
export function formatHandle(handle: number): string {
  return `${hex(majorOf(handle) / 65_536)}:`;
}

/** print_tc_classid. */
export function formatClassid(id: number): string {
  if (id === TC_H_ROOT) return "root";
  if (id === 0) return "none";
  const major = majorOf(id) / 65_536;
  const minor = minorOf(id);
  if (major === 0) return `:${hex(minor)}`;
  return minor === 0 ? `${hex(major)}:` : `${hex(major)}:${hex(minor)}`;
}

/** get_qdisc_handle: "1:", "1", "none"; null: none. */
export function parseHandle(word: string): number | null {
  if (word === "none") return 0;
  const m = /^([0-9a-f]*):?$/i.exec(word);
  if (m === null || word === "") return null;
  const major = m[1] === "" ? 0 : parseInt(m[1] as string, 16);
  return major >= 65_536 ? null : major * 65_536;
}

/** get_tc_classid. */
export function parseClassid(word: string): number | null {
  if (word === "root") return TC_H_ROOT;
  if (word === "none") return 0;
  if (word === "ingress") return TC_H_INGRESS;
  const m = /^([0-9a-f]*)(?::([0-9a-f]*))?$/i.exec(word);
  if (m === null || word === "") return null;
  const major = m[1] === "" ? 0 : parseInt(m[1] as string, 16);
  if (m[2] === undefined) return major;
  const minor = m[2] === "" ? 0 : parseInt(m[2], 16);
  return major >= 65_536 || minor >= 65_536 ? null : major * 65_536 + minor;
}
