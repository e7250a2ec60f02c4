/**
 * Where things stand on the map. A pure function of the view: machines side by side (or where the lab
 * puts them), namespaces in a grid inside, bridges as bars under their ports, other devices below.
 */
import type { WorldView } from "../../sandbox/worker/protocol.ts";

type HostView = WorldView["hosts"][number];
type NamespaceView = HostView["namespaces"][number];
export type DeviceView = NamespaceView["devices"][number];

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}
export interface Chip extends Box {
  readonly device: DeviceView;
  readonly namespace: NamespaceView;
  readonly host: string;
  readonly bar: boolean;
  readonly lines: readonly string[];
}
export interface Frame extends Box {
  readonly kind: "host" | "netns";
  readonly title: string;
  readonly caption: string;
  /** Id of the namespace it stands for. */
  readonly namespace: string | null;
  readonly loopback: DeviceView | null;
}
export interface Cable {
  readonly id: string;
  readonly a: string;
  readonly b: string;
  readonly path: string;
  readonly live: boolean;
  /** No cable: packets that carry frames, on whatever cables they travel. */
  readonly tunnel: boolean;
}
/** A routing session between two daemons, drawn between the devices that carry its addresses. */
export interface SessionLine {
  readonly id: string;
  readonly path: string;
  readonly up: boolean;
  readonly label: string;
  readonly x: number;
  readonly y: number;
  readonly words: string;
}
export interface MapLayout {
  readonly width: number;
  readonly height: number;
  readonly sessions: readonly SessionLine[];
  readonly frames: readonly Frame[];
  readonly chips: ReadonlyMap<string, Chip>;
  readonly cables: readonly Cable[];
}

const CHIP_WIDTH = 146;
const LINE = 15;
const GAP = 14;
const PAD = 14;
const HEAD = 30;
const NETNS_PER_ROW = 4;
const HOST_GAP = 84;
const ROW_GAP = 34;

interface Placed {
  readonly width: number;
  readonly height: number;
  readonly chips: Chip[];
  readonly frames: Frame[];
}

/** How much room the map takes on the page, drawn as large as fits. */
export interface MapSize {
  readonly width: number;
  readonly height: number;
  readonly style: Readonly<Record<string, string>>;
}

/** Below this scale letters cannot be read: the map scrolls instead. */
const SCALE_MIN = 0.62;

export function mapSize(map: Pick<MapLayout, "width" | "height">): MapSize {
  const width = map.width + 20;
  const height = map.height + 20;
  return {
    width,
    height,
    style: {
      maxWidth: `${Math.round(width * 1.12)}px`,
      minWidth: `${Math.round(width * SCALE_MIN)}px`,
      minHeight: `${Math.round(height * SCALE_MIN)}px`,
    },
  };
}

export function layoutMap(
  view: WorldView,
  positions: Readonly<Record<string, { x: number; y: number }>>,
  captions: Readonly<Record<string, string>>,
): MapLayout {
  const peers = new Map<string, string>();
  for (const link of view.links) {
    if (link.kind === "tunnel") continue;
    peers.set(link.a, link.b);
    peers.set(link.b, link.a);
  }
  const at = (name: string, i: number): { x: number; y: number } =>
    (Object.hasOwn(positions, name) ? positions[name] : undefined) ?? { x: i, y: 0 };
  const rank = new Map<string, number>();
  for (const [i, host] of view.hosts.entries()) {
    const { x, y } = at(host.name, i);
    for (const one of host.namespaces)
      for (const device of one.devices) rank.set(device.id, 100 * (x + 1) + y);
  }
  const hosts = view.hosts.map((host) => ({
    host,
    placed: placeHost(host, peers, rank, captions),
  }));
  const columns = [...new Set(hosts.map(({ host }, i) => at(host.name, i).x))].sort(
    (a, b) => a - b,
  );
  const rows = [...new Set(hosts.map(({ host }, i) => at(host.name, i).y))].sort((a, b) => a - b);
  const widths = columns.map((x) =>
    Math.max(
      ...hosts.filter(({ host }, i) => at(host.name, i).x === x).map(({ placed }) => placed.width),
    ),
  );
  const heights = rows.map((y) =>
    Math.max(
      ...hosts.filter(({ host }, i) => at(host.name, i).y === y).map(({ placed }) => placed.height),
    ),
  );
  const before = (sizes: readonly number[], n: number): number =>
    sizes.slice(0, n).reduce((sum, size) => sum + size + HOST_GAP, 0);
  const frames: Frame[] = [];
  const chips = new Map<string, Chip>();
  for (const [i, { host, placed }] of hosts.entries()) {
    const column = columns.indexOf(at(host.name, i).x);
    const row = rows.indexOf(at(host.name, i).y);
    const dx = before(widths, column) + ((widths[column] ?? 0) - placed.width) / 2;
    const dy = before(heights, row) + ((heights[row] ?? 0) - placed.height) / 2;
    for (const frame of placed.frames) frames.push({ ...frame, x: frame.x + dx, y: frame.y + dy });
    for (const chip of placed.chips)
      chips.set(chip.device.id, { ...chip, x: chip.x + dx, y: chip.y + dy });
  }
  const width = Math.max(CHIP_WIDTH, before(widths, widths.length) - HOST_GAP);
  const height = Math.max(60, before(heights, heights.length) - HOST_GAP);
  return {
    width,
    height,
    frames,
    chips,
    cables: cablesOf(view, chips),
    sessions: sessionsOf(view, chips),
  };
}

/** So many stand in a row: four, and more when the grid would else be a tower. */
function rowOf(count: number): number {
  return count <= 12 ? NETNS_PER_ROW : Math.ceil(Math.sqrt(count * 1.6));
}

function placeHost(
  host: HostView,
  peers: ReadonlyMap<string, string>,
  rank: ReadonlyMap<string, number>,
  captions: Readonly<Record<string, string>>,
): Placed {
  const root = host.namespaces.find((one) => one.name === "");
  const inner = host.namespaces.filter((one) => one.name !== "");
  const inside = inner.map((one) => placeNetns(one, host.name));
  const owner = new Map(
    inner.flatMap((one, i) => one.devices.map((device) => [device.id, i] as const)),
  );
  const blocks: Placed[] = [];
  const perRow = rowOf(inside.length);
  for (let i = 0; i < inside.length; i += perRow) blocks.push(inRow(inside.slice(i, i + perRow)));
  if (root !== undefined) blocks.push(...placeRoot(root, host.name, peers, rank, owner));
  const width =
    Math.max(CHIP_WIDTH, titleWidth(host.name) + 60, ...blocks.map((block) => block.width)) +
    2 * PAD;
  const frames: Frame[] = [];
  const chips: Chip[] = [];
  let y = HEAD + 8;
  for (const [i, block] of blocks.entries()) {
    if (i > 0) y += inside.length > 0 && i <= Math.ceil(inside.length / perRow) ? ROW_GAP : GAP;
    shift(block, (width - block.width) / 2, y, frames, chips);
    y += block.height;
  }
  frames.unshift({
    kind: "host",
    title: host.name,
    namespace: root?.id ?? null,
    caption: (Object.hasOwn(captions, host.name) ? captions[host.name] : undefined) ?? "",
    x: 0,
    y: 0,
    width,
    height: y + PAD,
    loopback: root?.devices.find((device) => device.kind === "loopback") ?? null,
  });
  return { width, height: y + PAD, frames, chips };
}

/** The machine's own devices: bridges with their ports above them, then the rest. */
function placeRoot(
  root: NamespaceView,
  host: string,
  peers: ReadonlyMap<string, string>,
  rank: ReadonlyMap<string, number>,
  owner: ReadonlyMap<string, number>,
): Placed[] {
  const visible = root.devices.filter((device) => device.kind !== "loopback");
  const bridges = visible.filter((device) => device.kind === "bridge");
  // As their other ends stand, so that cables do not cross: in namespaces here, then from the left machine to the right.
  const order = (device: DeviceView): number => {
    const peer = peers.get(device.id) ?? "";
    return owner.get(peer) ?? rank.get(peer) ?? Number.MAX_SAFE_INTEGER;
  };
  const blocks: Placed[] = [];
  const groups: Placed[] = [];
  for (const bridge of bridges) {
    const ports = visible
      .filter((device) => device.master === bridge.id)
      .sort((a, b) => order(a) - order(b));
    const perRow = ports.length <= 8 ? 8 : rowOf(ports.length);
    const row = inColumn(
      Array.from({ length: Math.ceil(ports.length / perRow) }, (_, i) =>
        inRow(ports.slice(i * perRow, (i + 1) * perRow).map((port) => chipBlock(port, root, host))),
      ),
    );
    const width = Math.max(row.width, CHIP_WIDTH);
    const bar = makeChip(bridge, root, host, width, true);
    const chips: Chip[] = [];
    const frames: Frame[] = [];
    shift(row, (width - row.width) / 2, 0, frames, chips);
    const top = ports.length > 0 ? row.height + 6 : 0;
    chips.push({ ...bar, y: top });
    groups.push({ width, height: top + bar.height, chips, frames });
  }
  const rest = visible.filter(
    (device) =>
      device.kind !== "bridge" &&
      (device.master === null || !bridges.some((one) => one.id === device.master)),
  );
  const paired = rest
    .filter((device) => owner.has(peers.get(device.id) ?? ""))
    .sort((a, b) => order(a) - order(b));
  const others = rest.filter((device) => !paired.includes(device));
  if (groups.length > 0 || paired.length > 0)
    blocks.push(inRow([...groups, ...paired.map((device) => chipBlock(device, root, host))]));
  // A few cards stand under each other: their cables leave sideways without crossing a neighbour.
  if (others.length <= 3)
    blocks.push(inColumn(others.map((device) => chipBlock(device, root, host))));
  else
    for (let i = 0; i < others.length; i += NETNS_PER_ROW)
      blocks.push(
        inRow(others.slice(i, i + NETNS_PER_ROW).map((device) => chipBlock(device, root, host))),
      );
  return blocks;
}

function placeNetns(netns: NamespaceView, host: string): Placed {
  const visible = netns.devices.filter((device) => device.kind !== "loopback");
  const row =
    visible.length === 0
      ? { width: 80, height: 8, chips: [], frames: [] }
      : inColumn(visible.map((device) => chipBlock(device, netns, host)));
  const width = Math.max(row.width, titleWidth(netns.name) + 80) + 2 * PAD;
  const height = HEAD + row.height + PAD;
  const frames: Frame[] = [];
  const chips: Chip[] = [];
  frames.push({
    kind: "netns",
    title: netns.name,
    namespace: netns.id,
    caption: "",
    x: 0,
    y: 0,
    width,
    height,
    loopback: netns.devices.find((device) => device.kind === "loopback") ?? null,
  });
  shift(row, (width - row.width) / 2, HEAD, frames, chips);
  return { width, height, frames, chips };
}

function chipBlock(device: DeviceView, namespace: NamespaceView, host: string): Placed {
  const chip = makeChip(device, namespace, host, CHIP_WIDTH, false);
  return { width: chip.width, height: chip.height, chips: [chip], frames: [] };
}

function makeChip(
  device: DeviceView,
  namespace: NamespaceView,
  host: string,
  width: number,
  bar: boolean,
): Chip {
  const v4 = device.addresses.filter((address) => !address.startsWith("fe80:"));
  const lines = v4.length > 0 ? v4.slice(0, 3) : [];
  if (v4.length > 3) lines.push(`and ${v4.length - 3} more`);
  return {
    device,
    namespace,
    host,
    bar,
    lines,
    x: 0,
    y: 0,
    width,
    height: 28 + lines.length * LINE,
  };
}

function inRow(blocks: readonly Placed[]): Placed {
  const frames: Frame[] = [];
  const chips: Chip[] = [];
  const height = Math.max(0, ...blocks.map((block) => block.height));
  let x = 0;
  for (const [i, block] of blocks.entries()) {
    if (i > 0) x += GAP;
    shift(block, x, height - block.height, frames, chips);
    x += block.width;
  }
  return { width: x, height, frames, chips };
}

function inColumn(blocks: readonly Placed[]): Placed {
  const frames: Frame[] = [];
  const chips: Chip[] = [];
  const width = Math.max(0, ...blocks.map((block) => block.width));
  let y = 0;
  for (const [i, block] of blocks.entries()) {
    if (i > 0) y += 8;
    shift(block, (width - block.width) / 2, y, frames, chips);
    y += block.height;
  }
  return { width, height: y, frames, chips };
}

function shift(block: Placed, dx: number, dy: number, frames: Frame[], chips: Chip[]): void {
  for (const frame of block.frames) frames.push({ ...frame, x: frame.x + dx, y: frame.y + dy });
  for (const chip of block.chips) chips.push({ ...chip, x: chip.x + dx, y: chip.y + dy });
}

function titleWidth(title: string): number {
  return title.length * 9;
}

function cablesOf(view: WorldView, chips: ReadonlyMap<string, Chip>): Cable[] {
  return view.links.flatMap((link) => {
    const a = chips.get(link.a);
    const b = chips.get(link.b);
    if (a === undefined || b === undefined) return [];
    return [
      {
        id: `${link.a} ${link.b}`,
        a: link.a,
        b: link.b,
        path: link.kind === "tunnel" ? tunnelPath(a, b) : cablePath(a, b),
        tunnel: link.kind === "tunnel",
        live: a.device.carrier && b.device.carrier,
      },
    ];
  });
}

/** Both ends of a session tell of it; it is one line, and up only if neither end says otherwise. */
function sessionsOf(view: WorldView, chips: ReadonlyMap<string, Chip>): SessionLine[] {
  const lines = new Map<string, SessionLine>();
  for (const session of view.sessions) {
    const { fromDevice, toDevice, state, from, to, peer } = session;
    const a = chips.get(fromDevice ?? "") ?? chipOf(chips, from);
    const b = chips.get(toDevice ?? "");
    if (a === undefined || b === undefined) continue;
    const id = [from, to ?? peer].sort().join(" ");
    const up = state === "Established";
    const before = lines.get(id);
    if (before !== undefined && !(before.up && !up)) continue;
    const [left, right] = a.x <= b.x ? [a, b] : [b, a];
    const x1 = left.x + left.width / 2;
    const x2 = right.x + right.width / 2;
    const top = Math.min(left.y, right.y);
    const rise = Math.min(70, 26 + Math.abs(x2 - x1) / 14);
    const kind = session.localAs === session.peerAs ? "iBGP" : "eBGP";
    lines.set(id, {
      id,
      path: `M ${x1} ${left.y} C ${x1 + 20} ${top - rise} ${x2 - 20} ${top - rise} ${x2} ${right.y}`,
      up,
      label: up ? kind : `${kind} ${state}`,
      x: (x1 + x2) / 2,
      y: (left.y + right.y) / 8 + (top - rise) * 0.75,
      words: `${session.protocol} ${from} AS ${session.localAs} to ${to ?? peer} AS ${session.peerAs}: ${state}`,
    });
  }
  return [...lines.values()];
}

/** Any device of a namespace: a session without a local address stands somewhere. */
function chipOf(chips: ReadonlyMap<string, Chip>, namespace: string): Chip | undefined {
  for (const chip of chips.values()) if (chip.namespace.id === namespace) return chip;
  return undefined;
}

/** From the middle of one chip's edge to the other's: sideways when they stand beside each other. */
export function cablePath(a: Chip, b: Chip): string {
  const ax = a.x + a.width / 2;
  const bx = b.x + b.width / 2;
  const ay = a.y + a.height / 2;
  const by = b.y + b.height / 2;
  const apart = a.x + a.width <= b.x || b.x + b.width <= a.x;
  const stacked = a.y + a.height <= b.y || b.y + b.height <= a.y;
  if (apart && (!stacked || Math.abs(bx - ax) > 2.2 * Math.abs(by - ay))) {
    const right = bx > ax ? 1 : -1;
    const x1 = right > 0 ? a.x + a.width : a.x;
    const x2 = right > 0 ? b.x : b.x + b.width;
    const bend = Math.max(18, Math.abs(x2 - x1) / 2);
    return `M ${x1} ${ay} C ${x1 + right * bend} ${ay} ${x2 - right * bend} ${by} ${x2} ${by}`;
  }
  const down = by > ay ? 1 : -1;
  const y1 = down > 0 ? a.y + a.height : a.y;
  const y2 = down > 0 ? b.y : b.y + b.height;
  const bend = Math.max(12, Math.abs(y2 - y1) / 2);
  return `M ${ax} ${y1} C ${ax} ${y1 + down * bend} ${bx} ${y2 - down * bend} ${bx} ${y2}`;
}

/** From side to side in a flat arc, so that it is told from the cables under it. */
function tunnelPath(a: Chip, b: Chip): string {
  const right = b.x + b.width / 2 >= a.x + a.width / 2 ? 1 : -1;
  const x1 = right > 0 ? a.x + a.width : a.x;
  const x2 = right > 0 ? b.x : b.x + b.width;
  const y1 = a.y + a.height / 2;
  const y2 = b.y + b.height / 2;
  if ((x2 - x1) * right < 12) return cablePath(a, b);
  const reach = Math.min(120, Math.abs(x2 - x1) / 2);
  const sag = Math.min(46, Math.abs(x2 - x1) / 5);
  return `M ${x1} ${y1} C ${x1 + right * reach} ${y1 - sag} ${x2 - right * reach} ${y2 - sag} ${x2} ${y2}`;
}
