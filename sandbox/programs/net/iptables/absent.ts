/**
 * Tools of Debian's iptables package that are there by name and refuse in words: the legacy backend, whose
 * tables are not nf_tables', and xtables-monitor.
 */
import type { Program } from "../../../kernel/proc/process.ts";
import { VERSION } from "./session.ts";

const SBIN = (name: string): string[] => [`/usr/sbin/${name}`, `/sbin/${name}`];

function legacy(name: string): Program {
  const [tool, , action] = name.split("-");
  const shown = action === undefined ? (tool as string) : `${tool ?? ""}-${action}`;
  return {
    name,
    paths: SBIN(name),
    summary: `${shown} with the legacy x_tables backend`,
    *main(proc, argv) {
      if (argv[1] === "-V" || argv[1] === "--version") {
        yield* proc.print(`${shown} v${VERSION} (legacy)\n`);
        return 0;
      }
      yield* proc.warn(
        `${name}: underlay does not simulate the legacy backend; ${shown} (nf_tables) is there\n`,
      );
      return 2;
    },
  };
}

export const legacyTools: readonly Program[] = ["iptables", "ip6tables"].flatMap((tool) =>
  ["", "-save", "-restore"].map((action) => legacy(`${tool}-legacy${action}`)),
);

const USAGE = `Usage: xtables-monitor [ -t | -e ]
        --trace    -t    trace ruleset traversal of packets tagged via -j TRACE rule
        --event    -e    show events that modify the ruleset
Optional arguments:
        --ipv4     -4    only monitor IPv4
        --ipv6     -6    only monitor IPv6
	--counters -c    show counters in rules
`;

export const xtablesMonitor: Program = {
  name: "xtables-monitor",
  paths: SBIN("xtables-monitor"),
  summary: "show changes to rule set and trace-events",
  *main(proc, argv) {
    const title = `xtables-monitor ${VERSION} (nf_tables)\n`;
    if (argv[1] === "-h" || argv[1] === "--help") {
      yield* proc.print(title + USAGE);
      return 0;
    }
    if (argv[1] === "-V" || argv[1] === "--version") {
      yield* proc.print(`xtables-monitor ${VERSION}\n`);
      return 0;
    }
    yield* proc.warn("xtables-monitor: underlay does not simulate traces and events of rules\n");
    return 2;
  },
};
