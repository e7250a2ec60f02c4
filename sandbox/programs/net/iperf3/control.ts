/**
 * iperf3's control connection: a cookie, state bytes, and JSON with its length in front. The parameters of a
 * test and its results as both sides exchange them.
 */
import type { Process } from "../../../kernel/proc/process.ts";
import type { Proc } from "../../../kernel/proc/wait.ts";
import { readSome, writeAll } from "../../../kernel/socket/stream.ts";
import type { StreamSocket } from "../../../kernel/socket/types.ts";
import { decodeUtf8, encodeUtf8 } from "../../../sim/utf8.ts";
import { type Json, JsonObject, object, packJson } from "./json.ts";
import type { Options } from "./options.ts";
import type { Remote } from "./stream.ts";
import type { Test } from "./test.ts";

export const TEST_START = 1;
export const TEST_RUNNING = 2;
export const TEST_END = 4;
export const PARAM_EXCHANGE = 9;
export const CREATE_STREAMS = 10;
export const SERVER_TERMINATE = 11;
export const CLIENT_TERMINATE = 12;
export const EXCHANGE_RESULTS = 13;
export const DISPLAY_RESULTS = 14;
export const IPERF_DONE = 16;
export const ACCESS_DENIED = 255;
export const SERVER_ERROR = 254;

export const COOKIE_BYTES = 37;
const COOKIE_LETTERS = "abcdefghijklmnopqrstuvwxyz234567";
const MAX_JSON_BYTES = 1 << 20;
const SECOND = 1_000_000;

export function makeCookie(proc: Process): string {
  let out = "";
  for (let i = 0; i < COOKIE_BYTES - 1; i++) out += COOKIE_LETTERS[proc.rng.below(32)] ?? "a";
  return out;
}

export function cookieBytes(cookie: string): Uint8Array {
  const out = new Uint8Array(COOKIE_BYTES);
  out.set(encodeUtf8(cookie).subarray(0, COOKIE_BYTES - 1));
  return out;
}

export function* sendState(test: Test, state: number): Proc<boolean> {
  return (yield* writeAll(test.proc, test.control, new Uint8Array([state]))) === null;
}

/** Nread: `count` bytes, fewer when the other side closes first. */
export function* readBytes(proc: Process, socket: StreamSocket, count: number): Proc<Uint8Array> {
  const out = new Uint8Array(count);
  let at = 0;
  while (at < count) {
    const got = yield* readSome(proc, socket, count - at);
    if (got === null || typeof got === "string" || got.length === 0) break;
    out.set(got, at);
    at += got.length;
  }
  return out.subarray(0, at);
}

export function* writeJson(test: Test, value: Json): Proc<boolean> {
  const text = encodeUtf8(packJson(value));
  const head = new Uint8Array(4);
  new DataView(head.buffer).setUint32(0, text.length);
  if ((yield* writeAll(test.proc, test.control, head)) !== null) return false;
  return (yield* writeAll(test.proc, test.control, text)) === null;
}

/** Null: not all of it came. A string: the warning that iperf prints, and nothing came. */
export function* readJson(
  proc: Process,
  socket: StreamSocket,
): Proc<Record<string, unknown> | null | "short"> {
  const head = yield* readBytes(proc, socket, 4);
  if (head.length < 4) return "short";
  const length = new DataView(head.buffer, head.byteOffset).getUint32(0);
  if (length > MAX_JSON_BYTES) return "short";
  const text = yield* readBytes(proc, socket, length);
  if (text.length < length) return "short";
  try {
    const parsed: unknown = JSON.parse(decodeUtf8(text));
    return typeof parsed === "object" && parsed !== null
      ? (parsed as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}

/** send_parameters. */
export function parameters(o: Options, udp: boolean): JsonObject {
  const out = object(
    [udp ? "udp" : "tcp", true],
    ["omit", o.omit],
    ["time", o.seconds ?? 0],
    ["num", o.bytes],
    ["blockcount", o.blocks],
  );
  if (o.noDelay) out.add("nodelay", true);
  out.add("parallel", o.streams);
  if (o.reverse) out.add("reverse", true);
  if (o.bidirectional) out.add("bidirectional", true);
  if (o.window > 0) out.add("window", o.window);
  if (o.length > 0) out.add("len", o.length);
  if ((o.rate ?? 0) > 0) out.add("bandwidth", o.rate ?? 0);
  out.add("pacing_timer", o.pacingUs);
  if (o.burst > 0) out.add("burst", o.burst);
  if (o.tos > 0) out.add("TOS", o.tos);
  if (o.title !== null) out.add("title", o.title);
  if (o.extraData !== null) out.add("extra_data", o.extraData);
  if (o.congestion !== null) out.add("congestion", o.congestion);
  if (o.counters64) out.add("udp_counters_64bit", 1);
  if (o.repeating) out.add("repeating_payload", 1);
  if (o.zeroCopy) out.add("zerocopy", 1);
  if (o.dontFragment) out.add("dont_fragment", 1);
  return out.add("client_version", "3.12");
}

/** get_parameters: the server's options with those of the client. */
export function withParameters(own: Options, told: Record<string, unknown>): Options {
  const number = (name: string): number => {
    const value = told[name];
    return typeof value === "number" && Number.isFinite(value) ? value : 0;
  };
  const udp = told.udp === true;
  return {
    ...own,
    udp,
    omit: number("omit"),
    seconds: number("time"),
    bytes: number("num"),
    blocks: number("blockcount"),
    noDelay: told.nodelay === true,
    streams: Math.max(1, Math.min(128, number("parallel"))),
    reverse: told.reverse === true,
    bidirectional: told.bidirectional === true,
    window: number("window"),
    length: Math.max(16, Math.min(1 << 20, number("len") || 131_072)),
    rate: number("bandwidth"),
    pacingUs: number("pacing_timer") || 1_000,
    burst: number("burst"),
    tos: number("TOS"),
    title: typeof told.title === "string" ? told.title : null,
    counters64: number("udp_counters_64bit") !== 0,
    repeating: number("repeating_payload") !== 0,
    dontFragment: number("dont_fragment") !== 0,
  };
}

/** Numbers of streams go 1, 3, 4, ... (iperf_add_stream). */
function numberOf(i: number): number {
  return i === 0 ? 1 : i + 2;
}

/** (uint64_t) -1: not known. */
const UNKNOWN = "18446744073709551615";

/** send_results, packed: a number that no double holds is among them. */
export function* sendResults(test: Test): Proc<boolean> {
  const { cpu } = test;
  const num = (value: number): string => packJson(value);
  const streams = test.streams.map((stream, i) => {
    const known = stream.sender && !test.udp;
    const end = (stream.endAt - stream.startAt) / SECOND;
    return (
      `{"id":${numberOf(i)},"bytes":${num(stream.bytes)},"retransmits":${known ? stream.retransmits : UNKNOWN},` +
      `"jitter":${num(stream.jitterS)},"errors":${num(stream.errors)},"packets":${num(stream.packets)},` +
      `"start_time":0,"end_time":${num(end)}}`
    );
  });
  const has = test.sends ? (test.udp ? "0" : "1") : UNKNOWN;
  const congestion = test.udp ? "" : `"congestion_used":"${test.congestionUsed}",`;
  const text =
    `{"cpu_util_total":${num(cpu.total)},"cpu_util_user":${num(cpu.user)},"cpu_util_system":${num(cpu.system)},` +
    `"sender_has_retransmits":${has},${congestion}"streams":[${streams.join(",")}]}`;
  const bytes = encodeUtf8(text);
  const head = new Uint8Array(4);
  new DataView(head.buffer).setUint32(0, bytes.length);
  if ((yield* writeAll(test.proc, test.control, head)) !== null) return false;
  return (yield* writeAll(test.proc, test.control, bytes)) === null;
}

/** get_results. False: they are not what they should be. */
export function* takeResults(test: Test): Proc<boolean> {
  const told = yield* readJson(test.proc, test.control);
  if (told === null || told === "short") return false;
  const number = (from: Record<string, unknown>, name: string): number =>
    typeof from[name] === "number" ? from[name] : 0;
  test.remoteCpu = {
    total: number(told, "cpu_util_total"),
    user: number(told, "cpu_util_user"),
    system: number(told, "cpu_util_system"),
  };
  if (typeof told.congestion_used === "string") test.remoteCongestion = told.congestion_used;
  for (const one of Array.isArray(told.streams) ? (told.streams as unknown[]) : []) {
    if (typeof one !== "object" || one === null) continue;
    const from = one as Record<string, unknown>;
    const stream = test.streams.find((_, i) => numberOf(i) === number(from, "id"));
    if (stream === undefined) return false;
    const retransmits = number(from, "retransmits");
    stream.remote = {
      bytes: number(from, "bytes"),
      retransmits: retransmits > 2 ** 53 ? 0 : retransmits,
      jitterS: number(from, "jitter"),
      errors: number(from, "errors"),
      packets: number(from, "packets"),
      seconds: number(from, "end_time") - number(from, "start_time"),
    } satisfies Remote;
  }
  return true;
}
