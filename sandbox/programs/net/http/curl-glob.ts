/** curl's URL globbing: {a,b}, [1-3], [01-10:3], [a-f], and #1 in the name of -o. src/tool_urlglob.c. */

export interface GlobbedUrl {
  readonly url: string;
  /** What each pattern stood for, for #1, #2, ... */
  readonly parts: readonly string[];
}
export interface GlobError {
  readonly error: string;
}

const MOST = 10_000;

/** Every URL that a pattern names, the last pattern turning fastest; or curl's complaint (status 3). */
export function globUrls(pattern: string): readonly GlobbedUrl[] | GlobError {
  let done: GlobbedUrl[] = [{ url: "", parts: [] }];
  let at = 0;
  const wrong = (what: string, position: number): GlobError => ({
    error: `${what} in URL position ${position}:\n${pattern}\n${" ".repeat(position - 1)}^`,
  });
  const literal = (text: string): void => {
    done = done.map(({ url, parts }) => ({ url: url + text, parts }));
  };
  while (at < pattern.length) {
    const c = pattern[at] as string;
    if (c === "\\" && /[{}[\]]/.test(pattern[at + 1] ?? "")) {
      literal(pattern[at + 1] as string);
      at += 2;
    } else if (c === "}" || c === "]") return wrong("unmatched close brace/bracket", at + 1);
    else if (c === "{") {
      const end = pattern.indexOf("}", at);
      const inner = pattern.slice(at + 1, end < 0 ? undefined : end);
      const nested = inner.search(/[{[]/);
      if (nested >= 0) return wrong("nested brace", at + nested + 2);
      if (end < 0) return wrong("unmatched brace", at + 1);
      if (inner === "") return wrong("empty string within braces", at + 2);
      done = combine(done, inner.split(","));
      at = end + 1;
    } else if (c === "[") {
      // An IPv6 address in brackets is no pattern.
      const literal6 = /^\[[0-9a-f:.%]*:[0-9a-f:.%]*(?:%25[^\]]*)?\]/i.exec(pattern.slice(at));
      if (literal6 !== null) {
        literal(literal6[0]);
        at += literal6[0].length;
        continue;
      }
      const range = rangeOf(pattern.slice(at));
      if (typeof range === "number") return wrong("bad range", at + range);
      done = combine(done, range.values);
      at += range.length;
    } else {
      literal(c);
      at++;
    }
    if (done.length > MOST) return wrong("range overflow", at);
  }
  return done;
}

function combine(done: readonly GlobbedUrl[], values: readonly string[]): GlobbedUrl[] {
  return done.flatMap(({ url, parts }) =>
    values.map((value) => ({ url: url + value, parts: [...parts, value] })),
  );
}

/** The values, or where in it curl stops reading. */
function rangeOf(text: string): { values: string[]; length: number } | number {
  const m = /^\[(?:(\d+)-(\d+)|([a-z])-([a-z])|([A-Z])-([A-Z]))(?::(\d+))?\]/.exec(text);
  if (m === null) return 2;
  const step = m[7] === undefined ? 1 : Number(m[7]);
  const letters = m[1] === undefined;
  const from = letters ? (m[3] ?? m[5] ?? "").charCodeAt(0) : Number(m[1]);
  const to = letters ? (m[4] ?? m[6] ?? "").charCodeAt(0) : Number(m[2]);
  if (step === 0 || from > to || (to - from) / step > MOST) return m[0].length + 1;
  const width = !letters && (m[1] as string).startsWith("0") ? (m[1] as string).length : 0;
  const values: string[] = [];
  for (let n = from; n <= to; n += step)
    values.push(letters ? String.fromCharCode(n) : String(n).padStart(width, "0"));
  return { values, length: m[0].length };
}

/** #N in -o's name. */
export function globName(name: string, parts: readonly string[]): string {
  return name.replace(/#(\d+)/g, (whole, n: string) => parts[Number(n) - 1] ?? whole);
}
