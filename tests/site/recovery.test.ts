/** Which prefix of a log comes back when its world stopped (reliability, watchdog 3). */
import { describe, expect, test } from "vitest";
import type { InputMessage } from "../../sandbox/worker/protocol.ts";
import { retreat } from "../../site/lab/recovery.ts";

const keys = (...texts: string[]): InputMessage[] =>
  texts.map((text, at) => ({ kind: "keys", at, terminal: 0, text }));

describe("retreat", () => {
  const log = keys("one\r", "two\r", "thr", "ee\r");

  test("at first the last input alone is left out", () => {
    expect(retreat(log, 1)).toEqual({ kind: "input", inputs: keys("one\r", "two\r", "thr") });
    expect(retreat(log, 3)).toEqual({ kind: "input", inputs: keys("one\r", "two\r", "thr") });
  });

  test("in a loop the last command line goes, a whole one each time", () => {
    expect(retreat(log, 4)).toEqual({ kind: "command", inputs: keys("one\r", "two\r") });
    expect(retreat(keys("one\r", "two\r"), 5)).toEqual({ kind: "command", inputs: keys("one\r") });
    expect(retreat(keys("one\r"), 6)).toEqual({ kind: "afresh" });
  });

  test("a half typed line is the last one", () => {
    expect(retreat(keys("one\r", "tw"), 4)).toEqual({ kind: "command", inputs: keys("one\r") });
  });

  test("an empty log starts afresh, and at last nothing is started", () => {
    expect(retreat([], 1)).toEqual({ kind: "afresh" });
    expect(retreat(log, 9)).toEqual({ kind: "stop" });
  });
});
