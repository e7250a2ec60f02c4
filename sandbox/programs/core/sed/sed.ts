/** sed(1), GNU 4.9. Left out: the e command and flag, --debug, --sandbox, --follow-symlinks. */
import { getopt, longs, notSimulated } from "../getopt.ts";
import { readWhole } from "../stdio.ts";
import { tool, why } from "../tool.ts";
import { parseScript, type Source } from "./parse.ts";
import { runSed } from "./run.ts";

const LONG = longs(
  "quiet=n silent=n expression:=e file:=f in-place::=i regexp-extended=E separate=s unbuffered=u null-data=z line-length:=l posix debug sandbox follow-symlinks help version",
);
const USAGE = `Usage: sed [OPTION]... {script-only-if-no-other-script} [input-file]...

  -n, --quiet, --silent
                 suppress automatic printing of pattern space
      --debug
                 annotate program execution
  -e script, --expression=script
                 add the script to the commands to be executed
  -f script-file, --file=script-file
                 add the contents of script-file to the commands to be executed
  --follow-symlinks
                 follow symlinks when processing in place
  -i[SUFFIX], --in-place[=SUFFIX]
                 edit files in place (makes backup if SUFFIX supplied)
  -l N, --line-length=N
                 specify the desired line-wrap length for the \`l' command
  --posix
                 disable all GNU extensions.
  -E, -r, --regexp-extended
                 use extended regular expressions in the script
                 (for portability use POSIX -E).
  -s, --separate
                 consider files as separate rather than as a single,
                 continuous long stream.
      --sandbox
                 operate in sandbox mode (disable e/r/w commands).
  -u, --unbuffered
                 load minimal amounts of data from the input files and flush
                 the output buffers more often
  -z, --null-data
                 separate lines by NUL characters
      --help     display this help and exit
      --version  output version information and exit

If no -e, --expression, -f, or --file option is given, then the first
non-option argument is taken as the sed script to interpret.  All
remaining arguments are names of input files; if no input files are
specified, then the standard input is read.

GNU sed home page: <https://www.gnu.org/software/sed/>.
General help using GNU software: <https://www.gnu.org/gethelp/>.
`;

export const sed = tool(
  "sed",
  "Stream editor for filtering and transforming text.",
  function* (proc, argv) {
    const parsed = getopt(argv, "bsnrzuEe:f:l:i::V:", LONG);
    if (parsed.error !== null) {
      yield* proc.warn(`${parsed.error}\n${USAGE}`);
      return 1;
    }
    const flags = new Set<string>();
    const sources: Source[] = [];
    let inPlace: string | null = null;
    let expressions = 0;
    for (const { name, value } of parsed.options) {
      if (name === "e")
        sources.push({
          text: value as string,
          where: `-e expression #${++expressions}`,
          file: false,
        });
      else if (name === "f") {
        const got = yield* readWhole(proc, value as string, "utf8");
        if (typeof got === "string") {
          yield* proc.warn(`sed: couldn't open file ${value}: ${why(got)}\n`);
          return 1;
        }
        sources.push({
          text: got.text.replace(/^#![^\n]*/, ""),
          where: `file ${value}`,
          file: true,
        });
      } else if (name === "i") inPlace = value ?? "";
      else if (name === "help") {
        yield* proc.print(USAGE);
        return 0;
      } else if (name === "debug" || name === "sandbox" || name === "version") {
        yield* proc.warn(notSimulated("sed", `--${name}`));
        return 2;
      } else flags.add(name === "r" ? "E" : name);
    }
    const args = [...parsed.args];
    if (sources.length === 0) {
      const script = args.shift();
      if (script === undefined) {
        yield* proc.warn(USAGE);
        return 1;
      }
      sources.push({ text: script, where: "-e expression #1", file: false });
    }
    const script = parseScript(joinContinued(sources), flags.has("E"));
    if (typeof script === "string") {
      yield* proc.warn(`sed: ${script}\n`);
      return script.startsWith("can't find label") ? 4 : 1;
    }
    return yield* runSed(proc, script, args.length === 0 ? ["-"] : args, {
      quiet: flags.has("n"),
      separate: flags.has("s") || inPlace !== null,
      inPlace,
      unbuffered: flags.has("u"),
      zero: flags.has("z"),
    });
  },
);

/** `-e 'a\' -e 'text'`: a piece that ends in a backslash goes on in the next. */
function joinContinued(sources: readonly Source[]): Source[] {
  const out: Source[] = [];
  for (const source of sources) {
    const last = out[out.length - 1];
    if (last !== undefined && /^[^#]*[aic]\s*\\$/s.test(last.text)) {
      out[out.length - 1] = { ...last, text: `${last.text}\n${source.text}` };
    } else out.push(source);
  }
  return out;
}
