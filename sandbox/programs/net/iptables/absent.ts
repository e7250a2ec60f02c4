/**
 * Tools of Debian's iptables package that are there by name and refuse in words: the legacy backend, whose
 * tables are not nf_tables'.
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
