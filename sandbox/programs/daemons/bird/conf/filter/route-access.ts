/** A route's attributes read and set by a filter. BIRD 1.6.8: codes a, aS, ea and eS of filter/filter.c. */
import type { Ipv4Addr } from "../../../../../wire/addr.ts";
import { findEattr, withEattr, withoutEattr } from "../../eattr.ts";
import { type Eattr, RTD, type Rta, SCOPE } from "../../types.ts";
import type { DynamicAttr, StaticAttr } from "./attributes.ts";
import type { Machine } from "./machine.ts";
import { bool, ENUM, int, type Value, VOID } from "./value.ts";

const NO_ROUTE = "No route to access";

export function getStatic(m: Machine, attr: StaticAttr, line: number): Value {
  if (m.rte === null) return m.fail(line, NO_ROUTE);
  const { attrs } = m;
  switch (attr) {
    case "from":
      return { t: "ip", n: attrs.from };
    case "gw":
      return { t: "ip", n: attrs.gw };
    case "net":
      return { t: "prefix", address: m.rte.net.address, length: m.rte.net.length };
    case "proto":
      return { t: "string", s: attrs.src.proto.name };
    case "source":
      return { t: "enum", e: ENUM.RTS, n: attrs.source };
    case "scope":
      return { t: "enum", e: ENUM.SCOPE, n: attrs.scope };
    case "cast":
      return { t: "enum", e: ENUM.RTC, n: attrs.cast };
    case "dest":
      return { t: "enum", e: ENUM.RTD, n: attrs.dest };
    case "ifname":
      return { t: "string", s: attrs.iface?.name ?? "" };
    case "ifindex":
      return int(attrs.iface?.index ?? 0);
  }
}

const STATIC_TYPES: Readonly<Partial<Record<StaticAttr, Value["t"]>>> = {
  from: "ip",
  gw: "ip",
  ifname: "string",
};
const STATIC_ENUMS: Readonly<Partial<Record<StaticAttr, number>>> = {
  scope: ENUM.SCOPE,
  dest: ENUM.RTD,
};

export function setStatic(m: Machine, attr: StaticAttr, v: Value, line: number): void {
  if (m.rte === null) return m.fail(line, NO_ROUTE);
  const fits = v.t === "enum" ? STATIC_ENUMS[attr] === v.e : STATIC_TYPES[attr] === v.t;
  if (!fits) return m.fail(line, "Attempt to set static attribute to incompatible type");
  m.copied = true;
  if (v.t === "ip" && attr === "from") m.attrs = { ...m.attrs, from: v.n as Ipv4Addr };
  else if (v.t === "ip") setGateway(m, v.n as Ipv4Addr, line);
  else if (v.t === "enum" && attr === "scope") m.attrs = { ...m.attrs, scope: v.n };
  else if (v.t === "enum") setDest(m, v.n, line);
  else if (v.t === "string") setIface(m, v.s, line);
}

function plainNextHop(attrs: Rta): Rta {
  return { ...attrs, gw: 0 as Ipv4Addr, iface: null, nexthops: [], hostentry: null };
}

function setGateway(m: Machine, gw: Ipv4Addr, line: number): void {
  const neighbor = m.attrs.src.proto.neighbor(gw, false);
  if (neighbor === null || neighbor.scope === SCOPE.HOST) return m.fail(line, "Invalid gw address");
  m.attrs = { ...plainNextHop(m.attrs), dest: RTD.ROUTER, gw, iface: neighbor.iface };
}

function setDest(m: Machine, dest: number, line: number): void {
  if (dest !== RTD.BLACKHOLE && dest !== RTD.UNREACHABLE && dest !== RTD.PROHIBIT)
    return m.fail(line, "Destination can be changed only to blackhole, unreachable or prohibit");
  m.attrs = { ...plainNextHop(m.attrs), dest };
}

function setIface(m: Machine, name: string, line: number): void {
  const iface = m.attrs.src.proto.io.interfaces().find((one) => one.name === name);
  if (iface === undefined) return m.fail(line, "Invalid iface name");
  m.attrs = { ...plainNextHop(m.attrs), dest: RTD.DEVICE, iface };
}

export function getAttr(m: Machine, attr: DynamicAttr, line: number): Value {
  if (m.rte === null) return m.fail(line, NO_ROUTE);
  const found = findEattr(m.attrs.eattrs, attr.code);
  if (found === null) return absent(m, attr);
  switch (found.kind) {
    case "int":
      if (attr.kind === "bit") return bool(((found.value >>> attr.bit) & 1) === 1);
      return attr.enumType === null
        ? int(found.value)
        : { t: "enum", e: attr.enumType, n: found.value };
    case "ip":
      return { t: "ip", n: found.value };
    case "router-id":
      return { t: "quad", n: found.value };
    case "as-path":
      return { t: "path", path: found.value };
    case "community":
    case "cluster-list":
      return { t: "clist", list: found.value };
    case "ext-community":
      return { t: "eclist", list: found.value };
    case "large-community":
      return { t: "lclist", list: found.value };
    case "opaque":
      return { t: "enum", e: ENUM.EMPTY, n: 0 };
    case "string":
      return { t: "string", s: found.value };
  }
}

/** Lists that are not there are empty ones; a path only in BIRD 2. */
function absent(m: Machine, attr: DynamicAttr): Value {
  switch (attr.kind) {
    case "as-path":
      return m.attrs.src.proto.io.profile === "2.0.12" ? { t: "path", path: [] } : VOID;
    case "community":
    case "cluster-list":
      return { t: "clist", list: [] };
    case "ext-community":
      return { t: "eclist", list: [] };
    case "large-community":
      return { t: "lclist", list: [] };
    default:
      return VOID;
  }
}

/** `v` null: unset. */
export function setAttr(m: Machine, attr: DynamicAttr, v: Value | null, line: number): void {
  if (m.rte === null) return m.fail(line, NO_ROUTE);
  const { eattrs } = m.attrs;
  if (v === null) {
    m.attrs = { ...m.attrs, eattrs: withoutEattr(eattrs, attr.code) };
    return;
  }
  const next = valueFor(m, attr, v, line);
  m.attrs = { ...m.attrs, eattrs: withEattr(eattrs, next) };
}

function valueFor(m: Machine, attr: DynamicAttr, v: Value, line: number): Eattr {
  const head = { code: attr.code, flags: 0 };
  switch (attr.kind) {
    case "int": {
      const fits = attr.enumType === null ? v.t === "int" : v.t === "enum" && v.e === attr.enumType;
      if (fits && "n" in v) return { ...head, kind: "int", value: v.n };
      return m.fail(line, "Setting int attribute to non-int value");
    }
    case "router-id":
      if (v.t === "quad" || v.t === "int" || v.t === "ip")
        return { ...head, kind: "router-id", value: v.n >>> 0 };
      return m.fail(line, "Setting quad attribute to non-quad value");
    case "opaque":
      return m.fail(line, "Setting opaque attribute is not allowed");
    case "ip":
      if (v.t === "ip") return { ...head, kind: "ip", value: v.n };
      return m.fail(line, "Setting ip attribute to non-ip value");
    case "as-path":
      if (v.t === "path") return { ...head, kind: "as-path", value: v.path };
      return m.fail(line, "Setting path attribute to non-path value");
    case "bit":
      return bit(m, attr, v, line);
    case "community":
    case "cluster-list":
      if (v.t === "clist") return { ...head, kind: attr.kind, value: v.list };
      return m.fail(line, "Setting clist attribute to non-clist value");
    case "ext-community":
      if (v.t === "eclist") return { ...head, kind: attr.kind, value: v.list };
      return m.fail(line, "Setting eclist attribute to non-eclist value");
    case "large-community":
      if (v.t === "lclist") return { ...head, kind: attr.kind, value: v.list };
      return m.fail(line, "Setting lclist attribute to non-lclist value");
    case "string":
      if (v.t === "string") return { ...head, kind: "string", value: v.s };
      return m.fail(line, "Setting string attribute to non-string value");
  }
}

function bit(m: Machine, attr: DynamicAttr, v: Value, line: number): Eattr {
  if (v.t !== "bool") return m.fail(line, "Setting bit in bitfield attribute to non-bool value");
  const old = findEattr(m.attrs.eattrs, attr.code);
  const before = old?.kind === "int" ? old.value : 0;
  const mask = 1 << attr.bit;
  const value = (v.n === 1 ? before | mask : before & ~mask) >>> 0;
  return { code: attr.code, flags: 0, kind: "int", value };
}
