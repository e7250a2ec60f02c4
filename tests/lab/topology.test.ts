import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatProblems, isProblems, loadTopology } from "../../sandbox/lab/topology.ts";

/** What the loader says about a text, as the runner prints it. */
function said(text: string): string {
  const result = loadTopology(text);
  return isProblems(result) ? formatProblems("t.yml", result) : "fine";
}
const nodes = (rest: string): string =>
  `name: t\ntopology:\n  nodes:\n    a: { kind: linux }\n    b: { kind: linux }\n${rest}`;

describe("containerlab topologies", () => {
  it("reads nodes, brief and extended links, and inheritance", () => {
    const result = loadTopology(`\
name: demo
prefix: ""
mgmt: { network: clab }
topology:
  defaults: { kind: linux, network-mode: none, sysctls: { net.ipv4.ip_forward: 1 } }
  kinds: { linux: { image: debian:12, exec: [echo kind] } }
  groups: { edge: { env: { ROLE: edge } } }
  nodes:
    r1: { group: edge, exec: [echo own] }
    r2: { image: "alpine", binds: [files/x:/etc/x:ro], labels: { a: b } }
  links:
    - endpoints: ["r1:eth1", "r2:eth1"]
    - type: veth
      mtu: 9000
      endpoints:
        - { node: r1, interface: eth2, mac: "02:00:00:00:00:0a" }
        - { node: r2, interface: eth2 }
`);
    if (isProblems(result)) throw new Error(formatProblems("t.yml", result));
    expect(result).toEqual({
      name: "demo",
      nodes: [
        {
          name: "r1",
          kind: "linux",
          image: "debian:12",
          packages: [],
          exec: ["echo kind", "echo own"],
          binds: [],
          env: new Map([["ROLE", "edge"]]),
          sysctls: new Map([["net.ipv4.ip_forward", "1"]]),
        },
        {
          name: "r2",
          kind: "linux",
          image: "alpine",
          packages: [],
          exec: ["echo kind"],
          binds: [{ source: "files/x", target: "/etc/x", readOnly: true }],
          env: new Map(),
          sysctls: new Map([["net.ipv4.ip_forward", "1"]]),
        },
      ],
      links: [
        {
          ends: [
            { node: "r1", device: "eth1", mac: null },
            { node: "r2", device: "eth1", mac: null },
          ],
          mtu: null,
        },
        {
          ends: [
            { node: "r1", device: "eth2", mac: 0x02000000000a },
            { node: "r2", device: "eth2", mac: null },
          ],
          mtu: 9000,
        },
      ],
      ignored: ["image", "labels", "mgmt", "prefix"],
    });
  });

  it.each([
    ["", "t.yml:1:1: a topology must be a mapping with `name` and `topology`\n"],
    ["name: t\n", "t.yml:1:1: `topology` is missing\n"],
    ["name: t\ntopology: {}\n", "t.yml:2:11: `nodes` is empty\n"],
    [
      "name: t\nbogus: 1\ntopology:\n  nodes: { a: { kind: linux } }\n",
      't.yml:2:1: unknown key "bogus"\n',
    ],
    [nodes("  linkz: []\n"), 't.yml:6:3: unknown key "linkz" in topology\n'],
    [
      "name: t\ntopology:\n  nodes:\n    a:\n      kind: nokia_srlinux\n",
      't.yml:5:13: kind "nokia_srlinux" is not simulated; only "linux" and "bridge" are\n',
    ],
    [
      "name: t\ntopology:\n  nodes:\n    a: { kind: linux, cpus: 2 }\n",
      't.yml:4:23: unknown key "cpus" in node a\n',
    ],
    ["name: t\ntopology:\n  nodes:\n    a: {}\n", "t.yml:4:5: node a has no kind\n"],
    [
      "name: t\ntopology:\n  nodes:\n    a: { kind: linux, network-mode: host }\n",
      't.yml:4:37: network-mode "host" is not simulated; only "none" is\n',
    ],
    [
      "name: t\ntopology:\n  nodes:\n    a: { kind: linux }\n    a: { kind: linux }\n",
      "t.yml:5:5: Map keys must be unique\n",
    ],
    [nodes('  links:\n    - endpoints: ["a:eth1", "c:eth1"]\n'), 't.yml:7:29: unknown node "c"\n'],
    [nodes('  links:\n    - endpoints: ["a:eth1"]\n'), "t.yml:7:18: a link has two endpoints\n"],
    [
      nodes('  links:\n    - endpoints: ["a:eth1", "b"]\n'),
      't.yml:7:29: an endpoint is "node:interface"\n',
    ],
    [
      nodes('  links:\n    - endpoints: ["a:eth1", "a:eth1"]\n'),
      "t.yml:7:29: interface a:eth1 is used twice\n",
    ],
    [
      nodes('  links:\n    - endpoints: ["a:lo", "b:name-far-too-long"]\n'),
      't.yml:7:19: "lo" is no interface name\nt.yml:7:27: "name-far-too-long" is no interface name\n',
    ],
    [
      nodes('  links:\n    - type: macvlan\n      endpoints: ["a:eth1", "b:eth1"]\n'),
      't.yml:7:13: link type "macvlan" is not simulated; only "veth" is\n',
    ],
    [
      nodes('  links:\n    - endpoints: ["a:eth1", "host:eth1"]\n'),
      't.yml:7:29: an endpoint on the lab\'s own host ("host:...") is not simulated\n',
    ],
    [
      'name: t\ntopology:\n  nodes:\n    a: { kind: linux, binds: ["../x:/etc/x"] }\n',
      't.yml:4:31: bind "../x:/etc/x": the source must be inside the lab\'s folder\n',
    ],
    [
      "name: t\ntopology:\n  nodes: [a\n",
      "t.yml:4:1: Flow sequence in block collection must be sufficiently indented and end with a ]\n",
    ],
    [
      "name: !!js/function 'x'\ntopology: {}\n",
      "t.yml:1:7: Unresolved tag: tag:yaml.org,2002:js/function\n",
    ],
  ])("says what is wrong, and where: %#", (text, message) => {
    expect(said(text)).toBe(message);
  });

  it("takes names like __proto__ for names", () => {
    const result = loadTopology(
      "name: t\ntopology:\n  nodes:\n    constructor: { kind: linux, env: { __proto__: x } }\n",
    );
    if (isProblems(result)) throw new Error(formatProblems("t.yml", result));
    expect(result.nodes[0]?.name).toBe("constructor");
    expect(result.nodes[0]?.env).toEqual(new Map([["__proto__", "x"]]));
    expect(({} as Record<string, unknown>)["x"]).toBe(undefined);
  });
});

describe("hostile YAML", () => {
  it.each([
    ["a megabyte and more", `name: ${"x".repeat(1 << 20)}`],
    ["nesting without end", `name: t\ntopology: ${"[".repeat(100_000)}`],
    ["nesting in braces", `name: t\ntopology: ${"{a: ".repeat(20_000)}`],
    [
      "deep block nesting",
      `${Array.from({ length: 3_000 }, (_, i) => `${" ".repeat(i)}a:`).join("\n")}\n`.slice(
        0,
        1 << 20,
      ),
    ],
    [
      "an alias bomb",
      `a: &a [x,x,x,x,x,x,x,x,x]\n${[..."bcdefgh"].map((c, i) => `${c}: &${c} [${new Array(9).fill(`*${"abcdefg"[i] ?? "a"}`).join(",")}]`).join("\n")}\n`,
    ],
    ["a thousand aliases", `x: &x 1\ny: [${"*x,".repeat(1_000)}]\nname: t\n`],
    ["an alias of itself", "name: t\ntopology: &t { nodes: *t }\n"],
    ["merge keys", "name: t\ntopology:\n  nodes:\n    a: { <<: { kind: linux } }\n"],
    ["a binary tag", "name: !!binary aGVsbG8=\n"],
    ["NUL bytes", "name: t\u0000\ntopology: {}\n"],
    ["two documents", "name: t\n---\nname: u\n"],
    ["numbers as keys", "1: 2\n3: 4\n"],
  ])("refuses %s quickly", (_, text) => {
    const started = performance.now();
    expect(isProblems(loadTopology(text))).toBe(true);
    expect(performance.now() - started).toBeLessThan(2_000);
  });

  it("never throws, whatever the text", () => {
    const piece = fc.constantFrom(
      "name: t\n",
      "topology:\n",
      "  nodes:\n",
      "    a: { kind: linux }\n",
      "  links:\n",
      "    - endpoints: [",
      '"a:e1", "b:e1"]\n',
      "&x ",
      "*x ",
      "!!set ",
      "{",
      "}",
      "[",
      "]",
      ": ",
      "- ",
      "| \n",
      "'",
      '"',
      "\t",
      "# c\n",
      "? ",
      "---\n",
      "%YAML 1.1\n",
      "\u{1f600}",
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, fc.string()), { maxLength: 30 }), (pieces) => {
        const result = loadTopology(pieces.join(""));
        if (isProblems(result))
          for (const p of result)
            expect([p.line >= 1, p.column >= 1, p.message !== ""]).toEqual([true, true, true]);
      }),
      { numRuns: 500 },
    );
  });
});
