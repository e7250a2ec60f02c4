/** A Debian-like machine with everything installed: the one place that joins kernel, shell and programs. */
import type { NetDevice } from "../kernel/device.ts";
import { Host } from "../kernel/host.ts";
import { plantDevices } from "../kernel/proc/fs.ts";
import { programs } from "../programs/index.ts";
import type { MacAddr } from "../wire/addr.ts";
import type { Sim } from "../sim/world.ts";

export function makeMachine(sim: Sim, name: string): Host {
  const host = new Host(sim, name);
  for (const program of programs) for (const path of program.paths) host.fs.plant(path, host.fs.newProgram(program));
  for (const dir of ["/root", "/tmp", "/run", "/etc", "/var/log"]) host.fs.plant(dir, host.fs.newDir());
  plantDevices(host.fs);
  return host;
}

export interface WireEnd {
  readonly host: Host;
  readonly name: string;
  readonly mac: MacAddr | null;
}

export function createWire(
  _a: WireEnd, _b: WireEnd,
  _link: { delayUs: number; mbitPerSecond: number; lossPer1000: number; mtu: number | null },
): readonly [NetDevice, NetDevice] {
  throw new Error("wires are not there yet");
}
