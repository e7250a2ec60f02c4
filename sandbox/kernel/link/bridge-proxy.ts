/**
 * neigh_suppress and proxy_arp of bridge ports: an ARP request is answered from the bridge's own
 * neighbour table instead of being flooded. net/bridge/br_arp_nd_proxy.c. Left out: IPv6's half.
 */
import type { MacAddr } from "../../wire/addr.ts";
import { put16, put32, u16, u32, u48 } from "../../wire/bytes.ts";
import { NUD } from "../netlink-types.ts";
import { Packet } from "../packet.ts";
import type { Bridge, BridgePort } from "./bridge.ts";

const ARP_BYTES = 28;

/** True: answered, and the request is dead. */
export function answerForPorts(
  bridge: Bridge,
  from: BridgePort,
  packet: Packet,
  vlan: number,
): boolean {
  if (vlan !== 0) return false;
  const { buf, start, end } = packet;
  const at = start + 14;
  if (u16(buf, start + 12) !== 0x0806 || at + ARP_BYTES > end || u16(buf, at + 6) !== 1)
    return false;
  const sender = u32(buf, at + 14) | 0;
  const target = u32(buf, at + 24) | 0;
  if (sender === 0 || sender === target) return false;
  const known = bridge.ns.netlink
    .neighs(4)
    .find((neigh) => neigh.index === bridge.index && neigh.dst === target);
  const valid = NUD.PERMANENT | NUD.NOARP | NUD.REACHABLE | NUD.PROBE | NUD.STALE | NUD.DELAY;
  if (known?.lladdr == null || (known.state & valid) === 0) return false;
  const entry = bridge.fdb.find(known.lladdr, vlan);
  if (entry?.port == null) return false;
  const answers =
    (from.proxyArp && entry.port !== from) ||
    ((entry.port.proxyArpWifi || entry.port.neighSuppress) &&
      !(entry.port === from && !from.proxyArpWifi));
  if (!answers) return false;
  reply(from, packet, known.lladdr);
  packet.free();
  return true;
}

function reply(port: BridgePort, request: Packet, mac: MacAddr): void {
  const { sim } = port.dev.ns.host;
  const out = Packet.alloc(sim.buffers, 14 + ARP_BYTES, sim.nextJourney());
  const from = request.start;
  const to = out.start;
  const asker = u48(request.buf, from + 6);
  putMac(out.buf, to, asker);
  putMac(out.buf, to + 6, mac);
  put16(out.buf, to + 12, 0x0806);
  out.buf.set(request.buf.subarray(from + 14, from + 14 + ARP_BYTES), to + 14);
  put16(out.buf, to + 20, 2);
  putMac(out.buf, to + 22, mac);
  put32(out.buf, to + 28, u32(request.buf, from + 38));
  putMac(out.buf, to + 32, asker);
  put32(out.buf, to + 38, u32(request.buf, from + 28));
  port.dev.send(out);
}

function putMac(buf: Uint8Array, at: number, mac: number): void {
  put16(buf, at, Math.floor(mac / 4_294_967_296));
  put32(buf, at + 2, mac % 4_294_967_296);
}
