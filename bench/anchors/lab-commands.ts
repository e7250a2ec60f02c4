/**
 * The two-node lab of the start-up measure: 2 nodes, 8 pods, a bridge on each, VXLAN between, as
 * flannel sets it up. The same commands for the real kernel and for ours.
 */
export function labCommands(prefix: string): string[] {
  const out: string[] = [];
  const ip = (ns: string | null, args: string, tool = "ip"): void => {
    out.push(ns === null ? `${tool} ${args}` : `${tool} -n ${prefix}${ns} ${args}`);
  };
  for (const n of [1, 2]) ip(null, `netns add ${prefix}node${n}`);
  ip(null, `link add ${prefix}u1 type veth peer name ${prefix}u2`);
  for (const n of [1, 2]) ip(null, `link set ${prefix}u${n} netns ${prefix}node${n} name eth0`);
  for (const n of [1, 2]) for (let k = 1; k <= 4; k++) ip(null, `netns add ${prefix}pod${n}${k}`);
  for (const n of [1, 2]) {
    const node = `node${n}`;
    const other = 3 - n;
    ip(node, "link set lo up");
    ip(node, `addr add 192.168.0.${n}/24 dev eth0`);
    ip(node, "link set eth0 up");
    ip(node, "link add cni0 type bridge");
    ip(node, `addr add 10.244.${n}.1/24 dev cni0`);
    ip(node, "link set cni0 up");
    ip(
      node,
      `link add flannel.1 address 0a:00:00:00:00:0${n} type vxlan id 1 dev eth0 local 192.168.0.${n} dstport 8472 nolearning`,
    );
    ip(node, `addr add 10.244.${n}.0/32 dev flannel.1`);
    ip(node, "link set flannel.1 up");
    ip(node, `neigh add 10.244.${other}.0 lladdr 0a:00:00:00:00:0${other} dev flannel.1`);
    ip(node, `route add 10.244.${other}.0/24 via 10.244.${other}.0 dev flannel.1 onlink`);
    ip(node, `fdb append 0a:00:00:00:00:0${other} dev flannel.1 dst 192.168.0.${other}`, "bridge");
    out.push(`ip netns exec ${prefix}${node} sysctl -qw net.ipv4.ip_forward=1`);
    for (let k = 1; k <= 4; k++) {
      const pod = `pod${n}${k}`;
      ip(node, `link add veth${k} type veth peer name eth0 netns ${prefix}${pod}`);
      ip(node, `link set veth${k} master cni0`);
      ip(node, `link set veth${k} up`);
      ip(pod, "link set lo up");
      ip(pod, `addr add 10.244.${n}.${10 + k}/24 dev eth0`);
      ip(pod, "link set eth0 up");
      ip(pod, `route add default via 10.244.${n}.1`);
    }
  }
  return out;
}
/** The first packet across: done when it is answered. */
export function labPing(prefix: string): string {
  return `ip netns exec ${prefix}pod11 ping -q -c 1 -W 3 10.244.2.11`;
}
