/** /sys/class/net: a directory a device, of the reading process's namespace. net/core/net-sysfs.c, net/bridge/br_sysfs_*.c. */
import { formatMac } from "../wire/addr.ts";
import type { NetDevice } from "./device.ts";
import type { Errno } from "./errno.ts";
import { Bridge, type BridgePort } from "./link/bridge.ts";
import type { BridgeId } from "./link/stp.ts";
import { dumpLink } from "./link/dump.ts";
import { type BridgeInfo, IFF, type LinkStats } from "./netlink-types.ts";
import type { DirNode, FileSystem, FsContext, LinkNode } from "./proc/fs.ts";

type Text = string | Errno;
type Files = Map<string, { read: () => Text; write?: (text: string) => Errno | null }>;

export function plantSys(fs: FileSystem): void {
  for (const dir of [
    "block",
    "bus",
    "dev",
    "devices",
    "firmware",
    "fs",
    "kernel",
    "module",
    "power",
  ]) {
    fs.plant(`/sys/${dir}`, fs.newDir(0o755));
  }
  const list = (context: FsContext): string[] =>
    [...context.place.netns.devices.values()].map((dev) => dev.name);
  const find = (name: string, context: FsContext): DirNode | null => {
    const found = context.place.netns.device(name);
    const dev = found?.name === name ? found : null;
    return dev === null ? null : deviceDir(fs, dev);
  };
  fs.plant("/sys/devices/virtual/net", fs.newDir(0o755, { list, find }));
  fs.plant(
    "/sys/class/net",
    fs.newDir(0o755, {
      list,
      find: (name, context) =>
        context.place.netns.device(name)?.name !== name
          ? null
          : fs.newSymlink(`../../devices/virtual/net/${name}`),
    }),
  );
}

function dirOf(
  fs: FileSystem,
  files: Files,
  dirs: Readonly<Record<string, () => DirNode | LinkNode>> = {},
): DirNode {
  return fs.newDir(0o755, {
    list: () => [...files.keys(), ...Object.keys(dirs)],
    find: (name) => {
      const file = files.get(name);
      if (file !== undefined) return fs.newSynthetic(file.read, file.write);
      const make = Object.hasOwn(dirs, name) ? dirs[name] : undefined;
      return make?.() ?? null;
    },
  });
}

function line(value: number | string): string {
  return `${value}\n`;
}

function deviceDir(fs: FileSystem, dev: NetDevice): DirNode {
  const { netlink } = dev.ns;
  const files: Files = new Map();
  const ro = (name: string, read: () => Text): void => void files.set(name, { read });
  const rw = (
    name: string,
    read: () => Text,
    write: (value: number) => { errno: Errno } | null,
  ): void => {
    files.set(name, {
      read,
      write: (text) => {
        const value = Number(text.trim());
        if (!Number.isInteger(value)) return "EINVAL";
        return write(value)?.errno ?? null;
      },
    });
  };
  ro("addr_assign_type", () => line(dev.macSet ? 3 : dev.loopback ? 0 : 1));
  ro("addr_len", () => line(6));
  const bytes = dev.linkType === "ipip" ? 11 : 17;
  ro("address", () => line(formatMac(dev.mac).slice(-bytes)));
  ro("broadcast", () => line(formatMac(dev.broadcast)));
  ro("carrier", () => (dev.up ? line(dev.carrier ? 1 : 0) : "EINVAL"));
  ro("carrier_changes", () => line(dev.carrierUpCount + dev.carrierDownCount));
  ro("carrier_down_count", () => line(dev.carrierDownCount));
  ro("carrier_up_count", () => line(dev.carrierUpCount));
  ro("dev_id", () => line("0x0"));
  ro("dev_port", () => line(0));
  ro("dormant", () => (dev.up ? line(0) : "EINVAL"));
  ro("duplex", () => (!dev.up || dev.speed < 0 ? "EINVAL" : line("full")));
  rw(
    "flags",
    () => line(`0x${flagsOf(dev).toString(16)}`),
    (value) => netlink.setLink(dev.name, { up: (value & 1) !== 0 }),
  );
  ro("gro_flush_timeout", () => line(0));
  ro("ifalias", () => (dev.alias === null ? "" : line(dev.alias)));
  ro("ifindex", () => line(dev.index));
  ro("iflink", () => line(dev.iflink));
  ro("link_mode", () => line(0));
  rw(
    "mtu",
    () => line(dev.mtu),
    (value) => netlink.setLink(dev.name, { mtu: value }),
  );
  ro("name_assign_type", () => line(3));
  ro("napi_defer_hard_irqs", () => line(0));
  rw(
    "netdev_group",
    () => line(dev.group),
    (value) => netlink.setLink(dev.name, { group: value }),
  );
  ro("operstate", () => line(dev.up ? dev.operstate.toLowerCase() : "down"));
  ro("proto_down", () => line(0));
  ro("speed", () => (!dev.up || dev.loopback ? "EINVAL" : line(dev.speed)));
  ro("testing", () => (dev.up ? line(0) : "EINVAL"));
  ro("threaded", () => line(0));
  rw(
    "tx_queue_len",
    () => line(dev.txqlen),
    (value) => netlink.setLink(dev.name, { txqlen: value }),
  );
  ro("type", () => line(dev.loopback ? 772 : dev.linkType === "ipip" ? 768 : 1));
  const kind = DEVTYPES.has(dev.kind ?? "") ? `DEVTYPE=${dev.kind ?? ""}\n` : "";
  ro("uevent", () => `${kind}INTERFACE=${dev.name}\nIFINDEX=${dev.index}\n`);
  const dirs: Record<string, () => DirNode | LinkNode> = {
    statistics: () => statistics(fs, dev),
    queues: () => queues(fs),
    power: () => fixedDir(fs, POWER),
    subsystem: () => fs.newSymlink("../../../../class/net"),
  };
  for (const upper of uppersOf(dev))
    dirs[`upper_${upper.name}`] = () => fs.newSymlink(`../${upper.name}`);
  for (const lower of dev.ns.devices.values())
    if (lower !== dev && uppersOf(lower).includes(dev))
      dirs[`lower_${lower.name}`] = () => fs.newSymlink(`../${lower.name}`);
  const { master } = dev;
  if (master !== null) dirs.master = () => fs.newSymlink(`../${master.name}`);
  if (dev instanceof Bridge) {
    dirs.bridge = () => bridgeDir(fs, dev);
    dirs.brif = () =>
      fs.newDir(0o755, {
        list: () => dev.ports.map((port) => port.dev.name),
        find: (name) => {
          const port = dev.ports.find((one) => one.dev.name === name);
          return port === undefined ? null : fs.newSymlink(`../../${port.dev.name}/brport`);
        },
      });
  }
  const { port } = dev;
  if (port !== null) dirs.brport = () => portDir(fs, port);
  return dirOf(fs, files, dirs);
}

/** Devices that say of what kind they are (SET_NETDEV_DEVTYPE). */
const DEVTYPES: ReadonlySet<string> = new Set(["bridge", "vlan", "vxlan"]);
const POWER: Readonly<Record<string, Text>> = {
  autosuspend_delay_ms: "EIO",
  control: "auto\n",
  runtime_active_time: "0\n",
  runtime_status: "unsupported\n",
  runtime_suspended_time: "0\n",
};

function fixedDir(fs: FileSystem, texts: Readonly<Record<string, Text>>): DirNode {
  return dirOf(
    fs,
    new Map(Object.entries(texts).map(([name, text]) => [name, { read: () => text }])),
  );
}

/** dev->flags: what a port's bridge asked of it is in there (dev_set_promiscuity, dev_set_allmulti). */
function flagsOf(dev: NetDevice): number {
  const { promiscuity, allmulti } = dumpLink(dev);
  return dev.flags | (promiscuity > 0 ? IFF.PROMISC : 0) | (allmulti > 0 ? IFF.ALLMULTI : 0);
}

/** What stands on a device: its master, its VLANs, its macvlans. */
function uppersOf(dev: NetDevice): NetDevice[] {
  const own = dev.master === null ? [] : [dev.master];
  const all = [...own, ...(dev.vlans?.values() ?? []), ...(dev.uppers ?? [])];
  return [...new Set(all)].filter((upper) => upper.ns === dev.ns);
}

/** One queue each way. */
function queues(fs: FileSystem): DirNode {
  const zeros = (names: string): (() => DirNode) => {
    const texts = Object.fromEntries(names.split(" ").map((name) => [name, "0\n"]));
    return () => fixedDir(fs, texts);
  };
  return dirOf(fs, new Map(), {
    "rx-0": zeros("rps_cpus rps_flow_cnt"),
    "tx-0": zeros("traffic_class tx_maxrate tx_timeout xps_cpus xps_rxqs"),
  });
}

const STATISTICS: readonly (readonly [string, keyof LinkStats | null])[] = [
  ["collisions", "collisions"],
  ["multicast", "multicast"],
  ["rx_bytes", "rxBytes"],
  ["rx_compressed", null],
  ["rx_crc_errors", "rxCrcErrors"],
  ["rx_dropped", "rxDropped"],
  ["rx_errors", "rxErrors"],
  ["rx_fifo_errors", "rxFifoErrors"],
  ["rx_frame_errors", "rxFrameErrors"],
  ["rx_length_errors", "rxLengthErrors"],
  ["rx_missed_errors", "rxMissedErrors"],
  ["rx_nohandler", "rxNohandler"],
  ["rx_over_errors", "rxOverErrors"],
  ["rx_packets", "rxPackets"],
  ["tx_aborted_errors", "txAbortedErrors"],
  ["tx_bytes", "txBytes"],
  ["tx_carrier_errors", "txCarrierErrors"],
  ["tx_compressed", null],
  ["tx_dropped", "txDropped"],
  ["tx_errors", "txErrors"],
  ["tx_fifo_errors", "txFifoErrors"],
  ["tx_heartbeat_errors", "txHeartbeatErrors"],
  ["tx_packets", "txPackets"],
  ["tx_window_errors", "txWindowErrors"],
];

function statistics(fs: FileSystem, dev: NetDevice): DirNode {
  const files: Files = new Map();
  for (const [name, key] of STATISTICS)
    files.set(name, { read: () => line(key === null ? 0 : dev.statistics()[key]) });
  return dirOf(fs, files);
}

/** "8000.0a000000000a". */
function idOf({ priority, mac }: BridgeId): string {
  return `${priority.toString(16).padStart(4, "0")}.${formatMac(mac).replaceAll(":", "")}`;
}

function setting(text: string, set: (value: number) => { errno: Errno } | null): Errno | null {
  const value = Number(text.trim());
  return Number.isInteger(value) && text.trim() !== "" ? (set(value)?.errno ?? null) : "EINVAL";
}

function bridgeDir(fs: FileSystem, bridge: Bridge): DirNode {
  const { netlink } = bridge.ns;
  const files: Files = new Map();
  const fixed: Readonly<Record<string, number | string>> = {
    hash_elasticity: 16,
    hash_max: 4096,
    multicast_igmp_version: 2,
    multicast_last_member_count: 2,
    multicast_last_member_interval: 100,
    multicast_membership_interval: 26_000,
    multicast_mld_version: 1,
    multicast_querier: 0,
    multicast_querier_interval: 25_500,
    multicast_query_interval: 12_500,
    multicast_query_response_interval: 1000,
    multicast_query_use_ifaddr: 0,
    multicast_router: 1,
    multicast_startup_query_count: 2,
    multicast_startup_query_interval: 3124,
    multicast_stats_enabled: 0,
    no_linklocal_learn: 0,
    vlan_stats_enabled: 0,
    vlan_stats_per_port: 0,
  };
  for (const [name, value] of Object.entries(fixed)) files.set(name, { read: () => line(value) });
  files.set("vlan_protocol", {
    read: () => line(bridge.vlanProtocol === "802.1ad" ? "0x88a8" : "0x8100"),
  });
  files.set("bridge_id", { read: () => line(idOf(bridge.id)) });
  files.set("root_id", { read: () => line(idOf(bridge.designatedRoot)) });
  const shown: readonly (readonly [string, keyof BridgeInfo])[] = [
    ["gc_timer", "gcTimer"],
    ["hello_timer", "helloTimer"],
    ["tcn_timer", "tcnTimer"],
    ["topology_change_timer", "topologyChangeTimer"],
    ["topology_change", "topologyChange"],
    ["topology_change_detected", "topologyChangeDetected"],
    ["root_path_cost", "rootPathCost"],
    ["root_port", "rootPort"],
  ];
  for (const [name, key] of shown) files.set(name, { read: () => line(bridge.info()[key]) });
  files.set("group_addr", { read: () => line(formatMac(bridge.groupAddress)) });
  files.set("group_fwd_mask", { read: () => line(`0x${bridge.groupFwdMask.toString(16)}`) });
  const known = [
    ["ageing_time", "ageingTime"],
    ["forward_delay", "forwardDelay"],
    ["hello_time", "helloTime"],
    ["max_age", "maxAge"],
    ["priority", "priority"],
    ["stp_state", "stpState"],
    ["vlan_filtering", "vlanFiltering"],
    ["default_pvid", "vlanDefaultPvid"],
    ["multicast_snooping", "mcastSnooping"],
    ["nf_call_iptables", "nfCallIptables"],
    ["nf_call_ip6tables", "nfCallIp6tables"],
    ["nf_call_arptables", "nfCallArptables"],
  ] as const;
  for (const [name, key] of known) {
    files.set(name, {
      read: () => line(bridge.info()[key]),
      write: (text) =>
        setting(text, (value) => netlink.setLink(bridge.name, { bridge: { [key]: value } })),
    });
  }
  return dirOf(fs, files);
}

function portDir(fs: FileSystem, port: BridgePort): DirNode {
  const { netlink } = port.bridge.ns;
  const files: Files = new Map();
  const id = `0x${port.id.toString(16)}`;
  files.set("port_id", { read: () => line(id) });
  files.set("port_no", { read: () => line(`0x${port.number.toString(16)}`) });
  files.set("designated_port", { read: () => line(port.designatedPort) });
  files.set("designated_cost", { read: () => line(port.designatedCost) });
  files.set("designated_bridge", { read: () => line(idOf(port.designatedBridge)) });
  files.set("designated_root", { read: () => line(idOf(port.designatedRoot)) });
  files.set("change_ack", { read: () => line(port.topologyChangeAck) });
  files.set("config_pending", { read: () => line(port.configPending ? 1 : 0) });
  files.set("message_age_timer", { read: () => line(port.messageAgeTimer.left) });
  files.set("forward_delay_timer", { read: () => line(port.forwardDelayTimer.left) });
  files.set("hold_timer", { read: () => line(port.holdTimer.left) });
  files.set("group_fwd_mask", { read: () => line(`0x${port.groupFwdMask.toString(16)}`) });
  files.set("backup_port", { read: () => "\n" });
  files.set("multicast_router", { read: () => line(1) });
  files.set("multicast_to_unicast", { read: () => line(0) });
  files.set("flush", {
    read: () => "EACCES",
    write: (text) =>
      setting(text, (value) =>
        value === 0 ? null : netlink.setLink(port.dev.name, { bridgeSlave: { flush: true } }),
      ),
  });
  files.set("state", { read: () => line(port.state) });
  const numbers = [
    ["priority", "priority"],
    ["path_cost", "cost"],
  ] as const;
  for (const [name, key] of numbers) {
    files.set(name, {
      read: () => line(port[key]),
      write: (text) =>
        setting(text, (value) => netlink.setLink(port.dev.name, { bridgeSlave: { [key]: value } })),
    });
  }
  const switches = [
    ["hairpin_mode", "hairpin"],
    ["bpdu_guard", "guard"],
    ["root_block", "rootBlock"],
    ["learning", "learning"],
    ["unicast_flood", "flood"],
    ["multicast_flood", "mcastFlood"],
    ["broadcast_flood", "bcastFlood"],
    ["multicast_fast_leave", "fastLeave"],
    ["proxyarp", "proxyArp"],
    ["proxyarp_wifi", "proxyArpWifi"],
    ["neigh_suppress", "neighSuppress"],
    ["isolated", "isolated"],
  ] as const;
  for (const [name, key] of switches) {
    files.set(name, {
      read: () => line(port[key] ? 1 : 0),
      write: (text) =>
        setting(text, (value) =>
          netlink.setLink(port.dev.name, { bridgeSlave: { [key]: value !== 0 } }),
        ),
    });
  }
  return dirOf(fs, files, { bridge: () => fs.newSymlink(`../../${port.bridge.name}`) });
}
