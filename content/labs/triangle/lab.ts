import type { LabMeta } from "../../../sandbox/lab/index.ts";

export default {
  title: "Two routers, three networks",
  terminals: [
    { title: "left", place: "left" },
    { title: "r1", place: "r1" },
    { title: "r2", place: "r2" },
    { title: "right", place: "right" },
    { title: "far", place: "far" },
  ],
  positions: {
    left: { x: 0, y: 1 },
    sw: { x: 1, y: 1 },
    r1: { x: 2, y: 0 },
    r2: { x: 2, y: 2 },
    right: { x: 3, y: 0 },
    far: { x: 3, y: 2 },
  },
  captions: {
    left: "10.1.0.0/24",
    sw: "a switch",
    right: "10.2.0.0/24",
    far: "10.2.0.128/25",
  },
} satisfies LabMeta;
