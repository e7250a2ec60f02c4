/**
 * systemctl(1), systemd 252, of the few units in units.ts; no init system runs, so a unit's process is nobody's child.
 * The words are those of Debian 12's, booted in user-mode Linux. Left out: every other verb and unit, start at boot, the
 * limit of restarts.
 */
import type { Process, Program } from "../../../kernel/proc/process.ts";
import { type Signal, SIGNAL_NUMBERS, signalByNumber } from "../../../kernel/proc/signal.ts";
import type { Proc } from "../../../kernel/proc/wait.ts";
import { getopt, type LongOption, type Option } from "../../core/getopt.ts";
import { change, isEnabled, mask } from "./files.ts";
import { journalLine } from "./journal.ts";
import { kill, reload, restart, start, stop } from "./jobs.ts";
import { showUnits } from "./show-properties.ts";
import { catUnits, listUnitFiles, type Listing, listUnits } from "./show-unit.ts";
import { isMasked, stateOf, unitState } from "./state.ts";
import { status } from "./status.ts";
import { fullName, type Unit, unitNamed } from "./units.ts";

export const systemctl: Program = {
  name: "systemctl",
  paths: ["/usr/bin/systemctl"],
  summary: "Control the services of this machine (bird, nginx).",
  main,
};

const VERSION = `systemd 252 (252.38-1~deb12u1)
+PAM +AUDIT +SELINUX +APPARMOR +IMA +SMACK +SECCOMP +GCRYPT -GNUTLS +OPENSSL +ACL +BLKID +CURL +ELFUTILS +FIDO2 +IDN2 -IDN +IPTC +KMOD +LIBCRYPTSETUP +LIBFDISK +PCRE2 -PWQUALITY +P11KIT +QRENCODE +TPM2 +BZIP2 +LZ4 +XZ +ZLIB +ZSTD -BPF_FRAMEWORK -XKBCOMMON +UTMP +SYSVINIT default-hierarchy=unified
`;

/** Verbs of systemd 252 that are not here. */
const ABSENT = new Set(
  (
    "list-sockets list-timers list-dependencies list-jobs list-machines help isolate " +
    "clean freeze thaw set-property bind mount-image service-log-level service-log-target preset-all " +
    "link revert add-wants add-requires edit get-default set-default cancel show-environment set-environment " +
    "unset-environment import-environment daemon-reexec log-level log-target service-watchdogs is-system-running default " +
    "rescue emergency halt poweroff reboot kexec exit switch-root suspend hibernate hybrid-sleep " +
    "suspend-then-hibernate"
  ).split(" "),
);

const LONG: readonly LongOption[] = [
  ...[
    "no-pager",
    "no-legend",
    "plain",
    "value",
    "now",
    "failed",
    "version",
    "no-block",
    "no-ask-password",
  ].map((name) => ({ name })),
  { name: "quiet", as: "q" },
  { name: "full", as: "l" },
  { name: "all", as: "a" },
  { name: "force", as: "f" },
  { name: "help", as: "h" },
  { name: "lines", as: "n", arg: 1 },
  { name: "output", as: "o", arg: 1 },
  { name: "type", as: "t", arg: 1 },
  { name: "property", as: "p", arg: 1 },
  { name: "signal", as: "s", arg: 1 },
  { name: "state", arg: 1 },
  { name: "kill-whom", arg: 1 },
  { name: "kill-who", arg: 1 },
  // Real, and not here.
  ...[
    "user",
    "system",
    "global",
    "runtime",
    "recursive",
    "reverse",
    "wait",
    "dry-run",
    "show-types",
    "with-dependencies",
  ].map((name) => ({ name, as: `--${name}` })),
  ...[
    "host",
    "machine",
    "root",
    "job-mode",
    "preset-mode",
    "timestamp",
    "what",
    "firmware-setup",
  ].map((name) => ({
    name,
    as: `--${name}`,
    arg: 1 as const,
  })),
];

interface Asked {
  readonly verb: string;
  readonly names: readonly string[];
  readonly has: (name: string) => boolean;
  readonly value: (name: string) => string | null;
  /** All values of an option, at commas. */
  readonly values: (name: string) => readonly string[];
}

function ask(options: readonly Option[], args: readonly string[]): Asked {
  const values = (name: string): readonly string[] =>
    options.filter((one) => one.name === name).flatMap((one) => (one.value ?? "").split(","));
  return {
    verb: args[0] ?? "list-units",
    names: args.slice(1),
    has: (name) => options.some((one) => one.name === name),
    value: (name) => options.findLast((one) => one.name === name)?.value ?? null,
    values,
  };
}

function* main(proc: Process, argv: readonly string[]): Proc<number> {
  const parsed = getopt(["systemctl", ...argv.slice(1)], "hqlafn:o:t:p:s:HMi", LONG);
  if (parsed.error !== null) {
    yield* proc.warn(`${parsed.error}\n`);
    return 1;
  }
  const refused = parsed.options.find((one) => /^--|^[hHMi]$/.test(one.name));
  if (refused !== undefined)
    return yield* refuse(proc, refused.name.length === 1 ? `-${refused.name}` : refused.name);
  const asked = ask(parsed.options, parsed.args);
  if (asked.has("version")) {
    yield* proc.print(VERSION);
    return 0;
  }
  const bad = mistake(asked);
  if (bad !== null) {
    yield* proc.warn(bad);
    return 1;
  }
  return yield* run(proc, asked);
}

/** What is wrong with the options, or null. */
function mistake(asked: Asked): string | null {
  const lines = asked.value("n");
  if (lines !== null && !/^\d+$/.test(lines)) return `Failed to parse lines '${lines}'\n`;
  const types = new Set(
    "service socket timer target mount path slice scope device swap automount".split(" "),
  );
  const type = asked.values("t").find((one) => !types.has(one));
  if (type !== undefined)
    return `Unknown unit type or load state '${type}'.\nUse -t help to see a list of allowed values.\n`;
  return null;
}

const CHANGES = new Set(["enable", "disable", "reenable", "preset"]);

function* run(proc: Process, asked: Asked): Proc<number> {
  const { verb, names } = asked;
  const isQuiet = asked.has("q");
  if (verb === "list-units") return yield* listUnits(proc, listing(asked));
  if (verb === "list-unit-files") return yield* listUnitFiles(proc, listing(asked));
  if (verb === "daemon-reload") return 0;
  if (verb === "show") return yield* show(proc, asked);
  if (ABSENT.has(verb)) return yield* refuse(proc, verb);
  const isKnown =
    CHANGES.has(verb) ||
    JOBS[verb] !== undefined ||
    QUESTIONS[verb] !== undefined ||
    /^(?:un)?mask$|^cat$|^kill$|^is-enabled$|^reset-failed$/.test(verb);
  if (!isKnown) {
    yield* proc.warn(`Unknown command verb ${verb}.\n`);
    return 1;
  }
  if (verb === "reset-failed") return yield* resetFailed(proc, names);
  if (names.length === 0 && verb !== "status") {
    yield* proc.warn("Too few arguments.\n");
    return 1;
  }
  if (verb === "cat") return yield* catUnits(proc, names);
  if (verb === "is-enabled") return yield* isEnabled(proc, names, isQuiet);
  if (verb === "kill") return yield* killUnits(proc, asked);
  const question = QUESTIONS[verb];
  if (question !== undefined) return yield* question(proc, asked);
  let out: number;
  if (CHANGES.has(verb)) out = yield* change(proc, verb as "enable" | "disable", names, isQuiet);
  else if (verb === "mask" || verb === "unmask")
    out = yield* mask(proc, names, verb === "mask", isQuiet);
  else return yield* jobs(proc, verb, names);
  if (out !== 0 || !asked.has("now")) return out;
  return yield* jobs(proc, verb === "enable" ? "start" : "stop", names);
}

function listing(asked: Asked): Listing {
  const isFailed = asked.has("failed");
  return {
    patterns: asked.names,
    states: isFailed ? ["failed"] : asked.values("state"),
    types: asked.values("t"),
    isAll: asked.has("a"),
    hasLegend: !asked.has("no-legend"),
    isPlain: asked.has("plain"),
  };
}

function* show(proc: Process, asked: Asked): Proc<number> {
  if (asked.names.length > 0)
    return yield* showUnits(proc, asked.names, asked.values("p"), asked.has("value"));
  const wanted = asked.values("p");
  if (wanted.length !== 1 || wanted[0] !== "Version")
    return yield* refuse(proc, "show without a unit");
  yield* proc.print(`${asked.has("value") ? "" : "Version="}252.38-1~deb12u1\n`);
  return 0;
}

function* refuse(proc: Process, what: string): Proc<number> {
  yield* proc.warn(`systemctl: underlay does not simulate ${what}\n`);
  return 1;
}

// ── jobs ─────────────────────────────────────────────────────────────────────────────────────

type Verb = (proc: Process, unit: Unit) => Proc<number>;

const isRunning = (proc: Process, unit: Unit): boolean => stateOf(proc.host, unit).main !== null;

function* reloadOrRestart(proc: Process, unit: Unit): Proc<number> {
  return yield* isRunning(proc, unit) ? reload(proc, unit) : restart(proc, unit);
}

function* nothing(): Proc<number> {
  yield* [];
  return 0;
}

const JOBS: Readonly<Record<string, Verb>> = {
  start,
  stop,
  restart,
  reload,
  "try-restart": (proc, unit) => (isRunning(proc, unit) ? restart(proc, unit) : nothing()),
  "reload-or-restart": reloadOrRestart,
  "try-reload-or-restart": (proc, unit) => (isRunning(proc, unit) ? reload(proc, unit) : nothing()),
};

function* jobs(proc: Process, verb: string, names: readonly string[]): Proc<number> {
  let out = 0;
  for (const name of names) {
    const unit = unitNamed(proc, name);
    const full = fullName(name);
    if (unit === null) {
      const what = verb === "stop" ? "loaded" : "found";
      yield* proc.warn(`Failed to ${verb} ${full}: Unit ${full} not ${what}.\n`);
      out = 5;
      continue;
    }
    if (isMasked(proc, unit) && verb !== "stop") {
      if (verb.startsWith("try-") && !isRunning(proc, unit)) continue;
      yield* proc.warn(`Failed to ${verb} ${full}: Unit ${full} is masked.\n`);
      out = 1;
      continue;
    }
    const code = yield* (JOBS[verb] as Verb)(proc, unit);
    if (code !== 0) out = code;
  }
  return out;
}

function signalNamed(text: string): Signal | null {
  if (/^\d+$/.test(text)) return signalByNumber(Number(text));
  const name = text.replace(/^SIG/, "");
  return name in SIGNAL_NUMBERS ? (name as Signal) : null;
}

function* killUnits(proc: Process, asked: Asked): Proc<number> {
  if (asked.has("kill-whom") || asked.has("kill-who")) return yield* refuse(proc, "--kill-whom");
  const text = asked.value("s") ?? "TERM";
  const signal = signalNamed(text);
  if (signal === null) {
    yield* proc.warn(`Failed to parse signal string "${text}".\n`);
    return 1;
  }
  let out = 0;
  for (const name of asked.names) {
    const unit = unitNamed(proc, name);
    if (unit !== null) {
      kill(proc, unit, signal);
      continue;
    }
    const full = fullName(name);
    yield* proc.warn(`Failed to kill unit ${full}: Unit ${full} not loaded.\n`);
    out = 1;
  }
  return out;
}

function* resetFailed(proc: Process, names: readonly string[]): Proc<number> {
  let out = 0;
  for (const name of names.length > 0 ? names : ["bird", "nginx"]) {
    const unit = unitNamed(proc, name);
    if (unit !== null) stateOf(proc.host, unit).isFailed = false;
    if (unit !== null || names.length === 0) continue;
    const full = fullName(name);
    yield* proc.warn(`Failed to reset failed state of unit ${full}: Unit ${full} not loaded.\n`);
    out = 1;
  }
  return out;
}

// ── questions ────────────────────────────────────────────────────────────────────────────────

/** is-active, is-failed: one that is what was asked for is enough. */
function isOne(wanted: string, otherwise: number) {
  return function* (proc: Process, asked: Asked): Proc<number> {
    let out = otherwise;
    for (const name of asked.names) {
      const unit = unitNamed(proc, name);
      const state = unit === null ? "inactive" : unitState(proc, unit)[0];
      if (state === wanted) out = 0;
      if (!asked.has("q")) yield* proc.print(`${state}\n`);
    }
    return out;
  };
}

const QUESTIONS: Readonly<Record<string, (proc: Process, asked: Asked) => Proc<number>>> = {
  "is-active": isOne("active", 3),
  "is-failed": isOne("failed", 1),
  status: statusOf,
};

function* statusOf(proc: Process, asked: Asked): Proc<number> {
  if (asked.names.length === 0) return yield* refuse(proc, "status of the whole machine");
  const form = asked.value("o") ?? "short";
  if (form !== "short" && form !== "cat") return yield* refuse(proc, `-o ${form}`);
  const lines = Number(asked.value("n") ?? 10);
  let out = 0;
  let isFirst = true;
  for (const name of asked.names) {
    const unit = unitNamed(proc, name);
    if (unit === null) {
      yield* proc.warn(`Unit ${fullName(name)} could not be found.\n`);
      out = 4;
      continue;
    }
    if (!isFirst) yield* proc.print("\n");
    isFirst = false;
    const code = yield* status(proc, unit, lines, (entry) =>
      form === "cat" ? entry.text : journalLine(proc, entry),
    );
    if (code !== 0) out = code;
  }
  return out;
}
