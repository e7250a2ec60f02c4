/**
 * Sessions kept in this browser: IndexedDB, a new copy written before the oldest goes, the last three
 * kept. A tab holds a lock on the world it shows; a second tab of the same lab works, and keeps nothing.
 */
import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import * as v from "valibot";
import { keptAs } from "../scripts/keeper.ts";
import { type SessionLog, SessionLogSchema } from "../../sandbox/worker/protocol.ts";
import { t } from "../i18n/text.ts";

const KEPT = 3;

interface Saves extends DBSchema {
  saves: { key: [string, number]; value: { world: string; serial: number; log: unknown } };
}

function openSaves(): Promise<IDBPDatabase<Saves>> {
  return openDB<Saves>(keptAs("underlay"), 1, {
    upgrade(database) {
      database.createObjectStore("saves", { keyPath: ["world", "serial"] });
    },
    blocking: (_from, _to, event) => {
      (event.target as IDBDatabase | null)?.close();
    },
  });
}

/** The newest whole session of every world, by its name: "lessons/03-veth" or "lessons/03-veth#cut-it". */
export async function allSessions(): Promise<Map<string, SessionLog>> {
  const sessions = new Map<string, SessionLog>();
  let database: IDBPDatabase<Saves>;
  try {
    database = await openSaves();
  } catch {
    return sessions;
  }
  for (const save of await database.getAll("saves")) {
    const parsed = v.safeParse(SessionLogSchema, save.log);
    // In the order of their serial numbers: the last is the newest.
    if (parsed.success) sessions.set(save.world, parsed.output);
  }
  database.close();
  return sessions;
}

/** A session from elsewhere, put before those that are kept. Says why not, or null. */
export async function adoptSession(world: string, log: SessionLog): Promise<string | null> {
  const store = new Store(world);
  await store.open();
  try {
    if (store.keepsNothing !== null) return store.keepsNothing;
    await store.load();
    store.save(log);
    await store.saved();
    return null;
  } finally {
    store.close();
  }
}

export class Store {
  private readonly world: string;
  private database: IDBPDatabase<Saves> | null = null;
  private serial = 0;
  private writing: Promise<void> = Promise.resolve();
  private release: (() => void) | null = null;
  /** Called once when there is no room for more. */
  onFull: () => void = () => undefined;
  private full = false;
  /** Why nothing is kept, in words for the learner, or null. */
  keepsNothing: string | null = null;

  constructor(world: string) {
    this.world = world;
  }

  async open(): Promise<void> {
    try {
      this.database = await openSaves();
      await this.database.count("saves");
    } catch {
      this.database = null;
      this.keepsNothing = t("thisBrowserKeepsNothingAPrivate");
      return;
    }
    if (!(await this.lock())) {
      this.keepsNothing = t("thisLabIsOpenInAnother");
    }
  }

  /** Newest first; a damaged copy falls back on the one before. */
  async load(): Promise<{ log: SessionLog | null; damaged: boolean }> {
    if (this.database === null) return { log: null, damaged: false };
    const copies = await this.copies();
    this.serial = copies[0]?.serial ?? 0;
    let damaged = false;
    for (const copy of copies) {
      const parsed = v.safeParse(SessionLogSchema, copy.log);
      if (parsed.success) return { log: parsed.output, damaged };
      damaged = true;
    }
    return { log: null, damaged };
  }

  /** One write at a time; what comes while one is under way is written after it. */
  save(log: SessionLog): void {
    const database = this.database;
    if (database === null || this.keepsNothing !== null) return;
    this.writing = this.writing
      .then(async () => {
        const serial = ++this.serial;
        await database.put("saves", { world: this.world, serial, log });
        const old = (await this.copies()).slice(KEPT);
        for (const copy of old) await database.delete("saves", [this.world, copy.serial]);
        this.full = false;
      })
      .catch((error: unknown) => {
        console.info("The session could not be saved.", error);
        if (!this.full) this.onFull();
        this.full = true;
      });
  }

  /** Resolves when all that was handed to save() is written. */
  saved(): Promise<void> {
    return this.writing;
  }

  async forget(): Promise<void> {
    await this.writing;
    if (this.database === null || this.keepsNothing !== null) return;
    for (const copy of await this.copies())
      await this.database.delete("saves", [this.world, copy.serial]);
  }

  close(): void {
    this.release?.();
    const database = this.database;
    this.database = null;
    void this.writing.then(() => {
      database?.close();
    });
  }

  private async copies(): Promise<Saves["saves"]["value"][]> {
    const range = IDBKeyRange.bound([this.world, 0], [this.world, Number.MAX_SAFE_INTEGER]);
    const all = (await this.database?.getAll("saves", range)) ?? [];
    return all.reverse();
  }

  private lock(): Promise<boolean> {
    // `navigator.locks` is absent on plain http from another machine.
    const { locks } = navigator as { locks?: LockManager };
    if (locks === undefined) return Promise.resolve(true);
    return new Promise((resolve) => {
      void locks.request(keptAs(`underlay:${this.world}`), { ifAvailable: true }, (lock) => {
        resolve(lock !== null);
        if (lock === null) return undefined;
        return new Promise<void>((release) => {
          this.release = release;
        });
      });
    });
  }
}
