/**
 * What netplan 0.106 writes: the YAML of `netplan get` (its own order of keys, its own quotes) and the files
 * of systemd-networkd that `netplan generate` leaves in /run/systemd/network.
 */
import type { NetplanDevice, NetplanRoute, NetplanState } from "./definition.ts";

/** A scalar as it is printed, a list, or a mapping. */
export type Tree = string | readonly Tree[] | ReadonlyMap<string, Tree>;

export function treeOf(state: NetplanState): Tree {
  const network = new Map<string, Tree>([["version", "2"]]);
  if (state.renderer !== null) network.set("renderer", state.renderer);
  const devices = new Map<string, Tree>();
  for (const device of state.devices.values()) devices.set(device.name, deviceTree(device));
  if (devices.size > 0) network.set("ethernets", devices);
  return new Map<string, Tree>([["network", network]]);
}

function deviceTree(device: NetplanDevice): Tree {
  const out = new Map<string, Tree>();
  const put = (key: string, value: string | number | boolean | null) => {
    if (value !== null) out.set(key, String(value));
  };
  if (device.optional) put("optional", true);
  if (device.addresses.length > 0) out.set("addresses", device.addresses.map(quote));
  const servers = new Map<string, Tree>();
  if (device.dns.length > 0) servers.set("addresses", device.dns);
  if (device.search.length > 0) servers.set("search", device.search);
  if (servers.size > 0) out.set("nameservers", servers);
  put("gateway4", device.gateway4);
  put("gateway6", device.gateway6);
  put("dhcp4", device.dhcp4);
  put("dhcp6", device.dhcp6);
  put("accept-ra", device.acceptRa);
  put("macaddress", device.mac === null ? null : quote(device.mac));
  put("mtu", device.mtu);
  if (device.routes.length > 0) out.set("routes", device.routes.map(routeTree));
  if (device.linkLocal !== null) out.set("link-local", device.linkLocal);
  return out;
}

function routeTree(route: NetplanRoute): Tree {
  const out = new Map<string, Tree>();
  if (route.type !== "unicast") out.set("type", quote(route.type));
  if (route.scope !== "global") out.set("scope", quote(route.scope));
  for (const key of ["metric", "table", "mtu"] as const) {
    const value = route[key];
    if (value !== null) out.set(key, String(value));
  }
  if (route.onLink) out.set("on-link", "true");
  for (const key of ["from", "to", "via"] as const) {
    const value = route[key];
    if (value !== null) out.set(key, quote(value));
  }
  return out;
}

function quote(text: string): string {
  return `"${text}"`;
}

/** Block style, lists not indented, empty ones in flow style. */
export function formatTree(tree: Tree): string {
  if (typeof tree === "string") return `${tree}\n`;
  return `${blockLines(tree).join("\n")}\n`;
}

function blockLines(tree: Exclude<Tree, string>): string[] {
  if (tree instanceof Map) {
    if (tree.size === 0) return ["{}"];
    return [...(tree as ReadonlyMap<string, Tree>)].flatMap(([key, value]) => {
      if (typeof value === "string") return [`${key}: ${value}`];
      const inner = blockLines(value);
      if (inner[0] === "[]" || inner[0] === "{}") return [`${key}: ${inner[0]}`];
      return [`${key}:`, ...(value instanceof Map ? inner.map((line) => `  ${line}`) : inner)];
    });
  }
  const items = tree as readonly Tree[];
  if (items.length === 0) return ["[]"];
  return items.flatMap((item) => {
    const inner = typeof item === "string" ? [item] : blockLines(item);
    return inner.map((line, at) => (at === 0 ? `- ${line}` : `  ${line}`));
  });
}

/** [name, text] of each file. */
export function networkdFiles(state: NetplanState): [string, string][] {
  const out: [string, string][] = [];
  for (const device of state.devices.values()) {
    const base = `10-netplan-${device.name}`;
    if (device.mtu !== null)
      out.push([
        `${base}.link`,
        `[Match]\nOriginalName=${device.name}\n\n[Link]\nWakeOnLan=off\nMTUBytes=${device.mtu}\n`,
      ]);
    out.push([`${base}.network`, networkFile(device)]);
  }
  return out;
}

function linkLocalWord(kinds: readonly string[] | null): string {
  if (kinds === null || kinds.length === 0) return kinds === null ? "ipv6" : "no";
  const has4 = kinds.includes("ipv4");
  return has4 && kinds.includes("ipv6") ? "yes" : has4 ? "ipv4" : "ipv6";
}

function networkFile(device: NetplanDevice): string {
  const out = ["[Match]", `Name=${device.name}`];
  if (device.optional || device.mtu !== null || device.mac !== null) out.push("", "[Link]");
  if (device.optional) out.push("RequiredForOnline=no");
  if (device.mtu !== null) out.push(`MTUBytes=${device.mtu}`);
  if (device.mac !== null) out.push(`MACAddress=${device.mac}`);
  out.push("", "[Network]");
  out.push(`LinkLocalAddressing=${linkLocalWord(device.linkLocal)}`);
  for (const address of device.addresses) out.push(`Address=${address}`);
  if (device.acceptRa !== null) out.push(`IPv6AcceptRA=${device.acceptRa ? "yes" : "no"}`);
  for (const gateway of [device.gateway4, device.gateway6])
    if (gateway !== null) out.push(`Gateway=${gateway}`);
  for (const server of device.dns) out.push(`DNS=${server}`);
  if (device.search.length > 0) out.push(`Domains=${device.search.join(" ")}`);
  for (const route of device.routes) out.push("", "[Route]", ...routeLines(route));
  return `${out.join("\n")}\n`;
}

function routeLines(route: NetplanRoute): string[] {
  const six = (route.via ?? "").includes(":");
  const to = route.to === "default" ? (six ? "::/0" : "0.0.0.0/0") : route.to;
  const out = [`Destination=${to ?? ""}`];
  if (route.via !== null) out.push(`Gateway=${route.via}`);
  if (route.from !== null) out.push(`PreferredSource=${route.from}`);
  if (route.scope !== "global") out.push(`Scope=${route.scope}`);
  if (route.type !== "unicast") out.push(`Type=${route.type}`);
  if (route.onLink) out.push("GatewayOnLink=true");
  if (route.metric !== null) out.push(`Metric=${route.metric}`);
  if (route.table !== null) out.push(`Table=${route.table}`);
  if (route.mtu !== null) out.push(`MTUBytes=${route.mtu}`);
  return out;
}
