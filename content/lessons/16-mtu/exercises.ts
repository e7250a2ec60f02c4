/** Rows of the contract that this lesson lets the learner see: OBS-38, ADR-22. */
import {
  answer,
  type Bench,
  check,
  defineExercises,
  fail,
  pass,
  type Proc,
  sameAnswer,
} from "../../../sandbox/lab/index.ts";

const ALPINE = "10.245.0.100";
const NGINX = "10.245.0.194";

/** flannel's overlay between node1 and node2, with the MTU of the pods as a plugin sets it. */
const flannel = (n: 1 | 2): string => {
  const other = n === 1 ? 2 : 1;
  const mac = ["4e:1a:2b:3c:4d:5e", "5a:2b:3c:4d:5e:6f"];
  const pods = (node: number): string => `10.244.${String(node - 1)}.0`;
  const inside = n === 1 ? ["pod-a", "pod-b"] : ["pod-c"];
  return `ip link add flannel.1 address ${mac[n - 1] ?? ""} type vxlan id 1 dev eth0 local 192.168.1.${String(9 + n)} dstport 4789 nolearning
ip addr add ${pods(n)}/32 dev flannel.1
ip link set flannel.1 up
ip route add ${pods(other)}/24 via ${pods(other)} dev flannel.1 onlink
ip neigh add ${pods(other)} lladdr ${mac[other - 1] ?? ""} dev flannel.1 nud permanent
bridge fdb append ${mac[other - 1] ?? ""} dev flannel.1 dst 192.168.1.${String(9 + other)}
${inside.map((pod) => `ip -n ${pod} link set eth0 mtu 1450\nip link set veth-${pod} mtu 1450\n`).join("")}`;
};
const OVERLAY = {
  lab: "deep-dive",
  setup: [
    { place: "node1", script: flannel(1) },
    { place: "node2", script: flannel(2) },
  ],
};
const SERVER = `mkdir -p /srv
echo small > /srv/small
head -c 65536 /dev/zero | tr '\\0' x > /srv/large
`;
/** Both pods serve a small and a large file, so that downloads and uploads can be tried. */
const SERVED = [
  { place: "pod-nginx", script: `${SERVER}busybox httpd -p 80 -h /srv\n` },
  { place: "pod-alpine", script: `${SERVER}busybox httpd -p 80 -h /srv\n` },
];
const OPEN = [
  { place: "router1", script: "ip rule del iif lo to 10.245.0.0/16\n" },
  { place: "router2", script: "ip rule del iif lo to 10.245.0.0/16\n" },
];

/** A download in a copy with cold caches: bytes that arrived in eight seconds. */
function* download(bench: Bench, from: string, address: string): Proc<number> {
  for (const place of ["pod-alpine", "pod-nginx"]) yield* bench.run(place, "ip route flush cache");
  const { out: text } = yield* bench.run(
    from,
    `curl -s -m 8 -o /dev/null -w '%{size_download}' http://${address}/large`,
  );
  return Number(text.trim());
}
const downloads = (from: string, address: string) =>
  check(`${from} gets the large file from ${address}`, function* (bench) {
    const got = yield* download(bench, from, address);
    return got === 65_536
      ? pass
      : fail(`Of 65536 bytes ${String(Number.isNaN(got) ? 0 : got)} arrived, and then it hangs.`);
  });

const numbers = (
  fields: readonly (readonly [id: string, right: string, asks: string, wrong: string])[],
) => fields.map(([id, right, asks, wrong]) => answer(id, right, { asks, wrong }));

/** The MSS in a SYN that the learner's session put on a device. */
function mssSeen(bench: Bench, where: string): string | null {
  const syn = bench
    .frames(where)
    .map((f) => bench.history.fields(f))
    .find((f) => (f.get("tcp.flags") ?? "").startsWith("S") && f.has("tcp.mss"));
  return syn?.get("tcp.mss") ?? null;
}

export default defineExercises("16-mtu", [
  {
    id: "compute",
    title: "Compute",
    task: "The nodes' wire carries 1500 bytes. What must a pod's MTU be when it leaves its node by plain routes, by IPIP, by VXLAN and by WireGuard (60 bytes of envelope)? And what is the largest `ping -M do -s` from **pod-a** to **pod-c** (`10.244.1.5`) that passes here, where flannel.1 is a VXLAN? Compute it, then try it and one more.",
    fields: [
      { id: "none", label: "Routes", placeholder: "bytes" },
      { id: "ipip", label: "IPIP", placeholder: "bytes" },
      { id: "vxlan", label: "VXLAN", placeholder: "bytes" },
      { id: "wireguard", label: "WireGuard", placeholder: "bytes" },
      { id: "ping", label: "Largest ping -s over the VXLAN", placeholder: "bytes" },
    ],
    start: OVERLAY,
    hints: [
      "The envelope's bytes are taken from the 1500. The outer Ethernet header is not among them.",
      "`ping -s` counts the payload: behind 20 bytes of IP and 8 of ICMP.",
      "1500, 1480, 1450, 1440; and 1450 − 28.",
    ],
    checks: [
      ...numbers([
        ["none", "1500", "the MTU with routes", "Nothing is added."],
        ["ipip", "1480", "the MTU with IPIP", "One IP header is added."],
        ["vxlan", "1450", "the MTU with VXLAN", "20 + 8 + 8 + 14."],
        ["wireguard", "1440", "the MTU with WireGuard", "The task says how large the envelope is."],
        ["ping", "1422", "the largest ping", "`ping -M do -s N 10.244.1.5`: try it, and one more."],
      ]),
      check("the largest ping was tried", (bench) =>
        bench.frames("node1/pod-a:eth0", { "icmp.name": "echo-request", "ip.length": 1450 })
          .length > 0
          ? pass
          : fail("No ping of that size has left pod-a yet."),
      ),
    ],
    mistakes: [
      {
        id: "mtu-as-size",
        when: (bench) => sameAnswer(bench.answer("ping"), "1450"),
        says: "Subtract 20 IP + 8 ICMP.",
      },
      {
        id: "without-icmp",
        when: (bench) => sameAnswer(bench.answer("ping"), "1430"),
        says: "20 for IP is right. ICMP has a header of its own: `message too long` said what fits.",
      },
      {
        id: "sixty-four",
        when: (bench) => sameAnswer(bench.answer("vxlan"), "1436"),
        says: "64 counts both Ethernet headers. The outer one is the frame; an MTU counts what is inside.",
      },
    ],
    proved:
      "The envelope is paid by what is inside. 1450 on the device, 1422 for ping, and one byte more is refused by the pod itself.",
  },
  {
    id: "read-the-handshake",
    title: "Read the handshake",
    task: "Open a TCP connection from **pod-a** to **pod-c** (`nc -z 10.244.1.5 8080`) and read the MSS in the SYN on pod-a's own eth0. What would it be for each way of leaving the node?",
    fields: [
      { id: "none", label: "Routes", placeholder: "bytes" },
      { id: "ipip", label: "IPIP", placeholder: "bytes" },
      { id: "vxlan", label: "VXLAN (read it)", placeholder: "bytes" },
      { id: "wireguard", label: "WireGuard", placeholder: "bytes" },
    ],
    start: OVERLAY,
    hints: [
      "An MSS is an MTU less two headers.",
      "`tcpdump -i eth0 -nn 'tcp[tcpflags] & tcp-syn != 0'` in pod-a, then the connection.",
      "1460, 1440, 1410, 1400.",
    ],
    checks: [
      answer("vxlan", (bench) => mssSeen(bench, "node1/pod-a:eth0"), {
        asks: "the MSS in the SYN",
        wrong: "Look for `mss` in the options of the SYN.",
      }),
      ...numbers([
        ["none", "1460", "the MSS with routes", "MTU − 20 IP − 20 TCP."],
        ["ipip", "1440", "the MSS with IPIP", "MTU − 20 IP − 20 TCP."],
        ["wireguard", "1400", "the MSS with WireGuard", "MTU − 20 IP − 20 TCP."],
      ]),
    ],
    mistakes: [
      {
        id: "mtu-for-mss",
        when: (bench) => sameAnswer(bench.answer("vxlan"), "1450"),
        says: "MSS = MTU − 20 IP − 20 TCP.",
      },
      {
        id: "ping-arithmetic",
        when: (bench) =>
          sameAnswer(bench.answer("vxlan"), "1422") || sameAnswer(bench.answer("none"), "1472"),
        says: "That is the arithmetic of ping, with 8 bytes of ICMP. TCP's header has 20.",
      },
      {
        id: "at-the-uplink",
        when: (bench) =>
          bench.history.commands.some(
            (c) => c.host === "node1" && c.ns === "" && /tcpdump\b.*-i *eth0\b.*tcp/.test(c.text),
          ),
        says: "At the node's uplink a filter for TCP sees nothing of it: the SYN is inside. Open the inner tree in the packet list, or capture where it is not wrapped yet.",
      },
    ],
    proved:
      "The MSS is computed from the device's own MTU, and nothing else: of a smaller link on the way it knows nothing.",
  },
  {
    id: "the-black-hole",
    title: "The black hole",
    task: "Between the routers only 1400 bytes pass, and both routers are forbidden to talk to pods. `/small` arrives, `/large` hangs, in both directions: each pod serves both files on port 80. Make both downloads complete. The cable is the provider's: its MTU stays.",
    start: { setup: SERVED },
    hints: [
      "Measure it: `ping -M do -s 1372` and `ping -M do -s 1373`. Which router is the first that cannot pass the larger one on, and what does it say?",
      "Look at `ip rule` on the routers. Or else: what would the pods have to announce, so that nothing too large is sent?",
      "On router1 and on router2: `ip rule del iif lo to 10.245.0.0/16`.",
    ],
    checks: [
      downloads("pod-alpine", NGINX),
      downloads("pod-nginx", ALPINE),
      check("the cable between the routers is as it was", (bench) =>
        bench.link("router1:ens38")?.mtu === 1400 && bench.link("router2:ens33")?.mtu === 1400
          ? pass
          : fail("The MTU of the provider's cable was changed."),
      ),
    ],
    mistakes: [
      {
        id: "not-yours-to-raise",
        when: (bench) =>
          (bench.link("router1:ens38")?.mtu ?? 1400) > 1400 ||
          (bench.link("router2:ens33")?.mtu ?? 1400) > 1400,
        says: "Not yours to raise: the cable is the provider's, and it drops what is longer whatever your device says.",
      },
      {
        id: "clamped-one-way",
        *when(bench) {
          if (!bench.history.commands.some((c) => /TCPMSS|advmss/.test(c.text))) return false;
          const down = yield* download(bench, "pod-alpine", NGINX);
          const up = yield* download(bench, "pod-nginx", ALPINE);
          return (down === 65_536) !== (up === 65_536);
        },
        says: "Uploads still hang: an MSS says what the *other* side may send, and you have lowered what one side announces.",
      },
      {
        id: "one-direction",
        *when(bench) {
          const down = yield* download(bench, "pod-alpine", NGINX);
          const up = yield* download(bench, "pod-nginx", ALPINE);
          return (down === 65_536) !== (up === 65_536);
        },
        says: "One direction works, the other still hangs: each direction meets another router, and each side's announcement limits what the *other* sends.",
      },
      {
        id: "longer-patience",
        when: (bench) =>
          bench.history.commands.some((c) => /^(\S*\/)?curl\b.*(--retry|-m ?\d{2,})/.test(c.text)),
        says: "Patience does not help: the same segment is lost each time. Capture on kubeadm2 and watch it being sent again.",
      },
    ],
    proved:
      "The handshake fitted and the data did not. One ICMP message, allowed to pass, or ends that ask for less: either fills the black hole.",
  },
  {
    id: "pmtud-works",
    title: "Path MTU discovery at work",
    task: "Now the routers may speak. Let **pod-alpine** fetch `http://10.245.0.194/large`. The server learns the path's MTU on the way. Find out who told it, where the knowledge is kept, and for how long.",
    fields: [
      { id: "who", label: "Who told the server", placeholder: "an IP address" },
      {
        id: "where",
        label: "It is remembered in",
        options: ["pod-nginx", "kubeadm2", "router2", "pod-alpine"],
      },
      { id: "mtu", label: "The MTU it learnt", placeholder: "bytes" },
      { id: "after", label: "Ten minutes later it is", options: ["still there", "gone"] },
    ],
    start: { setup: [...SERVED, ...OPEN] },
    hints: [
      "Capture `icmp` on pod-nginx's eth0 while the file is fetched.",
      "`ip route get 10.245.0.100`: ask in the pod, on its node and on the routers.",
      "`expires …sec` counts down from 600. `sleep 600`, and ask again.",
    ],
    checks: [
      check("the server was told", (bench) =>
        bench.frames("kubeadm2/pod-nginx:eth0", { "icmp.type": 3, "icmp.code": 4 }).length > 0
          ? pass
          : fail("No “fragmentation needed” has reached pod-nginx yet: fetch the large file."),
      ),
      answer(
        "who",
        (bench) =>
          bench
            .frames("kubeadm2/pod-nginx:eth0", { "icmp.type": 3, "icmp.code": 4 })
            .map((f) => bench.history.fields(f).get("ip.src") ?? "")[0] ?? null,
        { asks: "who told it", wrong: "Look at the source of the ICMP message." },
      ),
      answer("where", "pod-nginx", {
        asks: "where it is remembered",
        wrong: "`ip route get 10.245.0.100` there shows no mtu.",
      }),
      answer("mtu", "1400", { asks: "the MTU", wrong: "The number after mtu." }),
      answer("after", "gone", { asks: "what is left after ten minutes", wrong: "Wait and ask." }),
    ],
    mistakes: [
      {
        id: "on-the-node",
        when: (bench) =>
          sameAnswer(bench.answer("where"), "kubeadm2") ||
          sameAnswer(bench.answer("where"), "router2"),
        says: "Looked on the node? The *sender* caches it: ask inside the pod.",
      },
      {
        id: "forever",
        when: (bench) => sameAnswer(bench.answer("after"), "still there"),
        says: "“Forever”? Fast-forward ten minutes and ask again.",
      },
    ],
    proved:
      "One segment was lost, its sender was told, and keeps it for ten minutes. Nobody else on the way remembers anything.",
  },
  {
    id: "fragments",
    title: "Fragments",
    task: "Send 3000 bytes of UDP from **pod-a** to port 9999 of **pod-c** (`head -c 3000 /dev/zero > /dev/udp/10.244.1.5/9999`), where the pods' MTU is 1450. Into how many fragments is it cut? Which of them contain the ports? And how many does `tcpdump udp port 9999` show?",
    fields: [
      { id: "count", label: "Fragments", placeholder: "a number" },
      {
        id: "ports",
        label: "The ports are in",
        options: ["all of them", "the first", "the last", "none"],
      },
      { id: "filter", label: "`udp port 9999` shows", placeholder: "a number" },
    ],
    start: OVERLAY,
    hints: [
      "A fragment carries at most 1430 bytes behind its IP header, and all but the last a multiple of 8.",
      "`tcpdump -i eth0 -nn 'ip[6:2] & 0x3fff != 0'` in pod-a shows fragments, whatever they contain.",
      "3008 bytes: 1424 + 1424 + 160. The UDP header is the first eight of them.",
    ],
    checks: [
      check("the datagram was sent", (bench) =>
        fragments(bench).length > 0 ? pass : fail("No fragment has left pod-a yet."),
      ),
      answer(
        "count",
        (bench) => {
          const all = fragments(bench);
          return all.length === 0 ? null : String(new Set(all.map((f) => f.offset)).size);
        },
        { asks: "how many", wrong: "Capture fragments by their header, not by a port." },
      ),
      answer("ports", "the first", {
        asks: "which contain the ports",
        wrong: "The UDP header stands at the front of the datagram.",
      }),
      answer("filter", "1", {
        asks: "what a port filter shows",
        wrong:
          "A filter sees one packet at a time, and can only look for ports where there are any.",
      }),
    ],
    mistakes: [
      {
        id: "by-port",
        when: (bench) => sameAnswer(bench.answer("count"), "1"),
        says: "You caught one of three: `port 9999` sees only the fragment that has ports.",
      },
      {
        id: "ports-in-all",
        when: (bench) => sameAnswer(bench.answer("ports"), "all of them"),
        says: "IP cuts the datagram as it cuts any bytes. The UDP header is not copied.",
      },
      {
        id: "with-df",
        when: (bench) =>
          fragments(bench).length === 0 &&
          bench.history.commands.some((c) => /\bping\b.*-M *(do|probe)/.test(c.text)),
        says: "With *don't fragment* it fails instead of fragmenting: message too long.",
      },
    ],
    proved:
      "Only the first fragment has ports. Whatever decides by port must keep state about fragments, or let the rest pass, or drop it.",
  },
]);

/** Fragments of UDP that pod-a sent to pod-c, with their offsets. */
function fragments(bench: Bench): { offset: string }[] {
  return bench
    .frames("node1/pod-a:eth0", { "ip.fragment": 1, "ip.proto": 17, "ip.src": "10.244.0.5" })
    .map((f) => ({ offset: bench.history.fields(f).get("ip.offset") ?? "" }));
}
