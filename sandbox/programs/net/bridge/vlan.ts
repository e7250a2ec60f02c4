/** `bridge vlan`: VLANs of ports. Left out: tunnels, multicast options of VLANs, statistics (off by default: zeros). */
import type { BridgeVlanDump } from "../../../kernel/netlink-types.ts";
import { Args, type Outcome, type Session } from "../ip/session.ts";
import { PORT_STATES } from "../ip/link-print.ts";
import { matches, parseUnsigned } from "../ip/values.ts";
import { HELP } from "./help.ts";

const NAME_WIDTH = 16;
const VLAN_WIDTH = 9;

export function vlanCommand(s: Session, words: readonly string[]): Outcome {
  const args = new Args(s, words);
  if (args.done) return show(s, args);
  const command = args.take();
  if (matches(command, "add")) return modify(s, args, true);
  if (matches(command, "delete")) return modify(s, args, false);
  if (matches(command, "show") || matches(command, "lst") || matches(command, "list"))
    return show(s, args);
  if (matches(command, "tunnelshow")) {
    s.printer.begin();
    s.printer.text(`${"port".padEnd(NAME_WIDTH)}  ${"vlan-id".padEnd(VLAN_WIDTH)}  tunnel-id\n`);
    s.printer.end();
    return 0;
  }
  if (matches(command, "set")) return setOptions(s, args);
  if (matches(command, "global")) return global(s, args);
  if (matches(command, "help")) s.usage(HELP.vlan);
  s.die(`Command "${command}" is unknown, try "bridge vlan help".\n`);
}

function show(s: Session, args: Args): number {
  let dev: string | null = null;
  let vid: number | null = null;
  for (; !args.done; args.skip()) {
    const word = args.word;
    if (word === "dev") {
      if (dev !== null) s.duplicate("dev", args.value());
      dev = args.value();
    } else if (word === "vid") {
      vid = Number(/^\d+/.exec(args.value())?.[0] ?? 0);
    } else if (matches(word, "help")) s.usage(HELP.vlan);
  }
  let index = 0;
  if (dev !== null) {
    index = s.deviceIndex(dev);
    if (index === 0) {
      s.err(`Cannot find device "${dev}"\n`);
      return 255;
    }
  }
  const p = s.printer;
  p.begin();
  p.text(`${"port".padEnd(NAME_WIDTH)}  vlan-id${s.options.stats > 0 ? "" : "  "}\n`);
  for (const port of s.netlink.bridgeVlans()) {
    if (index !== 0 && port.index !== index) continue;
    const vlans = port.vlans.filter((vlan) => vid === null || vlan.id === vid);
    if (vlans.length > 0) printPort(s, port, vlans);
  }
  p.end();
  return 0;
}

function printPort(s: Session, port: BridgeVlanDump, vlans: BridgeVlanDump["vlans"]): void {
  const p = s.printer;
  const name = s.deviceName(port.index);
  p.openObject();
  p.any("ifname", name, `${name.padEnd(NAME_WIDTH)}  `, "ifname");
  p.openArray("vlans", null);
  const { stats, details } = s.options;
  // With -d the kernel is asked in a newer way, and it answers in ranges.
  const ranges =
    s.options.compressVlans || details > 0
      ? compress(vlans)
      : vlans.map((vlan) => ({ ...vlan, end: vlan.id }));
  for (const [i, vlan] of ranges.entries()) {
    if (i > 0) p.text(" ".repeat(NAME_WIDTH + 2));
    p.openObject();
    const shown = vlan.end === vlan.id ? String(vlan.id) : `${vlan.id}-${vlan.end}`;
    p.any("vlan", vlan.id, shown);
    if (vlan.end !== vlan.id) p.member("vlanEnd", vlan.end);
    if (vlan.pvid || vlan.untagged || (vlan.end !== vlan.id && p.json)) {
      p.openArray("flags", null);
      if (vlan.pvid) p.element("PVID", " PVID");
      if (vlan.untagged) p.element("Egress Untagged", " Egress Untagged");
      p.closeArray(null);
    }
    p.text("\n");
    if (details > 0) {
      const state = PORT_STATES[vlan.state] ?? String(vlan.state);
      p.text(" ".repeat(NAME_WIDTH + 4));
      p.any("state", state, `state ${state} `);
      p.any("mcast_router", 1, "mcast_router 1 ");
      p.text("\n");
    }
    if (stats > 0) printStatistics(s);
    p.closeObject();
  }
  p.closeArray(null);
  p.closeObject();
}

/** A line of `bridge monitor vlan`. */
export function printVlanEvent(s: Session, port: BridgeVlanDump): void {
  printPort(s, port, port.vlans);
}

function printStatistics(s: Session): void {
  const p = s.printer;
  for (const way of ["RX", "TX"]) {
    const key = way.toLowerCase();
    p.text(`${" ".repeat(NAME_WIDTH + 4)}${way}: `);
    p.any(`${key}_bytes`, 0, "0 bytes");
    p.any(`${key}_packets`, 0, " 0 packets\n");
  }
}

/** Neighbours with equal flags become one range; a PVID stands alone. */
function compress(
  vlans: BridgeVlanDump["vlans"],
): (BridgeVlanDump["vlans"][number] & { end: number })[] {
  const out: (BridgeVlanDump["vlans"][number] & { end: number })[] = [];
  for (const vlan of vlans) {
    const last = out.at(-1);
    if (
      last !== undefined &&
      !last.pvid &&
      !vlan.pvid &&
      last.untagged === vlan.untagged &&
      last.state === vlan.state &&
      last.end + 1 === vlan.id
    ) {
      last.end = vlan.id;
    } else out.push({ ...vlan, end: vlan.id });
  }
  return out;
}

function modify(s: Session, args: Args, adding: boolean): number {
  let dev: string | null = null;
  let range: [number, number] | null = null;
  let given = false;
  const flags: { pvid?: boolean; untagged?: boolean; self?: boolean } = {};
  for (; !args.done; args.skip()) {
    const word = args.word;
    if (word === "dev") dev = args.value();
    else if (word === "vid") {
      given = true;
      range = vlanRange(s, args.value());
    } else if (word === "self") flags.self = true;
    else if (word === "master") continue;
    else if (matches(word, "pvid")) flags.pvid = true;
    else if (matches(word, "untagged")) flags.untagged = true;
    else if (word === "tunnel_info") s.notSimulated('"tunnel_info"');
    else if (matches(word, "help")) s.usage(HELP.vlan);
  }
  if (dev === null || !given || range === null) {
    s.err("Device and VLAN ID are required arguments.\n");
    return 255;
  }
  if (flags.pvid === true && range[0] !== range[1])
    s.die("pvid cannot be configured for a vlan range\n");
  const index = s.deviceIndex(dev);
  if (index === 0) {
    s.err(`Cannot find bridge device "${dev}"\n`);
    return 255;
  }
  const name = s.deviceName(index);
  for (let vid = range[0]; vid <= range[1]; vid++) {
    const done = s.talk(() =>
      adding ? s.netlink.newBridgeVlan(name, vid, flags) : s.netlink.delBridgeVlan(name, vid),
    );
    if (!done) return 255;
  }
  return 0;
}

/** atoi on both sides of a dash. */
function vlanRange(s: Session, word: string): [number, number] {
  const [from, to] = word.split("-", 2) as [string, string | undefined];
  const low = Number(/^\d+/.exec(from)?.[0] ?? 0);
  const high = to === undefined ? low : Number(/^\d+/.exec(to)?.[0] ?? 0);
  if (low >= 4096) s.die(`Invalid VLAN ID "${from}"\n`);
  if (high >= 4096) s.die(`Invalid VLAN ID "${to ?? from}"\n`);
  if (to !== undefined && low >= high) s.die(`Invalid VLAN range "${word}"\n`);
  return [low, high];
}

/** `bridge vlan set vid N dev D state S`. */
function setOptions(s: Session, args: Args): number {
  let dev: string | null = null;
  let range: [number, number] | null = null;
  let state: number | null = null;
  for (; !args.done; args.skip()) {
    const word = args.word;
    if (word === "dev") dev = args.value();
    else if (word === "vid") range = vlanRange(s, args.value());
    else if (word === "state") {
      const value = args.value();
      state =
        parseUnsigned(value, 255) ?? PORT_STATES.findIndex((name) => name === value.toLowerCase());
      if (state < 0) s.die("Error: invalid STP state\n");
    } else if (word === "mcast_router") s.notSimulated("a VLAN's mcast_router");
    else if (matches(word, "help")) s.usage(HELP.vlan);
    else s.invalid("unknown option", word);
  }
  if (dev === null || range === null) {
    s.err("Device and VLAN ID are required arguments.\n");
    return 255;
  }
  const index = s.deviceIndex(dev);
  if (index === 0) {
    s.err(`Cannot find network device "${dev}"\n`);
    return 255;
  }
  if (state === null) return 0;
  const name = s.deviceName(index);
  for (let vid = range[0]; vid <= range[1]; vid++)
    if (!s.talk(() => s.netlink.setBridgeVlan(name, vid, state))) return 255;
  return 0;
}

/** The kernel's defaults for every VLAN that anybody behind the bridge is in. */
const GLOBAL =
  "mcast_snooping 1 mcast_querier 0 mcast_igmp_version 2 mcast_mld_version 1 mcast_last_member_count 2 " +
  "mcast_last_member_interval 100 mcast_startup_query_count 2 mcast_startup_query_interval 3125 " +
  "mcast_membership_interval 26000 mcast_querier_interval 25500 mcast_query_interval 12500 " +
  "mcast_query_response_interval 1000 ";

function global(s: Session, args: Args): number {
  const command = args.done ? "show" : args.take();
  if (matches(command, "set")) s.notSimulated('"bridge vlan global set"');
  if (!matches(command, "show") && !matches(command, "lst") && !matches(command, "list"))
    s.die(`Command "${command}" is unknown, try "bridge vlan help".\n`);
  if (s.options.json) s.notSimulated('"bridge -j vlan global"');
  let only: number | null = null;
  let dev: string | null = null;
  for (; !args.done; args.skip()) {
    if (args.word === "vid") only = Number(args.value());
    else if (args.word === "dev") dev = args.value();
  }
  s.out(`${"port".padEnd(NAME_WIDTH)}  vlan-id  \n`);
  for (const bridge of s.netlink.links()) {
    if (bridge.kind !== "bridge" || (dev !== null && bridge.name !== dev)) continue;
    const ids = new Set<number>();
    for (const one of s.netlink.bridgeVlans()) {
      if (one.index !== bridge.index && s.netlink.linkByIndex(one.index)?.master !== bridge.index)
        continue;
      for (const vlan of one.vlans) if (only === null || vlan.id === only) ids.add(vlan.id);
    }
    const plain = [...ids]
      .sort((a, b) => a - b)
      .map((id) => ({ id, pvid: false, untagged: false, state: 3 }));
    for (const [i, range] of compress(plain).entries()) {
      const shown = range.end === range.id ? String(range.id) : `${range.id}-${range.end}`;
      s.out(`${(i === 0 ? bridge.name : "").padEnd(NAME_WIDTH + 2)}${shown}\n`);
      s.out(`${" ".repeat(NAME_WIDTH + 4)}${GLOBAL}\n`);
    }
  }
  return 0;
}
