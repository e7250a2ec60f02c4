import type { LabMeta } from "../../../sandbox/lab/index.ts";

export default {
  title: "Two hosts, one wire",
  terminals: [
    { title: "hostA", place: "hostA" },
    { title: "hostB", place: "hostB" },
  ],
  positions: { hostA: { x: 0, y: 0 }, hostB: { x: 2, y: 0 } },
  captions: { hostA: "10.0.0.1", hostB: "10.0.0.2" },
} satisfies LabMeta;
