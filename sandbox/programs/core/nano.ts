/**
 * A small nano(1): typing, arrows, ^O write, ^X exit, ^K cut, ^U paste, ^W search, ^A ^E line ends,
 * ^G help. Left out: undo, marks, replace, wrapping, several buffers, syntax colours.
 */
import type { Process } from "../../kernel/proc/process.ts";
import type { Proc } from "../../kernel/proc/wait.ts";
import { decode } from "./text.ts";
import { tool, why } from "./tool.ts";

interface Editor {
  name: string;
  lines: string[];
  row: number;
  col: number;
  top: number;
  changed: boolean;
  note: string;
  cut: string[];
  cutting: boolean;
  search: string;
}

export const nano = tool(
  "nano",
  "A small text editor: ^O writes, ^X leaves.",
  function* (proc, argv) {
    const args = argv.slice(1).filter((a) => !a.startsWith("-") && !a.startsWith("+"));
    const { tty } = proc;
    if (tty === null || !proc.isatty(0) || !proc.isatty(1)) {
      yield* proc.warn("Standard input is not a terminal\n");
      return 1;
    }
    const name = args[0] ?? "";
    const ed: Editor = {
      name,
      lines: [""],
      row: 0,
      col: 0,
      top: 0,
      changed: false,
      note: "",
      cut: [],
      cutting: false,
      search: "",
    };
    if (name !== "") {
      const got = proc.host.fs.readText(name, proc);
      if (got === "EISDIR") ed.note = `[ "${name}" is a directory ]`;
      else if (got === "ENOENT") ed.note = "[ New File ]";
      else if (typeof got === "string") ed.note = `[ Error reading ${name}: ${why(got)} ]`;
      else {
        ed.lines = got.text.replace(/\n$/, "").split("\n");
        ed.note = `[ Read ${ed.lines.length} line${ed.lines.length === 1 ? "" : "s"} ]`;
      }
    }
    const saved = tty.termios;
    proc.trap("WINCH");
    try {
      tty.termios = { icanon: false, echo: false, isig: false, opost: saved.opost };
      yield* proc.print("\x1b[?1049h\x1b[22;0;0t");
      for (;;) {
        yield* proc.print(draw(ed, tty.cols, tty.rows));
        const keys = yield* keysOf(proc);
        if (keys === null) break;
        let leave = false;
        for (const key of split(keys)) if (yield* press(proc, ed, key)) leave = true;
        if (leave) break;
      }
      yield* proc.print("\x1b[?1049l\x1b[23;0;0t");
    } finally {
      tty.termios = saved;
    }
    return 0;
  },
);

function* keysOf(proc: Process): Proc<string | null> {
  for (;;) {
    const got = yield* proc.readOrErrno(0, 4096);
    if (got === "EINTR") {
      proc.takeSignal();
      return "";
    }
    if (got === null || typeof got === "string") return null;
    return decode(got, "utf8");
  }
}

function split(text: string): string[] {
  return text.match(/\x1b\[[0-9;]*[A-Za-z~]|\x1bO[A-Z]|\x1b.|[^]/gu) ?? [];
}

function draw(ed: Editor, cols: number, rows: number): string {
  const height = rows - 4;
  if (ed.row < ed.top) ed.top = ed.row;
  if (ed.row >= ed.top + height) ed.top = ed.row - height + 1;
  const title = ed.name === "" ? "New Buffer" : ed.name;
  const middle = Math.max(0, Math.floor((cols - title.length) / 2));
  const head =
    `  GNU nano 7.2${" ".repeat(Math.max(1, middle - 14))}${title}`.padEnd(cols - 12) +
    (ed.changed ? "Modified" : "        ");
  let out = `\x1b[?25l\x1b[H\x1b[7m${head.padEnd(cols).slice(0, cols)}\x1b[27m\r\n`;
  const shift = Math.max(0, ed.col - cols + 2);
  for (let i = 0; i < height; i++) {
    const line = ed.lines[ed.top + i] ?? "";
    const from = ed.top + i === ed.row ? shift : 0;
    out += `${line.slice(from, from + cols).replace(/\t/g, " ")}\x1b[K\r\n`;
  }
  const note = ed.note === "" ? "" : `\x1b[7m${ed.note}\x1b[27m`;
  out += `${" ".repeat(Math.max(0, Math.floor((cols - ed.note.length) / 2)))}${note}\x1b[K\r\n`;
  const help = (pairs: string[]): string =>
    pairs.map((p) => `\x1b[7m${p.slice(0, 2)}\x1b[27m ${p.slice(3).padEnd(13)}`).join("");
  out += `${help(["^G Help", "^O Write Out", "^W Where Is", "^K Cut"])}\x1b[K\r\n${help(["^X Exit", "^A Line Start", "^E Line End", "^U Paste"])}\x1b[K`;
  return `${out}\x1b[${ed.row - ed.top + 2};${ed.col - shift + 1}H\x1b[?25h`;
}

/** A question at the bottom; null: cancelled. */
function* ask(proc: Process, ed: Editor, prompt: string, initial: string): Proc<string | null> {
  let text = initial;
  for (;;) {
    const rows = proc.tty?.rows ?? 24;
    yield* proc.print(`\x1b[${rows - 2};1H\x1b[7m${prompt}${text}\x1b[27m\x1b[K`);
    const keys = yield* keysOf(proc);
    if (keys === null) return null;
    for (const key of split(keys)) {
      if (key === "\r" || key === "\n") return text;
      if (key === "\x03" || key === "\x1b") {
        ed.note = "[ Cancelled ]";
        return null;
      }
      if (key === "\x7f" || key === "\b") text = text.slice(0, -1);
      else if (key >= " " && !key.startsWith("\x1b")) text += key;
    }
  }
}

function* save(proc: Process, ed: Editor): Proc<boolean> {
  const name = yield* ask(proc, ed, "File Name to Write: ", ed.name);
  if (name === null || name === "") return false;
  const text = ed.lines.length === 1 && ed.lines[0] === "" ? "" : `${ed.lines.join("\n")}\n`;
  const failed = proc.host.fs.writeFile(name, text, proc);
  if (failed !== null) {
    ed.note = `[ Error writing ${name}: ${why(failed)} ]`;
    return false;
  }
  ed.name = name;
  ed.changed = false;
  ed.note = `[ Wrote ${ed.lines.length} line${ed.lines.length === 1 ? "" : "s"} ]`;
  return true;
}

/** One key; true: leave. */
function* press(proc: Process, ed: Editor, key: string): Proc<boolean> {
  ed.note = "";
  const wasCutting = ed.cutting;
  ed.cutting = false;
  const line = ed.lines[ed.row] as string;
  switch (key) {
    case "\x18": {
      if (!ed.changed) return true;
      yield* proc.print(
        `\x1b[${(proc.tty?.rows ?? 24) - 2};1H\x1b[7mSave modified buffer? \x1b[27m\x1b[K`,
      );
      const answer = yield* keysOf(proc);
      if (answer === null || /^[nN]/.test(answer)) return true;
      return /^[yY]/.test(answer) ? yield* save(proc, ed) : false;
    }
    case "\x0f":
    case "\x13":
      yield* save(proc, ed);
      return false;
    case "\x07":
      ed.note = "[ ^O write  ^X exit  ^K cut line  ^U paste  ^W search ]";
      return false;
    case "\x17": {
      const text = yield* ask(proc, ed, `Search${ed.search === "" ? "" : ` [${ed.search}]`}: `, "");
      if (text === null) return false;
      if (text !== "") ed.search = text;
      search(ed);
      return false;
    }
    case "\x0b":
      if (!wasCutting) ed.cut = [];
      ed.cut.push(line);
      ed.lines.splice(ed.row, 1);
      if (ed.lines.length === 0) ed.lines.push("");
      ed.row = Math.min(ed.row, ed.lines.length - 1);
      ed.col = 0;
      ed.cutting = true;
      ed.changed = true;
      return false;
    case "\x15":
      ed.lines.splice(ed.row, 0, ...ed.cut);
      ed.row += ed.cut.length;
      ed.row = Math.min(ed.row, ed.lines.length - 1);
      ed.col = 0;
      ed.changed = ed.changed || ed.cut.length > 0;
      return false;
    default:
  }
  if (!move(ed, key)) edit(ed, key);
  return false;
}

function search(ed: Editor): void {
  const n = ed.lines.length;
  for (let i = 0; i <= n; i++) {
    const row = (ed.row + i) % n;
    const at = (ed.lines[row] as string).indexOf(ed.search, i === 0 ? ed.col + 1 : 0);
    if (at < 0) continue;
    ed.row = row;
    ed.col = at;
    return;
  }
  ed.note = `[ "${ed.search}" not found ]`;
}

function move(ed: Editor, key: string): boolean {
  const line = ed.lines[ed.row] as string;
  const to = (row: number): void => {
    ed.row = Math.max(0, Math.min(row, ed.lines.length - 1));
    ed.col = Math.min(ed.col, (ed.lines[ed.row] as string).length);
  };
  switch (key) {
    case "\x1b[A":
    case "\x1bOA":
    case "\x10":
      to(ed.row - 1);
      return true;
    case "\x1b[B":
    case "\x1bOB":
    case "\x0e":
      to(ed.row + 1);
      return true;
    case "\x1b[5~":
    case "\x19":
      to(ed.row - 20);
      return true;
    case "\x1b[6~":
    case "\x16":
      to(ed.row + 20);
      return true;
    case "\x1b[H":
    case "\x1bOH":
    case "\x1b[1~":
    case "\x01":
      ed.col = 0;
      return true;
    case "\x1b[F":
    case "\x1bOF":
    case "\x1b[4~":
    case "\x05":
      ed.col = line.length;
      return true;
    case "\x1b[D":
    case "\x1bOD":
    case "\x02":
      if (ed.col > 0) ed.col--;
      else if (ed.row > 0) {
        ed.row--;
        ed.col = (ed.lines[ed.row] as string).length;
      }
      return true;
    case "\x1b[C":
    case "\x1bOC":
    case "\x06":
      if (ed.col < line.length) ed.col++;
      else if (ed.row + 1 < ed.lines.length) {
        ed.row++;
        ed.col = 0;
      }
      return true;
    default:
      return false;
  }
}

function edit(ed: Editor, key: string): void {
  const line = ed.lines[ed.row] as string;
  if (key === "\r" || key === "\n") {
    ed.lines.splice(ed.row, 1, line.slice(0, ed.col), line.slice(ed.col));
    ed.row++;
    ed.col = 0;
  } else if (key === "\x7f" || key === "\b") {
    if (ed.col > 0) {
      ed.lines[ed.row] = line.slice(0, ed.col - 1) + line.slice(ed.col);
      ed.col--;
    } else if (ed.row > 0) {
      const above = ed.lines[ed.row - 1] as string;
      ed.lines.splice(ed.row - 1, 2, above + line);
      ed.row--;
      ed.col = above.length;
    } else return;
  } else if (key === "\x1b[3~" || key === "\x04") {
    if (ed.col < line.length) ed.lines[ed.row] = line.slice(0, ed.col) + line.slice(ed.col + 1);
    else if (ed.row + 1 < ed.lines.length)
      ed.lines.splice(ed.row, 2, line + (ed.lines[ed.row + 1] as string));
    else return;
  } else if (key === "\t" || (key >= " " && !key.startsWith("\x1b"))) {
    ed.lines[ed.row] = line.slice(0, ed.col) + key + line.slice(ed.col);
    ed.col += key.length;
  } else return;
  ed.changed = true;
}
