/**
 * `npm run bench`: every measure of ../shared/performance.md that exists so far, ours and its anchor in
 * one run, taken in turn, as ratios. `--quick` takes one round instead of three, `--only=P17` one measure; `--check` fails when a
 * floor is missed by more than 15 %. An anchor that cannot run here is "not measured", never a pass.
 */
import { spawnSync } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { labCommands, labPing } from "./anchors/lab-commands.ts";
import { bgpRows } from "./bgp-rows.ts";
import {
  buildNs3,
  bundled,
  have,
  haveNamespaces,
  kilo,
  median,
  NODE,
  ours,
  ROOT,
  type Row,
  shell,
} from "./support.ts";

const quick = process.argv.includes("--quick");
const rounds = quick ? 1 : 3;
/** `--only=P17`: that measure alone. */
const only = process.argv.find((arg) => arg.startsWith("--only="))?.slice(7);
const rows: Row[] = [];
const root = haveNamespaces();

function missing(
  id: string,
  what: string,
  floor: number | null,
  moonshot: number | null,
  note: string,
): void {
  rows.push({ id, what, ratio: null, ours: "", anchor: "", floor, moonshot, note });
}

function attempt(ids: string, what: string, measure: () => void): void {
  if (only !== undefined && !ids.split(/[ ,-]+/).includes(only)) return;
  console.error(`bench: ${what}`);
  try {
    measure();
  } catch (error) {
    missing(
      ids,
      what,
      null,
      null,
      error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error),
    );
  }
}

/** kube-proxy's rules for so many services, as a file for the real tool. */
function rulesFile(services: number): string {
  const path = `/tmp/underlay-rules-${services}`;
  const args = [`${ROOT}bench/services.ts`, "--measure", "rules", "--services", String(services)];
  const ran = spawnSync(NODE, args, { encoding: "utf8", maxBuffer: 64 << 20 });
  if (ran.status !== 0) throw new Error(ran.stderr);
  writeFileSync(path, ran.stdout);
  return path;
}
function realServices(words: string): number {
  const ran = shell(`bash bench/anchors/services.sh ${words}`, 300_000);
  const found = Number(ran.out.trim().split("\n").at(-1));
  if (!ran.ok || Number.isNaN(found)) throw new Error(`services.sh: ${ran.out.slice(-200)}`);
  return found;
}

// ── packet rate ────────────────────────────────────────────────────────────────────────────────

function kernelChain(n: number, capture: boolean): number {
  const ran = shell(
    `BIN=/tmp/underlay-bench CAP=${capture ? 1 : 0} bash bench/anchors/chain.sh ${n} 2`,
    120_000,
  );
  const best = [...ran.out.matchAll(/"batch":32.*?"hopsPerCpuS":(\d+)/g)].map((m) => Number(m[1]));
  if (best.length === 0) throw new Error(`the kernel chain did not run: ${ran.out.slice(-200)}`);
  return best[0] as number;
}
function ns3Chain(bin: string, pcap: boolean): number {
  const ran = shell(
    `mkdir -p /dev/shm/underlay-pcap && ${bin} --n=4 --packets=40000 --pcap=${pcap ? 1 : 0} --dir=/dev/shm/underlay-pcap --sched=ns3::PriorityQueueScheduler; rm -rf /dev/shm/underlay-pcap`,
  );
  const found = /"hopsPerCpuS":([\d.]+)/.exec(ran.out);
  if (found === null) throw new Error(`ns-3 did not run: ${ran.out.slice(-200)}`);
  return Number(found[1]);
}

attempt("P1-P3", "packet-hops per CPU second, 4 routers, UDP 512 B", () => {
  const ns3 = buildNs3();
  const canKernel = root && have("gcc");
  const got = {
    plain: [] as number[],
    captured: [] as number[],
    kernel: [] as number[],
    kernelCap: [] as number[],
    ns3: [] as number[],
  };
  for (let i = 0; i < rounds; i++) {
    got.plain.push(ours("hops.ts", ["--routers", "4", "--json"])["hopsPerCpuS"] ?? Number.NaN);
    if (canKernel) got.kernel.push(kernelChain(4, false));
    got.captured.push(
      ours("hops.ts", ["--routers", "4", "--capture", "--json"])["hopsPerCpuS"] ?? Number.NaN,
    );
    if (canKernel && have("tcpdump")) got.kernelCap.push(kernelChain(4, true));
    if (ns3 !== null) got.ns3.push(ns3Chain(ns3, true));
  }
  const plain = median(got.plain);
  const captured = median(got.captured);
  const chain8 = ours("hops.ts", ["--routers", "8", "--json"])["hopsPerCpuS"] ?? Number.NaN;
  const chain8Captured =
    ours("hops.ts", ["--routers", "8", "--capture", "--json"])["hopsPerCpuS"] ?? Number.NaN;
  rows.push({
    id: "-",
    what: "hops/CPU-s over 8 forwarding namespaces, no capture / captured",
    ratio: null,
    ours: `${kilo(chain8)} / ${kilo(chain8Captured)}`,
    anchor: "",
    floor: null,
    moonshot: null,
    note: "absolute, for the record",
  });
  if (ns3 === null)
    missing("P1", "hops/CPU-s, captured, against ns-3 with pcap", 3, 10, "ns-3 is not installed");
  else
    rows.push({
      id: "P1",
      what: "hops/CPU-s, captured, against ns-3 with pcap",
      ratio: captured / median(got.ns3),
      ours: kilo(captured),
      anchor: kilo(median(got.ns3)),
      floor: 3,
      moonshot: 10,
    });
  if (got.kernelCap.length === 0)
    missing(
      "P2",
      "hops/CPU-s, captured, against the kernel with tcpdump",
      1,
      3,
      "needs root, namespaces, gcc, tcpdump",
    );
  else
    rows.push({
      id: "P2",
      what: "hops/CPU-s, captured, against the kernel with tcpdump",
      ratio: captured / median(got.kernelCap),
      ours: kilo(captured),
      anchor: kilo(median(got.kernelCap)),
      floor: 1,
      moonshot: 3,
    });
  if (got.kernel.length === 0)
    missing("P3", "hops/CPU-s against the kernel", 0.7, 2, "needs root, namespaces and gcc");
  else
    rows.push({
      id: "P3",
      what: "hops/CPU-s against the kernel (sendmmsg)",
      ratio: plain / median(got.kernel),
      ours: kilo(plain),
      anchor: kilo(median(got.kernel)),
      floor: 0.7,
      moonshot: 2,
    });
});

attempt("-", "what netfilter adds to a hop", () => {
  const got = Array.from({ length: rounds }, () => ours("hops.ts", ["--hooks", "--json"]));
  const of = (key: string): number => median(got.map((one) => one[key] ?? Number.NaN));
  const ns = (n: number): string => `${n.toFixed(1)} ns`;
  // What cannot be told from nothing counts as a tenth of a nanosecond.
  const row = (what: string, cost: number, limit: number, shown: string): void => {
    const ratio = limit / Math.max(cost, 0.1);
    rows.push({ id: "-", what, ratio, ours: shown, anchor: ns(limit), floor: 1, moonshot: null });
  };
  const hop = `${ns(of("nsAHop"))} a hop`;
  const long = `${ns(of("nsAHopLong"))} a hop that repeats nothing`;
  row(
    "an empty netfilter hook (at most 5 ns)",
    of("nsAHook"),
    5,
    `${ns(of("nsAHook"))}, ${hop}; ${ns(of("nsAHookLong"))}, ${long}`,
  );
  row(
    "an established conntrack hit (at most 60 ns)",
    of("nsAHit"),
    60,
    `${ns(of("nsAHit"))}; ${ns(of("nsAHitLong"))}, ${long}`,
  );
});

// ── growth ─────────────────────────────────────────────────────────────────────────────────────

attempt("P5-P6", "10 to 10,000 namespaces", () => {
  const sizes = [1, 10, 100, 1000] as const;
  const hops: number[][] = sizes.map(() => []);
  const setups: number[] = [];
  for (let i = 0; i < rounds; i++) {
    for (const [k, chains] of sizes.entries()) {
      const got = ours("hops.ts", ["--routers", "8", "--chains", String(chains), "--json"]);
      hops[k]?.push(got["hopsPerCpuS"] ?? Number.NaN);
      if (chains === 1000) setups.push(got["setupCpuS"] ?? Number.NaN);
    }
  }
  const rates = hops.map(median);
  for (const k of [1, 2, 3]) {
    rows.push({
      id: "P5",
      what: `cost of a hop, 10 namespaces against ${10 ** (k + 1)}`,
      ratio: (rates[k] ?? 0) / (rates[0] ?? 1),
      ours: `${kilo(rates[k] ?? 0)} of ${kilo(rates[0] ?? 0)}`,
      anchor: "itself",
      floor: 1 / 2.5,
      moonshot: 1 / 1.3,
    });
  }
  const ns3 = buildNs3();
  const setup = median(setups);
  if (ns3 === null)
    return missing(
      "P6",
      "set-up of 10,000 namespaces against ns-3",
      5,
      20,
      "ns-3 is not installed",
    );
  const ran = shell(`${ns3} --n=8 --chains=1000 --packets=2000`, 120_000);
  const theirs = Number(/"setup(?:Cpu)?":([\d.]+)/.exec(ran.out)?.[1] ?? Number.NaN);
  rows.push({
    id: "P6",
    what: "set-up of 10,000 namespaces against ns-3's nodes",
    ratio: theirs / setup,
    ours: `${setup.toFixed(2)} s`,
    anchor: `${theirs.toFixed(2)} s`,
    floor: 5,
    moonshot: 20,
  });
});

attempt("P4", "bulk TCP through 4 routers", () => {
  const what = "bulk TCP, 4 routers, MB/CPU-s, against ns-3";
  const ns3 = buildNs3();
  if (ns3 === null) {
    missing("P4", what, 3, 17, "ns-3 is not installed");
    return;
  }
  const mine: number[] = [];
  const theirs: number[] = [];
  for (let i = 0; i < rounds; i++) {
    mine.push(ours("tcp.ts", ["--routers", "4", "--json"])["megabytesPerCpuS"] ?? Number.NaN);
    const ran = shell(`${ns3} --n=4 --mode=tcp --bytes=20000000`);
    theirs.push(Number(/"MBPerCpuS":([\d.]+)/.exec(ran.out)?.[1] ?? Number.NaN));
  }
  rows.push({
    id: "P4",
    what,
    ratio: median(mine) / median(theirs),
    ours: `${median(mine).toFixed(0)} MB/CPU-s`,
    anchor: `${median(theirs).toFixed(0)} MB/CPU-s`,
    floor: 3,
    moonshot: 17,
  });
});

attempt("-", "a route look-up among 10, 1,000 and 100,000 routes", () => {
  const sizes = [10, 1_000, 100_000];
  const cost = sizes.map((n) =>
    median(
      Array.from(
        { length: rounds },
        () => ours("routes.ts", ["--routes", String(n)])["nsALookup"] ?? Number.NaN,
      ),
    ),
  );
  rows.push({
    id: "-",
    what: "route look-up, 10 routes against 100,000 (within 2 times)",
    ratio: (cost[0] ?? 0) / (cost[2] ?? 1),
    ours: cost.map((ns) => `${ns.toFixed(0)} ns`).join(" / "),
    anchor: "itself",
    floor: 1 / 2,
    moonshot: null,
  });
});

attempt("-", "a VXLAN hop against a plain hop", () => {
  const got = ours("vxlan.ts", ["--json"]);
  rows.push({
    id: "-",
    what: "a hop through VXLAN against a plain hop",
    ratio: 1 / (got["vxlanHopInPlainHops"] ?? Number.NaN),
    ours: `${got["vxlanUs"] ?? 0} us of ${got["plainUs"] ?? 0} us for three hops`,
    anchor: "itself",
    floor: null,
    moonshot: null,
    note: "no floor: for the record",
  });
});

attempt("P16", "a new connection among 100, 1,000 and 5,000 services", () => {
  const sizes = [100, 1_000, 5_000] as const;
  const last = 5_000;
  const vip = "10.96.19.135";
  const got: Record<"iptables" | "ipvs", number[][]> = { iptables: [], ipvs: [] };
  const real: number[] = [];
  const path = rulesFile(last);
  const canKernel = root && have("gcc") && have("iptables-legacy-restore");
  for (const [k, size] of sizes.entries())
    for (let i = 0; i < rounds; i++)
      for (const kind of ["iptables", "ipvs"] as const) {
        const args = ["--measure", "connect", "--kind", kind, "--services", String(size)];
        (got[kind][k] ??= []).push(ours("services.ts", args)["nsLast"] ?? Number.NaN);
        if (kind === "iptables" && size === last && canKernel)
          real.push(realServices(`connect legacy ${path} ${vip}`));
      }
  const us = (ns: readonly number[] | undefined): number => median(ns ?? []) / 1000;
  for (const kind of ["iptables", "ipvs"] as const) {
    const costs = got[kind].map(us);
    rows.push({
      id: "P16",
      what: `a new connection, ${kind}, 100 services against 5,000`,
      ratio: (costs[0] ?? 0) / (costs[2] ?? 1),
      ours: costs.map((n) => `${n.toFixed(1)} us`).join(" / "),
      anchor: "itself",
      floor: null,
      moonshot: 1 / 1.2,
      note: "no floor: flat within 1.2 times is the goal",
    });
  }
  const what = "a new connection to the last of 5,000 services, against iptables-legacy";
  if (!canKernel) return missing("P16", what, 1, 4, "needs root, gcc, iptables-legacy");
  const mine = us(got.iptables[2]);
  rows.push({
    id: "P16",
    what,
    ratio: median(real) / 1000 / mine,
    ours: `${mine.toFixed(1)} us`,
    anchor: `${(median(real) / 1000).toFixed(1)} us`,
    floor: 1,
    moonshot: 4,
  });
});

attempt("P17", "iptables-restore of 5,000 services (75,000 lines)", () => {
  const path = rulesFile(5_000);
  const cold: number[] = [];
  const warm: number[] = [];
  const real: number[] = [];
  const canKernel = root && have("iptables-legacy-restore");
  for (let i = 0; i < rounds; i++) {
    const got = ours("services.ts", ["--measure", "restore", "--services", "5000"]);
    cold.push(got["msCold"] ?? Number.NaN);
    warm.push(got["msWarm"] ?? Number.NaN);
    if (canKernel) real.push(realServices(`restore legacy ${path}`));
  }
  for (const [how, ms] of [
    ["in a new process", median(cold)],
    ["the second time", median(warm)],
  ] as const) {
    const what = `restore of 5,000 services, ${how}, against iptables-legacy-restore (CPU)`;
    if (!canKernel) missing("P17", what, 1 / 2, 2, "needs root and iptables-legacy");
    else
      rows.push({
        id: "P17",
        what,
        ratio: median(real) / ms,
        ours: `${ms.toFixed(0)} ms`,
        anchor: `${median(real).toFixed(0)} ms`,
        floor: 1 / 2,
        moonshot: 2,
      });
  }
});

attempt("P18", "100,000 flows tracked", () => {
  const all: Record<string, number>[] = [];
  const real: number[] = [];
  const canKernel = root && have("gcc") && have("conntrack");
  for (let i = 0; i < rounds; i++) {
    all.push(ours("services.ts", ["--measure", "flows", "--flows", "100000"]));
    if (canKernel) real.push(realServices("list 100000"));
  }
  const of = (name: string): number => median(all.map((one) => one[name] ?? Number.NaN));
  const what = "conntrack -L of 100,000 flows, text complete, against conntrack's CPU";
  if (!canKernel) missing("P18", what, 1 / 1.5, 2, "needs root, gcc and conntrack");
  else
    rows.push({
      id: "P18",
      what,
      ratio: median(real) / of("msCold"),
      ours: `${of("msCold").toFixed(0)} ms (${of("msWarm").toFixed(0)} ms the second time)`,
      anchor: `${median(real).toFixed(0)} ms`,
      floor: 1 / 1.5,
      moonshot: 2,
    });
  rows.push({
    id: "P18",
    what: "a new connection with 1,000 flows against 100,000",
    ratio: of("nsAt1k") / of("nsAtAll"),
    ours: `${(of("nsAt1k") / 1000).toFixed(1)} us / ${(of("nsAtAll") / 1000).toFixed(1)} us`,
    anchor: "itself",
    floor: null,
    moonshot: 1 / 1.2,
    note: "no floor: flat within 1.2 times is the goal",
  });
  rows.push({
    id: "-",
    what: "heap a tracked flow, in Node, whose pointers are 8 bytes (goal: under 200)",
    ratio: 200 / of("bytes"),
    ours: `${of("bytes").toFixed(0)} B`,
    anchor: "200 B",
    floor: null,
    moonshot: 1,
    note: "no floor: a browser's pointers are 4 bytes",
  });
});

attempt("-", "labs left alone for an hour", () => {
  const { worst = Number.NaN } = ours("idle.ts");
  rows.push({
    id: "-",
    what: "the busiest lab when idle, share of a core (must be under 5 %)",
    ratio: 0.05 / worst,
    ours: `${(worst * 100).toFixed(3)} %`,
    anchor: "5 %",
    floor: 1,
    moonshot: null,
  });
});

attempt("P13-P15, P19", "BGP: meshes, reflectors, a full table, an idle hour", () => {
  rows.push(...bgpRows(quick, root, rounds));
});

// ── starting a lab ─────────────────────────────────────────────────────────────────────────────

function realLab(): number {
  const prefix = "pf-";
  const script = [...labCommands(prefix), `${labPing(prefix)} > /dev/null`].join("\n");
  const names = [1, 2].flatMap((n) => [
    `${prefix}node${n}`,
    ...[1, 2, 3, 4].map((k) => `${prefix}pod${n}${k}`),
  ]);
  const clean = names.map((n) => `ip netns del ${n} 2>/dev/null`).join("; ");
  spawnSync("bash", ["-c", clean]);
  const started = performance.now();
  const ran = spawnSync("bash", ["-e", "-c", script], { encoding: "utf8" });
  const took = performance.now() - started;
  spawnSync("bash", ["-c", clean]);
  if (ran.status !== 0) throw new Error(`the real lab failed: ${ran.stderr}`);
  return took;
}

attempt("P7-P8", "a two-node lab of 96 commands and a ping, to the first ping answered", () => {
  const mine: { cold: number[]; warm: number[]; real: number[] } = { cold: [], warm: [], real: [] };
  for (let i = 0; i < rounds; i++) {
    const one = ours("lab-start.ts");
    mine.cold.push(one["coldMs"] ?? Number.NaN);
    mine.warm.push(one["warmMs"] ?? Number.NaN);
    if (root) mine.real.push(realLab());
  }
  const warm = median(mine.warm);
  const cold = median(mine.cold);
  if (!root) {
    missing("P7", "lab start, warm", 20, 50, "needs root and namespaces");
    missing("P8", "lab start, cold", 3, 10, "needs root and namespaces");
    return;
  }
  const real = median(mine.real);
  rows.push({
    id: "P7",
    what: "lab start, warm, against `ip` one at a time",
    ratio: real / warm,
    ours: `${warm.toFixed(1)} ms`,
    anchor: `${real.toFixed(0)} ms`,
    floor: 20,
    moonshot: 50,
  });
  rows.push({
    id: "P8",
    what: "lab start, cold",
    ratio: real / cold,
    ours: `${cold.toFixed(0)} ms`,
    anchor: `${real.toFixed(0)} ms`,
    floor: 3,
    moonshot: 10,
  });
});

attempt("-", "an hour of six pings a second", () => {
  const plain = ours("replay-hour.ts");
  const captured = ours(bundled("replay-hour.ts"), ["--capture"]);
  rows.push({
    id: "-",
    what: "replay of an hour of six pings a second (must take under a second)",
    ratio: 1 / (plain["cpuS"] ?? Number.NaN),
    ours: `${(plain["cpuS"] ?? 0).toFixed(2)} CPU-s, ${kilo(plain["virtualPerReal"] ?? 0)} virtual s a real s`,
    anchor: "1 s",
    floor: 1,
    moonshot: null,
  });
  rows.push({
    id: "-",
    what: "the same with a running tcpdump: memory under 150 MB",
    ratio: 150 / (captured["rssMb"] ?? Number.NaN),
    ours: `${(captured["rssMb"] ?? 0).toFixed(0)} MB resident, ${(captured["heapMb"] ?? 0).toFixed(0)} MB heap`,
    anchor: "150 MB",
    floor: 1,
    moonshot: null,
  });
});

attempt("-", "the headless runner on one line", () => {
  const times: number[] = [];
  writeFileSync("/tmp/underlay-one-line.sh", "ip -br link\n");
  for (let i = 0; i < 5; i++) {
    const started = performance.now();
    const ran = spawnSync("npm", ["run", "-s", "sandbox", "--", "/tmp/underlay-one-line.sh"], {
      cwd: ROOT,
    });
    if (ran.status !== 0) throw new Error("the headless runner failed");
    times.push((performance.now() - started) / 1000);
  }
  rows.push({
    id: "-",
    what: "`npm run -s sandbox` on one line (must take under 0.5 s)",
    ratio: 0.5 / median(times),
    ours: `${median(times).toFixed(2)} s`,
    anchor: "0.5 s",
    floor: 1,
    moonshot: null,
  });
});

// ── the page ───────────────────────────────────────────────────────────────────────────────────

if (existsSync(`${ROOT}dist`)) {
  attempt("P11-P12", "bytes of JavaScript a lesson page loads", () => {
    const ran = spawnSync(NODE, [`${ROOT}bench/sizes.ts`, "--json"], {
      cwd: ROOT,
      encoding: "utf8",
    });
    const sizes = JSON.parse(ran.stdout.trim().split("\n").at(-1) ?? "{}") as Record<
      string,
      number
    >;
    const kb = (n: number | undefined): string => `${((n ?? 0) / 1000).toFixed(0)} kB`;
    rows.push({
      id: "P11",
      what: "bytes until a typed key is shown (gz; the world comes behind it) against xterm + fit + css (91 kB)",
      ratio: 91_000 / (sizes["untilKey"] ?? Number.NaN),
      ours: kb(sizes["untilKey"]),
      anchor: "91 kB",
      floor: 1 / 2.2,
      moonshot: 1 / 1.9,
    });
    rows.push({
      id: "P12",
      what: "JavaScript of a lesson page before its lab starts (gz) against Starlight's default page (31 kB)",
      ratio: 31_300 / (sizes["beforeLabGz"] ?? Number.NaN),
      ours: kb(sizes["beforeLabGz"]),
      anchor: "31 kB",
      floor: 1 / 2,
      moonshot: 1,
    });
  });
  attempt("P9-P10, P20", "navigation to a typed prompt in Chromium", () => {
    const ran = spawnSync(
      NODE,
      [`${ROOT}bench/prompt.mjs`, "/lessons/01-one-packet-one-wire/", quick ? "1" : "5"],
      { cwd: ROOT, encoding: "utf8", timeout: 300_000 },
    );
    const line = ran.stdout.trim().split("\n").at(-1) ?? "";
    if (!line.startsWith("{")) throw new Error(ran.stderr.split("\n")[0] ?? "no Chromium");
    const got = JSON.parse(line) as Record<
      "plain" | "throttled",
      { ours: number; floor: number; ratio: number; longestTaskMs: number }
    >;
    rows.push({
      id: "P9",
      what: "navigation to prompt, throttled, against xterm + worker alone",
      ratio: 1 / got.throttled.ratio,
      ours: `${got.throttled.ours.toFixed(2)} s`,
      anchor: `${got.throttled.floor.toFixed(2)} s`,
      floor: null,
      moonshot: 1 / 1.5,
      note: "floor is against a v86 restore, which is not installed: not measured",
    });
    rows.push({
      id: "P10",
      what: "navigation to prompt, not throttled, against xterm + worker alone",
      ratio: 1 / got.plain.ratio,
      ours: `${got.plain.ours.toFixed(2)} s`,
      anchor: `${got.plain.floor.toFixed(2)} s`,
      floor: null,
      moonshot: 1 / 1.5,
      note: "floor is against a v86 restore, which is not installed: not measured",
    });
    rows.push({
      id: "P20",
      what: "longest task of the page's main thread while the lab starts",
      ratio: 50 / Math.max(got.plain.longestTaskMs, 1),
      ours: `${got.plain.longestTaskMs.toFixed(0)} ms`,
      anchor: "50 ms",
      floor: 1,
      moonshot: 50 / 16,
    });
  });
} else missing("P9-P12, P20", "the page", null, null, "no dist/: run npm run build first");

// ── the table ──────────────────────────────────────────────────────────────────────────────────

const cell = (n: number | null): string =>
  n === null ? "" : n >= 10 ? n.toFixed(0) : n.toFixed(2);
console.log(
  `\n| # | measure | ours | anchor | ratio | floor | moonshot | |\n|---|---|---|---|---|---|---|---|`,
);
let missed = 0;
for (const row of rows) {
  const below = row.ratio !== null && row.floor !== null && row.ratio < row.floor * 0.85;
  if (below) missed++;
  const verdict =
    row.ratio === null
      ? row.note === undefined
        ? "not measured"
        : row.note.startsWith("absolute")
          ? ""
          : `not measured: ${row.note}`
      : row.floor === null
        ? (row.note ?? "")
        : below
          ? "**below the floor**"
          : row.moonshot !== null && row.ratio >= row.moonshot
            ? "moonshot"
            : "holds";
  console.log(
    `| ${row.id} | ${row.what} | ${row.ours} | ${row.anchor} | ${cell(row.ratio)} | ${cell(row.floor)} | ${cell(row.moonshot)} | ${verdict} |`,
  );
}
console.log(
  `\n${availableParallelism()} cores, Node ${process.version}, ${rounds} round${rounds > 1 ? "s" : ""}; a ratio above its floor holds, larger is better. Ours and its anchor ran in turn.`,
);
if (process.argv.includes("--check") && missed > 0) process.exit(1);
