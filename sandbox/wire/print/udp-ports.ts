/**
 * What tcpdump 4.99.3 takes a UDP payload for, by port and in its order of asking (print-udp.c). A protocol without
 * a printer here is named as not decoded: to count its bytes, as for one that tcpdump does not know, would be a lie.
 */
import { printBootp } from "./bootp.ts";
import type { Printer } from "./context.ts";
import { printDomain } from "./domain.ts";
import { printNtp } from "./ntp.ts";
import { printRip, printRipng } from "./rip.ts";
import { printSyslog } from "./syslog.ts";
import { printTftp } from "./tftp.ts";

type Print = (p: Printer, at: number, length: number) => void;

interface Rule {
  readonly ports: ReadonlySet<number>;
  readonly side: "either" | "src" | "dst";
  /** A printer, or the name of what is not decoded. */
  readonly print: Print | string;
}

function either(ports: readonly number[], print: Print | string): Rule {
  return { ports: new Set(ports), side: "either", print };
}
function to(ports: readonly number[], print: Print | string): Rule {
  return { ports: new Set(ports), side: "dst", print };
}

const RX = [7000, 7001, 7002, 7003, 7004, 7005, 7006, 7007, 7008, 7009];

/** In order; the first that fits. Those of `udp.ts` itself (VXLAN, OTV) are not here. */
const RULES: readonly Rule[] = [
  either([53], (p, at, length) => printDomain(p, at, length, false, false)),
  either([5353], (p, at, length) => printDomain(p, at, length, false, true)),
  either([525], "timed"),
  either([69], printTftp),
  either([68, 67], printBootp),
  either([520], printRip),
  either([654], "aodv"),
  either([500, 4500, 7500, 8500], "isakmp"),
  either([161, 162], "snmp"),
  either([123], printNtp),
  either([88, 750], "kerberos"),
  either([1701], "l2tp"),
  either([137, 138], "netbios"),
  to([3456], "vat"),
  either([2103, 2104], "zephyr"),
  either(RX, "rx"),
  either([521], printRipng),
  either([546, 547], "dhcp6"),
  either([5359], "ahcp"),
  either([6696, 6697], "babel"),
  either([8231], "hncp"),
  to([4567], "wb"),
  either([496], "cisco_autorp"),
  either([1645, 1812, 1646, 1813, 1700, 3799], "radius"),
  to([1985], "hsrp"),
  either([921], "lwres"),
  either([646], "ldp"),
  either([698], "olsr"),
  either([3503], "lspping"),
  { ports: new Set([49152]), side: "src", print: "bcm_li" },
  to([3784, 4784, 6784, 3785], "bfd"),
  either([701], "lmp"),
  either([1589], "vqp"),
  either([6343], "sflow"),
  either([12222, 12223], "lwapp"),
  either([5060], "sip"),
  either([514], printSyslog),
];
/** Those asked for after the tunnels. */
const LATE: readonly Rule[] = [
  either([4342], "lisp"),
  either([4790], "vxlan-gpe"),
  either([17754], "zep"),
  either([6635], "mpls"),
  either([319, 320], "ptp"),
  either([30490], "someip"),
];

/** Prints or names the payload; false: no rule fits. */
export function printByPort(
  p: Printer,
  at: number,
  length: number,
  sport: number,
  dport: number,
  late: boolean,
): boolean {
  for (const { ports, side, print } of late ? LATE : RULES) {
    const fits = (side !== "dst" && ports.has(sport)) || (side !== "src" && ports.has(dport));
    if (!fits) continue;
    if (typeof print === "string") p.undecoded(print);
    else print(p, at, length);
    return true;
  }
  return false;
}
