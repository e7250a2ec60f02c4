/** `bridge fdb`: forwarding tables of bridges, VXLANs and devices' own filters. Left out: nhid, src_vni. */
import type { FdbDump, FdbSpec, VxlanFdbDump } from "../../../kernel/netlink-types.ts";
import { formatIpv4, formatMac, type MacAddr, parseMac } from "../../../wire/addr.ts";
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
    if (dynamic && entry.state === "permanent") continue;
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
  const { vxlan } = entry;
  if (vxlan !== null && !(vxlan.miss && vxlan.dst === 0))
    p.any("dst", formatIpv4(vxlan.dst), `dst ${formatIpv4(vxlan.dst)} `, "inet");
  if (entry.vlan !== 0) p.any("vlan", entry.vlan, `vlan ${entry.vlan} `);
  if (vxlan !== null) printVxlanFields(s, vxlan);
  // Only bridges and VXLANs keep times; a device's own filter list has none.
  if (s.options.stats > 0 && (entry.where === "master" || vxlan !== null)) {
    const used = Math.trunc(entry.used);
    const updated = Math.trunc(entry.updated);
    p.any("used", used, `used ${used}`);
    p.any("updated", updated, `/${updated} `);
  }
  p.openArray("flags", null);
  if (entry.where === "self") p.element("self", "self ");
  if (vxlan?.router === true) p.element("router", "router ");
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

function printVxlanFields(s: Session, vxlan: VxlanFdbDump): void {
  const p = s.printer;
  if (vxlan.port !== null) p.any("port", vxlan.port, `port ${vxlan.port} `);
  if (vxlan.vni !== null) p.any("vni", vxlan.vni, `vni ${vxlan.vni} `);
  if (vxlan.via !== 0) {
    if (vxlan.linkNetnsid !== null) p.any("viaIfIndex", vxlan.via, `via ifindex ${vxlan.via} `);
    else p.any("viaIf", s.deviceName(vxlan.via), `via ${s.deviceName(vxlan.via)} `);
  }
  if (vxlan.linkNetnsid !== null)
    p.any("linkNetNsId", vxlan.linkNetnsid, `link-netnsid ${vxlan.linkNetnsid} `);
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
  const remote: VxlanWords = {};
  for (; !args.done; args.skip()) {
    const word = args.word;
    if (word === "dev") dev = args.value();
    else if (vxlanWord(s, args, remote)) continue;
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
    else {
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
    ...remote,
  };
  return s.talk(() => (mode === "del" ? s.netlink.delFdb(spec) : s.netlink.newFdb(spec, mode)))
    ? 0
    : 255;
}

type VxlanWords = { -readonly [K in "dst" | "port" | "vni" | "via" | "router"]?: FdbSpec[K] };

/** What only a VXLAN's entries have. False: another word. */
function vxlanWord(s: Session, args: Args, out: VxlanWords): boolean {
  const word = args.word;
  if (word === "dst") {
    const value = args.value();
    if (out.dst !== undefined) s.garbage("dst", value);
    out.dst = s.address(value, s.inetFamily).addr;
  } else if (word === "port") {
    const value = args.value();
    const port = parseUnsigned(value, 0xffff);
    if (port === null) s.invalid("invalid port\n", value);
    out.port = port;
  } else if (word === "vni") {
    const value = args.value();
    const vni = parseUnsigned(value, 0xffffff);
    if (vni === null) s.invalid("invalid VNI\n", value);
    out.vni = vni;
  } else if (word === "src_vni") {
    const value = args.value();
    // It matters to devices made with `external` only.
    if (parseUnsigned(value, 0xffffff) === null) s.invalid("invalid src VNI\n", value);
  } else if (word === "via") {
    const value = args.value();
    const via = s.deviceIndex(value);
    if (via === 0) s.die(`Cannot find device "${value}"\n`);
    out.via = via;
  } else if (word === "nhid") s.notSimulated('"nhid" in bridge fdb');
  else if (matches(word, "router")) out.router = true;
  else if (!matches(word, "use")) return false;
  return true;
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
    else if (word === "vni") {
      const value = args.value();
      if (parseUnsigned(value, 0xffffff) === null) s.invalid("invalid VNI\n", value);
    } else {
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
  if (query.br === null && !query.self && (anchor?.master ?? 0) === 0) {
    s.kernelError({ errno: "EINVAL", extack: "Device is not a bridge port" });
    return 254;
  }
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
  if (link.kind === "vxlan") return flushVxlan(s, link.name, keep);
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

function flushVxlan(
  s: Session,
  dev: string,
  keep: { permanent: boolean; static: boolean; dynamic: boolean },
): number {
  for (const entry of s.netlink.fdb({ dev })) {
    const kind = entry.state === "permanent" || entry.state === "static" ? entry.state : "dynamic";
    if (entry.where !== "self" || !keep[kind]) continue;
    if (!s.proc.isRoot) return s.talk(() => null) ? 0 : 255;
    s.netlink.delFdb({ dev, mac: entry.mac, where: "self" });
  }
  return 0;
}
