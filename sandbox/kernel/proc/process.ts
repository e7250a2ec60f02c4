/**
 * Processes: a generator, a descriptor table, signals. Linux's process context; everything under
 * `kernel/` outside `proc/` and the blocking edge of `socket/` is softirq and never waits.
 *
 * Time: a program pays for what it does (`spend`), 1 ms to exec, 20 µs a builtin, 10 µs a write, so
 * an endless loop moves the clock and Ctrl-C reaches it.
 */
import { concat } from "../../wire/write.ts";
import { assert } from "../../sim/assert.ts";
import type { Rng } from "../../sim/rng.ts";
import { LazySet } from "../../sim/lazy.ts";
import type { Micros, Timer } from "../../sim/scheduler.ts";
import { decodeUtf8 } from "../../sim/utf8.ts";
import type { Errno } from "../errno.ts";
import type { Host } from "../host.ts";
import type { Place } from "../place.ts";
import { Descriptor, type OpenFile, toBytes } from "./file.ts";
import type { SelfReport } from "./report.ts";
import { defaultAction, type Signal, SIGNAL_NUMBERS } from "./signal.ts";
import type { Tty } from "./tty.ts";
import { type Block, type Proc, type Sleeper, WaitQueue } from "./wait.ts";

/** 0-255; death by signal N is 128 + N, as a shell reports it. */
export type ExitCode = number;

export interface Program {
  readonly name: string;
  /** Where it is installed, e.g. "/usr/sbin/ip"; the first is the real file, others are links to it. */
  readonly paths: readonly string[];
  /** One paragraph for `man`. */
  readonly summary: string;
  /** The Debian package of it, where not every machine has that (lab/packages.ts). */
  readonly package?: string;
  main(proc: Process, argv: readonly string[]): Proc<ExitCode>;
}

/** Who a process runs as. */
export interface Credentials {
  readonly uid: number;
  readonly gid: number;
  readonly user: string;
}
export const ROOT: Credentials = { uid: 0, gid: 0, user: "root" };

export interface SpawnOptions {
  readonly place: Place;
  readonly parent: Process | null;
  readonly env: ReadonlyMap<string, string>;
  readonly cwd: string;
  readonly credentials: Credentials;
  readonly fds: ReadonlyMap<number, Descriptor>;
  /** Process group; null makes a new one led by this process. */
  readonly group: number | null;
  readonly tty: Tty | null;
  readonly umask: number;
  /** Signals the parent ignores stay ignored. */
  readonly ignored: ReadonlySet<Signal>;
}

export const EXEC_COST_US = 1_000;
export const BUILTIN_COST_US = 20;
export const WRITE_COST_US = 10;

/** Thrown through a program by {@link Process.exit}; only the process table may catch it. */
export class ExitRequest {
  readonly code: ExitCode;
  constructor(code: ExitCode) {
    this.code = code;
  }
}

/** The name that a path gives its process, cut to TASK_COMM_LEN. */
export function commOf(path: string): string {
  const at = path.lastIndexOf("/") + 1;
  return path.slice(at, at + 15);
}

export class Process implements Sleeper {
  readonly pid: number;
  readonly parent: Process | null;
  readonly host: Host;
  readonly startedAt: Micros;
  private placeNow: Place;
  group: number;
  tty: Tty | null;
  argv: readonly string[];
  /** TASK_COMM_LEN: what `ps` without arguments shows. */
  comm: string;
  /** Never changed in place: children share it. */
  env: ReadonlyMap<string, string>;
  cwd: string;
  credentials: Credentials;
  umask: number;
  readonly fds = new Map<number, Descriptor>();
  state: "running" | "sleeping" | "stopped" | "zombie" | "dead" = "running";
  /** What it waits for: `ps -o wchan`. */
  why = "";
  exitCode: ExitCode = 0;
  /** Killed by this signal, or null. */
  killedBy: Signal | null = null;
  readonly children = new LazySet<Process>();
  /** Poked at every change of a child's state (exit, stop, continue). */
  readonly childChanged = new WaitQueue("wait4");
  /** Poked when this process exits. */
  readonly exited = new WaitQueue("exit");
  /** CPU time spent, µs. */
  cpuUs = 0;
  /** What a daemon says of itself to the map; null: nothing. */
  report: (() => SelfReport) | null = null;

  private generator: Proc<ExitCode> | null = null;
  private inStep = false;
  private scheduled: Timer | null = null;
  private timeout: Timer | null = null;
  private queues: readonly WaitQueue[] = [];
  private readonly trapped = new LazySet<Signal>();
  private readonly ignored = new Set<Signal>();
  private readonly pendingTraps: Signal[] = [];
  /** A trapped signal came since the last wait that it could end. */
  private freshSignal = false;
  private dying: { code: ExitCode; signal: Signal | null } | null = null;
  private wokenWhileStopped = false;

  constructor(pid: number, host: Host, argv: readonly string[], options: SpawnOptions) {
    this.pid = pid;
    this.host = host;
    this.parent = options.parent;
    this.startedAt = host.sim.sched.now;
    this.placeNow = options.place;
    this.group = options.group ?? pid;
    this.tty = options.tty;
    this.argv = argv;
    this.comm = commOf(argv[0] ?? "?");
    this.env = options.env;
    this.cwd = options.cwd;
    this.credentials = options.credentials;
    this.umask = options.umask;
    for (const [fd, descriptor] of options.fds) this.fds.set(fd, descriptor.share());
    for (const signal of options.ignored) this.ignored.add(signal);
    options.parent?.children.add(this);
  }

  // ── what programs use ──────────────────────────────────────────────────────────────────────

  get place(): Place {
    return this.placeNow;
  }
  /** setns(2): a process holds the namespace it is in. */
  set place(place: Place) {
    const before = this.placeNow;
    this.placeNow = place;
    if (this.state === "zombie" || this.state === "dead" || place.netns === before.netns) return;
    place.netns.get();
    before.netns.put();
  }

  get now(): Micros {
    return this.host.sim.sched.now;
  }

  /** A stream of chance of this process's own. */
  get rng(): Rng {
    return (this.ownRng ??= this.host.sim.rng.fork(`pid:${this.host.name}:${this.pid}`));
  }
  private ownRng: Rng | null = null;

  get isRoot(): boolean {
    return this.credentials.uid === 0;
  }

  get ignoredSignals(): ReadonlySet<Signal> {
    return this.ignored;
  }

  /** Sleep until one of `on` is poked, a signal arrives, or `until` (µs of virtual time). */
  *wait(why: string, on: readonly WaitQueue[], until: Micros = Infinity): Proc<void> {
    yield { why, on, until };
  }

  /** Sleep for `delayUs`; a trapped signal ends it early. */
  *sleep(delayUs: Micros): Proc<void> {
    const until = this.now + delayUs;
    while (this.now < until) {
      yield { why: "hrtimer_nanosleep", on: [], until };
      if (this.pendingTraps.length > 0) return;
    }
  }

  /** Use `costUs` of CPU: the clock moves, nothing else of this process happens. */
  *spend(costUs: Micros): Proc<void> {
    this.cpuUs += costUs;
    const until = this.now + costUs;
    while (this.now < until) yield { why: "", on: [], until };
  }

  /** Write to a descriptor, all of it. A failed write is the caller's to report, except EPIPE. */
  *write(fd: number, data: string | Uint8Array): Proc<Errno | null> {
    const descriptor = this.fds.get(fd);
    if (descriptor === undefined) return "EBADF";
    const bytes = toBytes(data);
    if (bytes.length === 0) return null;
    this.cpuUs += WRITE_COST_US;
    yield { why: "", on: [], until: this.now + WRITE_COST_US };
    return yield* descriptor.file.write(this, bytes);
  }

  /** To standard output. */
  *print(data: string | Uint8Array): Proc<void> {
    yield* this.write(1, data);
  }

  /** To standard error. */
  *warn(data: string | Uint8Array): Proc<void> {
    yield* this.write(2, data);
  }

  /** Up to `max` bytes of `fd`; null at the end. EBADF reads as the end too. */
  *read(fd: number, max = 65_536): Proc<Uint8Array | null> {
    const got = yield* this.readOrErrno(fd, max);
    return typeof got === "string" ? null : got;
  }

  *readOrErrno(fd: number, max = 65_536): Proc<Uint8Array | null | Errno> {
    const descriptor = this.fds.get(fd);
    if (descriptor === undefined) return "EBADF";
    return yield* descriptor.file.read(this, max);
  }

  /** All of standard input (or `fd`) as text. Memory-bounded: stops at 64 MiB. */
  *readAll(fd = 0): Proc<string> {
    const parts: Uint8Array[] = [];
    let total = 0;
    for (;;) {
      const chunk = yield* this.read(fd);
      if (chunk === null) break;
      parts.push(chunk);
      total += chunk.length;
      if (total > 64 << 20) break;
    }
    return decodeUtf8(concat(parts));
  }

  file(fd: number): OpenFile | null {
    return this.fds.get(fd)?.file ?? null;
  }

  isatty(fd: number): boolean {
    return this.fds.get(fd)?.file.kind === "tty";
  }

  /** Terminal width of `fd`'s tty, or null when it is none. */
  columns(fd = 1): number | null {
    return this.isatty(fd) && this.tty !== null ? this.tty.cols : null;
  }

  /** Install an open file at the lowest free descriptor (or `fd`), closing what was there. */
  install(file: OpenFile | Descriptor, fd?: number): number {
    let at = fd ?? 0;
    if (fd === undefined) while (this.fds.has(at)) at++;
    this.fds.get(at)?.close();
    this.fds.set(at, file instanceof Descriptor ? file : new Descriptor(file));
    return at;
  }

  close(fd: number): Errno | null {
    const descriptor = this.fds.get(fd);
    if (descriptor === undefined) return "EBADF";
    this.fds.delete(fd);
    descriptor.close();
    return null;
  }

  /** Leave at once, through every `finally`. */
  exit(code: ExitCode): never {
    throw new ExitRequest(code & 0xff);
  }

  /** From now on this signal does not kill: it ends the current wait, and takeSignal() reports it. */
  trap(signal: Signal): void {
    if (signal === "KILL" || signal === "STOP") return;
    this.trapped.add(signal);
    this.ignored.delete(signal);
  }

  ignore(signal: Signal): void {
    if (signal === "KILL" || signal === "STOP") return;
    this.ignored.add(signal);
    this.trapped.delete(signal);
  }

  /** Back to the default action. */
  untrap(signal: Signal): void {
    this.trapped.delete(signal);
    this.ignored.delete(signal);
  }

  /** The next trapped signal that arrived, or null. */
  takeSignal(): Signal | null {
    return this.pendingTraps.shift() ?? null;
  }

  /** Asleep with a time limit: it will go on by itself. */
  get sleepsOnTimer(): boolean {
    return this.timeout !== null || this.scheduled !== null;
  }

  get hasSignal(): boolean {
    return this.pendingTraps.length > 0;
  }

  /** A signal this process raises in itself: takes effect at its next wait. */
  raise(signal: Signal): void {
    this.signal(signal);
  }

  /** Start a child. Descriptors given are shared with it, not moved. */
  spawn(
    argv: readonly string[],
    options: {
      fds?: ReadonlyMap<number, Descriptor>;
      place?: Place;
      group?: number | null;
      env?: ReadonlyMap<string, string>;
      cwd?: string;
      credentials?: Credentials;
      tty?: Tty | null;
    } = {},
  ): Process | Errno {
    return this.host.spawn(argv, this.childOptions(options));
  }

  /** As {@link spawn}, for a program that is a function of the caller's (a subshell, a builtin in a pipeline). */
  fork(
    argv: readonly string[],
    main: (proc: Process) => Proc<ExitCode>,
    options: {
      fds?: ReadonlyMap<number, Descriptor>;
      group?: number | null;
      place?: Place;
      tty?: Tty | null;
    } = {},
  ): Process | Errno {
    return this.host.start(argv, main, this.childOptions(options));
  }

  private childOptions(options: {
    fds?: ReadonlyMap<number, Descriptor>;
    place?: Place;
    group?: number | null;
    env?: ReadonlyMap<string, string>;
    cwd?: string;
    credentials?: Credentials;
    tty?: Tty | null;
  }): SpawnOptions {
    return {
      place: options.place ?? this.place,
      parent: this,
      env: options.env ?? this.env,
      cwd: options.cwd ?? this.cwd,
      credentials: options.credentials ?? this.credentials,
      fds: options.fds ?? this.fds,
      group: options.group === undefined ? this.group : options.group,
      tty: options.tty === undefined ? this.tty : options.tty,
      umask: this.umask,
      ignored: this.ignored,
    };
  }

  /** execve(2) as seen from outside: the process has another program's words and name from now on. */
  become(argv: readonly string[]): void {
    this.argv = argv;
    this.comm = commOf(argv[0] ?? "?");
    this.host.executed(this);
  }

  /** Wait for a child to end; reaps it. ExitCode as a shell sees it. A trapped signal does not end it. */
  *waitFor(child: Process): Proc<ExitCode> {
    while (child.state !== "zombie" && child.state !== "dead") {
      yield* this.wait("do_wait", [child.exited]);
    }
    this.host.reap(child);
    return child.exitCode;
  }

  /** Run a program and wait for it: exit status, or the errno of a failed exec. */
  *run(
    argv: readonly string[],
    options: Parameters<Process["spawn"]>[1] = {},
  ): Proc<ExitCode | Errno> {
    const child = this.spawn(argv, options);
    if (typeof child === "string") return child;
    return yield* this.waitFor(child);
  }

  // ── what the kernel uses ───────────────────────────────────────────────────────────────────

  /** First step, after the cost of exec. */
  begin(generator: Proc<ExitCode>, delayUs: Micros): void {
    this.generator = generator;
    this.state = "sleeping";
    this.scheduled = this.host.sim.sched.after(delayUs, `exec ${this.comm}`, () => {
      this.scheduled = null;
      this.step();
    });
  }

  wake(): void {
    if (this.state === "stopped") {
      this.wokenWhileStopped = true;
      return;
    }
    if (this.state !== "sleeping" || this.scheduled !== null) return;
    this.scheduled = this.host.sim.sched.after(0, this.comm, () => {
      this.scheduled = null;
      this.step();
    });
  }

  /** Deliver a signal: kill(2) from anywhere. */
  signal(signal: Signal): void {
    if (this.state === "zombie" || this.state === "dead") return;
    if (signal === "CONT") this.resume();
    if (signal === "KILL") return this.terminate(signal);
    if (this.ignored.has(signal)) return;
    if (this.trapped.has(signal)) {
      if (this.pendingTraps.length < 64) this.pendingTraps.push(signal);
      this.freshSignal = true;
      this.wake();
      return;
    }
    const action = defaultAction(signal);
    if (action === "terminate") this.terminate(signal);
    else if (action === "stop") this.stop(signal);
  }

  private terminate(signal: Signal): void {
    const death = { code: 128 + SIGNAL_NUMBERS[signal], signal };
    this.dying = signal === "KILL" ? death : (this.dying ?? death);
    if (this.state === "stopped") {
      // All but KILL stay pending until it goes on (signal(7)).
      if (signal !== "KILL") return;
      this.state = "sleeping";
    }
    this.wake();
  }

  /** Which signal stopped it, or null. */
  stoppedBy: Signal | null = null;

  private stop(signal: Signal): void {
    if (this.state !== "sleeping" && this.state !== "running") return;
    this.stoppedBy = signal;
    this.wokenWhileStopped = this.scheduled !== null || this.inStep;
    this.scheduled?.cancel();
    this.scheduled = null;
    this.state = "stopped";
    this.notifyParent();
  }

  private resume(): void {
    if (this.state !== "stopped") return;
    this.stoppedBy = null;
    this.state = "sleeping";
    this.notifyParent();
    if (this.wokenWhileStopped || this.dying !== null) {
      this.wokenWhileStopped = false;
      this.wake();
    }
  }

  private notifyParent(): void {
    this.parent?.childChanged.wakeAll();
    this.parent?.signal("CHLD");
  }

  private step(): void {
    const generator = this.generator;
    if (generator === null) return;
    this.leaveQueues();
    if (this.dying !== null) {
      this.finish(generator);
      return;
    }
    this.state = "running";
    this.why = "";
    this.inStep = true;
    let result: IteratorResult<Block, ExitCode>;
    try {
      result = generator.next();
    } catch (error) {
      this.inStep = false;
      if (error instanceof ExitRequest) {
        this.end(error.code, null);
        return;
      }
      this.end(139, "SEGV");
      this.host.fault(this, error);
      return;
    }
    this.inStep = false;
    if (result.done === true) {
      const dying = this.dying as { code: ExitCode; signal: Signal | null } | null;
      this.end(dying?.code ?? result.value & 0xff, dying?.signal ?? null);
      return;
    }
    if (this.dying !== null) {
      this.finish(generator);
      return;
    }
    this.block(result.value);
  }

  private block(block: Block): void {
    const sched = this.host.sim.sched;
    this.why = block.why;
    this.queues = block.on;
    for (const queue of block.on) queue.add(this);
    if (block.until < Infinity) {
      this.timeout = sched.at(Math.max(block.until, sched.now), this.comm, () => {
        this.timeout = null;
        if (this.state === "stopped") this.wokenWhileStopped = true;
        else if (this.scheduled === null) this.step();
      });
    }
    // Stopped by its own signal while it ran (kill -STOP $$): stay so until CONT.
    if ((this.state as string) !== "stopped") this.state = "sleeping";
    // Once a signal: a wait that does not look at signals must not spin on a pending one.
    if (this.freshSignal && block.why !== "" && this.state === "sleeping") {
      this.freshSignal = false;
      this.wake();
    }
  }

  private leaveQueues(): void {
    this.timeout?.cancel();
    this.timeout = null;
    for (const queue of this.queues) queue.remove(this);
    this.queues = [];
  }

  private finish(generator: Proc<ExitCode>): void {
    const dying = this.dying as { code: ExitCode; signal: Signal | null };
    this.state = "running";
    try {
      const last = generator.return(dying.code);
      assert(last.done === true, `${this.comm}: a finally block may not wait`);
    } catch (error) {
      if (!(error instanceof ExitRequest)) this.host.fault(this, error);
    }
    this.end(dying.code, dying.signal);
  }

  private end(code: ExitCode, signal: Signal | null): void {
    this.leaveQueues();
    this.scheduled?.cancel();
    this.scheduled = null;
    this.generator = null;
    this.exitCode = code & 0xff;
    this.killedBy = signal;
    for (const descriptor of this.fds.values()) descriptor.close();
    this.fds.clear();
    this.state = "zombie";
    this.host.exited(this);
    this.exited.wakeAll();
    this.notifyParent();
  }

  markReaped(): void {
    this.state = "dead";
    this.parent?.children.delete(this);
  }
}
