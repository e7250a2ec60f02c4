/**
 * netplan on a machine: the article's routers (CMD-30, CMD-32), what apply takes away, try's two ends.
 * What `get` and `generate` print is compared with the real 0.106 in recordings 472 and 473.
 */
import { expect, test } from "vitest";
import { buildWorld } from "../../../sandbox/lab/build.ts";
import { runTranscript } from "../../../sandbox/lab/transcript.ts";
import { World } from "../../../sandbox/lab/world.ts";
import { loadLab } from "../../../sandbox/cli/load-lab.ts";

async function typed(script: string): Promise<string> {
  const source = await loadLab("blank");
  const world = source === null ? null : buildWorld(source, 1);
  if (!(world instanceof World)) throw new Error("no lab blank");
  let out = "";
  runTranscript(world, world.place("host"), script, (text) => (out += text), {
    eventBudget: 5_000_000,
  });
  expect(world.faults).toEqual([]);
  return out.slice(out.lastIndexOf("# look"));
}

const LINKS = `ip link set lo up
for n in 33 37; do ip link add ens$n type veth peer name p$n; ip link set p$n up; done
mkdir -p /etc/netplan
`;
const ROUTER2 = `cat > /etc/netplan/50-cloud-init.yaml <<'Y'
network:
    ethernets:
        lo:
          addresses:
          - 10.0.0.2/32
        ens33:
            addresses:
            - 192.168.18.2/24
            routes:
            - to: default
              via: 192.168.18.1
        ens37:
            addresses:
            - 192.168.17.1/24
    version: 2
Y
chmod 600 /etc/netplan/*
`;
const LOOK = `# look
ip -4 -o addr show | sed 's/ *valid.*//;s/^[0-9]*: //'
ip route
`;

test("CMD-30, CMD-32: the article's router gets its addresses and its static default route", async () => {
  const out = await typed(`${LINKS}${ROUTER2}ip addr add 10.99.0.1/24 dev ens37
ip link set ens37 up
ip route add 10.98.0.0/16 via 10.99.0.7
netplan apply
${LOOK}`);
  expect(out).toContain("inet 127.0.0.1/8 scope host lo");
  expect(out).toContain("inet 10.0.0.2/32 scope global lo");
  expect(out).toContain("inet 192.168.18.2/24 brd 192.168.18.255 scope global ens33");
  expect(out).toContain("inet 192.168.17.1/24 brd 192.168.17.255 scope global ens37");
  expect(out.split("\n").filter((line) => line.includes("via"))).toEqual([
    "default via 192.168.18.1 dev ens33 proto static ",
  ]);
  expect(out).not.toContain("10.99");
});

const CHANGE = `netplan apply
sed -i s/192.168.17.1/192.168.17.9/ /etc/netplan/50-cloud-init.yaml
`;

test("try without an answer reverts after 120 s", async () => {
  const out = await typed(`${LINKS}${ROUTER2}${CHANGE}sleep 1000 | netplan try > said &
sleep 60
ip -4 -o addr show ens37 | grep -c 17.9/24
sleep 61
tail -1 said
${LOOK}`);
  expect(out).toContain("inet 192.168.17.1/24");
  expect(out).not.toContain("192.168.17.9");
  expect(out).toContain("default via 192.168.18.1 dev ens33 proto static");
});

test("try with ENTER keeps", async () => {
  const out = await typed(`${LINKS}${ROUTER2}${CHANGE}(sleep 2; echo) | netplan try > said
${LOOK}cat said
`);
  expect(out).toContain("inet 192.168.17.9/24");
  expect(out).not.toContain("192.168.17.1/24");
  expect(out).toContain("\nConfiguration accepted.\n");
});

test("a mistake changes nothing and ends with 78", async () => {
  const out = await typed(`${LINKS}${ROUTER2}netplan apply
sed -i s/192.168.17.1/192.168.17.999/ /etc/netplan/50-cloud-init.yaml
${LOOK}netplan apply; echo "status $?"
`);
  expect(out).toContain("inet 192.168.17.1/24");
  expect(out).toContain(
    "50-cloud-init.yaml:14:13: Error in network definition: malformed address '192.168.17.999/24'",
  );
  expect(out).toContain("status 78");
});
