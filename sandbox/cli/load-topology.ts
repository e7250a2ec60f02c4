/** A topology file of the user's own, with the files that its binds name: those beside it, within bounds. */
import { globSync, readFileSync, realpathSync, statSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { isSource, topologySource } from "../lab/topology-source.ts";
import { TOPOLOGY_BYTES_MAX } from "../lab/topology.ts";
import { isProblems, type Problem } from "../lab/topology-value.ts";
import type { LabSource } from "../lab/types.ts";

const FILES_MAX = 500;
const BYTES_MAX = 4 << 20;

/** Problems: what is wrong in it, and where. Throws when the file cannot be read. */
export function loadTopologyFile(file: string): LabSource | readonly Problem[] {
  if (statSync(file).size > TOPOLOGY_BYTES_MAX)
    return [{ line: 1, column: 1, message: `topology is larger than ${TOPOLOGY_BYTES_MAX} bytes` }];
  const text = readFileSync(file, "utf8");
  const source = topologySource(text);
  if (!isSource(source) || isProblems(source.parsed)) return source;
  const folder = realpathSync(dirname(resolve(file)));
  const files: Record<string, string> = {};
  let bytes = 0;
  for (const bind of source.parsed.nodes.flatMap((node) => node.binds)) {
    for (const path of filesOf(join(folder, bind.source))) {
      const name = relative(folder, path);
      if (Object.hasOwn(files, name)) continue;
      // The reader refused ".."; a symbolic link may still lead elsewhere.
      if (!realpathSync(path).startsWith(`${folder}${sep}`))
        return [{ line: 1, column: 1, message: `bind ${name} leads out of the topology's folder` }];
      bytes += statSync(path).size;
      if (Object.keys(files).length >= FILES_MAX || bytes > BYTES_MAX)
        return [
          {
            line: 1,
            column: 1,
            message: `its binds are more than ${FILES_MAX} files or ${BYTES_MAX} bytes`,
          },
        ];
      files[name] = readFileSync(path, "utf8");
    }
  }
  return topologySource(text, files);
}

/** A missing one is told of by the build, as of any lab. */
function filesOf(path: string): string[] {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return [];
  if (stat.isFile()) return [path];
  return globSync("**/*", { cwd: path })
    .map((name) => join(path, name))
    .filter((one) => statSync(one).isFile())
    .sort();
}
