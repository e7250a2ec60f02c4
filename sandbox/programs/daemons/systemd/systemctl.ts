/**
 * systemctl(1), systemd 252: start, stop, restart, reload, status, enable, disable, is-active, is-enabled, cat,
 * `show -p`, `list-units PATTERN` of the few units in units.ts; no init system runs, so a unit's process is nobody's
 * child. The words are those of Debian 12's, booted in user-mode Linux. Left out: every other verb and unit, accounting
 * (Tasks, Memory, CPU), status's Process lines, restarts by themselves, start at boot.
 */
import { Descriptor, NullFile, Pipe } from "../../../kernel/proc/file.ts";
import type { Process, Program } from "../../../kernel/proc/process.ts";
import type { Proc } from "../../../kernel/proc/wait.ts";
import { civilFromUnix, strftime } from "../../../sim/civil.ts";
import { decodeUtf8 } from "../../../sim/utf8.ts";
import { logToJournal } from "../journal.ts";
import { journalLine, unitJournal } from "./journal.ts";
import { catUnits, controlGroup, listUnits, showUnits } from "./show-unit.ts";
import { mainProcess, type Unit, unitNamed } from "./units.ts";

export const systemctl: Program = {
  name: "systemctl",
  paths: ["/usr/bin/systemctl"],
  summary: "Control the services of this machine (bird, nginx).",
  main,
};

type Verb = (proc: Process, unit: Unit) => Proc<number>;

const VERBS: Readonly<Record<string, Verb>> = {
  start,
  stop,
  restart,
  "try-restart": function* (proc, unit) {
    return mainProcess(proc, unit) === null ? 0 : yield* restart(proc, unit);
  },
  reload,
  "reload-or-restart": function* (proc, unit) {
    const running = mainProcess(proc, unit) !== null && unit.reload !== null;
    return yield* running ? reload(proc, unit) : restart(proc, unit);
  },
  status,
  "is-active": isActive,
  "is-failed": isFailed,
  "reset-failed": resetFailed,
  "is-enabled": isEnabled,
  enable: (proc, unit) => enable(proc, unit, true),
  disable: (proc, unit) => enable(proc, unit, false),
};

const WANTS = "/etc/systemd/system/multi-user.target.wants";
const KNOWN_FLAGS = new Set(["--no-pager", "-q", "--quiet", "--now", "-l", "--full"]);

function* main(proc: Process, argv: readonly string[]): Proc<number> {
  const own = yield* shown(proc, argv.slice(1));
  if (own !== null) return own;
  const flags = argv.slice(1).filter((word) => word.startsWith("-"));
  const [verb, ...names] = argv.slice(1).filter((word) => !word.startsWith("-"));
  const bad = flags.find((flag) => !KNOWN_FLAGS.has(flag));
  if (bad !== undefined) return yield* refuse(proc, bad);
  if (verb === "daemon-reload") return 0;
  const run = VERBS[verb ?? ""];
  if (verb === undefined) return yield* refuse(proc, "the list of units");
  if (run === undefined && !ABSENT.has(verb)) {
    yield* proc.warn(`Unknown command verb ${verb}.\n`);
    return 1;
  }
  if (run === undefined) return yield* refuse(proc, verb);
  if (names.length === 0) {
    yield* proc.warn("Too few arguments.\n");
    return 1;
  }
  let out = 0;
  let answered = 0;
  for (const name of names) {
    const unit = unitNamed(proc, name);
    const code = unit === null ? yield* unknown(proc, verb, name) : yield* run(proc, unit);
    if (code !== 0) out = code;
    else answered++;
    const now = flags.includes("--now") && unit !== null && code === 0;
    if (now && verb === "enable") out = yield* start(proc, unit);
    if (now && verb === "disable") out = yield* stop(proc, unit);
  }
  // One unit that is what was asked for is enough.
  return verb.startsWith("is-") && verb !== "is-enabled" && answered > 0 ? 0 : out;
}

/** The verbs that only look, with options of their own; null: another verb. */
function* shown(proc: Process, words: readonly string[]): Proc<number | null> {
  const at = words.findIndex((word) => !word.startsWith("-"));
  const verb = at < 0 ? null : (words[at] as string);
  const rest = words.filter((_, i) => i !== at);
  const no = (what: string): Proc<number> => refuse(proc, what);
  if (verb === "list-units" || (verb === null && words.includes("--failed")))
    return yield* listUnits(proc, rest, no);
  if (verb === "show") return yield* showUnits(proc, rest, (unit) => isOn(proc, unit), no);
  if (verb !== "cat") return null;
  const names = rest.filter((word) => word !== "--no-pager");
  const flag = names.find((word) => word.startsWith("-"));
  if (flag !== undefined) return yield* no(flag);
  if (names.length > 0) return yield* catUnits(proc, names);
  yield* proc.warn("Too few arguments.\n");
  return 1;
}

/** Verbs of systemd 252 that are not here. */
const ABSENT = new Set(
  (
    "list-unit-files list-sockets list-timers list-dependencies list-jobs list-machines help isolate kill " +
    "clean freeze thaw set-property bind mount-image service-log-level service-log-target reenable preset preset-all mask " +
    "unmask link revert add-wants add-requires edit get-default set-default cancel show-environment set-environment " +
    "unset-environment import-environment daemon-reexec log-level log-target service-watchdogs is-system-running default " +
    "rescue emergency halt poweroff reboot kexec exit switch-root suspend hibernate hybrid-sleep " +
    "suspend-then-hibernate try-reload-or-restart"
  ).split(" "),
);

function* refuse(proc: Process, what: string): Proc<number> {
  yield* proc.warn(`systemctl: underlay does not simulate ${what}\n`);
  return 1;
}

function* unknown(proc: Process, verb: string, name: string): Proc<number> {
  const full = name.endsWith(".service") ? name : `${name}.service`;
  if (verb === "is-active" || verb === "is-failed") {
    yield* proc.print("inactive\n");
    return verb === "is-active" ? 3 : 1;
  }
  if (verb === "status") {
    yield* proc.warn(`Unit ${full} could not be found.\n`);
    return 4;
  }
  const said: Readonly<Record<string, string>> = {
    stop: `Failed to stop ${full}: Unit ${full} not loaded.`,
    "is-enabled": `Failed to get unit file state for ${full}: No such file or directory`,
    enable: `Failed to enable unit: Unit file ${full} does not exist.`,
    disable: `Failed to disable unit: Unit file ${full} does not exist.`,
  };
  yield* proc.warn(`${said[verb] ?? `Failed to ${verb} ${full}: Unit ${full} not found.`}\n`);
  return verb === "enable" || verb === "disable" || verb === "is-enabled" ? 1 : 5;
}

// ── verbs ────────────────────────────────────────────────────────────────────────────────────

const INFO = 6;

/** What process 1 would say. */
function systemd(proc: Process, text: string): void {
  logToJournal(proc, { ident: "systemd", priority: INFO, text }, 1);
}

/** Run it to its end; what it says goes to the journal under its name. */
function* control(proc: Process, argv: readonly string[]): Proc<number> {
  const pipe = new Pipe(proc.host.nextPipeId());
  const writer = new Descriptor(pipe.writer);
  const fds = new Map([
    [0, new Descriptor(new NullFile())],
    [1, writer],
    [2, writer],
  ]);
  const child = proc.spawn(argv, { fds });
  writer.close();
  if (typeof child === "string") return 203;
  const fd = proc.install(pipe.reader);
  let text = "";
  for (;;) {
    const chunk = yield* proc.read(fd);
    if (chunk === null || typeof chunk === "string") break;
    if (text.length < 1 << 16) text += decodeUtf8(chunk);
  }
  const ident = (argv[0] as string).replace(/.*\//, "");
  for (const line of text.split("\n").filter((one) => one !== ""))
    logToJournal(proc, { ident, priority: INFO, text: line }, child.pid);
  return yield* proc.waitFor(child);
}

function* start(proc: Process, unit: Unit): Proc<number> {
  if (mainProcess(proc, unit) !== null) return 0;
  const { host } = proc;
  const full = `${unit.name} - ${unit.description}`;
  systemd(proc, `Starting ${full}...`);
  if (unit.runtimeFolder !== null) host.fs.mkdir(unit.runtimeFolder, proc);
  const status = unit.check === null ? 0 : yield* control(proc, unit.check);
  const pid = status === 0 ? yield* launch(proc, unit) : null;
  if (pid === null) return yield* failed(proc, unit, status === 0 ? 1 : status);
  host.services.set(unit.name, { pid, since: proc.now, failed: false });
  systemd(proc, `Started ${full}.`);
  return 0;
}

/** The daemon's process id, or null when it ended at once. */
function* launch(proc: Process, unit: Unit): Proc<number | null> {
  if (unit.pidFile !== null) {
    if ((yield* control(proc, unit.start)) !== 0) return null;
    return yield* awaitPidFile(proc, unit.pidFile);
  }
  const fds = new Map([0, 1, 2].map((fd) => [fd, new Descriptor(new NullFile())]));
  const child = proc.host.launch(unit.start, { place: proc.place, fds });
  if (typeof child === "string") return null;
  yield* proc.wait("do_epoll_wait", [child.exited], proc.now + 20_000);
  return proc.host.processes.get(child.pid) === undefined || child.state === "zombie"
    ? null
    : child.pid;
}

/** The daemon may write it a little after its parent ended: process 1 watches for it, TimeoutStartSec long. */
function* awaitPidFile(proc: Process, path: string): Proc<number | null> {
  const end = proc.now + 90_000_000;
  for (let pause = 1_000; proc.now < end; pause = Math.min(pause * 2, 1_000_000)) {
    const file = proc.host.fs.readText(path, proc);
    const pid = typeof file === "string" ? NaN : Number(file.text.trim() || NaN);
    if (proc.host.processes.has(pid)) return pid;
    yield* proc.wait("do_epoll_wait", [], proc.now + pause);
  }
  return null;
}

function* failed(proc: Process, unit: Unit, status: number): Proc<number> {
  const { host } = proc;
  host.services.set(unit.name, { pid: 0, since: proc.now, failed: true });
  const lines = [
    `Control process exited, code=exited, status=${status}/FAILURE`,
    `Failed with result 'exit-code'.`,
  ];
  for (const line of lines) systemd(proc, `${unit.name}: ${line}`);
  systemd(proc, `Failed to start ${unit.name} - ${unit.description}.`);
  yield* proc.warn(
    `Job for ${unit.name} failed because the control process exited with error code.\nSee "systemctl status ${unit.name}" and "journalctl -xeu ${unit.name}" for details.\n`,
  );
  return 1;
}

function* stop(proc: Process, unit: Unit): Proc<number> {
  const running = mainProcess(proc, unit);
  const { host } = proc;
  if (running !== null) {
    const full = `${unit.name} - ${unit.description}`;
    systemd(proc, `Stopping ${full}...`);
    running.signal(unit.stopSignal);
    const end = proc.now + 90_000_000;
    while (mainProcess(proc, unit) !== null && proc.now < end)
      yield* proc.wait("do_epoll_wait", [running.exited], proc.now + 100_000);
    systemd(proc, `${unit.name}: Deactivated successfully.`);
    systemd(proc, `Stopped ${full}.`);
  }
  host.services.set(unit.name, { pid: 0, since: proc.now, failed: false });
  return 0;
}

function* restart(proc: Process, unit: Unit): Proc<number> {
  yield* stop(proc, unit);
  return yield* start(proc, unit);
}

function* reload(proc: Process, unit: Unit): Proc<number> {
  if (mainProcess(proc, unit) === null) {
    yield* proc.warn(`${unit.name} is not active, cannot reload.\n`);
    return 1;
  }
  if (unit.reload === null) return yield* refuse(proc, `reload ${unit.name}`);
  const full = `${unit.name} - ${unit.description}`;
  systemd(proc, `Reloading ${full}...`);
  const status = yield* control(proc, unit.reload);
  systemd(proc, `Reloaded ${full}.`);
  return status;
}

function* isActive(proc: Process, unit: Unit): Proc<number> {
  const running = mainProcess(proc, unit) !== null;
  const state = proc.host.services.get(unit.name)?.failed === true ? "failed" : "inactive";
  yield* proc.print(`${running ? "active" : state}\n`);
  return running ? 0 : 3;
}

function* isFailed(proc: Process, unit: Unit): Proc<number> {
  yield* isActive(proc, unit);
  const isRunning = mainProcess(proc, unit) !== null;
  return !isRunning && proc.host.services.get(unit.name)?.failed === true ? 0 : 1;
}

function* resetFailed(proc: Process, unit: Unit): Proc<number> {
  yield* [];
  const state = proc.host.services.get(unit.name);
  if (state !== undefined) proc.host.services.set(unit.name, { ...state, failed: false });
  return 0;
}

function isOn(proc: Process, unit: Unit): boolean {
  return typeof proc.host.fs.lookup(`${WANTS}/${unit.name}`, proc, false) !== "string";
}

function* isEnabled(proc: Process, unit: Unit): Proc<number> {
  yield* proc.print(`${isOn(proc, unit) ? "enabled" : "disabled"}\n`);
  return isOn(proc, unit) ? 0 : 1;
}

function* enable(proc: Process, unit: Unit, on: boolean): Proc<number> {
  // Debian's packages bring a script for System V's init as well.
  const script = "/lib/systemd/systemd-sysv-install";
  yield* proc.warn(
    `Synchronizing state of ${unit.name} with SysV service script with ${script}.\nExecuting: ${script} ` +
      `${on ? "enable" : "disable"} ${unit.name.replace(/\.service$/, "")}\n`,
  );
  if (isOn(proc, unit) === on) return 0;
  const { fs } = proc.host;
  const link = `${WANTS}/${unit.name}`;
  const target = `/lib/systemd/system/${unit.name}`;
  if (!on) {
    fs.unlink(link, proc);
    yield* proc.warn(`Removed "${link}".\n`);
    return 0;
  }
  let folder = "";
  for (const part of WANTS.slice(1).split("/")) fs.mkdir((folder += `/${part}`), proc);
  fs.symlink(target, link, proc);
  yield* proc.warn(`Created symlink ${link} → ${target}.\n`);
  return 0;
}

function* status(proc: Process, unit: Unit): Proc<number> {
  const running = mainProcess(proc, unit);
  const state = proc.host.services.get(unit.name);
  const at = civilFromUnix(proc.host.sim.epochUs + (state?.since ?? 0));
  const since = strftime("%a %Y-%m-%d %H:%M:%S UTC", at);
  const ago = `${Math.floor((proc.now - (state?.since ?? 0)) / 1e6)}s ago`;
  const on = isOn(proc, unit) ? "enabled" : "disabled";
  const dot = running !== null ? "●" : state?.failed === true ? "×" : "○";
  const active =
    running !== null
      ? `active (running) since ${since}; ${ago}`
      : state?.failed === true
        ? `failed (Result: exit-code) since ${since}; ${ago}`
        : "inactive (dead)";
  const lines = [
    `${dot} ${unit.name} - ${unit.description}`,
    `     Loaded: loaded (/lib/systemd/system/${unit.name}; ${on}; preset: enabled)`,
    `     Active: ${active}`,
  ];
  if (unit.docs !== null) lines.push(`       Docs: ${unit.docs}`);
  if (running !== null) lines.push(`   Main PID: ${running.pid} (${running.comm})`);
  if (running !== null) lines.push(...controlGroup(proc, unit, running));
  const said = unitJournal(proc, unit.name).slice(-10);
  if (said.length > 0) lines.push("", ...said.map((one) => journalLine(proc, one)));
  yield* proc.print(`${lines.join("\n")}\n`);
  return running === null ? 3 : 0;
}
