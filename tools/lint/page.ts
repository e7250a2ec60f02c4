/**
 * Whether a lesson's page can be built at all, said before anything else: its front matter is YAML, its text is MDX, and each
 * component that it uses is imported and there. Pure; satteri is the reader that Astro's own build uses.
 */
import { mdxToJs } from "satteri";
import { LineCounter, parseDocument } from "yaml";
import { blank, type Finding, lineAt, withoutCode } from "./lesson.ts";

const HEAD = /^---\n([\s\S]*?)\n---\n/u;

/** `components`: what site/components/lesson.ts exports. */
export function lintPage(prose: string, components: ReadonlySet<string>): Finding[] {
  return [...yaml(prose), ...mdx(prose), ...unknownComponents(prose, components)];
}

function at(line: number, says: string): Finding {
  return { file: "lesson.mdx", line, says };
}

function yaml(prose: string): Finding[] {
  const head = HEAD.exec(prose)?.[1];
  if (head === undefined) return [];
  const lineCounter = new LineCounter();
  const { errors } = parseDocument(head, { lineCounter, prettyErrors: false });
  return errors
    .slice(0, 1)
    .map((one) =>
      at(
        1 + lineCounter.linePos(one.pos[0]).line,
        `the front matter is no YAML: ${one.message} (a text with “: ”, “#” or brackets needs quotes)`,
      ),
    );
}

function mdx(prose: string): Finding[] {
  // Lines stay where they are.
  const body = prose.replace(HEAD, (head) => head.replace(/[^\n]/gu, ""));
  try {
    mdxToJs(body);
    return [];
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const found = /^(?:(\d+):\d+: )?(.*?)(?: \(mdx[\w-]*:[\w-]+\))?$/su.exec(message);
    return [at(Number(found?.[1] ?? 1), `the page cannot be built: ${found?.[2] ?? message}`)];
  }
}

function unknownComponents(prose: string, components: ReadonlySet<string>): Finding[] {
  const code = withoutCode(prose).replace(/`[^`\n]*`/gu, blank);
  const lineOf = (offset: number): number => lineAt(code, offset);
  const found: Finding[] = [];
  const imported = new Set<string>();
  for (const match of code.matchAll(/^import\s*\{([^}]*)\}\s*from\s*"([^"]*)"/gmu))
    for (const name of (match[1] ?? "").split(",").map((one) => one.trim())) {
      if (name === "") continue;
      imported.add(name);
      if ((match[2] ?? "").endsWith("components/lesson.ts") && !components.has(name))
        found.push(
          at(
            lineOf(match.index),
            `there is no component ${name}${meant(name, components)}: site/components/lesson.ts has what a lesson may import`,
          ),
        );
    }
  const told = new Set<string>();
  for (const { 1: name = "", index } of code.matchAll(/<([A-Z]\w*)/gu)) {
    if (imported.has(name) || told.has(name)) continue;
    told.add(name);
    found.push(
      at(
        lineOf(index),
        components.has(name)
          ? `<${name}> is used and not imported: add it to the import line`
          : `there is no component <${name}>${meant(name, components)}`,
      ),
    );
  }
  return found;
}

/** " (did you mean X?)": the nearest name, when it is near. */
function meant(name: string, names: ReadonlySet<string>): string {
  const [best] = [...names]
    .map((one) => ({ one, far: distance(name.toLowerCase(), one.toLowerCase()) }))
    .sort((a, b) => a.far - b.far);
  return best !== undefined && best.far <= 2 ? ` (did you mean ${best.one}?)` : "";
}

/** Levenshtein's. */
function distance(a: string, b: string): number {
  let row = [...Array(b.length + 1).keys()];
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++)
      next.push(
        Math.min(
          (row[j] ?? 0) + 1,
          (next[j - 1] ?? 0) + 1,
          (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1),
        ),
      );
    row = next;
  }
  return row[b.length] ?? 0;
}
