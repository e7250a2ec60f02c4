/** Programs that run a program: timeout, nohup, nice, time, nsenter, unshare, lsns, watch. */
import { Descriptor, NullFile, Pipe } from "../../kernel/proc/file.ts";
import type { NetNamespace } from "../../kernel/netns.ts";
import type { Process } from "../../kernel/proc/process.ts";
import { parseSignal, type Signal } from "../../kernel/proc/signal.ts";
import type { Proc } from "../../kernel/proc/wait.ts";
import { civilFromUnix, strftime } from "../../sim/civil.ts";
import { runCommand } from "./env.ts";
import { getopt, longs, notSimulated, quote } from "./getopt.ts";
import { openOutput } from "./stdio.ts";
import { fail, tool, usage, why } from "./tool.ts";
import { decode } from "./text.ts";
import { parseInterval } from "./trivial.ts";

export const timeout = tool("timeout", "Run a command with a time limit.", function* (proc, argv) {
  const parsed = getopt(
    argv,
    "+k:s:fpv",
    longs("foreground=f kill-after:=k preserve-status=p signal:=s verbose=v"),
  );
  if (parsed.error !== null) return yield* usage(proc, "timeout", parsed.error, 125);
  let signal: Signal = "TERM";
  let killAfter: number | null = null;
  for (const { name, value } of parsed.options) {
    if (name === "s") {
      const found = parseSignal(value as string);
      if (found === null)
        return yield* usage(proc, "timeout", `${quote(value as string)}: invalid signal`, 125);
      signal = found;
    } else if (name === "k") {
      killAfter = parseInterval(value as string);
      if (killAfter === null)
        return yield* usage(
          proc,
          "timeout",
          `invalid time interval ${quote(value as string)}`,
          125,
        );
    }
  }
  if (parsed.args.length < 2) {
    yield* proc.warn("Try 'timeout --help' for more information.\n");
    return 125;
  }
  const limit = parseInterval(parsed.args[0] as string);
  if (limit === null)
    return yield* usage(
      proc,
      "timeout",
      `invalid time interval ${quote(parsed.args[0] as string)}`,
      125,
    );
  const flags = new Set(parsed.options.map((o) => o.name));
  // setpgid(0, 0): the whole group of the command is signalled, unless --foreground.
  if (!flags.has("f")) proc.group = proc.pid;
  const forwarded: Signal[] = ["TERM", "INT", "HUP", "QUIT"];
  const child = proc.spawn(parsed.args.slice(1));
  if (typeof child === "string") {
    yield* proc.warn(
      `timeout: failed to run command ${quote(parsed.args[1] as string)}: ${why(child)}\n`,
    );
    return child === "ENOENT" ? 127 : 126;
  }
  for (const one of forwarded) proc.trap(one);
  const send = (what: Signal): void => {
    child.signal(what);
    if (!flags.has("f"))
      for (const p of proc.host.processes.values())
        if (p !== proc && p !== child && p.group === proc.group) p.signal(what);
  };
  let deadline = limit === 0 ? Infinity : proc.now + limit;
  let timedOut = false;
  while (!ended(child)) {
    yield* proc.wait("do_sys_poll", [child.exited], deadline);
    for (let got = proc.takeSignal(); got !== null; got = proc.takeSignal()) send(got);
    if (proc.now < deadline || ended(child)) continue;
    const what = timedOut ? "KILL" : signal;
    if (flags.has("v"))
      yield* proc.warn(
        `timeout: sending signal ${what} to command ${quote(parsed.args[1] as string)}\n`,
      );
    send(what);
    child.signal("CONT");
    deadline = timedOut || killAfter === null ? Infinity : proc.now + killAfter;
    timedOut = true;
  }
  const status = yield* proc.waitFor(child);
  if (timedOut && !flags.has("p")) return child.killedBy === "KILL" ? 137 : 124;
  return status;
});

export const nohup = tool("nohup", "Run a command immune to hangups.", function* (proc, argv) {
  const args = argv[1] === "--" ? argv.slice(2) : argv.slice(1);
  if (args.length === 0) return yield* usage(proc, "nohup", "missing operand", 125);
  const quiet = proc.isatty(0);
  if (quiet) {
    const nothing = new Descriptor(new NullFile());
    proc.install(nothing, 0);
  }
  if (proc.isatty(1)) {
    const fd = openOutput(proc, "nohup.out", true);
    if (typeof fd === "string")
      return yield* fail(proc, "nohup", `failed to open 'nohup.out': ${why(fd)}`, 125);
    yield* proc.warn(
      `nohup: ${quiet ? "ignoring input and " : ""}appending output to 'nohup.out'\n`,
    );
    const out = (proc.fds.get(fd) as Descriptor).share();
    proc.install(out, 1);
    if (proc.isatty(2)) proc.install(out.share(), 2);
  } else {
    if (proc.isatty(2)) {
      yield* proc.warn(
        `nohup: ${quiet ? "ignoring input and " : ""}redirecting stderr to stdout\n`,
      );
      proc.install((proc.fds.get(1) as Descriptor).share(), 2);
    } else if (quiet) yield* proc.warn("nohup: ignoring input\n");
  }
  proc.ignore("HUP");
  return yield* runCommand(proc, "nohup", args);
});

export const nice = tool(
  "nice",
  "Run a program with modified scheduling priority (which is not modelled).",
  function* (proc, argv) {
    const words = argv.map((w, i) => (i === 1 && /^-\d+$/.test(w) ? `-n${w.slice(1)}` : w));
    const parsed = getopt(words, "+n:", longs("adjustment:=n"));
    if (parsed.error !== null) return yield* usage(proc, "nice", parsed.error, 125);
    const n = parsed.options[0]?.value;
    if (n !== undefined && !/^[-+]?\d+$/.test(n ?? ""))
      return yield* fail(proc, "nice", `invalid adjustment ${quote(n ?? "")}`, 125);
    if (parsed.args.length === 0) {
      if (n !== undefined)
        return yield* usage(proc, "nice", "a command must be given with an adjustment", 125);
      yield* proc.print("0\n");
      return 0;
    }
    return yield* runCommand(proc, "nice", parsed.args);
  },
);

export const time = tool(
  "time",
  "Run a program and summarise the time it took (virtual time).",
  function* (proc, argv) {
    const parsed = getopt(
      argv,
      "+f:o:apvq",
      longs("format:=f portability=p output:=o append=a verbose=v quiet=q"),
    );
    if (parsed.error !== null) return yield* usage(proc, "time", parsed.error, 125);
    if (parsed.args.length === 0) return yield* usage(proc, "time", "missing program to run", 125);
    if (parsed.options.some((o) => "oav".includes(o.name))) {
      yield* proc.warn(notSimulated("time", "-o, -a and -v"));
      return 125;
    }
    const before = proc.now;
    const child = proc.spawn(parsed.args);
    let status: number;
    let cpu = 0;
    if (typeof child === "string") {
      yield* proc.warn(`time: cannot run ${parsed.args[0]}: ${why(child)}\n`);
      status = child === "ENOENT" ? 127 : 126;
    } else {
      status = yield* proc.waitFor(child);
      cpu = child.cpuUs / 1e6;
    }
    const seconds = (proc.now - before) / 1e6;
    const format = parsed.options.find((o) => o.name === "f")?.value ?? null;
    if (status !== 0 && !parsed.options.some((o) => o.name === "q"))
      yield* proc.warn(`Command exited with non-zero status ${status}\n`);
    if (parsed.options.some((o) => o.name === "p"))
      yield* proc.warn(`real ${seconds.toFixed(2)}\nuser ${cpu.toFixed(2)}\nsys 0.00\n`);
    else {
      const clock = `${Math.floor(seconds / 60)}:${(seconds % 60).toFixed(2).padStart(5, "0")}`;
      const values: Record<string, string> = {
        e: seconds.toFixed(2),
        E: clock,
        U: cpu.toFixed(2),
        S: "0.00",
        C: parsed.args.join(" "),
        x: String(status),
        P: `${seconds > 0 ? Math.floor((100 * cpu) / seconds) : 0}%`,
        M: "1024",
        "%": "%",
      };
      yield* proc.warn(
        `${(format ?? "%Uuser %Ssystem %Eelapsed %PCPU (0avgtext+0avgdata %Mmaxresident)k\\n0inputs+0outputs (0major+72minor)pagefaults 0swaps").replace(/\\n/g, "\n").replace(/%(.)/g, (all, ch: string) => values[ch] ?? all)}\n`,
      );
    }
    return status;
  },
);

function shellOf(proc: Process): string {
  return proc.env.get("SHELL") ?? "/bin/sh";
}

export const nsenter = tool(
  "nsenter",
  "Run a program in another process's network namespace.",
  function* (proc, argv) {
    const parsed = getopt(
      argv,
      "+at:mun::ipCUTS:G:r::w::FZ",
      longs(
        "all=a target:=t net::=n mount::=m uts::=u ipc::=i pid::=p cgroup::=C user::=U time::=T no-fork=F preserve-credentials wd::=w root::=r",
      ),
    );
    if (parsed.error !== null) {
      yield* proc.warn(`${parsed.error}\nTry 'nsenter --help' for more information.\n`);
      return 1;
    }
    let target: Process | null = null;
    let targetPid = "";
    for (const { name, value } of parsed.options) {
      if (name !== "t") continue;
      if (!/^\d+$/.test(value as string))
        return yield* fail(proc, "nsenter", `failed to parse pid: '${value}'`);
      targetPid = value as string;
      target = proc.host.processes.get(Number(value)) ?? null;
    }
    let netns: NetNamespace | null = null;
    for (const { name, value } of parsed.options) {
      if (name !== "n" && name !== "a") continue;
      if (name === "n" && value !== null) {
        const node = proc.host.fs.lookup(value.replace(/^=/, ""), proc);
        if (typeof node === "string")
          return yield* fail(proc, "nsenter", `cannot open ${value}: ${why(node)}`);
        if (node.kind !== "netns")
          return yield* fail(
            proc,
            "nsenter",
            "reassociate to namespace 'ns/net' failed: Invalid argument",
          );
        netns = node.netns;
      } else {
        if (targetPid === "") {
          yield* proc.warn(
            "nsenter: no target PID specified for net namespace\n".replace(
              "no target PID specified for net namespace",
              "neither filename nor target pid supplied for ns/net",
            ),
          );
          return 1;
        }
        if (target === null)
          return yield* fail(
            proc,
            "nsenter",
            `cannot open /proc/${targetPid}/ns/net: No such file or directory`,
          );
        netns = target.place.netns;
      }
    }
    if (target === null && targetPid !== "")
      return yield* fail(
        proc,
        "nsenter",
        `cannot open /proc/${targetPid}/ns/net: No such file or directory`,
      );
    if (netns !== null && !proc.isRoot)
      return yield* fail(
        proc,
        "nsenter",
        "reassociate to namespace 'ns/net' failed: Operation not permitted",
      );
    const command = parsed.args.length === 0 ? [shellOf(proc)] : parsed.args;
    return yield* execIn(proc, "nsenter", command, netns ?? proc.place.netns);
  },
);

function* execIn(
  proc: Process,
  name: string,
  command: readonly string[],
  netns: NetNamespace,
): Proc<number> {
  const child = proc.spawn(command, { place: { host: proc.host, netns } });
  if (typeof child === "string")
    return yield* fail(
      proc,
      name,
      `failed to execute ${command[0]}: ${why(child)}`,
      child === "ENOENT" ? 127 : 126,
    );
  return yield* proc.waitFor(child);
}

export const unshare = tool(
  "unshare",
  "Run a program in a new network namespace (-n).",
  function* (proc, argv) {
    const parsed = getopt(
      argv,
      "+n::m::u::i::p::C::U::T::frc",
      longs(
        "net::=n mount::=m uts::=u ipc::=i pid::=p cgroup::=C user::=U time::=T fork=f map-root-user=r mount-proc::=M",
      ),
    );
    if (parsed.error !== null) {
      yield* proc.warn(`${parsed.error}\nTry 'unshare --help' for more information.\n`);
      return 1;
    }
    const others = parsed.options.filter((o) => o.name !== "n" && o.name !== "f" && o.name !== "m");
    if (others.length > 0) {
      yield* proc.warn(
        notSimulated(
          "unshare",
          `-${(others[0] as { name: string }).name}`,
          "only network namespaces: unshare -n",
        ),
      );
      return 1;
    }
    const net = parsed.options.some((o) => o.name === "n");
    if (net && !proc.isRoot)
      return yield* fail(proc, "unshare", "unshare failed: Operation not permitted");
    const command = parsed.args.length === 0 ? [shellOf(proc)] : parsed.args;
    return yield* execIn(
      proc,
      "unshare",
      command,
      net ? proc.host.createNetns(null) : proc.place.netns,
    );
  },
);

export const lsns = tool("lsns", "List network namespaces (lsns -t net).", function* (proc, argv) {
  const parsed = getopt(
    argv,
    "t:no:p:lrJuW",
    longs("type:=t noheadings=n output:=o task:=p list=l raw=r notruncate=W"),
  );
  if (parsed.error !== null) return yield* usage(proc, "lsns", parsed.error);
  const type = parsed.options.find((o) => o.name === "t")?.value;
  if (type !== "net") {
    yield* proc.warn(
      notSimulated(
        "lsns",
        type === undefined || type === null ? "namespaces other than network ones" : `-t ${type}`,
        "use lsns -t net",
      ),
    );
    return 1;
  }
  const rows: Record<string, string>[] = [];
  const known = [...proc.host.processes.values()]
    .filter((p) => p.state !== "zombie" && p.state !== "dead")
    .sort((a, b) => a.pid - b.pid);
  const seen = new Map<number, Process[]>();
  for (const p of known)
    seen.set(p.place.netns.inode, [...(seen.get(p.place.netns.inode) ?? []), p]);
  for (const [inode, procs] of [...seen].sort((a, b) => a[0] - b[0])) {
    const first = procs[0] as Process;
    const name = first.place.netns.name;
    const file =
      name !== "" && proc.host.netnsByName(name) === first.place.netns ? `/run/netns/${name}` : "";
    rows.push({
      NS: String(inode),
      TYPE: "net",
      NPROCS: String(procs.length),
      PID: String(first.pid),
      USER: first.credentials.user,
      NETNSID: "unassigned",
      NSFS: file,
      COMMAND: first.argv.join(" "),
    });
  }
  const wanted = (
    parsed.options.find((o) => o.name === "o")?.value ??
    "NS,TYPE,NPROCS,PID,USER,NETNSID,NSFS,COMMAND"
  )
    .toUpperCase()
    .split(",");
  const rights = new Set(["NS", "NPROCS", "PID", "NETNSID"]);
  const headings = !parsed.options.some((o) => o.name === "n");
  const widths = wanted.map((c) =>
    Math.max(
      headings ? c.length : 0,
      c === "NS" && headings ? 10 : 0,
      ...rows.map((r) => (r[c] ?? "").length),
    ),
  );
  const line = (cell: (c: string) => string): string =>
    `${wanted.map((c, i) => (rights.has(c) ? cell(c).padStart(widths[i] as number) : i === wanted.length - 1 ? cell(c) : cell(c).padEnd(widths[i] as number))).join(" ")}\n`;
  if (headings) yield* proc.print(line((c) => c));
  for (const row of rows) yield* proc.print(line((c) => row[c] ?? ""));
  return 0;
});

/** Run a command line and take what it prints, both streams. */
export function* capture(
  proc: Process,
  argv: readonly string[],
): Proc<{ text: string; status: number }> {
  const pipe = new Pipe(proc.host.nextPipeId());
  const writer = new Descriptor(pipe.writer);
  const fds = new Map(proc.fds);
  fds.set(1, writer);
  fds.set(2, writer);
  const child = proc.spawn(argv, { fds });
  writer.close();
  if (typeof child === "string") return { text: `${argv[0]}: ${why(child)}\n`, status: 127 };
  const fd = proc.install(pipe.reader);
  let text = "";
  for (;;) {
    const chunk = yield* proc.read(fd);
    if (chunk === null) break;
    if (text.length < 1 << 20) text += decode(chunk, "utf8");
  }
  proc.close(fd);
  return { text, status: yield* proc.waitFor(child) };
}

export const watch = tool(
  "watch",
  "Execute a program periodically, showing output full screen.",
  function* (proc, argv) {
    const parsed = getopt(
      argv,
      "+bcd::eghn:ptvxq:",
      longs(
        "beep=b color=c differences::=d errexit=e chgexit=g interval:=n precise=p no-title=t exec=x equexit:=q",
      ),
    );
    if (parsed.error !== null || parsed.args.length === 0) {
      yield* proc.warn(
        `${parsed.error === null ? "" : `${parsed.error}\n`}\nUsage:\n watch [options] command\n\nOptions:\n  -d, --differences      highlight changes between updates\n  -e, --errexit          exit if command has a non-zero exit\n  -g, --chgexit          exit when output from command changes\n  -n, --interval <secs>  seconds to wait between updates\n  -t, --no-title         turn off header\n  -x, --exec             pass command to exec instead of "sh -c"\n`,
      );
      return 1;
    }
    const flags = new Set(parsed.options.map((o) => o.name));
    const text = parsed.options.findLast((o) => o.name === "n")?.value ?? "2";
    if (!/^\d*[.,]?\d+$/.test(text))
      return yield* fail(proc, "watch", `failed to parse argument: '${text}'`);
    const interval = Math.max(0.1, Number(text.replace(",", ".")));
    const line = parsed.args.join(" ");
    const command = flags.has("x") ? parsed.args : ["/bin/sh", "-c", line];
    for (const signal of ["INT", "TERM", "HUP"] as const) proc.trap(signal);
    let previous: string[] | null = null;
    let before: string | null = null;
    let status = 0;
    yield* proc.print("\x1b[?1049h\x1b[22;0;0t\x1b[H\x1b[2J");
    for (;;) {
      const at = proc.now;
      const cols = proc.tty?.cols ?? 80;
      const rows = proc.tty?.rows ?? 24;
      const got = yield* capture(proc, command);
      if (proc.takeSignal() !== null) break;
      const body = got.text
        .split("\n")
        .flatMap((l) => fold(l, cols))
        .slice(0, rows - (flags.has("t") ? 0 : 2));
      yield* proc.print(paint(proc, flags, interval, line, body, previous, cols));
      previous = body;
      if (flags.has("e") && got.status !== 0) {
        status = 8;
        break;
      }
      if (flags.has("g") && before !== null && before !== got.text) break;
      before = got.text;
      yield* proc.wait(
        "hrtimer_nanosleep",
        [],
        flags.has("p") ? at + interval * 1e6 : proc.now + interval * 1e6,
      );
      if (proc.takeSignal() !== null) break;
    }
    yield* proc.print("\x1b[?1049l\x1b[23;0;0t\r\x1b[?1l\x1b>");
    return status;
  },
);

function fold(line: string, cols: number): string[] {
  const clean = line
    .replace(/\t/g, "        ")
    .replace(/\x1b\[[0-9;?]*[A-Za-z]/g, "")
    .replace(/\r/g, "");
  const out: string[] = [];
  for (let i = 0; i === 0 || i < clean.length; i += cols) out.push(clean.slice(i, i + cols));
  return out;
}

function paint(
  proc: Process,
  flags: ReadonlySet<string>,
  interval: number,
  line: string,
  body: readonly string[],
  previous: readonly string[] | null,
  cols: number,
): string {
  let out = "\x1b[H\x1b[2J";
  if (!flags.has("t")) {
    const right = `${proc.host.hostname}: ${strftime("%a %b %e %H:%M:%S %Y", civilFromUnix(proc.host.sim.epochUs + proc.now))}`;
    const left = `Every ${interval.toFixed(1)}s: `;
    const room = cols - left.length - right.length - 1;
    const shown = line.length <= room ? line : `${line.slice(0, Math.max(0, room - 3))}...`;
    out += `${left}${shown}`.padEnd(cols - right.length) + right + "\r\n\r\n";
  }
  const rows = body.map((text, i) => {
    if (!flags.has("d") || previous === null) return text;
    const old = previous[i] ?? "";
    let shown = "";
    let marked = false;
    for (let k = 0; k < text.length; k++) {
      const differs = text[k] !== old[k];
      if (differs !== marked) shown += differs ? "\x1b[7m" : "\x1b[27m";
      marked = differs;
      shown += text[k] as string;
    }
    return shown + (marked ? "\x1b[27m" : "");
  });
  return out + rows.join("\r\n");
}

function ended(proc: Process): boolean {
  return proc.state === "zombie" || proc.state === "dead";
}
