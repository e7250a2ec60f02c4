/**
 * `ip link`: show, add, set, delete; the words of iplink_parse in their order, so abbreviations
 * mean what they mean there (`ip link set a up` reads "a" as "address").
 * Left out: vf, xdp, altnames, group deletion details, statistics beyond show.
 */
import type { NewLink, SetLink } from "../../../kernel/netlink-types.ts";
import type { NetNamespace } from "../../../kernel/netns.ts";
import type { MacAddr } from "../../../wire/addr.ts";
import { show } from "./addr.ts";
import { HELP } from "./help.ts";
import { linkProperty } from "./link-property.ts";
import {
  kindHelp,
  parseMacvlan,
  KNOWN_KINDS,
  parseBridge,
  parseBridgeSlave,
  parseVlan,
  UNMODELLED_KINDS,
} from "./link-kinds.ts";
import { parseIpip } from "./link-ipip.ts";
import { parseVxlan } from "./link-vxlan.ts";
import { Args, type Outcome, type Session } from "./session.ts";
import {
  badLladdrPart,
  matches,
  parseInteger,
  parseLladdr,
  parseUnsigned,
  validIfname,
} from "./values.ts";

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** What the words say, before it is known whether it is an add or a set. */
interface Draft {
  dev: string | null;
  name: string | null;
  link: string | null;
  kind: string | null;
  index: number | null;
  address: readonly number[] | null;
  broadcast: readonly number[] | null;
  netns: NetNamespace | null;
  master: string | null;
  txqlen: number | null;
  mtu: number | null;
  group: number | null;
  numTxQueues: number | null;
  numRxQueues: number | null;
  set: Mutable<SetLink>;
  /** An attribute without a model here, to be refused once the device is known. */
  unmodelled: string | null;
  refusal: { errno: "EOPNOTSUPP" | "EINVAL" | "ESRCH"; extack?: string } | null;
}

function newDraft(): Draft {
  return {
    dev: null,
    name: null,
    link: null,
    kind: null,
    index: null,
    address: null,
    broadcast: null,
    netns: null,
    master: null,
    txqlen: null,
    mtu: null,
    group: null,
    numTxQueues: null,
    numRxQueues: null,
    set: {},
    unmodelled: null,
    refusal: null,
  };
}

export function linkCommand(s: Session, words: readonly string[]): Outcome {
  const args = new Args(s, words);
  if (args.done) return show(s, args, true);
  const command = args.take();
  if (matches(command, "add")) return add(s, args);
  if (matches(command, "set") || matches(command, "change")) return set(s, args);
  if (matches(command, "replace")) return add(s, args, true);
  if (matches(command, "delete")) return del(s, args);
  if (matches(command, "show") || matches(command, "list") || matches(command, "lst"))
    return show(s, args, true);
  if (matches(command, "xstats") || matches(command, "afstats"))
    s.notSimulated(`"ip link ${command}"`, "use ip -s link");
  if (matches(command, "property")) return linkProperty(s, args);
  if (matches(command, "help")) return help(s, args);
  s.die(`Command "${command}" is unknown, try "ip link help".\n`);
}

function help(s: Session, args: Args): number {
  const text = args.done ? null : kindHelp(args.word);
  if (text === null) s.usage(HELP.link);
  s.out(text);
  return 0;
}

// ── the words ──────────────────────────────────────────────────────────────────────────────────

/** Reads up to and including `type KIND`; the kind's own words are left. */
function parseWords(s: Session, args: Args, draft: Draft): void {
  while (!args.done) {
    const word = args.word;
    if (matches(word, "type")) {
      draft.kind = args.value();
      args.skip();
      return;
    }
    if (
      !parseIdentity(s, args, draft) &&
      !parseSwitch(s, args, draft) &&
      !parseRest(s, args, draft)
    ) {
      const name = word === "dev" ? args.value() : word;
      if (word !== "dev" && matches(name, "help")) s.usage(HELP.link);
      if (draft.dev !== null) s.garbage("dev", name);
      if (!validIfname(name, 127)) s.invalid('"dev" not a valid ifname', name);
      draft.dev = name;
    }
    args.skip();
  }
}

function parseIdentity(s: Session, args: Args, draft: Draft): boolean {
  const word = args.word;
  if (word === "up" || word === "down") draft.set.up = word === "up";
  else if (word === "name") {
    const value = args.value();
    if (draft.name !== null) s.duplicate("name", value);
    if (!validIfname(value)) s.invalid('"name" not a valid ifname', value);
    draft.name = value;
  } else if (word === "index") {
    const value = args.value();
    if (draft.index !== null) s.duplicate("index", value);
    draft.index = parseInteger(value) ?? 0;
    if (draft.index <= 0) s.invalid('Invalid "index" value', value);
  } else if (matches(word, "link")) draft.link = args.value();
  else if (matches(word, "address")) draft.address = lladdr(s, args.value());
  else if (matches(word, "broadcast") || word === "brd") draft.broadcast = lladdr(s, args.value());
  else if (matches(word, "txqueuelen") || word === "qlen" || matches(word, "txqlen")) {
    const value = args.value();
    if (draft.txqlen !== null) s.duplicate("txqueuelen", value);
    draft.txqlen = parseInteger(value);
    if (draft.txqlen === null) s.invalid('Invalid "txqueuelen" value\n', value);
  } else if (word === "mtu") {
    const value = args.value();
    if (draft.mtu !== null) s.duplicate("mtu", value);
    draft.mtu = parseInteger(value);
    if (draft.mtu === null) s.invalid('Invalid "mtu" value\n', value);
  } else return false;
  return true;
}

function lladdr(s: Session, value: string): number[] {
  const bytes = parseLladdr(value);
  if (bytes === null) s.die(`"${badLladdrPart(value)}" is invalid lladdr.\n`, 1);
  return bytes;
}

function onOff(s: Session, args: Args, key: string): boolean {
  const value = args.value();
  if (value !== "on" && value !== "off") {
    s.die(`Error: argument of "${key}" must be "on" or "off", not "${value}"\n`, 1);
  }
  return value === "on";
}

function parseSwitch(s: Session, args: Args, draft: Draft): boolean {
  switch (args.word) {
    case "multicast":
      draft.set.multicast = onOff(s, args, "multicast");
      return true;
    case "allmulticast":
      draft.set.allmulti = onOff(s, args, "allmulticast");
      return true;
    case "promisc":
      draft.set.promisc = onOff(s, args, "promisc");
      return true;
    case "arp":
      draft.set.arp = onOff(s, args, "arp");
      return true;
    case "carrier":
      draft.set.carrier = onOff(s, args, "carrier");
      return true;
    case "dynamic":
      draft.set.dynamic = onOff(s, args, "dynamic");
      return true;
    case "trailers":
      if (onOff(s, args, args.word)) draft.unmodelled = `the flag "${args.peek(-1) ?? ""}"`;
      return true;
    case "protodown":
      onOff(s, args, "protodown");
      draft.refusal = { errno: "EOPNOTSUPP", extack: "Protodown not supported by device" };
      return true;
    default:
      return false;
  }
}

function parseRest(s: Session, args: Args, draft: Draft): boolean {
  const word = args.word;
  if (word === "netns") {
    const value = args.value();
    if (draft.netns !== null) s.duplicate("netns", value);
    draft.netns = netnsOf(s, value);
    // A number goes to the kernel as it is.
    if (draft.netns === null && /^\d+$/.test(value)) draft.refusal = { errno: "ESRCH" };
    else if (draft.netns === null) s.invalid('Invalid "netns" value\n', value);
  } else if (word === "master") {
    const value = args.value();
    const index = s.deviceIndex(value);
    if (index === 0) s.invalid("Device does not exist\n", value);
    draft.master = s.deviceName(index);
  } else if (word === "vrf") s.invalid("Not a valid VRF name\n", args.value());
  else if (matches(word, "nomaster")) draft.master = "";
  else if (matches(word, "alias")) {
    const value = args.value();
    if (value.length >= 256) s.invalid("alias too long\n", value);
    draft.set.alias = value;
  } else if (word === "group") {
    const value = args.value();
    if (draft.group !== null) s.duplicate("group", value);
    draft.group = s.names("group").number(value) ?? parseUnsigned(value);
    if (draft.group === null) s.invalid('Invalid "group" value\n', value);
  } else if (word === "addrgenmode") {
    const value = args.value();
    if (value === "eui64" || value === "none") draft.set.addrGenMode = value;
    else if (value === "stable_secret" || value === "random")
      draft.unmodelled = `addrgenmode ${value}`;
    else s.invalid("Invalid address generation mode\n", value);
  } else if (matches(word, "numtxqueues"))
    draft.numTxQueues = queues(s, args, draft.numTxQueues, "numtxqueues");
  else if (matches(word, "numrxqueues"))
    draft.numRxQueues = queues(s, args, draft.numRxQueues, "numrxqueues");
  else if (word === "vf") {
    while (args.left > 1) args.skip();
    draft.refusal = { errno: "EOPNOTSUPP" };
  } else if (/^xdp(generic|drv|offload)?$/.test(word)) {
    if (args.value() !== "off") draft.unmodelled = "XDP programs";
  } else if (UNMODELLED_WORDS.includes(word)) {
    const value = args.value();
    if (word !== "mode" || value !== "default") draft.unmodelled = `"${word}"`;
  } else return false;
  return true;
}

const UNMODELLED_WORDS: readonly string[] = [
  "mode",
  "state",
  "link-netns",
  "link-netnsid",
  "protodown_reason",
  "gso_max_size",
  "gso_max_segs",
  "gro_max_size",
  "gso_ipv4_max_size",
  "gro_ipv4_max_size",
  "parentdev",
];

function queues(s: Session, args: Args, before: number | null, key: string): number {
  const value = args.value();
  if (before !== null) s.duplicate(key, value);
  const number = parseUnsigned(value);
  if (number === null) s.invalid(`Invalid "${key}" value\n`, value);
  return number;
}

/** A name under /run/netns, a path, or the number of a process. */
export function netnsOf(s: Session, value: string): NetNamespace | null {
  const { host } = s.proc;
  if (value.includes("/")) {
    const node = host.fs.lookup(value, s.proc);
    return typeof node === "string" || node.kind !== "netns" ? null : node.netns;
  }
  const named = host.netnsByName(value);
  if (named !== null) return named;
  if (!/^\d+$/.test(value)) return null;
  const proc = host.processes.get(Number(value));
  if (proc !== undefined) return proc.place.netns;
  // A host has its init, also where the sandbox runs none.
  return value === "1" ? host.root : null;
}

function mac(bytes: readonly number[]): MacAddr {
  return bytes.reduce((sum, byte) => sum * 256 + byte, 0) as MacAddr;
}

function tunnelNow(s: Session, dev: string | null): { ttl: number; pmtudisc: boolean } | null {
  const info = dev === null ? null : (s.netlink.link(dev)?.info ?? null);
  return info !== null && "pmtudisc" in info ? info : null;
}

// ── add ────────────────────────────────────────────────────────────────────────────────────────

function add(s: Session, args: Args, replace = false): number {
  const draft = newDraft();
  parseWords(s, args, draft);
  if (draft.kind === null) {
    if (replace) return applySet(s, draft);
    s.err('Not enough information: "type" argument is required\n');
    return 1;
  }
  const { kind } = draft;
  if (replace && draft.dev !== null && s.netlink.link(draft.dev) !== null) return 0;
  if (UNMODELLED_KINDS.has(kind)) {
    s.notSimulated(
      `"type ${kind}" yet`,
      "veth, bridge, vlan, macvlan, dummy, vxlan and ipip are there",
    );
  }
  const spec = newLinkSpec(s, draft, kind);
  if (typeof spec === "number") return spec;
  const words = kindWords(s, args, kind, spec);
  if (words !== null) return words;
  if (draft.unmodelled !== null) s.notSimulated(draft.unmodelled);
  const name = spec.name ?? "";
  if (name.length > 15) {
    return s.talk(() => ({ errno: "ERANGE", extack: "Attribute failed policy validation" }))
      ? 0
      : 2;
  }
  if (draft.address !== null && draft.address.length !== 6)
    return s.talk(() => ({ errno: "EINVAL" })) ? 0 : 2;
  return s.talk(() => s.netlink.newLink(spec)) ? 0 : 2;
}

function newLinkSpec(s: Session, draft: Draft, kind: string): Mutable<NewLink> | number {
  const spec: Mutable<NewLink> = { kind };
  const name = draft.name ?? draft.dev;
  if (name !== null) spec.name = name;
  if (draft.link !== null) {
    const index = s.deviceIndex(draft.link);
    if (index === 0) return s.noDevice(draft.link);
    spec.link = s.deviceName(index);
  }
  if (draft.address !== null) spec.address = mac(draft.address);
  if (draft.mtu !== null) spec.mtu = draft.mtu;
  if (draft.txqlen !== null) spec.txqlen = draft.txqlen;
  if (draft.index !== null) spec.index = draft.index;
  if (draft.set.up !== undefined) spec.up = draft.set.up;
  if (draft.set.arp !== undefined) spec.arp = draft.set.arp;
  if (draft.set.multicast !== undefined) spec.multicast = draft.set.multicast;
  if (draft.numTxQueues !== null) spec.numTxQueues = draft.numTxQueues;
  if (draft.numRxQueues !== null) spec.numRxQueues = draft.numRxQueues;
  if (draft.master !== null && draft.master !== "") spec.master = draft.master;
  if (draft.netns !== null) spec.netns = draft.netns;
  return spec;
}

/** The words after `type KIND`; a number ends the command with it. */
function kindWords(s: Session, args: Args, kind: string, spec: Mutable<NewLink>): number | null {
  if (kind === "veth") return vethWords(s, args, spec);
  if (kind === "bridge") {
    const bridge = parseBridge(s, args);
    if (bridge === null) return 1;
    spec.bridge = bridge;
  } else if (kind === "vlan") {
    const vlan = parseVlan(s, args);
    if (vlan === null) return 1;
    if (vlan.id !== undefined) spec.vlan = vlan as NonNullable<NewLink["vlan"]>;
  } else if (kind === "macvlan") {
    const macvlan = parseMacvlan(s, args);
    if (macvlan === null) return 1;
    if (macvlan.mode !== undefined) spec.macvlan = macvlan as NonNullable<NewLink["macvlan"]>;
  } else if (kind === "ipip") {
    const tunnel = parseIpip(s, args);
    if (tunnel === null) return 1;
    spec.tunnel = tunnel;
  } else if (kind === "vxlan") {
    const vxlan = args.done ? undefined : parseVxlan(s, args, false);
    if (vxlan === null) return 1;
    if (vxlan !== undefined) spec.vxlan = vxlan;
  } else if (!KNOWN_KINDS.has(kind) && !args.done) {
    if (args.matches("help")) s.usage(HELP.link);
    s.err(`Garbage instead of arguments "${args.word} ...". Try "ip link help".\n`);
    return 1;
  }
  return null;
}

function vethWords(s: Session, args: Args, spec: Mutable<NewLink>): number | null {
  if (args.done) return null;
  if (args.word !== "peer") {
    s.err(HELP.kindVeth);
    return 1;
  }
  args.skip();
  const peer = newDraft();
  parseWords(s, args, peer);
  if (peer.unmodelled !== null) s.notSimulated(peer.unmodelled);
  const name = peer.name ?? peer.dev;
  const out: Mutable<NonNullable<NewLink["peer"]>> = {};
  if (name !== null) out.name = name;
  if (peer.address !== null) out.address = mac(peer.address);
  if (peer.mtu !== null) out.mtu = peer.mtu;
  if (peer.index !== null) out.index = peer.index;
  if (peer.netns !== null) out.netns = peer.netns;
  if (peer.numTxQueues !== null) out.numTxQueues = peer.numTxQueues;
  if (peer.numRxQueues !== null) out.numRxQueues = peer.numRxQueues;
  if (peer.txqlen !== null) out.txqlen = peer.txqlen;
  if (peer.set.up !== undefined) out.up = peer.set.up;
  spec.peer = out;
  return null;
}

// ── set and delete ─────────────────────────────────────────────────────────────────────────────

function set(s: Session, args: Args): number {
  const draft = newDraft();
  parseWords(s, args, draft);
  if (draft.kind !== null) {
    const failed = setKindWords(s, args, draft);
    if (failed !== null) return failed;
  }
  return applySet(s, draft);
}

function setKindWords(s: Session, args: Args, draft: Draft): number | null {
  const kind = draft.kind as string;
  // The device is looked for first, so an unknown one is what the user hears about.
  if (draft.dev !== null && s.deviceIndex(draft.dev) === 0) return s.noDevice(draft.dev);
  if (kind === "bridge") {
    const bridge = parseBridge(s, args);
    if (bridge === null) return 1;
    if (Object.keys(bridge).length > 0) draft.set.bridge = bridge;
  } else if (kind === "bridge_slave") {
    const port = parseBridgeSlave(s, args);
    if (port === null) return 1;
    draft.set.bridgeSlave = port;
  } else if (kind === "macvlan") {
    const macvlan = parseMacvlan(s, args);
    if (macvlan === null) return 1;
    if (macvlan.mode !== undefined) draft.set.macvlan = macvlan as NonNullable<NewLink["macvlan"]>;
  } else if (kind === "ipip") {
    const tunnel = parseIpip(s, args, tunnelNow(s, draft.dev));
    if (tunnel === null) return 1;
    draft.set.tunnel = tunnel;
  } else if (kind === "vxlan") {
    const vxlan = parseVxlan(s, args, true);
    if (vxlan === null) return 1;
    draft.set.vxlan = vxlan;
  } else if (!args.done) {
    if (args.matches("help")) s.usage(kindHelp(kind) ?? HELP.link);
    if (KNOWN_KINDS.has(kind) || UNMODELLED_KINDS.has(kind))
      s.notSimulated(`changing options of "type ${kind}"`);
    s.err(`Garbage instead of arguments "${args.word} ...". Try "ip link help".\n`);
    return 1;
  }
  return null;
}

function applySet(s: Session, draft: Draft): number {
  const change = draft.set;
  if (draft.dev === null && draft.group !== null) return setGroup(s, draft);
  if (draft.dev === null) s.die('Not enough information: "dev" argument is required.\n');
  const index = s.deviceIndex(draft.dev);
  if (index === 0) return s.noDevice(draft.dev);
  const dev = s.deviceName(index);
  const length = s.netlink.linkByIndex(index)?.linkType === "ipip" ? 4 : 6;
  for (const bytes of [draft.address, draft.broadcast]) {
    if (bytes !== null && bytes.length !== length) {
      s.err(`Invalid address length ${bytes.length} - must be ${length} bytes\n`);
      return 1;
    }
  }
  if (draft.unmodelled !== null) s.notSimulated(draft.unmodelled);
  const { refusal } = draft;
  if (refusal !== null) return s.talk(() => refusal) ? 0 : 2;
  fillSet(draft);
  if (draft.group !== null) change.group = draft.group;
  return s.talk(() => s.netlink.setLink(dev, change)) ? 0 : 2;
}

function fillSet(draft: Draft): void {
  const change = draft.set;
  if (draft.name !== null && draft.name !== draft.dev) change.name = draft.name;
  if (draft.mtu !== null) change.mtu = draft.mtu;
  if (draft.address !== null) change.address = mac(draft.address);
  if (draft.broadcast !== null) change.broadcast = mac(draft.broadcast);
  if (draft.txqlen !== null) change.txqlen = draft.txqlen;
  if (draft.master !== null) change.master = draft.master;
  if (draft.netns !== null) change.netns = draft.netns;
}

/** `ip link set group 5 down`: every device of the group. */
function setGroup(s: Session, draft: Draft): number {
  fillSet(draft);
  const members = s.netlink.links().filter((link) => link.group === draft.group);
  if (members.length === 0) return s.talk(() => ({ errno: "ENODEV" })) ? 0 : 2;
  for (const link of members) if (!s.talk(() => s.netlink.setLink(link.name, draft.set))) return 2;
  return 0;
}

function del(s: Session, args: Args): number {
  const draft = newDraft();
  parseWords(s, args, draft);
  if (draft.dev === null && draft.group !== null) {
    const members = s.netlink.links().filter((link) => link.group === draft.group);
    if (members.length === 0) return s.talk(() => ({ errno: "ENODEV" })) ? 0 : 2;
    for (const { name } of members) {
      if (s.netlink.link(name) !== null && !s.talk(() => s.netlink.delLink(name))) return 2;
    }
    return 0;
  }
  const name = draft.dev ?? draft.name;
  if (name === null) s.die('Not enough information: "dev" argument is required.\n');
  const index = s.deviceIndex(name);
  if (index === 0) return s.noDevice(name);
  return s.talk(() => s.netlink.delLink(s.deviceName(index))) ? 0 : 2;
}
