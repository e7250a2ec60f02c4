/**
 * A world with a lot going on, its cables in the hands of the fuzzer: TCP listeners and connections, UDP sockets, a
 * bridge with VLAN filtering and STP, 802.1Q, VXLAN, IPIP and veth devices, two forwarding machines, a running capture.
 */
import { buildWorld } from "../../sandbox/lab/build.ts";
import { plugWorld, type Socket } from "../../sandbox/lab/plug.ts";
import { loadTopology } from "../../sandbox/lab/topology.ts";
import { Sink, World } from "../../sandbox/lab/world.ts";
import type { Rng } from "../../sandbox/sim/rng.ts";
import { checksum, pseudoSum } from "../../sandbox/wire/checksum.ts";
import { i32, put16, put32 } from "../../sandbox/wire/bytes.ts";

const TOPOLOGY = `
name: busy
topology:
  defaults: { kind: linux, image: debian:12, network-mode: none }
  nodes:
    a: {}
    b: {}
  links:
    - endpoints: ["a:eth1", "b:eth0"]
`;
const MAC = "02:00:00:00:00:0";
/** The second bridge port is an access port of VLAN 7, the first carries both. */
const SETUP = `
ip link set ext0 address ${MAC}1 up
ip addr add 10.0.0.2/24 dev ext0
ip addr add 2001:db8::2/64 dev ext0 nodad
ip link set eth1 up
ip addr add 10.1.0.1/24 dev eth1
sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1
ip link set ext1 address ${MAC}2 up
ip link set ext2 address ${MAC}3 up
ip link add br0 type bridge vlan_filtering 1 stp_state 1
ip link set ext1 master br0
ip link set ext2 master br0
bridge vlan add dev ext1 vid 7
bridge vlan add dev ext2 vid 7 pvid untagged
ip link set br0 up
ip addr add 10.2.0.1/24 dev br0
ip link add ext0.7 link ext0 type vlan id 7
ip addr add 10.7.0.1/24 dev ext0.7
ip link set ext0.7 up
ip link add vx type vxlan id 42 local 10.0.0.2 remote 10.0.0.9 dstport 4789
ip addr add 10.42.0.1/24 dev vx
ip link set vx up
ip link add tun type ipip local 10.0.0.2 remote 10.0.0.9
ip addr add 10.43.0.1/24 dev tun
ip link set tun up
ip netns add pod
ip link add ve type veth peer name eth0 netns pod
ip addr add 10.3.0.1/24 dev ve
ip link set ve up
ip -n pod addr add 10.3.0.2/24 dev eth0
ip -n pod link set eth0 up
ip -n pod route add default via 10.3.0.1
ip neigh replace 10.0.0.9 lladdr ${MAC}9 dev ext0
ip route add 10.9.0.0/16 via 10.0.0.9
`;
const FAR = `
ip addr add 10.1.0.2/24 dev eth0
ip link set eth0 up
ip route add default via 10.1.0.1
`;
/** What runs all the time. */
const RUNNING: readonly (readonly [place: string, command: string])[] = [
  ["a", "nc -lk -p 7000 > /dev/null"],
  ["a", "while :; do seq 1 2000 | nc -l -p 7001 > /dev/null; done"],
  ["a", "nc -luk -p 7002 > /dev/null"],
  ["b", "nc -lk -p 7000 > /dev/null"],
  ["a", "while :; do nc 10.0.0.9 7003 < /dev/zero > /dev/null; sleep 0.01; done"],
  ["a", "while :; do nc -w 3 10.0.0.9 7004; sleep 0.01; done"],
  ["b", "ping -i 0.5 10.0.0.9 > /dev/null"],
  ["a", "ping -i 0.5 10.42.0.9 > /dev/null"],
  ["a", "ping -i 0.5 10.43.0.9 > /dev/null"],
  ["a", "timeout 30 tcpdump -nni any -vvv -c 5000 > /dev/null"],
];

export class Busy {
  readonly world: World;
  readonly sockets: Socket[] = [];
  /** The last frames each kind of answer is made of. */
  private readonly heard: Uint8Array[] = [];
  private turns = 0;

  constructor(seed: number) {
    const parsed = loadTopology(TOPOLOGY);
    const meta = { title: "busy", terminals: [] };
    const built = buildWorld({ name: "busy", topology: TOPOLOGY, parsed, files: {}, meta }, seed);
    if (!(built instanceof World)) throw new Error("the topology does not load");
    this.world = built;
    for (let i = 0; i < 3; i++) {
      const socket = plugWorld(built, `a:ext${i}`, (bytes, start, end) => {
        if (this.heard.length < 64) this.heard.push(bytes.slice(start, end));
        else this.heard[this.turns++ % 64] = bytes.slice(start, end);
      });
      if (typeof socket === "string") throw new Error(socket);
      this.sockets.push(socket);
    }
    for (const [place, script] of [
      ["a", SETUP],
      ["b", FAR],
    ] as const) {
      const ran = built.run(place, ["bash", "-ec", script]);
      if (ran.status !== 0) throw new Error(`${place}: ${ran.out}`);
    }
    // Past the bridge's forward delay, twice.
    built.runUntil(built.now + 35_000_000);
    this.restart();
  }

  /** Everything that runs, anew. */
  restart(): void {
    for (const host of this.world.hosts.values())
      for (const proc of host.processes.values()) proc.signal("KILL");
    this.world.runUntil(this.world.now + 100_000);
    for (const [place, command] of RUNNING)
      this.world.start(this.world.place(place), ["bash", "-c", command], new Sink());
  }

  /** Someone on the first cable opens a connection. */
  open(rng: Rng): Uint8Array {
    const frame = new Uint8Array(54);
    frame.set([2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 9, 8, 0, 0x45, 0, 0, 40]);
    frame.set([64, 6], 22);
    frame.set([10, 0, 0, 9, 10, rng.below(4) === 0 ? 1 : 0, 0, 2], 26);
    put16(frame, 34, 1_024 + rng.below(200));
    put16(frame, 36, 7_000 + rng.below(2));
    put32(frame, 38, rng.below(65_536) * 65_535);
    frame.set([0x50, 2, 0x40, 0], 46);
    return fixed(frame);
  }

  /** An answer to something that came out, near enough to be taken seriously; null: nothing came out yet. */
  answer(rng: Rng): Uint8Array | null {
    const frame = this.heard[rng.below(Math.max(1, this.heard.length))];
    if (frame === undefined || frame.length < 34) return null;
    const type = ((frame[12] as number) << 8) | (frame[13] as number);
    if (type === 0x0806) return frame.length < 42 ? null : answerArp(frame);
    if (type !== 0x0800) return null;
    if (rng.below(4) === 0) return icmpError(frame, rng);
    return (frame[23] as number) === 6 && frame.length >= 54 ? answerTcp(frame, rng) : null;
  }
}

/** ACK mostly; PSH, FIN, RST and SYN now and then. */
const USUAL = [...Array<number>(24).fill(0x10), 0x18, 0x18, 0x18, 0x11, 0x11, 0x04, 0x14, 0x02];

function turned(frame: Uint8Array): Uint8Array {
  const back = frame.slice();
  back.set(frame.subarray(6, 12), 0);
  back.set(frame.subarray(0, 6), 6);
  return back;
}

function answerArp(frame: Uint8Array): Uint8Array {
  const back = turned(frame);
  back.set([2, 0, 0, 0, 0, 9], 6);
  back.set(frame.subarray(6, 12), 0);
  put16(back, 20, 2);
  back.set([2, 0, 0, 0, 0, 9], 22);
  back.set(frame.subarray(38, 42), 28);
  back.set(frame.subarray(22, 32), 32);
  return back;
}

/** The other end's segment: right numbers, or nearly, and any flags. */
function answerTcp(frame: Uint8Array, rng: Rng): Uint8Array {
  const payload = rng.below(3) === 0 ? rng.below(64) : 0;
  const back = new Uint8Array(54 + payload);
  back.set(turned(frame).subarray(0, 34));
  back[14] = 0x45;
  put16(back, 16, 40 + payload);
  put16(back, 20, 0);
  back.set(frame.subarray(30, 34), 26);
  back.set(frame.subarray(26, 30), 30);
  const tcp = 14 + ((frame[14] as number) & 15) * 4;
  if (frame.length < tcp + 20) return back;
  back.set(frame.subarray(tcp + 2, tcp + 4), 34);
  back.set(frame.subarray(tcp, tcp + 2), 36);
  const flags = frame[tcp + 13] as number;
  const size =
    frame.length - tcp - ((frame[tcp + 12] as number) >> 4) * 4 + (flags & 1) + ((flags >> 1) & 1);
  const off = (): number => (rng.below(4) === 0 ? rng.below(4_000) - 2_000 : 0);
  put32(back, 38, (i32(frame, tcp + 8) + off()) | 0);
  put32(back, 42, (i32(frame, tcp + 4) + Math.max(0, size) + off()) | 0);
  back[46] = 0x50;
  const usual = (flags & 0x12) === 2 ? 0x12 : USUAL[rng.below(USUAL.length)];
  back[47] = rng.below(16) === 0 ? rng.below(256) : (usual as number);
  put16(back, 48, rng.below(4) === 0 ? rng.below(65_536) : 20_000);
  back.fill(65, 54);
  return fixed(back);
}

/** An ICMP error of any type and code about `frame`, cut anywhere. */
function icmpError(frame: Uint8Array, rng: Rng): Uint8Array {
  const quoted = frame.subarray(
    14,
    14 + Math.min(frame.length - 14, rng.below(5) === 0 ? rng.below(80) : 28),
  );
  const back = new Uint8Array(42 + quoted.length);
  back.set(turned(frame).subarray(0, 34));
  back[14] = 0x45;
  put16(back, 16, 28 + quoted.length);
  put16(back, 20, 0);
  back[23] = 1;
  back.set(frame.subarray(30, 34), 26);
  back.set(frame.subarray(26, 30), 30);
  back[34] = [3, 3, 3, 4, 5, 11, 12, 0][rng.below(8)] as number;
  back[35] = rng.below(5) === 0 ? rng.below(256) : rng.below(5);
  put16(back, 40, rng.below(3) === 0 ? rng.below(65_536) : 600);
  back.set(quoted, 42);
  return fixed(back);
}

/** A frame with good IPv4, ICMP, UDP and TCP checksums, where there is room for them. */
export function fixed(frame: Uint8Array): Uint8Array {
  const size = ((frame[14] ?? 0) & 15) * 4;
  if (frame[12] !== 8 || frame[13] !== 0 || size < 20 || frame.length < 14 + size) return frame;
  put16(frame, 24, 0);
  put16(frame, 24, checksum(frame, 14, 14 + size));
  const total = ((frame[16] as number) << 8) | (frame[17] as number);
  const from = 14 + size;
  const end = Math.min(frame.length, 14 + total);
  const field = { 1: 2, 6: 16, 17: 6 }[frame[23] as number];
  if (field === undefined || from + field + 2 > end) return frame;
  put16(frame, from + field, 0);
  const pseudo =
    frame[23] === 1
      ? 0
      : pseudoSum(
          i32(frame, 26) as never,
          i32(frame, 30) as never,
          frame[23] as number,
          end - from,
        );
  put16(frame, from + field, checksum(frame, from, end, pseudo));
  return frame;
}

/** `frame` inside a VXLAN, IPIP or 802.1Q header that this world takes apart. */
export function wrapped(frame: Uint8Array, how: number): Uint8Array {
  if (frame.length < 14) return frame;
  if (how === 0) {
    const tagged = new Uint8Array(frame.length + 4);
    tagged.set(frame.subarray(0, 12));
    tagged.set([0x81, 0, 0, frame.length % 3 === 0 ? 1 : 7], 12);
    tagged.set(frame.subarray(12), 16);
    return tagged;
  }
  const inner = how === 1 ? frame : frame.subarray(14);
  const extra = how === 1 ? 16 : 0;
  const out = new Uint8Array(34 + extra + inner.length);
  out.set([2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 9, 8, 0, 0x45]);
  put16(out, 16, 20 + extra + inner.length);
  out[22] = 64;
  out[23] = how === 1 ? 17 : how === 2 ? 4 : 47;
  out.set([10, 0, 0, 9, 10, 0, 0, 2], 26);
  if (how === 1) {
    put16(out, 34, 55_555);
    put16(out, 36, 4_789);
    put16(out, 38, 16 + inner.length);
    out.set([8, 0, 0, 0, 0, 0, 42, 0], 42);
  }
  out.set(inner, 34 + extra);
  put16(out, 24, checksum(out, 14, 34));
  return out;
}

/** Two fragments of an IPv4 frame, overlapping by `overlap` units of eight bytes. */
export function split(frame: Uint8Array, rng: Rng): Uint8Array[] {
  if (frame.length < 60 || frame[12] !== 8 || frame[13] !== 0 || frame[14] !== 0x45) return [frame];
  const at = 8 * (1 + rng.below(Math.floor((frame.length - 34) / 8)));
  const first = frame.slice(0, 34 + at);
  const start = Math.max(0, at - 8 * (rng.below(4) === 0 ? rng.below(3) : 0));
  const second = new Uint8Array(34 + frame.length - 34 - start);
  second.set(frame.subarray(0, 34));
  second.set(frame.subarray(34 + start), 34);
  for (const [part, offset, more] of [
    [first, 0, 0x2000],
    [second, start >> 3, 0],
  ] as const) {
    put16(part, 16, part.length - 14);
    put16(part, 20, offset | more);
    put16(part, 24, 0);
    put16(part, 24, checksum(part, 14, 34));
  }
  return rng.below(2) === 0 ? [first, second] : [second, first];
}
