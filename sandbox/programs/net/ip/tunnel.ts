/**
 * `ip tunnel`: IPIP tunnels by the old ioctl way. iproute2 6.1, iptunnel.c, tunnel.c.
 * Left out, and said so: modes gre, sit, isatap and vti, prl, 6rd.
 */
import type { IpTunnelInfo, LinkDump } from "../../../kernel/netlink-types.ts";
import { strerror } from "../../../kernel/errno.ts";
import { formatIpv4, type Ipv4Addr } from "../../../wire/addr.ts";
import { HELP } from "./help.ts";
import { type TunnelDraft, tunnelTos, tunnelTtl } from "./link-ipip.ts";
import { Args, type Outcome, type Session } from "./session.ts";
import { matches, parseLooseIpv4, validIfname } from "./values.ts";

interface Draft {
  name: string | null;
  /** As the mode's protocol: 4, 47 (GRE), 41 (SIT); 0: not said. */
  protocol: number;
  keyed: boolean;
  set: TunnelDraft;
}

type Command = "add" | "change" | "delete" | "show";

const MODES: Readonly<Record<string, number>> = {
  ipip: 4,
  "ip/ip": 4,
  gre: 47,
  "gre/ip": 47,
  sit: 41,
  "ipv6/ip": 41,
  isatap: 41,
  vti: 50,
};

export function tunnelCommand(s: Session, words: readonly string[]): Outcome {
  const args = new Args(s, words);
  if (args.done) return show(s, args);
  const command = args.take();
  if (matches(command, "add")) return add(s, args);
  if (matches(command, "change")) return change(s, args);
  if (matches(command, "delete")) return del(s, args);
  if (matches(command, "show") || matches(command, "lst") || matches(command, "list"))
    return show(s, args);
  if (matches(command, "prl") || matches(command, "6rd")) {
    if (args.done) s.die("Must specify device\n");
    s.notSimulated(`"ip tunnel ${command}"`);
  }
  if (matches(command, "help")) s.usage(HELP.tunnel);
  s.die(`Command "${command}" is unknown, try "ip tunnel help"\n`);
}

function end(s: Session, value: string): Ipv4Addr {
  if (value === "any" || value === "default" || value === "all") return 0 as Ipv4Addr;
  const address = parseLooseIpv4(value);
  if (address === null) s.die(`Error: an IP address is expected rather than "${value}"\n`, 1);
  return address;
}

/** parse_args; a number is the status with which it ended. */
function parse(s: Session, args: Args, command: Command): Draft | number {
  const draft: Draft = { name: null, protocol: 0, keyed: false, set: {} };
  const { set } = draft;
  for (; !args.done; args.skip()) {
    const word = args.word;
    if (word === "mode") {
      const mode = args.value();
      const protocol = MODES[mode];
      if (protocol === undefined) s.die(`Unknown tunnel mode "${mode}"\n`);
      draft.protocol = protocol;
    } else if (/^[io]?(key)$/.test(word)) {
      args.value();
      draft.keyed = true;
    } else if (/^[io]?(seq|csum)$/.test(word)) draft.keyed = true;
    else if (word === "nopmtudisc") set.pmtudisc = false;
    else if (word === "pmtudisc") set.pmtudisc = true;
    else if (word === "remote") set.remote = end(s, args.value());
    else if (word === "local") set.local = end(s, args.value());
    else if (word === "dev") {
      const name = args.value();
      set.link = s.deviceIndex(name);
      if (set.link === 0) return s.noDevice(name);
    } else if (word === "ttl" || word === "hoplimit" || word === "hlim")
      set.ttl = tunnelTtl(s, args.value());
    else if (word === "tos" || word === "tclass" || matches(word, "dsfield"))
      set.tos = tunnelTos(s, args.value());
    else if (["fwmark", "prl-default", "prl-nodefault", "6rd-prefix"].includes(word))
      s.notSimulated(`"${word}" in ip tunnel`);
    else {
      const value = word === "name" ? args.value() : word;
      if (word !== "name" && matches(value, "help")) s.usage(HELP.tunnel);
      if (draft.name !== null) s.garbage("name", value);
      if (!validIfname(value)) s.invalid('"name" not a valid ifname', value);
      draft.name = value;
      if (command === "change") {
        const old = ipipOf(s, value);
        if (old === null) {
          s.err(`get tunnel "${value}" failed: ${strerror("ENODEV")}\n`);
          return 1;
        }
        draft.set = { ...old, ...set };
        if (draft.protocol === 0) draft.protocol = old.proto;
        return continueWith(s, args, command, draft);
      }
    }
  }
  return finish(s, draft);
}

/** What follows the name in `change`: it overlays what is there. */
function continueWith(s: Session, args: Args, command: Command, draft: Draft): Draft | number {
  args.skip();
  const rest = args.done ? null : parse(s, args, command === "change" ? "add" : command);
  if (typeof rest === "number") return rest;
  if (rest === null) return draft;
  return {
    name: draft.name,
    protocol: rest.protocol === 0 ? draft.protocol : rest.protocol,
    keyed: rest.keyed,
    set: { ...draft.set, ...rest.set },
  };
}

function finish(s: Session, draft: Draft): Draft | number {
  const { name } = draft;
  if (draft.protocol === 0 && name !== null) {
    if (name.startsWith("ipip")) draft.protocol = 4;
    else if (name.startsWith("gre")) draft.protocol = 47;
    else if (name.startsWith("sit") || name.startsWith("isatap")) draft.protocol = 41;
    else if (name.startsWith("vti")) draft.protocol = 50;
  }
  if (draft.keyed && (draft.protocol === 4 || draft.protocol === 41)) {
    s.err("Keys are not allowed with ipip and sit tunnels\n");
    return 1;
  }
  if (draft.protocol !== 0 && draft.protocol !== 4)
    s.notSimulated("tunnels of other modes than ipip", "mode ipip and type vxlan are there");
  return draft;
}

function ipipOf(s: Session, name: string): IpTunnelInfo | null {
  loadFor(s, name);
  const info = s.netlink.link(name)?.info;
  return info?.kind === "ipip" ? info : null;
}

/** dev_load: naming tunl0 loads its module (netdev-tunl0). */
export function loadFor(s: Session, name: string): void {
  if (name === "tunl0" && s.proc.isRoot) s.proc.host.modules.load("ipip");
}

function refused(s: Session, draft: Draft): number | null {
  if ((draft.set.ttl ?? 0) !== 0 && draft.set.pmtudisc === false) {
    s.err("ttl != 0 and nopmtudisc are incompatible\n");
    return 1;
  }
  if (draft.protocol === 4) return null;
  s.err("cannot determine tunnel mode (ipip, gre, vti or sit)\n");
  return 1;
}

function failed(
  s: Session,
  what: string,
  name: string,
  errno: Parameters<typeof strerror>[0],
): number {
  s.err(`${what} tunnel "${name}" failed: ${strerror(errno)}\n`);
  return 1;
}

function add(s: Session, args: Args): number {
  const draft = parse(s, args, "add");
  if (typeof draft === "number") return draft;
  const no = refused(s, draft);
  if (no !== null) return no;
  if (!s.proc.isRoot) return failed(s, "add", "tunl0", "EPERM");
  loadFor(s, "tunl0");
  const answer = s.netlink.newLink({
    kind: "ipip",
    ...(draft.name === null ? {} : { name: draft.name }),
    tunnel: { ...draft.set, proto: 4 },
  });
  return answer === null ? 0 : failed(s, "add", "tunl0", answer.errno);
}

function change(s: Session, args: Args): number {
  const draft = parse(s, args, "change");
  if (typeof draft === "number") return draft;
  const no = refused(s, draft);
  if (no !== null) return no;
  const name = draft.name ?? "tunl0";
  if (!s.proc.isRoot) return failed(s, "change", name, "EPERM");
  const answer = s.netlink.setLink(name, { tunnel: draft.set });
  return answer === null ? 0 : failed(s, "change", name, answer.errno);
}

function del(s: Session, args: Args): number {
  const draft = parse(s, args, "delete");
  if (typeof draft === "number") return draft;
  const name = draft.name ?? (draft.protocol === 4 ? "tunl0" : "");
  const link = name === "" ? null : s.netlink.link(name);
  if (link === null) return failed(s, "delete", name, "ENODEV");
  if (link.info?.kind !== "ipip") return failed(s, "delete", name, "EINVAL");
  const isFallback = link.info.remote === 0 && link.info.local === 0 && link.info.proto === 0;
  if (!s.proc.isRoot || isFallback) return failed(s, "delete", name, "EPERM");
  s.netlink.delLink(name);
  return 0;
}

// ── show ───────────────────────────────────────────────────────────────────────────────────────

function show(s: Session, args: Args): number {
  const draft = parse(s, args, "show");
  if (typeof draft === "number") return draft;
  const { set } = draft;
  const tunnels = s.netlink.links().filter((link) => link.info?.kind === "ipip");
  const wanted = (link: LinkDump): boolean => {
    const info = link.info as IpTunnelInfo;
    if (draft.name !== null && link.name !== draft.name) return false;
    if (draft.protocol !== 0 && draft.name === null) {
      // One question to the kernel: the tunnel with just these ends, or tunl0.
      return info.remote === (set.remote ?? 0) && info.local === (set.local ?? 0);
    }
    if (set.remote !== undefined && info.remote !== set.remote) return false;
    if (set.local !== undefined && info.local !== set.local) return false;
    return set.link === undefined || info.link === set.link;
  };
  s.printer.begin();
  for (const link of tunnels) if (wanted(link)) printTunnel(s, link, link.info as IpTunnelInfo);
  s.printer.end();
  return 0;
}

function printTunnel(s: Session, link: LinkDump, t: IpTunnelInfo): void {
  const p = s.printer;
  const address = (value: number): string => (value === 0 ? "any" : formatIpv4(value));
  const mode = t.proto === 4 ? "ip/ip" : "any/ip";
  p.openObject();
  p.any("ifname", link.name, `${link.name}: `, "ifname");
  p.any("mode", mode, `${mode} `);
  p.any("remote", formatIpv4(t.remote), `remote ${address(t.remote)} `);
  p.any("local", formatIpv4(t.local), `local ${address(t.local)}`);
  if (t.link !== 0) p.any("dev", s.deviceName(t.link), ` dev ${s.deviceName(t.link)}`);
  if (t.ttl !== 0) p.any("ttl", t.ttl, ` ttl ${t.ttl}`);
  else p.text(" ttl inherit");
  if (t.tos !== 0) {
    const tos = t.tos === 1 ? "inherit" : `0x${t.tos.toString(16).padStart(2, "0")}`;
    p.text(` tos ${tos}`);
  }
  if (!t.pmtudisc) p.any("nopmtudisc", null, " nopmtudisc");
  if (s.options.stats > 0) printCounters(s, link);
  p.closeObject();
  s.out("\n");
}

/** tnl_print_stats. */
function printCounters(s: Session, link: LinkDump): void {
  const p = s.printer;
  const t = link.stats;
  const row = (widths: readonly number[], values: readonly number[]): string =>
    `    ${values.map((value, i) => String(value).padEnd(widths[i] as number)).join(" ")}`;
  p.nl();
  p.text("RX: Packets    Bytes        Errors CsumErrs OutOfSeq Mcasts");
  p.nl();
  p.text(
    `${row([10, 12, 6, 8, 8, 8], [t.rxPackets, t.rxBytes, t.rxErrors, t.rxCrcErrors, t.rxFifoErrors, t.multicast])}`,
  );
  p.nl();
  p.text("TX: Packets    Bytes        Errors DeadLoop NoRoute  NoBufs");
  p.nl();
  p.text(
    `${row([10, 12, 6, 8, 8, 6], [t.txPackets, t.txBytes, t.txErrors, t.collisions, t.txCarrierErrors, t.txDropped])}`,
  );
}
