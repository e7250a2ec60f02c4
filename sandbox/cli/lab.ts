/**
 * `npm run lab -- NAME`: a lab in the author's own terminal: the same world as in the browser, its time at the pace of
 * the clock on the wall. Exit status: 0, or 2 for wrong usage.
 */
import { writeFileSync } from "node:fs";
import { enableCompileCache } from "node:module";
import { join, resolve } from "node:path";
import { ReadStream, WriteStream } from "node:tty";
import { parseArgs } from "node:util";
import { isSource } from "../lab/topology-source.ts";
import { Session } from "../lab/session.ts";
import { formatProblems } from "../lab/topology-value.ts";
import type { LabSource } from "../lab/types.ts";
import { Console } from "./console.ts";
import { plain } from "./grade-print.ts";
import { labNames, loadLab } from "./load-lab.ts";
import { loadTopologyFile } from "./load-topology.ts";

const USAGE = `\
usage: npm run lab -- [OPTION]... NAME
       npm run lab -- [OPTION]... --topology FILE

Opens a lab in this terminal. NAME is one of: LABS

  --topology FILE   a containerlab topology instead: kinds linux and bridge
  --machine PLACE   the console that is shown first; may be repeated: Ctrl-] n goes to the next
  --seed N          another course of chance (default: 1)
  --save FILE       write the session's log there on leaving (npm run replay reads it)
  --help

In the lab every key is the lab's, but Ctrl-]: Ctrl-] ? says what it does, Ctrl-] q leaves.
`;

function refuse(message: string): never {
  process.stderr.write(`lab: ${message}\nTry --help.\n`);
  process.exit(2);
}

function readArguments() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        topology: { type: "string" },
        machine: { type: "string", multiple: true, default: [] },
        seed: { type: "string", default: "1" },
        save: { type: "string" },
        help: { type: "boolean", short: "h", default: false },
      },
    });
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error));
  }
}

enableCompileCache(join(import.meta.dirname, "../../node_modules/.cache/node-compile"));
const { values, positionals } = readArguments();
if (values.help) {
  process.stdout.write(USAGE.replace("LABS", labNames().join(", ")));
  process.exit(0);
}
if (!/^\d{1,9}$/u.test(values.seed)) refuse(`--seed: "${values.seed}" is no number`);
if (positionals.length + (values.topology === undefined ? 0 : 1) !== 1)
  refuse("one lab: a NAME, or --topology FILE");
const local = (path: string): string => resolve(process.env["INIT_CWD"] ?? process.cwd(), path);
const file = values.topology ?? `content/labs/${positionals[0] ?? ""}/topology.clab.yml`;

const source = await read();
const { stdin, stdout } = process;
if (!(stdin instanceof ReadStream) || !(stdout instanceof WriteStream))
  refuse("standard input and output must be a terminal; for scripts there is npm run -s sandbox");
if (typeof source.parsed === "object" && "ignored" in source.parsed) {
  const { ignored } = source.parsed;
  if (values.topology !== undefined && ignored.length > 0)
    stdout.write(`Read and without effect here: ${plain(ignored.join(", "))}.\n`);
}

let shown: Console | null = null;
const early: [number, string][] = [];
const session = Session.start(source, Number(values.seed), {
  output: (terminal, text) => {
    if (shown === null) early.push([terminal, text]);
    else shown.onOutput(terminal, text);
  },
});
if (!(session instanceof Session)) {
  process.stderr.write(plainLines(formatProblems(file, session)));
  process.exit(2);
}
for (const error of session.world.setupErrors)
  process.stderr.write(`lab: set-up failed: ${plainLines(error)}\n`);
const first = values.machine.map((place) => {
  const found = session.terminals.find((one) => one.place === place || one.title === place);
  if (found !== undefined) return found.id;
  const refused = session.apply({
    kind: "open",
    at: session.now,
    place,
    user: "root",
    cols: 80,
    rows: 24,
  });
  return refused === null ? session.terminals.length - 1 : refuse(plain(refused));
});
if (session.terminals.length === 0) refuse("this lab has no machine");
const { title } = source.meta;
stdout.write(`${plain(title)}. Ctrl-] ? for help, Ctrl-] q to leave.\n`);
shown = new Console(session, stdin, stdout);
for (const [terminal, text] of early) shown.onOutput(terminal, text);
await shown.run(first[0] ?? 0);
if (values.save !== undefined)
  writeFileSync(local(values.save), `${JSON.stringify(session.log())}\n`);
for (const fault of session.world.faults)
  process.stderr.write(
    `lab: a bug of ours stopped "${plain(fault.process)}": ${String(fault.error)}\n`,
  );
process.exit(0);

async function read(): Promise<LabSource> {
  if (values.topology === undefined) {
    const name = positionals[0] ?? "";
    const lab = await loadLab(name);
    return lab ?? refuse(`no lab "${name}"; there are: ${labNames().join(", ")}`);
  }
  try {
    const read = loadTopologyFile(local(values.topology));
    if (isSource(read)) return read;
    process.stderr.write(plainLines(formatProblems(values.topology, read)));
  } catch (error) {
    refuse(`cannot read ${values.topology}: ${error instanceof Error ? error.message : ""}`);
  }
  process.exit(2);
}

function plainLines(text: string): string {
  return text.split("\n").map(plain).join("\n");
}
