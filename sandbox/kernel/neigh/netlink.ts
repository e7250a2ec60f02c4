/** RTM_*NEIGH: what the configuration door delegates to. net/core/neighbour.c. */
import { SECOND } from "../../sim/scheduler.ts";
import { type Ipv4Addr, type Ipv6Addr, type MacAddr, parseIpv6Groups } from "../../wire/addr.ts";
import {
  type NeighDump,
  type NeighMode,
  type NeighSpec,
  type NetlinkAnswer,
  type NetlinkError,
  NUD,
} from "../netlink-types.ts";
import type { NetNamespace } from "../netns.ts";
import { ADMIN, type Neighbour, NUD_VALID, OVERRIDE } from "./neighbour.ts";
import type { NeighTable } from "./table.ts";

export function neighDump(neigh: Neighbour): NeighDump {
  const { table } = neigh;
  const age = (since: number): number => Math.floor((table.now - since) / SECOND);
  return {
    family: table.protocol.family,
    index: neigh.dev.index,
    dst: neigh.key,
    lladdr: (neigh.state & NUD_VALID) !== 0 ? neigh.mac : null,
    state: neigh.state,
    router: neigh.router,
    proxy: false,
    externLearn: neigh.externLearn,
    used: age(neigh.used),
    confirmed: age(neigh.confirmed),
    updated: age(neigh.updated),
    probes: neigh.probes,
    refcnt: neigh.inTimer ? 1 : 0,
  };
}

function tableOf(ns: NetNamespace, family: 4 | 6): NeighTable {
  return family === 4 ? ns.stack.arp : ns.stack.nd;
}

/** All entries, proxy ones after the others of their family. */
export function dumpNeighs(ns: NetNamespace, family?: 4 | 6): NeighDump[] {
  const out: NeighDump[] = [];
  for (const one of [4, 6] as const) {
    if (family !== undefined && family !== one) continue;
    const table = tableOf(ns, one);
    for (const neigh of table.entries()) out.push(neighDump(neigh));
    for (const { key, dev } of inBuckets(table.proxies)) {
      out.push({
        family: one,
        index: dev?.index ?? 0,
        dst: key,
        lladdr: null,
        state: NUD.NONE,
        router: false,
        proxy: true,
        externLearn: false,
        used: 0,
        confirmed: 0,
        updated: 0,
        probes: 0,
        refcnt: 0,
      });
    }
  }
  return out;
}

/** pneigh_hash's sixteen buckets in their order, the newest first in each. */
function inBuckets(proxies: NeighTable["proxies"]): NeighTable["proxies"] {
  if (proxies.length < 2) return proxies;
  return [...proxies]
    .reverse()
    .map((entry) => ({ entry, bucket: bucketOf(entry.key) }))
    .sort((a, b) => a.bucket - b.bucket)
    .map(({ entry }) => entry);
}

/** Of the last four bytes, read as a little-endian number. */
function bucketOf(key: Ipv4Addr | Ipv6Addr): number {
  const last =
    typeof key === "number"
      ? key
      : (parseIpv6Groups(key) ?? []).slice(6).reduce((sum, group) => (sum << 16) | group, 0);
  let hash =
    ((last & 0xff) << 24) | ((last & 0xff00) << 8) | ((last >>> 8) & 0xff00) | (last >>> 24);
  hash ^= hash >>> 16;
  hash ^= hash >>> 8;
  hash ^= hash >>> 4;
  return hash & 0xf;
}

/** neigh_add: NEWNEIGH. */
export function addNeigh(ns: NetNamespace, spec: NeighSpec, mode: NeighMode): NetlinkAnswer {
  const dev = ns.device(spec.dev);
  if (dev === null && (spec.dev !== "" || spec.proxy !== true)) return { errno: "ENODEV" };
  const table = tableOf(ns, spec.family);
  if (spec.proxy === true) {
    const known = table.proxies.some((entry) => entry.key === spec.dst && entry.dev === dev);
    if (!known) table.proxies = [...table.proxies, { key: spec.dst, dev }];
    return null;
  }
  if (dev === null) return { errno: "ENODEV" };
  // ndisc_allow_add
  if (spec.family === 6 && dev.conf6.disableIpv6 !== 0)
    return { errno: "EINVAL", extack: "IPv6 is disabled on this device" };
  const state = spec.state ?? NUD.PERMANENT;
  const mac: MacAddr | null = spec.lladdr ?? null;
  let neigh = table.lookup(dev, spec.dst);
  if (neigh === null) {
    if (mode === "change") return { errno: "ENOENT" };
    neigh = table.obtain(dev, spec.dst);
    if (neigh === null) return { errno: "ENOBUFS" };
  } else if (mode === "add") return { errno: "EEXIST" };
  if (spec.use === true) {
    neigh.resolveFor(null);
    return null;
  }
  if (mac === null && (state & NUD_VALID) !== 0 && (neigh.state & NUD_VALID) === 0) {
    // The entry that was made for it stays, in no state: so does Linux's.
    return { errno: "EINVAL", extack: "No link layer address given" };
  }
  if (spec.router !== undefined) neigh.router = spec.router;
  if (spec.externLearn !== undefined) neigh.externLearn = spec.externLearn;
  const result = neigh.update(mac, state, OVERRIDE | ADMIN);
  return result === "ok" ? null : { errno: result };
}

/** neigh_delete: DELNEIGH. */
export function delNeigh(ns: NetNamespace, spec: NeighSpec): NetlinkAnswer {
  const dev = ns.device(spec.dev);
  if (dev === null && (spec.dev !== "" || spec.proxy !== true)) return { errno: "ENODEV" };
  const table = tableOf(ns, spec.family);
  if (spec.proxy === true) {
    const at = table.proxies.findIndex((entry) => entry.key === spec.dst && entry.dev === dev);
    if (at < 0) return { errno: "ENOENT" };
    table.proxies.splice(at, 1);
    return null;
  }
  const neigh = dev === null ? null : table.lookup(dev, spec.dst);
  if (neigh === null) return { errno: "ENOENT" };
  neigh.update(null, NUD.FAILED, OVERRIDE | ADMIN);
  table.remove(neigh, true);
  return null;
}

/** RTM_GETNEIGH for one entry. */
export function getNeigh(ns: NetNamespace, spec: NeighSpec): NeighDump | NetlinkError {
  const dev = ns.device(spec.dev);
  if (dev === null) return { errno: "ENODEV" };
  const neigh = tableOf(ns, spec.family).lookup(dev, spec.dst);
  return neigh === null
    ? { errno: "ENOENT", extack: "Neighbour entry not found" }
    : neighDump(neigh);
}
