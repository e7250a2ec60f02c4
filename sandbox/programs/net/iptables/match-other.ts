/** The smaller matches: iprange, mac, owner, physdev, pkttype, length, ttl and hl, tos, dscp, tcpmss, rpfilter. */
import type { IfaceMatch, NfAddr, Range, XtMatch } from "../../../kernel/netfilter/types.ts";
import { type MacAddr, formatMac, parseIpv6Groups, parseMac } from "../../../wire/addr.ts";
import { formatAddress, parseNumeric } from "./address.ts";
import type { Entry, MatchExtension } from "./extension.ts";
import { hex2, parseUint } from "./numbers.ts";
import { parseInterface } from "./interface.ts";
import type { Session } from "./session.ts";
import { parseTos, tosName } from "./tos.ts";
import { inv, rangeText, type View } from "./view.ts";

type Of<N extends XtMatch["name"]> = Extract<XtMatch, { readonly name: N }>;
type Writable<T> = { -readonly [K in keyof T]: T[K] };

// ── iprange, mac ───────────────────────────────────────────────────────────────────────────────

function isBefore(a: NfAddr, b: NfAddr): boolean {
  if (typeof a === "number") return a >>> 0 < (b as number) >>> 0;
  const left = parseIpv6Groups(a) as number[];
  const right = parseIpv6Groups(b as string) as number[];
  for (let i = 0; i < 8; i++)
    if (left[i] !== right[i]) return (left[i] as number) < (right[i] as number);
  return false;
}

export const iprangeMatch: MatchExtension = {
  name: "iprange",
  entries: [
    { names: ["src-range"], type: "string", invert: true },
    { names: ["dst-range"], type: "string", invert: true },
  ],
  start({ s }) {
    const match: Writable<Of<"iprange">> = { name: "iprange", src: null, dst: null };
    return {
      parse({ name, arg, invert }) {
        const dash = arg.indexOf("-");
        const read = (text: string): NfAddr =>
          parseNumeric(text, s.family) ??
          s.bad(`iprange: Bad value for "--${name}" option: "${text}"`);
        const from = read(dash < 0 ? arg : arg.slice(0, dash));
        const to = dash < 0 ? from : read(arg.slice(dash + 1));
        if (isBefore(to, from))
          s.err(
            `xt_iprange: range ${formatAddress(from)}-${formatAddress(to)} is reversed and will never match\n`,
          );
        match[name === "src-range" ? "src" : "dst"] = { from, to, invert };
      },
      finish() {
        if (match.src === null && match.dst === null)
          s.bad("iprange match: You must specify `--src-range' or `--dst-range'");
        return match;
      },
    };
  },
};

type Span = NonNullable<Of<"iprange">["src"]>;
const spanText = ({ from, to }: Span): string => `${formatAddress(from)}-${formatAddress(to)}`;

export function printIprange({ src, dst }: Of<"iprange">): string {
  let text = "";
  if (src !== null) text += ` source IP range ${inv(src.invert)}${spanText(src)}`;
  if (dst !== null) text += ` destination IP range ${inv(dst.invert)}${spanText(dst)}`;
  return text;
}

export function saveIprange({ src, dst }: Of<"iprange">): string {
  let text = "";
  if (src !== null) text += ` ${inv(src.invert)}--src-range ${spanText(src)}`;
  if (dst !== null) text += ` ${inv(dst.invert)}--dst-range ${spanText(dst)}`;
  return text;
}

export const macMatch: MatchExtension = {
  name: "mac",
  entries: [{ names: ["mac-source"], type: "string", invert: true, must: true }],
  start({ s }) {
    let match: XtMatch | null = null;
    return {
      parse({ arg, invert }) {
        const source: MacAddr | null = parseMac(arg);
        if (source === null) return s.bad("Invalid MAC address specified.");
        match = { name: "mac", source, invert };
      },
      finish: () => match,
    };
  },
};

export const printMac = ({ source, invert }: Of<"mac">): string =>
  ` MAC${invert ? " !" : ""} ${formatMac(source)}`;
export const saveMac = ({ source, invert }: Of<"mac">): string =>
  ` ${inv(invert)}--mac-source ${formatMac(source)}`;

// ── owner ──────────────────────────────────────────────────────────────────────────────────────

function parseOwner(s: Session, name: string, arg: string): { from: number; to: number } {
  const path = name === "uid-owner" ? "/etc/passwd" : "/etc/group";
  const id = s.names.idOf(arg, path);
  if (id !== null) return { from: id, to: id };
  const [first, last] = arg.split("-", 2);
  const from = parseUint(first as string);
  const to = last === undefined ? from : parseUint(last);
  if (from === null || to === null)
    return s.bad(`owner: Bad value for "--${name}" option: "${arg}"`);
  return { from, to };
}

export const ownerMatch: MatchExtension = {
  name: "owner",
  entries: [
    { names: ["uid-owner"], type: "string", invert: true },
    { names: ["gid-owner"], type: "string", invert: true },
    { names: ["socket-exists"], type: "none", invert: true },
    { names: ["suppl-groups"], type: "none" },
  ],
  start({ s }) {
    const match: Writable<Of<"owner">> = {
      name: "owner",
      uid: null,
      gid: null,
      socketExists: null,
    };
    return {
      parse({ name, arg, invert }) {
        if (name === "uid-owner") match.uid = { ...parseOwner(s, name, arg), invert };
        else if (name === "gid-owner") match.gid = { ...parseOwner(s, name, arg), invert };
        else if (name === "socket-exists") match.socketExists = { invert };
        else if (match.gid === null)
          s.bad(
            'owner: Bad value for "--suppl-groups" option: "you need to use --gid-owner first"',
          );
        else s.notSimulated("--suppl-groups");
      },
      finish() {
        if (match.uid === null && match.gid === null && match.socketExists === null)
          s.bad("owner: At least one of --uid-owner, --gid-owner or --socket-exists is required");
        return match;
      },
    };
  },
};

export function printOwner({ uid, gid, socketExists }: Of<"owner">, view: View): string {
  const who = (range: Range, path: "/etc/passwd" | "/etc/group"): string => {
    const one = range.from === range.to && !view.numeric;
    return (one ? view.names.nameOfId(range.from, path) : null) ?? rangeText(range, "-");
  };
  let text = "";
  if (uid !== null) text += ` ${inv(uid.invert)}owner UID match ${who(uid, "/etc/passwd")}`;
  if (gid !== null) text += ` ${inv(gid.invert)}owner GID match ${who(gid, "/etc/group")}`;
  if (socketExists !== null) text += ` ${inv(socketExists.invert)}owner socket exists`;
  return text;
}

export function saveOwner({ uid, gid, socketExists }: Of<"owner">): string {
  let text = "";
  if (socketExists !== null) text += ` ${inv(socketExists.invert)}--socket-exists`;
  if (uid !== null) text += ` ${inv(uid.invert)}--uid-owner ${rangeText(uid, "-")}`;
  if (gid !== null) text += ` ${inv(gid.invert)}--gid-owner ${rangeText(gid, "-")}`;
  return text;
}

// ── physdev, pkttype ───────────────────────────────────────────────────────────────────────────

export const physdevMatch: MatchExtension = {
  name: "physdev",
  entries: [
    "physdev-in",
    "physdev-out",
    "physdev-is-in",
    "physdev-is-out",
    "physdev-is-bridged",
  ].map((name): Entry => ({
    names: [name],
    type: name.includes("-is-") ? "none" : "string",
    invert: true,
  })),
  start({ s }) {
    const match: Writable<Of<"physdev">> = {
      name: "physdev",
      in: null,
      out: null,
      isIn: null,
      isOut: null,
      isBridged: null,
    };
    return {
      parse({ name, arg, invert }) {
        if (name === "physdev-in") match.in = { name: parseInterface(s, arg), invert };
        else if (name === "physdev-out") match.out = { name: parseInterface(s, arg), invert };
        else if (name === "physdev-is-in") match.isIn = !invert;
        else if (name === "physdev-is-out") match.isOut = !invert;
        else match.isBridged = !invert;
      },
      finish(seen) {
        if (seen.size === 0) s.bad("PHYSDEV: no physdev option specified");
        return match;
      },
    };
  },
};

export function savePhysdev(match: Of<"physdev">): string {
  let text = "";
  const is = (what: string, wanted: boolean | null): void => {
    if (wanted !== null) text += ` ${inv(!wanted)}--physdev-${what}`;
  };
  const device = (what: string, wanted: IfaceMatch | null): void => {
    if (wanted !== null) text += ` ${inv(wanted.invert)}--physdev-${what} ${wanted.name}`;
  };
  is("is-in", match.isIn);
  device("in", match.in);
  is("is-out", match.isOut);
  device("out", match.out);
  is("is-bridged", match.isBridged);
  return text;
}
export const printPhysdev = (match: Of<"physdev">): string => ` PHYSDEV match${savePhysdev(match)}`;

const PACKET_TYPES: ReadonlyMap<string, Of<"pkttype">["type"]> = new Map([
  ["unicast", "unicast"],
  ["broadcast", "broadcast"],
  ["multicast", "multicast"],
  ["bcast", "broadcast"],
  ["mcast", "multicast"],
  ["host", "unicast"],
]);

export const pkttypeMatch: MatchExtension = {
  name: "pkttype",
  entries: [{ names: ["pkt-type"], type: "string", invert: true, must: true }],
  start({ s }) {
    let match: XtMatch | null = null;
    return {
      parse({ arg, invert }) {
        const type = PACKET_TYPES.get(arg.toLowerCase());
        if (type === undefined) return s.bad(`Bad packet type '${arg}'`);
        match = { name: "pkttype", type, invert };
      },
      finish: () => match,
    };
  },
};

export const printPkttype = ({ type, invert }: Of<"pkttype">): string =>
  ` PKTTYPE ${invert ? "!" : ""}= ${type}`;
export const savePkttype = ({ type, invert }: Of<"pkttype">): string =>
  ` ${inv(invert)}--pkt-type ${type}`;

// ── length, ttl, hl, tcpmss ────────────────────────────────────────────────────────────────────

export const lengthMatch: MatchExtension = {
  name: "length",
  entries: [{ names: ["length"], type: "range", max: 65535, invert: true, must: true }],
  start() {
    let range: Range = { from: 0, to: 65535, invert: false };
    return {
      parse({ a, b, invert }) {
        range = { from: a, to: b, invert };
      },
      finish: () => ({ name: "length", range }),
    };
  },
};

export const printLength = ({ range }: Of<"length">): string =>
  ` length ${range.invert ? "!" : ""}${rangeText(range)}`;
export const saveLength = ({ range }: Of<"length">): string =>
  ` ${inv(range.invert)}--length ${rangeText(range)}`;

function ttl(name: "ttl" | "hl"): MatchExtension {
  const eq = `${name}-eq`;
  const lt = `${name}-lt`;
  const gt = `${name}-gt`;
  return {
    name,
    entries: [
      { names: [lt], type: "uint", max: 255, excl: [gt, eq] },
      { names: [gt], type: "uint", max: 255, excl: [lt, eq] },
      { names: [eq, name], type: "uint", max: 255, invert: true, excl: [lt, gt] },
    ],
    start({ s }) {
      let match: XtMatch | null = null;
      return {
        parse(call) {
          const op = call.name === lt ? "lt" : call.name === gt ? "gt" : call.invert ? "ne" : "eq";
          match = { name: "ttl", op, value: call.a };
        },
        finish() {
          const end = name === "ttl" ? "" : "'";
          return (
            match ??
            s.bad(
              `${name.toUpperCase()} match: You must specify one of \`--${eq}', \`--${lt}', \`--${gt}${end}`,
            )
          );
        },
      };
    },
  };
}
export const ttlMatch = ttl("ttl");
export const hlMatch = ttl("hl");

export function printTtl({ op, value }: Of<"ttl">, view: View): string {
  const name = view.family === "ip" ? "TTL" : "HL";
  const sign = { eq: "==", ne: "!=", lt: "<", gt: ">" }[op];
  return ` ${name} match ${name} ${sign} ${value}`;
}

export function saveTtl({ op, value }: Of<"ttl">, view: View): string {
  const name = view.family === "ip" ? "ttl" : "hl";
  return ` ${inv(op === "ne")}--${name}-${op === "ne" ? "eq" : op} ${value}`;
}

export const tcpmssMatch: MatchExtension = {
  name: "tcpmss",
  entries: [{ names: ["mss"], type: "range", max: 65535, invert: true, must: true }],
  start({ s }) {
    let range: Range = { from: 0, to: 0, invert: false };
    return {
      parse({ a, b, invert }) {
        if (b < a) s.bad("tcpmss: invalid range given");
        range = { from: a, to: b, invert };
      },
      finish: () => ({ name: "tcpmss", range }),
    };
  },
};

export const printTcpmss = ({ range }: Of<"tcpmss">): string =>
  ` tcpmss match ${range.invert ? "!" : ""}${rangeText(range)}`;
export const saveTcpmss = ({ range }: Of<"tcpmss">): string =>
  ` ${inv(range.invert)}--mss ${rangeText(range)}`;

// ── tos, dscp ──────────────────────────────────────────────────────────────────────────────────

export const tosMatch: MatchExtension = {
  name: "tos",
  entries: [{ names: ["tos"], type: "string", invert: true, must: true }],
  start({ s }) {
    let match: XtMatch | null = null;
    return {
      parse({ arg, invert }) {
        match = { name: "tos", ...parseTos(s, "tos", "tos", arg), invert };
      },
      finish: () => match,
    };
  },
};

export const DSCP_CLASSES: ReadonlyMap<string, number> = new Map([
  ["CS0", 0],
  ["CS1", 8],
  ["CS2", 16],
  ["CS3", 24],
  ["CS4", 32],
  ["CS5", 40],
  ["CS6", 48],
  ["CS7", 56],
  ["BE", 0],
  ["AF11", 10],
  ["AF12", 12],
  ["AF13", 14],
  ["AF21", 18],
  ["AF22", 20],
  ["AF23", 22],
  ["AF31", 26],
  ["AF32", 28],
  ["AF33", 30],
  ["AF41", 34],
  ["AF42", 36],
  ["AF43", 38],
  ["EF", 46],
]);

export const dscpMatch: MatchExtension = {
  name: "dscp",
  entries: [
    { names: ["dscp"], type: "uint", max: 63, invert: true, excl: ["dscp-class"] },
    { names: ["dscp-class"], type: "string", invert: true, excl: ["dscp"] },
  ],
  start({ s }) {
    let match: XtMatch | null = null;
    return {
      parse({ name, arg, a, invert }) {
        const value =
          name === "dscp"
            ? a
            : (DSCP_CLASSES.get(arg.toUpperCase()) ?? s.bad(`Invalid DSCP value \`${arg}'`));
        match = { name: "dscp", value, mask: 63, invert };
      },
      finish: () => match ?? s.bad("DSCP match: Parameter --dscp is required"),
    };
  },
};

export function printTos(match: Of<"tos" | "dscp">, view: View): string {
  const { name, value, mask, invert } = match;
  if (name === "dscp") return ` DSCP match ${invert ? "!" : ""}${hex2(value)}`;
  const symbol = view.numeric ? null : tosName(value, mask);
  const head = ` tos match${invert ? "!" : ""}`;
  return symbol !== null ? `${head} ${symbol}` : `${head}${hex2(value)}/${hex2(mask)}`;
}

export function saveTos({ name, value, mask, invert }: Of<"tos" | "dscp">): string {
  return ` ${inv(invert)}--${name} ${hex2(value)}${name === "tos" ? `/${hex2(mask)}` : ""}`;
}

// ── rpfilter ───────────────────────────────────────────────────────────────────────────────────

export const rpfilterMatch: MatchExtension = {
  name: "rpfilter",
  entries: ["loose", "validmark", "accept-local", "invert"].map((name): Entry => ({
    names: [name],
    type: "none",
  })),
  start() {
    return {
      finish: (seen) => ({
        name: "rpfilter",
        loose: seen.has("loose"),
        validmark: seen.has("validmark"),
        acceptLocal: seen.has("accept-local"),
        invert: seen.has("invert"),
      }),
    };
  },
};

function rpfilterText(match: Of<"rpfilter">, dashes: string): string {
  const { loose, validmark, acceptLocal, invert } = match;
  const words: readonly (readonly [boolean, string])[] = [
    [loose, "loose"],
    [validmark, "validmark"],
    [acceptLocal, "accept-local"],
    [invert, "invert"],
  ];
  return words.map(([on, word]) => (on ? ` ${dashes}${word}` : "")).join("");
}
export const printRpfilter = (match: Of<"rpfilter">): string =>
  ` rpfilter${rpfilterText(match, "")}`;
export const saveRpfilter = (match: Of<"rpfilter">): string => rpfilterText(match, "--");
