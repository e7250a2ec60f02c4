/** Addresses put together from a network and a host. */
import { readIpv6, writeIpv6 } from "../../wire/addr.ts";
import type { NfAddr } from "./types.ts";

/** The first `prefix` bits of one address and the rest of the other. */
export function joinPrefix(network: NfAddr, host: NfAddr, prefix: number): NfAddr {
  if (typeof network === "number") {
    const mask = prefix === 0 ? 0 : -1 << (32 - prefix);
    return ((network & mask) | ((host as number) & ~mask)) as NfAddr;
  }
  const bytes = new Uint8Array(32);
  writeIpv6(bytes, 0, network);
  writeIpv6(bytes, 16, host as typeof network);
  for (let i = 0; i < 16; i++) {
    const mask = (0xff00 >>> Math.min(8, Math.max(0, prefix - i * 8))) & 0xff;
    bytes[i] = ((bytes[i] as number) & mask) | ((bytes[16 + i] as number) & ~mask & 0xff);
  }
  return readIpv6(bytes, 0);
}
