/** Protocols of text lines (HTTP, SMTP, FTP): tcpdump 4.99.3 print.c's txtproto_print. */
import { type Printer } from "./context.ts";

const COMMANDS: ReadonlyMap<string, readonly string[]> = new Map([
  [
    "http",
    [
      "GET",
      "PUT",
      "COPY",
      "HEAD",
      "LOCK",
      "MOVE",
      "POLL",
      "POST",
      "BCOPY",
      "BMOVE",
      "MKCOL",
      "TRACE",
      "LABEL",
      "MERGE",
      "DELETE",
      "SEARCH",
      "UNLOCK",
      "REPORT",
      "UPDATE",
      "NOTIFY",
      "BDELETE",
      "CONNECT",
      "OPTIONS",
      "CHECKIN",
      "PROPFIND",
      "CHECKOUT",
      "CCM_POST",
      "SUBSCRIBE",
      "PROPPATCH",
      "BPROPFIND",
      "BPROPPATCH",
      "UNCHECKOUT",
      "MKACTIVITY",
      "MKWORKSPACE",
      "UNSUBSCRIBE",
      "RPC_CONNECT",
      "VERSION-CONTROL",
      "BASELINE-CONTROL",
    ],
  ],
  [
    "rtsp",
    [
      "DESCRIBE",
      "ANNOUNCE",
      "GET_PARAMETER",
      "OPTIONS",
      "PAUSE",
      "PLAY",
      "RECORD",
      "REDIRECT",
      "SETUP",
      "SET_PARAMETER",
      "TEARDOWN",
    ],
  ],
  [
    "smtp",
    [
      "HELO",
      "MAIL",
      "RCPT",
      "DATA",
      "RSET",
      "SEND",
      "SOML",
      "SAML",
      "VRFY",
      "EXPN",
      "HELP",
      "NOOP",
      "QUIT",
      "TURN",
      "TLS",
      "EHLO",
      "STARTTLS",
    ],
  ],
  [
    "ftp",
    [
      "ACCT",
      "APPE",
      "CWD",
      "DELE",
      "EPRT",
      "EPSV",
      "FEAT",
      "HELP",
      "LIST",
      "LPRT",
      "LPSV",
      "MKD",
      "MODE",
      "NLST",
      "NOOP",
      "PASS",
      "PASV",
      "PORT",
      "PWD",
      "QUIT",
      "RETR",
      "RMD",
      "RNFR",
      "RNTO",
      "SITE",
      "SIZE",
      "STAT",
      "STOR",
      "SYST",
      "TYPE",
      "USER",
    ],
  ],
]);

export function printText(p: Printer, at: number, length: number, protocol: string): void {
  p.protocol = protocol;
  const commands = COMMANDS.get(protocol) ?? [];
  const isText =
    protocol === "whois" ||
    looksLikeText(p, at, length, commands, protocol === "http" || protocol === "rtsp");
  p.put(protocol.toUpperCase());
  if (!isText) return;
  if (p.o.v === 0) {
    p.put(": ");
    printLine(p, at, length);
    return;
  }
  p.put(`, length: ${length}`);
  let from = at;
  const stop = at + length;
  while (from < stop) {
    const line = lineEnd(p, from, stop);
    if (line === null) {
      // Text up to the end without a line end is cut off; anything else ends the listing.
      if (textUntil(p, from, stop) < Math.min(stop, p.end)) return;
      if (p.end < stop) {
        p.trunc();
        return;
      }
      p.put("\n\t");
      putText(p, from, Math.min(stop, p.end));
      p.put(` [|${p.protocol}]`);
      return;
    }
    p.put("\n\t");
    putText(p, from, line.end);
    from = line.next;
  }
}

function looksLikeText(
  p: Printer,
  at: number,
  length: number,
  commands: readonly string[],
  secondToken: boolean,
): boolean {
  const first = token(p, at, length);
  if (first === null) return false;
  if (commands.some((c) => c.toLowerCase() === first.text.toLowerCase())) return true;
  const code = secondToken ? token(p, first.next, length - (first.next - at)) : first;
  return code !== null && /^\d\d\d$/.test(code.text);
}

function token(p: Printer, from: number, length: number): { text: string; next: number } | null {
  let at = from;
  const stop = from + length;
  let text = "";
  for (; at < stop; at++) {
    if (!p.has(at, 1)) return null;
    const c = p.u8(at);
    if (c === 32 || (c >= 9 && c <= 13)) break;
    if (c < 32 || c > 126 || text.length >= 127) return null;
    text += String.fromCharCode(c);
  }
  if (text === "") return null;
  while (at < stop && p.has(at, 1)) {
    const c = p.u8(at);
    if (c !== 32 && !(c >= 9 && c <= 13)) break;
    if (c === 13 || c === 10) break;
    at++;
  }
  return { text, next: at };
}

/** Where the line that starts here ends; null when no line end is found or it is no text. */
function lineEnd(
  p: Printer,
  from: number,
  stop: number,
): { start: number; end: number; next: number } | null {
  for (let at = from; at < stop; at++) {
    if (!p.has(at, 1)) return null;
    const c = p.u8(at);
    if (c === 10) return { start: from, end: at, next: at + 1 };
    if (c === 13) {
      if (at + 1 >= stop || !p.has(at + 1, 1) || p.u8(at + 1) !== 10) return null;
      return { start: from, end: at, next: at + 2 };
    }
    if (c > 126 || (c < 32 && c !== 9)) return null;
  }
  return null;
}

function printLine(p: Printer, at: number, length: number): void {
  const line = lineEnd(p, at, at + length);
  if (line !== null) {
    putText(p, at, line.end);
    return;
  }
  const stop = Math.min(at + length, p.end);
  if (textUntil(p, at, stop) < stop) return;
  putText(p, at, stop);
  p.trunc();
}

/** How far from `from` on everything is text. */
function textUntil(p: Printer, from: number, stop: number): number {
  for (let at = from; at < stop; at++) {
    if (!p.has(at, 1)) return at;
    const c = p.u8(at);
    if (c === 10 || c === 13 || c > 126 || (c < 32 && c !== 9)) return at;
  }
  return stop;
}

/** SSH names itself on its first line; the rest is not text. */
export function printSsh(p: Printer, at: number, length: number): void {
  p.protocol = "ssh";
  const name = "SSH-";
  for (let i = 0; i < name.length; i++) if (p.u8(at + i) !== name.charCodeAt(i)) return;
  for (let stop = at + name.length; stop < at + length; stop++) {
    const c = p.u8(stop);
    const ended = c === 10 || (c === 13 && stop + 1 < at + length && p.u8(stop + 1) === 10);
    if (ended) {
      p.put(": SSH: ");
      putText(p, at, stop);
      return;
    }
    if (c < 32 || c > 126) return;
  }
}

/** nd_printn: `length` bytes as text, what is none in caret form. */
export function printable(p: Printer, at: number, length: number): string {
  let text = "";
  for (let i = 0; i < length; i++) {
    const c = p.u8(at + i);
    text += c >= 32 && c < 127 ? String.fromCharCode(c) : caret(c);
  }
  return text;
}

/** nd_printztn: text up to a zero byte within `room`; bytes used, 0 when the capture ended before. */
export function zeroEnded(p: Printer, at: number, room: number): number {
  for (let i = 0; i < room; i++) {
    if (!p.has(at + i, 1)) return 0;
    if (p.u8(at + i) === 0) return i + 1;
    p.put(printable(p, at + i, 1));
  }
  return 0;
}

/** nd_printjnp: text of a field that is padded with zeros. */
export function zeroPadded(p: Printer, at: number, room: number): string {
  let text = "";
  for (let i = 0; i < room && p.u8(at + i) !== 0; i++) text += printable(p, at + i, 1);
  return text;
}

/** A byte that is no text: ^A, M-a. */
export function caret(c: number): string {
  if (c >= 128)
    return `M-${c - 128 >= 32 && c < 255 ? String.fromCharCode(c - 128) : `^${String.fromCharCode((c - 128) ^ 64)}`}`;
  return `^${String.fromCharCode(c ^ 64)}`;
}

function putText(p: Printer, from: number, to: number): void {
  let text = "";
  for (let i = from; i < to; i++) {
    const c = p.u8(i);
    text += c === 9 || (c >= 32 && c < 127) ? String.fromCharCode(c) : caret(c);
  }
  p.put(text);
}
