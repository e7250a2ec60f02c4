/**
 * What a namespace's tables are made of: tables, chains, rules with their counters. struct nft_table,
 * nft_chain, nft_rule. Changed only by store.ts, read by evaluate.ts.
 */
import type { CompiledRule } from "./compile.ts";
import {
  type HookName,
  type NfFamily,
  type Policy,
  TABLE_HOOKS,
  type XtChainDump,
  type XtRule,
  type XtRuleDump,
  type XtTableDump,
  type XtTableName,
} from "./types.ts";

export class NfRule {
  readonly table: NfTable;
  readonly source: XtRule;
  readonly handle: number;
  packets: number;
  bytes: number;
  /** Made at its first packet. */
  compiled: CompiledRule | null = null;
  /** Where it jumps or goes to. */
  readonly to: NfChain | null;

  constructor(
    table: NfTable,
    source: XtRule,
    handle: number,
    packets: number,
    bytes: number,
    to: NfChain | null,
  ) {
    this.table = table;
    this.source = source;
    this.handle = handle;
    this.packets = packets;
    this.bytes = bytes;
    this.to = to;
  }

  dump(): XtRuleDump {
    const { source, handle, packets, bytes } = this;
    const { ip, matches } = source;
    // A chain may have been renamed since.
    const target =
      this.to !== null && (source.target.name === "jump" || source.target.name === "goto")
        ? { name: source.target.name, chain: this.to.name }
        : source.target;
    return { ip, matches, target, handle, packets, bytes };
  }
}

export class NfChain {
  readonly table: NfTable;
  name: string;
  readonly handle: number;
  readonly hook: HookName | null;
  policy: Policy | null;
  packets = 0;
  bytes = 0;
  /** A base chain counts what reaches its policy once its policy or counters were set (nft_stats). */
  counting = false;
  /** Rules that jump here. */
  references = 0;
  rules: NfRule[] = [];
  /** Moves with its rules: evaluate.ts keeps an index of them. */
  generation = 0;
  index: unknown = null;

  constructor(table: NfTable, name: string, handle: number, hook: HookName | null) {
    this.table = table;
    this.name = name;
    this.handle = handle;
    this.hook = hook;
    this.policy = hook === null ? null : "ACCEPT";
  }

  dump(): XtChainDump {
    const { name, handle, hook, policy, packets, bytes, references } = this;
    const rules = this.rules.map((rule) => rule.dump());
    return { name, handle, hook, policy, packets, bytes, references, rules };
  }
}

export class NfTable {
  readonly family: NfFamily;
  readonly name: XtTableName;
  readonly handle: number;
  /** In order of creation. */
  readonly chains = new Map<string, NfChain>();
  /** hgenerator: chains and rules are numbered together. */
  lastHandle = 0;
  /** Rules that need connection tracking. */
  trackers = 0;
  /** How many rules have a list of recent addresses. */
  remembers = 0;

  constructor(family: NfFamily, name: XtTableName, handle: number) {
    this.family = family;
    this.name = name;
    this.handle = handle;
  }

  dump(): XtTableDump {
    const { family, name, handle } = this;
    return { family, name, handle, chains: [...this.chains.values()].map((one) => one.dump()) };
  }

  hasHook(hook: HookName): boolean {
    return TABLE_HOOKS[this.name].includes(hook);
  }
}
