/** `ip route get`: one lookup, asked of the kernel. */
import type { Ipv4Addr, Ipv6Addr } from "../../../wire/addr.ts";
import { HELP } from "./help.ts";
import { ipProtocolNumber } from "./names.ts";
import { printRoute } from "./route-print.ts";
import type { Args, Session } from "./session.ts";
import { type Family, type InetPrefix, matches, parseUnsigned } from "./values.ts";

interface Query {
  family: Family | 0;
  dst: InetPrefix | null;
  from: InetPrefix | null;
  iif: string | null;
  oif: string | null;
  mark: number;
  tos: number;
  uid: number | null;
  protocol: number;
  sport: number;
  dport: number;
  fibmatch: boolean;
  connected: boolean;
}

export function getRoute(s: Session, args: Args): number {
  const query: Query = {
    family: s.inetFamily,
    dst: null,
    from: null,
    iif: null,
    oif: null,
    mark: 0,
    tos: 0,
    uid: null,
    protocol: 0,
    sport: 0,
    dport: 0,
    fibmatch: false,
    connected: false,
  };
  for (; !args.done; args.skip()) parseWord(s, args, query);
  if (query.dst === null) {
    s.err("need at least a destination address\n");
    return 1;
  }
  for (const name of [query.iif, query.oif]) {
    if (name !== null && s.deviceIndex(name) === 0) return s.noDevice(name);
  }
  const family: Family = query.family === 0 ? 4 : query.family;
  const answer = family === 4 ? ask4(s, query) : ask6(s, query);
  if ("errno" in answer) {
    s.kernelError(answer);
    return 2;
  }
  s.printer.begin();
  if (query.fibmatch)
    printRoute(s, answer, { table: answer.table === 254 && s.options.details === 0 });
  else
    for (let i = 0; i < (query.connected ? 2 : 1); i++) {
      printRoute(s, answer, {}, { ...answer, uid: query.uid ?? answer.uid });
    }
  s.printer.end();
  return 0;
}

function ask4(s: Session, query: Query): ReturnType<Session["netlink"]["getRoute"]> {
  const name = (device: string): string => s.deviceName(s.deviceIndex(device));
  return s.netlink.getRoute({
    dst: (query.dst as InetPrefix).addr as Ipv4Addr,
    ...(query.from === null ? {} : { src: query.from.addr as Ipv4Addr }),
    ...(query.iif === null ? {} : { iif: name(query.iif) }),
    ...(query.oif === null ? {} : { oif: name(query.oif) }),
    ...(query.mark === 0 ? {} : { mark: query.mark }),
    ...(query.tos === 0 ? {} : { tos: query.tos }),
    ...(query.fibmatch ? { fibmatch: true } : {}),
    ...(query.protocol === 0 ? {} : { protocol: query.protocol }),
    ...(query.sport === 0 ? {} : { sport: query.sport }),
    ...(query.dport === 0 ? {} : { dport: query.dport }),
    ...(query.uid === null ? {} : { uid: query.uid }),
  });
}

function ask6(s: Session, query: Query): ReturnType<Session["netlink"]["getRoute6"]> {
  return s.netlink.getRoute6({
    dst: (query.dst as InetPrefix).addr as Ipv6Addr,
    ...(query.from === null ? {} : { src: query.from.addr as Ipv6Addr }),
    ...(query.oif === null ? {} : { oif: s.deviceName(s.deviceIndex(query.oif)) }),
    ...(query.fibmatch ? { fibmatch: true } : {}),
  });
}

function parseWord(s: Session, args: Args, query: Query): void {
  const word = args.word;
  if (word === "tos" || matches(word, "dsfield")) {
    const value = args.value();
    const tos = s.names("rt_dsfield").number(value) ?? parseUnsigned(value, 255, 16);
    if (tos === null) s.invalid("TOS value is invalid\n", value);
    query.tos = tos;
  } else if (matches(word, "iif")) query.iif = args.value();
  else if (matches(word, "mark")) {
    const value = args.value();
    const mark = parseUnsigned(value);
    if (mark === null) s.invalid("invalid mark value", value);
    query.mark = mark;
  } else if (matches(word, "oif") || word === "dev") query.oif = args.value();
  else if (matches(word, "notify")) s.notSimulated('"notify" in ip route get');
  else if (matches(word, "connected")) query.connected = true;
  else if (matches(word, "vrf")) s.invalid("Invalid VRF\n", args.value());
  else if (matches(word, "uid")) {
    const value = args.value();
    query.uid = parseUnsigned(value);
    if (query.uid === null) s.invalid("invalid UID\n", value);
  } else if (matches(word, "fibmatch")) query.fibmatch = true;
  else if (word === "as") s.notSimulated('"as" in ip route get');
  else if (word === "sport" || word === "dport") {
    const value = args.value();
    const port = parseUnsigned(value, 65_535);
    if (port === null) s.invalid(`invalid ${word}\n`, value);
    query[word] = port;
  } else if (word === "ipproto") {
    const value = args.value();
    const protocol = ipProtocolNumber(value) ?? parseUnsigned(value, 255);
    if (protocol === null) s.invalid('Invalid "ipproto" value\n', value);
    query.protocol = protocol;
  } else if (matches(word, "from")) {
    query.from = s.prefix(args.value(), query.family);
    if (query.family === 0) query.family = query.from.family;
  } else {
    const value = word === "to" ? args.value() : word;
    if (matches(value, "help")) s.usage(HELP.route);
    const dst = s.prefix(value, query.family);
    const bits = dst.family === 6 ? 128 : 32;
    if (dst.specified && dst.bitlen !== bits) {
      s.err(
        `Warning: /${dst.bitlen} as prefix is invalid, only /${bits} (or none) is supported.\n`,
      );
    }
    query.dst = dst;
    if (query.family === 0) query.family = dst.family;
  }
}
