/** Records from a descriptor: by newline, by a character, by a regular expression, by paragraph. */
import type { Process } from "../../../kernel/proc/process.ts";
import type { Proc } from "../../../kernel/proc/wait.ts";
import type { Regex } from "../regex.ts";
import { Lines } from "../stdio.ts";
import { why } from "../tool.ts";
import { AwkError } from "./parse.ts";

export class RecordReader {
  readonly fd: number;
  private readonly proc: Process;
  private readonly lines: Lines;
  private rest = "";
  private ended = false;

  constructor(proc: Process, fd: number) {
    this.proc = proc;
    this.fd = fd;
    this.lines = new Lines(proc, fd, "bytes");
  }

  *next(rs: string, regex: (source: string) => Regex): Proc<string | null> {
    if (rs === "\n" && this.rest === "") {
      const line = yield* this.lines.next();
      if (line === null && this.lines.failed !== null)
        throw new AwkError(`read error (${why(this.lines.failed)})`);
      return line;
    }
    for (;;) {
      const cut = this.cut(rs, regex);
      if (cut !== null) return cut;
      if (this.ended) {
        const last = rs === "" ? this.rest.replace(/\n+$/, "") : this.rest;
        this.rest = "";
        return last === "" ? null : last;
      }
      const line = yield* this.lines.next();
      yield* this.proc.spend(0);
      if (line === null) this.ended = true;
      else this.rest += line + (this.lines.unterminated ? "" : "\n");
    }
  }

  private cut(rs: string, regex: (source: string) => Regex): string | null {
    if (rs === "") {
      this.rest = this.rest.replace(/^\n+/, "");
      const at = this.rest.indexOf("\n\n");
      if (at < 0) return null;
      const record = this.rest.slice(0, at);
      this.rest = this.rest.slice(at).replace(/^\n+/, "");
      return record;
    }
    let start = -1;
    let end = -1;
    if (rs.length === 1) {
      start = this.rest.indexOf(rs);
      end = start + 1;
    } else {
      const m = regex(rs).exec(this.rest);
      if (m !== null && (m[1] as number) > (m[0] as number))
        [start, end] = m as unknown as [number, number];
    }
    if (start < 0) return null;
    const record = this.rest.slice(0, start);
    this.rest = this.rest.slice(end);
    return record;
  }
}
