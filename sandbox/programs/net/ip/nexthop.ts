/** `ip nexthop`: next hops as objects (ipnexthop.c). Left out: encap, fdb, resilient groups, buckets. */
import type { NexthopDump, NexthopSpec } from "../../../kernel/netlink-types.ts";
import { HELP } from "./help.ts";
import { Args, familyColor, type Outcome, type Session } from "./session.ts";
import { formatAddress, matches, parseUnsigned } from "./values.ts";

export function nexthopCommand(s: Session, words: readonly string[]): Outcome {
  const args = new Args(s, words);
  if (args.done) return list(s, args, false);
  const command = args.take();
  if (command === "add" || command === "replace") return add(s, args, command === "replace");
  if (command === "delete" || matches(command, "delete")) return byId(s, args, true);
  if (["list", "show", "lst"].some((word) => matches(command, word))) return list(s, args, false);
  if (matches(command, "get")) return byId(s, args, false);
  if (matches(command, "flush")) return list(s, args, true);
  if (matches(command, "bucket")) s.notSimulated('"ip nexthop bucket"');
  if (matches(command, "help")) s.usage(HELP.nexthop);
  s.die(`Command "${command}" is unknown, try "ip nexthop help".\n`);
}

function number(s: Session, value: string): number {
  const id = parseUnsigned(value);
  if (id === null) s.invalid("invalid id value\n", value);
  return id;
}

function add(s: Session, args: Args, replace: boolean): number {
  const spec: { -readonly [K in keyof NexthopSpec]: NexthopSpec[K] } = { id: 0, protocol: 0 };
  for (; !args.done; args.skip()) {
    const word = args.word;
    if (word === "id") spec.id = number(s, args.value());
    else if (word === "dev") {
      const name = args.value();
      const index = s.deviceIndex(name);
      if (index === 0) s.invalid("Device does not exist\n", name);
      spec.dev = s.deviceName(index);
    } else if (word === "via") {
      let value = args.value();
      let family = s.inetFamily;
      if (value === "inet" || value === "inet6") {
        family = value === "inet" ? 4 : 6;
        value = args.value();
      }
      spec.gateway = s.address(value, family).addr;
    } else if (word === "onlink") spec.onlink = true;
    else if (word === "blackhole") spec.blackhole = true;
    else if (word === "group") spec.group = members(s, args.value());
    else if (matches(word, "protocol")) {
      const value = args.value();
      const protocol = s.names("rt_protos").number(value) ?? parseUnsigned(value, 255);
      if (protocol === null) s.invalid('"protocol" value is invalid\n', value);
      spec.protocol = protocol;
    } else if (word === "type") {
      const value = args.value();
      if (value === "resilient") s.notSimulated("a resilient group of next hops");
      if (value !== "mpath") s.invalid('"type" value is invalid\n', value);
    } else if (word === "encap" || word === "fdb") s.notSimulated(`the next hop option "${word}"`);
    else if (word === "help") s.usage(HELP.nexthop);
    else s.invalid("", word);
  }
  return s.talk(() => s.netlink.newNexthop(spec, replace)) ? 0 : 2;
}

/** `1,3/2`: numbers, with their weights behind a comma. */
function members(s: Session, text: string): NonNullable<NexthopSpec["group"]> {
  return text.split("/").map((part) => {
    const [id, weight] = part.split(",") as [string, string | undefined];
    const value = parseUnsigned(id);
    if (value === null) s.invalid("invalid id value\n", id);
    if (weight === undefined) return { id: value, weight: 1 };
    const share = parseUnsigned(weight);
    if (share === null || share === 0 || share > 256) s.invalid('"weight" is invalid\n', weight);
    return { id: value, weight: share };
  });
}

function byId(s: Session, args: Args, deleting: boolean): number {
  let id = 0;
  if (args.done && !deleting) s.usage(HELP.nexthop);
  for (; !args.done; args.skip()) {
    if (args.word !== "id") s.invalid("", args.word);
    id = number(s, args.value());
  }
  if (deleting) return s.talk(() => s.netlink.delNexthop(id)) ? 0 : 2;
  const found = s.netlink.nexthops().find((one) => one.id === id);
  if (found === undefined) return s.talk(() => ({ errno: "ENOENT" })) ? 0 : 2;
  s.printer.begin();
  printLine(s, found);
  s.printer.end();
  return 0;
}

interface Filter {
  id: number;
  dev: number;
  groups: boolean;
  protocol: number | null;
}

function list(s: Session, args: Args, flushing: boolean): number {
  const filter: Filter = { id: 0, dev: 0, groups: false, protocol: null };
  for (; !args.done; args.skip()) {
    const word = args.word;
    if (word === "dev" || word === "master") {
      const name = args.value();
      filter.dev = s.deviceIndex(name);
      if (filter.dev === 0) s.invalid("Device does not exist\n", name);
    } else if (matches(word, "groups")) filter.groups = true;
    else if (word === "fdb") continue;
    else if (word === "vrf") s.invalid("Invalid VRF\n", args.value());
    else if (word === "id") filter.id = number(s, args.value());
    else if (matches(word, "protocol")) {
      const value = args.value();
      filter.protocol = parseUnsigned(value, 255);
      if (filter.protocol === null) s.invalid("invalid protocol value", value);
    } else if (matches(word, "help")) s.usage(HELP.nexthop);
    else s.invalid("", word);
  }
  if (flushing && filter.id !== 0) return s.talk(() => s.netlink.delNexthop(filter.id)) ? 0 : 2;
  const found = s.netlink.nexthops().filter((one) => wanted(s, one, filter));
  if (flushing) {
    for (const one of found) s.netlink.delNexthop(one.id);
    if (found.length > 0) s.out(`Flushed ${found.length} nexthops\n`);
    return 0;
  }
  s.printer.begin();
  for (const one of found) printLine(s, one);
  s.printer.end();
  return 0;
}

function wanted(s: Session, one: NexthopDump, filter: Filter): boolean {
  if (s.inetFamily !== 0 && one.family !== s.inetFamily) return false;
  if (filter.id !== 0 && one.id !== filter.id) return false;
  if (filter.dev !== 0 && one.dev !== filter.dev) return false;
  if (filter.groups && one.group === null) return false;
  return filter.protocol === null || one.protocol === filter.protocol;
}

function printLine(s: Session, one: NexthopDump): void {
  s.printer.openObject();
  printNexthop(s, one);
  s.printer.text("\n");
  s.printer.closeObject();
}

/** __print_nexthop_entry. */
export function printNexthop(s: Session, one: NexthopDump): void {
  const p = s.printer;
  const details = s.options.details > 0;
  p.any("id", one.id, `id ${one.id} `);
  if (one.group !== null) {
    p.openArray("group", null);
    const text = one.group.map(({ id, weight }) => (weight === 1 ? `${id}` : `${id},${weight}`));
    p.text(`group ${text.join("/")} `);
    for (const { id, weight } of one.group) {
      p.openObject();
      p.member("id", id);
      if (weight !== 1) p.member("weight", weight);
      p.closeObject();
    }
    p.closeArray(null);
  }
  if (one.gateway !== null) {
    const family = typeof one.gateway === "number" ? 4 : 6;
    p.text("via ");
    p.any(
      "gateway",
      formatAddress(one.gateway),
      `${s.hostName(one.gateway)} `,
      familyColor(family),
    );
  }
  if (one.dev !== 0) {
    p.text("dev ");
    p.any("dev", s.deviceName(one.dev), `${s.deviceName(one.dev)} `, "ifname");
  }
  if (one.scope !== 0 || details)
    p.any("scope", s.scopeName(one.scope), `scope ${s.scopeName(one.scope)} `);
  if (one.blackhole) p.any("blackhole", null, "blackhole ");
  if (one.protocol !== 0 || details)
    p.any("protocol", s.protocolName(one.protocol), `proto ${s.protocolName(one.protocol)} `);
  p.openArray("flags", null);
  if (one.onlink) p.element("onlink", "onlink ");
  p.closeArray(null);
}
