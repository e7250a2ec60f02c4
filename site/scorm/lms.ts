/**
 * The LMS's run-time API: found as the SCORM RTE book has it (the chain of parents, then the opener's), and the
 * two versions' calls under one set of names. Every value is cut to what the standard lets an LMS refuse.
 */
import type { Sco } from "./marks.ts";
import { t } from "../i18n/text.ts";

type Call = (...args: string[]) => unknown;
interface Found {
  readonly version: Sco["version"];
  readonly api: Record<string, Call>;
}

const PARENTS_MAX = 500;
const NAMES = { "1.2": "API", "2004": "API_1484_11" } as const;

/** The package's own version if the LMS has it, else the other. */
export function findApi(from: Window, version: Sco["version"]): Found | null {
  for (const wanted of [version, version === "1.2" ? ("2004" as const) : ("1.2" as const)]) {
    const api = inChain(from, NAMES[wanted]) ?? inChain(openerOf(from), NAMES[wanted]);
    if (api !== null) return { version: wanted, api };
  }
  return null;
}

function inChain(start: Window | null, name: string): Found["api"] | null {
  let win = start;
  for (let i = 0; win !== null && i < PARENTS_MAX; i++) {
    try {
      const api = (win as unknown as Record<string, unknown>)[name];
      if (typeof api === "object" && api !== null) return api as Found["api"];
      if (win.parent === win) return null;
      win = win.parent;
    } catch {
      // Another origin: nothing of it can be seen, nor beyond it.
      return null;
    }
  }
  return null;
}

function openerOf(win: Window): Window | null {
  try {
    return (win.top?.opener as Window | null | undefined) ?? (win.opener as Window | null);
  } catch {
    return null;
  }
}

const CALLS = {
  "1.2": {
    initialize: "LMSInitialize",
    get: "LMSGetValue",
    set: "LMSSetValue",
    commit: "LMSCommit",
    finish: "LMSFinish",
    error: "LMSGetLastError",
    explain: "LMSGetErrorString",
  },
  "2004": {
    initialize: "Initialize",
    get: "GetValue",
    set: "SetValue",
    commit: "Commit",
    finish: "Terminate",
    error: "GetLastError",
    explain: "GetErrorString",
  },
} as const;

/** One session with the LMS. No call throws: an LMS that does is one that refuses. */
export class Lms {
  readonly version: Sco["version"];
  /** Characters of suspend_data: SCORM 1.2 RTE 3.4.4; 2004 RTE 4.2.22. */
  readonly suspendMax: number;
  readonly locationMax: number;
  /** What the LMS last said no with, or null. */
  trouble: string | null = null;
  private readonly api: Found["api"];
  private readonly written = new Map<string, string>();
  private open = false;

  constructor({ version, api }: Found) {
    this.version = version;
    this.api = api;
    this.suspendMax = version === "1.2" ? 4_096 : 64_000;
    this.locationMax = version === "1.2" ? 255 : 1_000;
  }

  private call(name: keyof (typeof CALLS)["1.2"], ...args: string[]): string {
    try {
      const call = this.api[CALLS[this.version][name]];
      return typeof call === "function" ? String(call.apply(this.api, args)) : "false";
    } catch (error) {
      return error instanceof Error ? `false: ${error.message}` : "false";
    }
  }

  private did(answer: string, what: string): boolean {
    if (answer === "true") return true;
    const code = this.call("error");
    const words = this.call("explain", code);
    this.trouble = `${what}: ${code} ${words}`.trim().slice(0, 200);
    return false;
  }

  initialize(): boolean {
    this.open = this.did(this.call("initialize", ""), t("sessionDidNotBegin"));
    return this.open;
  }

  /** "" for what was never set; SCORM 2004 calls that an error, we do not. */
  get(name: string): string {
    return this.open ? this.call("get", name) : "";
  }

  /** Only what has changed goes out. */
  set(name: string, value: string): boolean {
    if (!this.open || this.written.get(name) === value) return this.open;
    if (!this.did(this.call("set", name, value), name)) return false;
    this.written.set(name, value);
    return true;
  }

  commit(): boolean {
    return this.open && this.did(this.call("commit", ""), t("workNotKept"));
  }

  finish(): void {
    if (!this.open) return;
    this.did(this.call("finish", ""), t("sessionDidNotEnd"));
    this.open = false;
  }
}
