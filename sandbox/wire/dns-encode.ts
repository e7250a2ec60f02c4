/** DNS messages on their way out: RFC 1035 section 4. What is left out is said in dns.ts. */
import { writeIpv6 } from "./addr.ts";
import { put16, put32 } from "./bytes.ts";
import { type DnsData, dnsLabels, type DnsMessage, type DnsRecord } from "./dns.ts";

/** The message in wire form, names compressed as RFC 1035 section 4.1.4 has it; null for a name that cannot be sent. */
export function encodeDns(message: DnsMessage): Uint8Array | null {
  const writer = new Writer();
  const { questions, answers, authority, additional } = message;
  for (const word of [
    message.id,
    message.flags,
    questions.length,
    answers.length,
    authority.length,
    additional.length,
  ])
    writer.word(word);
  for (const q of questions) {
    writer.name(q.name, true);
    writer.word(q.type);
    writer.word(q.klass);
  }
  for (const section of [answers, authority, additional])
    for (const record of section) writer.record(record);
  return writer.bad ? null : writer.take();
}

class Writer {
  bad = false;
  private bytes = new Uint8Array(512);
  private at = 0;
  /** Where a name's tail was written. */
  private readonly known = new Map<string, number>();

  take(): Uint8Array {
    return this.bytes.slice(0, this.at);
  }

  private grow(count: number): void {
    if (this.at + count <= this.bytes.length) return;
    const bigger = new Uint8Array(Math.max(this.bytes.length * 2, this.at + count));
    bigger.set(this.bytes.subarray(0, this.at));
    this.bytes = bigger;
  }

  word(v: number): void {
    this.grow(2);
    put16(this.bytes, this.at, v);
    this.at += 2;
  }

  private long(v: number): void {
    this.grow(4);
    put32(this.bytes, this.at, v);
    this.at += 4;
  }

  private put(bytes: Uint8Array): void {
    this.grow(bytes.length);
    this.bytes.set(bytes, this.at);
    this.at += bytes.length;
  }

  private byte(v: number): void {
    this.grow(1);
    this.bytes[this.at++] = v;
  }

  name(name: string, compress: boolean): void {
    const labels = dnsLabels(name);
    if (labels === null) {
      this.bad = true;
      return;
    }
    const tails = labels.map((_, i) => labels.slice(i).map(labelKey).join("."));
    for (let i = 0; i < labels.length; i++) {
      const tail = tails[i] as string;
      const before = this.known.get(tail);
      if (compress && before !== undefined) {
        this.word(0xc000 | before);
        return;
      }
      if (before === undefined && this.at < 0x4000) this.known.set(tail, this.at);
      const label = labels[i] as Uint8Array;
      this.byte(label.length);
      this.put(label);
    }
    this.byte(0);
  }

  record(r: DnsRecord): void {
    this.name(r.name, true);
    this.word(r.type);
    this.word(r.klass);
    this.long(r.ttl);
    const sizeAt = this.at;
    this.word(0);
    this.data(r.data);
    const size = this.at - sizeAt - 2;
    if (size > 65_535 || this.at > 65_535) this.bad = true;
    else put16(this.bytes, sizeAt, size);
  }

  private data(d: DnsData): void {
    switch (d.kind) {
      case "a":
        return this.long(d.address);
      case "aaaa":
        this.grow(16);
        writeIpv6(this.bytes, this.at, d.address);
        this.at += 16;
        return;
      case "name":
        return this.name(d.target, true);
      case "mx":
        this.word(d.preference);
        return this.name(d.target, true);
      case "srv":
        for (const v of [d.priority, d.weight, d.port]) this.word(v);
        return this.name(d.target, false);
      case "soa":
        this.name(d.primary, true);
        this.name(d.mailbox, true);
        for (const n of d.numbers) this.long(n);
        return;
      case "txt":
        for (const s of d.strings) {
          this.byte(Math.min(s.length, 255));
          this.put(s.subarray(0, 255));
        }
        return;
      case "opt":
        for (const o of d.options) {
          this.word(o.code);
          this.word(o.data.length);
          this.put(o.data);
        }
        return;
      default:
        this.put(d.bytes);
    }
  }
}

/** A label for the table of tails; case counts, so that names come back as they were written. */
function labelKey(label: Uint8Array): string {
  return [...label].map((c) => String.fromCharCode(c)).join("");
}
