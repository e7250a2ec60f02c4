/** iperf3 -c: connects, says what it wants, sends or receives, and compares notes. iperf_client_api.c. */
import { type Errno, strerror } from "../../../kernel/errno.ts";
import { type OpenFile, NullFile } from "../../../kernel/proc/file.ts";
import type { Process } from "../../../kernel/proc/process.ts";
import type { Proc } from "../../../kernel/proc/wait.ts";
import type { InetSocket } from "../../../kernel/socket/inet.ts";
import { openTcpSocket, openUdpSocket } from "../../../kernel/socket/open.ts";
import { closeStream, connectStream, writeAll } from "../../../kernel/socket/stream.ts";
import type { IpAddr, StreamSocket } from "../../../kernel/socket/types.ts";
import { resolve } from "../resolve.ts";
import {
  ACCESS_DENIED,
  CLIENT_TERMINATE,
  cookieBytes,
  CREATE_STREAMS,
  DISPLAY_RESULTS,
  EXCHANGE_RESULTS,
  IPERF_DONE,
  makeCookie,
  PARAM_EXCHANGE,
  parameters,
  sendResults,
  sendState,
  SERVER_ERROR,
  SERVER_TERMINATE,
  takeResults,
  TEST_END,
  TEST_RUNNING,
  TEST_START,
  writeJson,
} from "./control.ts";
import { endOf, JsonReport } from "./json-report.ts";
import { printConnect, printStart, printStreamConnect, systemInfo } from "./intro.ts";
import type { Options } from "./options.ts";
import { Printer } from "./printer.ts";
import { printIntervals, printResults } from "./report.ts";
import { Stream } from "./stream.ts";
import { Test } from "./test.ts";
import { VERSION } from "./usage.ts";

const CONNECT = "unable to connect to server";
const UDP_CONNECT = new Uint8Array([0x39, 0x38, 0x37, 0x36]);
const UDP_REPLY_US = 30_000_000;
const DEFAULT_TCP_LENGTH = 131_072;
const DEFAULT_UDP_RATE = 1_048_576;
const DEFAULT_SECONDS = 10;

/** What ends a test early: the words after `error - `, or what a signal says. */
type Stop = { readonly error: string } | { readonly said: string };

export function* runClient(proc: Process, asked: Options): Proc<number> {
  const o = withDefaults(asked);
  const out = new Printer(proc, o);
  const client = new Client(proc, o, out);
  const stop = yield* client.run();
  const json = client.json;
  if (stop !== null) {
    const text = "error" in stop ? `error - ${stop.error}` : stop.said;
    if (o.json) json.error = "error" in stop ? stop.error : stop.said;
    else yield* out.error(text);
  }
  if (o.json) yield* out.raw(json.print());
  yield* out.flush();
  return stop === null || ("error" in stop && o.json) ? 0 : 1;
}

function withDefaults(o: Options): Options {
  const open = o.bytes === 0 && o.blocks === 0;
  return {
    ...o,
    seconds: open ? (o.seconds ?? DEFAULT_SECONDS) : 0,
    length: o.length > 0 || o.udp ? o.length : DEFAULT_TCP_LENGTH,
    rate: o.rate ?? (o.udp ? DEFAULT_UDP_RATE : 0),
  };
}

class Client {
  readonly json: JsonReport;
  private readonly proc: Process;
  private o: Options;
  private readonly out: Printer;
  private mss = 0;
  private server: IpAddr = 0 as IpAddr;

  constructor(proc: Process, o: Options, out: Printer) {
    this.proc = proc;
    this.o = o;
    this.out = out;
    this.json = new JsonReport(proc);
  }

  *run(): Proc<Stop | null> {
    const { proc, out } = this;
    const logged = out.openLog();
    if (logged !== null) return { error: `unable to open log file: ${strerror(logged as Errno)}` };
    for (const signal of ["INT", "TERM", "HUP"] as const) proc.trap(signal);
    proc.ignore("PIPE");
    if (this.o.verbose && !this.o.json) {
      yield* out.line(`${VERSION}\n`);
      yield* out.line(`${systemInfo(proc)}\n`);
      yield* out.flush();
    }
    // /dev/urandom stays open.
    proc.install(device("/dev/urandom"));
    const control = yield* this.dial(0);
    if (!isSocket(control)) return { error: `${CONNECT}: ${control}` };
    control.options.noDelay = true;
    this.mss = control.info.mss;
    yield* this.blockSize();
    const test = new Test(proc, this.o, out, false, control);
    test.cookie = makeCookie(proc);
    this.json.begin(test);
    yield* writeAll(proc, control, cookieBytes(test.cookie));
    return yield* this.loop(test);
  }

  /** netdial: a connected socket, or strerror's words. */
  private *dial(localPort: number): Proc<StreamSocket | string> {
    const { proc, o } = this;
    const found = yield* resolve(proc, o.host, o.family);
    if ("error" in found) return found.error;
    const [to] = found.addresses;
    if (to === undefined) return "Name or service not known";
    const socket = openTcpSocket(proc, to.family);
    this.server = to.address;
    socket.options.tos = localPort < 0 ? 0 : o.tos;
    const refused = yield* this.prepare(socket, localPort);
    if (refused !== null) return refused;
    const until = o.connectTimeoutUs >= 0 ? proc.now + o.connectTimeoutUs : Infinity;
    const errno = yield* connectStream(proc, socket, to.address, o.port, until);
    if (errno === null) return socket;
    closeStream(proc, socket);
    const late = errno === "ETIMEDOUT" && proc.now >= until;
    return strerror(late ? "EINPROGRESS" : errno);
  }

  /** --bind-dev and -B. */
  private *prepare(socket: StreamSocket | InetSocket, localPort: number): Proc<string | null> {
    const { o, proc } = this;
    if (o.device !== null) {
      const refused = socket.bindToDevice(o.device);
      if (refused !== null) return strerror(refused);
    }
    if (o.bind === null && localPort <= 0) return null;
    let from: IpAddr = 0 as IpAddr;
    if (o.bind !== null) {
      const found = yield* resolve(proc, o.bind, o.family);
      if ("error" in found) return found.error;
      from = found.addresses[0]?.address ?? from;
    }
    const refused = bindTo(socket, from, Math.max(0, localPort));
    return refused === null ? null : strerror(refused);
  }

  private *blockSize(): Proc<void> {
    const { o, mss, out } = this;
    if (o.verbose && !o.json) yield* out.line(`Control connection MSS ${mss}\n`);
    if (!o.udp) return;
    if (o.length === 0) {
      this.o = { ...o, length: mss };
      if (o.verbose && !o.json) yield* out.line(`Setting UDP block size to ${mss}\n`);
    } else if (o.length > mss)
      yield* this.proc.warn(
        `warning: UDP block size ${o.length} exceeds TCP MSS ${mss}, may result in fragmentation / drops\n`,
      );
  }

  // ── while it runs ──────────────────────────────────────────────────────────────────────────

  private *loop(test: Test): Proc<Stop | null> {
    const { proc } = this;
    for (;;) {
      if (proc.takeSignal() !== null) return yield* this.interrupted(test);
      if (test.controlReady) {
        const ended = yield* this.message(test);
        if (ended !== undefined) return ended;
        continue;
      }
      const busy = yield* this.data(test);
      if (typeof busy === "string") return { error: busy };
      yield* test.timers();
      if (test.running && !test.done && test.reached) test.done = true;
      if (test.running && test.done) {
        test.running = false;
        test.finish();
        yield* sendState(test, TEST_END);
      }
      if (!busy && !test.controlReady) {
        const due = test.nextTimer();
        if (due > proc.now) yield* proc.wait("do_select", test.queues(), due);
      }
    }
  }

  /** What can be moved now; or why it cannot. */
  private *data(test: Test): Proc<boolean | string> {
    const came = yield* test.receive();
    if (typeof came === "string" && test.running)
      return `unable to read from stream socket: ${strerror(came)}`;
    if (!test.running || test.done) return came === true;
    const sent = yield* test.send();
    if (typeof sent === "string") return `unable to write to stream socket: ${strerror(sent)}`;
    return came === true || sent;
  }

  /** sigend and iperf_got_sigend. */
  private *interrupted(test: Test): Proc<Stop> {
    if (test.streams.length > 0 && test.running) {
      test.finish();
      if (!this.o.json) {
        yield* printIntervals(test);
        yield* printResults(test);
      }
    }
    yield* sendState(test, CLIENT_TERMINATE);
    return { said: "interrupt - the client has terminated" };
  }

  /** One state byte from the server. Undefined: go on. */
  private *message(test: Test): Proc<Stop | null | undefined> {
    const got = test.control.recv(1);
    if (got === null) return undefined;
    if (typeof got === "string")
      return { error: `unable to receive control message: ${strerror(got)}` };
    if (got.length === 0) {
      if (test.running && !this.o.json) yield* printIntervals(test);
      return { error: "control socket has closed unexpectedly" };
    }
    switch (got[0]) {
      case PARAM_EXCHANGE:
        yield* writeJson(test, parameters(this.o, this.o.udp));
        yield* printConnect(test, { host: this.o.host, port: this.o.port }, this.mss);
        return undefined;
      case CREATE_STREAMS:
        return yield* this.createStreams(test);
      case TEST_START:
        yield* printStart(test);
        return undefined;
      case TEST_RUNNING:
        test.begin();
        return undefined;
      case EXCHANGE_RESULTS:
        if (!(yield* sendResults(test))) return { error: "unable to send results: " };
        return (yield* takeResults(test)) ? undefined : { error: "unable to receive results: " };
      case DISPLAY_RESULTS:
        return yield* this.end(test);
      case ACCESS_DENIED:
        return { error: "the server is busy running a test. try again later" };
      case SERVER_TERMINATE:
        if (!this.o.json && test.streams.length > 0) {
          yield* printIntervals(test);
          yield* printResults(test);
        }
        return { error: "the server has terminated" };
      case SERVER_ERROR:
        return { error: "test initialization failed: " };
      default:
        return { error: "received an unknown control message" };
    }
  }

  private *end(test: Test): Proc<null> {
    for (const stream of test.streams) {
      if (stream.tcp !== null) closeStream(this.proc, stream.tcp);
      else if (stream.udp !== null) closeDatagram(this.proc, stream.udp);
    }
    if (this.o.json) this.json.finish(test, endOf(test));
    else {
      yield* printIntervals(test);
      yield* printResults(test);
    }
    yield* sendState(test, IPERF_DONE);
    if (!this.o.json) {
      yield* this.out.line("\n");
      yield* this.out.line("iperf Done.\n");
    }
    return null;
  }

  // ── streams ────────────────────────────────────────────────────────────────────────────────

  private *createStreams(test: Test): Proc<Stop | undefined> {
    for (const sender of test.directions) {
      for (let i = 0; i < this.o.streams; i++) {
        const port = this.o.clientPort > 0 ? this.o.clientPort + i : 0;
        const made = this.o.udp ? yield* this.dialUdp(port) : yield* this.dialTcp(test, port);
        if (typeof made === "string") return { error: made };
        const stream = new Stream(fdOf(this.proc, made), sender, made);
        // The file with the block that is sent.
        this.proc.install(device("/tmp/iperf3.XXXXXX (deleted)"));
        test.streams.push(stream);
        yield* printStreamConnect(test, stream);
      }
    }
    return undefined;
  }

  private *dialTcp(test: Test, port: number): Proc<StreamSocket | string> {
    const { o, proc } = this;
    if (o.congestion !== null && o.congestion !== test.congestionUsed)
      return "unable to set TCP_CONGESTION: Supplied congestion control algorithm not supported on this host";
    const socket = openTcpSocket(proc, typeof this.server === "string" ? 6 : 4);
    const refused = yield* this.prepare(socket, port);
    if (refused !== null) return `unable to connect stream: ${refused}`;
    socket.options.noDelay = o.noDelay;
    socket.options.tos = o.tos;
    if (o.window > 0) {
      socket.setBuffer("send", o.window);
      socket.setBuffer("receive", o.window);
    }
    this.json.buffers(socket.sndbuf, socket.rcvbuf);
    const errno = yield* connectStream(proc, socket, this.server, o.port);
    if (errno !== null) return `unable to connect stream: ${strerror(errno)}`;
    yield* writeAll(proc, socket, cookieBytes(test.cookie));
    return socket;
  }

  /** iperf_udp_connect: four bytes there and back, so that the server knows the port. */
  private *dialUdp(port: number): Proc<InetSocket | string> {
    const { o, proc } = this;
    if (typeof this.server === "string") return "underlay does not simulate UDP over IPv6";
    const socket = openUdpSocket(proc);
    const refused = yield* this.prepare(socket, port);
    if (refused !== null) return `unable to connect stream: ${refused}`;
    socket.tos = o.tos;
    if (o.dontFragment) socket.pmtu = "do";
    this.json.buffers(212_992, 212_992);
    const errno = socket.connect(this.server, o.port) ?? socket.send(UDP_CONNECT, null);
    if (errno !== null) return `unable to connect stream: ${strerror(errno)}`;
    const until = proc.now + UDP_REPLY_US;
    while (socket.recv() === null) {
      const error = socket.recvError();
      if (error !== null) return `unable to read from stream socket: ${strerror(error.errno)}`;
      if (proc.now >= until) return `unable to read from stream socket: ${strerror("EAGAIN")}`;
      if (proc.hasSignal) return `unable to read from stream socket: ${strerror("EINTR")}`;
      yield* proc.wait("skb_wait_for_more_packets", [socket.readable], until);
    }
    return socket;
  }
}

function isSocket(one: StreamSocket | string): one is StreamSocket {
  return typeof one !== "string";
}

function bindTo(socket: StreamSocket | InetSocket, from: IpAddr, port: number): Errno | null {
  if (!("flavour" in socket)) return socket.bind(from, port);
  return typeof from === "string" ? "EAFNOSUPPORT" : socket.bind(from, port);
}

export function fdOf(proc: Process, file: OpenFile): number {
  for (const [fd, descriptor] of proc.fds) if (descriptor.file === file) return fd;
  return -1;
}

/** A file that only holds its descriptor. */
export function device(path: string): OpenFile {
  const file = new NullFile();
  return {
    kind: "device",
    path,
    read: () => file.read(),
    write: () => file.write(),
    release: () => undefined,
  };
}

export function closeDatagram(proc: Process, socket: InetSocket): void {
  const fd = fdOf(proc, socket);
  if (fd >= 0) proc.close(fd);
  else socket.close();
}
