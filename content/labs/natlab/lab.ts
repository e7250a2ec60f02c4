import type { LabMeta } from "../../../sandbox/lab/index.ts";

export default {
  title: "A gateway between two networks",
  terminals: [
    { title: "gw", place: "gw" },
    { title: "client", place: "client" },
    { title: "server", place: "server" },
    { title: "other", place: "other" },
  ],
  positions: {
    client: { x: 0, y: 1 },
    gw: { x: 1, y: 1 },
    sw: { x: 2, y: 1 },
    server: { x: 3, y: 0 },
    other: { x: 3, y: 2 },
  },
  captions: {
    client: "10.1.0.0/24, private",
    gw: "a router",
    sw: "a switch",
    server: "203.0.113.0/24",
  },
} satisfies LabMeta;
