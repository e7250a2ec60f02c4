/** Which of the colours a protocol has: --p-… in tokens.css. */
export function protocolClass(protocol: string): string {
  const name = protocol.toLowerCase();
  if (name.startsWith("arp")) return "arp";
  if (
    name.startsWith("icmpv6") ||
    name.startsWith("icmp6") ||
    name.startsWith("ipv6") ||
    name.startsWith("ip6")
  )
    return "icmpv6";
  if (name.startsWith("icmp")) return "icmp";
  if (name.startsWith("udp") || name.startsWith("dns")) return "udp";
  if (name.startsWith("tcp") || name.startsWith("http")) return "tcp";
  return "other";
}
