/** The page “Your work”: a submission or all progress as a file, and a file added to what is here. */
import { courseNames, lessonTitle } from "../lab/course-names.ts";
import { add, addPlay, gather, gatherPlay } from "../lab/work.ts";
import { whyBad } from "../lab/work-words.ts";
import {
  isBad,
  type KeptLesson,
  type KeptSession,
  mergeLesson,
  nothingOf,
  packLesson,
  readWork,
  unpackLesson,
  WORK_TEXT_MAX,
  type WorkFile,
  type WorkPlay,
  writeWork,
} from "../../sandbox/worker/work.ts";
import { t } from "../i18n/text.ts";

const NAME = "underlay.name";
const names = courseNames();
const root = document.querySelector<HTMLElement>("[data-work]");

function part<T extends Element = HTMLElement>(selector: string): T {
  const found = root?.querySelector<T>(selector);
  if (found == null) throw new Error(`the page lacks ${selector}`);
  return found;
}

function say(text: string): void {
  part("[data-status]").textContent = text;
}

function element(tag: string, text: string, className = ""): HTMLElement {
  const made = document.createElement(tag);
  made.textContent = text;
  if (className !== "") made.className = className;
  return made;
}

/** A box with its words beside it. */
function choice(text: string, value: string, checked: boolean): [HTMLElement, HTMLInputElement] {
  const label = document.createElement("label");
  const box = document.createElement("input");
  box.type = "checkbox";
  box.value = value;
  box.checked = checked;
  label.append(box, element("span", text));
  return [label, box];
}

// ── out ──────────────────────────────────────────────────────────────────────────────────────────

function nameOf(): string {
  return part<HTMLInputElement>("#work-name")
    .value.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, " ")
    .trim()
    .slice(0, 100);
}

function download(
  kind: WorkFile["kind"],
  lessons: readonly KeptLesson[],
  play: readonly WorkPlay[] = [],
): void {
  const text = writeWork({
    kind,
    name: nameOf(),
    made: Date.now(),
    lessons: lessons.map(packLesson),
    play: [...play],
  });
  // Whoever opens it reads it with the same eyes.
  const read = readWork(text);
  if (isBad(read)) {
    say(
      read.problem === "oversize"
        ? t("thatIsTooMuchForOne")
        : t("theFileCouldNotBeMade", { message: read.message }),
    );
    return;
  }
  const link = document.createElement("a");
  const url = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  link.href = url;
  link.download = `underlay-${kind}-${new Date().toISOString().slice(0, 10)}.json`;
  link.click();
  setTimeout(() => {
    URL.revokeObjectURL(url);
  }, 10_000);
  say(
    t("fileMade", { file: link.download, kB: Math.ceil(text.length / 1_000), n: lessons.length }),
  );
}

async function listLessons(): Promise<void> {
  const list = part("[data-lessons]");
  const kept = [...(await gather()).values()].filter(
    (one) => one.checks.length > 0 || one.solved.length > 0,
  );
  list.replaceChildren(
    ...kept.map((one) => {
      const all = names.find((known) => known.lesson === one.lesson)?.exercises.length ?? 0;
      const text = t("solvedOf", {
        lesson: lessonTitle(names, one.lesson),
        done: one.solved.length,
        all,
      });
      const item = document.createElement("li");
      item.append(choice(text, one.lesson, true)[0]);
      return item;
    }),
  );
  part("[data-none]").hidden = kept.length > 0;
  part<HTMLButtonElement>("[data-submission]").disabled = kept.length === 0;
}

async function handIn(): Promise<void> {
  const chosen = new Set(
    [...part("[data-lessons]").querySelectorAll<HTMLInputElement>("input:checked")].map(
      (box) => box.value,
    ),
  );
  if (chosen.size === 0) return say(t("chooseALessonFirst"));
  const lessons = [...(await gather()).values()].filter((one) => chosen.has(one.lesson));
  download(
    "submission",
    lessons.map((one) => ({ ...one, sessions: [], branches: [] })),
  );
}

// ── in ───────────────────────────────────────────────────────────────────────────────────────────

async function open(file: File): Promise<void> {
  const plan = part("[data-plan]");
  plan.hidden = true;
  if (file.size > WORK_TEXT_MAX) return say(t("theFileIsLargerThanAny"));
  const work = readWork(await file.text());
  if (isBad(work)) return say(whyBad(work));
  const theirs = work.lessons.map(unpackLesson);
  const here = await gather();
  const list = document.createElement("ul");
  const boxes: { box: HTMLInputElement; session: KeptSession }[] = [];
  for (const lesson of theirs) {
    const mine = here.get(lesson.lesson) ?? nothingOf(lesson.lesson);
    const merged = mergeLesson(mine, lesson);
    const more = merged.lesson.solved.length - mine.solved.length;
    const item = document.createElement("li");
    item.append(
      more === 0
        ? t("nothingNew", { lesson: lessonTitle(names, lesson.lesson) })
        : t("moreSolved", { lesson: lessonTitle(names, lesson.lesson), n: more }),
    );
    for (const { session, fate } of merged.fates) {
      if (fate !== "differs") continue;
      const own =
        session.world === null ? t("theLab") : t("theLabOfWorld", { world: session.world });
      const [label, box] = choice(t("replaceOwnAsYouLeftIt", { own }), "", false);
      boxes.push({ box, session });
      item.append(label);
    }
    list.append(item);
  }
  const go = element("button", t("addToThisBrowser"), "btn primary") as HTMLButtonElement;
  const stop = element("button", t("cancel"), "btn") as HTMLButtonElement;
  go.type = stop.type = "button";
  const buttons = document.createElement("p");
  buttons.append(go, " ", stop);
  const made = new Date(work.made).toISOString().slice(0, 16).replace("T", " ");
  plan.replaceChildren(
    element(
      "h3",
      work.name === "" ? t("workMade", { made }) : t("workOfMade", { name: work.name, made }),
    ),
    list,
    buttons,
  );
  plan.hidden = false;
  say("");
  stop.addEventListener("click", () => {
    plan.hidden = true;
    say(t("nothingWasChanged"));
  });
  go.addEventListener("click", () => {
    go.disabled = true;
    const taken = new Set(boxes.filter(({ box }) => box.checked).map(({ session }) => session));
    void add(theirs, (_lesson, session) => taken.has(session)).then(async (troubles) => {
      troubles.push(...(await addPlay(work.play)));
      plan.hidden = true;
      await listLessons();
      say([t("theFileSWorkWasAdded"), ...troubles].join(" "));
    });
  });
}

if (root !== null) {
  const name = part<HTMLInputElement>("#work-name");
  try {
    if (name.value === "") name.value = localStorage.getItem(NAME) ?? "";
  } catch {
    // Typed again, then.
  }
  name.addEventListener("change", () => {
    try {
      localStorage.setItem(NAME, nameOf());
    } catch {
      // As above.
    }
  });
  part("[data-submission]").addEventListener("click", () => void handIn());
  part("[data-export]").addEventListener("click", () => {
    void Promise.all([gather(), gatherPlay()]).then(([all, play]) => {
      if (all.size === 0 && play.length === 0) say(t("thereIsNothingToExportYet"));
      else download("progress", [...all.values()], play);
    });
  });
  const picker = part<HTMLInputElement>("[data-import]");
  picker.addEventListener("change", () => {
    const file = picker.files?.[0];
    picker.value = "";
    if (file !== undefined)
      open(file).catch(() => {
        say(t("theFileCouldNotBeRead"));
      });
  });
  void listLessons();
}
