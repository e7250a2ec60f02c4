import {
  addr,
  check,
  defineExercises,
  fail,
  link,
  netns,
  noLink,
  pass,
  reach,
} from "../../../sandbox/lab/index.ts";

export default defineExercises("02-network-namespaces", [
  {
    id: "two-worlds",
    title: "Two worlds",
    task: "Create the namespaces **red** and **blue**. Make `127.0.0.1` answer inside red, and leave blue as it was born.",
    hints: [
      "A new namespace has one device. In which state is it?",
      "A command reaches the namespace you name, and the machine's own when you name none: `ip netns exec red …`, or `ip -n red …`.",
      "`ip netns add red`, `ip netns add blue`, `ip -n red link set lo up`.",
    ],
    checks: [
      netns("red"),
      netns("blue"),
      link("red:lo", { up: true }),
      reach("red", "127.0.0.1"),
      link("blue:lo", { up: false }),
    ],
    mistakes: [
      {
        id: "host-lo",
        when: (bench) =>
          ((bench.link("red:lo")?.flags ?? 1) & 1) === 0 &&
          bench.history.commands.some(
            (c) => c.ns === "" && /^(\S*\/)?ip l\w* s\w* (dev )?lo up$/.test(c.text),
          ),
        says: "You raised the *host's* lo. Each namespace has its own: `ip -n red …` or `ip netns exec red …`.",
      },
      {
        id: "both-up",
        when: (bench) =>
          ((bench.link("red:lo")?.flags ?? 0) & 1) === 1 &&
          ((bench.link("blue:lo")?.flags ?? 0) & 1) === 1,
        says: "blue's lo is up too. The task is to leave blue as it was born: what one namespace does, the other does not notice, unless you do it there as well.",
      },
      {
        id: "address-only",
        when: (bench) =>
          ((bench.link("red:lo")?.flags ?? 1) & 1) === 0 && bench.addresses("red:lo").length > 0,
        says: "red's lo has an address now, but it is still down. The kernel gives lo its address by itself as soon as it is up.",
      },
    ],
    proved:
      "The two loopbacks have nothing in common but their name. A namespace starts with an empty stack, and nothing you do in one reaches the other.",
  },
  {
    id: "move-a-nic",
    title: "Move a NIC",
    task: "Move the spare card **eth1** into the namespace **red** (create it if it is not there), and let it have the address `10.9.0.2/24` there. It must be up.",
    hints: [
      "`ip link set … netns …` moves a device. What does it keep, and what does it lose?",
      "After the move, `ip link` on the machine does not show eth1 any more. Everything else has to be done inside red.",
      "`ip netns add red`, `ip link set eth1 netns red`, `ip -n red addr add 10.9.0.2/24 dev eth1`, `ip -n red link set eth1 up`.",
    ],
    checks: [
      netns("red"),
      noLink("bench:eth1"),
      link("red:eth1", { up: true }),
      addr("red:eth1", "10.9.0.2/24"),
      check("red reaches the other end of the cable, 10.9.0.1", function* (bench) {
        const ran = yield* bench.run("red", "ping -n -c 2 -i 0.5 -W 2 10.9.0.1");
        return ran.status === 0
          ? pass
          : fail("10.9.0.1, at the other end of eth1's cable, does not answer red.");
      }),
    ],
    mistakes: [
      {
        id: "address-first",
        when: (bench) => {
          if (bench.link("red:eth1") === null || bench.addresses("red:eth1").length > 0)
            return false;
          return bench.history.commands.some(
            (c) => c.ns === "" && /^(\S*\/)?ip a\w* a\w* 10\.9\.0\.2\/24 dev eth1$/.test(c.text),
          );
        },
        says: "The address did not travel: moving an interface flushes it and takes it down.",
      },
      {
        id: "still-here",
        when: (bench) =>
          bench.link("bench:eth1") !== null &&
          bench.addresses("bench:eth1").includes("10.9.0.2/24"),
        says: "eth1 has the address, but it is still the machine's: it is not in red.",
      },
      {
        id: "down",
        when: (bench) =>
          bench.addresses("red:eth1").includes("10.9.0.2/24") &&
          ((bench.link("red:eth1")?.flags ?? 1) & 1) === 0,
        says: "The card arrived in red and has its address, but it is down. Moving took it down.",
      },
    ],
    proved:
      "A device is in exactly one namespace. It arrives with its hardware and nothing else, so the order is always: move, address, up.",
  },
]);
