/** The words of `ip route add` and its kin (iproute_modify), and of `nexthop`. */
import type { RouteMetrics, RouteSpec } from "../../../kernel/netlink-types.ts";
import { HELP } from "./help.ts";
import { routeType } from "./route.ts";
import { parseMetric } from "./route-metrics.ts";
import type { Args, Session } from "./session.ts";
import { type Address, type Family, type InetPrefix, matches, parseUnsigned } from "./values.ts";

type Hop = {
  -readonly [K in keyof RouteSpec["nexthops"][number]]: RouteSpec["nexthops"][number][K];
};

export interface RouteDraft {
  family: Family | 0;
  dst: InetPrefix | null;
  type: NonNullable<RouteSpec["type"]> | null;
  table: number | null;
  protocol: number | null;
  scope: number | null;
  tos: number | null;
  src: Address | null;
  metric: number | null;
  nexthops: Hop[];
  multipath: boolean;
  metrics: RouteMetrics;
  pref: string | null;
  nhid: number | null;
}

const ENCAPS: readonly string[] = [
  "mpls",
  "ip",
  "ip6",
  "ila",
  "bpf",
  "seg6",
  "seg6local",
  "rpl",
  "ioam6",
  "xfrm",
];

/** A number: no such device, printed. */
export function parseRouteWords(s: Session, args: Args): RouteDraft | number {
  const draft: RouteDraft = {
    family: s.inetFamily,
    dst: null,
    type: null,
    table: null,
    protocol: null,
    scope: null,
    tos: null,
    src: null,
    metric: null,
    nexthops: [],
    multipath: false,
    metrics: {},
    pref: null,
    nhid: null,
  };
  const hop: Hop = {};
  let dev: string | null = null;
  for (; !args.done; args.skip()) {
    const word = args.word;
    if (word === "src") {
      draft.src = s.address(args.value(), draft.family).addr;
    } else if (word === "via") gateway(s, args, draft, hop);
    else if (word === "dev" || word === "oif") dev = args.value();
    else if (word === "onlink") hop.onlink = true;
    else if (word === "nexthop") {
      const hops = parseNextHops(s, args, draft);
      if (typeof hops === "number") return hops;
      break;
    } else if (!parseNumbers(s, args, draft) && !parseMetric(s, args, draft.metrics))
      parseDestination(s, args, draft);
  }
  if (dev !== null) {
    const index = s.deviceIndex(dev);
    if (index === 0) return s.noDevice(dev);
    hop.dev = s.deviceName(index);
  }
  if (!draft.multipath && Object.keys(hop).length > 0) draft.nexthops = [hop];
  return draft;
}

function gateway(s: Session, args: Args, draft: RouteDraft, hop: Hop): void {
  let word = args.value();
  if (hop.gateway !== undefined)
    s.invalid("use nexthop syntax to specify multiple via\n", args.peek(-1) ?? "via");
  let family = draft.family;
  if (word === "inet" || word === "inet6") {
    family = word === "inet" ? 4 : 6;
    word = args.value();
  }
  const addr = s.address(word, family);
  if (draft.family === 0) draft.family = addr.family;
  hop.gateway = addr.addr;
}

function parseNumbers(s: Session, args: Args, draft: RouteDraft): boolean {
  const word = args.word;
  if (word === "tos" || matches(word, "dsfield")) {
    const value = args.value();
    draft.tos = s.names("rt_dsfield").number(value) ?? parseUnsigned(value, 255, 16);
    if (draft.tos === null) s.invalid('"tos" value is invalid\n', value);
  } else if (word === "metric" || matches(word, "priority") || word === "preference") {
    const value = args.value();
    draft.metric = parseUnsigned(value);
    if (draft.metric === null) s.invalid('"metric" value is invalid\n', value);
  } else if (word === "scope") {
    const value = args.value();
    draft.scope = s.names("rt_scopes").number(value) ?? parseUnsigned(value, 255);
    if (draft.scope === null) s.invalid('invalid "scope" value\n', value);
  } else if (matches(word, "protocol")) {
    const value = args.value();
    draft.protocol = s.names("rt_protos").number(value) ?? parseUnsigned(value, 255);
    if (draft.protocol === null) s.invalid('"protocol" value is invalid\n', value);
  } else if (matches(word, "table")) {
    const value = args.value();
    draft.table = s.names("rt_tables").number(value) ?? parseUnsigned(value);
    if (draft.table === null) s.invalid('"table" value is invalid\n', value);
  } else if (word === "pref") {
    const value = args.value();
    if (!["low", "medium", "high"].includes(value)) s.invalid('"pref" value is invalid\n', value);
    draft.pref = value;
  } else if (word === "vrf") s.invalid("Invalid VRF\n", args.value());
  else if (word === "expires") {
    const value = args.value();
    if (parseUnsigned(value) === null) s.invalid('"expires" value is invalid\n', value);
    // IPv4 has no use for it.
    if (draft.family === 6) s.notSimulated(`the route option "${word}"`);
  } else if (word === "ttl-propagate") {
    const value = args.value();
    if (value !== "enabled" && value !== "disabled")
      s.invalid('"ttl-propagate" value is invalid\n', value);
  } else if (word === "encap") {
    const value = args.value();
    if (!ENCAPS.includes(value)) s.invalid('"encap type" value is invalid\n', value);
    s.notSimulated(`the route option "${word}"`);
  } else if (word === "nhid") {
    const value = args.value();
    draft.nhid = parseUnsigned(value);
    if (draft.nhid === null) s.invalid('"id" value is invalid\n', value);
  } else if (word === "as" || matches(word, "from")) {
    s.notSimulated(`the route option "${word}"`);
  } else return false;
  return true;
}

function parseDestination(s: Session, args: Args, draft: RouteDraft): void {
  let word = args.word;
  if (word === "to") word = args.value();
  const type = routeType(word);
  if (type !== null && !/^\d/.test(word)) {
    draft.type = type;
    word = args.value();
  }
  if (matches(word, "help")) s.usage(HELP.route);
  if (draft.dst !== null) s.garbage("to", word);
  draft.dst = s.prefix(word, draft.family);
  if (draft.family === 0) draft.family = draft.dst.family;
}

/** `nexthop via A dev D weight N nexthop ...` up to the end of the line. */
function parseNextHops(s: Session, args: Args, draft: RouteDraft): number | null {
  draft.multipath = true;
  while (!args.done) {
    if (args.word !== "nexthop") {
      s.die(`Error: "nexthop" or end of line is expected instead of "${args.word}"\n`);
    }
    if (args.left <= 1) s.die('Error: unexpected end of line after "nexthop"\n');
    args.skip();
    const failed = parseNextHop(s, args, draft);
    if (failed !== null) return failed;
  }
  return null;
}

function parseNextHop(s: Session, args: Args, draft: RouteDraft): number | null {
  const hop: Hop = {};
  draft.nexthops.push(hop);
  for (; !args.done; args.skip()) {
    const word = args.word;
    if (word === "via") gateway(s, args, draft, hop);
    else if (word === "dev") {
      const name = args.value();
      const index = s.deviceIndex(name);
      if (index === 0) {
        s.noDevice(name);
        s.die("Error: cannot parse nexthop\n");
      }
      hop.dev = s.deviceName(index);
    } else if (word === "weight") {
      const value = args.value();
      const weight = parseUnsigned(value);
      if (weight === null || weight === 0 || weight > 256)
        s.invalid('"weight" is invalid\n', value);
      hop.weight = weight;
    } else if (word === "onlink") hop.onlink = true;
    else break;
  }
  return null;
}
