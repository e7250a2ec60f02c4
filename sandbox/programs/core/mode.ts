/** Octal and symbolic file modes, as chmod and mkdir -m take them. */
export function parseMode(
  text: string,
  current: number,
  isDir: boolean,
  umask: number,
): number | null {
  if (/^[0-7]{1,4}$/.test(text)) return Number.parseInt(text, 8);
  let mode = current;
  for (const clause of text.split(",")) {
    const m = /^([ugoa]*)((?:[-+=](?:[rwxXst]*|[ugo]))+)$/.exec(clause);
    if (m === null) return null;
    const who = m[1] as string;
    for (const action of (m[2] as string).match(/[-+=](?:[rwxXst]+|[ugo]|)/g) ?? []) {
      mode = apply(mode, who, action[0] as string, action.slice(1), isDir, umask);
    }
  }
  return mode;
}

function apply(
  mode: number,
  who: string,
  op: string,
  what: string,
  isDir: boolean,
  umask: number,
): number {
  const all = who === "" || who.includes("a");
  const masks = { u: 0o700, g: 0o070, o: 0o007 };
  let mask = 0;
  for (const key of ["u", "g", "o"] as const) if (all || who.includes(key)) mask |= masks[key];
  let bits = 0;
  if (what === "u" || what === "g" || what === "o") {
    const from = (mode >> (what === "u" ? 6 : what === "g" ? 3 : 0)) & 7;
    bits = from * 0o111;
  } else {
    if (what.includes("r")) bits |= 0o444;
    if (what.includes("w")) bits |= 0o222;
    if (what.includes("x") || (what.includes("X") && (isDir || (mode & 0o111) !== 0)))
      bits |= 0o111;
  }
  bits &= mask;
  if (what.includes("s"))
    bits |= (all || who.includes("u") ? 0o4000 : 0) | (all || who.includes("g") ? 0o2000 : 0);
  if (what.includes("t") && (all || who.includes("o"))) bits |= 0o1000;
  if (who === "") bits &= ~umask;
  if (op === "+") return mode | bits;
  if (op === "-") return mode & ~bits;
  return (mode & ~mask) | bits;
}
