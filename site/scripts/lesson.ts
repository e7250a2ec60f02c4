/**
 * A lesson page before its lab: quizzes and progress work, and whatever asks for the lab (a click in the
 * panel, a run button, a check) loads and starts it. Nothing of the sandbox is loaded before.
 */
import type { LabController } from "../lab/start.tsx";
import { keptAs } from "./keeper.ts";
import { cameTo, keep, progressOf } from "./progress.ts";
import { t } from "../i18n/text.ts";

const panel = document.querySelector<HTMLElement>(".lab");
const lesson =
  panel?.dataset["labLesson"] ??
  document.querySelector<HTMLElement>("[data-lesson]")?.dataset["lesson"] ??
  "";
const lessonFolder = lesson.replace(/^lessons\//u, "");
let lab: Promise<LabController> | null = null;
if (lesson !== "") cameTo(lesson);

/** What is handed in later is noted by a chunk of its own: reading needs none of it. */
function loadRecord(): Promise<typeof import("../lab/record.ts")> {
  return import("../lab/record.ts");
}

/** So are the words of a verdict: nobody is checked who only reads. */
function loadVerdict(): Promise<typeof import("../lab/verdict.ts")> {
  return import("../lab/verdict.ts");
}

/** Exercises that are predictions have a chunk of their own, too. */
function loadPredictions(): Promise<typeof import("../lab/predict.ts")> {
  return import("../lab/predict.ts");
}

/** The panel and the terminal side by side; the worker follows when the panel runs. */
function loadLab(): Promise<typeof import("../lab/start.tsx")> {
  void import("../lab/xterm.ts");
  return import("../lab/start.tsx");
}

/** The running lab; starts it when nobody has yet. */
function useLab(): Promise<LabController> {
  const place = panel?.querySelector<HTMLElement>(".lab-root");
  if (panel === null || place === null || place === undefined)
    return Promise.reject(new Error("this page has no lab"));
  lab ??= (async () => {
    panel.dataset["state"] = "starting";
    const { startLab } = await loadLab();
    const controller = await startLab(place, { lesson, lab: panel.dataset["lab"] ?? "" });
    panel.dataset["state"] = "running";
    controller.onCommand(() => void autoCheck(controller));
    return controller;
  })();
  lab.catch((error: unknown) => {
    lab = null;
    panel.dataset["state"] = "idle";
    console.warn("The lab did not start.", error);
  });
  return lab;
}

/** On a phone the lab is a drawer. */
let openPanel = (): void => undefined;

// ── the panel ────────────────────────────────────────────────────────────────────────────────────
if (panel !== null) {
  const handle = panel.querySelector<HTMLButtonElement>(".lab-handle");
  openPanel = (): void => {
    setOpen(true);
  };
  const setOpen = (open: boolean): void => {
    panel.toggleAttribute("data-open", open);
    handle?.setAttribute("aria-expanded", String(open));
  };
  handle?.addEventListener("click", () => {
    setOpen(!panel.hasAttribute("data-open"));
    if (panel.hasAttribute("data-open")) void useLab();
  });
  const begin = (): void => {
    void useLab().then((controller) => {
      controller.focus();
    });
  };
  const button = panel.querySelector("[data-lab-start]");
  button?.addEventListener("click", begin);
  if (button?.hasAttribute("data-asked") === true) begin();
  const splitter = panel.querySelector<HTMLElement>(".lab-splitter");
  // Nobody moves it before the page has settled. Safari has no idle callback.
  const idle = typeof requestIdleCallback === "function" ? requestIdleCallback : setTimeout;
  if (splitter !== null)
    idle(() => {
      void import("./splitter.ts").then(({ startSplitter }) => {
        startSplitter(splitter);
      });
    });
  // Reaching for the panel warms the cache; starting takes a click or a key.
  panel.addEventListener("pointerenter", () => void loadLab(), { once: true });

  document.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target : null;
    const run = target?.closest<HTMLButtonElement>(".run-line");
    const show = target?.closest<HTMLButtonElement>("[data-show]");
    if (run) {
      setOpen(true);
      void useLab().then((controller) => {
        controller.type(run.dataset["place"] ?? "", run.dataset["text"] ?? "");
        run.classList.add("done");
      });
    }
    if (show) {
      setOpen(true);
      void useLab().then((controller) => {
        controller.show(show.dataset["show"] ?? "map", show.dataset["what"] ?? "");
      });
    }
  });
}

// ── exercises ────────────────────────────────────────────────────────────────────────────────────
type Checked = Awaited<ReturnType<LabController["check"]>>;
type Grade = Checked["grade"];

const exercises = [...document.querySelectorAll<HTMLElement>("[data-exercise]")];
const answersKey = keptAs(`underlay.answers.1:${lesson}`);

function answersOf(section: HTMLElement): Record<string, string> {
  const form = section.querySelector("form");
  const answers: [string, string][] = [];
  if (form !== null)
    for (const [name, value] of new FormData(form))
      if (typeof value === "string") answers.push([name, value]);
  return Object.fromEntries(answers);
}

function markSolved(section: HTMLElement): void {
  section.setAttribute("data-solved", "");
  const state = section.querySelector("[data-state-text]");
  if (state !== null) state.textContent = t("solved");
}

/** A verdict, and what it means for what is kept. */
async function show(section: HTMLElement, grade: Grade): Promise<void> {
  const { showGrade } = await loadVerdict();
  let kept = true;
  if (grade.pass) {
    markSolved(section);
    kept = keep(lesson, "exercises", section.dataset["exercise"] ?? "");
  }
  showGrade(section, grade, kept, (evidence) => {
    openPanel();
    void useLab().then((controller) => controller.showEvidence(evidence));
  });
  if (grade.observed.length === 0) return;
  const { showObserved } = await loadPredictions();
  showObserved(section, grade.observed);
}

/** Kept for what is handed in: the log that was checked, and every try. */
function recordCheck(
  section: HTMLElement,
  { grade, log, world }: Checked,
  answers: Record<string, string>,
): void {
  const exercise = section.dataset["exercise"] ?? "";
  const wall = Date.now();
  void loadRecord().then(({ recordCheck, recordEvent }) => {
    void recordCheck(lessonFolder, {
      exercise,
      pass: grade.pass,
      world,
      log,
      digest: grade.reached.digest,
      wall,
      source: section.dataset["source"] ?? "",
      answers: Object.entries(answers),
    });
    void recordEvent(lessonFolder, {
      what: "check",
      id: exercise,
      wall,
      at: log.until,
      pass: grade.pass,
      which: [],
    });
  });
}

/** A hint, or the solution, was opened. */
function recordOpening(details: HTMLDetailsElement, exercise: string): void {
  details.addEventListener(
    "toggle",
    () => {
      const hint = Number(details.dataset["hint"] ?? 0);
      const event = {
        what: hint > 0 ? ("hint" as const) : ("solution" as const),
        id: exercise,
        wall: Date.now(),
        at: null,
        pass: null,
        which: hint > 0 ? [hint] : [],
      };
      void loadRecord().then(({ recordEvent }) => recordEvent(lessonFolder, event));
    },
    { once: true },
  );
}

async function check(section: HTMLElement): Promise<void> {
  const button = section.querySelector<HTMLButtonElement>("button[type=submit]");
  if (button?.disabled === true) return;
  if (button) button.disabled = true;
  cameTo(`${lesson}#${section.id}`);
  const { say } = await loadVerdict();
  say(section, "busy", lab === null ? t("startingTheLab") : t("checkingInACopyOfYour"));
  try {
    const controller = await useLab();
    const answers = answersOf(section);
    const checked = await controller.check(
      section.dataset["exercise"] ?? "",
      answers,
      section.dataset["start"] === "own",
    );
    recordCheck(section, checked, answers);
    await show(section, checked.grade);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    say(section, "fail", t("theCheckCouldNotRun"), why);
  } finally {
    if (button) button.disabled = false;
  }
}

const solved = progressOf(lesson);
let savedAnswers: Record<string, Record<string, string>> = {};
try {
  savedAnswers = JSON.parse(localStorage.getItem(answersKey) ?? "{}") as typeof savedAnswers;
} catch {
  // Not kept, or damaged: the fields are empty.
}
for (const section of exercises) {
  const id = section.dataset["exercise"] ?? "";
  if (solved.exercises.includes(id)) markSolved(section);
  const form = section.querySelector("form");
  const saved = Object.hasOwn(savedAnswers, id) ? savedAnswers[id] : undefined;
  for (const input of form?.querySelectorAll("input") ?? []) {
    const value =
      saved !== undefined && Object.hasOwn(saved, input.name) ? saved[input.name] : undefined;
    if (typeof value !== "string") continue;
    if (input.type === "radio") input.checked = input.value === value;
    else input.value = value.slice(0, 500);
  }
  form?.addEventListener("submit", (event) => {
    event.preventDefault();
    void check(section);
  });
  form?.addEventListener("change", () => {
    savedAnswers[id] = answersOf(section);
    try {
      localStorage.setItem(answersKey, JSON.stringify(savedAnswers));
    } catch {
      // Typed answers are a convenience.
    }
  });
  for (const details of section.querySelectorAll<HTMLDetailsElement>(".hints details"))
    recordOpening(details, id);
  section.querySelector("[data-setup]")?.addEventListener("click", () => {
    openPanel();
    void useLab().then((controller) => controller.setUp(id));
  });
  if (section.querySelector("[data-predict]") !== null)
    void loadPredictions().then(({ preparePrediction }) => {
      preparePrediction(section, () => enter(section));
    });
  section.querySelector<HTMLButtonElement>("[data-play]")?.addEventListener("click", (event) => {
    void play(section, event.currentTarget as HTMLButtonElement);
  });
}

/** An exercise is done in a world of its own, or, when it needs none, in the lesson's. */
function isItsWorld(section: HTMLElement, world: string | null): boolean {
  return (
    world === section.dataset["exercise"] || (world === null && section.dataset["start"] !== "own")
  );
}

/** The lab with the world that an exercise is about. */
async function enter(section: HTMLElement): Promise<LabController> {
  openPanel();
  const controller = await useLab();
  if (!isItsWorld(section, controller.world()))
    await controller.setUp(section.dataset["exercise"] ?? "");
  return controller;
}

/** The reference solution, typed before the learner's eyes, in the world that the exercise is about. */
async function play(section: HTMLElement, button: HTMLButtonElement): Promise<void> {
  button.disabled = true;
  try {
    const controller = await enter(section);
    const steps = JSON.parse(button.dataset["play"] ?? "[]") as Parameters<
      LabController["play"]
    >[0];
    await controller.play(steps);
  } finally {
    button.disabled = false;
  }
}

/** After a command: the exercise last seen that has no typed answers and is unsolved may have been solved by it. */
let checking = false;
async function autoCheck(controller: LabController): Promise<void> {
  if (checking || document.hidden) return;
  const open = exercises.find((section) => {
    const box = section.getBoundingClientRect();
    return (
      box.top < innerHeight &&
      box.bottom > 0 &&
      !section.hasAttribute("data-solved") &&
      section.querySelector("form input") === null
    );
  });
  if (open === undefined) return;
  // Only in the world that the exercise is about: a check nobody asked for may not change what is shown.
  if (!isItsWorld(open, controller.world())) return;
  checking = true;
  try {
    const checked = await controller.check(
      open.dataset["exercise"] ?? "",
      {},
      open.dataset["start"] === "own",
    );
    if (!checked.grade.pass) return;
    recordCheck(open, checked, {});
    await show(open, checked.grade);
  } catch {
    // The check button says what is wrong; an automatic check keeps silent.
  } finally {
    checking = false;
  }
}

// ── quizzes ──────────────────────────────────────────────────────────────────────────────────────
for (const quiz of document.querySelectorAll<HTMLFormElement>("form[data-quiz]")) {
  quiz.addEventListener("submit", (event) => {
    event.preventDefault();
  });
  quiz.addEventListener("change", (event) => {
    const input = event.target instanceof HTMLInputElement ? event.target : null;
    const status = quiz.querySelector("[data-quiz-status]");
    const why = input?.closest(".option")?.querySelector(".why")?.textContent ?? "";
    if (status !== null) status.textContent = input?.checked === true ? why : "";
    const options = [...quiz.querySelectorAll<HTMLElement>(".option")];
    const right = options.every(
      (option) =>
        (option.dataset["right"] === "true") === (option.querySelector("input")?.checked ?? false),
    );
    const id = quiz.dataset["quiz"] ?? "";
    if (right) keep(lesson, "quizzes", id);
    const which = options.flatMap((option, i) =>
      option.querySelector("input")?.checked === true ? [i + 1] : [],
    );
    const wall = Date.now();
    void loadRecord().then(({ recordEvent }) =>
      recordEvent(lessonFolder, { what: "quiz", id, wall, at: null, pass: right, which }),
    );
  });
}
