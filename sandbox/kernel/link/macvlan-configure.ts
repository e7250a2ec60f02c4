/** Making and changing macvlan devices: macvlan_common_newlink, macvlan_changelink. drivers/net/macvlan.c. */
import type { MacAddr } from "../../wire/addr.ts";
import type { NetlinkAnswer, NetlinkError, NewLink } from "../netlink-types.ts";
import type { NetNamespace } from "../netns.ts";
import { Macvlan, type MacvlanMode, MacvlanPort } from "./macvlan.ts";

export function makeMacvlan(
  ns: NetNamespace,
  home: NetNamespace,
  spec: NewLink,
  name: () => string,
  randomMac: () => MacAddr,
): Macvlan | NetlinkError {
  if (spec.link === undefined) return { errno: "EINVAL" };
  const named = ns.device(spec.link);
  if (named === null) return { errno: "ENODEV" };
  // On top of another it stands beside it.
  const lower = named instanceof Macvlan ? named.lower : named;
  if (spec.mtu !== undefined && spec.mtu > lower.mtu) return { errno: "EINVAL" };
  const { rxHandler } = lower;
  if (!(rxHandler instanceof MacvlanPort)) {
    if (lower.linkType !== "ether" || lower.loopback) return { errno: "EINVAL" };
    if (rxHandler !== null) return { errno: "EBUSY" };
  } else if (rxHandler.passthru !== null) return { errno: "EINVAL" };
  const mode = spec.macvlan?.mode ?? "vepa";
  if (mode === "passthru" && rxHandler !== null) return { errno: "EINVAL" };
  const mac = mode === "passthru" ? lower.mac : (spec.address ?? randomMac());
  return new Macvlan(home, home.allocateIndex(spec.index), name(), mac, lower, mode);
}

export function setMacvlan(dev: Macvlan, mode: MacvlanMode): NetlinkAnswer {
  if ((dev.mode === "passthru") !== (mode === "passthru")) return { errno: "EINVAL" };
  dev.mode = mode;
  return null;
}
