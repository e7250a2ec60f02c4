/** The IP sets of one namespace: net/netfilter/ipset/ip_set_core.c. Made when first asked for (`ns.ipset`). */
import type { Micros } from "../../../sim/scheduler.ts";
import type { NetNamespace } from "../../netns.ts";
import { BitmapSet } from "./bitmap.ts";
import { refusesExtensions } from "./extensions.ts";
import { HashSet } from "./hash.ts";
import { layoutOf } from "./layout.ts";
import { ListSet } from "./list.ts";
import { addToSet, removeFromSet, testSet } from "./match.ts";
import { CONTINUE } from "../target.ts";
import type {
  IpsetDoor,
  SetBody,
  SetDump,
  SetError,
  SetMember,
  SetOptions,
  SetTypeName,
} from "./types.ts";

/** IPSET_BITMAP_MAX_RANGE. */
const BITMAP_MAX_RANGE = 0xffff;

export class IpSet {
  name: string;
  readonly type: SetTypeName;
  /** swap() exchanges these. */
  body: SetBody;
  /** Lists that name it; rules are counted when someone asks. */
  references = 0;
  constructor(name: string, type: SetTypeName, body: SetBody) {
    this.name = name;
    this.type = type;
    this.body = body;
  }

  get revision(): number {
    return this.type.startsWith("hash:") ? (layoutOf(this.type, "ip")?.revision ?? 0) : 3;
  }
}

export class IpsetNet implements IpsetDoor {
  private readonly ns: NetNamespace;
  /** By index: a hole is filled by the next that is made. */
  private readonly slots: (IpSet | null)[] = [];
  private readonly byName = new Map<string, IpSet>();

  constructor(ns: NetNamespace) {
    this.ns = ns;
    const { matches, targets } = ns.netfilter;
    matches.set("set", (v, match) => {
      if (match.name !== "set") return false;
      const set = this.find(match.set);
      return (set !== null && testSet(set, v.packet, match.dirs, match)) !== match.invert;
    });
    targets.set("SET", (v, target) => {
      if (target.name !== "SET") return CONTINUE;
      const { add, del } = target;
      if (add !== null) addToSet(this.find(add.set), v.packet, add.dirs, target);
      if (del !== null) removeFromSet(this.find(del.set), v.packet, del.dirs);
      return CONTINUE;
    });
  }

  /** Lists and rules that name a set. */
  private referencesOf(set: IpSet): number {
    let count = set.references;
    const doors = this.ns.netfilterIfAny?.xtables;
    for (const family of ["ip", "ip6"] as const) {
      for (const table of doors?.tables(family) ?? []) {
        for (const chain of table.chains) {
          for (const rule of chain.rules) {
            if (rule.target.name === "SET") {
              if (rule.target.add?.set === set.name) count++;
              if (rule.target.del?.set === set.name) count++;
            }
            for (const one of rule.matches) if (one.name === "set" && one.set === set.name) count++;
          }
        }
      }
    }
    return count;
  }

  find(name: string): IpSet | null {
    return this.byName.get(name) ?? null;
  }

  names(): readonly string[] {
    const all = this.slots.filter((set) => set !== null);
    // IPSET_DUMP_LAST: lists after what they name, so that a saved file can be restored.
    const lists = all.filter((set) => set.type === "list:set");
    return [...all.filter((set) => set.type !== "list:set"), ...lists].map((set) => set.name);
  }

  dump(name: string): SetDump | null {
    const set = this.find(name);
    if (set === null) return null;
    for (const other of this.slots) if (other?.body instanceof ListSet) other.body.collect();
    const memory = set.body.memory();
    return {
      name,
      type: set.type,
      revision: set.revision,
      options: set.body.options(),
      memory,
      references: this.referencesOf(set),
      entries: set.body.count(),
      members: set.body.members(),
    };
  }

  create(name: string, type: SetTypeName, asked: SetOptions, exist: boolean): SetError | null {
    const old = this.find(name);
    if (old !== null) return exist && old.type === type && sameSet(old, asked) ? null : "EEXIST";
    const body = this.makeBody(name, type, asked);
    if (typeof body === "string") return body;
    const set = new IpSet(name, type, body);
    this.byName.set(name, set);
    const hole = this.slots.indexOf(null);
    this.slots[hole < 0 ? this.slots.length : hole] = set;
    return null;
  }

  private makeBody(name: string, type: SetTypeName, asked: SetOptions): SetBody | SetError {
    const now = (): Micros => this.ns.host.sim.sched.now;
    if (type === "list:set") {
      return new ListSet<IpSet>(
        asked,
        {
          find: (other) => this.find(other),
          isList: (set) => set.type === "list:set",
          nameOf: (set) => set.name,
          hold: (set, by) => {
            set.references += by;
          },
        },
        now,
      );
    }
    if (type === "bitmap:port" || type === "bitmap:ip") {
      const shift = asked.netmask === undefined ? 1 : 2 ** (32 - asked.netmask);
      const range = Math.floor((((asked.to ?? 0) >>> 0) - ((asked.from ?? 0) >>> 0)) / shift);
      if (range > BITMAP_MAX_RANGE) return "BITMAP_RANGE_SIZE";
      return new BitmapSet(type === "bitmap:port", asked, now);
    }
    const layout = layoutOf(type, asked.family ?? "ip");
    if (layout === null) return "TYPE_MISMATCH";
    const { sim } = this.ns.host;
    const seed = sim.rng.fork(
      `ipset:${this.ns.host.name}:${this.ns.inode}:${name}:${sim.sched.now}`,
    );
    return new HashSet(layout, asked, asked.initval ?? seed.u32() >>> 0, now);
  }

  add(name: string, member: SetMember, exist: boolean): SetError | null {
    const set = this.find(name);
    if (set === null) return "ENOENT";
    return refusesExtensions(member, set.body.options()) ?? set.body.add(member, exist);
  }

  del(name: string, member: SetMember, exist: boolean): SetError | null {
    const set = this.find(name);
    return set === null ? "ENOENT" : set.body.del(member, exist);
  }

  test(name: string, member: SetMember): SetError | null {
    const set = this.find(name);
    if (set === null) return "ENOENT";
    const has = set.body.has(member);
    if (typeof has === "string") return has;
    return has ? null : "EXIST";
  }

  flush(name: string | null): SetError | null {
    if (name === null) {
      for (const set of this.slots) set?.body.flush();
      return null;
    }
    const set = this.find(name);
    if (set === null) return "ENOENT";
    set.body.flush();
    return null;
  }

  destroy(name: string | null): SetError | null {
    if (name === null) {
      // A list that would go too holds its sets all the same.
      if (this.slots.some((set) => set !== null && this.referencesOf(set) > 0)) return "BUSY";
      this.byName.clear();
      this.slots.length = 0;
      return null;
    }
    const set = this.find(name);
    if (set === null) return "ENOENT";
    if (this.referencesOf(set) > 0) return "BUSY";
    set.body.flush();
    this.byName.delete(name);
    this.slots[this.slots.indexOf(set)] = null;
    return null;
  }

  rename(from: string, to: string): SetError | null {
    const set = this.find(from);
    if (set === null) return "ENOENT";
    if (this.referencesOf(set) > 0) return "REFERENCED";
    if (this.find(to) !== null) return "EXIST_SETNAME2";
    this.byName.delete(from);
    set.name = to;
    this.byName.set(to, set);
    return null;
  }

  /** ip_set_swap: each gets the other's members; names, places and references stay. */
  swap(from: string, to: string): SetError | null {
    const a = this.find(from);
    if (a === null) return "ENOENT";
    const b = this.find(to);
    if (b === null) return "EXIST_SETNAME2";
    if (a.type !== b.type || a.body.options().family !== b.body.options().family) {
      return "TYPE_MISMATCH";
    }
    [a.body, b.body] = [b.body, a.body];
    return null;
  }
}

/** mtype_same_set: what must agree for `create -exist`. */
function sameSet(old: IpSet, asked: SetOptions): boolean {
  const have = old.body.options();
  const flag = (a: boolean | undefined, b: boolean | undefined): boolean =>
    (a ?? false) === (b ?? false);
  return (
    (have.family ?? "ip") === (asked.family ?? "ip") &&
    (have.maxelem ?? 65_536) === (asked.maxelem ?? 65_536) &&
    have.timeout === asked.timeout &&
    have.netmask === asked.netmask &&
    have.from === asked.from &&
    have.to === asked.to &&
    flag(have.counters, asked.counters) &&
    flag(have.comment, asked.comment) &&
    flag(have.forceadd, asked.forceadd)
  );
}
