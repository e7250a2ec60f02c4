/**
 * The headless runner: a bash script on a fresh world, in virtual time.
 * Prints what a terminal would print and exits with the script's status; 2 for a usage error.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { buildWorld } from "../lab/build.ts";
import { formatProblems } from "../lab/topology.ts";
import { runScript, runTranscript } from "../lab/transcript.ts";
import { World } from "../lab/world.ts";
import { labNames, loadLab } from "./load-lab.ts";

type Host = ReturnType<World["place"]>["host"];

const USAGE = `\
usage: npm run -s sandbox -- [OPTION]... SCRIPT.sh

Runs a bash script on a fresh simulated machine, in virtual time. SCRIPT.sh may be - for standard input.

  --lab NAME                    the network to run on (default: blank); one of: LABS
  --host PLACE                  where the script runs: a machine, "machine/netns", or a place of the lab
  --file [PLACE:]/path=LOCAL    put a copy of the local file LOCAL at /path before the script starts; may be repeated
  --transcript                  print a session: $ command, > continuation, its output, [exit N]
  --export DIR                  afterwards copy what stands below /root/export, and *.pcap of /root and /tmp, to DIR
  --seed N                      another course of chance (default: 1)
  --help
`;

interface Options {
  readonly lab: string;
  readonly place: string | null;
  readonly files: readonly {
    readonly place: string | null;
    readonly path: string;
    readonly local: string;
  }[];
  readonly transcript: boolean;
  readonly exportTo: string | null;
  readonly seed: number;
  readonly script: string;
}

export async function main(args: readonly string[]): Promise<void> {
  const options = readOptions(args);
  const script = options.script === "-" ? readFileSync(0, "utf8") : readLocal(options.script);
  const source = await loadLab(options.lab);
  if (source === null) refuse(`no lab "${options.lab}"; there are: ${labNames().join(", ")}`);
  const world = buildWorld(source, options.seed);
  if (!(world instanceof World)) {
    process.stderr.write(formatProblems(`content/labs/${options.lab}/topology.clab.yml`, world));
    process.exit(2);
  }
  for (const error of world.setupErrors) process.stderr.write(`sandbox: set-up failed: ${error}\n`);
  const placeName =
    options.place ?? source.meta.terminals[0]?.place ?? [...world.hosts.keys()][0] ?? "";
  const place = world.findPlace(placeName);
  if (place === null)
    refuse(
      `no place "${placeName}" in lab ${options.lab}; machines are: ${[...world.hosts.keys()].join(", ")}`,
    );
  for (const file of options.files) {
    const target = file.place === null ? place : world.findPlace(file.place);
    if (target === null) refuse(`--file: no place "${file.place ?? ""}" in lab ${options.lab}`);
    plant(target.host, file.path, readFileSync(local(file.local)));
  }
  const write = (text: string): void => void out.push(text);
  const out = new Writer();
  const status = options.transcript
    ? runTranscript(world, place, script, write)
    : runScript(
        world,
        place,
        options.script === "-" ? "bash" : basename(options.script),
        script,
        write,
      );
  out.flush();
  for (const fault of world.faults) {
    const { error } = fault;
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    process.stderr.write(
      `sandbox: a bug of ours stopped "${fault.process}" on ${fault.host}: ${text}\n`,
    );
  }
  if (options.exportTo !== null) exportFiles(world, place.host, local(options.exportTo));
  process.exitCode = status;
}

/** Collects small writes; a closed pipe (`| head`) ends the run quietly. */
class Writer {
  private held = "";
  constructor() {
    process.stdout.on("error", () => process.exit(141));
  }
  push(text: string): void {
    this.held += text;
    if (this.held.length > 65_536) this.flush();
  }
  flush(): void {
    if (this.held !== "") process.stdout.write(this.held);
    this.held = "";
  }
}

function readOptions(args: readonly string[]): Options {
  let parsed;
  try {
    parsed = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        lab: { type: "string", default: "blank" },
        host: { type: "string" },
        file: { type: "string", multiple: true, default: [] },
        transcript: { type: "boolean", default: false },
        export: { type: "string" },
        seed: { type: "string", default: "1" },
        help: { type: "boolean", short: "h", default: false },
      },
    });
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error));
  }
  const { values, positionals } = parsed;
  if (values.help) {
    process.stdout.write(USAGE.replace("LABS", labNames().join(", ")));
    process.exit(0);
  }
  const [script, extra] = positionals;
  if (script === undefined) return refuse("no script given");
  if (extra !== undefined) return refuse(`one script only, not also "${extra}"`);
  if (!/^\d{1,9}$/.test(values.seed)) return refuse(`--seed: "${values.seed}" is no number`);
  const files = values.file.map((text) => {
    const match = /^(?:([^:/=]+(?:\/[^:/=]+)?):)?(\/[^=]+)=(.+)$/.exec(text);
    if (match === null) return refuse(`--file: "${text}" is not [PLACE:]/path=LOCAL`);
    return { place: match[1] ?? null, path: match[2] as string, local: match[3] as string };
  });
  return {
    lab: values.lab,
    place: values.host ?? null,
    files,
    transcript: values.transcript,
    exportTo: values.export ?? null,
    seed: Number(values.seed),
    script,
  };
}

/** npm changes the directory; INIT_CWD is where the caller stands. */
function local(path: string): string {
  return resolve(process.env["INIT_CWD"] ?? process.cwd(), path);
}

function readLocal(path: string): string {
  try {
    return readFileSync(local(path), "utf8");
  } catch (error) {
    return refuse(`cannot read ${path}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function refuse(message: string): never {
  process.stderr.write(`sandbox: ${message}\nTry --help.\n`);
  process.exit(2);
}

function plant(host: Host, path: string, bytes: Uint8Array): void {
  const file = host.fs.newFile(bytes[0] === 0x23 && bytes[1] === 0x21 ? 0o755 : 0o644);
  const failed = file.writeAt(0, bytes);
  if (failed !== null) refuse(`--file ${path}: ${failed}`);
  host.fs.plant(path, file);
}

/** The script's own machine goes to DIR, every other machine to DIR/machine. */
function exportFiles(world: World, main: Host, to: string): void {
  mkdirSync(to, { recursive: true });
  for (const host of world.hosts.values()) {
    const folder = host === main ? to : join(to, host.name);
    for (const dir of ["/root/export", "/root", "/tmp"]) {
      const names = host.fs.readdir(dir, host.rootContext());
      if (typeof names === "string") continue;
      for (const name of names) {
        if (!dir.endsWith("export") && !name.endsWith(".pcap")) continue;
        const node = host.fs.lookup(`${dir}/${name}`, host.rootContext());
        if (typeof node === "string" || node.kind !== "file") continue;
        mkdirSync(folder, { recursive: true });
        writeFileSync(join(folder, basename(name)), node.bytes());
      }
    }
  }
}
