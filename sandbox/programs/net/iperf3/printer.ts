/** Where iperf3's lines go: standard output or --logfile, each with its --timestamps and --title. */
import type { OpenFile } from "../../../kernel/proc/file.ts";
import type { Process } from "../../../kernel/proc/process.ts";
import type { Proc } from "../../../kernel/proc/wait.ts";
import { civilFromUnix, strftime } from "../../../sim/civil.ts";
import { encodeUtf8 } from "../../../sim/utf8.ts";
import { Out } from "../../core/stdio.ts";
import type { Options } from "./options.ts";

export class Printer {
  readonly proc: Process;
  private readonly o: Options;
  private readonly out: Out;
  private log: OpenFile | null = null;
  private held = "";

  constructor(proc: Process, o: Options) {
    this.proc = proc;
    this.o = o;
    this.out = new Out(proc);
  }

  /** --logfile is appended to; the errno when it cannot be opened. */
  openLog(): string | null {
    if (this.o.logFile === null) return null;
    const opened = this.proc.host.fs.open(this.o.logFile, this.proc, {
      write: true,
      create: true,
      append: true,
    });
    if (typeof opened === "string") return opened;
    this.proc.install(opened);
    this.log = opened;
    return null;
  }

  get logged(): boolean {
    return this.log !== null;
  }

  private stamp(): string {
    const { timestamps } = this.o;
    if (timestamps === null) return "";
    const { now, host } = this.proc;
    return strftime(timestamps, civilFromUnix(host.sim.epochUs + now));
  }

  /** One line, its newline included. */
  *line(text: string): Proc<void> {
    const title = this.o.title === null ? "" : `${this.o.title}:  `;
    yield* this.raw(`${this.stamp()}${title}${text}`);
  }

  *raw(text: string): Proc<void> {
    if (this.log === null) yield* this.out.put(text);
    else this.held += text;
  }

  /** iperf_err: the log's when there is one. */
  *error(text: string): Proc<void> {
    const line = `${this.stamp()}iperf3: ${text}\n`;
    if (this.log === null) yield* this.proc.warn(line);
    else this.held += line;
  }

  *flush(): Proc<void> {
    if (this.log === null) {
      yield* this.out.flush();
      return;
    }
    const text = this.held;
    this.held = "";
    if (text !== "") yield* this.log.write(this.proc, encodeUtf8(text));
  }
}
