/**
 * The boundary for content: what `content/labs/*`/lab.ts and `content/lessons/*`/exercises.ts are written with.
 * A lab is `export default { … } satisfies LabMeta`; exercises are `export default defineExercises(…)`.
 */
export type { LabMeta, TerminalSpec } from "./types.ts";
export {
  type Bench,
  type Check,
  defineExercises,
  type Exercise,
  fail,
  type Failure,
  type Field,
  type LessonExercises,
  type Mistake,
  pass,
  type Prediction,
  type Verdict,
} from "./exercise.ts";
export type { Proc } from "../kernel/proc/wait.ts";
export type { FieldName, FramePattern } from "./fields.ts";
export type { Command, Drop, Frame, NeighbourChange } from "./history.ts";
export {
  addr,
  addressOf,
  all,
  allPairs,
  answer,
  asking,
  because,
  capture,
  check,
  fdb,
  fdbPort,
  firstFrame,
  firstRun,
  holds,
  link,
  neigh,
  netns,
  noLink,
  noNetns,
  noReach,
  noRoute,
  out,
  path,
  ran,
  reach,
  route,
  sameAnswer,
  unchanged,
  verify,
} from "./verify.ts";
export { frameFields } from "./fields.ts";
