/**
 * Protocol bfd: read, listed and up, as Calico's configuration has it. Left out: BFD itself; sessions that ask
 * for it live by their hold timers. BIRD 1.6.8: proto/bfd.
 */
import type { ProtoClass } from "./types.ts";

export const bfdClass: ProtoClass = {
  kind: "bfd",
  name: "BFD",
  preference: 0,
  attrClass: -1,
  create: () => ({
    start: () => "up",
    shutdown: () => "down",
    reconfigure: () => true,
  }),
};
