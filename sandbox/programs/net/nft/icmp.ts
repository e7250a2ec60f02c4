/** nft's names of ICMP types, where iptables' translation gives one. */
const NAMES_4: ReadonlyMap<number, string> = new Map([
  [0, "echo-reply"],
  [3, "destination-unreachable"],
  [4, "source-quench"],
  [5, "redirect"],
  [8, "echo-request"],
  [9, "router-advertisement"],
  [10, "router-solicitation"],
  [11, "time-exceeded"],
  [12, "parameter-problem"],
  [13, "timestamp-request"],
  [14, "timestamp-reply"],
  [17, "address-mask-request"],
  [18, "address-mask-reply"],
]);
const NAMES_6: ReadonlyMap<number, string> = new Map([
  [1, "destination-unreachable"],
  [2, "packet-too-big"],
  [3, "time-exceeded"],
  [4, "parameter-problem"],
  [128, "echo-request"],
  [129, "echo-reply"],
  [133, "nd-router-solicit"],
  [134, "nd-router-advert"],
  [135, "nd-neighbor-solicit"],
  [136, "nd-neighbor-advert"],
  [137, "nd-redirect"],
]);

export function icmpName(name: "icmp" | "icmp6", type: number): string | null {
  return (name === "icmp" ? NAMES_4 : NAMES_6).get(type) ?? null;
}
