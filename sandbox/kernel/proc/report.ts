/**
 * What a program says of itself to whoever looks at the world from outside (the map, the list of timers): plain data, made
 * when asked. Nothing in the model reads it.
 */
import type { Micros } from "../../sim/scheduler.ts";

/** A session with a peer, as the protocol names its states: RFC 4271 8.2.2. */
export interface RoutingSession {
  readonly protocol: "BGP";
  /** The name that its configuration gives it. */
  readonly name: string;
  /** Dotted quads; local is null while no address was chosen. */
  readonly local: string | null;
  readonly peer: string;
  readonly localAs: number;
  readonly peerAs: number;
  /** "Idle", "Connect", "Active", "OpenSent", "OpenConfirm", "Established", "Close", "Down", "Passive". */
  readonly state: string;
}

export interface ProgramTimer {
  /** "BGP hold", "BGP keepalive", "BGP connect retry". */
  readonly kind: string;
  readonly at: Micros;
}

export interface SelfReport {
  readonly sessions: readonly RoutingSession[];
  readonly timers: readonly ProgramTimer[];
}
