/** stat(2) for the tools: type, mode letters, sizes, owners. Sizes of what has none here are those of ext4. */
import type { Host } from "../../kernel/host.ts";
import type { Inode } from "../../kernel/proc/fs.ts";
import type { Process } from "../../kernel/proc/process.ts";

export interface Stat {
  readonly type: "-" | "d" | "l" | "c" | "s" | "p";
  readonly mode: number;
  readonly nlink: number;
  readonly uid: number;
  readonly gid: number;
  readonly size: number;
  /** 512-byte blocks. */
  readonly blocks: number;
  readonly mtime: number;
  readonly ino: number;
}

export function statOf(node: Inode, proc: Process): Stat {
  const base = {
    mode: node.mode & 0o7777,
    uid: node.uid,
    gid: node.gid,
    mtime: node.mtime,
    ino: node.ino,
    nlink: node.nlink,
  };
  switch (node.kind) {
    case "dir": {
      let dirs = 0;
      for (const child of node.entries.values()) if (child.kind === "dir") dirs++;
      const real = node.dynamic === null;
      return { ...base, type: "d", nlink: 2 + dirs, size: real ? 4096 : 0, blocks: real ? 8 : 0 };
    }
    case "symlink": {
      const target = typeof node.target === "string" ? node.target : node.target(proc);
      return {
        ...base,
        type: "l",
        size: typeof node.target === "string" ? target.length : 0,
        blocks: 0,
      };
    }
    case "file":
      return { ...base, type: "-", size: node.size, blocks: Math.ceil(node.size / 4096) * 8 };
    case "program":
      return { ...base, type: "-", size: 65_536, blocks: 128 };
    case "fifo":
      return { ...base, type: "p", size: 0, blocks: 0 };
    case "socket":
      return { ...base, type: "s", size: 0, blocks: 0 };
    case "device":
      return { ...base, type: "c", size: 0, blocks: 0 };
    case "netns":
    case "synthetic":
      return { ...base, type: "-", size: 0, blocks: 0 };
  }
}

export function modeString(stat: Stat): string {
  const letters = (bits: number, special: boolean, on: string): string =>
    (bits & 4 ? "r" : "-") +
    (bits & 2 ? "w" : "-") +
    (special ? (bits & 1 ? on : on.toUpperCase()) : bits & 1 ? "x" : "-");
  const { mode } = stat;
  return (
    stat.type +
    letters((mode >> 6) & 7, (mode & 0o4000) !== 0, "s") +
    letters((mode >> 3) & 7, (mode & 0o2000) !== 0, "s") +
    letters(mode & 7, (mode & 0o1000) !== 0, "t")
  );
}

export function userName(host: Host, uid: number): string {
  for (const user of host.users.values()) if (user.uid === uid) return user.name;
  return String(uid);
}

/** Group names from /etc/group, else those of the users, else the number. */
export function groupName(host: Host, gid: number): string {
  const file = host.fs.readText("/etc/group", host.rootContext());
  if (typeof file !== "string") {
    for (const line of file.text.split("\n")) {
      const parts = line.split(":");
      if (Number(parts[2]) === gid && parts[0] !== undefined && line !== "") return parts[0];
    }
  }
  for (const user of host.users.values()) if (user.gid === gid) return user.name;
  return String(gid);
}

/** A group's number by name, or null. */
export function groupId(host: Host, name: string): number | null {
  const file = host.fs.readText("/etc/group", host.rootContext());
  for (const line of typeof file === "string" ? [] : file.text.split("\n")) {
    const parts = line.split(":");
    if (parts[0] === name && parts.length >= 3) return Number(parts[2]);
  }
  for (const user of host.users.values()) if (user.name === name) return user.gid;
  return null;
}

/** GNU's human-readable sizes (ceil): 1.5K, 12K, 3.0M. */
export function humanSize(bytes: number, base = 1024): string {
  if (bytes < base) return String(bytes);
  const units = base === 1024 ? "KMGTPE" : "kMGTPE";
  let value = bytes;
  let unit = -1;
  while (value >= base && unit < units.length - 1) {
    value /= base;
    unit++;
  }
  if (value < 10) {
    const tenths = Math.ceil(value * 10 - 1e-9);
    if (tenths < 100) return `${Math.floor(tenths / 10)}.${tenths % 10}${units[unit]}`;
    return `10${units[unit]}`;
  }
  const whole = Math.ceil(value - 1e-9);
  return whole >= base && unit < units.length - 1
    ? `1.0${units[unit + 1]}`
    : `${whole}${units[unit]}`;
}

export function joinPath(dir: string, name: string): string {
  return dir.endsWith("/") ? dir + name : `${dir}/${name}`;
}

export function baseName(path: string): string {
  const trimmed = path.replace(/\/+$/, "");
  return trimmed === ""
    ? path.startsWith("/")
      ? "/"
      : path
    : trimmed.slice(trimmed.lastIndexOf("/") + 1);
}
