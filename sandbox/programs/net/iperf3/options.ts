/**
 * iperf3's command line: iperf_parse_arguments. Refused by name: SCTP, file transfer (-F), affinity, flow labels,
 * --fq-rate, -M, timeouts of data, rate limits and authentication of a server, --get-server-output, -d.
 */
import { getopt, longs } from "../../core/getopt.ts";
import { USAGE } from "./usage.ts";

export interface Options {
  role: "client" | "server" | null;
  host: string;
  /** --bind-dev, or HOST%DEV. */
  device: string | null;
  port: number;
  /** a: adaptive bits, or one of kmgtKMGT. */
  format: string;
  /** Seconds; 0: no reports between. */
  interval: number;
  pidFile: string | null;
  bind: string | null;
  verbose: boolean;
  json: boolean;
  logFile: string | null;
  timestamps: string | null;
  daemon: boolean;
  oneOff: boolean;
  udp: boolean;
  connectTimeoutUs: number;
  /** bit/s; 0: as fast as it goes, null: not said. */
  rate: number | null;
  burst: number;
  pacingUs: number;
  /** null: not said. */
  seconds: number | null;
  bytes: number;
  blocks: number;
  /** 0: the protocol's own. */
  length: number;
  clientPort: number;
  streams: number;
  reverse: boolean;
  bidirectional: boolean;
  window: number;
  congestion: string | null;
  noDelay: boolean;
  family: 0 | 4 | 6;
  tos: number;
  zeroCopy: boolean;
  omit: number;
  title: string | null;
  extraData: string | null;
  counters64: boolean;
  repeating: boolean;
  dontFragment: boolean;
  help: boolean;
  version: boolean;
}

/** To say on standard error before leaving with 1, or what was asked for. */
export type Parsed = { readonly error: string } | { readonly options: Options };

const LONG = longs(
  "port:=p format:=f interval:=i daemon=D one-off=1 verbose=V json=J version=v server=s client:=c udp=u bitrate:=b bandwidth:=b " +
    "server-bitrate-limit: time:=t bytes:=n blockcount:=k length:=l parallel:=P reverse=R bidir window:=w bind:=B bind-dev: " +
    "cport: set-mss:=M no-delay=N version4=4 version6=6 tos:=S dscp: extra-data: flowlabel:=L zerocopy=Z omit:=O file:=F " +
    "repeating-payload timestamps:: affinity:=A title:=T congestion:=C linux-congestion:=C sctp nstreams: xbind:=X pidfile:=I " +
    "logfile: forceflush get-server-output udp-counters-64bit no-fq-socket-pacing dont-fragment username: " +
    "rsa-public-key-path: rsa-private-key-path: authorized-users-path: time-skew-threshold: fq-rate: pacing-timer: " +
    "connect-timeout: idle-timeout: rcv-timeout: snd-timeout: debug::=d help=h",
);
const SHORT = "p:f:i:D1VJvsc:ub:t:n:k:l:P:Rw:B:M:N46S:L:ZO:F:A:T:C:dI:hX:";
const NOT_SIMULATED: ReadonlyMap<string, string> = new Map([
  ["M", "-M"],
  ["L", "-L"],
  ["F", "-F"],
  ["A", "-A"],
  ["X", "-X"],
  ["d", "-d"],
  ...(
    "sctp nstreams server-bitrate-limit get-server-output username rsa-public-key-path rsa-private-key-path " +
    "authorized-users-path time-skew-threshold fq-rate idle-timeout rcv-timeout snd-timeout no-fq-socket-pacing"
  )
    .split(" ")
    .map((name) => [name, `--${name}`] as const),
]);
const CLIENT_ONLY = new Set(
  "u b t n k l P R bidir w cport N S dscp Z O T C extra-data udp-counters-64bit repeating-payload dont-fragment connect-timeout pacing-timer".split(
    " ",
  ),
);
const MAX_STREAMS = 128;
const MAX_SECONDS = 86_400;
const MAX_BLOCK = 1_048_576;
const MAX_UDP_BLOCK = 65_507;
const MIN_UDP_BLOCK = 16;
const MAX_WINDOW = 512 << 20;
const MAX_BURST = 1_000;
const MAX_OMIT = 600;
const MIN_INTERVAL = 0.1;
const MAX_INTERVAL = 60;
const DSCP: Readonly<Record<string, number>> = {
  af11: 10,
  af12: 12,
  af13: 14,
  af21: 18,
  af22: 20,
  af23: 22,
  af31: 26,
  af32: 28,
  af33: 30,
  af41: 34,
  af42: 36,
  af43: 38,
  cs0: 0,
  cs1: 8,
  cs2: 16,
  cs3: 24,
  cs4: 32,
  cs5: 40,
  cs6: 48,
  cs7: 56,
  ef: 46,
  le: 1,
  default: 0,
};

function defaults(): Options {
  return {
    role: null,
    host: "",
    device: null,
    port: 5201,
    format: "a",
    interval: 1,
    pidFile: null,
    bind: null,
    verbose: false,
    json: false,
    logFile: null,
    timestamps: null,
    daemon: false,
    oneOff: false,
    udp: false,
    connectTimeoutUs: -1,
    rate: null,
    burst: 0,
    pacingUs: 1_000,
    seconds: null,
    bytes: 0,
    blocks: 0,
    length: 0,
    clientPort: 0,
    streams: 1,
    reverse: false,
    bidirectional: false,
    window: 0,
    congestion: null,
    noDelay: false,
    family: 0,
    tos: 0,
    zeroCopy: false,
    omit: 0,
    title: null,
    extraData: null,
    counters64: false,
    repeating: false,
    dontFragment: false,
    help: false,
    version: false,
  };
}

const bad = (what: string): string => `iperf3: parameter error - ${what}\n\n${USAGE}`;

export function parseOptions(argv: readonly string[]): Parsed {
  const parsed = getopt(["iperf3", ...argv.slice(1)], SHORT, LONG);
  const o = defaults();
  let clientOnly = false;
  let serverOnly = false;
  for (const { name, value } of parsed.options) {
    if (name === "h" || name === "v") {
      o.help = name === "h";
      o.version = name === "v";
      return { options: o };
    }
    const refused = NOT_SIMULATED.get(name);
    if (refused !== undefined) return { error: `iperf3: underlay does not simulate ${refused}\n` };
    const wrong = take(o, name, value ?? "");
    if (wrong !== null) return { error: bad(wrong) };
    if (CLIENT_ONLY.has(name)) clientOnly = true;
    if (name === "D" || name === "1") serverOnly = true;
  }
  if (parsed.error !== null) return { error: `${parsed.error}\n${USAGE}` };
  const wrong = check(o, clientOnly, serverOnly);
  return wrong === null ? { options: o } : { error: bad(wrong) };
}

/** What does not go together, in iperf's order. */
function check(o: Options, clientOnly: boolean, serverOnly: boolean): string | null {
  if (o.role === "client" && serverOnly) return "some option you are trying to set is server only";
  if (o.role === "server" && clientOnly) return "some option you are trying to set is client only";
  if (
    o.udp
      ? o.length > 0 && (o.length < MIN_UDP_BLOCK || o.length > MAX_UDP_BLOCK)
      : o.length > MAX_BLOCK
  )
    return o.udp
      ? `block size invalid (minimum = ${MIN_UDP_BLOCK} bytes, maximum = ${MAX_UDP_BLOCK} bytes)`
      : `block size too large (maximum = ${MAX_BLOCK} bytes)`;
  if (o.role === null) return "must either be a client (-c) or server (-s)";
  const ends = Number(o.seconds !== null) + Number(o.bytes > 0) + Number(o.blocks > 0);
  if (ends > 1) return "only one test end condition (-t, -n, -k) may be specified";
  return null;
}

/** unit_atof: 10K, 1.5M in steps of `step`; anything without a number is 0. */
function units(text: string, step: number): number {
  const found = /^\s*([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)([a-zA-Z]?)/.exec(text);
  if (found === null) return 0;
  const power = "kmgt".indexOf((found[2] ?? "").toLowerCase());
  const scale = found[2] === "" || power < 0 ? 1 : step ** (power + 1);
  return Math.trunc(Number(found[1]) * scale);
}

/** atoi(3). */
function integer(text: string): number {
  const n = Number.parseInt(text, 10);
  return Number.isNaN(n) ? 0 : n;
}

function role(o: Options, wanted: "client" | "server"): string | null {
  if (o.role !== null && o.role !== wanted) return "cannot be both server and client";
  o.role = wanted;
  return null;
}

function take(o: Options, name: string, value: string): string | null {
  switch (name) {
    case "s":
      return role(o, "server");
    case "c": {
      const [host = "", device] = value.split("%");
      o.host = host;
      if (device !== undefined && !host.startsWith("fe80")) o.device = device;
      else o.host = value;
      return role(o, "client");
    }
    case "p":
    case "cport": {
      const port = integer(value);
      if (port < 1 || port > 65_535) return "port number must be between 1 and 65535 inclusive";
      if (name === "p") o.port = port;
      else o.clientPort = port;
      return null;
    }
    case "f":
      if (!/^[kmgtKMGT]/.test(value))
        return "bad format specifier (valid formats are in the set [kmgtKMGT])";
      o.format = value[0] as string;
      return null;
    case "i":
      o.interval = Number.parseFloat(value) || 0;
      return o.interval !== 0 && (o.interval < MIN_INTERVAL || o.interval > MAX_INTERVAL)
        ? `invalid report interval (min = ${MIN_INTERVAL}, max = ${MAX_INTERVAL} seconds)`
        : null;
    case "t":
      o.seconds = integer(value);
      return o.seconds > MAX_SECONDS || o.seconds < 0
        ? `test duration too long (maximum = ${MAX_SECONDS} seconds)`
        : null;
    case "P":
      o.streams = integer(value);
      return o.streams > MAX_STREAMS
        ? `number of parallel streams too large (maximum = ${MAX_STREAMS})`
        : null;
    case "O":
      o.omit = integer(value);
      return o.omit < 0 || o.omit > MAX_OMIT ? "bogus value for --omit" : null;
    default:
      return amounts(o, name, value) ?? words(o, name, value);
  }
}

function amounts(o: Options, name: string, value: string): string | null {
  switch (name) {
    case "b": {
      const [rate = "", burst] = value.split("/");
      if (burst !== undefined) {
        o.burst = integer(burst);
        if (o.burst <= 0 || o.burst > MAX_BURST)
          return `invalid burst count (maximum = ${MAX_BURST})`;
      }
      o.rate = units(rate, 1_000);
      return null;
    }
    case "n":
      o.bytes = units(value, 1_024);
      return null;
    case "k":
      o.blocks = units(value, 1_024);
      return null;
    case "l":
      o.length = units(value, 1_024);
      return null;
    case "w":
      o.window = units(value, 1_024);
      return o.window > MAX_WINDOW
        ? `socket buffer size too large (maximum = ${MAX_WINDOW} bytes)`
        : null;
    case "S":
      o.tos = /^[-+]?(?:0[xX][\da-fA-F]+|\d+)$/.test(value) ? cNumber(value) : -1;
      return o.tos < 0 || o.tos > 255
        ? "bad TOS value (must be between 0 and 255 inclusive)"
        : null;
    case "dscp": {
      const dscp =
        DSCP[value.toLowerCase()] ??
        (/^(?:0[xX][\da-fA-F]+|\d+)$/.test(value) ? cNumber(value) : -1);
      if (dscp < 0 || dscp > 63) return "bad TOS value (must be between 0 and 255 inclusive)";
      o.tos = dscp << 2;
      return null;
    }
    case "pacing-timer":
      o.pacingUs = Math.max(1, units(value, 1_024));
      return null;
    case "connect-timeout":
      o.connectTimeoutUs = integer(value) * 1_000;
      return null;
    default:
      return null;
  }
}

/** strtol(3) with base 0. */
function cNumber(text: string): number {
  if (/^0[xX]/.test(text)) return Number.parseInt(text.slice(2), 16);
  return Number.parseInt(text, text.startsWith("0") && text.length > 1 ? 8 : 10);
}

function words(o: Options, name: string, value: string): string | null {
  switch (name) {
    case "R":
      if (o.bidirectional) return "cannot be both reverse and bidirectional";
      o.reverse = true;
      break;
    case "bidir":
      if (o.reverse) return "cannot be both reverse and bidirectional";
      o.bidirectional = true;
      break;
    case "D":
      o.daemon = true;
      break;
    case "1":
      o.oneOff = true;
      break;
    case "V":
      o.verbose = true;
      break;
    case "J":
      o.json = true;
      break;
    case "u":
      o.udp = true;
      break;
    case "4":
      o.family = 4;
      break;
    case "6":
      o.family = 6;
      break;
    case "N":
      o.noDelay = true;
      break;
    case "Z":
      o.zeroCopy = true;
      break;
    case "C":
      o.congestion = value;
      break;
    case "T":
      o.title = value;
      break;
    case "I":
      o.pidFile = value;
      break;
    default:
      longWords(o, name, value);
  }
  return null;
}

function longWords(o: Options, name: string, value: string): void {
  switch (name) {
    case "B": {
      const [host = "", device] = value.split("%");
      o.bind = host;
      if (device !== undefined) o.device = device;
      break;
    }
    case "bind-dev":
      o.device = value;
      break;
    case "logfile":
      o.logFile = value;
      break;
    case "timestamps":
      o.timestamps = value === "" ? "%c " : value;
      break;
    case "extra-data":
      o.extraData = value;
      break;
    case "udp-counters-64bit":
      o.counters64 = true;
      break;
    case "repeating-payload":
      o.repeating = true;
      break;
    case "dont-fragment":
      o.dontFragment = true;
      break;
  }
}
