/** ethtool(8) 6.1: what a learner asks of veth, bridge and loopback, as recorded on Linux 6.18. */
import type { NetDevice } from "../../kernel/device.ts";
import type { Process, Program } from "../../kernel/proc/process.ts";
import type { Proc } from "../../kernel/proc/wait.ts";
import { setFeatures, showFeatures } from "./ethtool-features.ts";

export const ethtool: Program = {
  name: "ethtool",
  paths: ["/usr/sbin/ethtool"],
  summary: "ethtool - query or control network driver and hardware settings",
  main,
};

function* main(proc: Process, argv: readonly string[]): Proc<number> {
  const words = argv.slice(1);
  const option = words[0]?.startsWith("-") === true ? (words.shift() as string) : null;
  if (option === "--version") {
    yield* proc.print("ethtool version 6.1\n");
    return 0;
  }
  const name = option === "-j" || option === "--json" ? undefined : words.shift();
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
    if (option === null) return 75;
    return /^(-K|--features|--offload)$/.test(option) ? 92 : 1;
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
    case "-T":
    case "--show-time-stamping":
      return ok(timestamping(dev));
    case "-l":
    case "--show-channels":
      if (dev.kind !== "veth") return no("netlink error: Operation not supported\n", 1);
      return ok(channels(dev));
    case "-S":
    case "--statistics":
      return dev.kind === "veth" ? ok(vethStatistics(dev)) : no("no stats available\n", 94);
    case "-k":
    case "--show-features":
    case "--show-offload":
      return ok(showFeatures(dev));
    case "-K":
    case "--features":
    case "--offload":
      if (!proc.isRoot) return no("netlink error: Operation not permitted\n", 1);
      return setFeatures(dev, words);
    case "-P":
    case "--show-permaddr":
      return ok("Permanent address: not set\n");
    default:
      return (
        unsupported(option) ??
        no(`ethtool: underlay does not simulate ${option} (-i, -k, -K, -P, -S and none are)\n`, 1)
      );
  }
}

/** What these devices have no answer to: the option's words, the real text and status. */
const UNSUPPORTED: readonly (readonly [RegExp, string, number])[] = [
  [
    /^(-[agcm]|--show-(pause|ring|coalesce|eee|fec|priv-flags)|--module-info|--dump-module-eeprom)$/,
    "netlink error: Operation not supported\n",
    1,
  ],
  [
    /^(-[nu]|--show-(nfc|ntuple))$/,
    "Cannot get RX rings: Operation not supported\nrxclass: Cannot get RX class rule count: Operation not supported\nRX classification rule retrieval failed\n",
    1,
  ],
  [/^(-x|--show-rxfh(-indir)?)$/, "Cannot get RX ring count: Operation not supported\n", 1],
  [/^(-s|--change)$/, "netlink error: Operation not supported\n", 75],
  [/^(-r|--negotiate)$/, "Cannot restart autonegotiation: Operation not supported\n", 255],
  [/^(-p|--identify)$/, "Cannot identify NIC: Operation not supported\n", 255],
  [/^(-t|--test)$/, "Cannot test: Operation not supported\n", 74],
  [/^(-d|--register-dump)$/, "Cannot get register dump: Operation not supported\n", 74],
  [/^(-e|--eeprom-dump)$/, "Cannot get EEPROM data: Operation not supported\n", 74],
];

function unsupported(option: string): Answer | null {
  for (const [words, text, status] of UNSUPPORTED) if (words.test(option)) return no(text, status);
  return null;
}

function settings(dev: NetDevice): string {
  const link = `\tLink detected: ${dev.up && dev.carrier ? "yes" : "no"}\n`;
  if (!/^(veth|bridge|vxlan|macvlan)$/.test(dev.kind ?? "veth"))
    return `Settings for ${dev.name}:\n${link}`;
  if (dev.linkType === "loopback") return `Settings for ${dev.name}:\n${link}`;
  const bridge = dev.kind === "bridge" || dev.kind === "vxlan";
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
  const plain = dev.kind === "vxlan" || dev.kind === "macvlan";
  return `driver: ${dev.kind ?? "veth"}
version: ${bridge ? "2.3" : plain ? "0.1" : "1.0"}
firmware-version: ${bridge ? "N/A" : ""}
expansion-rom-version: 
bus-info: ${bridge ? "N/A" : ""}
supports-statistics: ${bridge || plain ? "no" : "yes"}
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

function timestamping(dev: NetDevice): string {
  return `Time stamping parameters for ${dev.name}:
Capabilities:
\tsoftware-transmit
\tsoftware-receive
\tsoftware-system-clock
PTP Hardware Clock: none
Hardware Transmit Timestamp Modes: none
Hardware Receive Filter Modes: none
`;
}

function channels(dev: NetDevice): string {
  const counts = (rx: number, tx: number): string =>
    `RX:\t\t${rx}\nTX:\t\t${tx}\nOther:\t\tn/a\nCombined:\tn/a\n`;
  return `Channel parameters for ${dev.name}:
Pre-set maximums:
${counts(dev.numRxQueues, dev.numTxQueues)}Current hardware settings:
${counts(1, 1)}`;
}
