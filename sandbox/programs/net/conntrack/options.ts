/**
 * The command line of conntrack(8) 1.4.7: which options go with which command, what each means, and the
 * words for what does not. Left out, and said so by name: conntrack labels' files other than their absence,
 * options of SCTP, DCCP and GRE, expectations beyond empty tables.
 */
import type { TcpCtState } from "../../../kernel/netfilter/conntrack-types.ts";
import type { NfAddr, NfFamily } from "../../../kernel/netfilter/types.ts";
import { protocolByName } from "./names.ts";
import {
  EVENTS,
  EXTENSIONS,
  LONG,
  ORDER,
  OUTPUTS,
  SHORT,
  STATES,
  STATUSES,
} from "./option-table.ts";
import { addressOf, maskFrom, portOf } from "./values.ts";

export type Command = "L" | "I" | "U" | "D" | "G" | "F" | "E" | "V" | "h" | "C" | "S" | "A" | "R";
export type Table = "conntrack" | "expect" | "dying" | "unconfirmed";

export interface Masked {
  readonly value: number;
  readonly mask: number;
}
/** -n, -g, -j: an address and a port, either of which may be missing. */
export interface NatFilter {
  readonly addr: NfAddr | null;
  readonly port: number | null;
}

/** One direction's part of what was asked. */
export interface AskedTuple {
  src: NfAddr | null;
  dst: NfAddr | null;
  sport: number | null;
  dport: number | null;
}

export interface Asked {
  command: Command | null;
  table: Table;
  /** Letters of the options that were given. */
  readonly given: Set<string>;
  family: NfFamily | null;
  readonly original: AskedTuple;
  readonly reply: AskedTuple;
  srcMask: NfAddr | null;
  dstMask: NfAddr | null;
  protocol: number | null;
  protocolName: string;
  icmpType: number | null;
  icmpCode: number | null;
  icmpId: number | null;
  tcpState: TcpCtState | null;
  timeout: number | null;
  status: ReadonlySet<string>;
  mark: Masked | null;
  zone: number | null;
  events: ReadonlySet<string>;
  output: ReadonlySet<string>;
  srcNat: NatFilter | null;
  dstNat: NatFilter | null;
  anyNat: NatFilter | null;
  bufferSize: number | null;
  file: string;
  /** Words for standard error before anything else. */
  warnings: string;
}

/** What ends the program at once: its message (after the program's name) and status. */
export class Refusal {
  readonly text: string;
  readonly status: number;
  /** What a library said before. */
  readonly before: string;
  constructor(text: string, status = 2, before = "") {
    this.text = text;
    this.status = status;
    this.before = before;
  }
}

/** connlabel.conf is not installed. */
const NO_LABELS = "nfct_labelmap_new: No such file or directory\n";

function blank(): Asked {
  const tuple = (): AskedTuple => ({ src: null, dst: null, sport: null, dport: null });
  return {
    command: null,
    table: "conntrack",
    given: new Set(),
    family: null,
    original: tuple(),
    reply: tuple(),
    srcMask: null,
    dstMask: null,
    protocol: null,
    protocolName: "",
    icmpType: null,
    icmpCode: null,
    icmpId: null,
    tcpState: null,
    timeout: null,
    status: new Set(),
    mark: null,
    zone: null,
    events: new Set(),
    output: new Set(),
    srcNat: null,
    dstNat: null,
    anyNat: null,
    bufferSize: null,
    file: "",
    warnings: "",
  };
}

/** All words of a command line, from left to right as getopt_long(3) takes them. */
export function parse(words: readonly string[]): Asked | Refusal {
  const asked = blank();
  for (let i = 0; i < words.length; i++) {
    const word = words[i] as string;
    if (word === "--") break;
    if (!word.startsWith("-") || word === "-") continue;
    if (word.startsWith("--")) {
      const found = longOption(word, asked);
      if (found === null) return new Refusal(`unknown option \`${word}'`);
      let { value } = found;
      const kind = found.kind;
      if (kind === ":" && value === null) {
        if (i + 1 >= words.length) return new Refusal(`option \`${word}' requires an argument`);
        value = words[++i] as string;
      } else if (value === null && kind !== "" && isOperand(words[i + 1])) {
        value = words[++i] as string;
      }
      const refused = take(asked, found.letter, value);
      if (refused !== null) return refused;
      continue;
    }
    for (let k = 1; k < word.length; k++) {
      const letter = word[k] as string;
      const kind = SHORT[letter];
      if (kind === undefined) return new Refusal(`unknown option \`${word}'`);
      let value: string | null = null;
      if (kind !== "") {
        value = k + 1 < word.length ? word.slice(k + 1) : null;
        // A command's own value is not a table's name: check_type() looks at the next word only.
        if (kind === "T" && value !== null) value = "conntrack";
        k = word.length;
        if (value === null && kind === ":") {
          if (i + 1 >= words.length) return new Refusal(`option \`${word}' requires an argument`);
          value = words[++i] as string;
        } else if (value === null && isOperand(words[i + 1])) value = words[++i] as string;
      }
      const refused = take(asked, letter, value);
      if (refused !== null) return refused;
    }
  }
  return asked;
}

function isOperand(word: string | undefined): boolean {
  return word !== undefined && !word.startsWith("-") && !word.startsWith("!");
}

interface Found {
  readonly letter: string;
  readonly kind: string;
  readonly value: string | null;
}

function longOption(word: string, asked: Asked): Found | null {
  const equals = word.indexOf("=");
  const name = equals < 0 ? word.slice(2) : word.slice(2, equals);
  const value = equals < 0 ? null : word.slice(equals + 1);
  const extension = EXTENSIONS.get(asked.protocolName) ?? [];
  const all: (readonly [string, string])[] = [
    ...LONG,
    ...extension.map((one) => [one, one] as const),
  ];
  const near = all.filter(([one]) => one.startsWith(name));
  const option = all.find(([one]) => one === name) ?? near[0];
  if (option === undefined) return null;
  if (option[0] !== name && near.some(([, letter]) => letter !== option[1])) return null;
  const letter = option[1];
  const kind = letter.length > 1 ? ":" : (SHORT[letter] ?? ":");
  return { letter, kind, value };
}

/** One option. */
function take(asked: Asked, letter: string, value: string | null): Refusal | null {
  if (SHORT[letter] === "T") return takeCommand(asked, letter as Command, value);
  if (letter.length > 1) return takeExtension(asked, letter, value ?? "");
  if (letter !== "a") asked.given.add(letter);
  switch (letter) {
    case "s":
    case "d":
    case "r":
    case "q":
    case "[":
    case "]":
    case "{":
    case "}":
      return takeAddress(asked, letter, value ?? "");
    case "n":
    case "g":
    case "j":
      return value === null ? null : takeNat(asked, letter, value);
    case "p": {
      const found = protocolByName(value ?? "");
      if (found === null) return new Refusal(`\`${value ?? ""}' unsupported protocol`);
      asked.protocol = found.number;
      asked.protocolName = found.name;
      return null;
    }
    case "f":
      if (!/^ipv[46]/.test(value ?? ""))
        return new Refusal(`\`${value ?? ""}' unsupported protocol`);
      return takeFamily(asked, (value ?? "").startsWith("ipv4") ? "ip" : "ip6");
    case "u":
    case "e":
    case "o":
      return takeList(asked, letter, value ?? "");
    case "l":
    case "<":
    case ">":
      return new Refusal(`unknown label '${value ?? ""}'`, 2, NO_LABELS);
    case "a":
      asked.warnings += `WARNING: ignoring -${letter}, deprecated option.\n`;
      return null;
    default:
      return takeNumber(asked, letter, value ?? "");
  }
}

function takeCommand(asked: Asked, letter: Command, value: string | null): Refusal | null {
  let table: Table = "conntrack";
  if (value !== null) {
    const known = (["expect", "conntrack", "dying", "unconfirmed"] as const).find(
      (one) => value.startsWith(one) || (one === "expect" && value.startsWith("expect")),
    );
    if (known === undefined) return new Refusal(`unknown type \`${value}'`);
    table = known;
  }
  if ((table === "dying" || table === "unconfirmed") && letter !== "L") {
    return new Refusal("Can't do that command with tables `dying' and `unconfirmed'");
  }
  if (letter === "U" && table === "expect") {
    return new Refusal("Can't do --update on expectations");
  }
  if (asked.command !== null) return new Refusal("Invalid commands combination");
  asked.command = letter;
  asked.table = table;
  return null;
}

function takeFamily(asked: Asked, family: NfFamily): Refusal | null {
  if (asked.family !== null && asked.family !== family) {
    return new Refusal("mismatched address family");
  }
  asked.family = family;
  return null;
}

const LONG_OF: ReadonlyMap<string, string> = new Map(ORDER);

function takeAddress(asked: Asked, letter: string, text: string): Refusal | null {
  const slash = text.indexOf("/");
  const found = addressOf(slash < 0 ? text : text.slice(0, slash));
  if (found === null) return new Refusal(`Invalid IP address \`${text}'`);
  const mask = slash < 0 ? null : maskFrom(found.family, text.slice(slash + 1));
  if (slash >= 0 && mask === null) return new Refusal("Invalid netmask");
  if (mask !== null && letter !== "s" && letter !== "d") {
    return new Refusal(`CIDR notation unavailable for \`--${LONG_OF.get(letter) ?? ""}'`);
  }
  const refused = takeFamily(asked, found.family);
  if (refused !== null) return refused;
  if (letter === "s") asked.original.src = found.addr;
  else if (letter === "d") asked.original.dst = found.addr;
  else if (letter === "r") asked.reply.src = found.addr;
  else if (letter === "q") asked.reply.dst = found.addr;
  else if (letter === "{") asked.srcMask = found.addr;
  else if (letter === "}") asked.dstMask = found.addr;
  if (mask !== null) {
    asked.given.add(letter === "s" ? "{" : "}");
    if (letter === "s") asked.srcMask = mask;
    else asked.dstMask = mask;
  }
  return null;
}

function takeNat(asked: Asked, letter: string, text: string): Refusal | null {
  if (text.includes("/")) {
    return new Refusal(`CIDR notation unavailable for \`--${LONG_OF.get(letter) ?? ""}'`);
  }
  const six = /^\[(.*)\](?::(.*))?$/.exec(text);
  if (text.startsWith("[") && six === null)
    return new Refusal("No closing ']' around IPv6 address");
  const four = /^([^:]*):([^:]*)$/.exec(text);
  const host = six?.[1] ?? four?.[1] ?? text;
  const portText = six?.[2] ?? four?.[2];
  if (portText === "") return new Refusal("No port specified after `:'");
  const port = portText === undefined ? null : portOf(portText);
  if (portText !== undefined && port === null) return new Refusal(`Invalid port \`${portText}'`);
  const found = host === "" && port !== null ? null : addressOf(host);
  if (found === null && !(host === "" && port !== null)) {
    return new Refusal(`Invalid IP address \`${text}'`);
  }
  if (found !== null) {
    const refused = takeFamily(asked, found.family);
    if (refused !== null) return refused;
  }
  // Port 0 asks for none.
  const filter = { addr: found?.addr ?? null, port: port === 0 ? null : port };
  if (letter === "n") asked.srcNat = filter;
  else if (letter === "g") asked.dstNat = filter;
  else asked.anyNat = filter;
  return null;
}

function takeList(asked: Asked, letter: "u" | "e" | "o", text: string): Refusal | null {
  const known = letter === "u" ? STATUSES : letter === "e" ? EVENTS : OUTPUTS;
  const out = new Set(letter === "u" ? asked.status : letter === "e" ? asked.events : asked.output);
  const parts = text.split(",");
  for (let i = 0; i < parts.length; i++) {
    const part = parts[i] as string;
    const rest = parts.slice(i).join(",");
    if (letter === "u" && part !== "" && /^(?:SRC|DST)_NAT$/i.test(part)) {
      const way = part.slice(0, 3).toUpperCase();
      asked.warnings += `WARNING: ignoring ${way}_NAT, use --${way.toLowerCase()}-nat instead\n`;
      continue;
    }
    const found = known.find((one) => one.toLowerCase().startsWith(part.toLowerCase()));
    if (part === "" || found === undefined) return new Refusal(`Bad parameter \`${rest}'`);
    if (found === "labels") asked.warnings += NO_LABELS;
    out.add(found);
  }
  if (letter === "o" && out.has("save") && out.size > 1) {
    return new Refusal(
      "cannot combine save output with any other output type, use -o save only",
      1,
    );
  }
  if (letter === "u") asked.status = out;
  else if (letter === "e") asked.events = out;
  else asked.output = out;
  return null;
}

/** strtoul(3) with base 0: what it can read, else 0. */
function number(text: string): number {
  const m = /^\s*([-+]?)(0[xX][0-9a-fA-F]+|0[0-7]*|[1-9]\d*)/.exec(text);
  if (m === null) return 0;
  const digits = m[2] as string;
  const value = /^0[0-7]/.test(digits) ? Number.parseInt(digits, 8) : Number(digits);
  return (m[1] === "-" ? -value : value) % 4_294_967_296;
}

function takeNumber(asked: Asked, letter: string, text: string): Refusal | null {
  if (letter === "t") asked.timeout = number(text) >>> 0;
  else if (letter === "m") {
    const [value = "", mask] = text.split("/");
    asked.mark = {
      value: number(value) >>> 0,
      mask: mask === undefined ? 0xffffffff : number(mask) >>> 0,
    };
  } else if (letter === "w") asked.zone = number(text) & 0xffff;
  else if (letter === "(" || letter === ")") {
    const name = letter === "(" ? "orig" : "reply";
    return new Refusal(`underlay does not simulate --${name}-zone`, 1);
  } else if (letter === "b") asked.bufferSize = number(text);
  else if (letter === "R") asked.file = text;
  return null;
}

function takeExtension(asked: Asked, name: string, text: string): Refusal | null {
  asked.given.add(name);
  const value = number(text) & 0xffff;
  switch (name) {
    case "orig-port-src":
    case "sport":
      asked.given.add("sport");
      asked.original.sport = value;
      return null;
    case "orig-port-dst":
    case "dport":
      asked.given.add("dport");
      asked.original.dport = value;
      return null;
    case "reply-port-src":
      asked.reply.sport = value;
      return null;
    case "reply-port-dst":
      asked.reply.dport = value;
      return null;
    case "icmp-type":
    case "icmpv6-type":
      asked.icmpType = value;
      return null;
    case "icmp-code":
    case "icmpv6-code":
      asked.icmpCode = value;
      return null;
    case "icmp-id":
    case "icmpv6-id":
      asked.icmpId = value;
      return null;
    case "state":
      if (asked.protocolName === "tcp") {
        const state = STATES.find((one) => one === text);
        if (state === undefined) return new Refusal(`unknown TCP state \`${text}'`);
        asked.tcpState = state === "LISTEN" ? "SYN_SENT2" : state;
        return null;
      }
      break;
    default:
      if (name.startsWith("mask-port") || name.startsWith("tuple-port")) return null;
  }
  return new Refusal(`underlay does not simulate --${name} of ${asked.protocolName}`, 1);
}
