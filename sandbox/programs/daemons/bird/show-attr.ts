/** Extended attributes as `show route all` has them. BIRD 1.6.8: nest/rt-attr.c (ea_show), nest/a-set.c, nest/a-path.c. */
import { formatIpv4 } from "../../../wire/addr.ts";
import { formatPath } from "./conf/filter/as-path.ts";
import { formatEc } from "./conf/filter/set.ts";
import type { Daemon } from "./daemon.ts";
import { EA, EAP, type Eattr } from "./types.ts";

/** CLI_MSG_SIZE, and the room that the next element of a set must have. */
const LINE_BYTES = 500;
const ROOM = {
  community: 24,
  "cluster-list": 24,
  "ext-community": 64,
  "large-community": 64,
} as const;

const CLASSES = ["", "BGP", "RIP", "OSPF", "Kernel", "Babel"];
const METRIC_NAMES = [
  "",
  "lock",
  "mtu",
  "window",
  "rtt",
  "rttvar",
  "sstresh",
  "cwnd",
  "advmss",
  "reordering",
  "hoplimit",
  "initcwnd",
  "features",
  "rto_min",
  "initrwnd",
  "quickack",
];

/** ea_show(): one line, more for a long set. */
export function eattrLines(daemon: Daemon, attr: Eattr): string[] {
  const head = attrName(daemon, attr);
  if (head.value !== null) return [`${head.name}: ${head.value}`];
  switch (attr.kind) {
    case "community":
      return setLines(
        head.name,
        attr.value.map((c) => `(${c >>> 16},${c & 0xffff})`),
        ROOM.community,
      );
    case "cluster-list":
      return setLines(head.name, attr.value.map(formatIpv4), ROOM["cluster-list"]);
    case "ext-community":
      return setLines(head.name, attr.value.map(formatEc), ROOM["ext-community"]);
    case "large-community":
      return setLines(
        head.name,
        attr.value.map((c) => `(${c.join(", ")})`),
        ROOM["large-community"],
      );
    default:
      return [`${head.name}: ${valueText(attr)}`];
  }
}

/** Elements until the line is full; the next goes on the next line, further in. */
function setLines(name: string, items: readonly string[], room: number): string[] {
  const out: string[] = [];
  let line = `${name}: `;
  let first = true;
  for (const item of items) {
    if (!first) line += " ";
    if (line.length > LINE_BYTES - room) {
      out.push(line);
      line = "\t";
    }
    line += item;
    first = false;
  }
  return [...out, line];
}

function attrName(daemon: Daemon, attr: Eattr): { name: string; value: string | null } {
  const cls = attr.code >> 8;
  if (cls === EAP.KRT) return { name: `Kernel.${kernelName(attr)}`, value: null };
  const known = daemon.attrClass(cls)?.formatAttr?.(attr) ?? null;
  if (known !== null) return known;
  if (attr.code === EA.IGP_METRIC) return { name: "igp_metric", value: null };
  const head = CLASSES[cls] === "" || CLASSES[cls] === undefined ? "" : `${CLASSES[cls]}.`;
  return { name: `${head}${(attr.code & 0xff).toString(16).padStart(2, "0")}`, value: null };
}

function kernelName(attr: Eattr): string {
  const names = new Map<number, string>([
    [EA.KRT_SOURCE, "source"],
    [EA.KRT_METRIC, "metric"],
    [EA.KRT_PREFSRC, "prefsrc"],
    [EA.KRT_REALM, "realm"],
    [EA.KRT_SCOPE, "scope"],
    [EA.KRT_TUNNEL, "tunnel"],
  ]);
  return names.get(attr.code) ?? METRIC_NAMES[attr.code - EA.KRT_METRICS] ?? "";
}

function valueText(attr: Eattr): string {
  switch (attr.kind) {
    case "ip":
    case "router-id":
      return formatIpv4(attr.value);
    case "int":
      return String(attr.value >>> 0);
    case "as-path":
      return formatPath(attr.value);
    case "string":
      return attr.value;
    case "opaque":
      return [...attr.value].map((b) => b.toString(16).padStart(2, "0")).join(" ");
    default:
      return "";
  }
}
