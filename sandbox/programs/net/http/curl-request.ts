/** The request curl sends: its own header lines in its order, the user's in their place. */
import { encodeUtf8 } from "../../../sim/utf8.ts";
import { hostHeader, type Url } from "./client.ts";
import type { CurlOptions } from "./curl-options.ts";

/** hops: redirects followed so far; old: the server speaks HTTP/1.0. */
export function requestText(
  o: CurlOptions,
  url: Url,
  method: string,
  hops: number,
  old: boolean,
): string {
  const posts = o.data !== null && !o.get && hops === 0;
  const target =
    o.get && o.data !== null
      ? `${url.target}${url.target.includes("?") ? "&" : "?"}${o.data}`
      : url.target;
  const user = o.user ?? url.user;
  const lines: (readonly [string, string])[] = [["Host", hostHeader(url)]];
  if (user !== null) lines.push(["Authorization", `Basic ${base64(user)}`]);
  if (o.range !== null) lines.push(["Range", `bytes=${o.range}`]);
  if (o.agent !== "") lines.push(["User-Agent", o.agent]);
  lines.push(["Accept", "*/*"]);
  if (o.compressed) lines.push(["Accept-Encoding", "deflate, gzip, br, zstd"]);
  if (o.referer !== null) lines.push(["Referer", o.referer]);
  if (o.cookie !== null) lines.push(["Cookie", o.cookie]);
  if (o.timeCondition !== null) {
    const since = o.timeCondition.replace(/^-/, "");
    lines.push([`If-${since === o.timeCondition ? "Modified" : "Unmodified"}-Since`, since]);
  }
  const own = o.headers.map((h) => {
    const colon = h.search(/[:;]/);
    return colon < 0
      ? null
      : ([h.slice(0, colon), h.slice(colon + 1).trim(), h[colon] === ";"] as const);
  });
  const replaced = new Set(own.map((h) => h?.[0].toLowerCase()));
  let out = `${method} ${target} HTTP/${o.http10 || old ? "1.0" : "1.1"}\r\n`;
  // Host and what curl makes itself first; a header of the user's takes the place of curl's own.
  const hostOwn = own.find((h) => h?.[0].toLowerCase() === "host" && h[1] !== "");
  for (const [name, value] of lines) {
    if (name === "Host" && hostOwn !== undefined) out += `Host:${" "}${hostOwn?.[1] ?? ""}\r\n`;
    else if (!replaced.has(name.toLowerCase())) out += `${name}: ${value}\r\n`;
  }
  for (const h of own) {
    if (h === null || h === hostOwn) continue;
    if (h[1] !== "") out += `${h[0]}: ${h[1]}\r\n`;
    else if (h[2]) out += `${h[0]}:\r\n`;
  }
  const body = posts ? latinOf(o.data as string) : "";
  if (posts) {
    out += `Content-Length: ${body.length}\r\n`;
    if (!replaced.has("content-type")) out += "Content-Type: application/x-www-form-urlencoded\r\n";
  }
  return `${out}\r\n${body}`;
}

/** The URL that is asked for: -G puts the data into it. */
export function effectiveUrl(o: CurlOptions, url: string): string {
  if (!o.get || o.data === null) return url;
  return `${url}${url.includes("?") ? "&" : "?"}${o.data}`;
}

/** --connect-to: where a host and port are really asked for. An empty field means any, or the same. */
export function connectTo(o: CurlOptions, url: Url): { host: string; port: number } {
  for (const entry of o.connectTo) {
    const m = /^(\[[^\]]*\]|[^:]*):(\d*):(\[[^\]]*\]|[^:]*)(?::(\d*))?$/.exec(entry);
    if (m === null) continue;
    const [, host = "", port = "", newHost = "", newPort = ""] = m;
    if (host !== "" && host.toLowerCase() !== url.host.toLowerCase()) continue;
    if (port !== "" && Number(port) !== url.port) continue;
    return {
      host: newHost === "" ? url.host : newHost.replace(/^\[|\]$/g, ""),
      port: newPort === "" ? url.port : Number(newPort),
    };
  }
  return url;
}

export function base64(text: string): string {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const bytes = encodeUtf8(text);
  let out = "";
  for (let i = 0; i < bytes.length; i += 3) {
    const n = ((bytes[i] ?? 0) << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    for (let k = 0; k < 4; k++)
      out += i + k > bytes.length ? "=" : (alphabet[(n >> (18 - 6 * k)) & 63] as string);
  }
  return out;
}

function latinOf(text: string): string {
  let out = "";
  for (const byte of encodeUtf8(text)) out += String.fromCharCode(byte);
  return out;
}
