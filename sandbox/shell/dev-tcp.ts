/**
 * bash's own /dev/tcp/HOST/PORT and /dev/udp/HOST/PORT: a connected socket (lib/sh/netopen.c). Names come
 * from /etc/hosts and /etc/services; where a resolver is configured, other names are refused by name.
 */
import { type Errno, strerror } from "../kernel/errno.ts";
import type { OpenFile } from "../kernel/proc/file.ts";
import type { Proc } from "../kernel/proc/wait.ts";
import { InetSocket } from "../kernel/socket/inet.ts";
import { connectStream } from "../kernel/socket/stream.ts";
import { TcpSock } from "../kernel/socket/tcp/sock.ts";
import { Udp6Socket } from "../kernel/socket/udp6.ts";
import { type Ipv4Addr, type Ipv6Addr, parseIpv4, parseIpv6 } from "../wire/addr.ts";
import { IPPROTO_UDP } from "../wire/ipv4.ts";
import type { Shell } from "./shell.ts";

type Opened = { file: OpenFile } | { problem: string };
type Address = Ipv4Addr | Ipv6Addr;

export function* openNetwork(
  sh: Shell,
  path: string,
  kind: "tcp" | "udp",
  host: string,
  service: string,
): Proc<Opened> {
  const addresses = addressesOf(sh, host);
  if (addresses === "resolver")
    return { problem: `${path}: underlay looks up no names for /dev/${kind}: give an address` };
  const port = portOf(sh, service, kind);
  if (typeof addresses === "string" || port === null) {
    yield* sh.error(
      typeof addresses === "string"
        ? `${host}: ${addresses}`
        : `${service}: Servname not supported for ai_socktype`,
    );
    return { problem: `${path}: ${strerror("EINVAL")}` };
  }
  let refused: Errno = "EINVAL";
  for (const address of addresses) {
    const got = yield* connectTo(sh, kind, address, port);
    if (typeof got !== "string") return { file: got };
    refused = got;
  }
  // Said without a line number: it is the shell that cannot connect, not the command.
  yield* sh.proc.warn(`${sh.prefix.replace(/line \d+: $/, "")}connect: ${strerror(refused)}\n`);
  return { problem: `${path}: ${strerror(refused)}` };
}

function* connectTo(
  sh: Shell,
  kind: "tcp" | "udp",
  address: Address,
  port: number,
): Proc<OpenFile | Errno> {
  const { stack } = sh.proc.place.netns;
  const { isRoot } = sh.proc;
  const family = typeof address === "number" ? 4 : 6;
  if (kind === "udp") {
    const socket =
      family === 4
        ? new InetSocket(stack, "udp", IPPROTO_UDP, isRoot)
        : new Udp6Socket(stack, isRoot);
    const refused =
      socket instanceof Udp6Socket
        ? socket.connect(address as Ipv6Addr, port)
        : socket.connect(address as Ipv4Addr, port);
    if (refused === null) return socket;
    socket.release();
    return refused;
  }
  const socket = new TcpSock(stack, family, isRoot, sh.proc.credentials.uid);
  let connected = false;
  try {
    const refused = yield* connectStream(sh.proc, socket, address, port);
    connected = refused === null;
    return refused ?? socket;
  } finally {
    // Refused, or killed while it waited: no descriptor holds the socket.
    if (!connected) socket.release();
  }
}

/** getaddrinfo(3): what it finds, the words of its failure, or that it would ask a resolver. */
function addressesOf(sh: Shell, host: string): readonly Address[] | string {
  const literal = parseIpv4(host) ?? parseIpv6(host);
  if (literal !== null) return [literal];
  const found: Address[] = [];
  for (const line of lines(sh, "/etc/hosts")) {
    const [address = "", ...names] = line.split(/\s+/);
    const parsed = parseIpv6(address) ?? parseIpv4(address);
    if (parsed !== null && names.includes(host)) found.push(parsed);
  }
  if (found.length > 0)
    return found.sort((a, b) => Number(typeof a === "number") - Number(typeof b === "number"));
  if (!/^[\w.-]+$/.test(host)) return "Name or service not known";
  if (lines(sh, "/etc/resolv.conf").some((line) => line.startsWith("nameserver")))
    return "resolver";
  return "Temporary failure in name resolution";
}

function portOf(sh: Shell, service: string, kind: string): number | null {
  if (/^\d+$/.test(service)) return Number(service) & 0xffff;
  for (const line of lines(sh, "/etc/services")) {
    const [name, entry = "", ...aliases] = line.split(/\s+/);
    if (entry.endsWith(`/${kind}`) && (name === service || aliases.includes(service)))
      return parseInt(entry, 10);
  }
  return null;
}

function lines(sh: Shell, path: string): string[] {
  const text = sh.proc.host.fs.readText(path, sh.proc);
  return typeof text === "string" ? [] : text.text.replace(/#.*/g, "").split("\n");
}
