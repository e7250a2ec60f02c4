/**
 * getopt_long(3) as iptables uses it: words that are no options come in their order (optstring begins
 * with "-"), a missing argument is told from an unknown option (":"), long options may be abbreviated,
 * and the list of long options grows while matches and targets are loaded.
 */

/** A long option: its argument 0 none, 1 needed, 2 only as `--name=value`. */
export interface LongOption {
  readonly name: string;
  readonly arg: 0 | 1 | 2;
}

/** What {@link Getopt.next} found. */
export type Found<L extends LongOption> =
  | { readonly kind: "short"; readonly letter: string }
  | { readonly kind: "long"; readonly option: L }
  | { readonly kind: "word" }
  | { readonly kind: "unknown" }
  | { readonly kind: "missing" };

export class Getopt<L extends LongOption, O> {
  readonly argv: string[];
  optind = 1;
  optarg: string | null = null;
  /** The short option that was unknown; "" after a long one. */
  optopt = "";
  private readonly short: ReadonlyMap<string, 0 | 1 | 2>;
  /** Newest first: what was loaded last is found first. */
  private readonly tables: ReadonlyMap<string, L>[];
  /** In step with the tables: who loaded each. */
  private readonly owners: (O | null)[] = [null];
  /** Who loaded the long option that was found; null: the program's own. */
  owner: O | null = null;
  /** The rest of a word of short options. */
  private cluster = "";

  constructor(
    argv: readonly string[],
    short: ReadonlyMap<string, 0 | 1 | 2>,
    long: ReadonlyMap<string, L>,
  ) {
    this.argv = argv as string[];
    this.short = short;
    this.tables = [long];
  }

  /** xtables_merge_options(). */
  load(options: ReadonlyMap<string, L>, owner: O): void {
    this.tables.unshift(options);
    this.owners.unshift(owner);
  }

  get done(): boolean {
    return this.optind >= this.argv.length;
  }

  /** The word that an error message names. */
  get lastWord(): string {
    return this.argv[this.optind - 1] ?? "";
  }

  next(): Found<L> | null {
    this.optarg = null;
    this.optopt = "";
    if (this.cluster !== "") return this.shortOption();
    const word = this.argv[this.optind];
    if (word === undefined) return null;
    if (word === "--") {
      this.optind++;
      return null;
    }
    if (!word.startsWith("-") || word === "-") {
      this.optind++;
      this.optarg = word;
      return { kind: "word" };
    }
    if (word.startsWith("--")) return this.longOption(word);
    this.cluster = word.slice(1);
    return this.shortOption();
  }

  private shortOption(): Found<L> {
    const letter = this.cluster.charAt(0);
    const rest = this.cluster.slice(1);
    const arg = this.short.get(letter);
    this.cluster = rest;
    if (arg === undefined || arg === 0) {
      if (rest === "") this.optind++;
      if (arg === 0) return { kind: "short", letter };
      this.optopt = letter;
      return { kind: "unknown" };
    }
    this.cluster = "";
    this.optind++;
    if (rest !== "") this.optarg = rest;
    else if (arg === 1) {
      const next = this.argv[this.optind];
      if (next === undefined) {
        this.optopt = letter;
        return { kind: "missing" };
      }
      this.optind++;
      this.optarg = next;
    }
    return { kind: "short", letter };
  }

  private longOption(word: string): Found<L> {
    const equals = word.indexOf("=");
    const name = equals < 0 ? word.slice(2) : word.slice(2, equals);
    this.optind++;
    const option = this.exact(name) ?? this.abbreviated(name);
    if (option === null) return { kind: "unknown" };
    if (equals >= 0) {
      if (option.arg === 0) return { kind: "unknown" };
      this.optarg = word.slice(equals + 1);
    } else if (option.arg === 1) {
      const next = this.argv[this.optind];
      if (next === undefined) return { kind: "missing" };
      this.optind++;
      this.optarg = next;
    }
    return { kind: "long", option };
  }

  private exact(name: string): L | null {
    for (let i = 0; i < this.tables.length; i++) {
      const option = this.tables[i]?.get(name);
      if (option === undefined) continue;
      this.owner = this.owners[i] ?? null;
      return option;
    }
    return null;
  }

  /** The only option that begins so; options that mean the same count once. */
  private abbreviated(name: string): L | null {
    let found: L | null = null;
    for (const [i, table] of this.tables.entries()) {
      for (const [full, option] of table) {
        if (!full.startsWith(name)) continue;
        if (found !== null && !sameMeaning(found, option)) return null;
        if (found === null) this.owner = this.owners[i] ?? null;
        found ??= option;
      }
    }
    return found;
  }
}

function sameMeaning(a: LongOption, b: LongOption): boolean {
  const key = (option: LongOption): unknown =>
    "letter" in option ? option.letter : "entry" in option ? option.entry : option.name;
  return a.arg === b.arg && key(a) === key(b);
}
