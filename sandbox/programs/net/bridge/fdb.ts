/** `bridge fdb`: forwarding tables of bridges and devices' own filters. Left out: vxlan's dst, vni, nhid. */
import type { FdbDump, FdbSpec } from "../../../kernel/netlink-types.ts";
import { formatMac, type MacAddr, parseMac } from "../../../wire/addr.ts";
import { Args, type Outcome, type Session } from "../ip/session.ts";
import { matches, parseUnsigned } from "../ip/values.ts";
import { HELP } from "./help.ts";

const STATES = ["permanent", "static", "stale", "reachable"] as const;

export function fdbCommand(s: Session, words: readonly string[]): Outcome {
  const args = new Args(s, words);
  if (args.done) return show(s, args);
  const command = args.take();
  if (matches(command, "add")) return modify(s, args, "add");
  if (matches(command, "append")) return modify(s, args, "append");
  if (matches(command, "replace")) return modify(s, args, "replace");
  if (matches(command, "delete")) return modify(s, args, "del");
  if (matches(command, "get")) return get(s, args);
  if (matches(command, "show") || matches(command, "lst") || matches(command, "list"))
    return show(s, args);
  if (matches(command, "flush")) return flush(s, args);
  if (matches(command, "help")) s.usage(HELP.fdb);
  s.die(`Command "${command}" is unknown, try "bridge fdb help".\n`);
}

// ── show ───────────────────────────────────────────────────────────────────────────────────────

function show(s: Session, args: Args): number {
  let br: string | null = null;
  let dev: string | null = null;
  let vlan: number | null = null;
  let state: string | null = null;
  let dynamic = false;
  for (; !args.done; args.skip()) {
    const word = args.word;
    if (word === "dev" || word === "brport") dev = args.value();
    else if (word === "br") br = args.value();
    else if (word === "vlan") {
      const value = args.value();
      vlan = parseUnsigned(value, 4095);
    } else if (word === "state") {
      const value = args.value();
      state = STATES.find((name) => name === value) ?? null;
      if (state === null) s.invalid("invalid state", value);
    } else if (word === "dynamic") dynamic = true;
    else if (matches(word, "help")) s.usage(HELP.fdb);
  }
  for (const [name, what] of [
    [br, "bridge device"],
    [dev, "device"],
  ] as const) {
    if (name === null || s.deviceIndex(name) !== 0) continue;
    s.err(`Cannot find ${what} "${name}"\n`);
    return 255;
  }
  const filter = {
    ...(br === null ? {} : { br: s.deviceName(s.deviceIndex(br)) }),
    ...(dev === null ? {} : { dev: s.deviceName(s.deviceIndex(dev)) }),
  };
  const index = dev === null ? 0 : s.deviceIndex(dev);
  s.printer.begin();
  for (const entry of s.netlink.fdb(filter)) {
    if (index !== 0 && entry.index !== index) continue;
    if (vlan !== null && entry.vlan !== vlan) continue;
    if (state !== null && entry.state !== state) continue;
    if (dynamic && (entry.state === "permanent" || entry.state === "static")) continue;
    printFdb(s, entry, { hideDev: dev !== null });
  }
  s.printer.end();
  return 0;
}

export function printFdb(
  s: Session,
  entry: FdbDump,
  how: { hideDev: boolean; deleted?: boolean },
): void {
  const p = s.printer;
  p.openObject();
  if (how.deleted === true) p.any("deleted", true, "Deleted ");
  p.any("mac", formatMac(entry.mac), `${formatMac(entry.mac)} `, "mac");
  if (!how.hideDev) {
    p.text("dev ");
    p.any("ifname", s.deviceName(entry.index), `${s.deviceName(entry.index)} `, "ifname");
  }
  if (entry.vlan !== 0) p.any("vlan", entry.vlan, `vlan ${entry.vlan} `);
  // Only bridges keep times; a device's own filter list has none.
  if (s.options.stats > 0 && entry.where === "master") {
    const used = Math.trunc(entry.used);
    const updated = Math.trunc(entry.updated);
    p.any("used", used, `used ${used}`);
    p.any("updated", updated, `/${updated} `);
  }
  p.openArray("flags", null);
  if (entry.where === "self") p.element("self", "self ");
  if (entry.externLearn) p.element("extern_learn", "extern_learn ");
  if (entry.offload) p.element("offload", "offload ");
  if (entry.sticky) p.element("sticky", "sticky ");
  p.closeArray(null);
  if (entry.master !== 0 && entry.where === "master") {
    p.any("master", s.deviceName(entry.master), `master ${s.deviceName(entry.master)} `);
  }
  const state = entry.state === "reachable" ? "" : entry.state;
  p.any("state", state, state);
  p.text("\n");
  p.closeObject();
}

// ── add, append, replace, del ──────────────────────────────────────────────────────────────────

function modify(s: Session, args: Args, mode: "add" | "append" | "replace" | "del"): number {
  let mac: string | null = null;
  let dev: string | null = null;
  let vlan: number | null = null;
  let where: { self: boolean; master: boolean } = { self: false, master: false };
  let state: FdbSpec["state"] | null = null;
  let sticky = false;
  let externLearn = false;
  for (; !args.done; args.skip()) {
    const word = args.word;
    if (word === "dev") dev = args.value();
    else if (word === "self") where = { ...where, self: true };
    else if (matches(word, "master")) where = { ...where, master: true };
    else if (matches(word, "local") || matches(word, "permanent")) state = "permanent";
    else if (matches(word, "temp") || matches(word, "static")) state = "static";
    else if (matches(word, "dynamic")) state = "dynamic";
    else if (matches(word, "vlan")) {
      const value = args.value();
      vlan = parseUnsigned(value, 0xffff);
      if (vlan === null) s.die("Error: invalid vlan id.\n");
    } else if (matches(word, "extern_learn")) externLearn = true;
    else if (matches(word, "sticky")) sticky = true;
    else if (
      ["dst", "nhid", "port", "vni", "via", "src_vni", "use", "router", "dyn"].includes(word)
    ) {
      s.notSimulated(`"${word}" in bridge fdb`, "vxlan comes with a later version");
    } else {
      const value = word === "to" ? args.value() : word;
      if (matches(value, "help")) s.usage(HELP.fdb);
      if (mac !== null) s.garbage("to", value);
      mac = value;
    }
  }
  if (dev === null || mac === null) {
    s.err("Device and address are required arguments.\n");
    return 255;
  }
  const address = parseMac(mac);
  if (address === null) {
    s.err(`Invalid mac address ${mac}\n`);
    return 255;
  }
  const index = s.deviceIndex(dev);
  if (index === 0) {
    s.err(`Cannot find device "${dev}"\n`);
    return 255;
  }
  const spec: FdbSpec = {
    dev: s.deviceName(index),
    mac: address,
    where: where.self && where.master ? "both" : where.master ? "master" : "self",
    ...(vlan === null ? {} : { vlan }),
    state: state ?? "permanent",
    ...(sticky ? { sticky } : {}),
    ...(externLearn ? { externLearn } : {}),
  };
  return s.talk(() => (mode === "del" ? s.netlink.delFdb(spec) : s.netlink.newFdb(spec, mode)))
    ? 0
    : 255;
}

// ── get and flush ──────────────────────────────────────────────────────────────────────────────

function get(s: Session, args: Args): number {
  let mac: string | null = null;
  let br: string | null = null;
  let dev: string | null = null;
  let vlan = 0;
  let self = false;
  for (; !args.done; args.skip()) {
    const word = args.word;
    if (word === "brport" || word === "dev") dev = args.value();
    else if (word === "br") br = args.value();
    else if (word === "vlan") vlan = parseUnsigned(args.value(), 4095) ?? 0;
    else if (word === "self") self = true;
    else if (word === "master" || matches(word, "dynamic")) continue;
    else if (word === "vni") s.notSimulated('"vni" in bridge fdb');
    else {
      const value = word === "to" ? args.value() : word;
      if (matches(value, "help")) s.usage(HELP.fdb);
      if (mac !== null) s.garbage("to", value);
      mac = value;
    }
  }
  if ((dev === null && br === null) || mac === null) {
    s.err("Device or master and address are required arguments.\n");
    return 255;
  }
  const address = parseMac(mac);
  if (address === null) {
    s.err(`Invalid mac address ${mac}\n`);
    return 255;
  }
  for (const [name, what] of [
    [dev, "device"],
    [br, "bridge device"],
  ] as const) {
    if (name !== null && s.deviceIndex(name) === 0) {
      s.err(`Cannot find ${what} "${name}"\n`);
      return 255;
    }
  }
  return answer(s, { mac: address, br, dev, vlan, self });
}

function answer(
  s: Session,
  query: { mac: MacAddr; br: string | null; dev: string | null; vlan: number; self: boolean },
): number {
  if (query.br !== null && query.dev !== null) {
    s.kernelError({ errno: "EINVAL", extack: "Master and device are mutually exclusive" });
    return 254;
  }
  const anchor = s.device((query.br ?? query.dev) as string);
  const bridgeIndex = query.br !== null ? anchor?.index : anchor?.master;
  const found = s.netlink.fdb().find((entry) => {
    if (entry.mac !== query.mac || entry.vlan !== query.vlan) return false;
    if (query.self) return entry.where === "self" && entry.index === anchor?.index;
    return entry.where === "master" && entry.master === bridgeIndex;
  });
  if (found === undefined) {
    s.kernelError({ errno: "ENOENT", extack: "Fdb entry not found" });
    return 254;
  }
  s.printer.begin();
  printFdb(s, found, { hideDev: false });
  s.printer.end();
  return 0;
}

/** RTM_DELNEIGH with NLM_F_BULK: all entries of a bridge, or of one port, that pass the filters. */
function flush(s: Session, args: Args): number {
  let dev: string | null = null;
  let brport: string | null = null;
  let vlan: number | null = null;
  const keep = { permanent: true, static: true, dynamic: true };
  for (; !args.done; args.skip()) {
    const word = args.word;
    if (word === "dev") dev = args.value();
    else if (word === "brport") brport = args.value();
    else if (word === "vlan") vlan = parseUnsigned(args.value(), 4095);
    else if (word === "permanent") Object.assign(keep, { static: false, dynamic: false });
    else if (word === "nopermanent") keep.permanent = false;
    else if (word === "static") keep.dynamic = false;
    else if (word === "nostatic") Object.assign(keep, { static: false, permanent: false });
    else if (word === "dynamic") Object.assign(keep, { static: false, permanent: false });
    else if (word === "nodynamic") keep.dynamic = false;
    else if (word === "self" || word === "master") continue;
    else if (matches(word, "help")) s.usage(HELP.fdb);
    else s.notSimulated(`"${word}" in bridge fdb flush`);
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
  const bridgeIndex = link.kind === "bridge" ? link.index : link.master;
  if (bridgeIndex === 0) return s.talk(() => ({ errno: "EOPNOTSUPP" })) ? 0 : 255;
  const port = brport === null ? (link.kind === "bridge" ? 0 : link.index) : s.deviceIndex(brport);
  for (const entry of s.netlink.fdb({ br: s.deviceName(bridgeIndex) })) {
    if (entry.where !== "master" || (port !== 0 && entry.index !== port)) continue;
    if (vlan !== null && entry.vlan !== vlan) continue;
    const kind =
      entry.state === "permanent" ? "permanent" : entry.state === "static" ? "static" : "dynamic";
    if (!keep[kind]) continue;
    // A bridge's own entries are reached through the bridge itself.
    const where = entry.index === bridgeIndex ? "self" : "master";
    const spec: FdbSpec = {
      dev: s.deviceName(entry.index),
      mac: entry.mac,
      vlan: entry.vlan,
      where,
    };
    if (!s.proc.isRoot) return s.talk(() => null) ? 0 : 255;
    s.netlink.delFdb(spec);
  }
  return 0;
}
