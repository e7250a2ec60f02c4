/** arping(8), iputils 20221126. */
import { strerror } from "../../kernel/errno.ts";
import type { NetDevice } from "../../kernel/device.ts";
import { IFF } from "../../kernel/netlink-types.ts";
import { PACKET_HOST } from "../../kernel/packet.ts";
import type { Process, Program } from "../../kernel/proc/process.ts";
import type { Proc } from "../../kernel/proc/wait.ts";
import { CaptureSocket } from "../../kernel/socket/packet.ts";
import type { CapturedFrame } from "../../kernel/socket/types.ts";
import {
  formatIpv4,
  formatMac,
  IPV4_ANY,
  type Ipv4Addr,
  type MacAddr,
  MAC_BROADCAST,
  MAC_ZERO,
} from "../../wire/addr.ts";
import { i32, put16, put32, put48, u16, u48, u8 } from "../../wire/bytes.ts";
import { shortOptions } from "./ping-options.ts";
import { VERSION_TAIL } from "./ping-text.ts";
import { resolve } from "./resolve.ts";

export const arping: Program = {
  name: "arping",
  paths: ["/usr/bin/arping"],
  summary: "arping - send ARP REQUEST to a neighbour host",
  main,
};

const USAGE = `
Usage:
  arping [options] <destination>

Options:
  -f            quit on first reply
  -q            be quiet
  -b            keep on broadcasting, do not unicast
  -D            duplicate address detection mode
  -U            unsolicited ARP mode, update your neighbours
  -A            ARP answer mode, update your neighbours
  -V            print version and exit
  -c <count>    how many packets to send
  -w <timeout>  how long to wait for a reply
  -i <interval> set interval between packets (default: 1 second)
  -I <device>   which ethernet device to use
  -s <source>   source ip address
  <destination> dns name or ip address

For more details see arping(8).
`;

interface Options {
  first: boolean;
  quiet: boolean;
  broadcastOnly: boolean;
  dad: boolean;
  unsolicited: boolean;
  advert: boolean;
  count: number;
  timeoutUs: number;
  intervalUs: number;
  device: string | null;
  source: string | null;
  target: string;
}

function* main(proc: Process, argv: readonly string[]): Proc<number> {
  const o = yield* parse(proc, argv);
  if (typeof o === "number") return o;
  const found = yield* resolve(proc, o.target, 4);
  if ("error" in found || found.v4 === null) {
    yield* proc.warn(`arping: ${o.target}: ${"error" in found ? found.error : ""}\n`);
    return 2;
  }
  const device = yield* chooseDevice(proc, o);
  if (typeof device === "number") return device;
  const source = yield* chooseSource(proc, o, found.v4, device);
  if (typeof source !== "object") return source;
  return yield* new Arping(proc, o, device, found.v4, source.address).run();
}

function* parse(proc: Process, argv: readonly string[]): Proc<Options | number> {
  const parsed = shortOptions("arping", argv, "h?bfDUAqc:w:i:s:I:V");
  const o: Options = {
    first: false,
    quiet: false,
    broadcastOnly: false,
    dad: false,
    unsolicited: false,
    advert: false,
    count: -1,
    timeoutUs: 0,
    intervalUs: 1_000_000,
    device: null,
    source: null,
    target: "",
  };
  for (const { name, value } of parsed.options) {
    const number = /^\d+$/.test(value ?? "") ? Number(value) : null;
    if ((name === "c" || name === "w" || name === "i") && number === null) {
      yield* proc.warn(`arping: invalid argument: '${value ?? ""}'\n`);
      return 1;
    }
    if (name === "V") {
      yield* proc.print(`arping from iputils 20221126\n${VERSION_TAIL}`);
      return 0;
    }
    if (name === "h" || name === "?") {
      yield* proc.warn(USAGE);
      return 2;
    }
    if (name === "b") o.broadcastOnly = true;
    else if (name === "D") o.dad = o.first = true;
    else if (name === "U") o.unsolicited = true;
    else if (name === "A") o.advert = o.unsolicited = true;
    else if (name === "q") o.quiet = true;
    else if (name === "f") o.first = true;
    else if (name === "c") o.count = number as number;
    else if (name === "w") o.timeoutUs = (number as number) * 1_000_000;
    else if (name === "i") o.intervalUs = (number as number) * 1_000_000;
    else if (name === "I") o.device = value;
    else if (name === "s") o.source = value;
  }
  if (parsed.error !== null || parsed.args.length !== 1) {
    yield* proc.warn(parsed.error === null ? USAGE : `${parsed.error}\n${USAGE}`);
    return 2;
  }
  o.target = parsed.args[0] as string;
  return o;
}

function* chooseDevice(proc: Process, o: Options): Proc<NetDevice | number> {
  const { netns } = proc.place;
  const arpable = (dev: NetDevice): boolean => (dev.flags & (IFF.NOARP | IFF.LOOPBACK)) === 0;
  if (o.device !== null) {
    const dev = netns.device(o.device);
    if (dev === null) {
      yield* proc.warn(`arping: Device ${o.device} not available.\n`);
      return 2;
    }
    const flaw = !dev.up ? "is down" : arpable(dev) ? null : "is not ARPable";
    if (flaw === null) return dev;
    if (!o.quiet) yield* proc.print(`Interface "${o.device}" ${flaw}\n`);
    return flaw === "is down" ? 2 : o.dad ? 0 : 2;
  }
  const fit = [...netns.devices.values()].filter((dev) => dev.up && arpable(dev));
  if (fit.length === 1) return fit[0] as NetDevice;
  yield* proc.warn("arping: Suitable device could not be determined. Please, use option -I.\n");
  return 2;
}

/** -s, or the address that a UDP socket out of this device would have. */
function* chooseSource(
  proc: Process,
  o: Options,
  target: Ipv4Addr,
  device: NetDevice,
): Proc<{ readonly address: Ipv4Addr } | number> {
  if (o.source !== null) {
    const found = yield* resolve(proc, o.source, 4);
    if ("error" in found || found.v4 === null) {
      yield* proc.warn(`arping: invalid source ${o.source}\n`);
      return 2;
    }
    const local = proc.place.netns.netlink.addrs(4).some((a) => a.local === found.v4);
    if (!local && !o.dad) {
      yield* proc.warn(`arping: bind: ${strerror("EADDRNOTAVAIL")}\n`);
      return 2;
    }
    return { address: found.v4 };
  }
  if (o.dad) return { address: IPV4_ANY };
  if (o.unsolicited) return { address: target };
  const { netlink } = proc.place.netns;
  const got = netlink.getRoute({ dst: target, oif: device.name });
  if (!("errno" in got) && got.prefsrc !== null && typeof got.prefsrc === "number")
    return { address: got.prefsrc };
  const own = netlink.addrs(4).find((a) => a.index === device.index);
  if (own !== undefined) return { address: own.local as Ipv4Addr };
  if ("errno" in got) {
    yield* proc.warn(`arping: connect: ${strerror(got.errno)}\n`);
    return 2;
  }
  return { address: IPV4_ANY };
}

class Arping {
  private readonly proc: Process;
  private readonly o: Options;
  private readonly device: NetDevice;
  private readonly target: Ipv4Addr;
  private readonly source: Ipv4Addr;
  private readonly socket: CaptureSocket;
  private to: MacAddr = MAC_BROADCAST;
  private sent = 0;
  private broadcastsSent = 0;
  private received = 0;
  private requests = 0;
  private broadcasts = 0;
  private lastSentAt = 0;

  constructor(proc: Process, o: Options, device: NetDevice, target: Ipv4Addr, source: Ipv4Addr) {
    this.proc = proc;
    this.o = o;
    this.device = device;
    this.target = target;
    this.source = source;
    // File capabilities: arping may open a packet socket whoever runs it.
    this.socket = new CaptureSocket(proc.place.netns, device.index, {
      device: device.name,
      protocol: 0x0806,
    });
    proc.install(this.socket);
  }

  *run(): Proc<number> {
    const { proc, o } = this;
    if (!o.quiet) {
      yield* proc.print(
        `ARPING ${formatIpv4(this.target)} from ${formatIpv4(this.source)} ${o.device ?? this.device.name}\n`,
      );
    }
    proc.trap("INT");
    const start = proc.now;
    let left = o.count;
    let next = proc.now;
    for (;;) {
      if (proc.takeSignal() !== null) break;
      if (o.timeoutUs > 0 && proc.now >= start + o.timeoutUs) break;
      if (proc.now >= next) {
        if (left === 0) break;
        if (left > 0) left--;
        const failed = this.send();
        if (failed !== null) {
          yield* proc.warn(`arping: sendto: ${failed}\n`);
          return 2;
        }
        next = proc.now + o.intervalUs;
      }
      const done = yield* this.drain();
      if (done || (o.count > 0 && left === 0 && this.received >= o.count && !o.unsolicited)) break;
      if (proc.hasSignal || this.socket.ready()) continue;
      const until = o.timeoutUs > 0 ? Math.min(next, start + o.timeoutUs) : next;
      yield* proc.wait("do_poll", [this.socket.readable], until);
    }
    return yield* this.finish();
  }

  private send(): string | null {
    const frame = new Uint8Array(42);
    const mac = this.device.mac;
    put48(frame, 0, this.to);
    put48(frame, 6, mac);
    put16(frame, 12, 0x0806);
    put16(frame, 14, 1);
    put16(frame, 16, 0x0800);
    frame[18] = 6;
    frame[19] = 4;
    put16(frame, 20, this.o.advert ? 2 : 1);
    put48(frame, 22, mac);
    put32(frame, 28, this.source);
    put48(frame, 32, this.o.advert ? mac : this.to === MAC_BROADCAST ? MAC_BROADCAST : this.to);
    put32(frame, 38, this.target);
    const failed = this.socket.sendFrame(frame);
    if (failed !== null) return strerror(failed);
    this.lastSentAt = this.proc.now;
    this.sent++;
    if (this.to === MAC_BROADCAST) this.broadcastsSent++;
    return null;
  }

  private *drain(): Proc<boolean> {
    for (let frame = this.socket.recv(); frame !== null; frame = this.socket.recv()) {
      if (yield* this.reply(frame)) return true;
    }
    return false;
  }

  /** One ARP packet. True: -f, and this was the reply. */
  private *reply(frame: CapturedFrame): Proc<boolean> {
    const { proc, o } = this;
    const b = frame.bytes;
    if (b.length < 42 || frame.packetType > 2) return false;
    const op = u16(b, 20);
    if ((op !== 1 && op !== 2) || u16(b, 16) !== 0x0800 || u8(b, 18) !== 6 || u8(b, 19) !== 4)
      return false;
    const from = u48(b, 22);
    const spa = i32(b, 28) as Ipv4Addr;
    const tpa = i32(b, 38) as Ipv4Addr;
    if (spa !== this.target) return false;
    if (o.dad) {
      // Somebody else's probe or answer for the address we ask for.
      if (from === this.device.mac || (this.source !== IPV4_ANY && tpa !== this.source))
        return false;
    } else if (
      tpa !== this.source ||
      (u48(b, 32) !== this.device.mac && u48(b, 32) !== MAC_ZERO && op === 2)
    )
      return false;
    const unicast = frame.packetType === PACKET_HOST;
    if (!o.quiet) {
      const us = frame.at - this.lastSentAt;
      const kind = unicast ? "Unicast" : "Broadcast";
      let line = `${kind} ${op === 2 ? "reply" : "request"} from ${formatIpv4(spa)} [${formatMac(from).toUpperCase()}]`;
      if (tpa !== this.source) line += ` for ${formatIpv4(tpa)} `;
      line +=
        this.sent > 0
          ? `  ${Math.floor(us / 1000)}.${String(us % 1000).padStart(3, "0")}ms`
          : " UNSOLICITED?";
      yield* proc.print(`${line}\n`);
    }
    this.received++;
    if (!unicast) this.broadcasts++;
    if (op === 1) this.requests++;
    if (o.first) return true;
    if (!o.broadcastOnly) this.to = from as MacAddr;
    return false;
  }

  private *finish(): Proc<number> {
    const { proc, o } = this;
    if (!o.quiet) {
      let out = `Sent ${this.sent} probes (${this.broadcastsSent} broadcast(s))\nReceived ${this.received} response(s)`;
      const extra: string[] = [];
      if (this.requests > 0) extra.push(`${this.requests} request(s)`);
      if (this.broadcasts > 0) extra.push(`${this.broadcasts} broadcast(s)`);
      if (extra.length > 0) out += ` (${extra.join(", ")})`;
      yield* proc.print(`${out}\n`);
    }
    if (o.dad) return this.received > 0 ? 1 : 0;
    return o.unsolicited || this.received > 0 ? 0 : 1;
  }
}
