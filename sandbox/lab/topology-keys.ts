/** Which keys of a containerlab node are read here, which change nothing here, and which are refused by name. */

/** Keys that containerlab knows, that change nothing a learner can see here; they are named in `ignored`. */
export const NODE_KEYS_IGNORED = new Set([
  "image",
  "mgmt-ipv4",
  "mgmt-ipv6",
  "image-pull-policy",
  "restart-policy",
  "auto-remove",
  "cap-add",
  "cmd",
  "cpu",
  "cpu-set",
  "entrypoint",
  "memory",
  "ports",
  "position",
  "publish",
  "runtime",
  "shm-size",
  "startup-delay",
  "user",
]);
/** Those that would change what a learner sees. */
export const NODE_KEYS_REFUSED = new Set([
  "aliases",
  "certificate",
  "components",
  "config",
  "credentials",
  "devices",
  "dns",
  "enforce-startup-config",
  "env-files",
  "extras",
  "healthcheck",
  "license",
  "stages",
  "startup-config",
  "suppress-startup-config",
  "type",
  "wait-for",
]);
export const NODE_KEYS = new Set([
  "kind",
  "group",
  "labels",
  "exec",
  "binds",
  "env",
  "sysctls",
  "network-mode",
  ...NODE_KEYS_IGNORED,
  ...NODE_KEYS_REFUSED,
]);
export const KINDS = ["linux", "bridge"] as const;
/** Of a bridge only these say something. */
export const BRIDGE_KEYS = new Set(["exec", "env", "sysctls"]);
