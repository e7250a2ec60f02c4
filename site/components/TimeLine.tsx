/**
 * The session's time, laid out: look at any earlier instant, go on from there, undo, run to the next timer of a kind, and
 * the courses that were left.
 */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { clockText, shorten, type TimeMachine } from "../lab/time.ts";
import "../styles/time.css";
import { said } from "../i18n/said.ts";
import { language, t } from "../i18n/text.ts";

interface Props {
  readonly machine: TimeMachine;
  readonly onCompare: () => void;
}

export function TimeLine({ machine, onCompare }: Props) {
  const { session } = machine;
  const past = session.past.value;
  const begin = machine.begin;
  const end = Math.max(machine.end.value, begin + 1);
  const at = machine.wanted.value ?? past?.at ?? end;
  const last = machine.lastCommand();
  return (
    <div
      class={`time-line ${past === null ? "" : "is-past"}`}
      role="group"
      aria-label={t("timeLine")}
    >
      <Slider machine={machine} begin={begin} end={end} at={at} />
      <div class="time-tools">
        <Tool label={t("beforeThePreviousCommand")} onClick={() => void machine.lookAtLine(-1)}>
          <path d="M15 4v12L8 10zM8 4v12l-6-6z" />
        </Tool>
        <Tool label={t("previousPacket")} onClick={() => void machine.lookAtFrame(-1)}>
          <path d="M13 4v12l-8-6z" />
        </Tool>
        <Tool
          label={t("nextPacket")}
          disabled={past === null}
          onClick={() => void machine.lookAtFrame(1)}
        >
          <path d="M7 4v12l8-6z" />
        </Tool>
        <Tool
          label={t("beforeTheNextCommand")}
          disabled={past === null}
          onClick={() => void machine.lookAtLine(1)}
        >
          <path d="M5 4v12l7-6zM12 4v12l6-6z" />
        </Tool>
        {past !== null && (
          <>
            <button type="button" class="chip-button" onClick={() => void machine.back()}>
              {t("backToNow")}
            </button>
            <button type="button" class="chip-button main" onClick={() => void machine.branch()}>
              {t("goOnFromHere")}
            </button>
          </>
        )}
        {past === null && (
          <>
            <Forward machine={machine} />
            <button
              type="button"
              class="chip-button"
              disabled={last === undefined}
              title={
                last === undefined
                  ? t("noCommandWasEnteredYet")
                  : t("undoText", { text: shorten(last.text) })
              }
              onClick={() => void machine.undo()}
            >
              {t("undoLastCommand")}
            </button>
          </>
        )}
        <button type="button" class="chip-button" onClick={onCompare}>
          {t("compare")}
        </button>
        <Courses machine={machine} />
      </div>
      <p class="time-words" role="status">
        {past === null ? "" : t("youSeeTheLabAsIt", { end: clockText(end - past.at) })}
      </p>
    </div>
  );
}

interface SliderProps {
  readonly machine: TimeMachine;
  readonly begin: number;
  readonly end: number;
  readonly at: number;
}

function Slider({ machine, begin, end, at }: SliderProps) {
  const lines = machine.lines.value;
  const place = (when: number): string => `${((when - begin) / (end - begin)) * 100}%`;
  const near = lines.findLast((line) => line.at <= at);
  const words =
    near === undefined ? t("beforeTheFirstCommand") : t("afterText", { text: shorten(near.text) });
  return (
    <div class="time-slider">
      <div class="time-marks" aria-hidden="true">
        {lines.slice(-400).map((line) => (
          <i key={`${line.terminal} ${line.inputs}`} style={{ left: place(line.at) }} />
        ))}
      </div>
      <input
        type="range"
        aria-label={t("instantOfTheSession")}
        min={begin}
        max={end}
        // A hundred steps by keyboard; by mouse whatever a pixel is.
        step={1}
        value={at}
        aria-valuetext={`${clockText(at - begin)}, ${words}`}
        onInput={(event) => {
          machine.look(Number(event.currentTarget.value));
        }}
        onKeyDown={(event) => {
          const big = event.key === "PageUp" || event.key === "PageDown";
          const by = {
            ArrowLeft: -1,
            ArrowDown: -1,
            PageDown: -1,
            ArrowRight: 1,
            ArrowUp: 1,
            PageUp: 1,
          }[event.key];
          if (by === undefined) {
            if (event.key !== "End" || machine.session.past.value === null) return;
            event.preventDefault();
            void machine.back();
            return;
          }
          event.preventDefault();
          const step = Math.max(1_000, Math.round((end - begin) / (big ? 10 : 100)));
          machine.look(at + by * step);
        }}
      />
      <output class="time-at" title={words}>
        {clockText(at - begin, machine.session.past.value === null ? 3 : 6)}
      </output>
    </div>
  );
}

interface ToolProps {
  readonly label: string;
  readonly disabled?: boolean;
  readonly onClick: () => void;
  readonly children: preact.ComponentChildren;
}

function Tool({ label, disabled = false, onClick, children }: ToolProps) {
  return (
    <button
      type="button"
      class="icon"
      aria-label={label}
      title={label}
      disabled={disabled}
      onClick={onClick}
    >
      <svg viewBox="0 0 20 20" aria-hidden="true" fill="currentColor">
        {children}
      </svg>
    </button>
  );
}

function Forward({ machine }: { readonly machine: TimeMachine }) {
  const refresh = (): void => void machine.refreshTimers();
  useEffect(refresh, []);
  const { now } = machine.session;
  return (
    <label class="time-forward">
      <span class="sr-only">{t("fastForwardToTheNextTimer")}</span>
      <select
        value=""
        onFocus={refresh}
        onPointerEnter={refresh}
        onChange={(event) => {
          const kind = event.currentTarget.value;
          event.currentTarget.value = "";
          if (kind !== "") void machine.forward(kind);
        }}
      >
        <option value="">{t("fastForwardTo")}</option>
        {machine.timers.value.map((timer) => (
          <option key={timer.kind} value={timer.kind}>
            {t("kindInAt", { kind: said(timer.kind), at: clockText(timer.at - now.peek()) })}
          </option>
        ))}
      </select>
    </label>
  );
}

/** Courses that were left by going back, or by undoing. */
function Courses({ machine }: { readonly machine: TimeMachine }) {
  const open = useSignal(false);
  const branches = machine.branches.value;
  if (branches.length === 0) return null;
  return (
    <>
      <button
        type="button"
        class="chip-button"
        aria-expanded={open.value}
        aria-controls="time-courses"
        onClick={() => {
          open.value = !open.value;
        }}
      >
        {t("otherCoursesLength", { length: branches.length })}
      </button>
      <ul id="time-courses" class="time-courses" hidden={!open.value}>
        {branches.map((branch) => (
          <li key={branch.id}>
            <span>
              <b>{clockText(branch.log.until - machine.begin)}</b>
              {t("leftAtTime", { time: new Date(branch.left).toLocaleTimeString(language()) })}
              {machine.describe(branch) === "" ? "" : <code>{machine.describe(branch)}</code>}
            </span>
            <button
              type="button"
              class="chip-button"
              onClick={() => {
                open.value = false;
                void machine.resume(branch);
              }}
            >
              {t("goThere")}
            </button>
            <button
              type="button"
              class="icon"
              aria-label={t("deleteThisCourse")}
              title={t("deleteThisCourse")}
              onClick={() => void machine.forget(branch)}
            >
              ✕
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}
