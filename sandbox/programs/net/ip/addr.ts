/**
 * `ip address`: show joins the links with their addresses, as RTM_GETLINK and RTM_GETADDR dumps
 * are joined by iproute2; add, del, change, replace, flush.
 * Left out: save, restore and showdump (binary streams), anycast addresses, autojoin of IPv6 groups.
 */
import {
  type AddrDump,
  type AddrSpec,
  IFA_F,
  IFF,
  type LinkDump,
} from "../../../kernel/netlink-types.ts";
import { type Ipv4Addr, maskOf } from "../../../wire/addr.ts";
import { HELP } from "./help.ts";
import { asInet6, printLink, printLinkBrief, printStats } from "./link-print.ts";
import { Args, familyColor, type Outcome, type Session } from "./session.ts";
import {
  type Address,
  type Family,
  formatAddress,
  type InetPrefix,
  matches,
  parseUnsigned,
  sameBits,
} from "./values.ts";

/** Flags with the words that select and show them, in the order they are shown. */
const FLAG_WORDS: readonly (readonly [number, string])[] = [
  [IFA_F.SECONDARY, "secondary"],
  [IFA_F.NODAD, "nodad"],
  [IFA_F.OPTIMISTIC, "optimistic"],
  [IFA_F.DADFAILED, "dadfailed"],
  [IFA_F.HOMEADDRESS, "home"],
  [IFA_F.DEPRECATED, "deprecated"],
  [IFA_F.TENTATIVE, "tentative"],
  [IFA_F.PERMANENT, "permanent"],
  [IFA_F.MANAGETEMPADDR, "mngtmpaddr"],
  [IFA_F.NOPREFIXROUTE, "noprefixroute"],
  [IFA_F.MCAUTOJOIN, "autojoin"],
  [0x800, "stable-privacy"],
];
/** Kinds the kernel itself can filter a dump by; for others iproute2 drops the links one by one. */
const KERNEL_KINDS: readonly string[] = ["veth", "bridge", "dummy", "vlan"];

export interface AddrFilter {
  family: Family | 0 | "link";
  dev: string | null;
  prefix: InetPrefix | null;
  scope: number | null;
  flags: number;
  flagMask: number;
  label: string | null;
  up: boolean;
  group: number | null;
  kind: string | null;
  slaveKind: string | null;
  /** ifindex; 0: only devices without one. */
  master: number | null;
  /** As `ip link`: no addresses. */
  asLink: boolean;
}

export function addrCommand(s: Session, words: readonly string[]): Outcome {
  const args = new Args(s, words);
  if (args.done) return show(s, args, false);
  const command = args.take();
  if (matches(command, "add")) return modify(s, args, "add");
  if (matches(command, "change") || command === "chg") return modify(s, args, "change");
  if (matches(command, "replace")) return modify(s, args, "replace");
  if (matches(command, "delete")) return modify(s, args, "del");
  if (matches(command, "show") || matches(command, "list") || matches(command, "lst"))
    return show(s, args, false);
  if (matches(command, "flush")) return flush(s, args);
  if (matches(command, "save")) return binaryStream(s);
  if (matches(command, "showdump") || matches(command, "restore")) {
    s.err("Magic mismatch (0 elems, 0 magic)\n");
    return 255;
  }
  if (matches(command, "help")) s.usage(HELP.address);
  s.die(`Command "${command}" is unknown, try "ip address help".\n`);
}

export function binaryStream(s: Session): number {
  if (s.proc.isatty(1)) {
    s.err("Not sending a binary stream to stdout\n");
    return 1;
  }
  if (s.proc.file(1)?.path === "/dev/null") return 0;
  s.notSimulated('"save": netlink messages in a file', "use ip -j");
}

// ── what is wanted ─────────────────────────────────────────────────────────────────────────────

export function parseFilter(s: Session, args: Args, asLink: boolean): AddrFilter {
  const { family } = s.options;
  const filter: AddrFilter = {
    family: asLink || family === "link" ? "link" : s.inetFamily,
    dev: null,
    prefix: null,
    scope: null,
    flags: 0,
    flagMask: 0,
    label: null,
    up: false,
    group: null,
    kind: null,
    slaveKind: null,
    master: null,
    asLink,
  };
  while (!args.done) {
    parseFilterWord(s, args, filter);
    args.skip();
  }
  return filter;
}

function parseFilterWord(s: Session, args: Args, filter: AddrFilter): void {
  const word = args.word;
  switch (word) {
    case "to": {
      filter.prefix = s.prefix(args.value(), filter.family === "link" ? 0 : filter.family);
      if (filter.family === 0) filter.family = filter.prefix.family;
      return;
    }
    case "scope": {
      const scope = args.value();
      const number = s.names("rt_scopes").number(scope) ?? parseUnsigned(scope, 255);
      if (number === null && scope !== "all") s.invalid('invalid "scope"\n', scope);
      filter.scope = number;
      return;
    }
    case "up":
      filter.up = true;
      return;
    case "label":
      filter.label = args.value();
      return;
    case "group": {
      const group = args.value();
      const number = s.names("group").number(group) ?? parseUnsigned(group);
      if (number === null) s.invalid('Invalid "group" value\n', group);
      filter.group = number;
      return;
    }
    case "master": {
      const master = args.value();
      const index = s.deviceIndex(master);
      if (index === 0) s.invalid("Device does not exist\n", master);
      filter.master = index;
      return;
    }
    case "vrf":
      return s.invalid("Not a valid VRF name\n", args.value());
    case "nomaster":
      filter.master = 0;
      return;
    case "type": {
      const kind = args.value();
      if (kind.endsWith("_slave")) filter.slaveKind = kind.slice(0, -6);
      else filter.kind = kind;
      // The kernel looks for the kind, and loads its module.
      if (s.proc.isRoot) s.proc.host.modules.loadForKind(kind);
      return;
    }
  }
  if (flagFilter(filter, word)) return;
  const name = word === "dev" ? args.value() : word;
  if (word !== "dev" && matches(word, "help")) s.usage(filter.asLink ? HELP.link : HELP.address);
  if (filter.dev !== null) s.garbage("dev", name);
  filter.dev = name;
}

function flagFilter(filter: AddrFilter, word: string): boolean {
  let inverse = word.startsWith("-");
  let name = inverse ? word.slice(1) : word;
  if (name === "dynamic" || name === "primary") {
    inverse = !inverse;
    name = name === "dynamic" ? "permanent" : "secondary";
  } else if (name === "temporary") name = "secondary";
  const found = FLAG_WORDS.find(([, text]) => text === name);
  if (found === undefined) return false;
  if (!inverse) filter.flags |= found[0];
  else filter.flags &= ~found[0];
  filter.flagMask |= found[0];
  return true;
}

// ── show ───────────────────────────────────────────────────────────────────────────────────────

/** `ip addr show` and, with `asLink`, `ip link show`. */
export function show(s: Session, args: Args, link: boolean): number {
  if (link) s.linkSticks = s.inBatch;
  const asLink = link || s.linkSticks;
  const filter = parseFilter(s, args, asLink);
  const found = selectLinks(s, filter);
  if (typeof found === "number") return found;
  let links = found;
  let addrs: AddrDump[] = [];
  let withLink = true;
  if (filter.family !== "link") {
    if (s.options.oneline || filter.label !== null) withLink = false;
    addrs = s.netlink.addrs(filter.family === 0 ? undefined : filter.family);
    links = links.filter((link) => hasAddress(s, link, addrs, filter));
  }
  const p = s.printer;
  p.begin();
  for (const link of links) {
    p.openObject();
    const matched = shownLink(link, filter);
    if (matched && (withLink || s.options.brief)) printSelected(s, link, filter);
    const skipped = !matched && (withLink || s.options.brief);
    if (!skipped && filter.family !== "link") {
      printAddresses(s, link, addrs, filter);
      if (matched && withLink && s.options.stats > 0 && !s.options.brief) {
        printStats(s, link);
        p.text("\n");
      }
    }
    p.closeObject();
  }
  p.end();
  return 0;
}

function printSelected(s: Session, selected: LinkDump, filter: AddrFilter): void {
  const inet6 = filter.family === 6 && filter.dev === null;
  const link = inet6 ? asInet6(selected) : selected;
  if (s.options.brief) {
    printLinkBrief(s, link, filter.family === "link");
    return;
  }
  const hardware = filter.family === 0 || filter.family === "link" || s.options.details > 0;
  printLink(s, link, { asLink: filter.asLink, hardware, inet6 });
}

function selectLinks(s: Session, filter: AddrFilter): LinkDump[] | number {
  if (filter.dev !== null) {
    const index = s.deviceIndex(filter.dev);
    const byName = s.netlink.link(filter.dev);
    if (byName !== null) return [byName];
    if (index === 0) {
      s.err(`Device "${filter.dev}" does not exist.\n`);
      return 1;
    }
    // "ifN" passes for a name here, and the kernel is asked for a device called so.
    s.err("RTNETLINK answers: No such device\nCannot send link get request: No such device\n");
    return 1;
  }
  return s.netlink.links().filter((link) => {
    if (filter.master !== null && filter.master !== 0 && link.master !== filter.master)
      return false;
    return filter.kind === null || !KERNEL_KINDS.includes(filter.kind) || link.kind === filter.kind;
  });
}

/** print_linkinfo's own tests: a link that fails them leaves an empty object in JSON. */
function shownLink(link: LinkDump, filter: AddrFilter): boolean {
  if (filter.up && (link.flags & IFF.UP) === 0) return false;
  if (filter.group !== null && link.group !== filter.group) return false;
  if (filter.kind !== null && link.kind !== filter.kind) return false;
  if (filter.slaveKind !== null && link.slave?.kind !== filter.slaveKind) return false;
  if (filter.master !== null && link.master !== filter.master) return false;
  return true;
}

function hasAddress(
  s: Session,
  link: LinkDump,
  addrs: readonly AddrDump[],
  filter: AddrFilter,
): boolean {
  let any = false;
  for (const addr of addrs) {
    if (addr.index !== link.index) continue;
    any = true;
    if (wanted(s, addr, filter)) return true;
  }
  return !any && filter.family === 0;
}

function wanted(s: Session, addr: AddrDump, filter: AddrFilter): boolean {
  if (filter.family !== 0 && filter.family !== addr.family) return false;
  if (filter.scope !== null && addr.scope !== filter.scope) return false;
  if (((filter.flags ^ addr.flags) & filter.flagMask) !== 0) return false;
  if (
    filter.prefix !== null &&
    filter.prefix.family !== 0 &&
    !sameBits(addr.local, filter.prefix.addr, filter.prefix.bitlen)
  )
    return false;
  // IPv6 addresses have no label: their device's name stands for it.
  return (
    filter.label === null ||
    glob(filter.label, addr.family === 4 ? addr.label : s.deviceName(addr.index))
  );
}

/** fnmatch for labels: `*`, `?`, the rest as it stands. */
function glob(pattern: string, text: string): boolean {
  let at = 0;
  let star = -1;
  let mark = 0;
  for (let i = 0; i < text.length;) {
    if (
      at < pattern.length &&
      (pattern[at] === "?" || (pattern[at] === text[i] && pattern[at] !== "*"))
    ) {
      at++;
      i++;
    } else if (pattern[at] === "*") {
      star = at++;
      mark = i;
    } else if (star >= 0) {
      at = star + 1;
      i = ++mark;
    } else return false;
  }
  while (pattern[at] === "*") at++;
  return at === pattern.length;
}

function printAddresses(
  s: Session,
  link: LinkDump,
  addrs: readonly AddrDump[],
  filter: AddrFilter,
): void {
  const p = s.printer;
  if (p.json) p.openArray("addr_info", null);
  for (const addr of addrs) {
    if (addr.index !== link.index || (filter.family !== 0 && filter.family !== addr.family))
      continue;
    if (filter.up && (link.flags & IFF.UP) === 0) continue;
    p.openObject();
    if (wanted(s, addr, filter)) printAddress(s, addr, { withDevice: s.options.oneline });
    p.closeObject();
  }
  if (p.json) p.closeArray(null);
  if (s.options.brief) p.text("\n");
}

export function printAddress(
  s: Session,
  addr: AddrDump,
  how: { withDevice: boolean; deleted?: boolean; flat?: boolean },
): void {
  const p = s.printer;
  const brief = s.options.brief && how.flat !== true;
  const color = familyColor(addr.family);
  if (how.deleted === true) p.any("deleted", true, "Deleted ");
  if (!brief) {
    if (how.withDevice) {
      p.member("index", addr.index);
      p.member("dev", s.deviceName(addr.index));
      p.text(`${addr.index}: ${s.deviceName(addr.index)}`);
    }
    const family = addr.family === 4 ? "inet" : "inet6";
    p.any("family", family, `    ${family} `);
  }
  p.any("local", formatAddress(addr.local), s.hostName(addr.local), color);
  if (addr.address !== addr.local) {
    p.text(" peer ");
    p.any("address", formatAddress(addr.address), s.hostName(addr.address), color);
  }
  p.any("prefixlen", addr.prefixLength, `/${addr.prefixLength} `);
  if (addr.metric !== 0) p.any("metric", addr.metric, `metric ${addr.metric} `);
  if (brief) return;
  if (addr.broadcast !== null) {
    p.text("brd ");
    p.any("broadcast", formatAddress(addr.broadcast), `${s.hostName(addr.broadcast)} `, color);
  }
  p.any("scope", s.scopeName(addr.scope), `scope ${s.scopeName(addr.scope)} `);
  printAddressFlags(s, addr);
  if (addr.family === 4 && addr.label !== "") p.any("label", addr.label, addr.label);
  p.nl();
  p.text("       valid_lft ");
  printLifetime(s, "valid_life_time", addr.validLft);
  p.text(" preferred_lft ");
  printLifetime(s, "preferred_life_time", addr.preferredLft);
  p.text("\n");
}

function printAddressFlags(s: Session, addr: AddrDump): void {
  for (const [bit, word] of FLAG_WORDS) {
    const set = (addr.flags & bit) !== 0;
    if (bit === IFA_F.PERMANENT) {
      if (!set) s.printer.any("dynamic", true, "dynamic ");
    } else if (set) {
      const name = bit === IFA_F.SECONDARY && addr.family === 6 ? "temporary" : word;
      s.printer.any(name, true, `${name} `);
    }
  }
}

function printLifetime(s: Session, key: string, seconds: number): void {
  const forever = seconds === Infinity;
  const whole = Math.trunc(seconds);
  s.printer.any(key, forever ? 0xffffffff : whole, forever ? "forever" : `${whole}sec`);
}

// ── flush ──────────────────────────────────────────────────────────────────────────────────────

function flush(s: Session, args: Args): number {
  if (args.done) {
    s.err("Flush requires arguments.\n");
    return 1;
  }
  const filter = parseFilter(s, args, false);
  const found = selectLinks(s, filter);
  if (typeof found === "number") return found;
  const links = found.filter((link) => shownLink(link, filter));
  const indexes = new Set(links.map((link) => link.index));
  const doomed =
    filter.family === "link"
      ? []
      : s.netlink.addrs().filter((a) => indexes.has(a.index) && wanted(s, a, filter));
  const { stats } = s.options;
  if (doomed.length === 0) {
    if (stats > 0) s.out("Nothing to flush.\n");
    return 0;
  }
  if (!s.proc.isRoot) {
    s.err("Failed to send flush request: Operation not permitted\n");
    return 255;
  }
  if (stats > 1) for (const addr of doomed) printAddress(s, addr, { withDevice: true, flat: true });
  if (stats > 0) s.out(`\n*** Round 1, deleting ${doomed.length} addresses ***\n`);
  for (const addr of doomed) {
    const gone = !s.netlink
      .addrs(addr.family)
      .some((a) => a.index === addr.index && a.local === addr.local);
    if (gone) continue;
    const dev = s.deviceName(addr.index);
    const peer = addr.address === addr.local ? {} : { peer: addr.address };
    if (
      !s.talk(() =>
        s.netlink.delAddr({
          family: addr.family,
          dev,
          local: addr.local,
          prefixLength: addr.prefixLength,
          ...peer,
        }),
      )
    ) {
      return 255;
    }
  }
  if (stats > 0) s.out("*** Flush is complete after 1 round ***\n");
  return 0;
}

// ── add, change, replace, del ──────────────────────────────────────────────────────────────────

interface Draft {
  local: InetPrefix | null;
  peer: InetPrefix | null;
  broadcast: Ipv4Addr | "+" | "-" | null;
  anycast: Address | null;
  scope: number | null;
  dev: string | null;
  label: string | null;
  metric: number | null;
  valid: number | null;
  preferred: number | null;
  flags: number;
  family: Family | 0;
  home: boolean;
}

function modify(s: Session, args: Args, mode: "add" | "change" | "replace" | "del"): number {
  const draft: Draft = {
    local: null,
    peer: null,
    broadcast: null,
    anycast: null,
    scope: null,
    dev: null,
    label: null,
    metric: null,
    valid: null,
    preferred: null,
    flags: 0,
    family: s.inetFamily,
    home: false,
  };
  while (!args.done) {
    parseModifyWord(s, args, draft);
    args.skip();
  }
  const family = draft.family;
  if ((draft.home || (draft.flags & IFA_F.NODAD) !== 0) && family === 4) {
    s.err(`Warning: ${draft.home ? "home" : "nodad"} option can be set only for IPv6 addresses\n`);
    draft.flags &= ~(IFA_F.NODAD | IFA_F.HOMEADDRESS);
  }
  if (draft.dev === null) {
    s.err('Not enough information: "dev" argument is required.\n');
    return 1;
  }
  const failed = checkDraft(s, draft, mode);
  if (failed !== 0) return failed;
  const index = s.deviceIndex(draft.dev);
  if (index === 0) return s.noDevice(draft.dev);
  if ((draft.valid !== null || draft.preferred !== null) && mode !== "del") {
    if (draft.valid === 0) {
      s.err("valid_lft is zero\n");
      return 1;
    }
    if ((draft.valid ?? Infinity) < (draft.preferred ?? Infinity)) {
      s.err("preferred_lft is greater than valid_lft\n");
      return 1;
    }
  }
  if ((draft.flags & IFA_F.MCAUTOJOIN) !== 0 && !isMulticast(draft.local)) {
    s.err("autojoin needs multicast address\n");
    return 1;
  }
  if (draft.local === null || draft.local.family === 0) {
    return s.talk(() => ({ errno: "EOPNOTSUPP" })) ? 0 : 2;
  }
  if (draft.label !== null && draft.label.length > 15) {
    return s.talk(() => ({ errno: "ERANGE", extack: "Attribute failed policy validation" }))
      ? 0
      : 2;
  }
  const spec = specOf(s, draft, draft.local, s.deviceName(index), mode);
  const done = s.talk(() =>
    mode === "del" ? s.netlink.delAddr(spec) : s.netlink.newAddr(spec, mode),
  );
  return done ? 0 : 2;
}

function checkDraft(s: Session, draft: Draft, mode: string): number {
  const { local } = draft;
  if (
    mode === "del" &&
    local !== null &&
    local.family === 4 &&
    !local.specified &&
    draft.peer === null
  ) {
    const text = formatAddress(local.addr);
    s.err(
      "Warning: Executing wildcard deletion to stay compatible with old scripts.\n" +
        `         Explicitly specify the prefix length (${text}/32) to avoid this warning.\n` +
        "         This special behaviour is likely to disappear in further releases,\n" +
        "         fix your scripts!\n",
    );
  }
  if ((draft.broadcast === "+" || draft.broadcast === "-") && draft.family !== 4) {
    s.err("Broadcast can be set only for IPv4 addresses\n");
    return 1;
  }
  return 0;
}

function specOf(s: Session, draft: Draft, local: InetPrefix, dev: string, mode: string): AddrSpec {
  const family = local.family as Family;
  let prefixLength = draft.peer?.bitlen ?? local.bitlen;
  let peer = draft.peer?.addr;
  if (mode === "del" && family === 4 && !local.specified && draft.peer === null) {
    // No IFA_ADDRESS in the request: whatever length and peer the address has.
    const index = s.deviceIndex(dev);
    const found = s.netlink.addrs(4).find((a) => a.index === index && a.local === local.addr);
    if (found !== undefined) {
      prefixLength = found.prefixLength;
      if (found.address !== found.local) peer = found.address;
    }
  }
  const mask = maskOf(prefixLength);
  const base = (peer ?? local.addr) as number;
  const broadcast =
    draft.broadcast === "+" || draft.broadcast === "-"
      ? prefixLength <= 30
        ? ((draft.broadcast === "+" ? base | ~mask : base & mask) as Ipv4Addr)
        : null
      : draft.broadcast;
  const loopback = family === 4 && (local.addr as number) >>> 24 === 127;
  return {
    family,
    dev,
    local: local.addr,
    prefixLength,
    ...(peer === undefined ? {} : { peer }),
    ...(broadcast === null ? {} : { broadcast }),
    ...(draft.anycast === null || typeof draft.anycast === "string"
      ? {}
      : { anycast: draft.anycast }),
    ...(mode === "del" && draft.scope === null
      ? {}
      : { scope: draft.scope ?? (loopback ? 254 : 0) }),
    ...(draft.label === null ? {} : { label: draft.label }),
    ...(draft.metric === null ? {} : { metric: draft.metric }),
    ...(draft.valid === null && draft.preferred === null
      ? {}
      : { validLft: draft.valid ?? Infinity, preferredLft: draft.preferred ?? Infinity }),
    ...(draft.flags === 0 ? {} : { flags: draft.flags }),
  };
}

function isMulticast(local: InetPrefix | null): boolean {
  if (local === null) return false;
  return typeof local.addr === "number" ? local.addr >>> 28 === 14 : local.addr.startsWith("ff");
}

function parseModifyWord(s: Session, args: Args, draft: Draft): void {
  const word = args.word;
  if (word === "peer" || word === "remote") {
    if (draft.peer !== null) s.duplicate("peer", args.value());
    draft.peer = s.prefix(args.value(), draft.family);
    if (draft.family === 0) draft.family = draft.peer.family;
  } else if (matches(word, "broadcast") || word === "brd") {
    const value = args.value();
    if (draft.broadcast !== null) s.duplicate("broadcast", value);
    draft.broadcast =
      value === "+" || value === "-" ? value : (s.address(value, draft.family).addr as Ipv4Addr);
  } else if (word === "anycast") draft.anycast = s.address(args.value(), draft.family).addr;
  else if (word === "scope") {
    const value = args.value();
    draft.scope = s.names("rt_scopes").number(value) ?? parseUnsigned(value, 255);
    if (draft.scope === null) s.invalid("invalid scope value.", value);
  } else if (word === "dev") draft.dev = args.value();
  else if (word === "label") draft.label = args.value();
  else if (word === "metric" || matches(word, "priority") || matches(word, "preference")) {
    const value = args.value();
    draft.metric = parseUnsigned(value);
    if (draft.metric === null) s.invalid('"metric" value is invalid\n', value);
  } else if (matches(word, "valid_lft"))
    draft.valid = lifetime(s, args.value(), "valid_lft value", draft.valid, word);
  else if (matches(word, "preferred_lft")) {
    draft.preferred = lifetime(s, args.value(), "preferred_lft value", draft.preferred, word);
  } else if (word === "home") {
    draft.home = true;
    draft.flags |= IFA_F.HOMEADDRESS;
  } else if (word === "nodad") draft.flags |= IFA_F.NODAD;
  else if (word === "mngtmpaddr") draft.flags |= IFA_F.MANAGETEMPADDR;
  else if (word === "noprefixroute") draft.flags |= IFA_F.NOPREFIXROUTE;
  else if (word === "autojoin") draft.flags |= IFA_F.MCAUTOJOIN;
  else {
    const value = word === "local" ? args.value() : word;
    if (matches(value, "help")) s.usage(HELP.address);
    if (draft.local !== null) s.garbage("local", value);
    draft.local = s.prefix(value, draft.family);
    if (draft.family === 0) draft.family = draft.local.family;
  }
}

function lifetime(
  s: Session,
  value: string,
  why: string,
  before: number | null,
  key: string,
): number {
  if (before !== null) s.duplicate(key, value);
  if (value === "forever") return Infinity;
  const seconds = parseUnsigned(value);
  if (seconds === null) s.invalid(why, value);
  return seconds === 0xffffffff ? Infinity : seconds;
}
