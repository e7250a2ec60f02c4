/** systemctl and journalctl -u on a machine with bird. The words are systemd 252's, as it prints them when Debian 12 boots in user-mode Linux. */
import { expect, test } from "vitest";
import type { Host } from "../../../../sandbox/kernel/host.ts";
import { installed } from "../../../../sandbox/lab/packages.ts";
import { decode, encode } from "../../../../sandbox/programs/core/text.ts";
import { programs } from "../../../../sandbox/programs/index.ts";
import { SECOND } from "../../../../sandbox/sim/scheduler.ts";
import { bareHost } from "../../../support/run.ts";
import { runArgv } from "../../core/harness.ts";

function say(host: Host, ...argv: string[]): string {
  const { stdout, stderr, status } = runArgv(host, argv, "", false, 30 * SECOND);
  return decode(encode(`${stdout}${stderr}`, "bytes"), "utf8") + `[${status}]`;
}

function write(host: Host, text: string): void {
  host.fs.plantText("/etc/bird/bird.conf", text);
}

/** Process ids, times and spans give way: they differ from run to run there as well. */
function masked(text: string): string {
  return text
    .replace(/[A-Z][a-z]{2} \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC; [^\n]*ago/g, "T; A ago")
    .replace(/[A-Z][a-z]{2} \d\d \d\d:\d\d:\d\d host/g, "T host")
    .replace(/(Process: |PID: |[├└]─|bird\[|nginx\[|process )\d+/g, "$1N")
    .replace(/(Duration|CPU): [\d.]+m?s/g, "$1: Nms");
}

test("bird as a service: start, status, a bad configuration, reload, stop", () => {
  const host = bareHost(installed(programs, []));
  expect(say(host, "systemctl", "is-active", "bird")).toBe("inactive\n[3]");
  expect(say(host, "systemctl", "start", "zonk")).toBe(
    "Failed to start zonk.service: Unit zonk.service not found.\n[5]",
  );
  write(host, "router id 1.1.1.1;\nlog syslog all;\nprotocol device { }\n");
  const started = say(host, "systemctl", "start", "bird");
  expect(started, say(host, "journalctl", "-u", "bird")).toBe("[0]");
  expect(say(host, "systemctl", "is-active", "bird.service")).toBe("active\n[0]");
  expect(say(host, "birdc", "show", "protocols")).toMatch(/^BIRD 1.6.8 ready.\n.*\ndevice1 /);
  expect(say(host, "systemctl", "reload", "bird")).toBe("[0]");
  expect(say(host, "systemctl", "status", "bird").split("\n").slice(0, 2)).toEqual([
    "● bird.service - BIRD Internet Routing Daemon (IPv4)",
    "     Loaded: loaded (/lib/systemd/system/bird.service; disabled; preset: enabled)",
  ]);
  expect(say(host, "systemctl", "enable", "bird")).toBe(
    "Synchronizing state of bird.service with SysV service script with /lib/systemd/systemd-sysv-install.\n" +
      "Executing: /lib/systemd/systemd-sysv-install enable bird\n" +
      "Created symlink /etc/systemd/system/multi-user.target.wants/bird.service → /lib/systemd/system/bird.service.\n[0]",
  );
  expect(say(host, "systemctl", "is-enabled", "bird")).toBe("enabled\n[0]");
  write(host, "router id 1.1.1.1\nprotocol device { }\n");
  expect(say(host, "systemctl", "restart", "bird")).toBe(
    'Job for bird.service failed because the control process exited with error code.\nSee "systemctl status bird.service" and "journalctl -xeu bird.service" for details.\n[1]',
  );
  expect(say(host, "systemctl", "is-active", "bird")).toBe("failed\n[3]");
  expect(say(host, "journalctl", "-u", "bird")).toMatch(
    /bird\[\d+\]: bird: \/etc\/bird\/bird.conf:2:1 syntax error\n/,
  );
  expect(say(host, "journalctl", "-u", "bird")).toMatch(/ host bird\[\d+\]: Started\n/);
});

test("systemctl: words for what is not there, and states", () => {
  const host = bareHost(installed(programs, []));
  write(host, "router id 1.1.1.1;\nlog syslog all;\nprotocol device { }\n");
  expect(say(host, "systemctl", "frobnicate")).toBe("Unknown command verb frobnicate.\n[1]");
  expect(say(host, "systemctl", "start")).toBe("Too few arguments.\n[1]");
  expect(say(host, "systemctl", "is-failed", "nosuch")).toBe("inactive\n[1]");
  expect(say(host, "systemctl", "stop", "nosuch")).toBe(
    "Failed to stop nosuch.service: Unit nosuch.service not loaded.\n[5]",
  );
  expect(say(host, "systemctl", "start", "bird")).toBe("[0]");
  expect(say(host, "systemctl", "is-failed", "bird")).toBe("active\n[1]");
  expect(say(host, "systemctl", "is-active", "bird", "nosuch")).toBe("active\ninactive\n[0]");
  write(host, "router id\n");
  expect(say(host, "systemctl", "restart", "bird")).toContain("[1]");
  expect(say(host, "systemctl", "is-failed", "bird")).toBe("failed\n[0]");
  expect(say(host, "systemctl", "reset-failed", "bird")).toBe("[0]");
  expect(say(host, "systemctl", "is-active", "bird")).toBe("inactive\n[3]");
});

test("journalctl -u: how many, since when, in which form", () => {
  const host = bareHost(installed(programs, []));
  write(host, "router id 1.1.1.1;\nlog syslog all;\nprotocol device { }\n");
  expect(say(host, "journalctl", "-u", "bird")).toBe("-- No entries --\n[0]");
  expect(say(host, "systemctl", "start", "bird")).toBe("[0]");
  expect(say(host, "systemctl", "stop", "bird")).toBe("[0]");
  const last = "Stopped bird.service - BIRD Internet Routing Daemon (IPv4).\n[0]";
  expect(say(host, "journalctl", "-u", "bird", "-n", "1", "-o", "cat")).toBe(last);
  expect(say(host, "journalctl", "-u", "bird", "-n1", "--no-pager", "--output=cat")).toBe(last);
  expect(say(host, "journalctl", "-u", "bi*", "-n", "+1", "-o", "cat")).toBe(last);
  // With a beginning, -n counts from there.
  expect(
    say(host, "journalctl", "-u", "bird", "--since", "1 hour ago", "-n", "1", "-o", "cat"),
  ).toBe("Starting bird.service - BIRD Internet Routing Daemon (IPv4)...\n[0]");
  expect(say(host, "journalctl", "-u", "bird", "-r", "-n", "1", "-o", "cat")).toBe(last);
  expect(say(host, "journalctl", "-u", "bird", "-n", "1")).toMatch(
    /^[A-Z][a-z]{2} \d\d \d\d:\d\d:\d\d host systemd\[1\]: Stopped /,
  );
  expect(say(host, "journalctl", "-u", "bird", "-n", "1", "-o", "short-iso")).toMatch(
    /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+0000 host systemd\[1\]: /,
  );
  expect(say(host, "journalctl", "-u", "bird", "-g", "nosuchthing")).toBe("-- No entries --\n[1]");
  expect(say(host, "journalctl", "-u", "bird", "-g", "^started$", "-o", "cat")).toBe(
    "Started\n[0]",
  );
  for (const [args, text] of [
    ["--since frob", "Failed to parse timestamp: frob"],
    ["--since 2030-01-01 --until 2020-01-01", "--since= must be before --until=."],
    ["-o frob", "Unknown output format 'frob'."],
    ["-p frob", "Unknown log level frob"],
    ["-n frob", "Failed to add match 'frob': Invalid argument"],
    ["--frob", "journalctl: unrecognized option '--frob'"],
  ] as const)
    expect(say(host, "journalctl", "-u", "bird", ...args.split(" "))).toBe(`${text}\n[1]`);
  expect(say(host, "journalctl", "-u", "bird", "--since", "2099-01-01")).toBe(
    "-- No entries --\n[0]",
  );
});

test("cat, show -p, list-units and the control group, as Debian 12's systemd prints them", () => {
  const host = bareHost(installed(programs, []));
  write(host, "router id 1.1.1.1;\nlog syslog all;\nprotocol device { }\n");
  expect(say(host, "systemctl", "cat", "bird")).toBe(`# /lib/systemd/system/bird.service
[Unit]
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
[0]`);
  expect(say(host, "systemctl", "cat", "nosuch")).toBe("No files found for nosuch.service.\n[1]");
  expect(say(host, "systemctl", "show", "bird", "-p", "ActiveState", "--value")).toBe(
    "inactive\n[0]",
  );
  expect(say(host, "systemctl", "show", "nosuch", "-p", "LoadState,ActiveState,SubState")).toBe(
    "LoadState=not-found\nActiveState=inactive\nSubState=dead\n[0]",
  );
  expect(say(host, "systemctl", "start", "bird")).toBe("[0]");
  const asked =
    "ActiveState,SubState,Result,ExecMainStatus,NRestarts,Type,Id,Names,Description,FragmentPath,UnitFilePreset";
  expect(say(host, "systemctl", "show", "bird", "-p", asked)).toBe(`Type=simple
Result=success
NRestarts=0
ExecMainStatus=0
Id=bird.service
Names=bird.service
Description=BIRD Internet Routing Daemon (IPv4)
ActiveState=active
SubState=running
FragmentPath=/lib/systemd/system/bird.service
UnitFilePreset=enabled
[0]`);
  const columns = `  UNIT         LOAD   ACTIVE SUB     DESCRIPTION
  bird.service loaded active running BIRD Internet Routing Daemon (IPv4)

LOAD   = Reflects whether the unit definition was properly loaded.
ACTIVE = The high-level unit activation state, i.e. generalization of SUB.
SUB    = The low-level unit activation state, values depend on unit type.
1 loaded units listed.`;
  const files = "\nTo show all installed unit files use 'systemctl list-unit-files'.\n[0]";
  expect(say(host, "systemctl", "list-units", "bird.service")).toBe(
    `${columns} Pass --all to see loaded but inactive units, too.${files}`,
  );
  expect(say(host, "systemctl", "list-units", "bi*", "--all")).toBe(columns + files);
  expect(say(host, "systemctl", "list-units", "nosuch.service")).toBe(
    `  UNIT LOAD ACTIVE SUB DESCRIPTION\n0 loaded units listed. Pass --all to see loaded but inactive units, too.${files}`,
  );
  const pid = say(host, "systemctl", "show", "-p", "MainPID", "--value", "bird").split("\n")[0];
  expect(
    masked(say(host, "systemctl", "status", "bird"))
      .split("\n")
      .slice(3, 11),
  ).toEqual([
    "    Process: N ExecStartPre=/usr/lib/bird/prepare-environment (code=exited, status=0/SUCCESS)",
    "    Process: N ExecStartPre=/usr/sbin/bird -p (code=exited, status=0/SUCCESS)",
    "   Main PID: N (bird)",
    "      Tasks: 1 (limit: 4722)",
    "     Memory: 3.0M",
    "        CPU: Nms",
    "     CGroup: /system.slice/bird.service",
    "             └─N /usr/sbin/bird -f -u bird -g bird",
  ]);
  expect(say(host, "systemctl", "status", "bird")).toContain(`Main PID: ${pid} (bird)`);
  write(host, "bogus;\n");
  say(host, "systemctl", "restart", "bird");
  const failed = `  UNIT         LOAD   ACTIVE SUB    DESCRIPTION
● bird.service loaded failed failed BIRD Internet Routing Daemon (IPv4)

LOAD   = Reflects whether the unit definition was properly loaded.
ACTIVE = The high-level unit activation state, i.e. generalization of SUB.
SUB    = The low-level unit activation state, values depend on unit type.
1 loaded units listed.
[0]`;
  expect(say(host, "systemctl", "--failed")).toBe(failed);
  expect(say(host, "systemctl", "list-units", "--failed")).toBe(failed);
});

test("nginx, whose parent ends before its pid file stands: start, curl, reload, stop, restart", () => {
  const host = bareHost(installed(programs, []));
  expect(say(host, "ip", "link", "set", "lo", "up")).toBe("[0]");
  host.fs.plantText("/var/www/html/index.html", "here\n");
  const http = ["curl", "-s", "http://127.0.0.1/"];
  const pid = (): string => /^\d+/.exec(say(host, "cat", "/run/nginx.pid"))?.[0] ?? "";
  const workers = (): string => say(host, "pgrep", "-f", "nginx: worker");
  expect(say(host, "systemctl", "start", "nginx")).toBe("[0]");
  expect(say(host, "systemctl", "is-active", "nginx")).toBe("active\n[0]");
  expect(say(host, ...http)).toBe("here\n[0]");
  const [first, second] = workers().split("\n");
  const status = say(host, "systemctl", "status", "nginx");
  const group = `     CGroup: /system.slice/nginx.service
             ├─${pid()} "nginx: master process /usr/sbin/nginx -g daemon on; master_process on;"
             ├─${first} "nginx: worker process"
             └─${second} "nginx: worker process"\n`;
  expect(status).toContain("     Active: active (running) since ");
  expect(status).toContain(`   Main PID: ${pid()} (nginx)\n`);
  expect(status).toContain(group);
  const before = pid();
  expect(say(host, "systemctl", "reload", "nginx")).toBe("[0]");
  expect(say(host, "sleep", "1")).toBe("[0]");
  expect(pid()).toBe(before);
  expect(workers()).not.toContain(first);
  expect(say(host, ...http)).toBe("here\n[0]");
  expect(say(host, "systemctl", "stop", "nginx")).toBe("[0]");
  expect(say(host, "systemctl", "is-active", "nginx")).toBe("inactive\n[3]");
  expect(say(host, ...http)).toBe("[7]");
  expect(say(host, "ls", "/run/nginx.pid")).toContain("[2]");
  expect(say(host, "systemctl", "restart", "nginx")).toBe("[0]");
  expect(say(host, ...http)).toBe("here\n[0]");
  expect(say(host, "systemctl", "restart", "nginx")).toBe("[0]");
  expect(pid()).not.toBe(before);
  expect(say(host, ...http)).toBe("here\n[0]");
});

test("status of what ended, by itself and by a signal; kill; Restart=on-abort", () => {
  const host = bareHost(installed(programs, []));
  write(host, "router id 1.1.1.1;\nlog syslog all;\nprotocol device { }\n");
  expect(say(host, "systemctl", "start", "bird")).toBe("[0]");
  expect(say(host, "sleep", "5")).toBe("[0]");
  expect(say(host, "systemctl", "kill", "bird")).toBe("[0]");
  expect(say(host, "sleep", "1")).toBe("[0]");
  expect(masked(say(host, "systemctl", "status", "bird")))
    .toBe(`○ bird.service - BIRD Internet Routing Daemon (IPv4)
     Loaded: loaded (/lib/systemd/system/bird.service; disabled; preset: enabled)
     Active: inactive (dead) since T; A ago
   Duration: Nms
    Process: N ExecStartPre=/usr/lib/bird/prepare-environment (code=exited, status=0/SUCCESS)
    Process: N ExecStartPre=/usr/sbin/bird -p (code=exited, status=0/SUCCESS)
    Process: N ExecStart=/usr/sbin/bird -f -u $BIRD_RUN_USER -g $BIRD_RUN_GROUP $BIRD_ARGS (code=exited, status=0/SUCCESS)
   Main PID: N (code=exited, status=0/SUCCESS)
        CPU: Nms

T host systemd[1]: Starting bird.service - BIRD Internet Routing Daemon (IPv4)...
T host systemd[1]: Started bird.service - BIRD Internet Routing Daemon (IPv4).
T host bird[N]: Started
T host systemd[1]: bird.service: Sent signal SIGTERM to main process N (bird) on client request.
T host bird[N]: Shutting down
T host bird[N]: Shutdown completed
T host systemd[1]: bird.service: Deactivated successfully.
[3]`);
  expect(say(host, "systemctl", "start", "bird")).toBe("[0]");
  expect(say(host, "systemctl", "kill", "-s", "KILL", "bird")).toBe("[0]");
  expect(say(host, "sleep", "5")).toBe("[0]");
  expect(say(host, "systemctl", "is-active", "bird")).toBe("active\n[0]");
  const asked = ["-p", "NRestarts,Result,ExecMainStatus,ExecMainCode"];
  expect(say(host, "systemctl", "show", "bird", ...asked)).toBe(
    "Result=success\nNRestarts=1\nExecMainCode=0\nExecMainStatus=0\n[0]",
  );
  expect(masked(say(host, "journalctl", "-u", "bird", "-n", "7", "-o", "cat")))
    .toBe(`bird.service: Main process exited, code=killed, status=9/KILL
bird.service: Failed with result 'signal'.
bird.service: Scheduled restart job, restart counter is at 1.
Stopped bird.service - BIRD Internet Routing Daemon (IPv4).
Starting bird.service - BIRD Internet Routing Daemon (IPv4)...
Started bird.service - BIRD Internet Routing Daemon (IPv4).
Started
[0]`);
  expect(say(host, "systemctl", "start", "nginx")).toBe("[0]");
  expect(say(host, "systemctl", "kill", "-s", "KILL", "nginx")).toBe("[0]");
  expect(say(host, "sleep", "3")).toBe("[0]");
  expect(masked(say(host, "systemctl", "status", "nginx", "-n", "0")))
    .toBe(`× nginx.service - A high performance web server and a reverse proxy server
     Loaded: loaded (/lib/systemd/system/nginx.service; disabled; preset: enabled)
     Active: failed (Result: signal) since T; A ago
   Duration: Nms
       Docs: man:nginx(8)
    Process: N ExecStartPre=/usr/sbin/nginx -t -q -g daemon on; master_process on; (code=exited, status=0/SUCCESS)
    Process: N ExecStart=/usr/sbin/nginx -g daemon on; master_process on; (code=exited, status=0/SUCCESS)
   Main PID: N (code=killed, signal=KILL)
        CPU: Nms
[3]`);
  expect(say(host, "systemctl", "is-failed", "bird", "nginx")).toBe("active\nfailed\n[0]");
  const failed = ["-p", "Result,ExecMainCode,ExecMainStatus,ActiveState,SubState,MainPID"];
  expect(say(host, "systemctl", "show", "nginx", ...failed)).toBe(
    "MainPID=0\nResult=signal\nExecMainCode=2\nExecMainStatus=9\nActiveState=failed\nSubState=failed\n[0]",
  );
  expect(say(host, "systemctl", "start", "nginx")).toBe("[0]");
  expect(say(host, "systemctl", "stop", "nginx")).toBe("[0]");
  expect(masked(say(host, "systemctl", "status", "nginx", "-n", "0"))).toContain(
    "    Process: N ExecStop=/sbin/start-stop-daemon --quiet --stop --retry QUIT/5 --pidfile /run/nginx.pid (code=exited, status=0/SUCCESS)\n   Main PID: N (code=exited, status=0/SUCCESS)\n",
  );
});

test("mask, enable of several, is-enabled, list-unit-files: seen on a Debian 12 that booted in user-mode Linux", () => {
  const host = bareHost(installed(programs, []));
  write(host, "router id 1.1.1.1;\nlog syslog all;\nprotocol device { }\n");
  const sync = (verb: string, name: string): string =>
    `Synchronizing state of ${name}.service with SysV service script with /lib/systemd/systemd-sysv-install.\n` +
    `Executing: /lib/systemd/systemd-sysv-install ${verb} ${name}\n`;
  const etc = "/etc/systemd/system";
  const wants = `${etc}/multi-user.target.wants`;
  const link = (name: string): string =>
    `Created symlink ${wants}/${name}.service → /lib/systemd/system/${name}.service.\n`;
  const typed: [string, string][] = [
    [
      "enable bird nginx",
      `${sync("enable", "bird")}${sync("enable", "nginx")}${link("bird")}${link("nginx")}[0]`,
    ],
    [
      "is-enabled bird nosuch",
      "enabled\nFailed to get unit file state for nosuch.service: No such file or directory\n[1]",
    ],
    [
      "is-enabled nosuch bird",
      "Failed to get unit file state for nosuch.service: No such file or directory\n[1]",
    ],
    [
      "disable nginx bird",
      `${sync("disable", "nginx")}${sync("disable", "bird")}Removed "${wants}/nginx.service".\nRemoved "${wants}/bird.service".\n[0]`,
    ],
    ["is-enabled bird", "disabled\n[1]"],
    ["enable -q bird", "[0]"],
    ["is-enabled bird nginx", "enabled\ndisabled\n[0]"],
    ["reenable bird", `Removed "${wants}/bird.service".\n${link("bird")}[0]`],
    ["preset bird", "[0]"],
    [
      "mask bird nginx",
      `Created symlink ${etc}/bird.service → /dev/null.\nCreated symlink ${etc}/nginx.service → /dev/null.\n[0]`,
    ],
    ["mask bird", "[0]"],
    ["start bird", "Failed to start bird.service: Unit bird.service is masked.\n[1]"],
    ["restart nginx", "Failed to restart nginx.service: Unit nginx.service is masked.\n[1]"],
    ["reload nginx", "Failed to reload nginx.service: Unit nginx.service is masked.\n[1]"],
    ["try-restart nginx", "[0]"],
    [
      "enable bird",
      `${sync("enable", "bird")}Failed to enable unit: Unit file ${etc}/bird.service is masked.\n[1]`,
    ],
    [
      "disable nginx",
      `${sync("disable", "nginx")}Unit ${etc}/nginx.service is masked, ignoring.\n[0]`,
    ],
    ["is-enabled bird", "masked\n[1]"],
    [
      "list-unit-files nginx.service",
      "UNIT FILE     STATE  PRESET\nnginx.service masked enabled\n\n1 unit files listed.\n[0]",
    ],
    ["cat nginx", "# Unit nginx.service is masked.\n[0]"],
    ["unmask bird", `Removed "${etc}/bird.service".\n[0]`],
    ["unmask bird", "[0]"],
    ["unmask nosuch", "Unit nosuch.service does not exist, proceeding anyway.\n[0]"],
    ["unmask nginx", `Removed "${etc}/nginx.service".\n[0]`],
    ["list-unit-files nosuch.service", "UNIT FILE STATE PRESET\n\n0 unit files listed.\n[1]"],
    [
      "mask nosuch",
      `Unit nosuch.service does not exist, proceeding anyway.\nCreated symlink ${etc}/nosuch.service → /dev/null.\n[0]`,
    ],
    ["kill nosuch", "Failed to kill unit nosuch.service: Unit nosuch.service not loaded.\n[1]"],
    ["kill -s frob nginx", 'Failed to parse signal string "frob".\n[1]'],
    ["is-active bird nosuch", "inactive\ninactive\n[3]"],
    [
      "list-units --type=frob",
      "Unknown unit type or load state 'frob'.\nUse -t help to see a list of allowed values.\n[1]",
    ],
    ["list-units --state=frob", "  UNIT LOAD ACTIVE SUB DESCRIPTION\n0 loaded units listed.\n[0]"],
    ["status --frob", "systemctl: unrecognized option '--frob'\n[1]"],
    ["status bird.timer", "Unit bird.timer could not be found.\n[4]"],
    ["start bird.socket", "Failed to start bird.socket: Unit bird.socket not found.\n[5]"],
    ["show bird -p Frob,Id", "Id=bird.service\n[0]"],
    [
      "show bird nginx -p Id,ActiveState",
      "Id=bird.service\nActiveState=inactive\n\nId=nginx.service\nActiveState=inactive\n[0]",
    ],
    ["show -p Version", "Version=252.38-1~deb12u1\n[0]"],
    ["isolate bird", "systemctl: underlay does not simulate isolate\n[1]"],
  ];
  for (const [words, answer] of typed)
    expect(say(host, "systemctl", ...words.split(" ")), words).toBe(answer);
  // As many lines as there, and those in its order.
  const all = say(host, "systemctl", "show", "bird").split("\n");
  expect(all.slice(0, 6)).toEqual([
    "Type=simple",
    "ExitType=main",
    "Restart=on-abort",
    "NotifyAccess=none",
    "RestartUSec=100ms",
    "TimeoutStartUSec=1min 30s",
  ]);
  expect(all.length).toBe(241 + 1);
  expect(all).toContain(
    "ExecStart={ path=/usr/sbin/bird ; argv[]=/usr/sbin/bird -f -u $BIRD_RUN_USER -g $BIRD_RUN_GROUP $BIRD_ARGS ; ignore_errors=no ; start_time=[n/a] ; stop_time=[n/a] ; pid=0 ; code=(null) ; status=0/0 }",
  );
});
