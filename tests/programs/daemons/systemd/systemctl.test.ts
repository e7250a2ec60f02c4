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
  expect(say(host, "systemctl", "status", "bird").split("\n").slice(3, 6)).toEqual([
    `   Main PID: ${pid} (bird)`,
    "     CGroup: /system.slice/bird.service",
    `             └─${pid} /usr/sbin/bird -f -u bird -g bird`,
  ]);
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
  expect(say(host, "systemctl", "show", "bird")).toBe(
    "systemctl: underlay does not simulate show without -p\n[1]",
  );
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
