/** The home page as a course map: what is solved, and where one left off. */
import { t } from "../i18n/text.ts";
import { keptAs } from "./keeper.ts";
import { LAST, progressOf } from "./progress.ts";

/** The home page's first button goes on where one left off. */
function markLast(): void {
  const button = document.querySelector<HTMLAnchorElement>("[data-continue]");
  if (button === null) return;
  let last: string;
  try {
    last = localStorage.getItem(keptAs(LAST)) ?? "";
  } catch {
    return;
  }
  const [id = "", anchor = ""] = last.split("#");
  const link = [...document.querySelectorAll<HTMLAnchorElement>(".home [data-lesson-link]")].find(
    (one) => one.dataset["lessonLink"] === id,
  );
  const n = Number(link?.querySelector(".n")?.textContent ?? 0);
  if (link === undefined || n === 0) return;
  button.href = link.href + (/^[\w-]+$/u.test(anchor) ? `#${anchor}` : "");
  // As i18n/marks.ts marks what another language has its own words for.
  button.dataset["t"] = t("goOnWith");
  button.dataset["a"] = JSON.stringify({ n });
  button.textContent = t("goOnWith", { n });
}

function markLinks(): void {
  for (const link of document.querySelectorAll<HTMLElement>("[data-exercises][data-lesson-link]")) {
    const total = Number(link.dataset["exercises"]);
    const done = progressOf(link.dataset["lessonLink"] ?? "").exercises.length;
    const line = link.querySelector(".m");
    if (line === null || total === 0 || done === 0) continue;
    line.textContent = `${line.textContent?.trim() ?? ""} · ${done >= total ? t("allSolved") : t("solvedCount", { n: done })}`;
  }
}
markLinks();
markLast();
