/** Transactions on tables. Errnos and handles as recorded from 6.18 with iptables 1.8.9. */
import { describe, expect, it } from "vitest";
import type {
  IpPart,
  XtCommand,
  XtDoor,
  XtRule,
  XtTarget,
} from "../../../sandbox/kernel/netfilter/types.ts";
import { Net } from "../../support/net.ts";

const ANY: IpPart = {
  src: null,
  dst: null,
  in: null,
  out: null,
  protocol: 0,
  protocolInvert: false,
  fragment: null,
};
function rule(target: XtTarget, matches: XtRule["matches"] = []): XtRule {
  return { ip: ANY, matches, target };
}
const jump = (chain: string): XtRule => rule({ name: "jump", chain });
const filter: XtCommand = { op: "table", table: "filter" };
const input: XtCommand = { op: "base-chain", table: "filter", chain: "INPUT" };
const chain = (name: string): XtCommand => ({ op: "new-chain", table: "filter", chain: name });
const append = (to: string, what: XtRule): XtCommand => ({
  op: "append",
  table: "filter",
  chain: to,
  rule: what,
});

function door(): XtDoor {
  return new Net().ns("a").xtables;
}

describe("tables", () => {
  it("are made as asked, in order, and number chains and rules together", () => {
    const xt = door();
    expect(xt.tables("ip")).toEqual([]);
    expect(xt.commit("ip", [filter, input, append("INPUT", rule({ name: "DROP" }))])).toBe(null);
    expect(xt.commit("ip", [chain("A"), append("INPUT", jump("A"))])).toBe(null);
    const table = xt.table("ip", "filter");
    expect(table?.chains.map((one) => [one.name, one.handle, one.references])).toEqual([
      ["INPUT", 1, 0],
      ["A", 3, 1],
    ]);
    expect(table?.chains[0]?.rules.map((one) => one.handle)).toEqual([2, 4]);
    expect(xt.tables("ip6")).toEqual([]);
  });

  it("are changed whole or not at all", () => {
    const xt = door();
    xt.commit("ip", [filter, input, chain("A"), append("INPUT", jump("A"))]);
    const before = xt.table("ip", "filter");
    const failure = xt.commit("ip", [
      { op: "flush", table: "filter", chain: "INPUT" },
      append("INPUT", rule({ name: "ACCEPT" })),
      { op: "delete-chain", table: "filter", chain: "A" },
      { op: "rename-chain", table: "filter", chain: "INPUT", to: "X" },
    ]);
    expect(failure).toEqual({ index: 3, errno: "EOPNOTSUPP" });
    expect(xt.table("ip", "filter")).toEqual(before);
  });

  it("refuse what is missing, doubled or in use", () => {
    const xt = door();
    expect(xt.commit("ip", [chain("A")])).toEqual({ index: 0, errno: "ENOENT" });
    xt.commit("ip", [filter, input, chain("A"), append("INPUT", jump("A"))]);
    expect(xt.commit("ip", [chain("A")])).toEqual({ index: 0, errno: "EEXIST" });
    expect(xt.commit("ip", [append("INPUT", jump("NOPE"))])?.errno).toBe("ENOENT");
    expect(xt.commit("ip", [{ op: "delete-chain", table: "filter", chain: "A" }])?.errno).toBe(
      "EBUSY",
    );
    expect(xt.commit("ip", [{ op: "delete", table: "filter", chain: "INPUT", at: 1 }])?.errno).toBe(
      "ENOENT",
    );
  });
});

describe("what may stand where", () => {
  it("a target has its table and its hooks, also by way of a chain", () => {
    const xt = door();
    const masquerade = rule({
      name: "MASQUERADE",
      range: {
        addrFrom: null,
        addrTo: null,
        portFrom: null,
        portTo: null,
        random: false,
        randomFully: false,
        persistent: false,
      },
    });
    xt.commit("ip", [filter, input]);
    expect(xt.commit("ip", [append("INPUT", masquerade)])).toEqual({ index: 0, errno: "EINVAL" });
    const nat = (to: string, what: XtRule): XtCommand => ({ ...append(to, what), table: "nat" });
    expect(
      xt.commit("ip", [
        { op: "table", table: "nat" },
        { op: "new-chain", table: "nat", chain: "X" },
        nat("X", masquerade),
      ]),
    ).toBe(null);
    const hook = (name: "PREROUTING" | "POSTROUTING"): XtCommand[] => [
      { op: "base-chain", table: "nat", chain: name },
      nat(name, jump("X")),
    ];
    expect(xt.commit("ip", hook("PREROUTING"))).toEqual({ index: 1, errno: "EINVAL" });
    expect(xt.commit("ip", hook("POSTROUTING"))).toBe(null);
    // The failed try was made twice: a chain and a rule each time.
    expect(xt.table("ip", "nat")?.chains.map((one) => one.handle)).toEqual([1, 7]);
  });

  it("loops are seen once a base chain reaches them; sixteen levels are too many", () => {
    const xt = door();
    const names = Array.from({ length: 20 }, (_, i) => `C${i + 1}`);
    xt.commit("ip", [filter, input, ...names.map(chain)]);
    for (let i = 0; i < 19; i++) {
      const command = append(names[i] as string, jump(names[i + 1] as string));
      expect(xt.commit("ip", [command])).toBe(null);
    }
    expect(xt.commit("ip", [append("INPUT", jump("C5"))])).toEqual({ index: 0, errno: "EMLINK" });
    expect(xt.commit("ip", [append("INPUT", jump("C6"))])).toBe(null);
    xt.commit("ip", [chain("L"), chain("M"), append("L", jump("M"))]);
    expect(xt.commit("ip", [append("M", jump("L"))])).toBe(null);
    expect(xt.commit("ip", [append("INPUT", jump("L"))])?.errno).toBe("EMLINK");
  });
});
