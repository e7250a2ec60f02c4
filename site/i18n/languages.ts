/** The languages of the interface. Another one is a file beside de.ts and a line here. */
import type { Key } from "./text.ts";

export interface Language {
  /** As in `lang`. */
  readonly code: string;
  /** In its own words. */
  readonly name: string;
  /** Its texts, by the English ones (what site/plugins/texts.mjs makes of the file). English needs none. */
  readonly load: (() => Promise<Readonly<Record<Key, string>>>) | null;
}

export const LANGUAGES: readonly Language[] = [
  { code: "en", name: "English", load: null },
  { code: "de", name: "Deutsch", load: () => import("./de.ts").then((file) => file.de) },
];
