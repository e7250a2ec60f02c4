import type { LabMeta } from "../../../sandbox/lab/index.ts";

export default {
  title: "Three nodes and a gateway",
  terminals: [
    { title: "node1", place: "node1" },
    { title: "node2", place: "node2" },
    { title: "node3", place: "node3" },
    { title: "pod-a", place: "pod-a" },
    { title: "pod-b", place: "pod-b" },
    { title: "pod-c", place: "pod-c" },
    { title: "pod-d", place: "pod-d" },
    { title: "gateway", place: "gateway" },
  ],
  places: {
    "pod-a": { host: "node1", netns: "pod-a" },
    "pod-b": { host: "node1", netns: "pod-b" },
    "pod-c": { host: "node2", netns: "pod-c" },
    "pod-d": { host: "node3", netns: "pod-d" },
  },
  positions: {
    sw: { x: 1, y: 1 },
    gateway: { x: 2, y: 1 },
    node1: { x: 0, y: 0 },
    node2: { x: 1, y: 0 },
    node3: { x: 2, y: 0 },
  },
  captions: {
    gateway: "knows nodes only",
    sw: "a switch",
    "pod-a": "Pod A, client",
    "pod-b": "Pod B",
    "pod-c": "Pod C",
    "pod-d": "Pod D",
  },
} satisfies LabMeta;
