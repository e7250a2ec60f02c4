/** lo: what leaves it comes back in. drivers/net/loopback.c. */
import { MAC_ZERO } from "../../wire/addr.ts";
import { NetDevice } from "../device.ts";
import { IFF } from "../netlink-types.ts";
import type { NetNamespace } from "../netns.ts";
import type { Packet } from "../packet.ts";
import { register } from "./register.ts";

/** A softirq away: never on the sender's stack. */
const LOOP_US = 1;

class Loopback extends NetDevice {
  readonly kind = null;
  override readonly linkType = "loopback";

  constructor(ns: NetNamespace) {
    super(ns, 1, "lo", MAC_ZERO);
    this.broadcast = MAC_ZERO;
    this.mtu = 65_536;
    this.minMtu = 0;
    this.maxMtu = 0;
    this.flags = IFF.LOOPBACK;
    this.tsoMaxSize = 524_280;
  }

  protected transmit(packet: Packet): void {
    this.ns.host.sim.sched.hand(LOOP_US, "lo", arrive, this, packet);
  }
}

export function plantLoopback(ns: NetNamespace): NetDevice {
  const lo = new Loopback(ns);
  register(lo);
  return lo;
}

/** A frame at its receiver's end of a wire. */
export function arrive(dev: NetDevice, packet: Packet): void {
  if (dev.gone) dev.drop(packet, "dev:down");
  else dev.receive(packet);
}
