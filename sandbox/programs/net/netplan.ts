/**
 * netplan 0.106 over systemd-networkd: `get`, `generate`, `apply`, `try` of Ethernets in /etc/netplan/*.yaml.
 * Left out, refused by name: `set`, `ip`, `info`, `rebind`, `status`, /lib and /run folders of YAML, DHCP, every kind
 * of device but Ethernets. Approximate: how often `apply` repeats the warning about a file's permissions.
 */
import type { Process, Program } from "../../kernel/proc/process.ts";
import type { Proc } from "../../kernel/proc/wait.ts";
import type { NetplanState } from "./netplan/definition.ts";
import { formatTree, networkdFiles, type Tree, treeOf } from "./netplan/emit.ts";
import { NETWORKD_FOLDER, restartNetworkd } from "./netplan/networkd.ts";
import { parseNetplan } from "./netplan/parse.ts";
import { TRACEBACK_GET, TRACEBACK_SUBTREE, TRACEBACK_YAML, usage } from "./netplan/words.ts";

export const netplan: Program = {
  name: "netplan",
  paths: ["/usr/sbin/netplan"],
  summary: "netplan - network configuration in YAML: get, generate, apply, try",
  main,
};

const EX_USAGE = 64;
const EX_CONFIG = 78;
const SECOND_US = 1_000_000;
const ABSENT = new Set(["set", "ip", "info", "rebind", "status"]);
const PRESENT = new Set(["get", "generate", "apply", "try"]);

interface Options {
  readonly rootDir: string;
  readonly timeout: number;
  readonly words: readonly string[];
}

function* main(proc: Process, argv: readonly string[]): Proc<number> {
  const args = argv.slice(1).filter((arg) => arg !== "--debug");
  const command = args[0];
  const width = Number(proc.env.get("COLUMNS") ?? 0) || (proc.columns() ?? 80);
  if (command === undefined) {
    yield* proc.warn("You need to specify a command\n");
    yield* proc.print(usage(width));
    return EX_USAGE;
  }
  if (command === "help" || command === "-h" || command === "--help") {
    yield* proc.print(usage(width));
    return 0;
  }
  if (ABSENT.has(command)) return yield* refuse(proc, command);
  if (!PRESENT.has(command)) {
    yield* proc.warn(
      "usage: /usr/sbin/netplan  [-h] [--debug]  ...\n/usr/sbin/netplan : error: argument : invalid " +
        `choice: '${command}' (choose from 'help', 'apply', 'generate', 'get', 'info', 'ip', 'set', ` +
        "'rebind', 'status', 'try')\n",
    );
    return 2;
  }
  const options = parseOptions(args.slice(1), command);
  if (typeof options === "string") return yield* refuse(proc, `${command} ${options}`);
  if (command === "get") return yield* get(proc, options);
  if (command === "generate") return yield* generate(proc, options.rootDir, 1);
  return command === "apply" ? yield* apply(proc) : yield* tryOut(proc, options.timeout);
}

function* refuse(proc: Process, what: string): Proc<number> {
  yield* proc.warn(`netplan: underlay does not simulate ${what}\n`);
  return 2;
}

/** A string: the option that is not there. */
function parseOptions(args: readonly string[], command: string): Options | string {
  let rootDir = "";
  let timeout = 120;
  const words: string[] = [];
  for (let at = 0; at < args.length; at++) {
    const arg = args[at] ?? "";
    const [name = "", joined] = arg.split("=", 2);
    if (!arg.startsWith("-")) {
      words.push(arg);
      continue;
    }
    const value = joined ?? args[++at];
    if (value === undefined) return arg;
    if (name === "--root-dir" && (command === "get" || command === "generate"))
      rootDir = value.replace(/\/+$/, "");
    else if (name === "--timeout" && command === "try" && /^\d+$/.test(value))
      timeout = Number(value);
    else return arg;
  }
  if (words.length > (command === "get" ? 1 : 0)) return words.at(-1) ?? "";
  return { rootDir, timeout, words };
}

function* gWarning(proc: Process, program: string, text: string): Proc<void> {
  const micros = proc.host.sim.epochUs + proc.now;
  const clock = new Array<string>();
  for (const [unit, size] of [
    [3600, 24],
    [60, 60],
    [1, 60],
  ] as const)
    clock.push(String(Math.floor(micros / SECOND_US / unit) % size).padStart(2, "0"));
  const millis = String(Math.floor(micros / 1000) % 1000).padStart(3, "0");
  yield* proc.warn(
    `\n** (${program}:${proc.pid}): WARNING **: ${clock.join(":")}.${millis}: ${text}\n`,
  );
}

/** Every file in lexical order; a string: the first mistake. */
function* load(proc: Process, rootDir: string, program: string): Proc<NetplanState | string> {
  const { fs } = proc.host;
  const state: NetplanState = { any: false, renderer: null, devices: new Map(), warnings: [] };
  const folder = `${rootDir}/etc/netplan`;
  const names = fs.readdir(folder, proc);
  if (typeof names === "string") return state;
  for (const name of names.filter((one) => one.endsWith(".yaml") && !one.startsWith("."))) {
    const path = `${folder}/${name}`;
    const node = fs.lookup(path, proc);
    const read = fs.readText(path, proc);
    if (typeof node === "string" || typeof read === "string") continue;
    if ((node.mode & 0o077) !== 0)
      yield* gWarning(
        proc,
        program,
        `Permissions for ${path} are too open. Netplan configuration should NOT be accessible by others.`,
      );
    const error = parseNetplan(path, read.text, state);
    for (const text of state.warnings.splice(0)) yield* gWarning(proc, program, text);
    if (error !== null) return error;
  }
  return state;
}

function* get(proc: Process, options: Options): Proc<number> {
  const state = yield* load(proc, options.rootDir, "process");
  if (typeof state === "string") {
    yield* proc.warn(TRACEBACK_GET + TRACEBACK_YAML + state);
    return 1;
  }
  let key = options.words[0] ?? "all";
  if (key === "all") {
    if (state.any) yield* proc.print(formatTree(treeOf(state)));
    return 0;
  }
  if (!state.any) {
    yield* proc.warn(TRACEBACK_GET + TRACEBACK_SUBTREE);
    return 1;
  }
  if (!key.startsWith("network")) key = `network.${key}`;
  let tree: Tree | undefined = treeOf(state);
  for (const part of key.split(/(?<!\\)\./)) {
    const name = part.replaceAll("\\.", ".");
    tree = tree instanceof Map ? (tree as ReadonlyMap<string, Tree>).get(name) : undefined;
  }
  yield* proc.print(formatTree(tree ?? "null"));
  return 0;
}

/** Exit status: 0, or `failure` after a mistake in the YAML. */
function* generate(proc: Process, rootDir: string, failure: number): Proc<number> {
  const { fs } = proc.host;
  const state = yield* load(proc, rootDir, "generate");
  if (typeof state === "string") {
    yield* proc.warn(state);
    return failure;
  }
  let folder = rootDir;
  for (const part of NETWORKD_FOLDER.slice(1).split("/")) fs.mkdir((folder += `/${part}`), proc);
  writeFiles(proc, folder, networkdFiles(state));
  for (const device of state.devices.values())
    for (const key of ["dhcp4", "dhcp6"] as const)
      if (device[key] === true) return yield* refuse(proc, `${key}: true of ${device.name}`);
  return 0;
}

function ownFiles(proc: Process, folder: string): [string, string][] {
  const names = proc.host.fs.readdir(folder, proc);
  if (typeof names === "string") return [];
  return names
    .filter((name) => name.startsWith("10-netplan-"))
    .map((name) => {
      const read = proc.host.fs.readText(`${folder}/${name}`, proc);
      return [name, typeof read === "string" ? "" : read.text];
    });
}

/** These files of netplan's and no others. */
function writeFiles(proc: Process, folder: string, files: readonly [string, string][]): void {
  for (const [name] of ownFiles(proc, folder)) proc.host.fs.unlink(`${folder}/${name}`, proc);
  for (const [name, text] of files) proc.host.fs.writeFile(`${folder}/${name}`, text, proc);
}

function* apply(proc: Process): Proc<number> {
  if (!proc.isRoot) return yield* refuse(proc, "apply without being root");
  const status = yield* generate(proc, "", EX_CONFIG);
  if (status === 0) restartNetworkd(proc);
  return status;
}

/** Apply; without ENTER in time, the files and devices as they were. */
function* tryOut(proc: Process, timeout: number): Proc<number> {
  if (!proc.isRoot) return yield* refuse(proc, "try without being root");
  const parsed = yield* load(proc, "", "process");
  if (typeof parsed === "string") {
    yield* proc.warn(`ERROR:root:${parsed}`);
    return EX_CONFIG;
  }
  const before = ownFiles(proc, NETWORKD_FOLDER);
  const status = yield* apply(proc);
  if (status !== 0) return status;
  yield* proc.print("Do you want to keep these settings?\n\n\n");
  yield* proc.print("Press ENTER before the timeout to accept the new configuration\n\n\n");
  if (yield* confirmed(proc, timeout)) {
    yield* proc.print("\nConfiguration accepted.\n");
    return 0;
  }
  yield* proc.print("\nReverting.\n");
  writeFiles(proc, NETWORKD_FOLDER, before);
  restartNetworkd(proc);
  return 0;
}

/** A second a round, or less when something but a lone newline is there to read; an end of file is no answer. */
function* confirmed(proc: Process, timeout: number): Proc<boolean> {
  const width = String(timeout).length;
  const input = proc.file(0);
  for (let left = timeout; left > 0; left--) {
    yield* proc.print(`Changes will revert in ${String(left).padStart(width)} seconds\r`);
    const isReady = () => input?.ready?.() ?? true;
    if (!isReady() && input?.readable !== undefined)
      yield* proc.wait("do_select", [input.readable], proc.now + SECOND_US);
    if (!isReady()) continue;
    const bytes = yield* proc.read(0);
    if (bytes?.length === 1 && bytes[0] === 10) return true;
  }
  return false;
}
