/**
 * What all BGP sessions of one daemon have together: the listening socket and who it is for, which neighbour is whose
 * (object locks), how many lines a second the log takes. BIRD 1.6.8: proto/bgp/bgp.c, nest/locks.c, lib/tbf.h.
 */
import type { StreamSocket } from "../../../../kernel/socket/types.ts";
import { formatIpv4, IPV4_ANY, type Ipv4Addr } from "../../../../wire/addr.ts";
import { strerror } from "../../../../kernel/errno.ts";
import * as wire from "../../../../wire/bgp.ts";
import type { BirdEvent, Io, Watch } from "../types.ts";
import type { Bgp } from "./proto.ts";

/** IP_PREC_INTERNET_CONTROL. */
export const BGP_TOS = 0xc0;
const BACKLOG = 8;
/** CPU of a refusal, most of it for the log's line, µs. */
const REFUSAL_US = 60;

/** Five lines at once, one a second after that; then `...` once. */
export class RateLimit {
  #left = 5;
  #at = 0;
  #marked = false;

  /** The line to log instead of `text`, null: none. */
  pass(now: number, text: string): string | null {
    const before = this.#marked;
    if (now > this.#at) {
      this.#left = Math.min(5, this.#left + now - this.#at);
      this.#at = now;
    }
    if (this.#left >= 1) {
      this.#left--;
      this.#marked = false;
      return text;
    }
    this.#marked = true;
    return before ? null : "...";
  }
}

export class BgpShared {
  readonly received = new RateLimit();
  readonly sent = new RateLimit();
  /** Where messages are put together. */
  readonly scratch = new Uint8Array(wire.BGP_MAX_EXTENDED + 1);
  readonly #io: Io;
  #socket: StreamSocket | null = null;
  #watch: Watch | null = null;
  #users = 0;
  /** First the holder, then who waits. */
  readonly #locks = new Map<Ipv4Addr, Bgp[]>();

  /** Whose lock is new. */
  #fresh: Bgp[] = [];
  readonly #lockEvent: BirdEvent;

  constructor(io: Io) {
    this.#io = io;
    this.#lockEvent = io.event("locks", () => {
      const all = this.#fresh;
      this.#fresh = [];
      for (const bgp of all) bgp.locked();
    });
  }

  static of(io: Io): BgpShared {
    if (!(io.bgpShared instanceof BgpShared)) io.bgpShared = new BgpShared(io);
    return io.bgpShared as BgpShared;
  }

  /** Calls `bgp.locked()` once the neighbour is its own: at the next event, or when the holder lets go. */
  lock(bgp: Bgp): void {
    const key = bgp.config.neighborIp;
    const waiting = this.#locks.get(key);
    if (waiting !== undefined) {
      waiting.push(bgp);
      return;
    }
    this.#locks.set(key, [bgp]);
    this.#got(bgp);
  }

  /** olock_run_event(): one event for all, the last that came first. */
  #got(bgp: Bgp): void {
    this.#fresh.unshift(bgp);
    this.#lockEvent.schedule();
  }

  unlock(bgp: Bgp): void {
    this.#fresh = this.#fresh.filter((one) => one !== bgp);
    for (const [key, waiting] of this.#locks) {
      const at = waiting.indexOf(bgp);
      if (at < 0) continue;
      waiting.splice(at, 1);
      if (waiting.length === 0) this.#locks.delete(key);
      else if (at === 0) this.#got(waiting[0] as Bgp);
      return;
    }
  }

  /** bgp_open(): false when there is no listening socket. */
  open(): boolean {
    this.#users++;
    if (this.#socket !== null) return true;
    if (this.#listen()) return true;
    this.#users--;
    return false;
  }

  close(): void {
    this.#users--;
    if (this.#users > 0 || this.#socket === null) return;
    this.#watch?.stop();
    this.#watch = null;
    this.#io.closeTcp(this.#socket);
    this.#socket = null;
  }

  #listen(): boolean {
    const socket = this.#io.openTcp();
    socket.options.reuseAddress = true;
    socket.options.tos = BGP_TOS;
    socket.options.ttl = 255;
    const { address, port } = this.#io.listenBgp;
    const errno = socket.bind(address ?? IPV4_ANY, port);
    const failed = errno ?? socket.listen(BACKLOG);
    if (failed !== null) {
      const call = errno === null ? "listen" : "bind";
      this.#io.log("error", `BGP: Socket error: ${call}: ${strerror(failed)}`);
      this.#io.log("error", "BGP: Cannot open listening socket");
      this.#io.closeTcp(socket);
      return false;
    }
    this.#socket = socket;
    // A real process wakes so late that whoever dialled has said its OPEN already: some turns of the loop.
    const accept = this.#io.event("BGP accept", () => this.#accept());
    const second = this.#io.event("BGP listener", () => accept.schedule());
    const first = this.#io.event("BGP listener", () => second.schedule());
    this.#watch = this.#io.watch(socket.readable, () => first.schedule());
    first.schedule();
    return true;
  }

  #accept(): void {
    for (;;) {
      const socket = this.#socket?.accept() ?? null;
      if (socket === null) return;
      this.#io.adoptTcp(socket);
      this.#incoming(socket);
    }
  }

  /** bgp_incoming_connection(): BIRD 1.6 looks at the other's address only; BIRD 2 at its own too, where it is configured. */
  #incoming(socket: StreamSocket): void {
    const remote = socket.remoteAddress as Ipv4Addr;
    const strict = this.#io.profile === "2.0.12";
    for (const proto of this.#io.protos()) {
      if (proto.config.kind !== "bgp" || proto.config.neighborIp !== remote) continue;
      const local = proto.config.sourceAddress;
      if (strict && local !== null && local !== socket.localAddress) continue;
      (proto.instance as unknown as Bgp).incoming(socket);
      return;
    }
    this.#io.log(
      "warning",
      `BGP: Unexpected connect from unknown address ${formatIpv4(remote)} (port ${socket.remotePort})`,
    );
    this.refuse(socket);
  }

  /** A real process takes its time: the dialler's OPEN is there, unread, when it closes. */
  refuse(socket: StreamSocket): void {
    this.#io.spend(REFUSAL_US);
    this.#io.event("BGP refused", () => this.#io.closeTcp(socket)).schedule();
  }
}
