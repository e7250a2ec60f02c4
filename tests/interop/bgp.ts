/** BGP across the border: our BIRD (near, 10.9.0.2, AS 64512) and the machine's real one (10.9.0.1, AS 64513). */
import { match, ok, strictEqual } from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Bench } from "./inside.ts";

const ROUTES = 100_000;

function config(id: string, as: number, peer: string, peerAs: number, more: string): string {
  return `
router id ${id};
protocol device { scan time 2; }
protocol kernel { scan time 2; export all; }
${more}
protocol bgp other {
  local as ${as};
  neighbor ${peer} as ${peerAs};
  hold time 6;
  connect delay time 1;
  error wait time 1, 2;
  import all;
  export filter { bgp_community.add((${as}, 7)); bgp_large_community.add((${as}, 1, 2)); bgp_med = 5; accept; };
}
`;
}

/** Two daemons, and what to ask them. */
class Speakers {
  readonly #bench: Bench;
  readonly #dir = mkdtempSync(join(tmpdir(), "interop-bgp-"));

  constructor(bench: Bench) {
    this.#bench = bench;
  }

  async start(real: string, simulated: string): Promise<void> {
    writeFileSync(join(this.#dir, "bird.conf"), real);
    await this.#bench.sim("near", `cat > /tmp/bird.conf <<'X'\n${simulated}\nX`);
    const ours = await this.#bench.sim("near", "bird -c /tmp/bird.conf -s /tmp/bird.ctl");
    strictEqual(ours.out, "");
    const dir = this.#dir;
    const theirs = await this.#bench.real(`cd ${dir} && bird -c bird.conf -s bird.ctl -P bird.pid`);
    strictEqual(theirs.out, "");
  }

  async sim(command: string): Promise<string> {
    return (await this.#bench.sim("near", `birdc -s /tmp/bird.ctl ${command}`)).out;
  }

  async real(command: string): Promise<string> {
    return (await this.#bench.real(`birdc -s ${this.#dir}/bird.ctl ${command}`)).out;
  }

  async signal(signal: string): Promise<void> {
    await this.#bench.real(`kill -${signal} $(cat ${this.#dir}/bird.pid)`);
  }

  /** Asks until the answer is right, at most so long; the last answer. */
  async until(side: "sim" | "real", command: string, wanted: RegExp, ms = 12_000): Promise<string> {
    const end = performance.now() + ms;
    for (;;) {
      const out = await this[side](command);
      if (wanted.test(out)) return out;
      if (performance.now() > end) {
        match(out, wanted, `${side}: ${command}\n${out}`);
        return out;
      }
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }

  async stop(): Promise<void> {
    await this.sim("down");
    await this.signal("CONT");
    await this.real("down");
    await new Promise((resolve) => setTimeout(resolve, 600));
    rmSync(this.#dir, { recursive: true, force: true });
  }
}

async function withSpeakers(
  bench: Bench,
  real: string,
  simulated: string,
  body: (both: Speakers) => Promise<void>,
): Promise<void> {
  const both = new Speakers(bench);
  await both.start(real, simulated);
  try {
    await body(both);
  } finally {
    await both.stop();
  }
}

/** Established, routes both ways with their attributes, in both kernels; withdrawn; asked for again. */
export async function session(bench: Bench): Promise<void> {
  const route = (net: string): string => `protocol static { route ${net} blackhole; }`;
  const real = config("9.9.9.1", 64_513, "10.9.0.2", 64_512, route("10.61.0.0/16"));
  const simulated = config("9.9.9.2", 64_512, "10.9.0.1", 64_513, route("10.62.0.0/16"));
  await withSpeakers(bench, real, simulated, async (both) => {
    await both.until("real", "show route 10.62.0.0/16", /via 10\.9\.0\.2 on up0/);
    await both.until("sim", "show route 10.61.0.0/16", /via 10\.9\.0\.1 on ext0/);
    for (const side of ["real", "sim"] as const) {
      const all = await both[side]("show protocols all other");
      match(all, /up {5}\d\d:\d\d:\d\d {4}Established/);
      match(all, /Neighbor caps: {4}refresh enhanced-refresh restart-aware llgr-aware AS4\n/);
      match(all, /Routes: {9}1 imported, 1 exported, 1 preferred/);
    }
    const said = (as: number, hop: string): RegExp =>
      new RegExp(
        `BGP.origin: IGP\\n\\tBGP.as_path: ${as}\\n\\tBGP.next_hop: ${hop}\\n\\tBGP.med: 5\\n\\tBGP.local_pref: 100\\n\\tBGP.community: \\(${as},7\\)\\n\\tBGP.large_community: \\(${as}, 1, 2\\)`,
      );
    match(await both.real("show route 10.62.0.0/16 all"), said(64_512, "10.9.0.2"));
    match(await both.sim("show route 10.61.0.0/16 all"), said(64_513, "10.9.0.1"));
    const kernels = await bench.real("ip route show proto bird");
    match(kernels.out, /^10\.62\.0\.0\/16 via 10\.9\.0\.2 dev up0/m);
    const ours = await bench.sim("near", "ip route show proto bird");
    match(ours.out, /^10\.61\.0\.0\/16 via 10\.9\.0\.1 dev ext0/m);
    for (const [side, other, net] of [
      ["real", "sim", "10.61.0.0/16"],
      ["sim", "real", "10.62.0.0/16"],
    ] as const) {
      await both[side]("disable static1");
      await both.until(other, `show route ${net}`, /Network not in table/);
      await both[side]("enable static1");
      await both.until(other, `show route ${net}`, /\[other/);
      match(await both[other]("reload in other"), /other: reloading/);
      await both.until(other, "show protocols all other", /Import updates: +3 /);
    }
  });
}

/** The real daemon stops in its tracks: our hold timer runs out; when it goes on, both meet again. */
export async function silence(bench: Bench): Promise<void> {
  const real = config("9.9.9.1", 64_513, "10.9.0.2", 64_512, "");
  const simulated = config("9.9.9.2", 64_512, "10.9.0.1", 64_513, "");
  await withSpeakers(bench, real, simulated, async (both) => {
    await both.until("sim", "show protocols other", /Established/);
    await both.signal("STOP");
    await both.until("sim", "show protocols other", /BGP Error: Hold timer expired/);
    await both.signal("CONT");
    await both.until("sim", "show protocols other", /Established/);
    await both.until("real", "show protocols other", /Established/);
    await both.sim("disable other");
    await both.until("real", "show protocols other", /Received: Administrative shutdown/);
  });
}

/** Received, then sent. */
export async function full(bench: Bench): Promise<void> {
  const lines: string[] = [];
  for (let i = 0; i < ROUTES; i++)
    lines.push(`route 20.${i >> 16}.${(i >> 8) & 255}.${i & 255}/32 blackhole;`);
  const many = `protocol static { ${lines.join("\n")} }`;
  const plain = (text: string): string => text.replace(/protocol kernel.*\n/, "");
  const count = new RegExp(`${ROUTES} of ${ROUTES} routes for ${ROUTES} networks`);
  const realBig = plain(config("9.9.9.1", 64_513, "10.9.0.2", 64_512, many));
  const simBig = plain(config("9.9.9.2", 64_512, "10.9.0.1", 64_513, many));
  const realSmall = plain(config("9.9.9.1", 64_513, "10.9.0.2", 64_512, ""));
  const simSmall = plain(config("9.9.9.2", 64_512, "10.9.0.1", 64_513, ""));
  for (const [side, real, simulated] of [
    ["sim", realBig, simSmall],
    ["real", realSmall, simBig],
  ] as const)
    await withSpeakers(bench, real, simulated, async (both) => {
      await both.until(side, "show route count", count, 25_000);
      ok((await both[side]("show protocols other")).includes("Established"));
    });
}
