/**
 * What a tool knows of the tables while it makes a transaction: the kernel's tables as they were, with the
 * changes that were asked for so far. iptables/nft-cache.c and the preparing half of nft.c.
 */
import {
  type HookName,
  type NfFamily,
  TABLE_HOOKS,
  type XtChainDump,
  type XtCommand,
  type XtRule,
  type XtTableDump,
  type XtTableName,
} from "../../../kernel/netfilter/types.ts";
import { strerror } from "../../../kernel/errno.ts";
import type { Names } from "./names.ts";
import { saveRule } from "./rule.ts";
import { RESOURCE_PROBLEM, type Session } from "./session.ts";

export interface ChainModel {
  readonly name: string;
  readonly hook: HookName | null;
  policy: "ACCEPT" | "DROP";
  rules: RuleModel[];
}

/** A rule and how it is written, which tells it from others. */
export interface RuleModel {
  readonly rule: XtRule;
  text: string | null;
}

/** How the kernel's refusal of a step is told: `RULE_APPEND failed (...): rule in chain INPUT`. */
interface Mark {
  readonly label: string;
  readonly what: string;
  readonly line: number;
}

export class TableModel {
  readonly name: XtTableName;
  exists: boolean;
  readonly chains = new Map<string, ChainModel>();

  constructor(name: XtTableName, dump: XtTableDump | null) {
    this.name = name;
    this.exists = dump !== null;
    for (const chain of dump?.chains ?? [])
      this.chains.set(chain.name, {
        name: chain.name,
        hook: chain.hook,
        policy: chain.policy ?? "ACCEPT",
        rules: chain.rules.map((rule) => ({ rule, text: null })),
      });
  }

  isBase(chain: string): chain is HookName {
    return (TABLE_HOOKS[this.name] as readonly string[]).includes(chain);
  }
}

/** Bytewise, as strcmp. */
export function byName(a: { readonly name: string }, b: { readonly name: string }): number {
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
}

/** A chain that iptables shows although the kernel does not have it. */
export function fakeChain(hook: HookName): XtChainDump {
  return {
    name: hook,
    handle: 0,
    hook,
    policy: "ACCEPT",
    packets: 0,
    bytes: 0,
    references: 0,
    rules: [],
  };
}

/** All chains of a table in the order of listings: the built-in ones by hook, the user's by name. */
export function listedChains(table: XtTableName, dump: XtTableDump | null): XtChainDump[] {
  const chains = dump?.chains ?? [];
  const base = TABLE_HOOKS[table].map(
    (hook) => chains.find(({ name }) => name === hook) ?? fakeChain(hook),
  );
  return [...base, ...chains.filter(({ hook }) => hook === null).sort(byName)];
}

export class Transaction {
  readonly s: Session;
  private readonly tables = new Map<XtTableName, TableModel>();
  private commands: XtCommand[] = [];
  private marks: Mark[] = [];

  constructor(s: Session) {
    this.s = s;
  }

  get length(): number {
    return this.commands.length;
  }

  table(name: XtTableName): TableModel {
    let table = this.tables.get(name);
    if (table === undefined) {
      table = new TableModel(name, this.s.door.table(this.s.family, name));
      this.tables.set(name, table);
    }
    return table;
  }

  push(command: XtCommand, label: string, what: string, line: number): void {
    this.commands.push(command);
    this.marks.push({ label, what, line });
  }

  /** Does the transaction itself make this chain? */
  isFresh(table: XtTableName, chain: string): boolean {
    return this.commands.some(
      (one) => one.op === "new-chain" && one.table === table && one.chain === chain,
    );
  }

  /** Forget everything that was asked for. */
  drop(): void {
    this.tables.clear();
    this.commands = [];
    this.marks = [];
  }

  needTable(table: TableModel, line: number): void {
    if (table.exists) return;
    table.exists = true;
    this.push({ op: "table", table: table.name }, "TABLE_ADD", `table ${table.name}`, line);
  }

  /** nft_xt_builtin_init(): a built-in chain is made when it is first needed. */
  needChain(table: TableModel, chain: string, line: number): ChainModel | null {
    const had = table.chains.get(chain);
    if (had !== undefined || !table.isBase(chain)) return had ?? null;
    this.needTable(table, line);
    const made: ChainModel = { name: chain, hook: chain, policy: "ACCEPT", rules: [] };
    table.chains.set(chain, made);
    this.push({ op: "base-chain", table: table.name, chain }, "CHAIN_ADD", `chain ${chain}`, line);
    return made;
  }

  /** nft_commit(): the kernel does all of it, or says which step it will not do. */
  commit(): void {
    const { s, commands, marks } = this;
    this.drop();
    if (commands.length === 0) return;
    const failure = s.door.commit(s.family, commands);
    if (failure === null) return;
    const { label, what, line } = marks[failure.index] as Mark;
    const where = line < 0 ? " " : `\nline ${line}: `;
    s.error(RESOURCE_PROBLEM, `${where}${label} failed (${strerror(failure.errno)}): ${what}`);
  }
}

/** Is there a rule of the same text? Its place, or -1. */
export function findRule(
  chain: ChainModel,
  wanted: XtRule,
  names: Names,
  family: NfFamily,
): number {
  const text = saveRule(wanted, names, family);
  return chain.rules.findIndex((one) => {
    one.text ??= saveRule(one.rule, names, family);
    return one.text === text;
  });
}
