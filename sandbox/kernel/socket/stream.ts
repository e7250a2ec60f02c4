/** Blocking calls on a stream socket, for programs: connect, accept, read and write that wait. */
import type { Micros } from "../../sim/scheduler.ts";
import type { Errno } from "../errno.ts";
import { type Process, WRITE_COST_US } from "../proc/process.ts";
import type { Proc } from "../proc/wait.ts";
import type { IpAddr, StreamSocket } from "./types.ts";

/**
 * connect(2), waiting for the answer. `until`: give up then (ETIMEDOUT); the socket stays as it is. `how`:
 * "polled" waits by poll(2), which tells of an ICMP error at once; a blocking call sleeps on to the next SYN.
 */
export function* connectStream(
  proc: Process,
  socket: StreamSocket,
  address: IpAddr,
  port: number,
  until: Micros = Infinity,
  how: "blocking" | "polled" = "blocking",
): Proc<Errno | null> {
  const said = socket.connect(address, port);
  if (said !== "EINPROGRESS") return said;
  while (socket.state === "SYN-SENT" || socket.state === "SYN-RECV") {
    if (how === "polled" && socket.pollError) break;
    if (proc.now >= until) return "ETIMEDOUT";
    if (proc.hasSignal) return "EINTR";
    yield* proc.wait("inet_stream_connect", [socket.writable], until);
  }
  return socket.takeError();
}

/** accept(2): waits for a connection and installs it in `proc`. Null: `until` passed. */
export function* acceptOne(
  proc: Process,
  listener: StreamSocket,
  until: Micros = Infinity,
): Proc<StreamSocket | null | Errno> {
  for (;;) {
    const got = listener.accept();
    if (got !== null) {
      proc.install(got);
      return got;
    }
    if (listener.state !== "LISTEN") return "EINVAL";
    if (proc.now >= until) return null;
    if (proc.hasSignal) return "EINTR";
    yield* proc.wait("inet_csk_accept", [listener.readable], until);
  }
}

/** recv(2): some bytes, none (length 0) at the end; null: `until` passed. */
export function* readSome(
  proc: Process,
  socket: StreamSocket,
  max = 65_536,
  until: Micros = Infinity,
): Proc<Uint8Array | null | Errno> {
  for (;;) {
    const got = socket.recv(max);
    if (got !== null) return got;
    if (proc.now >= until) return null;
    if (proc.hasSignal) return "EINTR";
    yield* proc.wait("sk_wait_data", [socket.readable], until);
  }
}

/** send(2) of all of `bytes`; waits for room. EPIPE raises no signal here: that is write()'s. */
export function* writeAll(
  proc: Process,
  socket: StreamSocket,
  bytes: Uint8Array,
  until: Micros = Infinity,
): Proc<Errno | null> {
  let at = 0;
  while (at < bytes.length) {
    const took = socket.send(bytes, at, bytes.length);
    if (typeof took === "string") return took;
    at += took;
    if (took > 0) {
      yield* proc.spend(WRITE_COST_US);
      continue;
    }
    if (proc.now >= until) return "EAGAIN";
    if (proc.hasSignal) return "EINTR";
    yield* proc.wait("sk_stream_wait_memory", [socket.writable], until);
  }
  return null;
}

/** close(2) of the descriptor that holds this socket, or of the socket when none does. */
export function closeStream(proc: Process, socket: StreamSocket): void {
  for (const [fd, descriptor] of proc.fds) {
    if (descriptor.file === socket) {
      proc.close(fd);
      return;
    }
  }
  socket.close();
}
