/**
 * What systemd-networkd does with the files that netplan made, when it restarts: the link up, its MTU and MAC,
 * the listed addresses and no others, the listed routes as `proto static` and no others but the kernel's own
 * (ManageForeignRoutes=yes: a routing daemon's routes on that device go too, until it puts them back).
 * Left out: DHCP, router advertisements, resolved (DNS= is written and not used: /etc/resolv.conf stays),
 * waiting for a carrier: addresses are set at once.
 */
import type { AddrDump, Netlink, RouteDump, RouteSpec } from "../../../kernel/netlink-types.ts";
import type { Process } from "../../../kernel/proc/process.ts";
import {
  PROTO_KERNEL,
  PROTO_RA,
  PROTO_REDIRECT,
  PROTO_STATIC,
  type RouteType,
  SCOPE_HOST,
  SCOPE_LINK,
  SCOPE_UNIVERSE,
  TABLE_LOCAL,
  TABLE_MAIN,
} from "../../../kernel/route/types.ts";
import {
  type Ipv4Addr,
  type Ipv6Addr,
  parseIpv4,
  parseIpv6,
  parseMac,
} from "../../../wire/addr.ts";

export const NETWORKD_FOLDER = "/run/systemd/network";

type Section = ReadonlyMap<string, readonly string[]>;
interface NetworkFile {
  readonly match: Section;
  readonly link: Section;
  readonly network: Section;
  readonly routes: readonly Section[];
}

/** Restart networkd: every file of netplan's is applied to its device. */
export function restartNetworkd(proc: Process): void {
  const { fs } = proc.host;
  const names = fs.readdir(NETWORKD_FOLDER, proc);
  if (typeof names === "string") return;
  for (const name of names) {
    if (!name.endsWith(".network")) continue;
    const read = fs.readText(`${NETWORKD_FOLDER}/${name}`, proc);
    if (typeof read !== "string") configure(proc.place.netns.netlink, parseFile(read.text));
  }
}

function parseFile(text: string): NetworkFile {
  const routes: Section[] = [];
  const named = new Map<string, Map<string, string[]>>();
  let now = new Map<string, string[]>();
  for (const line of text.split("\n")) {
    const header = /^\[(.*)\]$/.exec(line)?.[1];
    if (header !== undefined) {
      now = new Map();
      if (header === "Route") routes.push(now);
      else named.set(header, now);
      continue;
    }
    const at = line.indexOf("=");
    if (at <= 0) continue;
    const key = line.slice(0, at);
    now.set(key, [...(now.get(key) ?? []), line.slice(at + 1)]);
  }
  const section = (name: string): Section => named.get(name) ?? new Map<string, string[]>();
  return {
    match: section("Match"),
    link: section("Link"),
    network: section("Network"),
    routes,
  };
}

function configure(netlink: Netlink, file: NetworkFile): void {
  const dev = file.match.get("Name")?.[0] ?? "";
  const link = netlink.link(dev);
  if (link === null) return;
  const mac = parseMac(file.link.get("MACAddress")?.[0] ?? "");
  const mtu = file.link.get("MTUBytes")?.[0];
  if (mac !== null) netlink.setLink(dev, { address: mac });
  if (mtu !== undefined) netlink.setLink(dev, { mtu: Number(mtu) });
  netlink.setLink(dev, { up: true });

  const wanted = (file.network.get("Address") ?? []).map(parsePrefix).filter((one) => one !== null);
  const linkLocal = file.network.get("LinkLocalAddressing")?.[0];
  const keepLinkLocal = linkLocal !== "no" && linkLocal !== "ipv4";
  for (const have of netlink.addrs()) {
    if (have.index !== link.index || wanted.some((one) => sameAddress(one, have))) continue;
    if (isOwn(have, keepLinkLocal)) continue;
    netlink.delAddr({
      family: have.family,
      dev,
      local: have.local,
      prefixLength: have.prefixLength,
      ...(have.address === have.local ? {} : { peer: have.address }),
    });
  }
  for (const { family, address, bits } of wanted) {
    const broadcast =
      family === 4 && bits < 31 && dev !== "lo"
        ? { broadcast: ((Number(address) | (0xffffffff >>> bits)) >>> 0) as Ipv4Addr }
        : {};
    netlink.newAddr({ family, dev, local: address, prefixLength: bits, ...broadcast }, "add");
  }
  const gateways = (file.network.get("Gateway") ?? []).map((via): Section => {
    const to = via.includes(":") ? "::/0" : "0.0.0.0/0";
    return new Map([
      ["Destination", [to]],
      ["Gateway", [via]],
    ]);
  });
  setRoutes(netlink, dev, link.index, [...gateways, ...file.routes]);
}

/** The loopback's and the link's own addresses, which networkd does not take for foreign. */
function isOwn(have: AddrDump, keepLinkLocal: boolean): boolean {
  if (have.scope === SCOPE_HOST) return have.family === 6 || Number(have.local) >>> 24 === 127;
  return have.family === 6 && have.scope === SCOPE_LINK && keepLinkLocal;
}

function setRoutes(
  netlink: Netlink,
  dev: string,
  index: number,
  sections: readonly Section[],
): void {
  const wanted = sections.map((section) => routeSpec(section, dev)).filter((one) => one !== null);
  for (const family of [4, 6] as const) {
    for (const have of netlink.routes(family)) {
      if (have.table === TABLE_LOCAL || !have.nexthops.some((hop) => hop.dev === index)) continue;
      if ([PROTO_KERNEL, PROTO_REDIRECT, PROTO_RA].includes(have.protocol)) continue;
      if (have.type !== "unicast" || have.nexthops.length !== 1) continue;
      if (wanted.some((one) => sameRoute(one, have))) continue;
      netlink.delRoute({
        family,
        dst: have.dst,
        prefixLength: have.prefixLength,
        tos: have.tos,
        table: have.table,
        protocol: have.protocol,
        scope: have.scope,
        priority: have.priority,
        nexthops: [{ dev }],
      });
    }
  }
  // Those on the link first: a gateway may be behind one.
  const order = (spec: RouteSpec) => (spec.nexthops[0]?.gateway === undefined ? 0 : 1);
  for (const spec of wanted.sort((a, b) => order(a) - order(b))) netlink.newRoute(spec, "replace");
}

interface Prefix {
  readonly family: 4 | 6;
  readonly address: Ipv4Addr | Ipv6Addr;
  readonly bits: number;
}

function parsePrefix(text: string): Prefix | null {
  const [word = "", bits] = text.split("/");
  const four = parseIpv4(word);
  if (four !== null) return { family: 4, address: four, bits: Number(bits ?? 32) };
  const six = parseIpv6(word);
  return six === null ? null : { family: 6, address: six, bits: Number(bits ?? 128) };
}

function routeSpec(section: Section, dev: string): RouteSpec | null {
  const value = (key: string) => section.get(key)?.[0];
  const to = parsePrefix(value("Destination") ?? "");
  if (to === null) return null;
  const type = (value("Type") ?? "unicast") as RouteType;
  const via = parsePrefix(value("Gateway") ?? "");
  const source = parsePrefix(value("PreferredSource") ?? "");
  const scope = { global: SCOPE_UNIVERSE, link: SCOPE_LINK, host: SCOPE_HOST }[
    value("Scope") ?? "global"
  ];
  const nowhere = ["blackhole", "unreachable", "prohibit", "throw"].includes(type);
  const mtu = value("MTUBytes");
  return {
    family: to.family,
    type,
    dst: to.address,
    prefixLength: to.bits,
    table: Number(value("Table") ?? TABLE_MAIN),
    protocol: PROTO_STATIC,
    scope: to.family === 4 ? (scope ?? SCOPE_UNIVERSE) : SCOPE_UNIVERSE,
    priority: Number(value("Metric") ?? (to.family === 6 ? 1024 : 0)),
    ...(source === null ? {} : { prefsrc: source.address }),
    nexthops: nowhere
      ? []
      : [
          {
            dev,
            ...(via === null ? {} : { gateway: via.address }),
            ...(value("GatewayOnLink") === "true" ? { onlink: true } : {}),
          },
        ],
    ...(mtu === undefined ? {} : { metrics: { mtu: Number(mtu) } }),
  };
}

function sameAddress(one: Prefix, have: AddrDump): boolean {
  return (
    one.family === have.family &&
    one.address === have.local &&
    one.bits === have.prefixLength &&
    have.address === have.local
  );
}

function sameRoute(one: RouteSpec, have: RouteDump): boolean {
  return (
    one.family === have.family &&
    one.dst === have.dst &&
    one.prefixLength === have.prefixLength &&
    one.table === have.table &&
    one.priority === have.priority &&
    have.protocol === PROTO_STATIC &&
    (one.nexthops[0]?.gateway ?? null) === (have.nexthops[0]?.gateway ?? null)
  );
}
