/** History expansion: events, word designators, modifiers. bash(1) HISTORY EXPANSION, readline's histexpand.c. */

/** What one expansion leaves for the next. */
export interface HistoryMemory {
  /** Of the last `!?text?`: the text, and the word that held it (`:%`). */
  sought: string;
  match: string;
  /** Of the last `:s/old/new/`. */
  old: string;
  fresh: string;
}

export const newHistoryMemory = (): HistoryMemory => ({
  sought: "",
  match: "",
  old: "",
  fresh: "",
});

export type Expanded =
  | {
      readonly text: string;
      readonly changed: boolean;
      /** `:p`: shown and remembered, not run. */
      readonly printOnly: boolean;
    }
  | { readonly problem: string };

export function expandHistory(
  line: string,
  history: readonly string[],
  memory: HistoryMemory = newHistoryMemory(),
  extglob = false,
): Expanded {
  // ^old^new^ is short for !!:s^old^new^.
  const source = line.startsWith("^") ? `!!:s${line}` : line;
  if (!source.includes("!")) return { text: line, changed: false, printOnly: false };
  let out = "";
  let changed = false;
  let printOnly = false;
  let quote = "";
  for (let i = 0; i < source.length; i++) {
    const ch = source[i] as string;
    if (ch === "\\" && quote !== "'") {
      out += ch + (source[++i] ?? "");
      continue;
    }
    if ((ch === "'" || ch === '"') && (quote === "" || quote === ch))
      quote = quote === "" ? ch : "";
    if (ch === "#" && quote === "" && (i === 0 || /[\s;&|()<>]/.test(source[i - 1] as string)))
      return { text: out + source.slice(i), changed, printOnly };
    if (ch !== "!" || quote === "'" || !expands(source, i, quote, extglob)) {
      out += ch;
      continue;
    }
    const reader = new Reader(source, i + 1, history, memory, out);
    const found = reader.expand(quote);
    if ("problem" in found) return found;
    out += found.text;
    printOnly ||= found.printOnly;
    changed = true;
    i = reader.at - 1;
  }
  return { text: out, changed, printOnly };
}

/** history_no_expand_chars, and where the shell itself says no (bash_history_inhibit_expansion). */
function expands(source: string, at: number, quote: string, extglob: boolean): boolean {
  const next = source[at + 1];
  if (next === undefined || /[\s=]/.test(next) || (next === "(" && extglob)) return false;
  if (quote === '"' && next === '"') return false;
  const before = source[at - 1];
  return before !== "$" && before !== "[" && !(before === "{" && source[at - 2] === "$");
}

class Reader {
  at: number;
  private readonly source: string;
  private readonly history: readonly string[];
  private readonly memory: HistoryMemory;
  private readonly before: string;

  constructor(
    source: string,
    at: number,
    history: readonly string[],
    memory: HistoryMemory,
    before: string,
  ) {
    this.source = source;
    this.at = at;
    this.history = history;
    this.memory = memory;
    this.before = before;
  }

  expand(quote: string): { text: string; printOnly: boolean } | { problem: string } {
    const from = this.at - 1;
    const event = this.event(quote);
    if (event === null) return { problem: `${this.source.slice(from, this.at)}: event not found` };
    const wordsAt = this.at;
    const chosen = this.words(event);
    if (chosen === null)
      return { problem: `${this.source.slice(wordsAt, this.at)}: bad word specifier` };
    return this.modified(chosen);
  }

  /** get_history_event; null: there is none, and `at` stands behind what was asked for. */
  private event(quote: string): string | null {
    const rest = this.source.slice(this.at);
    const { history } = this;
    if (rest.startsWith("!")) {
      this.at++;
      return history.at(-1) ?? null;
    }
    if (rest.startsWith("#")) {
      this.at++;
      return this.before;
    }
    const number = /^-?\d+/.exec(rest)?.[0];
    if (number !== undefined) {
      this.at += number.length;
      const n = Number(number);
      return (n < 0 ? history[history.length + n] : history[n - 1]) ?? null;
    }
    if (/^[:$^*%]/.test(rest)) return history.at(-1) ?? null;
    const inside = /^\?([^?\n]*)\??/.exec(rest);
    if (inside !== null) {
      this.at += inside[0].length;
      const { memory } = this;
      if (inside[1] !== "") memory.sought = inside[1] as string;
      const found = history.findLast((one) => one.includes(memory.sought));
      if (memory.sought === "" || found === undefined) return null;
      memory.match = tokens(found).find((word) => word.includes(memory.sought)) ?? "";
      return found;
    }
    const prefix = (quote === '"' ? /^[^\s:;&()|<>"]*/ : /^[^\s:;&()|<>]*/).exec(rest)?.[0] ?? "";
    this.at += prefix.length;
    if (prefix === "") return null;
    return history.findLast((one) => one.startsWith(prefix)) ?? null;
  }

  /** get_history_word_specifier; null: there is no such word. */
  private words(event: string): string | null {
    const rest = this.source.slice(this.at);
    const found =
      /^:(?:(\d+)?-(\d+|[$^])?|(\d+)\*|(\d+)|([$^*%]))/.exec(rest) ??
      /^()()()()([$^*%])|^()-(\d+|[$^])?/.exec(rest);
    if (found === null) return event;
    this.at += found[0].length;
    const all = tokens(event);
    const last = all.length - 1;
    const single = found[5];
    if (single === "%") return this.memory.match;
    if (single === "*") return all.slice(1).join(" ");
    let first: number;
    let end: number;
    if (single !== undefined) first = end = single === "$" ? last : 1;
    else if (found[3] !== undefined && found[3] !== "") [first, end] = [Number(found[3]), last];
    else if (found[4] !== undefined && found[4] !== "") first = end = Number(found[4]);
    else {
      const to = found[2] ?? found[7];
      first = Number(found[1] ?? 0);
      end = to === undefined ? last - 1 : to === "$" ? last : to === "^" ? 1 : Number(to);
    }
    if (first > last || end > last || first > end + 1) return null;
    return all.slice(first, end + 1).join(" ");
  }

  private modified(event: string): { text: string; printOnly: boolean } | { problem: string } {
    let text = event;
    let printOnly = false;
    while (this.source[this.at] === ":") {
      const from = this.at;
      const [, global = "", letter = ""] = /^:([gaG]?)(.?)/s.exec(this.source.slice(this.at)) ?? [];
      if (letter === "") break;
      this.at += 1 + global.length + 1;
      if (letter === "p") printOnly = true;
      else if (letter === "h") text = /^(.*)\/[^/]*$/s.exec(text)?.[1] ?? text;
      else if (letter === "t") text = text.slice(text.lastIndexOf("/") + 1);
      else if (letter === "r") text = /^(.*)\.[^.]*$/s.exec(text)?.[1] ?? text;
      else if (letter === "e") text = /\.[^.]*$/s.exec(text)?.[0] ?? text;
      else if (letter === "q") text = quoted(text);
      else if (letter === "x")
        text = text
          .split(/[ \t\n]+/)
          .map(quoted)
          .join(" ");
      else if (letter === "s" || letter === "&") {
        if (letter === "s") this.substitution();
        const replaced = this.substitute(text, global);
        if (replaced === null)
          return { problem: `${this.source.slice(from, this.at)}: substitution failed` };
        text = replaced;
      } else return { problem: `${letter}: unrecognized history modifier` };
    }
    return { text, printOnly };
  }

  /** `/old/new/`: any delimiter, escaped in the texts by a backslash; the last may be left out. */
  private substitution(): void {
    const delimiter = this.source[this.at++] ?? "";
    const part = (): string => {
      let text = "";
      while (this.at < this.source.length) {
        const ch = this.source[this.at++] as string;
        if (ch === delimiter) break;
        if (ch === "\\" && this.source[this.at] === delimiter) text += this.source[this.at++] ?? "";
        else text += ch;
      }
      return text;
    };
    const old = part();
    if (old !== "") this.memory.old = old;
    this.memory.fresh = part().replace(/\\?&/g, (amp) => (amp === "&" ? this.memory.old : "&"));
  }

  private substitute(text: string, global: string): string | null {
    const { old, fresh } = this.memory;
    if (old === "" || !text.includes(old)) return null;
    if (global === "") return text.replace(old, () => fresh);
    if (global !== "G") return text.replaceAll(old, () => fresh);
    return tokens(text)
      .map((word) => word.replace(old, () => fresh))
      .join(" ");
  }
}

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

/** history_tokenize: the shell's words and operators, quotes kept. */
function tokens(event: string): string[] {
  return event.match(TOKEN) ?? [];
}
const TOKEN =
  /\d*(?:<<<|<<-|<<|<&|<>|>>|>&|>\|)|\d+(?=[<>])[<>]|&>>?|&&|\|\||\|&|;;|[<>;&|()\n]|(?:\\[^]|'[^']*'?|"(?:\\[^]|[^"\\])*"?|`[^`]*`?|[^\s;&|()<>'"`\\])+/g;
