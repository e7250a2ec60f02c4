/** rtnl_linkprop: alternative names of a device. net/core/rtnetlink.c, dev.c. */
import type { NetDevice } from "../device.ts";
import type { NetlinkAnswer } from "../netlink-types.ts";
import type { NetNamespace } from "../netns.ts";
import { announceLink } from "./register.ts";

/** EEXIST: the name is taken. ENOENT: no such name. EINVAL: another device's, or its first name. */
export function setAltnames(
  ns: NetNamespace,
  name: string,
  altnames: readonly string[],
  remove: boolean,
): NetlinkAnswer {
  const dev = ns.device(name);
  if (dev === null) return { errno: "ENODEV" };
  let changed = false;
  let refused: NetlinkAnswer = null;
  for (const altname of altnames) {
    refused = remove ? removeOne(ns, dev, altname) : addOne(ns, dev, altname);
    if (refused !== null) break;
    changed = true;
  }
  // netdev_state_change: silent while it is down.
  if (changed && dev.up) announceLink(dev);
  return refused;
}

function addOne(ns: NetNamespace, dev: NetDevice, altname: string): NetlinkAnswer {
  if (ns.device(altname) !== null) return { errno: "EEXIST" };
  ns.addAltname(dev, altname);
  return null;
}

function removeOne(ns: NetNamespace, dev: NetDevice, altname: string): NetlinkAnswer {
  const owner = ns.device(altname);
  if (owner === null) return { errno: "ENOENT" };
  if (owner !== dev || dev.name === altname) return { errno: "EINVAL" };
  ns.removeAltname(dev, altname);
  return null;
}
