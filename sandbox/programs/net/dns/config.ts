/**
 * /etc/resolv.conf and the hosts line of /etc/nsswitch.conf, as glibc 2.36 reads them: resolv.conf(5),
 * nsswitch.conf(5). Left out: sortlist, reloading while a program runs, IPv6 nameservers (asked: no route).
 */
import type { Process } from "../../../kernel/proc/process.ts";
import { type Ipv4Addr, ipv4, parseIpv4, parseIpv6 } from "../../../wire/addr.ts";

export interface ResolverConfig {
  readonly servers: readonly Ipv4Addr[];
  /** As written, for tools that name the server. */
  readonly serverTexts: readonly string[];
  readonly search: readonly string[];
  readonly ndots: number;
  /** Seconds for the first try. */
  readonly timeoutS: number;
  readonly attempts: number;
  readonly rotate: boolean;
  readonly useTcp: boolean;
  readonly edns: boolean;
  /** single-request, single-request-reopen: A and AAAA one after the other. */
  readonly single: boolean;
}

/** MAXNS, and what the library asks when no server is named. */
const SERVERS_MAX = 3;
const LOCALHOST = ipv4(127, 0, 0, 1);

export function resolverConfig(proc: Process): ResolverConfig {
  const file = proc.host.fs.readText("/etc/resolv.conf", proc);
  const servers: Ipv4Addr[] = [];
  const serverTexts: string[] = [];
  let search: string[] | null = null;
  const options = new Map<string, number>();
  for (const line of typeof file === "string" ? [] : file.text.split("\n")) {
    if (/^[#;]/.test(line)) continue;
    const [word, ...rest] = line.trim().split(/\s+/);
    if (word === "nameserver" && serverTexts.length < SERVERS_MAX) {
      const v4 = parseIpv4(rest[0] ?? "");
      if (v4 !== null) servers.push(v4);
      if (v4 !== null || parseIpv6((rest[0] ?? "").replace(/%.*/, "")) !== null)
        serverTexts.push(rest[0] as string);
    } else if (word === "search") search = rest;
    else if (word === "domain") search = rest.slice(0, 1);
    else if (word === "options") {
      for (const option of rest) {
        const [name, value] = option.split(":");
        options.set(name as string, Number(value ?? "1"));
      }
    }
  }
  if (serverTexts.length === 0) {
    servers.push(LOCALHOST);
    serverTexts.push("127.0.0.1");
  }
  const own = /\.(.+)$/.exec(proc.host.hostname)?.[1];
  const number = (name: string, initial: number, max: number): number => {
    const v = options.get(name);
    return v === undefined || Number.isNaN(v) ? initial : Math.min(Math.max(v, 0), max);
  };
  return {
    servers,
    serverTexts,
    search: search ?? (own === undefined ? [] : [own]),
    ndots: number("ndots", 1, 15),
    timeoutS: Math.max(number("timeout", 5, 30), 1),
    attempts: Math.max(number("attempts", 2, 5), 1),
    rotate: options.has("rotate"),
    useTcp: options.has("use-vc"),
    edns: options.has("edns0"),
    single: options.has("single-request") || options.has("single-request-reopen"),
  };
}

/** The services of the hosts line, in order: "files", "dns" and others. */
export function hostSources(proc: Process): readonly string[] {
  const file = proc.host.fs.readText("/etc/nsswitch.conf", proc);
  const line =
    typeof file === "string"
      ? undefined
      : /^hosts:[ \t]*(.*)$/m.exec(file.text.replace(/#.*/g, ""))?.[1];
  return line === undefined
    ? ["dns", "files"]
    : line.split(/\s+/).filter((word) => word !== "" && !word.startsWith("["));
}
