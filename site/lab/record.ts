/**
 * What is handed in one day, kept in this browser as it happens: the log of every check that decided, each try,
 * hint and quiz with the time on the wall. A database of its own beside the sessions (store.ts).
 */
import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import * as v from "valibot";
import { SessionLogSchema } from "../../sandbox/worker/protocol.ts";
import { keptAs } from "../scripts/keeper.ts";
import { betterCheck, type KeptCheck, type WorkEvent } from "../../sandbox/worker/work.ts";

/** A lesson's events; far more than a learner makes. */
const EVENTS_MAX = 2_000;

interface Records extends DBSchema {
  checks: { key: [string, string]; value: { lesson: string; exercise: string; check: unknown } };
  events: {
    key: number;
    value: { lesson: string; event: unknown };
    indexes: { lesson: string };
  };
}

/** What another tab, an extension or an older version wrote is looked at before it is used. */
const CheckSchema = v.looseObject({
  exercise: v.string(),
  pass: v.boolean(),
  world: v.nullable(v.string()),
  log: SessionLogSchema,
  digest: v.number(),
  wall: v.number(),
  source: v.string(),
  answers: v.array(v.tuple([v.string(), v.string()])),
});
const EventSchema = v.looseObject({
  what: v.picklist(["check", "hint", "solution", "quiz"]),
  id: v.string(),
  wall: v.number(),
  at: v.nullable(v.number()),
  pass: v.nullable(v.boolean()),
  which: v.array(v.number()),
});

let opening: Promise<IDBPDatabase<Records>> | null = null;
function open(): Promise<IDBPDatabase<Records>> {
  opening ??= openDB<Records>(keptAs("underlay.record"), 1, {
    upgrade(database) {
      database.createObjectStore("checks", { keyPath: ["lesson", "exercise"] });
      const events = database.createObjectStore("events", { autoIncrement: true });
      events.createIndex("lesson", "lesson");
    },
    blocking: (_from, _to, event) => {
      (event.target as IDBDatabase | null)?.close();
    },
  });
  return opening;
}

/** In turn; a browser that keeps nothing keeps nothing here either, and the lesson has said so. */
let writing: Promise<void> = Promise.resolve();
function write(work: (database: IDBPDatabase<Records>) => Promise<void>): Promise<void> {
  writing = writing
    .then(async () => work(await open()))
    .catch((error: unknown) => {
      console.info("Not recorded.", error);
    });
  return writing;
}

export function recordCheck(lesson: string, check: KeptCheck): Promise<void> {
  return write(async (database) => {
    const transaction = database.transaction("checks", "readwrite");
    const old = v.safeParse(
      CheckSchema,
      (await transaction.store.get([lesson, check.exercise]))?.check,
    );
    const best = old.success ? betterCheck(old.output, check) : check;
    await transaction.store.put({ lesson, exercise: check.exercise, check: best });
    await transaction.done;
  });
}

export function recordEvent(lesson: string, event: WorkEvent): Promise<void> {
  return recordEvents(lesson, [event]);
}

export function recordEvents(lesson: string, events: readonly WorkEvent[]): Promise<void> {
  return write(async (database) => {
    const transaction = database.transaction("events", "readwrite");
    const index = transaction.store.index("lesson");
    let room = EVENTS_MAX - (await index.count(lesson));
    for (const event of events) {
      if (room-- <= 0) break;
      await transaction.store.put({ lesson, event });
    }
    await transaction.done;
  });
}

export interface Recorded {
  readonly checks: readonly KeptCheck[];
  readonly events: readonly WorkEvent[];
}

/** By lesson. Empty where nothing can be kept. */
export async function allRecords(): Promise<Map<string, Recorded>> {
  const all = new Map<string, { checks: KeptCheck[]; events: WorkEvent[] }>();
  const of = (lesson: string): { checks: KeptCheck[]; events: WorkEvent[] } => {
    let one = all.get(lesson);
    if (one === undefined) all.set(lesson, (one = { checks: [], events: [] }));
    return one;
  };
  try {
    await writing;
    const database = await open();
    for (const { lesson, check } of await database.getAll("checks")) {
      const parsed = v.safeParse(CheckSchema, check);
      if (parsed.success) of(lesson).checks.push(parsed.output);
    }
    for (const { lesson, event } of await database.getAll("events")) {
      const parsed = v.safeParse(EventSchema, event);
      if (parsed.success) of(lesson).events.push(parsed.output);
    }
  } catch (error) {
    console.info("Nothing is kept in this browser.", error);
  }
  return all;
}
