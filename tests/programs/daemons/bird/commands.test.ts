/**
 * birdc's grammar, both sides, against Debian's BIRD 1.6.8 (record-commands.py): refusals, eval, help,
 * expansion, Tab, symbols.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { clientGrammar } from "../../../../sandbox/programs/daemons/bird/cli/client-grammar.ts";
import { parseCommand } from "../../../../sandbox/programs/daemons/bird/cli/parse-command.ts";
import { parseConfig } from "../../../../sandbox/programs/daemons/bird/conf/parse-config.ts";
import type { BirdConfig } from "../../../../sandbox/programs/daemons/bird/types.ts";
import { DEBIAN_FILES } from "../../../../sandbox/kernel/debian-files.ts";

const load = (name: string): unknown =>
  JSON.parse(readFileSync(join(import.meta.dirname, name), "utf8"));
const input = load("commands-in.json") as {
  config: string;
  symbols: Record<string, string>;
};
const recorded = load("commands.json") as {
  refused: Record<string, string[] | null>;
  help: Record<string, string[]>;
  sent: Record<string, string[] | null>;
  /** What the first Tab inserts (a bell: nothing), and the second lists. */
  completed: Record<string, [string, string[]]>;
  symbols: Record<string, string[]>;
};

function configure(text: string): BirdConfig {
  const out = parseConfig(text, {
    path: "b.conf",
    profile: "1.6.8",
    read: (path) => DEBIAN_FILES[path] ?? null,
    glob: () => [],
  });
  if ("message" in out) throw new Error(out.message);
  return out;
}

const grammar = clientGrammar();
const config = configure(input.config);

/** What a refusal, or `eval`, says; null for what the daemon has to answer. */
function answer(line: string): string[] | null {
  const whole = grammar.expand(line);
  if ("print" in whole) return null;
  const command = parseCommand(whole.send, config);
  if ("error" in command) return [`${command.code} ${command.error}`];
  if (command.command !== "eval") return null;
  return command.value === null ? ["8008 runtime error"] : [`0023 ${command.value}`];
}

test("commands are refused in BIRD's words, and expressions have its values", () => {
  const got = Object.fromEntries(Object.keys(recorded.refused).map((one) => [one, answer(one)]));
  expect(got).toEqual(recorded.refused);
});

test("? after a beginning", () => {
  const got = Object.fromEntries(Object.keys(recorded.help).map((one) => [one, grammar.help(one)]));
  expect(got).toEqual(recorded.help);
});

test("what is sent, and what birdc answers itself", () => {
  const got = Object.fromEntries(
    Object.keys(recorded.sent).map((one) => {
      const out = grammar.expand(one);
      return [one, "print" in out ? out.print : null];
    }),
  );
  expect(got).toEqual(recorded.sent);
});

test("Tab, and Tab again", () => {
  const got = Object.fromEntries(
    Object.keys(recorded.completed).map((one) => {
      const out = grammar.complete(one);
      return [one, "insert" in out ? [out.insert, []] : ["\x07", out.list]];
    }),
  );
  expect(got).toEqual(recorded.completed);
});

test("show symbols: names in the order of a hash table that has grown", () => {
  const got = Object.fromEntries(
    Object.entries(input.symbols).map(([name, text]) => [
      name,
      configure(text).symbols.map((one) => `${one.name.padEnd(8)}\t${one.kind}`),
    ]),
  );
  expect(got).toEqual(recorded.symbols);
});
