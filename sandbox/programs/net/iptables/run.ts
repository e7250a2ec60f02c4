/**
 * Doing what a command asks for: steps of a transaction, and listings. iptables/nft.c, nft-cmd.c,
 * xtables.c's do_commandx(). A step that cannot be is told by nft_strerror()'s words.
 */
import {
  type AddrMask,
  type NfAddr,
  TABLE_HOOKS,
  type XtChainDump,
  type XtRule,
  type XtTableName,
} from "../../../kernel/netfilter/types.ts";
import type { Proc } from "../../../kernel/proc/wait.ts";
import { resolve } from "../resolve.ts";
import { assert } from "../../../sim/assert.ts";
import { addrMask, isZero, maskAddress, type Wanted } from "./address.ts";
import { type Command, isTable } from "./commands.ts";
import { chainHeader, addressesOf, type Listing, ruleLine, saveRule, verboseLine } from "./rule.ts";
import { byName, findRule, listedChains, type TableModel, Transaction } from "./model.ts";
import { PARAMETER_PROBLEM, RESOURCE_PROBLEM, type Session, VERSION_PROBLEM } from "./session.ts";

/** nft_strerror() */
const NO_CHAIN = "No chain/target/match by that name";
const BAD_RULE = "Bad rule (does a matching rule exist in that chain?)";
const CHAIN_EXISTS = "Chain already exists";
const FILE_EXISTS = "File exists";
const NOT_EMPTY = "Directory not empty";
const BAD_CHAIN = "Bad built-in chain name";
export const BAD_POLICY = "Bad policy name";
const tooBig = (what: string): string => `Index of ${what} too big`;

/** Only root may ask nf_tables anything. */
export function requireRoot(s: Session): void {
  if (!s.proc.isRoot)
    s.error(
      RESOURCE_PROBLEM,
      "Could not fetch rule set generation id: Permission denied (you must be root)",
    );
}

export function tableOf(s: Session, name: string): XtTableName {
  if (!isTable(name)) return s.error(VERSION_PROBLEM, `table '${name}' does not exist`);
  return name;
}

/** Look the names in `-s` and `-d` up; each address of a name is one more rule. */
export function* lookUp(s: Session, c: Command): Proc<Command> {
  const { sources, destinations } = c.rule;
  if (!needsLookUp(sources) && !needsLookUp(destinations)) return c;
  return {
    ...c,
    rule: {
      ...c.rule,
      sources: yield* found(s, sources),
      destinations: yield* found(s, destinations),
    },
  };
}

const needsLookUp = (wanted: readonly Wanted[] | null): boolean =>
  wanted?.some(({ address }) => address === null) === true;

function* found(s: Session, wanted: readonly Wanted[] | null): Proc<readonly Wanted[] | null> {
  if (wanted === null) return null;
  const out: Wanted[] = [];
  for (const one of wanted) {
    if (one.address !== null) {
      out.push(one);
      continue;
    }
    const { name, mask } = one;
    const answer = yield* resolve(s.proc, name, s.v6 ? 6 : 4);
    if ("error" in answer) return s.bad(`host/network \`${name}' not found`);
    const seen = new Set<NfAddr>();
    for (const { address } of answer.addresses) {
      const masked = maskAddress(address, mask);
      if (!seen.has(masked)) out.push({ name, address: masked, mask });
      seen.add(masked);
    }
  }
  return out;
}

/** The addresses of `-s` or `-d`: none, or one or several. */
function addresses(wanted: readonly Wanted[] | null, invert: boolean): (AddrMask | null)[] {
  if (wanted === null) return [null];
  return wanted.map(({ address, mask }) => {
    if (isZero(mask) && !invert) return null;
    assert(address !== null, "an address that was not looked up");
    return addrMask(address, mask, invert);
  });
}

/** The rules that a command line stands for: one for each pair of addresses. */
function rulesOf({ rule }: Command): XtRule[] {
  const { ip, matches, target } = rule;
  const sources = addresses(rule.sources, rule.sourceInvert);
  const destinations = addresses(rule.destinations, rule.destinationInvert);
  const out: XtRule[] = [];
  for (const src of sources)
    for (const dst of destinations) out.push({ ip: { ...ip, src, dst }, matches, target });
  return out;
}

/** One command into steps of the transaction. null: done; else why not. */
export function* prepare(t: Transaction, c: Command): Proc<string | null> {
  const { s } = t;
  const table = t.table(tableOf(s, c.table));
  const chain = c.chain;
  switch (c.command) {
    case "A":
    case "I":
    case "R":
    case "D":
    case "C":
      return changeRules(t, table, c);
    case "D#":
      return deleteNumber(t, table, c);
    case "F":
      return flush(t, table, c);
    case "Z":
      return zero(t, table, chain, c);
    case "Z#":
      return zeroRule(t, table, c);
    case "N":
      return newChain(t, table, chain as string, c.line);
    case "X":
      return deleteChains(t, table, c);
    case "E":
      return rename(t, table, c);
    case "P":
      // -c is taken and has no effect.
      return setPolicy(t, table, chain as string, { ...c, counters: null });
    case "L":
    case "S":
      yield* list(s, c, table.name);
      return c.zero ? zero(t, table, chain, c) : null;
  }
}

// ── rules ──────────────────────────────────────────────────────────────────────────────────────

function changeRules(t: Transaction, table: TableModel, c: Command): string | null {
  const { s } = t;
  const { target } = c.rule;
  for (const rule of rulesOf(c)) {
    if ((target.name === "jump" || target.name === "goto") && !chainExists(table, target.chain))
      s.error(PARAMETER_PROBLEM, `Chain '${target.chain}' does not exist`);
    const why =
      c.command === "A"
        ? append(t, table, c, rule)
        : c.command === "I"
          ? insert(t, table, c, rule)
          : c.command === "R"
            ? replace(t, table, c, rule)
            : deleteOrCheck(t, table, c, rule);
    if (why !== null) return why;
  }
  return null;
}

function chainExists(table: TableModel, name: string): boolean {
  return table.isBase(name) || table.chains.has(name);
}

function say(t: Transaction, c: Command, rule: XtRule): void {
  if (c.verbose > 0) t.s.out(verboseLine(rule, t.s.names, t.s.family));
}

function append(t: Transaction, table: TableModel, c: Command, rule: XtRule): string | null {
  const name = c.chain as string;
  const chain = t.needChain(table, name, c.line);
  if (chain === null) return NO_CHAIN;
  chain.rules.push({ rule, text: null });
  t.push(
    { op: "append", table: table.name, chain: name, rule, ...c.counters },
    "RULE_APPEND",
    `rule in chain ${name}`,
    c.line,
  );
  say(t, c, rule);
  return null;
}

function insert(t: Transaction, table: TableModel, c: Command, rule: XtRule): string | null {
  const name = c.chain as string;
  const chain = t.needChain(table, name, c.line);
  if (chain === null) return NO_CHAIN;
  const at = c.number - 1;
  if (at > chain.rules.length) return tooBig("insertion");
  if (at === chain.rules.length && at > 0) return append(t, table, c, rule);
  chain.rules.splice(at, 0, { rule, text: null });
  t.push(
    { op: "insert", table: table.name, chain: name, at, rule, ...c.counters },
    "RULE_INSERT",
    `rule in chain ${name}`,
    c.line,
  );
  say(t, c, rule);
  return null;
}

function replace(t: Transaction, table: TableModel, c: Command, rule: XtRule): string | null {
  const name = c.chain as string;
  const chain = table.chains.get(name);
  if (chain === undefined) return NO_CHAIN;
  const at = c.number - 1;
  if (at >= chain.rules.length) return tooBig("replacement");
  chain.rules[at] = { rule, text: null };
  t.push(
    { op: "replace", table: table.name, chain: name, at, rule, ...c.counters },
    "RULE_REPLACE",
    `rule in chain ${name}`,
    c.line,
  );
  say(t, c, rule);
  return null;
}

function deleteOrCheck(t: Transaction, table: TableModel, c: Command, rule: XtRule): string | null {
  const { s } = t;
  const name = c.chain as string;
  const chain = table.chains.get(name);
  const at = chain === undefined ? -1 : findRule(chain, rule, s.names, s.family);
  if (chain === undefined || at < 0) return BAD_RULE;
  if (c.command === "D") {
    chain.rules.splice(at, 1);
    t.push(
      { op: "delete", table: table.name, chain: name, at },
      "RULE_DELETE",
      `rule in chain ${name}`,
      c.line,
    );
  }
  say(t, c, rule);
  return null;
}

function deleteNumber(t: Transaction, table: TableModel, c: Command): string | null {
  const name = c.chain as string;
  const chain = table.chains.get(name);
  if (chain === undefined) return NO_CHAIN;
  const at = c.number - 1;
  if (at >= chain.rules.length) return tooBig("deletion");
  chain.rules.splice(at, 1);
  t.push(
    { op: "delete", table: table.name, chain: name, at },
    "RULE_DELETE",
    `rule in chain ${name}`,
    c.line,
  );
  return null;
}

// ── chains ─────────────────────────────────────────────────────────────────────────────────────

export function flushChain(t: Transaction, table: TableModel, name: string, line: number): void {
  const chain = table.chains.get(name);
  if (chain !== undefined) chain.rules = [];
  t.push(
    { op: "flush", table: table.name, chain: name },
    "RULE_FLUSH",
    `rule in chain ${name}`,
    line,
  );
}

/** nat's are made in another order than they are listed in. */
const MADE_IN_ORDER = {
  ...TABLE_HOOKS,
  nat: ["PREROUTING", "INPUT", "POSTROUTING", "OUTPUT"],
} as const;

type Whole = Pick<Command, "chain" | "verbose" | "line">;

export function flush(t: Transaction, table: TableModel, c: Whole): string | null {
  const { s } = t;
  const tell = (name: string): void => {
    if (c.verbose > 0) s.out(`Flushing chain \`${name}'\n`);
  };
  if (c.chain !== null) {
    if (t.needChain(table, c.chain, c.line) === null) return NO_CHAIN;
    tell(c.chain);
    flushChain(t, table, c.chain, c.line);
    return null;
  }
  // Being asked to tell makes the built-in chains.
  if (c.verbose > 0) for (const name of MADE_IN_ORDER[table.name]) t.needChain(table, name, c.line);
  for (const name of orderedNames(table)) {
    tell(name);
    flushChain(t, table, name, c.line);
  }
  return null;
}

/** The chains that there are, in the order of listings. */
function orderedNames(table: TableModel): string[] {
  const base = listedChains(table.name, null)
    .map(({ name }) => name)
    .filter((name) => table.chains.has(name));
  const users = [...table.chains.values()].filter(({ hook }) => hook === null).sort(byName);
  return [...base, ...users.map(({ name }) => name)];
}

function zero(t: Transaction, table: TableModel, chain: string | null, c: Command): string | null {
  const { s } = t;
  let names = chain === null ? orderedNames(table) : [chain];
  if (c.zero && chain === null)
    names = listedChains(table.name, s.door.table(s.family, table.name)).map(({ name }) => name);
  else if (chain !== null && !table.chains.has(chain) && !(c.zero && table.isBase(chain)))
    return NO_CHAIN;
  for (const name of names) {
    if (c.verbose > 0) s.out(`Zeroing chain \`${name}'\n`);
    // A chain that was only shown is made, if there is a table.
    const made = table.isBase(name) && !table.chains.has(name) && table.exists;
    t.push(
      made
        ? { op: "base-chain", table: table.name, chain: name }
        : { op: "zero", table: table.name, chain: name },
      "CHAIN_ZERO",
      `chain ${name}`,
      c.line,
    );
  }
  return null;
}

function zeroRule(t: Transaction, table: TableModel, c: Command): string | null {
  const name = c.chain as string;
  const chain = table.chains.get(name);
  if (chain === undefined) return BAD_RULE;
  const at = c.number - 1;
  // A number beyond the last rule is no error.
  if (at < chain.rules.length)
    t.push(
      { op: "zero", table: table.name, chain: name, at },
      "RULE_REPLACE",
      `rule in chain ${name}`,
      c.line,
    );
  return null;
}

export function newChain(
  t: Transaction,
  table: TableModel,
  name: string,
  line: number,
): string | null {
  if (chainExists(table, name)) return CHAIN_EXISTS;
  t.needTable(table, line);
  table.chains.set(name, { name, hook: null, policy: "ACCEPT", rules: [] });
  t.push(
    { op: "new-chain", table: table.name, chain: name },
    "CHAIN_USER_ADD",
    `chain ${name}`,
    line,
  );
  return null;
}

export function deleteChains(t: Transaction, table: TableModel, c: Whole): string | null {
  const { s } = t;
  const remove = (name: string): void => {
    table.chains.delete(name);
    t.push(
      { op: "delete-chain", table: table.name, chain: name },
      "CHAIN_DEL",
      `chain ${name}`,
      c.line,
    );
  };
  if (c.chain !== null) {
    const chain = table.chains.get(c.chain);
    if (chain === undefined) return NO_CHAIN;
    if (chain.hook !== null && chain.policy !== "ACCEPT") return NOT_EMPTY;
    if (c.verbose > 0 && chain.hook === null) s.out(`Deleting chain \`${c.chain}'\n`);
    remove(c.chain);
    return null;
  }
  // Sorted only for being told.
  for (const name of c.verbose > 0 ? orderedNames(table) : [...table.chains.keys()]) {
    const chain = table.chains.get(name);
    if (chain === undefined) continue;
    // A built-in one that says nothing goes too.
    if (chain.hook !== null && (chain.policy !== "ACCEPT" || chain.rules.length > 0)) continue;
    if (c.verbose > 0 && chain.hook === null) s.out(`Deleting chain \`${name}'\n`);
    remove(name);
  }
  return null;
}

function rename(t: Transaction, table: TableModel, c: Command): string | null {
  const from = c.chain as string;
  if (chainExists(table, c.newName)) return FILE_EXISTS;
  const chain = table.chains.get(from);
  if (chain === undefined) return NO_CHAIN;
  if (chain.hook !== null) t.s.notSimulated("renaming a built-in chain");
  // What comes later in a restore file still knows it by its old name. The kernel is told its handle,
  // which a chain of this same transaction has not got yet.
  const chainOf = t.isFresh(table.name, from) ? "" : from;
  t.push(
    { op: "rename-chain", table: table.name, chain: chainOf, to: c.newName },
    "CHAIN_RENAME",
    `chain ${c.newName}`,
    c.line,
  );
  return null;
}

export function setPolicy(
  t: Transaction,
  table: TableModel,
  name: string,
  { policy, counters, line }: Pick<Command, "policy" | "counters" | "line">,
): string | null {
  if (!table.isBase(name)) return BAD_CHAIN;
  if (policy !== "ACCEPT" && policy !== "DROP") return BAD_POLICY;
  t.needTable(table, line);
  const chain = table.chains.get(name);
  if (chain !== undefined) chain.policy = policy;
  else table.chains.set(name, { name, hook: name, policy, rules: [] });
  t.push(
    { op: "base-chain", table: table.name, chain: name, policy, ...counters },
    "CHAIN_UPDATE",
    `chain ${name}`,
    line,
  );
  return null;
}

// ── listings ───────────────────────────────────────────────────────────────────────────────────

function* list(s: Session, c: Command, table: XtTableName): Proc<void> {
  const dump = s.door.table(s.family, table);
  const all = listedChains(table, dump);
  const chains = c.chain === null ? all : all.filter(({ name }) => name === c.chain);
  if (c.chain !== null && chains.length === 0)
    s.error(1, `chain \`${c.chain}' in table \`${table}' is incompatible, use 'nft' tool.`);
  if (c.command === "S") {
    listRules(s, c, chains);
    return;
  }
  if (!c.numeric) for (const { rules } of chains) yield* s.names.learn(addressesOf(rules));
  const { numeric, exact, lineNumbers } = c;
  const options = { numeric, exact, lineNumbers, verbose: c.verbose > 0 };
  const listing: Listing = { names: s.names, family: s.family, options };
  chains.forEach((chain, i) => {
    if (i > 0) s.out("\n");
    if (c.number === 0) s.out(chainHeader(chain, listing));
    chain.rules.forEach((rule, at) => {
      if (c.number === 0 || c.number === at + 1) s.out(ruleLine(rule, at + 1, listing));
    });
  });
}

function listRules(s: Session, c: Command, chains: readonly XtChainDump[]): void {
  const counts = (one: { packets: number; bytes: number }): string =>
    c.verbose > 0 ? ` -c ${one.packets} ${one.bytes}` : "";
  if (c.number === 0) {
    for (const chain of chains) {
      if (chain.hook === null) s.out(`-N ${chain.name}\n`);
      else s.out(`-P ${chain.name} ${chain.policy ?? "ACCEPT"}${counts(chain)}\n`);
    }
  }
  for (const chain of chains) {
    chain.rules.forEach((rule, at) => {
      if (c.number !== 0 && c.number !== at + 1) return;
      s.out(`-A ${chain.name}${saveRule(rule, s.names, s.family, counts(rule))}\n`);
    });
  }
}
