/**
 * The map: machines, namespaces, devices and cables as the world has them now, and frames on their way.
 * Devices are buttons (they open their packets); the same facts stand in a table for screen readers and
 * for whoever prefers one.
 */
import { useComputed } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { HopView } from "../../sandbox/worker/protocol.ts";
import { cablePath, type Chip, type DeviceView, layoutMap, type MapLayout } from "../lab/layout.ts";
import type { LabSession } from "../lab/session.ts";

const HOP_MS = 620;
const HOP_STEP_MS = 380;
const HOPS_AT_ONCE = 16;

interface Props {
  readonly session: LabSession;
  readonly asTable: boolean;
  readonly onDevice: (device: string) => void;
}

export function Topology({ session, asTable, onDevice }: Props) {
  const layer = useRef<SVGGElement>(null);
  const layout = useComputed<MapLayout | null>(() => {
    const view = session.view.value;
    const meta = session.booted.value?.meta;
    return view === null ? null : layoutMap(view, meta?.positions ?? {}, meta?.captions ?? {});
  });

  useEffect(() => {
    session.onHops = (hops) => {
      if (layer.current !== null && layout.value !== null)
        playHops(layer.current, layout.value, hops);
    };
    return () => {
      session.onHops = () => undefined;
    };
  }, [session]);

  const map = layout.value;
  return (
    <section class="map" aria-label="Map of the network">
      {map === null ? (
        <p class="map-wait">The machines are starting …</p>
      ) : asTable ? (
        <MapTable session={session} />
      ) : (
        <div class="map-scroll" tabIndex={-1}>
          <svg
            class="map-svg"
            viewBox={`-10 -10 ${map.width + 20} ${map.height + 20}`}
            style={{
              maxWidth: `${Math.round((map.width + 20) * 1.12)}px`,
              minWidth: `${Math.round(Math.min(map.width, 900) * 0.62)}px`,
            }}
            role="group"
            aria-label="Map of the network: devices are buttons that open their packets"
          >
            {map.frames.map((frame) => (
              <g key={`${frame.kind} ${frame.title} ${frame.x}`} class={`map-${frame.kind}`}>
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
                    <title>{`lo is ${frame.loopback.up ? "up" : "down"}`}</title>
                    <circle cx={frame.x + frame.width - 40} cy={frame.y + 16.5} r={3.6} />
                    <text x={frame.x + frame.width - 31} y={frame.y + 20.5}>
                      lo
                    </text>
                  </g>
                )}
              </g>
            ))}
            {map.cables.map((cable) => (
              <path
                key={cable.id}
                class={`map-cable ${cable.live ? "is-live" : "is-dead"} ${cable.tunnel ? "is-tunnel" : ""}`}
                d={cable.path}
              />
            ))}
            <g ref={layer} class="map-packets" aria-hidden="true" />
            {[...map.chips.values()].map((chip) => (
              <DeviceChip
                key={chip.device.id}
                chip={chip}
                watched={session.watched.value === chip.device.id}
                onDevice={onDevice}
              />
            ))}
          </svg>
        </div>
      )}
    </section>
  );
}

function DeviceChip({
  chip,
  watched,
  onDevice,
}: {
  readonly chip: Chip;
  readonly watched: boolean;
  readonly onDevice: (device: string) => void;
}) {
  const { device } = chip;
  const state = stateOf(device);
  const open = (): void => {
    onDevice(device.id);
  };
  return (
    <g
      class={`map-chip ${chip.bar ? "is-bridge" : ""} is-${state.mark} ${watched ? "is-watched" : ""}`}
      role="button"
      tabIndex={0}
      aria-label={`${chip.namespace.id} ${device.name}, ${state.words}${tunnelWords(device)}${device.addresses.length > 0 ? `, ${device.addresses.join(", ")}` : ""}. Open its packets.`}
      onClick={open}
      onKeyDown={(event) => {
        if (event.key !== "Enter" && event.key !== " ") return;
        event.preventDefault();
        open();
      }}
    >
      <title>{`${device.name}: ${state.words}${tunnelWords(device)}\n${device.mac}, mtu ${device.mtu}\n${device.addresses.join("\n")}`}</title>
      <rect x={chip.x} y={chip.y} width={chip.width} height={chip.height} rx={7} />
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
  const from = tunnel.local === null ? "" : ` from ${tunnel.local}`;
  const to = tunnel.remotes.length === 0 ? "" : ` to ${tunnel.remotes.join(", ")}`;
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
    <div class="map-table" tabIndex={0} role="region" aria-label="The network as tables">
      {view.hosts.flatMap((host) =>
        host.namespaces.map((ns) => (
          <table key={ns.id}>
            <caption>
              {ns.name === "" ? `Machine ${host.name}` : `Namespace ${ns.name} on ${host.name}`}
            </caption>
            <thead>
              <tr>
                <th scope="col">Device</th>
                <th scope="col">State</th>
                <th scope="col">Addresses</th>
                <th scope="col">MAC</th>
                <th scope="col">Joined to</th>
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
                        : `port of ${names.get(device.master) ?? "?"}`,
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
                    <th scope="row">Routes</th>
                    <td colSpan={4}>
                      {ns.routes.map((line) => (
                        <div key={line}>{line}</div>
                      ))}
                    </td>
                  </tr>
                )}
                {ns.neighbours.length > 0 && (
                  <tr>
                    <th scope="row">Neighbours</th>
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

/** Frames of one moment start together, later ones later; real durations would be too short to see. */
function playHops(layer: SVGGElement, map: MapLayout, hops: readonly HopView[]): void {
  if (matchMedia("(prefers-reduced-motion: reduce)").matches || document.hidden) return;
  const moments = [...new Set(hops.map((hop) => hop.at))].sort((a, b) => a - b);
  for (const hop of hops.slice(0, HOPS_AT_ONCE)) {
    const a = map.chips.get(hop.from);
    const b = map.chips.get(hop.to);
    if (a === undefined || b === undefined || layer.childElementCount > 60) continue;
    const cable = map.cables.find(
      (one) =>
        !one.tunnel &&
        ((one.a === hop.from && one.b === hop.to) || (one.a === hop.to && one.b === hop.from)),
    );
    const path = cable !== undefined && cable.a === hop.from ? cable.path : cablePath(a, b);
    const packet = document.createElementNS("http://www.w3.org/2000/svg", "g");
    packet.setAttribute("class", `map-packet p-${protocolClass(hop.protocol)}`);
    const dot = document.createElementNS("http://www.w3.org/2000/svg", "circle");
    dot.setAttribute("r", "7");
    packet.append(dot);
    packet.style.offsetPath = `path("${path}")`;
    packet.style.offsetRotate = "0deg";
    layer.append(packet);
    const delay = moments.indexOf(hop.at) * HOP_STEP_MS;
    const animation = packet.animate(
      [
        { offsetDistance: "0%", opacity: 0 },
        { opacity: 1, offset: 0.12 },
        { opacity: 1, offset: 0.88 },
        { offsetDistance: "100%", opacity: 0 },
      ],
      { duration: HOP_MS, delay, easing: "ease-in-out", fill: "both" },
    );
    animation.finished.then(
      () => {
        packet.remove();
      },
      () => {
        packet.remove();
      },
    );
  }
}

export function protocolClass(protocol: string): string {
  const name = protocol.toLowerCase();
  if (name.startsWith("arp")) return "arp";
  if (
    name.startsWith("icmpv6") ||
    name.startsWith("icmp6") ||
    name.startsWith("ipv6") ||
    name.startsWith("ip6")
  )
    return "icmpv6";
  if (name.startsWith("icmp")) return "icmp";
  if (name.startsWith("udp") || name.startsWith("dns")) return "udp";
  if (name.startsWith("tcp") || name.startsWith("http")) return "tcp";
  return "other";
}
