/**
 * One run of an iproute2 tool: its options, the namespace it looks at, what it has printed so far.
 * Commands are plain functions that queue output; the program's generator flushes it. A usage
 * error ends the run at once (as the tool's exit() does), through {@link Quit}.
 */
import type {
  LinkDump,
  Netlink,
  NetlinkAnswer,
  NetlinkError,
} from "../../../kernel/netlink-types.ts";
import type { NetNamespace } from "../../../kernel/netns.ts";
import { strerror } from "../../../kernel/errno.ts";
import type { Process } from "../../../kernel/proc/process.ts";
import type { Proc } from "../../../kernel/proc/wait.ts";
import { formatIpv4 } from "../../../wire/addr.ts";
import { installedTable, Names, type NameTable, ROUTE_TYPES } from "./names.ts";
import { type Color, Printer } from "./printer.ts";
import {
  type Address,
  type Family,
  formatAddress,
  type InetPrefix,
  matches,
  parseAddress,
  parsePrefix,
} from "./values.ts";

/** Leave with this status, whatever was going on. Caught by the program's main only. */
export class Quit {
  readonly code: number;
  constructor(code: number) {
    this.code = code;
  }
}

/** What do_cmd returns: a status, or a generator for commands that wait. */
export type Outcome = number | Proc<number>;

export interface Options {
  family: Family | 0 | "link" | "bridge" | "mpls";
  details: number;
  stats: number;
  brief: boolean;
  oneline: boolean;
  json: boolean;
  pretty: boolean;
  color: "never" | "auto" | "always";
  numeric: boolean;
  resolve: boolean;
  human: boolean;
  iec: boolean;
  timestamp: boolean;
  timestampShort: boolean;
  force: boolean;
  all: boolean;
  compressVlans: boolean;
  loops: number;
}

export class Session {
  readonly proc: Process;
  readonly tool: string;
  readonly options: Options = {
    family: 0,
    details: 0,
    stats: 0,
    brief: false,
    oneline: false,
    json: false,
    pretty: false,
    color: "never",
    numeric: false,
    resolve: false,
    human: false,
    iec: false,
    timestamp: false,
    timestampShort: false,
    force: false,
    all: false,
    compressVlans: false,
    loops: 10,
  };
  netns: NetNamespace;
  printer: Printer;
  /** Reading commands from -batch: exec forks, JSON is one array a command. */
  inBatch = false;
  batchName = "";
  batchLine = 0;
  /** `ip link show` leaves its mark in a batch: `ip addr show` then shows links too. */
  linkSticks = false;
  /** Names of devices that may be gone by the time a monitor prints them (ll_map's cache). */
  readonly knownNames = new Map<number, string>();
  private queue: { fd: 1 | 2; text: string }[] = [];
  private readonly tables = new Map<NameTable, Names>();

  constructor(proc: Process, tool: string) {
    this.proc = proc;
    this.tool = tool;
    this.netns = proc.place.netns;
    this.printer = this.newPrinter();
  }

  get netlink(): Netlink {
    return this.netns.netlink;
  }
  /** -4, -6 or what was not said. */
  get inetFamily(): Family | 0 {
    const { family } = this.options;
    return family === 4 || family === 6 ? family : 0;
  }

  newPrinter(): Printer {
    const o = this.options;
    const wanted = o.color === "always" || (o.color === "auto" && this.proc.isatty(1));
    const fgbg = this.proc.env.get("COLORFGBG") ?? "";
    return new Printer((text) => this.out(text), {
      json: o.json,
      pretty: o.pretty,
      oneline: o.oneline,
      color: wanted && !o.json,
      dark: /;([0-6]|8)$/.test(fgbg),
    });
  }

  // ── output ─────────────────────────────────────────────────────────────────────────────────

  out(text: string): void {
    this.push(1, text);
  }
  err(text: string): void {
    this.push(2, text);
  }
  private push(fd: 1 | 2, text: string): void {
    const last = this.queue.at(-1);
    if (last?.fd === fd) last.text += text;
    else this.queue.push({ fd, text });
  }
  *flush(): Proc<void> {
    while (this.queue.length > 0) {
      const { fd, text } = this.queue.shift() as { fd: 1 | 2; text: string };
      yield* this.proc.write(fd, text);
    }
  }

  // ── ends ───────────────────────────────────────────────────────────────────────────────────

  /** exit(-1) after a line on standard error. */
  die(text: string, code = 255): never {
    this.err(text);
    throw new Quit(code);
  }
  /** `why` as the tool words it: some end in a newline of their own, which leaves an empty line. */
  invalid(why: string, word: string): never {
    this.die(`Error: argument "${word}" is wrong: ${why}\n`);
  }
  duplicate(key: string, word: string): never {
    this.die(`Error: duplicate "${key}": "${word}" is the second value.\n`);
  }
  garbage(key: string, word: string): never {
    this.die(`Error: either "${key}" is duplicate, or "${word}" is a garbage.\n`);
  }
  usage(text: string, code = 255): never {
    this.die(text, code);
  }
  noDevice(name: string): number {
    this.err(`Cannot find device "${name}"\n`);
    return 1;
  }
  /** What this version of the sandbox has no model of. */
  notSimulated(what: string, instead = ""): never {
    this.die(
      `${this.tool}: underlay does not simulate ${what}${instead === "" ? "" : `; ${instead}`}\n`,
      2,
    );
  }

  /** rtnl_talk: run a change (only root may) and print what the kernel refused. True: done. */
  talk(change: () => NetlinkAnswer): boolean {
    const answer = this.proc.isRoot ? change() : ({ errno: "EPERM" } as const);
    if (answer === null) return true;
    this.kernelError(answer);
    return false;
  }
  kernelError(error: NetlinkError): void {
    if (error.extack !== undefined) {
      this.err(`Error: ${error.extack}${error.extack.endsWith(".") ? "" : "."}\n`);
    } else this.err(`RTNETLINK answers: ${strerror(error.errno)}\n`);
  }

  // ── names ──────────────────────────────────────────────────────────────────────────────────

  names(table: NameTable): Names {
    let names = this.tables.get(table);
    if (names === undefined) {
      const file = this.proc.host.fs.readText(`/etc/iproute2/${table}`, this.proc);
      names = new Names(typeof file === "string" ? installedTable(table) : file.text);
      this.tables.set(table, names);
    }
    return names;
  }
  private label(table: NameTable, number: number): string {
    return (this.options.numeric ? null : this.names(table).name(number)) ?? String(number);
  }
  protocolName(number: number): string {
    return this.label("rt_protos", number);
  }
  scopeName(number: number): string {
    return this.label("rt_scopes", number);
  }
  tableName(number: number): string {
    return this.label("rt_tables", number);
  }
  groupName(number: number): string {
    return this.label("group", number);
  }
  tosName(number: number): string {
    const name = this.options.numeric ? null : this.names("rt_dsfield").name(number);
    return name ?? `0x${number.toString(16).padStart(2, "0")}`;
  }
  routeTypeName(type: string): string {
    const number = (ROUTE_TYPES as readonly string[]).indexOf(type);
    return this.options.numeric ? String(number) : type;
  }

  // ── devices ────────────────────────────────────────────────────────────────────────────────

  /** ll_index_to_name. */
  deviceName(index: number): string {
    if (index === 0) return "*";
    return this.knownNames.get(index) ?? this.netlink.linkByIndex(index)?.name ?? `if${index}`;
  }
  /** ll_name_to_index: a name, or "ifN" for index N. 0: none. */
  deviceIndex(name: string): number {
    // dev_load: asking for tunl0 loads its module (alias netdev-tunl0).
    if (name === "tunl0" && this.proc.isRoot) this.proc.host.modules.load("ipip");
    const index = this.netlink.linkIndex(name);
    if (index !== 0) return index;
    const m = /^if(\d{1,9})$/.exec(name);
    return m === null ? 0 : Number(m[1]);
  }
  /** A device by what the user wrote, or null. */
  device(name: string): LinkDump | null {
    return this.netlink.link(name) ?? this.netlink.linkByIndex(this.deviceIndex(name));
  }

  /** Name of a namespace under /run/netns, newest first as the directory lists them. */
  netnsName(netns: NetNamespace): string | null {
    return this.netnsFiles().find((entry) => entry.netns === netns)?.name ?? null;
  }
  netnsFiles(): { name: string; netns: NetNamespace | null }[] {
    const { fs } = this.proc.host;
    const dir = fs.lookup("/run/netns", this.proc);
    if (typeof dir === "string" || dir.kind !== "dir") return [];
    return [...dir.entries]
      .map(([name, node]) => ({ name, netns: node.kind === "netns" ? node.netns : null }))
      .reverse();
  }

  // ── addresses ──────────────────────────────────────────────────────────────────────────────

  /** get_addr: exits when the word is none. */
  address(word: string, family: Family | 0): InetPrefix {
    const addr = parseAddress(word, family);
    if (addr === null || (addr.any && family === 0 && word === "")) {
      this.die(`Error: ${familyWord(family)} address is expected rather than "${word}".\n`, 1);
    }
    return addr;
  }
  prefix(word: string, family: Family | 0): InetPrefix {
    const prefix = parsePrefix(word, family);
    if (prefix === null) {
      this.die(`Error: ${familyWord(family)} prefix is expected rather than "${word}".\n`, 1);
    }
    return prefix;
  }
  /** With -r, an address that /etc/hosts knows is shown by its name. */
  hostName(addr: Address): string {
    const text = formatAddress(addr);
    if (!this.options.resolve) return text;
    const hosts = this.proc.host.fs.readText("/etc/hosts", this.proc);
    if (typeof hosts === "string") return text;
    for (const line of hosts.text.split("\n")) {
      const words = line.replace(/#.*/, "").trim().split(/\s+/);
      if (words[0] === text && words[1] !== undefined) return words[1];
    }
    return text;
  }
}

/** The words after the command, read one by one. */
export class Args {
  private readonly words: readonly string[];
  private readonly session: Session;
  private at = 0;
  constructor(session: Session, words: readonly string[]) {
    this.session = session;
    this.words = words;
  }
  get left(): number {
    return this.words.length - this.at;
  }
  get done(): boolean {
    return this.at >= this.words.length;
  }
  /** The current word; "" at the end. */
  get word(): string {
    return this.words[this.at] ?? "";
  }
  /** Take the current word. */
  take(): string {
    const word = this.word;
    this.at++;
    return word;
  }
  /** The current word was a keyword: its value is the next, which must be there. */
  value(): string {
    this.at++;
    if (this.done) this.session.die('Command line is not complete. Try option "help"\n');
    return this.word;
  }
  skip(): void {
    this.at++;
  }
  peek(offset = 1): string | undefined {
    return this.words[this.at + offset];
  }
  rest(): string[] {
    return this.words.slice(this.at);
  }
  is(keyword: string): boolean {
    return !this.done && this.word === keyword;
  }
  matches(keyword: string): boolean {
    return !this.done && matches(this.word, keyword);
  }
}

export function familyWord(family: Family | 0): string {
  return family === 0 ? "any valid" : family === 4 ? "inet" : "inet6";
}
export function familyColor(family: Family): Color {
  return family === 4 ? "inet" : "inet6";
}
/** print_num with -h: 1.22k, -iec 1.19Ki. */
export function humanNumber(count: number, options: Pick<Options, "human" | "iec">): string {
  if (!options.human) return String(count);
  const base = options.iec ? 1024 : 1000;
  if (count < base) return String(count);
  const suffixes = "kMGTPE";
  let power = 1;
  let at = -1;
  do {
    power *= base;
    at++;
  } while (count / base >= power && at < suffixes.length - 1);
  let precision = 2;
  for (let limit = 10; precision > 0; precision--, limit *= 10) if (count / power < limit) break;
  return `${(count / power).toFixed(precision)}${suffixes[at] as string}${options.iec ? "i" : ""}`;
}
export { formatIpv4 };
