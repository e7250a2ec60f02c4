/**
 * A lab out of a topology alone, such as others wrote for containerlab: no lab.ts, terminals on its machines, and
 * bounds on what its set-up may cost, since it may be a stranger's.
 */
import { isProblems, loadTopology } from "./topology.ts";
import type { Problem } from "./topology-value.ts";
import type { LabSource } from "./types.ts";

/** The name that such a lab has in logs. */
export const TOPOLOGY_LAB = "topology";
const TERMINALS_OPEN = 8;
/** Events of all set-up together: a hundred times what the largest lab of the course takes. */
const SETUP_EVENTS_MAX = 100_000;

export function isSource(read: LabSource | readonly Problem[]): read is LabSource {
  return "parsed" in read;
}

/** `files`: what its binds name, by path relative to the topology. */
export function topologySource(
  text: string,
  files: Readonly<Record<string, string>> = {},
): LabSource | readonly Problem[] {
  const parsed = loadTopology(text);
  if (isProblems(parsed)) return parsed;
  const machines = parsed.nodes.filter((node) => node.kind === "linux");
  const shown = machines.length > 0 ? machines : parsed.nodes;
  return {
    name: TOPOLOGY_LAB,
    topology: text,
    parsed,
    files,
    meta: {
      title: parsed.name,
      terminals: shown
        .slice(0, TERMINALS_OPEN)
        .map((node) => ({ title: node.name, place: node.name })),
      asContainerlab: true,
      setupEventsMax: SETUP_EVENTS_MAX,
    },
  };
}
