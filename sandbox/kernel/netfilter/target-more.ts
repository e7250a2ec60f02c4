/**
 * Targets that are seldom met: xt_NFLOG.c and xt_AUDIT.c (nobody listens here: they do nothing), xt_NFQUEUE.c (nobody
 * listens: the packet is lost, or passes with --queue-bypass), xt_CLASSIFY.c, xt_CHECKSUM.c, xt_DSCP.c, ipt_ECN.c,
 * xt_TCPOPTSTRIP.c, xt_NETMAP.c.
 */
import { put16, put8, u16, u8 } from "../../wire/bytes.ts";
import { TCP_FLAGS, TCP_HEADER, TCP_OFFSET } from "../../wire/tcp.ts";
import { ACCEPT, DROP, NF_IN, NF_POST } from "./hooks.ts";
import { NO_RANGE } from "./nat.ts";
import type { Netfilter } from "./state.ts";
import { CONTINUE, patchTcp, setTos, type TargetRunner } from "./target.ts";
import type { NfAddr, XtTarget } from "./types.ts";
import { joinPrefix } from "./prefix.ts";
import type { PacketView } from "./view.ts";

type Of<N extends XtTarget["name"]> = Extract<XtTarget, { name: N }>;

export function moreTarget(nf: Netfilter, target: XtTarget): TargetRunner | null {
  switch (target.name) {
    case "NFLOG":
    case "AUDIT":
      return () => CONTINUE;
    case "NFQUEUE":
      return () => (target.bypass ? ACCEPT : DROP);
    case "CLASSIFY":
      return (v) => {
        v.packet.priority = target.priority;
        return CONTINUE;
      };
    case "CHECKSUM":
      return (v) => {
        v.packet.finishChecksum();
        return CONTINUE;
      };
    case "DSCP":
      return (v) => setTos(v, { value: target.value << 2, mask: 0xfc });
    case "ECN":
      return (v) => clearEcn(v);
    case "TCPOPTSTRIP":
      return (v) => stripOptions(v, target.kinds);
    case "NETMAP":
      return (v) => netmap(nf, v, target);
    default:
      return null;
  }
}

/** --ecn-tcp-remove: CWR and ECE off. */
function clearEcn(v: PacketView): number {
  if (!v.has(TCP_HEADER)) return CONTINUE;
  const at = v.l4 + TCP_FLAGS - 1;
  const old = u16(v.b, at);
  const now = old & ~0xc0;
  if (old === now) return CONTINUE;
  put16(v.b, at, now);
  patchTcp(v, at, old, now);
  return CONTINUE;
}

/** The options become NOPs. */
function stripOptions(v: PacketView, kinds: readonly number[]): number {
  if (!v.has(TCP_HEADER)) return CONTINUE;
  const end = Math.min(v.l4 + (u8(v.b, v.l4 + TCP_OFFSET) >>> 4) * 4, v.end);
  for (let i = v.l4 + TCP_HEADER; i < end;) {
    const kind = u8(v.b, i);
    const length = kind < 2 || i + 1 >= end ? 1 : Math.max(u8(v.b, i + 1), 1);
    if (kind >= 2 && kinds.includes(kind) && i + length <= end)
      for (let k = i; k < i + length; k++) {
        // A 16-bit word at an even place of the header.
        const at = k - ((k - v.l4) & 1);
        const old = u16(v.b, at);
        put8(v.b, k, 1);
        patchTcp(v, at, old, u16(v.b, at));
      }
    i += length;
  }
  return CONTINUE;
}

/** The network's bits from the rule, the host's from the packet. */
function netmap(nf: Netfilter, v: PacketView, target: Of<"NETMAP">): number {
  const { ct } = v.packet;
  if (ct === null) return ACCEPT;
  const source = v.state.hook === NF_POST || v.state.hook === NF_IN;
  const old: NfAddr = source ? v.srcAddr : v.dstAddr;
  const addr = joinPrefix(target.to, old, target.prefix);
  return nf.nat.setup(ct, { ...NO_RANGE, addrFrom: addr, addrTo: addr }, source);
}
