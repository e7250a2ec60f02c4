/** Labs and exercises as the bundler knows them: each its own chunk, loaded before its world begins. */
import type { Exercise, LessonExercises } from "../lab/exercise.ts";
import { withSetup } from "../lab/source.ts";
import { formatProblems } from "../lab/topology-value.ts";
import type { LabMeta, LabSource } from "../lab/types.ts";
import type { WorldId } from "./protocol.ts";

const texts = import.meta.glob<string>(
  ["../../content/labs/*/**/*", "!**/lab.ts", "!**/topology.clab.yml"],
  {
    query: "?raw",
    import: "default",
  },
);
const topologies = import.meta.glob<Pick<LabSource, "topology" | "parsed">>(
  "../../content/labs/*/topology.clab.yml",
  { query: "?topology", import: "default" },
);
const metas = import.meta.glob<LabMeta>("../../content/labs/*/lab.ts", { import: "default" });
const lessons = import.meta.glob<LessonExercises>("../../content/lessons/*/exercises.ts", {
  import: "default",
});

export async function loadLab(name: string): Promise<LabSource> {
  const folder = `../../content/labs/${name}/`;
  const loadMeta = metas[`${folder}lab.ts`];
  const loadTopology = topologies[`${folder}topology.clab.yml`];
  if (loadMeta === undefined || loadTopology === undefined)
    throw new Error(`there is no lab "${name}"`);
  const files: Record<string, string> = {};
  const paths = Object.keys(texts)
    .filter((path) => path.startsWith(folder))
    .sort();
  const [meta, { topology, parsed }, ...loaded] = await Promise.all([
    loadMeta(),
    loadTopology(),
    ...paths.map((path) => texts[path]?.() ?? Promise.resolve("")),
  ]);
  for (const [i, path] of paths.entries()) {
    files[path.slice(folder.length)] = loaded[i] ?? "";
  }
  return { name, topology, parsed, files, meta };
}

export async function loadExercise(lesson: string, id: string): Promise<Exercise> {
  const load = lessons[`../../content/lessons/${lesson}/exercises.ts`];
  const exercise = (await load?.())?.exercises.find((one) => one.id === id);
  if (exercise === undefined) throw new Error(`lesson ${lesson} has no exercise "${id}"`);
  return exercise;
}

/** The lab, or the world that an exercise starts from. */
export async function loadWorld(world: WorldId): Promise<LabSource> {
  if (world.topology !== undefined) {
    // The YAML reader is loaded by those alone who bring a topology of their own.
    const { topologySource } = await import("../lab/topology-source.ts");
    const source = topologySource(world.topology);
    if ("parsed" in source) return source;
    throw new Error(formatProblems("topology", source));
  }
  if (world.lesson === null || world.exercise === null) return loadLab(world.lab);
  const exercise = await loadExercise(world.lesson, world.exercise);
  return withSetup(await loadLab(exercise.start?.lab ?? world.lab), exercise.start?.setup ?? []);
}
