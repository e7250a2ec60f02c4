/**
 * The way of every packet, for the page: where it was seen, what netfilter's rules said about it, and how it died, by its journey.
 * Bounded: the journeys that began first go first, and a packet that goes round in circles keeps its beginning.
 */
import type { TraceEvent } from "../sim/trace.ts";
import { type Fields, frameFields, summary } from "./fields.ts";
import type { WayView } from "./types.ts";
import type { World } from "./world.ts";

const JOURNEYS_MAX = 4_000;
const STEPS_MAX = 64;
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
  | Extract<TraceEvent, { kind: "nf" | "drop" }>;

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

  private take(event: TraceEvent): void {
    switch (event.kind) {
      case "tx":
      case "rx": {
        const { kind, at, host, ns, dev, link } = event;
        const end = Math.min(event.end, event.start + HEADERS);
        const bytes = event.bytes.slice(event.start, end);
        this.keep(event.journey, { kind, at, host, ns, dev, link, bytes });
        return;
      }
      case "nf":
      case "drop":
        this.keep(event.journey, event);
        return;
      default:
    }
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
    switch (step.kind) {
      case "tx":
      case "rx": {
        const fields = frameFields(step.bytes, 0, step.bytes.length, step.link);
        const what = step.kind === "tx" ? "out" : "in";
        return { at: step.at, place, what, where: step.dev, text: wayText(fields) };
      }
      case "nf": {
        const rule = step.rule === 0 ? "policy" : `rule ${String(step.rule)}`;
        const text = `${step.table}: ${step.chain} ${rule} → ${step.verdict}`;
        return { at: step.at, place, what: "rule", where: step.hook, text };
      }
      case "drop": {
        const text = step.detail === "" ? step.reason : `${step.reason} (${step.detail})`;
        return { at: step.at, place, what: "drop", where: "", text };
      }
    }
  }
}

/** What of a frame matters on its way: addresses of every layer, and the TTL. */
function wayText(fields: Fields): string {
  const ttl = fields.get("ip.ttl");
  return `${summary(fields)}${ttl === undefined ? "" : `, ttl ${ttl}`}`;
}
