/** Which BIRD a machine has: Debian's bird, its bird2 instead or beside it, Calico's build. The words are recorded ones (432). */
import { expect, test } from "vitest";
import { buildWorld } from "../../../../sandbox/lab/build.ts";
import { loadTopology } from "../../../../sandbox/lab/topology.ts";
import { isProblems } from "../../../../sandbox/lab/topology-value.ts";
import { World } from "../../../../sandbox/lab/world.ts";
import { programs } from "../../../../sandbox/programs/index.ts";

function machine(packages: string): (line: string) => string {
  const topology = `name: t\ntopology:\n  nodes:\n    host:\n      kind: linux\n      labels: { underlay.packages: "${packages}" }\n`;
  const parsed = loadTopology(topology);
  if (isProblems(parsed)) throw new Error(parsed.map((one) => one.message).join());
  const meta = { title: "t", terminals: [] };
  const world = buildWorld({ name: "t", topology, parsed, files: {}, meta }, 1);
  if (!(world instanceof World)) throw new Error("no world");
  return (line) => world.run("host", ["bash", "-c", `${line} 2>&1`]).out;
}

const DEVICE = "echo 'router id 1.2.3.4; protocol device { }' > /tmp/b.conf; mkdir -p /run/bird";

test("bird, birdc, bird6 and birdc6 are Debian's bird; birdcl is not in it", () => {
  const run = machine("");
  expect(run("bird --version; bird6 --version")).toBe("BIRD version 1.6.8\nBIRD version 1.6.8\n");
  expect(run("birdc6 show status")).toBe(
    "Unable to connect to server control socket (/run/bird/bird6.ctl): No such file or directory\n",
  );
  expect(run("bird6 -p")).toBe("bird6: underlay does not simulate BIRD for IPv6\n");
  expect(run("birdcl")).toBe("bash: line 1: birdcl: command not found\n");
  expect(run("stat -c '%a %U %s' /etc/bird/bird.conf; bird -p")).toBe("640 bird 1007\n");
});

test("bird2 in its place: bird2, birdc2 and birdcl2 are /usr/sbin/bird, birdc and birdcl", () => {
  const run = machine("bird2");
  expect(run("bird --version")).toBe("BIRD version 2.0.12\n");
  expect(run(`${DEVICE}; bird -c /tmp/b.conf; birdc show protocols all`)).toMatch(
    /^BIRD 2\.0\.12 ready\.\nName {7}Proto {6}Table {6}State {2}Since {9}Info\ndevice1 {4}Device {5}--- {8}up {5}/,
  );
  // birdcl shows what it reads, and ends its last line.
  expect(run("echo 'show foo' | birdcl")).toBe(
    "BIRD 2.0.12 ready.\nbird> show foo\nNo such command. Press `?' for help.\nbird> \n",
  );
  expect(run("birdc show foo; echo $?")).toMatch(/1\n$/);
  expect(run("bird6")).toMatch(/command not found/);
});

test("beside it: each at its own path", () => {
  const run = machine("bird2:/opt/bird2");
  expect(run("bird --version; /opt/bird2/usr/sbin/bird --version")).toBe(
    "BIRD version 1.6.8\nBIRD version 2.0.12\n",
  );
});

test("calico-bird and birdcl of calico-node", () => {
  const run = machine("calico-node");
  expect(run("bird --version")).toBe("BIRD version v0.3.3+birdv1.6.8\n");
  const start = "mkdir -p /run/calico; bird -c /tmp/b.conf";
  expect(run(`${DEVICE}; ${start}; birdcl show status | head -2`)).toBe(
    "BIRD v0.3.3+birdv1.6.8 ready.\nBIRD v0.3.3+birdv1.6.8\n",
  );
});

test("a label that names no package is a problem with its place", () => {
  const text = `name: t\ntopology:\n  nodes:\n    host:\n      kind: linux\n      labels: { underlay.packages: "bird3" }\n`;
  expect(loadTopology(text)).toMatchObject([
    { line: 6, message: 'package "bird3" is none of bird2, calico-node' },
  ]);
});

test("names are one each", () => {
  const names = programs.map((one) => one.name);
  expect(new Set(names).size).toBe(names.length);
});
