/**
 * `ethtool -k` and `-K`: which work a device takes off the stack, as recorded on Linux 6.18. Only checksums have an
 * effect here. Left out: a bridge's features follow its ports' on a real host.
 */
import type { NetDevice } from "../../kernel/device.ts";

/** Label and state on veth, lo, bridge, vxlan, macvlan: + on, - off, ~ off though asked for; 1 and 0 fixed; > is a member of the group above. */
const FEATURES =
  "rx-checksumming +10+1,tx-checksumming ,>tx-checksum-ipv4 00000,>tx-checksum-ip-generic +1++1," +
  ">tx-checksum-ipv6 00000,>tx-checksum-fcoe-crc 00000,>tx-checksum-sctp +1000,scatter-gather ," +
  ">tx-scatter-gather +1++1,>tx-scatter-gather-fraglist +1++1,tcp-segmentation-offload ," +
  ">tx-tcp-segmentation ++++1,>tx-tcp-ecn-segmentation ++++1,>tx-tcp-mangleid-segmentation ++++1," +
  ">tx-tcp6-segmentation ++++1,>tx-tcp-accecn-segmentation ++++1,generic-segmentation-offload +++++," +
  "generic-receive-offload -+++~,large-receive-offload 0000-,rx-vlan-offload +0000," +
  "tx-vlan-offload +0+00,ntuple-filters 00000,receive-hashing 00000,highdma +1+01," +
  "rx-vlan-filter 00000,vlan-challenged 01000,tx-gso-robust 00+01,tx-fcoe-segmentation 00+00," +
  "tx-gre-segmentation +0+01,tx-gre-csum-segmentation +0+01,tx-ipxip4-segmentation +0+01," +
  "tx-ipxip6-segmentation +0+01,tx-udp_tnl-segmentation +0+01,tx-udp_tnl-csum-segmentation +0+01," +
  "tx-gso-partial 00+00,tx-tunnel-remcsum-segmentation 00+00,tx-sctp-segmentation ++++1," +
  "tx-esp-segmentation 00+00,tx-udp-segmentation ++++1,tx-gso-list ++++1,tx-nocache-copy -0---," +
  "loopback 01000,rx-fcs 00000,rx-all 00000,tx-vlan-stag-hw-insert +0+00,rx-vlan-stag-hw-parse +0000," +
  "rx-vlan-stag-filter 00000,l2-fwd-offload 00000,hw-tc-offload 00000,esp-hw-offload 00000," +
  "esp-tx-csum-hw-offload 00000,rx-udp_tunnel-port-offload 00000,tls-hw-tx-offload 00000," +
  "tls-hw-rx-offload 00000,rx-gro-hw 00000,tls-hw-record 00000,rx-gro-list -----," +
  "macsec-hw-offload 00000,rx-udp-gro-forwarding -----,hsr-tag-ins-offload 00000," +
  "hsr-tag-rm-offload 00000,hsr-fwd-offload 00000,hsr-dup-offload 00000";
/** Labels whose bit has another name in the kernel. */
const BITS: Readonly<Record<string, string>> = {
  "rx-checksumming": "rx-checksum",
  "generic-segmentation-offload": "tx-generic-segmentation",
  "generic-receive-offload": "rx-gro",
  "large-receive-offload": "rx-lro",
  "rx-vlan-offload": "rx-vlan-hw-parse",
  "tx-vlan-offload": "tx-vlan-hw-insert",
  "ntuple-filters": "rx-ntuple-filter",
  "receive-hashing": "rx-hashing",
};
/** The kernel's order of bits, as far as it is not the list's. */
const FIRST =
  "tx-scatter-gather tx-checksum-ipv4 tx-checksum-ip-generic tx-checksum-ipv6 highdma tx-scatter-gather-fraglist " +
  "tx-vlan-hw-insert rx-vlan-hw-parse rx-vlan-filter vlan-challenged tx-generic-segmentation rx-gro rx-lro " +
  "tx-tcp-segmentation tx-gso-robust tx-tcp-ecn-segmentation tx-tcp-mangleid-segmentation tx-tcp6-segmentation " +
  "tx-fcoe-segmentation tx-gre-segmentation tx-gre-csum-segmentation tx-ipxip4-segmentation tx-ipxip6-segmentation " +
  "tx-udp_tnl-segmentation tx-udp_tnl-csum-segmentation tx-gso-partial tx-tunnel-remcsum-segmentation " +
  "tx-sctp-segmentation tx-esp-segmentation tx-udp-segmentation tx-gso-list tx-tcp-accecn-segmentation " +
  "tx-checksum-fcoe-crc tx-checksum-sctp rx-ntuple-filter rx-hashing rx-checksum";
const TSO =
  "tx-tcp-segmentation tx-tcp-ecn-segmentation tx-tcp-mangleid-segmentation tx-tcp6-segmentation";
/** The words from before every feature had a name. */
const OLD_WORDS: readonly (readonly [string, string, string])[] = [
  ["rx", "rx-checksumming", "rx-checksum"],
  [
    "tx",
    "tx-checksumming",
    "tx-checksum-ipv4 tx-checksum-ip-generic tx-checksum-ipv6 tx-checksum-fcoe-crc tx-checksum-sctp",
  ],
  ["sg", "scatter-gather", "tx-scatter-gather tx-scatter-gather-fraglist"],
  ["tso", "tcp-segmentation-offload", `${TSO} tx-tcp-accecn-segmentation`],
  ["ufo", "udp-fragmentation-offload", ""],
  ["gso", "generic-segmentation-offload", "tx-generic-segmentation"],
  ["gro", "generic-receive-offload", "rx-gro"],
  ["lro", "large-receive-offload", "rx-lro"],
  ["rxvlan", "rx-vlan-offload", "rx-vlan-hw-parse"],
  ["txvlan", "tx-vlan-offload", "tx-vlan-hw-insert"],
  ["ntuple", "ntuple-filters", "rx-ntuple-filter"],
  ["rxhash", "receive-hashing", "rx-hashing"],
];

interface Features {
  readonly changeable: Set<string>;
  readonly wanted: Set<string>;
  readonly active: Set<string>;
}

export function showFeatures(dev: NetDevice): string {
  const { changeable, wanted, active } = featuresOf(dev);
  let out = `Features for ${dev.name}:\n`;
  const items = list();
  for (const [i, { label, bit, member, states }] of items.entries()) {
    if (states === "") {
      const members: string[] = [];
      for (let n = i + 1; items[n]?.member === true; n++) members.push(items[n]?.bit ?? "");
      out += `${label}: ${members.some((one) => active.has(one)) ? "on" : "off"}\n`;
      continue;
    }
    const on = active.has(bit);
    const asked = wanted.has(bit);
    const remark = !changeable.has(bit)
      ? " [fixed]"
      : on !== asked
        ? ` [requested ${asked ? "on" : "off"}]`
        : "";
    out += `${member ? "\t" : ""}${label}: ${on ? "on" : "off"}${remark}\n`;
  }
  return out;
}

/** `-K`: what is printed on stdout and stderr, and the status. */
export function setFeatures(
  dev: NetDevice,
  words: readonly string[],
): { out: string; err: string; status: number } {
  const request = new Map<string, boolean>();
  for (let i = 0; i < words.length; i += 2) {
    const word = words[i] as string;
    const value = words[i + 1];
    const old = OLD_WORDS.find(([short, long]) => word === short || word === long);
    if (value !== "on" && value !== "off") {
      const err = `ethtool (-K): flag '${value ?? "(null)"}' for parameter '(null)' is not followed by 'on' or 'off'\n`;
      return { out: "", err, status: 1 };
    }
    const bits = old === undefined ? [word] : old[2].split(" ");
    for (const bit of bits) if (bit !== "") request.set(bit, value === "on");
  }
  const nothing = "Could not change any device features\n";
  if (request.size === 0) return { out: "", err: nothing, status: 1 };
  const order = kernelOrder();
  for (const bit of request.keys()) {
    if (order.includes(bit)) continue;
    const err =
      "netlink error: bit name not found (offset 52)\nnetlink error: Operation not supported\n";
    return { out: "", err, status: 92 };
  }
  const before = featuresOf(dev);
  const wanted = new Set(before.wanted);
  for (const [bit, on] of request) {
    if (!before.changeable.has(bit)) continue;
    if (on) wanted.add(bit);
    else wanted.delete(bit);
  }
  dev.featuresWanted = wanted;
  const after = featuresOf(dev);
  dev.txOffload = after.active.has("tx-checksum-ip-generic");
  dev.ns.host.fast.changed();
  const changed = order.filter((bit) => before.active.has(bit) !== after.active.has(bit));
  const missed = order.filter(
    (bit) => request.has(bit) && request.get(bit) !== after.active.has(bit),
  );
  if (missed.length === 0 && changed.every((bit) => request.has(bit)))
    return { out: "", err: "", status: 0 };
  let out = "Actual changes:\n";
  for (const bit of order) {
    if (!missed.includes(bit) && !changed.includes(bit)) continue;
    const asked = request.get(bit);
    const remark = missed.includes(bit)
      ? ` [requested ${asked === true ? "on" : "off"}]`
      : asked === undefined
        ? " [not requested]"
        : "";
    out += `${bit}: ${after.active.has(bit) ? "on" : "off"}${remark}\n`;
  }
  const failed = changed.length === 0 && missed.some((bit) => request.get(bit) === true);
  return { out, err: failed ? nothing : "", status: failed ? 1 : 0 };
}

interface Item {
  readonly label: string;
  readonly bit: string;
  readonly member: boolean;
  /** "": a group. */
  readonly states: string;
}

function list(): Item[] {
  return FEATURES.split(",").map((item) => {
    const [word, states] = item.split(" ") as [string, string];
    const label = word.replace(">", "");
    return { label, bit: BITS[label] ?? label, member: word.startsWith(">"), states };
  });
}

function kernelOrder(): string[] {
  const first = FIRST.split(" ");
  const rest = list().filter((one) => one.states !== "" && !first.includes(one.bit));
  return [...first, ...rest.map((one) => one.bit)];
}

function columnOf(dev: NetDevice): number {
  if (dev.linkType === "loopback") return 1;
  return Math.max(0, ["veth", "", "bridge", "vxlan", "macvlan"].indexOf(dev.kind ?? "veth"));
}

function featuresOf(dev: NetDevice): Features {
  const column = columnOf(dev);
  const changeable = new Set<string>();
  const asked = new Set<string>();
  const active = new Set<string>();
  const never = new Set<string>();
  for (const { bit, states } of list()) {
    const state = states[column];
    if (state === undefined) continue;
    if (state === "1") active.add(bit);
    if (state === "1" || state === "0") continue;
    changeable.add(bit);
    if (state !== "-") asked.add(bit);
    if (state === "~") never.add(bit);
  }
  const wanted = new Set(dev.featuresWanted ?? asked);
  for (const bit of wanted) if (!never.has(bit)) active.add(bit);
  fix(active);
  return { changeable, wanted, active };
}

/** netdev_fix_features: what cannot be without something else. */
function fix(active: Set<string>): void {
  const drop = (words: string): void => {
    for (const bit of words.split(" ")) active.delete(bit);
  };
  if (!active.has("tx-scatter-gather")) drop(`${TSO} tx-generic-segmentation`);
  if (!active.has("tx-checksum-ip-generic")) drop(`${TSO} tx-udp-segmentation`);
}
