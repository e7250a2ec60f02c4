/** Tokens of the pcap-filter language: libpcap 1.10.3 scanner.l. */
export type Token =
  | { readonly kind: "word"; readonly text: string; readonly escaped: boolean }
  | { readonly kind: "number"; readonly value: number; readonly text: string }
  /** Two to four dotted decimal numbers. */
  | { readonly kind: "hid"; readonly text: string }
  | { readonly kind: "hid6"; readonly text: string }
  | { readonly kind: "mac"; readonly text: string }
  | { readonly kind: "op"; readonly text: string };

const MAC = /^[0-9a-fA-F]{1,2}([:.-])[0-9a-fA-F]{1,2}(\1[0-9a-fA-F]{1,2}){4}(?![0-9a-fA-F:.-])/;
const SIX = /^(?:[0-9a-fA-F]{0,4}:){2,7}(?:[0-9a-fA-F]{1,4}|\d+\.\d+\.\d+\.\d+)?(?![0-9a-zA-Z:])/;
const HID = /^\d+(?:\.\d+){1,3}(?![-_.0-9A-Za-z])/;
const NUMBER = /^(?:0[xX][0-9a-fA-F]+|\d+)(?![-_.]*[0-9A-Za-z])/;
const WORD = /^[0-9A-Za-z](?:[-_.0-9A-Za-z]*[.0-9A-Za-z])?/;
const OPERATOR = /^(?:<<|>>|<=|>=|!=|==|&&|\|\||[-+*/%&|^()[\]:!<>=])/;

/** The tokens, or null at a character that starts none. */
export function tokenize(text: string): Token[] | string {
  const out: Token[] = [];
  let rest = text;
  for (;;) {
    rest = rest.replace(/^[ \t\r\n]+/, "");
    if (rest === "") return out;
    const take = (length: number): string => {
      const taken = rest.slice(0, length);
      rest = rest.slice(length);
      return taken;
    };
    let m: RegExpExecArray | null;
    if (rest.startsWith("\\")) {
      m = /^\\[^ !()\n\t]+/.exec(rest);
      if (m === null) return "illegal token: \\";
      out.push({ kind: "word", text: take(m[0].length).slice(1), escaped: true });
    } else if ((m = MAC.exec(rest)) !== null) out.push({ kind: "mac", text: take(m[0].length) });
    else if (!inBrackets(out) && (m = SIX.exec(rest)) !== null)
      out.push({ kind: "hid6", text: take(m[0].length) });
    else if ((m = HID.exec(rest)) !== null) out.push({ kind: "hid", text: take(m[0].length) });
    else if ((m = NUMBER.exec(rest)) !== null) {
      const digits = take(m[0].length);
      const value = /^0[xX]/.test(digits)
        ? parseInt(digits.slice(2), 16)
        : /^0[0-7]+$/.test(digits)
          ? parseInt(digits, 8)
          : Number(digits);
      if (value > 0xffffffff) return `number ${digits} overflows 32 bits`;
      out.push({ kind: "number", value, text: digits });
    } else if ((m = WORD.exec(rest)) !== null)
      out.push({ kind: "word", text: take(m[0].length), escaped: false });
    else if ((m = OPERATOR.exec(rest)) !== null) out.push({ kind: "op", text: take(m[0].length) });
    else return "syntax error";
  }
}

/** Inside `tcp[12:2]` a colon is an operator. */
function inBrackets(tokens: readonly Token[]): boolean {
  for (let i = tokens.length - 1; i >= 0; i--) {
    const token = tokens[i] as Token;
    if (token.kind !== "op") continue;
    if (token.text === "[") return true;
    if (token.text === "]") return false;
  }
  return false;
}
