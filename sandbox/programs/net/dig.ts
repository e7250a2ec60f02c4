/**
 * dig(1) of BIND 9.18. Left out: +trace, +nssearch, transfers, TSIG, DNSSEC validation, +yaml, DoT and DoH, -f.
 */
import type { Process, Program } from "../../kernel/proc/process.ts";
import type { Proc } from "../../kernel/proc/wait.ts";
import { civilFromUnix, strftime } from "../../sim/civil.ts";
import { formatIpv4, type Ipv4Addr, parseIpv4, parseIpv6 } from "../../wire/addr.ts";
import {
  CLASS_CH,
  CLASS_IN,
  type DnsRecord,
  dnsRcode,
  DNS_PORT,
  dnsType,
  NXDOMAIN,
  type ParsedDns,
  reverseName4,
  reverseName6,
  TYPE_A,
  TYPE_NS,
  TYPE_OPT,
  TYPE_PTR,
} from "../../wire/dns.ts";
import { resolverConfig } from "./dns/config.ts";
import { type Ask, lookup, type Outcome, parsedQuery, type Reply } from "./dns/lookup.ts";
import {
  dataText,
  headerText,
  optText,
  questionLine,
  recordLine,
  type RecordStyle,
} from "./dns/text.ts";
import { resolve } from "./resolve.ts";

export const dig: Program = {
  name: "dig",
  paths: ["/usr/bin/dig"],
  summary: "dig - DNS lookup utility",
  main,
};

export const BIND_VERSION = "9.18.49-1~deb12u3-Debian";
const USAGE = `Usage:  dig [@global-server] [domain] [q-type] [q-class] {q-opt}
            {global-d-opt} host [@local-server] {local-d-opt}
            [ host [@local-server] {local-d-opt} [...]]

Use "dig -h" (or "dig -h | more") for complete list of options
`;

interface Lookup {
  name: string | null;
  type: number | null;
  klass: number | null;
  server: string | null;
  port: number;
  source: { address: Ipv4Addr; port: number } | null;
  tries: number | null;
  timeoutS: number | null;
  tcp: boolean;
  cmd: boolean;
  comments: boolean;
  question: boolean;
  answer: boolean;
  authority: boolean;
  additional: boolean;
  stats: boolean;
  short: boolean;
  identify: boolean;
  qr: boolean;
  recurse: boolean;
  ad: boolean;
  cd: boolean;
  edns: boolean;
  cookie: boolean;
  dnssec: boolean;
  bufsize: number;
  search: boolean;
  ignore: boolean;
  multiline: boolean;
  ttlid: boolean;
  klassShown: boolean;
  ttlunits: boolean;
}

const FRESH: Lookup = {
  name: null,
  type: null,
  klass: null,
  server: null,
  port: DNS_PORT,
  source: null,
  tries: null,
  timeoutS: null,
  tcp: false,
  cmd: true,
  comments: true,
  question: true,
  answer: true,
  authority: true,
  additional: true,
  stats: true,
  short: false,
  identify: false,
  qr: false,
  recurse: true,
  ad: true,
  cd: false,
  edns: true,
  cookie: true,
  dnssec: false,
  bufsize: 1232,
  search: false,
  ignore: false,
  multiline: false,
  ttlid: true,
  klassShown: true,
  ttlunits: false,
};

type Flag = { [K in keyof Lookup]: Lookup[K] extends boolean ? K : never }[keyof Lookup];
/** Query options that are a switch; the rest of the name may be cut off. */
const SWITCHES: readonly (readonly [string, Flag])[] = [
  ["cmd", "cmd"],
  ["comments", "comments"],
  ["question", "question"],
  ["answer", "answer"],
  ["authority", "authority"],
  ["additional", "additional"],
  ["stats", "stats"],
  ["short", "short"],
  ["identify", "identify"],
  ["qr", "qr"],
  ["recurse", "recurse"],
  ["rdflag", "recurse"],
  ["adflag", "ad"],
  ["cdflag", "cd"],
  ["cookie", "cookie"],
  ["dnssec", "dnssec"],
  ["search", "search"],
  ["defname", "search"],
  ["ignore", "ignore"],
  ["multiline", "multiline"],
  ["ttlid", "ttlid"],
  ["class", "klassShown"],
  ["ttlunits", "ttlunits"],
  ["tcp", "tcp"],
  ["vc", "tcp"],
];
/** Without effect on what this one prints, or by their default. */
const TAKEN = [
  "fail",
  "besteffort",
  "crypto",
  "idnout",
  "idnin",
  "keepopen",
  "sit",
  "badcookie",
  "expandaaaa",
  "rrcomments",
  "split",
  "unknownformat",
  "mapped",
  "showsearch",
  "onesoa",
  "raflag",
  "zflag",
  "aaflag",
  "aaonly",
];
const REFUSED = [
  "trace",
  "nssearch",
  "yaml",
  "tls",
  "https",
  "http-plain",
  "subnet",
  "nsid",
  "expire",
  "dns64prefix",
  "header-only",
  "padding",
  "ednsopt",
  "ednsflags",
  "opcode",
  "proxy",
];

interface Plan {
  readonly lookups: Lookup[];
  /** Whether the first banner's line of servers is to be printed. */
  readonly words: readonly string[];
}

function* main(proc: Process, argv: readonly string[]): Proc<number> {
  const plan = yield* parse(proc, argv.slice(1));
  if (typeof plan === "number") return plan;
  let status = 0;
  let banner = true;
  for (const one of plan.lookups) {
    const did = yield* run(proc, one, plan, banner);
    banner = false;
    if (did !== 0) status = did;
  }
  return status;
}

function* parse(proc: Process, words: readonly string[]): Proc<Plan | number> {
  const globals: Lookup = { ...FRESH };
  const lookups: Lookup[] = [];
  let current: Lookup = globals;
  const begin = (name: string): void => {
    current = { ...globals, name, type: lookups.length === 0 ? globals.type : null };
    if (lookups.length === 0) current.klass = globals.klass;
    lookups.push(current);
  };
  for (let i = 0; i < words.length; i++) {
    const word = words[i] as string;
    if (word.startsWith("@")) current.server = word.slice(1);
    else if (word.startsWith("+")) {
      const refused = plus(current, word.slice(1));
      if (refused === null) continue;
      yield* proc.warn(refused);
      return 1;
    } else if (word.startsWith("-") && word.length > 1) {
      const letter = word[1] as string;
      if (letter === "v") {
        yield* proc.print(`DiG ${BIND_VERSION}\n`);
        return 0;
      }
      if ("46rmi".includes(letter)) continue;
      if (!"xptcqb".includes(letter)) {
        const known = "hfkyu".includes(letter);
        yield* proc.warn(
          known
            ? `dig: underlay does not simulate -${letter}\n`
            : `Invalid option: ${word}\n${USAGE}`,
        );
        return 1;
      }
      const value = word.length > 2 ? word.slice(2) : words[++i];
      if (value === undefined) {
        yield* proc.warn(`Invalid option: ${word}\n${USAGE}`);
        return 1;
      }
      if (letter === "x") {
        const v4 = parseIpv4(value);
        const v6 = parseIpv6(value);
        const partial = /^[\d.]+$/.test(value);
        if (v4 === null && v6 === null && !partial) {
          yield* proc.warn(`Invalid IP address ${value}\n`);
          return 1;
        }
        begin(
          v4 !== null
            ? reverseName4(v4)
            : v6 !== null
              ? reverseName6(v6)
              : `${value
                  .split(".")
                  .filter((p) => p !== "")
                  .reverse()
                  .join(".")}.in-addr.arpa.`,
        );
        current.type = TYPE_PTR;
        current.klass = CLASS_IN;
      } else if (letter === "p") current.port = Number(value);
      else if (letter === "q") begin(value);
      else if (letter === "t") {
        const type = dnsType(value);
        if (type === null) yield* proc.warn(`;; Warning, ignoring invalid type ${value}\n`);
        else current.type = type;
      } else if (letter === "c") {
        const klass = classOf(value);
        if (klass === null) yield* proc.warn(`;; Warning, ignoring invalid class ${value}\n`);
        else current.klass = klass;
      } else {
        const [address, port] = value.split("#");
        const v4 = parseIpv4(address ?? "");
        if (v4 === null) {
          yield* proc.warn(`invalid address ${value}\n`);
          return 1;
        }
        current.source = { address: v4, port: Number(port ?? "0") };
      }
    } else if (dnsType(word) !== null) current.type = dnsType(word);
    else if (classOf(word) !== null) current.klass = classOf(word);
    else begin(word);
  }
  if (lookups.length === 0) {
    begin(".");
    current.type ??= TYPE_NS;
  }
  return { lookups, words };
}

function classOf(text: string): number | null {
  const known: Readonly<Record<string, number>> = {
    IN: CLASS_IN,
    CH: CLASS_CH,
    CHAOS: CLASS_CH,
    HS: 4,
  };
  return known[text.toUpperCase()] ?? null;
}

/** One +option: null, or what to say of it. */
function plus(o: Lookup, text: string): string | null {
  const [word = "", value] = text.split("=");
  const off = word.startsWith("no");
  const name = off && !"notify".startsWith(word) ? word.slice(2) : word;
  const on = !off;
  if (name === "all") {
    o.question = o.answer = o.authority = o.additional = on;
    o.comments = o.stats = o.cmd = on;
    return null;
  }
  if ("time".startsWith(name) && name.length > 1 && value !== undefined) {
    o.timeoutS = Math.max(1, Number(value));
    return null;
  }
  if ("timeout" === name) {
    o.timeoutS = Math.max(1, Number(value));
    return null;
  }
  if ("tries".startsWith(name) && name.length > 1 && value !== undefined) {
    o.tries = Math.max(1, Number(value));
    return null;
  }
  if ("retry".startsWith(name) && name.length > 3 && value !== undefined) {
    o.tries = Number(value) + 1;
    return null;
  }
  if ("bufsize".startsWith(name) && name.length > 0) {
    o.bufsize = value === undefined ? 1232 : Number(value);
    return null;
  }
  if (name === "edns") {
    o.edns = on;
    return null;
  }
  if (name === "domain" || name === "ndots") {
    o.search = true;
    return `dig: underlay does not simulate +${name}\n`;
  }
  const found = SWITCHES.filter(([full]) => full.startsWith(name) && name !== "");
  const exact = found.find(([full]) => full === name) ?? found[0];
  if (exact !== undefined) {
    o[exact[1]] = on;
    if (exact[1] === "dnssec" && on) o.edns = true;
    if (exact[1] === "short" && on) {
      o.question = o.authority = o.additional = o.comments = o.stats = o.cmd = false;
      o.answer = true;
    }
    return null;
  }
  if (name !== "" && TAKEN.some((full) => full.startsWith(name))) return null;
  if (name !== "" && REFUSED.some((full) => full.startsWith(name)))
    return `dig: underlay does not simulate +${text}\n`;
  return `Invalid option: +${text}\n${USAGE}`;
}

function* run(proc: Process, o: Lookup, plan: Plan, banner: boolean): Proc<number> {
  const config = resolverConfig(proc);
  let servers: readonly Ipv4Addr[] = config.servers;
  if (o.server !== null) {
    const found = yield* resolve(proc, o.server, 4);
    if ("error" in found || found.v4 === null) {
      yield* proc.warn(
        `dig: couldn't get address for '${o.server}': ${"error" in found && found.error.startsWith("Temporary") ? "failure" : "not found"}\n`,
      );
      return 1;
    }
    servers = [found.v4];
  }
  const name = o.name ?? ".";
  const names = o.search ? searched(name, config.search, config.ndots) : [name];
  let outcome: Outcome | null = null;
  for (const [i, asked] of names.entries()) {
    const ask: Ask = {
      name: asked,
      type: o.type ?? TYPE_A,
      klass: o.klass ?? CLASS_IN,
      servers,
      port: o.port,
      tcp: o.tcp,
      tries: o.tries ?? (config.servers === servers && servers.length > 1 ? config.attempts : 3),
      timeoutS: o.timeoutS ?? (o.server === null ? config.timeoutS : 5),
      perServer: 1,
      recurse: o.recurse,
      adFlag: o.ad,
      edns: o.edns,
      cookie: o.cookie,
      dnssec: o.dnssec,
      bufferBytes: o.bufsize,
      checking: o.cd,
      ignoreTruncation: o.ignore,
      from: o.source,
    };
    outcome = yield* lookup(proc, ask);
    if (outcome.reply === null || dnsRcode(outcome.reply.message) !== NXDOMAIN) break;
    if (i === names.length - 1) break;
  }
  const head = banner && o.cmd ? bannerText(plan.words, o.server !== null) : "";
  if (outcome === null || outcome.reply === null) {
    if (outcome?.unreachable !== true) yield* proc.print(`${head};; no servers could be reached\n`);
    return 9;
  }
  yield* proc.print(
    head + (o.short ? shortText(o, outcome.reply) : report(proc, o, outcome, outcome.reply)),
  );
  return 0;
}

/** The names to try: the search list first when there are too few dots. */
export function searched(name: string, domains: readonly string[], ndots: number): string[] {
  if (name.endsWith(".")) return [name];
  const dots = name.split(".").length - 1;
  const under = domains.map((d) => `${name}.${d.replace(/\.$/, "")}`);
  return dots >= ndots ? [name, ...under] : [...under, name];
}

function bannerText(words: readonly string[], server: boolean): string {
  const line = ["", ...words].join(" ");
  return (
    `\n; <<>> DiG ${BIND_VERSION} <<>>${line}\n` +
    (server ? "; (1 server found)\n" : "") +
    ";; global options: +cmd\n"
  );
}

function shortText(o: Lookup, reply: Reply): string {
  let out = "";
  for (const record of reply.message.answers) {
    out += dataText(record.data);
    if (o.identify)
      out += ` from server ${formatIpv4(reply.server)} in ${Math.round(reply.tookUs / 1000)} ms.`;
    out += "\n";
  }
  return out;
}

function report(proc: Process, o: Lookup, outcome: Outcome, reply: Reply): string {
  let out = "";
  if (o.qr) {
    const sent = parsedQuery(outcome.query);
    out += `${o.comments ? ";; Sending:\n" : ""}${messageText(o, sent)};; QUERY SIZE: ${outcome.query.length}\n\n`;
  }
  if (o.comments) out += ";; Got answer:\n";
  out += messageText(o, reply.message);
  if (o.stats) {
    const at = civilFromUnix(proc.host.sim.epochUs + proc.now);
    const text = formatIpv4(reply.server);
    out +=
      `;; Query time: ${Math.floor(reply.tookUs / 1000)} msec\n` +
      `;; SERVER: ${text}#${o.port}(${text}) (${reply.tcp ? "TCP" : "UDP"})\n` +
      `;; WHEN: ${strftime("%a %b %d %H:%M:%S UTC %Y", at)}\n` +
      `;; MSG SIZE  rcvd: ${reply.size}\n\n`;
  }
  return out;
}

function messageText(o: Lookup, m: ParsedDns): string {
  const style: RecordStyle = {
    multiline: o.multiline,
    ttl: o.ttlid,
    klass: o.klassShown,
    units: o.ttlunits,
  };
  let out = "";
  if (o.comments) {
    out += headerText(m);
    if ((m.flags & 0x8180) === 0x8100) out += ";; WARNING: recursion requested but not available\n";
    if (m.malformed) out += ";; Warning: Message parser reports malformed message packet.\n";
    out += `\n${optText(m)}`;
  }
  const section = (title: string, lines: readonly string[], shown: boolean): void => {
    if (!shown || lines.length === 0) return;
    if (o.comments) out += `;; ${title} SECTION:\n`;
    out += lines.map((line) => `${line}\n`).join("");
    if (o.comments) out += "\n";
  };
  const records = (list: readonly DnsRecord[]): string[] =>
    list.filter((r) => r.type !== TYPE_OPT).map((r) => recordLine(r, style));
  section(
    "QUESTION",
    m.questions.map((q) => questionLine(q, style)),
    o.question,
  );
  section("ANSWER", records(m.answers), o.answer);
  section("AUTHORITY", records(m.authority), o.authority);
  section("ADDITIONAL", records(m.additional), o.additional);
  return out;
}
