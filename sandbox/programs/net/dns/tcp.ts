/** DNS over TCP: two bytes of length before each message, RFC 1035 section 4.2.2. */
import type { Errno } from "../../../kernel/errno.ts";
import type { Process } from "../../../kernel/proc/process.ts";
import type { Proc } from "../../../kernel/proc/wait.ts";
import { openTcpSocket } from "../../../kernel/socket/open.ts";
import { closeStream, connectStream, readSome, writeAll } from "../../../kernel/socket/stream.ts";
import type { StreamSocket } from "../../../kernel/socket/types.ts";
import { put16, u16 } from "../../../wire/bytes.ts";
import { parseDns } from "../../../wire/dns.ts";
import type { Answer, Server } from "./exchange.ts";

/** As askUdp, over one connection for each question. */
export function* askTcp(
  proc: Process,
  server: Server,
  queries: readonly Uint8Array[],
  until: number,
): Proc<readonly (Answer | null)[] | Errno> {
  const answers: (Answer | null)[] = [];
  for (const query of queries) {
    const socket = openTcpSocket(proc, 4);
    try {
      const refused = yield* connectStream(proc, socket, server.address, server.port, until);
      if (refused !== null) return refused;
      const failed = yield* writeAll(proc, socket, framed(query), until);
      if (failed !== null) return failed;
      const bytes = yield* readMessage(proc, socket, until);
      if (typeof bytes === "string") return bytes;
      const message = bytes === null ? null : parseDns(bytes);
      answers.push(message === null || bytes === null ? null : { message, size: bytes.length });
    } finally {
      closeStream(proc, socket);
    }
  }
  return answers;
}

export function framed(message: Uint8Array): Uint8Array {
  const out = new Uint8Array(message.length + 2);
  put16(out, 0, message.length);
  out.set(message, 2);
  return out;
}

/** The next message of a connection; null: it ended, or `until` passed. */
export function* readMessage(
  proc: Process,
  socket: StreamSocket,
  until: number,
): Proc<Uint8Array | null | Errno> {
  let held = new Uint8Array(0);
  for (;;) {
    if (held.length >= 2 && held.length >= u16(held, 0) + 2) return held.slice(2, u16(held, 0) + 2);
    const got = yield* readSome(proc, socket, 65_536, until);
    if (typeof got === "string") return got;
    if (got === null || got.length === 0) return null;
    const more = new Uint8Array(held.length + got.length);
    more.set(held);
    more.set(got, held.length);
    held = more;
  }
}
