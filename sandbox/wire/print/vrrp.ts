/** VRRP versions 2 and 3 (RFC 3768, 5798): tcpdump 4.99.3 print-vrrp.c. */
import { cksum, type Printer } from "./context.ts";
import { pseudo4, pseudo6 } from "./ip.ts";
import { zeroPadded } from "./text.ts";

const AUTHENTICATION = ["none", "simple", "ah"];

export function printVrrp(
  p: Printer,
  at: number,
  length: number,
  header: number,
  six: boolean,
): void {
  p.protocol = "vrrp";
  p.put("VRRP");
  const version = p.u8(at) >> 4;
  const type = p.u8(at) & 15;
  p.put(`v${version}, ${type === 1 ? "Advertisement" : `unknown type (${type})`}`);
  const ttl = p.u8(header + (six ? 7 : 8));
  if (ttl !== 255) p.put(`, (ttl ${ttl})`);
  if (version < 2 || version > 3 || type !== 1) return;
  p.put(`, vrid ${p.u8(at + 1)}, prio ${p.u8(at + 2)}`);
  const auth = p.u8(at + 4);
  if (version === 2)
    p.put(`, authtype ${AUTHENTICATION[auth] ?? `#${auth}`}, intvl ${p.u8(at + 5)}s`);
  else p.put(`, intvl ${p.u16(at + 4) & 0xfff}cs`);
  p.put(`, length ${length}`);
  if (p.o.v === 0) return;
  if (p.has(at, length)) {
    const start = version === 2 ? 0 : (six ? pseudo6 : pseudo4)(p, header, length, 112);
    if (cksum(p.b, at, length, start) !== 0)
      p.put(`, (bad vrrp cksum ${p.u16(at + 6).toString(16)})`);
  }
  const count = p.u8(at + 3);
  p.put(`, addrs${count > 1 ? `(${count})` : ""}:`);
  const size = six ? 16 : 4;
  let cursor = at + 8;
  for (let i = 0; i < count; i++, cursor += size)
    p.put(`${i === 0 ? " " : ","}${six ? p.ip6(cursor) : p.ip4(cursor)}`);
  if (version === 2 && auth === 1) p.put(` auth "${zeroPadded(p, cursor, 8)}"`);
}
