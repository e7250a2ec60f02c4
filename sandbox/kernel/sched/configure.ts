/**
 * RTM_NEWQDISC, RTM_NEWTCLASS, RTM_NEWTFILTER and their kin: what may be changed into what, in the
 * kernel's order and words. net/sched/sch_api.c, cls_api.c, as Linux 6.1.
 */
import type { NetDevice } from "../device.ts";
import { announceLink } from "../link/register.ts";
import type { NetlinkAnswer, NetlinkError } from "../netlink-types.ts";
import type { NetNamespace } from "../netns.ts";
import { Fifo, fifoState, fqCodelState } from "./fifo.ts";
import { Htb } from "./htb.ts";
import { Netem } from "./netem.ts";
import { Prio } from "./prio.ts";
import { DeviceQueue, Qdisc } from "./qdisc.ts";
import { Tbf } from "./tbf.ts";
import {
  type ClassDump,
  type ClassSpec,
  type FilterDump,
  type FilterSpec,
  INGRESS_HANDLE,
  majorOf,
  minorOf,
  QDISC_KINDS,
  type QdiscDump,
  type QdiscKind,
  type QdiscMode,
  type QdiscOptions,
  type QdiscSpec,
  type QdiscState,
  type QueueStats,
  TC_H_INGRESS,
  TC_H_ROOT,
} from "./types.ts";

const no = (errno: "ENOENT" | "EINVAL" | "EEXIST" | "ELOOP" | "EOPNOTSUPP", extack: string) =>
  ({ errno, extack }) as const;

/** What the tree of a device looks like from outside: its own root, or what it came with. */
interface Found {
  readonly handle: number;
  readonly kind: string;
  /** null: noqueue, ingress or the device's own. */
  readonly qdisc: Qdisc | null;
}

function rootOf(dev: NetDevice): Found {
  const root = dev.queue?.root;
  if (root !== undefined) return { handle: root.handle, kind: root.state().kind, qdisc: root };
  return { handle: dev.tc?.noqueueHandle ?? 0, kind: dev.qdisc, qdisc: null };
}

/** qdisc_lookup: by its handle, in the whole tree. */
function lookup(dev: NetDevice, handle: number): Found | null {
  if (handle === INGRESS_HANDLE) return ingressOf(dev);
  const root = rootOf(dev);
  if (root.handle === handle && handle !== 0) return root;
  const below = dev.queue === null ? undefined : find(dev.queue.root, handle);
  return below === undefined ? null : { handle, kind: below.state().kind, qdisc: below };
}

function find(from: Qdisc, handle: number): Qdisc | undefined {
  if (from.handle === handle) return from;
  for (const child of from.children()) {
    const found = child.handle === 0 ? undefined : find(child, handle);
    if (found !== undefined) return found;
  }
  return undefined;
}

function ingressOf(dev: NetDevice): Found | null {
  const kind = dev.tc?.ingress ?? null;
  return kind === null ? null : { handle: INGRESS_HANDLE, kind, qdisc: null };
}

// ── queueing disciplines ───────────────────────────────────────────────────────────────────────

/** tc_modify_qdisc. */
export function newQdisc(ns: NetNamespace, spec: QdiscSpec, mode: QdiscMode): NetlinkAnswer {
  const dev = ns.device(spec.dev);
  if (dev === null) return { errno: "ENODEV" };
  const { parent, handle, kind } = spec;
  const create = mode === "add" || mode === "replace";
  let target: Found | null;
  if (parent === 0) {
    if (handle === 0) return no("EINVAL", "Handle cannot be zero");
    target = lookup(dev, handle);
  } else {
    const above = placeUnder(dev, parent);
    if ("errno" in above) return above;
    target = above.found?.handle === 0 ? null : above.found;
    if (target === null || handle === 0 || target.handle !== handle) {
      if (handle !== 0) return byHandle(dev, spec, mode, target);
      if (target === null) return create ? graftNew(dev, spec) : notFound();
      if (kind !== null && kind !== target.kind && mode !== "link") return graftNew(dev, spec);
    }
  }
  if (target === null) return no("ENOENT", "Specified qdisc not found");
  if (mode === "add") return no("EEXIST", "Exclusivity flag on, cannot modify");
  if (kind !== null && kind !== target.kind) return no("EINVAL", "Invalid qdisc name");
  return change(target, spec.options);
}

const notFound = (): NetlinkAnswer =>
  no("ENOENT", "Qdisc not found. To create specify NLM_F_CREATE flag");

/** What hangs at this place now. */
function placeUnder(dev: NetDevice, parent: number): { found: Found | null } | NetlinkError {
  if (parent === TC_H_ROOT) return { found: rootOf(dev) };
  if (parent === TC_H_INGRESS) return { found: ingressOf(dev) };
  const above = lookup(dev, majorOf(parent));
  if (above === null) return no("ENOENT", "Failed to find specified qdisc");
  const leaf = above.qdisc?.leaf(parent);
  if (leaf == null) return { found: null };
  return { found: { handle: leaf.handle, kind: leaf.state().kind, qdisc: leaf } };
}

function byHandle(
  dev: NetDevice,
  spec: QdiscSpec,
  mode: QdiscMode,
  here: Found | null,
): NetlinkAnswer {
  const { handle, kind } = spec;
  const replaces = mode === "replace" || mode === "link";
  if (here !== null && !replaces) return no("EEXIST", "NLM_F_REPLACE needed to override");
  if (minorOf(handle) !== 0 && handle !== INGRESS_HANDLE)
    return no("EINVAL", "Invalid minor handle");
  const known = lookup(dev, handle);
  if (known === null)
    return mode === "add" || mode === "replace" ? graftNew(dev, spec) : notFound();
  if (mode === "add") return no("EEXIST", "Exclusivity flag on, cannot override");
  if (kind !== null && kind !== known.kind) return no("EINVAL", "Invalid qdisc name");
  if (handle === INGRESS_HANDLE) return no("EINVAL", "Cannot regraft ingress or clsact Qdiscs");
  return no("ELOOP", "Qdisc parent/child loop detected");
}

/** qdisc_create and qdisc_graft. */
function graftNew(dev: NetDevice, spec: QdiscSpec): NetlinkAnswer {
  const kind = spec.kind ?? "";
  if (!isKind(kind)) return no("ENOENT", "Specified qdisc kind is unknown");
  const options = spec.options ?? plainOptions(kind);
  const tc = (dev.tc ??= { noqueueHandle: 0, ingress: null, ingressMade: false });
  if (kind === "ingress" || kind === "clsact") {
    if (spec.parent !== TC_H_INGRESS) return { errno: "EOPNOTSUPP" };
    tc.ingress = kind;
    tc.ingressMade = true;
    return null;
  }
  const handle = spec.handle !== 0 ? spec.handle : allocateHandle(dev);
  if (spec.parent === TC_H_ROOT) {
    setRoot(dev, kind === "noqueue" ? null : (queue) => make(queue, handle, spec.parent, options));
    tc.noqueueHandle = kind === "noqueue" ? handle : 0;
    dev.qdisc = kind;
    announceLink(dev);
    return null;
  }
  const above = lookup(dev, majorOf(spec.parent))?.qdisc;
  const { queue } = dev;
  if (above == null || queue === null || kind === "noqueue") return { errno: "EOPNOTSUPP" };
  const child = make(queue, handle, spec.parent, options);
  return above.graft(spec.parent, child) ? null : no("ENOENT", "Specified class not found");
}

/** What waits in the old one is lost. */
function setRoot(dev: NetDevice, build: ((queue: DeviceQueue) => Qdisc) | null): void {
  dev.queue?.reset();
  dev.queue = build === null ? null : new DeviceQueue(dev, build);
  dev.ns.host.fast.changed();
}

function isKind(kind: string): kind is QdiscKind {
  return (QDISC_KINDS as readonly string[]).includes(kind);
}

function plainOptions(kind: QdiscKind): QdiscOptions {
  return { kind } as QdiscOptions;
}

/** qdisc_alloc_handle: one counter for the whole machine. */
function allocateHandle(dev: NetDevice): number {
  const { host } = dev.ns;
  for (;;) {
    host.qdiscHandles = (host.qdiscHandles + 1) % 0x8000;
    const handle = (0x8000 + host.qdiscHandles) * 65_536;
    if (lookup(dev, handle) === null) return handle;
  }
}

function make(queue: DeviceQueue, handle: number, parent: number, options: QdiscOptions): Qdisc {
  switch (options.kind) {
    case "netem":
      return new Netem(queue, handle, parent, options);
    case "tbf":
      return new Tbf(queue, handle, parent, options);
    case "prio":
      return new Prio(queue, handle, parent, options);
    case "htb":
      return new Htb(queue, handle, parent, options);
    case "fq_codel":
      return new Fifo(queue, handle, parent, fqCodelState(queue, options));
    case "pfifo":
    case "bfifo":
      return new Fifo(queue, handle, parent, fifoState(queue, options.kind, options.limit));
    default:
      return new Fifo(queue, handle, parent, fifoState(queue, options.kind));
  }
}

/** qdisc_change. */
function change(target: Found, options: QdiscOptions | null): NetlinkAnswer {
  const { qdisc } = target;
  if (options === null) return null;
  if (qdisc instanceof Netem && options.kind === "netem") qdisc.configure(options);
  else if (qdisc instanceof Tbf && options.kind === "tbf") qdisc.configure(options);
  else if (qdisc instanceof Prio && options.kind === "prio") qdisc.configure(options);
  else if (qdisc instanceof Htb && options.kind === "htb") return qdisc.configure(options);
  else if (qdisc instanceof Fifo) {
    const old = qdisc.state();
    if (options.kind === "fq_codel" && old.kind === "fq_codel")
      qdisc.configure(fqCodelState(qdisc.queue, options, old));
    else if (options.kind === "pfifo" || options.kind === "bfifo")
      qdisc.configure(fifoState(qdisc.queue, options.kind, options.limit));
  }
  return null;
}

/** tc_get_qdisc with RTM_DELQDISC. */
export function delQdisc(ns: NetNamespace, spec: QdiscSpec): NetlinkAnswer {
  const dev = ns.device(spec.dev);
  if (dev === null) return { errno: "ENODEV" };
  const { parent, handle, kind } = spec;
  if (parent === 0) {
    const found = lookup(dev, handle);
    if (found === null) return no("ENOENT", "Failed to find qdisc with specified handle");
    return no("EINVAL", "Classid cannot be zero");
  }
  let found: Found | null;
  if (parent === TC_H_ROOT) found = rootOf(dev);
  else if (parent === TC_H_INGRESS) {
    found = ingressOf(dev);
    // The empty queue stays for ever, with a handle of zero.
    if (found === null && dev.tc?.ingressMade === true)
      found = { handle: 0, kind: "noop", qdisc: null };
  } else {
    const above = lookup(dev, majorOf(parent));
    if (above === null) return no("ENOENT", "Failed to find qdisc with specified classid");
    const leaf = above.qdisc?.leaf(parent) ?? null;
    found = leaf === null ? null : { handle: leaf.handle, kind: leaf.state().kind, qdisc: leaf };
  }
  if (found === null) return no("ENOENT", "Cannot find specified qdisc on specified device");
  if (handle !== 0 && found.handle !== handle) return no("EINVAL", "Invalid handle");
  if (kind !== null && kind !== found.kind) return no("EINVAL", "Invalid qdisc name");
  if (found.handle === 0) return no("ENOENT", "Cannot delete qdisc with handle of zero");
  remove(dev, parent);
  return null;
}

function remove(dev: NetDevice, parent: number): void {
  if (parent === TC_H_INGRESS) {
    if (dev.tc !== null) dev.tc.ingress = null;
    return;
  }
  if (parent !== TC_H_ROOT) {
    lookup(dev, majorOf(parent))?.qdisc?.graft(parent, null);
    return;
  }
  setRoot(dev, null);
  if (dev.tc !== null) dev.tc.noqueueHandle = 0;
  dev.qdisc = dev.up ? dev.defaultQdisc : "noop";
  announceLink(dev);
}

// ── listing ────────────────────────────────────────────────────────────────────────────────────

const NOTHING: QueueStats = {
  bytes: 0,
  packets: 0,
  drops: 0,
  overlimits: 0,
  requeues: 0,
  backlog: 0,
  qlen: 0,
};

/** tc_dump_qdisc: device by device, the root, then the others in the order of their hash, then ingress. */
export function dumpQdiscs(ns: NetNamespace): QdiscDump[] {
  return ns.devicesByIndex().flatMap(dumpDevice);
}

function dumpDevice(dev: NetDevice): QdiscDump[] {
  const out: QdiscDump[] = [];
  const { queue, tc } = dev;
  if (queue !== null) {
    out.push(dumpOne(dev, queue.root, 2));
    const others: Qdisc[] = [];
    collect(queue.root, others);
    const buckets = new Map<number, Qdisc[]>();
    for (const one of others) {
      const bucket = (Math.imul(one.handle | 0, 0x61c88647) >>> 28) & 15;
      buckets.set(bucket, [one, ...(buckets.get(bucket) ?? [])]);
    }
    for (let i = 0; i < 16; i++)
      for (const one of buckets.get(i) ?? []) out.push(dumpOne(dev, one, 1));
  } else if (dev.qdisc !== "noop") out.push(dumpDefault(dev));
  if (tc?.ingress != null) {
    out.push({
      index: dev.index,
      handle: INGRESS_HANDLE,
      parent: TC_H_INGRESS,
      refcnt: 1,
      state: { kind: tc.ingress },
      stats: NOTHING,
    });
  }
  return out;
}

function collect(from: Qdisc, out: Qdisc[]): void {
  for (const child of from.children()) {
    if (child.handle !== 0) out.push(child);
    collect(child, out);
  }
}

function dumpOne(dev: NetDevice, qdisc: Qdisc, refcnt: number): QdiscDump {
  return {
    index: dev.index,
    handle: qdisc.handle,
    parent: qdisc.parent,
    refcnt,
    state: qdisc.state(),
    stats: qdisc.stats(),
  };
}

/** What a device comes with: nothing in the path, so its counters are the device's. */
function dumpDefault(dev: NetDevice): QdiscDump {
  const handle = dev.tc?.noqueueHandle ?? 0;
  const base = { index: dev.index, handle, parent: TC_H_ROOT, refcnt: 2 };
  if (dev.qdisc === "noqueue") return { ...base, state: { kind: "noqueue" }, stats: NOTHING };
  const state: QdiscState = {
    kind: "fq_codel",
    limit: 10_240,
    flows: 1024,
    quantum: dev.mtu + 14,
    targetUs: 4999,
    intervalUs: 99_999,
    ecn: true,
    memory: 33_554_432,
    dropBatch: 64,
  };
  return { ...base, state, stats: { ...NOTHING, bytes: dev.txBytes, packets: dev.txPackets } };
}

// ── classes ────────────────────────────────────────────────────────────────────────────────────

/** tc_ctl_tclass. */
export function newClass(
  ns: NetNamespace,
  spec: ClassSpec,
  mode: "add" | "change" | "replace",
): NetlinkAnswer {
  const dev = ns.device(spec.dev);
  if (dev === null) return { errno: "ENODEV" };
  const major = spec.handle !== 0 ? majorOf(spec.handle) : majorOf(spec.parent);
  const target = spec.parent === TC_H_ROOT ? rootOf(dev) : lookup(dev, major);
  if (target === null) return { errno: "ENOENT" };
  if (!(target.qdisc instanceof Htb)) return { errno: "EOPNOTSUPP" };
  if (spec.htb === null) return { errno: "EINVAL" };
  const parent = spec.parent === TC_H_ROOT || minorOf(spec.parent) === 0 ? TC_H_ROOT : spec.parent;
  return target.qdisc.setClass(spec.handle, parent, spec.htb, mode);
}

export function delClass(ns: NetNamespace, dev: string, handle: number): NetlinkAnswer {
  const device = ns.device(dev);
  if (device === null) return { errno: "ENODEV" };
  const target = handle === 0 ? rootOf(device) : lookup(device, majorOf(handle));
  if (target?.qdisc instanceof Htb) return target.qdisc.deleteClass(handle);
  if (target?.qdisc == null) return { errno: "ENOENT" };
  return target.qdisc.leaf(handle) === undefined ? { errno: "ENOENT" } : { errno: "EOPNOTSUPP" };
}

/** Classes of every queue of a device. */
export function dumpClasses(ns: NetNamespace, name: string): ClassDump[] {
  const dev = ns.device(name);
  if (dev?.queue == null) return [];
  const all = [dev.queue.root];
  collect(dev.queue.root, all);
  return all.filter((one) => one.handle !== 0).flatMap((one) => [...one.classes()]);
}

// ── filters ────────────────────────────────────────────────────────────────────────────────────

function filtered(dev: NetDevice, parent: number): Prio | Htb | NetlinkAnswer {
  const found = parent === 0 ? rootOf(dev) : lookup(dev, majorOf(parent));
  if (found === null) return no("EINVAL", "Parent Qdisc doesn't exists");
  const { qdisc } = found;
  if (qdisc instanceof Prio || qdisc instanceof Htb) return qdisc;
  return no("EOPNOTSUPP", "Class doesn't support blocks");
}

export function newFilter(ns: NetNamespace, spec: FilterSpec): NetlinkAnswer {
  const dev = ns.device(spec.dev);
  if (dev === null) return { errno: "ENODEV" };
  const on = filtered(dev, spec.parent);
  if (!(on instanceof Qdisc)) return on;
  return on.filters.add(spec, on.handle);
}

export function delFilter(
  ns: NetNamespace,
  dev: string,
  parent: number,
  prio: number,
): NetlinkAnswer {
  const device = ns.device(dev);
  if (device === null) return { errno: "ENODEV" };
  const on = filtered(device, parent);
  if (!(on instanceof Qdisc)) return on;
  return on.filters.remove(prio);
}

export function dumpFilters(ns: NetNamespace, name: string, parent: number): FilterDump[] {
  const dev = ns.device(name);
  if (dev === null) return [];
  const on = filtered(dev, parent);
  return on instanceof Qdisc ? on.filters.list : [];
}
