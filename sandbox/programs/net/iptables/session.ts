/**
 * What one run of an xtables tool carries: its name, family and output, and libxtables' way of failing.
 * iptables 1.8.9, libxtables/xtables.c, iptables/xshared.c. Output is held and written at the end: in
 * order on a terminal, where stdout is line-buffered; errors first elsewhere, where it is not.
 */
import type { NfFamily, XtDoor } from "../../../kernel/netfilter/types.ts";
import type { Process } from "../../../kernel/proc/process.ts";
import type { Proc } from "../../../kernel/proc/wait.ts";
import type { ExtOption } from "./extension.ts";
import { Names } from "./names.ts";

export const VERSION = "1.8.9";
/** exit_err()'s statuses. */
export const PARAMETER_PROBLEM = 2;
export const VERSION_PROBLEM = 3;
export const RESOURCE_PROBLEM = 4;

/** How a tool leaves in the middle of parsing; caught by {@link settle}. */
export class Stop {
  readonly code: number;
  constructor(code: number) {
    this.code = code;
  }
}

export class Session {
  readonly proc: Process;
  /** As the tool calls itself: `iptables`, `ip6tables-restore`. */
  readonly program: string;
  readonly family: NfFamily;
  readonly names: Names;
  /** The line of a restore file that is being read; -1: none. */
  line = -1;
  /** Long options by extension, made when it is first loaded. */
  readonly optionsOf = new Map<object, ReadonlyMap<string, ExtOption>>();
  private readonly held: { fd: 1 | 2; text: string[] }[] = [];

  constructor(proc: Process, program: string, family: NfFamily) {
    this.proc = proc;
    this.program = program;
    this.family = family;
    this.names = new Names(proc);
  }

  get door(): XtDoor {
    return this.proc.place.netns.xtables;
  }

  get v6(): boolean {
    return this.family === "ip6";
  }

  get title(): string {
    return `${this.program} v${VERSION} (nf_tables)`;
  }

  /** Is there an ipset of that name here? */
  hasSet(name: string): boolean {
    return (this.proc.place.netns.ipsetIfAny?.find(name) ?? null) !== null;
  }

  out(text: string): void {
    this.put(1, text);
  }

  err(text: string): void {
    this.put(2, text);
  }

  private put(fd: 1 | 2, text: string): void {
    const last = this.held[this.held.length - 1];
    if (last?.fd === fd) last.text.push(text);
    else this.held.push({ fd, text: [text] });
  }

  *flush(): Proc<void> {
    const chunks = this.held.splice(0).map(({ fd, text }) => ({ fd, text: text.join("") }));
    if (!this.proc.isatty(1)) chunks.sort((a, b) => b.fd - a.fd);
    for (const { fd, text } of chunks) yield* this.proc.write(fd, text);
  }

  /** xtables_error(). */
  error(status: number, text: string): never {
    this.err(`${this.title}: ${text}\n`);
    if (status === VERSION_PROBLEM)
      this.err(`Perhaps ${this.program} or your kernel needs to be upgraded.\n`);
    if (status === PARAMETER_PROBLEM) this.tryHelp();
    throw new Stop(status);
  }

  /** A usage error. */
  bad(text: string): never {
    this.error(PARAMETER_PROBLEM, text);
  }

  /** exit_tryhelp(). */
  tryHelp(): never {
    if (this.line !== -1) this.err(`Error occurred at line: ${this.line}\n`);
    this.err(`Try \`${this.program} -h' or '${this.program} --help' for more information.\n`);
    throw new Stop(PARAMETER_PROBLEM);
  }

  /** Real, but not modelled here. */
  notSimulated(what: string): never {
    this.err(`${this.program}: underlay does not simulate ${what}\n`);
    throw new Stop(PARAMETER_PROBLEM);
  }
}

/** Run a tool's body to its status; what was printed is written whatever happens. */
export function* settle(s: Session, body: () => Proc<number>): Proc<number> {
  let code: number;
  try {
    code = yield* body();
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
    code = error.code;
  }
  yield* s.flush();
  return code;
}
