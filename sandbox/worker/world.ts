/**
 * A world behind Comlink; the worker's entry (worker.ts) loads it. The page runs two workers: one holds the
 * learner's session, one checks exercises in copies.
 */
import * as v from "valibot";
import { Capture } from "../lab/capture.ts";
import { deviceId } from "../lab/inspect.ts";
import { replay } from "../lab/replay.ts";
import { Session, type SessionEvents } from "../lab/session.ts";
import { formatProblems, type Problem } from "../lab/topology-value.ts";
import type { LabSource, SessionLog } from "../lab/types.ts";
import { Driver, type Remade } from "./driver.ts";
import { bootedOf, placesOf, toFirstPrompt } from "./first-prompt.ts";
import { loadExercise, loadWorld } from "./labs.ts";
import { forgetMissed, missedGroup } from "./late.ts";
import type { Past } from "./past.ts";
import { allCode, firstCode, groupHere, isFirstHere } from "./programs.ts";
import {
  type Boot,
  type Booted,
  BootSchema,
  CheckSchema,
  DeviceNamesSchema,
  FileSchema,
  FilterSchema,
  type SandboxApi,
  TablesRequestSchema,
  type ToPage,
  ToWorkerSchema,
} from "./protocol.ts";
import { Tail } from "./tail.ts";

const NameSchema = v.pipe(v.string(), v.maxLength(200));
const LineSchema = v.pipe(v.string(), v.maxLength(1_000));
/** Of the newest packets so many are listed. */
const JOURNEYS_LISTED = 60;
const CountSchema = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
/** Of a set-up's failures, this many characters are told. */
const SETUP_TOLD_MAX = 600;
/** A saved session may cost this many events before it is given up. */
const REPLAY_EVENTS_MAX = 50_000_000;

let driver: Driver | null = null;
/** Made when somebody looks back; goes with its session. */
let past: { readonly driver: Driver; readonly worlds: Past } | null = null;

function running(): Driver {
  if (driver === null) throw new Error("no lab runs here");
  return driver;
}

/** What the page looks at: the session as it is, or as it was. */
function shown(): Capture {
  return running().scene.capture;
}

/** Worlds beside the session's: they run with all code, since nobody would make them anew. */
async function pastOf(driver: Driver): Promise<Past> {
  const [{ Past }] = await Promise.all([import("./past.ts"), allCode]);
  if (past?.driver !== driver)
    past = { driver, worlds: new Past(driver.session, () => driver.beat()) };
  return past.worlds;
}

/** For what needs a world in which time can pass. */
async function runningWhole(): Promise<Driver> {
  await running().whole;
  return running();
}

function attempt(make: () => Session): Session | { readonly error: unknown } {
  try {
    return make();
  } catch (error) {
    return { error };
  }
}

/** What is printed while a world is made, by terminal; the world itself knows nothing of it. */
function texts(): { readonly events: SessionEvents; readonly all: Map<number, string> } {
  const all = new Map<number, string>();
  const output = (terminal: number, text: string): void => {
    all.set(terminal, (all.get(terminal) ?? "") + text);
  };
  return { events: { output }, all };
}

/** The world of a log, once the code is here that was missing when it was made first. */
async function remake(
  source: LabSource,
  log: SessionLog,
  told: ReadonlyMap<number, number>,
  live: SessionEvents,
): Promise<Remade> {
  for (;;) {
    await groupHere(missedGroup() ?? 0);
    forgetMissed();
    const { events, all } = texts();
    let now: SessionEvents = events;
    let capture: Capture | null = null;
    const made = attempt(() => {
      const result = replay(log, source, log.until, {
        events: {
          output: (terminal, text) => now.output?.(terminal, text),
          opened: (terminal) => now.opened?.(terminal),
        },
        eventBudget: REPLAY_EVENTS_MAX,
        prepared: (world) => {
          capture = new Capture(world);
        },
      });
      if (!("session" in result)) throw new Error(problemsOf(source, result));
      if (result.stopped !== null) throw new Error(result.stopped.message);
      return result.session;
    });
    if (missedGroup() !== null) continue;
    if (!(made instanceof Session)) throw made.error;
    now = live;
    const untold = new Map<number, string>();
    for (const [terminal, text] of all) untold.set(terminal, text.slice(told.get(terminal) ?? 0));
    return { session: made, capture: capture ?? new Capture(made.world), untold };
  }
}

/** `kept`: what the page has sent so far; from now on the port is the world's. */
export async function boot(
  request: Boot,
  port: MessagePort,
  kept: () => readonly unknown[],
): Promise<Booted> {
  const { world: worldId, seed, log, speed, paused } = v.parse(BootSchema, request);
  driver?.stop();
  const source = await loadWorld(worldId);
  if (log !== null || worldId.topology !== undefined) await allCode;
  const post = (message: ToPage): void => {
    port.postMessage(message);
  };
  // What is printed while the lab is built or replayed is kept until the driver stands: its end at least.
  const held = new Map<number, Tail>();
  let live: Driver | null = null;
  const events: SessionEvents = {
    output: (terminal, text) => {
      if (live !== null) return live.onOutput(terminal, text);
      const tail = held.get(terminal) ?? new Tail();
      held.set(terminal, tail);
      tail.add(text);
    },
    opened: (terminal) => live?.onOpened(terminal),
  };
  let notice: string | null = null;
  let capture: Capture | null = null;
  let session: Session;
  const fresh = (): Session => {
    const started = Session.start(source, seed, events);
    if (!(started instanceof Session)) throw new Error(problemsOf(source, started));
    capture = new Capture(started.world);
    toFirstPrompt(started);
    return started;
  };
  if (log === null) {
    forgetMissed();
    let made = attempt(fresh);
    // A set-up that lacked a program may have left the lab without a place that a terminal is on.
    for (let group = missedGroup(); group !== null; group = missedGroup()) {
      await groupHere(group);
      forgetMissed();
      held.clear();
      made = attempt(fresh);
    }
    if (!(made instanceof Session)) throw made.error;
    session = made;
  } else {
    const result = replay(log, source, log.until, {
      events,
      eventBudget: REPLAY_EVENTS_MAX,
      prepared: (world) => {
        capture = new Capture(world);
      },
    });
    if (!("session" in result)) throw new Error(problemsOf(source, result));
    session = result.session;
    notice = result.stopped?.message ?? null;
  }
  const now = new Driver(session, capture ?? new Capture(session.world), post, speed, (log, told) =>
    remake(source, log, told, events),
  );
  live = now;
  driver = now;
  if (paused === true) now.pause(true);
  for (const [terminal, tail] of held) now.onOutput(terminal, tail.text());
  const receive = (data: unknown): void => {
    const message = v.safeParse(ToWorkerSchema, data);
    if (message.success && driver === now) now.receive(message.output);
  };
  for (const data of kept()) receive(data);
  port.onmessage = (event: MessageEvent): void => {
    receive(event.data);
  };
  setTimeout(() => {
    if (driver === now) now.start(isFirstHere() ? null : firstCode);
  }, 0);
  const { setupErrors } = session.world;
  if (worldId.topology !== undefined && setupErrors.length > 0)
    notice ??= `Set-up failed. ${setupErrors.join(" ").slice(0, SETUP_TOLD_MAX)}`;
  return bootedOf(session, notice);
}

function problemsOf(source: LabSource, problems: readonly Problem[]): string {
  return formatProblems(`content/labs/${source.name}/topology.clab.yml`, problems);
}

export const api: Omit<SandboxApi, "boot"> = {
  open: async (place, cols, rows) => {
    const driver = await runningWhole();
    return driver.apply({
      kind: "open",
      at: driver.session.now,
      place: v.parse(NameSchema, place),
      user: "root",
      cols: v.parse(CountSchema, cols),
      rows: v.parse(CountSchema, rows),
    });
  },
  places: () => placesOf(running().session),
  pause: (paused) => running().pause(v.parse(v.boolean(), paused)),
  speed: (factor) => running().speed(v.parse(BootSchema.entries.speed, factor)),
  step: async (what) => {
    (await runningWhole()).step(v.parse(v.picklist(["event", "packet"]), what));
  },
  skip: async (us) => {
    (await runningWhole()).skip(Math.min(v.parse(CountSchema, us), 86_400_000_000));
  },
  timers: async () => {
    const driver = await runningWhole();
    const { timersOf } = await import("../lab/timers.ts");
    return timersOf(driver.scene.session.world);
  },
  look: async (at) => {
    const driver = await runningWhole();
    if (at === null) {
      past?.worlds.forget();
      driver.show(null);
      return null;
    }
    driver.pause(true);
    const scene = await (await pastOf(driver)).seek(v.parse(CountSchema, at));
    if (scene === null) return null;
    driver.show(scene);
    return scene.view;
  },
  frameAt: (from, direction) =>
    running().capture.frameAt(v.parse(CountSchema, from), v.parse(v.picklist([-1, 1]), direction)),
  journeyOf: async (place, line) => {
    const { session, capture } = running().scene;
    const { journeyOfLine } = await import("../lab/journeys.ts");
    const text = v.parse(LineSchema, line);
    return journeyOfLine(session.world, capture, v.parse(NameSchema, place), text);
  },
  journey: (journey) => shown().journey(v.parse(CountSchema, journey)),
  journeys: (onlyDied) => shown().journeys(JOURNEYS_LISTED, v.parse(v.boolean(), onlyDied)),
  tables: async (requests) => {
    const driver = await runningWhole();
    const some = v.parse(v.pipe(v.array(TablesRequestSchema), v.maxLength(4)), requests);
    return (await pastOf(driver)).tables(some);
  },
  watch: (device) => running().watch(v.parse(v.nullable(NameSchema), device)),
  deviceOf: (name) => {
    const device = running().scene.session.world.findDevice(v.parse(NameSchema, name));
    return device === null ? null : deviceId(device);
  },
  packet: async (device, number) => {
    const id = v.parse(NameSchema, device);
    const which = v.parse(CountSchema, number);
    const capture = shown();
    const frame = capture.bytes(id, which);
    const { details } = await import("./packets.ts");
    if (frame === null) return null;
    return {
      bytes: frame.bytes,
      layers: details(frame),
      way: capture.way(id, which),
      seen: capture.sightings(id, which),
    };
  },
  filter: async (device, text, from) => {
    const { filtered } = await import("./packets.ts");
    const frames = running().capture.all(v.parse(NameSchema, device));
    return filtered(frames, v.parse(FilterSchema, text), v.parse(CountSchema, from));
  },
  stream: async (device, number) => {
    const { streamOf } = await import("./packets.ts");
    const frames = running().capture.all(v.parse(NameSchema, device));
    return streamOf(frames, v.parse(CountSchema, number));
  },
  openCapture: async (name, file) => {
    const { addFile } = await import("./packets.ts");
    return addFile(running().capture, v.parse(NameSchema, name), v.parse(FileSchema, file));
  },
  clearPackets: (device) => shown().clear(v.parse(NameSchema, device)),
  pcap: async (device) => {
    const packets = shown().all(v.parse(NameSchema, device));
    const { pcapFile } = await import("./packets.ts");
    return pcapFile(packets, running().session.world.sim.epochUs);
  },
  pcapng: async (names) => {
    const { everything } = await import("./packets.ts");
    const { capture, session } = running();
    const named = v.parse(DeviceNamesSchema, names);
    return everything(capture, session.world.sim.epochUs, (device) => named[device] ?? device);
  },
  log: () => running().session.log(),
  digest: async () => (await runningWhole()).session.world.digest(),

  async check(request) {
    const { world, lesson, exercise, log, answers } = v.parse(CheckSchema, request);
    // Only the worker that checks loads what checking needs.
    const [{ gradeExercise }, source, task] = await Promise.all([
      import("../lab/grade.ts"),
      loadWorld(world),
      loadExercise(lesson, exercise),
      allCode,
    ]);
    return gradeExercise(task, { source, log, answers: new Map(Object.entries(answers)) });
  },
};
