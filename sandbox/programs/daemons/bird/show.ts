/** What `show protocols`, `status`, `interfaces`, `memory`, `symbols` and `static` print. BIRD 1.6.8: nest/proto.c, nest/cmds.c, nest/iface.c. */
import { formatIpv4 } from "../../../wire/addr.ts";
import { scopeText } from "./address.ts";
import type { Daemon } from "./daemon.ts";
import type { Limit } from "./hook.ts";
import type { PipeInstance } from "./proto-pipe.ts";
import type { StaticInstance } from "./proto-static.ts";
import type { ProtoImpl } from "./proto.ts";
import type { Reply } from "./show-route.ts";
import { formatTime } from "./time.ts";
import { IF, type Iface, type RouteStats } from "./types.ts";

export function version(daemon: Daemon): string {
  return { "1.6.8": "1.6.8", calico: "v0.3.3+birdv1.6.8", "2.0.12": "2.0.12" }[daemon.profile];
}

export function showStatus(daemon: Daemon, isConfiguring: boolean, reply: Reply): void {
  const { base } = daemon.config.timeformats;
  reply.msg(-1000, `BIRD ${version(daemon)}`);
  reply.msg(-1011, `Router ID is ${formatIpv4(daemon.routerId)}`);
  if (daemon.isBird2) reply.msg(-1011, `Hostname is ${daemon.proc.host.hostname}`);
  reply.msg(-1011, `Current server time is ${formatTime(daemon, base, daemon.now)}`);
  reply.msg(-1011, `Last reboot on ${formatTime(daemon, base, daemon.bootTime)}`);
  const at = formatTime(daemon, base, daemon.reconfiguredAt);
  reply.msg(-1011, `Last reconfiguration on ${at}`);
  if (daemon.shuttingDown) reply.msg(13, "Shutdown in progress");
  else if (isConfiguring) reply.msg(13, "Reconfiguration in progress");
  else reply.msg(13, "Daemon is up and running");
}

/** `MultiAccess Broadcast Multicast AdminUp LinkUp`. */
export function interfaceType(i: Iface): string {
  const has = (flag: number): boolean => (i.flags & flag) !== 0;
  let text = has(IF.MULTIACCESS) ? "MultiAccess" : "PtP";
  if (has(IF.BROADCAST)) text += " Broadcast";
  if (has(IF.MULTICAST)) text += " Multicast";
  text += has(IF.ADMIN_UP) ? " AdminUp" : " AdminDown";
  text += has(IF.LINK_UP) ? " LinkUp" : " LinkDown";
  if (has(IF.LOOPBACK)) text += " Loopback";
  if (has(IF.IGNORE)) text += " Ignored";
  return text;
}

export function showInterfaces(daemon: Daemon, reply: Reply): void {
  for (const i of daemon.ifaces.shown()) {
    reply.msg(-1001, `${i.name} ${(i.flags & IF.UP) !== 0 ? "up" : "DOWN"} (index=${i.index})`);
    reply.msg(-1004, `\t${interfaceType(i)} MTU=${i.mtu}`);
    for (const a of i.addrs) {
      const how = a.flags.primary ? "Primary" : a.flags.secondary ? "Secondary" : "Unselected";
      const other = a.opposite === 0 ? "" : `, opposite ${formatIpv4(a.opposite)}`;
      const at = `${formatIpv4(a.ip)}/${a.length}`;
      reply.msg(-1003, `\t${at} (${how}${other}, scope ${scopeText(a.scope)})`);
    }
  }
  reply.msg(0, "");
}

export function showInterfacesSummary(daemon: Daemon, reply: Reply): void {
  reply.msg(-2005, "interface state address");
  for (const i of daemon.ifaces.shown()) {
    const address = i.addr === null ? "" : `${formatIpv4(i.addr.ip)}/${i.addr.length}`;
    const state = (i.flags & IF.UP) !== 0 ? "up" : "DOWN";
    reply.msg(-1005, `${i.name.padEnd(9)} ${state.padEnd(5)} ${address}`);
  }
  reply.msg(0, "");
}

export const PROTOCOLS_HEADER = "name     proto    table    state  since       info";

export function showProtocol(daemon: Daemon, p: ProtoImpl, all: boolean, reply: Reply): void {
  const since = formatTime(daemon, daemon.config.timeformats.protocol, p.lastStateChange);
  const info = p.instance.statusLine?.() ?? "";
  const cells = [p.name, p.cls.name, p.table.name].map((s) => s.padEnd(8)).join(" ");
  reply.msg(-1002, `${cells} ${p.stateName().padEnd(5)}  ${since.padEnd(10)}  ${info}`);
  if (!all) return;
  const { config } = p;
  if (config.description !== null) reply.msg(-1006, `  Description:    ${config.description}`);
  if (p.message !== null) reply.msg(-1006, `  Message:        ${p.message}`);
  if (config.routerId !== null)
    reply.msg(-1006, `  Router ID:      ${formatIpv4(config.routerId)}`);
  reply.msg(-1006, `  Preference:     ${config.preference}`);
  reply.msg(-1006, `  Input filter:   ${config.importFilter.name}`);
  reply.msg(-1006, `  Output filter:  ${config.exportFilter.name}`);
  const pipe = p.cls.kind === "pipe" ? (p.instance as PipeInstance) : null;
  for (const line of limitLines(p, pipe)) reply.msg(-1006, line);
  if (p.state !== "down")
    for (const line of pipe?.statsLines() ?? statsLines(p, p.stats)) reply.msg(-1006, line);
  for (const line of p.instance.showAll?.() ?? []) reply.msg(-1006, line);
  reply.msg(-1006, "");
}

function limitLines(p: ProtoImpl, pipe: PipeInstance | null): string[] {
  const { config, lastHook: hook } = p;
  const out: string[] = [];
  const add = (name: string, limit: Limit | null): void => {
    if (limit === null) return;
    const { limit: count, action } = limit.config;
    out.push(
      `  ${`${name} limit:`.padEnd(16)}${count}${limit.state === "initial" ? "" : " [HIT]"}`,
    );
    out.push(`    Action:       ${action}`);
  };
  const at = (c: typeof config.importLimit): Limit | null =>
    c === null ? null : { config: c, state: "initial" };
  if (pipe !== null) {
    add("Import", hook?.inLimit ?? at(config.importLimit));
    add("Export", pipe.exportLimit ?? at(config.exportLimit));
    return out;
  }
  add("Receive", hook?.rxLimit ?? at(config.receiveLimit));
  add("Import", hook?.inLimit ?? at(config.importLimit));
  add("Export", hook?.outLimit ?? at(config.exportLimit));
  return out;
}

export function statsLines(p: ProtoImpl, s: RouteStats): string[] {
  const kept = p.config.importKeepFiltered ? `${s.filteredRoutes} filtered, ` : "";
  const n = (...list: (number | null)[]): string =>
    list.map((x) => (x === null ? "---" : String(x)).padStart(10)).join(" ");
  return [
    `  Routes:         ${s.importedRoutes} imported, ${kept}${s.exportedRoutes} exported, ${s.preferredRoutes} preferred`,
    "  Route change stats:     received   rejected   filtered    ignored   accepted",
    `    Import updates:     ${n(s.importUpdatesReceived, s.importUpdatesInvalid, s.importUpdatesFiltered, s.importUpdatesIgnored, s.importUpdatesAccepted)}`,
    `    Import withdraws:   ${n(s.importWithdrawsReceived, s.importWithdrawsInvalid, null, s.importWithdrawsIgnored, s.importWithdrawsAccepted)}`,
    `    Export updates:     ${n(s.exportUpdatesReceived, s.exportUpdatesRejected, s.exportUpdatesFiltered, null, s.exportUpdatesAccepted)}`,
    `    Export withdraws:   ${n(s.exportWithdrawsReceived, null, null, null, s.exportWithdrawsAccepted)}`,
  ];
}

export function showStatic(daemon: Daemon, name: string | null, reply: Reply): void {
  if (daemon.isBird2) return showStatic2(daemon, name, reply);
  const p = named(daemon, name, "static", "Static");
  if (typeof p === "string") {
    reply.msg(9001, p);
    return;
  }
  for (const line of (p.instance as StaticInstance).show()) reply.msg(-1009, line);
  reply.msg(0, "");
}

/** BIRD 2 shows all of them, a blank line between. */
function showStatic2(daemon: Daemon, name: string | null, reply: Reply): void {
  const one = name === null ? null : named(daemon, name, "static", "Static");
  if (typeof one === "string") {
    reply.msg(9001, one);
    return;
  }
  const list =
    one !== null ? [one] : daemon.list.filter((p) => p.cls.kind === "static" && p.state !== "down");
  if (list.length === 0) reply.msg(9001, "There is no Static protocol running");
  list.forEach((p, i) => {
    if (i > 0) reply.msg(-1009, "");
    for (const line of (p.instance as StaticInstance).show2()) reply.msg(-1009, line);
  });
  if (list.length > 0) reply.msg(0, "");
}

/** proto_get_named(). */
export function named(
  daemon: Daemon,
  name: string | null,
  kind: ProtoImpl["cls"]["kind"],
  title: string,
): ProtoImpl | string {
  if (name !== null) {
    const p = daemon.protocol(name);
    if (p === null) return `${name}: Not a protocol`;
    return p.cls.kind === kind ? p : `${name}: Not a ${title} protocol`;
  }
  const all = daemon.list.filter((p) => p.cls.kind === kind && p.stateName() !== "down");
  if (all.length > 1) return `There are multiple ${title} protocols running`;
  return all[0] ?? `There is no ${title} protocol running`;
}

/** Sizes of BIRD's structures on a 64-bit machine; what Debian's daemon says of itself with no routes. */
const BASE_BYTES = { tables: 45_000, attrs: 8_200, roas: 192, protocols: 18_000, rest: 45_000 };
const TABLE_BYTES = 16_600;
const NET_BYTES = 48;
const ROUTE_BYTES = 56;
const PROTOCOL_BYTES = 1_150;

export function showMemory(daemon: Daemon, reply: Reply): void {
  let nets = 0;
  let routes = 0;
  for (const table of daemon.tables.values())
    for (const net of table.fib.list()) {
      nets++;
      for (let rte = net.routes; rte !== null; rte = rte.next) routes++;
    }
  const tables = BASE_BYTES.tables + (daemon.tables.size - 1) * TABLE_BYTES + nets * NET_BYTES;
  const attrs = BASE_BYTES.attrs + routes * ROUTE_BYTES;
  const protocols = BASE_BYTES.protocols + daemon.list.length * PROTOCOL_BYTES;
  reply.msg(-1018, "BIRD memory usage");
  const line = (name: string, bytes: number): void =>
    reply.msg(-1018, `${name.padEnd(17)} ${sizeText(bytes)}`);
  line("Routing tables:", tables);
  line("Route attributes:", attrs);
  line("ROA tables:", BASE_BYTES.roas);
  line("Protocols:", protocols);
  line("Total:", tables + attrs + protocols + BASE_BYTES.roas + BASE_BYTES.rest);
  reply.msg(0, "");
}

/** print_size(): four digits and a unit. */
function sizeText(bytes: number): string {
  const units = [" B", "kB", "MB", "GB"];
  let value = bytes;
  let unit = 0;
  while (value >= 10_000 && unit < units.length - 1) {
    value = Math.floor((value + 512) / 1024);
    unit++;
  }
  return `${String(value).padStart(4)} ${units[unit] ?? ""}`;
}
