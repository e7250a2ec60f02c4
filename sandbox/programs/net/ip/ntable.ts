/**
 * `ip ntable`: the settings of the neighbour tables, for each device. ip/ipntable.c, net/core/neighbour.c.
 * Left out: the table's own statistics (-s). Times are kept in the units of net.ipv4.neigh, so that
 * a delay_probe or gc_stale of less than a second is cut to whole seconds.
 */
import type { NetDevice } from "../../../kernel/device.ts";
import type { NeighConf } from "../../../kernel/sysctl.ts";
import { HELP } from "./help.ts";
import { Args, type Outcome, type Session } from "./session.ts";
import { matches, parseUnsigned } from "./values.ts";

const TABLES = [
  { family: 4, inet: "inet", name: "arp_cache" },
  { family: 6, inet: "inet6", name: "ndisc_cache" },
] as const;
type Table = (typeof TABLES)[number];

/** What a word changes: the sysctl's name, and how much of the word's unit is one of the sysctl's. */
const WORDS: ReadonlyMap<string, readonly [string, number]> = new Map([
  ["base_reachable", ["base_reachable_time_ms", 1]],
  ["retrans", ["retrans_time_ms", 1]],
  ["gc_stale", ["gc_stale_time", 1000]],
  ["delay_probe", ["delay_first_probe_time", 1000]],
  ["queue", ["unres_qlen", 1]],
  ["app_probes", ["app_solicit", 1]],
  ["ucast_probes", ["ucast_solicit", 1]],
  ["mcast_probes", ["mcast_solicit", 1]],
  ["anycast_delay", ["anycast_delay", 10]],
  ["proxy_delay", ["proxy_delay", 10]],
  ["proxy_queue", ["proxy_qlen", 1]],
  ["locktime", ["locktime", 10]],
]);
/** What is the machine's, not the namespace's. */
const GLOBAL: readonly string[] = ["thresh1", "thresh2", "thresh3", "gc_int"];

export function ntableCommand(s: Session, words: readonly string[]): Outcome {
  const args = new Args(s, words);
  const command = args.done ? "show" : args.take();
  if (matches(command, "change") || matches(command, "chg")) return change(s, args);
  if (["show", "lst", "list"].some((name) => matches(command, name))) return show(s, args);
  if (matches(command, "help")) s.usage(HELP.ntable);
  s.die(`Command "${command}" is unknown, try "ip ntable help".\n`);
}

function show(s: Session, args: Args): number {
  let only: string | null = null;
  let table: string | null = null;
  for (; !args.done; args.skip()) {
    if (args.word === "dev") {
      only = args.value();
      if (s.deviceIndex(only) === 0) s.invalid('"DEV" is invalid', only);
    } else if (args.word === "name") table = args.value();
    else s.invalid("unknown", args.word);
  }
  if (s.options.stats > 0) s.notSimulated('"ip -s ntable"');
  s.printer.begin();
  for (const one of TABLES) {
    if (s.inetFamily !== 0 && s.inetFamily !== one.family) continue;
    if (table !== null && table !== one.name) continue;
    if (only === null) print(s, one, null);
    for (const dev of [...s.netns.devices.values()].reverse()) {
      if (only !== null && dev.name !== only) continue;
      if (one.family === 4 || dev.in6 !== null) print(s, one, dev);
    }
  }
  s.printer.end();
  return 0;
}

/** The parameters of a device, or the table with those that a new device gets. */
function print(s: Session, table: Table, dev: NetDevice | null): void {
  const { sysctl, stack } = s.netns;
  const four = table.family === 4;
  const defaults = four ? sysctl.neigh4Default : sysctl.neigh6Default;
  const conf: NeighConf = dev === null ? defaults : four ? dev.neigh4 : dev.neigh6;
  const neighbours = four ? stack.arp : stack.nd;
  const p = s.printer;
  const pair = (key: string, value: number, end = ""): void =>
    p.any(key, value, `${key} ${value} ${end}`);
  p.openObject();
  p.any("family", table.inet, `${table.inet} `);
  p.any("name", table.name, `${table.name} `);
  p.text("\n    ");
  if (dev !== null) p.any("dev", dev.name, `dev ${dev.name} `);
  else {
    pair("thresh1", 128);
    pair("thresh2", 512);
    pair("thresh3", 1024);
    p.any("gc_interval", 30_000, "gc_int 30000 ");
  }
  p.text("\n    ");
  let users = 1;
  if (dev !== null) for (const one of neighbours.entries()) if (one.dev === dev) users++;
  pair("refcnt", users);
  pair("reachable", dev === null ? conf.baseReachableTimeMs : neighbours.reachableUs(dev) / 1000);
  pair("base_reachable", conf.baseReachableTimeMs);
  pair("retrans", conf.retransTimeMs, "\n    ");
  pair("gc_stale", conf.gcStaleTime * 1000);
  pair("delay_probe", conf.delayFirstProbeTime * 1000);
  pair("queue", conf.unresQlen, "\n    ");
  pair("app_probes", conf.appSolicit);
  pair("ucast_probes", conf.ucastSolicit);
  pair("mcast_probes", conf.mcastSolicit, "\n    ");
  pair("anycast_delay", conf.anycastDelay * 10);
  pair("proxy_delay", conf.proxyDelay * 10);
  pair("proxy_queue", conf.proxyQlen);
  pair("locktime", conf.locktime * 10, "\n\n");
  p.closeObject();
}

function change(s: Session, args: Args): number {
  let dev: string | null = null;
  let name: string | null = null;
  let global = false;
  const asked: [string, number][] = [];
  for (; !args.done; args.skip()) {
    const word = args.word;
    if (word === "name") {
      const value = args.value();
      if (name !== null) s.duplicate("NAME", value);
      name = value;
    } else if (word === "dev") {
      dev = args.value();
      if (s.deviceIndex(dev) === 0) return s.noDevice(dev);
    } else if (GLOBAL.includes(word)) {
      number(s, args, word);
      global = true;
    } else {
      const known = WORDS.get(word);
      if (known === undefined) s.invalid("unknown", word);
      asked.push([known[0], Math.floor(number(s, args, word) / known[1])]);
    }
  }
  if (name === null) s.die('Error: argument "NAME" is required\n');
  if (!global && asked.length === 0)
    s.die("Not enough information: changeable attributes required.\n");
  const table = TABLES.find((one) => one.name === name);
  if (table !== undefined && dev !== null)
    for (const [key, value] of asked)
      s.netns.sysctl.write(`ipv${table.family}/neigh/${dev}/${key}`, String(value));
  // The thresholds, and what a new device gets, are the first namespace's: no other may set them.
  if (table !== undefined && dev !== null && !global) return 0;
  s.err("RTNETLINK answers: No such file or directory\n");
  return 2;
}

function number(s: Session, args: Args, word: string): number {
  const value = args.value();
  return parseUnsigned(value) ?? s.invalid(`"${word}" value is invalid`, value);
}
