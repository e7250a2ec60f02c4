/** `bridge mdb`: multicast snooping keeps no table here, so a list is empty. */
import { Args, type Outcome, type Session } from "../ip/session.ts";
import { matches } from "../ip/values.ts";
import { HELP } from "./help.ts";

export function mdbCommand(s: Session, words: readonly string[]): Outcome {
  const args = new Args(s, words);
  const command = args.done ? "show" : args.take();
  if (matches(command, "add") || matches(command, "delete"))
    s.notSimulated(`"bridge mdb ${command}": bridges flood multicast`);
  if (matches(command, "show") || matches(command, "lst") || matches(command, "list"))
    return show(s, args);
  if (matches(command, "help")) s.usage(HELP.mdb);
  s.die(`Command "${command}" is unknown, try "bridge mdb help".\n`);
}

function show(s: Session, args: Args): number {
  for (; !args.done; args.skip()) {
    if (args.word !== "dev") continue;
    const dev = args.value();
    if (s.deviceIndex(dev) === 0) {
      s.err(`Cannot find device "${dev}"\n`);
      return 255;
    }
  }
  const p = s.printer;
  p.begin();
  p.openObject();
  if (p.json) {
    p.openArray("mdb", null);
    p.closeArray(null);
    p.openObject("router");
    p.closeObject();
  }
  p.closeObject();
  p.end();
  return 0;
}
