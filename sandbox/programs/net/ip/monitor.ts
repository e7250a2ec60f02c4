/**
 * `ip monitor`: what changes, as it changes, until interrupted.
 * Left out: prefix, nexthop and stats messages; `file` replays; all-nsid.
 */
import { civilFromUnix, MONTHS, WEEKDAYS } from "../../../sim/civil.ts";
import type { FdbDump, NetconfDump, NetlinkEvent } from "../../../kernel/netlink-types.ts";
import { type Proc, WaitQueue } from "../../../kernel/proc/wait.ts";
import { formatIpv4, formatMac } from "../../../wire/addr.ts";
import { printAddress } from "./addr.ts";
import { HELP } from "./help.ts";
import { printLink, printLinkBrief } from "./link-print.ts";
import { printNeigh, STATE_WORDS } from "./neigh.ts";
import { printRoute } from "./route-print.ts";
import { printRule } from "./rule.ts";
import { Args, type Outcome, type Session } from "./session.ts";
import { matches } from "./values.ts";

const OBJECTS: readonly (readonly [string, NetlinkEvent["type"] | "none"])[] = [
  ["link", "link"],
  ["address", "addr"],
  ["route", "route"],
  ["mroute", "none"],
  ["prefix", "none"],
  ["neigh", "neigh"],
  ["netconf", "netconf"],
  ["rule", "rule"],
  ["nsid", "nsid"],
  ["nexthop", "none"],
  ["stats", "none"],
];
const QUEUE_MAX = 10_000;

export function monitorCommand(s: Session, words: readonly string[]): Outcome {
  const args = new Args(s, words);
  const wanted = new Set<string>();
  let labels = false;
  let dev: number | null = null;
  for (; !args.done; args.skip()) {
    const word = args.word;
    if (matches(word, "file")) {
      const file = args.value();
      const read = s.proc.host.fs.readFile(file, s.proc);
      if (typeof read === "string") s.die("Cannot fopen: No such file or directory\n");
      s.notSimulated('"ip monitor file"');
    } else if (matches(word, "label")) labels = true;
    else if (matches(word, "all-nsid") && word.length > 3) s.notSimulated('"all-nsid"');
    else if (word === "all") labels = true;
    else if (word === "dev") {
      const name = args.value();
      dev = s.deviceIndex(name);
      if (dev === 0) s.invalid("Device does not exist\n", name);
    } else if (matches(word, "help")) s.usage(HELP.monitor);
    else {
      const object = OBJECTS.find(([name]) => matches(word, name));
      if (object === undefined) s.die(`Argument "${word}" is unknown, try "ip monitor help".\n`);
      wanted.add(object[1]);
    }
  }
  // The monitor prints text, also with -j.
  s.options.json = false;
  s.printer = s.newPrinter();
  return watch(s, wanted, labels, dev);
}

function* watch(
  s: Session,
  wanted: ReadonlySet<string>,
  labels: boolean,
  dev: number | null,
): Proc<number> {
  const queue: NetlinkEvent[] = [];
  const arrived = new WaitQueue("netlink_recvmsg");
  for (const link of s.netlink.links()) s.knownNames.set(link.index, link.name);
  const stop = s.netlink.subscribe((event) => {
    // iproute2 keeps the first name it hears.
    if (event.type === "link" && !s.knownNames.has(event.message.index))
      s.knownNames.set(event.message.index, event.message.name);
    if (wanted.size > 0 && !wanted.has(event.type === "fdb" ? "neigh" : event.type)) return;
    if (queue.length < QUEUE_MAX) queue.push(event);
    arrived.wakeAll();
  });
  try {
    for (;;) {
      for (let event = queue.shift(); event !== undefined; event = queue.shift()) {
        if (dev !== null && indexOf(event) !== dev) continue;
        printEvent(s, event, labels);
      }
      yield* s.flush();
      if (queue.length === 0) yield* s.proc.wait("netlink_recvmsg", [arrived]);
    }
  } finally {
    stop();
  }
}

function indexOf(event: NetlinkEvent): number {
  return event.type === "link" ||
    event.type === "addr" ||
    event.type === "netconf" ||
    event.type === "neigh"
    ? event.message.index
    : 0;
}

export function printEvent(s: Session, event: NetlinkEvent, labels: boolean): void {
  const family = s.inetFamily;
  // Only `bridge monitor` joins their groups.
  if (event.type === "mdb" || event.type === "vlan") return;
  if (event.type === "fdb" && !showsFdb(event.message, family)) return;
  if (s.options.timestamp) printTimestamp(s, event.at);
  const { deleted } = event;
  if (labels) s.out(`[${event.type === "fdb" ? "NEIGH" : event.type.toUpperCase()}]`);
  switch (event.type) {
    case "link":
      if (s.options.brief) {
        if (deleted) s.out("Deleted ");
        printLinkBrief(s, event.message, false);
      } else
        printLink(
          s,
          { ...event.message, txqlen: 0 },
          { asLink: false, hardware: true, deleted, ...movedTo(event) },
        );
      return;
    case "addr":
      printAddress(s, event.message, { withDevice: true, deleted });
      return;
    case "route":
      printRoute(s, event.message, { deleted });
      return;
    case "rule":
      printRule(s, event.message, deleted);
      return;
    case "neigh":
      printNeigh(s, event.message, { hideDev: false, deleted });
      return;
    case "fdb":
      printFdbAsNeigh(s, event.message, deleted);
      return;
    case "netconf":
      printNetconf(s, event.message, deleted);
      return;
    case "nsid": {
      const netns = s.netlink.netnsOf(event.nsid);
      const name = netns === null ? null : s.netnsName(netns);
      s.out(
        `${deleted ? "Deleted " : ""}nsid ${event.nsid} ${name === null ? "" : `(iproute2 netns name: ${name})`}\n`,
      );
    }
  }
}

function movedTo(event: NetlinkEvent): { movedTo?: { nsid: number; index: number } } {
  return event.type === "link" && event.movedTo !== undefined ? { movedTo: event.movedTo } : {};
}

/** Entries of AF_BRIDGE are shown as neighbours; those of devices' own filters are not told. */
function showsFdb(entry: FdbDump, family: number): boolean {
  return family === 0 && (entry.where === "master" || entry.vxlan !== null);
}

function printFdbAsNeigh(s: Session, entry: FdbDump, deleted: boolean): void {
  const { vxlan } = entry;
  const dst = vxlan === null || vxlan.dst === 0 ? "" : `${formatIpv4(vxlan.dst)} `;
  const mac = vxlan?.miss === true && entry.mac === 0 ? "" : `lladdr ${formatMac(entry.mac)} `;
  const router = vxlan?.router === true ? "router " : "";
  const learned = entry.externLearn && vxlan !== null ? "extern_learn " : "";
  const state =
    vxlan === null
      ? `${FDB_STATES[entry.state]} `
      : STATE_WORDS.filter(([bit]) => (vxlan.nud & bit) !== 0)
          .map(([, word]) => `${word} `)
          .join("");
  s.out(
    `${deleted ? "Deleted " : ""}${vxlan?.miss === true ? "miss " : ""}${dst}dev ${s.deviceName(entry.index)} ` +
      `${mac}${router}${learned}${state}\n`,
  );
}

/** As neighbours of family AF_BRIDGE: fdb_to_nud. */
const FDB_STATES: Readonly<Record<FdbDump["state"], string>> = {
  permanent: "PERMANENT",
  static: "NOARP",
  reachable: "REACHABLE",
  stale: "STALE",
};

function printNetconf(s: Session, conf: NetconfDump, deleted: boolean): void {
  const name = conf.index === 0 ? "all" : conf.index === -1 ? "default" : s.deviceName(conf.index);
  const onOff = (word: string, value: number | undefined): string =>
    value === undefined ? "" : `${word} ${value === 0 ? "off" : "on"} `;
  const strict = ["off", "strict", "loose"];
  s.out(
    `${deleted ? "Deleted " : ""}inet${conf.family === 6 ? "6" : ""} ${name} ${onOff("forwarding", conf.forwarding)}` +
      (conf.rpFilter === undefined ? "" : `rp_filter ${strict[conf.rpFilter] ?? "unknown"} `) +
      `${onOff("mc_forwarding", conf.mcForwarding)}${onOff("proxy_neigh", conf.proxyNeigh)}` +
      `${onOff("ignore_routes_with_linkdown", conf.ignoreLinkdown)}\n`,
  );
}

/** -ts: `[2026-11-21T06:02:15.412467] `, -t: a line of its own. */
export function printTimestamp(s: Session, at: number): void {
  const seconds = Math.floor((s.proc.host.sim.epochUs + at) / 1_000_000);
  const micros = String((s.proc.host.sim.epochUs + Math.floor(at)) % 1_000_000);
  const t = civilFromUnix(seconds * 1e6);
  const two = (n: number): string => String(n).padStart(2, "0");
  const clock = `${two(t.hour)}:${two(t.minute)}:${two(t.second)}`;
  if (s.options.timestampShort) {
    s.out(`[${t.year}-${two(t.month)}-${two(t.day)}T${clock}.${micros.padStart(6, "0")}] `);
  } else {
    s.out(
      `Timestamp: ${WEEKDAYS[t.weekday] as string} ${MONTHS[t.month - 1] as string} ${String(t.day).padStart(2)} ` +
        `${clock} ${t.year} ${micros} usec\n`,
    );
  }
}
