/** What recordings of single commands cannot show: pipelines, buffering, time, terminals, hostile input. */
import { describe, expect, test } from "vitest";
import type { Host } from "../../../sandbox/kernel/host.ts";
import { Descriptor, Pipe } from "../../../sandbox/kernel/proc/file.ts";
import type { Process } from "../../../sandbox/kernel/proc/process.ts";
import { programs } from "../../../sandbox/programs/index.ts";
import { compileRegex } from "../../../sandbox/programs/core/regex.ts";
import { SECOND } from "../../../sandbox/sim/scheduler.ts";
import { decodeUtf8 } from "../../../sandbox/sim/utf8.ts";
import { bareHost } from "../../support/run.ts";
import { runArgv } from "./harness.ts";

const env = new Map([
  ["PATH", "/usr/sbin:/usr/bin"],
  ["HOME", "/root"],
  ["TERM", "xterm"],
  ["SHELL", "/bin/bash"],
]);

/** Start `stages` as a pipeline; what its end prints so far is in `out`. */
function pipeline(
  host: Host,
  stages: readonly (readonly string[])[],
): { procs: Process[]; out: () => string } {
  let text = "";
  let input: Descriptor | null = null;
  const procs: Process[] = [];
  for (const argv of stages) {
    const pipe = new Pipe(host.nextPipeId());
    const writer = new Descriptor(pipe.writer);
    const fds = new Map([[1, writer]]);
    if (input !== null) fds.set(0, input);
    const proc = host.launch(argv, { env, cwd: "/root", fds });
    if (typeof proc === "string") throw new Error(proc);
    procs.push(proc);
    writer.close();
    input?.close();
    input = new Descriptor(pipe.reader);
  }
  host.launch(["sink"], {
    fds: new Map([[0, input as Descriptor]]),
    *main(proc) {
      for (;;) {
        const chunk = yield* proc.read(0);
        if (chunk === null) return 0;
        text += decodeUtf8(chunk);
      }
    },
  });
  input?.close();
  return { procs, out: () => text };
}

describe("pipelines", () => {
  test("an endless producer ends by SIGPIPE", () => {
    const host = bareHost(programs);
    const { procs, out } = pipeline(host, [["yes"], ["head", "-3"]]);
    host.sim.sched.runUntil(SECOND);
    expect(out()).toBe("y\ny\ny\n");
    expect(procs.map((p) => [p.state, p.exitCode])).toEqual([
      ["dead", 141],
      ["dead", 0],
    ]);
  });

  test("grep in a pipe holds its lines back, --line-buffered does not", () => {
    for (const [flag, early] of [
      ["-e", ""],
      ["--line-buffered", "x1\n"],
    ] as const) {
      const host = bareHost(programs);
      const source = [
        "awk",
        "-W",
        "interactive",
        'BEGIN { print "x1"; while (i++ < 400000) n++; print "x2" }',
      ];
      const { out } = pipeline(host, [
        source,
        flag === "-e" ? ["grep", "-e", "x"] : ["grep", flag, "x"],
      ]);
      host.sim.sched.runUntil(20_000);
      expect(out()).toBe(early);
      host.sim.sched.runUntil(60 * SECOND);
      expect(out()).toBe("x1\nx2\n");
    }
  });

  test("sort, uniq and awk agree at the end of input", () => {
    const host = bareHost(programs);
    const { out } = pipeline(host, [
      ["seq", "5"],
      ["awk", "{ print $1 % 2 }"],
      ["sort"],
      ["uniq", "-c"],
    ]);
    host.sim.sched.runUntil(SECOND);
    expect(out()).toBe("      2 0\n      3 1\n");
  });

  test("xargs runs its commands where its output goes", () => {
    const host = bareHost(programs);
    const { out } = pipeline(host, [
      ["seq", "4"],
      ["xargs", "-n2", "echo", "got"],
    ]);
    host.sim.sched.runUntil(SECOND);
    expect(out()).toBe("got 1 2\ngot 3 4\n");
  });
});

describe("hostile input is bounded", () => {
  const hostile = `${"a".repeat(3000)}b`;
  test.each(["(a+)+$", "(a|a)*c", "(a*)*b$x", "(a|aa)+$"])("%s", (pattern) => {
    const regex = compileRegex(pattern, "ere");
    if (typeof regex === "string") throw new Error(regex);
    const before = performance.now();
    expect(regex.test(hostile)).toBe(false);
    expect(performance.now() - before).toBeLessThan(2000);
  });

  test("leftmost and longest", () => {
    const find = (pattern: string, text: string): string | null => {
      const regex = compileRegex(pattern, "ere");
      if (typeof regex === "string") throw new Error(regex);
      const m = regex.exec(text);
      return m === null ? null : text.slice(m[0], m[1]);
    };
    expect(find("a|ab|abc", "xabcd")).toBe("abc");
    expect(find("(a|ab)(c|bcd)", "abcd")).toBe("abcd");
    expect(find("x*", "aaa")).toBe("");
  });

  test("endless programs let time pass, and end by a signal", () => {
    for (const argv of [
      ["awk", "BEGIN { while (1) ; }"],
      ["sed", ":a;ba"],
      ["yes"],
      ["tail", "-f", "/root/log"],
      ["watch", "-x", "true"],
    ]) {
      const host = bareHost(programs);
      host.fs.plantText("/root/log", "x\n");
      const { procs } = pipeline(host, [["seq", "3"], argv]);
      host.sim.sched.runUntil(SECOND / 20);
      const proc = procs[1] as Process;
      expect(proc.state, argv.join(" ")).not.toBe("dead");
      proc.signal("KILL");
      host.sim.sched.runUntil(SECOND / 5);
      expect(proc.state, argv.join(" ")).toBe("dead");
    }
  });

  test("names of Object.prototype are harmless", () => {
    const host = bareHost(programs);
    expect(
      runArgv(
        host,
        ["awk", "{c[$1]++} END {for (k in c) print k, c[k]}"],
        "__proto__\nconstructor\n__proto__\n",
        false,
      )
        .stdout.split("\n")
        .sort()
        .join("|"),
    ).toBe("|__proto__ 2|constructor 1");
    expect(
      runArgv(host, ["jq", "-c", ".__proto__, .toString"], '{"__proto__":1}', false).stdout,
    ).toBe("1\nnull\n");
    expect(runArgv(host, ["date", "+%__proto__"], "", false).status).toBe(0);
  });
});

describe("time and processes", () => {
  test("sleep takes its time, and no more than its program's", () => {
    const host = bareHost(programs);
    expect(runArgv(host, ["sleep", "1h"], "", false, 7200 * SECOND).status).toBe(0);
    expect(host.sim.sched.now).toBeGreaterThanOrEqual(3600 * SECOND);
    expect(host.sim.sched.now).toBeLessThan(3601 * SECOND);
  });

  test("date reads the world's clock", () => {
    const host = bareHost(programs);
    expect(runArgv(host, ["date"], "", false).stdout).toBe("Thu Jan 15 09:00:00 UTC 2026\n");
  });

  test("ps lists, kill ends, pgrep finds no more", () => {
    const host = bareHost(programs);
    const tty = host.newTty(120, 40);
    const sleeper = host.launch(["sleep", "100"], { env, tty });
    if (typeof sleeper === "string") throw new Error(sleeper);
    host.sim.sched.runUntil(SECOND);
    expect(
      runArgv(
        host,
        ["ps", "-o", "pid,ppid,stat,wchan:20,tty,comm,args", "-C", "sleep"],
        "",
        false,
        SECOND,
      ).stdout,
    ).toBe(
      "    PID    PPID STAT WCHAN                TT       COMMAND         COMMAND\n" +
        "      1       0 Ss+  hrtimer_nanosleep    pts/0    sleep           sleep 100\n",
    );
    expect(runArgv(host, ["kill", "1"], "", false, SECOND).status).toBe(0);
    expect(sleeper.exitCode).toBe(143);
    expect(runArgv(host, ["pgrep", "sleep"], "", false, SECOND)).toEqual({
      stdout: "",
      stderr: "",
      status: 1,
    });
  });

  test("unshare and nsenter change the network namespace", () => {
    const host = bareHost(programs);
    const child = host.launch(["unshare", "-n", "sleep", "5"], { env });
    if (typeof child === "string") throw new Error(child);
    host.sim.sched.runUntil(SECOND);
    const sleeper = [...host.processes.values()].find((p) => p.comm === "sleep") as Process;
    expect(sleeper.place.netns).not.toBe(host.root);
    const ran = runArgv(
      host,
      ["nsenter", "-t", String(sleeper.pid), "-n", "ps", "-o", "netns=", "-C", "ps"],
      "",
      false,
      SECOND,
    );
    expect(ran.stdout.trim()).toBe(String(sleeper.place.netns.inode));
    expect(runArgv(host, ["unshare", "-p", "true"], "", false, SECOND).stderr).toBe(
      "unshare: underlay does not simulate -p (only network namespaces: unshare -n)\n",
    );
  });

  test("what is fixed or built in", () => {
    const host = bareHost(programs);
    host.log("br0: port 1(veth0) entered forwarding state");
    const say = (...argv: string[]): string => {
      const ran = runArgv(host, argv, "", false, SECOND);
      return ran.stdout + ran.stderr;
    };
    expect(say("dmesg")).toMatch(
      /^\[ +0\.\d{6}\] br0: port 1\(veth0\) entered forwarding state\n$/,
    );
    expect(say("journalctl", "-k")).toBe(
      "Jan 15 09:00:00 host kernel: br0: port 1(veth0) entered forwarding state\n",
    );
    expect(say("uname", "-sr")).toBe("Linux 6.18.0\n");
    expect(say("modprobe", "veth")).toBe("");
    expect(say("lsmod")).toBe(
      "Module                  Size  Used by\nveth                   22528  0\n",
    );
    expect(say("modprobe", "-r", "veth")).toBe("");
    expect(say("lsmod")).toBe("Module                  Size  Used by\n");
    expect(say("modinfo", "-F", "depends", "ipip")).toBe("tunnel4,ip_tunnel\n");
    expect(say("rmmod", "veth")).toBe("rmmod: ERROR: Module veth is not currently loaded\n");
    expect(say("nproc")).toBe("2\n");
    expect(say("logname")).toBe("logname: no login name\n");
    expect(say("hostnamectl")).toContain(" Static hostname: host\n");
    expect(say("mount", "/x")).toContain("mount: underlay does not simulate");
    expect(say("df", "nope")).toBe("df: nope: No such file or directory\n");
    expect(say("free")).toMatch(/^ +total +used +free/);
    expect(say("split", "nope")).toBe(
      "split: cannot open 'nope' for reading: No such file or directory\n",
    );
  });
});

describe("on a terminal", () => {
  /** Type `keys`, one string each 0.2 s, at `argv` running on a terminal of 40 x 8. */
  function type(
    host: Host,
    argv: readonly string[],
    keys: readonly string[],
  ): { screen: string; proc: Process } {
    const tty = host.newTty(40, 8);
    let screen = "";
    tty.onOutput = (text) => (screen += text);
    const proc = host.launch(argv, { env, tty, cwd: "/root" });
    if (typeof proc === "string") throw new Error(proc);
    keys.forEach((key, i) => host.sim.sched.after((i + 1) * 200_000, "key", () => tty.feed(key)));
    host.sim.sched.runUntil(host.sim.sched.now + (keys.length + 2) * 200_000);
    return { screen, proc };
  }

  test("nano edits and writes a file", () => {
    const host = bareHost(programs);
    host.fs.plantText("/root/f", "one\ntwo\n");
    const { proc } = type(host, ["nano", "f"], ["zero\r", "\x1b[B", "\x0b", "\x0f", "\r", "\x18"]);
    expect(proc.state).toBe("dead");
    expect(host.fs.readText("/root/f", host.rootContext())).toEqual({ text: "zero\none\n" });
    expect(proc.tty?.termios).toEqual({ icanon: true, echo: true, isig: true, opost: true });
  });

  test("less pages, searches and quits", () => {
    const host = bareHost(programs);
    host.fs.plantText("/root/f", Array.from({ length: 50 }, (_, i) => `line ${i + 1}\n`).join(""));
    const { screen, proc } = type(host, ["less", "f"], [" ", "/line 30\r", "q"]);
    expect(screen).toContain("line 8\r\n");
    expect(screen).toContain("line 30\r\n");
    expect(proc.exitCode).toBe(0);
  });

  test("tree draws a directory", () => {
    const host = bareHost(programs);
    host.fs.plantText("/root/d/a", "");
    host.fs.plantText("/root/d/e/b", "");
    const { stdout } = runArgv(host, ["tree", "d"], "", false);
    expect(Buffer.from(stdout, "latin1").toString().replaceAll("\u00a0", " ")).toBe(
      "d\n├── a\n└── e\n    └── b\n\n2 directories, 2 files\n",
    );
  });
});
