/** `npm run plug` where it cannot or should not run; that it works with root is in tests/interop. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, it } from "vitest";

const ENTRY = join(import.meta.dirname, "../../sandbox/cli/plug.ts");
/** "nobody", when we are root ourselves. */
const uid = process.getuid?.() === 0 ? { uid: 65_534 } : {};

function plug(...args: string[]): { out: string; err: string; status: number | null } {
  const done = spawnSync(process.execPath, [ENTRY, ...args], { encoding: "utf8", ...uid });
  return { out: done.stdout, err: done.stderr, status: done.status };
}

it.each([
  [["--lab", "wire"], "which cable? --wire NODE:DEV"],
  [["--wire", "hostA:eth0"], "which lab? --lab NAME"],
  [["--lab", "wire", "--wire", "hostA"], '--wire: "hostA" is not NODE:DEV or NODE:DEV=REAL'],
  [
    ["--lab", "wire", "--wire", "hostA:eth0=x", "--wire", "hostB:eth0=x"],
    "two real devices of one name: use NODE:DEV=REAL",
  ],
  [["--lab", "wire", "--wire", "hostA:eth0", "--run", "ls"], '--run: "ls" is not PLACE=COMMAND'],
  [["--lab", "wire", "--wire", "hostA:eth0", "--netns", "a/b"], '--netns: "a/b" is no name'],
])("refuses %j", (args, words) => {
  const { out, err, status } = plug(...args);
  expect({ out, status }).toEqual({ out: "", status: 2 });
  expect(err.startsWith(`plug: ${words}`)).toBe(true);
  expect(err.endsWith("Try --help.\n")).toBe(true);
});

it("says clearly that it needs root", () => {
  expect(plug("--lab", "wire", "--wire", "hostA:eth0")).toEqual({
    out: "",
    err: "plug: plugging needs root: it makes network namespaces and VXLAN devices (try sudo)\n",
    status: 1,
  });
});
