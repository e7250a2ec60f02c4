/** The matches that look at what is known of a packet: comment, state, conntrack, addrtype, mark, connmark. */
import {
  ADDRTYPE,
  type AddrMask,
  CT_STATE,
  CT_STATUS,
  type Range,
  type XtMatch,
} from "../../../kernel/netfilter/types.ts";
import type { Entry, MatchExtension } from "./extension.ts";
import { hexMask, saveString } from "./numbers.ts";
import type { Session } from "./session.ts";
import { inv, networkText, rangeText, type View } from "./view.ts";

type Of<N extends XtMatch["name"]> = Extract<XtMatch, { readonly name: N }>;
type Writable<T> = { -readonly [K in keyof T]: T[K] };

const COMMENT_MAX = 255;

export const commentMatch: MatchExtension = {
  name: "comment",
  entries: [{ names: ["comment"], type: "string", must: true }],
  start() {
    let text = "";
    return {
      parse(call) {
        text = call.arg.slice(0, COMMENT_MAX);
      },
      finish: () => ({ name: "comment", text }),
    };
  },
};

export const printComment = ({ text }: Of<"comment">): string => ` /* ${text} */`;
export const saveComment = ({ text }: Of<"comment">): string => ` --comment ${saveString(text)}`;

type Bits = Readonly<Record<string, number>>;

/** Names that begin so, case aside, as strncasecmp with the given length finds them. */
function findBits(table: Bits, word: string): number | null {
  if (word === "") return null;
  const upper = word.toUpperCase();
  for (const [name, bit] of Object.entries(table)) if (name.startsWith(upper)) return bit;
  return null;
}

const bitNames = (table: Bits, bits: number): string =>
  Object.entries(table)
    .filter(([, bit]) => (bits & bit) !== 0)
    .map(([name]) => name)
    .join(",");

/** Comma by comma; `fail` is told what could not be read, with what follows it. */
function parseBits(table: Bits, text: string, fail: (rest: string) => never): number {
  let bits = 0;
  let rest = text;
  for (;;) {
    const comma = rest.indexOf(",");
    const bit = comma === 0 ? null : findBits(table, comma < 0 ? rest : rest.slice(0, comma));
    if (bit === null) return fail(rest);
    bits |= bit;
    if (comma < 0) return bits;
    rest = rest.slice(comma + 1);
  }
}

const { SNAT: _snat, DNAT: _dnat, ...PLAIN_STATES } = CT_STATE;

function parseStates(s: Session, arg: string): number {
  if (arg === "" || arg.endsWith(","))
    s.bad('"--state" requires a list of states with no spaces, e.g. ESTABLISHED,RELATED');
  return parseBits(PLAIN_STATES, arg, (rest) => s.bad(`Bad state "${rest}"`));
}

export const stateMatch: MatchExtension = {
  name: "state",
  entries: [{ names: ["state"], type: "string", invert: true, must: true }],
  start({ s }) {
    let match: XtMatch | null = null;
    return {
      parse({ arg, invert }) {
        match = { name: "state", states: parseStates(s, arg), invert };
      },
      finish: () => match,
    };
  },
};

export const printState = ({ states, invert }: Of<"state">): string =>
  ` ${inv(invert)}state ${bitNames(CT_STATE, states)}`;
export const saveState = ({ states, invert }: Of<"state">): string =>
  ` ${inv(invert)}--state ${bitNames(CT_STATE, states)}`;

// ── conntrack ──────────────────────────────────────────────────────────────────────────────────

const ADDRESSES = {
  ctorigsrc: "origSrc",
  ctorigdst: "origDst",
  ctreplsrc: "replSrc",
  ctrepldst: "replDst",
} as const;
const PORTS = {
  ctorigsrcport: "origSrcPort",
  ctorigdstport: "origDstPort",
  ctreplsrcport: "replSrcPort",
  ctrepldstport: "replDstPort",
} as const;

const conntrackEntry = (name: string, type: Entry["type"]): Entry => ({
  names: [name],
  type,
  invert: true,
});

export const conntrackMatch: MatchExtension = {
  name: "conntrack",
  entries: [
    conntrackEntry("ctstate", "string"),
    conntrackEntry("ctproto", "protocol"),
    ...Object.keys(ADDRESSES).map((name) => conntrackEntry(name, "address")),
    conntrackEntry("ctstatus", "string"),
    conntrackEntry("ctexpire", "range"),
    ...Object.keys(PORTS).map((name) => conntrackEntry(name, "ports")),
    { names: ["ctdir"], type: "string" },
  ],
  start({ s }) {
    const match: Writable<Of<"conntrack">> = { name: "conntrack" };
    return {
      parse({ name, arg, invert, a, b, address }) {
        if (name === "ctstate") {
          const bits = parseBits(CT_STATE, arg, (rest) => s.bad(`Bad ctstate "${rest}"`));
          match.states = { bits, invert };
        } else if (name === "ctstatus") {
          let bits = parseBits(CT_STATUS, arg, (rest) => s.bad(`Bad ctstatus "${rest}"`));
          // NONE is no bit at all beside others.
          if (bits !== CT_STATUS.NONE) bits &= ~CT_STATUS.NONE;
          match.status = { bits, invert };
        } else if (name === "ctproto") match.protocol = { number: a, invert };
        else if (name === "ctexpire") match.expire = { from: a, to: b, invert };
        else if (name === "ctdir") {
          const upper = arg.toUpperCase();
          if (upper !== "ORIGINAL" && upper !== "REPLY")
            return s.bad(`conntrack: Bad value for "--ctdir" option: "${arg}"`);
          match.direction = upper;
        } else if (name in ADDRESSES)
          match[ADDRESSES[name as keyof typeof ADDRESSES]] = address as AddrMask;
        else match[PORTS[name as keyof typeof PORTS]] = { from: a, to: b, invert };
      },
      finish(seen) {
        if (seen.size === 0) s.bad("conntrack: At least one option is required");
        return match;
      },
    };
  },
};

function conntrackText(match: Of<"conntrack">, view: View, dashes: string): string {
  let text = "";
  const put = (invert: boolean, name: string, value: string): void => {
    text += ` ${inv(invert)}${dashes}${name} ${value}`;
  };
  const { states, status, protocol, expire, direction } = match;
  if (states !== undefined) put(states.invert, "ctstate", bitNames(CT_STATE, states.bits));
  if (protocol !== undefined) put(protocol.invert, "ctproto", String(protocol.number));
  for (const [name, key] of Object.entries(ADDRESSES)) {
    const address = match[key];
    if (address !== undefined) put(address.invert, name, networkText(view, address));
  }
  for (const [name, key] of Object.entries(PORTS)) {
    const ports: Range | undefined = match[key];
    if (ports !== undefined) put(ports.invert, name, rangeText(ports));
  }
  if (status !== undefined) put(status.invert, "ctstatus", bitNames(CT_STATUS, status.bits));
  if (expire !== undefined) put(expire.invert, "ctexpire", rangeText(expire));
  if (direction !== undefined) put(false, "ctdir", direction);
  return text;
}

export const printConntrack = (match: Of<"conntrack">, view: View): string =>
  conntrackText(match, view, "");
export const saveConntrack = (match: Of<"conntrack">, view: View): string =>
  conntrackText(match, { ...view, numeric: true }, "--");

// ── addrtype, mark ─────────────────────────────────────────────────────────────────────────────

export const addrtypeMatch: MatchExtension = {
  name: "addrtype",
  entries: [
    { names: ["src-type"], type: "string", invert: true },
    { names: ["dst-type"], type: "string", invert: true },
    { names: ["limit-iface-in"], type: "none", excl: ["limit-iface-out"] },
    { names: ["limit-iface-out"], type: "none", excl: ["limit-iface-in"] },
  ],
  start({ s }) {
    const match: Writable<Of<"addrtype">> = {
      name: "addrtype",
      src: null,
      dst: null,
      limitIfaceIn: false,
      limitIfaceOut: false,
    };
    return {
      parse({ name, arg, invert }) {
        if (name === "limit-iface-in") match.limitIfaceIn = true;
        else if (name === "limit-iface-out") match.limitIfaceOut = true;
        else {
          const types = parseBits(ADDRTYPE, arg, (rest) => s.bad(`addrtype: bad type "${rest}"`));
          match[name === "src-type" ? "src" : "dst"] = { types, invert };
        }
      },
      finish() {
        if (match.src === null && match.dst === null)
          s.bad("addrtype: you must specify --src-type or --dst-type");
        return match;
      },
    };
  },
};

export function printAddrtype(match: Of<"addrtype">): string {
  const { src, dst } = match;
  let text = " ADDRTYPE match";
  if (src !== null) text += ` src-type ${src.invert ? "!" : ""}${bitNames(ADDRTYPE, src.types)}`;
  if (dst !== null) text += ` dst-type ${dst.invert ? "!" : ""}${bitNames(ADDRTYPE, dst.types)}`;
  if (match.limitIfaceIn) text += " limit-in";
  if (match.limitIfaceOut) text += " limit-out";
  return text;
}

export function saveAddrtype(match: Of<"addrtype">): string {
  const { src, dst } = match;
  let text = "";
  if (src !== null) text += ` ${inv(src.invert)}--src-type ${bitNames(ADDRTYPE, src.types)}`;
  if (dst !== null) text += ` ${inv(dst.invert)}--dst-type ${bitNames(ADDRTYPE, dst.types)}`;
  if (match.limitIfaceIn) text += " --limit-iface-in";
  if (match.limitIfaceOut) text += " --limit-iface-out";
  return text;
}

function mark(name: "mark" | "connmark"): MatchExtension {
  return {
    name,
    entries: [{ names: ["mark"], type: "mark", invert: true, must: true }],
    start() {
      let match: XtMatch | null = null;
      return {
        parse({ a, b, invert }) {
          match = { name, value: a, mask: b, invert };
        },
        finish: () => match,
      };
    },
  };
}
export const markMatch = mark("mark");
export const connmarkMatch = mark("connmark");

export function printMark({ name, value, mask, invert }: Of<"mark" | "connmark">): string {
  const text = hexMask(value, mask);
  return name === "mark"
    ? ` mark match${invert ? " !" : ""} ${text}`
    : ` connmark match ${invert ? "!" : ""} ${text}`;
}

export const saveMark = ({ value, mask, invert }: Of<"mark" | "connmark">): string =>
  ` ${inv(invert)}--mark ${hexMask(value, mask)}`;
