/** Since the lab was ready: "12.345 s", "3:12.345". */
export function clockText(us: number, digits: 3 | 6 = 3): string {
  const seconds = Math.max(0, us) / 1e6;
  const minutes = Math.floor(seconds / 60);
  const rest = (seconds - minutes * 60).toFixed(digits);
  return minutes === 0 ? `${rest} s` : `${minutes}:${rest.padStart(digits + 3, "0")}`;
}
