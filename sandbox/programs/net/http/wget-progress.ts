/** Sizes, times, rates and the dotted progress of wget's log. */

/** 1.5K, 3.0M: three digits. */
export function short(n: number): string {
  if (n < 1024) return String(n);
  let value = n / 1024;
  for (const unit of ["K", "M", "G"]) {
    if (value < 1024)
      return value < 10 ? `${value.toFixed(1)}${unit}` : `${Math.round(value)}${unit}`;
    value /= 1024;
  }
  return `${Math.round(value)}T`;
}

export function seconds(us: number): string {
  return us < 1000
    ? "0s"
    : us < 1_000_000
      ? `${(us / 1_000_000).toFixed(us < 10_000 ? 3 : 2).replace(/0+$/, "")}s`
      : `${(us / 1_000_000).toFixed(1)}s`;
}

export function rate(size: number, us: number): string {
  let value = (size * 1_000_000) / us;
  for (const unit of ["B/s", "KB/s", "MB/s", "GB/s"]) {
    if (value < 1024 || unit === "GB/s") {
      const digits = value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2;
      return `${value.toFixed(digits)} ${unit}`;
    }
    value /= 1024;
  }
  return "";
}

/** The dotted progress of a log: 50 dots a line in groups of 10, each 1 KiB. */
export function dots(size: number, length: number | null, us: number): string {
  const total = Math.max(size, 1);
  let out = "";
  for (let row = 0; row * 51_200 < total; row++) {
    const from = row * 51_200;
    const count = Math.min(50, Math.floor((size - from) / 1024));
    let text = `${String(from / 1024).padStart(6)}K`;
    for (let i = 0; i < 50; i++) {
      if (i % 10 === 0) text += " ";
      text += i < count ? "." : " ";
    }
    const done = Math.min(size, from + 51_200);
    const percent = length === null || length === 0 ? "" : `${Math.floor((done * 100) / length)}%`;
    const speed = rate(size, us)
      .replace(/ ?(.)?B\/s$/, "$1")
      .replace(" ", "");
    const last = done >= size;
    out += `${text}${percent.padStart(length === null ? 0 : 4)} ${speed.padStart(5)}${last ? `=${seconds(us)}` : ""}\n`;
  }
  return out;
}
