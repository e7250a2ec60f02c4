/** IPv6 with its extension headers: tcpdump 4.99.3 print-ip6.c, print-ip6opts.c, print-frag6.c, print-rt6.c. */
import { hex, type Printer } from "./context.ts";
import { demux, IP_PROTOCOLS } from "./ip.ts";

export function printIp6(p: Printer, at: number, length: number): void {
  p.protocol = "ip6";
  if (!p.has(at, 40)) {
    p.trunc();
    return;
  }
  if (length < 40) {
    p.put(`truncated-ip6 ${length}`);
    return;
  }
  if (!p.o.e) p.put("IP6 ");
  const version = p.u8(at) >> 4;
  if (version !== 6) {
    p.put(`version error: ${version} != 6`);
    return;
  }
  const payload = p.u16(at + 4);
  const total = payload + 40;
  if (length < total) p.put(`truncated-ip6 - ${total - length} bytes missing!`);
  const next = p.u8(at + 6);
  if (p.o.v > 0) {
    const flow = p.u32(at);
    p.put("(");
    const klass = Math.floor(flow / 0x100000) & 0xff;
    if (klass !== 0) p.put(`class 0x${hex(klass, 2)}, `);
    if ((flow & 0xfffff) !== 0) p.put(`flowlabel 0x${hex(flow & 0xfffff, 5)}, `);
    p.put(
      `hlim ${p.u8(at + 7)}, next-header ${IP_PROTOCOLS.get(next) ?? "unknown"} (${next}) payload length: ${payload}) `,
    );
  }
  if (++p.depth > 16) {
    p.invalid();
    return;
  }
  p.within(at, total, () => printChain(p, at, total, next));
  p.depth--;
}

function printChain(p: Printer, header: number, total: number, first: number): void {
  let cp = header;
  let left = total;
  let advance = 40;
  let next = first;
  let fragmented = false;
  while (cp < p.end && advance > 0) {
    if (left < advance) {
      p.trunc();
      return;
    }
    cp += advance;
    left -= advance;
    if (cp === header + 40 && next !== 6 && next !== 17 && next !== 33 && next !== 132) {
      p.put(`${p.ip6(header + 8)} > ${p.ip6(header + 24)}: `);
    }
    if (next === 0 || next === 60) {
      if (next === 0 && total === 40) return p.undecoded("jumbogram");
      p.protocol = next === 0 ? "hbhopt" : "dstopt";
      advance = (p.u8(cp + 1) + 1) * 8;
      p.need(cp, advance);
      p.put(next === 0 ? "HBH " : "DSTOPT ");
      // Without -v the options are only checked.
      if (!printOptions(p, cp + 2, advance - 2)) return;
      next = p.u8(cp);
    } else if (next === 44) {
      p.protocol = "frag6";
      if (p.o.v > 0) p.need(cp, 8);
      const offset = p.u16(cp + 2);
      p.put("frag (");
      if (p.o.v > 0) p.put(`0x${hex(p.u32(cp + 4), 8)}:`);
      p.put(`${offset & 0xfff8}|${p.u16(header + 4) - (cp - header - 40) - 8})`);
      if ((offset & 0xfff8) !== 0) return;
      p.put(" ");
      fragmented = true;
      next = p.u8(cp);
      advance = 8;
    } else if (next === 43) {
      p.protocol = "rt6";
      p.put("RT6");
      const size = p.u8(cp + 1);
      const type = p.u8(cp + 2);
      if (!printRouting(p, cp, size, type)) return;
      advance = (size + 1) * 8;
      next = p.u8(cp);
    } else {
      demux(p, cp, left, 6, fragmented, next, header);
      return;
    }
  }
}

/** False: nothing follows. */
function printRouting(p: Printer, at: number, size: number, type: number): boolean {
  p.put(` (len=${size}, type=${type}${type === 0 ? " [Deprecated]" : ""}, segleft=${p.u8(at + 3)}`);
  if (type === 4) {
    p.put(`, last-entry=${p.u8(at + 4)}`);
    const flags = p.u8(at + 5);
    if (flags !== 0 || p.o.v > 0) p.put(`, flags=0x${flags.toString(16)}`);
    p.put(`, tag=${p.u16(at + 6).toString(16)}`);
  } else if (type === 0 || type === 2) {
    const reserved = p.u32(at + 4);
    if (reserved !== 0 || p.o.v > 0) p.put(`, rsv=0x${reserved.toString(16)}`);
  } else {
    p.put(" (unknown type)");
    p.invalid();
    return false;
  }
  if (size % 2 === 1) {
    p.put(` (invalid length ${size})`);
    p.invalid();
    return false;
  }
  for (let i = 0; i < size >> 1; i++) p.put(`, [${i}]${p.ip6(at + 8 + i * 16)}`);
  p.put(") ");
  return true;
}

/** False: cut off. */
function printOptions(p: Printer, from: number, length: number): boolean {
  if (!p.has(from, length)) p.truncated();
  let at = from;
  const stop = from + length;
  while (at < stop) {
    const type = p.u8(at);
    const size = type === 0 ? 1 : at + 1 < stop ? p.u8(at + 1) + 2 : stop - at;
    if (at + size > stop) {
      p.trunc();
      return false;
    }
    if (p.o.v > 0) printOne(p, at, type, size);
    at += size;
  }
  if (p.o.v > 0) p.put(" ");
  return true;
}

function printOne(p: Printer, at: number, type: number, size: number): void {
  if (type === 0) p.put("(pad1)");
  else if (type === 1) p.put("(padn)");
  else if (type === 5) p.put(`(rtalert: 0x${hex(p.u16(at + 2), 4)}) `);
  else if (type === 0xc2) p.put(`(jumbo: ${p.u32(at + 2)} - payload len != 0) `);
  else if (type === 0xc9) p.put(`(homeaddr: ${p.ip6(at + 2)})`);
  else p.put(`(opt_type 0x${hex(type, 2)}: len=${size - 2})`);
}
