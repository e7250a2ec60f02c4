/** `tc qdisc`: iproute2 6.1 tc/tc_qdisc.c. */
import {
  INGRESS_HANDLE,
  type QdiscDump,
  type QdiscMode,
  type QdiscOptions,
  TC_H_INGRESS,
  TC_H_ROOT,
} from "../../../kernel/sched/types.ts";
import { Args, type Outcome, type Session } from "../ip/session.ts";
import { matches } from "../ip/values.ts";
import { HELP } from "./help.ts";
import { parseQdiscOptions, printQueueStats, printState } from "./kinds.ts";
import { formatClassid, formatHandle, parseClassid, parseHandle } from "./units.ts";

function usage(s: Session): number {
  s.err(HELP.qdisc);
  return 0;
}

export function qdiscCommand(s: Session, words: readonly string[]): Outcome {
  const args = new Args(s, words);
  if (args.done) return show(s, args);
  const command = args.take();
  const modes: readonly (readonly [string, QdiscMode | "delete"])[] = [
    ["add", "add"],
    ["change", "change"],
    ["replace", "replace"],
    ["link", "link"],
    ["delete", "delete"],
  ];
  const mode = modes.find(([name]) => matches(command, name));
  if (mode !== undefined) return modify(s, args, mode[1]);
  if (matches(command, "list") || matches(command, "show") || matches(command, "lst"))
    return show(s, args);
  if (matches(command, "help")) return usage(s);
  s.die(`Command "${command}" is unknown, try "tc qdisc help".\n`);
}

interface Where {
  dev: string | null;
  parent: number;
  handle: number;
  kind: string | null;
}

/** The words up to the kind. `help` is printed, and tc goes on. */
function parsePlace(s: Session, args: Args, at: Where): void {
  for (; !args.done; args.skip()) {
    const word = args.word;
    if (word === "dev") {
      const value = args.value();
      if (at.dev !== null) s.duplicate("dev", value);
      at.dev = value;
    } else if (word === "handle") {
      const value = args.value();
      if (at.handle !== 0) s.duplicate("handle", value);
      at.handle = parseHandle(value) ?? s.invalid("invalid qdisc ID", value);
    } else if (word === "root") {
      if (at.parent !== 0) s.die('Error: "root" is duplicate parent ID\n');
      at.parent = TC_H_ROOT;
    } else if (word === "ingress" || word === "clsact") {
      if (at.parent !== 0) s.die(`Error: "${word}" is a duplicate parent ID\n`);
      at.parent = TC_H_INGRESS;
      at.handle = INGRESS_HANDLE;
      at.kind = word;
      args.skip();
      return;
    } else if (word === "parent") {
      const value = args.value();
      if (at.parent !== 0) s.duplicate("parent", value);
      at.parent = parseClassid(value) ?? s.invalid("invalid parent ID", value);
    } else if (matches(word, "estimator")) s.notSimulated("estimators");
    else if (word === "stab") s.notSimulated("size tables (stab)");
    else if (word === "ingress_block" || word === "egress_block") s.notSimulated("blocks");
    else if (matches(word, "help")) usage(s);
    else {
      at.kind = args.take();
      return;
    }
  }
}

function modify(s: Session, args: Args, mode: QdiscMode | "delete"): number {
  const at: Where = { dev: null, parent: 0, handle: 0, kind: null };
  parsePlace(s, args, at);
  let options: QdiscOptions | null = null;
  if (at.kind !== null && !args.done) options = parseQdiscOptions(s, args, at.kind);
  else if (at.kind === "tbf" && mode !== "delete") options = parseQdiscOptions(s, args, at.kind);
  else if (at.kind !== null && mode !== "delete") options = parseQdiscOptions(s, args, at.kind);
  let dev = "";
  if (at.dev !== null) {
    const index = s.deviceIndex(at.dev);
    if (index === 0) return s.noDevice(at.dev);
    dev = s.deviceName(index);
  }
  const { parent, handle, kind } = at;
  const spec = { dev, parent, handle, kind, options };
  const done = s.talk(() =>
    mode === "delete" ? s.netlink.delQdisc(spec) : s.netlink.newQdisc(spec, mode),
  );
  return done ? 0 : 2;
}

function show(s: Session, args: Args): number {
  let dev: string | null = null;
  let parent = 0;
  let handle = 0;
  for (; !args.done; args.skip()) {
    const word = args.word;
    if (word === "dev") dev = args.value();
    else if (word === "root" || word === "ingress" || word === "clsact") {
      if (parent !== 0) s.invalid("parent is already specified", word);
      parent = word === "root" ? TC_H_ROOT : TC_H_INGRESS;
    } else if (matches(word, "parent")) {
      const value = args.value();
      if (parent !== 0) s.invalid("parent is already specified", value);
      parent = parseClassid(value) ?? s.invalid("invalid parent ID", value);
    } else if (matches(word, "handle")) {
      const value = args.value();
      handle = parseHandle(value) ?? s.invalid("invalid handle ID", value);
    } else if (matches(word, "help")) usage(s);
    else if (word === "invisible") continue;
    else s.die(`What is "${word}"? Try "tc qdisc help".\n`);
  }
  let index = 0;
  if (dev !== null) {
    index = s.deviceIndex(dev);
    if (index === 0) return s.noDevice(dev);
  }
  const p = s.printer;
  p.begin();
  for (const qdisc of s.netlink.qdiscs()) {
    if (index !== 0 && qdisc.index !== index) continue;
    if (parent !== 0 && qdisc.parent !== parent) continue;
    if (handle !== 0 && qdisc.handle !== handle) continue;
    printQdisc(s, qdisc, index !== 0);
  }
  p.end();
  return 0;
}

function printQdisc(s: Session, qdisc: QdiscDump, oneDevice: boolean): void {
  const p = s.printer;
  const { state } = qdisc;
  p.openObject();
  p.any("kind", state.kind, `qdisc ${state.kind}`);
  p.any("handle", formatHandle(qdisc.handle), ` ${formatHandle(qdisc.handle)} `);
  if (!oneDevice) p.any("dev", s.deviceName(qdisc.index), `dev ${s.deviceName(qdisc.index)} `);
  if (qdisc.parent === TC_H_ROOT) p.any("root", true, "root ");
  else p.any("parent", formatClassid(qdisc.parent), `parent ${formatClassid(qdisc.parent)} `);
  if (qdisc.refcnt !== 1) p.any("refcnt", qdisc.refcnt, `refcnt ${qdisc.refcnt} `);
  p.openObject("options");
  printState(s, state);
  p.closeObject();
  p.nl();
  if (s.options.stats > 0) printQueueStats(s, qdisc);
  p.closeObject();
}
