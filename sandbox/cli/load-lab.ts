/** Reads a lab's folder from content/labs into a LabSource: the only reading that a world ever causes. */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { loadTopology } from "../lab/topology.ts";
import type { LabMeta, LabSource } from "../lab/types.ts";

export const PROJECT_ROOT = join(import.meta.dirname, "../..");
const LABS = join(PROJECT_ROOT, "content/labs");

export function labNames(): string[] {
  return readdirSync(LABS, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}

/** null: there is no such lab. */
export async function loadLab(name: string): Promise<LabSource | null> {
  const folder = join(LABS, name);
  if (
    !/^[a-z0-9][a-z0-9-]*$/.test(name) ||
    statSync(join(folder, "lab.ts"), { throwIfNoEntry: false }) === undefined
  )
    return null;
  // Spelt so that a bundler finds them: sandbox.ts puts the labs' few lines into its bundle.
  const { default: meta } = (await import(`../../content/labs/${name}/lab.ts`)) as {
    default: LabMeta;
  };
  const files: Record<string, string> = {};
  for (const path of filesBelow(folder)) {
    const name = relative(folder, path);
    if (name !== "lab.ts" && name !== "topology.clab.yml") files[name] = readFileSync(path, "utf8");
  }
  const topology = readFileSync(join(folder, "topology.clab.yml"), "utf8");
  return { name, topology, parsed: loadTopology(topology), files, meta };
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}
