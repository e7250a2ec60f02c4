/** `ip netconf` and `ip addrlabel`: settings of each device, and RFC 6724's labels as they come with the kernel. Left out: changing labels. */
import type { Conf4, Conf6 } from "../../../kernel/sysctl.ts";
import { HELP } from "./help.ts";
import { Args, type Outcome, type Session } from "./session.ts";
import { matches } from "./values.ts";

export function netconfCommand(s: Session, words: readonly string[]): Outcome {
  const args = new Args(s, words);
  const command = args.done ? "show" : args.take();
  if (matches(command, "help")) s.usage(HELP.netconf);
  if (!["show", "lst", "list"].some((name) => matches(command, name)))
    s.die(`Command "${command}" is unknown, try "ip netconf help".\n`);
  let only: string | null = null;
  for (; !args.done; args.skip()) if (args.word === "dev") only = args.value();
  if (only !== null && s.deviceIndex(only) === 0) {
    s.err(`Device "${only}" does not exist.\n`);
    return 1;
  }
  const ns = s.netns;
  const { sysctl } = ns;
  const devices = ns.devicesByIndex().filter((dev) => only === null || dev.name === only);
  s.printer.begin();
  if (s.inetFamily !== 6) {
    for (const dev of devices) print4(s, dev.name, dev.conf4);
    if (only === null) print4(s, "all", sysctl.conf4All);
    if (only === null) print4(s, "default", sysctl.conf4Default);
  }
  if (s.inetFamily !== 4) {
    for (const dev of devices) if (dev.in6 !== null) print6(s, dev.name, dev.conf6);
    if (only === null) print6(s, "all", sysctl.conf6All);
    if (only === null) print6(s, "default", sysctl.conf6Default);
  }
  s.printer.end();
  return 0;
}

function print4(s: Session, name: string, conf: Conf4): void {
  const p = s.printer;
  p.openObject();
  p.any("family", "inet", "inet ");
  p.any("interface", name, `${name} `);
  onOff(s, "forwarding", conf.forwarding);
  const filter = ["off", "strict", "loose"][conf.rpFilter] ?? String(conf.rpFilter);
  p.any("rp_filter", filter, `rp_filter ${filter} `);
  onOff(s, "mc_forwarding", 0);
  onOff(s, "proxy_neigh", conf.proxyArp);
  onOff(s, "ignore_routes_with_linkdown", conf.ignoreRoutesWithLinkdown);
  p.text("\n");
  p.closeObject();
}

function print6(s: Session, name: string, conf: Conf6): void {
  const p = s.printer;
  p.openObject();
  p.any("family", "inet6", "inet6 ");
  p.any("interface", name, `${name} `);
  onOff(s, "forwarding", conf.forwarding);
  onOff(s, "mc_forwarding", 0);
  onOff(s, "proxy_neigh", conf.proxyNdp);
  onOff(s, "ignore_routes_with_linkdown", conf.ignoreRoutesWithLinkdown);
  p.text("\n");
  p.closeObject();
}

function onOff(s: Session, key: string, value: number): void {
  s.printer.any(key, value !== 0, `${key} ${value === 0 ? "off" : "on"} `);
}

/** ip6addrlbl_init_table, in the order of a dump. */
const LABELS: readonly (readonly [string, number, number])[] = [
  ["::1", 128, 0],
  ["::", 96, 3],
  ["::ffff:0.0.0.0", 96, 4],
  ["2001::", 32, 6],
  ["2001:10::", 28, 7],
  ["3ffe::", 16, 12],
  ["2002::", 16, 2],
  ["fec0::", 10, 11],
  ["fc00::", 7, 5],
  ["::", 0, 1],
];

export function addrlabelCommand(s: Session, words: readonly string[]): Outcome {
  const args = new Args(s, words);
  const command = args.done ? "list" : args.take();
  if (["add", "delete", "flush"].some((name) => matches(command, name)))
    s.notSimulated(`"ip addrlabel ${command}"`);
  if (matches(command, "help")) s.usage(HELP.addrlabel);
  if (!["list", "show", "lst"].some((name) => matches(command, name)))
    s.die(`Command "${command}" is unknown, try "ip addrlabel help".\n`);
  s.printer.begin();
  for (const [address, prefixlen, label] of LABELS) {
    s.printer.openObject();
    s.printer.any("address", address, `prefix ${address}`);
    s.printer.any("prefixlen", prefixlen, `/${prefixlen} `);
    s.printer.any("label", label, `label ${label} `);
    s.printer.text("\n");
    s.printer.closeObject();
  }
  s.printer.end();
  return 0;
}
