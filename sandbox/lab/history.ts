/**
 * What happened in a world, for checks and for the page: frames with their bytes, drops, neighbour
 * states, commands. Recorded by observing the trace; a world that is watched runs exactly as one that is not.
 */
import { assert } from "../sim/assert.ts";
import type { Micros } from "../sim/scheduler.ts";
import type { DropReason, TraceEvent } from "../sim/trace.ts";
import { type Fields, frameFields, type FrameLink } from "./fields.ts";
import type { World } from "./world.ts";

/** A frame seen at a device. */
export interface Frame {
  readonly at: Micros;
  readonly host: string;
  /** "" is the machine's own namespace. */
  readonly ns: string;
  readonly dev: string;
  readonly ifindex: number;
  readonly direction: "in" | "out";
  readonly journey: number;
  readonly link: FrameLink;
  readonly bytes: Uint8Array;
}
export interface Drop {
  readonly at: Micros;
  readonly host: string;
  readonly ns: string;
  readonly reason: DropReason;
  readonly detail: string;
  readonly journey: number;
}
export interface NeighbourChange {
  readonly at: Micros;
  readonly host: string;
  readonly ns: string;
  readonly dev: string;
  readonly address: string;
  /** "INCOMPLETE", "REACHABLE", ... */
  readonly state: string;
}
export interface LinkChange {
  readonly at: Micros;
  readonly host: string;
  readonly ns: string;
  readonly dev: string;
  readonly what: string;
}
export interface Command {
  readonly at: Micros;
  readonly host: string;
  /** Namespace it started in. */
  readonly ns: string;
  readonly pid: number;
  /** Words joined by blanks. */
  readonly text: string;
}

const FRAMES_MAX = 200_000;
const FRAME_BYTES_MAX = 64 << 20;
const EVENTS_MAX = 100_000;
/** Kept of one frame. */
const SNAP = 2_048;

export class History {
  readonly frames: Frame[] = [];
  readonly drops: Drop[] = [];
  readonly neighbours: NeighbourChange[] = [];
  readonly links: LinkChange[] = [];
  readonly commands: Command[] = [];
  /** Something was left out because the history was full. */
  truncated = false;
  private frameBytes = 0;
  private readonly world: World;
  private stopObserving: (() => void) | null;
  private readonly fieldCache = new FieldCache();

  constructor(world: World) {
    this.world = world;
    this.stopObserving = world.sim.trace.observe((event) => this.take(event));
  }

  /** Stop recording. What is there stays. */
  stop(): void {
    this.stopObserving?.();
    this.stopObserving = null;
  }

  fields(frame: Frame): Fields {
    return this.fieldCache.get(frame);
  }

  /** Frames seen at "place:device" (or, without a device, anywhere at the place), in order. */
  at(where: string): Frame[] {
    const colon = where.lastIndexOf(":");
    const place = this.placeOf(colon < 0 ? where : where.slice(0, colon));
    if (place === null) return [];
    const dev = colon < 0 ? null : where.slice(colon + 1);
    return this.frames.filter(
      (f) => f.host === place.host && f.ns === place.ns && (dev === null || f.dev === dev),
    );
  }

  /** Names as the trace has them, for places that may be gone by now. */
  placeOf(name: string): { host: string; ns: string } | null {
    const found = this.world.findPlace(name);
    if (found !== null) return { host: found.host.name, ns: found.netns.name };
    const slash = name.indexOf("/");
    if (slash > 0) return { host: name.slice(0, slash), ns: name.slice(slash + 1) };
    const seen = this.frames.find((f) => f.ns === name) ?? this.links.find((l) => l.ns === name);
    return seen === undefined ? null : { host: seen.host, ns: name };
  }

  /** All that is known of one packet's journey: where it was seen, in order, and how it ended. */
  journey(id: number): { hops: Frame[]; drop: Drop | null } {
    return {
      hops: this.frames.filter((f) => f.journey === id),
      drop: this.drops.findLast((d) => d.journey === id) ?? null,
    };
  }

  private take(event: TraceEvent): void {
    switch (event.kind) {
      case "tx":
      case "rx": {
        const kept = Math.min(event.end - event.start, SNAP);
        if (this.frames.length >= FRAMES_MAX || this.frameBytes + kept > FRAME_BYTES_MAX) {
          this.truncated = true;
          return;
        }
        this.frameBytes += kept;
        this.frames.push({
          at: event.at,
          host: event.host,
          ns: event.ns,
          dev: event.dev,
          ifindex: event.ifindex,
          direction: event.kind === "tx" ? "out" : "in",
          journey: event.journey,
          link: event.link,
          bytes: event.bytes.slice(event.start, event.start + kept),
        });
        return;
      }
      case "drop":
        return this.keep(this.drops, event);
      case "neigh":
        return this.keep(this.neighbours, event);
      case "link":
        return this.keep(this.links, event);
      case "proc": {
        if (event.what !== "spawn" && event.what !== "exec") return;
        const host = this.world.hosts.get(event.host);
        const ns = host?.processes.get(event.pid)?.place.netns.name ?? "";
        return this.keep(this.commands, {
          at: event.at,
          host: event.host,
          ns,
          pid: event.pid,
          text: event.detail,
        });
      }
      // What rules and tables said is kept by ways.ts, for the page.
      case "nf":
      case "look":
    }
  }

  private keep<T>(list: T[], event: T): void {
    if (list.length >= EVENTS_MAX) this.truncated = true;
    else list.push(event);
  }
}

/** Decoding is done once a frame, and only for frames somebody asks about. */
class FieldCache {
  private readonly known = new Map<Frame, Fields>();
  get(frame: Frame): Fields {
    let fields = this.known.get(frame);
    if (fields === undefined) {
      fields = frameFields(frame.bytes, 0, frame.bytes.length, frame.link);
      this.known.set(frame, fields);
      assert(this.known.size <= FRAMES_MAX, "every known frame is a recorded frame");
    }
    return fields;
  }
}
