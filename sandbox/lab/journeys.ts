/**
 * Which packet a learner means: a line of tcpdump's, of ping's, or the newest that died. The answer is a journey of
 * ways.ts. Lines are matched by the time that tcpdump prints, and by the sequence number that ping prints.
 */
import { SECOND } from "../sim/scheduler.ts";
import type { Capture } from "./capture.ts";
import type { Fields } from "./fields.ts";
import type { JourneyView } from "./types.ts";
import type { World } from "./world.ts";

const DAY_US = 86_400 * SECOND;
const CLOCK = /(\d\d):(\d\d):(\d\d)\.(\d{6})\b/;
const SEQUENCE = /icmp_seq=(\d+)/;
const STATISTICS = /\d+ packets transmitted, \d+ received/;

/** Whether a line of a terminal speaks of a packet that can be asked for: the page makes a link of it. */
export function speaksOfPacket(line: string): boolean {
  return CLOCK.test(line) || SEQUENCE.test(line) || STATISTICS.test(line);
}

/** null: no packet that is still known fits. */
export function journeyOfLine(
  world: World,
  capture: Capture,
  place: string,
  line: string,
): JourneyView | null {
  const journey = find(world, capture, place, line);
  return journey === null ? null : capture.journey(journey);
}

function find(world: World, capture: Capture, place: string, line: string): number | null {
  const clock = CLOCK.exec(line);
  if (clock !== null) {
    const at = timeOf(world, clock.slice(1).map(Number));
    if (at === null) return null;
    // An answer may leave at the instant at which the question came in.
    return capture.find(place, at, (f) => isOf(line, f)) ?? capture.find(place, at, () => true);
  }
  const isRequest = (f: Fields): boolean => f.get("icmp.name") === "echo-request";
  const sequence = SEQUENCE.exec(line)?.[1];
  if (sequence !== undefined) {
    const sent = capture.find(place, null, (f) => isRequest(f) && f.get("icmp.seq") === sequence);
    // An address that nobody answered for: the request died before it was seen anywhere.
    return /Unreachable|Packet filtered|Network is unreachable/.test(line)
      ? (capture.lastDrop(place) ?? sent)
      : sent;
  }
  if (!STATISTICS.test(line)) return null;
  const sent = capture.find(place, null, isRequest);
  return / 0 received/.test(line) && sent === null ? capture.lastDrop(place) : sent;
}

/** Whether tcpdump may have printed this line of that frame: its addresses, in their order; of ARP what it is. */
function isOf(line: string, fields: Fields): boolean {
  const op = fields.get("arp.op");
  if (op !== undefined) return line.includes(op === "reply" ? "is-at" : "who-has");
  const inner = line.lastIndexOf(" > ");
  const source = fields.get("ip.src") ?? fields.get("ip6.src") ?? fields.get("eth.src");
  const destination = fields.get("ip.dst") ?? fields.get("ip6.dst") ?? fields.get("eth.dst");
  if (source === undefined || destination === undefined || inner < 0) return false;
  const from = line.indexOf(source);
  const arrow = line.indexOf(" > ", from);
  return from >= 0 && arrow >= 0 && line.indexOf(destination, arrow) >= 0;
}

/** The latest instant that shows this time of day. */
function timeOf(world: World, parts: readonly number[]): number | null {
  const [hours = 0, minutes = 0, seconds = 0, micros = 0] = parts;
  const day = (hours * 3_600 + minutes * 60 + seconds) * SECOND + micros;
  const today = (world.sim.epochUs + world.now) % DAY_US;
  const at = world.now - ((today - day + DAY_US) % DAY_US);
  return at < 0 ? null : at;
}
