/** Interface names as rules know them. libxtables/xtables.c's xtables_parse_interface. */
import type { Session } from "./session.ts";

const IFNAMSIZ = 16;

export function parseInterface(s: Session, name: string): string {
  if (name.length + 1 > IFNAMSIZ)
    s.bad(`interface name \`${name}' must be shorter than IFNAMSIZ (${IFNAMSIZ - 1})`);
  if (/[/ ]/.test(name))
    s.err(
      `Warning: weird character in interface \`${name}' ('/' and ' ' are not allowed by the kernel).\n`,
    );
  return name;
}
