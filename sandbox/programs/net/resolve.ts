/**
 * Names and addresses as getaddrinfo(3) and getnameinfo(3) see them: inet_aton's number forms and
 * /etc/hosts. DNS is not asked yet: without a nameserver glibc says "Temporary failure in name
 * resolution", and that is what a blank machine says too.
 */
import type { Process } from "../../kernel/proc/process.ts";
import { formatIpv4, type Ipv4Addr, type Ipv6Addr, parseIpv4, parseIpv6 } from "../../wire/addr.ts";

/** inet_aton(3): 1 to 4 parts, decimal, octal or hex; the last fills the rest. */
export function inetAton(text: string): Ipv4Addr | null {
  const parts = text.split(".");
  if (parts.length > 4) return null;
  const numbers: number[] = [];
  for (const part of parts) {
    let value: number;
    if (/^0[xX][0-9a-fA-F]+$/.test(part)) value = parseInt(part.slice(2), 16);
    else if (/^0[0-7]*$/.test(part)) value = parseInt(part, 8);
    else if (/^[1-9]\d*$/.test(part)) value = Number(part);
    else return null;
    numbers.push(value);
  }
  const last = numbers.pop() as number;
  if (last >= 256 ** (4 - numbers.length)) return null;
  let out = last;
  for (let i = 0; i < numbers.length; i++) {
    const part = numbers[i] as number;
    if (part > 255) return null;
    out += part * 256 ** (3 - i);
  }
  return (out | 0) as Ipv4Addr;
}

export interface HostEntry {
  readonly address: string;
  readonly names: readonly string[];
}

/** The lines of /etc/hosts. */
export function hostsFile(proc: Process): HostEntry[] {
  const file = proc.host.fs.readText("/etc/hosts", proc);
  if (typeof file === "string") return [];
  const out: HostEntry[] = [];
  for (const line of file.text.split("\n")) {
    const words = line.replace(/#.*/, "").trim().split(/\s+/);
    const address = words.shift();
    if (address !== undefined && address !== "" && words.length > 0)
      out.push({ address, names: words });
  }
  return out;
}

export interface Found {
  readonly v4: Ipv4Addr | null;
  readonly v6: Ipv6Addr | null;
  readonly canonical: string;
  /** It was an address, not a name. */
  readonly numeric: boolean;
}

export const TRY_AGAIN = "Temporary failure in name resolution";
export const NO_NAME = "Name or service not known";
export const NO_FAMILY = "Address family for hostname not supported";

/** getaddrinfo: what the name means in a family, or gai_strerror's words. */
export function resolve(
  proc: Process,
  name: string,
  family: 0 | 4 | 6,
): Found | { readonly error: string } {
  if (name === "") return { error: NO_NAME };
  const v4 = inetAton(name);
  if (v4 !== null) {
    return family === 6 ? { error: NO_FAMILY } : { v4, v6: null, canonical: name, numeric: true };
  }
  const v6 = parseIpv6(name.replace(/%.*$/, ""));
  if (v6 !== null) {
    return family === 4 ? { error: NO_FAMILY } : { v4: null, v6, canonical: name, numeric: true };
  }
  const wanted = name.toLowerCase().replace(/\.$/, "");
  let four: Ipv4Addr | null = null;
  let six: Ipv6Addr | null = null;
  let canonical: string | null = null;
  let other = false;
  for (const entry of hostsFile(proc)) {
    if (!entry.names.some((n) => n.toLowerCase() === wanted)) continue;
    const a = parseIpv4(entry.address);
    const b = parseIpv6(entry.address);
    if (a !== null && family !== 6) four ??= a;
    else if (b !== null && family !== 4) six ??= b;
    else {
      other = true;
      continue;
    }
    canonical ??= entry.names[0] as string;
  }
  if (four === null && six === null) return { error: other ? NO_FAMILY : TRY_AGAIN };
  return { v4: four, v6: six, canonical: canonical ?? name, numeric: false };
}

/** getnameinfo: the name of an address, or null. */
export function nameOf(proc: Process, address: string): string | null {
  for (const entry of hostsFile(proc))
    if (entry.address === address) return entry.names[0] as string;
  return null;
}

export function nameOf4(proc: Process, address: Ipv4Addr): string | null {
  return nameOf(proc, formatIpv4(address));
}
