/** What is foreseen of a key's echo never stays when the world says something else: two screens, one without foresight, end alike. */
import xterm from "@xterm/headless";
import fc from "fast-check";
import { expect, test } from "vitest";
import { endsLine, Foresight } from "../../site/lab/foresight.ts";

const COLS = 40;

class Paper {
  private readonly term = new xterm.Terminal({ cols: COLS, rows: 12, allowProposedApi: true });
  write(text: string): Promise<void> {
    return new Promise((done) => {
      this.term.write(text, done);
    });
  }
  get ends(): boolean {
    return endsLine(this.term.buffer.active, COLS);
  }
  lines(): string[] {
    const { active } = this.term.buffer;
    const lines: string[] = [];
    for (let y = 0; y < active.length; y++)
      lines.push(active.getLine(y)?.translateToString(true) ?? "");
    return [...lines, `${active.cursorY}:${active.cursorX}`];
  }
}

type Turn =
  | { readonly kind: "type"; readonly text: string }
  | { readonly kind: "say"; readonly chars: number }
  | { readonly kind: "background"; readonly text: string }
  | { readonly kind: "waits" };

const turns: fc.Arbitrary<Turn[]> = fc.array(
  fc.oneof(
    {
      weight: 6,
      arbitrary: fc.constantFrom(..."abc x").map((text) => ({ kind: "type" as const, text })),
    },
    {
      weight: 1,
      arbitrary: fc
        .constantFrom("\r", "\x7f", "\x03", "\x1b[D", "\t", "two words")
        .map((text) => ({ kind: "type" as const, text })),
    },
    { weight: 4, arbitrary: fc.nat(6).map((chars) => ({ kind: "say" as const, chars })) },
    {
      weight: 1,
      arbitrary: fc
        .constantFrom(
          "abc\r\n",
          "64 bytes from 10.0.0.2\r\n",
          "a",
          "\x1b[7m!\x1b[0m",
          "50%\r",
          "\x1b[A",
          "\x1b[2J\x1b[H",
        )
        .map((text) => ({ kind: "background" as const, text })),
    },
    { weight: 4, arbitrary: fc.constant({ kind: "waits" as const }) },
  ),
  { maxLength: 120 },
);

test("the screen is the same with it and without it", async () => {
  let foreseen = 0;
  await fc.assert(
    fc.asyncProperty(turns, async (list) => {
      const foresight = new Foresight();
      const plain = new Paper();
      const quick = new Paper();
      // What the world has to say and has not said: echoes, and what comes between.
      let unsaid = "$ ";
      const say = async (chars: number): Promise<void> => {
        const text = unsaid.slice(0, chars);
        unsaid = unsaid.slice(chars);
        if (text === "") return;
        await plain.write(text);
        await quick.write(foresight.said(0, text));
      };
      await say(2);
      foresight.waits(0);
      for (const turn of list) {
        if (turn.kind === "say") await say(turn.chars);
        else if (turn.kind === "background") unsaid += turn.text;
        else if (turn.kind === "waits") {
          // Said when the world has seen every key, after all that it printed until then.
          await say(unsaid.length);
          foresight.waits(0);
        } else {
          const written: Promise<void>[] = [];
          foresight.typed(0, turn.text, {
            foresee: (character) => {
              if (!quick.ends) return false;
              foreseen++;
              written.push(quick.write(character));
              return true;
            },
          });
          await Promise.all(written);
          unsaid +=
            turn.text === "\r"
              ? "\r\nout\r\n$ "
              : turn.text === "\x7f"
                ? "\b \b"
                : turn.text === "\x03"
                  ? "^C\r\n$ "
                  : turn.text.startsWith("\x1b")
                    ? "\b"
                    : turn.text === "\t"
                      ? "leted"
                      : turn.text;
        }
      }
      await say(unsaid.length);
      expect(quick.lines()).toEqual(plain.lines());
    }),
    { numRuns: 300 },
  );
  expect(foreseen).toBeGreaterThan(200);
});

test("what the world says otherwise takes its place", () => {
  const foresight = new Foresight();
  const shown: string[] = [];
  const screen = {
    foresee: (character: string) => {
      shown.push(character);
      return true;
    },
  };
  foresight.typed(0, "x", screen);
  expect(shown).toEqual([]);
  foresight.waits(0);
  foresight.typed(0, "a", screen);
  foresight.typed(0, "b", screen);
  expect(shown).toEqual(["a", "b"]);
  expect(foresight.said(0, "a*")).toBe("\b\x1b[K*");
  // Not sure any more, until the shell waits again.
  foresight.typed(0, "c", screen);
  expect(shown).toEqual(["a", "b"]);
  // Behind an arrow key the cursor may stand anywhere: nothing until a line begins.
  foresight.waits(0);
  foresight.typed(0, "\x1b[D", screen);
  foresight.waits(0);
  foresight.typed(0, "d", screen);
  expect(shown).toEqual(["a", "b"]);
  foresight.typed(0, "\r", screen);
  foresight.typed(0, "e", screen);
  expect(shown).toEqual(["a", "b"]);
  foresight.waits(0);
  foresight.typed(0, "f", screen);
  expect(shown).toEqual(["a", "b", "f"]);
  // What nobody foresaw may have moved the cursor, half of a line's end as well.
  foresight.waits(0);
  expect(foresight.said(0, "fabc\r")).toBe("abc\r");
  foresight.typed(0, "g", screen);
  expect(shown).toEqual(["a", "b", "f"]);
});
