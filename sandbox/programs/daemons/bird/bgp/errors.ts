/** What BIRD calls the errors of a session: the last one of `show protocols`, NOTIFICATIONs in the log. */
import { type Errno, strerror } from "../../../../kernel/errno.ts";
import { u16, u32 } from "../../../../wire/bytes.ts";

const NAMES: ReadonlyMap<number, string> = new Map(
  (
    [
      [1, 0, "Invalid message header"],
      [1, 1, "Connection not synchronized"],
      [1, 2, "Bad message length"],
      [1, 3, "Bad message type"],
      [2, 0, "Invalid OPEN message"],
      [2, 1, "Unsupported version number"],
      [2, 2, "Bad peer AS"],
      [2, 3, "Bad BGP identifier"],
      [2, 4, "Unsupported optional parameter"],
      [2, 5, "Authentication failure"],
      [2, 6, "Unacceptable hold time"],
      [2, 7, "Required capability missing"],
      [2, 8, "No supported AFI/SAFI"],
      [3, 0, "Invalid UPDATE message"],
      [3, 1, "Malformed attribute list"],
      [3, 2, "Unrecognized well-known attribute"],
      [3, 3, "Missing mandatory attribute"],
      [3, 4, "Invalid attribute flags"],
      [3, 5, "Invalid attribute length"],
      [3, 6, "Invalid ORIGIN attribute"],
      [3, 7, "AS routing loop"],
      [3, 8, "Invalid NEXT_HOP attribute"],
      [3, 9, "Optional attribute error"],
      [3, 10, "Invalid network field"],
      [3, 11, "Malformed AS_PATH"],
      [4, 0, "Hold timer expired"],
      [5, 0, "Finite state machine error"],
      [5, 1, "Unexpected message in OpenSent state"],
      [5, 2, "Unexpected message in OpenConfirm state"],
      [5, 3, "Unexpected message in Established state"],
      [6, 0, "Cease"],
      [6, 1, "Maximum number of prefixes reached"],
      [6, 2, "Administrative shutdown"],
      [6, 3, "Peer de-configured"],
      [6, 4, "Administrative reset"],
      [6, 5, "Connection rejected"],
      [6, 6, "Other configuration change"],
      [6, 7, "Connection collision resolution"],
      [6, 8, "Out of Resources"],
      [7, 0, "Invalid ROUTE-REFRESH message"],
      [7, 1, "Invalid ROUTE-REFRESH message length"],
    ] as const
  ).map(([code, subcode, text]) => [(code << 8) | subcode, text]),
);

/** bgp_error_dsc(). */
export function errorName(code: number, subcode: number): string {
  return NAMES.get((code << 8) | subcode) ?? `Unknown error ${code}.${subcode}`;
}

/** BE_*: the last thing that went wrong. */
export type LastError =
  | { readonly by: "misc"; readonly what: MiscError }
  /** Null: the other side closed. */
  | { readonly by: "socket"; readonly errno: Errno | null }
  | { readonly by: "received" | "sent"; readonly code: number; readonly subcode: number }
  | { readonly by: "limit" }
  | { readonly by: "admin" };

/** bgp_misc_errors. */
export type MiscError =
  | "Neighbor lost"
  | "Invalid next hop"
  | "Kernel MD5 auth failed"
  | "No listening socket"
  | "Link down"
  | "BFD session down"
  | "Graceful restart";

/** `Received: Administrative reset`; "" for none and for what an administrator did. */
export function lastErrorText(error: LastError | null): string {
  switch (error?.by) {
    case "misc":
      return `Error: ${error.what}`;
    case "socket":
      return `Socket: ${error.errno === null ? "Connection closed" : strerror(error.errno)}`;
    case "received":
      return `Received: ${errorName(error.code, error.subcode)}`;
    case "sent":
      return `BGP Error: ${errorName(error.code, error.subcode)}`;
    case "limit":
      return "Automatic shutdown: Route limit exceeded";
    default:
      return "";
  }
}

/** RFC 8203: the text in the data of an administrative shutdown; null: there is none that is well formed. */
export function shutdownMessage(data: Uint8Array): string | null {
  const size = data[0] ?? 0;
  if (size + 1 > data.length) return null;
  let text = "";
  for (let i = 1; i <= size; i++) {
    const byte = data[i] as number;
    text += byte < 32 ? " " : String.fromCharCode(byte);
  }
  return text;
}

/** What follows the name in the log: the peer's AS, the shutdown's message, else up to 16 octets in hex. */
export function errorData(code: number, subcode: number, data: Uint8Array): string {
  if (data.length === 0) return "";
  if (code === 2 && subcode === 2 && (data.length === 2 || data.length === 4))
    return `: ${data.length === 2 ? u16(data, 0) : u32(data, 0)}`;
  if (code === 6 && (subcode === 2 || subcode === 4)) {
    const text = shutdownMessage(data);
    if (text !== null) return text === "" ? "" : `: "${text}"`;
  }
  let hex = "";
  for (const byte of data.subarray(0, 16)) hex += byte.toString(16).padStart(2, "0");
  return `: ${hex}`;
}
