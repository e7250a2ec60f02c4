/**
 * Multicast snooping: who behind which port listens to which group. net/bridge/br_multicast.c, br_mdb.c.
 * There is no querier (Linux has its own off), so as in Linux the table is kept and shown, and every
 * group is still flooded. Reports are read as IGMPv2 and MLDv1 would: any source. Left out: queriers,
 * PIM, source lists.
 */
import type { Timer } from "../../sim/scheduler.ts";
import { formatIpv4, formatIpv6Groups } from "../../wire/addr.ts";
import { u16, u32, u8 } from "../../wire/bytes.ts";
import type { NetDevice } from "../device.ts";
import type { MdbDump, MdbSpec, NetlinkAnswer } from "../netlink-types.ts";
import type { NetNamespace } from "../netns.ts";
import type { Packet } from "../packet.ts";
import { Bridge, type BridgePort } from "./bridge.ts";

const SECOND = 1_000_000;
/** multicast_membership_interval. */
const MEMBERSHIP_US = 260 * SECOND;
/** Two last-member queries, a second apart, that nobody sends. */
const LEAVE_US = 2 * SECOND;
const INCLUDE: readonly number[] = [1, 3];

interface Member {
  /** null: the bridge's own stack. */
  readonly port: BridgePort | null;
  readonly permanent: boolean;
  /** Set by hand. */
  readonly byHand: boolean;
  until: number;
}
interface Group {
  readonly text: string;
  readonly source: string | null;
  readonly family: 0 | 4 | 6;
  readonly vlan: number;
  readonly members: Member[];
}

export class BridgeGroups {
  private readonly bridge: Bridge;
  /** Newest first. */
  private groups: Group[] = [];
  private timer: Timer | null = null;

  constructor(bridge: Bridge) {
    this.bridge = bridge;
  }

  // ── what is heard ──────────────────────────────────────────────────────────────────────────

  /** br_multicast_rcv: reads reports, changes nothing about the packet. */
  hear(from: BridgePort | null, packet: Packet, vlan: number): void {
    const { buf, end } = packet;
    let at = packet.start + 12;
    if (u16(buf, at) === 0x8100) at += 4;
    const type = u16(buf, at);
    at += 2;
    if (type === 0x0800 && at + 20 <= end && u8(buf, at + 9) === 2)
      this.hearIgmp(from, buf, at + (u8(buf, at) & 15) * 4, end, vlan);
    // A hop-by-hop header with a router alert stands before every MLD message.
    else if (type === 0x86dd && at + 48 <= end && u8(buf, at + 6) === 0 && u8(buf, at + 40) === 58)
      this.hearMld(from, buf, at + 48, end, vlan);
  }

  private hearIgmp(
    from: BridgePort | null,
    buf: Uint8Array,
    at: number,
    end: number,
    vlan: number,
  ): void {
    if (at + 8 > end) return;
    const type = u8(buf, at);
    const group = (where: number): string | null => {
      const address = u32(buf, where) | 0;
      return address >>> 8 === 0xe00000 ? null : formatIpv4(address);
    };
    if (type === 0x12 || type === 0x16) this.join(from, group(at + 4), 4, vlan);
    else if (type === 0x17) this.leave(from, group(at + 4), vlan);
    else if (type === 0x22) {
      let record = at + 8;
      for (let n = u16(buf, at + 6); n > 0 && record + 8 <= end; n--) {
        const sources = u16(buf, record + 2);
        if (sources === 0 && INCLUDE.includes(u8(buf, record)))
          this.leave(from, group(record + 4), vlan);
        else this.join(from, group(record + 4), 4, vlan);
        record += 8 + sources * 4 + u8(buf, record + 1) * 4;
      }
    }
  }

  private hearMld(
    from: BridgePort | null,
    buf: Uint8Array,
    at: number,
    end: number,
    vlan: number,
  ): void {
    if (at + 8 > end) return;
    const type = u8(buf, at);
    const group = (where: number): string | null => {
      if (where + 16 > end) return null;
      const groups = Array.from({ length: 8 }, (_, i) => u16(buf, where + 2 * i));
      const text = formatIpv6Groups(groups);
      return text === "ff02::1" ? null : text;
    };
    if (type === 131) this.join(from, group(at + 8), 6, vlan);
    else if (type === 132) this.leave(from, group(at + 8), vlan);
    else if (type === 143) {
      let record = at + 8;
      for (let n = u16(buf, at + 6); n > 0 && record + 20 <= end; n--) {
        const sources = u16(buf, record + 2);
        if (sources === 0 && INCLUDE.includes(u8(buf, record)))
          this.leave(from, group(record + 4), vlan);
        else this.join(from, group(record + 4), 6, vlan);
        record += 20 + sources * 16 + u8(buf, record + 1) * 4;
      }
    }
  }

  private join(port: BridgePort | null, text: string | null, family: 4 | 6, vlan: number): void {
    if (text === null) return;
    const { now } = this.bridge.ns.host.sim.sched;
    const group = this.obtain(text, null, family, vlan);
    const member = group.members.find((one) => one.port === port);
    if (member !== undefined) {
      if (!member.permanent) member.until = now + MEMBERSHIP_US;
      return;
    }
    this.insert(group, { port, permanent: false, byHand: false, until: now + MEMBERSHIP_US });
  }

  /** br_multicast_leave_group. */
  private leave(port: BridgePort | null, text: string | null, vlan: number): void {
    const group = this.groups.find((one) => one.text === text && one.vlan === vlan);
    const member = group?.members.find((one) => one.port === port);
    if (group === undefined || member === undefined || member.permanent) return;
    if (port?.fastLeave === true) {
      this.drop(group, member);
      return;
    }
    const at = this.bridge.ns.host.sim.sched.now + LEAVE_US;
    if (member.until <= at) return;
    member.until = at;
    this.arm();
  }

  // ── the table ──────────────────────────────────────────────────────────────────────────────

  private obtain(text: string, source: string | null, family: 0 | 4 | 6, vlan: number): Group {
    const found = this.groups.find(
      (one) => one.text === text && one.source === source && one.vlan === vlan,
    );
    if (found !== undefined) return found;
    const made: Group = { text, source, family, vlan, members: [] };
    this.groups.unshift(made);
    return made;
  }

  private insert(group: Group, member: Member): void {
    const order = member.port?.number ?? -1;
    const at = group.members.findIndex((one) => (one.port?.number ?? -1) > order);
    if (at < 0) group.members.push(member);
    else group.members.splice(at, 0, member);
    this.announce(group, member, false);
    this.arm();
  }

  private drop(group: Group, member: Member): void {
    group.members.splice(group.members.indexOf(member), 1);
    if (group.members.length === 0) this.groups.splice(this.groups.indexOf(group), 1);
    this.announce(group, member, true);
  }

  private dropWhere(test: (member: Member) => boolean): void {
    for (const group of [...this.groups])
      for (const member of [...group.members]) if (test(member)) this.drop(group, member);
  }

  /** br_multicast_disable_port: what was heard is forgotten. */
  portDown(port: BridgePort): void {
    this.dropWhere((member) => member.port === port && !member.permanent);
  }
  portGone(port: BridgePort): void {
    this.dropWhere((member) => member.port === port);
  }
  /** Snooping was turned off: the ports' own go, the stack's stay. */
  forget(): void {
    this.dropWhere((member) => member.port !== null && !member.permanent);
  }

  private arm(): void {
    let next = Infinity;
    for (const group of this.groups)
      for (const member of group.members)
        if (!member.permanent) next = Math.min(next, member.until);
    this.timer?.cancel();
    this.timer = null;
    if (next === Infinity) return;
    const { sched } = this.bridge.ns.host.sim;
    this.timer = sched.post(Math.max(1, next - sched.now), "bridge groups", expire, this, null);
  }

  expired(): void {
    this.timer = null;
    if (this.bridge.gone) return;
    const { now } = this.bridge.ns.host.sim.sched;
    this.dropWhere((member) => !member.permanent && member.until <= now);
    this.arm();
  }

  stop(): void {
    this.timer?.cancel();
    this.timer = null;
  }

  // ── by hand ────────────────────────────────────────────────────────────────────────────────

  add(spec: MdbSpec, port: BridgePort | null): NetlinkAnswer {
    const group = this.obtain(spec.group, spec.source, spec.family, spec.vlan);
    if (group.members.some((one) => one.port === port)) {
      const whose = port === null ? "host" : "port";
      const kind = spec.source === null ? "(*, G)" : "(S, G)";
      return { errno: "EEXIST", extack: `bridge: ${kind} group is already joined by ${whose}` };
    }
    const until = this.bridge.ns.host.sim.sched.now + MEMBERSHIP_US;
    this.insert(group, { port, permanent: spec.permanent, byHand: port !== null, until });
    return null;
  }

  remove(spec: MdbSpec, port: BridgePort | null): NetlinkAnswer {
    const group = this.groups.find(
      (one) => one.text === spec.group && one.source === spec.source && one.vlan === spec.vlan,
    );
    const member = group?.members.find((one) => one.port === port);
    if (group === undefined || member === undefined) return { errno: "EINVAL" };
    this.drop(group, member);
    return null;
  }

  dump(): MdbDump[] {
    return this.groups.flatMap((group) =>
      group.members.map((member) => this.dumpOne(group, member)),
    );
  }

  private dumpOne(group: Group, member: Member): MdbDump {
    const { now } = this.bridge.ns.host.sim.sched;
    return {
      bridge: this.bridge.index,
      port: member.port?.dev.index ?? this.bridge.index,
      group: group.text,
      source: group.source,
      family: group.family,
      vlan: group.vlan,
      permanent: member.permanent,
      byHand: member.byHand,
      host: member.port === null,
      timer: member.permanent ? 0 : Math.max(0, Math.floor((member.until - now) / 10_000)),
    };
  }

  private announce(group: Group, member: Member, deleted: boolean): void {
    const { ns } = this.bridge;
    if (ns.watched) ns.notify({ type: "mdb", deleted, message: this.dumpOne(group, member) });
  }
}

function expire(groups: BridgeGroups): void {
  groups.expired();
}

/** RTM_NEWMDB and RTM_DELMDB: what the kernel checks before it looks for the port. */
export function changeMdb(ns: NetNamespace, spec: MdbSpec, adding: boolean): NetlinkAnswer {
  const dev = ns.device(spec.dev);
  if (dev === null) return { errno: "ENODEV" };
  const flawed = checkGroup(spec);
  if (flawed !== null) return flawed;
  if (!(dev instanceof Bridge))
    return { errno: "EOPNOTSUPP", extack: "Device does not support MDB operations" };
  if (adding && dev.mcastSnooping === 0)
    return { errno: "EINVAL", extack: "bridge: Bridge's multicast processing is disabled" };
  if (!adding && dev.mcastSnooping === 0) return { errno: "EINVAL" };
  const target = ns.device(spec.port);
  if (target === null) return { errno: "ENODEV", extack: "bridge: Port net device doesn't exist" };
  const port = portOf(dev, target);
  if (port === undefined)
    return { errno: "EINVAL", extack: "bridge: Net device is not a bridge port" };
  if (port === null && spec.permanent && adding)
    return { errno: "EINVAL", extack: "bridge: Flags are not allowed for host groups" };
  if (adding && spec.family === 0 && !spec.permanent)
    return { errno: "EINVAL", extack: "bridge: Only permanent L2 entries allowed" };
  const groups = (dev.groups ??= new BridgeGroups(dev));
  return adding ? groups.add(spec, port) : groups.remove(spec, port);
}

function portOf(bridge: Bridge, target: NetDevice): BridgePort | null | undefined {
  if (target === bridge) return null;
  return target.port?.bridge === bridge ? target.port : undefined;
}

function checkGroup(spec: MdbSpec): NetlinkAnswer {
  const bad = (extack: string): NetlinkAnswer => ({ errno: "EINVAL", extack });
  if (spec.vlan > 4094) return bad("Invalid entry VLAN id");
  if (spec.family === 4) {
    const first = Number(spec.group.split(".")[0]);
    if (first < 224 || first > 239)
      return bad("IPv4 entry group address is not multicast or 0.0.0.0");
    if (spec.group.startsWith("224.0.0."))
      return bad("IPv4 entry group address is local multicast");
  } else if (spec.family === 6) {
    if (spec.group === "ff02::1") return bad("IPv6 entry group address is link-local all nodes");
  } else if ((parseInt(spec.group.slice(0, 2), 16) & 1) === 0)
    return bad("L2 entry group is not multicast");
  return null;
}

export function dumpMdb(ns: NetNamespace): { groups: MdbDump[]; routers: [number, number[]][] } {
  const groups: MdbDump[] = [];
  const routers: [number, number[]][] = [];
  for (const dev of ns.devicesByIndex()) {
    if (!(dev instanceof Bridge)) continue;
    if (dev.groups !== null) groups.push(...dev.groups.dump());
    const ports = dev.ports.filter((port) => port.mcastRouter === 2).map((port) => port.dev.index);
    if (ports.length > 0) routers.push([dev.index, ports]);
  }
  return { groups, routers };
}
