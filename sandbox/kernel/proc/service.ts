/** What is known of a service that systemctl started: host state, as process 1 would hold it. */
import type { Micros } from "../../sim/scheduler.ts";
import type { Process } from "./process.ts";

/** One command of a unit that ran. */
export interface ServiceCommand {
  /** "ExecStartPre" … */
  readonly kind: string;
  /** As the unit file words it, without quotes. */
  readonly text: string;
  readonly pid: number;
  readonly startedAt: Micros;
  endedAt: Micros | null;
  /** "code=exited, status=0/SUCCESS"; null: it runs. */
  end: string | null;
}

export interface ServiceState {
  /** The main process while it runs. */
  main: Process | null;
  /** Of this run or the last; 0: there was none. */
  mainPid: number;
  /** How it ended. */
  mainEnd: string | null;
  /** ExecMainCode and ExecMainStatus. */
  mainCode: readonly [code: number, status: number];
  /** "success", "exit-code", "signal". */
  result: string;
  isFailed: boolean;
  /** Somebody stops it: its end is no surprise. */
  isStopping: boolean;
  /** Last changes (µs of virtual time); null: never. */
  changedAt: Micros | null;
  startedAt: Micros | null;
  activeAt: Micros | null;
  endedAt: Micros | null;
  /** How long it last was active. */
  durationUs: Micros | null;
  /** Commands of this run, in order. */
  commands: ServiceCommand[];
  /** CPU time of those that ended. */
  cpuUs: Micros;
  restarts: number;
}

/** What a start begins anew. */
export function freshRun(): Pick<
  ServiceState,
  "mainPid" | "mainEnd" | "mainCode" | "result" | "isFailed" | "isStopping" | "commands" | "cpuUs"
> {
  return {
    mainPid: 0,
    mainEnd: null,
    mainCode: [0, 0],
    result: "success",
    isFailed: false,
    isStopping: false,
    commands: [],
    cpuUs: 0,
  };
}

export function newServiceState(): ServiceState {
  return {
    main: null,
    ...freshRun(),
    changedAt: null,
    startedAt: null,
    activeAt: null,
    endedAt: null,
    durationUs: null,
    restarts: 0,
  };
}
