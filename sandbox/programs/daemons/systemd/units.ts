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
  /** What its ExecStop= or systemd sends first. */
  readonly stopSignal: "TERM" | "QUIT";
  /** Type=forking: `start` ends, and this is where the daemon's process id stands. */
  readonly pidFile: string | null;
  /** Made before the start (bird's prepare-environment). */
  readonly runtimeFolder: string | null;
  /** Must be there, or there is no such unit. */
  readonly binary: string;
  /** What the package's unit file says. */
  readonly file: string;
}

const BIRD_SERVICE = `[Unit]
Description=BIRD Internet Routing Daemon (IPv4)
After=network.target

[Service]
EnvironmentFile=/etc/bird/envvars
ExecStartPre=/usr/lib/bird/prepare-environment
ExecStartPre=/usr/sbin/bird -p
ExecReload=/usr/sbin/birdc configure
ExecStart=/usr/sbin/bird -f -u $BIRD_RUN_USER -g $BIRD_RUN_GROUP $BIRD_ARGS
Restart=on-abort

[Install]
WantedBy=multi-user.target
`;

const NGINX_SERVICE = `# Stop dance for nginx
# =======================
#
# ExecStop sends SIGQUIT (graceful stop) to the nginx process.
# If, after 5s (--retry QUIT/5) nginx is still running, systemd takes control
# and sends SIGTERM (fast shutdown) to the main process.
# After another 5s (TimeoutStopSec=5), and if nginx is alive, systemd sends
# SIGKILL to all the remaining processes in the process group (KillMode=mixed).
#
# nginx signals reference doc:
# http://nginx.org/en/docs/control.html
#
[Unit]
Description=A high performance web server and a reverse proxy server
Documentation=man:nginx(8)
After=network-online.target remote-fs.target nss-lookup.target
Wants=network-online.target

[Service]
Type=forking
PIDFile=/run/nginx.pid
ExecStartPre=/usr/sbin/nginx -t -q -g 'daemon on; master_process on;'
ExecStart=/usr/sbin/nginx -g 'daemon on; master_process on;'
ExecReload=/usr/sbin/nginx -g 'daemon on; master_process on;' -s reload
ExecStop=-/sbin/start-stop-daemon --quiet --stop --retry QUIT/5 --pidfile /run/nginx.pid
TimeoutStopSec=5
KillMode=mixed

[Install]
WantedBy=multi-user.target
`;

export const UNITS: readonly Unit[] = [
  {
    name: "bird.service",
    description: "BIRD Internet Routing Daemon (IPv4)",
    docs: null,
    check: ["/usr/sbin/bird", "-p"],
    start: ["/usr/sbin/bird", "-f", "-u", "bird", "-g", "bird"],
    reload: ["/usr/sbin/birdc", "configure"],
    stopSignal: "TERM",
    pidFile: null,
    runtimeFolder: "/run/bird",
    binary: "/usr/sbin/bird",
    file: BIRD_SERVICE,
  },
  {
    name: "nginx.service",
    description: "A high performance web server and a reverse proxy server",
    docs: "man:nginx(8)",
    check: ["/usr/sbin/nginx", "-t", "-q", "-g", "daemon on; master_process on;"],
    start: ["/usr/sbin/nginx", "-g", "daemon on; master_process on;"],
    reload: ["/usr/sbin/nginx", "-g", "daemon on; master_process on;", "-s", "reload"],
    stopSignal: "QUIT",
    pidFile: "/run/nginx.pid",
    runtimeFolder: null,
    binary: "/usr/sbin/nginx",
    file: NGINX_SERVICE,
  },
];

/** A name without `.service` is a service's. */
export function fullName(name: string): string {
  return name.endsWith(".service") ? name : `${name}.service`;
}

/** By name, with or without `.service`; null: not found. */
export function unitNamed(proc: Process, name: string): Unit | null {
  const full = fullName(name);
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
