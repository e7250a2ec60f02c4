/**
 * Hostile input at every door, briefly: frames, pcap files, topologies, session logs, shell text. Nothing
 * may throw, hang or count as an internal fault. Budgets are fixed, so that the suite stays short.
 */
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { loadLab } from "../../sandbox/cli/load-lab.ts";
import { replay } from "../../sandbox/lab/replay.ts";
import { Session } from "../../sandbox/lab/session.ts";
import { isProblems, loadTopology } from "../../sandbox/lab/topology.ts";
import type { LabSource } from "../../sandbox/lab/types.ts";
import { readPcap } from "../../sandbox/wire/pcap.ts";
import { SessionLogSchema } from "../../sandbox/worker/protocol.ts";
import * as v from "valibot";
import { capture, Net, SECOND } from "../support/net.ts";

const SEED = 7;
let blank: LabSource;
beforeAll(async () => {
  blank = (await loadLab("blank")) as LabSource;
});

/** An Ethernet frame that looks right for a while: real types, real protocols, lengths that lie. */
const frame = fc
  .record({
    to: fc.constantFrom(
      [2, 0, 0, 0, 0, 2],
      [255, 255, 255, 255, 255, 255],
      [1, 0, 94, 0, 0, 1],
      [51, 51, 0, 0, 0, 1],
      [1, 128, 194, 0, 0, 0],
    ),
    type: fc.constantFrom([8, 0], [8, 6], [0x86, 0xdd], [0x81, 0], [0x88, 0xa8], [0, 38]),
    body: fc.oneof(
      fc.uint8Array({ maxLength: 120 }),
      // An IPv4 header to 10.0.0.2 with any lengths, fragments and protocols, its checksum set below.
      fc
        .tuple(
          fc.integer({ min: 0, max: 15 }),
          fc.nat(200),
          fc.nat(65_535),
          fc.constantFrom(1, 2, 6, 17, 47, 253),
          fc.uint8Array({ maxLength: 90 }),
        )
        .map(([words, length, fragment, protocol, rest]) =>
          Uint8Array.of(
            0x40 | words,
            0,
            length >> 8,
            length & 255,
            0,
            1,
            fragment >> 8,
            fragment & 255,
            64,
            protocol,
            0,
            0,
            10,
            0,
            0,
            1,
            10,
            0,
            0,
            2,
            ...rest,
          ),
        ),
      // ARP and IPv6 alike.
      fc
        .uint8Array({ maxLength: 60 })
        .map((rest) =>
          Uint8Array.of(
            0,
            1,
            8,
            0,
            6,
            4,
            0,
            1,
            2,
            0,
            0,
            0,
            0,
            1,
            10,
            0,
            0,
            1,
            0,
            0,
            0,
            0,
            0,
            0,
            10,
            0,
            0,
            2,
            ...rest,
          ),
        ),
      fc
        .tuple(
          fc.nat(65_535),
          fc.constantFrom(0, 6, 17, 43, 44, 58, 59, 60),
          fc.uint8Array({ maxLength: 90 }),
        )
        .map(([length, next, rest]) =>
          Uint8Array.of(
            0x60,
            0,
            0,
            0,
            length >> 8,
            length & 255,
            next,
            255,
            0xfe,
            0x80,
            ...new Uint8Array(13),
            1,
            0xff,
            2,
            ...new Uint8Array(13),
            1,
            ...rest,
          ),
        ),
    ),
    good: fc.boolean(),
  })
  .map(({ to, type, body, good }) => {
    const out = Uint8Array.of(...to, 2, 0, 0, 0, 0, 1, ...type, ...body);
    if (good && out.length >= 34) {
      const header = Math.min(((out[14] as number) & 15) * 4, out.length - 14);
      let sum = 0;
      for (let i = 14; i + 1 < 14 + header; i += 2)
        sum += ((out[i] as number) << 8) | (out[i + 1] as number);
      while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
      if (header >= 12) out.set([(~sum >> 8) & 255, ~sum & 255], 24);
    }
    return out;
  });

describe("frames", () => {
  it("of all kinds, cut and lying, do nothing worse than die", () => {
    const net = new Net(SEED);
    const [a, b, r] = [net.ns("a"), net.ns("b"), net.ns("r")] as const;
    net.veth(a, "eth0", r, "left", { b: "02:00:00:00:00:02" });
    net.veth(r, "right", b, "eth0");
    net.up(a, "eth0");
    net.addr(r, "left", "10.0.0.2/24");
    net.addr(r, "right", "10.0.1.1/24");
    net.addr(b, "eth0", "10.0.1.2/24");
    net.forward(r);
    net.run(3 * SECOND);
    const tap = capture(a, "eth0");
    fc.assert(
      fc.property(fc.array(frame, { minLength: 1, maxLength: 20 }), (frames) => {
        for (const bytes of frames) tap.sendFrame(bytes);
        net.run(SECOND / 100);
        tap.discard();
      }),
      { numRuns: 1_000, seed: SEED, interruptAfterTimeLimit: 3_000, markInterruptAsFailure: false },
    );
    net.run(100 * SECOND);
    // It still works.
    expect(r.netlink.link("left")?.stats.rxPackets).toBeGreaterThan(1_000);
  });
});

function session(): Session {
  const one = Session.start(blank, SEED);
  if (!(one instanceof Session)) throw new Error("no lab");
  one.advance(one.now + SECOND);
  return one;
}

const head = [0xd4, 0xc3, 0xb2, 0xa1, 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 0];
const pcap = fc.oneof(
  fc.uint8Array({ maxLength: 200 }),
  fc
    .tuple(
      fc.constantFrom(0, 1, 101, 113, 228, 276, 999),
      fc.array(
        fc.tuple(fc.nat(300), fc.nat(300), fc.oneof(frame, fc.uint8Array({ maxLength: 80 }))),
        { maxLength: 6 },
      ),
      fc.boolean(),
    )
    .map(([link, records, honest]) =>
      Uint8Array.from([
        ...head,
        link & 255,
        link >> 8,
        0,
        0,
        ...records.flatMap(([kept, length, bytes]) => {
          const size = honest ? bytes.length : kept;
          return [
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            size & 255,
            size >> 8,
            0,
            0,
            length & 255,
            length >> 8,
            0,
            0,
            ...bytes,
          ];
        }),
      ]),
    ),
);

describe("pcap files", () => {
  it("any bytes are read or refused", () => {
    fc.assert(
      fc.property(pcap, (bytes) => void readPcap(bytes)),
      { numRuns: 2_000, seed: SEED, interruptAfterTimeLimit: 1_500 },
    );
  });

  it("tcpdump -r prints any bytes, verbosely, without a fault", () => {
    const one = session();
    const host = one.world.hosts.values().next().value;
    if (host === undefined) throw new Error("no machine");
    let printed = 0;
    fc.assert(
      fc.property(
        pcap,
        fc.constantFrom(
          ["-nn"],
          ["-nvvv", "-e"],
          ["-n", "-XX"],
          ["-nvx", "icmp or arp or udp port 53"],
        ),
        (bytes, options) => {
          const file = host.fs.newFile();
          file.writeAt(0, bytes);
          host.fs.plant("/tmp/f.pcap", file);
          const got = one.world.run(host.place, ["tcpdump", "-r", "/tmp/f.pcap", ...options]);
          expect(got.status).toBeGreaterThanOrEqual(0);
          if (/\b(?:IP6?|ARP)\b/.test(got.out)) printed++;
          expect(one.world.faults.map((fault) => String(fault.error))).toEqual([]);
        },
      ),
      { numRuns: 300, seed: SEED, interruptAfterTimeLimit: 2_500, markInterruptAsFailure: false },
    );
    expect(printed).toBeGreaterThan(20);
  });
});

describe("topologies", () => {
  const hostile = [
    "a: &a [x,x]\nb: &b [*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b]\nname: *c",
    "name: !!js/function 'x'",
    `${"[".repeat(5_000)}`,
    `${"a:\n ".repeat(200)}`,
    "__proto__: {polluted: 1}\nname: x\ntopology: {nodes: {__proto__: {kind: linux}, constructor: {kind: linux}}}",
    "name: x\nname: y",
    "<<: {a: 1}\nname: x",
    "name: x\ntopology:\n  nodes: 7\n  links: {}",
    "name: 1e400",
    "? [a]\n: b",
    "\0",
    "name: x\ntopology: {nodes: {a: {kind: linux, exec: [[1]]}}}",
    "name: x\ntopology: {nodes: {a: {kind: linux}}, links: [{endpoints: ['a:eth0', 'b:eth0']}, {endpoints: ['a:eth0', 'a:eth0']}]}",
    "&a [*a]",
    "a: *nope",
    "%YAML 9.9\n---\nx",
  ];
  it.each(hostile)("%#", (text) => {
    const before = performance.now();
    void isProblems(loadTopology(text));
    expect(performance.now() - before).toBeLessThan(1_000);
    expect(Object.keys(Object.prototype)).toEqual([]);
  });
  it("any text is a topology or a list of problems", () => {
    const word = fc.constantFrom(
      "name",
      "topology",
      "nodes",
      "links",
      "kind",
      "linux",
      "endpoints",
      "exec",
      ":",
      "- ",
      "\n",
      "  ",
      "{",
      "}",
      "[",
      "]",
      "&a",
      "*a",
      "'",
      '"',
      "a:eth0",
      "|",
      "!!",
      "#",
      "1",
      "~",
    );
    fc.assert(
      fc.property(
        fc.array(fc.oneof(word, fc.string({ maxLength: 4 })), { maxLength: 40 }),
        (words) => void isProblems(loadTopology(words.join(""))),
      ),
      { numRuns: 1_500, seed: SEED, interruptAfterTimeLimit: 1_500, markInterruptAsFailure: false },
    );
  });
});

describe("session logs", () => {
  it("a damaged log is refused by the schema, or replays to a stop", () => {
    const one = session();
    expect(one.apply({ at: one.now, kind: "keys", terminal: 0, text: "echo hi\r" })).toBe(null);
    one.advance(one.now + SECOND);
    const good = JSON.stringify(one.log());
    const junk = fc.oneof(
      fc.constantFrom<unknown>(
        null,
        -1,
        1e300,
        0.5,
        "",
        "__proto__",
        [],
        {},
        true,
        Number.MAX_SAFE_INTEGER,
        { __proto__: 1 },
      ),
      fc.jsonValue(),
    );
    const path = fc.array(
      fc.oneof(
        fc.constantFrom(
          "inputs",
          "0",
          "at",
          "kind",
          "terminal",
          "text",
          "milestones",
          "digest",
          "until",
          "seed",
          "lab",
          "labHash",
          "format",
          "simVersion",
          "__proto__",
          "constructor",
        ),
      ),
      { minLength: 1, maxLength: 3 },
    );
    let replayed = 0;
    fc.assert(
      fc.property(path, junk, (keys, value) => {
        const log = JSON.parse(good) as Record<string, unknown>;
        let at = log;
        for (const key of keys.slice(0, -1)) {
          const next: unknown = Object.hasOwn(at, key) ? at[key] : undefined;
          if (typeof next !== "object" || next === null) return;
          at = next as Record<string, unknown>;
        }
        Object.defineProperty(at, keys.at(-1) as string, {
          value,
          enumerable: true,
          configurable: true,
          writable: true,
        });
        const parsed = v.safeParse(SessionLogSchema, log);
        if (!parsed.success) return;
        replayed++;
        const result = replay(parsed.output, blank, Math.min(parsed.output.until, 20 * SECOND), {
          eventBudget: 50_000,
        });
        if ("session" in result) expect(result.session.world.faults).toEqual([]);
        expect(Object.keys(Object.prototype)).toEqual([]);
      }),
      { numRuns: 500, seed: SEED, interruptAfterTimeLimit: 2_000, markInterruptAsFailure: false },
    );
    expect(replayed).toBeGreaterThan(0);
  });
});

describe("shell text", () => {
  it("is never an internal fault", () => {
    const token = fc.oneof(
      fc.constantFrom(
        "if",
        "then",
        "fi",
        "for",
        "in",
        "do",
        "done",
        "while",
        "case",
        "esac",
        "{",
        "}",
        "(",
        ")",
        "((",
        "))",
        "[[",
        "]]",
        "|",
        "||",
        "&&",
        "&",
        ";",
        ";;",
        "\n",
        "<",
        ">",
        "<<E",
        "<<<",
        "$(",
        "`",
        "'",
        '"',
        "\\",
        "$x",
        "${x",
        "${x#*}",
        "${x//a/b}",
        "${!x}",
        "${x[@]}",
        "$((",
        "$'\\x'",
        "*",
        "?",
        "[a-",
        "~",
        "!",
        "=",
        "x=1",
        "x+=(1 2)",
        "a[1]=2",
        "{1..3}",
        "@(a|b)",
        "#",
        "--",
        "-",
        "f()",
        "function",
        "eval",
        "echo",
        "printf %s",
        "ip",
        "link",
        "addr",
        "route",
        "neigh",
        "netns",
        "add",
        "del",
        "show",
        "dev",
        "eth0",
        "lo",
        "br0",
        "type",
        "veth",
        "peer",
        "name",
        "10.0.0.1/24",
        "ping -c1",
        "127.0.0.1",
        "tcpdump -c1",
        "grep",
        "sed",
        "s/a/b/",
        "awk '{print}'",
        "jq .",
        "sort",
        "cut -d: -f1",
        "head -c 9",
        "/etc/passwd",
        "test",
        "set -e",
        "trap",
        "local",
        "declare -A",
        "export",
        "read",
        "kill %1",
        "jobs",
        "fg",
        "wait",
        "xargs",
        "find / -name",
        "bridge fdb",
        "nsenter",
        "sysctl -a",
      ),
      fc.string({ maxLength: 6 }),
    );
    let runs = 0;
    fc.assert(
      fc.property(fc.array(token, { minLength: 1, maxLength: 14 }), (tokens) => {
        const one = session();
        expect(
          one.apply({
            at: one.now,
            kind: "keys",
            terminal: 0,
            text: `${tokens.join(" ").replaceAll("\n", "\r")}\r`,
          }),
        ).toBe(null);
        one.advance(one.now + 2 * SECOND, 5_000);
        for (const keys of ["\x03", "\x04"]) {
          one.apply({ at: one.now, kind: "keys", terminal: 0, text: keys });
          one.advance(one.now + SECOND, 3_000);
        }
        runs++;
        expect(
          one.world.faults.map(
            (fault) => `${fault.process}: ${(fault.error as Error).stack ?? String(fault.error)}`,
          ),
        ).toEqual([]);
      }),
      { numRuns: 250, seed: SEED, interruptAfterTimeLimit: 4_000, markInterruptAsFailure: false },
    );
    expect(runs).toBeGreaterThan(20);
  });
});
