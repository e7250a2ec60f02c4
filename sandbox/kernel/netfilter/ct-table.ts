/**
 * Where flows are found: a hash by each direction's tuple, and all of them in order of age. nf_conntrack_hash.
 * Chains hang on the flows themselves: two array slots and four references a flow, no objects besides.
 */
import type { Ipv4Addr } from "../../wire/addr.ts";
import type { NfAddr } from "./types.ts";
import { type Flow, flowKey, type Tuple } from "./flow.ts";

const FIRST = 64;

function hashAddr(addr: NfAddr): number {
  if (typeof addr === "number") return addr;
  let h = 0;
  for (let i = 0; i < addr.length; i++) h = (Math.imul(h, 31) + addr.charCodeAt(i)) | 0;
  return h;
}

/** 32 bits. */
function hash(src: NfAddr, dst: NfAddr, ports: number, protocol: number): number {
  return hash4(hashAddr(src), hashAddr(dst), ports, protocol);
}
function hashOriginal(flow: Flow): number {
  return hash(flow.src, flow.dst, flow.ports, flow.protocol);
}
function hashReply(flow: Flow): number {
  return hash(flow.replySrc, flow.replyDst, flow.replyPorts, flow.protocol);
}

function hash4(src: number, dst: number, ports: number, protocol: number): number {
  let h = Math.imul(src, 0x9e3779b1) ^ dst;
  h = Math.imul(h ^ (h >>> 15), 0x85ebca6b) ^ ports;
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35) ^ protocol;
  h = Math.imul(h ^ (h >>> 16), 0x7feb352d);
  return (h ^ (h >>> 15)) >>> 0;
}

export class FlowTable {
  size = 0;
  /** How many ever came: who keeps an index compares it. */
  inserted = 0;
  oldest: Flow | null = null;
  private newest: Flow | null = null;
  // Whom the last packets of IPv4 belonged to.
  private lastAsked: Flow | null = null;
  private lastAnswered: Flow | null = null;
  private originals: (Flow | null)[] = new Array<Flow | null>(FIRST).fill(null);
  private replies: (Flow | null)[] = new Array<Flow | null>(FIRST).fill(null);
  /** Of the last find: it was the answer's direction. */
  foundReply = false;

  find(tuple: Tuple, six: boolean, protocol: number, zone: number): Flow | null {
    const { src, dst } = tuple;
    const ports = (tuple.sp << 16) | tuple.dp;
    const key = flowKey(six, protocol, zone);
    const at = hash(src, dst, ports, protocol) & (this.originals.length - 1);
    let flow = this.originals[at] as Flow | null;
    for (; flow !== null; flow = flow.nextOriginal) {
      if (asks(flow, src, dst, ports, key)) {
        this.foundReply = false;
        return flow;
      }
    }
    flow = this.replies[at] as Flow | null;
    for (; flow !== null; flow = flow.nextReply) {
      if (answers(flow, src, dst, ports, key)) {
        this.foundReply = true;
        return flow;
      }
    }
    return null;
  }

  /**
   * The same for IPv4 without a tuple; `ports`: source << 16 | destination. Packets come in trains: the flow of the
   * last one is asked first.
   */
  find4(src: Ipv4Addr, dst: Ipv4Addr, ports: number, protocol: number, zone: number): Flow | null {
    const key = flowKey(false, protocol, zone);
    let flow = this.lastAsked;
    if (flow !== null && asks(flow, src, dst, ports, key)) {
      this.foundReply = false;
      return flow;
    }
    flow = this.lastAnswered;
    if (flow !== null && answers(flow, src, dst, ports, key)) {
      this.foundReply = true;
      return flow;
    }
    const at = hash4(src, dst, ports, protocol) & (this.originals.length - 1);
    for (flow = this.originals[at] as Flow | null; flow !== null; flow = flow.nextOriginal) {
      if (!asks(flow, src, dst, ports, key)) continue;
      this.foundReply = false;
      this.lastAsked = flow;
      return flow;
    }
    for (flow = this.replies[at] as Flow | null; flow !== null; flow = flow.nextReply) {
      if (!answers(flow, src, dst, ports, key)) continue;
      this.foundReply = true;
      this.lastAnswered = flow;
      return flow;
    }
    return null;
  }

  insert(flow: Flow): void {
    if (this.size >= this.originals.length) this.grow();
    this.hang(flow);
    this.size++;
    this.inserted++;
    flow.older = this.newest;
    if (this.newest === null) this.oldest = flow;
    else this.newest.newer = flow;
    this.newest = flow;
  }

  private hang(flow: Flow): void {
    const mask = this.originals.length - 1;
    const o = hashOriginal(flow) & mask;
    flow.nextOriginal = this.originals[o] as Flow | null;
    this.originals[o] = flow;
    const r = hashReply(flow) & mask;
    flow.nextReply = this.replies[r] as Flow | null;
    this.replies[r] = flow;
  }

  remove(flow: Flow): void {
    if (this.lastAsked === flow) this.lastAsked = null;
    if (this.lastAnswered === flow) this.lastAnswered = null;
    const mask = this.originals.length - 1;
    const o = hashOriginal(flow) & mask;
    let one = this.originals[o] as Flow | null;
    if (one === flow) this.originals[o] = flow.nextOriginal;
    else {
      while (one !== null && one.nextOriginal !== flow) one = one.nextOriginal;
      if (one !== null) one.nextOriginal = flow.nextOriginal;
    }
    const r = hashReply(flow) & mask;
    one = this.replies[r] as Flow | null;
    if (one === flow) this.replies[r] = flow.nextReply;
    else {
      while (one !== null && one.nextReply !== flow) one = one.nextReply;
      if (one !== null) one.nextReply = flow.nextReply;
    }
    if (flow.older === null) this.oldest = flow.newer;
    else flow.older.newer = flow.newer;
    if (flow.newer === null) this.newest = flow.older;
    else flow.newer.older = flow.older;
    flow.older = flow.newer = flow.nextOriginal = flow.nextReply = null;
    this.size--;
  }

  private grow(): void {
    const length = this.originals.length * 2;
    this.originals = new Array<Flow | null>(length).fill(null);
    this.replies = new Array<Flow | null>(length).fill(null);
    for (let flow = this.oldest; flow !== null; flow = flow.newer) this.hang(flow);
  }

  /** Whose original tuple hashes into `range` buckets from that of a tuple on, of so many (a power of two). */
  *near(tuple: Tuple, protocol: number, buckets: number, range: number): Generator<Flow> {
    const first = hash(tuple.src, tuple.dst, (tuple.sp << 16) | tuple.dp, protocol);
    const mask = this.originals.length - 1;
    for (let i = 0; i < range; i++) {
      const want = (first + i) & (buckets - 1);
      for (let f = this.originals[want & mask] as Flow | null; f !== null;) {
        const next: Flow | null = f.nextOriginal;
        if ((hashOriginal(f) & (buckets - 1)) === want) yield f;
        f = next;
      }
    }
  }
}

function asks(flow: Flow, src: NfAddr, dst: NfAddr, ports: number, key: number): boolean {
  return flow.ports === ports && flow.src === src && flow.dst === dst && flow.key === key;
}
function answers(flow: Flow, src: NfAddr, dst: NfAddr, ports: number, key: number): boolean {
  return (
    flow.replyPorts === ports && flow.replySrc === src && flow.replyDst === dst && flow.key === key
  );
}
