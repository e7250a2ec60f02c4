/** Between the path attributes of the wire and BIRD's extended attributes of a route. BIRD 1.6.8: proto/bgp/attrs.c. */
import {
  attributeFlags,
  FLAG_OPTIONAL,
  FLAG_PARTIAL,
  FLAG_TRANSITIVE,
  isInternalAttribute,
  type PathAttribute,
} from "../../../../wire/bgp-attributes.ts";
import { formatIpv4 } from "../../../../wire/addr.ts";
import { u32 } from "../../../../wire/bytes.ts";
import { EA, EAP, type Eattr, type Eattrs } from "../types.ts";

const CLASS = EAP.BGP << 8;

export function toEattrs(list: readonly PathAttribute[]): Eattr[] {
  return list.map((attribute) => ({ ...attribute, code: CLASS | attribute.code }));
}

export function int(code: number, value: number): Eattr {
  return { code, flags: attributeFlags(code & 0xff) ?? 0, kind: "int", value };
}

/** Bit 0x40 of an extended community's type, in its first word. */
const EC_NON_TRANSITIVE = 0x40000000;

/**
 * bgp_get_bucket(): what goes to a peer, sorted, sets in order. `own`: the route is not from BGP, so what filters added is not
 * somebody else's (no PARTIAL).
 */
export function toWire(
  list: Eattrs,
  peer: { readonly internal: boolean; readonly localPref: boolean; readonly own: boolean },
): PathAttribute[] {
  const out: PathAttribute[] = [];
  for (const attr of list) {
    if (attr.code >> 8 !== EAP.BGP || attr.kind === "string") continue;
    const code = attr.code & 0xff;
    const expected = attributeFlags(code);
    if (expected === null) {
      if ((attr.flags & FLAG_TRANSITIVE) !== 0) out.push({ ...attr, code });
      continue;
    }
    if (!peer.internal && isInternalAttribute(code))
      if (attr.code !== EA.BGP_LOCAL_PREF || !peer.localPref) continue;
    let flags = (attr.flags & FLAG_PARTIAL) | expected;
    const handedOn = FLAG_OPTIONAL | FLAG_TRANSITIVE;
    // Filters set attributes without flags.
    if (attr.flags === 0 && !peer.own && (expected & handedOn) === handedOn) flags |= FLAG_PARTIAL;
    const one = sorted({ ...attr, code, flags });
    const list = peer.internal ? one : transitive(one);
    if (list !== null) out.push(list);
  }
  return out.sort((a, b) => a.code - b.code);
}

/** What leaves the AS; null: nothing is left of it. RFC 4360 section 6. */
function transitive(attribute: PathAttribute): PathAttribute | null {
  if (attribute.kind !== "ext-community") return attribute;
  const value = attribute.value.filter(([high]) => (high & EC_NON_TRANSITIVE) === 0);
  if (value.length === attribute.value.length) return attribute;
  return value.length === 0 ? null : { ...attribute, value };
}

function sorted(attribute: PathAttribute): PathAttribute {
  switch (attribute.kind) {
    case "community":
    case "cluster-list":
      return { ...attribute, value: [...attribute.value].sort((a, b) => a - b) };
    case "ext-community":
      return {
        ...attribute,
        value: [...attribute.value].sort((a, b) => a[0] - b[0] || a[1] - b[1]),
      };
    case "large-community":
      return {
        ...attribute,
        value: [...attribute.value].sort((a, b) => a[0] - b[0] || a[1] - b[1] || a[2] - b[2]),
      };
    default:
      return attribute;
  }
}

const NAMES: ReadonlyMap<number, string> = new Map<number, string>([
  [EA.BGP_ORIGIN, "origin"],
  [EA.BGP_AS_PATH, "as_path"],
  [EA.BGP_NEXT_HOP, "next_hop"],
  [EA.BGP_MED, "med"],
  [EA.BGP_LOCAL_PREF, "local_pref"],
  [EA.BGP_ATOMIC_AGGR, "atomic_aggr"],
  [EA.BGP_AGGREGATOR, "aggregator"],
  [EA.BGP_COMMUNITY, "community"],
  [EA.BGP_ORIGINATOR_ID, "originator_id"],
  [EA.BGP_CLUSTER_LIST, "cluster_list"],
  [EA.BGP_EXT_COMMUNITY, "ext_community"],
  [EA.BGP_LARGE_COMMUNITY, "large_community"],
]);

/** bgp_get_attr(): `BGP.origin` and `IGP`; a null value is printed by its kind. */
export function formatAttr(attr: Eattr): { readonly name: string; readonly value: string | null } {
  const name = NAMES.get(attr.code);
  if (name === undefined) {
    const hex = (attr.code & 0xff).toString(16).padStart(2, "0");
    const transitive = (attr.flags & FLAG_TRANSITIVE) !== 0 ? " [t]" : "";
    return { name: `BGP.${hex}${transitive}`, value: null };
  }
  return { name: `BGP.${name}`, value: formatted(attr) };
}

function formatted(attr: Eattr): string | null {
  switch (attr.code) {
    case EA.BGP_ORIGIN:
      return attr.kind === "int" ? (["IGP", "EGP", "Incomplete"][attr.value] ?? null) : null;
    case EA.BGP_NEXT_HOP:
      return attr.kind === "ip" ? formatIpv4(attr.value) : null;
    case EA.BGP_AGGREGATOR: {
      if (attr.kind !== "opaque" || attr.value.length !== 8) return null;
      return `${attr.value.subarray(4).join(".")} AS${u32(attr.value, 0)}`;
    }
    case EA.BGP_CLUSTER_LIST:
      return attr.kind === "cluster-list" ? attr.value.map(formatIpv4).join(" ") : null;
    default:
      return null;
  }
}
