/**
 * Looking back: the session that runs here, played again to an earlier instant in a world beside it. A few of these worlds
 * are kept where they stand, so that a short step on, or back to where one was, costs what lies between. They are played in
 * slices, so that the page hears from the worker meanwhile.
 */
import { Capture } from "../lab/capture.ts";
import { Playback } from "../lab/playback.ts";
import type { Session } from "../lab/session.ts";
import { tablesOf } from "../lab/tables.ts";
import type { SessionLog } from "../lab/types.ts";
import type { World } from "../lab/world.ts";
import type { PastView, TablesOf, TablesRequest } from "./protocol.ts";
import { Tail } from "./tail.ts";

const KEPT_WORLDS = 3;
const EVENTS_A_SLICE = 4_000;
const SLICE_MS = 40;

/** What is shown: a session, and what was captured in it. */
export interface Scene {
  readonly session: Session;
  readonly capture: Capture;
}

class Standing implements Scene {
  readonly playback: Playback;
  readonly screens = new Map<number, Tail>();
  capture!: Capture;

  constructor(live: Session) {
    const output = (terminal: number, text: string): void => {
      const tail = this.screens.get(terminal) ?? new Tail();
      this.screens.set(terminal, tail);
      tail.add(text);
    };
    this.playback = Playback.start(live.world.source, live.world.seed, { output }, (world) => {
      this.capture = new Capture(world);
    });
  }

  get session(): Session {
    return this.playback.session;
  }
}

export class Past {
  private readonly live: Session;
  /** Called between two slices. */
  private readonly breathe: () => void;
  /** The one used last comes last. */
  private worlds: Standing[] = [];
  private asked = 0;

  constructor(live: Session, breathe: () => void) {
    this.live = live;
    this.breathe = breathe;
  }

  /** The world at `at`. null: something else was asked for meanwhile. */
  async seek(at: number): Promise<(Scene & { readonly view: PastView }) | null> {
    const ask = ++this.asked;
    const log = this.live.log();
    const to = Math.max(this.live.world.readyAt, Math.min(at, this.live.now));
    const near = this.worlds
      .filter((one) => one.playback.now <= to)
      .sort((a, b) => b.playback.now - a.playback.now)[0];
    const world = near ?? new Standing(this.live);
    this.worlds = [...this.worlds.filter((one) => one !== world), world].slice(-KEPT_WORLDS);
    if (!(await this.play(world.playback, log, to, () => ask !== this.asked))) return null;
    world.capture.takeHops();
    return { session: world.session, capture: world.capture, view: viewOf(world) };
  }

  /** Each in a world of its own: the tools that are asked leave it changed. */
  async tables(requests: readonly TablesRequest[]): Promise<TablesOf[]> {
    const log = this.live.log();
    const found: TablesOf[] = [];
    let world: World | null = null;
    for (const { at, place } of requests) {
      const to = Math.max(this.live.world.readyAt, Math.min(at ?? Infinity, this.live.now));
      // Two machines at one instant are asked in one world.
      if (world === null || found.at(-1)?.at !== to) {
        const { source, seed } = this.live.world;
        const playback = Playback.start(source, seed, {}, () => undefined);
        await this.play(playback, log, to, () => false);
        ({ world } = playback.session);
      }
      found.push({ at: to, place, tables: tablesOf(world, place) });
    }
    return found;
  }

  /** The worlds that are kept go. */
  forget(): void {
    this.asked++;
    this.worlds = [];
  }

  private async play(
    playback: Playback,
    log: SessionLog,
    to: number,
    isStale: () => boolean,
  ): Promise<boolean> {
    let since = performance.now();
    while (!playback.run(log, to, EVENTS_A_SLICE)) {
      if (performance.now() - since < SLICE_MS) continue;
      this.breathe();
      await nextTask();
      since = performance.now();
      if (isStale()) return false;
    }
    return !isStale();
  }
}

function viewOf({ session, screens }: Standing): PastView {
  return {
    at: session.now,
    terminals: session.terminals.map(({ id, title, place, tty }) => ({
      id,
      title,
      place,
      cols: tty.cols,
      rows: tty.rows,
      text: screens.get(id)?.text() ?? "",
    })),
  };
}

/** A message comes in between; a timer would wait four milliseconds each time. */
function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = (): void => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}
