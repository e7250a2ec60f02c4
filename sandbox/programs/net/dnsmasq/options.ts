/** dnsmasq(8) 2.90's options, from the command line and configuration files, as far as a DNS server needs them. */
import type { Process } from "../../../kernel/proc/process.ts";
import { type Ipv4Addr, type Ipv6Addr, parseIpv4, parseIpv6 } from "../../../wire/addr.ts";
import {
  type DnsData,
  type DnsRecord,
  TYPE_CNAME,
  TYPE_MX,
  TYPE_PTR,
  TYPE_SRV,
  TYPE_TXT,
  CLASS_IN,
} from "../../../wire/dns.ts";
import { encodeUtf8 } from "../../../sim/utf8.ts";

/** --address, --server, --local: what happens to the names under a domain. */
export interface DomainRule {
  /** Lower case, without dots at its ends; "" is every name. */
  readonly domain: string;
  readonly kind: "address4" | "address6" | "zero" | "local" | "nxdomain" | "server";
  readonly v4?: Ipv4Addr;
  readonly v6?: Ipv6Addr;
  readonly port?: number;
}

export interface HostRecord {
  readonly names: readonly string[];
  readonly v4: Ipv4Addr | null;
  readonly v6: Ipv6Addr | null;
  readonly ttl: number | null;
}

export interface DnsmasqOptions {
  port: number;
  foreground: boolean;
  debug: boolean;
  logQueries: boolean;
  logFacility: string | null;
  noResolv: boolean;
  noHosts: boolean;
  resolvFile: string;
  addnHosts: string[];
  rules: DomainRule[];
  hostRecords: HostRecord[];
  records: DnsRecord[];
  listen: string[];
  interfaces: string[];
  exceptInterfaces: string[];
  bindInterfaces: boolean;
  domain: string | null;
  expandHosts: boolean;
  localTtl: number;
  bogusPriv: boolean;
  domainNeeded: boolean;
  pidFile: string | null;
  user: string;
  test: boolean;
}

export interface Refusal {
  readonly error: string;
  readonly status: number;
}

const SHORT: ReadonlyMap<string, string> = new Map([
  ["d", "no-daemon"],
  ["k", "keep-in-foreground"],
  ["p", "port"],
  ["q", "log-queries"],
  ["R", "no-resolv"],
  ["h", "no-hosts"],
  ["H", "addn-hosts"],
  ["A", "address"],
  ["S", "server"],
  ["a", "listen-address"],
  ["i", "interface"],
  ["I", "except-interface"],
  ["z", "bind-interfaces"],
  ["s", "domain"],
  ["E", "expand-hosts"],
  ["T", "local-ttl"],
  ["b", "bogus-priv"],
  ["D", "domain-needed"],
  ["C", "conf-file"],
  ["r", "resolv-file"],
  ["x", "pid-file"],
  ["u", "user"],
  ["m", "mx-host"],
  ["W", "srv-host"],
  ["Y", "txt-record"],
  ["8", "log-facility"],
  ["c", "cache-size"],
  ["N", "no-negcache"],
  ["o", "strict-order"],
  ["n", "no-poll"],
  ["f", "filterwin2k"],
  ["v", "version"],
  ["w", "help"],
]);
const FLAGS = new Set(
  "no-daemon keep-in-foreground log-queries no-resolv no-hosts bind-interfaces bind-dynamic expand-hosts bogus-priv domain-needed test version help no-negcache strict-order no-poll all-servers localise-queries stop-dns-rebind log-async filterwin2k".split(
    " ",
  ),
);
/** Taken and without effect on what a lab sees. */
const HARMLESS = new Set(
  "no-negcache strict-order no-poll cache-size localise-queries log-async filterwin2k user group auth-ttl max-ttl neg-ttl dns-forward-max edns-packet-max bind-dynamic all-servers stop-dns-rebind".split(
    " ",
  ),
);

export function defaults(): DnsmasqOptions {
  return {
    port: 53,
    foreground: false,
    debug: false,
    logQueries: false,
    logFacility: null,
    noResolv: false,
    noHosts: false,
    resolvFile: "/etc/resolv.conf",
    addnHosts: [],
    rules: [],
    hostRecords: [],
    records: [],
    listen: [],
    interfaces: [],
    exceptInterfaces: [],
    bindInterfaces: false,
    domain: null,
    expandHosts: false,
    localTtl: 0,
    bogusPriv: false,
    domainNeeded: false,
    pidFile: "/run/dnsmasq.pid",
    user: "dnsmasq",
    test: false,
  };
}

export interface Words {
  readonly name: string;
  readonly value: string;
}

/** The command line as option names and values; null: getopt would not take it. */
export function commandLine(argv: readonly string[]): Words[] | null {
  const out: Words[] = [];
  for (let i = 1; i < argv.length; i++) {
    const arg = argv[i] as string;
    if (arg.startsWith("--")) {
      const equals = arg.indexOf("=");
      const name = equals < 0 ? arg.slice(2) : arg.slice(2, equals);
      if (!isKnown(name)) return null;
      const needs = !FLAGS.has(name);
      let value = equals < 0 ? "" : arg.slice(equals + 1);
      if (needs && equals < 0 && name !== "log-queries" && name !== "conf-file") {
        if (i + 1 >= argv.length) return null;
        value = argv[++i] as string;
      }
      out.push({ name, value });
      continue;
    }
    if (!arg.startsWith("-") || arg === "-") return null;
    for (let k = 1; k < arg.length; k++) {
      const name = SHORT.get(arg[k] as string);
      if (name === undefined) return null;
      if (FLAGS.has(name)) {
        out.push({ name, value: "" });
        continue;
      }
      let value = arg.slice(k + 1);
      if (value === "") {
        if (i + 1 >= argv.length) return null;
        value = argv[++i] as string;
      }
      out.push({ name, value });
      break;
    }
  }
  return out;
}

const KNOWN = new Set(
  "address server local host-record cname mx-host txt-record srv-host ptr-record listen-address interface except-interface port domain local-ttl resolv-file addn-hosts pid-file log-facility conf-file conf-dir".split(
    " ",
  ),
);
const REFUSED = new Set(
  "dhcp-range dhcp-host dhcp-option enable-tftp dnssec auth-zone auth-server ipset nftset dhcp-leasefile enable-ra rev-server alias synth-domain naptr-record dns-rr caa-record interface-name".split(
    " ",
  ),
);
function isKnown(name: string): boolean {
  return FLAGS.has(name) || HARMLESS.has(name) || KNOWN.has(name) || REFUSED.has(name);
}

/** Take one option in: null, or why dnsmasq ends. */
export function apply(o: DnsmasqOptions, { name, value }: Words): Refusal | null {
  const bad = (text: string): Refusal => ({
    error: `bad command line options: ${text}`,
    status: 1,
  });
  if (REFUSED.has(name)) return { error: `underlay does not simulate --${name}`, status: 1 };
  switch (name) {
    case "no-daemon":
      o.debug = true;
      return null;
    case "keep-in-foreground":
      o.foreground = true;
      return null;
    case "port":
      if (!/^\d+$/.test(value) || Number(value) > 65_535) return bad("bad port");
      o.port = Number(value);
      return null;
    case "log-queries":
      o.logQueries = true;
      return null;
    case "log-facility":
      o.logFacility = value;
      return null;
    case "no-resolv":
      o.noResolv = true;
      return null;
    case "no-hosts":
      o.noHosts = true;
      return null;
    case "resolv-file":
      o.resolvFile = value;
      return null;
    case "addn-hosts":
      o.addnHosts.push(value);
      return null;
    case "listen-address":
      o.listen.push(...value.split(","));
      return null;
    case "interface":
      o.interfaces.push(...value.split(","));
      return null;
    case "except-interface":
      o.exceptInterfaces.push(...value.split(","));
      return null;
    case "bind-interfaces":
      o.bindInterfaces = true;
      return null;
    case "domain":
      o.domain = value.split(",")[0] as string;
      return null;
    case "expand-hosts":
      o.expandHosts = true;
      return null;
    case "local-ttl":
      o.localTtl = Number(value);
      return null;
    case "bogus-priv":
      o.bogusPriv = true;
      return null;
    case "domain-needed":
      o.domainNeeded = true;
      return null;
    case "pid-file":
      o.pidFile = value === "" ? null : value;
      return null;
    case "test":
      o.test = true;
      return null;
    case "address":
    case "server":
    case "local":
      return domainOption(o, name, value);
    default:
      return recordOption(o, name, value);
  }
}

/** --address=/a/b/IP, --server=/a/IP#port, --local=/a/. */
function domainOption(o: DnsmasqOptions, name: string, value: string): Refusal | null {
  const refuse = (): Refusal => ({
    error: `bad command line options: Bad ${name === "address" ? "address in --address" : "address"}`,
    status: 1,
  });
  let domains = [""];
  let target = value;
  if (value.startsWith("/")) {
    const parts = value.split("/");
    target = parts[parts.length - 1] as string;
    domains = parts.slice(1, -1).map((d) => d.toLowerCase().replace(/^\.|\.$/g, ""));
  } else if (name === "address") return refuse();
  const [host, port] = target.split("#");
  const v4 = parseIpv4(host ?? "");
  const v6 = parseIpv6((host ?? "").replace(/@.*/, ""));
  for (const text of domains) {
    const domain = text === "#" ? "" : text;
    if (name === "address") {
      if (target === "") o.rules.push({ domain, kind: "nxdomain" });
      else if (target === "#") o.rules.push({ domain, kind: "zero" });
      else if (v4 !== null) o.rules.push({ domain, kind: "address4", v4 });
      else if (v6 !== null) o.rules.push({ domain, kind: "address6", v6 });
      else return refuse();
    } else if (target === "") o.rules.push({ domain, kind: "local" });
    else if (v4 !== null)
      o.rules.push({ domain, kind: "server", v4, port: port === undefined ? 53 : Number(port) });
    else if (v6 === null) return refuse();
  }
  return null;
}

function recordOption(o: DnsmasqOptions, name: string, value: string): Refusal | null {
  const parts = value.split(",").map((p) => p.trim());
  const [first = "", ...rest] = parts;
  const add = (owner: string, type: number, data: DnsData): null => {
    o.records.push({ name: absolute(owner), type, klass: CLASS_IN, ttl: -1, data });
    return null;
  };
  switch (name) {
    case "host-record": {
      const names: string[] = [];
      let v4: Ipv4Addr | null = null;
      let v6: Ipv6Addr | null = null;
      let ttl: number | null = null;
      for (const part of parts) {
        const [a, b] = [parseIpv4(part), parseIpv6(part)];
        if (a !== null) v4 = a;
        else if (b !== null) v6 = b;
        else if (/^\d+$/.test(part)) ttl = Number(part);
        else names.push(part);
      }
      if (names.length === 0)
        return { error: "bad command line options: Bad host-record", status: 1 };
      o.hostRecords.push({ names, v4, v6, ttl });
      return null;
    }
    case "cname": {
      const numbered = rest.length > 1 && /^\d+$/.test(rest.at(-1) ?? "");
      const names = numbered ? parts.slice(0, -1) : parts;
      const target = names.at(-1) ?? "";
      if (names.length < 2) return { error: "bad command line options: bad CNAME", status: 1 };
      for (const alias of names.slice(0, -1))
        add(alias, TYPE_CNAME, { kind: "name", target: absolute(target) });
      return null;
    }
    case "mx-host":
      return add(first, TYPE_MX, {
        kind: "mx",
        preference: Number(rest[1] ?? "1"),
        target: absolute(rest[0] ?? first),
      });
    case "srv-host":
      return add(first, TYPE_SRV, {
        kind: "srv",
        target: absolute(rest[0] ?? "."),
        port: Number(rest[1] ?? "1"),
        priority: Number(rest[2] ?? "0"),
        weight: Number(rest[3] ?? "0"),
      });
    case "txt-record":
      return add(first, TYPE_TXT, {
        kind: "txt",
        strings: (rest.length === 0 ? [""] : rest).map((s) => encodeUtf8(s.replace(/^"|"$/g, ""))),
      });
    case "ptr-record":
      return add(first, TYPE_PTR, { kind: "name", target: absolute(rest[0] ?? ".") });
    default:
      return HARMLESS.has(name)
        ? null
        : { error: `bad command line options: try --help`, status: 1 };
  }
}

function absolute(name: string): string {
  return name.endsWith(".") ? name : `${name}.`;
}

/** A configuration file's options in: null, or why dnsmasq ends. A missing one is the caller's to forgive. */
export function configFile(
  proc: Process,
  o: DnsmasqOptions,
  path: string,
  mayMiss: boolean,
): Refusal | null {
  const file = proc.host.fs.readText(path, proc);
  if (typeof file === "string")
    return mayMiss ? null : { error: `cannot read ${path}: No such file or directory`, status: 3 };
  let number = 0;
  for (const raw of file.text.split("\n")) {
    number++;
    const line = raw.replace(/(^|\s)#.*/, "").trim();
    if (line === "") continue;
    const m = /^([\w-]+)\s*(?:=\s*(.*))?$/.exec(line);
    const name = m?.[1] ?? "";
    if (!isKnown(name)) return { error: `bad option at line ${number} of ${path}`, status: 1 };
    if (!FLAGS.has(name) && m?.[2] === undefined)
      return { error: `missing parameter at line ${number} of ${path}`, status: 1 };
    const refused =
      name === "conf-file"
        ? configFile(proc, o, m?.[2] ?? "", false)
        : name === "conf-dir"
          ? null
          : apply(o, { name, value: (m?.[2] ?? "").replace(/^"(.*)"$/, "$1") });
    if (refused === null) continue;
    const what = refused.error.replace(/^bad command line options: /, "");
    return what === refused.error
      ? refused
      : { error: `${what} at line ${number} of ${path}`, status: 1 };
  }
  return null;
}
