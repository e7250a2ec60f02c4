/**
 * One TCP connection of a BGP session and its part of the state machine: RFC 4271 section 8 as BIRD 1.6.8 keeps it
 * (proto/bgp/bgp.c, packets.c). What a message means for the session as a whole is said to {@link Bgp}.
 */
import type { StreamSocket } from "../../../../kernel/socket/types.ts";
import { type Capabilities, NO_CAPABILITIES } from "../../../../wire/bgp-capabilities.ts";
import * as wire from "../../../../wire/bgp.ts";
import { type BirdEvent, type BirdTimer, DEBUG, type Watch } from "../types.ts";
import { endOfFeed, nextUpdate, receive } from "./messages.ts";
import type { Bgp } from "./proto.ts";

export const BS = {
  IDLE: 0,
  CONNECT: 1,
  ACTIVE: 2,
  OPENSENT: 3,
  OPENCONFIRM: 4,
  ESTABLISHED: 5,
  CLOSE: 6,
} as const;

/** Bits of `toSend`. */
export const SEND = {
  OPEN: 2,
  UPDATE: 4,
  NOTIFICATION: 8,
  KEEPALIVE: 16,
  REFRESH: 32,
  BEGIN_REFRESH: 64,
  CLOSE: 128,
} as const;

const NOTHING = new Uint8Array(0);
/** Reads of one turn, then others have theirs. */
const READS = 64;
/** Messages of one turn. */
const WRITES = 1_024;
/** RFC 6608, by the state the message came in. */
const FSM_SUBCODE = [0, 0, 0, 1, 2, 3, 0];

/** bgp_start_timer(): up to a quarter less, by chance; 0 stops it. */
export function startTimer(timer: BirdTimer, seconds: number): void {
  if (seconds === 0) {
    timer.stop();
    return;
  }
  timer.startLess(seconds);
}

export class BgpConn {
  state: number = BS.IDLE;
  socket: StreamSocket | null = null;
  readonly retry: BirdTimer;
  readonly hold: BirdTimer;
  readonly keepalive: BirdTimer;
  readonly incoming: boolean;
  /** Without capabilities, the other one having refused them. */
  noCapabilities = false;
  /** Seconds, as agreed. */
  holdTime = 0;
  keepaliveTime = 0;
  /** What the peer can. */
  peer: Capabilities = NO_CAPABILITIES;
  /** Bits of {@link SEND}. */
  toSend = 0;
  notice: wire.Notification = { code: 0, subcode: 0, data: new Uint8Array(0) };

  readonly #bgp: Bgp;
  readonly #tx: BirdEvent;
  #readable: Watch | null = null;
  #writable: Watch | null = null;
  /** None until there is a connection. */
  #in = NOTHING;
  /** Bytes of #in that are there. */
  #got = 0;
  /** What the socket had no room for. */
  #left: Uint8Array | null = null;
  #hears = false;

  constructor(bgp: Bgp, incoming: boolean) {
    this.#bgp = bgp;
    this.incoming = incoming;
    const { io, name } = bgp.proto;
    this.retry = io.timer(`${name} connect retry`, () => this.#retried());
    this.hold = io.timer(`${name} hold`, () => this.#heldTooLong());
    this.keepalive = io.timer(`${name} keepalive`, () => this.schedule(SEND.KEEPALIVE));
    this.#tx = io.event(`${name} tx`, () => this.#kick());
  }

  get #proto() {
    return this.#bgp.proto;
  }

  /** Takes a socket; `connecting`: its handshake has just begun. */
  take(socket: StreamSocket, connecting: boolean): void {
    this.socket = socket;
    this.toSend = 0;
    this.#got = 0;
    if (this.#in.length === 0) this.#in = new Uint8Array(wire.BGP_MAX);
    this.#left = null;
    this.#hears = !connecting;
    const { io } = this.#proto;
    this.#writable = io.watch(socket.writable, () => this.#onWritable());
    this.#readable = io.watch(socket.readable, () => this.#onReadable());
  }

  /** bgp_active(): wait a little before connecting. */
  activate(delay: number): void {
    this.state = BS.ACTIVE;
    startTimer(this.retry, delay);
  }

  /** bgp_send_open(). */
  open(): void {
    this.noCapabilities = this.#bgp.noCapabilities;
    this.peer = NO_CAPABILITIES;
    this.#hears = true;
    this.retry.stop();
    this.schedule(SEND.OPEN);
    this.state = BS.OPENSENT;
    startTimer(this.hold, this.#bgp.config.startupHoldTime);
    // What came before we listened is looked at now.
    this.#readable?.again();
  }

  /** bgp_close_conn(). */
  close(): void {
    this.toSend = 0;
    this.#left = null;
    this.#in = NOTHING;
    this.#got = 0;
    this.retry.stop();
    this.hold.stop();
    this.keepalive.stop();
    this.#tx.cancel();
    this.#readable?.stop();
    this.#writable?.stop();
    this.#readable = null;
    this.#writable = null;
    const socket = this.socket;
    this.socket = null;
    if (socket !== null) this.#proto.io.closeTcp(socket);
  }

  toIdle(): void {
    const before = this.state;
    this.close();
    this.state = BS.IDLE;
    this.#bgp.decide();
    if (before === BS.ESTABLISHED) this.#bgp.left();
  }

  /** bgp_conn_enter_close_state(): nothing is heard any more; ten seconds to send what is to be sent. */
  toClose(): void {
    const before = this.state;
    this.state = BS.CLOSE;
    this.keepalive.stop();
    this.#hears = false;
    startTimer(this.hold, 10);
    if (before === BS.ESTABLISHED) this.#bgp.left();
  }

  /** bgp_graceful_close_conn(). */
  cease(subcode: number, data?: Uint8Array): void {
    if (this.state === BS.CONNECT || this.state === BS.ACTIVE) this.toIdle();
    else if (this.state >= BS.OPENSENT && this.state <= BS.ESTABLISHED)
      this.fail(wire.bgpError(wire.ERR_CEASE, subcode, data));
  }

  /** bgp_error(): say what is wrong, and close. `shown`: its data is for the log only. */
  fail(error: wire.BgpError, shown: Uint8Array = error.data): void {
    if (this.state === BS.CLOSE) return;
    const { code, subcode, data } = error;
    this.#bgp.logError("Error", code, subcode, shown);
    this.#bgp.storeError(this, { by: "sent", code, subcode });
    this.toClose();
    this.notice = { code, subcode, data };
    this.schedule(SEND.NOTIFICATION);
    if (code !== wire.ERR_CEASE) {
      this.#bgp.delayStartup();
      this.#bgp.stop(0);
    }
  }

  /** The message may not come in this state. */
  unexpected(): void {
    this.fail(wire.bgpError(wire.ERR_FSM, FSM_SUBCODE[this.state] ?? 0));
  }

  // ── sending ────────────────────────────────────────────────────────────────────────────────

  schedule(what: number): void {
    this.toSend |= what;
    if (this.socket !== null && this.#left === null) this.#tx.schedule();
  }

  #kick(): void {
    for (let n = 0; n < WRITES; n++) if (!this.#fire()) return;
    this.#tx.schedule();
  }

  /** bgp_fire_tx(): one message; false when there is none, or no room. */
  #fire(): boolean {
    if (this.socket === null) {
      this.toSend = 0;
      return false;
    }
    if ((this.toSend & SEND.CLOSE) !== 0) {
      this.toIdle();
      return false;
    }
    const message = this.#next();
    return message !== null && this.#write(message);
  }

  #next(): Uint8Array | null {
    const { toSend } = this;
    const proto = this.#proto;
    if ((toSend & SEND.NOTIFICATION) !== 0) {
      this.toSend = SEND.CLOSE;
      const { code, subcode, data } = this.notice;
      proto.trace(DEBUG.PACKETS, `Sending NOTIFICATION(code=${code}.${subcode})`);
      return wire.writeNotification(code, subcode, data);
    }
    if ((toSend & SEND.KEEPALIVE) !== 0) {
      this.toSend &= ~SEND.KEEPALIVE;
      proto.trace(DEBUG.PACKETS, "Sending KEEPALIVE");
      startTimer(this.keepalive, this.keepaliveTime);
      return wire.keepalive();
    }
    if ((toSend & SEND.OPEN) !== 0) {
      this.toSend &= ~SEND.OPEN;
      return this.#bgp.openMessage(this);
    }
    if ((toSend & SEND.REFRESH) !== 0) return this.#refresh(SEND.REFRESH);
    if ((toSend & SEND.BEGIN_REFRESH) !== 0) return this.#refresh(SEND.BEGIN_REFRESH);
    if ((toSend & SEND.UPDATE) === 0) return null;
    const update = nextUpdate(this.#bgp);
    if (update !== null) return update;
    this.toSend = 0;
    return endOfFeed(this.#bgp);
  }

  #refresh(what: number): Uint8Array {
    this.toSend &= ~what;
    const begin = what === SEND.BEGIN_REFRESH;
    this.#proto.trace(DEBUG.PACKETS, begin ? "Sending BEGIN-OF-RR" : "Sending ROUTE-REFRESH");
    return wire.writeRouteRefresh(
      wire.AFI_IPV4,
      begin ? wire.REFRESH_BEGIN : wire.REFRESH_REQUEST,
      wire.SAFI_UNICAST,
    );
  }

  /** True: all of it went. */
  #write(bytes: Uint8Array): boolean {
    const took = this.socket?.send(bytes) ?? 0;
    if (typeof took === "string") {
      this.#bgp.socketError(this, took);
      return false;
    }
    this.#left = took < bytes.length ? bytes.subarray(took) : null;
    return this.#left === null;
  }

  #onWritable(): void {
    const { socket } = this;
    if (socket === null) return;
    if (this.state === BS.CONNECT) {
      if (socket.state === "SYN-SENT" && !socket.pollError) return;
      const errno = socket.takeError();
      if (errno !== null) this.#bgp.socketError(this, errno);
      else if (socket.state !== "SYN-SENT") this.#bgp.connected(this);
      return;
    }
    const left = this.#left;
    if (left !== null && this.#write(left)) this.#kick();
  }

  // ── receiving ──────────────────────────────────────────────────────────────────────────────

  #onReadable(): void {
    for (let n = 0; n < READS; n++) {
      const { socket } = this;
      if (socket === null || !this.#hears) return;
      // Our OPEN goes first: what answers the peer's must not overtake it.
      if ((this.toSend & SEND.OPEN) !== 0) break;
      if (this.#got === this.#in.length) this.#grow();
      const took = socket.recvInto(this.#in, this.#got, this.#in.length - this.#got);
      if (took === -1) return;
      if (typeof took === "string" || took === 0) {
        this.#bgp.socketError(this, took === 0 ? null : took);
        return;
      }
      this.#got += took;
      this.#parse(socket);
    }
    this.#readable?.again();
  }

  #grow(): void {
    const wider = new Uint8Array(wire.BGP_MAX_EXTENDED + 1);
    wider.set(this.#in);
    this.#in = wider;
  }

  /** bgp_rx(): every message that is whole. */
  #parse(socket: StreamSocket): void {
    const b = this.#in;
    const end = this.#got;
    let at = 0;
    while (end - at >= wire.BGP_HEADER) {
      if (this.state === BS.CLOSE || this.socket !== socket) return;
      const max = this.#bgp.extendedMessages ? wire.BGP_MAX_EXTENDED : wire.BGP_MAX;
      const length = wire.frame(b, at, end, max);
      if (typeof length === "object") {
        this.fail(length);
        return;
      }
      if (length === 0) break;
      receive(this.#bgp, this, b, at, length);
      at += length;
    }
    if (at === 0 || this.socket !== socket) return;
    b.copyWithin(0, at, end);
    this.#got = end - at;
  }

  // ── timers ─────────────────────────────────────────────────────────────────────────────────

  #retried(): void {
    if (this.#proto.state === "start") {
      this.close();
      this.#bgp.connect();
    } else this.toIdle();
  }

  #heldTooLong(): void {
    if (this.state === BS.CLOSE) {
      this.#proto.trace(DEBUG.EVENTS, "Connection stalled");
      this.toIdle();
      return;
    }
    if ((this.socket?.receiveQueue ?? 0) > 0) startTimer(this.hold, 10);
    else this.fail(wire.bgpError(wire.ERR_HOLD_TIMER, 0));
  }
}
