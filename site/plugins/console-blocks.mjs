/**
 * Console blocks (content/README.md): every command of a ```console block gets a button that types
 * it into its terminal, and "copy" takes the commands without what they print.
 */
import { addClassName, h, select } from "@astrojs/starlight/expressive-code/hast";

/** `user@place:dir# command`; the place is which terminal the command goes to. */
export const PROMPT = /^[\w.-]+@([\w./-]+):[^#$]*[#$] ?(.*)$/u;
const KEY = /^\^([CDZ])$/u;

/** What each line of a block is: a command with its place, a continuation, a key, or output. */
export function readLines(lines) {
  const kinds = [];
  let place = null;
  let open = null;
  for (const text of lines) {
    const prompt = PROMPT.exec(text);
    const key = KEY.exec(text.trim());
    if (prompt !== null) {
      place = prompt[1];
      open = {
        kind: "command",
        place,
        text: prompt[2],
        promptLength: text.length - prompt[2].length,
      };
      kinds.push(open);
    } else if (open !== null && text.startsWith("> ")) {
      open.text += `\n${text.slice(2)}`;
      kinds.push({ kind: "continuation", place, promptLength: 2 });
    } else if (key !== null && place !== null) {
      open = null;
      kinds.push({
        kind: "key",
        place,
        text: String.fromCharCode(key[1].charCodeAt(0) - 64),
        label: `Ctrl-${key[1]}`,
      });
    } else {
      open = null;
      kinds.push({ kind: "output", place });
    }
  }
  return kinds;
}

function isSession(codeBlock) {
  return codeBlock.language === "console" && !/\bnorun\b/u.test(codeBlock.meta);
}

const cache = new WeakMap();
function kindsOf(codeBlock) {
  let kinds = cache.get(codeBlock);
  if (kinds === undefined) {
    kinds = readLines(codeBlock.getLines().map((line) => line.text));
    cache.set(codeBlock, kinds);
  }
  return kinds;
}

export function consoleBlocks() {
  return {
    name: "underlay-console",
    hooks: {
      // The frame's title says which machines the block types on, unless the author gave one.
      preprocessCode: ({ codeBlock }) => {
        if (codeBlock.language !== "console" || codeBlock.props.title) return;
        const places = readLines(codeBlock.getLines().map((line) => line.text)).flatMap((line) =>
          line.kind === "command" ? [line.place] : [],
        );
        const title = [...new Set(places)].join(" and ");
        if (title !== "") codeBlock.props.title = title;
      },
      postprocessRenderedLine: ({ codeBlock, lineIndex, renderData }) => {
        if (codeBlock.language !== "console") return;
        const line = kindsOf(codeBlock)[lineIndex];
        if (line === undefined) return;
        addClassName(renderData.lineAst, `console-${line.kind}`);
        if (!isSession(codeBlock)) return;
        if (line.kind !== "command" && line.kind !== "key") return;
        if (line.text === "") return;
        const what = line.kind === "key" ? line.label : line.text.split("\n")[0];
        renderData.lineAst.children.unshift(
          h("button.run-line", {
            type: "button",
            title: `Run in ${line.place}`,
            "aria-label": `Run in ${line.place}: ${what}`,
            "data-place": line.place,
            "data-text": line.kind === "key" ? line.text : `${line.text}\n`,
          }),
        );
      },
      postprocessRenderedBlock: ({ codeBlock, renderData }) => {
        if (!isSession(codeBlock)) return;
        const commands = kindsOf(codeBlock).filter((line) => line.kind === "command");
        if (commands.length === 0) return;
        addClassName(renderData.blockAst, "console-session");
        if (/\bfresh\b/u.test(codeBlock.meta)) addClassName(renderData.blockAst, "console-fresh");
        const copy = select("button[data-code]", renderData.blockAst);
        if (copy) copy.properties.dataCode = commands.map((line) => line.text).join("\u007f");
      },
    },
  };
}
