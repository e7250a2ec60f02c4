/**
 * Bytes as strings, without loss. `bytes`: one char a byte (what cut, tr, sort, awk count in).
 * `utf8`: characters; a byte that is no UTF-8 becomes U+DC80+byte-0x80 and goes out as it came.
 */
export type Charset = "bytes" | "utf8";

export function decode(bytes: Uint8Array, charset: Charset): string {
  return charset === "bytes" || isAscii(bytes) ? fromCodes(bytes) : decodeLossless(bytes);
}

export function encode(text: string, charset: Charset): Uint8Array {
  if (charset === "bytes") {
    const out = new Uint8Array(text.length);
    for (let i = 0; i < text.length; i++) out[i] = text.charCodeAt(i);
    return out;
  }
  return encodeLossless(text);
}

/** Characters to a string of their UTF-8 bytes: for arguments of programs that count bytes. */
export function toByteString(text: string): string {
  for (let i = 0; i < text.length; i++) {
    if (text.charCodeAt(i) > 0x7f) return fromCodes(encodeLossless(text));
  }
  return text;
}

export function fromByteString(text: string): string {
  return decode(encode(text, "bytes"), "utf8");
}

function isAscii(bytes: Uint8Array): boolean {
  for (let i = 0; i < bytes.length; i++) if ((bytes[i] as number) > 0x7f) return false;
  return true;
}

function fromCodes(bytes: Uint8Array): string {
  let out = "";
  for (let i = 0; i < bytes.length; i += 8192)
    out += String.fromCharCode.apply(null, bytes.subarray(i, i + 8192) as unknown as number[]);
  return out;
}

function decodeLossless(bytes: Uint8Array): string {
  const parts: string[] = [];
  let codes: number[] = [];
  const n = bytes.length;
  for (let i = 0; i < n;) {
    const b = bytes[i] as number;
    let size = 1;
    let code = b < 0x80 ? b : 0xdc00 + b;
    const need =
      b >= 0xc2 && b < 0xe0 ? 1 : b >= 0xe0 && b < 0xf0 ? 2 : b >= 0xf0 && b < 0xf5 ? 3 : 0;
    if (need > 0 && i + need < n) {
      let c = b & (0x3f >> need);
      let good = true;
      for (let k = 1; k <= need && good; k++) {
        const next = bytes[i + k] as number;
        good = (next & 0xc0) === 0x80;
        c = (c << 6) | (next & 0x3f);
      }
      const least = need === 1 ? 0x80 : need === 2 ? 0x800 : 0x10000;
      if (good && c >= least && c <= 0x10ffff && (c < 0xd800 || c > 0xdfff)) {
        code = c;
        size = need + 1;
      }
    }
    if (code > 0xffff)
      codes.push(0xd800 + ((code - 0x10000) >> 10), 0xdc00 + ((code - 0x10000) & 0x3ff));
    else codes.push(code);
    i += size;
    if (codes.length > 4096) {
      parts.push(String.fromCharCode(...codes));
      codes = [];
    }
  }
  return parts.join("") + String.fromCharCode(...codes);
}

function encodeLossless(text: string): Uint8Array {
  const n = text.length;
  const out = new Uint8Array(n * 3);
  let at = 0;
  for (let i = 0; i < n; i++) {
    let c = text.charCodeAt(i);
    if (c >= 0xd800 && c < 0xdc00 && i + 1 < n) {
      const low = text.charCodeAt(i + 1);
      if (low >= 0xdc00 && low < 0xe000) {
        c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
        i++;
      }
    }
    if (c >= 0xdc80 && c < 0xdd00) out[at++] = c - 0xdc00;
    else if (c < 0x80) out[at++] = c;
    else if (c < 0x800) {
      out[at++] = 0xc0 | (c >> 6);
      out[at++] = 0x80 | (c & 63);
    } else if (c < 0x10000) {
      out[at++] = 0xe0 | (c >> 12);
      out[at++] = 0x80 | ((c >> 6) & 63);
      out[at++] = 0x80 | (c & 63);
    } else {
      out[at++] = 0xf0 | (c >> 18);
      out[at++] = 0x80 | ((c >> 12) & 63);
      out[at++] = 0x80 | ((c >> 6) & 63);
      out[at++] = 0x80 | (c & 63);
    }
  }
  return out.slice(0, at);
}
