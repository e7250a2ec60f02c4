/**
 * The first thing that a namespace needs of netfilter, ipset or IPVS makes its state. Functions of their own, so that the worker's first
 * chunk can do without what stands behind them (site/plugins/worker-chunks.mjs).
 */
import type { NetNamespace } from "../netns.ts";
import { IpsetNet } from "./ipset/core.ts";
import { Ipvs } from "./ipvs/core.ts";
import { Netfilter } from "./state.ts";

export function openNetfilter(ns: NetNamespace): Netfilter {
  return new Netfilter(ns);
}
export function openIpset(ns: NetNamespace): IpsetNet {
  return new IpsetNet(ns);
}
export function openIpvs(ns: NetNamespace): Ipvs {
  return new Ipvs(ns);
}
