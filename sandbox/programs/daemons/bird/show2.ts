/**
 * BIRD 2's `show protocols`, `status`, `interfaces` and `memory`, where they are not 1.6's: nest/proto.c (channels),
 * nest/cmds.c, nest/iface.c. Left out: channels but `ipv4` and an `ipv6` that carries nothing.
 */
import type { AddrDump } from "../../../kernel/netlink-types.ts";
import { formatIpv4 } from "../../../wire/addr.ts";
import { scopeText } from "./address.ts";
import type { Daemon } from "./daemon.ts";
import { type Limit, newStats } from "./hook.ts";
import type { PipeInstance } from "./proto-pipe.ts";
import type { ProtoImpl } from "./proto.ts";
import { interfaceType, statsLines } from "./show.ts";
import type { Reply } from "./show-route.ts";
import { formatTime } from "./time.ts";
import { IF } from "./types.ts";

export const PROTOCOLS_HEADER2 = "Name       Proto      Table      State  Since         Info";

export function showProtocol2(daemon: Daemon, p: ProtoImpl, all: boolean, reply: Reply): void {
  const since = formatTime(daemon, daemon.config.timeformats.protocol, p.lastStateChange);
  const main = p.cls.kind === "static" || p.cls.kind === "kernel";
  const cells = [p.name, p.cls.name, main ? p.table.name : "---"].map((s) => s.padEnd(10));
  const info = p.instance.statusLine?.() ?? "";
  reply.msg(-1002, `${cells.join(" ")} ${p.stateName().padEnd(6)} ${since.padEnd(12)}  ${info}`);
  if (!all) return;
  const { config } = p;
  if (config.description !== null) reply.msg(-1006, `  Description:    ${config.description}`);
  if (p.message !== null) reply.msg(-1006, `  Message:        ${p.message}`);
  if (config.routerId !== null)
    reply.msg(-1006, `  Router ID:      ${formatIpv4(config.routerId)}`);
  for (const line of p.instance.showAll?.() ?? []) reply.msg(-1006, line);
  if (p.cls.kind === "pipe") pipeLines(p, reply);
  else if (p.cls.kind !== "device") {
    if (config.channel !== null) channelLines(p, reply);
    if (config.ipv6 !== null) ipv6Lines(p, reply);
  }
  reply.msg(-1006, "");
}

function channelState(p: ProtoImpl): string {
  if (p.hook === null || p.state === "start") return "DOWN";
  return p.core === "flushing" ? "FLUSHING" : "UP";
}

function channelLines(p: ProtoImpl, reply: Reply): void {
  const { config, lastHook: hook } = p;
  const state = channelState(p);
  reply.msg(-1006, "  Channel ipv4");
  reply.msg(-1006, `    State:          ${state}`);
  reply.msg(-1006, `    Table:          ${p.table.name}`);
  reply.msg(-1006, `    Preference:     ${config.preference}`);
  reply.msg(-1006, `    Input filter:   ${config.importFilter.name}`);
  reply.msg(-1006, `    Output filter:  ${config.exportFilter.name}`);
  const at = (c: typeof config.importLimit): Limit | null =>
    c === null ? null : { config: c, state: "initial" };
  const up = state !== "DOWN";
  const limits: readonly (readonly [string, Limit | null])[] = [
    ["Receive", (up ? hook?.rxLimit : null) ?? at(config.receiveLimit)],
    ["Import", (up ? hook?.inLimit : null) ?? at(config.importLimit)],
    ["Export", (up ? hook?.outLimit : null) ?? at(config.exportLimit)],
  ];
  for (const [name, limit] of limits) {
    if (limit === null) continue;
    const hit = limit.state === "initial" ? "" : " [HIT]";
    reply.msg(-1006, `    ${`${name} limit:`.padEnd(16)}${limit.config.limit}${hit}`);
    reply.msg(-1006, `      Action:       ${limit.config.action}`);
  }
  if (up) for (const line of statsLines(p, p.stats)) reply.msg(-1006, `  ${line}`);
  for (const line of p.instance.channelLines?.() ?? []) reply.msg(-1006, line);
}

/** It is read and configured, and nothing comes through it. */
function ipv6Lines(p: ProtoImpl, reply: Reply): void {
  const { ipv6 } = p.config;
  if (ipv6 === null) return;
  const state = channelState(p);
  reply.msg(-1006, "  Channel ipv6");
  reply.msg(-1006, `    State:          ${state}`);
  reply.msg(-1006, `    Table:          master6`);
  reply.msg(-1006, `    Preference:     ${ipv6.preference}`);
  reply.msg(-1006, `    Input filter:   ${ipv6.importFilter.name}`);
  reply.msg(-1006, `    Output filter:  ${ipv6.exportFilter.name}`);
  if (state === "DOWN") return;
  for (const line of statsLines(p, newStats())) reply.msg(-1006, `  ${line}`);
}

function pipeLines(p: ProtoImpl, reply: Reply): void {
  const pipe = p.instance as PipeInstance;
  const { config } = p;
  const peer = config.kind === "pipe" ? config.peerTable : "";
  const state = p.state === "up" ? "up" : "down";
  reply.msg(-1006, "  Channel main");
  reply.msg(-1006, `    Table:          ${p.table.name}`);
  reply.msg(-1006, `    Peer table:     ${peer}`);
  reply.msg(-1006, `    Import state:   ${state}`);
  reply.msg(-1006, `    Export state:   ${state}`);
  reply.msg(-1006, `    Import filter:  ${config.importFilter.name}`);
  reply.msg(-1006, `    Export filter:  ${config.exportFilter.name}`);
  if (p.state !== "down") for (const line of pipe.statsLines()) reply.msg(-1006, line);
}

// ── the rest ─────────────────────────────────────────────────────────────────────────────────

/** IPv6 addresses of a device, as the kernel lists them. */
function ipv6Of(daemon: Daemon, index: number): readonly AddrDump[] {
  return daemon.proc.place.netns.netlink.addrs(6).filter((a) => a.index === index);
}

function isLinkLocal(a: AddrDump): boolean {
  return a.scope === 253;
}

const SCOPES6: Readonly<Record<number, string>> = { 254: "host", 253: "link", 200: "site" };

export function showInterfaces2(daemon: Daemon, reply: Reply): void {
  for (const i of daemon.ifaces.shown()) {
    const up = (i.flags & IF.UP) !== 0 ? "up" : "down";
    reply.msg(-1001, `${i.name} ${up} (index=${i.index})`);
    reply.msg(-1004, `\t${interfaceType(i)} MTU=${i.mtu}`);
    for (const a of i.addrs) {
      const how = a.flags.primary ? "Preferred, " : a.flags.secondary ? "Secondary, " : "";
      const other = a.opposite === 0 ? "" : `opposite ${formatIpv4(a.opposite)}, `;
      const at = `${formatIpv4(a.ip)}/${a.length}`;
      reply.msg(-1003, `\t${at} (${how}${other}scope ${scopeText(a.scope)})`);
    }
    const first = { link: true, other: true };
    for (const a of ipv6Of(daemon, i.index)) {
      const kind = isLinkLocal(a) ? "link" : "other";
      const how = first[kind] ? "Preferred, " : "";
      first[kind] = false;
      const at = `${a.local}/${a.prefixLength}`;
      reply.msg(-1003, `\t${at} (${how}scope ${SCOPES6[a.scope] ?? "univ"})`);
    }
  }
  reply.msg(0, "");
}

export function showInterfacesSummary2(daemon: Daemon, reply: Reply): void {
  reply.msg(-2005, "Interface  State  IPv4 address       IPv6 address");
  for (const i of daemon.ifaces.shown()) {
    const address = i.addr === null ? "" : `${formatIpv4(i.addr.ip)}/${i.addr.length}`;
    const six = ipv6Of(daemon, i.index).find((a) => !isLinkLocal(a));
    const text = six === undefined ? "" : `${six.local}/${six.prefixLength}`;
    const state = (i.flags & IF.UP) !== 0 ? "up" : "down";
    reply.msg(-1005, `${i.name.padEnd(10)} ${state.padEnd(6)} ${address.padEnd(18)} ${text}`);
  }
  reply.msg(0, "");
}

/** Sizes as Debian's daemon has them with no routes. */
const BASE_BYTES = { tables: 17_000, attrs: 1_200, protocols: 4_000, config: 13_000 };

export function showMemory2(daemon: Daemon, reply: Reply): void {
  let nets = 0;
  for (const table of daemon.tables.values()) nets += table.fib.list().length;
  const rows: readonly (readonly [string, number, number])[] = [
    ["Routing tables:", BASE_BYTES.tables + nets * 200, 9_024],
    ["Route attributes:", BASE_BYTES.attrs + nets * 80, 12_700],
    ["Protocols:", BASE_BYTES.protocols + daemon.list.length * 1_200, 2_040],
    ["Current config:", BASE_BYTES.config + daemon.list.length * 350, 520],
    ["Standby memory:", 0, 61_440],
  ];
  reply.msg(-1018, "BIRD memory usage");
  reply.msg(-1018, "                  Effective    Overhead");
  const line = (name: string, a: number, b: number): void =>
    reply.msg(-1018, `${name.padEnd(17)} ${size2(a)}   ${size2(b)}`);
  let all = 0;
  let over = 0;
  for (const [name, a, b] of rows) {
    line(name, a, b);
    all += a;
    over += b;
  }
  line("Total:", all, over);
  reply.msg(0, "");
}

/** print_size() of 2.0: tenths. */
function size2(bytes: number): string {
  const units = [" B", "kB", "MB", "GB"];
  let value = bytes;
  let unit = 0;
  while (value > 9_999 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${value.toFixed(1).padStart(6)} ${units[unit] ?? ""}`;
}
