/** getopt_long(3) of glibc: permutation, clusters, abbreviations, and its messages to the letter. */
export interface LongOption {
  readonly name: string;
  /** 0 none, 1 required, 2 optional. */
  readonly arg?: 0 | 1 | 2;
  /** The short option it stands for; its own name without one. */
  readonly as?: string;
}

export interface Option {
  /** The short letter, or a long option's name. */
  readonly name: string;
  readonly value: string | null;
}

export interface Parsed {
  readonly options: readonly Option[];
  readonly args: readonly string[];
  /** glibc's complaint, without newline; parsing stopped there. */
  readonly error: string | null;
}

/** `short` as getopt(3) takes it: "n:" needs a value, "c::" may have one, a leading "+" stops at the first operand. */
export function getopt(
  argv: readonly string[],
  short: string,
  long: readonly LongOption[] = [],
): Parsed {
  const name = argv[0] ?? "";
  const strict = short.startsWith("+");
  const options: Option[] = [];
  const args: string[] = [];
  const stop = (error: string): Parsed => ({ options, args, error: `${name}: ${error}` });
  for (let i = 1; i < argv.length; i++) {
    const arg = argv[i] as string;
    if (arg === "--") {
      args.push(...argv.slice(i + 1));
      break;
    }
    if (!arg.startsWith("-") || arg === "-") {
      if (strict) {
        args.push(...argv.slice(i));
        break;
      }
      args.push(arg);
      continue;
    }
    if (arg.startsWith("--")) {
      const found = longOption(arg, long);
      if (typeof found === "string") return stop(found);
      let value = found.value;
      if (found.option.arg === 1 && value === null) {
        if (i + 1 >= argv.length)
          return stop(`option '--${found.option.name}' requires an argument`);
        value = argv[++i] as string;
      }
      options.push({ name: found.option.as ?? found.option.name, value });
      continue;
    }
    for (let k = 1; k < arg.length;) {
      const ch = String.fromCodePoint(arg.codePointAt(k) as number);
      const at = ch === ":" || ch === "+" ? -1 : short.indexOf(ch);
      if (at < 0) return stop(`invalid option -- '${ch}'`);
      k += ch.length;
      if (short[at + 1] !== ":") {
        options.push({ name: ch, value: null });
        continue;
      }
      let value: string | null = k < arg.length ? arg.slice(k) : null;
      if (value === null && short[at + 2] !== ":") {
        if (i + 1 >= argv.length) return stop(`option requires an argument -- '${ch}'`);
        value = argv[++i] as string;
      }
      options.push({ name: ch, value });
      break;
    }
  }
  return { options, args, error: null };
}

function longOption(
  arg: string,
  long: readonly LongOption[],
): { option: LongOption; value: string | null } | string {
  const equals = arg.indexOf("=");
  const name = equals < 0 ? arg.slice(2) : arg.slice(2, equals);
  const value = equals < 0 ? null : arg.slice(equals + 1);
  const exact = long.find((option) => option.name === name);
  const near =
    exact === undefined ? long.filter((option) => option.name.startsWith(name)) : [exact];
  const option = near[0];
  if (option === undefined) return `unrecognized option '--${name}'`;
  const same = near.every(
    (other) => other.as !== undefined && other.as === option.as && other.arg === option.arg,
  );
  if (near.length > 1 && !same) {
    const all = near.map((other) => `'--${other.name}'`).join(" ");
    return `option '--${name}' is ambiguous; possibilities: ${all}`;
  }
  if (value !== null && (option.arg ?? 0) === 0)
    return `option '--${option.name}' doesn't allow an argument`;
  return { option, value };
}

/** "as" pairs in one string: "all=a almost-all=A sort:" (`:` needs a value, `::` may have one). */
export function longs(spec: string): LongOption[] {
  return spec.split(" ").map((word) => {
    const m = /^([^=:]+)(::|:)?(?:=(.))?$/.exec(word) as RegExpExecArray;
    const arg = m[2] === "::" ? 2 : m[2] === ":" ? 1 : 0;
    return { name: m[1] as string, arg, ...(m[3] === undefined ? {} : { as: m[3] }) };
  });
}

/** The two lines coreutils print for a bad option. */
export function usageError(name: string, error: string): string {
  return `${error}\nTry '${name} --help' for more information.\n`;
}

/** coreutils' quote(): in a UTF-8 locale, typographic quotes. */
export function quote(text: string): string {
  return `‘${text.replace(/[\\\n\t\r]/g, escapeControl)}’`;
}

/** quotef()/quoteaf(): as a shell would need it; `always` for quoteaf. */
export function shellQuote(text: string, always = false): string {
  if (text === "") return "''";
  if (/[\x00-\x1f\x7f]/.test(text)) {
    return `'${text.replace(/'/g, "'\\''").replace(/[\x00-\x1f\x7f]+/g, (run) => `'$'${[...run].map(escapeControl).join("")}''`)}'`;
  }
  const special =
    /[\s!"#$&'()*;<=>?[\\\]^`{|}~]/.test(text.replace(/^([^#~]*)[#~]/, "$1")) || /^[#~]/.test(text);
  if (!special && !always) return text;
  if (text.includes("'"))
    return /["$`\\!]/.test(text) ? `'${text.replace(/'/g, "'\\''")}'` : `"${text}"`;
  return `'${text}'`;
}

/** quotef(): quoted only when it has a colon or something a shell would take amiss. */
export function quoteName(text: string): string {
  return text.includes(":") ? shellQuote(text, true) : shellQuote(text);
}

function escapeControl(ch: string): string {
  const known: Record<string, string> = {
    "\n": "\\n",
    "\t": "\\t",
    "\r": "\\r",
    "\\": "\\\\",
    "\x07": "\\a",
    "\b": "\\b",
    "\f": "\\f",
    "\v": "\\v",
  };
  return known[ch] ?? `\\${ch.charCodeAt(0).toString(8).padStart(3, "0")}`;
}

export function notSimulated(name: string, what: string, instead = ""): string {
  return `${name}: underlay does not simulate ${what}${instead === "" ? "" : ` (${instead})`}\n`;
}
