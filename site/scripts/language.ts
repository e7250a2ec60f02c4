/** The language of the interface: chosen in the header, remembered; its file is loaded when it is not English. */
import { LANGUAGES } from "../i18n/languages.ts";
import { choose } from "../i18n/text.ts";

const KEY = "underlay.language";
let current: Readonly<Record<string, string>> | null = null;

async function use(code: string): Promise<void> {
  const language = LANGUAGES.find((one) => one.code === code);
  if (language === undefined) return;
  const before = current;
  if (language.load === null && before === null) return;
  const [texts, { turnPage }] = await Promise.all([
    language.load?.() ?? null,
    import("../i18n/page.ts"),
  ]);
  current = texts;
  choose(texts === null ? null : { language: code, texts });
  turnPage(before);
}

/** `code`: what was chosen just now; null: what was chosen before. */
export async function speak(select: HTMLSelectElement, code: string | null): Promise<void> {
  try {
    if (code !== null) localStorage.setItem(KEY, code);
  } catch {
    // It lasts as long as the page.
  }
  try {
    const wanted = code ?? localStorage.getItem(KEY) ?? "en";
    if (!LANGUAGES.some((one) => one.code === wanted)) return;
    select.value = wanted;
    await use(wanted);
  } catch (error) {
    console.info("The language could not be loaded.", error);
  }
}
