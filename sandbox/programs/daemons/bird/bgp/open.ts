/** The OPEN message: what we offer, what the peer's means, and who stays when two connections collide. BIRD 1.6.8: packets.c. */
import type { Capabilities } from "../../../../wire/bgp-capabilities.ts";
import { PATHS_RECEIVE, PATHS_SEND } from "../../../../wire/bgp-capabilities.ts";
import { put32 } from "../../../../wire/bytes.ts";
import * as wire from "../../../../wire/bgp.ts";
import { type BgpConfig, DEBUG } from "../types.ts";
import { type BgpConn, BS, SEND, startTimer } from "./conn.ts";
import type { Bgp } from "./proto.ts";

const IPV4 = { afi: wire.AFI_IPV4, safi: wire.SAFI_UNICAST };

/** ADD-PATH's mode of a configuration. */
function pathsMode(config: BgpConfig): number {
  const { addPaths } = config;
  return (
    (addPaths === "rx" || addPaths === "both" ? PATHS_RECEIVE : 0) |
    (addPaths === "tx" || addPaths === "both" ? PATHS_SEND : 0)
  );
}

export function capabilitiesOf(config: BgpConfig): Capabilities {
  const mode = pathsMode(config);
  const restart = config.gracefulRestart;
  const longLived = config.longLivedGracefulRestart ?? "aware";
  const on = { ...IPV4, flags: 0 };
  return {
    multiprotocol: config.advertiseIpv4 ? [IPV4] : [],
    refresh: config.enableRouteRefresh,
    enhancedRefresh: config.enableRouteRefresh,
    extendedMessage: config.enableExtendedMessages,
    restart:
      restart === "off"
        ? null
        : restart === "on"
          ? { flags: 0, time: config.gracefulRestartTime, families: [on] }
          : { flags: 0, time: 0, families: [] },
    as4: config.enableAs4 ? config.localAs : null,
    addPath: mode === 0 ? [] : [{ ...IPV4, mode }],
    longLived:
      longLived === "off"
        ? null
        : longLived === "on"
          ? [{ ...on, time: config.longLivedStaleTime ?? 3_600 }]
          : [],
    others: [],
  };
}

/** Modes that the peer announced for IPv4. */
export function peerPaths(conn: BgpConn): number {
  let mode = 0;
  for (const one of conn.peer.addPath) if (one.afi === 1 && one.safi === 1) mode = one.mode;
  return mode;
}

export function receiveOpen(
  bgp: Bgp,
  conn: BgpConn,
  b: Uint8Array,
  at: number,
  length: number,
): void {
  const { config, proto } = bgp;
  if (conn.state !== BS.OPENSENT) {
    conn.unexpected();
    return;
  }
  const open = wire.readOpen(b, at, length, conn.noCapabilities);
  if ("error" in open) {
    if (open.code === wire.ERR_OPEN && open.subcode !== 1) traceOpen(bgp, b, at);
    conn.fail(open);
    return;
  }
  traceOpen(bgp, b, at);
  conn.peer = open.capabilities;
  if (open.holdTime > 0 && open.holdTime < 3) {
    conn.fail(wire.bgpError(wire.ERR_OPEN, 6, b.slice(at + 22, at + 24)));
    return;
  }
  // RFC 6286 section 2.2: not zero, and unique in its AS. The identifier is logged and not sent.
  if (open.id === 0 || (bgp.internal && open.id === bgp.localId)) {
    conn.fail(wire.bgpError(wire.ERR_OPEN, 3), b.slice(at + 24, at + 28));
    return;
  }
  const as4 = config.enableAs4 ? open.capabilities.as4 : null;
  const advertised = as4 ?? open.as;
  if (advertised !== open.as && open.as !== wire.AS_TRANS)
    proto.log("warning", "Peer advertised inconsistent AS numbers");
  if (advertised !== config.remoteAs) {
    const data = open.capabilities.as4 === null ? b.slice(at + 20, at + 22) : new Uint8Array(4);
    if (open.capabilities.as4 !== null) put32(data, 0, advertised);
    conn.fail(wire.bgpError(wire.ERR_OPEN, 2, data));
    return;
  }
  if (!survives(bgp, conn, open.id)) return;
  agree(bgp, conn, open);
}

function traceOpen(bgp: Bgp, b: Uint8Array, at: number): void {
  const [as, hold] = [16, 18].map(
    (i) => ((b[at + 4 + i] as number) << 8) | (b[at + 5 + i] as number),
  );
  let id = "";
  for (let i = 24; i < 28; i++) id += (b[at + i] as number).toString(16).padStart(2, "0");
  bgp.proto.trace(DEBUG.PACKETS, `Got OPEN(as=${as},hold=${hold},id=${id})`);
}

/**
 * RFC 4271 section 6.8, RFC 6286 section 2.3: of two connections the one stays that the router with the higher identifier
 * (then AS) began. False: this one goes.
 */
function survives(bgp: Bgp, conn: BgpConn, id: number): boolean {
  const { config, proto } = bgp;
  const other = conn.incoming ? bgp.outgoing : bgp.incomingConn;
  switch (other.state) {
    case BS.CONNECT:
    case BS.ACTIVE:
      other.toIdle();
      return true;
    case BS.OPENCONFIRM: {
      const peerWins = bgp.localId < id || (bgp.localId === id && config.localAs < config.remoteAs);
      if (peerWins === conn.incoming) {
        proto.trace(DEBUG.EVENTS, "Connection collision, giving up the other connection");
        other.fail(wire.bgpError(wire.ERR_CEASE, 7));
        return true;
      }
      break;
    }
    case BS.ESTABLISHED:
      break;
    default:
      return true;
  }
  proto.trace(DEBUG.EVENTS, "Connection collision, giving up this connection");
  conn.fail(wire.bgpError(wire.ERR_CEASE, 7));
  return false;
}

function agree(bgp: Bgp, conn: BgpConn, open: wire.Open): void {
  const { config, proto } = bgp;
  const mine = pathsMode(config);
  const theirs = peerPaths(conn);
  const { peer } = conn;
  conn.holdTime = Math.min(open.holdTime, config.holdTime);
  conn.keepaliveTime =
    config.keepaliveTime > 0 ? config.keepaliveTime : Math.floor(conn.holdTime / 3);
  bgp.remoteId = open.id;
  bgp.as4 = config.enableAs4 && peer.as4 !== null;
  bgp.addPathRx = (mine & PATHS_RECEIVE) !== 0 && (theirs & PATHS_SEND) !== 0;
  bgp.addPathTx = (mine & PATHS_SEND) !== 0 && (theirs & PATHS_RECEIVE) !== 0;
  bgp.restartReady =
    config.gracefulRestart !== "off" &&
    (peer.restart?.families.some((f) => f.afi === 1 && f.safi === 1) ?? false);
  bgp.extendedMessages = config.enableExtendedMessages && peer.extendedMessage;
  proto.acceptMode = bgp.addPathTx ? "any" : config.secondary ? "accepted" : "optimal";
  conn.schedule(SEND.KEEPALIVE);
  startTimer(conn.hold, conn.holdTime);
  conn.state = BS.OPENCONFIRM;
}
