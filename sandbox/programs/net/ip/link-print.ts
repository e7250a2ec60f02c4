/**
 * One link as `ip link`, `ip addr` and `ip monitor` show it: plain, -br, -d, -s, JSON.
 */
import {
  type BridgeInfo,
  type BridgePortInfo,
  IFF,
  type LinkDump,
} from "../../../kernel/netlink-types.ts";
import { formatIpv4, formatMac } from "../../../wire/addr.ts";
import { printIpip } from "./link-ipip.ts";
import { printVxlan } from "./link-vxlan.ts";
import { printAltnames } from "./link-property.ts";
import type { Printer } from "./printer.ts";
import { humanNumber, type Session } from "./session.ts";

/** In the order they are printed. */
const FLAG_WORDS: readonly (readonly [number, string])[] = [
  [IFF.LOOPBACK, "LOOPBACK"],
  [IFF.BROADCAST, "BROADCAST"],
  [IFF.POINTOPOINT, "POINTOPOINT"],
  [IFF.MULTICAST, "MULTICAST"],
  [IFF.NOARP, "NOARP"],
  [IFF.ALLMULTI, "ALLMULTI"],
  [IFF.PROMISC, "PROMISC"],
  [0x400, "MASTER"],
  [0x800, "SLAVE"],
  [0x4, "DEBUG"],
  [IFF.DYNAMIC, "DYNAMIC"],
  [0x4000, "AUTOMEDIA"],
  [0x2000, "PORTSEL"],
  [0x20, "NOTRAILERS"],
  [IFF.UP, "UP"],
  [IFF.LOWER_UP, "LOWER_UP"],
  [IFF.DORMANT, "DORMANT"],
  [0x40000, "ECHO"],
];

const HARDWARE_TYPES: Readonly<Record<LinkDump["linkType"], number>> = {
  ether: 1,
  loopback: 772,
  ipip: 768,
  none: 65_534,
};

/** `<...> `: NO-CARRIER first, M-DOWN (the lower device is down) last. */
export function printFlags(p: Printer, flags: number, lowerDown: boolean): void {
  p.openArray("flags", "<");
  const words: string[] = [];
  if ((flags & IFF.UP) !== 0 && (flags & IFF.RUNNING) === 0) words.push("NO-CARRIER");
  let rest = flags & ~IFF.RUNNING;
  for (const [bit, word] of FLAG_WORDS) {
    if ((rest & bit) === 0) continue;
    rest &= ~bit;
    words.push(word);
  }
  if (rest !== 0) words.push((rest >>> 0).toString(16));
  if (lowerDown) words.push("M-DOWN");
  for (const [i, word] of words.entries())
    p.element(word, i === words.length - 1 ? word : `${word},`);
  p.closeArray("> ");
}

/** `NAME@OTHER: `. Returns whether the other end is here and down. */
export function printNameAndLink(
  s: Session,
  link: LinkDump,
  suffix: (name: string) => string,
): boolean {
  const p = s.printer;
  let name = link.name;
  let lowerDown = false;
  // A veth whose other end is gone, or not made yet: only a monitor sees one.
  const orphan =
    link.kind === "veth" && link.linkNetnsid === null && s.netlink.linkByIndex(link.link) === null;
  if (orphan || (link.linkType === "ipip" && link.link === 0)) {
    p.member("link", null);
    name += "@NONE";
  } else if (link.link !== 0 && link.linkNetnsid !== null) {
    p.member("link_index", link.link);
    name += `@if${link.link}`;
  } else if (link.link !== 0) {
    const other = s.netlink.linkByIndex(link.link);
    const otherName = s.deviceName(link.link);
    p.member("link", otherName);
    name += `@${otherName}`;
    // A tunnel's lower device may be gone for long: nothing is known of it then.
    lowerDown = other !== null && (other.flags & IFF.UP) === 0;
  }
  p.any("ifname", link.name, suffix(name), "ifname");
  return lowerDown;
}

function printOperstate(p: Printer, link: LinkDump, brief: boolean): void {
  const state = link.operstate;
  const color = state === "UP" ? "up" : state === "DOWN" ? "down" : null;
  if (!brief) p.text("state ");
  p.any("operstate", state, brief ? `${state.padEnd(14)} ` : `${state} `, color);
}

/** -br: one line, addresses follow when `withAddress` is false. */
export function printLinkBrief(s: Session, link: LinkDump, withAddress: boolean): void {
  const p = s.printer;
  const lowerDown = printNameAndLink(s, link, (name) => `${name.padEnd(16)} `);
  printOperstate(p, link, true);
  if (!withAddress) return;
  const address = formatLladdr(link, link.address);
  p.any("address", address, `${address} `, "mac");
  printFlags(p, link.flags, lowerDown);
  p.text("\n");
}

export interface LinkForm {
  /** As `ip link` does it: mode, addrgenmode, statistics. */
  readonly asLink: boolean;
  /** Show the link/ether line. */
  readonly hardware: boolean;
  readonly deleted?: boolean;
  /** As an AF_INET6 dump has it: no queue, group, master, other namespace. */
  readonly inet6?: boolean;
  /** Where it moved, in a monitor. */
  readonly movedTo?: { readonly nsid: number; readonly index: number };
}

/** inet6_fill_ifinfo: the other end is told when its number is not one's own, and as if it were here. */
export function asInet6(link: LinkDump): LinkDump {
  return {
    ...link,
    link: link.link === link.index ? 0 : link.link,
    linkNetnsid: null,
    master: 0,
    alias: null,
    altnames: [],
    kind: null,
    info: null,
    slave: null,
  };
}

export function printLink(s: Session, link: LinkDump, form: LinkForm): void {
  const p = s.printer;
  const { details, stats } = s.options;
  const { asLink } = form;
  if (form.deleted === true) p.any("deleted", true, "Deleted ");
  p.any("ifindex", link.index, `${link.index}: `);
  printFlags(
    p,
    link.flags,
    printNameAndLink(s, link, (name) => `${name}: `),
  );
  p.any("mtu", link.mtu, `mtu ${link.mtu} `);
  if (form.inet6 !== true) p.any("qdisc", link.qdisc, `qdisc ${link.qdisc} `);
  if (link.master !== 0) {
    const master = s.deviceName(link.master);
    p.any("master", master, `master ${master} `);
  }
  printOperstate(p, link, false);
  if (asLink) p.any("linkmode", "DEFAULT", "mode DEFAULT ");
  if (form.inet6 !== true)
    p.any("group", s.groupName(link.group), `group ${s.groupName(link.group)} `);
  if (link.txqlen !== 0) p.any("txqlen", link.txqlen, `qlen ${link.txqlen}`);
  if (form.hardware) printHardware(s, link, form.inet6 !== true);
  printPeerNamespace(s, link);
  if (form.movedTo !== undefined) {
    const netns = s.netlink.netnsOf(form.movedTo.nsid);
    const name = netns === null ? null : s.netnsName(netns);
    p.text(name === null ? ` new-netnsid ${form.movedTo.nsid}` : ` new-netns ${name}`);
    p.text(` new-ifindex ${form.movedTo.index}`);
  }
  if (details > 0 && form.inet6 !== true) printDetails(s, link, asLink);
  if (link.alias !== null && link.alias !== "" && (asLink || details > 0)) {
    p.nl();
    p.any("ifalias", link.alias, `    alias ${link.alias}`);
  }
  if (asLink && stats > 0) {
    p.nl();
    printStats(s, link);
  }
  printAltnames(p, link.altnames);
  p.text("\n");
}

/** ll_addr_n2a: the link layer of an IPv4 tunnel has IPv4 addresses. */
export function formatLladdr(link: Pick<LinkDump, "linkType"> | null, address: number): string {
  return link?.linkType === "ipip" ? formatIpv4(address | 0) : formatMac(address);
}

function printHardware(s: Session, link: LinkDump, withBroadcast: boolean): void {
  const p = s.printer;
  const type = s.options.numeric ? `[${HARDWARE_TYPES[link.linkType]}]` : link.linkType;
  p.nl();
  p.any("link_type", type, `    link/${type} `);
  const address = formatLladdr(link, link.address);
  p.any("address", address, address, "mac");
  if (!withBroadcast) return;
  if ((link.flags & IFF.POINTOPOINT) !== 0) {
    p.text(" peer ");
    p.member("link_pointtopoint", true);
  } else p.text(" brd ");
  const other = formatLladdr(link, link.broadcast);
  p.any("broadcast", other, other, "mac");
}

function printPeerNamespace(s: Session, link: LinkDump): void {
  if (link.linkNetnsid === null) return;
  const p = s.printer;
  p.member("link_netnsid", link.linkNetnsid);
  const netns = s.netlink.netnsOf(link.linkNetnsid);
  const name = netns === null ? null : s.netnsName(netns);
  p.text(name === null ? ` link-netnsid ${link.linkNetnsid}` : ` link-netns ${name}`);
}

function printDetails(s: Session, link: LinkDump, asLink: boolean): void {
  const p = s.printer;
  p.any("promiscuity", link.promiscuity, ` promiscuity ${link.promiscuity} `);
  p.any("allmulti", link.allmulti, ` allmulti ${link.allmulti} `);
  p.any("min_mtu", link.minMtu, `minmtu ${link.minMtu} `);
  p.any("max_mtu", link.maxMtu, `maxmtu ${link.maxMtu} `);
  if (link.kind !== null || link.slave !== null) printInfo(s, link);
  if (asLink && link.addrGenMode !== null) {
    p.any("inet6_addr_gen_mode", link.addrGenMode, `addrgenmode ${link.addrGenMode} `);
  }
  p.any("num_tx_queues", link.numTxQueues, `numtxqueues ${link.numTxQueues} `);
  // Kernels built without RPS tell none: so it was recorded for tunnels.
  if (link.numRxQueues > 0)
    p.any("num_rx_queues", link.numRxQueues, `numrxqueues ${link.numRxQueues} `);
  p.any("gso_max_size", link.gsoMaxSize, `gso_max_size ${link.gsoMaxSize} `);
  p.any("gso_max_segs", link.gsoMaxSegs, `gso_max_segs ${link.gsoMaxSegs} `);
  p.any("tso_max_size", link.tsoMaxSize, `tso_max_size ${link.tsoMaxSize} `);
  p.any("tso_max_segs", link.tsoMaxSegs, `tso_max_segs ${link.tsoMaxSegs} `);
  p.any("gro_max_size", link.groMaxSize, `gro_max_size ${link.groMaxSize} `);
}

function printInfo(s: Session, link: LinkDump): void {
  const p = s.printer;
  p.openObject("linkinfo");
  if (link.kind !== null) {
    p.nl();
    p.any("info_kind", link.kind, `    ${link.kind} `);
    if (link.info?.kind === "bridge") {
      p.openObject("info_data");
      printBridge(p, link.info);
      p.closeObject();
    } else if (link.info?.kind === "ipip") {
      p.openObject("info_data");
      printIpip(s, link.info);
      p.closeObject();
    } else if (link.info?.kind === "vxlan") {
      p.openObject("info_data");
      printVxlan(s, link.info);
      p.closeObject();
    } else if (link.info?.kind === "macvlan") {
      p.openObject("info_data");
      p.any("mode", link.info.mode, `mode ${link.info.mode} `);
      for (const one of ["bcqueuelen", "usedbcqueuelen"]) p.any(one, 1000, `${one} 1000 `);
      p.closeObject();
    } else if (link.info?.kind === "vlan") {
      p.openObject("info_data");
      p.any("protocol", link.info.protocol, `protocol ${link.info.protocol} `);
      p.any("id", link.info.id, `id ${link.info.id} `);
      p.openArray("flags", "<");
      p.element("REORDER_HDR", "REORDER_HDR");
      p.closeArray("> ");
      p.closeObject();
    }
  }
  if (link.slave !== null) {
    p.nl();
    p.any("info_slave_kind", "bridge", "    bridge_slave ");
    p.openObject("info_slave_data");
    printBridgePort(s, link.slave);
    p.closeObject();
  }
  p.closeObject();
}

/** "0.00": centiseconds as the kernel's timers are shown. */
function timer(centiseconds: number): string {
  const whole = Math.floor(centiseconds / 100);
  return `${whole}.${String(Math.floor(centiseconds) % 100).padStart(2, "0")}`;
}

function printBridge(p: Printer, b: BridgeInfo): void {
  const number = (key: string, word: string, value: number): void =>
    p.any(key, value, `${word} ${value} `);
  const time = (key: string, value: number): void =>
    p.any(key, { raw: timer(value) }, `${key} ${timer(value).padStart(7)} `);
  number("forward_delay", "forward_delay", b.forwardDelay);
  number("hello_time", "hello_time", b.helloTime);
  number("max_age", "max_age", b.maxAge);
  number("ageing_time", "ageing_time", b.ageingTime);
  number("stp_state", "stp_state", b.stpState);
  number("priority", "priority", b.priority);
  number("vlan_filtering", "vlan_filtering", b.vlanFiltering);
  if (b.vlanFiltering !== 0)
    p.any("vlan_protocol", b.vlanProtocol, `vlan_protocol ${b.vlanProtocol} `);
  p.any("bridge_id", b.bridgeId, `bridge_id ${b.bridgeId} `);
  // iproute2 prints the bridge's own id for the root's.
  p.any("root_id", b.bridgeId, `designated_root ${b.bridgeId} `);
  number("root_port", "root_port", b.rootPort);
  number("root_path_cost", "root_path_cost", b.rootPathCost);
  number("topology_change", "topology_change", b.topologyChange);
  number("topology_change_detected", "topology_change_detected", b.topologyChangeDetected);
  time("hello_timer", b.helloTimer);
  time("tcn_timer", b.tcnTimer);
  time("topology_change_timer", b.topologyChangeTimer);
  time("gc_timer", b.gcTimer);
  if (b.vlanFiltering !== 0) {
    number("vlan_default_pvid", "vlan_default_pvid", b.vlanDefaultPvid);
    number("vlan_stats_enabled", "vlan_stats_enabled", 0);
    number("vlan_stats_per_port", "vlan_stats_per_port", 0);
  }
  const mask = b.groupFwdMask.toString(16);
  p.any(
    "group_fwd_mask",
    mask === "0" ? "0" : `0x${mask}`,
    `group_fwd_mask ${mask === "0" ? "0" : `0x${mask}`} `,
  );
  p.any("group_addr", formatMac(b.groupAddress), `group_address ${formatMac(b.groupAddress)} `);
  number("mcast_snooping", "mcast_snooping", b.mcastSnooping);
  number("no_linklocal_learn", "no_linklocal_learn", 0);
  number("mcast_vlan_snooping", "mcast_vlan_snooping", 0);
  for (const [key, word, value] of BRIDGE_MULTICAST) number(key, word, value);
  number("nf_call_iptables", "nf_call_iptables", b.nfCallIptables);
  number("nf_call_ip6tables", "nf_call_ip6tables", b.nfCallIp6tables);
  number("nf_call_arptables", "nf_call_arptables", b.nfCallArptables);
}

/** Multicast snooping is not modelled beyond its switch: the kernel's defaults. */
const BRIDGE_MULTICAST: readonly (readonly [string, string, number])[] = [
  ["mcast_router", "mcast_router", 1],
  ["mcast_query_use_ifaddr", "mcast_query_use_ifaddr", 0],
  ["mcast_querier", "mcast_querier", 0],
  ["mcast_hash_elasticity", "mcast_hash_elasticity", 16],
  ["mcast_hash_max", "mcast_hash_max", 4096],
  ["mcast_last_member_cnt", "mcast_last_member_count", 2],
  ["mcast_startup_query_cnt", "mcast_startup_query_count", 2],
  ["mcast_last_member_intvl", "mcast_last_member_interval", 100],
  ["mcast_membership_intvl", "mcast_membership_interval", 26_000],
  ["mcast_querier_intvl", "mcast_querier_interval", 25_500],
  ["mcast_query_intvl", "mcast_query_interval", 12_500],
  ["mcast_query_response_intvl", "mcast_query_response_interval", 1000],
  ["mcast_startup_query_intvl", "mcast_startup_query_interval", 3124],
  ["mcast_stats_enabled", "mcast_stats_enabled", 0],
  ["mcast_igmp_version", "mcast_igmp_version", 2],
  ["mcast_mld_version", "mcast_mld_version", 1],
];

export const PORT_STATES = ["disabled", "listening", "learning", "forwarding", "blocking"] as const;

function printBridgePort(s: Session, b: BridgePortInfo): void {
  const p = s.printer;
  const number = (key: string, word: string, value: number): void =>
    p.any(key, value, `${word} ${value} `);
  const onOff = (key: string, value: boolean, word = key): void =>
    p.any(key, value, `${word} ${value ? "on" : "off"} `);
  const time = (key: string, value: number): void =>
    p.any(key, { raw: timer(value) }, `${key} ${timer(value).padStart(7)} `);
  const state = PORT_STATES[b.state] ?? String(b.state);
  p.any("state", state, `state ${state} `);
  number("priority", "priority", b.priority);
  number("cost", "cost", b.cost);
  onOff("hairpin", b.hairpin);
  onOff("guard", b.guard);
  onOff("root_block", b.rootBlock);
  onOff("fastleave", b.fastLeave);
  onOff("learning", b.learning);
  onOff("flood", b.flood);
  p.any("id", `0x${b.portId.toString(16)}`, `port_id 0x${b.portId.toString(16)} `);
  p.any("no", `0x${b.portNo.toString(16)}`, `port_no 0x${b.portNo.toString(16)} `);
  number("designated_port", "designated_port", b.designatedPort);
  number("designated_cost", "designated_cost", b.designatedCost);
  p.any("bridge_id", b.designatedBridge, `designated_bridge ${b.designatedBridge} `);
  p.any("root_id", b.designatedRoot, `designated_root ${b.designatedRoot} `);
  time("hold_timer", b.holdTimer);
  time("message_age_timer", b.messageAgeTimer);
  time("forward_delay_timer", b.forwardDelayTimer);
  number("topology_change_ack", "topology_change_ack", b.topologyChangeAck);
  number("config_pending", "config_pending", b.configPending);
  onOff("proxy_arp", b.proxyArp);
  onOff("proxy_arp_wifi", b.proxyArpWifi);
  number("multicast_router", "mcast_router", b.mcastRouter);
  p.text(`mcast_fast_leave ${b.fastLeave ? "on" : "off"} `);
  onOff("mcast_flood", b.mcastFlood);
  onOff("bcast_flood", b.bcastFlood);
  onOff("mcast_to_unicast", b.mcastToUnicast);
  onOff("neigh_suppress", b.neighSuppress);
  const mask = b.groupFwdMask.toString(16);
  const shown = mask === "0" ? "0" : `0x${mask}`;
  p.any("group_fwd_mask", shown, `group_fwd_mask ${shown} `);
  p.any("group_fwd_mask_str", `0x${mask}`, `group_fwd_mask_str 0x${mask} `);
  onOff("vlan_tunnel", b.vlanTunnel);
  onOff("isolated", b.isolated);
  onOff("locked", b.locked);
  if (b.backupPort !== 0)
    p.any("backup_port", s.deviceName(b.backupPort), `backup_port ${s.deviceName(b.backupPort)} `);
}

// ── statistics ─────────────────────────────────────────────────────────────────────────────────

export function printStats(s: Session, link: LinkDump): void {
  if (s.printer.json) printStatsJson(s, link);
  else printStatsText(s, link);
}

function printStatsJson(s: Session, link: LinkDump): void {
  const p = s.printer;
  const t = link.stats;
  const more = s.options.stats > 1;
  p.openObject("stats64");
  p.openObject("rx");
  p.member("bytes", t.rxBytes);
  p.member("packets", t.rxPackets);
  p.member("errors", t.rxErrors);
  p.member("dropped", t.rxDropped);
  p.member("over_errors", t.rxOverErrors);
  p.member("multicast", t.multicast);
  if (more) {
    p.member("length_errors", t.rxLengthErrors);
    p.member("crc_errors", t.rxCrcErrors);
    p.member("frame_errors", t.rxFrameErrors);
    p.member("fifo_errors", t.rxFifoErrors);
    p.member("missed_errors", t.rxMissedErrors);
    if (t.rxNohandler !== 0) p.member("nohandler", t.rxNohandler);
  }
  p.closeObject();
  p.openObject("tx");
  p.member("bytes", t.txBytes);
  p.member("packets", t.txPackets);
  p.member("errors", t.txErrors);
  p.member("dropped", t.txDropped);
  p.member("carrier_errors", t.txCarrierErrors);
  p.member("collisions", t.collisions);
  if (more) {
    p.member("aborted_errors", t.txAbortedErrors);
    p.member("fifo_errors", t.txFifoErrors);
    p.member("window_errors", t.txWindowErrors);
    p.member("heartbeat_errors", t.txHeartbeatErrors);
    p.member("carrier_changes", link.carrierUpCount + link.carrierDownCount);
  }
  p.closeObject();
  p.closeObject();
}

function printStatsText(s: Session, link: LinkDump): void {
  const p = s.printer;
  const t = link.stats;
  const more = s.options.stats > 1;
  const rows: number[][] = [
    [t.rxBytes, t.rxPackets, t.rxErrors, t.rxDropped, t.rxMissedErrors, t.multicast],
    [0, t.rxLengthErrors, t.rxCrcErrors, t.rxFrameErrors, t.rxFifoErrors, t.rxOverErrors],
    [t.txBytes, t.txPackets, t.txErrors, t.txDropped, t.txCarrierErrors, t.collisions],
    [
      0,
      t.txAbortedErrors,
      t.txFifoErrors,
      t.txWindowErrors,
      t.txHeartbeatErrors,
      link.carrierUpCount + link.carrierDownCount,
    ],
  ];
  // "*X errors:", then the widest heading of each column.
  const width = [10, 7, 6, 7, 7, 7, 10];
  for (const row of more ? rows : [rows[0] as number[], rows[2] as number[]]) {
    for (const [i, value] of row.entries())
      width[i] = Math.max(width[i] as number, String(value).length);
  }
  const w = (i: number): number => width[i] as number;
  const heading = (title: string, words: readonly string[]): void => {
    const first = `    ${title}${(words[0] as string).padStart(w(0) - title.length)}`;
    p.text(
      first +
        words
          .slice(1)
          .map((word, i) => ` ${word.padStart(w(i + 1))}`)
          .join(""),
    );
    p.nl();
  };
  const numbers = (row: readonly number[]): string =>
    row.map((value, i) => `${humanNumber(value, s.options).padStart(w(i))} `).join("");
  const errors = (title: string, words: readonly string[], row: readonly number[]): void => {
    p.nl();
    p.text(
      `    ${title.padEnd(w(0))}${words.map((word, i) => ` ${word.padStart(w(i + 1))}`).join("")}`,
    );
    p.nl();
    p.text(
      `    ${" ".repeat(w(0) + 1)}${row
        .slice(1)
        .map((value, i) => `${String(value).padStart(w(i + 1))} `)
        .join("")}`,
    );
  };
  heading("RX:", ["bytes", "packets", "errors", "dropped", "missed", "mcast", ""]);
  p.text(`    ${numbers(rows[0] as number[])}`);
  if (more)
    errors("RX errors:", ["length", "crc", "frame", "fifo", "overrun"], rows[1] as number[]);
  p.nl();
  heading("TX:", ["bytes", "packets", "errors", "dropped", "carrier", "collsns", ""]);
  p.text(`    ${numbers(rows[2] as number[])}`);
  if (more)
    errors("TX errors:", ["aborted", "fifo", "window", "heartbt", "transns"], rows[3] as number[]);
}
