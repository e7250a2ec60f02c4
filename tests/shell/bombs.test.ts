/**
 * Shell bombs in a whole lab: forks, loops, expansions, regular expressions, recursion, floods. Each
 * must leave the world answering: after Ctrl-C the prompt is back in less than two real seconds, and
 * nothing of ours has thrown.
 */
import { beforeAll, describe, expect, test } from "vitest";
import { loadLab } from "../../sandbox/cli/load-lab.ts";
import { Session } from "../../sandbox/lab/session.ts";
import type { LabSource } from "../../sandbox/lab/types.ts";

/** Slices are measured in CPU time: the machine that tests may be busy with other things. As the worker runs it: so many events, then a look at the messages. */
const SLICE_EVENTS = 200;
/** How long a bomb may burn before the learner presses Ctrl-C (real ms). */
const BURN_MS = 120;
const BACK_MS = 2_000;

let lab: LabSource;
beforeAll(async () => {
  lab = (await loadLab("blank")) as LabSource;
});

const A40 = "a".repeat(40);
const bombs: readonly string[] = [
  // forks
  ":(){ :|:& };:",
  "f() { f & f & }; f",
  "while :; do sleep 100 & done",
  "bomb() { (bomb); (bomb); }; bomb",
  "for i in {1..5000}; do sleep 1000 & done",
  "f() { f | f; }; f",
  "while :; do (:) & done; wait",
  "coproc yes; coproc yes",
  "until false; do bash -c 'sleep 9' & done",
  "exec bash -c 'exec bash -c \"while :; do :; done\"'",
  // loops
  "while :; do :; done",
  "while true; do true; done",
  "until false; do :; done",
  "for ((;;)); do :; done",
  "for ((i=0;i<1000000000;i++)); do :; done",
  "while :; do echo x; done",
  "i=0; while [ $i -ge 0 ]; do i=$((i+1)); done",
  "while read -r x < /etc/passwd; do :; done",
  "f() { while :; do :; done; }; f | cat",
  "select x in a b; do :; done < <(yes 9)",
  "while sleep 0; do :; done",
  "let 'x=1'; while ((x)); do ((x++)); done",
  "while [[ a == a ]]; do :; done",
  // expansions
  "echo {1..1000000000}",
  "echo {a..z}{a..z}{a..z}{a..z}{a..z}{a..z}",
  "x=a; while :; do x=$x$x; done",
  "echo $(yes)",
  "x=$(cat /dev/zero)",
  "printf '%1000000000d' 1",
  "printf -v x '%*d' 999999999 1",
  "a=(); while :; do a+=({1..1000}); done",
  "echo {1..200000} | wc",
  "x=$(printf 'a%.0s' {1..100000}); echo ${x//a/aaaaaaaaaaaaaaaaaaaa} | wc -c",
  "echo /*/*/*/*/*/*/*/*/*/*",
  "shopt -s globstar; echo /**/**/**",
  "mapfile a < <(yes)",
  "read -d '' x < /dev/zero",
  "set -- {1..100000}; set -- $@ $@ $@ $@ $@ $@ $@ $@",
  "eval \"$(yes 'echo a;')\"",
  "declare -a a; a[2147483647]=1; echo ${#a[@]}",
  "x=(a); x[999999999999]=b; echo ${!x[@]}",
  "echo $((2**63)) $((1<<999)) $((9**999))",
  "seq 1 1000000000",
  "seq 1000000000 | sort | uniq -c",
  // regular expressions
  `echo ${A40} | grep -E '(a+)+b'`,
  `echo ${A40} | grep -E '(a|aa)+$b'`,
  `echo ${A40}${A40}${A40} | grep 'a*a*a*a*a*a*a*a*a*a*b'`,
  `echo ${A40} | grep -E '(a*)*\\1b'`,
  `echo ${A40}${A40} | grep -E '(a*)(a*)(a*)(a*)(a*)\\1\\2\\3\\4\\5b'`,
  `[[ ${A40} =~ (a+)+b ]]`,
  `[[ ${A40}${A40} =~ a*a*a*a*a*a*a*a*a*a*b ]]`,
  `echo ${A40} | sed -E 's/(a+)+b/x/'`,
  `echo ${A40} | sed -E 's/((a*)*)*b/x/'`,
  `echo ${A40} | awk '/(a+)+b/'`,
  `echo ${A40} | awk '{ gsub(/(a*)*b/, "x") } 1'`,
  `echo ${A40} | grep -P '(a+)+b'`,
  "echo aaaa | grep -E 'a{1000}{1000}{1000}'",
  `expr ${A40}${A40} : 'a*a*a*a*a*a*a*a*a*b'`,
  `printf '"${A40}"' | jq 'test("(a+)+b")'`,
  "echo x | grep -E \"$(printf '(%.0s' {1..5000})\"",
  `x=${A40}; [[ $x == +(+(a))b ]]`,
  `shopt -s extglob; x=${A40}; echo \${x//*(*(a))b/}`,
  "ls /usr/bin | grep -E '(.*)*(.*)*(.*)*z9'",
  // recursion
  "f() { f; }; f",
  "f() { $(f); }; f",
  "f() { eval f; }; f",
  "echo '. ./s' > s; . ./s",
  "echo 'bash ./s' > s; bash ./s",
  "alias a='a a'; a",
  "trap 'kill -INT $$' INT; kill -INT $$",
  `echo $((${"(".repeat(3000)}1${")".repeat(3000)}))`,
  `${"(".repeat(2000)}:${")".repeat(2000)}`,
  `echo ${"$(echo ".repeat(300)}x${")".repeat(300)}`,
  "x='y[$x]'; y=(); echo $((x))",
  "PROMPT_COMMAND='eval $PROMPT_COMMAND'; :",
  "PS1='$(while :; do :; done)'",
  "f() { trap f EXIT; }; f; (f)",
  "awk 'function f(x) { return f(x+1) } BEGIN { f(1) }'",
  "jq -n 'def f: f; f'",
  "jq -n 'def f(x): f(x|x); f(1)'",
  "jq -n '[range(1e9)]'",
  // floods
  "yes",
  "yes | cat",
  "yes | tee /dev/null | cat > /dev/null",
  "cat /dev/zero",
  "cat /dev/zero | tr '\\0' x",
  "cat /dev/urandom | od",
  "yes > /tmp/f",
  "dd if=/dev/zero of=/tmp/f",
  "cat <(yes) <(yes)",
  "tail -f /dev/zero",
  "head -c 1000000000 /dev/zero > /tmp/f",
  "yes $(seq 1 10000)",
  "awk 'BEGIN { while (1) print }'",
  "awk 'BEGIN { while (1) x = x \"aaaaaaaa\" }'",
  "awk 'BEGIN { while (1) a[i++] = i }'",
  "sed ':a; s/^/x/; ba' <<< x",
  "yes | sed -n 'H'",
  "sort /dev/zero",
  "sort <(yes)",
  "tac <(yes)",
  "wc /dev/zero",
  "yes | xargs echo",
  "yes | xargs -n1 sleep",
  "find / -exec find / \\;",
  "ping -f 127.0.0.1",
  "watch -n 0.1 yes",
  "man bash | yes",
  "truncate -s 1000000000000 /tmp/f; cat /tmp/f",
  "while :; do ip link add type dummy; done",
  "while :; do ip netns add n$RANDOM; done",
  "while :; do mkdir d; cd d; done",
  "while :; do echo x >> f; cat f f > g; mv g f; done",
  "ln -s . l; ls -R l/",
  "cat f > f; cat f >> f & while :; do cat f >> f; done",
  `cat << E\n${"x\n".repeat(3000)}`,
  "timeout 1000 yes",
  "nohup yes &",
  "history | while :; do :; done",
  "time while :; do :; done",
  "jq -n 'repeat(1)'",
  "jq -n '[limit(1e9; repeat(1))]|length'",
];

interface Outcome {
  readonly back: boolean;
  readonly backMs: number;
  readonly longestMs: number;
  readonly faults: readonly string[];
  readonly shown: number;
}

function explode(text: string): Outcome {
  let shown = 0;
  const session = Session.start(lab, 1, { output: (_terminal, piece) => (shown += piece.length) });
  if (!(session instanceof Session)) throw new Error("no lab");
  let longestMs = 0;
  const slice = (): void => {
    const before = process.cpuUsage().user;
    session.advance(session.now + 100_000, SLICE_EVENTS);
    longestMs = Math.max(longestMs, (process.cpuUsage().user - before) / 1000);
  };
  const type = (keys: string): void =>
    void session.apply({ at: session.now, kind: "keys", terminal: 0, text: keys });
  slice();
  type(`${text.replaceAll("\n", "\r")}\r`);
  const lit = performance.now();
  const until = session.now + 20_000_000;
  while (performance.now() - lit < BURN_MS && session.now < until) slice();
  const pressed = performance.now();
  // A learner presses it again when nothing seems to happen.
  let back = false;
  for (let i = 0; i < 10 && !back && performance.now() - pressed < 2 * BACK_MS; i++) {
    type("\x03");
    for (let k = 0; k < 100 && !back && performance.now() - pressed < 2 * BACK_MS; k++) {
      slice();
      back = session.atPrompt(0);
    }
  }
  const backMs = performance.now() - pressed;
  return {
    back,
    backMs,
    longestMs,
    shown,
    faults: session.world.faults.map((f) => `${f.process}: ${String(f.error)}`),
  };
}

describe("after Ctrl-C the prompt is back", () => {
  test.each(bombs.map((text) => [text.length > 100 ? `${text.slice(0, 97)}...` : text, text]))(
    "%s",
    (_name, text) => {
      const end = explode(text);
      expect({ back: end.back, faults: end.faults }).toEqual({ back: true, faults: [] });
      expect(end.backMs).toBeLessThan(BACK_MS);
      expect(end.longestMs).toBeLessThan(BACK_MS);
    },
  );

  test("and memory is bounded", () => {
    const before = process.memoryUsage();
    for (const text of [
      "yes > /tmp/f",
      "x=a; while :; do x=$x$x; done",
      ":(){ :|:& };:",
      "mapfile a < <(yes)",
    ])
      explode(text);
    const after = process.memoryUsage();
    expect(after.rss - before.rss).toBeLessThan(700 << 20);
  });
});
