/**
 * The line between text and lab: dragged, or moved by the arrow keys; Enter or a double click puts it back.
 * LabPanel.astro sets the kept share before the page is first drawn.
 */
import { t } from "../i18n/text.ts";

const KEY = "underlay.lab-share";
const LEAST = 25;
const MOST = 75;
const USUAL = 51;
const STEP = 2;

export function startSplitter(splitter: HTMLElement): void {
  const root = document.documentElement;
  const show = (share: number): void => {
    splitter.setAttribute("aria-valuenow", String(Math.round(share)));
    splitter.setAttribute("aria-valuetext", t("percent", { n: Math.round(share) }));
  };
  const set = (wanted: number): void => {
    const share = Math.round(Math.min(MOST, Math.max(LEAST, wanted)) * 10) / 10;
    root.style.setProperty("--lab-share", `${share}%`);
    show(share);
    try {
      if (share === USUAL) localStorage.removeItem(KEY);
      else localStorage.setItem(KEY, String(share));
    } catch {
      // Not kept; the width lasts as long as the page.
    }
  };
  const now = (): number => parseFloat(root.style.getPropertyValue("--lab-share")) || USUAL;
  show(now());

  splitter.addEventListener("keydown", (event) => {
    const to: Record<string, number> = {
      ArrowLeft: now() + STEP,
      ArrowRight: now() - STEP,
      Home: LEAST,
      End: MOST,
      Enter: USUAL,
    };
    const share = Object.hasOwn(to, event.key) ? to[event.key] : undefined;
    if (share === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    set(share);
  });
  splitter.addEventListener("dblclick", () => {
    set(USUAL);
  });
  splitter.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    event.preventDefault();
    splitter.focus();
    splitter.setPointerCapture(event.pointerId);
    splitter.toggleAttribute("data-moving", true);
  });
  splitter.addEventListener("pointermove", (event) => {
    if (!splitter.hasPointerCapture(event.pointerId)) return;
    const box = splitter.closest(".lesson")?.getBoundingClientRect();
    if (box !== undefined && box.width > 0) set(((box.right - event.clientX) / box.width) * 100);
  });
  for (const end of ["pointerup", "pointercancel"] as const)
    splitter.addEventListener(end, () => {
      splitter.toggleAttribute("data-moving", false);
    });
}
