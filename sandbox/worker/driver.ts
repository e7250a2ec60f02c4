/**
 * Pacing: the only place where virtual time meets the clock on the wall. Every 16 ms the world is
 * brought forward by the time that passed × speed, at most 250 ms at once, in slices of 8 ms of CPU.
 * Output that the page has not drawn holds the world back: back-pressure costs real time, never
 * virtual time. The world cannot tell any of this.
 */
import { Capture } from "../lab/capture.ts";
import { viewWorld } from "../lab/inspect.ts";
import type { Session, Terminal } from "../lab/session.ts";
import type { Input, SessionLog } from "../lab/types.ts";
import { missedGroup } from "./late.ts";
import { HEARTBEAT_MS, type ToPage, type ToWorker, UNACKNOWLEDGED_MAX } from "./protocol.ts";

const TICK_MS = 16;
const AT_ONCE_MS = 250;
const SLICE_MS = 8;
/** Events between two looks at the clock on the wall. */
const EVENTS_PER_LOOK = 200;
const VIEW_EVERY_MS = 100;
const COUNTERS_EVERY_MS = 1_000;
const PACKETS_PER_MESSAGE = 500;
/** Virtual µs between two things typed ahead: the line editor has answered one before the next comes, as in echo.ts. */
const ECHO_US = 1_000;
/** A command line's end to "the shells are quiet" (real ms), for automatic checks. */
const STEP_LIMIT_US = 600_000_000;

/** A world made anew, and what it printed beyond what the page was told of the old one. */
export interface Remade {
  readonly session: Session;
  readonly capture: Capture;
  readonly untold: ReadonlyMap<number, string>;
}
/** From its log, with the code that it lacked. */
export type Remake = (log: SessionLog, told: ReadonlyMap<number, number>) => Promise<Remade>;

type Typed = Extract<ToWorker, { t: "keys" | "resize" }>;
type BeatState = Extract<ToPage, { t: "beat" }>["state"];

export class Driver {
  session: Session;
  capture: Capture;
  private readonly post: (message: ToPage) => void;
  /** What the page sees: the session, or (past.ts) the same as it was. */
  scene: { readonly session: Session; readonly capture: Capture };
  private readonly remake: Remake;
  private paused = false;
  private visible = true;
  private factor: number;
  private lastTick = performance.now();
  /** Virtual µs still owed; a fraction of a tick is not lost. */
  private owedUs = 0;
  private skipUntil = 0;
  private behind = false;
  private timer: ReturnType<typeof setTimeout> | null = null;
  private lastBeat = 0;
  private lastView = 0;
  private viewText = "";
  private viewSent = 0;
  private viewDigest = 0;
  private watched: { device: string; sent: number; first: number } | null = null;
  private readonly output = new Map<number, string[]>();
  private readonly unacknowledged = new Map<number, number>();
  private promptsText = "";
  private keysSeen = 0;
  private stopped = false;
  /** Keys and sizes that came while time could not pass for want of code, in order; null: it can. */
  private early: Typed[] | null = [];
  /** Characters of each terminal that the page was told. */
  private readonly told = new Map<number, number>();
  private pass: () => void = () => undefined;
  /** Resolves when time can pass: the code that this needs is here. */
  whole: Promise<void> = this.untilWhole();
  private stepped = false;

  constructor(
    session: Session,
    capture: Capture,
    post: (message: ToPage) => void,
    factor: number,
    remake: Remake,
  ) {
    this.session = session;
    this.capture = capture;
    this.scene = { session, capture };
    this.post = post;
    this.factor = factor;
    this.remake = remake;
  }

  private untilWhole(): Promise<void> {
    return new Promise((resolve) => {
      this.pass = resolve;
    });
  }

  /** `whole`: until then time stands, and what the page asks for waits. null: the world is whole. */
  start(whole: Promise<void> | null): void {
    this.capture.takeHops();
    if (whole === null) return this.go();
    this.flush(true);
    whole.then(this.go, this.fail);
  }

  private readonly fail = (error: unknown): void => {
    this.post({
      t: "fault",
      message: "A part of the sandbox did not load. Reload the page to try again.",
      detail: String(error),
    });
  };

  private readonly go = (): void => {
    if (this.stopped) return;
    this.lastTick = performance.now();
    const early = this.early ?? [];
    this.early = null;
    for (const message of early) {
      if (this.isShort()) this.receive(message);
      else this.enter(message);
      this.advance(this.session.now + ECHO_US);
    }
    if (this.isShort()) return;
    this.pass();
    this.tick();
  };

  private isShort(): boolean {
    return this.early !== null;
  }

  /** Time passes, unless code is missing; then nothing that came of it is told, and the world is made anew. */
  private advance(until: number, eventBudget?: number): "reached" | "over-budget" | "short" {
    if (this.isShort()) return "short";
    let result: "reached" | "over-budget";
    try {
      result = this.session.advance(until, eventBudget);
      if (missedGroup() === null) return result;
    } catch (error) {
      if (missedGroup() === null) throw error;
    }
    this.early = [];
    this.whole = this.untilWhole();
    for (const [terminal, parts] of this.output) this.acknowledge(terminal, parts.join("").length);
    this.output.clear();
    const log: SessionLog = { ...this.session.log(), milestones: [] };
    this.remake(log, this.told).then((remade) => {
      this.session = remade.session;
      this.capture = remade.capture;
      this.scene = remade;
      for (const [terminal, text] of remade.untold) this.onOutput(terminal, text);
      this.go();
    }, this.fail);
    this.beat();
    return "short";
  }

  stop(): void {
    this.stopped = true;
    if (this.timer !== null) clearTimeout(this.timer);
  }

  // ── what the page asks for ─────────────────────────────────────────────────────────────────

  receive(message: ToWorker): void {
    if (message.t === "keys" || message.t === "resize") {
      if (this.early === null) {
        this.enter(message);
        // Answered now, not at the next tick.
        if (this.timer !== null) clearTimeout(this.timer);
        this.tick(ECHO_US);
      } else this.early.push(message);
    } else if (message.t === "ack") {
      this.acknowledge(message.terminal, message.chars);
    } else if (message.t === "visible") {
      this.visible = message.visible;
      this.lastTick = performance.now();
    } else this.beat();
  }

  private acknowledge(terminal: number, chars: number): void {
    const left = (this.unacknowledged.get(terminal) ?? 0) - chars;
    this.unacknowledged.set(terminal, Math.max(0, left));
  }

  private enter(message: Typed): void {
    if (message.t === "keys") {
      this.keysSeen++;
      this.promptsText = "";
      this.apply({
        kind: "keys",
        at: this.session.now,
        terminal: message.terminal,
        text: message.text,
      });
    } else {
      const tty = this.session.terminals[message.terminal]?.tty;
      if (tty === undefined || (tty.cols === message.cols && tty.rows === message.rows)) return;
      this.apply({
        kind: "resize",
        at: this.session.now,
        terminal: message.terminal,
        cols: message.cols,
        rows: message.rows,
      });
    }
  }

  /** Stamped with the world's own time, let in, and handed to the page to keep. */
  apply(input: Input): string | null {
    const refused = this.session.apply(input);
    if (refused === null) this.post({ t: "logged", input });
    else this.post({ t: "fault", message: refused, detail: null });
    return refused;
  }

  pause(paused: boolean): void {
    this.paused = paused;
    this.stepped = false;
    this.skipUntil = 0;
    this.owedUs = 0;
    this.lastTick = performance.now();
    this.beat();
  }

  speed(factor: number): void {
    this.factor = factor;
  }

  /** Show another world than the session's own, which stands meanwhile; null: that one again. */
  show(scene: Driver["scene"] | null): void {
    this.scene = scene ?? { session: this.session, capture: this.capture };
    this.viewText = "";
    if (this.watched !== null) this.watch(this.watched.device);
    this.flush(true);
  }

  /** To the end of the next instant at which a frame moves or (not `packet`) something else is to be seen. */
  step(what: "event" | "packet"): void {
    this.paused = true;
    this.stepped = true;
    const { sched, trace } = this.session.world.sim;
    let seen = false;
    const stop = trace.observe((event) => {
      if (event.kind === "tx" || event.kind === "rx") seen = true;
      else if (event.kind === "neigh" || event.kind === "link" || event.kind === "drop")
        seen ||= what === "event";
    });
    const limit = this.session.now + STEP_LIMIT_US;
    const deadline = performance.now() + 200;
    const waiting = this.waitingText();
    while (
      !seen &&
      sched.nextAt <= limit &&
      performance.now() < deadline &&
      (what === "packet" || this.waitingText() === waiting)
    ) {
      if (this.advance(sched.nextAt) === "short") break;
    }
    stop();
    this.flush(true);
    this.beat();
  }

  skip(us: number): void {
    this.skipUntil = this.session.now + us;
  }

  watch(device: string | null): void {
    this.watched = device === null ? null : { device, sent: 0, first: 0 };
    this.sendPackets();
  }

  // ── the loop ───────────────────────────────────────────────────────────────────────────────

  /** `leastUs`: let so much virtual time pass even if less of the wall's did; it is made up for later. */
  private readonly tick = (leastUs = 0): void => {
    if (this.stopped || this.isShort()) return;
    const started = performance.now();
    const elapsed = Math.min(AT_ONCE_MS, started - this.lastTick);
    this.lastTick = started;
    if (this.skipUntil > this.session.now) {
      this.run(this.skipUntil, started + SLICE_MS);
    } else if (!this.paused && this.visible) {
      // Behind means: the machine is slower than the speed asked for. The debt is bounded, not paid.
      this.owedUs = Math.min(
        this.owedUs + elapsed * 1_000 * this.factor,
        AT_ONCE_MS * 1_000 * this.factor,
      );
      const target = this.session.now + Math.max(leastUs, Math.floor(this.owedUs));
      const before = this.session.now;
      this.run(target, started + SLICE_MS);
      this.owedUs -= this.session.now - before;
      this.behind = this.session.now < target && !this.isHeldBack();
    }
    if (this.isShort()) return;
    this.flush(false);
    const busy = this.skipUntil > this.session.now || this.behind;
    this.timer = setTimeout(
      this.tick,
      busy ? 0 : Math.max(0, TICK_MS - (performance.now() - started)),
    );
  };

  private run(target: number, deadline: number): void {
    while (this.session.now < target && !this.isHeldBack()) {
      const result = this.advance(target, EVENTS_PER_LOOK);
      if (result !== "over-budget" || performance.now() >= deadline) return;
    }
  }

  /** More output waits to be drawn than the page should hold. */
  private isHeldBack(): boolean {
    for (const chars of this.unacknowledged.values()) if (chars > UNACKNOWLEDGED_MAX) return true;
    return false;
  }

  private waitingText(): number {
    let chars = 0;
    for (const n of this.unacknowledged.values()) chars += n;
    return chars;
  }

  // ── what the page is told ──────────────────────────────────────────────────────────────────

  readonly onOutput = (terminal: number, text: string): void => {
    const list = this.output.get(terminal);
    if (list === undefined) this.output.set(terminal, [text]);
    else list.push(text);
    this.unacknowledged.set(terminal, (this.unacknowledged.get(terminal) ?? 0) + text.length);
  };

  readonly onOpened = (terminal: Terminal): void => {
    this.post({
      t: "terminal",
      terminal: { id: terminal.id, title: terminal.title, place: terminal.place },
    });
  };

  /** One message a terminal a slice; the picture of the world at most ten times a second. */
  flush(now: boolean): void {
    for (const [terminal, parts] of this.output) {
      if (parts.length === 0) continue;
      const text = parts.join("");
      this.told.set(terminal, (this.told.get(terminal) ?? 0) + text.length);
      this.post({ t: "out", terminal, text });
    }
    this.output.clear();
    const at = performance.now();
    if (now || at - this.lastView >= VIEW_EVERY_MS) {
      this.lastView = at;
      this.sendView();
    }
    if (at - this.lastBeat >= HEARTBEAT_MS) this.beat();
  }

  private sendView(): void {
    this.beat();
    const hops = this.scene.capture.takeHops();
    if (hops.length > 0) this.post({ t: "hops", hops: hops.slice(-200) });
    const view = viewWorld(this.scene.session.world);
    const text = JSON.stringify({ ...view, at: 0 }, withoutCounters);
    // That counters have grown is news once a second.
    if (
      text !== this.viewText ||
      (this.lastView - this.viewSent >= COUNTERS_EVERY_MS && this.grew())
    ) {
      this.viewText = text;
      this.viewSent = this.lastView;
      this.post({ t: "view", view });
    }
    this.sendPackets();
    const ready = this.session.terminals
      .filter((terminal) => this.session.atPrompt(terminal.id))
      .map((terminal) => terminal.id);
    if (`:${ready.join()}` !== this.promptsText) {
      this.promptsText = `:${ready.join()}`;
      this.post({ t: "prompts", ready, after: this.keysSeen });
    }
  }

  /** Whether anything has happened since it was asked last. */
  private grew(): boolean {
    const digest = this.scene.session.world.digest();
    const has = digest !== this.viewDigest;
    this.viewDigest = digest;
    return has;
  }

  private sendPackets(): void {
    if (this.watched === null) return;
    const { device } = this.watched;
    const { capture } = this.scene;
    const { seen, first } = capture.extent(device);
    if (seen < this.watched.sent) this.watched.sent = 0;
    if (seen === this.watched.sent && first === this.watched.first && seen > 0) return;
    const packets = capture.packets(device, this.watched.sent + 1, PACKETS_PER_MESSAGE);
    this.watched.sent = packets.at(-1)?.number ?? seen;
    this.watched.first = first;
    this.post({ t: "packets", device, seen, first, packets });
  }

  beat(): void {
    this.lastBeat = performance.now();
    this.post({ t: "beat", now: this.scene.session.now, state: this.state() });
  }

  private state(): BeatState {
    if (this.early !== null) return "loading";
    if (this.scene.session !== this.session) return "past";
    if (this.isHeldBack()) return "waiting";
    if (this.skipUntil > this.session.now) return "skipping";
    if (this.paused) return this.stepped ? "stepping" : "paused";
    if (!this.visible) return "hidden";
    return this.behind ? "behind" : "running";
  }
}

function withoutCounters(key: string, value: unknown): unknown {
  return key === "rxPackets" || key === "txPackets" ? undefined : value;
}
