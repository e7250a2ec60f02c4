/** What LOG writes: nf_log_syslog.c's words, put together by hand from its format strings. */
import { describe, expect, it } from "vitest";
import { InetSocket } from "../../../sandbox/kernel/socket/inet.ts";
import { ip, Pinger, SECOND } from "../../support/net.ts";
import { lab } from "./lab.ts";
import { append } from "./rules.ts";

const LOG = { name: "LOG", level: 4, prefix: "fw: ", flags: 0 } as const;

function logged(world: ReturnType<typeof lab>): string[] {
  return world.net.host.kernelLog.map((one) => one.text.replace(/ID=\d+ /, "ID=n "));
}

describe("LOG", () => {
  it("is silent in a namespace of its own, until the machine says otherwise", () => {
    const world = lab();
    append(world.r, "filter", "FORWARD", {}, LOG);
    new Pinger(world.net, world.lan).ping("203.0.113.80");
    expect(logged(world)).toEqual([]);
    world.net.host.root.sysctl.write("netfilter/nf_log_all_netns", "1");
    new Pinger(world.net, world.lan).ping("203.0.113.80");
    expect(logged(world)).toEqual(
      [
        "fw: IN=lan0 OUT=wan0 MAC=02:00:00:00:01:01:02:00:00:00:01:0a:08:00 SRC=192.168.0.10 " +
          "DST=203.0.113.80 LEN=84 TOS=0x00 PREC=0x00 TTL=63 ID=n DF PROTO=ICMP TYPE=8 CODE=0 ID=n SEQ=1 ",
      ].map((line) => line.replace("ID=n SEQ", "ID=77 SEQ")),
    );
  });

  it("names the ports of a datagram, and what an error quotes", () => {
    const world = lab();
    const { net, lan, r } = world;
    net.host.root.sysctl.write("netfilter/nf_log_all_netns", "1");
    append(r, "filter", "OUTPUT", { protocol: 1 }, { ...LOG, prefix: "" });
    append(r, "filter", "INPUT", { protocol: 17 }, LOG);
    const socket = new InetSocket(lan.stack, "udp", 17, true);
    socket.send(new Uint8Array(4), { address: ip("192.168.0.1"), port: 999 }, {});
    net.run(SECOND);
    const [datagram = "", error = ""] = logged(world);
    expect(datagram).toMatch(
      /^fw: IN=lan0 OUT= MAC=\S+ SRC=192\.168\.0\.10 DST=192\.168\.0\.1 LEN=32 TOS=0x00 PREC=0x00 TTL=64 ID=n DF PROTO=UDP SPT=\d+ DPT=999 LEN=12 $/,
    );
    expect(error).toMatch(
      /^IN= OUT=lan0 SRC=192\.168\.0\.1 DST=192\.168\.0\.10 LEN=60 TOS=0x00 PREC=0xC0 TTL=64 ID=n PROTO=ICMP TYPE=3 CODE=3 \[SRC=192\.168\.0\.10 DST=192\.168\.0\.1 LEN=32 .*PROTO=UDP SPT=\d+ DPT=999 LEN=12 \] $/,
    );
  });
});
