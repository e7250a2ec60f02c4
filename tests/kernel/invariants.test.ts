/**
 * What must hold whatever the network: no frame and no buffer vanishes without a reason, TTL falls at each
 * router, a storm is bounded and the world goes on.
 */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { loadLab } from "../../sandbox/cli/load-lab.ts";
import type { NetNamespace } from "../../sandbox/kernel/netns.ts";
import { InetSocket } from "../../sandbox/kernel/socket/inet.ts";
import { Session } from "../../sandbox/lab/session.ts";
import type { LabSource } from "../../sandbox/lab/types.ts";
import type { TraceEvent } from "../../sandbox/sim/trace.ts";
import { ip, must, Net, Pinger, SECOND } from "../support/net.ts";

/** Frames on cables and buffers in hands, counted from outside. */
class Ledger {
  sent = 0;
  arrived = 0;
  /** Dropped on the cable or at its end, by reason. */
  lost = 0;
  private readonly flying = new Map<number, number>();
  readonly live = new Set<Uint8Array>();
  readonly ttlMistakes: string[] = [];
  private readonly ttl = new Map<number, number>();

  constructor(net: Net) {
    net.host.sim.trace.observe((event) => this.see(event));
    const { buffers } = net.host.sim;
    const take = buffers.take.bind(buffers);
    const give = buffers.give.bind(buffers);
    buffers.take = (size) => {
      const buffer = take(size);
      if (this.live.has(buffer)) throw new Error("a buffer was lent twice");
      this.live.add(buffer);
      return buffer;
    };
    buffers.give = (buffer) => {
      if (!this.live.delete(buffer)) throw new Error("a buffer came back twice");
      give(buffer);
    };
  }

  private see(event: TraceEvent): void {
    if (event.kind === "drop") {
      // Without a frame of its own on a cable it was dropped before it was sent.
      const after =
        event.reason.startsWith("dev:") &&
        event.reason !== "dev:no-carrier" &&
        !event.detail.startsWith("br");
      if (after && this.fly(event.journey, -1)) this.lost++;
      return;
    }
    if (event.kind !== "tx" && event.kind !== "rx") return;
    // Ports of a bridge pass frames on as they are; the others of a router route.
    if (event.ns.startsWith("r") && !event.dev.startsWith("p")) {
      if (event.kind === "tx") this.checkTtl(event);
      else this.ttl.set(event.journey, this.ttlOf(event));
    }
    // A bridge is no cable.
    if (event.dev.startsWith("br")) return;
    this.fly(event.journey, event.kind === "tx" ? 1 : -1);
    if (event.kind === "tx") this.sent++;
    else this.arrived++;
  }

  private fly(journey: number, by: number): boolean {
    const count = (this.flying.get(journey) ?? 0) + by;
    if (count < 0) return false;
    this.flying.set(journey, count);
    return true;
  }

  private ttlOf(event: TraceEvent & { kind: "tx" | "rx" }): number {
    const { bytes, start } = event;
    return bytes[start + 12] === 8 && bytes[start + 13] === 0 ? (bytes[start + 22] as number) : -1;
  }

  private checkTtl(event: TraceEvent & { kind: "tx" | "rx" }): void {
    const before = this.ttl.get(event.journey);
    const now = this.ttlOf(event);
    if (before === undefined || before < 0 || now < 0) return;
    if (now !== before - 1) this.ttlMistakes.push(`${event.ns} ${event.dev}: ${before} -> ${now}`);
  }
}

interface Plan {
  readonly routers: number;
  readonly leaves: readonly number[];
  readonly bridgeAt: number;
  readonly traffic: readonly {
    readonly from: number;
    readonly to: number;
    readonly size: number;
    readonly ttl: number;
    readonly udp: boolean;
  }[];
  readonly downs: readonly number[];
  readonly mtu: number;
}

const plan: fc.Arbitrary<Plan> = fc.record({
  routers: fc.integer({ min: 1, max: 4 }),
  leaves: fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 2, maxLength: 5 }),
  bridgeAt: fc.integer({ min: 0, max: 3 }),
  traffic: fc.array(
    fc.record({
      from: fc.nat(4),
      to: fc.nat(6),
      size: fc.constantFrom(0, 56, 1472, 1473, 4000),
      ttl: fc.integer({ min: 1, max: 6 }),
      udp: fc.boolean(),
    }),
    { minLength: 1, maxLength: 12 },
  ),
  downs: fc.array(fc.nat(4), { maxLength: 2 }),
  mtu: fc.constantFrom(1500, 1500, 1280, 576),
});

/** Routers in a line, hosts behind bridges on them. Addresses: 10.ROUTER.0.HOST. */
function build(net: Net, made: Plan): { hosts: NetNamespace[]; addresses: string[] } {
  const routers = Array.from({ length: made.routers }, (_one, i) => net.ns(`r${i}`));
  routers.forEach((router, i) => {
    net.forward(router);
    must(router.netlink.newLink({ kind: "bridge", name: "br0" }));
    net.addr(router, "br0", `10.${i}.0.254/24`);
    const next = routers[i + 1];
    if (next === undefined) return;
    net.veth(router, "right", next, "left");
    net.addr(router, "right", `172.16.${i}.1/30`);
    net.addr(next, "left", `172.16.${i}.2/30`);
    must(router.netlink.setLink("right", { mtu: made.mtu }));
    must(next.netlink.setLink("left", { mtu: made.mtu }));
  });
  routers.forEach((router, i) => {
    for (let to = 0; to < routers.length; to++) {
      if (to === i) continue;
      net.route(router, `10.${to}.0.0/24`, to > i ? `172.16.${i}.2` : `172.16.${i - 1}.1`);
    }
  });
  const addresses: string[] = [];
  const hosts = made.leaves.map((at, i) => {
    const site = at % made.routers;
    const router = routers[site] as NetNamespace;
    const host = net.ns(`h${i}`);
    net.veth(router, `p${i}`, host, "eth0");
    must(router.netlink.setLink(`p${i}`, { master: "br0" }));
    net.up(router, `p${i}`);
    net.addr(host, "eth0", `10.${site}.0.${i + 1}/24`);
    net.route(host, "0.0.0.0/0", `10.${site}.0.254`);
    addresses.push(`10.${site}.0.${i + 1}`);
    return host;
  });
  addresses.push("10.0.0.99", "192.0.2.1");
  return { hosts, addresses };
}

describe("conservation", () => {
  it("every frame sent arrives, or dies of a reason; every buffer comes home", () => {
    fc.assert(
      fc.property(plan, fc.integer({ min: 1, max: 1000 }), (made, seed) => {
        const net = new Net(seed);
        const ledger = new Ledger(net);
        const { hosts, addresses } = build(net, made);
        net.run(2 * SECOND);
        for (const [i, one] of made.traffic.entries()) {
          const from = hosts[one.from % hosts.length] as NetNamespace;
          const to = addresses[one.to % addresses.length] as string;
          if (one.udp) {
            new InetSocket(from.stack, "udp", 17, true).send(
              new Uint8Array(one.size),
              { address: ip(to), port: 9 },
              { ttl: one.ttl },
            );
          } else new Pinger(net, from).send(to, one.size, { ttl: one.ttl });
          net.run((i % 3) * 7);
        }
        for (const down of made.downs)
          must((hosts[down % hosts.length] as NetNamespace).netlink.setLink("eth0", { up: false }));
        // Reassembly gives up after 30 s, neighbours after 3.
        net.run(70 * SECOND);
        expect(ledger.ttlMistakes).toEqual([]);
        expect(ledger.arrived + ledger.lost).toBe(ledger.sent);
        expect(ledger.live.size).toBe(0);
      }),
      { numRuns: 60, seed: 20_260 },
    );
  });
});

describe("a storm", () => {
  /** Two bridges, two cables between them: every broadcast goes round for ever. */
  const LOOP = [
    "ip link add br0 type bridge; ip link add br1 type bridge",
    "ip link add a0 type veth peer name b0",
    "ip link add a1 type veth peer name b1",
    "ip link set a0 master br0; ip link set a1 master br0; ip link set b0 master br1; ip link set b1 master br1",
    "for d in a0 a1 b0 b1 br0 br1; do ip link set $d up; done; ip addr add 10.7.0.1/24 dev br0",
  ];

  it("in a bridge loop stops at the event budget; Ctrl-C works; cutting the loop ends it", async () => {
    const session = Session.start((await loadLab("blank")) as LabSource, 1);
    if (!(session instanceof Session)) throw new Error("no lab");
    const { sched } = session.world.sim;
    const type = (text: string): void =>
      expect(session.apply({ at: session.now, kind: "keys", terminal: 0, text })).toBe(null);
    const prompt = (budget: number): boolean => {
      for (let i = 0; i < budget && !session.atPrompt(0); i++)
        session.advance(session.now + 10_000, 2_000);
      return session.atPrompt(0);
    };
    expect(prompt(500)).toBe(true);
    for (const line of LOOP) {
      type(`${line}\r`);
      session.advance(session.now + 1_000, 2_000);
      expect(prompt(500)).toBe(true);
    }
    type("ping 10.7.0.9\r");
    session.advance(session.now + 100_000, 5_000);
    const before = sched.eventCount;
    expect(session.advance(session.now + 10 * SECOND, 20_000)).toBe("over-budget");
    expect(sched.eventCount - before).toBeLessThan(12 * 20_000);
    const pending = sched.pending;
    for (let i = 0; i < 10; i++) session.advance(session.now + SECOND, 20_000);
    // It goes round, it does not grow.
    expect(sched.pending).toBeLessThan(pending + 2_000);
    type("\x03");
    expect(prompt(500)).toBe(true);
    type("ip link set a1 down\r");
    session.advance(session.now + 1_000, 2_000);
    expect(prompt(500)).toBe(true);
    expect(session.advance(session.now + SECOND, 200_000)).toBe("reached");
    expect(session.world.faults).toEqual([]);
  });
});
