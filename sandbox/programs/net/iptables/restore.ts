/** iptables-restore(8), ip6tables-restore(8): whole tables in transactions. iptables/xtables-restore.c. */
import { strerror } from "../../../kernel/errno.ts";
import { TABLE_HOOKS } from "../../../kernel/netfilter/types.ts";
import type { Process } from "../../../kernel/proc/process.ts";
import type { Proc } from "../../../kernel/proc/wait.ts";
import { getopt, longs } from "../../core/getopt.ts";
import { readWhole } from "../../core/stdio.ts";
import type { Command } from "./commands.ts";
import { isTable } from "./commands.ts";
import { type TableModel, Transaction } from "./model.ts";
import { parseCommand } from "./parse.ts";
import { CHAIN_NAME_MAX, checkNewChain } from "./parse-names.ts";
import {
  deleteChains,
  flush,
  flushChain,
  lookUp,
  newChain,
  prepare,
  requireRoot,
  setPolicy,
} from "./run.ts";
import { type Session, Stop } from "./session.ts";
import { splitWords } from "./words.ts";

const LONG = longs(
  "counters=c verbose=v version=V test=t help=h noflush=n modprobe:=M table:=T wait::=w wait-interval::=W",
);

interface Options {
  counters: boolean;
  verbose: boolean;
  test: boolean;
  noflush: boolean;
  table: string | null;
}

/** What a line asks for, done at COMMIT. */
type Step = { readonly line: number } & (
  | { readonly kind: "command"; readonly command: Command }
  | { readonly kind: "flush" }
  | { readonly kind: "user"; readonly chain: string }
  | {
      readonly kind: "base";
      readonly chain: string;
      readonly policy: string;
      readonly counters: Command["counters"];
    }
);

function usage(s: Session): never {
  s.err(`Usage: ${s.program} [-c] [-v] [-V] [-t] [-h] [-n] [-T table] [-M command] [-4] [-6] [file]
	   [ --counters ]
	   [ --verbose ]
	   [ --version]
	   [ --test ]
	   [ --help ]
	   [ --noflush ]
	   [ --table=<TABLE> ]
	   [ --modprobe=<command> ]
	   [ --ipv4 ]
	   [ --ipv6 ]
`);
  throw new Stop(0);
}

export function* restore(s: Session, argv: readonly string[]): Proc<number> {
  const parsed = getopt([s.program, ...argv.slice(1)], "bcvVthnwWM:T:", LONG);
  if (parsed.error !== null) {
    s.err(`${parsed.error}\nTry \`${s.program} -h' for more information.\n`);
    return 1;
  }
  const o: Options = { counters: false, verbose: false, test: false, noflush: false, table: null };
  for (const { name, value } of parsed.options) {
    if (name === "c") o.counters = true;
    else if (name === "v") {
      if (o.verbose) s.notSimulated("-v given twice");
      o.verbose = true;
    } else if (name === "V") {
      s.out(`${s.title}\n`);
      return 0;
    } else if (name === "t") o.test = true;
    else if (name === "h") usage(s);
    else if (name === "n") o.noflush = true;
    else if (name === "T") o.table = value;
  }
  // -w takes a number as a word of its own, which is then no file.
  const wait = parsed.options.some(({ name }) => name === "w" || name === "W");
  const words = wait && /^\d+$/.test(parsed.args[0] ?? "") ? parsed.args.slice(1) : parsed.args;
  if (words.length > 1) {
    s.err("Unknown arguments found on commandline\n");
    return 1;
  }
  const text = yield* input(s.proc, words[0] ?? null);
  if (typeof text !== "string") {
    s.err(`Can't open ${words[0] ?? ""}: ${strerror(text.errno)}\n`);
    return 1;
  }
  requireRoot(s);
  return yield* new Restore(s, o).run(text);
}

function* input(
  proc: Process,
  path: string | null,
): Proc<string | { errno: Parameters<typeof strerror>[0] }> {
  const got = yield* readWhole(proc, path ?? "-", "utf8");
  return typeof got === "string" ? { errno: got } : got.text;
}

/** What a restored line costs, µs of virtual time. */
const LINE_COST_US = 2;

class Restore {
  private readonly s: Session;
  private readonly o: Options;
  private readonly t: Transaction;
  /** The table that is being read; null: none. */
  private table: string | null = null;
  private skipping = false;
  private steps: Step[] = [];

  constructor(s: Session, o: Options) {
    this.s = s;
    this.o = o;
    this.t = new Transaction(s);
  }

  *run(text: string): Proc<number> {
    const { s } = this;
    const lines = text.split("\n");
    if (lines[lines.length - 1] === "") lines.pop();
    for (let i = 0; i < lines.length; i++) {
      s.line = i + 1;
      // A line keeps its end: an open quotation takes it in.
      const line = `${lines[i] as string}\n`;
      if (!(yield* this.read(line))) {
        s.err(`${s.program}: line ${s.line} failed\n`);
        return 1;
      }
    }
    if (this.table !== null && !this.skipping) {
      s.err(`${s.program}: COMMIT expected at line ${s.line + 1}\n`);
      return 1;
    }
    return 0;
  }

  private *read(line: string): Proc<boolean> {
    if (line === "\n") return true;
    if (line.startsWith("#")) {
      if (this.o.verbose) this.s.out(line);
      return true;
    }
    if (this.table === null) return line.startsWith("*") && this.begin(line.slice(1));
    if (line === "COMMIT\n") {
      const { length } = this.steps;
      if (this.skipping) this.steps = [];
      else yield* this.commit();
      this.table = null;
      this.skipping = false;
      yield* this.s.proc.spend(length * LINE_COST_US);
      return true;
    }
    if (this.skipping) return true;
    if (line.startsWith(":")) this.chainLine(line.slice(1));
    else yield* this.ruleLine(line);
    return true;
  }

  private begin(rest: string): boolean {
    const { s, o } = this;
    const name = rest.split(/[ \t\n]+/).find((word) => word !== "");
    if (name === undefined) return s.bad(`${s.program}: line ${s.line} table name invalid`);
    if (!isTable(name)) return s.bad(`${s.program}: line ${s.line} table name '${name}' invalid`);
    this.table = name;
    this.skipping = o.table !== null && o.table !== name;
    if (!this.skipping && !o.noflush) this.steps.push({ kind: "flush", line: s.line });
    return true;
  }

  private chainLine(rest: string): void {
    const { s, o } = this;
    const [chain, policy, counts] = rest.split(/[ \t\n]+/).filter((word) => word !== "");
    if (chain === undefined) return s.bad(`${s.program}: line ${s.line} chain name invalid`);
    if (chain.length >= CHAIN_NAME_MAX)
      s.bad(`chain name \`${chain}' too long (must be under ${CHAIN_NAME_MAX} chars)`);
    if (policy === undefined) return s.bad(`${s.program}: line ${s.line} policy invalid`);
    const { line } = s;
    const hooks: readonly string[] = TABLE_HOOKS[this.table as TableModel["name"]];
    const base = hooks.includes(chain);
    if (!base) {
      checkNewChain(s, chain);
      this.steps.push({ kind: "user", chain, line });
      return;
    }
    const m = /^\[(\d+):(\d+)\]/.exec(counts ?? "");
    if (o.counters && m === null) s.bad(`invalid policy counters for chain '${chain}'`);
    const counters =
      o.counters && m !== null ? { packets: Number(m[1]), bytes: Number(m[2]) } : null;
    this.steps.push({ kind: "base", chain, policy, counters, line });
  }

  private *ruleLine(text: string): Proc<void> {
    const { s, o } = this;
    let rest = text;
    let counters: Command["counters"] = null;
    if (text.startsWith("[")) {
      const m = /^\[([^\]:]*):([^\]]*)\]/.exec(text);
      if (m === null) s.bad(`Bad line ${s.line}: need ]`);
      if (m !== null) {
        rest = text.slice(m[0].length);
        counters = { packets: Number(m[1]), bytes: Number(m[2]) };
      }
    }
    const words = splitWords(rest);
    words.unshift(s.program);
    const parsed = parseCommand(s, words, this.table);
    if (parsed === null) return;
    let command = yield* lookUp(s, parsed);
    // With --noflush only the comments are told.
    if (o.verbose && !o.noflush) command = { ...command, verbose: 1 };
    if (o.counters && counters !== null && command.counters === null)
      command = { ...command, counters };
    // A listing is made where it stands.
    if (command.command === "L" || command.command === "S") yield* prepare(this.t, command);
    else this.steps.push({ kind: "command", command, line: s.line });
  }

  private *commit(): Proc<void> {
    const { s, t, o } = this;
    const table = t.table(this.table as TableModel["name"]);
    if (o.test) {
      this.steps = [];
      t.drop();
      return;
    }
    for (const step of this.steps) {
      const why = yield* this.step(table, step);
      if (why === null) continue;
      s.err(`${s.program}: line ${step.line} failed: ${why}.\n`);
      throw new Stop(1);
    }
    this.steps = [];
    t.commit();
  }

  private *step(table: TableModel, step: Step): Proc<string | null> {
    const { t } = this;
    switch (step.kind) {
      case "command":
        return yield* prepare(t, step.command);
      case "flush":
        return this.flush(table, step.line);
      case "user":
        if (table.chains.has(step.chain)) flushChain(t, table, step.chain, step.line);
        else return newChain(t, table, step.chain, step.line);
        return null;
      case "base":
        // "-" leaves the policy as it is, which for a new chain is ACCEPT.
        if (step.policy === "-") {
          t.needChain(table, step.chain, step.line);
          if (step.counters === null) return null;
          return setPolicy(t, table, step.chain, {
            policy: table.chains.get(step.chain)?.policy ?? "ACCEPT",
            counters: step.counters,
            line: step.line,
          });
        }
        return setPolicy(t, table, step.chain, step);
    }
  }

  /** nft_cmd_table_flush(): the table goes, and what follows makes it anew. Being told, it is -F and -X. */
  private flush(table: TableModel, line: number): string | null {
    const { t, o } = this;
    if (o.verbose) {
      const all = { chain: null, verbose: 1, line };
      return flush(t, table, all) ?? deleteChains(t, table, all);
    }
    if (!table.exists) return null;
    t.push({ op: "delete-table", table: table.name }, "TABLE_FLUSH", `table ${table.name}`, line);
    table.exists = false;
    table.chains.clear();
    return null;
  }
}
