/** A packet as rules look at it at one hook: filled once a chain walk. struct xt_action_param with the headers' places. */
import { i32, u16, u8 } from "../../wire/bytes.ts";
import { readIpv6, writeIpv6 } from "../../wire/addr.ts";
import {
  IP_DST,
  IP_FRAG,
  IP_OFFSET,
  IP_PROTOCOL,
  IP_SRC,
  ipHeaderLength,
} from "../../wire/ipv4.ts";
import { IP6_DST, IP6_SRC } from "../../wire/ipv6.ts";
import type { NetNamespace } from "../netns.ts";
import type { Packet } from "../packet.ts";
import { transport6 } from "./flow.ts";
import { HookState } from "./hooks.ts";
import type { NfAddr } from "./types.ts";

export class PacketView {
  readonly ns: NetNamespace;
  packet!: Packet;
  state: HookState;
  six = false;
  b: Uint8Array = new Uint8Array(0);
  l3 = 0;
  l4 = 0;
  end = 0;
  protocol = 0;
  /** Of a later fragment: its offset (8-byte units). */
  fragment = 0;
  /** IPv4 addresses; of IPv6 the bytes at l3 count. */
  src = 0;
  dst = 0;
  inName = "";
  outName = "";
  /** A match wants the packet gone: par->hotdrop. */
  hotdrop = false;

  constructor(ns: NetNamespace) {
    this.ns = ns;
    this.state = new HookState(ns);
  }

  fill(state: HookState, packet: Packet): this {
    this.packet = packet;
    this.state = state;
    this.six = state.six;
    this.inName = state.input === null ? "" : state.input.name;
    this.outName = state.output === null ? "" : state.output.name;
    this.hotdrop = false;
    this.reread();
    return this;
  }

  /** After a target has changed the packet. */
  reread(): void {
    const { packet } = this;
    const b = packet.buf;
    const at = packet.l3;
    this.b = b;
    this.l3 = at;
    this.end = packet.end;
    if (this.six) {
      const found = transport6(b, at, packet.end);
      this.protocol = found >>> 20;
      this.l4 = found & 0xfffff;
      this.fragment = 0;
      return;
    }
    this.protocol = u8(b, at + IP_PROTOCOL);
    this.l4 = at + ipHeaderLength(b, at);
    this.fragment = u16(b, at + IP_FRAG) & IP_OFFSET;
    this.src = i32(b, at + IP_SRC);
    this.dst = i32(b, at + IP_DST);
  }

  get length(): number {
    return this.end - this.l3;
  }
  get srcAddr(): NfAddr {
    return this.six ? readIpv6(this.b, this.l3 + IP6_SRC) : (this.src as NfAddr);
  }
  get dstAddr(): NfAddr {
    return this.six ? readIpv6(this.b, this.l3 + IP6_DST) : (this.dst as NfAddr);
  }
  /** Whether so many bytes of the transport header are there. */
  has(bytes: number): boolean {
    return this.fragment === 0 && this.l4 + bytes <= this.end;
  }
}

/** An address's 32-bit words, into `out` from `at` on. */
export function addressWords(addr: NfAddr, out: Int32Array, at: number): void {
  if (typeof addr === "number") {
    out[at] = addr;
    return;
  }
  const bytes = new Uint8Array(16);
  writeIpv6(bytes, 0, addr);
  for (let i = 0; i < 4; i++) out[at + i] = i32(bytes, i * 4);
}
