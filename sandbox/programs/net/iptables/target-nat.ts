/** The targets that rewrite addresses: DNAT, SNAT, MASQUERADE, REDIRECT. extensions/libxt_NAT.c. */
import type { NatRange, NfAddr, XtTarget } from "../../../kernel/netfilter/types.ts";
import { formatAddress, parseNumeric } from "./address.ts";
import type { Entry, ExtContext, TargetExtension } from "./extension.ts";
import { parseUint } from "./numbers.ts";
import type { Session } from "./session.ts";

type NatTarget = Extract<XtTarget, { readonly name: "DNAT" | "SNAT" | "MASQUERADE" | "REDIRECT" }>;
type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** Protocols that have ports, or an id. */
const WITH_PORTS: readonly number[] = [6, 17, 132, 33, 1, 58];

const EMPTY: NatRange = {
  addrFrom: null,
  addrTo: null,
  portFrom: null,
  portTo: null,
  random: false,
  randomFully: false,
  persistent: false,
};

function port(s: Session, text: string): number {
  const number = parseUint(text, 0, 65535) ?? s.names.servicePort(text, "");
  return number ?? s.bad(`Port \`${text}' not valid`);
}

/** "80", "80-90" */
function setPorts({ s, ip }: ExtContext, range: Writable<NatRange>, text: string): void {
  if (ip.protocolInvert || !WITH_PORTS.includes(ip.protocol))
    s.bad("Need TCP, UDP, SCTP or DCCP with port specification");
  const slash = text.indexOf("/");
  if (slash >= 0) s.notSimulated("a base port for DNAT's ports (`/')");
  if (text.includes(":")) s.bad("Invalid port:port syntax - use dash");
  // Only numbers make a range: a service's name may have a dash.
  const dash = /^[0-9]/.test(text) ? text.indexOf("-") : -1;
  range.portFrom = port(s, dash < 0 ? text : text.slice(0, dash));
  range.portTo = range.portFrom;
  if (dash < 0) return;
  const last = text.slice(dash + 1);
  range.portTo = port(s, last);
  if (range.portTo < range.portFrom) s.bad(`Port range \`${last}' funky`);
}

/** "a", "a-b", with ":ports" after it; IPv6 in brackets where ports follow. */
function setDestination(context: ExtContext, range: Writable<NatRange>, text: string): void {
  const { s } = context;
  let addresses = text;
  if (s.v6 && text.startsWith("[")) {
    const end = text.indexOf("]");
    if (end < 0) s.bad("Invalid address format");
    addresses = text.slice(1, end);
    const rest = text.slice(end + 1);
    if (rest.startsWith(":")) setPorts(context, range, rest.slice(1));
  } else if (!s.v6) {
    const colon = text.indexOf(":");
    if (colon >= 0) {
      addresses = text.slice(0, colon);
      setPorts(context, range, text.slice(colon + 1));
      if (colon === 0) return;
    }
  }
  const dash = addresses.indexOf("-");
  const read = (one: string): NfAddr =>
    parseNumeric(one, s.family) ?? s.bad(`Bad IP address "${one}"`);
  range.addrFrom = read(dash < 0 ? addresses : addresses.slice(0, dash));
  range.addrTo = dash < 0 ? range.addrFrom : read(addresses.slice(dash + 1));
}

function nat(name: NatTarget["name"], entries: readonly Entry[]): TargetExtension {
  return {
    name,
    entries,
    start(context) {
      const range: Writable<NatRange> = { ...EMPTY };
      return {
        parse(call) {
          if (call.name === "random") range.random = true;
          else if (call.name === "random-fully") range.randomFully = true;
          else if (call.name === "persistent") range.persistent = true;
          else if (call.name === "to-ports") setPorts(context, range, call.arg);
          else setDestination(context, range, call.arg);
        },
        finish: () => ({ name, range }),
      };
    },
  };
}

const RANDOM: Entry = { names: ["random"], type: "none" };
const FULLY: Entry = { names: ["random-fully"], type: "none" };
const PERSISTENT: Entry = { names: ["persistent"], type: "none" };
const PORTS: Entry = { names: ["to-ports"], type: "string" };
const where = (name: string): Entry => ({ names: [name], type: "string", must: true });

export const dnatTarget = nat("DNAT", [where("to-destination"), RANDOM, PERSISTENT]);
export const snatTarget = nat("SNAT", [where("to-source"), RANDOM, FULLY, PERSISTENT]);
export const masqueradeTarget = nat("MASQUERADE", [PORTS, RANDOM, FULLY]);
export const redirectTarget = nat("REDIRECT", [PORTS, RANDOM]);

export function natPorts({ portFrom, portTo }: NatRange): string {
  if (portFrom === null) return "";
  return portTo === null || portTo === portFrom ? `${portFrom}` : `${portFrom}-${portTo}`;
}

/** "10.0.0.1-10.0.0.5:80-90", "[fd00::1]:80" */
export function natWhere(range: NatRange): string {
  const { addrFrom, addrTo } = range;
  const ports = natPorts(range);
  let text = "";
  if (addrFrom !== null) {
    text = formatAddress(addrFrom);
    if (addrTo !== null && addrTo !== addrFrom) text += `-${formatAddress(addrTo)}`;
    if (typeof addrFrom === "string" && ports !== "") text = `[${text}]`;
  }
  return ports === "" ? text : `${text}:${ports}`;
}

function flags({ random, randomFully, persistent }: NatRange, dashes: string): string {
  return (
    (random ? ` ${dashes}random` : "") +
    (randomFully ? ` ${dashes}random-fully` : "") +
    (persistent ? ` ${dashes}persistent` : "")
  );
}

export function printNat({ name, range }: NatTarget): string {
  const ports = natPorts(range);
  const head =
    name === "DNAT" || name === "SNAT"
      ? ` to:${natWhere(range)}`
      : ports === ""
        ? ""
        : name === "MASQUERADE"
          ? ` masq ports: ${ports}`
          : ` redir ports ${ports}`;
  return head + flags(range, "");
}

export function saveNat({ name, range }: NatTarget): string {
  const ports = natPorts(range);
  const head =
    name === "DNAT"
      ? ` --to-destination ${natWhere(range)}`
      : name === "SNAT"
        ? ` --to-source ${natWhere(range)}`
        : ports === ""
          ? ""
          : ` --to-ports ${ports}`;
  return head + flags(range, "--");
}
