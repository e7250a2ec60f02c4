/** The virtual services of a namespace, by what packets ask for and by name. ip_vs_ctl.c's tables. */
import type { Micros } from "../../../sim/scheduler.ts";
import type { NfAddr } from "../types.ts";
import type { Service } from "./service.ts";
import type { ServiceDump, ServiceKey } from "./types.ts";

export class ServiceTable {
  private readonly byName = new Map<string, Service>();
  /** By protocol << 16 | port, then address: what a packet asks for first. */
  private readonly byPort = new Map<number, Map<NfAddr, Service>>();
  private readonly byMark = new Map<number, Service>();

  get size(): number {
    return this.byName.size;
  }

  all(): Service[] {
    return [...this.byName.values()];
  }

  find(key: ServiceKey): Service | null {
    return this.byName.get(nameOf(key)) ?? null;
  }

  /** By the packet's mark, else its address and port, else its address with any port. */
  lookup(protocol: number, addr: NfAddr, port: number, mark: number): Service | null {
    if (mark !== 0 && this.byMark.size > 0) {
      const marked = this.byMark.get(mark >>> 0);
      if (marked !== undefined) return marked;
    }
    const exact = this.byPort.get((protocol << 16) | port)?.get(addr);
    return exact ?? this.byPort.get(protocol << 16)?.get(addr) ?? null;
  }

  add(service: Service): void {
    const { key } = service;
    this.byName.set(nameOf(key), service);
    if (key.fwmark !== 0) {
      this.byMark.set(key.fwmark, service);
      return;
    }
    const at = (key.protocol << 16) | key.port;
    let byAddr = this.byPort.get(at);
    if (byAddr === undefined) this.byPort.set(at, (byAddr = new Map<NfAddr, Service>()));
    byAddr.set(key.addr, service);
  }

  remove(key: ServiceKey): void {
    this.byName.delete(nameOf(key));
    if (key.fwmark !== 0) this.byMark.delete(key.fwmark);
    else this.byPort.get((key.protocol << 16) | key.port)?.delete(key.addr);
  }

  dump(now: Micros): ServiceDump[] {
    const all = this.all().sort((a, b) => bucketOf(a.key) - bucketOf(b.key));
    return all.map(({ key, spec, dests, stats }) => ({
      ...key,
      ...spec,
      stats: stats.shown(),
      rate: stats.rate(now),
      dests: dests.map((dest) => ({
        addr: dest.addr,
        port: dest.port,
        forward: dest.forward,
        weight: dest.weight,
        upper: dest.upper,
        lower: dest.lower,
        active: dest.active,
        inactive: dest.inactive,
        persistent: dest.persistent,
        stats: dest.stats.shown(),
        rate: dest.stats.rate(now),
      })),
    }));
  }
}

function nameOf(key: ServiceKey): string {
  if (key.fwmark !== 0) return `${key.six ? 6 : 4} mark ${key.fwmark}`;
  return `${key.protocol} ${key.addr} ${key.port}`;
}

/** ip_vs_svc_hashkey without the namespace's chance: the order of a dump. Marks have a table of their own. */
function bucketOf(key: ServiceKey): number {
  if (key.fwmark !== 0) return 256 + (key.fwmark & 0xff);
  const fold = typeof key.addr === "number" ? key.addr : 0;
  return (key.protocol ^ fold ^ (key.port >> 8) ^ key.port) & 0xff;
}
