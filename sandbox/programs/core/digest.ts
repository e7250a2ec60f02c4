/** MD5 (RFC 1321), SHA-1, SHA-256 and SHA-512 (FIPS 180-4) as hex. */
const MD5_SHIFTS = [7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21];

function pad(bytes: Uint8Array, bigEndian: boolean): Uint8Array {
  const length = (((bytes.length + 8) >> 6) << 6) + 64;
  const out = new Uint8Array(length);
  out.set(bytes);
  out[bytes.length] = 0x80;
  const view = new DataView(out.buffer);
  const high = Math.floor(bytes.length / 0x2000_0000);
  const low = (bytes.length << 3) >>> 0;
  view.setUint32(length - 8, bigEndian ? high : low, !bigEndian);
  view.setUint32(length - 4, bigEndian ? low : high, !bigEndian);
  return out;
}

/** floor(2^32 |sin(i + 1)|), written out: the sandbox has no sine. */
const MD5_TABLE = Uint32Array.from(
  (
    "d76aa478e8c7b756242070dbc1bdceeef57c0faf4787c62aa8304613fd469501698098d88b44f7afffff5bb1895cd7be6b901122fd987193a679438e49b40821" +
    "f61e2562c040b340265e5a51e9b6c7aad62f105d02441453d8a1e681e7d3fbc821e1cde6c33707d6f4d50d87455a14eda9e3e905fcefa3f8676f02d98d2a4c8a" +
    "fffa39428771f6816d9d6122fde5380ca4beea444bdecfa9f6bb4b60bebfbc70289b7ec6eaa127fad4ef308504881d05d9d4d039e6db99e51fa27cf8c4ac5665" +
    "f4292244432aff97ab9423a7fc93a039655b59c38f0ccc92ffeff47d85845dd16fa87e4ffe2ce6e0a30143144e0811a1f7537e82bd3af2352ad7d2bbeb86d391"
  ).match(/.{8}/g) as string[],
  (h) => Number.parseInt(h, 16),
);

export function md5(bytes: Uint8Array): string {
  const data = pad(bytes, false);
  const view = new DataView(data.buffer);
  const state = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476];
  for (let block = 0; block < data.length; block += 64) {
    let [a, b, c, d] = state as [number, number, number, number];
    for (let i = 0; i < 64; i++) {
      const round = i >> 4;
      const f =
        round === 0
          ? (b & c) | (~b & d)
          : round === 1
            ? (d & b) | (~d & c)
            : round === 2
              ? b ^ c ^ d
              : c ^ (b | ~d);
      const g =
        round === 0
          ? i
          : round === 1
            ? (5 * i + 1) & 15
            : round === 2
              ? (3 * i + 5) & 15
              : (7 * i) & 15;
      const sum = (a + f + (MD5_TABLE[i] as number) + view.getUint32(block + g * 4, true)) | 0;
      const shift = MD5_SHIFTS[round * 4 + (i & 3)] as number;
      [a, d, c, b] = [d, c, b, (b + ((sum << shift) | (sum >>> (32 - shift)))) | 0];
    }
    [a, b, c, d].forEach((v, i) => (state[i] = ((state[i] as number) + v) | 0));
  }
  return state
    .map((v) => [0, 8, 16, 24].map((s) => ((v >>> s) & 255).toString(16).padStart(2, "0")).join(""))
    .join("");
}

const SHA_TABLE = Uint32Array.from(
  (
    "428a2f9871374491b5c0fbcfe9b5dba53956c25b59f111f1923f82a4ab1c5ed5d807aa9812835b01243185be550c7dc372be5d7480deb1fe9bdc06a7c19bf174" +
    "e49b69c1efbe47860fc19dc6240ca1cc2de92c6f4a7484aa5cb0a9dc76f988da983e5152a831c66db00327c8bf597fc7c6e00bf3d5a7914706ca635114292967" +
    "27b70a852e1b21384d2c6dfc53380d13650a7354766a0abb81c2c92e92722c85a2bfe8a1a81a664bc24b8b70c76c51a3d192e819d6990624f40e3585106aa070" +
    "19a4c1161e376c082748774c34b0bcb5391c0cb34ed8aa4a5b9cca4f682e6ff3748f82ee78a5636f84c878148cc7020890befffaa4506cebbef9a3f7c67178f2"
  ).match(/.{8}/g) as string[],
  (h) => Number.parseInt(h, 16),
);

export function sha256(bytes: Uint8Array): string {
  const data = pad(bytes, true);
  const view = new DataView(data.buffer);
  const state = [
    0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
  ];
  const w = new Int32Array(64);
  const rot = (x: number, n: number): number => (x >>> n) | (x << (32 - n));
  for (let block = 0; block < data.length; block += 64) {
    for (let i = 0; i < 16; i++) w[i] = view.getInt32(block + i * 4);
    for (let i = 16; i < 64; i++) {
      const x = w[i - 15] as number;
      const y = w[i - 2] as number;
      w[i] =
        (w[i - 16] as number) +
        (rot(x, 7) ^ rot(x, 18) ^ (x >>> 3)) +
        (w[i - 7] as number) +
        (rot(y, 17) ^ rot(y, 19) ^ (y >>> 10));
    }
    let [a, b, c, d, e, f, g, h] = state as [
      number,
      number,
      number,
      number,
      number,
      number,
      number,
      number,
    ];
    for (let i = 0; i < 64; i++) {
      const t1 =
        (h +
          (rot(e, 6) ^ rot(e, 11) ^ rot(e, 25)) +
          ((e & f) ^ (~e & g)) +
          (SHA_TABLE[i] as number) +
          (w[i] as number)) |
        0;
      const t2 = ((rot(a, 2) ^ rot(a, 13) ^ rot(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      [h, g, f, e, d, c, b, a] = [g, f, e, (d + t1) | 0, c, b, a, (t1 + t2) | 0];
    }
    [a, b, c, d, e, f, g, h].forEach((v, i) => (state[i] = ((state[i] as number) + v) | 0));
  }
  return state.map((v) => (v >>> 0).toString(16).padStart(8, "0")).join("");
}

export function sha1(bytes: Uint8Array): string {
  const data = pad(bytes, true);
  const view = new DataView(data.buffer);
  const state = Int32Array.of(0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0);
  const w = new Int32Array(80);
  const rot = (x: number, n: number): number => (x << n) | (x >>> (32 - n));
  for (let block = 0; block < data.length; block += 64) {
    for (let i = 0; i < 16; i++) w[i] = view.getInt32(block + i * 4);
    for (let i = 16; i < 80; i++) {
      const mixed = [3, 8, 14, 16].reduce((sum, back) => sum ^ (w[i - back] as number), 0);
      w[i] = rot(mixed, 1);
    }
    let [a = 0, b = 0, c = 0, d = 0, e = 0] = state;
    for (let i = 0; i < 80; i++) {
      const [mixed, constant] =
        i < 20
          ? [(b & c) | (~b & d), 0x5a827999]
          : i < 40
            ? [b ^ c ^ d, 0x6ed9eba1]
            : i < 60
              ? [(b & c) | (b & d) | (c & d), 0x8f1bbcdc]
              : [b ^ c ^ d, 0xca62c1d6];
      const next = (rot(a, 5) + mixed + e + constant + (w[i] as number)) | 0;
      [e, d, c, b, a] = [d, c, rot(b, 30), a, next];
    }
    [a, b, c, d, e].forEach((v, i) => (state[i] = ((state[i] as number) + v) | 0));
  }
  return [...state].map((v) => (v >>> 0).toString(16).padStart(8, "0")).join("");
}

const WORD = (1n << 64n) - 1n;
/** The first 64 bits of the fractional part of a prime's root; `power`: 2 or 3. By whole numbers: the sandbox has no roots. */
function fraction(prime: number, power: 2n | 3n): bigint {
  const target = BigInt(prime) << (64n * power);
  let low = 0n;
  let high = 1n << 70n;
  while (high - low > 1n) {
    const middle = (low + high) >> 1n;
    if (middle ** power <= target) low = middle;
    else high = middle;
  }
  return low & WORD;
}
function primes(count: number): number[] {
  const found: number[] = [];
  for (let n = 2; found.length < count; n++) if (found.every((p) => n % p !== 0)) found.push(n);
  return found;
}

export function sha512(bytes: Uint8Array): string {
  const length = (((bytes.length + 16) >> 7) << 7) + 128;
  const data = new Uint8Array(length);
  data.set(bytes);
  data[bytes.length] = 0x80;
  const view = new DataView(data.buffer);
  view.setBigUint64(length - 8, BigInt(bytes.length) * 8n);
  const first = primes(80);
  const state = first.slice(0, 8).map((p) => fraction(p, 2n));
  const table = first.map((p) => fraction(p, 3n));
  const rot = (x: bigint, n: bigint): bigint => (x >> n) | ((x << (64n - n)) & WORD);
  const w: bigint[] = [];
  for (let block = 0; block < length; block += 128) {
    for (let i = 0; i < 16; i++) w[i] = view.getBigUint64(block + i * 8);
    for (let i = 16; i < 80; i++) {
      const x = w[i - 15] as bigint;
      const y = w[i - 2] as bigint;
      const s0 = rot(x, 1n) ^ rot(x, 8n) ^ (x >> 7n);
      const s1 = rot(y, 19n) ^ rot(y, 61n) ^ (y >> 6n);
      w[i] = ((w[i - 16] as bigint) + s0 + (w[i - 7] as bigint) + s1) & WORD;
    }
    let [a = 0n, b = 0n, c = 0n, d = 0n, e = 0n, f = 0n, g = 0n, h = 0n] = state;
    for (let i = 0; i < 80; i++) {
      const s1 = rot(e, 14n) ^ rot(e, 18n) ^ rot(e, 41n);
      const chosen = (e & f) ^ (~e & WORD & g);
      const t1 = h + s1 + chosen + (table[i] as bigint) + (w[i] as bigint);
      const s0 = rot(a, 28n) ^ rot(a, 34n) ^ rot(a, 39n);
      const t2 = s0 + ((a & b) ^ (a & c) ^ (b & c));
      [h, g, f, e, d, c, b, a] = [g, f, e, (d + t1) & WORD, c, b, a, (t1 + t2) & WORD];
    }
    [a, b, c, d, e, f, g, h].forEach((v, i) => (state[i] = ((state[i] as bigint) + v) & WORD));
  }
  return state.map((v) => v.toString(16).padStart(16, "0")).join("");
}
