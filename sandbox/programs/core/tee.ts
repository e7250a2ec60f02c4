/** tee(1). */
import { getopt, longs, quoteName } from "./getopt.ts";
import { openOutput } from "./stdio.ts";
import { tool, usage, why } from "./tool.ts";

export const tee = tool(
  "tee",
  "Copy standard input to each file, and to standard output.",
  function* (proc, argv) {
    const parsed = getopt(argv, "aip", longs("append=a ignore-interrupts=i output-error::=p"));
    if (parsed.error !== null) return yield* usage(proc, "tee", parsed.error);
    const append = parsed.options.some((o) => o.name === "a");
    if (parsed.options.some((o) => o.name === "i")) proc.ignore("INT");
    let status = 0;
    const targets: { name: string; fd: number }[] = [{ name: "standard output", fd: 1 }];
    for (const path of parsed.args) {
      const fd = openOutput(proc, path, append);
      if (typeof fd === "string") {
        yield* proc.warn(`tee: ${quoteName(path)}: ${why(fd)}\n`);
        status = 1;
      } else targets.push({ name: path, fd });
    }
    for (;;) {
      const chunk = yield* proc.read(0);
      if (chunk === null) break;
      for (const target of [...targets]) {
        const failed = yield* proc.write(target.fd, chunk);
        if (failed === null) continue;
        yield* proc.warn(`tee: ${quoteName(target.name)}: ${why(failed)}\n`);
        status = 1;
        targets.splice(targets.indexOf(target), 1);
      }
      if (targets.length === 0) break;
    }
    return status;
  },
);
