/**
 * Packages that not every machine has: BIRD 2 and Calico's build of BIRD. Debian's `bird` and `bird2` own the same
 * files, so that a machine has one of them at /usr/sbin, and the other, if at all, unpacked somewhere else (`dpkg -x`).
 */
import type { Host } from "../kernel/host.ts";
import type { Program } from "../kernel/proc/process.ts";
import { birdFiles } from "../programs/daemons/bird/files.ts";
import type { InstalledPackage } from "./topology-value.ts";

export type { InstalledPackage };

/** Which package is not there when another one is. */
const INSTEAD: Readonly<Record<string, string>> = { bird2: "bird", "calico-node": "bird" };

/** The programs of a machine, at their paths. */
export function installed(
  programs: readonly Program[],
  packages: readonly InstalledPackage[],
): Program[] {
  const gone = new Set(packages.filter((p) => p.root === "").map((p) => INSTEAD[p.name]));
  const out: Program[] = [];
  for (const program of programs) {
    const from = program.package;
    if (from === undefined || (from === "bird" && !gone.has(from))) out.push(program);
    if (from === undefined) continue;
    const one = packages.find((p) => p.name === from);
    if (one === undefined) continue;
    out.push({ ...program, paths: program.paths.map((path) => one.root + path) });
  }
  return out;
}

/** Their configuration files. */
export function plantPackages(host: Host, packages: readonly InstalledPackage[]): void {
  const inPlace = packages.find((p) => p.root === "")?.name ?? "bird";
  birdFiles(host, inPlace);
}
