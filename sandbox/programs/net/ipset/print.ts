/** Sets as `ipset list` and `ipset save` write them. */
import type { SetDump, SetMember, SetOptions } from "../../../kernel/netfilter/ipset/types.ts";
import { formatIpv4 } from "../../../wire/addr.ts";
import { compareMembers, memberText } from "./element.ts";

export interface Style {
  readonly mode: "plain" | "save" | "xml";
  readonly sorted: boolean;
  readonly headersOnly: boolean;
}

/** Options as pairs, in the order in which all modes write them; null: a flag. */
function headerPairs(dump: SetDump): [string, string | null][] {
  const o: SetOptions = dump.options;
  const out: [string, string | null][] = [];
  const flags = (): void => {
    if (o.netmask !== undefined) out.push(["netmask", String(o.netmask)]);
    if (o.timeout !== undefined) out.push(["timeout", String(o.timeout)]);
    if (o.counters === true) out.push(["counters", null]);
    if (o.comment === true) out.push(["comment", null]);
  };
  if (dump.type === "list:set") out.push(["size", String(o.size ?? 8)]);
  else if (dump.type.startsWith("bitmap")) {
    const text = (value: number): string =>
      dump.type === "bitmap:port" ? String(value) : formatIpv4(value | 0);
    out.push(["range", `${text(o.from ?? 0)}-${text(o.to ?? 0)}`]);
  } else {
    out.push(["family", o.family === "ip6" ? "inet6" : "inet"]);
    out.push(["hashsize", String(o.hashsize ?? 1024)], ["maxelem", String(o.maxelem ?? 65_536)]);
  }
  flags();
  if (dump.type.startsWith("hash")) {
    out.push(["bucketsize", String(o.bucketsize ?? 12)]);
    out.push(["initval", `0x${((o.initval ?? 0) >>> 0).toString(16).padStart(8, "0")}`]);
  }
  return out;
}

/** What stands beside a member's name. */
function memberPairs(member: SetMember): [string, string | null][] {
  const out: [string, string | null][] = [];
  if (member.nomatch === true) out.push(["nomatch", null]);
  if (member.timeout !== undefined) out.push(["timeout", String(member.timeout)]);
  if (member.packets !== undefined) out.push(["packets", String(member.packets)]);
  if (member.bytes !== undefined) out.push(["bytes", String(member.bytes)]);
  if (member.comment !== undefined) out.push(["comment", `"${member.comment}"`]);
  return out;
}

const words = (pairs: readonly [string, string | null][]): string =>
  pairs.map(([key, value]) => (value === null ? ` ${key}` : ` ${key} ${value}`)).join("");
const tags = (pairs: readonly [string, string | null][]): string =>
  pairs
    .map(([key, value]) => (value === null ? `<${key}/>` : `<${key}>${value}</${key}>`))
    .join("");

interface Line {
  readonly name: string;
  readonly rest: readonly [string, string | null][];
}

export function listed(dump: SetDump, style: Style): string {
  const lines: Line[] = dump.members.map((member) => ({
    name: memberText(member, dump.type),
    rest: memberPairs(member),
  }));
  if (style.sorted && dump.type !== "list:set") {
    lines.sort((a, b) => compareMembers(a.name, b.name));
  }
  const header = headerPairs(dump);
  if (style.mode === "save") {
    const head = `create ${dump.name} ${dump.type}${words(header)}\n`;
    if (style.headersOnly) return head;
    return (
      head + lines.map(({ name, rest }) => `add ${dump.name} ${name}${words(rest)}\n`).join("")
    );
  }
  if (style.mode === "xml") return xml(dump, header, lines, style);
  const head =
    `Name: ${dump.name}\nType: ${dump.type}\nRevision: ${dump.revision}\nHeader:${words(header)}\n` +
    `Size in memory: ${dump.memory}\nReferences: ${dump.references}\n` +
    `Number of entries: ${dump.entries}\n`;
  if (style.headersOnly) return head;
  return `${head}Members:\n${lines.map(({ name, rest }) => `${name}${words(rest)}\n`).join("")}`;
}

function xml(
  dump: SetDump,
  header: readonly [string, string | null][],
  lines: readonly Line[],
  style: Style,
): string {
  const head =
    `<ipset name="${dump.name}">\n<type>${dump.type}</type>\n<revision>${dump.revision}</revision>\n` +
    `<header>${tags(header)}\n<memsize>${dump.memory}</memsize>\n` +
    `<references>${dump.references}</references>\n` +
    `<numentries>${dump.entries}</numentries>\n</header>\n`;
  if (style.headersOnly) return `${head}</ipset>\n`;
  const members = lines
    .map(({ name, rest }) => `<member><elem>${name}</elem>${tags(rest)}</member>\n`)
    .join("");
  return `${head}<members>\n${members}</members>\n</ipset>\n`;
}
