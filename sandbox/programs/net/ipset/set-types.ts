/** The types that ipset(8) names, old names and new. */
import type { SetTypeName } from "../../../kernel/netfilter/ipset/types.ts";

export const TYPES: ReadonlyMap<string, SetTypeName> = new Map<string, SetTypeName>([
  ["hash:ip", "hash:ip"],
  ["iphash", "hash:ip"],
  ["iptree", "hash:ip"],
  ["iptreemap", "hash:ip"],
  ["hash:net", "hash:net"],
  ["nethash", "hash:net"],
  ["hash:ip,port", "hash:ip,port"],
  ["ipporthash", "hash:ip,port"],
  ["hash:net,port", "hash:net,port"],
  ["netporthash", "hash:net,port"],
  ["hash:ip,port,ip", "hash:ip,port,ip"],
  ["ipportiphash", "hash:ip,port,ip"],
  ["hash:ip,port,net", "hash:ip,port,net"],
  ["ipportnethash", "hash:ip,port,net"],
  ["bitmap:port", "bitmap:port"],
  ["portmap", "bitmap:port"],
  ["bitmap:ip", "bitmap:ip"],
  ["ipmap", "bitmap:ip"],
  ["list:set", "list:set"],
  ["setlist", "list:set"],
]);

/** Types that ipset knows and a kernel need not have: the recording host's has none of these. */
export const ABSENT: ReadonlySet<string> = new Set([
  "hash:ip,mark",
  "hash:mac",
  "hash:ip,mac",
  "hash:net,net",
  "hash:net,port,net",
]);
/** Types that the recording host has and we have not. */
export const NOT_HERE: ReadonlySet<string> = new Set([
  "hash:net,iface",
  "netifacehash",
  "bitmap:ip,mac",
  "macipmap",
]);

export const dimensionsOf = (type: SetTypeName): string[] =>
  type.slice(type.indexOf(":") + 1).split(",");
