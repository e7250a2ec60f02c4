/**
 * Messages of BGP, damaged, into sessions in every state: nothing throws, the session either goes on or says goodbye with a
 * NOTIFICATION that BIRD has a name for, and none is left half open.
 */
import { readFileSync } from "node:fs";
import { errorName } from "../../sandbox/programs/daemons/bird/bgp/errors.ts";
import { BS } from "../../sandbox/programs/daemons/bird/bgp/conn.ts";
import { Rng } from "../../sandbox/sim/rng.ts";
import { frame, readNotification } from "../../sandbox/wire/bgp.ts";
import { readPcap } from "../../sandbox/wire/pcap.ts";
import { Bench, type FakeProto, ip, type Router } from "../support/bgp-bench.ts";

const SESSION = new URL("../wire/captures/bird-session.pcap", import.meta.url);

/** Every message of a session of two real BIRDs. */
export function seedMessages(): Uint8Array[] {
  const file = new Uint8Array(readFileSync(SESSION));
  const read = readPcap(file);
  if ("error" in read) throw new Error(read.error);
  return read.records.flatMap(({ start, end }) => {
    const out: Uint8Array[] = [];
    let at = start + 34 + ((file[start + 46] as number) >> 4) * 4;
    while (end - at >= 19) {
      const size = frame(file, at, end, 4_096);
      if (typeof size !== "number" || size === 0) break;
      out.push(file.slice(at, at + size));
      at += size;
    }
    return out;
  });
}

/** Makes an attribute of an UPDATE another one, or of other flags. */
function damageAttribute(bytes: Uint8Array, rng: Rng): void {
  const word = (at: number): number => ((bytes[at] as number) << 8) | (bytes[at + 1] as number);
  let at = 23 + word(19);
  const end = Math.min(bytes.length, at + word(at - 2));
  while (at + 3 <= end) {
    if (rng.below(3) === 0) {
      if (rng.below(2) === 0) bytes[at] = 0x80;
      bytes[at + 1] = rng.below(40);
    }
    at += 3 + (bytes[at + 2] as number);
  }
}

function damage(seed: Uint8Array, rng: Rng): Uint8Array {
  const bytes = seed.slice();
  if (bytes[18] === 2 && bytes.length > 30 && rng.below(4) === 0) damageAttribute(bytes, rng);
  for (let left = rng.below(4); left > 0; left--) {
    const at = (rng.below(8) === 0 ? 0 : 18) + rng.below(bytes.length - 18);
    bytes[at % bytes.length] =
      rng.below(3) === 0 ? ([0, 255, 1, 128][rng.below(4)] as number) : rng.below(256);
  }
  if (rng.below(6) !== 0) return bytes;
  // Cut or longer, with the length of the header put right or left as it was.
  const size = rng.below(2) === 0 ? 19 + rng.below(bytes.length) : bytes.length + rng.below(9);
  const out = new Uint8Array(size);
  out.set(bytes.subarray(0, size));
  if (rng.below(2) === 0 && size >= 19) {
    out[16] = size >> 8;
    out[17] = size;
  }
  return out;
}

/** The session under test: r1's, with r2 as the wire's other end, of which only the socket is used. */
interface Sessions {
  readonly bench: Bench;
  readonly r1: Router;
  readonly a: FakeProto;
  readonly push: (b: Uint8Array) => void;
}
function session(rng: Rng): Sessions {
  const bench = new Bench();
  const r1 = bench.router("1.1.1.1", "192.168.12.1");
  const r2 = bench.router("2.2.2.2", "192.168.12.2");
  const internal = rng.below(2) === 0;
  const paths = rng.below(3) === 0 ? ("both" as const) : ("none" as const);
  const common = { addPaths: paths, enableAs4: rng.below(4) !== 0, rrClient: internal };
  const a = r1.bgp("r2", {
    ...common,
    localAs: 65_001,
    remoteAs: internal ? 65_001 : 65_002,
    neighborIp: ip("192.168.12.2"),
    passive: true,
  });
  const b = r2.bgp("r1", {
    ...common,
    localAs: internal ? 65_001 : 65_002,
    remoteAs: 65_001,
    neighborIp: ip("192.168.12.1"),
  });
  // 4: connected and OPEN sent, not read; else established.
  bench.run(rng.below(5) === 0 ? 4 : 6);
  const push = (bytes: Uint8Array): void => {
    const socket = (b.instance.conn ?? b.instance.outgoing).socket;
    socket?.send(bytes);
  };
  return { bench, r1, a, push };
}

export interface BgpOutcome {
  readonly messages: number;
  readonly thrown: readonly string[];
  /** How often each NOTIFICATION was said. */
  readonly said: ReadonlyMap<string, number>;
}

/** What r1 said last, if that was a NOTIFICATION. */
function lastNotice(r1: Router): string | null {
  const last = r1.sent.at(-1);
  if (last?.[18] !== 3) return null;
  const got = readNotification(last, 0, last.length);
  return "error" in got ? "malformed" : errorName(got.code, got.subcode);
}

export function fuzzBgp(count: number, seed: number): BgpOutcome {
  const rng = new Rng(seed);
  const seeds = seedMessages();
  const said = new Map<string, number>();
  const thrown: string[] = [];
  let messages = 0;
  while (messages < count) {
    const { bench, r1, a, push } = session(rng);
    for (let n = 0; n < 20 && messages < count; n++) {
      const bytes = damage(seeds[rng.below(seeds.length)] as Uint8Array, rng);
      messages++;
      try {
        push(bytes);
        bench.settle();
      } catch (error) {
        thrown.push(`${String(error)}: ${Buffer.from(bytes).toString("hex")}`);
        break;
      }
      const notice = lastNotice(r1);
      if (notice === null) continue;
      said.set(notice, (said.get(notice) ?? 0) + 1);
      const states = [a.instance.incomingConn.state, a.instance.outgoing.state];
      if (states.some((state) => state !== BS.IDLE)) thrown.push(`half open after ${notice}`);
      break;
    }
  }
  return { messages, thrown, said };
}
