/**
 * The door to a namespace's tables: transactions that are done whole or not at all. net/netfilter/nf_tables_api.c
 * as iptables-nft uses it. A transaction changes the tables in place and keeps how to take each step back.
 *
 * When the walk over the jumps fails at the end, the kernel takes everything back and does the commands
 * again, looking after each, to tell which one it was; that is why handles are skipped twice then.
 */
import type { Errno } from "../errno.ts";
import type { NetNamespace } from "../netns.ts";
import { checkRule, needsWalk, walkTable } from "./allowed.ts";
import { NfChain, NfRule, NfTable } from "./chain.ts";
import type {
  NfFamily,
  XtCommand,
  XtDoor,
  XtFailure,
  XtRule,
  XtTableDump,
  XtTableName,
} from "./types.ts";

/** NFT_NAME_MAXLEN with its NUL; iptables itself stops at 29. */
const NAME_MAX = 256;

type RuleCommand = Extract<XtCommand, { rule: XtRule }>;
type Undo = () => void;

export class Xtables implements XtDoor {
  readonly ip = new Map<XtTableName, NfTable>();
  readonly ip6 = new Map<XtTableName, NfTable>();
  private readonly ns: NetNamespace;
  private tableHandle = 0;
  private undo: Undo[] = [];
  private readonly walks = new Set<NfTable>();

  constructor(ns: NetNamespace) {
    this.ns = ns;
  }

  of(family: NfFamily): Map<XtTableName, NfTable> {
    return family === "ip" ? this.ip : this.ip6;
  }

  tables(family: NfFamily): readonly XtTableDump[] {
    this.ns.host.fast.settle();
    return [...this.of(family).values()].map((table) => table.dump());
  }

  table(family: NfFamily, name: XtTableName): XtTableDump | null {
    this.ns.host.fast.settle();
    return this.of(family).get(name)?.dump() ?? null;
  }

  commit(family: NfFamily, commands: readonly XtCommand[]): XtFailure | null {
    // What passed until now passed the chains as they were.
    this.ns.host.fast.settle();
    const first = this.attempt(family, commands, false);
    if (first === null) {
      this.ns.netfilter.tablesChanged();
      return null;
    }
    if (first.index >= 0) return first;
    return this.attempt(family, commands, true);
  }

  /** Index -1: the walk at the end says no. */
  private attempt(
    family: NfFamily,
    commands: readonly XtCommand[],
    everyStep: boolean,
  ): XtFailure | null {
    this.undo = [];
    this.walks.clear();
    for (let index = 0; index < commands.length; index++) {
      const errno =
        this.apply(family, commands[index] as XtCommand) ?? (everyStep ? this.walk() : null);
      if (errno !== null) return this.back(index, errno);
    }
    const errno = this.walk();
    if (errno !== null) return this.back(-1, errno);
    // How to take it back would hold the old tables.
    this.undo = [];
    return null;
  }

  private back(index: number, errno: Errno): XtFailure {
    for (let i = this.undo.length - 1; i >= 0; i--) (this.undo[i] as Undo)();
    this.undo = [];
    return { index, errno };
  }

  private walk(): Errno | null {
    for (const table of this.walks) {
      const errno = walkTable(table);
      if (errno !== null) return errno;
    }
    return null;
  }

  private apply(family: NfFamily, command: XtCommand): Errno | null {
    const tables = this.of(family);
    if (command.op === "table") return this.makeTable(family, command.table);
    const table = tables.get(command.table);
    if (table === undefined) return "ENOENT";
    if (command.op === "delete-table") {
      const order = [...tables];
      tables.delete(table.name);
      this.undo.push(() => restoreMap(tables, order));
      return null;
    }
    if (command.op === "base-chain") return this.baseChain(table, command);
    if (command.op === "new-chain") return this.newChain(table, command.chain);
    const chain = table.chains.get(command.chain);
    if (chain === undefined) return "ENOENT";
    switch (command.op) {
      case "delete-chain":
        return this.deleteChain(table, chain);
      case "rename-chain":
        return this.rename(table, chain, command.to);
      case "append":
      case "insert":
        return this.add(table, chain, command);
      case "replace":
        return this.replace(table, chain, command);
      case "delete":
        return this.remove(chain, command.at);
      case "flush":
        this.flush(chain);
        return null;
      case "zero":
        return this.zero(chain, command.at);
    }
  }

  private makeTable(family: NfFamily, name: XtTableName): Errno | null {
    const tables = this.of(family);
    if (tables.has(name)) return null;
    tables.set(name, new NfTable(family, name, ++this.tableHandle));
    this.undo.push(() => tables.delete(name));
    return null;
  }

  private baseChain(
    table: NfTable,
    command: Extract<XtCommand, { op: "base-chain" }>,
  ): Errno | null {
    if (!table.hasHook(command.chain)) return "EOPNOTSUPP";
    let chain = table.chains.get(command.chain);
    if (chain === undefined) {
      chain = new NfChain(table, command.chain, ++table.lastHandle, command.chain);
      this.link(table, chain);
    }
    const made = chain;
    const { policy, packets, bytes, counting } = made;
    this.undo.push(() => Object.assign(made, { policy, packets, bytes, counting }));
    if (command.policy === undefined && command.packets === undefined) return null;
    made.policy = command.policy ?? policy;
    made.packets = command.packets ?? 0;
    made.bytes = command.bytes ?? 0;
    made.counting = true;
    return null;
  }

  private newChain(table: NfTable, name: string): Errno | null {
    if (table.chains.has(name)) return "EEXIST";
    if (name.length >= NAME_MAX) return "ENAMETOOLONG";
    this.link(table, new NfChain(table, name, ++table.lastHandle, null));
    return null;
  }

  private link(table: NfTable, chain: NfChain): void {
    table.chains.set(chain.name, chain);
    this.undo.push(() => table.chains.delete(chain.name));
  }

  private deleteChain(table: NfTable, chain: NfChain): Errno | null {
    if (chain.references > 0 || chain.rules.length > 0) return "EBUSY";
    const order = [...table.chains];
    table.chains.delete(chain.name);
    this.undo.push(() => restoreMap(table.chains, order));
    return null;
  }

  private rename(table: NfTable, chain: NfChain, to: string): Errno | null {
    if (chain.hook !== null) return "EOPNOTSUPP";
    if (table.chains.has(to)) return "EEXIST";
    const order = [...table.chains];
    const old = chain.name;
    chain.name = to;
    restoreMap(
      table.chains,
      order.map(([name, one]) => [one === chain ? to : name, one]),
    );
    this.undo.push(() => {
      chain.name = old;
      restoreMap(table.chains, order);
    });
    return null;
  }

  private make(table: NfTable, chain: NfChain, command: RuleCommand): NfRule | Errno {
    const { rule } = command;
    let to: NfChain | null = null;
    if (rule.target.name === "jump" || rule.target.name === "goto") {
      to = table.chains.get(rule.target.chain) ?? null;
      if (to === null) return "ENOENT";
      if (to.hook !== null) return "EOPNOTSUPP";
    }
    const handle = ++table.lastHandle;
    const errno = checkRule(table, chain, rule);
    if (errno !== null) return errno;
    if (needsWalk(rule)) this.walks.add(table);
    // connbytes_mt_check: nf_ct_set_acct, for good.
    if (rule.matches.some(({ name }) => name === "connbytes"))
      this.ns.sysctl.write("netfilter/nf_conntrack_acct", "1");
    return new NfRule(table, rule, handle, command.packets ?? 0, command.bytes ?? 0, to);
  }

  private add(
    table: NfTable,
    chain: NfChain,
    command: Extract<XtCommand, { op: "append" | "insert" }>,
  ): Errno | null {
    const at = command.op === "append" ? chain.rules.length : command.at;
    if (at < 0 || at > chain.rules.length) return "ENOENT";
    const rule = this.make(table, chain, command);
    if (typeof rule === "string") return rule;
    refer(rule, 1);
    const { rules } = chain;
    if (at === rules.length) rules.push(rule);
    else rules.splice(at, 0, rule);
    chain.generation++;
    this.undo.push(() => {
      rules.splice(rules.indexOf(rule, at), 1);
      refer(rule, -1);
    });
    return null;
  }

  private replace(
    table: NfTable,
    chain: NfChain,
    command: Extract<XtCommand, { op: "replace" }>,
  ): Errno | null {
    const { at } = command;
    const { rules } = chain;
    const old = rules[at];
    if (old === undefined) return "ENOENT";
    const rule = this.make(table, chain, command);
    if (typeof rule === "string") return rule;
    rules[at] = rule;
    refer(old, -1);
    refer(rule, 1);
    chain.generation++;
    this.undo.push(() => {
      rules[at] = old;
      refer(old, 1);
      refer(rule, -1);
    });
    return null;
  }

  private remove(chain: NfChain, at: number): Errno | null {
    const { rules } = chain;
    const [old] = rules.splice(at, 1);
    if (old === undefined) return "ENOENT";
    refer(old, -1);
    chain.generation++;
    this.undo.push(() => {
      rules.splice(at, 0, old);
      refer(old, 1);
    });
    return null;
  }

  private flush(chain: NfChain): void {
    const old = chain.rules;
    chain.rules = [];
    for (const rule of old) refer(rule, -1);
    chain.generation++;
    this.undo.push(() => {
      chain.rules = old;
      for (const rule of old) refer(rule, 1);
    });
  }

  private zero(chain: NfChain, at: number | undefined): Errno | null {
    if (at !== undefined && chain.rules[at] === undefined) return "ENOENT";
    if (at === undefined) {
      const { counting } = chain;
      chain.counting = chain.hook !== null;
      this.undo.push(() => (chain.counting = counting));
    }
    const whole: (NfChain | NfRule)[] = [chain, ...chain.rules];
    const counted = at === undefined ? whole : [chain.rules[at] as NfRule];
    for (const one of counted) {
      const { packets, bytes } = one;
      one.packets = one.bytes = 0;
      this.undo.push(() => Object.assign(one, { packets, bytes }));
    }
    return null;
  }
}

/** A rule comes (1) or goes (-1). */
function refer(rule: NfRule, by: number): void {
  if (rule.to !== null) rule.to.references += by;
  if (needsTracking(rule.source)) rule.table.trackers += by;
  if (rule.source.matches.some((match) => match.name === "recent")) rule.table.remembers += by;
}

const TRACKED_MATCHES: ReadonlySet<string> = new Set(
  "state conntrack connmark connlimit connbytes helper".split(" "),
);

/** nf_ct_netns_get by a match or target. */
function needsTracking(rule: XtRule): boolean {
  const { target } = rule;
  switch (target.name) {
    case "CONNMARK":
    case "DNAT":
    case "SNAT":
    case "MASQUERADE":
    case "REDIRECT":
    case "NETMAP":
      return true;
    case "CT":
      if (!target.notrack) return true;
      break;
    default:
  }
  return rule.matches.some(({ name }) => TRACKED_MATCHES.has(name));
}

function restoreMap<K, V>(map: Map<K, V>, entries: readonly (readonly [K, V])[]): void {
  map.clear();
  for (const [key, value] of entries) map.set(key, value);
}
