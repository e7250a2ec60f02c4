/** Signals, by Linux's numbers (x86-64) and default actions. signal(7). */
export const SIGNAL_NUMBERS = {
  HUP: 1,
  INT: 2,
  QUIT: 3,
  ILL: 4,
  TRAP: 5,
  ABRT: 6,
  BUS: 7,
  FPE: 8,
  KILL: 9,
  USR1: 10,
  SEGV: 11,
  USR2: 12,
  PIPE: 13,
  ALRM: 14,
  TERM: 15,
  STKFLT: 16,
  CHLD: 17,
  CONT: 18,
  STOP: 19,
  TSTP: 20,
  TTIN: 21,
  TTOU: 22,
  URG: 23,
  XCPU: 24,
  XFSZ: 25,
  VTALRM: 26,
  PROF: 27,
  WINCH: 28,
  IO: 29,
  PWR: 30,
  SYS: 31,
} as const;

export type Signal = keyof typeof SIGNAL_NUMBERS;

export function signalByNumber(n: number): Signal | null {
  for (const name of Object.keys(SIGNAL_NUMBERS) as Signal[])
    if (SIGNAL_NUMBERS[name] === n) return name;
  return null;
}

/** "INT", "SIGINT", "int", "2" -> "INT". */
export function parseSignal(text: string): Signal | null {
  if (/^\d+$/.test(text)) return signalByNumber(Number(text));
  const name = text.toUpperCase().replace(/^SIG/, "");
  return Object.hasOwn(SIGNAL_NUMBERS, name) ? (name as Signal) : null;
}

export function defaultAction(signal: Signal): "terminate" | "ignore" | "stop" | "continue" {
  switch (signal) {
    case "CHLD":
    case "URG":
    case "WINCH":
      return "ignore";
    case "STOP":
    case "TSTP":
    case "TTIN":
    case "TTOU":
      return "stop";
    case "CONT":
      return "continue";
    default:
      return "terminate";
  }
}
