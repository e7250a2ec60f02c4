/** Reading bird.conf and what it includes from the machine's file tree. */
import { type Errno, strerror } from "../../../kernel/errno.ts";
import type { Process } from "../../../kernel/proc/process.ts";
import { decodeUtf8 } from "../../../sim/utf8.ts";
import { matchesPattern } from "./address.ts";
import { parseConfig } from "./conf/parse-config.ts";
import type { BirdConfig, ConfigError, Io, LogLevel } from "./types.ts";

function readText(proc: Process, path: string): { text: string } | Errno {
  const { fs } = proc.host;
  const node = fs.lookup(path, proc);
  if (typeof node === "string") return node;
  if (node.kind === "dir") return "EISDIR";
  const bytes = fs.readFile(path, proc);
  return typeof bytes === "string" ? bytes : { text: decodeUtf8(bytes) };
}

/** The configuration, its first error, or why its file cannot be read. */
export function loadConfig(
  proc: Process,
  path: string,
  profile: Io["profile"],
  log: (level: LogLevel, text: string) => void,
): BirdConfig | ConfigError | Errno {
  const got = readText(proc, path);
  // A folder opens, and cannot be read.
  if (got === "EISDIR") return { file: path, line: 1, column: 1, message: "Read error" };
  if (typeof got === "string") return got;
  return parseConfig(got.text, {
    path,
    profile,
    log,
    read: (name) => {
      const inner = readText(proc, name);
      return typeof inner === "string" ? null : inner.text;
    },
    glob: (pattern) => globFiles(proc, pattern),
    openLog: (name) => openLog(proc, name),
  });
}

/** glob(3) of a pattern whose last part alone may have wildcards. */
function globFiles(proc: Process, pattern: string): string[] | null {
  const slash = pattern.lastIndexOf("/");
  const dir = slash < 0 ? "." : pattern.slice(0, slash) || "/";
  const names = proc.host.fs.readdir(dir, proc);
  if (typeof names === "string") return null;
  const last = pattern.slice(slash + 1);
  const fits = names.filter(
    (n) => (last.startsWith(".") || !n.startsWith(".")) && matchesPattern(last, n),
  );
  return fits.sort().map((n) => (slash < 0 ? n : `${pattern.slice(0, slash + 1)}${n}`));
}

function openLog(proc: Process, name: string): string | null {
  const file = proc.host.fs.open(name, proc, { write: true, create: true, append: true });
  if (typeof file === "string") return strerror(file);
  file.release();
  return null;
}
