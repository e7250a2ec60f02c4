/** Protocols while they are read: what config-types.ts has, still changing, with what only the end decides. */
import type { Ipv4Addr } from "../../../../wire/addr.ts";
import { ACCEPT, REJECT } from "../filters.ts";
import type {
  BfdConfig,
  BgpConfig,
  DeviceConfig,
  DirectConfig,
  KernelConfig,
  PipeConfig,
  ProtocolConfig,
  SourceAt,
  StaticConfig,
  StaticRoute,
  TableConfig,
} from "../types.ts";

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

type Bgp = Omit<Mutable<BgpConfig>, "gatewayMode" | "multihop"> & {
  /** null: by `multihop`. */
  gatewayMode: "direct" | "recursive" | null;
  /** -1: 64 inside an AS, 0 between two. */
  multihop: number;
  neighborIface: string | null;
};
type Static = Omit<Mutable<StaticConfig>, "routes"> & { routes: StaticRoute[] };
type Device = Omit<Mutable<DeviceConfig>, "primary"> & {
  primary: DeviceConfig["primary"][number][];
};
type Direct = Omit<Mutable<DirectConfig>, "interfaces"> & {
  interfaces: NonNullable<DirectConfig["interfaces"]>[number][] | null;
};
export interface Drafts {
  bgp: Bgp;
  static: Static;
  device: Device;
  direct: Direct;
  kernel: Mutable<KernelConfig>;
  pipe: Mutable<PipeConfig>;
  bfd: Mutable<BfdConfig>;
}
export type Kind = ProtocolConfig["kind"];
export type ProtocolDraft = Drafts[Kind] & {
  /** The words of an option are read into it. */
  readonly kind: Kind;
};

const MASTER = "master";

function common(name: string, at: SourceAt, preference: number) {
  return {
    name,
    description: null,
    preference,
    disabled: false,
    debug: 0,
    routerId: null,
    table: MASTER,
    importFilter: ACCEPT,
    exportFilter: REJECT,
    importKeepFiltered: false,
    importLimit: null,
    receiveLimit: null,
    exportLimit: null,
    at,
    channel: null,
    ipv6: null,
  };
}

function bgp(name: string, at: SourceAt): Bgp {
  return {
    ...common(name, at, 100),
    kind: "bgp",
    localAs: 0,
    remoteAs: 0,
    neighborIp: 0 as Ipv4Addr,
    neighborIface: null,
    neighborPort: 179,
    sourceAddress: null,
    multihop: -1,
    ttlSecurity: false,
    nextHopSelf: false,
    nextHopKeep: false,
    missingLladdr: "self",
    gatewayMode: null,
    pathMetric: true,
    medMetric: false,
    igpMetric: true,
    preferOlder: false,
    deterministicMed: false,
    defaultLocalPref: 100,
    defaultMed: 0,
    capabilities: true,
    enableRouteRefresh: true,
    enableAs4: true,
    enableExtendedMessages: false,
    rrClusterId: null,
    rrClient: false,
    rsClient: false,
    advertiseIpv4: true,
    passive: false,
    interpretCommunities: true,
    secondary: false,
    addPaths: "none",
    allowLocalAs: 0,
    allowLocalPref: false,
    gracefulRestart: "aware",
    gracefulRestartTime: 120,
    connectDelayTime: 5,
    connectRetryTime: 120,
    holdTime: 240,
    startupHoldTime: 240,
    keepaliveTime: 0,
    errorWaitMin: 60,
    errorWaitMax: 300,
    errorForgetTime: 300,
    disableAfterError: false,
    password: null,
    igpTable: null,
    checkLink: false,
    bfd: false,
  };
}

/** proto_config_new(): all defaults. */
export function newDraft(kind: Kind, name: string, at: SourceAt): ProtocolDraft {
  switch (kind) {
    case "bgp":
      return bgp(name, at);
    case "device":
      return { ...common(name, at, 240), kind, scanTime: 60, primary: [] };
    case "direct":
      return { ...common(name, at, 240), kind, interfaces: null, checkLink: false };
    case "kernel":
      return {
        ...common(name, at, 10),
        kind,
        scanTime: 60,
        persist: false,
        learn: false,
        deviceRoutes: false,
        gracefulRestart: false,
        kernelTable: 254,
        metric: 0,
        mergePaths: 0,
      };
    case "static":
      return { ...common(name, at, 200), kind, routes: [], checkLink: false, igpTable: null };
    case "pipe":
      return { ...common(name, at, 70), kind, peerTable: "", mode: "transparent" };
    case "bfd":
      return { ...common(name, at, 0), kind };
    default:
      return assertNever(kind);
  }
}

function assertNever(kind: never): never {
  throw new Error(`no such protocol ${String(kind)}`);
}

/** proto_copy_config(): everything but name, place and what lists share. */
export function copyDraft(to: ProtocolDraft, from: ProtocolDraft): void {
  const { name, at } = to;
  Object.assign(to, from, { name, at });
  // Lists belong to one protocol: BIRD's copy of them starts empty.
  if (to.kind === "static") to.routes = [];
  if (to.kind === "device") to.primary = [];
  if (to.kind === "direct") to.interfaces = null;
}

export function newTable(name: string, sorted: boolean): TableConfig {
  return { name, sorted, gcMaxOps: 100, gcMinTime: 5 };
}
