/** Bombs, deep recursion, hostile names, Ctrl-C at any instant: bounded, and a prompt afterwards. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Descriptor, NullFile } from "../../sandbox/kernel/proc/file.ts";
import { MS, SECOND } from "../../sandbox/sim/scheduler.ts";
import { quoteAlways, quoteBackslash, quoteDouble } from "../../sandbox/shell/params.ts";
import { ENV, machine, openConsole, settle } from "./harness.ts";

function run(text: string, us = 60 * SECOND): { out: string; status: number; left: number } {
  const host = machine();
  let out = "";
  const tty = host.newTty(80, 24);
  tty.termios = { ...tty.termios, opost: false };
  tty.onOutput = (piece) => (out += piece);
  const proc = host.launch(["bash", "-c", text], {
    tty,
    fds: new Map([[0, new Descriptor(new NullFile())]]),
    env: ENV,
    cwd: "/root",
  });
  if (typeof proc === "string") throw new Error(proc);
  host.sim.sched.runUntil(us);
  return { out, status: proc.state === "dead" ? proc.exitCode : -1, left: host.processes.size };
}

describe("bombs are refused or bounded", () => {
  test("brace expansion", () => {
    expect(run("echo {1..1000000000}; echo after")).toEqual({
      out: "bash: line 1: brace expansion: more than 200000 words\n",
      status: 1,
      left: 0,
    });
    expect(
      run(
        "echo {a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}",
      ).out,
    ).toBe("bash: line 1: brace expansion: more than 200000 words\n");
  });
  test("a function that calls itself", () => {
    expect(run("f() { f; }; f; echo $?")).toEqual({
      out: "bash: line 1: f: maximum function nesting level exceeded (200)\n",
      status: 1,
      left: 0,
    });
    expect(run("f() { echo $(f); }; f").out.split("\n")[0]).toBe(
      "bash: line 1: f: maximum function nesting level exceeded (200)",
    );
  });
  test("eval of itself", () => {
    expect(run('x=\'eval "$x"\'; eval "$x"').out).toBe(
      "bash: line 1: eval: maximum eval nesting level exceeded (200)\n",
    );
  });
  test("a script that sources itself", () => {
    expect(run("echo '. ./s' > s; . ./s").out).toBe(
      "./s: line 1: eval: maximum eval nesting level exceeded (200)\n",
    );
  });
  test("arithmetic that refers to itself, and deep parentheses", () => {
    expect(run("x=x; echo $((x))").out).toBe(
      'bash: line 1: x: expression recursion level exceeded (error token is "x")\n',
    );
    expect(run(`echo $((${"(".repeat(5000)}1${")".repeat(5000)}))`).status).not.toBe(-1);
  });
  test("doubling a variable ends", () => {
    expect(run("x=aaaaaaaaaa; for ((i=0;i<60;i++)); do x=$x$x; done; echo no").status).not.toBe(-1);
  });
  test("a fork bomb meets the process limit", () => {
    const host = machine();
    const proc = host.launch(["bash", "-c", "f() { f | f & }; f"], {
      env: ENV,
      cwd: "/root",
      fds: new Map([[0, new Descriptor(new NullFile())]]),
    });
    expect(typeof proc).not.toBe("string");
    for (let i = 0; i < 30; i++) settle(host, 100 * MS);
    expect(host.processes.size).toBeLessThanOrEqual(2000);
  });
  test("patterns that backtrack", () => {
    expect(
      run(
        "x=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa; [[ $x == *a*a*a*a*a*a*a*a*a*a*a*b ]]; echo $?",
      ).out,
    ).toBe("1\n");
  });
});

describe("names that are special to JavaScript are names", () => {
  test.each(["__proto__", "constructor", "prototype", "toString", "hasOwnProperty"])(
    "%s",
    (name) => {
      const text =
        `${name}=v; echo $${name}; declare -A m; m[${name}]=w; echo "\${!m[@]} \${m[${name}]}"; ` +
        `${name}() { echo f; }; ${name}; unset -f ${name}; alias ${name}='echo a'; alias ${name}; export ${name}; env | sort | head -n 1 > /dev/null; ` +
        `unset ${name}; echo "[$${name}]"`;
      expect(run(text).out).toBe(`v\n${name} w\nf\nalias ${name}='echo a'\n[]\n`);
      expect(Object.keys(Object.prototype)).toEqual([]);
    },
  );
});

test("what the shell quotes, the shell reads back", () => {
  const text = fc
    .string({
      unit: fc.oneof(
        fc.constantFrom(..."abc '\"\\$`!*?[]{}()<>|&;#~\n\t="),
        fc.string({ minLength: 1, maxLength: 1 }),
      ),
      maxLength: 30,
    })
    // A shell word cannot hold a NUL; lone surrogates are not text.
    .filter((one) => !one.includes("\0") && !/\p{Surrogate}/u.test(one));
  fc.assert(
    fc.property(text, (value) => {
      for (const quoted of [quoteAlways(value), quoteBackslash(value), quoteDouble(value)]) {
        expect(run(`printf '<%s>' ${quoted}`).out).toBe(`<${value}>`);
      }
    }),
    { numRuns: 100 },
  );
});

describe("Ctrl-C", () => {
  const lines = [
    "sleep 100",
    "while true; do :; done",
    "while true; do sleep 0.01; done",
    "yes > /dev/null",
    "yes | cat | cat > /dev/null",
    "for i in 1 2 3; do sleep 1; done; echo $(sleep 9)",
    "(sleep 5; sleep 5) | cat",
    "f() { while :; do sleep 0.003; done; }; f",
    "read x",
    "cat",
    "echo $(yes)",
    "bash -c 'while :; do sleep 0.01; done'",
    "catcher",
    "x=$(while :; do :; done)",
  ];
  test.each(lines)("%s", (line) => {
    for (const after of [0, 137, 1_000, 1_213, 2_500, 7_777, 31_000, 250_001]) {
      const terminal = openConsole();
      terminal.tty.feed(`${line}\r`);
      terminal.host.sim.sched.runUntil(terminal.host.sim.sched.now + after);
      // Typed too early it is only a key for the editor; a second one reaches what runs then.
      terminal.type("\x03");
      terminal.type("\x03");
      terminal.type("\x03");
      terminal.fresh();
      terminal.type("echo ok\r");
      expect([after, terminal.fresh().includes("ok\r\n"), terminal.host.processes.size]).toEqual([
        after,
        true,
        1,
      ]);
    }
  });
});

test("10 MB pasted at once leaves a working shell", () => {
  const terminal = openConsole();
  terminal.tty.feed("x".repeat(10 << 20));
  settle(terminal.host, 10 * SECOND);
  terminal.type("\x03");
  terminal.fresh();
  terminal.type("echo ok\r");
  expect(terminal.fresh()).toBe("echo ok\r\n\x1b[?2004l\rok\r\n\x1b[?2004hroot@host:~# ");
  expect(terminal.output().length).toBeLessThan(1 << 20);
});

test("many lines pasted at once run one after the other", () => {
  const terminal = openConsole();
  terminal.tty.feed(
    Array.from({ length: 200 }, (_one, i) => `# comment ${i}\recho line ${i}\r`).join(""),
  );
  settle(terminal.host, 60 * SECOND);
  expect(terminal.output().match(/^line \d+\r$/gm)?.length).toBe(200);
});
