/** nc's readwrite(): standard input to the network, the network to standard output, until one is done. */
import type { Process } from "../../kernel/proc/process.ts";
import type { Proc, WaitQueue } from "../../kernel/proc/wait.ts";
import { writeAll } from "../../kernel/socket/stream.ts";
import type { Errno } from "../../kernel/errno.ts";
import type { IpAddr, StreamSocket } from "../../kernel/socket/types.ts";
import type { NcOptions } from "./nc.ts";

const BUFFER = 16_384;

export function* relay(proc: Process, o: NcOptions, socket: StreamSocket): Proc<void> {
  const stdin = proc.file(0);
  let inputOpen = !o.noStdin && stdin !== null;
  let netOpen = true;
  let sending = inputOpen;
  let idleSince = proc.now;
  let quitAt = Infinity;
  for (;;) {
    if (!inputOpen && sending) {
      sending = false;
      if (o.shutdown) socket.shutdown("write");
      if (o.quitUs >= 0) quitAt = proc.now + o.quitUs;
    }
    if (!netOpen && (!inputOpen || o.listen)) return;
    if (proc.now >= quitAt) return;
    let ended = false;
    if (netOpen) {
      const got = socket.recv(BUFFER);
      if (got !== null) {
        idleSince = proc.now;
        if (typeof got === "string") return;
        ended = got.length === 0;
        if (!ended) {
          yield* proc.print(got);
          continue;
        }
        // What standard input had by then is still sent.
        netOpen = false;
      }
    }
    if (inputOpen && stdin !== null && (stdin.ready?.() ?? true)) {
      const data = yield* proc.read(0, BUFFER);
      if (data === null) inputOpen = false;
      else {
        idleSince = proc.now;
        if ((yield* writeAll(proc, socket, data)) !== null) return;
      }
      continue;
    }
    if (ended) continue;
    const idleEnd = o.timeoutUs >= 0 ? idleSince + o.timeoutUs : Infinity;
    if (proc.now >= idleEnd) return;
    const queues: WaitQueue[] = [];
    if (netOpen) queues.push(socket.readable);
    if (inputOpen && stdin?.readable !== undefined) queues.push(stdin.readable);
    yield* proc.wait("do_poll", queues, Math.min(quitAt, idleEnd));
  }
}

/** What UDP sockets of both families have in common here. */
export interface Datagrams {
  readonly readable: WaitQueue;
  readonly connected: boolean;
  bind(address: IpAddr, port: number): Errno | null;
  bindToDevice(name: string): Errno | null;
  connect(address: IpAddr, port: number): Errno | null;
  send(bytes: Uint8Array, to: null): Errno | null;
  recv(): { readonly src: IpAddr; readonly srcPort: number; readonly bytes: Uint8Array } | null;
  recvError(): object | null;
  ready(): boolean;
  close(): void;
}

/** The same for datagrams. A listener talks to whoever spoke first. */
export function* relayDatagrams(proc: Process, o: NcOptions, socket: Datagrams): Proc<void> {
  const stdin = proc.file(0);
  let inputOpen = !o.noStdin && stdin !== null;
  let idleSince = proc.now;
  let quitAt = Infinity;
  let received = 0;
  for (;;) {
    if (socket.recvError() !== null) return;
    const got = socket.recv();
    if (got !== null) {
      idleSince = proc.now;
      if (o.listen && !socket.connected && !o.keep) socket.connect(got.src, got.srcPort);
      yield* proc.print(got.bytes);
      if (++received === o.receiveLimit) return;
      continue;
    }
    const may = inputOpen && stdin !== null && (socket.connected || !o.listen);
    if (may && (stdin.ready?.() ?? true)) {
      const data = yield* proc.read(0, BUFFER);
      if (data === null) {
        inputOpen = false;
        if (o.quitUs >= 0) quitAt = proc.now + o.quitUs;
      } else {
        idleSince = proc.now;
        socket.send(data, null);
      }
      continue;
    }
    const idleEnd =
      o.timeoutUs >= 0 && (socket.connected || !o.listen) ? idleSince + o.timeoutUs : Infinity;
    if (proc.now >= quitAt || proc.now >= idleEnd) return;
    const queues = [socket.readable];
    if (may && stdin.readable !== undefined) queues.push(stdin.readable);
    yield* proc.wait("do_poll", queues, Math.min(quitAt, idleEnd));
  }
}
