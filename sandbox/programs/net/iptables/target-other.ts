/** The other targets: REJECT, LOG, MARK, CONNMARK, TCPMSS, CT, NOTRACK, TRACE, TTL and HL, TOS. */
import type { RejectWith, XtTarget } from "../../../kernel/netfilter/types.ts";
import type { Entry, TargetExtension } from "./extension.ts";
import { hex, hex2, parseUint, saveString, U32_MAX } from "./numbers.ts";
import { parseTos, tosName } from "./tos.ts";
import type { View } from "./view.ts";

export type TargetOf<N extends XtTarget["name"]> = Extract<XtTarget, { readonly name: N }>;
type Writable<T> = { -readonly [K in keyof T]: T[K] };

// ── REJECT ─────────────────────────────────────────────────────────────────────────────────────

type Alias = readonly [RejectWith, string];
const REJECT_4: readonly Alias[] = [
  ["icmp-net-unreachable", "net-unreach"],
  ["icmp-host-unreachable", "host-unreach"],
  ["icmp-proto-unreachable", "proto-unreach"],
  ["icmp-port-unreachable", "port-unreach"],
  ["icmp-net-prohibited", "net-prohib"],
  ["icmp-host-prohibited", "host-prohib"],
  ["tcp-reset", "tcp-rst"],
  ["icmp-admin-prohibited", "admin-prohib"],
];
const REJECT_6: readonly Alias[] = [
  ["icmp6-no-route", "no-route"],
  ["icmp6-adm-prohibited", "adm-prohibited"],
  ["icmp6-addr-unreachable", "addr-unreach"],
  ["icmp6-port-unreachable", "port-unreach"],
  ["tcp-reset", "tcp-reset"],
  ["icmp6-policy-fail", "policy-fail"],
  ["icmp6-reject-route", "reject-route"],
];

export const rejectTarget: TargetExtension = {
  name: "REJECT",
  entries: [{ names: ["reject-with"], type: "string" }],
  start({ s }) {
    let how: RejectWith = s.v6 ? "icmp6-port-unreachable" : "icmp-port-unreachable";
    return {
      parse({ arg }) {
        const lower = arg.toLowerCase();
        const found = (s.v6 ? REJECT_6 : REJECT_4).find(
          ([name, alias]) => arg !== "" && (name.startsWith(lower) || alias.startsWith(lower)),
        );
        if (found !== undefined) {
          how = found[0];
          return;
        }
        if (!s.v6 && "echo-reply".startsWith(lower))
          s.err(`--reject-with echo-reply no longer supported\n`);
        s.bad(`unknown reject type "${arg}"`);
      },
      finish: () => ({ name: "REJECT", with: how }),
    };
  },
};

// ── LOG ────────────────────────────────────────────────────────────────────────────────────────

const LEVELS: readonly string[] = [
  "emerg",
  "alert",
  "crit",
  "err",
  "warn",
  "notice",
  "info",
  "debug",
];
const LEVEL_NAMES: ReadonlyMap<string, number> = new Map([
  ["emerg", 0],
  ["panic", 0],
  ["alert", 1],
  ["crit", 2],
  ["error", 3],
  ["warning", 4],
  ["notice", 5],
  ["info", 6],
  ["debug", 7],
]);
const LOG_FLAGS: readonly (readonly [string, string, number])[] = [
  ["log-tcp-sequence", "tcp-sequence", 1],
  ["log-tcp-options", "tcp-options", 2],
  ["log-ip-options", "ip-options", 4],
  ["log-uid", "uid", 8],
  ["log-macdecode", "macdecode", 32],
];
const PREFIX_MAX = 29;
const DEFAULT_LEVEL = 4;

export const logTarget: TargetExtension = {
  name: "LOG",
  entries: [
    { names: ["log-level"], type: "string" },
    { names: ["log-prefix"], type: "string", min: 1 },
    ...LOG_FLAGS.map(([name]): Entry => ({ names: [name], type: "none" })),
  ],
  start({ s }) {
    let level = DEFAULT_LEVEL;
    let prefix = "";
    let flags = 0;
    return {
      parse({ name, arg }) {
        if (name === "log-level") {
          const number = parseUint(arg, 0, 7) ?? LEVEL_NAMES.get(arg);
          if (number === undefined) return s.bad(`log level "${arg}" unknown\n`);
          level = number;
        } else if (name === "log-prefix") {
          if (arg.includes("\n")) s.bad("Newlines not allowed in --log-prefix");
          prefix = arg.slice(0, PREFIX_MAX);
        } else flags |= LOG_FLAGS.find(([option]) => option === name)?.[2] ?? 0;
      },
      finish: () => ({ name: "LOG", level, prefix, flags }),
    };
  },
};

export function printLog({ level, prefix, flags }: TargetOf<"LOG">, view: View): string {
  let text = view.numeric
    ? ` LOG flags ${flags} level ${level}`
    : ` LOG level ${LEVELS[level] as string}`;
  if (!view.numeric)
    for (const [, word, bit] of LOG_FLAGS) if ((flags & bit) !== 0) text += ` ${word}`;
  return prefix === "" ? text : `${text} prefix "${prefix}"`;
}

export function saveLog({ level, prefix, flags }: TargetOf<"LOG">): string {
  let text = prefix === "" ? "" : ` --log-prefix ${saveString(prefix)}`;
  if (level !== DEFAULT_LEVEL) text += ` --log-level ${level}`;
  for (const [option, , bit] of LOG_FLAGS) if ((flags & bit) !== 0) text += ` --${option}`;
  return text;
}

// ── MARK, CONNMARK ─────────────────────────────────────────────────────────────────────────────

const MARK_OPS = ["set-xmark", "set-mark", "and-mark", "or-mark", "xor-mark"];
const SAVING = ["save-mark", "restore-mark"];

/** What an option of MARK or CONNMARK makes of its value and mask. */
function xmark(option: string, value: number, mask: number): { value: number; mask: number } {
  if (option === "set-mark") return { value, mask: (value | mask) >>> 0 };
  if (option === "and-mark") return { value: 0, mask: ~value >>> 0 };
  if (option === "or-mark") return { value, mask: value };
  if (option === "xor-mark") return { value, mask: 0 };
  return { value, mask };
}

const markEntry = (name: string, all: readonly string[]): Entry => ({
  names: [name],
  type: SAVING.includes(name) ? "none" : name.startsWith("set") ? "mark" : "uint",
  excl: all.filter((other) => other !== name),
});

export const markTarget: TargetExtension = {
  name: "MARK",
  entries: MARK_OPS.map((name) => markEntry(name, MARK_OPS)),
  start({ s }) {
    let target: XtTarget | null = null;
    return {
      parse: ({ name, a, b }) => {
        target = { name: "MARK", ...xmark(name, a, b) };
      },
      finish: () =>
        target ??
        s.bad("MARK: One of the --set-xmark, --{and,or,xor,set}-mark options is required"),
    };
  },
};

const CONNMARK_OPS = [...MARK_OPS, ...SAVING];

export const connmarkTarget: TargetExtension = {
  name: "CONNMARK",
  entries: [
    ...CONNMARK_OPS.map((name) => markEntry(name, CONNMARK_OPS)),
    ...["left-shift-mark", "right-shift-mark"].map((name): Entry => ({
      names: [name],
      type: "uint",
    })),
    { names: ["ctmask"], type: "uint", excl: ["mask"] },
    { names: ["nfmask"], type: "uint", excl: ["mask"] },
    { names: ["mask"], type: "uint", excl: ["ctmask", "nfmask"] },
  ],
  start({ s }) {
    let op: string | null = null;
    let set = { value: 0, mask: 0 };
    let ctmask = U32_MAX;
    let nfmask = U32_MAX;
    return {
      parse({ name, a, b }) {
        if (name.endsWith("shift-mark")) s.notSimulated(`--${name}`);
        if (name === "mask") {
          ctmask = a;
          nfmask = a;
        } else if (name === "ctmask") ctmask = a;
        else if (name === "nfmask") nfmask = a;
        else {
          op = name;
          set = xmark(name, a, b);
        }
      },
      finish(seen) {
        if (op === null) return s.bad("CONNMARK target: No operation specified");
        if (SAVING.includes(op))
          return { name: "CONNMARK", op: op === "save-mark" ? "save" : "restore", nfmask, ctmask };
        // --mask after --set-mark narrows what is set.
        const mask = seen.has("mask") ? ctmask : set.mask;
        return { name: "CONNMARK", op: "set", value: set.value, mask };
      },
    };
  },
};

function xmarkText(value: number, mask: number): string {
  if (value === 0) return `and ${hex(~mask)}`;
  if (value === mask) return `or ${hex(value)}`;
  if (mask === 0) return `xor ${hex(value)}`;
  if (mask === U32_MAX) return `set ${hex(value)}`;
  return `xset ${hex(value)}/${hex(mask)}`;
}

export function printMarkTarget(target: TargetOf<"MARK" | "CONNMARK">): string {
  const head = ` ${target.name} `;
  if (target.name === "MARK" || target.op === "set")
    return head + xmarkText(target.value, target.mask);
  const { op, nfmask, ctmask } = target;
  if (nfmask === ctmask) return `${head}${op}${nfmask === U32_MAX ? "" : ` mask ${hex(nfmask)}`}`;
  return op === "save"
    ? `${head}save nfmask ${hex(nfmask)} ctmask ~${hex(ctmask)}`
    : `${head}restore ctmask ${hex(ctmask)} nfmask ~${hex(nfmask)}`;
}

export function saveMarkTarget(target: TargetOf<"MARK" | "CONNMARK">): string {
  if (target.name === "MARK" || target.op === "set")
    return ` --set-xmark ${hex(target.value)}/${hex(target.mask)}`;
  const { op, nfmask, ctmask } = target;
  return ` --${op}-mark --nfmask ${hex(nfmask)} --ctmask ${hex(ctmask)}`;
}

// ── TCPMSS, CT, TRACE ──────────────────────────────────────────────────────────────────────────

export const tcpmssTarget: TargetExtension = {
  name: "TCPMSS",
  entries: [
    { names: ["set-mss"], type: "uint", max: 65_515 },
    { names: ["clamp-mss-to-pmtu"], type: "none" },
  ],
  start({ s }) {
    let mss: number | null = null;
    return {
      parse({ name, a }) {
        mss = name === "set-mss" ? a : null;
      },
      finish(seen) {
        if (seen.size === 0) s.bad("TCPMSS target: At least one parameter is required");
        return { name: "TCPMSS", mss };
      },
    };
  },
};

export const printTcpmssTarget = ({ mss }: TargetOf<"TCPMSS">): string =>
  mss === null ? " TCPMSS clamp to PMTU" : ` TCPMSS set ${mss}`;
export const saveTcpmssTarget = ({ mss }: TargetOf<"TCPMSS">): string =>
  mss === null ? " --clamp-mss-to-pmtu" : ` --set-mss ${mss}`;

const ZONES = ["zone", "zone-orig", "zone-reply"];
const ZONE_DIRECTIONS = { zone: "both", "zone-orig": "orig", "zone-reply": "reply" } as const;

export const ctTarget: TargetExtension = {
  name: "CT",
  entries: [
    { names: ["notrack"], type: "none" },
    ...["helper", "timeout", "ctevents", "expevents", ...ZONES].map((name): Entry => ({
      names: [name],
      type: "string",
    })),
  ],
  start({ s }) {
    const target: Writable<TargetOf<"CT">> = {
      name: "CT",
      notrack: false,
      zone: null,
      zoneDir: "both",
    };
    return {
      parse({ name, arg }) {
        if (name === "notrack") target.notrack = true;
        else if (name in ZONE_DIRECTIONS) {
          if (arg === "mark") s.notSimulated(`--${name} mark`);
          const zone = parseUint(arg, 0, 65535);
          if (zone === null) return s.bad(`Cannot parse ${arg} as a zone ID`);
          target.zone = zone;
          target.zoneDir = ZONE_DIRECTIONS[name as keyof typeof ZONE_DIRECTIONS];
        } else s.notSimulated(`CT's --${name}`);
      },
      finish: () => target,
    };
  },
};

export function printCt({ notrack, zone, zoneDir }: TargetOf<"CT">): string {
  let text = " CT";
  if (notrack) text += " notrack";
  if (zone !== null) text += ` zone${zoneDir === "both" ? "" : `-${zoneDir}`} ${zone}`;
  return text;
}

export function saveCt({ notrack, zone, zoneDir }: TargetOf<"CT">): string {
  let text = notrack ? " --notrack" : "";
  if (zone !== null) text += ` --zone${zoneDir === "both" ? "" : `-${zoneDir}`} ${zone}`;
  return text;
}

const plain = (name: "NOTRACK" | "TRACE"): TargetExtension => ({
  name,
  entries: [],
  start: () => ({ finish: () => ({ name }) }),
});
export const notrackTarget = plain("NOTRACK");
export const traceTarget = plain("TRACE");

// ── TTL, HL, TOS, SET ──────────────────────────────────────────────────────────────────────────

function ttlTarget(name: "TTL" | "HL"): TargetExtension {
  const ops = ["set", "dec", "inc"] as const;
  const option = (op: string): string => `${name.toLowerCase()}-${op}`;
  return {
    name,
    entries: ops.map((op): Entry => ({
      names: [option(op)],
      type: "uint",
      min: op === "set" ? 0 : 1,
      max: 255,
      excl: ops.filter((other) => other !== op).map(option),
    })),
    start({ s }) {
      let target: XtTarget | null = null;
      return {
        parse(call) {
          const op = ops.find((one) => call.name === option(one)) ?? "set";
          target = { name: "TTL", op, value: call.a };
        },
        finish: () => target ?? s.bad(`${name}: You must specify an action`),
      };
    },
  };
}
export const ttlSetTarget = ttlTarget("TTL");
export const hlSetTarget = ttlTarget("HL");

export function printTtlTarget({ op, value }: TargetOf<"TTL">, view: View): string {
  const words = { set: "set to", inc: "increment by", dec: "decrement by" };
  return ` ${view.family === "ip" ? "TTL" : "HL"} ${words[op]} ${value}`;
}
export const saveTtlTarget = ({ op, value }: TargetOf<"TTL">, view: View): string =>
  ` --${view.family === "ip" ? "ttl" : "hl"}-${op} ${value}`;

const TOS_OPS = ["set-tos", "and-tos", "or-tos", "xor-tos"];

export const tosTarget: TargetExtension = {
  name: "TOS",
  entries: TOS_OPS.map((name): Entry => ({
    names: [name],
    type: name === "set-tos" ? "string" : "uint",
    max: 255,
    excl: TOS_OPS.filter((other) => other !== name),
  })),
  start({ s }) {
    let target: XtTarget | null = null;
    return {
      parse({ name, arg, a }) {
        const parts =
          name === "set-tos"
            ? parseTos(s, "TOS", name, arg)
            : name === "and-tos"
              ? { value: 0, mask: ~a & 255 }
              : { value: a, mask: name === "or-tos" ? a : 0 };
        target = { name: "TOS", ...parts };
      },
      finish: () => target ?? s.bad("TOS: An action is required"),
    };
  },
};

export function printTosTarget({ value, mask }: TargetOf<"TOS">, view: View): string {
  const set = ` TOS set ${hex2(value)}/${hex2(mask)}`;
  if (view.numeric) return set;
  const symbol = tosName(value, mask);
  if (symbol !== null) return `  TOS set${symbol}`;
  if (value === 0) return ` TOS and ${hex2(~mask & 255)}`;
  if (value === mask) return ` TOS or ${hex2(value)}`;
  if (mask === 0) return ` TOS xor ${hex2(value)}`;
  return set;
}
export const saveTosTarget = ({ value, mask }: TargetOf<"TOS">): string =>
  ` --set-tos ${hex2(value)}/${hex2(mask)}`;
