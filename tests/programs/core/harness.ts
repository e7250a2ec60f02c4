/** Run one recorded case in the sandbox: its streams as bytes (latin1 text) and its status. */
import { Host } from "../../../sandbox/kernel/host.ts";
import { Descriptor, Pipe } from "../../../sandbox/kernel/proc/file.ts";
import type { Program } from "../../../sandbox/kernel/proc/process.ts";
import { decode, encode } from "../../../sandbox/programs/core/text.ts";
import { SECOND } from "../../../sandbox/sim/scheduler.ts";
import { bareHost } from "../../support/run.ts";
import type { Case } from "./cases.ts";

export interface Result {
  readonly stdout: string;
  readonly stderr: string;
  readonly status: number;
}

export function runCase(one: Case, programs: readonly Program[]): Result {
  const host = bareHost(programs);
  for (const [name, text] of Object.entries(one.files ?? {})) {
    if (name.endsWith("/")) host.fs.plant(`/root/${name.slice(0, -1)}`, host.fs.newDir());
    else host.fs.plantText(`/root/${name}`, text);
  }
  return runArgv(host, one.argv, one.stdin ?? "", one.tty === true);
}

export function runArgv(
  host: Host,
  argv: readonly string[],
  stdin: string,
  onTty: boolean,
  limitUs = 3600 * SECOND,
): Result {
  const out = ["", ""];
  const descriptors = new Map<number, Descriptor>();
  let tty = null;
  if (onTty) {
    tty = host.newTty(120, 40);
    tty.termios = { ...tty.termios, opost: false };
    tty.onOutput = (text) => (out[0] += decode(encode(text, "utf8"), "bytes"));
  } else {
    const pipe = new Pipe(host.nextPipeId());
    const writer = new Descriptor(pipe.writer);
    host.launch(["feeder"], {
      fds: new Map([[1, writer]]),
      *main(proc) {
        proc.ignore("PIPE");
        yield* proc.write(1, encode(stdin, "utf8"));
        return 0;
      },
    });
    writer.close();
    descriptors.set(0, new Descriptor(pipe.reader));
    for (const fd of [1, 2]) {
      const to = new Pipe(host.nextPipeId());
      descriptors.set(fd, new Descriptor(to.writer));
      const reader = new Descriptor(to.reader);
      host.launch(["collector"], {
        fds: new Map([[0, reader]]),
        *main(proc) {
          for (;;) {
            const chunk = yield* proc.read(0);
            if (chunk === null) return 0;
            out[fd - 1] += decode(chunk, "bytes");
          }
        },
      });
      reader.close();
    }
  }
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
  const proc = host.launch(argv, { env, cwd: "/root", fds: descriptors, tty });
  for (const descriptor of descriptors.values()) descriptor.close();
  if (typeof proc === "string") return { stdout: "", stderr: proc, status: 127 };
  const deadline = host.sim.sched.now + limitUs;
  while (host.processes.size > 0 && host.sim.sched.nextAt <= deadline)
    host.sim.sched.runUntil(host.sim.sched.nextAt);
  return {
    stdout: out[0] as string,
    stderr: out[1] as string,
    status: proc.state === "dead" ? proc.exitCode : -1,
  };
}
