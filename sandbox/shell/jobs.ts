/** Jobs: pipelines and what became of them. bash(1) JOB CONTROL. */
import type { Process } from "../kernel/proc/process.ts";
import { SIGNAL_NUMBERS, type Signal } from "../kernel/proc/signal.ts";

export interface Job {
  readonly number: number;
  readonly group: number;
  readonly processes: readonly Process[];
  readonly text: string;
  /** The text of each process of a pipeline, as `jobs -l` lists them. */
  readonly stages: readonly string[];
  readonly directory: string;
  /** Has a process group of its own. */
  readonly controlled: boolean;
  foreground: boolean;
  /** Grows when the job stops or is started: the latest is the current one. */
  recency: number;
  /** The state that the user was last told of. */
  told: "" | "stopped" | "done";
  disowned: boolean;
  /** What it was before the signal that `kill` sent last; null: that went elsewhere. */
  before: JobState | null;
  /** A `wait` has had its status. */
  waited: boolean;
  /** Ended before jobs were last ranked (reset_current): behind all others. */
  buried?: boolean;
  /** Kept only for its status: neither %+ nor %-. */
  unranked?: boolean;
}

export type JobState = "running" | "stopped" | "done";

export function jobState(job: Job): JobState {
  let stopped = false;
  for (const proc of job.processes) {
    if (proc.state === "zombie" || proc.state === "dead") continue;
    // A shell without job control does not ask for stopped children (WUNTRACED).
    if (proc.state !== "stopped" || !job.controlled) return "running";
    stopped = true;
  }
  return stopped ? "stopped" : "done";
}

export function jobStatus(job: Job): number {
  const last = job.processes[job.processes.length - 1] as Process;
  if (last.state === "stopped") return 128 + SIGNAL_NUMBERS[last.stoppedBy ?? "TSTP"];
  return last.exitCode;
}

/** strsignal(3) as bash prints it for a dead job. */
const SIGNAL_WORDS = new Map<Signal, string>([
  ["HUP", "Hangup"],
  ["INT", "Interrupt"],
  ["QUIT", "Quit"],
  ["ILL", "Illegal instruction"],
  ["TRAP", "Trace/breakpoint trap"],
  ["ABRT", "Aborted"],
  ["BUS", "Bus error"],
  ["FPE", "Floating point exception"],
  ["KILL", "Killed"],
  ["USR1", "User defined signal 1"],
  ["SEGV", "Segmentation fault"],
  ["USR2", "User defined signal 2"],
  ["PIPE", "Broken pipe"],
  ["ALRM", "Alarm clock"],
  ["TERM", "Terminated"],
  ["STKFLT", "Stack fault"],
  ["XCPU", "CPU time limit exceeded"],
  ["XFSZ", "File size limit exceeded"],
  ["VTALRM", "Virtual timer expired"],
  ["PROF", "Profiling timer expired"],
  ["IO", "I/O possible"],
  ["PWR", "Power failure"],
  ["SYS", "Bad system call"],
]);

export function signalWords(signal: Signal): string {
  return SIGNAL_WORDS.get(signal) ?? `Unknown signal ${SIGNAL_NUMBERS[signal]}`;
}

/** printable_job_status; `long` as `jobs -l` has it. */
export function stateWords(job: Job, long = false, state = jobState(job)): string {
  if (state === "running") return "Running";
  if (state === "stopped") {
    if (!long) return "Stopped";
    const by = job.processes.find((proc) => proc.state === "stopped")?.stoppedBy;
    return by === "STOP"
      ? "Stopped (signal)"
      : by === "TTIN"
        ? "Stopped (tty input)"
        : by === "TTOU"
          ? "Stopped (tty output)"
          : "Stopped";
  }
  const last = job.processes[job.processes.length - 1] as Process;
  if (last.killedBy !== null) return signalWords(last.killedBy);
  return last.exitCode === 0 ? "Done" : `Exit ${last.exitCode}`;
}

/** A process takes this long to feel a signal and its shell to hear of it: a prompt is there sooner. */
const DYING_US = 5_000;

export class JobTable {
  jobs: Job[] = [];
  /** When `kill` last sent a signal. */
  signalledAt = -1e9;
  private clock = 0;

  add(
    processes: readonly Process[],
    group: number,
    text: string,
    stages: readonly string[],
    directory: string,
    controlled: boolean,
    foreground: boolean,
  ): Job {
    const number = (this.jobs[this.jobs.length - 1]?.number ?? 0) + 1;
    const job: Job = {
      number,
      group,
      processes,
      text,
      stages,
      directory,
      controlled,
      foreground,
      recency: ++this.clock,
      told: "",
      disowned: false,
      before: null,
      waited: false,
    };
    if (!foreground) this.bury();
    this.jobs.push(job);
    return job;
  }
  /** reset_current: a job that has ended keeps its + or - until another starts or one of the two goes. */
  private bury(): void {
    for (const job of this.jobs) if (jobState(job) === "done") job.buried = true;
  }
  remove(job: Job): void {
    if (this.mark(job) !== " ") this.bury();
    this.jobs = this.jobs.filter((one) => one !== job);
  }
  touch(job: Job): void {
    job.recency = ++this.clock;
  }

  /** The current job (`%+`) and the one before it (`%-`). */
  ranked(): Job[] {
    const rank = (job: Job): number =>
      jobState(job) === "stopped" ? 2 : job.buried === true ? 0 : 1;
    const background = this.jobs.filter(
      (job) => (!job.foreground || jobState(job) === "stopped") && job.unranked !== true,
    );
    return [...background].sort((a, b) => rank(b) - rank(a) || b.recency - a.recency);
  }
  get current(): Job | null {
    return this.ranked()[0] ?? null;
  }
  mark(job: Job): "+" | "-" | " " {
    const ranked = this.ranked();
    return ranked[0] === job ? "+" : ranked[1] === job ? "-" : " ";
  }

  /** `%1`, `%+`, `%-`, `%name`, `%?text`. */
  find(spec: string): Job | "none" | "ambiguous" {
    const what = spec.startsWith("%") ? spec.slice(1) : spec;
    if (what === "" || what === "%" || what === "+") return this.current ?? "none";
    if (what === "-") return this.ranked()[1] ?? this.current ?? "none";
    if (/^\d+$/.test(what)) return this.jobs.find((job) => job.number === Number(what)) ?? "none";
    const inside = what.startsWith("?");
    const needle = inside ? what.slice(1) : what;
    const found = this.jobs.filter((job) =>
      inside ? job.text.includes(needle) : job.text.startsWith(needle),
    );
    if (found.length > 1) return "ambiguous";
    return found[0] ?? "none";
  }
  byPid(pid: number): Job | null {
    return this.jobs.find((job) => job.processes.some((proc) => proc.pid === pid)) ?? null;
  }

  /** As a shell knows the job: what a `kill` of this very moment does to it is not known yet. */
  known(job: Job, now: number): JobState {
    if (job.before === null || now - this.signalledAt >= DYING_US) return jobState(job);
    return job.before;
  }

  /** One line of `jobs`. */
  line(
    job: Job,
    withPid: boolean,
    cwd: string,
    home: string | null,
    state = jobState(job),
  ): string {
    const words = stateWords(job, withPid, state);
    const mark = this.mark(job);
    const head = withPid
      ? `[${job.number}]${mark} ${String(job.processes[0]?.pid ?? 0).padStart(5)} `
      : `[${job.number}]${mark}  `;
    const [first = job.text, ...rest] = withPid ? job.stages : [job.text];
    const amp = state === "running" && !job.foreground ? " &" : "";
    const more = rest.map((stage, i) => {
      const pid = String(job.processes[i + 1]?.pid ?? 0).padStart(5);
      return `     ${pid} ${" ".repeat(22)}| ${stage}`;
    });
    const command = `${[first, ...more].join("\n")}${amp}`;
    const shown =
      home !== null &&
      home !== "/" &&
      (job.directory === home || job.directory.startsWith(`${home}/`))
        ? `~${job.directory.slice(home.length)}`
        : job.directory;
    const place = job.directory === cwd ? "" : `  (wd: ${shown})`;
    return `${head}${words.padEnd(23)} ${command}${place}\n`;
  }
}
