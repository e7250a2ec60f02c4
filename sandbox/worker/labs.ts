/** Labs and exercises as the bundler knows them: each its own chunk, loaded before its world begins. */
import type { Exercise, LessonExercises } from "../lab/exercise.ts";
import { withSetup } from "../lab/source.ts";
import type { LabMeta, LabSource } from "../lab/types.ts";
import type { WorldId } from "./protocol.ts";

const texts = import.meta.glob<string>(["../../content/labs/*/**/*", "!**/lab.ts"], {
  query: "?raw",
  import: "default",
});
const metas = import.meta.glob<LabMeta>("../../content/labs/*/lab.ts", { import: "default" });
const lessons = import.meta.glob<LessonExercises>("../../content/lessons/*/exercises.ts", {
  import: "default",
});

export async function loadLab(name: string): Promise<LabSource> {
  const folder = `../../content/labs/${name}/`;
  const loadMeta = metas[`${folder}lab.ts`];
  if (loadMeta === undefined) throw new Error(`there is no lab "${name}"`);
  const files: Record<string, string> = {};
  let topology = "";
  const paths = Object.keys(texts)
    .filter((path) => path.startsWith(folder))
    .sort();
  const loaded = await Promise.all(paths.map((path) => texts[path]?.() ?? Promise.resolve("")));
  for (const [i, path] of paths.entries()) {
    const file = path.slice(folder.length);
    if (file === "topology.clab.yml") topology = loaded[i] ?? "";
    else files[file] = loaded[i] ?? "";
  }
  return { name, topology, files, meta: await loadMeta() };
}

export async function loadExercise(lesson: string, id: string): Promise<Exercise> {
  const load = lessons[`../../content/lessons/${lesson}/exercises.ts`];
  const exercise = (await load?.())?.exercises.find((one) => one.id === id);
  if (exercise === undefined) throw new Error(`lesson ${lesson} has no exercise "${id}"`);
  return exercise;
}

/** The lab, or the world that an exercise starts from. */
export async function loadWorld(world: WorldId): Promise<LabSource> {
  if (world.lesson === null || world.exercise === null) return loadLab(world.lab);
  const exercise = await loadExercise(world.lesson, world.exercise);
  return withSetup(await loadLab(exercise.start?.lab ?? world.lab), exercise.start?.setup ?? []);
}
