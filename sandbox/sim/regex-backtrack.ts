/**
 * A backtracking matcher for patterns with back-references, which no linear machine can follow. It
 * may take {@link STEPS_MAX} steps and go {@link DEPTH_MAX} deep; what needs more is no match.
 * The first way that fits wins (greedy), as in GNU's own matcher for such patterns.
 */
import type { Node, RegexOptions } from "./regex.ts";

const STEPS_MAX = 400_000;
const DEPTH_MAX = 3_000;

type Next = (at: number) => boolean;

export class Backtracker {
  private readonly tree: Node;
  private readonly groups: number;
  private readonly ignoreCase: boolean;
  private readonly multiline: boolean;
  private readonly sets = new Map<Node, RegExp>();
  private text = "";
  private slots: number[] = [];
  private steps = 0;
  private depth = 0;

  constructor(tree: Node, groups: number, options: RegexOptions) {
    this.tree = tree;
    this.groups = groups;
    this.ignoreCase = options.ignoreCase === true;
    this.multiline = options.multiline === true;
  }

  exec(text: string, from: number): number[] | null {
    this.text = text;
    this.steps = STEPS_MAX;
    for (let start = from; start <= text.length && this.steps > 0; start++) {
      this.slots = new Array<number>((this.groups + 1) * 2).fill(-1);
      this.depth = 0;
      let end = -1;
      const found = this.match(this.tree, start, (at) => {
        end = at;
        return true;
      });
      if (!found) continue;
      this.slots[0] = start;
      this.slots[1] = end;
      return this.slots;
    }
    return null;
  }

  private match(node: Node, at: number, next: Next): boolean {
    if (--this.steps < 0 || this.depth > DEPTH_MAX) return false;
    this.depth++;
    const yes = this.step(node, at, next);
    this.depth--;
    return yes;
  }

  private step(node: Node, at: number, next: Next): boolean {
    switch (node.kind) {
      case "char":
        return this.same(at, node.text) && next(at + node.text.length);
      case "any":
      case "set": {
        const code = this.text.codePointAt(at);
        if (code === undefined) return false;
        const ch = String.fromCodePoint(code);
        return (node.kind === "any" || this.setOf(node).test(ch)) && next(at + ch.length);
      }
      case "assert":
        return this.holds(node.source, at) && next(at);
      case "group":
        return this.group(node, at, next);
      case "cat":
        return this.sequence(node.parts, 0, at, next);
      case "alt":
        return node.parts.some((part) => this.match(part, at, next));
      case "repeat":
        return this.repeat(node, 0, at, next);
      case "backref": {
        const start = this.slots[node.index * 2] as number;
        const end = this.slots[node.index * 2 + 1] as number;
        if (start < 0 || end < 0) return false;
        return this.same(at, this.text.slice(start, end)) && next(at + end - start);
      }
    }
  }

  private group(node: Node & { kind: "group" }, at: number, next: Next): boolean {
    const { slots } = this;
    const slot = node.index * 2;
    const before = [slots[slot] as number, slots[slot + 1] as number] as const;
    const found = this.match(node.body, at, (end) => {
      const inner = [slots[slot] as number, slots[slot + 1] as number] as const;
      [slots[slot], slots[slot + 1]] = [at, end];
      if (next(end)) return true;
      [slots[slot], slots[slot + 1]] = inner;
      return false;
    });
    if (!found) [slots[slot], slots[slot + 1]] = before;
    return found;
  }

  private sequence(parts: readonly Node[], i: number, at: number, next: Next): boolean {
    const part = parts[i];
    if (part === undefined) return next(at);
    return this.match(part, at, (end) => this.sequence(parts, i + 1, end, next));
  }

  private repeat(node: Node & { kind: "repeat" }, done: number, at: number, next: Next): boolean {
    if (done < node.max) {
      const more = this.match(node.body, at, (end) => {
        // A round that took nothing would go round for ever.
        if (end === at && done >= node.min) return false;
        return this.repeat(node, done + 1, end, next);
      });
      if (more) return true;
    }
    return done >= node.min && next(at);
  }

  private same(at: number, want: string): boolean {
    if (!this.ignoreCase) return this.text.startsWith(want, at);
    return this.text.slice(at, at + want.length).toLowerCase() === want.toLowerCase();
  }

  private setOf(node: Node & { kind: "set" }): RegExp {
    let set = this.sets.get(node);
    if (set === undefined) {
      set = new RegExp(
        `^[${node.negated ? "^" : ""}${node.source}]$`,
        this.ignoreCase ? "sui" : "su",
      );
      this.sets.set(node, set);
    }
    return set;
  }

  private holds(source: string, at: number): boolean {
    const { text } = this;
    if (source === "^") return at === 0 || (this.multiline && text[at - 1] === "\n");
    if (source === "$") return at === text.length || (this.multiline && text[at] === "\n");
    const look = new RegExp(source, "suy");
    look.lastIndex = at;
    return look.test(text);
  }
}
