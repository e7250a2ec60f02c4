/**
 * netplan 0.106 over systemd-networkd: `get`, `set`, `generate`, `apply`, `try`, `info` of Ethernets in /etc/netplan/*.yaml.
 * Left out, refused by name: `ip leases`, `rebind`, `status`, /lib and /run folders of YAML, DHCP, every kind
 * of device but Ethernets. Approximate: how often `apply` repeats the warning about a file's permissions.
 */
import type { Process, Program } from "../../kernel/proc/process.ts";
import type { Proc } from "../../kernel/proc/wait.ts";
import { COMMANDS, helpOf, parseArguments, type Parsed } from "./netplan/arguments.ts";
import { defaultRouteConflict } from "./netplan/defaults.ts";
import { newState, type NetplanState } from "./netplan/definition.ts";
import { formatTree, networkdFiles, type Tree, treeOf } from "./netplan/emit.ts";
import { NETWORKD_FOLDER, restartNetworkd } from "./netplan/networkd.ts";
import { parseNetplan } from "./netplan/parse.ts";
import { changeFiles, type SourceFile } from "./netplan/set.ts";
import {
  features,
  TRACEBACK_GET,
  TRACEBACK_SUBTREE,
  TRACEBACK_YAML,
  usage,
  USAGE_IP,
} from "./netplan/words.ts";

export const netplan: Program = {
  name: "netplan",
  paths: ["/usr/sbin/netplan"],
  summary: "netplan - network configuration in YAML: get, set, generate, apply, try",
  main,
};

const EX_USAGE = 64;
const EX_CONFIG = 78;
const SECOND_US = 1_000_000;
const GIO = "GLib-GIO";
const GOBJECT = "GLib-GObject";

function* main(proc: Process, argv: readonly string[]): Proc<number> {
  const args = argv.slice(1).filter((arg) => arg !== "--debug");
  const width = Number(proc.env.get("COLUMNS") ?? 0) || (proc.columns() ?? 80);
  if (args[0] === "-h" || args[0] === "--help") {
    yield* proc.print(usage(width));
    return 0;
  }
  const command = args.find((arg) => !arg.startsWith("-"));
  if (command === undefined || command === "help") {
    yield* proc.warn(
      (command === undefined ? "You need to specify a command\n" : "") + usage(width),
    );
    return EX_USAGE;
  }
  const own = args.slice(args.indexOf(command) + 1);
  if (command === "ip") return yield* leases(proc, own);
  if (!Object.hasOwn(COMMANDS, command)) {
    yield* proc.warn(
      "usage: /usr/sbin/netplan  [-h] [--debug]  ...\n/usr/sbin/netplan : error: argument : invalid " +
        `choice: '${command}' (choose from 'help', 'apply', 'generate', 'get', 'info', 'ip', 'set', ` +
        "'rebind', 'status', 'try')\n",
    );
    return 2;
  }
  const parsed = parseArguments(command, own, width);
  if (parsed === "help") {
    yield* proc.print(helpOf(command, width));
    return 0;
  }
  if ("error" in parsed) {
    yield* proc.warn(parsed.error);
    return 2;
  }
  if (parsed.positionals.slice(COMMANDS[command]?.positionals.length).includes("help")) {
    yield* proc.warn(helpOf(command, width));
    return EX_USAGE;
  }
  return yield* run(proc, command, parsed);
}

/** Real options that are not modelled. */
const ABSENT_OPTIONS = [
  "--mapping",
  "--state",
  "--sriov-only",
  "--only-ovs-cleanup",
  "--config-file",
];

function* run(proc: Process, command: string, { options, positionals }: Parsed): Proc<number> {
  const absent = ABSENT_OPTIONS.find((name) => options.has(name));
  if (absent !== undefined) return yield* refuse(proc, `${command} ${absent}`);
  const rootDir = (options.get("--root-dir") ?? "").replace(/\/+$/, "");
  switch (command) {
    case "get":
      return yield* get(proc, rootDir, positionals[0] ?? "all");
    case "set":
      return yield* set(proc, rootDir, positionals[0] ?? "", options.get("--origin-hint") ?? null);
    case "generate":
      return yield* generate(proc, rootDir, 1);
    case "apply":
      return yield* apply(proc);
    case "try":
      return yield* tryOut(proc, Number(options.get("--timeout") ?? 120));
    case "info":
      yield* proc.print(features(options.has("--json")));
      return 0;
    default:
      return yield* refuse(proc, command);
  }
}

function* leases(proc: Process, args: readonly string[]): Proc<number> {
  const word = args.find((arg) => !arg.startsWith("-"));
  if (args.includes("-h") || args.includes("--help")) {
    yield* proc.print(USAGE_IP);
    return 0;
  }
  if (word === "leases") return yield* refuse(proc, "ip leases");
  yield* proc.warn((word === undefined ? "You need to specify a command\n" : "") + USAGE_IP);
  return EX_USAGE;
}

function* refuse(proc: Process, what: string): Proc<number> {
  yield* proc.warn(`netplan: underlay does not simulate ${what}\n`);
  return 2;
}

/** GLib's default log handler, coloured on a terminal. `domain`: "GLib-GIO", or "" and the program's own. */
function* gLog(
  proc: Process,
  program: string,
  level: "WARNING" | "CRITICAL",
  domain: string,
  text: string,
): Proc<void> {
  const micros = proc.host.sim.epochUs + proc.now;
  const clock = new Array<string>();
  for (const [unit, size] of [
    [3600, 24],
    [60, 60],
    [1, 60],
  ] as const)
    clock.push(String(Math.floor(micros / SECOND_US / unit) % size).padStart(2, "0"));
  const millis = String(Math.floor(micros / 1000) % 1000).padStart(3, "0");
  const colour = (code: string, word: string) =>
    proc.isatty(2) ? `\u001b[${code}m${word}\u001b[0m` : word;
  const who = `(${program}:${proc.pid}): `;
  const start = domain === "" ? `** ${who}` : `${who}${domain}-`;
  const name = colour(level === "WARNING" ? "1;33" : "1;35", level);
  yield* proc.warn(
    `\n${start}${name} **: ${colour("34", `${clock.join(":")}.${millis}`)}: ${text}\n`,
  );
}

/** The files of `folder` that netplan reads, in lexical order, each with a word about its mode. */
function* sourcesOf(proc: Process, folder: string, program: string): Proc<SourceFile[]> {
  const { fs } = proc.host;
  const names = fs.readdir(folder, proc);
  if (typeof names === "string") return [];
  const out: SourceFile[] = [];
  for (const name of names.filter((one) => one.endsWith(".yaml") && !one.startsWith("."))) {
    const path = `${folder}/${name}`;
    const node = fs.lookup(path, proc);
    const read = fs.readText(path, proc);
    if (typeof node === "string" || typeof read === "string") continue;
    if ((node.mode & 0o077) !== 0)
      yield* gLog(
        proc,
        program,
        "WARNING",
        "",
        `Permissions for ${path} are too open. Netplan configuration should NOT be accessible by others.`,
      );
    out.push({ path, text: read.text });
  }
  return out;
}

/** A string: the first mistake. */
function* load(proc: Process, rootDir: string, program: string): Proc<NetplanState | string> {
  const state = newState();
  for (const { path, text } of yield* sourcesOf(proc, `${rootDir}/etc/netplan`, program)) {
    const error = parseNetplan(path, text, state);
    for (const warning of state.warnings.splice(0))
      yield* gLog(proc, program, "WARNING", "", warning);
    if (error !== null) return error;
  }
  const conflict = defaultRouteConflict(state);
  if (conflict !== null) yield* gLog(proc, program, "WARNING", "", conflict);
  return state;
}

function* set(
  proc: Process,
  rootDir: string,
  assignment: string,
  hint: string | null,
): Proc<number> {
  const folder = `${rootDir}/etc/netplan`;
  const sources = yield* sourcesOf(proc, folder, "process");
  const change = changeFiles(sources, folder, assignment, hint);
  if ("text" in change) {
    if (change.line !== null) yield* cannotQuote(proc, change.line);
    yield* proc.warn(change.text);
    return 1;
  }
  for (const [path, text] of change.files) {
    if (text === null) proc.host.fs.unlink(path, proc);
    else proc.host.fs.writeFile(path, text, proc, 0o600);
  }
  return 0;
}

/** netplan wants to show the line of a change that is in no file, and GLib complains. */
function* cannotQuote(proc: Process, line: number): Proc<void> {
  const said: [string, string][] = [
    [GIO, "g_file_new_for_path: assertion 'path != NULL' failed"],
    [GIO, "g_file_read: assertion 'G_IS_FILE (file)' failed"],
    [GIO, "g_data_input_stream_new: assertion 'G_IS_INPUT_STREAM (base_stream)' failed"],
    [GOBJECT, "g_object_unref: assertion 'G_IS_OBJECT (object)' failed"],
  ];
  for (let at = 0; at < line; at++)
    said.push([
      GIO,
      "g_data_input_stream_read_line: assertion 'G_IS_DATA_INPUT_STREAM (stream)' failed",
    ]);
  for (let at = 0; at < 2; at++)
    said.push([GOBJECT, "g_object_unref: assertion 'G_IS_OBJECT (object)' failed"]);
  for (const [domain, text] of said) yield* gLog(proc, "process", "CRITICAL", domain, text);
}

function* get(proc: Process, rootDir: string, wanted: string): Proc<number> {
  const state = yield* load(proc, rootDir, "process");
  if (typeof state === "string") {
    yield* proc.warn(TRACEBACK_GET + TRACEBACK_YAML + state);
    return 1;
  }
  let key = wanted;
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
    if (tree !== undefined && !(tree instanceof Map)) {
      yield* proc.warn(TRACEBACK_GET + TRACEBACK_SUBTREE);
      return 1;
    }
    tree = (tree as ReadonlyMap<string, Tree> | undefined)?.get(name);
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
  for (const device of state.devices.values()) {
    for (const key of ["dhcp4", "dhcp6"] as const)
      if (device[key] === true) return yield* refuse(proc, `${key}: true of ${device.name}`);
    if (rootDir === "" && device.linkLocal?.includes("ipv4") === true)
      return yield* refuse(proc, `link-local: [ipv4] of ${device.name}`);
  }
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
