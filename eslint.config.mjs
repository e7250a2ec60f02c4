import js from "@eslint/js";
import astro from "eslint-plugin-astro";
import ts from "typescript-eslint";

export default ts.config(
  {
    ignores: [
      "dist/",
      "packages/",
      ".astro/",
      "node_modules/",
      "coverage/",
      "test-results/",
      "playwright-report/",
      ".cache/",
    ],
  },
  js.configs.recommended,
  ...ts.configs.recommendedTypeChecked,
  ...astro.configs.recommended,
  {
    languageOptions: {
      parserOptions: {
        projectService: { allowDefaultProject: ["*.mjs"] },
        tsconfigRootDir: import.meta.dirname,
        extraFileExtensions: [".astro"],
      },
    },
    rules: {
      // A promise nobody waits for is how an async shell goes wrong.
      "@typescript-eslint/no-floating-promises": "error",
      "@typescript-eslint/switch-exhaustiveness-check": [
        "error",
        { considerDefaultExhaustiveForUnions: true },
      ],
      "@typescript-eslint/no-explicit-any": "error",
      "@typescript-eslint/no-non-null-assertion": "error",
      "@typescript-eslint/restrict-template-expressions": [
        "error",
        { allowNumber: true, allowBoolean: true, allowNever: true },
      ],
      "@typescript-eslint/no-unused-vars": [
        "error",
        { argsIgnorePattern: "^_", varsIgnorePattern: "^_" },
      ],
      // ExitRequest is control flow through a program, not an error.
      "@typescript-eslint/only-throw-error": "off",
      // A union of an errno and text is told apart by isErrno().
      "@typescript-eslint/no-redundant-type-constituents": "off",
      // Bytes 0x00-0x1f are what terminals speak.
      "no-control-regex": "off",
      // A generator that does not wait is still a Proc.
      "require-yield": "off",
    },
  },
  {
    files: ["**/*.mjs"],
    languageOptions: {
      globals: {
        URL: "readonly",
        Buffer: "readonly",
        console: "readonly",
        performance: "readonly",
        process: "readonly",
        window: "readonly",
        PerformanceObserver: "readonly",
        document: "readonly",
      },
    },
  },
  { files: ["**/*.mjs", "**/*.astro", "**/*.astro/*"], ...ts.configs.disableTypeChecked },
);
