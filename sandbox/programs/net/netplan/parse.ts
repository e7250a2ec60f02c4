/**
 * Reads one file of /etc/netplan as netplan 0.106 does, into the state of the files before it: lists grow,
 * scalars are replaced. A mistake is told with file, line, column, the line and a caret.
 * Left out: libyaml's wording of most broken YAML (the three commonest are its own, others are the yaml
 * library's); what netplan knows and this does not is refused by name.
 */
import {
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node as YamlNode,
  parseDocument,
  type YAMLError,
} from "yaml";
import { parseIpv4, parseIpv6 } from "../../../wire/addr.ts";
import {
  type NetplanDevice,
  type NetplanRoute,
  type NetplanState,
  newDevice,
} from "./definition.ts";

/** Keys that are real in `network:`, in a device and in a route, and are not modelled. */
const NETWORK_ABSENT = new Set(
  "bonds bridges dummy-devices modems nm-devices openvswitch tunnels virtual-ethernets vlans vrfs wifis".split(
    " ",
  ),
);
const DEVICE_ABSENT = new Set(
  (
    "access-points activation-mode auth critical delay-virtual-functions-rebind dhcp-identifier dhcp4-overrides " +
    "dhcp6-overrides embedded-switch-mode emit-lldp generic-receive-offload generic-segmentation-offload " +
    "ignore-carrier infiniband-mode ipv6-address-generation ipv6-address-token ipv6-mtu ipv6-privacy " +
    "large-receive-offload link match networkmanager openvswitch optional-addresses receive-checksum-offload " +
    "regulatory-domain routing-policy set-name tcp-segmentation-offload tcp6-segmentation-offload " +
    "transmit-checksum-offload virtual-function-count wakeonlan wakeonwlan renderer"
  ).split(" "),
);
const ROUTE_ABSENT = new Set(["congestion-window", "advertised-receive-window"]);
const ROUTE_TYPES = new Set(
  "unicast anycast blackhole broadcast local multicast nat prohibit throw unreachable xresolve".split(
    " ",
  ),
);

/** Thrown inside this module only: the text for standard error. */
class Refusal {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** What an error calls a text that is in no file. */
export const NO_FILE = "(null)";

/**
 * null: read; else the error's text, newline at its end. What stands at a path of `drop` is not looked at
 * (`set KEY=NULL`).
 */
export function parseNetplan(
  path: string,
  text: string,
  state: NetplanState,
  drop: readonly (readonly string[])[] = [],
): string | null {
  const lines = new LineCounter();
  const doc = parseDocument(text.replace(/^(\ufeff|\u00ef\u00bb\u00bf)/, ""), {
    lineCounter: lines,
    schema: "failsafe",
    uniqueKeys: false,
  });
  const reader = new Reader(path, text, lines, state);
  try {
    const bad = doc.errors[0];
    if (bad !== undefined) reader.brokenYaml(bad);
    for (const keys of drop) if (doc.hasIn(keys)) doc.deleteIn(keys);
    const root = doc.contents;
    if (root === null || (isScalar(root) && root.value === "")) return null;
    state.any = true;
    reader.root(root);
    return null;
  } catch (refusal) {
    if (refusal instanceof Refusal) return refusal.text;
    throw refusal;
  }
}

type Handler = (key: string, value: YamlNode, keyNode: YamlNode) => void;

class Reader {
  private readonly path: string;
  private readonly text: string;
  private readonly lines: LineCounter;
  private readonly state: NetplanState;

  constructor(path: string, text: string, lines: LineCounter, state: NetplanState) {
    this.path = path;
    this.text = text;
    this.lines = lines;
    this.state = state;
  }

  private refuseAt(offset: number, message: string): never {
    const { line, col } = this.lines.linePos(offset);
    const source = this.path === NO_FILE ? NO_FILE : (this.text.split("\n")[line - 1] ?? "");
    throw new Refusal(
      `${this.path}:${line}:${col}: ${message}${message.startsWith("Invalid YAML") ? ":" : ""}\n` +
        `${source}\n${" ".repeat(col - 1)}^\n`,
    );
  }

  private fail(node: YamlNode, message: string): never {
    this.refuseAt(node.range?.[0] ?? 0, `Error in network definition: ${message}`);
  }

  private absent(node: YamlNode, what: string): never {
    this.fail(node, `underlay does not simulate '${what}'`);
  }

  brokenYaml(error: YAMLError): never {
    const { line } = this.lines.linePos(error.pos[0]);
    const start = this.lines.lineStarts[line - 1] ?? 0;
    const indent = this.text.slice(start).search(/[^ ]/);
    if (this.text[start + indent] === "\t")
      this.refuseAt(start + indent, "Invalid YAML: tabs are not allowed for indent");
    const opened = "[]{}".includes(this.text[error.pos[0]] ?? "-");
    if (opened && error.message.startsWith("Flow seq"))
      this.refuseAt(error.pos[0], `Invalid YAML: ${flowMistake(error)}`);
    if (error.code === "BAD_INDENT" || error.code === "UNEXPECTED_TOKEN")
      this.refuseAt(start + Math.max(indent, 0), "Invalid YAML: inconsistent indentation");
    this.refuseAt(error.pos[0], `Invalid YAML: ${flowMistake(error)}`);
  }

  private mapping(node: YamlNode, handle: Handler): void {
    if (!isMap(node)) this.fail(node, "expected mapping (check indentation)");
    for (const pair of node.items) {
      const key = pair.key as YamlNode;
      if (!isScalar(key)) this.fail(key, "expected scalar");
      handle(String(key.value), (pair.value ?? key) as YamlNode, key);
    }
  }

  private items(node: YamlNode): readonly YamlNode[] {
    if (!isSeq(node)) this.fail(node, "expected sequence");
    return node.items as YamlNode[];
  }

  private scalar(node: YamlNode): string {
    if (!isScalar(node)) this.fail(node, "expected scalar");
    return String(node.value);
  }

  private boolean(node: YamlNode): boolean {
    const word = this.scalar(node).toLowerCase();
    if (["true", "on", "yes", "y"].includes(word)) return true;
    if (["false", "off", "no", "n"].includes(word)) return false;
    return this.fail(node, `invalid boolean value '${this.scalar(node)}'`);
  }

  private uint(node: YamlNode): number {
    const word = this.scalar(node);
    const value = Number(word);
    if (!/^\d+$/.test(word) || value > 0xffffffff)
      this.fail(node, `invalid unsigned int value '${word}'`);
    return value;
  }

  root(node: YamlNode): void {
    this.mapping(node, (key, value, keyNode) => {
      if (key !== "network") this.fail(keyNode, `unknown key '${key}'`);
      this.mapping(value, (word, inner, at) => {
        this.network(word, inner, at);
      });
    });
  }

  private network(key: string, value: YamlNode, keyNode: YamlNode): void {
    if (key === "version") {
      if (this.scalar(value) !== "2") this.fail(value, "Only version 2 is supported");
    } else if (key === "renderer") {
      const word = this.scalar(value);
      if (word === "NetworkManager") this.absent(value, "NetworkManager");
      if (word !== "networkd") this.fail(value, `unknown renderer '${word}'`);
      this.state.renderer = word;
      this.state.renderers.set(this.path === NO_FILE ? "" : this.path, word);
    } else if (key === "ethernets") {
      this.mapping(value, (name, body, at) => {
        if (/[\s/]/.test(name)) this.fail(at, `Invalid name '${name}'`);
        const device = this.state.devices.get(name) ?? newDevice(name);
        this.state.devices.set(name, device);
        if (this.path !== NO_FILE) device.file = this.path;
        this.mapping(body, (word, inner, at) => {
          this.device(device, word, inner, at);
        });
      });
    } else if (NETWORK_ABSENT.has(key)) this.absent(keyNode, key);
    else this.fail(keyNode, `unknown key '${key}'`);
  }

  private device(device: NetplanDevice, key: string, value: YamlNode, keyNode: YamlNode): void {
    if (key === "addresses") this.addresses(device, value);
    else if (key === "routes") this.routes(device, value);
    else if (key === "nameservers") this.nameservers(device, value);
    else if (key === "optional") device.optional = this.boolean(value);
    else if (key === "dhcp4") device.dhcp4 = this.boolean(value);
    else if (key === "dhcp6") device.dhcp6 = this.boolean(value);
    else if (key === "accept-ra") device.acceptRa = this.boolean(value);
    else if (key === "mtu") device.mtu = this.uint(value);
    else if (key === "gateway4" || key === "gateway6") this.gateway(device, key, value);
    else if (key === "macaddress") {
      const mac = this.scalar(value);
      if (!/^([0-9a-fA-F]{2}:){5}[0-9a-fA-F]{2}$/.test(mac))
        this.fail(
          value,
          `Invalid MAC address '${mac}', must be XX:XX:XX:XX:XX:XX or ${Array(20).fill("XX").join(":")}`,
        );
      device.mac = mac;
    } else if (key === "link-local") {
      device.linkLocal = this.items(value).map((item) => {
        const word = this.scalar(item);
        if (word !== "ipv6" && word !== "ipv4")
          this.fail(value, `invalid value for link-local: '${word}'`);
        return word;
      });
    } else if (DEVICE_ABSENT.has(key)) this.absent(keyNode, key);
    else this.fail(keyNode, `unknown key '${key}'`);
  }

  private addresses(device: NetplanDevice, value: YamlNode): void {
    for (const item of this.items(value)) {
      if (isMap(item)) this.absent(item, "options of an address");
      if (!isScalar(item)) this.fail(item, "expected either scalar or mapping (check indentation)");
      const word = String(item.value);
      const slash = word.lastIndexOf("/");
      if (slash < 0) this.fail(value, `address '${word}' is missing /prefixlength`);
      const family = familyOf(word.slice(0, slash));
      if (family === null)
        this.fail(value, `malformed address '${word}', must be X.X.X.X/NN or X:X:X:X:X:X:X:X/NN`);
      const bits = word.slice(slash + 1);
      if (!/^\d+$/.test(bits) || Number(bits) > (family === 4 ? 32 : 128))
        this.fail(value, `invalid prefix length in address '${word}'`);
      if (!device.addresses.includes(word)) device.addresses.push(word);
    }
  }

  private nameservers(device: NetplanDevice, value: YamlNode): void {
    this.mapping(value, (key, inner, keyNode) => {
      if (key !== "addresses" && key !== "search") this.fail(keyNode, `unknown key '${key}'`);
      const into = key === "search" ? device.search : device.dns;
      for (const item of this.items(inner)) {
        const word = this.scalar(item);
        if (key === "addresses" && familyOf(word) === null)
          this.fail(inner, `malformed address '${word}', must be X.X.X.X or X:X:X:X:X:X:X:X`);
        if (!into.includes(word)) into.push(word);
      }
    });
  }

  private gateway(device: NetplanDevice, key: "gateway4" | "gateway6", value: YamlNode): void {
    const word = this.scalar(value);
    const family = key === "gateway4" ? 4 : 6;
    if (familyOf(word) !== family) this.fail(value, `invalid IPv${family} address '${word}'`);
    device[key] = word;
    this.state.warnings.push(
      `\`${key}\` has been deprecated, use default routes instead.\n` +
        "See the 'Default routes' section of the documentation for more details.",
    );
  }

  private routes(device: NetplanDevice, value: YamlNode): void {
    for (const item of this.items(value)) {
      const route: NetplanRoute = {
        type: "unicast",
        scope: "",
        metric: null,
        table: null,
        mtu: null,
        onLink: false,
        from: null,
        to: null,
        via: null,
      };
      const family = { value: 0 };
      this.mapping(item, (key, inner, keyNode) => {
        this.routeKey(route, family, key, inner, keyNode);
      });
      if (route.scope === "") {
        const narrow = route.type === "unicast" && route.via === null;
        route.scope =
          route.type === "local" || route.type === "nat"
            ? "host"
            : narrow || ["broadcast", "multicast", "anycast"].includes(route.type)
              ? "link"
              : "global";
      }
      const whole = route.to !== null && (route.via !== null || route.type !== "unicast");
      if (route.scope === "global" && !whole)
        this.fail(value, "global unicast route must include both a 'to' and 'via' IP");
      if (route.to === null) this.fail(value, "link and host routes must specify a 'to' IP");
      device.routes.push(route);
    }
  }

  private routeKey(
    route: NetplanRoute,
    family: { value: number },
    key: string,
    value: YamlNode,
    keyNode: YamlNode,
  ): void {
    if (key === "to" || key === "via" || key === "from") {
      const word = this.scalar(value);
      route[key] = word;
      if (key === "to" && word === "default") return;
      const own = familyOf(word.split("/")[0] ?? "");
      if (own === null) this.fail(value, "invalid IP family '-1'");
      if (family.value !== 0 && family.value !== own)
        this.fail(value, `IP family mismatch in route to ${word}`);
      family.value = own;
    } else if (key === "metric" || key === "table" || key === "mtu") route[key] = this.uint(value);
    else if (key === "on-link") route.onLink = this.boolean(value);
    else if (key === "scope") {
      const word = this.scalar(value);
      if (word !== "global" && word !== "link" && word !== "host")
        this.fail(value, `invalid route scope '${word}'`);
      route.scope = word;
    } else if (key === "type") {
      const word = this.scalar(value);
      if (!ROUTE_TYPES.has(word)) this.fail(value, `invalid route type '${word}'`);
      route.type = word;
    } else if (ROUTE_ABSENT.has(key)) this.absent(keyNode, key);
    else this.fail(keyNode, `unknown key '${key}'`);
  }
}

/** libyaml's words for a bracket that is not closed; else the library's. */
export function flowMistake(error: YAMLError): string {
  if (error.message.startsWith("Flow seq")) return "did not find expected ',' or ']'";
  if (error.message.startsWith("Flow map")) return "did not find expected ',' or '}'";
  return error.message.split(" at line")[0] ?? "";
}

/** null: no address. */
export function familyOf(text: string): 4 | 6 | null {
  if (parseIpv4(text) !== null) return 4;
  return text.includes(":") && parseIpv6(text) !== null ? 6 : null;
}
