/** nslookup(1) of BIND 9.18, with words and as a dialogue on standard input. Left out: zone transfers, set debug's fine print. */
import type { Process, Program } from "../../kernel/proc/process.ts";
import type { Proc } from "../../kernel/proc/wait.ts";
import { formatIpv4, type Ipv4Addr, parseIpv4, parseIpv6 } from "../../wire/addr.ts";
import {
  CLASS_CH,
  CLASS_IN,
  DNS_AA,
  DNS_PORT,
  type DnsRecord,
  dnsRcode,
  dnsType,
  dnsTypeName,
  NOERROR,
  NXDOMAIN,
  type ParsedDns,
  reverseName4,
  reverseName6,
  TYPE_A,
  TYPE_AAAA,
  TYPE_CNAME,
  TYPE_OPT,
  TYPE_PTR,
} from "../../wire/dns.ts";
import { BIND_VERSION, searched } from "./dig.ts";
import { resolverConfig } from "./dns/config.ts";
import { type Ask, lookup, type Reply } from "./dns/lookup.ts";
import { dataText, rcodeName } from "./dns/text.ts";
import { resolve } from "./resolve.ts";

export const nslookup: Program = {
  name: "nslookup",
  paths: ["/usr/bin/nslookup"],
  summary: "nslookup - query Internet name servers interactively",
  main,
};

interface State {
  type: number | null;
  klass: number;
  port: number;
  tries: number;
  timeoutS: number;
  tcp: boolean;
  recurse: boolean;
  search: boolean;
  debug: boolean;
  servers: readonly Ipv4Addr[];
  /** As it was given, or null: from resolv.conf. */
  failed: boolean;
}

function* main(proc: Process, argv: readonly string[]): Proc<number> {
  const config = resolverConfig(proc);
  const s: State = {
    type: null,
    klass: CLASS_IN,
    port: DNS_PORT,
    tries: 3,
    timeoutS: config.timeoutS,
    tcp: false,
    recurse: true,
    search: true,
    debug: false,
    servers: config.servers,
    failed: false,
  };
  const words: string[] = [];
  for (const word of argv.slice(1)) {
    if (!word.startsWith("-") || word === "-") {
      words.push(word);
      continue;
    }
    if (/^-ver/.test(word)) {
      yield* proc.print(`nslookup ${BIND_VERSION}\n`);
      return 0;
    }
    yield* setOption(proc, s, word.slice(1));
  }
  const [name, server] = words;
  if (server !== undefined && !(yield* useServer(proc, s, server))) return 1;
  if (name === undefined || name === "-") return yield* dialogue(proc, s);
  yield* query(proc, s, name);
  yield* proc.print("\n");
  return s.failed ? 1 : 0;
}

function* useServer(proc: Process, s: State, server: string): Proc<boolean> {
  const found = yield* resolve(proc, server, 4);
  if ("error" in found || found.v4 === null) {
    yield* proc.warn(`nslookup: couldn't get address for '${server}': not found\n`);
    return false;
  }
  s.servers = [found.v4];
  return true;
}

function* setOption(proc: Process, s: State, text: string): Proc<void> {
  const [name = "", value = ""] = text.split("=");
  const is = (full: string, least: number): boolean =>
    name.length >= least && full.startsWith(name);
  if (is("type", 2) || is("query", 1) || is("querytype", 1)) {
    const type = dnsType(value);
    if (type === null) yield* proc.print(`unknown query type: ${value}\n`);
    else s.type = type;
  } else if (is("class", 2)) s.klass = /^ch/i.test(value) ? CLASS_CH : CLASS_IN;
  else if (is("timeout", 1)) s.timeoutS = Math.max(1, Number(value));
  else if (is("retry", 1)) s.tries = Number(value) + 1;
  else if (is("port", 2)) s.port = Number(value);
  else if (name === "vc" || name === "novc") s.tcp = name === "vc";
  else if (is("recurse", 3) || is("norecurse", 5)) s.recurse = !name.startsWith("no");
  else if (is("search", 3) || is("nosearch", 5)) s.search = !name.startsWith("no");
  else if (is("debug", 3) || is("nodebug", 5)) s.debug = !name.startsWith("no");
  else if (name !== "all" && !/^(no)?(def|d2|fail)/.test(name))
    yield* proc.print(`*** Invalid option: ${text}\n`);
}

function* dialogue(proc: Process, s: State): Proc<number> {
  const tty = proc.isatty(0);
  let held = "";
  for (;;) {
    if (tty) yield* proc.print("> ");
    while (!held.includes("\n")) {
      const chunk = yield* proc.read(0);
      if (chunk === null) {
        yield* proc.print("\n");
        return s.failed ? 1 : 0;
      }
      held += String.fromCharCode(...chunk);
    }
    const at = held.indexOf("\n");
    const [word, ...rest] = held.slice(0, at).trim().split(/\s+/);
    held = held.slice(at + 1);
    if (word === undefined || word === "") continue;
    if (word === "exit") {
      yield* proc.print("\n");
      return s.failed ? 1 : 0;
    }
    if (word === "set") yield* setOption(proc, s, rest.join(""));
    else if (word === "server" || word === "lserver") {
      if (rest[0] === undefined || !(yield* useServer(proc, s, rest[0]))) continue;
      const text = formatIpv4(s.servers[0] as Ipv4Addr);
      yield* proc.print(`Default server: ${rest[0]}\nAddress: ${text}#${s.port}\n`);
    } else yield* query(proc, s, word);
  }
}

function* query(proc: Process, s: State, given: string): Proc<void> {
  const config = resolverConfig(proc);
  const v4 = parseIpv4(given);
  const v6 = parseIpv6(given);
  const reverse = v4 !== null ? reverseName4(v4) : v6 !== null ? reverseName6(v6) : null;
  const names =
    reverse !== null
      ? [reverse]
      : s.search
        ? searched(given, config.search, config.ndots)
        : [given];
  const types = reverse !== null ? [TYPE_PTR] : s.type === null ? [TYPE_A, TYPE_AAAA] : [s.type];
  let found: string | null = null;
  for (const [at, type] of types.entries()) {
    const list: readonly string[] = found === null ? names : [found];
    for (const [i, name] of list.entries()) {
      const outcome = yield* lookup(proc, askOf(s, name, type));
      const { reply } = outcome;
      if (reply === null) {
        if (!outcome.unreachable) yield* proc.print(";; no servers could be reached\n");
        s.failed = true;
        return;
      }
      const rcode = dnsRcode(reply.message);
      if (rcode === NXDOMAIN && i < list.length - 1) continue;
      if (at === 0 && reverse === null) yield* serverLines(proc, s, reply);
      if (s.debug) yield* proc.print(debugText(reply.message));
      if (rcode !== NOERROR) {
        const shown = rcode === NXDOMAIN && reverse === null ? given : name.replace(/(.)\.$/, "$1");
        yield* proc.print(`** server can't find ${shown}: ${rcodeName(rcode)}\n`);
        s.failed = true;
        return;
      }
      // The second question is for addresses only: an alias is not told twice.
      const told = yield* answers(proc, reply.message, at > 0);
      if (!told && at === 0 && (types.length === 1 || !(yield* hasMore(proc, s, name))))
        yield* noAnswer(proc, reply.message, name);
      else if (told && at === 0 && (reply.message.flags & DNS_AA) === 0) s.failed ||= false;
      found = endOf(reply.message, name);
      break;
    }
  }
}

/** Whether AAAA would say something: "No answer" waits for it. */
function* hasMore(proc: Process, s: State, name: string): Proc<boolean> {
  const outcome = yield* lookup(proc, askOf(s, name, TYPE_AAAA));
  return (outcome.reply?.message.answers.length ?? 0) > 0;
}

function* noAnswer(proc: Process, m: ParsedDns, name: string): Proc<void> {
  yield* proc.print(
    `${(m.flags & DNS_AA) === 0 ? "Non-authoritative answer:\n" : ""}*** Can't find ${name.replace(/(.)\.$/, "$1")}: No answer\n`,
  );
}

function askOf(s: State, name: string, type: number): Ask {
  return {
    name,
    type,
    klass: s.klass,
    servers: s.servers,
    port: s.port,
    tcp: s.tcp,
    tries: s.tries,
    timeoutS: s.timeoutS,
    perServer: 1,
    recurse: s.recurse,
    adFlag: false,
    edns: false,
    cookie: false,
    dnssec: false,
    bufferBytes: 0,
    checking: false,
    ignoreTruncation: false,
    from: null,
  };
}

function* serverLines(proc: Process, s: State, reply: Reply): Proc<void> {
  const text = formatIpv4(reply.server);
  yield* proc.print(`Server:\t\t${text}\nAddress:\t${text}#${s.port}\n\n`);
}

function endOf(m: ParsedDns, asked: string): string {
  const alias = m.answers.filter((r) => r.type === TYPE_CNAME).at(-1);
  return alias?.data.kind === "name" ? alias.data.target : asked;
}

const PHRASES: ReadonlyMap<number, string> = new Map([
  [2, "nameserver"],
  [5, "canonical name"],
  [12, "name"],
  [15, "mail exchanger"],
  [16, "text"],
  [33, "service"],
]);

function* answers(proc: Process, m: ParsedDns, addressesOnly: boolean): Proc<boolean> {
  let out = "";
  for (const r of m.answers) {
    const name = r.name.replace(/(.)\.$/, "$1");
    if (r.type === TYPE_A || r.type === TYPE_AAAA)
      out += `Name:\t${name}\nAddress: ${dataText(r.data)}\n`;
    else if (r.data.kind === "soa" && !addressesOnly) out += `${name}\n${soa(r)}`;
    else if (!addressesOnly) {
      const phrase = PHRASES.get(r.type);
      out += `${name}\t${phrase ?? `rdata_${r.type}`} = ${dataText(r.data)}\n`;
    }
  }
  if (out !== "" && !addressesOnly && (m.flags & DNS_AA) === 0)
    out = `Non-authoritative answer:\n${out}`;
  yield* proc.print(out);
  return out !== "";
}

function soa(r: DnsRecord): string {
  if (r.data.kind !== "soa") return "";
  const bare = (name: string): string => name.replace(/(.)\.$/, "$1");
  const [serial, refresh, retry, expire, minimum] = r.data.numbers;
  return (
    `\torigin = ${bare(r.data.primary)}\n\tmail addr = ${bare(r.data.mailbox)}\n` +
    `\tserial = ${serial}\n\trefresh = ${refresh}\n\tretry = ${retry}\n` +
    `\texpire = ${expire}\n\tminimum = ${minimum}\n`
  );
}

function debugText(m: ParsedDns): string {
  let out = "------------\n    QUESTIONS:\n";
  for (const q of m.questions)
    out += `\t${q.name.replace(/(.)\.$/, "$1")}, type = ${dnsTypeName(q.type)}, class = ${q.klass === CLASS_CH ? "CH" : "IN"}\n`;
  for (const [title, list] of [
    ["ANSWERS", m.answers],
    ["AUTHORITY RECORDS", m.authority],
    ["ADDITIONAL RECORDS", m.additional],
  ] as const) {
    out += `    ${title}:\n`;
    for (const r of list) {
      if (r.type === TYPE_OPT) continue;
      const what =
        r.type === TYPE_A
          ? `internet address = ${dataText(r.data)}`
          : r.type === TYPE_AAAA
            ? `has AAAA address ${dataText(r.data)}`
            : `${PHRASES.get(r.type) ?? dnsTypeName(r.type)} = ${dataText(r.data)}`;
      out += `    ->  ${r.name.replace(/(.)\.$/, "$1")}\n\t${what}\n\tttl = ${r.ttl}\n`;
    }
  }
  return `${out}------------\n`;
}
