/** Rules by hand, for tests of the engine; programs have their own. */
import type {
  AddrMask,
  HookName,
  IpPart,
  NatRange,
  XtCommand,
  XtMatch,
  XtTableName,
  XtTarget,
} from "../../../sandbox/kernel/netfilter/types.ts";
import type { NetNamespace } from "../../../sandbox/kernel/netns.ts";
import { maskOf } from "../../../sandbox/wire/addr.ts";
import { ip } from "../../support/net.ts";

const ANY: IpPart = {
  src: null,
  dst: null,
  in: null,
  out: null,
  protocol: 0,
  protocolInvert: false,
  fragment: null,
};
const RANGE: NatRange = {
  addrFrom: null,
  addrTo: null,
  portFrom: null,
  portTo: null,
  random: false,
  randomFully: false,
  persistent: false,
};

export function cidr(text: string, invert = false): AddrMask {
  const [addr = "", length = "32"] = text.split("/");
  return { addr: ip(addr), mask: maskOf(Number(length)) as never, invert };
}

export function range(address: string | null, port: number | null = null, to = port): NatRange {
  const addr = address === null ? null : ip(address);
  return { ...RANGE, addrFrom: addr, addrTo: addr, portFrom: port, portTo: to };
}

export interface Part {
  readonly src?: string;
  readonly dst?: string;
  readonly in?: string;
  readonly out?: string;
  readonly protocol?: number;
  readonly dport?: number;
  readonly matches?: readonly XtMatch[];
}

/** Append a rule, with table and base chain made as iptables does. */
export function append(
  ns: NetNamespace,
  table: XtTableName,
  chain: string,
  part: Part,
  target: XtTarget,
): void {
  const matches: XtMatch[] = [...(part.matches ?? [])];
  if (part.dport !== undefined)
    matches.unshift({
      name: part.protocol === 17 ? "udp" : "tcp",
      sport: null,
      dport: { from: part.dport, to: part.dport, invert: false },
    });
  const base: XtCommand[] = /^[A-Z]+ING$|^(IN|OUT)PUT$|^FORWARD$/.test(chain)
    ? [{ op: "base-chain", table, chain: chain as HookName }]
    : [];
  const failure = ns.xtables.commit("ip", [
    { op: "table", table },
    ...base,
    {
      op: "append",
      table,
      chain,
      rule: {
        ip: {
          ...ANY,
          src: part.src === undefined ? null : cidr(part.src),
          dst: part.dst === undefined ? null : cidr(part.dst),
          in: part.in === undefined ? null : { name: part.in, invert: false },
          out: part.out === undefined ? null : { name: part.out, invert: false },
          protocol: part.protocol ?? 0,
        },
        matches,
        target,
      },
    },
  ]);
  if (failure !== null) throw new Error(`${table} ${chain}: ${failure.errno}`);
}

/** Packets that a chain's rules counted, in order. */
export function counts(ns: NetNamespace, table: XtTableName, chain: string): number[] {
  const found = ns.xtables.table("ip", table)?.chains.find((one) => one.name === chain);
  return (found?.rules ?? []).map((one) => one.packets);
}
