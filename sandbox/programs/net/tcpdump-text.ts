/** tcpdump 4.99.3's own words: version, usage, the names of link types. */
import { LINK_NAMES } from "./tcpdump-link-types.ts";

export const VERSION = `tcpdump version 4.99.3
libpcap version 1.10.3 (with TPACKET_V3)
OpenSSL 3.0.19 27 Jan 2026
`;

export const USAGE = `${VERSION}Usage: tcpdump [-AbdDefhHIJKlLnNOpqStuUvxX#] [ -B size ] [ -c count ] [--count]
\t\t[ -C file_size ] [ -E algo:secret ] [ -F file ] [ -G seconds ]
\t\t[ -i interface ] [ --immediate-mode ] [ -j tstamptype ]
\t\t[ -M secret ] [ --number ] [ --print ] [ -Q in|out|inout ]
\t\t[ -r file ] [ -s snaplen ] [ -T type ] [ --version ]
\t\t[ -V file ] [ -w file ] [ -W filecount ] [ -y datalinktype ]
\t\t[ --time-stamp-precision precision ] [ --micro ] [ --nano ]
\t\t[ -z postrotate-command ] [ -Z user ] [ expression ]
`;

/** "EN10MB (Ethernet)", or the number of one that has no name here. */
export function linkTypeText(linkType: number): string {
  const names = LINK_NAMES.get(linkType);
  return names === undefined ? String(linkType) : `${names[0]} (${names[1]})`;
}

export function linkTypeName(linkType: number): string {
  return LINK_NAMES.get(linkType)?.[0] ?? String(linkType);
}

/** -D: what libpcap offers besides the interfaces. */
export const PSEUDO_DEVICES: readonly string[] = [
  "bluetooth-monitor (Bluetooth Linux Monitor) [Wireless]",
  "nflog (Linux netfilter log (NFLOG) interface) [none]",
  "nfqueue (Linux netfilter queue (NFQUEUE) interface) [none]",
  "dbus-system (D-Bus system bus) [none]",
  "dbus-session (D-Bus session bus) [none]",
];
