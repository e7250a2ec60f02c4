import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const ENTRY = join(import.meta.dirname, "../../sandbox/cli/sandbox.ts");
const folder = mkdtempSync(join(tmpdir(), "sandbox-"));

interface Result {
  out: string;
  err: string;
  status: number | null;
}
function sandbox(args: readonly string[], input = ""): Result {
  const done = spawnSync(process.execPath, [ENTRY, ...args], {
    input,
    encoding: "utf8",
    cwd: "/",
    env: { ...process.env, INIT_CWD: folder },
  });
  return { out: done.stdout, err: done.stderr, status: done.status };
}
function script(text: string): string {
  writeFileSync(join(folder, "case.sh"), text);
  return "case.sh";
}

describe("the headless runner", () => {
  it("prints what a terminal would print and exits with the script's status", () => {
    expect(
      sandbox([script("echo one\nls -a\npwd; hostname() { echo f; }; hostname\nnosuch\nexit 3\n")]),
    ).toEqual({
      out: "one\n.  ..\n/root\nf\ncase.sh: line 4: nosuch: command not found\n",
      err: "",
      status: 3,
    });
  });

  it("prints a session with --transcript", () => {
    const text =
      "# a comment\nif true\nthen\n  echo yes\nfi\n\nprintf x\nfalse\nnosuch\ncat << EOF\nhere\nEOF\n";
    expect(sandbox(["--transcript", script(text)])).toEqual({
      out:
        "# a comment\n$ if true\n> then\n>   echo yes\n> fi\nyes\n$ printf x\nx\n[no newline at end of output]\n$ false\n[exit 1]\n" +
        "$ nosuch\nbash: nosuch: command not found\n[exit 127]\n$ cat << EOF\n> here\n> EOF\nhere\n",
      err: "",
      status: 0,
    });
  });

  it("reads a script from standard input, and runs an hour in no time", () => {
    const started = performance.now();
    expect(sandbox(["-"], "sleep 3600; echo awake\n")).toEqual({
      out: "awake\n",
      err: "",
      status: 0,
    });
    expect(performance.now() - started).toBeLessThan(5_000);
  });

  it("runs at a place of a lab, with files put there and files taken out", () => {
    writeFileSync(join(folder, "local.txt"), "from outside\n");
    const text =
      "ip -br -4 addr show eth0\ncat /tmp/in.txt\nmkdir export; echo result > export/out.txt; echo x > cap.pcap\n";
    expect(
      sandbox([
        "--lab",
        "deep-dive-node1",
        "--host",
        "pod-a",
        "--file",
        "/tmp/in.txt=local.txt",
        "--export",
        "got",
        script(text),
      ]),
    ).toEqual({
      out: "eth0@if4         UP             10.244.0.5/24 \nfrom outside\n",
      err: "",
      status: 0,
    });
    expect(readdirSync(join(folder, "got")).sort()).toEqual(["cap.pcap", "out.txt"]);
    expect(readFileSync(join(folder, "got/out.txt"), "utf8")).toBe("result\n");
  });

  it.each([
    [["--lab", "nope", "case.sh"], /^sandbox: no lab "nope"; there are: backbone, bench, blank, /],
    [["--host", "nope", "case.sh"], /^sandbox: no place "nope" in lab blank; machines are: host/],
    [["--bogus", "case.sh"], /^sandbox: Unknown option '--bogus'/],
    [
      ["--file", "nonsense", "case.sh"],
      /^sandbox: --file: "nonsense" is not \[PLACE:\]\/path=LOCAL/,
    ],
    [["--seed", "x", "case.sh"], /^sandbox: --seed: "x" is no number/],
    [["missing.sh"], /^sandbox: cannot read missing.sh: ENOENT/],
    [["case.sh", "more.sh"], /^sandbox: one script only/],
    [[], /^sandbox: no script given/],
  ])("refuses %j with status 2", (args, message) => {
    script("true\n");
    const { out, err, status } = sandbox(args);
    expect({ out, status }).toEqual({ out: "", status: 2 });
    expect(err).toMatch(message);
  });

  it("prints the same bytes twice", () => {
    const path = script(
      "echo $RANDOM; ip link add v0 type veth peer name v1; ip link; ping -c2 127.0.0.1; date\n",
    );
    expect(sandbox(["--transcript", path])).toEqual(sandbox(["--transcript", path]));
    expect(sandbox(["--transcript", "--seed", "2", path]).out).not.toBe(
      sandbox(["--transcript", path]).out,
    );
  });

  it("ends quietly when nobody reads", () => {
    const path = script("yes | head -100000\n");
    expect(
      execFileSync(
        "bash",
        ["-c", `"$0" "$1" "$2" | head -1`, process.execPath, ENTRY, join(folder, path)],
        { encoding: "utf8" },
      ),
    ).toBe("y\n");
  });
});
