/** Text, file and process tools: one line each, exported under any name. */
export { cat } from "./cat.ts";
export {
  clear,
  falseProgram,
  logname,
  nproc,
  pwd,
  sleep,
  trueProgram,
  tty,
  whoami,
  yes,
} from "./trivial.ts";
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
export { basename, dirname, file, mktemp, readlink, realpath, stat, which } from "./paths.ts";
export { chmod, chown, ln, mkdir, rm, rmdir, touch } from "./fileops.ts";
export { cp, mv } from "./copy.ts";
export { date } from "./date.ts";
export { ls } from "./ls.ts";
export { xargs } from "./xargs.ts";
export {
  df,
  dmesg,
  env,
  free,
  groups,
  hostnamectl,
  id,
  journalctl,
  mount,
  printenv,
  uname,
  uptime,
} from "./env.ts";
export { bracket, expr, test } from "./test.ts";
export { printf } from "./printf.ts";
export { awk } from "./awk/awk.ts";
export { jq } from "./jq/jq.ts";
export { kill, killall, pgrep, pidof, pkill } from "./kill.ts";
export { lsns, nice, nohup, nsenter, time, timeout, unshare, watch } from "./run-in.ts";
export { ps } from "./ps.ts";
export { less, more } from "./less.ts";
export { man, whatis } from "./man.ts";
export { nano } from "./nano.ts";
export { dd, mkfifo, sync, truncate, unlink } from "./dd.ts";
export { setsid, stdbuf } from "./run-with.ts";
export { cksum, sha1sum, sha512sum, sum } from "./sums.ts";
export { base64, cmp, hexdump, md5sum, od, sha256sum, strings, xxd } from "./bytes.ts";
export { column, comm, expand, fold, join, nl, paste, rev, split, tac } from "./columns.ts";
export { diff } from "./diff.ts";
export { du, find, tree } from "./find.ts";
export { stty, tput } from "./terminal.ts";
