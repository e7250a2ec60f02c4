/** The live panel: time, map, terminals, packets. */
import { type Signal, useSignal } from "@preact/signals";
import { later } from "../lab/later.tsx";
import type { LabSession, TerminalTab } from "../lab/session.ts";
import type { TimeMachine } from "../lab/time.ts";
import { clockText } from "../lab/time-text.ts";
import type { JourneyState } from "./Journey.tsx";
import { Terminal } from "./Terminal.tsx";
import type { MapState } from "./Topology.tsx";
import { t } from "../i18n/text.ts";

/** Terminals first; the rest of the panel comes beside them. */
const Topology = later(
  () => import("./Topology.tsx").then((code) => code.Topology),
  ({ session }) => <MapWait session={session} />,
);
const PacketList = later(() => import("./PacketList.tsx").then((code) => code.PacketList));
const TimeLine = later(() => import("./TimeLine.tsx").then((code) => code.TimeLine));
const Compare = later(() => import("./Compare.tsx").then((code) => code.Compare));
const PastTerms = later(() => import("./PastTerms.tsx").then((code) => code.PastTerms));

const KeyBar = later(() => import("./KeyBar.tsx").then((code) => code.KeyBar));
const Journey = later(() => import("./Journey.tsx").then((code) => code.Journey));

export type Pane = "terminals" | "packets" | "journey" | "compare";

/** What the lower part of the panel shows. */
export interface PanelState {
  readonly active: Signal<number>;
  /** The second terminal, when two are shown. */
  readonly second: Signal<number | null>;
  readonly pane: Signal<Pane>;
  readonly map: Signal<boolean>;
  /** The map as tables. */
  readonly table: Signal<boolean>;
  /** Bumped to put the keyboard into the active terminal. */
  readonly grab: Signal<number>;
  readonly journey: Signal<JourneyState | null>;
  readonly mapState: MapState;
  /** The time line is open. */
  readonly timeLine: Signal<boolean>;
  /** Going back and forth in time: made when it is first wanted. */
  readonly machine: Signal<TimeMachine | null>;
}

/** The time machine's code is loaded with its first use. */
export async function machineOf(session: LabSession, panel: PanelState): Promise<TimeMachine> {
  const { TimeMachine } = await import("../lab/time.ts");
  return (panel.machine.value ??= new TimeMachine(session));
}

/** As high as the map will be, where the page knows that: nothing moves when it comes. */
function MapWait({ session }: { readonly session: LabSession }) {
  const { mapSize } = session;
  return (
    <section class="map" aria-label={t("mapOfTheNetwork")}>
      <div class="map-head" />
      <div class="map-scroll">
        {mapSize !== null && (
          <svg
            class="map-svg"
            viewBox={`0 0 ${mapSize.width} ${mapSize.height}`}
            style={mapSize.style}
          />
        )}
      </div>
    </section>
  );
}

interface Props {
  readonly session: LabSession;
  readonly panel: PanelState;
}

export function showJourney(panel: PanelState, journey: JourneyState): void {
  panel.journey.value = journey;
  panel.pane.value = "journey";
  panel.map.value = true;
  panel.table.value = false;
}

export function LabView({ session, panel }: Props) {
  const pane = panel.pane.value;
  const machine = panel.machine.value;
  const past = session.past.value;
  const openDevice = (device: string): void => {
    session.watch(device);
    panel.pane.value = "packets";
  };
  const openTerminal = (place: string): void => {
    void session.terminalAt(place).then((id) => {
      if (id === null) return;
      panel.pane.value = "terminals";
      if (panel.second.value === id) panel.second.value = panel.active.value;
      panel.active.value = id;
      panel.grab.value++;
    });
  };
  return (
    <>
      <TimeBar session={session} panel={panel} />
      {panel.timeLine.value && machine !== null && (
        <TimeLine
          machine={machine}
          onCompare={() => {
            panel.pane.value = "compare";
          }}
        />
      )}
      <Notices session={session} />
      {panel.map.value && (
        <Topology
          session={session}
          asTable={panel.table.value}
          state={panel.mapState}
          onDevice={openDevice}
          onTerminal={openTerminal}
        />
      )}
      <Tabs session={session} panel={panel} />
      <div class="lab-screens" data-epoch={session.epoch.value}>
        <div
          lang="en"
          class={`terms ${panel.second.value !== null ? "is-split" : ""}`}
          hidden={pane !== "terminals" || past !== null}
        >
          {session.terminals.value.map((tab) => (
            <Terminal
              key={`${session.epoch.value}.${tab.id}`}
              session={session}
              id={tab.id}
              title={tab.title}
              shown={
                pane === "terminals" &&
                past === null &&
                (tab.id === panel.active.value || tab.id === panel.second.value)
              }
              active={tab.id === panel.active.value}
              grab={panel.grab.value}
              onFocus={() => {
                if (panel.second.value === null || tab.id === panel.active.value) return;
                panel.second.value = panel.active.value;
                panel.active.value = tab.id;
              }}
            />
          ))}
        </div>
        {pane === "terminals" && past !== null && (
          <PastTerms
            past={past}
            shown={session.terminals.value
              .map((tab) => tab.id)
              .filter((id) => id === panel.active.value || id === panel.second.value)}
          />
        )}
        {pane === "packets" && (
          <PacketList
            session={session}
            onJourney={(steps) => {
              showJourney(panel, { title: steps.find((one) => one.device)?.text ?? "", steps });
            }}
          />
        )}
        {pane === "journey" && (
          <Journey
            session={session}
            journey={panel.journey.value}
            onMap={(steps) => {
              panel.mapState.way.value = steps;
            }}
            onChoose={(journey) => {
              panel.journey.value = journey;
            }}
          />
        )}
        {pane === "compare" && machine !== null && (
          <Compare
            machine={machine}
            place={
              session.terminals.value.find((tab) => tab.id === panel.active.value)?.place ??
              session.places.value[0] ??
              ""
            }
          />
        )}
      </div>
      {pane === "terminals" && past === null && (
        <KeyBar session={session} id={panel.active.value} />
      )}
    </>
  );
}

const SPEEDS: readonly (readonly [number, string])[] = [
  [0.000_5, "1/2000"],
  [0.005, "1/200"],
  [0.05, "1/20"],
  [0.2, "1/5"],
  [1, "1×"],
  [5, "5×"],
  [20, "20×"],
  [100, "100×"],
];

function TimeBar({ session, panel }: Props) {
  const readyAt = session.booted.value?.readyAt ?? 0;
  const seconds = Math.max(0, session.now.value - readyAt) / 1e6;
  const state = session.state.value;
  const past = session.past.value !== null;
  const still = session.isPaused || past;
  const words: Partial<Record<typeof state, string>> = {
    starting: t("starting"),
    loading: t("loading"),
    paused: t("paused"),
    stepping: t("paused"),
    waiting: t("outputWaits"),
    behind: t("slowerThanAsked"),
    silent: t("notAnswering"),
    hidden: t("paused"),
    skipping: t("skipping"),
    past: t("thePast"),
  };
  const toNow = (): void => void panel.machine.value?.back();
  const toggleLine = async (): Promise<void> => {
    const machine = await machineOf(session, panel);
    if (panel.timeLine.value) await machine.back();
    panel.timeLine.value = !panel.timeLine.value;
  };
  return (
    <div class={`time-bar ${still ? "is-still" : ""}`} role="toolbar" aria-label={t("time")}>
      <button
        type="button"
        class="icon"
        aria-label={past ? t("backToNow") : still ? t("letTimeRun") : t("stopTime")}
        title={past ? t("backToNow") : still ? t("letTimeRun") : t("stopTime")}
        onClick={() => {
          if (past) toNow();
          else session.pause(!still);
        }}
      >
        <svg viewBox="0 0 20 20" aria-hidden="true" fill="currentColor">
          {still ? <path d="M6 4v12l10-6z" /> : <path d="M5 4h3.4v12H5zM11.6 4H15v12h-3.4z" />}
        </svg>
      </button>
      <button
        type="button"
        class="icon"
        aria-label={t("stepToTheNextEvent")}
        title={t("stepToTheNextEventA")}
        onClick={() => {
          if (past) void panel.machine.value?.lookAtFrame(1);
          else session.step();
        }}
      >
        <svg viewBox="0 0 20 20" aria-hidden="true" fill="currentColor">
          <path d="M4 4v12l8-6zM13 4h3v12h-3z" />
        </svg>
      </button>
      <button
        type="button"
        class="icon step-packet"
        aria-label={t("stepToTheNextPacket")}
        title={t("stepToTheNextPacket")}
        onClick={() => {
          if (past) void panel.machine.value?.lookAtFrame(1);
          else session.step("packet");
        }}
      >
        <svg viewBox="0 0 20 20" aria-hidden="true" fill="currentColor">
          <path d="M3 4v12l7-6z" />
          <circle cx="14.5" cy="10" r="3.2" />
        </svg>
      </button>
      <label>
        <span class="sr-only">{t("speedOfTime")}</span>
        <select
          disabled={past}
          value={String(session.speed.value)}
          onChange={(event) => {
            session.setSpeed(Number(event.currentTarget.value));
          }}
        >
          {SPEEDS.map(([factor, name]) => (
            <option key={factor} value={String(factor)}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <span class="clock" data-clock title={t("virtualTimeSinceTheLabWas")}>
        {clockText(seconds * 1e6, still ? 6 : 3)}
      </span>
      <span class="time-state" role="status">
        {words[state] ?? ""}
      </span>
      <span class="spring" />
      <button
        type="button"
        class="icon"
        aria-label={t("timeLine")}
        aria-pressed={panel.timeLine.value}
        title={t("timeLineGoBackBranchUndo")}
        onClick={() => void toggleLine()}
      >
        <svg
          viewBox="0 0 20 20"
          aria-hidden="true"
          fill="none"
          stroke="currentColor"
          stroke-width="1.8"
          stroke-linecap="round"
          stroke-linejoin="round"
        >
          <path d="M3.2 10a6.8 6.8 0 1 0 2.1-4.9M3 3.4v3.4h3.4M10 6.2V10l2.6 1.8" />
        </svg>
      </button>
      {session.exercise.value !== null && (
        <button
          type="button"
          class="chip-button"
          onClick={() => {
            void session.openWorld(null);
            // The button goes with the exercise's world: the keyboard is not left nowhere.
            panel.grab.value++;
          }}
        >
          {t("backToTheLessonSLab")}
        </button>
      )}
      <button
        type="button"
        class="icon"
        aria-label={t("map")}
        aria-pressed={panel.map.value}
        title={panel.map.value ? t("hideTheMap") : t("showTheMap")}
        onClick={() => {
          panel.map.value = !panel.map.value;
        }}
      >
        <svg
          viewBox="0 0 20 20"
          aria-hidden="true"
          fill="none"
          stroke="currentColor"
          stroke-width="1.8"
        >
          <rect x="2.5" y="4" width="6" height="5" rx="1.2" />
          <rect x="11.5" y="11" width="6" height="5" rx="1.2" />
          <path d="M8.5 6.5h3a3 3 0 0 1 3 3V11" />
        </svg>
      </button>
      <button
        type="button"
        class="icon"
        aria-label={t("mapAsATable")}
        aria-pressed={panel.table.value}
        title={t("theMapAsATable")}
        onClick={() => {
          panel.table.value = !panel.table.value;
          panel.map.value = true;
        }}
      >
        <svg
          viewBox="0 0 20 20"
          aria-hidden="true"
          fill="none"
          stroke="currentColor"
          stroke-width="1.8"
        >
          <rect x="3" y="4" width="14" height="12" rx="2" />
          <path d="M3 8.2h14M3 12.2h14M8.5 8.2V16" />
        </svg>
      </button>
      <button
        type="button"
        class="text"
        onClick={() => {
          void session.reset();
        }}
      >
        {t("reset")}
      </button>
    </div>
  );
}

function Notices({ session }: { readonly session: LabSession }) {
  return (
    <div class="notices" role="status">
      {session.notices.value.map((notice) => (
        <p key={notice.text}>
          <span>{notice.text}</span>
          {notice.action !== undefined && (
            <button
              type="button"
              onClick={() => {
                session.dismiss(notice);
                notice.action?.run();
              }}
            >
              {notice.action.label}
            </button>
          )}
          <button
            type="button"
            class="close"
            aria-label={t("dismiss")}
            onClick={() => {
              session.dismiss(notice);
            }}
          >
            ✕
          </button>
        </p>
      ))}
    </div>
  );
}

/** Tabs that are no terminals, by numbers that no terminal has. */
const PANE_TABS = [
  { id: -1, pane: "packets", title: () => t("packets") },
  { id: -2, pane: "journey", title: () => t("journey") },
  { id: -3, pane: "compare", title: () => t("compare") },
] as const satisfies readonly { id: number; pane: Pane; title: () => string }[];

function Tabs({ session, panel }: Props) {
  const adding = useSignal(false);
  const tabs = session.terminals.value;
  const pane = panel.pane.value;
  const views = PANE_TABS.filter((one) => one.pane !== "compare" || pane === "compare");
  const current = views.find((view) => view.pane === pane)?.id ?? panel.active.value;
  const choose = (id: number): void => {
    const view = PANE_TABS.find((one) => one.id === id);
    if (view?.pane !== "journey") panel.mapState.way.value = null;
    if (view !== undefined) panel.pane.value = view.pane;
    else {
      panel.pane.value = "terminals";
      if (panel.second.value === id) panel.second.value = panel.active.value;
      panel.active.value = id;
    }
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    const ids = [...tabs.map((tab) => tab.id), ...views.map((view) => view.id)];
    const next = ids[(ids.indexOf(current) + by + ids.length) % ids.length] ?? -1;
    choose(next);
    (event.currentTarget as HTMLElement)
      .querySelector<HTMLElement>(`[data-tab="${next}"]`)
      ?.focus();
  };
  return (
    <div class="tabs">
      <div
        class="tab-list"
        role="tablist"
        aria-label={t("terminalsAndPackets")}
        onKeyDown={onKeyDown}
      >
        {tabs.map((tab) => (
          <Tab
            key={tab.id}
            tab={tab}
            current={current}
            second={panel.second.value}
            onChoose={choose}
            panel={panel}
          />
        ))}
        {views.map((view) => (
          <button
            key={view.id}
            type="button"
            role="tab"
            data-tab={view.id}
            aria-selected={current === view.id}
            tabIndex={current === view.id ? 0 : -1}
            class="tab"
            onClick={() => {
              choose(view.id);
            }}
          >
            {view.title()}
          </button>
        ))}
      </div>
      <span class="spring" />
      {pane === "terminals" && tabs.length > 1 && (
        <button
          type="button"
          class="icon"
          aria-label={t("twoTerminals")}
          title={t("twoTerminals")}
          aria-pressed={panel.second.value !== null}
          onClick={() => {
            panel.second.value =
              panel.second.value !== null
                ? null
                : (tabs.find((tab) => tab.id !== panel.active.value)?.id ?? null);
          }}
        >
          <svg
            viewBox="0 0 20 20"
            aria-hidden="true"
            fill="none"
            stroke="currentColor"
            stroke-width="1.8"
          >
            <rect x="3" y="3.5" width="14" height="13" rx="2" />
            <path d="M3 10h14" />
          </svg>
        </button>
      )}
      {adding.value ? (
        <select
          class="add-terminal"
          aria-label={t("openATerminalOn")}
          ref={(element) => element?.focus()}
          onBlur={() => {
            adding.value = false;
          }}
          onChange={(event) => {
            const place = event.currentTarget.value;
            adding.value = false;
            void session.openTerminal(place).then((id) => {
              if (id !== null) {
                choose(id);
                panel.grab.value++;
              }
            });
          }}
        >
          <option value="">{t("terminalOn")}</option>
          {session.places.value.map((place) => (
            <option key={place} value={place}>
              {place}
            </option>
          ))}
        </select>
      ) : (
        <button
          type="button"
          class="icon"
          aria-label={t("openAnotherTerminal")}
          title={t("openAnotherTerminal")}
          onClick={() => {
            adding.value = true;
          }}
        >
          <svg
            viewBox="0 0 20 20"
            aria-hidden="true"
            fill="none"
            stroke="currentColor"
            stroke-width="2"
            stroke-linecap="round"
          >
            <path d="M10 4v12M4 10h12" />
          </svg>
        </button>
      )}
    </div>
  );
}

interface TabProps {
  readonly tab: TerminalTab;
  readonly current: number;
  readonly second: number | null;
  readonly onChoose: (id: number) => void;
  readonly panel: PanelState;
}
function Tab({ tab, current, second, onChoose, panel }: TabProps) {
  return (
    <button
      type="button"
      role="tab"
      data-tab={tab.id}
      aria-selected={current === tab.id}
      tabIndex={current === tab.id ? 0 : -1}
      class={`tab ${second === tab.id && current >= 0 ? "is-second" : ""}`}
      onClick={() => {
        onChoose(tab.id);
        panel.grab.value++;
      }}
    >
      {tab.title}
    </button>
  );
}
