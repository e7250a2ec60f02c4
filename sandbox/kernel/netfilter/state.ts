/**
 * netfilter of one namespace, made when something first asks for it: tables, hooks, connection tracking.
 * `ns.nf` is set to the hooks only while something is hooked.
 */
import type { NetNamespace } from "../netns.ts";
import { Conntrack } from "./conntrack.ts";
import { NfHooks } from "./hooks.ts";
import { Xtables } from "./store.ts";

export class Netfilter {
  readonly ns: NetNamespace;
  readonly hooks: NfHooks;
  readonly xtables: Xtables;
  readonly conntrack: Conntrack;

  constructor(ns: NetNamespace) {
    this.ns = ns;
    this.hooks = new NfHooks(ns);
    this.xtables = new Xtables(ns);
    this.conntrack = new Conntrack(ns);
  }

  /** The tables changed: base chains are hooked as they exist. */
  tablesChanged(): void {
    this.ns.host.fast.changed();
  }

  hooksMoved(): void {
    this.ns.nf = this.hooks.empty ? null : this.hooks;
    this.ns.host.fast.changed();
  }
}
