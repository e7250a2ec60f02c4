/** Syslog over UDP (RFC 3164, 5424): tcpdump 4.99.3 print-syslog.c. */
import type { Printer } from "./context.ts";
import { unknownData } from "./hex.ts";
import { printable } from "./text.ts";

const SEVERITIES = [
  "emergency",
  "alert",
  "critical",
  "error",
  "warning",
  "notice",
  "info",
  "debug",
];
const FACILITIES = (
  "kernel,user,mail,daemon,auth,syslog,lpr,news,uucp,cron,authpriv,ftp,ntp,security,console,cron," +
  "local0,local1,local2,local3,local4,local5,local6,local7"
).split(",");

export function printSyslog(p: Printer, at: number, length: number): void {
  p.protocol = "syslog";
  if (p.u8(at) !== 0x3c) {
    p.invalid();
    return;
  }
  let offset = 1;
  let priority = 0;
  for (; offset <= 3; offset++) {
    const digit = p.u8(at + offset) - 0x30;
    if (digit < 0 || digit > 9) break;
    priority = priority * 10 + digit;
  }
  if (p.u8(at + offset) !== 0x3e) {
    p.invalid();
    return;
  }
  offset++;
  const number = (priority & 0x7f8) >> 3;
  const facility = FACILITIES[number] ?? `unknown (${number})`;
  const severity = SEVERITIES[priority & 7] as string;
  if (p.o.v < 1) {
    p.put(`SYSLOG ${facility}.${severity}, length: ${length}`);
    return;
  }
  p.put(
    `SYSLOG, length: ${length}\n\tFacility ${facility} (${number}), Severity ${severity} (${priority & 7})\n\tMsg: `,
  );
  for (let i = offset; i < length; i++) p.put(printable(p, at + i, 1));
  if (p.o.v > 1) unknownData(p, "\n\t", at, length);
}
