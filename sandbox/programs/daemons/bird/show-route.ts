/** `show route` in all its forms. BIRD 1.6.8: nest/rt-table.c (rt_show), nest/rt-attr.c (rta_show). */
import { formatIpv4 } from "../../../wire/addr.ts";
import { exportMerged } from "./announce.ts";
import type { Daemon } from "./daemon.ts";
import type { FibNet } from "./fib.ts";
import type { AnnounceHook } from "./hook.ts";
import type { ProtoImpl } from "./proto.ts";
import { formatPrefix, formatVia } from "./rta.ts";
import type { RTable } from "./rtable.ts";
import { scopeText } from "./address.ts";
import { eattrLines } from "./show-attr.ts";
import { formatTime } from "./time.ts";
import { type FilterOutcome, REF, type Rta, type Rte, type ShowRoute } from "./types.ts";

/** Lines for the client: a code and a text. */
export interface Reply {
  msg(code: number, text: string): void;
}

export const KRF_SYNC_ERROR = 0x40;
export const SOURCES = [
  "dummy",
  "static",
  "inherit",
  "device",
  "static-device",
  "redirect",
  "RIP",
  "OSPF",
  "OSPF-IA",
  "OSPF-E1",
  "OSPF-E2",
  "BGP",
  "pipe",
  "Babel",
];
const CASTS = ["unicast", "broadcast", "multicast", "anycast"];
export interface Query extends ShowRoute {
  readonly daemon: Daemon;
  readonly from: RTable;
  readonly exportTo: ProtoImpl | null;
  readonly of: ProtoImpl | null;
}

export interface Counts {
  shown: number;
  routes: number;
  nets: number;
}

export function showRoute(daemon: Daemon, c: ShowRoute, reply: Reply): void {
  const exportTo = c.exportProtocol === null ? null : daemon.protocol(c.exportProtocol);
  const of = c.protocol === null ? null : daemon.protocol(c.protocol);
  const named = c.table === null ? null : daemon.table(c.table);
  const from =
    named ??
    exportTo?.table ??
    of?.table ??
    (daemon.table(daemon.config.tables[0]?.name ?? "master") as RTable);
  if (c.filtered && c.exportMode !== null) {
    reply.msg(0, "");
    return;
  }
  const q: Query = { ...c, daemon, from, exportTo, of };
  const counts: Counts = { shown: 0, routes: 0, nets: 0 };
  const one = c.prefix ?? c.for;
  if (one !== null) {
    const net =
      c.for === null ? from.find(one.address, one.length) : from.route(one.address, one.length);
    if (net !== null) showNet(q, net, counts, reply);
    if (counts.routes > 0) reply.msg(0, "");
    else reply.msg(8001, "Network not in table");
    return;
  }
  for (const net of from.fib.list()) {
    if (exportTo !== null && exportTo.exporting === "down") {
      reply.msg(8005, "Protocol is down");
      return;
    }
    showNet(q, net, counts, reply);
  }
  if (c.count || c.stats)
    reply.msg(14, `${counts.shown} of ${counts.routes} routes for ${counts.nets} networks`);
  else reply.msg(0, "");
}

export type ShowRte = (
  q: Query,
  net: FibNet,
  original: Rte,
  rte: Rte,
  label: string,
  reply: Reply,
) => void;

export function showNet(
  q: Query,
  net: FibNet,
  counts: Counts,
  reply: Reply,
  show: ShowRte = showRte,
): void {
  let label = formatPrefix(net);
  let hook: AnnounceHook | null = null;
  if (q.exportTo !== null) {
    if (q.exportTo.instance.rtNotify === undefined) return;
    hook = q.exportTo.hooks.find((h) => h.table === q.from) ?? null;
    if (hook === null) return;
  }
  let first = 1;
  let pass = false;
  for (let rte = net.routes; rte !== null; rte = rte.next) {
    if (((rte.flags & REF.FILTERED) !== 0) !== q.filtered) continue;
    counts.routes++;
    counts.nets += first;
    first = 0;
    if (pass) continue;
    let shown: Rte | null = rte;
    if (hook !== null) {
      const got = asExported(q, hook, rte);
      pass = got.pass;
      shown = got.rte;
    }
    if (shown !== null && (q.of === null || shown.attrs.src.proto === q.of)) {
      const out = q.filter === null ? shown : filtered(q, shown);
      if (out !== null) {
        counts.shown++;
        if (!q.count) show(q, net, rte, out, label, reply);
        label = "";
      }
    }
    if (q.primary) break;
  }
}

/** What of a route goes to the protocol of `export`, `preexport` or `noexport`. */
function asExported(q: Query, hook: AnnounceHook, rte: Rte): { rte: Rte | null; pass: boolean } {
  const { proto } = hook;
  if (q.exportMode === "export" && proto.acceptMode === "merged")
    return { rte: exportMerged(hook, rte.net as FibNet, true), pass: true };
  // BIRD 2 makes the attributes of a neighbour when it tells them, and does not show them here.
  const told = proto.instance.importControl?.(rte);
  const asked =
    told !== undefined && q.daemon.isBird2 && proto.cls.kind === "bgp"
      ? { verdict: told.verdict, attrs: rte.attrs }
      : told;
  let pass = proto.acceptMode === "optimal" || proto.acceptMode === "merged";
  if (asked !== undefined && asked.verdict < 0) return { rte: null, pass };
  const attrs = asked?.attrs ?? rte.attrs;
  const seen = attrs === rte.attrs ? rte : { ...rte, attrs };
  if (q.exportMode === "preexport") return { rte: seen, pass };
  const forced = asked !== undefined && asked.verdict > 0;
  const got = forced ? null : hook.outFilter.run(seen, q.daemon);
  const accepted = got === null || got.accept;
  if (accepted !== (q.exportMode === "export")) return { rte: null, pass };
  if (q.exportMode === "export" && proto.acceptMode === "accepted") pass = true;
  return { rte: got === null ? seen : asLeft(seen, got), pass };
}

function filtered(q: Query, rte: Rte): Rte | null {
  const got = q.filter?.run(rte, q.daemon);
  if (got === undefined || !got.accept) return null;
  return asLeft(rte, got);
}

/** The route as a filter left it: a copy is no longer one of the table (REF_COW). */
function asLeft(rte: Rte, got: FilterOutcome): Rte {
  if (got.attrs === rte.attrs && got.pref === rte.pref && got.copied !== true) return rte;
  const flags = got.copied === true ? rte.flags & ~REF.COW : rte.flags;
  return { ...rte, attrs: got.attrs, pref: got.pref, flags };
}

/** A filter that changed more than extended attributes made a copy, which is nobody's best route. */
export function isCopy(a: Rte, b: Rte): boolean {
  if (a.pref !== b.pref || ((a.flags ^ b.flags) & REF.COW) !== 0) return true;
  const x: Rta = a.attrs;
  const y: Rta = b.attrs;
  return (
    x.gw !== y.gw ||
    x.dest !== y.dest ||
    x.iface !== y.iface ||
    x.scope !== y.scope ||
    x.source !== y.source ||
    x.nexthops !== y.nexthops
  );
}

function showRte(
  q: Query,
  net: FibNet,
  original: Rte,
  rte: Rte,
  label: string,
  reply: Reply,
): void {
  const { daemon } = q;
  const a = rte.attrs;
  const { proto } = a.src;
  const from = a.from !== 0 && a.from !== a.gw ? ` from ${formatIpv4(a.from)}` : "";
  const time = formatTime(daemon, daemon.config.timeformats.route, rte.lastmod);
  const best = net.routes === original && !isCopy(original, rte);
  const mark = !best ? "" : (net.flags & KRF_SYNC_ERROR) !== 0 ? " !" : " *";
  const info = proto.instance.routeInfo?.(rte) ?? ` (${rte.pref})`;
  reply.msg(
    -1007,
    `${label.padEnd(18)} ${formatVia(a)} [${proto.name} ${time}${from}]${mark}${info}`,
  );
  for (const hop of a.nexthops)
    reply.msg(-1007, `\tvia ${formatIpv4(hop.gw)} on ${hop.iface.name} weight ${hop.weight + 1}`);
  if (!q.all) return;
  reply.msg(
    -1008,
    `\tType: ${SOURCES[a.source] ?? "?"} ${CASTS[a.cast] ?? "?"} ${scopeText(a.scope)}`,
  );
  for (const attr of a.eattrs)
    for (const line of eattrLines(daemon, attr)) reply.msg(-1012, `\t${line}`);
}
