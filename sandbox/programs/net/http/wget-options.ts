/** wget 1.21.3's command line. What is real but not modelled is refused by name. */
import type { Process } from "../../../kernel/proc/process.ts";
import type { Proc } from "../../../kernel/proc/wait.ts";
import { getopt, longs } from "../../core/getopt.ts";

export interface WgetOptions {
  urls: readonly string[];
  inputFile: string | null;
  quiet: boolean;
  brief: boolean;
  show: boolean;
  spider: boolean;
  output: string | null;
  prefix: string | null;
  /** -x, and -nH: without the host's. */
  directories: boolean;
  hostDirectory: boolean;
  noClobber: boolean;
  tries: number;
  timeoutUs: number;
  headers: string[];
  agent: string;
  /** USER:PASSWORD. */
  user: string | null;
  method: string | null;
  body: string | null;
  maxRedirects: number;
  family: 0 | 4 | 6;
}

const LONG =
  "quiet=q no-verbose=! server-response=S spider output-document:=O directory-prefix:=P tries:=t timeout:=T connect-timeout:=T header: " +
  "user-agent:=U post-data: method: body-data: max-redirect: version=V no-check-certificate no-proxy no-cache progress: no-clobber=1 " +
  "continue=c recursive=r dns-timeout: read-timeout: verbose=v inet4-only=4 inet6-only=6 input-file:=i force-directories=x " +
  "no-directories=2 no-host-directories=3 no-parent=5 user: password: http-user: http-password: limit-rate: wait:=w timestamping=N " +
  "background=b debug=d output-file:=o append-output:=a level:=l mirror=m page-requisites=p convert-links=k content-on-error " +
  "post-file: body-file: save-headers ignore-length referer: load-cookies: save-cookies: keep-session-cookies retry-connrefused " +
  "execute:=e base:=B reject:=R accept:=A quota:=Q waitretry: random-wait bind-address: cut-dirs: adjust-extension=E " +
  "content-disposition trust-server-names no-http-keep-alive no-dns-cache show-progress no-hsts";
/** Taken, with nothing to do here. */
const IDLE = [
  "v",
  "no-check-certificate",
  "no-proxy",
  "no-cache",
  "5",
  "no-hsts",
  "no-dns-cache",
  "keep-session-cookies",
  "dns-timeout",
  "w",
  "E",
];
const USAGE = "Usage: wget [OPTION]... [URL]...\n\nTry `wget --help' for more options.\n";

/** The options, or the status of what was said instead. */
export function* parseWget(proc: Process, given: readonly string[]): Proc<WgetOptions | number> {
  const words: string[] = [];
  for (const word of given) {
    const m = /^-n(.*)$/.exec(word);
    if (m === null) words.push(word);
    else {
      for (const letter of m[1] === "" ? "h" : (m[1] as string)) {
        const long = LONG_OF_N[letter];
        if (long === undefined) {
          yield* proc.warn(
            `wget: illegal option -- \`-n${letter}'\n${USAGE.replace("\n\n", "\n\n")}`,
          );
          return 1;
        }
        words.push(long);
      }
    }
  }
  const parsed = getopt(
    ["wget", ...words],
    "qSvO:P:t:T:U:Vcr46i:xw:Nbdo:a:l:mpke:B:R:A:Q:E",
    longs(LONG),
  );
  const o = freshOptions();
  for (const { name, value } of parsed.options) {
    if (name === "V") {
      yield* proc.print("GNU Wget 1.21.3 built on linux-gnu.\n");
      return 0;
    }
    if (setOption(o, name, value ?? "") || IDLE.includes(name)) continue;
    yield* proc.warn(`wget: underlay does not simulate ${name.length > 1 ? "--" : "-"}${name}\n`);
    return 2;
  }
  if (parsed.error !== null) {
    yield* proc.warn(`${parsed.error}\n${USAGE}`);
    return 2;
  }
  o.urls = parsed.args;
  if (o.urls.length === 0 && o.inputFile === null) {
    yield* proc.warn(`wget: missing URL\n${USAGE}`);
    return 1;
  }
  // -O with -nc: never over a file that is there.
  const { output } = o;
  if (o.noClobber && output !== null && typeof proc.host.fs.lookup(output, proc) !== "string")
    return 1;
  return o;
}

const LONG_OF_N: Readonly<Record<string, string>> = {
  v: "--no-verbose",
  c: "--no-clobber",
  d: "--no-directories",
  H: "--no-host-directories",
  p: "--no-parent",
};

function setOption(o: WgetOptions, name: string, value: string): boolean {
  const setters: Readonly<Record<string, () => void>> = {
    q: () => (o.quiet = true),
    "!": () => (o.brief = true),
    S: () => (o.show = true),
    spider: () => (o.spider = true),
    O: () => (o.output = value),
    P: () => (o.prefix = value.replace(/(.)\/+$/, "$1")),
    i: () => (o.inputFile = value),
    x: () => (o.directories = true),
    2: () => (o.directories = false),
    3: () => (o.hostDirectory = false),
    1: () => (o.noClobber = true),
    t: () => (o.tries = value === "inf" || Number(value) === 0 ? Infinity : Number(value)),
    T: () => (o.timeoutUs = Number(value) === 0 ? Infinity : Number(value) * 1_000_000),
    header: () => o.headers.push(value),
    referer: () => o.headers.push(`Referer: ${value}`),
    U: () => (o.agent = value),
    user: () => (o.user = `${value}:${o.user?.replace(/^[^:]*:/, "") ?? ""}`),
    password: () => (o.user = `${o.user?.replace(/:.*$/, "") ?? ""}:${value}`),
    "post-data": () => {
      o.method = "POST";
      o.body = value;
    },
    method: () => (o.method = value),
    "body-data": () => (o.body = value),
    "max-redirect": () => (o.maxRedirects = Number(value)),
    4: () => (o.family = 4),
    6: () => (o.family = 6),
  };
  const set = Object.hasOwn(setters, name) ? setters[name] : undefined;
  set?.();
  return set !== undefined;
}

function freshOptions(): WgetOptions {
  return {
    urls: [],
    inputFile: null,
    quiet: false,
    brief: false,
    show: false,
    spider: false,
    output: null,
    prefix: null,
    directories: false,
    hostDirectory: true,
    noClobber: false,
    tries: 20,
    timeoutUs: Infinity,
    headers: [],
    agent: "Wget/1.21.3",
    user: null,
    method: null,
    body: null,
    maxRedirects: 20,
    family: 0,
  };
}
