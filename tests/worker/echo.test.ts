/**
 * What the worker draws for keys before its world is there is what the world then prints, character for
 * character: the page compares the two (site/lab/session.ts) and would draw a difference over.
 */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { loadLab } from "../../sandbox/cli/load-lab.ts";
import { Session } from "../../sandbox/lab/session.ts";
import { Echo } from "../../sandbox/worker/echo.ts";
import { toFirstPrompt } from "../../sandbox/worker/first-prompt.ts";

type Message =
  | { readonly t: "keys"; readonly terminal: number; readonly text: string }
  | {
      readonly t: "resize";
      readonly terminal: number;
      readonly cols: number;
      readonly rows: number;
    };
/** As driver.ts gives typed-ahead keys to the world. */
const BETWEEN_US = 1_000;

const source = await loadLab("wire");
if (source === null) throw new Error("no lab");

function fresh(said: string[]): Session {
  if (source === null) throw new Error("no lab");
  const session = Session.start(source, 1, {
    output: (terminal, text) => {
      said[terminal] = (said[terminal] ?? "") + text;
    },
  });
  if (!(session instanceof Session)) throw new Error("the lab does not build");
  toFirstPrompt(session);
  return session;
}

/** What the echo says to these messages, and what the world does. */
function both(messages: readonly Message[]): { echo: string[]; world: string[]; kept: unknown } {
  const said: string[] = [];
  const session = fresh(said);
  const screens = session.terminals.map(({ id }) => said[id] ?? "");
  const echo = screens.map(() => "");
  const port = {
    onmessage: null as ((event: { data: unknown }) => void) | null,
    postMessage: ({ terminal, text }: { terminal: number; text: string }): void => {
      echo[terminal] = (echo[terminal] ?? "") + text;
    },
  };
  const echoes = new Echo(port as unknown as MessagePort, screens);
  for (const data of messages) port.onmessage?.({ data });
  for (const { t, ...rest } of messages) {
    const tty = session.terminals[rest.terminal]?.tty;
    const same = "cols" in rest && tty?.cols === rest.cols && tty.rows === rest.rows;
    if (!same) session.apply({ kind: t, at: session.now, ...rest } as never);
    session.advance(session.now + BETWEEN_US);
  }
  return {
    echo,
    world: screens.map((screen, id) => (said[id] ?? "").slice(screen.length)),
    kept: echoes.end(),
  };
}

const key = fc.oneof(
  { weight: 6, arbitrary: fc.string({ unit: "grapheme-ascii", minLength: 1, maxLength: 60 }) },
  { weight: 1, arbitrary: fc.string({ unit: "grapheme", minLength: 1, maxLength: 8 }) },
  {
    weight: 4,
    arbitrary: fc.constantFrom(
      ..."\x7f\b\x01\x02\x05\x06\x0b\x0c\x15\x17\x19\x1f",
      ..."\x14\x16\x07",
      ..."DCHF".split("").map((final) => `\x1b[${final}`),
      "\x1b[3~",
      "\x1b[1;5D",
      "\x1b[200~pasted text\x1b[201~",
    ),
  },
);
const message: fc.Arbitrary<Message> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({ t: fc.constant("keys" as const), terminal: fc.nat(1), text: key }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      t: fc.constant("resize" as const),
      terminal: fc.nat(1),
      cols: fc.integer({ min: 20, max: 120 }),
      rows: fc.integer({ min: 5, max: 50 }),
    }),
  },
);

describe("keys before there is a world", () => {
  test("are drawn as the world will", () => {
    fc.assert(
      fc.property(fc.array(message, { maxLength: 12 }), (messages) => {
        const { echo, world } = both(messages);
        expect(echo).toEqual(world);
      }),
      { numRuns: 60 },
    );
  }, 60_000);

  test.each(["\r", "\t", "\x03", "\x04", "\x10", "\x12", "\x1b[A", "\x1b.", "\x1b", "\x1a"])(
    "and %j waits for the world, with all behind it",
    (asks) => {
      const messages = ["echo a", asks, "b"].map((text) => ({
        t: "keys" as const,
        terminal: 0,
        text,
      }));
      const { echo, world, kept } = both(messages);
      expect(echo[0]).toBe("echo a");
      expect(world[0]?.startsWith("echo a")).toBe(true);
      expect(kept).toEqual(messages);
    },
  );

  test("say nothing where no prompt is known", () => {
    const posted: unknown[] = [];
    const port = {
      onmessage: null as ((event: { data: unknown }) => void) | null,
      postMessage: (m: unknown) => posted.push(m),
    };
    const echo = new Echo(port as unknown as MessagePort, ["login: "]);
    for (const data of [
      null,
      7,
      { t: "keys", terminal: 0, text: "x" },
      { t: "keys", terminal: 9, text: "x" },
      { t: "keys", terminal: 0, text: 5 },
    ])
      port.onmessage?.({ data });
    expect(posted).toEqual([]);
    expect(echo.end()).toHaveLength(5);
  });
});
