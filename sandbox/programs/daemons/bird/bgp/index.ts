/** The protocol class `bgp`. */
import { EAP, type ProtoClass } from "../types.ts";
import { formatAttr } from "./attributes.ts";
import { Bgp } from "./proto.ts";

export const BGP: ProtoClass = {
  kind: "bgp",
  name: "BGP",
  preference: 100,
  attrClass: EAP.BGP,
  create(proto, config) {
    if (config.kind !== "bgp") throw new Error("a configuration of another protocol");
    return new Bgp(proto, config);
  },
  formatAttr,
};
