/**
 * nft(8) 1.0.6 for what iptables-nft made: list ruleset, tables, chains, table and chain; flush and delete.
 * Left out and refused by name: adding native tables, chains, rules and sets, -j, -f with those, -i,
 * monitor, everything in families other than ip and ip6.
 */
import { type Errno, strerror } from "../../../kernel/errno.ts";
import type { NfFamily, XtCommand, XtTableDump } from "../../../kernel/netfilter/types.ts";
import type { Process, Program } from "../../../kernel/proc/process.ts";
import type { Proc } from "../../../kernel/proc/wait.ts";
import { getopt, longs } from "../../core/getopt.ts";
import { readWhole } from "../../core/stdio.ts";
import { isTable } from "../iptables/commands.ts";
import { Session, settle } from "../iptables/session.ts";
import { HELP } from "./help.ts";
import { chainHead, type NftOptions, tableText, warning } from "./print.ts";

const LONG = longs(
  "help=h version=v file:=f define:=D interactive=i includepath:=I check=c optimize=o handle=a stateless=s terse=t service=S reversedns=N guid=u numeric=n numeric-priority=y numeric-protocol=p numeric-time=T echo=e json=j debug:=d",
);

export const nft: Program = {
  name: "nft",
  paths: ["/usr/sbin/nft", "/sbin/nft"],
  summary: "Administration tool of the nftables framework for packet filtering and classification",
  *main(proc: Process, argv) {
    const s = new Session(proc, "nft", "ip");
    return yield* settle(s, () => run(s, argv));
  },
};

function* run(s: Session, argv: readonly string[]): Proc<number> {
  // An option after the first command word is nft's own error.
  const parsed = getopt(["nft", ...argv.slice(1)], "+hvVcf:iD:I:jonNSstyuapTed:", LONG);
  if (parsed.error !== null) {
    s.err(`${parsed.error}\n`);
    return 1;
  }
  const given = new Set(parsed.options.map(({ name }) => name));
  if (given.has("h")) {
    s.out(HELP);
    return 0;
  }
  if (given.has("v")) {
    s.out("nftables v1.0.6 (Lester Gooch #5)\n");
    return 0;
  }
  for (const letter of "VijoDIeduTN") if (given.has(letter)) s.notSimulated(`-${letter}`);
  const options: NftOptions = {
    handles: given.has("a"),
    stateless: given.has("s"),
    services: given.has("S"),
    numericPriority: given.has("n") || given.has("y"),
    numericProtocol: given.has("n") || given.has("p"),
  };
  const late = parsed.args.findIndex((word, i) => i > 0 && word.startsWith("-"));
  if (late >= 0) {
    const option = parsed.args[late] as string;
    const gap = ["", ...parsed.args.slice(0, late), ""].join(" ").length - 1;
    s.err(
      "Error: syntax error, options must be specified before commands\n" +
        `nft ${parsed.args.join(" ")} \n   ^${" ".repeat(gap)}${"~".repeat(option.length)}\n`,
    );
    return 1;
  }
  const file = parsed.options.find(({ name }) => name === "f")?.value ?? null;
  let text = parsed.args.join(" ");
  if (file !== null) {
    const got = yield* readWhole(s.proc, file, "utf8");
    if (typeof got === "string") {
      s.err(`${file}:0:0-0: Error: Could not open file "${file}": ${strerror(got)}\n\n`);
      return 1;
    }
    ({ text } = got);
  } else if (parsed.args.length === 0) {
    s.err("nft: no command specified\n");
    return 1;
  }
  const lines = text.split(/[;\n]/).filter((line) => !/^\s*(#.*)?$/.test(line));
  for (const line of lines) {
    const code = new Line(s, options, line.trim(), given.has("c")).run();
    if (code !== 0) return code;
  }
  return 0;
}

interface Word {
  readonly text: string;
  readonly at: number;
}

/** One command, word by word. */
class Line {
  private readonly s: Session;
  private readonly o: NftOptions;
  private readonly text: string;
  private readonly check: boolean;
  private readonly words: readonly Word[];
  private next = 0;

  constructor(s: Session, o: NftOptions, text: string, check: boolean) {
    this.s = s;
    this.o = o;
    this.text = text;
    this.check = check;
    this.words = [...text.matchAll(/\S+/g)].map((m) => ({ text: m[0], at: m.index }));
  }

  run(): number {
    const verb = this.words[this.next++]?.text ?? "";
    if (verb === "list") return this.list();
    if (verb === "flush") return this.flush();
    if (verb === "delete") return this.delete();
    if (
      /^(add|create|insert|replace|destroy|reset|rename|monitor|describe|import|export|get|table|define|include)$/.test(
        verb,
      )
    )
      this.s.notSimulated(`"nft ${verb}"`);
    // A lone word is taken for a family or table name.
    return this.words.length === 1
      ? this.complain("syntax error, unexpected newline, expecting string", this.text.length, 1)
      : this.complain(
          "syntax error, unexpected string",
          this.words[1]?.at ?? 0,
          this.words[1]?.text.length ?? 1,
        );
  }

  private complain(what: string, at: number, length: number): number {
    this.s.err(`Error: ${what}\n${this.text}\n${" ".repeat(at)}${"^".repeat(length)}\n`);
    return 1;
  }

  private unexpected(word: Word | undefined, expecting = ""): number {
    const more = expecting === "" ? "" : `, expecting ${expecting}`;
    return word === undefined
      ? this.complain(`syntax error, unexpected newline${more}`, this.text.length, 1)
      : this.complain(`syntax error, unexpected string${more}`, word.at, word.text.length);
  }

  /** "Could not process rule" under a word. */
  private refused(errno: Errno, word: Word): number {
    return this.complain(`Could not process rule: ${strerror(errno)}`, word.at, word.text.length);
  }

  private take(): Word | undefined {
    return this.words[this.next++];
  }

  /** [ip | ip6], ip where it is not said; null: of none that is here. */
  private family(all: boolean): NfFamily | "all" | null {
    const word = this.words[this.next]?.text;
    if (word === "ip" || word === "ip6") {
      this.next++;
      return word;
    }
    if (/^(inet|arp|bridge|netdev)$/.test(word ?? "")) {
      this.next++;
      return null;
    }
    return all ? "all" : "ip";
  }

  /** The tables of both families, in order of creation. */
  private tables(family: NfFamily | "all" | null): XtTableDump[] {
    const { door } = this.s;
    const all = [...door.tables("ip"), ...door.tables("ip6")].sort((a, b) => a.handle - b.handle);
    return all.filter((table) => family === "all" || table.family === family);
  }

  private needsRoot(): boolean {
    if (this.s.proc.isRoot) return false;
    this.s.err(
      "Operation not permitted (you must be root)\nnetlink: Error: cache initialization failed: Operation not permitted\n",
    );
    return true;
  }

  private list(): number {
    const { s, o } = this;
    const what = this.take();
    if (what === undefined) return this.unexpected(undefined);
    if (
      !/^(ruleset|tables|chains|table|chain|sets|maps|flowtables|counters|quotas|limits|meters)$/.test(
        what.text,
      )
    ) {
      if (
        /^(set|map|hooks|counter|flowtable|meter|ct|quota|limit|secmark|synproxy|synproxys|secmarks)$/.test(
          what.text,
        )
      )
        s.notSimulated(`"nft list ${what.text}"`);
      return this.unexpected(what);
    }
    if (what.text === "table" || what.text === "chain") return this.listOne(what.text);
    const family = this.family(true);
    if (this.next < this.words.length) return this.unexpected(this.words[this.next]);
    if (this.needsRoot()) return 1;
    for (const table of this.tables(family)) {
      const head = `table ${table.family} ${table.name}`;
      if (what.text === "ruleset") this.show(table, table.chains);
      else if (what.text === "tables") s.out(`${head}\n`);
      else if (what.text === "chains") {
        const chains = table.chains.map((chain) => `${chainHead(table.name, chain, o)}\t}\n`);
        s.out(`${head} {\n${chains.join("")}}\n`);
      } else if (/^(sets|maps|flowtables)$/.test(what.text)) s.out(`${head} {\n}\n`);
    }
    return 0;
  }

  /** `whole`: of a single chain the table's handle is not shown. */
  private show(table: XtTableDump, chains: XtTableDump["chains"], whole = true): void {
    const { s, o } = this;
    const said = warning(table, chains);
    if (said !== "") s.err(said);
    s.out(tableText(table, chains, s.names, o, whole));
  }

  private found(family: NfFamily | "all" | null, word: Word): XtTableDump | null {
    if (family === null || family === "all" || !isTable(word.text)) return null;
    return this.s.door.table(family, word.text);
  }

  private listOne(what: "table" | "chain"): number {
    const family = this.family(false);
    const name = this.take();
    if (name === undefined) return this.unexpected(undefined, "string");
    const wanted = what === "chain" ? this.take() : undefined;
    if (what === "chain" && wanted === undefined) return this.unexpected(undefined, "string");
    if (this.needsRoot()) return 1;
    const table = this.found(family, name);
    if (table === null)
      return what === "table"
        ? this.missing(family, name, true)
        : this.complain(strerror("ENOENT"), name.at, name.text.length);
    const chains =
      wanted === undefined ? table.chains : table.chains.filter((one) => one.name === wanted.text);
    if (wanted !== undefined && chains.length === 0)
      return this.complain(strerror("ENOENT"), wanted.at, wanted.text.length);
    this.show(table, chains, wanted === undefined);
    return 0;
  }

  /** No such table; one of that name in the other family is named. */
  private missing(family: NfFamily | "all" | null, word: Word, listing = false): number {
    // A listing of a table reads nothing else from the kernel.
    if (listing) return this.complain(strerror("ENOENT"), word.at, word.text.length);
    const other = family === "ip" ? "ip6" : "ip";
    const near =
      isTable(word.text) && this.s.door.table(other, word.text) !== null
        ? `; did you mean table ‘${word.text}’ in family ${other}?`
        : "";
    return this.complain(`${strerror("ENOENT")}${near}`, word.at, word.text.length);
  }

  private commit(family: NfFamily, commands: readonly XtCommand[]): Errno | null {
    if (this.check) return null;
    return this.s.door.commit(family, commands)?.errno ?? null;
  }

  private flush(): number {
    const what = this.take();
    if (what === undefined) return this.unexpected(undefined);
    if (!/^(ruleset|table|chain)$/.test(what.text)) {
      if (/^(set|map|meter)$/.test(what.text)) this.s.notSimulated(`"nft flush ${what.text}"`);
      return this.unexpected(what);
    }
    const family = this.family(what.text === "ruleset");
    if (what.text === "ruleset") {
      if (this.needsRoot()) return 1;
      for (const table of this.tables(family))
        this.commit(table.family, [{ op: "delete-table", table: table.name }]);
      return 0;
    }
    const name = this.take();
    if (name === undefined) return this.unexpected(undefined, "string");
    const chain = what.text === "chain" ? this.take() : undefined;
    if (what.text === "chain" && chain === undefined) return this.unexpected(undefined, "string");
    if (this.needsRoot()) return 1;
    const table = this.found(family, name);
    if (table === null) return this.refused("ENOENT", name);
    const chains = table.chains.filter((one) => chain === undefined || one.name === chain.text);
    if (chain !== undefined && chains.length === 0) return this.refused("ENOENT", chain);
    this.commit(
      table.family,
      chains.map((one) => ({ op: "flush", table: table.name, chain: one.name })),
    );
    return 0;
  }

  private delete(): number {
    const what = this.take();
    if (what === undefined) return this.unexpected(undefined);
    if (!/^(table|chain|rule)$/.test(what.text)) {
      if (/^(set|map|element|flowtable|counter|quota|ct|limit|secmark|synproxy)$/.test(what.text))
        this.s.notSimulated(`"nft delete ${what.text}"`);
      return this.unexpected(what);
    }
    const family = this.family(false);
    const name = this.take();
    if (name === undefined) return this.unexpected(undefined, "string");
    const chain = what.text === "table" ? undefined : this.take();
    if (what.text !== "table" && chain === undefined) return this.unexpected(undefined, "string");
    if (this.needsRoot()) return 1;
    const table = this.found(family, name);
    if (table === null) {
      const other = family === "ip" ? "ip6" : "ip";
      const near = isTable(name.text) && this.s.door.table(other, name.text) !== null;
      return near ? this.missing(family, name) : this.refused("ENOENT", name);
    }
    if (chain === undefined) {
      this.commit(table.family, [{ op: "delete-table", table: table.name }]);
      return 0;
    }
    const found = table.chains.find((one) => one.name === chain.text);
    if (found === undefined) return this.refused("ENOENT", chain);
    if (what.text === "chain") {
      const errno = this.commit(table.family, [
        // Its rules go with it, if nobody jumps there.
        { op: "flush", table: table.name, chain: chain.text },
        { op: "delete-chain", table: table.name, chain: chain.text },
      ]);
      return errno === null ? 0 : this.refused(errno, chain);
    }
    const handle = this.take();
    const number = this.take();
    if (handle?.text !== "handle") return this.unexpected(handle, "handle");
    if (number === undefined) return this.unexpected(undefined, "number");
    const at = found.rules.findIndex((rule) => rule.handle === Number(number.text));
    if (at < 0) return this.refused("ENOENT", number);
    this.commit(table.family, [{ op: "delete", table: table.name, chain: found.name, at }]);
    return 0;
  }
}
