/** Topologies from elsewhere: containerlab's own examples in kind, hostile ones within bounds. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { topologySource } from "../../sandbox/lab/topology-source.ts";
import { Session } from "../../sandbox/lab/session.ts";
import { readTopology } from "../../sandbox/worker/read-topology.ts";

function start(text: string): Session {
  const source = topologySource(text);
  if (!("parsed" in source)) throw new Error(JSON.stringify(source));
  const session = Session.start(source, 1);
  if (!(session instanceof Session)) throw new Error("not started");
  return session;
}

const BRIDGED = `name: sw
topology:
  nodes:
    br-clab: { kind: bridge }
    h1: { kind: linux, image: alpine, exec: ["ip addr add 192.0.2.1/24 dev eth1"], env: { A: "1" }, ports: ["80:80"] }
    h2: { kind: linux, exec: ["ip addr add 192.0.2.2/24 dev eth1"] }
  links:
    - endpoints: ["h1:eth1", "br-clab:a"]
    - endpoints: ["h2:eth1", "br-clab:p2"]
      mtu: 1400
`;

describe("a topology from elsewhere", () => {
  it("runs: links are up with containerlab's MTU, a bridge has its links as ports", () => {
    const session = start(BRIDGED);
    const { world } = session;
    expect(world.setupErrors).toEqual([]);
    expect(session.terminals.map((one) => one.place)).toEqual(["h1", "h2"]);
    expect(world.run("h1", ["cat", "/sys/class/net/eth1/mtu"]).out).toBe("9500\n");
    expect(world.run("h2", ["cat", "/sys/class/net/eth1/mtu"]).out).toBe("1400\n");
    expect(world.run("br-clab", ["ls", "/sys/class/net/br-clab/brif"]).out).toBe("a\np2\n");
    expect(world.run("h1", ["ping", "-c1", "-q", "192.0.2.2"]).status).toBe(0);
  });

  it("names what has no effect here, and the commands it would run", () => {
    expect(readTopology(BRIDGED)).toEqual({
      problems: null,
      name: "sw",
      machines: ["br-clab", "h1", "h2"],
      links: 2,
      commands: ["h1: ip addr add 192.0.2.1/24 dev eth1", "h2: ip addr add 192.0.2.2/24 dev eth1"],
      ignored: ["image", "ports"],
      binds: [],
    });
  });

  it.each([
    ["kind: nokia_srlinux", 'kind "nokia_srlinux" is not simulated; only "linux" and "bridge" are'],
    ["kind: ovs-bridge", 'kind "ovs-bridge" is not simulated; only "linux" and "bridge" are'],
    ["kind: linux, startup-config: a.cfg", '"startup-config" of node n is not simulated'],
    ["kind: linux, network-mode: host", 'network-mode "host" is not simulated; only "none" is'],
    ["kind: linux, nonsense: 1", 'unknown key "nonsense" in node n'],
  ])("refuses { %s } by name", (node, says) => {
    const read = readTopology(`name: x\ntopology:\n  nodes:\n    n: { ${node} }\n`);
    expect(read.problems?.map((one) => one.message)).toEqual([says]);
  });

  it("whose set-up never ends is given up within bounds, and said so", () => {
    const before = process.cpuUsage();
    const { world } = start(`name: x
topology:
  nodes:
    a: { kind: linux, exec: ["while :; do :; done", "echo later > /tmp/x"] }
    b: { kind: linux, exec: [":(){ :|:& };:"] }
`);
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1e6).toBeLessThan(15);
    expect(world.setupErrors.join("")).toContain("the set-up takes more than a topology may");
  }, 120_000);

  it("never throws, whatever is written into one", () => {
    const word = fc.oneof(
      fc.constantFrom(
        "linux",
        "bridge",
        "__proto__",
        "constructor",
        "null",
        "~",
        "*a",
        "!!js/function x",
        "1e9",
        "[",
        "{}",
      ),
      fc.string({ maxLength: 12 }),
    );
    const key = fc.constantFrom(
      "kind",
      "exec",
      "binds",
      "env",
      "sysctls",
      "image",
      "group",
      "ports",
      "__proto__",
      "toString",
      "mtu",
    );
    const node = fc.dictionary(
      key,
      fc.oneof(word, fc.array(word, { maxLength: 3 }), fc.dictionary(word, word, { maxKeys: 3 })),
      { maxKeys: 4 },
    );
    const link = fc.record(
      {
        endpoints: fc.array(fc.oneof(word, fc.constantFrom("a:eth1", "b:eth1", "a:lo", "host:x")), {
          maxLength: 3,
        }),
        mtu: word,
        type: word,
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom("a", "b", "c", "__proto__"), node),
        fc.array(link, { maxLength: 4 }),
        (nodes, links) => {
          // JSON is YAML.
          const text = JSON.stringify({ name: "x", topology: { nodes, links } });
          const read = readTopology(text);
          if (read.problems !== null) expect(read.problems.length).toBeGreaterThan(0);
        },
      ),
      { numRuns: 300 },
    );
    expect(({} as Record<string, unknown>)["kind"]).toBeUndefined();
  });
});
