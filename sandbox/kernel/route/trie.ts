/**
 * The level-compressed trie that Linux keeps a routing table in, rebuilt when /proc/net/fib_trie or fib_triestat
 * is read: nodes inflate, halve and collapse by the kernel's thresholds as the routes are put in, oldest first.
 * Left out: the traces that routes deleted since may have left in the tree's shape. net/ipv4/fib_trie.c.
 */
import { formatIpv4 } from "../../wire/addr.ts";
import type { Fib } from "./fib.ts";
import type { FibRoute, FibTable } from "./table.ts";
import { TABLE_LOCAL, TABLE_MAIN } from "./types.ts";

const INFLATE = 50;
const INFLATE_ROOT = 30;
const HALVE = 25;
const HALVE_ROOT = 15;
const MAX_WORK = 10;

/** A leaf has no bits. Keys are unsigned. */
interface Node {
  key: number;
  pos: number;
  bits: number;
  parent: Node | null;
  children: (Node | null)[];
  routes: FibRoute[];
}

function tnode(key: number, pos: number, bits: number): Node {
  const shift = pos + bits;
  const masked = shift < 32 ? ((key >>> shift) << shift) >>> 0 : 0;
  const children = Array.from({ length: 2 ** bits }, () => null);
  return { key: masked, pos, bits, parent: null, children, routes: [] };
}

/** get_cindex: beyond the children when the key does not belong under this node. */
const slot = (key: number, n: Node): number => Math.floor(((key ^ n.key) >>> 0) / 2 ** n.pos);
/** No bits are skipped between a node and this child of its. */
const isFull = (parent: Node, n: Node): boolean => n.bits > 0 && n.pos + n.bits === parent.pos;
const emptyOf = (n: Node): number => n.children.filter((child) => child === null).length;
const fullOf = (n: Node): number =>
  n.children.filter((child) => child !== null && isFull(n, child)).length;

class Trie {
  root: Node | null = null;

  add(route: FibRoute): void {
    const key = route.dst >>> 0;
    let parent: Node | null = null;
    let n = this.root;
    while (n !== null && n.bits > 0) {
      const at: number = slot(key, n);
      if (at >= 2 ** n.bits) break;
      parent = n;
      n = n.children[at] ?? null;
    }
    if (n !== null && n.bits === 0 && n.key === key) {
      n.routes.push(route);
      return;
    }
    if (n !== null) {
      const fork = tnode(key, 31 - Math.clz32(key ^ n.key), 1);
      this.put(parent, key, fork);
      fork.children[slot(key, fork) ^ 1] = n;
      n.parent = fork;
      parent = fork;
    }
    const leaf: Node = { key, pos: 0, bits: 0, parent: null, children: [], routes: [route] };
    this.put(parent, key, leaf);
    while (parent !== null) parent = this.resize(parent);
  }

  private put(parent: Node | null, key: number, n: Node | null): void {
    if (parent === null) this.root = n;
    else parent.children[slot(key, parent)] = n;
    if (n !== null) n.parent = parent;
  }

  /** The node's parent, whose turn is next. */
  private resize(start: Node): Node | null {
    const { parent } = start;
    let n = start;
    let work = MAX_WORK;
    while (work > 0 && this.shouldInflate(n)) {
      n = this.inflate(n);
      work--;
    }
    if (work !== MAX_WORK) return parent;
    while (work > 0 && this.shouldHalve(n)) {
      n = this.halve(n);
      work--;
    }
    if (n.children.length - emptyOf(n) < 2) {
      const only = n.children.find((child) => child !== null) ?? null;
      this.put(parent, n.key, only);
    }
    return parent;
  }

  private shouldInflate(n: Node): boolean {
    const size = n.children.length;
    const used = size - emptyOf(n) + fullOf(n);
    const threshold = size * (n.parent === null ? INFLATE_ROOT : INFLATE);
    return used > 1 && n.pos > 0 && 50 * used >= threshold;
  }

  private shouldHalve(n: Node): boolean {
    const size = n.children.length;
    const used = size - emptyOf(n);
    const threshold = size * (n.parent === null ? HALVE_ROOT : HALVE);
    return used > 1 && n.bits > 1 && 100 * used < threshold;
  }

  private inflate(old: Node): Node {
    const made = tnode(old.key, old.pos - 1, old.bits + 1);
    const upper = 2 ** made.pos;
    for (const [i, child] of old.children.entries()) {
      if (child === null) continue;
      if (!isFull(old, child)) {
        made.children[slot(child.key, made)] = child;
        continue;
      }
      if (child.bits === 1) {
        made.children[2 * i] = child.children[0] ?? null;
        made.children[2 * i + 1] = child.children[1] ?? null;
        continue;
      }
      const high = tnode((child.key | upper) >>> 0, child.pos, child.bits - 1);
      const low = tnode(child.key, child.pos, child.bits - 1);
      const half = child.children.length / 2;
      low.children = child.children.slice(0, half);
      high.children = child.children.slice(half);
      for (const side of [low, high]) adopt(side);
      made.children[2 * i] = low;
      made.children[2 * i + 1] = high;
    }
    return this.replace(old, made);
  }

  private halve(old: Node): Node {
    const made = tnode(old.key, old.pos + 1, old.bits - 1);
    for (let i = 0; i < old.children.length; i += 2) {
      const low = old.children[i] ?? null;
      const high = old.children[i + 1] ?? null;
      if (low === null || high === null) {
        made.children[i / 2] = low ?? high;
        continue;
      }
      const pair = tnode(low.key, old.pos, 1);
      pair.children = [low, high];
      adopt(pair);
      made.children[i / 2] = pair;
    }
    return this.replace(old, made);
  }

  private replace(old: Node, made: Node): Node {
    this.put(old.parent, made.key, made);
    adopt(made);
    for (let i = made.children.length - 1; i >= 0; i--) {
      const child = made.children[i] ?? null;
      if (child !== null && isFull(made, child)) this.resize(child);
    }
    return made;
  }
}

function adopt(n: Node): void {
  for (const child of n.children) if (child !== null) child.parent = n;
}

// ── the tables' trees ──────────────────────────────────────────────────────────────────────────

/** Each table with its tree; until a rule is added, main and local are two names of one. */
function trees(fib: Fib): { title: string; trie: Trie }[] {
  const merged = !fib.unmerged;
  const shared = (id: number): boolean => merged && (id === TABLE_MAIN || id === TABLE_LOCAL);
  const out: { title: string; trie: Trie }[] = [];
  for (const table of fib.tablesInOrder()) {
    const tables = shared(table.id)
      ? [...fib.tables.values()].filter((one) => shared(one.id))
      : [table];
    const trie = new Trie();
    for (const route of oldestFirst(tables)) trie.add(route);
    out.push({ title: titleOf(table.id), trie });
  }
  return out;
}

function oldestFirst(tables: readonly FibTable[]): FibRoute[] {
  return tables.flatMap((table) => table.all()).sort((a, b) => a.born - b.born);
}

function titleOf(id: number): string {
  return id === TABLE_LOCAL ? "Local:\n" : id === TABLE_MAIN ? "Main:\n" : `Id ${id}:\n`;
}

/** /proc/net/fib_trie. */
export function fibTrieText(fib: Fib): string {
  return trees(fib)
    .filter(({ trie }) => trie.root !== null)
    .map(({ title, trie }) => title + nodeText(trie.root as Node, 0))
    .join("");
}

function nodeText(n: Node, depth: number): string {
  const indent = "   ".repeat(depth);
  if (n.bits > 0) {
    const prefix = formatIpv4(n.key | 0);
    const own = `${indent}  +-- ${prefix}/${32 - n.pos - n.bits} ${n.bits} ${fullOf(n)} ${emptyOf(n)}\n`;
    const inside = n.children.map((child) => (child === null ? "" : nodeText(child, depth + 1)));
    return own + inside.join("");
  }
  const aliases = [...n.routes].sort(
    (a, b) =>
      b.prefixLength - a.prefixLength ||
      b.table - a.table ||
      b.tos - a.tos ||
      a.priority - b.priority,
  );
  const lines = aliases.map((route) => {
    const tos = route.tos === 0 ? "" : ` tos=${route.tos}`;
    return `${indent}     /${route.prefixLength} ${scopeName(route.scope)} ${route.type.toUpperCase()}${tos}\n`;
  });
  return `${indent}  |-- ${formatIpv4(n.key | 0)}\n${lines.join("")}`;
}

function scopeName(scope: number): string {
  const known: Readonly<Record<number, string>> = {
    0: "universe",
    200: "site",
    253: "link",
    254: "host",
    255: "nowhere",
  };
  return known[scope] ?? `scope=${scope}`;
}

/** /proc/net/fib_triestat. */
export function fibTrieStatText(fib: Fib): string {
  const head = "Basic info: size of leaf: 48 bytes, size of tnode: 40 bytes.\n";
  return (
    head +
    trees(fib)
      .map(({ title, trie }) => title + statText(trie))
      .join("")
  );
}

function statText(trie: Trie): string {
  const sizes = new Map<number, number>();
  const sum = { leaves: 0, prefixes: 0, depth: 0, deepest: 0, nodes: 0, empty: 0, pointers: 0 };
  const walk = (n: Node, depth: number): void => {
    if (n.bits === 0) {
      sum.leaves++;
      sum.prefixes += n.routes.length;
      sum.depth += depth;
      sum.deepest = Math.max(sum.deepest, depth);
      return;
    }
    sum.nodes++;
    sum.empty += emptyOf(n);
    sum.pointers += n.children.length;
    sizes.set(n.bits, (sizes.get(n.bits) ?? 0) + 1);
    for (const child of n.children) if (child !== null) walk(child, depth + 1);
  };
  if (trie.root !== null) walk(trie.root, 0);
  const average = sum.leaves === 0 ? 0 : Math.floor((sum.depth * 100) / sum.leaves);
  const bytes = 48 * sum.leaves + 56 * sum.prefixes + 40 * sum.nodes + 8 * sum.pointers;
  const bySize = [...sizes].sort((a, b) => a[0] - b[0]).map(([bits, n]) => `  ${bits}: ${n}`);
  return (
    `\tAver depth:     ${Math.floor(average / 100)}.${String(average % 100).padStart(2, "0")}\n` +
    `\tMax depth:      ${sum.deepest}\n\tLeaves:         ${sum.leaves}\n\tPrefixes:       ${sum.prefixes}\n` +
    `\tInternal nodes: ${sum.nodes}\n\t${bySize.join("")}\n\tPointers: ${sum.pointers}\n` +
    `Null ptrs: ${sum.empty}\nTotal size: ${Math.ceil(bytes / 1024)}  kB\n`
  );
}
