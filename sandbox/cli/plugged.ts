/** A world in real time whose cables end in VXLAN devices of a real kernel: what `plug` and the interop tests run. */
import { plugWorld, type Socket } from "../lab/plug.ts";
import type { World } from "../lab/world.ts";
import { RealTime } from "./real-time.ts";
import { KERNEL_ADDRESS, NODE_ADDRESS } from "./underlay.ts";
import { VxlanWires } from "./vxlan-wire.ts";

export class Plugged {
  readonly world: World;
  readonly time: RealTime;
  private readonly wires: VxlanWires;
  private readonly sockets: Socket[] = [];

  private constructor(world: World, time: RealTime, wires: VxlanWires) {
    this.world = world;
    this.time = time;
    this.wires = wires;
  }

  /** Must run in {@link Underlay.inside}. Time stands until `time.start()`. */
  static async open(world: World, time = new RealTime(world)): Promise<Plugged> {
    return new Plugged(world, time, await VxlanWires.open(NODE_ADDRESS, KERNEL_ADDRESS));
  }

  /** Plug "hostA:eth0" into the cable of that VNI; says what was plugged, or why not. */
  plug(name: string, vni: number): Socket | string {
    const socket = plugWorld(this.world, name, (bytes, start, end) =>
      this.wires.send(vni, bytes, start, end),
    );
    if (typeof socket === "string") return socket;
    this.sockets.push(socket);
    this.wires.onFrame(vni, (frame) => this.time.enter(() => socket.inject(frame)));
    return socket;
  }

  close(): void {
    this.time.stop();
    for (const socket of this.sockets) socket.unplug();
    this.wires.close();
  }
}
