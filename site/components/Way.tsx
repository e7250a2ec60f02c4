/** A packet's way, place by place: devices, what tables and rules said of it, and its end. */
import type { WayView } from "../../sandbox/worker/protocol.ts";
import { said } from "../i18n/said.ts";
import { t } from "../i18n/text.ts";
import { dropWords } from "../lab/drop-words.ts";

/** What stands before a step's text. */
export function stepName(step: WayView): string {
  switch (step.what) {
    case "in":
      return `← ${step.where}`;
    case "out":
      return `→ ${step.where}`;
    case "rule":
      return step.where;
    case "look":
      return LOOKS[step.where]?.() ?? step.where;
    case "drop":
      return t("dropped");
  }
}

const LOOKS: Readonly<Record<string, () => string>> = {
  fdb: () => "FDB",
  route: () => t("lookRoute"),
  neigh: () => t("lookNeighbour"),
  tunnel: () => t("lookTunnel"),
  local: () => t("arrived"),
};

/** A step's text. Addresses, devices and the words of `ip` are Linux's own. */
export function stepText(step: WayView): string {
  return step.what === "drop"
    ? dropWords(step.text)
    : step.what === "look"
      ? said(step.text)
      : step.text;
}

/** Places in the order in which they were passed, with the number of each one's first step. */
export function placesOf(
  steps: readonly WayView[],
): { readonly place: string; readonly first: number; readonly steps: WayView[] }[] {
  const places: { place: string; first: number; steps: WayView[] }[] = [];
  for (const [i, step] of steps.entries()) {
    const last = places.at(-1);
    if (last?.place === step.place) last.steps.push(step);
    else places.push({ place: step.place, first: i, steps: [step] });
  }
  return places;
}

interface Props {
  readonly steps: readonly WayView[];
  readonly onJourney: () => void;
}

export function Way({ steps, onJourney }: Props) {
  const places = placesOf(steps);
  return (
    <details class="way">
      <summary>
        {t("itsWay")} <span>{places.map((one) => one.place).join(" → ")}</span>
      </summary>
      <button type="button" class="chip-button" onClick={onJourney}>
        {t("showItOnTheMap")}
      </button>
      <ol>
        {places.map((one) => (
          <li key={one.first}>
            <b>{one.place}</b>
            <ol>
              {one.steps.map((step, n) => (
                <li key={n} class={`is-${step.what}`}>
                  <span>{stepName(step)}</span> {stepText(step)}
                </li>
              ))}
            </ol>
          </li>
        ))}
      </ol>
    </details>
  );
}
