/** Rows of the contract that this lesson lets the learner see: CASE-6, CASE-10, TOP-3, CMD-49, CMD-50, OUT-30, OBS-21, SYS-27, OBS-18, OBS-38, FIG-23, DIS-26. */
import {
  answer,
  type Bench,
  capture,
  check,
  defineExercises,
  fail,
  type FieldName,
  firstRun,
  link,
  out,
  pass,
  ran,
  reach,
  route,
  sameAnswer,
} from "../../../sandbox/lab/index.ts";

const POD1 = "192.168.1.66";
const POD2 = "192.168.2.66";

/** As Calico leaves a worker whose pool says IPIP Always: the pods' block, and the other worker's by tunl0. */
const always = (n: 1 | 2) => ({
  place: `worker${String(n)}`,
  script: `modprobe ipip
ip link set tunl0 up
ip addr add 192.168.${String(n)}.0/32 dev tunl0
ip route add blackhole 192.168.${String(n)}.0/24 proto bird
ip route add 192.168.${String(3 - n)}.0/24 via 10.30.1.${String(133 - n)} dev tunl0 proto bird onlink
`,
});
const ALWAYS = {
  setup: [
    always(1),
    always(2),
    {
      place: "frontend2",
      script: "mkdir -p /srv\necho guestbook > /srv/index.html\nbusybox httpd -p 80 -h /srv\n",
    },
  ],
};
/** A field of the first envelope that carried a call of frontend1's out of ens192. */
function ofEnvelope(bench: Bench, field: FieldName): string | null {
  const found = bench.frames("worker1:ens192", { "ip.proto": "4", "inner.tcp.dst": "80" })[0];
  return found === undefined ? null : (bench.history.fields(found).get(field) ?? null);
}
function ethernetHeaders(bench: Bench): string | null {
  if (ofEnvelope(bench, "eth.dst") === null) return null;
  return ofEnvelope(bench, "inner.eth.dst") === null ? "1" : "2";
}
const DEVICES = ["ens192", "tunl0", "cali-frontend1"];

/** The answer is the device of worker1's own table. */
const deviceTo = (id: string, address: string, wrong: string) =>
  check(`your answer: ${address}`, function* (bench) {
    const typed = bench.answer(id);
    if (typed === "") return fail("An answer is still missing.");
    const value = / dev (\S+)/.exec(yield* out(bench, "worker1", `ip route get ${address}`))?.[1];
    if (value === undefined) return fail(`worker1 has no route to ${address} any more.`);
    const observed = { field: id, value };
    return sameAnswer(typed, value) ? { pass: true, observed } : { ...fail(wrong), observed };
  });

export default defineExercises("12-ip-in-ip", [
  {
    id: "read-worker1",
    title: "Read worker1",
    task: "The workers are here as Calico leaves them when its pool says IPIP. Read `ip route` on **worker1**. By which device will a packet to each of these leave? Predict all four; then ask the kernel.",
    fields: [
      { id: "local", label: POD1, options: DEVICES },
      { id: "remote", label: POD2, options: DEVICES },
      { id: "worker", label: "10.30.1.132", options: DEVICES },
      { id: "outside", label: "8.8.8.8", options: DEVICES },
    ],
    start: ALWAYS,
    predict: {
      seen: firstRun("worker1", /^(\S*\/)?(ip\b.*\broute get|traceroute|tracepath|ping|mtr)\b/),
      then: "ask worker1 with `ip route get` for each of the four",
    },
    hints: [
      "Go through the table line by line: which lines contain the address? If it is more than one, which is the longest?",
      "A pod of this worker has a line of its own, a /32. The rest of its block is a blackhole; the other worker's block has a next hop.",
      "/32 beats /24: `cali-frontend1`. 192.168.2.0/24 is behind tunl0. The other worker itself is on the wire, and everything else goes by the default route.",
    ],
    checks: [
      deviceTo("local", POD1, "Which lines of the table contain 192.168.1.66?"),
      deviceTo("remote", POD2, "192.168.2.66 is in one line besides the default route."),
      deviceTo("worker", "10.30.1.132", "10.30.1.0/24 is worker1's own wire."),
      deviceTo("outside", "8.8.8.8", "Only one line contains 8.8.8.8."),
    ],
    mistakes: [
      {
        id: "tunnel-for-local",
        when: (bench) => sameAnswer(bench.answer("local"), "tunl0"),
        says: "tunl0 for a pod of this worker? Longest prefix: the /32 on cali beats whatever else contains it.",
      },
      {
        id: "everything-outside",
        when: (bench) => sameAnswer(bench.answer("outside"), "tunl0"),
        says: "tunl0 wraps what the table sends to it: one block of pods. 8.8.8.8 is in no block.",
      },
      {
        id: "envelope-only",
        when: (bench) => sameAnswer(bench.answer("remote"), "ens192"),
        says: "The envelope leaves by ens192. The pod's own packet is routed first, and its line says another device.",
      },
    ],
    proved:
      "One table, three kinds of lines: a /32 for each pod here, a block for each worker there, and the wire for the rest. The envelope itself is routed once more, to the worker.",
  },
  {
    id: "confirm",
    title: "Confirm it on the wire",
    task: `Capture on **worker1**'s \`ens192\` while **frontend1** fetches \`http://${POD2}/\` (\`curl\`). Write down what the first packet is: its outer protocol, between whom; and how many Ethernet headers it has (the packet list's tree shows each layer).`,
    fields: [
      { id: "proto", label: "Outer protocol", placeholder: "a number" },
      { id: "src", label: "Outer source", placeholder: "address" },
      { id: "dst", label: "Outer destination", placeholder: "address" },
      { id: "ethernet", label: "Ethernet headers", options: ["1", "2"] },
    ],
    start: ALWAYS,
    hints: [
      "A filter looks behind the first IP header. What stands there?",
      "`ip proto 4` finds the envelopes, and each line of tcpdump names both pairs of addresses.",
      "On worker1 `tcpdump -i ens192 -nn ip proto 4`, on frontend1 `curl http://192.168.2.66/`. Outside 10.30.1.131 > 10.30.1.132, and inside no second Ethernet header.",
    ],
    checks: [
      ran("worker1", /^(\S*\/)?tcpdump\b.*\bens192\b/, "a capture on worker1's ens192"),
      capture("worker1:ens192").has(
        { "ip.proto": "4", "inner.ip.src": POD1, "inner.ip.dst": POD2, "inner.tcp.dst": "80" },
        "frontend1's call has crossed ens192 in an envelope",
      ),
      answer("proto", (bench) => ofEnvelope(bench, "ip.proto"), {
        asks: "the outer protocol",
        wrong: "The number stands in the outer IP header: `tcpdump -v` prints it.",
      }),
      answer("src", (bench) => ofEnvelope(bench, "ip.src"), {
        asks: "the outer source",
        wrong: "The outer addresses come first in tcpdump's line.",
      }),
      answer("dst", (bench) => ofEnvelope(bench, "ip.dst"), {
        asks: "the outer destination",
        wrong: "The outer addresses come first in tcpdump's line.",
      }),
      answer("ethernet", (bench) => ethernetHeaders(bench), {
        asks: "how many Ethernet headers",
        wrong: "Open the packet: which layer follows the first IP header?",
      }),
    ],
    mistakes: [
      {
        id: "by-port",
        when: (bench) =>
          bench.history.commands.some((c) => /\btcpdump\b.*\bens192\b.*\bport 80\b/.test(c.text)) &&
          !bench.history.commands.some((c) => /\btcpdump\b.*\bproto (4|ipencap)\b/.test(c.text)),
        says: "`port 80`: tcpdump looks for ports in the outer packet, and protocol 4 has none. Try `ip proto 4`.",
      },
      {
        id: "pods-outside",
        when: (bench) =>
          sameAnswer(bench.answer("src"), POD1) || sameAnswer(bench.answer("dst"), POD2),
        says: "Those are the addresses of the letter. Which ones are on the envelope?",
      },
      {
        id: "like-vxlan",
        when: (bench) => sameAnswer(bench.answer("ethernet"), "2"),
        says: "Two Ethernet headers is VXLAN, which carries frames. What does protocol 4 say that follows?",
      },
    ],
    proved:
      "Protocol 4, worker to worker, and inside it the pods' packet from its first IP byte on. No ports outside, no Ethernet inside.",
  },
  {
    id: "ipip-by-hand",
    title: "IPIP by hand",
    task: "Replace what Calico would do: make the pods of the two workers reach each other through **tunl0**, with one route on each worker (`192.168.2.0/24` by way of `10.30.1.132`, and `192.168.1.0/24` by way of `10.30.1.131`).",
    hints: [
      "Both ends need the module, the device up, and a route. What does the kernel say about a next hop that is not on the device's wire?",
      "tunl0 has no remote address of its own and needs none: the next hop of the route is where the envelope goes.",
      "On worker1: `modprobe ipip`, `ip link set tunl0 up`, `ip route add 192.168.2.0/24 via 10.30.1.132 dev tunl0 onlink`. worker2 is the mirror image.",
    ],
    checks: [
      link("worker1:tunl0", { up: true }),
      link("worker2:tunl0", { up: true }),
      route("worker1", "192.168.2.0/24", { via: "10.30.1.132", dev: "tunl0" }),
      route("worker2", "192.168.1.0/24", { via: "10.30.1.131", dev: "tunl0" }),
      reach("frontend1", POD2),
      reach("frontend2", POD1),
      check("the envelope is protocol 4 and adds exactly 20 bytes", function* (bench) {
        const since = bench.probe.frames.length;
        yield* bench.run("frontend1", `ping -n -c 1 -W 2 ${POD2}`);
        const found = bench.probe.frames
          .slice(since)
          .filter((f) => f.host === "worker1" && f.dev === "ens192")
          .map((f) => bench.probe.fields(f))
          .find((f) => f.get("inner.ip.src") === POD1 && f.get("ip.proto") === "4");
        if (found === undefined)
          return fail("On worker1's ens192 there is no IPIP packet with the pod's packet in it.");
        if (found.get("ip.src") !== "10.30.1.131" || found.get("ip.dst") !== "10.30.1.132")
          return fail("The envelope is not from 10.30.1.131 to 10.30.1.132.");
        const overhead = Number(found.get("ip.length")) - Number(found.get("inner.ip.length"));
        return overhead === 20 ? pass : fail(`The envelope adds ${String(overhead)} bytes.`);
      }),
    ],
    mistakes: [
      {
        id: "remote-on-tunl0",
        when: (bench) =>
          bench.history.commands.some((c) =>
            /^(\S*\/)?ip t\w* (change|chg|set) .*\btunl0\b.*\bremote\b/.test(c.text),
          ),
        says: "The default device takes the outer address from the route.",
      },
      {
        id: "no-onlink",
        *when(bench) {
          const { status } = yield* bench.run("worker1", "ip link show tunl0");
          const routes = yield* out(bench, "worker1", "ip route show 192.168.2.0/24");
          return status === 0 && routes.trim() === "";
        },
        says: "There is no route into the tunnel. If the kernel answered “Nexthop has invalid gateway”: 10.30.1.132 is not on tunl0's wire, because tunl0 has none.",
      },
      {
        id: "one-end",
        *when(bench) {
          const there = yield* out(bench, "worker1", "ip route show 192.168.2.0/24");
          const back = yield* out(bench, "worker2", "ip route show 192.168.1.0/24");
          return there.includes("tunl0") && !back.includes("tunl0");
        },
        says: "worker1 sends envelopes. Capture on worker2's ens192: they arrive, and worker2 has no way to answer, or nobody who opens them.",
      },
    ],
    proved:
      "One device that was there by itself, one route on each side, twenty bytes. The next hop of the route is the address on the envelope.",
  },
]);
