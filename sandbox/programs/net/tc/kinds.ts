/** tc's words for every queue but netem: how its options are read and printed. iproute2 6.1 tc/q_*.c. */
import type {
  FqCodelSpec,
  HtbSpec,
  PrioSpec,
  QdiscDump,
  QdiscOptions,
  QdiscState,
  TbfSpec,
} from "../../../kernel/sched/types.ts";
import type { Args, Session } from "../ip/session.ts";
import { matches, parseInteger } from "../ip/values.ts";
import { HELP } from "./help.ts";
import { parseNetem, printNetem } from "./netem.ts";
import {
  formatRate,
  formatSize,
  formatTime,
  parseRate,
  parseSize,
  parseTime,
  ticksOf,
  ticksToUs,
} from "./units.ts";

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** Kinds of Linux without a model here. */
const UNMODELLED: readonly string[] = [
  "cake",
  "cbq",
  "cbs",
  "choke",
  "codel",
  "drr",
  "dsmark",
  "ets",
  "etf",
  "fq_pie",
  "gred",
  "hfsc",
  "hhf",
  "mq",
  "mqprio",
  "multiq",
  "pfifo_head_drop",
  "pie",
  "plug",
  "qfq",
  "red",
  "sfb",
  "sfq",
  "skbprio",
  "taprio",
  "teql0",
  "atm",
];

/** The options after a kind; null: the kind alone. */
export function parseQdiscOptions(s: Session, args: Args, kind: string): QdiscOptions | null {
  if (UNMODELLED.includes(kind)) s.notSimulated(`the qdisc "${kind}"`);
  switch (kind) {
    case "netem":
      return parseNetem(s, args);
    case "tbf":
      return parseTbf(s, args);
    case "pfifo":
    case "bfifo":
      return parseFifo(s, args, kind);
    case "fq_codel":
      return parseFqCodel(s, args);
    case "prio":
      return parsePrio(s, args);
    case "htb":
      return parseHtb(s, args);
    case "fq":
      if (!args.done) s.notSimulated("options of fq");
      return null;
    case "pfifo_fast":
      if (!args.done) s.die(`qdisc '${kind}' does not support option parsing\n`);
      return null;
    default:
      if (args.done) return null;
      s.die(`Unknown qdisc "${kind}", hence option "${args.word}" is unparsable\n`, 1);
  }
}

function parseFifo(s: Session, args: Args, kind: "pfifo" | "bfifo"): QdiscOptions {
  let limit: number | undefined;
  for (; !args.done; args.skip()) {
    if (args.word === "limit") {
      const value = args.value();
      limit = parseSize(value) ?? s.die(`${kind}: Illegal value for "limit": "${value}"\n`, 1);
    } else if (args.word === "help") s.die(HELP.fifo, 1);
    else s.die(`${kind}: unknown parameter "${args.word}"\n${HELP.fifo}`, 1);
  }
  return limit === undefined ? { kind } : { kind, limit };
}

/** "2000", "2000/8": size and cell. */
function sizeAndCell(word: string): number | null {
  const m = /^([^/]*)(\/[0-9]+)?$/.exec(word);
  return m === null ? null : parseSize(m[1] as string);
}

function parseTbf(s: Session, args: Args): TbfSpec {
  const got = new Map<string, number>();
  const take = (name: string, read: (word: string) => number | null): void => {
    if (got.has(name)) s.die(`tbf: duplicate "${name}" specification\n`, 1);
    const value = args.value();
    const parsed = read(value);
    if (parsed === null) s.die(`tbf: illegal value for "${name}": "${value}"\n`, 1);
    got.set(name, parsed);
  };
  const both = 'tbf: specifying both "latency" and "limit" is not allowed\n';
  for (; !args.done; args.skip()) {
    const word = args.word;
    if (matches(word, "limit")) {
      if (got.has("latency")) s.die(both, 1);
      take("limit", parseSize);
    } else if (matches(word, "latency")) {
      if (got.has("limit")) s.die(both, 1);
      take("latency", parseTime);
    } else if (matches(word, "burst") || word === "buffer" || word === "maxburst")
      take(word === "buffer" || word === "maxburst" ? word : "burst", sizeAndCell);
    else if (word === "mtu" || word === "minburst") take(word, sizeAndCell);
    else if (word === "mpu") take("mpu", parseSize);
    else if (word === "rate") take("rate", parseRate);
    else if (matches(word, "peakrate")) take("peakrate", parseRate);
    else if (matches(word, "overhead")) take("overhead", parseSize);
    else if (matches(word, "linklayer")) s.notSimulated("tbf's linklayer");
    else if (word === "help") s.die(HELP.tbf, 1);
    else s.die(`tbf: unknown parameter "${word}"\n${HELP.tbf}`, 1);
  }
  return finishTbf(s, got);
}

function finishTbf(s: Session, got: ReadonlyMap<string, number>): TbfSpec {
  const rate = got.get("rate") ?? 0;
  const burst = got.get("burst") ?? got.get("buffer") ?? got.get("maxburst") ?? 0;
  const peakRate = got.get("peakrate") ?? 0;
  const mtu = got.get("mtu") ?? got.get("minburst") ?? 0;
  const limit = got.get("limit");
  const latency = got.get("latency");
  const missing: string[] = [];
  if (rate === 0) missing.push('tbf: the "rate" parameter is mandatory.\n');
  if (burst === 0) missing.push('tbf: the "burst" parameter is mandatory.\n');
  if (peakRate > 0 && mtu === 0)
    missing.push('tbf: when "peakrate" is specified, "mtu" must also be specified.\n');
  if (limit === undefined && latency === undefined)
    missing.push('tbf: either "limit" or "latency" is required.\n');
  if (missing.length > 0) s.die(missing.join("") + HELP.tbf, 1);
  let room = limit ?? 0;
  if (limit === undefined) {
    room = (rate * (latency ?? 0)) / 1e6 + burst;
    if (peakRate > 0) room = Math.min(room, (peakRate * (latency ?? 0)) / 1e6 + mtu);
  }
  return {
    kind: "tbf",
    rate,
    burst,
    limit: Math.floor(room),
    peakRate,
    mtu,
    overhead: got.get("overhead") ?? 0,
    mpu: got.get("mpu") ?? 0,
  };
}

function illegal(s: Session, what: string, explain = ""): never {
  s.die(`Illegal "${what}"\n${explain}`, 1);
}
function unsigned(word: string): number | null {
  const value = parseInteger(word);
  return value === null || value < 0 ? null : value;
}

function parseFqCodel(s: Session, args: Args): FqCodelSpec {
  const spec: Mutable<FqCodelSpec> = { kind: "fq_codel" };
  for (; !args.done; args.skip()) {
    const word = args.word;
    if (word === "limit") spec.limit = unsigned(args.value()) ?? illegal(s, "limit");
    else if (word === "flows") spec.flows = unsigned(args.value()) ?? illegal(s, "flows");
    else if (word === "quantum") spec.quantum = unsigned(args.value()) ?? illegal(s, "quantum");
    else if (word === "target") spec.targetUs = parseTime(args.value()) ?? illegal(s, "target");
    else if (word === "interval")
      spec.intervalUs = parseTime(args.value()) ?? illegal(s, "interval");
    else if (word === "memory_limit")
      spec.memory = parseSize(args.value()) ?? illegal(s, "memory_limit");
    else if (word === "drop_batch")
      spec.dropBatch = unsigned(args.value()) ?? illegal(s, "drop_batch");
    else if (word === "ecn" || word === "noecn") spec.ecn = word === "ecn";
    else if (word === "ce_threshold" || word === "ce_threshold_selector")
      s.notSimulated(`fq_codel's ${word}`);
    else if (word === "help") s.die(HELP.fqCodel, 1);
    else s.die(`What is "${word}"?\n${HELP.fqCodel}`, 1);
  }
  return spec;
}

function parsePrio(s: Session, args: Args): PrioSpec {
  let bands = 3;
  let map: number[] | null = null;
  for (; !args.done; args.skip()) {
    const word = args.word;
    if (map !== null && /^\d/.test(word)) {
      const band = unsigned(word) ?? illegal(s, "priomap" + '" element');
      if (band > bands) s.die('"priomap" element is out of bands\n', 1);
      if (map.length > 15) s.die('"priomap" index > TC_PRIO_MAX=15\n', 1);
      map.push(band);
    } else if (word === "bands") bands = unsigned(args.value()) ?? illegal(s, "bands");
    else if (word === "priomap") {
      if (map !== null) s.die("Error: duplicate priomap\n", 1);
      map = [];
    } else if (word === "multiqueue") s.notSimulated("prio's multiqueue");
    else if (word === "help") s.die(HELP.prio, 1);
    else s.die(`What is "${word}"?\n${HELP.prio}`, 1);
  }
  if (map === null || map.length === 0) return { kind: "prio", bands };
  const fill = map.at(-1) as number;
  while (map.length < 16) map.push(fill);
  return { kind: "prio", bands, priomap: map };
}

function parseHtb(s: Session, args: Args): HtbSpec {
  const spec: Mutable<HtbSpec> = { kind: "htb" };
  for (; !args.done; args.skip()) {
    const word = args.word;
    if (matches(word, "r2q")) spec.r2q = unsigned(args.value()) ?? illegal(s, "r2q", HELP.htb);
    else if (matches(word, "default")) {
      const value = args.value();
      if (!/^(0x)?[0-9a-f]+$/i.test(value)) illegal(s, "default", HELP.htb);
      spec.defaultClass = parseInt(value, 16);
    } else if (["debug", "direct_qlen", "offload"].includes(word)) s.notSimulated(`htb's ${word}`);
    else if (word === "help") s.die(HELP.htb, 1);
    else s.die(`What is "${word}"?\n${HELP.htb}`, 1);
  }
  return spec;
}

// ── printing ───────────────────────────────────────────────────────────────────────────────────

export function printState(s: Session, state: QdiscState): void {
  const p = s.printer;
  switch (state.kind) {
    case "netem":
      printNetem(s, state);
      return;
    case "tbf":
      printTbf(s, state);
      return;
    case "pfifo":
      p.any("limit", state.limit, `limit ${state.limit}p`);
      return;
    case "bfifo":
      p.any("limit", state.limit, `limit ${formatSize(state.limit)}`);
      return;
    case "fq_codel":
      printFqCodel(s, state);
      return;
    case "fq":
      printFq(s, state.quantum);
      return;
    case "prio":
    case "pfifo_fast":
      p.any("bands", state.bands, `bands ${state.bands} `);
      p.openArray("priomap", "priomap");
      for (const band of state.priomap) p.element(band, ` ${band}`);
      p.closeArray(null);
      p.member("multiqueue", false);
      return;
    case "htb": {
      const fallback = state.defaultClass === 0 ? "0" : `0x${state.defaultClass.toString(16)}`;
      p.any("r2q", state.r2q, `r2q ${state.r2q}`);
      p.any("default", fallback, ` default ${fallback}`);
      p.any(
        "direct_packets_stat",
        state.directPackets,
        ` direct_packets_stat ${state.directPackets}`,
      );
      if (s.options.details > 0) p.any("ver", "3.17", " ver 3.17");
      p.any("direct_qlen", state.directQlen, ` direct_qlen ${state.directQlen}`);
      return;
    }
    case "ingress":
      p.text("---------------- ");
      return;
    default:
      return;
  }
}

function printTbf(s: Session, q: Extract<QdiscState, { kind: "tbf" }>): void {
  const p = s.printer;
  const more = s.options.details > 0;
  const bufferUs = ticksToUs(ticksOf(q.bufferNs));
  const burst = Math.floor((q.rate * bufferUs) / 1e6);
  p.any("rate", q.rate, `rate ${formatRate(q.rate, s.options.iec)} `);
  p.any("burst", burst, `burst ${formatSize(burst)}${more ? "/1 mpu " + formatSize(q.mpu) : ""} `);
  const peakUs = ticksToUs(ticksOf(q.peakNs));
  if (q.peakRate > 0) {
    const least = Math.floor((q.peakRate * peakUs) / 1e6);
    p.any("peakrate", q.peakRate, `peakrate ${formatRate(q.peakRate, s.options.iec)} `);
    p.any("minburst", least, `minburst ${formatSize(least)}${more ? "/1 mpu 0b" : ""} `);
  }
  let latency = 1e6 * (q.limit / q.rate) - bufferUs;
  if (q.peakRate > 0) latency = Math.max(latency, 1e6 * (q.limit / q.peakRate) - peakUs);
  if (latency >= 0) p.any("lat", Math.floor(latency), `lat ${formatTime(Math.floor(latency))} `);
  else p.any("limit", q.limit, `limit ${formatSize(q.limit)} `);
  if (q.overhead !== 0) p.any("overhead", q.overhead, `overhead ${q.overhead} `);
  if (more) p.text("linklayer ethernet ");
}

function printFqCodel(s: Session, q: Required<FqCodelSpec>): void {
  const p = s.printer;
  p.any("limit", q.limit, `limit ${q.limit}p `);
  p.any("flows", q.flows, `flows ${q.flows} `);
  p.any("quantum", q.quantum, `quantum ${q.quantum} `);
  p.any("target", q.targetUs, `target ${formatTime(q.targetUs)} `);
  p.any("interval", q.intervalUs, `interval ${formatTime(q.intervalUs)} `);
  p.any("memory_limit", q.memory, `memory_limit ${formatSize(q.memory)} `);
  if (q.ecn) p.any("ecn", true, "ecn ");
  p.any("drop_batch", q.dropBatch, `drop_batch ${q.dropBatch} `);
}

function printFq(s: Session, quantum: number): void {
  const p = s.printer;
  p.any("limit", 10_000, "limit 10000p ");
  p.any("flow_limit", 100, "flow_limit 100p ");
  p.any("buckets", 1024, "buckets 1024 ");
  p.any("orphan_mask", 1023, "orphan_mask 1023 ");
  p.any("quantum", quantum, `quantum ${formatSize(quantum)} `);
  p.any("initial_quantum", quantum * 5, `initial_quantum ${formatSize(quantum * 5)} `);
  p.any("low_rate_threshold", 68_750, "low_rate_threshold 550Kbit ");
  p.any("refill_delay", 40_000, "refill_delay 40ms ");
  p.any("timer_slack", 10_000, "timer_slack 10us ");
  p.any("horizon", 10_000_000, "horizon 10s ");
  p.any("horizon_drop", null, "horizon_drop ");
}

/** The lines of -s. */
export function printQueueStats(s: Session, q: QdiscDump): void {
  const p = s.printer;
  const { stats, state } = q;
  p.any("bytes", stats.bytes, ` Sent ${stats.bytes} bytes`);
  p.any("packets", stats.packets, ` ${stats.packets} pkt`);
  p.any("drops", stats.drops, ` (dropped ${stats.drops}`);
  p.any("overlimits", stats.overlimits, `, overlimits ${stats.overlimits}`);
  p.any("requeues", stats.requeues, ` requeues ${stats.requeues}) `);
  p.nl();
  p.any("backlog", stats.backlog, ` backlog ${formatSize(stats.backlog)}`);
  p.any("qlen", stats.qlen, ` ${stats.qlen}p`);
  p.text(` requeues ${stats.requeues}`);
  if (state.kind === "fq_codel") {
    p.nl();
    p.any("maxpacket", 0, "  maxpacket 0");
    p.any("drop_overlimit", 0, " drop_overlimit 0");
    p.any("new_flow_count", 0, " new_flow_count 0");
    p.any("ecn_mark", 0, " ecn_mark 0");
    p.nl();
    p.any("new_flows_len", 0, "  new_flows_len 0");
    p.any("old_flows_len", 0, " old_flows_len 0");
  } else if (state.kind === "fq") {
    p.nl();
    p.text("  flows 0 (inactive 0 throttled 0)\n  gc 0 highprio 0 throttled 0");
  }
  p.text("\n");
}
