/**
 * Metrics and realms of a route: the words of `ip route add` that set them (iproute_modify, get_time_rtt) and how
 * they are shown (print_rta_metrics, print_rta_flow), in the kernel's order of RTAX_*.
 */
import type { RouteMetrics } from "../../../kernel/netlink-types.ts";
import type { Printer } from "./printer.ts";
import type { Args, Session } from "./session.ts";
import { matches, parseUnsigned } from "./values.ts";

type MetricKey = Exclude<keyof RouteMetrics, "mtuLock" | "locks" | "congctl" | "realm">;

interface Metric {
  readonly key: MetricKey;
  readonly word: string;
  /** iproute2 takes it abbreviated. */
  readonly short: boolean;
  /** `lock` may stand before the number. */
  readonly lockable: boolean;
  /** Times: how many of the kernel's units a millisecond has. */
  readonly perMs?: number;
}

/** By RTAX_*'s numbers. */
const METRICS: readonly Metric[] = [
  { key: "mtu", word: "mtu", short: false, lockable: true },
  { key: "window", word: "window", short: false, lockable: true },
  { key: "rtt", word: "rtt", short: false, lockable: true, perMs: 8 },
  { key: "rttvar", word: "rttvar", short: true, lockable: true, perMs: 4 },
  { key: "ssthresh", word: "ssthresh", short: true, lockable: true },
  { key: "cwnd", word: "cwnd", short: false, lockable: true },
  { key: "advmss", word: "advmss", short: true, lockable: true },
  { key: "reordering", word: "reordering", short: false, lockable: true },
  { key: "hoplimit", word: "hoplimit", short: true, lockable: true },
  { key: "initcwnd", word: "initcwnd", short: true, lockable: true },
  { key: "features", word: "features", short: false, lockable: false },
  { key: "rtoMin", word: "rto_min", short: false, lockable: false, perMs: 1 },
  { key: "initrwnd", word: "initrwnd", short: true, lockable: true },
  { key: "quickack", word: "quickack", short: true, lockable: false },
  {
    key: "fastopenNoCookie",
    word: "fastopen_no_cookie",
    short: false,
    lockable: false,
  },
];
const FEATURE_ECN = 1;

/** A metric or `realms` at this place: taken in. False: the word is another one. */
export function parseMetric(s: Session, args: Args, metrics: RouteMetrics): boolean {
  const word = args.word;
  if (matches(word, "congctl")) {
    let value = args.value();
    if (value === "lock") {
      lock(metrics, "congctl");
      value = args.value();
    }
    metrics.congctl = value;
    return true;
  }
  if (matches(word, "realms")) {
    const realm = parseRealm(s, args.value());
    if (realm !== 0) metrics.realm = realm;
    return true;
  }
  const metric = METRICS.find((one) => (one.short ? matches(word, one.word) : word === one.word));
  if (metric === undefined) return false;
  let value = args.value();
  if (value === "lock" && metric.lockable) {
    lock(metrics, metric.word);
    if (metric.key === "mtu") metrics.mtuLock = true;
    value = args.value();
  }
  metrics[metric.key] = parseValue(s, metric, value);
  if (metric.key === "rtoMin") lock(metrics, metric.word);
  return true;
}

function lock(metrics: RouteMetrics, word: string): void {
  metrics.locks = [...(metrics.locks ?? []).filter((one) => one !== word), word];
}

function parseValue(s: Session, metric: Metric, value: string): number {
  if (metric.key === "features") {
    if (value !== "ecn") s.invalid('"features" value not valid\n', value);
    return FEATURE_ECN;
  }
  const number = metric.perMs === undefined ? parseUnsigned(value) : time(value, metric.perMs);
  if (number === null || (metric.key === "hoplimit" && number > 255))
    s.invalid(`"${metric.word}" value is invalid\n`, value);
  if ((metric.key === "quickack" || metric.key === "fastopenNoCookie") && number > 1)
    s.invalid(`"${metric.word}" value should be 0 or 1\n`, value);
  return number;
}

/** get_time_rtt: bare numbers are the kernel's own units. */
function time(text: string, perMs: number): number | null {
  const m = /^(\d+(?:\.\d*)?|\.\d+)(s|secs?|ms|msecs?|)$/i.exec(text);
  if (m === null) return null;
  const unit = (m[2] as string).toLowerCase();
  if (unit === "") return Math.floor(Number(m[1]));
  const ms = Number(m[1]) * (unit.startsWith("m") ? 1 : 1000);
  return Math.ceil(ms) * perMs;
}

/** [FROM/]TO: get_rt_realms_or_raw. */
function parseRealm(s: Session, value: string): number {
  const names = s.names("rt_realms");
  let realm = 0;
  for (const part of value.split("/")) {
    const number = names.number(part) ?? parseUnsigned(part, 0xffff);
    if (number === null) s.invalid('"realm" value is invalid\n', value);
    realm = realm * 0x10000 + number;
  }
  return realm;
}

/** `realm TO` or `realms FROM/TO`. */
export function printRealm(s: Session, realm: number): void {
  const p = s.printer;
  const name = (number: number): string =>
    (s.options.numeric ? null : s.names("rt_realms").name(number)) ?? String(number);
  const from = realm >>> 16;
  const to = realm & 0xffff;
  p.openObject("flow");
  p.text(from === 0 ? "realm " : "realms ");
  if (from !== 0) p.any("from", name(from), `${name(from)}/`);
  p.any("to", name(to), `${name(to)} `);
  p.closeObject();
}

/** RTA_METRICS: what is 0 the kernel does not tell. */
export function printMetrics(p: Printer, m: RouteMetrics): void {
  const shown = METRICS.filter(({ key }) => (m[key] ?? 0) !== 0);
  if (shown.length === 0 && m.congctl === undefined) return;
  const locked = (word: string): string =>
    m.locks?.includes(word) === true || (word === "mtu" && m.mtuLock === true) ? "lock " : "";
  p.openArray("metrics", null);
  p.openObject();
  for (const { key, word, perMs } of shown) {
    if (key === "fastopenNoCookie") continue;
    const value = m[key] ?? 0;
    if (key === "features") {
      p.text("features ");
      p.any("ecn", null, "ecn ");
    } else if (perMs !== undefined) {
      const ms = Math.floor(value / perMs);
      p.any(word, ms, `${word} ${locked(word)}${ms >= 1000 ? `${ms / 1000}s` : `${ms}ms`} `);
    } else p.any(word, value, `${word} ${locked(word)}${value} `);
  }
  if (m.congctl !== undefined)
    p.any("congestion", m.congctl, `congctl ${locked("congctl")}${m.congctl} `);
  const noCookie = m.fastopenNoCookie ?? 0;
  if (noCookie !== 0) p.any("fastopen_no_cookie", noCookie, `fastopen_no_cookie ${noCookie} `);
  p.closeObject();
  p.closeArray(null);
}
