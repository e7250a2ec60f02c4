/** IGMP: tcpdump 4.99.3 print-igmp.c, versions 1 to 3, mtrace (DVMRP and PIMv1 are named). */
import { cksum, type Printer, shouldBe } from "./context.ts";

const RECORD_TYPES: readonly string[] = ["", "is_in", "is_ex", "to_in", "to_ex", "allow", "block"];

export function printIgmp(p: Printer, at: number, length: number): void {
  p.protocol = "igmp";
  if (p.o.q) {
    p.put("igmp");
    return;
  }
  const type = p.u8(at);
  if (type === 0x11) {
    if (length >= 12) printQuery3(p, at, length);
    else {
      const maxResponse = p.u8(at + 1);
      p.put(`igmp query v${maxResponse !== 0 ? 2 : 1}`);
      if (maxResponse !== 0) {
        if (maxResponse !== 100)
          p.put(
            ` [max resp time ${maxResponse < 10 ? `${maxResponse}ms`.replace(/ms$/, "") : Math.floor(maxResponse)}${""}]`,
          );
      }
      if (p.u32(at + 4) !== 0) p.put(` [gaddr ${p.ip4(at + 4)}]`);
      if (length !== 8) p.put(` [len ${length}]`);
    }
  } else if (type === 0x12) {
    p.put(`igmp v1 report ${p.ip4(at + 4)}`);
    if (length !== 8) p.put(` [len ${length}]`);
  } else if (type === 0x16) p.put(`igmp v2 report ${p.ip4(at + 4)}`);
  else if (type === 0x22) printReport3(p, at, length);
  else if (type === 0x17) p.put(`igmp leave ${p.ip4(at + 4)}`);
  else if (type === 0x13 || type === 0x14) p.undecoded(type === 0x13 ? "dvmrp" : "pimv1");
  else if (type === 0x1e || type === 0x1f)
    printTrace(p, at, length, type === 0x1e ? "mresp" : "mtrace");
  else p.put(`igmp-${type}`);
  if (p.o.v > 0 && p.has(at, length)) {
    const sum = cksum(p.b, at, length);
    if (sum !== 0) {
      const field = p.u16(at + 2);
      void shouldBe;
      p.put(` bad igmp cksum ${field.toString(16)}!`);
    }
  }
}

/** Of a query and of a response alike. */
function printTrace(p: Printer, at: number, length: number, name: string): void {
  if (length < 24) {
    p.put(` [invalid len ${length}]`);
    return;
  }
  p.put(
    `${name} ${p.u24(at + 21)}: ${p.ip4(at + 8)} to ${p.ip4(at + 12)} reply-to ${p.ip4(at + 16)}`,
  );
  if (p.u8(at + 16) >> 4 === 14) p.put(` with-ttl ${p.u8(at + 20)}`);
}

function printQuery3(p: Printer, at: number, length: number): void {
  p.put("igmp query v3");
  const code = p.u8(at + 1);
  const tenths = code < 128 ? code : ((code & 0x0f) | 0x10) << (((code & 0x70) >> 4) + 3);
  if (tenths !== 100) {
    p.put(" [max resp time ");
    p.put(tenths < 600 ? `${(tenths / 10).toFixed(1)}s` : seconds(Math.floor(tenths / 10)));
    p.put("]");
  }
  if (p.u32(at + 4) !== 0) {
    p.put(` [gaddr ${p.ip4(at + 4)}`);
    const sources = p.u16(at + 10);
    if (sources > 0) {
      if (p.o.v > 1) {
        p.put(" {");
        for (let i = 0; i < sources && 12 + i * 4 + 4 <= length; i++)
          p.put(` ${p.ip4(at + 12 + i * 4)}`);
        p.put(" }");
      } else p.put(`, ${sources} source(s)`);
    }
    p.put("]");
  }
}

function printReport3(p: Printer, at: number, length: number): void {
  p.put("igmp v3 report");
  if (length < 16) {
    p.put(` [invalid length ${length}]`);
    return;
  }
  const groups = p.u16(at + 6);
  p.put(`, ${groups} group record(s)`);
  if (p.o.v === 0) return;
  let from = at + 8;
  for (let i = 0; i < groups; i++) {
    if (from + 8 > at + length) {
      p.put(" [invalid number of groups]");
      return;
    }
    p.put(` [gaddr ${p.ip4(from + 4)}`);
    const type = p.u8(from);
    p.put(
      ` ${RECORD_TYPES[type] !== undefined && type > 0 ? RECORD_TYPES[type] : ` [v3-report-#${type}]`}`,
    );
    const sources = p.u16(from + 2);
    if (from + 8 + sources * 4 > at + length) {
      p.put(` [invalid number of sources ${sources}]`);
      return;
    }
    if (p.o.v > 1) {
      p.put(" {");
      for (let j = 0; j < sources; j++) p.put(` ${p.ip4(from + 8 + j * 4)}`);
      p.put(" }");
    } else p.put(`, ${sources} source(s)`);
    p.put("]");
    from += 8 + sources * 4;
  }
}

function seconds(total: number): string {
  const h = Math.floor(total / 3600);
  const m = Math.floor((total % 3600) / 60);
  const s = total % 60;
  return (h > 0 ? `${h}h` : "") + (m > 0 ? `${m}m` : "") + `${s}s`;
}
