/** What printing a rule may ask: numbers or names, which family, whose machine. */
import type { AddrMask, IpPart, NfAddr, NfFamily, Range } from "../../../kernel/netfilter/types.ts";
import { formatAddress, isHost, isZero, prefixLength } from "./address.ts";
import type { Names } from "./names.ts";

export interface View {
  readonly names: Names;
  readonly family: NfFamily;
  readonly numeric: boolean;
  readonly ip: IpPart;
}

export function inv(invert: boolean): string {
  return invert ? "! " : "";
}

/** A port or its service's name. */
export function portText(view: View, port: number, protocol: string): string {
  if (view.numeric) return String(port);
  return view.names.serviceName(port, protocol) ?? String(port);
}

/** 5, 5:9 */
export function rangeText({ from, to }: Range, separator = ":"): string {
  return from === to ? `${from}` : `${from}${separator}${to}`;
}

export function hostText(view: View, address: NfAddr): string {
  return (view.numeric ? null : view.names.hostName(address)) ?? formatAddress(address);
}

/** As conntrack's match prints it: a prefix length where there is one. */
export function networkText(view: View, { addr, mask }: AddrMask): string {
  if (!view.numeric && isZero(addr) && view.family === "ip" && isZero(mask)) return "anywhere";
  const length = prefixLength(mask);
  return `${hostText(view, addr)}${isHost(mask) || length === null ? "" : `/${length}`}`;
}
