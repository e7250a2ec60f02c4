/** UTF-8 without TextEncoder, which `sandbox/` does not have. Bad bytes decode to U+FFFD. */
export function encodeUtf8(text: string): Uint8Array {
  const n = text.length;
  let ascii = true;
  for (let i = 0; i < n; i++) {
    if (text.charCodeAt(i) > 0x7f) {
      ascii = false;
      break;
    }
  }
  if (ascii) {
    const out = new Uint8Array(n);
    for (let i = 0; i < n; i++) out[i] = text.charCodeAt(i);
    return out;
  }
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
    if (c >= 0xd800 && c < 0xe000) c = 0xfffd;
    if (c < 0x80) out[at++] = c;
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

export function decodeUtf8(bytes: Uint8Array, start = 0, end = bytes.length): string {
  let out = "";
  let chunk: number[] = [];
  for (let i = start; i < end;) {
    const b = bytes[i] as number;
    let code = 0xfffd;
    let size = 1;
    if (b < 0x80) code = b;
    else {
      const need =
        b >= 0xc2 && b < 0xe0 ? 1 : b >= 0xe0 && b < 0xf0 ? 2 : b >= 0xf0 && b < 0xf5 ? 3 : 0;
      if (need > 0 && i + need < end + 0) {
        let c = b & (0x3f >> need);
        let good = true;
        for (let k = 1; k <= need; k++) {
          const next = bytes[i + k] as number;
          if ((next & 0xc0) !== 0x80) {
            good = false;
            break;
          }
          c = (c << 6) | (next & 0x3f);
        }
        const least = need === 1 ? 0x80 : need === 2 ? 0x800 : 0x10000;
        if (good && c >= least && c <= 0x10ffff && (c < 0xd800 || c > 0xdfff)) {
          code = c;
          size = need + 1;
        }
      }
    }
    if (code > 0xffff) {
      chunk.push(0xd800 + ((code - 0x10000) >> 10), 0xdc00 + ((code - 0x10000) & 0x3ff));
    } else chunk.push(code);
    i += size;
    if (chunk.length > 4096) {
      out += String.fromCharCode(...chunk);
      chunk = [];
    }
  }
  return out + String.fromCharCode(...chunk);
}
