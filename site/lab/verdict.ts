/** What a check says, in an exercise's place for it: the verdict, its feedback, what was asked, the packet that shows it. */
import type { Grade } from "../../sandbox/worker/protocol.ts";
import { language, t } from "../i18n/text.ts";
import { ticked } from "./ticks.ts";

/** In the place for an exercise's result. */
export function say(section: HTMLElement, kind: string, head: string, why = ""): void {
  put(section, kind, head, why === "" ? [] : [paragraph(why)]);
}

function put(section: HTMLElement, kind: string, head: string, body: readonly Node[]): void {
  const box = document.createElement("div");
  box.className = `verdict ${kind}`;
  const first = paragraph(head);
  first.lang = language();
  box.append(first, ...body);
  section.querySelector("[data-result]")?.replaceChildren(box);
}

function paragraph(text: string): HTMLElement {
  const p = document.createElement("p");
  p.append(...ticked(text));
  return p;
}

/** `kept`: the browser has noted that it is solved. */
export function showGrade(
  section: HTMLElement,
  grade: Grade,
  kept: boolean,
  onMap: (evidence: NonNullable<Grade["evidence"]>) => void,
): void {
  const list = document.createElement("ul");
  for (const check of grade.checks) {
    const item = document.createElement("li");
    item.append(...ticked(check.asks));
    if (!check.pass) item.className = "no";
    list.append(item);
  }
  const body: Node[] = [...grade.feedback.split(/\n\s*\n/u).map(paragraph), list];
  if (grade.evidence !== null && grade.evidence.hops.length > 0) {
    const hops = document.createElement("ol");
    hops.className = "hops";
    for (const hop of grade.evidence.hops) {
      const item = document.createElement("li");
      item.textContent = `${hop.place}:${hop.device} ${hop.direction === "in" ? "←" : "→"} ${hop.summary}`;
      hops.append(item);
    }
    if (grade.evidence.drop !== null) {
      const item = document.createElement("li");
      item.textContent = t("droppedAt", {
        place: grade.evidence.drop.place,
        reason: grade.evidence.drop.reason,
        detail: grade.evidence.drop.detail,
      });
      hops.append(item);
    }
    const { evidence } = grade;
    const map = document.createElement("button");
    map.type = "button";
    map.className = "btn";
    map.textContent = t("showItOnTheMap");
    map.addEventListener("click", () => {
      onMap(evidence);
    });
    body.push(paragraph(t("thePacketThatShowsIt")), hops, map);
  }
  if (!kept) body.push(paragraph(t("progressNotKept")));
  put(section, grade.pass ? "pass" : "fail", grade.pass ? t("solvedVerdict") : t("notYet"), body);
}
