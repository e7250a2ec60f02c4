/**
 * A machine's file tree, in memory. Permissions as in Linux (owner, group, others; root passes);
 * /proc and /sys files are synthetic nodes whose text is made when read.
 * Left out: hard links across directories count but have no names, ACLs, quotas, sparse files.
 */
import type { Micros } from "../../sim/scheduler.ts";
import { decodeUtf8, encodeUtf8 } from "../../sim/utf8.ts";
import type { Errno } from "../errno.ts";
import type { Host } from "../host.ts";
import type { NetNamespace } from "../netns.ts";
import type { Place } from "../place.ts";
import type { UnixListener } from "../socket/unix.ts";
import { Fifo } from "./fifo.ts";
import { NullFile, type OpenFile } from "./file.ts";
import type { Credentials, Process, Program } from "./process.ts";
import type { Tty } from "./tty.ts";
import type { Proc } from "./wait.ts";

/** Who asks: what path resolution and permission checks need of a process. A Process is one. */
export interface FsContext {
  readonly cwd: string;
  readonly credentials: Credentials;
  readonly place: Place;
  readonly umask: number;
  readonly pid: number;
  readonly tty: Tty | null;
}

/** One file may hold this many bytes; one machine this many in all (ENOSPC beyond). */
export const FILE_BYTES_MAX = 64 << 20;
const DISK_BYTES = 256 << 20;
const LINK_DEPTH_MAX = 40;

interface Meta {
  ino: number;
  mode: number;
  uid: number;
  gid: number;
  mtime: Micros;
  nlink: number;
}

export interface DirNode extends Meta {
  readonly kind: "dir";
  /** What it was found as, when it is made at every look. */
  called?: string;
  readonly entries: Map<string, Inode>;
  parent: DirNode | null;
  /** Synthetic directories list and find their children on demand (/proc/PID, /proc/sys/net). */
  readonly dynamic: DynamicDir | null;
}
export interface DynamicDir {
  list(context: FsContext): readonly string[];
  find(name: string, context: FsContext): Inode | null;
}
export interface LinkNode extends Meta {
  readonly kind: "symlink";
  readonly target: string | ((context: FsContext) => string);
  /** What /proc's magic links lead to, whatever their text says. */
  readonly to?: Inode;
}
export interface ProgramNode extends Meta {
  readonly kind: "program";
  readonly program: Program;
}
/** /run/netns/NAME and /proc/PID/ns/net. */
export interface NetnsNode extends Meta {
  readonly kind: "netns";
  readonly netns: NetNamespace;
}
export interface DeviceNode extends Meta {
  readonly kind: "device";
  open(context: FsContext): OpenFile | Errno;
}
/** A file made when read; `write` gets all bytes of one write call as text. */
export interface SyntheticNode extends Meta {
  readonly kind: "synthetic";
  read(context: FsContext): string | Errno;
  write(text: string, context: FsContext): Errno | null;
}
/** A bound AF_UNIX socket; null: nobody listens any more. */
export interface SocketNode extends Meta {
  readonly kind: "socket";
  listener: UnixListener | null;
}
/** A named pipe. */
export interface FifoNode extends Meta {
  readonly kind: "fifo";
  readonly pipe: Fifo;
}
export type Inode =
  | DirNode
  | FileNode
  | LinkNode
  | ProgramNode
  | NetnsNode
  | DeviceNode
  | SyntheticNode
  | SocketNode
  | FifoNode;

export class FileNode implements Meta {
  readonly kind = "file";
  ino: number;
  mode: number;
  uid: number;
  gid: number;
  mtime: Micros;
  nlink = 1;
  private data = new Uint8Array(0);
  size = 0;
  private readonly disk: { used: number };

  constructor(
    meta: { ino: number; mode: number; uid: number; gid: number; mtime: Micros },
    disk: { used: number },
  ) {
    this.ino = meta.ino;
    this.mode = meta.mode;
    this.uid = meta.uid;
    this.gid = meta.gid;
    this.mtime = meta.mtime;
    this.disk = disk;
  }

  /** The content; a view that the next write may change. */
  bytes(): Uint8Array {
    return this.data.subarray(0, this.size);
  }
  text(): string {
    return decodeUtf8(this.data, 0, this.size);
  }
  headText(max: number): string {
    return decodeUtf8(this.data, 0, Math.min(max, this.size));
  }
  truncate(size: number): Errno | null {
    if (size > this.size) return this.writeAt(this.size, new Uint8Array(size - this.size));
    this.disk.used -= this.size - size;
    this.size = size;
    if (size === 0) this.data = new Uint8Array(0);
    return null;
  }
  writeAt(at: number, bytes: Uint8Array): Errno | null {
    const end = at + bytes.length;
    if (end > FILE_BYTES_MAX) return "EFBIG";
    const growth = Math.max(0, end - this.size);
    if (this.disk.used + growth > DISK_BYTES) return "ENOSPC";
    if (end > this.data.length) {
      const bigger = new Uint8Array(Math.max(end, this.data.length * 2, 64));
      bigger.set(this.data.subarray(0, this.size));
      this.data = bigger;
    }
    if (at > this.size) this.data.fill(0, this.size, at);
    this.data.set(bytes, at);
    this.disk.used += growth;
    if (end > this.size) this.size = end;
    return null;
  }
}

export interface OpenFlags {
  readonly read?: boolean;
  readonly write?: boolean;
  readonly create?: boolean;
  readonly truncate?: boolean;
  readonly append?: boolean;
  readonly exclusive?: boolean;
  /** Permission bits for a new file, before umask. */
  readonly mode?: number;
}

export class FileSystem {
  readonly host: Host;
  readonly rootDir: DirNode;
  private nextIno = 2;
  private readonly disk = { used: 0 };

  constructor(host: Host) {
    this.host = host;
    this.rootDir = this.newDir(0o755, null);
    this.rootDir.parent = this.rootDir;
  }

  // ── nodes ──────────────────────────────────────────────────────────────────────────────────

  private meta(mode: number, uid = 0, gid = 0): Meta {
    return { ino: this.nextIno++, mode, uid, gid, mtime: this.host.sim.sched.now, nlink: 1 };
  }
  newDir(mode = 0o755, dynamic: DynamicDir | null = null, uid = 0, gid = 0): DirNode {
    return { kind: "dir", ...this.meta(mode, uid, gid), entries: new Map(), parent: null, dynamic };
  }
  newFile(mode = 0o644, uid = 0, gid = 0): FileNode {
    return new FileNode(this.meta(mode, uid, gid), this.disk);
  }
  newSynthetic(
    read: (context: FsContext) => string | Errno,
    write?: (text: string, context: FsContext) => Errno | null,
  ): SyntheticNode {
    const mode = write === undefined ? 0o444 : 0o644;
    return { kind: "synthetic", ...this.meta(mode), read, write: write ?? (() => "EACCES") };
  }
  newDevice(open: (context: FsContext) => OpenFile | Errno, mode = 0o666): DeviceNode {
    return { kind: "device", ...this.meta(mode), open };
  }
  newSocket(listener: UnixListener, mode: number, uid: number, gid: number): SocketNode {
    return { kind: "socket", ...this.meta(mode, uid, gid), listener };
  }
  newFifo(mode: number, uid: number, gid: number): FifoNode {
    return { kind: "fifo", ...this.meta(mode, uid, gid), pipe: new Fifo() };
  }
  newProgram(program: Program): ProgramNode {
    return { kind: "program", ...this.meta(0o755), program };
  }
  newSymlink(target: string | ((context: FsContext) => string)): LinkNode {
    return { kind: "symlink", ...this.meta(0o777), target };
  }
  newNetns(netns: NetNamespace): NetnsNode {
    return { kind: "netns", ...this.meta(0o444), ino: netns.inode, netns };
  }

  /** Put a node at an absolute path, making directories on the way: for machine set-up only. */
  plant(path: string, node: Inode): void {
    const parts = path.split("/").filter((part) => part !== "");
    const name = parts.pop() as string;
    let dir = this.rootDir;
    for (const part of parts) {
      let next = dir.entries.get(part);
      while (next?.kind === "symlink" && typeof next.target === "string") {
        const target: Inode | Errno = this.lookup(
          next.target.startsWith("/") ? next.target : `${this.pathOf(dir)}/${next.target}`,
          this.host.rootContext(),
        );
        if (typeof target === "string") break;
        next = target;
      }
      if (next === undefined) {
        const made = this.newDir();
        made.parent = dir;
        dir.entries.set(part, made);
        next = made;
      }
      if (next.kind !== "dir") throw new TypeError(`plant: ${path}: ${part} is no directory`);
      dir = next;
    }
    if (node.kind === "dir") node.parent = dir;
    if (node.kind === "netns") node.netns.get();
    dir.entries.set(name, node);
  }

  plantText(path: string, text: string, mode = 0o644): void {
    const file = this.newFile(mode);
    file.writeAt(0, encodeUtf8(text));
    this.plant(path, file);
  }

  // ── paths ──────────────────────────────────────────────────────────────────────────────────

  /** Find what a path names. `follow`: the last component too when it is a symlink. */
  lookup(path: string, context: FsContext, follow = true): Inode | Errno {
    const found = this.walk(path, context, follow, 0);
    if (typeof found === "string") return found;
    return found.node ?? "ENOENT";
  }

  /** Resolve the directory that holds (or would hold) the last component. */
  parentOf(
    path: string,
    context: FsContext,
  ): { dir: DirNode; name: string; node: Inode | null } | Errno {
    const found = this.walk(path, context, false, 0);
    if (typeof found === "string") return found;
    return found;
  }

  private walk(
    path: string,
    context: FsContext,
    follow: boolean,
    depth: number,
  ): { dir: DirNode; name: string; node: Inode | null } | Errno {
    if (path === "") return "ENOENT";
    if (path.length > 4096) return "ENAMETOOLONG";
    if (depth > LINK_DEPTH_MAX) return "ELOOP";
    const absolute = path.startsWith("/") ? path : `${context.cwd}/${path}`;
    const mustBeDir = path.endsWith("/") || path.endsWith("/.");
    let dir = this.rootDir;
    let node: Inode | null = this.rootDir;
    let name = "/";
    // Without splitting: every command walks some ten paths.
    let at = 0;
    while (at < absolute.length) {
      const from = at;
      const slash = absolute.indexOf("/", from);
      const end = slash < 0 ? absolute.length : slash;
      at = end + 1;
      if (end === from) continue;
      const part = absolute.slice(from, end);
      if (part === ".") continue;
      if (node?.kind !== "dir") return node === null ? "ENOENT" : "ENOTDIR";
      if (!this.may(node, context, "x")) return "EACCES";
      dir = node;
      name = part;
      if (part.length > 255) return "ENAMETOOLONG";
      if (part === "..") {
        node = dir.parent ?? dir;
        dir = node.parent ?? node;
        continue;
      }
      node = this.child(dir, part, context);
      const over = context.place.etc;
      if (over !== undefined && over.dir === dir && node !== null)
        node = over.files.get(part) ?? node;
      if (node?.kind !== "symlink") continue;
      const rest = cleanPath(absolute.slice(end));
      const last = rest === "";
      if (!last || follow || mustBeDir) {
        if (node.to !== undefined && last) return { dir, name, node: node.to };
        const target: string = typeof node.target === "string" ? node.target : node.target(context);
        // What was walked so far has no link left in it; directories made when looked at have no path of their own.
        const base = absolute.slice(0, from);
        const to: string =
          (target.startsWith("/") ? target : `${base}${target}`) + (rest === "" ? "" : `/${rest}`);
        return this.walk(mustBeDir && rest !== "" ? `${to}/` : to, context, follow, depth + 1);
      }
    }
    if (mustBeDir && node !== null && node.kind !== "dir") return "ENOTDIR";
    return { dir, name, node };
  }

  private child(dir: DirNode, name: string, context: FsContext): Inode | null {
    const entry = dir.entries.get(name);
    if (entry !== undefined) return entry;
    const made = dir.dynamic?.find(name, context) ?? null;
    if (made?.kind === "dir" && made.parent === null) {
      made.parent = dir;
      made.called = name;
    }
    return made;
  }

  /** Absolute path of a directory. */
  pathOf(dir: DirNode): string {
    const names: string[] = [];
    let at = dir;
    while (at.parent !== null && at.parent !== at) {
      if (at.called !== undefined) names.unshift(at.called);
      else for (const [name, node] of at.parent.entries) if (node === at) names.unshift(name);
      at = at.parent;
    }
    return `/${names.join("/")}`;
  }

  /** Textual clean-up as `cd` and `pwd` do it: no symlink is followed. */
  normalize(path: string, cwd: string): string {
    const out: string[] = [];
    for (const part of (path.startsWith("/") ? path : `${cwd}/${path}`).split("/")) {
      if (part === "" || part === ".") continue;
      if (part === "..") out.pop();
      else out.push(part);
    }
    return `/${out.join("/")}`;
  }

  may(node: Inode, context: FsContext, want: "r" | "w" | "x"): boolean {
    const { uid, gid } = context.credentials;
    if (uid === 0) return want !== "x" || node.kind === "dir" || (node.mode & 0o111) !== 0;
    const bit = want === "r" ? 4 : want === "w" ? 2 : 1;
    const shift = node.uid === uid ? 6 : node.gid === gid ? 3 : 0;
    return ((node.mode >> shift) & bit) !== 0;
  }

  // ── operations, each an errno or a result ──────────────────────────────────────────────────

  open(path: string, context: FsContext, flags: OpenFlags): OpenFile | Errno {
    const found = this.walk(path, context, true, 0);
    if (typeof found === "string") return found;
    let node = found.node;
    if (node === null) {
      if (flags.create !== true) return "ENOENT";
      if (path.endsWith("/")) return "EISDIR";
      const made = this.create(found.dir, found.name, context, flags.mode ?? 0o666);
      if (typeof made === "string") return made;
      node = made;
    } else {
      if (flags.create === true && flags.exclusive === true) return "EEXIST";
      if (flags.read === true && !this.may(node, context, "r")) return "EACCES";
      if (flags.write === true && !this.may(node, context, "w")) return "EACCES";
      // proc_sys_permission(), kernfs and the files of /proc/net ask root too.
      const locked = node.kind === "synthetic" && (node.mode & 0o222) === 0;
      if (flags.write === true && locked) return "EACCES";
    }
    if (node.kind === "dir") return flags.write === true ? "EISDIR" : new DirectoryFile(path);
    if (node.kind === "device") return node.open(context);
    if (node.kind === "program")
      return flags.write === true ? "ETXTBSY" : new BytesFile(path, encodeUtf8("\x7fELF"));
    if (node.kind === "netns") return new BytesFile(path, new Uint8Array(0));
    if (node.kind === "socket") return "ENXIO";
    if (node.kind === "fifo") return node.pipe.open(path, flags);
    if (node.kind === "synthetic") {
      if (flags.write === true) return new SyntheticWriter(path, node, context);
      const text = node.read(context);
      return isErrno(text) ? text : new BytesFile(path, encodeUtf8(text));
    }
    if (node.kind === "symlink") return "ELOOP";
    if (flags.truncate === true && flags.write === true) {
      node.truncate(0);
      node.mtime = this.host.sim.sched.now;
    }
    return new RegularFile(path, node, this.host, flags.append === true);
  }

  private create(dir: DirNode, name: string, context: FsContext, mode: number): FileNode | Errno {
    const refused = this.mayAdd(dir, context);
    if (refused !== null) return refused;
    const file = this.newFile(
      mode & ~context.umask,
      context.credentials.uid,
      context.credentials.gid,
    );
    dir.entries.set(name, file);
    dir.mtime = this.host.sim.sched.now;
    return file;
  }

  /** mkfifo(3): EEXIST when something has the name. */
  makeFifo(path: string, context: FsContext, mode: number): Errno | null {
    const { uid, gid } = context.credentials;
    const dir = this.enter(path, context, this.newFifo(mode & ~context.umask, uid, gid));
    if (typeof dir === "string") return dir;
    dir.mtime = this.host.sim.sched.now;
    return null;
  }

  private mayAdd(dir: DirNode, context: FsContext): Errno | null {
    if (dir.dynamic !== null) return this.pathOf(dir).startsWith("/proc") ? "ENOENT" : "EACCES";
    if (!this.may(dir, context, "w") || !this.may(dir, context, "x")) return "EACCES";
    if (dir.entries.size >= 100_000) return "ENOSPC";
    return null;
  }

  /** Names in a directory, sorted by code unit, without "." and "..". */
  readdir(path: string, context: FsContext): string[] | Errno {
    const node = this.lookup(path, context);
    if (typeof node === "string") return node;
    if (node.kind !== "dir") return "ENOTDIR";
    if (!this.may(node, context, "r")) return "EACCES";
    const names = new Set(node.entries.keys());
    if (node.dynamic !== null) for (const name of node.dynamic.list(context)) names.add(name);
    return [...names].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  }

  /** A whole file's bytes, for programs that take a file in one go. */
  readFile(path: string, context: FsContext): Uint8Array | Errno {
    const node = this.lookup(path, context);
    if (typeof node === "string") return node;
    if (node.kind === "dir") return "EISDIR";
    if (!this.may(node, context, "r")) return "EACCES";
    if (node.kind === "file") return node.bytes().slice();
    if (node.kind === "synthetic") {
      const text = node.read(context);
      return isErrno(text) ? text : encodeUtf8(text);
    }
    return new Uint8Array(0);
  }

  readText(path: string, context: FsContext): { text: string } | Errno {
    const bytes = this.readFile(path, context);
    return typeof bytes === "string" ? bytes : { text: decodeUtf8(bytes) };
  }

  /** Replace a file's content, creating it if need be. */
  writeFile(
    path: string,
    data: string | Uint8Array,
    context: FsContext,
    mode = 0o666,
  ): Errno | null {
    const found = this.walk(path, context, true, 0);
    if (typeof found === "string") return found;
    let node = found.node;
    if (node === null) {
      const made = this.create(found.dir, found.name, context, mode);
      if (typeof made === "string") return made;
      node = made;
    } else if (!this.may(node, context, "w")) return "EACCES";
    if (node.kind === "dir") return "EISDIR";
    const bytes = typeof data === "string" ? encodeUtf8(data) : data;
    if (node.kind === "synthetic") return node.write(decodeUtf8(bytes), context);
    if (node.kind === "device") return null;
    if (node.kind !== "file") return "EACCES";
    node.truncate(0);
    node.mtime = this.host.sim.sched.now;
    return node.writeAt(0, bytes);
  }

  mkdir(path: string, context: FsContext, mode = 0o777): Errno | null {
    const found = this.parentOf(path.replace(/\/+$/, "") || "/", context);
    if (typeof found === "string") return found;
    if (found.node !== null) return "EEXIST";
    const refused = this.mayAdd(found.dir, context);
    if (refused !== null) return refused;
    const dir = this.newDir(
      mode & ~context.umask,
      null,
      context.credentials.uid,
      context.credentials.gid,
    );
    dir.parent = found.dir;
    found.dir.entries.set(found.name, dir);
    return null;
  }

  symlink(target: string, path: string, context: FsContext): Errno | null {
    return this.add(path, context, this.newSymlink(target));
  }

  /** Add any node where nothing is yet (symlink, netns bind, hard link). */
  add(path: string, context: FsContext, node: Inode): Errno | null {
    const dir = this.enter(path, context, node);
    return typeof dir === "string" ? dir : null;
  }

  /** The directory that holds it now. */
  private enter(path: string, context: FsContext, node: Inode): DirNode | Errno {
    const found = this.parentOf(path, context);
    if (typeof found === "string") return found;
    if (found.node !== null) return "EEXIST";
    const refused = this.mayAdd(found.dir, context);
    if (refused !== null) return refused;
    found.dir.entries.set(found.name, node);
    if (node.kind === "dir") node.parent = found.dir;
    // A bind mount of a namespace holds it, as a process in it does.
    if (node.kind === "netns") node.netns.get();
    return found.dir;
  }

  link(existing: string, path: string, context: FsContext): Errno | null {
    const node = this.lookup(existing, context, false);
    if (typeof node === "string") return node;
    if (node.kind === "dir") return "EPERM";
    const failed = this.add(path, context, node);
    if (failed === null) node.nlink++;
    return failed;
  }

  /** `unmounted`: what is mounted there was let go first, as `ip netns del` does. */
  unlink(path: string, context: FsContext, unmounted = false): Errno | null {
    const found = this.parentOf(path, context);
    if (typeof found === "string") return found;
    const { dir, name, node } = found;
    if (node === null) return "ENOENT";
    if (node.kind === "dir") return "EISDIR";
    if (!dir.entries.has(name)) return "EPERM";
    if (!this.may(dir, context, "w")) return "EACCES";
    if (node.kind === "netns" && !unmounted) return "EBUSY";
    if ((dir.mode & 0o1000) !== 0 && !this.owns(node, dir, context)) return "EPERM";
    dir.entries.delete(name);
    dir.mtime = this.host.sim.sched.now;
    if (node.kind === "netns") node.netns.put();
    node.nlink--;
    if (node.kind === "file" && node.nlink === 0) this.disk.used -= node.size;
    return null;
  }

  rmdir(path: string, context: FsContext): Errno | null {
    const found = this.parentOf(path.replace(/\/+$/, "") || "/", context);
    if (typeof found === "string") return found;
    const { dir, name, node } = found;
    if (node === null) return "ENOENT";
    if (node.kind !== "dir") return "ENOTDIR";
    if (node === this.rootDir || node.dynamic !== null) return "EBUSY";
    if (node.entries.size > 0) return "ENOTEMPTY";
    if (!this.may(dir, context, "w")) return "EACCES";
    dir.entries.delete(name);
    return null;
  }

  rename(from: string, to: string, context: FsContext): Errno | null {
    const source = this.parentOf(from.replace(/(.)\/+$/, "$1"), context);
    if (typeof source === "string") return source;
    if (source.node === null) return "ENOENT";
    const target = this.parentOf(to.replace(/(.)\/+$/, "$1"), context);
    if (typeof target === "string") return target;
    if (source.node === target.node) return null;
    if (!this.may(source.dir, context, "w") || !this.may(target.dir, context, "w")) return "EACCES";
    if (source.dir.dynamic !== null || target.dir.dynamic !== null) return "EPERM";
    for (let at: DirNode = target.dir; ; at = at.parent) {
      if (at === source.node) return "EINVAL";
      if (at.parent === null || at.parent === at) break;
    }
    if (target.node !== null) {
      if (source.node.kind === "dir" && target.node.kind !== "dir") return "ENOTDIR";
      if (source.node.kind !== "dir" && target.node.kind === "dir") return "EISDIR";
      if (target.node.kind === "dir" && target.node.entries.size > 0) return "ENOTEMPTY";
    }
    source.dir.entries.delete(source.name);
    target.dir.entries.set(target.name, source.node);
    if (source.node.kind === "dir") source.node.parent = target.dir;
    return null;
  }

  chmod(path: string, mode: number, context: FsContext): Errno | null {
    const node = this.lookup(path, context);
    if (typeof node === "string") return node;
    if (context.credentials.uid !== 0 && context.credentials.uid !== node.uid) return "EPERM";
    node.mode = mode & 0o7777;
    return null;
  }

  chown(path: string, uid: number, gid: number, context: FsContext): Errno | null {
    const node = this.lookup(path, context);
    if (typeof node === "string") return node;
    if (context.credentials.uid !== 0) return "EPERM";
    node.uid = uid;
    node.gid = gid;
    return null;
  }

  private owns(node: Inode, dir: DirNode, context: FsContext): boolean {
    const uid = context.credentials.uid;
    return uid === 0 || uid === node.uid || uid === dir.uid;
  }
}

/** Errnos are upper-case words; file text never is only one. Synthetic reads use this to tell them apart. */
/** The rest of a path without empty and "." parts. */
function cleanPath(path: string): string {
  if (path === "") return "";
  return path
    .split("/")
    .filter((part) => part !== "" && part !== ".")
    .join("/");
}

function isErrno(value: string): value is Errno {
  return /^E[A-Z0-9]{2,14}$/.test(value);
}

class BytesFile implements OpenFile {
  readonly kind = "file";
  readonly path: string;
  private readonly data: Uint8Array;
  private at = 0;
  constructor(path: string, data: Uint8Array) {
    this.path = path;
    this.data = data;
  }
  *read(_proc: Process, max: number): Proc<Uint8Array | null> {
    if (this.at >= this.data.length) return null;
    const out = this.data.slice(this.at, this.at + max);
    this.at += out.length;
    return out;
  }
  *write(): Proc<Errno> {
    return "EBADF";
  }
  release(): void {}
}

class SyntheticWriter implements OpenFile {
  readonly kind = "file";
  readonly path: string;
  private readonly node: SyntheticNode;
  private readonly context: FsContext;
  constructor(path: string, node: SyntheticNode, context: FsContext) {
    this.path = path;
    this.node = node;
    this.context = context;
  }
  *read(): Proc<null> {
    return null;
  }
  *write(_proc: Process, data: Uint8Array): Proc<Errno | null> {
    return this.node.write(decodeUtf8(data), this.context);
  }
  release(): void {}
}

class DirectoryFile implements OpenFile {
  readonly kind = "dir";
  readonly path: string;
  constructor(path: string) {
    this.path = path;
  }
  *read(): Proc<Errno> {
    return "EISDIR";
  }
  *write(): Proc<Errno> {
    return "EBADF";
  }
  release(): void {}
}

export class RegularFile implements OpenFile {
  readonly kind = "file";
  readonly path: string;
  readonly node: FileNode;
  private readonly host: Host;
  private readonly append: boolean;
  private at = 0;
  constructor(path: string, node: FileNode, host: Host, append: boolean) {
    this.path = path;
    this.node = node;
    this.host = host;
    this.append = append;
  }
  *read(_proc: Process, max: number): Proc<Uint8Array | null> {
    if (this.at >= this.node.size) return null;
    const out = this.node.bytes().slice(this.at, this.at + max);
    this.at += out.length;
    return out;
  }
  *write(_proc: Process, data: Uint8Array): Proc<Errno | null> {
    if (this.append) this.at = this.node.size;
    const failed = this.node.writeAt(this.at, data);
    if (failed !== null) return failed;
    this.at += data.length;
    this.node.mtime = this.host.sim.sched.now;
    return null;
  }
  release(): void {}
}

/** /dev/null, /dev/zero, /dev/tty and friends. */
export function plantDevices(fs: FileSystem): void {
  fs.plant(
    "/dev/null",
    fs.newDevice(() => new NullFile()),
  );
  fs.plant(
    "/dev/tty",
    fs.newDevice((context) => context.tty?.file ?? "ENXIO"),
  );
  // /dev/fd/N is the open file itself: a pipe of `<(...)` has no other path.
  const openFd = (n: number): DeviceNode =>
    fs.newDevice((context) => {
      const held = fs.host.processes.get(context.pid)?.fds.get(n);
      if (held === undefined) return "ENOENT";
      const { file } = held.share();
      const open: OpenFile = {
        kind: file.kind,
        path: file.path,
        read: (proc, max) => file.read(proc, max),
        write: (proc, data) => file.write(proc, data),
        release: () => held.close(),
      };
      return file.readable === undefined
        ? open
        : { ...open, readable: file.readable, ready: () => file.ready?.() ?? true };
    });
  fs.plant(
    "/dev/fd",
    fs.newDir(0o755, {
      list: (context) => [...(fs.host.processes.get(context.pid)?.fds.keys() ?? [])].map(String),
      find: (name, context) =>
        /^\d+$/.test(name) && fs.host.processes.get(context.pid)?.fds.has(Number(name)) === true
          ? openFd(Number(name))
          : null,
    }),
  );
  fs.plant("/dev/stdin", openFd(0));
  fs.plant("/dev/stdout", openFd(1));
  fs.plant("/dev/stderr", openFd(2));
  const zero: OpenFile = {
    kind: "device",
    path: "/dev/zero",
    *read(_proc, max) {
      return new Uint8Array(max);
    },
    *write() {
      return null;
    },
    release: () => undefined,
  };
  fs.plant(
    "/dev/zero",
    fs.newDevice(() => zero),
  );
}
