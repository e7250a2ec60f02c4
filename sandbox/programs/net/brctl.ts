/**
 * `brctl`, bridge-utils 1.7: the old tool for bridges. Times are seconds, tabs are tabs.
 * Left out: sethashel, setmaxlinks and what newer kernels ignore.
 */
import { strerror } from "../../kernel/errno.ts";
import type {
  BridgeInfo,
  BridgePortInfo,
  LinkDump,
  Netlink,
  NetlinkAnswer,
} from "../../kernel/netlink-types.ts";
import type { Process, Program } from "../../kernel/proc/process.ts";
import { formatMac } from "../../wire/addr.ts";

interface Command {
  readonly name: string;
  readonly arguments: number;
  readonly help: string;
  run(b: Brctl, words: readonly string[]): number;
}
/** What a command prints goes here and is written at its end. */
interface Brctl {
  readonly netlink: Netlink;
  readonly isRoot: boolean;
  readonly out: { fd: 1 | 2; text: string }[];
}

const say = (b: Brctl, text: string): void => void b.out.push({ fd: 1, text });
const warn = (b: Brctl, text: string): void => void b.out.push({ fd: 2, text });

export const brctl: Program = {
  name: "brctl",
  paths: ["/usr/sbin/brctl", "/sbin/brctl"],
  summary: "ethernet bridge administration",
  *main(proc: Process, argv) {
    const b: Brctl = { netlink: proc.place.netns.netlink, isRoot: proc.isRoot, out: [] };
    const status = dispatch(b, argv.slice(1));
    for (const { fd, text } of b.out) yield* proc.write(fd, text);
    return status;
  },
};

function dispatch(b: Brctl, words: readonly string[]): number {
  const [word, ...rest] = words;
  if (word === undefined) {
    warn(b, usage());
    return 1;
  }
  if (word === "-h" || word === "--help") {
    say(b, usage());
    return 0;
  }
  if (word === "-V" || word === "--version") {
    say(b, "bridge-utils, 1.7\n");
    return 0;
  }
  if (word.startsWith("-")) {
    warn(b, `Unknown option '${word.replace(/^-+/, "").slice(0, 1)}'\n${usage()}`);
    return 1;
  }
  const command = COMMANDS.find(({ name }) => name === word);
  if (command === undefined) {
    warn(b, `never heard of command [${word}]\n${usage()}`);
    return 1;
  }
  if (rest.length < command.arguments) {
    warn(
      b,
      `Incorrect number of arguments for command\nUsage: brctl ${command.name} ${command.help}\n`,
    );
    return 1;
  }
  return command.run(b, rest);
}

function usage(): string {
  return `Usage: brctl [commands]\ncommands:\n${COMMANDS.map(({ name, help }) => `\t${name.padEnd(10)}\t${help}\n`).join("")}`;
}

// ── helpers ────────────────────────────────────────────────────────────────────────────────────

function fail(b: Brctl, text: string): number {
  warn(b, `${text}\n`);
  return 1;
}
function change(b: Brctl, make: () => NetlinkAnswer): NetlinkAnswer {
  return b.isRoot ? make() : { errno: "EPERM" };
}
function bridgeOf(b: Brctl, name: string): BridgeInfo | null {
  const link = b.netlink.link(name);
  return link?.info?.kind === "bridge" ? link.info : null;
}
function ports(b: Brctl, bridge: LinkDump): LinkDump[] {
  return b.netlink
    .links()
    .filter((link) => link.master === bridge.index)
    .sort((x, y) => (x.slave?.portNo ?? 0) - (y.slave?.portNo ?? 0));
}
/** "8000.2:0:0:0:0:5" padded: 8000.020000000005. */
function bridgeId(id: string): string {
  const [priority, mac] = id.split(".", 2) as [string, string];
  return `${priority}.${mac
    .split(":")
    .map((byte) => byte.padStart(2, "0"))
    .join("")}`;
}
/** Seconds with a fraction, in 1/100; null: not a number. */
function seconds(word: string): number | null {
  return /^\s*\d+(\.\d+)?/.test(word) ? Math.round(parseFloat(word) * 100) : null;
}
function time(centiseconds: number): string {
  const whole = Math.floor(centiseconds / 100);
  return `${String(whole).padStart(4)}.${String(Math.floor(centiseconds) % 100).padStart(2, "0")}`;
}

function setTime(
  field: "forwardDelay" | "helloTime" | "maxAge" | "ageingTime",
  bad: string,
  failed: string,
) {
  return (b: Brctl, [name, value]: readonly string[]): number => {
    const centiseconds = seconds(value as string);
    if (centiseconds === null) return fail(b, bad);
    const answer =
      bridgeOf(b, name as string) === null
        ? ({ errno: "ENODEV" } as const)
        : change(b, () => b.netlink.setLink(name as string, { bridge: { [field]: centiseconds } }));
    return answer === null ? 0 : fail(b, `${failed}: ${strerror(answer.errno)}`);
  };
}

/** atoi-like with strtol's check. */
function whole(word: string): number | null {
  return /^\s*-?\d+/.test(word) ? parseInt(word, 10) : null;
}

function setPort(
  b: Brctl,
  bridge: string,
  port: string,
  set: Partial<BridgePortInfo>,
  failed: string,
): number {
  const dev = b.netlink.link(port);
  const master = b.netlink.link(bridge);
  let answer: NetlinkAnswer;
  if (dev === null) answer = { errno: "ENODEV" };
  else if (dev.slave === null || master === null) answer = { errno: "ENOENT" };
  else answer = change(b, () => b.netlink.setLink(port, { bridgeSlave: set }));
  return answer === null ? 0 : fail(b, `${failed}: ${strerror(answer.errno)}`);
}

// ── commands ───────────────────────────────────────────────────────────────────────────────────

function addbr(b: Brctl, [given]: readonly string[]): number {
  const name = (given as string).slice(0, 15);
  const answer = change(b, () => b.netlink.newLink({ kind: "bridge", name }));
  if (answer === null) return 0;
  if (answer.errno === "EEXIST")
    return fail(b, `device ${name} already exists; can't create bridge with the same name`);
  return fail(b, `add bridge failed: ${strerror(answer.errno)}`);
}

function delbr(b: Brctl, [name]: readonly string[]): number {
  const link = b.netlink.link(name as string);
  if (link === null) return fail(b, `bridge ${name as string} doesn't exist; can't delete it`);
  if (link.kind !== "bridge")
    return fail(b, `can't delete bridge ${link.name}: Operation not permitted`);
  if ((link.flags & 1) !== 0) return fail(b, `bridge ${link.name} is still up; can't delete it`);
  const answer = change(b, () => b.netlink.delLink(link.name));
  return answer === null
    ? 0
    : fail(b, `can't delete bridge ${link.name}: ${strerror(answer.errno)}`);
}

function addif(b: Brctl, [bridge, ...devices]: readonly string[]): number {
  for (const device of devices) {
    const dev = b.netlink.link(device);
    if (dev === null) return fail(b, `interface ${device} does not exist!`);
    if (b.netlink.link(bridge as string) === null)
      return fail(b, `bridge ${bridge as string} does not exist!`);
    if (dev.slave !== null) {
      return fail(
        b,
        `device ${device} is already a member of a bridge; can't add it to bridge ${bridge as string}.`,
      );
    }
    if (dev.kind === "bridge") {
      return fail(
        b,
        `device ${device} is a bridge device itself; can't add a bridge device to a bridge device.`,
      );
    }
    const answer = change(b, () => b.netlink.setLink(device, { master: bridge as string }));
    if (answer !== null)
      return fail(
        b,
        `can't add ${device} to bridge ${bridge as string}: ${strerror(answer.errno)}`,
      );
  }
  return 0;
}

function delif(b: Brctl, [bridge, ...devices]: readonly string[]): number {
  for (const device of devices) {
    const dev = b.netlink.link(device);
    if (dev === null) return fail(b, `interface ${device} does not exist!`);
    const master = b.netlink.link(bridge as string);
    if (master === null) return fail(b, `bridge ${bridge as string} does not exist!`);
    if (dev.master !== master.index)
      return fail(b, `device ${device} is not a port of ${bridge as string}`);
    const answer = change(b, () => b.netlink.setLink(device, { master: "" }));
    if (answer !== null)
      return fail(b, `can't delete ${device} from ${bridge as string}: ${strerror(answer.errno)}`);
  }
  return 0;
}

function onOff(b: Brctl, word: string): boolean | null {
  const lower = word.toLowerCase();
  if (["on", "yes", "1"].includes(lower)) return true;
  if (["off", "no", "0"].includes(lower)) return false;
  warn(b, "expect on/off for argument\n");
  return null;
}

function show(b: Brctl, names: readonly string[]): number {
  const bridges = b.netlink
    .links()
    .filter((link) => link.kind === "bridge")
    .map((link) => link.name)
    .sort();
  let headed = false;
  let status = 0;
  for (const name of names.length > 0 ? names : bridges) {
    const link = b.netlink.link(name);
    if (link === null) {
      status = fail(b, `bridge ${name} does not exist!`);
      continue;
    }
    if (link.info?.kind !== "bridge") {
      status = fail(b, `device ${name} is not a bridge!`);
      continue;
    }
    if (!headed) say(b, "bridge name\tbridge id\t\tSTP enabled\tinterfaces\n");
    headed = true;
    const members = ports(b, link)
      .map((port) => port.name)
      .sort();
    const stp = link.info.stpState === 0 ? "no" : "yes";
    say(
      b,
      `${name}\t\t${bridgeId(link.info.bridgeId)}\t${stp}\t\t${members.join("\n\t\t\t\t\t\t\t")}\n`,
    );
  }
  return status;
}

function showmacs(b: Brctl, [name]: readonly string[]): number {
  const link = b.netlink.link(name as string);
  if (link?.kind !== "bridge") {
    return fail(
      b,
      `read of forward table failed: ${link === null ? "No such device" : "Operation not supported"}`,
    );
  }
  say(b, "port no\tmac addr\t\tis local?\tageing timer\n");
  const number = new Map(ports(b, link).map((port) => [port.index, port.slave?.portNo ?? 0]));
  const entries = b.netlink
    .fdb({ br: link.name })
    .filter((entry) => entry.where === "master" && number.has(entry.index) && entry.vlan === 0)
    .sort((x, y) => x.mac - y.mac);
  for (const entry of entries) {
    const fixed = entry.state === "permanent" || entry.state === "static";
    const age = fixed ? 0 : Math.round(entry.updated * 100);
    say(
      b,
      `${String(number.get(entry.index)).padStart(3)}\t${formatMac(entry.mac)}\t${entry.isLocal ? "yes" : "no"}\t\t${time(age)}\n`,
    );
  }
  return 0;
}

function showstp(b: Brctl, [name]: readonly string[]): number {
  const link = b.netlink.link(name as string);
  if (link === null) return fail(b, `bridge ${name as string} does not exist!`);
  if (link.info?.kind !== "bridge")
    return fail(b, `${name as string}: can't get info Operation not supported`);
  const i = link.info;
  const pad = (n: number): string => String(n).padStart(4);
  say(
    b,
    `${link.name}\n` +
      ` bridge id\t\t${bridgeId(i.bridgeId)}\n designated root\t${bridgeId(i.designatedRoot)}\n` +
      ` root port\t\t${pad(i.rootPort)}\t\t\tpath cost\t\t${pad(i.rootPathCost)}\n` +
      ` max age\t\t${time(i.maxAge)}\t\t\tbridge max age\t\t${time(i.ownMaxAge)}\n` +
      ` hello time\t\t${time(i.helloTime)}\t\t\tbridge hello time\t${time(i.ownHelloTime)}\n` +
      ` forward delay\t\t${time(i.forwardDelay)}\t\t\tbridge forward delay\t${time(i.ownForwardDelay)}\n` +
      ` ageing time\t\t${time(i.ageingTime)}\n` +
      ` hello timer\t\t${time(i.helloTimer)}\t\t\ttcn timer\t\t${time(i.tcnTimer)}\n` +
      ` topology change timer\t${time(i.topologyChangeTimer)}\t\t\tgc timer\t\t${time(i.gcTimer)}\n` +
      ` flags\t\t\t${i.topologyChange !== 0 ? "TOPOLOGY_CHANGE " : ""}${i.topologyChangeDetected !== 0 ? "TOPOLOGY_CHANGE_DETECTED " : ""}\n\n\n`,
  );
  for (const port of ports(b, link))
    if (port.slave !== null) say(b, portText(port.name, port.slave));
  return 0;
}

const STATES = ["disabled", "listening", "learning", "forwarding", "blocking"];

function portText(name: string, p: BridgePortInfo): string {
  const hex = (n: number): string => n.toString(16).padStart(4, "0");
  return (
    `${name} (${p.portNo})\n` +
    ` port id\t\t${hex(p.portId)}\t\t\tstate\t\t${(STATES[p.state] ?? "").padStart(15)}\n` +
    ` designated root\t${bridgeId(p.designatedRoot)}\tpath cost\t\t${String(p.cost).padStart(4)}\n` +
    ` designated bridge\t${bridgeId(p.designatedBridge)}\tmessage age timer\t${time(p.messageAgeTimer)}\n` +
    ` designated port\t${hex(p.designatedPort)}\t\t\tforward delay timer\t${time(p.forwardDelayTimer)}\n` +
    ` designated cost\t${String(p.designatedCost).padStart(4)}\t\t\thold timer\t\t${time(p.holdTimer)}\n` +
    ` flags\t\t\t${p.configPending !== 0 ? "CONFIG_PENDING " : ""}${p.topologyChangeAck !== 0 ? "TOPOLOGY_CHANGE_ACK " : ""}\n` +
    `${p.hairpin ? " hairpin mode\t\t   1\n" : ""}\n`
  );
}

const COMMANDS: readonly Command[] = [
  { name: "addbr", arguments: 1, help: "<bridge>\t\tadd bridge", run: addbr },
  { name: "delbr", arguments: 1, help: "<bridge>\t\tdelete bridge", run: delbr },
  { name: "addif", arguments: 2, help: "<bridge> <device>\tadd interface to bridge", run: addif },
  {
    name: "delif",
    arguments: 2,
    help: "<bridge> <device>\tdelete interface from bridge",
    run: delif,
  },
  {
    name: "hairpin",
    arguments: 3,
    help: "<bridge> <port> {on|off}\tturn hairpin on/off",
    run(b, [bridge, port, word]) {
      const hairpin = onOff(b, word as string);
      if (hairpin === null) return 1;
      if (b.netlink.link(port as string) === null)
        return fail(b, `interface ${port as string} does not exist!`);
      return setPort(
        b,
        bridge as string,
        port as string,
        { hairpin },
        `can't set ${port as string} to hairpin on bridge ${bridge as string}`,
      );
    },
  },
  {
    name: "setageing",
    arguments: 2,
    help: "<bridge> <time>\t\tset ageing time",
    run: setTime("ageingTime", "bad ageing time value", "set ageing time failed"),
  },
  {
    name: "setbridgeprio",
    arguments: 2,
    help: "<bridge> <prio>\t\tset bridge priority",
    run(b, [bridge, word]) {
      const priority = whole(word as string);
      if (priority === null) return fail(b, "bad priority");
      const answer =
        bridgeOf(b, bridge as string) === null
          ? ({ errno: "ENODEV" } as const)
          : change(b, () =>
              b.netlink.setLink(bridge as string, { bridge: { priority: priority & 0xffff } }),
            );
      return answer === null ? 0 : fail(b, `set bridge priority failed: ${strerror(answer.errno)}`);
    },
  },
  {
    name: "setfd",
    arguments: 2,
    help: "<bridge> <time>\t\tset bridge forward delay",
    run: setTime("forwardDelay", "bad forward delay value", "set forward delay failed"),
  },
  {
    name: "sethello",
    arguments: 2,
    help: "<bridge> <time>\t\tset hello time",
    run: setTime("helloTime", "bad hello timer value", "set hello timer failed"),
  },
  {
    name: "setmaxage",
    arguments: 2,
    help: "<bridge> <time>\t\tset max message age",
    run: setTime("maxAge", "bad max age value", "set max age failed"),
  },
  {
    name: "setpathcost",
    arguments: 3,
    help: "<bridge> <port> <cost>\tset path cost",
    run(b, [bridge, port, word]) {
      const cost = whole(word as string);
      if (cost === null) return fail(b, "bad path cost value");
      return setPort(b, bridge as string, port as string, { cost }, "set path cost failed");
    },
  },
  {
    name: "setportprio",
    arguments: 3,
    help: "<bridge> <port> <prio>\tset port priority",
    run(b, [bridge, port, word]) {
      const priority = whole(word as string);
      if (priority === null) return fail(b, "bad port priority value");
      return setPort(b, bridge as string, port as string, { priority }, "set port priority failed");
    },
  },
  { name: "show", arguments: 0, help: "[ <bridge> ]\t\tshow a list of bridges", run: show },
  { name: "showmacs", arguments: 1, help: "<bridge>\t\tshow a list of mac addrs", run: showmacs },
  { name: "showstp", arguments: 1, help: "<bridge>\t\tshow bridge stp info", run: showstp },
  {
    name: "stp",
    arguments: 2,
    help: "<bridge> {on|off}\tturn stp on/off",
    run(b, [bridge, word]) {
      const stp = onOff(b, word as string);
      if (stp === null) return 1;
      const answer =
        bridgeOf(b, bridge as string) === null
          ? ({ errno: "ENODEV" } as const)
          : change(b, () =>
              b.netlink.setLink(bridge as string, { bridge: { stpState: stp ? 1 : 0 } }),
            );
      return answer === null ? 0 : fail(b, `set stp status failed: ${strerror(answer.errno)}`);
    },
  },
];
