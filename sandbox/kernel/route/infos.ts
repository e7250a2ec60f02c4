/**
 * fib_info: what routes of one table have in common but for their prefix and TOS. Linux keeps equal ones once, so
 * that what ICMP taught about a next hop outlives the route while another one uses the same. Here the list of
 * next hops is what is shared; a table of many routes also keeps the answer.
 */
import type { FibNexthop, FibRoute } from "./table.ts";
import type { RouteResult } from "./types.ts";

export class FibInfo {
  readonly number: number;
  /** One that has it, or had: all but its prefix and TOS counts. */
  readonly route: FibRoute;
  uses = 0;
  /** The answer to a look-up that comes to it; it stands while the namespace's generation does. */
  result: RouteResult | null = null;
  generation = -1;

  constructor(number: number, route: FibRoute) {
    this.number = number;
    this.route = route;
  }
}

export class FibInfos {
  /** From 1. */
  private readonly list: (FibInfo | null)[] = [null];
  private readonly free: number[] = [];
  private readonly byHops = new Map<readonly FibNexthop[], FibInfo>();
  private readonly byGateway = new Map<number, FibInfo[]>();

  get(number: number): FibInfo {
    return this.list[number] as FibInfo;
  }

  of(route: FibRoute): FibInfo {
    return this.byHops.get(route.nexthops) as FibInfo;
  }

  /** One that is equal. */
  find(route: FibRoute): FibInfo | null {
    for (const info of this.byGateway.get(gatewayOf(route)) ?? [])
      if (sameInfo(info.route, route)) return info;
    return null;
  }

  add(route: FibRoute): void {
    let info = this.byHops.get(route.nexthops);
    if (info === undefined) {
      const number = this.free.pop() ?? this.list.length;
      info = new FibInfo(number, route);
      this.list[number] = info;
      this.byHops.set(route.nexthops, info);
      const kin = this.byGateway.get(gatewayOf(route));
      if (kin === undefined) this.byGateway.set(gatewayOf(route), [info]);
      else kin.push(info);
    }
    info.uses++;
  }

  remove(route: FibRoute): void {
    const info = this.of(route);
    if (--info.uses > 0) return;
    this.list[info.number] = null;
    this.free.push(info.number);
    this.byHops.delete(route.nexthops);
    const kin = this.byGateway.get(gatewayOf(route)) as FibInfo[];
    if (kin.length === 1) this.byGateway.delete(gatewayOf(route));
    else kin.splice(kin.indexOf(info), 1);
  }
}

function gatewayOf(route: FibRoute): number {
  return route.nexthops[0]?.gateway ?? 0;
}

/** fib_find_info: the same type, scope, protocol, source, metric, metrics and next hops. */
export function sameInfo(a: FibRoute, b: FibRoute): boolean {
  return (
    a.type === b.type &&
    a.priority === b.priority &&
    a.scope === b.scope &&
    a.protocol === b.protocol &&
    a.prefsrc === b.prefsrc &&
    a.nhid === b.nhid &&
    sameMetrics(a, b) &&
    a.nexthops.length === b.nexthops.length &&
    a.nexthops.every((hop, i) => {
      const other = b.nexthops[i] as FibNexthop;
      return (
        hop.dev === other.dev &&
        hop.gateway === other.gateway &&
        hop.weight === other.weight &&
        hop.onlink === other.onlink
      );
    })
  );
}

function sameMetrics(a: FibRoute, b: FibRoute): boolean {
  const text = (route: FibRoute): string => JSON.stringify(Object.entries(route.metrics).sort());
  return a.metrics === b.metrics || text(a) === text(b);
}
