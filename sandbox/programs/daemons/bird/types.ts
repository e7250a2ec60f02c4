/**
 * BIRD 1.6.8's shared shapes: a route and its attributes, a protocol instance, and what the daemon gives it
 * (timers, events, sockets, tables). BIRD: nest/route.h, nest/protocol.h, lib/timer.h. IPv4 only, as `bird` is.
 *
 * The daemon is one process with one loop (as BIRD's io_loop): nothing in a protocol waits or is a generator.
 * A protocol is called back, and all it does is plain calls:
 *  - `io.timer(...)`: whole seconds, as BIRD 1.6 has them;
 *  - `io.event(...)`: runs once, soon, after what runs now (ev_schedule);
 *  - `io.watch(socket.readable, call)`: `call` runs after each poke; look until there is nothing (recv() null,
 *    accept() null). For a BGP session: `io.openTcp()`, `socket.connect()`, watch `writable`, then `takeError()`;
 *    received bytes: watch `readable`, `recv()` until null; sending: `send()`, and when it took less, watch
 *    `writable` for the rest. `io.closeTcp(socket)` ends it; stop your watches yourself.
 */
import type { WaitQueue } from "../../../kernel/proc/wait.ts";
import type { StreamSocket } from "../../../kernel/socket/types.ts";
import type { Rng } from "../../../sim/rng.ts";
import type { Ipv4Addr } from "../../../wire/addr.ts";
import type { BirdConfig, ProtocolConfig } from "./config-types.ts";
import type {
  Eattr,
  Ifa,
  Iface,
  KrtPrivate,
  Neighbor,
  Net,
  Prefix,
  RouteSource,
  Rta,
  Rte,
} from "./route-types.ts";

export * from "./route-types.ts";
export type * from "./config-types.ts";
export type * from "./command-types.ts";

// ── protocol instances ───────────────────────────────────────────────────────────────────────

/** PS_*. */
export type ProtoState = "down" | "start" | "up" | "stop";

/** What a protocol is made of: one object of these a configured protocol, made by its ProtoClass. */
export interface ProtocolInstance {
  /** The state it is in when it returns: "start" (it says "up" later), "up", or "down". */
  start(): ProtoState;
  /** "down", or "stop" when it says notifyState("down") later. */
  shutdown(): ProtoState;
  /** After it went down, before it may start again. */
  cleanup?(): void;
  /** Its routes are gone from all tables; it is about to be down. */
  flush?(): void;
  /** It was joined to its table just now; a pipe joins the other one. */
  connectTables?(): void;
  /** `fresh` null: withdrawn. `attrs`: the extended ones as the export filter left them (in fresh.attrs). */
  rtNotify?(table: Table, net: Net, fresh: Rte | null, old: Rte | null): void;
  /** Before the export filter: 1 accept without it, 0 ask it, -1 not ours; `attrs`: as the filter shall see them. */
  importControl?(rte: Rte): { readonly verdict: 1 | 0 | -1; readonly attrs: Rta };
  /** Interfaces changed; all are told of at start (IF_CHANGE.UP). */
  ifNotify?(change: number, iface: Iface): void;
  /** Address came (IF_CHANGE.UP) or went. */
  ifaNotify?(change: number, ifa: Ifa): void;
  neighNotify?(neighbor: Neighbor): void;
  /** Import again what it learned (`reload in`). False: cannot. */
  reloadRoutes?(): boolean;
  /** A new configuration; false: needs a restart. The `config` of its Proto is still the old one. */
  reconfigure?(config: ProtocolConfig, soft: boolean): boolean;
  /** Its hooks have new filters and limits; a pipe turns those of its other side. */
  filtersChanged?(): void;
  feedBegin?(initial: boolean): void;
  feedEnd?(): void;
  /** Is `a` better than `b` (both of this class, same preference)? Absent: no. */
  rteBetter?(a: Rte, b: Rte): boolean;
  rteSame?(a: Rte, b: Rte): boolean;
  /** May they share a merged route? */
  rteMergable?(primary: Rte, secondary: Rte): boolean;
  /** deterministic med: put the group's best first. True: the net's best changed. */
  rteRecalculate?(
    table: Table,
    net: Net,
    fresh: Rte | null,
    old: Rte | null,
    oldBest: Rte | null,
  ): boolean;
  rteInsert?(net: Net, rte: Rte): void;
  rteRemove?(net: Net, rte: Rte): void;
  /** `(100/0) [AS65002i]`: what follows the star; absent: ` (pref)`. */
  routeInfo?(rte: Rte): string;
  /** The info column of `show protocols`, "" for none. */
  statusLine?(): string;
  /** The lines after the common ones of `show protocols all`, each as printed. */
  showAll?(): string[];
  /** BIRD 2: what ends its channel's lines. */
  channelLines?(): string[];
}

export interface ProtoClass {
  readonly kind: ProtocolConfig["kind"];
  /** The column `proto`: "BGP". */
  readonly name: string;
  /** 100 for BGP. */
  readonly preference: number;
  /** EAP.*, or -1. */
  readonly attrClass: number;
  create(proto: Proto, config: ProtocolConfig): ProtocolInstance;
  /** An extended attribute in `show route all`: `BGP.origin` and `IGP`. null: the generic form; a null value: the core words it by its kind. */
  formatAttr?(attr: Eattr): { readonly name: string; readonly value: string | null } | null;
}

/** Where a protocol is joined to a table (announce_hook). */
export interface Hook {
  readonly table: Table;
  readonly proto: Proto;
  readonly stats: RouteStats;
}

export interface RouteStats {
  importedRoutes: number;
  filteredRoutes: number;
  exportedRoutes: number;
  preferredRoutes: number;
  importUpdatesReceived: number;
  importUpdatesInvalid: number;
  importUpdatesFiltered: number;
  importUpdatesIgnored: number;
  importUpdatesAccepted: number;
  importWithdrawsReceived: number;
  importWithdrawsInvalid: number;
  importWithdrawsIgnored: number;
  importWithdrawsAccepted: number;
  exportUpdatesReceived: number;
  exportUpdatesRejected: number;
  exportUpdatesFiltered: number;
  exportUpdatesAccepted: number;
  exportWithdrawsReceived: number;
  exportWithdrawsAccepted: number;
}

/** PDC_*: removed from, disabled in or changed by the configuration; by a command; by a limit. */
export type DownCode =
  | "cf-remove"
  | "cf-disable"
  | "cf-restart"
  | "cmd-disable"
  | "cmd-restart"
  | "cmd-shutdown"
  | "rx-limit"
  | "in-limit"
  | "out-limit"
  | null;

/** RA_*: which routes of a network a protocol hears of. */
export type AcceptMode = "optimal" | "accepted" | "any" | "merged";

export interface Proto {
  readonly name: string;
  readonly cls: ProtoClass;
  /** The configuration it runs by. */
  readonly config: ProtocolConfig;
  readonly instance: ProtocolInstance;
  readonly io: Io;
  readonly state: ProtoState;
  readonly table: Table;
  /** Joined to its table; null while down. */
  readonly hook: Hook | null;
  /** Set before the hook is made (in create or start). */
  acceptMode: AcceptMode;
  /** D_*: DEBUG.* that are on. */
  debug: number;
  /** p->disabled: it stays down once it is down (`disable`, BGP's `disable after error`). */
  disabled: boolean;
  /** p->down_code: why shutdown() is called. */
  readonly downCode: DownCode;
  /** RFC 8203: what a shutdown was explained with; `Message:` of `show protocols all`. */
  message: string | null;
  /** proto_notify_state: "up", "stop", "down" when it happens later than start()/shutdown(). */
  notifyState(state: ProtoState): void;
  /** Import: a route for the network, or its withdrawal (`attrs` null). `source` absent: the main one. */
  rteUpdate(prefix: Prefix, attrs: Rta | null, options?: RteOptions): void;
  /** The main source, or one of `privateId` (add-path). */
  source(privateId?: number): RouteSource;
  neighbor(addr: Ipv4Addr, sticky: boolean, iface?: Iface | null): Neighbor | null;
  /** rt_refresh_begin/end: what was not imported again in between is withdrawn at the end. */
  refreshBegin(): void;
  refreshEnd(): void;
  /** proto_schedule_feed: feed all routes to rtNotify again (route refresh). False: cannot now. */
  requestFeeding(): boolean;
  /** proto_schedule_down: go down soon, and up again when `restart`. */
  scheduleDown(restart: boolean, code: NonNullable<DownCode>): void;
  /** A line of the log: `NAME: text`. */
  log(level: LogLevel, text: string): void;
  /** As log("trace") when DEBUG.x is on. */
  trace(mask: number, text: string): void;
  /** Routes through `gateway`, resolved in `table` (rta_set_recursive_next_hop). */
  recursive(attrs: Rta, table: Table, gateway: Ipv4Addr, link: Ipv4Addr): Rta;
}

export interface RteOptions {
  readonly source?: RouteSource;
  readonly pref?: number;
  readonly krt?: KrtPrivate;
}

export const DEBUG = {
  STATES: 1,
  ROUTES: 2,
  FILTERS: 4,
  IFACES: 8,
  EVENTS: 16,
  PACKETS: 32,
  ALL: 63,
} as const;

/** A routing table (rtable.ts). */
export interface Table {
  readonly name: string;
  /** In hash order. */
  nets(): Iterable<Net>;
  find(address: Ipv4Addr, length: number): Net | null;
  /** The longest match whose best route is valid. */
  route(address: Ipv4Addr, length: number): Net | null;
}

// ── the daemon's services (io.ts) ────────────────────────────────────────────────────────────

export type LogLevel =
  "debug" | "trace" | "info" | "remote" | "warning" | "error" | "auth" | "fatal" | "bug";

/** tm_*: whole seconds. */
export interface BirdTimer {
  /** Fire `seconds` from now (instead of what was set). */
  start(seconds: number): void;
  /** bgp_start_timer(): up to a quarter less than `seconds` from now, by chance. */
  startLess(seconds: number): void;
  /** tm_start_max: only if that is later. */
  startMax(seconds: number): void;
  stop(): void;
  readonly active: boolean;
  /** `io.now` at which it fires, 0 when stopped. */
  readonly expires: number;
  /** Seconds left, 0 when stopped or due. */
  readonly remains: number;
  /** After firing, again after as many seconds; 0: no. */
  recurrent: number;
  /** Each start adds up to as many seconds by chance. */
  randomize: number;
}

export interface Io {
  /** CPU time that what runs now costs beside its turn of the loop: what is scheduled comes later by it, µs. */
  spend(us: number): void;
  /** Seconds of the monotonic clock: BIRD 1.6's `now`, whole there. */
  readonly now: number;
  /** µs of virtual time. */
  readonly nowUs: number;
  /** Seconds since 1970 (`now_real`). */
  readonly nowReal: number;
  readonly rng: Rng;
  readonly routerId: number;
  /** Calico's build: `krt_tunnel`, the other banner; bird2: the other syntax. */
  readonly profile: "1.6.8" | "calico" | "2.0.12";
  timer(name: string, fire: () => void): BirdTimer;
  event(name: string, run: () => void): BirdEvent;
  /** `call` runs in the loop after every poke of `queue`. Stop it when the socket is closed. */
  watch(queue: WaitQueue, call: () => void): Watch;
  /** A TCP socket of the daemon's process and namespace. */
  openTcp(): StreamSocket;
  closeTcp(socket: StreamSocket): void;
  /** One that accept() gave becomes the process's own. */
  adoptTcp(socket: StreamSocket): void;
  /** `listen bgp` of the running configuration. */
  readonly listenBgp: BirdConfig["listenBgp"];
  log(level: LogLevel, text: string): void;
  interfaces(): readonly Iface[];
  /** Named protocols, in configuration order. */
  protos(): readonly Proto[];
  table(name: string): Table | null;
  /** The one place where BGP's listening socket lives: set by bgp (null: none yet). */
  bgpShared: unknown;
}

export interface BirdEvent {
  readonly queued: boolean;
  schedule(): void;
  cancel(): void;
}

export interface Watch {
  /** As if it was poked: run once more (a callback that left work behind). */
  again(): void;
  stop(): void;
}
