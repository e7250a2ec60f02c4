/** The header's behaviour on every page: theme, language, course menu, search. Small: each is loaded when it is asked for. */

const root = document.documentElement;
const toggle = document.querySelector<HTMLButtonElement>("[data-theme-toggle]");
function showTheme(): void {
  toggle?.setAttribute("aria-pressed", String(root.dataset["theme"] !== "light"));
}
toggle?.addEventListener("click", () => {
  const theme = root.dataset["theme"] === "light" ? "dark" : "light";
  root.dataset["theme"] = theme;
  try {
    localStorage.setItem("starlight-theme", theme);
  } catch {
    // Storage may be forbidden; the theme then lasts as long as the page.
  }
  showTheme();
});
showTheme();

/** Only a reader who has chosen a language, or does, loads one. */
const languages = document.querySelector<HTMLSelectElement>("[data-ui-language]");
async function speak(code: string | null): Promise<void> {
  if (languages === null) return;
  const { speak } = await import("./language.ts");
  await speak(languages, code);
}
languages?.addEventListener("change", () => void speak(languages.value));
try {
  const kept = localStorage.getItem("underlay.language");
  if (kept !== null) void speak(null);
} catch {
  // English, then.
}

const menu = document.querySelector<HTMLElement>("#course-menu");
for (const link of menu?.querySelectorAll("[data-menu-close]") ?? []) {
  link.addEventListener("click", () => menu?.hidePopover());
}

const dialog = document.querySelector<HTMLDialogElement>("[data-search]");
if (dialog !== null) {
  const open = (): void => {
    if (!dialog.open) dialog.showModal();
    dialog.querySelector("input")?.select();
    void import("./search.ts").then(({ ready }) => {
      ready(dialog);
    });
  };
  document.querySelector("[data-search-open]")?.addEventListener("click", open);
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key === "k" && !inTerminal(event.target)) {
      event.preventDefault();
      if (dialog.open) dialog.close();
      else open();
    }
  });
}

/** Ctrl-K kills to the end of the line in a shell. */
function inTerminal(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest(".xterm") !== null;
}

/** The course is kept for reading offline when the page has settled. */
const SETTLE_MS = 2_500;
function settled(): void {
  setTimeout(() => {
    void import("./offline.ts").then(({ keepOffline }) => {
      keepOffline(dialog?.dataset["base"] ?? "");
    });
  }, SETTLE_MS);
}
if (import.meta.env.PROD && "serviceWorker" in navigator && window.top === window) {
  if (document.readyState === "complete") settled();
  else window.addEventListener("load", settled, { once: true });
}
