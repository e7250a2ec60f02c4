/** net.ipv4.tcp_* as numbers, read anew when something was written under /proc/sys/net. */
import type { NetNamespace } from "../../netns.ts";

export class TcpSysctl {
  private readonly ns: NetNamespace;
  private readonly known = new Map<string, number>();
  /** By the name alone: asked for each segment, so that no path is put together. */
  private readonly short = new Map<string, number>();
  private epoch = -1;

  constructor(ns: NetNamespace) {
    this.ns = ns;
  }

  /** The first number of `ipv4/tcp_NAME`. */
  get(name: string): number {
    this.refresh();
    let value = this.short.get(name);
    if (value === undefined) {
      value = this.number(`ipv4/tcp_${name}`, 0);
      this.short.set(name, value);
    }
    return value;
  }

  private refresh(): void {
    if (this.epoch === this.ns.sysctl.writes) return;
    this.epoch = this.ns.sysctl.writes;
    this.known.clear();
    this.short.clear();
  }

  /** Number `index` of any setting's text. */
  number(path: string, index: number): number {
    this.refresh();
    const key = index === 0 ? path : `${path}#${index}`;
    let value = this.known.get(key);
    if (value === undefined) {
      value = Number((this.ns.sysctl.read(path) ?? "0").split(/\s+/)[index] ?? 0);
      this.known.set(key, value);
    }
    return value;
  }

  /** tcp_rmem, tcp_wmem: [min, default, max]. */
  triple(name: string, index: number): number {
    return this.number(`ipv4/tcp_${name}`, index);
  }
}
