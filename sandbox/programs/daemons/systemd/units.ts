/** The units that a machine has: what Debian 12's packages install. Left out: every other unit, drop-ins, one's own files. */
import type { Process } from "../../../kernel/proc/process.ts";
import type { Proc } from "../../../kernel/proc/wait.ts";

export interface Exec {
  readonly kind: "ExecStartPre" | "ExecStart" | "ExecReload" | "ExecStop";
  /** As `show` and `status` word it: variables as they stand. */
  readonly text: string;
  /** What is run. */
  readonly argv: readonly string[];
  /** A script of the package that has no program here. */
  readonly main?: (proc: Process) => Proc<number>;
}

export interface Unit {
  readonly name: string;
  readonly description: string;
  readonly docs: string | null;
  /** In the order of the file. */
  readonly execs: readonly Exec[];
  /** Type=forking: ExecStart ends, and this is where the daemon's process id stands. */
  readonly pidFile: string | null;
  readonly restart: "no" | "on-abort";
  /** TimeoutStopSec. */
  readonly stopUs: number;
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

const exec = (kind: Exec["kind"], argv: readonly string[], text = argv.join(" ")): Exec => ({
  kind,
  text,
  argv,
});

const NGINX = ["/usr/sbin/nginx", "-g", "daemon on; master_process on;"];
const PID_FILE = "/run/nginx.pid";

/** prepare-environment: the folder of bird's control socket. */
function* prepare(proc: Process): Proc<number> {
  yield* proc.spend(1_000);
  proc.host.fs.mkdir("/run/bird", proc);
  return 0;
}

/** start-stop-daemon --stop --retry QUIT/5: asks, and waits for as long. */
function* quit(proc: Process): Proc<number> {
  const file = proc.host.fs.readText(PID_FILE, proc);
  const target =
    typeof file === "string" ? undefined : proc.host.processes.get(Number(file.text.trim() || NaN));
  if (target === undefined) return 0;
  target.signal("QUIT");
  const end = proc.now + 5_000_000;
  while (target.state !== "zombie" && target.state !== "dead" && proc.now < end)
    yield* proc.wait("hrtimer_nanosleep", [target.exited], end);
  return 0;
}

export const UNITS: readonly Unit[] = [
  {
    name: "bird.service",
    description: "BIRD Internet Routing Daemon (IPv4)",
    docs: null,
    execs: [
      { ...exec("ExecStartPre", ["/usr/lib/bird/prepare-environment"]), main: prepare },
      exec("ExecStartPre", ["/usr/sbin/bird", "-p"]),
      exec(
        "ExecStart",
        ["/usr/sbin/bird", "-f", "-u", "bird", "-g", "bird"],
        "/usr/sbin/bird -f -u $BIRD_RUN_USER -g $BIRD_RUN_GROUP $BIRD_ARGS",
      ),
      exec("ExecReload", ["/usr/sbin/birdc", "configure"]),
    ],
    pidFile: null,
    restart: "on-abort",
    stopUs: 90_000_000,
    binary: "/usr/sbin/bird",
    file: BIRD_SERVICE,
  },
  {
    name: "nginx.service",
    description: "A high performance web server and a reverse proxy server",
    docs: "man:nginx(8)",
    execs: [
      exec("ExecStartPre", ["/usr/sbin/nginx", "-t", "-q", "-g", "daemon on; master_process on;"]),
      exec("ExecStart", NGINX),
      exec("ExecReload", [...NGINX, "-s", "reload"]),
      {
        ...exec("ExecStop", [
          "/sbin/start-stop-daemon",
          ..."--quiet --stop --retry QUIT/5 --pidfile".split(" "),
          PID_FILE,
        ]),
        main: quit,
      },
    ],
    pidFile: PID_FILE,
    restart: "no",
    stopUs: 5_000_000,
    binary: "/usr/sbin/nginx",
    file: NGINX_SERVICE,
  },
];

/** A name without a type is a service's. */
export function fullName(name: string): string {
  return /\.(service|socket|timer|target|mount|path|slice|scope|device|swap|automount)$/.test(name)
    ? name
    : `${name}.service`;
}

/** By name, with or without `.service`; null: not found. */
export function unitNamed(proc: Process, name: string): Unit | null {
  const full = fullName(name);
  const unit = UNITS.find((one) => one.name === full);
  if (unit === undefined || typeof proc.host.fs.lookup(unit.binary, proc) === "string") return null;
  return unit;
}
