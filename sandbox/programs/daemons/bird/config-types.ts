/**
 * What the parser of bird.conf yields, one shape a protocol. BIRD 1.6.8: conf/conf.h, nest/config.Y, proto/*.
 * Absent options have BIRD's defaults already (the comments name them); times are whole seconds.
 */
import type { Ipv4Addr } from "../../../wire/addr.ts";
import type { Filter, LogLevel, Prefix } from "./types.ts";

export interface SourceAt {
  readonly file: string;
  readonly line: number;
}

export interface BirdConfig {
  /** As given to `-c`: shown by `configure`. */
  readonly file: string;
  /** `router id A`; null: taken from an interface. */
  readonly routerId: Ipv4Addr | null;
  /** `router id from "eth*"`: patterns, null without. */
  readonly routerIdFrom: readonly InterfacePattern[] | null;
  readonly listenBgp: {
    readonly address: Ipv4Addr | null;
    /** 179. */
    readonly port: number;
  };
  readonly log: readonly LogTarget[];
  /** `debug protocols`: DEBUG.* for protocols without an own `debug`. */
  readonly debugProtocols: number;
  /** `debug commands N`. */
  readonly debugCommands: number;
  readonly gracefulRestartWait: number;
  readonly timeformats: {
    readonly base: TimeFormat;
    readonly log: TimeFormat;
    readonly protocol: TimeFormat;
    readonly route: TimeFormat;
  };
  /** "master" first, then as configured. */
  readonly tables: readonly TableConfig[];
  /** In configuration order; templates are not here. */
  readonly protocols: readonly ProtocolConfig[];
  readonly symbols: readonly SymbolInfo[];
  /** The parser's own: what `show route where` and `eval` are compiled in. */
  readonly scope: unknown;
}

/** `"%T"` and the seconds after which `fmt2` is used: `timeformat route "%T" 72000 "%F"`. */
export interface TimeFormat {
  readonly fmt1: string;
  readonly limit: number;
  readonly fmt2: string | null;
}

export interface LogTarget {
  readonly to: "syslog" | "stderr" | "file";
  /** A file's path, syslog's name. */
  readonly name: string;
  readonly levels: readonly LogLevel[];
}

export interface TableConfig {
  readonly name: string;
  readonly sorted: boolean;
  readonly gcMaxOps: number;
  readonly gcMinTime: number;
}

export interface SymbolInfo {
  readonly name: string;
  /** As `show symbols` words it. */
  readonly kind:
    | "undefined"
    | "protocol"
    | "protocol template"
    | "function"
    | "filter"
    | "routing table"
    | "ROA table"
    | "constant"
    | "variable"
    | "attribute"
    | "unknown type";
  /** Defined protocols and tables, used while running. */
  readonly defined: SourceAt | null;
}

/** An item of `interface "eth*", -"lo", 10.0.0.0/8`. */
export interface InterfacePattern {
  readonly negative: boolean;
  /** Shell pattern; null: any name. */
  readonly pattern: string | null;
  /** Only addresses in it; null: any. */
  readonly prefix: Prefix | null;
}

export interface LimitConfig {
  /** How it stands, once it is used: kept with the configuration, which may come back by `configure undo`. */
  held?: { config: LimitConfig; state: "initial" | "active" | "blocked" };
  readonly limit: number;
  readonly action: "warn" | "block" | "restart" | "disable";
}

interface ProtocolCommon {
  readonly name: string;
  /** After `description`, null without. */
  readonly description: string | null;
  readonly preference: number;
  readonly disabled: boolean;
  /** DEBUG.* */
  readonly debug: number;
  /** Own `router id`, else null. */
  readonly routerId: Ipv4Addr | null;
  /** Its table's name: "master". */
  readonly table: string;
  /** filters.ts has ACCEPT and REJECT; defaults: import all, export none. */
  readonly importFilter: Filter;
  readonly exportFilter: Filter;
  /** `import keep filtered`. */
  readonly importKeepFiltered: boolean;
  readonly importLimit: LimitConfig | null;
  readonly receiveLimit: LimitConfig | null;
  readonly exportLimit: LimitConfig | null;
  readonly at: SourceAt;
  /** Bird 2: the channel's name ("ipv4"), null in 1.6. */
  readonly channel: string | null;
  /** BIRD 2: its IPv6 channel, which carries nothing here. */
  readonly ipv6: {
    readonly preference: number;
    readonly importFilter: Filter;
    readonly exportFilter: Filter;
  } | null;
}

export interface DeviceConfig extends ProtocolCommon {
  readonly kind: "device";
  /** 60. */
  readonly scanTime: number;
  /** `primary "eth0" 10.0.0.1` or a prefix. */
  readonly primary: readonly { readonly pattern: string | null; readonly prefix: Prefix }[];
}

export interface DirectConfig extends ProtocolCommon {
  readonly kind: "direct";
  /** null: all interfaces. */
  readonly interfaces: readonly (readonly InterfacePattern[])[] | null;
  readonly checkLink: boolean;
}

export interface KernelConfig extends ProtocolCommon {
  readonly kind: "kernel";
  /** 60. */
  readonly scanTime: number;
  readonly persist: boolean;
  readonly learn: boolean;
  readonly deviceRoutes: boolean;
  readonly gracefulRestart: boolean;
  /** `kernel table N`: 254. */
  readonly kernelTable: number;
  /** 0 (BIRD 2: 32). */
  readonly metric: number;
  /** Max paths, 0: off. `merge paths yes` is 16. */
  readonly mergePaths: number;
}

export type StaticDest =
  | { readonly kind: "router"; readonly gateway: Ipv4Addr; readonly iface: string | null }
  | { readonly kind: "device"; readonly iface: string }
  | { readonly kind: "blackhole" | "unreachable" | "prohibit" }
  /** `route P recursive A`. */
  | { readonly kind: "recursive"; readonly gateway: Ipv4Addr }
  | {
      readonly kind: "multipath";
      readonly hops: readonly {
        readonly gateway: Ipv4Addr;
        readonly iface: string | null;
        /** 1-256. */
        readonly weight: number;
        readonly bfd: boolean;
      }[];
    };

export interface StaticRoute extends Prefix {
  readonly dest: StaticDest;
  readonly bfd: boolean;
  /** `{ krt_metric = 5; ... }` after a route; null without. */
  readonly commands: Filter | null;
}

export interface StaticConfig extends ProtocolCommon {
  readonly kind: "static";
  readonly routes: readonly StaticRoute[];
  readonly checkLink: boolean;
  readonly igpTable: string | null;
}

export interface PipeConfig extends ProtocolCommon {
  readonly kind: "pipe";
  readonly peerTable: string;
  readonly mode: "transparent" | "opaque";
}

export interface BgpConfig extends ProtocolCommon {
  readonly kind: "bgp";
  readonly localAs: number;
  readonly remoteAs: number;
  readonly neighborIp: Ipv4Addr;
  /** 179. */
  readonly neighborPort: number;
  /** `local A as N` or `source address A`; null: by the route. */
  readonly sourceAddress: Ipv4Addr | null;
  /** 0: directly connected; `multihop` alone is 64. */
  readonly multihop: number;
  readonly ttlSecurity: boolean;
  readonly nextHopSelf: boolean;
  readonly nextHopKeep: boolean;
  readonly missingLladdr: "self" | "drop" | "ignore";
  /** By default direct for direct sessions, recursive for multihop. */
  readonly gatewayMode: "direct" | "recursive";
  readonly pathMetric: boolean;
  readonly medMetric: boolean;
  readonly igpMetric: boolean;
  readonly preferOlder: boolean;
  readonly deterministicMed: boolean;
  /** 100. */
  readonly defaultLocalPref: number;
  /** 0. */
  readonly defaultMed: number;
  readonly capabilities: boolean;
  readonly enableRouteRefresh: boolean;
  readonly enableAs4: boolean;
  readonly enableExtendedMessages: boolean;
  readonly rrClusterId: number | null;
  readonly rrClient: boolean;
  readonly rsClient: boolean;
  readonly advertiseIpv4: boolean;
  readonly passive: boolean;
  readonly interpretCommunities: boolean;
  readonly secondary: boolean;
  readonly addPaths: "none" | "rx" | "tx" | "both";
  /** 0; `allow local as` alone is -1 (any number). */
  readonly allowLocalAs: number;
  readonly allowLocalPref: boolean;
  readonly gracefulRestart: "off" | "aware" | "on";
  /** 120. */
  readonly gracefulRestartTime: number;
  /** 5. */
  readonly connectDelayTime: number;
  /** 120. */
  readonly connectRetryTime: number;
  /** 240. */
  readonly holdTime: number;
  /** 240. */
  readonly startupHoldTime: number;
  /** 0: a third of the hold time. */
  readonly keepaliveTime: number;
  /** 60 and 300. */
  readonly errorWaitMin: number;
  readonly errorWaitMax: number;
  /** 300. */
  readonly errorForgetTime: number;
  readonly disableAfterError: boolean;
  /** `disable after cease { ... }`: bit N for subcode N, bit 0 for unknown ones; absent: 0. */
  readonly disableAfterCease?: number;
  /** `long lived graceful restart`; absent: aware. */
  readonly longLivedGracefulRestart?: "off" | "aware" | "on";
  /** `long lived stale time`; absent: 3600. */
  readonly longLivedStaleTime?: number;
  readonly password: string | null;
  readonly igpTable: string | null;
  readonly checkLink: boolean;
  readonly bfd: boolean;
}

/** Read, and does nothing. */
export interface BfdConfig extends ProtocolCommon {
  readonly kind: "bfd";
}

export type ProtocolConfig =
  DeviceConfig | DirectConfig | KernelConfig | StaticConfig | PipeConfig | BgpConfig | BfdConfig;

/** A refusal: `FILE, line N: text` at start, `FILE, line N: text` under `configure`. */
export interface ConfigError {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

/**
 * What birdlang exports as `parseConfig`: `read` gives an included file's text or null; `path` may be a
 * pattern's match. Answers the configuration or its first error.
 */
export type ParseConfig = (
  text: string,
  environment: {
    readonly path: string;
    readonly profile: "1.6.8" | "calico" | "2.0.12";
    read(path: string): string | null;
    /** Paths that a shell pattern matches, sorted; null: its folder is not there. */
    glob(pattern: string): readonly string[] | null;
    isInterface?(name: string): boolean;
    /** The error (`No such file or directory`) of opening a log file for writing, or null. */
    openLog?(path: string): string | null;
    /** Warnings of the parser, and what filters say while constants are computed. */
    log?(level: LogLevel, text: string): void;
  },
) => BirdConfig | ConfigError;
