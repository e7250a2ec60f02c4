/** What stands above the map: layers, size, the packets' pace, and what the last command changed. */
import { useSignal } from "@preact/signals";
import { clockText } from "../lab/time-text.ts";
import type { Change } from "../lab/changes.ts";
import type { HopPlayer } from "../lab/hops.ts";
import type { MapState } from "./Topology.tsx";
import "../styles/map.css";

const SPEEDS: readonly (readonly [number, string])[] = [
  [0.15, "very slow"],
  [0.4, "slow"],
  [1, "normal"],
  [2.5, "fast"],
];

interface Props {
  readonly state: MapState;
  readonly player: HopPlayer;
  readonly has: { readonly tunnels: boolean; readonly sessions: boolean };
  readonly changes: readonly Change[];
  readonly begin: number;
}

export function MapTools({ state, player, has, changes, begin }: Props) {
  const listed = useSignal(false);
  const { layers, zoom, large } = state;
  const toggle = (which: keyof typeof layers.value): void => {
    layers.value = { ...layers.value, [which]: !layers.value[which] };
  };
  const paused = player.paused.value;
  const caption = player.caption.value;
  return (
    <div class="map-tools" role="toolbar" aria-label="Map">
      {(has.tunnels || has.sessions) && (
        <span class="map-layers" role="group" aria-label="Layers">
          <Toggle on={layers.value.underlay} name="Underlay" onClick={() => toggle("underlay")} />
          {has.tunnels && (
            <Toggle on={layers.value.overlay} name="Overlay" onClick={() => toggle("overlay")} />
          )}
          {has.sessions && (
            <Toggle on={layers.value.routing} name="BGP" onClick={() => toggle("routing")} />
          )}
        </span>
      )}
      <span class="map-pace" role="group" aria-label="Packets on the map">
        <button
          type="button"
          class="icon"
          aria-label={paused ? "Let packets travel" : "Hold the packets on the map"}
          title={paused ? "Let packets travel" : "Hold the packets on the map"}
          onClick={() => {
            player.pause(!paused);
          }}
        >
          <svg viewBox="0 0 20 20" aria-hidden="true" fill="currentColor">
            {paused ? <path d="M6 4v12l10-6z" /> : <path d="M5 4h3.4v12H5zM11.6 4H15v12h-3.4z" />}
          </svg>
        </button>
        <button
          type="button"
          class="icon"
          aria-label="Next packet on the map"
          title="Next packet on the map"
          onClick={() => {
            player.step();
          }}
        >
          <svg viewBox="0 0 20 20" aria-hidden="true" fill="currentColor">
            <path d="M3 4v12l7-6z" />
            <circle cx="14.5" cy="10" r="3.2" />
          </svg>
        </button>
        <label>
          <span class="sr-only">Speed of packets on the map</span>
          <select
            value={String(player.speed.value)}
            onChange={(event) => {
              player.setSpeed(Number(event.currentTarget.value));
            }}
          >
            {SPEEDS.map(([factor, name]) => (
              <option key={factor} value={String(factor)}>
                {name}
              </option>
            ))}
          </select>
        </label>
      </span>
      {changes.length > 0 && (
        <button
          type="button"
          class="map-changed"
          aria-expanded={listed.value}
          title="What the last command changed"
          onClick={() => {
            listed.value = !listed.value;
          }}
        >
          {`${changes.length} changed`}
        </button>
      )}
      <span class="map-caption" role="status">
        {paused && caption !== null
          ? `${clockText(caption.at - begin, 6)}  ${caption.text}`
          : paused
            ? "held"
            : ""}
      </span>
      <span class="map-size" role="group" aria-label="Size">
        <Size
          label="Smaller"
          text="−"
          onClick={() => (zoom.value = scaleBy(zoom.value, 1 / 1.25))}
        />
        <Size label="Fit" text="Fit" onClick={() => (zoom.value = zoom.value === 0 ? null : 0)} />
        <Size label="Larger" text="+" onClick={() => (zoom.value = scaleBy(zoom.value, 1.25))} />
        <button
          type="button"
          class="icon"
          aria-label="Whole panel"
          aria-pressed={large.value}
          title={large.value ? "Show the terminals again" : "The map in the whole panel"}
          onClick={() => {
            large.value = !large.value;
          }}
        >
          <svg
            viewBox="0 0 20 20"
            aria-hidden="true"
            fill="none"
            stroke="currentColor"
            stroke-width="1.8"
          >
            <path d="M3.5 8V3.5H8M12 3.5h4.5V8M16.5 12v4.5H12M8 16.5H3.5V12" />
          </svg>
        </button>
      </span>
      {listed.value && changes.length > 0 && (
        <ul class="map-changes" aria-label="Changed by the last command">
          {changes.slice(0, 60).map((change) => (
            <li key={change.text}>{change.text}</li>
          ))}
        </ul>
      )}
    </div>
  );
}

function scaleBy(zoom: number | null, factor: number): number {
  return Math.min(2.5, Math.max(0.2, (zoom === null || zoom === 0 ? 0.8 : zoom) * factor));
}

interface ToggleProps {
  readonly on: boolean;
  readonly name: string;
  readonly onClick: () => void;
}

function Toggle({ on, name, onClick }: ToggleProps) {
  return (
    <button type="button" aria-pressed={on} class="map-layer" onClick={onClick}>
      {name}
    </button>
  );
}

interface SizeProps {
  readonly label: string;
  readonly text: string;
  readonly onClick: () => void;
}

function Size({ label, text, onClick }: SizeProps) {
  return (
    <button type="button" class="icon" aria-label={label} title={label} onClick={onClick}>
      {text}
    </button>
  );
}
