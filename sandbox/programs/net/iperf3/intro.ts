/** What both sides print before a test, and the numbers of -J for it. */
import { formatIpv4 } from "../../../wire/addr.ts";
import type { IpAddr } from "../../../kernel/socket/types.ts";
import type { Process } from "../../../kernel/proc/process.ts";
import type { Proc } from "../../../kernel/proc/wait.ts";
import { civilFromUnix, strftime } from "../../../sim/civil.ts";
import { KERNEL_RELEASE, KERNEL_VERSION } from "../../core/env.ts";
import type { Options } from "./options.ts";
import type { Stream } from "./stream.ts";
import type { Test } from "./test.ts";

export function systemInfo(proc: Process): string {
  return `Linux ${proc.host.hostname} ${KERNEL_RELEASE} ${KERNEL_VERSION} x86_64`;
}

export function timeText(proc: Process): string {
  const at = civilFromUnix(proc.host.sim.epochUs + proc.now);
  return strftime("%a, %d %b %Y %H:%M:%S GMT", at);
}

/** mapped_v4_to_regular_v4 and inet_ntop. */
export function shown(address: IpAddr): string {
  return typeof address === "number"
    ? formatIpv4(address)
    : address.replace(/^::ffff:(?=\d+\.)/, "");
}

/** iperf_on_connect. `mss`: what a client's control connection has; a server knows none. */
export function* printConnect(
  test: Test,
  where: { readonly host: string; readonly port: number },
  mss: number,
): Proc<void> {
  const { o, out, proc } = test;
  if (o.json) return;
  if (o.verbose) yield* out.line(`Time: ${timeText(proc)}\n`);
  if (test.isServer)
    yield* out.line(`Accepted connection from ${where.host}, port ${where.port}\n`);
  else {
    yield* out.line(`Connecting to host ${where.host}, port ${where.port}\n`);
    if (o.reverse) yield* out.line(`Reverse mode, remote host ${where.host} is sending\n`);
  }
  if (!o.verbose) return;
  yield* out.line(`      Cookie: ${test.cookie}\n`);
  if (!test.udp) yield* out.line(`      TCP MSS: ${mss} (default)\n`);
  if (test.rate > 0) yield* out.line(`      Target Bitrate: ${test.rate}\n`);
}

/** connect_msg. */
export function* printStreamConnect(test: Test, stream: Stream): Proc<void> {
  if (test.o.json) return;
  const ends = endsOf(stream);
  yield* test.out.line(
    `[${String(stream.id).padStart(3)}] local ${ends.localHost} port ${ends.localPort} connected to ${ends.remoteHost} port ${ends.remotePort}\n`,
  );
}

export function endsOf(stream: Stream): {
  localHost: string;
  localPort: number;
  remoteHost: string;
  remotePort: number;
} {
  const socket = stream.tcp ?? stream.udp;
  if (socket === null) return { localHost: "", localPort: 0, remoteHost: "", remotePort: 0 };
  return {
    localHost: shown(socket.localAddress),
    localPort: socket.localPort,
    remoteHost: shown(socket.remoteAddress),
    remotePort: socket.remotePort,
  };
}

/** iperf_on_test_start. */
export function* printStart(test: Test): Proc<void> {
  const { o } = test;
  if (!o.verbose || o.json) return;
  const end =
    o.bytes > 0
      ? `${o.bytes} bytes to send`
      : o.blocks > 0
        ? `${o.blocks} blocks to send`
        : `${o.seconds ?? 0} second test`;
  yield* test.out.line(
    `Starting Test: protocol: ${test.udp ? "UDP" : "TCP"}, ${o.streams} streams, ${o.length} byte blocks, omitting ${o.omit} seconds, ${end}, tos ${o.tos}\n`,
  );
}

export type { Options };
