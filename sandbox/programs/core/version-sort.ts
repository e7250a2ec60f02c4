/** filevercmp of gnulib: the order of sort -V and ls -v. */
export function compareVersions(a: string, b: string): number {
  if (a === b) return 0;
  if (a === "") return -1;
  if (b === "") return 1;
  for (const special of [".", ".."]) {
    if (a === special) return -1;
    if (b === special) return 1;
  }
  const hiddenA = a.startsWith(".");
  if (hiddenA !== b.startsWith(".")) return hiddenA ? -1 : 1;
  const suffix = /(\.[A-Za-z~][A-Za-z0-9~]*)*$/;
  const stemA = a.replace(suffix, "");
  const stemB = b.replace(suffix, "");
  const byStem = stemA === stemB ? verrevcmp(a, b) : verrevcmp(stemA, stemB);
  return byStem !== 0 ? byStem : verrevcmp(a, b) || (a < b ? -1 : 1);
}

function weight(ch: string): number {
  if (ch === "" || (ch >= "0" && ch <= "9")) return 0;
  if (/[A-Za-z]/.test(ch)) return ch.charCodeAt(0);
  return ch === "~" ? -1 : ch.charCodeAt(0) + 256;
}

function verrevcmp(a: string, b: string): number {
  let i = 0;
  let j = 0;
  const digit = (ch: string | undefined): boolean => ch !== undefined && ch >= "0" && ch <= "9";
  while (i < a.length || j < b.length) {
    while ((i < a.length && !digit(a[i])) || (j < b.length && !digit(b[j]))) {
      const x = i < a.length ? weight(a[i] as string) : 0;
      const y = j < b.length ? weight(b[j] as string) : 0;
      if (x !== y) return x - y;
      i++;
      j++;
    }
    while (a[i] === "0") i++;
    while (b[j] === "0") j++;
    let first = 0;
    while (digit(a[i]) && digit(b[j])) {
      if (first === 0) first = (a[i] as string).charCodeAt(0) - (b[j] as string).charCodeAt(0);
      i++;
      j++;
    }
    if (digit(a[i])) return 1;
    if (digit(b[j])) return -1;
    if (first !== 0) return first;
  }
  return 0;
}
