/**
 * The lab on the page: one worker with the learner's world, one that checks, what is kept in the browser,
 * and the signals that the panel draws. It brings a world back after a reload, a hang or a reset.
 */
import { batch, signal } from "@preact/signals";
import { Checker, Sandbox } from "../../sandbox/worker/client.ts";
import {
  type Booted,
  FIRST_SEED,
  type FirstFrame,
  type Grade,
  type HopView,
  type InputMessage,
  type PacketView,
  type PastView,
  type SandboxApi,
  type SessionLog,
  type ToPage,
  type WorldId,
  type WorldView,
} from "../../sandbox/worker/protocol.ts";
import type { MapSize } from "./layout.ts";
import { type Foreseer, Foresight } from "./foresight.ts";
import { retreat } from "./recovery.ts";
import { Store } from "./store.ts";
import { said } from "../i18n/said.ts";
import { t } from "../i18n/text.ts";

const SAVE_AFTER_MS = 400;
const MILESTONES_EVERY_MS = 10_000;
const COMMAND_SETTLE_MS = 900;

export interface TerminalTab {
  readonly id: number;
  readonly title: string;
  readonly place: string;
}
export interface Notice {
  readonly text: string;
  /** The terminal that it waits for: it goes when its prompt is back. */
  readonly about?: number;
  readonly action?: { readonly label: string; readonly run: () => void };
}
/** A verdict and the log that it was found on. */
export interface Checked {
  readonly grade: Grade;
  readonly log: SessionLog;
  /** The exercise in whose own world it was; null: the lesson's. */
  readonly world: string | null;
}
export type Beat = Extract<ToPage, { t: "beat" }>;

/** What a terminal on the page is to the session. */
export interface Screen extends Foreseer {
  write(text: string, drawn: () => void): void;
  /** Ctrl-C was pressed: what is not drawn yet need not be. */
  interrupt(): void;
}

export class LabSession {
  readonly lesson: string;
  readonly lab: string;
  /** Room for the map, so that nothing moves when it comes. */
  readonly mapSize: MapSize | null;
  /** A topology from elsewhere stands for the lab. */
  private readonly topology: string | undefined;
  readonly booted = signal<Booted | null>(null);
  readonly terminals = signal<readonly TerminalTab[]>([]);
  readonly view = signal<WorldView | null>(null);
  readonly now = signal(0);
  readonly state = signal<Beat["state"] | "starting" | "silent">("starting");
  readonly notices = signal<readonly Notice[]>([]);
  readonly packets = signal<readonly PacketView[]>([]);
  readonly watched = signal<string | null>(null);
  /** Capture files that were brought along; they go with the world. */
  readonly files = signal<readonly { readonly device: string; readonly name: string }[]>([]);
  readonly speed = signal(1);
  readonly exercise = signal<string | null>(null);
  readonly places = signal<readonly string[]>([]);
  /** Counts up with every new world: terminals are drawn anew. */
  readonly epoch = signal(0);
  /** What is looked at instead of the present (time.ts), or null. */
  readonly past = signal<PastView | null>(null);
  /** The network before the line that was entered last. */
  readonly baseline = signal<WorldView | null>(null);
  /** Inputs of the log: what was entered so far is news. */
  readonly entered = signal(0);
  /** A line of a terminal was asked for its packet's way. */
  onLine: (terminal: number, line: string) => void = () => undefined;
  onHops: (hops: readonly HopView[]) => void = () => undefined;
  onCommandSettled: () => void = () => undefined;

  /** Resolves when something is to be seen: the lab's known first frame, or a world that runs. */
  readonly pictured: Promise<void>;
  private picture: () => void = () => undefined;
  /** What a fresh lab of this lesson shows; known since the site was built. */
  private readonly frame: FirstFrame | null;
  /** Of the frame: what is drawn and what the worker has said so far, by terminal. */
  private readonly drawn = new Map<number, { text: string; said: number }>();
  private readonly foresight = new Foresight();
  /** A worker that is being loaded and has no world yet. */
  private spare: Sandbox | null;
  private booting: Promise<unknown> = Promise.resolve();
  private sandbox: Sandbox | null = null;
  private readonly checker = new Checker();
  private store: Store | null = null;
  private readonly screens = new Map<number, Screen>();
  /** Output for terminals that are not drawn yet. */
  private readonly early = new Map<number, string>();
  private readonly sizes = new Map<number, { cols: number; rows: number }>();
  private log: SessionLog | null = null;
  /** The newest log's head, for a world that stopped before it said its own. */
  private started: SessionLog | null = null;
  private inputs: InputMessage[] = [];
  private readonly waiting = new Map<number, string[]>();
  private ready: ReadonlySet<number> = new Set();
  private restarts: number[] = [];
  private saveTimer: ReturnType<typeof setTimeout> | null = null;
  private settleTimer: ReturnType<typeof setTimeout> | null = null;
  private milestonesAt = 0;
  private highestBeat = 0;

  constructor(
    lesson: string,
    lab: string,
    frame: FirstFrame | null,
    mapSize: MapSize | null,
    topology?: string,
  ) {
    this.topology = topology;
    this.lesson = lesson;
    this.mapSize = mapSize;
    this.lab = lab;
    this.frame = frame;
    this.pictured = new Promise((resolve) => {
      this.picture = resolve;
    });
    // Its code is on its way while the browser looks for a saved session.
    this.spare = this.newSandbox();
    document.addEventListener("visibilitychange", () => {
      this.sandbox?.send({ t: "visible", visible: !document.hidden });
      if (document.hidden) this.saveNow();
    });
    addEventListener("pagehide", () => {
      this.saveNow();
    });
  }

  get lessonFolder(): string {
    return this.lesson.replace(/^lessons\//u, "");
  }

  worldId(exercise = this.exercise.value): WorldId {
    const world = { lab: this.lab, lesson: exercise === null ? null : this.lessonFolder, exercise };
    return this.topology === undefined ? world : { ...world, topology: this.topology };
  }

  /** Open a world: the lesson's own, or the one an exercise starts from; restored if it was kept. */
  async openWorld(exercise: string | null): Promise<void> {
    this.saveNow();
    this.store?.close();
    this.exercise.value = exercise;
    const store = new Store(exercise === null ? this.lesson : `${this.lesson}#${exercise}`);
    this.store = store;
    await store.open();
    const { log, damaged } = await store.load();
    this.notices.value = [];
    if (store.keepsNothing !== null) this.tell({ text: store.keepsNothing });
    store.onFull = (): void => {
      this.tell({ text: t("storageIsFull") });
    };
    if (damaged)
      this.tell({
        text: log === null ? t("theSavedSessionWasDamagedThe") : t("theLastSavedSessionWasDamaged"),
      });
    await this.boot(log);
  }

  /** The page turns to another lab: what was typed here is kept. */
  close(): void {
    this.saveNow();
    this.store?.close();
    this.sandbox?.close();
    this.spare?.close();
    this.checker.stop();
    this.sandbox = this.spare = this.store = null;
  }

  private async boot(log: SessionLog | null): Promise<void> {
    this.sandbox?.close();
    this.state.value = "starting";
    this.past.value = null;
    this.baseline.value = null;
    this.waiting.clear();
    this.ready = new Set();
    this.early.clear();
    this.sizes.clear();
    // What the new world prints waits for the new terminals.
    this.screens.clear();
    this.highestBeat = 0;
    const sandbox = this.spare ?? this.newSandbox();
    this.spare = null;
    this.sandbox = sandbox;
    this.inputs = log === null ? [] : [...log.inputs];
    this.entered.value = this.inputs.length;
    this.log = null;
    const frame = log === null && this.exercise.value === null ? this.frame : null;
    this.drawn.clear();
    this.foresight.forget();
    if (frame !== null) this.drawFrame(frame);
    const booting = sandbox.boot({
      world: this.worldId(),
      seed: log?.seed ?? FIRST_SEED,
      log,
      speed: this.speed.value,
      ...(frame === null ? {} : { screens: [...frame.texts] }),
    });
    this.booting = booting;
    const booted = await booting;
    const started = await sandbox.api.log();
    if (this.sandbox !== sandbox) return;
    this.log = { ...started, inputs: [] };
    this.started = this.log;
    if (booted.notice !== null) {
      const commands = log === null ? "" : commandsOf(log.inputs);
      this.inputs = [...started.inputs];
      const text = `${said(booted.notice)}${commands === "" ? "" : t("whatYouHadTypedCommands", { commands })}`;
      this.tell(
        log === null || commands === ""
          ? { text }
          : { text, action: { label: t("replayIt"), run: () => void this.replayAnew(log) } },
      );
      if (log !== null && commands !== "") void this.keepAside(log);
    }
    batch(() => {
      this.booted.value = booted;
      this.places.value = booted.places;
      if (frame !== null) return;
      this.terminals.value = booted.terminals;
      this.packets.value = [];
      this.files.value = [];
      this.epoch.value++;
    });
    // The list that was open goes on with the new world's frames; a file's went with the old one.
    const watched = this.watched.value;
    this.watch(watched?.startsWith("file/") === true ? null : watched);
    this.picture();
    sandbox.send({ t: "visible", visible: !document.hidden });
  }

  /** Inputs of another version of this lab, typed into the world as it is now. */
  private replayAnew(log: SessionLog): Promise<void> {
    const { seed, inputs, until } = log;
    if (this.started === null) return Promise.resolve();
    return this.take({ ...this.started, seed, inputs, until, milestones: [] });
  }

  /** A log that does not fit this version any more is kept among the other courses. */
  private async keepAside(log: SessionLog): Promise<void> {
    const exercise = this.exercise.value;
    const { BranchStore } = await import("./branches.ts");
    const store = new BranchStore(exercise === null ? this.lesson : `${this.lesson}#${exercise}`);
    const same = (await store.all()).some((one) => one.log.until === log.until);
    if (!same) await store.keep(log);
  }

  private newSandbox(): Sandbox {
    const sandbox = new Sandbox({
      message: (message) => {
        if (this.sandbox === sandbox) this.receive(message);
      },
      silent: (silent) => {
        if (silent && this.sandbox === sandbox) this.state.value = "silent";
      },
      lost: (reason) => {
        if (this.sandbox === sandbox) void this.recover(reason);
        else if (this.spare === sandbox) this.spare = null;
      },
    });
    return sandbox;
  }

  // ── the first frame ────────────────────────────────────────────────────────────────────────

  private drawFrame(frame: FirstFrame): void {
    batch(() => {
      this.booted.value = frame.booted;
      this.terminals.value = frame.booted.terminals;
      this.places.value = frame.booted.places;
      this.view.value = frame.view;
      this.now.value = frame.now;
      this.packets.value = [];
      this.files.value = [];
      this.epoch.value++;
    });
    for (const [id, text] of frame.texts.entries()) {
      this.drawn.set(id, { text, said: 0 });
      this.early.set(id, text);
    }
    this.picture();
  }

  /** Drawn before the world has said it; it will, or draws over it. */
  private foresee(id: number, text: string): void {
    const drawn = this.drawn.get(id);
    if (drawn === undefined) return;
    drawn.text += text;
    const screen = this.screens.get(id);
    if (screen !== undefined) screen.write(text, () => undefined);
    else this.early.set(id, (this.early.get(id) ?? "") + text);
  }

  /** What of a terminal's output is not on its screen yet. A world that says something else is drawn over it. */
  private unseen(id: number, text: string): string {
    const drawn = this.drawn.get(id);
    if (drawn === undefined) return text;
    const rest = drawn.text.slice(drawn.said);
    if (rest.startsWith(text)) {
      drawn.said += text.length;
      return "";
    }
    this.drawn.delete(id);
    if (text.startsWith(rest)) return text.slice(rest.length);
    return `\x1b[H\x1b[2J\x1b[3J${drawn.text.slice(0, drawn.said)}${text}`;
  }

  // ── from the worker ────────────────────────────────────────────────────────────────────────

  private receive(message: ToPage): void {
    switch (message.t) {
      case "out": {
        this.draw(message.terminal, message.text);
        break;
      }
      case "echo": {
        this.foresee(message.terminal, message.text);
        break;
      }
      case "beat": {
        this.now.value = message.now;
        this.state.value = message.state;
        if (message.now > this.highestBeat) this.highestBeat = message.now;
        break;
      }
      case "view": {
        this.view.value = message.view;
        break;
      }
      case "hops": {
        this.onHops(message.hops);
        break;
      }
      case "packets": {
        if (message.device !== this.watched.value) break;
        // What is sent once more (another moment is looked at) takes the place of what was there.
        const again = message.packets[0]?.number ?? Infinity;
        const old = this.packets.value.filter(
          ({ number }) => number >= message.first && number <= message.seen && number < again,
        );
        this.packets.value = message.packets.length === 0 ? old : [...old, ...message.packets];
        break;
      }
      case "logged": {
        this.inputs.push(message.input);
        this.entered.value = this.inputs.length;
        this.saveSoon();
        if (message.input.kind === "keys" && message.input.text.includes("\r")) {
          this.baseline.value = this.view.value;
          this.settleSoon();
        }
        break;
      }
      case "terminal": {
        this.terminals.value = [...this.terminals.value, message.terminal];
        break;
      }
      case "prompts": {
        if (message.after !== this.sandbox?.keysSent) break;
        this.ready = new Set(message.ready);
        for (const id of message.ready) {
          this.foresight.waits(id);
          this.typeNext(id);
        }
        void this.refreshPlaces();
        break;
      }
      case "fault": {
        this.tell({ text: said(message.message) });
        break;
      }
    }
  }

  private async refreshPlaces(): Promise<void> {
    const places = await this.sandbox?.api.places().catch(() => null);
    if (places != null && places.join() !== this.places.value.join()) this.places.value = places;
  }

  private draw(id: number, text: string): void {
    const { sandbox } = this;
    const ack = (): void => sandbox?.send({ t: "ack", terminal: id, chars: text.length });
    const unseen = this.foresight.said(id, this.unseen(id, text));
    const screen = this.screens.get(id);
    if (unseen === "") ack();
    else if (screen !== undefined) screen.write(unseen, ack);
    else {
      // Acknowledged when it is drawn, so what waits here is bounded.
      this.early.set(id, (this.early.get(id) ?? "") + unseen);
    }
  }

  /** The worker is gone: bring the world back without what it was last told. */
  private async recover(reason: string): Promise<void> {
    const now = performance.now();
    this.restarts = [...this.restarts.filter((at) => now - at < 60_000), now];
    const last = this.inputs.at(-1);
    const line = commandLine(this.inputs);
    const back = retreat(this.inputs, this.restarts.length);
    if (back.kind === "stop") {
      this.sandbox = null;
      this.state.value = "silent";
      this.tell({ text: t("theSandboxKeepsStoppingReasonReload", { reason }) });
      return;
    }
    if (this.started === null || last === undefined || back.kind === "afresh") {
      this.tell({ text: t("theSandboxStoppedReasonTheLab", { reason }) });
      await this.boot(null).catch(() => undefined);
      return;
    }
    const place =
      last.kind === "open"
        ? last.place
        : (this.terminals.value[last.terminal]?.title ?? t("aTerminal"));
    const log: SessionLog = {
      ...this.started,
      inputs: back.inputs,
      milestones: [],
      until: Math.max(back.inputs.at(-1)?.at ?? 0, back.kind === "input" ? last.at : 0),
    };
    const lost = commandsOf(this.inputs.slice(back.inputs.length));
    const what =
      back.kind === "command"
        ? lost === ""
          ? t("yourLastKeys")
          : t("quoted", { text: lost })
        : line === ""
          ? t("yourLastKey")
          : t("quoted", { text: line });
    await this.boot(log);
    this.tell({
      text: t("theSandboxStoppedReasonItIs", { reason, what, place }),
    });
    this.saveSoon();
  }

  // ── to the worker ──────────────────────────────────────────────────────────────────────────

  attach(id: number, screen: Screen): () => void {
    this.screens.set(id, screen);
    const early = this.early.get(id);
    this.early.delete(id);
    const { sandbox } = this;
    if (early !== undefined)
      screen.write(early, () => sandbox?.send({ t: "ack", terminal: id, chars: early.length }));
    return () => {
      if (this.screens.get(id) === screen) this.screens.delete(id);
    };
  }

  keys(id: number, text: string): void {
    if (this.past.value !== null) return;
    if (text.includes("\x03")) this.screens.get(id)?.interrupt();
    this.foresight.typed(id, text, this.drawn.has(id) ? undefined : this.screens.get(id));
    this.sandbox?.keys(id, text);
  }

  resize(id: number, cols: number, rows: number): void {
    if (this.past.value !== null) return;
    const known = this.sizes.get(id);
    if (known?.cols === cols && known.rows === rows) return;
    this.sizes.set(id, { cols, rows });
    this.sandbox?.send({ t: "resize", terminal: id, cols, rows });
  }

  /** Type commands into the terminal of a place, each when its prompt is back. Returns the terminal. */
  async type(place: string, text: string): Promise<number | null> {
    if (this.past.value !== null) {
      this.tell({ text: t("youAreLookingAtThePast") });
      return null;
    }
    const id = await this.terminalAt(place);
    if (id === null) return null;
    if (/^[\x00-\x1f]$/u.test(text) && text !== "\n") {
      this.waiting.delete(id);
      this.keys(id, text);
      return id;
    }
    const queue = this.waiting.get(id) ?? [];
    queue.push(text.replace(/\n/gu, "\r"));
    this.waiting.set(id, queue);
    if (this.ready.has(id)) this.typeNext(id);
    else if (this.now.value > 0) {
      const title = this.terminals.value.find((tab) => tab.id === id)?.title ?? place;
      setTimeout(() => {
        if (this.waiting.get(id) === queue && queue.length > 0) {
          this.tell({
            text: t("titleIsBusyTheCommandIs", { title }),
            about: id,
            action: {
              label: t("pressCtrlCThere"),
              run: () => {
                this.keys(id, "\x03");
              },
            },
          });
        }
      }, 700);
    }
    return id;
  }

  /** Its shell waits for a command line, and nothing is queued for it. */
  isReady(id: number): boolean {
    return this.ready.has(id) && (this.waiting.get(id)?.length ?? 0) === 0;
  }

  private typeNext(id: number): void {
    const next = this.waiting.get(id)?.shift();
    if (next === undefined) return;
    this.ready = new Set([...this.ready].filter((one) => one !== id));
    this.keys(id, next);
    this.notices.value = this.notices.value.filter((notice) => notice.about !== id);
  }

  /** The terminal of a place; opened if there is none. */
  async terminalAt(place: string): Promise<number | null> {
    const found = this.terminals.value.find((tab) => tab.place === place);
    return found?.id ?? (await this.openTerminal(place));
  }

  async openTerminal(place: string): Promise<number | null> {
    const before = this.terminals.value.length;
    const answer = await this.ask(async (api) => ({ refused: await api.open(place, 80, 24) }));
    if (answer?.refused !== null) {
      this.tell({
        text: t("noTerminalOnPlaceRefused", {
          place,
          refused: answer?.refused ?? t("theLabDoesNotRunYet"),
        }),
      });
      return null;
    }
    return this.terminals.value[before]?.id ?? before;
  }

  /** A call to the worker, once its world stands; null when there is none. */
  async ask<T>(question: (api: Sandbox["api"]) => T): Promise<Awaited<T> | null> {
    try {
      await this.booting;
    } catch {
      return null;
    }
    return this.sandbox === null ? null : await question(this.sandbox.api);
  }

  get isPaused(): boolean {
    return this.state.value === "paused" || this.state.value === "stepping";
  }

  pause(paused: boolean): void {
    this.state.value = paused ? "paused" : "running";
    void this.ask((api) => api.pause(paused));
  }

  step(what: "event" | "packet" = "event"): void {
    void this.ask((api) => api.step(what));
  }

  setSpeed(factor: number): void {
    this.speed.value = factor;
    void this.ask((api) => api.speed(factor));
  }

  skip(us: number): void {
    void this.ask((api) => api.skip(us));
  }

  watch(device: string | null): void {
    batch(() => {
      this.watched.value = device;
      this.packets.value = [];
    });
    void this.ask((api) => api.watch(device));
  }

  async deviceOf(name: string): Promise<string | null> {
    return this.ask((api) => api.deviceOf(name));
  }

  packet(device: string, number: number): ReturnType<SandboxApi["packet"]> {
    return this.ask((api) => api.packet(device, number));
  }

  async clearPackets(): Promise<void> {
    const device = this.watched.value;
    if (device === null) return;
    await this.ask((api) => api.clearPackets(device));
    this.watch(device);
  }

  filter(
    device: string,
    text: string,
    from: number,
  ): Promise<Awaited<ReturnType<SandboxApi["filter"]>> | null> {
    return this.ask((api) => api.filter(device, text, from));
  }

  stream(device: string, number: number): ReturnType<SandboxApi["stream"]> {
    return this.ask((api) => api.stream(device, number));
  }

  async pcap(device: string): Promise<Uint8Array | null> {
    return this.ask((api) => api.pcap(device));
  }

  async fullLog(): Promise<SessionLog> {
    return (await this.ask((api) => api.log())) ?? notRunning();
  }

  async digest(): Promise<number> {
    return (await this.ask((api) => api.digest())) ?? notRunning();
  }

  /** A new world at once; the old one can be had back. */
  async reset(): Promise<void> {
    const old = this.current();
    await this.store?.forget();
    this.notices.value = [];
    await this.boot(null);
    if (old !== null && old.inputs.some((input) => input.kind === "keys")) {
      this.tell({
        text: t("theLabIsAsNew"),
        action: {
          label: t("undo"),
          run: () => {
            this.notices.value = [];
            void this.boot(old).then(() => {
              this.saveSoon();
            });
          },
        },
      });
    }
  }

  /** Another course of this world, at the end of its log: what was typed after it is the caller's to keep. */
  async take(log: SessionLog): Promise<void> {
    this.notices.value = [];
    if (log.inputs.length === 0) await this.store?.forget();
    await this.boot(log);
    this.saveSoon();
  }

  /** `own`: the exercise starts from a world of its own; any other may be done there, too. */
  async check(exercise: string, answers: Record<string, string>, own: boolean): Promise<Checked> {
    if (own && this.exercise.value !== exercise) {
      throw new Error(t("thisExerciseStartsFromAWorld"));
    }
    if (!own && this.exercise.value !== exercise && this.exercise.value !== null)
      await this.openWorld(null);
    const log = await this.fullLog();
    const grade = await this.checker.check({
      world: this.worldId(),
      lesson: this.lessonFolder,
      exercise,
      log,
      answers,
    });
    return { grade, log, world: this.exercise.value };
  }

  tell(notice: Notice): void {
    if (this.notices.value.some((one) => one.text === notice.text)) return;
    this.notices.value = [...this.notices.value.slice(-2), notice];
  }

  dismiss(notice: Notice): void {
    this.notices.value = this.notices.value.filter((one) => one !== notice);
  }

  // ── keeping ────────────────────────────────────────────────────────────────────────────────

  /** The log as far as the page has heard; null before the world stands. */
  current(): SessionLog | null {
    if (this.log === null) return null;
    return {
      ...this.log,
      inputs: [...this.inputs],
      until: Math.max(this.highestBeat, this.inputs.at(-1)?.at ?? 0, this.log.until),
    };
  }

  private saveSoon(): void {
    this.saveTimer ??= setTimeout(() => {
      this.saveNow();
    }, SAVE_AFTER_MS);
  }

  private saveNow(): void {
    if (this.saveTimer !== null) clearTimeout(this.saveTimer);
    this.saveTimer = null;
    const log = this.current();
    if (log === null || log.inputs.length === 0) return;
    this.store?.save(log);
    if (performance.now() - this.milestonesAt < MILESTONES_EVERY_MS) return;
    this.milestonesAt = performance.now();
    const { sandbox } = this;
    void sandbox?.api.log().then((fresh) => {
      if (this.sandbox === sandbox && this.log !== null)
        this.log = { ...this.log, milestones: fresh.milestones };
    });
  }

  private settleSoon(): void {
    if (this.settleTimer !== null) clearTimeout(this.settleTimer);
    this.settleTimer = setTimeout(() => {
      this.onCommandSettled();
    }, COMMAND_SETTLE_MS);
  }
}

function notRunning(): never {
  throw new Error(t("theLabDoesNotRun"));
}

/** The line that the last keys of the log's last terminal make up. */
function commandLine(inputs: readonly InputMessage[]): string {
  const last = inputs.at(-1);
  if (last?.kind !== "keys") return "";
  const text = inputs
    .flatMap((input) =>
      input.kind === "keys" && input.terminal === last.terminal ? [input.text] : [],
    )
    .join("");
  const lines = text.replace(/\r$/u, "").split("\r");
  return (lines.at(-1) ?? "").replace(/[\x00-\x1f\x7f]/gu, "").slice(0, 120);
}

function commandsOf(inputs: readonly InputMessage[]): string {
  const text = inputs.flatMap((input) => (input.kind === "keys" ? [input.text] : [])).join("");
  return text
    .split("\r")
    .map((line) => line.replace(/[\x00-\x1f\x7f]/gu, "").trim())
    .filter(Boolean)
    .slice(0, 20)
    .join("; ");
}
