/** Connection tracking of one namespace: nf_conntrack_core.c. Under construction: the door, and no flows yet. */
import type { Errno } from "../errno.ts";
import type { NetNamespace } from "../netns.ts";
import type { CtDoor, CtDump, CtEvent, CtSpec, CtStats } from "./conntrack-types.ts";

export class Conntrack implements CtDoor {
  private readonly ns: NetNamespace;
  private readonly observers = new Set<(event: CtEvent) => void>();
  private readonly counters: CtStats = {
    found: 0,
    invalid: 0,
    insert: 0,
    insertFailed: 0,
    drop: 0,
    earlyDrop: 0,
    error: 0,
    searchRestart: 0,
    clashResolve: 0,
    chainToolong: 0,
  };

  constructor(ns: NetNamespace) {
    this.ns = ns;
  }

  flows(): CtDump[] {
    return [];
  }
  count(): number {
    return 0;
  }
  create(_spec: CtSpec): Errno | null {
    return this.ns.dead ? "ENODEV" : "EOPNOTSUPP";
  }
  update(): Errno | null {
    return "ENOENT";
  }
  delete(): Errno | null {
    return "ENOENT";
  }
  flush(): void {}
  stats(): CtStats {
    return { ...this.counters };
  }
  subscribe(observer: (event: CtEvent) => void): () => void {
    this.observers.add(observer);
    return () => this.observers.delete(observer);
  }
}
