/** `ip tunnel` and `type ipip`: made, changed, tunl0 with its module. net/ipv4/ip_tunnel.c, ipip.c. */
import { IPV4_ANY } from "../../wire/addr.ts";
import type { IpTunnelInfo, NetlinkAnswer, NetlinkError, NewLink } from "../netlink-types.ts";
import type { NetNamespace } from "../netns.ts";
import { IPIP_MTU_MAX, IpTunnel } from "./ip-tunnel.ts";
import { announceLink, register } from "./register.ts";

const MTU_MIN = 68;

export const IPIP_DEFAULTS: IpTunnelInfo = {
  kind: "ipip",
  remote: IPV4_ANY,
  local: IPV4_ANY,
  link: 0,
  ttl: 0,
  tos: 0,
  pmtudisc: true,
  proto: 0,
  ignoreDf: false,
};

/** ip_tunnel_init_net: the namespace's tunl0, made with the module or with the namespace. */
export function plantTunl0(ns: NetNamespace): void {
  if ((ns.ipTunnels ?? []).some((tunnel) => tunnel.fallback)) return;
  const name = ns.device("tunl0") === null ? "tunl0" : ns.freeName("tunl");
  const config = { ...IPIP_DEFAULTS, pmtudisc: false };
  const dev = new IpTunnel(ns, ns.allocateIndex(), name, ns, config, true);
  register(dev);
  // Behind IPv6's back: it finds the device when it is set up.
  dev.mtu = dev.boundMtu();
}

/** ip_tunnel_find: the same ends, the same device. */
function find(ns: NetNamespace, config: IpTunnelInfo): IpTunnel | null {
  const { remote, local, link } = config;
  for (const tunnel of ns.ipTunnels ?? []) {
    const other = tunnel.config;
    if (other.remote === remote && other.local === local && other.link === link) return tunnel;
  }
  return null;
}

/** ip_tunnel_newlink and ip_tunnel_create (`ip tunnel add`, told by its proto). */
export function makeIpTunnel(
  ns: NetNamespace,
  home: NetNamespace,
  spec: NewLink,
  name: string,
): IpTunnel | NetlinkError {
  const config = { ...IPIP_DEFAULTS, ...spec.tunnel };
  if (find(ns, config) !== null) return { errno: "EEXIST" };
  const dev = new IpTunnel(home, home.allocateIndex(spec.index), name, ns, config, false);
  const legacy = config.proto !== 0;
  register(dev, !legacy);
  const mtu = spec.mtu === undefined ? dev.boundMtu() : clamp(spec.mtu);
  dev.mtu = mtu;
  if (legacy) {
    dev.minMtu = MTU_MIN;
    dev.maxMtu = IPIP_MTU_MAX;
  }
  home.inet6.mtuChanged(dev);
  return dev;
}

function clamp(mtu: number): number {
  return Math.min(Math.max(mtu, MTU_MIN), IPIP_MTU_MAX);
}

/** ip_tunnel_changelink and SIOCCHGTUNNEL. */
export function setIpTunnel(dev: IpTunnel, change: Partial<IpTunnelInfo>): NetlinkAnswer {
  if (dev.fallback) return { errno: "EINVAL" };
  const config = { ...dev.config, ...change };
  const other = find(dev.origin, config);
  if (other !== null && other !== dev) return { errno: "EEXIST" };
  if ((config.remote === IPV4_ANY) !== (dev.config.remote === IPV4_ANY)) return { errno: "EINVAL" };
  const moved = config.link !== dev.config.link;
  dev.config = config;
  dev.addressed();
  if (moved) dev.mtu = dev.boundMtu();
  dev.ns.fib.changed();
  announceLink(dev);
  return null;
}

export function ipTunnelMtuFits(mtu: number): boolean {
  return mtu >= MTU_MIN && mtu <= IPIP_MTU_MAX;
}
