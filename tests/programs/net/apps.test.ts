/** Network applications end to end on one machine; the recordings 220-222 have their words. */
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
  return out;
}

test("a server of each kind gives back the bytes of a file, to each client", async () => {
  const out = await typed(`ip link set lo up
seq 1 5000 > big; cp big /var/www/html/big
busybox httpd -p 8080
python3 -m http.server 8000 2> /dev/null &
nginx
sleep 1
for port in 8080 8000 80; do curl -s http://127.0.0.1:$port/big | cmp - big; wget -q -O - http://127.0.0.1:$port/big | cmp - big; busybox wget -q -O - http://127.0.0.1:$port/big | cmp - big; done
nginx -s stop 2> /dev/null; sleep 1; curl -s http://127.0.0.1/; echo $?
`);
  expect(out.split("\n").slice(-3)).toEqual([
    "$ nginx -s stop 2> /dev/null; sleep 1; curl -s http://127.0.0.1/; echo $?",
    "7",
    "",
  ]);
  expect(out).not.toContain("differ");
  expect(out).not.toContain("EOF");
});

test("dnsmasq's names reach dig, host, nslookup, getent and curl", async () => {
  const out = await typed(`ip link set lo up
echo 'nameserver 127.0.0.1' > /etc/resolv.conf
dnsmasq --no-resolv --address=/lab/127.0.0.1
busybox httpd -p 80
echo hi > index.html
dig +short web.lab
host -t a web.lab
getent hosts web.lab
nslookup -type=a web.lab | tail -2
curl -s http://web.lab/
`);
  expect(out.split("\n").slice(5)).toEqual([
    "$ dig +short web.lab",
    "127.0.0.1",
    "$ host -t a web.lab",
    "web.lab has address 127.0.0.1",
    "$ getent hosts web.lab",
    "127.0.0.1       web.lab",
    "$ nslookup -type=a web.lab | tail -2",
    "Address: 127.0.0.1",
    "",
    "$ curl -s http://web.lab/",
    "hi",
    "",
  ]);
});
