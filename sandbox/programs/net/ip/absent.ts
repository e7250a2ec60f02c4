/**
 * Objects of ip that have no model here: their usage texts, an honest refusal, and the empty
 * answer where the kernel's tables are empty for sure.
 */
import { HELP } from "./help.ts";
import type { Outcome, Session } from "./session.ts";
import { matches } from "./values.ts";

export type AbsentObject =
  | "l2tp"
  | "fou"
  | "ila"
  | "macsec"
  | "tuntap"
  | "token"
  | "tcp_metrics"
  | "xfrm"
  | "mroute"
  | "rule"
  | "vrf"
  | "sr"
  | "mptcp"
  | "ioam"
  | "stats";

/** A list of these is empty: nothing can be made that would stand in it. */
const EMPTY_LISTS: ReadonlySet<AbsentObject> = new Set([
  "tuntap",
  "mroute",
  "tcp_metrics",
  "mptcp",
]);

const INSTEAD: Partial<Record<AbsentObject, string>> = {
  tuntap: "use a veth pair",
  vrf: "use ip rule and ip route ... table",
  stats: "use ip -s link",
  mroute: "",
  token: "",
};

/** Without a command these show their usage; the rest list. */
const ASK_FOR_COMMAND: ReadonlySet<AbsentObject> = new Set([
  "xfrm",
  "sr",
  "macsec",
  "fou",
  "l2tp",
  "ila",
  "ioam",
  "mptcp",
]);

/** What any of them understands: refused in words; anything else is a typing mistake. */
const COMMANDS: readonly string[] = [
  "add",
  "change",
  "replace",
  "delete",
  "set",
  "get",
  "flush",
  "exec",
  "identify",
  "pids",
  "prl",
  "6rd",
  "state",
  "policy",
  "monitor",
  "limits",
  "endpoint",
  "bucket",
  "namespace",
  "schema",
  "hmac",
  "tunsrc",
  "offload",
  "tunnel",
  "session",
  "show",
  "list",
  "lst",
  "save",
  "restore",
];

export function absentObject(s: Session, object: AbsentObject, words: readonly string[]): Outcome {
  if (words.length === 0 && ASK_FOR_COMMAND.has(object)) s.usage(HELP[object as keyof typeof HELP]);
  const command = words[0] ?? "show";
  if (matches(command, "help") && object !== "stats") s.usage(HELP[object]);
  const showing = matches(command, "show") || matches(command, "list") || command === "lst";
  if (showing && EMPTY_LISTS.has(object)) {
    s.printer.begin();
    s.printer.end();
    return 0;
  }
  if (showing && object === "vrf") {
    s.out("Name              Table\n-----------------------\nNo VRF has been configured\n");
    return 0;
  }
  if (object !== "stats" && !COMMANDS.some((name) => matches(command, name))) {
    s.die(`Command "${command}" is unknown, try "ip ${object} help".\n`);
  }
  s.notSimulated(`"ip ${object}${words.length === 0 ? "" : ` ${command}`}"`, INSTEAD[object] ?? "");
}
