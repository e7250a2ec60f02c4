import { t } from "../i18n/text.ts";

const AGAIN_MS = 2_500;

/**
 * Keeps the course for reading without a network. Loaded when the page has settled (chrome.ts), so that nothing of
 * it delays a lesson; never inside another site's frame (an LMS), never where the reader asked to save data.
 */
export function keepOffline(base: string): void {
  const saving = (navigator as { connection?: { saveData?: boolean } }).connection?.saveData;
  if (saving === true) return;
  // A lab that starts, or is about to, has the line to itself.
  if (document.querySelector('[data-state="starting"]') !== null)
    setTimeout(() => {
      keepOffline(base);
    }, AGAIN_MS);
  // Safari has none.
  else if (typeof requestIdleCallback === "function")
    requestIdleCallback(() => void register(base));
  else setTimeout(() => void register(base), AGAIN_MS);
}

async function register(base: string): Promise<void> {
  try {
    const kept = await navigator.serviceWorker.register(`${base}/sw.js`, {
      updateViaCache: "none",
    });
    const offer = (): void => {
      if (kept.waiting !== null && navigator.serviceWorker.controller !== null)
        offerVersion(kept.waiting);
    };
    offer();
    kept.addEventListener("updatefound", () => {
      kept.installing?.addEventListener("statechange", offer);
    });
  } catch (error) {
    // Private mode or a full disk: the course works, with a network.
    console.info("The course is not kept for reading offline.", error);
  }
}

/** A newer version is here, whole: the reader says when, since an open lab starts anew with it. */
function offerVersion(waiting: ServiceWorker): void {
  if (document.querySelector(".u-version") !== null) return;
  const notice = document.createElement("p");
  notice.className = "u-version";
  notice.setAttribute("role", "status");
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = t("loadIt");
  button.addEventListener("click", () => {
    navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), {
      once: true,
    });
    waiting.postMessage({ type: "SKIP_WAITING" });
  });
  const later = document.createElement("button");
  later.type = "button";
  later.textContent = t("later");
  later.addEventListener("click", () => notice.remove());
  notice.append(t("aNewerVersionOfTheCourse"), button, later);
  document.body.append(notice);
}
