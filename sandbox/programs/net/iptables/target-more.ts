/** Targets that are seldom met: NFLOG, NFQUEUE, AUDIT, CLASSIFY, CHECKSUM, DSCP, ECN, TCPOPTSTRIP, NETMAP. extensions/. */
import type { XtTarget } from "../../../kernel/netfilter/types.ts";
import { formatAddress, parseNumeric } from "./address.ts";
import type { Entry, TargetExtension } from "./extension.ts";
import { DSCP_CLASSES } from "./match-other.ts";
import { hex2, parseUint, saveString } from "./numbers.ts";
import type { View } from "./view.ts";

type Of<N extends XtTarget["name"]> = Extract<XtTarget, { readonly name: N }>;
type Writable<T> = { -readonly [K in keyof T]: T[K] };

const option = (name: string, more: Partial<Entry> = {}): Entry => ({
  names: [name],
  type: "string",
  ...more,
});
const PORT_MAX = 65_535;

// ── NFLOG, NFQUEUE, AUDIT ──────────────────────────────────────────────────────────────────────

const PREFIX_MAX = 127;

export const nflogTarget: TargetExtension = {
  name: "NFLOG",
  entries: [
    option("nflog-group", { type: "uint", max: PORT_MAX }),
    option("nflog-prefix", { min: 1 }),
    option("nflog-range", { type: "uint", excl: ["nflog-size"] }),
    option("nflog-size", { type: "uint", excl: ["nflog-range"] }),
    option("nflog-threshold", { type: "uint", max: PORT_MAX }),
  ],
  start({ s }) {
    const target: Writable<Of<"NFLOG">> = {
      name: "NFLOG",
      group: 0,
      prefix: "",
      size: null,
      threshold: 0,
    };
    return {
      parse({ name, arg, a }) {
        if (name === "nflog-group") target.group = a;
        else if (name === "nflog-size") target.size = a;
        else if (name === "nflog-threshold") target.threshold = a;
        else if (name === "nflog-prefix") {
          if (arg.includes("\n")) s.bad("Newlines not allowed in --log-prefix");
          target.prefix = arg.slice(0, PREFIX_MAX);
        } else
          s.err(
            "warn: --nflog-range has never worked and is no longer supported, please use --nflog-size instead\n",
          );
      },
      finish: () => target,
    };
  },
};

function nflogText({ group, prefix, size, threshold }: Of<"NFLOG">, dashes: string): string {
  let text = "";
  if (prefix !== "") text += ` ${dashes}nflog-prefix ${saveString(prefix)}`;
  if (group !== 0) text += ` ${dashes}nflog-group ${group}`;
  if (size !== null) text += ` ${dashes}nflog-size ${size}`;
  if (threshold !== 0) text += ` ${dashes}nflog-threshold ${threshold}`;
  return text;
}

function nflogXlate({ group, prefix, size, threshold }: Of<"NFLOG">): string {
  let text = "log";
  if (prefix !== "") text += ` prefix "${prefix}"`;
  text += ` group ${group}`;
  if (size !== null) text += ` snaplen ${size}`;
  return text + (threshold === 0 ? "" : ` queue-threshold ${threshold}`);
}

export const nfqueueTarget: TargetExtension = {
  name: "NFQUEUE",
  entries: [
    option("queue-num", { type: "uint", max: PORT_MAX, excl: ["queue-balance"] }),
    option("queue-balance", { type: "range", max: PORT_MAX, excl: ["queue-num"] }),
    option("queue-bypass", { type: "none" }),
    option("queue-cpu-fanout", { type: "none", also: ["queue-balance"] }),
  ],
  start({ s }) {
    const target: Writable<Of<"NFQUEUE">> = {
      name: "NFQUEUE",
      from: 0,
      to: 0,
      bypass: false,
      fanout: false,
    };
    return {
      parse({ name, a, b, parts }) {
        if (name === "queue-bypass") target.bypass = true;
        else if (name === "queue-cpu-fanout") target.fanout = true;
        else {
          if (name === "queue-balance") {
            if (parts !== 2) s.bad("Bad range");
            if (a >= b) s.bad("should be less than");
          }
          target.from = a;
          target.to = name === "queue-num" ? a : b;
        }
      },
      finish: () => target,
    };
  },
};

function printNfqueue({ from, to, bypass, fanout }: Of<"NFQUEUE">): string {
  const which = from === to ? `num ${from}` : `balance ${from}:${to}`;
  return ` NFQUEUE ${which}${bypass ? " bypass" : ""}${fanout ? " cpu-fanout" : ""}`;
}
function saveNfqueue({ from, to, bypass, fanout }: Of<"NFQUEUE">): string {
  const which = from === to ? ` --queue-num ${from}` : ` --queue-balance ${from}:${to}`;
  return `${which}${bypass ? " --queue-bypass" : ""}${fanout ? " --queue-cpu-fanout" : ""}`;
}
function nfqueueXlate({ from, to, bypass, fanout }: Of<"NFQUEUE">): string {
  const flags = [bypass ? "bypass" : "", fanout ? "fanout" : ""].filter((one) => one !== "");
  const range = from === to ? `${from}` : `${from}-${to}`;
  return `queue num ${range}${flags.length === 0 ? "" : ` ${flags.join(",")}`}`;
}

const AUDIT_TYPES = ["accept", "drop", "reject"] as const;

export const auditTarget: TargetExtension = {
  name: "AUDIT",
  entries: [option("type", { must: true })],
  start({ s }) {
    let type: Of<"AUDIT">["type"] = "accept";
    return {
      parse({ arg }) {
        type =
          AUDIT_TYPES.find((one) => one === arg.toLowerCase()) ??
          s.bad(`Bad action type value "${arg}"`);
      },
      finish: () => ({ name: "AUDIT", type }),
    };
  },
};

// ── CLASSIFY, CHECKSUM, DSCP, ECN ──────────────────────────────────────────────────────────────

export const classifyTarget: TargetExtension = {
  name: "CLASSIFY",
  entries: [option("set-class", { must: true })],
  start({ s }) {
    let priority = 0;
    return {
      parse({ arg }) {
        // sscanf("%x:%x"): what follows is not looked at, and what is too large loses its upper bits.
        const m = /^\s*(?:0x)?([0-9a-f]+):\s*(?:0x)?([0-9a-f]+)/i.exec(arg);
        if (m === null) return s.bad(`Bad class value "${arg}"`);
        const [major, minor] = [m[1], m[2]].map((word) => parseInt(word as string, 16) & 0xffff);
        priority = (((major as number) << 16) | (minor as number)) >>> 0;
      },
      finish: () => ({ name: "CLASSIFY", priority }),
    };
  },
};

function classText({ priority }: Of<"CLASSIFY">, width: number): string {
  const part = (n: number): string => n.toString(16).padStart(width, "0");
  return `${part(priority >>> 16)}:${part(priority & 0xffff)}`;
}

export const checksumTarget: TargetExtension = {
  name: "CHECKSUM",
  entries: [option("checksum-fill", { type: "none", must: true })],
  start: () => ({ finish: () => ({ name: "CHECKSUM" }) }),
};

export const dscpTarget: TargetExtension = {
  name: "DSCP",
  entries: [
    option("set-dscp", { type: "uint", max: 63, excl: ["set-dscp-class"] }),
    option("set-dscp-class", { excl: ["set-dscp"] }),
  ],
  start({ s }) {
    let value: number | null = null;
    return {
      parse({ name, arg, a }) {
        value =
          name === "set-dscp"
            ? a
            : (DSCP_CLASSES.get(arg.toUpperCase()) ?? s.bad(`Invalid DSCP value \`${arg}'`));
      },
      finish: () => ({
        name: "DSCP",
        value: value ?? s.bad("DSCP target: Parameter --set-dscp is required"),
      }),
    };
  },
};

export const ecnTarget: TargetExtension = {
  name: "ECN",
  entries: [
    option("ecn-tcp-remove", { type: "none" }),
    option("ecn-tcp-cwr", { type: "uint", max: 1 }),
    option("ecn-tcp-ece", { type: "uint", max: 1 }),
    option("ecn-ip-ect", { type: "uint", max: 3 }),
  ],
  start({ s }) {
    return {
      parse({ name }) {
        if (name !== "ecn-tcp-remove") s.notSimulated(`--${name}`);
      },
      finish(seen) {
        if (seen.size === 0) s.bad("ECN target: An operation is required");
        return { name: "ECN" };
      },
    };
  },
};

// ── TCPOPTSTRIP, NETMAP ────────────────────────────────────────────────────────────────────────

const OPTION_NAMES: readonly (readonly [string, number])[] = [
  ["wscale", 3],
  ["mss", 2],
  ["sack-permitted", 4],
  ["sack", 5],
  ["timestamp", 8],
  ["md5", 19],
];

export const tcpoptstripTarget: TargetExtension = {
  name: "TCPOPTSTRIP",
  entries: [option("strip-options")],
  start({ s }) {
    const kinds = new Set<number>();
    return {
      parse({ arg }) {
        for (const word of arg.split(",")) {
          const named = OPTION_NAMES.find(([name]) => name === word)?.[1];
          const kind = named ?? parseUint(word, 0, 255);
          if (kind === null) return s.bad(`Bad TCP option value "${word}"`);
          if (kind < 2) s.bad(`Option value may not be 0 or 1`);
          kinds.add(kind);
        }
      },
      finish: () => ({ name: "TCPOPTSTRIP", kinds: [...kinds].sort((a, b) => a - b) }),
    };
  },
};

function stripText({ kinds }: Of<"TCPOPTSTRIP">, numeric: boolean): string {
  return kinds
    .map((kind) => {
      const name = numeric ? undefined : OPTION_NAMES.find(([, number]) => number === kind)?.[0];
      return name ?? String(kind);
    })
    .join(",");
}

export const netmapTarget: TargetExtension = {
  name: "NETMAP",
  entries: [option("to", { must: true })],
  start({ s }) {
    let target: Of<"NETMAP"> | null = null;
    return {
      parse({ arg }) {
        const [address, length] = arg.split("/", 2);
        const to = parseNumeric(address as string, s.family);
        const bits = s.v6 ? 128 : 32;
        if (to === null) return s.bad("getaddrinfo: Temporary failure in name resolution\n");
        const prefix = length === undefined ? bits : parseUint(length, 0, bits);
        if (prefix === null)
          return s.bad(`NETMAP: bad value for option "--to", or out of range (0-${bits}).\n`);
        target = { name: "NETMAP", to, prefix };
      },
      finish: () => target ?? { name: "NETMAP", to: 0 as never, prefix: 0 },
    };
  },
};
const netmapText = ({ to, prefix }: Of<"NETMAP">): string => `${formatAddress(to)}/${prefix}`;

// ── printing ───────────────────────────────────────────────────────────────────────────────────

export function printMoreTarget(t: XtTarget, view: View): string {
  switch (t.name) {
    case "NFLOG":
      return nflogText(t, "");
    case "NFQUEUE":
      return printNfqueue(t);
    case "AUDIT":
      return ` AUDIT ${t.type}`;
    case "CLASSIFY":
      return ` CLASSIFY set ${classText(t, 0)}`;
    case "CHECKSUM":
      return " CHECKSUM fill";
    case "DSCP":
      return ` DSCP set ${hex2(t.value)}`;
    case "ECN":
      return " ECN TCP remove";
    case "TCPOPTSTRIP":
      return t.kinds.length === 0 ? "" : ` TCPOPTSTRIP options ${stripText(t, view.numeric)}`;
    case "NETMAP":
      return ` to:${netmapText(t)}`;
    default:
      return "";
  }
}

export function saveMoreTarget(t: XtTarget): string {
  switch (t.name) {
    case "NFLOG":
      return nflogText(t, "--");
    case "NFQUEUE":
      return saveNfqueue(t);
    case "AUDIT":
      return ` --type ${t.type}`;
    case "CLASSIFY":
      return ` --set-class ${classText(t, 4)}`;
    case "CHECKSUM":
      return " --checksum-fill";
    case "DSCP":
      return ` --set-dscp ${hex2(t.value)}`;
    case "ECN":
      return " --ecn-tcp-remove";
    case "TCPOPTSTRIP":
      return t.kinds.length === 0 ? "" : ` --strip-options ${stripText(t, true)}`;
    case "NETMAP":
      return ` --to ${netmapText(t)}`;
    default:
      return "";
  }
}

/** As nft shows it. */
export function moreTargetXlate(t: XtTarget, family: string): string {
  switch (t.name) {
    case "NFLOG":
      return nflogXlate(t);
    case "NFQUEUE":
      return nfqueueXlate(t);
    case "AUDIT":
      return "log level audit";
    case "CLASSIFY":
      return `meta priority set ${classText(t, 0)}`;
    case "DSCP":
      return `${family} dscp set ${hex2(t.value)}`;
    default:
      return `xt target ${t.name}`;
  }
}
