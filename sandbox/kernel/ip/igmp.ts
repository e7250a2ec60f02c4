/**
 * IGMP version 3, the host's side: a group that is joined or left is reported twice. net/ipv4/igmp.c, RFC 3376.
 * Left out: queriers (nobody asks here), source filters, versions 1 and 2.
 */
import { MS, SECOND } from "../../sim/scheduler.ts";
import { type Ipv4Addr, ipv4 } from "../../wire/addr.ts";
import { put16, put32, put8 } from "../../wire/bytes.ts";
import { checksum } from "../../wire/checksum.ts";
import { IP_CHECKSUM, IP_DF, IP_HEADER, IPPROTO_IGMP, writeIpv4 } from "../../wire/ipv4.ts";
import type { NetDevice } from "../device.ts";
import { OUT_REQUESTS } from "../fast-path.ts";
import { Packet } from "../packet.ts";
import type { Stack } from "../stack.ts";
import { ipOutput } from "./output.ts";

const ROUTERS = ipv4(224, 0, 0, 22);
const V3_REPORT = 0x22;
const CHANGE_TO_INCLUDE = 3;
const CHANGE_TO_EXCLUDE = 4;
/** Router alert: RFC 2113. */
const ROUTER_ALERT = 0x94040000;
const ALERT_LENGTH = 4;
const REPORT_LENGTH = 16;

/** igmp_ifc_event: one report in a few ticks, the other within the second. */
export function reportJoin(stack: Stack, dev: NetDevice, group: Ipv4Addr): void {
  const report = (): void => {
    if (dev.up && !dev.gone && dev.ns === stack.ns && dev.multicast.groups4.has(group))
      sendReport(stack, dev, group, CHANGE_TO_EXCLUDE);
  };
  const first = 8 * MS;
  stack.sched.after(first, "igmp report", report);
  stack.sched.after(first + stack.rng.below(SECOND), "igmp report", report);
}

/** igmp_group_dropped: twice said that nobody here listens any more. */
export function reportLeave(stack: Stack, dev: NetDevice, group: Ipv4Addr): void {
  const report = (): void => {
    if (dev.up && !dev.gone && dev.ns === stack.ns && !dev.multicast.groups4.has(group))
      sendReport(stack, dev, group, CHANGE_TO_INCLUDE);
  };
  const first = 8 * MS;
  stack.sched.after(first, "igmp report", report);
  stack.sched.after(first + stack.rng.below(SECOND), "igmp report", report);
}

function sendReport(stack: Stack, dev: NetDevice, group: Ipv4Addr, type: number): void {
  const out = stack.routes.output(ROUTERS, 0 as Ipv4Addr, dev, 0, 0, false);
  if (out.errno !== null) return;
  const { sim } = stack.ns.host;
  const header = IP_HEADER + ALERT_LENGTH;
  const packet = Packet.alloc(sim.buffers, header + REPORT_LENGTH, sim.nextJourney());
  const at = packet.start;
  const b = packet.buf;
  packet.l3 = at;
  packet.l4 = at + header;
  writeIpv4(b, at, out.src, ROUTERS, IPPROTO_IGMP, 1, 0xc0, 0, IP_DF, header + REPORT_LENGTH);
  put8(b, at, 0x46);
  put32(b, at + IP_HEADER, ROUTER_ALERT);
  put16(b, at + IP_CHECKSUM, 0);
  put16(b, at + IP_CHECKSUM, checksum(b, at, packet.l4));
  writeReport(b, packet.l4, group, type);
  stack.ns.host.fast.addNet(stack.ns.record, OUT_REQUESTS, 1);
  ipOutput(stack, packet, out.route, ROUTERS, out.mtu);
}

/** One record: this group, from anybody. */
function writeReport(b: Uint8Array, at: number, group: Ipv4Addr, type: number): void {
  b.fill(0, at, at + REPORT_LENGTH);
  put8(b, at, V3_REPORT);
  put16(b, at + 6, 1);
  put8(b, at + 8, type);
  put32(b, at + 12, group);
  put16(b, at + 2, checksum(b, at, at + REPORT_LENGTH));
}
