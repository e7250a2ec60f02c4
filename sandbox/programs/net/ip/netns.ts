/**
 * `ip netns`: namespaces with a name, that is a file under /run/netns bound to one. ip-netns(8).
 * Left out: target-nsid, the mounts of /sys (synthetic files follow the process).
 */
import { strerror } from "../../../kernel/errno.ts";
import type { NetNamespace } from "../../../kernel/netns.ts";
import type { Place } from "../../../kernel/place.ts";
import { EXEC_COST_US, type Process } from "../../../kernel/proc/process.ts";
import type { Inode } from "../../../kernel/proc/fs.ts";
import type { Proc } from "../../../kernel/proc/wait.ts";
import { HELP } from "./help.ts";
import { Args, type Outcome, type Session } from "./session.ts";
import { matches, parseUnsigned } from "./values.ts";

const RUN_DIR = "/run/netns";
const MONITOR_POLL_US = 50_000;

export function netnsCommand(s: Session, words: readonly string[]): Outcome {
  const args = new Args(s, words);
  if (args.done) return list(s);
  const command = args.take();
  // help is looked at before the name of the sub-command matters; the rest in the tool's order.
  if (matches(command, "help")) s.usage(HELP.netns);
  const subcommand = SUBCOMMANDS.find(([name]) => matches(command, name));
  if (subcommand === undefined) s.die(`Command "${command}" is unknown, try "ip netns help".\n`);
  return subcommand[1](s, args);
}

const SUBCOMMANDS: readonly (readonly [string, (s: Session, args: Args) => Outcome])[] = [
  ["list", list],
  ["show", list],
  ["lst", list],
  ["list-id", listId],
  ["add", add],
  ["set", setId],
  ["delete", del],
  ["identify", identify],
  ["pids", pids],
  ["exec", exec],
  ["monitor", monitor],
  ["attach", attach],
];

// ── list ───────────────────────────────────────────────────────────────────────────────────────

function list(s: Session): number {
  const dir = s.proc.host.fs.lookup(RUN_DIR, s.proc);
  if (typeof dir === "string") return 0;
  const p = s.printer;
  p.begin();
  for (const { name, netns } of s.netnsFiles()) {
    p.openObject();
    if (netns === null) s.err("Error: Peer netns reference is invalid.\n");
    p.any("name", name, name);
    const id = netns === null ? null : s.netlink.nsidOf(netns);
    if (id !== null) p.any("id", id, ` (id: ${id})`);
    p.text("\n");
    p.closeObject();
  }
  p.end();
  return 0;
}

function listId(s: Session, args: Args): number {
  let wanted: number | null = null;
  for (; !args.done; args.skip()) {
    if (args.word === "target-nsid") s.notSimulated('"target-nsid"');
    else if (args.word === "nsid") {
      const value = args.value();
      wanted = parseUnsigned(value, 0x7fffffff);
      if (wanted === null) s.invalid('"nsid" value is invalid\n', value);
    } else s.die(`Command "${args.word}" is unknown, try "ip netns help".\n`);
  }
  const found: { id: number; name: string | null }[] = [];
  for (const netns of s.proc.host.namespaces.values()) {
    const id = s.netlink.nsidOf(netns);
    if (id !== null && (wanted === null || id === wanted))
      found.push({ id, name: s.netnsName(netns) });
  }
  found.sort((a, b) => a.id - b.id);
  if (wanted !== null && found.length === 0) {
    s.kernelError({ errno: "EINVAL", extack: "Peer netns reference is invalid" });
    return 2;
  }
  const p = s.printer;
  p.begin();
  for (const { id, name } of found) {
    p.openObject();
    p.any("nsid", id, `nsid ${id} `);
    if (name !== null) p.any("name", name, `(iproute2 netns name: ${name})`);
    p.text("\n");
    p.closeObject();
  }
  p.end();
  return 0;
}

// ── add, attach, delete, set ───────────────────────────────────────────────────────────────────

function validName(s: Session, name: string): void {
  if (name === "" || name === "." || name === ".." || name.includes("/") || name.length > 255) {
    s.die(`Invalid netns name "${name}"\n`);
  }
}

/** 0: /run/netns is there. */
function makeRunDir(s: Session): number {
  const failed = s.proc.host.fs.mkdir(RUN_DIR, { ...context(s.proc), umask: 0 }, 0o755);
  if (failed === null || (failed === "EEXIST" && s.proc.isRoot)) return 0;
  if (failed === "EEXIST") {
    // The directory is made a mount point of its own, which only root may do.
    s.err(`mount --make-shared ${RUN_DIR} failed: Operation not permitted\n`);
    return 1;
  }
  s.err(`mkdir ${RUN_DIR} failed: ${strerror(failed)}\n`);
  return 1;
}

function context(proc: Process): Parameters<Process["host"]["fs"]["lookup"]>[1] {
  const { cwd, credentials, place, umask, pid, tty } = proc;
  return { cwd, credentials, place, umask, pid, tty };
}

function bind(s: Session, name: string, make: () => NetNamespace | null): number {
  const { fs } = s.proc.host;
  const path = `${RUN_DIR}/${name}`;
  const placeholder = fs.newFile(0o000, s.proc.credentials.uid, s.proc.credentials.gid);
  const failed = fs.add(path, s.proc, placeholder);
  if (failed !== null) {
    s.err(`Cannot create namespace file "${path}": ${strerror(failed)}\n`);
    return 1;
  }
  fs.unlink(path, s.proc, true);
  if (!s.proc.isRoot) {
    s.err(`Failed to create a new network namespace "${name}": Operation not permitted\n`);
    return 1;
  }
  const netns = make();
  if (netns === null) return 1;
  fs.add(path, s.proc, fs.newNetns(netns));
  return 0;
}

function add(s: Session, args: Args): number {
  if (args.done) {
    s.err("No netns name specified\n");
    return 1;
  }
  const name = args.word;
  validName(s, name);
  return makeRunDir(s) !== 0 ? 1 : bind(s, name, () => s.proc.host.createNetns(name));
}

function attach(s: Session, args: Args): number {
  if (args.left < 2) {
    s.err("No netns name and PID specified\n");
    return 1;
  }
  const name = args.take();
  const pid = args.word;
  if (!/^\d+$/.test(pid)) {
    s.err(`Invalid PID: ${pid}\n`);
    return 1;
  }
  validName(s, name);
  if (makeRunDir(s) !== 0) return 1;
  return bind(s, name, () => {
    const netns = netnsOfPid(s, Number(pid));
    if (netns === null) {
      s.err(`Bind /proc/${pid}/ns/net -> ${RUN_DIR}/${name} failed: No such file or directory\n`);
    }
    return netns;
  });
}

function netnsOfPid(s: Session, pid: number): NetNamespace | null {
  const { host } = s.proc;
  const proc = host.processes.get(pid);
  // Process 1 is there on any host, also where the sandbox runs none.
  return proc?.place.netns ?? (pid === 1 ? host.root : null);
}

function del(s: Session, args: Args): number {
  if (s.options.all) {
    for (const { name } of s.netnsFiles()) {
      const failed = remove(s, name);
      if (failed !== 0) return failed;
    }
    return 0;
  }
  if (args.done) {
    s.err("No netns name specified\n");
    return 1;
  }
  return remove(s, args.word);
}

function remove(s: Session, name: string): number {
  const { fs } = s.proc.host;
  const path = `${RUN_DIR}/${name}`;
  const failed = fs.unlink(path, s.proc, true);
  if (failed === null) return 0;
  s.err(`Cannot remove namespace file "${path}": ${strerror(failed)}\n`);
  return 1;
}

function setId(s: Session, args: Args): number {
  if (args.done) {
    s.err("No netns name specified\n");
    return 1;
  }
  const name = args.take();
  if (args.done) {
    s.err("No nsid specified\n");
    return 1;
  }
  const value = args.word;
  const nsid = value === "auto" ? null : parseUnsigned(value, 0x7fffffff);
  if (nsid === null && value !== "auto") s.invalid('Invalid "netnsid" value', value);
  const netns = s.proc.host.netnsByName(name);
  if (netns === null) {
    s.err(`Cannot open network namespace "${name}": No such file or directory\n`);
    return 1;
  }
  return s.talk(() => s.netlink.setNsid(netns, nsid)) ? 0 : 2;
}

// ── who is where ───────────────────────────────────────────────────────────────────────────────

function identify(s: Session, args: Args): number {
  let netns: NetNamespace | null = s.netns;
  if (!args.done) {
    const word = args.take();
    if (!args.done) {
      s.err("extra arguments specified\n");
      return 1;
    }
    if (!/^\d+$/.test(word)) {
      s.err(`Specified string '${word}' is not a pid\n`);
      return 1;
    }
    netns = netnsOfPid(s, Number(word));
  }
  if (netns === null) {
    s.err("Cannot open network namespace: No such file or directory\n");
    return 1;
  }
  const here = netns;
  // The directory is read to its end; the last match is the one that counts.
  s.out(`${s.netnsFiles().findLast((entry) => entry.netns === here)?.name ?? ""}\n`);
  return 0;
}

function pids(s: Session, args: Args): number {
  if (args.done) {
    s.err("No netns name specified\n");
    return 1;
  }
  const name = args.take();
  if (!args.done) {
    s.err("extra arguments specified\n");
    return 1;
  }
  const netns = s.proc.host.netnsByName(name);
  if (netns === null) {
    s.err("Cannot open network namespace: No such file or directory\n");
    return 1;
  }
  const found = [...s.proc.host.processes.values()].filter((proc) => proc.place.netns === netns);
  for (const proc of found.sort((a, b) => a.pid - b.pid))
    if (proc.state !== "zombie") s.out(`${proc.pid}\n`);
  return 0;
}

// ── exec ───────────────────────────────────────────────────────────────────────────────────────

/** setns(2): the process is in `netns` from now on. */
export function setNetns(proc: Process, netns: NetNamespace): void {
  if (proc.place.netns !== netns) proc.place = { ...proc.place, netns };
}

/** bind_etc(): every name in /etc/netns/NAME is mounted over its namesake in /etc. */
function placeOf(s: Session, name: string, netns: NetNamespace): Place {
  const { proc } = s;
  const { host } = proc;
  const from = host.fs.lookup(`/etc/netns/${name}`, host.rootContext());
  const dir = host.fs.lookup("/etc", host.rootContext());
  if (typeof from === "string" || from.kind !== "dir" || typeof dir === "string")
    return { ...proc.place, netns };
  if (dir.kind !== "dir" || from.entries.size === 0) return { ...proc.place, netns };
  const files = new Map<string, Inode>();
  for (const [file, node] of from.entries) {
    if (dir.entries.has(file)) files.set(file, node);
    else
      s.err(`Bind /etc/netns/${name}/${file} -> /etc/${file} failed: No such file or directory\n`);
  }
  return { ...proc.place, netns, etc: { dir, files } };
}

function exec(s: Session, args: Args): Outcome {
  if (args.done && !s.options.all) {
    s.err("No netns name specified\n");
    return 1;
  }
  if (s.options.all ? args.done : args.left < 2) {
    s.err("No command specified\n");
    return 1;
  }
  return s.options.all ? execEverywhere(s, args.rest()) : execIn(s, args.take(), args.rest());
}

function* execIn(s: Session, name: string, argv: readonly string[]): Proc<number> {
  const netns = openNetns(s, name);
  if (netns === null) {
    // With -batch the child that should have become the program reads on as a copy of ip.
    if (s.inBatch) s.err(`Command failed ${s.batchName}:${s.batchLine}\n`);
    return s.inBatch ? 1 : 255;
  }
  yield* s.flush();
  if (s.inBatch) return yield* child(s, argv, name, netns);
  s.proc.place = placeOf(s, name, netns);
  const found = s.proc.host.resolveProgram(argv, s.proc);
  if (typeof found === "string") {
    s.err(`exec of "${argv[0] as string}" failed: ${strerror(found)}\n`);
    return 1;
  }
  // execvp: this process becomes the program.
  yield* s.proc.spend(EXEC_COST_US);
  s.proc.become(found.argv);
  s.proc.comm = (found.argv[0] ?? "?").replace(/^.*\//, "").slice(0, 15);
  return yield* found.program.main(s.proc, found.argv);
}

/** -all: one after another, whatever becomes of each. */
function* execEverywhere(s: Session, argv: readonly string[]): Proc<number> {
  for (const { name } of s.netnsFiles()) {
    const netns = openNetns(s, name);
    if (netns === null) continue;
    s.out(`\nnetns: ${name}\n`);
    yield* s.flush();
    yield* child(s, argv, name, netns);
    yield* s.flush();
  }
  return 0;
}

function* child(
  s: Session,
  argv: readonly string[],
  name: string,
  netns: NetNamespace,
): Proc<number> {
  const code = yield* s.proc.run(argv, { place: placeOf(s, name, netns) });
  if (typeof code === "number") return code;
  s.err(`exec of "${argv[0] as string}" failed: ${strerror(code)}\n`);
  return 1;
}

function openNetns(s: Session, name: string): NetNamespace | null {
  const entry = s.netnsFiles().find((file) => file.name === name);
  if (entry === undefined)
    s.err(`Cannot open network namespace "${name}": No such file or directory\n`);
  else if (entry.netns === null)
    s.err(`setting the network namespace "${name}" failed: Invalid argument\n`);
  else if (!s.proc.isRoot)
    s.err(`setting the network namespace "${name}" failed: Operation not permitted\n`);
  else return entry.netns;
  return null;
}

// ── monitor ────────────────────────────────────────────────────────────────────────────────────

function* monitor(s: Session): Proc<number> {
  if (makeRunDir(s) !== 0) return 1;
  let before = new Set(s.netnsFiles().map((entry) => entry.name));
  for (;;) {
    yield* s.proc.sleep(MONITOR_POLL_US);
    const now = new Set(
      s
        .netnsFiles()
        .map((entry) => entry.name)
        .reverse(),
    );
    for (const name of before) if (!now.has(name)) s.out(`delete ${name}\n`);
    for (const name of now) if (!before.has(name)) s.out(`add ${name}\n`);
    before = now;
    yield* s.flush();
  }
}
