/** `type vxlan`: made, changed, its FDB by netlink. vxlan_core.c: vxlan_nl2conf, vxlan_config_validate. */
import { IPV4_ANY, isMulticast4, MAC_ZERO, type MacAddr } from "../../wire/addr.ts";
import { VXLAN_PORT_LINUX, VXLAN_VNI_MAX } from "../../wire/vxlan.ts";
import {
  type FdbDump,
  type FdbSpec,
  NUD,
  type NetlinkAnswer,
  type NetlinkError,
  type NewLink,
  type VxlanInfo,
} from "../netlink-types.ts";
import type { NetNamespace } from "../netns.ts";
import { announceLink } from "./register.ts";
import { VXLAN_HEADROOM, VxlanDevice } from "./vxlan.ts";
import { type FdbMode, type Remote } from "./vxlan-fdb.ts";
import { VxlanNet } from "./vxlan-port.ts";

const MTU_MIN = 68;

export const VXLAN_DEFAULTS: VxlanInfo = {
  kind: "vxlan",
  vni: 0,
  remote: IPV4_ANY,
  local: IPV4_ANY,
  link: 0,
  portLow: 0,
  portHigh: 0,
  dstport: VXLAN_PORT_LINUX,
  learning: true,
  proxy: false,
  rsc: false,
  l2miss: false,
  l3miss: false,
  tos: 0,
  ttl: 0,
  ttlInherit: false,
  df: "unset",
  ageing: 300,
  maxaddr: 0,
  udpCsum: true,
  udp6ZeroCsumTx: false,
  udp6ZeroCsumRx: false,
  gbp: false,
};

/** vxlan_newlink, up to the point where the device is registered. */
export function makeVxlan(
  ns: NetNamespace,
  home: NetNamespace,
  spec: NewLink,
  name: string,
  mac: MacAddr,
): VxlanDevice | NetlinkError {
  const asked = spec.vxlan;
  if (asked === undefined)
    return {
      errno: "EINVAL",
      extack: "Required attributes not provided to perform the operation",
    };
  const flawed = checkValues(asked);
  if (flawed !== null) return flawed;
  const config: VxlanInfo = { ...VXLAN_DEFAULTS, ...asked };
  if (config.dstport === 0) config.dstport = VXLAN_PORT_LINUX;
  if (config.ageing === 0) config.ageing = 300;
  const refused = validate(ns, config, null);
  if (refused !== null) return refused;
  const dev = new VxlanDevice(home, home.allocateIndex(spec.index), name, mac, ns, config);
  setLower(dev, config.link);
  const { lower } = dev;
  if (lower !== null) {
    dev.tsoMaxSize = lower.tsoMaxSize;
    const room = Math.max(lower.mtu - VXLAN_HEADROOM, MTU_MIN);
    dev.mtu = spec.mtu === undefined ? room : Math.min(spec.mtu, room);
  } else if (spec.mtu !== undefined) dev.mtu = spec.mtu;
  return dev;
}

/** What is told once the link is: the default destination enters the FDB. */
export function vxlanCreated(dev: VxlanDevice): void {
  if (dev.config.remote !== IPV4_ANY)
    dev.fdb.create(MAC_ZERO, { ...dev.defaultRemote }, NUD.PERMANENT | NUD.REACHABLE);
}

/** vxlan_validate. */
function checkValues(asked: Partial<VxlanInfo>): NetlinkError | null {
  if (asked.vni !== undefined && asked.vni > VXLAN_VNI_MAX)
    return { errno: "ERANGE", extack: "VXLAN ID must be lower than 16777216" };
  if ((asked.portHigh ?? 0) < (asked.portLow ?? 0))
    return { errno: "EINVAL", extack: "Invalid source port range" };
  return null;
}

/** vxlan_config_validate. */
function validate(
  ns: NetNamespace,
  config: VxlanInfo,
  self: VxlanDevice | null,
): NetlinkError | null {
  if (isMulticast4(config.local))
    return { errno: "EINVAL", extack: "Local address cannot be multicast" };
  if (config.link !== 0 && !ns.devices.has(config.link))
    return { errno: "ENODEV", extack: "Invalid local interface, device not found" };
  if (config.link === 0 && isMulticast4(config.remote))
    return { errno: "EINVAL", extack: "Local interface required for multicast remote destination" };
  for (const other of VxlanNet.of(ns).devices) {
    if (other === self) continue;
    const { vni, dstport, gbp } = other.config;
    if (vni === config.vni && dstport === config.dstport && gbp === config.gbp)
      return { errno: "EEXIST", extack: "A VXLAN device with the specified VNI already exists" };
  }
  return null;
}

/** The adjacency to the device below changes: rtnetlink tells about that one. */
function setLower(dev: VxlanDevice, index: number): void {
  const lower = index === 0 ? null : (dev.origin.devices.get(index) ?? null);
  dev.lower = lower;
}

// ── ip link set ... type vxlan ─────────────────────────────────────────────────────────────────

const FIXED_FLAGS = [
  ["ttlInherit", "TTL_INHERIT"],
  ["proxy", "PROXY"],
  ["rsc", "RSC"],
  ["l2miss", "L2MISS"],
  ["l3miss", "L3MISS"],
] as const;

/** vxlan_changelink. */
export function setVxlan(dev: VxlanDevice, change: Partial<VxlanInfo>): NetlinkAnswer {
  const { config: old, origin } = dev;
  const no = (extack: string): NetlinkError => ({ errno: "EOPNOTSUPP", extack });
  const flawed = checkValues(change);
  if (flawed !== null) return flawed;
  if (change.vni !== undefined && change.vni !== old.vni) return no("Cannot change VNI");
  for (const [key, name] of FIXED_FLAGS)
    if (change[key] !== undefined) return no(`vxlan: cannot change ${name} flag`);
  if (change.maxaddr !== undefined) return no("Cannot change limit");
  if (change.portLow !== undefined) return no("Cannot change port range");
  if (change.dstport !== undefined) return no("Cannot change port");
  if (change.udpCsum !== undefined) return no("Cannot change UDP_CSUM flag");
  if (change.udp6ZeroCsumTx !== undefined) return no("vxlan: cannot change UDP_ZERO_CSUM6_TX flag");
  if (change.udp6ZeroCsumRx !== undefined) return no("vxlan: cannot change UDP_ZERO_CSUM6_RX flag");
  if (change.gbp !== undefined) return no("vxlan: cannot change GBP flag");
  const config: VxlanInfo = { ...old, ...change };
  const refused = validate(origin, config, dev);
  if (refused !== null) return refused;
  if (config.remote !== old.remote) {
    const remote = { ...dev.defaultRemote, ip: config.remote, ifindex: config.link };
    if (config.remote !== IPV4_ANY) {
      const nud = NUD.PERMANENT | NUD.REACHABLE;
      const added = dev.fdb.update(
        { dev: dev.name, mac: MAC_ZERO, where: "self" },
        nud,
        remote,
        "append",
      );
      if (added !== null) return added;
    }
    if (old.remote !== IPV4_ANY)
      dev.fdb.delete(MAC_ZERO, { ...dev.defaultRemote, ip: old.remote, ifindex: old.link });
    dev.defaultRemote = remote;
  }
  const aged = config.ageing !== old.ageing;
  dev.config = config;
  if (config.link !== old.link) {
    setLower(dev, config.link);
    if (dev.lower !== null) announceLink(dev.lower);
  }
  if (dev.lower !== null) dev.mtu = Math.min(dev.mtu, vxlanMtuMax(dev));
  if (aged) dev.fdb.collect();
  return null;
}

/** vxlan_change_mtu: with `dev` no frame may be longer than fits. */
export function vxlanMtuMax(dev: VxlanDevice): number {
  return dev.lower === null ? 65_535 : Math.max(dev.lower.mtu - VXLAN_HEADROOM, MTU_MIN);
}

// ── bridge fdb ─────────────────────────────────────────────────────────────────────────────────

export function dumpVxlanFdb(dev: VxlanDevice): FdbDump[] {
  const { fdb } = dev;
  return fdb.all().flatMap((entry) => entry.remotes.map((remote) => fdb.dump(entry, remote)));
}

/** vxlan_fdb_parse. */
function remoteOf(dev: VxlanDevice, spec: FdbSpec): Remote | NetlinkError {
  const { dst } = spec;
  if (typeof dst === "string") return { errno: "EAFNOSUPPORT" };
  return {
    ip: dst ?? IPV4_ANY,
    port: spec.port ?? dev.defaultRemote.port,
    vni: spec.vni ?? dev.defaultRemote.vni,
    ifindex: spec.via ?? 0,
  };
}

const STATES = {
  permanent: NUD.PERMANENT | NUD.NOARP,
  static: NUD.NOARP | NUD.REACHABLE,
  dynamic: NUD.REACHABLE,
} as const;

/** vxlan_fdb_add. */
export function newVxlanFdb(dev: VxlanDevice, spec: FdbSpec, mode: FdbMode): NetlinkAnswer {
  if (spec.dst === undefined) return { errno: "EINVAL" };
  const remote = remoteOf(dev, spec);
  if ("errno" in remote) return remote;
  if (remote.ifindex !== 0 && !dev.origin.devices.has(remote.ifindex))
    return { errno: "EADDRNOTAVAIL" };
  return dev.fdb.update(spec, STATES[spec.state ?? "permanent"], remote, mode);
}

export function delVxlanFdb(dev: VxlanDevice, spec: FdbSpec): NetlinkAnswer {
  const remote = remoteOf(dev, spec);
  if ("errno" in remote) return remote;
  return dev.fdb.delete(spec.mac, remote.ip === IPV4_ANY ? null : remote);
}
