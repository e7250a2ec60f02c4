/**
 * The page that an LMS launches: it holds the one session with the LMS, frames the course, and passes on what the
 * pages in the frame say is done. A session survives going from page to page, which an LMS would take for its end.
 */
import { keep, progressOf } from "../scripts/progress.ts";
import { keptAs } from "../scripts/keeper.ts";
import { findApi, Lms } from "./lms.ts";
import { codeOf, codesOf, type MarkKind, placeOf, readMarks, type Sco, standing } from "./marks.ts";
import { type Before, leave, readBefore, report } from "./report.ts";
import { t } from "../i18n/text.ts";

/** What the pages in the frame find at their parent. */
export interface ScormHost {
  readonly keeper: string;
  done(lesson: string, kind: MarkKind, id: string): void;
  at(lesson: string, anchor: string): void;
}

const COMMIT_EVERY_MS = 60_000;
const sco = JSON.parse(document.querySelector("[data-sco]")?.textContent ?? "") as Sco;
const frame = document.querySelector("iframe") as HTMLIFrameElement;
const status = document.querySelector("[data-status]") as HTMLElement;
const meter = document.querySelector("meter") as HTMLMeterElement;

const began = performance.now();
const found = findApi(window, sco.version);
const lms = found === null ? null : new Lms(found);
const started = lms?.initialize() === true;
const before: Before | null = started && lms !== null ? readBefore(lms) : null;
const mine = codesOf(sco.lessons);
const codes = readMarks(before?.suspend ?? "");
let place = before?.location ?? "";

const keeper =
  before === null || before.learner === "" ? "" : `.lms-${codeOf(before.learner, "exercises", "")}`;
if (keeper !== "") document.documentElement.dataset["keeper"] = keeper;

/** Both ways: what the LMS knows is shown as done, and what this learner did in this browser before is told to it. */
for (const { lesson, exercises, quizzes } of sco.lessons) {
  const page = `lessons/${lesson}`;
  const here = progressOf(page);
  for (const [kind, ids] of [
    ["exercises", exercises],
    ["quizzes", quizzes],
  ] as const) {
    for (const id of ids) {
      const code = codeOf(lesson, kind, id);
      if (here[kind].includes(id)) codes.add(code);
      else if (codes.has(code)) keep(page, kind, id);
    }
  }
}

function tell(): void {
  const now = standing(sco, codes);
  if (started && lms !== null && before?.browsing === false) {
    report(lms, before, { standing: now, codes, mine, place });
    lms.commit();
  }
  meter.value = now.share;
  const done = now.passed
    ? t("scormPassed", { done: now.done, all: now.all })
    : t("scormDone", { done: now.done, all: now.all });
  const what =
    lms === null
      ? t("thereIsNoLmsAroundThis")
      : !started
        ? t("yourLmsDidNotAnswerTrouble", { trouble: lms.trouble ?? "" })
        : before?.browsing === true
          ? t("openedToLookAtNothingIs")
          : lms.trouble !== null
            ? t("yourLmsRefusedSomethingTrouble", { trouble: lms.trouble })
            : t("reportedToYourLms");
  status.textContent = `${done}. ${what}`;
  status.toggleAttribute("data-trouble", lms === null || !started || lms.trouble !== null);
}

const host: ScormHost = {
  keeper,
  done: (lesson, kind, id) => {
    const code = codeOf(lesson, kind, id);
    if (codes.has(code)) return;
    codes.add(code);
    tell();
  },
  at: (lesson, anchor) => {
    const next = placeOf(`${lesson}${anchor}`, sco);
    if (next !== null) place = `${next.lesson}${next.anchor}`;
  },
};
(window as { underlayScorm?: ScormHost }).underlayScorm = host;

tell();
const start = placeOf(place, sco) ?? { lesson: sco.lessons[0]?.lesson ?? "", anchor: "" };
frame.src = `../lessons/${start.lesson}/index.html${start.anchor}`;

setInterval(() => {
  if (!document.hidden) tell();
}, COMMIT_EVERY_MS);
document.addEventListener("visibilitychange", () => {
  if (document.hidden) tell();
});
addEventListener("pagehide", () => {
  if (!started || lms === null) return;
  tell();
  if (before?.browsing === false) {
    leave(lms, performance.now() - began);
    lms.commit();
  }
  lms.finish();
});
// Back from the browser's memory: the session has ended, so a new one begins.
addEventListener("pageshow", (event: PageTransitionEvent) => {
  if (event.persisted) location.reload();
});
// Another tab of this learner's, in this browser.
addEventListener("storage", (event: StorageEvent) => {
  if (event.key !== keptAs("underlay.progress.1")) return;
  for (const { lesson, exercises, quizzes } of sco.lessons) {
    const here = progressOf(`lessons/${lesson}`);
    for (const id of exercises) if (here.exercises.includes(id)) host.done(lesson, "exercises", id);
    for (const id of quizzes) if (here.quizzes.includes(id)) host.done(lesson, "quizzes", id);
  }
});
