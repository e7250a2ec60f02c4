/** ipvsadm's command line: commands, what goes with which, addresses and numbers. popt(3) reads it. */
import type {
  DestSpec,
  Forward,
  SchedulerName,
  ServiceKey,
  ServiceSpec,
} from "../../../kernel/netfilter/ipvs/types.ts";
import type { NfAddr } from "../../../kernel/netfilter/types.ts";
import { type Ipv4Addr, parseIpv4, parseIpv6 } from "../../../wire/addr.ts";
import { servicePort } from "../../../wire/print/names.ts";

/** Its words for standard error, and the status. */
export class Bad {
  readonly text: string;
  readonly status: number;
  constructor(text: string, status = 2) {
    this.text = text;
    this.status = status;
  }
}

/** popt found a word that is no option. */
export const TRY = "Try `ipvsadm -h' or 'ipvsadm --help' for more information.";

export interface Asked {
  command: string | null;
  readonly given: Set<string>;
  service: ServiceKey | null;
  scheduler: string;
  persistent: number | null;
  netmask: number | null;
  realAddr: NfAddr;
  realPort: number | null;
  forward: Forward;
  weight: number;
  upper: number;
  lower: number;
  flags: readonly string[];
  timeouts: [number, number, number];
}

const COMMANDS: Readonly<Record<string, string>> = {
  A: "add-service",
  E: "edit-service",
  D: "delete-service",
  C: "flush",
  a: "add-server",
  e: "edit-server",
  d: "delete-server",
  L: "list",
  l: "list",
  Z: "zero",
  S: "save",
  R: "restore",
  h: "help",
  set: "set",
  "start-daemon": "start-daemon",
  "stop-daemon": "stop-daemon",
};
/** Long names: the letter they stand for, and ":" for a value, "?" perhaps one. */
const LONG: Readonly<Record<string, string>> = {
  "add-service": "A",
  "edit-service": "E",
  "delete-service": "D",
  clear: "C",
  "add-server": "a",
  "edit-server": "e",
  "delete-server": "d",
  list: "L",
  zero: "Z",
  save: "S",
  restore: "R",
  help: "h",
  version: "v",
  set: "set",
  "start-daemon": "start-daemon:",
  "stop-daemon": "stop-daemon:",
  "tcp-service": "t:",
  "udp-service": "u:",
  "sctp-service": "sctp:",
  "fwmark-service": "f:",
  scheduler: "s:",
  pe: "pe:",
  persistent: "p?",
  netmask: "M:",
  "real-server": "r:",
  gatewaying: "g",
  ipip: "i",
  masquerading: "m",
  "tun-type": "tun-type:",
  "tun-port": "tun-port:",
  "tun-nocsum": "tun-nocsum",
  "tun-csum": "tun-csum",
  "tun-remcsum": "tun-remcsum",
  weight: "w:",
  "u-threshold": "x:",
  "l-threshold": "y:",
  connection: "c",
  timeout: "timeout",
  daemon: "daemon",
  stats: "stats",
  rate: "rate",
  exact: "exact",
  thresholds: "thresholds",
  "persistent-conn": "persistent-conn",
  "tun-info": "tun-info",
  nosort: "nosort",
  sort: "sort",
  ops: "o",
  numeric: "n",
  "sched-flags": "b:",
  ipv6: "6",
  syncid: "syncid:",
  "mcast-interface": "mcast-interface:",
};
const SHORT: Readonly<Record<string, string>> = Object.fromEntries<string>([
  ...Object.values(LONG)
    .filter((spec) => spec.replace(/[:?]$/, "").length === 1)
    .map((spec): [string, string] => [spec.charAt(0), spec]),
  ["l", "l"],
]);
/** An option's name in complaints, and the commands that take it. */
const TAKES: readonly (readonly [key: string, name: string, commands: string])[] = [
  ["n", "numeric", "LlS"],
  ["c", "connection", "Ll"],
  ["service", "service-address", "AEDaedLlZ"],
  ["s", "scheduler", "AE"],
  ["p", "persistent", "AE"],
  ["M", "netmask", "AE"],
  ["r", "real-server", "aed"],
  ["fwd", "forwarding-method", "ae"],
  ["w", "weight", "ae"],
  ["x", "u-threshold", "ae"],
  ["y", "l-threshold", "ae"],
  ["timeout", "timeout", "Ll"],
  ["daemon", "daemon", "Ll"],
  ["stats", "stats", "Ll"],
  ["rate", "rate", "Ll"],
  ["thresholds", "thresholds", "Ll"],
  ["persistent-conn", "persistent-conn", "Ll"],
  ["nosort", "nosort", "Ll"],
  ["sort", "sort", "Ll"],
  ["exact", "exact", "Ll"],
  ["6", "ipv6", "AEDaedLlZ"],
  ["o", "ops", "AE"],
  ["b", "sched-flags", "AE"],
];
const NEEDS: Readonly<Record<string, readonly string[]>> = {
  A: ["service"],
  E: ["service"],
  D: ["service"],
  a: ["service", "r"],
  e: ["service", "r"],
  d: ["service", "r"],
};
const NAMED: ReadonlySet<string> = new Set(["dh", "lblc", "lblcr", "fo", "ovf", "mh"]);
const HERE: ReadonlySet<string> = new Set(["rr", "wrr", "lc", "wlc", "sh", "sed", "nq"]);

export function parse(words: readonly string[]): Asked | Bad {
  const asked: Asked = {
    command: null,
    given: new Set(),
    service: null,
    scheduler: "wlc",
    persistent: null,
    netmask: null,
    realAddr: 0 as NfAddr,
    realPort: null,
    forward: "route",
    weight: 1,
    upper: 0,
    lower: 0,
    flags: [],
    timeouts: [0, 0, 0],
  };
  const rest: string[] = [];
  for (let i = 0; i < words.length; i++) {
    const word = words[i] as string;
    if (!word.startsWith("-") || word === "-") {
      rest.push(word);
      continue;
    }
    const long = word.startsWith("--");
    const [name = "", inline] = long ? word.slice(2).split("=") : [];
    const specs = long ? [LONG[name]] : [...word.slice(1)].map((letter) => SHORT[letter]);
    for (let k = 0; k < specs.length; k++) {
      const spec = specs[k];
      if (spec === undefined) return new Bad(TRY, 255);
      const key = spec.replace(/[:?]$/, "");
      let value: string | null = long ? (inline ?? null) : null;
      if (!long && spec !== key && k + 1 < specs.length) {
        value = word.slice(k + 2);
        k = specs.length;
      }
      if (spec.endsWith(":") && value === null) {
        if (i + 1 >= words.length) {
          return new Bad(`${long ? word : `-${key}`}: missing argument`, 255);
        }
        value = words[++i] as string;
      } else if (spec.endsWith("?") && value === null) {
        const next = words[i + 1];
        if (next !== undefined && !next.startsWith("-")) {
          value = next;
          i++;
        }
      }
      const shown = long ? word : `-${key}`;
      const bad = take(asked, key, value, shown);
      if (bad !== null) return bad;
    }
  }
  return finish(asked, rest);
}

function finish(asked: Asked, rest: readonly string[]): Asked | Bad {
  if (asked.command === null) {
    if (rest.length > 0) return new Bad(TRY, 255);
    asked.command = "L";
  }
  if (asked.command === "set") {
    if (rest.length !== 3) return new Bad("--set option requires 3 timeout values");
    for (let i = 0; i < 3; i++) {
      const text = rest[i] as string;
      const value = whole(text, 0, 31 * 24 * 60 * 60);
      if (value === null) return new Bad(`invalid timeout value \`${text}' specified`);
      asked.timeouts[i] = value;
    }
  } else if (rest.length > 0) return new Bad(`unexpected argument ${rest[0] ?? ""}`);
  return asked;
}

function whole(text: string, from: number, to: number): number | null {
  return /^\d+$/.test(text) && Number(text) >= from && Number(text) <= to ? Number(text) : null;
}

function take(asked: Asked, key: string, value: string | null, shown: string): Bad | null {
  if (COMMANDS[key] !== undefined || key === "v") {
    if (asked.command !== null) return new Bad(`invalid option \`${shown}'`);
    asked.command = key;
    return null;
  }
  const text = value ?? "";
  switch (key) {
    case "t":
    case "u":
    case "sctp":
    case "f":
      return takeService(asked, key, text);
    case "g":
    case "i":
    case "m":
      if (asked.given.has("fwd")) return new Bad("multiple 'forwarding-method' options specified");
      asked.given.add("fwd");
      asked.forward = key === "g" ? "route" : key === "i" ? "tunnel" : "masq";
      return null;
    case "pe":
    case "syncid":
    case "mcast-interface":
    case "tun-port":
    case "tun-csum":
    case "tun-remcsum":
    case "tun-info":
      return new Bad(`ipvsadm: underlay does not simulate ${shown}`, 1);
    default:
  }
  asked.given.add(key);
  switch (key) {
    case "s":
      asked.scheduler = text;
      return null;
    case "p": {
      const seconds = value === null ? 360 : whole(text, 1, 31 * 24 * 60 * 60);
      if (seconds === null) return new Bad(`invalid timeout value \`${text}' specified`);
      asked.persistent = seconds;
      return null;
    }
    case "M": {
      const mask = parseIpv4(text);
      if (mask === null) return new Bad("invalid netmask specified");
      asked.netmask = mask;
      return null;
    }
    case "r":
      return takeReal(asked, text);
    case "w":
    case "x":
    case "y": {
      const name = key === "w" ? "weight" : key === "x" ? "u_threshold" : "l_threshold";
      const number = whole(text, 0, 65_535);
      if (number === null) return new Bad(`illegal ${name} specified`);
      if (key === "w") asked.weight = number;
      else if (key === "x") asked.upper = number;
      else asked.lower = number;
      return null;
    }
    case "b": {
      const known = /^(?:(?:sh|mh)-(?:fallback|port)|flag-[123])$/;
      asked.flags = text.split(",");
      const wrong = asked.flags.find((flag) => !known.test(flag));
      return wrong === undefined ? null : new Bad(`invalid scheduler flag \`${wrong}'`);
    }
    default:
      return null;
  }
}

function hostPort(text: string): { addr: NfAddr; port: string | null } | null {
  const six = /^\[([^\]]*)\](?::(.*))?$/.exec(text);
  if (six !== null) {
    const addr = parseIpv6(six[1] as string);
    return addr === null ? null : { addr, port: six[2] ?? null };
  }
  const [host = "", port] = text.split(":");
  const addr = parseIpv4(host);
  return addr === null ? null : { addr, port: port ?? null };
}

function portNumber(text: string, protocol: number): number | null {
  return whole(text, 0, 65_535) ?? servicePort(text, protocol === 17 ? "udp" : "tcp");
}

function takeService(asked: Asked, key: string, text: string): Bad | null {
  if (asked.service !== null) return new Bad("multiple 'service-address' options specified");
  asked.given.add("service");
  if (key === "sctp") return new Bad("ipvsadm: underlay does not simulate --sctp-service", 1);
  const addr = 0 as Ipv4Addr;
  if (key === "f") {
    const fwmark = whole(text, 1, 4_294_967_295);
    if (fwmark === null) return new Bad(`invalid fwmark value \`${text}' specified`);
    asked.service = { protocol: 0, addr, port: 0, fwmark, six: false };
    return null;
  }
  const protocol = key === "t" ? 6 : 17;
  const found = hostPort(text);
  const port = found === null ? null : found.port === null ? 0 : portNumber(found.port, protocol);
  if (found === null || port === null) {
    return new Bad("illegal virtual server address[:port] specified");
  }
  const six = typeof found.addr === "string";
  asked.service = { protocol, addr: found.addr, port, fwmark: 0, six };
  return null;
}

function takeReal(asked: Asked, text: string): Bad | null {
  const protocol = asked.service?.protocol ?? 6;
  const found = hostPort(text);
  const port = found === null ? null : found.port === null ? -1 : portNumber(found.port, protocol);
  if (found === null || port === null) {
    return new Bad("illegal real server address[:port] specified");
  }
  asked.realAddr = found.addr;
  asked.realPort = port < 0 ? null : port;
  return null;
}

/** Which options the command takes and needs. */
export function check(asked: Asked): Bad | null {
  const { given } = asked;
  const command = asked.command ?? "L";
  const name = COMMANDS[command] ?? "";
  for (const key of NEEDS[command] ?? []) {
    if (given.has(key)) continue;
    const option = TAKES.find(([one]) => one === key)?.[1] ?? key;
    return new Bad(`You need to supply the '${option}' option for the '${name}' command`);
  }
  for (const [key, option, commands] of TAKES) {
    if (given.has(key) && !commands.includes(command)) {
      return new Bad(`Illegal '${option}' option with the '${name}' command`);
    }
  }
  if (name === "list" && given.has("c") && given.has("service")) {
    return new Bad(
      "The option 'service-address' conflicts with the 'connection' option in the 'list' command",
    );
  }
  const { service } = asked;
  if (service === null || (command !== "A" && command !== "E")) return null;
  if (service.fwmark === 0 && service.port === 0 && asked.persistent === null) {
    return new Bad("Zero port specified for non-persistent service");
  }
  if (given.has("o") && service.protocol !== 17) {
    return new Bad("One-Packet Scheduling is only for UDP virtual services");
  }
  if (NAMED.has(asked.scheduler)) {
    return new Bad(`ipvsadm: underlay does not simulate the scheduler ${asked.scheduler}`, 1);
  }
  if (given.has("o")) return new Bad("ipvsadm: underlay does not simulate --ops", 1);
  if (!HERE.has(asked.scheduler)) return new Bad("Scheduler or persistence engine not found", 255);
  return null;
}

export function serviceSpec(asked: Asked): ServiceSpec {
  return {
    scheduler: asked.scheduler as SchedulerName,
    persistent: asked.persistent,
    netmask: asked.netmask ?? -1,
    onePacket: false,
    flags: asked.flags,
  };
}

/** Only masquerading can change ports. */
export function destSpec(asked: Asked, service: ServiceKey): DestSpec {
  const own = asked.forward === "masq" ? asked.realPort : null;
  return {
    addr: asked.realAddr,
    port: service.fwmark !== 0 ? (own ?? 0) : (own ?? service.port),
    forward: asked.forward,
    weight: asked.weight,
    upper: asked.upper,
    lower: asked.lower,
  };
}
