/** systemctl and journalctl -u on a machine with bird. Not from recordings: no machine here boots systemd; the words are systemd 252's. */
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
