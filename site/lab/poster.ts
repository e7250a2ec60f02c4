/** What the page says of a lab before it runs, read at build time from the lab's own files. */
import { parse } from "yaml";
import { firstFrame } from "../../sandbox/worker/first-frame.ts";
import { layoutMap, mapSize } from "./layout.ts";

const topologies = import.meta.glob<string>("../../content/labs/*/topology.clab.yml", {
  query: "?raw",
  import: "default",
  eager: true,
});
const metas = import.meta.glob<{ readonly title?: string }>("../../content/labs/*/lab.ts", {
  import: "default",
  eager: true,
});

export interface Poster {
  readonly title: string;
  readonly machines: readonly string[];
}

export function posterOf(lab: string): Poster {
  const text = topologies[`../../content/labs/${lab}/topology.clab.yml`] ?? "";
  const title = metas[`../../content/labs/${lab}/lab.ts`]?.title ?? lab;
  const nodes =
    (parse(text) as { topology?: { nodes?: Record<string, unknown> } } | null)?.topology?.nodes ??
    {};
  return { title, machines: Object.keys(nodes) };
}

/** The lab's first prompt and map, and the map's size, as text for a JSON script element. */
export async function frameOf(lab: string): Promise<string> {
  const frame = await firstFrame(lab);
  const { positions = {}, captions = {} } = frame.booted.meta;
  const map = mapSize(layoutMap(frame.view, positions, captions));
  return JSON.stringify({ frame, map }).replace(/</gu, "\\u003c");
}
