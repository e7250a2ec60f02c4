/** Frames' fields by name. The bytes are written out by hand from RFC 791, 9293, 7348 and 2003. */
import { expect, it } from "vitest";
import { frameFields, protocolName, summary } from "../../sandbox/lab/fields.ts";

const bytes = (hex: string): Uint8Array =>
  Uint8Array.from(hex.replace(/\s/g, "").match(/../g) ?? [], (two) => parseInt(two, 16));

const ETHER = "02000000000b 02000000000a 0800";
/** A SYN from 10.244.0.5:40000 to 10.244.1.5:8080 with an MSS of 1410. */
const SYN =
  "4500002c 00014000 40060000 0af40005 0af40105 9c401f90 00000001 00000000 6002faf0 00000000 02040582";

it("reads a TCP segment and its MSS", () => {
  const fields = frameFields(bytes(ETHER + SYN));
  expect(Object.fromEntries(fields)).toMatchObject({
    "ip.src": "10.244.0.5",
    "ip.df": "1",
    "ip.offset": "0",
    "tcp.dst": "8080",
    "tcp.flags": "S",
    "tcp.seq": "1",
    "tcp.mss": "1410",
    "tcp.length": "0",
  });
});

it("reads what a VXLAN datagram carries", () => {
  const inner = `5a2b3c4d5e6f 020000000001 0800 ${SYN}`;
  const outer = `4500005e 00000000 40110000 c0a8010a c0a8010b d431 12b5 004a0000 08000000 00000100`;
  const fields = frameFields(bytes(ETHER + outer + inner));
  expect(Object.fromEntries(fields)).toMatchObject({
    "ip.src": "192.168.1.10",
    "ip.dst": "192.168.1.11",
    "udp.dst": "4789",
    "vxlan.vni": "1",
    "inner.eth.dst": "5a:2b:3c:4d:5e:6f",
    "inner.ip.src": "10.244.0.5",
    "inner.tcp.mss": "1410",
  });
  expect(fields.has("tcp.src")).toBe(false);
  expect(protocolName(fields)).toBe("VXLAN");
  expect(summary(fields)).toBe(
    "192.168.1.10 > 192.168.1.11 VXLAN 1: 10.244.0.5.40000 > 10.244.1.5.8080 TCP S",
  );
});

it("reads what an IPIP packet carries, and a frame without Ethernet", () => {
  const outer = `45000040 00000000 40040000 0a1e0183 0a1e0184`;
  const fields = frameFields(bytes(ETHER + outer + SYN));
  expect(fields.get("ip.proto")).toBe("4");
  expect(fields.get("inner.ip.dst")).toBe("10.244.1.5");
  expect(fields.has("inner.eth.dst")).toBe(false);
  expect(protocolName(fields)).toBe("IPIP");
  const raw = frameFields(bytes(SYN), 0, SYN.replace(/\s/g, "").length / 2, "raw");
  expect(raw.get("ip.src")).toBe("10.244.0.5");
  expect(raw.has("eth.dst")).toBe(false);
});
