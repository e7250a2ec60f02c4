/**
 * Where a world is plugged into something outside: a card of its own, or an existing cable, which then
 * is a hub with one more place. What comes in is an input like a key press, but it is not logged: a
 * plugged world cannot be replayed, saved or graded. Only the command line plugs worlds.
 */
import type { NetDevice } from "../kernel/device.ts";
import { type FrameSink, injectFrame, plantExternal } from "../kernel/link/external.ts";
import type { World } from "./world.ts";

/** With its closing zero, <linux/if.h>. */
const IFNAMSIZ = 16;

export interface Socket {
  /** "hostA:eth0" */
  readonly name: string;
  /** The cable existed: the machines at its ends hear the outside, and the outside hears both. */
  readonly hub: boolean;
  /** A frame from outside, between two instants of the world. */
  inject(frame: Uint8Array): void;
  unplug(): void;
}

/**
 * Plug PLACE:DEVICE. A device that exists shares its cable, else PLACE gets a new card of that name, down
 * and without an address. A string says why it cannot be.
 */
export function plugWorld(world: World, name: string, sink: FrameSink): Socket | string {
  const colon = name.lastIndexOf(":");
  const place = world.findPlace(name.slice(0, Math.max(0, colon)));
  const deviceName = name.slice(colon + 1);
  if (colon < 1 || place === null) return `no place "${name.slice(0, Math.max(0, colon))}"`;
  if (!/^[^\s/:]+$/.test(deviceName) || deviceName.length >= IFNAMSIZ)
    return `"${deviceName}" is no name for a device`;
  const existing = place.netns.device(deviceName);
  if (existing !== null) return share(world, name, existing, sink);
  const card = plantExternal(place.netns, deviceName, sink);
  return {
    name,
    hub: false,
    inject: (frame) => injectFrame(card, frame),
    unplug: () => card.unplug(),
  };
}

function share(world: World, name: string, device: NetDevice, sink: FrameSink): Socket | string {
  if (device.loopback) return `${name} has no cable`;
  const ends = [device];
  const pair = world.wires.find((wire) => wire.includes(device));
  const other = pair?.find((end) => end !== device) ?? device.linkPeer();
  if (other !== undefined && other !== null) ends.push(other);
  const unplug = world.sim.trace.observe((event) => {
    if (event.kind !== "tx") return;
    for (const { ns, index } of ends) {
      if (event.ifindex === index && event.ns === ns.name && event.host === ns.host.name)
        sink(event.bytes, event.start, event.end);
    }
  });
  return {
    name,
    hub: true,
    inject: (frame) => {
      for (const end of ends) if (!end.gone) injectFrame(end, frame);
    },
    unplug,
  };
}
