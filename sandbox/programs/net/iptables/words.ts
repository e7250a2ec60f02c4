/** How a line of a restore file falls into words. iptables/xshared.c, add_param_to_argv(). */

const BLANK = 32;
const TAB = 9;
const NEWLINE = 10;
const QUOTE = 34;
const BACKSLASH = 92;

/** Blanks part words; in double quotes they do not, and a backslash takes the next character as it is. */
export function splitWords(line: string): string[] {
  if (!line.includes('"') && !line.includes("\\")) {
    const words = line.split(/[ \t\n]+/);
    if (words[0] === "") words.shift();
    if (words[words.length - 1] === "") words.pop();
    return words;
  }
  const out: string[] = [];
  const n = line.length;
  let word = "";
  let begun = false;
  let quoted = false;
  // What was read and is not in `word` yet begins here: words are cut out whole, not put together by the letter.
  let from = 0;
  for (let i = 0; i < n; i++) {
    const c = line.charCodeAt(i);
    if (quoted && c === BACKSLASH) {
      word += line.slice(from, i);
      from = ++i;
    } else if (c === QUOTE) {
      word += line.slice(from, i);
      from = i + 1;
      quoted = !quoted;
      begun = true;
    } else if (quoted) continue;
    else if (c === BLANK || c === TAB || c === NEWLINE) {
      if (begun) out.push(word + line.slice(from, i));
      word = "";
      begun = false;
      from = i + 1;
    } else begun = true;
  }
  if (begun) out.push(word + line.slice(from));
  return out;
}
