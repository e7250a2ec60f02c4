/** host(1) of BIND 9.18. Left out: -C, -l, IPv6 transport. */
import type { Process, Program } from "../../kernel/proc/process.ts";
import type { Proc } from "../../kernel/proc/wait.ts";
import { formatIpv4, type Ipv4Addr, parseIpv4, parseIpv6 } from "../../wire/addr.ts";
import {
  CLASS_CH,
  CLASS_IN,
  DNS_PORT,
  type DnsRecord,
  dnsRcode,
  dnsType,
  dnsTypeName,
  NOERROR,
  NXDOMAIN,
  reverseName4,
  reverseName6,
  TYPE_A,
  TYPE_AAAA,
  TYPE_ANY,
  TYPE_CNAME,
  TYPE_MX,
  TYPE_OPT,
  TYPE_PTR,
} from "../../wire/dns.ts";
import { getopt } from "../core/getopt.ts";
import { BIND_VERSION, searched } from "./dig.ts";
import { resolverConfig } from "./dns/config.ts";
import { type Ask, lookup, type Outcome } from "./dns/lookup.ts";
import {
  dataText,
  headerText,
  PLAIN_STYLE,
  questionLine,
  rcodeName,
  recordLine,
} from "./dns/text.ts";
import { resolve } from "./resolve.ts";

export const host: Program = {
  name: "host",
  paths: ["/usr/bin/host"],
  summary: "host - DNS lookup utility",
  main,
};

const USAGE = `Usage: host [-aCdilrTvVw] [-c class] [-N ndots] [-t type] [-W time]
            [-R number] [-m flag] [-p port] hostname [server]
       -a is equivalent to -v -t ANY
       -A is like -a but omits RRSIG, NSEC, NSEC3
       -c specifies query class for non-IN data
       -C compares SOA records on authoritative nameservers
       -d is equivalent to -v
       -l lists all hosts in a domain, using AXFR
       -m set memory debugging flag (trace|record|usage)
       -N changes the number of dots allowed before root lookup is done
       -p specifies the port on the server to query
       -r disables recursive processing
       -R specifies number of retries for UDP packets
       -s a SERVFAIL response should stop query
       -t specifies the query type
       -T enables TCP/IP mode
       -U enables UDP mode
       -v enables verbose output
       -V print version number and exit
       -w specifies to wait forever for a reply
       -W specifies how long to wait for a reply
       -4 use IPv4 query transport only
       -6 use IPv6 query transport only
`;

interface Options {
  verbose: boolean;
  types: number[] | null;
  klass: number;
  port: number;
  tcp: boolean;
  recurse: boolean;
  retries: number;
  timeoutS: number | null;
  ndots: number | null;
}

function* main(proc: Process, argv: readonly string[]): Proc<number> {
  const o = yield* parse(proc, argv);
  if (typeof o === "number") return o;
  const { options, name, server } = o;
  const config = resolverConfig(proc);
  let servers: readonly Ipv4Addr[] = config.servers;
  if (server !== null) {
    const found = yield* resolve(proc, server, 4);
    if ("error" in found || found.v4 === null) {
      yield* proc.warn(`host: couldn't get address for '${server}': not found\n`);
      return 1;
    }
    servers = [found.v4];
  }
  const v4 = parseIpv4(name);
  const v6 = parseIpv6(name);
  const reverse = v4 !== null ? reverseName4(v4) : v6 !== null ? reverseName6(v6) : null;
  const types = options.types ?? (reverse !== null ? [TYPE_PTR] : [TYPE_A, TYPE_AAAA, TYPE_MX]);
  const names =
    reverse !== null ? [reverse] : searched(name, config.search, options.ndots ?? config.ndots);
  const ask = (asked: string, type: number): Ask => ({
    name: asked,
    type: reverse === null ? type : TYPE_PTR,
    klass: options.klass,
    servers,
    port: options.port,
    tcp: options.tcp,
    tries: servers.length > 1 ? 1 : options.retries + 1,
    timeoutS: options.timeoutS ?? config.timeoutS,
    perServer: options.retries + 1,
    recurse: options.recurse,
    adFlag: false,
    edns: false,
    cookie: false,
    dnssec: false,
    bufferBytes: 0,
    checking: false,
    ignoreTruncation: false,
    from: null,
  });
  const text = formatIpv4(servers[0] ?? 0);
  const head =
    server === null
      ? ""
      : `Using domain server:\nName: ${server}\nAddress: ${text}#${options.port}\nAliases: \n\n`;
  return yield* series(proc, options, {
    names,
    types,
    reverse: reverse !== null,
    ask,
    given: name,
    head,
  });
}

interface Plan {
  readonly names: readonly string[];
  readonly types: readonly number[];
  readonly reverse: boolean;
  readonly given: string;
  /** About the server that was named; printed with the first answer. */
  readonly head: string;
  ask(name: string, type: number): Ask;
}

/** The first type walks the search list; the others ask for the name that it found. */
function* series(proc: Process, o: Options, plan: Plan): Proc<number> {
  let name: string | null = null;
  let { head } = plan;
  for (const type of plan.types) {
    const names: readonly string[] = name === null ? plan.names : [name];
    for (const [i, asked] of names.entries()) {
      if (o.verbose) yield* proc.print(`Trying "${asked.replace(/(.)\.$/, "$1")}"\n`);
      const outcome: Outcome = yield* lookup(proc, plan.ask(asked, type));
      const reply = outcome.reply;
      if (reply === null) {
        if (!outcome.unreachable) yield* proc.print(";; no servers could be reached\n");
        return 1;
      }
      yield* proc.print(head);
      head = "";
      const rcode = dnsRcode(reply.message);
      if (rcode === NXDOMAIN && i < names.length - 1) continue;
      if (rcode !== NOERROR) {
        const shown =
          i === names.length - 1 && rcode === NXDOMAIN && !plan.reverse ? plan.given : asked;
        yield* proc.print(`Host ${shown} not found: ${rcode}(${rcodeName(rcode)})\n`);
        if (o.verbose) yield* received(proc, plan, outcome);
        return 1;
      }
      name = target(reply.message.answers, asked);
      if (o.verbose) yield* verbose(proc, plan, outcome);
      else yield* brief(proc, o, reply.message.answers, asked, type, plan.types.length);
      break;
    }
  }
  return 0;
}

/** The name at the end of the CNAME chain: what AAAA and MX are asked of. */
function target(answers: readonly DnsRecord[], asked: string): string {
  const alias = answers.filter((r) => r.type === TYPE_CNAME).at(-1);
  return alias?.data.kind === "name" ? alias.data.target : asked;
}

const PHRASES: ReadonlyMap<number, string> = new Map([
  [1, "has address"],
  [2, "name server"],
  [5, "is an alias for"],
  [6, "has SOA record"],
  [12, "domain name pointer"],
  [15, "mail is handled by"],
  [16, "descriptive text"],
  [28, "has IPv6 address"],
  [33, "has SRV record"],
]);

function* brief(
  proc: Process,
  o: Options,
  answers: readonly DnsRecord[],
  asked: string,
  type: number,
  howMany: number,
): Proc<void> {
  let out = "";
  for (const r of answers) {
    const phrase = PHRASES.get(r.type) ?? `has ${dnsTypeName(r.type)} record`;
    out += `${r.name.replace(/(.)\.$/, "$1")} ${phrase} ${dataText(r.data)}\n`;
  }
  if (out === "" && howMany === 1 && o.types !== null)
    out = `${asked.replace(/(.)\.$/, "$1")} has no ${dnsTypeName(type)} record\n`;
  yield* proc.print(out);
}

function* verbose(proc: Process, plan: Plan, outcome: Outcome): Proc<void> {
  const m = outcome.reply?.message;
  if (m === undefined) return;
  let out = `${headerText(m)}\n`;
  const section = (title: string, lines: readonly string[]): void => {
    if (lines.length > 0) out += `;; ${title} SECTION:\n${lines.join("\n")}\n\n`;
  };
  const records = (list: readonly DnsRecord[]): string[] =>
    list.filter((r) => r.type !== TYPE_OPT).map((r) => recordLine(r, PLAIN_STYLE));
  section(
    "QUESTION",
    m.questions.map((q) => questionLine(q, PLAIN_STYLE)),
  );
  section("ANSWER", records(m.answers));
  section("AUTHORITY", records(m.authority));
  section("ADDITIONAL", records(m.additional));
  yield* proc.print(out);
  yield* received(proc, plan, outcome);
}

function* received(proc: Process, plan: Plan, outcome: Outcome): Proc<void> {
  const reply = outcome.reply;
  if (reply === null) return;
  const { port } = plan.ask("", TYPE_A);
  yield* proc.print(
    `Received ${reply.size} bytes from ${formatIpv4(reply.server)}#${port} in ${Math.floor(reply.tookUs / 1000)} ms\n`,
  );
}

function* parse(
  proc: Process,
  argv: readonly string[],
): Proc<{ options: Options; name: string; server: string | null } | number> {
  const parsed = getopt(["host", ...argv.slice(1)], "46aAc:dilnm:p:rst:vVwCDN:R:TUW:");
  const options: Options = {
    verbose: false,
    types: null,
    klass: CLASS_IN,
    port: DNS_PORT,
    tcp: false,
    recurse: true,
    retries: 1,
    timeoutS: null,
    ndots: null,
  };
  for (const { name, value } of parsed.options) {
    if (name === "V") {
      yield* proc.warn(`host ${BIND_VERSION}\n`);
      return 0;
    }
    if (name === "a" || name === "A") {
      options.verbose = true;
      options.types = [TYPE_ANY];
    } else if (name === "v" || name === "d") options.verbose = true;
    else if (name === "t") {
      const type = dnsType(value as string);
      if (type === null) {
        yield* proc.warn(`host: invalid type: ${value as string}\n\n`);
        return 2;
      }
      options.types = [type];
    } else if (name === "c") {
      const klass = { IN: CLASS_IN, CH: CLASS_CH, CHAOS: CLASS_CH }[
        (value as string).toUpperCase()
      ];
      if (klass === undefined) {
        yield* proc.warn(`host: invalid class: ${value as string}\n\n`);
        return 2;
      }
      options.klass = klass;
    } else if (name === "p") options.port = Number(value);
    else if (name === "T") options.tcp = true;
    else if (name === "r") options.recurse = false;
    else if (name === "R") options.retries = Math.max(1, Number(value));
    else if (name === "W") options.timeoutS = Math.max(1, Number(value));
    else if (name === "N") options.ndots = Number(value);
    else if (!"46Usnmi".includes(name)) {
      yield* proc.warn(`host: underlay does not simulate -${name}\n`);
      return 1;
    }
  }
  const [name, server] = parsed.args;
  if (parsed.error !== null || name === undefined) {
    yield* proc.warn(parsed.error === null ? USAGE : `${parsed.error}\n${USAGE}`);
    return 1;
  }
  return { options, name, server: server ?? null };
}
