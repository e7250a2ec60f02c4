/**
 * pwru: its columns are those of its documentation (github.com/cilium/pwru, release v1.0.6 and pull request 692 show lines);
 * where a packet passes is compared with what tcpdump and the counters say of the same world.
 */
import { describe, expect, it } from "vitest";
import { Walk } from "../../lab/walk.ts";

const HEAD =
  "SKB                CPU PROCESS          NETNS      MARK/x        IFACE       PROTO  MTU   LEN   TUPLE FUNC";

async function trace(setup: string, line: string, options: string): Promise<string[]> {
  const walk = await Walk.in("natlab");
  if (setup !== "") walk.type("gw", setup);
  walk.type("gw", `pwru ${options} > /tmp/out 2>&1 &`);
  walk.type("client", line);
  walk.type("gw", "kill %1; sleep 0.1");
  return walk.type("gw", "cat /tmp/out").split("\n").slice(1, -1);
}
const funcs = (lines: readonly string[]): string[] =>
  lines.filter((line) => line.startsWith("0x")).map((line) => line.split(") ").slice(1).join(") "));

describe("pwru", () => {
  it("prints the documented columns", async () => {
    const lines = await trace("", "ping -c1 203.0.113.10", "icmp");
    expect(lines[0]).toBe("Listening for events..");
    expect(lines[1]).toBe(HEAD);
    expect(lines[2]).toMatch(
      /^0xffff8880[0-9a-f]{8} 0 {3}<empty>:0 {8}40265\d{5} 0 {7} +eth0:\d+ +0x0800 1500 {2}84 {4}10\.1\.0\.5:0->203\.0\.113\.10:0\(icmp\) __netif_receive_skb_core$/u,
    );
  });

  it("a forwarded request and its answer, function by function", async () => {
    const lines = await trace(
      "iptables -t nat -A POSTROUTING -o eth1 -j MASQUERADE",
      "ping -c1 203.0.113.10",
      "icmp",
    );
    const way = funcs(lines).map((func) => func.replace(/\s\(.*/u, ""));
    const once = ["ip_finish_output", "neigh_output", "dev_hard_start_xmit"];
    expect(way.filter((func) => func !== "nf_hook_slow")).toEqual([
      "__netif_receive_skb_core",
      ...once,
      "__netif_receive_skb_core",
      ...once,
    ]);
    // Followed through the translation: the address that the wire sees.
    expect(
      lines.some((line) => line.includes("203.0.113.1:0->203.0.113.10:0(icmp) dev_hard")),
    ).toBe(true);
    expect(funcs(lines)).toContainEqual(
      expect.stringMatching(/^nf_hook_slow \(POSTROUTING nat: POSTROUTING rule 1: MASQUERADE\)$/u),
    );
  });

  it("names the rule that dropped it, and Linux's reason", async () => {
    const lines = await trace(
      "iptables -A FORWARD -p icmp -j DROP",
      "ping -c1 -W1 203.0.113.10",
      "icmp",
    );
    expect(funcs(lines)).toEqual([
      "__netif_receive_skb_core",
      "nf_hook_slow (FORWARD filter: FORWARD rule 1: DROP)",
      expect.stringMatching(/^kfree_skb_reason\(SKB_DROP_REASON_NETFILTER_DROP\) \(nf:drop/u),
    ]);
  });

  it("filters, by packet and by function, and stops after so many lines", async () => {
    expect(funcs(await trace("", "ping -c1 203.0.113.10", "port 53"))).toEqual([]);
    const limited = await trace("", "ping -c3 203.0.113.10", "--output-limit-lines=3 icmp");
    expect(funcs(limited).length).toBe(3);
    const some = await trace("", "ping -c1 203.0.113.10", "--filter-func='.*xmit' icmp");
    expect(new Set(funcs(some))).toEqual(new Set(["dev_hard_start_xmit"]));
  });

  it("does not disturb the world: the same ping, the same frames", async () => {
    const frames = async (traced: boolean): Promise<string[]> => {
      const walk = await Walk.in("natlab");
      walk.type("gw", traced ? "pwru --output-meta=false > /dev/null 2>&1 &" : "sleep 100 &");
      const before = walk.history.frames.length;
      walk.type("client", "ping -c2 203.0.113.10");
      return walk.history.frames
        .slice(before)
        .map((f) => `${f.host} ${f.dev} ${walk.fields(f).get("icmp.name") ?? ""}`)
        .filter((text) => text.includes("echo"));
    };
    expect(await frames(true)).toEqual(await frames(false));
  });

  it("refuses what it does not simulate, and what does not exist", async () => {
    const walk = await Walk.in("wire");
    expect(walk.type("hostA", "pwru --output-stack; echo $?")).toContain(
      "pwru: underlay does not simulate --output-stack\n1\n",
    );
    expect(walk.type("hostA", "pwru --nonsense 2>&1 | head -1; echo ${PIPESTATUS[0]}")).toContain(
      "unknown flag: --nonsense\n2\n",
    );
    expect(walk.type("hostA", "pwru --timestamp never; echo $?")).toContain(
      "Invalid timestamp option: never\n1\n",
    );
    expect(walk.type("hostA", "pwru 'icmp and'; echo $?")).toMatch(/Failed to compile filter/u);
  });
});
