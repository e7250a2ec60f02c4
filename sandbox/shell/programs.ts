/** What the shell adds to a machine's programs. */
import type { Program } from "../kernel/proc/process.ts";
import { bash, sh } from "./bash.ts";
import { su, sudo } from "./sudo.ts";

export const shellPrograms: readonly Program[] = [bash, sh, sudo, su];
