/** The line editor on a real terminal emulator's screen: what a learner sees. */
import { describe, expect, test } from "vitest";
import { openConsole, settle } from "./harness.ts";
import { screenOf } from "./screen.ts";

async function keys(text: string, cols = 80): Promise<string[]> {
  const terminal = openConsole(cols);
  for (const key of text.match(/\x1b(?:\[[0-9;]*[A-Za-z~]|.)|[^]/g) ?? []) terminal.type(key);
  return await screenOf(terminal.output(), cols);
}

describe("keys", () => {
  const P = "root@host:~# ";
  test.each<[string, string, string]>([
    ["typed", "echo hi", "echo hi|"],
    ["Left and insert", "ac\x1b[Db", "ab|c"],
    ["Home, End", "bc\x1b[Ha\x1b[Fd", "abcd|"],
    ["Ctrl-A, Ctrl-E, Ctrl-B, Ctrl-F", "bd\x01a\x05e\x02\x02c\x06", "abcd|e"],
    ["Backspace and Delete", "abxcy\x1b[D\x1b[D\x7f\x1b[C\x1b[3~", "abc|"],
    ["Ctrl-K and Ctrl-Y", "one two\x1b[D\x1b[D\x1b[D\x0b\x01\x19", "two|one "],
    ["Ctrl-U", "one two\x1bb\x15", "|two"],
    ["Ctrl-W", "one two-three\x17", "one |"],
    ["Alt-Backspace", "one two-three\x1b\x7f", "one two-|"],
    ["Alt-B, Alt-D", "one two\x1bb\x1bb\x1bd", "| two"],
    ["Ctrl-T", "ab\x14", "ba|"],
    ["Ctrl-L", "x\rabc\x0c", "abc|"],
    ["Ctrl-_ undoes", "abc\x17\x1f", "abc|"],
    ["wide characters", "日本\x1b[Dx", "日x本"],
  ])("%s", async (_name, typed, shown) => {
    const lines = await keys(typed);
    const last = lines[lines.length - 1] as string;
    if (shown.includes("|")) expect(last).toBe(P + shown);
    else expect(last.replace("|", "")).toBe(P + shown);
  });

  test("history", async () => {
    expect(await keys("echo one\recho two\r\x1b[A\x1b[A")).toEqual([
      `${P}echo one`,
      "one",
      `${P}echo two`,
      "two",
      `${P}echo one|`,
    ]);
    expect((await keys("echo one\recho two\rhalf\x10\x0e")).at(-1)).toBe(`${P}half|`);
  });
  test("Ctrl-R", async () => {
    expect((await keys("echo one\recho two\r\x12on")).at(-1)).toBe(
      "(reverse-i-search)`on': echo |one",
    );
    expect(await keys("echo one\recho two\r\x12on\r")).toEqual([
      `${P}echo one`,
      "one",
      `${P}echo two`,
      "two",
      `${P}echo one`,
      "one",
      `${P}|`,
    ]);
    expect((await keys("echo one\rab\x12on\x07")).at(-1)).toBe(`${P}ab|`);
    expect((await keys("echo one\r\x12zz")).at(-1)).toBe("(failed reverse-i-search)`zz': |");
  });
  test("a long line wraps, and shrinks again", async () => {
    expect(await keys("echo 0123456789abcdefghij", 20)).toEqual([
      `${P}echo 01`,
      "23456789abcdefghij|",
    ]);
    expect(await keys("echo 0123456789abcdefghij\x01X", 20)).toEqual([
      `${P}X|echo 0`,
      "123456789abcdefghij",
    ]);
    expect(await keys(`echo 01${"\x7f".repeat(4)}`, 20)).toEqual([`${P}ech|`]);
    expect(await keys("echo 01", 20)).toEqual([`${P}echo 01`, "| "]);
    expect(await keys("echo 0123456789abcdefghij\r", 20)).toEqual([
      `${P}echo 01`,
      "23456789abcdefghij",
      "0123456789abcdefghij",
      `${P}|`,
    ]);
  });
  test("Ctrl-C drops the line, Ctrl-D leaves", async () => {
    expect(await keys("abc\x03")).toEqual([`${P}abc^C`, `${P}|`]);
    expect(await keys("\x04")).toEqual([P, "exit", "|"]);
  });
  test("a command over several lines", async () => {
    expect(await keys("for i in 1 2\rdo echo $i\rdone\r")).toEqual([
      `${P}for i in 1 2`,
      "> do echo $i",
      "> done",
      "1",
      "2",
      `${P}|`,
    ]);
    expect(await keys("echo 'a\rb'\r")).toEqual([`${P}echo 'a`, "> b'", "a", "b", `${P}|`]);
  });
});

describe("pasting", () => {
  test("bracketed: nothing runs until Enter", async () => {
    const terminal = openConsole();
    terminal.type("\x1b[200~echo a # first\r# only a comment\recho b\x1b[201~");
    expect(await screenOf(terminal.output())).toEqual([
      "root@host:~# echo a # first",
      "# only a comment",
      "echo b|",
    ]);
    terminal.type("\r");
    expect(await screenOf(terminal.output())).toEqual([
      "root@host:~# echo a # first",
      "# only a comment",
      "echo b",
      "a",
      "b",
      "root@host:~# |",
    ]);
  });
  test("plain: each line runs", async () => {
    const terminal = openConsole();
    terminal.type("echo a # first\r# only a comment\recho b\r");
    expect(await screenOf(terminal.output())).toEqual([
      "root@host:~# echo a # first",
      "a",
      "root@host:~# # only a comment",
      "root@host:~# echo b",
      "b",
      "root@host:~# |",
    ]);
  });
});

describe("completion", () => {
  test("a path, a variable, a user, a command", async () => {
    expect((await keys("cd /usr/b\t")).at(-1)).toBe("root@host:~# cd /usr/bin/|");
    expect((await keys("echo $HOM\t")).at(-1)).toBe("root@host:~# echo $HOME |");
    expect((await keys("cd ~lea\t")).at(-1)).toBe("root@host:~# cd ~learner/|");
    expect((await keys("catc\t")).at(-1)).toBe("root@host:~# catcher |");
  });
  test("ip's words", async () => {
    expect((await keys("ip li\t")).at(-1)).toBe("root@host:~# ip link |");
    expect((await keys("ip netns ex\t")).at(-1)).toBe("root@host:~# ip netns exec |");
  });
  test("two Tabs list in columns", async () => {
    expect(await keys("mapf\x15cat\t\t")).toEqual([
      "root@host:~# cat",
      "cat      catcher  ",
      "root@host:~# cat|",
    ]);
  });
});

test("resize redraws", () => {
  const terminal = openConsole(80);
  terminal.type("echo some text");
  terminal.tty.resize(20, 24);
  settle(terminal.host);
  terminal.type("\x01X");
  terminal.fresh();
  terminal.type("\r");
  expect(terminal.fresh().includes("command not found")).toBe(true);
});

test("the terminal is cooked while a command runs, raw while editing", () => {
  const terminal = openConsole();
  expect(terminal.tty.termios.icanon).toBe(false);
  terminal.type("sleep 5\r");
  expect(terminal.tty.termios).toEqual({ icanon: true, echo: true, isig: true, opost: true });
  settle(terminal.host, 6_000_000);
  expect(terminal.tty.termios.icanon).toBe(false);
});

test("what is typed while a command runs is there when it has ended", () => {
  // Recorded of bash 5.1 on a pseudo-terminal: half a line counts once the editor, or read -n, wants characters.
  const terminal = openConsole();
  const told = (text: string): string => {
    terminal.type(text, 1_500_000);
    return terminal
      .fresh()
      .replaceAll(/\x1b\[\?2004[hl]/g, "")
      .replaceAll("root@host:~# ", "$ ");
  };
  terminal.type("sleep 1\r");
  terminal.fresh();
  expect(told("e")).toBe("e$ e");
  expect(told("cho hi\r")).toBe("cho hi\r\n\rhi\r\n$ ");
  terminal.type('sleep 1; read -n 3 x; echo "[$x]"\r');
  terminal.fresh();
  expect(told("ab")).toBe("ab");
  expect(told("c")).toBe("c[abc]\r\n$ ");
  terminal.type('sleep 1; read y; echo "[$y]"\r');
  terminal.fresh();
  expect(told("one\rtw")).toBe("one\r\ntw[one]\r\n$ tw");
  expect(told("o\r")).toBe("o\r\n\rbash: two: command not found\r\n$ ");
});

test("output without a newline stays in front of the prompt, whatever is edited behind it", async () => {
  // As recorded of bash on a pseudo-terminal: the prompt follows where the cursor stands.
  const P = "root@host:~# ";
  expect(await keys("printf abc\r")).toEqual([`${P}printf abc`, `abc${P}|`]);
  expect((await keys("printf abc\recho bd\x1b[Dc\x05e\x1b[A\x1b[B")).at(-1)).toBe(
    `abc${P}echo bcde|`,
  );
  expect((await keys("printf 'a\\e[31mb\\e[0mc'\rx\x01y")).at(-1)).toBe(`abc${P}y|x`);
  expect((await keys("printf abc\rfrom here\x0c")).at(-1)).toBe(`${P}from here|`);
  expect((await keys("printf 日本\r\x1b[A\x03")).slice(-2)).toEqual([
    `日本${P}printf 日本^C`,
    `${P}|`,
  ]);
  // A line as long as the screen is wide; and one that wraps behind the prompt.
  expect(await keys("printf %020d\r", 20)).toEqual([
    `${P}printf `,
    "%020d",
    "0".repeat(20),
    `${P}|`,
  ]);
  expect(await keys("printf %015d\rab\x01c", 20)).toEqual([
    `${P}printf `,
    "%015d",
    `${"0".repeat(15)}root@`,
    "host:~# c|ab",
  ]);
});

test("jobs: stop, list, continue, end", () => {
  const terminal = openConsole();
  terminal.fresh();
  terminal.type("sleep 100\r");
  terminal.type("\x1a");
  expect(terminal.fresh()).toBe(
    "sleep 100\r\n\x1b[?2004l\r^Z\r\n[1]+  Stopped                 sleep 100\r\n\x1b[?2004hroot@host:~# ",
  );
  terminal.type("bg\r");
  expect(terminal.fresh()).toBe("bg\r\n\x1b[?2004l\r[1]+ sleep 100 &\r\n\x1b[?2004hroot@host:~# ");
  terminal.type("kill %1\r");
  terminal.type("\r");
  expect(terminal.fresh().includes("[1]+  Terminated              sleep 100\r\n")).toBe(true);
  terminal.type("sleep 1 &\r", 2_000_000);
  terminal.fresh();
  terminal.type("\r");
  expect(terminal.fresh()).toBe(
    "\r\n\x1b[?2004l\r[1]+  Done                    sleep 1\r\n\x1b[?2004hroot@host:~# ",
  );
});
