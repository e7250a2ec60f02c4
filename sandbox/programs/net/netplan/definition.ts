/** What /etc/netplan says, as values: netplan 0.106's NetDefinition of an Ethernet, the parts that are modelled. */

export interface NetplanRoute {
  /** RTN_* word. */
  type: string;
  /** "global", "link" or "host". */
  scope: string;
  metric: number | null;
  table: number | null;
  mtu: number | null;
  onLink: boolean;
  from: string | null;
  /** As written: "default", an address or a prefix; null: not given. */
  to: string | null;
  via: string | null;
}

export interface NetplanDevice {
  readonly name: string;
  /** The last file that names it; null: none yet (a change that `set` makes). */
  file: string | null;
  optional: boolean;
  readonly addresses: string[];
  readonly dns: string[];
  readonly search: string[];
  gateway4: string | null;
  gateway6: string | null;
  /** null: not said. */
  dhcp4: boolean | null;
  dhcp6: boolean | null;
  acceptRa: boolean | null;
  mac: string | null;
  mtu: number | null;
  readonly routes: NetplanRoute[];
  /** Which link-local addresses, null: not said (IPv6). */
  linkLocal: string[] | null;
}

export interface NetplanState {
  /** A file was read. */
  any: boolean;
  renderer: string | null;
  /** Each file's own; "": said by no file. */
  readonly renderers: Map<string, string>;
  readonly devices: Map<string, NetplanDevice>;
  /** g_warning texts, in order. */
  readonly warnings: string[];
}

export function newState(): NetplanState {
  return { any: false, renderer: null, renderers: new Map(), devices: new Map(), warnings: [] };
}

export function newDevice(name: string): NetplanDevice {
  return {
    name,
    file: null,
    optional: false,
    addresses: [],
    dns: [],
    search: [],
    gateway4: null,
    gateway6: null,
    dhcp4: null,
    dhcp6: null,
    acceptRa: null,
    mac: null,
    mtu: null,
    routes: [],
    linkLocal: null,
  };
}
