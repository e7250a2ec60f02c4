/** birdc's commands as its `?` shows them: what follows the words, and what it is for. BIRD 1.6.8, recorded. */

export interface CommandText {
  readonly words: string;
  readonly args: string;
  readonly help: string;
}

const row = (words: string, args: string, help: string): CommandText => ({ words, args, help });

const WHICH = '(<protocol> | "<pattern>" | all)';
const RELOAD = '<protocol> | "<pattern>" | all';
const ROA = "<prefix> max <num> as <num> [table <name>]";
const OSPF = "Show information about OSPF network";

/** What can be sent. */
export const COMMANDS: readonly CommandText[] = [
  row("add roa", ROA, "Add ROA record"),
  row("configure", '["<file>"] [timeout [<sec>]]', "Reload configuration"),
  row("configure check", '["<file>"]', "Parse configuration and check its validity"),
  row("configure confirm", "", "Confirm last configuration change - deactivate undo timeout"),
  row(
    "configure soft",
    '["<file>"] [timeout [<sec>]]',
    "Reload configuration and ignore changes in filters",
  ),
  row("configure soft timeout", "[<sec>]", "Reload configuration with undo timeout"),
  row("configure timeout", "[<sec>]", "Reload configuration with undo timeout"),
  row("configure undo", "", "Undo last configuration change"),
  row(
    "debug",
    `${WHICH} (all | off | { states|routes|filters|interfaces|events|packets [, ...] })`,
    "Control protocol debugging via BIRD logs",
  ),
  row("delete roa", ROA, "Delete ROA record"),
  row("disable", `${WHICH} [message]`, "Disable protocol"),
  row("down", "", "Shut the daemon down"),
  row("dump attributes", "", "Dump attribute cache"),
  row("dump events", "", "Dump event log"),
  row("dump interfaces", "", "Dump interface information"),
  row("dump neighbors", "", "Dump neighbor cache"),
  row("dump protocols", "", "Dump protocol information"),
  row("dump resources", "", "Dump all allocated resource"),
  row("dump routes", "", "Dump routing table"),
  row("dump sockets", "", "Dump open sockets"),
  row(
    "echo",
    "(all | off | { debug|trace|info|remote|warning|error|auth [, ...] }) [<buffer-size>]",
    "Control echoing of log messages",
  ),
  row("enable", `${WHICH} [message]`, "Enable protocol"),
  row("eval", "<expr>", "Evaluate an expression"),
  row("exit", "", "Exit the client"),
  row("flush roa", "[table <name>]", "Removes all dynamic ROA records"),
  row("help", "", "Description of the help system"),
  row(
    "mrt dump",
    '[table <name>|"<pattern>"] [to "<file>"] [filter <filter>|where <where filter>]',
    "Save mrt table dump v2 of table name <t> right now",
  ),
  row(
    "mrtdump",
    `${WHICH} (all | off | { states|messages [, ...] })`,
    "Control protocol debugging via MRTdump format",
  ),
  row("quit", "", "Quit the client"),
  row("reload", RELOAD, "Reload protocol"),
  row("reload in", RELOAD, "Reload protocol (just imported routes)"),
  row("reload out", RELOAD, "Reload protocol (just exported routes)"),
  row("restart", `${WHICH} [message]`, "Restart protocol"),
  row("restrict", "", "Restrict current CLI session to safe commands"),
  row("show bfd sessions", "[<name>]", "Show information about BFD sessions"),
  row("show interfaces", "", "Show network interfaces"),
  row("show interfaces summary", "", "Show summary of network interfaces"),
  row("show memory", "", "Show memory usage"),
  row("show ospf", "[<name>]", "Show information about OSPF protocol \u0058XX"),
  row("show ospf interface", '[<name>] ["<interface>"]', "Show information about interface"),
  row(
    "show ospf lsadb",
    "[global | area <id> | link] [type <num>] [lsid <id>] [self | router <id>] [<proto>]",
    "Show content of OSPF LSA database",
  ),
  row("show ospf neighbors", '[<name>] ["<interface>"]', "Show information about OSPF neighbors"),
  row("show ospf state", "[<name>]", "Show information about reachable OSPF network state"),
  row("show ospf state all", "[<name>]", "Show information about all OSPF network state"),
  row("show ospf topology", "[<name>]", "Show information about reachable OSPF network topology"),
  row("show ospf topology all", "[<name>]", "Show information about all OSPF network topology"),
  row("show protocols", '[<protocol> | "<pattern>"]', "Show routing protocols"),
  row("show protocols all", '[<protocol> | "<pattern>"]', "Show routing protocol details"),
  row("show rip interfaces", '[<name>] ["<interface>"]', "Show information about RIP interfaces"),
  row("show rip neighbors", '[<name>] ["<interface>"]', "Show information about RIP neighbors"),
  row(
    "show roa",
    "[<prefix> | in <prefix> | for <prefix>] [as <num>] [table <t>]",
    "Show ROA table",
  ),
  row(
    "show route",
    "[<prefix>|for <prefix>|for <ip>] [table <t>] [filter <f>|where <cond>] [all] [primary] [filtered] [(export|preexport|noexport) <p>] [protocol <p>] [stats|count]",
    "Show routing table",
  ),
  row("show static", "[<name>]", "Show details of static protocol"),
  row("show status", "", "Show router status"),
  row(
    "show symbols",
    "[table|filter|function|protocol|template|roa|<symbol>]",
    "Show all known symbolic names",
  ),
];

/** How a word is listed among its siblings, when not as the command itself. */
export const SUMMARIES: readonly CommandText[] = [
  row("add", "roa ...", "Add ROA record"),
  row("configure", "...", "Reload configuration"),
  row("debug", "...", "Control protocol debugging via BIRD logs"),
  row("delete", "roa ...", "Delete ROA record"),
  row("dump", "...", "Dump debugging information"),
  row("echo", "...", "Control echoing of log messages"),
  row("flush", "roa [table <name>]", "Removes all dynamic ROA records"),
  row("mrtdump", "...", "Control protocol debugging via MRTdump files"),
  row("show", "...", "Show status information"),
  row("show bfd", "...", "Show information about BFD protocol"),
  row("show ospf", "...", "Show information about OSPF protocol"),
  row("show ospf lsadb", "...", "Show content of OSPF LSA database"),
  row("show ospf state", "[all] [<name>]", `${OSPF} state`),
  row("show ospf topology", "[all] [<name>]", `${OSPF} topology`),
  row("show rip", "...", "Show information about RIP protocol"),
  row("show roa", "...", "Show ROA table"),
  row("show route", "...", "Show routing table"),
  row("show symbols", "...", "Show all known symbolic names"),
];
