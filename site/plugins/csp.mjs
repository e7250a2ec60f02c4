/**
 * Content-Security-Policy for a static host: a meta element in every built page, with the hashes of
 * that page's own inline scripts, and the same policy as a `_headers` file for hosts that read one.
 *
 * What a meta element cannot say (frame-ancestors) and what we do not reach yet: style-src keeps
 * 'unsafe-inline', because code blocks carry colours in style attributes and xterm's DOM renderer
 * writes a style element; search needs 'wasm-unsafe-eval'.
 */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const INLINE = /<script(?![^>]*\ssrc=)([^>]*)>([\s\S]*?)<\/script>/gu;

function policy(hashes) {
  return [
    "default-src 'none'",
    `script-src 'self' 'wasm-unsafe-eval' ${[...hashes].join(" ")}`.trim(),
    "worker-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "object-src 'none'",
  ].join("; ");
}

export function contentSecurityPolicy() {
  return {
    name: "underlay-csp",
    hooks: {
      "astro:build:done": ({ dir }) => {
        const root = fileURLToPath(dir);
        for (const name of readdirSync(root, { recursive: true })) {
          if (!name.endsWith(".html")) continue;
          const file = join(root, name);
          const html = readFileSync(file, "utf8");
          const hashes = new Set();
          for (const [, attributes, body] of html.matchAll(INLINE)) {
            if (/type="(?:application\/(?:ld\+)?json|speculationrules)"/u.test(attributes))
              continue;
            hashes.add(`'sha256-${createHash("sha256").update(body).digest("base64")}'`);
          }
          const meta =
            `<meta http-equiv="content-security-policy" content="${policy(hashes)}">` +
            `<meta name="referrer" content="no-referrer">`;
          writeFileSync(
            file,
            html.replace(/<head([^>]*)>/u, (head) => head + meta),
          );
        }
        writeFileSync(
          join(root, "_headers"),
          [
            "/*",
            "  X-Content-Type-Options: nosniff",
            "  Cross-Origin-Opener-Policy: same-origin",
            "  Cross-Origin-Resource-Policy: same-origin",
            "  Referrer-Policy: no-referrer",
            "  Permissions-Policy: camera=(), microphone=(), geolocation=()",
            "  Content-Security-Policy: frame-ancestors 'none'",
            "/_astro/worker-*",
            "  Content-Security-Policy: default-src 'none'; script-src 'self'; connect-src 'none'",
            "",
          ].join("\n"),
        );
      },
    },
  };
}
