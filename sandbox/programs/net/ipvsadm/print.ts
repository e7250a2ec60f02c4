/** What ipvsadm lists and saves. */
import type {
  ConnDump,
  Counters,
  DestDump,
  Forward,
  ServiceDump,
} from "../../../kernel/netfilter/ipvs/types.ts";
import type { NfAddr } from "../../../kernel/netfilter/types.ts";
import { formatIpv4 } from "../../../wire/addr.ts";
import { serviceName } from "../../../wire/print/names.ts";

export const TITLE = "IP Virtual Server version 1.2.1 (size=4096)\n";
const METHODS: Readonly<Record<Forward, string>> = {
  masq: "Masq",
  route: "Route",
  tunnel: "Tunnel",
};

export type Kind = "plain" | "stats" | "rate" | "thresholds" | "persistent";

const HEADERS: Readonly<Record<Kind, string>> = {
  plain: `Prot LocalAddress:Port Scheduler Flags
  -> RemoteAddress:Port           Forward Weight ActiveConn InActConn
`,
  stats: `${"Prot LocalAddress:Port".padEnd(33)} ${columns(["Conns", "InPkts", "OutPkts", "InBytes", "OutBytes"])}
  -> RemoteAddress:Port
`,
  rate: `${"Prot LocalAddress:Port".padEnd(33)} ${columns(["CPS", "InPPS", "OutPPS", "InBPS", "OutBPS"])}
  -> RemoteAddress:Port
`,
  thresholds: `Prot LocalAddress:Port            Uthreshold Lthreshold ActiveConn InActConn 
  -> RemoteAddress:Port
`,
  persistent: `Prot LocalAddress:Port            Weight    PersistConn ActiveConn InActConn 
  -> RemoteAddress:Port
`,
};

function columns(words: readonly string[]): string {
  return words.map((word) => word.padStart(8)).join(" ");
}

/** An address and port as ipvsadm writes them. */
export function place(addr: NfAddr, port: number, protocol: number, numeric: boolean): string {
  const named = numeric || port === 0 ? null : serviceName(port, protocol === 17 ? "udp" : "tcp");
  const host = typeof addr === "number" ? formatIpv4(addr) : `[${addr}]`;
  return `${host}:${named ?? port}`;
}

const protocolName = (protocol: number): string => (protocol === 6 ? "TCP" : "UDP");

function name(service: ServiceDump, numeric: boolean): string {
  if (service.fwmark !== 0) return `FWM  ${service.fwmark}`;
  const { addr, port, protocol } = service;
  return `${protocolName(protocol)}  ${place(addr, port, protocol, numeric)}`;
}

function settings(service: ServiceDump): string {
  let out = service.scheduler as string;
  if (service.flags.length > 0) out += ` (${service.flags.join(",")})`;
  if (service.persistent !== null) {
    out += ` persistent ${service.persistent}`;
    if (service.netmask !== -1) out += ` mask ${formatIpv4(service.netmask)}`;
  }
  return out;
}

/** print_largenum(): at most eight characters. */
function large(value: number, exact: boolean): string {
  if (exact) return String(value).padStart(8);
  if (value < 100_000_000) return String(value).padStart(8);
  if (value < 100_000_000_000) return `${Math.floor(value / 1000)}K`.padStart(8);
  if (value < 100_000_000_000_000) return `${Math.floor(value / 1_000_000)}M`.padStart(8);
  return `${Math.floor(value / 1_000_000_000)}G`.padStart(8);
}

function numbers(c: Counters, exact: boolean): string {
  return [c.conns, c.inPkts, c.outPkts, c.inBytes, c.outBytes]
    .map((value) => ` ${large(value, exact)}`)
    .join("");
}

function destLine(
  dest: DestDump,
  protocol: number,
  kind: Kind,
  numeric: boolean,
  exact: boolean,
): string {
  const at = place(dest.addr, dest.port, protocol, numeric);
  const head = `  -> ${at.padEnd(28)}`;
  if (kind === "stats" || kind === "rate")
    return `${head}${numbers(kind === "stats" ? dest.stats : dest.rate, exact)}\n`;
  const cell = (value: number | string, width = 10): string => String(value).padEnd(width);
  const tail = `${cell(dest.active)} ${cell(dest.inactive)}\n`;
  if (kind === "plain") {
    return `${head} ${METHODS[dest.forward].padEnd(7)} ${cell(dest.weight, 6)} ${tail}`;
  }
  if (kind === "thresholds") return `${head} ${cell(dest.upper)} ${cell(dest.lower)} ${tail}`;
  return `${head}  ${cell(dest.weight, 9)} ${cell(dest.persistent, 11)} ${tail}`.replace(
    head + "  ",
    head + " ",
  );
}

export function table(
  services: readonly ServiceDump[],
  kind: Kind,
  numeric: boolean,
  exact: boolean,
): string {
  let out = HEADERS[kind];
  for (const service of services) {
    const line = name(service, numeric);
    if (kind === "stats" || kind === "rate") {
      const counted = kind === "stats" ? service.stats : service.rate;
      out += `${line.padEnd(33)}${numbers(counted, exact)}\n`;
    } else out += `${line} ${settings(service)}\n`;
    for (const dest of service.dests) {
      out += destLine(dest, service.protocol, kind, numeric, exact);
    }
  }
  return out;
}

/** ipvs_cmp_services and ipvs_cmp_dests: marks last, then by family, protocol, address and port. */
export function sorted(services: readonly ServiceDump[]): ServiceDump[] {
  return [...services]
    .sort(
      (a, b) =>
        a.fwmark - b.fwmark ||
        Number(a.six) - Number(b.six) ||
        a.protocol - b.protocol ||
        compareAddr(a.addr, b.addr) ||
        a.port - b.port,
    )
    .map((service) => ({
      ...service,
      dests: [...service.dests].sort((a, b) => compareAddr(a.addr, b.addr) || a.port - b.port),
    }));
}

function compareAddr(a: NfAddr, b: NfAddr): number {
  // ntohl(a) - ntohl(b) as an int: 192.168.0.1 comes before 10.0.0.1.
  if (typeof a === "number" && typeof b === "number") return (a - b) | 0;
  return String(a) < String(b) ? -1 : a === b ? 0 : 1;
}

export function save(services: readonly ServiceDump[], numeric: boolean): string {
  let out = "";
  for (const service of services) {
    const { protocol, addr, port } = service;
    const which =
      service.fwmark !== 0
        ? `-f ${service.fwmark}`
        : `${protocol === 6 ? "-t" : "-u"} ${place(addr, port, protocol, numeric)}`;
    out += `-A ${which} -s ${service.scheduler}`;
    if (service.flags.length > 0) out += ` -b ${service.flags.join(",")}`;
    if (service.persistent !== null) {
      out += ` -p ${service.persistent}`;
      if (service.netmask !== -1) out += ` -M ${formatIpv4(service.netmask)}`;
    }
    out += "\n";
    for (const dest of service.dests) {
      const letter = dest.forward === "masq" ? "-m" : dest.forward === "route" ? "-g" : "-i";
      const server = place(dest.addr, dest.port, protocol, numeric);
      const tunnel = dest.forward === "tunnel" ? " --tun-type ipip" : "";
      out += `-a ${which} -r ${server} ${letter} -w ${dest.weight}${tunnel}\n`;
    }
  }
  return out;
}

export function connections(list: readonly ConnDump[], now: number, numeric: boolean): string {
  let out =
    "IPVS connection entries\npro expire state       source             virtual            destination\n";
  for (const conn of list) {
    const left = Math.max(0, Math.floor((conn.expires - now) / 1_000_000));
    const two = (n: number): string => String(n).padStart(2, "0");
    const at = (addr: NfAddr, port: number): string => place(addr, port, conn.protocol, numeric);
    out +=
      `${protocolName(conn.protocol)} ${two(Math.floor(left / 60))}:${two(left % 60)}  ${conn.state.padEnd(11)} ` +
      `${at(conn.client, conn.clientPort).padEnd(18)} ${at(conn.virtual, conn.virtualPort).padEnd(18)} ` +
      `${at(conn.dest, conn.destPort)}\n`;
  }
  return out;
}
