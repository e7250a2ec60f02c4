import type { LabMeta } from "../../../sandbox/lab/index.ts";

export default {
  title: "Two workers",
  terminals: [
    { title: "worker1", place: "worker1" },
    { title: "worker2", place: "worker2" },
    { title: "frontend1", place: "frontend1" },
    { title: "frontend2", place: "frontend2" },
  ],
  places: {
    frontend1: { host: "worker1", netns: "frontend1" },
    frontend2: { host: "worker2", netns: "frontend2" },
  },
  positions: { worker1: { x: 0, y: 0 }, worker2: { x: 2, y: 0 } },
  captions: { frontend1: "a pod", frontend2: "a pod" },
} satisfies LabMeta;
