/** Matches about the packet's flow: xt_conntrack.c, xt_state.c, xt_connmark.c. */
import { CT_UNTRACKED, type Flow, IPS, isReply } from "./flow.ts";
import {
  CT_STATE,
  CT_STATUS,
  type AddrMask,
  type NfAddr,
  type Range,
  type XtMatch,
} from "./types.ts";
import { addressWords, type PacketView } from "./view.ts";

type Test = (v: PacketView) => boolean;
type Conntrack = Extract<XtMatch, { name: "conntrack" }>;

export function makeCtMatch(match: XtMatch): Test | null {
  switch (match.name) {
    case "state":
      return (v) => ((stateBit(v) & match.states) !== 0) !== match.invert;
    case "conntrack":
      return conntrackMatch(match);
    case "connmark":
      return (v) => {
        const { ct } = v.packet;
        if (ct === null) return false;
        return ((ct.mark & match.mask) >>> 0 === match.value >>> 0) !== match.invert;
      };
    default:
      return null;
  }
}

function stateBit(v: PacketView): number {
  const { ct, ctInfo } = v.packet;
  const info = ctInfo & 15;
  if (ct !== null) return [0, 8, 4, 2, 8, 4][info] ?? 0;
  return info === CT_UNTRACKED ? CT_STATE.UNTRACKED : CT_STATE.INVALID;
}

function statusBits(flow: Flow): number {
  const { status } = flow;
  return (
    ((status & IPS.EXPECTED) !== 0 ? CT_STATUS.EXPECTED : 0) |
    ((status & IPS.SEEN_REPLY) !== 0 ? CT_STATUS.SEEN_REPLY : 0) |
    ((status & IPS.ASSURED) !== 0 ? CT_STATUS.ASSURED : 0) |
    ((status & IPS.CONFIRMED) !== 0 ? CT_STATUS.CONFIRMED : 0)
  );
}

function natBits(flow: Flow): number {
  return (
    ((flow.status & IPS.SRC_NAT) !== 0 ? CT_STATE.SNAT : 0) |
    ((flow.status & IPS.DST_NAT) !== 0 ? CT_STATE.DNAT : 0)
  );
}

function conntrackMatch(match: Conntrack): Test {
  return (v) => {
    const { ct, ctInfo } = v.packet;
    if (match.states !== undefined) {
      const bits = stateBit(v) | (ct === null ? 0 : natBits(ct));
      if (((bits & match.states.bits) !== 0) === match.states.invert) return false;
    }
    if (ct === null) return match.states !== undefined;
    if (match.direction !== undefined)
      if (isReply(ctInfo & 15) !== (match.direction === "REPLY")) return false;
    return tuplesFit(match, ct) && restFits(match, ct, v);
  };
}

function tuplesFit(match: Conntrack, ct: Flow): boolean {
  return (
    addressFits(match.origSrc, ct.src) &&
    addressFits(match.origDst, ct.dst) &&
    addressFits(match.replSrc, ct.replySrc) &&
    addressFits(match.replDst, ct.replyDst) &&
    rangeFits(match.origSrcPort, ct.ports >>> 16) &&
    rangeFits(match.origDstPort, ct.ports & 0xffff) &&
    rangeFits(match.replSrcPort, ct.replyPorts >>> 16) &&
    rangeFits(match.replDstPort, ct.replyPorts & 0xffff)
  );
}

function restFits(match: Conntrack, ct: Flow, v: PacketView): boolean {
  if (match.protocol !== undefined)
    if ((ct.protocol === match.protocol.number) === match.protocol.invert) return false;
  if (match.status !== undefined)
    if (((statusBits(ct) & match.status.bits) !== 0) === match.status.invert) return false;
  if (match.expire === undefined) return true;
  const ms = ct.confirmed ? ct.expires - v.ns.netfilter.tracking.now : 0;
  return rangeFits(match.expire, Math.max(0, Math.floor(ms / 1000)));
}

function rangeFits(range: Range | undefined, n: number): boolean {
  return range === undefined || (n >= range.from && n <= range.to) !== range.invert;
}

function addressFits(match: AddrMask | undefined, addr: NfAddr): boolean {
  return match === undefined || maskFits(match, addr) !== match.invert;
}

/** Without the inversion. */
export function maskFits(match: AddrMask, addr: NfAddr): boolean {
  const { mask } = match;
  if (typeof addr === "number") return ((addr ^ (match.addr as number)) & (mask as number)) === 0;
  const words = new Int32Array(12);
  addressWords(addr, words, 0);
  addressWords(match.addr, words, 4);
  addressWords(mask, words, 8);
  for (let i = 0; i < 4; i++)
    if ((((words[i] as number) ^ (words[4 + i] as number)) & (words[8 + i] as number)) !== 0)
      return false;
  return true;
}
