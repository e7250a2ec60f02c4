/**
 * From UPDATEs to routes: attributes to a shared Rta (once per distinct block of bytes), next hops direct or recursive, loops,
 * withdrawals, End-of-RIB and refreshes. BIRD 1.6.8: bgp_do_rx_update(), bgp_decode_attrs().
 */
import type { Ipv4Addr } from "../../../../wire/addr.ts";
import { type Flaw, readAttributes } from "../../../../wire/bgp-attributes.ts";
import { countAs } from "../../../../wire/bgp-path.ts";
import * as wire from "../../../../wire/bgp.ts";
import { findEattr, withEattr } from "../eattr.ts";
import {
  DEBUG,
  EA,
  type Eattrs,
  type Neighbor,
  type Prefix,
  type Rta,
  RTC,
  RTD,
  type RouteSource,
  RTS,
  SCOPE,
} from "../types.ts";
import { int } from "./attributes.ts";
import { toEattrs } from "./attributes.ts";
import { type BgpConn, BS } from "./conn.ts";
import type { Bgp } from "./proto.ts";

/** Blocks of attributes remembered; then all are forgotten. */
const REMEMBERED = 65_536;

interface Block {
  readonly bytes: Uint8Array;
  /** null: what it announces is withdrawn. */
  readonly attrs: Rta | null;
  /** Whose interface `attrs` has. */
  readonly via: Neighbor | null;
  readonly source: RouteSource;
  readonly next: Block | undefined;
}

export class Importer {
  readonly #bgp: Bgp;
  readonly #reader = new wire.PrefixReader();
  #blocks = new Map<number, Block>();

  constructor(bgp: Bgp) {
    this.#bgp = bgp;
  }

  clear(): void {
    this.#blocks.clear();
  }

  refreshBegin(): void {
    const bgp = this.#bgp;
    if (bgp.load === "loading") {
      bgp.proto.log("warning", "BEGIN-OF-RR received before END-OF-RIB, ignoring");
      return;
    }
    bgp.load = "refreshing";
    bgp.proto.refreshBegin();
  }

  refreshEnd(): void {
    const bgp = this.#bgp;
    if (bgp.load !== "refreshing") {
      bgp.proto.log("warning", "END-OF-RR received without prior BEGIN-OF-RR, ignoring");
      return;
    }
    bgp.load = "none";
    bgp.proto.refreshEnd();
  }

  update(conn: BgpConn, b: Uint8Array, at: number, length: number): void {
    const parts = wire.readUpdate(b, at, length);
    if ("error" in parts) {
      conn.fail(parts);
      return;
    }
    const { withdrawn, withdrawnEnd, attributes, attributesEnd, nlri, nlriEnd } = parts;
    if (withdrawn === withdrawnEnd && attributes === attributesEnd && nlri === nlriEnd) {
      this.#endOfRib();
      return;
    }
    if (!this.#prefixes(conn, b, withdrawn, withdrawnEnd, null)) return;
    if (attributes === attributesEnd && nlri === nlriEnd) return;
    const block = this.#block(conn, b, attributes, attributesEnd, nlri < nlriEnd);
    if (block === null || conn.state !== BS.ESTABLISHED) return;
    this.#prefixes(conn, b, nlri, nlriEnd, block.attrs);
  }

  #endOfRib(): void {
    const bgp = this.#bgp;
    bgp.proto.trace(DEBUG.PACKETS, "Got END-OF-RIB");
    if (bgp.load === "loading") bgp.load = "none";
    if (bgp.restartActive) bgp.restartDone();
  }

  /** Routes of `attrs`, or withdrawals; false: the field is malformed and the session ends. */
  #prefixes(conn: BgpConn, b: Uint8Array, from: number, end: number, attrs: Rta | null): boolean {
    const { proto, addPathRx } = this.#bgp;
    const reader = this.#reader;
    let own = attrs;
    let source: RouteSource | null = null;
    for (let at = from; at < end; at = reader.at) {
      const flaw = reader.read(b, at, end, addPathRx);
      if (flaw !== 0) {
        conn.fail(wire.bgpError(wire.ERR_UPDATE, flaw));
        return false;
      }
      const prefix: Prefix = { address: reader.prefix as Ipv4Addr, length: reader.length };
      if (!addPathRx) {
        proto.rteUpdate(prefix, attrs);
        continue;
      }
      if (source?.privateId !== reader.pathId) {
        source = proto.source(reader.pathId);
        own = attrs === null ? null : { ...attrs, src: source };
      }
      proto.rteUpdate(prefix, own, { source });
    }
    return true;
  }

  /** The block of attributes in [at, end), decoded before or now; null: it ended the session. */
  #block(
    conn: BgpConn,
    b: Uint8Array,
    at: number,
    end: number,
    hasNlri: boolean,
  ): Pick<Block, "attrs"> | null {
    if (!hasNlri) return this.#decode(conn, b, at, end, false);
    let hash = 0;
    for (let i = at; i < end; i++) hash = (Math.imul(hash, 31) + (b[i] as number)) | 0;
    const first = this.#blocks.get(hash);
    for (let block = first; block !== undefined; block = block.next)
      if (same(block.bytes, b, at, end) && this.#holds(block)) return block;
    const decoded = this.#decode(conn, b, at, end, true);
    if (decoded === null) return null;
    if (this.#blocks.size >= REMEMBERED) this.#blocks.clear();
    // A flawed block is decoded again each time, so that each is logged.
    if (decoded.attrs === null) return decoded;
    const source = this.#bgp.proto.source();
    const block = { ...decoded, bytes: b.slice(at, end), source, next: first };
    this.#blocks.set(hash, block);
    return block;
  }

  /** Is it still on the interface that it was decoded for? */
  #holds(block: Block): boolean {
    const { via, attrs } = block;
    return via === null || (via.scope >= 0 && via.iface === attrs?.iface);
  }

  #decode(
    conn: BgpConn,
    b: Uint8Array,
    at: number,
    end: number,
    hasNlri: boolean,
  ): { attrs: Rta | null; via: Neighbor | null } | null {
    const bgp = this.#bgp;
    const { config, proto } = bgp;
    const got = readAttributes(b, at, end, {
      rules: proto.io.profile === "2.0.12" ? "rfc7606" : "rfc4271",
      as4: bgp.as4,
      internal: bgp.internal,
      allowLocalPref: config.allowLocalPref,
      hasNlri,
    });
    if ("error" in got) {
      conn.fail(got);
      return null;
    }
    for (const flaw of got.flaws) this.#logFlaw(flaw);
    if (got.withdraw || !hasNlri) return { attrs: null, via: null };
    let eattrs: Eattrs = toEattrs(got.attributes);
    if (this.#loops(eattrs)) return { attrs: null, via: null };
    if (findEattr(eattrs, EA.BGP_LOCAL_PREF) === null)
      eattrs = withEattr(eattrs, int(EA.BGP_LOCAL_PREF, config.defaultLocalPref));
    return this.#nextHop({
      src: proto.source(),
      source: RTS.BGP,
      scope: SCOPE.UNIVERSE,
      cast: RTC.UNICAST,
      dest: RTD.ROUTER,
      gw: 0 as Ipv4Addr,
      from: config.neighborIp,
      iface: null,
      nexthops: [],
      hostentry: null,
      igpMetric: 0,
      eattrs,
    });
  }

  #logFlaw({ code, why, treatment }: Flaw): void {
    const { proto } = this.#bgp;
    const warn = (text: string): void => proto.log("warning", text);
    switch (why) {
      case "confederation":
        warn("AS_PATH attribute contains AS_CONFED_* segment, skipping segment");
        break;
      case "as4-aggregator-invalid":
        warn("AS4_AGGREGATOR attribute is invalid, skipping attribute");
        break;
      case "as4-aggregator-missing":
        warn("AGGREGATOR attribute contain AS_TRANS, but AS4_AGGREGATOR is missing");
        break;
      case "aggregator-missing":
        warn("AS4_AGGREGATOR attribute received, but AGGREGATOR attribute is missing");
        break;
      case "as4-path-malformed":
        warn("AS4_PATH attribute is malformed, skipping attribute");
        break;
      case "as4-unexpected":
        warn("Unexpected AS4_* attributes received");
        break;
      default:
        if (treatment === "withdraw")
          warn(`Attribute ${MALFORMED.get(code) ?? code} is malformed, withdrawing update`);
    }
  }

  /** RFC 4271 section 9.1.2, RFC 4456 section 8: has it been here before? */
  #loops(eattrs: Eattrs): boolean {
    const { config, localId, clusterId } = this.#bgp;
    const times = config.allowLocalAs + 1;
    for (const attr of eattrs) {
      if (attr.code === EA.BGP_AS_PATH && attr.kind === "as-path" && times > 0)
        if (countAs(attr.value, config.localAs) >= times) return true;
      if (attr.code === EA.BGP_ORIGINATOR_ID && attr.kind === "router-id")
        if (attr.value === localId) return true;
      if (attr.kind === "cluster-list" && config.rrClient && attr.value.includes(clusterId))
        return true;
    }
    return false;
  }

  /** bgp_set_next_hop(). */
  #nextHop(attrs: Rta): { attrs: Rta | null; via: Neighbor | null } {
    const bgp = this.#bgp;
    const { config, proto } = bgp;
    const hop = findEattr(attrs.eattrs, EA.BGP_NEXT_HOP);
    const address = (hop?.kind === "ip" ? hop.value : 0) as Ipv4Addr;
    if (config.gatewayMode === "recursive") {
      if (address === 0) return { attrs: null, via: null };
      const table =
        (config.igpTable === null ? null : proto.io.table(config.igpTable)) ?? proto.table;
      return { attrs: proto.recursive(attrs, table, address, address), via: null };
    }
    const via = (address === 0 ? null : proto.neighbor(address, false)) ?? bgp.neighbor;
    if (via === null || via.scope === SCOPE.HOST) return { attrs: null, via: null };
    return { attrs: { ...attrs, gw: via.addr, iface: via.iface }, via };
  }
}

const MALFORMED: ReadonlyMap<number, string> = new Map([
  [7, "aggregator"],
  [8, "community"],
  [16, "ext_community"],
  [32, "large_community"],
]);

function same(bytes: Uint8Array, b: Uint8Array, at: number, end: number): boolean {
  if (bytes.length !== end - at) return false;
  for (let i = 0; i < bytes.length; i++) if (bytes[i] !== b[at + i]) return false;
  return true;
}
