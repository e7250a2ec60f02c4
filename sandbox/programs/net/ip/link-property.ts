/** `ip link property add|del dev DEVICE altname NAME...`, and the lines that show alternative names. */
import { HELP } from "./help.ts";
import type { Printer } from "./printer.ts";
import type { Args, Session } from "./session.ts";
import { matches } from "./values.ts";

/** ALTIFNAMSIZ, with its final zero. */
const LONGEST = 127;

export function linkProperty(s: Session, args: Args): number {
  if (args.done) s.usage(HELP.link);
  const command = args.take();
  const remove = matches(command, "delete");
  if (matches(command, "help")) s.usage(HELP.link);
  if (!remove && !matches(command, "add")) s.die("Operator required\n");
  let dev: string | null = null;
  const altnames: string[] = [];
  for (; !args.done; args.skip()) {
    if (args.word === "altname") {
      const name = args.value();
      if (name === "" || name.length > LONGEST || /[/\s]/.test(name))
        s.invalid("not a valid altname", name);
      altnames.push(name);
      continue;
    }
    if (args.word === "dev") args.value();
    if (matches(args.word, "help")) s.usage(HELP.link);
    if (dev !== null) s.garbage("dev", args.word);
    dev = args.word;
  }
  if (dev === null) s.die('Not enough information: "dev" argument is required.\n');
  const index = s.deviceIndex(dev);
  if (index === 0) return s.noDevice(dev);
  const name = s.deviceName(index);
  return s.talk(() => s.netlink.linkProperty(name, altnames, remove)) ? 0 : 2;
}

/** IFLA_PROP_LIST. */
export function printAltnames(p: Printer, altnames: readonly string[]): void {
  if (altnames.length === 0) return;
  p.openArray("altnames", null);
  for (const name of altnames) {
    p.nl();
    p.element(name, `    altname ${name}`);
  }
  p.closeArray(null);
}
