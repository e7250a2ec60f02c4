/** Types of texts.mjs, for what imports it from TypeScript. */
import type { Plugin } from "vite";

export function inEnglish(
  code: string,
  known: Readonly<Record<string, string>>,
  unknown: (key: string) => void,
): string;
export function texts(): Plugin;
