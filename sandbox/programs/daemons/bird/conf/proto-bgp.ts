/** `protocol bgp`. BIRD 1.6.8: proto/bgp/config.Y, bgp_check_config() of proto/bgp/bgp.c. */
import { checkChannel, parseLocal2 } from "./bird2.ts";
import type { Drafts } from "./draft.ts";
import type { Parser } from "./parser.ts";
import { options, type Start, startProtocol } from "./proto-common.ts";
import type { Conf } from "./statements.ts";

type Bgp = Drafts["bgp"];

export function parseBgp(p: Parser, conf: Conf, start: Start): void {
  const draft = startProtocol(p, conf, "bgp", start) as Bgp;
  options(p, conf, draft, (word) => OPTIONS[word]?.(p, draft) ?? unless(p, word));
  if (start.isTemplate) return;
  check(p, conf, draft);
  if (p.isBird2) checkChannel(p, conf, draft);
}

function unless(p: Parser, word: string): void {
  if (OPTIONS[word] === undefined) p.syntax();
}

function flag<K extends keyof Bgp>(key: K, ...words: string[]) {
  return (p: Parser, b: Bgp): void => {
    p.need(...words);
    (b as Record<K, unknown>)[key] = p.bool();
  };
}

function number<K extends keyof Bgp>(key: K, ...words: string[]) {
  return (p: Parser, b: Bgp): void => {
    p.need(...words);
    (b as Record<K, unknown>)[key] = p.expr();
  };
}

const OPTIONS: Readonly<Record<string, (p: Parser, b: Bgp) => void>> = {
  local: parseLocal,
  neighbor: parseNeighbor,
  rr: parseReflection,
  rs: (p, b) => {
    p.need("client");
    b.rsClient = true;
  },
  hold: number("holdTime", "time"),
  startup: number("startupHoldTime", "hold", "time"),
  keepalive: number("keepaliveTime", "time"),
  direct: (_p, b) => {
    b.multihop = 0;
  },
  multihop: (p, b) => {
    if (p.at(";")) {
      b.multihop = 64;
      return;
    }
    b.multihop = p.expr();
    if (!p.at(";")) p.syntax();
    if (b.multihop < 1 || b.multihop > 255) p.stop("Multihop must be in range 1-255");
  },
  next: (p, b) => {
    if (p.isBird2) return p.syntax();
    p.need("hop");
    if (p.eat("self")) b.nextHopSelf = true;
    else {
      p.need("keep");
      b.nextHopKeep = true;
    }
  },
  missing: (p, b) => {
    p.need("lladdr");
    const word = p.next().kind;
    if (word !== "self" && word !== "drop" && word !== "ignore") return p.syntax();
    b.missingLladdr = word;
  },
  gateway: (p, b) => {
    const word = p.next().kind;
    if (word !== "direct" && word !== "recursive") return p.syntax();
    b.gatewayMode = word;
  },
  path: flag("pathMetric", "metric"),
  med: flag("medMetric", "metric"),
  igp: (p, b) => {
    if (!p.eat("table")) return flag("igpMetric", "metric")(p, b);
    b.igpTable = p.table();
  },
  prefer: flag("preferOlder", "older"),
  deterministic: flag("deterministicMed", "med"),
  default: (p, b) => {
    const word = p.next().kind;
    if (word === "bgp_med") b.defaultMed = p.expr();
    else if (word === "bgp_local_pref") b.defaultLocalPref = p.expr();
    else p.syntax();
  },
  source: (p, b) => {
    p.need("address");
    b.sourceAddress = p.ipa();
  },
  start: (p, b) => {
    p.need("delay", "time");
    b.connectDelayTime = p.expr();
    deprecated(p, `${b.name}: Start delay time option is deprecated, use connect delay time`);
  },
  connect: (p, b) => {
    if (p.eat("delay")) return number("connectDelayTime", "time")(p, b);
    return number("connectRetryTime", "retry", "time")(p, b);
  },
  error: (p, b) => {
    if (p.eat("forget")) return number("errorForgetTime", "time")(p, b);
    p.need("wait", "time");
    b.errorWaitMin = p.expr();
    p.need(",");
    b.errorWaitMax = p.expr();
  },
  disable: (p, b) => {
    p.need("after");
    if (p.eat("cease")) return parseCease(p);
    return flag("disableAfterError", "error")(p, b);
  },
  enable: (p, b) => {
    if (p.eat("route")) return flag("enableRouteRefresh", "refresh")(p, b);
    if (p.eat("extended")) return flag("enableExtendedMessages", "messages")(p, b);
    return flag("enableAs4", "as4")(p, b);
  },
  capabilities: flag("capabilities"),
  advertise: flag("advertiseIpv4", "ipv4"),
  password: (p, b) => {
    b.password = p.text();
  },
  setkey: (p) => {
    p.bool();
  },
  route: (p, b) => {
    p.need("limit");
    b.importLimit = { limit: p.expr(), action: "restart" };
    deprecated(p, `${b.name}: Route limit option is deprecated, use import limit`);
  },
  passive: flag("passive"),
  interpret: flag("interpretCommunities", "communities"),
  secondary: flag("secondary"),
  add: (p, b) => {
    p.need("paths");
    if (p.eat("rx")) b.addPaths = "rx";
    else if (p.eat("tx")) b.addPaths = "tx";
    else b.addPaths = p.bool() ? "both" : "none";
  },
  allow: (p, b) => {
    if (p.eat("bgp_local_pref")) {
      b.allowLocalPref = p.bool();
      return;
    }
    p.need("local", "as");
    b.allowLocalAs = p.at(";") ? -1 : p.expr();
  },
  graceful: (p, b) => {
    p.need("restart");
    if (p.eat("aware")) b.gracefulRestart = "aware";
    else if (p.eat("time")) b.gracefulRestartTime = p.expr();
    else b.gracefulRestart = p.bool() ? "on" : "off";
  },
  long: (p) => {
    p.need("lived");
    if (p.eat("stale")) {
      p.need("time");
      p.expr();
      return;
    }
    p.need("graceful", "restart");
    if (!p.eat("aware")) p.bool();
  },
  interface: (p, b) => {
    b.neighborIface = p.needText();
  },
  check: flag("checkLink", "link"),
  ttl: flag("ttlSecurity", "security"),
  bfd: (p, b) => {
    if (p.eat("graceful")) b.bfd = true;
    else b.bfd = p.bool();
  },
};

/** A warning of `bison`'s action: after the semicolon was read. */
function deprecated(p: Parser, text: string): void {
  if (!p.at(";")) p.syntax();
  p.log("warning", text);
}

function parseLocal(p: Parser, b: Bgp): void {
  if (p.isBird2) return parseLocal2(p, b);
  if (!p.at("as")) {
    b.sourceAddress = p.ipa();
  }
  p.need("as");
  b.localAs = p.expr();
}

function parseNeighbor(p: Parser, b: Bgp): void {
  const address = p.ipa();
  const iface = p.scope();
  let port = 179;
  let as = 0;
  for (;;) {
    if (p.eat("port")) {
      port = p.expr();
      if (port < 1 || port > 65535) p.stop("Invalid port number");
    } else if (p.eat("as")) as = p.expr();
    else if (p.isBird2 && p.eat("internal")) as = b.localAs;
    else break;
  }
  if (!p.at(";")) p.syntax();
  if (b.neighborIp !== 0) p.stop("Only one neighbor per BGP instance is allowed");
  b.neighborIp = address;
  b.neighborIface = iface ?? b.neighborIface;
  b.neighborPort = port;
  b.remoteAs = as;
}

function parseReflection(p: Parser, b: Bgp): void {
  if (p.eat("client")) {
    b.rrClient = true;
    return;
  }
  p.need("cluster", "id");
  b.rrClusterId = p.idValue();
}

const CEASES: readonly (readonly string[])[] = [
  ["cease"],
  ["prefix", "limit", "hit"],
  ["administrative", "shutdown"],
  ["peer", "deconfigured"],
  ["administrative", "reset"],
  ["connection", "rejected"],
  ["configuration", "change"],
  ["connection", "collision"],
  ["out", "of", "resources"],
];

/** `disable after cease`: read, not obeyed. */
function parseCease(p: Parser): void {
  if (!p.at("{")) {
    p.bool();
    return;
  }
  p.next();
  do {
    let left = CEASES;
    for (let i = 0; ; i++) {
      const { kind } = p.next();
      left = left.filter((words) => words[i] === kind);
      if (left.length === 0) p.syntax();
      const done = left.find((words) => words.length === i + 1);
      if (done !== undefined) break;
    }
  } while (p.eat(","));
  p.need("}");
}

function check(p: Parser, conf: Conf, b: Bgp): void {
  if (b.localAs === 0) p.stop("Local AS number must be set");
  if (b.neighborIp === 0) p.stop("Neighbor must be configured");
  if (b.remoteAs === 0) p.stop("Remote AS number must be set");
  if (!(b.capabilities && b.enableAs4) && b.remoteAs > 0xffff)
    p.stop("Neighbor AS number out of range (AS4 not available)");
  const internal = b.localAs === b.remoteAs;
  if (b.multihop < 0) b.multihop = internal ? 64 : 0;
  b.gatewayMode ??= b.multihop > 0 ? "recursive" : "direct";
  if (!internal && b.rrClient) p.stop("Only internal neighbor can be RR client");
  if (internal && b.rsClient) p.stop("Only external neighbor can be RS client");
  if (b.multihop > 0) {
    if (b.gatewayMode === "direct") p.stop("Multihop BGP cannot use direct gateway mode");
    if (b.neighborIface !== null) p.stop("Multihop BGP cannot be bound to interface");
    if (b.checkLink) p.stop("Multihop BGP cannot depend on link state");
    if (b.bfd && b.sourceAddress === null)
      p.stop("Multihop BGP with BFD requires specified source address");
  }
  const sorted = conf.tables.get(b.table)?.sorted === true;
  if (b.gatewayMode === "recursive" && sorted)
    p.stop("BGP in recursive mode prohibits sorted table");
  if (b.deterministicMed && sorted) p.stop("BGP with deterministic MED prohibits sorted table");
  if (b.secondary && !sorted) p.stop("BGP with secondary option requires sorted table");
}
