import type { LabMeta } from "../../../sandbox/lab/index.ts";

export default {
  title: "Four nodes and a gateway",
  terminals: [
    { title: "node1", place: "node1" },
    { title: "node2", place: "node2" },
    { title: "node3", place: "node3" },
    { title: "node4", place: "node4" },
    { title: "pod-a", place: "pod-a" },
    { title: "pod-c", place: "pod-c" },
    { title: "pod-d", place: "pod-d" },
    { title: "pod-e", place: "pod-e" },
    { title: "gateway", place: "gateway" },
  ],
  places: {
    "pod-a": { host: "node1", netns: "pod-a" },
    "pod-b": { host: "node1", netns: "pod-b" },
    "pod-c": { host: "node2", netns: "pod-c" },
    "pod-d": { host: "node3", netns: "pod-d" },
    "pod-e": { host: "node4", netns: "pod-e" },
  },
  positions: {
    sw: { x: 1, y: 1 },
    gateway: { x: 2, y: 1 },
    node1: { x: 0, y: 0 },
    node2: { x: 1, y: 0 },
    node3: { x: 2, y: 0 },
    node4: { x: 3, y: 0 },
  },
  captions: {
    gateway: "knows nodes only",
    sw: "a switch",
    "pod-a": "Pod A, client",
    "pod-b": "Pod B",
    "pod-c": "Pod C",
    "pod-d": "Pod D",
    "pod-e": "Pod E",
  },
} satisfies LabMeta;
