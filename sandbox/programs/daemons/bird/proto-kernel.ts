/**
 * Protocol kernel: a table and the kernel's, kept alike by notices and scans. BIRD: sysdep/unix/krt.c.
 * krt-netlink.ts turns routes into the kernel's and back. Left out: graceful restart.
 */
import type { Daemon } from "./daemon.ts";
import { exportFilter, exportMerged } from "./announce.ts";
import { eattrNumber } from "./eattr.ts";
import { Fib, type FibNet } from "./fib.ts";
import type { ProtoImpl } from "./proto.ts";
import { addRoute, deleteRoute, type KernelRoute, kernelSource } from "./krt-netlink.ts";
import { formatPrefix, isValid, sameHops } from "./rta.ts";
import {
  DEBUG,
  EA,
  type Eattr,
  IF_CHANGE,
  type Iface,
  type KernelConfig,
  type Net,
  type ProtoClass,
  type ProtocolConfig,
  type ProtocolInstance,
  RTD,
  RTS,
  type Rta,
  type Rte,
  type Table,
} from "./types.ts";

const KRF_INSTALLED = 0x80;
const KRF_SYNC_ERROR = 0x40;

type Verdict = "seen" | "update" | "delete" | "ignore";
const VERDICT_TEXTS: Readonly<Record<Verdict, string>> = {
  seen: "seen",
  update: "will be updated",
  delete: "will be removed",
  ignore: "ignored",
};

/** A route learned from the kernel. */
interface Alien {
  readonly route: KernelRoute;
  seen: boolean;
  best: boolean;
}

export class KernelInstance implements ProtocolInstance {
  private readonly proto: ProtoImpl;
  private readonly daemon: Daemon;
  /** Fed: what is installed is known. */
  ready = false;
  /** Scanned: the kernel's routes may be changed. */
  private initialized = false;
  private reload = false;
  private readonly verdicts = new Map<FibNet, { verdict: Verdict; route: KernelRoute }>();
  /** Learned routes by network: the best first. */
  private aliens: Fib;
  private readonly alienRoutes = new Map<FibNet, Alien[]>();

  constructor(proto: ProtoImpl) {
    this.proto = proto;
    this.daemon = proto.daemon;
    this.aliens = new Fib(this.daemon.isBird2);
    const { mergePaths } = this.config;
    if (mergePaths > 0) {
      proto.acceptMode = "merged";
      proto.mergeLimit = mergePaths;
    }
  }
  private get config(): KernelConfig {
    return this.proto.config as KernelConfig;
  }

  start(): "up" {
    const scanner = this.daemon.scanner;
    scanner.join(this, this.proto, this.config);
    return "up";
  }

  shutdown(): "down" {
    this.daemon.scanner.leave(this);
    if (this.initialized && !this.config.persist) this.flushRoutes();
    this.ready = false;
    this.initialized = false;
    return "down";
  }

  cleanup(): void {
    this.aliens = new Fib(this.daemon.isBird2);
    this.alienRoutes.clear();
    this.verdicts.clear();
  }

  feedEnd(): void {
    this.ready = true;
    this.daemon.scanner.kick();
  }

  reloadRoutes(): boolean {
    if (this.config.learn) {
      this.reload = true;
      this.daemon.scanner.kick();
    }
    return true;
  }

  /** Linux drops routes of a lost interface without a word: look. */
  ifNotify(change: number, _iface: Iface): void {
    if ((change & IF_CHANGE.DOWN) !== 0 && this.config.learn) this.daemon.scanner.kick();
  }

  private trace(net: { address: FibNet["address"]; length: number }, text: string): void {
    this.proto.trace(DEBUG.PACKETS, `${formatPrefix(net)}: ${text}`);
  }

  // ── out ────────────────────────────────────────────────────────────────────────────────────

  importControl(rte: Rte): { verdict: 0 | -1; attrs: Rta } {
    const { attrs } = rte;
    const own = attrs.src.proto === this.proto;
    const device =
      !this.daemon.isBird2 &&
      !this.config.deviceRoutes &&
      attrs.dest === RTD.DEVICE &&
      attrs.source !== RTS.STATIC_DEVICE;
    return { verdict: own || device || !capable(attrs) ? -1 : 0, attrs };
  }

  rtNotify(_table: Table, net: Net, fresh: Rte | null, old0: Rte | null): void {
    const node = net as FibNet;
    const old = (node.flags & KRF_INSTALLED) !== 0 ? old0 : null;
    if (fresh !== null) node.flags |= KRF_INSTALLED;
    else node.flags &= ~KRF_INSTALLED;
    if (this.initialized) this.replace(node, fresh, old?.attrs ?? null);
  }

  private replace(node: FibNet, fresh: Rte | null, old: Rta | null, metric?: number): void {
    const { netlink } = this.daemon.proc.place.netns;
    if (old !== null) {
      const refused = deleteRoute(netlink, this.config, node, old, metric);
      if (refused !== null) this.daemon.log("warning", `Netlink: ${refused}`);
    }
    node.flags &= ~KRF_SYNC_ERROR;
    if (fresh === null) return;
    const refused = addRoute(netlink, this.config, node, fresh.attrs, this.daemon);
    if (refused === null) return;
    node.flags |= KRF_SYNC_ERROR;
    this.daemon.log("warning", `Netlink: ${refused}`);
  }

  private flushRoutes(): void {
    this.proto.trace(DEBUG.EVENTS, "Flushing kernel routes");
    for (const node of this.proto.table.fib.list()) {
      if ((node.flags & KRF_INSTALLED) === 0) continue;
      if (isValid(node.routes)) {
        this.replace(node, null, node.routes.attrs);
        node.flags &= ~KRF_INSTALLED;
      }
    }
  }

  /** krt_export_net(): what the kernel should have for this network. */
  private wanted(node: FibNet): Rte | null {
    const { hook } = this.proto;
    if (hook === null) return null;
    if (this.proto.acceptMode === "merged") return exportMerged(hook, node, true);
    return isValid(node.routes) ? exportFilter(hook, node.routes, true) : null;
  }

  // ── in: scans ──────────────────────────────────────────────────────────────────────────────

  /** krt_got_route(): one route of a scan of this protocol's kernel table. */
  got(route: KernelRoute): void {
    const source = kernelSource(route.dump.protocol);
    if (source === "skip" || source === "kernel") return;
    if (source === "alien") {
      if (this.config.learn) this.learnScanned(route);
      else this.trace(route, "[alien] ignored");
      return;
    }
    const node = this.proto.table.fib.get(route.address, route.length);
    if (this.verdicts.has(node)) {
      this.trace(node, "already seen");
      return;
    }
    const verdict = this.judge(node, route);
    this.trace(node, VERDICT_TEXTS[verdict]);
    this.verdicts.set(node, { verdict, route });
  }

  private judge(node: FibNet, route: KernelRoute): Verdict {
    if (!this.ready) return "ignore";
    if ((node.flags & KRF_INSTALLED) === 0) return "delete";
    const want = this.wanted(node);
    if (want === null) return "delete";
    const same = sameDest(route.attrs, want.attrs) && this.metricOf(want.attrs) === route.metric;
    return (node.flags & KRF_SYNC_ERROR) !== 0 || !same ? "update" : "seen";
  }

  private metricOf(attrs: Rta): number {
    if (this.config.metric > 0) return this.config.metric;
    return eattrNumber(attrs.eattrs, EA.KRT_METRIC) ?? 0;
  }

  /** krt_prune(): after a scan. */
  prune(): void {
    const { proto } = this;
    proto.trace(DEBUG.EVENTS, `Pruning table ${proto.table.name}`);
    for (const node of proto.table.fib.list()) {
      const found = this.verdicts.get(node);
      if (found === undefined) {
        if ((node.flags & KRF_INSTALLED) === 0) continue;
        const want = this.wanted(node);
        if (want === null) continue;
        this.trace(node, this.daemon.isBird2 ? "installing" : "reinstalling");
        this.replace(node, want, null);
        continue;
      }
      const { verdict, route } = found;
      if (verdict !== "update" && verdict !== "delete") continue;
      const want = verdict === "update" ? this.wanted(node) : null;
      this.trace(node, want === null ? "deleting" : "updating");
      this.replace(node, want, route.attrs, route.metric);
    }
    this.verdicts.clear();
    if (this.config.learn) this.pruneAliens();
    if (this.ready) this.initialized = true;
  }

  // ── in: alien routes ───────────────────────────────────────────────────────────────────────

  private aliensOf(route: KernelRoute): { node: FibNet; list: Alien[] } {
    const node = this.aliens.get(route.address, route.length);
    let list = this.alienRoutes.get(node);
    if (list === undefined) this.alienRoutes.set(node, (list = []));
    return { node, list };
  }

  private learnScanned(route: KernelRoute): void {
    const { list } = this.aliensOf(route);
    const at = list.findIndex((a) => a.route.metric === route.metric);
    const old = list[at];
    if (old !== undefined && upToDate(old.route, route)) {
      this.trace(route, "[alien] seen");
      old.seen = true;
      return;
    }
    this.trace(route, old === undefined ? "[alien] created" : "[alien] updated");
    if (old !== undefined) list.splice(at, 1);
    list.unshift({ route, seen: true, best: false });
  }

  private pruneAliens(): void {
    this.proto.trace(DEBUG.EVENTS, "Pruning inherited routes");
    for (const node of this.aliens.list()) {
      const list = this.alienRoutes.get(node) ?? [];
      const oldBest = list.find((a) => a.best) ?? null;
      const left = list.filter((a) => a.seen);
      for (const a of left) {
        a.seen = false;
        a.best = false;
      }
      this.elect(node, left, oldBest, this.reload);
    }
    this.reload = false;
  }

  /** The alien route with the least metric is the network's. */
  private elect(node: FibNet, list: Alien[], oldBest: Alien | null, again: boolean): void {
    let best: Alien | null = null;
    for (const a of list) {
      a.best = false;
      if (best === null || best.route.metric > a.route.metric) best = a;
    }
    if (best === null) {
      this.alienRoutes.delete(node);
      this.aliens.delete(node);
      if (oldBest !== null) this.proto.rteUpdate(node, null);
      return;
    }
    best.best = true;
    this.alienRoutes.set(node, [best, ...list.filter((a) => a !== best)]);
    if (best !== oldBest || again) this.announce(best.route);
  }

  private announce(route: KernelRoute): void {
    const eattrs: Eattr[] = [
      { code: EA.KRT_SOURCE, flags: 0, kind: "int", value: route.dump.protocol },
      { code: EA.KRT_METRIC, flags: 0, kind: "int", value: route.metric },
      ...route.attrs.eattrs,
    ];
    const attrs: Rta = { ...route.attrs, src: this.proto.source(), source: RTS.INHERIT, eattrs };
    const { protocol } = route.dump;
    const krt = { src: 2, proto: protocol, metric: route.metric, seen: true, best: true };
    this.proto.rteUpdate(route, attrs, { krt });
  }

  /** krt_got_route_async(): the kernel told of a change. */
  gotAsync(route: KernelRoute, deleted: boolean): void {
    if (kernelSource(route.dump.protocol) !== "alien" || !this.config.learn) return;
    const { node, list } = this.aliensOf(route);
    const oldBest = list.find((a) => a.best) ?? null;
    const at = list.findIndex((a) => a.route.metric === route.metric);
    const old = list[at];
    if (deleted) {
      this.trace(
        route,
        old === undefined ? "[alien async] delete failed" : "[alien async] removed",
      );
      if (old === undefined) return;
      list.splice(at, 1);
    } else {
      if (old !== undefined && upToDate(old.route, route)) {
        this.trace(route, "[alien async] same");
        return;
      }
      this.trace(route, old === undefined ? "[alien async] created" : "[alien async] updated");
      if (old !== undefined) list.splice(at, 1);
      list.unshift({ route, seen: false, best: false });
    }
    const still = oldBest !== null && list.includes(oldBest) ? oldBest : null;
    this.elect(node, list, still ?? oldBest, false);
  }

  reconfigure(next: ProtocolConfig): boolean {
    if (next.kind !== "kernel") return false;
    const { config } = this;
    return (
      next.scanTime === config.scanTime &&
      next.learn === config.learn &&
      next.deviceRoutes === config.deviceRoutes &&
      next.kernelTable === config.kernelTable &&
      next.metric === config.metric &&
      next.mergePaths === config.mergePaths
    );
  }

  rteSame(a: Rte, b: Rte): boolean {
    return a.krt?.metric === b.krt?.metric && a.krt?.proto === b.krt?.proto;
  }
}

function capable(attrs: Rta): boolean {
  switch (attrs.dest) {
    case RTD.ROUTER:
    case RTD.DEVICE:
      return attrs.iface !== null;
    case RTD.NONE:
      return false;
    default:
      return true;
  }
}

function sameDest(a: Rta, b: Rta): boolean {
  if (a.dest !== b.dest) return false;
  if (a.dest === RTD.ROUTER) return a.gw === b.gw;
  if (a.dest === RTD.DEVICE) return a.iface?.name === b.iface?.name;
  if (a.dest === RTD.MULTIPATH) return sameHops(a.nexthops, b.nexthops);
  return true;
}

function upToDate(a: KernelRoute, b: KernelRoute): boolean {
  return a.dump.protocol === b.dump.protocol && sameDest(a.attrs, b.attrs);
}

export const kernelClass: ProtoClass = {
  kind: "kernel",
  name: "Kernel",
  preference: 10,
  attrClass: 4,
  create: (proto) => new KernelInstance(proto as ProtoImpl),
};
