/** One world on real cables, and both sides of it to run commands on. */
import { spawn } from "node:child_process";
import { Plugged } from "../../sandbox/cli/plugged.ts";
import { buildWorld } from "../../sandbox/lab/build.ts";
import { loadTopology } from "../../sandbox/lab/topology.ts";
import { hasEnded, Sink, World } from "../../sandbox/lab/world.ts";
import { decodeUtf8 } from "../../sandbox/sim/utf8.ts";

export const REAL_NS = "underlay-real";
/** The real ends of our cables, in VNI order. */
export const UPLINKS: readonly string[] = ["up0", "up1"];

export interface Ran {
  readonly out: string;
  readonly status: number | null;
}

/** A command that still runs. */
export interface Running {
  readonly done: Promise<Ran>;
  /** What it printed so far. */
  out(): string;
  stop(): void;
}

/**
 * near (10.9.0.2, 2001:db8:9::2) is on the real cable and forwards to far (10.9.1.2, 2001:db8:9:1::2); the real
 * namespace is 10.9.0.1. An MTU of 1400 stands between near and far.
 */
const TOPOLOGY = `
name: interop
topology:
  defaults: { kind: linux, image: debian:12, network-mode: none }
  nodes:
    near: {}
    far: {}
  links:
    - endpoints: ["near:eth1", "far:eth0"]
`;
const NEAR = `
ip addr add 10.9.0.2/24 dev ext0
ip addr add 2001:db8:9::2/64 dev ext0 nodad
ip link set ext0 up
ip link set ext1 up
ip addr add 10.9.1.1/24 dev eth1
ip addr add 2001:db8:9:1::1/64 dev eth1 nodad
ip link set eth1 mtu 1400 up
sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1
`;
const FAR = `
ip addr add 10.9.1.2/24 dev eth0
ip addr add 2001:db8:9:1::2/64 dev eth0 nodad
ip link set eth0 mtu 1400 up
ip route add default via 10.9.1.1
ip -6 route add default via 2001:db8:9:1::1
`;
const REAL = `
ip link set lo up
ip addr add 10.9.0.1/24 dev up0
ip addr add 2001:db8:9::1/64 dev up0 nodad
ip route add 10.9.1.0/24 via 10.9.0.2
ip -6 route add 2001:db8:9:1::/64 via 2001:db8:9::2
`;

export class Bench {
  readonly world: World;
  private readonly plugged: Plugged;
  private readonly realNs: string;
  private readonly running = new Set<Running>();
  verbose = false;

  private constructor(world: World, plugged: Plugged, realNs: string) {
    this.world = world;
    this.plugged = plugged;
    this.realNs = realNs;
  }

  static async open(realNs: string): Promise<Bench> {
    const parsed = loadTopology(TOPOLOGY);
    const source = {
      name: "interop",
      topology: TOPOLOGY,
      parsed,
      files: {},
      meta: { title: "interop", terminals: [] },
    };
    const world = buildWorld(source, 1);
    if (!(world instanceof World)) throw new Error("the topology does not load");
    const plugged = await Plugged.open(world);
    const bench = new Bench(world, plugged, realNs);
    for (const [i] of UPLINKS.entries()) {
      const socket = plugged.plug(`near:ext${i}`, i + 1);
      if (typeof socket === "string") throw new Error(socket);
    }
    for (const [place, script] of [
      ["near", NEAR],
      ["far", FAR],
    ] as const) {
      const ran = world.run(place, ["bash", "-ec", script]);
      if (ran.status !== 0) throw new Error(`${place}: ${ran.out}`);
    }
    plugged.time.start();
    const ready = await bench.real(`set -e${REAL}`);
    if (ready.status !== 0) throw new Error(`real: ${ready.out}`);
    return bench;
  }

  close(): void {
    for (const one of [...this.running]) one.stop();
    this.plugged.close();
  }

  /** A command on the real side. */
  real(command: string, limitMs = 15_000): Promise<Ran> {
    return this.startReal(command, limitMs).done;
  }

  startReal(command: string, limitMs = 15_000): Running {
    if (this.verbose) console.log(`real# ${command}`);
    let out = "";
    const child = spawn("ip", ["netns", "exec", this.realNs, "bash", "-c", command], {
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
      env: { ...process.env, LC_ALL: "C", http_proxy: "", https_proxy: "" },
    });
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (data: Buffer) => (out += data.toString()));
    const end = (signal: NodeJS.Signals): void => {
      try {
        if (child.pid !== undefined) process.kill(-child.pid, signal);
      } catch {
        // It is gone already.
      }
    };
    const timer = setTimeout(() => end("SIGKILL"), limitMs);
    const done = new Promise<Ran>((resolve) => {
      child.on("close", (status) => {
        clearTimeout(timer);
        this.running.delete(running);
        if (this.verbose) console.log(out.replace(/^/gm, "    "));
        resolve({ out, status });
      });
    });
    const running: Running = { done, out: () => out, stop: () => end("SIGINT") };
    this.running.add(running);
    return running;
  }

  /** A command on a simulated machine, in real time. */
  sim(place: string, command: string, limitMs = 15_000): Promise<Ran> {
    return this.startSim(place, command, limitMs).done;
  }

  startSim(place: string, command: string, limitMs = 15_000): Running {
    if (this.verbose) console.log(`${place}# ${command}`);
    let out = "";
    const sink = new Sink((data) => (out += decodeUtf8(data)));
    let started: ReturnType<World["start"]> = "ESRCH";
    this.plugged.time.enter(() => {
      started = this.world.start(this.world.place(place), ["bash", "-c", command], sink);
    });
    const shell = started as ReturnType<World["start"]>;
    if (typeof shell === "string") throw new Error(`${command}: ${shell}`);
    const deadline = performance.now() + limitMs;
    const kill = (signal: "INT" | "KILL"): void =>
      this.plugged.time.enter(() => {
        for (const proc of shell.host.processes.values())
          if (proc.group === shell.group) proc.signal(signal);
      });
    const done = new Promise<Ran>((resolve) => {
      const look = setInterval(() => {
        const late = performance.now() > deadline;
        if (!hasEnded(shell) && !late) return;
        clearInterval(look);
        if (!hasEnded(shell)) kill("KILL");
        this.running.delete(running);
        if (this.verbose) console.log(out.replace(/^/gm, "    "));
        resolve({ out, status: hasEnded(shell) ? shell.exitCode : null });
      }, 5);
    });
    const running: Running = { done, out: () => out, stop: () => kill("INT") };
    this.running.add(running);
    return running;
  }
}
