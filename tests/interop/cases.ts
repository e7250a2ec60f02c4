/** The cases of `npm run interop`: each talks across the border, and is judged by what the tools say. */
import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { full, session, silence } from "./bgp.ts";
import { Bench, type Ran } from "./inside.ts";

/** What this machine cannot do. */
class Skip extends Error {}

type Case = readonly [title: string, run: (bench: Bench) => Promise<void>];

function answered({ out, status }: Ran, count: number): void {
  match(out, new RegExp(`${count} packets transmitted, ${count} received, 0% packet loss`), out);
  strictEqual(status, 0, out);
}
/** Addresses of a traceroute -n, hop by hop. */
function hops(out: string): string[] {
  return [...out.matchAll(/^\s*\d+\s+(\S+)/gm)].map((found) => found[1] as string);
}
const settled = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const CASES: readonly Case[] = [
  [
    "a real ping reaches a simulated host, and one behind a simulated router",
    async (b) => {
      answered(await b.real("ping -c 3 -i 0.2 10.9.0.2"), 3);
      const far = await b.real("ping -c 3 -i 0.2 10.9.1.2");
      answered(far, 3);
      match(far.out, / ttl=63 /);
    },
  ],
  [
    "a simulated ping reaches the real kernel, from both machines",
    async (b) => {
      answered(await b.sim("near", "ping -c 3 -i 0.2 10.9.0.1"), 3);
      const far = await b.sim("far", "ping -c 3 -i 0.2 10.9.0.1");
      answered(far, 3);
      match(far.out, / ttl=63 /);
    },
  ],
  [
    "IPv6 both ways",
    async (b) => {
      answered(await b.real("ping -6 -c 2 -i 0.2 2001:db8:9::2"), 2);
      answered(await b.sim("near", "ping -6 -c 2 -i 0.2 2001:db8:9::1"), 2);
    },
  ],
  [
    "fragments are put together on both sides",
    async (b) => {
      answered(await b.real("ping -c 2 -i 0.2 -s 9000 10.9.0.2"), 2);
      answered(await b.sim("near", "ping -c 2 -i 0.2 -s 9000 10.9.0.1"), 2);
      answered(await b.real("ping -c 2 -i 0.2 -s 3000 10.9.1.2"), 2);
      answered(await b.sim("far", "ping -c 2 -i 0.2 -s 3000 10.9.0.1"), 2);
    },
  ],
  [
    "a real kernel learns the path MTU from a simulated router",
    async (b) => {
      const ran = await b.real("ping -c 1 -M do -s 1450 10.9.1.2; ip route get 10.9.1.2");
      match(ran.out, /From 10\.9\.0\.2 icmp_seq=1 Frag needed and DF set \(mtu = 1400\)/);
      match(ran.out, /cache expires \d+sec mtu 1400/);
      await b.real("ip route flush cache");
    },
  ],
  [
    "a real traceroute sees the simulated hops: UDP and ICMP",
    async (b) => {
      for (const how of ["", "-I "]) {
        const { out } = await b.real(`traceroute -n ${how}-q 1 10.9.1.2`);
        deepStrictEqual(hops(out), ["10.9.0.2", "10.9.1.2"], out);
      }
    },
  ],
  [
    "a simulated traceroute sees the real kernel",
    async (b) => {
      for (const how of ["", "-I "]) {
        const { out } = await b.sim("far", `traceroute -n ${how}-q 1 10.9.0.1`);
        deepStrictEqual(hops(out), ["10.9.1.1", "10.9.0.1"], out);
      }
    },
  ],
  [
    "ICMP errors reach the sockets: no route, no listener, no neighbour",
    async (b) => {
      await b.sim("near", "ip route add unreachable 10.9.7.0/24");
      await b.real("ip route add 10.9.7.0/24 via 10.9.0.2");
      const net = await b.real("ping -c 1 10.9.7.7");
      match(net.out, /From 10\.9\.0\.2 icmp_seq=1 Destination Host Unreachable/);
      const port = await b.real("exec 3<>/dev/udp/10.9.0.2/999; echo x >&3; sleep 0.3; echo y >&3");
      match(port.out, /write error: Connection refused/);
      const back = await b.sim("near", "traceroute -n -q 1 -p 999 10.9.0.1");
      deepStrictEqual(hops(back.out), ["10.9.0.1"], back.out);
    },
  ],
  [
    "both sides resolve and keep the same neighbour",
    async (b) => {
      await b.real("ip neigh flush dev up0");
      answered(await b.real("ping -c 1 10.9.0.2"), 1);
      const mac = (await b.sim("near", "cat /sys/class/net/ext0/address")).out.trim();
      match((await b.real("ip neigh show 10.9.0.2 dev up0")).out, new RegExp(`lladdr ${mac}`));
      const theirs = (await b.real("cat /sys/class/net/up0/address")).out.trim();
      match((await b.sim("near", "ip neigh show 10.9.0.1")).out, new RegExp(`lladdr ${theirs}`));
    },
  ],
  [
    "802.1Q: a real VLAN device and a simulated one are on one VLAN",
    async (b) => {
      const made = await b.real("ip link add up1.7 link up1 type vlan id 7");
      if (made.status !== 0) throw new Skip("this kernel has no VLAN devices");
      await b.real("ip addr add 10.9.17.1/24 dev up1.7; ip link set up1.7 up");
      const ran = await b.sim(
        "near",
        "ip link add ext1.7 link ext1 type vlan id 7 && ip addr add 10.9.17.2/24 dev ext1.7 && ip link set ext1.7 up",
      );
      strictEqual(ran.status, 0, ran.out);
      answered(await b.real("ping -c 2 -i 0.2 10.9.17.2"), 2);
      answered(await b.sim("near", "ping -c 2 -i 0.2 10.9.17.1"), 2);
    },
  ],
  [
    "TCP both ways: every byte of a transfer arrives, and both sides close",
    async (b) => {
      const sum = async (run: Promise<Ran>): Promise<string> =>
        /[0-9a-f]{32}/.exec((await run).out)?.[0] ?? "";
      await b.real("seq 1 60000 > /tmp/interop-real");
      await b.sim("near", "seq 1 60000 > /tmp/numbers");
      const wanted = await sum(b.real("md5sum < /tmp/interop-real; rm -f /tmp/interop-real"));
      const toSim = b.startSim("near", "nc -l -p 7000 | md5sum");
      await settled(400);
      await b.real("seq 1 60000 | nc -N -w 5 10.9.0.2 7000");
      strictEqual(await sum(toSim.done), wanted);
      const toReal = b.startReal("nc -l -p 7001 | md5sum");
      await settled(400);
      await b.sim("near", "nc -N -w 5 10.9.0.1 7001 < /tmp/numbers");
      strictEqual(await sum(toReal.done), wanted);
    },
  ],
  [
    "HTTP both ways: curl and web servers",
    async (b) => {
      await b.sim("near", "mkdir -p /tmp/www; seq 1 20000 > /tmp/www/numbers");
      const server = b.startSim("near", "busybox httpd -f -p 8080 -h /tmp/www");
      await settled(300);
      const wanted = (await b.real("seq 1 20000 | md5sum")).out;
      const got = await b.real("curl -s http://10.9.0.2:8080/numbers | md5sum");
      strictEqual(got.out, wanted);
      const missing = await b.real(
        "curl -s -o /dev/null -w '%{http_code}' http://10.9.0.2:8080/none",
      );
      strictEqual(missing.out, "404");
      server.stop();
      const real = b.startReal(
        "d=$(mktemp -d) && cd $d && seq 1 20000 > numbers && timeout 12 python3 -m http.server 8081 > /dev/null 2>&1; rm -rf $d",
      );
      await b.real(
        "for i in $(seq 60); do (exec 3<>/dev/tcp/10.9.0.1/8081) 2> /dev/null && break; sleep 0.1; done",
      );
      const theirs = await b.sim("near", "curl -sS http://10.9.0.1:8081/numbers | md5sum");
      strictEqual(theirs.out, wanted);
      real.stop();
    },
  ],
  [
    "NAT: a real client reaches a simulated backend through a simulated DNAT, and a masqueraded host the real kernel",
    async (b) => {
      const rules = await b.sim(
        "near",
        "iptables -t nat -A PREROUTING -i ext0 -p tcp --dport 8088 -j DNAT --to-destination 10.9.1.2:80 && " +
          "iptables -t nat -A POSTROUTING -s 10.9.1.0/24 -o ext0 -j MASQUERADE",
      );
      strictEqual(rules.status, 0, rules.out);
      await b.sim("far", "mkdir -p /tmp/nat; seq 1 20000 > /tmp/nat/numbers");
      const server = b.startSim("far", "busybox httpd -f -p 80 -h /tmp/nat");
      await settled(300);
      const wanted = (await b.real("seq 1 20000 | md5sum")).out;
      const got = await b.real("curl -s -m 8 http://10.9.0.2:8088/numbers | md5sum");
      strictEqual(got.out, wanted);
      const flows = await b.sim("near", "conntrack -L -p tcp --dst-nat 2>/dev/null");
      match(
        flows.out,
        /dport=8088 src=10\.9\.1\.2 dst=10\.9\.0\.1 sport=80 .*\[ASSURED\]/,
        flows.out,
      );
      server.stop();
      const heard = b.startReal("timeout 6 tcpdump -lni up0 -c 1 -t 'icmp[0] = 8' 2>/dev/null");
      await settled(700);
      answered(await b.sim("far", "ping -c 2 -i 0.3 10.9.0.1"), 2);
      match((await heard.done).out, /^IP 10\.9\.0\.2 > 10\.9\.0\.1: ICMP echo request/);
      const port = await b.sim("far", "nc -u -v -z -w 1 10.9.0.1 999");
      strictEqual(port.status, 1, port.out);
      await b.sim("near", "iptables -t nat -F");
    },
  ],
  [
    "iperf3 both ways: a real one and ours agree on what was sent",
    async (b) => {
      const received = (out: string): number => {
        const { end } = JSON.parse(out) as {
          end: { sum_received?: { bytes: number } };
        };
        return end.sum_received?.bytes ?? 0;
      };
      const server = b.startSim("near", "iperf3 -s");
      await settled(400);
      const whole = await b.real("iperf3 -c 10.9.0.2 -n 200K -l 4K -b 2M -J");
      ok(received(whole.out) >= 190_000, whole.out);
      const back = await b.real("iperf3 -c 10.9.0.2 -R -n 200K -l 4K -b 2M -J");
      ok(received(back.out) >= 190_000, back.out);
      const datagrams = await b.real("iperf3 -c 10.9.0.2 -u -b 200K -l 1000 -t 1");
      match(datagrams.out, /\d+\/25 \(0%\) {2}receiver/, datagrams.out);
      server.stop();
      ok((await server.done).out.includes("Accepted connection from 10.9.0.1"));
      const real = b.startReal("timeout 14 iperf3 -s -p 5202 --forceflush");
      await settled(400);
      for (const way of ["", "-R "]) {
        const ran = await b.sim("near", `iperf3 -c 10.9.0.1 -p 5202 ${way}-t 1 -b 1M -l 4K -J`);
        ok(received(ran.out) >= 110_000, ran.out);
      }
      const udp = await b.sim("near", "iperf3 -c 10.9.0.1 -p 5202 -u -R -b 200K -l 1000 -t 1");
      match(udp.out, /0\/2[56] \(0%\) {2}receiver/, udp.out);
      real.stop();
    },
  ],
  [
    "VXLAN: a real device and a simulated one are on one segment, frames in frames",
    async (b) => {
      const made = await b.real(
        "ip link add vx9 type vxlan id 9 local 10.9.0.1 remote 10.9.0.2 dstport 4799 && ip addr add 10.9.90.1/24 dev vx9 && ip link set vx9 up",
      );
      if (made.status !== 0) throw new Skip("this kernel has no VXLAN devices");
      const ran = await b.sim(
        "near",
        "ip link add vx9 type vxlan id 9 local 10.9.0.2 remote 10.9.0.1 dstport 4799 && ip addr add 10.9.90.2/24 dev vx9 && ip link set vx9 up",
      );
      strictEqual(ran.status, 0, ran.out);
      answered(await b.real("ping -c 2 -i 0.2 -s 1400 10.9.90.2"), 2);
      answered(await b.sim("near", "ping -c 2 -i 0.2 10.9.90.1"), 2);
    },
  ],
  [
    "both captures of one cable hold the same frames",
    async (b) => {
      const real = b.startReal("tcpdump -Uni up0 -c 8 -e -t icmp 2>/dev/null");
      const sim = b.startSim("near", "tcpdump -lni ext0 -c 8 -e -t icmp 2>/dev/null");
      await settled(700);
      answered(await b.real("ping -c 4 -i 0.2 -p 5a 10.9.0.2"), 4);
      const [ours, theirs] = [(await sim.done).out, (await real.done).out];
      ok(theirs.includes("ICMP echo reply"), theirs);
      strictEqual(ours, theirs);
    },
  ],
  ...(
    [
      ["BGP: a real BIRD and ours exchange routes, withdraw them, and ask again", session],
      ["BGP: a real BIRD falls silent and comes back", silence],
      ["BGP: 100,000 routes from a real BIRD, and to it", full],
    ] as const
  ).map(([title, run]): Case => [
    title,
    async (b) => {
      if ((await b.real("bird --version")).status === 127) throw new Skip("no bird is installed");
      await run(b);
    },
  ]),
];

const [realNs = "", ...words] = process.argv.slice(2);
const bench = await Bench.open(realNs);
bench.verbose = words.includes("-v");
const wanted = words.filter((word) => word !== "-v");
let passed = 0;
let failed = 0;
process.on("SIGINT", () => {
  bench.close();
  process.exit(130);
});
for (const [title, run] of CASES) {
  if (wanted.length > 0 && !wanted.some((word) => title.includes(word))) continue;
  const started = performance.now();
  const took = (): string => `${((performance.now() - started) / 1_000).toFixed(1)} s`;
  try {
    await run(bench);
    passed++;
    console.log(`  ok    ${title} (${took()})`);
  } catch (error) {
    if (error instanceof Skip) {
      console.log(`  skip  ${title}: ${error.message}`);
      continue;
    }
    failed++;
    console.log(`  FAIL  ${title} (${took()})\n${String(error).replace(/^/gm, "        ")}`);
  }
}
for (const { process: name, error } of bench.world.faults) {
  failed++;
  console.log(`  FAIL  a bug of ours stopped "${name}": ${String(error)}`);
}
bench.close();
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 && passed > 0 ? 0 : 1);
