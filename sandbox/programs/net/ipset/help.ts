/** What `ipset help` and `ipset help TYPENAME` print (7.17). */
import { ICMP_NAMES, ICMPV6_NAMES } from "./icmp.ts";
import { TYPES } from "./set-types.ts";

const USAGE = `ipset v7.17

Usage: ipset [options] COMMAND

Commands:
create SETNAME TYPENAME [type-specific-options]
        Create a new set
add SETNAME ENTRY
        Add entry to the named set
del SETNAME ENTRY
        Delete entry from the named set
test SETNAME ENTRY
        Test entry in the named set
destroy [SETNAME]
        Destroy a named set or all sets
list [SETNAME]
        List the entries of a named set or all sets
save [SETNAME]
        Save the named set or all sets to stdout
restore 
        Restore a saved state
flush [SETNAME]
        Flush a named set or all sets
rename FROM-SETNAME TO-SETNAME
        Rename two sets
swap FROM-SETNAME TO-SETNAME
        Swap the contect of two existing sets
help [TYPENAME]
        Print help, and settype specific help
version 
        Print version information
quit 
        Quit interactive mode

Options:
-o plain|save|xml
       Specify output mode for listing sets.
       Default value for "list" command is mode "plain"
       and for "save" command is mode "save".
-s 
        Print elements sorted (if supported by the set type).
-q 
        Suppress any notice or warning message.
-r 
        Try to resolve IP addresses in the output (slow!)
-! 
        Ignore errors when creating or adding sets or
        elements that do exist or when deleting elements
        that don't exist.
-n 
        When listing, just list setnames from the kernel.

-t 
        When listing, list setnames and set headers
        from kernel only.
-f 
        Read from the given file instead of standard
        input (restore) or write to given file instead
        of standard output (list/save).

`;

const SUPPORTED = `Supported set types:
    list:set		3	skbinfo support
    list:set		2	comment support
    list:set		1	counters support
    list:set		0	Initial revision
    hash:mac		1	bucketsize, initval support
    hash:mac		0	Initial revision
    hash:ip,mac		1	bucketsize, initval support
    hash:ip,mac		0	Initial revision
    hash:net,iface	8	bucketsize, initval support
    hash:net,iface	7	skbinfo and wildcard support
    hash:net,iface	6	skbinfo support
    hash:net,iface	5	forceadd support
    hash:net,iface	4	comment support
    hash:net,iface	3	counters support
    hash:net,iface	2	/0 network support
    hash:net,iface	1	nomatch flag support
    hash:net,iface	0	Initial revision
    hash:net,port	8	bucketsize, initval support
    hash:net,port	7	skbinfo support
    hash:net,port	6	forceadd support
    hash:net,port	5	comment support
    hash:net,port	4	counters support
    hash:net,port	3	nomatch flag support
    hash:net,port	2	Add/del range support
    hash:net,port	1	SCTP and UDPLITE support
    hash:net,port,net	3	bucketsize, initval support
    hash:net,port,net	2	skbinfo support
    hash:net,port,net	1	forceadd support
    hash:net,port,net	0	initial revision
    hash:net,net	4	netmask and bitmask support
    hash:net,net	3	bucketsize, initval support
    hash:net,net	2	skbinfo support
    hash:net,net	1	forceadd support
    hash:net,net	0	initial revision
    hash:net		7	bucketsize, initval support
    hash:net		6	skbinfo support
    hash:net		5	forceadd support
    hash:net		4	comment support
    hash:net		3	counters support
    hash:net		2	nomatch flag support
    hash:net		1	Add/del range support
    hash:net		0	Initial revision
    hash:ip,port,net	8	bucketsize, initval support
    hash:ip,port,net	7	skbinfo support
    hash:ip,port,net	6	forceadd support
    hash:ip,port,net	5	comment support
    hash:ip,port,net	4	counters support
    hash:ip,port,net	3	nomatch flag support
    hash:ip,port,net	2	Add/del range support
    hash:ip,port,net	1	SCTP and UDPLITE support
    hash:ip,port,ip	6	bucketsize, initval support
    hash:ip,port,ip	5	skbinfo support
    hash:ip,port,ip	4	forceadd support
    hash:ip,port,ip	3	comment support
    hash:ip,port,ip	2	counters support
    hash:ip,port,ip	1	SCTP and UDPLITE support
    hash:ip,mark	3	bucketsize, initval support
    hash:ip,mark	2	skbinfo support
    hash:ip,mark	1	forceadd support
    hash:ip,mark	0	initial revision
    hash:ip,port	7	netmask and bitmask support
    hash:ip,port	6	bucketsize, initval support
    hash:ip,port	5	skbinfo support
    hash:ip,port	4	forceadd support
    hash:ip,port	3	comment support
    hash:ip,port	2	counters support
    hash:ip,port	1	SCTP and UDPLITE support
    hash:ip		6	bitmask support
    hash:ip		5	bucketsize, initval support
    hash:ip		4	skbinfo support
    hash:ip		3	forceadd support
    hash:ip		2	comment support
    hash:ip		1	counters support
    hash:ip		0	Initial revision
    bitmap:port		3	skbinfo support
    bitmap:port		2	comment support
    bitmap:port		1	counters support
    bitmap:port		0	Initial revision
    bitmap:ip,mac	3	skbinfo support
    bitmap:ip,mac	2	comment support
    bitmap:ip,mac	1	counters support
    bitmap:ip,mac	0	Initial revision
    bitmap:ip		3	skbinfo support
    bitmap:ip		2	comment support
    bitmap:ip		1	counters support
    bitmap:ip		0	Initial revision
`;

const EXTRA = ["timeout VALUE", "counters", "comment"];
const ELEMENT = [
  "packets VALUE",
  "bytes VALUE",
  'comment "string"',
  "skbmark VALUE",
  "skbprio VALUE",
  "skbqueue VALUE",
];
const HASH = ["family inet|inet6]|[-4|-6", "hashsize VALUE", "maxelem VALUE"];
const RANGES = `      Adding/deleting multiple elements in IP/CIDR or FROM-TO form
`;
const PORTS = `      Adding/deleting multiple elements with TCP/SCTP/UDP/UDPLITE
      port range is supported both for IPv4 and IPv6.
      [PROTO:]PORT is a valid pattern of the following:
           PORTNAME         TCP port name from /etc/services
           PORTNUMBER       TCP port number identifier
           tcp|sctp|udp|udplite:PORTNAME|PORTNUMBER
           icmp:CODENAME    supported ICMP codename
           icmp:TYPE/CODE   ICMP type/code value
           icmpv6:CODENAME  supported ICMPv6 codename
           icmpv6:TYPE/CODE ICMPv6 type/code value
           PROTO:0          all other protocols

           Supported ICMP codenames:
`;
const WHERE = "where depending on the INET family\n      IP ";
const CIDR = "      CIDR is a valid IPv4 or IPv6 CIDR prefix.\n";

const option = (text: string): string => `               [${text}]\n`;
const names = (list: readonly (readonly [string, number])[]): string =>
  list.map(([name]) => `               ${name}\n`).join("");

function codes(): string {
  return `${PORTS}${names(ICMP_NAMES)}           Supported ICMPv6 codenames:\n${names(ICMPV6_NAMES)}`;
}

/** The prose after the options. */
function where(type: string): string {
  const valid = "is a valid IPv4 or IPv6 address (or hostname)";
  switch (type) {
    case "hash:ip":
      return `${WHERE}${valid},\n${CIDR}${RANGES}      is supported for IPv4.\n`;
    case "hash:net":
      return `${WHERE}is an IPv4 or IPv6 address (or hostname),\n${CIDR}`;
    case "hash:ip,port":
      return `${WHERE}${valid}.\n${RANGES}      is supported for IPv4.\n${codes()}`;
    case "hash:net,port":
      return `${WHERE}${valid},\n${CIDR}${codes()}`;
    case "hash:ip,port,ip":
      return `${WHERE}${valid}.\n${RANGES}      in the first IP component is supported for IPv4.\n${codes()}`;
    case "hash:ip,port,net":
      return `${WHERE}are valid IPv4 or IPv6 addresses (or hostnames),\n${CIDR}${RANGES}      in the first IP component is supported for IPv4.\n${codes()}`;
    case "bitmap:port":
      return `where PORT, FROM and TO are port numbers or port names from /etc/services.
      PROTO is only needed if a service name is used and it does not exist
      as a TCP service; just the resolved service numer is stored in the set.
`;
    case "bitmap:ip":
      return `where IP, FROM and TO are IPv4 addresses (or hostnames),
      CIDR is a valid IPv4 CIDR prefix.
`;
    default:
      return "where NAME are existing set names.\n";
  }
}

const SYNOPSIS: ReadonlyMap<string, readonly [create: string, add: string, test: string]> = new Map(
  [
    ["hash:ip", ["", "IP", "IP"]],
    ["hash:net", ["", "IP[/CIDR]", "IP[/CIDR]"]],
    ["hash:ip,port", ["", "IP,[PROTO:]PORT", "IP,[PROTO:]PORT"]],
    ["hash:net,port", ["", "IP[/CIDR]|FROM-TO,[PROTO:]PORT", "IP[/CIDR],[PROTO:]PORT"]],
    ["hash:ip,port,ip", ["", "IP,[PROTO:]PORT,IP", "IP,[PROTO:]PORT,IP"]],
    ["hash:ip,port,net", ["", "IP,[PROTO:]PORT,IP[/CIDR]", "IP,[PROTO:]PORT,IP[/CIDR]"]],
    ["bitmap:port", ["range [PROTO:]FROM-TO", "[PROTO:]PORT|FROM-TO", "[PROTO:]PORT"]],
    ["bitmap:ip", ["range IP/CIDR|FROM-TO", "IP|IP/CIDR|FROM-TO", "IP"]],
    ["list:set", ["", "NAME [before|after NAME]", "NAME [before|after NAME]"]],
  ],
);

function typeHelp(type: string): string {
  const [create, add, test] = SYNOPSIS.get(type) ?? ["", "", ""];
  const hash = type.startsWith("hash:");
  const nets = type.includes("net");
  const list = type === "list:set";
  const made: string[] = hash ? [...HASH] : list ? ["size VALUE"] : [];
  if (type === "hash:ip") made.push("netmask CIDR", "bitmask bitmask");
  if (type === "bitmap:ip") made.push("netmask CIDR");
  made.push(...EXTRA, ...(hash ? ["forceadd"] : []), "skbinfo");
  if (hash) made.push("bucketsize VALUE", "initval VALUE");
  if (type === "hash:ip,port") made.push("netmask CIDR", "bitmask bitmask");
  const beside = list ? ["before|after NAME"] : [];
  const added = ["timeout VALUE", ...(nets ? ["nomatch"] : []), ...beside, ...ELEMENT];
  const tested = [...(nets ? ["nomatch"] : []), ...beside];
  const family = hash ? "inet and inet6" : type === "bitmap:ip" ? "family inet only" : "";
  const last =
    family === "" ? `Type ${type} is family neutral.` : `Type ${type} supports ${family}.`;
  return (
    `${type} type specific options:\n\ncreate SETNAME ${type} ${create}\n` +
    `${made.map(option).join("")}add    SETNAME ${type} ${add}\n${added.map(option).join("")}` +
    `del    SETNAME ${type} ${add}\n${beside.map(option).join("")}` +
    `test   SETNAME ${type} ${test}\n${tested.map(option).join("")}\n${where(type)}\n${last}\n`
  );
}

/** The text, and whether there is such a type. */
export function help(type: string | null): { text: string; known: boolean } {
  if (type === null) return { text: USAGE + SUPPORTED, known: true };
  const name = TYPES.get(type);
  return name === undefined
    ? { text: USAGE.trimEnd() + "\n", known: false }
    : { text: `${USAGE}${typeHelp(name)}`, known: true };
}
