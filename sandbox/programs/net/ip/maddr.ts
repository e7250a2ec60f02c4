/** `ip maddress`: multicast groups, read from /proc/net/{dev_mcast,igmp,igmp6} as iproute2 does. */
import { parseIpv6Groups, formatIpv6Groups } from "../../../wire/addr.ts";
import { HELP } from "./help.ts";
import { Args, type Outcome, type Session } from "./session.ts";
import { formatAddress, matches } from "./values.ts";
import type { Ipv4Addr } from "../../../wire/addr.ts";

interface Group {
  readonly index: number;
  readonly dev: string;
  readonly family: "link" | "inet" | "inet6";
  readonly address: string;
  readonly users: number;
}

export function maddrCommand(s: Session, words: readonly string[]): Outcome {
  const args = new Args(s, words);
  const command = args.done ? "show" : args.take();
  if (matches(command, "add") || matches(command, "delete"))
    s.notSimulated(`"ip maddr ${command}"`);
  if (matches(command, "show") || matches(command, "list") || matches(command, "lst"))
    return show(s, args);
  if (matches(command, "help")) s.usage(HELP.maddr);
  s.die(`Command "${command}" is unknown, try "ip maddr help".\n`);
}

function show(s: Session, args: Args): number {
  let dev: string | null = null;
  for (; !args.done; args.skip()) {
    const word = args.word === "dev" ? args.value() : args.word;
    if (matches(word, "help")) s.usage(HELP.maddr);
    if (dev !== null) s.garbage("dev", word);
    dev = word;
  }
  const { family } = s.options;
  const groups = [
    ...(family === 0 || family === "link" ? linkGroups(s) : []),
    ...(family === 0 || family === 4 ? inetGroups(s) : []),
    ...(family === 0 || family === 6 ? inet6Groups(s) : []),
  ].filter((group) => dev === null || group.dev === dev);
  const p = s.printer;
  p.begin();
  for (const index of [...new Set(groups.map((group) => group.index))].sort((a, b) => a - b)) {
    const mine = groups.filter((group) => group.index === index);
    const name = (mine[0] as Group).dev;
    p.openObject();
    p.member("ifindex", index);
    p.member("ifname", name);
    p.openArray("maddr", null);
    if (!s.options.oneline) p.text(`${index}:\t${name}\n`);
    for (const group of mine) printGroup(s, group);
    p.closeArray(null);
    p.closeObject();
  }
  p.end();
  return 0;
}

function printGroup(s: Session, group: Group): void {
  const p = s.printer;
  p.openObject();
  if (s.options.oneline) p.text(`${group.index}:\t${group.dev}\\`);
  if (group.family === "link") p.any("link", group.address, `\tlink  ${group.address}`);
  else {
    p.any("family", group.family, `\t${group.family.padEnd(5)} `);
    p.any("address", group.address, group.address);
  }
  if (group.users > 1) p.any("users", group.users, ` users ${group.users}`);
  p.text("\n");
  p.closeObject();
}

function lines(s: Session, file: string): string[] {
  const read = s.proc.host.fs.readText(`/proc/net/${file}`, s.proc);
  return typeof read === "string" ? [] : read.text.split("\n");
}

function linkGroups(s: Session): Group[] {
  const out: Group[] = [];
  for (const line of lines(s, "dev_mcast")) {
    const m = /^\s*(\d+)\s+(\S+)\s+(\d+)\s+\d+\s+([0-9a-f]+)/.exec(line);
    if (m === null) continue;
    out.push({
      index: Number(m[1]),
      dev: m[2] as string,
      family: "link",
      users: Number(m[3]),
      address: ((m[4] as string).match(/../g) ?? []).join(":"),
    });
  }
  return out;
}

function inetGroups(s: Session): Group[] {
  const out: Group[] = [];
  let index = 0;
  let dev = "";
  for (const line of lines(s, "igmp")) {
    const head = /^(\d+)\s+(\S+)\s*:/.exec(line);
    if (head !== null) {
      index = Number(head[1]);
      dev = head[2] as string;
      continue;
    }
    const m = /^\s+([0-9A-F]{8})\s+(\d+)/.exec(line);
    if (m === null || index === 0) continue;
    const raw = parseInt(m[1] as string, 16);
    const swapped =
      ((raw & 255) << 24) | ((raw & 0xff00) << 8) | ((raw >>> 8) & 0xff00) | (raw >>> 24);
    out.push({
      index,
      dev,
      family: "inet",
      address: formatAddress(swapped as Ipv4Addr),
      users: Number(m[2]),
    });
  }
  return out;
}

function inet6Groups(s: Session): Group[] {
  const out: Group[] = [];
  for (const line of lines(s, "igmp6")) {
    const m = /^(\d+)\s+(\S+)\s+([0-9a-f]{32})\s+(\d+)/.exec(line);
    if (m === null) continue;
    const groups = parseIpv6Groups(((m[3] as string).match(/..../g) ?? []).join(":"));
    if (groups === null) continue;
    out.push({
      index: Number(m[1]),
      dev: m[2] as string,
      family: "inet6",
      address: formatIpv6Groups(groups),
      users: Number(m[4]),
    });
  }
  return out;
}
