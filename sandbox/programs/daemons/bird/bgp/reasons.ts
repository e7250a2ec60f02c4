/** Why a session ends, in the subcodes of a Cease (RFC 4486, RFC 8203), and which changes of its configuration it survives. */
import { encodeUtf8 } from "../../../../sim/utf8.ts";
import type { BgpConfig, DownCode, LimitConfig } from "../types.ts";

/** The subcode, and the limit that was hit. */
export function whyDown(
  code: DownCode,
  config: BgpConfig,
): { readonly subcode: number; readonly limit: LimitConfig | null } {
  const only = (subcode: number): { subcode: number; limit: null } => ({ subcode, limit: null });
  switch (code) {
    case "cf-remove":
    case "cf-disable":
      return only(3);
    case "cf-restart":
      return only(6);
    case "cmd-disable":
    case "cmd-shutdown":
      return only(2);
    case "cmd-restart":
      return only(4);
    case "rx-limit":
      return { subcode: 1, limit: config.receiveLimit };
    case "in-limit":
      return { subcode: 1, limit: config.importLimit };
    case "out-limit":
      return {
        subcode: config.exportLimit?.action === "restart" ? 4 : 2,
        limit: config.exportLimit,
      };
    case null:
      return only(0);
  }
}

/** RFC 8203: an administrator's words, at most 128 octets of them. */
export function shutdownData(subcode: number, message: string | null): Uint8Array | undefined {
  if (message === null || (subcode !== 2 && subcode !== 4)) return undefined;
  const text = encodeUtf8(message).subarray(0, 128);
  return Uint8Array.from([text.length, ...text]);
}

/** Configuration that a session need not end for: the core looks after it. */
const CORE_OPTIONS: ReadonlySet<string> = new Set([
  ...["name", "description", "preference", "disabled", "debug", "routerId", "table", "at"],
  ...["importFilter", "exportFilter", "importKeepFiltered", "importLimit", "receiveLimit"],
  ...["exportLimit", "channel"],
]);

export function sameSession(before: BgpConfig, after: BgpConfig): boolean {
  const [a, b] = [new Map(Object.entries(before)), new Map(Object.entries(after))];
  for (const key of new Set([...a.keys(), ...b.keys()]))
    if (!CORE_OPTIONS.has(key) && a.get(key) !== b.get(key)) return false;
  return true;
}
