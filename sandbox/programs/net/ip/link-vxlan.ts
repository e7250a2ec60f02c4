/**
 * `type vxlan`: its words (iproute2 6.1, iplink_vxlan.c) and how `ip -d link` shows it.
 * Left out, and said so: IPv6 underlays, external, gpe, remcsum, vnifilter, flowlabel.
 */
import type { VxlanInfo } from "../../../kernel/netlink-types.ts";
import { formatIpv4, type Ipv4Addr, isMulticast4 } from "../../../wire/addr.ts";
import { HELP } from "./help.ts";
import type { Args, Session } from "./session.ts";
import { matches, parseUnsigned } from "./values.ts";

type Draft = Partial<VxlanInfo>;
type Word = (s: Session, args: Args, out: Draft) => void;

function once(s: Session, seen: boolean, key: string, value: string): void {
  if (seen) s.garbage(key, value);
}

function number(key: keyof VxlanInfo, name: string, max: number, why: string): Word {
  return (s, args, out) => {
    const value = args.value();
    once(s, out[key] !== undefined, name, value);
    const parsed = parseUnsigned(value, max);
    if (parsed === null) s.invalid(why, value);
    (out as Record<string, unknown>)[key] = parsed;
  };
}

function address(key: "remote" | "local", name: string): Word {
  return (s, args, out) => {
    const other = key === "remote" && out.remote !== undefined && out.remote !== 0;
    if (other && isMulticast4(out.remote as Ipv4Addr) !== (name === "group"))
      s.die("vxlan: both group and remote cannot be specified\n", 1);
    const value = args.value();
    once(s, out[key] !== undefined, name, value);
    const { family, addr } = s.address(value, 0);
    if (family === 6) s.notSimulated("VXLAN over IPv6", "use IPv4 addresses");
    if (isMulticast4(addr as number) !== (name === "group"))
      s.invalid(`invalid ${name} address`, value);
    out[key] = addr as Ipv4Addr;
  };
}

function flag(key: keyof VxlanInfo, value: boolean): Word {
  return (_s, _args, out) => {
    (out as Record<string, unknown>)[key] = value;
  };
}

function unmodelled(s: Session, args: Args): void {
  s.notSimulated(`the vxlan option "${args.word}"`);
}

/** In the order in which abbreviations are tried. */
const WORDS: readonly (readonly [string, Word])[] = [
  ["id", number("vni", "id", 0xffffff, "invalid id")],
  ["vni", number("vni", "id", 0xffffff, "invalid id")],
  ["group", address("remote", "group")],
  ["remote", address("remote", "remote")],
  ["local", address("local", "local")],
  ["dev", device],
  ["ttl", ttl],
  ["hoplimit", ttl],
  ["tos", tos],
  ["dsfield", tos],
  ["df", df],
  ["label", unmodelled],
  ["flowlabel", unmodelled],
  ["ageing", ageing],
  ["maxaddress", maxAddress],
  ["port", portRange],
  ["srcport", portRange],
  ["dstport", number("dstport", "dstport", 0xffff, "dst port")],
  ["nolearning", flag("learning", false)],
  ["learning", flag("learning", true)],
  ["noproxy", flag("proxy", false)],
  ["proxy", flag("proxy", true)],
  ["norsc", flag("rsc", false)],
  ["rsc", flag("rsc", true)],
  ["nol2miss", flag("l2miss", false)],
  ["l2miss", flag("l2miss", true)],
  ["nol3miss", flag("l3miss", false)],
  ["l3miss", flag("l3miss", true)],
  ["udpcsum", flag("udpCsum", true)],
  ["noudpcsum", flag("udpCsum", false)],
  ["udp6zerocsumtx", flag("udp6ZeroCsumTx", true)],
  ["noudp6zerocsumtx", flag("udp6ZeroCsumTx", false)],
  ["udp6zerocsumrx", flag("udp6ZeroCsumRx", true)],
  ["noudp6zerocsumrx", flag("udp6ZeroCsumRx", false)],
  ["remcsumtx", unmodelled],
  ["noremcsumtx", () => undefined],
  ["remcsumrx", unmodelled],
  ["noremcsumrx", () => undefined],
  ["noexternal", () => undefined],
  ["gbp", flag("gbp", true)],
  ["gpe", unmodelled],
  ["vnifilter", unmodelled],
  ["novnifilter", () => undefined],
];

/** Null: what was wrong has been said, exit 1. `change`: `ip link set`, where nothing is needed. */
export function parseVxlan(s: Session, args: Args, change: boolean): Draft | null {
  const out: Draft = {};
  let external = false;
  for (; !args.done; args.skip()) {
    const word = WORDS.find(([name]) => matches(args.word, name));
    if (word !== undefined) word[1](s, args, out);
    else if (matches(args.word, "external")) external = true;
    else {
      if (!matches(args.word, "help")) s.err(`vxlan: unknown command "${args.word}"?\n`);
      s.err(HELP.kindVxlan);
      return null;
    }
  }
  const flaw = external
    ? out.vni !== undefined
      ? "both 'external' and vni cannot be specified"
      : null
    : out.vni === undefined && !change
      ? "missing virtual network identifier"
      : null;
  if (flaw !== null) {
    s.err(`vxlan: ${flaw}\n`);
    return null;
  }
  if (external) s.notSimulated('the vxlan option "external"', "give it an id");
  if (out.remote !== undefined && isMulticast4(out.remote) && out.link === undefined) {
    s.err("vxlan: 'group' requires 'dev' to be specified\n");
    return null;
  }
  if (out.dstport === undefined && !change) {
    s.err(
      "vxlan: destination port not specified\nWill use Linux kernel default (non-standard value)\n" +
        "Use 'dstport 4789' to get the IANA assigned value\nUse 'dstport 0' to get default and quiet this message\n",
    );
  }
  return out;
}

function device(s: Session, args: Args, out: Draft): void {
  const value = args.value();
  once(s, out.link !== undefined, "dev", value);
  const index = s.deviceIndex(value);
  if (index === 0) s.die(`Cannot find device "${value}"\n`);
  out.link = index;
}

function ttl(s: Session, args: Args, out: Draft): void {
  const value = args.value();
  once(s, out.ttl !== undefined || out.ttlInherit !== undefined, "ttl", value);
  if (value === "inherit") out.ttlInherit = true;
  else if (value === "auto") out.ttl = 0;
  else {
    const parsed = parseUnsigned(value);
    if (parsed === null) s.invalid("invalid TTL", value);
    if (parsed > 255) s.invalid("TTL must be <= 255", value);
    out.ttl = parsed;
  }
}

function tos(s: Session, args: Args, out: Draft): void {
  const value = args.value();
  once(s, out.tos !== undefined, "tos", value);
  const parsed =
    value === "inherit"
      ? 1
      : (s.names("rt_dsfield").number(value) ?? parseUnsigned(value, 255, 16));
  if (parsed === null) s.invalid("bad TOS value", value);
  out.tos = parsed;
}

function df(s: Session, args: Args, out: Draft): void {
  const value = args.value();
  once(s, out.df !== undefined, "df", value);
  if (value !== "unset" && value !== "set" && value !== "inherit")
    s.invalid("DF must be 'unset', 'set' or 'inherit'", value);
  out.df = value;
}

function ageing(s: Session, args: Args, out: Draft): void {
  const value = args.value();
  once(s, out.ageing !== undefined, "ageing", value);
  const parsed = value === "none" ? 0 : parseUnsigned(value);
  if (parsed === null) s.invalid("ageing timer", value);
  out.ageing = parsed;
}

function maxAddress(s: Session, args: Args, out: Draft): void {
  const value = args.value();
  once(s, out.maxaddr !== undefined, "maxaddress", value);
  const parsed = value === "unlimited" ? 0 : parseUnsigned(value);
  if (parsed === null) s.invalid("max addresses", value);
  out.maxaddr = parsed;
}

function portRange(s: Session, args: Args, out: Draft): void {
  const low = args.value();
  once(s, out.portLow !== undefined, "srcport", low);
  const first = parseUnsigned(low, 0xffff);
  if (first === null) s.invalid("min port", low);
  const high = args.value();
  const last = parseUnsigned(high, 0xffff);
  if (last === null) s.invalid("max port", high);
  out.portLow = first;
  out.portHigh = last;
}

// ── show ───────────────────────────────────────────────────────────────────────────────────────

export function printVxlan(s: Session, v: VxlanInfo): void {
  const p = s.printer;
  p.any("id", v.vni, `id ${v.vni} `);
  if (v.remote !== 0) {
    const word = isMulticast4(v.remote) ? "group" : "remote";
    p.any(word, formatIpv4(v.remote), `${word} ${formatIpv4(v.remote)} `);
  }
  if (v.local !== 0) p.any("local", formatIpv4(v.local), `local ${formatIpv4(v.local)} `);
  if (v.link !== 0) p.any("link", s.deviceName(v.link), `dev ${s.deviceName(v.link)} `);
  p.openObject("port_range");
  p.any("low", v.portLow, `srcport ${v.portLow} `);
  p.any("high", v.portHigh, `${v.portHigh} `);
  p.closeObject();
  p.any("port", v.dstport, `dstport ${v.dstport} `);
  if (!v.learning) p.any("learning", false, "nolearning ");
  else p.member("learning", true);
  for (const key of ["proxy", "rsc", "l2miss", "l3miss"] as const) {
    if (v[key]) p.any(key, true, `${key} `);
  }
  // JSON has numbers where the text has words, and nothing for an inherited TTL.
  const tos = `0x${v.tos.toString(16)}`;
  if (v.tos !== 0) p.any("tos", tos, `tos ${v.tos === 1 ? "inherit" : tos} `);
  if (v.ttlInherit) p.text("ttl inherit ");
  else p.any("ttl", v.ttl, `ttl ${v.ttl === 0 ? "auto" : v.ttl} `);
  p.any("df", v.df, v.df === "unset" ? "" : `df ${v.df} `);
  if (v.ageing === 0) p.any("ageing", 0, "ageing none ");
  else p.any("ageing", v.ageing, `ageing ${v.ageing} `);
  if (v.maxaddr !== 0) p.any("limit", v.maxaddr, `maxaddr ${v.maxaddr} `);
  const csum = (key: string, on: boolean, word: string): void =>
    p.any(key, on, `${on ? "" : "no"}${word} `);
  csum("udp_csum", v.udpCsum, "udpcsum");
  csum("udp_zero_csum6_tx", v.udp6ZeroCsumTx, "udp6zerocsumtx");
  csum("udp_zero_csum6_rx", v.udp6ZeroCsumRx, "udp6zerocsumrx");
  if (v.gbp) p.any("gbp", true, "gbp ");
}
