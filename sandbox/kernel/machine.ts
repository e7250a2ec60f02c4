/** What a Debian 12 machine has on its disk before anybody logs in, and its programs at their paths. */
import { DEBIAN_FILES } from "./debian-files.ts";
import type { Host } from "./host.ts";
import { plantDevices } from "./proc/fs.ts";
import type { Program } from "./proc/process.ts";
import { plantProc } from "./procfs.ts";
import { plantSys } from "./sysfs.ts";

/** Plants everything on a fresh host and brings `lo` up, as any distribution's boot does. */
export function setUpMachine(host: Host, programs: readonly Program[]): void {
  const { fs } = host;
  for (const dir of [
    "/usr/bin",
    "/usr/sbin",
    "/usr/lib",
    "/usr/local/bin",
    "/usr/local/sbin",
    "/usr/share",
  ]) {
    fs.plant(dir, fs.newDir());
  }
  // Merged /usr, as Debian has it since 12.
  fs.plant("/bin", fs.newSymlink("usr/bin"));
  fs.plant("/sbin", fs.newSymlink("usr/sbin"));
  fs.plant("/lib", fs.newSymlink("usr/lib"));
  for (const dir of [
    "/boot",
    "/etc",
    "/home",
    "/media",
    "/mnt",
    "/opt",
    "/run",
    "/srv",
    "/var/log",
    "/var/lib",
    "/var/cache",
  ]) {
    fs.plant(dir, fs.newDir());
  }
  fs.plant("/root", fs.newDir(0o700));
  fs.plant("/tmp", fs.newDir(0o1777));
  fs.plant("/var/tmp", fs.newDir(0o1777));
  fs.plant("/var/run", fs.newSymlink("/run"));
  for (const [path, text] of Object.entries(DEBIAN_FILES)) fs.plantText(path, text);
  fs.plant("/etc/iproute2/rt_tables.d", fs.newDir());
  fs.plant("/etc/iproute2/rt_protos.d", fs.newDir());
  fs.plantText("/etc/hostname", `${host.hostname}\n`);
  fs.plantText("/etc/hosts", `127.0.0.1\tlocalhost\n127.0.1.1\t${host.hostname}\n`);
  fs.plantText("/etc/resolv.conf", "");
  plantProc(host);
  plantSys(fs);
  plantDevices(fs);
  for (const program of programs) {
    for (const path of program.paths) fs.plant(path, fs.newProgram(program));
  }
  host.root.netlink.setLink("lo", { up: true });
}
