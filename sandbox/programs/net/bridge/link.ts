/** `bridge link`: ports and their settings. */
import type { BridgePortInfo, LinkDump } from "../../../kernel/netlink-types.ts";
import { PORT_STATES, printFlags, printNameAndLink } from "../ip/link-print.ts";
import { Args, type Outcome, type Session } from "../ip/session.ts";
import { matches, parseUnsigned } from "../ip/values.ts";
import { HELP } from "./help.ts";

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

export function linkCommand(s: Session, words: readonly string[]): Outcome {
  const args = new Args(s, words);
  if (args.done) return show(s, args);
  const command = args.take();
  if (matches(command, "set") || matches(command, "change")) return set(s, args);
  if (matches(command, "show") || matches(command, "lst") || matches(command, "list"))
    return show(s, args);
  if (matches(command, "help")) s.usage(HELP.link);
  s.die(`Command "${command}" is unknown, try "bridge link help".\n`);
}

function show(s: Session, args: Args): number {
  let dev: string | null = null;
  for (; !args.done; args.skip()) {
    if (args.word === "dev") dev = args.value();
    // Any other word is passed over, as the tool does.
  }
  let index = 0;
  if (dev !== null) {
    index = s.deviceIndex(dev);
    if (index === 0) {
      s.err(`Cannot find device "${dev}"\n`);
      return 255;
    }
  }
  s.printer.begin();
  for (const link of s.netlink.links()) {
    if (link.slave === null) continue;
    if (index !== 0 && link.index !== index) continue;
    printPort(s, link);
  }
  s.printer.end();
  return 0;
}

/** The kernel names no namespace here: @NAME is the local device with the peer's index, right or wrong. */
export function printPort(
  s: Session,
  link: LinkDump,
  form: { deleted?: boolean; protinfo?: boolean } = {},
): void {
  const p = s.printer;
  p.openObject();
  if (form.deleted === true) p.any("deleted", true, "Deleted ");
  p.any("ifindex", link.index, `${link.index}: `);
  printFlags(
    p,
    link.flags,
    printNameAndLink(
      s,
      { ...link, linkNetnsid: null, kind: null, link: link.link === link.index ? 0 : link.link },
      (name) => `${name}: `,
    ),
  );
  p.any("mtu", link.mtu, `mtu ${link.mtu} `);
  if (link.master !== 0)
    p.any("master", s.deviceName(link.master), `master ${s.deviceName(link.master)} `);
  if (link.slave !== null && form.protinfo !== false) printSettings(s, link.slave);
  p.text("\n");
  p.closeObject();
}

function printSettings(s: Session, port: BridgePortInfo): void {
  const p = s.printer;
  const state = PORT_STATES[port.state] ?? String(port.state);
  p.any("state", state, `state ${state} `);
  p.any("priority", port.priority, `priority ${port.priority} `);
  p.any("cost", port.cost, `cost ${port.cost} `);
  if (s.options.details === 0) return;
  p.nl();
  p.text("    ");
  const flag = (name: string, value: boolean): void =>
    p.any(name, value, `${name} ${value ? "on" : "off"} `);
  flag("hairpin", port.hairpin);
  flag("guard", port.guard);
  flag("root_block", port.rootBlock);
  flag("fastleave", port.fastLeave);
  flag("learning", port.learning);
  flag("flood", port.flood);
  flag("mcast_flood", port.mcastFlood);
  flag("bcast_flood", port.bcastFlood);
  p.any("mcast_router", port.mcastRouter, `mcast_router ${port.mcastRouter} `);
  flag("mcast_to_unicast", port.mcastToUnicast);
  flag("neigh_suppress", port.neighSuppress);
  flag("vlan_tunnel", port.vlanTunnel);
  if (port.backupPort !== 0) {
    const backup = s.deviceName(port.backupPort);
    p.any("backup_port", backup, `backup_port ${backup} `);
  }
  flag("isolated", port.isolated);
  flag("locked", port.locked);
}

const FLAGS: readonly (readonly [string, keyof BridgePortInfo])[] = [
  ["guard", "guard"],
  ["hairpin", "hairpin"],
  ["fastleave", "fastLeave"],
  ["root_block", "rootBlock"],
  ["learning", "learning"],
  ["flood", "flood"],
  ["mcast_flood", "mcastFlood"],
  ["bcast_flood", "bcastFlood"],
  ["mcast_to_unicast", "mcastToUnicast"],
  ["neigh_suppress", "neighSuppress"],
  ["vlan_tunnel", "vlanTunnel"],
  ["isolated", "isolated"],
  ["locked", "locked"],
];

function set(s: Session, args: Args): number {
  const change: Mutable<Partial<BridgePortInfo>> = {};
  let dev: string | null = null;
  // The card's own bridge: none here has one.
  let self = false;
  for (; !args.done; args.skip()) {
    const word = args.word;
    const flag = FLAGS.find(([name]) => name === word);
    if (word === "dev") dev = args.value();
    else if (flag !== undefined) {
      const value = args.value();
      if (value !== "on" && value !== "off") {
        // parse_on_off's own status, -EINVAL.
        s.die(`Error: argument of "${word}" must be one of "off", "on", not "${value}"\n`, 234);
      }
      (change as Record<string, unknown>)[flag[1]] = value === "on";
    } else if (word === "cost") {
      const cost = number(args.value());
      if (cost > 0) change.cost = cost;
    } else if (word === "priority") change.priority = number(args.value());
    else if (word === "state") change.state = portState(s, args.value());
    else if (word === "self") self = true;
    else if (word === "master") continue;
    else if (word === "mcast_router") change.mcastRouter = number(args.value());
    else if (word === "backup_port") {
      const name = args.value();
      change.backupPort = s.deviceIndex(name);
      if (change.backupPort === 0) s.die("Error: device does not exist\n");
    } else if (word === "nobackup_port") change.backupPort = 0;
    // What the kernel's bridge takes and does nothing with.
    else if (word === "learning_sync") args.value();
    else if (word === "hwmode") {
      const mode = args.value();
      if (mode !== "vepa" && mode !== "veb") {
        s.die('Mode argument must be "vepa" or "veb".\n');
      }
      self = true;
    } else s.usage(HELP.link);
  }
  if (dev === null) {
    s.err("Device is a required argument.\n");
    return 255;
  }
  const link = s.device(dev);
  if (link === null) {
    s.err(`Cannot find bridge device "${dev}"\n`);
    return 255;
  }
  if (Object.keys(change).length === 0 && !self) return 0;
  if (link.slave === null || self) return s.talk(() => ({ errno: "EOPNOTSUPP" })) ? 0 : 255;
  return s.talk(() => s.netlink.setLink(link.name, { bridgeSlave: change, notifies: false }))
    ? 0
    : 255;
}

/** atoi. */
function number(word: string): number {
  return Number(/^\s*\d+/.exec(word)?.[0] ?? 0);
}

function portState(s: Session, word: string): number {
  const numeric = parseUnsigned(word, 255);
  if (numeric !== null) return numeric;
  const named = PORT_STATES.findIndex((name) => name === word.toLowerCase());
  if (named < 0) s.die("Error: invalid STP port state\n");
  return named;
}
