/**
 * The fast path is the slow path, remembered: two worlds with the same history, one of which may not
 * remember, end with the same digest, counters and received bytes, whatever is configured under way.
 */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Host } from "../../sandbox/kernel/host.ts";
import type { XtRule } from "../../sandbox/kernel/netfilter/types.ts";
import { NUD } from "../../sandbox/kernel/netlink-types.ts";
import type { NetNamespace } from "../../sandbox/kernel/netns.ts";
import { InetSocket } from "../../sandbox/kernel/socket/inet.ts";
import { CaptureSocket } from "../../sandbox/kernel/socket/packet.ts";
import { Sim } from "../../sandbox/sim/world.ts";
import { type Ipv4Addr, ipv4, type MacAddr } from "../../sandbox/wire/addr.ts";
import { must } from "../support/net.ts";

const ROUTERS = 3;

class Chain {
  readonly host: Host;
  readonly nodes: NetNamespace[] = [];
  readonly ends: { send: InetSocket; receive: InetSocket }[] = [];
  readonly captures: CaptureSocket[] = [];
  readonly got: string[] = [];

  /** By end: who asked last. */
  readonly heard: ({ address: Ipv4Addr; port: number } | null)[] = [null, null];

  constructor(remember: boolean) {
    this.host = new Host(new Sim(7), "host");
    this.host.fast.enabled = remember;
    for (let i = 0; i <= ROUTERS + 1; i++) this.nodes.push(this.host.createNetns(`n${i}`).get());
    for (let i = 0; i <= ROUTERS; i++) {
      const [left, right] = [this.node(i), this.node(i + 1)];
      must(left.netlink.newLink({ kind: "veth", name: "r", peer: { name: "l", netns: right } }));
      this.addr(left, "r", ipv4(10, 0, i, 1));
      this.addr(right, "l", ipv4(10, 0, i, 2));
    }
    for (let i = 0; i <= ROUTERS + 1; i++) {
      if (i > 0 && i <= ROUTERS) this.node(i).sysctl.write("ipv4/ip_forward", "1");
      for (let net = 0; net <= ROUTERS; net++) {
        if (net > i) this.route(i, net, ipv4(10, 0, i, 2));
        if (net < i - 1) this.route(i, net, ipv4(10, 0, i - 1, 1));
      }
    }
    for (const i of [0, ROUTERS + 1]) {
      const { stack } = this.node(i);
      const receive = new InetSocket(stack, "udp", 17, true);
      must(receive.bind(ipv4(0, 0, 0, 0), 9) as null);
      this.ends.push({ send: new InetSocket(stack, "udp", 17, true), receive });
    }
  }

  node(i: number): NetNamespace {
    return this.nodes[i] as NetNamespace;
  }
  private addr(ns: NetNamespace, dev: string, local: Ipv4Addr): void {
    must(ns.netlink.newAddr({ family: 4, dev, local, prefixLength: 24 }, "add"));
    must(ns.netlink.setLink(dev, { up: true }));
  }
  route(i: number, net: number, gateway: Ipv4Addr): void {
    const spec = { family: 4, dst: ipv4(10, 0, net, 0), prefixLength: 24 } as const;
    must(this.node(i).netlink.newRoute({ ...spec, nexthops: [{ gateway }] }, "add"));
  }

  run(us: number): void {
    this.host.sim.sched.runUntil(this.host.sim.sched.now + us);
    for (const [i, { receive }] of this.ends.entries()) {
      for (let one = receive.recv(); one !== null; one = receive.recv()) {
        this.heard[i] = { address: one.src, port: one.srcPort };
        this.got.push(`${one.at} ${one.src} ${one.ttl} ${one.bytes.length} ${one.bytes[3] ?? 0}`);
      }
    }
  }

  state(): unknown {
    const { sim } = this.host;
    return {
      digest: sim.digest.value(),
      events: sim.sched.eventCount,
      got: this.got,
      counters: this.nodes.map((ns) => [
        ns.received,
        ns.forwarded,
        ns.transmitted,
        [ns.octetsIn, ns.octetsOut, ns.delivered, ns.requested, ns.datagramsIn, ns.datagramsOut],
        ns.xtables.tables("ip"),
        ns.devicesByIndex().map((dev) => dev.statistics()),
        [ns.conntrack.flows(), ns.conntrack.stats()],
        ns.netlink.neighs(4).map((one) => [one.dst, one.state]),
      ]),
      captured: this.captures.map((one) => {
        const frames: string[] = [];
        for (let f = one.recv(); f !== null; f = one.recv())
          frames.push(`${f.at} ${f.bytes.join(" ")}`);
        return frames;
      }),
    };
  }
}

const NAT_CHAINS = ["PREROUTING", "INPUT", "OUTPUT", "POSTROUTING"] as const;

type Step = (world: Chain) => void;
/** Matches everything, does nothing but count. */
const ANY_RULE: XtRule = {
  ip: {
    src: null,
    dst: null,
    in: null,
    out: null,
    protocol: 0,
    protocolInvert: false,
    fragment: null,
  },
  matches: [],
  target: { name: "" },
};
const router = fc.integer({ min: 1, max: ROUTERS });

const traffic: fc.Arbitrary<Step> = fc
  .record({
    back: fc.boolean(),
    size: fc.constantFrom(0, 1, 33, 512, 1472, 1473, 4000),
    ttl: fc.constantFrom(1, 2, 3, 64),
    tos: fc.constantFrom(0, 0x10, 0xb8),
    pmtu: fc.constantFrom("do" as const, "dont" as const, "want" as const),
    count: fc.integer({ min: 1, max: 6 }),
    us: fc.constantFrom(1, 7, 1000),
    // The socket's own: what was sent last may be sent again out of the socket alone.
    plain: fc.boolean(),
  })
  .map(({ back, size, count, us, plain, ...options }) => (world) => {
    const socket = world.ends[back ? 1 : 0]?.send;
    if (socket !== undefined) socket.pmtu = options.pmtu;
    for (let i = 0; i < count; i++) {
      const bytes = new Uint8Array(size).fill(i + 1);
      const address = back ? ipv4(10, 0, 0, 1) : ipv4(10, 0, ROUTERS, 2);
      if (plain) socket?.send(bytes, { address, port: 9 });
      else socket?.send(bytes, { address, port: 9 }, options);
      world.run(us);
    }
  });

/** Who asked last is answered. */
const answer: fc.Arbitrary<Step> = fc
  .record({
    end: fc.nat({ max: 1 }),
    count: fc.integer({ min: 1, max: 6 }),
    us: fc.constantFrom(1, 7, 1000),
  })
  .map(({ end, count, us }) => (world) => {
    for (let i = 0; i < count; i++) {
      const to = world.heard[end] ?? null;
      if (to !== null) world.ends[end]?.receive.send(new Uint8Array(40).fill(i), to);
      world.run(us);
    }
  });

const tracking: fc.Arbitrary<Step> = fc
  .tuple(
    fc.integer({ min: 0, max: ROUTERS + 1 }),
    fc.constantFrom("track", "nat", "events", "flush", "acct", "timeout", "untracked"),
  )
  .map(([i, what]): Step => (world) => {
    const ns = world.node(i);
    if (what === "track") ns.netfilter.tracking.use(false);
    else if (what === "nat")
      ns.xtables.commit("ip", [
        { op: "table", table: "nat" },
        ...NAT_CHAINS.map((chain) => ({ op: "base-chain" as const, table: "nat" as const, chain })),
      ]);
    else if (what === "events")
      ns.conntrack.subscribe((event) => void world.got.push(`${i} ${JSON.stringify(event)}`));
    else if (what === "flush") ns.conntrack.flush();
    else if (what === "acct") ns.sysctl.write("netfilter/nf_conntrack_acct", "1");
    else if (what === "timeout") ns.sysctl.write("netfilter/nf_conntrack_udp_timeout_stream", "3");
    else ns.xtables.commit("ip", [{ op: "delete-table", table: "nat" }]);
  });

const change: fc.Arbitrary<Step> = fc.oneof(
  fc.tuple(router, fc.constantFrom("l", "r"), fc.constantFrom(600, 1400, 1500)).map(
    ([i, dev, mtu]): Step =>
      (world) =>
        void world.node(i).netlink.setLink(dev, { mtu }),
  ),
  fc.tuple(router, fc.constantFrom("l", "r")).map(([i, dev]): Step => (world) => {
    const { netlink } = world.node(i);
    netlink.setLink(dev, { up: false });
    world.run(3);
    netlink.setLink(dev, { up: true });
    // What went with the device.
    for (let net = 0; net <= ROUTERS; net++) {
      const gateway = net > i ? ipv4(10, 0, i, 2) : ipv4(10, 0, i - 1, 1);
      const spec = { family: 4, dst: ipv4(10, 0, net, 0), prefixLength: 24 } as const;
      if (net !== i && net !== i - 1) netlink.newRoute({ ...spec, nexthops: [{ gateway }] }, "add");
    }
  }),
  fc.tuple(router, fc.constantFrom("0", "1")).map(
    ([i, on]): Step =>
      (world) =>
        void world.node(i).sysctl.write("ipv4/ip_forward", on),
  ),
  fc.tuple(router, fc.constantFrom("l", "r"), fc.integer({ min: 1, max: 200 })).map(
    ([i, dev, low]): Step =>
      (world) =>
        void world.node(i).netlink.setLink(dev, { address: (0x020000000000 + low) as MacAddr }),
  ),
  fc.tuple(router, fc.boolean()).map(([i, wrong]): Step => (world) => {
    const { netlink } = world.node(i);
    const dst = ipv4(10, 0, i, 2);
    const mac = world.node(i + 1).device("l")?.mac ?? 1;
    netlink.newNeigh(
      {
        family: 4,
        dev: "r",
        dst,
        lladdr: (wrong ? 0x02000000abcd : mac) as MacAddr,
        state: NUD.PERMANENT,
      },
      "replace",
    );
  }),
  fc
    .tuple(fc.integer({ min: 0, max: ROUTERS + 1 }), fc.boolean())
    .map(([i, off]): Step => (world) => {
      const ns = world.node(i);
      const at = world.captures.findIndex((one) => one.ns === ns);
      if (off && at >= 0) world.captures[at]?.release();
      else world.captures.push(new CaptureSocket(ns, null, { device: null }));
    }),
  fc.tuple(router).map(([i]): Step => (world) => {
    const { netlink } = world.node(i);
    netlink.newRoute(
      {
        family: 4,
        dst: ipv4(10, 0, ROUTERS, 2),
        prefixLength: 32,
        type: "unreachable",
        nexthops: [],
      },
      "add",
    );
    world.run(5);
  }),
  // netfilter: chains that only count, chains with a rule, counters read and set to nothing.
  fc
    .tuple(
      fc.integer({ min: 0, max: ROUTERS + 1 }),
      fc.constantFrom("mangle" as const, "filter" as const),
      fc.constantFrom("ACCEPT", "DROP", "rule", "empty", "gone", "read", "zero", "track"),
    )
    .map(([i, table, what]): Step => (world) => {
      const ns = world.node(i);
      const { xtables } = ns;
      const chain = table === "mangle" ? "POSTROUTING" : "FORWARD";
      xtables.commit("ip", [
        { op: "table", table },
        { op: "base-chain", table, chain },
      ]);
      if (what === "ACCEPT" || what === "DROP")
        xtables.commit("ip", [{ op: "base-chain", table, chain, policy: what }]);
      else if (what === "rule")
        xtables.commit("ip", [{ op: "append", table, chain, rule: ANY_RULE }]);
      else if (what === "empty") xtables.commit("ip", [{ op: "flush", table, chain }]);
      else if (what === "gone") xtables.commit("ip", [{ op: "delete-table", table }]);
      else if (what === "zero") xtables.commit("ip", [{ op: "zero", table, chain }]);
      else if (what === "track") ns.netfilter.tracking.use(false);
      else world.got.push(JSON.stringify(xtables.tables("ip")));
    }),
  fc
    .tuple(fc.constantFrom(0, ROUTERS + 1), fc.constantFrom(true, false))
    .map(([i, on]): Step => (world) => {
      const dev = world.node(i).device(i === 0 ? "r" : "l");
      if (dev !== null) dev.txOffload = on;
      world.host.fast.changed();
    }),
  // Long enough for neighbours to go stale, or to be asked again.
  fc.constantFrom(2_000_000, 40_000_000).map(
    (us): Step =>
      (world) =>
        world.run(us),
  ),
);

describe("the fast path", () => {
  it("does what the slow path does, whatever is configured", () => {
    let taken = 0;
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            { weight: 3, arbitrary: traffic },
            { weight: 2, arbitrary: answer },
            { weight: 1, arbitrary: change },
            { weight: 1, arbitrary: tracking },
          ),
          {
            minLength: 3,
            maxLength: 25,
          },
        ),
        (steps) => {
          const [quick, slow] = [new Chain(true), new Chain(false)];
          for (const world of [quick, slow]) {
            for (const step of steps) step(world);
            world.run(100_000);
          }
          expect(quick.state()).toEqual(slow.state());
          expect(slow.host.fast.taken).toBe(0);
          taken += quick.host.fast.taken;
        },
      ),
      { numRuns: 150 },
    );
    expect(taken).toBeGreaterThan(1_000);
  });

  it("tells what conntrack tells, and is taken by flows that NAT leaves alone", () => {
    const worlds = [true, false].map((remember) => {
      const world = new Chain(remember);
      for (const ns of world.nodes) {
        ns.conntrack.subscribe((event) => void world.got.push(JSON.stringify(event)));
        ns.xtables.commit("ip", [
          { op: "table", table: "nat" },
          ...NAT_CHAINS.map((chain) => ({
            op: "base-chain" as const,
            table: "nat" as const,
            chain,
          })),
        ]);
      }
      world.run(10_000_000);
      for (let i = 0; i < 12; i++) {
        world.ends[0]?.send.send(new Uint8Array(i), { address: ipv4(10, 0, ROUTERS, 2), port: 9 });
        world.run(1_000);
        const asker = world.heard[1];
        if (asker !== null && asker !== undefined)
          world.ends[1]?.receive.send(new Uint8Array(i), asker);
        world.run(400_000);
      }
      return world;
    });
    const [quick, slow] = worlds as [Chain, Chain];
    expect(quick.state()).toEqual(slow.state());
    expect(quick.got.filter((line) => line.includes('"type":"update"')).length).toBe(
      2 * quick.nodes.length,
    );
    expect(quick.host.fast.taken).toBeGreaterThan(20);
  });

  it("is taken: once a flow's neighbours are known neither routers nor its receiver take the slow path", () => {
    const world = new Chain(true);
    const to = { address: ipv4(10, 0, ROUTERS, 2), port: 9 };
    world.ends[0]?.send.send(new Uint8Array(100), to);
    world.run(1_000_000);
    world.ends[0]?.send.send(new Uint8Array(100), to);
    world.run(1_000);
    const before = world.host.fast.taken;
    world.ends[0]?.send.send(new Uint8Array(100), to);
    world.run(1_000);
    expect(world.got.length).toBe(3);
    expect(world.host.fast.taken - before).toBe(ROUTERS + 1);
  });

  it("is not taken by a frame whose header is damaged", () => {
    const world = new Chain(true);
    const to = { address: ipv4(10, 0, ROUTERS, 2), port: 9 };
    for (let i = 0; i < 3; i++) {
      world.ends[0]?.send.send(new Uint8Array(100), to);
      world.run(1_000_000);
    }
    expect(world.got.length).toBe(3);
    // A bit of the TTL turns over on the first cable.
    const before = world.host.fast.taken;
    const stop = world.host.sim.trace.observe((event) => {
      if (event.kind === "tx") event.bytes[event.start + 22] = 63;
    });
    world.ends[0]?.send.send(new Uint8Array(100), to);
    stop();
    world.run(1_000);
    expect(world.got.length).toBe(3);
    expect(world.host.fast.taken).toBe(before);
  });
});
