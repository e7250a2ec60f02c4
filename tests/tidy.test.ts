/**
 * The house rules that a machine can check: who imports whom, what the model may not touch, what
 * every program, lesson and drop reason owes. A review comment that repeats becomes a rule here.
 */
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import ts from "typescript";
import { describe, expect, test } from "vitest";

const ROOT = resolve(import.meta.dirname, "..");

function walk(dir: string, keep: (path: string) => boolean): string[] {
  const out: string[] = [];
  if (!existsSync(dir)) return out;
  for (const name of readdirSync(dir).sort()) {
    if (name === "node_modules" || name === "dist" || name.startsWith(".")) continue;
    const path = join(dir, name);
    if (statSync(path).isDirectory()) out.push(...walk(path, keep));
    else if (keep(path)) out.push(path);
  }
  return out;
}

const isCode = (path: string): boolean => /\.(ts|tsx)$/.test(path) && !path.endsWith(".d.ts");
const rel = (path: string): string => relative(ROOT, path);
const files = ["sandbox", "site", "content", "tests", "tools", "bench"].flatMap((dir) =>
  walk(join(ROOT, dir), isCode),
);
const sources = new Map(
  files.map((path) => [
    rel(path),
    ts.createSourceFile(path, readFileSync(path, "utf8"), ts.ScriptTarget.Latest, true),
  ]),
);
/** The model: what must be a pure function of lab, seed and log. */
const model = [...sources].filter(
  ([path]) => path.startsWith("sandbox/") && !/^sandbox\/(worker|cli)\//.test(path),
);

function importsOf(source: ts.SourceFile): string[] {
  const out: string[] = [];
  const visit = (node: ts.Node): void => {
    if (
      (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) &&
      node.moduleSpecifier &&
      ts.isStringLiteral(node.moduleSpecifier)
    ) {
      out.push(node.moduleSpecifier.text);
    } else if (
      ts.isImportTypeNode(node) &&
      ts.isLiteralTypeNode(node.argument) &&
      ts.isStringLiteral(node.argument.literal)
    ) {
      out.push(node.argument.literal.text);
    } else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      const first = node.arguments[0];
      if (first !== undefined && ts.isStringLiteralLike(first)) out.push(first.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return out;
}

/** Folder of `sandbox/` -> what it may import besides itself. */
const MAY: Record<string, readonly string[]> = {
  sim: [],
  wire: [],
  kernel: ["sim", "wire"],
  programs: ["kernel", "sim", "wire"],
  shell: ["kernel", "sim", "wire"],
  cluster: ["kernel", "sim", "wire"],
  lab: ["sim", "wire", "kernel", "programs", "shell", "cluster"],
  worker: ["lab", "programs", "kernel", "sim", "wire", "content"],
  cli: ["lab", "sim", "wire", "content"],
};
const NO_LIBRARIES = new Set(["sim", "wire", "kernel"]);

describe("imports", () => {
  test("point the way the design draws them", () => {
    const wrong: string[] = [];
    for (const [path, source] of sources) {
      const [top, folder = ""] = path.split("/") as [string, string?];
      for (const spec of importsOf(source)) {
        if (!spec.startsWith(".")) {
          if (top === "sandbox" && NO_LIBRARIES.has(folder))
            wrong.push(`${path}: library "${spec}"`);
          if (top === "sandbox" && spec.startsWith("node:") && folder !== "cli")
            wrong.push(`${path}: "${spec}"`);
          continue;
        }
        const target = rel(resolve(dirname(join(ROOT, path)), spec.replace(/[?#].*$/, "")));
        const [toTop, toFolder = ""] = target.split("/") as [string, string?];
        if (top === "sandbox") {
          const allowed = MAY[folder] ?? [];
          const to = toTop === "sandbox" ? toFolder : toTop;
          if (to !== folder && !allowed.includes(to)) wrong.push(`${path}: imports ${target}`);
        } else if (top === "content" && toTop === "sandbox") {
          if (target !== "sandbox/lab/index.ts") wrong.push(`${path}: imports ${target}`);
        } else if (top === "site" && toTop === "sandbox") {
          const built = path === "site/lab/poster.ts" && target === "sandbox/worker/first-frame.ts";
          if (!built && !/^sandbox\/worker\/(client|protocol|work)\.ts$/.test(target))
            wrong.push(`${path}: imports ${target}`);
        }
      }
    }
    expect(wrong).toEqual([]);
  });

  test("carry their extension", () => {
    const wrong = [...sources].flatMap(([path, source]) =>
      importsOf(source)
        .filter(
          (spec) =>
            spec.startsWith(".") &&
            !/\.(ts|tsx|mjs|json|css|astro|mdx|yml|sh)([?#].*)?$/.test(spec),
        )
        .map((spec) => `${path}: ${spec}`),
    );
    expect(wrong).toEqual([]);
  });
});

const BANNED_NAMES = new Set([
  "Date",
  "Promise",
  "Intl",
  "WeakRef",
  "FinalizationRegistry",
  "setTimeout",
  "setInterval",
  "queueMicrotask",
  "performance",
  "crypto",
  "fetch",
  "console",
  "TextEncoder",
  "TextDecoder",
  "structuredClone",
  "globalThis",
  "process",
]);
const BANNED_MATH = new Set([
  "random",
  "sin",
  "cos",
  "tan",
  "exp",
  "log",
  "log2",
  "log10",
  "pow",
  "atan",
  "atan2",
  "sinh",
  "cosh",
  "cbrt",
  "expm1",
  "log1p",
]);

describe("the model", () => {
  test("touches no clock, no chance and no engine-dependent value of its own", () => {
    const wrong: string[] = [];
    for (const [path, source] of model) {
      const say = (node: ts.Node, what: string): void => {
        wrong.push(
          `${path}:${source.getLineAndCharacterOfPosition(node.getStart()).line + 1}: ${what}`,
        );
      };
      const visit = (node: ts.Node): void => {
        if (ts.isIdentifier(node) && BANNED_NAMES.has(node.text)) {
          const parent = node.parent;
          const isMember =
            (ts.isPropertyAccessExpression(parent) && parent.name === node) ||
            (ts.isPropertySignature(parent) && parent.name === node) ||
            (ts.isPropertyAssignment(parent) && parent.name === node) ||
            (ts.isPropertyDeclaration(parent) && parent.name === node) ||
            (ts.isMethodDeclaration(parent) && parent.name === node) ||
            ts.isImportSpecifier(parent) ||
            ts.isParameter(parent) ||
            ts.isVariableDeclaration(parent);
          const isLocal = node.text === "process" || node.text === "performance";
          if (!isMember && !isLocal) say(node, node.text);
        }
        if (
          ts.isPropertyAccessExpression(node) &&
          node.expression.getText() === "Math" &&
          BANNED_MATH.has(node.name.text)
        )
          say(node, `Math.${node.name.text}`);
        if (ts.isPropertyAccessExpression(node) && /^toLocale|^localeCompare$/.test(node.name.text))
          say(node, node.name.text);
        if (ts.isForInStatement(node)) say(node, "for...in");
        if (ts.isAwaitExpression(node)) say(node, "await");
        if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword)
          say(node, "dynamic import");
        if (
          ts.canHaveModifiers(node) &&
          ts.getModifiers(node)?.some((m) => m.kind === ts.SyntaxKind.AsyncKeyword)
        )
          say(node, "async");
        ts.forEachChild(node, visit);
      };
      visit(source);
    }
    expect(wrong).toEqual([]);
  });

  test("keeps no state in modules", () => {
    const wrong: string[] = [];
    for (const [path, source] of model) {
      const tables = new Set<string>();
      for (const statement of source.statements) {
        if (!ts.isVariableStatement(statement)) continue;
        if (!(statement.declarationList.flags & ts.NodeFlags.Const))
          wrong.push(`${path}: module-level let: ${statement.getText().slice(0, 60)}`);
        for (const declaration of statement.declarationList.declarations)
          if (ts.isIdentifier(declaration.name)) tables.add(declaration.name.text);
      }
      const visit = (node: ts.Node, inFunction: boolean): void => {
        if (
          inFunction &&
          ts.isCallExpression(node) &&
          ts.isPropertyAccessExpression(node.expression)
        ) {
          const { expression, name } = node.expression;
          if (
            ts.isIdentifier(expression) &&
            tables.has(expression.text) &&
            /^(set|add|delete|clear|push|pop|shift|unshift|splice)$/.test(name.text)
          ) {
            if (!shadowed(node, expression.text))
              wrong.push(`${path}: writes module-level ${expression.text}`);
          }
        }
        ts.forEachChild(node, (child) => visit(child, inFunction || ts.isFunctionLike(node)));
      };
      visit(source, false);
    }
    expect(wrong).toEqual([]);
  });

  test("has no inheritance but NetDevice and Qdisc, no enums, no default exports, no any", () => {
    const wrong: string[] = [];
    for (const [path, source] of model) {
      const visit = (node: ts.Node): void => {
        if (ts.isClassLike(node)) {
          for (const clause of node.heritageClauses ?? []) {
            const base = clause.types[0]?.expression.getText() ?? "";
            if (
              clause.token === ts.SyntaxKind.ExtendsKeyword &&
              !["NetDevice", "Qdisc", "Error"].includes(base)
            )
              wrong.push(`${path}: extends ${base}`);
          }
        }
        if (ts.isEnumDeclaration(node)) wrong.push(`${path}: enum`);
        if (ts.isExportAssignment(node)) wrong.push(`${path}: default export`);
        if (node.kind === ts.SyntaxKind.AnyKeyword) wrong.push(`${path}: any`);
        ts.forEachChild(node, visit);
      };
      visit(source);
    }
    expect(wrong).toEqual([]);
  });

  test("runs every generator it calls (no forgotten yield*)", () => {
    const config = ts.readConfigFile(join(ROOT, "sandbox/tsconfig.json"), (path) =>
      ts.sys.readFile(path),
    );
    const parsed = ts.parseJsonConfigFileContent(config.config, ts.sys, join(ROOT, "sandbox"));
    const program = ts.createProgram(parsed.fileNames, parsed.options);
    const checker = program.getTypeChecker();
    const wrong: string[] = [];
    for (const source of program.getSourceFiles()) {
      if (source.isDeclarationFile || !source.fileName.startsWith(join(ROOT, "sandbox"))) continue;
      const visit = (node: ts.Node): void => {
        if (ts.isExpressionStatement(node) && ts.isCallExpression(node.expression)) {
          const name = checker.getTypeAtLocation(node.expression).symbol as ts.Symbol | undefined;
          if (name?.name === "Generator")
            wrong.push(`${rel(source.fileName)}: ${node.getText().slice(0, 70)}`);
        }
        ts.forEachChild(node, visit);
      };
      visit(source);
    }
    expect(wrong).toEqual([]);
  });
});

/** Whether a parameter or local of an enclosing function hides a module-level name. */
function shadowed(node: ts.Node, name: string): boolean {
  for (
    let at: ts.Node | undefined = node.parent;
    at !== undefined && !ts.isSourceFile(at);
    at = at.parent
  ) {
    if (ts.isFunctionLike(at) && at.parameters.some((p) => p.name.getText() === name)) return true;
    if (ts.isBlock(at)) {
      for (const statement of at.statements) {
        if (
          ts.isVariableStatement(statement) &&
          statement.declarationList.declarations.some((d) => d.name.getText() === name)
        )
          return true;
      }
    }
  }
  return false;
}

describe("what is owed", () => {
  const testText = walk(
    join(ROOT, "tests"),
    (path) => /\.(ts|sh|json)$/.test(path) && !path.endsWith("tidy.test.ts"),
  )
    .map((path) => readFileSync(path, "utf8"))
    .join("\n");

  test("every drop reason has a test", () => {
    const text = readFileSync(join(ROOT, "sandbox/sim/trace.ts"), "utf8");
    const union = /export type DropReason =([\s\S]*?);/.exec(text)?.[1] ?? "";
    const reasons = [...union.matchAll(/"([^"]+)"/g)].map((m) => m[1] as string);
    expect(reasons.length).toBeGreaterThan(10);
    expect(reasons.filter((reason) => !testText.includes(`"${reason}"`))).toEqual([]);
  });

  test("every program is exercised by a test", async () => {
    const { programs } = await import("../sandbox/programs/index.ts");
    const missing = programs
      .map((p) => p.name)
      .filter(
        (name) =>
          !new RegExp(
            `(^|[\\s"'\`|;(\\[])${name.replace(/[[\]]/g, "\\$&")}([\\s"'\`|;),\\]]|$)`,
            "m",
          ).test(testText),
      );
    expect(missing).toEqual([]);
  });

  test("every lesson has its exercises, a solution and wrong answers; every lab its topology and lab.ts", () => {
    const missing: string[] = [];
    const lessons = join(ROOT, "content/lessons");
    for (const name of existsSync(lessons) ? readdirSync(lessons) : []) {
      for (const file of ["lesson.mdx", "exercises.ts", "solution.sh", "wrong"]) {
        if (!existsSync(join(lessons, name, file))) missing.push(`${name}/${file}`);
      }
    }
    for (const name of readdirSync(join(ROOT, "content/labs"))) {
      for (const file of ["topology.clab.yml", "lab.ts"]) {
        if (!existsSync(join(ROOT, "content/labs", name, file)))
          missing.push(`labs/${name}/${file}`);
      }
    }
    expect(missing).toEqual([]);
  });

  test("nothing is marked to be done later", () => {
    const wrong = [...sources].filter(
      ([path, s]) =>
        path !== "tests/tidy.test.ts" &&
        /\b(FIXME|TODO|XXX|HACK)\b(?!X)/.test(s.text.replace(/mktemp[^\n]*/g, "")),
    );
    expect(wrong.map(([path]) => path)).toEqual([]);
  });

  test("files say what they model", () => {
    const silent = model
      .filter(([, s]) => !/^(#![^\n]*\n)?\/\*\*/.test(s.text))
      .map(([path]) => path);
    expect(silent).toEqual([]);
  });
});
