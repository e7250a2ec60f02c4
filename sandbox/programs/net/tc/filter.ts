/**
 * `tc filter`: iproute2 6.1 tc/tc_filter.c, f_u32.c, f_matchall.c, f_fw.c. Left out and refused by name:
 * actions, other classifiers, ingress and egress, u32's hash tables and its matches above IPv4.
 */
import type { NetlinkAnswer } from "../../../kernel/netlink-types.ts";
import {
  type FilterDump,
  type FilterSpec,
  TC_H_ROOT,
  type U32Key,
} from "../../../kernel/sched/types.ts";
import { Args, type Outcome, type Session } from "../ip/session.ts";
import { matches, parseInteger } from "../ip/values.ts";
import { HELP } from "./help.ts";
import { formatClassid, parseClassid } from "./units.ts";

const PROTOCOLS: ReadonlyMap<string, number> = new Map([
  ["all", 0x0003],
  ["ip", 0x0800],
  ["arp", 0x0806],
  ["ipv6", 0x86dd],
  ["802.1Q", 0x8100],
  ["802.1q", 0x8100],
  ["802.1ad", 0x88a8],
]);

export function filterCommand(s: Session, words: readonly string[]): Outcome {
  const args = new Args(s, words);
  if (args.done) return show(s, args);
  const command = args.take();
  if (matches(command, "add")) return modify(s, args, true);
  if (matches(command, "delete")) return modify(s, args, false);
  for (const mode of ["change", "replace", "get"])
    if (matches(command, mode)) s.notSimulated(`"tc filter ${mode}"`, "del and add");
  if (matches(command, "list") || matches(command, "show") || matches(command, "lst"))
    return show(s, args);
  if (matches(command, "help")) return usage(s);
  s.die(`Command "${command}" is unknown, try "tc filter help".\n`);
}

function usage(s: Session): number {
  s.err(HELP.filter);
  return 0;
}

interface Place {
  dev: string | null;
  parent: number;
  protocol: number;
  prio: number;
  handle: string | null;
  kind: string | null;
}

function parsePlace(s: Session, args: Args): Place | null {
  const at: Place = { dev: null, parent: 0, protocol: 3, prio: 0, handle: null, kind: null };
  for (; !args.done; args.skip()) {
    const word = args.word;
    if (word === "dev") {
      const value = args.value();
      if (at.dev !== null) s.duplicate("dev", value);
      at.dev = value;
    } else if (word === "root") {
      if (at.parent !== 0) s.die('Error: "root" is duplicate parent ID\n');
      at.parent = TC_H_ROOT;
    } else if (word === "ingress" || word === "egress") s.notSimulated(`filters on ${word}`);
    else if (word === "block" || word === "chain") s.notSimulated(`a filter's ${word}`);
    else if (word === "parent") {
      const value = args.value();
      if (at.parent !== 0) s.duplicate("parent", value);
      at.parent = parseClassid(value) ?? s.invalid("Invalid parent ID", value);
    } else if (word === "handle") {
      const value = args.value();
      if (at.handle !== null) s.duplicate("handle", value);
      at.handle = value;
    } else if (matches(word, "preference") || matches(word, "priority")) {
      const value = args.value();
      if (at.prio !== 0) s.duplicate("priority", value);
      const prio = parseInteger(value);
      if (prio === null || prio < 0 || prio > 0xffff) s.invalid("invalid priority value", value);
      at.prio = prio;
    } else if (matches(word, "protocol")) {
      const value = args.value();
      at.protocol = PROTOCOLS.get(value) ?? s.invalid("invalid protocol", value);
    } else if (matches(word, "help")) return null;
    else {
      at.kind = args.take();
      break;
    }
  }
  return at;
}

function modify(s: Session, args: Args, adding: boolean): number {
  const at = parsePlace(s, args);
  if (at === null) return usage(s);
  let dev = "";
  if (at.dev !== null) {
    const index = s.deviceIndex(at.dev);
    if (index === 0) return s.noDevice(at.dev);
    dev = s.deviceName(index);
  }
  const parent = at.parent === TC_H_ROOT ? 0 : at.parent;
  if (!adding) {
    if (at.handle !== null) s.notSimulated("deleting one filter by its handle", "use its prio");
    return talk(s, () => s.netlink.delTfilter(dev, parent, at.prio));
  }
  const { kind } = at;
  if (kind === null) return talk(s, () => ({ errno: "EINVAL" }));
  if (kind !== "u32" && kind !== "matchall" && kind !== "fw")
    s.notSimulated(`the filter "${kind}"`, "u32, matchall and fw are there");
  const draft = parseMatches(s, args, kind);
  const handle = at.handle === null ? 0 : (parseInteger(at.handle) ?? 0);
  const spec: FilterSpec = {
    dev,
    parent,
    protocol: at.protocol,
    prio: at.prio,
    handle,
    kind,
    ...draft,
  };
  return talk(s, () => s.netlink.newTfilter(spec));
}

function talk(s: Session, change: () => NetlinkAnswer): number {
  if (s.talk(change)) return 0;
  s.err("We have an error talking to the kernel\n");
  return 2;
}

function parseMatches(
  s: Session,
  args: Args,
  kind: "u32" | "matchall" | "fw",
): { keys: U32Key[]; flowid: number } {
  const keys: U32Key[] = [];
  let flowid = 0;
  for (; !args.done; args.skip()) {
    const word = args.word;
    if (word === "flowid" || word === "classid") {
      const value = args.value();
      flowid = parseClassid(value) ?? s.die(`Illegal "${word}"\n`, 1);
    } else if (kind === "u32" && matches(word, "match")) {
      args.value();
      const key = parseKey(s, args);
      const same = keys.find((one) => one.at === key.at);
      if (same === undefined) keys.push(key);
      else
        keys[keys.indexOf(same)] = {
          at: key.at,
          value: (same.value | key.value) >>> 0,
          mask: (same.mask | key.mask) >>> 0,
        };
    } else if (["action", "police", "indev", "skip_hw", "skip_sw"].includes(word))
      s.notSimulated(`a filter's ${word}`);
    else if (
      kind === "u32" &&
      ["ht", "hashkey", "divisor", "order", "link", "offset", "sample"].includes(word)
    )
      s.notSimulated(`u32's ${word}`);
    else s.die(`What is "${word}"?\n`, 1);
  }
  return { keys, flowid };
}

/** One `match`: "ip dst 10.0.0.0/8", "u32 VALUE MASK at OFFSET". */
function parseKey(s: Session, args: Args): U32Key {
  const family = args.word;
  if (family === "u32") {
    const value = number(s, args);
    const mask = number(s, args);
    if (args.peek() !== "at") s.die('Illegal "match"\n', 1);
    args.skip();
    return { value: (value & mask) >>> 0, mask, at: number(s, args) };
  }
  if (family !== "ip") s.notSimulated(`u32's match ${family}`, "match ip and match u32 are there");
  const field = args.value();
  if (field === "src" || field === "dst") {
    const value = args.value();
    const prefix = s.prefix(value, 4);
    const bits = prefix.specified || prefix.any ? prefix.bitlen : 32;
    const mask = bits === 0 ? 0 : (0xffff_ffff << (32 - bits)) >>> 0;
    return { value: (Number(prefix.addr) & mask) >>> 0, mask, at: field === "src" ? 12 : 16 };
  }
  const value = number(s, args);
  const mask = number(s, args);
  const place: Readonly<Record<string, readonly [at: number, shift: number]>> = {
    protocol: [8, 16],
    tos: [0, 16],
    dsfield: [0, 16],
    sport: [20, 16],
    dport: [20, 0],
    icmp_type: [20, 24],
    icmp_code: [20, 16],
  };
  const spot = place[field];
  if (spot === undefined) s.notSimulated(`u32's match ip ${field}`);
  const [at, shift] = spot;
  return { value: ((value & mask) << shift) >>> 0, mask: (mask << shift) >>> 0, at };
}

function number(s: Session, args: Args): number {
  const word = args.value();
  const value = /^(0x[0-9a-f]+|\d+)$/i.test(word) ? Number(word) : -1;
  if (value < 0 || value > 0xffff_ffff) s.die('Illegal "match"\n', 1);
  return value;
}

// ── show ───────────────────────────────────────────────────────────────────────────────────────

function show(s: Session, args: Args): number {
  const at = parsePlace(s, args);
  if (at === null) return usage(s);
  if (at.kind !== null) s.die(`What is "${at.kind}"? Try "tc filter help"\n`);
  if (at.dev === null) return 0;
  const index = s.deviceIndex(at.dev);
  if (index === 0) return s.noDevice(at.dev);
  const parent = at.parent === TC_H_ROOT ? 0 : at.parent;
  let last: FilterDump | null = null;
  for (const filter of s.netlink.tfilters(s.deviceName(index), parent)) {
    if (at.prio !== 0 && filter.prio !== at.prio) continue;
    printFilter(s, filter, last?.prio !== filter.prio, parent);
    last = filter;
  }
  return 0;
}

function printFilter(s: Session, f: FilterDump, first: boolean, parent: number): void {
  if (s.options.json) s.notSimulated('"tc -j filter show"');
  const protocol =
    [...PROTOCOLS].find(([, number]) => number === f.protocol)?.[0] ?? String(f.protocol);
  const where = parent === f.parent ? "" : `parent ${formatClassid(f.parent)} `;
  const head = `filter ${where}protocol ${protocol} pref ${f.prio} ${f.kind} chain 0 `;
  if (first) s.out(`${head}\n`);
  if (f.kind === "matchall") {
    s.out(
      `${head}handle 0x${f.handle.toString(16)} flowid ${formatClassid(f.flowid)} \n  not_in_hw\n`,
    );
    return;
  }
  if (f.kind === "fw") {
    s.out(`${head}handle 0x${f.handle.toString(16)} classid ${formatClassid(f.flowid)} \n`);
    return;
  }
  const table = Math.floor(f.handle / 65_536);
  const key = f.handle % 65_536;
  const hex = (n: number): string => n.toString(16);
  if (first) s.out(`${head}fh ${hex(table)}: ht divisor 1 \n`);
  s.out(
    `${head}fh ${hex(table)}::${hex(key)} order ${key} key ht ${hex(table)} bkt 0 *flowid ${formatClassid(f.flowid)} not_in_hw \n`,
  );
  for (const one of f.keys)
    s.out(
      `  match ${hex(one.value).padStart(8, "0")}/${hex(one.mask).padStart(8, "0")} at ${one.at}\n`,
    );
}
