/**
 * From routes to UPDATEs: what a peer may hear (reflection, communities, next hops), and the queue of prefixes in buckets of one
 * set of attributes each, withdrawals first. BIRD 1.6.8: bgp_import_control(), bgp_rt_notify(), bgp_create_update().
 */
import { formatIpv4, type Ipv4Addr } from "../../../../wire/addr.ts";
import {
  ATTR_AS_PATH,
  ATTR_NEXT_HOP,
  ATTR_ORIGIN,
  type PathAttribute,
} from "../../../../wire/bgp-attributes.ts";
import { writeAttributes } from "../../../../wire/bgp-attributes-write.ts";
import { AS_SEQUENCE, prependAs } from "../../../../wire/bgp-path.ts";
import { put16 } from "../../../../wire/bytes.ts";
import * as wire from "../../../../wire/bgp.ts";
import { findEattr, withEattr } from "../eattr.ts";
import { EA, type Eattr, type Eattrs, type Net, RTD, type Rta, type Rte, RTS } from "../types.ts";
import { int, toWire } from "./attributes.ts";
import { Bgp } from "./proto.ts";

const NO_EXPORT = 0xffffff01;
const NO_ADVERTISE = 0xffffff02;
const NO_EXPORT_SUBCONFED = 0xffffff03;

interface Pending {
  readonly address: Ipv4Addr;
  readonly length: number;
  readonly pathId: number;
  bucket: Bucket;
}

/** Prefixes that go with one set of attributes (null: withdrawn). */
interface Bucket {
  readonly attributes: readonly PathAttribute[] | null;
  readonly form: Form | null;
  readonly prefixes: Set<Pending>;
}

/** What a set of attributes is on the wire, four octets an AS number: two are one when their bytes are. */
interface Form {
  readonly own: boolean;
  readonly hash: number;
  readonly bytes: Uint8Array;
  readonly list: readonly PathAttribute[];
}

type Control = { readonly verdict: 1 | 0 | -1; readonly attrs: Rta };

const flags = (code: number): number => int(code, 0).flags;

export class Exporter {
  readonly #bgp: Bgp;
  readonly #withdrawn: Bucket = { attributes: null, form: null, prefixes: new Set() };
  /** In the order in which they were made. */
  readonly #queue = new Set<Bucket>();
  readonly #byHash = new Map<number, Bucket[]>();
  readonly #pending = new Map<number | string, Pending>();
  /** The last answers: routes of one kind come one after the other. */
  #lastControl: { readonly of: Rta; readonly control: Control } | null = null;
  #lastForm: { readonly of: Eattrs; readonly form: Form } | null = null;
  /** What routes without attributes of their own are given, by next hop. */
  readonly #plain = new Map<number, Eattrs>();

  constructor(bgp: Bgp) {
    this.#bgp = bgp;
  }

  clear(): void {
    this.#withdrawn.prefixes.clear();
    this.#queue.clear();
    this.#byHash.clear();
    this.#pending.clear();
    this.#lastControl = null;
    this.#lastForm = null;
    this.#plain.clear();
  }

  // ── before the export filter ───────────────────────────────────────────────────────────────

  control(rte: Rte): Control {
    const { attrs } = rte;
    if (this.#lastControl?.of === attrs) return this.#lastControl.control;
    const control = this.#control(attrs);
    this.#lastControl = { of: attrs, control };
    return control;
  }

  #control(attrs: Rta): Control {
    const bgp = this.#bgp;
    const { config } = bgp;
    const from = attrs.src.proto.instance;
    if (!(from instanceof Bgp)) return { verdict: 0, attrs: this.#create(attrs) };
    const no: Control = { verdict: -1, attrs };
    if (from === bgp) return no;
    const clusters = findEattr(attrs.eattrs, EA.BGP_CLUSTER_LIST);
    if (
      config.rrClient &&
      clusters?.kind === "cluster-list" &&
      clusters.value.includes(bgp.clusterId)
    )
      return no;
    if (config.interpretCommunities && this.#keptBack(attrs.eattrs)) return no;
    const inner = bgp.internal && from.internal && config.localAs === from.config.localAs;
    if (inner && !config.rrClient && !from.config.rrClient) return no;
    return { verdict: 0, attrs: this.#update(attrs, inner ? from : null) };
  }

  /** Well-known communities: RFC 1997. */
  #keptBack(eattrs: Eattrs): boolean {
    const attr = findEattr(eattrs, EA.BGP_COMMUNITY);
    if (attr?.kind !== "community") return false;
    const { value } = attr;
    if (value.includes(NO_ADVERTISE)) return true;
    return (
      !this.#bgp.internal && (value.includes(NO_EXPORT) || value.includes(NO_EXPORT_SUBCONFED))
    );
  }

  /** bgp_create_attrs(): a route that is not from BGP. */
  #create(attrs: Rta): Rta {
    const bgp = this.#bgp;
    const { config } = bgp;
    const near = bgp.neighbor !== null && attrs.iface === bgp.neighbor.iface;
    const self =
      config.nextHopSelf ||
      attrs.dest !== RTD.ROUTER ||
      attrs.gw === 0 ||
      (!bgp.internal && !config.nextHopKeep && !near);
    const incomplete = attrs.source === RTS.OSPF_EXT1 || attrs.source === RTS.OSPF_EXT2;
    const hop = self ? bgp.sourceAddress : attrs.gw;
    if (attrs.eattrs.length > 0)
      return { ...attrs, eattrs: this.#originate(attrs.eattrs, hop, incomplete) };
    const key = (hop >>> 0) * 2 + (incomplete ? 1 : 0);
    let eattrs = this.#plain.get(key);
    if (eattrs === undefined) {
      eattrs = this.#originate([], hop, incomplete);
      this.#plain.set(key, eattrs);
    }
    return { ...attrs, eattrs };
  }

  #originate(from: Eattrs, hop: Ipv4Addr, incomplete: boolean): Eattrs {
    const { config, internal } = this.#bgp;
    const path: Eattr = {
      code: EA.BGP_AS_PATH,
      flags: flags(EA.BGP_AS_PATH),
      kind: "as-path",
      value: internal ? [] : [{ type: AS_SEQUENCE, asns: [config.localAs] }],
    };
    let eattrs = withEattr(from, int(EA.BGP_ORIGIN, incomplete ? 2 : 0));
    eattrs = withEattr(eattrs, path);
    eattrs = withEattr(eattrs, nextHop(hop));
    return withEattr(eattrs, int(EA.BGP_LOCAL_PREF, config.defaultLocalPref));
  }

  /** bgp_update_attrs(): a route of another session; `reflected`: from whom, between internal peers. */
  #update(attrs: Rta, reflected: Bgp | null): Rta {
    const bgp = this.#bgp;
    const { config } = bgp;
    let { eattrs } = attrs;
    if (!bgp.internal && !config.rsClient) {
      const path = findEattr(eattrs, EA.BGP_AS_PATH);
      const value = prependAs(path?.kind === "as-path" ? path.value : [], config.localAs);
      const one = { code: EA.BGP_AS_PATH, flags: flags(EA.BGP_AS_PATH) };
      eattrs = withEattr(eattrs, { ...one, kind: "as-path", value });
      // What the peer before us said must not go further: BIRD 1.6 puts 0 in its place.
      if (findEattr(eattrs, EA.BGP_MED) !== null) eattrs = withEattr(eattrs, int(EA.BGP_MED, 0));
    }
    const hop = findEattr(eattrs, EA.BGP_NEXT_HOP);
    const keeps =
      hop?.kind === "ip" &&
      !config.nextHopSelf &&
      (config.nextHopKeep ||
        (bgp.internal && hop.value !== 0) ||
        (bgp.neighbor !== null && attrs.iface === bgp.neighbor.iface));
    if (!keeps) eattrs = withEattr(eattrs, nextHop(bgp.sourceAddress));
    if (reflected !== null) eattrs = this.#reflect(eattrs, reflected);
    return { ...attrs, eattrs };
  }

  /** RFC 4456 section 8. */
  #reflect(eattrs: Eattrs, from: Bgp): Eattrs {
    const bgp = this.#bgp;
    let out = eattrs;
    if (findEattr(out, EA.BGP_ORIGINATOR_ID) === null) {
      const code = EA.BGP_ORIGINATOR_ID;
      out = withEattr(out, { code, flags: flags(code), kind: "router-id", value: from.remoteId });
    }
    const client = from.config.rrClient;
    // Between clients of two clusters only the cluster is named that it enters.
    const enters = !client || (bgp.config.rrClient && from.clusterId !== bgp.clusterId);
    out = prependCluster(out, enters ? bgp.clusterId : from.clusterId);
    return out;
  }

  // ── the queue ──────────────────────────────────────────────────────────────────────────────

  /** False: it cannot be told of (said in the log). */
  queue(net: Net, fresh: Rte | null, old: Rte | null): boolean {
    const { addPathTx } = this.#bgp;
    const bucket = fresh === null ? this.#withdrawn : this.#bucket(net, fresh);
    if (bucket === null) return false;
    const pathId = addPathTx ? ((fresh ?? old)?.attrs.src.globalId ?? 0) : 0;
    const number = (net.address >>> 0) * 64 + net.length;
    const key = addPathTx ? `${number}/${pathId}` : number;
    const before = this.#pending.get(key);
    if (before !== undefined) {
      before.bucket.prefixes.delete(before);
      before.bucket = bucket;
      bucket.prefixes.add(before);
      return true;
    }
    const made: Pending = { address: net.address, length: net.length, pathId, bucket };
    this.#pending.set(key, made);
    bucket.prefixes.add(made);
    return true;
  }

  #bucket(net: Net, rte: Rte): Bucket | null {
    const { eattrs } = rte.attrs;
    const own = rte.attrs.source !== RTS.BGP;
    let form = this.#lastForm?.of === eattrs ? this.#lastForm.form : null;
    if (form === null || form.own !== own) {
      form = this.#form(eattrs, own);
      this.#lastForm = { of: eattrs, form };
    }
    const alike = this.#byHash.get(form.hash);
    if (alike !== undefined)
      for (const bucket of alike)
        if (bucket.form !== null && sameBytes(bucket.form.bytes, form.bytes)) return bucket;
    if (!this.#check(net, form.list)) return null;
    const bucket: Bucket = { attributes: form.list, form, prefixes: new Set() };
    this.#queue.add(bucket);
    if (alike === undefined) this.#byHash.set(form.hash, [bucket]);
    else alike.push(bucket);
    return bucket;
  }

  #form(eattrs: Eattrs, own: boolean): Form {
    const bgp = this.#bgp;
    const { internal } = bgp;
    const list = toWire(eattrs, { internal, localPref: bgp.config.allowLocalPref, own });
    const b = this.#bgp.shared.scratch;
    const end = Math.max(0, writeAttributes(b, 0, b.length, list, { as4: true }));
    let hash = 0;
    for (let i = 0; i < end; i++) hash = (Math.imul(hash, 31) + (b[i] as number)) | 0;
    return { own, hash, bytes: b.slice(0, end), list };
  }

  /** An empty bucket, or one that cannot be sent, is no more. */
  #forget(bucket: Bucket): void {
    this.#queue.delete(bucket);
    const hash = bucket.form?.hash ?? 0;
    const alike = this.#byHash.get(hash)?.filter((one) => one !== bucket) ?? [];
    if (alike.length === 0) this.#byHash.delete(hash);
    else this.#byHash.set(hash, alike);
  }

  #check(net: Net, list: readonly PathAttribute[]): boolean {
    const { proto, config } = this.#bgp;
    const where = `${formatIpv4(net.address)}/${net.length}`;
    for (const [code, name] of [
      [ATTR_ORIGIN, "origin"],
      [ATTR_AS_PATH, "as_path"],
      [ATTR_NEXT_HOP, "next_hop"],
    ] as const) {
      if (list.some((attribute) => attribute.code === code)) continue;
      proto.log("error", `Mandatory attribute ${name} missing in route ${where}`);
      return false;
    }
    const hop = list.find((attribute) => attribute.code === ATTR_NEXT_HOP);
    if (hop?.kind !== "ip" || hop.value !== config.neighborIp) return true;
    proto.log("error", `Invalid NEXT_HOP attribute in route ${where}`);
    return false;
  }

  // ── messages ───────────────────────────────────────────────────────────────────────────────

  /** bgp_create_update(): the next UPDATE, or null: nothing waits. */
  next(): Uint8Array | null {
    const bgp = this.#bgp;
    const b = this.#bgp.shared.scratch;
    const limit = bgp.extendedMessages ? wire.BGP_MAX_EXTENDED : wire.BGP_MAX;
    if (this.#withdrawn.prefixes.size > 0) {
      const end = this.#prefixes(this.#withdrawn, 21, limit - 2);
      put16(b, 19, end - 21);
      put16(b, end, 0);
      return this.#finish(end + 2);
    }
    for (const bucket of this.#queue) {
      if (bucket.prefixes.size === 0) {
        this.#forget(bucket);
        continue;
      }
      const end = writeAttributes(b, 23, limit - 1_024, bucket.attributes ?? [], { as4: bgp.as4 });
      if (end < 0) {
        this.#skip(bucket);
        continue;
      }
      put16(b, 19, 0);
      put16(b, 21, end - 23);
      return this.#finish(this.#prefixes(bucket, end, limit));
    }
    return null;
  }

  #finish(end: number): Uint8Array {
    wire.writeHeader(this.#bgp.shared.scratch, 0, end, wire.MSG_UPDATE);
    return this.#bgp.shared.scratch.slice(0, end);
  }

  /** As many prefixes of the bucket as fit between `at` and `limit`. */
  #prefixes(bucket: Bucket, at: number, limit: number): number {
    const { addPathTx } = this.#bgp;
    let to = at;
    for (const one of bucket.prefixes) {
      if (limit - to < 9) break;
      to = wire.writePrefix(
        this.#bgp.shared.scratch,
        to,
        one.address,
        one.length,
        addPathTx ? one.pathId : null,
      );
      this.#drop(bucket, one);
    }
    return to;
  }

  #drop(bucket: Bucket, one: Pending): void {
    bucket.prefixes.delete(one);
    const number = (one.address >>> 0) * 64 + one.length;
    this.#pending.delete(this.#bgp.addPathTx ? `${number}/${one.pathId}` : number);
  }

  #skip(bucket: Bucket): void {
    const { proto } = this.#bgp;
    proto.log("error", "Attribute list too long, skipping corresponding routes");
    for (const one of bucket.prefixes) {
      proto.log("error", `- route ${formatIpv4(one.address)}/${one.length} skipped`);
      this.#drop(bucket, one);
    }
    this.#forget(bucket);
  }
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

function nextHop(address: Ipv4Addr): Eattr {
  const code = EA.BGP_NEXT_HOP;
  return { code, flags: flags(code), kind: "ip", value: address };
}

function prependCluster(eattrs: Eattrs, cluster: number): Eattrs {
  const code = EA.BGP_CLUSTER_LIST;
  const before = findEattr(eattrs, code);
  const value = [cluster, ...(before?.kind === "cluster-list" ? before.value : [])];
  return withEattr(eattrs, { code, flags: flags(code), kind: "cluster-list", value });
}
