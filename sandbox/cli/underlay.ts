/**
 * The real half of a plugged world: two network namespaces of our own joined by a veth pair. In one this
 * program's UDP socket lives, in the other real VXLAN devices are made; from there each moves to where
 * the user wants it, and keeps sending through the namespace it was made in. Nothing of the machine's own
 * is changed: its namespaces get a device without an address, and all goes when the namespaces go.
 *
 * (Loopback alone will not do: a VXLAN device short-cuts datagrams to a local address inside the kernel.)
 */
import { spawnSync } from "node:child_process";

/** TEST-NET-1 (RFC 5737), in namespaces of our own only. */
export const NODE_ADDRESS = "192.0.2.1";
export const KERNEL_ADDRESS = "192.0.2.2";

export interface RealDevice {
  readonly name: string;
  readonly vni: number;
  /** A named namespace, or a process whose namespace is meant. */
  readonly into: string | number;
  readonly mtu?: number;
}

/** What stands in the way of plugging here, in words for the user; null: nothing. */
export function unplugged(): string | null {
  if (process.platform !== "linux") return "plugging needs Linux (network namespaces, VXLAN)";
  if (process.getuid?.() !== 0)
    return "plugging needs root: it makes network namespaces and VXLAN devices (try sudo)";
  for (const tool of ["ip", "ethtool"]) {
    if (spawnSync(tool, ["--version"]).error !== undefined)
      return `plugging needs the program ${tool}`;
  }
  const probe = `underlay-${process.pid}-p`;
  const made = tryRun("ip", "netns", "add", probe);
  if (made !== null) return `no network namespaces here: ${made}`;
  const vxlan = tryRun(
    ..."ip -n".split(" "),
    probe,
    ..."link add v0 type vxlan id 1 dstport 4789".split(" "),
  );
  tryRun("ip", "netns", "del", probe);
  return vxlan === null ? null : `this kernel makes no VXLAN devices: ${vxlan}`;
}

export class Underlay {
  /** Where this program's socket must live. */
  readonly inside: string;
  private readonly home: string;
  private readonly ownNamespaces: string[] = [];

  /** Throws what `ip` says when it cannot be made. */
  constructor(tag = String(process.pid)) {
    this.inside = `underlay-${tag}-n`;
    this.home = `underlay-${tag}-k`;
    for (const ns of [this.inside, this.home]) this.addNamespace(ns);
    run(
      "ip",
      "-n",
      this.inside,
      "link",
      "add",
      "u0",
      "type",
      "veth",
      "peer",
      "u0",
      "netns",
      this.home,
    );
    for (const [ns, address] of [
      [this.inside, NODE_ADDRESS],
      [this.home, KERNEL_ADDRESS],
    ] as const) {
      run("ip", "-n", ns, "link", "set", "u0", "mtu", "9000", "addrgenmode", "none", "up");
      run("ip", "-n", ns, "link", "set", "lo", "up");
      run("ip", "-n", ns, "addr", "add", `${address}/30`, "dev", "u0");
    }
  }

  /** A namespace that lives as long as this. */
  addNamespace(name: string): void {
    run("ip", "netns", "add", name);
    this.ownNamespaces.push(name);
  }

  /** The real end of a cable: up, without an address; sums and segments are made before it sends. */
  addDevice({ name, vni, into, mtu = 1500 }: RealDevice): void {
    const options = `id ${vni} local ${KERNEL_ADDRESS} remote ${NODE_ADDRESS} dstport 4789 nolearning`;
    run("ip", "-n", this.home, "link", "add", name, "type", "vxlan", ...options.split(" "));
    run("ip", "-n", this.home, "link", "set", name, "mtu", String(mtu));
    const off = ["tx", "sg", "tso", "gso", "gro"].flatMap((feature) => [feature, "off"]);
    run("ip", "netns", "exec", this.home, "ethtool", "-K", name, ...off);
    run("ip", "-n", this.home, "link", "set", name, "netns", String(into));
    // Moving it has made its settings new ones.
    const there = typeof into === "string" ? ["-n", into] : [];
    run("ip", ...there, "link", "set", name, "addrgenmode", "none", "up");
  }

  close(): void {
    for (const ns of this.ownNamespaces.splice(0)) tryRun("ip", "netns", "del", ns);
  }
}

function run(...command: readonly string[]): void {
  const problem = tryRun(...command);
  if (problem !== null) throw new Error(`${command.join(" ")}: ${problem}`);
}

/** null, or what it said. */
function tryRun(...command: readonly string[]): string | null {
  const [program = "", ...args] = command;
  const done = spawnSync(program, args, { encoding: "utf8" });
  if (done.status === 0) return null;
  return done.error?.message ?? (done.stderr.trim() || `status ${done.status}`);
}
