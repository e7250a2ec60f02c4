/**
 * Perl's patterns (grep -P, jq) have no linear machine here: those that could make a backtracking
 * engine take exponential time are told apart, and run as POSIX ones where they mean the same.
 */

/** Loops in loops, or so many in a row that a long text would take for ever. */
export function perlMayExplode(source: string): boolean {
  if (
    /[*+}]\)*[*+{]|\((?:[^()]|\([^()]*\))*(?:[*+]|\{\d*,)(?:[^()]|\([^()]*\))*\)(?:[*+]|\{\d*,)/.test(
      source,
    )
  )
    return true;
  if (/\([^()]*\|[^()]*\)(?:[*+]|\{\d*,)/.test(source)) return true;
  return (source.replace(/\\./g, "").match(/[*+]|\{\d*,/g) ?? []).length > 3;
}

/** The same pattern in POSIX extended syntax, or null when it has none. */
export function perlAsExtended(source: string): string | null {
  if (/\(\?[^:]|[*+?}][?+]|\\[^\w]?[KGQEXRNpPkhHvVAZz0-9]/.test(source)) return null;
  if (/\[[^\]]*\\[dDwWsS]/.test(source)) return null;
  return source.replace(/\(\?:/g, "(").replace(/\\d/g, "[0-9]").replace(/\\D/g, "[^0-9]");
}
