/** The matches that look into the transport header: tcp, udp, icmp, icmp6, multiport. */
import type { Range, TcpFlagsMatch, XtMatch } from "../../../kernel/netfilter/types.ts";
import type { Call, ExtContext, MatchExtension } from "./extension.ts";
import { icmpTypeName, parseIcmpType } from "./icmp-types.ts";
import { parseUint } from "./numbers.ts";
import type { Session } from "./session.ts";
import { inv, portText, rangeText, type View } from "./view.ts";

type Of<N extends XtMatch["name"]> = Extract<XtMatch, { readonly name: N }>;

const FLAGS: readonly (readonly [string, number])[] = [
  ["FIN", 1],
  ["SYN", 2],
  ["RST", 4],
  ["PSH", 8],
  ["ACK", 16],
  ["URG", 32],
];

/** A port by number or service name. */
export function parsePort(s: Session, text: string, protocol: string): number {
  const number = parseUint(text, 0, 65535) ?? s.names.servicePort(text, protocol);
  return number ?? s.bad(`invalid port/service \`${text}' specified`);
}

function tcpPorts(s: Session, { arg, invert }: Call): Range {
  const colon = arg.indexOf(":");
  if (colon < 0) {
    const port = parsePort(s, arg, "tcp");
    return { from: port, to: port, invert };
  }
  const first = arg.slice(0, colon);
  const last = arg.slice(colon + 1);
  const from = first === "" ? 0 : parsePort(s, first, "tcp");
  const to = last === "" ? 65535 : parsePort(s, last, "tcp");
  if (from > to) s.bad("invalid portrange (min > max)");
  return { from, to, invert };
}

function parseFlag(s: Session, text: string): number {
  let bits = 0;
  for (const word of text.split(",")) {
    const upper = word.toUpperCase();
    const flag = FLAGS.find(([name]) => name === upper)?.[1];
    if (flag !== undefined) bits |= flag;
    else if (upper === "ALL") bits |= 63;
    else if (upper !== "NONE") s.bad(`Unknown TCP flag \`${word}'`);
  }
  return bits;
}

/** "! every port", alone, asks for nothing: iptables makes no expression of it. */
function isVoid(...ranges: (Range | null)[]): boolean {
  const given = ranges.filter((range) => range !== null);
  return given.length > 0 && given.every((r) => r.from === 0 && r.to === 65535 && r.invert);
}

/** Every port: the kernel is not asked. */
function narrowed(range: Range | null): Range | null {
  return range !== null && range.from === 0 && range.to === 65535 ? null : range;
}

const SOURCE = ["source-port", "sport"];
const DESTINATION = ["destination-port", "dport"];

export const tcpMatch: MatchExtension = {
  name: "tcp",
  entries: [
    { names: SOURCE, type: "string", own: true },
    { names: DESTINATION, type: "string", own: true },
    { names: ["syn"], type: "none", own: true },
    { names: ["tcp-flags"], type: "string", own: true },
    { names: ["tcp-option"], type: "string", own: true },
  ],
  start({ s, ip }: ExtContext) {
    let sport: Range | null = null;
    let dport: Range | null = null;
    let flags: TcpFlagsMatch | null = null;
    let option: { kind: number; invert: boolean } | null = null;
    const once = (had: unknown, name: string): void => {
      if (had !== null) s.bad(`Only one \`${name}' allowed`);
    };
    const setFlags = (mask: number, set: number, invert: boolean): void => {
      if (flags !== null) s.bad("Only one of `--syn' or `--tcp-flags'  allowed");
      flags = { mask, set, invert };
    };
    return {
      parse(call) {
        if (call.name === "source-port") {
          once(sport, "--source-port");
          sport = tcpPorts(s, call);
        } else if (call.name === "destination-port") {
          once(dport, "--destination-port");
          dport = tcpPorts(s, call);
        } else if (call.name === "syn") setFlags(23, 2, call.invert);
        else if (call.name === "tcp-flags") {
          const set = call.takeWord();
          if (set === null) return s.bad("--tcp-flags requires two args.");
          const mask = parseFlag(s, call.arg);
          setFlags(mask, parseFlag(s, set), call.invert);
        } else {
          once(option, "--tcp-option");
          const kind = parseUint(call.arg, 1, 255);
          if (kind === null) return s.bad(`Bad TCP option "${call.arg}"`);
          option = { kind, invert: call.invert };
        }
      },
      finish() {
        if (ip.protocol !== 6 && (sport ?? dport ?? flags) !== null)
          s.bad("TCP match requires '-p tcp'");
        if (isVoid(sport, dport) && flags === null && option === null) return null;
        return {
          name: "tcp",
          sport: narrowed(sport),
          dport: narrowed(dport),
          ...(flags === null ? {} : { flags }),
          ...(option === null ? {} : { option }),
        };
      },
    };
  },
};

export const udpMatch: MatchExtension = {
  name: "udp",
  entries: [
    { names: SOURCE, type: "ports", invert: true },
    { names: DESTINATION, type: "ports", invert: true },
  ],
  start({ s, ip }) {
    let sport: Range | null = null;
    let dport: Range | null = null;
    return {
      parse({ name, a, b, invert }) {
        const range = { from: a, to: b, invert };
        if (name === "source-port") sport = range;
        else dport = range;
      },
      finish() {
        if (ip.protocol !== 17 && (sport ?? dport) !== null) s.bad("UDP match requires '-p udp'");
        if (isVoid(sport, dport)) return null;
        return { name: "udp", sport: narrowed(sport), dport: narrowed(dport) };
      },
    };
  },
};

function portsText(view: View, word: string, range: Range | null, protocol: string): string {
  if (range === null) return "";
  const { from, to, invert } = range;
  const not = invert ? "!" : "";
  const name = (port: number): string => portText(view, port, protocol);
  if (from === to) return ` ${word}:${not}${name(from)}`;
  return ` ${word}s:${not}${name(from)}:${name(to)}`;
}

function flagNames(bits: number): string {
  const names = FLAGS.filter(([, bit]) => (bits & bit) !== 0).map(([name]) => name);
  return names.length === 0 ? "NONE" : names.join(",");
}

const flagHex = (bits: number): string => `0x${bits.toString(16).toUpperCase().padStart(2, "0")}`;

export function printPorts(match: Of<"tcp" | "udp">, view: View): string {
  const { name, flags, option } = match;
  let text = ` ${name}`;
  text += portsText(view, "spt", match.sport, name) + portsText(view, "dpt", match.dport, name);
  if (option !== undefined) text += ` option=${option.invert ? "!" : ""}${option.kind}`;
  if (flags !== undefined) {
    const show = view.numeric ? flagHex : flagNames;
    text += ` flags:${flags.invert ? "!" : ""}${show(flags.mask)}/${show(flags.set)}`;
  }
  return text;
}

export function savePorts({ sport, dport, flags, option }: Of<"tcp" | "udp">): string {
  let text = "";
  if (sport !== null) text += ` ${inv(sport.invert)}--sport ${rangeText(sport)}`;
  if (dport !== null) text += ` ${inv(dport.invert)}--dport ${rangeText(dport)}`;
  if (option !== undefined) text += ` ${inv(option.invert)}--tcp-option ${option.kind}`;
  if (flags !== undefined)
    text += ` ${inv(flags.invert)}--tcp-flags ${flagNames(flags.mask)} ${flagNames(flags.set)}`;
  return text;
}

function icmp(name: "icmp" | "icmp6", option: string): MatchExtension {
  return {
    name,
    entries: [{ names: [option], type: "string", invert: true, must: true }],
    start({ s }) {
      let match: XtMatch | null = null;
      return {
        parse(call) {
          match = parseIcmpType(s, call.arg, call.invert);
        },
        finish: () => match,
      };
    },
  };
}
export const icmpMatch = icmp("icmp", "icmp-type");
export const icmp6Match = icmp("icmp6", "icmpv6-type");

export function printIcmp(match: Of<"icmp" | "icmp6">, view: View): string {
  const { name, type, codeFrom, codeTo, invert } = match;
  const known = view.numeric ? null : icmpTypeName(match);
  const head = name === "icmp" ? " icmp" : " ipv6-icmp";
  if (known !== null) return `${head} ${invert ? "!" : ""}${known}`;
  let text = `${head}${invert ? " !" : ""}type ${type}`;
  if (codeFrom === codeTo) text += ` code ${codeFrom}`;
  else if (codeFrom !== 0 || codeTo !== 255) text += ` codes ${codeFrom}-${codeTo}`;
  return text;
}

export function saveIcmp(match: Of<"icmp" | "icmp6">): string {
  const { name, type, codeFrom, codeTo, invert } = match;
  const option = name === "icmp" ? "--icmp-type" : "--icmpv6-type";
  const whole = codeFrom === 0 && codeTo === 255;
  const value = type === 255 && name === "icmp" ? "any" : `${type}${whole ? "" : `/${codeFrom}`}`;
  return ` ${inv(invert)}${option} ${value}`;
}

const MULTIPORT_PROTOCOLS: ReadonlyMap<number, string> = new Map([
  [6, "tcp"],
  [17, "udp"],
  [136, "udplite"],
  [132, "sctp"],
  [33, "dccp"],
]);
const WHICH = ["source-ports", "destination-ports", "ports"];

function multiportProtocol({ s, ip }: ExtContext): string {
  if (ip.protocol === 0)
    s.bad("multiport needs `-p tcp', `-p udp', `-p udplite', `-p sctp' or `-p dccp'");
  const name = ip.protocolInvert ? undefined : MULTIPORT_PROTOCOLS.get(ip.protocol);
  return name ?? s.bad("multiport only works with TCP, UDP, UDPLITE, SCTP and DCCP");
}

export const multiportMatch: MatchExtension = {
  name: "multiport",
  entries: [
    ["source-ports", "sports", "source-port", "sport"],
    ["destination-ports", "dports", "destination-port", "dport"],
    ["ports", "port"],
  ].map((names) => ({
    names,
    type: "string",
    invert: true,
    excl: WHICH.filter((other) => other !== names[0]),
  })),
  start(context) {
    let match: XtMatch | null = null;
    return {
      parse({ name, arg, invert }) {
        const { s } = context;
        const protocol = multiportProtocol(context);
        let room = 15;
        const ports = arg.split(",").map((part) => {
          const colon = part.indexOf(":");
          room -= colon < 0 ? 1 : 2;
          if (room < 0) s.bad("too many ports specified");
          const from = parsePort(s, colon < 0 ? part : part.slice(0, colon), protocol);
          const to = colon < 0 ? from : parsePort(s, part.slice(colon + 1), protocol);
          if (colon >= 0 && from >= to) s.bad("invalid portrange specified");
          return { from, to };
        });
        const which = name === "ports" ? "ports" : name === "source-ports" ? "sports" : "dports";
        match = { name: "multiport", which, ports, invert };
      },
      finish: () => match ?? context.s.bad("multiport expection an option"),
    };
  },
};

export function printMultiport({ which, ports, invert }: Of<"multiport">, view: View): string {
  const protocol = view.names.protocolName(view.ip.protocol) ?? "";
  const list = ports.map(({ from, to }) => {
    const first = portText(view, from, protocol);
    return from === to ? first : `${first}:${portText(view, to, protocol)}`;
  });
  return ` multiport ${which} ${invert ? " !" : ""}${list.join(",")}`;
}

export function saveMultiport({ which, ports, invert }: Of<"multiport">): string {
  const list = ports.map(({ from, to }) => (from === to ? `${from}` : `${from}:${to}`));
  return ` ${inv(invert)}--${which} ${list.join(",")}`;
}
