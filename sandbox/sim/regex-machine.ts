/**
 * A Pike machine: all ways to match are followed at once, one step a character, so time grows with
 * pattern times text and never faster. Finds the leftmost match and of those the longest.
 */
import type { Node, RegexOptions } from "./regex.ts";

type Op =
  | { readonly op: "char"; readonly test: (ch: string) => boolean }
  | { readonly op: "split"; to: readonly number[] }
  | { readonly op: "save"; readonly slot: number }
  | { readonly op: "assert"; readonly holds: (text: string, at: number) => boolean }
  | { readonly op: "match" };

export interface Machine {
  readonly code: readonly Op[];
  readonly slots: number;
}

/** Programs larger than this are cut by repeating less: a{1000}{1000} is refused by GNU too. */
const CODE_MAX = 20_000;

export function compileMachine(tree: Node, groups: number, options: RegexOptions): Machine {
  const code: Op[] = [];
  const ignoreCase = options.ignoreCase === true;
  const emit = (node: Node): void => {
    if (code.length > CODE_MAX) return;
    switch (node.kind) {
      case "char": {
        const want = ignoreCase ? node.text.toLowerCase() : node.text;
        code.push({
          op: "char",
          test: ignoreCase ? (ch) => ch.toLowerCase() === want : (ch) => ch === want,
        });
        break;
      }
      case "any":
        code.push({ op: "char", test: () => true });
        break;
      case "set": {
        const set = new RegExp(
          `^[${node.negated ? "^" : ""}${node.source}]$`,
          ignoreCase ? "ui" : "u",
        );
        const known = new Map<string, boolean>();
        code.push({
          op: "char",
          test(ch) {
            let yes = known.get(ch);
            if (yes === undefined) {
              yes = set.test(ch);
              if (known.size < 512) known.set(ch, yes);
            }
            return yes;
          },
        });
        break;
      }
      case "assert":
        code.push({ op: "assert", holds: assertion(node.source, options.multiline === true) });
        break;
      case "group":
        code.push({ op: "save", slot: node.index * 2 });
        emit(node.body);
        code.push({ op: "save", slot: node.index * 2 + 1 });
        break;
      case "cat":
        for (const part of node.parts) emit(part);
        break;
      case "alt": {
        const split: Op = { op: "split", to: [] };
        code.push(split);
        const starts: number[] = [];
        const ends: { op: "split"; to: readonly number[] }[] = [];
        for (const part of node.parts) {
          starts.push(code.length);
          emit(part);
          const jump: Op = { op: "split", to: [] };
          code.push(jump);
          ends.push(jump);
        }
        split.to = starts;
        for (const jump of ends) jump.to = [code.length];
        break;
      }
      case "repeat":
        for (let i = 0; i < node.min; i++) emit(node.body);
        if (node.max === Infinity) {
          const split: Op = { op: "split", to: [] };
          const at = code.length;
          code.push(split);
          emit(node.body);
          code.push({ op: "split", to: [at] });
          split.to = [at + 1, code.length];
        } else {
          const splits: { op: "split"; to: readonly number[] }[] = [];
          const starts: number[] = [];
          for (let i = node.min; i < node.max && code.length <= CODE_MAX; i++) {
            const split: Op = { op: "split", to: [] };
            starts.push(code.length + 1);
            code.push(split);
            splits.push(split);
            emit(node.body);
          }
          splits.forEach((split, i) => (split.to = [starts[i] as number, code.length]));
        }
        break;
      case "backref":
        break;
    }
  };
  emit(tree);
  code.push({ op: "match" });
  return { code, slots: (groups + 1) * 2 };
}

function assertion(source: string, multiline: boolean): (text: string, at: number) => boolean {
  if (source === "^") return (text, at) => at === 0 || (multiline && text[at - 1] === "\n");
  if (source === "$") return (text, at) => at === text.length || (multiline && text[at] === "\n");
  const regex = new RegExp(source, "uy");
  return (text, at) => {
    regex.lastIndex = at;
    return regex.test(text);
  };
}

interface Thread {
  readonly pc: number;
  readonly caps: readonly number[];
}

export function runMachine(
  machine: Machine,
  text: string,
  from: number,
  anyMatch: boolean,
): number[] | null {
  const { code, slots } = machine;
  const marks = new Int32Array(code.length).fill(-1);
  let best: number[] | null = null;
  let generation = 0;
  let current: Thread[] = [];
  const add = (list: Thread[], pc0: number, caps0: readonly number[], at: number): void => {
    const stack: Thread[] = [{ pc: pc0, caps: caps0 }];
    while (stack.length > 0) {
      const { pc, caps } = stack.pop() as Thread;
      if (marks[pc] === generation) continue;
      marks[pc] = generation;
      const op = code[pc] as Op;
      if (op.op === "split")
        for (let i = op.to.length - 1; i >= 0; i--) stack.push({ pc: op.to[i] as number, caps });
      else if (op.op === "save") {
        const saved = caps.slice();
        saved[op.slot] = at;
        stack.push({ pc: pc + 1, caps: saved });
      } else if (op.op === "assert") {
        if (op.holds(text, at)) stack.push({ pc: pc + 1, caps });
      } else if (op.op === "match") {
        const start = caps[0] as number;
        if (
          best === null ||
          start < (best[0] as number) ||
          (start === best[0] && at > (best[1] as number))
        ) {
          best = caps.slice();
          best[1] = at;
        }
      } else list.push({ pc, caps });
    }
  };
  const fresh = new Array<number>(slots).fill(-1);
  for (let at = from; ;) {
    generation = at;
    const list: Thread[] = [];
    // Threads of this position: those that stepped here, then a new start if nothing matched yet.
    for (const thread of current) add(list, thread.pc, thread.caps, at);
    if (best === null) {
      const caps = fresh.slice();
      caps[0] = at;
      add(list, 0, caps, at);
    }
    if (best !== null && anyMatch) return best;
    if (at >= text.length || (list.length === 0 && best !== null)) return best;
    const ch = String.fromCodePoint(text.codePointAt(at) as number);
    const next: Thread[] = [];
    const found = best as number[] | null;
    for (const thread of list) {
      if (found !== null && (thread.caps[0] as number) > (found[0] as number)) continue;
      if ((code[thread.pc] as { test: (ch: string) => boolean }).test(ch))
        next.push({ pc: thread.pc + 1, caps: thread.caps });
    }
    current = next;
    at += ch.length;
  }
}
