/**
 * /proc/net of what the kernel is made of: ipv6_route, ptype, protocols, softnet_stat, psched, mcfilter.
 * Left out: reference counts and uses of IPv6 routes (1, 2 for addresses), what a processor has received.
 */
import { parseIpv6Groups } from "../wire/addr.ts";
import type { NetNamespace } from "./netns.ts";
import { type RouteDump, RTF } from "./netlink-types.ts";

const TABLE_MAIN = 254;
const TABLE_LOCAL = 255;
const ZEROS = "0".repeat(32);
const NULL_ENTRY = routeLine(ZEROS, 0, ZEROS, 0xffffffff, 1, RTF.REJECT | RTF.NONEXTHOP, "lo");

export const tableFiles: Readonly<Record<string, (ns: NetNamespace) => string>> = {
  ipv6_route: ipv6RouteText,
  ptype: () =>
    "Type Device      Function\n0800          ip_rcv\n0004          llc_rcv\n0806          arp_rcv\n86dd          ipv6_rcv\n",
  protocols: protocolsText,
  softnet_stat: softnetText,
  psched: () => "000003e8 00000040 000f4240 3b9aca00\n",
  mcfilter: () => "Idx Device        MCA        SRC    INC    EXC\n",
  mcfilter6: () =>
    "Idx Device                Multicast Address                   Source Address    INC    EXC\n",
};

function hex(value: number, digits = 8): string {
  return (value >>> 0).toString(16).padStart(digits, "0");
}

function hex6(address: string): string {
  return (parseIpv6Groups(address) ?? []).map((group) => hex(group, 4)).join("");
}

/** ipv6_route_native_seq_show. */
function routeLine(
  dst: string,
  length: number,
  gateway: string,
  metric: number,
  users: number,
  flags: number,
  dev: string,
): string {
  return `${dst} ${hex(length, 2)} ${ZEROS} 00 ${gateway} ${hex(metric)} ${hex(users)} 00000000 ${hex(flags)} ${dev.padStart(8)}\n`;
}

/** Each table as its tree is walked; where none is for everything, its root has the null entry. */
function ipv6RouteText(ns: NetNamespace): string {
  const routes = ns.netlink.routes(6);
  const tables = [...new Set([...routes.map((one) => one.table), TABLE_MAIN, TABLE_LOCAL])].sort(
    (a, b) => (a & 0xff) - (b & 0xff),
  );
  let out = "";
  for (const table of tables) {
    const own = routes.filter((one) => one.table === table);
    for (const route of own) out += ipv6RouteLines(ns, route);
    if (!own.some((one) => one.prefixLength === 0)) out += NULL_ENTRY;
  }
  return out;
}

function ipv6RouteLines(ns: NetNamespace, route: RouteDump): string {
  const dst = hex6(String(route.dst));
  const local = route.type === "local" || route.type === "anycast";
  const rejects = !local && route.type !== "unicast" && route.type !== "multicast";
  if (rejects)
    return routeLine(
      dst,
      route.prefixLength,
      ZEROS,
      route.priority,
      1,
      RTF.REJECT | RTF.NONEXTHOP,
      "lo",
    );
  let out = "";
  for (const hop of route.nexthops) {
    const gateway = typeof hop.gateway === "string" ? hex6(hop.gateway) : ZEROS;
    const flags =
      RTF.UP | (gateway === ZEROS ? 0 : RTF.GATEWAY) | (local ? RTF.LOCAL | RTF.NONEXTHOP : 0);
    const dev = ns.devices.get(hop.dev)?.name ?? "lo";
    out += routeLine(dst, route.prefixLength, gateway, route.priority, local ? 2 : 1, flags, dev);
  }
  return out;
}

/** softnet_seq_show: a line for each processor; the last but two is its number. */
function softnetText(): string {
  let out = "";
  for (let cpu = 0; cpu < 2; cpu++) {
    const words = Array.from({ length: 15 }, (_, i) => (i === 12 ? cpu : 0));
    out += `${words.map((word) => hex(word)).join(" ")}\n`;
  }
  return out;
}

/** proto_seq_show of 6.18: name, size, pages of memory, under pressure, longest header, own slab, abilities. */
const PROTOCOLS = `
AF_VSOCK 1240 -1 NI 0 yes ynnnnnnnnnnnnnnnnn
PACKET 1600 -1 NI 0 no nnnnnnnnnnnnnnnnnn
MPTCPv6 2064 0 no 0 yes yyynyyyyyyyynnyyyn
PINGv6 1344 -1 NI 0 yes yyynnynnyyyyyynyyn
RAWv6 1344 -1 NI 0 yes yyynyyynyyyyyyyynn
UDPLITEv6 1472 0 NI 0 yes yyynyyynyyyynnyyyn
UDPv6 1472 0 NI 0 yes yyynyyynyyyynnyyyn
TCPv6 2432 0 no 192 yes yyyyyyyyyyyynyyyyy
XDP 1088 -1 NI 0 no nnnnnnnnnnnnnnnnnn
UNIX-STREAM 1152 -1 NI 0 yes ynnnnnnnnnnnnnnnnn
UNIX 1152 -1 NI 0 yes ynnnnnnnnnnnnnnnnn
UDP-Lite 1344 0 NI 0 yes yyynyyynyyyynnyyyn
MPTCP 1936 0 no 0 yes yyynyyyyyyyynnyyyn
PING 1016 -1 NI 0 yes yyynnynnyyyyyynyyn
RAW 1152 -1 NI 0 yes yyynyyynyyyyyyyynn
UDP 1344 0 NI 0 yes yyynyyynyyyynnyyyn
TCP 2304 0 no 192 yes yyyyyyyyyyyynyyyyy
NETLINK 1096 -1 NI 0 no nnnnnnnnnnnnnnnnnn
`;

/** Sockets are counted where they are modelled. */
function protocolsText(ns: NetNamespace): string {
  const used = new Map<string, number>();
  for (const one of ns.stack.sockets.all) {
    const name = one.flavour.toUpperCase();
    used.set(name, (used.get(name) ?? 0) + 1);
  }
  for (const one of ns.stack.tcpIfAny?.all ?? []) {
    const name = one.family === 6 ? "TCPv6" : "TCP";
    if (!one.orphan) used.set(name, (used.get(name) ?? 0) + 1);
  }
  let out =
    "protocol  size sockets  memory press maxhdr  slab module     cl co di ac io in de sh ss gs se re bi br ha uh gp em\n";
  for (const row of PROTOCOLS.trim().split("\n")) {
    const [name = "", size = "", memory = "", press = "", header = "", slab = "", can = ""] =
      row.split(" ");
    const sockets = String(used.get(name) ?? 0);
    out += `${name.padEnd(9)} ${size.padStart(4)} ${sockets.padStart(6)}  ${memory.padStart(6)}   ${press.padEnd(3)} ${header.padStart(6)}   ${slab.padEnd(3)}  kernel      ${[...can].join("  ")}\n`;
  }
  return out;
}
