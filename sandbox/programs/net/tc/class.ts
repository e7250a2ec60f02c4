/** `tc class`: iproute2 6.1 tc/tc_class.c, q_htb.c. Its JSON is its text, as in that version. */
import {
  type ClassDump,
  type HtbClassSpec,
  majorOf,
  TC_H_ROOT,
} from "../../../kernel/sched/types.ts";
import { Args, type Outcome, type Session } from "../ip/session.ts";
import { matches, parseInteger } from "../ip/values.ts";
import { HELP } from "./help.ts";
import {
  formatClassid,
  formatRate,
  formatSize,
  parseClassid,
  parseRate,
  parseSize,
  ticksOf,
  ticksToUs,
} from "./units.ts";

/** What tc adds to a burst that it computes itself: the largest packet it reckons with. */
const DEFAULT_MTU = 1600;

export function classCommand(s: Session, words: readonly string[]): Outcome {
  const args = new Args(s, words);
  if (args.done) return show(s, args);
  const command = args.take();
  for (const mode of ["add", "change", "replace", "delete"] as const)
    if (matches(command, mode)) return modify(s, args, mode);
  if (matches(command, "list") || matches(command, "show") || matches(command, "lst"))
    return show(s, args);
  if (matches(command, "help")) return usage(s);
  s.die(`Command "${command}" is unknown, try "tc class help".\n`);
}

function usage(s: Session): number {
  s.err(HELP.class);
  return 0;
}

function modify(s: Session, args: Args, mode: "add" | "change" | "replace" | "delete"): number {
  let dev: string | null = null;
  let classid = 0;
  let parent = 0;
  let kind: string | null = null;
  for (; !args.done && kind === null; args.skip()) {
    const word = args.word;
    if (word === "dev") {
      const value = args.value();
      if (dev !== null) s.duplicate("dev", value);
      dev = value;
    } else if (word === "classid") {
      const value = args.value();
      if (classid !== 0) s.duplicate("classid", value);
      classid = parseClassid(value) ?? s.invalid("invalid class ID", value);
    } else if (word === "handle") s.die('Error: try "classid" instead of "handle"\n');
    else if (word === "root") {
      if (parent !== 0) s.die('Error: "root" is duplicate parent ID.\n');
      parent = TC_H_ROOT;
    } else if (word === "parent") {
      const value = args.value();
      if (parent !== 0) s.duplicate("parent", value);
      parent = parseClassid(value) ?? s.invalid("invalid parent ID", value);
    } else if (matches(word, "estimator")) s.notSimulated("estimators");
    else if (matches(word, "help")) usage(s);
    else kind = word;
  }
  let htb: HtbClassSpec | null = null;
  if (kind === "htb" && mode !== "delete") htb = parseHtbClass(s, args);
  else if (kind !== null && kind !== "htb" && mode !== "delete")
    s.die(`Error: Qdisc "${kind}" is classless.\n`, 1);
  let name = "";
  if (dev !== null) {
    const index = s.deviceIndex(dev);
    if (index === 0) return s.noDevice(dev);
    name = s.deviceName(index);
  }
  const done = s.talk(() =>
    mode === "delete"
      ? s.netlink.delTclass(name, classid)
      : s.netlink.newTclass({ dev: name, parent, handle: classid, kind, htb }, mode),
  );
  return done ? 0 : 2;
}

function parseHtbClass(s: Session, args: Args): HtbClassSpec {
  const got = new Map<string, number>();
  const take = (name: string, shown: string, read: (word: string) => number | null): void => {
    const parsed = read(args.value());
    if (parsed === null) s.die(`Illegal "${shown}"\n${HELP.htb}`, 1);
    got.set(name, parsed);
  };
  for (; !args.done; args.skip()) {
    const word = args.word;
    if (matches(word, "prio")) take("prio", "prio", unsigned);
    else if (word === "mtu" || word === "quantum") take(word, word, unsigned);
    else if (matches(word, "burst") || word === "buffer" || word === "maxburst")
      take("burst", "buffer", cell);
    else if (matches(word, "cburst") || word === "cbuffer" || word === "cmaxburst")
      take("cburst", "cbuffer", cell);
    else if (word === "ceil") take("ceil", "ceil", parseRate);
    else if (word === "rate") take("rate", "rate", parseRate);
    else if (["mpu", "overhead", "linklayer"].includes(word)) s.notSimulated(`htb's ${word}`);
    else if (word === "help") s.die(HELP.htb, 1);
    else s.die(`What is "${word}"?\n${HELP.htb}`, 1);
  }
  const rate = got.get("rate") ?? 0;
  if (rate === 0) s.die('"rate" is required.\n', 1);
  const ceil = got.get("ceil") ?? rate;
  const mtu = got.get("mtu") ?? DEFAULT_MTU;
  return {
    rate,
    ceil,
    burst: got.get("burst") ?? Math.floor(rate / 1e9 + mtu),
    cburst: got.get("cburst") ?? Math.floor(ceil / 1e9 + mtu),
    prio: got.get("prio") ?? 0,
    quantum: got.get("quantum") ?? 0,
  };
}

const cell = (word: string): number | null => parseSize(word.replace(/\/\d+$/, ""));
function unsigned(word: string): number | null {
  const value = parseInteger(word);
  return value === null || value < 0 ? null : value;
}

function show(s: Session, args: Args): number {
  let dev: string | null = null;
  let only = 0;
  let parent = 0;
  for (; !args.done; args.skip()) {
    const word = args.word;
    if (word === "dev") {
      const value = args.value();
      if (dev !== null) s.duplicate("dev", value);
      dev = value;
    } else if (matches(word, "qdisc") || matches(word, "classid")) {
      const value = args.value();
      only = parseClassid(value) ?? s.invalid("invalid class ID", value);
    } else if (word === "root") parent = TC_H_ROOT;
    else if (word === "parent") {
      const value = args.value();
      parent = parseClassid(value) ?? s.invalid("invalid parent ID", value);
    } else if (matches(word, "help")) return usage(s);
    else s.die(`What is "${word}"? Try "tc class help".\n`);
  }
  if (dev === null) return 0;
  const index = s.deviceIndex(dev);
  if (index === 0) return s.noDevice(dev);
  for (const one of s.netlink.tclasses(s.deviceName(index))) {
    if (only !== 0 && one.handle !== only && majorOf(one.handle) !== only) continue;
    if (parent !== 0 && one.parent !== parent) continue;
    printClass(s, one);
  }
  return 0;
}

function printClass(s: Session, c: ClassDump): void {
  const above = c.parent === TC_H_ROOT ? "root " : `parent ${formatClassid(c.parent)} `;
  const leaf = c.leaf === 0 ? "" : `leaf ${formatClassid(c.leaf)} `;
  s.out(`class ${c.kind} ${formatClassid(c.handle)} ${above}${leaf}`);
  if (c.htb !== null) s.out(htbText(s, c.htb));
  s.out("\n");
  if (s.options.stats === 0) return;
  if (c.stats !== null) {
    const t = c.stats;
    s.out(
      ` Sent ${t.bytes} bytes ${t.packets} pkt (dropped ${t.drops}, overlimits ${t.overlimits} requeues ${t.requeues}) \n` +
        ` backlog ${formatSize(t.backlog)} ${t.qlen}p requeues ${t.requeues}\n`,
    );
  }
  if (c.htbStats !== null) {
    const t = c.htbStats;
    s.out(
      ` lended: ${t.lends} borrowed: ${t.borrows} giants: 0\n` +
        ` tokens: ${Math.trunc(t.tokens / 64)} ctokens: ${Math.trunc(t.ctokens / 64)}\n`,
    );
  }
  s.out("\n");
}

function htbText(s: Session, h: NonNullable<ClassDump["htb"]>): string {
  const more = s.options.details > 0;
  const bytes = (burst: number, rate: number): string => {
    const us = ticksToUs(ticksOf(Math.floor((burst * 1e6) / rate) * 1000));
    return `${formatSize(Math.floor((rate * us) / 1e6))}${more ? "/1 mpu 0b" : ""} `;
  };
  let out = "";
  if (h.level === 0) out += `prio ${h.prio} ${more ? `quantum ${h.quantum} ` : ""}`;
  out += `rate ${formatRate(h.rate, s.options.iec)} ceil ${formatRate(h.ceil, s.options.iec)} `;
  if (more) out += "linklayer ethernet ";
  out += `burst ${bytes(h.burst, h.rate)}cburst ${bytes(h.cburst, h.ceil)}`;
  return more ? `${out}level ${h.level} ` : out;
}
