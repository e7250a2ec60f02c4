/**
 * `bridge`, iproute2 6.1: options and the table of objects. Every failure of it exits 255.
 */
import type { Program } from "../../../kernel/proc/process.ts";
import type { Proc } from "../../../kernel/proc/wait.ts";
import { batch } from "../ip/batch.ts";
import { colorOption, enterNetns } from "../ip/index.ts";
import { type Outcome, Quit, Session } from "../ip/session.ts";
import { matches } from "../ip/values.ts";
import { fdbCommand } from "./fdb.ts";
import { HELP } from "./help.ts";
import { linkCommand } from "./link.ts";
import { mdbCommand } from "./mdb.ts";
import { monitorCommand } from "./monitor.ts";
import { vlanCommand } from "./vlan.ts";

export const bridge: Program = {
  name: "bridge",
  paths: ["/usr/sbin/bridge", "/sbin/bridge"],
  summary: "show / manipulate bridge addresses and devices",
  *main(proc, argv) {
    const session = new Session(proc, "bridge");
    const code = yield* settle(() => run(session, argv.slice(1)));
    yield* session.flush();
    return code;
  },
};

function* settle(command: () => Outcome): Proc<number> {
  try {
    const outcome = command();
    return typeof outcome === "number" ? outcome : yield* outcome;
  } catch (error) {
    if (error instanceof Quit) return error.code;
    throw error;
  }
}

const OBJECTS: readonly (readonly [string, (s: Session, words: readonly string[]) => Outcome])[] = [
  ["link", linkCommand],
  ["fdb", fdbCommand],
  ["mdb", mdbCommand],
  ["vlan", vlanCommand],
  ["vni", vni],
  ["monitor", monitorCommand],
  ["help", (s) => s.usage(HELP.main)],
];

function vni(s: Session, words: readonly string[]): Outcome {
  const command = words[0] ?? "show";
  if (matches(command, "help")) s.usage(HELP.vni);
  if (!matches(command, "show") && !matches(command, "lst") && !matches(command, "list"))
    s.notSimulated(`"bridge vni ${command}"`);
  s.printer.begin();
  s.printer.text("dev               vni              group/remote   \n");
  s.printer.end();
  return 0;
}

function doCommand(s: Session, words: readonly string[]): Outcome {
  const word = words[0] as string;
  const object = OBJECTS.find(([name]) => matches(word, name));
  if (object !== undefined) return object[1](s, words.slice(1));
  s.err(`Object "${word}" is unknown, try "bridge help".\n`);
  return 255;
}

function run(s: Session, words: readonly string[]): Outcome {
  const o = s.options;
  let batchFile: string | null = null;
  let at = 0;
  for (; at < words.length; at++) {
    const given = words[at] as string;
    if (given === "--") {
      at++;
      break;
    }
    if (!given.startsWith("-")) break;
    const option = given.startsWith("--") ? given.slice(1) : given;
    const flags: readonly (readonly [string, () => void])[] = [
      ["-help", () => s.usage(HELP.main)],
      ["-Version", () => undefined],
      ["-stats", () => o.stats++],
      ["-statistics", () => o.stats++],
      ["-details", () => o.details++],
      ["-oneline", () => (o.oneline = true)],
      ["-timestamp", () => (o.timestamp = true)],
    ];
    const flag = flags.find(([name]) => option.length > 1 && matches(option, name));
    if (flag?.[0] === "-Version") {
      s.out("bridge utility, 6.1.0\n");
      return 0;
    }
    if (flag !== undefined) flag[1]();
    else if (option === "-4") o.family = 4;
    else if (option === "-6") o.family = 6;
    else if (matches(option, "-netns")) enterNetns(s, words[++at]);
    else if (colorOption(s, option)) continue;
    else if (matches(option, "-compressvlans")) o.compressVlans = true;
    else if (matches(option, "-force")) o.force = true;
    else if (matches(option, "-json")) o.json = true;
    else if (matches(option, "-pretty")) o.pretty = true;
    else if (matches(option, "-batch")) {
      at++;
      batchFile = words[at] ?? s.die('Command line is not complete. Try option "help"\n');
    } else s.die(`Option "${option}" is unknown, try "bridge help".\n`);
  }
  s.printer = s.newPrinter();
  if (batchFile !== null) return batch(s, batchFile, (line) => doCommand(s, line));
  const rest = words.slice(at);
  if (rest.length === 0) s.usage(HELP.main);
  return doCommand(s, rest);
}
