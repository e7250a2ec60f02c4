/**
 * BIRD 2's `show route`: table by table, next hops on lines of their own. BIRD 2: nest/rt-show.c. Left out: tables of
 * other kinds than IPv4 hold nothing.
 */
import { formatIpv4 } from "../../../wire/addr.ts";
import { scopeText } from "./address.ts";
import type { Daemon } from "./daemon.ts";
import type { FibNet } from "./fib.ts";
import type { ProtoImpl } from "./proto.ts";
import { destName2 } from "./rta.ts";
import type { RTable } from "./rtable.ts";
import { eattrLines } from "./show-attr.ts";
import { type Counts, isCopy, KRF_SYNC_ERROR, type Query, type Reply } from "./show-route.ts";
import { showNet, SOURCES } from "./show-route.ts";
import { formatTime } from "./time.ts";
import { RTD, type Rte, type ShowRoute } from "./types.ts";

const DEFAULTS = ["master4", "master6"];

export function showRoute2(daemon: Daemon, c: ShowRoute, reply: Reply): void {
  const exportTo = c.exportProtocol === null ? null : daemon.protocol(c.exportProtocol);
  const of = c.protocol === null ? null : daemon.protocol(c.protocol);
  const tables = chosen(daemon, c, exportTo, of);
  if (tables.length === 0) return reply.msg(9001, "No valid tables");
  const total: Counts = { shown: 0, routes: 0, nets: 0 };
  const one = c.prefix ?? c.for;
  let shownTables = 0;
  for (const from of tables) {
    const counts: Counts = { shown: 0, routes: 0, nets: 0 };
    const q: Query = { ...c, daemon, from, exportTo, of };
    const out = new TableReply(reply, from.name, shownTables > 0);
    if (c.table === "all" || c.stats) out.header();
    if (one === null) for (const net of from.fib.list()) showNet(q, net, counts, out, showRte2);
    else {
      const net =
        c.for === null ? from.find(one.address, one.length) : from.route(one.address, one.length);
      if (net !== null) showNet(q, net, counts, out, showRte2);
    }
    if (out.begun) shownTables++;
    if ((c.count || c.stats) && one === null) reply.msg(-14, line(counts, from.name));
    total.shown += counts.shown;
    total.routes += counts.routes;
    total.nets += counts.nets;
  }
  if (one !== null && total.routes === 0) return reply.msg(8001, "Network not found");
  if (!c.count && !c.stats) return reply.msg(0, "");
  if (tables.length < 2) return reply.msg(0, "");
  if (c.stats) reply.msg(-1007, "");
  const all = `Total: ${total.shown} of ${total.routes} routes for ${total.nets} networks`;
  reply.msg(14, `${all} in ${tables.length} tables`);
}

function line(counts: Counts, table: string): string {
  const { shown, routes, nets } = counts;
  return `${shown} of ${routes} routes for ${nets} networks in table ${table}`;
}

/** rt_show_get_default_tables() and the tables that were named. */
function chosen(
  daemon: Daemon,
  c: ShowRoute,
  exportTo: ProtoImpl | null,
  of: ProtoImpl | null,
): RTable[] {
  if (c.table === "all") return [...daemon.tables.values()];
  const named = c.table === null ? null : daemon.table(c.table);
  if (named !== null) return [named];
  const proto = exportTo ?? of;
  if (proto !== null) {
    if (exportTo !== null && exportTo.exporting === "down") return [];
    if (proto.hooks.length > 0) return [...new Set(proto.hooks.map((h) => h.table))].reverse();
    return proto.config.channel === null ? [] : [proto.table];
  }
  return DEFAULTS.flatMap((name) => daemon.table(name) ?? []);
}

/** The table's name goes before its first route, a blank line between tables. */
class TableReply implements Reply {
  begun = false;
  private readonly reply: Reply;
  private readonly name: string;
  private readonly apart: boolean;

  constructor(reply: Reply, name: string, apart: boolean) {
    this.reply = reply;
    this.name = name;
    this.apart = apart;
  }
  header(): void {
    if (this.begun) return;
    this.begun = true;
    if (this.apart) this.reply.msg(-1007, "");
    this.reply.msg(-1007, `Table ${this.name}:`);
  }
  msg(code: number, text: string): void {
    this.header();
    this.reply.msg(code, text);
  }
}

function showRte2(
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
  const what = destName2(a.dest);
  reply.msg(-1007, `${label.padEnd(20)} ${what} [${proto.name} ${time}${from}]${mark}${info}`);
  if (a.dest === RTD.ROUTER)
    reply.msg(-1007, `\tvia ${formatIpv4(a.gw)} on ${a.iface?.name ?? ""}`);
  else if (a.dest === RTD.DEVICE) reply.msg(-1007, `\tdev ${a.iface?.name ?? ""}`);
  for (const hop of a.nexthops)
    reply.msg(-1007, `\tvia ${formatIpv4(hop.gw)} on ${hop.iface.name} weight ${hop.weight + 1}`);
  if (!q.all) return;
  reply.msg(-1008, `\tType: ${SOURCES[a.source] ?? "?"} ${scopeText(a.scope)}`);
  for (const attr of a.eattrs)
    for (const text of eattrLines(daemon, attr)) reply.msg(-1012, `\t${text}`);
}
