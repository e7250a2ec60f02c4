/**
 * Rewrites what is random in a transcript to stable placeholders, so that two runs of one case can be
 * compared: times, MAC addresses, ids, ports. Placeholders are numbered by first appearance, so equal values
 * stay equal. A value that the case itself types is never rewritten.
 *
 * The fields and their order are those of the recordings' own tool; the two must agree on every recording.
 */

export const FIELDS_ON = [
  "time",
  "rtt",
  "mac",
  "ll",
  "port",
  "seq",
  "ts",
  "ipid",
  "icmpid",
  "cksum",
  "pid",
  "cttime",
  "used",
  "hw",
  "oper",
  "order",
] as const;
export const FIELDS_OFF = ["ifindex", "count", "win", "kernel", "space"] as const;
export type NormalField = (typeof FIELDS_ON)[number] | (typeof FIELDS_OFF)[number];

const MAC = "(?<![0-9a-fA-F:])(?:[0-9a-fA-F]{2}:){5}[0-9a-fA-F]{2}(?![0-9a-fA-F:])";
/** net.netfilter.nf_conntrack_*_timeout*, in seconds. */
const TIMEOUTS = [10, 30, 60, 120, 180, 300, 600, 432_000];
/** Commands whose output the kernel keeps in hash tables with a random seed: lines are sorted. */
const ORDERED =
  /^(?:ip netns exec \S+ )?(?:bridge\b.*\bfdb\b|ip\b.*\b(?:neigh|neighbor|neighbour)\b|conntrack\b.*(?:-[LD]|--dump)\b|ss\b)/;

export interface Block {
  /** The command's first line; null before the first command. */
  readonly command: string | null;
  readonly lines: readonly string[];
}

/** A transcript cut at its `$ ` lines. */
export function blocks(text: string): Block[] {
  const out: { command: string | null; lines: string[] }[] = [{ command: null, lines: [] }];
  for (const line of text.split("\n")) {
    if (line.startsWith("$ ")) out.push({ command: line.slice(2), lines: [line] });
    else (out.at(-1) as { lines: string[] }).lines.push(line);
  }
  return out;
}

export function normalize(text: string, on: ReadonlySet<NormalField> = new Set(FIELDS_ON)): string {
  const normalizer = new Normalizer(text, on);
  const out: string[] = [];
  for (const { command, lines } of blocks(text)) {
    const sorted =
      command !== null && on.has("order") && ORDERED.test(command)
        ? normalizer.sortBlock(lines)
        : lines;
    for (const line of sorted) out.push(normalizer.line(line));
  }
  return out.join("\n");
}

/** Numbers values of one kind by first appearance. */
class Ids {
  private readonly tag: string;
  private readonly known = new Map<string, number>();
  constructor(tag: string) {
    this.tag = tag;
  }
  of(value: string): string {
    let id = this.known.get(value);
    if (id === undefined) this.known.set(value, (id = this.known.size + 1));
    return `<${this.tag}${id}>`;
  }
}

class Normalizer {
  private readonly on: ReadonlySet<NormalField>;
  private readonly mac = new Ids("MAC");
  private readonly ll = new Ids("LL");
  private readonly port = new Ids("PORT");
  private readonly seq = new Ids("SEQ");
  private readonly pid = new Ids("PID");
  private readonly icmp = new Ids("ICMPID");
  private readonly typed: string;
  private readonly typedMacs: ReadonlySet<string>;
  private readonly typedPatterns: readonly RegExp[];
  private readonly typedPorts: ReadonlySet<string>;
  /** Link-local address -> the MAC it was made of. */
  private readonly eui = new Map<string, string>();
  /** Absolute TCP sequence number -> placeholder. */
  private readonly syn = new Map<number, string>();

  constructor(text: string, on: ReadonlySet<NormalField>) {
    this.on = on;
    const typed = text
      .split("\n")
      .filter((l) => /^[$>#] /.test(l))
      .join("\n")
      .toLowerCase();
    this.typed = typed;
    this.typedMacs = new Set(typed.match(new RegExp(MAC, "g")) ?? []);
    // A MAC typed with a shell variable in it: 0a:00:00:00:00:0$i.
    const withVariable =
      typed.match(
        /(?<![0-9a-f:])(?:[0-9a-f]{2}:){2,5}[0-9a-f:]*\$(?:\{\w+\}|\w+)(?::[0-9a-f]{2})*/g,
      ) ?? [];
    this.typedPatterns = withVariable.map((t) => {
      const literal = t
        .replace(/[.*+?^${}()|[\]\\]/g, "\\$&")
        .replace(/\\\$(\\\{\w+\\\}|\w+)/g, "[0-9a-f:]{1,2}");
      return new RegExp(`^(?:${literal})$`);
    });
    this.typedPorts = new Set(typed.match(/\b\d{5}\b/g) ?? []);
    for (const found of text.match(new RegExp(MAC, "g")) ?? []) {
      const m = found.toLowerCase();
      const made = eui64(m);
      if (!this.eui.has(made)) this.eui.set(made, m);
    }
  }

  /** Sort a block's output on the text with volatile values masked; a header and trailing notes stay. */
  sortBlock(lines: readonly string[]): string[] {
    const body = lines.slice(1);
    const tail: string[] = [];
    while (body.length > 0 && /^(?:$|\[exit|conntrack v|# )/.test(body.at(-1) as string))
      tail.unshift(body.pop() as string);
    const head =
      body.length > 0 && /^(?:State|Netid|Recv-Q)\b/.test(body[0] as string)
        ? [body.shift() as string]
        : [];
    if (!body.some((l) => l.startsWith(" ") || l.startsWith("\t"))) {
      const keyed = body.map((line, i) => ({ line, key: this.sortKey(line), i }));
      keyed.sort((a, b) => compareCodePoints(a.key, b.key) || a.i - b.i);
      body.splice(0, body.length, ...keyed.map((entry) => entry.line));
    }
    return [lines[0] as string, ...head, ...body, ...tail];
  }

  private sortKey(line: string): string {
    return line
      .replace(new RegExp(MAC, "g"), (m) => (this.isFixed(m.toLowerCase()) ? m.toLowerCase() : "M"))
      .replace(/\b(?:3[3-9]|[45]\d|32)\d{3}\b/g, "P")
      .replace(/^((?:tcp|udp|icmp)\s+\d+ )\d+ /, "$1")
      .replace(/fe80::[0-9a-f:]+/g, "L")
      .replace(/used \S+/g, "")
      .replace(/\bid=\d+/g, "id");
  }

  line(input: string): string {
    if (/^[$>#] /.test(input)) return input;
    const { on } = this;
    let l = input;
    if (on.has("time")) l = this.times(l);
    if (on.has("rtt")) l = this.roundTrips(l);
    if (on.has("ll")) {
      l = l.replace(/\b(fe80::[0-9a-f:]+)(?<!:)/g, (whole, v: string) =>
        this.linkLocal(whole, v.toLowerCase()),
      );
      l = l.replace(/\bff02::1:ff[0-9a-f]{2}:[0-9a-f]{1,4}/g, "ff02::1:ff<LOW24>");
    }
    if (on.has("mac")) l = this.macs(l);
    if (on.has("seq")) l = this.sequences(l);
    if (on.has("ts"))
      l = l.replace(/\bTS val \d+/g, "TS val <TS>").replace(/\becr [1-9]\d*/g, "ecr <TS>");
    if (on.has("ipid")) l = this.ipIds(l);
    if (on.has("icmpid")) {
      l = l.replace(
        /(TYPE=\d+ CODE=\d+ ID=)(\d+)/g,
        (_, a: string, n: string) => a + this.icmp.of(n),
      );
      l = l.replace(/\bid (\d+), seq/g, (_, n: string) => `id ${this.icmp.of(n)}, seq`);
      l = l.replace(
        /\b(type=\d+ code=\d+ id=)(\d+)/g,
        (_, a: string, n: string) => a + this.icmp.of(n),
      );
    }
    if (on.has("cksum")) {
      l = l.replace(
        /(\bcksum |\bsum |-> )(0x[0-9a-f]{1,4})\b/g,
        (_, a: string, v: string) => a + (v === "0x0000" ? v : "<CK>"),
      );
    }
    if (on.has("pid")) {
      l = l.replace(/\bportid=\d+( progname=\S+)?/g, "portid=<PORTID>");
      l = l.replace(/(\bpid[= ]|PID )(\d+)/g, (_, a: string, n: string) => a + this.pid.of(n));
    }
    if (on.has("port")) l = this.ports(l);
    if (on.has("cttime")) {
      l = l.replace(
        /^((?:\s*\[\w+\] )?\s*(?:ipv4\s+2 )?(?:tcp|udp|icmp|gre|unknown|ipencap)\s+\d+ )(\d+) /,
        (_, a: string, n: string) => {
          const left = Number(n);
          return `${a}~${TIMEOUTS.find((t) => left <= t) ?? left} `;
        },
      );
    }
    if (on.has("used")) l = ages(l);
    if (on.has("hw")) {
      l = l.replace(
        /\b(numtxqueues|numrxqueues|gso_max_size|gso_max_segs|tso_max_size|tso_max_segs|gro_max_size|gso_ipv4_max_size|gro_ipv4_max_size) \d+/g,
        "$1 <HW>",
      );
    }
    if (on.has("oper") && l.includes("@if")) {
      l = l
        .replace(/(@if\d+ +)LOWERLAYERDOWN/g, "$1DOWN          ")
        .replace(/\bstate LOWERLAYERDOWN\b/g, "state DOWN");
    }
    return this.optional(l);
  }

  private times(l: string): string {
    return l
      .replace(/^(\s*)\d\d:\d\d:\d\d\.\d{6} /, "$1HH:MM:SS.uuuuuu ")
      .replace(
        /\b\d{4}-\d\d-\d\d( \d\d:\d\d:\d\d(\.\d+)?)?\b/g,
        (_, clock: string | undefined) => `YYYY-MM-DD${clock === undefined ? "" : " HH:MM:SS"}`,
      )
      .replace(
        /(?<![0-9a-f:])([01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{3})?(?![0-9a-f:])/g,
        "HH:MM:SS",
      )
      .replace(/\b(Date|Last-Modified|Expires): .*/g, "$1: <DATE>")
      .replace(/etag: ".*"/gi, "ETag: <ETAG>")
      .replace(/\[\d\d\/[A-Z][a-z]{2}\/\d{4}[^\]]*\]/g, "[<DATE>]")
      .replace(/^\[ *\d+\.\d{6}\]/, "[<UPTIME>]");
  }

  private roundTrips(l: string): string {
    return l
      .replace(/\btime=[\d.]+ ms/g, "time=<RTT> ms")
      .replace(/\btime \d+ms/g, "time <T>ms")
      .replace(
        /^rtt min\/avg\/max\/mdev = [\d./]+ ms(, pipe \d+)?(, ipg\/ewma \S+ ms)?/,
        "rtt min/avg/max/mdev = <RTT> ms",
      )
      .replace(/(?<= {2})\d+\.\d{3} ms/g, "<RTT> ms")
      .replace(/\bafter \d+ ms/g, "after <T> ms")
      .replace(new RegExp(`\\[(${MAC})\\]  [\\d.]+ms`, "g"), "[$1]  <RTT>ms");
  }

  private isFixed(mac: string): boolean {
    return (
      this.typedMacs.has(mac) ||
      mac === "00:00:00:00:00:00" ||
      mac === "ff:ff:ff:ff:ff:ff" ||
      mac.startsWith("01:00:5e") ||
      mac.startsWith("01:80:c2") ||
      mac.startsWith("33:33:00") ||
      this.typedPatterns.some((p) => p.test(mac))
    );
  }

  private linkLocal(whole: string, v: string): string {
    if (this.typed.includes(v) || v.length < 8) return whole;
    const made = this.eui.get(v);
    if (made === undefined) return this.ll.of(v);
    return this.isFixed(made) ? whole : `fe80::${this.mac.of(made)}`;
  }

  private macs(l: string): string {
    const bridgeId = (whole: string, prefix: string, mac: string): string =>
      this.isFixed(mac) ? whole : `${prefix}.${this.mac.of(mac)}`;
    return l
      .replace(
        /\b([0-9a-f]{1,4})\.((?:[0-9a-f]{1,2}:){5}[0-9a-f]{1,2})/g,
        (whole, prefix: string, mac: string) =>
          bridgeId(
            whole,
            prefix,
            mac
              .toLowerCase()
              .split(":")
              .map((x) => x.padStart(2, "0"))
              .join(":"),
          ),
      )
      .replace(/\b([0-9a-f]{4})\.([0-9a-f]{12})\b/g, (whole, prefix: string, mac: string) =>
        bridgeId(whole, prefix, (mac.toLowerCase().match(/../g) as string[]).join(":")),
      )
      .replace(new RegExp(MAC, "g"), (whole) => {
        const v = whole.toLowerCase();
        if (v.startsWith("33:33:ff")) {
          const known =
            this.typedMacs.has(v) || [...this.typedMacs].some((t) => t.endsWith(v.slice(9)));
          return known ? whole : "33:33:ff:<LOW24>";
        }
        return this.isFixed(v) ? whole : this.mac.of(v);
      });
  }

  private sequences(l: string): string {
    const id = (n: number): string => {
      const before = this.syn.get((n - 1 + 2 ** 32) % 2 ** 32);
      if (before !== undefined) return `${before.slice(0, -1)}+1>`;
      let own = this.syn.get(n);
      if (own === undefined) this.syn.set(n, (own = this.seq.of(String(n))));
      return own;
    };
    return l
      .replace(
        /\bseq (\d{6,}):(\d{6,})\b/g,
        (_, a: string, b: string) =>
          `seq ${id(Number(a))}:<+${(Number(b) - Number(a) + 2 ** 32) % 2 ** 32}>`,
      )
      .replace(/\b(seq |ack )(\d+)\b/g, (whole, word: string, n: string) =>
        Number(n) < 100_000 ? whole : word + id(Number(n)),
      );
  }

  private ipIds(l: string): string {
    let out = l.replace(/(, id )[1-9]\d*(, offset)/g, "$1<IPID>$2");
    if (out.includes(" TTL=") && out.includes(" PROTO=")) {
      out = out
        .replace(/(TTL=\d+ ID=)[1-9]\d*/g, "$1<IPID>")
        .replace(/\bOPT \([0-9A-F]+\)/g, "OPT (<OPT>)")
        .replace(/\b(SEQ|ACK)=\d{6,}/g, "$1=<SEQ>");
    }
    return out;
  }

  private ports(l: string): string {
    const ephemeral = (whole: string, before: string, digits: string, line: string): string => {
      const n = Number(digits);
      const traceroute = n >= 33_434 && n <= 33_534 && !/Flags|tcp/.test(line);
      if (n < 32_768 || n > 60_999 || traceroute || this.typedPorts.has(digits)) return whole;
      return before + this.port.of(String(n));
    };
    const each = (text: string, pattern: RegExp): string =>
      text.replace(pattern, (whole, before: string, digits: string) =>
        ephemeral(whole, before, digits, text),
      );
    let out = each(l, /(\b\d+\.\d+\.\d+\.\d+\.)(\d{5})(?=[ :,]|$)/g);
    // MASQUERADE --random-fully takes any port.
    out = out.replace(/(\b[sd]port=)(\d{4,5})\b/g, (whole, before: string, digits: string) => {
      const n = Number(digits);
      const known = new RegExp(`\\b${n}\\b`).test(this.typed);
      return known || (n >= 33_434 && n <= 33_534) ? whole : before + this.port.of(String(n));
    });
    out = each(out, /(\d+\.\d+\.\d+\.\d+[%\w]*:)(\d{5})\b/g);
    out = each(out, /(\](?::))(\d{5})\b/g);
    out = each(out, /(\b(?:SPT|DPT)=)(\d{5})\b/g);
    return each(out, /(\bport )(\d{5})\b/g);
  }

  /** Fields that are off by default. */
  private optional(line: string): string {
    const { on } = this;
    let l = line;
    if (on.has("ifindex"))
      l = l.replace(/^\d+: (?=[\w.@-]+:? )/, "<N>: ").replace(/@if\d+/g, "@if<N>");
    if (on.has("count")) {
      l = l
        .replace(/\[\d+:\d+\]/g, "[<P>:<B>]")
        .replace(/\b\d+ packets, \d+[KMG]? bytes/g, "<P> packets, <B> bytes")
        .replace(/\b(packets|bytes)[= ]\d+/g, "$1=<N>")
        .replace(/^ *\d+[KMG]? +\d+[KMG]? (?=[\w-]+ +(?:all|tcp|udp|icmp|\d+) )/, "<P> <B> ")
        .replace(/^( {4}) *\d+(?: +\d+){5,} *$/, "$1<STATS>");
    }
    if (on.has("win")) l = l.replace(/\bwin \d+/g, "win <WIN>");
    if (on.has("kernel")) l = l.replace(/\b[56]\.\d+\.\d+[-\w.]*/g, "<KERNEL>");
    if (on.has("space")) l = l.replace(/(?<=\S)[ \t]+/g, " ").trimEnd();
    return l;
  }
}

function ages(l: string): string {
  return l
    .replace(/\bused \d+(\/\d+)+/g, "used <AGES>")
    .replace(/\b(age|expires) \d+sec/g, "$1 <AGE>sec")
    .replace(
      /^( {4}(?:Hold timer|Keepalive timer|Connect delay|Error wait|Start delay|Idle wait|Connect retry): +)\d+\//,
      "$1<AGE>/",
    )
    .replace(
      /\b((?:hello|tcn|topology change|gc|message age|forward delay|hold) timer\t\t?) +\d+\.\d\d/g,
      "$1   <AGE>",
    )
    .replace(
      /\b((?:hello|tcn|topology_change|gc|message_age|forward_delay|hold)_timer) +\d+\.\d\d/g,
      "$1 <AGE>",
    )
    .replace(/^( +\d+\t(?:[0-9a-f:]{17}|<MAC\d+>)\t(?:no|yes)\t\t) +\d+\.\d\d$/, "$1   <AGE>")
    .replace(/\b(since|uptime|updated) \d+(\.\d+)?s/g, "$1 <AGE>s");
}

/** fe80:: and the EUI-64 of a MAC, as RFC 5952 writes it. */
function eui64(mac: string): string {
  const b = mac.split(":").map((x) => Number.parseInt(x, 16));
  const groups = [
    (((b[0] as number) ^ 2) << 8) | (b[1] as number),
    ((b[2] as number) << 8) | 0xff,
    0xfe00 | (b[3] as number),
    ((b[4] as number) << 8) | (b[5] as number),
  ];
  const text = groups.map((g) => g.toString(16));
  // The four middle zero groups are the longest run unless more zeros follow them.
  let lead = 0;
  while (lead < 3 && text[lead] === "0") lead++;
  return `fe80::${text.slice(lead).join(":")}`;
}

function compareCodePoints(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
