/** ping's books: what was sent, what came back, and the last lines. iputils ping_common.c. */

/** Sequence numbers remembered for duplicates. */
const SEEN_MAX = 65_536;

export class PingStats {
  transmitted = 0;
  received = 0;
  duplicates = 0;
  corrupted = 0;
  errors = 0;
  minUs = Infinity;
  maxUs = 0;
  sumUs = 0;
  sum2 = 0;
  /** EWMA of the round trip, in eighths of µs. */
  rtt = 0;
  /** The furthest that answers ran behind. */
  pipe = 0;
  private acked = 0;
  private readonly seen = new Uint8Array(SEEN_MAX / 8);

  advance(): void {
    this.transmitted++;
    this.clear(this.transmitted & 0xffff);
  }

  get inFlight(): number {
    const diff = (this.transmitted - this.acked) & 0xffff;
    return diff <= 0x7fff ? diff : this.transmitted - this.received - this.errors;
  }

  acknowledge(seq: number): void {
    const diff = (this.transmitted - seq) & 0xffff;
    if (diff > 0x7fff) return;
    if (diff + 1 > this.pipe) this.pipe = diff + 1;
    if (((seq - this.acked) & 0xffff) <= 0x7fff) this.acked = seq;
  }

  answered(seq: number): boolean {
    return ((this.seen[seq >> 3] as number) & (1 << (seq & 7))) !== 0;
  }

  private clear(seq: number): void {
    this.seen[seq >> 3] = (this.seen[seq >> 3] as number) & ~(1 << (seq & 7));
  }

  /** An answer. `tripUs` null: it carried no time. True: a duplicate. */
  reply(seq: number, tripUs: number | null): boolean {
    this.received++;
    this.acknowledge(seq);
    if (tripUs !== null) {
      this.sumUs += tripUs;
      this.sum2 += tripUs * tripUs;
      if (tripUs < this.minUs) this.minUs = tripUs;
      if (tripUs > this.maxUs) this.maxUs = tripUs;
      this.rtt = this.rtt === 0 ? tripUs * 8 : this.rtt + tripUs - Math.floor(this.rtt / 8);
    }
    if (this.answered(seq)) {
      this.duplicates++;
      this.received--;
      return true;
    }
    this.seen[seq >> 3] = (this.seen[seq >> 3] as number) | (1 << (seq & 7));
    return false;
  }

  /** The block after the empty line, without the last newline's companions. */
  summary(host: string, elapsedUs: number, timing: boolean, gaps: boolean): string {
    let out = `\n--- ${host} ping statistics ---\n${this.transmitted} packets transmitted, ${this.received} received`;
    if (this.duplicates > 0) out += `, +${this.duplicates} duplicates`;
    if (this.corrupted > 0) out += `, +${this.corrupted} corrupted`;
    if (this.errors > 0) out += `, +${this.errors} errors`;
    if (this.transmitted > 0) {
      out += `, ${general(((this.transmitted - this.received) * 100) / this.transmitted)}% packet loss`;
      out += `, time ${Math.floor((elapsedUs + 500) / 1000)}ms`;
    }
    out += "\n";
    let comma = "";
    const total = this.received + this.duplicates;
    if (this.received > 0 && timing) {
      const average = Math.floor(this.sumUs / total);
      const variance = Math.floor(
        (this.sum2 - Math.floor((this.sumUs * this.sumUs) / total)) / total,
      );
      const deviation = Math.floor(Math.sqrt(Math.max(0, variance)));
      out += `rtt min/avg/max/mdev = ${ms(this.minUs)}/${ms(average)}/${ms(this.maxUs)}/${ms(deviation)} ms`;
      comma = ", ";
    }
    if (this.pipe > 1) {
      out += `${comma}pipe ${this.pipe}`;
      comma = ", ";
    }
    if (this.received > 0 && gaps && this.transmitted > 1) {
      const gap = Math.floor(elapsedUs / (this.transmitted - 1));
      out += `${comma}ipg/ewma ${ms(gap)}/${ms(Math.floor(this.rtt / 8))} ms`;
    }
    return `${out}\n`;
  }

  /** SIGQUIT's line. */
  snapshot(timing: boolean): string {
    const loss =
      this.transmitted > 0
        ? Math.floor(((this.transmitted - this.received) * 100) / this.transmitted)
        : 0;
    let out = `\r${this.received}/${this.transmitted} packets, ${loss}% loss`;
    if (this.received > 0 && timing) {
      const average = Math.floor(this.sumUs / (this.received + this.duplicates));
      out += `, min/avg/ewma/max = ${ms(this.minUs)}/${ms(average)}/${ms(Math.floor(this.rtt / 8))}/${ms(this.maxUs)} ms`;
    }
    return `${out}\n`;
  }
}

/** µs as ms with three decimals. */
export function ms(us: number): string {
  return `${Math.floor(us / 1000)}.${String(us % 1000).padStart(3, "0")}`;
}

/** printf %g of a percentage. */
function general(value: number): string {
  if (Number.isInteger(value)) return String(value);
  return String(Number(value.toPrecision(6)));
}

/** ` time=`'s number: four figures at most. */
export function tripText(us: number): string {
  if (us >= 100_000 - 50) return String(Math.floor((us + 500) / 1000));
  if (us >= 10_000 - 5)
    return `${Math.floor((us + 50) / 1000)}.${Math.floor(((us + 50) % 1000) / 100)}`;
  if (us >= 1000)
    return `${Math.floor((us + 5) / 1000)}.${String(Math.floor(((us + 5) % 1000) / 10)).padStart(2, "0")}`;
  return ms(us);
}
