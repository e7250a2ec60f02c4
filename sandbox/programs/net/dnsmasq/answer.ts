/** What dnsmasq answers from what it knows by itself: rfc1035.c's answer_request and the domain rules of domain-match.c. */
import type { Process } from "../../../kernel/proc/process.ts";
import { encodeUtf8 } from "../../../sim/utf8.ts";
import {
  formatIpv4,
  type Ipv4Addr,
  type Ipv6Addr,
  parseIpv4,
  parseIpv6,
} from "../../../wire/addr.ts";
import {
  CLASS_CH,
  CLASS_IN,
  type DnsData,
  dnsKey,
  type DnsQuestion,
  type DnsRecord,
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
  TYPE_PTR,
  TYPE_SRV,
  TYPE_TXT,
} from "../../../wire/dns.ts";
import type { DnsmasqOptions, DomainRule } from "./options.ts";

const IPV6_ANY = "::" as Ipv6Addr;

export interface LocalAnswer {
  readonly rcode: number;
  readonly authoritative: boolean;
  readonly answers: readonly DnsRecord[];
  readonly additional: readonly DnsRecord[];
}

interface Known {
  readonly name: string;
  readonly v4: Ipv4Addr | null;
  readonly v6: Ipv6Addr | null;
  readonly ttl: number;
  /** "config" or the file it stands in, for the log. */
  readonly source: string;
  /** The name that the address is called by in the other direction. */
  readonly first: boolean;
}

export class Zone {
  readonly known: Known[] = [];
  private readonly o: DnsmasqOptions;
  private readonly log: (line: string) => void;

  constructor(o: DnsmasqOptions, log: (line: string) => void) {
    this.o = o;
    this.log = log;
  }

  /** Read /etc/hosts and the others again. */
  load(proc: Process, say: (line: string) => void): void {
    const { o } = this;
    this.known.length = 0;
    for (const record of o.hostRecords) {
      record.names.forEach((name, i) => {
        const { v4, v6 } = record;
        const ttl = record.ttl ?? o.localTtl;
        this.known.push({ name: dnsKey(name), v4, v6, ttl, source: "config", first: i === 0 });
      });
    }
    const files = [...(o.noHosts ? [] : ["/etc/hosts"]), ...o.addnHosts];
    if (files.length === 0) say("cleared cache");
    for (const path of files) {
      const file = proc.host.fs.readText(path, proc);
      if (typeof file === "string") {
        say(`failed to load names from ${path}: No such file or directory`);
        continue;
      }
      say(`read ${path} - ${this.hosts(path, file.text)} names`);
    }
  }

  private hosts(path: string, text: string): number {
    const { o } = this;
    let count = 0;
    for (const line of text.split("\n")) {
      const [address = "", ...names] = line.replace(/#.*/, "").trim().split(/\s+/);
      const [v4, v6] = [parseIpv4(address), parseIpv6(address)];
      if (v4 === null && v6 === null) continue;
      let first = true;
      for (const name of names) {
        const all = [name];
        if (o.expandHosts && o.domain !== null && !name.includes("."))
          all.unshift(`${name}.${o.domain}`);
        for (const one of all) {
          this.known.push({ name: dnsKey(one), v4, v6, ttl: o.localTtl, source: path, first });
          first = false;
          count++;
        }
      }
    }
    return count;
  }

  /** The answer, or null when it is somebody else's question. */
  answer(q: DnsQuestion): LocalAnswer | null {
    if (q.klass === CLASS_CH) return this.chaos(q);
    if (q.klass !== CLASS_IN) return null;
    const answers: DnsRecord[] = [];
    const additional: DnsRecord[] = [];
    let name = q.name;
    for (let hops = 0; hops < 10; hops++) {
      const alias = this.o.records.find(
        (r) => r.type === TYPE_CNAME && dnsKey(r.name) === dnsKey(name),
      );
      if (alias?.data.kind !== "name") break;
      this.log(`config ${bare(name)} is <CNAME>`);
      answers.push({ ...alias, name, ttl: this.o.localTtl });
      name = alias.data.target;
      if (q.type === TYPE_CNAME) break;
    }
    const before = answers.length;
    this.records(name, q.type, answers, additional);
    this.addresses(name, q.type, answers);
    if (q.type === TYPE_PTR || q.type === TYPE_ANY) this.pointers(name, answers);
    if (answers.length > before || (before > 0 && q.type === TYPE_CNAME))
      return { rcode: NOERROR, authoritative: true, answers, additional };
    const rule = this.byRule({ ...q, name }, answers);
    if (rule !== null) return rule;
    // A CNAME whose target nobody here knows is an answer all the same.
    if (before > 0) return { rcode: NOERROR, authoritative: true, answers, additional };
    return null;
  }

  private chaos(q: DnsQuestion): LocalAnswer | null {
    const text = {
      "version.bind.": "dnsmasq-2.90",
      "cachesize.bind.": "150",
      "authors.bind.": "Simon Kelley",
    }[dnsKey(q.name)];
    if (text === undefined || (q.type !== TYPE_TXT && q.type !== TYPE_ANY)) return null;
    this.log(`config ${bare(q.name)} is <TXT>`);
    const data: DnsData = { kind: "txt", strings: [encodeUtf8(text)] };
    const record = { name: q.name, type: TYPE_TXT, klass: CLASS_CH, ttl: 0, data };
    return { rcode: NOERROR, authoritative: true, answers: [record], additional: [] };
  }

  private records(name: string, type: number, answers: DnsRecord[], additional: DnsRecord[]): void {
    for (const r of this.o.records) {
      if (r.type === TYPE_CNAME || dnsKey(r.name) !== dnsKey(name)) continue;
      if (type !== r.type && type !== TYPE_ANY) continue;
      this.log(`config ${bare(name)} is <${dnsTypeName(r.type)}>`);
      answers.push({ ...r, name, ttl: this.o.localTtl });
      if ((r.type === TYPE_MX || r.type === TYPE_SRV) && "target" in r.data)
        this.find(r.data.target, TYPE_ANY, additional, false);
    }
  }

  private addresses(name: string, type: number, answers: DnsRecord[]): void {
    if (type === TYPE_A || type === TYPE_AAAA || type === TYPE_ANY)
      this.find(name, type, answers, true);
  }

  private find(name: string, type: number, into: DnsRecord[], logged: boolean): void {
    const key = dnsKey(name);
    for (const wanted of [TYPE_A, TYPE_AAAA]) {
      if (type !== TYPE_ANY && type !== wanted) continue;
      for (const k of this.known) {
        if (k.name !== key) continue;
        const data: DnsData | null =
          wanted === TYPE_A && k.v4 !== null
            ? { kind: "a", address: k.v4 }
            : wanted === TYPE_AAAA && k.v6 !== null
              ? { kind: "aaaa", address: k.v6 }
              : null;
        if (data === null) continue;
        if (logged) this.log(`${k.source} ${bare(name)} is ${text(data)}`);
        into.push({ name, type: wanted, klass: CLASS_IN, ttl: k.ttl, data });
      }
    }
  }

  private pointers(name: string, answers: DnsRecord[]): void {
    if (answers.length > 0) return;
    const key = dnsKey(name);
    for (const k of this.known) {
      const address =
        k.v4 !== null && reverseName4(k.v4) === key
          ? formatIpv4(k.v4)
          : k.v6 !== null && reverseName6(k.v6) === key
            ? k.v6
            : null;
      if (address === null || !k.first) continue;
      this.log(`${k.source} ${address} is ${bare(k.name)}`);
      answers.push({
        name,
        type: TYPE_PTR,
        klass: CLASS_IN,
        ttl: k.ttl,
        data: { kind: "name", target: k.name },
      });
    }
  }

  /** --address, --local, --bogus-priv, --domain-needed. */
  private byRule(q: DnsQuestion, before: readonly DnsRecord[]): LocalAnswer | null {
    const { o } = this;
    const said = (
      rcode: number,
      authoritative: boolean,
      answers: DnsRecord[] = [],
    ): LocalAnswer => ({
      rcode,
      authoritative,
      answers: [...before, ...answers],
      additional: [],
    });
    const rules = this.rulesFor(q.name);
    const answers: DnsRecord[] = [];
    for (const rule of rules) {
      const data = ruleData(rule, q.type);
      if (data === null) continue;
      this.log(`config ${bare(q.name)} is ${text(data)}`);
      const type = data.kind === "a" ? TYPE_A : TYPE_AAAA;
      answers.push({ name: q.name, type, klass: CLASS_IN, ttl: o.localTtl, data });
    }
    if (answers.length > 0) return said(NOERROR, true, answers);
    const own = rules.find((r) => r.kind === "nxdomain" || r.kind === "local");
    if (own !== undefined) return this.nothing(q, said);
    const priv = o.bogusPriv && q.type === TYPE_PTR ? privateAddress(q.name) : null;
    if (priv !== null) {
      this.log(`config ${priv} is NXDOMAIN`);
      return said(NXDOMAIN, true);
    }
    const plain = !dnsKey(q.name).slice(0, -1).includes(".");
    if (o.domainNeeded && plain && q.name !== "." && (q.type === TYPE_A || q.type === TYPE_AAAA))
      return this.nothing(q, said);
    return null;
  }

  private nothing(q: DnsQuestion, said: (rcode: number, aa: boolean) => LocalAnswer): LocalAnswer {
    const key = dnsKey(q.name);
    const exists = (name: string): boolean => name === key || name.endsWith(`.${key}`);
    const known =
      this.known.some((k) => exists(k.name)) || this.o.records.some((r) => exists(dnsKey(r.name)));
    const family = q.type === TYPE_A ? "-IPv4" : q.type === TYPE_AAAA ? "-IPv6" : "";
    this.log(`config ${bare(q.name)} is ${known ? `NODATA${family}` : "NXDOMAIN"}`);
    return said(known ? NOERROR : NXDOMAIN, false);
  }

  /** The rules of the longest domain that the name is under. */
  rulesFor(name: string): DomainRule[] {
    const key = dnsKey(name).slice(0, -1);
    let best = -1;
    for (const rule of this.o.rules) {
      const under = rule.domain === "" || key === rule.domain || key.endsWith(`.${rule.domain}`);
      if (under && rule.domain.length > best) best = rule.domain.length;
    }
    return this.o.rules.filter(
      (rule) =>
        rule.domain.length === best &&
        (rule.domain === "" || key === rule.domain || key.endsWith(`.${rule.domain}`)),
    );
  }
}

function ruleData(rule: DomainRule, type: number): DnsData | null {
  const four = type === TYPE_A || type === TYPE_ANY;
  const six = type === TYPE_AAAA || type === TYPE_ANY;
  if (rule.kind === "address4" && four && rule.v4 !== undefined)
    return { kind: "a", address: rule.v4 };
  if (rule.kind === "address6" && six && rule.v6 !== undefined)
    return { kind: "aaaa", address: rule.v6 };
  if (rule.kind !== "zero") return null;
  if (four) return { kind: "a", address: 0 as Ipv4Addr };
  return six ? { kind: "aaaa", address: IPV6_ANY } : null;
}

/** The address of an in-addr.arpa name in a private range, RFC 1918 and 3927, or null. */
function privateAddress(name: string): string | null {
  const m = /^((?:\d+\.){1,4})in-addr\.arpa\.$/.exec(dnsKey(name));
  if (m === null) return null;
  const octets = (m[1] as string).split(".").filter((o) => o !== "");
  const address = octets.reverse().join(".");
  return /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|169\.254\.|127\.)/.test(`${address}.`)
    ? address
    : null;
}

export function bare(name: string): string {
  return name === "." ? "." : name.replace(/\.$/, "");
}

/** A record's data as the log has it. */
export function text(data: DnsData): string {
  if (data.kind === "a") return formatIpv4(data.address);
  if (data.kind === "aaaa") return data.address;
  return data.kind === "name" ? bare(data.target) : "";
}
