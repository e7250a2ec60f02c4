/**
 * birdc(8), birdcl(8): the control socket's client. Its grammar (abbreviations, `?`) is in cli/, its terminal
 * (history, Tab, `?` at once, `--More--`) in birdc-terminal.ts. Left out: what readline reads from ~/.inputrc.
 */
import { strerror } from "../../../kernel/errno.ts";
import { commOf, type Process, type Program } from "../../../kernel/proc/process.ts";
import type { Proc } from "../../../kernel/proc/wait.ts";
import { connectUnix, type UnixStream } from "../../../kernel/socket/unix.ts";
import { decodeUtf8 } from "../../../sim/utf8.ts";
import { LineReader, Pager, PROMPT } from "./birdc-terminal.ts";
import { clientGrammar } from "./cli/client-grammar.ts";

const DEFAULT_SOCKET = "/run/bird/bird.ctl";

interface Options {
  socket: string;
  verbose: boolean;
  restricted: boolean;
  readonly words: string[];
}

interface Kind {
  readonly socket: string;
  /** BIRD 2's: refusals end with status 1. */
  readonly two: boolean;
  /** Readline shows what it reads (birdc); birdcl does not. */
  readonly light: boolean;
}

function client(name: string, path: string, from: string, kind: Kind): Program {
  const light = kind.light ? "light " : "";
  return {
    name,
    paths: [path],
    package: from,
    summary: `${commOf(path)} - a ${light}client for the BIRD Internet routing daemon`,
    main: (proc, argv) => main(proc, argv, kind),
  };
}

export const birdClients: readonly Program[] = [
  client("birdc", "/usr/sbin/birdc", "bird", { socket: DEFAULT_SOCKET, two: false, light: false }),
  client("birdc6", "/usr/sbin/birdc6", "bird", {
    socket: "/run/bird/bird6.ctl",
    two: false,
    light: false,
  }),
  client("birdc2", "/usr/sbin/birdc", "bird2", { socket: DEFAULT_SOCKET, two: true, light: false }),
  client("birdcl2", "/usr/sbin/birdcl", "bird2", {
    socket: DEFAULT_SOCKET,
    two: true,
    light: true,
  }),
  client("birdcl", "/usr/bin/birdcl", "calico-node", {
    socket: "/var/run/calico/bird.ctl",
    two: false,
    light: true,
  }),
];

function parse(name: string, argv: readonly string[], socket: string): Options | string {
  const o: Options = { socket, verbose: false, restricted: false, words: [] };
  const usage = `Usage: ${name} [-s <control-socket>] [-v] [-r] [-l]\n`;
  let named = false;
  // getopt(3) permutes: an option may stand behind words.
  for (let at = 1; at < argv.length; at++) {
    const word = argv[at] as string;
    if (word === "--") {
      o.words.push(...argv.slice(at + 1));
      break;
    }
    if (!word.startsWith("-") || word === "-") {
      o.words.push(word);
      continue;
    }
    for (let i = 1; i < word.length; i++) {
      const letter = word[i] as string;
      if (letter === "v") o.verbose = true;
      else if (letter === "r") o.restricted = true;
      else if (letter === "l") {
        if (!named) o.socket = "bird.ctl";
      } else if (letter === "s") {
        const value = word.slice(i + 1) || argv[++at];
        if (value === undefined) return `${name}: option requires an argument -- 's'\n${usage}`;
        o.socket = value;
        named = true;
        break;
      } else return `${name}: invalid option -- '${letter}'\n${usage}`;
    }
  }
  return o;
}

function* main(proc: Process, argv: readonly string[], kind: Kind): Proc<number> {
  const o = parse(argv[0] ?? proc.comm, argv, kind.socket);
  if (typeof o === "string") {
    yield* proc.warn(o);
    return 1;
  }
  const stream = connectUnix(proc.host.fs, o.socket, proc);
  if (typeof stream === "string") {
    const why = strerror(stream);
    yield* proc.warn(`Unable to connect to server control socket (${o.socket}): ${why}\n`);
    return 1;
  }
  const client = new Client(proc, stream, o.verbose);
  if (!(yield* client.reply())) return yield* client.lost();
  if (o.restricted && !(yield* client.ask("restrict"))) return yield* client.lost();
  client.code = 0;
  if (o.words.length > 0 && o.words.join("") !== "") {
    const grammar = clientGrammar(kind.two).expand(o.words.join(" "));
    if ("print" in grammar) yield* proc.print(lines(grammar.print));
    else if (!(yield* client.ask(grammar.send))) return yield* client.lost();
    stream.close();
    return kind.two && ("print" in grammar || client.code >= 8000) ? 1 : 0;
  }
  const status = yield* interactive(proc, client, kind);
  stream.close();
  return status;
}

function lines(list: readonly string[]): string {
  return list.map((line) => `${line}\n`).join("");
}

class Client {
  private readonly proc: Process;
  private readonly stream: UnixStream;
  private readonly verbose: boolean;
  private held = "";
  /** That of the last reply: 8000 and more are refusals. */
  code = 0;
  /** Printed before the first line of a reply. */
  before = "";
  /** On a terminal, between prompts. */
  pager: Pager | null = null;

  constructor(proc: Process, stream: UnixStream, verbose: boolean) {
    this.proc = proc;
    this.stream = stream;
    this.verbose = verbose;
  }

  /** Send a command and print its reply. False: the daemon is gone. */
  *ask(command: string): Proc<boolean> {
    if (this.stream.send(`${command}\n`) !== null) return false;
    return yield* this.reply();
  }

  *reply(): Proc<boolean> {
    this.pager?.begin();
    for (;;) {
      const end = this.held.lastIndexOf("\n");
      if (end >= 0) {
        const complete = this.held.slice(0, end).split("\n");
        this.held = this.held.slice(end + 1);
        const { lines, done } = this.render(complete);
        if (this.pager === null) yield* this.proc.print(this.before + lines.join(""));
        else yield* this.pager.show(lines);
        this.before = "";
        if (done) return true;
      }
      const got = this.stream.recv();
      if (got === "") return false;
      if (got === null) yield* this.proc.wait("do_select", [this.stream.readable]);
      else this.held += got;
    }
  }

  private render(list: readonly string[]): { lines: string[]; done: boolean } {
    const out: string[] = [];
    let done = false;
    for (const line of list) {
      if (line.startsWith("+")) out.push(`>>> ${line.slice(1)}\n`);
      else if (line.startsWith(" ")) out.push(`${this.verbose ? "     " : ""}${line.slice(1)}\n`);
      else {
        if (!line.startsWith("0000")) out.push(`${this.verbose ? line : line.slice(5)}\n`);
        if (line[4] === " ") {
          done = true;
          this.code = Number(line.slice(0, 4));
        }
      }
    }
    return { lines: out, done };
  }

  *lost(): Proc<number> {
    yield* this.proc.print("Connection closed by server\n");
    return 1;
  }
}

/** Lines as they come, from a pipe or a terminal without an editor. */
function* plainLine(proc: Process, input: { held: string }): Proc<string | null> {
  for (;;) {
    const end = input.held.indexOf("\n");
    if (end >= 0) {
      const line = input.held.slice(0, end);
      input.held = input.held.slice(end + 1);
      return line;
    }
    const got = yield* proc.read(0);
    if (got === null) {
      // The last line may do without its end.
      const line = input.held;
      input.held = "";
      return line === "" ? null : line;
    }
    input.held += decodeUtf8(got);
  }
}

/** A prompt; from a pipe readline echoes what it reads. */
function* interactive(proc: Process, client: Client, kind: Kind): Proc<number> {
  const tty = proc.isatty(0) ? proc.tty : null;
  const plain = tty !== null || kind.light;
  const grammar = clientGrammar(kind.two);
  const reader = tty !== null && !kind.light ? new LineReader(proc, tty, grammar) : null;
  if (tty !== null) client.pager = new Pager(proc, tty);
  const input = { held: "" };
  for (;;) {
    if (plain && reader === null) yield* proc.print(PROMPT);
    const line = reader !== null ? yield* reader.line() : yield* plainLine(proc, input);
    if (line === null) {
      if (reader === null) yield* proc.print(plain ? "\n" : "bird> \r\x1b[K");
      return 0;
    }
    if (tty === null) yield* proc.print(`${kind.light ? "" : PROMPT}${line}\n`);
    const word = line.trim();
    if (line === "") continue;
    if (word.endsWith("?")) {
      yield* proc.print(lines(grammar.help(word.slice(0, -1))));
      continue;
    }
    const got = grammar.expand(line);
    if ("print" in got) {
      yield* proc.print(lines(got.print));
      continue;
    }
    // What follows these is not looked at.
    if (/^(?:quit|exit)/.test(got.send)) return 0;
    if (got.send.startsWith("help")) {
      yield* proc.print("Press `?' for context sensitive help.\n");
      continue;
    }
    if (!plain) client.before = "bird> \r\x1b[K";
    if (!(yield* client.ask(got.send))) return yield* client.lost();
  }
}
