/** Members as ipset(8) reads and writes them: addresses, networks, ranges, protocols and ports. lib/parse.c. */
import type { SetMember, SetTypeName } from "../../../kernel/netfilter/ipset/types.ts";
import type { NfAddr, NfFamily } from "../../../kernel/netfilter/types.ts";
import { formatIpv4, parseIpv4, parseIpv6 } from "../../../wire/addr.ts";
import { protocolName, protocolNumber, servicePort } from "../../../wire/print/names.ts";
import { ICMP_NAMES, ICMPV6_NAMES } from "./icmp.ts";
import { dimensionsOf } from "./set-types.ts";

/** What ipset says, after "ipset v7.17: ". */
export class Bad {
  readonly text: string;
  readonly status: number;
  /** A host's name that stood where an address was wanted: who can look it up may try again. */
  readonly host: string | null;
  constructor(text: string, status = 1, host: string | null = null) {
    this.text = text;
    this.status = status;
    this.host = host;
  }
}

const syntax = (text: string): Bad => new Bad(`Syntax error: ${text}`);

/** strtoll(3) with base 0, within bounds. */
export function numberIn(text: string, from: number, to: number): number | Bad {
  const m = /^\s*([-+]?)(0[xX][0-9a-fA-F]+|0[0-7]*|[1-9]\d*)$/.exec(text);
  if (m === null) return syntax(`'${text}' is invalid as number`);
  const digits = m[2] as string;
  const size = /^0[0-7]/.test(digits) ? Number.parseInt(digits, 8) : Number(digits);
  const value = m[1] === "-" ? -size : size;
  const bound = to > Number.MAX_SAFE_INTEGER ? "18446744073709551614" : String(to);
  if (value < from || value > to) return syntax(`'${text}' is out of range ${from}-${bound}`);
  return value;
}

function addressOf(text: string, family: NfFamily): NfAddr | Bad {
  const addr = family === "ip" ? parseIpv4(text) : parseIpv6(text);
  if (addr !== null) return addr;
  const name = family === "ip" ? "IPv4" : "IPv6";
  const why = `Syntax error: cannot parse ${text}: resolving to ${name} address failed`;
  return new Bad(why, 1, text);
}

interface Span {
  readonly ip: NfAddr;
  readonly ipTo?: NfAddr;
  readonly cidr?: number;
}

/** IP, IP/CIDR or FROM-TO. */
export function spanOf(text: string, family: NfFamily, isNet: boolean): Span | Bad {
  // A name with a dash stands in brackets.
  if (/^\[.*\]$/.test(text)) {
    const ip = addressOf(text.slice(1, -1), family);
    return ip instanceof Bad ? ip : { ip };
  }
  const slash = text.indexOf("/");
  const dash = family === "ip" ? text.indexOf("-") : -1;
  if (family === "ip6" && !isNet && (slash >= 0 || text.includes("-"))) {
    return syntax(`plain IP address must be supplied: ${text}`);
  }
  if (slash >= 0) {
    const ip = addressOf(text.slice(0, slash), family);
    if (ip instanceof Bad) return ip;
    const cidr = numberIn(text.slice(slash + 1), 0, family === "ip" ? 32 : 128);
    return cidr instanceof Bad ? cidr : { ip, cidr };
  }
  if (dash > 0) {
    const ip = addressOf(text.slice(0, dash), family);
    if (ip instanceof Bad) return ip;
    const ipTo = addressOf(text.slice(dash + 1), family);
    return ipTo instanceof Bad ? ipTo : { ip, ipTo };
  }
  const ip = addressOf(text, family);
  return ip instanceof Bad ? ip : { ip };
}

const WITH_PORTS: ReadonlySet<number> = new Set([6, 17, 132, 136]);

/** One port of a protocol: a number, or a service's name. */
function portOf(text: string, protocol: string): number | Bad {
  const value = numberIn(text, 0, 65_535);
  if (!(value instanceof Bad)) return value;
  const named = servicePort(text, protocol === "udp" ? "udp" : "tcp");
  if (named !== null) return named;
  const first = value.text.replace("Syntax error: ", "");
  return syntax(
    `${first}\nSyntax error: '${protocol}' is invalid as number\ncannot parse '${text}' as a ${protocol} port`,
  );
}

export interface Ports {
  readonly protocol: number;
  readonly port: number;
  readonly portTo?: number;
}

/** [PROTO:]PORT, [PROTO:]FROM-TO, icmp:NAME, icmp:TYPE/CODE, PROTO:0. */
export function portsOf(text: string): Ports | Bad {
  const colon = text.indexOf(":");
  const name = colon < 0 ? "tcp" : text.slice(0, colon);
  const rest = text.slice(colon + 1);
  const protocol = /^\d+$/.test(name)
    ? Number(name)
    : name.toLowerCase() === "icmpv6"
      ? 58
      : protocolNumber(name.toLowerCase());
  if (protocol === null || protocol > 255) return syntax(`cannot parse '${name}' as a protocol`);
  if (protocol === 1 || protocol === 58) return icmpOf(rest, protocol);
  if (!WITH_PORTS.has(protocol)) {
    if (rest !== "0") {
      return syntax(`Protocol ${name} can be used with pseudo port value 0 only.`);
    }
    return { protocol, port: 0 };
  }
  return rangeOfPorts(rest, name, protocol);
}

function rangeOfPorts(text: string, name: string, protocol: number): Ports | Bad {
  const whole = portOf(text, name);
  if (!(whole instanceof Bad)) return { protocol, port: whole };
  const dash = text.indexOf("-");
  if (dash < 0) return whole;
  // The end is read first.
  const portTo = portOf(text.slice(dash + 1), name);
  if (portTo instanceof Bad) return portTo;
  const port = portOf(text.slice(0, dash), name);
  return port instanceof Bad ? port : { protocol, port, portTo };
}

function icmpOf(text: string, protocol: number): Ports | Bad {
  const table = protocol === 1 ? ICMP_NAMES : ICMPV6_NAMES;
  const named = table.find(([name]) => name.toLowerCase() === text.toLowerCase());
  if (named !== undefined) return { protocol, port: named[1] };
  const m = /^(\d+)\/(\d+)$/.exec(text);
  if (m === null || Number(m[1]) > 255 || Number(m[2]) > 255) {
    return new Bad(`Cannot parse ${text} as an ${protocol === 1 ? "ICMP" : "ICMPv6"} type/code.`);
  }
  return { protocol, port: (Number(m[1]) << 8) | Number(m[2]) };
}

const COUNTS = ["none", "one", "two"];

/** A member's word, for a type and a family. */
export function memberOf(text: string, type: SetTypeName, family: NfFamily): SetMember | Bad {
  if (type === "list:set") return { set: text };
  const dims = dimensionsOf(type);
  const parts = text.split(",");
  if (parts.length > dims.length) {
    const have =
      dims.length === 1
        ? "Elem separator"
        : dims.length === 2
          ? "Two elem separators"
          : "Three elem separators";
    const supports = COUNTS[dims.length - 1] ?? "";
    return syntax(`${have} in ${text}, but settype ${type} supports ${supports}.`);
  }
  if (parts.length < dims.length) {
    const missing = parts.length === 1 ? "Second" : "Third";
    return syntax(`${missing} element is missing from ${text}.`);
  }
  if (type === "bitmap:port") {
    const ports = portsOf(text);
    return ports instanceof Bad ? ports : { ...ports };
  }
  const first = spanOf(parts[0] as string, family, dims[0] === "net");
  if (first instanceof Bad) return first;
  if (dims.length === 1) return first;
  const ports = portsOf(parts[1] as string);
  if (ports instanceof Bad) return ports;
  if (dims.length === 2) return { ...first, ...ports };
  const second = spanOf(parts[2] as string, family, dims[2] === "net");
  if (second instanceof Bad) return second;
  return {
    ...first,
    ...ports,
    ip2: second.ip,
    ...(second.ipTo === undefined ? {} : { ip2To: second.ipTo }),
    ...(second.cidr === undefined ? {} : { cidr2: second.cidr }),
  };
}

const address = (addr: NfAddr): string => (typeof addr === "number" ? formatIpv4(addr) : addr);

function spanText(ip: NfAddr, to: NfAddr | undefined, cidr: number | undefined): string {
  if (to !== undefined) return `${address(ip)}-${address(to)}`;
  const whole = typeof ip === "number" ? 32 : 128;
  return address(ip) + (cidr === undefined || cidr === whole ? "" : `/${cidr}`);
}

/** `tcp:80`, `icmp:echo-request`, `vrrp:0`. */
function portText(member: SetMember): string {
  const { protocol = 6, port = 0, portTo } = member;
  const name = protocolName(protocol) ?? String(protocol);
  if (protocol === 1 || protocol === 58) {
    const table = protocol === 1 ? ICMP_NAMES : ICMPV6_NAMES;
    const named = table.find(([, value]) => value === port);
    return `${name}:${named?.[0] ?? `${port >> 8}/${port & 0xff}`}`;
  }
  return `${name}:${port}${portTo === undefined ? "" : `-${portTo}`}`;
}

/** A member's name as ipset writes it. */
export function memberText(member: SetMember, type: SetTypeName): string {
  if (type === "list:set") {
    // Both ways are called "after".
    const beside = member.before ?? member.after;
    return (member.set ?? "") + (beside === undefined ? "" : ` after ${beside}`);
  }
  if (type === "bitmap:port") {
    return `${member.port ?? 0}${member.portTo === undefined ? "" : `-${member.portTo}`}`;
  }
  const parts = [spanText(member.ip as NfAddr, member.ipTo, member.cidr)];
  if (type.includes("port")) parts.push(portText(member));
  if (member.ip2 !== undefined) parts.push(spanText(member.ip2, member.ip2To, member.cidr2));
  return parts.join(",");
}

/** -s: by address, then the longer prefix, then protocol and port; shorter words first. */
export function compareMembers(a: string, b: string): number {
  const [left, right] = [a.split(","), b.split(",")];
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const [x = "", xCidr] = (left[i] as string).split("/");
    const [y = "", yCidr] = (right[i] as string).split("/");
    const order = compareWords(x.split(/[.:]/), y.split(/[.:]/));
    if (order !== 0) return order;
    const cidr = Number(yCidr ?? 999) - Number(xCidr ?? 999);
    if (cidr !== 0) return cidr;
  }
  return 0;
}

function compareWords(a: readonly string[], b: readonly string[]): number {
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const [x, y] = [a[i] as string, b[i] as string];
    if (x.length !== y.length) return x.length - y.length;
    if (x !== y) return x < y ? -1 : 1;
  }
  return a.length - b.length;
}
