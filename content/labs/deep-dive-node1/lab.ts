import type { LabMeta } from "../../../sandbox/lab/index.ts";

export default {
  title: "Node 1 of the deep dive",
  terminals: [
    { title: "node1", place: "node1" },
    { title: "pod-a", place: "pod-a" },
    { title: "pod-b", place: "pod-b" },
  ],
  places: {
    "pod-a": { host: "node1", netns: "pod-a" },
    "pod-b": { host: "node1", netns: "pod-b" },
  },
  positions: { node1: { x: 0, y: 0 }, gateway: { x: 3, y: 0 } },
  captions: { gateway: "default gateway", "pod-a": "Pod A, client", "pod-b": "Pod B, server" },
} satisfies LabMeta;
