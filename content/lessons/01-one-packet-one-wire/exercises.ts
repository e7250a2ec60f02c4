/** Rows of the contract that this lesson lets the learner see: OBS-31, SYS-28. */
import {
  answer,
  asking,
  because,
  type Bench,
  capture,
  check,
  defineExercises,
  fail,
  type FieldName,
  firstFrame,
  neigh,
  pass,
  ran,
  sameAnswer,
} from "../../../sandbox/lab/index.ts";

const A = "02:00:00:00:00:0a";
const B = "02:00:00:00:00:0b";
const BROADCAST = "ff:ff:ff:ff:ff:ff";

/** When tcpdump was first started on hostB's eth0 (or without -i, which means eth0), or null. */
function captureStart(bench: Bench): number | null {
  const started = bench.history.commands.find(
    (c) =>
      c.host === "hostB" && /^(\S*\/)?tcpdump\b/.test(c.text) && !/-i *(lo|any)\b/.test(c.text),
  );
  return started?.at ?? null;
}
const tcpdumpOn = (bench: Bench, dev: RegExp): boolean =>
  bench.history.commands.some((c) => /^(\S*\/)?tcpdump\b/.test(c.text) && dev.test(c.text));

/** Seconds on the lab's clock at which hostA's entry for hostB went from one state to another. */
function instants(bench: Bench, became: string, from: RegExp): number[] {
  const changes = bench.history.neighbours.filter(
    (n) => n.host === "hostA" && n.address === "10.0.0.2",
  );
  return changes.flatMap((n, i) =>
    n.state === became && from.test(changes[i - 1]?.state ?? "NONE") ? [bench.secondsOf(n.at)] : [],
  );
}
/** Each time that hostA, after asking, was told. (A confirmation of what it knew already is not one of them.) */
const learned = (bench: Bench): number[] =>
  instants(bench, "REACHABLE", /^(INCOMPLETE|NONE|FAILED)$/);
const asked = (bench: Bench): number[] => instants(bench, "INCOMPLETE", /^/);

/** Seconds as typed: "12.345678", "12,345678 s", or "3:25.155012" as the clock shows from a minute on. */
function typedSeconds(typed: string): number {
  const parts = /^(?:(\d+):)?(\d+(?:[.,]\d+)?)\s*(?:s|sec|seconds?)?$/i.exec(typed);
  return parts === null
    ? NaN
    : Number(parts[1] ?? 0) * 60 + Number((parts[2] ?? "").replace(",", "."));
}
/** The clock shows microseconds; ten of them are less than any two events here are apart. */
const isOneOf = (typed: string, instants: readonly number[]): boolean =>
  instants.some((seconds) => Math.abs(typedSeconds(typed) - seconds) <= 0.000_01);

/** A field of the echo reply that came back to hostA; null: none came yet. */
function ofReply(bench: Bench, field: FieldName): string | null {
  const reply = bench.frames("hostA:eth0", { "icmp.name": "echo-reply" })[0];
  return reply === undefined ? null : (bench.history.fields(reply).get(field) ?? null);
}
/** An EtherType as people write it: as 0x0800, 0800, 800, or by its name. */
const spellings = (type: string | null): readonly string[] | null =>
  type === null
    ? null
    : [
        type,
        type.slice(2),
        type.replace(/^0x0*/, ""),
        ...(type === "0x0800" ? ["ipv4", "ipv4 (0x0800)"] : []),
      ];

export default defineExercises("01-one-packet-one-wire", [
  {
    id: "first-packet",
    title: "First packet",
    task: "Capture on **hostB** with `tcpdump -i eth0 -nn -e`, then send one ping from **hostA** to 10.0.0.2. Your capture must show the whole conversation, from the first question to the last answer: four frames.",
    hints: [
      "The capture must be running before the first frame is sent. Start tcpdump on hostB first, then go to hostA.",
      "If the first frame you see is an echo request, hostA knew hostB's MAC address already. What did it remember, and where?",
      "On hostA: `ip neigh flush dev eth0`. On hostB: `tcpdump -i eth0 -nn -e`. On hostA: `ping -c1 10.0.0.2`.",
    ],
    checks: [
      ran("hostB", /^(\S*\/)?tcpdump\b/, "a capture was started on hostB"),
      check(
        "your capture holds the ARP request, the ARP reply, the echo request and the echo reply",
        (bench) => {
          const since = captureStart(bench);
          if (since === null) return fail("No capture on hostB's eth0 yet.");
          const seen = bench
            .frames("hostB:eth0")
            .filter((f) => f.at >= since)
            .map((f) => bench.history.fields(f));
          const steps = [
            (f: (typeof seen)[number]): boolean =>
              f.get("arp.op") === "request" &&
              f.get("eth.dst") === BROADCAST &&
              f.get("arp.tpa") === "10.0.0.2",
            (f: (typeof seen)[number]): boolean =>
              f.get("arp.op") === "reply" && f.get("eth.dst") === A,
            (f: (typeof seen)[number]): boolean =>
              f.get("icmp.name") === "echo-request" && f.get("ip.src") === "10.0.0.1",
            (f: (typeof seen)[number]): boolean =>
              f.get("icmp.name") === "echo-reply" && f.get("ip.src") === "10.0.0.2",
          ];
          let at = 0;
          for (const fields of seen) if (at < steps.length && steps[at]?.(fields) === true) at++;
          return at === steps.length
            ? pass
            : fail(
                at === 0
                  ? "Since your capture began, no ARP request for 10.0.0.2 has passed hostB's eth0."
                  : "The conversation is not complete yet: some of the four frames are missing.",
              );
        },
      ),
      neigh("hostA", "10.0.0.2", { lladdr: B }),
    ],
    mistakes: [
      {
        id: "captured-lo",
        when: (bench) => captureStart(bench) === null && tcpdumpOn(bench, /-i *lo\b/),
        says: "Nothing from the wire passes `lo`: it is the machine's private wire to itself. Capture on eth0.",
      },
      {
        id: "late",
        when: (bench) => {
          const since = captureStart(bench);
          if (since === null) return false;
          const after = bench
            .frames("hostB:eth0")
            .filter((f) => f.at >= since)
            .map((f) => bench.history.fields(f));
          return (
            after.some((f) => f.get("icmp.name") === "echo-request") &&
            !after.some(
              (f) =>
                f.get("arp.op") === "request" &&
                f.get("arp.spa") === "10.0.0.1" &&
                f.get("eth.dst") === BROADCAST,
            )
          );
        },
        says: "Your capture has ICMP but no ARP: hostA knew hostB already. Make it forget (`ip neigh flush dev eth0`) and ping again.",
      },
      {
        id: "wrong-host",
        when: (bench) =>
          captureStart(bench) === null &&
          bench.history.commands.some((c) => c.host === "hostA" && /tcpdump/.test(c.text)),
        says: "That capture runs on hostA. It would see the same frames, but the task asks what arrives at hostB.",
      },
    ],
    proved:
      "One ping is four frames when the machines are strangers. The question went to everybody, the answer to one, and only then the packet you asked for.",
  },
  {
    id: "two-ways-to-fail",
    title: "Two ways to fail",
    task: "From **hostA**, ping `10.0.0.9`, which nobody owns, and `10.1.0.9`, to which there is no route. Be patient with the first (`-c1 -W4`). Then say which error came when.",
    fields: [
      {
        id: "at-once",
        label: "Which message came at once?",
        options: ["Network is unreachable", "Destination Host Unreachable"],
      },
      {
        id: "later",
        label: "Which message came after three seconds?",
        options: ["Network is unreachable", "Destination Host Unreachable"],
      },
      {
        id: "sender",
        label: "Which address sent the one that came later?",
        placeholder: "an IP address",
      },
    ],
    hints: [
      "Look at the clock while each of them runs, or put `time` in front of the command.",
      "The later message begins with the word From. What follows it?",
      "`ping -c1 -W4 10.0.0.9` and `ping -c1 10.1.0.9`, both on hostA. One of them never sent a frame.",
    ],
    checks: [
      capture("hostA:eth0").count(
        { "arp.op": "request", "arp.tpa": "10.0.0.9" },
        (n) => n >= 3,
        "hostA asked three times who has 10.0.0.9",
      ),
      check("hostA tried 10.1.0.9, and no frame was sent for it", (bench) => {
        const tried = bench.history.commands.some(
          (c) => c.host === "hostA" && /ping\b.*\b10\.1\.0\.9\b/.test(c.text),
        );
        if (!tried) return fail("hostA has not tried 10.1.0.9 yet.");
        const sent = bench.frames("hostA:eth0").filter((f) => {
          const fields = bench.history.fields(f);
          return fields.get("ip.dst") === "10.1.0.9" || fields.get("arp.tpa") === "10.1.0.9";
        });
        return sent.length === 0
          ? pass
          : fail(
              "Something was sent towards 10.1.0.9. In the lab as it was, there is no route to it.",
              sent[0]?.journey,
            );
      }),
      answer("at-once", "Network is unreachable", {
        asks: "what came at once",
        wrong: "Look at the virtual clock: one of the two needed no packet at all.",
      }),
      answer("later", "Destination Host Unreachable", {
        asks: "what came after three seconds",
        wrong: "Look at the virtual clock: one of the two needed no packet at all.",
      }),
      answer("sender", "10.0.0.1", {
        asks: "who sent it",
        wrong: "Read the word after From in ping's output. Which machine owns that address?",
      }),
    ],
    mistakes: [
      {
        id: "swapped",
        when: (bench) =>
          sameAnswer(bench.answer("at-once"), "Destination Host Unreachable") &&
          sameAnswer(bench.answer("later"), "Network is unreachable"),
        says: "Look at the virtual clock: one needed no packet at all.",
      },
      {
        id: "nobody-sent-it",
        when: (bench) => sameAnswer(bench.answer("sender"), "10.0.0.9"),
        says: "10.0.0.9 belongs to nobody: nothing can come from it. Read the address after From again.",
      },
      {
        id: "impatient",
        when: (bench) => {
          const asked = bench.frames("hostA:eth0", {
            "arp.op": "request",
            "arp.tpa": "10.0.0.9",
          }).length;
          return asked > 0 && asked < 3;
        },
        says: "hostA had not finished asking when you looked. It asks three times, a second apart: give ping more patience with -W4.",
      },
    ],
    proved:
      "“Network is unreachable” is a table without a line; nothing was sent. “Destination Host Unreachable” from your own address is a question that nobody answered.",
  },
  {
    id: "write-the-header",
    title: "Write the header",
    task: "Which Ethernet header will the **echo reply** carry, when hostA pings 10.0.0.2? Predict the three fields before you look. Then ping once and let the captured bytes decide.",
    fields: [
      { id: "dst", label: "Destination MAC", placeholder: "02:00:…" },
      { id: "src", label: "Source MAC", placeholder: "02:00:…" },
      { id: "type", label: "EtherType", placeholder: "0x…" },
    ],
    // A world of its own: what was captured while reading is no secret.
    start: {},
    predict: {
      seen: firstFrame("hostA:eth0", { "icmp.name": "echo-reply" }),
      then: "run `ping -c1 10.0.0.2` on hostA, and look at the reply's bytes",
    },
    hints: [
      "Who sends the echo reply, and to whom? `ip link show eth0` tells each machine's own address.",
      "On a single wire the frame goes from the replying card to the asking card. The EtherType says what is inside.",
      "From hostB (…:0b) to hostA (…:0a), and IPv4 is 0x0800.",
    ],
    checks: [
      asking(
        "an echo reply was seen on the wire",
        capture("hostA:eth0").has({ "icmp.name": "echo-reply", "ip.src": "10.0.0.2" }),
      ),
      answer("dst", (bench) => ofReply(bench, "eth.dst"), {
        asks: "the destination MAC is the one in the captured bytes",
        wrong: "The captured reply has another destination.",
      }),
      answer("src", (bench) => ofReply(bench, "eth.src"), {
        asks: "the source MAC is the one in the captured bytes",
        wrong: "The captured reply has another source.",
      }),
      because(
        "IPv4 has an EtherType of its own; ARP has another one. Look at the captured frame's bytes 12 and 13.",
        answer("type", (bench) => spellings(ofReply(bench, "eth.type")), {
          asks: "the EtherType is the one in the captured bytes",
        }),
      ),
    ],
    mistakes: [
      {
        id: "broadcast",
        when: (bench) => sameAnswer(bench.answer("dst"), BROADCAST),
        says: "hostB learned hostA's MAC from the request; a reply needs no broadcast.",
      },
      {
        id: "swapped",
        when: (bench) => sameAnswer(bench.answer("dst"), B) && sameAnswer(bench.answer("src"), A),
        says: "The reply travels the other way.",
      },
      {
        id: "arp-type",
        when: (bench) => sameAnswer(bench.answer("type"), "0x0806"),
        says: "0x0806 is ARP. A ping is ICMP inside IPv4.",
      },
    ],
    proved:
      "A frame's header can be written down before it is sent: destination and source are two cards on this wire, and the type says who inside the machine will read the rest.",
  },
  {
    id: "steer-time",
    title: "Steer time",
    task: "Find the instant at which hostA learns hostB's MAC address. On hostA run `ip neigh flush dev eth0`. Stop time (❚❚ in the lab panel), type `ping -c1 10.0.0.2` on hostA and press Enter, open the packets of hostA:eth0, and go forward with the step button until the entry for 10.0.0.2 becomes REACHABLE. Type what the clock shows at that instant: when time stands still it shows microseconds.",
    fields: [
      {
        id: "t",
        label: "Time on the lab's clock",
        placeholder: "for example 12.345678, or 3:12.345678",
      },
    ],
    hints: [
      "Each step goes to the next instant at which a frame moves or a table changes. Which frame carries the knowledge to hostA?",
      "The packet list shows the time of every frame. When the ARP request leaves, the entry is INCOMPLETE: hostA has asked and does not know yet.",
      "It is the time at which the ARP *reply* comes in at hostA:eth0 (the row with the arrow ←), after your `ip neigh flush`.",
    ],
    checks: [
      check("hostA has learned hostB's MAC address", (bench) =>
        learned(bench).length === 0 ? fail("hostA has not learned it yet. Ping 10.0.0.2.") : pass,
      ),
      check("your time is the instant of that event", (bench) => {
        const known = learned(bench);
        if (bench.answer("t") === "") return fail("An answer is still missing.");
        if (known.length === 0)
          return fail("The world cannot tell yet: do the experiment first, then answer.");
        return isOneOf(bench.answer("t"), known)
          ? pass
          : fail(
              "At that time hostA did not learn anything. All six digits after the point count. Step frame by frame, and watch for the reply that comes in at hostA:eth0.",
            );
      }),
    ],
    mistakes: [
      {
        id: "request-time",
        when: (bench) =>
          !isOneOf(bench.answer("t"), learned(bench)) && isOneOf(bench.answer("t"), asked(bench)),
        says: "At that time the entry is INCOMPLETE: step one more frame.",
      },
      {
        id: "not-a-time",
        when: (bench) => bench.answer("t") !== "" && Number.isNaN(typedSeconds(bench.answer("t"))),
        says: "That is not a time. The lab's clock counts seconds since you opened the lab.",
      },
    ],
    proved:
      "Knowledge travels with frames. Before the reply arrived the entry was INCOMPLETE and your ping was waiting in a queue; at that instant it became REACHABLE and the queue was sent.",
  },
]);
