/**
 * Congestion control: CUBIC (RFC 9438) in integers as net/ipv4/tcp_cubic.c has it, with slow start
 * and PRR (RFC 6937). Left out: HyStart, pacing, BBR (a namespace whose sysctl says bbr or reno shows that
 * name and grows its window by CUBIC too), and the undoing of a reduction that was not needed.
 */
export const OPEN = 0;
export const DISORDER = 1;
export const RECOVERY = 3;
export const LOSS = 4;

const INFINITE = 0x7fffffff;
const BETA = 717;
const BETA_SCALE = 1024;
const INIT_CWND = 10;

export interface Congestion {
  state: number;
  cwnd: number;
  ssthresh: number;
  cwndCnt: number;
  priorCwnd: number;
  prrDelivered: number;
  prrOut: number;
  lastMax: number;
  origin: number;
  k: number;
  epochStart: number;
  count: number;
  tcpCwnd: number;
  ackCnt: number;
}

export function newCongestion(): Congestion {
  return {
    state: OPEN,
    cwnd: INIT_CWND,
    ssthresh: INFINITE,
    cwndCnt: 0,
    priorCwnd: 0,
    prrDelivered: 0,
    prrOut: 0,
    lastMax: 0,
    origin: 0,
    k: 0,
    epochStart: -1,
    count: 0,
    tcpCwnd: 0,
    ackCnt: 0,
  };
}

/** Integer cube root, rounded down. */
function cubeRoot(n: number): number {
  if (n <= 0) return 0;
  let x = 1;
  while (x * x * x * 8 <= n) x *= 2;
  x *= 2;
  for (;;) {
    const next = Math.floor((2 * x + Math.floor(n / (x * x))) / 3);
    if (next >= x) return x;
    x = next;
  }
}

/** bictcp_recalc_ssthresh. */
export function reducedThreshold(c: Congestion): number {
  c.epochStart = -1;
  c.lastMax =
    c.cwnd < c.lastMax ? Math.floor((c.cwnd * (BETA_SCALE + BETA)) / (2 * BETA_SCALE)) : c.cwnd;
  return Math.max(Math.floor((c.cwnd * BETA) / BETA_SCALE), 2);
}

/** cubictcp_cong_avoid, for `acked` segments. Times in µs. */
export function grow(c: Congestion, acked: number, now: number, minRttUs: number): void {
  let left = acked;
  if (c.cwnd < c.ssthresh) {
    const next = Math.min(c.cwnd + left, c.ssthresh);
    left -= next - c.cwnd;
    c.cwnd = next;
    if (left === 0) return;
  }
  update(c, left, now, minRttUs);
  c.cwndCnt += left;
  if (c.cwndCnt >= c.count) {
    const more = Math.floor(c.cwndCnt / c.count);
    c.cwndCnt -= more * c.count;
    c.cwnd += more;
  }
}

/** bictcp_update: how many acknowledgements make one segment more. */
function update(c: Congestion, acked: number, now: number, minRttUs: number): void {
  c.ackCnt += acked;
  if (c.epochStart < 0) {
    c.epochStart = now;
    c.ackCnt = acked;
    c.tcpCwnd = c.cwnd;
    if (c.lastMax <= c.cwnd) {
      c.k = 0;
      c.origin = c.cwnd;
    } else {
      // K = cube root of (W_max - cwnd) / 0.4, in ms.
      c.k = cubeRoot((c.lastMax - c.cwnd) * 2_500_000_000);
      c.origin = c.lastMax;
    }
  }
  const t = Math.floor((now - c.epochStart + minRttUs) / 1000);
  const off = t < c.k ? c.k - t : t - c.k;
  const delta = Math.floor((0.4 * off * off * off) / 1_000_000_000);
  const target = t < c.k ? c.origin - delta : c.origin + delta;
  c.count = target > c.cwnd ? Math.floor(c.cwnd / (target - c.cwnd)) : 100 * c.cwnd;
  if (c.lastMax === 0 && c.count > 20) c.count = 20;
  // TCP friendliness: not slower than Reno would be.
  const scale = Math.floor((8 * (BETA_SCALE + BETA)) / 3 / (BETA_SCALE - BETA));
  const per = Math.floor((c.cwnd * scale) / 8);
  while (per > 0 && c.ackCnt > per) {
    c.ackCnt -= per;
    c.tcpCwnd++;
  }
  if (c.tcpCwnd > c.cwnd) c.count = Math.min(c.count, Math.floor(c.cwnd / (c.tcpCwnd - c.cwnd)));
  c.count = Math.max(c.count, 2);
}
