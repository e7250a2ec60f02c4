/**
 * The interface's texts at build: t("key") becomes t("the English text"), so that English needs no table on the page; and a
 * translation's file, keys and words, becomes English and words. An unknown key fails the build.
 */
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { runnerImport } from "vite";

const SITE = join(dirname(fileURLToPath(import.meta.url)), "..");
const CALL = /\bt\(\s*"(\w+)"/gu;

/** A file's code with the English words in place of the keys; `unknown` is told of a key that en.ts has not. */
export function inEnglish(code, known, unknown) {
  return code.replace(CALL, (whole, key) => {
    if (!Object.hasOwn(known, key)) unknown(key);
    return `t(${JSON.stringify(known[key])}`;
  });
}

async function load(file, name) {
  const { module } = await runnerImport(file, { configFile: false, logLevel: "error" });
  return module[name];
}

export function texts() {
  let en = null;
  const english = async () => (en ??= await load(join(SITE, "i18n/en.ts"), "en"));
  return {
    name: "underlay-texts",
    enforce: "pre",
    watchChange: (id) => {
      if (id.includes("/i18n/")) en = null;
    },
    async transform(code, id) {
      const file = id.replace(/[?#].*$/u, "");
      if (!file.startsWith(SITE) || !/\.tsx?$/u.test(file)) return null;
      const language = /\/i18n\/([a-z]{2})\.ts$/u.exec(file)?.[1];
      if (language === "en") return null;
      const known = await english();
      if (language !== undefined) {
        const words = await load(file, language);
        const byEnglish = Object.fromEntries(
          Object.entries(words).map(([key, text]) => [known[key] ?? key, text]),
        );
        return { code: `export const ${language} = ${JSON.stringify(byEnglish)};`, map: null };
      }
      if (!code.includes("i18n/text.ts") && !file.endsWith("/i18n/page.ts")) return null;
      const put = inEnglish(code, known, (key) => {
        this.error(`${file}: en.ts has no text “${key}”`);
      });
      return { code: put, map: null };
    },
  };
}
