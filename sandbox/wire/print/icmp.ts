/** ICMP for IPv4: tcpdump 4.99.3 print-icmp.c, without RFC 4884 extensions. */
import { cksum, hex, type Printer, shouldBe } from "./context.ts";
import { printIp } from "./ip.ts";

const UNREACHABLE: ReadonlyMap<number, string> = new Map([
  [0, "net %s unreachable"],
  [1, "host %s unreachable"],
  [5, "%s unreachable - source route failed"],
  [6, "net %s unreachable - unknown"],
  [7, "host %s unreachable - unknown"],
  [8, "%s unreachable - source host isolated"],
  [9, "net %s unreachable - admin prohibited"],
  [10, "host %s unreachable - admin prohibited"],
  [11, "net %s unreachable - tos prohibited"],
  [12, "host %s unreachable - tos prohibited"],
  [13, "host %s unreachable - admin prohibited filter"],
  [14, "host %s unreachable - host precedence violation"],
  [15, "host %s unreachable - precedence cutoff"],
]);
const REDIRECTS: readonly string[] = [
  "redirect %s to net %s",
  "redirect %s to host %s",
  "redirect-tos %s to net %s",
  "redirect-tos %s to host %s",
];
const OTHERS: ReadonlyMap<number, string> = new Map([
  [4, "source quench"],
  [10, "router solicitation"],
  [13, "time stamp request"],
  [14, "time stamp reply"],
  [15, "information request"],
  [16, "information reply"],
  [17, "address mask request"],
]);

export function printIcmp(p: Printer, at: number, length: number, fragmented: boolean): void {
  p.protocol = "icmp";
  const text = describe(p, at);
  p.put(`ICMP ${text}, length ${length}`);
  const type = p.u8(at);
  if (p.o.v > 0 && !fragmented && p.has(at, length)) {
    const sum = cksum(p.b, at, length);
    if (sum !== 0) {
      const field = p.u16(at + 2);
      p.put(` (wrong icmp cksum ${field.toString(16)} (->${shouldBe(field, sum).toString(16)})!)`);
    }
  }
  if (p.o.v > 0 && (type === 3 || type === 4 || type === 5 || type === 11 || type === 12)) {
    const inner = at + 8;
    p.put("\n\t");
    const total = p.u16(inner + 2);
    p.within(inner, total, () => printIp(p, inner, total));
    if (type === 3 || type > 5) printExtension(p, at, length);
  }
}

/** RFC 4884: an extension 128 bytes into the quoted packet; an old sender's is known by its checksum. */
function printExtension(p: Printer, at: number, length: number): void {
  const from = at + 136;
  p.protocol = "icmp";
  if (length <= 136) return;
  p.need(from, 5);
  if (p.u8(at + 5) === 0 && p.has(from, length - 136) && cksum(p.b, from, length - 136) !== 0)
    return;
  const version = p.u8(from) >> 4;
  p.put(`\n\tICMP Multi-Part extension v${version}`);
  if (version !== 2) p.put(" packet not supported");
  else {
    p.put(" ");
    p.undecoded("icmp extension");
  }
}

function describe(p: Printer, at: number): string {
  const type = p.u8(at);
  const code = p.u8(at + 1);
  const inner = at + 8;
  switch (type) {
    case 0:
    case 8:
      return `echo ${type === 8 ? "request" : "reply"}, id ${p.u16(at + 4)}, seq ${p.u16(at + 6)}`;
    case 3:
      return unreachable(p, at, code);
    case 5: {
      const target = p.ip4(inner + 16);
      const format = REDIRECTS[code] ?? `redirect-#${code} %s to %s`;
      return format.replace("%s", target).replace("%s", p.ip4(at + 4));
    }
    case 9:
      return routerAdvertisement(p, at);
    case 11:
      p.need(inner + 16, 4);
      return code === 0
        ? "time exceeded in-transit"
        : code === 1
          ? "ip reassembly time exceeded"
          : `time exceeded-#${code}`;
    case 12:
      return code !== 0
        ? `parameter problem - code ${code}`
        : `parameter problem - octet ${p.u8(at + 4)}`;
    case 13:
      return `time stamp query id ${p.u16(at + 4)} seq ${p.u16(at + 6)}`;
    case 14: {
      const stamp = (field: number): string => timeOfDay(p.u32(field));
      p.need(at + 16, 4);
      return `time stamp reply id ${p.u16(at + 4)} seq ${p.u16(at + 6)}: org ${stamp(at + 8)}, recv ${stamp(at + 12)}, xmit ${stamp(at + 16)}`;
    }
    case 18:
      return `address mask is 0x${hex(p.u32(at + 8), 8)}`;
    default:
      return OTHERS.get(type) ?? `type-#${type}`;
  }
}

function unreachable(p: Printer, at: number, code: number): string {
  const inner = at + 8;
  p.need(inner + 16, 4);
  const target = p.ip4(inner + 16);
  if (code === 2) return `${target} protocol ${p.u8(inner + 9)} unreachable`;
  if (code === 3) {
    const port = p.u16(inner + (p.u8(inner) & 15) * 4 + 2);
    const protocol = p.u8(inner + 9);
    if (protocol === 6) return `${target} tcp port ${p.tcpPort(port)} unreachable`;
    if (protocol === 17) return `${target} udp port ${p.udpPort(port)} unreachable`;
    return `${target} protocol ${protocol} port ${port} unreachable`;
  }
  if (code === 4) {
    const mtu = p.u16(at + 6);
    return `${target} unreachable - need to frag${mtu !== 0 ? ` (mtu ${mtu})` : ""}`;
  }
  return (UNREACHABLE.get(code) ?? `%s unreachable - #${code}`).replace("%s", target);
}

function routerAdvertisement(p: Printer, at: number): string {
  p.need(at + 4, 4);
  let text = "router advertisement lifetime ";
  const lifetime = p.u16(at + 6);
  const two = (n: number): string => String(n).padStart(2, "0");
  if (lifetime < 60) text += String(lifetime);
  else if (lifetime < 3600) text += `${Math.floor(lifetime / 60)}:${two(lifetime % 60)}`;
  else
    text += `${Math.floor(lifetime / 3600)}:${two(Math.floor((lifetime % 3600) / 60))}:${two(lifetime % 60)}`;
  const count = p.u8(at + 4);
  text += ` ${count}:`;
  const size = p.u8(at + 5);
  if (size !== 2) return `${text} [size ${size}]`;
  for (let i = 0; i < count; i++) {
    const entry = at + 8 + i * 8;
    p.need(entry, 8);
    text += ` {${p.ip4(entry)} ${p.u32(entry + 4)}}`;
  }
  return text;
}

function timeOfDay(ms: number): string {
  const two = (n: number): string => String(n).padStart(2, "0");
  const s = Math.floor(ms / 1000);
  return `${two(Math.floor(s / 3600))}:${two(Math.floor((s % 3600) / 60))}:${two(s % 60)}.${String(ms % 1000).padStart(3, "0")}`;
}
