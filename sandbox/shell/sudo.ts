/**
 * sudo(8) and su(1). The lab's users may do everything without a password, as a course machine has it.
 * Left out: sudoers, time stamps, logging, passwords.
 */
import { strerror } from "../kernel/errno.ts";
import type { Credentials, ExitCode, Process, Program } from "../kernel/proc/process.ts";
import type { Proc } from "../kernel/proc/wait.ts";
import type { User } from "../kernel/host.ts";
import { notModelled } from "./not-modelled.ts";

export const sudo: Program = {
  name: "sudo",
  paths: ["/usr/bin/sudo"],
  summary:
    "Run a command as another user, root unless -u says otherwise. No password is asked for in these labs.",
  main: runSudo,
};

export const su: Program = {
  name: "su",
  paths: ["/usr/bin/su", "/bin/su"],
  summary:
    "Become another user, root unless one is named: su [-] [USER] [-c COMMAND]. No password is asked for in these labs.",
  main: runSu,
};

const USAGE = `usage: sudo -h | -K | -k | -V
usage: sudo -v [-ABkNnS] [-g group] [-h host] [-p prompt] [-u user]
usage: sudo -l [-ABkNnS] [-g group] [-h host] [-p prompt] [-U user] [-u user] [command [arg ...]]
usage: sudo [-ABbEHkNnPS] [-r role] [-t type] [-C num] [-D directory] [-g group] [-h host] [-p prompt] [-R directory] [-T timeout] [-u user] [VAR=value] [-i | -s] [command [arg ...]]
usage: sudo -e [-ABkNnS] [-r role] [-t type] [-C num] [-D directory] [-g group] [-h host] [-p prompt] [-R directory] [-T timeout] [-u user] file ...
`;
const SECURE_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

function credentialsOf(user: User): Credentials {
  return { uid: user.uid, gid: user.gid, user: user.name };
}
function findUser(proc: Process, name: string): User | null {
  const { users } = proc.host;
  if (/^#\d+$/.test(name))
    return [...users.values()].find((user) => user.uid === Number(name.slice(1))) ?? null;
  return users.get(name) ?? null;
}

/** Become `user` and `argv`: this process goes on as that program. */
function* become(
  proc: Process,
  user: User,
  argv: readonly string[],
  env: Map<string, string>,
  who: string,
): Proc<ExitCode> {
  const name = argv[0] as string;
  const found = proc.host.resolveProgram(argv, {
    env,
    cwd: proc.cwd,
    credentials: credentialsOf(user),
    place: proc.place,
  });
  if (typeof found === "string") {
    const advice = name.includes("/") ? null : notModelled(name);
    if (advice !== null) yield* proc.warn(`underlay: ${advice}\n`);
    else if (who === "sudo" && found === "ENOENT")
      yield* proc.warn(`sudo: ${name}: command not found\n`);
    else
      yield* proc.warn(
        `${who}: ${who === "sudo" ? "unable to execute " : ""}${name}: ${strerror(found)}\n`,
      );
    return who === "sudo" ? 1 : found === "ENOENT" ? 127 : 126;
  }
  const child = proc.host.start(found.argv, (self) => found.program.main(self, found.argv), {
    place: proc.place,
    parent: proc,
    env,
    cwd: proc.cwd,
    credentials: credentialsOf(user),
    fds: proc.fds,
    group: proc.group,
    tty: proc.tty,
    umask: proc.umask,
    ignored: proc.ignoredSignals,
  });
  if (typeof child === "string") {
    yield* proc.warn(`${who}: ${strerror(child)}\n`);
    return 1;
  }
  // sudo(8), "Signal handling": what is sent to sudo is relayed to the command. What the terminal sends
  // reaches both, and is then relayed once more, which a command that is ending does not notice.
  for (const signal of ["HUP", "INT", "QUIT", "TERM", "USR1", "USR2"] as const) proc.trap(signal);
  while (child.state !== "zombie" && child.state !== "dead") {
    yield* proc.wait("do_wait", [child.exited]);
    for (let sent = proc.takeSignal(); sent !== null; sent = proc.takeSignal()) child.signal(sent);
  }
  const status = yield* proc.waitFor(child);
  // A shell in between had the terminal for itself.
  if (proc.tty !== null && proc.tty.foreground === child.group) proc.tty.foreground = proc.group;
  return status;
}

function* runSudo(proc: Process, argv: readonly string[]): Proc<ExitCode> {
  let target = "root";
  let login = false;
  let shell = false;
  let keep = false;
  let list = false;
  let directory: string | null = null;
  const extra: [string, string][] = [];
  let i = 1;
  for (; i < argv.length; i++) {
    const arg = argv[i] as string;
    if (arg === "--") {
      i++;
      break;
    }
    const assigned = /^([A-Za-z_]\w*)=(.*)$/s.exec(arg);
    if (assigned !== null) {
      extra.push([assigned[1] as string, assigned[2] as string]);
      continue;
    }
    if (!arg.startsWith("-") || arg === "-") break;
    if (
      arg === "-u" ||
      arg === "--user" ||
      arg === "-g" ||
      arg === "-D" ||
      arg === "-h" ||
      arg === "-p" ||
      arg === "-C"
    ) {
      const value = argv[++i];
      if (value === undefined) {
        yield* proc.warn(`sudo: option requires an argument -- '${arg.slice(1, 2)}'\n${USAGE}`);
        return 1;
      }
      if (arg === "-u" || arg === "--user") target = value;
      if (arg === "-D") directory = value;
    } else if (/^--user=/.test(arg)) target = arg.slice(7);
    else if (/^-u./.test(arg)) target = arg.slice(2);
    else if (arg === "-V" || arg === "--version") {
      yield* proc.print("Sudo version 1.9.13p3\n");
      return 0;
    } else if (arg === "--help") {
      yield* proc.print(`sudo - execute a command as another user\n\n${USAGE}`);
      return 0;
    } else if (arg === "-e") {
      yield* proc.warn("sudo: underlay does not simulate -e; use sudo nano FILE\n");
      return 2;
    } else if (
      /^-[isEnHkKvlSbAPN]+$/.test(arg) ||
      /^--(?:login|shell|preserve-env(?:=.*)?|non-interactive|list|validate|stdin)$/.test(arg)
    ) {
      if (arg.startsWith("--") ? arg === "--login" : arg.includes("i")) login = true;
      if (arg.startsWith("--") ? arg === "--shell" : arg.includes("s")) shell = true;
      if (arg.startsWith("--") ? arg.startsWith("--preserve-env") : arg.includes("E")) keep = true;
      if (arg.startsWith("--") ? arg === "--list" : arg.includes("l")) list = true;
      if (/^-[kKv]+$|^--validate$/.test(arg)) return 0;
    } else {
      yield* proc.warn(`sudo: invalid option -- '${arg.replace(/^-+/, "").slice(0, 1)}'\n${USAGE}`);
      return 1;
    }
  }
  const user = findUser(proc, target);
  if (user === null) {
    yield* proc.warn(
      `sudo: unknown user ${target}\nsudo: error initializing audit plugin sudoers_audit\n`,
    );
    return 1;
  }
  const caller = proc.credentials;
  if (list) {
    yield* proc.print(
      `User ${caller.user} may run the following commands on ${proc.host.hostname}:\n    (ALL : ALL) NOPASSWD: ALL\n`,
    );
    return 0;
  }
  const words = argv.slice(i);
  if (words.length === 0 && !login && !shell) {
    yield* proc.warn(USAGE);
    return 1;
  }
  const env = new Map<string, string>();
  for (const [name, value] of proc.env) {
    if (keep || /^(?:TERM|LANG|LC_.*|COLORTERM|DISPLAY|TZ|COLUMNS|LINES|PS1|PS2)$/.test(name))
      env.set(name, value);
  }
  const home = login || !keep ? user.home : (proc.env.get("HOME") ?? user.home);
  env
    .set("HOME", home)
    .set("USER", user.name)
    .set("LOGNAME", user.name)
    .set("SHELL", user.shell)
    .set("PATH", SECURE_PATH);
  env
    .set("SUDO_USER", caller.user)
    .set("SUDO_UID", String(caller.uid))
    .set("SUDO_GID", String(caller.gid));
  env.set("SUDO_COMMAND", words.length === 0 ? user.shell : words.join(" "));
  for (const [name, value] of extra) env.set(name, value);
  if (login) {
    proc.cwd = user.home;
    env.set("PWD", user.home);
  } else if (directory !== null) proc.cwd = proc.host.fs.normalize(directory, proc.cwd);
  const text = words.map((word) => word.replace(/[^A-Za-z0-9_\-$]/g, "\\$&")).join(" ");
  const command =
    login || shell
      ? [user.shell, ...(login ? ["-l"] : []), ...(words.length === 0 ? [] : ["-c", text])]
      : words;
  return yield* become(proc, user, command, env, "sudo");
}

function* runSu(proc: Process, argv: readonly string[]): Proc<ExitCode> {
  let login = false;
  let keep = false;
  let command: string | null = null;
  let shell: string | null = null;
  const names: string[] = [];
  for (let i = 1; i < argv.length; i++) {
    const arg = argv[i] as string;
    if (arg === "-" || arg === "-l" || arg === "--login") login = true;
    else if (arg === "-c" || arg === "--command") command = argv[++i] ?? "";
    else if (arg === "-s" || arg === "--shell") shell = argv[++i] ?? null;
    else if (arg === "-m" || arg === "-p") keep = true;
    else if (arg.startsWith("-")) {
      yield* proc.warn(
        `su: invalid option -- '${arg.slice(1, 2)}'\nTry 'su --help' for more information.\n`,
      );
      return 1;
    } else names.push(arg);
  }
  const user = findUser(proc, names[0] ?? "root");
  if (user === null) {
    yield* proc.warn(
      `su: user ${names[0] ?? ""} does not exist or the user entry does not contain all the required fields\n`,
    );
    return 1;
  }
  const env = login ? new Map([["TERM", proc.env.get("TERM") ?? "xterm"]]) : new Map(proc.env);
  if (!keep) {
    env.set("HOME", user.home).set("SHELL", user.shell);
    if (login || user.uid !== 0) env.set("USER", user.name).set("LOGNAME", user.name);
  }
  if (login) {
    env
      .set("PATH", user.uid === 0 ? SECURE_PATH : "/usr/local/bin:/usr/bin:/bin")
      .set("PWD", user.home);
    proc.cwd = user.home;
  }
  const args = [
    shell ?? user.shell,
    ...(login ? ["-l"] : []),
    ...(command === null ? [] : ["-c", command]),
    ...names.slice(1),
  ];
  return yield* become(proc, user, args, env, "su");
}
