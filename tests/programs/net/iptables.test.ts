/**
 * iptables' reading and writing agree: every rule that the real tool wrote in our recordings restores and
 * is written back as it stands; a restore that fails changes nothing; what is not modelled is named.
 * What iptables, ip6tables, their -save and -restore print is compared in recordings 12 and 375 to 399.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { loadLab } from "../../../sandbox/cli/load-lab.ts";
import type { Host } from "../../../sandbox/kernel/host.ts";
import { buildWorld } from "../../../sandbox/lab/build.ts";
import { World } from "../../../sandbox/lab/world.ts";
import { runProgram } from "../../support/run.ts";

const RECORDINGS = join(import.meta.dirname, "../../conformance/recordings");

async function blankHost(): Promise<Host> {
  const source = await loadLab("blank");
  if (source === null) throw new Error("no lab blank");
  const world = buildWorld(source, 1);
  const host = world instanceof World ? world.place("host")?.host : undefined;
  if (host === undefined) throw new Error("lab blank is broken");
  return host;
}

const withoutComments = (text: string): string => text.replace(/^#.*\n/gm, "");

/** Rules as the real iptables-save wrote them, by tool and table. */
function recordedTables(tool: string): Map<string, Set<string>> {
  const tables = new Map<string, Set<string>>();
  for (const name of readdirSync(RECORDINGS)) {
    if (!/^3(7[5-9]|8[0-4]).*(?<!\.norm)\.txt$/.test(name)) continue;
    let reading: Set<string> | null = null;
    for (const line of readFileSync(join(RECORDINGS, name), "utf8").split("\n")) {
      if (line.startsWith("$ ")) {
        const m = /^\$ (ip6?tables)(?:-save| (?:-t (\w+) )?-S)/.exec(line);
        reading = m?.[1] === tool ? tableOf(tables, m[2] ?? "filter") : null;
      } else if (reading !== null && line.startsWith("*")) {
        reading = tableOf(tables, line.slice(1));
      } else if (reading !== null && line.startsWith("-A ") && !/ -c \d+ \d+| -i a b/.test(line)) {
        // (A device's name with a blank is written without quotes: the real tool cannot read it either.)
        reading.add(line);
      }
    }
  }
  return tables;
}

function tableOf(tables: Map<string, Set<string>>, name: string): Set<string> {
  const had = tables.get(name) ?? new Set();
  tables.set(name, had);
  return had;
}

const BASE: Readonly<Record<string, readonly string[]>> = {
  filter: ["INPUT", "FORWARD", "OUTPUT"],
  nat: ["PREROUTING", "INPUT", "OUTPUT", "POSTROUTING"],
  mangle: ["PREROUTING", "INPUT", "FORWARD", "OUTPUT", "POSTROUTING"],
  raw: ["PREROUTING", "OUTPUT"],
};

/** As iptables-save writes a table of these rules: base chains first, then the user's by name. */
function saved(table: string, rules: Iterable<string>): string {
  const all = [...rules];
  const base = BASE[table] as readonly string[];
  const targets = all.flatMap((rule) => [
    /^-A (\S+)/.exec(rule)?.[1],
    / -[jg] (\S+)$/.exec(rule)?.[1],
  ]);
  const standard = new Set([
    ..."ACCEPT DROP RETURN TRACE NOTRACK REDIRECT MASQUERADE LOG CT".split(" "),
  ]);
  const users = [...new Set(targets.filter((name) => name !== undefined))]
    .filter((name) => !base.includes(name) && !standard.has(name))
    .sort();
  const heads = [
    ...base.map((name) => `:${name} ACCEPT [0:0]`),
    ...users.map((name) => `:${name} - [0:0]`),
  ];
  const order = [...base, ...users];
  const chain = (rule: string): number => order.indexOf(/^-A (\S+)/.exec(rule)?.[1] ?? "");
  const sorted = all
    .map((rule, i) => ({ rule, i }))
    .sort((a, b) => chain(a.rule) - chain(b.rule) || a.i - b.i);
  return `*${table}\n${[...heads, ...sorted.map(({ rule }) => rule)].join("\n")}\nCOMMIT\n`;
}

test.each(["iptables", "ip6tables"])(
  "what the real %s-save wrote is written back",
  async (tool) => {
    const host = await blankHost();
    const tables = recordedTables(tool);
    let rules = 0;
    for (const [table, lines] of tables) {
      if (lines.size === 0) continue;
      rules += lines.size;
      const text = saved(table, lines);
      const restored = runProgram(host, [`${tool}-restore`], text);
      // Only warnings.
      expect(restored.out.replace(/^(Warning: never matched|xt_iprange: range).*\n/gm, "")).toBe(
        "",
      );
      expect(restored.status).toBe(0);
      const { out } = runProgram(host, [`${tool}-save`, "-t", table]);
      expect(withoutComments(out)).toBe(text);
    }
    expect(rules).toBeGreaterThan(tool === "iptables" ? 150 : 25);
  },
);

test("a restore with a wrong line anywhere changes nothing", async () => {
  const host = await blankHost();
  const good = "*filter\n:KEEP - [0:0]\n-A INPUT -s 10.0.0.0/8 -j KEEP\n-A KEEP -j DROP\nCOMMIT\n";
  runProgram(host, ["iptables-restore"], good);
  const before = withoutComments(runProgram(host, ["iptables-save"]).out);
  const wrong = fc.constantFrom(
    "-A INPUT -j NOPE",
    "-A NOPE -j ACCEPT",
    "-A INPUT -p tcp --dport 70000",
    "-D INPUT -j ACCEPT",
    "-A INPUT -j DNAT --to-destination 1.2.3.4",
    "-X KEEP2",
    "nonsense",
    ":x",
  );
  const right = fc.constantFrom(
    "-A FORWARD -j ACCEPT",
    ":KEEP3 - [0:0]",
    "-P FORWARD DROP",
    "-F",
    "-I INPUT",
  );
  fc.assert(
    fc.property(
      fc.array(right, { maxLength: 6 }),
      wrong,
      fc.nat(6),
      fc.boolean(),
      (lines, bad, at, keep) => {
        const all: string[] = [...lines];
        all.splice(at, 0, bad);
        const text = `*filter\n${all.join("\n")}\nCOMMIT\n`;
        const { status } = runProgram(host, ["iptables-restore", ...(keep ? ["-n"] : [])], text);
        expect(status).not.toBe(0);
        expect(withoutComments(runProgram(host, ["iptables-save"]).out)).toBe(before);
      },
    ),
    { numRuns: 60 },
  );
});

test.each([
  ["-A INPUT -m socket", "the match socket"],
  ["-A INPUT -j TEE --gateway 10.0.0.1", "the target TEE"],
  ["-vv -L", "-v given twice"],
  ["-t raw -A PREROUTING -j CT --helper ftp", "CT's --helper"],
  ["-A INPUT -m hashlimit --hashlimit-upto 5kb/s --hashlimit-name x", "hashlimit's rates in bytes"],
])("iptables %s is refused by name", async (line, what) => {
  const host = await blankHost();
  expect(runProgram(host, ["iptables", ...line.split(" ")])).toEqual({
    out: `iptables: underlay does not simulate ${what}\n`,
    status: 2,
  });
});

test.each([
  "iptables-legacy",
  "iptables-legacy-save",
  "iptables-legacy-restore",
  "ip6tables-legacy",
  "ip6tables-legacy-save",
  "ip6tables-legacy-restore",
])("%s is there and refuses in words", async (name) => {
  const host = await blankHost();
  const shown = name.replace("-legacy", "");
  expect(runProgram(host, [name, "-L"])).toEqual({
    out: `${name}: underlay does not simulate the legacy backend; ${shown} (nf_tables) is there\n`,
    status: 2,
  });
  expect(runProgram(host, [name, "-V"])).toEqual({ out: `${shown} v1.8.9 (legacy)\n`, status: 0 });
});

test("xtables-monitor refuses what is not modelled, and bad options", async () => {
  const host = await blankHost();
  expect(runProgram(host, ["xtables-monitor", "-e"])).toEqual({
    out: "xtables-monitor: underlay does not simulate --event\n",
    status: 2,
  });
  expect(runProgram(host, ["xtables-monitor", "-x"])).toEqual({
    out:
      "xtables-monitor 1.8.9: Bad argument.\n" + "Try `xtables-monitor -h' for more information.\n",
    status: 2,
  });
});
