/** Rows of the contract that this lesson lets the learner see: SYS-23, OBS-17, OBS-18, DIS-30, SYS-37. */
import {
  addr,
  answer,
  type Bench,
  check,
  defineExercises,
  fail,
  link,
  netns,
  noLink,
  pass,
  type Proc,
  reach,
  sameAnswer,
} from "../../../sandbox/lab/index.ts";

const TWO = [{ place: "bench", script: "ip netns add red\nip netns add blue\n" }];

/** Something at this place listens on TCP port 8080. */
function* listens(bench: Bench, place: string): Proc<boolean> {
  const { out } = yield* bench.run(place, "ss -Hltn");
  return /:8080\s/.test(out);
}
/** Namespaces of bench, its own among them, that have a tunl0. */
function* tunnels(bench: Bench): Proc<number> {
  const { out } = yield* bench.run(
    "bench",
    "ip -o link show tunl0; ip -all netns exec ip -o link show tunl0",
  );
  return out.split("\n").filter((line) => /^\d+: tunl0@NONE/.test(line)).length;
}

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
  {
    id: "same-port-twice",
    title: "Same port twice",
    task: "The namespaces **red** and **blue** are there. Run a web server on port 8080 in each (`busybox httpd -p 8080` goes to the background by itself). Then try a second one in red. Which error does it end with?",
    fields: [{ id: "error", label: "The second one in red says", placeholder: "… already …" }],
    start: { setup: TWO },
    hints: [
      "A program listens in the namespace it was started in: `ip netns exec …`.",
      "`ip netns exec red ss -ltn` lists the listeners of red, `ss -ltn` the machine's own.",
      "`ip netns exec red busybox httpd -p 8080`, the same with blue, and once more with red.",
    ],
    checks: [
      check("something listens on port 8080 in red", function* (bench) {
        return (yield* listens(bench, "red")) ? pass : fail("Nobody listens on 8080 in red.");
      }),
      check("something listens on port 8080 in blue", function* (bench) {
        return (yield* listens(bench, "blue")) ? pass : fail("Nobody listens on 8080 in blue.");
      }),
      check("a second server was tried in red", (bench) =>
        bench.history.commands.filter(
          (c) => /httpd|http\.server/.test(c.text) && (c.ns === "red" || /\bred\b/.test(c.text)),
        ).length >= 2
          ? pass
          : fail("Only one server was started in red so far: the error wants to be seen."),
      ),
      answer(
        "error",
        () => [
          "Address already in use",
          "bind: Address already in use",
          "httpd: bind: Address already in use",
        ],
        { asks: "the error", wrong: "Type the words behind “bind:”." },
      ),
    ],
    mistakes: [
      {
        id: "in-root",
        *when(bench) {
          return yield* listens(bench, "bench");
        },
        says: "This socket lives in the root namespace (`ss -ltn` there shows it).",
      },
      {
        id: "one-only",
        *when(bench) {
          return (yield* listens(bench, "red")) !== (yield* listens(bench, "blue"));
        },
        says: "One of the two has its server. The other namespace's port 8080 is still free: `ss -ltn` inside it is empty.",
      },
    ],
    proved:
      "A port belongs to a stack, not to a machine. Two namespaces use the same one and never meet; two programs in one namespace do.",
  },
  {
    id: "the-device-nobody-asked-for",
    title: "The device nobody asked for",
    task: "With **red** and **blue** there, load the module: `modprobe ipip`. Count the devices called tunl0 over **all** network namespaces of this machine. Then create a namespace **green**, and count again. In which state are they?",
    fields: [
      { id: "before", label: "tunl0 with red and blue", placeholder: "a number" },
      { id: "after", label: "tunl0 with green as well", placeholder: "a number" },
      { id: "state", label: "Their state", options: ["UP", "DOWN", "UNKNOWN"] },
    ],
    start: { setup: TWO },
    hints: [
      "Every network stack gets one. How many stacks does this machine have?",
      "`ip link show tunl0` looks in the machine's own; `ip -all netns exec ip link show tunl0` in all named ones.",
      "The machine itself, red and blue; then green.",
    ],
    checks: [
      netns("green"),
      check("there is a tunl0 in every namespace", function* (bench) {
        const n = yield* tunnels(bench);
        return n >= 4 ? pass : fail(n === 0 ? "There is no tunl0 yet." : `There are ${String(n)}.`);
      }),
      answer("before", "3", {
        asks: "the count before",
        wrong: "Count in the machine's own namespace, in red and in blue.",
      }),
      answer("after", "4", { asks: "the count after", wrong: "Count once more, green as well." }),
      answer("state", "DOWN", { asks: "the state", wrong: "`ip -br link show tunl0`." }),
    ],
    mistakes: [
      {
        id: "root-only",
        when: (bench) => sameAnswer(bench.answer("before"), "1"),
        says: "You looked only in the root namespace.",
      },
      {
        id: "named-only",
        when: (bench) => sameAnswer(bench.answer("before"), "2"),
        says: "red and blue have one each. The machine's own namespace is a network namespace like them.",
      },
    ],
    proved:
      "The module makes one device for each network stack, and for each that is born later. A tunl0 in a pod says something about the node, not about the pod.",
  },
]);
