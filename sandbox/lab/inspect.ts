/** The world as plain JSON for the page's map: machines, namespaces, devices, cables. */
import type { NetDevice } from "../kernel/device.ts";
import type { Host } from "../kernel/host.ts";
import type { NetNamespace } from "../kernel/netns.ts";
import { type LinkDump, NUD, type RouteDump } from "../kernel/netlink-types.ts";
import { formatIpv4, formatMac } from "../wire/addr.ts";
import type { DeviceView, HostView, NamespaceView, SessionView, WorldView } from "./types.ts";
import { hasEnded, type World } from "./world.ts";

const PORT_STATES = ["disabled", "listening", "learning", "forwarding", "blocking"];

export function viewWorld(world: World): WorldView {
  const hosts: HostView[] = [];
  const ids = new Map<NetDevice, string>();
  for (const host of world.hosts.values()) {
    const namespaces: NamespaceView[] = [];
    for (const netns of host.namespaces.values()) {
      if (netns.dead) continue;
      for (const dev of netns.devices.values()) ids.set(dev, deviceId(dev));
      namespaces.push(viewNamespace(host, netns));
    }
    hosts.push({ name: host.name, namespaces });
  }
  return {
    at: world.now,
    hosts,
    links: [...viewLinks(world, ids), ...viewTunnels(hosts)],
    sessions: viewSessions(world, hosts),
  };
}

function viewSessions(world: World, hosts: readonly HostView[]): SessionView[] {
  const sessions: SessionView[] = [];
  for (const host of world.hosts.values()) {
    for (const proc of host.processes.values()) {
      if (proc.report === null || hasEnded(proc)) continue;
      const { name } = proc.place.netns;
      const from = name === "" ? host.name : `${host.name}/${name}`;
      for (const { local, peer, ...session } of proc.report().sessions) {
        const there = ownerOf(hosts, peer, null);
        sessions.push({
          ...session,
          peer,
          from,
          to: there?.namespace ?? null,
          fromDevice: local === null ? null : (ownerOf(hosts, local, from)?.device ?? null),
          toDevice: there?.device ?? null,
        });
      }
    }
  }
  return sessions;
}

/** Who has an address: in one namespace, or anywhere. */
function ownerOf(
  hosts: readonly HostView[],
  address: string,
  only: string | null,
): { namespace: string; device: string } | null {
  for (const host of hosts) {
    for (const { id, devices } of host.namespaces) {
      if (only !== null && id !== only) continue;
      const device = devices.find((one) => one.addresses.some((a) => a.startsWith(`${address}/`)));
      if (device !== undefined) return { namespace: id, device: device.id };
    }
  }
  return null;
}

/** "host/inode/ifindex": stable while the device stays in its namespace. */
export function deviceId(dev: NetDevice): string {
  return `${dev.ns.host.name}/${dev.ns.inode}/${dev.index}`;
}

function viewLinks(world: World, ids: ReadonlyMap<NetDevice, string>): WorldView["links"] {
  const links: { a: string; b: string; kind: "veth" | "wire" }[] = [];
  for (const [a, b] of world.wires) {
    if (ids.has(a) && ids.has(b)) links.push({ a: deviceId(a), b: deviceId(b), kind: "wire" });
  }
  for (const [dev, id] of ids) {
    if (dev.kind !== "veth") continue;
    const peer = dev.linkPeer();
    const peerId = peer === null ? undefined : ids.get(peer);
    if (peerId !== undefined && id < peerId) links.push({ a: id, b: peerId, kind: "veth" });
  }
  return links;
}

/** What IFLA_INFO_DATA of vxlan, ipip, gre, ... have in common; an address 0 is none. */
interface TunnelInfo {
  readonly local?: number;
  readonly remote?: number;
  readonly vni?: number;
}

function viewTunnel(
  netns: NetNamespace,
  link: LinkDump,
  routes: readonly RouteDump[],
): DeviceView["tunnel"] {
  const info = link.info as TunnelInfo | null;
  if (info?.local === undefined || info.remote === undefined) return null;
  const remotes = new Set<number>();
  if (info.remote !== 0) remotes.add(info.remote);
  if (info.vni !== undefined) {
    for (const entry of netns.netlink.fdb({ dev: link.name })) {
      const { dst = 0 } =
        (entry as { readonly vxlan?: { readonly dst?: number } | null }).vxlan ?? {};
      if (dst !== 0) remotes.add(dst);
    }
  } else if (info.remote === 0) {
    // A tunnel without an end of its own sends to the route's next hop (ip_tunnel_xmit).
    for (const route of routes)
      for (const hop of route.nexthops)
        if (hop.dev === link.index && typeof hop.gateway === "number") remotes.add(hop.gateway);
  }
  return {
    id: info.vni ?? null,
    local: info.local === 0 ? null : formatIpv4(info.local),
    remotes: [...remotes].map(formatIpv4),
  };
}

/** Which tunnel devices would reach one another: of one kind and id, and one sends to an address of the other's. */
function viewTunnels(hosts: readonly HostView[]): WorldView["links"][number][] {
  const ends = hosts.flatMap((host) =>
    host.namespaces.flatMap((netns) =>
      netns.devices.flatMap((device) =>
        device.tunnel === null ? [] : [{ device, tunnel: device.tunnel, netns }],
      ),
    ),
  );
  type End = (typeof ends)[number];
  const owns = (end: End, address: string): boolean =>
    end.tunnel.local === null
      ? end.netns.devices.some((one) => one.addresses.some((a) => a.startsWith(`${address}/`)))
      : end.tunnel.local === address;
  const reaches = (from: End, to: End): boolean =>
    from.device.kind === to.device.kind &&
    from.tunnel.id === to.tunnel.id &&
    from.tunnel.remotes.some((address) => owns(to, address));
  return ends.flatMap((a, i) =>
    ends
      .slice(i + 1)
      .filter((b) => reaches(a, b) || reaches(b, a))
      .map((b) => ({ a: a.device.id, b: b.device.id, kind: "tunnel" as const })),
  );
}

function viewNamespace(host: Host, netns: NetNamespace): NamespaceView {
  const { netlink } = netns;
  const addrs = netlink.addrs();
  const routes = netlink.routes(4);
  const devices: DeviceView[] = [];
  for (const link of netlink.links()) {
    const dev = netns.devices.get(link.index);
    if (dev === undefined) continue;
    const master = link.master === 0 ? undefined : netns.devices.get(link.master);
    devices.push({
      id: deviceId(dev),
      name: link.name,
      kind: link.kind ?? (link.linkType === "loopback" ? "loopback" : "ethernet"),
      mac: formatMac(link.address),
      addresses: addrs
        .filter((a) => a.index === link.index)
        .map((a) => `${addressText(a.local)}/${a.prefixLength}`),
      up: dev.up,
      carrier: link.carrier,
      operstate: link.operstate,
      mtu: link.mtu,
      master: master === undefined ? null : deviceId(master),
      portState: link.slave === null ? null : (PORT_STATES[link.slave.state] ?? null),
      tunnel: viewTunnel(netns, link, routes),
      rxPackets: link.stats.rxPackets,
      txPackets: link.stats.txPackets,
    });
  }
  const names = new Map(netlink.links().map((link) => [link.index, link.name]));
  return {
    id: netns.name === "" ? host.name : `${host.name}/${netns.name}`,
    name: netns.name,
    devices,
    routes: routes
      .filter((r) => r.table === 254)
      .map((r) => {
        const hop = r.nexthops[0];
        const via = hop?.gateway == null ? "" : ` via ${addressText(hop.gateway)}`;
        const dev = hop === undefined || hop.dev === 0 ? "" : ` dev ${names.get(hop.dev) ?? "?"}`;
        const dst = r.prefixLength === 0 ? "default" : `${addressText(r.dst)}/${r.prefixLength}`;
        return `${r.type === "unicast" ? "" : `${r.type} `}${dst}${via}${dev}`;
      }),
    neighbours: netlink
      .neighs()
      .filter((n) => (n.state & NUD.NOARP) === 0)
      .map((n) => {
        const mac = n.lladdr === null ? "" : ` ${formatMac(n.lladdr)}`;
        return `${addressText(n.dst)} dev ${names.get(n.index) ?? "?"}${mac} ${neighbourState(n.state)}`;
      }),
  };
}

/** "REACHABLE", ...: the word `ip neigh` prints. */
export function neighbourState(state: number): string {
  for (const [name, bit] of Object.entries(NUD)) if (bit !== 0 && (state & bit) !== 0) return name;
  return "NONE";
}

/** Ipv4Addr is a number, Ipv6Addr its text. */
export function addressText(address: number | string): string {
  return typeof address === "number" ? formatIpv4(address) : address;
}
