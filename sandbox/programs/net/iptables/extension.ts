/**
 * How matches and targets are written down: their options, what each may be given, and how what was
 * given becomes a value of kernel/netfilter/types.ts. libxtables/xtoptions.c's checks and words.
 */
import type { AddrMask, IpPart, XtMatch, XtTarget } from "../../../kernel/netfilter/types.ts";
import { parseUint, readUint, U32_MAX } from "./numbers.ts";
import type { Session } from "./session.ts";

/** How an option's argument is read before the extension sees it. */
export type ArgType =
  /** No argument. */
  | "none"
  /** As it is; min and max are its length. */
  | "string"
  /** One number, or (range) one or two with a colon. */
  | "uint"
  | "range"
  /** One port or a range, by number or service name. */
  | "ports"
  /** value[/mask] */
  | "mark"
  | "protocol"
  | "address"
  | "double";

export interface Entry {
  /** Unlike in a long option, several names may mean one entry. */
  readonly names: readonly string[];
  readonly type: ArgType;
  readonly min?: number;
  readonly max?: number;
  readonly invert?: boolean;
  /** May be given again. */
  readonly multi?: boolean;
  readonly must?: boolean;
  /** Names of options that may not, and that must stand beside it. */
  readonly excl?: readonly string[];
  readonly also?: readonly string[];
  /** The extension checks repetition and inversion itself, in its own words. */
  readonly own?: boolean;
}

/** An option as it was given. */
export interface Call {
  readonly entry: Entry;
  readonly name: string;
  readonly arg: string;
  readonly invert: boolean;
  /** uint, double: the number; range, ports: first and last; mark: value and mask. */
  readonly a: number;
  readonly b: number;
  /** How many parts a range had. */
  readonly parts: number;
  readonly address: AddrMask | null;
  /** The word after it, where that is neither an option nor "!". */
  readonly takeWord: () => string | null;
}

/** What an extension may look at. */
export interface ExtContext {
  readonly s: Session;
  /** The rule so far: its protocol may be named later, so ask in finish(). */
  readonly ip: Pick<IpPart, "protocol" | "protocolInvert">;
  readonly address: (text: string, invert: boolean) => AddrMask;
}

export interface Running<T> {
  parse?(call: Call): void;
  /** `seen`: first names of the entries that were given. */
  finish(seen: ReadonlySet<string>): T;
}

export interface Extension<T> {
  readonly name: string;
  readonly entries: readonly Entry[];
  start(context: ExtContext): Running<T>;
}
export type MatchExtension = Extension<XtMatch | null>;
export type TargetExtension = Extension<XtTarget>;

/** An extension as a long option list. */
export interface ExtOption {
  readonly name: string;
  readonly arg: 0 | 1;
  readonly entry: Entry;
}

/** An extension's long options; a run makes them once, however many rules it reads. */
function optionsOf(s: Session, extension: Extension<unknown>): ReadonlyMap<string, ExtOption> {
  const known = s.optionsOf.get(extension);
  if (known !== undefined) return known;
  const options = new Map<string, ExtOption>();
  for (const entry of extension.entries) {
    const arg = entry.type === "none" ? 0 : 1;
    for (const name of entry.names) options.set(name, { name, arg, entry });
  }
  s.optionsOf.set(extension, options);
  return options;
}

/** One use of an extension in a rule. */
export class Loaded<T> {
  readonly extension: Extension<T>;
  readonly options: ReadonlyMap<string, ExtOption>;
  private readonly context: ExtContext;
  private readonly running: Running<T>;
  private readonly seen = new Set<string>();

  constructor(extension: Extension<T>, context: ExtContext) {
    this.extension = extension;
    this.context = context;
    this.running = extension.start(context);
    this.options = optionsOf(context.s, extension);
  }

  /** xtables_option_parse(). */
  parse(entry: Entry, arg: string | null, invert: boolean, takeWord: () => string | null): void {
    const { s } = this.context;
    const ext = this.extension.name;
    const name = entry.names[0] as string;
    if (entry.own !== true) {
      if (this.seen.has(name) && entry.multi !== true)
        s.bad(`${ext}: option "--${name}" can only be used once.\n`);
      if (invert && entry.invert !== true)
        s.bad(`${ext}: option "--${name}" cannot be inverted.\n`);
    }
    const value = readValue(this.context, ext, entry, name, arg ?? "", invert);
    this.seen.add(name);
    this.running.parse?.({ entry, name, arg: arg ?? "", invert, ...value, takeWord });
  }

  /** The extension's own last check, and then xtables_options_fcheck(). */
  finish(): T {
    const { s } = this.context;
    const value = this.running.finish(this.seen);
    for (const entry of this.extension.entries) {
      if (entry.own === true) continue;
      const name = entry.names[0] as string;
      const seen = this.seen.has(name);
      if (seen ? entry.also === undefined && entry.excl === undefined : entry.must !== true)
        continue;
      const say = (text: string): never =>
        s.bad(`${this.extension.name}: option "--${name}" ${text}\n`);
      if (!seen) say("must be specified");
      for (const other of this.extension.entries) {
        const otherName = other.names[0] as string;
        if (entry.also?.includes(otherName) === true && !this.seen.has(otherName))
          say(`also requires "--${otherName}".`);
        if (entry.excl?.includes(otherName) === true && this.seen.has(otherName))
          say(`cannot be used together with "--${otherName}".`);
      }
    }
    return value;
  }
}

type Value = Pick<Call, "a" | "b" | "parts" | "address">;
const NOTHING: Value = { a: 0, b: 0, parts: 0, address: null };

function readValue(
  { s, address }: ExtContext,
  ext: string,
  entry: Entry,
  name: string,
  arg: string,
  invert: boolean,
): Value {
  const max = entry.max ?? U32_MAX;
  const min = entry.min ?? 0;
  switch (entry.type) {
    case "none":
      return NOTHING;
    case "string":
      checkLength(s, entry, arg);
      return NOTHING;
    case "uint": {
      const a = parseUint(arg, min, max);
      if (a === null)
        return s.bad(
          `${ext}: bad value for option "--${name}", or out of range (${min}-${max}).\n`,
        );
      return { ...NOTHING, a, b: a };
    }
    case "range":
      return readRange(s, ext, name, arg, min, max);
    case "ports":
      return readPorts(s, ext, name, arg);
    case "mark":
      return readMark(s, ext, name, arg);
    case "protocol": {
      const a = parseUint(arg, 0, 255) ?? s.names.protocolNumber(arg.toLowerCase());
      if (a === null) return s.bad(`unknown protocol "${arg}" specified`);
      return { ...NOTHING, a };
    }
    case "address":
      return { ...NOTHING, address: address(arg, invert) };
    case "double": {
      const a = Number(/^[ \t]*[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?$/.test(arg) ? arg : "x");
      if (Number.isNaN(a) || a < min || a > max)
        return s.bad(
          `${ext}: bad value for option "--${name}", or out of range (${min}-${max}).\n`,
        );
      return { ...NOTHING, a };
    }
  }
}

function checkLength(s: Session, entry: Entry, arg: string): void {
  if (entry.min !== undefined && arg.length < entry.min)
    s.bad(`Argument must have a minimum length of ${entry.min} characters\n`);
}

function readRange(
  s: Session,
  ext: string,
  name: string,
  arg: string,
  min: number,
  max: number,
): Value {
  const fail = (near: string): never =>
    s.bad(`${ext}: bad value for option "--${name}" near "${near}", or out of range (0-${max}).\n`);
  let rest = arg;
  const found: number[] = [];
  for (let i = 0; i < 2; i++) {
    if (rest === "" || rest.startsWith(":")) found.push(i === 0 ? min : max);
    else {
      const got = readUint(rest);
      if (got === null || got.value > max || (got.rest !== "" && !got.rest.startsWith(":")))
        return fail(rest);
      found.push(got.value);
      rest = got.rest;
    }
    if (rest === "") break;
    if (i === 1) return s.bad(`${ext}: Too many components for option "--${name}" (max: 2)\n`);
    rest = rest.slice(1);
  }
  const a = found[0] as number;
  return { ...NOTHING, a, b: found[1] ?? a, parts: found.length };
}

function readPorts(s: Session, ext: string, name: string, arg: string): Value {
  const parts = arg.split(":");
  if (parts.length > 2)
    return s.bad(`${ext}: Too many components for option "--${name}" (max: 2)\n`);
  const [a, b] = parts.map((part, i) => {
    if (part === "") return i === 0 ? 0 : 65535;
    // What is too large for a port loses its upper bits.
    const number = parseUint(part);
    if (number !== null) return number & 0xffff;
    const port = s.names.servicePort(part, ext === "conntrack" ? "" : ext);
    return port ?? s.bad(`Port "${part}" does not resolve to anything.\n`);
  });
  return { ...NOTHING, a: a as number, b: b ?? (a as number), parts: parts.length };
}

function readMark(s: Session, ext: string, name: string, arg: string): Value {
  const [value, mask, ...more] = arg.split("/");
  const a = parseUint(value as string);
  const b = mask === undefined ? U32_MAX : parseUint(mask);
  if (a === null || b === null || more.length > 0)
    return s.bad(`${ext}: bad integer value for option "--${name}", or out of range.\n`);
  return { ...NOTHING, a, b };
}
