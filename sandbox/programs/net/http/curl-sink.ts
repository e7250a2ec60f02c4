/** Where curl puts a body. */
import { strerror } from "../../../kernel/errno.ts";
import type { OpenFile } from "../../../kernel/proc/file.ts";
import type { Process } from "../../../kernel/proc/process.ts";
import type { Proc } from "../../../kernel/proc/wait.ts";
import type { CurlResult } from "./curl-report.ts";

/** Where the body goes: standard output, or a file that is made with the first byte. */
const BLOCK_BYTES = 4096;

export class Sink {
  readonly toTerminal: boolean;
  private readonly proc: Process;
  private readonly output: string | { readonly remote: true } | null;
  private readonly result: CurlResult;
  private name: string | null = null;
  private file: OpenFile | null = null;
  private held: Uint8Array[] = [];
  private heldBytes = 0;

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

  /** Standard output, through the same buffer as a body that goes there. */
  *aside(bytes: Uint8Array): Proc<void> {
    if (this.toTerminal) yield* this.proc.write(1, bytes);
    else {
      this.held.push(bytes);
      this.heldBytes += bytes.length;
    }
  }

  /** False: it could not be written. */
  *write(bytes: Uint8Array): Proc<boolean> {
    if (this.name === null) {
      // stdio: a block at a time unless it is a terminal.
      if (this.toTerminal) return (yield* this.proc.write(1, bytes)) === null;
      this.held.push(bytes);
      this.heldBytes += bytes.length;
      return this.heldBytes < BLOCK_BYTES ? true : yield* this.flush();
    }
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

  *flush(): Proc<boolean> {
    const { held } = this;
    this.held = [];
    this.heldBytes = 0;
    for (const bytes of held) if ((yield* this.proc.write(1, bytes)) !== null) return false;
    return true;
  }

  close(): void {
    this.file?.release();
  }
}
