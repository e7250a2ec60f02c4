/**
 * BGP sessions without a daemon or a network: a clock in whole seconds, sockets that are two ends of a pipe, and a core that
 * keeps what was imported. The session's code cannot tell; its tests can look at every octet.
 */
import type { Errno } from "../../sandbox/kernel/errno.ts";
import { WaitQueue } from "../../sandbox/kernel/proc/wait.ts";
import type { StreamSocket } from "../../sandbox/kernel/socket/types.ts";
import { Bgp } from "../../sandbox/programs/daemons/bird/bgp/proto.ts";
import { BGP } from "../../sandbox/programs/daemons/bird/bgp/index.ts";
import { ACCEPT, REJECT } from "../../sandbox/programs/daemons/bird/filters.ts";
import type {
  BgpConfig,
  BirdEvent,
  BirdTimer,
  Io,
  Neighbor,
  Net,
  Prefix,
  Proto,
  ProtoState,
  Rta,
  Rte,
  RteOptions,
  Table,
  Watch,
} from "../../sandbox/programs/daemons/bird/types.ts";
import { Rng } from "../../sandbox/sim/rng.ts";
import { formatIpv4, type Ipv4Addr, ipv4, parseIpv4 } from "../../sandbox/wire/addr.ts";

export const ip = (text: string): Ipv4Addr => parseIpv4(text) as Ipv4Addr;

/** All routers of one test, and their clock. */
export class Bench {
  now = 100;
  readonly routers: Router[] = [];

  router(id: string, address: string): Router {
    const made = new Router(this, id, address);
    this.routers.push(made);
    return made;
  }

  /** Everything that is ready now, until nothing is. */
  settle(): void {
    for (let turn = 0; turn < 100_000; turn++)
      if (!this.routers.map((router) => router.turn()).some((busy) => busy)) return;
    throw new Error("never quiet");
  }

  run(seconds: number): void {
    this.settle();
    for (let i = 0; i < seconds; i++) {
      this.now++;
      for (const router of this.routers) router.shoot();
      this.settle();
    }
  }
}

/** One end of a pipe; a listener when it has `queue`. */
class End {
  readonly readable = new WaitQueue("readable");
  readonly writable = new WaitQueue("writable");
  readonly options: Record<string, unknown> = {};
  state = "UNCONN";
  localAddress: Ipv4Addr = 0 as Ipv4Addr;
  localPort = 0;
  remoteAddress: Ipv4Addr = 0 as Ipv4Addr;
  remotePort = 0;
  pollError = false;
  peer: End | null = null;
  queue: End[] | null = null;
  chunks: Uint8Array[] = [];
  ended = false;
  error: Errno | null = null;
  /** Octets it takes before it is full. */
  room = 1_000_000;
  readonly router: Router;

  constructor(router: Router) {
    this.router = router;
  }
  get receiveQueue(): number {
    return this.chunks.length;
  }
  bind(address: Ipv4Addr, port: number): Errno | null {
    this.localAddress = address;
    this.localPort = port;
    return null;
  }
  bindToDevice(): null {
    return null;
  }
  listen(): Errno | null {
    this.queue = [];
    this.state = "LISTEN";
    this.router.listener = this;
    return null;
  }
  accept(): End | null {
    return this.queue?.shift() ?? null;
  }
  connect(address: Ipv4Addr): Errno | null {
    this.localAddress ||= this.router.address;
    this.localPort = this.router.nextPort++;
    this.remoteAddress = address;
    this.remotePort = 179;
    const there = this.router.bench.routers.find((router) => router.address === address);
    if (there === undefined || this.router.cut) {
      this.state = "SYN-SENT";
      return "EINPROGRESS";
    }
    if (there.listener === null) return "ECONNREFUSED";
    const other = new End(there);
    Object.assign(other, { state: "ESTAB", peer: this, localAddress: address, localPort: 179 });
    Object.assign(other, { remoteAddress: this.localAddress, remotePort: this.localPort });
    Object.assign(this, { state: "ESTAB", peer: other });
    there.listener.queue?.push(other);
    there.listener.readable.wakeAll();
    this.writable.wakeAll();
    return "EINPROGRESS";
  }
  takeError(): Errno | null {
    const { error } = this;
    this.error = null;
    return error;
  }
  recvInto(into: Uint8Array, at: number, max: number): number | Errno {
    if (this.error !== null) return this.takeError() as Errno;
    const first = this.chunks[0];
    if (first === undefined) return this.ended ? 0 : -1;
    const took = Math.min(max, first.length);
    into.set(first.subarray(0, took), at);
    if (took === first.length) this.chunks.shift();
    else this.chunks[0] = first.subarray(took);
    if (this.peer !== null) {
      this.peer.room += took;
      this.peer.writable.wakeAll();
    }
    return took;
  }
  send(bytes: Uint8Array): number | Errno {
    if (this.peer === null) return "EPIPE";
    const took = Math.min(bytes.length, this.room);
    this.room -= took;
    this.router.sent.push(bytes.slice(0, took));
    if (took > 0 && !this.router.cut) {
      this.peer.chunks.push(bytes.slice(0, took));
      this.peer.readable.wakeAll();
    }
    return took;
  }
  close(): void {
    if (this.router.listener === this) this.router.listener = null;
    if (this.peer !== null && !this.router.cut) {
      this.peer.ended = true;
      this.peer.readable.wakeAll();
    }
  }
}

/** A daemon's services, and its BGP protocols. */
export class Router implements Pick<Io, "now" | "timer" | "event" | "watch"> {
  readonly bench: Bench;
  readonly id: number;
  readonly address: Ipv4Addr;
  listener: End | null = null;
  nextPort = 40_000;
  /** Nothing it sends arrives. */
  cut = false;
  readonly sent: Uint8Array[] = [];
  readonly lines: string[] = [];
  readonly protos: FakeProto[] = [];
  readonly io: Io;
  readonly timers: FakeTimer[] = [];
  events: FakeEvent[] = [];
  ready: FakeWatch[] = [];

  constructor(bench: Bench, id: string, address: string) {
    this.bench = bench;
    this.id = ip(id) >>> 0;
    this.address = ip(address);
    this.io = this.#io();
  }

  get now(): number {
    return this.bench.now;
  }

  #io(): Io {
    const now = (): number => this.now;
    const io: Partial<Io> & Record<string, unknown> = {
      rng: new Rng(179),
      routerId: this.id,
      profile: "1.6.8",
      bgpShared: null,
      listenBgp: { address: null, port: 179 },
      timer: (_, fire) => this.timer("", fire),
      event: (_, run) => this.event("", run),
      watch: (queue, call) => this.watch(queue, call),
      openTcp: () => new End(this) as unknown as StreamSocket,
      closeTcp: (socket) => socket.close(),
      adoptTcp: () => {},
      // Turns of this bench cost no time.
      spend: () => {},
      log: (level, text) => void this.lines.push(`<${level}> ${text}`),
      interfaces: () => [],
      protos: () => this.protos,
      table: () => null,
    };
    Object.defineProperty(io, "now", { get: now });
    Object.defineProperty(io, "nowUs", { get: () => now() * 1_000_000 });
    Object.defineProperty(io, "nowReal", { get: now });
    return io as unknown as Io;
  }

  timer(_: string, fire: () => void): BirdTimer {
    const made = new FakeTimer(this, fire);
    this.timers.push(made);
    return made;
  }
  event(_: string, run: () => void): BirdEvent {
    return new FakeEvent(this, run);
  }
  watch(queue: WaitQueue, call: () => void): Watch {
    return new FakeWatch(this, queue, call);
  }

  /** What is ready, once; true when there was something. */
  turn(): boolean {
    const { events, ready } = this;
    this.events = [];
    this.ready = [];
    for (const event of events)
      if (event.queued) {
        event.queued = false;
        event.run();
      }
    for (const watch of ready) {
      watch.queued = false;
      if (!watch.stopped) watch.call();
    }
    return events.length + ready.length > 0;
  }

  shoot(): void {
    for (const timer of [...this.timers])
      if (timer.expires !== 0 && timer.expires <= this.now) {
        timer.expires = 0;
        timer.fire();
      }
  }

  bgp(name: string, config: Partial<BgpConfig>): FakeProto {
    const made = new FakeProto(this, name, config);
    this.protos.push(made);
    made.begin();
    return made;
  }
}

class FakeTimer implements BirdTimer {
  expires = 0;
  recurrent = 0;
  /** Never by chance: a test wants to know when. */
  randomize = 0;
  readonly fire: () => void;
  readonly #router: Router;
  constructor(router: Router, fire: () => void) {
    this.#router = router;
    this.fire = fire;
  }
  get active(): boolean {
    return this.expires !== 0;
  }
  get remains(): number {
    return Math.max(0, this.expires - this.#router.now);
  }
  start(seconds: number): void {
    this.expires = this.#router.now + seconds + this.randomize;
  }
  startLess(seconds: number): void {
    this.randomize = seconds >> 2;
    this.start(seconds - this.randomize);
  }
  startMax(seconds: number): void {
    if (this.remains < seconds) this.start(seconds);
  }
  stop(): void {
    this.expires = 0;
  }
}

class FakeEvent implements BirdEvent {
  queued = false;
  readonly run: () => void;
  readonly #router: Router;
  constructor(router: Router, run: () => void) {
    this.#router = router;
    this.run = run;
  }
  schedule(): void {
    if (this.queued) return;
    this.queued = true;
    this.#router.events.push(this);
  }
  cancel(): void {
    this.queued = false;
  }
}

class FakeWatch implements Watch {
  queued = false;
  stopped = false;
  readonly call: () => void;
  readonly #router: Router;
  readonly #queue: WaitQueue;
  constructor(router: Router, queue: WaitQueue, call: () => void) {
    this.#router = router;
    this.#queue = queue;
    this.call = call;
    queue.add(this);
  }
  wake(): void {
    if (this.queued || this.stopped) return;
    this.queued = true;
    this.#router.ready.push(this);
  }
  again(): void {
    this.wake();
  }
  stop(): void {
    this.stopped = true;
    this.#queue.remove(this);
  }
}

const DEFAULTS: Omit<BgpConfig, "neighborIp" | "localAs" | "remoteAs"> = {
  kind: "bgp",
  name: "bgp1",
  description: null,
  preference: 100,
  disabled: false,
  debug: 63,
  routerId: null,
  table: "master",
  importFilter: ACCEPT,
  exportFilter: REJECT,
  importKeepFiltered: false,
  importLimit: null,
  receiveLimit: null,
  exportLimit: null,
  at: { file: "bird.conf", line: 1 },
  channel: null,
  ipv6: null,
  neighborPort: 179,
  sourceAddress: null,
  multihop: 0,
  ttlSecurity: false,
  nextHopSelf: false,
  nextHopKeep: false,
  missingLladdr: "self",
  gatewayMode: "direct",
  pathMetric: true,
  medMetric: false,
  igpMetric: true,
  preferOlder: false,
  deterministicMed: false,
  defaultLocalPref: 100,
  defaultMed: 0,
  capabilities: true,
  enableRouteRefresh: true,
  enableAs4: true,
  enableExtendedMessages: false,
  rrClusterId: null,
  rrClient: false,
  rsClient: false,
  advertiseIpv4: true,
  passive: false,
  interpretCommunities: true,
  secondary: false,
  addPaths: "none",
  allowLocalAs: 0,
  allowLocalPref: false,
  gracefulRestart: "aware",
  gracefulRestartTime: 120,
  connectDelayTime: 5,
  connectRetryTime: 120,
  holdTime: 240,
  startupHoldTime: 240,
  keepaliveTime: 0,
  errorWaitMin: 60,
  errorWaitMax: 300,
  errorForgetTime: 300,
  disableAfterError: false,
  password: null,
  igpTable: null,
  checkLink: false,
  bfd: false,
};

/** A protocol instance in a core that only keeps books. */
export class FakeProto {
  readonly router: Router;
  readonly name: string;
  readonly cls = BGP;
  config: BgpConfig;
  readonly io: Io;
  readonly instance: Bgp;
  state: ProtoState = "down";
  disabled = false;
  downCode: Proto["downCode"] = null;
  message: string | null = null;
  acceptMode: Proto["acceptMode"] = "optimal";
  debug = 63;
  readonly table = { name: "master" } as Table;
  readonly hook = null;
  /** `10.1.0.0/16` -> what was imported. */
  readonly routes = new Map<string, Rta>();
  updates = 0;
  refreshing: Set<string> | null = null;
  /** What a feed brings. */
  readonly exports = new Map<string, Rte>();
  readonly neighbors = new Map<number, Neighbor>();

  constructor(router: Router, name: string, config: Partial<BgpConfig>) {
    this.router = router;
    this.name = name;
    this.io = router.io;
    this.config = { ...DEFAULTS, name, ...config } as BgpConfig;
    this.instance = new Bgp(this, this.config);
  }

  begin(): void {
    this.state = "start";
    this.state = this.instance.start();
  }
  shut(why: Proto["downCode"]): void {
    this.disabled = why === "cmd-disable";
    this.downCode = why;
    this.instance.shutdown();
  }
  notifyState(state: ProtoState): void {
    if (this.state === state) return;
    this.state = state;
    this.log("trace", `State changed to ${state}`);
    if (state === "stop") this.routes.clear();
    if (state === "up") this.feed(true);
    if (state === "down" && !this.disabled) this.begin();
  }
  feed(initial: boolean): void {
    this.instance.feedBegin(initial);
    for (const rte of this.exports.values()) this.tell(rte, null);
    this.instance.feedEnd();
  }
  requestFeeding(): boolean {
    this.feed(false);
    return true;
  }
  /** As the core would: import control, (no filter), rtNotify. */
  tell(fresh: Rte | null, old: Rte | null): void {
    const net = (fresh ?? old)?.net as Net;
    if (fresh === null) {
      this.instance.rtNotify(this.table, net, null, old);
      return;
    }
    const { verdict, attrs } = this.instance.importControl(fresh);
    if (verdict >= 0) this.instance.rtNotify(this.table, net, { ...fresh, attrs }, old);
  }
  rteUpdate(prefix: Prefix, attrs: Rta | null, options: RteOptions = {}): void {
    this.updates++;
    const path = options.source === undefined ? "" : ` ${options.source.privateId}`;
    const key = `${formatIpv4(prefix.address)}/${prefix.length}${path}`;
    this.refreshing?.delete(key);
    if (attrs === null) this.routes.delete(key);
    else this.routes.set(key, attrs);
  }
  refreshBegin(): void {
    this.refreshing = new Set(this.routes.keys());
  }
  refreshEnd(): void {
    for (const key of this.refreshing ?? []) this.routes.delete(key);
    this.refreshing = null;
  }
  source(privateId = 0) {
    return { proto: this as unknown as Proto, privateId, globalId: privateId };
  }
  neighbor(addr: Ipv4Addr): Neighbor {
    const known = this.neighbors.get(addr);
    if (known !== undefined) return known;
    const iface = { name: "eth0", index: 2, flags: 0x81 } as never;
    const made: Neighbor = {
      addr,
      iface,
      ifa: { ip: this.router.address } as never,
      proto: this,
      scope: 4,
      sticky: true,
      data: null,
    };
    this.neighbors.set(addr, made);
    return made;
  }
  recursive(attrs: Rta): Rta {
    return attrs;
  }
  scheduleDown(): void {}
  log(level: string, text: string): void {
    this.router.lines.push(`<${level}> ${this.name}: ${text}`);
  }
  trace(_: number, text: string): void {
    this.log("trace", text);
  }
}

/** A route as another protocol made it, for export. */
export function route(text: string, from: FakeProto | null, attrs: Partial<Rta> = {}): Rte {
  const [address, length] = text.split("/") as [string, string];
  const net: Net = { address: ip(address), length: Number(length), routes: null };
  const src = { proto: from ?? { instance: {} }, privateId: 0, globalId: 1 };
  const base = { src, source: 1, scope: 4, cast: 0, dest: 2, gw: ipv4(0, 0, 0, 0), from: 0 };
  const rest = { iface: null, nexthops: [], hostentry: null, igpMetric: 0, eattrs: [] };
  return {
    net,
    next: null,
    sender: null,
    attrs: { ...base, ...rest, ...attrs },
    pref: 200,
    flags: 0,
    lastmod: 0,
  } as unknown as Rte;
}
