/** Where curl puts a body. */
import { strerror } from "../../../kernel/errno.ts";
import type { OpenFile } from "../../../kernel/proc/file.ts";
import type { Process } from "../../../kernel/proc/process.ts";
import type { Proc } from "../../../kernel/proc/wait.ts";
import type { CurlResult } from "./curl-report.ts";

/** Where the body goes: standard output, or a file that is made with the first byte. */
export class Sink {
  readonly toTerminal: boolean;
  private readonly proc: Process;
  private readonly output: string | { readonly remote: true } | null;
  private readonly result: CurlResult;
  private name: string | null = null;
  private file: OpenFile | null = null;

  constructor(
    proc: Process,
    output: string | { readonly remote: true } | null,
    result: CurlResult,
  ) {
    this.proc = proc;
    this.output = output === "-" ? null : output;
    this.result = result;
    this.toTerminal = this.output === null && proc.isatty(1);
    if (typeof this.output === "string") this.name = this.output;
  }

  remoteName(name: string): void {
    if (typeof this.output === "object" && this.output !== null) this.name = name;
    this.result.filename = this.name ?? "";
  }

  /** False: it could not be written. */
  *write(bytes: Uint8Array): Proc<boolean> {
    if (this.name === null) return (yield* this.proc.write(1, bytes)) === null;
    if (this.file === null) {
      const opened = this.proc.host.fs.open(this.name, this.proc, {
        write: true,
        create: true,
        truncate: true,
      });
      if (typeof opened === "string") {
        if (!this.result.quiet)
          yield* this.proc.warn(
            `Warning: Failed to open the file ${this.name}: ${strerror(opened)}\n`,
          );
        return false;
      }
      this.file = opened;
    }
    return (yield* this.file.write(this.proc, bytes)) === null;
  }

  close(): void {
    this.file?.release();
  }
}
