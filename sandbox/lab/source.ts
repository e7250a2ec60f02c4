/** A lab's source as one number, and variants of a lab: an exercise starts where its `start` script ends. */
import { Digest } from "../sim/digest.ts";
import type { LabSource } from "./types.ts";

/** Changes whenever anything of the lab does: topology, files, lab.ts. */
export function labHash(source: LabSource): string {
  const digest = new Digest();
  digest.text(source.name);
  digest.text(source.topology);
  for (const path of Object.keys(source.files).sort()) {
    digest.text(path);
    digest.text(source.files[path] ?? "");
  }
  digest.text(stableJson(source.meta));
  return digest.value().toString(16).padStart(8, "0");
}

/** The same lab with more set-up: shell text by place, run after the lab's own. */
export function withSetup(
  source: LabSource,
  setup: readonly { readonly place: string; readonly script: string }[],
): LabSource {
  if (setup.length === 0) return source;
  return { ...source, meta: { ...source.meta, setup: [...(source.meta.setup ?? []), ...setup] } };
}

/** JSON with sorted keys: equal values give equal text. */
export function stableJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(stableJson).join(",")}]`;
  if (typeof value === "object" && value !== null) {
    const record = value as Record<string, unknown>;
    const fields = Object.keys(record)
      .sort()
      .filter((key) => record[key] !== undefined);
    return `{${fields.map((key) => `${JSON.stringify(key)}:${stableJson(record[key])}`).join(",")}}`;
  }
  return JSON.stringify(value) ?? "null";
}
