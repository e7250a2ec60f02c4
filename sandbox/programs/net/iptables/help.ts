/** What -h prints: the general part, and that of each match and target that was loaded before it. */
import { EXTENSION_HELP, EXTENSION_HELP_6 } from "./help-extensions.ts";
import { SELDOM_MATCH_HELP } from "./help-more.ts";
import { SELDOM_HELP_6, SELDOM_TARGET_HELP } from "./help-more-targets.ts";
import { type Session } from "./session.ts";

const HEAD = `

Usage: %P -[ACD] chain rule-specification [options]
       %P -I chain [rulenum] rule-specification [options]
       %P -R chain rulenum rule-specification [options]
       %P -D chain rulenum [options]
       %P -[LS] [chain [rulenum]] [options]
       %P -[FZ] [chain] [options]
       %P -[NX] chain
       %P -E old-chain-name new-chain-name
       %P -P chain target [options]
       %P -h (print this help information)

Commands:
Either long or short options are allowed.
  --append  -A chain		Append to chain
  --check   -C chain		Check for the existence of a rule
  --delete  -D chain		Delete matching rule from chain
  --delete  -D chain rulenum
				Delete rule rulenum (1 = first) from chain
  --insert  -I chain [rulenum]
				Insert in chain as rulenum (default 1=first)
  --replace -R chain rulenum
				Replace rule rulenum (1 = first) in chain
  --list    -L [chain [rulenum]]
				List the rules in a chain or all chains
  --list-rules -S [chain [rulenum]]
				Print the rules in a chain or all chains
  --flush   -F [chain]		Delete all rules in  chain or all chains
  --zero    -Z [chain [rulenum]]
				Zero counters in chain or all chains
  --new     -N chain		Create a new user-defined chain
  --delete-chain
            -X [chain]		Delete a user-defined chain
  --policy  -P chain target
				Change policy on chain to target
  --rename-chain
            -E old-chain new-chain
				Change chain name, (moving any references)

Options:
`;
const FAMILY_4 = `    --ipv4	-4		Nothing (line is ignored by ip6tables-restore)
    --ipv6	-6		Error (line is ignored by iptables-restore)
`;
const FAMILY_6 = `    --ipv4	-4		Error (line is ignored by ip6tables-restore)
    --ipv6	-6		Nothing (line is ignored by iptables-restore)
`;
const REST = `[!] --protocol	-p proto	protocol: by number or name, eg. \`tcp'
[!] --source	-s address[/mask][...]
				source specification
[!] --destination -d address[/mask][...]
				destination specification
[!] --in-interface -i input name[+]
				network interface name ([+] for wildcard)
 --jump	-j target
				target for rule (may load target extension)
  --goto      -g chain
			       jump to chain with no return
  --match	-m match
				extended match (may load extension)
  --numeric	-n		numeric output of addresses and ports
[!] --out-interface -o output name[+]
				network interface name ([+] for wildcard)
  --table	-t table	table to manipulate (default: \`filter')
  --verbose	-v		verbose mode
  --wait	-w [seconds]	maximum wait to acquire xtables lock before give up
  --line-numbers		print line numbers when listing
  --exact	-x		expand numbers (display exact values)
`;
const FRAGMENT = `[!] --fragment	-f		match second or further fragments only
`;
const END = `  --modprobe=<command>		try to insert modules using this command
  --set-counters -c PKTS BYTES	set the counter during insert/append
[!] --version	-V		print package version.
`;

const seldom = (name: string): string =>
  SELDOM_MATCH_HELP.get(name) ?? SELDOM_TARGET_HELP.get(name) ?? "";

export function printHelp(s: Session, target: string | null, matches: readonly string[]): void {
  s.out(s.title + HEAD.replaceAll("%P", s.program) + (s.v6 ? FAMILY_6 : FAMILY_4) + REST);
  s.out((s.v6 ? "" : FRAGMENT) + END);
  for (const name of target === null ? matches : [target, ...matches]) {
    const own = s.v6 ? (EXTENSION_HELP_6.get(name) ?? SELDOM_HELP_6.get(name)) : undefined;
    s.out(own ?? EXTENSION_HELP.get(name) ?? seldom(name));
  }
}
