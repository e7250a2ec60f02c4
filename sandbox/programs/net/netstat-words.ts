/** netstat(8) of net-tools 2.10: its usage and version, and the list of groups (-g). */
import type { NetNamespace } from "../../kernel/netns.ts";
import { formatIpv4 } from "../../wire/addr.ts";

export const NETSTAT_HELP = `usage: netstat [-vWeenNcCF] [<Af>] -r         netstat {-V|--version|-h|--help}
       netstat [-vWnNcaeol] [<Socket> ...]
       netstat { [-vWeenNac] -i | [-cnNe] -M | -s [-6tuw] }

        -r, --route              display routing table
        -i, --interfaces         display interface table
        -g, --groups             display multicast group memberships
        -s, --statistics         display networking statistics (like SNMP)
        -M, --masquerade         display masqueraded connections

        -v, --verbose            be verbose
        -W, --wide               don't truncate IP addresses
        -n, --numeric            don't resolve names
        --numeric-hosts          don't resolve host names
        --numeric-ports          don't resolve port names
        --numeric-users          don't resolve user names
        -N, --symbolic           resolve hardware names
        -e, --extend             display other/more information
        -p, --programs           display PID/Program name for sockets
        -o, --timers             display timers
        -c, --continuous         continuous listing

        -l, --listening          display listening server sockets
        -a, --all                display all sockets (default: connected)
        -F, --fib                display Forwarding Information Base (default)
        -C, --cache              display routing cache instead of FIB
        -Z, --context            display SELinux security context for sockets

  <Socket>={-t|--tcp} {-u|--udp} {-U|--udplite} {-S|--sctp} {-w|--raw}
           {-x|--unix} --ax25 --ipx --netrom
  <AF>=Use '-6|-4' or '-A <af>' or '--<af>'; default: inet
  List of possible address families (which support routing):
    inet (DARPA Internet) inet6 (IPv6) ax25 (AMPR AX.25) 
    netrom (AMPR NET/ROM) rose (AMPR ROSE) ipx (Novell IPX) 
    ddp (Appletalk DDP) x25 (CCITT X.25) 
`;
export const NETSTAT_VERSION = `net-tools 2.10
Fred Baumgarten, Alan Cox, Bernd Eckenfels, Phil Blundell, Tuan Hoang, Brian Micek and others
+NEW_ADDRT +RTF_IRTT +RTF_REJECT +FW_MASQUERADE +I18N +SELINUX
AF: (inet) +UNIX +INET +INET6 +IPX +AX25 +NETROM +X25 +ATALK +ECONET +ROSE -BLUETOOTH
HW:  +ETHER +ARC +SLIP +PPP +TUNNEL -TR +AX25 +NETROM +X25 +FR +ROSE +ASH +SIT +FDDI +HIPPI +HDLC/LAPB +EUI64 
`;

const LONG_OPTIONS: Readonly<Record<string, string>> = {
  "--route": "r",
  "--interfaces": "i",
  "--groups": "g",
  "--statistics": "s",
  "--numeric": "n",
  "--extend": "e",
  "--programs": "p",
  "--listening": "l",
  "--all": "a",
  "--tcp": "t",
  "--udp": "u",
  "--raw": "w",
  "--unix": "x",
  "--wide": "W",
  "--inet": "4",
  "--inet6": "6",
  "--help": "h",
  "--version": "V",
};

/** The letters of all options; a string that starts with "-": a long one that is not known. */
export function optionLetters(words: readonly string[]): string {
  let out = "";
  for (const word of words) {
    if (word.startsWith("--")) {
      const letter = LONG_OPTIONS[word];
      if (letter === undefined) return word;
      out += letter;
    } else out += word.replace(/-/g, "");
  }
  return out;
}

export function groupTable(ns: NetNamespace): string {
  let out =
    "IPv6/IPv4 Group Memberships\nInterface       RefCnt Group\n--------------- ------ ---------------------\n";
  const row = (name: string, users: number, group: string): void => {
    out += `${name.padEnd(15)} ${String(users).padEnd(6)} ${group}\n`;
  };
  for (const dev of ns.devicesByIndex())
    for (const [group, users] of [...dev.multicast.groups4].reverse())
      row(dev.name, users, formatIpv4(group));
  for (const dev of ns.devicesByIndex())
    for (const [group, users] of [...dev.multicast.groups6].reverse()) row(dev.name, users, group);
  return out;
}
