/**
 * `tc`, iproute2 6.1: queueing disciplines, classes and filters of devices. Left out and refused by
 * name: actions, chains, blocks, monitor, estimators, size tables, filters on ingress.
 */
import type { Program } from "../../../kernel/proc/process.ts";
import type { Proc } from "../../../kernel/proc/wait.ts";
import { batch } from "../ip/batch.ts";
import { colorOption, enterNetns } from "../ip/index.ts";
import { type Outcome, Quit, Session } from "../ip/session.ts";
import { matches } from "../ip/values.ts";
import { classCommand } from "./class.ts";
import { filterCommand } from "./filter.ts";
import { HELP } from "./help.ts";
import { qdiscCommand } from "./qdisc.ts";

export const tc: Program = {
  name: "tc",
  paths: ["/usr/sbin/tc", "/sbin/tc"],
  summary: "show / manipulate traffic control settings",
  *main(proc, argv) {
    const session = new Session(proc, "tc");
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

function usage(s: Session): number {
  s.err(HELP.main);
  return 0;
}

const OBJECTS: readonly (readonly [string, (s: Session, words: readonly string[]) => Outcome])[] = [
  ["qdisc", qdiscCommand],
  ["class", classCommand],
  ["filter", filterCommand],
  ["chain", (s) => s.notSimulated('"tc chain"')],
  ["actions", (s) => s.notSimulated('"tc actions"')],
  ["monitor", monitor],
  ["exec", (s) => s.notSimulated('"tc exec"')],
  ["help", usage],
];

function monitor(s: Session, words: readonly string[]): Outcome {
  if (words[0] !== undefined && matches(words[0], "help")) s.usage(HELP.monitor);
  s.notSimulated('"tc monitor"');
}

function doCommand(s: Session, words: readonly string[]): Outcome {
  const word = words[0] as string;
  const object = OBJECTS.find(([name]) => matches(word, name));
  if (object !== undefined) return object[1](s, words.slice(1));
  s.err(`Object "${word}" is unknown, try "tc help".\n`);
  return 255;
}

function run(s: Session, words: readonly string[]): Outcome {
  const o = s.options;
  let batchFile: string | null = null;
  let at = 0;
  for (; at < words.length; at++) {
    const option = words[at] as string;
    if (!option.startsWith("-")) break;
    const flags: readonly (readonly [string, () => void])[] = [
      ["-stats", () => o.stats++],
      ["-statistics", () => o.stats++],
      ["-details", () => o.details++],
      ["-raw", () => undefined],
      ["-pretty", () => (o.pretty = true)],
      ["-graph", () => undefined],
    ];
    const flag = flags.find(([name]) => option.length > 1 && matches(option, name));
    if (flag !== undefined) flag[1]();
    else if (matches(option, "-Version")) {
      s.out("tc utility, iproute2-6.1.0, libbpf 1.1.2\n");
      return 0;
    } else if (option === "-iec") o.iec = true;
    else if (matches(option, "-help")) return usage(s);
    else if (option === "-force") o.force = true;
    else if (matches(option, "-batch")) {
      at++;
      batchFile = words[at] ?? "-";
    } else if (matches(option, "-netns")) enterNetns(s, words[++at]);
    else if (matches(option, "-Numeric")) o.numeric = true;
    else if (matches(option, "-json")) o.json = true;
    else if (matches(option, "-oneline")) o.oneline = true;
    else if (option === "-br" || matches(option, "-brief")) continue;
    else if (colorOption(s, option)) continue;
    else s.die(`Option "${option}" is unknown, try "tc -help".\n`);
  }
  s.printer = s.newPrinter();
  if (batchFile !== null) return batch(s, batchFile, (line) => doCommand(s, line));
  const rest = words.slice(at);
  return rest.length === 0 ? usage(s) : doCommand(s, rest);
}
