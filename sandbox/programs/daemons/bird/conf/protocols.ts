/** Which protocol's text follows. Real ones that underlay does not simulate are refused by name. */
import type { Parser } from "./parser.ts";
import { parseBfd } from "./proto-bfd.ts";
import { parseBgp } from "./proto-bgp.ts";
import type { Start } from "./proto-common.ts";
import { parseDevice, parseDirect, parseKernel, parsePipe } from "./proto-system.ts";
import { parseStatic } from "./proto-static.ts";
import type { Conf } from "./statements.ts";

const PROTOCOLS: Readonly<Record<string, (p: Parser, conf: Conf, start: Start) => void>> = {
  bgp: parseBgp,
  static: parseStatic,
  device: parseDevice,
  direct: parseDirect,
  kernel: parseKernel,
  pipe: parsePipe,
  bfd: parseBfd,
};
const ABSENT = new Set(["ospf", "rip", "mrt"]);

/** After `protocol` or `template`. */
export function parseProtocol(p: Parser, conf: Conf, start: Start): void {
  const { kind, text } = p.next();
  const parse = PROTOCOLS[kind];
  const word = kind === "SYM" ? text : kind;
  if (parse !== undefined) parse(p, conf, start);
  else if (ABSENT.has(word)) p.stop(`underlay does not simulate protocol ${word}`);
  else p.syntax();
}
