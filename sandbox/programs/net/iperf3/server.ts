/** iperf3 -s: one test after the other. iperf_server_api.c. */
import { type Errno, strerror } from "../../../kernel/errno.ts";
import type { Process } from "../../../kernel/proc/process.ts";
import type { Proc } from "../../../kernel/proc/wait.ts";
import type { InetSocket } from "../../../kernel/socket/inet.ts";
import { openTcpSocket, openUdpSocket } from "../../../kernel/socket/open.ts";
import { closeStream, writeAll } from "../../../kernel/socket/stream.ts";
import type { IpAddr, StreamSocket } from "../../../kernel/socket/types.ts";
import { decodeUtf8 } from "../../../sim/utf8.ts";
import { resolve } from "../resolve.ts";
import { closeDatagram, device, fdOf } from "./client.ts";
import {
  ACCESS_DENIED,
  CLIENT_TERMINATE,
  COOKIE_BYTES,
  CREATE_STREAMS,
  DISPLAY_RESULTS,
  EXCHANGE_RESULTS,
  IPERF_DONE,
  PARAM_EXCHANGE,
  readBytes,
  readJson,
  sendResults,
  sendState,
  SERVER_TERMINATE,
  takeResults,
  TEST_END,
  TEST_RUNNING,
  TEST_START,
  withParameters,
} from "./control.ts";
import { printConnect, printStart, printStreamConnect, shown, systemInfo } from "./intro.ts";
import { endOf, JsonReport } from "./json-report.ts";
import type { Options } from "./options.ts";
import { Printer } from "./printer.ts";
import { printIntervals, printResults } from "./report.ts";
import { Stream } from "./stream.ts";
import { Test } from "./test.ts";
import { VERSION } from "./usage.ts";

const RULE = "-----------------------------------------------------------\n";
const BACKLOG = 2_147_483_647;
const UDP_REPLY = new Uint8Array([0x36, 0x37, 0x38, 0x39]);

type Ended = "ok" | "failed" | "terminated";

/** The server until it is ended: exit status. */
export function* runServer(proc: Process, o: Options, pidFile: () => void): Proc<number> {
  const server = new Server(proc, o);
  try {
    return yield* server.run();
  } finally {
    pidFile();
  }
}

class Server {
  private readonly proc: Process;
  private readonly o: Options;
  private readonly out: Printer;
  private listener: StreamSocket | null = null;
  private test: Test | null = null;
  private json: JsonReport;
  /** The next stream of a UDP test comes to this one. */
  private udp: InetSocket | null = null;
  private cookie: Uint8Array = new Uint8Array(0);
  private hasUrandom = false;

  constructor(proc: Process, o: Options) {
    this.proc = proc;
    this.o = o;
    this.out = new Printer(proc, o);
    this.json = new JsonReport(proc);
  }

  *run(): Proc<number> {
    const { proc, out, o } = this;
    const logged = out.openLog();
    if (logged !== null) {
      yield* proc.warn(
        `iperf3: error - unable to open log file: ${strerror(logged as Errno)}\niperf3: exiting\n`,
      );
      return 1;
    }
    for (const signal of ["INT", "TERM", "HUP"] as const) proc.trap(signal);
    proc.ignore("PIPE");
    for (let number = 1; ; number++) {
      const refused = yield* this.open();
      if (refused !== null) {
        yield* out.error(`error - unable to start listener for connections: ${strerror(refused)}`);
        yield* out.error("exiting");
        yield* out.flush();
        return 1;
      }
      this.json = new JsonReport(proc);
      if (o.verbose && !o.json) {
        yield* out.line(`${VERSION}\n`);
        yield* out.line(`${systemInfo(proc)}\n`);
        yield* out.flush();
      }
      if (!o.json) {
        yield* out.line(RULE);
        yield* out.line(`Server listening on ${o.port} (test #${number})\n`);
        yield* out.line(RULE);
      }
      const ended = yield* this.one();
      if (ended === "ok" && o.json) yield* out.raw(this.json.print());
      this.cleanUp();
      yield* out.flush();
      if (ended === "terminated") return 1;
      if (o.oneOff) return 0;
    }
  }

  private *open(): Proc<Errno | null> {
    const { o, proc } = this;
    if (this.listener !== null) return null;
    let address: IpAddr = o.family === 4 ? (0 as IpAddr) : ("::" as IpAddr);
    if (o.bind !== null) {
      const found = yield* resolve(proc, o.bind, o.family);
      if ("error" in found) return "EADDRNOTAVAIL";
      address = found.addresses[0]?.address ?? address;
    }
    const socket = openTcpSocket(proc, typeof address === "string" ? 6 : 4);
    socket.options.reuseAddress = true;
    socket.options.v6Only = o.family === 6;
    const refused =
      (o.device === null ? null : socket.bindToDevice(o.device)) ??
      socket.bind(address, o.port) ??
      socket.listen(BACKLOG);
    if (refused === null) this.listener = socket;
    else closeStream(proc, socket);
    return refused;
  }

  private cleanUp(): void {
    const { proc, test } = this;
    for (const stream of test?.streams ?? []) this.closeOne(stream);
    if (test !== null) closeStream(proc, test.control);
    if (this.udp !== null) closeDatagram(proc, this.udp);
    if (this.listener !== null) closeStream(proc, this.listener);
    this.listener = null;
    this.udp = null;
    this.test = null;
    for (const [fd, { file }] of proc.fds) if (file.path.startsWith("/tmp/iperf3.")) proc.close(fd);
  }

  private closeOne(stream: Stream): void {
    if (stream.tcp !== null) closeStream(this.proc, stream.tcp);
    if (stream.udp !== null) closeDatagram(this.proc, stream.udp);
  }

  // ── one test ───────────────────────────────────────────────────────────────────────────────

  private *one(): Proc<Ended> {
    const { proc } = this;
    for (;;) {
      if (proc.takeSignal() !== null) return yield* this.interrupted();
      const listener = this.listener as StreamSocket;
      const { test } = this;
      const socket = listener.accept();
      if (socket !== null) {
        const ended = yield* this.accepted(socket);
        if (ended !== null) return ended;
        continue;
      }
      if (test === null) {
        yield* proc.wait("do_select", [listener.readable]);
        continue;
      }
      if (test.controlReady) {
        const ended = yield* this.message(test);
        if (ended !== null) return ended;
        continue;
      }
      if (yield* this.udpStream(test)) continue;
      const busy = yield* this.data(test);
      yield* test.timers();
      if (busy) continue;
      const queues = [listener.readable, ...test.queues()];
      if (this.udp !== null) queues.push(this.udp.readable);
      const due = test.nextTimer();
      if (due > proc.now) yield* proc.wait("do_select", queues, due);
    }
  }

  private *data(test: Test): Proc<boolean> {
    if (!test.running) return false;
    const came = yield* test.receive();
    if (typeof came === "string" || test.done || test.reached) return came === true;
    const sent = yield* test.send();
    return came || sent === true;
  }

  private *interrupted(): Proc<Ended> {
    const { test, out } = this;
    if (test !== null) {
      if (test.running) {
        test.finish();
        if (!this.o.json) {
          yield* printIntervals(test);
          yield* printResults(test);
        }
      }
      yield* sendState(test, SERVER_TERMINATE);
    }
    if (this.o.json) {
      this.json.error = "interrupt - the server has terminated";
      yield* out.raw(this.json.print());
    } else yield* out.error("interrupt - the server has terminated");
    return "terminated";
  }

  /** A connection: the control one, a stream's, or one too many. Null: go on. */
  private *accepted(socket: StreamSocket): Proc<Ended | null> {
    const { proc, test } = this;
    proc.install(socket);
    if (test !== null && (test.running || test.udp || test.streams.length >= wanted(test))) {
      yield* writeAll(proc, socket, new Uint8Array([ACCESS_DENIED]));
      closeStream(proc, socket);
      return null;
    }
    socket.options.noDelay = test === null;
    const cookie = yield* readBytes(proc, socket, COOKIE_BYTES);
    if (test === null) return yield* this.begin(socket, cookie);
    if (cookie.some((b, i) => b !== this.cookie[i])) {
      yield* writeAll(proc, socket, new Uint8Array([ACCESS_DENIED]));
      closeStream(proc, socket);
      return null;
    }
    if (test.o.window > 0) {
      socket.setBuffer("send", test.o.window);
      socket.setBuffer("receive", test.o.window);
    }
    yield* this.addStream(test, socket);
    return null;
  }

  /** iperf_accept and iperf_exchange_parameters. */
  private *begin(socket: StreamSocket, cookie: Uint8Array): Proc<Ended | null> {
    const { proc, out } = this;
    this.cookie = cookie;
    if ((yield* writeAll(proc, socket, new Uint8Array([PARAM_EXCHANGE]))) !== null) return "failed";
    const told = yield* readJson(proc, socket);
    if (told === null || told === "short") {
      if (told === "short" && !this.o.json)
        yield* out.line("WARNING:  Size of data read does not correspond to offered length\n");
      closeStream(proc, socket);
      if (this.o.json) this.json.error = "unable to receive parameters from client: ";
      else yield* out.error("error - unable to receive parameters from client: ");
      return "failed";
    }
    const test = new Test(proc, withParameters(this.o, told), out, true, socket);
    this.test = test;
    test.cookie = decodeUtf8(cookie).replace(/\0.*$/s, "");
    this.json.begin(test);
    if (test.udp) yield* this.openUdp(test);
    yield* sendState(test, CREATE_STREAMS);
    yield* printConnect(test, { host: shown(socket.remoteAddress), port: socket.remotePort }, 0);
    return null;
  }

  private *addStream(test: Test, socket: StreamSocket | InetSocket): Proc<void> {
    const [first = true, second = false] = test.directions;
    const sender = test.streams.length < test.o.streams ? first : second;
    const stream = new Stream(fdOf(this.proc, socket), sender, socket);
    this.proc.install(device("/tmp/iperf3.XXXXXX (deleted)"));
    if (!this.hasUrandom) this.proc.install(device("/dev/urandom"));
    this.hasUrandom = true;
    test.streams.push(stream);
    yield* printStreamConnect(test, stream);
    if (test.streams.length < wanted(test)) return;
    yield* printStart(test);
    test.begin();
    yield* sendState(test, TEST_START);
    yield* sendState(test, TEST_RUNNING);
  }

  // ── UDP ────────────────────────────────────────────────────────────────────────────────────

  private *openUdp(_test: Test): Proc<void> {
    const socket = openUdpSocket(this.proc);
    socket.reuseAddress = true;
    let address: IpAddr = 0 as IpAddr;
    if (this.o.bind !== null) {
      const found = yield* resolve(this.proc, this.o.bind, 4);
      if (!("error" in found)) address = found.addresses[0]?.address ?? address;
    }
    if (typeof address !== "string") socket.bind(address, this.o.port);
    this.udp = socket;
  }

  /** iperf_udp_accept: who sends to the free socket has it. */
  private *udpStream(test: Test): Proc<boolean> {
    const { udp } = this;
    if (udp === null || test.running) return false;
    const got = udp.recv();
    if (got === null) return false;
    udp.connect(got.src, got.srcPort);
    udp.tos = test.o.tos;
    yield* this.openUdp(test);
    udp.send(UDP_REPLY, null);
    yield* this.addStream(test, udp);
    return true;
  }

  // ── what the client says ───────────────────────────────────────────────────────────────────

  private *message(test: Test): Proc<Ended | null> {
    const { out } = this;
    const got = test.control.recv(1);
    if (got === null) return null;
    if (typeof got === "string" || got.length === 0) {
      if (!this.o.json) yield* out.error("the client has unexpectedly closed the connection");
      return "failed";
    }
    switch (got[0]) {
      case TEST_START:
        return null;
      case TEST_END:
        return yield* this.testEnd(test);
      case IPERF_DONE:
        return "ok";
      case CLIENT_TERMINATE:
        if (!this.o.json) {
          yield* printIntervals(test);
          yield* printResults(test);
          yield* out.error("the client has terminated");
        }
        return "failed";
      default:
        if (!this.o.json) yield* out.error("error - received an unknown control message");
        return "failed";
    }
  }

  private *testEnd(test: Test): Proc<Ended | null> {
    test.running = false;
    test.finish();
    for (const stream of test.streams) this.closeOne(stream);
    yield* sendState(test, EXCHANGE_RESULTS);
    if (!(yield* takeResults(test)) || !(yield* sendResults(test))) {
      yield* this.out.error("error - unable to receive results: ");
      return "failed";
    }
    yield* sendState(test, DISPLAY_RESULTS);
    if (this.o.json) this.json.finish(test, endOf(test));
    else {
      yield* printIntervals(test);
      yield* printResults(test);
    }
    return null;
  }
}

function wanted(test: Test): number {
  return test.o.streams * test.directions.length;
}
