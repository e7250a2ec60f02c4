/**
 * iperf3(1): 3.12 as Debian 12 has it, client and server, TCP and UDP, with iperf3's own bytes on the wire. Left
 * out: what options.ts refuses by name, a socket buffer that holds a fast UDP sender back (it loses packets at the
 * device instead), and more than 1 Gbit/s a process (see test.ts); CPU times are those of the system calls alone.
 */
import type { Process, Program } from "../../../kernel/proc/process.ts";
import type { Proc } from "../../../kernel/proc/wait.ts";
import { encodeUtf8 } from "../../../sim/utf8.ts";
import { daemonize } from "../daemon.ts";
import { runClient } from "./client.ts";
import { systemInfo } from "./intro.ts";
import { type Options, parseOptions } from "./options.ts";
import { runServer } from "./server.ts";
import { FEATURES, USAGE, VERSION_LINE } from "./usage.ts";

export const iperf3: Program = {
  name: "iperf3",
  paths: ["/usr/bin/iperf3"],
  summary: "iperf3 - perform network throughput tests",
  main,
};

function* main(proc: Process, argv: readonly string[]): Proc<number> {
  const parsed = parseOptions(argv);
  if ("error" in parsed) {
    yield* proc.warn(parsed.error);
    return 1;
  }
  const o = parsed.options;
  if (o.help) {
    yield* proc.print(USAGE);
    return 0;
  }
  if (o.version) {
    yield* proc.print(`${VERSION_LINE}${systemInfo(proc)}\n${FEATURES}`);
    return 0;
  }
  if (o.role === "client") return yield* runClient(proc, o);
  if (!o.daemon) return yield* serve(proc, o);
  const child = daemonize(proc, (self) => serve(self, o));
  if (child !== null) return 0;
  yield* proc.warn("iperf3: error - unable to become a daemon: Cannot allocate memory\n");
  return 1;
}

function* serve(proc: Process, o: Options): Proc<number> {
  const { fs } = proc.host;
  const path = o.pidFile;
  if (path !== null) {
    const file = fs.open(path, proc, { write: true, create: true, truncate: true });
    if (typeof file === "string") {
      yield* proc.warn(`iperf3: error - unable to write PID file: ${file}\n`);
      return 1;
    }
    yield* file.write(proc, encodeUtf8(String(proc.pid)));
    file.release();
  }
  return yield* runServer(proc, o, () => {
    if (path !== null) fs.unlink(path, proc);
  });
}
