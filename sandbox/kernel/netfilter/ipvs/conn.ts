/** A connection through IPVS and its states: ip_vs_conn.c, ip_vs_proto_tcp.c, ip_vs_proto_udp.c. */
import type { Micros } from "../../../sim/scheduler.ts";
import type { Dest } from "./service.ts";

export const STATES = [
  "NONE",
  "ESTABLISHED",
  "SYN_SENT",
  "SYN_RECV",
  "FIN_WAIT",
  "TIME_WAIT",
  "CLOSE",
  "CLOSE_WAIT",
  "LAST_ACK",
  "LISTEN",
  "SYNACK",
] as const;
const NO = 0;
export const ESTABLISHED = 1;
const SS = 2;
const SR = 3;
const FW = 4;
const TW = 5;
const CL = 6;
const CW = 7;
const LA = 8;
const LI = 9;

const ES = ESTABLISHED;

/** Seconds, by state. */
export const TCP_TIMEOUTS: readonly number[] = [2, 900, 120, 60, 120, 120, 10, 60, 30, 120, 120];
export const UDP_TIMEOUT = 300;

/** By direction, then SYN, FIN, ACK, RST, then the state before. */
const TRANSITIONS: readonly (readonly (readonly number[])[])[] = [
  [
    [SR, ES, ES, SR, SR, SR, SR, SR, SR, SR, SR],
    [CL, CW, SS, TW, TW, TW, CL, CW, LA, LI, TW],
    [ES, ES, SS, ES, FW, TW, CL, CW, CL, LI, ES],
    [CL, CL, CL, SR, CL, CL, CL, CL, LA, LI, SR],
  ],
  [
    [SS, ES, SS, SR, SS, SS, SS, SS, SS, LI, SR],
    [TW, FW, SS, TW, FW, TW, CL, TW, LA, LI, TW],
    [ES, ES, SS, ES, FW, TW, CL, CW, LA, ES, ES],
    [CL, CL, SS, CL, CL, TW, CL, CL, CL, CL, CL],
  ],
  // Only one direction is seen: direct routing.
  [
    [SR, ES, ES, SR, SR, SR, SR, SR, SR, SR, SR],
    [CL, FW, SS, TW, FW, TW, CL, CW, LA, LI, TW],
    [ES, ES, SS, ES, FW, TW, CL, CW, CL, LI, ES],
    [CL, CL, CL, SR, CL, CL, CL, CL, LA, LI, CL],
  ],
];
export const INPUT = 0;
export const OUTPUT = 1;
export const INPUT_ONLY = 2;

export function nextState(state: number, direction: number, flags: number): number {
  let row = -1;
  if ((flags & 4) !== 0) row = 3;
  else if ((flags & 2) !== 0) row = 0;
  else if ((flags & 1) !== 0) row = 1;
  else if ((flags & 16) !== 0) row = 2;
  return row < 0 ? CL : (TRANSITIONS[direction]?.[row]?.[state] ?? NO);
}

export class Conn {
  readonly protocol: number;
  readonly client: number;
  readonly clientPort: number;
  readonly virtual: number;
  readonly virtualPort: number;
  readonly dest: Dest;
  readonly destPort: number;
  /** A template of a persistent service: no packets of its own. */
  readonly template: boolean;
  state = NO;
  inactive = false;
  expires: Micros = 0;
  timeoutUs: Micros = 0;
  /** The template it was made by, and how many a template has. */
  control: Conn | null = null;
  controls = 0;
  dead = false;
  // Links of the two hash chains.
  nextIn: Conn | null = null;
  nextOut: Conn | null = null;

  constructor(
    protocol: number,
    client: number,
    clientPort: number,
    virtual: number,
    virtualPort: number,
    dest: Dest,
    destPort: number,
    template: boolean,
  ) {
    this.protocol = protocol;
    this.client = client;
    this.clientPort = clientPort;
    this.virtual = virtual;
    this.virtualPort = virtualPort;
    this.dest = dest;
    this.destPort = destPort;
    this.template = template;
  }
}

/** A number for four others; equal numbers need not be equal connections. */
export function hashOf(
  protocol: number,
  a: number,
  aPort: number,
  b: number,
  bPort: number,
): number {
  let h = Math.imul(a ^ Math.imul(b, 0x9e3779b1), 0x85ebca6b) ^ ((aPort << 16) | bPort);
  h = Math.imul(h ^ (h >>> 15), 0xc2b2ae35) ^ protocol;
  return h ^ (h >>> 13);
}

/** The two look-ups: by what clients send, and by what servers answer. */
export class ConnTable {
  private readonly byIn = new Map<number, Conn>();
  private readonly byOut = new Map<number, Conn>();
  /** In order of creation. */
  readonly all = new Set<Conn>();

  add(conn: Conn): void {
    const { protocol, client, clientPort, virtual, virtualPort, dest, destPort } = conn;
    const key = hashOf(protocol, client, clientPort, virtual, virtualPort);
    conn.nextIn = this.byIn.get(key) ?? null;
    this.byIn.set(key, conn);
    this.all.add(conn);
    if (conn.template) return;
    const back = hashOf(protocol, dest.addr as number, destPort, client, clientPort);
    conn.nextOut = this.byOut.get(back) ?? null;
    this.byOut.set(back, conn);
  }

  remove(conn: Conn): void {
    const { protocol, client, clientPort, virtual, virtualPort, dest, destPort } = conn;
    this.all.delete(conn);
    conn.dead = true;
    const key = hashOf(protocol, client, clientPort, virtual, virtualPort);
    let head = this.byIn.get(key) ?? null;
    if (head === conn) head = conn.nextIn;
    else for (let c = head; c !== null; c = c.nextIn) if (c.nextIn === conn) c.nextIn = conn.nextIn;
    if (head === null) this.byIn.delete(key);
    else this.byIn.set(key, head);
    if (conn.template) return;
    const back = hashOf(protocol, dest.addr as number, destPort, client, clientPort);
    head = this.byOut.get(back) ?? null;
    if (head === conn) head = conn.nextOut;
    else
      for (let c = head; c !== null; c = c.nextOut)
        if (c.nextOut === conn) c.nextOut = conn.nextOut;
    if (head === null) this.byOut.delete(back);
    else this.byOut.set(back, head);
  }

  incoming(
    protocol: number,
    client: number,
    clientPort: number,
    virtual: number,
    virtualPort: number,
    template: boolean,
  ): Conn | null {
    let c = this.byIn.get(hashOf(protocol, client, clientPort, virtual, virtualPort)) ?? null;
    for (; c !== null; c = c.nextIn) {
      if (c.template !== template || c.protocol !== protocol) continue;
      if (c.client !== client || c.clientPort !== clientPort) continue;
      if (c.virtual === virtual && c.virtualPort === virtualPort) return c;
    }
    return null;
  }

  outgoing(
    protocol: number,
    server: number,
    serverPort: number,
    client: number,
    clientPort: number,
  ): Conn | null {
    let c = this.byOut.get(hashOf(protocol, server, serverPort, client, clientPort)) ?? null;
    for (; c !== null; c = c.nextOut) {
      if (c.protocol !== protocol || c.client !== client || c.clientPort !== clientPort) continue;
      if (c.dest.addr === server && c.destPort === serverPort) return c;
    }
    return null;
  }
}
