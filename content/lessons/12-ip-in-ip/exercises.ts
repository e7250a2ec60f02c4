/** Rows of the contract that this lesson lets the learner see: CASE-10, SYS-27, OBS-18, OBS-38, FIG-23, DIS-26. */
import {
  check,
  defineExercises,
  fail,
  link,
  out,
  pass,
  reach,
  route,
} from "../../../sandbox/lab/index.ts";

const POD1 = "192.168.1.66";
const POD2 = "192.168.2.66";

export default defineExercises("12-ip-in-ip", [
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
