/** Run one program on a bare machine and see what a terminal would show. */
import { Host } from "../../sandbox/kernel/host.ts";
import { Descriptor, Pipe } from "../../sandbox/kernel/proc/file.ts";
import type { Program } from "../../sandbox/kernel/proc/process.ts";
import { SECOND } from "../../sandbox/sim/scheduler.ts";
import { encodeUtf8 } from "../../sandbox/sim/utf8.ts";
import { Sim } from "../../sandbox/sim/world.ts";

export function bareHost(programs: readonly Program[], seed = 1, name = "host"): Host {
  const host = new Host(new Sim(seed), name);
  host.onFault = (proc, error) => {
    throw new Error(`fault in ${proc.argv.join(" ")}`, { cause: error });
  };
  for (const program of programs) {
    for (const path of program.paths) host.fs.plant(path, host.fs.newProgram(program));
  }
  for (const dir of ["/root", "/tmp", "/run", "/etc", "/var/log"])
    host.fs.plant(dir, host.fs.newDir());
  return host;
}

export interface Ran {
  /** What stdout and stderr showed, in order, newlines as they are. */
  readonly out: string;
  readonly status: number;
}

/** Run `argv` with `stdin` as its standard input; gives up after `limitUs` of virtual time (status -1). */
export function runProgram(
  host: Host,
  argv: readonly string[],
  stdin = "",
  limitUs = 3600 * SECOND,
): Ran {
  const tty = host.newTty(120, 40);
  tty.termios = { ...tty.termios, opost: false };
  let out = "";
  tty.onOutput = (text) => (out += text);
  const pipe = new Pipe(host.nextPipeId());
  const input = new Descriptor(pipe.reader);
  const writer = new Descriptor(pipe.writer);
  const feeder = host.launch(["feeder"], {
    fds: new Map([[1, writer]]),
    *main(proc) {
      yield* proc.write(1, encodeUtf8(stdin));
      return 0;
    },
  });
  if (typeof feeder === "string") throw new Error(feeder);
  writer.close();
  const env = new Map([
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
  const proc = host.launch(argv, { tty, fds: new Map([[0, input]]), env, cwd: "/root" });
  input.close();
  if (typeof proc === "string") return { out: proc, status: 127 };
  let status = -1;
  const deadline = host.sim.sched.now + limitUs;
  while (proc.state !== "zombie" && proc.state !== "dead" && host.sim.sched.now < deadline) {
    const next = host.sim.sched.nextAt;
    if (next === Infinity) break;
    host.sim.sched.runUntil(Math.min(next, deadline));
  }
  if (proc.state === "zombie" || proc.state === "dead") status = proc.exitCode;
  return { out, status };
}
