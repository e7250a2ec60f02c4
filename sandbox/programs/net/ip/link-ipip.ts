/**
 * `type ipip`: its words (iproute2 6.1, link_iptnl.c) and how `ip -d link` shows it.
 * Left out, and said so: external, encap (fou, gue), fwmark, mode mplsip, 6rd.
 */
import type { IpTunnelInfo } from "../../../kernel/netlink-types.ts";
import { formatIpv4, type Ipv4Addr } from "../../../wire/addr.ts";
import { HELP } from "./help.ts";
import type { Args, Session } from "./session.ts";
import { matches, parseUnsigned } from "./values.ts";

export type TunnelDraft = Partial<IpTunnelInfo>;

const UNMODELLED: readonly string[] = [
  "noencap",
  "encap",
  "encap-sport",
  "encap-dport",
  "encap-csum",
  "noencap-csum",
  "encap-udp6-csum",
  "noencap-udp6-csum",
  "encap-remcsum",
  "noencap-remcsum",
  "external",
  "6rd-prefix",
  "6rd-relay_prefix",
  "6rd-reset",
  "fwmark",
];

/** Null: usage was printed, exit 1. `now`: what a tunnel that is changed has already. */
export function parseIpip(
  s: Session,
  args: Args,
  now: { readonly ttl: number; readonly pmtudisc: boolean } | null = null,
): TunnelDraft | null {
  const out: TunnelDraft = {};
  for (; !args.done; args.skip()) {
    const word = args.word;
    if (matches(word, "remote")) out.remote = s.address(args.value(), 4).addr as Ipv4Addr;
    else if (matches(word, "local")) out.local = s.address(args.value(), 4).addr as Ipv4Addr;
    else if (matches(word, "dev")) {
      const name = args.value();
      out.link = s.deviceIndex(name);
      if (out.link === 0) s.die(`Cannot find device "${name}"\n`);
    } else if (word === "ttl" || word === "hoplimit" || word === "hlim")
      out.ttl = tunnelTtl(s, args.value());
    else if (word === "tos" || word === "tclass" || matches(word, "dsfield"))
      out.tos = tunnelTos(s, args.value());
    else if (word === "nopmtudisc") out.pmtudisc = false;
    else if (word === "pmtudisc") out.pmtudisc = true;
    else if (matches(word, "mode")) {
      const mode = args.value();
      if (mode === "ipip" || mode === "ipv4/ipv4" || mode === "ip4ip4") out.proto = 4;
      else if (mode === "any/ipv4" || mode === "any") out.proto = 0;
      else if (/^mpls/.test(mode)) s.notSimulated("MPLS in ipip tunnels");
      else s.invalid("Cannot guess tunnel mode.", mode);
    } else if (UNMODELLED.includes(word)) s.notSimulated(`the ipip option "${word}"`);
    else {
      s.err(HELP.kindIpip);
      return null;
    }
  }
  if ((out.ttl ?? now?.ttl ?? 0) !== 0 && (out.pmtudisc ?? now?.pmtudisc) === false)
    s.die("ttl != 0 and nopmtudisc are incompatible\n");
  return out;
}

export function tunnelTtl(s: Session, value: string): number {
  if (value === "inherit") return 0;
  const ttl = parseUnsigned(value, 255);
  if (ttl === null) s.invalid("invalid TTL\n", value);
  return ttl;
}

export function tunnelTos(s: Session, value: string): number {
  if (value === "inherit") return 1;
  const tos = s.names("rt_dsfield").number(value) ?? parseUnsigned(value, 255, 16);
  if (tos === null) s.invalid("bad TOS value", value);
  return tos;
}

export function printIpip(s: Session, t: IpTunnelInfo): void {
  const p = s.printer;
  const proto = t.proto === 4 ? "ipip" : "any";
  p.any("proto", proto, `${proto} `);
  const end = (key: "remote" | "local", address: number): void => {
    const text = address === 0 ? "any" : formatIpv4(address);
    p.any(key, text, `${key} ${text} `);
  };
  end("remote", t.remote);
  end("local", t.local);
  if (t.link !== 0) p.any("link", s.deviceName(t.link), `dev ${s.deviceName(t.link)} `);
  p.any("ttl", t.ttl, t.ttl === 0 ? "ttl inherit " : `ttl ${t.ttl} `);
  if (t.tos !== 0) {
    const hex = `0x${t.tos.toString(16)}`;
    p.any("tos", hex, t.tos === 1 ? "tos inherit " : `tos ${hex} `);
  }
  p.any("pmtudisc", t.pmtudisc, t.pmtudisc ? "pmtudisc " : "nopmtudisc ");
}
