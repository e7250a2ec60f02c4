/** The live panel: time, map, terminals, packets. */
import { type Signal, useSignal } from "@preact/signals";
import type { LabSession, TerminalTab } from "../lab/session.ts";
import { PacketList } from "./PacketList.tsx";
import { KeyBar, Terminal } from "./Terminal.tsx";
import { Topology } from "./Topology.tsx";

/** What the lower part of the panel shows. */
export interface PanelState {
  readonly active: Signal<number>;
  /** The second terminal, when two are shown. */
  readonly second: Signal<number | null>;
  readonly packets: Signal<boolean>;
  readonly map: Signal<boolean>;
  /** The map as tables. */
  readonly table: Signal<boolean>;
  /** Bumped to put the keyboard into the active terminal. */
  readonly grab: Signal<number>;
}

interface Props {
  readonly session: LabSession;
  readonly panel: PanelState;
}

export function LabView({ session, panel }: Props) {
  const openDevice = (device: string): void => {
    session.watch(device);
    panel.packets.value = true;
  };
  return (
    <>
      <TimeBar session={session} panel={panel} />
      <Notices session={session} />
      {panel.map.value && (
        <Topology session={session} asTable={panel.table.value} onDevice={openDevice} />
      )}
      <Tabs session={session} panel={panel} />
      <div class="lab-screens" data-epoch={session.epoch.value}>
        <div
          class={`terms ${panel.second.value !== null ? "is-split" : ""}`}
          hidden={panel.packets.value}
        >
          {session.terminals.value.map((tab) => (
            <Terminal
              key={`${session.epoch.value}.${tab.id}`}
              session={session}
              id={tab.id}
              title={tab.title}
              shown={
                !panel.packets.value &&
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
        {panel.packets.value && <PacketList session={session} />}
      </div>
      {!panel.packets.value && <KeyBar session={session} id={panel.active.value} />}
    </>
  );
}

const SPEEDS: readonly (readonly [number, string])[] = [
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
  const still = state === "paused" || state === "stepping";
  const words: Partial<Record<typeof state, string>> = {
    starting: "starting",
    loading: "loading",
    paused: "paused",
    stepping: "paused",
    waiting: "output waits",
    behind: "slower than asked",
    silent: "not answering",
    hidden: "paused",
    skipping: "skipping",
  };
  return (
    <div class="time-bar" role="toolbar" aria-label="Time">
      <button
        type="button"
        class="icon"
        aria-label={still ? "Let time run" : "Stop time"}
        title={still ? "Let time run" : "Stop time"}
        onClick={() => {
          session.pause(!still);
        }}
      >
        <svg viewBox="0 0 20 20" aria-hidden="true" fill="currentColor">
          {still ? <path d="M6 4v12l10-6z" /> : <path d="M5 4h3.4v12H5zM11.6 4H15v12h-3.4z" />}
        </svg>
      </button>
      <button
        type="button"
        class="icon"
        aria-label="Step to the next event"
        title="Step to the next event"
        onClick={() => {
          session.step();
        }}
      >
        <svg viewBox="0 0 20 20" aria-hidden="true" fill="currentColor">
          <path d="M4 4v12l8-6zM13 4h3v12h-3z" />
        </svg>
      </button>
      <label>
        <span class="sr-only">Speed of time</span>
        <select
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
      <span class="clock" data-clock title="Virtual time since the lab was ready">
        {clock(seconds, still ? 6 : 3)}
      </span>
      <span class="time-state" role="status">
        {words[state] ?? ""}
      </span>
      <span class="spring" />
      {session.exercise.value !== null && (
        <button type="button" class="chip-button" onClick={() => void session.openWorld(null)}>
          Back to the lesson’s lab
        </button>
      )}
      <button
        type="button"
        class="icon"
        aria-label="Map"
        aria-pressed={panel.map.value}
        title={panel.map.value ? "Hide the map" : "Show the map"}
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
        aria-label="Map as a table"
        aria-pressed={panel.table.value}
        title="The map as a table"
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
        Reset
      </button>
    </div>
  );
}

/** Milliseconds while time runs; when it stands still, the microsecond, as in the packet list. */
function clock(seconds: number, digits: 3 | 6): string {
  const minutes = Math.floor(seconds / 60);
  const rest = (seconds - minutes * 60).toFixed(digits);
  return minutes === 0 ? `${rest} s` : `${minutes}:${rest.padStart(digits + 3, "0")}`;
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
            aria-label="Dismiss"
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

function Tabs({ session, panel }: Props) {
  const adding = useSignal(false);
  const tabs = session.terminals.value;
  const current = panel.packets.value ? -1 : panel.active.value;
  const choose = (id: number): void => {
    if (id === -1) panel.packets.value = true;
    else {
      panel.packets.value = false;
      if (panel.second.value === id) panel.second.value = panel.active.value;
      panel.active.value = id;
    }
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    const ids = [...tabs.map((tab) => tab.id), -1];
    const next = ids[(ids.indexOf(current) + by + ids.length) % ids.length] ?? -1;
    choose(next);
    (event.currentTarget as HTMLElement)
      .querySelector<HTMLElement>(`[data-tab="${next}"]`)
      ?.focus();
  };
  return (
    <div class="tabs">
      <div class="tab-list" role="tablist" aria-label="Terminals and packets" onKeyDown={onKeyDown}>
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
        <button
          type="button"
          role="tab"
          data-tab={-1}
          aria-selected={current === -1}
          tabIndex={current === -1 ? 0 : -1}
          class="tab"
          onClick={() => {
            choose(-1);
          }}
        >
          Packets
        </button>
      </div>
      <span class="spring" />
      {!panel.packets.value && tabs.length > 1 && (
        <button
          type="button"
          class="icon"
          aria-label="Two terminals"
          title="Two terminals"
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
          aria-label="Open a terminal on"
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
          <option value="">Terminal on …</option>
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
          aria-label="Open another terminal"
          title="Open another terminal"
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
      class={`tab ${second === tab.id && current !== -1 ? "is-second" : ""}`}
      onClick={() => {
        onChoose(tab.id);
        panel.grab.value++;
      }}
    >
      {tab.title}
    </button>
  );
}
