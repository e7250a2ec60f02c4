import type { LabMeta } from "../../../sandbox/lab/index.ts";

export default {
  title: "Four pods and their guards",
  terminals: [
    { title: "node1", place: "node1" },
    { title: "web", place: "web" },
    { title: "shop", place: "shop" },
    { title: "api", place: "api" },
    { title: "db", place: "db" },
    { title: "outside", place: "outside" },
  ],
  places: {
    web: { host: "node1", netns: "web" },
    shop: { host: "node1", netns: "shop" },
    api: { host: "node1", netns: "api" },
    db: { host: "node1", netns: "db" },
  },
  positions: { node1: { x: 0, y: 0 }, outside: { x: 1, y: 0 } },
  captions: {
    web: "frontend",
    shop: "frontend",
    api: "backend",
    db: "backend",
    outside: "no pod",
  },
} satisfies LabMeta;
