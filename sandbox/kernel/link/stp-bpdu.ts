/** BPDUs of 802.1D as bytes: in 802.3 frames with an LLC header, times in 1/256 s. net/bridge/br_stp_bpdu.c. */
import type { MacAddr } from "../../wire/addr.ts";
import { put16, put32, u16, u32, u48, u8 } from "../../wire/bytes.ts";
import { Packet } from "../packet.ts";
import { BR_STATE, type BridgePort } from "./bridge.ts";
import { type BridgeId, disablePort, receivedConfig, receivedTcn } from "./stp.ts";

const ETH_HLEN = 14;
const LLC = 3;
const CONFIG_BYTES = 35;
const TCN_BYTES = 4;
const TYPE_CONFIG = 0;
const TYPE_TCN = 0x80;

export interface ConfigBpdu {
  readonly topologyChange: boolean;
  readonly topologyChangeAck: boolean;
  readonly root: BridgeId;
  readonly rootPathCost: number;
  readonly bridge: BridgeId;
  readonly port: number;
  readonly messageAgeUs: number;
  readonly maxAgeUs: number;
  readonly helloTimeUs: number;
  readonly forwardDelayUs: number;
}

const ticks = (us: number): number => Math.floor((us * 256) / 1_000_000);
const micros = (count: number): number => Math.ceil((count * 1_000_000) / 256);

/** An empty frame to the bridges' group; returns where the BPDU starts. */
function frame(port: BridgePort, bytes: number): Packet {
  const { dev, bridge } = port;
  const { sim } = dev.ns.host;
  const packet = Packet.alloc(sim.buffers, ETH_HLEN + LLC + bytes, sim.nextJourney());
  const { buf, start } = packet;
  buf.fill(0, start, packet.end);
  putMac(buf, start, bridge.groupAddress);
  putMac(buf, start + 6, dev.mac);
  put16(buf, start + 12, LLC + bytes);
  buf[start + 14] = 0x42;
  buf[start + 15] = 0x42;
  buf[start + 16] = 0x03;
  return packet;
}

function putMac(buf: Uint8Array, at: number, mac: number): void {
  put16(buf, at, Math.floor(mac / 4_294_967_296));
  put32(buf, at + 2, mac % 4_294_967_296);
}

function putId(buf: Uint8Array, at: number, id: BridgeId): void {
  put16(buf, at, id.priority);
  putMac(buf, at + 2, id.mac);
}

export function sendConfig(port: BridgePort, bpdu: ConfigBpdu): void {
  const packet = frame(port, CONFIG_BYTES);
  const { buf } = packet;
  const at = packet.start + ETH_HLEN + LLC;
  buf[at + 3] = TYPE_CONFIG;
  buf[at + 4] = (bpdu.topologyChange ? 1 : 0) | (bpdu.topologyChangeAck ? 0x80 : 0);
  putId(buf, at + 5, bpdu.root);
  put32(buf, at + 13, bpdu.rootPathCost);
  putId(buf, at + 17, bpdu.bridge);
  put16(buf, at + 25, bpdu.port);
  put16(buf, at + 27, ticks(bpdu.messageAgeUs));
  put16(buf, at + 29, ticks(bpdu.maxAgeUs));
  put16(buf, at + 31, ticks(bpdu.helloTimeUs));
  put16(buf, at + 33, ticks(bpdu.forwardDelayUs));
  port.dev.send(packet);
}

export function sendTcn(port: BridgePort): void {
  const packet = frame(port, TCN_BYTES);
  packet.buf[packet.start + ETH_HLEN + LLC + 3] = TYPE_TCN;
  port.dev.send(packet);
}

/** br_stp_rcv: a frame to the bridges' group, STP being on. Owns the packet. */
export function receiveBpdu(port: BridgePort, packet: Packet): void {
  const { bridge, dev } = port;
  const { buf, end } = packet;
  const at = packet.start + ETH_HLEN + LLC;
  const usable =
    bridge.up &&
    port.state !== BR_STATE.DISABLED &&
    at + TCN_BYTES <= end &&
    u16(buf, at - 3) === 0x4242 &&
    u16(buf, at) === 0 &&
    u8(buf, at + 2) === 0;
  if (!usable) {
    dev.drop(packet, "bridge:no-forward");
    return;
  }
  if (port.guard) {
    bridge.ns.host.log(`${bridge.name}: BPDU received on blocked port ${port.number}(${dev.name})`);
    disablePort(port);
  } else if (u8(buf, at + 3) === TYPE_CONFIG && at + CONFIG_BYTES <= end) {
    const bpdu = readConfig(buf, at);
    if (bpdu.messageAgeUs <= bpdu.maxAgeUs) receivedConfig(port, bpdu);
  } else if (u8(buf, at + 3) === TYPE_TCN) receivedTcn(port);
  packet.free();
}

function readConfig(buf: Uint8Array, at: number): ConfigBpdu {
  const flags = u8(buf, at + 4);
  const id = (where: number): BridgeId => ({
    priority: u16(buf, where),
    mac: u48(buf, where + 2) as MacAddr,
  });
  return {
    topologyChange: (flags & 1) !== 0,
    topologyChangeAck: (flags & 0x80) !== 0,
    root: id(at + 5),
    rootPathCost: u32(buf, at + 13) >>> 0,
    bridge: id(at + 17),
    port: u16(buf, at + 25),
    messageAgeUs: micros(u16(buf, at + 27)),
    maxAgeUs: micros(u16(buf, at + 29)),
    helloTimeUs: micros(u16(buf, at + 31)),
    forwardDelayUs: micros(u16(buf, at + 33)),
  };
}
