/** How a line of a restore file falls into words. iptables/xshared.c, add_param_to_argv(). */

/** Blanks part words; in double quotes they do not, and a backslash takes the next character as it is. */
export function splitWords(line: string): string[] {
  if (!line.includes('"') && !line.includes("\\")) {
    const words = line.split(/[ \t\n]+/);
    if (words[0] === "") words.shift();
    if (words[words.length - 1] === "") words.pop();
    return words;
  }
  const out: string[] = [];
  let word = "";
  let begun = false;
  let quoted = false;
  for (let i = 0; i < line.length; i++) {
    const c = line.charAt(i);
    if (quoted) {
      if (c === "\\") word += line.charAt(++i);
      else if (c === '"') quoted = false;
      else word += c;
    } else if (c === '"') {
      quoted = true;
      begun = true;
    } else if (c === " " || c === "\t" || c === "\n") {
      if (begun) out.push(word);
      word = "";
      begun = false;
    } else {
      word += c;
      begun = true;
    }
  }
  if (begun) out.push(word);
  return out;
}
