/** tc's words for netem: q_netem.c. Left out: slots, distributions other than normal, ecn beyond its flag. */
import type { Chance, LossModel, NetemSpec, NetemState } from "../../../kernel/sched/types.ts";
import { PERCENT_MAX } from "../../../kernel/sched/types.ts";
import type { Args, Session } from "../ip/session.ts";
import { matches, parseInteger } from "../ip/values.ts";
import { HELP } from "./help.ts";
import {
  formatPercent,
  formatRate,
  formatTime,
  general,
  parsePercent,
  parseRate,
  parseTimeNs,
  ticksOf,
  ticksToUs,
} from "./units.ts";

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

const isNumber = (word: string | undefined): boolean => word !== undefined && /^[0-9]/.test(word);

function illegal(s: Session, what: string): never {
  s.die(`Illegal "${what}"\n`, 1);
}
function explain(s: Session, why = ""): never {
  s.die(`${why}${HELP.netem}`, 1);
}

interface Draft {
  spec: Mutable<NetemSpec>;
  correlations: [number, number, number];
  correlated: boolean;
  reorder: Chance | null;
}

/** Reads all that is left. */
export function parseNetem(s: Session, args: Args): NetemSpec {
  const draft: Draft = {
    spec: { kind: "netem" },
    correlations: [0, 0, 0],
    correlated: false,
    reorder: null,
  };
  let distribution = false;
  for (; !args.done; args.skip()) {
    const word = args.word;
    if (matches(word, "limit")) draft.spec.limit = unsigned(args.value()) ?? illegal(s, "limit");
    else if (matches(word, "latency") || matches(word, "delay")) parseDelay(s, args, draft);
    else if (matches(word, "loss") || matches(word, "drop")) parseLoss(s, args, draft);
    else if (matches(word, "ecn")) draft.spec.ecn = true;
    else if (matches(word, "reorder")) draft.reorder = chance(s, args, "reorder", draft);
    else if (matches(word, "corrupt")) draft.spec.corrupt = chance(s, args, "corrupt", draft);
    else if (matches(word, "gap")) draft.spec.gap = unsigned(args.value()) ?? illegal(s, "gap");
    else if (matches(word, "duplicate")) {
      draft.spec.duplicate = parsePercent(args.value()) ?? illegal(s, "duplicate");
      if (isNumber(args.peek())) draft.correlations[2] = correlation(s, args, "duplicate", draft);
    } else if (matches(word, "distribution")) {
      parseDistribution(s, args.value());
      distribution = true;
      draft.spec.normal = true;
    } else if (matches(word, "rate")) parseNetemRate(s, args, draft);
    else if (matches(word, "slot")) s.notSimulated("netem's slot");
    else if (matches(word, "help")) explain(s);
    else explain(s, `What is "${word}"?\n`);
  }
  return finish(s, draft, distribution);
}

function finish(s: Session, draft: Draft, distribution: boolean): NetemSpec {
  const { spec, reorder } = draft;
  const delayed = (spec.latencyNs ?? 0) > 0;
  if (reorder !== null && reorder.probability !== 0) {
    if (!delayed) explain(s, "reordering not possible without specifying some delay\n");
    spec.reorder = reorder;
    if ((spec.gap ?? 0) === 0) spec.gap = 1;
  } else if ((spec.gap ?? 0) > 0) explain(s, "gap specified without reorder probability\n");
  if (draft.correlated) spec.correlations = draft.correlations;
  if (distribution && (!delayed || (spec.jitterNs ?? 0) === 0))
    explain(s, "distribution specified but no latency and jitter values\n");
  return spec;
}

function unsigned(word: string): number | null {
  const value = parseInteger(word);
  return value === null || value < 0 ? null : value;
}

function correlation(s: Session, args: Args, what: string, draft: Draft): number {
  draft.correlated = true;
  args.skip();
  return parsePercent(args.word) ?? illegal(s, what);
}

function chance(s: Session, args: Args, what: string, draft: Draft): Chance {
  const probability = parsePercent(args.value()) ?? illegal(s, what);
  return {
    probability,
    correlation: isNumber(args.peek()) ? correlation(s, args, what, draft) : 0,
  };
}

function parseDelay(s: Session, args: Args, draft: Draft): void {
  draft.spec.latencyNs = parseTimeNs(args.value()) ?? illegal(s, "latency");
  if (!isNumber(args.peek())) return;
  args.skip();
  draft.spec.jitterNs = parseTimeNs(args.word) ?? illegal(s, "latency");
  if (isNumber(args.peek())) draft.correlations[0] = correlation(s, args, "latency", draft);
}

function parseLoss(s: Session, args: Args, draft: Draft): void {
  args.value();
  if (args.word === "random" || isNumber(args.word)) {
    if (args.word === "random") args.value();
    draft.spec.loss = parsePercent(args.word) ?? illegal(s, "loss percent");
    if (isNumber(args.peek()))
      draft.correlations[1] = correlation(s, args, "loss correllation", draft);
  } else if (args.word === "state") draft.spec.lossModel = lossState(s, args);
  else if (args.word === "gemodel") draft.spec.lossModel = geModel(s, args);
  else {
    s.die(`Unknown loss parameter: ${args.word}\n`, 1);
  }
}

function lossState(s: Session, args: Args): LossModel {
  const p13 = parsePercent(args.value()) ?? illegal(s, "loss p13");
  const next = (what: string, fallback: number): number => {
    if (!isNumber(args.peek())) return fallback;
    args.skip();
    return parsePercent(args.word) ?? illegal(s, `loss ${what}`);
  };
  const p31 = next("p31", PERCENT_MAX - p13);
  const p32 = next("p32", 0);
  const p23 = next("p23", PERCENT_MAX);
  const p14 = next("p14", 0);
  return { model: "state", p13, p31, p32, p23, p14 };
}

function geModel(s: Session, args: Args): LossModel {
  const p = parsePercent(args.value()) ?? illegal(s, "loss gemodel p");
  const next = (what: string, fallback: number): number => {
    if (!isNumber(args.peek())) return fallback;
    args.skip();
    return parsePercent(args.word) ?? illegal(s, `loss gemodel ${what}`);
  };
  const r = next("r", PERCENT_MAX - p);
  const h = PERCENT_MAX - next("h", PERCENT_MAX);
  return { model: "gemodel", p, r, h, k1: next("k", 0) };
}

function parseDistribution(s: Session, name: string): void {
  if (name === "normal") return;
  if (["pareto", "paretonormal", "experimental"].includes(name))
    s.notSimulated(`the distribution "${name}"`, "normal is there");
  s.die(
    `No distribution data for ${name} (/usr/lib/x86_64-linux-gnu/tc//${name}.dist: No such file or directory)\n`,
    1,
  );
}

function parseNetemRate(s: Session, args: Args, draft: Draft): void {
  const bytesPerSecond = parseRate(args.value()) ?? illegal(s, "rate");
  const next = (): number => {
    if (!/^-?[0-9]/.test(args.peek() ?? "")) return 0;
    args.skip();
    return parseInteger(args.word) ?? illegal(s, "rate");
  };
  const packetOverhead = next();
  const cellSize = next();
  draft.spec.rate = { bytesPerSecond, packetOverhead, cellSize, cellOverhead: next() };
}

// ── printing ───────────────────────────────────────────────────────────────────────────────────

export function printNetem(s: Session, q: NetemState): void {
  const p = s.printer;
  const share = (value: number) => ({ raw: general(value / PERCENT_MAX) });
  p.any("limit", q.limit, `limit ${q.limit}`);
  const latency = ticksToUs(ticksOf(q.latencyNs));
  const jitter = ticksToUs(ticksOf(q.jitterNs));
  const [delayCor, lossCor, dupCor] = q.correlations;
  const cor = (value: number): string => (value > 0 ? ` ${formatPercent(value)}` : "");
  if (ticksOf(q.latencyNs) > 0) {
    const jitters = ticksOf(q.jitterNs) > 0;
    p.openObject("delay");
    p.member("delay", { raw: general(latency / 1e6) });
    p.member("jitter", { raw: general(jitter / 1e6) });
    p.member("correlation", share(delayCor));
    p.text(` delay ${formatTime(latency)}`);
    if (jitters) p.text(`  ${formatTime(jitter)}${cor(delayCor)}`);
    p.closeObject();
  }
  const odds = (key: string, word: string, probability: number, correlation: number): void => {
    if (probability === 0) return;
    p.openObject(key);
    p.member(word, share(probability));
    p.member("correlation", share(correlation));
    p.text(` ${word} ${formatPercent(probability)}${cor(correlation)}`);
    p.closeObject();
  };
  odds("loss-random", "loss", q.loss, lossCor);
  if (q.lossModel !== null) printModel(s, q.lossModel);
  odds("duplicate", "duplicate", q.duplicate, dupCor);
  odds("reorder", "reorder", q.reorder.probability, q.reorder.correlation);
  odds("corrupt", "corrupt", q.corrupt.probability, q.corrupt.correlation);
  printNetemRate(s, q);
  p.any("ecn", q.ecn, q.ecn ? " ecn " : "");
  p.any("gap", q.gap, q.gap > 0 ? ` gap ${q.gap}` : "");
}

function printModel(s: Session, model: LossModel): void {
  const p = s.printer;
  const rows: readonly (readonly [string, number])[] =
    model.model === "state"
      ? [
          ["p13", model.p13],
          ["p31", model.p31],
          ["p32", model.p32],
          ["p23", model.p23],
          ["p14", model.p14],
        ]
      : [
          ["p", model.p],
          ["r", model.r],
          ["1-h", PERCENT_MAX - model.h],
          ["1-k", model.k1],
        ];
  p.openObject(`loss-${model.model}`);
  p.text(` loss ${model.model}`);
  for (const [key, value] of rows)
    p.any(key, { raw: general(value / PERCENT_MAX) }, ` ${key} ${formatPercent(value)}`);
  p.closeObject();
}

function printNetemRate(s: Session, { rate }: NetemState): void {
  if (rate.bytesPerSecond === 0) return;
  const p = s.printer;
  p.openObject("rate");
  p.any("rate", rate.bytesPerSecond, ` rate ${formatRate(rate.bytesPerSecond, s.options.iec)}`);
  const extra = (key: string, value: number): void =>
    p.any(key, value, value === 0 ? "" : ` ${key} ${value}`);
  extra("packetoverhead", rate.packetOverhead);
  extra("cellsize", rate.cellSize);
  extra("celloverhead", rate.cellOverhead);
  p.closeObject();
}
