/**
 * The words an author checks with. Each returns a Check; `because(check, text)` gives it another
 * explanation. All of them look at the simulation, none at what was typed, except `ran`.
 */
import { NUD } from "../kernel/netlink-types.ts";
import type { Proc } from "../kernel/proc/wait.ts";
import type { Micros } from "../sim/scheduler.ts";
import { formatMac } from "../wire/addr.ts";
import { type Bench, type Check, fail, pass, type Verdict } from "./exercise.ts";
import { type FramePattern, matches, summary } from "./fields.ts";
import type { Frame } from "./history.ts";
import { addressText, neighbourState } from "./inspect.ts";
import { configurationOf } from "./configuration.ts";
import { explainUnreachable } from "./explain.ts";

/** A check of the author's own. */
export function check(asks: string, run: (bench: Bench) => Verdict | Proc<Verdict>): Check {
  return { asks, run };
}

/** The same check; when it fails it says `text`. */
export function because(text: string, inner: Check): Check {
  return {
    asks: inner.asks,
    *run(bench) {
      const verdict = yield* verify(bench, inner);
      return verdict.pass ? verdict : { ...verdict, because: text };
    },
  };
}

/** The same check under another sentence in the list. */
export function asking(asks: string, inner: Check): Check {
  return { asks, run: (bench) => inner.run(bench) };
}

/** Run a check from inside another: `const v = yield* verify(bench, reach("a", "b"))`. */
export function* verify(bench: Bench, inner: Check): Proc<Verdict> {
  const result = inner.run(bench);
  return isProc(result) ? yield* result : result;
}

/** Whether a check passes, for `mistakes[].when`. */
export function* holds(bench: Bench, inner: Check): Proc<boolean> {
  return (yield* verify(bench, inner)).pass;
}

export function isProc<T>(value: T | Proc<T>): value is Proc<T> {
  return typeof value === "object" && value !== null && Symbol.iterator in value && "next" in value;
}

/** What a shell line prints at a place. Spends the copy, as Bench.run does. */
export function* out(bench: Bench, place: string, line: string): Proc<string> {
  return (yield* bench.run(place, line)).out;
}

/** All of them, in order; the first failure speaks. */
export function all(asks: string, ...inner: readonly Check[]): Check {
  return check(asks, function* (bench) {
    for (const one of inner) {
      const verdict = yield* verify(bench, one);
      if (!verdict.pass) return verdict;
    }
    return pass;
  });
}

// ── reaching ───────────────────────────────────────────────────────────────────────────────────

/** `to`: an address, or a place (its first address that is not loopback). One ping, two tries. */
export function reach(from: string, to: string): Check {
  return check(`${from} reaches ${to}`, function* (bench) {
    const address = addressOf(bench, to);
    if (address === null) return fail(`${to} has no address to be reached at.`);
    if (bench.world.findPlace(from) === null) return fail(`There is no ${from}.`);
    const since = bench.probe.frames.length;
    const ran = yield* bench.run(from, `ping -n -c 2 -i 0.5 -W 2 ${address}`);
    if (ran.status === 0) return pass;
    return explainUnreachable(bench, from, address, ran.out, since);
  });
}

export function noReach(from: string, to: string): Check {
  return check(`${from} does not reach ${to}`, function* (bench) {
    const address = addressOf(bench, to);
    if (address === null || bench.world.findPlace(from) === null) return pass;
    const ran = yield* bench.run(from, `ping -n -c 2 -i 0.5 -W 1 ${address}`);
    return ran.status === 0 ? fail(`${from} still gets an answer from ${address}.`) : pass;
  });
}

/** Every place reaches every other one, both ways. A record gives the address of each place. */
export function allPairs(places: readonly string[] | Readonly<Record<string, string>>): Check {
  const names = Array.isArray(places) ? (places as readonly string[]) : Object.keys(places);
  const target = (name: string): string =>
    Array.isArray(places) ? name : ((places as Record<string, string>)[name] as string);
  return check(`${names.join(", ")} reach each other`, function* (bench) {
    for (const from of names) {
      for (const to of names) {
        if (from === to) continue;
        const verdict = yield* verify(bench, reach(from, target(to)));
        if (!verdict.pass) return verdict;
      }
    }
    return pass;
  });
}

/** The devices ("place:device") that an echo request from `from` to `to` crosses, in order. */
export function path(from: string, to: string, hops: readonly string[]): Check {
  return check(
    `packets from ${from} to ${to} take the path ${hops.join(" → ")}`,
    function* (bench) {
      const address = addressOf(bench, to);
      if (address === null) return fail(`${to} has no address to be reached at.`);
      const since = bench.probe.frames.length;
      const ran = yield* bench.run(from, `ping -n -c 1 -W 2 ${address}`);
      if (ran.status !== 0) return explainUnreachable(bench, from, address, ran.out, since);
      const sent = bench.probe.frames.slice(since);
      const first = sent.find((f) =>
        matches(bench.probe.fields(f), { "icmp.name": "echo-request", "ip.dst": address }),
      );
      if (first === undefined) return fail(`No echo request to ${address} was seen.`);
      const taken: string[] = [];
      for (const frame of sent) {
        if (frame.journey !== first.journey) continue;
        const at = deviceName(bench, frame);
        if (!taken.includes(at)) taken.push(at);
      }
      const want = hops.map((hop) => canonicalDevice(bench, hop));
      return taken.join(" ") === want.join(" ")
        ? pass
        : fail(`The packet went ${taken.join(" → ")}.`, first.journey);
    },
  );
}

// ── what was seen ──────────────────────────────────────────────────────────────────────────────

/**
 * Frames that the learner's session put on a device ("place:device"), whether or not somebody ran tcpdump.
 * Patterns name fields: `{ "arp.op": "request", "eth.dst": "ff:ff:ff:ff:ff:ff" }`.
 */
export function capture(where: string): {
  has(pattern: FramePattern, asks?: string): Check;
  never(pattern: FramePattern, asks?: string): Check;
  /** Frames matching these, in this order, others in between allowed. */
  sequence(patterns: readonly FramePattern[], asks?: string): Check;
  count(pattern: FramePattern, expected: number | ((n: number) => boolean), asks?: string): Check;
} {
  return {
    has: (pattern, asks) =>
      check(asks ?? `${where} has seen ${describe(pattern)}`, (bench) =>
        bench.frames(where, pattern).length > 0
          ? pass
          : fail(`${where} has not seen ${describe(pattern)}.`),
      ),
    never: (pattern, asks) =>
      check(asks ?? `${where} has never seen ${describe(pattern)}`, (bench) => {
        const seen = bench.frames(where, pattern)[0];
        return seen === undefined
          ? pass
          : fail(`${where} has seen ${summary(bench.history.fields(seen))}.`, seen.journey);
      }),
    sequence: (patterns, asks) =>
      check(asks ?? `${where} has seen ${patterns.map(describe).join(", then ")}`, (bench) => {
        let at = 0;
        for (const frame of bench.frames(where)) {
          const pattern = patterns[at];
          if (pattern !== undefined && matches(bench.history.fields(frame), pattern)) at++;
        }
        const missing = patterns[at];
        return missing === undefined
          ? pass
          : fail(`${where} has not seen ${describe(missing)}${at > 0 ? " after the others" : ""}.`);
      }),
    count: (pattern, expected, asks) =>
      check(asks ?? `frames at ${where}: ${describe(pattern)}`, (bench) => {
        const n = bench.frames(where, pattern).length;
        const good = typeof expected === "number" ? n === expected : expected(n);
        return good ? pass : fail(`${where} has seen ${describe(pattern)} ${n} times.`);
      }),
  };
}

/** A program was started at a place: only where looking is the skill. */
export function ran(place: string, command: RegExp, asks: string): Check {
  return check(asks, (bench) => {
    const at = bench.history.placeOf(place);
    const seen = bench.history.commands.some(
      (c) => c.host === at?.host && c.ns === at.ns && command.test(c.text),
    );
    return seen ? pass : fail(`That was not done at ${place} yet.`);
  });
}

/** For a prediction: when a learner's frame that matches was first at "place:device"; null: it was not. */
export function firstFrame(
  where: string,
  pattern: FramePattern = {},
): (bench: Bench) => Micros | null {
  return (bench) => bench.frames(where, pattern)[0]?.at ?? null;
}

/** For a prediction: when a command that matches was first started at a place; null: it was not. */
export function firstRun(place: string, command: RegExp): (bench: Bench) => Micros | null {
  return (bench) => {
    const at = bench.history.placeOf(place);
    const found = bench.history.commands.find(
      (one) => one.host === at?.host && one.ns === at.ns && command.test(one.text),
    );
    return found?.at ?? null;
  };
}

// ── configuration ──────────────────────────────────────────────────────────────────────────────

export function netns(name: string): Check {
  return check(`the namespace ${name} exists`, (bench) =>
    bench.world.findPlace(name) === null ? fail(`There is no network namespace ${name}.`) : pass,
  );
}
export function noNetns(name: string): Check {
  return check(`the namespace ${name} is gone`, (bench) =>
    bench.world.findPlace(name) === null
      ? pass
      : fail(`The network namespace ${name} still exists.`),
  );
}

export interface LinkWants {
  readonly up?: boolean;
  /** LOWER_UP: the other side is there too. */
  readonly carrier?: boolean;
  /** Name of the bridge it is a port of; null: of none. */
  readonly master?: string | null;
  readonly kind?: string;
  readonly mtu?: number;
  readonly mac?: string;
  /** Bridge port state. */
  readonly portState?: "disabled" | "forwarding" | "blocking" | "listening" | "learning";
}
/** A device "place:name" exists, and is like this. */
export function link(where: string, wants: LinkWants = {}): Check {
  const words = Object.entries(wants).map(([key, value]) =>
    value === true ? key : value === false ? `not ${key}` : `${key} ${String(value)}`,
  );
  return check(`${where} exists${words.length === 0 ? "" : `: ${words.join(", ")}`}`, (bench) =>
    linkVerdict(bench, where, wants),
  );
}
function linkVerdict(bench: Bench, where: string, wants: LinkWants): Verdict {
  const [place, name] = [
    where.slice(0, where.lastIndexOf(":")),
    where.slice(where.lastIndexOf(":") + 1),
  ];
  const found = bench.world.findPlace(place);
  if (found === null) return fail(`There is no ${place}.`);
  const dump = found.netns.netlink.link(name);
  if (dump === null) return fail(`There is no device ${name} in ${place}.`);
  const up = (dump.flags & 1) !== 0;
  if (wants.up !== undefined && up !== wants.up)
    return fail(`${name} in ${place} is ${up ? "up" : "down"}.`);
  if (wants.carrier !== undefined && (up && dump.carrier) !== wants.carrier) {
    return fail(
      dump.carrier
        ? `${name} in ${place} has carrier.`
        : `${name} in ${place} has no carrier (NO-CARRIER).`,
    );
  }
  if (wants.kind !== undefined && dump.kind !== wants.kind)
    return fail(`${name} in ${place} is no ${wants.kind}.`);
  if (wants.mtu !== undefined && dump.mtu !== wants.mtu)
    return fail(`The MTU of ${name} in ${place} is ${dump.mtu}.`);
  if (wants.mac !== undefined && formatMac(dump.address) !== wants.mac.toLowerCase()) {
    return fail(`The MAC address of ${name} in ${place} is ${formatMac(dump.address)}.`);
  }
  if (wants.master !== undefined) {
    const master =
      dump.master === 0 ? null : (found.netns.netlink.linkByIndex(dump.master)?.name ?? null);
    if (master !== wants.master) {
      return fail(
        master === null
          ? `${name} in ${place} is not attached to a bridge.`
          : `${name} in ${place} is a port of ${master}.`,
      );
    }
  }
  if (wants.portState !== undefined) {
    const state = ["disabled", "listening", "learning", "forwarding", "blocking"][
      dump.slave?.state ?? 0
    ];
    if (state !== wants.portState)
      return fail(`The bridge port ${name} is in state ${state ?? "?"}.`);
  }
  return pass;
}

export function noLink(where: string): Check {
  return check(`${where} is gone`, (bench) =>
    bench.link(where) === null ? pass : fail(`${where} still exists.`),
  );
}

/** "10.9.0.2/24" stands on "place:device". */
export function addr(where: string, address: string): Check {
  return check(`${where} has the address ${address}`, (bench) => {
    if (bench.link(where) === null) return fail(`There is no ${where}.`);
    const have = bench.addresses(where);
    if (have.includes(address)) return pass;
    return fail(
      have.length === 0
        ? `${where} has no address.`
        : `${where} has ${have.join(", ")}, not ${address}.`,
    );
  });
}

export interface RouteWants {
  readonly via?: string | null;
  readonly dev?: string;
  readonly src?: string;
  readonly type?: string;
  readonly table?: number;
}
/** A route to "default" or a prefix stands in the main table. */
export function route(place: string, prefix: string, wants: RouteWants = {}): Check {
  const via = wants.via == null ? "" : ` via ${wants.via}`;
  return check(
    `${place} has a route to ${prefix}${via}${wants.dev === undefined ? "" : ` dev ${wants.dev}`}`,
    (bench) => {
      const found = bench.world.findPlace(place);
      if (found === null) return fail(`There is no ${place}.`);
      const { netlink } = found.netns;
      const routes = netlink
        .routes(4)
        .filter(
          (r) =>
            r.table === (wants.table ?? 254) &&
            prefixText(r.dst, r.prefixLength) === normalPrefix(prefix),
        );
      if (routes.length === 0) return fail(`${place} has no route to ${prefix}.`);
      for (const r of routes) {
        const hop = r.nexthops[0];
        const gateway = hop?.gateway == null ? null : addressText(hop.gateway);
        const dev = hop === undefined ? null : (netlink.linkByIndex(hop.dev)?.name ?? null);
        const src = r.prefsrc === null ? undefined : addressText(r.prefsrc);
        if (wants.via !== undefined && gateway !== wants.via) continue;
        if (wants.dev !== undefined && dev !== wants.dev) continue;
        if (wants.src !== undefined && src !== wants.src) continue;
        if (wants.type !== undefined && r.type !== wants.type) continue;
        return pass;
      }
      return fail(`${place} has a route to ${prefix}, but not that one.`);
    },
  );
}
export function noRoute(place: string, prefix: string): Check {
  return check(`${place} has no route to ${prefix}`, (bench) => {
    const routes = bench.world.findPlace(place)?.netns.netlink.routes(4) ?? [];
    const there = routes.some(
      (r) => r.table === 254 && prefixText(r.dst, r.prefixLength) === normalPrefix(prefix),
    );
    return there ? fail(`${place} still has a route to ${prefix}.`) : pass;
  });
}

/** The neighbour table of a place knows an address. */
export function neigh(
  place: string,
  address: string,
  wants: { lladdr?: string; states?: readonly string[] } = {},
): Check {
  return check(`${place} knows the neighbour ${address}`, (bench) => {
    const found = bench.world.findPlace(place);
    if (found === null) return fail(`There is no ${place}.`);
    const entry = found.netns.netlink.neighs(4).find((n) => addressText(n.dst) === address);
    if (entry === undefined) return fail(`${place} has no neighbour entry for ${address}.`);
    const state = neighbourState(entry.state);
    if (wants.states !== undefined && !wants.states.includes(state))
      return fail(`The entry for ${address} is ${state}.`);
    if (
      wants.lladdr !== undefined &&
      (entry.lladdr === null || formatMac(entry.lladdr) !== wants.lladdr.toLowerCase())
    ) {
      return fail(`The entry for ${address} is not ${wants.lladdr}.`);
    }
    return (entry.state & NUD.FAILED) !== 0 && wants.states === undefined
      ? fail(`The entry for ${address} is FAILED.`)
      : pass;
  });
}

/** The bridge "place:bridge" has learned (or was told) that a MAC is behind a port. */
export function fdb(where: string, mac: string, port: string): Check {
  return check(`${where} knows ${mac} behind ${port}`, (bench) => {
    const entry = fdbPort(bench, where, mac);
    if (entry === null) return fail(`The forwarding table of ${where} does not know ${mac}.`);
    return entry === port ? pass : fail(`${where} has ${mac} behind ${entry}.`);
  });
}
/** The port behind which a bridge knows a MAC, or null. */
export function fdbPort(bench: Bench, where: string, mac: string): string | null {
  const colon = where.lastIndexOf(":");
  const netlink = bench.world.findPlace(where.slice(0, colon))?.netns.netlink;
  const entry = netlink
    ?.fdb({ br: where.slice(colon + 1) })
    .find((e) => formatMac(e.mac) === mac.toLowerCase() && !e.isLocal);
  return entry === undefined ? null : (netlink?.linkByIndex(entry.index)?.name ?? null);
}

/**
 * Nothing else was changed: links, addresses, routes and namespaces are as the lab made them.
 * `except`: places ("red"), devices ("bench:eth1") that may differ.
 */
export function unchanged(except: readonly string[] = []): Check {
  return check(
    except.length === 0
      ? "nothing else was changed"
      : `nothing but ${except.join(", ")} was changed`,
    (bench) => {
      const before = bench.initial;
      const allowed = (line: string): boolean =>
        except.some(
          (name) => line === name || line.startsWith(`${name}:`) || line.startsWith(`${name} `),
        );
      const now = configurationOf(bench.world);
      const gone = before.find((line) => !now.includes(line) && !allowed(line));
      if (gone !== undefined) return fail(`This is no longer so: ${gone}`);
      const added = now.find((line) => !before.includes(line) && !allowed(line));
      return added === undefined ? pass : fail(`This is new: ${added}`);
    },
  );
}

// ── typed answers ──────────────────────────────────────────────────────────────────────────────

/**
 * The typed answer equals one computed from the world. Blanks and letter case do not count; MAC
 * addresses and numbers compare by value. `expected` null: the world has no answer yet.
 */
export function answer(
  id: string,
  expected: string | ((bench: Bench) => string | readonly string[] | null),
  options: { asks?: string; wrong?: string } = {},
): Check {
  return check(options.asks ?? `your answer: ${id}`, (bench) => {
    const typed = bench.answer(id);
    if (typed === "") return fail("An answer is still missing.");
    const right = typeof expected === "string" ? expected : expected(bench);
    if (right === null)
      return fail("The world cannot tell yet: do the experiment first, then answer.");
    const list = typeof right === "string" ? [right] : right;
    const observed = { field: id, value: list[0] ?? "" };
    return list.some((one) => sameAnswer(typed, one))
      ? { pass: true, observed }
      : { ...fail(options.wrong ?? "That is not the answer."), observed };
  });
}

/** How two answers are compared. */
export function sameAnswer(a: string, b: string): boolean {
  return normalAnswer(a) === normalAnswer(b);
}
function normalAnswer(text: string): string {
  const t = text.trim().toLowerCase().replace(/\s+/g, " ").replace(/[.;]$/, "");
  if (/^([0-9a-f]{1,2}[:-]){5}[0-9a-f]{1,2}$/.test(t))
    return t
      .split(/[:-]/)
      .map((part) => part.padStart(2, "0"))
      .join(":");
  if (/^0x[0-9a-f]+$/.test(t)) return `0x${t.slice(2).replace(/^0+(?=.)/, "")}`;
  if (/^[+-]?\d+(\.\d+)?$/.test(t)) return String(Number(t));
  return t;
}

// ── helpers ────────────────────────────────────────────────────────────────────────────────────

/** An address as it is, or a place's first IPv4 address that is not loopback. */
export function addressOf(bench: Bench, to: string): string | null {
  if (/^\d+\.\d+\.\d+\.\d+$/.test(to)) return to;
  const first = bench.addresses(to).find((a) => !a.startsWith("127."));
  return first === undefined ? null : (first.split("/")[0] as string);
}

function describe(pattern: FramePattern): string {
  const p = (name: keyof FramePattern): string | null =>
    pattern[name] === undefined ? null : String(pattern[name]);
  const known =
    p("arp.op") !== null
      ? `an ARP ${p("arp.op")}`
      : p("icmp.name") !== null
        ? `an ICMP ${p("icmp.name")}`
        : "a frame";
  const rest = Object.entries(pattern).filter(
    ([name]) => name !== "arp.op" && name !== "icmp.name",
  );
  return rest.length === 0
    ? known
    : `${known} with ${rest.map(([name, value]) => `${name} ${String(value)}`).join(", ")}`;
}

function deviceName(bench: Bench, frame: Frame): string {
  return `${bench.world.nameOf(frame.host, frame.ns)}:${frame.dev}`;
}

function canonicalDevice(bench: Bench, hop: string): string {
  const colon = hop.lastIndexOf(":");
  const place = bench.world.findPlace(hop.slice(0, colon));
  return place === null
    ? hop
    : `${bench.world.nameOf(place.host.name, place.netns.name)}:${hop.slice(colon + 1)}`;
}

function prefixText(dst: number | string, length: number): string {
  return length === 0 ? "default" : `${addressText(dst)}/${length}`;
}
function normalPrefix(prefix: string): string {
  if (prefix === "default" || prefix === "0.0.0.0/0") return "default";
  return prefix.includes("/") ? prefix : `${prefix}/32`;
}
