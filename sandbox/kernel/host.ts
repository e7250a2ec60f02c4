/**
 * A machine: one kernel, one process table, one file tree, many network namespaces.
 */
import { assert } from "../sim/assert.ts";
import type { Sim } from "../sim/world.ts";
import type { Errno } from "./errno.ts";
import type { Rng } from "../sim/rng.ts";
import { FastPath } from "./fast-path.ts";
import { LinkWatch } from "./linkwatch.ts";
import { Modules } from "./modules.ts";
import { NetNamespace } from "./netns.ts";
import { RoutedFlow } from "./ip/routes.ts";
import { ConfStore } from "./sysctl.ts";
import type { Place } from "./place.ts";
import { Descriptor } from "./proc/file.ts";
import { FileSystem, type FsContext } from "./proc/fs.ts";
import {
  type Credentials,
  EXEC_COST_US,
  type ExitCode,
  Process,
  type Program,
  ROOT,
  type SpawnOptions,
} from "./proc/process.ts";
import type { ServiceState } from "./proc/service.ts";
import type { Signal } from "./proc/signal.ts";
import { Tty } from "./proc/tty.ts";
import type { Proc } from "./proc/wait.ts";

/** Processes on one machine; a fork bomb meets EAGAIN here, as with RLIMIT_NPROC. */
const PROCESS_LIMIT = 2_000;

export interface User {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
  readonly home: string;
  readonly shell: string;
}

export class Host {
  readonly sim: Sim;
  readonly fs: FileSystem;
  /** The UTS name; `hostname` may change it. */
  hostname: string;
  readonly name: string;
  /** The machine's own network namespace. */
  readonly root: NetNamespace;
  readonly place: Place;
  /** Carrier changes on their way to routes and operational states. */
  readonly linkwatch: LinkWatch;
  /** Records of devices and namespaces: counters, and what forwarding may repeat. */
  readonly fast: FastPath;
  /** Tables of settings that namespaces and devices share. */
  readonly confs = new ConfStore();
  /** What is being routed right now: one at a time. */
  readonly flow = new RoutedFlow();
  readonly modules: Modules;
  /** This machine's chance: MAC addresses, kernel delays. */
  readonly rng: Rng;
  /** All living namespaces, by inode number. */
  readonly namespaces = new Map<number, NetNamespace>();
  readonly processes = new Map<number, Process>();
  readonly users = new Map<string, User>();
  readonly ttys: Tty[] = [];
  /** Called with what only a bug of ours can cause; the world goes on without that process. */
  onFault: (process: Process, error: unknown) => void = () => undefined;
  /** Kernel log lines (dmesg), with their time in µs. */
  readonly kernelLog: { at: number; text: string }[] = [];
  /** By unit: what systemctl started. */
  readonly services = new Map<string, ServiceState>();
  /** Tunnels on the stack right now: one that sends through itself is stopped by it. */
  tunnelDepth = 0;
  /** Secret of the flow hash, drawn at its first use. */
  flowSeed: number | null = null;
  /** qdisc_alloc_handle's counter: 8001:, 8002:, … */
  qdiscHandles = 0;
  private nextPid = 1;
  private nextInode = 4_026_531_840;
  private nextPipe = 10_000;

  constructor(sim: Sim, name: string) {
    this.sim = sim;
    this.name = name;
    this.hostname = name;
    this.linkwatch = new LinkWatch(sim);
    this.fast = new FastPath(sim);
    this.rng = sim.rng.fork(`host:${name}`);
    this.modules = new Modules(this);
    this.root = this.createNetns(null);
    this.place = { host: this, netns: this.root };
    this.users.set("root", { name: "root", uid: 0, gid: 0, home: "/root", shell: "/bin/bash" });
    this.fs = new FileSystem(this);
  }

  /** A new namespace with a `lo` that is down. `name` is for humans; `ip netns` binds it to a file. */
  createNetns(name: string | null): NetNamespace {
    const inode = this.nextInode++;
    const netns = new NetNamespace(this, inode, name ?? "");
    this.namespaces.set(inode, netns);
    this.modules.netnsCreated(netns);
    return netns;
  }

  /** The namespace that /run/netns/NAME is bound to, or null. */
  netnsByName(name: string): NetNamespace | null {
    const node = this.fs.lookup(`/run/netns/${name}`, this.rootContext());
    return typeof node === "string" || node.kind !== "netns" ? null : node.netns;
  }

  /** Root, in "/", in the machine's own namespace: for set-up and for the kernel itself. */
  rootContext(): FsContext {
    return { cwd: "/", credentials: ROOT, place: this.place, umask: 0o022, pid: 0, tty: null };
  }

  newTty(cols: number, rows: number): Tty {
    const tty = new Tty(this, `/dev/pts/${this.ttys.length}`, cols, rows);
    this.ttys.push(tty);
    return tty;
  }

  nextPipeId(): number {
    return this.nextPipe++;
  }

  // ── processes ──────────────────────────────────────────────────────────────────────────────

  /**
   * execve: a path with a slash as it is, else a search of $PATH. ENOENT, EACCES, ENOEXEC,
   * EAGAIN (process limit). A script with `#!` runs its interpreter.
   */
  spawn(argv: readonly string[], options: SpawnOptions): Process | Errno {
    const found = this.resolveProgram(argv, options);
    if (typeof found === "string") return found;
    return this.start(
      found.argv,
      (proc) => found.program.main(proc, found.argv),
      options,
      EXEC_COST_US,
    );
  }

  /** Find what `argv[0]` names, without running it. */
  resolveProgram(
    argv: readonly string[],
    options: Pick<SpawnOptions, "env" | "cwd" | "credentials" | "place">,
    depth = 0,
  ): { program: Program; argv: readonly string[]; path: string } | Errno {
    const name = argv[0];
    if (name === undefined || name === "" || depth > 4) return "ENOENT";
    const { cwd, credentials, place } = options;
    const context: FsContext = { cwd, credentials, place, umask: 0o022, pid: 0, tty: null };
    const candidates = name.includes("/")
      ? [name]
      : (options.env.get("PATH") ?? "")
          .split(":")
          .map((dir) => `${dir === "" ? "." : dir}/${name}`);
    let failure: Errno = "ENOENT";
    for (const path of candidates) {
      const node = this.fs.lookup(path, context);
      if (typeof node === "string") {
        if (node !== "ENOENT" && node !== "ENOTDIR") failure = node;
        continue;
      }
      if (node.kind === "dir") {
        if (name.includes("/")) return "EACCES";
        continue;
      }
      if (!this.fs.may(node, context, "x")) {
        failure = "EACCES";
        continue;
      }
      if (node.kind === "program") return { program: node.program, argv, path };
      if (node.kind !== "file") {
        failure = "EACCES";
        continue;
      }
      const text = node.headText(256);
      const hashbang = /^#!\s*(\S+)(?:[ \t]+(.*\S))?[ \t]*(?:\n|$)/.exec(text);
      if (hashbang === null) return "ENOEXEC";
      const via = [
        hashbang[1] as string,
        ...(hashbang[2] === undefined ? [] : [hashbang[2]]),
        path,
        ...argv.slice(1),
      ];
      return this.resolveProgram(via, options, depth + 1);
    }
    return failure;
  }

  /** Start a process whose program is a function. EAGAIN over the process limit. */
  start(
    argv: readonly string[],
    main: (proc: Process) => Proc<ExitCode>,
    options: SpawnOptions,
    delayUs = 200,
  ): Process | Errno {
    if (this.processes.size >= PROCESS_LIMIT) return "EAGAIN";
    const pid = this.nextPid++;
    const proc = new Process(pid, this, argv, options);
    this.processes.set(pid, proc);
    proc.place.netns.get();
    this.sim.digest.text(argv.join(" "));
    if (this.sim.trace.active) this.traceProc(proc, "spawn", argv.join(" "));
    proc.begin(main(proc), delayUs);
    return proc;
  }

  /** A process without a parent: a login shell on a terminal, a daemon, a check's probe. */
  launch(
    argv: readonly string[],
    options: {
      tty?: Tty | null;
      place?: Place;
      credentials?: Credentials;
      env?: ReadonlyMap<string, string>;
      cwd?: string;
      fds?: ReadonlyMap<number, Descriptor>;
      main?: (proc: Process) => Proc<ExitCode>;
    } = {},
  ): Process | Errno {
    const tty = options.tty ?? null;
    const fds = new Map(options.fds ?? []);
    if (tty !== null)
      for (const fd of [0, 1, 2]) if (!fds.has(fd)) fds.set(fd, new Descriptor(tty.file));
    const spawn: SpawnOptions = {
      place: options.place ?? this.place,
      parent: null,
      env: options.env ?? new Map(),
      cwd: options.cwd ?? "/",
      credentials: options.credentials ?? ROOT,
      fds,
      group: null,
      tty,
      umask: 0o022,
      ignored: new Set(),
    };
    const proc =
      options.main === undefined ? this.spawn(argv, spawn) : this.start(argv, options.main, spawn);
    if (typeof proc !== "string" && tty !== null) tty.foreground = proc.group;
    return proc;
  }

  /** kill(2) on a group. Returns how many processes it reached. */
  signalGroup(group: number, signal: Signal): number {
    let reached = 0;
    for (const proc of [...this.processes.values()]) {
      if (proc.group !== group || proc.state === "zombie" || proc.state === "dead") continue;
      proc.signal(signal);
      reached++;
    }
    return reached;
  }

  /** Called once by a process that ended. Orphans are reaped at once, as init would. */
  exited(proc: Process): void {
    proc.place.netns.put();
    if (this.sim.trace.active) this.traceProc(proc, "exit", String(proc.exitCode));
    for (const child of [...proc.children]) {
      if (child.state === "zombie") this.reap(child);
    }
    const parent = proc.parent;
    if (parent === null || parent.state === "zombie" || parent.state === "dead") this.reap(proc);
  }

  reap(proc: Process): void {
    if (proc.state === "dead") return;
    assert(proc.state === "zombie", "only the dead are reaped");
    proc.markReaped();
    this.processes.delete(proc.pid);
  }

  fault(proc: Process, error: unknown): void {
    this.onFault(proc, error);
  }

  /** A line of the kernel log. */
  log(text: string): void {
    if (this.kernelLog.length >= 10_000) this.kernelLog.shift();
    this.kernelLog.push({ at: this.sim.sched.now, text });
  }

  /** Called by a process that became another program. */
  executed(proc: Process): void {
    this.sim.digest.text(proc.argv.join(" "));
    if (this.sim.trace.active) this.traceProc(proc, "exec", proc.argv.join(" "));
  }

  private traceProc(
    proc: Process,
    what: "spawn" | "exec" | "exit" | "signal",
    detail: string,
  ): void {
    this.sim.trace.emit({
      kind: "proc",
      at: this.sim.sched.now,
      host: this.name,
      pid: proc.pid,
      what,
      detail,
    });
  }
}
