/** The options that `man NAME` lists, in our own words: those that learners meet in the lessons. */
export const MAN_OPTIONS: ReadonlyMap<string, readonly string[]> = new Map([
  [
    "grep",
    [
      "-i  ignore case            -v  lines that do not match",
      "-n  line numbers           -c  only count",
      "-o  only the matching part -E  extended regular expressions",
      "-A N, -B N, -C N  context  -r  directories as well",
      "--line-buffered  write every line at once (in a pipe from tcpdump)",
    ],
  ],
  [
    "ls",
    [
      "-l  long form   -a  hidden names too   -h  sizes for humans",
      "-t  newest first   -r  reversed   -d  the directory itself",
    ],
  ],
  [
    "ip",
    [
      "-br  brief   -d  details   -s  statistics   -j  JSON   -p  pretty",
      "-4, -6  one family   -n NAME  inside a network namespace",
      "objects: link, address, route, rule, neigh, netns; `ip OBJECT help` lists the words",
    ],
  ],
  [
    "ping",
    [
      "-c N  stop after N   -i SECS  interval   -W SECS  time to wait",
      "-I DEVICE or ADDRESS  source   -s BYTES  size   -t TTL",
      "-M do  never fragment   -q  only the summary   -4, -6",
    ],
  ],
  [
    "tcpdump",
    [
      "-i DEVICE (or any)   -n  numbers, no names   -e  Ethernet headers",
      "-c N  stop after N   -v, -vv  more   -X, -x  bytes   -l  line-buffered",
      "-w FILE  write   -r FILE  read   then a filter: icmp, arp, host A, port N, and, or, not",
    ],
  ],
  ["sysctl", ["KEY  read   -w KEY=VALUE  write   -a  all   -n  values only   -p FILE  load"]],
  ["bridge", ["link, fdb, vlan, monitor; `bridge OBJECT help` lists the words"]],
  ["watch", ["-n SECS  interval   -d  mark what changed   -t  no title   -g  leave on change"]],
  [
    "awk",
    [
      "-F SEP  field separator   -v NAME=VALUE   -f FILE",
      "awk 'PATTERN { ACTION }': $1 is the first field, NR the line's number",
    ],
  ],
  [
    "sed",
    [
      "-n  print only what p prints   -E  extended expressions   -i  edit the file",
      "s/FROM/TO/g  replace   /RE/d  delete   2,5p  print lines",
    ],
  ],
  [
    "jq",
    [
      "-r  strings without quotes   -c  one line each   .a.b  a field   .[]  every element",
      "select(.x == 1), map(.y), keys, length",
    ],
  ],
  ["ps", ["aux, -ef  every process   -o pid,comm,args  chosen columns   -C NAME"]],
  ["kill", ["-SIGNAL PID   -l  list the signals"]],
  ["tail", ["-n N  the last N lines   -f  go on as the file grows   -n +N  from line N on"]],
  ["head", ["-n N  the first N lines   -c N  bytes"]],
  [
    "sort",
    [
      "-n  by number   -r  reversed   -u  once each   -k N  by field   -t C  separator   -V  versions",
    ],
  ],
  ["less", ["space, b  page   j, k  line   /TEXT  search   n  next   g, G  ends   q  quit"]],
  ["nano", ["^O  write   ^X  leave   ^K  cut a line   ^U  paste   ^W  search"]],
  [
    "timeout",
    ["timeout SECS COMMAND   -s SIGNAL   -k SECS  then KILL; status 124 when time ran out"],
  ],
  ["nsenter", ["--net=/run/netns/NAME COMMAND, or -t PID -n COMMAND"]],
  ["unshare", ["-n COMMAND  in a new network namespace"]],
  ["cut", ["-d C  separator   -f LIST  fields   -c LIST  characters"]],
  ["date", ["+FORMAT, e.g. +%H:%M:%S   -u  UTC   -d WHEN"]],
]);
