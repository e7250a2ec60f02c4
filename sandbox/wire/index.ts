/** The wire's boundary: every codec. Offsets and constants come from here too. */
export * from "./addr.ts";
export * from "./arp.ts";
export * from "./bytes.ts";
export * from "./checksum.ts";
export * from "./eth.ts";
export * from "./icmp.ts";
export * from "./icmpv6.ts";
export * from "./ipv4.ts";
export * from "./ipv6.ts";
export * from "./tcp.ts";
export * from "./udp.ts";
export * from "./vlan.ts";
