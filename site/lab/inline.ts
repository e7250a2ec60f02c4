/** The little Markdown of exercises and quizzes: paragraphs, `code`, **bold**, *emphasis*. Output is safe HTML. */

export function inline(text: string): string {
  return text
    .split(/(`[^`]+`)/u)
    .map((part) =>
      part.length > 2 && part.startsWith("`") && part.endsWith("`")
        ? `<code>${escapeHtml(part.slice(1, -1))}</code>`
        : escapeHtml(part)
            .replace(/\*\*([^*]+)\*\*/gu, "<strong>$1</strong>")
            .replace(/\*([^*\s][^*]*)\*/gu, "<em>$1</em>"),
    )
    .join("");
}

export function paragraphs(text: string): string {
  return text
    .trim()
    .split(/\n\s*\n/u)
    .map((block) => `<p>${inline(block.replace(/\s*\n\s*/gu, " "))}</p>`)
    .join("");
}

export function escapeHtml(text: string): string {
  return text
    .replace(/&/gu, "&amp;")
    .replace(/</gu, "&lt;")
    .replace(/>/gu, "&gt;")
    .replace(/"/gu, "&quot;");
}
