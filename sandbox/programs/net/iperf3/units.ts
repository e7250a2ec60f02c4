/** unit_snprintf of iperf: an amount with its unit, without the s at its end. */
const BYTES = ["Byte", "KByte", "MByte", "GByte", "TByte"];
const BITS = ["bit", "Kbit", "Mbit", "Gbit", "Tbit"];

/** `how`: A and a choose the power (bytes, bits); KMGT and kmgt are fixed. `bytes` may be a rate. */
export function unit(bytes: number, how: string): string {
  const inBits = how === how.toLowerCase();
  const step = inBits ? 1000 : 1024;
  let value = inBits ? bytes * 8 : bytes;
  let power = 0;
  if (how.toUpperCase() === "A") {
    while (value >= step && power < 4) {
      value /= step;
      power++;
    }
  } else {
    power = "KMGT".indexOf(how.toUpperCase()) + 1;
    value /= step ** power;
  }
  const digits = value < 9.995 ? 2 : value < 99.95 ? 1 : 0;
  const name = (inBits ? BITS : BYTES)[power] as string;
  return `${value.toFixed(digits).padStart(4)} ${name}`;
}

/** %.2g of printf. */
export function g2(value: number): string {
  if (value === 0) return "0";
  const text = value.toExponential(1);
  const exponent = Number(text.slice(text.indexOf("e") + 1));
  if (exponent < -4 || exponent >= 2) {
    const mantissa = Number(text.slice(0, text.indexOf("e")));
    const size = Math.abs(exponent);
    return `${mantissa}e${exponent < 0 ? "-" : "+"}${size < 10 ? "0" : ""}${size}`;
  }
  return String(Number(value.toPrecision(2)));
}
