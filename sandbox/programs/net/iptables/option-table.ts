/** iptables' own options, short and long. iptables/xshared.c, original_opts and OPTSTRING_COMMON. */
import type { ExtOption } from "./extension.ts";
import type { LongOption } from "./getopt.ts";

export interface BaseOption extends LongOption {
  readonly letter: string;
}
export type AnyOption = BaseOption | ExtOption;

/** "name arg letter", in the order of original_opts. */
export const LONG: ReadonlyMap<string, AnyOption> = new Map(
  (
    "append:A delete:D check:C insert:I replace:R list::L list-rules::S flush::F zero::Z new-chain:N " +
    "delete-chain::X rename-chain:E policy:P source:s destination:d src:s dst:d protocol:p in-interface:i " +
    "jump:j table:t match:m numeric=n out-interface:o verbose=v wait::w wait-interval::W exact=x fragments=f " +
    "version=V help::h line-numbers=0 modprobe:M set-counters:c goto:g ipv4=4 ipv6=6"
  )
    .split(" ")
    .map((spec): [string, BaseOption] => {
      const [, name, kind, letter] = /^([a-z0-9-]+)(=|::|:)(.)$/.exec(spec) as RegExpExecArray;
      const arg = kind === "=" ? 0 : kind === ":" ? 1 : 2;
      return [name as string, { name: name as string, arg, letter: letter as string }];
    }),
);

export const SHORT: ReadonlyMap<string, 0 | 1 | 2> = new Map(
  [..."A:C:D:R:I:L;S;M:F;Z;N:X;E:P:Vh;o:p:s:d:j:i:fbvw;W;nt:m:xc:g:46".matchAll(/(.)([:;]?)/g)].map(
    ([, letter, kind]) => [letter as string, kind === ":" ? 1 : kind === ";" ? 2 : 0],
  ),
);
