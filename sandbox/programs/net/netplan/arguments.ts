/**
 * Python's argparse as netplan's subcommands use it: options by unambiguous prefix, `--name=value`, what is
 * unknown is left alone (parse_known_args), help folded to the terminal.
 */
import { foldWords } from "./words.ts";

interface OptionSpec {
  /** "--root-dir", or with a short form: ["-f", "--format"]. */
  readonly names: readonly string[];
  /** null: a flag. */
  readonly metavar: string | null;
  readonly help: string;
  readonly isInt?: boolean;
}
interface Positional {
  readonly name: string;
  readonly usage: string;
  readonly required: boolean;
  readonly help: string;
}
export interface CommandSpec {
  readonly description: string;
  readonly positionals: readonly Positional[];
  readonly options: readonly OptionSpec[];
  /** In the usage these stand as one group: "[--json | --yaml]". */
  readonly exclusive?: boolean;
}

const HELP: OptionSpec = {
  names: ["-h", "--help"],
  metavar: null,
  help: "show this help message and exit",
};
const DEBUG: OptionSpec = { names: ["--debug"], metavar: null, help: "Enable debug messages" };
const option = (name: string, help: string, metavar: string | null = null): OptionSpec => ({
  names: [name],
  metavar,
  help,
});

export const COMMANDS: Readonly<Record<string, CommandSpec>> = {
  apply: {
    description: "Apply current netplan config to running system",
    positionals: [],
    options: [
      option("--sriov-only", "Only apply SR-IOV related configuration and exit"),
      option("--only-ovs-cleanup", "Only clean up old OpenVSwitch interfaces and exit"),
      option("--state", "Directory containing previous YAML configuration", "STATE"),
    ],
  },
  generate: {
    description: "Generate backend specific configuration files from /etc/netplan/*.yaml",
    positionals: [],
    options: [
      option(
        "--root-dir",
        "Search for and generate configuration files in this root directory instead of /",
        "ROOT_DIR",
      ),
      option(
        "--mapping",
        "Display the netplan device ID/backend/interface name mapping and exit.",
        "MAPPING",
      ),
    ],
  },
  get: {
    description:
      'Get a setting by specifying a nested key like "ethernets.eth0.addresses", or "all"',
    positionals: [
      { name: "key", usage: "[key]", required: false, help: "The nested key in dotted format" },
    ],
    options: [
      option(
        "--root-dir",
        "Read configuration files from this root directory instead of /",
        "ROOT_DIR",
      ),
    ],
  },
  info: {
    description: "Show available features",
    positionals: [],
    options: [
      option("--json", "Output version and features in JSON format"),
      option("--yaml", "Output version and features in YAML format"),
    ],
    exclusive: true,
  },
  rebind: {
    description: "Rebind SR-IOV virtual functions of given physical functions to their driver",
    positionals: [
      {
        name: "netdevs",
        usage: "[netdevs ...]",
        required: false,
        help: "Space separated list of PF interface names",
      },
    ],
    options: [],
  },
  set: {
    description:
      "Add new setting by specifying a dotted key=value pair like ethernets.eth0.dhcp4=true",
    positionals: [
      {
        name: "key_value",
        usage: "key_value",
        required: true,
        help: "The nested key=value pair in dotted format. Value can be NULL to delete a key.",
      },
    ],
    options: [
      option(
        "--origin-hint",
        "Can be used to help choose a name for the overwrite YAML file. A .yaml suffix will be appended automatically.",
        "ORIGIN_HINT",
      ),
      option(
        "--root-dir",
        "Overwrite configuration files in this root directory instead of /",
        "ROOT_DIR",
      ),
    ],
  },
  status: {
    description: "Query networking state of the running system",
    positionals: [
      { name: "ifname", usage: "[ifname]", required: false, help: "Show only this interface" },
    ],
    options: [
      {
        names: ["-a", "--all"],
        metavar: null,
        help: "Show all interface data (incl. inactive)",
      },
      {
        names: ["-f", "--format"],
        metavar: "FORMAT",
        help: "Output in machine readable `json` or `yaml` format",
      },
    ],
  },
  try: {
    description: "Try to apply a new netplan config to running system, with automatic rollback",
    positionals: [],
    options: [
      option(
        "--config-file",
        "Apply the config file in argument in addition to current configuration.",
        "CONFIG_FILE",
      ),
      {
        names: ["--timeout"],
        metavar: "TIMEOUT",
        help: "Maximum number of seconds to wait for the user's confirmation",
        isInt: true,
      },
      option("--state", "Directory containing previous YAML configuration", "STATE"),
    ],
  },
};

const invocation = ({ names, metavar }: OptionSpec): string =>
  names.map((name) => (metavar === null ? name : `${name} ${metavar}`)).join(", ");

function usageLine(command: string, spec: CommandSpec, width: number): string {
  const program = `/usr/sbin/netplan ${command}`;
  const own = spec.options.map(
    ({ names, metavar }) => `${names[0] ?? ""}${metavar === null ? "" : ` ${metavar}`}`,
  );
  const options = ["[-h]", "[--debug]"].concat(
    spec.exclusive === true ? [`[${own.join(" | ")}]`] : own.map((one) => `[${one}]`),
  );
  const positionals = spec.positionals.map((one) => one.usage);
  const line = [program, ...options, ...positionals].join(" ");
  if ("usage: ".length + line.length <= width - 2) return `usage: ${line}\n`;
  const indent = " ".repeat("usage: ".length + program.length + 1);
  const lines = foldParts([program, ...options], width - 2, indent, "usage: ".length);
  if (positionals.length > 0) lines.push(...foldParts(positionals, width - 2, indent, null));
  return `usage: ${lines.join("\n")}\n`;
}

/** `prefix`: what stands before the first line; null: it is indented like the others. */
function foldParts(
  parts: readonly string[],
  width: number,
  indent: string,
  prefix: number | null,
): string[] {
  const lines: string[] = [];
  let line: string[] = [];
  let length = (prefix ?? indent.length) - 1;
  for (const part of parts) {
    if (line.length > 0 && length + 1 + part.length > width) {
      lines.push(line.join(" "));
      line = [];
      length = indent.length - 1;
    }
    line.push(part);
    length += part.length + 1;
  }
  if (line.length > 0) lines.push(line.join(" "));
  return lines.map((one, at) => (at === 0 && prefix !== null ? one : indent + one));
}

export function helpOf(command: string, columns: number): string {
  const spec = COMMANDS[command] as CommandSpec;
  const options = [HELP, DEBUG, ...spec.options];
  const longest = Math.max(
    ...options.map((one) => invocation(one).length + 2),
    ...spec.positionals.map((one) => one.name.length + 2),
  );
  const column = Math.min(longest + 2, 24);
  const row = (name: string, help: string): string => {
    const folded = foldWords(help, Math.max(columns - 2 - column, 11)).join(
      `\n${" ".repeat(column)}`,
    );
    return name.length <= column - 4
      ? `  ${name.padEnd(column - 2)}${folded}\n`
      : `  ${name}\n${" ".repeat(column)}${folded}\n`;
  };
  let out = `${usageLine(command, spec, columns)}\n${foldWords(spec.description, columns - 2).join("\n")}\n\n`;
  if (spec.positionals.length > 0)
    out += `positional arguments:\n${spec.positionals.map((one) => row(one.name, one.help)).join("")}\n`;
  return `${out}options:\n${options.map((one) => row(invocation(one), one.help)).join("")}`;
}

export interface Parsed {
  readonly options: ReadonlyMap<string, string>;
  readonly positionals: readonly string[];
}
/** "help", a mistake's text for standard error (status 2), or what was given. */
export function parseArguments(
  command: string,
  args: readonly string[],
  columns: number,
): Parsed | "help" | { readonly error: string } {
  const spec = COMMANDS[command] as CommandSpec;
  const options = new Map<string, string>();
  const positionals: string[] = [];
  const fail = (message: string) => ({
    error: `${usageLine(command, spec, columns)}/usr/sbin/netplan ${command}: error: ${message}\n`,
  });
  for (let at = 0; at < args.length; at++) {
    const arg = args[at] ?? "";
    if (!arg.startsWith("-") || arg === "-") {
      positionals.push(arg);
      continue;
    }
    const equals = arg.indexOf("=");
    const name = equals < 0 ? arg : arg.slice(0, equals);
    const found = [HELP, DEBUG, ...spec.options].find(
      ({ names }) =>
        names.includes(name) || (name.length > 2 && names.some((n) => n.startsWith(name))),
    );
    if (found === undefined) continue;
    if (found === HELP) return "help";
    const full = found.names.at(-1) ?? "";
    if (found.metavar === null) {
      options.set(full, "");
      continue;
    }
    const next = args[at + 1];
    const value =
      equals >= 0 ? arg.slice(equals + 1) : next?.startsWith("-") === true ? undefined : next;
    if (value === undefined)
      return fail(`argument ${found.names.join("/")}: expected one argument`);
    if (equals < 0) at++;
    if (found.isInt === true && !/^\s*[+-]?\d+\s*$/.test(value))
      return fail(`argument ${found.names.join("/")}: invalid int value: '${value}'`);
    options.set(full, value);
  }
  const missing = spec.positionals.filter((one) => one.required).slice(positionals.length);
  if (missing.length > 0)
    return fail(
      `the following arguments are required: ${missing.map((one) => one.name).join(", ")}`,
    );
  return { options, positionals };
}
