/** A Debian-like machine with everything installed: the one place that joins kernel, shell and programs. */
import type { NetDevice } from "../kernel/device.ts";
import { Host } from "../kernel/host.ts";
import { connectWire, type WireEnd as CardSpec, type WireOptions } from "../kernel/link/wire.ts";
import { setUpMachine } from "../kernel/machine.ts";
import { programs } from "../programs/index.ts";
import { shellPrograms } from "../shell/programs.ts";
import type { MacAddr } from "../wire/addr.ts";
import type { Sim } from "../sim/world.ts";
import { installed, type InstalledPackage, plantPackages } from "./packages.ts";

export function makeMachine(
  sim: Sim,
  name: string,
  packages: readonly InstalledPackage[] = [],
): Host {
  const host = new Host(sim, name);
  setUpMachine(host, [...installed(programs, packages), ...shellPrograms]);
  plantPackages(host, packages);
  return host;
}

export interface WireEnd {
  readonly host: Host;
  readonly name: string;
  readonly mac: MacAddr | null;
}

export function createWire(
  a: WireEnd,
  b: WireEnd,
  link: WireOptions & { readonly mtu: number | null },
): readonly [NetDevice, NetDevice] {
  const end = ({ host, name, mac }: WireEnd): CardSpec => ({
    ns: host.root,
    name,
    ...(mac === null ? {} : { mac }),
    ...(link.mtu === null ? {} : { mtu: link.mtu }),
  });
  return connectWire(end(a), end(b), link);
}
