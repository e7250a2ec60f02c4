/** `bridge vlan`: VLANs of ports. Left out: tunnels, per-VLAN states and statistics, global options. */
import type { BridgeVlanDump } from "../../../kernel/netlink-types.ts";
import { Args, type Outcome, type Session } from "../ip/session.ts";
import { matches } from "../ip/values.ts";
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
  if (matches(command, "set") || matches(command, "global"))
    s.notSimulated(`"bridge vlan ${command}"`);
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
      vid = Number(args.value());
      if (!(vid >= 1 && vid < 4096)) s.invalid("VLAN ID", args.word);
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
  if (s.options.stats > 0 || s.options.details > 0)
    s.notSimulated("statistics and states of VLANs (bridge -s vlan, -d vlan)");
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
  const ranges = s.options.compressVlans
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
    p.closeObject();
  }
  p.closeArray(null);
  p.closeObject();
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
  if (low === 0) {
    s.kernelError({ errno: "EINVAL", extack: "bridge: Vlan id is invalid" });
    s.die("");
  }
  return [low, high];
}
