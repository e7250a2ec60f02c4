/** A lab's topology as a plain value, whoever read it: topology.ts from YAML here, the site's build for the browser. */
import type { MacAddr } from "../wire/addr.ts";

export interface Topology {
  readonly name: string;
  readonly nodes: readonly TopologyNode[];
  readonly links: readonly TopologyLink[];
  /** Keys that were read and change nothing here, each once: "image", "ports". */
  readonly ignored: readonly string[];
}
export interface TopologyNode {
  readonly name: string;
  /** A bridge is a machine that does nothing else: a device of the node's name, all its links enslaved. */
  readonly kind: "linux" | "bridge";
  /** Kept for the reader; every machine here is the same Debian. */
  readonly image: string | null;
  readonly exec: readonly string[];
  readonly binds: readonly TopologyBind[];
  readonly env: ReadonlyMap<string, string>;
  readonly sysctls: ReadonlyMap<string, string>;
  /** Label `underlay.packages`: beside or instead of what every machine has. */
  readonly packages: readonly InstalledPackage[];
}
export interface InstalledPackage {
  readonly name: string;
  /** Where it was unpacked (`dpkg -x`); "": installed, in place of what has the same files. */
  readonly root: string;
}
export interface TopologyBind {
  /** Path relative to the lab's folder. */
  readonly source: string;
  /** Absolute path on the machine. */
  readonly target: string;
  readonly readOnly: boolean;
}
export interface TopologyEndpoint {
  readonly node: string;
  readonly device: string;
  readonly mac: MacAddr | null;
}
export interface TopologyLink {
  readonly ends: readonly [TopologyEndpoint, TopologyEndpoint];
  readonly mtu: number | null;
}

/** Packages that a machine may have beside Debian's usual ones. */
export const PACKAGES: readonly string[] = ["bird2", "calico-node"];

/** What is wrong, and where (1-based). */
export interface Problem {
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

export function isProblems(result: Topology | readonly Problem[]): result is readonly Problem[] {
  return Array.isArray(result);
}

/** "FILE:LINE:COLUMN: MESSAGE", one line each. */
export function formatProblems(file: string, problems: readonly Problem[]): string {
  return problems.map((p) => `${file}:${p.line}:${p.column}: ${p.message}\n`).join("");
}
