import type { LabMeta } from "../../../sandbox/lab/index.ts";

export default {
  title: "A blank machine",
  terminals: [{ title: "host", place: "host" }],
} satisfies LabMeta;
