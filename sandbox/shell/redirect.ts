/** Redirections: open, duplicate, close, and put back. bash(1) REDIRECTION. */
import { encodeUtf8 } from "../sim/utf8.ts";
import { strerror } from "../kernel/errno.ts";
import { Descriptor, type OpenFile } from "../kernel/proc/file.ts";
import type { Proc } from "../kernel/proc/wait.ts";
import type { Redirect } from "./ast.ts";
import { openNetwork } from "./dev-tcp.ts";
import { expandHereDocument, expandText, expandWords } from "./expand.ts";
import type { Shell } from "./shell.ts";

/** What stood at each descriptor before; `restore` may be called once. */
export class Saved {
  private readonly sh: Shell;
  private readonly old: { fd: number; descriptor: Descriptor | null }[] = [];
  constructor(sh: Shell) {
    this.sh = sh;
  }
  /** Take `fd` out of the table without closing it. */
  keep(fd: number): void {
    const descriptor = this.sh.proc.fds.get(fd) ?? null;
    this.sh.proc.fds.delete(fd);
    this.old.push({ fd, descriptor });
  }
  restore(): void {
    for (const { fd, descriptor } of this.old.reverse()) {
      this.sh.proc.fds.get(fd)?.close();
      if (descriptor === null) this.sh.proc.fds.delete(fd);
      else this.sh.proc.fds.set(fd, descriptor);
    }
    this.old.length = 0;
  }
  /** The changes stay: `exec >file`. */
  forget(): void {
    for (const { descriptor } of this.old) descriptor?.close();
    this.old.length = 0;
  }
}

/** A here-document's or here-string's content. */
class TextFile implements OpenFile {
  readonly kind = "file";
  readonly path = "/tmp/sh-thd (deleted)";
  private readonly bytes: Uint8Array;
  private at = 0;
  constructor(text: string) {
    this.bytes = encodeUtf8(text);
  }

  *read(_proc: unknown, max: number): Proc<Uint8Array | null> {
    if (this.at >= this.bytes.length) return null;
    const piece = this.bytes.slice(this.at, this.at + max);
    this.at += piece.length;
    return piece;
  }

  *write(): Proc<"EBADF"> {
    return "EBADF";
  }
  release(): void {}
}

/** Apply in order. False: one failed, and was reported; the caller restores. */
export function* applyRedirects(
  sh: Shell,
  redirects: readonly Redirect[],
  saved: Saved,
): Proc<boolean> {
  for (const redirect of redirects) {
    const problem = yield* applyOne(sh, redirect, saved);
    if (problem === null) continue;
    yield* sh.error(problem);
    return false;
  }
  return true;
}

function* applyOne(sh: Shell, redirect: Redirect, saved: Saved): Proc<string | null> {
  const { op } = redirect;
  const standard = op.startsWith("<") ? 0 : 1;
  let fd: number;
  if (typeof redirect.fd === "string") {
    if ((op === "<&" || op === ">&") && redirect.target?.text === "-") {
      const old = Number(sh.vars.get(redirect.fd) ?? "-1");
      saved.keep(old);
      return null;
    }
    fd = 10;
    while (sh.proc.fds.has(fd)) fd++;
    sh.vars.set(redirect.fd, String(fd));
  } else fd = redirect.fd ?? standard;

  if (op === "<<" || op === "<<-") {
    const raw = op === "<<-" ? redirect.body.replace(/^\t+/gm, "") : redirect.body;
    const text = redirect.quoted ? raw : yield* expandHereDocument(sh, raw);
    return put(sh, saved, fd, new Descriptor(new TextFile(text)));
  }
  if (redirect.target === null) return "syntax error: redirection without a target";
  if (op === "<<<") {
    const text = yield* expandText(sh, redirect.target);
    return put(sh, saved, fd, new Descriptor(new TextFile(`${text}\n`)));
  }
  const words = yield* expandWords(sh, [redirect.target]);
  const target = words[0];
  if (words.length !== 1 || target === undefined)
    return `${redirect.target.text}: ambiguous redirect`;

  if (op === "<&" || op === ">&") {
    if (target === "-") {
      saved.keep(fd);
      return null;
    }
    const dup = /^(\d+)(-?)$/.exec(target);
    if (dup !== null) {
      const from = sh.proc.fds.get(Number(dup[1]));
      if (from === undefined) return `${redirect.target.text}: Bad file descriptor`;
      if (Number(dup[1]) === fd) return null;
      const shared = from.share();
      put(sh, saved, fd, shared);
      if (dup[2] === "-") saved.keep(Number(dup[1]));
      return null;
    }
    if (op === "<&" || redirect.fd !== null) return `${target}: ambiguous redirect`;
  }
  const file = yield* openTarget(sh, op, target);
  if ("problem" in file) return file.problem;
  const descriptor = new Descriptor(file.file);
  put(sh, saved, fd, descriptor);
  if (op === "&>" || op === "&>>" || (op === ">&" && redirect.fd === null))
    put(sh, saved, 2, descriptor.share());
  return null;
}

function put(sh: Shell, saved: Saved, fd: number, descriptor: Descriptor): null {
  saved.keep(fd);
  sh.proc.fds.set(fd, descriptor);
  return null;
}

function* openTarget(
  sh: Shell,
  op: Redirect["op"],
  path: string,
): Proc<{ file: OpenFile } | { problem: string }> {
  const network = /^\/dev\/(tcp|udp)\/([^/]+)\/([^/]+)$/.exec(path);
  if (network !== null) {
    const [, kind, host, port] = network as unknown as [string, "tcp" | "udp", string, string];
    return yield* openNetwork(sh, path, kind, host, port);
  }
  const { proc } = sh;
  const fs = proc.host.fs;
  // /dev/fd/N and the like are what the descriptor is, also where no /dev is mounted.
  const shared = /^\/dev\/(?:fd\/(\d+)|std(in|out|err))$/.exec(path);
  if (shared !== null) {
    const number =
      shared[1] !== undefined
        ? Number(shared[1])
        : ["in", "out", "err"].indexOf(shared[2] as string);
    const open = proc.fds.get(number);
    if (open === undefined) return { problem: `${path}: No such file or directory` };
    const held = open.share();
    return { file: { ...delegate(held.file), release: () => held.close() } };
  }
  if (op === "<") return opened(path, fs.open(path, proc, { read: true }));
  if (op === "<>")
    return opened(path, fs.open(path, proc, { read: true, write: true, create: true }));
  const append = op === ">>" || op === "&>>";
  if (op === ">" && sh.options.has("noclobber")) {
    const node = fs.lookup(path, proc);
    if (typeof node !== "string" && node.kind === "file")
      return { problem: `${path}: cannot overwrite existing file` };
  }
  return opened(
    path,
    fs.open(
      path,
      proc,
      append
        ? { write: true, create: true, append: true }
        : { write: true, create: true, truncate: true },
    ),
  );
}

function delegate(file: OpenFile): OpenFile {
  const out: OpenFile = {
    kind: file.kind,
    path: file.path,
    read: (proc, max) => file.read(proc, max),
    write: (proc, data) => file.write(proc, data),
    release: () => undefined,
  };
  return file.readable === undefined
    ? out
    : { ...out, readable: file.readable, ready: () => file.ready?.() ?? true };
}

function opened(
  path: string,
  file: ReturnType<Shell["proc"]["host"]["fs"]["open"]>,
): { file: OpenFile } | { problem: string } {
  return typeof file === "string" ? { problem: `${path}: ${strerror(file)}` } : { file };
}
