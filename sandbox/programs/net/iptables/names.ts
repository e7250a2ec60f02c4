/**
 * Names of services, protocols, users, groups, networks and hosts, from the machine's own files.
 * getservbyname(3), getprotobyname(3), getpwnam(3), getgrnam(3), getnetbyaddr(3), gethostbyaddr(3).
 */
import type { NfAddr } from "../../../kernel/netfilter/types.ts";
import type { Process } from "../../../kernel/proc/process.ts";
import type { Proc } from "../../../kernel/proc/wait.ts";
import { formatIpv4, parseIpv4 } from "../../../wire/addr.ts";
import { nameOf } from "../resolve.ts";

interface Table {
  readonly byName: ReadonlyMap<string, number>;
  readonly byNumber: ReadonlyMap<number, string>;
}

/** xtables_chain_protos: known without /etc/protocols. */
const BUILT_IN: readonly (readonly [string, number])[] = [
  ["tcp", 6],
  ["sctp", 132],
  ["udp", 17],
  ["udplite", 136],
  ["icmp", 1],
  ["icmpv6", 58],
  ["ipv6-icmp", 58],
  ["esp", 50],
  ["ah", 51],
  ["ipv6-mh", 135],
  ["mh", 135],
  ["all", 0],
];

export class Names {
  private readonly proc: Process;
  private readonly services = new Map<string, Table>();
  private protocolTable: Table | null = null;
  private networks: ReadonlyMap<number, string> | null = null;
  private readonly hosts = new Map<NfAddr, string | null>();

  constructor(proc: Process) {
    this.proc = proc;
  }

  private lines(path: string): string[][] {
    const file = this.proc.host.fs.readText(path, this.proc);
    if (typeof file === "string") return [];
    const out: string[][] = [];
    for (const line of file.text.split("\n")) {
      const words = line.replace(/#.*/, "").trim().split(/\s+/);
      if (words[0] !== "") out.push(words);
    }
    return out;
  }

  private serviceTable(protocol: string): Table {
    let table = this.services.get(protocol);
    if (table === undefined) {
      const byName = new Map<string, number>();
      const byNumber = new Map<number, string>();
      for (const [name, where, ...aliases] of this.lines("/etc/services")) {
        const [port, kind] = (where ?? "").split("/");
        if (kind === undefined || (protocol !== "" && kind !== protocol)) continue;
        const number = Number(port);
        for (const one of [name as string, ...aliases])
          if (!byName.has(one)) byName.set(one, number);
        if (!byNumber.has(number)) byNumber.set(number, name as string);
      }
      table = { byName, byNumber };
      this.services.set(protocol, table);
    }
    return table;
  }

  /** A port by its service's name; `protocol` empty: of any. */
  servicePort(name: string, protocol: string): number | null {
    return this.serviceTable(protocol).byName.get(name) ?? null;
  }

  serviceName(port: number, protocol: string): string | null {
    return this.serviceTable(protocol).byNumber.get(port) ?? null;
  }

  private protocols(): Table {
    if (this.protocolTable === null) {
      const byName = new Map<string, number>();
      const byNumber = new Map<number, string>();
      for (const [name, number, ...aliases] of this.lines("/etc/protocols")) {
        const value = Number(number);
        for (const one of [name as string, ...aliases])
          if (!byName.has(one)) byName.set(one, value);
        if (!byNumber.has(value)) byNumber.set(value, name as string);
      }
      this.protocolTable = { byName, byNumber };
    }
    return this.protocolTable;
  }

  protocolNumber(name: string): number | null {
    if (name === "tcp") return 6;
    if (name === "udp") return 17;
    if (name === "all") return 0;
    const found = this.protocols().byName.get(name);
    if (found !== undefined) return found;
    return BUILT_IN.find(([known]) => known === name)?.[1] ?? null;
  }

  /** proto_to_name(): null for 0 and what has no name. */
  protocolName(number: number): string | null {
    if (number === 0) return null;
    if (number === 6) return "tcp";
    if (number === 17) return "udp";
    const found = this.protocols().byNumber.get(number);
    return found ?? BUILT_IN.find(([, known]) => known === number)?.[0] ?? null;
  }

  /** A user's or group's number by name. */
  idOf(name: string, path: "/etc/passwd" | "/etc/group"): number | null {
    const row = this.accounts(path).find((fields) => fields[0] === name);
    return row === undefined ? null : Number(row[2]);
  }

  nameOfId(id: number, path: "/etc/passwd" | "/etc/group"): string | null {
    return this.accounts(path).find((fields) => fields[2] === String(id))?.[0] ?? null;
  }

  private accounts(path: string): string[][] {
    const file = this.proc.host.fs.readText(path, this.proc);
    return typeof file === "string" ? [] : file.text.split("\n").map((line) => line.split(":"));
  }

  /** A network of /etc/networks by its name. */
  networkAddress(name: string): number | null {
    for (const [address, known] of this.networkTable()) if (known === name) return address;
    return null;
  }

  private networkTable(): ReadonlyMap<number, string> {
    if (this.networks === null) {
      const map = new Map<number, string>();
      for (const [name, address] of this.lines("/etc/networks")) {
        const parts = (address ?? "").split(".").filter((part) => part !== "");
        while (parts.length < 4) parts.push("0");
        const parsed = parseIpv4(parts.join("."));
        if (parsed !== null && !map.has(parsed)) map.set(parsed, name as string);
      }
      this.networks = map;
    }
    return this.networks;
  }

  /** Look the names of these addresses up, so that {@link hostName} knows them. */
  *learn(addresses: Iterable<NfAddr>): Proc<void> {
    for (const address of addresses) {
      const text = typeof address === "number" ? formatIpv4(address) : address;
      this.hosts.set(address, yield* nameOf(this.proc, text));
    }
  }

  /** xtables_ipaddr_to_anyname(): a host's name, a network's, or null. */
  hostName(address: NfAddr): string | null {
    const host = this.hosts.get(address) ?? null;
    if (host !== null || typeof address !== "number") return host;
    return this.networkTable().get(address) ?? null;
  }
}
