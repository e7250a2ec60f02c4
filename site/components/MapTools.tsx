/** What stands above the map: layers, size, the packets' pace, and what the last command changed. */
import { useSignal } from "@preact/signals";
import { clockText } from "../lab/time-text.ts";
import type { Change } from "../lab/changes.ts";
import type { HopPlayer } from "../lab/hops.ts";
import type { MapState } from "./Topology.tsx";
import "../styles/map.css";
import { t } from "../i18n/text.ts";

const SPEEDS: readonly (readonly [number, () => string])[] = [
  [0.15, () => t("verySlow")],
  [0.4, () => t("slow")],
  [1, () => t("normal")],
  [2.5, () => t("fast")],
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
    <div class="map-tools" role="toolbar" aria-label={t("map")}>
      {(has.tunnels || has.sessions) && (
        <span class="map-layers" role="group" aria-label={t("layers")}>
          <Toggle
            on={layers.value.underlay}
            name={t("underlay")}
            onClick={() => toggle("underlay")}
          />
          {has.tunnels && (
            <Toggle
              on={layers.value.overlay}
              name={t("overlay")}
              onClick={() => toggle("overlay")}
            />
          )}
          {has.sessions && (
            <Toggle on={layers.value.routing} name="BGP" onClick={() => toggle("routing")} />
          )}
        </span>
      )}
      <span class="map-pace" role="group" aria-label={t("packetsOnTheMap")}>
        <button
          type="button"
          class="icon"
          aria-label={paused ? t("letPacketsTravel") : t("holdThePacketsOnTheMap")}
          title={paused ? t("letPacketsTravel") : t("holdThePacketsOnTheMap")}
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
          aria-label={t("nextPacketOnTheMap")}
          title={t("nextPacketOnTheMap")}
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
          <span class="sr-only">{t("speedOfPacketsOnTheMap")}</span>
          <select
            value={String(player.speed.value)}
            onChange={(event) => {
              player.setSpeed(Number(event.currentTarget.value));
            }}
          >
            {SPEEDS.map(([factor, name]) => (
              <option key={factor} value={String(factor)}>
                {name()}
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
          title={t("whatTheLastCommandChanged")}
          onClick={() => {
            listed.value = !listed.value;
          }}
        >
          {t("changedCount", { n: changes.length })}
        </button>
      )}
      <span class="map-caption" role="status">
        {paused && caption !== null
          ? `${clockText(caption.at - begin, 6)}  ${caption.text}`
          : paused
            ? t("held")
            : ""}
      </span>
      <span class="map-size" role="group" aria-label={t("size")}>
        <Size
          label={t("smaller")}
          text="−"
          onClick={() => (zoom.value = scaleBy(zoom.value, 1 / 1.25))}
        />
        <Size
          label={t("fit")}
          text={t("fit")}
          onClick={() => (zoom.value = zoom.value === 0 ? null : 0)}
        />
        <Size
          label={t("larger")}
          text="+"
          onClick={() => (zoom.value = scaleBy(zoom.value, 1.25))}
        />
        <button
          type="button"
          class="icon"
          aria-label={t("wholePanel")}
          aria-pressed={large.value}
          title={large.value ? t("showTheTerminalsAgain") : t("theMapInTheWholePanel")}
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
        <ul class="map-changes" aria-label={t("changedByTheLastCommand")}>
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
