/** Where a program runs: a machine and one of its network namespaces. A node is a place, a pod is a place on a node. */
import type { Host } from "./host.ts";
import type { NetNamespace } from "./netns.ts";

export interface Place {
  readonly host: Host;
  readonly netns: NetNamespace;
}
