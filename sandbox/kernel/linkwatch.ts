/**
 * net/core/link_watch.c: what follows from a carrier change, a moment later. Urgent events (a veth,
 * whose link is another device; a carrier that comes back) run at once, others at most once a second.
 */
import { SECOND, type Timer } from "../sim/scheduler.ts";
import type { Sim } from "../sim/world.ts";
import type { NetDevice } from "./device.ts";
import { stateChanged } from "./link/register.ts";
import type { OperState } from "./netlink-types.ts";

/** A work queue's latency: after the command that caused it, before the next one. */
const WORK_US = 60;

export class LinkWatch {
  private readonly sim: Sim;
  private readonly pending = new Set<NetDevice>();
  /** Not before this may events that are not urgent be looked at. */
  private nextAt = 0;
  private timer: Timer | null = null;
  private timerAt = Infinity;

  constructor(sim: Sim) {
    this.sim = sim;
  }

  /** linkwatch_fire_event. */
  fire(dev: NetDevice): void {
    this.pending.add(dev);
    this.schedule(isUrgent(dev));
  }

  /** linkwatch_sync_dev: someone asks for this very device: let it be true now. */
  sync(dev: NetDevice): void {
    if (this.pending.delete(dev)) settle(dev);
  }

  forget(dev: NetDevice): void {
    this.pending.delete(dev);
  }

  private schedule(urgent: boolean): void {
    const { now } = this.sim.sched;
    const at = (urgent ? now : Math.max(now, this.nextAt)) + WORK_US;
    if (at >= this.timerAt) return;
    this.timer?.cancel();
    this.timerAt = at;
    this.timer = this.sim.sched.post(at - now, "linkwatch", run, this, null);
  }

  work(): void {
    this.timer = null;
    this.timerAt = Infinity;
    const { now } = this.sim.sched;
    const urgentOnly = this.nextAt > now;
    if (!urgentOnly) this.nextAt = now + SECOND;
    for (const dev of [...this.pending]) {
      if (urgentOnly && !isUrgent(dev)) continue;
      if (this.pending.delete(dev)) settle(dev);
    }
    if (this.pending.size > 0) this.schedule(false);
  }
}

function run(watch: LinkWatch): void {
  watch.work();
}

function isUrgent(dev: NetDevice): boolean {
  return dev.up && (dev.iflink !== dev.index || (dev.carrier && !dev.txActive));
}

/** linkwatch_do_dev. */
function settle(dev: NetDevice): void {
  if (dev.gone) return;
  dev.operstate = operPolicy(dev);
  if (!dev.up) return;
  dev.txActive = dev.carrier;
  stateChanged(dev);
}

/**
 * default_operstate. LOWERLAYERDOWN only when the device that IFLA_LINK's number names *in this
 * namespace* has no carrier: that is how a veth across namespaces comes to be plain DOWN.
 */
export function operPolicy(dev: NetDevice): OperState {
  if (dev.carrier) return "UP";
  if (dev.iflink === dev.index) return "DOWN";
  const lower = dev.ns.devices.get(dev.iflink);
  return lower === undefined || lower.carrier ? "DOWN" : "LOWERLAYERDOWN";
}
