/** Calendar time in UTC without Date: days and civil dates (Hinnant's algorithms), strftime(3) in the C locale. */
export interface Civil {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  /** 0-999999. */
  readonly micros: number;
  /** 0 is Sunday. */
  readonly weekday: number;
  /** 1-366. */
  readonly yearday: number;
  /** Whole seconds since 1970. */
  readonly unix: number;
}

export const MONTHS = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];
export const WEEKDAYS = [
  "Sunday",
  "Monday",
  "Tuesday",
  "Wednesday",
  "Thursday",
  "Friday",
  "Saturday",
];

export function daysFromCivil(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yoe = y - era * 400;
  const doy = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  return era * 146_097 + yoe * 365 + Math.floor(yoe / 4) - Math.floor(yoe / 100) + doy - 719_468;
}

export function civilFromUnix(micros: number): Civil {
  const unix = Math.floor(micros / 1e6);
  const days = Math.floor(unix / 86_400);
  const secs = unix - days * 86_400;
  const z = days + 719_468;
  const era = Math.floor(z / 146_097);
  const doe = z - era * 146_097;
  const yoe = Math.floor(
    (doe - Math.floor(doe / 1460) + Math.floor(doe / 36_524) - Math.floor(doe / 146_096)) / 365,
  );
  const doy = doe - (365 * yoe + Math.floor(yoe / 4) - Math.floor(yoe / 100));
  const mp = Math.floor((5 * doy + 2) / 153);
  const day = doy - Math.floor((153 * mp + 2) / 5) + 1;
  const month = mp < 10 ? mp + 3 : mp - 9;
  const year = yoe + era * 400 + (month <= 2 ? 1 : 0);
  return {
    year,
    month,
    day,
    hour: Math.floor(secs / 3600),
    minute: Math.floor(secs / 60) % 60,
    second: secs % 60,
    micros: micros - unix * 1e6,
    weekday: (((days + 4) % 7) + 7) % 7,
    yearday: days - daysFromCivil(year, 1, 1) + 1,
    unix,
  };
}

export function unixFromCivil(c: {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
}): number {
  return daysFromCivil(c.year, c.month, c.day) * 86_400 + c.hour * 3600 + c.minute * 60 + c.second;
}

interface Field {
  readonly text: string;
  /** Natural width and fill of a number; 0: text. */
  readonly width: number;
  readonly fill: string;
}

/** strftime with GNU's flags (- _ 0 ^ #) and widths. Unknown conversions stay as they are. */
export function strftime(format: string, t: Civil): string {
  return format.replace(
    /%([-_0^#+]*)(\d*)(:{0,3}[a-zA-Z%])/g,
    (all, flags: string, width: string, conv: string) => {
      const f = field(conv, t, Number(width || 9));
      if (f === null) return all;
      let { fill } = f;
      let { text } = f;
      if (flags.includes("-")) return text.replace(/^[0 ]+(?=.)/, "");
      if (flags.includes("_")) fill = " ";
      if (flags.includes("0")) fill = "0";
      if (flags.includes("^")) text = text.toUpperCase();
      if (flags.includes("#"))
        text = conv === "Z" || conv === "p" ? text.toLowerCase() : text.toUpperCase();
      const size = conv === "N" ? 0 : Math.max(f.width, Number(width || 0));
      return text.padStart(size, f.width === 0 && fill === "" ? " " : fill === "" ? " " : fill);
    },
  );
}

function field(conv: string, t: Civil, digits: number): Field | null {
  const num = (n: number, width: number, fill = "0"): Field => ({ text: String(n), width, fill });
  const str = (text: string): Field => ({ text, width: 0, fill: "" });
  const sub = (format: string): Field => str(strftime(format, t));
  const hour12 = t.hour % 12 === 0 ? 12 : t.hour % 12;
  switch (conv) {
    case "%":
      return str("%");
    case "n":
      return str("\n");
    case "t":
      return str("\t");
    case "Y":
      return num(t.year, 1);
    case "C":
      return num(Math.floor(t.year / 100), 2);
    case "y":
      return num(t.year % 100, 2);
    case "m":
      return num(t.month, 2);
    case "d":
      return num(t.day, 2);
    case "e":
      return num(t.day, 2, " ");
    case "H":
      return num(t.hour, 2);
    case "I":
      return num(hour12, 2);
    case "k":
      return num(t.hour, 2, " ");
    case "l":
      return num(hour12, 2, " ");
    case "M":
      return num(t.minute, 2);
    case "S":
      return num(t.second, 2);
    case "N":
      return str(`${String(t.micros).padStart(6, "0")}000`.slice(0, Math.min(9, digits)));
    case "s":
      return num(t.unix, 1);
    case "j":
      return num(t.yearday, 3);
    case "u":
      return num(t.weekday === 0 ? 7 : t.weekday, 1);
    case "w":
      return num(t.weekday, 1);
    case "q":
      return num(Math.floor((t.month + 2) / 3), 1);
    case "U":
      return num(Math.floor((t.yearday + 6 - t.weekday) / 7), 2);
    case "W":
      return num(Math.floor((t.yearday + 6 - ((t.weekday + 6) % 7)) / 7), 2);
    case "V":
      return num(isoWeek(t).week, 2);
    case "G":
      return num(isoWeek(t).year, 1);
    case "g":
      return num(isoWeek(t).year % 100, 2);
    case "a":
      return str((WEEKDAYS[t.weekday] as string).slice(0, 3));
    case "A":
      return str(WEEKDAYS[t.weekday] as string);
    case "b":
    case "h":
      return str((MONTHS[t.month - 1] as string).slice(0, 3));
    case "B":
      return str(MONTHS[t.month - 1] as string);
    case "p":
      return str(t.hour < 12 ? "AM" : "PM");
    case "P":
      return str(t.hour < 12 ? "am" : "pm");
    case "Z":
      return str("UTC");
    case "z":
      return str("+0000");
    case ":z":
      return str("+00:00");
    case "::z":
      return str("+00:00:00");
    case "D":
    case "x":
      return sub("%m/%d/%y");
    case "F":
      return sub("%Y-%m-%d");
    case "T":
    case "X":
      return sub("%H:%M:%S");
    case "R":
      return sub("%H:%M");
    case "r":
      return sub("%I:%M:%S %p");
    case "c":
      return sub("%a %b %e %H:%M:%S %Y");
    default:
      return null;
  }
}

function isoWeek(t: Civil): { year: number; week: number } {
  const wday = (t.weekday + 6) % 7;
  const week = Math.floor((t.yearday - 1 - wday + 10) / 7);
  const weeksIn = (year: number): number => {
    const first = (daysFromCivil(year, 1, 1) + 3) % 7;
    const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
    return first === 3 || (leap && first === 2) ? 53 : 52;
  };
  if (week < 1) return { year: t.year - 1, week: weeksIn(t.year - 1) };
  if (week > weeksIn(t.year)) return { year: t.year + 1, week: 1 };
  return { year: t.year, week };
}
