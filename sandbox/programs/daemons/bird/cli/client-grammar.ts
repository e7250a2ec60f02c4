/**
 * birdc's side of a command: unique beginnings made whole, `?`, completion. BIRD 1.6.8: client/commands.c.
 */
import type { ClientGrammar } from "../types.ts";
import { type CommandText, COMMANDS, SUMMARIES } from "./command-table.ts";
import { COMMANDS2, SUMMARIES2 } from "./command-table2.ts";

interface Node {
  readonly word: string;
  readonly sons: Node[];
  command: CommandText | null;
  summary: CommandText | null;
}

const NO_SUCH = "No such command. Press `?' for help.";
const AMBIGUOUS = "Ambiguous command, possible expansions are:";

function buildTree(two: boolean): Node {
  const root: Node = { word: "", sons: [], command: null, summary: null };
  const place = (words: string): Node => {
    let node = root;
    for (const word of words.split(" ")) {
      let son = node.sons.find((one) => one.word === word);
      if (son === undefined) {
        son = { word, sons: [], command: null, summary: null };
        node.sons.push(son);
      }
      node = son;
    }
    return node;
  };
  for (const text of two ? COMMANDS2 : COMMANDS) place(text.words).command = text;
  for (const text of two ? SUMMARIES2 : SUMMARIES) place(text.words).summary = text;
  return root;
}

function helpLine(text: CommandText): string {
  return `${`${text.words} ${text.args}`.padEnd(45)}  ${text.help}`;
}

function listed(nodes: readonly Node[]): string[] {
  return nodes.flatMap((node) => {
    const text = node.summary ?? node.command;
    return text === null ? [] : [helpLine(text)];
  });
}

/** Those that the word may stand for: the one that it is, else all that begin so; `roa` only when alone. */
function candidates(node: Node, word: string): Node[] {
  const exact = node.sons.find((son) => son.word === word);
  if (exact !== undefined) return [exact];
  const all = node.sons.filter((son) => son.word.startsWith(word));
  const weighty = all.filter((son) => son.word !== "roa");
  return weighty.length === 1 ? weighty : all;
}

interface Blanked {
  readonly word: string;
  /** Where the word ends. */
  readonly end: number;
}

function words(line: string): Blanked[] {
  return [...line.matchAll(/[^ \t]+/g)].map((m) => ({
    word: m[0],
    end: m.index + m[0].length,
  }));
}

/** `two`: of BIRD 2's client. */
export function clientGrammar(two = false): ClientGrammar & {
  /** Tab: what to insert, or what may come (a second Tab lists it). */
  complete(line: string): { readonly insert: string } | { readonly list: readonly string[] };
} {
  const root = buildTree(two);
  return {
    expand(line) {
      let node = root;
      let end = 0;
      for (const one of words(line)) {
        const found = candidates(node, one.word);
        if (found.length === 0) break;
        if (found.length > 1) return { print: [AMBIGUOUS, ...listed(found)] };
        node = found[0] as Node;
        ({ end } = one);
      }
      if (node.command === null) return { print: [NO_SUCH] };
      return { send: node.command.words + line.slice(end) };
    },
    /** Only words that a blank ends count. */
    help(line) {
      let node = root;
      for (const { word, end } of words(line)) {
        if (end === line.length) break;
        const found = candidates(node, word);
        if (found.length > 1) return listed(found);
        if (found.length === 0) break;
        node = found[0] as Node;
      }
      const own = node.command === null ? [] : [helpLine(node.command)];
      return [...own, ...listed(node.sons)];
    },
    complete(line) {
      let node = root;
      const all = words(line);
      const last = all.at(-1);
      const partial = last !== undefined && last.end === line.length ? last.word : "";
      for (const { word, end } of all) {
        if (end === line.length) break;
        const found = candidates(node, word);
        if (found.length > 1) return { list: listed(found) };
        if (found.length === 0) return { list: [] };
        node = found[0] as Node;
      }
      const begun = node.sons.filter((son) => son.word.startsWith(partial));
      // `route` is what most want: half a word of it completes, whatever else begins so.
      const route = partial === "" ? [] : begun.filter((son) => son.word === "route");
      const found = route.length > 0 ? route : begun;
      if (found.length === 0) return { list: [] };
      const common = commonStart(found.map((son) => son.word)).slice(partial.length);
      if (found.length === 1) return { insert: `${common} ` };
      return common === "" ? { list: listed(found) } : { insert: common };
    },
  };
}

function commonStart(all: readonly string[]): string {
  const [first = "", ...rest] = all;
  let n = first.length;
  for (const one of rest) while (!one.startsWith(first.slice(0, n))) n--;
  return first.slice(0, n);
}
