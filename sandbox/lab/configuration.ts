/** A world's configuration as lines of text: what `unchanged` compares. Learned and counted things are no configuration. */
import type { World } from "./world.ts";
import { viewWorld } from "./inspect.ts";

/** "bench: eth0 up mtu 1500 ...", one line for each namespace, device, address and route. */
export function configurationOf(world: World): string[] {
  const lines: string[] = [];
  for (const host of viewWorld(world).hosts) {
    for (const ns of host.namespaces) {
      const place = world.nameOf(host.name, ns.name);
      lines.push(`${place}: exists`);
      const names = new Map(ns.devices.map((dev) => [dev.id, dev.name]));
      for (const dev of ns.devices) {
        const master = dev.master === null ? "" : ` master ${names.get(dev.master) ?? "?"}`;
        lines.push(
          `${place}:${dev.name} ${dev.kind} ${dev.up ? "up" : "down"} mtu ${dev.mtu} ${dev.mac}${master}`,
        );
        for (const address of dev.addresses) {
          if (!address.startsWith("fe80:")) lines.push(`${place}:${dev.name} address ${address}`);
        }
      }
      for (const route of ns.routes) lines.push(`${place}: route ${route}`);
    }
  }
  return lines;
}
