/**
 * A command line of iptables becomes a command. iptables/xshared.c, do_parse(): its order of checks and
 * its words. Left out and refused by name: -vv (netlink dumps), matches and targets that are not modelled.
 */
import type { XtMatch, XtTarget } from "../../../kernel/netfilter/types.ts";
import { parseAddresses, type Wanted } from "./address.ts";
import type { Command, CommandName } from "./commands.ts";
import { type ExtContext, type ExtOption, Loaded } from "./extension.ts";
import { findMatch, findTarget, isNotModelled, STANDARD } from "./extensions.ts";
import { Getopt } from "./getopt.ts";
import { printHelp } from "./help.ts";
import { parseInterface } from "./interface.ts";
import { parseUint } from "./numbers.ts";
import { type AnyOption, LONG, SHORT } from "./option-table.ts";
import { CHAIN_NAME_MAX, checkNewChain, hostAddress } from "./parse-names.ts";
import { type Session, Stop, VERSION } from "./session.ts";
import { checkOptions } from "./legal.ts";

/** Options by set_option()'s order; those after "!" may be inverted. */
const INVERTIBLE = "sdpiof";

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** Split before: the words of one command. `table`: what a restore file is at. */
export function parseCommand(
  s: Session,
  words: readonly string[],
  restoreTable: string | null = null,
): Command | null {
  return new Parser(s, words, restoreTable).run();
}

class Parser {
  private readonly s: Session;
  private readonly getopt: Getopt<AnyOption, Loaded<unknown>>;
  private readonly restoring: boolean;
  private command: CommandName | null = null;
  private zero = false;
  private table: string;
  private chain: string | null = null;
  private number = 0;
  private newName = "";
  private policy = "";
  private verbose = 0;
  private wait = false;
  private waitInterval = false;
  private invert = false;
  private counters: Command["counters"] = null;
  private readonly options = new Set<string>();
  private readonly ip: Writable<Command["rule"]["ip"]> = {
    in: null,
    out: null,
    protocol: 0,
    protocolInvert: false,
    fragment: null,
  };
  private protocolName: string | null = null;
  private protocolUsed = false;
  private source: { text: string; invert: boolean } | null = null;
  private destination: { text: string; invert: boolean } | null = null;
  private readonly matches: Loaded<XtMatch | null>[] = [];
  private target: Loaded<XtTarget> | null = null;
  /** Extensions that are real and not modelled: only their help is there. */
  private readonly absent: { readonly name: string; readonly what: string }[] = [];
  private jump: string | null = null;
  private goTo = false;

  constructor(s: Session, words: readonly string[], restoreTable: string | null) {
    this.s = s;
    this.restoring = restoreTable !== null;
    this.table = restoreTable ?? "filter";
    this.getopt = new Getopt(words, SHORT, LONG);
  }

  run(): Command | null {
    const { s, getopt } = this;
    for (;;) {
      const found = getopt.next();
      if (found === null) break;
      if (found.kind === "word") {
        this.word(getopt.optarg ?? "");
        continue;
      }
      if (found.kind === "unknown" || found.kind === "missing") {
        this.unknown(found.kind);
        continue;
      }
      if (found.kind === "short") {
        if (this.option(found.letter) === "skip") return null;
      } else if ("entry" in found.option) this.extension(found.option);
      else if (this.option(found.option.letter) === "skip") return null;
      this.invert = false;
    }
    if (this.table === "nat" && (this.policy === "DROP" || this.jump === "DROP"))
      s.bad(
        '\nThe "nat" table is not intended for filtering, the use of DROP is therefore inhibited.\n\n',
      );
    if (this.waitInterval && !this.wait) s.bad("--wait-interval only makes sense with --wait\n");
    this.refuseAbsent();
    const matches = this.matches.map((loaded) => loaded.finish()).filter((m) => m !== null);
    const target = this.finishTarget();
    if (!getopt.done) s.bad("unknown arguments found on commandline");
    if (this.command === null) s.bad("no command specified");
    if (this.invert) s.bad("nothing appropriate following !");
    return this.finish(this.command as CommandName, matches, target);
  }

  private refuseAbsent(): void {
    const first = this.absent[0];
    if (first !== undefined) this.s.notSimulated(first.what);
  }

  private finishTarget(): XtTarget {
    if (this.target !== null) return this.target.finish();
    const { jump } = this;
    if (jump === null) return { name: "" };
    if (!this.goTo && STANDARD.has(jump)) return { name: jump as "ACCEPT" };
    return { name: this.goTo ? "goto" : "jump", chain: jump };
  }

  private finish(command: CommandName, matches: XtMatch[], target: XtTarget): Command {
    const { s } = this;
    const changes = "ACDRI".includes(command);
    const read = (given: { text: string } | null): Wanted[] | null =>
      given === null || !changes ? null : parseAddresses(s, given.text);
    const sources = read(this.source);
    const destinations = read(this.destination);
    const sourceInvert = this.source?.invert === true;
    const destinationInvert = this.destination?.invert === true;
    const many = (sources?.length ?? 1) > 1 || (destinations?.length ?? 1) > 1;
    if (many && (sourceInvert || destinationInvert))
      s.bad("! not allowed with multiple source or destination IP addresses");
    if (command === "R" && many) s.bad("Replacement rule does not specify a unique address");
    checkOptions(s, command, this.zero, this.options);
    const { chain } = this;
    if (chain !== null && chain.length >= CHAIN_NAME_MAX)
      s.bad(`chain name \`${chain}' too long (must be under ${CHAIN_NAME_MAX} chars)`);
    if (changes) this.checkDevices(chain ?? "");
    return {
      command,
      zero: this.zero,
      table: this.table,
      chain,
      number: this.number,
      newName: this.newName,
      policy: this.policy,
      verbose: this.verbose,
      numeric: this.options.has("n"),
      exact: this.options.has("x"),
      lineNumbers: this.options.has("0"),
      counters: this.counters,
      rule: {
        ip: this.ip,
        sources,
        sourceInvert,
        destinations,
        destinationInvert,
        matches,
        target,
      },
      line: s.line,
    };
  }

  private checkDevices(chain: string): void {
    if ((chain === "PREROUTING" || chain === "INPUT") && this.options.has("o"))
      this.s.bad(`Can't use -o with ${chain}\n`);
    if ((chain === "POSTROUTING" || chain === "OUTPUT") && this.options.has("i"))
      this.s.bad(`Can't use -i with ${chain}\n`);
  }

  // ── words ────────────────────────────────────────────────────────────────────────────────────

  private word(text: string): void {
    const { s } = this;
    if (text === "!") {
      if (this.invert) s.bad("multiple consecutive ! not allowed");
      this.invert = true;
      return;
    }
    this.refuseAbsent();
    s.err(`Bad argument \`${text}'\n`);
    s.tryHelp();
  }

  /** The next word, where it is neither an option nor "!". */
  private takeWord(): string | null {
    const { argv, optind } = this.getopt;
    const word = argv[optind];
    if (word === undefined || word.startsWith("-") || word.startsWith("!")) return null;
    this.getopt.optind++;
    return word;
  }

  private unknown(kind: "unknown" | "missing"): void {
    const { s, getopt } = this;
    this.refuseAbsent();
    if (this.loadProtocol()) {
      getopt.optind--;
      return;
    }
    if (kind === "missing") s.bad(`option "${getopt.lastWord}" requires an argument`);
    s.bad(`unknown option "${getopt.optopt !== "" ? `-${getopt.optopt}` : getopt.lastWord}"`);
  }

  /** Options of `-p tcp` work without -m tcp. */
  private loadProtocol(): boolean {
    const { s } = this;
    if (this.protocolName === null || this.protocolUsed) return false;
    let name = this.protocolName;
    if (/^\d/.test(name)) name = s.names.protocolName(Number(name)) ?? name;
    if (name === "icmpv6" || name === "ipv6-icmp") name = "icmp6";
    this.protocolUsed = true;
    if (isNotModelled(s.family, name)) s.notSimulated(`options of -p ${name}`);
    if (findMatch(s.family, name) === null) return false;
    this.loadMatch(name);
    return true;
  }

  // ── extensions ───────────────────────────────────────────────────────────────────────────────

  private context(): ExtContext {
    const { s, ip } = this;
    return { s, ip, address: (text, invert) => hostAddress(s, text, invert) };
  }

  private loadMatch(name: string): void {
    const { s } = this;
    const found = findMatch(s.family, name);
    if (found === null) {
      if (isNotModelled(s.family, name)) {
        this.absent.push({ name, what: `the match ${name}` });
        return;
      }
      return s.bad(`Couldn't load match \`${name}':No such file or directory\n`);
    }
    const loaded = new Loaded(found, this.context());
    this.matches.push(loaded);
    this.getopt.load(loaded.options, loaded);
  }

  private loadJump(text: string): void {
    const { s } = this;
    if (text === "") s.bad("Invalid target name (too short)");
    if (text.length >= CHAIN_NAME_MAX)
      s.bad(`Invalid target name \`${text}' (${CHAIN_NAME_MAX - 1} chars max)`);
    if (/\s/.test(text)) s.bad(`Invalid target name \`${text}'`);
    this.jump = text;
  }

  private loadTarget(text: string): void {
    const { s } = this;
    this.loadJump(text);
    const found = findTarget(s.family, text);
    if (found === null) {
      if (isNotModelled(s.family, text))
        this.absent.unshift({ name: text, what: `the target ${text}` });
      return;
    }
    this.target = new Loaded(found, this.context());
    this.getopt.load(this.target.options, this.target);
  }

  private extension(option: ExtOption): void {
    const word = (): string | null => this.takeWord();
    this.getopt.owner?.parse(option.entry, this.getopt.optarg, this.invert, word);
  }

  // ── options ──────────────────────────────────────────────────────────────────────────────────

  private setCommand(command: CommandName, with_: string = ""): void {
    const { s } = this;
    if (this.invert) s.bad("unexpected '!' flag");
    const had = this.command;
    if (had !== null) {
      const letter = had.charAt(0);
      if (!with_.includes(letter)) s.bad(`Cannot use -${command.charAt(0)} with -${letter}`);
      // -L and -Z, in either order: a listing that zeroes.
      this.zero = true;
      if (had === "L" || had === "S") return;
    }
    this.command = command;
  }

  private setOption(letter: string): void {
    const { s } = this;
    if (this.options.has(letter)) s.bad(`multiple -${letter} flags not allowed`);
    this.options.add(letter);
    if (this.invert && !INVERTIBLE.includes(letter)) s.bad(`cannot have ! before -${letter}`);
  }

  private ruleNumber(word: string): number {
    return parseUint(word, 1) ?? this.s.bad(`Invalid rule number \`${word}'`);
  }

  /** [chain [number]] */
  private place(command: CommandName, with_: string): void {
    this.setCommand(command, with_);
    const { optarg } = this.getopt;
    const chain = optarg ?? this.takeWord();
    if (chain !== null) this.chain = chain;
  }

  private numberAfter(numbered: CommandName | null): void {
    const word = this.takeWord();
    if (word === null) return;
    this.number = this.ruleNumber(word);
    if (numbered !== null && this.command !== "L" && this.command !== "S") this.command = numbered;
  }

  /** "skip": a line of the other family in a restore file. */
  private option(letter: string): "skip" | undefined {
    const arg = this.getopt.optarg ?? "";
    if ("ACDIRLSFZNXEP".includes(letter)) this.commandOption(letter as CommandName, arg);
    else if ("sdpiofjgm".includes(letter)) this.ruleOption(letter, arg);
    else return this.plainOption(letter, arg);
    return undefined;
  }

  private commandOption(letter: CommandName, arg: string): void {
    const { s } = this;
    switch (letter) {
      case "L":
      case "S":
        this.place(letter, "Z");
        this.numberAfter(null);
        return;
      case "F":
      case "X":
        this.place(letter, "");
        return;
      case "Z":
        this.place(letter, "LS");
        this.numberAfter("Z#");
        return;
      case "N":
        checkNewChain(s, arg);
        break;
      default:
    }
    this.setCommand(letter);
    this.chain = arg;
    const word = "ACN".includes(letter) ? null : this.takeWord();
    if (letter === "D" && word !== null) {
      this.number = this.ruleNumber(word);
      this.command = "D#";
    } else if (letter === "I") this.number = word === null ? 1 : this.ruleNumber(word);
    else if (letter === "R") {
      if (word === null) s.bad("-R requires a rule number");
      this.number = this.ruleNumber(word as string);
    } else if (letter === "E") {
      if (word === null) s.bad("-E requires old-chain-name and new-chain-name");
      this.newName = word as string;
    } else if (letter === "P") {
      if (word === null) s.bad("-P requires a chain and a policy");
      this.policy = word as string;
    }
  }

  private ruleOption(letter: string, given: string): void {
    const { s, invert } = this;
    // These take the word before the next one, so neither -s1.2.3.4 nor --source=1.2.3.4 works.
    const arg = "sdpio".includes(letter) ? this.getopt.lastWord : given;
    if ((letter === "i" || letter === "o") && arg === "")
      s.bad("Empty interface is likely to be undesired");
    if (letter === "f" && s.v6) s.bad("`-f' is not supported in IPv6, use -m frag instead");
    if (letter === "m") {
      if (invert) s.bad("unexpected ! flag before --match");
      this.loadMatch(arg);
      return;
    }
    this.setOption(letter === "g" ? "j" : letter);
    if (letter === "s") this.source = { text: arg, invert };
    else if (letter === "d") this.destination = { text: arg, invert };
    else if (letter === "i") this.ip.in = this.device(arg);
    else if (letter === "o") this.ip.out = this.device(arg);
    else if (letter === "f") this.ip.fragment = invert ? "first" : "later";
    else if (letter === "p") this.protocol(arg.toLowerCase());
    else if (letter === "j") this.loadTarget(arg);
    else {
      this.goTo = true;
      this.loadJump(arg);
    }
  }

  private device(text: string): { name: string; invert: boolean } | null {
    const name = parseInterface(this.s, text);
    return name === "+" && !this.invert ? null : { name, invert: this.invert };
  }

  private protocol(text: string): void {
    const { s, ip } = this;
    this.protocolName = text;
    const number = parseUint(text, 0, 255) ?? s.names.protocolNumber(text);
    if (number === null) return s.bad(`unknown protocol "${text}" specified`);
    if (number === 0 && this.invert) s.bad("rule would never match protocol");
    ip.protocol = number;
    ip.protocolInvert = this.invert;
    // Extension headers are no protocol to ip6tables.
    if (s.v6 && [43, 44, 51, 60].includes(number) && !this.invert)
      s.err(`Warning: never matched protocol: ${text}. use extension match instead.\n`);
  }

  private plainOption(letter: string, arg: string): "skip" | undefined {
    const { s } = this;
    switch (letter) {
      case "n":
      case "x":
      case "0":
        this.setOption(letter);
        return;
      case "v":
        if (this.verbose === 0) this.setOption("v");
        else s.notSimulated("-v given twice");
        this.verbose++;
        return;
      case "t":
        if (this.invert) s.bad("unexpected ! flag before --table");
        if (this.restoring) s.bad(`The -t option cannot be used in ${s.program}.\n`);
        this.table = arg;
        return;
      case "V":
        s.out(this.invert ? `Not ${VERSION} (nf_tables) ;-)\n` : `${s.title}\n`);
        throw new Stop(0);
      case "h":
        return this.help();
      case "c":
        this.setCounters(arg);
        return;
      case "w":
      case "W":
        this.setWait(letter);
        return;
      case "M":
        return;
      case "4":
      case "6":
        if ((letter === "6") === s.v6) return;
        if (this.restoring) return "skip";
        return s.tryHelp();
      default:
        return s.bad('Unknown arg "(null)"');
    }
  }

  private help(): never {
    const { s } = this;
    if (this.matches.length === 0 && this.protocolName !== null) this.loadProtocol();
    const target =
      this.target?.extension.name ?? (STANDARD.has(this.jump ?? "") ? "standard" : null);
    const absent = this.absent.map(({ name }) => name);
    const matches = this.matches.map((loaded) => loaded.extension.name);
    printHelp(s, target, [...absent, ...matches]);
    throw new Stop(0);
  }

  private setWait(letter: string): void {
    const { s } = this;
    if (letter === "w" && this.restoring)
      s.bad(`You cannot use \`-w' from ${s.v6 ? "ip6" : "ip"}tables-restore`);
    const text = this.getopt.optarg ?? this.takeWord();
    if (letter === "w") {
      if (text !== null && !/^[-+]?\d+$/.test(text)) s.bad("wait seconds not numeric");
      this.wait = true;
      return;
    }
    if (this.restoring) s.bad(`You cannot use \`-W' from ${s.v6 ? "ip6" : "ip"}tables-restore`);
    if (text === null) s.bad('option "-W" requires an argument');
    if (!/^[-+]?\d+/.test(text as string)) s.bad("wait interval not numeric");
    s.err("Ignoring deprecated --wait-interval option.\n");
    this.waitInterval = true;
  }

  private setCounters(arg: string): void {
    const { s } = this;
    this.setOption("c");
    const comma = arg.indexOf(",", 1);
    const packets = arg;
    const bytes = comma < 0 ? this.takeWord() : arg.slice(comma + 1);
    if (bytes === null) return s.bad("-c requires packet and byte counter");
    if (!/^\s*[-+]?\d/.test(packets)) s.bad("-c packet counter not numeric");
    if (!/^\s*[-+]?\d/.test(bytes)) s.bad("-c byte counter not numeric");
    this.counters = { packets: parseInt(packets, 10), bytes: parseInt(bytes, 10) };
  }
}
