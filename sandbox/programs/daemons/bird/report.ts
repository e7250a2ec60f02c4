/** What a running BIRD says of itself to the map: its BGP sessions, and when their timers fire. */
import type { ProgramTimer, RoutingSession, SelfReport } from "../../../kernel/proc/report.ts";
import { SECOND } from "../../../sim/scheduler.ts";
import { formatIpv4 } from "../../../wire/addr.ts";
import { Bgp } from "./bgp/proto.ts";
import { stateName } from "./bgp/show.ts";
import type { Daemon } from "./daemon.ts";
import type { BirdTimer } from "./types.ts";

export function reportOf(daemon: Daemon): SelfReport {
  const sessions: RoutingSession[] = [];
  const timers: ProgramTimer[] = [];
  const add = (kind: string, timer: BirdTimer): void => {
    // The daemon's clock is in whole seconds, one ahead of the world's (Loop.updateTime).
    if (timer.active) timers.push({ kind, at: (timer.expires - 1) * SECOND });
  };
  for (const { instance, name } of daemon.list) {
    if (!(instance instanceof Bgp)) continue;
    const { config, conn, outgoing, startupTimer } = instance;
    sessions.push({
      protocol: "BGP",
      name,
      local: instance.sourceAddress === 0 ? null : formatIpv4(instance.sourceAddress),
      peer: formatIpv4(config.neighborIp),
      localAs: config.localAs,
      peerAs: config.remoteAs,
      state: stateName(instance),
    });
    add("BGP connect retry", outgoing.retry);
    add("BGP connect retry", startupTimer);
    if (conn === null) continue;
    add("BGP hold", conn.hold);
    add("BGP keepalive", conn.keepalive);
  }
  return { sessions, timers };
}
