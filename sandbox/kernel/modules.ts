/**
 * Kernel modules: which are loaded, what that changes. kernel/module, kmod's view of it.
 * Only ipip changes anything here; the rest is there to be seen, and comes by itself with its devices.
 * Sizes are those of Debian's 6.1 for user-mode Linux, where they were recorded.
 */
import type { Host } from "./host.ts";
import { plantTunl0 } from "./link/ip-tunnel-configure.ts";
import { unregister } from "./link/register.ts";

export interface ModuleInfo {
  readonly size: number;
  readonly depends: readonly string[];
  /** Below kernel/ in the module tree. */
  readonly path: string;
  readonly license: string;
  readonly aliases: readonly string[];
  readonly parameters: readonly string[];
}

function known(
  size: number,
  path: string,
  depends: readonly string[] = [],
  aliases: readonly string[] = [],
  parameters: readonly string[] = [],
): ModuleInfo {
  return { size, depends, path, license: "GPL", aliases, parameters };
}

export const MODULES: ReadonlyMap<string, ModuleInfo> = new Map([
  [
    "ipip",
    known(
      6706,
      "net/ipv4",
      ["tunnel4", "ip_tunnel"],
      ["netdev-tunl0", "rtnl-link-ipip"],
      ["log_ecn_error:Log packets received with corrupted ECN (bool)"],
    ),
  ],
  ["tunnel4", known(3351, "net/ipv4")],
  ["ip_tunnel", known(15_916, "net/ipv4")],
  [
    "vxlan",
    known(
      66_580,
      "drivers/net/vxlan",
      ["udp_tunnel", "ip6_udp_tunnel"],
      ["rtnl-link-vxlan"],
      [
        "udp_port:Destination UDP port (ushort)",
        "log_ecn_error:Log packets received with corrupted ECN (bool)",
      ],
    ),
  ],
  ["udp_tunnel", known(11_991, "net/ipv4")],
  ["ip6_udp_tunnel", known(2402, "net/ipv6")],
  ["dummy", known(3619, "drivers/net", [], ["rtnl-link-dummy"])],
  ["8021q", known(23_566, "net/8021q", ["mrp", "garp"], ["rtnl-link-vlan"])],
  ["mrp", known(8133, "net/802")],
  ["ip_vs", known(162_529, "net/netfilter/ipvs", ["nf_conntrack", "nf_defrag_ipv6"])],
  ["ip_vs_rr", known(2029, "net/netfilter/ipvs", ["ip_vs"])],
  ["ip_vs_wrr", known(2703, "net/netfilter/ipvs", ["ip_vs"])],
  ["ip_vs_lc", known(1687, "net/netfilter/ipvs", ["ip_vs"])],
  ["ip_vs_wlc", known(1753, "net/netfilter/ipvs", ["ip_vs"])],
  ["ip_vs_sh", known(3995, "net/netfilter/ipvs", ["ip_vs"])],
  ["ip_vs_sed", known(1753, "net/netfilter/ipvs", ["ip_vs"])],
  ["ip_vs_nq", known(1751, "net/netfilter/ipvs", ["ip_vs"])],
  ["garp", known(6673, "net/802", ["stp", "llc"])],
  ["stp", known(1785, "net/802", ["llc"])],
  ["llc", known(4052, "net/llc")],
  ["bridge", known(221_530, "net/bridge", ["stp", "llc"], ["rtnl-link-bridge"])],
  ["br_netfilter", known(16_270, "net/bridge", ["bridge"])],
  ["veth", known(22_528, "drivers/net", [], ["rtnl-link-veth"])],
]);
/** `type KIND` asks for its module: rtnl-link-KIND. */
const BY_KIND: ReadonlyMap<string, string> = new Map([
  ["bridge", "bridge"],
  ["vlan", "8021q"],
  ["vxlan", "vxlan"],
  ["veth", "veth"],
  ["dummy", "dummy"],
  ["ipip", "ipip"],
]);

export class Modules {
  private readonly host: Host;
  /** In the order of loading. */
  private readonly loaded: string[] = [];

  constructor(host: Host) {
    this.host = host;
  }

  has(name: string): boolean {
    return this.loaded.includes(canonical(name));
  }

  /** Newest first, as /proc/modules lists them. */
  list(): { name: string; size: number; users: readonly string[] }[] {
    return [...this.loaded].reverse().map((name) => ({
      name,
      size: MODULES.get(name)?.size ?? 0,
      users: this.usersOf(name),
    }));
  }

  usersOf(name: string): string[] {
    return this.loaded.filter((other) => MODULES.get(other)?.depends.includes(name) === true);
  }

  /** False: there is no such module. */
  load(asked: string): boolean {
    const name = canonical(asked);
    const info = MODULES.get(name);
    if (info === undefined) return false;
    if (this.loaded.includes(name)) return true;
    for (const needed of [...info.depends].reverse()) this.load(needed);
    this.loaded.push(name);
    if (name === "ipip") for (const ns of this.host.namespaces.values()) plantTunl0(ns);
    return true;
  }

  loadForKind(kind: string): void {
    const name = BY_KIND.get(kind);
    if (name !== undefined && !this.loaded.includes(name)) this.load(name);
  }

  /** Out, with what only it needed when `unused`. False: it was not loaded, or others need it. */
  unload(asked: string, unused: boolean): boolean {
    const name = canonical(asked);
    const at = this.loaded.indexOf(name);
    if (at < 0 || this.usersOf(name).length > 0) return false;
    this.loaded.splice(at, 1);
    if (name === "ipip") {
      for (const ns of this.host.namespaces.values())
        for (const tunnel of [...(ns.ipTunnels ?? [])]) unregister(tunnel);
    }
    if (unused) {
      for (const needed of MODULES.get(name)?.depends ?? [])
        if (this.usersOf(needed).length === 0) this.unload(needed, true);
    }
    return true;
  }

  /** A namespace is new: modules that have a share in every namespace give theirs. */
  netnsCreated(ns: Host["root"]): void {
    if (this.loaded.includes("ipip")) plantTunl0(ns);
  }
}

function canonical(name: string): string {
  return name.replaceAll("-", "_");
}
