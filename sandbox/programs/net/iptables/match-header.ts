/** Small matches that are seldom met: ecn, cpu, devgroup, esp, ah, sctp. extensions/libxt_*.c, libipt_ah.c. */
import type { DevGroup, Range, XtPayloadMatch } from "../../../kernel/netfilter/types.ts";
import type { MatchExtension } from "./extension.ts";
import { hexMask, parseUint, U32_MAX } from "./numbers.ts";
import type { Session } from "./session.ts";
import { inv, portText, rangeText, type View } from "./view.ts";

type Of<N extends XtPayloadMatch["name"]> = Extract<XtPayloadMatch, { readonly name: N }>;
type Writable<T> = { -readonly [K in keyof T]: T[K] };

// ── ecn, cpu ───────────────────────────────────────────────────────────────────────────────────

export const ecnMatch: MatchExtension = {
  name: "ecn",
  entries: [
    { names: ["ecn-tcp-cwr"], type: "none", invert: true },
    { names: ["ecn-tcp-ece"], type: "none", invert: true },
    { names: ["ecn-ip-ect"], type: "uint", max: 3, invert: true },
  ],
  start({ s }) {
    const match: Writable<Of<"ecn">> = { name: "ecn", ece: null, cwr: null, ect: null };
    return {
      parse({ name, a, invert }) {
        if (name === "ecn-tcp-cwr") match.cwr = { invert };
        else if (name === "ecn-tcp-ece") match.ece = { invert };
        else match.ect = { value: a, invert };
      },
      finish(seen) {
        if (seen.size === 0) s.bad("ECN match: some option required");
        return match;
      },
    };
  },
};

export function printEcn({ ece, cwr, ect }: Of<"ecn">): string {
  let text = " ECN match";
  if (ece !== null) text += ` ${ece.invert ? "!" : ""}ECE`;
  if (cwr !== null) text += ` ${cwr.invert ? "!" : ""}CWR`;
  if (ect !== null) text += ` ${ect.invert ? "!" : ""}ECT=${ect.value}`;
  return text;
}

export function saveEcn({ ece, cwr, ect }: Of<"ecn">): string {
  let text = "";
  if (ece !== null) text += ` ${inv(ece.invert)}--ecn-tcp-ece`;
  if (cwr !== null) text += ` ${inv(cwr.invert)}--ecn-tcp-cwr`;
  if (ect !== null) text += ` ${inv(ect.invert)}--ecn-ip-ect ${ect.value}`;
  return text;
}

const ECT_NAMES = ["not-ect", "ect1", "ect0", "ce"];

export function ecnXlate({ ece, cwr, ect }: Of<"ecn">, family: string): string {
  // One inversion is shown at all.
  const op = [ece, cwr, ect].some((one) => one?.invert === true) ? "!= " : "";
  const words: string[] = [];
  if (ece !== null) words.push(`tcp flags ${op}ecn`);
  if (cwr !== null) words.push(`tcp flags ${op}cwr`);
  if (ect !== null) words.push(`${family} ecn ${op}${ECT_NAMES[ect.value] ?? ""}`);
  return words.join(" ");
}

export const cpuMatch: MatchExtension = {
  name: "cpu",
  entries: [{ names: ["cpu"], type: "uint", invert: true, must: true }],
  start() {
    let match: Of<"cpu"> | null = null;
    return {
      parse({ a, invert }) {
        match = { name: "cpu", cpu: a, invert };
      },
      finish: () => match,
    };
  },
};
export const printCpu = ({ cpu, invert }: Of<"cpu">): string => ` cpu ${inv(invert)}${cpu}`;
export const saveCpu = ({ cpu, invert }: Of<"cpu">): string => ` ${inv(invert)}--cpu ${cpu}`;

// ── devgroup ───────────────────────────────────────────────────────────────────────────────────

function parseGroup(s: Session, name: string, text: string, invert: boolean): DevGroup {
  const [value, mask, ...more] = text.split("/");
  const group = value === "default" && mask === undefined ? 0 : parseUint(value as string);
  const bits = mask === undefined ? U32_MAX : parseUint(mask);
  if (group === null || bits === null || more.length > 0)
    return s.bad(`devgroup: Bad value for "--${name}" option: "${text}"`);
  return { group, mask: bits, invert };
}

export const devgroupMatch: MatchExtension = {
  name: "devgroup",
  entries: [
    { names: ["src-group"], type: "string", invert: true },
    { names: ["dst-group"], type: "string", invert: true },
  ],
  start({ s }) {
    const match: Writable<Of<"devgroup">> = { name: "devgroup", src: null, dst: null };
    return {
      parse({ name, arg, invert }) {
        match[name === "src-group" ? "src" : "dst"] = parseGroup(s, name, arg, invert);
      },
      finish() {
        if (match.src === null && match.dst === null)
          s.bad("devgroup match: You must specify either '--src-group' or '--dst-group'");
        return match;
      },
    };
  },
};

/** /etc/iproute2/group has one name. */
const groupText = ({ group, mask }: DevGroup, named: boolean): string =>
  named && group === 0 && mask === U32_MAX ? "default" : hexMask(group, mask);

function devgroupText({ src, dst }: Of<"devgroup">, dashes: string, named: boolean): string {
  let text = "";
  if (src !== null) text += ` ${inv(src.invert)}${dashes}src-group ${groupText(src, named)}`;
  if (dst !== null) text += ` ${inv(dst.invert)}${dashes}dst-group ${groupText(dst, named)}`;
  return text;
}
export const printDevgroup = (match: Of<"devgroup">, view: View): string =>
  devgroupText(match, "", !view.numeric);
export const saveDevgroup = (match: Of<"devgroup">): string => devgroupText(match, "--", false);

export function devgroupXlate({ src, dst }: Of<"devgroup">): string {
  // Both sides are shown with the first one's inversion.
  const op = src?.invert === true || (src === null && dst?.invert === true) ? "!= " : "";
  const one = (key: string, side: DevGroup | null): string[] => {
    if (side === null) return [];
    if (side.mask === U32_MAX) return [`${key} ${op}0x${side.group.toString(16)}`];
    const bits = `0x${side.mask.toString(16)}`;
    return [`${key} and ${bits} ${op === "" ? "== " : op}0x${side.group.toString(16)}`];
  };
  return [...one("iifgroup", src), ...one("oifgroup", dst)].join(" ");
}

// ── esp, ah, sctp ──────────────────────────────────────────────────────────────────────────────

function spi(name: "esp" | "ah"): MatchExtension {
  return {
    name,
    entries: [{ names: [`${name}spi`], type: "range", invert: true }],
    start() {
      let spis: Range = { from: 0, to: U32_MAX, invert: false };
      return {
        parse({ a, b, invert }) {
          spis = { from: a, to: b, invert };
        },
        finish: () => ({ name, spis }),
      };
    },
  };
}
export const espMatch = spi("esp");
export const ahMatch = spi("ah");

const isAll = ({ from, to, invert }: Range): boolean => from === 0 && to === U32_MAX && !invert;

export function printSpi({ name, spis }: Of<"esp" | "ah">): string {
  if (isAll(spis)) return name === "ah" ? " ah " : " esp";
  const plural = spis.from === spis.to ? "" : "s";
  return ` ${name} spi${plural}:${spis.invert ? "!" : ""}${rangeText(spis)}`;
}
export const saveSpi = ({ name, spis }: Of<"esp" | "ah">): string =>
  isAll(spis) ? "" : ` ${inv(spis.invert)}--${name}spi ${rangeText(spis)}`;
export const spiXlate = ({ name, spis }: Of<"esp" | "ah">): string =>
  isAll(spis) ? "" : `${name} spi ${spis.invert ? "!= " : ""}${rangeText(spis, "-")}`;

function sctpPorts(s: Session, text: string, invert: boolean): Range {
  const parts = text.split(":");
  const [from, to] = parts.map((part, i) => {
    if (part === "" && parts.length > 1) return i === 0 ? 0 : 65_535;
    const port = parseUint(part, 0, 65_535) ?? s.names.servicePort(part, "sctp");
    return port ?? s.bad(`invalid port/service \`${part}' specified`);
  });
  return { from: from as number, to: to ?? (from as number), invert };
}

export const sctpMatch: MatchExtension = {
  name: "sctp",
  entries: [
    { names: ["source-port", "sport"], type: "string", invert: true },
    { names: ["destination-port", "dport"], type: "string", invert: true },
    { names: ["chunk-types"], type: "string", invert: true },
  ],
  start({ s }) {
    const match: Writable<Of<"sctp">> = { name: "sctp", sport: null, dport: null };
    return {
      parse({ name, arg, invert }) {
        if (name === "chunk-types") s.notSimulated("--chunk-types");
        match[name === "source-port" ? "sport" : "dport"] = sctpPorts(s, arg, invert);
      },
      finish: () => match,
    };
  },
};

export function printSctp({ sport, dport }: Of<"sctp">, view: View): string {
  const one = (key: string, range: Range | null): string => {
    if (range === null) return "";
    const { from, to, invert } = range;
    const text =
      from === to
        ? portText(view, from, "sctp")
        : `${portText(view, from, "sctp")}:${portText(view, to, "sctp")}`;
    return ` ${key}${from === to ? "" : "s"}:${invert ? "!" : ""}${text}`;
  };
  return ` sctp${one("spt", sport)}${one("dpt", dport)}`;
}

export function saveSctp({ sport, dport }: Of<"sctp">): string {
  const one = (key: string, range: Range | null): string =>
    range === null ? "" : ` ${inv(range.invert)}--${key} ${rangeText(range)}`;
  return one("sport", sport) + one("dport", dport);
}

export function sctpXlate({ sport, dport }: Of<"sctp">): string {
  const one = (key: string, range: Range | null): string[] =>
    range === null ? [] : [`sctp ${key} ${range.invert ? "!= " : ""}${rangeText(range, "-")}`];
  const words = [...one("sport", sport), ...one("dport", dport)];
  return words.length === 0 ? "xt match sctp" : words.join(" ");
}
