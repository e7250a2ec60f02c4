/** The header's behaviour on every page: theme, course menu, search. Small: nothing is loaded until asked for. */
import { keepOffline } from "./offline.ts";

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

const menu = document.querySelector<HTMLElement>("#course-menu");
for (const link of menu?.querySelectorAll("[data-menu-close]") ?? []) {
  link.addEventListener("click", () => menu?.hidePopover());
}

interface Found {
  readonly url: string;
  readonly excerpt: string;
  readonly meta: { readonly title?: string };
  readonly sub_results?: readonly {
    readonly url: string;
    readonly title: string;
    readonly excerpt: string;
  }[];
}
interface Pagefind {
  debouncedSearch(text: string): Promise<{ results: { data(): Promise<Found> }[] } | null>;
}

const dialog = document.querySelector<HTMLDialogElement>("[data-search]");
keepOffline(dialog?.dataset["base"] ?? "");
if (dialog !== null) {
  const input = dialog.querySelector("input");
  const status = dialog.querySelector("p");
  const list = dialog.querySelector("ol");
  const base = dialog.dataset["base"] ?? "";
  let index: Promise<Pagefind> | null = null;

  const open = (): void => {
    if (!dialog.open) dialog.showModal();
    input?.select();
    index ??= import(
      /* @vite-ignore */ new URL(`${base}/pagefind/pagefind.js`, location.href).href
    ) as Promise<Pagefind>;
    index.catch(() => {
      if (status !== null)
        status.textContent = "Search works in the built site only (npm run build).";
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
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
  });
  // In a search field Escape only empties it, in some browsers.
  input?.addEventListener("keydown", (event) => {
    if (event.key === "Escape") dialog.close();
  });
  input?.addEventListener("input", () => void search(input.value));

  const search = async (text: string): Promise<void> => {
    const found = await (await index)?.debouncedSearch(text);
    if (found === null || found === undefined || list === null || status === null) return;
    const pages = await Promise.all(found.results.slice(0, 8).map((one) => one.data()));
    list.replaceChildren(
      ...pages.map((page) => {
        const sub = page.sub_results?.[0];
        const link = document.createElement("a");
        link.href = sub?.url ?? page.url;
        const title = document.createElement("strong");
        title.textContent = [...new Set([page.meta.title ?? "", sub?.title ?? ""])]
          .filter(Boolean)
          .join(" › ");
        const excerpt = document.createElement("span");
        excerpt.append(...marked(sub?.excerpt ?? page.excerpt));
        link.append(title, excerpt);
        link.addEventListener("click", () => dialog.close());
        const item = document.createElement("li");
        item.append(link);
        return item;
      }),
    );
    status.textContent =
      text === ""
        ? "Type a word."
        : pages.length === 0
          ? `Nothing about “${text}”.`
          : `${pages.length} pages.`;
  };
}

/** Ctrl-K kills to the end of the line in a shell. */
function inTerminal(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest(".xterm") !== null;
}

/** Pagefind marks hits with <mark>; everything else is text, whatever it looks like. */
function marked(html: string): Node[] {
  return html.split(/(<mark>.*?<\/mark>)/u).map((part) => {
    const hit = /^<mark>(.*)<\/mark>$/u.exec(part);
    const text = (hit?.[1] ?? part)
      .replace(/&lt;/gu, "<")
      .replace(/&gt;/gu, ">")
      .replace(/&quot;/gu, '"')
      .replace(/&amp;/gu, "&");
    if (hit === null) return document.createTextNode(text);
    const mark = document.createElement("mark");
    mark.textContent = text;
    return mark;
  });
}
