/**
 * The review page. A stranger's file: read by schema, shown as text, run in the sandbox's workers only. Each exercise
 * is checked again one after the other; its log can be scrubbed through.
 */
import { type Signal, signal, useSignal } from "@preact/signals";
import { render } from "preact";
import { useEffect } from "preact/hooks";
import { Checker } from "../../sandbox/worker/client.ts";
import type { SessionLog, WorldId } from "../../sandbox/worker/protocol.ts";
import {
  isBad,
  type KeptCheck,
  type KeptLesson,
  readWork,
  unpackLesson,
  WORK_TEXT_MAX,
  type WorkFile,
} from "../../sandbox/worker/work.ts";
import { ReviewScreen } from "../components/ReviewScreen.tsx";
import { courseNames, lessonTitle } from "./course-names.ts";
import { type Moment, Replayer, type Scene } from "./replayer.ts";
import { eventsOf, momentOf, type ReviewEvent, sizeOf } from "./review-log.ts";
import { screenText } from "./screens.ts";
import { whyBad } from "./work-words.ts";
import { speakWith } from "../i18n/live.ts";
import { said } from "../i18n/said.ts";
import { t } from "../i18n/text.ts";

const names = courseNames();

interface Verdict {
  readonly kind: "good" | "bad" | "";
  readonly text: string;
}
interface Row {
  readonly lesson: KeptLesson;
  readonly check: KeptCheck;
  readonly title: string;
  readonly verdict: Signal<Verdict>;
}
interface Opened {
  readonly work: WorkFile;
  readonly rows: readonly Row[];
}

const opened = signal<Opened | null>(null);
const message = signal("");
const shown = signal<Row | null>(null);
let checker: Checker | null = null;

async function open(file: File): Promise<void> {
  checker?.stop();
  checker = null;
  opened.value = null;
  shown.value = null;
  message.value = "";
  if (file.size > WORK_TEXT_MAX) {
    message.value = t("largerThanASubmission");
    return;
  }
  const work = readWork(await file.text());
  if (isBad(work)) {
    message.value = whyBad(work);
    return;
  }
  const rows = work.lessons.map(unpackLesson).flatMap((lesson) =>
    lesson.checks.map((check): Row => {
      const known = names.find((one) => one.lesson === lesson.lesson);
      const title = known?.exercises.find((one) => one.id === check.exercise)?.title;
      const verdict = signal<Verdict>({ kind: "", text: t("waits") });
      return { lesson, check, title: title ?? check.exercise, verdict };
    }),
  );
  opened.value = { work, rows };
  if (rows.length === 0) message.value = t("noExerciseWasCheckedInThis");
  const mine = new Checker();
  checker = mine;
  for (const row of rows) {
    if (checker !== mine) return;
    row.verdict.value = { kind: "", text: t("isChecked") };
    row.verdict.value = await judge(mine, row);
  }
}

/** What the file says of the verdict is not asked. */
async function judge(by: Checker, { lesson, check }: Row): Promise<Verdict> {
  try {
    const grade = await by.check({
      world: worldOf(lesson, check),
      lesson: lesson.lesson,
      exercise: check.exercise,
      log: check.log,
      answers: Object.fromEntries(check.answers),
    });
    if (grade.reached.digest !== check.digest)
      return { kind: "bad", text: t("alteredReplayedItLeadsToAnother") };
    return grade.pass
      ? { kind: "good", text: t("solved") }
      : { kind: "bad", text: t("notSolvedFeedback", { feedback: grade.feedback }) };
  } catch (error) {
    return { kind: "bad", text: said(error instanceof Error ? error.message : String(error)) };
  }
}

function worldOf(lesson: KeptLesson, check: KeptCheck): WorldId {
  const own = check.world !== null;
  return { lab: check.log.lab, lesson: own ? lesson.lesson : null, exercise: check.world };
}

// ── the page ─────────────────────────────────────────────────────────────────────────────────────

function Review() {
  const over = useSignal(false);
  const pick = (files: FileList | null | undefined): void => {
    const file = files?.[0];
    if (file === undefined) return;
    open(file).catch(() => {
      message.value = t("theFileCouldNotBeRead");
    });
  };
  return (
    <>
      <div
        class="review-drop"
        data-over={over.value ? "" : undefined}
        onDragOver={(event) => {
          event.preventDefault();
          over.value = true;
        }}
        onDragLeave={() => {
          over.value = false;
        }}
        onDrop={(event) => {
          event.preventDefault();
          over.value = false;
          pick(event.dataTransfer?.files);
        }}
      >
        <label for="review-file">{t("chooseASubmissionOrDropIt")} </label>
        <input
          id="review-file"
          type="file"
          accept=".json,application/json"
          onChange={(event) => {
            pick(event.currentTarget.files);
            event.currentTarget.value = "";
          }}
        />
      </div>
      <p role="status" data-review-status>
        {message.value}
      </p>
      {opened.value !== null && <Summary opened={opened.value} />}
      {shown.value !== null && <Player key={rowKey(shown.value)} row={shown.value} />}
    </>
  );
}

function rowKey({ lesson, check }: Row): string {
  return `${lesson.lesson}/${check.exercise}`;
}

function clock(wall: number): string {
  return new Date(wall).toISOString().slice(0, 16).replace("T", " ");
}

function Summary({ opened: { work, rows } }: { readonly opened: Opened }) {
  if (rows.length === 0) return null;
  return (
    <>
      <h2 class="review-head">
        {work.name === ""
          ? t("noNameMade", { made: clock(work.made) })
          : t("nameMade", { name: work.name, made: clock(work.made) })}
      </h2>
      <div class="review-scroll" role="group" tabIndex={0} aria-label={t("exercises")}>
        <table class="review-table">
          <thead>
            <tr>
              {[
                t("exercise"),
                t("checkedAgain"),
                t("whenUtcTheirClock"),
                t("tries"),
                t("help"),
                "",
              ].map((title) => (
                <th key={title} scope="col">
                  {title === "" ? <span class="sr-only">{t("replay")}</span> : title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr
                key={rowKey(row)}
                data-exercise={row.check.exercise}
                data-shown={shown.value === row ? "" : undefined}
              >
                <td>
                  <strong>{row.title}</strong>
                  <br />
                  {lessonTitle(names, row.lesson.lesson)}
                </td>
                <td class={row.verdict.value.kind} data-verdict>
                  {row.verdict.value.text}
                </td>
                <td>{clock(row.check.wall)}</td>
                <td>{eventsFor(row, "check").length}</td>
                <td>{helpOf(row)}</td>
                <td>
                  <button
                    class="btn"
                    type="button"
                    aria-label={t("replayTitle", { title: row.title })}
                    onClick={() => {
                      shown.value = row;
                    }}
                  >
                    {t("replay")}
                  </button>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

function eventsFor({ lesson, check }: Row, what: string): KeptLesson["events"] {
  return lesson.events.filter((event) => event.what === what && event.id === check.exercise);
}

function helpOf(row: Row): string {
  const hints = new Set(eventsFor(row, "hint").flatMap((event) => event.which)).size;
  const parts = [
    hints > 0 ? t("hintsUsed", { n: hints }) : "",
    eventsFor(row, "solution").length > 0 ? t("theSolution") : "",
  ].filter(Boolean);
  return parts.length === 0 ? t("none") : parts.join(", ");
}

function seconds(us: number): string {
  return `${(Math.max(0, us) / 1_000_000).toFixed(1)} s`;
}

function Player({ row }: { readonly row: Row }) {
  const { log } = row.check;
  const position = useSignal(log.inputs.length);
  const scene = useSignal<Scene | null>(null);
  const at = useSignal(log.inputs.length);
  const trouble = useSignal("");
  const terminal = useSignal(0);
  const replayer = useSignal<Replayer | null>(null);
  const events = eventsOf(log);
  const world = worldOf(row.lesson, row.check);
  const show = (inputs: number): void => {
    position.value = inputs;
    replayer.value?.seek({ world, log: cut(log, inputs) });
  };
  useEffect(() => {
    const made = new Replayer(
      (next: Scene, moment: Moment) => {
        const first = scene.value === null;
        scene.value = next;
        at.value = moment.log.inputs.length;
        trouble.value = said(next.booted.notice ?? "");
        if (first) terminal.value = lastTerminal(log);
      },
      (why) => {
        trouble.value = said(why);
      },
    );
    replayer.value = made;
    show(log.inputs.length);
    return () => {
      made.close();
    };
  }, []);
  const readyAt = scene.value?.booted.readyAt ?? 0;
  const tabs = scene.value?.booted.terminals ?? [];
  const opens = log.inputs.slice(0, at.value).filter((input) => input.kind === "open").length;
  const tab = tabs.find((one) => one.id === terminal.value) ?? tabs[0];
  const size = sizeOf(log, at.value, tab?.id ?? 0, tabs.length - opens);
  return (
    <section
      class="review-player"
      aria-label={t("replayOfTitle", { title: row.title })}
      data-at={at.value}
    >
      <Bar log={log} events={events} position={position.value} readyAt={readyAt} show={show} />
      <div class="review-tabs">
        {tabs.map((one) => (
          <button
            key={one.id}
            class="btn"
            type="button"
            aria-pressed={one.id === tab?.id}
            onClick={() => {
              terminal.value = one.id;
            }}
          >
            {one.title}
          </button>
        ))}
        <span role="status">{trouble.value}</span>
      </div>
      <ReviewScreen
        text={scene.value?.screens.get(tab?.id ?? 0) ?? ""}
        cols={size.cols}
        rows={size.rows}
        label={t("terminalTitleAsItWas", { title: tab?.title ?? "" })}
      />
      <ol class="review-events" tabIndex={0} aria-label={t("whatWasEntered")}>
        {events.map((event, i) => (
          <li key={i}>
            <button
              type="button"
              aria-current={event.inputs === position.value ? "true" : undefined}
              onClick={() => {
                if (event.terminal !== null) terminal.value = event.terminal;
                show(event.inputs);
              }}
            >
              <span class="time">{seconds(event.at - readyAt)}</span>
              <code>{event.text}</code>
            </button>
          </li>
        ))}
      </ol>
    </section>
  );
}

interface BarProps {
  readonly log: SessionLog;
  readonly events: readonly ReviewEvent[];
  readonly position: number;
  readonly readyAt: number;
  readonly show: (inputs: number) => void;
}

function Bar({ log, events, position, readyAt, show }: BarProps) {
  const before = events.findLast((event) => event.inputs < position)?.inputs ?? 0;
  const after = events.find((event) => event.inputs > position)?.inputs ?? log.inputs.length;
  const time = seconds(momentOf(log, position) - readyAt);
  return (
    <div class="review-bar">
      <button
        class="btn"
        type="button"
        disabled={position === 0}
        onClick={() => {
          show(before);
        }}
      >
        {t("previousCommand")}
      </button>
      <button
        class="btn"
        type="button"
        disabled={position === log.inputs.length}
        onClick={() => {
          show(after);
        }}
      >
        {t("nextCommand")}
      </button>
      <input
        type="range"
        min={0}
        max={log.inputs.length}
        value={position}
        aria-label={t("momentOfTheSession")}
        aria-valuetext={t("inputPositionOfLengthTime", {
          position,
          length: log.inputs.length,
          time,
        })}
        onInput={(event) => {
          show(Number(event.currentTarget.value));
        }}
      />
      <output>{t("inputsOf", { position, all: log.inputs.length, time })}</output>
    </div>
  );
}

function cut(log: SessionLog, inputs: number): SessionLog {
  const until = momentOf(log, inputs);
  return {
    ...log,
    inputs: log.inputs.slice(0, inputs),
    milestones: log.milestones.filter((one) => one.at <= until),
    until,
  };
}

function lastTerminal(log: SessionLog): number {
  const last = log.inputs.findLast((input) => input.kind === "keys");
  return last?.kind === "keys" ? last.terminal : 0;
}

/** For tests: what the terminal shows. */
(globalThis as { underlay?: { text(id: number): string } }).underlay = { text: screenText };

const root = document.querySelector<HTMLElement>("[data-review]");
if (root !== null) {
  speakWith(root);
  root.replaceChildren();
  render(<Review />, root);
}
