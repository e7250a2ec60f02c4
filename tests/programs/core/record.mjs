// Run every case in the real tools of this machine (Debian 12) and keep what they print:
//   node tests/programs/core/record.mjs        needs root (a private /root for each case)
import { Buffer } from "node:buffer";
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { constants } from "node:os";
import { URL } from "node:url";
import { cases } from "./cases.ts";

const env = {
  PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
  HOME: "/root",
  USER: "root",
  LOGNAME: "root",
  SHELL: "/bin/bash",
  TERM: "xterm",
  LANG: "C.UTF-8",
  PWD: "/root",
  TZ: "UTC",
};
const sh = (word) => `'${word.replaceAll("'", "'\\''")}'`;

const out = cases.map((one) => {
  const setup = Object.entries(one.files ?? {}).map(([name, text]) =>
    name.endsWith("/") ? `mkdir -p ${sh(name)}` : `printf %s ${sh(text)} > ${sh(name)}`,
  );
  // env runs the program itself, not a builtin of the shell.
  // Debian's awk is mawk, whatever else is installed here.
  const command =
    one.argv[0] === "awk"
      ? `-a awk mawk ${one.argv.slice(1).map(sh).join(" ")}`
      : `env ${one.argv.map(sh).join(" ")}`;
  const run = one.tty
    ? `exec script -qe -c ${sh(`stty cols 120 rows 40 -opost; exec ${command}`)} /dev/null`
    : `exec ${command}`;
  const script = `mount -t tmpfs none /root && cd /root && ${[...setup, "true"].join(" && ")} && ${run}`;
  const ran = spawnSync(
    "unshare",
    ["-m", "-p", "-f", "--mount-proc", "bash", "--norc", "-c", script],
    { env, input: Buffer.from(one.stdin ?? "", "utf8"), encoding: "latin1", timeout: 10_000 },
  );
  return {
    stdout: ran.stdout,
    stderr: ran.stderr,
    status: ran.status ?? 128 + constants.signals[ran.signal],
  };
});
writeFileSync(
  new URL("recorded.json", import.meta.url),
  `[\n${out.map((r) => JSON.stringify(r)).join(",\n")}\n]\n`,
);
