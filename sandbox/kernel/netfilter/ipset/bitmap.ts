/** Sets that are arrays: bitmap:ip and bitmap:port. ip_set_bitmap_gen.h. Left out: bitmap:ip,mac. */
import type { Micros } from "../../../sim/scheduler.ts";
import type { NfAddr } from "../types.ts";
import { Collector, extensionsOf, setExtensions, strideOf } from "./extensions.ts";
import type { Extensions, SetBody, SetError, SetMember, SetOptions } from "./types.ts";

/** Bytes of the structs without bits and extensions. */
const PORT_BASE = 72;
const IP_BASE = 88;

export class BitmapSet implements SetBody {
  readonly ofPorts: boolean;
  private readonly asked: SetOptions;
  private readonly now: () => Micros;
  private readonly first: number;
  private readonly last: number;
  /** Addresses that share one member: 2 ^ (32 - netmask). */
  private readonly hosts: number;
  private readonly places = new Map<number, Extensions>();
  /** What the places of removed members still count: a member that comes again goes on from there. */
  private readonly left = new Map<number, Extensions>();
  private readonly collector: Collector;

  constructor(ofPorts: boolean, asked: SetOptions, now: () => Micros) {
    this.ofPorts = ofPorts;
    this.asked = asked;
    this.now = now;
    this.first = (asked.from ?? 0) >>> 0;
    this.last = (asked.to ?? 0) >>> 0;
    this.collector = new Collector(asked.timeout, now());
    this.hosts = asked.netmask === undefined ? 1 : 2 ** (32 - asked.netmask);
  }

  options(): SetOptions {
    return this.asked;
  }

  memory(): number {
    const elements = Math.floor((this.last - this.first) / this.hosts) + 1;
    let bytes = (this.ofPorts ? PORT_BASE : IP_BASE) + Math.ceil(elements / 64) * 8;
    bytes += elements * strideOf(0, this.asked);
    for (const one of this.places.values())
      if (one.comment !== null) bytes += 17 + one.comment.length;
    return bytes;
  }

  members(): SetMember[] {
    const now = this.now();
    const live = [...this.places].filter(([, one]) => one.expires > now);
    live.sort(([a], [b]) => a - b);
    return live.map(([place, one]) => {
      const value = this.first + place * this.hosts;
      const name = this.ofPorts ? { port: value } : { ip: (value | 0) as NfAddr };
      return { ...name, ...extensionsOf(one, this.asked, now) };
    });
  }

  count(): number {
    const run = this.collector.lastRun(this.now());
    for (const [place, one] of this.places) if (one.expires <= run) this.places.delete(place);
    return this.places.size;
  }

  flush(): void {
    if (this.asked.counters === true)
      for (const [place, one] of this.places) this.left.set(place, one);
    this.places.clear();
  }

  /** Which places a member names; null: some are outside. */
  private range(member: SetMember): [number, number] | null {
    let from = this.ofPorts ? (member.port ?? 0) : (member.ip as number) >>> 0;
    let to = from;
    if (this.ofPorts) to = member.portTo ?? from;
    else if (member.ipTo !== undefined) to = (member.ipTo as number) >>> 0;
    else if (member.cidr !== undefined) {
      const size = 2 ** (32 - member.cidr);
      from -= from % size;
      to = from + size - 1;
    }
    if (from > to) [from, to] = [to, from];
    if (from < this.first || to > this.last) return null;
    const at = (value: number): number => Math.floor((value - this.first) / this.hosts);
    return [at(from), at(to)];
  }

  add(member: SetMember, exist: boolean): SetError | null {
    const range = this.range(member);
    if (range === null) return "BITMAP_RANGE";
    const now = this.now();
    for (let place = range[0]; place <= range[1]; place++) {
      const old = this.places.get(place);
      if (old !== undefined && old.expires > now && !exist) return "EXIST";
      const one: Extensions = old ??
        this.left.get(place) ?? { expires: Infinity, packets: 0, bytes: 0, comment: null };
      setExtensions(one, member, this.asked, now);
      this.places.set(place, one);
    }
    return null;
  }

  del(member: SetMember, exist: boolean): SetError | null {
    const range = this.range(member);
    if (range === null) return "BITMAP_RANGE";
    for (let place = range[0]; place <= range[1]; place++) {
      const old = this.places.get(place);
      this.places.delete(place);
      if (old !== undefined && this.asked.counters === true) this.left.set(place, old);
      if ((old === undefined || old.expires <= this.now()) && !exist) return "EXIST";
    }
    return null;
  }

  has(member: SetMember): SetError | boolean {
    const range = this.range(member);
    return range === null ? "BITMAP_RANGE" : this.at(range[0]) !== null;
  }

  /** SET target: a port or an unsigned address. */
  addValue(value: number, extensions: SetMember, exist: boolean): boolean {
    const member = this.ofPorts ? { port: value } : { ip: (value | 0) as NfAddr };
    return this.add({ ...member, ...extensions }, exist) === null;
  }

  removeValue(value: number): boolean {
    const member = this.ofPorts ? { port: value } : { ip: (value | 0) as NfAddr };
    return this.del(member, false) === null;
  }

  /** The member of a port or an unsigned address, or null. */
  search(value: number): Extensions | null {
    if (value < this.first || value > this.last) return null;
    return this.at(Math.floor((value - this.first) / this.hosts));
  }

  private at(place: number): Extensions | null {
    const one = this.places.get(place);
    return one !== undefined && one.expires > this.now() ? one : null;
  }
}
