/** One question to one server, over UDP or TCP: what the stub resolver, dig and host are made of. */
import type { Errno } from "../../../kernel/errno.ts";
import type { Process } from "../../../kernel/proc/process.ts";
import type { OpenFile } from "../../../kernel/proc/file.ts";
import type { Proc } from "../../../kernel/proc/wait.ts";
import { openUdpSocket } from "../../../kernel/socket/open.ts";
import type { Ipv4Addr } from "../../../wire/addr.ts";
import { u16 } from "../../../wire/bytes.ts";
import { DNS_QR, type ParsedDns, parseDns } from "../../../wire/dns.ts";

export interface Answer {
  readonly message: ParsedDns;
  /** Its length on the wire. */
  readonly size: number;
}

export interface Server {
  readonly address: Ipv4Addr;
  readonly port: number;
}

export interface From {
  readonly address: Ipv4Addr;
  readonly port: number;
}

/** close(2) of a socket that an opener installed. */
export function closeFile(proc: Process, file: OpenFile): void {
  for (const [fd, descriptor] of proc.fds) {
    if (descriptor.file !== file) continue;
    proc.close(fd);
    return;
  }
}

/**
 * Send each query and wait for all answers until `until` (µs). In the order of the queries: the answer, or
 * null where none came. An errno: the socket failed (ECONNREFUSED, ENETUNREACH, ...) or a signal came (EINTR).
 * `unexpected` is told of answers that are nobody's.
 */
export function* askUdp(
  proc: Process,
  server: Server,
  queries: readonly Uint8Array[],
  until: number,
  from: From | null = null,
): Proc<readonly (Answer | null)[] | Errno> {
  const socket = openUdpSocket(proc);
  try {
    const bound = from === null ? null : socket.bind(from.address, from.port);
    const refused = bound ?? socket.connect(server.address, server.port);
    if (refused !== null) return refused;
    for (const query of queries) {
      const failed = socket.send(query, null);
      if (failed !== null) return failed;
    }
    const answers: (Answer | null)[] = queries.map(() => null);
    let missing = queries.length;
    for (;;) {
      const error = socket.recvError();
      if (error !== null) return error.errno;
      const got = socket.recv();
      if (got === null) {
        if (proc.now >= until) return answers;
        if (proc.hasSignal) return "EINTR";
        yield* proc.wait("do_poll", [socket.readable], until);
        continue;
      }
      const message = parseDns(got.bytes);
      if (message === null || (message.flags & DNS_QR) === 0) continue;
      const index = queries.findIndex((q, i) => answers[i] === null && u16(q, 0) === message.id);
      if (index < 0) continue;
      answers[index] = { message, size: got.bytes.length };
      if (--missing === 0) return answers;
    }
  } finally {
    closeFile(proc, socket);
  }
}
