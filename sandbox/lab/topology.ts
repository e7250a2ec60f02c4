/**
 * Reads containerlab's topology format (topology.clab.yml): nodes of kind `linux` and `bridge`, links between
 * their interfaces, `exec`, `binds`, `env`, `sysctls`, inheritance from `defaults`, `kinds`, `groups`.
 * Left out, and refused by name: every other kind, links that are not cables between two nodes.
 * A refusal names line and column; nothing is guessed.
 */
import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node as YamlNode,
  parseDocument,
  type Scalar,
  visit,
} from "yaml";
import { type MacAddr, parseMac } from "../wire/addr.ts";
import { PACKAGES } from "./topology-value.ts";
import {
  BRIDGE_KEYS,
  KINDS,
  NODE_KEYS,
  NODE_KEYS_IGNORED,
  NODE_KEYS_REFUSED,
} from "./topology-keys.ts";
import type {
  InstalledPackage,
  Problem,
  Topology,
  TopologyBind,
  TopologyEndpoint,
  TopologyLink,
  TopologyNode,
} from "./topology-value.ts";

export { formatProblems, isProblems } from "./topology-value.ts";

export const TOPOLOGY_BYTES_MAX = 1 << 20;
const ALIASES_MAX = 100;
const DEPTH_MAX = 64;
const NODES_MAX = 200;
const LINKS_MAX = 1_000;
const PROBLEMS_MAX = 20;

export function loadTopology(text: string): Topology | readonly Problem[] {
  if (text.length > TOPOLOGY_BYTES_MAX) {
    return [{ line: 1, column: 1, message: `topology is larger than ${TOPOLOGY_BYTES_MAX} bytes` }];
  }
  const deep = bracketDepthExceeded(text);
  if (deep !== null) return [deep];
  const lines = new LineCounter();
  let doc: Document.Parsed;
  try {
    doc = parseDocument(text, {
      version: "1.2",
      schema: "core",
      uniqueKeys: true,
      merge: false,
      lineCounter: lines,
      prettyErrors: false,
    });
  } catch (error) {
    if (error instanceof RangeError)
      return [{ line: 1, column: 1, message: "topology is nested too deeply" }];
    throw error;
  }
  const reader = new Reader(doc, lines);
  for (const fault of [...doc.errors, ...doc.warnings]) {
    reader.problemAt(fault.pos[0], firstLine(fault.message));
  }
  if (reader.problems.length > 0) return reader.problems;
  checkShape(doc, reader);
  if (reader.problems.length > 0) return reader.problems;
  const topology = readTopology(doc, reader);
  return reader.problems.length > 0 ? reader.problems : topology;
}

// ── the document ───────────────────────────────────────────────────────────────────────────────

type Item = YamlNode | null;
interface Entry {
  readonly key: string;
  readonly keyNode: Item;
  readonly value: Item;
}

class Reader {
  readonly problems: Problem[] = [];
  readonly ignored = new Set<string>();
  /** Nodes that were refused: what links to them needs no word of its own. */
  readonly refused = new Set<string>();
  private readonly doc: Document.Parsed;
  private readonly lines: LineCounter;

  constructor(doc: Document.Parsed, lines: LineCounter) {
    this.doc = doc;
    this.lines = lines;
  }

  problem(at: Item, message: string): void {
    this.problemAt(at?.range?.[0] ?? 0, message);
  }

  problemAt(offset: number, message: string): void {
    if (this.problems.length >= PROBLEMS_MAX) return;
    const { line, col } = this.lines.linePos(offset);
    this.problems.push({ line: Math.max(1, line), column: Math.max(1, col), message });
  }

  resolve(item: unknown): Item {
    if (item === null || item === undefined) return null;
    if (isAlias(item)) {
      const target = item.resolve(this.doc);
      if (target === undefined) this.problem(item, `unknown alias *${item.source}`);
      return target ?? null;
    }
    return item as YamlNode;
  }

  /** The entries of a mapping, in order. An empty value reads as an empty mapping. */
  map(item: Item, what: string): Entry[] {
    if (item === null || (isScalar(item) && item.value === null)) return [];
    if (!isMap(item)) {
      this.problem(item, `${what} must be a mapping`);
      return [];
    }
    const entries: Entry[] = [];
    for (const pair of item.items) {
      const keyNode = this.resolve(pair.key);
      const key = isScalar(keyNode) ? scalarText(keyNode) : null;
      if (key === null) this.problem(keyNode, `a key of ${what} must be a plain word`);
      else entries.push({ key, keyNode, value: this.resolve(pair.value) });
    }
    return entries;
  }

  list(item: Item, what: string): Item[] {
    if (item === null || (isScalar(item) && item.value === null)) return [];
    if (!isSeq(item)) {
      this.problem(item, `${what} must be a list`);
      return [];
    }
    return item.items.map((entry) => this.resolve(entry));
  }

  /** A scalar as its text in the file. */
  text(item: Item, what: string): string | null {
    const text = isScalar(item) ? scalarText(item) : null;
    if (text !== null) return text;
    this.problem(item, `${what} must be a single value`);
    return null;
  }

  integer(item: Item, what: string, min: number, max: number): number | null {
    if (isScalar(item) && typeof item.value === "number" && Number.isInteger(item.value)) {
      if (item.value >= min && item.value <= max) return item.value;
    }
    this.problem(item, `${what} must be a whole number from ${min} to ${max}`);
    return null;
  }
}

/** A scalar as the file has it: 010 stays "010". */
function scalarText(item: Scalar): string | null {
  const { value, source } = item;
  if (typeof value === "string") return value;
  return typeof value === "number" || typeof value === "boolean" || typeof value === "bigint"
    ? (source ?? String(value))
    : null;
}

/** A word of the file's, for a message. */
function plainWord(word: string): string {
  return JSON.stringify(word.slice(0, 40));
}

function firstLine(message: string): string {
  return message.split("\n", 1)[0] as string;
}

/** Nesting of flow collections, before a recursive parser sees it. Quoted text may count: 64 is plenty. */
function bracketDepthExceeded(text: string): Problem | null {
  let depth = 0;
  let line = 1;
  let lineStart = 0;
  for (let i = 0; i < text.length; i++) {
    const ch = text.charCodeAt(i);
    if (ch === 10) {
      line++;
      lineStart = i + 1;
      // A new line that is not inside brackets starts afresh: block scalars hold shell text.
    } else if (ch === 0x5b || ch === 0x7b) {
      if (++depth > DEPTH_MAX * 4)
        return { line, column: i - lineStart + 1, message: `nested deeper than ${DEPTH_MAX}` };
    } else if (ch === 0x5d || ch === 0x7d) depth = Math.max(0, depth - 1);
  }
  return null;
}

function checkShape(doc: Document.Parsed, reader: Reader): void {
  let aliases = 0;
  visit(doc, {
    Alias(_key, node) {
      if (++aliases === ALIASES_MAX + 1) reader.problem(node, `more than ${ALIASES_MAX} aliases`);
    },
    Collection(_key, node, path) {
      if (path.length > DEPTH_MAX * 2) {
        reader.problem(node, `nested deeper than ${DEPTH_MAX}`);
        return visit.BREAK;
      }
      return undefined;
    },
  });
}

// ── the topology ───────────────────────────────────────────────────────────────────────────────

function readTopology(doc: Document.Parsed, reader: Reader): Topology {
  let name = "";
  let body: Item = null;
  const root = doc.contents;
  if (!isMap(root)) reader.problem(root, "a topology must be a mapping with `name` and `topology`");
  for (const { key, keyNode, value } of reader.map(root, "the topology file")) {
    if (key === "name") name = reader.text(value, "name") ?? "";
    else if (key === "topology") body = value;
    else if (key === "mgmt" || key === "prefix" || key === "settings")
      reader.ignored.add(key); // the management network is not simulated, nor missed
    else reader.problem(keyNode, `unknown key "${key}"`);
  }
  if (reader.problems.length === 0 && name === "") reader.problem(root, "`name` is missing");
  if (reader.problems.length === 0 && body === null) reader.problem(root, "`topology` is missing");
  let defaults: Item = null;
  const kinds = new Map<string, Item>();
  const groups = new Map<string, Item>();
  let nodesItem: Item = null;
  let linksItem: Item = null;
  for (const { key, keyNode, value } of reader.map(body, "topology")) {
    if (key === "defaults") defaults = value;
    else if (key === "kinds")
      for (const entry of reader.map(value, "kinds")) kinds.set(entry.key, entry.value);
    else if (key === "groups")
      for (const entry of reader.map(value, "groups")) groups.set(entry.key, entry.value);
    else if (key === "nodes") nodesItem = value;
    else if (key === "links") linksItem = value;
    else reader.problem(keyNode, `unknown key "${key}" in topology`);
  }
  const nodes = readNodes(reader, nodesItem, defaults, kinds, groups);
  if (reader.problems.length === 0 && nodes.length === 0) reader.problem(body, "`nodes` is empty");
  const links = readLinks(reader, linksItem, nodes);
  return { name, nodes, links, ignored: [...reader.ignored].sort() };
}

function readNodes(
  reader: Reader,
  item: Item,
  defaults: Item,
  kinds: ReadonlyMap<string, Item>,
  groups: ReadonlyMap<string, Item>,
): TopologyNode[] {
  const nodes: TopologyNode[] = [];
  for (const { key: name, keyNode, value } of reader.map(item, "nodes")) {
    if (nodes.length === NODES_MAX) {
      reader.problem(keyNode, `more than ${NODES_MAX} nodes`);
      break;
    }
    if (!/^[A-Za-z0-9][A-Za-z0-9_.-]{0,62}$/.test(name)) {
      reader.problem(keyNode, `"${name}" is no node name: letters, digits, "-", "_" and "." only`);
      continue;
    }
    const own = reader.map(value, `node ${name}`);
    const groupEntry = own.find((entry) => entry.key === "group");
    const groupName = groupEntry === undefined ? null : reader.text(groupEntry.value, "group");
    if (groupName !== null && !groups.has(groupName))
      reader.problem(groupEntry?.value ?? null, `unknown group "${groupName}"`);
    const group =
      groupName === null ? [] : reader.map(groups.get(groupName) ?? null, `group ${groupName}`);
    const base = reader.map(defaults, "defaults");
    const kindEntry = [...base, ...group, ...own].findLast((entry) => entry.key === "kind");
    const kind = kindEntry === undefined ? null : reader.text(kindEntry.value, "kind");
    if (kind === null) {
      reader.problem(keyNode, `node ${name} has no kind`);
      continue;
    }
    const known = KINDS.find((one) => one === kind);
    if (known === undefined) {
      reader.refused.add(name);
      const which = plainWord(kind);
      reader.problem(
        kindEntry?.value ?? keyNode,
        `kind ${which} is not simulated; only "linux" and "bridge" are`,
      );
      continue;
    }
    if (known === "bridge" && name.length > 15) {
      reader.problem(keyNode, `"${name}" is too long for a bridge's name (15 characters)`);
      continue;
    }
    const ofKind = reader.map(kinds.get(kind) ?? null, `kinds.${kind}`);
    nodes.push(readNode(reader, name, known, [...base, ...ofKind, ...group, ...own]));
  }
  return nodes;
}

/** `entries`: least specific first; lists and mappings add up, values are overridden, as in containerlab. */
function readNode(
  reader: Reader,
  name: string,
  kind: TopologyNode["kind"],
  entries: readonly Entry[],
): TopologyNode {
  const exec: string[] = [];
  const binds: TopologyBind[] = [];
  const env = new Map<string, string>();
  const sysctls = new Map<string, string>();
  const packages: InstalledPackage[] = [];
  let image: string | null = null;
  for (const { key, keyNode, value } of entries) {
    if (!NODE_KEYS.has(key)) reader.problem(keyNode, `unknown key "${key}" in node ${name}`);
    else if (NODE_KEYS_REFUSED.has(key))
      reader.problem(keyNode, `"${key}" of node ${name} is not simulated`);
    else if (key === "kind" || key === "group") continue;
    else if (kind === "bridge" && !BRIDGE_KEYS.has(key)) reader.ignored.add(key);
    else if (key === "image") {
      image = reader.text(value, "image");
      reader.ignored.add("image");
    } else if (key === "exec") {
      for (const line of reader.list(value, "exec")) {
        const text = reader.text(line, "a line of exec");
        if (text !== null) exec.push(text);
      }
    } else if (key === "binds") {
      for (const line of reader.list(value, "binds")) {
        const bind = readBind(reader, line);
        if (bind !== null) binds.push(bind);
      }
    } else if (key === "env" || key === "sysctls") {
      for (const entry of reader.map(value, key)) {
        const text = reader.text(entry.value, `${key}.${entry.key}`);
        if (text !== null) (key === "env" ? env : sysctls).set(entry.key, text);
      }
    } else if (key === "labels") packages.push(...readPackages(reader, value));
    else if (NODE_KEYS_IGNORED.has(key)) reader.ignored.add(key);
    else if (key === "network-mode") {
      const mode = reader.text(value, "network-mode");
      if (mode !== null && mode !== "none") {
        reader.problem(value, `network-mode "${mode}" is not simulated; only "none" is`);
      }
    }
  }
  return { name, kind, image, exec, binds, env, sysctls, packages };
}

/** containerlab's labels are free; one of them says something here: `underlay.packages: bird2:/opt/bird2`. */
function readPackages(reader: Reader, item: Item): InstalledPackage[] {
  const out: InstalledPackage[] = [];
  for (const { key, value } of reader.map(item, "labels")) {
    if (key !== "underlay.packages") {
      reader.ignored.add("labels");
      continue;
    }
    for (const word of (reader.text(value, key) ?? "").split(/[ ,]+/).filter((w) => w !== "")) {
      const [name = "", root = ""] = word.split(":");
      if (PACKAGES.includes(name) && (root === "" || root.startsWith("/")))
        out.push({ name, root });
      else reader.problem(value, `package "${word}" is none of ${PACKAGES.join(", ")}`);
    }
  }
  return out;
}

function readBind(reader: Reader, item: Item): TopologyBind | null {
  const text = reader.text(item, "a bind");
  if (text === null) return null;
  const [source, target, options, ...more] = text.split(":");
  const words = options === undefined ? [] : options.split(",");
  const bad = words.find((word) => word !== "ro" && word !== "rw" && word !== "z" && word !== "Z");
  if (
    source === undefined ||
    source === "" ||
    target === undefined ||
    !target.startsWith("/") ||
    more.length > 0 ||
    bad !== undefined
  ) {
    reader.problem(item, `bind "${text}" is not "path:/path" or "path:/path:ro"`);
    return null;
  }
  const relative = source.replace(/^\.\//, "").replace(/\/$/, "");
  if (relative.startsWith("/") || relative.split("/").includes("..")) {
    reader.problem(item, `bind "${text}": the source must be inside the lab's folder`);
    return null;
  }
  return {
    source: relative,
    target: target.replace(/(.)\/$/, "$1"),
    readOnly: words.includes("ro"),
  };
}

function readLinks(reader: Reader, item: Item, nodes: readonly TopologyNode[]): TopologyLink[] {
  const names = new Set(nodes.map((node) => node.name));
  const taken = new Set<string>();
  const links: TopologyLink[] = [];
  for (const entry of reader.list(item, "links")) {
    if (links.length === LINKS_MAX) {
      reader.problem(entry, `more than ${LINKS_MAX} links`);
      break;
    }
    const link = readLink(reader, entry, names, taken);
    if (link !== null) links.push(link);
  }
  return links;
}

function readLink(
  reader: Reader,
  item: Item,
  names: ReadonlySet<string>,
  taken: Set<string>,
): TopologyLink | null {
  let endpoints: Item = null;
  let mtu: number | null = null;
  for (const { key, keyNode, value } of reader.map(item, "a link")) {
    if (key === "endpoints") endpoints = value;
    else if (key === "mtu") mtu = reader.integer(value, "mtu", 68, 65_535);
    else if (key === "labels" || key === "vars") reader.ignored.add(`link ${key}`);
    else if (key === "type") {
      const type = reader.text(value, "type");
      if (type !== null && type !== "veth") {
        reader.problem(value, `link type "${type}" is not simulated; only "veth" is`);
        return null;
      }
    } else reader.problem(keyNode, `unknown key "${key}" in a link`);
  }
  const items = reader.list(endpoints, "endpoints");
  if (items.length !== 2) {
    reader.problem(endpoints ?? item, "a link has two endpoints");
    return null;
  }
  const ends = items.map((end) => readEndpoint(reader, end, names, taken));
  const [a, b] = ends;
  return a == null || b == null ? null : { ends: [a, b], mtu };
}

function readEndpoint(
  reader: Reader,
  item: Item,
  names: ReadonlySet<string>,
  taken: Set<string>,
): TopologyEndpoint | null {
  let node: string | null = null;
  let device: string | null = null;
  let mac: MacAddr | null = null;
  if (isMap(item)) {
    for (const { key, keyNode, value } of reader.map(item, "an endpoint")) {
      if (key === "node") node = reader.text(value, "node");
      else if (key === "interface") device = reader.text(value, "interface");
      else if (key === "mac") {
        const text = reader.text(value, "mac");
        mac = text === null ? null : parseMac(text);
        if (text !== null && mac === null) reader.problem(value, `"${text}" is no MAC address`);
      } else reader.problem(keyNode, `unknown key "${key}" in an endpoint`);
    }
  } else {
    const text = reader.text(item, "an endpoint");
    if (text === null) return null;
    const colon = text.indexOf(":");
    if (colon > 0) [node, device] = [text.slice(0, colon), text.slice(colon + 1)];
  }
  if (node === null || device === null) {
    reader.problem(item, 'an endpoint is "node:interface"');
    return null;
  }
  if (node === "host" && !names.has("host")) {
    reader.problem(item, 'an endpoint on the lab\'s own host ("host:...") is not simulated');
    return null;
  }
  if (!names.has(node)) {
    if (reader.refused.has(node)) return null;
    reader.problem(item, `unknown node "${node}"`);
    return null;
  }
  if (!/^[^\s/:]{1,15}$/.test(device) || device === "." || device === ".." || device === "lo") {
    reader.problem(item, `"${device}" is no interface name`);
    return null;
  }
  const id = `${node}:${device}`;
  if (taken.has(id)) {
    reader.problem(item, `interface ${id} is used twice`);
    return null;
  }
  taken.add(id);
  return { node, device, mac };
}
