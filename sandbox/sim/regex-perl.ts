/**
 * Perl's patterns (grep -P, jq) have no linear machine here: those that could make a backtracking
 * engine take exponential time are told apart, and run as POSIX ones where they mean the same.
 */

/** What one character may be: a bit for each of ASCII, the last for all others. */
type CharSet = readonly boolean[];
interface Part {
  /** Null: no character (an anchor, a look-around). */
  readonly set: CharSet | null;
  readonly min: number;
  readonly max: number;
}
/** Bounded groups are written out so many parts long at most. */
const PARTS_MAX = 400;
/** Loops that take from one another: text of length n costs n to this power. */
const DEGREE_MAX = 3;
/** Ways to share a text among parts that may be there or not. */
const WAYS_MAX = 4096;
const OTHER = 128;

/**
 * Would a backtracking engine take too long? A loop costs nothing extra when what must follow it cannot be
 * in it (`\\d+\\.`), nor does a loop around such ones; loops that overlap multiply.
 */
export function perlMayExplode(source: string): boolean {
  try {
    const parser = new PatternReader(source);
    const ways = parser.alternatives();
    return !parser.done || ways.some((way) => degreeOf(way) > DEGREE_MAX);
  } catch (error) {
    if (error instanceof TooHard) return true;
    throw error;
  }
}

class TooHard extends Error {}

const CLASSES: Readonly<Record<string, RegExp>> = { d: /[0-9]/, w: /\w/, s: /\s/, h: /[ \t]/ };

function setOf(fits: (char: string) => boolean): boolean[] {
  const out = Array.from({ length: OTHER }, (_, i) => fits(String.fromCharCode(i)));
  return [...out, false];
}
function inverse(set: CharSet): boolean[] {
  return set.map((one) => !one);
}
function disjoint(a: CharSet, b: CharSet): boolean {
  return !a.some((one, i) => one && b[i] === true);
}

/** How many loops of a sequence can take from one another. */
function degreeOf(parts: readonly Part[]): number {
  let most = 0;
  let degree = 0;
  let ways = 1;
  let open: CharSet | null = null;
  for (const { set, min, max } of parts) {
    if (set === null) continue;
    if (open !== null && min > 0 && disjoint(set, open)) {
      degree = 0;
      ways = 1;
      open = null;
    }
    if (max === min) continue;
    if (max - min >= 8) degree++;
    else ways *= max - min + 1;
    if (ways > WAYS_MAX) throw new TooHard();
    open = open === null ? set : open.map((one, i) => one || set[i] === true);
    most = Math.max(most, degree);
  }
  return most;
}

/** Reads a pattern into its alternatives, each a row of parts with its bounded groups written out. */
class PatternReader {
  private readonly source: string;
  private at = 0;

  constructor(source: string) {
    this.source = source;
  }

  get done(): boolean {
    return this.at >= this.source.length;
  }

  alternatives(): Part[][] {
    const ways: Part[][] = [[]];
    while (!this.done && this.source[this.at] !== ")") {
      if (this.source[this.at] === "|") {
        this.at++;
        ways.push([]);
      } else (ways.at(-1) as Part[]).push(...this.piece());
      if (ways.reduce((sum, way) => sum + way.length, 0) > PARTS_MAX) throw new TooHard();
    }
    return ways;
  }

  private piece(): Part[] {
    if (this.source[this.at] === "(") return this.group();
    const set = this.atom();
    const [min, max] = this.quantifier();
    return [{ set, min, max }];
  }

  private group(): Part[] {
    const look = /^\((?:\?(?:<?[=!]|:|P?<\w+>)?)?/.exec(this.source.slice(this.at))?.[0] ?? "(";
    this.at += look.length;
    const ways = this.alternatives();
    if (this.source[this.at++] !== ")") throw new TooHard();
    if (/[=!]$/.test(look)) {
      if (ways.some((way) => degreeOf(way) > DEGREE_MAX)) throw new TooHard();
      return [];
    }
    const [min, max] = this.quantifier();
    if (max === 1) return ways.length === 1 && min === 1 ? (ways[0] as Part[]) : this.choice(ways);
    const [way] = ways;
    if (ways.length > 1 || way === undefined) {
      // Single characters to choose from are a class.
      if (!ways.every((one) => one.length === 1 && one[0]?.min === 1 && one[0].max === 1))
        throw new TooHard();
      const sets = ways.map((one) => one[0]?.set ?? setOf(() => true));
      if (sets.some((one, i) => sets.slice(0, i).some((other) => !disjoint(one, other))))
        throw new TooHard();
      return [{ set: union(ways.map((one) => one[0]?.set ?? null)), min, max }];
    }
    if (max <= 16 && way.length * max <= PARTS_MAX)
      return Array.from({ length: max }, () => way).flat();
    return this.loop(way, min, max);
  }

  /** A loop of a sequence: its rounds must begin or end with what is nowhere else in it. */
  private loop(way: readonly Part[], min: number, max: number): Part[] {
    const marks = [way[0], way.at(-1)].some((mark) => {
      if (mark?.set == null || mark.min !== 1 || mark.max !== 1) return false;
      const own = mark.set;
      return way.every((one) => one === mark || one.set === null || disjoint(one.set, own));
    });
    if (!marks || degreeOf(way) > 1) throw new TooHard();
    return [{ set: union(way.map((one) => one.set)), min, max }];
  }

  /** One of several, or nothing: what any of them may take. */
  private choice(ways: readonly Part[][]): Part[] {
    if (ways.some((way) => degreeOf(way) > 1)) throw new TooHard();
    const long = ways.some((way) => way.some((one) => one.max - one.min >= 8));
    return [{ set: union(ways.flat().map((one) => one.set)), min: 0, max: long ? Infinity : 1 }];
  }

  private quantifier(): [number, number] {
    const found = /^(?:[*+?]|\{(\d*)(,?)(\d*)\})[?+]?/.exec(this.source.slice(this.at));
    if (found === null) return [1, 1];
    const [text, low = "", comma = "", high = ""] = found;
    if (text.startsWith("{") && low === "" && high === "") return [1, 1];
    this.at += text.length;
    if (/^[*+?{]/.test(this.source.slice(this.at))) throw new TooHard();
    if (text.startsWith("*")) return [0, Infinity];
    if (text.startsWith("+")) return [1, Infinity];
    if (text.startsWith("?")) return [0, 1];
    const min = Number(low);
    return [min, comma === "" ? min : high === "" ? Infinity : Number(high)];
  }

  private atom(): CharSet | null {
    const char = this.source[this.at++] as string;
    if (char === "^" || char === "$") return null;
    if (char === ".") return Array.from({ length: OTHER + 1 }, () => true);
    if (char === "[") return this.bracket();
    if (char === "\\") return this.escape(false);
    if (char >= "\x80") return Array.from({ length: OTHER + 1 }, (_, i) => i === OTHER);
    return setOf((one) => one.toLowerCase() === char.toLowerCase());
  }

  private escape(inBracket: boolean): CharSet | null {
    const char = this.source[this.at++] ?? "";
    const known = CLASSES[char.toLowerCase()];
    if (known !== undefined) {
      const set = setOf((one) => known.test(one));
      return char === char.toLowerCase() ? set : inverse(set);
    }
    if (/[bBAZzG]/.test(char)) return inBracket ? setOf((one) => one === "\b") : null;
    if (/[1-9kKQEXRNpPxucvV]/.test(char)) throw new TooHard();
    const plain = { n: "\n", t: "\t", r: "\r", f: "\f", "0": "\0" }[char] ?? char;
    return setOf((one) => one.toLowerCase() === plain.toLowerCase());
  }

  private bracket(): CharSet {
    const negated = this.source[this.at] === "^";
    if (negated) this.at++;
    let set: CharSet = setOf(() => false);
    for (let first = true; ; first = false) {
      const char = this.source[this.at];
      if (char === undefined) throw new TooHard();
      if (char === "]" && !first) break;
      this.at++;
      if (char === "\\") {
        set = union([set, this.escape(true)]) ?? set;
        continue;
      }
      const range = /^-([^\]\\])/.exec(this.source.slice(this.at));
      if (range !== null) this.at += 2;
      const to = range?.[1] ?? char;
      const within = (one: string): boolean => one >= char && one <= to;
      const either = setOf(
        (one) => within(one) || within(one.toLowerCase()) || within(one.toUpperCase()),
      );
      set = union([set, to >= "\x80" ? either.map((one, i) => one || i === OTHER) : either]) ?? set;
    }
    this.at++;
    return negated ? inverse(set) : set;
  }
}

function union(sets: readonly (CharSet | null)[]): CharSet | null {
  const real = sets.filter((one) => one !== null);
  if (real.length === 0) return null;
  return Array.from({ length: OTHER + 1 }, (_, i) => real.some((one) => one[i] === true));
}

/** The same pattern in POSIX extended syntax, or null when it has none. */
export function perlAsExtended(source: string): string | null {
  if (/\(\?[^:]|[*+?}][?+]|\\[^\w]?[KGQEXRNpPkhHvVAZz0-9]/.test(source)) return null;
  if (/\[[^\]]*\\[dDwWsS]/.test(source)) return null;
  return source.replace(/\(\?:/g, "(").replace(/\\d/g, "[0-9]").replace(/\\D/g, "[^0-9]");
}
