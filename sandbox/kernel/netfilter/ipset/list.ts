/** list:set: sets of sets, searched in their order. ip_set_list_set.c. */
import type { Micros } from "../../../sim/scheduler.ts";
import { Collector, extensionsOf, setExtensions, strideOf } from "./extensions.ts";
import type { Extensions, SetBody, SetError, SetMember, SetOptions } from "./types.ts";

const BASE = 80;
/** struct set_elem without extensions. */
const ELEM_BYTES = 48;

/** An rcu_head, the text and its NUL. */
function commentSize(one: Extensions): number {
  return 17 + (one.comment?.length ?? 0);
}

/** What a list needs of the namespace's sets. */
export interface Siblings<S> {
  find(name: string): S | null;
  isList(set: S): boolean;
  nameOf(set: S): string;
  /** Count a reference, or give it back. */
  hold(set: S, by: 1 | -1): void;
}

export interface Entry<S> extends Extensions {
  readonly set: S;
}

export class ListSet<S> implements SetBody {
  private readonly asked: SetOptions;
  private readonly now: () => Micros;
  private readonly siblings: Siblings<S>;
  private readonly list: Entry<S>[] = [];
  private readonly collector: Collector;
  /** Comments' bytes; each is taken off twice when its member leaves, as in the kernel. */
  private commentBytes = 0;

  constructor(asked: SetOptions, siblings: Siblings<S>, now: () => Micros) {
    this.asked = asked;
    this.siblings = siblings;
    this.now = now;
    this.collector = new Collector(asked.timeout, now());
  }

  options(): SetOptions {
    return { ...this.asked, size: Math.max(4, this.asked.size ?? 8) };
  }

  memory(): number {
    this.collect();
    return BASE + this.list.length * strideOf(ELEM_BYTES, this.asked) + this.commentBytes;
  }

  count(): number {
    this.collect();
    return this.list.length;
  }

  members(): SetMember[] {
    const now = this.now();
    return this.live().map((one) => ({
      set: this.siblings.nameOf(one.set),
      ...extensionsOf(one, this.asked, now),
    }));
  }

  /** Members that have not timed out. */
  live(): readonly Entry<S>[] {
    if (this.asked.timeout === undefined) return this.list;
    const now = this.now();
    return this.list.filter((one) => one.expires > now);
  }

  /** What timed out before the garbage collector's last run leaves. */
  collect(): void {
    const run = this.collector.lastRun(this.now());
    for (let i = this.list.length - 1; i >= 0; i--) {
      if ((this.list[i] as Entry<S>).expires <= run) this.drop(i);
    }
  }

  private drop(at: number): void {
    const [one] = this.list.splice(at, 1);
    if (one === undefined) return;
    this.siblings.hold(one.set, -1);
    if (one.comment !== null) this.commentBytes -= 2 * commentSize(one);
  }

  flush(): void {
    for (let i = this.list.length - 1; i >= 0; i--) this.drop(i);
  }

  /** The named set and its neighbour; an error if either is not there. */
  private named(member: SetMember): { set: S; beside: S | null } | SetError {
    const set = this.siblings.find(member.set ?? "");
    if (set === null) return "NAME";
    if (this.siblings.isList(set)) return "LOOP";
    const other = member.before ?? member.after;
    if (other === undefined) return { set, beside: null };
    const beside = this.siblings.find(other);
    return beside === null ? "NAMEREF" : { set, beside };
  }

  add(member: SetMember, exist: boolean): SetError | null {
    const named = this.named(member);
    if (typeof named === "string") return named;
    const list = this.live();
    const at = named.beside === null ? -1 : list.findIndex((one) => one.set === named.beside);
    if (named.beside !== null && at < 0) return "REF_EXIST";
    const old = list.find((one) => one.set === named.set);
    if (old !== undefined) {
      if (!exist) return "EXIST";
      setExtensions(old, member, this.asked, this.now());
      return null;
    }
    const entry: Entry<S> = {
      set: named.set,
      expires: Infinity,
      packets: 0,
      bytes: 0,
      comment: null,
    };
    setExtensions(entry, member, this.asked, this.now());
    if (entry.comment !== null) this.commentBytes += commentSize(entry);
    const beside = this.list.indexOf(list[at] as Entry<S>);
    const place = at < 0 ? this.list.length : member.before === undefined ? beside + 1 : beside;
    this.list.splice(place, 0, entry);
    this.siblings.hold(named.set, 1);
    return null;
  }

  del(member: SetMember, exist: boolean): SetError | null {
    const named = this.named(member);
    if (typeof named === "string") return named;
    const list = this.live();
    const at = list.findIndex((one) => one.set === named.set);
    const beside = list[member.before === undefined ? at - 1 : at + 1];
    const wrong = named.beside !== null && (at < 0 || beside?.set !== named.beside);
    if (wrong) return "REF_EXIST";
    if (at < 0) return exist ? null : "EXIST";
    this.drop(this.list.indexOf(list[at] as Entry<S>));
    return null;
  }

  has(member: SetMember): SetError | boolean {
    const named = this.named(member);
    if (typeof named === "string") return named;
    const list = this.live();
    const at = list.findIndex((one) => one.set === named.set);
    if (named.beside === null) return at >= 0;
    const beside = list[member.before === undefined ? at - 1 : at + 1];
    return at >= 0 && beside?.set === named.beside;
  }
}
