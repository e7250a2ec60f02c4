/** netplan 0.106's longer texts (Debian 12; recordings 472 and 473). */

const COMMANDS: readonly (readonly [name: string, help: string])[] = [
  ["help", "Show this help message"],
  ["apply", "Apply current netplan config to running system"],
  ["generate", "Generate backend specific configuration files from /etc/netplan/*.yaml"],
  ["get", 'Get a setting by specifying a nested key like "ethernets.eth0.addresses", or "all"'],
  ["info", "Show available features"],
  ["ip", "Retrieve IP information from the system"],
  ["set", "Add new setting by specifying a dotted key=value pair like ethernets.eth0.dhcp4=true"],
  ["rebind", "Rebind SR-IOV virtual functions of given physical functions to their driver"],
  ["status", "Query networking state of the running system"],
  ["try", "Try to apply a new netplan config to running system, with automatic rollback"],
];

/** Words in lines of at most `width`; a longer word has its own. */
export function foldWords(text: string, width: number): string[] {
  const lines = [""];
  for (const word of text.split(" ")) {
    const last = lines.at(-1) ?? "";
    if (last === "") lines[lines.length - 1] = word;
    else if (last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

/** Folded as argparse does, for a terminal of `columns`. */
export function usage(columns: number): string {
  const rows = COMMANDS.map(([name, help]) => {
    const lines = foldWords(help, Math.max(columns - 16, 11));
    return `    ${name.padEnd(10)}${lines.join(`\n${" ".repeat(14)}`)}\n`;
  });
  return `usage: /usr/sbin/netplan  [-h] [--debug]  ...

Network configuration in YAML

options:
  -h, --help  show this help message and exit
  --debug     Enable debug messages

Available commands:
  
${rows.join("")}`;
}

const CHECKED = `  File "/usr/share/netplan/netplan/libnetplan.py", line 79, in _checked_lib_call
    raise LibNetplanException(err.contents.message.decode('utf-8'))
netplan.libnetplan.LibNetplanException: `;

export const USAGE_IP = `usage: /usr/sbin/netplan ip [-h] [--debug]  ...

Retrieve IP information from the system

options:
  -h, --help  show this help message and exit
  --debug     Enable debug messages

Available commands:
  
    help      Show this help message
    leases    Display IP leases
`;

const FEATURES = (
  "dhcp-use-domains auth-phase2 ipv6-mtu modems sriov openvswitch activation-mode eswitch-mode infiniband regdom vrf " +
  "vxlan dbus-config generate-just-in-time generated-supplicant default-routes"
).split(" ");
/** `netplan info`: in YAML, or with --json. */
export function features(json: boolean): string {
  if (!json) {
    const list = FEATURES.map((one) => `  - ${one}\n`).join("");
    return `netplan.io:\n  website: "https://netplan.io/"\n  features:\n${list}`;
  }
  const value = { "netplan.io": { website: "https://netplan.io/", features: FEATURES } };
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** Python's call stack down to a subcommand's method, whose run() is at that line of its file. */
const stackOf = (command: string, line: number): string => `Traceback (most recent call last):
  File "/usr/sbin/netplan", line 23, in <module>
    netplan.main()
  File "/usr/share/netplan/netplan/cli/core.py", line 50, in main
    self.run_command()
  File "/usr/share/netplan/netplan/cli/utils.py", line 241, in run_command
    self.func()
  File "/usr/share/netplan/netplan/cli/commands/${command}.py", line ${line}, in run
    self.run_command()
  File "/usr/share/netplan/netplan/cli/utils.py", line 241, in run_command
    self.func()
`;
const inSet = (line: number, code: string): string =>
  `${stackOf("set", 50)}  File "/usr/share/netplan/netplan/cli/commands/set.py", line ${line}, in command_set
    ${code}
`;
/** `netplan set` lets Python tell as well. */
export const TRACEBACK_SET = {
  hint: `${inSet(54, "raise Exception('Invalid/empty origin-hint')")}Exception: Invalid/empty origin-hint\n`,
  value: `${inSet(61, "raise Exception('Invalid value specified')")}Exception: Invalid value specified\n`,
  patch: `${inSet(72, "libnetplan.create_yaml_patch(yaml_path, value, tmp)")}  File "/usr/share/netplan/netplan/libnetplan.py", line 501, in create_yaml_patch
    _checked_lib_call(lib.netplan_util_create_yaml_patch,
${CHECKED}`,
  files: `${inSet(81, "parser.load_yaml_hierarchy(self.root_dir)")}  File "/usr/share/netplan/netplan/libnetplan.py", line 122, in load_yaml_hierarchy
    _checked_lib_call(lib.netplan_parser_load_yaml_hierarchy, self._ptr, rootdir.encode('utf-8'))
${CHECKED}`,
  parse: `${inSet(85, "parser.load_yaml(tmp)")}  File "/usr/share/netplan/netplan/libnetplan.py", line 119, in load_yaml
    _checked_lib_call(lib.netplan_parser_load_yaml_from_fd, self._ptr, input_file.fileno())
${CHECKED}`,
};

/** `netplan get` lets Python tell. */
export const TRACEBACK_GET = stackOf("get", 43);
export const TRACEBACK_YAML = `  File "/usr/share/netplan/netplan/cli/commands/get.py", line 61, in command_get
    parser.load_yaml_hierarchy(rootdir=self.root_dir)
  File "/usr/share/netplan/netplan/libnetplan.py", line 122, in load_yaml_hierarchy
    _checked_lib_call(lib.netplan_parser_load_yaml_hierarchy, self._ptr, rootdir.encode('utf-8'))
${CHECKED}`;

export const TRACEBACK_SUBTREE = `  File "/usr/share/netplan/netplan/cli/commands/get.py", line 72, in command_get
    self.dump_state(self.key, np_state, output_file)
  File "/usr/share/netplan/netplan/cli/commands/get.py", line 57, in dump_state
    libnetplan.dump_yaml_subtree(key, tmp_in, output_file=output_file)
  File "/usr/share/netplan/netplan/libnetplan.py", line 508, in dump_yaml_subtree
    _checked_lib_call(lib.netplan_util_dump_yaml_subtree,
${CHECKED}Unexpected YAML structure found
`;
