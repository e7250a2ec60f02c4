/** net-tools 2.10, mostly for reading: route, arp, netstat, ifconfig, and the changes that old texts show. */
import { route6Table } from "./route6-table.ts";
import { statisticsText } from "./netstat-statistics.ts";
import { groupTable, NETSTAT_HELP, NETSTAT_VERSION, optionLetters } from "./netstat-words.ts";
import { type Errno, strerror } from "../../kernel/errno.ts";
import {
  IFF,
  type LinkDump,
  type NeighDump,
  type NetlinkAnswer,
  NUD,
  type RouteDump,
} from "../../kernel/netlink-types.ts";
import type { Process, Program } from "../../kernel/proc/process.ts";
import type { Proc } from "../../kernel/proc/wait.ts";
import { TABLE_MAIN } from "../../kernel/route/types.ts";
import {
  formatIpv4,
  formatMac,
  type Ipv4Addr,
  maskOf,
  parseIpv4,
  parseMac,
} from "../../wire/addr.ts";
import { inetAton, namesOf } from "./resolve.ts";
import { listRows } from "./ss-rows.ts";

export const route: Program = {
  name: "route",
  paths: ["/usr/sbin/route"],
  summary: "route - show / manipulate the IP routing table",
  main: routeMain,
};
export const arp: Program = {
  name: "arp",
  paths: ["/usr/sbin/arp"],
  summary: "arp - manipulate the system ARP cache",
  main: arpMain,
};
export const netstat: Program = {
  name: "netstat",
  paths: ["/usr/bin/netstat"],
  summary: "netstat - print network connections, routing tables, interface statistics",
  main: netstatMain,
};
export const ifconfig: Program = {
  name: "ifconfig",
  paths: ["/usr/sbin/ifconfig"],
  summary: "ifconfig - configure a network interface",
  main: ifconfigMain,
};

// ── route ────────────────────────────────────────────────────────────────────────────────────

function* routeMain(proc: Process, argv: readonly string[]): Proc<number> {
  const words = argv.slice(1);
  const verb = words.find((w) => w === "add" || w === "del");
  if (verb !== undefined)
    return yield* changeRoute(
      proc,
      verb,
      words.filter((w) => w !== verb),
    );
  if (words.includes("-6") || words.join(" ").includes("-A inet6")) {
    const rest = words.filter((w) => !/^(?:-6|-A|inet6|-[ne]+)$/.test(w));
    if (rest.length === 0) {
      yield* proc.print(
        route6Table(
          proc,
          words.some((w) => /^-e*n/.test(w)),
        ),
      );
      return 0;
    }
  }
  const unknown = words.find((w) => !/^-[nee]+$/.test(w));
  if (unknown !== undefined) {
    yield* proc.warn(`route: underlay does not simulate ${unknown} (use ip route)\n`);
    return 4;
  }
  const letters = words.join("");
  const wide = letters.replace(/[^e]/g, "").length;
  if (wide > 1) {
    yield* proc.warn("route: underlay does not simulate -ee (use ip route)\n");
    return 4;
  }
  yield* proc.print(yield* routeTable(proc, letters.includes("n"), wide === 1));
  return 0;
}

function* routeTable(proc: Process, numeric: boolean, statistics: boolean): Proc<string> {
  let out = "Kernel IP routing table\n";
  out += statistics
    ? "Destination     Gateway         Genmask         Flags   MSS Window  irtt Iface\n"
    : "Destination     Gateway         Genmask         Flags Metric Ref    Use Iface\n";
  const routes = proc.place.netns.netlink.routes(4);
  const named = routes.flatMap((r) => [
    r.dst as Ipv4Addr,
    (r.nexthops[0]?.gateway ?? 0) as Ipv4Addr,
  ]);
  const names = numeric
    ? null
    : yield* namesOf(
        proc,
        named.filter((a) => a !== 0).map((a) => formatIpv4(a)),
      );
  for (const r of routes) {
    if (r.table === TABLE_MAIN && r.type !== "local" && r.type !== "broadcast")
      out += routeLine(proc, r, names, statistics);
  }
  return out;
}

function routeLine(
  proc: Process,
  r: RouteDump,
  names: ReadonlyMap<string, string> | null,
  statistics: boolean,
): string {
  const host = r.prefixLength === 32;
  const label = (address: Ipv4Addr, isDefault: boolean): string => {
    const text = formatIpv4(address);
    if (names === null) return text;
    return isDefault ? "default" : (names.get(text) ?? text);
  };
  const destination = label(r.dst as Ipv4Addr, r.prefixLength === 0).padEnd(15);
  const mask = formatIpv4(maskOf(r.prefixLength)).padEnd(15);
  if (r.type === "unreachable" || r.type === "prohibit") {
    const flags = (host ? "!H" : "!").padEnd(5);
    return statistics
      ? `${destination} ${"-".padEnd(15)} ${mask} ${flags}     - -          - -\n`
      : `${destination} ${"-".padEnd(15)} ${mask} ${flags} ${String(r.priority).padEnd(6)} -        0 -\n`;
  }
  const hop = r.nexthops[0];
  const gateway = (hop?.gateway ?? 0) as Ipv4Addr;
  const flags = `U${gateway !== 0 ? "G" : ""}${host ? "H" : ""}`.padEnd(5);
  const via = (gateway === 0 ? "0.0.0.0" : label(gateway, false)).padEnd(15);
  const dev =
    hop === undefined || hop.dev === 0 ? "*" : (proc.place.netns.devices.get(hop.dev)?.name ?? "*");
  return statistics
    ? `${destination} ${via} ${mask} ${flags} ${"0".padStart(5)} ${"0".padEnd(5)} ${"0".padStart(6)} ${dev}\n`
    : `${destination} ${via} ${mask} ${flags} ${String(r.priority).padEnd(6)} ${"0".padEnd(2)} ${"0".padStart(7)} ${dev}\n`;
}

function* changeRoute(proc: Process, verb: string, words: readonly string[]): Proc<number> {
  let target: string | null = null;
  let host = false;
  let gateway: Ipv4Addr | null = null;
  let dev: string | null = null;
  let mask: Ipv4Addr | null = null;
  let metric = 0;
  for (let i = 0; i < words.length; i++) {
    const word = words[i] as string;
    const value = words[i + 1] ?? "";
    if (word === "-net" || word === "-n" || word === "reject") continue;
    if (word === "-host") host = true;
    else if (word === "gw") {
      gateway = inetAton(value);
      i++;
    } else if (word === "dev") {
      dev = value;
      i++;
    } else if (word === "netmask") {
      mask = parseIpv4(value);
      i++;
    } else if (word === "metric") {
      metric = Number(value);
      i++;
    } else if (target === null) target = word;
    else dev = word;
  }
  const slash = target?.split("/") ?? [];
  const dst = target === "default" ? (0 as Ipv4Addr) : inetAton(slash[0] ?? "");
  if (target === null || dst === null) {
    yield* proc.warn(`${target ?? ""}: Host name lookup failure\n`);
    return 1;
  }
  let length = target === "default" ? 0 : slash[1] !== undefined ? Number(slash[1]) : 32;
  if (mask !== null && !host) length = prefixOf(mask);
  const spec = {
    family: 4 as const,
    dst,
    prefixLength: length,
    ...(metric > 0 ? { priority: metric } : {}),
    nexthops:
      gateway === null && dev === null
        ? []
        : [{ ...(dev === null ? {} : { dev }), ...(gateway === null ? {} : { gateway }) }],
  };
  const { netlink } = proc.place.netns;
  if (!proc.isRoot) {
    yield* proc.warn(`SIOC${verb === "add" ? "ADD" : "DEL"}RT: Operation not permitted\n`);
    return 7;
  }
  const answer: NetlinkAnswer =
    verb === "add"
      ? netlink.newRoute({ ...spec, scope: gateway === null ? 253 : 0 }, "add")
      : netlink.delRoute(spec);
  if (answer === null) return 0;
  yield* proc.warn(`SIOC${verb === "add" ? "ADD" : "DEL"}RT: ${strerror(answer.errno)}\n`);
  return 7;
}

function prefixOf(mask: Ipv4Addr): number {
  let length = 0;
  while (length < 32 && maskOf(length) !== mask) length++;
  return length;
}

// ── arp ──────────────────────────────────────────────────────────────────────────────────────

function* arpMain(proc: Process, argv: readonly string[]): Proc<number> {
  const words = argv.slice(1);
  const flags = words
    .filter((w) => /^-[a-zA-Z]+$/.test(w))
    .join("")
    .replace(/-/g, "");
  const bad = /[^andsievp]/.exec(flags);
  if (bad !== null) {
    yield* proc.warn(`arp: underlay does not simulate -${bad[0]} (use ip neigh)\n`);
    return 3;
  }
  const operands = words.filter((w) => !w.startsWith("-"));
  const device = flags.includes("i") ? (operands.shift() ?? null) : null;
  if (flags.includes("d")) return yield* arpDelete(proc, operands[0] ?? "");
  if (flags.includes("s")) return yield* arpSet(proc, operands[0] ?? "", operands[1] ?? "");
  const wanted = operands[0] === undefined ? null : inetAton(operands[0]);
  const entries = proc.place.netns.netlink
    .neighs(4)
    .filter(
      (n) =>
        (n.state & NUD.NOARP) === 0 &&
        (wanted === null || n.dst === wanted) &&
        (device === null || proc.place.netns.devices.get(n.index)?.name === device),
    );
  if (entries.length === 0) {
    if (operands[0] !== undefined)
      yield* proc.print(`${operands[0]} (${formatIpv4(wanted ?? 0)}) -- no entry\n`);
    return 0;
  }
  const numeric = flags.includes("n");
  let out = flags.includes("a")
    ? ""
    : "Address                  HWtype  HWaddress           Flags Mask            Iface\n";
  const names = numeric
    ? null
    : yield* namesOf(
        proc,
        entries.map((entry) => formatIpv4(entry.dst as Ipv4Addr)),
      );
  for (const entry of entries) out += arpLine(proc, entry, names, flags.includes("a"));
  yield* proc.print(out);
  return 0;
}

function arpLine(
  proc: Process,
  n: NeighDump,
  names: ReadonlyMap<string, string> | null,
  bsd: boolean,
): string {
  const address = formatIpv4(n.dst as Ipv4Addr);
  const name = names?.get(address) ?? null;
  const device = proc.place.netns.devices.get(n.index);
  const dev = device?.name ?? "";
  const loop = device?.loopback === true;
  if (n.proxy) {
    const where = dev === "" ? "*" : dev;
    if (bsd) return `${name ?? "?"} (${address}) at <from_interface> PERM PUB on ${where}\n`;
    return `${(name ?? address).padEnd(23)}  *       ${"<from_interface>".padEnd(17)}   ${"MP".padEnd(21)} ${where}\n`;
  }
  const known = n.lladdr !== null && (n.state & (NUD.INCOMPLETE | NUD.FAILED)) === 0;
  const permanent = (n.state & NUD.PERMANENT) !== 0;
  if (bsd) {
    const at = known
      ? `${formatMac(n.lladdr)} [${loop ? "loop" : "ether"}]${permanent ? " PERM" : ""}`
      : "<incomplete>";
    return `${name ?? "?"} (${address}) at ${at} on ${dev}\n`;
  }
  const label = (name ?? address).padEnd(23);
  if (!known) return `${label}          ${"(incomplete)".padEnd(41)} ${dev}\n`;
  return `${label}  ${loop ? "loop " : "ether"}   ${formatMac(n.lladdr).padEnd(17)}   ${(permanent ? "CM" : "C").padEnd(21)} ${dev}\n`;
}

function* arpDelete(proc: Process, text: string): Proc<number> {
  const { netlink, devices } = proc.place.netns;
  const dst = inetAton(text);
  const found = netlink
    .neighs(4)
    .find((n) => n.dst === dst && (n.state & (NUD.NOARP | NUD.FAILED)) === 0);
  const dev = found === undefined ? undefined : devices.get(found.index);
  if (dst === null || dev === undefined) {
    yield* proc.print(`No ARP entry for ${text}\n`);
    return 255;
  }
  return yield* sioc(
    proc,
    "SIOCDARP(dontpub)",
    netlink.delNeigh({ family: 4, dev: dev.name, dst }),
  );
}

function* arpSet(proc: Process, text: string, hardware: string): Proc<number> {
  const dst = inetAton(text);
  const lladdr = parseMac(hardware);
  if (dst === null || lladdr === null) {
    yield* proc.warn("arp: invalid hardware address\n");
    return 255;
  }
  const { netlink, devices } = proc.place.netns;
  const way = netlink.getRoute({ dst });
  if ("errno" in way) return yield* sioc(proc, "SIOCSARP", way);
  const dev = devices.get(way.nexthops[0]?.dev ?? 0);
  if (dev === undefined) return yield* sioc(proc, "SIOCSARP", { errno: "ENXIO" });
  return yield* sioc(
    proc,
    "SIOCSARP",
    netlink.newNeigh({ family: 4, dev: dev.name, dst, lladdr, state: NUD.PERMANENT }, "replace"),
  );
}

function* sioc(
  proc: Process,
  call: string,
  answer: { readonly errno: Errno } | null,
): Proc<number> {
  if (answer === null && proc.isRoot) return 0;
  yield* proc.warn(`${call}: ${strerror(answer === null ? "EPERM" : answer.errno)}\n`);
  return 255;
}

// ── netstat ──────────────────────────────────────────────────────────────────────────────────

const NETSTAT_STATES: Readonly<Record<string, string>> = {
  ESTAB: "ESTABLISHED",
  "SYN-SENT": "SYN_SENT",
  "SYN-RECV": "SYN_RECV",
  "FIN-WAIT-1": "FIN_WAIT1",
  "FIN-WAIT-2": "FIN_WAIT2",
  "TIME-WAIT": "TIME_WAIT",
  "CLOSE-WAIT": "CLOSE_WAIT",
  "LAST-ACK": "LAST_ACK",
};

/** netstat's lines of TCP: tcp, then tcp6. */
function tcpLines(proc: Process, flags: string): string {
  const wanted = {
    kinds: new Set(["tcp"] as const),
    family: 0,
    numeric: flags.includes("n"),
    resolve: false,
    processes: false,
    timers: false,
    extended: false,
    memory: false,
    info: false,
    oneLine: false,
  } as const;
  let out = "";
  for (const row of listRows(proc, wanted)) {
    const listens = row.state === "LISTEN";
    if (flags.includes("l") ? !listens : !flags.includes("a") && listens) continue;
    const six = row.src === null || row.local[0].startsWith("[") || row.local[0] === "*:";
    const address = ([host, port]: readonly [string, string]): string => {
      const plain = host === "*:" ? ":::" : host.replace(/^\[(?:::ffff:)?(.*)\]:$/, "$1:");
      return `${plain}${port}`.padEnd(23);
    };
    const state = NETSTAT_STATES[row.state] ?? row.state;
    // A listener's queues are its connections; netstat shows its own backlog as 0.
    const queues = `${String(row.receiveQueue).padStart(6)} ${String(listens ? 0 : row.sendQueue).padStart(6)}`;
    out += `${six ? "tcp6 " : "tcp  "} ${queues} ${address(row.local)} ${address(row.peer)} ${state.padEnd(11)}${flags.includes("p") ? ` ${owner(proc, row.socket)}` : ""}\n`;
  }
  return out;
}

/** `PID/Program name`, in 20 columns. */
function owner(proc: Process, socket: object | null): string {
  for (const other of proc.host.processes.values()) {
    for (const { file } of other.fds.values())
      if (file === socket) return `${other.pid}/${other.comm}`.padEnd(20);
  }
  return "-".padEnd(20);
}

function* netstatMain(proc: Process, argv: readonly string[]): Proc<number> {
  const flags = optionLetters(argv.slice(1).filter((word) => word.startsWith("-")));
  const bad = flags.startsWith("-") ? [flags] : /[^rnitulapexw46cWsghV]/.exec(flags);
  if (bad !== null) {
    const name = (bad[0] as string).padStart(2, "-");
    yield* proc.warn(`netstat: underlay does not simulate ${name}\n`);
    return 1;
  }
  const told = netstatTells(proc, flags);
  if (told !== null) {
    yield* proc.print(told.text);
    return told.status;
  }
  if (flags.includes("r")) {
    if (flags.includes("6")) yield* proc.print(route6Table(proc, flags.includes("n")));
    else yield* proc.print(yield* routeTable(proc, flags.includes("n"), true));
    return 0;
  }
  if (flags.includes("i")) {
    const links = sortedLinks(proc, false);
    const words = links.map((link) => describe(proc, link)).join("");
    const head = "Kernel Interface table\n";
    yield* proc.print(flags.includes("e") ? head + words : interfaceTable(proc));
    return 0;
  }
  const which = flags.includes("l")
    ? "only servers"
    : flags.includes("a")
      ? "servers and established"
      : "w/o servers";
  const owned = flags.includes("p");
  let out = `Active Internet connections (${which})\nProto Recv-Q Send-Q Local Address           Foreign Address         State      ${owned ? " PID/Program name    " : ""}\n`;
  const listening = flags.includes("l") || flags.includes("a");
  if (!/[uwx]/.test(flags) || flags.includes("t")) out += tcpLines(proc, flags);
  if (!/[twx]/.test(flags) || flags.includes("u")) {
    for (const s of proc.place.netns.stack.sockets.all) {
      if (
        s.flavour !== "udp" ||
        s.localPort === 0 ||
        (s.connected ? flags.includes("l") : !listening)
      )
        continue;
      const local = `${formatIpv4(s.localAddress)}:${s.localPort}`.padEnd(23);
      const remote =
        `${formatIpv4(s.remoteAddress)}:${s.remotePort === 0 ? "*" : s.remotePort}`.padEnd(23);
      out += `udp   ${String(s.receiveQueue).padStart(6)} ${"0".padStart(6)} ${local} ${remote} ${(s.connected ? "ESTABLISHED" : "").padEnd(11)}${owned ? ` ${owner(proc, s)}` : ""}\n`;
    }
  }
  if (!/[tuw46]/.test(flags))
    out += `Active UNIX domain sockets (${which})\nProto RefCnt Flags       Type       State         I-Node   Path\n`;
  yield* proc.print(out);
  return 0;
}

/** What is printed and done with: usage, version, counters, groups. */
function netstatTells(proc: Process, flags: string): { text: string; status: number } | null {
  const ns = proc.place.netns;
  if (flags.includes("h")) return { text: NETSTAT_HELP, status: 0 };
  if (flags.includes("V")) return { text: NETSTAT_VERSION, status: 0 };
  if (flags.includes("g")) return { text: groupTable(ns), status: 0 };
  if (!flags.includes("s")) return null;
  const { snmp } = ns.stack;
  const files = {
    snmp: snmp.text(ns.sysctl.ipForward, ns.sysctl.ipDefaultTtl, ns),
    netstat: snmp.netstatText(ns),
    snmp6: snmp.snmp6Text(),
  };
  const has = (letter: string): boolean => flags.includes(letter);
  const wanted = { tcp: has("t"), udp: has("u"), raw: has("w"), v6: has("6") };
  return { text: statisticsText(files, wanted), status: 0 };
}

function sortedLinks(proc: Process, all: boolean): LinkDump[] {
  const links = proc.place.netns.netlink.links().filter((l) => all || (l.flags & IFF.UP) !== 0);
  return links.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

function interfaceTable(proc: Process): string {
  let out =
    "Kernel Interface table\nIface             MTU    RX-OK RX-ERR RX-DRP RX-OVR    TX-OK TX-ERR TX-DRP TX-OVR Flg\n";
  for (const l of sortedLinks(proc, false)) {
    const s = l.stats;
    const n = (value: number, width: number): string => String(value).padStart(width);
    const f = l.flags;
    const flags =
      (f & IFF.ALLMULTI ? "A" : "") +
      (f & IFF.BROADCAST ? "B" : "") +
      (f & IFF.LOOPBACK ? "L" : "") +
      (f & IFF.BROADCAST && f & IFF.MULTICAST ? "M" : "") +
      (f & IFF.NOARP ? "O" : "") +
      (f & IFF.POINTOPOINT ? "P" : "") +
      (l.carrier ? "R" : "") +
      "U";
    out += `${l.name.padEnd(15)} ${n(l.mtu, 5)} ${n(s.rxPackets, 8)} ${n(s.rxErrors, 6)} ${n(s.rxDropped, 6)} ${String(s.rxOverErrors).padEnd(6)} ${n(s.txPackets, 8)} ${n(s.txErrors, 6)} ${n(s.txDropped, 6)} ${n(s.txFifoErrors, 6)} ${flags}\n`;
  }
  return out;
}

// ── ifconfig ─────────────────────────────────────────────────────────────────────────────────

const FLAG_NAMES: readonly (readonly [number, string])[] = [
  [IFF.UP, "UP"],
  [IFF.BROADCAST, "BROADCAST"],
  [IFF.LOOPBACK, "LOOPBACK"],
  [IFF.POINTOPOINT, "POINTOPOINT"],
  [IFF.RUNNING, "RUNNING"],
  [IFF.NOARP, "NOARP"],
  [IFF.PROMISC, "PROMISC"],
  [IFF.ALLMULTI, "ALLMULTI"],
  [IFF.MULTICAST, "MULTICAST"],
];

function* ifconfigMain(proc: Process, argv: readonly string[]): Proc<number> {
  const words = argv.slice(1);
  const all = words[0] === "-a";
  if (all) words.shift();
  const name = words.shift();
  if (name === undefined) {
    yield* proc.print(
      sortedLinks(proc, all)
        .map((l) => describe(proc, l))
        .join(""),
    );
    return 0;
  }
  if (name.startsWith("-")) {
    yield* proc.warn(`ifconfig: underlay does not simulate ${name} (use ip)\n`);
    return 1;
  }
  const link = proc.place.netns.netlink.link(name);
  if (link === null) {
    if (words.length > 0) yield* proc.warn(`SIOCSIFFLAGS: ${strerror("ENODEV")}\n`);
    yield* proc.warn(`${name}: error fetching interface information: Device not found\n`);
    return 1;
  }
  if (words.length > 0) return yield* configure(proc, name, words);
  yield* proc.print(describe(proc, link));
  return 0;
}

function* configure(proc: Process, name: string, words: readonly string[]): Proc<number> {
  const { netlink, devices } = proc.place.netns;
  if (!proc.isRoot) {
    yield* proc.warn(`SIOCSIFFLAGS: ${strerror("EPERM")}\n`);
    return 255;
  }
  for (let i = 0; i < words.length; i++) {
    const word = words[i] as string;
    const address = inetAton(word.replace(/\/.*/, ""));
    let answer: NetlinkAnswer;
    if (word === "up" || word === "down") answer = netlink.setLink(name, { up: word === "up" });
    else if (word === "mtu") answer = netlink.setLink(name, { mtu: Number(words[++i]) });
    else if (address !== null) {
      let length = word.includes("/") ? Number(word.replace(/.*\//, "")) : classOf(address);
      if (words[i + 1] === "netmask") {
        length = prefixOf(parseIpv4(words[i + 2] ?? "") ?? (0 as Ipv4Addr));
        i += 2;
      }
      for (const old of netlink.addrs(4)) {
        if (devices.get(old.index)?.name === name && old.label === name) {
          netlink.delAddr({
            family: 4,
            dev: name,
            local: old.local,
            prefixLength: old.prefixLength,
          });
        }
      }
      const broadcast = (address | ~maskOf(length) | 0) as Ipv4Addr;
      answer =
        netlink.newAddr(
          { family: 4, dev: name, local: address, prefixLength: length, broadcast },
          "add",
        ) ?? netlink.setLink(name, { up: true });
    } else {
      yield* proc.warn(`ifconfig: underlay does not simulate ${word} (use ip)\n`);
      return 1;
    }
    if (answer !== null) {
      yield* proc.warn(`SIOCSIFADDR: ${strerror(answer.errno)}\n`);
      return 255;
    }
  }
  return 0;
}

function classOf(address: Ipv4Addr): number {
  const first = address >>> 24;
  return first < 128 ? 8 : first < 192 ? 16 : 24;
}

function describe(proc: Process, l: LinkDump): string {
  const { netlink } = proc.place.netns;
  const running = (l.flags & IFF.UP) !== 0 && l.carrier ? IFF.RUNNING : 0;
  const flags = (l.flags & 0xffff & ~IFF.RUNNING) | running;
  const names = FLAG_NAMES.filter(([bit]) => (flags & bit) !== 0).map(([, text]) => text);
  let out = `${l.name}: flags=${flags}<${names.join(",")}>  mtu ${l.mtu}\n`;
  const four = netlink.addrs(4).find((a) => a.index === l.index && a.label === l.name);
  if (four !== undefined) {
    out += `        inet ${formatIpv4(four.local as Ipv4Addr)}  netmask ${formatIpv4(maskOf(four.prefixLength))}`;
    if ((l.flags & IFF.BROADCAST) !== 0) out += `  broadcast ${formatIpv4(four.broadcast ?? 0)}`;
    out += "\n";
  }
  for (const six of netlink.addrs(6)) {
    if (six.index !== l.index) continue;
    const scope =
      six.scope === 253 ? "0x20<link>" : six.scope === 254 ? "0x10<host>" : "0x0<global>";
    out += `        inet6 ${String(six.local)}  prefixlen ${six.prefixLength}  scopeid ${scope}\n`;
  }
  if (l.linkType === "loopback") out += `        loop  txqueuelen ${l.txqlen}  (Local Loopback)\n`;
  else if (l.linkType === "ether")
    out += `        ether ${formatMac(l.address)}  txqueuelen ${l.txqlen}  (Ethernet)\n`;
  else out += `        tunnel   txqueuelen ${l.txqlen}  (IPIP Tunnel)\n`;
  const s = l.stats;
  out += `        RX packets ${s.rxPackets}  bytes ${s.rxBytes} (${human(s.rxBytes)})\n`;
  out += `        RX errors ${s.rxErrors}  dropped ${s.rxDropped}  overruns ${s.rxFifoErrors}  frame ${s.rxFrameErrors}\n`;
  out += `        TX packets ${s.txPackets}  bytes ${s.txBytes} (${human(s.txBytes)})\n`;
  out += `        TX errors ${s.txErrors}  dropped ${s.txDropped} overruns ${s.txFifoErrors}  carrier ${s.txCarrierErrors}  collisions ${s.collisions}\n\n`;
  return out;
}

/** "4.5 KiB": one decimal, cut, not rounded. */
function human(bytes: number): string {
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  let unit = 0;
  let size = 1;
  while (unit < units.length - 1 && bytes >= size * 1024) {
    size *= 1024;
    unit++;
  }
  return `${Math.floor(bytes / size)}.${Math.floor((bytes * 10) / size) % 10} ${units[unit] as string}`;
}
