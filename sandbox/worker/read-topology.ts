/** What a topology from elsewhere would be, for the page to say before anything of it runs. */
import { isProblems, loadTopology } from "../lab/topology.ts";
import type { TopologyReading } from "./protocol.ts";

export function readTopology(text: string): TopologyReading {
  const read = loadTopology(text);
  if (isProblems(read)) return { problems: [...read] };
  return {
    problems: null,
    name: read.name,
    machines: read.nodes.map((node) => node.name),
    links: read.links.length,
    commands: read.nodes.flatMap((node) => node.exec.map((line) => `${node.name}: ${line}`)),
    ignored: [...read.ignored],
    binds: read.nodes.flatMap((node) => node.binds.map((bind) => bind.source)),
  };
}
