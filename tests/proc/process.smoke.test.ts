import { expect, test } from "vitest";
import type { Program } from "../../sandbox/kernel/proc/process.ts";
import { bareHost, runProgram } from "../support/run.ts";

const hello: Program = {
  name: "hello",
  paths: ["/usr/bin/hello"],
  summary: "test",
  *main(proc, argv) {
    yield* proc.print(`hello ${argv.slice(1).join(" ")}\n`);
    yield* proc.print(yield* proc.readAll());
    yield* proc.sleep(5_000_000);
    return 3;
  },
};

test("a program runs, reads, sleeps and exits", () => {
  const host = bareHost([hello]);
  expect(runProgram(host, ["hello", "world"], "in\n")).toEqual({
    out: "hello world\nin\n",
    status: 3,
  });
  expect(host.sim.sched.now).toBeGreaterThan(5_000_000);
});
