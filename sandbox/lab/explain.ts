/** Why a ping got no answer, in plain words, from what the packets did: the evidence of a failed `reach`. */
import type { DropReason } from "../sim/trace.ts";
import { type Bench, fail, type Failure } from "./exercise.ts";
import { matches } from "./fields.ts";
import type { Frame } from "./history.ts";

const DROP_WORDS: ReadonlyMap<DropReason, string> = new Map<DropReason, string>([
  ["eth:not-for-us", "was addressed to another MAC address and ignored"],
  ["eth:unknown-protocol", "carried a protocol that nobody there speaks"],
  ["dev:down", "met a device that is down"],
  ["dev:no-carrier", "met a device without carrier"],
  ["dev:too-long", "was longer than the device's MTU"],
  ["dev:queue-full", "met a full transmit queue"],
  ["dev:lost", "was lost on the wire"],
  ["bridge:vlan", "belonged to no VLAN of that bridge port"],
  ["bridge:port-down", "met a bridge port that does not forward"],
  ["bridge:no-forward", "was not forwarded by the bridge"],
  ["neigh:failed", "was thrown away because nobody answered the ARP request for the next hop"],
  ["ip:no-route", "was thrown away: no route"],
  ["ip:blackhole", "fell into a blackhole route"],
  ["ip:unreachable", "met an unreachable route"],
  ["ip:prohibit", "met a prohibit route"],
  ["ip:rp-filter", "was thrown away by the reverse path filter"],
  ["ip:martian", "had an impossible source address there"],
  ["ip:ttl-exceeded", "ran out of TTL"],
  [
    "ip:forwarding-off",
    "was not for this machine, and it does not forward (net.ipv4.ip_forward is 0)",
  ],
  ["ip:not-for-us", "was not for this machine"],
  ["ip:too-big", "was too big for the next link and must not be fragmented"],
  ["icmp:ignored", "was ignored (icmp_echo_ignore_all)"],
]);

/** `output`: what ping printed. `since`: where the probe's frames begin. */
export function explainUnreachable(
  bench: Bench,
  from: string,
  address: string,
  output: string,
  since: number,
): Failure {
  if (/Network is unreachable/.test(output))
    return fail(`${from} has no route to ${address}: nothing was sent.`);
  if (/Invalid argument|Operation not permitted|command not found/.test(output))
    return fail(`${from}: ${firstLine(output)}`);
  const frames = bench.probe.frames.slice(since);
  const f = (frame: Frame): ReturnType<typeof bench.probe.fields> => bench.probe.fields(frame);
  const reply = frames.find((frame) =>
    matches(f(frame), { "icmp.name": "echo-reply", "ip.src": address }),
  );
  if (reply !== undefined)
    return lost(bench, frames, reply, `${address} got the request, but its reply`);
  const error = frames.find(
    (frame) => f(frame).has("quoted.dst") && f(frame).get("quoted.dst") === address,
  );
  if (error !== undefined && f(error).get("ip.src") !== undefined) {
    const ends = bench.probe.drops.findLast((d) => d.at <= error.at && d.reason.startsWith("ip:"));
    const where =
      ends === undefined
        ? ""
        : ` The request ${DROP_WORDS.get(ends.reason) ?? ends.reason} at ${placeName(bench, ends.host, ends.ns)}.`;
    return fail(
      `${f(error).get("ip.src") ?? "?"} reported "${f(error).get("icmp.name") ?? "?"}" for ${address}.${where}`,
      error.journey,
    );
  }
  const request = frames.find((frame) =>
    matches(f(frame), { "icmp.name": "echo-request", "ip.dst": address }),
  );
  if (request !== undefined)
    return lost(bench, frames, request, `The request from ${from} to ${address}`);
  const arp = frames.find(
    (frame) => matches(f(frame), { "arp.op": "request" }) && frame.direction === "out",
  );
  if (arp === undefined) return fail(`No packet for ${address} left ${from}.`);
  const target = f(arp).get("arp.tpa") ?? "?";
  const answered = frames.find((frame) =>
    matches(f(frame), { "arp.op": "reply", "arp.spa": target }),
  );
  if (answered !== undefined)
    return lost(bench, frames, answered, `${target} answered the ARP request, but its reply`);
  const hops = bench.probe.journey(arp.journey).hops;
  const last = hops.at(-1) ?? arp;
  const heard =
    hops.length > 1
      ? ` It was last seen at ${placeName(bench, last.host, last.ns)}:${last.dev}.`
      : " Nobody else saw it.";
  return fail(
    `${from} asked who has ${target} (ARP, on ${arp.dev}) and got no answer.${heard}`,
    arp.journey,
  );
}

function lost(bench: Bench, frames: readonly Frame[], frame: Frame, what: string): Failure {
  const { drop } = bench.probe.journey(frame.journey);
  const last = frames.findLast((one) => one.journey === frame.journey) ?? frame;
  const where = `${placeName(bench, last.host, last.ns)}:${last.dev}`;
  if (drop === null) return fail(`${what} got no further than ${where}.`, frame.journey);
  const words = DROP_WORDS.get(drop.reason) ?? `was dropped (${drop.reason})`;
  return fail(`${what} ${words}, at ${placeName(bench, drop.host, drop.ns)}.`, frame.journey);
}

function placeName(bench: Bench, host: string, ns: string): string {
  return bench.world.nameOf(host, ns);
}

function firstLine(text: string): string {
  return (text.split("\n").find((line) => line.trim() !== "") ?? "").trim();
}
