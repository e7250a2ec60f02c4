/** curl 7.88.1's command line. An option that is real but not modelled is refused by name. */

import { absentOptions } from "./curl-absent.ts";

export type DataKind = "ascii" | "raw" | "binary" | "urlencode";

export interface CurlOptions {
  urls: string[];
  /** One an URL, in order: -o FILE, or "remote" for -O. */
  outputs: (string | { readonly remote: true })[];
  silent: boolean;
  showError: boolean;
  verbose: boolean;
  include: boolean;
  head: boolean;
  location: boolean;
  fail: boolean;
  progressBar: boolean;
  noProgress: boolean;
  method: string | null;
  headers: string[];
  agent: string;
  user: string | null;
  referer: string | null;
  /** What --data and its like were given, in order; main() joins it into `data`. */
  dataParts: { readonly kind: DataKind; readonly value: string }[];
  data: string | null;
  cookie: string | null;
  dumpHeader: string | null;
  get: boolean;
  writeOut: string | null;
  maxTimeUs: number | null;
  connectTimeoutUs: number | null;
  retry: number;
  /** --retry-delay, 0: one second, doubled each time. */
  retryDelayUs: number;
  /** --retry-max-time, 0: none. */
  retryMaxUs: number;
  retryRefused: boolean;
  retryAll: boolean;
  resolves: string[];
  iface: string | null;
  localPort: number | null;
  family: 0 | 4 | 6;
  range: string | null;
  http10: boolean;
  maxRedirects: number;
  createDirs: boolean;
  /** -g: braces and brackets in an URL are themselves. */
  globOff: boolean;
  compressed: boolean;
  failWithBody: boolean;
  /** -z: the value of If-Modified-Since, or of If-Unmodified-Since with a dash before it. */
  timeCondition: string | null;
  /** --max-filesize, bytes. */
  maxFileSize: number | null;
  /** --connect-to HOST1:PORT1:HOST2:PORT2. */
  connectTo: string[];
}

type Setter = (o: CurlOptions, value: string) => string | null;
const flag =
  (set: (o: CurlOptions, on: boolean) => void): Setter =>
  (o, value) => {
    set(o, value !== "no");
    return null;
  };
const text =
  (set: (o: CurlOptions, value: string) => void): Setter =>
  (o, value) => {
    set(o, value);
    return null;
  };
const NUMERIC = "expected a proper numerical parameter";
const seconds =
  (set: (o: CurlOptions, us: number) => void): Setter =>
  (o, value) => {
    if (!/^\d*\.?\d+$/.test(value)) return NUMERIC;
    set(o, Math.round(Number(value) * 1_000_000));
    return null;
  };
const number =
  (set: (o: CurlOptions, n: number) => void): Setter =>
  (o, value) => {
    if (!/^-?\d+$/.test(value)) return NUMERIC;
    set(o, Number(value));
    return null;
  };

const positive =
  (set: (o: CurlOptions, n: number) => void): Setter =>
  (o, value) => {
    if (/^-\d+$/.test(value)) return "expected a positive numerical parameter";
    return number(set)(o, value);
  };
const data =
  (kind: DataKind): Setter =>
  (o, value) => {
    o.dataParts.push({ kind, value });
    o.data = "";
    return null;
  };
/** -b NAME=VALUE; a jar to read from is not modelled. */
const cookie: Setter = (o, value) => {
  if (!value.includes("=")) return REFUSED;
  o.cookie = o.cookie === null ? value : `${o.cookie};${value}`;
  return null;
};
const REFUSED = "refused";

/** --json: a POST of JSON that asks for JSON. */
const json: Setter = (o, value) => {
  o.headers.push("Content-Type: application/json", "Accept: application/json");
  return data("binary")(o, value);
};

/** -z DATE; a file's date is not modelled. */
const timeCondition: Setter = (o, value) => {
  if (!/^-?[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT$/.test(value)) return REFUSED;
  o.timeCondition = value;
  return null;
};

/** Long name, letter, whether it takes a value, what it does (null: refused by name). */
const OPTIONS: readonly (readonly [string, string, boolean, Setter | null])[] = [
  ["silent", "s", false, flag((o, on) => (o.silent = on))],
  ["show-error", "S", false, flag((o, on) => (o.showError = on))],
  ["verbose", "v", false, flag((o, on) => (o.verbose = on))],
  ["include", "i", false, flag((o, on) => (o.include = on))],
  ["head", "I", false, flag((o, on) => (o.head = on))],
  ["location", "L", false, flag((o, on) => (o.location = on))],
  ["fail", "f", false, flag((o, on) => (o.fail = on))],
  ["progress-bar", "#", false, flag((o, on) => (o.progressBar = on))],
  ["no-progress-meter", "", false, flag((o, on) => (o.noProgress = on))],
  ["insecure", "k", false, flag(() => undefined)],
  ["no-buffer", "N", false, flag(() => undefined)],
  ["globoff", "g", false, flag((o, on) => (o.globOff = on))],
  ["disable", "q", false, flag(() => undefined)],
  ["compressed", "", false, flag((o, on) => (o.compressed = on))],
  ["fail-with-body", "", false, flag((o, on) => (o.failWithBody = on))],
  ["noproxy", "", true, text(() => undefined)],
  ["time-cond", "z", true, timeCondition],
  ["max-filesize", "", true, number((o, n) => (o.maxFileSize = n))],
  ["connect-to", "", true, text((o, v) => o.connectTo.push(v))],
  ["get", "G", false, flag((o, on) => (o.get = on))],
  ["ipv4", "4", false, flag((o) => (o.family = 4))],
  ["ipv6", "6", false, flag((o) => (o.family = 6))],
  ["http1.0", "0", false, flag((o) => (o.http10 = true))],
  ["http1.1", "", false, flag((o) => (o.http10 = false))],
  ["http0.9", "", false, null],
  ["no-keepalive", "", false, null],
  ["tcp-nodelay", "", false, flag(() => undefined)],
  ["create-dirs", "", false, flag((o) => (o.createDirs = true))],
  ["styled-output", "", false, flag(() => undefined)],
  ["output", "o", true, text((o, v) => o.outputs.push(v))],
  ["remote-name", "O", false, flag((o) => o.outputs.push({ remote: true }))],
  ["write-out", "w", true, text((o, v) => (o.writeOut = v))],
  ["header", "H", true, text((o, v) => o.headers.push(v))],
  ["user-agent", "A", true, text((o, v) => (o.agent = v))],
  ["referer", "e", true, text((o, v) => (o.referer = v))],
  ["request", "X", true, text((o, v) => (o.method = v))],
  ["data", "d", true, data("ascii")],
  ["data-ascii", "", true, data("ascii")],
  ["data-raw", "", true, data("raw")],
  ["user", "u", true, text((o, v) => (o.user = v))],
  ["max-time", "m", true, seconds((o, us) => (o.maxTimeUs = us === 0 ? null : us))],
  ["connect-timeout", "", true, seconds((o, us) => (o.connectTimeoutUs = us === 0 ? null : us))],
  ["retry", "", true, positive((o, n) => (o.retry = n))],
  ["retry-delay", "", true, positive((o, n) => (o.retryDelayUs = n * 1_000_000))],
  ["retry-max-time", "", true, positive((o, n) => (o.retryMaxUs = n * 1_000_000))],
  ["retry-connrefused", "", false, flag((o, on) => (o.retryRefused = on))],
  ["retry-all-errors", "", false, flag((o, on) => (o.retryAll = on))],
  ["max-redirs", "", true, number((o, n) => (o.maxRedirects = n))],
  ["resolve", "", true, text((o, v) => o.resolves.push(v))],
  ["interface", "", true, text((o, v) => (o.iface = v))],
  ["local-port", "", true, text((o, v) => (o.localPort = Number(v.split("-")[0])))],
  ["range", "r", true, text((o, v) => (o.range = v))],
  ["url", "", true, text((o, v) => o.urls.push(v))],
  ["proxy", "x", true, null],
  ["form", "F", true, null],
  ["upload-file", "T", true, null],
  ["cookie", "b", true, cookie],
  ["cookie-jar", "c", true, null],
  ["config", "K", true, null],
  ["cacert", "", true, null],
  ["limit-rate", "", true, null],
  ["trace", "", true, null],
  ["trace-ascii", "", true, null],
  ["unix-socket", "", true, null],
  ["socks5", "", true, null],
  ["next", ":", false, null],
  ["parallel", "Z", false, null],
  ["http2", "", false, null],
  ["json", "", true, json],
  ["data-binary", "", true, data("binary")],
  ["data-urlencode", "", true, data("urlencode")],
  ["dump-header", "D", true, text((o, v) => (o.dumpHeader = v))],
  ["continue-at", "C", true, null],
  ...absentOptions(),
];

export function freshOptions(): CurlOptions {
  return {
    urls: [],
    outputs: [],
    silent: false,
    showError: false,
    verbose: false,
    include: false,
    head: false,
    location: false,
    fail: false,
    progressBar: false,
    noProgress: false,
    method: null,
    headers: [],
    agent: "curl/7.88.1",
    user: null,
    referer: null,
    dataParts: [],
    data: null,
    cookie: null,
    dumpHeader: null,
    get: false,
    writeOut: null,
    maxTimeUs: null,
    connectTimeoutUs: null,
    retry: 0,
    retryDelayUs: 0,
    retryMaxUs: 0,
    retryRefused: false,
    retryAll: false,
    resolves: [],
    iface: null,
    localPort: null,
    family: 0,
    range: null,
    http10: false,
    maxRedirects: 50,
    createDirs: false,
    globOff: false,
    compressed: false,
    failWithBody: false,
    timeCondition: null,
    maxFileSize: null,
    connectTo: [],
  };
}

const TRY = "curl: try 'curl --help' or 'curl --manual' for more information\n";

/** The options, or the complaint: its text and curl's status 2. */
export function parseCurl(words: readonly string[]): CurlOptions | { readonly complaint: string } {
  const o = freshOptions();
  const bad = (shown: string, what: string): { complaint: string } => ({
    complaint:
      what === REFUSED
        ? `curl: underlay does not simulate ${shown} with a file\n`
        : `curl: option ${shown}: ${what}\n${TRY}`,
  });
  const refused = (shown: string): { complaint: string } => ({
    complaint: `curl: underlay does not simulate ${shown}\n`,
  });
  let plain = false;
  for (let i = 0; i < words.length; i++) {
    const word = words[i] as string;
    if (plain || !word.startsWith("-") || word === "-") {
      o.urls.push(word);
      continue;
    }
    if (word === "--") {
      plain = true;
      continue;
    }
    if (word.startsWith("--")) {
      const negated =
        word.startsWith("--no-") && OPTIONS.every(([name]) => !name.startsWith(word.slice(2)));
      const name = word.slice(negated ? 5 : 2);
      const near = OPTIONS.filter(([full]) => full.startsWith(name) && name !== "");
      const found = near.find(([full]) => full === name) ?? near[0];
      if (found === undefined) return bad(word, "is unknown");
      if (near.length > 1 && found[0] !== name) return bad(word, "is ambiguous");
      const [, , takes, set] = found;
      if (set === null) return refused(`--${found[0]}`);
      let value = negated ? "no" : "";
      if (takes) {
        const next = words[++i];
        if (next === undefined) return bad(word, "requires parameter");
        value = next;
      }
      const wrong = set(o, value);
      if (wrong !== null) return bad(word, wrong);
      continue;
    }
    for (let k = 1; k < word.length; k++) {
      const letter = word[k] as string;
      const found = OPTIONS.find(([, short]) => short === letter);
      if (found === undefined) return bad(word, "is unknown");
      const [, , takes, set] = found;
      if (set === null) return refused(`-${letter}`);
      if (!takes) {
        set(o, "");
        continue;
      }
      const value = k + 1 < word.length ? word.slice(k + 1) : words[++i];
      if (value === undefined) return bad(word, "requires parameter");
      const wrong = set(o, value);
      if (wrong !== null) return bad(word, wrong);
      break;
    }
  }
  return o.urls.length === 0 ? { complaint: TRY } : o;
}
