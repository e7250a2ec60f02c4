/** ESP and AH (RFC 4302, 4303), not decrypted: tcpdump 4.99.3 print-esp.c, print-ah.c. */
import { hex, type Printer } from "./context.ts";

export function printEsp(p: Printer, at: number, length: number): void {
  p.protocol = "esp";
  if (at + 8 >= p.end) return p.trunc();
  p.put(`ESP(spi=0x${hex(p.u32(at), 8)},seq=0x${p.u32(at + 4).toString(16)}), length ${length}`);
}

/** Size of the header, and what follows it. */
export function printAh(p: Printer, at: number): readonly [size: number, next: number] {
  p.protocol = "ah";
  const size = (p.u8(at + 1) + 2) * 4;
  p.put("AH(");
  if (p.o.v > 0) p.put(`length=${p.u8(at + 1)}(${size}-bytes),`);
  const reserved = p.u16(at + 2);
  if (reserved !== 0) p.put(`reserved=0x${reserved.toString(16)}[MustBeZero],`);
  p.put(`spi=0x${hex(p.u32(at + 4), 8)},seq=0x${p.u32(at + 8).toString(16)},icv=0x`);
  for (let i = 12; i < size; i++) p.put(hex(p.u8(at + i), 2));
  p.put("): ");
  return [size, p.u8(at)];
}
