/** man(1) and whatis(1): each program's summary; a page of options where we have one (man-pages.ts). */
import type { Process, Program } from "../../kernel/proc/process.ts";
import { page } from "./less.ts";
import { MAN_OPTIONS } from "./man-pages.ts";
import { tool } from "./tool.ts";

export const man = tool(
  "man",
  "Show what a program does and the options it knows here.",
  function* (proc, argv) {
    const names = argv.slice(1).filter((a) => !a.startsWith("-") && !/^[1-8]$/.test(a));
    if (names.length === 0) {
      yield* proc.warn("What manual page do you want?\nFor example, try 'man man'.\n");
      return 1;
    }
    let status = 0;
    for (const name of names) {
      const program = findProgram(proc, name);
      if (program === null) {
        yield* proc.warn(`No manual entry for ${name}\n`);
        status = 16;
        continue;
      }
      const text = manual(name, program, proc.columns(1) ?? 80);
      if (proc.isatty(1))
        yield* page(proc, text, `Manual page ${name}(${section(program)})`, false, false);
      else yield* proc.print(text);
    }
    return status;
  },
);

export const whatis = tool("whatis", "One line on what a program does.", function* (proc, argv) {
  const names = argv.slice(1).filter((a) => !a.startsWith("-"));
  if (names.length === 0) {
    yield* proc.warn("whatis what?\n");
    return 1;
  }
  let status = 0;
  for (const name of names) {
    const program = findProgram(proc, name);
    if (program === null) {
      yield* proc.warn(`${name}: nothing appropriate.\n`);
      status = 16;
    } else yield* proc.print(`${`${name} (${section(program)})`.padEnd(20)} - ${brief(program)}\n`);
  }
  return status;
});

function findProgram(proc: Process, name: string): Program | null {
  for (const dir of (proc.env.get("PATH") ?? "/usr/bin:/usr/sbin").split(":")) {
    const node = proc.host.fs.lookup(`${dir}/${name}`, proc);
    if (typeof node !== "string" && node.kind === "program") return node.program;
  }
  return null;
}

function section(program: Program): number {
  return (program.paths[0] ?? "").includes("sbin") ? 8 : 1;
}

function brief(program: Program): string {
  const first = (program.summary.split(/\.(?:\s|$)/)[0] ?? "").trim();
  return first.slice(0, 1).toLowerCase() + first.slice(1);
}

function manual(name: string, program: Program, cols: number): string {
  const width = Math.min(cols, 80);
  const title = `${name.toUpperCase()}(${section(program)})`;
  const middle = "Underlay Manual";
  const gap = Math.max(1, Math.floor((width - middle.length) / 2) - title.length);
  const rest = Math.max(1, width - title.length - gap - middle.length - title.length);
  const options = MAN_OPTIONS.get(name);
  const parts = [
    `${title}${" ".repeat(gap)}${middle}${" ".repeat(rest)}${title}`,
    "",
    "NAME",
    `       ${name} - ${brief(program)}`,
    "",
    "DESCRIPTION",
    ...wrap(program.summary, width - 8).map((l) => `       ${l}`),
    "",
  ];
  if (options !== undefined) parts.push("OPTIONS", ...options.map((l) => `       ${l}`), "");
  parts.push(
    "NOTE",
    ...wrap(
      "This machine is simulated. An option that is not modelled says so when it is used; the full manual page of a Linux host describes more.",
      width - 8,
    ).map((l) => `       ${l}`),
    "",
  );
  return `${parts.join("\n")}\n`;
}

function wrap(text: string, width: number): string[] {
  const out: string[] = [];
  let line = "";
  for (const word of text.split(/\s+/)) {
    if (line !== "" && line.length + 1 + word.length > width) {
      out.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  if (line !== "") out.push(line);
  return out;
}
