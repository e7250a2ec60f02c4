/** Entry of `npm run -s sandbox`: turns on Node's compile cache, then loads the rest. */
import { enableCompileCache } from "node:module";
import { join } from "node:path";

enableCompileCache(join(import.meta.dirname, "../../node_modules/.cache/node-compile"));
const { main } = await import("./run.ts");
await main(process.argv.slice(2));
