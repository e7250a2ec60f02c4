/** The search in the header's dialog: Pagefind's index, loaded when the dialog is first opened. */
import { t } from "../i18n/text.ts";

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

const readied = new WeakSet<HTMLDialogElement>();

/** Once: from now on what is typed is looked for, and what was typed already. */
export function ready(dialog: HTMLDialogElement): void {
  if (readied.has(dialog)) return;
  readied.add(dialog);
  const input = dialog.querySelector("input");
  const status = dialog.querySelector("p");
  const list = dialog.querySelector("ol");
  const base = dialog.dataset["base"] ?? "";
  const index = import(
    /* @vite-ignore */ new URL(`${base}/pagefind/pagefind.js`, location.href).href
  ) as Promise<Pagefind>;
  index.catch(() => {
    if (status !== null) status.textContent = t("searchWorksInTheBuiltSite");
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
    const found = await (await index).debouncedSearch(text);
    if (found === null || list === null || status === null) return;
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
        ? t("typeAWord")
        : pages.length === 0
          ? t("nothingAboutText", { text })
          : t("pagesFound", { n: pages.length });
  };
  if (input !== null && input.value !== "") void search(input.value);
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
