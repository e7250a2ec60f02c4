/** Who and where: env, printenv, id, groups, uname, uptime, free, df, mount, hostnamectl, dmesg, journalctl. */
import type { Errno } from "../../kernel/errno.ts";
import type { Process } from "../../kernel/proc/process.ts";
import type { Proc } from "../../kernel/proc/wait.ts";
import { showJournal } from "../daemons/systemd/show-journal.ts";
import { civilFromUnix, strftime } from "../../sim/civil.ts";
import { getopt, longs, notSimulated, type Option, quote } from "./getopt.ts";
import { groupName } from "./inode.ts";
import { Out } from "./stdio.ts";
import { fail, tool, usage, why } from "./tool.ts";

export const KERNEL_RELEASE = "6.18.0";
export const KERNEL_VERSION = "#1 SMP PREEMPT_DYNAMIC Debian 6.18.0";

function* lines(proc: Process, name: string, text: string): Proc<number> {
  const out = new Out(proc);
  yield* out.put(text);
  return yield* out.close(name, 0);
}

/** Start a program and wait, as env, nice, nohup and timeout do: 126, 127 when it cannot be run. */
export function* runCommand(
  proc: Process,
  name: string,
  argv: readonly string[],
  options: Parameters<Process["spawn"]>[1] = {},
): Proc<number> {
  const status = yield* proc.run(argv, options);
  if (typeof status === "number") return status;
  yield* proc.warn(`${name}: ${cannotRun(name, argv[0] as string, status)}\n`);
  return status === "ENOENT" ? 127 : 126;
}

export function cannotRun(name: string, program: string, errno: Errno): string {
  if (name === "timeout" || name === "stdbuf")
    return `failed to run command ${quote(program)}: ${why(errno)}`;
  if (name === "setsid") return `failed to execute ${program}: ${why(errno)}`;
  if (name === "nohup") return `failed to run command '${program}': ${why(errno)}`;
  return `${quote(program)}: ${why(errno)}`;
}

export const env = tool("env", "Run a program in a modified environment.", function* (proc, argv) {
  const parsed = getopt(argv, "+iu:0C:S:v", longs("ignore-environment=i unset:=u null=0 chdir:=C"));
  if (parsed.error !== null) return yield* usage(proc, "env", parsed.error, 125);
  const vars = new Map(
    parsed.options.some((o) => o.name === "i") || parsed.args[0] === "-" ? [] : proc.env,
  );
  let cwd = proc.cwd;
  for (const { name, value } of parsed.options) {
    if (name === "u") vars.delete(value as string);
    else if (name === "C") {
      const node = proc.host.fs.lookup(value as string, proc);
      if (typeof node === "string" || node.kind !== "dir")
        return yield* fail(
          proc,
          "env",
          `cannot change directory to ${quote(value as string)}: ${typeof node === "string" ? why(node) : "Not a directory"}`,
          125,
        );
      cwd = proc.host.fs.pathOf(node);
    } else if (name === "S" || name === "v") {
      yield* proc.warn(notSimulated("env", `-${name}`));
      return 125;
    }
  }
  const args = parsed.args[0] === "-" ? parsed.args.slice(1) : parsed.args;
  let at = 0;
  for (; at < args.length && (args[at] as string).includes("="); at++) {
    const word = args[at] as string;
    vars.set(word.slice(0, word.indexOf("=")), word.slice(word.indexOf("=") + 1));
  }
  if (at >= args.length) {
    const eol = parsed.options.some((o) => o.name === "0") ? "\0" : "\n";
    return yield* lines(proc, "env", [...vars].map(([k, v]) => `${k}=${v}${eol}`).join(""));
  }
  // execvp without a PATH looks in the system's own directories.
  const program = args[at] as string;
  const found =
    vars.has("PATH") || program.includes("/")
      ? undefined
      : ["/bin", "/usr/bin"]
          .map((dir) => `${dir}/${program}`)
          .find((path) => typeof proc.host.fs.lookup(path, proc) !== "string");
  return yield* runCommand(proc, "env", [found ?? program, ...args.slice(at + 1)], {
    env: vars,
    cwd,
  });
});

export const printenv = tool(
  "printenv",
  "Print all or part of the environment.",
  function* (proc, argv) {
    const parsed = getopt(argv, "+0", longs("null=0"));
    if (parsed.error !== null) return yield* usage(proc, "printenv", parsed.error, 2);
    const eol = parsed.options.length > 0 ? "\0" : "\n";
    if (parsed.args.length === 0)
      return yield* lines(
        proc,
        "printenv",
        [...proc.env].map(([k, v]) => `${k}=${v}${eol}`).join(""),
      );
    let status = 0;
    for (const name of parsed.args) {
      const value = proc.env.get(name);
      if (value === undefined) status = 1;
      else yield* proc.print(value + eol);
    }
    return status;
  },
);

export const id = tool("id", "Print user and group IDs.", function* (proc, argv) {
  const parsed = getopt(argv, "agGnruzZ", longs("group=g groups=G name=n real=r user=u zero=z"));
  if (parsed.error !== null) return yield* usage(proc, "id", parsed.error);
  const flags = new Set(parsed.options.map((o) => o.name));
  let { uid, gid, user } = proc.credentials;
  const named = parsed.args[0];
  if (named !== undefined) {
    const found = [...proc.host.users.values()].find(
      (u) => u.name === named || String(u.uid) === named,
    );
    if (found === undefined) return yield* fail(proc, "id", `${quote(named)}: no such user`);
    ({ uid, gid } = found);
    user = found.name;
  }
  const what = ["u", "g", "G"].filter((f) => flags.has(f));
  if (what.length > 1)
    return yield* fail(proc, "id", 'cannot print "only" of more than one choice');
  if (what.length === 0 && (flags.has("n") || flags.has("r")))
    return yield* fail(proc, "id", "cannot print only names or real IDs in default format");
  const group = groupName(proc.host, gid);
  if (what.length === 0)
    return yield* lines(
      proc,
      "id",
      `uid=${uid}(${user}) gid=${gid}(${group}) groups=${gid}(${group})\n`,
    );
  if (what[0] === "u") return yield* lines(proc, "id", `${flags.has("n") ? user : uid}\n`);
  return yield* lines(proc, "id", `${flags.has("n") ? group : gid}\n`);
});

export const groups = tool("groups", "Print the groups a user is in.", function* (proc, argv) {
  const named = argv[1];
  if (named === undefined)
    return yield* lines(proc, "groups", `${groupName(proc.host, proc.credentials.gid)}\n`);
  const found = proc.host.users.get(named);
  if (found === undefined) return yield* fail(proc, "groups", `${quote(named)}: no such user`);
  return yield* lines(proc, "groups", `${named} : ${groupName(proc.host, found.gid)}\n`);
});

export const uname = tool("uname", "Print system information.", function* (proc, argv) {
  const parsed = getopt(
    argv,
    "asnrvmpio",
    longs(
      "all=a kernel-name=s nodename=n kernel-release=r kernel-version=v machine=m processor=p hardware-platform=i operating-system=o",
    ),
  );
  if (parsed.error !== null) return yield* usage(proc, "uname", parsed.error);
  if (parsed.args.length > 0)
    return yield* usage(proc, "uname", `extra operand ${quote(parsed.args[0] as string)}`);
  const asked = new Set(parsed.options.map((o) => o.name));
  const parts: [string, string][] = [
    ["s", "Linux"],
    ["n", proc.host.hostname],
    ["r", KERNEL_RELEASE],
    ["v", KERNEL_VERSION],
    ["m", "x86_64"],
    ["p", "unknown"],
    ["i", "unknown"],
    ["o", "GNU/Linux"],
  ];
  const shown =
    asked.size === 0
      ? ["Linux"]
      : asked.has("a")
        ? parts.filter(([k]) => k !== "p" && k !== "i").map(([, v]) => v)
        : parts.filter(([k]) => asked.has(k)).map(([, v]) => v);
  return yield* lines(proc, "uname", `${shown.join(" ")}\n`);
});

export const uptime = tool(
  "uptime",
  "Tell how long the system has been running.",
  function* (proc, argv) {
    const t = civilFromUnix(proc.host.sim.epochUs + proc.now);
    const minutes = Math.floor(proc.now / 60e6);
    const days = Math.floor(minutes / 1440);
    const hours = Math.floor(minutes / 60) % 24;
    if (argv.includes("-s"))
      return yield* lines(
        proc,
        "uptime",
        `${strftime("%F %T", civilFromUnix(proc.host.sim.epochUs))}\n`,
      );
    if (argv.includes("-p")) {
      const words = [
        [days, "day"],
        [hours, "hour"],
        [minutes % 60, "minute"],
      ]
        .filter(([n]) => n !== 0)
        .map(([n, w]) => `${n} ${w}${n === 1 ? "" : "s"}`);
      return yield* lines(
        proc,
        "uptime",
        `up ${words.length === 0 ? "0 minutes" : words.join(", ")}\n`,
      );
    }
    const dayText = days === 0 ? "" : `${days} day${days === 1 ? "" : "s"}, `;
    const clock =
      hours > 0
        ? `${String(hours).padStart(2)}:${String(minutes % 60).padStart(2, "0")}`
        : `${minutes % 60} min`;
    return yield* lines(
      proc,
      "uptime",
      ` ${strftime("%H:%M:%S", t)} up ${dayText}${clock},  ${proc.host.ttys.length} user${proc.host.ttys.length === 1 ? "" : "s"},  load average: 0.00, 0.00, 0.00\n`,
    );
  },
);

export const free = tool(
  "free",
  "Display the amount of memory (a fixed picture: memory is not modelled).",
  function* (proc, argv) {
    const human = argv.some((a) => /^-[a-z]*h/.test(a));
    const text = human
      ? `               total        used        free      shared  buff/cache   available\nMem:           2.0Gi       131Mi       1.7Gi       1.0Mi       161Mi       1.8Gi\nSwap:             0B          0B          0B\n`
      : `               total        used        free      shared  buff/cache   available\nMem:         2097152      134144     1798144        1024      164864     1963008\nSwap:              0           0           0\n`;
    return yield* lines(proc, "free", text);
  },
);

export const df = tool(
  "df",
  "Report file system disk space usage (one root file system).",
  function* (proc, argv) {
    const parsed = getopt(
      argv,
      "hHTakmPlit:x:",
      longs("human-readable=h print-type=T all=a portability=P"),
    );
    if (parsed.error !== null) return yield* usage(proc, "df", parsed.error);
    for (const path of parsed.args) {
      const node = proc.host.fs.lookup(path, proc);
      if (typeof node === "string") return yield* fail(proc, "df", `${path}: ${why(node)}`);
    }
    const human = parsed.options.some((o) => o.name === "h");
    return yield* lines(
      proc,
      "df",
      human
        ? "Filesystem      Size  Used Avail Use% Mounted on\n/dev/vda        256M   32M  224M  13% /\n"
        : "Filesystem     1K-blocks  Used Available Use% Mounted on\n/dev/vda          262144 32768    229376  13% /\n",
    );
  },
);

export const mount = tool("mount", "List mounted file systems.", function* (proc, argv) {
  if (argv.length > 1) {
    yield* proc.warn(
      notSimulated("mount", argv.slice(1).join(" "), "the file tree of a machine is fixed"),
    );
    return 32;
  }
  return yield* lines(
    proc,
    "mount",
    "/dev/vda on / type ext4 (rw,relatime)\nproc on /proc type proc (rw,nosuid,nodev,noexec,relatime)\nsysfs on /sys type sysfs (rw,nosuid,nodev,noexec,relatime)\ntmpfs on /run type tmpfs (rw,nosuid,nodev,mode=755)\n",
  );
});

export const hostnamectl = tool(
  "hostnamectl",
  "Show the system hostname; set it with hostname.",
  function* (proc, argv) {
    if ((argv[1] ?? "status") === "set-hostname" || argv[1] === "hostname") {
      if (argv[2] === undefined)
        return yield* lines(proc, "hostnamectl", `${proc.host.hostname}\n`);
      proc.host.hostname = argv[2];
      return 0;
    }
    return yield* lines(
      proc,
      "hostnamectl",
      ` Static hostname: ${proc.host.hostname}\n       Icon name: computer-vm\n         Chassis: vm\n  Virtualization: underlay\nOperating System: Debian GNU/Linux 12 (bookworm)\n          Kernel: Linux ${KERNEL_RELEASE}\n    Architecture: x86-64\n`,
    );
  },
);

function* kernelLog(
  proc: Process,
  name: string,
  show: (at: number, text: string) => string,
  follow: boolean,
): Proc<number> {
  let seen = 0;
  for (;;) {
    const log = proc.host.kernelLog;
    const out = new Out(proc);
    for (; seen < log.length; seen++) {
      const entry = log[seen] as { at: number; text: string };
      out.add(show(entry.at, entry.text));
    }
    yield* out.flush();
    if (!follow) return 0;
    yield* proc.wait(name === "dmesg" ? "devkmsg_read" : "ep_poll", [], proc.now + 100_000);
  }
}

export const dmesg = tool("dmesg", "Print the kernel ring buffer.", function* (proc, argv) {
  const parsed = getopt(
    argv,
    "wTWHtxcCDEeFkLlnPrSsuV",
    longs("follow=w ctime=T follow-new=W human=H notime=t color:: clear=C read-clear=c"),
  );
  if (parsed.error !== null) return yield* usage(proc, "dmesg", parsed.error);
  const flags = new Set(parsed.options.map((o) => o.name));
  if (flags.has("c") || flags.has("C")) {
    if (flags.has("c")) yield* kernelLog(proc, "dmesg", stamp, false);
    proc.host.kernelLog.length = 0;
    return 0;
  }
  const { epochUs } = proc.host.sim;
  const color = proc.isatty(1);
  const show = (at: number, text: string): string => {
    if (flags.has("t")) return `${text}\n`;
    if (flags.has("T"))
      return `[${strftime("%a %b %e %H:%M:%S %Y", civilFromUnix(epochUs + at))}] ${text}\n`;
    return stamp(at, text, color);
  };
  return yield* kernelLog(proc, "dmesg", show, flags.has("w") || flags.has("W"));
});

/** On a terminal the time is green and the subsystem brown, as util-linux paints them. */
function stamp(at: number, text: string, color = false): string {
  const time = `[${String(Math.floor(at / 1e6)).padStart(5)}.${String(at % 1e6).padStart(6, "0")}]`;
  if (!color) return `${time} ${text}\n`;
  const m = /^([^:]{1,40}: )(.*)$/s.exec(text);
  return `\x1b[32m${time} \x1b[0m${m === null ? text : `\x1b[33m${m[1]}\x1b[0m${m[2]}`}\n`;
}

/** -n takes a number that follows as its own word. */
function countIsNext({ options, args }: { options: readonly Option[]; args: readonly string[] }): {
  options: readonly Option[];
  args: readonly string[];
} {
  const at = options.findIndex((o) => o.name === "n" && (o.value === null || o.value === ""));
  const next = args.findIndex((arg) => /^\+?\d+$|^all$/.test(arg));
  if (at < 0 || next < 0) return { options, args };
  const value = (args[next] ?? "").replace("+", "");
  return {
    options: options.map((o, i) => (i === at ? { ...o, value } : o)),
    args: args.filter((_, i) => i !== next),
  };
}

export const journalctl = tool(
  "journalctl",
  "Kernel messages (-k), and what services said (-u UNIT).",
  function* (proc, argv) {
    const parsed = getopt(
      argv,
      "kfn::eru:xb::o:t:p:g:S:U:qal",
      longs(
        "dmesg=k follow=f lines::=n no-pager unit:=u output:=o identifier:=t priority:=p grep:=g since:=S until:=U " +
          "reverse=r quiet=q all=a full=l boot::=b catalog=x pager-end=e no-hostname utc no-full=l",
      ),
    );
    if (parsed.error !== null) {
      yield* proc.warn(`${parsed.error}\n`);
      return 1;
    }
    const { options, args } = countIsNext(parsed);
    if (args.length > 0 || options.some((o) => "utogSUp".includes(o.name) && o.name.length === 1))
      return yield* showJournal(proc, options, args);
    const { epochUs } = proc.host.sim;
    return yield* kernelLog(
      proc,
      "journalctl",
      (at, text) =>
        `${strftime("%b %d %H:%M:%S", civilFromUnix(epochUs + at))} ${proc.host.hostname} kernel: ${text}\n`,
      parsed.options.some((o) => o.name === "f"),
    );
  },
);
