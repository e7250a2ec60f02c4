import type { LabMeta } from "../../../sandbox/lab/index.ts";

export default {
  title: "One machine on the bench",
  terminals: [{ title: "bench", place: "bench" }],
  // Namespaces that the lessons make: a place exists once its namespace does.
  places: {
    red: { host: "bench", netns: "red" },
    blue: { host: "bench", netns: "blue" },
    "pod-a": { host: "bench", netns: "a" },
    "pod-b": { host: "bench", netns: "b" },
    "pod-c": { host: "bench", netns: "c" },
  },
  positions: { bench: { x: 0, y: 0 }, outside: { x: 3, y: 0 } },
  captions: { outside: "the rest of the network" },
} satisfies LabMeta;
