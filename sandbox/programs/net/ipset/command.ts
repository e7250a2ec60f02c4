/** ipset's command line: which command, which of its words are options, and what members and sets they describe. */
import type { SetMember, SetOptions, SetTypeName } from "../../../kernel/netfilter/ipset/types.ts";
import type { NfFamily } from "../../../kernel/netfilter/types.ts";
import { Bad, memberOf, numberIn, portsOf, spanOf } from "./element.ts";
import { ABSENT, NOT_HERE, TYPES } from "./set-types.ts";

/** Names, and how many words a command needs and takes. */
const COMMANDS: readonly (readonly [name: string, needs: number, takes: number])[] = [
  ["create", 2, 99],
  ["new", 2, 99],
  ["add", 2, 99],
  ["del", 2, 99],
  ["test", 2, 99],
  ["destroy", 0, 1],
  ["x", 0, 1],
  ["list", 0, 1],
  ["save", 0, 1],
  ["restore", 0, 0],
  ["flush", 0, 1],
  ["rename", 2, 2],
  ["e", 2, 2],
  ["swap", 2, 2],
  ["w", 2, 2],
  ["help", 0, 1],
  ["version", 0, 0],
  ["quit", 0, 0],
];
const LETTERS: Readonly<Record<string, string>> = {
  "-N": "create",
  "-A": "add",
  "-D": "del",
  "-T": "test",
  "-X": "destroy",
  "-L": "list",
  "-S": "save",
  "-R": "restore",
  "-F": "flush",
  "-E": "rename",
  "-W": "swap",
  "-H": "help",
  "-h": "help",
  "-v": "version",
  "-V": "version",
};
const SAME: Readonly<Record<string, string>> = {
  new: "create",
  x: "destroy",
  e: "rename",
  w: "swap",
};

export const TRY = "\nTry `ipset help' for more information.";

export interface Line {
  command: string;
  readonly words: readonly string[];
  readonly exist: boolean;
  readonly quiet: boolean;
  readonly sorted: boolean;
  readonly namesOnly: boolean;
  readonly headersOnly: boolean;
  readonly mode: "plain" | "save" | "xml" | null;
  readonly file: string | null;
}

const usage = (text: string): Bad => new Bad(text + TRY, 2);

/** Options that may stand anywhere; the rest is the command and its words. */
export function lineOf(argv: readonly string[]): Line | Bad {
  const rest: string[] = [];
  const flags = new Set<string>();
  let mode: Line["mode"] = null;
  let file: string | null = null;
  for (let i = 0; i < argv.length; i++) {
    const word = argv[i] as string;
    const flag = FLAGS[word];
    if (flag === "output" || flag === "file") {
      const value = argv[++i];
      if (value === undefined) return usage(`Missing mandatory argument to option ${word}`);
      if (flag === "file") file = value;
      else if (value === "plain" || value === "save" || value === "xml") mode = value;
      else return new Bad(`Syntax error: unknown output mode '${value}'`);
    } else if (flag !== undefined) flags.add(flag);
    else rest.push(word);
  }
  const [first, ...words] = rest;
  const base = {
    words,
    exist: flags.has("exist"),
    quiet: flags.has("quiet"),
    sorted: flags.has("sorted"),
    namesOnly: flags.has("name"),
    headersOnly: flags.has("terse"),
    mode,
    file,
  };
  if (flags.has("resolve")) return new Bad("underlay does not simulate -r");
  if (first === undefined) return usage("No command specified.");
  if (first === "-") return new Bad("underlay does not simulate the interactive mode");
  const command = commandOf(first);
  if (command === null) return usage(`No command specified: unknown argument ${first}`);
  const [, needs, takes] = command;
  const name = SAME[command[0]] ?? command[0];
  if (words.length < needs) {
    const which = words.length === 0 ? "" : "second ";
    return usage(`Missing ${which}mandatory argument to command ${name}`);
  }
  if (words.length > takes) return usage(`Unknown argument ${words[takes] ?? ""}`);
  return { command: name, ...base };
}

const FLAGS: Readonly<Record<string, string>> = {
  "-o": "output",
  "-output": "output",
  "-f": "file",
  "-file": "file",
  "-s": "sorted",
  "-sorted": "sorted",
  "-q": "quiet",
  "-quiet": "quiet",
  "-r": "resolve",
  "-resolve": "resolve",
  "-!": "exist",
  "-exist": "exist",
  "-n": "name",
  "-name": "name",
  "-t": "terse",
  "-terse": "terse",
};

function commandOf(word: string): (typeof COMMANDS)[number] | null {
  const whole = LETTERS[word];
  const text = whole ?? (word.startsWith("--") ? word.slice(2) : word);
  if (text === "" || text.startsWith("-")) return null;
  return COMMANDS.find(([name]) => name.startsWith(text)) ?? null;
}

// ── create ───────────────────────────────────────────────────────────────────────────────────

export interface Create {
  readonly name: string;
  readonly type: SetTypeName;
  readonly options: SetOptions;
}

const unknownArgument = (word: string): Bad => usage(`Unknown argument: \`${word}'`);

/** A name, or why it is none. */
function nameOf(word: string): string | Bad {
  return word.length > 31
    ? new Bad(`Syntax error: setname '${word}' is longer than 31 characters`)
    : word;
}

export function createOf(words: readonly string[]): Create | Bad {
  const name = nameOf(words[0] as string);
  if (name instanceof Bad) return name;
  const typeWord = words[1] as string;
  if (ABSENT.has(typeWord)) return new Bad("Kernel error received: set type not supported");
  if (NOT_HERE.has(typeWord)) return new Bad(`underlay does not simulate ${typeWord}`);
  const type = TYPES.get(typeWord);
  if (type === undefined) return new Bad(`Syntax error: typename '${typeWord}' is unknown`);
  const options: { -readonly [K in keyof SetOptions]: SetOptions[K] } = {};
  const seen = new Set<string>();
  for (let i = 2; i < words.length; i++) {
    const word = words[i] as string;
    if (word === "-4" || word === "-6") {
      options.family = word === "-4" ? "ip" : "ip6";
      continue;
    }
    const key = word === "-!" ? "exist" : word;
    const kind = createKind(type, key);
    if (kind === null) return unknownArgument(word);
    if (kind === "flag") {
      if (key === "counters") options.counters = true;
      else if (key === "comment") options.comment = true;
      else if (key !== "forceadd") return new Bad(`underlay does not simulate ${key}`);
      continue;
    }
    const value = words[++i];
    if (value === undefined) return usage(`Missing mandatory argument of option \`${word}'`);
    if (seen.has(key)) return new Bad(`Syntax error: ${key} already specified`);
    seen.add(key);
    const bad = takeCreate(options, type, key, value);
    if (bad !== null) return bad;
  }
  if (type.startsWith("bitmap") && options.from === undefined) {
    return usage("Mandatory option `range' is missing");
  }
  if (type.startsWith("bitmap") && options.to === undefined) {
    return usage("Mandatory option `to' is missing");
  }
  return { name, type, options };
}

function createKind(type: SetTypeName, key: string): "flag" | "value" | null {
  const hash = type.startsWith("hash");
  const flags = ["counters", "comment", "skbinfo", ...(hash ? ["forceadd"] : [])];
  if (flags.includes(key)) return "flag";
  const values = ["timeout"];
  if (hash) values.push("family", "hashsize", "maxelem", "bucketsize", "initval");
  if (type === "hash:ip" || type === "hash:ip,port") values.push("netmask", "bitmask");
  if (type === "bitmap:ip") values.push("netmask", "range");
  if (type === "bitmap:port") values.push("range");
  if (type === "list:set") values.push("size");
  return values.includes(key) ? "value" : null;
}

type Making = { -readonly [K in keyof SetOptions]: SetOptions[K] };

function takeCreate(into: Making, type: SetTypeName, key: string, value: string): Bad | null {
  if (key === "family") {
    if (/^(?:inet|ipv4|-4)$/.test(value)) into.family = "ip";
    else if (/^(?:inet6|ipv6|-6)$/.test(value)) into.family = "ip6";
    else return new Bad(`Syntax error: unknown inet family ${value}`);
    return null;
  }
  if (key === "range") return takeRange(into, type, value);
  if (key === "bitmask") return new Bad("underlay does not simulate bitmask");
  const limits: Record<string, number> = {
    timeout: 2_147_483,
    netmask: into.family === "ip6" ? 128 : 32,
    bucketsize: 255,
  };
  const number = numberIn(value, key === "netmask" ? 1 : 0, limits[key] ?? 4_294_967_295);
  if (number instanceof Bad) {
    if (key !== "netmask") return number;
    const bound = limits["netmask"] ?? 32;
    return new Bad(
      `${number.text}\nSyntax error: netmask is out of the inclusive range of 1-${bound}`,
    );
  }
  if (key === "initval") into.initval = number >>> 0;
  else into[key as "hashsize"] = number;
  return null;
}

function takeRange(into: Making, type: SetTypeName, value: string): Bad | null {
  if (type === "bitmap:port") {
    const ports = portsOf(value);
    if (ports instanceof Bad) return ports;
    into.from = ports.port;
    if (ports.portTo !== undefined) into.to = ports.portTo;
  } else {
    const span = spanOf(value, "ip", false);
    if (span instanceof Bad) return span;
    const ip = Number(span.ip) >>> 0;
    if (span.cidr !== undefined) {
      const size = 2 ** (32 - span.cidr);
      into.from = (ip - (ip % size)) | 0;
      into.to = (ip - (ip % size) + size - 1) | 0;
    } else {
      into.from = ip | 0;
      if (span.ipTo !== undefined) into.to = Number(span.ipTo);
    }
  }
  if (into.to !== undefined && (into.from ?? 0) >>> 0 > into.to >>> 0) {
    [into.from, into.to] = [into.to, into.from ?? 0];
  }
  return null;
}

// ── add, del, test ───────────────────────────────────────────────────────────────────────────

export function elementOf(
  command: string,
  words: readonly string[],
  type: SetTypeName,
  family: NfFamily,
): SetMember | Bad {
  const member = memberOf(words[1] as string, type, family);
  if (member instanceof Bad) return member;
  const out: { -readonly [K in keyof SetMember]: SetMember[K] } = { ...member };
  for (let i = 2; i < words.length; i++) {
    const word = words[i] as string;
    if (word === "nomatch" && type.includes("net") && command !== "del") {
      out.nomatch = true;
      continue;
    }
    const beside = type === "list:set" && (word === "before" || word === "after");
    const adds = ["timeout", "packets", "bytes", "comment", "skbmark", "skbprio", "skbqueue"];
    if (!beside && !(command === "add" && adds.includes(word))) return unknownArgument(word);
    const value = words[++i];
    if (value === undefined) return usage(`Missing mandatory argument of option \`${word}'`);
    if (beside) {
      if (out.before !== undefined || out.after !== undefined) {
        return new Bad(`Syntax error: ${word} already specified`);
      }
      out[word as "before"] = value;
      continue;
    }
    const bad = takeExtension(out, word, value);
    if (bad !== null) return bad;
  }
  return out;
}

function takeExtension(
  into: { -readonly [K in keyof SetMember]: SetMember[K] },
  key: string,
  value: string,
): Bad | null {
  if (key.startsWith("skb")) return new Bad(`underlay does not simulate ${key}`);
  if (key === "comment") {
    if (value.includes('"')) {
      return new Bad('Syntax error: " character is not permitted in comments');
    }
    if (value.length > 255) {
      return new Bad("Syntax error: Comment is longer than the maximum allowed 255 characters");
    }
    into.comment = value;
    return null;
  }
  const most = key === "timeout" ? 2_147_483 : 18_446_744_073_709_549_568;
  const number = numberIn(value, 0, most);
  if (number instanceof Bad) return number;
  into[key as "timeout"] = number;
  return null;
}

/** A line of a restore file as words: blanks part them, double quotes hold them together. */
export function splitLine(line: string): string[] {
  const out: string[] = [];
  for (const m of line.matchAll(/"([^"]*)"|(\S+)/g)) out.push(m[1] ?? (m[2] as string));
  return out;
}
