/**
 * The LOG target's line: net/netfilter/nf_log_syslog.c. It goes to the machine's kernel log (dmesg), with a blank
 * at its end. A namespace that is not the machine's own stays silent unless net.netfilter.nf_log_all_netns is 1.
 */
import { formatIpv4, parseIpv6Groups, readIpv6 } from "../../wire/addr.ts";
import { u16, u32, u8 } from "../../wire/bytes.ts";
import {
  IP_DF,
  IP_DST,
  IP_FRAG,
  IP_ID,
  IP_LENGTH,
  IP_MF,
  IP_OFFSET,
  IP_PROTOCOL,
  IP_SRC,
  IP_TOS,
  IP_TTL,
  ipHeaderLength,
} from "../../wire/ipv4.ts";
import { i32 } from "../../wire/bytes.ts";
import type { XtTarget } from "./types.ts";
import type { PacketView } from "./view.ts";
import { transport6 } from "./flow.ts";

type Log = Extract<XtTarget, { name: "LOG" }>;
/** xt_LOG.h. */
const TCP_SEQUENCE = 1;
const TCP_OPTIONS = 2;
const IP_OPTIONS = 4;
const UID = 8;
const MAC_DECODE = 32;
const PREFIX_MAX = 29;

export function logPacket(v: PacketView, target: Log): void {
  const { host } = v.ns;
  if (v.ns !== host.root && host.root.sysctl.read("netfilter/nf_log_all_netns") !== "1") return;
  const { input, output } = v.state;
  const { phys } = v.packet;
  let line = `${target.prefix.slice(0, PREFIX_MAX)}IN=${input?.name ?? ""} OUT=${output?.name ?? ""} `;
  if (phys !== null) {
    if (phys.input !== null && phys.input !== input) line += `PHYSIN=${phys.input.name} `;
    if (phys.output !== null && phys.output !== output) line += `PHYSOUT=${phys.output.name} `;
  }
  if (input !== null) line += macText(v, target.flags);
  line += v.six ? dump6(v, target) : dump4(v, v.l3, target.flags, true);
  if (v.packet.mark !== 0) line += `MARK=0x${(v.packet.mark >>> 0).toString(16)} `;
  host.log(line);
}

/** dump_mac_header: the Ethernet header as it stands, or taken apart. */
function macText(v: PacketView, flags: number): string {
  const input = v.state.input;
  const ether = input?.linkType === "ether" || input?.linkType === "loopback";
  const at = v.l3 - 14;
  const shown = ether && at >= 0;
  const hex = (from: number, to: number): string => {
    const out: string[] = [];
    for (let i = from; i < to; i++) out.push(u8(v.b, i).toString(16).padStart(2, "0"));
    return out.join(":");
  };
  if ((flags & MAC_DECODE) !== 0 && shown && input?.linkType === "ether") {
    const type = u16(v.b, at + 12)
      .toString(16)
      .padStart(4, "0");
    return `MACSRC=${hex(at + 6, at + 12)} MACDST=${hex(at, at + 6)} MACPROTO=${type} `;
  }
  return shown ? `MAC=${hex(at, at + 14)} ` : "MAC= ";
}

function hexByte(n: number): string {
  return n.toString(16).toUpperCase().padStart(2, "0");
}

function optionsText(b: Uint8Array, from: number, to: number): string {
  let text = "OPT (";
  for (let i = from; i < to; i++) text += hexByte(u8(b, i));
  return `${text}) `;
}

function dump4(v: PacketView, at: number, flags: number, outer: boolean): string {
  const { b, end } = v;
  if (at + 20 > end) return "TRUNCATED";
  const tos = u8(b, at + IP_TOS);
  const frag = u16(b, at + IP_FRAG);
  const header = ipHeaderLength(b, at);
  const offset = frag & IP_OFFSET;
  let line =
    `SRC=${formatIpv4(i32(b, at + IP_SRC))} DST=${formatIpv4(i32(b, at + IP_DST))} ` +
    `LEN=${u16(b, at + IP_LENGTH)} TOS=0x${hexByte(tos & 0x1e)} PREC=0x${hexByte(tos & 0xe0)} ` +
    `TTL=${u8(b, at + IP_TTL)} ID=${u16(b, at + IP_ID)} `;
  if ((frag & 0x8000) !== 0) line += "CE ";
  if ((frag & IP_DF) !== 0) line += "DF ";
  if ((frag & IP_MF) !== 0) line += "MF ";
  if (offset !== 0) line += `FRAG:${offset} `;
  if ((flags & IP_OPTIONS) !== 0 && header > 20) line += optionsText(b, at + 20, at + header);
  const protocol = u8(b, at + IP_PROTOCOL);
  line += transport(v, protocol, at + header, offset !== 0, flags, outer);
  if (outer && (flags & UID) !== 0) line += uidText(v);
  return line;
}

function uidText(v: PacketView): string {
  const { owner } = v.packet;
  return owner === null ? "" : `UID=${owner.uid} GID=${owner.gid} `;
}

function transport(
  v: PacketView,
  protocol: number,
  at: number,
  later: boolean,
  flags: number,
  outer: boolean,
): string {
  const left = v.end - at;
  switch (protocol) {
    case 6:
      return `PROTO=TCP ${later ? "" : tcpText(v, at, left, flags)}`;
    case 17:
      if (later) return "PROTO=UDP ";
      if (left < 8) return `PROTO=UDP INCOMPLETE [${left} bytes] `;
      return `PROTO=UDP SPT=${u16(v.b, at)} DPT=${u16(v.b, at + 2)} LEN=${u16(v.b, at + 4)} `;
    case 1:
      return `PROTO=ICMP ${later ? "" : icmpText(v, at, left, flags, outer)}`;
    case 50:
    case 51: {
      const name = protocol === 50 ? "ESP" : "AH";
      if (later) return `PROTO=${name} `;
      const spi = u32(v.b, protocol === 50 ? at : at + 4);
      return `PROTO=${name} SPI=0x${spi.toString(16)} `;
    }
    default:
      return `PROTO=${protocol} `;
  }
}

const FLAG_NAMES = [
  [0x80, "CWR"],
  [0x40, "ECE"],
  [0x20, "URG"],
  [0x10, "ACK"],
  [0x08, "PSH"],
  [0x04, "RST"],
  [0x02, "SYN"],
  [0x01, "FIN"],
] as const;

function tcpText(v: PacketView, at: number, left: number, flags: number): string {
  const { b } = v;
  if (left < 20) return `INCOMPLETE [${left} bytes] `;
  let line = `SPT=${u16(b, at)} DPT=${u16(b, at + 2)} `;
  if ((flags & TCP_SEQUENCE) !== 0) line += `SEQ=${u32(b, at + 4)} ACK=${u32(b, at + 8)} `;
  const reserved = (u8(b, at + 12) & 0x0e) << 2;
  line += `WINDOW=${u16(b, at + 14)} RES=0x${reserved.toString(16).padStart(2, "0")} `;
  if ((u8(b, at + 12) & 1) !== 0) line += "AE ";
  for (const [bit, name] of FLAG_NAMES) if ((u8(b, at + 13) & bit) !== 0) line += `${name} `;
  line += `URGP=${u16(b, at + 18)} `;
  const header = (u8(b, at + 12) >>> 4) * 4;
  if ((flags & TCP_OPTIONS) !== 0 && header > 20 && header <= left)
    line += optionsText(b, at + 20, at + header);
  return line;
}

function icmpText(v: PacketView, at: number, left: number, flags: number, outer: boolean): string {
  const { b } = v;
  if (left < 8) return `INCOMPLETE [${left} bytes] `;
  const type = u8(b, at);
  const code = u8(b, at + 1);
  let line = `TYPE=${type} CODE=${code} `;
  if (type === 0 || type === 8) return `${line}ID=${u16(b, at + 4)} SEQ=${u16(b, at + 6)} `;
  if (type === 12) line += `PARAMETER=${u8(b, at + 4)} `;
  if (type === 5) line += `GATEWAY=${formatIpv4(i32(b, at + 4))} `;
  if (type !== 3 && type !== 4 && type !== 5 && type !== 11) return line;
  if (left < 28) return `${line}INCOMPLETE [${left} bytes] `;
  if (outer) line += `[${dump4(v, at + 8, flags, false)}] `;
  if (type === 3 && code === 4) line += `MTU=${u16(b, at + 6)} `;
  return line;
}

/** %pI6: all groups with all their digits. */
function longIpv6(b: Uint8Array, at: number): string {
  const groups = parseIpv6Groups(readIpv6(b, at)) ?? [];
  return groups.map((one) => one.toString(16).padStart(4, "0")).join(":");
}

function dump6(v: PacketView, target: Log): string {
  const { b, l3 } = v;
  const first = u32(b, l3);
  let line =
    `SRC=${longIpv6(b, l3 + 8)} DST=${longIpv6(b, l3 + 24)} LEN=${u16(b, l3 + 4) + 40} ` +
    `TC=${(first >>> 20) & 0xff} HOPLIMIT=${u8(b, l3 + 7)} FLOWLBL=${first & 0xfffff} `;
  const found = transport6(b, l3, v.end);
  const at = found & 0xfffff;
  const protocol = found >>> 20;
  if (u8(b, l3 + 6) === 0) line += "OPT ( ) ";
  if (protocol === 58) {
    line += "PROTO=ICMPv6 ";
    const type = u8(b, at);
    line += `TYPE=${type} CODE=${u8(b, at + 1)} `;
    if (type === 128 || type === 129) line += `ID=${u16(b, at + 4)} SEQ=${u16(b, at + 6)} `;
  } else line += transport(v, protocol, at, false, target.flags, true);
  if ((target.flags & UID) !== 0) line += uidText(v);
  return line;
}
