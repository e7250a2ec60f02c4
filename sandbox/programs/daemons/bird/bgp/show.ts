/** What birdc prints of a BGP session and of its routes. BIRD 1.6.8: bgp_show_proto_info(), bgp_get_status(), bgp_get_route_info(). */
import { formatIpv4 } from "../../../../wire/addr.ts";
import { PATHS_RECEIVE, PATHS_SEND } from "../../../../wire/bgp-capabilities.ts";
import { lastAs } from "../../../../wire/bgp-path.ts";
import { findEattr } from "../eattr.ts";
import { EA, IGP_METRIC_UNKNOWN, type Rte } from "../types.ts";
import { resolvable } from "./better.ts";
import { type BgpConn, BS } from "./conn.ts";
import { lastErrorText } from "./errors.ts";
import { peerPaths } from "./open.ts";
import type { Bgp } from "./proto.ts";

const NAMES = ["Idle", "Connect", "Active", "OpenSent", "OpenConfirm", "Established", "Close"];
/** BSS_CONNECT. */
const STARTED = 2;

/** bgp_state_dsc(). */
export function stateName(bgp: Bgp): string {
  if (bgp.proto.state === "down") return "Down";
  const state = Math.max(bgp.incomingConn.state, bgp.outgoing.state);
  if (state === BS.IDLE && bgp.startState >= STARTED && bgp.config.passive) return "Passive";
  return NAMES[state] ?? "";
}

/** The column `info`. */
export function statusLine(bgp: Bgp): string {
  const error = lastErrorText(bgp.lastError);
  return bgp.proto.state === "down" ? error : `${stateName(bgp).padEnd(14)}${error}`;
}

/** ` refresh`, when it holds. */
function word(holds: boolean, text: string): string {
  return holds ? ` ${text}` : "";
}

function peerCapabilities(conn: BgpConn): string {
  const { peer } = conn;
  const able = peer.restart?.families.some((f) => f.afi === 1 && f.safi === 1) ?? false;
  const lives = peer.restart === null ? null : peer.longLived;
  const livesOn = lives?.some((f) => f.afi === 1 && f.safi === 1) ?? false;
  const paths = peerPaths(conn);
  return [
    word(peer.refresh, "refresh"),
    word(peer.enhancedRefresh, "enhanced-refresh"),
    word(able, "restart-able"),
    word(!able && peer.restart !== null, "restart-aware"),
    word(livesOn, "llgr-able"),
    word(!livesOn && lives !== null, "llgr-aware"),
    word(peer.as4 !== null, "AS4"),
    word((paths & PATHS_RECEIVE) !== 0, "add-path-rx"),
    word((paths & PATHS_SEND) !== 0, "add-path-tx"),
    word(peer.extendedMessage, "ext-messages"),
  ].join("");
}

export function sessionKind(bgp: Bgp): string {
  const { config } = bgp;
  return [
    bgp.internal ? "internal" : "external",
    word(config.multihop > 0, "multihop"),
    word(config.rrClient, "route-reflector"),
    word(config.rsClient, "route-server"),
    word(bgp.as4, "AS4"),
    word(bgp.addPathRx, "add-path-rx"),
    word(bgp.addPathTx, "add-path-tx"),
    word(bgp.extendedMessages, "ext-messages"),
  ].join("");
}

/** What follows the common lines of `show protocols all`. */
export function showAll(bgp: Bgp): string[] {
  const { config, proto, outgoing } = bgp;
  const lines = [
    `  BGP state:          ${stateName(bgp)}`,
    `    Neighbor address: ${formatIpv4(config.neighborIp)}`,
    `    Neighbor AS:      ${config.remoteAs}`,
  ];
  if (bgp.restartActive) lines.push("    Neighbor graceful restart active");
  if (proto.state === "start") {
    if (bgp.startState < STARTED && bgp.startupTimer.active)
      lines.push(`    Error wait:       ${bgp.startupTimer.remains}/${bgp.startupDelay}`);
    if (outgoing.state === BS.ACTIVE && outgoing.retry.active)
      lines.push(`    Connect delay:    ${outgoing.retry.remains}/${config.connectDelayTime}`);
    if (bgp.restartActive && bgp.restartTimer.active)
      lines.push(`    Restart timer:    ${bgp.restartTimer.remains}/-`);
  } else if (proto.state === "up" && bgp.conn !== null) lines.push(...established(bgp, bgp.conn));
  const error = lastErrorText(bgp.lastError);
  if (error !== "") lines.push(`    Last error:       ${error}`);
  return lines;
}

function established(bgp: Bgp, conn: BgpConn): string[] {
  const { config, proto } = bgp;
  const stats = proto.hook?.stats;
  const limit = config.importLimit;
  return [
    `    Neighbor ID:      ${formatIpv4(bgp.remoteId)}`,
    `    Neighbor caps:   ${peerCapabilities(conn)}`,
    `    Session:          ${sessionKind(bgp)}`,
    `    Source address:   ${formatIpv4(bgp.sourceAddress)}`,
    ...(limit === null
      ? []
      : [
          `    Route limit:      ${(stats?.importedRoutes ?? 0) + (stats?.filteredRoutes ?? 0)}/${limit.limit}`,
        ]),
    `    Hold timer:       ${conn.hold.remains}/${conn.holdTime}`,
    `    Keepalive timer:  ${conn.keepalive.remains}/${conn.keepaliveTime}`,
  ];
}

/** ` (100/0) [AS65002i]`; BIRD 2 leaves a metric of 0 out. */
export function routeInfo(rte: Rte, isBird2: boolean): string {
  const { eattrs, hostentry, igpMetric } = rte.attrs;
  let text = ` (${rte.pref}${rte.bgp?.suppressed === true ? "-" : ""}`;
  if (isBird2 ? igpMetric !== 0 : hostentry !== null)
    text += !resolvable(rte) ? "/-" : igpMetric >= IGP_METRIC_UNKNOWN ? "/?" : `/${igpMetric}`;
  const path = findEattr(eattrs, EA.BGP_AS_PATH);
  const origin = findEattr(eattrs, EA.BGP_ORIGIN);
  const last = path?.kind === "as-path" ? lastAs(path.value) : null;
  const letter = origin?.kind === "int" ? ("ie?"[origin.value] ?? "") : "";
  return `${text}) [${last === null ? "" : `AS${last}`}${letter}]`;
}
