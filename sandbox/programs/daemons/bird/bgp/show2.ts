/** What `show protocols all` prints of a BGP session in BIRD 2: bgp_show_proto_info() of proto/bgp/bgp.c. */
import { formatIpv4 } from "../../../../wire/addr.ts";
import { type Capabilities, PATHS_RECEIVE, PATHS_SEND } from "../../../../wire/bgp-capabilities.ts";
import { BS } from "./conn.ts";
import { lastErrorText } from "./errors.ts";
import { capabilitiesOf } from "./open.ts";
import type { Bgp } from "./proto.ts";
import { sessionKind, stateName } from "./show.ts";

/** BSS_CONNECT. */
const STARTED = 2;

/** BIRD 2's `%t`: seconds with thousandths. */
function time(seconds: number): string {
  return (Math.floor(seconds * 1000) / 1000).toFixed(3);
}

export function showAll2(bgp: Bgp): string[] {
  const { config, proto, outgoing } = bgp;
  const out = [
    `  BGP state:          ${stateName(bgp)}`,
    `    Neighbor address: ${formatIpv4(config.neighborIp)}`,
  ];
  out.push(`    Neighbor AS:      ${config.remoteAs}`, `    Local AS:         ${config.localAs}`);
  if (bgp.restartActive) out.push("    Neighbor graceful restart active");
  if (proto.state === "start") {
    if (bgp.startState < STARTED && bgp.startupTimer.active)
      out.push(`    Error wait:       ${time(bgp.startupTimer.remains)}/${bgp.startupDelay}`);
    if (outgoing.state === BS.ACTIVE && outgoing.retry.active)
      out.push(`    Connect delay:    ${time(outgoing.retry.remains)}/${config.connectDelayTime}`);
    if (bgp.restartActive && bgp.restartTimer.active)
      out.push(`    Restart timer:    ${time(bgp.restartTimer.remains)}/-`);
  } else if (proto.state === "up" && bgp.conn !== null) {
    const { conn } = bgp;
    out.push(
      `    Neighbor ID:      ${formatIpv4(bgp.remoteId)}`,
      "    Local capabilities",
      ...capabilities(capabilitiesOf(config)),
      "    Neighbor capabilities",
      ...capabilities(conn.peer),
      `    Session:          ${sessionKind(bgp)}`,
      `    Source address:   ${formatIpv4(bgp.sourceAddress)}`,
      `    Hold timer:       ${time(conn.hold.remains)}/${conn.holdTime}`,
      `    Keepalive timer:  ${time(conn.keepalive.remains)}/${conn.keepaliveTime}`,
    );
  }
  const error = lastErrorText(bgp.lastError);
  if (error !== "") out.push(`    Last error:       ${error}`);
  return out;
}

/** bgp_show_capabilities(). */
function capabilities(c: Capabilities): string[] {
  const out: string[] = [];
  if (c.multiprotocol.length > 0)
    out.push("      Multiprotocol", afis("AF announced:", c.multiprotocol));
  if (c.refresh) out.push("      Route refresh");
  if (c.extendedMessage) out.push("      Extended message");
  if (c.restart !== null) {
    out.push("      Graceful restart");
    if (c.restart.families.length > 0) {
      out.push(`        Restart time: ${c.restart.time}`);
      if ((c.restart.flags & 8) !== 0) out.push("        Restart recovery");
      out.push(afis("AF supported:", c.restart.families));
      out.push(
        afis(
          "AF preserved:",
          c.restart.families.filter((f) => (f.flags & 0x80) !== 0),
        ),
      );
    }
  }
  if (c.as4 !== null) out.push("      4-octet AS numbers");
  if (c.addPath.length > 0) {
    out.push("      ADD-PATH");
    out.push(
      afis(
        "RX:",
        c.addPath.filter((f) => (f.mode & PATHS_RECEIVE) !== 0),
      ),
    );
    out.push(
      afis(
        "TX:",
        c.addPath.filter((f) => (f.mode & PATHS_SEND) !== 0),
      ),
    );
  }
  if (c.enhancedRefresh) out.push("      Enhanced refresh");
  if (c.longLived !== null) {
    out.push("      Long-lived graceful restart");
    if (c.longLived.length > 0) {
      out.push(`        LL stale time: ${c.longLived[0]?.time ?? 0}`);
      out.push(afis("AF supported:", c.longLived));
      out.push(
        afis(
          "AF preserved:",
          c.longLived.filter((f) => (f.flags & 0x80) !== 0),
        ),
      );
    }
  }
  return out;
}

function afis(
  head: string,
  list: readonly { readonly afi: number; readonly safi: number }[],
): string {
  const names = list.map((f) =>
    f.afi === 1 && f.safi === 1
      ? " ipv4"
      : f.afi === 2 && f.safi === 1
        ? " ipv6"
        : ` <${f.afi}/${f.safi}>`,
  );
  return `        ${head}${names.join("")}`;
}

/** bgp_show_channel_info(): the end of the channel's lines. */
export function channelLines(bgp: Bgp): string[] {
  const { config, proto } = bgp;
  const out: string[] = [];
  if (proto.state === "up") out.push(`    BGP Next hop:   ${formatIpv4(bgp.sourceAddress)}`);
  if (config.gatewayMode === "recursive") {
    const table = config.igpTable ?? config.table;
    out.push(`    IGP IPv4 table: ${table}`);
  }
  return out;
}
