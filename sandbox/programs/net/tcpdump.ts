/**
 * tcpdump(8) 4.99.3 on libpcap 1.10.3: live captures, pcap files, the filter language, statistics.
 * Printing is wire/tcpdump-print.ts, filtering wire/filter.ts. Left out: -d, -C, -G, -E, -z, -V, --nano, MIBs;
 * a protocol that is not decoded is named in its line: `[snmp: not decoded by Underlay]`.
 *
 * When standard output is no terminal the kernel hands packets over in blocks, at most a second late
 * (TPACKET_V3), and what a block still holds when a signal ends tcpdump is lost: as on a real host.
 */
import { concat } from "../../wire/write.ts";
import { strerror } from "../../kernel/errno.ts";
import type { NetDevice } from "../../kernel/device.ts";
import { PACKET_OUTGOING } from "../../kernel/packet.ts";
import { NullFile, type OpenFile } from "../../kernel/proc/file.ts";
import type { Process, Program } from "../../kernel/proc/process.ts";
import type { Proc } from "../../kernel/proc/wait.ts";
import { openPacketSocket } from "../../kernel/socket/open.ts";
import type { CaptureSocket } from "../../kernel/socket/packet.ts";
import type { CapturedFrame } from "../../kernel/socket/types.ts";
import { parseIpv4, parseIpv6 } from "../../wire/addr.ts";
import { put16, put32 } from "../../wire/bytes.ts";
import { compileFilter, type PacketFilter } from "../../wire/filter.ts";
import { type CaptureReader, openCapture, pcapFileHeader, pcapRecord } from "../../wire/pcap.ts";
import { LINKTYPE, PacketPrinter } from "../../wire/tcpdump-print.ts";
import { hostsFile, nameOf } from "./resolve.ts";
import { devicesInOrder, listDevices, listLinkTypes } from "./tcpdump-devices.ts";
import { parseTcpdump, type TcpdumpOptions } from "./tcpdump-options.ts";
import { linkTypeName, linkTypeText } from "./tcpdump-text.ts";

/** Around an address whose name is still to be asked for. */
const MARK = "\u0000";

export const tcpdump: Program = {
  name: "tcpdump",
  paths: ["/usr/bin/tcpdump", "/usr/sbin/tcpdump"],
  summary: "tcpdump - dump traffic on a network",
  main,
};

const BLOCK_TIMEOUT_US = 1_000_000;
/** About what one of libpcap's blocks holds. */
const BLOCK_FRAMES = 500;
const BUFFER_BYTES = 4096;
const READ_LIMIT = 64 << 20;

function* main(proc: Process, argv: readonly string[]): Proc<number> {
  const o = parseTcpdump(argv);
  if ("status" in o) {
    if (o.out !== "") yield* proc.print(o.out);
    if (o.err !== "") yield* proc.warn(o.err);
    return o.status;
  }
  if (o.listDevices) {
    yield* proc.print(listDevices(proc));
    return 0;
  }
  return o.read === null ? yield* capture(proc, o) : yield* readFile(proc, o, o.read);
}

function* fail(proc: Process, text: string): Proc<number> {
  yield* proc.warn(`tcpdump: ${text}\n`);
  return 1;
}

/** -F: its words take the place of the command line's. Null: read, or none asked for. */
function readFilter(proc: Process, o: TcpdumpOptions): string | null {
  if (o.filterFile === null) return null;
  const text = proc.host.fs.readText(o.filterFile, proc);
  if (typeof text === "string") return `can't open ${o.filterFile}: ${strerror(text)}`;
  o.expression = text.text.replace(/#.*/g, "");
  return null;
}

function compile(
  proc: Process,
  o: TcpdumpOptions,
  linkType: number,
  netmask: number,
): { matches: PacketFilter } | { error: string } {
  return compileFilter(o.expression, linkType, {
    netmask,
    savefile: o.read !== null,
    resolve: (name) => {
      const v4: number[] = [];
      const v6: string[] = [];
      for (const entry of hostsFile(proc)) {
        if (!entry.names.includes(name)) continue;
        const a = parseIpv4(entry.address);
        const b = parseIpv6(entry.address);
        if (a !== null) v4.push(a);
        else if (b !== null) v6.push(b);
      }
      return v4.length + v6.length === 0 ? null : { v4, v6 };
    },
  });
}

/** Where packets go: printed lines through stdio's buffer, records to a file through another. */
class Sink {
  private readonly proc: Process;
  private readonly o: TcpdumpOptions;
  private readonly printer: PacketPrinter;
  private readonly out: OpenFile | null;
  private readonly printing: boolean;
  private readonly prompt: boolean;
  private text = "";
  private chunks: Uint8Array[] = [];
  private held = 0;
  /** Names of addresses asked for so far; null: it has none. */
  private readonly names = new Map<string, string | null>();
  /** Addresses in the packet being printed that must be asked for first. */
  private unnamed: string[] = [];

  constructor(
    proc: Process,
    o: TcpdumpOptions,
    linkType: number,
    snaplen: number,
    out: OpenFile | null,
  ) {
    this.proc = proc;
    this.o = o;
    this.out = out;
    this.printing = out === null || o.print;
    this.prompt = o.lineBuffered || proc.isatty(1);
    this.printer = new PacketPrinter(
      {
        n: o.n,
        e: o.e,
        q: o.q,
        v: o.v,
        x: o.x,
        X: o.X,
        A: o.A,
        t: o.t,
        S: o.S,
        K: o.K,
        number: o.number,
        force: o.force,
        hostName: (address) => this.named(address),
        interfaceName: (index) => proc.place.netns.devices.get(index)?.name ?? "?",
      },
      linkType,
    );
    if (out !== null) this.hold(pcapFileHeader(linkType, snaplen));
  }

  private hold(bytes: Uint8Array): void {
    this.chunks.push(bytes);
    this.held += bytes.length;
  }

  *packet(
    unixUs: number,
    bytes: Uint8Array,
    start: number,
    end: number,
    length: number,
  ): Proc<void> {
    if (this.out !== null) {
      this.hold(pcapRecord(unixUs, bytes, start, end, length));
      if (this.o.packetBuffered || this.held >= BUFFER_BYTES) yield* this.flushFile();
    }
    if (!this.printing || this.o.countOnly) return;
    const micros = unixUs % 1_000_000;
    const seconds = (unixUs - micros) / 1_000_000;
    let text = this.printer.print({ seconds, micros, bytes, start, end, length });
    while (this.unnamed.length > 0) {
      const address = this.unnamed.pop() as string;
      const name = yield* nameOf(this.proc, address);
      this.names.set(address, name);
      text = text.replaceAll(`${MARK}${address}${MARK}`, name ?? address);
    }
    this.text += text;
    if (this.prompt || this.text.length >= BUFFER_BYTES) yield* this.flushText();
  }

  /** The name of an address, or a mark that {@link packet} replaces once it has asked. */
  private named(address: string): string | null {
    const known = this.names.get(address);
    if (known !== undefined) return known;
    if (!this.unnamed.includes(address)) this.unnamed.push(address);
    return `${MARK}${address}${MARK}`;
  }

  *flushText(): Proc<void> {
    if (this.text === "") return;
    const text = this.text;
    this.text = "";
    yield* this.proc.print(text);
  }

  *flushFile(): Proc<void> {
    if (this.out === null || this.held === 0) return;
    const all = concat(this.chunks);
    this.chunks = [];
    this.held = 0;
    yield* this.out.write(this.proc, all);
  }

  /** A newline of main's own: after an interrupt. */
  newline(): void {
    this.text += "\n";
  }

  *close(): Proc<void> {
    yield* this.flushText();
    yield* this.flushFile();
  }
}

function openOutput(
  proc: Process,
  o: TcpdumpOptions,
): OpenFile | null | { readonly error: string } {
  if (o.write === null) return null;
  if (o.write === "-") return proc.file(1) ?? { error: "stdout: Bad file descriptor" };
  const opened = proc.host.fs.open(o.write, proc, { write: true, create: true, truncate: true });
  return typeof opened === "string" ? { error: `${o.write}: ${strerror(opened)}` } : opened;
}

// ── reading a file ───────────────────────────────────────────────────────────────────────────

function* readFile(proc: Process, o: TcpdumpOptions, path: string): Proc<number> {
  let file: Uint8Array;
  if (path === "-") {
    const all = yield* readStdin(proc);
    if (all === null)
      return yield* fail(proc, "underlay does not read more than 64 MiB from a pipe");
    file = all;
  } else {
    const got = proc.host.fs.readFile(path, proc);
    if (typeof got === "string") return yield* fail(proc, `${path}: ${strerror(got)}`);
    file = got;
  }
  const reader = openCapture(file);
  if ("error" in reader) return yield* fail(proc, reader.error);
  const { snaplen, linkType: link } = reader.header;
  yield* proc.warn(
    `reading from file ${path}, link-type ${linkTypeText(link)}, snapshot length ${snaplen}\n`,
  );
  if (link === LINKTYPE.LINUX_SLL2 && o.write === null)
    yield* proc.warn("Warning: interface names might be incorrect\n");
  const unread = readFilter(proc, o);
  if (unread !== null) return yield* fail(proc, unread);
  const filter = compile(proc, o, link, 0);
  if ("error" in filter) return yield* fail(proc, filterWords(filter.error));
  if (o.dump)
    return yield* fail(
      proc,
      "underlay does not simulate -d (filters are not compiled to BPF here)",
    );
  const out = openOutput(proc, o);
  if (out !== null && "error" in out) return yield* fail(proc, out.error);
  const sink = new Sink(proc, o, link, snaplen, out);
  proc.trap("INT");
  const result = yield* replay(proc, o, file, reader, filter.matches, sink);
  if (result.interrupted) sink.newline();
  yield* sink.close();
  if (result.problem !== null) yield* proc.warn(`tcpdump: pcap_loop: ${result.problem}\n`);
  if (o.countOnly) yield* proc.print(`${result.seen} packet${result.seen === 1 ? "" : "s"}\n`);
  return result.problem === null ? 0 : 1;
}

function* replay(
  proc: Process,
  o: TcpdumpOptions,
  file: Uint8Array,
  reader: CaptureReader,
  matches: PacketFilter,
  sink: Sink,
): Proc<{ seen: number; problem: string | null; interrupted: boolean }> {
  let seen = 0;
  for (let i = 0; ; i++) {
    const record = reader.next();
    if (record === null) return { seen, problem: null, interrupted: false };
    if ("error" in record) return { seen, problem: record.error, interrupted: false };
    if (i % 64 === 63) {
      yield* proc.spend(100);
      if (proc.hasSignal) return { seen, problem: null, interrupted: true };
    }
    if (!matches(file, record.start, record.end, record.length)) continue;
    seen++;
    const unixUs = record.seconds * 1_000_000 + record.micros;
    yield* sink.packet(unixUs, file, record.start, record.end, record.length);
    if (o.count > 0 && seen >= o.count) return { seen, problem: null, interrupted: false };
  }
}

function* readStdin(proc: Process): Proc<Uint8Array | null> {
  const parts: Uint8Array[] = [];
  let total = 0;
  for (;;) {
    const chunk = yield* proc.read(0);
    if (chunk === null) break;
    parts.push(chunk);
    total += chunk.length;
    if (total > READ_LIMIT) return null;
  }
  return concat(parts);
}

function filterWords(error: string): string {
  return `can't parse filter expression: ${error}`.replace(
    /^can't parse filter expression: (?!syntax error|illegal token)/,
    "",
  );
}

// ── capturing ────────────────────────────────────────────────────────────────────────────────

function* capture(proc: Process, o: TcpdumpOptions): Proc<number> {
  const { netns } = proc.place;
  let name = o.device;
  if (name === null) name = devicesInOrder(proc)[0] ?? "any";
  else if (/^\d+$/.test(name) && netns.device(name) === null) {
    const listed = devicesInOrder(proc)[Number(name) - 1];
    if (listed === undefined) return yield* fail(proc, "Invalid adapter index");
    name = listed;
  }
  const any = name === "any";
  const device = any ? null : netns.device(name);
  if (!any && device === null)
    return yield* fail(proc, `${name}: No such device exists\n(No such device exists)`);
  if (!proc.isRoot) {
    return yield* fail(
      proc,
      `${name}: You don't have permission to perform this capture on that device\n(socket: Operation not permitted)`,
    );
  }
  // Only `-i any` in so many words asks for the second version of the cooked header.
  const cooked = o.device === "any" ? LINKTYPE.LINUX_SLL2 : LINKTYPE.LINUX_SLL;
  const linkType = any ? cooked : linkTypeOf(device as NetDevice);
  if (device !== null && !device.up) return yield* fail(proc, `${name}: That device is not up`);
  if (o.listLinkTypes) {
    yield* proc.print(listLinkTypes(name, linkType, device?.linkType === "loopback"));
    return 0;
  }
  if (o.linkType !== null && o.linkType.toUpperCase() !== linkTypeName(linkType)) {
    const known = /^(EN10MB|RAW|LINUX_SLL2?|NULL|PPP|IEEE802_11|DOCSIS)$/i.test(o.linkType);
    if (!known) return yield* fail(proc, `invalid data link type ${o.linkType}`);
    return yield* fail(proc, `underlay does not simulate -y ${o.linkType} on ${name}`);
  }
  if (o.device === "any" && o.linkType === null)
    yield* proc.warn("tcpdump: data link type LINUX_SLL2\n");
  const unread = readFilter(proc, o);
  if (unread !== null) return yield* fail(proc, unread);
  const filter = compile(proc, o, linkType, netmaskOf(proc, device));
  if ("error" in filter) return yield* fail(proc, filterWords(filter.error));
  if (o.dump)
    return yield* fail(
      proc,
      "underlay does not simulate -d (filters are not compiled to BPF here)",
    );
  const out = openOutput(proc, o);
  if (out !== null && "error" in out) return yield* fail(proc, out.error);
  // libpcap's own descriptor for breaking the loop comes first.
  proc.install(new NullFile());
  const socket = openPacketSocket(proc, {
    device: any ? null : name,
    snaplen: o.snaplen,
    ringBytes: o.ringBytes,
    filter: frameFilter(filter.matches, any ? linkType : null),
  });
  if (typeof socket === "string") return yield* fail(proc, `${name}: ${strerror(socket)}`);
  const promiscuous = o.promiscuous && device !== null;
  if (promiscuous) device.promiscuity++;
  try {
    return yield* captureLoop(proc, o, socket, name, linkType, out);
  } finally {
    if (promiscuous) device.promiscuity--;
  }
}

function linkTypeOf(device: NetDevice): number {
  return device.linkType === "ether" || device.linkType === "loopback"
    ? LINKTYPE.ETHERNET
    : LINKTYPE.RAW;
}

function netmaskOf(proc: Process, device: NetDevice | null): number {
  if (device === null) return 0;
  const found = proc.place.netns.netlink.addrs(4).find((a) => a.index === device.index);
  return found === undefined || found.prefixLength === 0 ? 0 : -1 << (32 - found.prefixLength);
}

/** The socket's filter: direction, lo's double sight, and the expression. */
function frameFilter(
  matches: PacketFilter,
  cooked: number | null,
): (b: Uint8Array, start: number, end: number, device: NetDevice, type: number) => number {
  const scratch = cooked !== null ? new Uint8Array(65_536 + 64) : null;
  return (b, start, end, device, type) => {
    if (scratch === null || cooked === null)
      return matches(b, start, end, end - start) ? end - start : 0;
    const length = cook(cooked, scratch, b, start, end, device, type);
    return matches(scratch, 0, length, length) ? end - start : 0;
  };
}

/** A Linux cooked frame, version 1 or 2; returns its length. */
function cook(
  linkType: number,
  to: Uint8Array,
  b: Uint8Array,
  start: number,
  end: number,
  device: NetDevice,
  type: number,
): number {
  const ethernet = device.linkType === "ether" || device.linkType === "loopback";
  const header = ethernet ? 14 : 0;
  const body = start + header;
  const protocol = ethernet
    ? ((b[start + 12] as number) << 8) | (b[start + 13] as number)
    : (b[start] as number) >> 4 === 6
      ? 0x86dd
      : 0x0800;
  const payload = protocol < 1536 && ethernet ? start + 14 : body;
  const shown = protocol < 1536 && ethernet ? 4 : protocol;
  const second = linkType === LINKTYPE.LINUX_SLL2;
  const size = second ? 20 : 16;
  to.fill(0, 0, 20);
  const hatype = ethernet ? (device.linkType === "loopback" ? 772 : 1) : 768;
  if (second) {
    put16(to, 0, shown);
    put32(to, 4, device.index);
    put16(to, 8, hatype);
    to[10] = type;
    to[11] = ethernet ? 6 : 4;
  } else {
    put16(to, 0, type);
    put16(to, 2, hatype);
    put16(to, 4, ethernet ? 6 : 4);
    put16(to, 14, shown);
  }
  const address = second ? 12 : 6;
  if (ethernet) for (let i = 0; i < 6; i++) to[address + i] = b[start + 6 + i] as number;
  const length = Math.min(end - payload, 65_536);
  to.set(b.subarray(payload, payload + length), size);
  return size + length;
}

function* captureLoop(
  proc: Process,
  o: TcpdumpOptions,
  socket: CaptureSocket,
  name: string,
  linkType: number,
  out: OpenFile | null,
): Proc<number> {
  const silent = out === null && o.v === 0;
  if (silent)
    yield* proc.warn("tcpdump: verbose output suppressed, use -v[v]... for full protocol decode\n");
  yield* proc.warn(
    `${silent ? "" : "tcpdump: "}listening on ${name}, link-type ${linkTypeText(linkType)}, snapshot length ${o.snaplen} bytes\n`,
  );
  const sink = new Sink(proc, o, linkType, o.snaplen, out);
  const loop = new Captured(proc, o, socket, sink, linkType);
  proc.trap("INT");
  proc.trap("TERM");
  if (!proc.ignoredSignals.has("HUP")) proc.trap("HUP");
  // A terminal, and -l, turn on immediate mode.
  const prompt = o.immediate || (out === null && (proc.isatty(1) || o.lineBuffered));
  let interrupted = false;
  const opened = proc.now;
  while (!interrupted) {
    if (!socket.ready() && !proc.hasSignal) yield* proc.wait("do_poll", [socket.readable]);
    if (proc.takeSignal() !== null) interrupted = true;
    else if (!prompt) interrupted = yield* blockFull(proc, socket, loop, opened);
    else yield* proc.spend(100);
    if (interrupted && !prompt) break;
    if (yield* loop.drain()) break;
  }
  if (interrupted && out === null) sink.newline();
  yield* sink.close();
  yield* proc.warn(statistics(loop.captured, socket.received, socket.dropped));
  return 0;
}

/**
 * Wait until the kernel retires the block: every second since the socket was opened, or when it is
 * full. True: a signal came first, and what the block holds is lost.
 */
function* blockFull(
  proc: Process,
  socket: CaptureSocket,
  loop: Captured,
  opened: number,
): Proc<boolean> {
  const retired =
    opened + (Math.floor((proc.now - opened) / BLOCK_TIMEOUT_US) + 1) * BLOCK_TIMEOUT_US;
  while (proc.now < retired && socket.received - loop.taken < BLOCK_FRAMES) {
    yield* proc.wait("do_poll", [], Math.min(retired, proc.now + BLOCK_TIMEOUT_US / 10));
    if (proc.takeSignal() !== null) return true;
  }
  return false;
}

class Captured {
  captured = 0;
  /** Frames taken from the socket, wanted or not. */
  taken = 0;
  private readonly proc: Process;
  private readonly o: TcpdumpOptions;
  private readonly socket: CaptureSocket;
  private readonly sink: Sink;
  private readonly linkType: number;

  constructor(
    proc: Process,
    o: TcpdumpOptions,
    socket: CaptureSocket,
    sink: Sink,
    linkType: number,
  ) {
    this.proc = proc;
    this.o = o;
    this.socket = socket;
    this.sink = sink;
    this.linkType = linkType;
  }

  /** All that waits. True: -c is reached. */
  *drain(): Proc<boolean> {
    for (let frame = this.socket.recv(); frame !== null; frame = this.socket.recv()) {
      this.taken++;
      if (!this.wanted(frame)) continue;
      this.captured++;
      yield* this.emit(frame);
      if (this.o.count > 0 && this.captured >= this.o.count) return true;
    }
    return false;
  }

  /** linux_check_direction: lo's outgoing frames come back as incoming ones. */
  private wanted(frame: CapturedFrame): boolean {
    const outgoing = frame.packetType === PACKET_OUTGOING;
    if (outgoing && frame.hatype === 772) return false;
    if (this.o.direction === "in") return !outgoing;
    return this.o.direction !== "out" || outgoing;
  }

  private *emit(frame: CapturedFrame): Proc<void> {
    const unixUs = this.proc.host.sim.epochUs + frame.at;
    if (this.linkType !== LINKTYPE.LINUX_SLL2 && this.linkType !== LINKTYPE.LINUX_SLL) {
      yield* this.sink.packet(unixUs, frame.bytes, 0, frame.bytes.length, frame.length);
      return;
    }
    const device = this.proc.place.netns.devices.get(frame.ifindex);
    if (device === undefined) return;
    const cooked = new Uint8Array(frame.bytes.length + 20);
    const length = cook(
      this.linkType,
      cooked,
      frame.bytes,
      0,
      frame.bytes.length,
      device,
      frame.packetType,
    );
    const grown = length - frame.bytes.length;
    yield* this.sink.packet(
      unixUs,
      cooked,
      0,
      Math.min(length, this.o.snaplen),
      frame.length + grown,
    );
  }
}

function statistics(captured: number, received: number, dropped: number): string {
  const line = (n: number, what: string): string => `${n} packet${n === 1 ? "" : "s"} ${what}\n`;
  return (
    line(captured, "captured") +
    line(received, "received by filter") +
    line(dropped, "dropped by kernel")
  );
}
