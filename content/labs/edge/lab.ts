import type { LabMeta } from "../../../sandbox/lab/index.ts";

export default {
  title: "Three nodes, two Services, and the edge",
  terminals: [
    { title: "client", place: "client" },
    { title: "node1", place: "node1" },
    { title: "backend1", place: "backend1" },
    { title: "node3", place: "node3" },
    { title: "api", place: "api" },
    { title: "laptop", place: "laptop" },
    { title: "edge", place: "edge" },
    { title: "node2", place: "node2" },
    { title: "web", place: "web" },
  ],
  places: {
    client: { host: "node1", netns: "client" },
    backend1: { host: "node1", netns: "backend1" },
    backend2: { host: "node1", netns: "backend2" },
    backend3: { host: "node1", netns: "backend3" },
    web: { host: "node2", netns: "web" },
    api: { host: "node3", netns: "api" },
  },
  positions: {
    node1: { x: 0, y: 0 },
    node2: { x: 1, y: 0 },
    node3: { x: 2, y: 0 },
    sw: { x: 1, y: 1 },
    edge: { x: 1, y: 2 },
    laptop: { x: 2, y: 2 },
  },
  captions: {
    client: "the client",
    sw: "a switch",
    edge: "knows nodes only",
    laptop: "outside",
  },
} satisfies LabMeta;
