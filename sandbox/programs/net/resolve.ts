/**
 * Names and addresses as getaddrinfo(3) and getnameinfo(3) of glibc 2.36 see them: inet_aton's number
 * forms, /etc/hosts, DNS through /etc/resolv.conf in the order of /etc/nsswitch.conf, RFC 6724's order.
 * Left out: nscd, mDNS, NIS, internationalised names, gai.conf.
 */
import type { Process } from "../../kernel/proc/process.ts";
import type { Proc } from "../../kernel/proc/wait.ts";
import { formatIpv4, type Ipv4Addr, type Ipv6Addr, parseIpv4, parseIpv6 } from "../../wire/addr.ts";
import {
  type DnsRecord,
  dnsKey,
  reverseName4,
  reverseName6,
  TYPE_A,
  TYPE_AAAA,
  TYPE_CNAME,
  TYPE_PTR,
} from "../../wire/dns.ts";
import { hostSources, resolverConfig } from "./dns/config.ts";
import type { Answer } from "./dns/exchange.ts";
import { ask, type Failure, search } from "./dns/stub.ts";

/** inet_aton(3): 1 to 4 parts, decimal, octal or hex; the last fills the rest. */
export function inetAton(text: string): Ipv4Addr | null {
  const parts = text.split(".");
  if (parts.length > 4) return null;
  const numbers: number[] = [];
  for (const part of parts) {
    let value: number;
    if (/^0[xX][0-9a-fA-F]+$/.test(part)) value = parseInt(part.slice(2), 16);
    else if (/^0[0-7]*$/.test(part)) value = parseInt(part, 8);
    else if (/^[1-9]\d*$/.test(part)) value = Number(part);
    else return null;
    numbers.push(value);
  }
  const last = numbers.pop() as number;
  if (last >= 256 ** (4 - numbers.length)) return null;
  let out = last;
  for (let i = 0; i < numbers.length; i++) {
    const part = numbers[i] as number;
    if (part > 255) return null;
    out += part * 256 ** (3 - i);
  }
  return (out | 0) as Ipv4Addr;
}

export interface HostEntry {
  readonly address: string;
  readonly names: readonly string[];
}

/** The lines of /etc/hosts. */
export function hostsFile(proc: Process): HostEntry[] {
  const file = proc.host.fs.readText("/etc/hosts", proc);
  if (typeof file === "string") return [];
  const out: HostEntry[] = [];
  for (const line of file.text.split("\n")) {
    const words = line.replace(/#.*/, "").trim().split(/\s+/);
    const address = words.shift();
    if (address !== undefined && address !== "" && words.length > 0)
      out.push({ address, names: words });
  }
  return out;
}

export type Address =
  | { readonly family: 4; readonly address: Ipv4Addr }
  | { readonly family: 6; readonly address: Ipv6Addr };

/** The device after the % of a link-local address (RFC 4007), or null: sin6_scope_id. */
export function zoneOf(host: string): string | null {
  return /^fe[89ab][0-9a-f]*:[0-9a-f:.]*%(.+)$/i.exec(host)?.[1] ?? null;
}

export interface Found {
  /** The first of each family in the order of {@link Found.addresses}. */
  readonly v4: Ipv4Addr | null;
  readonly v6: Ipv6Addr | null;
  /** In the order a client tries them. */
  readonly addresses: readonly Address[];
  readonly canonical: string;
  /** It was an address, not a name. */
  readonly numeric: boolean;
}

export const TRY_AGAIN = "Temporary failure in name resolution";
export const NO_NAME = "Name or service not known";
export const NO_ADDRESS = "No address associated with hostname";
export const NO_FAMILY = "Address family for hostname not supported";
const FAIL = "Non-recoverable failure in name resolution";

/** gai_strerror(3) of what the DNS said. */
const WORDS: Readonly<Record<Failure, string>> = {
  HOST_NOT_FOUND: NO_NAME,
  TRY_AGAIN,
  NO_RECOVERY: FAIL,
  NO_DATA: NO_ADDRESS,
};

export interface Hints {
  /** AI_ADDRCONFIG: only families that some device other than lo has an address of. */
  readonly configured?: boolean;
}

/** getaddrinfo: what the name means in a family, or gai_strerror's words. */
export function* resolve(
  proc: Process,
  name: string,
  family: 0 | 4 | 6,
  hints: Hints = {},
): Proc<Found | { readonly error: string }> {
  if (name === "") return { error: NO_NAME };
  let wanted = family;
  if (hints.configured === true) {
    const usable = configuredFamily(proc);
    if (family === 0) wanted = usable ?? 0;
    else if (usable !== 0 && usable !== family) return { error: NO_NAME };
  }
  const number = numeric(name, family);
  if (number !== null) return number;
  let error = NO_NAME;
  let otherFamily = false;
  for (const source of hostSources(proc)) {
    if (source === "files") {
      const found = fromFiles(proc, name, wanted);
      if (found === "other-family") otherFamily = true;
      else if (found !== null) return sorted(proc, found.addresses, found.canonical);
    } else if (source === "dns") {
      const found = yield* fromDns(proc, name, wanted);
      if (!("error" in found)) return sorted(proc, found.addresses, found.canonical);
      error = found.error;
    }
  }
  return { error: otherFamily ? NO_FAMILY : error };
}

function numeric(name: string, family: 0 | 4 | 6): Found | { readonly error: string } | null {
  const v4 = inetAton(name);
  if (v4 !== null) {
    if (family === 6) return { error: NO_FAMILY };
    const addresses: Address[] = [{ family: 4, address: v4 }];
    return { v4, v6: null, addresses, canonical: name, numeric: true };
  }
  const v6 = parseIpv6(name.replace(/%.*$/, ""));
  if (v6 === null) return null;
  if (family === 4) return { error: NO_FAMILY };
  return {
    v4: null,
    v6,
    addresses: [{ family: 6, address: v6 }],
    canonical: name,
    numeric: true,
  };
}

/** What needs no question to anyone: a number, or a name of /etc/hosts. */
export function resolveLocally(proc: Process, name: string, family: 0 | 4 | 6): Found | null {
  const number = numeric(name, family);
  if (number !== null) return "error" in number ? null : number;
  const found = fromFiles(proc, name, family);
  return found === null || found === "other-family"
    ? null
    : sorted(proc, found.addresses, found.canonical);
}

interface Named {
  readonly addresses: readonly Address[];
  readonly canonical: string;
  /** Names on the way to the canonical one. */
  readonly aliases?: readonly string[];
}

/** nss_files: every line that has the name. */
export function fromFiles(
  proc: Process,
  name: string,
  family: 0 | 4 | 6,
): Named | "other-family" | null {
  const wanted = name.toLowerCase().replace(/\.$/, "");
  const addresses: Address[] = [];
  let canonical: string | null = null;
  let other = false;
  for (const entry of hostsFile(proc)) {
    if (!entry.names.some((n) => n.toLowerCase() === wanted)) continue;
    const v4 = parseIpv4(entry.address);
    const v6 = parseIpv6(entry.address);
    if (v4 !== null && family !== 6) addresses.push({ family: 4, address: v4 });
    else if (v6 !== null && family !== 4) addresses.push({ family: 6, address: v6 });
    else {
      other = true;
      continue;
    }
    canonical ??= entry.names[0] as string;
  }
  if (canonical !== null) return { addresses, canonical };
  return other ? "other-family" : null;
}

/** nss_dns: A and AAAA of a name, through CNAMEs. */
export function* fromDns(
  proc: Process,
  name: string,
  family: 0 | 4 | 6,
): Proc<Named | { readonly error: string; readonly failure: Failure }> {
  const types = family === 0 ? [TYPE_A, TYPE_AAAA] : [family === 4 ? TYPE_A : TYPE_AAAA];
  const got = yield* search(proc, resolverConfig(proc), name, types);
  if ("failure" in got) return { error: WORDS[got.failure], failure: got.failure };
  const addresses: Address[] = [];
  let canonical = name;
  let aliases: readonly string[] = [];
  for (const answer of got) {
    const path = chain(answer);
    const end = path.pop() as string;
    aliases = path.map((alias) => alias.replace(/\.$/, ""));
    for (const record of answer.message.answers) {
      if (dnsKey(record.name) !== dnsKey(end)) continue;
      if (record.data.kind === "a") addresses.push({ family: 4, address: record.data.address });
      if (record.data.kind === "aaaa") addresses.push({ family: 6, address: record.data.address });
    }
    canonical = end.replace(/\.$/, "");
  }
  if (addresses.length === 0) return { error: NO_ADDRESS, failure: "NO_DATA" };
  return { addresses, canonical, aliases };
}

/** Where the question's name leads through CNAME records: all names on the way, the last first asked of. */
function chain(answer: Answer): string[] {
  let name = answer.message.questions[0]?.name ?? ".";
  const out = [name];
  for (let hops = 0; hops < 16; hops++) {
    const alias: DnsRecord | undefined = answer.message.answers.find(
      (r) => r.type === TYPE_CNAME && dnsKey(r.name) === dnsKey(name),
    );
    if (alias?.data.kind !== "name") break;
    name = alias.data.target;
    out.push(name);
  }
  return out;
}

/** AI_ADDRCONFIG: the family that alone has an address that is not loopback's; 0: both; null: none. */
function configuredFamily(proc: Process): 0 | 4 | 6 | null {
  const { netlink, devices } = proc.place.netns;
  const has = (family: 4 | 6): boolean =>
    netlink.addrs(family).some((a) => devices.get(a.index)?.linkType !== "loopback");
  const [v4, v6] = [has(4), has(6)];
  return v4 && v6 ? 0 : v4 ? 4 : v6 ? 6 : null;
}

// ── RFC 6724 ───────────────────────────────────────────────────────────────────────────────────

interface Candidate {
  readonly to: Address;
  /** The source a packet to it would have; null: no route. */
  readonly source: string | null;
  readonly scope: number;
  readonly sourceScope: number;
  readonly precedence: number;
  readonly label: number;
  readonly sourceLabel: number;
}

function sorted(proc: Process, addresses: readonly Address[], canonical: string): Found {
  let list = addresses;
  if (addresses.length > 1) {
    const all = addresses.map((to) => candidate(proc, to));
    list = all.sort(compare).map((c) => c.to);
  }
  let v4: Ipv4Addr | null = null;
  let v6: Ipv6Addr | null = null;
  for (const a of list) {
    if (a.family === 4) v4 ??= a.address;
    else v6 ??= a.address;
  }
  return { v4, v6, addresses: list, canonical, numeric: false };
}

/** Rules 1, 2, 5, 6, 8; equal ones stay in the order in which they came (rule 10). */
function compare(a: Candidate, b: Candidate): number {
  if ((a.source === null) !== (b.source === null)) return a.source === null ? 1 : -1;
  const scoped = (c: Candidate): boolean => c.scope === c.sourceScope;
  if (scoped(a) !== scoped(b)) return scoped(a) ? -1 : 1;
  const labelled = (c: Candidate): boolean => c.label === c.sourceLabel;
  if (a.source !== null && labelled(a) !== labelled(b)) return labelled(a) ? -1 : 1;
  if (a.precedence !== b.precedence) return b.precedence - a.precedence;
  return a.scope - b.scope;
}

function candidate(proc: Process, to: Address): Candidate {
  const { stack } = proc.place.netns;
  let source: string | null = null;
  if (to.family === 4) {
    const out = stack.routes.output(to.address, 0 as Ipv4Addr, null, 0, 0, false);
    if (out.errno === null) source = formatIpv4(out.src);
  } else {
    const out = stack.ipv6.route(to.address, null);
    if (!("errno" in out)) source = out.src;
  }
  const text = to.family === 4 ? formatIpv4(to.address) : to.address;
  return {
    to,
    source,
    scope: scopeOf(text),
    sourceScope: source === null ? -1 : scopeOf(source),
    precedence: policyOf(text)[0],
    label: policyOf(text)[1],
    sourceLabel: source === null ? -1 : policyOf(source)[1],
  };
}

/** Scopes of RFC 4007; IPv4 loopback and link-local are link-local. */
function scopeOf(text: string): number {
  if (/^(127\.|169\.254\.|fe[89ab]|::1$)/.test(text)) return 2;
  return /^fe[cdef]/.test(text) ? 5 : 14;
}

/** RFC 6724's default table: precedence and label. */
function policyOf(text: string): readonly [number, number] {
  if (!text.includes(":")) return [10, 4];
  if (text === "::1") return [50, 0];
  if (text.startsWith("2002:")) return [30, 2];
  if (/^f[cd]/.test(text)) return [40, 6];
  return [40, 1];
}

// ── the other way ──────────────────────────────────────────────────────────────────────────────

/** /etc/hosts' name of an address, or null. */
export function hostsName(proc: Process, address: string): string | null {
  for (const entry of hostsFile(proc))
    if (entry.address === address) return entry.names[0] as string;
  return null;
}

/** getnameinfo: the name of an address, or null. */
export function* nameOf(proc: Process, address: string): Proc<string | null> {
  for (const source of hostSources(proc)) {
    if (source === "files") {
      const name = hostsName(proc, address);
      if (name !== null) return name;
    } else if (source === "dns") {
      const names = yield* reverse(proc, address);
      if (names.length > 0) return names[0] as string;
    }
  }
  return null;
}

/** nss_dns: the PTR records of an address. */
export function* reverse(proc: Process, address: string): Proc<readonly string[]> {
  const v4 = parseIpv4(address);
  const v6 = parseIpv6(address.replace(/%.*$/, ""));
  const asked = v4 !== null ? reverseName4(v4) : v6 !== null ? reverseName6(v6) : null;
  if (asked === null) return [];
  const got = yield* ask(proc, resolverConfig(proc), asked, TYPE_PTR);
  if ("failure" in got) return [];
  const names: string[] = [];
  for (const record of got[0]?.message.answers ?? [])
    if (record.data.kind === "name" && record.type === TYPE_PTR)
      names.push(record.data.target.replace(/\.$/, ""));
  return names;
}

export function* nameOf4(proc: Process, address: Ipv4Addr): Proc<string | null> {
  return yield* nameOf(proc, formatIpv4(address));
}

/** The names of many addresses, each asked for once. */
export function* namesOf(
  proc: Process,
  addresses: Iterable<string>,
): Proc<ReadonlyMap<string, string>> {
  const out = new Map<string, string>();
  for (const address of new Set(addresses)) {
    const name = yield* nameOf(proc, address);
    if (name !== null) out.set(address, name);
  }
  return out;
}
