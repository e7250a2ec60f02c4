/** The units that a machine has: what Debian 12's packages install. Left out: every other unit, drop-ins, one's own files. */
import type { Process } from "../../../kernel/proc/process.ts";

export interface Unit {
  readonly name: string;
  readonly description: string;
  readonly docs: string | null;
  /** ExecStartPre= that must end well. */
  readonly check: readonly string[] | null;
  readonly start: readonly string[];
  /** ExecReload=; null: cannot. */
  readonly reload: readonly string[] | null;
  /** Type=forking: `start` ends, and this is where the daemon's process id stands. */
  readonly pidFile: string | null;
  /** Made before the start (bird's prepare-environment). */
  readonly runtimeFolder: string | null;
  /** Must be there, or there is no such unit. */
  readonly binary: string;
}

export const UNITS: readonly Unit[] = [
  {
    name: "bird.service",
    description: "BIRD Internet Routing Daemon (IPv4)",
    docs: null,
    check: ["/usr/sbin/bird", "-p"],
    start: ["/usr/sbin/bird", "-f", "-u", "bird", "-g", "bird"],
    reload: ["/usr/sbin/birdc", "configure"],
    pidFile: null,
    runtimeFolder: "/run/bird",
    binary: "/usr/sbin/bird",
  },
  {
    name: "nginx.service",
    description: "A high performance web server and a reverse proxy server",
    docs: "man:nginx(8)",
    check: ["/usr/sbin/nginx", "-t", "-q", "-g", "daemon on; master_process on;"],
    start: ["/usr/sbin/nginx", "-g", "daemon on; master_process on;"],
    reload: null,
    pidFile: "/run/nginx.pid",
    runtimeFolder: null,
    binary: "/usr/sbin/nginx",
  },
];

/** By name, with or without `.service`; null: not found. */
export function unitNamed(proc: Process, name: string): Unit | null {
  const full = name.endsWith(".service") ? name : `${name}.service`;
  const unit = UNITS.find((one) => one.name === full);
  if (unit === undefined || typeof proc.host.fs.lookup(unit.binary, proc) === "string") return null;
  return unit;
}

/** The main process, if it runs. */
export function mainProcess(proc: Process, unit: Unit): Process | null {
  const pid = proc.host.services.get(unit.name)?.pid ?? 0;
  const main = proc.host.processes.get(pid);
  return main === undefined || main.state === "zombie" ? null : main;
}
