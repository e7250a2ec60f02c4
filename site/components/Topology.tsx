/**
 * The map: machines, namespaces, devices and cables as the world has them now, and frames on their way.
 * Devices are buttons (they open their packets); the same facts stand in a table for screen readers and
 * for whoever prefers one.
 */
import { type Signal, useComputed, useSignal } from "@preact/signals";
import { Component } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { WayView } from "../../sandbox/worker/protocol.ts";
import type { Change } from "../lab/changes.ts";
import type { HopPlayer } from "../lab/hops.ts";
import { later } from "../lab/later.tsx";
import {
  cablePath,
  type Chip,
  type DeviceView,
  layoutMap,
  type MapLayout,
  mapSize,
} from "../lab/layout.ts";
import type { LabSession } from "../lab/session.ts";
import { whenIdle } from "../lab/turns.ts";
import { t } from "../i18n/text.ts";

const MapTools = later(() => import("./MapTools.tsx").then((code) => code.MapTools));
const DeviceCard = later(() => import("./DeviceCard.tsx").then((code) => code.DeviceCard));

/** How the learner wants the map. */
export interface MapState {
  readonly layers: Signal<{
    readonly underlay: boolean;
    readonly overlay: boolean;
    readonly routing: boolean;
  }>;
  /** Times its natural size; 0: the whole of it; null: what fits and can be read. */
  readonly zoom: Signal<number | null>;
  readonly large: Signal<boolean>;
  /** The device whose card is open. */
  readonly chosen: Signal<string | null>;
  /** A packet's way that is drawn. */
  readonly way: Signal<readonly WayView[] | null>;
}

interface Props {
  readonly session: LabSession;
  readonly asTable: boolean;
  readonly state: MapState;
  readonly onDevice: (device: string) => void;
  readonly onTerminal: (place: string) => void;
}

/** What is loaded when there is time: packets on their way, and what a command changed. */
interface Extras {
  readonly player: HopPlayer;
  readonly viewChanges: typeof import("../lab/changes.ts").viewChanges;
}

export function Topology({ session, asTable, state, onDevice, onTerminal }: Props) {
  const layer = useRef<SVGGElement>(null);
  const extras = useSignal<Extras | null>(null);
  const layout = useComputed<MapLayout | null>(() => {
    const view = session.view.value;
    const meta = session.booted.value?.meta;
    return view === null ? null : layoutMap(view, meta?.positions ?? {}, meta?.captions ?? {});
  });
  const changes = useComputed<readonly Change[]>(() => {
    const before = session.baseline.value;
    const view = session.view.value;
    if (before === null || view === null || session.past.value !== null) return [];
    return extras.value?.viewChanges(before, view) ?? [];
  });

  useEffect(() => {
    let gone = false;
    void whenIdle()
      .then(() => Promise.all([import("../lab/hops.ts"), import("../lab/changes.ts")]))
      .then(([{ HopPlayer }, { viewChanges }]) => {
        if (!gone) extras.value = { player: new HopPlayer(), viewChanges };
      });
    session.onHops = (hops) => {
      const player = extras.peek()?.player;
      if (player === undefined || layer.current === null) return;
      player.attach(layer.current, () => layout.peek());
      player.add(hops);
    };
    return () => {
      gone = true;
      session.onHops = () => undefined;
    };
  }, [session]);
  const isPast = session.past.value !== null;
  useEffect(() => {
    extras.peek()?.player.clear();
  }, [session.epoch.value, isPast]);

  const map = layout.value;
  const view = session.view.value;
  const chosen = state.chosen.value;
  const place = (device: string): void => {
    state.chosen.value = device;
    onDevice(device);
  };
  return (
    <section class={`map ${state.large.value ? "is-large" : ""}`} aria-label={t("mapOfTheNetwork")}>
      {map !== null && !asTable && (
        <div class="map-head">
          {extras.value !== null && (
            <MapTools
              state={state}
              player={extras.value.player}
              has={{
                tunnels: map.cables.some((cable) => cable.tunnel),
                sessions: map.sessions.length > 0,
              }}
              changes={changes.value}
              begin={session.booted.value?.readyAt ?? 0}
            />
          )}
        </div>
      )}
      {map === null ? (
        <p class="map-wait">{t("theMachinesAreStarting")}</p>
      ) : asTable ? (
        <MapTable session={session} />
      ) : (
        <MapPicture
          map={map}
          state={state}
          watched={session.watched.value}
          changed={changes.value}
          layer={layer}
          onDevice={place}
        />
      )}
      {chosen !== null && view !== null && !asTable && (
        <DeviceCard
          view={view}
          device={chosen}
          onPackets={() => {
            state.large.value = false;
            onDevice(chosen);
          }}
          onTerminal={
            isPast
              ? null
              : (where) => {
                  state.large.value = false;
                  state.chosen.value = null;
                  onTerminal(where);
                }
          }
          onClose={() => {
            state.chosen.value = null;
          }}
        />
      )}
    </section>
  );
}

interface PictureProps {
  readonly map: MapLayout;
  readonly state: MapState;
  readonly watched: string | null;
  readonly changed: readonly Change[];
  readonly layer: { current: SVGGElement | null };
  readonly onDevice: (device: string) => void;
}

function MapPicture({ map, state, watched, changed, layer, onDevice }: PictureProps) {
  const layers = state.layers.value;
  const zoom = state.zoom.value;
  const { width, height, style } = mapSize(map);
  const marks = new Set(changed.map((change) => change.id));
  const size: Record<string, string> =
    zoom === 0
      ? { height: "100%" }
      : zoom === null
        ? { ...style }
        : {
            flex: "none",
            width: `${Math.round(width * zoom)}px`,
            height: `${Math.round(height * zoom)}px`,
            maxHeight: "none",
          };
  return (
    <div class="map-scroll" tabIndex={0} role="group" aria-label={t("map")}>
      <div class="map-stack">
        <svg
          class={`map-svg ${layers.underlay ? "" : "no-underlay"}`}
          viewBox={`-10 -10 ${width} ${height}`}
          style={size}
          role="group"
          aria-label={t("mapOfTheNetworkDevicesAre")}
        >
          {map.frames.map((frame) => (
            <g
              key={`${frame.kind} ${frame.title} ${frame.x}`}
              class={`map-${frame.kind} ${frame.namespace !== null && marks.has(frame.namespace) ? "is-changed" : ""}`}
            >
              <rect
                x={frame.x}
                y={frame.y}
                width={frame.width}
                height={frame.height}
                rx={frame.kind === "host" ? 14 : 10}
              />
              <text class="map-title" x={frame.x + 14} y={frame.y + 21}>
                {frame.title}
              </text>
              {frame.kind === "netns" && frame.width > 150 && (
                <text
                  class="map-kind"
                  x={frame.x + 18 + frame.title.length * 8.4}
                  y={frame.y + 20.5}
                >
                  netns
                </text>
              )}
              {frame.loopback !== null && (
                <g class={`map-lo ${frame.loopback.up ? "is-up" : "is-down"}`}>
                  <title>{t("loopbackIs", { state: frame.loopback.up ? "up" : "down" })}</title>
                  <circle cx={frame.x + frame.width - 40} cy={frame.y + 16.5} r={3.6} />
                  <text x={frame.x + frame.width - 31} y={frame.y + 20.5}>
                    lo
                  </text>
                </g>
              )}
            </g>
          ))}
          {map.cables
            .filter((cable) => layers.overlay || !cable.tunnel)
            .map((cable) => (
              <path
                key={cable.id}
                class={`map-cable ${cable.live ? "is-live" : "is-dead"} ${cable.tunnel ? "is-tunnel" : ""}`}
                d={cable.path}
              />
            ))}
          {layers.routing &&
            map.sessions.map((line) => (
              <g key={line.id} class={`map-session ${line.up ? "is-up" : "is-down"}`}>
                <title>{line.words}</title>
                <path d={line.path} />
                <text x={line.x} y={line.y} text-anchor="middle">
                  {line.label}
                </text>
              </g>
            ))}
          {[...map.chips.values()].map((chip) => (
            <DeviceChip
              key={chip.device.id}
              chip={chip}
              watched={watched === chip.device.id}
              changed={marks.has(chip.device.id)}
              onDevice={onDevice}
            />
          ))}
          {state.way.value !== null && <WayOnMap map={map} way={state.way.value} />}
        </svg>
        {/* A layer of its own: what moves does not have the whole map drawn again. */}
        <svg
          class="map-svg map-moving"
          viewBox={`-10 -10 ${width} ${height}`}
          style={size}
          aria-hidden="true"
        >
          <g ref={layer} class="map-packets" />
        </svg>
      </div>
    </div>
  );
}

/** A packet's way: numbers at the devices in the order it passed them, and a cross where it died. */
function WayOnMap({ map, way }: { readonly map: MapLayout; readonly way: readonly WayView[] }) {
  const stops = way.flatMap((step) => (step.device === null ? [] : [step.device]));
  const numbers = new Map<string, number[]>();
  for (const [i, device] of stops.filter((one, n) => one !== stops[n - 1]).entries())
    numbers.set(device, [...(numbers.get(device) ?? []), i + 1]);
  const died = way.at(-1)?.what === "drop" ? stops.at(-1) : undefined;
  return (
    <g class="map-way" aria-hidden="true">
      {stops.slice(1).map((to, i) => {
        const a = map.chips.get(stops[i] as string);
        const b = map.chips.get(to);
        return a === undefined || b === undefined || a === b ? null : (
          <path key={i} d={cablePath(a, b)} />
        );
      })}
      {[...numbers].map(([device, list]) => {
        const chip = map.chips.get(device);
        if (chip === undefined) return null;
        const text = list.slice(0, 4).join(" ");
        const wide = 13 + text.length * 7;
        return (
          <g key={device} class={device === died ? "is-end" : ""}>
            <rect
              x={chip.x + chip.width - wide + 8}
              y={chip.y - 10}
              width={wide}
              height={20}
              rx={10}
            />
            <text x={chip.x + chip.width - wide / 2 + 8} y={chip.y + 4.5} text-anchor="middle">
              {device === died ? `${text}✕` : text}
            </text>
          </g>
        );
      })}
    </g>
  );
}

interface ChipProps {
  readonly chip: Chip;
  readonly watched: boolean;
  readonly changed: boolean;
  readonly onDevice: (device: string) => void;
}

/** Drawn again only when something that it shows is other: a map of sixty namespaces has hundreds. */
class DeviceChip extends Component<ChipProps> {
  override shouldComponentUpdate(next: ChipProps): boolean {
    const { chip, watched, changed } = this.props;
    return (
      next.watched !== watched || next.changed !== changed || chipKey(next.chip) !== chipKey(chip)
    );
  }

  override render() {
    return <ChipPicture {...this.props} />;
  }
}

function chipKey({ device, ...box }: Chip): string {
  return JSON.stringify([
    box.x,
    box.y,
    box.width,
    box.lines,
    box.namespace.id,
    { ...device, rxPackets: 0, txPackets: 0 },
  ]);
}

function ChipPicture({ chip, watched, changed, onDevice }: ChipProps) {
  const { device } = chip;
  const state = stateOf(device);
  const open = (): void => {
    onDevice(device.id);
  };
  return (
    <g
      class={`map-chip ${chip.bar ? "is-bridge" : ""} is-${state.mark} ${watched ? "is-watched" : ""} ${changed ? "is-changed" : ""}`}
      role="button"
      // As SVG spells it: tabIndex would be an attribute that nobody knows.
      tabindex={0}
      aria-label={t("deviceOpens", {
        device: `${chip.namespace.id} ${device.name}`,
        state: `${state.words}${tunnelWords(device)}${device.addresses.length > 0 ? `, ${device.addresses.join(", ")}` : ""}${changed ? t("changedByTheLast") : ""}`,
      })}
      onClick={open}
      onKeyDown={(event) => {
        if (event.key !== "Enter" && event.key !== " ") return;
        event.preventDefault();
        open();
      }}
    >
      <title>{`${device.name}: ${state.words}${tunnelWords(device)}\n${device.mac}, mtu ${device.mtu}\n${device.addresses.join("\n")}`}</title>
      <rect x={chip.x} y={chip.y} width={chip.width} height={chip.height} rx={7} />
      {changed && <circle class="mark" cx={chip.x + 2} cy={chip.y + 2} r={5.5} />}
      <circle class="led" cx={chip.x + 13} cy={chip.y + 14} r={4.2} />
      <text class="name" x={chip.x + 24} y={chip.y + 18.5}>
        {short(device.name)}
      </text>
      {kindOf(device) !== "" && (
        <text class="kind" x={chip.x + chip.width - 9} y={chip.y + 18} text-anchor="end">
          {kindOf(device)}
        </text>
      )}
      {chip.lines.map((line, i) => (
        <text key={line} class="address" x={chip.x + 12} y={chip.y + 35 + i * 15}>
          {line}
        </text>
      ))}
    </g>
  );
}

/** What is said in a chip's corner: a port's state where it is not the usual one, or a kind that no cable shows. */
function kindOf(device: DeviceView): string {
  if (device.portState !== null && device.portState !== "forwarding") return device.portState;
  if (device.kind === "veth" || device.kind === "ethernet")
    // That it stands on a bridge is seen; a long name needs the room.
    return device.portState === null || device.name.length > 8 ? "" : "port";
  return device.kind;
}

function tunnelWords(device: DeviceView): string {
  const { tunnel } = device;
  if (tunnel === null) return "";
  const id = tunnel.id === null ? "" : ` ${tunnel.id}`;
  const from = tunnel.local === null ? "" : t("tunnelFrom", { local: tunnel.local });
  const to =
    tunnel.remotes.length === 0 ? "" : t("tunnelTo", { remotes: tunnel.remotes.join(", ") });
  return `, ${device.kind}${id}${from}${to}`;
}

/** Long names are cut in the middle of the picture; the title and the table have them whole. */
function short(name: string): string {
  return name.length > 13 ? `${name.slice(0, 12)}…` : name;
}

function stateOf(device: DeviceView): { mark: "up" | "down" | "nocarrier"; words: string } {
  if (!device.up) return { mark: "down", words: "down" };
  if (!device.carrier) return { mark: "nocarrier", words: "up, no carrier" };
  return {
    mark: "up",
    words:
      device.portState !== null && device.portState !== "forwarding"
        ? `up, ${device.portState}`
        : "up",
  };
}

function MapTable({ session }: { readonly session: LabSession }) {
  const view = session.view.value;
  if (view === null) return null;
  const names = new Map<string, string>();
  for (const host of view.hosts)
    for (const ns of host.namespaces)
      for (const device of ns.devices) names.set(device.id, `${ns.id}:${device.name}`);
  const peers = new Map(
    view.links
      .filter((link) => link.kind !== "tunnel")
      .flatMap((link) => [[link.a, link.b] as const, [link.b, link.a] as const]),
  );
  return (
    <div class="map-table" tabIndex={0} role="region" aria-label={t("theNetworkAsTables")}>
      {view.hosts.flatMap((host) =>
        host.namespaces.map((ns) => (
          <table key={ns.id}>
            <caption>
              {ns.name === ""
                ? t("machineName", { name: host.name })
                : t("namespaceOn", { name: ns.name, host: host.name })}
            </caption>
            <thead>
              <tr>
                <th scope="col">{t("device")}</th>
                <th scope="col">{t("state")}</th>
                <th scope="col">{t("addresses")}</th>
                <th scope="col">MAC</th>
                <th scope="col">{t("joinedTo")}</th>
              </tr>
            </thead>
            <tbody>
              {ns.devices.map((device) => (
                <tr key={device.id}>
                  <th scope="row">{device.name}</th>
                  <td>{stateOf(device).words}</td>
                  <td>{device.addresses.join(" ")}</td>
                  <td>{device.mac}</td>
                  <td>
                    {[
                      names.get(peers.get(device.id) ?? ""),
                      device.master === null
                        ? undefined
                        : t("portOfMaster", { master: names.get(device.master) ?? "?" }),
                      tunnelWords(device).slice(2),
                    ]
                      .filter(Boolean)
                      .join(", ")}
                  </td>
                </tr>
              ))}
            </tbody>
            {(ns.routes.length > 0 || ns.neighbours.length > 0) && (
              <tfoot>
                {ns.routes.length > 0 && (
                  <tr>
                    <th scope="row">{t("routes")}</th>
                    <td colSpan={4}>
                      {ns.routes.map((line) => (
                        <div key={line}>{line}</div>
                      ))}
                    </td>
                  </tr>
                )}
                {ns.neighbours.length > 0 && (
                  <tr>
                    <th scope="row">{t("neighbours")}</th>
                    <td colSpan={4}>
                      {ns.neighbours.map((line) => (
                        <div key={line}>{line}</div>
                      ))}
                    </td>
                  </tr>
                )}
              </tfoot>
            )}
          </table>
        )),
      )}
    </div>
  );
}
