/**
 * A prefix set as `print` and `eval` show it: not its patterns but the nodes of the tree that BIRD makes of them, each with the
 * mask of the lengths that it accepts. BIRD 1.6.8: filter/trie.c (its head comment describes the structure).
 */
import { formatIpv4, maskOf } from "../../../../../wire/addr.ts";
import type { PrefixItem } from "./set.ts";

interface Node {
  readonly address: number;
  readonly length: number;
  /** Bit n from the left: prefixes of length n + 1 below here are in the set. */
  accept: number;
  readonly sons: [Node | null, Node | null];
}

function newNode(address: number, length: number, accept: number): Node {
  return { address: address & maskOf(length), length, accept, sons: [null, null] };
}

function bitOf(address: number, at: number): 0 | 1 {
  return ((address >>> (31 - at)) & 1) as 0 | 1;
}

function attach(parent: Node, son: Node): void {
  parent.sons[bitOf(son.address, parent.length)] = son;
}

/** How many leading bits two addresses share. */
function shared(a: number, b: number): number {
  return Math.clz32(a ^ b);
}

function add(root: Node, item: PrefixItem): void {
  const low = item.low === 0 ? 0 : item.low - 1;
  const length = Math.min(item.length, item.high);
  const accept = maskOf(item.high) ^ maskOf(low);
  const fresh = newNode(item.address, length, accept);
  let over = root;
  let node: Node | null = root;
  while (node !== null) {
    const common = Math.min(node.length, length);
    if (((fresh.address ^ node.address) & maskOf(common)) !== 0) {
      const at = shared(fresh.address, node.address);
      const branch = newNode(item.address, at, (accept | node.accept) & maskOf(at));
      attach(over, branch);
      attach(branch, node);
      attach(branch, fresh);
      return;
    }
    if (length < node.length) {
      fresh.accept |= node.accept & maskOf(length);
      attach(over, fresh);
      attach(fresh, node);
      return;
    }
    if (length === node.length) {
      node.accept |= accept;
      return;
    }
    node.accept |= accept & maskOf(node.length);
    over = node;
    node = node.sons[bitOf(fresh.address, node.length)];
  }
  attach(over, fresh);
}

function list(node: Node | null, out: string[]): void {
  if (node === null) return;
  if (node.accept !== 0) {
    const mask = formatIpv4(node.accept);
    out.push(`${formatIpv4(node.address)}/${node.length}{${mask}}`);
  }
  list(node.sons[0], out);
  list(node.sons[1], out);
}

/** trie_format(). */
export function formatPrefixSet(items: readonly PrefixItem[]): string {
  const root = newNode(0, 0, 0);
  const out = items.some((item) => item.low === 0) ? ["0.0.0.0/0"] : [];
  for (const item of items) add(root, item);
  list(root, out);
  return `[${out.join(", ")}]`;
}
