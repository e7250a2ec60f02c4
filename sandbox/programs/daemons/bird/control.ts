/** The control socket's sessions: lines in, numbered replies out. BIRD: nest/cli.c, sysdep/unix/main.c. */
import type { Errno } from "../../../kernel/errno.ts";
import type { OpenFile } from "../../../kernel/proc/file.ts";
import type { Proc } from "../../../kernel/proc/wait.ts";
import type { UnixListener, UnixStream } from "../../../kernel/socket/unix.ts";
import { encodeUtf8 } from "../../../sim/utf8.ts";
import { type CommandHost, type CommandSession, execute } from "./commands.ts";
import { version } from "./show.ts";
import type { LogLevel, Watch } from "./types.ts";

export class Control {
  private readonly host: CommandHost;
  private readonly listener: UnixListener;
  private readonly sessions = new Set<Session>();
  private readonly watch: Watch;

  constructor(host: CommandHost, listener: UnixListener) {
    this.host = host;
    this.listener = listener;
    this.watch = host.daemon.watch(listener.readable, () => {
      for (;;) {
        const stream = listener.accept();
        if (stream === null) return;
        this.sessions.add(new Session(host, stream, (s) => this.sessions.delete(s)));
      }
    });
    this.watch.again();
  }

  close(): void {
    this.watch.stop();
    for (const session of [...this.sessions]) session.close();
    this.listener.close();
  }
  get daemon(): CommandHost["daemon"] {
    return this.host.daemon;
  }
}

/** Its descriptor: when the process is killed, whoever talks to it is hung up on, and nobody else gets in. */
export class ControlFile implements OpenFile {
  readonly kind = "socket";
  readonly path: string;
  private readonly closed: () => void;

  constructor(path: string, closed: () => void) {
    this.path = path;
    this.closed = closed;
  }
  *read(): Proc<Errno> {
    return "EINVAL";
  }
  *write(): Proc<Errno> {
    return "ENOTCONN";
  }
  release(): void {
    this.closed();
  }
}

/** CLI_LINE_SIZE without its newline and NUL. */
const LINE_BYTES = 510;

class Session implements CommandSession {
  restricted = false;
  private readonly host: CommandHost;
  private readonly stream: UnixStream;
  private readonly watch: Watch;
  private readonly ended: (session: Session) => void;
  private lastCode = -1;
  private out = "";
  private held = "";
  private readonly hear = (_level: LogLevel, text: string): void => {
    this.stream.send(`+${text}\n`);
  };

  constructor(host: CommandHost, stream: UnixStream, ended: (session: Session) => void) {
    this.host = host;
    this.stream = stream;
    this.ended = ended;
    this.msg(1, `BIRD ${version(host.daemon)} ready.`);
    this.flush();
    this.watch = host.daemon.watch(stream.readable, () => this.read());
    this.watch.again();
  }

  private read(): void {
    for (;;) {
      const got = this.stream.recv();
      if (got === null) return;
      if (got === "") return this.close();
      this.held += got;
      for (let end = this.held.indexOf("\n"); end >= 0; end = this.held.indexOf("\n")) {
        const line = this.held.slice(0, end);
        this.held = this.held.slice(end + 1);
        execute(this.host, line, this);
        this.flush();
      }
    }
  }

  /** cli_msg(): negative while more follows; a repeated code is a blank. */
  msg(code: number, text: string): void {
    const number = Math.abs(code);
    const head = code < 0 && number === this.lastCode ? 1 : 5;
    if (head + encodeUtf8(text).length > LINE_BYTES)
      return this.msg(code < 0 ? -8000 : 8000, "<line overflow>");
    const tag = String(number).padStart(4, "0");
    if (code < 0) {
      this.out += number === this.lastCode ? ` ${text}\n` : `${tag}-${text}\n`;
      this.lastCode = number;
      return;
    }
    this.out += `${tag} ${text}\n`;
    this.lastCode = -1;
  }

  echo(isOn: boolean): void {
    const { echoes } = this.host.daemon.logger;
    if (isOn) echoes.add(this.hear);
    else echoes.delete(this.hear);
  }

  private flush(): void {
    if (this.out !== "") this.stream.send(this.out);
    this.out = "";
  }

  close(): void {
    this.flush();
    this.echo(false);
    this.watch.stop();
    this.stream.close();
    this.ended(this);
  }
}
