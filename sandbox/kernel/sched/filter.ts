/**
 * Classifiers: which class a packet belongs to. u32 (32 bits at fixed offsets), matchall and fw (the mark).
 * net/sched/cls_u32.c, cls_matchall.c, cls_fw.c. Left out: hash tables of u32, actions, flower, ingress.
 */
import { u32 } from "../../wire/bytes.ts";
import type { NetlinkAnswer } from "../netlink-types.ts";
import type { Packet } from "../packet.ts";
import type { FilterDump, FilterSpec } from "./types.ts";

const ETH_HLEN = 14;
const ETH_P_ALL = 3;
/** First hash table and first key of u32: 800::800. A handle here is table * 65536 + key. */
const U32_FIRST = 0x800;

export class Filters {
  /** By preference, then by age. */
  readonly list: FilterDump[] = [];

  /** The class id of the first that fits, 0: none. */
  classify(packet: Packet): number {
    for (const filter of this.list) if (fits(filter, packet)) return filter.flowid;
    return 0;
  }

  add(spec: FilterSpec, parent: number): NetlinkAnswer {
    let { prio } = spec;
    // tcf_auto_prio: in front of those that were chosen so before.
    if (prio === 0) prio = (this.list.find((one) => one.prio >= 0x8000)?.prio ?? 49_153) - 1;
    const same = this.list.filter((one) => one.prio === prio);
    const other = same.find((one) => one.kind !== spec.kind || one.protocol !== spec.protocol);
    if (other !== undefined)
      return { errno: "EINVAL", extack: "Specified filter protocol does not match existing one" };
    let { handle } = spec;
    if (spec.kind === "u32") {
      handle = this.u32Handle(same[0]);
    } else if (spec.kind === "matchall") {
      if (same.length > 0) return { errno: "EEXIST" };
      handle = 1;
    } else if (same.some((one) => one.handle === handle)) return { errno: "EEXIST" };
    const filter: FilterDump = {
      parent,
      protocol: spec.protocol,
      prio,
      kind: spec.kind,
      handle,
      keys: spec.keys,
      flowid: spec.flowid,
    };
    const at = this.list.findIndex((one) => one.prio > prio);
    if (at < 0) this.list.push(filter);
    else this.list.splice(at, 0, filter);
    return null;
  }

  /** The next key in the table of that preference, or in the first free table. */
  private u32Handle(sibling: FilterDump | undefined): number {
    const used = (handle: number): boolean =>
      this.list.some((one) => one.kind === "u32" && one.handle === handle);
    const tables = new Set(this.list.map((one) => Math.floor(one.handle / 65_536)));
    let table = U32_FIRST;
    if (sibling !== undefined) table = Math.floor(sibling.handle / 65_536);
    else while (tables.has(table)) table++;
    let key = U32_FIRST;
    while (used(table * 65_536 + key)) key++;
    return table * 65_536 + key;
  }

  /** All, or those of one preference. */
  remove(prio: number): NetlinkAnswer {
    if (prio === 0) {
      this.list.length = 0;
      return null;
    }
    const kept = this.list.filter((one) => one.prio !== prio);
    if (kept.length === this.list.length)
      return { errno: "ENOENT", extack: "Filter with specified priority/protocol not found" };
    this.list.splice(0, this.list.length, ...kept);
    return null;
  }
}

function fits(filter: FilterDump, packet: Packet): boolean {
  const { buf, start, end } = packet;
  const type = ((buf[start + 12] as number) << 8) | (buf[start + 13] as number);
  if (filter.protocol !== ETH_P_ALL && filter.protocol !== type) return false;
  if (filter.kind === "matchall") return true;
  if (filter.kind === "fw") return packet.mark === filter.handle && packet.mark !== 0;
  for (const { value, mask, at } of filter.keys) {
    const where = start + ETH_HLEN + at;
    if (where + 4 > end) return false;
    if (((u32(buf, where) ^ value) & mask) !== 0) return false;
  }
  return true;
}
