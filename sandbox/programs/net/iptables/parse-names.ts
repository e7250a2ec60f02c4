/** Names and addresses inside a command line: new chains, hosts of conntrack's options. */
import { inetAton, resolveLocally } from "../resolve.ts";
import { type addrMask, hostMask, prefixMask } from "./address.ts";
import { findTarget, isNotModelled, STANDARD } from "./extensions.ts";
import { parseUint } from "./numbers.ts";
import type { Session } from "./session.ts";

/** XT_EXTENSION_MAXNAMELEN */
export const CHAIN_NAME_MAX = 29;

/** parse_chain() */
export function checkNewChain(s: Session, name: string): void {
  if (name.length >= CHAIN_NAME_MAX)
    s.bad(`chain name \`${name}' too long (must be under ${CHAIN_NAME_MAX} chars)`);
  const first = name.charAt(0);
  if (first === "-" || first === "!") s.bad(`chain name not allowed to start with \`${first}'`);
  const isTarget =
    name === "" ||
    STANDARD.has(name) ||
    findTarget(s.family, name) !== null ||
    (isNotModelled(s.family, name) && name === name.toUpperCase());
  if (isTarget) s.bad("chain name may not clash with target name");
  if (/\s/.test(name)) s.bad(`Invalid chain name \`${name}'`);
}

/** XTTYPE_HOSTMASK: names only from /etc/hosts. The address keeps the bits that its mask hides. */
export function hostAddress(
  s: Session,
  text: string,
  invert: boolean,
): ReturnType<typeof addrMask> {
  const slash = text.indexOf("/");
  const name = slash < 0 ? text : text.slice(0, slash);
  const family = s.v6 ? 6 : 4;
  const number = s.v6 ? null : inetAton(name);
  const found = number === null ? resolveLocally(s.proc, name, family) : null;
  const addr = number ?? found?.addresses[0]?.address;
  if (addr === undefined) return s.bad("getaddrinfo: Temporary failure in name resolution\n");
  let mask = hostMask(s.family);
  if (slash >= 0) {
    const length = parseUint(text.slice(slash + 1), 0, s.v6 ? 128 : 32);
    if (length !== null) mask = prefixMask(s.family, length);
    else {
      const dotted = s.v6 ? null : inetAton(text.slice(slash + 1));
      if (dotted !== null) mask = dotted;
    }
  }
  return { addr, mask, invert };
}
