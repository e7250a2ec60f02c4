/**
 * What the tables said of a packet, told to whoever watches (sim/trace.ts): the route it took and its next hop's neighbour,
 * the tunnel that wrapped it, and that it is for this namespace itself. Called only while somebody watches.
 */
import { formatIpv4, formatMac, IPV4_ANY, type Ipv4Addr } from "../wire/addr.ts";
import type { NetDevice } from "./device.ts";
import type { Neighbour } from "./neigh/neighbour.ts";
import { stateName } from "./neigh/table.ts";
import type { NetNamespace } from "./netns.ts";
import type { Packet } from "./packet.ts";
import type { RouteResult } from "./route/types.ts";

type Table = "route" | "neigh" | "tunnel" | "local";

function look(
  ns: NetNamespace,
  packet: Packet,
  at: number,
  table: Table,
  dev: NetDevice | null,
  detail: string,
): void {
  const { sim, name } = ns.host;
  sim.trace.emit({
    kind: "look",
    at: sim.sched.now,
    host: name,
    ns: ns.name,
    journey: packet.journey,
    table,
    ifindex: dev?.index ?? 0,
    detail,
    bytes: packet.buf,
    start: at,
    end: packet.end,
  });
}

/** The words of `ip route get`, and of `ip neigh`. */
export function lookNextHop(
  ns: NetNamespace,
  packet: Packet,
  route: RouteResult,
  neigh: Neighbour,
): void {
  const { dev, gateway, table } = route;
  const via = gateway === IPV4_ANY ? "on link" : `via ${formatIpv4(gateway)}`;
  const which = table === 254 || table === 0 ? "" : ` table ${table === 255 ? "local" : table}`;
  look(ns, packet, packet.start, "route", dev, `${via} dev ${dev.name}${which}`);
  if (dev.linkType !== "ether" || dev.loopback) return;
  const key = typeof neigh.key === "string" ? neigh.key : formatIpv4(neigh.key);
  const mac = neigh.mac === 0 ? "" : ` lladdr ${formatMac(neigh.mac)}`;
  look(
    ns,
    packet,
    packet.start,
    "neigh",
    dev,
    `${key} dev ${dev.name}${mac} ${stateName(neigh.state)}`,
  );
}

export function lookTunnel(dev: NetDevice, packet: Packet, src: Ipv4Addr, dst: Ipv4Addr): void {
  const detail = `${dev.name} wraps it: ${formatIpv4(src)} > ${formatIpv4(dst)}`;
  look(dev.ns, packet, packet.end, "tunnel", dev, detail);
}

/** It has come to where it was sent: ip_local_deliver. */
export function lookLocal(ns: NetNamespace, packet: Packet, protocol: number): void {
  const name = { 1: "ICMP", 4: "IPIP", 6: "TCP", 17: "UDP" }[protocol] ?? `protocol ${protocol}`;
  look(ns, packet, packet.l3, "local", null, `for this machine: ${name}`);
}
