/** Which rows of the contract (cases, claims, figures, outputs, observations, topologies) a test names. */

/** How many rows of a kind there are, and how their numbers are written. */
const ROWS: readonly (readonly [kind: string, count: number, digits: 1 | 2])[] = [
  ["CASE", 15, 1],
  ["DIS", 30, 2],
  ["FIG", 24, 2],
  ["OBS", 48, 2],
  ["OUT", 31, 2],
  ["TOP", 9, 1],
];

/** Rows, by kind, that occur in none of these texts. */
export function rowsNotNamed(texts: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const named = new Set(
    texts.flatMap((text) =>
      [...text.matchAll(/\b([A-Z]{3,4})-0*(\d+)/gu)].map((m) => `${m[1] ?? ""}-${m[2] ?? ""}`),
    ),
  );
  const missing = new Map<string, string[]>();
  for (const [kind, count, digits] of ROWS) {
    const open: string[] = [];
    for (let n = 1; n <= count; n++)
      if (!named.has(`${kind}-${n}`)) open.push(`${kind}-${String(n).padStart(digits, "0")}`);
    if (open.length > 0) missing.set(kind, open);
  }
  return missing;
}
