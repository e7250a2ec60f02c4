/** Path attributes as they go on the wire: RFC 4271 section 4.3, for speakers of two-octet AS numbers RFC 6793 section 4.2.2. */
import { put16, put32, put8, u32 } from "./bytes.ts";
import { AS_TRANS } from "./bgp.ts";
import {
  ATTR_AGGREGATOR,
  ATTR_AS4_AGGREGATOR,
  ATTR_AS4_PATH,
  ATTR_ORIGIN,
  FLAG_EXTENDED,
  FLAG_PARTIAL,
  OT,
  type PathAttribute,
} from "./bgp-attributes.ts";
import { needsFourOctets, pathSize, writePath } from "./bgp-path.ts";

export interface WriteRules {
  readonly as4: boolean;
}

/** Puts the attributes at `at`, in the order given; where they end, or -1: they need more than `limit - at`. */
export function writeAttributes(
  b: Uint8Array,
  at: number,
  limit: number,
  list: readonly PathAttribute[],
  rules: WriteRules,
): number {
  let to = at;
  for (const attribute of list) {
    for (const one of rules.as4 ? [attribute] : narrow(attribute)) {
      const size = attributeSize(one, rules.as4);
      // RFC 4271 forbids no empty set, but BIRD does not send one.
      if (size === 0 && isSet(one)) continue;
      if (limit - to < size + 4) return -1;
      to = writeOne(b, to, one, size, rules.as4);
    }
  }
  return to;
}

function isSet(attribute: PathAttribute): boolean {
  return attribute.kind === "cluster-list" || attribute.kind.endsWith("community");
}

/** RFC 6793 section 4.2.2: for a speaker of two octets, what it cannot read beside what it can. */
function narrow(attribute: PathAttribute): PathAttribute[] {
  if (attribute.kind === "as-path" && needsFourOctets(attribute.value)) {
    const value = new Uint8Array(pathSize(attribute.value, 4));
    writePath(value, 0, attribute.value, 4);
    return [attribute, { code: ATTR_AS4_PATH, flags: OT, kind: "opaque", value }];
  }
  if (attribute.code !== ATTR_AGGREGATOR || attribute.kind !== "opaque") return [attribute];
  const wide = attribute.value;
  const asn = u32(wide, 0);
  const value = new Uint8Array(6);
  put16(value, 0, asn > 0xffff ? AS_TRANS : asn);
  value.set(wide.subarray(4, 8), 2);
  const narrowed: PathAttribute = { ...attribute, flags: OT, value };
  return asn > 0xffff
    ? [narrowed, { code: ATTR_AS4_AGGREGATOR, flags: OT, kind: "opaque", value: wide }]
    : [narrowed];
}

function attributeSize(attribute: PathAttribute, as4: boolean): number {
  switch (attribute.kind) {
    case "int":
      return attribute.code === ATTR_ORIGIN ? 1 : 4;
    case "ip":
    case "router-id":
      return 4;
    case "as-path":
      return pathSize(attribute.value, as4 ? 4 : 2);
    case "opaque":
      return attribute.value.length;
    case "ext-community":
      return 8 * attribute.value.length;
    case "large-community":
      return 12 * attribute.value.length;
    default:
      return 4 * attribute.value.length;
  }
}

function writeOne(
  b: Uint8Array,
  at: number,
  attribute: PathAttribute,
  size: number,
  as4: boolean,
): number {
  const flags = attribute.flags & (OT | FLAG_PARTIAL);
  put8(b, at, size < 256 ? flags : flags | FLAG_EXTENDED);
  put8(b, at + 1, attribute.code);
  let to = at + 3;
  if (size < 256) put8(b, at + 2, size);
  else {
    put16(b, at + 2, size);
    to++;
  }
  switch (attribute.kind) {
    case "int":
    case "ip":
    case "router-id":
      if (size === 1) put8(b, to, attribute.value);
      else put32(b, to, attribute.value);
      break;
    case "as-path":
      writePath(b, to, attribute.value, as4 ? 4 : 2);
      break;
    case "opaque":
      b.set(attribute.value, to);
      break;
    case "ext-community":
    case "large-community":
      attribute.value.flat().forEach((half, i) => put32(b, to + 4 * i, half));
      break;
    default:
      attribute.value.forEach((one, i) => put32(b, to + 4 * i, one));
  }
  return to + size;
}
