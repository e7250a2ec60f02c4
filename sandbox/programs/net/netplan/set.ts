/**
 * `netplan set KEY=VALUE`: a change is a small YAML of its own, read after all files; then every file is written
 * anew with the devices that were last named in it (comments and order are lost). NULL takes a key away.
 */
import { isMap, isScalar, isSeq, type Node as YamlNode, parseDocument } from "yaml";
import { newState, type NetplanState } from "./definition.ts";
import { formatTree, type Tree, treeOf } from "./emit.ts";
import { flowMistake, NO_FILE, parseNetplan } from "./parse.ts";
import { TRACEBACK_SET } from "./words.ts";

export interface SourceFile {
  readonly path: string;
  readonly text: string;
}
export interface Change {
  /** path → new text; null: the file goes. */
  readonly files: ReadonlyMap<string, string | null>;
}
/** What Python prints, and at which line of the change the parser stood (null: it is not about the change). */
export interface SetError {
  readonly text: string;
  readonly line: number | null;
}

const FALLBACK = "70-netplan-set.yaml";

/** `folder`: where netplan's files are. */
export function changeFiles(
  sources: readonly SourceFile[],
  folder: string,
  assignment: string,
  hint: string | null,
): Change | SetError {
  if (hint === "") return { text: TRACEBACK_SET.hint, line: null };
  const equals = assignment.indexOf("=");
  if (equals < 0) return { text: TRACEBACK_SET.value, line: null };
  const written = assignment.slice(0, equals);
  const key = written.startsWith("network") ? written : `network.${written}`;
  const path = key.split(/(?<!\\)\./).map((part) => part.replaceAll("\\.", "."));

  const value = parseDocument(assignment.slice(equals + 1), { schema: "failsafe" });
  const bad = value.errors[0];
  if (bad !== undefined)
    return { text: `${TRACEBACK_SET.patch}Error parsing YAML: ${flowMistake(bad)}\n`, line: null };
  if (value.contents === null || value.contents.range?.[0] === value.contents.range?.[1])
    return {
      text: `${TRACEBACK_SET.patch}Error generating YAML: expected SCALAR, SEQUENCE-START, MAPPING-START, or ALIAS\n`,
      line: null,
    };
  const drop: (readonly string[])[] = [];
  let tree = treeOfNode(value.contents, path, drop);
  for (const part of [...path].reverse()) tree = new Map([[part, tree]]);
  const patch = formatTree(tree);

  const state = newState();
  for (const { path: file, text } of sources) {
    const error = parseNetplan(file, text, state, drop);
    if (error !== null) return { text: TRACEBACK_SET.files + error, line: null };
  }
  const error = parseNetplan(NO_FILE, patch, state, drop);
  if (error !== null)
    return { text: TRACEBACK_SET.parse + error, line: Number(error.split(":")[1] ?? 0) };
  if (hint === null) return { files: rewritten(state, sources, `${folder}/${FALLBACK}`) };

  // With a hint only that file is written: what it says itself, and the change.
  const file = `${folder}/${hint}.yaml`;
  const own = sources.filter((source) => source.path === file);
  const alone = newState();
  for (const { text } of own) parseNetplan(file, text, alone, drop);
  parseNetplan(NO_FILE, patch, alone, drop);
  return { files: rewritten(alone, own, file) };
}

function rewritten(
  state: NetplanState,
  sources: readonly SourceFile[],
  fallback: string,
): Map<string, string | null> {
  const files = new Map<string, string | null>();
  for (const path of [...sources.map((source) => source.path), fallback]) {
    const part = newState();
    for (const [name, device] of state.devices)
      if ((device.file ?? fallback) === path) part.devices.set(name, device);
    const said = path === fallback ? state.renderers.get("") : undefined;
    part.renderer = said ?? state.renderers.get(path) ?? null;
    const isEmpty = part.devices.size === 0 && part.renderer === null;
    files.set(path, isEmpty ? null : formatTree(treeOf(part)));
  }
  return files;
}

/** The value as it goes into the change; the paths of what is null go to `drop`. */
function treeOfNode(node: YamlNode, path: readonly string[], drop: (readonly string[])[]): Tree {
  if (isMap(node))
    return new Map(
      node.items.map((pair) => {
        const key = String((pair.key as { value?: unknown }).value);
        const inner = (pair.value ?? pair.key) as YamlNode;
        return [key, treeOfNode(inner, [...path, key], drop)];
      }),
    );
  if (isSeq(node))
    return node.items.map((item, at) => treeOfNode(item as YamlNode, [...path, String(at)], drop));
  const text = isScalar(node) ? String(node.value) : "";
  const isPlain = isScalar(node) && node.type === "PLAIN";
  if (isPlain && (text.toLowerCase() === "null" || text === "~")) drop.push(path);
  return isPlain ? text : `"${text}"`;
}
