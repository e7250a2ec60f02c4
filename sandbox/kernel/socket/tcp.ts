/** TCP in, while no TCP socket exists: every segment is answered by a reset (RFC 9293, 3.10.7.1). */
import { pseudoSum } from "../../wire/checksum.ts";
import { ipDst, IPPROTO_TCP, ipSrc } from "../../wire/ipv4.ts";
import {
  readTcp,
  TCP_ACKF,
  TCP_FIN,
  TCP_HEADER,
  TCP_RST,
  TCP_SYN,
  tcpFlaw,
  writeTcp,
} from "../../wire/tcp.ts";
import type { NetDevice } from "../device.ts";
import { ipSend } from "../ip/output.ts";
import { Packet, PACKET_HOST } from "../packet.ts";
import type { Stack } from "../stack.ts";

export function tcpInput(stack: Stack, dev: NetDevice, packet: Packet): void {
  const { buf, l3, l4, end } = packet;
  const src = ipSrc(buf, l3);
  const dst = ipDst(buf, l3);
  const counters = stack.snmp.tcp;
  if (packet.packetType !== PACKET_HOST || packet.route?.type !== "local") {
    stack.ns.drop(packet, "tcp:no-listener", dev.name);
    return;
  }
  counters.InSegs++;
  const flaw = tcpFlaw(buf, l4, end, pseudoSum(src, dst, IPPROTO_TCP, end - l4));
  if (flaw !== null) {
    counters.InErrs++;
    if (flaw === "bad-checksum") counters.InCsumErrors++;
    stack.ns.drop(packet, "ip:malformed", `tcp ${flaw}`);
    return;
  }
  const segment = readTcp(buf, l4);
  if ((segment.flags & TCP_RST) === 0) {
    const length = end - l4 - segment.headerLength;
    const control =
      ((segment.flags & TCP_SYN) !== 0 ? 1 : 0) + ((segment.flags & TCP_FIN) !== 0 ? 1 : 0);
    const acked = (segment.flags & TCP_ACKF) !== 0;
    sendReset(stack, packet, {
      srcPort: segment.dstPort,
      dstPort: segment.srcPort,
      seq: acked ? segment.ack : 0,
      ack: acked ? 0 : (segment.seq + length + control) >>> 0,
      flags: acked ? TCP_RST : TCP_RST | TCP_ACKF,
      window: 0,
    });
  }
  stack.ns.drop(packet, "tcp:no-listener", String(segment.dstPort));
}

function sendReset(stack: Stack, to: Packet, tcp: Parameters<typeof writeTcp>[3]): void {
  const dst = ipSrc(to.buf, to.l3);
  const out = stack.routes.output(dst, ipDst(to.buf, to.l3), null, 0, 0, true);
  if (out.errno !== null) return;
  const { sim } = stack.ns.host;
  const packet = Packet.alloc(sim.buffers, TCP_HEADER, sim.nextJourney());
  writeTcp(
    packet.buf,
    packet.start,
    packet.end,
    tcp,
    pseudoSum(out.src, dst, IPPROTO_TCP, TCP_HEADER),
  );
  stack.snmp.tcp.OutSegs++;
  stack.snmp.tcp.OutRsts++;
  ipSend(stack, packet, out, {
    dst,
    protocol: IPPROTO_TCP,
    ttl: stack.ns.sysctl.ipDefaultTtl,
    tos: 0,
    id: 0,
    dontFragment: true,
  });
}
