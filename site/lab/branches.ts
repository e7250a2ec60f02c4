/**
 * What a learner left when they went back: logs of other courses of a world, kept in this browser beside its session
 * (store.ts), the oldest given up first. A browser that keeps nothing keeps them as long as the page.
 */
import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import * as v from "valibot";
import { keptAs } from "../scripts/keeper.ts";
import { type SessionLog, SessionLogSchema } from "../../sandbox/worker/protocol.ts";

const KEPT = 12;

export interface Branch {
  readonly id: string;
  /** When it was left (ms of the clock on the wall). */
  readonly left: number;
  readonly log: SessionLog;
}
interface Branches extends DBSchema {
  branches: {
    key: string;
    value: { id: string; world: string; left: number; log: unknown };
    indexes: { world: string };
  };
}

function openBranches(): Promise<IDBPDatabase<Branches>> {
  return openDB<Branches>(keptAs("underlay.branches"), 1, {
    upgrade(database) {
      database.createObjectStore("branches", { keyPath: "id" }).createIndex("world", "world");
    },
    blocking: (_from, _to, event) => {
      (event.target as IDBDatabase | null)?.close();
    },
  });
}

/** Every other course that this browser keeps, by its world's name (store.ts). */
export async function allBranches(): Promise<Map<string, Branch[]>> {
  const all = new Map<string, Branch[]>();
  try {
    const database = await openBranches();
    for (const row of await database.getAll("branches")) {
      const log = v.safeParse(SessionLogSchema, row.log);
      if (!log.success) continue;
      const mine = all.get(row.world) ?? [];
      all.set(row.world, [...mine, { id: row.id, left: row.left, log: log.output }]);
    }
    database.close();
  } catch (error) {
    console.info("Other courses are not kept in this browser.", error);
  }
  return all;
}

export class BranchStore {
  private readonly world: string;
  private readonly memory: Branch[] = [];
  private database: Promise<IDBPDatabase<Branches> | null> | null = null;

  /** `world`: as the session's store names it. */
  constructor(world: string) {
    this.world = world;
  }

  /** The one left last comes first. */
  async all(): Promise<Branch[]> {
    const found = new Map(this.memory.map((one) => [one.id, one]));
    try {
      const database = await this.open();
      for (const row of (await database?.getAllFromIndex("branches", "world", this.world)) ?? []) {
        const log = v.safeParse(SessionLogSchema, row.log);
        if (log.success) found.set(row.id, { id: row.id, left: row.left, log: log.output });
      }
    } catch (error) {
      console.info("Other courses are not kept in this browser.", error);
    }
    return [...found.values()].sort((a, b) => b.left - a.left).slice(0, KEPT);
  }

  async keep(log: SessionLog): Promise<Branch> {
    const branch: Branch = { id: crypto.randomUUID(), left: Date.now(), log };
    this.memory.push(branch);
    try {
      const database = await this.open();
      await database?.put("branches", { ...branch, world: this.world });
      const rows = (await database?.getAllFromIndex("branches", "world", this.world)) ?? [];
      const old = rows.sort((a, b) => b.left - a.left).slice(KEPT);
      for (const row of old) await database?.delete("branches", row.id);
    } catch (error) {
      console.info("This course is kept as long as the page.", error);
    }
    return branch;
  }

  /** One that comes from elsewhere, left when it was left. */
  async adopt(branch: Omit<Branch, "id">): Promise<void> {
    const database = await this.open();
    await database?.put("branches", { ...branch, id: crypto.randomUUID(), world: this.world });
  }

  async forget(id: string): Promise<void> {
    const at = this.memory.findIndex((one) => one.id === id);
    if (at >= 0) this.memory.splice(at, 1);
    try {
      await (await this.open())?.delete("branches", id);
    } catch {
      // It was kept nowhere else.
    }
  }

  private open(): Promise<IDBPDatabase<Branches> | null> {
    this.database ??= openBranches().catch(() => null);
    return this.database;
  }
}
