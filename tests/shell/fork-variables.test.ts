/** A subshell has its parent's variables of the moment it was forked, whoever writes first. Recorded from bash 5.2. */
import { expect, test } from "vitest";
import { loadLab } from "../../sandbox/cli/load-lab.ts";
import { Session } from "../../sandbox/lab/session.ts";
import type { LabSource } from "../../sandbox/lab/types.ts";

const SCRIPT = `x=1; f() { local x=9; (sleep 0.2; echo "bg $x"; x=5; echo "bg $x") & x=10; echo $x; }
f; echo $x; x=2; wait
(echo $x; x=3; (echo $x; x=4; echo $x); echo $x); echo $x
a=( $(echo 1 2; a=q) \${y:=7} ); echo "\${a[@]}" $y
declare -A m=([k]=v); (m[k]=w; echo \${m[k]}); echo \${m[k]}
(unset RANDOM; RANDOM=5; echo $RANDOM); echo $BASH_SUBSHELL; (echo $BASH_SUBSHELL)
export E=1; E=2 env | grep ^E=; env | grep ^E=; (E=3; env | grep ^E=); env | grep ^E=
echo a | { read z; z=\${z}b; echo $z; }; echo "[$z]"
`;
const SAID = `10
1
bg 9
bg 5
2
3
4
3
2
1 2 7 7
w
v
5
0
1
E=2
E=1
E=3
E=1
ab
[]
`;

test("variables across forks", async () => {
  const session = Session.start((await loadLab("blank")) as LabSource, 1);
  if (!(session instanceof Session)) throw new Error("no lab");
  const { world } = session;
  const ran = world.run(world.place("host"), ["bash", "-c", SCRIPT]);
  expect(ran).toEqual({ out: SAID, status: 0 });
});
