/** A machine with the shell and a few tiny programs, a terminal on it, and a screen to look at. */
import { Host } from "../../sandbox/kernel/host.ts";
import { NullFile } from "../../sandbox/kernel/proc/file.ts";
import type { Process, Program } from "../../sandbox/kernel/proc/process.ts";
import type { Tty } from "../../sandbox/kernel/proc/tty.ts";
import { bash, sh } from "../../sandbox/shell/bash.ts";
import { sudo, su } from "../../sandbox/shell/sudo.ts";
import { MS, SECOND } from "../../sandbox/sim/scheduler.ts";
import { decodeUtf8 } from "../../sandbox/sim/utf8.ts";
import { Sim } from "../../sandbox/sim/world.ts";

const cat: Program = {
  name: "cat",
  paths: ["/usr/bin/cat"],
  summary: "test",
  *main(proc, argv) {
    let status = 0;
    for (const name of argv.length > 1 ? argv.slice(1) : ["-"]) {
      let fd = 0;
      if (name !== "-") {
        const file = proc.host.fs.open(name, proc, { read: true });
        const shared = /^\/dev\/fd\/(\d+)$/.exec(name);
        if (shared !== null) fd = Number(shared[1]);
        else if (typeof file === "string") {
          yield* proc.warn(`cat: ${name}: No such file or directory\n`);
          status = 1;
          continue;
        } else fd = proc.install(file);
      }
      for (;;) {
        const chunk = yield* proc.read(fd);
        if (chunk === null) break;
        yield* proc.write(1, chunk);
      }
    }
    return status;
  },
};
const sleep: Program = {
  name: "sleep",
  paths: ["/usr/bin/sleep"],
  summary: "test",
  *main(proc, argv) {
    yield* proc.sleep(Math.round(Number(argv[1]) * SECOND));
    return 0;
  },
};
const yes: Program = {
  name: "yes",
  paths: ["/usr/bin/yes"],
  summary: "test",
  *main(proc) {
    for (;;) yield* proc.print("y\n");
  },
};
/** Lines of stdin, sorted: enough to follow a pipeline. */
const sort: Program = {
  name: "sort",
  paths: ["/usr/bin/sort"],
  summary: "test",
  *main(proc) {
    const lines = (yield* proc.readAll()).split("\n").slice(0, -1).sort();
    yield* proc.print(lines.map((line) => `${line}\n`).join(""));
    return 0;
  },
};
/** Asks for the signal and goes on, as ping and tcpdump do. */
const catcher: Program = {
  name: "catcher",
  paths: ["/usr/bin/catcher"],
  summary: "test",
  *main(proc) {
    proc.trap("INT");
    while (proc.takeSignal() === null) yield* proc.wait("catch", []);
    yield* proc.print("caught\n");
    return 0;
  },
};
const env: Program = {
  name: "env",
  paths: ["/usr/bin/env"],
  summary: "test",
  *main(proc, argv) {
    if (argv.length > 1) {
      const status = yield* proc.run(argv.slice(1));
      return typeof status === "string" ? 127 : status;
    }
    for (const [name, value] of proc.env) yield* proc.print(`${name}=${value}\n`);
    return 0;
  },
};
const head: Program = {
  name: "head",
  paths: ["/usr/bin/head"],
  summary: "test",
  *main(proc, argv) {
    const wanted = Number((argv[2] ?? argv[1] ?? "10").replace("-", ""));
    let text = "";
    for (;;) {
      const chunk = yield* proc.read(0);
      if (chunk === null) break;
      text += decodeUtf8(chunk);
      if (text.split("\n").length > wanted) break;
    }
    const lines = text.split("\n").slice(0, wanted);
    yield* proc.print(lines.join("\n") + (lines.length > 0 && text !== "" ? "\n" : ""));
    return 0;
  },
};

export const testPrograms: readonly Program[] = [
  bash,
  sh,
  sudo,
  su,
  cat,
  sleep,
  yes,
  sort,
  catcher,
  env,
  head,
];

export const ENV: ReadonlyMap<string, string> = new Map([
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

export function machine(seed = 1): Host {
  const host = new Host(new Sim(seed), "host");
  host.onFault = (proc, error) => {
    throw new Error(`fault in ${proc.argv.join(" ")}`, { cause: error });
  };
  for (const program of testPrograms)
    for (const path of program.paths) host.fs.plant(path, host.fs.newProgram(program));
  for (const dir of ["/root", "/tmp", "/run", "/etc"]) host.fs.plant(dir, host.fs.newDir());
  host.fs.plant(
    "/dev/null",
    host.fs.newDevice(() => new NullFile()),
  );
  host.users.set("learner", {
    name: "learner",
    uid: 1000,
    gid: 1000,
    home: "/home/learner",
    shell: "/bin/bash",
  });
  host.fs.plant("/home/learner", host.fs.newDir(0o755, null, 1000, 1000));
  return host;
}

/** Run until nothing is left to do, or `us` of virtual time. */
export function settle(host: Host, us = 100 * MS): void {
  const { sched } = host.sim;
  sched.runUntil(sched.now + us);
}

export interface Console {
  readonly host: Host;
  readonly tty: Tty;
  readonly shell: Process;
  /** All that came out so far. */
  output(): string;
  /** What came out since the last call. */
  fresh(): string;
  type(text: string, us?: number): void;
}

export function openConsole(cols = 80, rows = 24, argv: readonly string[] = ["bash"]): Console {
  const host = machine();
  const tty = host.newTty(cols, rows);
  let out = "";
  let seen = 0;
  tty.onOutput = (text) => (out += text);
  const shell = host.launch(argv, { tty, env: ENV, cwd: "/root" });
  if (typeof shell === "string") throw new Error(shell);
  settle(host);
  return {
    host,
    tty,
    shell,
    output: () => out,
    fresh: () => {
      const text = out.slice(seen);
      seen = out.length;
      return text;
    },
    type: (text, us) => {
      tty.feed(text);
      settle(host, us);
    },
  };
}
