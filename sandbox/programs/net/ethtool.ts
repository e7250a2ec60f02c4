/** ethtool(8) 6.1: what a learner asks of veth, bridge and loopback, as recorded on Linux 6.18. */
import type { NetDevice } from "../../kernel/device.ts";
import type { Process, Program } from "../../kernel/proc/process.ts";
import type { Proc } from "../../kernel/proc/wait.ts";

export const ethtool: Program = {
  name: "ethtool",
  paths: ["/usr/sbin/ethtool"],
  summary: "ethtool - query or control network driver and hardware settings",
  main,
};

/** Name and state on veth, lo, bridge: + on, - off, 1 and 0 fixed; > is a member of the group above. */
const FEATURES =
  "rx-checksumming +10,tx-checksumming +++,>tx-checksum-ipv4 000," +
  ">tx-checksum-ip-generic +1+,>tx-checksum-ipv6 000,>tx-checksum-fcoe-crc 000," +
  ">tx-checksum-sctp +10,scatter-gather +++,>tx-scatter-gather +1+," +
  ">tx-scatter-gather-fraglist +1+,tcp-segmentation-offload +++,>tx-tcp-segmentation +++," +
  ">tx-tcp-ecn-segmentation +++,>tx-tcp-mangleid-segmentation +++,>tx-tcp6-segmentation +++," +
  ">tx-tcp-accecn-segmentation +++,generic-segmentation-offload +++," +
  "generic-receive-offload -++,large-receive-offload 000,rx-vlan-offload +00," +
  "tx-vlan-offload +0+,ntuple-filters 000,receive-hashing 000,highdma +1+," +
  "rx-vlan-filter 000,vlan-challenged 010,tx-gso-robust 00+,tx-fcoe-segmentation 00+," +
  "tx-gre-segmentation +0+,tx-gre-csum-segmentation +0+,tx-ipxip4-segmentation +0+," +
  "tx-ipxip6-segmentation +0+,tx-udp_tnl-segmentation +0+,tx-udp_tnl-csum-segmentation +0+," +
  "tx-gso-partial 00+,tx-tunnel-remcsum-segmentation 00+,tx-sctp-segmentation +++," +
  "tx-esp-segmentation 00+,tx-udp-segmentation +++,tx-gso-list +++,tx-nocache-copy -0-," +
  "loopback 010,rx-fcs 000,rx-all 000,tx-vlan-stag-hw-insert +0+,rx-vlan-stag-hw-parse +00," +
  "rx-vlan-stag-filter 000,l2-fwd-offload 000,hw-tc-offload 000,esp-hw-offload 000," +
  "esp-tx-csum-hw-offload 000,rx-udp_tunnel-port-offload 000,tls-hw-tx-offload 000," +
  "tls-hw-rx-offload 000,rx-gro-hw 000,tls-hw-record 000,rx-gro-list ---," +
  "macsec-hw-offload 000,rx-udp-gro-forwarding ---,hsr-tag-ins-offload 000," +
  "hsr-tag-rm-offload 000,hsr-fwd-offload 000,hsr-dup-offload 000";
const TX_OFF: readonly string[] = [
  "tx-checksum-ip-generic",
  "tx-tcp-segmentation",
  "tx-tcp-ecn-segmentation",
  "tx-tcp-mangleid-segmentation",
  "tx-tcp6-segmentation",
  "tx-udp-segmentation",
  "tx-checksum-sctp",
];

function* main(proc: Process, argv: readonly string[]): Proc<number> {
  const words = argv.slice(1);
  const option = words[0]?.startsWith("-") === true ? (words.shift() as string) : null;
  if (option === "--version") {
    yield* proc.print("ethtool version 6.1\n");
    return 0;
  }
  const name = words.shift();
  if (name === undefined) {
    yield* proc.warn(
      "ethtool: bad command line argument(s)\nFor more information run ethtool -h\n",
    );
    return 1;
  }
  const dev = proc.place.netns.device(name);
  if (dev === null) {
    const twice =
      "netlink error: no device matches name (offset 24)\nnetlink error: No such device\n";
    yield* proc.warn(option === null ? `${twice.repeat(5)}No data available\n` : twice);
    return option === null ? 75 : 1;
  }
  const answer = query(proc, dev, option, words);
  if (answer.out !== "") yield* proc.print(answer.out);
  if (answer.err !== "") yield* proc.warn(answer.err);
  return answer.status;
}

interface Answer {
  readonly out: string;
  readonly err: string;
  readonly status: number;
}
const ok = (out: string): Answer => ({ out, err: "", status: 0 });
const no = (err: string, status: number): Answer => ({ out: "", err, status });

function query(
  proc: Process,
  dev: NetDevice,
  option: string | null,
  words: readonly string[],
): Answer {
  const loopback = dev.linkType === "loopback";
  switch (option) {
    case null:
      return ok(settings(dev));
    case "-i":
    case "--driver":
      if (loopback) return no("Cannot get driver information: Operation not supported\n", 71);
      return ok(driver(dev));
    case "-S":
    case "--statistics":
      return dev.kind === "veth" ? ok(vethStatistics(dev)) : no("no stats available\n", 94);
    case "-k":
    case "--show-features":
    case "--show-offload":
      return ok(features(dev));
    case "-K":
    case "--features":
    case "--offload":
      return change(proc, dev, words);
    case "-P":
    case "--show-permaddr":
      return ok("Permanent address: not set\n");
    case "-a":
    case "-g":
    case "-c":
      return no("netlink error: Operation not supported\n", 1);
    default:
      return no(
        `ethtool: underlay does not simulate ${option} (-i, -k, -K, -P, -S and none are)\n`,
        1,
      );
  }
}

function settings(dev: NetDevice): string {
  const link = `\tLink detected: ${dev.up && dev.carrier ? "yes" : "no"}\n`;
  if (dev.kind !== "veth" && dev.kind !== "bridge" && dev.kind !== null)
    return `Settings for ${dev.name}:\n${link}`;
  if (dev.linkType === "loopback") return `Settings for ${dev.name}:\n${link}`;
  const bridge = dev.kind === "bridge";
  return `Settings for ${dev.name}:
\tSupported ports: [  ]
\tSupported link modes:   Not reported
\tSupported pause frame use: No
\tSupports auto-negotiation: No
\tSupported FEC modes: Not reported
\tAdvertised link modes:  Not reported
\tAdvertised pause frame use: No
\tAdvertised auto-negotiation: No
\tAdvertised FEC modes: Not reported
\tSpeed: ${bridge ? "Unknown!" : "10000Mb/s"}
\tDuplex: ${bridge ? "Unknown! (255)" : "Full"}
\tAuto-negotiation: off
\tPort: ${bridge ? "Other" : "Twisted Pair"}
\tPHYAD: 0
\tTransceiver: internal
${bridge ? "" : "\tMDI-X: Unknown\n"}${link}`;
}

function driver(dev: NetDevice): string {
  const bridge = dev.kind === "bridge";
  return `driver: ${dev.kind ?? "veth"}
version: ${bridge ? "2.3" : "1.0"}
firmware-version: ${bridge ? "N/A" : ""}
expansion-rom-version: 
bus-info: ${bridge ? "N/A" : ""}
supports-statistics: ${bridge ? "no" : "yes"}
supports-test: no
supports-eeprom-access: no
supports-register-dump: no
supports-priv-flags: no
`;
}

function vethStatistics(dev: NetDevice): string {
  const names = [
    "rx_queue_0_xdp_packets",
    "rx_queue_0_xdp_bytes",
    "rx_queue_0_drops",
    "rx_queue_0_xdp_redirect",
    "rx_queue_0_xdp_drops",
    "rx_queue_0_xdp_tx",
    "rx_queue_0_xdp_tx_errors",
    "tx_queue_0_xdp_xmit",
    "tx_queue_0_xdp_xmit_errors",
  ];
  const peer = `     peer_ifindex: ${dev.linkPeer()?.index ?? 0}\n`;
  return `NIC statistics:\n${peer}${names.map((n) => `     ${n}: 0\n`).join("")}`;
}

function features(dev: NetDevice): string {
  const column = dev.linkType === "loopback" ? 1 : dev.kind === "bridge" ? 2 : 0;
  const words = new Map([
    ["+", "on"],
    ["-", "off"],
    ["1", "on [fixed]"],
    ["0", "off [fixed]"],
  ]);
  let out = `Features for ${dev.name}:\n`;
  for (const item of FEATURES.split(",")) {
    const [label, states] = item.split(" ") as [string, string];
    const bare = label.replace(">", "");
    let state = words.get(states[column] as string) as string;
    if (dev.txOffload === false) {
      if (
        TX_OFF.includes(bare) ||
        bare === "tx-checksumming" ||
        bare === "tcp-segmentation-offload"
      ) {
        state =
          TX_OFF.includes(bare) && bare !== "tx-checksum-ip-generic" && bare !== "tx-checksum-sctp"
            ? "off [requested on]"
            : "off";
      }
    }
    out += `${label.replace(">", "\t")}: ${state}\n`;
  }
  return out;
}

function change(proc: Process, dev: NetDevice, words: readonly string[]): Answer {
  if (!proc.isRoot) return no("netlink error: Operation not permitted\n", 1);
  if (
    dev.kind !== "veth" ||
    words.length !== 2 ||
    !/^(tx|tx-checksumming|tx-checksum-ip-generic)$/.test(words[0] as string) ||
    !/^(on|off)$/.test(words[1] as string)
  ) {
    return no(
      `ethtool: underlay does not simulate -K ${words.join(" ")} (tx on|off of a veth is)\n`,
      1,
    );
  }
  const on = words[1] === "on";
  if ((dev.txOffload ?? true) === on) return ok("");
  dev.txOffload = on;
  dev.ns.host.fast.changed();
  const line = (name: string): string =>
    `${name}: ${on ? "on" : "off"}${on || name === "tx-checksum-ip-generic" || name === "tx-checksum-sctp" ? "" : " [not requested]"}\n`;
  return ok(`Actual changes:\n${TX_OFF.map(line).join("")}`);
}
