/** Our shell against what bash 5.2 printed: every snippet's whole output and status. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { SECOND } from "../../sandbox/sim/scheduler.ts";
import { Descriptor, NullFile } from "../../sandbox/kernel/proc/file.ts";
import { cases } from "./cases.ts";
import { ENV, machine } from "./harness.ts";

const recordings = JSON.parse(
  readFileSync(new URL("recordings.json", import.meta.url), "utf8"),
) as { text: string; out: string; status: number }[];

/** What `bash -c` printed and returned; 128 + N when a signal ended it. */
function answer(text: string): { out: string; status: number } {
  const host = machine();
  host.fs.plant("/w", host.fs.newDir());
  host.fs.plantText("/etc/passwd", "root:x:0:0:root:/root:/bin/bash\n");
  let out = "";
  const tty = host.newTty(80, 24);
  tty.termios = { ...tty.termios, opost: false };
  tty.onOutput = (piece) => (out += piece);
  const output = new Descriptor({
    kind: "pipe",
    path: "pipe:[1]",
    read: (proc, max) => tty.file.read(proc, max),
    write: (proc, data) => tty.file.write(proc, data),
    release: () => undefined,
  });
  const fds = new Map([
    [0, new Descriptor(new NullFile())],
    [1, output],
    [2, output.share()],
  ]);
  const env = new Map(ENV).set("PWD", "/w");
  const proc = host.launch(["bash", "--norc", "-c", text], { fds, env, cwd: "/w" });
  if (typeof proc === "string") throw new Error(proc);
  host.sim.sched.runUntil(60 * SECOND);
  return { out, status: proc.state === "dead" ? proc.exitCode : -1 };
}

test("every snippet is recorded", () => {
  expect(recordings.map((one) => one.text)).toEqual(cases);
});

describe("as bash 5.2 answers", () => {
  test.each(recordings.map((one) => [one.text, one] as const))("%s", (text, recorded) => {
    expect(answer(text)).toEqual({ out: recorded.out, status: recorded.status });
  });
});
