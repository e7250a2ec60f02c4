/** sed's cycle: pattern space, hold space, appends; looks one line ahead only where `$`, n or N ask. */
import type { Process } from "../../../kernel/proc/process.ts";
import type { Proc } from "../../../kernel/proc/wait.ts";
import type { Regex } from "../regex.ts";
import { closeInput, Lines, openInput, openOutput, Out, readWhole } from "../stdio.ts";
import { encode } from "../text.ts";
import { why } from "../tool.ts";
import type { Address, Command, Piece, Script } from "./parse.ts";

export interface SedOptions {
  readonly quiet: boolean;
  readonly separate: boolean;
  /** In place: the backup's suffix, or null. */
  readonly inPlace: string | null;
  readonly unbuffered: boolean;
  readonly zero: boolean;
}

/** A cycle that loops without reading is given this many commands before it is taken for endless. */
const SPEND_EVERY = 1_000;

class Input {
  readonly proc: Process;
  line = 0;
  status = 0;
  /** The current line had its newline. */
  newline = true;
  file = "-";
  private readonly paths: readonly string[];
  private readonly options: SedOptions;
  private next = 0;
  private lines: Lines | null = null;
  private ahead: { text: string; newline: boolean } | null = null;
  private text = "";
  /** Called when a file begins or ends: for -i. */
  onOpen: (path: string) => Proc<void>;
  onClose: (path: string) => Proc<void>;

  constructor(
    proc: Process,
    paths: readonly string[],
    options: SedOptions,
    hooks: Pick<Input, "onOpen" | "onClose">,
  ) {
    this.proc = proc;
    this.paths = paths;
    this.options = options;
    this.onOpen = hooks.onOpen;
    this.onClose = hooks.onClose;
  }

  *read(): Proc<string | null> {
    const got = this.ahead ?? (yield* this.fetch());
    this.ahead = null;
    if (got === null) return null;
    this.line++;
    this.newline = got.newline;
    this.text = got.text;
    return this.text;
  }

  /** Is the current line the last (of its file with -s or -i)? */
  *isLast(): Proc<boolean> {
    if (this.ahead !== null) return false;
    if (this.options.separate) {
      const got = this.lines === null ? null : yield* this.fromCurrent();
      this.ahead = got;
      return got === null;
    }
    this.ahead = yield* this.fetch();
    return this.ahead === null;
  }

  private *fromCurrent(): Proc<{ text: string; newline: boolean } | null> {
    const lines = this.lines as Lines;
    const text = yield* lines.next();
    if (text !== null) return { text, newline: !lines.unterminated };
    if (lines.failed !== null) {
      this.status = 4;
      const words =
        lines.failed === "EISDIR" ? `couldn't edit ${this.file}: not a regular file` : "";
      yield* this.proc.warn(
        this.options.inPlace !== null && words !== ""
          ? `sed: ${words}\n`
          : `sed: read error on ${this.file}: ${why(lines.failed)}\n`,
      );
    }
    return null;
  }

  private *fetch(): Proc<{ text: string; newline: boolean } | null> {
    for (;;) {
      if (this.lines !== null) {
        const got = yield* this.fromCurrent();
        if (got !== null) return got;
        closeInput(this.proc, this.lines.fd);
        this.lines = null;
        yield* this.onClose(this.file);
      }
      const path = this.paths[this.next++];
      if (path === undefined) return null;
      const fd = openInput(this.proc, path);
      if (typeof fd === "string") {
        yield* this.proc.warn(`sed: can't read ${path}: ${why(fd)}\n`);
        this.status = 2;
        continue;
      }
      if (this.options.inPlace !== null || this.options.separate)
        this.line = this.options.inPlace !== null ? 0 : this.line;
      if (this.options.separate) this.line = 0;
      this.file = path;
      yield* this.onOpen(path);
      this.lines = new Lines(this.proc, fd, "utf8", this.options.zero ? 0 : 10);
    }
  }
}

export function* runSed(
  proc: Process,
  script: Script,
  paths: readonly string[],
  options: SedOptions,
): Proc<number> {
  const machine = new Machine(proc, script, paths, options);
  return yield* machine.run();
}

class Machine {
  private readonly proc: Process;
  private readonly commands: readonly Command[];
  private readonly options: SedOptions;
  private readonly out: Out;
  private readonly input: Input;
  private readonly files = new Map<string, Out>();
  private readonly inRange = new Map<number, number>();
  private appends: { text: string; file: string | null }[] = [];
  private space = "";
  private hold = "";
  private replaced = false;
  private lastRegex: Regex | null = null;
  private edited: string | null = null;
  private quit: number | null = null;
  private steps = 0;
  private readonly eol: string;

  constructor(proc: Process, script: Script, paths: readonly string[], options: SedOptions) {
    this.proc = proc;
    this.commands = script.commands;
    this.options = { ...options, quiet: options.quiet || script.quiet };
    this.eol = options.zero ? "\0" : "\n";
    this.out = new Out(proc);
    if (options.unbuffered && this.out.mode === "block") this.out.mode = "line";
    this.input = new Input(proc, paths, options, {
      onOpen: () => this.beginFile(),
      onClose: (path) => this.finishFile(path),
    });
  }

  *run(): Proc<number> {
    for (const command of this.commands) {
      if (
        (command.name === "w" ||
          command.name === "W" ||
          (command.name === "s" && command.text !== "")) &&
        !(yield* this.openFile(command.text))
      )
        return 4;
    }
    let restart = false;
    for (;;) {
      if (!restart) {
        const line = yield* this.input.read();
        if (line === null) break;
        this.space = line;
        this.replaced = false;
      }
      const outcome = yield* this.cycle();
      if (
        outcome !== "delete" &&
        outcome !== "restart" &&
        outcome !== "silent" &&
        !this.options.quiet
      )
        yield* this.emitSpace();
      yield* this.flushAppends();
      if (this.quit !== null) {
        if (this.options.inPlace !== null) yield* this.copyRest();
        break;
      }
      restart = outcome === "restart";
    }
    for (const file of this.files.values()) yield* file.flush();
    const status = this.quit !== null && this.quit !== 0 ? this.quit : this.input.status;
    yield* this.out.flush();
    if (this.out.failed !== null) {
      yield* this.proc.warn(`sed: couldn't flush stdout: ${why(this.out.failed)}\n`);
      return 4;
    }
    return status;
  }

  private *copyRest(): Proc<void> {
    const path = this.input.file;
    while (!(yield* this.input.isLast())) {
      const line = yield* this.input.read();
      if (line === null) return;
      yield* this.emit(line + (this.input.newline ? this.eol : ""));
    }
    if (this.edited !== null) yield* this.finishFile(path);
  }

  private *beginFile(): Proc<void> {
    if (this.options.inPlace !== null) this.edited = "";
  }

  private *finishFile(path: string): Proc<void> {
    const { inPlace } = this.options;
    if (inPlace === null || this.edited === null) return;
    const { fs } = this.proc.host;
    if (inPlace !== "") {
      const backup = inPlace.includes("*") ? inPlace.replace(/\*/g, path) : path + inPlace;
      const old = fs.readFile(path, this.proc);
      if (typeof old !== "string") fs.writeFile(backup, old, this.proc);
    }
    const failed = fs.writeFile(path, encode(this.edited, "utf8"), this.proc);
    this.edited = null;
    if (failed !== null) yield* this.proc.warn(`sed: couldn't open file ${path}: ${why(failed)}\n`);
  }

  private *emit(text: string): Proc<void> {
    if (this.edited !== null) this.edited += text;
    else if (this.out.add(text)) yield* this.out.drain();
  }

  /** The pattern space, with the newline that its line had. */
  private *emitSpace(): Proc<void> {
    yield* this.emit(this.space + (this.input.newline ? this.eol : ""));
  }

  private *flushAppends(): Proc<void> {
    const appends = this.appends;
    this.appends = [];
    for (const { text, file } of appends) {
      if (!this.input.newline) {
        this.input.newline = true;
        yield* this.emit(this.eol);
      }
      if (file === null) yield* this.emit(text);
      else {
        const got = yield* readWhole(this.proc, file === "/dev/stdin" ? "-" : file, "utf8");
        if (typeof got !== "string") yield* this.emit(got.text);
      }
    }
  }

  private *openFile(path: string): Proc<boolean> {
    if (this.files.has(path)) return true;
    const fd =
      path === "/dev/stdout" ? 1 : path === "/dev/stderr" ? 2 : openOutput(this.proc, path);
    if (typeof fd === "string") {
      yield* this.proc.warn(`sed: couldn't open file ${path}: ${why(fd)}\n`);
      return false;
    }
    this.files.set(path, fd === 1 ? this.out : new Out(this.proc, "utf8", fd));
    return true;
  }

  private *toFile(path: string, text: string): Proc<void> {
    const file = this.files.get(path) as Out;
    yield* file.put(text);
    if (file !== this.out) yield* file.flush();
  }

  /** Run the script once. "end": print; "delete": do not; "restart": again without reading. */
  private *cycle(): Proc<"end" | "delete" | "restart" | "silent"> {
    let pc = 0;
    while (pc < this.commands.length) {
      const command = this.commands[pc] as Command;
      // A long pattern space costs what copying it costs.
      this.steps += 1 + (this.space.length >> 8);
      if (this.steps >= SPEND_EVERY) {
        this.steps = 0;
        yield* this.proc.spend(50);
      }
      if ((yield* this.selects(command)) === command.negate) {
        pc = command.name === "{" ? command.target : pc + 1;
        continue;
      }
      pc++;
      switch (command.name) {
        case "{":
          break;
        case "b":
          pc = command.target;
          break;
        case "t":
        case "T":
          if (this.replaced === (command.name === "t")) pc = command.target;
          this.replaced = false;
          break;
        case "d":
          return "delete";
        case "D": {
          const nl = this.space.indexOf("\n");
          if (nl < 0) return "delete";
          this.space = this.space.slice(nl + 1);
          return "restart";
        }
        case "n":
          if (yield* this.input.isLast()) {
            this.quit = 0;
            return "end";
          }
          if (!this.options.quiet) yield* this.emitSpace();
          yield* this.flushAppends();
          this.space = (yield* this.input.read()) ?? "";
          break;
        case "N": {
          if (yield* this.input.isLast()) {
            this.quit = 0;
            return "end";
          }
          yield* this.flushAppends();
          this.space += this.eol + ((yield* this.input.read()) ?? "");
          if (this.space.length > 16 << 20) this.space = this.space.slice(-(1 << 20));
          break;
        }
        case "q":
          this.quit = command.number;
          return "end";
        case "Q":
          this.quit = command.number;
          return "silent";
        default:
          if (yield* this.simple(command)) return "delete";
      }
    }
    return "end";
  }

  /** Commands without control flow; true: the cycle ends without printing (c). */
  private *simple(command: Command): Proc<boolean> {
    switch (command.name) {
      case "p":
        yield* this.emit(this.space + this.eol);
        break;
      case "P": {
        const nl = this.space.indexOf(this.eol);
        yield* this.emit((nl < 0 ? this.space : this.space.slice(0, nl)) + this.eol);
        break;
      }
      case "=":
        yield* this.emit(`${this.input.line}\n`);
        break;
      case "F":
        yield* this.emit(`${this.input.file}\n`);
        break;
      case "h":
        this.hold = this.space;
        break;
      case "H":
        this.hold = (this.hold + this.eol + this.space).slice(0, 16 << 20);
        break;
      case "g":
        this.space = this.hold;
        break;
      case "G":
        this.space = (this.space + this.eol + this.hold).slice(0, 16 << 20);
        break;
      case "x":
        [this.space, this.hold] = [this.hold, this.space];
        break;
      case "z":
        this.space = "";
        break;
      case "a":
        this.appends.push({ text: command.text, file: null });
        break;
      case "r":
        this.appends.push({ text: "", file: command.text });
        break;
      case "i":
        yield* this.emit(command.text);
        break;
      case "c": {
        const inside = command.to !== null && !command.negate && this.inRange.has(command.id);
        if (!inside) yield* this.emit(command.text);
        return true;
      }
      case "l":
        yield* this.emit(`${unambiguous(this.space, command.number < 0 ? 70 : command.number)}\n`);
        break;
      case "w":
        yield* this.toFile(command.text, this.space + this.eol);
        break;
      case "W":
        yield* this.toFile(command.text, (this.space.split("\n")[0] as string) + this.eol);
        break;
      case "y": {
        const map = command.map as ReadonlyMap<string, string>;
        this.space = [...this.space].map((ch) => map.get(ch) ?? ch).join("");
        break;
      }
      case "s":
        if (this.substitute(command)) {
          this.replaced = true;
          if (command.print) yield* this.emit(this.space + this.eol);
          if (command.text !== "") yield* this.toFile(command.text, this.space + this.eol);
        }
        break;
    }
    return false;
  }

  private *selects(command: Command): Proc<boolean> {
    const { from, to, id } = command;
    if (from === null) return true;
    if (to === null) return yield* this.matches(from);
    const { line } = this.input;
    const end = this.inRange.get(id);
    if (end !== undefined) return yield* this.continues(to, id, end, line);
    if (from.kind === "zero") {
      if (line !== 1) return false;
      this.inRange.set(id, 0);
      return yield* this.continues(to, id, 0, line);
    }
    if (!(yield* this.matches(from))) return false;
    let until = 0;
    if (to.kind === "line") until = to.line;
    else if (to.kind === "plus") until = line + to.count;
    else if (to.kind === "multiple") until = to.of > 0 ? Math.ceil(line / to.of) * to.of : line;
    if (to.kind === "last") {
      if (!(yield* this.input.isLast())) this.inRange.set(id, Infinity);
      return true;
    }
    if (to.kind === "regex" || until > line) this.inRange.set(id, until);
    return true;
  }

  private *continues(to: Address, id: number, end: number, line: number): Proc<boolean> {
    if (to.kind === "regex") {
      if (this.find(to.regex, this.space) !== null) this.inRange.delete(id);
      return true;
    }
    if (to.kind === "last") {
      if (yield* this.input.isLast()) this.inRange.delete(id);
      return true;
    }
    if (line >= end) this.inRange.delete(id);
    // A line-number end that has gone by (n, N skipped it): this line starts no range.
    return line <= end;
  }

  private *matches(address: Address): Proc<boolean> {
    switch (address.kind) {
      case "line":
        return this.input.line === address.line;
      case "step":
        if (address.step <= 0) return this.input.line === address.first;
        return (
          this.input.line >= address.first && (this.input.line - address.first) % address.step === 0
        );
      case "last":
        return yield* this.input.isLast();
      case "regex":
        return this.find(address.regex, this.space) !== null;
      default:
        return false;
    }
  }

  private find(regex: Regex | null, text: string, from = 0): readonly number[] | null {
    const use = regex ?? this.lastRegex;
    if (use === null) return null;
    this.lastRegex = use;
    return use.exec(text, from);
  }

  private substitute(command: Command): boolean {
    const text = this.space;
    let out = "";
    let at = 0;
    let count = 0;
    let done = false;
    let lastEnd = -1;
    for (let from = 0; from <= text.length;) {
      const m = this.find(command.regex, text, from);
      if (m === null) break;
      const [start, end] = m as unknown as [number, number];
      // An empty match right after the last one is none.
      if (start === end && start === lastEnd) {
        if (start >= text.length) break;
        out += text.slice(at, start + 1);
        at = start + 1;
        from = start + 1;
        continue;
      }
      lastEnd = end;
      count++;
      out += text.slice(at, start);
      if (count >= Math.max(1, command.number)) {
        out += expand(command.pieces, text, m);
        done = true;
      } else out += text.slice(start, end);
      at = end;
      if (done && !command.global) break;
      if (start === end) {
        if (start >= text.length) break;
        out += text.slice(start, start + 1);
        at = start + 1;
        from = start + 1;
      } else from = end;
    }
    if (!done) return false;
    this.space = out + text.slice(at);
    return true;
  }
}

function expand(pieces: readonly Piece[], text: string, m: readonly number[]): string {
  let out = "";
  let mode: "U" | "L" | "E" = "E";
  let once: "u" | "l" | null = null;
  for (const piece of pieces) {
    if (piece.kind === "case") {
      if (piece.mode === "u" || piece.mode === "l") once = piece.mode;
      else {
        mode = piece.mode;
        once = null;
      }
      continue;
    }
    const start = piece.kind === "group" ? (m[piece.index * 2] ?? -1) : 0;
    let part =
      piece.kind === "text"
        ? piece.text
        : start < 0
          ? ""
          : text.slice(start, m[piece.index * 2 + 1]);
    if (part === "") continue;
    if (mode === "U") part = part.toUpperCase();
    else if (mode === "L") part = part.toLowerCase();
    if (once !== null) {
      const first = String.fromCodePoint(part.codePointAt(0) as number);
      part = (once === "u" ? first.toUpperCase() : first.toLowerCase()) + part.slice(first.length);
      once = null;
    }
    out += part;
  }
  return out;
}

/** The l command: everything visible, folded. */
function unambiguous(text: string, width: number): string {
  const known: Record<string, string> = {
    "\\": "\\\\",
    "\x07": "\\a",
    "\b": "\\b",
    "\f": "\\f",
    "\n": "\\n",
    "\r": "\\r",
    "\t": "\\t",
    "\v": "\\v",
  };
  const lines: string[] = [];
  let line = "";
  for (const ch of text) {
    const code = ch.codePointAt(0) as number;
    let shown = known[ch];
    if (shown === undefined) {
      shown =
        code >= 32 && code < 127
          ? ch
          : [...encode(ch, "utf8")].map((b) => `\\${b.toString(8).padStart(3, "0")}`).join("");
    }
    if (width > 1 && line.length + shown.length > width - 1) {
      lines.push(`${line}\\`);
      line = "";
    }
    line += shown;
  }
  lines.push(`${line}$`);
  return lines.join("\n");
}
