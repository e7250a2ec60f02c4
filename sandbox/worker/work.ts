/** A learner's work as a file, for the page: what lab/ knows of it, through this door. */
export { cutLog, goesOn, packLog, unpackLog } from "../lab/packed-log.ts";
export {
  type BadFile,
  isBad,
  type LessonWork,
  readWork,
  WORK_TEXT_MAX,
  type WorkCheck,
  type WorkEvent,
  type WorkFile,
  type WorkPlay,
  writeWork,
} from "../lab/work-file.ts";
export {
  betterCheck,
  type KeptBranch,
  type KeptCheck,
  type KeptLesson,
  type KeptSession,
  type Merged,
  mergeLesson,
  nothingOf,
  packLesson,
  unpackLesson,
} from "../lab/work-parts.ts";
export { PREDICTED } from "../lab/exercise.ts";
export { parseSteps, type Step } from "../lab/steps.ts";
