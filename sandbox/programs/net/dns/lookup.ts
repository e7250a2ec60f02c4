/** What dig, host and nslookup have in common, BIND 9.18's dighost.c: rounds over servers and their complaints. */
import type { Errno } from "../../../kernel/errno.ts";
import type { Process } from "../../../kernel/proc/process.ts";
import type { Proc } from "../../../kernel/proc/wait.ts";
import { formatIpv4, type Ipv4Addr } from "../../../wire/addr.ts";
import {
  DNS_AD,
  DNS_RD,
  DNS_TC,
  dnsRcode,
  OPT_COOKIE,
  type ParsedDns,
  parseDns,
  SERVFAIL,
  TYPE_OPT,
} from "../../../wire/dns.ts";
import { encodeDns } from "../../../wire/dns-encode.ts";
import { askUdp, type From } from "./exchange.ts";
import { askTcp } from "./tcp.ts";

export interface Ask {
  readonly name: string;
  readonly type: number;
  readonly klass: number;
  readonly servers: readonly Ipv4Addr[];
  readonly port: number;
  readonly tcp: boolean;
  /** Rounds, and seconds for each question. */
  readonly tries: number;
  readonly timeoutS: number;
  /** Questions to a server before the next one's turn. */
  readonly perServer: number;
  readonly recurse: boolean;
  readonly adFlag: boolean;
  readonly edns: boolean;
  readonly cookie: boolean;
  readonly dnssec: boolean;
  readonly bufferBytes: number;
  readonly checking: boolean;
  /** Take a truncated answer as it is. */
  readonly ignoreTruncation: boolean;
  readonly from: From | null;
}

export interface Reply {
  readonly message: ParsedDns;
  readonly size: number;
  readonly server: Ipv4Addr;
  readonly tookUs: number;
  readonly tcp: boolean;
}

export interface Outcome {
  readonly reply: Reply | null;
  readonly query: Uint8Array;
  /** The last server could not even be asked: its complaint is all there is to say. */
  readonly unreachable: boolean;
}

export function buildQuery(proc: Process, ask: Ask): Uint8Array | null {
  const cookie = (): Uint8Array => Uint8Array.from({ length: 8 }, () => proc.rng.below(256));
  return encodeDns({
    id: proc.rng.below(65_536),
    flags: (ask.recurse ? DNS_RD : 0) | (ask.adFlag ? DNS_AD : 0) | (ask.checking ? 0x10 : 0),
    questions: [{ name: ask.name, type: ask.type, klass: ask.klass }],
    answers: [],
    authority: [],
    additional: ask.edns
      ? [
          {
            name: ".",
            type: TYPE_OPT,
            klass: ask.bufferBytes,
            ttl: ask.dnssec ? 0x8000 : 0,
            data: {
              kind: "opt",
              options: ask.cookie ? [{ code: OPT_COOKIE, data: cookie() }] : [],
            },
          },
        ]
      : [],
  });
}

/** The words of isc_result_totext. */
const WORDS: Partial<Record<Errno, string>> = {
  ECONNREFUSED: "connection refused",
  ENETUNREACH: "network unreachable",
  EHOSTUNREACH: "host unreachable",
  ETIMEDOUT: "timed out",
  EACCES: "permission denied",
  EADDRNOTAVAIL: "address not available",
  ECONNRESET: "connection reset",
};

/** Ask until somebody answers; complaints are printed as they come. */
export function* lookup(proc: Process, ask: Ask): Proc<Outcome> {
  const query = buildQuery(proc, ask);
  if (query === null) return { reply: null, query: new Uint8Array(0), unreachable: true };
  const { servers } = ask;
  let servfail: Reply | null = null;
  let tcp = ask.tcp;
  let unreachable = false;
  for (let round = 0; round < ask.tries; round++) {
    for (let n = 0; n < servers.length; n++) {
      const address = servers[n] as Ipv4Addr;
      const repeats = servers.length > 1 ? ask.perServer : 1;
      for (let again = 0; again < repeats; again++) {
        const started = proc.now;
        const until = started + ask.timeoutS * 1_000_000;
        const server = { address, port: ask.port };
        const got = tcp
          ? yield* askTcp(proc, server, [query], until)
          : yield* askUdp(proc, server, [query], until, ask.from);
        const answer = typeof got === "string" ? null : (got[0] ?? null);
        if (answer === null) {
          const errno = typeof got === "string" ? got : "ETIMEDOUT";
          if (errno === "EINTR") return { reply: null, query, unreachable: true };
          unreachable = yield* complain(proc, ask, address, errno, tcp);
          continue;
        }
        if ((answer.message.flags & DNS_TC) !== 0 && !tcp && !ask.ignoreTruncation) {
          yield* proc.print(";; Truncated, retrying in TCP mode.\n");
          tcp = true;
          again--;
          continue;
        }
        const tookUs = proc.now - started;
        const reply = { message: answer.message, size: answer.size, server: address, tookUs, tcp };
        if (dnsRcode(reply.message) !== SERVFAIL || n === servers.length - 1)
          return { reply, query, unreachable: false };
        servfail = reply;
        break;
      }
    }
    if (servfail !== null) return { reply: servfail, query, unreachable: false };
  }
  return { reply: null, query, unreachable };
}

/** True: there was nothing to wait for, and "no servers" has been said already. */
function* complain(
  proc: Process,
  ask: Ask,
  address: Ipv4Addr,
  errno: Errno,
  tcp: boolean,
): Proc<boolean> {
  const text = formatIpv4(address);
  const what = WORDS[errno] ?? "failure";
  const where = `${text}#${ask.port}`;
  const whole = ask.name.replace(/(.)\.$/, "$1");
  if (tcp) {
    yield* proc.print(
      `;; Connection to ${where}(${text}) for ${whole} failed: ${what}.\n;; no servers could be reached\n`,
    );
    return true;
  }
  if (errno === "ECONNREFUSED" || errno === "ETIMEDOUT") {
    yield* proc.print(`;; communications error to ${where}: ${what}\n`);
    return false;
  }
  yield* proc.print(
    `;; UDP setup with ${where}(${text}) for ${whole} failed: ${what}.\n;; no servers could be reached\n`,
  );
  return true;
}

export function parsedQuery(query: Uint8Array): ParsedDns {
  return parseDns(query) as ParsedDns;
}
