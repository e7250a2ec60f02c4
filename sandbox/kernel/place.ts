/** Where a program runs: a machine and one of its network namespaces. A node is a place, a pod is a place on a node. */
import type { Host } from "./host.ts";
import type { NetNamespace } from "./netns.ts";
import type { DirNode, Inode } from "./proc/fs.ts";

export interface Place {
  readonly host: Host;
  readonly netns: NetNamespace;
  /** What `ip netns exec` mounted over files of /etc: the contents of /etc/netns/NAME. */
  readonly etc?: { readonly dir: DirNode; readonly files: ReadonlyMap<string, Inode> };
}
