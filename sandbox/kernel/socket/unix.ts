/**
 * AF_UNIX stream sockets bound to a path: a listener in the file tree, and two ends that pass text.
 * Left out: datagrams, abstract names, descriptors and credentials sent along, a bounded backlog.
 */
import type { Errno } from "../errno.ts";
import type { FileSystem, FsContext, SocketNode } from "../proc/fs.ts";
import { WaitQueue } from "../proc/wait.ts";

/** One end. What is sent here is received at the other end, in order, piece by piece. */
export class UnixStream {
  readonly readable = new WaitQueue("unix_stream_read");
  private peer: UnixStream | null = null;
  private readonly queue: string[] = [];
  private ended = false;

  static pair(): [UnixStream, UnixStream] {
    const a = new UnixStream();
    const b = new UnixStream();
    a.peer = b;
    b.peer = a;
    return [a, b];
  }

  /** EPIPE once the other end is closed. */
  send(text: string): Errno | null {
    if (this.peer === null) return "EPIPE";
    this.peer.queue.push(text);
    this.peer.readable.wakeAll();
    return null;
  }

  /** The next piece; null: nothing yet; "": the end. */
  recv(): string | null {
    return this.queue.shift() ?? (this.ended ? "" : null);
  }

  close(): void {
    const { peer } = this;
    this.peer = null;
    if (peer === null) return;
    peer.peer = null;
    peer.ended = true;
    peer.readable.wakeAll();
  }
}

export class UnixListener {
  readonly readable = new WaitQueue("unix_accept");
  private readonly pending: UnixStream[] = [];
  private node: SocketNode | null = null;

  /** bind(2), listen(2) and chmod(2): EADDRINUSE when something of that name is there, ENOENT, EACCES... */
  bind(fs: FileSystem, path: string, context: FsContext, mode = 0o777): Errno | null {
    const { uid, gid } = context.credentials;
    const node = fs.newSocket(this, mode === 0o777 ? mode & ~context.umask : mode, uid, gid);
    const refused = fs.add(path, context, node);
    if (refused !== null) return refused === "EEXIST" ? "EADDRINUSE" : refused;
    this.node = node;
    return null;
  }

  connected(): UnixStream {
    const [client, server] = UnixStream.pair();
    this.pending.push(server);
    this.readable.wakeAll();
    return client;
  }

  accept(): UnixStream | null {
    return this.pending.shift() ?? null;
  }

  /** The name stays in the file tree; who connects is refused. */
  close(): void {
    if (this.node !== null) this.node.listener = null;
    for (const one of this.pending.splice(0)) one.close();
  }
}

/** connect(2): ENOENT, ECONNREFUSED (no socket, or nobody listens), EACCES. */
export function connectUnix(fs: FileSystem, path: string, context: FsContext): UnixStream | Errno {
  const node = fs.lookup(path, context);
  if (typeof node === "string") return node;
  if (!fs.may(node, context, "w")) return "EACCES";
  if (node.kind !== "socket" || node.listener === null) return "ECONNREFUSED";
  return node.listener.connected();
}
