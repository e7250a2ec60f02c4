/** A learner's standing in the LMS's data model. Nothing is ever taken back: what was passed stays passed. */
import type { Lms } from "./lms.ts";
import { duration, type Standing, writeMarks } from "./marks.ts";

export interface Before {
  readonly learner: string;
  readonly suspend: string;
  readonly location: string;
  /** Looked at only: the LMS is told nothing. */
  readonly browsing: boolean;
  readonly score: number;
  readonly passed: boolean;
  readonly completed: boolean;
}

export function readBefore(lms: Lms): Before {
  const old = lms.version === "1.2";
  const mode = lms.get(old ? "cmi.core.lesson_mode" : "cmi.mode");
  const status = old ? lms.get("cmi.core.lesson_status") : lms.get("cmi.completion_status");
  const success = old ? status : lms.get("cmi.success_status");
  return {
    learner: lms.get(old ? "cmi.core.student_id" : "cmi.learner_id"),
    suspend: lms.get("cmi.suspend_data"),
    location: lms.get(old ? "cmi.core.lesson_location" : "cmi.location"),
    browsing: mode === "browse" || mode === "review",
    score: Number(lms.get(old ? "cmi.core.score.raw" : "cmi.score.raw")) || 0,
    passed: success === "passed",
    completed: status === "completed",
  };
}

export function report(
  lms: Lms,
  before: Before,
  now: { standing: Standing; codes: ReadonlySet<string>; mine: readonly string[]; place: string },
): void {
  const { standing } = now;
  const passed = standing.passed || before.passed;
  const completed = standing.completed || before.completed;
  const percent = Math.max(Math.round(standing.share * 100), before.score);
  if (lms.version === "1.2") {
    // One word for both: passed says more than completed, and an LMS takes either for done.
    const done = passed ? "passed" : completed ? "completed" : "incomplete";
    lms.set("cmi.core.lesson_status", done);
    lms.set("cmi.core.score.min", "0");
    lms.set("cmi.core.score.max", "100");
    lms.set("cmi.core.score.raw", String(percent));
    lms.set("cmi.core.lesson_location", now.place.slice(0, lms.locationMax));
  } else {
    lms.set("cmi.completion_status", completed ? "completed" : "incomplete");
    if (passed) lms.set("cmi.success_status", "passed");
    lms.set("cmi.progress_measure", String(Math.round(standing.share * 10_000) / 10_000));
    lms.set("cmi.score.min", "0");
    lms.set("cmi.score.max", "100");
    lms.set("cmi.score.raw", String(percent));
    lms.set("cmi.score.scaled", String(percent / 100));
    lms.set("cmi.location", now.place.slice(0, lms.locationMax));
  }
  lms.set("cmi.suspend_data", writeMarks(now.codes, now.mine, lms.suspendMax));
}

/** How long this sitting took, and that the learner will be back: an attempt is never closed by the package. */
export function leave(lms: Lms, ms: number): void {
  const core = lms.version === "1.2" ? "cmi.core" : "cmi";
  lms.set(`${core}.session_time`, duration(lms.version, ms));
  lms.set(`${core}.exit`, "suspend");
}
