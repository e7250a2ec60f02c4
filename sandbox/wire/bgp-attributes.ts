/**
 * Path attributes of an UPDATE: RFC 4271 section 4.3 and 5, communities (RFC 1997, RFC 4360, RFC 8092), reflection
 * (RFC 4456), multiprotocol (RFC 4760), four-octet AS numbers (RFC 6793). What is wrong with one is treated by the rules
 * asked for: RFC 4271 as BIRD 1.6 keeps it (most errors end the session), or RFC 7606 (most withdraw the routes).
 */
import { i32, u16, u32, u8 } from "./bytes.ts";
import { AS_TRANS, type BgpError, bgpError, ERR_UPDATE } from "./bgp.ts";
import { type AsPath, mergePaths, readPath, withoutConfederations } from "./bgp-path.ts";

export const ATTR_ORIGIN = 1;
export const ATTR_AS_PATH = 2;
export const ATTR_NEXT_HOP = 3;
export const ATTR_MED = 4;
export const ATTR_LOCAL_PREF = 5;
export const ATTR_ATOMIC_AGGREGATE = 6;
export const ATTR_AGGREGATOR = 7;
export const ATTR_COMMUNITY = 8;
export const ATTR_ORIGINATOR_ID = 9;
export const ATTR_CLUSTER_LIST = 10;
export const ATTR_MP_REACH = 14;
export const ATTR_MP_UNREACH = 15;
export const ATTR_EXT_COMMUNITY = 16;
export const ATTR_AS4_PATH = 17;
export const ATTR_AS4_AGGREGATOR = 18;
export const ATTR_LARGE_COMMUNITY = 32;

export const FLAG_OPTIONAL = 0x80;
export const FLAG_TRANSITIVE = 0x40;
export const FLAG_PARTIAL = 0x20;
export const FLAG_EXTENDED = 0x10;

export type AttributeValue =
  /** ORIGIN, MED, LOCAL_PREF; NEXT_HOP (signed); ORIGINATOR_ID. */
  | { readonly kind: "int" | "ip" | "router-id"; readonly value: number }
  | { readonly kind: "as-path"; readonly value: AsPath }
  | { readonly kind: "community" | "cluster-list"; readonly value: readonly number[] }
  | { readonly kind: "ext-community"; readonly value: readonly (readonly [number, number])[] }
  | {
      readonly kind: "large-community";
      readonly value: readonly (readonly [number, number, number])[];
    }
  /** AGGREGATOR (always 8 octets), AS4_*, and what is unknown. */
  | { readonly kind: "opaque"; readonly value: Uint8Array };

export type PathAttribute = { readonly code: number; readonly flags: number } & AttributeValue;

interface Known {
  readonly kind: AttributeValue["kind"];
  readonly flags: number;
  /** The one length it may have, -1: see `unit`. */
  readonly length: number;
  /** The length must be a multiple of it; 0: any. */
  readonly unit: number;
  /** Ignored from an external peer. */
  readonly internal: boolean;
}

export const OT = FLAG_OPTIONAL | FLAG_TRANSITIVE;
const known = (
  kind: Known["kind"],
  flags: number,
  length: number,
  unit = 0,
  internal = false,
): Known => ({ kind, flags, length, unit, internal });
const KNOWN: ReadonlyMap<number, Known> = new Map([
  [ATTR_ORIGIN, known("int", FLAG_TRANSITIVE, 1)],
  [ATTR_AS_PATH, known("as-path", FLAG_TRANSITIVE, -1)],
  [ATTR_NEXT_HOP, known("ip", FLAG_TRANSITIVE, 4)],
  [ATTR_MED, known("int", FLAG_OPTIONAL, 4)],
  [ATTR_LOCAL_PREF, known("int", FLAG_TRANSITIVE, 4, 0, true)],
  [ATTR_ATOMIC_AGGREGATE, known("opaque", FLAG_TRANSITIVE, 0)],
  [ATTR_AGGREGATOR, known("opaque", OT, -1)],
  [ATTR_COMMUNITY, known("community", OT, -1, 4)],
  [ATTR_ORIGINATOR_ID, known("router-id", FLAG_OPTIONAL, 4, 0, true)],
  [ATTR_CLUSTER_LIST, known("cluster-list", FLAG_OPTIONAL, -1, 4, true)],
  [ATTR_MP_REACH, known("opaque", FLAG_OPTIONAL, -1)],
  [ATTR_MP_UNREACH, known("opaque", FLAG_OPTIONAL, -1)],
  [ATTR_EXT_COMMUNITY, known("ext-community", OT, -1, 8)],
  [ATTR_AS4_PATH, known("opaque", OT, -1)],
  [ATTR_AS4_AGGREGATOR, known("opaque", OT, -1)],
  [ATTR_LARGE_COMMUNITY, known("large-community", OT, -1, 12)],
]);

/** The flags that a known attribute must have; null: unknown. */
export function attributeFlags(code: number): number | null {
  return KNOWN.get(code)?.flags ?? null;
}

/** Not for external peers: LOCAL_PREF, ORIGINATOR_ID, CLUSTER_LIST. */
export function isInternalAttribute(code: number): boolean {
  return KNOWN.get(code)?.internal === true;
}

export interface AttributeRules {
  readonly rules: "rfc4271" | "rfc7606";
  /** AS numbers have four octets in this session. */
  readonly as4: boolean;
  readonly internal: boolean;
  /** BIRD's `allow bgp_local_pref`: LOCAL_PREF from an external peer too. */
  readonly allowLocalPref: boolean;
  /** The NLRI field is not empty: ORIGIN, AS_PATH and NEXT_HOP must be there. */
  readonly hasNlri: boolean;
}

/** Something that did not end the session. `code`: the attribute, 0 for the whole list. */
export interface Flaw {
  readonly code: number;
  readonly treatment: "withdraw" | "discard";
  readonly why:
    | "length"
    | "value"
    | "flags"
    | "duplicate"
    | "missing"
    | "framing"
    | "confederation"
    | "as4-aggregator-invalid"
    | "as4-aggregator-missing"
    | "aggregator-missing"
    | "as4-path-malformed"
    | "as4-unexpected";
}

export interface DecodedAttributes {
  /** Sorted by code, AS4_* merged in (RFC 6793). */
  readonly attributes: readonly PathAttribute[];
  /** Treat as withdrawn what it announces. */
  readonly withdraw: boolean;
  readonly flaws: readonly Flaw[];
  /** Where MP_REACH_NLRI and MP_UNREACH_NLRI have their values. */
  readonly reach: readonly [at: number, end: number] | null;
  readonly unreach: readonly [at: number, end: number] | null;
}

/** IADDR_HOST of BIRD: an address that a host may have. */
function isHostAddress(addr: number): boolean {
  const first = addr >>> 24;
  return addr !== 0 && first !== 0 && first < 224;
}

type Verdict = { readonly subcode: number } | Flaw | "ignore" | PathAttribute;

class Decoder {
  readonly list: PathAttribute[] = [];
  readonly flaws: Flaw[] = [];
  readonly seen = new Set<number>();
  reach: [number, number] | null = null;
  unreach: [number, number] | null = null;

  readonly #b: Uint8Array;
  readonly #rules: AttributeRules;
  constructor(b: Uint8Array, rules: AttributeRules) {
    this.#b = b;
    this.#rules = rules;
  }

  get #lenient(): boolean {
    return this.#rules.rules === "rfc7606";
  }

  /** All of [at, end). */
  decode(at: number, end: number): BgpError | null {
    const b = this.#b;
    for (let from = at; from < end;) {
      const start = from;
      const extended = (u8(b, from) & FLAG_EXTENDED) !== 0;
      const head = extended ? 4 : 3;
      if (end - from < head) return this.#broken();
      const size = extended ? u16(b, from + 2) : u8(b, from + 2);
      from += head;
      if (size > end - from) return this.#broken();
      const flags = u8(b, start);
      const code = u8(b, start + 1);
      const error = this.#take(code, flags, start, from, from + size);
      if (error !== null) return error;
      from += size;
    }
    return null;
  }

  #broken(): BgpError | null {
    if (!this.#lenient) return bgpError(ERR_UPDATE, 1);
    this.flaws.push({ code: 0, treatment: "withdraw", why: "framing" });
    return null;
  }

  #take(code: number, flags: number, start: number, at: number, end: number): BgpError | null {
    if (this.seen.has(code)) {
      if (!this.#lenient || code === ATTR_MP_REACH || code === ATTR_MP_UNREACH)
        return bgpError(ERR_UPDATE, 1);
      this.flaws.push({ code, treatment: "discard", why: "duplicate" });
      return null;
    }
    const verdict = this.#judge(code, flags, at, end);
    if (verdict === "ignore") return null;
    if ("subcode" in verdict)
      return bgpError(ERR_UPDATE, verdict.subcode, this.#b.slice(start, end));
    this.seen.add(code);
    if ("treatment" in verdict) this.flaws.push(verdict);
    else this.list.push(verdict);
    return null;
  }

  #judge(code: number, flags: number, at: number, end: number): Verdict {
    const size = end - at;
    const what = KNOWN.get(code);
    const flaw = (
      subcode: number,
      why: Flaw["why"],
      treatment: Flaw["treatment"] = "withdraw",
    ): Verdict => (this.#lenient ? { code, treatment, why } : { subcode });
    if (what === undefined) {
      if ((flags & FLAG_OPTIONAL) === 0) return { subcode: 2 };
      return { code, flags, kind: "opaque", value: this.#b.slice(at, end) };
    }
    const soft = code === ATTR_ATOMIC_AGGREGATE ? "discard" : "withdraw";
    if (what.length >= 0 && what.length !== size) return flaw(5, "length", soft);
    if (((what.flags ^ flags) & OT) !== 0) return flaw(4, "flags");
    if (what.internal && !this.#rules.internal)
      if (code !== ATTR_LOCAL_PREF || !this.#rules.allowLocalPref) return "ignore";
    if (code === ATTR_MP_REACH || code === ATTR_MP_UNREACH) return this.#family(code, at, end);
    if (code === ATTR_AGGREGATOR) return this.#aggregator(flags, at, end);
    if (what.unit > 0 && (size % what.unit !== 0 || (this.#lenient && size === 0)))
      return code === ATTR_CLUSTER_LIST
        ? flaw(5, "length")
        : { code, treatment: "withdraw", why: "length" };
    return this.#value(code, flags, what, at, end, flaw);
  }

  #family(code: number, at: number, end: number): Verdict {
    // BIRD 2: without a family it cannot be known what is lost.
    if (this.#lenient && end - at < 3) return { subcode: 9 };
    if (code === ATTR_MP_REACH) this.reach = [at, end];
    else this.unreach = [at, end];
    if (this.#lenient) this.seen.add(code);
    return "ignore";
  }

  #aggregator(flags: number, at: number, end: number): Verdict {
    const code = ATTR_AGGREGATOR;
    if (end - at !== (this.#rules.as4 ? 8 : 6))
      return { code, treatment: this.#lenient ? "discard" : "withdraw", why: "length" };
    return { code, flags, kind: "opaque", value: this.#b.slice(at, end) };
  }

  #value(
    code: number,
    flags: number,
    what: Known,
    at: number,
    end: number,
    flaw: (subcode: number, why: Flaw["why"]) => Verdict,
  ): Verdict {
    const b = this.#b;
    switch (what.kind) {
      case "int": {
        const value = what.length === 1 ? u8(b, at) : u32(b, at);
        if (code === ATTR_ORIGIN && value > 2) return flaw(6, "value");
        return { code, flags, kind: "int", value };
      }
      case "router-id":
        return { code, flags, kind: "router-id", value: u32(b, at) };
      case "ip": {
        const value = i32(b, at);
        if (!this.#lenient && !isHostAddress(value)) return { subcode: 8 };
        return { code, flags, kind: "ip", value };
      }
      case "as-path": {
        const path = readPath(b, at, end, this.#rules.as4 ? 4 : 2);
        if (path === null) return flaw(11, "value");
        const value = withoutConfederations(path);
        if (value !== path) {
          if (this.#lenient) return { code, treatment: "withdraw", why: "confederation" };
          this.flaws.push({ code, treatment: "discard", why: "confederation" });
        }
        return { code, flags, kind: "as-path", value };
      }
      case "opaque":
        return { code, flags, kind: "opaque", value: b.slice(at, end) };
      default:
        return { code, flags, ...readSet(b, what.kind, at, end) };
    }
  }

  /** RFC 6793 section 4.2.3, in a session of two-octet AS numbers. */
  reconstruct(): void {
    const aggregator = this.#opaque(ATTR_AGGREGATOR);
    let as4 = this.#opaque(ATTR_AS4_AGGREGATOR);
    let broken = false;
    if (as4 !== null && as4.length !== 8) {
      this.#note(ATTR_AS4_AGGREGATOR, "as4-aggregator-invalid");
      as4 = null;
      broken = true;
    }
    let believe = true;
    if (aggregator !== null) {
      const trans = u16(aggregator, 0) === AS_TRANS;
      // Someone who knows of no four octets aggregated it: neither AS4_ attribute holds any more.
      if (as4 !== null && !trans) believe = false;
      const wide = new Uint8Array(8);
      wide.set(aggregator.subarray(0, 2), 2);
      wide.set(aggregator.subarray(2), 4);
      this.#replace(ATTR_AGGREGATOR, as4 !== null && trans ? as4 : wide);
      if (as4 === null && trans && !broken) this.#note(ATTR_AGGREGATOR, "as4-aggregator-missing");
    } else if (as4 !== null) this.#note(ATTR_AS4_AGGREGATOR, "aggregator-missing");
    if (believe) this.#mergePath();
  }

  #mergePath(): void {
    const bytes = this.#opaque(ATTR_AS4_PATH);
    if (bytes === null) return;
    const as4 = readPath(bytes, 0, bytes.length, 4);
    if (as4 === null) {
      this.#note(ATTR_AS4_PATH, "as4-path-malformed");
      return;
    }
    const at = this.list.findIndex((a) => a.code === ATTR_AS_PATH);
    const old = this.list[at];
    if (old?.kind !== "as-path") return;
    this.list[at] = { ...old, value: mergePaths(old.value, withoutConfederations(as4)) };
  }

  /** AS4_* have no business further in. */
  dropAs4(): void {
    for (const code of [ATTR_AS4_PATH, ATTR_AS4_AGGREGATOR]) {
      const at = this.list.findIndex((a) => a.code === code);
      if (at < 0) continue;
      this.list.splice(at, 1);
      if (this.#rules.as4) this.#note(code, "as4-unexpected");
    }
  }

  #note(code: number, why: Flaw["why"]): void {
    this.flaws.push({ code, treatment: "discard", why });
  }

  #opaque(code: number): Uint8Array | null {
    const found = this.list.find((a) => a.code === code);
    return found?.kind === "opaque" ? found.value : null;
  }

  #replace(code: number, value: Uint8Array): void {
    const at = this.list.findIndex((a) => a.code === code);
    const old = this.list[at];
    if (old?.kind === "opaque") this.list[at] = { ...old, value };
  }
}

/** The attributes in [at, end), or what to say in a NOTIFICATION. */
export function readAttributes(
  b: Uint8Array,
  at: number,
  end: number,
  rules: AttributeRules,
): DecodedAttributes | BgpError {
  const decoder = new Decoder(b, rules);
  const error = decoder.decode(at, end);
  if (error !== null) return error;
  const done = (): DecodedAttributes => ({
    attributes: decoder.list.sort((a, c) => a.code - c.code),
    withdraw: decoder.flaws.some((flaw) => flaw.treatment === "withdraw"),
    flaws: decoder.flaws,
    reach: decoder.reach,
    unreach: decoder.unreach,
  });
  const lenient = rules.rules === "rfc7606";
  if (!rules.hasNlri || (!lenient && decoder.flaws.some((f) => f.treatment === "withdraw")))
    return done();
  for (const code of [ATTR_ORIGIN, ATTR_AS_PATH, ATTR_NEXT_HOP]) {
    if (decoder.seen.has(code)) continue;
    if (!lenient) return bgpError(ERR_UPDATE, 3, new Uint8Array([code]));
    decoder.flaws.push({ code, treatment: "withdraw", why: "missing" });
  }
  if (!rules.as4) decoder.reconstruct();
  decoder.dropAs4();
  return done();
}

function readSet(
  b: Uint8Array,
  kind: Exclude<AttributeValue["kind"], "int" | "ip" | "router-id" | "as-path" | "opaque">,
  at: number,
  end: number,
): AttributeValue {
  if (kind === "ext-community") {
    const value: [number, number][] = [];
    for (let i = at; i < end; i += 8) value.push([u32(b, i), u32(b, i + 4)]);
    return { kind, value };
  }
  if (kind === "large-community") {
    const value: [number, number, number][] = [];
    for (let i = at; i < end; i += 12) value.push([u32(b, i), u32(b, i + 4), u32(b, i + 8)]);
    return { kind, value };
  }
  const value: number[] = [];
  for (let i = at; i < end; i += 4) value.push(u32(b, i));
  return { kind, value };
}
