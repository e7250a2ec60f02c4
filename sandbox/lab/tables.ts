/**
 * The tables of a place as the real tools print them, for comparing two moments or two machines. The tools run in the
 * world that is handed in, so that must be a copy (playback.ts) which nobody looks at afterwards.
 */
import type { TableView } from "./types.ts";
import { SECOND } from "../sim/scheduler.ts";
import type { World } from "./world.ts";

interface TableSpec {
  readonly name: string;
  /** A shell line; what it says on stderr is not part of the table. */
  readonly line: string;
}

/** In the order shown. */
export const TABLES: readonly TableSpec[] = [
  { name: "Links", line: "ip -br link" },
  { name: "Addresses", line: "ip -o addr" },
  { name: "Rules", line: "ip rule" },
  { name: "Routes", line: "ip route show table all" },
  { name: "IPv6 routes", line: "ip -6 route show table all" },
  { name: "Neighbours", line: "ip neigh" },
  { name: "FDB", line: "bridge fdb" },
  { name: "Conntrack", line: "conntrack -L" },
  { name: "iptables-save", line: "iptables-save" },
  { name: "nft list ruleset", line: "nft list ruleset" },
  { name: "IPVS", line: "ipvsadm -Ln" },
];
const LIMIT_US = 5 * SECOND;
const LINES_MAX = 2_000;

/** null: there is no such place in that world. */
export function tablesOf(world: World, placeName: string): TableView[] | null {
  const place = world.findPlace(placeName);
  if (place === null) return null;
  return TABLES.map(({ name, line }) => {
    const { out, status } = world.run(place, ["bash", "-c", `${line} 2>/dev/null`], LIMIT_US);
    const all = status === 127 ? [] : out.split("\n").map((text) => text.trimEnd());
    const lines = all.filter((text) => text !== "" && !text.startsWith("#"));
    return { name, line, lines: lines.slice(0, LINES_MAX) };
  });
}
