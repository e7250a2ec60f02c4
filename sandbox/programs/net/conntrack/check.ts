/** Which options of conntrack(8) go together, and which are needed: before a command runs. */
import { EXTENSIONS, LEGAL, ORDER } from "./option-table.ts";
import { type Asked, Refusal } from "./options.ts";

/** What cannot be together, and what must be: before the command runs. */
export function check(asked: Asked): Refusal | null {
  const { command, given } = asked;
  if (command === null) return null;
  if (given.has("j") && (given.has("n") || given.has("g"))) {
    return new Refusal("cannot specify `--src-nat' or `--dst-nat' with `--any-nat'");
  }
  const legal = LEGAL[command + (asked.table === "expect" ? "X" : "")] ?? "|";
  if (asked.table === "conntrack") {
    if (given.has("{") && !given.has("s") && legal.includes("{")) {
      return new Refusal("Can't use --mask-src without --src");
    }
    if (given.has("}") && !given.has("d") && legal.includes("}")) {
      return new Refusal("Can't use --mask-dst without --dst");
    }
  }
  const needed = legal.slice(0, legal.indexOf("|"));
  for (const [letter, name] of ORDER) {
    if (!given.has(letter)) {
      if (needed.includes(letter)) {
        return new Refusal(`You need to supply the \`--${name}' option for this command`);
      }
    } else if (!legal.includes(letter)) {
      return new Refusal(`Illegal option \`--${name}' with this command`);
    }
  }
  return checkTuples(asked);
}

function checkTuples(asked: Asked): Refusal | null {
  const { command, given } = asked;
  for (const name of given) {
    if (name.startsWith("mask-port") || name.startsWith("tuple-port")) {
      return new Refusal(`Illegal option \`--${name}' with this command`);
    }
  }
  const exact = command === "I" || command === "A" || command === "G";
  if (!exact && !(command === "D" && asked.table === "expect")) return null;
  const need = (name: string): Refusal =>
    new Refusal(`You need to supply the \`--${name}' option for this command`);
  if (asked.table === "expect") {
    for (const name of ["sport", "dport", "reply-port-src", "reply-port-dst"]) {
      if (!given.has(name)) return need(name);
    }
    return null;
  }
  if (given.has("r") !== given.has("q") && !(given.has("s") && given.has("d"))) {
    return new Refusal("you have to specify `--reply-src' and `--reply-dst'");
  }
  if (!(given.has("r") && given.has("q")) && !(given.has("s") && given.has("d"))) {
    return new Refusal("you have to specify `--src' and `--dst'");
  }
  if (asked.protocolName.startsWith("icmp")) {
    for (const part of ["type", "code"]) {
      const name = `${asked.protocolName}-${part}`;
      if (!given.has(name)) return need(name);
    }
    return null;
  }
  if (asked.protocolName === "gre" && !(given.has("srckey") && given.has("dstkey"))) {
    return new Refusal("you have to specify `--srckey' and `--dstkey'");
  }
  if (!EXTENSIONS.get(asked.protocolName)?.includes("sport")) return null;
  const original = given.has("sport") && given.has("dport");
  const reply = given.has("reply-port-src") && given.has("reply-port-dst");
  if (!original && !reply) return new Refusal("you have to specify `--sport' and `--dport'");
  const stated = ["tcp", "sctp", "dccp"].includes(asked.protocolName) && command !== "G";
  if (stated && !given.has("state")) return need("state");
  if (asked.protocolName === "sctp" && stated) {
    for (const name of ["orig-vtag", "reply-vtag"]) if (!given.has(name)) return need(name);
  }
  return null;
}
