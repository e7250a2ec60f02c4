/** Prompts: the backslashes of PS1 and PS2. bash(1) PROMPTING. */
import type { Proc } from "../kernel/proc/wait.ts";
import { expandHereDocument } from "./expand.ts";
import { strftime } from "./printf.ts";
import type { Shell } from "./shell.ts";

/** Text with `\[`...`\]` turned into "\x01"..."\x02": what lies between takes no width. */
export function* expandPrompt(sh: Shell, format: string): Proc<string> {
  const seconds = Math.floor((sh.proc.host.sim.epochUs + sh.proc.now) / 1_000_000);
  const text = format.replace(
    /\\(?:([0-7]{3})|D\{([^}]*)\}|(.))/gs,
    (all, octal: string | undefined, date: string | undefined, letter: string | undefined) => {
      if (octal !== undefined) return String.fromCharCode(parseInt(octal, 8));
      if (date !== undefined) return strftime(date === "" ? "%X" : date, seconds);
      return escaped(sh, letter ?? "", seconds) ?? all;
    },
  );
  if (!sh.shopts.has("promptvars")) return text;
  const status = sh.status;
  const done = yield* expandHereDocument(sh, text);
  sh.status = status;
  return done;
}

/** What `set -x` puts before a line: $PS4, expanded as a prompt, its first letter repeated. */
export function* tracePrefix(sh: Shell): Proc<string> {
  const ps4 = sh.vars.get("PS4") ?? "+ ";
  let text = ps4;
  if (/[\\$`]/.test(ps4)) {
    sh.options.delete("xtrace");
    try {
      text = yield* expandPrompt(sh, ps4);
    } finally {
      sh.options.add("xtrace");
    }
  }
  return `${text.slice(0, 1).repeat(Math.min(99, Math.max(1, sh.traceDepth)))}${text.slice(1)}`;
}

/** What values hold must not be expanded again. */
function safe(text: string): string {
  return text.replace(/[\\$`]/g, "\\$&");
}

function escaped(sh: Shell, letter: string, seconds: number): string | null {
  const host = sh.proc.host.hostname;
  const cwd = sh.vars.get("PWD") ?? sh.proc.cwd;
  const home = sh.vars.get("HOME") ?? "";
  const short =
    home !== "" && home !== "/" && (cwd === home || cwd.startsWith(`${home}/`))
      ? `~${cwd.slice(home.length)}`
      : cwd;
  switch (letter) {
    case "u":
      return safe(sh.proc.credentials.user);
    case "h":
      return safe(host.split(".")[0] ?? host);
    case "H":
      return safe(host);
    case "w":
      return safe(short);
    case "W":
      return safe(short === "~" || short === "/" ? short : short.replace(/^.*\//, ""));
    case "$":
      return sh.proc.credentials.uid === 0 ? "#" : "\\$";
    case "n":
      return "\n";
    case "r":
      return "\r";
    case "a":
      return "\x07";
    case "e":
      return "\x1b";
    case "s":
      return safe(sh.name.replace(/^.*\//, "").replace(/^-/, ""));
    case "v":
      return "5.2";
    case "V":
      return "5.2.15";
    case "t":
      return strftime("%H:%M:%S", seconds);
    case "T":
      return strftime("%I:%M:%S", seconds);
    case "@":
      return strftime("%I:%M %p", seconds);
    case "A":
      return strftime("%H:%M", seconds);
    case "d":
      return strftime("%a %b %d", seconds);
    case "j":
      return String(sh.jobs.jobs.length);
    case "l":
      return (sh.proc.tty?.name ?? "tty").replace(/^\/dev\//, "");
    case "!":
    case "#":
      return String(sh.history.length + 1);
    case "[":
      return "\x01";
    case "]":
      return "\x02";
    case "\\":
      return "\\\\";
    default:
      return null;
  }
}
