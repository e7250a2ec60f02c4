/** `ip neighbour`: the neighbour tables and their proxies. Left out: vxlan's, `managed`. */
import {
  type NeighDump,
  type NeighMode,
  type NeighSpec,
  NUD,
} from "../../../kernel/netlink-types.ts";
import type { MacAddr } from "../../../wire/addr.ts";
import { HELP } from "./help.ts";
import { formatLladdr } from "./link-print.ts";
import { Args, familyColor, type Outcome, type Session } from "./session.ts";
import {
  badLladdrPart,
  type Family,
  formatAddress,
  type InetPrefix,
  matches,
  parseLladdr,
  parseUnsigned,
  sameBits,
} from "./values.ts";

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

export const STATE_WORDS: readonly (readonly [number, string])[] = [
  [NUD.INCOMPLETE, "INCOMPLETE"],
  [NUD.REACHABLE, "REACHABLE"],
  [NUD.STALE, "STALE"],
  [NUD.DELAY, "DELAY"],
  [NUD.PROBE, "PROBE"],
  [NUD.FAILED, "FAILED"],
  [NUD.NOARP, "NOARP"],
  [NUD.PERMANENT, "PERMANENT"],
];
/** As `nud` reads them. */
const STATE_NAMES: readonly (readonly [string, number])[] = [
  ["permanent", NUD.PERMANENT],
  ["reachable", NUD.REACHABLE],
  ["noarp", NUD.NOARP],
  ["none", NUD.NONE],
  ["stale", NUD.STALE],
  ["incomplete", NUD.INCOMPLETE],
  ["delay", NUD.DELAY],
  ["probe", NUD.PROBE],
  ["failed", NUD.FAILED],
];
const ALL_STATES = 0xff;

export function neighCommand(s: Session, words: readonly string[]): Outcome {
  const args = new Args(s, words);
  if (args.done) return list(s, args, false);
  const command = args.take();
  if (matches(command, "add")) return modify(s, args, "add");
  if (matches(command, "change") || command === "chg") return modify(s, args, "change");
  if (matches(command, "replace")) return modify(s, args, "replace");
  if (matches(command, "delete")) return modify(s, args, "del");
  if (matches(command, "get")) return get(s, args);
  if (matches(command, "show") || matches(command, "lst") || matches(command, "list"))
    return list(s, args, false);
  if (matches(command, "flush")) return list(s, args, true);
  if (matches(command, "help")) s.usage(HELP.neigh);
  s.die(`Command "${command}" is unknown, try "ip neigh help".\n`);
}

function stateOf(s: Session, word: string): number {
  const named = STATE_NAMES.find(([name]) => matches(word, name));
  if (named !== undefined) return named[1];
  const number = parseUnsigned(word, 0xffff);
  if (number === null) s.invalid("nud state is bad", word);
  return number;
}

// ── show and flush ─────────────────────────────────────────────────────────────────────────────

interface Filter {
  dev: number | null;
  /** NUD_* bits. */
  states: number;
  stateGiven: boolean;
  prefix: InetPrefix | null;
  proxy: boolean;
  unused: boolean;
  master: number | null;
  impossible: boolean;
}

function list(s: Session, args: Args, flush: boolean): number {
  if (flush && args.done) {
    s.err("Flush requires arguments.\n");
    return 1;
  }
  const filter: Filter = {
    dev: null,
    states: flush ? (ALL_STATES & ~NUD.PERMANENT & ~NUD.NOARP) | 0x100 : ALL_STATES & ~NUD.NOARP,
    stateGiven: false,
    prefix: null,
    proxy: false,
    unused: false,
    master: null,
    impossible: false,
  };
  let family: Family | 0 = s.inetFamily;
  for (; !args.done; args.skip()) {
    const word = args.word;
    if (word === "dev") {
      const name = args.value();
      filter.dev = s.deviceIndex(name);
      if (filter.dev === 0) return s.noDevice(name);
    } else if (word === "master") {
      const name = args.value();
      filter.master = s.deviceIndex(name);
      if (filter.master === 0) s.invalid("Device does not exist\n", name);
    } else if (word === "nomaster") filter.master = 0;
    else if (word === "vrf") s.invalid("Not a valid VRF name\n", args.value());
    else if (word === "unused") filter.unused = true;
    else if (word === "nud") selectState(s, args.value(), filter);
    else if (word === "proxy") filter.proxy = true;
    else if (matches(word, "protocol")) {
      args.value();
      filter.impossible = true;
    } else {
      const value = word === "to" ? args.value() : word;
      if (matches(value, "help")) s.usage(HELP.neigh);
      if (value === "all" || value === "any") continue;
      filter.prefix = s.prefix(value, family);
      if (family === 0) family = filter.prefix.family;
    }
  }
  const found = s.netlink
    .neighs(family === 0 ? undefined : family)
    .filter((neigh) => selected(s, neigh, filter));
  if (flush) return flushNeighs(s, found, filter.dev !== null);
  s.printer.begin();
  for (const neigh of found) printNeigh(s, neigh, { hideDev: filter.dev !== null });
  s.printer.end();
  return 0;
}

function selectState(s: Session, word: string, filter: Filter): void {
  if (!filter.stateGiven) filter.states = 0;
  filter.stateGiven = true;
  if (word === "all") filter.states = ALL_STATES | 0x100;
  else {
    const state = stateOf(s, word);
    // NONE has no bit of its own.
    filter.states |= state === 0 ? 0x100 : state;
  }
}

function selected(s: Session, neigh: NeighDump, f: Filter): boolean {
  if (f.impossible || neigh.proxy !== f.proxy) return false;
  if (f.dev !== null && neigh.index !== f.dev) return false;
  if (f.prefix !== null && f.prefix.family !== 0) {
    if (f.prefix.family !== neigh.family || !sameBits(neigh.dst, f.prefix.addr, f.prefix.bitlen))
      return false;
  }
  if (f.unused && neigh.refcnt > 0) return false;
  if (f.master !== null && (s.netlink.linkByIndex(neigh.index)?.master ?? 0) !== f.master)
    return false;
  if (neigh.proxy) return true;
  // iproute2 lets entries learned elsewhere through whatever their state.
  if (neigh.externLearn) return true;
  return neigh.state === 0 ? (f.states & 0x100) !== 0 : (neigh.state & f.states) !== 0;
}

function flushNeighs(s: Session, found: readonly NeighDump[], hideDev: boolean): number {
  const { stats } = s.options;
  if (found.length === 0) {
    if (stats > 0) s.out("Nothing to flush.\n");
    return 0;
  }
  if (!s.proc.isRoot) {
    s.err("Failed to send flush request: Operation not permitted\n");
    return 1;
  }
  if (stats > 1) for (const neigh of found) printNeigh(s, neigh, { hideDev });
  if (stats > 0) s.out(`\n*** Round 1, deleting ${found.length} entries ***\n`);
  for (const neigh of found) {
    s.netlink.delNeigh({
      family: neigh.family,
      dev: s.deviceName(neigh.index),
      dst: neigh.dst,
      proxy: neigh.proxy,
    });
  }
  if (stats > 0) s.out("*** Flush is complete after 1 round ***\n");
  return 0;
}

export function printNeigh(
  s: Session,
  neigh: NeighDump,
  how: { hideDev: boolean; deleted?: boolean },
): void {
  const p = s.printer;
  const color = familyColor(neigh.family);
  const dst = s.hostName(neigh.dst);
  const dev = s.deviceName(neigh.index);
  const link = s.netlink.linkByIndex(neigh.index);
  p.openObject();
  if (how.deleted === true) p.any("deleted", true, "Deleted ");
  if (s.options.brief) {
    p.any("dst", formatAddress(neigh.dst), `${dst.padEnd(39)} `, color);
    p.any("dev", dev, `${dev.padEnd(16)} `, "ifname");
    const mac = neigh.lladdr === null ? "" : formatLladdr(link, neigh.lladdr);
    if (mac !== "") p.any("lladdr", mac, mac, "mac");
    p.text("\n");
    p.closeObject();
    return;
  }
  p.any("dst", formatAddress(neigh.dst), `${dst} `, color);
  if (!how.hideDev && neigh.index !== 0) {
    p.text("dev ");
    p.any("dev", dev, `${dev} `, "ifname");
  }
  if (neigh.lladdr !== null) {
    p.text("lladdr ");
    const lladdr = formatLladdr(link, neigh.lladdr);
    p.any("lladdr", lladdr, `${lladdr} `, "mac");
  }
  if (neigh.router) p.any("router", null, "router ");
  if (neigh.proxy) p.any("proxy", null, "proxy ");
  if (neigh.externLearn) p.any("extern_learn", null, "extern_learn ");
  if (s.options.stats > 0 && !neigh.proxy) printNeighStats(s, neigh);
  printState(s, neigh);
  p.text("\n");
  p.closeObject();
}

/** `  ref 1 used 0/0/0probes 4 `: no blank before "probes". */
function printNeighStats(s: Session, neigh: NeighDump): void {
  const p = s.printer;
  if (neigh.refcnt > 0) p.any("refcnt", neigh.refcnt, ` ref ${neigh.refcnt}`);
  p.any("used", Math.trunc(neigh.used), ` used ${Math.trunc(neigh.used)}`);
  p.any("confirmed", Math.trunc(neigh.confirmed), `/${Math.trunc(neigh.confirmed)}`);
  p.any("updated", Math.trunc(neigh.updated), `/${Math.trunc(neigh.updated)}`);
  p.any("probes", neigh.probes, `probes ${neigh.probes} `);
}

function printState(s: Session, neigh: NeighDump): void {
  const p = s.printer;
  if (neigh.proxy || neigh.state === 0) return;
  p.openArray("state", null);
  for (const [bit, word] of STATE_WORDS) if ((neigh.state & bit) !== 0) p.element(word, `${word} `);
  p.closeArray(null);
}

// ── changes and get ────────────────────────────────────────────────────────────────────────────

function modify(s: Session, args: Args, mode: NeighMode | "del"): number {
  const draft: {
    dst: InetPrefix | null;
    dev: string | null;
    lladdr: readonly number[] | null;
    spec: Mutable<Partial<NeighSpec>>;
  } = {
    dst: null,
    dev: null,
    lladdr: null,
    spec: {},
  };
  let family: Family | 0 = s.inetFamily;
  for (; !args.done; args.skip()) {
    const word = args.word;
    if (matches(word, "lladdr")) {
      const value = args.value();
      if (draft.lladdr !== null) s.duplicate("lladdr", value);
      draft.lladdr = parseLladdr(value);
      if (draft.lladdr === null) s.die(`"${badLladdrPart(value)}" is invalid lladdr.\n`, 1);
    } else if (word === "nud") draft.spec.state = stateOf(s, args.value());
    else if (matches(word, "proxy")) {
      draft.dst = s.address(args.value(), family);
      draft.spec.proxy = true;
    } else if (word === "router") draft.spec.router = true;
    else if (word === "dev") draft.dev = args.value();
    else if (matches(word, "extern_learn")) draft.spec.externLearn = true;
    else if (word === "use") draft.spec.use = true;
    else if (word === "managed" || matches(word, "protocol")) {
      s.notSimulated(`"${word}" in ip neigh`);
    } else {
      const value = word === "to" ? args.value() : word;
      if (matches(value, "help")) s.usage(HELP.neigh);
      if (draft.dst !== null) s.garbage("to", value);
      draft.dst = s.address(value, family);
      if (family === 0) family = draft.dst.family;
    }
  }
  // A proxy entry without a device stands for all of them.
  const everywhere = draft.dev === null && draft.spec.proxy === true;
  if ((draft.dev === null && !everywhere) || draft.dst === null)
    s.die("Device and destination are required arguments.\n");
  const index = draft.dev === null ? 0 : s.deviceIndex(draft.dev);
  if (index === 0 && draft.dev !== null) return s.noDevice(draft.dev);
  const { lladdr } = draft;
  const size = s.netlink.linkByIndex(index)?.linkType === "ipip" ? 4 : 6;
  if (lladdr !== null && lladdr.length !== size) {
    return s.talk(() => ({ errno: "EINVAL", extack: "Invalid link address" })) ? 0 : 2;
  }
  const spec: NeighSpec = {
    ...draft.spec,
    family: draft.dst.family === 6 ? 6 : 4,
    dev: everywhere ? "" : s.deviceName(index),
    dst: draft.dst.addr,
    ...(lladdr === null
      ? {}
      : { lladdr: lladdr.reduce((sum, byte) => sum * 256 + byte, 0) as MacAddr }),
  };
  return s.talk(() => (mode === "del" ? s.netlink.delNeigh(spec) : s.netlink.newNeigh(spec, mode)))
    ? 0
    : 2;
}

function get(s: Session, args: Args): number {
  let dst: InetPrefix | null = null;
  let dev: string | null = null;
  let proxy = false;
  for (; !args.done; args.skip()) {
    const word = args.word;
    if (word === "dev") dev = args.value();
    else if (matches(word, "proxy")) {
      proxy = true;
      dst = s.address(args.value(), s.inetFamily);
    } else {
      const value = word === "to" ? args.value() : word;
      if (matches(value, "help")) s.usage(HELP.neigh);
      if (dst !== null) s.garbage("to", value);
      dst = s.address(value, s.inetFamily);
    }
  }
  if (dst === null || dev === null) {
    s.err("Device and address are required arguments.\n");
    return 1;
  }
  const index = s.deviceIndex(dev);
  if (index === 0) return s.noDevice(dev);
  const { addr } = dst;
  const proxied = proxy
    ? s.netlink.neighs().find((n) => n.proxy && n.index === index && n.dst === addr)
    : undefined;
  const family = dst.family === 6 ? 6 : 4;
  const found =
    proxied ?? s.netlink.getNeigh({ family, dev: s.deviceName(index), dst: addr, proxy });
  if ("errno" in found) {
    s.kernelError(found);
    return 2;
  }
  s.printer.begin();
  printNeigh(s, found, { hideDev: false });
  s.printer.end();
  return 0;
}
