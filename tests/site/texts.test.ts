/**
 * The interface's texts: every language has every key with the same inserts, no text of the interface stands in the code,
 * and what Starlight says of itself is said as Starlight says it.
 */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import ts from "typescript";
import { describe, expect, test } from "vitest";
import { en } from "../../site/i18n/en.ts";
import { LANGUAGES } from "../../site/i18n/languages.ts";
import { said as sayIt } from "../../site/i18n/said.ts";
import { choose, fill } from "../../site/i18n/text.ts";
import { dropWords } from "../../site/lab/drop-words.ts";

const ROOT = resolve(import.meta.dirname, "../..");
const SITE = join(ROOT, "site");

function walk(dir: string): string[] {
  return readdirSync(dir).flatMap((name) => {
    const path = join(dir, name);
    return statSync(path).isDirectory() ? walk(path) : [path];
  });
}
const code = ["components", "lab", "scripts", "scorm"]
  .flatMap((dir) => walk(join(SITE, dir)))
  .filter((path) => /\.tsx?$/u.test(path));
const astro = [...walk(join(SITE, "components")), ...walk(join(SITE, "pages"))].filter(
  (path) =>
    path.endsWith(".astro") &&
    // Prose, and figures, which are part of it.
    !/figures\/|pages\/(about-the-sandbox|glossary)\.astro$/u.test(path),
);

/** The file of a language by its keys: what a translator writes (the build turns it into English and words). */
async function wordsOf(code: string): Promise<Record<string, string>> {
  const { load } = LANGUAGES.find((one) => one.code === code) ?? {};
  const byEnglish = (await load?.()) as unknown as Record<string, string>;
  return Object.fromEntries(
    Object.entries(en).flatMap(([key, text]) =>
      Object.hasOwn(byEnglish, text) ? [[key, byEnglish[text] ?? ""]] : [],
    ),
  );
}
const others = LANGUAGES.filter((one) => one.load !== null).map((one) => one.code);

function insertsOf(text: string): string[] {
  return [
    ...new Set([...text.matchAll(/\{(\w+)(?::[^{}]*)?\}/gu)].map((match) => match[1] ?? "")),
  ].sort();
}

describe("languages", () => {
  test("there is one more than English", () => {
    expect(others).toContain("de");
  });

  test.each(others)(
    "%s has every text, in words of its own, with the same inserts",
    async (code) => {
      const words = await wordsOf(code);
      expect(Object.keys(en).filter((key) => !Object.hasOwn(words, key))).toEqual([]);
      const wrong = Object.entries(en).flatMap(([key, text]) =>
        insertsOf(text).join() === insertsOf(words[key] ?? "").join() &&
        /^ /u.test(text) === /^ /u.test(words[key] ?? "") &&
        / $/u.test(text) === / $/u.test(words[key] ?? "")
          ? []
          : [`${key}: “${text}” and “${words[key] ?? ""}”`],
      );
      expect(wrong).toEqual([]);
      // Whoever copies the English file has translated nothing.
      const same = Object.entries(en).filter(([key, text]) => words[key] === text);
      expect(same.length / Object.keys(en).length).toBeLessThan(0.1);
    },
  );

  test.each(["en", ...others])("%s has as many forms for a number as its grammar", async (code) => {
    const words: Record<string, string> = code === "en" ? en : await wordsOf(code);
    const count = new Intl.PluralRules(code).resolvedOptions().pluralCategories.length;
    const wrong = Object.entries(words).flatMap(([key, text]) =>
      [...text.matchAll(/\{\w+:([^{}]*)\}/gu)]
        .filter((match) => (match[1] ?? "").split("|").length !== count)
        .map(() => `${key}: ${text}`),
    );
    expect(wrong).toEqual([]);
  });

  test("a text has one key: English is what the words are found by", () => {
    const texts = Object.values(en);
    expect(texts.filter((text, i) => texts.indexOf(text) !== i)).toEqual([]);
  });

  test("a key that nothing names is no text of the interface", () => {
    const all = walk(SITE)
      .filter((path) => /\.(tsx?|astro|mjs)$/u.test(path) && !/i18n\/(en|de)\.ts$/u.test(path))
      .map((path) => readFileSync(path, "utf8"))
      .join("\n");
    // What Starlight writes is found by its English words (i18n/page.ts), as are the titles of our own pages.
    const found = new Set(["skipToContent", "previous", "next", "onThisPage", "copyToClipboard"]);
    for (const key of ["copied", "reviewASubmission", "sandbox"]) found.add(key);
    const unused = Object.keys(en).filter(
      (key) =>
        !found.has(key) &&
        // The sandbox's: see below.
        !key.startsWith("said") &&
        !new RegExp(`(\\bt\\(\\s*"|en\\.|[(:] ?")${key}\\b`, "u").test(all),
    );
    expect(unused).toEqual([]);
  });

  test("numbers choose their form, inserts are text", () => {
    expect(fill("{n} {n:frame|frames}", { n: 1 })).toBe("1 frame");
    expect(fill("{n} {n:frame|frames}", { n: 0 })).toBe("0 frames");
    expect(fill("{a}{b}", { a: "{b}", b: "$&" })).toBe("{b}$&");
    choose({ language: "de", texts: {} });
    expect(fill("{n} {n:Ort|Orten}", { n: 2 })).toBe("2 Orten");
    choose(null);
  });

  test("Starlight's own texts are said as Starlight says them", async () => {
    const folder = join(ROOT, "node_modules/@astrojs/starlight/dist/translations");
    const theirs = {
      skipToContent: "skipLink.label",
      previous: "page.previousLink",
      next: "page.nextLink",
      onThisPage: "tableOfContents.onThisPage",
    } as const;
    for (const code of ["en", ...others]) {
      const { default: starlight } = (await import(join(folder, `${code}.js`))) as {
        default: Record<string, string>;
      };
      const words: Record<string, string> = code === "en" ? en : await wordsOf(code);
      for (const [ours, key] of Object.entries(theirs)) expect(words[ours]).toBe(starlight[key]);
    }
  });
});

describe("what the sandbox says, in the interface's language", () => {
  const sandbox = walk(join(ROOT, "sandbox"))
    .filter((path) => /sandbox\/(lab|worker|kernel|programs\/daemons)\/.*\.ts$/u.test(path))
    .map((path) => readFileSync(path, "utf8").replace(/\\'/gu, "'"))
    .join("\n");
  // Texts of said.ts have numbers as inserts, or none and a key of their own.
  const sentences = Object.entries(en).filter(([key]) => key.startsWith("said"));

  test("each sentence stands in the sandbox", () => {
    expect(sentences.length).toBeGreaterThan(60);
    const missing = sentences.filter(([, text]) => {
      // "fdb" steps are a bridge's name and what its table said.
      const parts = text.replace("{0}: {1}", "{1}").split(/\{\d\}/u);
      const pattern = parts.map((part) => part.replace(/[\\^$.*+?()[\]{}|]/gu, "\\$&"));
      return !new RegExp(pattern.join("\\$\\{.+?\\}"), "u").test(sandbox);
    });
    expect(missing).toEqual([]);
  });

  test("each problem of a topology has words", async () => {
    choose({ language: "de", texts: (await LANGUAGES[1]?.load?.()) ?? {} });
    // As they stand in the code, with something in place of what is inserted.
    const said = [...topologySays()].filter((text) => sayIt(text) === text);
    choose(null);
    expect(topologySays().length).toBeGreaterThan(35);
    expect(said).toEqual([]);
  });

  test("a sentence that has more words of its own is the better fit; any other stays as it is", () => {
    const texts = { 'unknown key "{0}"': "a {0}", 'unknown key "{0}" in node {1}': "{1}: {0}" };
    choose({ language: "de", texts });
    expect(sayIt('unknown key "x$&" in node r1')).toBe("r1: x$&");
    expect(sayIt('unknown key "x"')).toBe("a x");
    expect(sayIt("bad indentation of a mapping entry")).toBe("bad indentation of a mapping entry");
    choose(null);
    expect(sayIt('unknown key "x"')).toBe('unknown key "x"');
  });

  test("every reason why a packet may die has words", () => {
    const trace = readFileSync(join(ROOT, "sandbox/sim/trace.ts"), "utf8");
    const list = /export type DropReason =([\s\S]*?);/u.exec(trace)?.[1] ?? "";
    const reasons = [...list.matchAll(/"([\w:-]+)"/gu)].map((one) => one[1] ?? "");
    expect(reasons.length).toBeGreaterThan(40);
    expect(reasons.filter((reason) => dropWords(reason) === reason)).toEqual([]);
    expect(dropWords("ip:ttl-exceeded (eth0)")).toMatch(/ · ip:ttl-exceeded \(eth0\)$/u);
    expect(dropWords("new:reason (x)")).toBe("new:reason (x)");
  });

  test("every timer that a learner can run to has words", () => {
    const kinds = [
      ...readFileSync(join(ROOT, "sandbox/lab/timers.ts"), "utf8").matchAll(
        /\["[^"]+", "([^"]+)"\]|add\("([^"]+)"/gu,
      ),
      ...readFileSync(join(ROOT, "sandbox/programs/daemons/bird/report.ts"), "utf8").matchAll(
        /add\("([^"]+)"/gu,
      ),
    ].map((one) => one[1] ?? one[2] ?? "");
    expect(new Set(kinds).size).toBeGreaterThan(15);
    const known = new Set<string>(Object.values(en));
    expect(kinds.filter((kind) => !known.has(kind))).toEqual([]);
  });
});

/** What reading a topology can complain of, from the code: inserts are filled with a word. */
function topologySays(): string[] {
  const source = readFileSync(join(ROOT, "sandbox/lab/topology.ts"), "utf8");
  return [
    ...source.matchAll(
      /(?:problem\((?:[^()"'`]|\([^()]*\))*?,\s*|message: )("[^"\n]+"|'(?:[^'\\\n]|\\.)+'|`[^`]*`)/gu,
    ),
  ].map((one) =>
    (one[1] ?? "")
      .slice(1, -1)
      .replace(/\\'/gu, "'")
      .replace(/\$\{[^}]*\}/gu, "word"),
  );
}

/** Attributes that are read out or shown. */
const SHOWN = new Set(["aria-label", "aria-valuetext", "title", "placeholder", "label", "alt"]);
/** What is Linux's, a protocol's or a unit's name in every language. */
const NAMES =
  /^(netns|lo|BGP|ms|MAC|FDB|Len|Info|No\.|UTC|Esc|Tab|Ethernet|Data|port|VXLAN|VLAN|ARP|IPv4|IPv6|ICMP|UDP|TCP|VNI|Files|of)$/u;
const sentence = (text: string): boolean =>
  /^[A-Z“][a-z]+ .*[a-z]{2}/u.test(text) ||
  /[a-z]{2,} [a-z]{2,}.*[.…:?]$/u.test(text) ||
  /^[a-z]{2,} [a-z]{2,} [a-z]{2,}/u.test(text);

function textsIn(path: string): string[] {
  const source = ts.createSourceFile(
    path,
    readFileSync(path, "utf8"),
    ts.ScriptTarget.Latest,
    true,
    path.endsWith("x") ? ts.ScriptKind.TSX : ts.ScriptKind.TS,
  );
  const found: string[] = [];
  const say = (node: ts.Node, text: string): void => {
    const { line } = source.getLineAndCharacterOfPosition(node.getStart());
    found.push(`${relative(ROOT, path)}:${line + 1}: ${text.trim()}`);
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node) || ts.isTypeNode(node)) return;
    if (ts.isThrowStatement(node) && /the page|this page/u.test(node.getText())) return;
    if (ts.isCallExpression(node) && /^console\./u.test(node.expression.getText())) return;
    if (ts.isJsxAttribute(node)) {
      const name = node.name.getText();
      if (["class", "d", "style", "accept", "points"].includes(name)) return;
      const { initializer } = node;
      if (initializer !== undefined && ts.isStringLiteral(initializer)) {
        if (SHOWN.has(name) && /[A-Za-z]{2}/u.test(initializer.text)) say(node, initializer.text);
        return;
      }
    }
    if (ts.isJsxText(node)) {
      const text = node.text.trim();
      if (/[A-Za-z]{2}/u.test(text) && !NAMES.test(text)) say(node, text);
    } else if (ts.isStringLiteralLike(node) && sentence(node.text)) say(node, node.text);
    else if (ts.isTemplateExpression(node)) {
      const bare = [node.head.text, ...node.templateSpans.map((span) => span.literal.text)].join(
        "{}",
      );
      if (sentence(bare.replace(/^\{\}\W*/u, ""))) say(node, bare);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** What follows a file's name here is no text of the interface. */
const NOT_SHOWN: readonly RegExp[] = [
  // The example topology of /play, in a file's own language.
  /^site\/scripts\/play\.ts:\d+: # Two machines/u,
  // A mistake of ours, for the console.
  /^site\/scripts\/lesson\.ts:\d+: this page has no lab$/u,
  // The names of typefaces.
  /^site\/components\/Terminal\.tsx:\d+: ui-monospace/u,
];

describe("no text of the interface stands in the code", () => {
  test("of the islands and the scripts", () => {
    const found = code.flatMap(textsIn).filter((one) => !NOT_SHOWN.some((no) => no.test(one)));
    expect(found).toEqual([]);
  });

  test("of the pages' own parts", () => {
    const found = astro.flatMap((path) => {
      const markup = readFileSync(path, "utf8")
        .replace(/^---\n[\s\S]*?\n---\n/u, "")
        .replace(/<(script|style|svg|pre)\b[\s\S]*?<\/\1>/gu, "")
        .replace(/<noscript>[\s\S]*?<\/noscript>/gu, "")
        .replace(/<code>[\s\S]*?<\/code>/gu, "")
        .replace(/\{\/\*[\s\S]*?\*\/\}/gu, "");
      const texts = [...markup.matchAll(/>([^<>{}]*[A-Za-z]{2}[^<>{}]*)(?=[<{])/gu)].map((match) =>
        (match[1] ?? "").trim(),
      );
      const attributes = [
        ...markup.matchAll(/\s(?:aria-label|title|placeholder|alt)="([^"]*[A-Za-z]{2}[^"]*)"/gu),
      ].map((match) => match[1] ?? "");
      return [...texts, ...attributes].map((text) => `${relative(ROOT, path)}: ${text}`);
    });
    // Names, and the code between tags that the pattern takes for text.
    const shown = found.filter(
      (one) => !/: Underlay$|: ARP, veth, bridge fdb …$|: \(|=>|\?|&&/u.test(one),
    );
    expect(shown).toEqual([]);
  });

  test("and what stands there would be found", () => {
    const probe = join(SITE, "components/Way.tsx");
    expect(textsIn(probe)).toEqual([]);
    expect(sentence("Nothing has passed this interface yet.")).toBe(true);
    expect(sentence("lab-screens is-split")).toBe(false);
  });
});
