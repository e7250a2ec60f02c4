/** What one command line of iptables, or one line of iptables-restore, asks for. */
import type { IpPart, XtMatch, XtTableName, XtTarget } from "../../../kernel/netfilter/types.ts";
import type { Wanted } from "./address.ts";

/** Commands by their letter; D, Z by number; L and S may come with Z. */
export type CommandName =
  "A" | "C" | "D" | "D#" | "R" | "I" | "L" | "S" | "F" | "Z" | "Z#" | "N" | "X" | "E" | "P";

export interface Command {
  readonly command: CommandName;
  /** -L or -S with -Z. */
  readonly zero: boolean;
  readonly table: string;
  readonly chain: string | null;
  /** 1 is the first; 0: none. */
  readonly number: number;
  readonly newName: string;
  readonly policy: string;
  readonly verbose: number;
  readonly numeric: boolean;
  readonly exact: boolean;
  readonly lineNumbers: boolean;
  readonly counters: { readonly packets: number; readonly bytes: number } | null;
  readonly rule: RuleParts;
  /** The line of the restore file; -1: none. */
  readonly line: number;
}

/** A rule with addresses that may have to be looked up, and may be many. */
export interface RuleParts {
  readonly ip: Omit<IpPart, "src" | "dst">;
  readonly sources: readonly Wanted[] | null;
  readonly sourceInvert: boolean;
  readonly destinations: readonly Wanted[] | null;
  readonly destinationInvert: boolean;
  readonly matches: readonly XtMatch[];
  readonly target: XtTarget;
}

export const TABLES: readonly XtTableName[] = ["filter", "nat", "mangle", "raw", "security"];

export function isTable(name: string): name is XtTableName {
  return (TABLES as readonly string[]).includes(name);
}
