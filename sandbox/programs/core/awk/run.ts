/** Running an awk program: expressions at once, what may wait (getline, calls, output) as generators. */
import { Descriptor, Pipe } from "../../../kernel/proc/file.ts";
import type { Process } from "../../../kernel/proc/process.ts";
import type { Proc } from "../../../kernel/proc/wait.ts";
import { compileRegex, literalRegex, type Regex } from "../regex.ts";
import { openInput, openOutput, Out } from "../stdio.ts";
import { fromByteString, toByteString } from "../text.ts";
import { why } from "../tool.ts";
import { AwkArray } from "./array.ts";
import { AwkError, type AwkProgram, type Expr, type Statement } from "./parse.ts";
import { RecordReader } from "./record.ts";
import {
  awkFormat,
  compare,
  Input,
  isTrue,
  numberText,
  toNumber,
  toText,
  type Value,
} from "./values.ts";

/** A thrown control transfer; never leaves this file. */
class Jump {
  readonly what: "next" | "exit" | "break" | "continue" | "return";
  constructor(what: Jump["what"]) {
    this.what = what;
  }
}
const NEXT = new Jump("next");
const EXIT = new Jump("exit");
const BREAK = new Jump("break");
const CONTINUE = new Jump("continue");
const RETURN = new Jump("return");

type Slot = { value: Value | AwkArray };
const DEPTH_MAX = 250;
const SPEND_EVERY = 500;

interface Stream {
  readonly out: Out | null;
  readonly reader: RecordReader | null;
  readonly child: Process | null;
  readonly fd: number;
}

export class Awk {
  private readonly proc: Process;
  private readonly program: AwkProgram;
  private readonly name: string;
  private readonly globals = new Map<string, Slot>();
  private readonly out: Out;
  private readonly streams = new Map<string, Stream>();
  private readonly regexes = new Map<string, Regex>();
  private readonly waits = new Map<Expr, boolean>();
  private frame: Map<string, Slot> | null = null;
  private depth = 0;
  private record = "";
  private fields: Value[] | null = null;
  private recordStale = false;
  private main: RecordReader | null = null;
  private argAt = 1;
  private anyFile = false;
  private status = 0;
  private returned: Value = undefined;
  private steps = 0;
  private inRange = new Set<number>();
  private mainEnded = false;

  constructor(proc: Process, name: string, program: AwkProgram, interactive: boolean) {
    this.proc = proc;
    this.program = program;
    this.name = name;
    this.out = new Out(proc, "bytes");
    if (interactive) this.out.mode = "line";
    for (const [key, value] of [
      ["FS", " "],
      ["OFS", " "],
      ["ORS", "\n"],
      ["RS", "\n"],
      ["SUBSEP", "\x1c"],
      ["CONVFMT", "%.6g"],
      ["OFMT", "%.6g"],
    ] as const)
      this.globals.set(key, { value });
    for (const key of ["NR", "NF", "FNR", "RSTART"]) this.globals.set(key, { value: 0 });
    this.globals.set("RLENGTH", { value: -1 });
    this.globals.set("FILENAME", { value: "" });
    const env = new AwkArray();
    for (const [key, value] of proc.env) env.set(toByteString(key), new Input(toByteString(value)));
    this.globals.set("ENVIRON", { value: env });
  }

  setArgs(args: readonly string[]): void {
    const array = new AwkArray();
    args.forEach((arg, i) => array.setNumber(i, new Input(arg)));
    this.globals.set("ARGV", { value: array });
    this.globals.set("ARGC", { value: args.length });
  }

  assign(name: string, text: string): void {
    this.setVar(
      name,
      new Input(
        text.replace(/\\([\\nt"/])/g, (_all, c: string) =>
          c === "n" ? "\n" : c === "t" ? "\t" : c,
        ),
      ),
    );
  }

  *run(): Proc<number> {
    try {
      yield* this.phases();
    } catch (error) {
      if (!(error instanceof AwkError)) throw error;
      yield* this.out.flush();
      yield* this.proc.warn(`${this.name}: ${fromByteString(error.text)}\n`);
      if (error.text.startsWith("run time error")) {
        yield* this.proc.warn(
          `\tFILENAME="${this.text(this.getVar("FILENAME"))}" FNR=${this.text(this.getVar("FNR"))} NR=${this.text(this.getVar("NR"))}\n`,
        );
      }
      yield* this.closeAll();
      return 2;
    }
    yield* this.closeAll();
    return yield* this.out.close(this.name, this.status, 2);
  }

  private *phases(): Proc<void> {
    const { rules } = this.program;
    const begins = rules.filter((r) => r.kind === "BEGIN");
    const ends = rules.filter((r) => r.kind === "END");
    const mains = rules.filter((r) => r.kind === "main");
    let exited = false;
    for (const rule of begins)
      if (!exited && (yield* this.guard(rule.body as Statement)) === "exit") exited = true;
    if (!exited && (mains.length > 0 || ends.length > 0)) {
      while (!exited) {
        const line = yield* this.nextMain();
        if (line === null) break;
        this.setRecord(line);
        if ((yield* this.oneRecord(mains)) === "exit") exited = true;
      }
    }
    for (const rule of ends) if ((yield* this.guard(rule.body as Statement)) === "exit") return;
  }

  private *oneRecord(mains: readonly AwkProgram["rules"][number][]): Proc<"exit" | "ok"> {
    for (const [i, rule] of mains.entries()) {
      if (!(yield* this.selected(i, rule))) continue;
      if (rule.body === null) {
        this.emit(this.wholeRecord() + this.text(this.getVar("ORS")));
        yield* this.drain();
        continue;
      }
      const how = yield* this.guard(rule.body);
      if (how === "exit") return "exit";
      if (how === "next") return "ok";
    }
    return "ok";
  }

  private *selected(i: number, rule: AwkProgram["rules"][number]): Proc<boolean> {
    if (rule.from === null) return true;
    if (rule.to === null) return isTrue(yield* this.value(rule.from));
    if (!this.inRange.has(i)) {
      if (!isTrue(yield* this.value(rule.from))) return false;
      this.inRange.add(i);
    }
    if (isTrue(yield* this.value(rule.to))) this.inRange.delete(i);
    return true;
  }

  private *guard(body: Statement): Proc<"ok" | "next" | "exit"> {
    const jump = yield* this.exec(body);
    if (jump === NEXT) return "next";
    return jump === EXIT ? "exit" : "ok";
  }

  // ── input ──────────────────────────────────────────────────────────────────────────────────

  private *nextMain(): Proc<string | null> {
    for (;;) {
      if (this.mainEnded) return null;
      if (this.main === null && !(yield* this.openNext())) {
        this.mainEnded = true;
        return null;
      }
      const reader = this.main as RecordReader;
      const line = yield* reader.next(this.text(this.getVar("RS")), (s) => this.regex(s));
      if (line !== null) {
        this.setVar("NR", toNumber(this.getVar("NR")) + 1);
        this.setVar("FNR", toNumber(this.getVar("FNR")) + 1);
        return line;
      }
      if (reader.fd !== 0) this.proc.close(reader.fd);
      this.main = null;
    }
  }

  private *openNext(): Proc<boolean> {
    const argv = this.array("ARGV");
    while (this.argAt < toNumber(this.getVar("ARGC"))) {
      const arg = this.text(argv.get(String(this.argAt++)));
      if (arg === "") continue;
      const assignment = /^([A-Za-z_]\w*)=(.*)$/s.exec(arg);
      if (assignment !== null) {
        this.assign(assignment[1] as string, assignment[2] as string);
        continue;
      }
      const fd = openInput(this.proc, fromByteString(arg));
      this.anyFile = true;
      if (typeof fd === "string") throw new AwkError(`cannot open ${arg} (${why(fd)})`);
      this.setVar("FILENAME", arg);
      this.setVar("FNR", 0);
      this.main = new RecordReader(this.proc, fd);
      return true;
    }
    if (this.anyFile) return false;
    this.anyFile = true;
    this.main = new RecordReader(this.proc, 0);
    yield* this.drain();
    return true;
  }

  private *getline(expr: Extract<Expr, { kind: "getline" }>): Proc<Value> {
    let line: string | null;
    if (expr.from === "main") line = yield* this.nextMain();
    else {
      const source = this.text(yield* this.value(expr.source as Expr));
      const stream = yield* this.inputStream(source, expr.from);
      if (stream === null) return -1;
      line = yield* (stream.reader as RecordReader).next(this.text(this.getVar("RS")), (s) =>
        this.regex(s),
      );
      if (line !== null && expr.from === "command")
        this.setVar("NR", toNumber(this.getVar("NR")) + 1);
    }
    if (line === null) return 0;
    if (expr.target === null) this.setRecord(line);
    else yield* this.store(expr.target, new Input(line));
    return 1;
  }

  private *inputStream(source: string, from: "file" | "command"): Proc<Stream | null> {
    const key = `${from === "file" ? "<" : "|<"}${source}`;
    const known = this.streams.get(key);
    if (known !== undefined) return known;
    yield* this.out.flush();
    let stream: Stream;
    if (from === "file") {
      const fd = openInput(this.proc, fromByteString(source));
      if (typeof fd === "string") return null;
      stream = { out: null, child: null, fd, reader: new RecordReader(this.proc, fd) };
    } else {
      const pipe = new Pipe(this.proc.host.nextPipeId());
      const writer = new Descriptor(pipe.writer);
      const child = this.shell(source, new Map([[1, writer]]));
      writer.close();
      if (child === null) return null;
      const fd = this.proc.install(pipe.reader);
      stream = { out: null, child, fd, reader: new RecordReader(this.proc, fd) };
    }
    this.streams.set(key, stream);
    return stream;
  }

  private shell(command: string, fds: ReadonlyMap<number, Descriptor>): Process | null {
    const all = new Map(this.proc.fds);
    for (const [fd, descriptor] of fds) all.set(fd, descriptor);
    for (const fd of [...all.keys()]) if (fd > 2) all.delete(fd);
    const child = this.proc.spawn(["/bin/sh", "-c", fromByteString(command)], { fds: all });
    if (typeof child !== "string") return child;
    const other = this.proc.spawn(["sh", "-c", fromByteString(command)], { fds: all });
    return typeof other === "string" ? null : other;
  }

  private *closeStream(key: string, stream: Stream): Proc<number> {
    this.streams.delete(key);
    if (stream.out !== null) yield* stream.out.flush();
    if (stream.fd > 2) this.proc.close(stream.fd);
    return stream.child === null ? 0 : yield* this.proc.waitFor(stream.child);
  }

  private *closeAll(): Proc<void> {
    yield* this.out.flush();
    for (const [key, stream] of [...this.streams]) yield* this.closeStream(key, stream);
  }

  private emit(text: string): void {
    this.out.add(text);
  }

  private *drain(): Proc<void> {
    yield* this.out.drain();
  }

  private *outputStream(mode: ">" | ">>" | "|", to: string): Proc<Out> {
    if (mode !== "|" && (to === "/dev/stdout" || to === "-")) return this.out;
    const key = mode === "|" ? `|${to}` : `>${to}`;
    const known = this.streams.get(key);
    if (known !== undefined) return known.out as Out;
    yield* this.out.flush();
    let stream: Stream;
    if (mode === "|") {
      const pipe = new Pipe(this.proc.host.nextPipeId());
      const reader = new Descriptor(pipe.reader);
      const child = this.shell(to, new Map([[0, reader]]));
      reader.close();
      if (child === null)
        throw new AwkError(`cannot open "${to}" for output (underlay: this machine has no sh)`);
      const fd = this.proc.install(pipe.writer);
      stream = { out: new Out(this.proc, "bytes", fd), reader: null, child, fd };
    } else {
      const fd =
        to === "/dev/stderr" ? 2 : openOutput(this.proc, fromByteString(to), mode === ">>");
      if (typeof fd === "string") throw new AwkError(`cannot open "${to}" for output (${why(fd)})`);
      const out = new Out(this.proc, "bytes", fd);
      if (fd === 2) out.mode = "none";
      stream = { out, reader: null, child: null, fd };
    }
    this.streams.set(key, stream);
    return stream.out as Out;
  }

  // ── records and fields ─────────────────────────────────────────────────────────────────────

  private setRecord(text: string): void {
    this.record = text;
    this.fields = null;
    this.recordStale = false;
  }

  private split(): Value[] {
    if (this.fields === null) {
      this.fields = this.splitText(this.record, this.text(this.getVar("FS"))).map(
        (t) => new Input(t),
      );
    }
    return this.fields;
  }

  private splitText(text: string, fs: string): string[] {
    if (text === "") return [];
    const paragraph = this.text(this.getVar("RS")) === "";
    if (fs === " ") {
      const words = text.split(/[ \t\n\v\f\r]+/);
      if (words[0] === "") words.shift();
      if (words[words.length - 1] === "") words.pop();
      return words;
    }
    if (fs === "") return [...text];
    if (fs.length === 1 && fs !== "\\" && !paragraph) return text.split(fs);
    const regex = fs.length === 1 ? literalRegex(fs) : this.regex(fs);
    const out: string[] = [];
    let at = 0;
    for (let from = 0; from <= text.length;) {
      const m = regex.exec(text, from);
      const nl = paragraph ? text.indexOf("\n", from) : -1;
      let start = m === null ? -1 : (m[0] as number);
      let end = m === null ? -1 : (m[1] as number);
      if (nl >= 0 && (start < 0 || nl < start)) {
        start = nl;
        end = nl + 1;
      }
      if (start < 0) break;
      if (end === start) {
        from = start + 1;
        continue;
      }
      out.push(text.slice(at, start));
      at = end;
      from = end;
    }
    out.push(text.slice(at));
    return out;
  }

  private wholeRecord(): string {
    if (this.recordStale) {
      const ofs = this.text(this.getVar("OFS"));
      this.record = (this.fields as Value[]).map((f) => this.text(f)).join(ofs);
      this.recordStale = false;
    }
    return this.record;
  }

  private field(i: number): Value {
    if (i < 0) throw new AwkError(`run time error: negative field index $${i}`);
    if (i === 0) return new Input(this.wholeRecord());
    return this.split()[i - 1];
  }

  private setField(i: number, value: Value): void {
    if (i < 0 || i > 32_767) throw new AwkError(`run time error: negative field index $${i}`);
    if (i === 0) {
      this.setRecord(this.text(value));
      return;
    }
    const fields = this.split();
    while (fields.length < i) fields.push("");
    fields[i - 1] = value;
    this.recordStale = true;
  }

  // ── variables ──────────────────────────────────────────────────────────────────────────────

  private slot(name: string): Slot {
    const local = this.frame?.get(name);
    if (local !== undefined) return local;
    let slot = this.globals.get(name);
    if (slot === undefined) this.globals.set(name, (slot = { value: undefined }));
    return slot;
  }

  private getVar(name: string): Value {
    if (name === "NF" && this.frame?.has("NF") !== true) return this.split().length;
    const { value } = this.slot(name);
    if (value instanceof AwkArray)
      throw new AwkError(`type error in ${name}: an array is no value`);
    return value;
  }

  private setVar(name: string, value: Value): void {
    const slot = this.slot(name);
    if (slot.value instanceof AwkArray) throw new AwkError(`type error: ${name} is an array`);
    slot.value = value;
    if (name !== "NF" || this.frame?.has("NF") === true) return;
    const count = Math.max(0, Math.min(32_767, Math.trunc(toNumber(value))));
    const fields = this.split();
    while (fields.length < count) fields.push("");
    fields.length = count;
    this.recordStale = true;
  }

  private array(name: string): AwkArray {
    const slot = this.slot(name);
    if (slot.value === undefined) slot.value = new AwkArray();
    if (!(slot.value instanceof AwkArray)) throw new AwkError(`type error: ${name} is no array`);
    return slot.value;
  }

  private text(value: Value): string {
    if (typeof value === "string") return value;
    const format = this.globals.get("CONVFMT")?.value;
    return toText(value, typeof format === "string" ? format : "%.6g");
  }

  private key(subs: readonly Expr[]): string {
    if (subs.length === 1) return this.text(this.eval(subs[0] as Expr));
    return subs.map((s) => this.text(this.eval(s))).join(this.text(this.getVar("SUBSEP")));
  }

  private element(
    name: string,
    subs: readonly Expr[],
  ): { array: AwkArray; key: string; number: number | null } {
    const array = this.array(name);
    if (subs.length === 1) {
      const value = this.eval(subs[0] as Expr);
      if (typeof value === "number")
        return { array, key: this.text(value), number: Number.isInteger(value) ? value : null };
      return { array, key: this.text(value), number: null };
    }
    return { array, key: this.key(subs), number: null };
  }

  private regex(source: string): Regex {
    let regex = this.regexes.get(source);
    if (regex === undefined) {
      const made = compileRegex(source, "awk");
      if (typeof made === "string")
        throw new AwkError(
          `regular expression compile failed (${made.includes("Unmatched (") ? "missing ')'" : made.includes("[") ? "bad class -- [], [^] or [" : made})\n${source}`,
        );
      if (this.regexes.size > 500) this.regexes.clear();
      this.regexes.set(source, (regex = made));
    }
    return regex;
  }

  private patternOf(expr: Expr): Regex {
    return this.regex(expr.kind === "regex" ? expr.source : this.text(this.eval(expr)));
  }

  // ── statements ─────────────────────────────────────────────────────────────────────────────

  /** Runs a statement; a jump that it does not catch is its result. */
  private *exec(s: Statement): Proc<Jump | null> {
    if (++this.steps % SPEND_EVERY === 0) yield* this.proc.spend(50);
    switch (s.kind) {
      case "block":
        for (const one of s.body) {
          const jump = yield* this.exec(one);
          if (jump !== null) return jump;
        }
        return null;
      case "expr":
        if (this.mayWait(s.expr)) yield* this.value(s.expr);
        else this.eval(s.expr);
        return null;
      case "print":
        yield* this.print(s);
        return null;
      case "if":
        if (isTrue(yield* this.value(s.test))) return yield* this.exec(s.yes);
        return s.no === null ? null : yield* this.exec(s.no);
      case "while": {
        let first = s.first;
        while (first || isTrue(yield* this.value(s.test))) {
          first = false;
          const jump = yield* this.exec(s.body);
          if (jump === BREAK) break;
          if (jump !== null && jump !== CONTINUE) return jump;
        }
        return null;
      }
      case "for": {
        if (s.init !== null) yield* this.exec(s.init);
        while (s.test === null || isTrue(yield* this.value(s.test))) {
          const jump = yield* this.exec(s.body);
          if (jump === BREAK) break;
          if (jump !== null && jump !== CONTINUE) return jump;
          if (s.step !== null) yield* this.exec(s.step);
        }
        return null;
      }
      case "forin":
        for (const key of this.array(s.array).keys()) {
          this.setVar(s.name, new Input(key));
          const jump = yield* this.exec(s.body);
          if (jump === BREAK) break;
          if (jump !== null && jump !== CONTINUE) return jump;
        }
        return null;
      case "next":
        return NEXT;
      case "break":
        return BREAK;
      case "continue":
        return CONTINUE;
      case "exit":
        if (s.value !== null) this.status = Math.trunc(toNumber(yield* this.value(s.value))) & 255;
        return EXIT;
      case "return":
        this.returned = s.value === null ? undefined : yield* this.value(s.value);
        return RETURN;
      case "delete":
        if (s.subs === null) this.array(s.name).clear();
        else this.array(s.name).delete(this.key(s.subs));
        return null;
    }
  }

  private *print(s: Extract<Statement, { kind: "print" }>): Proc<void> {
    const values: Value[] = [];
    for (const arg of s.args)
      values.push(this.mayWait(arg) ? yield* this.value(arg) : this.eval(arg));
    let text: string;
    if (s.format)
      text = awkFormat(this.text(values[0]), values.slice(1), this.text(this.getVar("CONVFMT")));
    else if (values.length === 0) text = this.wholeRecord() + this.text(this.getVar("ORS"));
    else {
      const ofmt = this.text(this.getVar("OFMT"));
      text =
        values
          .map((v) => (typeof v === "number" ? numberText(v, ofmt) : this.text(v)))
          .join(this.text(this.getVar("OFS"))) + this.text(this.getVar("ORS"));
    }
    if (s.mode === "") {
      if (this.out.add(text)) yield* this.out.drain();
      return;
    }
    const out = yield* this.outputStream(s.mode, this.text(yield* this.value(s.to as Expr)));
    yield* out.put(text);
  }

  // ── expressions ────────────────────────────────────────────────────────────────────────────

  private mayWait(expr: Expr): boolean {
    const known = this.waits.get(expr);
    if (known !== undefined) return known;
    let waits =
      expr.kind === "getline" ||
      (expr.kind === "call" &&
        (expr.user || expr.name === "system" || expr.name === "close" || expr.name === "fflush"));
    for (const child of children(expr)) if (this.mayWait(child)) waits = true;
    this.waits.set(expr, waits);
    return waits;
  }

  /** Any expression. What may wait is done first and put in its place as a constant. */
  private *value(expr: Expr): Proc<Value> {
    if (!this.mayWait(expr)) return this.eval(expr);
    switch (expr.kind) {
      case "getline":
        return yield* this.getline(expr);
      case "and":
      case "or": {
        const left = isTrue(yield* this.value(expr.left));
        if (left === (expr.kind === "or")) return left ? 1 : 0;
        return isTrue(yield* this.value(expr.right)) ? 1 : 0;
      }
      case "cond":
        return yield* this.value(isTrue(yield* this.value(expr.test)) ? expr.yes : expr.no);
      case "assign": {
        const value = yield* this.value(expr.value);
        const target = yield* this.settleTarget(expr.target);
        return this.eval({ ...expr, target, value: { kind: "const", value } });
      }
      case "call":
        if (expr.user) return yield* this.callUser(expr);
        if (expr.name === "system" || expr.name === "close" || expr.name === "fflush")
          return yield* this.callWaiting(expr);
        return this.eval({ ...expr, args: yield* this.settleAll(expr.args, expr.name) });
      case "binary":
      case "match":
        return this.eval({
          ...expr,
          left: yield* this.settle(expr.left),
          right: yield* this.settle(expr.right),
        });
      case "unary":
        return this.eval({ ...expr, of: yield* this.settle(expr.of) });
      case "field":
        return this.eval({ kind: "field", of: yield* this.settle(expr.of) });
      case "group":
        return this.eval({ kind: "group", list: yield* this.settleAll(expr.list, "") });
      case "index":
      case "in":
        return this.eval({ ...expr, subs: yield* this.settleAll(expr.subs, "") });
      case "step":
        return this.eval({ ...expr, target: yield* this.settleTarget(expr.target) });
      default:
        return this.eval(expr);
    }
  }

  private *settle(expr: Expr): Proc<Expr> {
    return this.mayWait(expr) ? { kind: "const", value: yield* this.value(expr) } : expr;
  }

  private *settleAll(list: readonly Expr[], name: string): Proc<Expr[]> {
    const out: Expr[] = [];
    for (const [i, expr] of list.entries()) {
      const keep = (name === "sub" || name === "gsub") && i === 2;
      out.push(keep ? yield* this.settleTarget(expr) : yield* this.settle(expr));
    }
    return out;
  }

  private *settleTarget(target: Expr): Proc<Expr> {
    if (target.kind === "index") return { ...target, subs: yield* this.settleAll(target.subs, "") };
    if (target.kind === "field") return { kind: "field", of: yield* this.settle(target.of) };
    return target;
  }

  private *store(target: Expr, value: Value): Proc<void> {
    this.put(yield* this.settleTarget(target), value);
  }

  private *callWaiting(expr: Extract<Expr, { kind: "call" }>): Proc<Value> {
    const args: string[] = [];
    for (const arg of expr.args) args.push(this.text(yield* this.value(arg)));
    if (expr.name === "fflush") {
      yield* this.out.flush();
      for (const stream of this.streams.values())
        if (stream.out !== null) yield* stream.out.flush();
      return 0;
    }
    if (expr.name === "close") {
      let result = -1;
      for (const prefix of [">", "|", "<", "|<"]) {
        const stream = this.streams.get(prefix + args[0]);
        if (stream !== undefined) result = yield* this.closeStream(prefix + args[0], stream);
      }
      return result;
    }
    yield* this.out.flush();
    for (const stream of this.streams.values()) if (stream.out !== null) yield* stream.out.flush();
    const child = this.shell(args[0] ?? "", new Map());
    if (child === null) {
      yield* this.proc.warn(
        `${this.name}: underlay: system() needs sh, which this machine does not have\n`,
      );
      return 127;
    }
    return yield* this.proc.waitFor(child);
  }

  private *callUser(expr: Extract<Expr, { kind: "call" }>): Proc<Value> {
    const fn = this.program.functions.get(expr.name);
    if (fn === undefined)
      throw new AwkError(`line ${expr.line}: function ${expr.name} never defined`);
    if (expr.args.length > fn.params.length)
      throw new AwkError(`line ${expr.line}: too many arguments in call to ${expr.name}`);
    if (++this.depth > DEPTH_MAX)
      throw new AwkError("run time error: function call nesting too deep");
    const frame = new Map<string, Slot>();
    for (const [i, param] of fn.params.entries()) {
      const arg = expr.args[i];
      if (arg === undefined) frame.set(param, { value: undefined });
      else if (arg.kind === "var") {
        const slot = this.slot(arg.name);
        // An untyped variable may become an array inside: then both share it.
        if (slot.value instanceof AwkArray) frame.set(param, { value: slot.value });
        else if (slot.value === undefined && arg.name !== "NF") frame.set(param, shared(slot));
        else frame.set(param, { value: this.getVar(arg.name) });
      } else frame.set(param, { value: yield* this.value(arg) });
    }
    const outer = this.frame;
    this.frame = frame;
    this.returned = undefined;
    const jump = yield* this.exec(fn.body);
    this.frame = outer;
    this.depth--;
    const result = this.returned;
    this.returned = undefined;
    if (jump === EXIT || jump === NEXT)
      throw new AwkError(
        jump === EXIT
          ? "underlay does not simulate exit inside a function"
          : "underlay does not simulate next inside a function",
      );
    return result;
  }

  private put(target: Expr, value: Value): void {
    if (target.kind === "var") this.setVar(target.name, value);
    else if (target.kind === "index") {
      const { array, key, number } = this.element(target.name, target.subs);
      if (number === null) array.set(key, value);
      else array.setNumber(number, value);
    } else if (target.kind === "field")
      this.setField(Math.trunc(toNumber(this.eval(target.of))), value);
  }

  private eval(expr: Expr): Value {
    switch (expr.kind) {
      case "const":
        return expr.value as Value;
      case "var":
        return this.getVar(expr.name);
      case "field":
        return this.field(Math.trunc(toNumber(this.eval(expr.of))));
      case "index": {
        const { array, key, number } = this.element(expr.name, expr.subs);
        return number === null ? array.make(key) : array.makeNumber(number);
      }
      case "regex":
        return this.regex(expr.source).test(this.wholeRecord()) ? 1 : 0;
      case "group": {
        if (expr.list.length === 1) return this.eval(expr.list[0] as Expr);
        return this.key(expr.list);
      }
      case "unary": {
        const value = this.eval(expr.of);
        if (expr.op === "!") return isTrue(value) ? 0 : 1;
        return expr.op === "-" ? -toNumber(value) : toNumber(value);
      }
      case "binary":
        return this.binary(expr.op, this.eval(expr.left), this.eval(expr.right));
      case "match":
        return this.patternOf(expr.right).test(this.text(this.eval(expr.left))) === expr.negate
          ? 0
          : 1;
      case "and":
        return isTrue(this.eval(expr.left)) && isTrue(this.eval(expr.right)) ? 1 : 0;
      case "or":
        return isTrue(this.eval(expr.left)) || isTrue(this.eval(expr.right)) ? 1 : 0;
      case "cond":
        return this.eval(isTrue(this.eval(expr.test)) ? expr.yes : expr.no);
      case "assign": {
        let value = this.eval(expr.value);
        if (expr.op !== "") value = this.binary(expr.op, this.eval(expr.target), value);
        this.put(expr.target, value);
        return value;
      }
      case "step": {
        const old = toNumber(this.eval(expr.target));
        this.put(expr.target, old + expr.by);
        return expr.prefix ? old + expr.by : old;
      }
      case "in":
        return this.array(expr.name).has(this.key(expr.subs)) ? 1 : 0;
      case "call":
        return this.builtin(expr);
      case "getline":
        return 0;
    }
  }

  private binary(op: string, a: Value, b: Value): Value {
    switch (op) {
      case " ": {
        const text = this.text(a) + this.text(b);
        if (text.length > 16 << 20) throw new AwkError("run time error: string too long");
        return text;
      }
      case "+":
        return toNumber(a) + toNumber(b);
      case "-":
        return toNumber(a) - toNumber(b);
      case "*":
        return toNumber(a) * toNumber(b);
      case "/": {
        const d = toNumber(b);
        if (d === 0) return toNumber(a) === 0 ? -NaN : toNumber(a) / 0;
        return toNumber(a) / d;
      }
      case "%":
        return toNumber(a) % toNumber(b);
      case "^":
        return power(toNumber(a), toNumber(b));
    }
    const c = compare(a, b, this.text(this.getVar("CONVFMT")));
    const holds =
      op === "<"
        ? c < 0
        : op === "<="
          ? c <= 0
          : op === "=="
            ? c === 0
            : op === "!="
              ? c !== 0
              : op === ">="
                ? c >= 0
                : c > 0;
    return holds ? 1 : 0;
  }

  private builtin(expr: Extract<Expr, { kind: "call" }>): Value {
    const { name, args } = expr;
    const need = ARITY.get(name);
    if (need !== undefined && (args.length < need[0] || args.length > need[1]))
      throw new AwkError(`line ${expr.line}: wrong number of arguments in call to ${name}`);
    const arg = (i: number): Value => (args[i] === undefined ? undefined : this.eval(args[i]));
    const text = (i: number): string => this.text(arg(i));
    const number = (i: number): number => toNumber(arg(i));
    switch (name) {
      case "length": {
        const of = args[0];
        if (of === undefined) return this.wholeRecord().length;
        if (of.kind === "var" && this.slot(of.name).value instanceof AwkArray)
          return this.array(of.name).size;
        return text(0).length;
      }
      case "substr": {
        const s = text(0);
        const from = Math.trunc(number(1));
        const count = args.length > 2 ? Math.trunc(number(2)) : Infinity;
        // mawk 1.3.4 20200120 lengthens by what lies before the string instead of shortening.
        const start = Math.max(0, from - 1);
        return s.slice(start, start + Math.max(0, from <= 0 ? count - from : count));
      }
      case "index":
        return text(0).indexOf(text(1)) + 1;
      case "tolower":
        return text(0).replace(/[A-Z]+/g, (s) => s.toLowerCase());
      case "toupper":
        return text(0).replace(/[a-z]+/g, (s) => s.toUpperCase());
      case "sprintf":
        return awkFormat(
          text(0),
          args.slice(1).map((a) => this.eval(a)),
          this.text(this.getVar("CONVFMT")),
          "sprintf",
        );
      case "int":
        return Math.trunc(number(0));
      case "sqrt":
        return Math.sqrt(number(0));
      case "rand":
        return this.proc.rng.below(2_147_483_647) / 2_147_483_648;
      case "srand":
        return 0;
      case "systime":
        return Math.floor((this.proc.host.sim.epochUs + this.proc.now) / 1e6);
      case "match": {
        const m = this.patternOf(args[1] as Expr).exec(text(0));
        this.setVar("RSTART", m === null ? 0 : (m[0] as number) + 1);
        this.setVar("RLENGTH", m === null ? -1 : (m[1] as number) - (m[0] as number));
        return m === null ? 0 : (m[0] as number) + 1;
      }
      case "split": {
        const s = text(0);
        const sep = args[2];
        const fs =
          sep === undefined
            ? this.text(this.getVar("FS"))
            : sep.kind === "regex"
              ? sep.source
              : text(2);
        const parts = this.splitText(
          s,
          sep?.kind === "regex" && fs.length === 1 && fs !== " "
            ? fs
            : sep?.kind === "regex" && fs === " "
              ? "[ ]"
              : fs,
        );
        const array = this.array((args[1] as { name: string }).name);
        array.clear();
        parts.forEach((part, i) => array.setNumber(i + 1, new Input(part)));
        return parts.length;
      }
      case "sub":
      case "gsub":
        return this.substitute(args, name === "gsub");
      default:
        throw new AwkError(`underlay does not simulate ${name}()`);
    }
  }

  private substitute(args: readonly Expr[], all: boolean): number {
    const regex = this.patternOf(args[0] as Expr);
    const to = this.text(this.eval(args[1] as Expr));
    const target: Expr = args[2] ?? { kind: "field", of: { kind: "const", value: 0 } };
    const text = this.text(this.eval(target));
    let out = "";
    let at = 0;
    let count = 0;
    let lastEnd = -1;
    for (let from = 0; from <= text.length;) {
      const m = regex.exec(text, from);
      if (m === null) break;
      const [start, end] = m as unknown as [number, number];
      if (start === end && start === lastEnd) {
        if (start >= text.length) break;
        out += text.slice(at, start + 1);
        at = start + 1;
        from = at;
        continue;
      }
      lastEnd = end;
      count++;
      out +=
        text.slice(at, start) +
        to.replace(/\\\\&|\\&|&/g, (s) =>
          s === "&" ? text.slice(start, end) : s === "\\&" ? "&" : `\\${text.slice(start, end)}`,
        );
      at = end;
      if (!all) break;
      if (start === end) {
        if (start >= text.length) break;
        out += text.slice(start, start + 1);
        at = start + 1;
        from = at;
      } else from = end;
    }
    if (count > 0) this.put(target, out + text.slice(at));
    return count;
  }
}

const ARITY = new Map<string, readonly [number, number]>([
  ["substr", [2, 3]],
  ["index", [2, 2]],
  ["split", [2, 3]],
  ["sub", [2, 3]],
  ["gsub", [2, 3]],
  ["match", [2, 2]],
  ["int", [1, 1]],
  ["sqrt", [1, 1]],
  ["tolower", [1, 1]],
  ["toupper", [1, 1]],
  ["sprintf", [1, 255]],
]);

/** A parameter that stands for an untyped variable: an array made inside is the caller's too. */
function shared(slot: Slot): Slot {
  let own: Value | AwkArray = undefined;
  return {
    get value() {
      return own;
    },
    set value(next: Value | AwkArray) {
      own = next;
      if (next instanceof AwkArray && slot.value === undefined) slot.value = next;
    },
  };
}

function children(expr: Expr): readonly Expr[] {
  switch (expr.kind) {
    case "index":
    case "in":
      return expr.subs;
    case "field":
    case "unary":
      return [expr.of];
    case "binary":
    case "match":
    case "and":
    case "or":
      return [expr.left, expr.right];
    case "cond":
      return [expr.test, expr.yes, expr.no];
    case "assign":
      return [expr.target, expr.value];
    case "step":
      return [expr.target];
    case "group":
      return expr.list;
    case "call":
      return expr.args;
    default:
      return [];
  }
}

/** Whole powers by multiplication, square roots exactly; other exponents are refused (no libm here). */
function power(base: number, exponent: number): number {
  if (Number.isInteger(exponent) && Math.abs(exponent) <= 100_000) {
    let result = 1;
    let square = base;
    for (let n = Math.abs(exponent); n > 0; n = Math.floor(n / 2)) {
      if (n % 2 === 1) result *= square;
      square *= square;
    }
    return exponent < 0 ? 1 / result : result;
  }
  if (exponent === 0.5) return Math.sqrt(base);
  throw new AwkError("underlay does not simulate powers that are not whole numbers");
}
