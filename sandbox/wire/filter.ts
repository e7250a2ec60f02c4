/**
 * The pcap-filter language (pcap-filter(7)), compiled to a test over packet bytes. libpcap 1.10.3's
 * grammar.y: `and` and `or` have one precedence and bind to the left, `not` binds tighter, a bare
 * value inherits the qualifiers of the term before it. Errors are libpcap's.
 *
 * Left out: gateway, protochain, decnet, mpls, pppoe, 802.11, ATM, PF keywords.
 */
import { parseIpv6, parseIpv6Groups, parseMac } from "./addr.ts";
import {
  and,
  anyProto,
  type Direction,
  etherHost,
  host6,
  hostIn,
  ip6Proto,
  ipHeader,
  ipProto,
  type Layout,
  LINK,
  layoutOf,
  linkType,
  NO,
  not,
  notFragment,
  or,
  ports,
  rejectsAll,
  Subject,
  type Test,
  type Value,
  YES,
} from "./filter/gen.ts";
import { type Token, tokenize } from "./filter/lex.ts";
import { protocolNumber, servicePort } from "./print/names.ts";

/** `wireLength` is what `len`, `less` and `greater` test. */
export type PacketFilter = (
  bytes: Uint8Array,
  start: number,
  end: number,
  wireLength: number,
) => boolean;

export interface FilterOptions {
  /** IPv4 and IPv6 addresses of a host name. */
  readonly resolve?: (name: string) => { v4: readonly number[]; v6: readonly string[] } | null;
  /** Signed netmask of the interface, 0 when reading a file. */
  readonly netmask?: number;
  /** Reading a file: some primitives are not possible then. */
  readonly savefile?: boolean;
}

/** Compile, or libpcap's complaint (without `tcpdump: can't parse filter expression: `). */
export function compileFilter(
  text: string,
  link: number,
  options: FilterOptions = {},
): { readonly matches: PacketFilter } | { readonly error: string } {
  const layout = layoutOf(link);
  const tokens = tokenize(text);
  if (typeof tokens === "string") return { error: tokens };
  if (layout === null) return { error: `unknown data link type ${link}` };
  const parser = new Parser(tokens, layout, options);
  let test: Test;
  try {
    test = parser.program();
  } catch (error) {
    if (error instanceof FilterError) return { error: error.text };
    throw error;
  }
  const subject = new Subject();
  return {
    matches: (bytes, start, end, wireLength) => {
      subject.b = bytes;
      subject.start = start;
      subject.end = end;
      subject.wireLength = wireLength;
      subject.rejected = false;
      return test(subject) && !subject.rejected;
    },
  };
}

/** Leaves the parser; never seen outside this file. */
class FilterError {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

type Address = "default" | "host" | "net" | "port" | "portrange" | "proto";
interface Qualifiers {
  readonly proto: string | null;
  readonly dir: Direction;
  readonly dirGiven: boolean;
  readonly addr: Address;
}
const NONE: Qualifiers = { proto: null, dir: "any", dirGiven: false, addr: "default" };

interface Arithmetic {
  readonly value: Value;
  /** What must hold for the value to exist. */
  readonly guard: Test | null;
  readonly constant: number | null;
}

const PROTOCOLS = new Set([
  "ether",
  "link",
  "ip",
  "arp",
  "rarp",
  "ip6",
  "tcp",
  "udp",
  "sctp",
  "icmp",
  "icmp6",
  "igmp",
  "igrp",
  "pim",
  "vrrp",
  "carp",
  "ah",
  "esp",
  "stp",
  "aarp",
  "atalk",
  "decnet",
  "ipx",
  "netbeui",
  "iso",
  "lat",
  "moprc",
  "mopdl",
  "fddi",
  "tr",
  "wlan",
  "radio",
]);
const IP_NUMBERS: ReadonlyMap<string, number> = new Map([
  ["tcp", 6],
  ["udp", 17],
  ["sctp", 132],
  ["icmp", 1],
  ["icmp6", 58],
  ["igmp", 2],
  ["igrp", 9],
  ["pim", 103],
  ["vrrp", 112],
  ["carp", 112],
  ["ah", 51],
  ["esp", 50],
]);
const LINK_NUMBERS: ReadonlyMap<string, number> = new Map([
  ["ip", 0x0800],
  ["arp", 0x0806],
  ["rarp", 0x8035],
  ["ip6", 0x86dd],
  ["stp", 0x42],
  ["iso", 0xfe],
  ["netbeui", 0xf0],
  ["ipx", 0xe0],
  ["atalk", 0x809b],
  ["aarp", 0x80f3],
  ["decnet", 0x6003],
  ["lat", 0x6004],
  ["moprc", 0x6002],
  ["mopdl", 0x6001],
]);
const CONSTANTS: ReadonlyMap<string, number> = new Map([
  ["icmptype", 0],
  ["icmpcode", 1],
  ["icmp-echoreply", 0],
  ["icmp-unreach", 3],
  ["icmp-sourcequench", 4],
  ["icmp-redirect", 5],
  ["icmp-echo", 8],
  ["icmp-routeradvert", 9],
  ["icmp-routersolicit", 10],
  ["icmp-timxceed", 11],
  ["icmp-paramprob", 12],
  ["icmp-tstamp", 13],
  ["icmp-tstampreply", 14],
  ["icmp-ireq", 15],
  ["icmp-ireqreply", 16],
  ["icmp-maskreq", 17],
  ["icmp-maskreply", 18],
  ["icmp6type", 0],
  ["icmp6code", 1],
  ["icmp6-destinationunreach", 1],
  ["icmp6-packettoobig", 2],
  ["icmp6-timeexceeded", 3],
  ["icmp6-parameterproblem", 4],
  ["icmp6-echo", 128],
  ["icmp6-echoreply", 129],
  ["icmp6-multicastlistenerquery", 130],
  ["icmp6-multicastlistenerreportv1", 131],
  ["icmp6-multicastlistenerdone", 132],
  ["icmp6-routersolicit", 133],
  ["icmp6-routeradvert", 134],
  ["icmp6-neighborsolicit", 135],
  ["icmp6-neighboradvert", 136],
  ["icmp6-redirect", 137],
  ["tcpflags", 13],
  ["tcp-fin", 1],
  ["tcp-syn", 2],
  ["tcp-rst", 4],
  ["tcp-push", 8],
  ["tcp-ack", 16],
  ["tcp-urg", 32],
  ["tcp-ece", 64],
  ["tcp-cwr", 128],
]);
const KEYWORDS = new Set([
  ...PROTOCOLS,
  ...CONSTANTS.keys(),
  "host",
  "net",
  "port",
  "portrange",
  "proto",
  "protochain",
  "gateway",
  "src",
  "dst",
  "and",
  "or",
  "not",
  "less",
  "greater",
  "len",
  "length",
  "broadcast",
  "multicast",
  "inbound",
  "outbound",
  "vlan",
  "mpls",
  "pppoed",
  "pppoes",
  "geneve",
  "mask",
  "byte",
  "ifindex",
  "ppp",
  "slip",
  "llc",
  "type",
  "subtype",
]);

const DEPTH_MAX = 64;

class Parser {
  private readonly tokens: readonly Token[];
  private at = 0;
  private readonly layout: Layout;
  private readonly options: FilterOptions;
  private last: Qualifiers = NONE;
  private depth = 0;

  constructor(tokens: readonly Token[], layout: Layout, options: FilterOptions) {
    this.tokens = tokens;
    this.layout = { ...layout };
    this.options = options;
  }

  program(): Test {
    if (this.tokens.length === 0) return YES;
    const test = this.expression();
    if (this.at < this.tokens.length) this.fail();
    if (rejectsAll(test)) this.fail("expression rejects all packets");
    return test;
  }

  private fail(text = "syntax error"): never {
    throw new FilterError(text);
  }

  // ── tokens ─────────────────────────────────────────────────────────────────────────────────

  private peek(ahead = 0): Token | null {
    return this.tokens[this.at + ahead] ?? null;
  }
  private isOp(text: string, ahead = 0): boolean {
    const token = this.peek(ahead);
    return token?.kind === "op" && token.text === text;
  }
  private keyword(ahead = 0): string | null {
    const token = this.peek(ahead);
    return token?.kind === "word" && !token.escaped && KEYWORDS.has(token.text) ? token.text : null;
  }
  private isKeyword(text: string, ahead = 0): boolean {
    return this.keyword(ahead) === text;
  }
  private isAnd(): boolean {
    return this.isKeyword("and") || this.isOp("&&");
  }
  private isOr(): boolean {
    return this.isKeyword("or") || this.isOp("||");
  }
  private isNot(): boolean {
    return this.isKeyword("not") || this.isOp("!");
  }
  private expectOp(text: string): void {
    if (!this.isOp(text)) this.fail();
    this.at++;
  }

  // ── expressions ────────────────────────────────────────────────────────────────────────────

  private expression(): Test {
    if (++this.depth > DEPTH_MAX) this.fail("expression is nested too deeply");
    let left = this.term(false);
    for (;;) {
      const conjunction = this.isAnd();
      if (!conjunction && !this.isOr()) break;
      this.at++;
      const right = this.term(true);
      left = conjunction ? and(left, right) : or(left, right);
    }
    this.depth--;
    return left;
  }

  /** A term; after and/or it may be a bare value that inherits the qualifiers. */
  private term(mayInherit: boolean): Test {
    if (this.isNot()) {
      this.at++;
      if (++this.depth > DEPTH_MAX) this.fail("expression is nested too deeply");
      const inner = this.term(mayInherit);
      this.depth--;
      return not(inner);
    }
    const relation = this.tryRelation();
    if (relation !== null) return relation;
    if (this.isOp("(")) {
      if (this.isBareValue(1)) {
        if (!mayInherit) this.fail();
        if (this.last === NONE) this.fail("syntax error in filter expression");
        return this.valueList(this.last);
      }
      this.at++;
      const inner = this.expression();
      this.expectOp(")");
      return inner;
    }
    if (this.isBareValue(0)) {
      const number = this.peek()?.kind === "number";
      if (!mayInherit || (this.last === NONE && !number))
        this.fail(mayInherit ? "syntax error in filter expression" : "syntax error");
      if (this.last === NONE) this.fail("syntax error in filter expression");
      return this.value(this.last);
    }
    return this.primitive();
  }

  private isBareValue(ahead: number): boolean {
    const token = this.peek(ahead);
    if (token === null || token.kind === "op") return false;
    return token.kind !== "word" || token.escaped || !KEYWORDS.has(token.text);
  }

  /** `(a or b)` after a qualifier. */
  private valueList(q: Qualifiers): Test {
    this.expectOp("(");
    let left = this.valueOrNot(q);
    for (;;) {
      const conjunction = this.isAnd();
      if (!conjunction && !this.isOr()) break;
      this.at++;
      const right = this.valueOrNot(q);
      left = conjunction ? and(left, right) : or(left, right);
    }
    this.expectOp(")");
    return left;
  }

  private valueOrNot(q: Qualifiers): Test {
    if (this.isNot()) {
      this.at++;
      return not(this.valueOrNot(q));
    }
    if (this.isOp("(")) return this.valueList(q);
    if (!this.isBareValue(0)) this.fail();
    return this.value(q);
  }

  // ── qualifiers and keywords ────────────────────────────────────────────────────────────────

  private primitive(): Test {
    const special = this.special(null);
    if (special !== null) return special;
    let proto: string | null = null;
    const first = this.keyword();
    if (first !== null && PROTOCOLS.has(first)) {
      proto = first === "link" ? "ether" : first;
      this.at++;
      const special = this.special(proto);
      if (special !== null) return special;
    }
    const { dir, given } = this.direction();
    let addr: Address = "default";
    const kind = this.keyword();
    if (
      kind === "host" ||
      kind === "net" ||
      kind === "port" ||
      kind === "portrange" ||
      kind === "proto"
    ) {
      addr = kind;
      this.at++;
    } else if (kind === "gateway") this.fail("'gateway' not supported in this configuration");
    else if (kind === "protochain") {
      this.fail(`underlay does not simulate the filter keyword '${kind}'`);
    }
    if (given && addr === "proto") this.fail();
    if (proto !== null && !given && addr === "default") {
      this.last = NONE;
      return this.abbreviation(proto);
    }
    if (proto === null && !given && addr === "default") this.fail();
    const q: Qualifiers = { proto, dir, dirGiven: given, addr };
    this.last = q;
    if (this.isOp("(")) return this.valueList(q);
    if (this.isNot()) return this.valueOrNot(q);
    if (!this.isBareValue(0)) this.fail();
    return this.value(q);
  }

  private direction(): { dir: Direction; given: boolean } {
    const first = this.keyword();
    if (first !== "src" && first !== "dst") return { dir: "any", given: false };
    this.at++;
    const second = this.keyword(1);
    const joined =
      (this.isAnd() || this.isOr()) && (second === "src" || second === "dst") && second !== first;
    if (!joined) return { dir: first, given: true };
    const dir: Direction = this.isAnd() ? "and" : "any";
    this.at += 2;
    return { dir, given: true };
  }

  /** Keywords that are primitives by themselves. */
  private special(proto: string | null): Test | null {
    const word = this.keyword();
    if (word === "broadcast" || word === "multicast") {
      this.at++;
      return word === "broadcast" ? this.broadcast(proto) : this.multicast(proto);
    }
    if (proto !== null) return null;
    switch (word) {
      case "less":
      case "greater": {
        this.at++;
        const token = this.peek();
        if (token?.kind !== "number") this.fail();
        this.at++;
        const limit = token.value;
        return word === "less" ? (s) => s.wireLength <= limit : (s) => s.wireLength >= limit;
      }
      case "vlan":
        this.at++;
        return this.vlan();
      case "inbound":
      case "outbound":
        this.at++;
        return this.inOut(word);
      case "ifindex": {
        this.at++;
        const token = this.peek();
        if (token?.kind !== "number") this.fail();
        this.at++;
        const index = token.value;
        if (this.layout.linkType !== LINK.SLL2)
          this.fail(
            `ifindex not supported on ${linkName(this.layout.linkType)} when reading savefiles`,
          );
        return (s: Subject): boolean => s.u32(4) === index;
      }
      case "mpls":
      case "pppoed":
      case "pppoes":
      case "geneve":
      case "llc":
      case "byte":
      case "type":
      case "subtype":
      case "ppp":
      case "slip":
        return this.fail(`underlay does not simulate the filter keyword '${word}'`);
      default:
        return null;
    }
  }

  private abbreviation(proto: string): Test {
    const l = this.layout;
    const type = LINK_NUMBERS.get(proto);
    if (type !== undefined) return linkType(l, type);
    if (proto === "ether") return this.fail();
    const number = IP_NUMBERS.get(proto);
    if (number === undefined) return this.fail();
    if (
      proto === "icmp" ||
      proto === "igmp" ||
      proto === "igrp" ||
      proto === "vrrp" ||
      proto === "carp"
    )
      return ipProto(l, number);
    if (proto === "icmp6") return ip6Proto(l, number);
    return anyProto(l, number);
  }

  private broadcast(proto: string | null): Test {
    if (proto === null || proto === "ether") {
      if (this.layout.linkType !== LINK.ETHERNET) this.fail("not a broadcast link");
      return etherHost("dst", 0xffffffffffff);
    }
    if (proto !== "ip") return this.fail("only link-layer/IP broadcast filters supported");
    const host = ~(this.options.netmask ?? 0);
    const at = this.layout.net + 16;
    return and(linkType(this.layout, 0x0800), (s) => {
      const part = (s.u32(at) & host) >>> 0;
      return part === 0 || part === host >>> 0;
    });
  }

  private multicast(proto: string | null): Test {
    const l = this.layout;
    if (proto === null || proto === "ether") {
      if (l.linkType !== LINK.ETHERNET) {
        if (l.linkType === LINK.RAW || l.linkType === LINK.SLL || l.linkType === LINK.SLL2) {
          this.fail(
            "link-layer multicast filters supported only on ethernet/FDDI/token ring/ARCNET/802.11/ATM LANE/Fibre Channel",
          );
        }
      }
      return (s) => (s.u8(0) & 1) !== 0;
    }
    if (proto === "ip") return and(linkType(l, 0x0800), (s) => s.u8(l.net + 16) >= 224);
    if (proto === "ip6") {
      const at = l.net + 24;
      return and(linkType(l, 0x86dd), (s) => s.u8(at) === 255);
    }
    return this.fail(
      "link-layer multicast filters supported only on ethernet/FDDI/token ring/ARCNET/802.11/ATM LANE/Fibre Channel",
    );
  }

  private vlan(): Test {
    const l = this.layout;
    if (l.linkType !== LINK.ETHERNET) this.fail(`no VLAN support for ${linkName(l.linkType)}`);
    const token = this.peek();
    let wanted = -1;
    if (token?.kind === "number") {
      this.at++;
      wanted = token.value;
      if (wanted > 4095) this.fail(`VLAN tag ${wanted} greater than maximum 4095`);
    }
    const type = l.type;
    const tag = l.net;
    l.type += 4;
    l.net += 4;
    const tagged = or(
      linkType({ ...l, type }, 0x8100),
      or(linkType({ ...l, type }, 0x88a8), linkType({ ...l, type }, 0x9100)),
    );
    return wanted < 0 ? tagged : and(tagged, (s) => (s.u16(tag) & 0xfff) === wanted);
  }

  private inOut(word: "inbound" | "outbound"): Test {
    const link = this.layout.linkType;
    const outgoing: Test | null =
      link === LINK.SLL2 ? (s) => s.u8(10) === 4 : link === LINK.SLL ? (s) => s.u16(0) === 4 : null;
    if (outgoing === null)
      return this.fail(
        `inbound/outbound not supported on ${linkName(link)} when reading savefiles`,
      );
    return word === "outbound" ? outgoing : not(outgoing);
  }

  // ── values under qualifiers ────────────────────────────────────────────────────────────────

  private value(q: Qualifiers): Test {
    const token = this.peek();
    if (token === null) this.fail();
    this.at++;
    switch (token.kind) {
      case "number":
        return this.numberValue(token.value, 32, q, null);
      case "hid":
        return this.dotted(token.text, q);
      case "hid6":
        return this.six(token.text, q);
      case "mac": {
        if ((q.addr !== "host" && q.addr !== "default") || q.proto !== "ether")
          this.fail("ethernet address used in non-ether expression");
        if (this.layout.linkType !== LINK.ETHERNET)
          this.fail(
            "ethernet addresses supported only on ethernet/FDDI/token ring/802.11/ATM LANE/Fibre Channel",
          );
        return etherHost(q.dir, parseMac(token.text.replace(/[-.]/g, ":")) as number);
      }
      case "word":
        return this.named(token.text, q);
      default:
        return this.fail();
    }
  }

  private dotted(text: string, q: Qualifiers): Test {
    const parts = text.split(".").map(Number);
    let value = 0;
    for (const part of parts) {
      if (part > 255) this.fail(`invalid IPv4 address '${text}'`);
      value = ((value << 8) | part) >>> 0;
    }
    const bits = parts.length * 8;
    if (this.isOp("/")) {
      this.at++;
      const length = this.peek();
      if (length?.kind !== "number") this.fail();
      this.at++;
      if (length.value > 32) this.fail("mask length must be <= 32");
      const shifted = (bits === 32 ? value : value << (32 - bits)) >>> 0;
      const mask = length.value === 0 ? 0 : (-1 << (32 - length.value)) >>> 0;
      if ((shifted & ~mask) !== 0) this.fail(`non-network bits set in "${text}/${length.value}"`);
      return this.network(shifted, mask, q);
    }
    if (this.isKeyword("mask")) {
      this.at++;
      const given = this.peek();
      if (given?.kind !== "hid") this.fail();
      this.at++;
      const maskParts = given.text.split(".").map(Number);
      let mask = 0;
      for (const part of maskParts) mask = ((mask << 8) | part) >>> 0;
      const shifted = (bits === 32 ? value : value << (32 - bits)) >>> 0;
      mask = (maskParts.length === 4 ? mask : mask << (32 - maskParts.length * 8)) >>> 0;
      if ((shifted & ~mask) !== 0)
        this.fail(`non-network bits set in "${text} mask ${given.text}"`);
      return this.network(shifted, mask, q);
    }
    return this.numberValue(value, bits, q, text);
  }

  private network(value: number, mask: number, q: Qualifiers): Test {
    if (q.addr !== "net") this.fail("Mask syntax for networks only");
    return this.host(value, mask, q);
  }

  /** gen_ncode: a number or a dotted one. */
  private numberValue(value: number, bits: number, q: Qualifiers, text: string | null): Test {
    switch (q.addr) {
      case "port":
        return this.port(value, value, q);
      case "portrange":
        return this.port(value, value, q);
      case "proto":
        return this.protocol(value, q);
      default: {
        if (q.proto === "ether") this.fail("illegal link layer address");
        let address = value;
        let mask = 0xffffffff;
        if (text === null && q.addr === "net") {
          while (address !== 0 && (address & 0xff000000) === 0) {
            address = (address << 8) >>> 0;
            mask = (mask << 8) >>> 0;
          }
        } else if (bits < 32) {
          address = (address << (32 - bits)) >>> 0;
          mask = (mask << (32 - bits)) >>> 0;
        }
        return this.host(address, mask, q);
      }
    }
  }

  private six(text: string, q: Qualifiers): Test {
    const address = parseIpv6(text);
    if (address === null) this.fail(`invalid ip6 address ${text}`);
    let length = 128;
    let masked = false;
    if (this.isOp("/")) {
      this.at++;
      const token = this.peek();
      if (token?.kind !== "number") this.fail();
      this.at++;
      length = token.value;
      masked = true;
      if (length > 128) this.fail(`mask length must be <= 128`);
    }
    if (q.addr !== "default" && q.addr !== "host" && q.addr !== "net")
      this.fail("invalid qualifier against IPv6 address");
    if (!isNetwork(address, length)) this.fail(`non-network bits set in "${text}/${length}"`);
    if (q.addr !== "net" && masked && length !== 128) this.fail("Mask syntax for networks only");
    return this.host6(address, length, q);
  }

  private host6(address: string, length: number, q: Qualifiers): Test {
    if (q.proto === null || q.proto === "ip6") return host6(this.layout, q.dir, address, length);
    if (q.proto === "ether") return this.fail("link-layer modifier applied to ip6 host");
    return this.fail(`'${q.proto}' modifier applied to ip6 ${q.addr === "net" ? "net" : "host"}`);
  }

  private host(address: number, mask: number, q: Qualifiers): Test {
    const l = this.layout;
    const one = (type: number): Test => hostIn(l, type, q.dir, address, mask);
    switch (q.proto) {
      case null: {
        if (l.type < 0) return one(0x0800);
        return or(or(one(0x0800), one(0x0806)), one(0x8035));
      }
      case "ip":
        return one(0x0800);
      case "arp":
        return one(0x0806);
      case "rarp":
        return one(0x8035);
      case "ether":
        return this.fail("link-layer modifier applied to host");
      case "ip6":
        return this.fail("'ip6' modifier applied to ip host");
      default:
        return this.fail(`'${q.proto}' modifier applied to ${q.addr === "net" ? "net" : "host"}`);
    }
  }

  private port(low: number, high: number, q: Qualifiers): Test {
    const word = q.addr === "portrange" ? "portrange" : "port";
    const protocols =
      q.proto === null
        ? [6, 17, 132]
        : q.proto === "tcp"
          ? [6]
          : q.proto === "udp"
            ? [17]
            : q.proto === "sctp"
              ? [132]
              : null;
    if (protocols === null) return this.fail(`illegal qualifier of '${word}'`);
    for (const port of [low, high])
      if (port > 65535) this.fail(`illegal port number ${port} > 65535`);
    return ports(this.layout, protocols, q.dir, low, high);
  }

  private protocol(number: number, q: Qualifiers): Test {
    if (q.dirGiven) this.fail("direction applied to 'proto'");
    switch (q.proto) {
      case null:
        return anyProto(this.layout, number);
      case "ether":
        return linkType(this.layout, number);
      case "ip":
        return ipProto(this.layout, number);
      case "ip6":
        return ip6Proto(this.layout, number);
      case "arp":
      case "rarp":
        return this.fail(`${q.proto} does not encapsulate another protocol`);
      default:
        return this.fail(`'${q.proto} proto' is bogus`);
    }
  }

  /** gen_scode: a name. */
  private named(name: string, q: Qualifiers): Test {
    switch (q.addr) {
      case "net":
        return this.fail(`unknown network '${name}'`);
      case "host":
      case "default":
        return this.hostName(name, q);
      case "port":
        return this.portName(name, q);
      case "portrange": {
        const m = /^([0-9a-z]+)-([0-9a-z]+)(?:-.*)?$/i.exec(name);
        if (m === null) return this.portName(name, q);
        const bound = (text: string): number =>
          /^\d+$/.test(text)
            ? Number(text)
            : (servicePort(text, "tcp") ??
              servicePort(text, "udp") ??
              this.fail(`unknown port in range '${name}'`));
        const a = bound(m[1] as string);
        const b = bound(m[2] as string);
        return this.port(Math.min(a, b), Math.max(a, b), q);
      }
      case "proto": {
        const number =
          q.proto === "ether"
            ? LINK_NUMBERS.get(name)
            : q.proto === null || q.proto === "ip" || q.proto === "ip6"
              ? (protocolNumber(name) ?? undefined)
              : undefined;
        if (number === undefined) return this.fail(`unknown ${q.proto ?? "ip"} proto '${name}'`);
        return this.protocol(number, q);
      }
    }
  }

  private hostName(name: string, q: Qualifiers): Test {
    if (q.proto === "ether") this.fail(`unknown ether host '${name}'`);
    const found = this.options.resolve?.(name) ?? null;
    if (found === null || (found.v4.length === 0 && found.v6.length === 0))
      return this.fail(`unknown host '${name}'`);
    let test: Test = NO;
    if (q.proto !== "ip6")
      for (const address of found.v4) test = or(test, this.host(address >>> 0, 0xffffffff, q));
    if (q.proto === null || q.proto === "ip6")
      for (const address of found.v6) test = or(test, this.host6(address, 128, q));
    return test;
  }

  private portName(name: string, q: Qualifiers): Test {
    const tcp = servicePort(name, "tcp");
    const udp = servicePort(name, "udp");
    const port = tcp ?? udp;
    if (port === null) return this.fail(`unknown port '${name}'`);
    if (q.proto === "tcp" && tcp === null) return this.fail(`port '${name}' is udp`);
    if (q.proto === "udp" && udp === null) return this.fail(`port '${name}' is tcp`);
    if (q.proto === null && udp === null) return this.port(port, port, { ...q, proto: "tcp" });
    if (q.proto === null && tcp === null) return this.port(port, port, { ...q, proto: "udp" });
    return this.port(port, port, q);
  }

  // ── relations ──────────────────────────────────────────────────────────────────────────────

  /** `arithmetic relation arithmetic`, or null (and nothing consumed) when no such stands here. */
  private tryRelation(): Test | null {
    const from = this.at;
    if (!this.mayStartArithmetic()) return null;
    let left: Arithmetic;
    try {
      left = this.arithmetic(0);
    } catch (error) {
      if (error instanceof FilterError && error.text === "syntax error") {
        this.at = from;
        return null;
      }
      throw error;
    }
    const op = this.peek();
    if (op?.kind !== "op" || !["<", ">", "<=", ">=", "=", "==", "!="].includes(op.text)) {
      this.at = from;
      return null;
    }
    this.at++;
    const right = this.arithmetic(0);
    this.last = NONE;
    let test: Test = comparison(op.text, left.value, right.value);
    if (left.constant !== null && right.constant !== null) test = test(new Subject()) ? YES : NO;
    if (right.guard !== null) test = and(right.guard, test);
    if (left.guard !== null) test = and(left.guard, test);
    return test;
  }

  private mayStartArithmetic(): boolean {
    const token = this.peek();
    if (token === null) return false;
    if (token.kind === "number") return true;
    if (token.kind === "op") return token.text === "(" || token.text === "-";
    const word = this.keyword();
    if (word === null) return false;
    return (
      CONSTANTS.has(word) ||
      word === "len" ||
      word === "length" ||
      (PROTOCOLS.has(word) && this.isOp("[", 1))
    );
  }

  private arithmetic(level: number): Arithmetic {
    if (level >= LEVELS.length) return this.factor();
    let left = this.arithmetic(level + 1);
    for (;;) {
      const token = this.peek();
      if (token?.kind !== "op" || !(LEVELS[level] as readonly string[]).includes(token.text))
        return left;
      this.at++;
      const right = this.arithmetic(level + 1);
      if ((token.text === "/" || token.text === "%") && right.constant === 0)
        this.fail(token.text === "/" ? "division by zero" : "modulus by zero");
      if (
        (token.text === "<<" || token.text === ">>") &&
        right.constant !== null &&
        right.constant > 31
      )
        this.fail("shift by more than 31 bits");
      left = combine(token.text, left, right);
    }
  }

  private factor(): Arithmetic {
    if (++this.depth > DEPTH_MAX) this.fail("expression is nested too deeply");
    const made = this.factorInner();
    this.depth--;
    return made;
  }

  private factorInner(): Arithmetic {
    const token = this.peek();
    if (token === null) this.fail();
    if (token.kind === "number") {
      this.at++;
      return constant(token.value);
    }
    if (this.isOp("(")) {
      this.at++;
      const inner = this.arithmetic(0);
      this.expectOp(")");
      return inner;
    }
    if (this.isOp("-")) {
      this.at++;
      const inner = this.factor();
      return {
        ...inner,
        constant: inner.constant === null ? null : -inner.constant >>> 0,
        value: (s) => -inner.value(s) >>> 0,
      };
    }
    const word = this.keyword();
    if (word === "len" || word === "length") {
      this.at++;
      return { value: (s) => s.wireLength, guard: null, constant: null };
    }
    const known = word === null ? undefined : CONSTANTS.get(word);
    if (known !== undefined) {
      this.at++;
      return constant(known);
    }
    if (word === null || !PROTOCOLS.has(word)) this.fail();
    this.at++;
    this.expectOp("[");
    const index = this.arithmetic(0);
    let size = 1;
    if (this.isOp(":")) {
      this.at++;
      const given = this.peek();
      if (given?.kind !== "number") this.fail();
      this.at++;
      size = given.value;
      if (size !== 1 && size !== 2 && size !== 4) this.fail("data size must be 1, 2, or 4");
    }
    this.expectOp("]");
    return this.load(word, index, size);
  }

  /** gen_load: bytes of a protocol's header. */
  private load(proto: string, index: Arithmetic, size: number): Arithmetic {
    const l = { ...this.layout };
    const read = (s: Subject, at: number): number =>
      size === 1 ? s.u8(at) : size === 2 ? s.u16(at) : s.u32(at);
    const withGuard = (guard: Test | null, value: Value): Arithmetic => ({
      value,
      constant: null,
      guard: guard === null ? index.guard : index.guard === null ? guard : and(index.guard, guard),
    });
    if (proto === "ether" || proto === "link")
      return withGuard(null, (s) => read(s, index.value(s)));
    const type = LINK_NUMBERS.get(proto);
    if (type !== undefined)
      return withGuard(linkType(l, type), (s) => read(s, l.net + index.value(s)));
    if (proto === "icmp6") {
      const at = l.net + 40;
      const guard = and(linkType(l, 0x86dd), (s) => s.u8(l.net + 6) === 58);
      return withGuard(guard, (s) => read(s, at + index.value(s)));
    }
    const number = IP_NUMBERS.get(proto);
    if (number === undefined) return this.fail("unsupported index operation");
    const guard = and(ipProto(l, number), notFragment(l));
    return withGuard(guard, (s) => {
      const header = ipHeader(s, l.net);
      return read(s, l.net + header + index.value(s));
    });
  }
}

function isNetwork(address: string, length: number): boolean {
  const groups = parseIpv6Groups(address) ?? [];
  return groups.every((group, i) => {
    const bits = Math.max(0, Math.min(16, length - i * 16));
    return (group & (0xffff >>> bits)) === 0;
  });
}

const LEVELS: readonly (readonly string[])[] = [
  ["|", "^"],
  ["&"],
  ["<<", ">>"],
  ["+", "-"],
  ["*", "/", "%"],
];

function constant(value: number): Arithmetic {
  return { value: () => value, guard: null, constant: value };
}

function combine(op: string, left: Arithmetic, right: Arithmetic): Arithmetic {
  const guard =
    left.guard === null
      ? right.guard
      : right.guard === null
        ? left.guard
        : and(left.guard, right.guard);
  const a = left.value;
  const b = right.value;
  const value: Value = operation(op, a, b);
  const fold = left.constant !== null && right.constant !== null ? value(new Subject()) : null;
  return { value, guard, constant: fold };
}

function operation(op: string, a: Value, b: Value): Value {
  switch (op) {
    case "|":
      return (s) => (a(s) | b(s)) >>> 0;
    case "^":
      return (s) => (a(s) ^ b(s)) >>> 0;
    case "&":
      return (s) => (a(s) & b(s)) >>> 0;
    case "<<":
      return (s) => {
        const by = b(s);
        return by > 31 ? 0 : (a(s) << by) >>> 0;
      };
    case ">>":
      return (s) => {
        const by = b(s);
        return by > 31 ? 0 : a(s) >>> by;
      };
    case "+":
      return (s) => (a(s) + b(s)) >>> 0;
    case "-":
      return (s) => (a(s) - b(s)) >>> 0;
    case "*":
      return (s) => Math.imul(a(s), b(s)) >>> 0;
    default:
      return (s) => {
        const by = b(s);
        if (by === 0) {
          s.rejected = true;
          return 0;
        }
        return op === "/" ? Math.floor(a(s) / by) : a(s) % by;
      };
  }
}

function comparison(op: string, a: Value, b: Value): Test {
  switch (op) {
    case "<":
      return (s) => a(s) < b(s);
    case ">":
      return (s) => a(s) > b(s);
    case "<=":
      return (s) => a(s) <= b(s);
    case ">=":
      return (s) => a(s) >= b(s);
    case "!=":
      return (s) => a(s) !== b(s);
    default:
      return (s) => a(s) === b(s);
  }
}

function linkName(link: number): string {
  const names = new Map<number, string>([
    [LINK.ETHERNET, "Ethernet"],
    [LINK.SLL, "Linux cooked v1"],
    [LINK.SLL2, "Linux cooked v2"],
    [LINK.RAW, "Raw IP"],
  ]);
  return names.get(link) ?? String(link);
}
