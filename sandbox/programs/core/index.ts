/** Text, file and process tools: one line each, exported under any name. */
export { cat } from "./cat.ts";
export { clear, falseProgram, logname, nproc, pwd, sleep, trueProgram, tty, whoami, yes } from "./trivial.ts";
export { cut } from "./cut.ts";
export { echo } from "./echo.ts";
export { egrep, fgrep, grep } from "./grep.ts";
export { head } from "./head.ts";
export { sed } from "./sed/sed.ts";
export { seq } from "./seq.ts";
export { sort } from "./sort.ts";
export { tail } from "./tail.ts";
export { tee } from "./tee.ts";
export { tr } from "./tr.ts";
export { uniq } from "./uniq.ts";
export { wc } from "./wc.ts";
