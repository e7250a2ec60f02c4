/**
 * What follows `type KIND`: options of bridges, bridge ports, VLANs and veth pairs.
 * Kinds that Linux has and this sandbox does not say so; others are the kernel's to refuse.
 */
import type { BridgeInfo, BridgePortInfo, NewLink } from "../../../kernel/netlink-types.ts";
import type { MacAddr } from "../../../wire/addr.ts";
import { HELP } from "./help.ts";
import type { Args, Session } from "./session.ts";
import { badLladdrPart, matches, parseLladdr, parseUnsigned } from "./values.ts";

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** Device types of Linux without a model here. */
export const UNMODELLED_KINDS: ReadonlySet<string> = new Set([
  "amt",
  "bareudp",
  "bond",
  "dsa",
  "erspan",
  "geneve",
  "gre",
  "gretap",
  "gtp",
  "ifb",
  "ip6erspan",
  "ip6gre",
  "ip6gretap",
  "ip6tnl",
  "ipoib",
  "ipvlan",
  "ipvtap",
  "macsec",
  "macvtap",
  "netdevsim",
  "nlmon",
  "rmnet",
  "sit",
  "team",
  "tun",
  "tap",
  "vcan",
  "vrf",
  "vti",
  "vti6",
  "vxcan",
  "wwan",
  "xfrm",
  "virt_wifi",
  "wireguard",
  "hsr",
  "batadv",
  "can",
  "lowpan",
  "openvswitch",
  "ovpn",
  "netkit",
]);

/** Kinds whose options iproute2 parses itself; for the rest any word is "Garbage". */
export const KNOWN_KINDS: ReadonlySet<string> = new Set([
  "veth",
  "bridge",
  "vlan",
  "vxlan",
  "ipip",
  "dummy",
  "macvlan",
]);

export function kindHelp(kind: string): string | null {
  switch (kind) {
    case "veth":
      return HELP.kindVeth;
    case "bridge":
      return HELP.kindBridge;
    case "bridge_slave":
      return HELP.kindBridgeSlave;
    case "vlan":
      return HELP.kindVlan;
    case "macvlan":
      return HELP.kindMacvlan;
    case "dummy":
      return HELP.kindDummy;
    case "ipip":
      return HELP.kindIpip;
    case "vxlan":
      return HELP.kindVxlan;
    default:
      return null;
  }
}

/** The plain number options of `type bridge`: word, field, greatest value. */
const BRIDGE_NUMBERS: readonly (readonly [string, keyof BridgeInfo, number])[] = [
  ["forward_delay", "forwardDelay", 0xffffffff],
  ["hello_time", "helloTime", 0xffffffff],
  ["max_age", "maxAge", 0xffffffff],
  ["ageing_time", "ageingTime", 0xffffffff],
  ["stp_state", "stpState", 0xffffffff],
  ["priority", "priority", 0xffff],
  ["vlan_filtering", "vlanFiltering", 0xff],
  ["vlan_default_pvid", "vlanDefaultPvid", 0xffff],
  ["group_fwd_mask", "groupFwdMask", 0xffff],
  ["mcast_snooping", "mcastSnooping", 0xff],
  ["nf_call_iptables", "nfCallIptables", 0xff],
  ["nf_call_ip6tables", "nfCallIp6tables", 0xff],
  ["nf_call_arptables", "nfCallArptables", 0xff],
];
const BRIDGE_UNMODELLED: readonly string[] = [
  "no_linklocal_learn",
  "vlan_stats_enabled",
  "vlan_stats_per_port",
  "mcast_vlan_snooping",
  "mcast_router",
  "mcast_query_use_ifaddr",
  "mcast_querier",
  "mcast_hash_elasticity",
  "mcast_hash_max",
  "mcast_last_member_count",
  "mcast_startup_query_count",
  "mcast_last_member_interval",
  "mcast_membership_interval",
  "mcast_querier_interval",
  "mcast_query_interval",
  "mcast_query_response_interval",
  "mcast_startup_query_interval",
  "mcast_stats_enabled",
  "mcast_igmp_version",
  "mcast_mld_version",
  "vlan_tunnel",
];

/** Null: usage was printed, exit 1. */
export function parseBridge(s: Session, args: Args): Partial<BridgeInfo> | null {
  const out: Mutable<Partial<BridgeInfo>> = {};
  for (; !args.done; args.skip()) {
    const word = args.word;
    const number = BRIDGE_NUMBERS.find(([name]) => matches(word, name));
    if (number !== undefined) {
      const value = args.value();
      const parsed = parseUnsigned(value, number[2]);
      if (parsed === null) s.invalid(`invalid ${number[0]}`, value);
      (out as Record<string, unknown>)[number[1]] = parsed;
    } else if (matches(word, "vlan_protocol")) {
      const value = args.value();
      if (!/^802\.1(q|ad)$/i.test(value)) s.invalid("invalid vlan_protocol", value);
      out.vlanProtocol = value.toLowerCase() === "802.1q" ? "802.1Q" : "802.1ad";
    } else if (matches(word, "group_address")) {
      const value = args.value();
      const bytes = parseLladdr(value);
      if (bytes === null) s.die(`"${badLladdrPart(value)}" is invalid lladdr.\n`, 1);
      out.groupAddress = bytes.reduce((sum, byte) => sum * 256 + byte, 0) as MacAddr;
    } else if (matches(word, "fdb_flush"))
      s.notSimulated(`"fdb_flush" here`, "use bridge fdb flush");
    else if (BRIDGE_UNMODELLED.some((name) => matches(word, name)))
      s.notSimulated(`the bridge option "${word}"`);
    else if (matches(word, "help")) {
      s.err(HELP.kindBridge);
      return null;
    } else {
      s.err(`bridge: unknown command "${word}"?\n${HELP.kindBridge}`);
      return null;
    }
  }
  return out;
}

const PORT_FLAGS: readonly (readonly [string, keyof BridgePortInfo])[] = [
  ["hairpin", "hairpin"],
  ["guard", "guard"],
  ["root_block", "rootBlock"],
  ["fastleave", "fastLeave"],
  ["learning", "learning"],
  ["flood", "flood"],
  ["proxy_arp", "proxyArp"],
  ["proxy_arp_wifi", "proxyArpWifi"],
  ["mcast_flood", "mcastFlood"],
  ["bcast_flood", "bcastFlood"],
  ["mcast_to_unicast", "mcastToUnicast"],
  ["neigh_suppress", "neighSuppress"],
  ["vlan_tunnel", "vlanTunnel"],
  ["isolated", "isolated"],
  ["locked", "locked"],
  ["mcast_fast_leave", "fastLeave"],
];

export function parseBridgeSlave(s: Session, args: Args): Partial<BridgePortInfo> | null {
  const out: Mutable<Partial<BridgePortInfo>> = {};
  for (; !args.done; args.skip()) {
    const word = args.word;
    const flag = PORT_FLAGS.find(([name]) => name === word);
    if (flag !== undefined) {
      const value = args.value();
      if (value !== "on" && value !== "off")
        s.die(`Error: argument of "${word}" must be one of "off", "on", not "${value}"\n`, 1);
      (out as Record<string, unknown>)[flag[1]] = value === "on";
    } else if (matches(word, "state")) out.state = portNumber(s, args, "state", 0xff);
    else if (matches(word, "priority")) out.priority = portNumber(s, args, "priority", 0xffff);
    else if (matches(word, "cost")) out.cost = portNumber(s, args, "cost", 0xffffffff);
    else if (matches(word, "fdb_flush")) out.flush = true;
    else if (matches(word, "mcast_router"))
      out.mcastRouter = portNumber(s, args, "mcast_router", 0xff);
    else if (matches(word, "group_fwd_mask"))
      out.groupFwdMask = portNumber(s, args, "group_fwd_mask", 0xffff);
    else if (matches(word, "backup_port")) {
      const name = args.value();
      out.backupPort = s.deviceIndex(name);
      if (out.backupPort === 0) s.invalid("Device does not exist\n", name);
    } else if (matches(word, "nobackup_port")) out.backupPort = 0;
    else {
      s.err(
        matches(word, "help")
          ? HELP.kindBridgeSlave
          : `bridge_slave: unknown option "${word}"?\n${HELP.kindBridgeSlave}`,
      );
      return null;
    }
  }
  return out;
}

function portNumber(s: Session, args: Args, name: string, max: number): number {
  const value = args.value();
  const number = parseUnsigned(value, max);
  if (number === null) s.invalid(`${name} is invalid`, value);
  return number;
}

export function parseVlan(
  s: Session,
  args: Args,
): NonNullable<NewLink["vlan"]> | Record<string, never> | null {
  let id: number | null = null;
  let protocol = "802.1Q";
  for (; !args.done; args.skip()) {
    const word = args.word;
    if (matches(word, "protocol")) {
      const value = args.value();
      if (!/^802\.1(q|ad)$/i.test(value)) s.invalid("protocol is invalid", value);
      protocol = value.toLowerCase() === "802.1q" ? "802.1Q" : "802.1ad";
    } else if (matches(word, "id")) {
      const value = args.value();
      id = parseUnsigned(value, 0xffff);
      if (id === null) s.invalid("id is invalid", value);
    } else if (
      [
        "reorder_hdr",
        "gvrp",
        "mvrp",
        "loose_binding",
        "bridge_binding",
        "ingress-qos-map",
        "egress-qos-map",
      ].some((n) => matches(word, n))
    ) {
      s.notSimulated(`the vlan option "${word}"`);
    } else if (matches(word, "help")) {
      s.err(HELP.kindVlan);
      return null;
    } else {
      s.err(`vlan: unknown command "${word}"?\n${HELP.kindVlan}`);
      return null;
    }
  }
  return id === null ? {} : { id, protocol };
}

const MACVLAN_MODES = ["private", "vepa", "bridge", "passthru", "source"] as const;

/** null: its usage was printed, or an error. */
export function parseMacvlan(
  s: Session,
  args: Args,
): NonNullable<NewLink["macvlan"]> | Record<string, never> | null {
  let mode: NonNullable<NewLink["macvlan"]>["mode"] | null = null;
  for (; !args.done; args.skip()) {
    const word = args.word;
    if (matches(word, "mode")) {
      const value = args.value();
      mode = MACVLAN_MODES.find((one) => one === value) ?? null;
      if (mode === null) {
        s.err(
          `Error: argument of "mode" must be "private", "vepa", "bridge", "passthru" or "source", not "${value}"\n`,
        );
        return null;
      }
    } else if (["flag", "macaddr", "bcqueuelen"].some((one) => matches(word, one)))
      s.notSimulated(`the macvlan option "${word}"`);
    else {
      if (!matches(word, "help")) s.err(`macvlan: unknown option "${word}"?\n`);
      s.err(HELP.kindMacvlan);
      return null;
    }
  }
  return mode === null ? {} : { mode };
}
