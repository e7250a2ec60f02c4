/**
 * The way of every packet, for the page: where it was seen, what the tables (FDB, route, neighbour, tunnel) and netfilter's
 * rules said about it, that it arrived, or how it died, by its journey.
 * Bounded: the journeys that began first go first, and a packet that goes round in circles keeps its beginning.
 */
import type { TraceEvent } from "../sim/trace.ts";
import { formatMac } from "../wire/addr.ts";
import { u16, u48 } from "../wire/bytes.ts";
import { type Fields, frameFields, summary } from "./fields.ts";
import { deviceId } from "./inspect.ts";
import type { JourneyLine, WayView } from "./types.ts";
import type { World } from "./world.ts";

const JOURNEYS_MAX = 4_000;
const STEPS_MAX = 64;
const ETH_HEADER = 14;
const ETH_P_8021Q = 0x8100;
/** Kept of a frame: enough for the headers of a packet in a tunnel in a tunnel. */
const HEADERS = 160;

/** A step as it is kept: words are made when somebody asks. */
type Step =
  | {
      readonly kind: "tx" | "rx";
      readonly at: number;
      readonly host: string;
      readonly ns: string;
      readonly dev: string;
      readonly link: "ether" | "raw";
      readonly bytes: Uint8Array;
    }
  | Extract<TraceEvent, { kind: "nf" | "drop" }>
  | Pick<Extract<TraceEvent, { kind: "look" }>, "kind" | "at" | "host" | "ns" | "table" | "detail">
  | {
      readonly kind: "fdb";
      readonly at: number;
      readonly host: string;
      readonly ns: string;
      readonly bridge: string;
      readonly detail: string;
    };

export class Ways {
  private readonly world: World;
  private readonly byJourney = new Map<number, Step[]>();
  private readonly stopObserving: () => void;

  constructor(world: World) {
    this.world = world;
    this.stopObserving = world.sim.trace.observe((event) => this.take(event));
  }

  stop(): void {
    this.stopObserving();
  }

  /** The steps of a journey in order; none when it is unknown or forgotten. */
  of(journey: number): WayView[] {
    return (this.byJourney.get(journey) ?? []).map((step) => this.view(step));
  }

  /** In short, the newest first; `onlyDied`: those that ended in a drop. */
  newest(max: number, onlyDied: boolean): JourneyLine[] {
    const lines: JourneyLine[] = [];
    for (const [journey, steps] of [...this.byJourney].reverse()) {
      if (lines.length >= max) break;
      const drop = steps.findLast((step) => step.kind === "drop");
      if (onlyDied && drop === undefined) continue;
      const views = steps.map((step) => this.view(step));
      const [first] = views;
      const last = views.at(-1);
      if (first === undefined || last === undefined) continue;
      const text = (views.find((one) => one.what === "out" || one.what === "in") ?? first).text;
      const died = views.findLast((one) => one.what === "drop")?.text ?? null;
      lines.push({ journey, at: first.at, from: first.place, to: last.place, text, died });
    }
    return lines;
  }

  lastDrop(place: string): number | null {
    const found = this.world.findPlace(place);
    if (found === null) return null;
    const { host, netns } = found;
    let best: { readonly at: number; readonly journey: number } | null = null;
    for (const [journey, steps] of this.byJourney)
      for (const step of steps)
        if (
          step.kind === "drop" &&
          step.host === host.name &&
          step.ns === netns.name &&
          step.at >= (best?.at ?? 0)
        )
          best = { at: step.at, journey };
    return best?.journey ?? null;
  }

  private take(event: TraceEvent): void {
    switch (event.kind) {
      case "tx":
      case "rx": {
        const { kind, at, host, ns, dev, link } = event;
        const end = Math.min(event.end, event.start + HEADERS);
        const bytes = event.bytes.slice(event.start, end);
        this.keep(event.journey, { kind, at, host, ns, dev, link, bytes });
        if (kind === "rx") this.lookFdb(event);
        return;
      }
      case "look": {
        const { kind, at, host, ns, table, detail } = event;
        this.keep(event.journey, { kind, at, host, ns, table, detail });
        return;
      }
      case "nf":
      case "drop":
        this.keep(event.journey, event);
        return;
      default:
    }
  }

  /** A frame has come in by a bridge's port: what the bridge is about to read in its table. */
  private lookFdb(event: Extract<TraceEvent, { kind: "tx" | "rx" }>): void {
    const { at, host, ns, bytes, start } = event;
    const port = this.world.deviceAt(host, ns, event.ifindex)?.port ?? null;
    if (port === null || event.link !== "ether" || event.end - start < ETH_HEADER) return;
    const { bridge } = port;
    const dst = u48(bytes, start);
    const vlan = bridge.vlanFiltering === 0 ? 0 : tagOf(bytes, start) || port.pvid;
    const mac = formatMac(dst);
    const entry = bridge.fdb.find(dst, vlan);
    let detail = `${mac} is unknown: out of every port`;
    if ((bytes[start] as number) & 1) detail = `${mac} is a group: out of every port`;
    else if (entry !== undefined && !bridge.fdb.expired(entry, at))
      detail = entry.isLocal
        ? `${mac} is the machine's own`
        : `${mac} is behind ${entry.port?.dev.name ?? "?"}`;
    this.keep(event.journey, { kind: "fdb", at, host, ns, bridge: bridge.name, detail });
  }

  private keep(journey: number, step: Step): void {
    let steps = this.byJourney.get(journey);
    if (steps === undefined) {
      steps = [];
      this.byJourney.set(journey, steps);
      if (this.byJourney.size > JOURNEYS_MAX) {
        const [oldest] = this.byJourney.keys();
        if (oldest !== undefined) this.byJourney.delete(oldest);
      }
    }
    if (steps.length < STEPS_MAX) steps.push(step);
  }

  private view(step: Step): WayView {
    const place = this.world.nameOf(step.host, step.ns);
    const device = null;
    switch (step.kind) {
      case "tx":
      case "rx": {
        const fields = frameFields(step.bytes, 0, step.bytes.length, step.link);
        const what = step.kind === "tx" ? "out" : "in";
        const dev = this.world.placeAt(step.host, step.ns)?.device(step.dev) ?? null;
        const id = dev === null ? null : deviceId(dev);
        return { at: step.at, place, what, where: step.dev, text: wayText(fields), device: id };
      }
      case "look":
        return { at: step.at, place, what: "look", where: step.table, text: step.detail, device };
      case "fdb": {
        const text = `${step.bridge}: ${step.detail}`;
        return { at: step.at, place, what: "look", where: "fdb", text, device };
      }
      case "nf": {
        const rule = step.rule === 0 ? "policy" : `rule ${String(step.rule)}`;
        const text = `${step.table}: ${step.chain} ${rule} → ${step.verdict}`;
        return { at: step.at, place, what: "rule", where: step.hook, text, device };
      }
      case "drop": {
        const text = step.detail === "" ? step.reason : `${step.reason} (${step.detail})`;
        return { at: step.at, place, what: "drop", where: "", text, device };
      }
    }
  }
}

/** What of a frame matters on its way: addresses of every layer, and the TTL. */
function wayText(fields: Fields): string {
  const ttl = fields.get("ip.ttl");
  return `${summary(fields)}${ttl === undefined ? "" : `, ttl ${ttl}`}`;
}

/** The VLAN of a tagged frame, else 0. */
function tagOf(bytes: Uint8Array, start: number): number {
  return u16(bytes, start + 12) === ETH_P_8021Q ? u16(bytes, start + 14) & 0xfff : 0;
}
