/**
 * The programs that labs' set-ups run: in the worker's first chunk, because the first prompt waits for
 * them. Any other program may be run in a set-up too; the prompt then waits for the second chunk.
 */
export { sleep, trueProgram } from "../programs/core/trivial.ts";
export { ip } from "../programs/net/ip/index.ts";
export { sysctl } from "../programs/net/sysctl.ts";
