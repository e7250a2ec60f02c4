/**
 * A card whose cable leaves the world: what it sends is handed out as bytes, what comes in is put on
 * it from outside. Shows like the plain card of `wire.ts`. Frames from outside are inputs: they may
 * arrive only between two instants, and a world that had any is no longer a function of its log.
 */
import type { MacAddr } from "../../wire/addr.ts";
import { NetDevice } from "../device.ts";
import type { NetNamespace } from "../netns.ts";
import { Packet } from "../packet.ts";
import { arrive } from "./loopback.ts";
import { randomMac, register } from "./register.ts";

const ETH_HLEN = 14;
const VLAN_HLEN = 4;

/** Takes a frame that leaves: bytes[start, end), valid until it returns. */
export type FrameSink = (bytes: Uint8Array, start: number, end: number) => void;

export class External extends NetDevice {
  readonly kind = null;
  override readonly defaultQdisc = "fq_codel";
  private sink: FrameSink | null;

  constructor(ns: NetNamespace, index: number, name: string, mac: MacAddr, sink: FrameSink) {
    super(ns, index, name, mac);
    this.sink = sink;
  }

  override get speed(): number {
    return 10_000;
  }

  protected transmit(packet: Packet): void {
    if (this.sink === null) {
      this.drop(packet, "dev:no-carrier");
      return;
    }
    packet.finishChecksum();
    this.sink(packet.buf, packet.start, packet.end);
    packet.free();
  }

  /** The cable is pulled. */
  unplug(): void {
    this.sink = null;
    this.setCarrier(false);
  }

  override onDelete(): void {
    this.sink = null;
  }
}

/** A new card in `ns`, down, its cable going to `sink`. */
export function plantExternal(ns: NetNamespace, name: string, sink: FrameSink): External {
  const dev = new External(ns, ns.allocateIndex(), name, randomMac(ns), sink);
  register(dev);
  return dev;
}

/**
 * A frame from outside reaches `dev` at this instant, after what is already due. One without room for
 * a header, or longer than the MTU allows, is an error of the wire: counted, never a packet.
 */
export function injectFrame(dev: NetDevice, frame: Uint8Array): void {
  const { sim } = dev.ns.host;
  if (frame.length < ETH_HLEN || frame.length > dev.mtu + ETH_HLEN + VLAN_HLEN) {
    dev.stats.rxErrors++;
    dev.stats.rxLengthErrors++;
    return;
  }
  const packet = Packet.alloc(sim.buffers, frame.length, sim.nextJourney());
  packet.buf.set(frame, packet.start);
  sim.sched.hand(0, "external", arrive, dev, packet);
}
