/** Which BIRD a machine has, by its packages: each program says what it is, and where it looks for a daemon. */
import { describe, expect, it } from "vitest";
import type { Host } from "../../../../sandbox/kernel/host.ts";
import { installed } from "../../../../sandbox/lab/packages.ts";
import { programs } from "../../../../sandbox/programs/index.ts";
import { bareHost, runProgram } from "../../../support/run.ts";

const NONE = "Unable to connect to server control socket";
const GONE = "No such file or directory";

const machine = (name: string): Host =>
  bareHost(installed(programs, name === "" ? [] : [{ name, root: "" }]));

describe.each([
  ["", "bird", "bird --version", "BIRD version 1.6.8\n"],
  ["", "bird6", "bird6 --version", "BIRD version 1.6.8\n"],
  ["", "birdc", "birdc show status", `${NONE} (/run/bird/bird.ctl): ${GONE}\n`],
  ["", "birdc6", "birdc6 show status", `${NONE} (/run/bird/bird6.ctl): ${GONE}\n`],
  ["bird2", "bird2", "bird --version", "BIRD version 2.0.12\n"],
  ["bird2", "birdc2", "birdc show status", `${NONE} (/run/bird/bird.ctl): ${GONE}\n`],
  ["bird2", "birdcl2", "birdcl show status", `${NONE} (/run/bird/bird.ctl): ${GONE}\n`],
  ["calico-node", "calico-bird", "bird --version", "BIRD version v0.3.3+birdv1.6.8\n"],
  ["calico-node", "birdcl", "birdcl show status", `${NONE} (/var/run/calico/bird.ctl): ${GONE}\n`],
])("package %j", (name, program, line, says) => {
  it(`${program}: ${line}`, () => {
    const found = installed(programs, name === "" ? [] : [{ name, root: "" }]);
    expect(found.map((p) => p.name)).toContain(program);
    expect(runProgram(machine(name), line.split(" ")).out).toBe(says);
  });
});

describe("calicoctl", () => {
  it("is there with calico-node only, and says what it leaves out", () => {
    expect(installed(programs, []).map((p) => p.name)).not.toContain("calicoctl");
    const host = machine("calico-node");
    expect(runProgram(host, ["calicoctl", "get", "ippool"])).toEqual({
      out: 'calicoctl: underlay simulates "node status" only, not "get ippool"\n',
      status: 1,
    });
    expect(runProgram(host, ["calicoctl", "node", "status"])).toEqual({
      out: "Calico process is running.\n\nNone of the BGP backend processes (BIRD or GoBGP) are running.\n",
      status: 0,
    });
  });
});
