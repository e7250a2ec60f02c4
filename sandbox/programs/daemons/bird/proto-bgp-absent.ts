/** Stands in for protocol bgp until it is here: it never connects. */
import type { ProtoClass } from "./types.ts";

export const bgpClass: ProtoClass = {
  kind: "bgp",
  name: "BGP",
  preference: 100,
  attrClass: 1,
  create: () => ({
    start: () => "start",
    shutdown: () => "down",
    rtNotify: () => undefined,
    statusLine: () => "Active        ",
  }),
};
