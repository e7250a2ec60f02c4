/**
 * ss's filter language: `state` and `exclude`, then an expression of src, dst, sport, dport and dev with
 * and, or, not and parentheses. Refused by name: autobound, fwmark, cgroup.
 */
import { maskOf, parseIpv4, parseIpv6 } from "../../wire/addr.ts";
import { servicePort } from "../../wire/print/names.ts";
import type { TcpState } from "../../kernel/socket/types.ts";
import type { Row } from "./ss-rows.ts";
import { USAGE } from "./ss-usage.ts";

export type Predicate = (row: Row) => boolean;
export interface Refusal {
  readonly text: string;
  readonly status: number;
}

const STATES: readonly (readonly [string, TcpState])[] = [
  ["established", "ESTAB"],
  ["syn-sent", "SYN-SENT"],
  ["syn-recv", "SYN-RECV"],
  ["fin-wait-1", "FIN-WAIT-1"],
  ["fin-wait-2", "FIN-WAIT-2"],
  ["time-wait", "TIME-WAIT"],
  ["closed", "UNCONN"],
  ["unconnected", "UNCONN"],
  ["close-wait", "CLOSE-WAIT"],
  ["last-ack", "LAST-ACK"],
  ["listening", "LISTEN"],
  ["closing", "CLOSING"],
];
export const ALL_STATES: readonly TcpState[] = [...new Set(STATES.map(([, state]) => state))];
const without = (...out: TcpState[]): TcpState[] => ALL_STATES.filter((s) => !out.includes(s));
/** What is shown without -a or -l. */
export const CONNECTED = without("LISTEN", "UNCONN", "TIME-WAIT", "SYN-RECV");

/** scan_state: a state's name, or that of a set. */
function stateSet(word: string): readonly TcpState[] | null {
  switch (word.toLowerCase()) {
    case "all":
      return ALL_STATES;
    case "connected":
      return without("UNCONN", "LISTEN");
    case "synchronized":
      return without("UNCONN", "LISTEN", "SYN-SENT");
    case "bucket":
      return ["SYN-RECV", "TIME-WAIT"];
    case "big":
      return without("SYN-RECV", "TIME-WAIT");
    case "listen":
      return ["LISTEN"];
    default: {
      const found = STATES.find(([name]) => name === word.toLowerCase());
      return found === undefined ? null : [found[1]];
    }
  }
}

export interface Filter {
  /** null: none was named. */
  readonly states: ReadonlySet<TcpState> | null;
  readonly matches: Predicate;
}

/** What follows the options. */
export function parseFilter(args: readonly string[]): Filter | Refusal {
  let states: Set<TcpState> | null = null;
  const rest = [...args];
  while (rest[0] === "state" || rest[0] === "exclude" || rest[0] === "excl") {
    const verb = rest.shift() as string;
    const word = rest.shift();
    if (word === undefined) {
      return { text: `ss: wrong state name: \n`, status: 255 };
    }
    const set = stateSet(word);
    if (set === null) return { text: `ss: wrong state name: ${word}\n`, status: 255 };
    if (verb === "state") states = new Set([...(states ?? []), ...set]);
    else {
      states ??= new Set(ALL_STATES);
      for (const one of set) states.delete(one);
    }
  }
  if (rest.length === 0) return { states, matches: () => true };
  const parser = new Parser(rest.join(" "));
  const matches = parser.all();
  return typeof matches === "function" ? { states, matches } : matches;
}

class Parser {
  private readonly words: string[];
  private at = 0;
  constructor(text: string) {
    this.words = text
      .replace(/([()!])(?!=)/g, " $1 ")
      .replace(/(&&|\|\||!=|>=|<=|==|=|(?<![<>=!])[<>](?!=))/g, " $1 ")
      .split(/\s+/)
      .filter((word) => word !== "");
  }

  all(): Predicate | Refusal {
    const found = this.either();
    if (typeof found !== "function" || this.at === this.words.length) return found;
    return this.bad();
  }

  private bad(): Refusal {
    return {
      text: `ss: bison bellows (while parsing filter): "syntax error!" Sorry.\n${USAGE}`,
      status: 255,
    };
  }

  private take(...words: string[]): boolean {
    if (!words.includes(this.words[this.at] ?? "")) return false;
    this.at++;
    return true;
  }

  private either(): Predicate | Refusal {
    let left = this.both();
    while (typeof left === "function" && this.take("or", "|", "||")) {
      const a = left;
      const b = this.both();
      if (typeof b !== "function") return b;
      left = (row) => a(row) || b(row);
    }
    return left;
  }

  private both(): Predicate | Refusal {
    let left = this.single();
    for (;;) {
      if (typeof left !== "function") return left;
      const next = this.words[this.at];
      if (!this.take("and", "&", "&&")) {
        if (next === undefined || ["or", "|", "||", ")"].includes(next)) return left;
      }
      const a = left;
      const b = this.single();
      if (typeof b !== "function") return b;
      left = (row) => a(row) && b(row);
    }
  }

  private single(): Predicate | Refusal {
    if (this.take("not", "!")) {
      const inner = this.single();
      return typeof inner === "function" ? (row) => !inner(row) : inner;
    }
    if (this.take("(")) {
      const inner = this.either();
      if (typeof inner !== "function") return inner;
      return this.take(")") ? inner : this.bad();
    }
    const word = this.words[this.at];
    if (word === undefined) return this.bad();
    if (word === "dport" || word === "sport") {
      this.at++;
      return this.port(word);
    }
    if (word === "src" || word === "dst") {
      this.at++;
      const op = this.operator();
      const found = this.address(word);
      if (typeof found !== "function") return found;
      return op === "!=" ? (row) => !found(row) : found;
    }
    if (word === "dev") {
      this.at++;
      const op = this.operator();
      const name = this.words[this.at++];
      return (row) => (row.dev === name) === (op !== "!=");
    }
    if (word === "autobound" || word === "fwmark" || word === "cgroup")
      return { text: `ss: underlay does not simulate ${word}\n`, status: 255 };
    return this.address("dst");
  }

  private operator(): string {
    const word = this.words[this.at] ?? "";
    const op = OPERATORS.get(word);
    if (op === undefined) return "=";
    this.at++;
    return op;
  }

  private port(side: "sport" | "dport"): Predicate | Refusal {
    const op = this.operator();
    const word = this.words[this.at++];
    if (word === undefined) return this.bad();
    const text = word.replace(/^.*:/, "");
    const port = portNumber(text);
    if (port === null)
      return {
        text: `Error: "${text}" does not look like a port.\nCannot parse dst/src address.\n`,
        status: 1,
      };
    return (row) => {
      const have = row[side];
      if (op === ">=") return have >= port;
      if (op === "<=") return have <= port;
      if (op === ">") return have > port;
      if (op === "<") return have < port;
      return (have === port) === (op === "=");
    };
  }

  private address(side: "src" | "dst"): Predicate | Refusal {
    const word = this.words[this.at++];
    if (word === undefined) return this.bad();
    const bracketed = /^\[([^\]]*)\](?:\/(\d+))?(?::(.*))?$/.exec(word);
    const plain = /^([^:]*)(?::(.*))?$/.exec(word);
    const inside =
      bracketed === null
        ? null
        : `${bracketed[1] ?? ""}${bracketed[2] === undefined ? "" : `/${bracketed[2]}`}`;
    const host = inside ?? (plain === null ? word : (plain[1] ?? ""));
    const portText = (bracketed === null ? plain?.[2] : bracketed[3]) ?? "";
    const port = portText === "" || portText === "*" ? null : portNumber(portText);
    if (portText !== "" && portText !== "*" && port === null)
      return {
        text: `Error: "${portText}" does not look like a port.\nCannot parse dst/src address.\n`,
        status: 1,
      };
    const rightPort: Predicate =
      port === null ? () => true : (row) => (side === "src" ? row.sport : row.dport) === port;
    if (host === "" || host === "*") return rightPort;
    const [base = "", length] = host.split("/");
    const v4 = parseIpv4(base);
    if (v4 !== null && (length === undefined || Number(length) <= 32)) {
      const mask = length === undefined ? -1 : maskOf(Number(length));
      return (row) => {
        const have = row[side];
        return have !== null && (have & mask) === (v4 & mask) && rightPort(row);
      };
    }
    if (parseIpv6(base) !== null) {
      const wanted = `[${parseIpv6(base) ?? ""}]`;
      return (row) =>
        (side === "src" ? row.local : row.peer)[0].startsWith(wanted) && rightPort(row);
    }
    return {
      text: `Error: an inet prefix is expected rather than "${host}".\nCannot parse dst/src address.\n`,
      status: 1,
    };
  }
}

const OPERATORS: ReadonlyMap<string, string> = new Map([
  ["=", "="],
  ["==", "="],
  ["eq", "="],
  ["!=", "!="],
  ["ne", "!="],
  ["neq", "!="],
  [">", ">"],
  ["gt", ">"],
  ["<", "<"],
  ["lt", "<"],
  [">=", ">="],
  ["ge", ">="],
  ["geq", ">="],
  ["<=", "<="],
  ["le", "<="],
  ["leq", "<="],
]);

function portNumber(text: string): number | null {
  if (/^\d+$/.test(text)) return Number(text) <= 65_535 ? Number(text) : null;
  return servicePort(text, "tcp") ?? servicePort(text, "udp");
}
