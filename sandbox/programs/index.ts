/** The registry: what is installed on a machine. One line a program. */
import type { Program } from "../kernel/proc/process.ts";
import * as core from "./core/index.ts";
import { ip } from "./net/ip/index.ts";

export const programs: readonly Program[] = [
  // network programs (programs/net)
  ip,
  // text and file tools (programs/core)
  ...Object.values(core),
];
