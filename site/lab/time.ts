/**
 * Going back and forth in a session: looking at an earlier instant, going on from there on another course, undoing the last
 * command, letting time run to the next timer of a kind. The world is a pure function of its log, so each of these is a
 * shorter log; what is cut off is kept (branches.ts).
 */
import { effect, signal } from "@preact/signals";
import type {
  SessionLog,
  TablesOf,
  TablesRequest,
  TimerView,
} from "../../sandbox/worker/protocol.ts";
import { type Branch, BranchStore } from "./branches.ts";
import { type Line, linesOf } from "./review-log.ts";
import type { LabSession } from "./session.ts";
import { t } from "../i18n/text.ts";

export { clockText } from "./time-text.ts";

/** A running clock's slider is moved so often. */
const SEEK_EVERY_MS = 60;

export class TimeMachine {
  readonly session: LabSession;
  /** What was entered, in order. */
  readonly lines = signal<readonly Line[]>([]);
  readonly timers = signal<readonly TimerView[]>([]);
  readonly branches = signal<readonly Branch[]>([]);
  /** The end of the session: how far one may go forward again. */
  readonly end = signal(0);
  /** Where the slider is while the world is on its way there. */
  readonly wanted = signal<number | null>(null);
  private store: BranchStore;
  private storeWorld: string;
  private seeking = false;
  private wasPaused = false;

  constructor(session: LabSession) {
    this.session = session;
    this.storeWorld = worldName(session);
    this.store = new BranchStore(this.storeWorld);
    void this.refreshBranches();
    effect(() => {
      const news = session.entered.value + session.epoch.value;
      this.lines.value = news < 0 ? [] : linesOf(session.current()?.inputs ?? []);
      const world = worldName(session);
      if (world === this.storeWorld) return;
      this.storeWorld = world;
      this.store = new BranchStore(world);
      void this.refreshBranches();
    });
    effect(() => {
      // On the way there the worker already tells of the past.
      const { value } = session.now;
      if (
        session.past.value === null &&
        this.wanted.value === null &&
        session.state.value !== "past"
      )
        this.end.value = value;
    });
  }

  get begin(): number {
    return this.session.booted.value?.readyAt ?? 0;
  }

  // ── looking back ───────────────────────────────────────────────────────────────────────────

  /** Only the last that is asked for is waited for. */
  look(at: number): void {
    void this.lookNow(at);
  }

  /** Resolves when it is shown, or something else was asked for. */
  async lookNow(at: number): Promise<void> {
    if (this.session.past.value === null && this.wanted.value === null)
      this.wasPaused = this.session.isPaused;
    this.wanted.value = Math.round(Math.max(this.begin, Math.min(at, this.end.value)));
    if (!this.seeking) await this.seek();
  }

  private async seek(): Promise<void> {
    this.seeking = true;
    for (let at = this.wanted.value; at !== null;) {
      const aim = at;
      const { epoch } = this.session;
      const world = epoch.value;
      const view = await this.session.ask((api) => api.look(aim));
      if (epoch.value !== world) break;
      if (view !== null) {
        this.session.past.value = view;
      }
      if (this.wanted.value === aim) break;
      at = this.wanted.value;
      await new Promise((resolve) => setTimeout(resolve, SEEK_EVERY_MS));
    }
    this.wanted.value = null;
    this.seeking = false;
  }

  /** To the present. */
  async back(): Promise<void> {
    this.wanted.value = null;
    if (this.session.past.value === null) return;
    await this.session.ask((api) => api.look(null));
    this.session.past.value = null;
    if (!this.wasPaused) this.session.pause(false);
  }

  /** The moment just before the line entered last (-1), or just before the one after the next (1). */
  async lookAtLine(direction: -1 | 1): Promise<void> {
    const at = this.session.past.value?.at ?? this.end.value;
    const moments = this.lines.value.map((line) => this.before(line));
    const found =
      direction < 0 ? moments.findLast((one) => one < at) : moments.find((one) => one > at);
    if (found !== undefined) this.look(found);
    else if (direction > 0) await this.back();
    else this.look(this.begin);
  }

  async lookAtFrame(direction: -1 | 1): Promise<void> {
    const from = this.session.past.value?.at ?? this.end.value;
    const at = await this.session.ask((api) => api.frameAt(from, direction));
    if (at !== null && at >= this.begin) this.look(at);
    else if (direction > 0) await this.back();
  }

  /** When a line's first key had not come yet. */
  before(line: Line): number {
    const first = this.session.current()?.inputs[line.first];
    return Math.max(this.begin, (first?.at ?? line.at) - 1);
  }

  // ── another course ─────────────────────────────────────────────────────────────────────────

  /** Go on from the instant that is looked at. */
  async branch(): Promise<void> {
    const at = this.session.past.value?.at;
    const log = await this.session.fullLog();
    if (at === undefined) return;
    const inputs = log.inputs.filter((input) => input.at <= at).length;
    await this.cut(log, inputs, at, t("youAreBackAtAnEarlier"));
  }

  /** The last command line that was entered, and all that came after its first key. */
  async undo(): Promise<void> {
    const line = this.lastCommand();
    if (line === undefined) return;
    const log = await this.session.fullLog();
    const at = Math.max(this.begin, log.inputs[line.first]?.at ?? this.begin);
    await this.cut(log, line.first, at, t("undoneText", { text: shorten(line.text) }));
  }

  lastCommand(): Line | undefined {
    return this.lines.value.findLast((line) => line.entered);
  }

  private async cut(log: SessionLog, inputs: number, at: number, words: string): Promise<void> {
    const rest = log.inputs.slice(inputs).some((input) => input.kind !== "resize");
    const left = rest ? await this.store.keep(log) : null;
    await this.session.take({
      ...log,
      inputs: log.inputs.slice(0, inputs),
      milestones: log.milestones.filter((one) => one.at < at),
      until: at,
    });
    await this.refreshBranches();
    this.session.tell({
      text: left === null ? words : t("wordsWhatYouHadDoneSince", { words }),
      ...(left === null
        ? {}
        : { action: { label: t("undo"), run: (): void => void this.resume(left) } }),
    });
  }

  /** Go on with a course that was left; the present one is kept in its place. */
  async resume(branch: Branch): Promise<void> {
    const log = await this.session.fullLog();
    const known = branch.log.inputs.length >= log.inputs.length && isBeginning(log, branch.log);
    if (!known && log.inputs.some((input) => input.kind !== "resize")) await this.store.keep(log);
    await this.session.take(branch.log);
    await this.store.forget(branch.id);
    await this.refreshBranches();
  }

  /** Its last command. */
  describe(branch: Branch): string {
    const line = linesOf(branch.log.inputs).findLast((one) => one.entered);
    return line === undefined ? "" : shorten(line.text);
  }

  async forget(branch: Branch): Promise<void> {
    await this.store.forget(branch.id);
    await this.refreshBranches();
  }

  private async refreshBranches(): Promise<void> {
    const { store } = this;
    const all = await store.all();
    if (this.store === store) this.branches.value = all;
  }

  // ── forward ────────────────────────────────────────────────────────────────────────────────

  async refreshTimers(): Promise<void> {
    this.timers.value = (await this.session.ask((api) => api.timers())) ?? [];
  }

  /** Let time run, as fast as it can, to the next timer of a kind, and stand there. */
  async forward(kind: string): Promise<void> {
    await this.back();
    await this.refreshTimers();
    const timer = this.timers.value.find((one) => one.kind === kind);
    if (timer === undefined) return;
    this.session.pause(true);
    this.session.skip(Math.max(0, timer.at - this.session.now.value));
  }

  tables(requests: readonly TablesRequest[]): Promise<readonly TablesOf[] | null> {
    return this.session.ask((api) => api.tables(requests));
  }
}

function worldName(session: LabSession): string {
  const exercise = session.exercise.value;
  return exercise === null ? session.lesson : `${session.lesson}#${exercise}`;
}

function isBeginning(log: SessionLog, longer: SessionLog): boolean {
  return log.inputs.every((input, i) => {
    const other = longer.inputs[i];
    return (
      other?.at === input.at &&
      other.kind === input.kind &&
      (input.kind !== "keys" || (other.kind === "keys" && other.text === input.text))
    );
  });
}

export function shorten(text: string, max = 60): string {
  return text.length > max ? `${text.slice(0, max - 1)}…` : text;
}
