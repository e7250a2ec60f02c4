/**
 * Every message between page and worker, as schemas. Calls go through Comlink (a handful, awaited);
 * keys and output go through a transferred MessagePort (many, one way). Both ends check what they are
 * handed: the boundary of trust is the worker and its data on one side, the page on the other.
 */
import * as v from "valibot";
import type { Grade as LabGrade } from "../lab/grade.ts";
import type { LessonExercises as LabLessonExercises } from "../lab/index.ts";
import {
  CountSchema,
  FolderNameSchema,
  InputSchema,
  SessionLogSchema,
  SizeSchema,
  TerminalIdSchema,
} from "../lab/log-schema.ts";
import type {
  HopView as LabHopView,
  JourneyLine as LabJourneyLine,
  JourneyView as LabJourneyView,
  LabMeta as LabLabMeta,
  LayerView as LabLayerView,
  PacketView as LabPacketView,
  SessionLog as LabSessionLog,
  SightingView as LabSightingView,
  StreamView as LabStreamView,
  TableView as LabTableView,
  TimerView as LabTimerView,
  WayView as LabWayView,
  WorldView as LabWorldView,
} from "../lab/types.ts";

// The site sees the model's plain data through this file alone.
export type Grade = LabGrade;
export type HopView = LabHopView;
export type JourneyLine = LabJourneyLine;
export type JourneyView = LabJourneyView;
export type LabMeta = LabLabMeta;
export type LayerView = LabLayerView;
export type LessonExercises = LabLessonExercises;
export type PacketView = LabPacketView;
export type SessionLog = LabSessionLog;
export type SightingView = LabSightingView;
export type StreamView = LabStreamView;
export type TableView = LabTableView;
export type TimerView = LabTimerView;
export type WayView = LabWayView;
export type WorldView = LabWorldView;

/** Characters of a topology from elsewhere. */
export const TOPOLOGY_MAX = 65_536;
/** One keys message; the client cuts a larger paste. */
export const KEYS_MAX = 16_384;
/** Output that the page has not drawn yet (characters): beyond it the world stands still. */
export const UNACKNOWLEDGED_MAX = 131_072;
export const HEARTBEAT_MS = 250;
/** The page asks after this long without a sign of life, and ends the worker after that long. */
export const SILENCE_ASK_MS = 2_000;
export const SILENCE_END_MS = 5_000;

const Count = CountSchema;
const Size = SizeSchema;
const TerminalId = TerminalIdSchema;
const FolderName = FolderNameSchema;

// ── the log ──────────────────────────────────────────────────────────────────────────────────────

export { SessionLogSchema };
export type InputMessage = v.InferOutput<typeof InputSchema>;

// ── calls ────────────────────────────────────────────────────────────────────────────────────────

/** Which world: a lab, or the world that one exercise of a lesson starts from. */
export const WorldIdSchema = v.strictObject({
  lab: FolderName,
  lesson: v.nullable(FolderName),
  exercise: v.nullable(FolderName),
  /** Instead of the lab's: a topology from elsewhere, on the page /play. */
  topology: v.optional(v.pipe(v.string(), v.maxLength(TOPOLOGY_MAX))),
});
export type WorldId = v.InferOutput<typeof WorldIdSchema>;

export const BootSchema = v.strictObject({
  world: WorldIdSchema,
  seed: Count,
  log: v.nullable(SessionLogSchema),
  speed: v.pipe(v.number(), v.minValue(0.000_1), v.maxValue(1_000)),
  /** Stand still at the log's end: to look at, not to go on. */
  paused: v.optional(v.boolean()),
  /** What the page shows already, by terminal: keys are answered there before the world is (echo.ts). */
  screens: v.optional(v.array(v.string())),
});
export type Boot = v.InferOutput<typeof BootSchema>;

export const CheckSchema = v.strictObject({
  world: WorldIdSchema,
  lesson: FolderName,
  exercise: FolderName,
  log: SessionLogSchema,
  answers: v.record(v.pipe(v.string(), v.maxLength(100)), v.pipe(v.string(), v.maxLength(2_000))),
});
export type CheckRequest = v.InferOutput<typeof CheckSchema>;

const Words = v.array(v.string());
/** What a topology from elsewhere is, or what is wrong with it and where. */
export const TopologyReadingSchema = v.union([
  v.strictObject({
    problems: v.array(v.object({ line: Count, column: Count, message: v.string() })),
  }),
  v.strictObject({
    problems: v.null(),
    name: v.string(),
    machines: Words,
    links: Count,
    /** Shell text that runs when it starts, each with its machine. */
    commands: Words,
    ignored: Words,
    binds: Words,
  }),
]);
export type TopologyReading = v.InferOutput<typeof TopologyReadingSchema>;

export interface TerminalInfo {
  readonly id: number;
  readonly title: string;
  readonly place: string;
}
export interface Booted {
  readonly title: string;
  readonly terminals: readonly TerminalInfo[];
  /** Places where one more terminal may be opened. */
  readonly places: readonly string[];
  readonly meta: Pick<LabLabMeta, "positions" | "captions">;
  readonly readyAt: number;
  /** Why a saved session was not (wholly) restored, in words for the learner. */
  readonly notice: string | null;
}
/** The seed of a world that nobody has been in: every learner's lab begins alike. */
export const FIRST_SEED = 1;
/** A fresh lab at its first prompt, made by first-frame.ts when the site is built. */
export interface FirstFrame {
  readonly booted: Booted;
  readonly now: number;
  /** What each terminal shows, by id. */
  readonly texts: readonly string[];
  readonly view: LabWorldView;
}
export interface PacketDetail {
  readonly layers: readonly LabLayerView[];
  /** Where this packet was before and after, in order. */
  readonly way: readonly LabWayView[];
  /** Every place where this packet was captured. */
  readonly seen: readonly LabSightingView[];
  readonly bytes: Uint8Array;
}

/** A filter of the packet list, as long as a command line may be. */
export const FilterSchema = v.pipe(v.string(), v.maxLength(4_096));
/** A capture file that somebody brings along: 32 MB. */
export const CAPTURE_BYTES_MAX = 32 << 20;
export const FileSchema = v.pipe(
  v.instance(Uint8Array),
  v.check((file) => file.length <= CAPTURE_BYTES_MAX, "the file is too large"),
);
export const DeviceNamesSchema = v.record(v.string(), v.pipe(v.string(), v.maxLength(200)));
/** The session as it was at an earlier instant: what its terminals had printed, and in which sizes. */
export interface PastView {
  readonly at: number;
  readonly terminals: readonly (TerminalInfo & {
    readonly cols: number;
    readonly rows: number;
    readonly text: string;
  })[];
}
/** The tables of a place at an instant; null: now. */
export const TablesRequestSchema = v.strictObject({
  at: v.nullable(Count),
  place: v.pipe(v.string(), v.maxLength(200)),
});
export type TablesRequest = v.InferOutput<typeof TablesRequestSchema>;
export interface TablesOf {
  readonly at: number;
  readonly place: string;
  /** null: there was no such place. */
  readonly tables: readonly LabTableView[] | null;
}

/** What the session worker offers through Comlink. */
export interface SandboxApi {
  boot(request: Boot, port: MessagePort): Promise<Booted>;
  open(place: string, cols: number, rows: number): Promise<string | null>;
  places(): readonly string[];
  pause(paused: boolean): void;
  speed(factor: number): void;
  /** Run to the next instant at which something visible happens (a frame: of any kind, or a frame only), then stand still. */
  step(what: "event" | "packet"): Promise<void>;
  /** Let this much virtual time (µs) pass as fast as it can. */
  skip(us: number): Promise<void>;
  /** The next timer of each kind that the world waits for. */
  timers(): Promise<readonly LabTimerView[]>;
  /**
   * Show the session as it was at an instant; time stands meanwhile. null: back to now. The answer is null then, and when
   * another instant was asked for before this one was reached.
   */
  look(at: number | null): Promise<PastView | null>;
  /** The instant of the last frame before (-1) or the first after (1) another; null: there is none. */
  frameAt(from: number, direction: -1 | 1): number | null;
  /** The packet that a line of a terminal at a place speaks of (tcpdump, ping); null: none that is known. */
  journeyOf(place: string, line: string): Promise<LabJourneyView | null>;
  journey(journey: number): LabJourneyView | null;
  /** The newest packets first. */
  journeys(onlyDied: boolean): readonly LabJourneyLine[];
  tables(requests: readonly TablesRequest[]): Promise<readonly TablesOf[]>;
  /** Send the packets of this device, from now on; null: of none. */
  watch(device: string | null): void;
  deviceOf(name: string): string | null;
  packet(device: string, number: number): Promise<PacketDetail | null>;
  /** The numbers, from `from` on, that a filter in tcpdump's language lets through; or libpcap's complaint. */
  filter(
    device: string,
    text: string,
    from: number,
  ): Promise<{ readonly numbers: readonly number[] } | { readonly error: string }>;
  /** The conversation that a packet belongs to; null: it is neither TCP nor UDP. */
  stream(device: string, number: number): Promise<LabStreamView | null>;
  clearPackets(device: string): void;
  pcap(device: string): Promise<Uint8Array>;
  /** All captures in one file, each interface by the name given for its device. */
  pcapng(names: Readonly<Record<string, string>>): Promise<Uint8Array>;
  /** A capture file as a list beside the others: its device, and why it was cut, or what is wrong with it. */
  openCapture(
    name: string,
    file: Uint8Array,
  ): Promise<{ readonly device: string; readonly cut: string | null } | { readonly error: string }>;
  log(): LabSessionLog;
  digest(): Promise<number>;
  check(request: CheckRequest): Promise<LabGrade>;
}

// ── the port ─────────────────────────────────────────────────────────────────────────────────────

/** Page to worker. */
export const ToWorkerSchema = v.variant("t", [
  v.strictObject({
    t: v.literal("keys"),
    terminal: TerminalId,
    text: v.pipe(v.string(), v.maxLength(KEYS_MAX)),
  }),
  v.strictObject({ t: v.literal("resize"), terminal: TerminalId, cols: Size, rows: Size }),
  v.strictObject({ t: v.literal("ack"), terminal: TerminalId, chars: Count }),
  v.strictObject({ t: v.literal("visible"), visible: v.boolean() }),
  v.strictObject({ t: v.literal("ask") }),
]);
export type ToWorker = v.InferOutput<typeof ToWorkerSchema>;

const Any = v.custom<unknown>(() => true);
/** Worker to page. The views are our own model's plain data; their frame is checked, not each field. */
export const ToPageSchema = v.variant("t", [
  v.strictObject({ t: v.literal("out"), terminal: TerminalId, text: v.string() }),
  /** A guess of what the world will print for keys that it has not seen yet. */
  v.strictObject({ t: v.literal("echo"), terminal: TerminalId, text: v.string() }),
  v.strictObject({
    t: v.literal("beat"),
    now: Count,
    state: v.picklist([
      "loading",
      "running",
      "paused",
      "stepping",
      "skipping",
      "waiting",
      "behind",
      "hidden",
      "past",
    ]),
  }),
  v.strictObject({ t: v.literal("view"), view: v.custom<LabWorldView>(isRecord) }),
  v.strictObject({ t: v.literal("hops"), hops: v.custom<readonly LabHopView[]>(Array.isArray) }),
  v.strictObject({
    t: v.literal("packets"),
    device: v.string(),
    seen: Count,
    first: Count,
    packets: v.custom<readonly LabPacketView[]>(Array.isArray),
  }),
  v.strictObject({ t: v.literal("logged"), input: InputSchema }),
  v.strictObject({
    t: v.literal("terminal"),
    terminal: v.strictObject({ id: TerminalId, title: v.string(), place: v.string() }),
  }),
  /** The shells that wait for a command line, once this many keys messages had come in. */
  v.strictObject({ t: v.literal("prompts"), ready: v.array(TerminalId), after: Count }),
  v.strictObject({ t: v.literal("fault"), message: v.string(), detail: Any }),
]);
export type ToPage = v.InferOutput<typeof ToPageSchema>;

function isRecord(value: unknown): boolean {
  return typeof value === "object" && value !== null;
}
