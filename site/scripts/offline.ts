const SETTLE_MS = 2_500;

/**
 * Keeps the course for reading without a network. Asked for when the page has settled, so that nothing of it
 * delays a lesson; never inside another site's frame (an LMS), never where the reader asked to save data.
 */
export function keepOffline(base: string): void {
  const saving = (navigator as { connection?: { saveData?: boolean } }).connection?.saveData;
  if (!import.meta.env.PROD || !("serviceWorker" in navigator)) return;
  if (window.top !== window || saving === true) return;
  const idle = (done: () => void): unknown =>
    // Safari has none.
    typeof requestIdleCallback === "function" ? requestIdleCallback(done) : setTimeout(done, 2000);
  const start = (): void => {
    // A lab that starts, or is about to, has the line to itself.
    if (document.querySelector('[data-state="starting"]') !== null) setTimeout(start, SETTLE_MS);
    else idle(() => void register(base));
  };
  const settle = (): void => {
    setTimeout(start, SETTLE_MS);
  };
  if (document.readyState === "complete") settle();
  else window.addEventListener("load", settle, { once: true });
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
  button.textContent = "Load it";
  button.addEventListener("click", () => {
    navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), {
      once: true,
    });
    waiting.postMessage({ type: "SKIP_WAITING" });
  });
  const later = document.createElement("button");
  later.type = "button";
  later.textContent = "Later";
  later.addEventListener("click", () => notice.remove());
  notice.append("A newer version of the course is here. What you did is kept. ", button, later);
  document.body.append(notice);
}
