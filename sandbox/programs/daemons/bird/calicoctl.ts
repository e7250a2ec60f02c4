/**
 * calicoctl: `node status`, which asks the BIRD of calico-node for its peers and prints them as a table.
 * projectcalico/calico: calicoctl/calicoctl/commands/node/status.go; the table is olekukonko/tablewriter's.
 * Left out: all that needs a datastore (get, apply, ipam …), and the look for Felix's process: in a machine that has calico-node
 * its work has been done by the lab. bird6 has no peers.
 */
import type { Process, Program } from "../../../kernel/proc/process.ts";
import type { Proc } from "../../../kernel/proc/wait.ts";
import { connectUnix, type UnixStream } from "../../../kernel/socket/unix.ts";

const SOCKET = "/var/run/calico/bird.ctl";
const HEADER = ["PEER ADDRESS", "PEER TYPE", "STATE", "SINCE", "INFO"] as const;
const TYPES: Readonly<Record<string, string>> = {
  Global: "global",
  Mesh: "node-to-node mesh",
  Node: "node specific",
};

export const calicoctl: Program = {
  name: "calicoctl",
  paths: ["/usr/local/bin/calicoctl"],
  package: "calico-node",
  summary: "calicoctl - the Calico command line tool; here: node status",
  *main(proc, argv) {
    if (argv[1] !== "node" || argv[2] !== "status" || argv.length > 3) {
      const what = argv.slice(1).join(" ");
      yield* proc.warn(`calicoctl: underlay simulates "node status" only, not "${what}"\n`);
      return 1;
    }
    if (proc.credentials.uid !== 0) {
      yield* proc.print("Need super user privileges: Operation not permitted\n");
      return 1;
    }
    yield* proc.print("Calico process is running.\n");
    const stream = connectUnix(proc.host.fs, SOCKET, proc);
    if (typeof stream === "string") {
      yield* proc.print("\nNone of the BGP backend processes (BIRD or GoBGP) are running.\n");
      return 0;
    }
    yield* reply(proc, stream);
    stream.send("show protocols\n");
    const peers = (yield* reply(proc, stream)).map(peer).filter((row) => row !== null);
    stream.close();
    yield* proc.print(`\nIPv4 BGP status\n${peers.length > 0 ? table(peers) : none(4)}`);
    yield* proc.print(`\nIPv6 BGP status\n${none(6)}\n`);
    return 0;
  },
};

const none = (version: number): string => `No IPv${String(version)} peers found.\n`;

/** The lines of one reply of BIRD's: code and text, until a code is followed by a blank. */
function* reply(proc: Process, stream: UnixStream): Proc<string[]> {
  let held = "";
  for (;;) {
    const lines = held.split("\n").slice(0, -1);
    if (lines.some((line) => /^\d{4} /.test(line))) return lines;
    const got = stream.recv();
    if (got === "") return lines;
    if (got === null) yield* proc.wait("do_select", [stream.readable]);
    else held += got;
  }
}

/** A row of a line "1002-Mesh_10_0_0_2 BGP master up 08:33:56 Established", or null for anything else. */
function peer(line: string): string[] | null {
  const [name = "", proto, , state = "", since = "", ...info] = line
    .replace(/^(\d{4}[- ]| )/, "")
    .split(/\s+/)
    .filter((word) => word !== "");
  const kind = /^(Global|Mesh|Node)_(.+)$/.exec(name);
  if (kind === null || proto !== "BGP" || info.length === 0) return null;
  const address = (kind[2] ?? "").replaceAll("_", ".");
  return [address, TYPES[kind[1] ?? ""] ?? "", state, since, info.join(" ")];
}

function table(rows: readonly (readonly string[])[]): string {
  const widths = HEADER.map((head, i) =>
    Math.max(head.length, ...rows.map((row) => (row[i] ?? "").length)),
  );
  const rule = `+${widths.map((n) => "-".repeat(n + 2)).join("+")}+\n`;
  const centred = (text: string, width: number): string =>
    text.padStart(text.length + Math.floor((width - text.length) / 2)).padEnd(width);
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |\n`;
  const head = line(HEADER.map((text, i) => centred(text, widths[i] ?? 0)));
  const body = rows.map((row) => line(row.map((cell, i) => cell.padEnd(widths[i] ?? 0))));
  return `${rule}${head}${rule}${body.join("")}${rule}`;
}
