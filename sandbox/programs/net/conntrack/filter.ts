/** Which flows a command line speaks of: conntrack's filters and nfct_cmp(). */
import type { CtDump, CtSpec, CtTuple } from "../../../kernel/netfilter/conntrack-types.ts";
import type { NfAddr } from "../../../kernel/netfilter/types.ts";
import type { Asked, AskedTuple, NatFilter } from "./options.ts";
import { sameUnder } from "./values.ts";

/** All that was given must agree with the flow. Timeouts are not compared. */
export function matches(asked: Asked, flow: CtDump): boolean {
  if (asked.family !== null && asked.family !== flow.family) return false;
  if (asked.protocol !== null && asked.protocol !== flow.protocol) return false;
  if (!natMatches(asked, flow)) return false;
  const { original, reply } = flow;
  if (!sideMatches(asked.original, original, asked.srcMask, asked.dstMask)) return false;
  if (!sideMatches(asked.reply, reply, null, null)) return false;
  if (asked.icmpType !== null && asked.icmpType !== original.icmpType) return false;
  if (asked.icmpCode !== null && asked.icmpCode !== original.icmpCode) return false;
  if (asked.icmpId !== null && asked.icmpId !== original.icmpId) return false;
  return true;
}

/** What -U takes for values and the others for filters. */
export function matchesMeta(asked: Asked, flow: CtDump): boolean {
  if (asked.tcpState !== null && asked.tcpState !== flow.tcpState) return false;
  if (asked.zone !== null && asked.zone !== flow.zone) return false;
  const { mark } = asked;
  if (mark !== null && (flow.mark & mark.mask) >>> 0 !== mark.value) return false;
  const want = asked.status;
  if (want.has("ASSURED") && !flow.assured) return false;
  if (want.has("SEEN_REPLY") && !flow.seenReply) return false;
  return !want.has("FIXED_TIMEOUT") && !want.has("EXPECTED");
}

function sideMatches(
  asked: AskedTuple,
  have: CtTuple,
  srcMask: NfAddr | null,
  dstMask: NfAddr | null,
): boolean {
  if (asked.src !== null && !sameUnder(asked.src, have.src, srcMask)) return false;
  if (asked.dst !== null && !sameUnder(asked.dst, have.dst, dstMask)) return false;
  if (asked.sport !== null && asked.sport !== have.sport) return false;
  return asked.dport === null || asked.dport === have.dport;
}

function natMatches(asked: Asked, flow: CtDump): boolean {
  const { given } = asked;
  const fits = (filter: NatFilter | null, addr: NfAddr, port: number): boolean =>
    filter === null ||
    ((filter.addr === null || filter.addr === addr) &&
      (filter.port === null || filter.port === port));
  const source = (filter: NatFilter | null): boolean =>
    flow.srcNat && fits(filter, flow.reply.dst, flow.reply.dport);
  const destination = (filter: NatFilter | null): boolean =>
    flow.dstNat && fits(filter, flow.reply.src, flow.reply.sport);
  if (given.has("j")) return source(asked.anyNat) || destination(asked.anyNat);
  if (given.has("n") && given.has("g")) return source(asked.srcNat) || destination(asked.dstNat);
  if (given.has("n")) return source(asked.srcNat);
  return !given.has("g") || destination(asked.dstNat);
}

const ICMP_REPLIES: ReadonlyMap<number, number> = new Map([
  [8, 0],
  [0, 8],
  [13, 14],
  [14, 13],
  [15, 16],
  [16, 15],
  [17, 18],
  [18, 17],
]);
const ICMPV6_REPLIES: ReadonlyMap<number, number> = new Map([
  [128, 129],
  [129, 128],
  [139, 140],
  [140, 139],
]);

/** The flow that -I, -A and -G describe; null: EINVAL. */
export function specOf(asked: Asked): CtSpec | null {
  const protocol = asked.protocol ?? 0;
  const { given } = asked;
  const zero = (one: AskedTuple): CtTuple => ({
    src: one.src ?? (0 as NfAddr),
    dst: one.dst ?? (0 as NfAddr),
    sport: one.sport ?? 0,
    dport: one.dport ?? 0,
    icmpType: asked.icmpType ?? 0,
    icmpCode: asked.icmpCode ?? 0,
    icmpId: asked.icmpId ?? 0,
  });
  const invert = (one: CtTuple): CtTuple | null => {
    const replies = protocol === 1 ? ICMP_REPLIES : protocol === 58 ? ICMPV6_REPLIES : null;
    const icmpType = replies === null ? 0 : replies.get(one.icmpType);
    if (icmpType === undefined) return null;
    const { src, dst, sport, dport } = one;
    return { ...one, src: dst, dst: src, sport: dport, dport: sport, icmpType };
  };
  const whole = (letters: string): boolean => [...letters].every((letter) => given.has(letter));
  let original: CtTuple | null;
  let reply: CtTuple | null;
  if (whole("sd")) {
    original = zero(asked.original);
    reply = invert(original);
    if (given.has("r") || given.has("q")) {
      // Half a reply tuple is none.
      const ports = asked.reply.sport !== null && asked.reply.dport !== null;
      if (!whole("rq") || !ports) return null;
      reply = zero(asked.reply);
    }
  } else {
    reply = zero(asked.reply);
    original = invert(reply);
  }
  if (original === null || reply === null) return null;
  const { srcNat, dstNat } = asked;
  const natted: CtTuple = {
    ...reply,
    src: dstNat?.addr ?? reply.src,
    sport: dstNat?.port ?? reply.sport,
    dst: srcNat?.addr ?? reply.dst,
    dport: srcNat?.port ?? reply.dport,
  };
  return {
    family: asked.family ?? "ip",
    protocol,
    original,
    reply: natted,
    ...(asked.tcpState === null ? {} : { tcpState: asked.tcpState }),
    timeout: asked.timeout ?? 0,
    mark: asked.mark?.value ?? 0,
    zone: asked.zone ?? 0,
    assured: asked.status.has("ASSURED"),
    seenReply: asked.status.has("SEEN_REPLY"),
    srcNat: srcNat !== null,
    dstNat: dstNat !== null,
  };
}

export function sameTuple(a: CtTuple, b: CtTuple, protocol: number): boolean {
  if (a.src !== b.src || a.dst !== b.dst) return false;
  if (protocol === 1 || protocol === 58) {
    return a.icmpType === b.icmpType && a.icmpCode === b.icmpCode && a.icmpId === b.icmpId;
  }
  return a.sport === b.sport && a.dport === b.dport;
}
