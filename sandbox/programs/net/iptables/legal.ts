/** Which options go with which command. iptables/xshared.c, commands_v_options. */
import type { CommandName } from "./commands.ts";
import type { Session } from "./session.ts";

/** In the order in which they are complained of. */
const ORDER = "nsdpjvxio0cf";

const LEGAL: Readonly<Record<CommandName, string>> = {
  I: "sdpjviocf",
  A: "sdpjviocf",
  R: "sdpjviocf",
  D: "sdpjviof",
  C: "sdpjviof",
  "D#": "v",
  L: "nvx0",
  S: "v",
  F: "v",
  Z: "v",
  "Z#": "v",
  N: "v",
  X: "v",
  E: "v",
  P: "vc",
};

/** generic_opt_check(): with two commands it is enough that one of them takes the option. */
export function checkOptions(
  s: Session,
  command: CommandName,
  zero: boolean,
  options: ReadonlySet<string>,
): void {
  const legal = LEGAL[command] + (zero ? LEGAL.Z : "");
  for (const letter of ORDER)
    if (options.has(letter) && !legal.includes(letter))
      s.bad(`Illegal option \`-${letter}' with this command`);
}
