/** Two lists of lines beside each other: what is the same, gone, new, and which words of a line are others. */

export interface Word {
  readonly text: string;
  /** Not in the other line. */
  readonly other: boolean;
}
export type DiffRow =
  | { readonly kind: "same"; readonly text: string }
  | { readonly kind: "gone"; readonly text: string }
  | { readonly kind: "new"; readonly text: string }
  | { readonly kind: "changed"; readonly before: readonly Word[]; readonly after: readonly Word[] };

/** Of two lines' words so many (of the longer) are the same: one line that changed, not one gone and one new. */
const ALIKE = 0.5;

export function diffLines(before: readonly string[], after: readonly string[]): DiffRow[] {
  const rows: DiffRow[] = [];
  let gone: string[] = [];
  let come: string[] = [];
  const flush = (): void => {
    rows.push(...hunk(gone, come));
    gone = [];
    come = [];
  };
  let a = 0;
  let b = 0;
  for (const [i, j] of common(before, after)) {
    while (a < i) gone.push(before[a++] as string);
    while (b < j) come.push(after[b++] as string);
    flush();
    rows.push({ kind: "same", text: before[a++] as string });
    b++;
  }
  while (a < before.length) gone.push(before[a++] as string);
  while (b < after.length) come.push(after[b++] as string);
  flush();
  return rows;
}

/** Lines of one gap: each that went finds the one most like it among those that came. */
function hunk(gone: readonly string[], come: readonly string[]): DiffRow[] {
  const free = new Set(come.keys());
  const rows: DiffRow[] = [];
  for (const line of gone) {
    const words = wordsOf(line);
    let best = -1;
    let likeness = ALIKE;
    for (const i of free) {
      const others = wordsOf(come[i] as string);
      const same = common(words, others).length / Math.max(words.length, others.length);
      if (same <= likeness) continue;
      likeness = same;
      best = i;
    }
    if (best < 0) rows.push({ kind: "gone", text: line });
    else {
      free.delete(best);
      rows.push(changed(words, wordsOf(come[best] as string)));
    }
  }
  for (const i of free) rows.push({ kind: "new", text: come[i] as string });
  return rows;
}

function changed(before: readonly string[], after: readonly string[]): DiffRow {
  const pairs = common(before, after);
  const left = new Set(pairs.map(([i]) => i));
  const right = new Set(pairs.map(([, j]) => j));
  return {
    kind: "changed",
    before: before.map((text, i) => ({ text, other: !left.has(i) })),
    after: after.map((text, i) => ({ text, other: !right.has(i) })),
  };
}

/** Words, each with the blanks after it. */
function wordsOf(line: string): string[] {
  return line.match(/\S+\s*/gu) ?? [line];
}

/** Indices of a longest common subsequence; what is the same at both ends is not searched. */
function common(a: readonly string[], b: readonly string[]): [number, number][] {
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head++;
  let tail = 0;
  while (
    tail < a.length - head &&
    tail < b.length - head &&
    a[a.length - 1 - tail] === b[b.length - 1 - tail]
  )
    tail++;
  const n = a.length - head - tail;
  const m = b.length - head - tail;
  const width = m + 1;
  const lengths = new Uint16Array((n + 1) * width);
  for (let i = n - 1; i >= 0; i--)
    for (let j = m - 1; j >= 0; j--)
      lengths[i * width + j] =
        a[head + i] === b[head + j]
          ? (lengths[(i + 1) * width + j + 1] as number) + 1
          : Math.max(lengths[(i + 1) * width + j] as number, lengths[i * width + j + 1] as number);
  const pairs: [number, number][] = [];
  for (let i = 0; i < head; i++) pairs.push([i, i]);
  for (let i = 0, j = 0; i < n && j < m;) {
    if (a[head + i] === b[head + j]) pairs.push([head + i++, head + j++]);
    else if ((lengths[(i + 1) * width + j] as number) >= (lengths[i * width + j + 1] as number))
      i++;
    else j++;
  }
  for (let i = tail; i > 0; i--) pairs.push([a.length - i, b.length - i]);
  return pairs;
}
