/** Why a packet died, in words: the sandbox says it by a key of its closed list (sim/trace.ts), and names where. */
import { t } from "../i18n/text.ts";

const WORDS: Readonly<Record<string, () => string>> = {
  "eth:not-for-us": () => t("dropEthNotForUs"),
  "eth:unknown-protocol": () => t("dropEthUnknownProtocol"),
  "dev:down": () => t("dropDevDown"),
  "dev:no-carrier": () => t("dropDevNoCarrier"),
  "dev:too-long": () => t("dropDevTooLong"),
  "dev:queue-full": () => t("dropDevQueueFull"),
  "dev:lost": () => t("dropDevLost"),
  "bridge:port-down": () => t("dropBridgePortDown"),
  "bridge:no-forward": () => t("dropBridgeNoForward"),
  "bridge:vlan": () => t("dropBridgeVlan"),
  "vxlan:no-destination": () => t("dropVxlanNoDestination"),
  "vxlan:no-vni": () => t("dropVxlanNoVni"),
  "vxlan:malformed": () => t("dropVxlanMalformed"),
  "vxlan:bad-source": () => t("dropVxlanBadSource"),
  "tunnel:no-route": () => t("dropTunnelNoRoute"),
  "tunnel:too-big": () => t("dropTunnelTooBig"),
  "tunnel:loop": () => t("dropTunnelLoop"),
  "tunnel:protocol": () => t("dropTunnelProtocol"),
  "tunnel:ecn": () => t("dropTunnelEcn"),
  "neigh:failed": () => t("dropNeighFailed"),
  "neigh:queue-full": () => t("dropNeighQueueFull"),
  "arp:ignored": () => t("dropArpIgnored"),
  "ip:malformed": () => t("dropIpMalformed"),
  "ip:no-route": () => t("dropIpNoRoute"),
  "ip:blackhole": () => t("dropIpBlackhole"),
  "ip:unreachable": () => t("dropIpUnreachable"),
  "ip:prohibit": () => t("dropIpProhibit"),
  "ip:rp-filter": () => t("dropIpRpFilter"),
  "ip:martian": () => t("dropIpMartian"),
  "ip:ttl-exceeded": () => t("dropIpTtlExceeded"),
  "ip:forwarding-off": () => t("dropIpForwardingOff"),
  "ip:not-for-us": () => t("dropIpNotForUs"),
  "ip:too-big": () => t("dropIpTooBig"),
  "ip:reassembly": () => t("dropIpReassembly"),
  "ip:no-protocol": () => t("dropIpNoProtocol"),
  "icmp:ignored": () => t("dropIcmpIgnored"),
  "udp:no-listener": () => t("dropUdpNoListener"),
  "udp:bad-checksum": () => t("dropUdpBadChecksum"),
  "udp:queue-full": () => t("dropUdpQueueFull"),
  "tcp:no-listener": () => t("dropTcpNoListener"),
  "tcp:backlog-full": () => t("dropTcpBacklogFull"),
  "tcp:out-of-window": () => t("dropTcpOutOfWindow"),
  "tcp:min-ttl": () => t("dropTcpMinTtl"),
  "nf:drop": () => t("dropNfDrop"),
  "nf:policy": () => t("dropNfPolicy"),
  "nf:reject": () => t("dropNfReject"),
  "ipv6:malformed": () => t("dropIpv6Malformed"),
  "ipv6:not-for-us": () => t("dropIpv6NotForUs"),
};

/** "ip:no-route (eth0)" as "no route · ip:no-route (eth0)": the key is what `pwru` prints. */
export function dropWords(text: string): string {
  const words = WORDS[/^[\w:-]+/u.exec(text)?.[0] ?? ""]?.();
  return words === undefined ? text : `${words} · ${text}`;
}
