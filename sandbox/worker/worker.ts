/**
 * The worker's entry: a world behind Comlink. The page runs two of it: one holds the learner's
 * session, one checks exercises in copies. Nothing here may reach a network: the ways out are removed
 * before anything else runs.
 */
import "./seal.ts";
import * as Comlink from "comlink";
import * as v from "valibot";
import { Capture } from "../lab/capture.ts";
import { deviceId } from "../lab/inspect.ts";
import { replay } from "../lab/replay.ts";
import { Session, type SessionEvents } from "../lab/session.ts";
import { formatProblems } from "../lab/topology-value.ts";
import { Driver } from "./driver.ts";
import { bootedOf, placesOf, toFirstPrompt } from "./first-prompt.ts";
import { loadExercise, loadWorld } from "./labs.ts";
import { areAllHere, takeMissed } from "./late.ts";
import type { Past } from "./past.ts";
import { allCode } from "./programs.ts";
import {
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
/** A saved session may cost this many events before it is given up. */
const REPLAY_EVENTS_MAX = 50_000_000;

/** Of a set-up's failures, this many characters are told. */
const SETUP_TOLD_MAX = 600;

let driver: Driver | null = null;
let capture: Capture | null = null;
/** Made when somebody looks back; goes with its session. */
let past: { readonly driver: Driver; readonly worlds: Past } | null = null;

function running(): { driver: Driver; capture: Capture } {
  if (driver === null || capture === null) throw new Error("no lab runs here");
  return { driver, capture };
}

/** What the page looks at: the session as it is, or as it was. */
function shown(): Capture {
  return running().driver.scene.capture;
}

async function pastOf(driver: Driver): Promise<Past> {
  const { Past } = await import("./past.ts");
  if (past?.driver !== driver)
    past = { driver, worlds: new Past(driver.session, () => driver.beat()) };
  return past.worlds;
}

/** For what a world without all its programs must not do. */
async function runningWhole(): Promise<{ driver: Driver; capture: Capture }> {
  await allCode;
  return running();
}

/**
 * Resolves when all code is here. What was typed meanwhile may have asked for what was not: never seen, but
 * then the world is not the one that its log tells of, and the page must make it anew.
 */
async function wholeWorld(): Promise<void> {
  await allCode;
  if (!takeMissed()) return;
  setTimeout(() => {
    throw new Error("a key came too early");
  }, 0);
  return new Promise(() => undefined);
}

function attempt(make: () => Session): Session | { readonly error: unknown } {
  try {
    return make();
  } catch (error) {
    return { error };
  }
}

const api: SandboxApi = {
  async boot(request, port) {
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
    let seen: Capture | null = null;
    let session: Session;
    const fresh = (): Session => {
      const started = Session.start(source, seed, events);
      if (!(started instanceof Session))
        throw new Error(formatProblems(`content/labs/${source.name}/topology.clab.yml`, started));
      seen = new Capture(started.world);
      if (!areAllHere()) toFirstPrompt(started);
      return started;
    };
    if (log === null) {
      takeMissed();
      const made = attempt(fresh);
      // A set-up that lacked a program may have left the lab without a place that a terminal is on.
      if (takeMissed()) {
        await allCode;
        held.clear();
        session = fresh();
      } else if (made instanceof Session) session = made;
      else throw made.error;
    } else {
      const result = replay(log, source, log.until, {
        events,
        eventBudget: REPLAY_EVENTS_MAX,
        prepared: (world) => {
          seen = new Capture(world);
        },
      });
      if (!("session" in result))
        throw new Error(formatProblems(`content/labs/${source.name}/topology.clab.yml`, result));
      session = result.session;
      notice = result.stopped?.message ?? null;
    }
    capture = seen ?? new Capture(session.world);
    const now = new Driver(session, capture, post, speed);
    live = now;
    driver = now;
    if (paused === true) now.pause(true);
    for (const [terminal, tail] of held) now.onOutput(terminal, tail.text());
    port.onmessage = (event: MessageEvent): void => {
      const message = v.safeParse(ToWorkerSchema, event.data);
      if (message.success && driver === now) now.receive(message.output);
    };
    setTimeout(() => {
      if (driver === now) now.start(areAllHere() ? null : wholeWorld());
    }, 0);
    const { setupErrors } = session.world;
    if (worldId.topology !== undefined && setupErrors.length > 0)
      notice ??= `Set-up failed. ${setupErrors.join(" ").slice(0, SETUP_TOLD_MAX)}`;
    return bootedOf(session, notice);
  },

  open: async (place, cols, rows) => {
    const { driver } = await runningWhole();
    return driver.apply({
      kind: "open",
      at: driver.session.now,
      place: v.parse(NameSchema, place),
      user: "root",
      cols: v.parse(CountSchema, cols),
      rows: v.parse(CountSchema, rows),
    });
  },
  places: () => placesOf(running().driver.session),
  pause: (paused) => running().driver.pause(v.parse(v.boolean(), paused)),
  speed: (factor) => running().driver.speed(v.parse(BootSchema.entries.speed, factor)),
  step: async (what) => {
    (await runningWhole()).driver.step(v.parse(v.picklist(["event", "packet"]), what));
  },
  skip: async (us) => {
    (await runningWhole()).driver.skip(Math.min(v.parse(CountSchema, us), 86_400_000_000));
  },
  timers: async () => {
    const { driver } = await runningWhole();
    const { timersOf } = await import("../lab/timers.ts");
    return timersOf(driver.scene.session.world);
  },
  look: async (at) => {
    const { driver } = await runningWhole();
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
    const { driver } = running();
    const { session, capture } = driver.scene;
    const { journeyOfLine } = await import("../lab/journeys.ts");
    const text = v.parse(LineSchema, line);
    return journeyOfLine(session.world, capture, v.parse(NameSchema, place), text);
  },
  journey: (journey) => shown().journey(v.parse(CountSchema, journey)),
  journeys: (onlyDied) => shown().journeys(JOURNEYS_LISTED, v.parse(v.boolean(), onlyDied)),
  tables: async (requests) => {
    const { driver } = await runningWhole();
    const some = v.parse(v.pipe(v.array(TablesRequestSchema), v.maxLength(4)), requests);
    return (await pastOf(driver)).tables(some);
  },
  watch: (device) => running().driver.watch(v.parse(v.nullable(NameSchema), device)),
  deviceOf: (name) => {
    const device = running().driver.scene.session.world.findDevice(v.parse(NameSchema, name));
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
    return pcapFile(packets, running().driver.session.world.sim.epochUs);
  },
  pcapng: async (names) => {
    const { everything } = await import("./packets.ts");
    const { capture, driver } = running();
    const named = v.parse(DeviceNamesSchema, names);
    return everything(
      capture,
      driver.session.world.sim.epochUs,
      (device) => named[device] ?? device,
    );
  },
  log: () => running().driver.session.log(),
  digest: () => running().driver.session.world.digest(),

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

Comlink.expose(api);
