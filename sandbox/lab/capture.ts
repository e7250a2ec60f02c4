/**
 * The packet list of any interface, for the page: every frame of the world is watched, the list of one
 * device is a window on them. Bounded: the oldest go first.
 */
import { assert } from "../sim/assert.ts";
import type { TraceEvent } from "../sim/trace.ts";
import { type Fields, frameFields, type FrameLink, protocolName, summary } from "./fields.ts";
import { deviceId } from "./inspect.ts";
import type {
  HopView,
  JourneyLine,
  JourneyView,
  PacketView,
  SightingView,
  WayView,
} from "./types.ts";
import { Ways } from "./ways.ts";
import type { World } from "./world.ts";

const PER_DEVICE_MAX = 2_000;
const DEVICES_MAX = 512;
const HOPS_MAX = 2_000;
const SNAP = 2_048;
const SIGHTINGS_MAX = 64;

/** What of a frame is kept. */
export interface CapturedBytes {
  readonly bytes: Uint8Array;
  readonly link: FrameLink;
}
export interface CapturedFrame extends CapturedBytes {
  readonly number: number;
  /** Virtual µs. */
  readonly at: number;
  readonly direction: "in" | "out";
  /** Bytes on the wire. */
  readonly length: number;
}
interface Kept extends CapturedFrame {
  /** -1: of a file. */
  readonly journey: number;
  /** Counts all frames of the world: what came first within one instant. */
  readonly order: number;
}

export class Capture {
  private readonly world: World;
  /** By device id: "host/inode/ifindex", as in inspect.ts. */
  private readonly byDevice = new Map<string, { next: number; packets: Kept[] }>();
  /** Last sighting of a journey: where a hop starts. */
  private readonly lastSeen = new Map<number, string>();
  private hops: HopView[] = [];
  private seen = 0;
  private readonly ways: Ways;
  private readonly stopObserving: () => void;

  constructor(world: World) {
    this.world = world;
    this.ways = new Ways(world);
    this.stopObserving = world.sim.trace.observe((event) => this.take(event));
  }

  stop(): void {
    this.ways.stop();
    this.stopObserving();
  }

  /** Packets of a device from number `from` on (numbers start at 1), at most `max`. */
  packets(device: string, from = 1, max = 500): PacketView[] {
    const kept = this.byDevice.get(device)?.packets ?? [];
    return kept
      .filter((p) => p.number >= from)
      .slice(0, max)
      .map((p) => packetView(device, p));
  }

  /** How many a device has seen, and the lowest number still kept. */
  extent(device: string): { seen: number; first: number } {
    const list = this.byDevice.get(device);
    return { seen: (list?.next ?? 1) - 1, first: list?.packets[0]?.number ?? 1 };
  }

  /** The bytes of one packet (cut at 2,048), or null when it has left the list. */
  bytes(device: string, number: number): CapturedBytes | null {
    return this.byDevice.get(device)?.packets.find((p) => p.number === number) ?? null;
  }

  /** The way of the packet that one frame of a device belongs to. */
  way(device: string, number: number): WayView[] {
    const frame = this.byDevice.get(device)?.packets.find((p) => p.number === number);
    return frame === undefined ? [] : this.ways.of(frame.journey);
  }

  /** The way of a journey; null when it is unknown or forgotten. */
  journey(journey: number): JourneyView | null {
    const steps = this.ways.of(journey);
    return steps.length === 0 ? null : { journey, steps };
  }

  /** The newest journeys first. */
  journeys(max: number, onlyDied: boolean): JourneyLine[] {
    return this.ways.newest(max, onlyDied);
  }

  /** The newest that died at a place. */
  lastDrop(place: string): number | null {
    return this.ways.lastDrop(place);
  }

  /**
   * The newest journey seen at a namespace whose frame there fits; `at` (µs): at that very instant. Searched backwards.
   */
  find(place: string, at: number | null, fits: (fields: Fields) => boolean): number | null {
    const found = this.world.findPlace(place);
    if (found === null) return null;
    let best: Kept | null = null;
    for (const dev of found.netns.devices.values()) {
      const packets = this.byDevice.get(deviceId(dev))?.packets ?? [];
      const one = packets.findLast((p) => (at === null || p.at === at) && fits(fieldsOf(p)));
      if (one !== undefined && (best === null || one.at > best.at)) best = one;
    }
    return best?.journey ?? null;
  }

  /** Every capture of the same packet, in the order of time. A packet of a file is alone. */
  sightings(device: string, number: number): SightingView[] {
    const frame = this.byDevice.get(device)?.packets.find((p) => p.number === number);
    if (frame === undefined || frame.journey < 0) return [];
    const found: (Kept & { device: string })[] = [];
    for (const [id, list] of this.byDevice)
      for (const p of list.packets)
        if (p.journey === frame.journey) found.push({ ...p, device: id });
    return found
      .sort((a, b) => a.at - b.at || a.order - b.order)
      .slice(0, SIGHTINGS_MAX)
      .map((p) => ({
        device: p.device,
        number: p.number,
        at: p.at,
        direction: p.direction,
        fields: Object.fromEntries(fieldsOf(p)),
      }));
  }

  /** The devices that have a list, in the order in which they were first heard. */
  devices(): string[] {
    return [...this.byDevice.keys()];
  }

  /** The frames of a capture file as the list of a device of its own: `file/NAME`. Times: µs after `at` of the first. */
  addFile(
    name: string,
    frames: readonly (CapturedBytes & { readonly at: number; readonly length: number })[],
  ): string {
    const id = `file/${name}`;
    const packets = frames.map((frame, i): Kept => ({
      ...frame,
      number: i + 1,
      direction: "in",
      journey: -1,
      order: i,
    }));
    this.byDevice.set(id, { next: packets.length + 1, packets });
    return id;
  }

  /** All kept packets of a device, for a pcap file: virtual µs, wire length, bytes. */
  all(device: string): readonly CapturedFrame[] {
    return this.byDevice.get(device)?.packets ?? [];
  }

  /** The last instant before `from` (-1), or the first after it (1), at which a frame was seen; null: none that is kept. */
  frameAt(from: number, direction: -1 | 1): number | null {
    let best: number | null = null;
    for (const [id, { packets }] of this.byDevice) {
      // A file's times are its own.
      if (id.startsWith("file/")) continue;
      const found =
        direction < 0
          ? packets.findLast((one) => one.at < from)?.at
          : packets.find((one) => one.at > from)?.at;
      if (found === undefined) continue;
      best = best === null ? found : direction < 0 ? Math.max(best, found) : Math.min(best, found);
    }
    return best;
  }

  /** Frames that crossed from one device to another since the last call: the map's animation. */
  takeHops(): HopView[] {
    const out = this.hops;
    this.hops = [];
    return out;
  }

  clear(device: string): void {
    this.byDevice.delete(device);
  }

  private take(event: TraceEvent): void {
    if (event.kind !== "tx" && event.kind !== "rx") return;
    const id = this.deviceId(event.host, event.ns, event.dev, event.ifindex);
    if (id === null) return;
    const bytes = event.bytes.slice(event.start, Math.min(event.end, event.start + SNAP));
    let list = this.byDevice.get(id);
    if (list === undefined) {
      if (this.byDevice.size >= DEVICES_MAX) return;
      list = { next: 1, packets: [] };
      this.byDevice.set(id, list);
    }
    list.packets.push({
      number: list.next++,
      at: event.at,
      direction: event.kind === "tx" ? "out" : "in",
      length: event.length,
      journey: event.journey,
      order: this.seen++,
      bytes,
      link: event.link,
    });
    if (list.packets.length > PER_DEVICE_MAX * 2) list.packets.splice(0, PER_DEVICE_MAX);
    if (event.kind === "tx") this.noteSighting(event.journey, id);
    else this.noteHop(event.journey, id, event.at, { bytes, link: event.link });
  }

  private noteSighting(journey: number, id: string): void {
    this.lastSeen.set(journey, id);
    if (this.lastSeen.size <= 10_000) return;
    const oldest = this.lastSeen.keys().next();
    assert(oldest.done !== true, "a full map has a first key");
    this.lastSeen.delete(oldest.value);
  }

  private noteHop(journey: number, to: string, at: number, frame: CapturedBytes): void {
    const from = this.lastSeen.get(journey);
    if (from === undefined || from === to || this.hops.length >= HOPS_MAX) return;
    const fields = fieldsOf(frame);
    this.hops.push({
      at,
      from,
      to,
      journey,
      protocol: protocolName(fields),
      summary: summary(fields),
    });
  }

  private deviceId(host: string, ns: string, dev: string, ifindex: number): string | null {
    const device = this.world.deviceAt(host, ns, ifindex);
    return device?.name === dev ? deviceId(device) : null;
  }
}

function fieldsOf(frame: CapturedBytes): Fields {
  return frameFields(frame.bytes, 0, frame.bytes.length, frame.link);
}

function packetView(device: string, p: Kept): PacketView {
  const fields = fieldsOf(p);
  return {
    number: p.number,
    at: p.at,
    device,
    direction: p.direction,
    length: p.length,
    journey: p.journey,
    source: fields.get("ip.src") ?? fields.get("ip6.src") ?? fields.get("eth.src") ?? "",
    destination: fields.get("ip.dst") ?? fields.get("ip6.dst") ?? fields.get("eth.dst") ?? "",
    protocol: protocolName(fields),
    info: summary(fields),
  };
}
