/** Shell patterns as BIRD has them: `*`, `?` and a backslash before either. BIRD: lib/patmatch.c. */
export function patternMatches(pattern: string, text: string): boolean {
  let p = 0;
  let t = 0;
  let star = -1;
  let mark = 0;
  while (t < text.length) {
    const c = pattern[p];
    if (c === "*") {
      star = p++;
      mark = t;
    } else if (c === "?" || (c !== undefined && literal(pattern, p) === text[t])) {
      p += c === "\\" && p + 1 < pattern.length ? 2 : 1;
      t++;
    } else if (star >= 0) {
      p = star + 1;
      t = ++mark;
    } else return false;
  }
  while (pattern[p] === "*") p++;
  return p >= pattern.length;
}

function literal(pattern: string, at: number): string | undefined {
  return pattern[at] === "\\" && at + 1 < pattern.length ? pattern[at + 1] : pattern[at];
}
