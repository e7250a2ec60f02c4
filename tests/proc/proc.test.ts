import { expect, test } from "vitest";
import type { Host } from "../../sandbox/kernel/host.ts";
import { Descriptor, Pipe } from "../../sandbox/kernel/proc/file.ts";
import type { ExitCode, Process, Program } from "../../sandbox/kernel/proc/process.ts";
import type { Proc } from "../../sandbox/kernel/proc/wait.ts";
import { SECOND } from "../../sandbox/sim/scheduler.ts";
import { bareHost, runProgram } from "../support/run.ts";

const program = (
  name: string,
  main: (proc: Process, argv: readonly string[]) => Proc<ExitCode>,
): Program => ({
  name,
  paths: [`/usr/bin/${name}`],
  summary: name,
  main,
});

const yes = program("yes", function* (proc) {
  for (;;) yield* proc.print("y\n");
});
const head = program("head", function* (proc, argv) {
  for (let i = 0; i < Number(argv[1]); i++) {
    const got = yield* proc.read(0, 2);
    if (got === null) break;
    yield* proc.print(got);
  }
  return 0;
});
const sleeper = program("sleeper", function* (proc) {
  try {
    yield* proc.sleep(1000 * SECOND);
    yield* proc.print("slept\n");
    return 0;
  } finally {
    proc.host.log("cleaned");
  }
});

function pipeline(host: Host, a: string[], b: string[]): { out: string; codes: number[] } {
  const tty = host.newTty(80, 24);
  let out = "";
  tty.onOutput = (text) => (out += text);
  const codes: number[] = [];
  const shell = host.launch(["sh"], {
    tty,
    env: new Map([["PATH", "/usr/bin"]]),
    *main(proc) {
      const pipe = new Pipe(host.nextPipeId());
      const w = new Descriptor(pipe.writer);
      const r = new Descriptor(pipe.reader);
      const first = proc.spawn(a, { fds: new Map([...proc.fds, [1, w]]) }) as Process;
      const second = proc.spawn(b, { fds: new Map([...proc.fds, [0, r]]) }) as Process;
      w.close();
      r.close();
      codes.push(yield* proc.waitFor(first), yield* proc.waitFor(second));
      return 0;
    },
  }) as Process;
  host.sim.sched.runUntil(60 * SECOND);
  expect(shell.state).toBe("dead");
  return { out, codes };
}

test("an endless writer dies of SIGPIPE when its reader leaves", () => {
  const host = bareHost([yes, head]);
  expect(pipeline(host, ["yes"], ["head", "3"])).toEqual({
    out: "y\r\ny\r\ny\r\n",
    codes: [141, 0],
  });
  expect(host.processes.size).toBe(0);
});

test("Ctrl-C at any instant leaves no process and runs every finally", () => {
  for (const at of [1, 500, 1_000, 1_200, 5_000, 2_000_000]) {
    const host = bareHost([sleeper]);
    const tty = host.newTty(80, 24);
    let out = "";
    tty.onOutput = (text) => (out += text);
    const proc = host.launch(["/usr/bin/sleeper"], { tty }) as Process;
    host.sim.sched.runUntil(at);
    tty.feed("\x03");
    host.sim.sched.runUntil(at + SECOND);
    expect([out, proc.exitCode, proc.killedBy, host.processes.size]).toEqual(["^C", 130, "INT", 0]);
    // Killed before its first step, it never entered the try.
    if (at > 1_000) expect(host.kernelLog.map((l) => l.text)).toEqual(["cleaned"]);
  }
});

test("stop and continue: time passes, the sleeper does not", () => {
  const host = bareHost([sleeper]);
  const proc = host.launch(["/usr/bin/sleeper"], { tty: host.newTty(80, 24) }) as Process;
  host.sim.sched.runUntil(2 * SECOND);
  proc.signal("TSTP");
  expect(proc.state).toBe("stopped");
  host.sim.sched.runUntil(2000 * SECOND);
  expect(proc.state).toBe("stopped");
  proc.signal("CONT");
  host.sim.sched.runUntil(2001 * SECOND);
  expect([proc.state, proc.exitCode]).toEqual(["dead", 0]);
});

test("a stopped process can be killed, and killing twice is killing once", () => {
  const host = bareHost([sleeper]);
  const proc = host.launch(["/usr/bin/sleeper"], { tty: host.newTty(80, 24) }) as Process;
  host.sim.sched.runUntil(SECOND);
  proc.signal("STOP");
  proc.signal("KILL");
  proc.signal("TERM");
  host.sim.sched.runUntil(2 * SECOND);
  expect([proc.state, proc.exitCode, proc.killedBy]).toEqual(["dead", 137, "KILL"]);
});

test("a trapped signal ends the wait and is reported; an ignored one is nothing", () => {
  const got: string[] = [];
  const trapper = program("trapper", function* (proc) {
    proc.trap("INT");
    proc.ignore("TERM");
    yield* proc.wait("test", []);
    got.push(String(proc.takeSignal()));
    return 7;
  });
  const host = bareHost([trapper]);
  const proc = host.launch(["/usr/bin/trapper"], {}) as Process;
  host.sim.sched.runUntil(SECOND);
  proc.signal("TERM");
  host.sim.sched.runUntil(2 * SECOND);
  expect(got).toEqual([]);
  proc.signal("INT");
  host.sim.sched.runUntil(3 * SECOND);
  expect([got, proc.exitCode]).toEqual([["INT"], 7]);
});

test("a process that signals itself dies at its next wait, not inside its own step", () => {
  const suicide = program("suicide", function* (proc) {
    proc.raise("TERM");
    yield* proc.print("never\n");
    return 0;
  });
  expect(runProgram(bareHost([suicide]), ["suicide"])).toEqual({ out: "", status: 143 });
});

test("a fork bomb meets EAGAIN and the machine goes on", () => {
  const bomb = program("bomb", function* (proc) {
    for (;;) {
      const child = proc.spawn(["bomb"]);
      if (child === "EAGAIN") return 11;
      yield* proc.spend(10);
    }
  });
  const host = bareHost([bomb]);
  const ran = runProgram(host, ["bomb"], "", 10 * SECOND);
  expect(ran.status).toBe(11);
  expect(host.processes.size).toBeLessThanOrEqual(2000);
});

test("a fault in a program is ours, is told, and the world goes on", () => {
  const broken = program("broken", function* (proc) {
    yield* proc.spend(1);
    throw new TypeError("a bug");
  });
  const host = bareHost([broken]);
  const faults: string[] = [];
  host.onFault = (proc, error) => faults.push(`${proc.comm}: ${String(error)}`);
  const proc = host.launch(["/usr/bin/broken"], {}) as Process;
  host.sim.sched.runUntil(SECOND);
  expect([faults, proc.exitCode]).toEqual([["broken: TypeError: a bug"], 139]);
});

test("the terminal's line discipline: erase, kill, end of file, echo", () => {
  const cat = program("cat", function* (proc) {
    for (;;) {
      const got = yield* proc.read(0);
      if (got === null) return 0;
      yield* proc.print(got);
    }
  });
  const host = bareHost([cat]);
  const tty = host.newTty(80, 24);
  let out = "";
  tty.onOutput = (text) => (out += text);
  const proc = host.launch(["/usr/bin/cat"], { tty }) as Process;
  host.sim.sched.runUntil(SECOND);
  tty.feed("heyy\x7f\r");
  host.sim.sched.runUntil(2 * SECOND);
  expect(out).toBe("heyy\b \b\r\nhey\r\n");
  tty.feed("gone\x15ok\r\x04");
  host.sim.sched.runUntil(3 * SECOND);
  expect(out).toBe(`heyy\b \b\r\nhey\r\ngone${"\b \b".repeat(4)}ok\r\nok\r\n`);
  expect([proc.state, proc.exitCode]).toEqual(["dead", 0]);
});
