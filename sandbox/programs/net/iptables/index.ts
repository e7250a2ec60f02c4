/**
 * iptables 1.8.9 (nf_tables): iptables(8), iptables-save(8), iptables-restore(8) and their ip6tables and
 * -nft names. Left out and refused by name: arptables, ebtables, the translate tools, matches and targets
 * that extensions.ts names as not modelled, -vv.
 */
import type { NfFamily } from "../../../kernel/netfilter/types.ts";
import type { Process, Program } from "../../../kernel/proc/process.ts";
import type { Proc } from "../../../kernel/proc/wait.ts";
import { Transaction } from "./model.ts";
import { parseCommand } from "./parse.ts";
import { BAD_POLICY, lookUp, prepare, requireRoot, tableOf } from "./run.ts";
import { restore } from "./restore.ts";
import { save } from "./save.ts";
import { Session, settle } from "./session.ts";

type Main = (s: Session, argv: readonly string[]) => Proc<number>;

const SBIN = (...names: string[]): string[] =>
  names.flatMap((name) => [`/usr/sbin/${name}`, `/sbin/${name}`]);

function program(name: string, family: NfFamily, summary: string, main: Main): Program {
  const [tool, action] = name.split("-");
  const nft = action === undefined ? `${tool}-nft` : `${tool}-nft-${action}`;
  return {
    name,
    paths: SBIN(name, nft),
    summary,
    *main(proc: Process, argv) {
      const s = new Session(proc, name, family);
      return yield* settle(s, () => main(s, argv));
    },
  };
}

function* command(s: Session, argv: readonly string[]): Proc<number> {
  const parsed = parseCommand(s, argv);
  if (parsed === null) return 0;
  const c = yield* lookUp(s, parsed);
  requireRoot(s);
  tableOf(s, c.table);
  const t = new Transaction(s);
  const why = yield* prepare(t, c);
  if (why !== null) {
    s.err(
      `${s.program}: ${why}.${why === BAD_POLICY ? " Run `dmesg' for more information." : ""}\n`,
    );
    return 1;
  }
  t.commit();
  return 0;
}

export const iptables = program(
  "iptables",
  "ip",
  "administration tool for IPv4 packet filtering and NAT",
  command,
);
export const ip6tables = program(
  "ip6tables",
  "ip6",
  "administration tool for IPv6 packet filtering and NAT",
  command,
);
export const iptablesSave = program("iptables-save", "ip", "dump iptables rules", save);
export const ip6tablesSave = program("ip6tables-save", "ip6", "dump iptables rules", save);
export const iptablesRestore = program("iptables-restore", "ip", "Restore IP Tables", restore);
export const ip6tablesRestore = program("ip6tables-restore", "ip6", "Restore IPv6 Tables", restore);
