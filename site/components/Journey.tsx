/**
 * One packet's journey: every place, table and rule that it passed, as a list and on the map, step by step; and the newest
 * packets to choose from.
 */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { JourneyLine, WayView } from "../../sandbox/worker/protocol.ts";
import type { LabSession } from "../lab/session.ts";
import { clockText } from "../lab/time-text.ts";
import "../styles/journey.css";
import { placesOf, stepName, stepText } from "./Way.tsx";
import { t } from "../i18n/text.ts";
import { dropWords } from "../lab/drop-words.ts";

export interface JourneyState {
  /** Says which packet it is, in the words it was asked for. */
  readonly title: string;
  readonly steps: readonly WayView[];
}

interface Props {
  readonly session: LabSession;
  readonly journey: JourneyState | null;
  /** Draw so much of it on the map; null: nothing. */
  readonly onMap: (steps: readonly WayView[] | null) => void;
  readonly onChoose: (journey: JourneyState | null) => void;
}

export function Journey({ session, journey, onMap, onChoose }: Props) {
  return journey === null ? (
    <Newest session={session} onChoose={onChoose} />
  ) : (
    <One
      key={journey.title}
      session={session}
      journey={journey}
      onMap={onMap}
      onChoose={onChoose}
    />
  );
}

type OneProps = Props & { readonly journey: JourneyState };

function One({ session, journey, onMap, onChoose }: OneProps) {
  const { steps, title } = journey;
  /** The step that is looked at; null: all of it. */
  const at = useSignal<number | null>(null);
  const begin = session.booted.value?.readyAt ?? 0;
  useEffect(() => {
    onMap(at.value === null ? steps : steps.slice(0, at.value + 1));
  }, [journey, at.value]);
  const go = (to: number | null): void => {
    at.value = to === null ? null : Math.max(0, Math.min(steps.length - 1, to));
    if (at.value !== null)
      document.getElementById(`step-${at.value}`)?.scrollIntoView({ block: "nearest" });
  };
  const end = steps.at(-1);
  return (
    <div class="journey">
      <div class="journey-bar">
        <p class="journey-title">{title}</p>
        <button
          type="button"
          class="chip-button"
          disabled={at.value === 0}
          onClick={() => {
            go(at.value === null ? 0 : at.value - 1);
          }}
        >
          {t("stepBack")}
        </button>
        <button
          type="button"
          class="chip-button"
          disabled={at.value === steps.length - 1}
          onClick={() => {
            go(at.value === null ? 0 : at.value + 1);
          }}
        >
          {t("step")}
        </button>
        <button
          type="button"
          class="chip-button"
          disabled={at.value === null}
          onClick={() => {
            go(null);
          }}
        >
          {t("all")}
        </button>
        <button
          type="button"
          class="chip-button"
          onClick={() => {
            onMap(null);
            onChoose(null);
          }}
        >
          {t("otherPackets")}
        </button>
      </div>
      <div class="journey-body" tabIndex={0} role="region" aria-label={t("thePacketSJourney")}>
        <ol class="journey-places">
          {placesOf(steps).map((one) => (
            <li key={one.first}>
              <b>{one.place}</b>
              <ol>
                {one.steps.map((step, n) => {
                  const i = one.first + n;
                  return (
                    <li
                      key={i}
                      id={`step-${i}`}
                      class={`is-${step.what} is-${step.where} ${at.value === i ? "is-here" : ""} ${at.value !== null && i > at.value ? "is-later" : ""}`}
                      aria-current={at.value === i ? "step" : undefined}
                    >
                      <time>{clockText(step.at - begin, 6)}</time>
                      <span>{stepName(step)}</span>
                      <code>{stepText(step)}</code>
                    </li>
                  );
                })}
              </ol>
            </li>
          ))}
        </ol>
        <p class="journey-end" role="status">
          {at.value !== null || end === undefined
            ? ""
            : end.what === "drop"
              ? t("itDiedAtPlaceText", { place: end.place, text: stepText(end) })
              : t("itWasLastSeenAtPlace", { place: end.place })}
        </p>
      </div>
    </div>
  );
}

function Newest({
  session,
  onChoose,
}: {
  readonly session: LabSession;
  readonly onChoose: (journey: JourneyState) => void;
}) {
  const lines = useSignal<readonly JourneyLine[]>([]);
  const onlyDied = useSignal(false);
  const begin = session.booted.value?.readyAt ?? 0;
  const refresh = (): void => {
    void session
      .ask((api) => api.journeys(onlyDied.peek()))
      .then((found) => {
        lines.value = found ?? [];
      });
  };
  useEffect(refresh, [onlyDied.value, session.past.value]);
  const open = async (line: JourneyLine): Promise<void> => {
    const found = await session.ask((api) => api.journey(line.journey));
    if (found !== null) onChoose({ title: line.text, steps: found.steps });
  };
  return (
    <div class="journey">
      <div class="journey-bar">
        <p class="journey-title">{t("whichPacket")}</p>
        <label>
          <input
            type="checkbox"
            checked={onlyDied.value}
            onChange={(event) => {
              onlyDied.value = event.currentTarget.checked;
            }}
          />
          {t("onlyThoseThatDied")}
        </label>
        <button type="button" class="chip-button" onClick={refresh}>
          {t("refresh")}
        </button>
      </div>
      <div class="journey-body" tabIndex={0} role="region" aria-label={t("theNewestPackets")}>
        {lines.value.length === 0 && <p class="journey-none">{t("noPacketYetALineOf")}</p>}
        <ul class="journey-list">
          {lines.value.map((line) => (
            <li key={line.journey}>
              <button type="button" onClick={() => void open(line)}>
                <time>{clockText(line.at - begin, 6)}</time>
                <span>{line.from === line.to ? line.from : `${line.from} → ${line.to}`}</span>
                <code>{line.text}</code>
                {line.died !== null && <em>{t("diedDied", { died: dropWords(line.died) })}</em>}
              </button>
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}
