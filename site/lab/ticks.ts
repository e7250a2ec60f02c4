/** Text of an exercise on the page, with `code` between ticks; all else is text, whatever it looks like. */
export function ticked(text: string): Node[] {
  return text.split("`").map((part, i) => {
    if (i % 2 === 0) return document.createTextNode(part);
    const code = document.createElement("code");
    code.textContent = part;
    return code;
  });
}
