/**
 * The daemon's log: files, standard error, syslog. BIRD: sysdep/unix/log.c. Lines are kept until the loop
 * sleeps and written then.
 */
import type { Process } from "../../../kernel/proc/process.ts";
import type { Proc } from "../../../kernel/proc/wait.ts";
import { civilFromUnix, strftime } from "../../../sim/civil.ts";
import { encodeUtf8 } from "../../../sim/utf8.ts";
import type { LogLevel, LogTarget, TimeFormat } from "./types.ts";

const CLASS_NAMES: Readonly<Record<LogLevel, string>> = {
  debug: "DBG",
  trace: "TRACE",
  info: "INFO",
  remote: "RMT",
  warning: "WARN",
  error: "ERR",
  auth: "AUTH",
  fatal: "FATAL",
  bug: "BUG",
};

const ALL: readonly LogLevel[] = Object.keys(CLASS_NAMES) as LogLevel[];

/** LOG_BUFFER_INIT(): what is longer is cut 100 bytes before the end. */
const LINE_BYTES = 1024;

function cut(text: string): string {
  return `${text.slice(0, LINE_BYTES - 100)} ... <too long>`;
}

export class Logger {
  private readonly proc: Process;
  private targets: readonly LogTarget[];
  private timeformat: TimeFormat = { fmt1: "%F %T", limit: 0, fmt2: null };
  private pending: { readonly target: LogTarget; text: string }[] = [];
  /** `-d`: standard error hears everything too. */
  private readonly debug: boolean;
  /** Command-line sessions that asked for the log (`echo`). */
  readonly echoes = new Set<(level: LogLevel, text: string) => void>();
  private readonly syslog: (level: LogLevel, text: string) => void;

  constructor(proc: Process, debug: boolean, syslog: (level: LogLevel, text: string) => void) {
    this.proc = proc;
    this.debug = debug;
    this.syslog = syslog;
    this.targets = [{ to: "stderr", name: "", levels: ALL }];
  }

  /** log_switch(): without a target, syslog; in the foreground, standard error. */
  configure(targets: readonly LogTarget[], timeformat: TimeFormat): void {
    this.timeformat = timeformat;
    const stderr: LogTarget = { to: "stderr", name: "", levels: ALL };
    if (this.debug) this.targets = [stderr, ...targets.filter((t) => t.to !== "stderr")];
    else if (targets.length > 0) this.targets = targets;
    else this.targets = [{ to: "syslog", name: "bird", levels: ALL }];
  }

  write(level: LogLevel, message: string): void {
    const text = message.length < LINE_BYTES ? message : cut(message);
    for (const target of this.targets) {
      if (!target.levels.includes(level)) continue;
      if (target.to === "syslog") this.syslog(level, text);
      else if (target.to === "stderr") this.add(target, `bird: ${text}\n`);
      else this.add(target, `${this.stamp()} <${CLASS_NAMES[level]}> ${text}\n`);
    }
    for (const echo of this.echoes) echo(level, text);
  }

  private stamp(): string {
    const now = this.proc.host.sim.epochUs + this.proc.now;
    return strftime(this.timeformat.fmt1.replace(/%(\d?)f/g, "%$1N"), civilFromUnix(now));
  }

  private add(target: LogTarget, text: string): void {
    const last = this.pending.at(-1);
    if (last?.target === target) last.text += text;
    else this.pending.push({ target, text });
  }

  *flush(): Proc<void> {
    if (this.pending.length === 0) return;
    const { proc } = this;
    const all = this.pending;
    this.pending = [];
    for (const { target, text } of all) {
      if (target.to === "stderr") {
        yield* proc.warn(text);
        continue;
      }
      const file = proc.host.fs.open(target.name, proc, {
        write: true,
        create: true,
        append: true,
      });
      if (typeof file === "string") continue;
      yield* file.write(proc, encodeUtf8(text));
      file.release();
    }
  }
}
