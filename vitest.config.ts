import { defineConfig } from "vitest/config";
import { texts } from "./site/plugins/texts.mjs";

export default defineConfig({
  // Texts of the interface are English in tests, too.
  plugins: [texts()],
  test: {
    include: ["tests/**/*.test.ts"],
    exclude: ["tests/e2e/**", "node_modules/**"],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
  },
});
