/** lan 192.168.0.10 - r - wan 203.0.113.80: the smallest router, for tests of what it does to packets. */
import type { NetNamespace } from "../../../sandbox/kernel/netns.ts";
import { Net, SECOND } from "../../support/net.ts";

export interface Lab {
  readonly net: Net;
  readonly lan: NetNamespace;
  readonly r: NetNamespace;
  readonly wan: NetNamespace;
}

/** wan knows no way to the lan. */
export function lab(): Lab {
  const net = new Net();
  const [lan, r, wan] = [net.ns("lan"), net.ns("r"), net.ns("wan")] as const;
  net.veth(lan, "eth0", r, "lan0", { a: "02:00:00:00:01:0a", b: "02:00:00:00:01:01" });
  net.veth(r, "wan0", wan, "eth0", { a: "02:00:00:00:02:01", b: "02:00:00:00:02:50" });
  net.addr(lan, "eth0", "192.168.0.10/24");
  net.addr(r, "lan0", "192.168.0.1/24");
  net.addr(r, "wan0", "203.0.113.1/24");
  net.addr(wan, "eth0", "203.0.113.80/24");
  for (const ns of [lan, r, wan]) net.up(ns, "lo");
  net.route(lan, "0.0.0.0/0", "192.168.0.1");
  net.forward(r);
  net.run(3 * SECOND);
  net.drops.length = 0;
  return { net, lan, r, wan };
}
