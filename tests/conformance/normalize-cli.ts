/** A transcript on standard input, its normal form on standard output. */
import { readFileSync } from "node:fs";
import { normalize } from "./normalize.ts";

process.stdout.write(normalize(readFileSync(0, "utf8")));
