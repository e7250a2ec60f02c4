/**
 * The BGP protocol of BIRD 1.6.8, one object a configured neighbour: the session's life (RFC 4271 section 8 with BIRD's
 * timers), collisions, limits, errors and restarts: proto/bgp/bgp.c. Left out: MD5 (the kernel refuses it, in BIRD's
 * words), BFD, MRT dumps, long-lived graceful restart beyond its capability, IPv6.
 */
import type { Errno } from "../../../../kernel/errno.ts";
import { strerror } from "../../../../kernel/errno.ts";
import type { StreamSocket } from "../../../../kernel/socket/types.ts";
import { formatIpv4, IPV4_ANY, type Ipv4Addr } from "../../../../wire/addr.ts";
import { writeCapabilities } from "../../../../wire/bgp-capabilities.ts";
import * as wire from "../../../../wire/bgp.ts";
import {
  type BgpConfig,
  type BirdEvent,
  type BirdTimer,
  DEBUG,
  type Iface,
  IF,
  type Neighbor,
  type Net,
  type Proto,
  type ProtocolConfig,
  type ProtocolInstance,
  type ProtoState,
  type Rta,
  type Rte,
  type Table,
} from "../types.ts";
import { mergable, recalculate, rteBetter } from "./better.ts";
import { BgpConn, BS, SEND, startTimer } from "./conn.ts";
import { errorData, errorName, type LastError, shutdownMessage } from "./errors.ts";
import { Exporter } from "./export.ts";
import { Importer } from "./import.ts";
import { capabilitiesOf } from "./open.ts";
import { BGP_TOS, BgpShared } from "./shared.ts";
import { sameSession, shutdownData, whyDown } from "./reasons.ts";
import { channelLines, showAll2 } from "./show2.ts";
import { routeInfo, showAll, stateName, statusLine } from "./show.ts";

/** BSS_*: how far the start is. */
export const START = { PREPARE: 0, DELAY: 1, CONNECT: 2 } as const;

/** The feeds between two speakers: BFS_*. */
export type Feed = "none" | "loading" | "loaded" | "refreshing" | "refreshed";

export class Bgp implements ProtocolInstance {
  readonly proto: Proto;
  config: BgpConfig;
  readonly outgoing: BgpConn;
  readonly incomingConn: BgpConn;
  /** The established one. */
  conn: BgpConn | null = null;
  readonly startupTimer: BirdTimer;
  readonly restartTimer: BirdTimer;
  startState: number = START.PREPARE;
  /** The peer knows no capabilities: RFC 5492 section 3. */
  noCapabilities = false;
  /** Seconds before the next attempt after an error. */
  startupDelay = 0;
  neighbor: Neighbor | null = null;
  sourceAddress: Ipv4Addr = IPV4_ANY;
  localId = 0;
  remoteId = 0;
  clusterId = 0;
  as4 = false;
  extendedMessages = false;
  addPathRx = false;
  addPathTx = false;
  /** Both sides do graceful restart. */
  restartReady = false;
  restartActive = false;
  feed: Feed = "none";
  load: Feed = "none";
  lastError: LastError | null = null;

  readonly shared: BgpShared;
  readonly #decision: BirdEvent;
  readonly importer: Importer;
  readonly exporter: Exporter;
  #lastErrorAt = 0;

  constructor(proto: Proto, config: BgpConfig) {
    this.proto = proto;
    this.config = config;
    const { io } = proto;
    this.shared = BgpShared.of(io);
    this.#decision = io.event(`${proto.name} decision`, () => this.#decide());
    this.startupTimer = io.timer(`${proto.name} startup`, () => this.#startup());
    this.restartTimer = io.timer(`${proto.name} restart`, () => {
      proto.trace(DEBUG.EVENTS, "Neighbor graceful restart timeout");
      this.stop(0);
    });
    this.outgoing = new BgpConn(this, false);
    this.incomingConn = new BgpConn(this, true);
    this.importer = new Importer(this);
    this.exporter = new Exporter(this);
    proto.acceptMode = config.secondary ? "accepted" : "optimal";
  }

  get internal(): boolean {
    return this.config.localAs === this.config.remoteAs;
  }

  // ── life ───────────────────────────────────────────────────────────────────────────────────

  start(): ProtoState {
    const { config } = this;
    this.startState = START.PREPARE;
    this.outgoing.state = BS.IDLE;
    this.incomingConn.state = BS.IDLE;
    this.neighbor = null;
    this.restartReady = false;
    this.restartActive = false;
    this.noCapabilities = false;
    this.localId = (config.routerId ?? this.proto.io.routerId) >>> 0;
    this.clusterId = config.rrClient ? (config.rrClusterId ?? this.localId) : 0;
    this.remoteId = 0;
    this.sourceAddress = config.sourceAddress ?? IPV4_ANY;
    this.shared.lock(this);
    return "start";
  }

  /** bgp_start_locked(): the neighbour is ours. */
  locked(): void {
    const { config, proto } = this;
    if (proto.state !== "start" || this.startState !== START.PREPARE) return;
    if (config.multihop > 0) {
      this.#initiate();
      return;
    }
    const n = proto.neighbor(config.neighborIp, true);
    if (n === null) {
      proto.log("error", `Invalid remote address ${formatIpv4(config.neighborIp)}`);
      proto.disabled = true;
      this.storeError(null, { by: "misc", what: "Invalid next hop" });
      this.#goDown();
      return;
    }
    this.neighbor = n;
    if (n.scope <= 0)
      proto.trace(
        DEBUG.EVENTS,
        `Waiting for ${formatIpv4(config.neighborIp)} to become my neighbor`,
      );
    else if (this.#linkMissing(n.iface))
      proto.trace(DEBUG.EVENTS, `Waiting for link on ${n.iface?.name ?? ""}`);
    else this.#startNeighbor(n);
  }

  #linkMissing(iface: Iface | null): boolean {
    return this.config.checkLink && iface !== null && (iface.flags & IF.LINK_UP) === 0;
  }

  #startNeighbor(n: Neighbor): void {
    if (this.sourceAddress === IPV4_ANY && n.ifa !== null) this.sourceAddress = n.ifa.ip;
    this.#initiate();
  }

  #initiate(): void {
    const { proto } = this;
    const open = this.shared.open();
    if (!open || this.config.password !== null) {
      if (open) {
        proto.log("error", "underlay does not simulate TCP MD5 signatures (password)");
        this.shared.close();
      }
      proto.disabled = true;
      const what = open ? "Kernel MD5 auth failed" : "No listening socket";
      this.storeError(null, { by: "misc", what });
      this.#goDown();
      return;
    }
    this.startState = START.DELAY;
    if (this.startupDelay === 0) {
      this.#startup();
      return;
    }
    proto.trace(DEBUG.EVENTS, `Startup delayed by ${this.startupDelay} seconds due to errors`);
    startTimer(this.startupTimer, this.startupDelay);
  }

  #startup(): void {
    this.proto.trace(DEBUG.EVENTS, "Started");
    this.startState = START.CONNECT;
    this.noCapabilities = !this.config.capabilities;
    if (!this.config.passive) this.#activate();
  }

  #activate(): void {
    const delay = Math.max(1, this.config.connectDelayTime);
    this.proto.trace(DEBUG.EVENTS, `Connect delayed by ${delay} seconds`);
    this.outgoing.activate(delay);
  }

  shutdown(): ProtoState {
    const { proto, config } = this;
    proto.trace(DEBUG.EVENTS, "Shutdown requested");
    const { subcode, limit } = whyDown(proto.downCode, config);
    if (subcode === 1) proto.log("warning", "Route limit exceeded, shutting down");
    if (limit !== null) {
      this.storeError(null, { by: "limit" });
      if (limit.action === "restart") this.delayStartup();
      else this.startupDelay = 0;
    } else {
      this.storeError(null, { by: "admin" });
      this.startupDelay = 0;
    }
    this.stop(subcode, proto.message);
    return "stop";
  }

  /** bgp_stop(): the protocol stops; `message` goes along with an administrator's reasons (RFC 8203). */
  stop(subcode: number, message: string | null = null): void {
    const data = shutdownData(subcode, message);
    this.proto.notifyState("stop");
    this.outgoing.cease(subcode, data);
    this.incomingConn.cease(subcode, data);
    this.decide();
  }

  /** ev_schedule(): an event that waits already goes to the end of the line. */
  decide(): void {
    this.#decision.cancel();
    this.#decision.schedule();
  }

  #decide(): void {
    const { state } = this.proto;
    const idle = this.outgoing.state === BS.IDLE;
    if (state === "start" && idle && !this.config.passive && this.startState === START.CONNECT)
      this.#activate();
    if (state === "stop" && idle && this.incomingConn.state === BS.IDLE) this.#down();
  }

  #down(): void {
    if (this.startState > START.PREPARE) this.shared.close();
    this.proto.trace(DEBUG.EVENTS, "Down");
    this.#goDown();
  }

  /** Everything that BIRD frees with the protocol's pool. */
  #goDown(): void {
    this.startState = START.PREPARE;
    this.startupTimer.stop();
    this.restartTimer.stop();
    this.#decision.cancel();
    this.outgoing.close();
    this.incomingConn.close();
    this.exporter.clear();
    this.importer.clear();
    this.shared.unlock(this);
    this.proto.notifyState("down");
  }

  neighNotify(n: Neighbor): void {
    const { proto } = this;
    if (n !== this.neighbor || proto.state === "down" || proto.state === "stop") return;
    const waits = proto.state === "start" && this.startState === START.PREPARE;
    if (n.scope <= 0) {
      if (waits) return;
      proto.trace(DEBUG.EVENTS, "Neighbor lost");
      this.storeError(null, { by: "misc", what: "Neighbor lost" });
      this.stop(0);
    } else if (this.#linkMissing(n.iface)) {
      if (waits) return;
      proto.trace(DEBUG.EVENTS, "Link down");
      this.storeError(null, { by: "misc", what: "Link down" });
      if (proto.state === "up") this.delayStartup();
      this.stop(0);
    } else if (waits) {
      proto.trace(DEBUG.EVENTS, "Neighbor ready");
      this.#startNeighbor(n);
    }
  }

  reconfigure(next: ProtocolConfig): boolean {
    if (next.kind !== "bgp") return false;
    if ((next.routerId ?? this.proto.io.routerId) >>> 0 !== this.localId && this.localId !== 0)
      return false;
    if (!sameSession(this.config, next)) return false;
    this.config = next;
    return true;
  }

  // ── connections ────────────────────────────────────────────────────────────────────────────

  /** bgp_connect(). */
  connect(): void {
    const { config, proto, outgoing } = this;
    const from = this.sourceAddress;
    proto.trace(
      DEBUG.EVENTS,
      `Connecting to ${formatIpv4(config.neighborIp)} from local address ${formatIpv4(from)}`,
    );
    const socket = proto.io.openTcp();
    this.#tune(socket);
    outgoing.take(socket, true);
    outgoing.state = BS.CONNECT;
    // SO_BINDTODEVICE: what the tables say of a neighbour on our link is not asked.
    const device = this.neighbor?.iface ?? null;
    if (device !== null) socket.bindToDevice(device.name);
    const bound = from === IPV4_ANY ? null : socket.bind(from, 0);
    if (bound !== null) {
      proto.log("error", `Socket error: bind: ${strerror(bound)}`);
      this.socketError(outgoing, null);
      return;
    }
    startTimer(outgoing.retry, config.connectRetryTime);
    const said = socket.connect(config.neighborIp, config.neighborPort);
    if (said === null) this.connected(outgoing);
    else if (said !== "EINPROGRESS") this.#notConnected(said);
  }

  #notConnected(errno: Errno): void {
    if (errno === "ECONNREFUSED" || errno === "EHOSTUNREACH" || errno === "ENETUNREACH") {
      this.socketError(this.outgoing, errno);
      return;
    }
    this.proto.log("error", `Socket error: connect: ${strerror(errno)}`);
    this.socketError(this.outgoing, null);
  }

  #tune(socket: StreamSocket): void {
    const { options } = socket;
    const hops = this.config.multihop > 0 ? this.config.multihop : 1;
    options.tos = BGP_TOS;
    options.ttl = this.config.ttlSecurity ? 255 : hops;
    options.minTtl = this.config.ttlSecurity ? 256 - hops : 0;
  }

  connected(conn: BgpConn): void {
    this.proto.trace(DEBUG.EVENTS, "Connected");
    conn.open();
  }

  /** bgp_incoming_connection(): one to our neighbour's address. */
  incoming(socket: StreamSocket): void {
    const { proto } = this;
    let accepted =
      (proto.state === "start" || proto.state === "up") &&
      this.startState >= START.CONNECT &&
      this.incomingConn.socket === null;
    if (this.conn?.state === BS.ESTABLISHED && this.restartReady) {
      this.storeError(null, { by: "misc", what: "Graceful restart" });
      const { conn } = this;
      this.#peerRestarts();
      conn.toIdle();
      accepted = true;
    }
    const from = formatIpv4(this.config.neighborIp);
    proto.trace(
      DEBUG.EVENTS,
      `Incoming connection from ${from} (port ${socket.remotePort}) ${accepted ? "accepted" : "rejected"}`,
    );
    if (!accepted) {
      this.shared.refuse(socket);
      return;
    }
    this.#tune(socket);
    this.incomingConn.take(socket, false);
    this.incomingConn.open();
  }

  socketError(conn: BgpConn, errno: Errno | null): void {
    this.storeError(conn, { by: "socket", errno });
    this.proto.trace(
      DEBUG.EVENTS,
      errno === null ? "Connection closed" : `Connection lost (${strerror(errno)})`,
    );
    if (conn.state === BS.ESTABLISHED && this.restartReady) this.#peerRestarts();
    conn.toIdle();
  }

  /** bgp_handle_graceful_restart(). */
  #peerRestarts(): void {
    const { proto } = this;
    const again = this.restartActive ? " - already pending" : "";
    proto.trace(DEBUG.EVENTS, `Neighbor graceful restart detected${again}`);
    proto.notifyState("start");
    if (this.restartActive) proto.refreshEnd();
    this.restartActive = true;
    startTimer(this.restartTimer, this.conn?.peer.restart?.time ?? 0);
    proto.refreshBegin();
  }

  restartDone(): void {
    this.proto.trace(DEBUG.EVENTS, "Neighbor graceful restart done");
    this.restartActive = false;
    this.restartTimer.stop();
    this.proto.refreshEnd();
  }

  /** bgp_conn_enter_established_state(). */
  established(conn: BgpConn): void {
    const { proto } = this;
    proto.trace(DEBUG.EVENTS, "BGP session established");
    if (this.sourceAddress === IPV4_ANY && conn.socket !== null)
      this.sourceAddress = conn.socket.localAddress as Ipv4Addr;
    this.conn = conn;
    this.lastError = null;
    this.feed = "none";
    this.load = conn.peer.restart !== null ? "loading" : "none";
    this.exporter.clear();
    this.importer.clear();
    const kept = conn.peer.restart?.families.find((f) => f.afi === 1 && f.safi === 1);
    if (this.restartActive && ((kept?.flags ?? 0) & 0x80) === 0) this.restartDone();
    conn.state = BS.ESTABLISHED;
    proto.notifyState("up");
  }

  /** bgp_conn_leave_established_state(). */
  left(): void {
    this.proto.trace(DEBUG.EVENTS, "BGP session closed");
    this.conn = null;
    if (this.proto.state === "up") this.stop(0);
  }

  // ── errors ─────────────────────────────────────────────────────────────────────────────────

  /** bgp_store_error(): is this one worth telling? */
  storeError(conn: BgpConn | null, error: LastError): void {
    const { state } = this.proto;
    if (state === "stop" || (state === "up" && conn !== null && conn !== this.conn)) return;
    this.lastError = error;
  }

  /** bgp_update_startup_delay(). */
  delayStartup(): void {
    const { config, proto } = this;
    const { now } = proto.io;
    if (this.#lastErrorAt > 0 && now - this.#lastErrorAt >= config.errorForgetTime)
      this.startupDelay = 0;
    this.#lastErrorAt = now;
    if (config.disableAfterError) {
      this.startupDelay = 0;
      proto.disabled = true;
      return;
    }
    this.startupDelay =
      this.startupDelay === 0
        ? config.errorWaitMin
        : Math.min(2 * this.startupDelay, config.errorWaitMax);
  }

  /** bgp_log_error(): our own Cease is not news. */
  logError(who: "Error" | "Received", code: number, subcode: number, data: Uint8Array): void {
    if (code === wire.ERR_CEASE && who === "Error") return;
    if (code === wire.ERR_CEASE && (subcode === 2 || subcode === 4))
      this.proto.message = (data.length > 0 ? shutdownMessage(data) : null) || null;
    const text = errorData(code, subcode, data);
    this.proto.log("remote", `${who}: ${errorName(code, subcode)}${text}`);
  }

  // ── messages ───────────────────────────────────────────────────────────────────────────────

  openMessage(conn: BgpConn): Uint8Array {
    const { config, proto, localId } = this;
    const id = localId.toString(16).padStart(8, "0");
    proto.trace(
      DEBUG.PACKETS,
      `Sending OPEN(ver=4,as=${config.localAs},hold=${config.holdTime},id=${id})`,
    );
    if (conn.noCapabilities) proto.trace(DEBUG.PACKETS, "Skipping capabilities");
    const caps = conn.noCapabilities ? null : writeCapabilities(capabilitiesOf(config));
    return wire.writeOpen(config.localAs, config.holdTime, localId, caps);
  }

  // ── routes ─────────────────────────────────────────────────────────────────────────────────

  reloadRoutes(): boolean {
    if (this.conn?.peer.refresh !== true) return false;
    this.conn.schedule(SEND.REFRESH);
    return true;
  }

  feedBegin(initial: boolean): void {
    const { conn, config } = this;
    if (conn === null) return;
    if (initial && config.gracefulRestart !== "off") this.feed = "loading";
    if (initial || !config.enableRouteRefresh || !conn.peer.enhancedRefresh) return;
    // BoRR must not be sent before End-of-RIB.
    if (this.feed === "loading" || this.feed === "loaded") return;
    this.feed = "refreshing";
    conn.schedule(SEND.BEGIN_REFRESH);
  }

  feedEnd(): void {
    if (this.conn === null || this.feed === "none") return;
    if (this.feed === "loading") this.feed = "loaded";
    else if (this.feed === "refreshing") this.feed = "refreshed";
    this.conn.schedule(SEND.UPDATE);
  }

  rtNotify(_: Table, net: Net, fresh: Rte | null, old: Rte | null): void {
    if (this.conn === null || !this.exporter.queue(net, fresh, old)) return;
    this.conn.schedule(SEND.UPDATE);
  }

  importControl(rte: Rte): { readonly verdict: 1 | 0 | -1; readonly attrs: Rta } {
    return this.exporter.control(rte);
  }

  rteBetter(a: Rte, b: Rte): boolean {
    return rteBetter(a, b);
  }
  rteMergable(primary: Rte, secondary: Rte): boolean {
    return mergable(primary, secondary);
  }
  rteRecalculate(
    _: Table,
    net: Net,
    fresh: Rte | null,
    old: Rte | null,
    oldBest: Rte | null,
  ): boolean {
    return this.config.deterministicMed && recalculate(net, fresh, old, oldBest);
  }

  // ── show ───────────────────────────────────────────────────────────────────────────────────

  routeInfo(rte: Rte): string {
    return routeInfo(rte, this.proto.io.profile === "2.0.12");
  }
  statusLine(): string {
    return statusLine(this);
  }
  showAll(): string[] {
    return this.proto.io.profile === "2.0.12" ? showAll2(this) : showAll(this);
  }
  channelLines(): string[] {
    return channelLines(this);
  }
  get stateName(): string {
    return stateName(this);
  }
}
