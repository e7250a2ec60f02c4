/**
 * conntrack(8) of conntrack-tools 1.4.7: the kernel's flows listed, looked up, made, changed, deleted and
 * watched. Left out, and said so by name: expectations (their table is empty: nothing makes any), labels,
 * zones of one direction, secmarks, the daemon.
 */
import { type Errno, strerror } from "../../kernel/errno.ts";
import type { CtDoor, CtDump, CtEvent } from "../../kernel/netfilter/conntrack-types.ts";
import type { Process, Program } from "../../kernel/proc/process.ts";
import { type Proc, WaitQueue } from "../../kernel/proc/wait.ts";
import { check } from "./conntrack/check.ts";
import { matches, matchesMeta, sameTuple, specOf } from "./conntrack/filter.ts";
import { type Asked, parse, Refusal } from "./conntrack/options.ts";
import { BlockSink } from "./conntrack/sink.ts";
import { describe, type Look, stamp, writeLine } from "./conntrack/text.ts";
import { protocolHelp, USAGE } from "./conntrack/usage.ts";

const NAME = "conntrack v1.4.7 (conntrack-tools)";
const XML_HEAD = '<?xml version="1.0" encoding="utf-8"?>\n<conntrack>\n';
const TRY = "Try `conntrack -h' or 'conntrack --help' for more information.\n";
const EVENTS = { new: "NEW", update: "UPDATES", destroy: "DESTROY" } as const;

export const conntrack: Program = {
  name: "conntrack",
  paths: ["/usr/sbin/conntrack", "/sbin/conntrack"],
  summary: "conntrack - command line interface for netfilter connection tracking",
  main: (proc, argv) => run(proc, argv.slice(1)),
};

function* run(proc: Process, words: readonly string[]): Proc<number> {
  const asked = parse(words);
  if (asked instanceof Refusal) return yield* refuse(proc, asked);
  if (asked.warnings !== "") yield* proc.warn(asked.warnings);
  if (asked.command === "R" || asked.given.has("R")) return yield* loadFile(proc, asked.file);
  const refused = check(asked);
  if (refused !== null) return yield* refuse(proc, refused);
  if (asked.command === "V") {
    yield* proc.print(`${NAME}\n`);
    return 0;
  }
  if (asked.command === null || asked.command === "h") {
    yield* proc.print(USAGE + (asked.protocol === null ? "" : protocolHelp(asked.protocolName)));
    return 0;
  }
  if (!proc.isRoot) return yield* unprivileged(proc, asked);
  return asked.table === "expect" ? yield* expectations(proc, asked) : yield* flows(proc, asked);
}

function* refuse(proc: Process, refusal: Refusal): Proc<number> {
  const hint = refusal.status === 2 ? TRY : "";
  yield* proc.warn(`${refusal.before}${NAME}: ${refusal.text}\n${hint}`);
  return refusal.status;
}

/** err2str(): a few errnos have words of their own. */
function wordsFor(errno: Errno): string {
  if (errno === "EPERM") {
    return "sorry, you must be root or get CAP_NET_ADMIN capability to do this";
  }
  if (errno === "EINVAL") return "invalid parameters";
  if (errno === "EEXIST") return "Such conntrack exists, try -U to update";
  return errno === "ENOENT" ? "such conntrack doesn't exist" : strerror(errno);
}

function* fail(proc: Process, errno: Errno): Proc<number> {
  yield* proc.warn(`${NAME}: Operation failed: ${wordsFor(errno)}\n`);
  return 1;
}

function* unprivileged(proc: Process, asked: Asked): Proc<number> {
  if (asked.command !== "E") return yield* fail(proc, "EPERM");
  yield* proc.warn(
    `mnl_socket_bind: Operation not permitted\n${NAME}: Can't open netlink socket\n`,
  );
  return 1;
}

/** The table of expectations: always empty. */
function* expectations(proc: Process, asked: Asked): Proc<number> {
  if (asked.command === "L") {
    yield* proc.warn(`${NAME}: 0 expectations have been shown.\n`);
  } else if (asked.command === "F") {
    yield* proc.warn(`${NAME}: expectation table has been emptied.\n`);
  } else if (asked.command === "C") yield* proc.print("0\n");
  else if (asked.command === "E") {
    yield* untilInterrupted(proc, new WaitQueue("netlink"), () => null);
    yield* proc.warn(`${NAME}: 0 expectation events have been shown.\n`);
  } else {
    yield* proc.warn("conntrack: underlay does not simulate expectations\n");
    return 1;
  }
  return 0;
}

function* flows(proc: Process, asked: Asked): Proc<number> {
  const door = proc.place.netns.conntrack;
  switch (asked.command) {
    case "C":
      yield* proc.print(`${door.count()}\n`);
      return 0;
    case "S":
      yield* proc.print(statistics(door));
      return 0;
    case "F":
      by(proc, door, () => door.flush());
      yield* proc.warn(`${NAME}: connection tracking table has been emptied.\n`);
      return 0;
    case "L":
      return yield* list(proc, asked, door);
    case "D":
      return yield* remove(proc, asked, door);
    case "U":
      return yield* update(proc, asked, door);
    case "G":
      return yield* get(proc, asked, door);
    case "E":
      return yield* watch(proc, asked, door);
    default:
      return yield* create(proc, asked, door);
  }
}

/** The kernel counts by CPU; this machine has two, and the first does the work. */
function statistics(door: CtDoor): string {
  const s = door.stats();
  const line = (cpu: number, of: (n: number) => number): string =>
    `cpu=${String(cpu).padEnd(4)}\tfound=${of(s.found)} invalid=${of(s.invalid)} insert=${of(s.insert)} ` +
    `insert_failed=${of(s.insertFailed)} drop=${of(s.drop)} early_drop=${of(s.earlyDrop)} ` +
    `error=${of(s.error)} search_restart=${of(s.searchRestart)} ` +
    `clash_resolve=${of(s.clashResolve)} chaintoolong=${of(s.chainToolong)} \n`;
  return line(0, (n) => n) + line(1, () => 0);
}

/** Changes carry the process's number into the events. */
function by<T>(proc: Process, door: CtDoor, change: () => T): T {
  door.portid = proc.pid;
  const answer = change();
  door.portid = 0;
  return answer;
}

function look(proc: Process, asked: Asked, held = 0): Look {
  const { epochUs } = proc.host.sim;
  return { output: asked.output, epochUs, now: proc.now, held };
}

/** What glibc gathers before it writes to what is no terminal. */
const STDIO_BYTES = 4096;

/**
 * Flows one a line, and the summary on standard error. On a terminal that comes last; elsewhere standard
 * output waits in a buffer for whole blocks or the end, so that the summary overtakes what is left there.
 */
function* report(proc: Process, blocks: readonly Uint8Array[], summary: string): Proc<void> {
  const tty = proc.isatty(1);
  let rest: Uint8Array | null = null;
  for (const block of blocks) {
    const whole = tty ? block.length : block.length - (block.length % STDIO_BYTES);
    yield* proc.print(block.subarray(0, whole));
    if (whole < block.length) rest = block.subarray(whole);
  }
  yield* proc.warn(`${NAME}: ${summary}.\n`);
  if (rest !== null) yield* proc.print(rest);
}

/** Lines as the answer to a command; in XML with head and foot. */
class Listing {
  readonly blocks = new BlockSink();
  count = 0;
  private readonly how: Look;
  private readonly framed: boolean;

  constructor(proc: Process, asked: Asked, held = 0) {
    this.how = look(proc, asked, held);
    this.framed = asked.output.has("xml") && asked.command !== "U";
  }
  add(flow: CtDump): void {
    if (this.framed && this.count === 0) this.blocks.text(XML_HEAD);
    this.count++;
    writeLine(this.blocks, flow, this.how);
  }
  close(): readonly Uint8Array[] {
    if (this.framed && this.count > 0) {
      this.blocks.text("</conntrack>");
      this.blocks.newline();
    }
    return this.blocks.close();
  }
}

function listed(
  proc: Process,
  asked: Asked,
  found: readonly CtDump[],
  held = 0,
): readonly Uint8Array[] {
  const listing = new Listing(proc, asked, held);
  for (const flow of found) listing.add(flow);
  return listing.close();
}

function* list(proc: Process, asked: Asked, door: CtDoor): Proc<number> {
  const filters = [..."sdrqpmuc"].some((letter) => asked.given.has(letter));
  if (asked.given.has("z") && filters) {
    return yield* refuse(proc, new Refusal("Can't use -z with filtering parameters"));
  }
  // Entries are listed once they are confirmed; the lists of those before and after are empty between packets.
  if (asked.table === "conntrack" && asked.given.has("u") && !statusBits(asked)) {
    return yield* fail(proc, "EINVAL");
  }
  const listing = new Listing(proc, asked);
  if (asked.table === "conntrack")
    door.each((flow) => {
      if (matches(asked, flow) && matchesMeta(asked, flow)) listing.add(flow);
    });
  if (asked.given.has("z")) door.zero?.();
  yield* report(proc, listing.close(), `${listing.count} flow entries have been shown`);
  return 0;
}

function statusBits(asked: Asked): boolean {
  return [...asked.status].some((name) => name !== "UNSET");
}

function* remove(proc: Process, asked: Asked, door: CtDoor): Proc<number> {
  const found = door.flows().filter((flow) => matches(asked, flow) && matchesMeta(asked, flow));
  const gone = found.filter((flow) => by(proc, door, () => door.delete(flow.id)) === null);
  yield* report(proc, listed(proc, asked, gone), `${gone.length} flow entries have been deleted`);
  return gone.length === 0 ? 1 : 0;
}

function* update(proc: Process, asked: Asked, door: CtDoor): Proc<number> {
  const addressed = [..."sdrq"].some((letter) => asked.given.has(letter));
  const changed: CtDump[] = [];
  for (const flow of door.flows()) {
    if (!matches(asked, flow)) continue;
    const { mark, timeout } = asked;
    const wanted = {
      ...(asked.tcpState === null ? {} : { tcpState: asked.tcpState }),
      ...(timeout === null ? {} : { timeout }),
      ...(mark === null ? {} : { mark: ((flow.mark & ~mark.mask) ^ mark.value) >>> 0 }),
      ...(asked.status.has("ASSURED") ? { assured: true } : {}),
      ...(asked.status.has("SEEN_REPLY") ? { seenReply: true } : {}),
    };
    const same = Object.entries(wanted).every(([key, value]) => flow[key as "mark"] === value);
    if (same) continue;
    // Without an address the message has half a reply tuple, and the kernel takes that for NAT.
    const errno = addressed ? by(proc, door, () => door.update(flow.id, wanted)) : "EOPNOTSUPP";
    if (errno !== null) {
      yield* proc.warn(`Operation failed: ${wordsFor(errno)}\n`);
      return yield* fail(proc, errno);
    }
    const now = door.flows().find(({ id }) => id === flow.id);
    if (now !== undefined && timeout !== 0) changed.push(now);
  }
  // The answers to GETs are read from the socket that the dump comes from, and many get lost there.
  const shown = changed.filter((_, i) => i % 2 === 0 && i / 2 < Math.ceil(changed.length / 3));
  yield* report(
    proc,
    listed(proc, asked, shown, 1),
    `${changed.length} flow entries have been updated`,
  );
  return changed.length === 0 ? 1 : 0;
}

function* get(proc: Process, asked: Asked, door: CtDoor): Proc<number> {
  const spec = asked.given.has("s") && asked.given.has("d") ? specOf(asked) : null;
  if (spec === null) return yield* fail(proc, "EINVAL");
  const { protocol, original } = spec;
  const found = door
    .flows()
    .find(
      (flow) =>
        flow.protocol === protocol &&
        flow.zone === 0 &&
        (sameTuple(flow.original, original, protocol) || sameTuple(flow.reply, original, protocol)),
    );
  if (found === undefined) return yield* fail(proc, "ENOENT");
  const shown = matches(asked, found) ? [found] : [];
  yield* report(
    proc,
    listed(proc, asked, shown, 1),
    `${shown.length} flow entries have been shown`,
  );
  return shown.length === 0 ? 1 : 0;
}

function* create(proc: Process, asked: Asked, door: CtDoor): Proc<number> {
  const spec = specOf(asked);
  const errno = spec === null ? "EINVAL" : by(proc, door, () => door.create(spec));
  const adds = asked.command === "A";
  if (errno !== null && !(adds && errno === "EEXIST")) return yield* fail(proc, errno);
  const done = errno === null ? 1 : 0;
  yield* proc.warn(`${NAME}: ${done} flow entries have been ${adds ? "added" : "created"}.\n`);
  return 0;
}

function* watch(proc: Process, asked: Asked, door: CtDoor): Proc<number> {
  if (asked.bufferSize !== null) {
    const size = Math.max(2304, asked.bufferSize * 2);
    yield* proc.warn(`NOTICE: Netlink socket buffer size has been set to ${size} bytes.\n`);
  }
  const all = asked.events.size === 0 || asked.events.has("ALL");
  const queue: CtEvent[] = [];
  const readable = new WaitQueue("netlink");
  const cancel = door.subscribe((event) => {
    if (!all && !asked.events.has(EVENTS[event.type])) return;
    queue.push(event);
    readable.wakeAll();
  });
  let shown = 0;
  try {
    yield* untilInterrupted(proc, readable, () => {
      for (let event = queue.shift(); event !== undefined; event = queue.shift()) {
        const { flow } = event;
        if (!matches(asked, flow) || !matchesMeta(asked, flow)) continue;
        const how = look(proc, asked);
        let line = asked.output.has("xml") && shown === 0 ? XML_HEAD : "";
        if (asked.output.has("timestamp") && !asked.output.has("xml")) {
          line += stamp(how.epochUs + proc.now);
        }
        shown++;
        return `${line}${describe(flow, how, event)}\n`;
      }
      return null;
    });
  } finally {
    cancel();
  }
  if (asked.output.has("xml") && shown > 0) yield* proc.print("</conntrack>\n");
  yield* proc.warn(`${NAME}: ${shown} flow events have been shown.\n`);
  return 0;
}

/** Print what `next` has, sleep on `readable`, until SIGINT or SIGTERM. */
function* untilInterrupted(
  proc: Process,
  readable: WaitQueue,
  next: () => string | null,
): Proc<void> {
  proc.trap("INT");
  proc.trap("TERM");
  for (;;) {
    for (let line = next(); line !== null; line = next()) yield* proc.print(line);
    if (proc.takeSignal() !== null) return;
    yield* proc.wait("skb_wait_for_more_packets", [readable]);
  }
}

/** -R: command lines of a file, as `-o save` writes them. */
function* loadFile(proc: Process, path: string): Proc<number> {
  let text: string;
  if (path === "-") text = yield* proc.readAll();
  else {
    const got = proc.host.fs.readText(path, proc);
    if (typeof got === "string") {
      return yield* refuse(proc, new Refusal(`Failed to open file ${path} for reading`));
    }
    text = got.text;
  }
  const door = proc.place.netns.conntrack;
  for (const line of text.split("\n")) {
    const words = line.trim().split(/\s+/);
    if (words[0] === "" || words[0]?.startsWith("#") === true) continue;
    if (words[0] === "conntrack") words.shift();
    const asked = parse(words);
    const refused = asked instanceof Refusal ? asked : check(asked);
    if (refused !== null) return yield* refuse(proc, refused);
    if (asked instanceof Refusal || asked.command === null) continue;
    if (!["A", "I", "D", "U", "F"].includes(asked.command)) {
      const text = `Cannot use command \`-${asked.command}' with --load-file`;
      return yield* refuse(proc, new Refusal(text));
    }
    const status = yield* quietly(proc, asked, door);
    if (status !== 0) return status;
  }
  return 0;
}

/** One line of a file: done without its summary. */
function* quietly(proc: Process, asked: Asked, door: CtDoor): Proc<number> {
  if (asked.command === "F") {
    by(proc, door, () => door.flush());
    return 0;
  }
  if (asked.command === "D" || asked.command === "U") {
    return yield* flows(proc, asked);
  }
  const spec = specOf(asked);
  const errno = spec === null ? "EINVAL" : by(proc, door, () => door.create(spec));
  if (errno !== null && !(asked.command === "A" && errno === "EEXIST")) {
    return yield* fail(proc, errno);
  }
  return 0;
}
