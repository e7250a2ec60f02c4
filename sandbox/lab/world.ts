/**
 * One world: a clock, machines, and the cables between them. A pure function of (lab, seed, inputs):
 * it has no other source of anything. Checks, forks and rewinds are replays, so nothing here is ever copied.
 */
import { concat } from "../wire/write.ts";
import type { NetDevice } from "../kernel/device.ts";
import type { Host } from "../kernel/host.ts";
import type { NetNamespace } from "../kernel/netns.ts";
import type { Place } from "../kernel/place.ts";
import type { OpenFile } from "../kernel/proc/file.ts";
import { Descriptor, NullFile } from "../kernel/proc/file.ts";
import type { ExitCode, Process } from "../kernel/proc/process.ts";
import type { Errno } from "../kernel/errno.ts";
import type { Proc } from "../kernel/proc/wait.ts";
import { type Micros, SECOND } from "../sim/scheduler.ts";
import { decodeUtf8 } from "../sim/utf8.ts";
import { Sim } from "../sim/world.ts";
import type { Topology } from "./topology-value.ts";
import type { LabSource } from "./types.ts";

/**
 * The sandbox's behaviour, as a number in every log: a replay by another version may take another
 * course. Raised whenever tests/golden/digests.json changes.
 */
export const SIM_VERSION = 7;

/** Captured output of one program is cut here (characters). */
const OUTPUT_MAX = 1 << 20;

/** The environment of a root login on Debian. */
export const LOGIN_ENV: ReadonlyMap<string, string> = new Map([
  ["PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"],
  ["HOME", "/root"],
  ["USER", "root"],
  ["LOGNAME", "root"],
  ["SHELL", "/bin/bash"],
  ["TERM", "xterm"],
  ["LANG", "C.UTF-8"],
  ["PWD", "/root"],
  ["TZ", "UTC"],
]);

/** A bug of ours that stopped one process; the world went on. */
export interface Fault {
  readonly at: Micros;
  readonly host: string;
  readonly process: string;
  readonly error: unknown;
}

/** What a program printed and how it ended. Status -1: still running at the limit. */
export interface Ran {
  readonly out: string;
  readonly status: number;
}

export class World {
  readonly source: LabSource;
  readonly topology: Topology;
  readonly seed: number;
  readonly sim: Sim;
  readonly hosts = new Map<string, Host>();
  /** The topology's cables, as pairs of devices. */
  readonly wires: (readonly [NetDevice, NetDevice])[] = [];
  readonly faults: Fault[] = [];
  /** Set-up commands that failed: a broken lab. */
  readonly setupErrors: string[] = [];
  /** When the learner arrived: set-up is done, the network has settled. */
  readyAt: Micros = 0;

  constructor(source: LabSource, topology: Topology, seed: number) {
    this.source = source;
    this.topology = topology;
    this.seed = seed;
    this.sim = new Sim(seed);
  }

  get now(): Micros {
    return this.sim.sched.now;
  }

  /** All that has happened, folded to 32 bits. Equal histories, equal worlds. */
  digest(): number {
    return this.sim.digest.value();
  }

  /**
   * A place by name: one of the lab's `places`, a machine, "machine/netns", or the name of a network
   * namespace that exists on one machine only. null: there is none (any more, or yet).
   */
  findPlace(name: string): Place | null {
    const named = this.source.meta.places?.[name];
    if (named !== undefined && Object.hasOwn(this.source.meta.places ?? {}, name)) {
      return this.placeOn(named.host, named.netns ?? "");
    }
    const host = this.hosts.get(name);
    if (host !== undefined) return host.place;
    const slash = name.indexOf("/");
    if (slash > 0) return this.placeOn(name.slice(0, slash), name.slice(slash + 1));
    let found: Place | null = null;
    for (const machine of this.hosts.values()) {
      const netns = machine.netnsByName(name);
      if (netns === null) continue;
      if (found !== null) return null;
      found = { host: machine, netns };
    }
    return found;
  }

  place(name: string): Place {
    const found = this.findPlace(name);
    if (found === null) throw new RangeError(`no place "${name}" in lab ${this.source.name}`);
    return found;
  }

  /** The shortest name that finds a namespace: "hostA", "red", else "hostA/red". */
  nameOf(host: string, ns: string): string {
    if (ns === "") return host;
    const found = this.findPlace(ns);
    return found !== null && found.host.name === host && found.netns.name === ns
      ? ns
      : `${host}/${ns}`;
  }

  /** "hostA:eth0", "red:veth-r", "node1/pod-a:eth0". */
  findDevice(name: string): NetDevice | null {
    const colon = name.lastIndexOf(":");
    return colon < 0
      ? null
      : (this.findPlace(name.slice(0, colon))?.netns.device(name.slice(colon + 1)) ?? null);
  }

  /** A namespace as the trace names it, and a device of it; null: gone. */
  placeAt(hostName: string, nsName: string): NetNamespace | null {
    for (const netns of this.hosts.get(hostName)?.namespaces.values() ?? [])
      if (netns.name === nsName && !netns.dead) return netns;
    return null;
  }
  deviceAt(hostName: string, nsName: string, ifindex: number): NetDevice | null {
    return this.placeAt(hostName, nsName)?.devices.get(ifindex) ?? null;
  }

  private placeOn(hostName: string, netnsName: string): Place | null {
    const host = this.hosts.get(hostName);
    if (host === undefined) return null;
    if (netnsName === "") return host.place;
    const netns = host.netnsByName(netnsName);
    return netns === null ? null : { host, netns };
  }

  // ── time ───────────────────────────────────────────────────────────────────────────────────

  /** Advance to `until`. Over budget it stops between two instants. */
  runUntil(until: Micros, eventBudget?: number): "reached" | "over-budget" {
    return this.sim.sched.runUntil(until, eventBudget);
  }

  /** Advance, instant by instant, until `done`, `deadline` or too many events. Says whether it was done. */
  runWhile(done: () => boolean, deadline: Micros, eventsMax = Infinity): boolean {
    const { sched } = this.sim;
    const last = sched.eventCount + eventsMax;
    while (!done()) {
      if (sched.eventCount > last) return false;
      const next = sched.nextAt;
      if (next > deadline) {
        if (sched.now < deadline && deadline < Infinity) sched.runUntil(deadline);
        return done();
      }
      sched.runUntil(next);
    }
    return true;
  }

  // ── programs ───────────────────────────────────────────────────────────────────────────────

  /** Run a program to its end, in virtual time, and see what it printed (stdout and stderr, as a pipe sees them). */
  run(
    place: string | Place,
    argv: readonly string[],
    limitUs: Micros = 60 * SECOND,
    eventsMax = Infinity,
  ): Ran {
    const sink = new Sink();
    const started = this.start(typeof place === "string" ? this.place(place) : place, argv, sink);
    if (typeof started === "string") return { out: `${argv[0] ?? ""}: ${started}\n`, status: 127 };
    const ended = this.runWhile(() => hasEnded(started), this.now + limitUs, eventsMax);
    return { out: sink.text(), status: ended ? started.exitCode : -1 };
  }

  /** As {@link run}, from within a process of this world (a check). */
  *runFrom(
    proc: Process,
    place: Place,
    argv: readonly string[],
    limitUs: Micros = 60 * SECOND,
  ): Proc<Ran> {
    const sink = new Sink();
    const started = this.start(place, argv, sink);
    if (typeof started === "string") return { out: `${argv[0] ?? ""}: ${started}\n`, status: 127 };
    const deadline = this.now + limitUs;
    while (!hasEnded(started) && this.now < deadline)
      yield* proc.wait("check", [started.exited], deadline);
    if (hasEnded(started)) return { out: sink.text(), status: started.exitCode };
    started.signal("KILL");
    return { out: sink.text(), status: -1 };
  }

  /** Start a program with nothing on its standard input and its output in `sink`. */
  start(place: Place, argv: readonly string[], sink: Sink): Process | Errno {
    const input = new Descriptor(new NullFile());
    const output = new Descriptor(sink.file);
    const started = place.host.launch(argv, {
      place,
      env: LOGIN_ENV,
      cwd: "/root",
      fds: new Map([
        [0, input],
        [1, output],
        [2, output],
      ]),
    });
    input.close();
    output.close();
    return started;
  }
}

export function hasEnded(proc: Process): boolean {
  return proc.state === "zombie" || proc.state === "dead";
}

/** Where captured output goes: a pipe's end that never blocks. */
export class Sink {
  private readonly parts: Uint8Array[] = [];
  private held = 0;
  readonly file: OpenFile;

  /** `live` sees every write as it happens, also what is beyond the limit of `text()`. */
  constructor(live: (data: Uint8Array) => void = () => undefined) {
    const keep = (data: Uint8Array): void => {
      live(data);
      if (this.held >= OUTPUT_MAX) return;
      this.parts.push(data.slice());
      this.held += data.length;
    };
    this.file = {
      kind: "pipe",
      path: "pipe:[1]",
      *read() {
        return "EBADF" as const;
      },
      *write(_proc, data) {
        keep(data);
        return null;
      },
      release: () => undefined,
    };
  }

  text(): string {
    return decodeUtf8(concat(this.parts));
  }
}

export type { ExitCode };
