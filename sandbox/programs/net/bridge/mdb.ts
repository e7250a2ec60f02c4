/** `bridge mdb`: multicast groups behind bridges. */
import type { MdbDump, MdbSpec } from "../../../kernel/netlink-types.ts";
import { Args, type Outcome, type Session } from "../ip/session.ts";
import { formatAddress, matches, parseAddress, parseLladdr } from "../ip/values.ts";
import { HELP } from "./help.ts";

export function mdbCommand(s: Session, words: readonly string[]): Outcome {
  const args = new Args(s, words);
  const command = args.done ? "show" : args.take();
  if (matches(command, "add")) return modify(s, args, true);
  if (matches(command, "delete")) return modify(s, args, false);
  if (matches(command, "show") || matches(command, "lst") || matches(command, "list"))
    return show(s, args);
  if (matches(command, "help")) s.usage(HELP.mdb);
  s.die(`Command "${command}" is unknown, try "bridge mdb help".\n`);
}

function modify(s: Session, args: Args, adding: boolean): number {
  let dev: string | null = null;
  let port: string | null = null;
  let group: string | null = null;
  let source: string | null = null;
  let permanent = false;
  let vlan = 0;
  for (; !args.done; args.skip()) {
    const word = args.word;
    if (word === "dev") dev = args.value();
    else if (word === "grp") group = args.value();
    else if (word === "port") port = args.value();
    else if (matches(word, "permanent")) permanent = true;
    else if (matches(word, "temp")) permanent = false;
    else if (word === "vid") vlan = Number(/^\d+/.exec(args.value())?.[0] ?? 0);
    else if (word === "src") source = args.value();
    else if (matches(word, "help")) s.usage(HELP.mdb);
    // Any other word is passed over, as the tool does.
  }
  if (dev === null || group === null || port === null) {
    s.err("Device, group address and port name are required arguments.\n");
    return 255;
  }
  for (const name of [dev, port]) {
    if (s.deviceIndex(name) !== 0) continue;
    s.err(`Cannot find device "${name}"\n`);
    return 255;
  }
  const address = parseAddress(group, 0);
  const mac = address === null || address.any ? parseLladdr(group) : null;
  if (mac !== null ? mac.length !== 6 : address === null || address.any) {
    s.err(`Invalid address "${group}"\n`);
    return 255;
  }
  const text =
    mac !== null
      ? mac.map((byte) => byte.toString(16).padStart(2, "0")).join(":")
      : formatAddress((address as NonNullable<typeof address>).addr);
  const spec: MdbSpec = {
    dev: s.deviceName(s.deviceIndex(dev)),
    port: s.deviceName(s.deviceIndex(port)),
    group: text,
    source,
    family: mac !== null || address === null ? 0 : address.family,
    vlan,
    permanent,
  };
  return s.talk(() => s.netlink.changeMdb(spec, adding)) ? 0 : 255;
}

function show(s: Session, args: Args): number {
  let only = 0;
  let vid = 0;
  for (; !args.done; args.skip()) {
    if (args.word === "vid") vid = Number(args.value());
    if (args.word !== "dev") continue;
    const dev = args.value();
    only = s.deviceIndex(dev);
    if (only === 0) {
      s.err(`Cannot find device "${dev}"\n`);
      return 255;
    }
  }
  const p = s.printer;
  const { groups, routers } = s.netlink.mdb();
  p.begin();
  p.openObject();
  p.openArray("mdb", null);
  for (const entry of groups) {
    if (only !== 0 && entry.bridge !== only) continue;
    if (vid !== 0 && entry.vlan !== vid) continue;
    printMdb(s, entry, false);
  }
  p.closeArray(null);
  p.openObject("router");
  if (s.options.details > 0) {
    for (const [bridge, ports] of routers) {
      if (only !== 0 && bridge !== only) continue;
      p.openArray(s.deviceName(bridge), `router ports on ${s.deviceName(bridge)}: `);
      for (const port of ports) {
        p.openObject();
        p.any("port", s.deviceName(port), `${s.deviceName(port)} `);
        p.closeObject();
      }
      p.closeArray("\n");
    }
  }
  p.closeObject();
  p.closeObject();
  p.end();
  return 0;
}

export function printMdb(s: Session, entry: MdbDump, deleted: boolean): void {
  const p = s.printer;
  const { stats, details } = s.options;
  p.openObject();
  if (deleted) p.any("deleted", true, "Deleted ");
  p.member("index", entry.bridge);
  p.any("dev", s.deviceName(entry.bridge), `dev ${s.deviceName(entry.bridge)}`);
  p.any("port", s.deviceName(entry.port), ` port ${s.deviceName(entry.port)}`);
  p.any("grp", entry.group, ` grp ${entry.group}`);
  if (entry.source !== null) p.any("src", entry.source, ` src ${entry.source}`);
  const state = entry.permanent ? "permanent" : "temp";
  p.any("state", state, ` ${state}`);
  if (details > 0 && !entry.host) {
    const proto = entry.byHand ? "static" : "kernel";
    p.any("protocol", proto, ` proto ${proto} `);
  }
  p.openArray("flags", null);
  p.closeArray(null);
  if (entry.vlan !== 0) p.any("vid", entry.vlan, ` vid ${entry.vlan}`);
  if (stats > 0) {
    const whole = Math.floor(entry.timer / 100);
    const text = `${String(whole).padStart(4)}.${String(entry.timer % 100).padStart(2, "0")}`;
    p.any("timer", text.trim(), ` ${text}`);
  }
  p.text("\n");
  p.closeObject();
}
