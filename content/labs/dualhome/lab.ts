import type { LabMeta } from "../../../sandbox/lab/index.ts";

export default {
  title: "A node with two uplinks",
  terminals: [
    { title: "node", place: "node" },
    { title: "client", place: "client" },
    { title: "gw1", place: "gw1" },
    { title: "gw2", place: "gw2" },
  ],
  positions: {
    node: { x: 0, y: 1 },
    gw1: { x: 1, y: 0 },
    gw2: { x: 1, y: 2 },
    isp: { x: 2, y: 1 },
    client: { x: 3, y: 1 },
  },
  captions: {
    node: "two doors",
    gw1: "192.168.1.0/24",
    gw2: "192.168.2.0/24",
    client: "198.51.100.7",
  },
} satisfies LabMeta;
