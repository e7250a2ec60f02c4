/**
 * In every page of a package, before its other scripts: whose work is kept here, and word to the launch page of what
 * gets done and where the reader is. Outside a launch page it does nothing.
 */
import type { DoneDetail } from "../scripts/progress.ts";
import type { ScormHost } from "./launch.ts";

function hostOf(): ScormHost | null {
  try {
    return (window.parent as { underlayScorm?: ScormHost }).underlayScorm ?? null;
  } catch {
    return null;
  }
}

const host = window.parent === window ? null : hostOf();
if (host !== null) {
  const root = document.documentElement;
  if (host.keeper !== "") root.dataset["keeper"] = host.keeper;
  document.addEventListener("underlay:done", (event) => {
    const { lesson, kind, id } = (event as CustomEvent<DoneDetail>).detail;
    host.done(lesson.replace(/^lessons\//u, ""), kind, id);
  });

  const lesson = document.querySelector<HTMLElement>("[data-lesson]")?.dataset["lesson"] ?? "";
  const folder = lesson.replace(/^lessons\//u, "");
  if (folder !== "") {
    const anchors = [
      ...document.querySelectorAll<HTMLElement>("main [id^=exercise-], main h2[id]"),
    ];
    const look = (): void => {
      const passed = anchors.filter((one) => one.getBoundingClientRect().top < innerHeight / 2);
      const last = passed.at(-1);
      host.at(folder, last === undefined || scrollY < 40 ? "" : `#${last.id}`);
    };
    look();
    let waiting: ReturnType<typeof setTimeout> | undefined;
    document.addEventListener(
      "scroll",
      () => {
        clearTimeout(waiting);
        waiting = setTimeout(look, 200);
      },
      { passive: true, capture: true },
    );
  }
}
