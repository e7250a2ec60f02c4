/** net-tools' table of IPv6 routes (`route -6`, `netstat -6r`): /proc/net/ipv6_route, lib/inet6_gr.c. Names are not looked up. */
import { RTF } from "../../kernel/netlink-types.ts";
import type { Process } from "../../kernel/proc/process.ts";
import { formatIpv6Groups } from "../../wire/addr.ts";

export function route6Table(proc: Process, numeric: boolean): string {
  let out =
    "Kernel IPv6 routing table\nDestination                    Next Hop                   Flag Met Ref  Use If\n";
  const read = proc.host.fs.readText("/proc/net/ipv6_route", proc);
  if (typeof read === "string") return out;
  for (const line of read.text.trim().split("\n")) {
    const [
      dst = "",
      length = "",
      ,
      ,
      hop = "",
      metric = "",
      users = "",
      uses = "",
      bits = "",
      dev,
    ] = line.split(/ +/);
    const flags = parseInt(bits, 16);
    const gateway = addressOf(hop);
    const shown = numeric || gateway !== "::" ? gateway : "[::]";
    const letters =
      ((flags & RTF.UP) !== 0 ? "U" : "") +
      ((flags & RTF.REJECT) !== 0 ? "!" : "") +
      ((flags & RTF.GATEWAY) !== 0 ? "G" : "") +
      ((flags & RTF.NONEXTHOP) !== 0 ? "n" : "");
    const to = numeric || /[^0]/.test(dst) ? addressOf(dst) : "[::]";
    out += `${`${to}/${parseInt(length, 16)}`.padEnd(30)} ${shown.padEnd(26)} ${letters.padEnd(4)} `;
    out += `${String(parseInt(metric, 16) | 0).padEnd(3)} ${String(parseInt(users, 16)).padEnd(2)} ${String(parseInt(uses, 16)).padStart(5)} ${dev ?? ""}\n`;
  }
  return out;
}

function addressOf(hex: string): string {
  return formatIpv6Groups((hex.match(/..../g) ?? []).map((group) => parseInt(group, 16)));
}
