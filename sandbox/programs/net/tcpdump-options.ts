/** tcpdump's command line: its getopt string and complaints (4.99.3). */
import { getopt, type LongOption } from "../core/getopt.ts";
import { USAGE, VERSION } from "./tcpdump-text.ts";

export interface TcpdumpOptions {
  device: string | null;
  read: string | null;
  write: string | null;
  print: boolean;
  count: number;
  countOnly: boolean;
  n: number;
  e: boolean;
  q: boolean;
  v: number;
  x: number;
  X: number;
  A: number;
  t: number;
  S: boolean;
  K: boolean;
  number: boolean;
  force: string | null;
  lineBuffered: boolean;
  packetBuffered: boolean;
  promiscuous: boolean;
  immediate: boolean;
  snaplen: number;
  direction: "in" | "out" | "inout";
  ringBytes: number;
  listDevices: boolean;
  listLinkTypes: boolean;
  linkType: string | null;
  dump: boolean;
  filterFile: string | null;
  expression: string;
}

const SHORT = "aAbB:c:C:dDeE:fF:G:hHi:Ij:JKlLm:M:nNOpqQ:r:s:StT:uUvV:w:W:xXy:Yz:Z:#";
const LONG: readonly LongOption[] = [
  { name: "buffer-size", arg: 1, as: "B" },
  { name: "list-interfaces", as: "D" },
  { name: "help", as: "h" },
  { name: "interface", arg: 1, as: "i" },
  { name: "monitor-mode", as: "I" },
  { name: "time-stamp-type", arg: 1, as: "j" },
  { name: "list-time-stamp-types", as: "J" },
  { name: "micro" },
  { name: "nano" },
  { name: "dont-verify-checksums", as: "K" },
  { name: "list-data-link-types", as: "L" },
  { name: "no-optimize", as: "O" },
  { name: "no-promiscuous-mode", as: "p" },
  { name: "direction", arg: 1, as: "Q" },
  { name: "snapshot-length", arg: 1, as: "s" },
  { name: "absolute-tcp-sequence-numbers", as: "S" },
  { name: "packet-buffered", as: "U" },
  { name: "linktype", arg: 1, as: "y" },
  { name: "relinquish-privileges", arg: 1, as: "Z" },
  { name: "count" },
  { name: "version" },
  { name: "time-stamp-precision", arg: 1 },
  { name: "immediate-mode" },
  { name: "number", as: "#" },
  { name: "print" },
];
const FORCED = new Set(["vxlan", "domain"]);

/** What to do, or what to print and with which status to leave. */
export function parseTcpdump(
  argv: readonly string[],
): TcpdumpOptions | { readonly out: string; readonly err: string; readonly status: number } {
  const parsed = getopt(["tcpdump", ...argv.slice(1)], SHORT, LONG);
  const o: TcpdumpOptions = {
    device: null,
    read: null,
    write: null,
    print: false,
    count: 0,
    countOnly: false,
    n: 0,
    e: false,
    q: false,
    v: 0,
    x: 0,
    X: 0,
    A: 0,
    t: 0,
    S: false,
    K: false,
    number: false,
    force: null,
    lineBuffered: false,
    packetBuffered: false,
    promiscuous: true,
    immediate: false,
    snaplen: 262_144,
    direction: "inout",
    ringBytes: 2 << 20,
    listDevices: false,
    listLinkTypes: false,
    linkType: null,
    dump: false,
    filterFile: null,
    expression: "",
  };
  for (const { name, value } of parsed.options) {
    const refused = applyOption(o, name, value ?? "");
    if (refused !== null) return refused;
  }
  if (parsed.error !== null) return { out: "", err: `${parsed.error}\n${USAGE}`, status: 1 };
  o.expression = parsed.args.join(" ");
  return o;
}

function complain(text: string): { out: string; err: string; status: number } {
  return { out: "", err: `tcpdump: ${text}\n`, status: 1 };
}

function applyOption(
  o: TcpdumpOptions,
  name: string,
  value: string,
): { out: string; err: string; status: number } | null {
  switch (name) {
    case "A":
    case "x":
    case "X":
    case "v":
    case "t":
    case "n":
      o[name]++;
      return null;
    case "e":
    case "q":
    case "S":
    case "K":
      o[name] = true;
      return null;
    case "#":
      o.number = true;
      return null;
    case "a":
    case "b":
    case "f":
    case "H":
    case "N":
    case "O":
    case "u":
    case "m":
    case "M":
    case "Y":
    case "Z":
    case "micro":
      return null;
    case "B": {
      if (!/^\d+$/.test(value) || Number(value) <= 0)
        return complain(`invalid packet buffer size ${value}`);
      o.ringBytes = Math.min(Number(value) * 1024, 64 << 20);
      return null;
    }
    case "c":
      if (!/^\d+$/.test(value) || Number(value) <= 0)
        return complain(`invalid packet count ${value}`);
      o.count = Number(value);
      return null;
    case "d":
      o.dump = true;
      return null;
    case "D":
      o.listDevices = true;
      return null;
    case "L":
      o.listLinkTypes = true;
      return null;
    case "F":
      o.filterFile = value;
      return null;
    case "h":
      return { out: USAGE, err: "", status: 0 };
    case "version":
      return { out: VERSION, err: "", status: 0 };
    case "i":
      o.device = value;
      return null;
    case "l":
      o.lineBuffered = true;
      return null;
    case "p":
      o.promiscuous = false;
      return null;
    case "Q":
      if (value !== "in" && value !== "out" && value !== "inout")
        return complain(`unknown capture direction \`${value}'`);
      o.direction = value;
      return null;
    case "r":
      o.read = value;
      return null;
    case "s":
      if (!/^\d+$/.test(value) || Number(value) > 262_144)
        return complain(`invalid snaplen ${value} (must be >= 0 and <= 262144)`);
      o.snaplen = Number(value) === 0 ? 262_144 : Number(value);
      return null;
    case "T":
      if (!FORCED.has(value))
        return complain(`underlay does not simulate -T ${value} (vxlan and domain are)`);
      o.force = value;
      return null;
    case "U":
      o.packetBuffered = true;
      return null;
    case "w":
      o.write = value;
      return null;
    case "y":
      o.linkType = value;
      return null;
    case "immediate-mode":
      o.immediate = true;
      return null;
    case "count":
      o.countOnly = true;
      return null;
    case "print":
      o.print = true;
      return null;
    default:
      return complain(`underlay does not simulate ${name.length === 1 ? "-" : "--"}${name}`);
  }
}
