/** hostname(1), Debian's 3.23. Left out: NIS names. */
import { strerror } from "../../kernel/errno.ts";
import type { Process, Program } from "../../kernel/proc/process.ts";
import type { Proc } from "../../kernel/proc/wait.ts";
import { formatIpv4, type Ipv4Addr } from "../../wire/addr.ts";
import { getopt, type LongOption } from "../core/getopt.ts";
import { hostsFile, TRY_AGAIN } from "./resolve.ts";

export const hostname: Program = {
  name: "hostname",
  paths: ["/usr/bin/hostname"],
  summary: "hostname - show or set the system's host name",
  main,
};

const USAGE = `Usage: hostname [-b] {hostname|-F file}         set host name (from file)
       hostname [-a|-A|-d|-f|-i|-I|-s|-y]       display formatted name
       hostname                                 display host name

       {yp,nis,}domainname {nisdomain|-F file}  set NIS domain name (from file)
       {yp,nis,}domainname                      display NIS domain name

       dnsdomainname                            display dns domain name

       hostname -V|--version|-h|--help          print info and exit

Program name:
       {yp,nis,}domainname=hostname -y
       dnsdomainname=hostname -d

Program options:
    -a, --alias            alias names
    -A, --all-fqdns        all long host names (FQDNs)
    -b, --boot             set default hostname if none available
    -d, --domain           DNS domain name
    -f, --fqdn, --long     long host name (FQDN)
    -F, --file             read host name or NIS domain name from given file
    -i, --ip-address       addresses for the host name
    -I, --all-ip-addresses all addresses for the host
    -s, --short            short host name
    -y, --yp, --nis        NIS/YP domain name

Description:
   This command can get or set the host name or the NIS domain name. You can
   also get the DNS domain or the FQDN (fully qualified domain name).
   Unless you are using bind or NIS for host lookups you can change the
   FQDN (Fully Qualified Domain Name) and the DNS domain name (which is
   part of the FQDN) in the /etc/hosts file.
`;
const LONG: readonly LongOption[] = [
  { name: "alias", as: "a" },
  { name: "all-fqdns", as: "A" },
  { name: "all-ip-addresses", as: "I" },
  { name: "boot", as: "b" },
  { name: "domain", as: "d" },
  { name: "file", arg: 1, as: "F" },
  { name: "fqdn", as: "f" },
  { name: "long", as: "f" },
  { name: "help", as: "h" },
  { name: "ip-address", as: "i" },
  { name: "short", as: "s" },
  { name: "version", as: "V" },
  { name: "yp", as: "y" },
  { name: "nis", as: "y" },
];

function* main(proc: Process, argv: readonly string[]): Proc<number> {
  const parsed = getopt(["hostname", ...argv.slice(1)], "aAdfbF:h?iIsVy", LONG);
  if (parsed.error !== null) {
    yield* proc.warn(`${parsed.error}\n${USAGE}`);
    return 255;
  }
  let name = parsed.args[0] ?? null;
  for (const { name: letter, value } of parsed.options) {
    if (letter === "F") {
      const file = proc.host.fs.readText(value ?? "", proc);
      if (typeof file === "string") {
        yield* proc.warn(`hostname: ${strerror(file)}\n`);
        return 1;
      }
      name =
        file.text
          .split("\n")
          .find((line) => line.trim() !== "" && !line.startsWith("#"))
          ?.trim() ?? "";
    } else if (letter !== "b") return yield* show(proc, letter);
  }
  if (name === null) {
    yield* proc.print(`${proc.host.hostname}\n`);
    return 0;
  }
  return yield* set(proc, name);
}

function* set(proc: Process, name: string): Proc<number> {
  if (name.length > 64 || !/^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$/.test(name)) {
    yield* proc.warn(
      name.length > 64
        ? "hostname: name too long\n"
        : "hostname: the specified hostname is invalid\n",
    );
    return 1;
  }
  if (!proc.isRoot) {
    yield* proc.warn("hostname: you must be root to change the host name\n");
    return 1;
  }
  proc.host.hostname = name;
  return 0;
}

function* show(proc: Process, letter: string): Proc<number> {
  const own = proc.host.hostname;
  if (letter === "V") {
    yield* proc.print("hostname 3.23\n");
    return 0;
  }
  if (letter === "h" || letter === "?") {
    yield* proc.print(USAGE);
    return 0;
  }
  if (letter === "s") {
    yield* proc.print(`${own.replace(/\..*/, "")}\n`);
    return 0;
  }
  if (letter === "I") {
    yield* proc.print(`${allAddresses(proc)}\n`);
    return 0;
  }
  if (letter === "A" || letter === "y") {
    yield* proc.warn(`hostname: underlay does not simulate -${letter}\n`);
    return 1;
  }
  const entry = hostsFile(proc).find((e) => e.names.includes(own));
  if (entry === undefined) {
    yield* proc.warn(`hostname: ${TRY_AGAIN}\n`);
    return 1;
  }
  const fqdn = entry.names[0] as string;
  const text =
    letter === "i"
      ? entry.address
      : letter === "a"
        ? entry.names.slice(1).join(" ")
        : letter === "d"
          ? fqdn.includes(".")
            ? fqdn.replace(/^[^.]*\./, "")
            : ""
          : fqdn;
  if (letter !== "d" || text !== "") yield* proc.print(`${text}\n`);
  return 0;
}

/** -I: neither loopback nor link-local, each followed by a blank. */
function allAddresses(proc: Process): string {
  const { netlink, devices } = proc.place.netns;
  let out = "";
  for (const family of [4, 6] as const) {
    for (const a of netlink.addrs(family)) {
      const dev = devices.get(a.index);
      if (dev === undefined || !dev.up || dev.linkType === "loopback") continue;
      const text = family === 4 ? formatIpv4(a.local as Ipv4Addr) : String(a.local);
      if (!text.startsWith("fe80:")) out += `${text} `;
    }
  }
  return out;
}
