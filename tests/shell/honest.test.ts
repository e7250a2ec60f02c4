/** What the shell does not model it refuses by name; it never takes an option and does nothing. */
import { expect, test } from "vitest";
import { loadLab } from "../../sandbox/cli/load-lab.ts";
import { Session } from "../../sandbox/lab/session.ts";
import type { LabSource } from "../../sandbox/lab/types.ts";

const said: readonly (readonly [string, string, number])[] = [
  [
    "trap 'echo x' DEBUG",
    "bash: line 1: trap: underlay does not simulate the DEBUG trap; use set -x\n",
    2,
  ],
  // As bash 5.2 answers.
  ["history -a; echo $?; history -w", "0\n", 0],
  ["history -w /tmp/h; wc -c < /tmp/h; history -w /nope/x", "0\n", 1],
  ["history -r /nope", "", 1],
  ["history -p a b", "a\nb\n", 0],
  ["f() { trap 'echo left' RETURN; echo in; }; f", "in\nleft\n", 0],
  [
    "ip netns add red; rm /run/netns/red; ip netns",
    "rm: cannot remove '/run/netns/red': Device or resource busy\nred\n",
    0,
  ],
  [
    "ip netns add red; rm -f /run/netns/red",
    "rm: cannot remove '/run/netns/red': Device or resource busy\n",
    1,
  ],
  ["ip netns add red; ip netns del red; ls /run/netns", "", 0],
  ["[[ aaa-12 =~ ([a-z]+)-([0-9]+) ]]; echo ${BASH_REMATCH[2]} ${BASH_REMATCH[1]}", "12 aaa\n", 0],
  ["[[ ab =~ a|ab ]]; echo ${BASH_REMATCH[0]}; r='('; [[ x =~ $r ]]", "ab\n", 2],
];

test.each(said)("%s", async (script, out, status) => {
  const session = Session.start((await loadLab("blank")) as LabSource, 1);
  if (!(session instanceof Session)) throw new Error("no lab");
  const { world } = session;
  const place = world.hosts.values().next().value?.place;
  if (place === undefined) throw new Error("no machine");
  const ran = world.run(place, ["bash", "-c", script]);
  expect(world.faults.map((fault) => String(fault.error))).toEqual([]);
  expect(ran).toEqual({ out, status });
});
