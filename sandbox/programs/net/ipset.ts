/**
 * ipset(8) 7.17: sets of addresses, networks and ports. Left out, and said so by name: -resolve, the interactive
 * mode, skbinfo, bitmasks, and the types that set-types.ts lists as not here.
 */
import type { IpsetDoor, SetError } from "../../kernel/netfilter/ipset/types.ts";
import type { Process, Program } from "../../kernel/proc/process.ts";
import type { Proc } from "../../kernel/proc/wait.ts";
import { createOf, elementOf, type Line, lineOf, splitLine, TRY } from "./ipset/command.ts";
import { formatIpv4 } from "../../wire/addr.ts";
import { Bad, memberText } from "./ipset/element.ts";
import { help } from "./ipset/help.ts";
import { listed } from "./ipset/print.ts";
import { wordsOf } from "./ipset/words.ts";
import { inetAton, resolve } from "./resolve.ts";

const VERSION = "ipset v7.17";

export const ipset: Program = {
  name: "ipset",
  paths: ["/usr/sbin/ipset", "/sbin/ipset"],
  summary: "ipset — administration tool for IP sets",
  *main(proc, argv) {
    const line = lineOf(argv.slice(1));
    if (line instanceof Bad) return yield* refuse(proc, line, false);
    const result = yield* run(proc, line);
    if (result instanceof Bad) return yield* refuse(proc, result, line.quiet);
    return result;
  },
};

function* refuse(proc: Process, bad: Bad, quiet: boolean, where = ""): Proc<number> {
  if (!quiet && bad.text !== "") yield* proc.warn(`${VERSION}: ${where}${bad.text}\n`);
  return bad.status;
}

function* run(proc: Process, line: Line): Proc<number | Bad> {
  switch (line.command) {
    case "version":
      yield* proc.print(`${VERSION}, protocol version: 7\n`);
      return 0;
    case "help": {
      const found = help(line.words[0] ?? null);
      yield* proc.print(found.text);
      if (found.known) return 0;
      return new Bad(`Unknown settype: \`${line.words[0] ?? ""}'${TRY}`, 2);
    }
    case "quit":
      return 0;
    case "restore":
      return yield* restore(proc, line);
    default:
  }
  if (!proc.isRoot) return new Bad("Kernel error received: Operation not permitted");
  const door = proc.place.netns.ipset;
  if (line.command === "list" || line.command === "save") return yield* list(proc, line, door);
  const named = yield* lookedUp(proc, line, door);
  return line.command === "test" ? yield* test(proc, named, door) : apply(named, door);
}

/** The line with the addresses of the hosts that its element names; those not found stay, for parsing to refuse. */
function* lookedUp(proc: Process, line: Line, door: IpsetDoor): Proc<Line> {
  if (line.command !== "add" && line.command !== "del" && line.command !== "test") return line;
  const dump = door.dump(line.words[0] ?? "");
  if (dump === null) return line;
  const family = dump.options.family ?? "ip";
  let words = line.words;
  for (;;) {
    const member = elementOf(line.command, words, dump.type, family);
    if (!(member instanceof Bad) || member.host === null) return { ...line, words };
    const { host } = member;
    // gethostbyname2 takes what is all digits and dots for a broken number: nobody is asked.
    if (/^[\d.]*\d$/.test(host) && inetAton(host) === null) return { ...line, words };
    const found = yield* resolve(proc, host, family === "ip" ? 4 : 6);
    const first = "error" in found ? undefined : found.addresses[0];
    if (first === undefined) return { ...line, words };
    const text = first.family === 4 ? formatIpv4(first.address) : first.address;
    const element = words[1] ?? "";
    const bracketed = `[${host}]`;
    const what = element.includes(bracketed) ? bracketed : host;
    words = [words[0] ?? "", element.replace(what, () => text), ...words.slice(2)];
  }
}

/** create, add, del, flush, destroy, rename, swap: what says nothing when it is done. */
function apply(line: Line, door: IpsetDoor): number | Bad {
  const { command, words } = line;
  const [first = "", second = ""] = words;
  const done = (error: SetError | null, as: Parameters<typeof wordsOf>[1]): number | Bad =>
    error === null ? 0 : new Bad(wordsOf(error, as));
  switch (command) {
    case "create": {
      const made = createOf(words);
      if (made instanceof Bad) return made;
      return done(door.create(made.name, made.type, made.options, line.exist), "create");
    }
    case "add":
    case "del": {
      const dump = door.dump(first);
      if (dump === null) return done("ENOENT", command);
      const member = elementOf(command, words, dump.type, dump.options.family ?? "ip");
      if (member instanceof Bad) return member;
      return done(door[command](first, member, line.exist), command);
    }
    case "flush":
      return done(door.flush(words[0] ?? null), "other");
    case "destroy":
      return done(door.destroy(words[0] ?? null), "destroy");
    case "rename":
      return done(door.rename(first, second), "rename");
    default:
      return done(door.swap(first, second), "swap");
  }
}

function* test(proc: Process, line: Line, door: IpsetDoor): Proc<number | Bad> {
  const name = line.words[0] ?? "";
  const dump = door.dump(name);
  if (dump === null) return new Bad(wordsOf("ENOENT", "test"));
  const member = elementOf("test", line.words, dump.type, dump.options.family ?? "ip");
  if (member instanceof Bad) return member;
  const error = door.test(name, member);
  const text = memberText(member, dump.type);
  if (error === null) {
    if (!line.quiet) yield* proc.warn(`Warning: ${text} is in set ${name}.\n`);
    return 0;
  }
  if (error !== "EXIST" && error !== "BITMAP_RANGE") return new Bad(wordsOf(error, "test"));
  if (!line.quiet) yield* proc.warn(`${text} is NOT in set ${name}.\n`);
  return 1;
}

function* list(proc: Process, line: Line, door: IpsetDoor): Proc<number | Bad> {
  const only = line.words[0];
  if (only !== undefined && door.dump(only) === null) return new Bad(wordsOf("ENOENT", "other"));
  const names = only === undefined ? door.names() : [only];
  const mode = line.mode ?? (line.command === "save" ? "save" : "plain");
  const parts: string[] = [];
  for (const name of names) {
    if (line.namesOnly) {
      parts.push(`${name}\n`);
      continue;
    }
    const dump = door.dump(name);
    if (dump !== null) {
      parts.push(listed(dump, { mode, sorted: line.sorted, headersOnly: line.headersOnly }));
    }
  }
  let text = parts.join(mode === "plain" && !line.namesOnly ? "\n" : "");
  if (mode === "xml") text = `<ipsets>\n${text}</ipsets>\n`;
  if (line.file === null) yield* proc.print(text);
  else proc.host.fs.writeFile(line.file, text, proc);
  return 0;
}

/** Commands of a file or of standard input. Additions to one set go to the kernel together. */
function* restore(proc: Process, line: Line): Proc<number | Bad> {
  let text: string;
  if (line.file === null) text = yield* proc.readAll();
  else {
    const got = proc.host.fs.readText(line.file, proc);
    if (typeof got === "string") return new Bad("", 255);
    text = got.text;
  }
  if (!proc.isRoot) return new Bad("Kernel error received: Operation not permitted");
  const door = proc.place.netns.ipset;
  let pending: { readonly number: number; readonly line: Line }[] = [];
  const flush = (): Bad | null => {
    const batch = pending;
    pending = [];
    for (const { number, line: one } of batch) {
      const result = apply(one, door);
      if (result instanceof Bad) return new Bad(`Error in line ${number}: ${result.text}`);
    }
    return null;
  };
  const lines = text.split("\n");
  for (let i = 0; i < lines.length; i++) {
    const content = (lines[i] as string).trim();
    if (content === "" || content.startsWith("#")) continue;
    if (content === "COMMIT") {
      const bad = flush();
      if (bad !== null) return bad;
      continue;
    }
    const parsed = lineOf(splitLine(content));
    if (parsed instanceof Bad) return parsed;
    const given: Line = { ...parsed, exist: parsed.exist || line.exist };
    const one = yield* lookedUp(proc, given, door);
    const bulk = one.command === "add" || one.command === "del";
    const before = pending.at(-1)?.line;
    if (
      before !== undefined &&
      (before.command !== one.command || before.words[0] !== one.words[0])
    ) {
      const bad = flush();
      if (bad !== null) return bad;
    }
    if (bulk) {
      const wrong = parseError(one, door);
      if (wrong !== null) {
        return wrong.status === 2 ? wrong : new Bad(`Error in line ${i + 1}: ${wrong.text}`);
      }
      pending.push({ number: i + 1, line: one });
      continue;
    }
    if (one.command === "test") return yield* test(proc, one, door);
    const result = apply(one, door);
    if (result instanceof Bad) {
      return result.status === 2 ? result : new Bad(`Error in line ${i + 1}: ${result.text}`);
    }
  }
  return flush() ?? 0;
}

/** What ipset finds wrong with an addition before the kernel sees it. */
function parseError(line: Line, door: IpsetDoor): Bad | null {
  const dump = door.dump(line.words[0] ?? "");
  if (dump === null) return new Bad(wordsOf("ENOENT", "add"));
  const member = elementOf(line.command, line.words, dump.type, dump.options.family ?? "ip");
  return member instanceof Bad ? member : null;
}
