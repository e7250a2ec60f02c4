/** Messages of a session, and what each does to it: RFC 4271 sections 6 and 8.2, BIRD 1.6.8 proto/bgp/packets.c. */
import * as wire from "../../../../wire/bgp.ts";
import { DEBUG } from "../types.ts";
import { type BgpConn, BS, SEND, startTimer } from "./conn.ts";
import { receiveOpen } from "./open.ts";
import type { Bgp } from "./proto.ts";

/** A whole message of `length` octets at `at`. */
export function receive(bgp: Bgp, conn: BgpConn, b: Uint8Array, at: number, length: number): void {
  const type = b[at + 18] as number;
  switch (type) {
    case wire.MSG_OPEN:
      receiveOpen(bgp, conn, b, at, length);
      return;
    case wire.MSG_UPDATE:
      update(bgp, conn, b, at, length);
      return;
    case wire.MSG_NOTIFICATION:
      notified(bgp, conn, wire.readNotification(b, at, length));
      return;
    case wire.MSG_KEEPALIVE:
      kept(bgp, conn);
      return;
    case wire.MSG_ROUTE_REFRESH:
      refresh(bgp, conn, b, at, length);
      return;
    default:
      conn.fail(wire.bgpError(wire.ERR_HEADER, 3, new Uint8Array([type])));
  }
}

function update(bgp: Bgp, conn: BgpConn, b: Uint8Array, at: number, length: number): void {
  const { io } = bgp.proto;
  if ((bgp.proto.debug & DEBUG.PACKETS) !== 0) {
    const line = bgp.shared.received.pass(io.now, "Got UPDATE");
    if (line === "...") io.log("trace", line);
    else if (line !== null) bgp.proto.trace(DEBUG.PACKETS, line);
  }
  // Some skip the first KEEPALIVE.
  if (conn.state === BS.OPENCONFIRM) bgp.established(conn);
  if (conn.state !== BS.ESTABLISHED) {
    conn.unexpected();
    return;
  }
  startTimer(conn.hold, conn.holdTime);
  bgp.importer.update(conn, b, at, length);
}

function kept(bgp: Bgp, conn: BgpConn): void {
  bgp.proto.trace(DEBUG.PACKETS, "Got KEEPALIVE");
  startTimer(conn.hold, conn.holdTime);
  if (conn.state === BS.OPENCONFIRM) bgp.established(conn);
  else if (conn.state !== BS.ESTABLISHED) conn.unexpected();
}

function notified(bgp: Bgp, conn: BgpConn, got: wire.Notification | wire.BgpError): void {
  if ("error" in got) {
    conn.fail(got);
    return;
  }
  const { code, subcode, data } = got;
  bgp.logError("Received", code, subcode, data);
  bgp.storeError(conn, { by: "received", code, subcode });
  let fatal = code !== wire.ERR_CEASE;
  // It does not know of capabilities, or wants one that we have not.
  if (code === 2 && (subcode === 4 || subcode === 7) && mayDoWithout(bgp, conn)) {
    bgp.proto.log("warning", "Capability related error received, retry with capabilities disabled");
    bgp.noCapabilities = true;
    fatal = false;
  }
  conn.toClose();
  conn.schedule(SEND.CLOSE);
  if (fatal) {
    bgp.delayStartup();
    bgp.stop(0);
    return;
  }
  const bit = 1 << (subcode <= 8 ? subcode : 0);
  if (code !== wire.ERR_CEASE || ((bgp.config.disableAfterCease ?? 0) & bit) === 0) return;
  bgp.proto.log("info", "Disabled after Cease notification");
  bgp.startupDelay = 0;
  bgp.proto.disabled = true;
}

function mayDoWithout(bgp: Bgp, conn: BgpConn): boolean {
  return bgp.config.capabilities && !conn.noCapabilities && bgp.config.remoteAs <= 0xffff;
}

function refresh(bgp: Bgp, conn: BgpConn, b: Uint8Array, at: number, length: number): void {
  if (conn.state !== BS.ESTABLISHED) {
    conn.unexpected();
    return;
  }
  if (!bgp.config.enableRouteRefresh) {
    conn.fail(wire.bgpError(wire.ERR_HEADER, 3, b.slice(at + 18, at + 19)));
    return;
  }
  const got = wire.readRouteRefresh(b, at, length);
  if ("error" in got) {
    conn.fail(got);
    return;
  }
  const { proto } = bgp;
  switch (conn.peer.enhancedRefresh ? got.subtype : wire.REFRESH_REQUEST) {
    case wire.REFRESH_REQUEST:
      proto.trace(DEBUG.PACKETS, "Got ROUTE-REFRESH");
      proto.requestFeeding();
      return;
    case wire.REFRESH_BEGIN:
      proto.trace(DEBUG.PACKETS, "Got BEGIN-OF-RR");
      bgp.importer.refreshBegin();
      return;
    case wire.REFRESH_END:
      proto.trace(DEBUG.PACKETS, "Got END-OF-RR");
      bgp.importer.refreshEnd();
      return;
    default:
      proto.log(
        "warning",
        `Got ROUTE-REFRESH message with unknown subtype ${got.subtype}, ignoring`,
      );
  }
}

export function nextUpdate(bgp: Bgp): Uint8Array | null {
  const update = bgp.exporter.next();
  if (update !== null && (bgp.proto.debug & DEBUG.PACKETS) !== 0) {
    const { io } = bgp.proto;
    const line = bgp.shared.sent.pass(io.now, "Sending UPDATE");
    if (line === "...") io.log("trace", line);
    else if (line !== null) bgp.proto.trace(DEBUG.PACKETS, line);
  }
  return update;
}

/** End-of-RIB (RFC 4724) or End-of-RR (RFC 7313) after the last update of a feed. */
export function endOfFeed(bgp: Bgp): Uint8Array | null {
  const { feed, proto } = bgp;
  if (feed !== "loaded" && feed !== "refreshed") return null;
  bgp.feed = "none";
  if (feed === "refreshed") {
    proto.trace(DEBUG.PACKETS, "Sending END-OF-RR");
    return wire.writeRouteRefresh(wire.AFI_IPV4, wire.REFRESH_END, wire.SAFI_UNICAST);
  }
  proto.trace(DEBUG.PACKETS, "Sending END-OF-RIB");
  const mark = new Uint8Array(wire.BGP_HEADER + 4);
  wire.writeHeader(mark, 0, mark.length, wire.MSG_UPDATE);
  return mark;
}
