/** kill, pkill, pgrep, killall, pidof as programs (kill also lives in the shell). */
import type { Process, Program } from "../../kernel/proc/process.ts";
import { parseSignal, type Signal, SIGNAL_NUMBERS } from "../../kernel/proc/signal.ts";
import type { Proc } from "../../kernel/proc/wait.ts";
import { compileRegex } from "./regex.ts";
import { getopt, longs } from "./getopt.ts";
import { ttyName } from "./ps.ts";
import { tool } from "./tool.ts";

const KILL_HELP =
  "\nUsage:\n kill [options] <pid> [...]\n\nOptions:\n <pid> [...]            send signal to every <pid> listed\n -<signal>, -s, --signal <signal>\n                        specify the <signal> to be sent\n -q, --queue <value>    integer value to be sent with the signal\n -l, --list=[<signal>]  list all signal names, or convert one to a name\n -L, --table            list all signal names in a nice table\n\n -h, --help     display this help and exit\n -V, --version  output version information and exit\n\nFor more details see kill(1).\n";
const LIST =
  "HUP INT QUIT ILL TRAP ABRT BUS FPE KILL USR1 SEGV USR2 PIPE ALRM TERM STKFLT\nCHLD CONT STOP TSTP TTIN TTOU URG XCPU XFSZ VTALRM PROF WINCH POLL PWR SYS\n";

/** May `sender` signal `target`? kill(2)'s EPERM. */
function permitted(sender: Process, target: Process): boolean {
  return sender.isRoot || sender.credentials.uid === target.credentials.uid;
}

function living(proc: Process): Process[] {
  return [...proc.host.processes.values()].filter(
    (p) => p.state !== "zombie" && p.state !== "dead",
  );
}

export const kill: Program = {
  name: "kill",
  paths: ["/usr/bin/kill"],
  summary: "Send a signal to a process.",
  *main(proc, argv) {
    const self = argv[0] ?? "kill";
    let signal: Signal | "0" = "TERM";
    let i = 1;
    const bad = function* (text: string): Proc<number> {
      yield* proc.warn(`${self}: ${text}\n`);
      return 1;
    };
    for (; i < argv.length; i++) {
      const arg = argv[i] as string;
      if (arg === "--") {
        i++;
        break;
      }
      if (arg === "-l" || arg === "--list") {
        const wanted = argv[i + 1];
        if (wanted === undefined) yield* proc.print(LIST);
        else {
          const found = parseSignal(String(/^\d+$/.test(wanted) ? Number(wanted) % 128 : wanted));
          if (found === null) return yield* bad(`unknown signal name ${wanted}`);
          yield* proc.print(`${/^\d+$/.test(wanted) ? found : SIGNAL_NUMBERS[found]}\n`);
        }
        return 0;
      }
      if (!arg.startsWith("-")) break;
      const name = arg === "-s" || arg === "--signal" ? (argv[++i] ?? "") : arg.slice(1);
      const found = name === "0" ? "0" : parseSignal(name);
      if (found === null) {
        if (i > 1 && /^-\d+$/.test(arg)) break;
        yield* proc.warn(`${self}: invalid argument ${name.slice(0, 1)}\n${KILL_HELP}`);
        return 1;
      }
      signal = found;
      if (i + 1 < argv.length && /^-\d+$/.test(argv[i + 1] as string)) {
        i++;
        break;
      }
    }
    const targets = argv.slice(i);
    if (targets.length === 0) {
      yield* proc.warn(KILL_HELP);
      return 1;
    }
    let status = 0;
    for (const target of targets) {
      if (!/^-?\d+$/.test(target)) {
        yield* bad(`failed to parse argument: '${target}'`);
        status = 1;
        continue;
      }
      const pid = Number(target);
      const found = living(proc).filter((p) =>
        pid > 0
          ? p.pid === pid
          : pid === -1
            ? p !== proc && p.pid > 1
            : p.group === (pid === 0 ? proc.group : -pid),
      );
      if (found.length === 0) {
        yield* bad(`(${pid}): No such process`);
        status = 1;
      }
      for (const p of found) {
        if (!permitted(proc, p)) {
          yield* bad(`(${pid}): Operation not permitted`);
          status = 1;
        } else if (signal !== "0") p.signal(signal);
      }
    }
    return status;
  },
};

function selector(name: "pgrep" | "pkill"): Program {
  return tool(
    name,
    name === "pgrep" ? "Look up processes by name." : "Signal processes by name.",
    function* (proc, argv) {
      let signal: Signal = "TERM";
      const words = [argv[0] as string];
      for (const arg of argv.slice(1)) {
        const found =
          name === "pkill" && /^-(?:[A-Z][A-Z0-9]+|\d+)$/.test(arg)
            ? parseSignal(arg.slice(1))
            : null;
        if (found === null) words.push(arg);
        else signal = found;
      }
      const parsed = getopt(
        words,
        "ad:cefilnop:P:s:t:u:U:vxg:wAF:r:",
        longs(
          "full=f exact=x list-name=l list-full=a count=c newest=n oldest=o parent:=P euid:=u uid:=U terminal:=t inverse=v ignore-case=i signal:=S echo=e delimiter:=d pgroup:=g",
        ),
      );
      if (parsed.error !== null) {
        yield* proc.warn(`${parsed.error}\nTry \`${name} --help' for more information.\n`);
        return 2;
      }
      const value = (flag: string): string | null =>
        parsed.options.findLast((o) => o.name === flag)?.value ?? null;
      const flags = new Set(parsed.options.map((o) => o.name));
      if (value("S") !== null) {
        const found = parseSignal(value("S") as string);
        if (found === null) {
          yield* proc.warn(`${name}: Unknown signal "${value("S")}".\n`);
          return 2;
        }
        signal = found;
      }
      const criteria = ["P", "u", "U", "t", "g"].some((f) => flags.has(f));
      if (parsed.args.length === 0 && !criteria) {
        yield* proc.warn(
          `${name}: no matching criteria specified\nTry \`${name} --help' for more information.\n`,
        );
        return 2;
      }
      if (parsed.args.length > 1) {
        yield* proc.warn(
          `${name}: only one pattern can be provided\nTry \`${name} --help' for more information.\n`,
        );
        return 2;
      }
      const pattern = parsed.args[0] ?? "";
      const regex = compileRegex(flags.has("x") ? `^(${pattern})$` : pattern, "ere", {
        ignoreCase: flags.has("i"),
      });
      if (typeof regex === "string") {
        yield* proc.warn(`${name}: ${regex}\n`);
        return 2;
      }
      const inList = (flag: string, ...texts: string[]): boolean =>
        value(flag) === null ||
        texts.some((text) => (value(flag) as string).split(",").includes(text));
      let found = living(proc).filter((p) => {
        if (p === proc) return false;
        const hit =
          (pattern === "" || regex.test(flags.has("f") ? p.argv.join(" ") : p.comm)) &&
          inList("P", String(p.parent?.pid ?? 0)) &&
          inList("u", p.credentials.user, String(p.credentials.uid)) &&
          inList("U", p.credentials.user, String(p.credentials.uid)) &&
          inList("t", ttyName(p)) &&
          inList("g", String(p.group));
        return hit !== flags.has("v");
      });
      found.sort((a, b) => a.pid - b.pid);
      if (flags.has("n")) found = found.slice(-1);
      if (flags.has("o")) found = found.slice(0, 1);
      if (name === "pkill") {
        for (const p of found) {
          if (!permitted(proc, p))
            yield* proc.warn(`pkill: killing pid ${p.pid} failed: Operation not permitted\n`);
          else {
            p.signal(signal);
            if (flags.has("e")) yield* proc.print(`${p.comm} killed (pid ${p.pid})\n`);
          }
        }
        if (flags.has("c")) yield* proc.print(`${found.length}\n`);
        return found.length > 0 ? 0 : 1;
      }
      if (flags.has("c")) yield* proc.print(`${found.length}\n`);
      else if (found.length > 0) {
        const show = (p: Process): string =>
          flags.has("a")
            ? `${p.pid} ${p.argv.join(" ")}`
            : flags.has("l")
              ? `${p.pid} ${p.comm}`
              : String(p.pid);
        yield* proc.print(`${found.map(show).join(value("d") ?? "\n")}\n`);
      }
      return found.length > 0 ? 0 : 1;
    },
  );
}

export const pgrep = selector("pgrep");
export const pkill = selector("pkill");

export const killall = tool("killall", "Kill processes by name.", function* (proc, argv) {
  let signal: Signal = "TERM";
  const flags = new Set<string>();
  const names: string[] = [];
  for (let i = 1; i < argv.length; i++) {
    const arg = argv[i] as string;
    if (!arg.startsWith("-")) names.push(arg);
    else {
      const text = arg === "-s" || arg === "--signal" ? (argv[++i] ?? "") : arg.slice(1);
      const found = /^[vqweIrig]$/.test(text) ? null : parseSignal(text);
      if (found !== null) signal = found;
      else if (/^[vqweIrg]$/.test(text)) flags.add(text);
      else {
        yield* proc.warn(`${text}: unknown signal; killall -l lists signals.\n`);
        return 1;
      }
    }
  }
  if (names.length === 0) {
    yield* proc.warn(
      "Usage: killall [OPTION]... [--] NAME...\n       killall -l, --list\n       killall -V, --version\n",
    );
    return 1;
  }
  let status = 0;
  const waiting: Process[] = [];
  for (const name of names) {
    const regex = flags.has("r") ? compileRegex(name, "ere", { ignoreCase: flags.has("I") }) : null;
    const found = living(proc).filter(
      (p) =>
        p !== proc &&
        (regex !== null && typeof regex !== "string"
          ? regex.test(p.comm)
          : flags.has("I")
            ? p.comm.toLowerCase() === name.toLowerCase()
            : p.comm === name.replace(/^.*\//, "").slice(0, 15)),
    );
    if (found.length === 0) {
      if (!flags.has("q")) yield* proc.warn(`${name}: no process found\n`);
      status = 1;
    }
    for (const p of found) {
      if (!permitted(proc, p)) {
        yield* proc.warn(`${name}(${p.pid}): Operation not permitted\n`);
        status = 1;
        continue;
      }
      p.signal(signal);
      waiting.push(p);
      if (flags.has("v"))
        yield* proc.warn(`Killed ${p.comm}(${p.pid}) with signal ${SIGNAL_NUMBERS[signal]}\n`);
    }
  }
  if (flags.has("w"))
    for (const p of waiting)
      while (p.state !== "zombie" && p.state !== "dead")
        yield* proc.wait("hrtimer_nanosleep", [p.exited], proc.now + 1e6);
  return status;
});

export const pidof = tool(
  "pidof",
  "Find the process ID of a running program.",
  function* (proc, argv) {
    const parsed = getopt(argv, "sxqo:S:c");
    const flags = new Set(parsed.options.map((o) => o.name));
    if (parsed.args.length === 0) return 1;
    const found = living(proc)
      .filter(
        (p) =>
          p !== proc &&
          parsed.args.some((name) => p.comm === name.slice(0, 15) || p.argv[0] === name),
      )
      .map((p) => p.pid)
      .sort((a, b) => b - a);
    if (found.length === 0) return 1;
    if (!flags.has("q"))
      yield* proc.print(
        `${(flags.has("s") ? found.slice(0, 1) : found).join(parsed.options.find((o) => o.name === "S")?.value ?? " ")}\n`,
      );
    return 0;
  },
);
