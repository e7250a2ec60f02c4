/**
 * Commands of the control socket, parsed (birdlang: `parseCommand`) and carried out by the daemon.
 * BIRD 1.6.8: nest/config.Y, proto/*'s CLI rules.
 */
import type { Ipv4Addr } from "../../../wire/addr.ts";
import type { BirdConfig } from "./config-types.ts";
import type { Filter, Prefix } from "./types.ts";

/** Which protocols a command is for: a name, `all`, or a shell pattern in quotes; null: none was said. */
export type ProtoPattern =
  { readonly kind: "name" | "pattern"; readonly text: string } | { readonly kind: "all" } | null;

export interface ShowRoute {
  readonly command: "show route";
  /** `show route 10.0.0.0/8`: exactly that network. */
  readonly prefix: Prefix | null;
  /** `for A` or `for P`: the best match. */
  readonly for: Prefix | null;
  /** Table's name, null: master (or the protocol's). */
  readonly table: string | null;
  /** `filter NAME`, `where COND`, `filter { ... }`; null without. */
  readonly filter: Filter | null;
  readonly all: boolean;
  readonly primary: boolean;
  readonly filtered: boolean;
  /** `export P`, `preexport P`, `noexport P`. */
  readonly exportMode: "export" | "preexport" | "noexport" | null;
  readonly exportProtocol: string | null;
  readonly protocol: string | null;
  readonly count: boolean;
  readonly stats: boolean;
}

export type Command =
  | ShowRoute
  | {
      readonly command:
        "show status" | "show memory" | "show interfaces" | "show interfaces summary";
    }
  | { readonly command: "show protocols"; readonly all: boolean; readonly which: ProtoPattern }
  /** `show static [NAME]`, `show bfd sessions [NAME]`, and protocols that are not here. */
  | {
      readonly command: "show static" | "show bfd sessions" | "show neighbors";
      readonly name: string | null;
    }
  | {
      readonly command: "show symbols";
      /** `table`, `filter`, `function`, `protocol`, `template`, `roa`, a name, or null. */
      readonly what: string | null;
      readonly isKeyword: boolean;
    }
  | {
      readonly command: "configure";
      readonly how: "now" | "soft" | "check";
      /** null: the running one's. */
      readonly file: string | null;
      /** `timeout [N]`: 300 without a number; null without timeout. */
      readonly timeout: number | null;
    }
  | {
      readonly command:
        "configure confirm" | "configure undo" | "configure status" | "down" | "restrict";
    }
  | {
      readonly command: "enable" | "disable" | "restart";
      readonly which: ProtoPattern;
      /** Shown by `show protocols all` as long as it is so. */
      readonly message: string | null;
    }
  | {
      readonly command: "reload" | "reload in" | "reload out";
      readonly which: ProtoPattern;
    }
  /** mask DEBUG.*, relative with `add`... only `debug P MASK` exists. */
  | { readonly command: "debug"; readonly which: ProtoPattern; readonly mask: number }
  | { readonly command: "mrtdump"; readonly which: ProtoPattern; readonly mask: number }
  | { readonly command: "dump"; readonly what: string }
  | { readonly command: "echo"; readonly mask: number | null; readonly buffer: number }
  /** `eval EXPR`: its value as text (code 23); null: "runtime error" (8008). */
  | { readonly command: "eval"; readonly value: string | null }
  /** Real, and not simulated: named in the answer. */
  | { readonly command: "absent"; readonly what: string };

/** `syntax error` and its like; the code is 9001 or 8xxx. */
export interface CommandError {
  readonly error: string;
  readonly code: number;
}

/** birdlang: the daemon's side. `line` is what the client sent (words not abbreviated any more). */
export type ParseCommand = (line: string, config: BirdConfig) => Command | CommandError;

/** birdlang: birdc's side (client/commands.c). */
export interface ClientGrammar {
  /** The full words to send, or lines to print instead (No such command, Ambiguous command...). */
  expand(line: string): { readonly send: string } | { readonly print: readonly string[] };
  /** Help for a line that ended in `?`. */
  help(line: string): readonly string[];
}

export type { Ipv4Addr };
