/**
 * Asks the bash of this machine (5.2) for the answers: `node tests/shell/record.ts` writes recordings.json.
 * Each snippet runs as `bash --norc -c` in an empty directory, stdout and stderr in one pipe, stdin empty.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cases } from "./cases.ts";

const home = join(tmpdir(), "underlay-shell");
const recordings = cases.map((text) => {
  const cwd = mkdtempSync(`${home}-`);
  const ran = spawnSync("sh", ["-c", 'exec bash --norc -c "$1" 2>&1 < /dev/null', "sh", text], {
    cwd,
    encoding: "utf8",
    timeout: 20_000,
    env: {
      PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
      HOME: "/root",
      USER: "root",
      LOGNAME: "root",
      SHELL: "/bin/bash",
      TERM: "xterm",
      LANG: "C.UTF-8",
      PWD: cwd,
      TZ: "UTC",
    },
  });
  rmSync(cwd, { recursive: true });
  const status =
    ran.signal === null
      ? ran.status
      : ran.signal === "SIGTERM"
        ? 143
        : ran.signal === "SIGINT"
          ? 130
          : 137;
  return { text, out: ran.stdout.replaceAll(cwd, "/w"), status };
});
writeFileSync(
  new URL("recordings.json", import.meta.url),
  `${JSON.stringify(recordings, null, 1)}\n`,
);
process.stdout.write(`${recordings.length} snippets\n`);
