/** ping's IPv6 side: not modelled yet beyond saying so. */
import type { Process } from "../../kernel/proc/process.ts";
import type { Proc } from "../../kernel/proc/wait.ts";
import type { PingOptions } from "./ping-options.ts";
import type { Found } from "./resolve.ts";

export function* ping6Main(proc: Process, options: PingOptions, found: Found): Proc<number> {
  void options;
  void found;
  yield* proc.warn("ping: underlay does not simulate ping over IPv6 yet (use -4)\n");
  return 2;
}
