/**
 * /proc: processes, the machine, /proc/net of the reader's namespace, /proc/sys. Texts as Linux 6.18
 * writes them. Left out: everything about memory, disks and hardware.
 */
import { tableFiles } from "./procfs-tables.ts";
import { formatIpv4, formatMac, maskOf, parseIpv6Groups } from "../wire/addr.ts";
import type { Errno } from "./errno.ts";
import type { Host } from "./host.ts";
import { NUD } from "./netlink-types.ts";
import { WRITE_ONLY } from "./sysctl.ts";
import type { NetNamespace } from "./netns.ts";
import type { DirNode, DynamicDir, FileSystem, FsContext, Inode } from "./proc/fs.ts";
import type { Process } from "./proc/process.ts";
import { conntrackFile, conntrackStatFile } from "./netfilter/proc.ts";
import { recentDir } from "./netfilter/recent.ts";
import { fibTrieStatText, fibTrieText } from "./route/trie.ts";
import { socketFiles } from "./procfs-sockets.ts";

const RELEASE = "6.18.44";
const VERSION = "#1 SMP PREEMPT_DYNAMIC";

export function plantProc(host: Host): void {
  const { fs } = host;
  const text = (path: string, read: (context: FsContext) => string | Errno): void => {
    fs.plant(`/proc/${path}`, fs.newSynthetic(read));
  };
  const proc = fs.newDir(0o555, processes(host));
  fs.plant("/proc", proc);
  fs.plant(
    "/proc/self",
    fs.newSymlink((context) => String(context.pid)),
  );
  fs.plant("/proc/net", fs.newSymlink("self/net"));
  fs.plant("/proc/mounts", fs.newSymlink("self/mounts"));
  text(
    "version",
    () =>
      `Linux version ${RELEASE} (builder@host) (gcc (GCC) 15.3.0, GNU ld (GNU Binutils) 2.46) ${VERSION}\n`,
  );
  text("uptime", () => {
    const seconds = (host.sim.sched.now / 1_000_000).toFixed(2);
    return `${seconds} ${seconds}\n`;
  });
  text(
    "loadavg",
    () => `0.00 0.00 0.00 1/${host.processes.size} ${Math.max(0, ...host.processes.keys())}\n`,
  );
  text("modules", () =>
    host.modules
      .list()
      .map(({ name, size, users }) => {
        const by = users.length === 0 ? "-" : `${users.join(",")},`;
        return `${name} ${size} ${users.length} ${by} Live 0x0000000000000000\n`;
      })
      .join(""),
  );
  text("cmdline", () => "quiet\n");
  text(
    "meminfo",
    () => "MemTotal:        4030000 kB\nMemFree:         3500000 kB\nMemAvailable:    3700000 kB\n",
  );
  text(
    "filesystems",
    () =>
      "nodev\tsysfs\nnodev\ttmpfs\nnodev\tproc\nnodev\tdevtmpfs\nnodev\tdevpts\n\text4\nnodev\toverlay\n",
  );
  fs.plant("/proc/sys/net", fs.newDir(0o555, sysctlDir(fs, "")));
  plantKernelSysctls(host);
}

function plantKernelSysctls(host: Host): void {
  const { fs } = host;
  const fixed: Readonly<Record<string, string>> = {
    osrelease: RELEASE,
    ostype: "Linux",
    version: VERSION,
    domainname: "(none)",
    pid_max: "4194304",
    "random/boot_id": "5f0c2a1e-2f66-4d0e-9b7e-3f1c7a6f2b10",
  };
  for (const [name, value] of Object.entries(fixed)) {
    fs.plant(
      `/proc/sys/kernel/${name}`,
      fs.newSynthetic(() => `${value}\n`),
    );
  }
  fs.plant(
    "/proc/sys/kernel/hostname",
    fs.newSynthetic(
      () => `${host.hostname}\n`,
      (value) => {
        host.hostname = value.trim();
        return null;
      },
    ),
  );
}

// ── /proc/sys/net ──────────────────────────────────────────────────────────────────────────────

/** A directory whose content is the reading process's namespace's. */
function sysctlDir(fs: FileSystem, path: string): DynamicDir {
  return {
    list: (context) => context.place.netns.sysctl.list(path) ?? [],
    find: (name, context) => {
      const { sysctl } = context.place.netns;
      const full = path === "" ? name : `${path}/${name}`;
      if (sysctl.read(full) !== null) {
        const node = fs.newSynthetic(
          (reader) => {
            if (WRITE_ONLY.has(full)) return "EACCES";
            const value = reader.place.netns.sysctl.read(full);
            return value === null ? "ENOENT" : `${value}\n`;
          },
          (value, writer) => writer.place.netns.sysctl.write(full, value),
        );
        if (WRITE_ONLY.has(full)) node.mode = 0o200;
        if (sysctl.isReadOnly(full)) node.mode = 0o444;
        return node;
      }
      return sysctl.list(full) === null ? null : fs.newDir(0o555, sysctlDir(fs, full));
    },
  };
}

// ── /proc/PID ──────────────────────────────────────────────────────────────────────────────────

function processes(host: Host): DynamicDir {
  return {
    list: () => [...host.processes.keys()].map(String),
    find: (name) => {
      if (!/^[1-9]\d*$/.test(name)) return null;
      const proc = host.processes.get(Number(name));
      return proc === undefined ? null : processDir(host, proc);
    },
  };
}

function processDir(host: Host, proc: Process): DirNode {
  const { fs } = host;
  const dir = fs.newDir(0o555, null, proc.credentials.uid, proc.credentials.gid);
  const put = (name: string, node: Inode): void => {
    dir.entries.set(name, node);
    if (node.kind === "dir") node.parent = dir;
  };
  const text = (name: string, read: () => string): void => put(name, fs.newSynthetic(read));
  text("cmdline", () => proc.argv.map((word) => `${word}\0`).join(""));
  text("comm", () => `${proc.comm}\n`);
  text("environ", () => [...proc.env].map(([key, value]) => `${key}=${value}\0`).join(""));
  text("status", () => statusText(proc));
  text("stat", () => statText(proc));
  text("wchan", () => (proc.why === "" ? "0" : proc.why));
  text(
    "mounts",
    () =>
      "overlay / overlay rw,relatime 0 0\nproc /proc proc rw,relatime 0 0\nsysfs /sys sysfs rw,relatime 0 0\ntmpfs /run tmpfs rw,relatime 0 0\n",
  );
  put("cwd", fs.newSymlink(proc.cwd));
  put("root", fs.newSymlink("/"));
  put("exe", fs.newSymlink(proc.argv[0] ?? ""));
  const ns = fs.newDir(0o511);
  const { netns } = proc.place;
  ns.entries.set("net", { ...fs.newSymlink(() => `net:[${netns.inode}]`), to: fs.newNetns(netns) });
  put("ns", ns);
  const fds = fs.newDir(0o500);
  for (const [fd, descriptor] of proc.fds)
    fds.entries.set(String(fd), fs.newSymlink(descriptor.file.path));
  put("fd", fds);
  put(
    "net",
    netDir(fs, () => proc.place.netns),
  );
  return dir;
}

function statusText(proc: Process): string {
  const letter = stateLetter(proc);
  const word = { R: "running", S: "sleeping", T: "stopped", Z: "zombie" }[letter];
  const { uid, gid } = proc.credentials;
  return [
    `Name:\t${proc.comm}`,
    `Umask:\t0${proc.umask.toString(8).padStart(3, "0")}`,
    `State:\t${letter} (${word})`,
    `Tgid:\t${proc.pid}`,
    "Ngid:\t0",
    `Pid:\t${proc.pid}`,
    `PPid:\t${proc.parent?.pid ?? 0}`,
    "TracerPid:\t0",
    `Uid:\t${uid}\t${uid}\t${uid}\t${uid}`,
    `Gid:\t${gid}\t${gid}\t${gid}\t${gid}`,
    "FDSize:\t256",
    "Groups:\t ",
    `NStgid:\t${proc.pid}`,
    `NSpid:\t${proc.pid}`,
    `NSpgid:\t${proc.group}`,
    `NSsid:\t${proc.group}`,
    "Threads:\t1",
    "",
  ].join("\n");
}

function statText(proc: Process): string {
  const ticks = Math.floor(proc.cpuUs / 10_000);
  return `${proc.pid} (${proc.comm}) ${stateLetter(proc)} ${proc.parent?.pid ?? 0} ${proc.group} ${proc.group} 0 -1 0 0 0 0 0 ${ticks} 0 0 0 20 0 1 0 ${Math.floor(proc.startedAt / 10_000)} 0 0\n`;
}

function stateLetter(proc: Process): "R" | "S" | "T" | "Z" {
  if (proc.state === "stopped") return "T";
  if (proc.state === "zombie" || proc.state === "dead") return "Z";
  return proc.state === "running" || proc.why === "" ? "R" : "S";
}

// ── /proc/net ──────────────────────────────────────────────────────────────────────────────────

function netDir(fs: FileSystem, ns: () => NetNamespace): DirNode {
  const files: Readonly<Record<string, (ns: NetNamespace) => string>> = {
    dev: devText,
    route: routeText,
    fib_trie: (one) => fibTrieText(one.fib),
    fib_triestat: (one) => fibTrieStatText(one.fib),
    arp: arpText,
    if_inet6: inet6Text,
    dev_mcast: mcastText,
    igmp: igmpText,
    igmp6: igmp6Text,
    ...socketFiles,
    ...tableFiles,
    snmp: (one) => one.stack.snmp.text(one.sysctl.ipForward, one.sysctl.ipDefaultTtl, one),
    netstat: (one) => one.stack.snmp.netstatText(one),
    snmp6: (one) => one.stack.snmp.snmp6Text(),
    nf_conntrack: conntrackFile,
  };
  const stat = fs.newDir(0o555, {
    list: () => ["nf_conntrack"],
    find: (name) =>
      name === "nf_conntrack" ? fs.newSynthetic(() => conntrackStatFile(ns())) : null,
  });
  const recent = recentDir(fs, ns);
  return fs.newDir(0o555, {
    list: () => [...Object.keys(files), "stat", "xt_recent"],
    find: (name) => {
      if (name === "stat") return stat;
      if (name === "xt_recent") return recent;
      const make = Object.hasOwn(files, name) ? files[name] : undefined;
      return make === undefined ? null : fs.newSynthetic(() => make(ns()));
    },
  });
}

function devText(ns: NetNamespace): string {
  const head =
    "Inter-|   Receive                                                |  Transmit\n" +
    " face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed\n";
  const pad = (value: number, width: number): string => String(value).padStart(width);
  const rows = [...ns.devices.values()]
    .map((dev) => ({ name: dev.name, s: dev.statistics() }))
    .map(
      ({ name, s }) =>
        `${name.padStart(6)}: ${pad(s.rxBytes, 7)} ${pad(s.rxPackets, 7)} ${pad(s.rxErrors, 4)} ${pad(s.rxDropped + s.rxMissedErrors, 4)} ` +
        `${pad(s.rxFifoErrors, 4)} ${pad(s.rxLengthErrors + s.rxOverErrors + s.rxCrcErrors + s.rxFrameErrors, 5)} ${pad(0, 10)} ${pad(s.multicast, 9)} ` +
        `${pad(s.txBytes, 8)} ${pad(s.txPackets, 7)} ${pad(s.txErrors, 4)} ${pad(s.txDropped, 4)} ${pad(s.txFifoErrors, 4)} ${pad(s.collisions, 5)} ` +
        `${pad(s.txCarrierErrors + s.txAbortedErrors + s.txWindowErrors + s.txHeartbeatErrors, 7)} ${pad(0, 10)}\n`,
    );
  return head + rows.join("");
}

/** Table main as `route` and netstat read it: numbers in the bytes' own order. */
function routeText(ns: NetNamespace): string {
  const line = (text: string): string => `${text.padEnd(127)}\n`;
  const out = [
    line("Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT"),
  ];
  for (const route of ns.fib.table(254).all()) {
    const hop = route.nexthops[0];
    if (route.type === "broadcast" || route.type === "multicast") continue;
    let flags = route.type === "unreachable" || route.type === "prohibit" ? 0x201 : 1;
    if (hop !== undefined && hop.gateway !== 0) flags |= 2;
    if (route.prefixLength === 32) flags |= 4;
    const fields = [
      hop?.dev?.name ?? "*",
      little(route.dst),
      little(hop?.gateway ?? 0),
      flags.toString(16).toUpperCase().padStart(4, "0"),
      0,
      0,
      route.priority,
      little(maskOf(route.prefixLength)),
      route.metrics.advmss === undefined ? 0 : route.metrics.advmss + 40,
      route.metrics.window ?? 0,
      (route.metrics.rtt ?? 0) >> 3,
    ];
    out.push(line(fields.join("\t")));
  }
  return out.join("");
}

function little(addr: number): string {
  const bytes = [addr & 255, (addr >>> 8) & 255, (addr >>> 16) & 255, addr >>> 24];
  return bytes.map((byte) => byte.toString(16).toUpperCase().padStart(2, "0")).join("");
}

function arpText(ns: NetNamespace): string {
  const rows = ns.netlink
    .neighs(4)
    .filter((one) => (one.state & NUD.NOARP) === 0)
    .map((one) => {
      const flags = one.proxy
        ? 0xc
        : (one.state & NUD.PERMANENT) !== 0
          ? 0x6
          : (one.state & (NUD.INCOMPLETE | NUD.FAILED)) !== 0
            ? 0x0
            : 0x2;
      const type = one.proxy ? 0 : ns.devices.get(one.index)?.loopback === true ? 772 : 1;
      const dev = ns.devices.get(one.index)?.name ?? "*";
      return `${formatIpv4(one.dst as number).padEnd(16)} 0x${type.toString(16).padEnd(10)}0x${flags.toString(16).padEnd(10)}${formatMac(one.lladdr ?? 0)}     *        ${dev}\n`;
    });
  return `IP address       HW type     Flags       HW address            Mask     Device\n${rows.join("")}`;
}

function hex6(address: string): string {
  return (parseIpv6Groups(address) ?? [])
    .map((group) => group.toString(16).padStart(4, "0"))
    .join("");
}

function inet6Text(ns: NetNamespace): string {
  const scope: Readonly<Record<number, string>> = { 254: "10", 253: "20", 200: "40", 0: "00" };
  const two = (n: number): string => n.toString(16).padStart(2, "0");
  return ns
    .devicesByIndex()
    .flatMap((dev) =>
      (dev.in6?.addrs ?? []).map(
        (one) =>
          `${hex6(one.local)} ${two(dev.index)} ${two(one.prefixLength)} ${scope[one.scope] ?? "00"} ${two(one.flags & 0xff)} ${dev.name.padStart(8)}\n`,
      ),
    )
    .join("");
}

function mcastText(ns: NetNamespace): string {
  return ns
    .devicesByIndex()
    .flatMap((dev) =>
      [...dev.multicast.link].map(
        ([mac, users]) =>
          `${String(dev.index).padEnd(4)} ${dev.name.padEnd(15)} ${String(users).padEnd(5)} ${String(0).padEnd(5)} ${formatMac(mac).replaceAll(":", "")}\n`,
      ),
    )
    .join("");
}

function igmpText(ns: NetNamespace): string {
  const rows = ns
    .devicesByIndex()
    .filter((dev) => dev.multicast.groups4.size > 0)
    .map((dev) => {
      const groups = [...dev.multicast.groups4].reverse();
      const head = `${dev.index}\t${dev.name.padEnd(10)}: ${String(groups.length).padStart(5)} ${"V3".padStart(7)}\n`;
      return (
        head +
        groups
          .map(
            ([group, users]) =>
              `\t\t\t\t${little(group)} ${String(users).padStart(5)} 0:00000000\t\t0\n`,
          )
          .join("")
      );
    });
  return `Idx\tDevice    : Count Querier\tGroup    Users Timer\tReporter\n${rows.join("")}`;
}

function igmp6Text(ns: NetNamespace): string {
  return ns
    .devicesByIndex()
    .flatMap((dev) =>
      [...dev.multicast.groups6].reverse().map(([group, users]) => {
        const flags = dev.loopback
          ? group.startsWith("ff01:")
            ? "00000008"
            : "0000000C"
          : group.startsWith("ff01:")
            ? "00000008"
            : "00000004";
        return `${String(dev.index).padEnd(4)} ${dev.name.padEnd(15)} ${hex6(group)} ${String(users).padStart(5)} ${flags} 0\n`;
      }),
    )
    .join("");
}
