/** What is other in the network than it was: for marking what the last command did. Counters and neighbours are no changes. */
import type { WorldView } from "../../sandbox/worker/protocol.ts";
import { t } from "../i18n/text.ts";

type NamespaceView = WorldView["hosts"][number]["namespaces"][number];
type DeviceView = NamespaceView["devices"][number];

export interface Change {
  /** Device id, or namespace id. */
  readonly id: string;
  readonly text: string;
}

export function viewChanges(before: WorldView, after: WorldView): Change[] {
  const changes: Change[] = [];
  const old = namespacesOf(before);
  const now = namespacesOf(after);
  for (const [id, ns] of now) {
    const was = old.get(id);
    if (was === undefined) changes.push({ id, text: t("idNewNamespace", { id }) });
    changes.push(...inNamespace(was ?? { ...ns, devices: [], routes: [] }, ns));
  }
  for (const id of old.keys()) if (!now.has(id)) changes.push({ id, text: t("idGone", { id }) });
  return changes;
}

function namespacesOf(view: WorldView): Map<string, NamespaceView> {
  return new Map(view.hosts.flatMap((host) => host.namespaces.map((ns) => [ns.id, ns] as const)));
}

function inNamespace(before: NamespaceView, after: NamespaceView): Change[] {
  const changes: Change[] = [];
  const old = new Map(before.devices.map((device) => [device.id, device]));
  for (const device of after.devices) {
    const was = old.get(device.id);
    const where = `${after.id}:${device.name}`;
    if (was === undefined) {
      if (device.kind !== "loopback")
        changes.push({ id: device.id, text: t("whereNew", { where }) });
    } else
      for (const text of inDevice(was, device))
        changes.push({ id: device.id, text: `${where}: ${text}` });
  }
  const left = new Set(after.devices.map((device) => device.id));
  for (const device of before.devices)
    if (!left.has(device.id))
      changes.push({ id: after.id, text: t("nameGone", { id: after.id, name: device.name }) });
  for (const [sign, route] of lists(before.routes, after.routes))
    changes.push({ id: after.id, text: t("routeChanged", { id: after.id, sign, route }) });
  return changes;
}

function inDevice(was: DeviceView, is: DeviceView): string[] {
  const words: string[] = [];
  if (was.name !== is.name) words.push(t("wasName", { name: was.name }));
  if (was.up !== is.up) words.push(is.up ? "up" : "down");
  if (was.carrier !== is.carrier && is.up) words.push(is.carrier ? "carrier" : "no carrier");
  if (was.mac !== is.mac) words.push(`MAC ${is.mac}`);
  if (was.mtu !== is.mtu) words.push(`MTU ${was.mtu} → ${is.mtu}`);
  if (was.master !== is.master)
    words.push(is.master === null ? t("leftItsBridge") : t("joinedABridge"));
  if (was.portState !== is.portState && is.portState !== null && was.portState !== null)
    words.push(is.portState);
  for (const [sign, address] of lists(was.addresses, is.addresses))
    words.push(`${sign} ${address}`);
  for (const [sign, remote] of lists(was.tunnel?.remotes ?? [], is.tunnel?.remotes ?? []))
    words.push(t("remoteChanged", { sign, remote }));
  return words;
}

function lists(before: readonly string[], after: readonly string[]): [string, string][] {
  return [
    ...after.filter((one) => !before.includes(one)).map((one): [string, string] => ["+", one]),
    ...before.filter((one) => !after.includes(one)).map((one): [string, string] => ["−", one]),
  ];
}
