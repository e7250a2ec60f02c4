/** The measures of BGP (P13, P14, P15, P19) and their anchors: real BIRDs in namespaces, run in turn with ours. */
import { existsSync } from "node:fs";
import { have, median, ours, type Row, shell } from "./support.ts";

const BIRD2 = "/var/cache/underlay-bench/bird2";

/** Debian's bird2, unpacked beside what is installed: the two packages own the same files. */
function fetchBird2(): string | null {
  const binary = `${BIRD2}/usr/sbin/bird`;
  if (existsSync(binary)) return binary;
  shell(`mkdir -p ${BIRD2} && cd ${BIRD2} && apt-get download -q bird2 && dpkg -x bird2_*.deb .`);
  return existsSync(binary) ? binary : null;
}

function real(script: string, args: string): Record<string, number> {
  const ran = shell(`bash bench/anchors/${script} ${args} 2>/dev/null`, 300_000);
  const line = ran.out.trim().split("\n").at(-1) ?? "";
  if (!line.startsWith("{")) throw new Error(`${script} ${args}: ${ran.out.slice(-200)}`);
  return JSON.parse(line) as Record<string, number>;
}

const seconds = (n: number | undefined): string => `${(n ?? Number.NaN).toFixed(2)} s`;

function middle(all: readonly Record<string, number>[], key: string): number {
  return median(all.map((one) => one[key] ?? Number.NaN));
}

export function bgpRows(quick: boolean, root: boolean, rounds: number): Row[] {
  const rows: Row[] = [];
  const canReal = root && have("bird") && have("birdc");
  const mine: Record<string, number>[] = [];
  const theirs: Record<string, number>[] = [];
  for (let i = 0; i < rounds; i++) {
    mine.push(ours("bgp.ts", ["mesh", "50"]));
    if (canReal) theirs.push(real("bgp-mesh.sh", "50 1 fast"));
  }
  const own = middle(mine, "cpuS");
  rows.push({
    id: "P13",
    what: "iBGP mesh of 50 to convergence, CPU of everything, against the sum of 50 BIRDs (1 s timers)",
    ratio: canReal ? middle(theirs, "birdCpuS") / own : null,
    ours: `${seconds(own)}, ${seconds(middle(mine, "virtualS"))} virtual`,
    anchor: canReal
      ? `${seconds(middle(theirs, "birdCpuS"))}, ${seconds(middle(theirs, "convergeS"))} wall`
      : "",
    floor: 1,
    moonshot: 1 / 0.3,
    ...(canReal ? {} : { note: "needs root, namespaces and bird" }),
  });
  rows.push(...sizes(quick, canReal, mine[0]));
  rows.push(table(rounds, canReal));
  const idle = ours("bgp.ts", ["mesh", "50", "idle"])["idleCpuS"] ?? Number.NaN;
  rows.push({
    id: "P19",
    what: "a virtual hour of that mesh at rest, keepalives only (must take under 6 CPU-s)",
    ratio: 6 / idle,
    ours: seconds(idle),
    anchor: "6 s",
    floor: 1,
    moonshot: 6,
  });
  return rows;
}

/** The same at other sizes, and with two route reflectors. */
function sizes(quick: boolean, canReal: boolean, fifty: Record<string, number> | undefined): Row[] {
  const small = ours("bgp.ts", ["mesh", "10"]);
  const large = ours("bgp.ts", ["mesh", "100"]);
  const rows: Row[] = [
    {
      id: "P14",
      what: "CPU a session, mesh of 10 against 100",
      ratio: (small["cpuMsPerSession"] ?? Number.NaN) / (large["cpuMsPerSession"] ?? Number.NaN),
      ours: [small, fifty, large]
        .map((one) => `${(one?.["cpuMsPerSession"] ?? Number.NaN).toFixed(2)} ms`)
        .join(" / "),
      anchor: "itself",
      floor: 1 / 1.5,
      moonshot: 1 / 1.1,
    },
  ];
  const record = (what: string, got: Record<string, number>, anchor = ""): void => {
    rows.push({
      id: "-",
      what,
      ratio: null,
      ours: `${seconds(got["cpuS"])}, ${seconds(got["virtualS"])} virtual`,
      anchor,
      floor: null,
      moonshot: null,
      note: "no floor: for the record",
    });
  };
  const ten = canReal ? real("bgp-mesh.sh", "10 1 fast") : null;
  const said = ten === null ? "" : `${seconds(ten["birdCpuS"])}, ${seconds(ten["convergeS"])} wall`;
  record("iBGP mesh of 10 to convergence", small, said);
  if (!quick) record("iBGP mesh of 200 to convergence", ours("bgp.ts", ["mesh", "200"]));
  for (const n of quick ? [10, 50] : [10, 50, 200])
    record(`${n} routers with two route reflectors`, ours("bgp.ts", ["reflectors", String(n)]));
  return rows;
}

function table(rounds: number, canReal: boolean): Row {
  const binary = canReal ? fetchBird2() : null;
  const mine: Record<string, number>[] = [];
  const theirs: Record<string, number>[] = [];
  for (let i = 0; i < rounds; i++) {
    mine.push(ours("bgp.ts", ["table", "100000"]));
    if (binary !== null) {
      const one = real("bgp-table.sh", "1 2 5");
      const all = real("bgp-table.sh", "100000 2 5");
      theirs.push({ cpuS: (all["recvCpuS"] ?? 0) - (one["recvCpuS"] ?? 0) });
    }
  }
  const own = middle(mine, "cpuS");
  return {
    id: "P15",
    what: "100,000 routes received, 5 an attribute set, CPU of the receiver, against BIRD 2",
    ratio: binary === null ? null : middle(theirs, "cpuS") / own,
    ours: seconds(own),
    anchor: binary === null ? "" : seconds(middle(theirs, "cpuS")),
    floor: 1 / 4,
    moonshot: 1,
    ...(binary === null ? { note: "needs root, namespaces and Debian's bird2" } : {}),
  };
}
