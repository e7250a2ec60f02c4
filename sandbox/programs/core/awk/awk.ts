/**
 * awk(1): mawk 1.3.4, Debian's awk. Text is bytes. Left out: -W dump and exec, nextfile, strftime,
 * sin, cos, atan2, exp, log (no floating transcendental maths in the sandbox), exit in a function.
 */
import type { Program } from "../../../kernel/proc/process.ts";
import { readWhole } from "../stdio.ts";
import { toByteString } from "../text.ts";
import { why } from "../tool.ts";
import { AwkError, type AwkProgram, parseAwk } from "./parse.ts";
import { Awk } from "./run.ts";

const USAGE = `Usage: mawk [Options] [Program] [file ...]

Program:
    The -f option value is the name of a file containing program text.
    If no -f option is given, a "--" ends option processing; the following
    parameters are the program text.

Options:
    -f program-file  Program  text is read from file instead of from the
                     command-line.  Multiple -f options are accepted.
    -F value         sets the field separator, FS, to value.
    -v var=value     assigns value to program variable var.
    --               unambiguous end of options.

    Implementation-specific options are prefixed with "-W".  They can be
    abbreviated:

    -W version       show version information and exit.
    -W dump          show assembler-like listing of program and exit.
    -W help          show this message and exit.
    -W interactive   set unbuffered output, line-buffered input.
    -W exec file     use file as program as well as last option.
    -W random=number set initial random seed.
    -W sprintf=number adjust size of sprintf buffer.
    -W posix_space   do not consider "\\n" a space.
    -W usage         show this message and exit.
`;

export const awk: Program = {
  name: "awk",
  paths: ["/usr/bin/mawk", "/usr/bin/awk"],
  summary: "Pattern scanning and text processing language (mawk).",
  *main(proc, argv) {
    const name = (argv[0] ?? "awk").replace(/^.*\//, "");
    let fs: string | null = null;
    const assignments: string[] = [];
    const files: string[] = [];
    let interactive = false;
    let i = 1;
    for (; i < argv.length; i++) {
      const arg = argv[i] as string;
      if (arg === "--") {
        i++;
        break;
      }
      if (!arg.startsWith("-") || arg === "-") break;
      const letter = arg[1] as string;
      if (!"FvfW".includes(letter)) {
        yield* proc.warn(`${name}: not an option: ${arg}\n`);
        return 2;
      }
      const value = arg.length > 2 ? arg.slice(2) : argv[++i];
      if (value === undefined) {
        yield* proc.warn(`${name}: option ${arg} lacks argument\n`);
        return 2;
      }
      if (letter === "F") fs = value;
      else if (letter === "v") assignments.push(value);
      else if (letter === "f") files.push(value);
      else if (/^i/.test(value)) interactive = true;
      else if (/^[hu]/.test(value)) {
        yield* proc.print(USAGE);
        return 0;
      } else if (!/^[prs]/.test(value)) {
        yield* proc.warn(`${name}: underlay does not simulate -W ${value}\n`);
        return 2;
      }
    }
    let source = "";
    for (const file of files) {
      const got = yield* readWhole(proc, file, "bytes");
      if (typeof got === "string") {
        yield* proc.warn(
          `${name}: couldn't open file ${file}\n`
            .replace("couldn't open file", `cannot open ${file} (${why(got)})`)
            .replace(/\) .*\n$/, ")\n"),
        );
        return 2;
      }
      source += `${got.text}\n`;
    }
    if (files.length === 0) {
      const text = argv[i++];
      if (text === undefined) {
        yield* proc.warn(USAGE);
        return 0;
      }
      source = toByteString(text);
    }
    let program: AwkProgram;
    try {
      program = parseAwk(source);
    } catch (error) {
      if (!(error instanceof AwkError)) throw error;
      yield* proc.warn(`${name}: ${error.text}\n`);
      return 2;
    }
    const machine = new Awk(proc, name, program, interactive);
    machine.setArgs([name, ...argv.slice(i).map(toByteString)]);
    if (fs !== null) machine.assign("FS", toByteString(fs === "t" ? "t" : fs));
    for (const text of assignments) {
      const m = /^([A-Za-z_]\w*)=(.*)$/s.exec(text);
      if (m === null) {
        yield* proc.warn(`${name}: improper assignment: -v ${text}\n`);
        return 2;
      }
      machine.assign(m[1] as string, toByteString(m[2] as string));
    }
    return yield* machine.run();
  },
};
