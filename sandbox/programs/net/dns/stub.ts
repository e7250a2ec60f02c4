/**
 * The stub resolver of glibc 2.36: res_nsend's rounds over the servers, res_nquery, and res_nsearch's
 * walk over the search list. resolv/res_{send,query}.c. Left out: HOSTALIASES, DNSSEC trust, EDNS padding.
 */
import type { Process } from "../../../kernel/proc/process.ts";
import type { Proc } from "../../../kernel/proc/wait.ts";
import {
  CLASS_IN,
  DNS_RD,
  DNS_TC,
  dnsRcode,
  NOERROR,
  NOTIMP,
  NXDOMAIN,
  DNS_PORT,
  REFUSED,
  SERVFAIL,
  TYPE_OPT,
} from "../../../wire/dns.ts";
import { encodeDns } from "../../../wire/dns-encode.ts";
import type { ResolverConfig } from "./config.ts";
import { type Answer, askUdp, type Server } from "./exchange.ts";
import { askTcp } from "./tcp.ts";

/** h_errno, as a value. */
export type Failure = "HOST_NOT_FOUND" | "TRY_AGAIN" | "NO_RECOVERY" | "NO_DATA";

interface Sent {
  readonly answers: readonly (Answer | null)[];
  /** Nobody answered at all: the search ends here. */
  readonly refused: boolean;
}

export function buildQuery(
  proc: Process,
  name: string,
  type: number,
  edns: boolean,
): Uint8Array | null {
  return encodeDns({
    id: proc.rng.below(65_536),
    flags: DNS_RD,
    questions: [{ name, type, klass: CLASS_IN }],
    answers: [],
    authority: [],
    additional: edns
      ? [{ name: ".", type: TYPE_OPT, klass: 1200, ttl: 0, data: { kind: "opt", options: [] } }]
      : [],
  });
}

/** res_nsend for one query or the pair of A and AAAA. */
function* send(proc: Process, config: ResolverConfig, queries: readonly Uint8Array[]): Proc<Sent> {
  const servers = config.servers;
  const first = config.rotate ? proc.rng.below(Math.max(servers.length, 1)) : 0;
  let heard = false;
  let tcp = config.useTcp;
  for (let attempt = 0; attempt < config.attempts; attempt++) {
    for (let n = 0; n < servers.length; n++) {
      const server: Server = {
        address: servers[(n + first) % servers.length] as Server["address"],
        port: DNS_PORT,
      };
      let seconds = config.timeoutS * 2 ** n;
      if (n > 0) seconds = Math.max(1, Math.floor(seconds / servers.length));
      const until = proc.now + seconds * 1_000_000;
      const got = tcp
        ? yield* askTcp(proc, server, queries, until)
        : yield* askUdp(proc, server, queries, until);
      if (typeof got === "string") continue;
      if (got.some((a) => a !== null)) heard = true;
      if (!tcp && got.some((a) => a !== null && (a.message.flags & DNS_TC) !== 0)) {
        tcp = true;
        n--;
        continue;
      }
      const usable = got.filter((a) => a !== null && !isServerTrouble(a));
      if (usable.length === 0) continue;
      if (got.includes(null)) continue;
      return { answers: got, refused: false };
    }
  }
  return { answers: queries.map(() => null), refused: !heard };
}

function isServerTrouble(answer: Answer): boolean {
  const rcode = dnsRcode(answer.message);
  return rcode === SERVFAIL || rcode === NOTIMP || rcode === REFUSED;
}

/** res_nquery: answers that say something (NOERROR and a record), or why not. */
function* query(
  proc: Process,
  config: ResolverConfig,
  name: string,
  types: readonly number[],
): Proc<readonly Answer[] | { failure: Failure; refused: boolean; servfail: boolean }> {
  const queries: Uint8Array[] = [];
  for (const type of types) {
    const built = buildQuery(proc, name, type, config.edns);
    if (built === null) return { failure: "NO_RECOVERY", refused: false, servfail: false };
    queries.push(built);
  }
  let answers: (Answer | null)[] = [];
  let refused = false;
  if (config.single) {
    for (const one of queries) {
      const sent = yield* send(proc, config, [one]);
      answers.push(sent.answers[0] ?? null);
      refused ||= sent.refused;
    }
  } else {
    const sent = yield* send(proc, config, queries);
    answers = [...sent.answers];
    refused = sent.refused;
  }
  const told = answers.filter((a) => a !== null);
  const good = told.filter((a) => dnsRcode(a.message) === NOERROR && a.message.answers.length > 0);
  if (good.length > 0) return good;
  const worst = told[0];
  if (worst === undefined) return { failure: "TRY_AGAIN", refused, servfail: false };
  const rcode = dnsRcode(worst.message);
  const failure: Failure =
    rcode === NXDOMAIN
      ? "HOST_NOT_FOUND"
      : rcode === NOERROR
        ? "NO_DATA"
        : rcode === SERVFAIL
          ? "TRY_AGAIN"
          : "NO_RECOVERY";
  return { failure, refused: false, servfail: rcode === SERVFAIL };
}

/** res_nsearch: the name as it is and with the search list's domains, in the order ndots gives. */
export function* search(
  proc: Process,
  config: ResolverConfig,
  name: string,
  types: readonly number[],
): Proc<readonly Answer[] | { failure: Failure }> {
  const trailing = name.endsWith(".");
  const dots = name.split(".").length - 1;
  const bare = trailing ? name.slice(0, -1) : name;
  let saved: Failure | null = null;
  let triedAsIs = false;
  if (dots >= config.ndots || trailing) {
    const got = yield* query(proc, config, bare, types);
    if (Array.isArray(got)) return got as readonly Answer[];
    const { failure } = got as { failure: Failure };
    if (trailing) return { failure };
    saved = failure;
    triedAsIs = true;
  }
  let noData = false;
  let servfail = false;
  for (const domain of trailing ? [] : config.search) {
    const suffix = domain.replace(/\.$/, "");
    if (suffix === "") continue;
    const got = yield* query(proc, config, `${bare}.${suffix}`, types);
    if (Array.isArray(got)) return got as readonly Answer[];
    const why = got as { failure: Failure; refused: boolean; servfail: boolean };
    if (why.refused) return { failure: "TRY_AGAIN" };
    if (why.failure === "NO_DATA") noData = true;
    else if (why.failure === "TRY_AGAIN" && why.servfail) servfail = true;
    else if (why.failure !== "HOST_NOT_FOUND") break;
  }
  if (!triedAsIs) {
    const got = yield* query(proc, config, bare, types);
    if (Array.isArray(got)) return got as readonly Answer[];
    saved ??= (got as { failure: Failure }).failure;
  }
  if (triedAsIs && saved !== null) return { failure: saved };
  return { failure: noData ? "NO_DATA" : servfail ? "TRY_AGAIN" : (saved ?? "HOST_NOT_FOUND") };
}

/** One exact name, no search list. */
export function* ask(
  proc: Process,
  config: ResolverConfig,
  name: string,
  type: number,
): Proc<readonly Answer[] | { failure: Failure }> {
  return yield* query(proc, config, name, [type]);
}
